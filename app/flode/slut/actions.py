"""Acts on a slutrapport: write, hand in, ask for more, approve, write a new version; how it is loaded and shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.begrepp.parter import Part
from app.core.errors import Faltfel, OgiltigtInnehall, Saknas
from app.core.journal import Handelse, historik
from app.core.paging import Sidfraga, Utsnitt
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.flode.arende import actions as arenden
from app.flode.bestallning.delar import sida_under
from app.flode.bestallning.models import Bestallning
from app.flode.progression.tilltrade import bestallning_for, krav_roll
from app.flode.slut.models import (
    ORD,
    Slutinlamning,
    Slutrapport,
    planens_mal,
    slutrapport_med,
    slutrapporter_for,
)
from app.flode.slut.states import SKRIVS, SLUTRAPPORT, Mal, SlutLage, SlutrapportStatus, sammanstall
from app.flode.slut.underlag import fryst_underlag

KAN_ANDRAS = frozenset(ORD)


@dataclass
class Slutbild:
    """A slutrapport with its order, and everything that was handed in of it.

    ``mal`` is what the caller reads: of a draft with the goals of the plan that are left to assess. ``rattning`` is its
    next version, if the caller reaches it.
    """

    slutrapport: Slutrapport
    bestallning: Bestallning
    mal: list[Mal]
    inlamningar: list[Slutinlamning]
    rattning: UUID | None
    mojligheter: Mojligheter
    egna_ord: bool

    @property
    def last(self) -> Slutrapport | Slutinlamning:
        """The row whose words the caller reads: its own draft, or what was handed in last."""
        return self.slutrapport if self.egna_ord else self.inlamningar[-1]


@dataclass
class _Sak:
    """A loaded slutrapport with what its guards look at."""

    bestallning: Bestallning
    rapport: Slutrapport
    inlamningar: list[Slutinlamning]
    rattning: Slutrapport | None
    mal: list[Mal]


def _skriver(arbete: Arbete) -> bool:
    """The utförare sees its drafts; the kommun what was handed in."""
    return arbete.aktor.part is Part.UTFORARE


async def _ladda(arbete: Arbete, bestallning_id: UUID, slutrapport_id: UUID) -> _Sak:
    """A version that the caller reaches; 404 or 403 as for its order."""
    await krav_roll(arbete, bestallning_id)
    sats = slutrapport_med(bestallning_id, slutrapport_id, utkast=_skriver(arbete))
    rader = (await arbete.session.execute(sats)).all()
    if not rader:
        await bestallning_for(arbete, bestallning_id)
        raise Saknas
    rapport, bestallning, rattning, _ = rader[0]
    await arenden.krav_tilldelad(arbete, bestallning.arende_id, bestallning.handlaggare)
    arbete.inom(bestallning)
    mal = [Mal.las(m) for m in rapport.mal]
    if _skriver(arbete) and rapport.status in SKRIVS:
        mal = await _malen(arbete, bestallning_id, mal)
    return _Sak(bestallning, rapport, [i for *_, i in rader if i is not None], rattning, mal)


async def _malen(arbete: Arbete, bestallning_id: UUID, bedomda: Sequence[Mal]) -> list[Mal]:
    """The goals of the plan as it is now, with what is said of them, and the goals without plan."""
    return sammanstall([(omrade, mal) for omrade, mal in await arbete.rader(planens_mal(bestallning_id))], bedomda)


def _lage(arbete: Arbete, sak: _Sak, *, annan: bool = False) -> SlutLage:
    return SlutLage(
        bestallning=sak.bestallning.status,
        borjade=sak.bestallning.slut_datum is not None,
        annan=annan,
        obedomda=sum(m.maluppfyllelse is None for m in sak.mal),
        person=arbete.aktor.person,
        skribenter=frozenset(sak.rapport.skribenter),
        har_rattelse=sak.rattning is not None,
    )


def _bild(arbete: Arbete, sak: _Sak) -> Slutbild:
    rattning = sak.rattning if sak.rattning and (_skriver(arbete) or sak.rattning.antal_inlamningar) else None
    egna = _skriver(arbete)
    return Slutbild(
        slutrapport=sak.rapport,
        bestallning=sak.bestallning,
        mal=sak.mal if egna else [Mal.las(m) for m in sak.inlamningar[-1].mal],
        inlamningar=sak.inlamningar,
        rattning=None if rattning is None else rattning.id,
        mojligheter=arbete.mojligheter(SLUTRAPPORT, sak.rapport, _lage(arbete, sak)),
        egna_ord=egna,
    )


async def skapa(arbete: Arbete, bestallning_id: UUID, *, ersatter_id: UUID | None, **ord_: Any) -> Slutbild:
    """Draft a slutrapport; with ``ersatter_id`` a new version of one that is approved, or that a reopening undid."""
    bestallning = await bestallning_for(arbete, bestallning_id)
    SLUTRAPPORT.krav_skapa(arbete.aktor.roll, SlutLage())
    ersatt = None if ersatter_id is None else await _ersatt(arbete, bestallning_id, ersatter_id)
    rapport = Slutrapport(
        id=nytt_id(),
        kommunkod=bestallning.kommunkod,
        namnd_id=bestallning.namnd_id,
        delad_med=bestallning.delad_med,
        arende_id=bestallning.arende_id,
        bestallning_id=bestallning.id,
        status=SlutrapportStatus.UTKAST.value,
        version=1,
        utgava=1 if ersatt is None else ersatt.utgava + 1,
        skapad=arbete.nu,
        skribenter=[arbete.aktor.person],
        antal_inlamningar=0,
        ersatter_id=ersatter_id,
    )
    sak = _Sak(bestallning, rapport, [], None, [])
    if ersatt is None:
        finns = (await arbete.session.scalars(slutrapporter_for(bestallning_id, utkast=True).limit(1))).first()
        SLUTRAPPORT.krav_skapa(arbete.aktor.roll, _lage(arbete, sak, annan=finns is not None))
    await _skriv(arbete, sak, ord_)
    arbete.fodd(rapport, SLUTRAPPORT.namn, "skapa")
    return _bild(arbete, sak)


async def _ersatt(arbete: Arbete, bestallning_id: UUID, slutrapport_id: UUID) -> Slutrapport:
    """Step the version that gets a next one."""
    try:
        sak = await _ladda(arbete, bestallning_id, slutrapport_id)
    except Saknas:
        raise OgiltigtInnehall(
            "Slutrapporten som ska ersättas finns inte.", fel=[Faltfel("/ersatterId", "saknas", "Okänd slutrapport")]
        ) from None
    await arbete.utfor(SLUTRAPPORT, sak.rapport, "ratta", _lage(arbete, sak))
    return sak.rapport


async def _skriv(arbete: Arbete, sak: _Sak, ord_: Mapping[str, Any]) -> None:
    """Set the given words; goals are held against the plan as it is now."""
    rapport = sak.rapport
    for namn in (KAN_ANDRAS - {"mal"}) & ord_.keys():
        setattr(rapport, namn, ord_[namn])
    if "mal" in ord_:
        sak.mal = await _malen(arbete, rapport.bestallning_id, [Mal(**m) for m in ord_["mal"]])
    rapport.mal = [m.lagrat() for m in sak.mal]
    if rapport.verifierat is not None and rapport.verifierat > arbete.idag:
        raise OgiltigtInnehall(
            "Resultatet kan inte vara verifierat i framtiden.",
            fel=[Faltfel("/resultat/datum", "framtid", "Ange i dag eller tidigare")],
        )
    if arbete.aktor.person not in rapport.skribenter:
        rapport.skribenter = [*rapport.skribenter, arbete.aktor.person]


async def visa(arbete: Arbete, bestallning_id: UUID, slutrapport_id: UUID) -> Slutbild:
    """One version and everything that was handed in of it."""
    sak = await _ladda(arbete, bestallning_id, slutrapport_id)
    arbete.har_last("slutrapport", arende=sak.rapport.arende_id, objekt=sak.rapport.id)
    return _bild(arbete, sak)


async def lista(arbete: Arbete, bestallning_id: UUID, fraga: Sidfraga) -> Utsnitt[Slutrapport]:
    """One page of the versions of an order's slutrapport, newest first."""
    await krav_roll(arbete, bestallning_id)
    sats = slutrapporter_for(bestallning_id, utkast=_skriver(arbete))
    return await sida_under(arbete, bestallning_id, sats, Slutrapport.id, fraga, "slutrapport")


