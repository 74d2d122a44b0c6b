"""A report on paper for the person it is about: how it goes, what comes next, what was measured, and whom to ask.

What was handed in last, masked for who prints it (DP-27).
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_

from app.begrepp.parter import Part
from app.begrepp.tid import svensk_dag
from app.core.errors import Problem, felkod
from app.core.printed_page import Avsnitt, Blad, Tabell, dag, stycken
from app.core.unit_of_work import Arbete
from app.flode.bestallning import utskrift
from app.flode.narvaro.timrakning import Timslag
from app.flode.plan.klartext import tid
from app.flode.progression.actions import fryst_version, synliga_varden
from app.flode.progression.forandring import lasningar, namn_pa, visat
from app.flode.progression.matvarden import Matvarden
from app.flode.progression.models import Inlamning, Matning, Rapport, rapporter_for
from app.flode.progression.states import RapportStatus
from app.flode.progression.tilltrade import krav_roll
from app.katalog.instrument_modell import Respondent

INTE_INLAMNAD = felkod(
    "inte_inlamnad", 406, "Rapporten är inte inlämnad och kan inte skrivas ut", "The report has not been handed in"
)
_AV = {
    Respondent.EGEN: "Så har du själv svarat",
    Respondent.VAGLEDARE: "Så har din vägledare bedömt",
    Respondent.GEMENSAM: "Så har ni bedömt tillsammans",
}
_LAGE = {
    RapportStatus.INLAMNAD: "Rapporten är inlämnad till kommunen.",
    RapportStatus.KOMPLETTERING_BEGARD: "Kommunen har bett om en komplettering av rapporten.",
    RapportStatus.GODKAND: "Kommunen har godkänt rapporten.",
}
TIMMAR = {
    Timslag.PLANERAT: "Planerad tid",
    Timslag.NARVARO: "Du var där",
    Timslag.GILTIG_FRANVARO: "Giltigt borta",
    Timslag.OMARKERAT: "Inte ifyllt",
}


async def blad(arbete: Arbete, bestallning_id: UUID, rapport_id: UUID) -> Blad:
    """What was handed in last of a report; a read like any other of it."""
    inlamnat = and_(
        Inlamning.kommunkod == Rapport.kommunkod,
        Inlamning.rapport_id == Rapport.id,
        Inlamning.nummer == Rapport.antal_inlamningar,
    )
    await krav_roll(arbete, bestallning_id)
    utkast = arbete.aktor.part is Part.UTFORARE
    rapporten = rapporter_for(bestallning_id, utkast=utkast).where(Rapport.id == rapport_id)
    sats: Any = rapporten.add_columns(Inlamning).outerjoin(Inlamning, inlamnat)
    [rad], _, huvud = await utskrift.rader(arbete, bestallning_id, sats, Rapport, Inlamning, Matning)
    rapport, inlamning = rad[:2]
    arbete.har_last("progressionsrapport", arende=rapport.arende_id, objekt=rapport.id)
    krav_inlamnad(inlamning)
    matningar = [avsnitt for m in inlamning.underlag for avsnitt in matning(arbete, m)]
    return rapportblad(rapport, inlamning, huvud, matningar)


def krav_inlamnad(inlamning: object | None) -> None:
    """Refuse (406) to print what is only drafted."""
    if inlamning is None:
        raise Problem("Ett utkast kan inte skrivas ut. Lämna in rapporten först.", kod=INTE_INLAMNAD)


def rapportblad(rapport: Rapport, inlamning: Inlamning, huvud: utskrift.Brevhuvud, matningar: list[Avsnitt]) -> Blad:
    """The page."""
    period = f"{dag(inlamning.period_fran)} till {dag(inlamning.period_tom)}"
    return Blad(
        titel="Så går det för dig",
        tid=inlamning.inlamnad,
        ingress=(f"Det här är en rapport från din vägledare. {_LAGE[RapportStatus(rapport.status)]}",),
        fakta=(*huvud.fakta, ("Rapporten gäller", period), ("Inlämnad", dag(svensk_dag(inlamning.inlamnad)))),
        avsnitt=(
            Avsnitt("Hur det har gått", stycken(inlamning.text)),
            Avsnitt("Nästa steg", stycken(inlamning.nasta_steg)),
            *_timmar(inlamning.narvaro),
            *matningar,
            *huvud.slut({rapport.id: "rapporten", inlamning.id: "rapporten"} | matta(inlamning.underlag)),
        ),
        sidfot=huvud.sidfot,
    )


def _timmar(narvaro: Mapping[str, Any] | None) -> Iterator[Avsnitt]:
    """Week by week what was planned, attended and validly missed, and all of it; nothing where nothing was planned."""
    veckor = [] if narvaro is None else [v for v in narvaro["veckor"] if _minuter(v)[Timslag.PLANERAT.value]]
    if narvaro is not None and veckor:
        rader = tuple((_vecka(v), *_tider(v)) for v in veckor)
        summa = ("Hela perioden", *_tider(narvaro["summa"]))
        yield Avsnitt("Dina timmar", tabell=Tabell(("Vecka", *TIMMAR.values()), rader, summa))


def _vecka(rad: Mapping[str, Any]) -> str:
    return f"Vecka {int(rad['period'].partition('-W')[2])}"


def _minuter(rad: Mapping[str, Any]) -> dict[str, int]:
    return {s["slag"]: s["minuter"] for s in rad["summor"]}


def _tider(rad: Mapping[str, Any]) -> tuple[str, ...]:
    minuter = _minuter(rad)
    return tuple(tid(minuter.get(slag.value, 0)) for slag in TIMMAR)


def matning(arbete: Arbete, rad: Mapping[str, Any]) -> Iterator[Avsnitt]:
    """A frozen measurement in the words of its instrument."""
    version = fryst_version(arbete, rad)
    varden = synliga_varden(arbete, version, Matvarden.las(rad["niva"], rad["skal"], rad["omraden"]))
    rader = tuple((namn_pa(version, n), _stor(visat(version, n, varde))) for n, varde in lasningar(varden))
    if rader:
        rubrik = f"{_AV[Respondent(rad['respondent'])]} {dag(date.fromisoformat(rad['datum']))}"
        yield Avsnitt(rubrik, tabell=Tabell(("Vad", "Bedömning"), rader))


def matta(rader: Iterable[Mapping[str, Any]]) -> dict[UUID, str]:
    """The measurements that were frozen, and what each is called on the page."""
    return {UUID(str(m["matning_id"])): f"mätningen {dag(date.fromisoformat(m['datum']))}" for m in rader}


def _stor(text: str) -> str:
    return text[:1].upper() + text[1:]
