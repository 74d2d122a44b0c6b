"""What a plan's activities add up to, and what is wrong with their times (pure).

Hours are minutes per week. Own job search is a sum of its own (AK-12); the cap is tested on both
together, and the attendance target is what is ordered minus own job search.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.begrepp.aktiviteter import Aktivitetskategori
from app.begrepp.veckotid import Pass
from app.flode.plan.states import timmar


@dataclass(frozen=True, slots=True)
class Post:
    """One activity as far as hours go."""

    kategori: Aktivitetskategori
    minuter: int
    tider: tuple[Pass, ...] = ()


class Summaslag(StrEnum):
    """What a row of the sums tells."""

    KATEGORI = "kategori"
    ANVISAT = "anvisat"
    EGET_JOBBSOKANDE = "eget_jobbsokande"
    TOTALT = "totalt"
    BESTALLT = "bestallt"
    TAK = "tak"
    NARVAROMAL = "narvaromal"
    AVVIKELSE = "avvikelse"
    ANDRA_PLANER = "andra_planer"
    BEDOMT = "bedomt"
    BEDOMT_NARVAROMAL = "bedomt_narvaromal"
    BEDOMNING_AVVIKELSE = "bedomning_avvikelse"


@dataclass(frozen=True, slots=True)
class Summarad:
    """One row: what, how many minutes a week, and how it came about."""

    slag: Summaslag
    minuter: int
    forklaring: str
    kategori: Aktivitetskategori | None = None


def totalt(poster: Iterable[Post]) -> int:
    """Minutes a week, own job search included."""
    return sum(p.minuter for p in poster)


def _eget(poster: Iterable[Post]) -> int:
    return sum(p.minuter for p in poster if p.kategori is Aktivitetskategori.EGET_JOBBSOKANDE)


def summor(poster: Sequence[Post], bestallt: int, tak: int) -> list[Summarad]:
    """The plan's sums against what is ordered and the cap, one row each."""
    alla, eget = totalt(poster), _eget(poster)
    return [
        *_per_kategori(poster),
        Summarad(Summaslag.ANVISAT, alla - eget, "Summan av de fyra anvisade kategorierna (AK-11)."),
        Summarad(Summaslag.EGET_JOBBSOKANDE, eget, "Har tid i planen men är inte anvisad aktivitet (AK-12)."),
        Summarad(Summaslag.TOTALT, alla, f"Anvisat {timmar(alla - eget)} och eget jobbsökande {timmar(eget)}."),
        Summarad(Summaslag.BESTALLT, bestallt, "Timmar i veckan enligt beställningen."),
        Summarad(Summaslag.TAK, tak, "Högsta antal timmar i veckan för personen (AK-07)."),
        Summarad(
            Summaslag.NARVAROMAL,
            max(0, bestallt - eget),
            f"Beställt {timmar(bestallt)} minus eget jobbsökande {timmar(eget)} (AK-12).",
        ),
        Summarad(Summaslag.AVVIKELSE, alla - bestallt, _avvikelse(alla - bestallt)),
    ]


def mot_bedomning(planerat: int, andras: int, bedomt: int, bedomt_eget: int) -> list[Summarad]:
    """The nämnd's rows: the person's other plans, and all of it against the assessment behind the beslut."""
    skillnad = planerat + andras - bedomt
    riktning = "mer" if skillnad > 0 else "mindre"
    hur = f"Planen {timmar(planerat)}" + (f" och andra planer {timmar(andras)}" if andras else "")
    mot = f"{timmar(skillnad)} {riktning} än bedömt; kräver skäl (AK-09)." if skillnad else "motsvarar bedömningen."
    return [
        Summarad(Summaslag.ANDRA_PLANER, andras, "Vad personen som mest har samtidigt i andra beställningar."),
        Summarad(Summaslag.BEDOMT, bedomt, "Timmar i veckan enligt bedömningen som beslutet vilar på (AK-09)."),
        Summarad(
            Summaslag.BEDOMT_NARVAROMAL,
            max(0, bedomt - bedomt_eget),
            f"Bedömt {timmar(bedomt)} minus eget jobbsökande {timmar(bedomt_eget)} (AK-12).",
        ),
        Summarad(Summaslag.BEDOMNING_AVVIKELSE, skillnad, f"{hur}: {mot}"),
    ]


def _per_kategori(poster: Sequence[Post]) -> Iterator[Summarad]:
    for kategori in Aktivitetskategori:
        egna = [p for p in poster if p.kategori is kategori]
        if egna:
            antal = "1 aktivitet" if len(egna) == 1 else f"{len(egna)} aktiviteter"
            yield Summarad(Summaslag.KATEGORI, totalt(egna), antal, kategori)


def _avvikelse(skillnad: int) -> str:
    if skillnad == 0:
        return "Planen motsvarar det som är beställt."
    riktning = "mer" if skillnad > 0 else "mindre"
    return f"{timmar(skillnad)} {riktning} än beställt; kräver skäl."


def tidsfel(poster: Sequence[Post]) -> Iterator[tuple[int, str, str]]:
    """Faults of the week: index of the activity, code and Swedish text."""
    tidigare: list[Pass] = []
    for index, post in enumerate(poster):
        summa = sum(p.till - p.fran for p in post.tider)
        if post.tider and summa != post.minuter:
            yield index, "tider_stammer_inte", f"Tiderna ger {timmar(summa)}, aktiviteten har {timmar(post.minuter)}."
        for ett in post.tider:
            if any(ett.krockar(annat) for annat in tidigare):
                yield index, "tider_krockar", "Tiden krockar med en annan tid i planen."
            tidigare.append(ett)
