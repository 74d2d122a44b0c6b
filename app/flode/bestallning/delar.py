"""What belongs to an order, read together with the order in one round trip; 404 and 403 as for the order itself."""

from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, and_, bindparam, select
from sqlalchemy.orm import InstrumentedAttribute

from app.begrepp.parter import Roll
from app.core.errors import Saknas
from app.core.paging import Sidfraga, Utsnitt, sida, skar
from app.core.tenancy import fast
from app.core.unit_of_work import Arbete
from app.flode.arende import actions as arenden
from app.flode.bestallning import actions as bestallningar
from app.flode.bestallning.models import Bestallning

_HALLEN = fast(
    select(Bestallning).where(Bestallning.id == bindparam("bestallning", type_=Uuid())).with_for_update(key_share=True)
)


async def krav_tilldelning(arbete: Arbete, bestallning: Bestallning) -> None:
    """Raise 403, with the way to temporary access, for a handläggare that the order isn't assigned to (DP-04)."""
    if arbete.aktor.roll is Roll.HANDLAGGARE and bestallning.handlaggare != arbete.aktor.person:
        await arenden.hamta(arbete, bestallning.arende_id, las=False)
    arbete.inom(bestallning)


async def hall(arbete: Arbete, bestallning_id: UUID) -> Bestallning:
    """The order, held until the end: those who number what belongs to it take turns. Rows may refer to it meanwhile."""
    bestallning = await arbete.kanske(_HALLEN, bestallning=bestallning_id)
    if bestallning is None:
        raise Saknas
    await krav_tilldelning(arbete, bestallning)
    return bestallning


async def sida_under(
    arbete: Arbete, bestallning_id: UUID, sats: Any, nyckel: InstrumentedAttribute[UUID], fraga: Sidfraga
) -> Utsnitt[Any]:
    """One page of rows of ``sats``, each with its ``id``; the order's handläggare is asked once, not for each row."""
    agare = select(Bestallning.handlaggare).where(Bestallning.id == bestallning_id).scalar_subquery()
    med = sats.add_columns(nyckel.label("id"), agare.label("agare"))
    rader = (await arbete.session.execute(sida(med, nyckel, fraga))).all()
    annans = rader and arbete.aktor.roll is Roll.HANDLAGGARE and rader[0].agare != arbete.aktor.person
    if not rader or annans or rader[0].agare is None:
        await bestallningar.hamta(arbete, bestallning_id, las=False)
    else:
        arbete.inom(rader[0][0])
    return skar(rader, fraga)


async def en_under(arbete: Arbete, bestallning_id: UUID, sats: Any, nyckel: InstrumentedAttribute[UUID]) -> Any:
    """The one row of ``sats`` with its order as the last column; raises ``Saknas``."""
    del_ = nyckel.class_
    hor_ihop = and_(Bestallning.kommunkod == del_.kommunkod, Bestallning.id == del_.bestallning_id)
    rad = (await arbete.session.execute(sats.add_columns(Bestallning).join(Bestallning, hor_ihop))).one_or_none()
    if rad is None:
        await bestallningar.hamta(arbete, bestallning_id, las=False)
        raise Saknas
    await krav_tilldelning(arbete, rad[-1])
    return rad
