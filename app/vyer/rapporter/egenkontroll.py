"""The egenkontroll of a month (AK-33, AK-35, T-10): what was wanting, in which ärende and since when, by unit.

Each row is an ärende and a check; the figures count the ärenden. Who may not see single cases gets figures with small
groups hidden (DP-30).
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from app.begrepp.smagrupper import kolumn
from app.begrepp.tid import Period, svensk_dag
from app.core.unit_of_work import Arbete
from app.vyer.rapporter import egenkontroll_fakta
from app.vyer.rapporter.enheter import (
    enhet_per_arende,
    enheter_i,
    grans,
    kolumnrader,
    las_enheter,
    matt,
    minsta_grupp,
    rakna_enheter,
)
from app.vyer.rapporter.kontroller import KONTROLLER, Arendelage, brister
from app.vyer.rapporter.sort import Arenderad, Bidrag, Fraga, Person, Rad, Rapportsort, Summor, Tabell
from app.vyer.rapporter.states import Periodform, Rapporttyp

KOLUMNER = ("kontroll", "regel", "sedan", "tom", "enhet")


def dagar(fraga: Fraga) -> Period | None:
    """The days of the period that had come when the facts were known; what comes later may still be put right."""
    sista = min(fraga.period.tom or date.max, svensk_dag(fraga.kand_vid))
    return None if sista < fraga.period.fran else Period(fraga.period.fran, sista)


def _oppet(arende: Arenderad, lage: Arendelage, period: Period) -> bool:
    return svensk_dag(arende.skapad) <= (period.tom or period.fran) and (
        lage.avslutat is None or lage.avslutat >= period.fran
    )


def lagg_till(bidrag: Bidrag, arende: Arenderad, lage: Arendelage, enhet: str, period: Period) -> None:
    """What one ärende gives; the unit of a protected person stands in no row (DP-15)."""
    if not _oppet(arende, lage, period):
        return
    bidrag.rakna(f"oppna/{enhet}")
    for kontroll, brist in brister(lage, period):
        bidrag.rakna(f"brist/{kontroll.kod}/{enhet}")
        varden = (
            kontroll.kod,
            kontroll.regel,
            brist.sedan.isoformat(),
            brist.tom.isoformat() if brist.tom else None,
            None if arende.skyddad else enhet,
        )
        bidrag.rader.append(Rad(arende, kontroll.kod, varden))


async def rakna(arbete: Arbete, fraga: Fraga, personer: Sequence[Person]) -> Bidrag:
    """A batch."""
    bidrag, enheter = Bidrag(), await las_enheter(arbete, fraga)
    rakna_enheter(bidrag, enheter)
    period = dagar(fraga)
    if period is None:
        return bidrag
    arenden: dict[UUID, Arenderad] = {arende.id: arende for person in personer for arende in person.arenden}
    hor_till = await enhet_per_arende(arbete, fraga, list(arenden), enheter)
    for egen, lage in (await egenkontroll_fakta.las(arbete, fraga, list(arenden))).items():
        lagg_till(bidrag, arenden[egen], lage, hor_till[egen], period)
    return bidrag


def _tabeller(summor: Summor, minst: int, *, dolj: bool) -> Sequence[Tabell]:
    enheter = enheter_i(summor)

    def per_enhet(nyckel: str) -> dict[str, int]:
        return {enhet: summor.get(f"{nyckel}/{enhet}", 0) for enhet in enheter}

    oppna = tuple(kolumnrader((), kolumn(per_enhet("oppna"), minst), dolj=dolj))
    funna = tuple(
        rad for k in KONTROLLER for rad in kolumnrader((k.kod,), kolumn(per_enhet(f"brist/{k.kod}"), minst), dolj=dolj)
    )
    kontrollerna = tuple((k.kod, k.rubrik, k.regel, k.forklaring) for k in KONTROLLER)
    return (
        Tabell("oppna_arenden", "Öppna ärenden i månaden", ("enhet", *matt(dolj=dolj)), oppna, 1),
        Tabell("brister", "Ärenden med brist", ("kontroll", "enhet", *matt(dolj=dolj)), funna, 2),
        Tabell("kontroller", "Vad som kontrolleras", ("kontroll", "rubrik", "regel", "forklaring"), kontrollerna, 4),
    )


def tabeller(_fraga: Fraga, summor: Summor) -> Sequence[Tabell]:
    """Every figure as it is."""
    return _tabeller(summor, 1, dolj=False)


def dolda(fraga: Fraga, summor: Summor) -> Sequence[Tabell]:
    """Every figure from what to what."""
    return _tabeller(summor, grans(fraga), dolj=True)


EGENKONTROLL = Rapportsort(
    typ=Rapporttyp.EGENKONTROLL,
    rubrik="Egenkontroll",
    regel="AK-33",
    periodform=Periodform.MANAD,
    kolumner=KOLUMNER,
    skal={},
    rakna=rakna,
    tabeller=tabeller,
    urval=minsta_grupp,
    dolda=dolda,
)
