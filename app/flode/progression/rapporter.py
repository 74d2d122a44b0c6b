"""Acts on a progressionsrapport: write, hand in, ask for more, approve, write a new version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.begrepp.parter import Part
from app.core.errors import Faltfel, OgiltigtInnehall
from app.core.journal import Handelse, historik
from app.core.paging import Sidfraga, Utsnitt
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.flode.bestallning.delar import sida_under
from app.flode.bestallning.models import Bestallning
from app.flode.progression.actions import synliga_varden
from app.flode.progression.matvarden import Matvarden
from app.flode.progression.models import (
    Inlamning,
    Matning,
    Rapport,
    gallande_matningar,
    inlamningar_for,
    rapport_med,
    rapporter_for,
    rattning_av,
)
from app.flode.progression.states import RAPPORT, RapportLage, RapportStatus
from app.flode.progression.tilltrade import bestallning_for, krav_roll
from app.katalog import instrument_uppslag as uppslag
from app.katalog.instrument_modell import Instrumentversion

KAN_ANDRAS = frozenset({"period_fran", "period_tom", "text", "nasta_steg"})
FRYSES = ("instrument", "instrument_version", "egen_version_id", "datum", "respondent", "niva", "skal", "omraden")


@dataclass
class Rapportbild:
    """A report with everything that was handed in of it; ``rattning`` is its next version, if the caller reaches it."""

    rapport: Rapport
    inlamningar: list[Inlamning]
    rattning: UUID | None
    mojligheter: Mojligheter
    egna: Mapping[UUID, Instrumentversion] = field(default_factory=dict)

    def last(self, arbete: Arbete) -> Rapport | Inlamning:
        """The row whose words the caller reads: its own draft, or what was handed in last."""
        return self.rapport if _skriver(arbete) else self.inlamningar[-1]


def _skriver(arbete: Arbete) -> bool:
    """The utförare sees its drafts; the kommun what was handed in."""
    return arbete.aktor.part is Part.UTFORARE


def _lage(arbete: Arbete, bestallning: Bestallning, rapport: Rapport, *, har_rattelse: bool) -> RapportLage:
    return RapportLage(
        idag=arbete.idag,
        period_fran=rapport.period_fran,
        bestallning=bestallning.status,
        person=arbete.aktor.person,
        skribenter=frozenset(rapport.skribenter),
        har_rattelse=har_rattelse,
    )


@dataclass
class _Sak:
    """A loaded report with its guards' facts."""

    rapport: Rapport
    rattning: Rapport | None
    lage: RapportLage


async def _ladda(arbete: Arbete, bestallning_id: UUID, rapport_id: UUID) -> _Sak:
    bestallning = await bestallning_for(arbete, bestallning_id)
    rapport = await arbete.en(rapport_med(bestallning.id, rapport_id, utkast=_skriver(arbete)))
    rattning = await arbete.kanske(rattning_av(rapport.id))
    return _Sak(rapport, rattning, _lage(arbete, bestallning, rapport, har_rattelse=rattning is not None))


async def _bild(arbete: Arbete, sak: _Sak) -> Rapportbild:
    await arbete.session.flush()
    inlamningar = list(await arbete.alla(inlamningar_for(sak.rapport.id)))
    rattning = sak.rattning.id if sak.rattning and (_skriver(arbete) or sak.rattning.antal_inlamningar) else None
    egna = await uppslag.egna(arbete, [_egen_id(rad) for i in inlamningar for rad in i.underlag])
    return Rapportbild(sak.rapport, inlamningar, rattning, arbete.mojligheter(RAPPORT, sak.rapport, sak.lage), egna)


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
    bestallning = await bestallning_for(arbete, bestallning_id)
    ersatt = None
    if ersatter_id is not None:
        ersatt = await _ersatt(arbete, bestallning_id, ersatter_id)
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
        ersatter_id=ersatter_id,
    )
    lage = _lage(arbete, bestallning, rapport, har_rattelse=False)
    if ersatt is None:
        RAPPORT.krav_skapa(arbete.aktor.roll, lage)
    arbete.fodd(rapport, "progressionsrapport", "skapa")
    return Rapportbild(rapport, [], None, arbete.mojligheter(RAPPORT, rapport, lage))


async def _ersatt(arbete: Arbete, bestallning_id: UUID, rapport_id: UUID) -> Rapport:
    """Step the approved report that gets a new version."""
    bestallning = await bestallning_for(arbete, bestallning_id)
    rapport = await arbete.kanske(rapport_med(bestallning_id, rapport_id, utkast=_skriver(arbete)))
    if rapport is None:
        raise OgiltigtInnehall(
            "Rapporten som ska ersättas finns inte.", fel=[Faltfel("/ersatterId", "saknas", "Okänd rapport")]
        )
    finns = await arbete.kanske(rattning_av(rapport.id)) is not None
    await arbete.utfor(RAPPORT, rapport, "ratta", _lage(arbete, bestallning, rapport, har_rattelse=finns))
    return rapport


async def visa(arbete: Arbete, bestallning_id: UUID, rapport_id: UUID) -> Rapportbild:
    """One report and everything that was handed in of it."""
    sak = await _ladda(arbete, bestallning_id, rapport_id)
    arbete.har_last("progressionsrapport", arende=sak.rapport.arende_id, objekt=sak.rapport.id)
    return await _bild(arbete, sak)


