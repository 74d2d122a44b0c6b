"""Planned, attended and absent minutes against what is asked for, each sum with how it came about (pure).

Minutes are by the clock on the wall, so that a day on which the clocks are changed counts as any other. Each planned
occasion lies whole in one part, but for one that the person came late to or left early: what was missed of it is a
part of its own, since nobody has judged it. What nobody has marked is no absence (AK-20), and what the arranger called
off is never held against the person.

An occasion belongs to its day, and the day to its month and its ISO week: a week over the turn of a month is whole as
a week and shared out on its days in the months.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby
from uuid import UUID

from app.begrepp.aktiviteter import Aktivitetskategori
from app.begrepp.tid import Manad, isovecka, veckans_mandag
from app.flode.narvaro.states import PA_PLATS, InstalltAv, Narvaroutfall, TillfalleStatus
from app.flode.narvaro.timkrav import Kravdag, Kravperiod, Kravslag, Kravsumma, i_perioder, kravsumma
from app.flode.plan.states import timmar

EGET = Aktivitetskategori.EGET_JOBBSOKANDE.value
_KATEGORIER: tuple[str, ...] = tuple(k.value for k in Aktivitetskategori)
# What staff have judged as valid; who was in another activity is not absent from what is asked for.
GILTIG = frozenset({Narvaroutfall.FRANVARO_GILTIG, Narvaroutfall.SJUK_MED_INTYG, Narvaroutfall.ANNAN_AKTIVITET})


class Timslag(StrEnum):
    """What a sum counts."""

    PLANERAT = "planerat"
    NARVARO = "narvaro"
    MISSAT = "missat"
    GILTIG_FRANVARO = "giltig_franvaro"
    OGILTIG_FRANVARO = "ogiltig_franvaro"
    OMARKERAT = "omarkerat"
    KOMMANDE = "kommande"
    INSTALLT = "installt"
    INSTALLT_AV_DELTAGARE = "installt_av_deltagare"
    EGET_JOBBSOKANDE = "eget_jobbsokande"
    KRAV = "krav"
    NARVAROMAL = "narvaromal"
    PLANERINGSSKILLNAD = "planeringsskillnad"
    NARVAROSKILLNAD = "narvaroskillnad"


@dataclass(frozen=True, slots=True)
class Utfallspass:
    """One occasion with the last word on it; ``kommande``: it is not over yet."""

    id: UUID
    bestallning_id: UUID
    dag: date
    minuter: int
    kategori: str
    status: str
    utfall: str | None = None
    installt_av: str | None = None
    missade_minuter: int = 0
    kommande: bool = False

    @property
    def del_(self) -> Timslag:
        """Which part it lies in."""
        if self.status == TillfalleStatus.INSTALLT.value:
            av_personen = self.installt_av == InstalltAv.DELTAGARE.value
            return Timslag.INSTALLT_AV_DELTAGARE if av_personen else Timslag.INSTALLT
        if self.utfall in PA_PLATS:
            return Timslag.NARVARO
        if self.utfall in GILTIG:
            return Timslag.GILTIG_FRANVARO
        return Timslag.OGILTIG_FRANVARO if self.utfall == Narvaroutfall.FRANVARO_OGILTIG else Timslag.OMARKERAT


@dataclass(frozen=True, slots=True)
class Delar:
    """Minutes of some occasions, part by part; ``kommande`` is of the unmarked, ``antal`` the occasions."""

    narvaro: int = 0
    missat: int = 0
    giltig_franvaro: int = 0
    ogiltig_franvaro: int = 0
    omarkerat: int = 0
    installt: int = 0
    installt_av_deltagare: int = 0
    kommande: int = 0
    antal: int = 0

    @property
    def planerat(self) -> int:
        """All of it."""
        franvaro = self.missat + self.giltig_franvaro + self.ogiltig_franvaro
        return self.narvaro + franvaro + self.omarkerat + self.installt + self.installt_av_deltagare

    @property
    def tillgodo(self) -> int:
        """What counts for the person: attended, validly absent, and called off by the arranger."""
        return self.narvaro + self.giltig_franvaro + self.installt

    def __add__(self, annan: "Delar") -> "Delar":
        return Delar(
            self.narvaro + annan.narvaro,
            self.missat + annan.missat,
            self.giltig_franvaro + annan.giltig_franvaro,
            self.ogiltig_franvaro + annan.ogiltig_franvaro,
            self.omarkerat + annan.omarkerat,
            self.installt + annan.installt,
            self.installt_av_deltagare + annan.installt_av_deltagare,
            self.kommande + annan.kommande,
            self.antal + annan.antal,
        )


def delar_av(passen: Iterable[Utfallspass]) -> Delar:
    """The parts of some occasions; what the plan no longer calls for is none."""
    summa: Counter[str] = Counter()
    for p in passen:
        if p.status == TillfalleStatus.STRUKET.value:
            continue
        missat = p.missade_minuter if p.del_ is Timslag.NARVARO else 0
        summa[p.del_.value] += p.minuter - missat
        summa["missat"] += missat
        summa["kommande"] += p.minuter if p.kommande and p.del_ is Timslag.OMARKERAT else 0
        summa["antal"] += 1
    return Delar(**summa)


@dataclass(frozen=True, slots=True)
class Summor:
    """The sums of a time, without their explanations; ``anvisat`` leaves own job search out (AK-11, AK-12)."""

    per_kategori: dict[str, Delar]
    anvisat: Delar
    kravet: Kravsumma

    @property
    def planeringsskillnad(self) -> int:
        """Planned beside what attendance is measured against; not the person's doing."""
        return self.anvisat.planerat - self.kravet.mal

    @property
    def narvaroskillnad(self) -> int:
        """What counts for the person beside what attendance is measured against."""
        return self.anvisat.tillgodo - self.kravet.mal


