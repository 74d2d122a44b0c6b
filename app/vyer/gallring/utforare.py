"""The utförare's own clock: two years after its last note in an order its sight of it ends (DP-17).

The records are kept once, for both. What the utförare has handed to the nämnd stays there until the nämnd's own clock.
By the avtal the rest is returned too, or erased: drafts that were never handed in. Research keeps all of those in its
sample, and so theirs are always returned (DP-18).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, and_, false, func, or_, select, union_all

from app.begrepp.parter import Part
from app.begrepp.tid import svensk_dag
from app.core import erasure
from app.core.journal import Atkomst, Handelse
from app.core.unit_of_work import Arbete
from app.flode.arende.models import Arende, oppna_personnummer
from app.flode.bestallning.models import Bestallning
from app.flode.bestallning.states import BESTALLNING
from app.katalog.organisationer import Avtal, avtal_for
from app.regelverk.gallring import AR_HOS_UTFORAREN, Gallringsfrist, gallringsfrist, i_forskningsurval
from app.vyer.gallring.efterspaning import gravsten
from app.vyer.gallring.models import Gallringspost
from app.vyer.gallring.rackvidd import nadda
from app.vyer.gallring.states import Gallringsskede, Gallringsutfall
from app.vyer.handelseflode.models import Flodespost

# What the utförare writes and hands in, and the column that is empty until then.
LAMNAS_IN: Mapping[str, str] = MappingProxyType(
    {"planer": "foreslagen", "progressionsrapporter": "forst_inlamnad", "slutrapporter": "inlamnad"}
)
RADERAS = "raderas"


@dataclass(frozen=True, slots=True)
class Utforarakt:
    """One ended order at the utförare that had it, and the day of the last note that the utförare made."""

    bestallning_id: UUID
    utforare_id: UUID
    arendenummer: tuple[str, ...]
    personnummer: str
    sista_anteckning: date
    raderas: bool
    dold: bool

    @property
    def frist(self) -> Gallringsfrist:
        """The utförare's own."""
        return gallringsfrist(self.sista_anteckning, AR_HOS_UTFORAREN)

    def utfall(self, kommunkod: str, idag: date) -> Gallringsutfall | None:
        """What is to become of it today; nothing while it is not due."""
        if not self.frist.inne(idag):
            return None
        kvar = i_forskningsurval(kommunkod, self.personnummer)
        return Gallringsutfall.GALLRAS if self.raderas and not kvar else Gallringsutfall.ATERLAMNAS


def slutade(namnd_id: UUID, efter: UUID, antal: int) -> Select[Bestallning, Arende]:
    """The next orders that have ended and that an utförare still sees, each with its ärende."""
    return (
        select(Bestallning, Arende)
        .join(Arende, (Arende.kommunkod == Bestallning.kommunkod) & (Arende.id == Bestallning.arende_id))
        .where(
            Bestallning.namnd_id == namnd_id,
            Bestallning.id > efter,
            Bestallning.delad_med.is_not(None),
            Bestallning.status.in_(BESTALLNING.slut),
        )
        .order_by(Bestallning.id)
        .limit(antal)
    )


def _anteckningar(arende_id: UUID, utforare_id: UUID) -> Select[datetime]:
    """The utförare's newest note about the person."""
    i_historiken = select(func.max(Handelse.tid).label("tid")).where(
        Handelse.arende_id == arende_id, Handelse.organisation_id == utforare_id
    )
    i_loggen = select(func.max(Atkomst.tid).label("tid")).where(
        Atkomst.arende_id == arende_id, Atkomst.organisation_id == utforare_id, Atkomst.slag == "skriv"
    )
    alla = union_all(i_historiken, i_loggen).subquery()
    return select(func.max(alla.c.tid))


async def akten(arbete: Arbete, bestallning: Bestallning, arende: Arende) -> Utforarakt:
    """One order with the clock's facts and what its avtal says."""
    utforare_id = bestallning.utforare_id
    sista = await arbete.kanske(_anteckningar(arende.id, utforare_id))
    avtal = await arbete.alla(avtal_for(bestallning.kommunkod, None, utforare_id).order_by(Avtal.fran))
    egna = [a for a in avtal if a.namnd_id == bestallning.namnd_id]
    nummer = oppna_personnummer(arende.kommunkod, arende.id, arende.personnummer_forseglat, arbete.krypto)
    return Utforarakt(
        bestallning_id=bestallning.id,
        utforare_id=utforare_id,
        arendenummer=(arende.arendenummer,),
        personnummer=nummer.siffror,
        sista_anteckning=svensk_dag(sista or bestallning.skickad or bestallning.skapad),
        raderas=bool(egna) and egna[-1].aterlamning == RADERAS,
        dold=arende.skyddad,
    )


async def nasta_utforarakter(arbete: Arbete, namnd_id: UUID, efter: UUID, antal: int) -> list[Utforarakt]:
    """The next ended orders of a nämnd."""
    return [await akten(arbete, b, a) for b, a in await arbete.rader(slutade(namnd_id, efter, antal))]


@lru_cache(maxsize=1)
def _delade() -> tuple[Table, ...]:
    """Every reached table whose rows may be shared with an utförare, but the history of all."""
    return tuple(t for t in nadda() if "delad_med" in t.c and t.name not in {"handelser", "tidsbilder"})


