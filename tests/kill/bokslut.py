"""The service's own books, read in its database: what each message has become, and how often it was told of."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Row, func, select

from app import wiring  # noqa: F401 - loads every table
from app.begrepp.parter import systemaktor
from app.begrepp.tid import SystemKlocka
from app.core.crypto import krypto_for
from app.core.database import Databas
from app.core.inbox import AfHandelse, Tolkning
from app.core.journal import Handelse
from app.core.outbox import ARBETSFORMEDLINGEN, Utkorgsrad
from app.core.unit_of_work import Arbete, Transaktioner
from app.settings import Settings
from app.vyer.handelseflode.amnen import AMNEN
from app.vyer.handelseflode.models import Flodeshuvud, Flodespost

# What has been told of a message in the end: that AF has it, and AF's last word.
SLUTLIGA = {"samrad": {"kvittera", "besvara"}, "overlamning": {"kvittera", "godkand"}}
EN_GANG = frozenset({"begar", "skapa", "besvara", "ratta_svar", "lagg_i_ko", "kvittera", "inkommen", "godkand"})


@dataclass(frozen=True)
class Bokslut:
    """``utlanade``: leases that somebody still holds. ``otolkade``: what AF has told and nobody has interpreted yet.

    ``oflodade``: händelser that no log has. ``flodesfel``: numbers that are not 1 to n, objects whose versions fall,
    händelser that are not in the log once.
    """

    skapade: int
    kvitterade: int
    utlanade: int
    otolkade: int
    dubbla_verkningar: int
    uteblivna_verkningar: int
    oflodade: int
    flodesfel: int


def bokslut(settings: Settings) -> Bokslut:
    """Read the books of the service that runs with ``settings``."""
    return asyncio.run(_las(settings))


async def _las(settings: Settings) -> Bokslut:
    databas = Databas(settings)
    try:
        transaktioner = Transaktioner(databas, SystemKlocka(), krypto_for(settings))
        return await transaktioner.kor(systemaktor("test"), "", _sammanstall)
    finally:
        await databas.stang()


async def _sammanstall(arbete: Arbete) -> Bokslut:
    kvitterade = func.count().filter(Utkorgsrad.status == "kvitterad")
    till_af = Utkorgsrad.mottagare == ARBETSFORMEDLINGEN
    i_utkorgen = (await arbete.rader(select(kvitterade, func.count(Utkorgsrad.lanad_till)).where(till_af)))[0]
    falt = (Handelse.objekttyp, Handelse.objekt_id, Handelse.typ, Handelse.uppgifter)
    verkningar = Counter(_verkningar(await arbete.rader(select(*falt).where(Handelse.objekttyp.in_(SLUTLIGA)))))
    objekt = {(typ, objekt_id) for typ, objekt_id, _ in verkningar}
    return Bokslut(
        skapade=len(objekt),
        kvitterade=i_utkorgen[0],
        utlanade=i_utkorgen[1],
        otolkade=len(await arbete.rader(select(AfHandelse.id).where(AfHandelse.tolkning == Tolkning.VANTAR.value))),
        dubbla_verkningar=sum(antal - 1 for (_, _, vad), antal in verkningar.items() if vad in EN_GANG),
        uteblivna_verkningar=sum((*ett, vad) not in verkningar for ett in objekt for vad in SLUTLIGA[ett[0]]),
        oflodade=len(await arbete.rader(select(Handelse.id).where(~Handelse.flodad))),
        flodesfel=await _flodesfel(arbete),
    )


def _verkningar(rader: Sequence[Row[Any]]) -> Iterable[tuple[str, Any, str]]:
    """Each händelse, and each word of AF that one of them is due to."""
    for objekttyp, objekt_id, typ, uppgifter in rader:
        yield objekttyp, objekt_id, typ
        if "afHandelse" in uppgifter:
            yield objekttyp, objekt_id, uppgifter["afHandelse"]


async def _flodesfel(arbete: Arbete) -> int:
    """What is wrong in the receivers' logs; everything that happens here is the nämnd's own.

    Read from what is said to be there to what is there, since the logs may grow meanwhile.
    """
    sagda = await arbete.rader(select(Handelse.id, Handelse.objekttyp).where(Handelse.flodad))
    senast = {huvud.mottagare_id: huvud.senaste for huvud in await arbete.alla(select(Flodeshuvud))}
    alla = await arbete.alla(select(Flodespost).order_by(Flodespost.mottagare_id, Flodespost.nummer))
    poster = [post for post in alla if post.nummer <= senast.get(post.mottagare_id, 0)]
    finns = {post.handelse_id for post in poster}
    fel = sum(rad.id not in finns for rad in sagda if AMNEN[rad.objekttyp]) + len(poster) - len(finns)
    for mottagare, egna in groupby(poster, key=lambda post: post.mottagare_id):
        rader = list(egna)
        fel += [post.nummer for post in rader] != list(range(1, senast[mottagare] + 1))
        fel += _fallande(rader)
    return fel


def _fallande(poster: Sequence[Flodespost]) -> int:
    """How many objects are told of in another order than that of their versions."""
    versioner: dict[Any, list[int]] = {}
    for post in poster:
        versioner.setdefault(post.objekt_id, []).append(post.version)
    return sum(egna != sorted(egna) for egna in versioner.values())
