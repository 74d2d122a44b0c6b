"""Hours a week as rows that a person can check (AK-05, AK-07 - AK-09, AK-12); whole hours, never above the cap."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.regelverk.modell import Grad, Regelvarde, Regelverk, Undantagsgrund
from app.regelverk.motor.fakta import Fakta, Formanstyp, Sysselsattningstyp, Undantag
from app.regelverk.motor.tolkning import Tolkning
from app.regelverk.motor.undantagsprovning import angivna

_SYSSELSATTNING: Mapping[Sysselsattningstyp, str] = {
    Sysselsattningstyp.ARBETE: "Arbete",
    Sysselsattningstyp.STUDIER: "Studier",
    Sysselsattningstyp.INSATS: "Insats hos stat, kommun eller region",
}
_FORMAN: Mapping[Formanstyp, str] = {
    Formanstyp.SJUKERSATTNING: "Sjukersättning",
    Formanstyp.AKTIVITETSERSATTNING: "Aktivitetsersättning",
    Formanstyp.SJUKPENNING: "Sjukpenning",
    Formanstyp.REHABILITERINGSPENNING: "Rehabiliteringspenning",
    Formanstyp.FORALDRAPENNING: "Föräldrapenning",
    Formanstyp.ANNAN: "Annan förmån",
}
# The same benefit, or occupation, told both as a ground of exemption and for itself counts once.
_GRUND_SOM_FORMAN: Mapping[Undantagsgrund, Formanstyp] = {
    Undantagsgrund.SJUKERSATTNING: Formanstyp.SJUKERSATTNING,
    Undantagsgrund.SJUKPENNING: Formanstyp.SJUKPENNING,
    Undantagsgrund.FORALDRALEDIG_BARN_UNDER_1: Formanstyp.FORALDRAPENNING,
    Undantagsgrund.ANNAN_FORMAN: Formanstyp.ANNAN,
}
_GRUND_SOM_SYSSELSATTNING: Mapping[Undantagsgrund, Sysselsattningstyp] = {
    Undantagsgrund.HELTID_ARBETE: Sysselsattningstyp.ARBETE,
    Undantagsgrund.HELTID_STUDIER: Sysselsattningstyp.STUDIER,
    Undantagsgrund.UNGDOM_I_SKOLA: Sysselsattningstyp.STUDIER,
    Undantagsgrund.HELTID_INSATS: Sysselsattningstyp.INSATS,
}
# Benefits without a ground of their own: what is told as "another benefit" is one of them.
_UTAN_EGEN_GRUND = (Formanstyp.AKTIVITETSERSATTNING, Formanstyp.REHABILITERINGSPENNING)


@dataclass(frozen=True, slots=True)
class Timrad:
    """One row of the sum: what it adds (the first) or takes away, and why."""

    kod: str
    text: str
    timmar: int
    regel: str
    lagrum: str
    grad: Grad

    def som_data(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "kod": self.kod,
            "text": self.text,
            "timmar": self.timmar,
            "regel": self.regel,
            "lagrum": self.lagrum,
            "grad": self.grad.value,
        }


@dataclass(frozen=True, slots=True)
class Timmar:
    """Suggested hours: the rows' sum; ``anvisad`` leaves own job search out (AK-12)."""

    tak: int
    rader: tuple[Timrad, ...]
    eget_jobbsokande: int

    @property
    def summa(self) -> int:
        """Own job search included."""
        return sum(rad.timmar for rad in self.rader)

    @property
    def anvisad(self) -> int:
        """What attendance is measured against."""
        return self.summa - self.eget_jobbsokande

    def som_data(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "tak": self.tak,
            "rader": [rad.som_data() for rad in self.rader],
            "summa": self.summa,
            "eget_jobbsokande": self.eget_jobbsokande,
            "anvisad": self.anvisad,
        }


def barn_under_atta(fyller_atta: date | None, dag: date) -> bool:
    """T-03: whether a child in the household is under eight that day; an age is reached on the day."""
    return fyller_atta is not None and dag < fyller_atta


def grader(fakta: Fakta, dag: date, tolkning: Tolkning) -> dict[Formanstyp, int]:
    """Degree in percent of each benefit that day, however it was told."""
    per: dict[Formanstyp, int] = {}
    for forman in fakta.formaner:
        if forman.galler(dag):
            per[forman.typ] = max(per.get(forman.typ, 0), forman.grad_procent)
    for undantag in _raknade(fakta, dag, tolkning):
        typ = _GRUND_SOM_FORMAN.get(undantag.grund)
        if typ is not None:
            redan = sum(per.get(t, 0) for t in _UTAN_EGEN_GRUND) if typ is Formanstyp.ANNAN else 0
            per[typ] = max(per.get(typ, 0), undantag.grad_procent - redan)
    return {typ: per[typ] for typ in Formanstyp if per.get(typ, 0) > 0}


def _raknade(fakta: Fakta, dag: date, tolkning: Tolkning) -> Iterator[Undantag]:
    """The grounds told that hold that day, but for one that the nämnd doesn't count."""
    for u in angivna(fakta):
        bort = u.grund is Undantagsgrund.FORALDRALEDIG_BARN_UNDER_1 and not tolkning.foraldraledig_undantagen
        if u.galler(dag) and not bort:
            yield u


