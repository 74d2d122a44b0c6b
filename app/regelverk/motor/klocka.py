"""T-01, T-02: from which month the requirement holds, by when a beslut is due and which months counted (AK-02).

The run of months must be unbroken up to the month of the requirement. A month without a record that is past
is unknown: it is shown, and nothing is concluded across it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest
from typing import Any

from app.begrepp.tid import Manad, plus_ar
from app.regelverk.modell import Regelverk
from app.regelverk.motor.tolkning import Tolkning
from app.regelverk.undantagstider import MYNDIG
from app.regelverk.urval import REGELVERK


@dataclass(frozen=True, slots=True)
class Kravklocka:
    """Where one person's clock stands; ``raknade`` are the months that counted, oldest first.

    ``overbryggade`` are those that a setting lets pass, ``okanda`` past ones that nobody has told of; ``sista`` is
    the last month on record and ``fortsatter`` the next one to count if the support goes on, None when it has ended.
    ``krav_manad`` is set when the months are full on record and none up to it is unknown, ``krav_manad_om_obruten``
    when they would be if the support went on.
    """

    kravs: int | None
    raknade: tuple[Manad, ...] = ()
    overbryggade: tuple[Manad, ...] = ()
    okanda: tuple[Manad, ...] = ()
    sista: Manad | None = None
    fortsatter: Manad | None = None
    krav_manad: Manad | None = None
    krav_manad_om_obruten: Manad | None = None

    @property
    def beslut_senast(self) -> date | None:
        """T-02: the last day of the month of the requirement."""
        return self.krav_manad.sista if self.krav_manad else None

    def efter(self, antal: int) -> Manad | None:
        """The first month that ``antal`` months in a row lie behind, if the support goes on; None when it has ended."""
        if self.fortsatter is None:
            return None
        saknas = max(antal, 1) - len(self.raknade)
        if saknas > 0:
            return self.fortsatter.plus(saknas)
        efter = self.raknade[max(antal, 1) - 1].plus(1)
        return efter.plus(1) if efter in self.overbryggade else efter

    def full(self, antal: int) -> bool:
        """Whether the months are there on record."""
        return len(self.raknade) >= max(antal, 1)

    def nadd(self, antal: int, manad: Manad, *, om_obruten: bool) -> bool:
        """Whether ``antal`` months in a row lie behind the month: on record, or if the support goes on."""
        efter = self.efter(antal)
        return efter is not None and efter <= manad and (om_obruten or self.full(antal))

    @property
    def okand_efter(self) -> bool:
        """Whether a past month after the last one on record is unknown."""
        return self.sista is not None and any(m > self.sista for m in self.okanda)

    def okand_fore(self, manad: Manad) -> bool:
        """Whether such a month lies before ``manad``, so that nobody knows if the run lasted until it."""
        return self.sista is not None and any(self.sista < m < manad for m in self.okanda)

    def som_data(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "kravs_manader": self.kravs,
            "antal_manader": len(self.raknade),
            "raknade_manader": [str(m) for m in self.raknade],
            "overbryggade_manader": [str(m) for m in self.overbryggade],
            "okanda_manader": [str(m) for m in self.okanda],
            "krav_manad": str(self.krav_manad) if self.krav_manad else None,
            "krav_manad_om_obruten": str(self.krav_manad_om_obruten) if self.krav_manad_om_obruten else None,
            "beslut_senast": self.beslut_senast.isoformat() if self.beslut_senast else None,
        }


@dataclass(frozen=True, slots=True)
class Manadsfoljd:
    """A run walked backwards from its last month; ``okand`` is the unknown month it stopped at."""

    manader: tuple[Manad, ...] = ()
    overbryggade: tuple[Manad, ...] = ()
    okand: Manad | None = None


def kravregelverken(bland: Sequence[Regelverk] = REGELVERK) -> tuple[Regelverk, ...]:
    """The rulesets chosen by the month that have a number of months, oldest first."""
    return tuple(sorted((r for r in bland if r.standard and r.antal_manader is not None), key=lambda r: r.galler_fran))


def kravklocka(
    manader: Mapping[Manad, bool],
    fodd: date | None,
    manad: Manad,
    nu: Manad,
    regelverken: Sequence[Regelverk],
    tolkning: Tolkning,
) -> Kravklocka:
    """The clock for ``manad`` by what is on record up to it; months before ``nu`` are past.

    ``regelverken`` are those with a number of months, oldest first (``kravregelverken``).
    """
    if not regelverken:
        return Kravklocka(None)
    kravs = _for_manaden(regelverken, manad).antal_manader
    slut, okanda = _sista_kanda(manader, manad, nu)
    if slut is None:
        return Kravklocka(kravs)
    forst = _forsta_som_raknas(manader, fodd, regelverken[0], tolkning)
    # A month that isn't over is presumed to have support, and so may end a gap.
    antas = nu <= slut.plus(1) <= manad
    foljd = foljd_till(slut, manader, forst, tolkning, stod_efter=antas)
    if foljd.okand is not None:
        okanda = (foljd.okand, *okanda)
    klocka = Kravklocka(
        kravs, foljd.manader, foljd.overbryggade, okanda, slut, _fortsatter(slut, manader, forst, foljd)
    )
    return _med_kravmanad(klocka, regelverken)


def foljd_till(
    slut: Manad, manader: Mapping[Manad, bool], forst: Manad, tolkning: Tolkning, *, stod_efter: bool = False
) -> Manadsfoljd:
    """The unbroken months with support that end with ``slut``, none of them before ``forst``.

    ``stod_efter`` says whether the month after ``slut`` is presumed to have support.
    """
    foljd: list[Manad] = []
    over: list[Manad] = []
    okand, manad, efter = None, slut, stod_efter
    while manad >= forst:
        stod = manader.get(manad)
        fore = stod is False and _fore_luckan(manad, manader, forst, efter=efter, tolkning=tolkning)
        if stod is None or fore is None:
            okand = manad if stod is None else manad.plus(-1)
            break
        if not (stod or fore):
            break
        (foljd if stod else over).append(manad)
        manad, efter = manad.plus(-1), stod
    return Manadsfoljd(tuple(reversed(foljd)), tuple(reversed(over)), okand)


def _fore_luckan(
    lucka: Manad, manader: Mapping[Manad, bool], forst: Manad, *, efter: bool, tolkning: Tolkning
) -> bool | None:
    """Whether a single month without support has support before it too, where the setting lets it pass."""
    if tolkning.lucka_manader == 0 or not efter or lucka <= forst:
        return False
    return manader.get(lucka.plus(-1))


def _forsta_som_raknas(manader: Mapping[Manad, bool], fodd: date | None, aldst: Regelverk, tolkning: Tolkning) -> Manad:
    """The first month that may count: on record, after the 18th birthday and, if so set, with the law in force."""
    granser = [min(manader)]
    if not tolkning.manader_fore_ikrafttradandet:
        granser.append(aldst.ikraft)
    if fodd is not None and not tolkning.manader_fore_arton:
        arton = plus_ar(fodd, MYNDIG)
        granser.append(Manad.for_dag(arton) if arton.day == 1 else Manad.for_dag(arton).plus(1))
    return max(granser)


def _fortsatter(slut: Manad, manader: Mapping[Manad, bool], forst: Manad, foljd: Manadsfoljd) -> Manad | None:
    """The next month to count: after the last one on record, or when the first that may count comes."""
    if manader[slut] or slut in foljd.overbryggade:
        return max(slut.plus(1), forst)
    return None


def _for_manaden(regelverken: Sequence[Regelverk], manad: Manad) -> Regelverk:
    """That of the month, or the first to come."""
    return next((r for r in reversed(regelverken) if r.galler_fran <= manad), regelverken[0])


def _sista_kanda(manader: Mapping[Manad, bool], manad: Manad, nu: Manad) -> tuple[Manad | None, tuple[Manad, ...]]:
    """The last month on record up to ``manad``, and the past months after it that nobody has told of."""
    slut = manad if manad in manader else max((m for m in manader if m <= manad), default=None)
    if slut is None:
        return None, ()
    okanda, nasta = [], slut.plus(1)
    while nasta < min(manad, nu):
        okanda.append(nasta)
        nasta = nasta.plus(1)
    return slut, tuple(okanda)


def _med_kravmanad(klocka: Kravklocka, regelverken: Sequence[Regelverk]) -> Kravklocka:
    """With the first month whose own ruleset is satisfied by the run, going on as if unbroken."""
    granser = [r.galler_fran for r in regelverken[1:]]
    for regelverk, nasta in zip_longest(regelverken, granser):
        antal = regelverk.antal_manader or 0
        efter = klocka.efter(antal)
        if efter is None:
            break
        krav = max(efter, regelverk.galler_fran)
        if nasta is None or krav < nasta:
            obruten = klocka.full(antal) and not klocka.okand_fore(krav)
            return replace(klocka, krav_manad=krav if obruten else None, krav_manad_om_obruten=krav)
    return klocka