def summor(per_kategori: dict[str, Delar], kravet: Kravsumma) -> Summor:
    """The sums of a time out of its parts and what is asked for."""
    ordnade = {k: per_kategori[k] for k in _KATEGORIER if k in per_kategori}
    anvisat = sum((d for kategori, d in ordnade.items() if kategori != EGET), Delar())
    return Summor(ordnade, anvisat, kravet)


@dataclass(frozen=True, slots=True)
class Tid:
    """The days that a row is about; ``namn`` is 2026-W42 or 2026-10, or the days themselves."""

    namn: str
    fran: date
    tom: date

    def rymmer(self, dag: date) -> bool:
        """Whether a day is one of them."""
        return self.fran <= dag <= self.tom


def vecka_med(dag: date) -> Tid:
    """The ISO week that a day is in."""
    mandag, (ar, nummer) = veckans_mandag(dag), isovecka(dag)
    return Tid(f"{ar:04d}-W{nummer:02d}", mandag, mandag + timedelta(days=6))


def manad_med(dag: date) -> Tid:
    """The calendar month that a day is in."""
    manad = Manad.for_dag(dag)
    return Tid(str(manad), manad.forsta, manad.sista)


def veckor(fran: date, tom: date) -> list[Tid]:
    """Every ISO week that has a day of a time, whole."""
    antal = (veckans_mandag(tom) - veckans_mandag(fran)).days // 7 + 1
    return [vecka_med(fran + timedelta(weeks=n)) for n in range(antal)]


def manader(fran: date, tom: date) -> list[Tid]:
    """Every calendar month that has a day of a time, whole."""
    ut = [manad_med(fran)]
    while ut[-1].tom < tom:
        ut.append(manad_med(ut[-1].tom + timedelta(days=1)))
    return ut


@dataclass(frozen=True, slots=True)
class Summa:
    """One sum: minutes, how it came about, and the rule behind it; ``antal`` is of occasions."""

    slag: Timslag
    minuter: int
    forklaring: str
    antal: int | None = None
    regel: str | None = None


@dataclass(frozen=True, slots=True)
class Timrad:
    """The sums of a time, and each explained."""

    tid: Tid
    summor: Summor
    forklarade: tuple[Summa, ...]


def rakna(tid: Tid, passen: Iterable[Utfallspass], dagar: Iterable[Kravdag]) -> Timrad:
    """The row of a time: of the occasions and working days, those that lie in it."""
    egna = [p for p in passen if tid.rymmer(p.dag) and p.status != TillfalleStatus.STRUKET.value]
    krav = [d for d in dagar if tid.rymmer(d.dag)]
    sorterade = sorted(egna, key=lambda p: p.kategori)
    per_kategori = {k: delar_av(grupp) for k, grupp in groupby(sorterade, key=lambda p: p.kategori)}
    ut = summor(per_kategori, kravsumma(krav))
    return Timrad(tid, ut, (*_delsummor([p for p in egna if p.kategori != EGET]), *_kravsummor(ut, krav)))


# --- how each sum came about ----------------------------------------------------------------------

_TEXTER = {
    Timslag.NARVARO: ("Tid på plats inom tillfällets tider", None),
    Timslag.MISSAT: ("Sen ankomst eller tidig hemgång när personen deltog; inte bedömt som frånvaro", "AK-20"),
    Timslag.GILTIG_FRANVARO: ("Frånvaro som personalen har bedömt som giltig, och tid i annan aktivitet", "AK-20"),
    Timslag.OGILTIG_FRANVARO: ("Frånvaro som personalen har bedömt som ogiltig", "AK-20"),
    Timslag.OMARKERAT: ("Ingen har angett närvaro. Omarkerat är inte frånvaro", "AK-20"),
    Timslag.KOMMANDE: ("Del av det omarkerade: tillfällen som inte är slut", "AK-20"),
    Timslag.INSTALLT: ("Blev inte av, och inte av personens skäl. Räknas personen till godo", "AK-10"),
    Timslag.INSTALLT_AV_DELTAGARE: ("Blev inte av, av personens skäl; inte bedömt som frånvaro", "AK-20"),
}


