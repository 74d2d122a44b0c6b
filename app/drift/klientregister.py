"""The operator's part of the client register: which client an organisation has, and the ceiling that it makes.

What the organisation gives on from there it gives itself (``app.katalog.delegationer``).
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select

from app.begrepp.parter import Part, Roll, systemaktor
from app.begrepp.tid import SystemKlocka
from app.core.auth_klienter import ROLLER, Sakerhetsniva
from app.core.crypto import krypto_for
from app.core.database import Databas
from app.core.edge.logging import logga
from app.core.errors import OgiltigtInnehall, Problem
from app.core.unit_of_work import Arbete, Transaktioner
from app.drift.driftmiljo import krav_databasroll
from app.katalog.organisationer import Klientpost, Namnd, Organisation, Organisationstyp, organisation_med
from app.katalog.rolltak import organisationens_tak
from app.settings import Settings

T = TypeVar("T")
_PARTER = {
    Organisationstyp.KOMMUN: Part.KOMMUN,
    Organisationstyp.ARBETSFORMEDLINGEN: Part.ARBETSFORMEDLINGEN,
}


@dataclass(frozen=True, slots=True)
class Klientval:
    """A client as it is to be; ``namnd_id`` only where a kommun has several."""

    klient_id: str
    organisation_id: UUID
    namnd_id: UUID | None
    roller: frozenset[Roll]
    niva: Sakerhetsniva
    avtryck: Sequence[str]
    betrodd: bool


def visa(settings: Settings) -> int:
    """Write every client to standard out: id, party, level and whether it may act."""
    for post in asyncio.run(_kor(settings, _alla)):
        laget = "aktiv" if post.aktiv else "stängd"
        sys.stdout.write(f"{post.klient_id}  {post.part}  {','.join(post.roller)}  {post.sakerhetsniva}  {laget}\n")
    return 0


def registrera(settings: Settings, val: Klientval) -> int:
    """Put a client into the register, or change it; 1 with the reason on standard error when it can't be."""
    return _utfor(settings, val.klient_id, "registrera", lambda arbete: _registrera(arbete, val))


def satt_aktiv(settings: Settings, klient_id: str, *, aktiv: bool) -> int:
    """Stop a client within the register's interval, or let it act again; 1 when there is none."""

    async def steg(arbete: Arbete) -> None:
        detalj = f"Klienten {klient_id} finns inte."
        (await arbete.en(select(Klientpost).where(Klientpost.klient_id == klient_id), detalj)).aktiv = aktiv

    return _utfor(settings, klient_id, "oppna" if aktiv else "stang", steg)


def _utfor(settings: Settings, klient_id: str, vad: str, steg: Callable[[Arbete], Awaitable[None]]) -> int:
    try:
        asyncio.run(_kor(settings, steg))
    except Problem as problem:
        sys.stderr.write(f"{problem.detalj}\n")
        return 1
    logga("klientregister", klient=klient_id, vad=vad)
    return 0


async def _alla(arbete: Arbete) -> Sequence[Klientpost]:
    return await arbete.alla(select(Klientpost).order_by(Klientpost.klient_id))


async def _registrera(arbete: Arbete, val: Klientval) -> None:
    organisation = await arbete.en(organisation_med(val.organisation_id), "Organisationen finns inte.")
    part = _PARTER.get(Organisationstyp(organisation.typ), Part.UTFORARE)
    if not val.roller <= ROLLER[part]:
        raise OgiltigtInnehall(f"Parten {part} har bara rollerna {', '.join(sorted(ROLLER[part]))}.")
    post = await arbete.kanske(select(Klientpost).where(Klientpost.klient_id == val.klient_id))
    if post is None:
        post = arbete.ny(Klientpost(klient_id=val.klient_id))
    elif post.organisation_id != organisation.id:
        raise OgiltigtInnehall("Klienten tillhör en annan organisation.")
    post.organisation_id, post.part = organisation.id, part.value
    post.kommunkod = organisation.kommunkod if part is Part.KOMMUN else None
    post.namnd_id = await _namnd(arbete, organisation, val.namnd_id) if part is Part.KOMMUN else None
    post.roller, post.scopes = sorted(val.roller), sorted(organisationens_tak(val.roller))
    post.sakerhetsniva, post.avtryck, post.betrodd = val.niva.value, list(val.avtryck), val.betrodd


async def _namnd(arbete: Arbete, organisation: Organisation, namnd_id: UUID | None) -> UUID:
    """The nämnd that is named, or the only one that the kommun has."""
    namnder = await arbete.alla(select(Namnd.id).where(Namnd.organisation_id == organisation.id))
    valda = [n for n in namnder if namnd_id in {None, n}]
    if len(valda) != 1:
        raise OgiltigtInnehall("Ange vilken av kommunens nämnder klienten handlar för (--namnd).")
    return valda[0]


async def _kor(settings: Settings, steg: Callable[[Arbete], Awaitable[T]]) -> T:
    databas = Databas(settings)
    try:
        await krav_databasroll(settings, databas.engine)
        return await Transaktioner(databas, SystemKlocka(), krypto_for(settings)).kor(
            systemaktor("klientregister"), "", steg
        )
    finally:
        await databas.stang()
