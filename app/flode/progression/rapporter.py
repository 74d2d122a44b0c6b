"""Acts on a progressionsrapport: write, hand in, ask for more, approve, write a new version."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.begrepp.parter import Part
from app.begrepp.tid import svensk_dag
from app.core.errors import Faltfel, OgiltigtInnehall, Saknas
from app.core.journal import Handelse, historik
from app.core.paging import Sidfraga, Utsnitt
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.flode.bestallning.delar import sida_under
from app.flode.bestallning.models import Bestallning
from app.flode.narvaro.timlasning import nar_i, period_ur
from app.flode.progression.actions import fryst_version, las_frysta_versioner, las_versioner, synliga_varden
from app.flode.progression.frister import Rapportering, Tackt, perioder
from app.flode.progression.frysning import Andring, andringar, frys, senast_i
from app.flode.progression.matvarden import Matvarden
from app.flode.progression.models import Inlamning, Matning, Rapport, matningar_med, rapporter_for
from app.flode.progression.rapportfakta import (
    Periodfakta,
    Rapportfakta,
    las_period,
    las_rapporter,
    order_med_villkor,
    rapport_med_allt,
    uppdrag_i,
)
from app.flode.progression.states import RAPPORT, RapportLage, RapportStatus
from app.flode.progression.tilltrade import krav_roll

KAN_ANDRAS = frozenset({"period_fran", "period_tom", "text", "nasta_steg"})
FRYSES = ("instrument", "instrument_version", "datum", "respondent", "niva", "skal", "omraden")
LANGST = timedelta(days=366)


@dataclass
class Rapportbild:
    """A report with everything that was handed in of it; ``rattning`` is its next version, if the caller reaches it.

    ``andringar``: what counts now and did not when it was last handed in.
    """

    rapport: Rapport
    inlamningar: list[Inlamning]
    rattning: UUID | None
    mojligheter: Mojligheter
    andringar: list[Andring]

    def last(self, arbete: Arbete) -> Rapport | Inlamning:
        """The row whose words the caller reads: its own draft, or what was handed in last."""
        return self.rapport if _skriver(arbete) else self.inlamningar[-1]


def ar_sen(rapport: Rapport, idag: date) -> bool:
    """Whether a report came too late, or has not come although its day is past; a new version is never late."""
    nar = idag if rapport.forst_inlamnad is None else svensk_dag(rapport.forst_inlamnad)
    return rapport.lamnas_senast is not None and nar > rapport.lamnas_senast


def _skriver(arbete: Arbete) -> bool:
    """The utförare sees its drafts; the kommun what was handed in."""
    return arbete.aktor.part is Part.UTFORARE


def _lage(arbete: Arbete, bestallning: Bestallning, rapport: Rapport, tackta: list[Tackt], **mer: Any) -> RapportLage:
    return RapportLage(
        idag=arbete.idag,
        period_fran=rapport.period_fran,
        bestallning=bestallning.status,
        person=arbete.aktor.person,
        skribenter=frozenset(rapport.skribenter),
        overlappar=_overlappar(rapport, tackta),
        **mer,
    )


def _overlappar(rapport: Rapport, tackta: list[Tackt]) -> bool:
    """Whether another report than the one itself and the one that it replaces is about the same days."""
    andras = (t for t in tackta if t.rapport_id not in (rapport.id, rapport.ersatter_id))
    return any(t.fran <= rapport.period_tom and rapport.period_fran <= t.tom for t in andras)


@dataclass
class _Sak:
    """A loaded report with what its guards and its answer look at."""

    fakta: Rapportfakta
    perioden: Periodfakta

    @property
    def rapport(self) -> Rapport:
        return self.fakta.rapport

    def lage(self, arbete: Arbete) -> RapportLage:
        har_rattelse = self.fakta.rattning is not None
        return _lage(arbete, self.fakta.bestallning, self.rapport, self.perioden.tackta, har_rattelse=har_rattelse)


async def _ladda(arbete: Arbete, bestallning_id: UUID, rapport_id: UUID, *, lases: bool = False) -> _Sak:
    fakta = await rapport_med_allt(arbete, bestallning_id, rapport_id, utkast=_skriver(arbete), lases=lases)
    if fakta is None:
        raise Saknas
    await las_frysta_versioner(arbete, (rad for i in fakta.inlamningar for rad in i.underlag))
    return _Sak(fakta, await _las_period(arbete, fakta, lamnas_in=lases))


async def _las_period(arbete: Arbete, fakta: Rapportfakta, *, lamnas_in: bool) -> Periodfakta:
    """The days that were handed in last; of a draft, and of one that is about to be handed in, its own."""
    rad = fakta.rapport if lamnas_in or not fakta.inlamningar else fakta.inlamningar[-1]
    return await las_period(arbete, fakta.bestallning.id, nar_i(arbete, rad.period_fran, rad.period_tom))


def _bild(arbete: Arbete, sak: _Sak) -> Rapportbild:
    rattning = sak.fakta.rattning
    synlig = rattning is not None and (_skriver(arbete) or rattning.antal_inlamningar > 0)
    return Rapportbild(
        rapport=sak.rapport,
        inlamningar=sak.fakta.inlamningar,
        rattning=rattning.id if rattning and synlig else None,
        mojligheter=arbete.mojligheter(RAPPORT, sak.rapport, sak.lage(arbete)),
        andringar=_andringar(arbete, sak),
    )


def _andringar(arbete: Arbete, sak: _Sak) -> list[Andring]:
    if not sak.fakta.inlamningar:
        return []
    senast = sak.fakta.inlamningar[-1]
    nu = period_ur(
        sak.perioden.timrader, sak.fakta.bestallning.id, nar_i(arbete, senast.period_fran, senast.period_tom)
    )
    return andringar(senast.underlag, senast.narvaro, sak.perioden.matta, nu)


async def skapa(
    arbete: Arbete,
    bestallning_id: UUID,
    *,
    period_fran: date,
    period_tom: date,
    text: str,
    nasta_steg: str,
    ersatter_id: UUID | None,
) -> Rapportbild:
    """Draft a report; with ``ersatter_id`` a new version of an approved one."""
    order = await order_med_villkor(arbete, bestallning_id)
    bestallning, ersatt = order.bestallning, None
    if ersatter_id is not None:
        ersatt = await _ersatt(arbete, bestallning_id, ersatter_id)
    _krav_period(period_fran, period_tom)
    rapport = Rapport(
        id=nytt_id(),
        kommunkod=bestallning.kommunkod,
        namnd_id=bestallning.namnd_id,
        delad_med=bestallning.delad_med,
        arende_id=bestallning.arende_id,
        bestallning_id=bestallning.id,
        status=RapportStatus.UTKAST.value,
        version=1,
        utgava=1 if ersatt is None else ersatt.utgava + 1,
        period_fran=period_fran,
        period_tom=period_tom,
        text=text,
        nasta_steg=nasta_steg,
        skapad=arbete.nu,
        skribenter=[arbete.aktor.person],
        antal_inlamningar=0,
        lamnas_senast=order.villkor.rapport_senast(period_tom) if ersatt is None else None,
        ersatter_id=ersatter_id,
    )
    lage = _lage(arbete, bestallning, rapport, (await las_rapporter(arbete, bestallning.id)).tackta)
    if ersatt is None:
        RAPPORT.krav_skapa(arbete.aktor.roll, lage)
    arbete.fodd(rapport, "progressionsrapport", "skapa")
    return Rapportbild(rapport, [], None, arbete.mojligheter(RAPPORT, rapport, lage), [])


def _krav_period(fran: date, tom: date) -> None:
    """Raise 422 for a period that ends before its beginning, or is longer than a year."""
    if tom < fran:
        raise OgiltigtInnehall(
            "Perioden slutar före sin början.", fel=[Faltfel("/periodTom", "ordning", "Ange en senare dag")]
        )
    if tom - fran > LANGST:
        raise OgiltigtInnehall(
            "Perioden är längre än ett år.", fel=[Faltfel("/periodTom", "for_lang", "Ange en tidigare dag")]
        )


async def _ersatt(arbete: Arbete, bestallning_id: UUID, rapport_id: UUID) -> Rapport:
    """Step the approved report that gets a new version."""
    fakta = await rapport_med_allt(arbete, bestallning_id, rapport_id, utkast=_skriver(arbete))
    if fakta is None:
        raise OgiltigtInnehall(
            "Rapporten som ska ersättas finns inte.", fel=[Faltfel("/ersatterId", "saknas", "Okänd rapport")]
        )
    lage = _lage(arbete, fakta.bestallning, fakta.rapport, [], har_rattelse=fakta.rattning is not None)
    await arbete.utfor(RAPPORT, fakta.rapport, "ratta", lage)
    return fakta.rapport


async def visa(arbete: Arbete, bestallning_id: UUID, rapport_id: UUID) -> Rapportbild:
    """One report, everything that was handed in of it, and what has changed since."""
    sak = await _ladda(arbete, bestallning_id, rapport_id)
    arbete.har_last("progressionsrapport", arende=sak.rapport.arende_id, objekt=sak.rapport.id)
    return _bild(arbete, sak)


async def lista(arbete: Arbete, bestallning_id: UUID, fraga: Sidfraga) -> Utsnitt[Rapport]:
    """One page of an order's reports, newest first."""
    await krav_roll(arbete, bestallning_id)
    sats = rapporter_for(bestallning_id, utkast=_skriver(arbete))
    return await sida_under(arbete, bestallning_id, sats, Rapport.id, fraga, "progressionsrapport")