def antal_tillfallen(antal: int) -> str:
    """In words."""
    return "1 tillfälle" if antal == 1 else f"{antal} tillfällen"


def _delsummor(passen: Sequence[Utfallspass]) -> Iterator[Summa]:
    alla = delar_av(passen)
    per_kategori = Counter(p.kategori for p in passen)
    vilka = ", ".join(f"{k.value} {per_kategori[k.value]}" for k in Aktivitetskategori if k.value in per_kategori)
    text = f"{antal_tillfallen(alla.antal)} i de fyra anvisade kategorierna{f' ({vilka})' if vilka else ''}."
    yield Summa(Timslag.PLANERAT, alla.planerat, text, alla.antal, "AK-11")
    for slag, (vad, regel) in _TEXTER.items():
        antal = sum(_ingar(p, slag) for p in passen)
        yield Summa(slag, getattr(alla, slag.value), f"{vad}: {antal_tillfallen(antal)}.", antal, regel)


def _ingar(p: Utfallspass, slag: Timslag) -> bool:
    if slag is Timslag.MISSAT:
        return p.del_ is Timslag.NARVARO and p.missade_minuter > 0
    if slag is Timslag.KOMMANDE:
        return p.del_ is Timslag.OMARKERAT and p.kommande
    return p.del_ is slag


def _kravsummor(s: Summor, dagar: Sequence[Kravdag]) -> Iterator[Summa]:
    perioder = list(i_perioder(dagar))
    bedomt = any(p.slag is Kravslag.BEDOMT for p in perioder)
    yield Summa(Timslag.KRAV, s.kravet.krav, _kravtext(perioder), regel="AK-09" if bedomt else "AK-07")
    yield Summa(
        Timslag.EGET_JOBBSOKANDE,
        s.kravet.eget,
        f"Tid för eget jobbsökande enligt {'bedömningen' if bedomt else 'planen'}, fördelad som kravet. Är inte "
        "anvisad aktivitet.",
        regel="AK-12",
    )
    text = f"Krav {timmar(s.kravet.krav)} minus eget jobbsökande {timmar(s.kravet.eget)}, dag för dag."
    yield Summa(Timslag.NARVAROMAL, s.kravet.mal, text, regel="AK-12")
    yield Summa(Timslag.PLANERINGSSKILLNAD, s.planeringsskillnad, _planeringstext(s), regel="AK-10")
    yield Summa(Timslag.NARVAROSKILLNAD, s.narvaroskillnad, _narvarotext(s), regel="AK-12")


_SKAL = {
    Kravslag.UTANFOR: "utan krav: inget gäller de dagarna",
    Kravslag.UPPEHALL: "utan krav: beställningen hade uppehåll",
}


def _kravtext(perioder: Sequence[Kravperiod]) -> str:
    if not perioder:
        return "Ingen arbetsdag."
    rader = "; ".join(_periodtext(p) for p in perioder)
    return f"En arbetsdag, måndag till fredag och inte helgdag, är en femtedel av veckans timmar. {rader}."


def _periodtext(p: Kravperiod) -> str:
    dagar = "1 arbetsdag" if p.dagar == 1 else f"{p.dagar} arbetsdagar"
    nar = f"{p.fran}" if p.fran == p.tom else f"{p.fran}–{p.tom}"
    if p.slag in _SKAL:
        return f"{nar}: {dagar} {_SKAL[p.slag]}"
    vad = "bedömda" if p.slag is Kravslag.BEDOMT else "beställda"
    return f"{nar}: {timmar(p.vecka)} i veckan {vad}, {dagar} ger {timmar(p.minuter)}"


def _planeringstext(s: Summor) -> str:
    skillnad = s.planeringsskillnad
    if skillnad == 0:
        return "Det som är planerat motsvarar närvaromålet."
    riktning = "mer" if skillnad > 0 else "mindre"
    return f"{timmar(skillnad)} {riktning} planerat än närvaromålet. Det som inte har planerats är inte frånvaro."


def _narvarotext(s: Summor) -> str:
    a = s.anvisat
    bas = f"Närvaro {timmar(a.narvaro)}, giltig frånvaro {timmar(a.giltig_franvaro)} och inställt av arrangören "
    bas += f"{timmar(a.installt)} mot närvaromålet {timmar(s.kravet.mal)}."
    ovrigt = [
        (a.ogiltig_franvaro, "ogiltig frånvaro"),
        (a.missat, "missad tid"),
        (a.omarkerat, "omarkerat"),
        (a.installt_av_deltagare, "inställt av personens skäl"),
        (max(0, -s.planeringsskillnad), "inte planerat"),
    ]
    delar = ", ".join(f"{vad} {timmar(minuter)}" for minuter, vad in ovrigt if minuter)
    return f"{bas} Utanför står {delar}." if delar else bas