async def historia(arbete: Arbete, bestallning_id: UUID, slutrapport_id: UUID) -> list[Handelse]:
    """All händelser of a version."""
    sak = await _ladda(arbete, bestallning_id, slutrapport_id)
    arbete.har_last("slutrapport", arende=sak.rapport.arende_id, objekt=sak.rapport.id)
    return list(await arbete.alla(historik(sak.rapport.id)))


async def andra(arbete: Arbete, bestallning_id: UUID, slutrapport_id: UUID, ord_: dict[str, Any]) -> Slutbild:
    """Change the draft; what was handed in before stays as it was."""
    sak = await _ladda(arbete, bestallning_id, slutrapport_id)
    await arbete.utfor(SLUTRAPPORT, sak.rapport, "andra", _lage(arbete, sak), uppgifter={"falt": sorted(ord_)})
    await _skriv(arbete, sak, ord_)
    return _bild(arbete, sak)


async def lamna_in(arbete: Arbete, bestallning_id: UUID, slutrapport_id: UUID) -> Slutbild:
    """Hand in: the words are frozen with the goals, the last levels, attendance and hours, and the list of reports."""
    sak = await _ladda(arbete, bestallning_id, slutrapport_id)
    await arbete.utfor(SLUTRAPPORT, sak.rapport, "lamna_in", _lage(arbete, sak))
    rapport = sak.rapport
    await _skriv(arbete, sak, {})
    rapport.antal_inlamningar, rapport.inlamnad = rapport.antal_inlamningar + 1, arbete.nu
    inlamning = Slutinlamning(
        id=nytt_id(),
        kommunkod=rapport.kommunkod,
        namnd_id=rapport.namnd_id,
        delad_med=rapport.delad_med,
        slutrapport_id=rapport.id,
        nummer=rapport.antal_inlamningar,
        inlamnad=arbete.nu,
        inlamnad_av=arbete.aktor.person,
        **{namn: getattr(rapport, namn) for namn in ORD},
        **await fryst_underlag(arbete, sak.bestallning),
    )
    arbete.ny(inlamning)
    sak.inlamningar.append(inlamning)
    return _bild(arbete, sak)


async def begar_komplettering(arbete: Arbete, bestallning_id: UUID, slutrapport_id: UUID, *, skal: str) -> Slutbild:
    """Send back with a reason, which stays with what was handed in; an order that has ended waits again."""
    sak = await _ladda(arbete, bestallning_id, slutrapport_id)
    await arbete.utfor(SLUTRAPPORT, sak.rapport, "begar_komplettering", _lage(arbete, sak))
    sak.inlamningar[-1].komplettering_skal = skal
    return _bild(arbete, sak)


async def godkann(arbete: Arbete, bestallning_id: UUID, slutrapport_id: UUID) -> Slutbild:
    """Approve what was handed in."""
    sak = await _ladda(arbete, bestallning_id, slutrapport_id)
    await arbete.utfor(SLUTRAPPORT, sak.rapport, "godkann", _lage(arbete, sak))
    sak.rapport.godkand, sak.rapport.godkand_av = arbete.nu, arbete.aktor.person
    return _bild(arbete, sak)