async def rapportering(arbete: Arbete, bestallning_id: UUID) -> Rapportering:
    """The periods of an order up to today, covered by a report or not."""
    order = await order_med_villkor(arbete, bestallning_id)
    fakta = await las_rapporter(arbete, order.bestallning.id)
    arbete.har_last("progressionsrapport", arende=order.bestallning.arende_id)
    uppdrag = uppdrag_i(order.bestallning, fakta.byten)
    egna = perioder(uppdrag, fakta.tackta, order.villkor, arbete.idag)
    return Rapportering(order.bestallning.id, order.villkor, egna)


async def historia(arbete: Arbete, bestallning_id: UUID, rapport_id: UUID) -> list[Handelse]:
    """All händelser of a report."""
    fakta = await rapport_med_allt(arbete, bestallning_id, rapport_id, utkast=_skriver(arbete))
    if fakta is None:
        raise Saknas
    arbete.har_last("progressionsrapport", arende=fakta.rapport.arende_id, objekt=fakta.rapport.id)
    return list(await arbete.alla(historik(fakta.rapport.id)))


async def andra(arbete: Arbete, bestallning_id: UUID, rapport_id: UUID, falt: dict[str, Any]) -> Rapportbild:
    """Change the draft; what was handed in before stays as it was."""
    sak = await _ladda(arbete, bestallning_id, rapport_id)
    await arbete.utfor(RAPPORT, sak.rapport, "andra", sak.lage(arbete), uppgifter={"falt": sorted(falt)})
    for namn in KAN_ANDRAS & falt.keys():
        setattr(sak.rapport, namn, falt[namn])
    _krav_period(sak.rapport.period_fran, sak.rapport.period_tom)
    if "period_tom" in falt and sak.rapport.lamnas_senast is not None:
        order = await order_med_villkor(arbete, bestallning_id)
        sak.rapport.lamnas_senast = order.villkor.rapport_senast(sak.rapport.period_tom)
    _skrev(arbete, sak.rapport)
    return _bild(arbete, sak)


