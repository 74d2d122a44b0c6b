"""Whether a stored answer may be given again: who it is about may have got protected identity since (DP-15).

``wiring`` says where each kind of party's rows about a person are. Must not know any step.
"""

from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, select
from sqlalchemy.orm import InstrumentedAttribute

from app.begrepp.parter import Part, Roll
from app.core.errors import Saknas
from app.core.idempotency import Idempotenssvar, Nyckel, Svar, las_upp
from app.core.tenancy import PERSONROLLER, UTFORARROLLER, Delad
from app.core.unit_of_work import Arbete

_ROLLER: dict[Part, frozenset[Roll]] = {Part.KOMMUN: PERSONROLLER, Part.UTFORARE: UTFORARROLLER}
_ARENDET: dict[Part, InstrumentedAttribute[Any]] = {}


def anslut(part: Part, arendet: InstrumentedAttribute[Any]) -> None:
    """Say which column has the ärende's id, in a table of ``Personskyddad`` rows that the party reads."""
    _ARENDET[part] = arendet


async def ge_igen(arbete: Arbete, rad: Idempotenssvar, nyckel: Nyckel) -> Svar:
    """The stored answer, byte for byte; raises ``Saknas`` when the caller would not be told any of it today.

    Raises ``OgiltigtInnehall`` when the body was another.
    """
    svar = las_upp(rad, nyckel, arbete.krypto)
    if rad.arenden and not await _nar(arbete, {UUID(arende) for arende in rad.arenden}):
        raise Saknas
    return svar


async def _nar(arbete: Arbete, arenden: set[UUID]) -> bool:
    """Whether none of them is protected now but those that the caller reaches; nobody was when the answer was made."""
    kolumn = _ARENDET.get(arbete.aktor.part)
    if kolumn is None or arbete.aktor.roll not in _ROLLER[arbete.aktor.part]:
        return True
    klass: Any = kolumn.class_
    rader = cast("Table", klass.__table__)
    i_tabellen = rader.c[kolumn.key]
    sats = select(i_tabellen).where(rader.c.kommunkod == arbete.kommunkod, i_tabellen.in_(arenden), rader.c.skyddad)
    if issubclass(klass, Delad):
        sats = sats.where(rader.c.delad_med == arbete.aktor.organisation_id)
    skyddade = set(await arbete.alla(sats))
    if not skyddade:
        return True
    synliga = await arbete.alla(select(kolumn).where(klass.kommunkod == arbete.kommunkod, kolumn.in_(skyddade)))
    return skyddade <= set(synliga)
