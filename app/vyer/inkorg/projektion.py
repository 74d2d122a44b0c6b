"""Keeps the inbox in line with the orders: read in their kommun, then written in a transaction of the receivers' own.

Soon after each change, and by a job that heals what a process that died had not yet done. Doing it again changes
nothing.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from app.begrepp.parter import Aktor, systemaktor
from app.core.services import Tjanster
from app.core.unit_of_work import Arbete, Transaktioner
from app.flode.bestallning.models import Bestallning
from app.flode.bestallning.states import OPPNA
from app.katalog.register import RIKET
from app.vyer.inkorg.frister import Lasning, OppenOrder, las
from app.vyer.inkorg.models import INGEN_FRIST, Inkorgspost, arenden_med_oppna, poster_for

SYSTEM = systemaktor("inkorg")
PORTION = 500


async def folj(transaktioner: Transaktioner, kommunkod: str, arenden: Sequence[UUID]) -> int:
    """Bring the posts of some ärenden of a kommun in line; how many changed."""
    lasning = await transaktioner.kor(SYSTEM, kommunkod, lambda arbete: las(arbete, arenden))
    return await transaktioner.kor(SYSTEM, RIKET, lambda arbete: _skriv(arbete, kommunkod, lasning))


async def folj_alla(tjanster: Tjanster, _aktor: Aktor, kommunkod: str) -> int:
    """The same of every ärende that has an open order, or a post that says so."""
    transaktioner = tjanster.transaktioner
    oppna = select(Bestallning.arende_id).where(Bestallning.status.in_(sorted(OPPNA)))
    finns = await transaktioner.kor(SYSTEM, kommunkod, lambda arbete: arbete.alla(oppna))
    star = await transaktioner.kor(SYSTEM, RIKET, lambda arbete: arbete.alla(arenden_med_oppna(kommunkod)))
    idn = sorted({*finns, *star})
    return sum([await folj(transaktioner, kommunkod, idn[i : i + PORTION]) for i in range(0, len(idn), PORTION)])


async def _skriv(arbete: Arbete, kommunkod: str, lasning: Lasning) -> int:
    poster = {post.id: post for post in await arbete.alla(poster_for(kommunkod, lasning.arenden))}
    ordrar = {order.id: order for order in lasning.ordrar}
    for order in lasning.ordrar:
        if order.id not in poster:
            arbete.ny(_ny(kommunkod, order, lasning.tid))
    andrade = [_folj(post, ordrar.get(post.id), lasning.tid) for post in poster.values() if post.last < lasning.tid]
    return sum(andrade) + len(ordrar.keys() - poster.keys())


def _ny(kommunkod: str, order: OppenOrder, tid: float) -> Inkorgspost:
    post = Inkorgspost(
        kommunkod=RIKET,
        mottagare_id=order.utforare,
        id=order.id,
        galler_kommun=kommunkod,
        arende_id=order.arende_id,
        oppen=True,
        last=tid,
    )
    post.nasta, post.frister = _frister(order)
    return post


def _folj(post: Inkorgspost, order: OppenOrder | None, tid: float) -> bool:
    """Let a post follow its order, or close it; tells whether it changed."""
    oppen = order is not None
    nasta, frister = _frister(order) if order else (INGEN_FRIST, [])
    if (post.oppen, post.nasta, post.frister) == (oppen, nasta, frister):
        return False
    post.oppen, post.nasta, post.frister, post.last = oppen, nasta, frister, tid
    return True


def _frister(order: OppenOrder) -> tuple[date, list[dict[str, str]]]:
    """The first day, and all of them in order."""
    i_ordning = sorted(order.frister)
    nasta = i_ordning[0][0] if i_ordning else INGEN_FRIST
    return nasta, [{"sort": sort.value, "senast": dag.isoformat()} for dag, sort in i_ordning]