def _skrev(arbete: Arbete, rapport: Rapport) -> None:
    """Who has written on a report cannot approve it."""
    if arbete.aktor.person not in rapport.skribenter:
        rapport.skribenter = [*rapport.skribenter, arbete.aktor.person]


async def lamna_in(arbete: Arbete, bestallning_id: UUID, rapport_id: UUID) -> Rapportbild:
    """Hand in: text, the period's latest measurements and its hours are frozen."""
    sak = await _ladda(arbete, bestallning_id, rapport_id, lases=True)
    await arbete.utfor(RAPPORT, sak.rapport, "lamna_in", sak.lage(arbete))
    rapport = sak.rapport
    _skrev(arbete, rapport)
    rapport.antal_inlamningar = rapport.antal_inlamningar + 1
    rapport.forst_inlamnad = rapport.forst_inlamnad or arbete.nu
    timmar = period_ur(
        sak.perioden.timrader, rapport.bestallning_id, nar_i(arbete, rapport.period_fran, rapport.period_tom)
    )
    inlamning = Inlamning(
        id=nytt_id(),
        kommunkod=rapport.kommunkod,
        namnd_id=rapport.namnd_id,
        delad_med=rapport.delad_med,
        rapport_id=rapport.id,
        nummer=rapport.antal_inlamningar,
        inlamnad=arbete.nu,
        inlamnad_av=arbete.aktor.person,
        period_fran=rapport.period_fran,
        period_tom=rapport.period_tom,
        text=rapport.text,
        nasta_steg=rapport.nasta_steg,
        underlag=await _underlag(arbete, sak),
        narvaro=frys(timmar),
    )
    sak.fakta.inlamningar.append(arbete.ny(inlamning))
    await arbete.session.flush()
    return _bild(arbete, sak)


