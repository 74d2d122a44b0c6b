"""Events from Arbetsförmedlingen that belong to no nämnd: the operator's look at them, and the acts, which are kept."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from app.begrepp.parter import Roll, systemaktor
from app.begrepp.tid import SystemKlocka
from app.core.crypto import krypto_for
from app.core.database import Databas
from app.core.errors import Problem
from app.core.inbox import (
    AFHANDELSE,
    FLAGGADE,
    INGEN_NAMND,
    AfHandelse,
    TolkningLage,
    handelser_for,
    namndens_handelse,
)
from app.core.unit_of_work import Arbete, Begaran, Transaktioner
from app.drift.driftmiljo import krav_databasroll
from app.katalog.register import RIKET
from app.settings import Settings

T = TypeVar("T")
OPERATOR = replace(systemaktor("afhandelser"), roll=Roll.SYSTEMADMINISTRATOR)
FLEST = 200


def visa(settings: Settings) -> int:
    """Write the flagged ones to standard out: id, when it came, what came of it, trace id; never a content."""
    for rad in asyncio.run(_kor(settings, _flaggade)):
        sys.stdout.write(f"{rad.id}  {rad.mottagen:%Y-%m-%d %H:%M}  {rad.tolkning}  {rad.spar}\n")
    return 0


def stega(settings: Settings, handelse_id: UUID, handelse: str, uppgifter: dict[str, str]) -> int:
    """Have one interpreted anew by the next job, or write it off; 1 when it can't be."""

    async def steg(arbete: Arbete) -> None:
        rad = await arbete.en(namndens_handelse(INGEN_NAMND, handelse_id))
        await arbete.utfor(AFHANDELSE, rad, handelse, TolkningLage(), uppgifter=uppgifter)

    try:
        asyncio.run(_kor(settings, steg))
    except Problem as problem:
        sys.stderr.write(f"{problem.detalj}\n")
        return 1
    return 0


async def _flaggade(arbete: Arbete) -> Sequence[AfHandelse]:
    flaggade = AfHandelse.tolkning.in_([t.value for t in FLAGGADE])
    return await arbete.alla(
        handelser_for(INGEN_NAMND, None).where(flaggade).order_by(AfHandelse.id.desc()).limit(FLEST)
    )


async def _kor(settings: Settings, steg: Callable[[Arbete], Awaitable[T]]) -> T:
    databas = Databas(settings)
    try:
        await krav_databasroll(settings, databas.engine)
        transaktioner = Transaktioner(databas, SystemKlocka(), krypto_for(settings))
        return await transaktioner.kor(OPERATOR, RIKET, steg, Begaran(andamal="afhandelser"))
    finally:
        await databas.stang()