async def lista(arbete: Arbete, bestallning_id: UUID, fraga: Sidfraga) -> Utsnitt[Rapport]:
    """One page of an order's reports, newest first."""
    await krav_roll(arbete, bestallning_id)
    sats = rapporter_for(bestallning_id, utkast=_skriver(arbete))
    return await sida_under(arbete, bestallning_id, sats, Rapport.id, fraga, "progressionsrapport")


async def historia(arbete: Arbete, bestallning_id: UUID, rapport_id: UUID) -> list[Handelse]:
    """All händelser of a report."""
    sak = await _ladda(arbete, bestallning_id, rapport_id)
    arbete.har_last("progressionsrapport", arende=sak.rapport.arende_id, objekt=sak.rapport.id)
    return list(await arbete.alla(historik(sak.rapport.id)))


async def andra(arbete: Arbete, bestallning_id: UUID, rapport_id: UUID, falt: dict[str, Any]) -> Rapportbild:
    """Change the draft; what was handed in before stays as it was."""
    sak = await _ladda(arbete, bestallning_id, rapport_id)
    await arbete.utfor(RAPPORT, sak.rapport, "andra", sak.lage, uppgifter={"falt": sorted(falt)})
    for namn in KAN_ANDRAS & falt.keys():
        setattr(sak.rapport, namn, falt[namn])
    if sak.rapport.period_tom < sak.rapport.period_fran:
        raise OgiltigtInnehall(
            "Perioden slutar före sin början.", fel=[Faltfel("/periodTom", "ordning", "Ange en senare dag")]
        )
    _skrev(arbete, sak.rapport)
    return await _bild(arbete, sak)


def _skrev(arbete: Arbete, rapport: Rapport) -> None:
    """Who has written on a report cannot approve it."""
    if arbete.aktor.person not in rapport.skribenter:
        rapport.skribenter = [*rapport.skribenter, arbete.aktor.person]


async def lamna_in(arbete: Arbete, bestallning_id: UUID, rapport_id: UUID) -> Rapportbild:
    """Hand in: text and the period's latest measurements are frozen."""
    sak = await _ladda(arbete, bestallning_id, rapport_id)
    await arbete.utfor(RAPPORT, sak.rapport, "lamna_in", sak.lage)
    rapport = sak.rapport
    _skrev(arbete, rapport)
    rapport.antal_inlamningar = rapport.antal_inlamningar + 1
    arbete.ny(
        Inlamning(
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
            underlag=await _underlag(arbete, rapport),
        )
    )
    return await _bild(arbete, sak)


async def _underlag(arbete: Arbete, rapport: Rapport) -> list[dict[str, Any]]:
    """The utförare's own latest measurement in the period, per instrument and respondent."""
    alla = await arbete.alla(gallande_matningar(rapport.bestallning_id, kopior=False))
    senaste: dict[tuple[str, str], Matning] = {}
    for m in alla:
        if rapport.period_fran <= m.datum <= rapport.period_tom:
            senaste.setdefault((m.instrument, m.respondent), m)
    return [_fryst(senaste[nyckel]) for nyckel in sorted(senaste)]


def _fryst(matning: Matning) -> dict[str, Any]:
    falt = {n: getattr(matning, n) for n in FRYSES}
    egen_id = None if matning.egen_version_id is None else str(matning.egen_version_id)
    return falt | {"matning_id": str(matning.id), "datum": matning.datum.isoformat(), "egen_version_id": egen_id}


async def begar_komplettering(arbete: Arbete, bestallning_id: UUID, rapport_id: UUID, *, skal: str) -> Rapportbild:
    """Send back with a reason, which stays with what was handed in."""
    sak = await _ladda(arbete, bestallning_id, rapport_id)
    await arbete.utfor(RAPPORT, sak.rapport, "begar_komplettering", sak.lage)
    inlamningar: Sequence[Inlamning] = await arbete.alla(inlamningar_for(sak.rapport.id))
    inlamningar[-1].komplettering_skal = skal
    return await _bild(arbete, sak)


async def godkann(arbete: Arbete, bestallning_id: UUID, rapport_id: UUID) -> Rapportbild:
    """Approve what was handed in."""
    sak = await _ladda(arbete, bestallning_id, rapport_id)
    await arbete.utfor(RAPPORT, sak.rapport, "godkann", sak.lage)
    sak.rapport.godkand, sak.rapport.godkand_av = arbete.nu, arbete.aktor.person
    return await _bild(arbete, sak)


def _egen_id(rad: dict[str, Any]) -> UUID | None:
    """The nämnd's own version that a frozen measurement was made with."""
    return UUID(egen) if (egen := rad.get("egen_version_id")) else None


def fryst_varden(arbete: Arbete, egna: Mapping[UUID, Instrumentversion], rad: dict[str, Any]) -> Matvarden:
    """What a frozen measurement says, as this caller may see it (DP-27)."""
    varden = Matvarden.las(rad["niva"], rad["skal"], rad["omraden"])
    version = uppslag.vald(egna, rad["instrument"], rad["instrument_version"], _egen_id(rad))
    return synliga_varden(arbete, version, varden)