async def _underlag(arbete: Arbete, sak: _Sak) -> list[dict[str, Any]]:
    """The utförare's own latest measurement in the period, per instrument and respondent."""
    idn = [m.matning_id for m in senast_i(sak.perioden.matta).values()]
    if not idn:
        return []
    matningar = {m.id: m for m in await arbete.alla(matningar_med(sak.rapport.bestallning_id, idn))}
    await las_versioner(arbete, matningar.values())
    return [frys_matning(matningar[matning_id]) for matning_id in idn]


def frys_matning(matning: Matning) -> dict[str, Any]:
    """What a report keeps of a measurement."""
    falt = {n: getattr(matning, n) for n in FRYSES}
    egen_id = None if matning.egen_version_id is None else str(matning.egen_version_id)
    return falt | {"matning_id": str(matning.id), "datum": matning.datum.isoformat(), "egen_version_id": egen_id}


async def begar_komplettering(arbete: Arbete, bestallning_id: UUID, rapport_id: UUID, *, skal: str) -> Rapportbild:
    """Send back with a reason, which stays with what was handed in."""
    sak = await _ladda(arbete, bestallning_id, rapport_id)
    await arbete.utfor(RAPPORT, sak.rapport, "begar_komplettering", sak.lage(arbete))
    sak.fakta.inlamningar[-1].komplettering_skal = skal
    return _bild(arbete, sak)


async def godkann(arbete: Arbete, bestallning_id: UUID, rapport_id: UUID) -> Rapportbild:
    """Approve what was handed in."""
    sak = await _ladda(arbete, bestallning_id, rapport_id)
    await arbete.utfor(RAPPORT, sak.rapport, "godkann", sak.lage(arbete))
    sak.rapport.godkand, sak.rapport.godkand_av = arbete.nu, arbete.aktor.person
    return _bild(arbete, sak)


def fryst_varden(arbete: Arbete, rad: dict[str, Any]) -> Matvarden:
    """What a frozen measurement says, as this caller may see it (DP-27)."""
    varden = Matvarden.las(rad["niva"], rad["skal"], rad["omraden"])
    return synliga_varden(arbete, fryst_version(arbete, rad), varden)
