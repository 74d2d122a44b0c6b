"""The outbox in figures: what waits, since when, and how each kind of receiver is. Counts only, no message.

For the systemadministrator, probes and scrapes. Every figure comes from the database, so that it is the same
whichever process is asked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Select, func, select

from app.core.outbox import GAMMAL, OFARDIGT, Utkorgsrad
from app.core.outbox_recipients import Mottagarlage, lagen
from app.core.outbox_states import PA_VAG, UtkorgStatus
from app.core.unit_of_work import Arbete


class Mottagarstatus(StrEnum):
    """How a receiver is; ``pausad`` has asked for fewer calls, ``okand`` has not been tried."""

    UPPE = "uppe"
    NERE = "nere"
    PAUSAD = "pausad"
    OKAND = "okand"


def mottagarstatus(lage: Mottagarlage | None, nu: datetime) -> Mottagarstatus:
    """What one row says now."""
    if lage is None:
        return Mottagarstatus.OKAND
    if lage.nere:
        return Mottagarstatus.NERE
    if lage.stangt_till is not None and lage.stangt_till > nu:
        return Mottagarstatus.PAUSAD
    return Mottagarstatus.OKAND if lage.senast_hord is None else Mottagarstatus.UPPE


@dataclass(frozen=True, slots=True)
class Ko:
    """Unfinished messages to one kind of receiver in one status; ``sena`` are older than a day (R6)."""

    mottagare: str
    status: str
    antal: int
    aldsta: datetime
    sena: int

    @property
    def pa_vag(self) -> bool:
        """Whether they go by themselves."""
        return self.status in PA_VAG

    @property
    def parkerad(self) -> bool:
        """Whether they wait for a person."""
        return self.status == UtkorgStatus.PARKERAD.value


@dataclass(frozen=True, slots=True)
class Utkorgsbild:
    """All of it at one instant."""

    nu: datetime
    koer: Sequence[Ko] = ()
    lagen: Sequence[Mottagarlage] = ()

    def lage_for(self, mottagare: str) -> Mottagarstatus:
        """How a kind of receiver is: the worst of them, of which there is mostly one."""
        alla = {mottagarstatus(rad, self.nu) for rad in self.lagen if rad.mottagare == mottagare}
        return next((s for s in VARST_FORST if s in alla), Mottagarstatus.OKAND)

    def per_mottagare(self) -> dict[str, list[Ko]]:
        """The queues of each kind of receiver; also of those with nothing in them that have been sent to."""
        ut: dict[str, list[Ko]] = {rad.mottagare: [] for rad in self.lagen}
        for ko in self.koer:
            ut.setdefault(ko.mottagare, []).append(ko)
        return ut


VARST_FORST = (Mottagarstatus.NERE, Mottagarstatus.PAUSAD, Mottagarstatus.UPPE)


def aldsta(koer: Iterable[Ko]) -> datetime | None:
    """Since when the oldest has waited."""
    return min((ko.aldsta for ko in koer), default=None)


def koer(gammal: datetime) -> Select[str, str, int, datetime, int]:
    """Unfinished messages by receiver and status; read from the index of unfinished ones."""
    sena = func.count().filter(Utkorgsrad.skapad < gammal)
    return (
        select(Utkorgsrad.mottagare, Utkorgsrad.status, func.count(), func.min(Utkorgsrad.skapad), sena)
        .where(OFARDIGT)
        .group_by(Utkorgsrad.mottagare, Utkorgsrad.status)
    )


async def las_bild(arbete: Arbete) -> Utkorgsbild:
    """Read it, as system and over all kommuner."""
    rader = (await arbete.session.execute(koer(arbete.nu - GAMMAL))).all()
    return Utkorgsbild(arbete.nu, [Ko(*rad) for rad in rader], list(await arbete.alla(lagen())))
