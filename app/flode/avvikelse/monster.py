"""Which avvikelser attendance calls for, against those that there are (pure).

So many absences within so many calendar days, the first and the last of them counted, make one avvikelse; what comes
after within the same days belongs to it while it is open. An absence belongs to one at most, and what somebody has
taken further keeps its own. Doing it again changes nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple
from uuid import UUID

from app.flode.avvikelse.states import AvvikelseStatus
from app.flode.narvaro.states import Narvaroutfall

OPPEN, BORTFALLEN = AvvikelseStatus.OPPEN.value, AvvikelseStatus.BORTFALLEN.value


@dataclass(frozen=True, slots=True)
class Monster:
    """How many absences in how many days; ``minuter``: more than 15 missed minutes count as one too."""

    antal: int = 2
    dagar: int = 14
    minuter: bool = False

    def raknas(self, utfall: str | None, *, avviker: bool) -> bool:
        """Whether an outcome is part of the pattern; what nobody has marked has none (AK-20)."""
        return utfall == Narvaroutfall.FRANVARO_OGILTIG.value or (self.minuter and avviker)


class Bevis(NamedTuple):
    """An occasion that deviates; one that does not count is shown beside those that do. ``sen``: not absent."""

    dag: date
    fran: int
    tillfalle_id: UUID
    raknas: bool = True
    sen: bool = False


@dataclass(frozen=True, slots=True)
class Flagga:
    """An avvikelse as it is stored; ``nyckel`` is the occasion that it began with."""

    id: UUID
    nyckel: UUID
    tillfallen: tuple[UUID, ...]
    status: str = OPPEN
    rord: bool = False
    upphort: bool = False


Fler = tuple[Flagga, tuple[Bevis, ...]]


@dataclass
class Skillnad:
    """What is to be done."""

    nya: list[tuple[Bevis, ...]] = field(default_factory=list)
    utokas: list[Fler] = field(default_factory=list)
    aterkommer: list[Fler] = field(default_factory=list)
    bortfaller: list[Flagga] = field(default_factory=list)
    upphor: list[Flagga] = field(default_factory=list)
    galler_igen: list[Flagga] = field(default_factory=list)

    @property
    def antal(self) -> int:
        """How many changes."""
        nya = len(self.nya) + len(self.utokas) + len(self.aterkommer)
        return nya + len(self.bortfaller) + len(self.upphor) + len(self.galler_igen)


def jamfor(bevis: Iterable[Bevis], flaggor: Sequence[Flagga], monster: Monster) -> Skillnad:
    """What brings the avvikelser of one order in line with its attendance."""
    ordnade = sorted(bevis)
    per_id = {b.tillfalle_id: b for b in ordnade}
    levande = [f for f in flaggor if f.status != BORTFALLEN]
    tagna = {t for f in levande for t in f.tillfallen}
    lediga = [b for b in ordnade if b.tillfalle_id not in tagna]
    ut = Skillnad()
    for f in levande:
        egna = [per_id[t] for t in f.tillfallen if t in per_id and per_id[t].raknas]
        fler = tuple(_som_hor_dit(egna, lediga, monster)) if f.status == OPPEN and lediga else ()
        if fler:
            nu_tagna = {b.tillfalle_id for b in fler}
            lediga = [b for b in lediga if b.tillfalle_id not in nu_tagna]
        finns = _har(sorted([*egna, *(b for b in fler if b.raknas)]), monster)
        if not finns and f.status == OPPEN and not f.rord:
            return _utan(f, bevis, flaggor, monster)
        _notera(ut, f, fler, finns=finns)
    bortfallna = {f.nyckel: f for f in flaggor if f.status == BORTFALLEN}
    for episod in _episoder(lediga, monster):
        gammal = next((bortfallna[b.tillfalle_id] for b in episod if b.tillfalle_id in bortfallna), None)
        ut.nya.append(episod) if gammal is None else ut.aterkommer.append((gammal, episod))
    return ut


def _utan(f: Flagga, bevis: Iterable[Bevis], flaggor: Sequence[Flagga], monster: Monster) -> Skillnad:
    """The same with one avvikelse gone, so that its occasions may belong to another."""
    kvar = [replace(f, status=BORTFALLEN) if f.id == annan.id else annan for annan in flaggor]
    ut = jamfor(bevis, kvar, monster)
    ut.bortfaller.insert(0, f)
    return ut


def _notera(ut: Skillnad, f: Flagga, fler: tuple[Bevis, ...], *, finns: bool) -> None:
    if fler:
        ut.utokas.append((f, fler))
    if finns and f.upphort:
        ut.galler_igen.append(f)
    if not finns and not f.upphort:
        ut.upphor.append(f)


def _har(rader: Sequence[Bevis], monster: Monster) -> bool:
    """Whether the pattern is somewhere among the occasions, which are in order."""
    forsta, sista = rader, rader[monster.antal - 1 :]
    return any((b.dag - a.dag).days < monster.dagar for a, b in zip(forsta, sista, strict=False))


def _som_hor_dit(egna: Sequence[Bevis], lediga: Sequence[Bevis], monster: Monster) -> Iterator[Bevis]:
    """Free occasions within the pattern's days of those that an avvikelse has; one that doesn't count comes after."""
    if not egna:
        return
    forsta, sista = min(egna), max(egna)
    for b in lediga:
        tidigast, senast = min(forsta, b), max(sista, b)
        if (senast.dag - tidigast.dag).days < monster.dagar and (b.raknas or b > forsta):
            yield b
            if b.raknas:
                forsta, sista = tidigast, senast


def _episoder(lediga: Sequence[Bevis], monster: Monster) -> Iterator[tuple[Bevis, ...]]:
    """The patterns among free occasions, the first ones first, none in two."""
    i = 0
    while i < len(lediga):
        episod = tuple(b for b in lediga[i:] if (b.dag - lediga[i].dag).days < monster.dagar)
        if lediga[i].raknas and sum(b.raknas for b in episod) >= monster.antal:
            yield episod
            i += len(episod)
        else:
            i += 1
