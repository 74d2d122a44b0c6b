"""The quarter to IVO (AK-32, T-08): who was directed to something, refused, lowered, by försörjningshinder (AK-36).

A person and month is a row: counted, or left out with the first reason that applies. The figures of the quarter count
persons; those of the months count persons by försörjningshinder. No form of IVO's is known, so none is followed.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.begrepp.smagrupper import cell
from app.begrepp.tid import Manad, Period
from app.core.unit_of_work import Arbete
from app.flode.arende.states import Forsorjningshinder
from app.flode.beslut.krav import Beslutstyp
from app.regelverk.modell import Lagrum
from app.regelverk.motor.fraga import Utfall
from app.vyer.rapporter import fakta
from app.vyer.rapporter.enheter import grans, minsta_grupp
from app.vyer.rapporter.fakta import Personfakta
from app.vyer.rapporter.sort import Bidrag, Fraga, Person, Rad, Rapportsort, Summor, Tabell
from app.vyer.rapporter.states import Periodform, Rapporttyp

MATT = ("omfattade", "anvisade", "vagrade", "nedsatta")
SKAL = {
    "arendet_inte_oppet": "Ärendet var inte öppet någon dag i månaden.",
    "manad_saknas": "Ingen uppgift om försörjningsstöd finns för månaden.",
    "inget_forsorjningsstod": "Personen hade inget försörjningsstöd i månaden.",
    "omfattas_inte": "Personen omfattades inte av aktivitetskravet enligt någon fastställd bedömning.",
    "forsorjningshinder_saknas": "Inget försörjningshinder är registrerat för månaden (AK-36).",
}
KOLUMNER = ("manad", "forsorjningshinder", *MATT[1:])
_BESLUT = {"vagrade": Beslutstyp.VAGRAN.value, "nedsatta": Beslutstyp.NEDSATTNING.value}


class Manadsrad(NamedTuple):
    """What one month says of one person."""

    manad: Manad
    hinder: str | None
    skal: str | None
    ja: tuple[str, ...]


def omfattas(person: Personfakta, manad: Manad) -> bool:
    """AK-01: the newest assessment for the month or earlier, of those that held, says that the person is covered."""
    bedomda = [b for b in person.bedomningar if b.lagrum == Lagrum.SOL_12_4A.value and b.avser_manad <= str(manad)]
    senaste = max((b.avser_manad for b in bedomda), default="")
    return any(b.utfall == Utfall.OMFATTAS.value for b in bedomda if b.avser_manad == senaste)


def _skal(person: Personfakta, manad: Manad) -> str | None:
    """Why the month is left out, or None."""
    uppgift = person.manader.get(str(manad))
    prov = (
        ("arendet_inte_oppet", not person.oppen(Period(manad.forsta, manad.sista))),
        ("manad_saknas", uppgift is None),
        ("inget_forsorjningsstod", uppgift is not None and not uppgift.forsorjningsstod),
        ("omfattas_inte", not omfattas(person, manad)),
        ("forsorjningshinder_saknas", uppgift is not None and uppgift.forsorjningshinder is None),
    )
    return next((kod for kod, galler in prov if galler), None)


def _ja(person: Personfakta, dagar: Period) -> Iterator[str]:
    """Which figures a person is in for some days: an order or plan of one day counts (T-08), a beslut by its date."""
    if any(insats.period.overlappar(dagar) for insats in (*person.bestallningar, *person.planer)):
        yield "anvisade"
    for matt, typ in _BESLUT.items():
        if any(b.typ == typ and dagar.innehaller(b.beslutsdatum) for b in person.beslut if _under_kravet(b.lagrum)):
            yield matt


def _under_kravet(lagrum: str) -> bool:
    return lagrum == Lagrum.SOL_12_4A.value


def manadsrad(person: Personfakta, manad: Manad) -> Manadsrad:
    """One person and month."""
    uppgift, skal = person.manader.get(str(manad)), _skal(person, manad)
    hinder = uppgift.forsorjningshinder if uppgift is not None else None
    return Manadsrad(manad, hinder, skal, tuple(_ja(person, Period(manad.forsta, manad.sista))))


def lagg_till(bidrag: Bidrag, person: Personfakta, fraga: Fraga) -> None:
    """What one person gives."""
    if any(omfattas(person, manad) for manad in fraga.manader):
        for matt in ("omfattade", *_ja(person, fraga.period)):
            bidrag.rakna(f"kvartal/{matt}")
    for rad in (manadsrad(person, manad) for manad in fraga.manader):
        varden = (str(rad.manad), rad.hinder, *(int(matt in rad.ja) for matt in MATT[1:]))
        bidrag.rader.append(Rad(person.person.arende, str(rad.manad), varden, rad.skal))
        bidrag.rakna(f"personmanader/{rad.manad}")
        if rad.skal is not None:
            bidrag.rakna(f"undantagna/{rad.manad}/{rad.skal}")
            continue
        for matt in ("omfattade", *rad.ja):
            bidrag.rakna(f"hinder/{rad.manad}/{rad.hinder}/{matt}")


async def rakna(arbete: Arbete, fraga: Fraga, personer: Sequence[Person]) -> Bidrag:
    """A batch."""
    bidrag = Bidrag()
    for person in await fakta.las(arbete, fraga, personer):
        lagg_till(bidrag, person, fraga)
    return bidrag


def tabeller(fraga: Fraga, summor: Summor) -> Sequence[Tabell]:
    """The quarter, the months by försörjningshinder, and what was left out."""
    manader = [str(manad) for manad in fraga.manader]
    kvartalet = tuple((matt, summor.get(f"kvartal/{matt}", 0)) for matt in MATT)
    hinder = tuple(
        (manad, h.value, *(summor.get(f"hinder/{manad}/{h.value}/{matt}", 0) for matt in MATT))
        for manad in manader
        for h in Forsorjningshinder
    )
    undantagna = tuple((manad, kod, summor.get(f"undantagna/{manad}/{kod}", 0)) for manad in manader for kod in SKAL)
    alla = tuple((manad, summor.get(f"personmanader/{manad}", 0)) for manad in manader)
    return (
        Tabell("kvartal", "Personer i kvartalet", ("matt", "antal"), kvartalet, 1),
        Tabell(
            "hinder", "Personer per månad och försörjningshinder", ("manad", "forsorjningshinder", *MATT), hinder, 2
        ),
        Tabell("undantagna", "Inte med i fördelningen", ("manad", "skal", "antal"), undantagna, 2),
        Tabell("personmanader", "Alla personer per månad", ("manad", "antal"), alla, 1),
    )


def dolda(fraga: Fraga, summor: Summor) -> Sequence[Tabell]:
    """For who may not see single cases, the quarter alone: months and försörjningshinder would tell of few (DP-30)."""
    spann = [(matt, cell(summor.get(f"kvartal/{matt}", 0), grans(fraga))) for matt in MATT]
    rader = tuple((matt, s.minst, s.hogst) for matt, s in spann)
    return (Tabell("kvartal", "Personer i kvartalet", ("matt", "minst", "hogst"), rader, 1),)


IVO = Rapportsort(
    typ=Rapporttyp.IVO_KVARTAL,
    rubrik="Kvartalsuppgifter till IVO",
    regel="AK-32",
    periodform=Periodform.KVARTAL,
    kolumner=KOLUMNER,
    skal=SKAL,
    rakna=rakna,
    tabeller=tabeller,
    urval=minsta_grupp,
    dolda=dolda,
)