def i_bestallningen(tabell: Table, kommunkod: str, bestallning_id: UUID) -> ColumnElement[bool]:
    """Whether a shared row is part of an order."""
    if tabell.name == "bestallningar":
        egen: Any = tabell.c.id == bestallning_id
    elif "bestallning_id" in tabell.c:
        egen = tabell.c.bestallning_id == bestallning_id
    else:
        egen = or_(false(), *(_via(nyckel, kommunkod, bestallning_id) for nyckel in tabell.foreign_key_constraints))
    return and_(tabell.c.kommunkod == kommunkod, egen)


def _via(nyckel: Any, kommunkod: str, bestallning_id: UUID) -> Any:
    foralder: Table = nyckel.referred_table
    if foralder is nyckel.table or foralder not in _delade():
        return false()
    kolumn = nyckel.table.c[nyckel.column_keys[-1]]
    return kolumn.in_(select(foralder.c.id).where(i_bestallningen(foralder, kommunkod, bestallning_id)))


async def avsluta_insynen(arbete: Arbete, post: Gallringspost) -> None:
    """End the utförare's sight of one order, unless it is no longer due; drafts go if the avtal says so."""
    bestallning_id = UUID(bytes=post.nyckel or bytes(16))
    rad = await arbete.rad(slutade(post.namnd_id, UUID(int=bestallning_id.int - 1), 1))
    akt = await akten(arbete, *rad) if rad is not None and rad[0].id == bestallning_id else None
    utfall = None if akt is None else akt.utfall(post.kommunkod, arbete.idag)
    if akt is None or utfall is None:
        post.utfall, post.antal = Gallringsutfall.INTE_LANGRE.value, {}
        return
    antal = await _radera_eget(arbete, akt) if utfall is Gallringsutfall.GALLRAS else {}
    post.utfall, post.antal = utfall.value, antal | await _slut_pa_delning(arbete, akt)
    post.avidentifiera()
    post.skede = Gallringsskede.KLAR.value


async def _radera_eget(arbete: Arbete, akt: Utforarakt) -> dict[str, int]:
    """What was never handed in: drafts, with all that lies under them and their history."""
    antal = {}
    for tabell in (t for t in _delade() if t.name in LAMNAS_IN):
        inom = i_bestallningen(tabell, arbete.kommunkod, akt.bestallning_id)
        utkast = await _idn(arbete, select(tabell.c.id).where(inom, tabell.c[LAMNAS_IN[tabell.name]].is_(None)))
        if utkast:
            await _radera_med_delar(arbete, tabell, utkast)
            antal[f"{tabell.name}_utkast"] = len(utkast)
    return antal


async def _idn(arbete: Arbete, sats: Select[Any]) -> list[UUID]:
    return [rad.id for rad in await erasure.las_rader(arbete, sats)]


async def _radera_med_delar(arbete: Arbete, tabell: Table, idn: Sequence[UUID]) -> None:
    for del_ in nadda():
        kolumner = [n.column_keys[-1] for n in del_.foreign_key_constraints if n.referred_table is tabell]
        kolumner += ["objekt_id"] if del_.name in {"handelser", "tidsbilder"} else []
        for kolumn in kolumner:
            await erasure.radera(arbete, del_, del_.c.kommunkod == arbete.kommunkod, del_.c[kolumn].in_(idn))
    await erasure.radera(arbete, tabell, tabell.c.kommunkod == arbete.kommunkod, tabell.c.id.in_(idn))


async def _slut_pa_delning(arbete: Arbete, akt: Utforarakt) -> dict[str, int]:
    """No row of the order is shared any more, nor its history; the utförare's own reading marks go."""
    objekt: list[UUID] = []
    antal = {}
    for tabell in _delade():
        inom = (i_bestallningen(tabell, arbete.kommunkod, akt.bestallning_id), tabell.c.delad_med == akt.utforare_id)
        objekt += await _idn(arbete, select(tabell.c.id).where(*inom))
        if tabell.name == "lasmarkeringar":
            await erasure.radera(arbete, tabell, *inom, tabell.c.part == Part.UTFORARE.value)
    for tabell in _delade():
        inom = (tabell.c.kommunkod == arbete.kommunkod, tabell.c.id.in_(objekt))
        antal[tabell.name] = await erasure.skriv_over(arbete, tabell, {"delad_med": None}, *inom)
    await _slut_pa_historiken(arbete, akt, objekt)
    return {namn: andrade for namn, andrade in antal.items() if andrade}


async def _slut_pa_historiken(arbete: Arbete, akt: Utforarakt, objekt: Sequence[UUID]) -> None:
    for tabell in (t for t in nadda() if t.name in {"handelser", "tidsbilder"}):
        inom = (tabell.c.kommunkod == arbete.kommunkod, tabell.c.objekt_id.in_(objekt))
        await erasure.skriv_over(arbete, tabell, {"delad_med": None}, *inom)
    poster = erasure.tabellen(Flodespost)
    inom = (poster.c.mottagare_id == akt.utforare_id, poster.c.objekt_id.in_(objekt))
    await erasure.skriv_over(arbete, poster, gravsten(arbete.kommunkod), *inom)
