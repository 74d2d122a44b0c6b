"""Where the object that a händelse is about is read, and whether its utförare may know of it now.

A händelse tells who shared it when it was written (``delad_med``). An utförare hears of it only if the object is
still shared with the same utförare and the right to its order has not ended: what it could not read it is not told of.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, null, select

from app.core.journal import Handelse
from app.core.unit_of_work import Arbete
from app.flode.avvikelse.models import Avvikelse
from app.flode.bestallning.models import Bestallning
from app.flode.dokument.models import Dokument
from app.flode.forslag.models import Forslag
from app.flode.meddelande.models import Meddelande
from app.flode.narvaro.models import Tillfalle
from app.flode.plan.models import Plan
from app.flode.platsbokning.models import Platsbokning
from app.flode.progression.models import Matning, Rapport
from app.flode.slut.models import Slutrapport
from app.flode.uppfoljning.models import Uppfoljning
from app.flode.uppstartsmote.models import Uppstartsmote
from app.katalog.aktiviteter import Aktivitet
from app.katalog.instrumentversioner import Egenversion


@dataclass(frozen=True, slots=True)
class Amne:
    """Where objects of one kind are read, below their kommun.

    ``falt`` are columns of ``typ`` that the path names besides the händelse's own ``arende`` and ``objekt``. Objects
    without an order are read at ``utan_order``; an utförare that reads elsewhere does so at ``utforarens``.
    """

    vag: str
    typ: type[Any] | None = None
    falt: tuple[str, ...] = ()
    utan_order: str | None = None
    utforarens: str | None = None


def _i_order(plural: str, typ: type[Any]) -> Amne:
    return Amne(f"bestallningar/{{bestallning_id}}/{plural}/{{objekt}}", typ, ("bestallning_id",))


def _i_arende(plural: str) -> Amne:
    return Amne(f"arenden/{{arende}}/{plural}/{{objekt}}")


# By the name of the object's machine. An own calendar is nobody's business but the person's, and a subscription tells
# of the log itself: they are in no log.
AMNEN: Mapping[str, Amne | None] = MappingProxyType(
    {
        "aktivitet": Amne("aktiviteter/{objekt}", Aktivitet),
        "instrumentversion": Amne("instrument/{kod}/versioner/{nummer}", Egenversion, ("kod", "nummer")),
        "arende": Amne("arenden/{arende}"),
        "namngiven": None,  # nor who is named for them
        "skyddsmarkering": None,  # nobody is told that somebody is protected
        "undantag": _i_arende("undantag"),
        "bedomning": _i_arende("bedomningar"),
        "behov": Amne("arenden/{arende}/behov"),
        "fk_avstamning": _i_arende("fkavstamningar"),
        "samrad": _i_arende("samrad"),
        "afuppgift": _i_arende("afuppgifter"),
        "afbedomning": _i_arende("afbedomningar"),
        "afhandelse": None,
        "aktivitetsbrist": _i_arende("aktivitetsbrister"),
        "kommunicering": _i_arende("kommuniceringar"),
        "beslut": _i_arende("beslut"),
        "bestallning": Amne("bestallningar/{objekt}", Bestallning),
        "forslag": _i_order("forslag", Forslag),
        "dokument": Amne(
            "bestallningar/{bestallning_id}/dokument/{objekt}",
            Dokument,
            ("bestallning_id",),
            utan_order="arenden/{arende}/dokument/{objekt}",
        ),
        "meddelande": _i_order("meddelanden", Meddelande),
        "uppstartsmote": _i_order("uppstartsmoten", Uppstartsmote),
        "platsbokning": Amne(
            "arenden/{arende}/platsbokningar/{objekt}",
            Platsbokning,
            ("bestallning_id",),
            utforarens="bestallningar/{bestallning_id}/platsbokningar",
        ),
        "kalender": None,
        "plan": _i_order("planer", Plan),
        "tillfalle": _i_order("tillfallen", Tillfalle),
        "avvikelse": _i_order("avvikelser", Avvikelse),
        "matning": _i_order("matningar", Matning),
        "progressionsrapport": _i_order("progressionsrapporter", Rapport),
        "slutrapport": _i_order("slutrapporter", Slutrapport),
        "uppfoljning": Amne("uppfoljningar/{objekt}", Uppfoljning),
        "overlamning": _i_arende("overlamningar"),
        "invandning": _i_arende("invandningar"),
        "bevakning": Amne("bevakningar/{objekt}"),
        "rapport": Amne("rapporter/{objekt}"),
        "logggranskning": None,
        "gallring": None,
        "registerutdrag": None,
        "prenumeration": None,
        "delegation": None,
        "utkorgsmeddelande": None,
    }
)

# Händelser that no row of a table has: births, and what follows from another act.
UTAN_RAD: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "aktivitet": ("registrera",),
        "arende": ("oppna", "manad_registrerad", "manader_importerade"),
        "behov": ("registrera",),
        "bestallning": (
            "skapa", "andring_galler", "mote_hallet", "folj_arendet", "flytt_installd", "flytt_godtagen",
        ),
        "bevakning": ("skapa", "folj_arendet"),
        "dokument": ("lamna",),
        "fk_avstamning": ("fraga",),
        "kommunicering": ("kommunicera",),
        "meddelande": ("skicka",),
        "overlamning": ("skapa",),
        "plan": ("skapa",),
        "platsbokning": ("folj_bestallningen",),
        "rapport": ("bestall",),
        "samrad": ("begar",),
        "tillfalle": ("lagg_till",),
        "uppstartsmote": ("skapa", "satt_vagledare"),
    }
)  # fmt: skip


def for_utforare(objekttyp: str) -> bool:
    """Whether objects of the kind may be shared with an utförare at all."""
    amne = AMNEN[objekttyp]
    return amne is not None and amne.typ not in {None, Egenversion}


@dataclass(frozen=True, slots=True)
class Objektlage:
    """What the object of a händelse is like now: with whom it is shared, until when, and what its path names."""

    delad_med: UUID | None = None
    ratt_tom: date | None = None
    falt: Mapping[str, Any] = field(default_factory=dict)

    def delas_med(self, utforare: UUID | None, idag: date) -> bool:
        """Whether the utförare that a händelse was shared with may read the object today."""
        egen = utforare is not None and utforare == self.delad_med
        return egen and (self.ratt_tom is None or self.ratt_tom >= idag)


def vag(amne: Amne, handelse: Handelse, lage: Objektlage, *, utforarens: bool = False) -> str:
    """The path of the object below the root of the API."""
    monster = (amne.utforarens or amne.vag) if utforarens else amne.vag
    if amne.utan_order and lage.falt.get("bestallning_id") is None:
        monster = amne.utan_order
    namngivet = monster.format(arende=handelse.arende_id, objekt=handelse.objekt_id, **lage.falt)
    return f"{handelse.kommunkod}/{namngivet}"


async def objektlagen(arbete: Arbete, handelser: Iterable[Handelse]) -> dict[UUID, Objektlage]:
    """The objects of some händelser by id, one statement for each kind that must be looked up."""
    per_sort: dict[str, list[Handelse]] = {}
    for handelse in handelser:
        per_sort.setdefault(handelse.objekttyp, []).append(handelse)
    lagen: dict[UUID, Objektlage] = {}
    for sort, egna in per_sort.items():
        amne = AMNEN.get(sort)
        if amne is not None and amne.typ is not None:
            lagen.update(_lasta(amne, await arbete.rader(_lage_nu(amne, egna))))
    return lagen


def _lage_nu(amne: Amne, handelser: Sequence[Handelse]) -> Select[*tuple[Any, ...]]:
    typ: Any = amne.typ
    i_order = hasattr(typ, "bestallning_id")
    ratt = Bestallning.ratt_tom if i_order or typ is Bestallning else null()
    sats = select(typ.id, typ.delad_med, ratt, *(getattr(typ, namn) for namn in amne.falt)).where(
        typ.kommunkod.in_({h.kommunkod for h in handelser}), typ.id.in_({h.objekt_id for h in handelser})
    )
    if not i_order:
        return sats
    order = and_(Bestallning.kommunkod == typ.kommunkod, Bestallning.id == typ.bestallning_id)
    return sats.outerjoin(Bestallning, order)


def _lasta(amne: Amne, rader: Sequence[Any]) -> Iterator[tuple[UUID, Objektlage]]:
    for objekt_id, delad_med, ratt_tom, *falt in rader:
        yield objekt_id, Objektlage(delad_med, ratt_tom, dict(zip(amne.falt, falt, strict=True)))