def timmar(fakta: Fakta, regelverk: Regelverk, dag: date, tolkning: Tolkning) -> Timmar:
    """(cap × (1 - degrees) - occupation), not below 0, and then no more than the förmåga."""
    rader = [_forsta(fakta, regelverk, dag, tolkning)]
    rader += _efter_grader(rader[0].timmar, fakta, regelverk, dag, tolkning)
    rader += _efter_sysselsattning(sum(r.timmar for r in rader), fakta, regelverk, dag, tolkning)
    rader += _efter_formaga(sum(r.timmar for r in rader), fakta, regelverk)
    tak = regelverk.timtak(barn_under_atta=barn_under_atta(fakta.yngsta_barn_fyller_atta, dag))
    eget = min(fakta.eget_jobbsokande, sum(r.timmar for r in rader))
    return Timmar(tak, tuple(rader), eget)


def _rad(kod: str, text: str, antal: int, varde: Regelvarde, regel: str | None = None) -> Timrad:
    return Timrad(kod, text, antal, regel or varde.regel, varde.lagrum, varde.grad)


def _forsta(fakta: Fakta, regelverk: Regelverk, dag: date, tolkning: Tolkning) -> Timrad:
    """The cap, or the kommun's own target where the law names no hours."""
    barn = barn_under_atta(fakta.yngsta_barn_fyller_atta, dag)
    tak = regelverk.timtak(barn_under_atta=barn)
    if regelverk.maltimmar is not None:
        eget = tolkning.lokalt_timmal
        mal = min(regelverk.maltimmar if eget is None else eget, tak)
        varde = regelverk.regelvarde("maltimmar")
        return _rad("lokalt_mal", f"Kommunens mål: {mal} timmar i veckan.", mal, varde)
    varde = regelverk.regelvarde("timtak_barn_under_atta" if barn else "timtak")
    return _rad(varde.kod, varde.text, tak, varde)


def _efter_grader(kvar: int, fakta: Fakta, regelverk: Regelverk, dag: date, tolkning: Tolkning) -> list[Timrad]:
    """What the benefits take together, rounded in the person's favour; the rows add up to exactly that."""
    rader, summa, helt = [], 0, kvar
    varde = regelverk.regelvarde("timtak")
    for typ, grad in grader(fakta, dag, tolkning).items():
        summa = min(summa + grad, 100)
        nytt = helt * (100 - summa) // 100
        text = f"{_FORMAN[typ]} {grad} procent."
        rader.append(_rad(f"grad_{typ.value}", text, nytt - kvar, _delvis(regelverk, typ) or varde, "AK-05"))
        kvar = nytt
    return rader


def _delvis(regelverk: Regelverk, typ: Formanstyp) -> Regelvarde | None:
    """The value of the ruleset's ground that the benefit belongs to."""
    grund = next((g for g, t in _GRUND_SOM_FORMAN.items() if t is typ), Undantagsgrund.ANNAN_FORMAN)
    undantag = regelverk.undantag_med(grund)
    return undantag.varde if undantag else None


def _efter_sysselsattning(kvar: int, fakta: Fakta, regelverk: Regelverk, dag: date, tolkning: Tolkning) -> list[Timrad]:
    rader, varde = [], regelverk.regelvarde("sysselsattning_pa_deltid")
    for typ, timmar_per_vecka, text in _sysselsatt(fakta, regelverk, dag, tolkning):
        antal = min(timmar_per_vecka, kvar)
        rader.append(_rad(f"sysselsattning_{typ.value}", text, -antal, varde))
        kvar -= antal
    return rader


def _sysselsatt(
    fakta: Fakta, regelverk: Regelverk, dag: date, tolkning: Tolkning
) -> Iterator[tuple[Sysselsattningstyp, int, str]]:
    """Hours of each occupation; a ground told for a part of full time adds only what the hours told leave."""
    per = dict.fromkeys(Sysselsattningstyp, 0)
    for s in fakta.sysselsattningar:
        if s.galler(dag):
            per[s.typ] += s.timmar_per_vecka
            yield s.typ, s.timmar_per_vecka, f"{_SYSSELSATTNING[s.typ]} {s.timmar_per_vecka} timmar i veckan."
    heltid = regelverk.timtak(barn_under_atta=False)
    for u in _raknade(fakta, dag, tolkning):
        typ = _GRUND_SOM_SYSSELSATTNING.get(u.grund)
        if typ is None:
            continue
        # Rounded in the person's favour.
        mer = -(-heltid * u.grad_procent // 100) - per[typ]
        if mer > 0:
            per[typ] += mer
            yield typ, mer, f"{_SYSSELSATTNING[typ]} {u.grad_procent} procent av heltid."


def _efter_formaga(kvar: int, fakta: Fakta, regelverk: Regelverk) -> list[Timrad]:
    if fakta.formaga_timmar is None or fakta.formaga_timmar >= kvar:
        return []
    text = f"Personens förmåga: högst {fakta.formaga_timmar} timmar i veckan utöver det hen redan gör."
    return [_rad("formaga", text, fakta.formaga_timmar - kvar, regelverk.regelvarde("formaga"))]
