"""What is done to a process before it starts: crash points in its transactions, and faults put in on purpose.

The mutants keep the harness honest: each breaks one promise, and the harness must see it.
"""

import os
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import event, or_, select
from sqlalchemy.orm import Session

from app.core import idempotency, outbox_claims
from app.core.crashpoints import DODSKOD, Krasch, Krascher
from app.core.database import StangdSession, databasklocka
from app.core.http import Anrop
from app.core.idempotency import Nyckel
from app.core.outbox import Avvisning, Kvittens, Utkorgsrad
from app.core.outbox_recipients import Mottagarlage
from app.core.outbox_states import PA_VAG
from app.core.outbox_steps import STEG
from app.core.unit_of_work import Arbete, Begaran
from app.integrations import brytare
from app.integrations.arbetare import Arbetare
from app.integrations.bokforing import SYSTEM, Bokforing
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
    UTAN_LAN = "utan_lan"
    SVARET_SPARAS_EFTERAT = "svaret_sparas_efterat"
    KVITTENS_UTAN_VERKAN = "kvittens_utan_verkan"
    UTAN_BRYTARE = "utan_brytare"
    EGEN_SAMTIDIGHET = "egen_samtidighet"


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
        await self._bokforing.bokfor(rad, Kvitterat(kvittens), andra_fram=True)
        tjanster.krascher.vid(Krasch.FORE_SANDNING)
        await self._sand(rad)
        tjanster.krascher.vid(Krasch.EFTER_SANDNING)

    Arbetare._leverera = leverera  # type: ignore[method-assign]


def _utan_brytare() -> None:
    """Claims whatever is due and next in its ärende, whether the breaker is open or not."""
    brytare.att_sanda = outbox_claims._nasta


def _egen_samtidighet() -> None:
    """Each process makes as many calls at once as are agreed for all of them."""

    def dela_ut(_lage: Mottagarlage, _namn: str, _pa_vag: int, samtidighet: int, _nu: float, _till: float) -> int:
        return samtidighet

    Mottagarlage.dela_ut = dela_ut  # type: ignore[method-assign]


def _utan_ordning() -> None:
    """Claims whatever is due, without regard to earlier messages of the ärende."""

    def att_sanda(mottagare: str, nu: Any, antal: int) -> Any:
        return (
            select(Utkorgsrad)
            .where(
                Utkorgsrad.mottagare == mottagare,
                Utkorgsrad.status.in_(PA_VAG),
                Utkorgsrad.nasta_forsok <= nu,
                or_(Utkorgsrad.lanad_till.is_(None), Utkorgsrad.lanad_till < databasklocka()),
            )
            .order_by(Utkorgsrad.nasta_forsok, Utkorgsrad.id)
            .limit(antal)
            .with_for_update(skip_locked=True, of=Utkorgsrad)
        )

    brytare.att_sanda = att_sanda


def _nytt_id_varje_gang() -> None:
    """Gives each attempt an id of its own, so that the receiver cannot know it again."""
    ursprunglig = Arbetare._sand

    async def sand(self: Arbetare, rad: Utkorgsrad) -> Any:
        rad.unikt_id = f"{uuid4()}_0"
        return await ursprunglig(self, rad)

    Arbetare._sand = sand  # type: ignore[method-assign]


def _utan_lan() -> None:
    """Never says that it has taken a row: what is on the wire is taken again, here and by other workers."""
    ursprunglig = Arbetare._lana

    async def lana(self: Arbetare, antal: int, i_hand: int = 0) -> Any:
        rader = await ursprunglig(self, antal, i_hand)

        async def slapp(arbete: Arbete) -> None:
            for rad in await arbete.alla(select(Utkorgsrad).where(Utkorgsrad.lanad_av == self._namn)):
                rad.lanad_till = None

        await self._tjanster.transaktioner.kor(SYSTEM, "", slapp)
        return rader

    Arbetare._lana = lana  # type: ignore[method-assign]


def _svaret_sparas_efterat() -> None:
    """Stores the answer to a question's Idempotency-Key when the question has been committed."""
    ursprunglig = Anrop._en_gang

    async def en_gang(self: Anrop, steg: Any, begaran: Begaran, nyckel: Nyckel) -> Any:
        krypto = self.tjanster.krypto
        if not nyckel.rutt.endswith("/samrad"):
            return await ursprunglig(self, steg, begaran, nyckel)

        async def minns(arbete: Arbete) -> None:
            arbete.ny(idempotency.ny_rad(nyckel, svar, krypto, arbete.nu))

        sparat = await self._kor(lambda arbete: arbete.kanske(idempotency.SPARAT, **nyckel.varden), begaran)
        if sparat is not None:
            return idempotency.las_upp(sparat, nyckel, krypto)
        svar = await self._kor(steg, begaran)
        self.tjanster.krascher.vid(Krasch.EFTER_COMMIT)
        await self._kor(minns, Begaran())
        return svar

    Anrop._en_gang = en_gang  # type: ignore[method-assign]


def _kvittens_utan_verkan() -> None:
    """Commits that the message has been received before the step behind it is told."""
    sedan: dict[UUID, Callable[[], Awaitable[Any]]] = {}
    bokfor = Bokforing.bokfor

    async def forst_raden(self: Bokforing, rad: Utkorgsrad, utfall: Any, *, andra_fram: bool) -> None:
        steg = STEG[rad.objekttyp]
        STEG[rad.objekttyp] = Tyst()
        await bokfor(self, rad, utfall, andra_fram=andra_fram)
        STEG[rad.objekttyp] = steg
        if isinstance(utfall, Kvitterat):
            kommun, kvittens = rad.kommunkod, utfall.kvittens
            sedan[rad.id] = lambda: self.transaktioner.kor(
                SYSTEM, kommun, lambda arbete: steg.kvitterad(arbete, rad.objekt_id, kvittens)
            )

    leverera = Arbetare._leverera

    async def leverera_och_sedan(self: Arbetare, rad: Utkorgsrad) -> None:
        await leverera(self, rad)
        if rad.id in sedan:
            await sedan.pop(rad.id)()

    Bokforing.bokfor = forst_raden  # type: ignore[method-assign]
    Arbetare._leverera = leverera_och_sedan  # type: ignore[method-assign]


class Tyst:
    """A step that takes no notice."""

    async def kvitterad(self, arbete: Arbete, objekt_id: UUID, kvittens: Kvittens) -> None: ...

    async def ej_levererad(self, arbete: Arbete, objekt_id: UUID, avvisning: Avvisning) -> None: ...

    async def osakert_levererad(self, arbete: Arbete, objekt_id: UUID) -> None: ...

    async def koad_igen(self, arbete: Arbete, objekt_id: UUID) -> None: ...


MUTANTER: dict[Mutant, Callable[[], None]] = {
    Mutant.INGEN: lambda: None,
    Mutant.SAND_FORE_SANDNING: _sand_fore_sandning,
    Mutant.UTAN_ORDNING: _utan_ordning,
    Mutant.NYTT_ID_VARJE_GANG: _nytt_id_varje_gang,
    Mutant.UTAN_LAN: _utan_lan,
    Mutant.SVARET_SPARAS_EFTERAT: _svaret_sparas_efterat,
    Mutant.KVITTENS_UTAN_VERKAN: _kvittens_utan_verkan,
    Mutant.UTAN_BRYTARE: _utan_brytare,
    Mutant.EGEN_SAMTIDIGHET: _egen_samtidighet,
}


def aktivera(mutant: str) -> None:
    """Break the named promise in this process."""
    MUTANTER[Mutant(mutant)]()
