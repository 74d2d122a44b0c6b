"""Everything by the clock: named jobs that can run twice, late, or after days of stand-still.

Each job runs once per kommun, as system: in a transaction of its own, or in several where one would be long.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select

from app.begrepp.parter import Aktor, systemaktor
from app.core.edge.logging import logga
from app.core.idempotency import Idempotenssvar
from app.core.services import Tjanster
from app.core.unit_of_work import Arbete
from app.flode.avvikelse.followers import jamfor_portion
from app.flode.bedomning.provningar import rakna_om_klockor
from app.flode.bestallning.actions import rensa_utkast
from app.flode.bevakning.actions import rakna_om_portion
from app.flode.narvaro.followers import planera_portion
from app.flode.plan.followers import trad_i_kraft
from app.katalog.organisationer import Namnd
from app.katalog.register import RIKET

Steg = Callable[[Tjanster, Arbete], Awaitable[int]]
# From which ärende to go on, or None when all are done, and how many rows were touched.
Portion = Callable[[Arbete, UUID], Awaitable[tuple[UUID | None, int]]]
Jobb = Callable[[Tjanster, Aktor, str], Awaitable[int]]


def _i_en_transaktion(steg: Steg) -> Jobb:
    """A job that does all of a kommun at once."""

    async def jobb(tjanster: Tjanster, aktor: Aktor, kommunkod: str) -> int:
        return await tjanster.transaktioner.kor(aktor, kommunkod, lambda arbete: steg(tjanster, arbete))

    return jobb


def _i_portioner(portion: Portion) -> Jobb:
    """A job that takes a kommun's ärenden some at a time, each time in a transaction of its own."""

    async def jobb(tjanster: Tjanster, aktor: Aktor, kommunkod: str) -> int:
        efter: UUID | None = UUID(int=0)
        antal = 0
        while efter is not None:
            efter, andrade = await tjanster.transaktioner.kor(aktor, kommunkod, _fran(portion, efter))
            antal += andrade
        return antal

    return jobb


def _fran(portion: Portion, efter: UUID) -> Callable[[Arbete], Awaitable[tuple[UUID | None, int]]]:
    return lambda arbete: portion(arbete, efter)


@_i_en_transaktion
async def _rensa_utkast(_tjanster: Tjanster, arbete: Arbete) -> int:
    """Drafts that nobody sent."""
    return await rensa_utkast(arbete)


@_i_en_transaktion
async def _rensa_idempotens(tjanster: Tjanster, arbete: Arbete) -> int:
    """Stored answers past their time: the only rows that are deleted outside gallring, since they are copies."""
    grans = arbete.nu - timedelta(days=tjanster.settings.idempotens_dagar)
    sats = delete(Idempotenssvar).where(Idempotenssvar.kommunkod == arbete.kommunkod, Idempotenssvar.skapad < grans)
    resultat = await arbete.session.execute(sats)
    return int(getattr(resultat, "rowcount", 0))


@_i_en_transaktion
async def _plan_trad_i_kraft(_tjanster: Tjanster, arbete: Arbete) -> int:
    """Approved plans whose day has come."""
    return await trad_i_kraft(arbete, arbete.idag)


# In the order that they follow from each other: the last sees what the others have done.
JOBB: Mapping[str, Jobb] = {
    "plan_trad_i_kraft": _plan_trad_i_kraft,
    "tillfallen": _i_portioner(planera_portion),
    "avvikelser": _i_portioner(jamfor_portion),
    "rensa_utkast": _rensa_utkast,
    "rensa_idempotens": _rensa_idempotens,
    "kravklockor": _i_portioner(rakna_om_klockor),
    "bevakningar": _i_portioner(rakna_om_portion),
}


async def kor_jobb(tjanster: Tjanster, namn: str) -> int:
    """Run one job over all kommuner; how many rows it touched. Raises ``KeyError`` for an unknown name."""
    jobb, aktor = JOBB[namn], systemaktor(namn)
    antal = 0
    for kommunkod in await _kommuner(tjanster):
        antal += await jobb(tjanster, aktor, kommunkod)
    logga("jobb", jobb=namn, antal=antal)
    return antal


async def kor_alla(tjanster: Tjanster) -> None:
    """Run every job once."""
    for namn in JOBB:
        await kor_jobb(tjanster, namn)


async def _kommuner(tjanster: Tjanster) -> list[str]:
    async def steg(arbete: Arbete) -> list[str]:
        return sorted({RIKET, *await arbete.alla(select(Namnd.kommunkod))})

    return await tjanster.transaktioner.kor(systemaktor("jobb"), "", steg)
