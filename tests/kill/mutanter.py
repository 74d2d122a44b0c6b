"""What is done to a process before it starts: crash points in its transactions, and faults put in on purpose.

The mutants keep the harness honest: each breaks one promise, and the harness must see it.
"""

import os
from collections.abc import Callable
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import event, or_, select
from sqlalchemy.orm import Session

from app.core.crashpoints import DODSKOD, Krasch, Krascher
from app.core.database import StangdSession, databasklocka
from app.core.outbox import Kvittens, Utkorgsrad, UtkorgStatus
from app.integrations import arbetare
from app.integrations.arbetare import Arbetare
from app.integrations.utfall import Kvitterat


class Transaktionspunkt(StrEnum):
    """Where a process that writes may die, counted over its writing transactions."""

    EFTER_FLUSH = "tx_efter_flush"
    FORE_COMMIT = "tx_fore_commit"
    EFTER_COMMIT = "tx_efter_commit"


HANDELSER = {
    Transaktionspunkt.EFTER_FLUSH: "after_flush_postexec",
    Transaktionspunkt.FORE_COMMIT: "before_commit",
    Transaktionspunkt.EFTER_COMMIT: "after_commit",
}


class Mutant(StrEnum):
    """A promise broken on purpose."""

    INGEN = ""
    SAND_FORE_SANDNING = "sand_fore_sandning"
    UTAN_ORDNING = "utan_ordning"
    NYTT_ID_VARJE_GANG = "nytt_id_varje_gang"


def arma(krasch: str) -> None:
    """Die the n-th time a point is met: ``fore_sandning:3``, ``tx_fore_commit:12``; nothing for an empty text."""
    if not krasch:
        return
    punkt, _, vid = krasch.partition(":")
    if punkt in set(Krasch):
        _arma_arbetaren(Krasch(punkt), int(vid))
    else:
        _arma_transaktionen(Transaktionspunkt(punkt), int(vid))


def _arma_arbetaren(punkt: Krasch, vid: int) -> None:
    """As the control application does it, for a process that has none."""
    ursprunglig = Krascher.__init__

    def init(krascher: Krascher, *argument: Any, **namngivna: Any) -> None:
        ursprunglig(krascher, *argument, **namngivna)
        krascher.arma(punkt, vid=vid)

    Krascher.__init__ = init  # type: ignore[method-assign]


def _arma_transaktionen(punkt: Transaktionspunkt, vid: int) -> None:
    kvar = [vid]

    def mott(session: Session, *_: Any) -> None:
        if session.info.get("skrev"):
            kvar[0] -= 1
            if kvar[0] == 0:
                os._exit(DODSKOD)

    event.listen(StangdSession, "after_flush", lambda session, _: session.info.update(skrev=True))
    event.listen(StangdSession, HANDELSER[punkt], mott)


# --- mutants --------------------------------------------------------------------------------------


def _sand_fore_sandning() -> None:
    """Books the message as received before it is sent."""

    async def leverera(self: Arbetare, rad: Utkorgsrad) -> None:
        tjanster = self._tjanster
        kvittens = Kvittens(f"AF-{rad.lopnummer}", tjanster.klocka.nu(), {})
        await self._bokfor(rad, Kvitterat(kvittens))
        tjanster.krascher.vid(Krasch.FORE_SANDNING)
        await self._sand(rad)
        tjanster.krascher.vid(Krasch.EFTER_SANDNING)

    Arbetare._leverera = leverera  # type: ignore[method-assign]


def _utan_ordning() -> None:
    """Claims whatever is due, without regard to earlier messages of the ärende."""

    def att_sanda(nu: Any, antal: int) -> Any:
        return (
            select(Utkorgsrad)
            .where(
                Utkorgsrad.status == UtkorgStatus.KOAD.value,
                Utkorgsrad.nasta_forsok <= nu,
                or_(Utkorgsrad.lanad_till.is_(None), Utkorgsrad.lanad_till < databasklocka()),
            )
            .order_by(Utkorgsrad.nasta_forsok, Utkorgsrad.id)
            .limit(antal)
            .with_for_update(skip_locked=True, of=Utkorgsrad)
        )

    arbetare.att_sanda = att_sanda


def _nytt_id_varje_gang() -> None:
    """Gives each attempt an id of its own, so that the receiver cannot know it again."""
    ursprunglig = Arbetare._sand

    async def sand(self: Arbetare, rad: Utkorgsrad) -> Any:
        rad.unikt_id = f"{uuid4()}_0"
        return await ursprunglig(self, rad)

    Arbetare._sand = sand  # type: ignore[method-assign]


MUTANTER: dict[Mutant, Callable[[], None]] = {
    Mutant.INGEN: lambda: None,
    Mutant.SAND_FORE_SANDNING: _sand_fore_sandning,
    Mutant.UTAN_ORDNING: _utan_ordning,
    Mutant.NYTT_ID_VARJE_GANG: _nytt_id_varje_gang,
}


def aktivera(mutant: str) -> None:
    """Break the named promise in this process."""
    MUTANTER[Mutant(mutant)]()
