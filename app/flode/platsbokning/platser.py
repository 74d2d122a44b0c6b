"""The counters of an aktivitet and the line in front of it: take, wait, give back, offer to the next.

Whoever steps a counter holds the aktivitet until the commit, so that the line is looked at by one at a time. What is
done here follows from other acts and is the service's own: the If-Match of a request is never compared with it.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement

from app.begrepp.parter import Roll
from app.begrepp.tid import plus_arbetsdagar
from app.core.counters import rakna
from app.core.unit_of_work import Arbete
from app.flode.platsbokning.models import (
    Platsbokning,
    forsta_i_kon,
    fullt,
    giltig,
    har_plats,
    obesvarade,
    tar_emot,
)
from app.flode.platsbokning.states import PLATSBOKNING, SVARSTID_ARBETSDAGAR, PlatsLage, PlatsStatus
from app.katalog.aktiviteter import Aktivitet, ledig_plats

NAMN = PLATSBOKNING.namn
GER = (Aktivitet.antal_platser, Aktivitet.upptagna, Aktivitet.i_ko, tar_emot())


async def ta(arbete: Arbete, aktivitet_id: UUID, arende_id: UUID, start: date) -> str | None:
    """Take a free place, if there is one that the person may have: the aktivitet's name, or None."""
    return await _om(arbete, aktivitet_id, arende_id, start, {"upptagna": 1}, ledig_plats())


async def vanta(arbete: Arbete, aktivitet_id: UUID, arende_id: UUID, start: date) -> str | None:
    """Stand in line, if there is one to stand in: the aktivitet's name, or None."""
    return await _om(arbete, aktivitet_id, arende_id, start, {"i_ko": 1}, fullt())


async def _om(
    arbete: Arbete,
    aktivitet_id: UUID,
    arende_id: UUID,
    start: date,
    steg: dict[str, int],
    plats: ColumnElement[bool],
) -> str | None:
    villkor = [plats, giltig(start), ~har_plats(arbete.kommunkod, arende_id, aktivitet_id)]
    rad = await rakna(arbete, Aktivitet, aktivitet_id, steg, villkor, (Aktivitet.namn,))
    return None if rad is None else str(rad[0])


async def ge_tillbaka(arbete: Arbete, bokning: Platsbokning, fran: str) -> None:
    """What a booking held is free: a place goes to the first in line, a place in the line to nobody."""
    steg = {"i_ko": -1} if fran == PlatsStatus.I_KO.value else {"upptagna": -1}
    rad = await rakna(arbete, Aktivitet, bokning.aktivitet_id, steg, (), GER)
    if rad is not None and rad.i_ko and "upptagna" in steg:
        await fyll_pa(arbete, bokning.aktivitet_id)


async def fyll_pa(arbete: Arbete, aktivitet_id: UUID) -> int:
    """Let unanswered offers fall and offer free places to the first in line; how many bookings changed.

    Doing it again changes nothing.
    """
    await arbete.session.flush()  # the line is read from the database
    rad = await rakna(arbete, Aktivitet, aktivitet_id, {"upptagna": 0}, (), GER)
    if rad is None:
        return 0
    antal, upptagna, i_ko, tar_emot_ = rad
    fallna = await arbete.alla(obesvarade(aktivitet_id, arbete.idag))
    lediga = i_ko if antal is None else antal - upptagna + len(fallna)
    nasta = await _nasta(arbete, aktivitet_id, min(lediga, i_ko) if tar_emot_ else 0)
    for bokning in fallna:
        stega(arbete, bokning, "forfall")
    for bokning in nasta:
        stega(arbete, bokning, "erbjud")
        bokning.erbjuden = arbete.nu
        bokning.svar_senast = plus_arbetsdagar(arbete.idag, SVARSTID_ARBETSDAGAR)
    if fallna or nasta:
        steg = {"upptagna": len(nasta) - len(fallna), "i_ko": -len(nasta)}
        await rakna(arbete, Aktivitet, aktivitet_id, steg, (), GER)
    return len(fallna) + len(nasta)


async def _nasta(arbete: Arbete, aktivitet_id: UUID, antal: int) -> Sequence[Platsbokning]:
    return await arbete.alla(forsta_i_kon(aktivitet_id, antal)) if antal > 0 else ()


def stega(arbete: Arbete, bokning: Platsbokning, handelse: str) -> None:
    """A step of the service's own."""
    fran = bokning.status
    bokning.status = PLATSBOKNING.valj(fran, handelse, Roll.SYSTEM, PlatsLage(arbete.idag)).till
    arbete.andrad(bokning, NAMN, handelse, fran, {})


async def slapp(arbete: Arbete, bokning: Platsbokning) -> None:
    """The ärende or the order has ended: the place is free."""
    fran = bokning.status
    stega(arbete, bokning, "slapp")
    bokning.slut_datum = arbete.idag
    await ge_tillbaka(arbete, bokning, fran)
