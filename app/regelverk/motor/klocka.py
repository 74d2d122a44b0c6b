"""T-01, T-02: from which month the requirement holds, by when a beslut is due and which months counted (AK-02).

The run of months must be unbroken up to the month of the requirement. A month without a record that is past
is unknown: it is shown, and nothing is concluded across it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.begrepp.tid import Manad, plus_ar
from app.regelverk.modell import Regelverk
from app.regelverk.motor.tolkning import Tolkning
from app.regelverk.urval import REGELVERK


@dataclass(frozen=True, slots=True)
class Kravklocka:
    """Where one person's clock stands; ``raknade`` are the months that counted, oldest first.

    ``overbryggade`` are those that a setting lets pass, ``okanda`` past ones that nobody has told of; ``sista`` is
    the last month on record. ``krav_manad`` is set when the months are full on record, ``krav_manad_om_obruten``
    when they would be if the support went on.
    """

    kravs: int | None
    raknade: tuple[Manad, ...] = ()
    overbryggade: tuple[Manad, ...] = ()
    okanda: tuple[Manad, ...] = ()
    sista: Manad | None = None
    krav_manad: Manad | None = None
    krav_manad_om_obruten: Manad | None = None

    @property
    def beslut_senast(self) -> date | None:
        """T-02: the last day of the month of the requirement."""
        return self.krav_manad.sista if self.krav_manad else None

    def nadd(self, antal: int, manad: Manad, *, om_obruten: bool) -> bool:
        """Whether ``antal`` months in a row lie behind the month: on record, or if the support goes on."""
        if not self.raknade or self.sista is None:
            return False
        efter = efter_antal(self.raknade, self.overbryggade, antal)
        return efter <= manad and (om_obruten or efter <= self.sista.plus(1))

    @property
    def okand_efter(self) -> bool:
        """Whether a past month after the last one on record is unknown."""
        return self.sista is not None and any(m > self.sista for m in self.okanda)

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


def foljd_till(
    slut: Manad, manader: Mapping[Manad, bool], fodd: date | None, ikraft: Manad, tolkning: Tolkning
) -> Manadsfoljd:
    """The unbroken months with support that end with ``slut``."""
    forst = _forsta_som_raknas(fodd, ikraft, tolkning)
    borjan = min(manader, default=slut)
    foljd: list[Manad] = []
    over: list[Manad] = []
    manad = slut
    while manad >= borjan and (forst is None or manad >= forst):
        stod = manader.get(manad)
        if stod is None:
            return Manadsfoljd(tuple(reversed(foljd)), tuple(reversed(over)), manad)
        if not stod and not _far_overbryggas(manad, manader, foljd, tolkning):
            break
        (foljd if stod else over).append(manad)
        manad = manad.plus(-1)
    return Manadsfoljd(tuple(reversed(foljd)), tuple(reversed(over)))


def _forsta_som_raknas(fodd: date | None, ikraft: Manad, tolkning: Tolkning) -> Manad | None:
    """The first month that may count: after the 18th birthday and, if so set, not before the law was in force."""
    granser = [] if tolkning.manader_fore_ikrafttradandet else [ikraft]
    if fodd is not None and not tolkning.manader_fore_arton:
        arton = plus_ar(fodd, 18)
        granser.append(Manad.for_dag(arton) if arton.day == 1 else Manad.for_dag(arton).plus(1))
    return max(granser, default=None)


def _far_overbryggas(manad: Manad, manader: Mapping[Manad, bool], foljd: Sequence[Manad], tolkning: Tolkning) -> bool:
    """A single month without support between two with it, where the setting lets it pass."""
    mellan = bool(foljd) and foljd[-1] == manad.plus(1) and manader.get(manad.plus(-1)) is True
    return tolkning.lucka_manader > 0 and mellan


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
    foljd = foljd_till(slut, manader, fodd, regelverken[0].ikraft, tolkning)
    if foljd.okand is not None:
        okanda = (foljd.okand, *okanda)
    if not foljd.manader:
        return Kravklocka(kravs, okanda=okanda, sista=slut)
    krav = _kravmanad(foljd, regelverken)
    full = slut >= krav.plus(-1)
    return Kravklocka(kravs, foljd.manader, foljd.overbryggade, okanda, slut, krav if full else None, krav)


def _for_manaden(regelverken: Sequence[Regelverk], manad: Manad) -> Regelverk:
    """That of the month, or the first to come."""
    return next((r for r in reversed(regelverken) if r.galler_fran <= manad), regelverken[0])


def _sista_kanda(manader: Mapping[Manad, bool], manad: Manad, nu: Manad) -> tuple[Manad | None, tuple[Manad, ...]]:
    """The last month on record up to ``manad``, and the past months after it that nobody has told of."""
    slut = max((m for m in manader if m <= manad), default=None)
    if slut is None:
        return None, ()
    okanda, nasta = [], slut.plus(1)
    while nasta < min(manad, nu):
        okanda.append(nasta)
        nasta = nasta.plus(1)
    return slut, tuple(okanda)


def _kravmanad(foljd: Manadsfoljd, regelverken: Sequence[Regelverk]) -> Manad:
    """The first month whose own ruleset is satisfied by the run, going on as if unbroken."""
    kandidater = [
        max(efter_antal(foljd.manader, foljd.overbryggade, r.antal_manader or 0), r.galler_fran) for r in regelverken
    ]
    granser = [r.galler_fran for r in regelverken[1:]]
    for kandidat, nasta in zip(kandidater, granser, strict=False):
        if kandidat < nasta:
            return kandidat
    return kandidater[-1]


def efter_antal(raknade: Sequence[Manad], overbryggade: Sequence[Manad], antal: int) -> Manad:
    """The month after the N:th that counted; months still missing come after the last of the run."""
    saknas = antal - len(raknade)
    if saknas <= 0:
        return raknade[max(antal, 1) - 1].plus(1)
    return max((*raknade, *overbryggade)).plus(saknas + 1)
