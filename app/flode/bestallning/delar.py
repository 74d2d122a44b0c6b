"""What belongs to an order, read together with the order in one round trip; 404 and 403 as for the order itself."""

from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, and_, bindparam, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

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


async def hall(arbete: Arbete, bestallning_id: UUID) -> Bestallning:
    """The order, held until the end: those who number what belongs to it take turns. Rows may refer to it meanwhile."""
    bestallning = await arbete.kanske(_HALLEN, bestallning=bestallning_id)
    if bestallning is None:
        raise Saknas
    await arenden.krav_tilldelad(arbete, bestallning.arende_id, bestallning.handlaggare)
    arbete.inom(bestallning)
    return bestallning


async def rader_under(
    arbete: Arbete,
    bestallning_id: UUID,
    sats: Any,
    nyckel: InstrumentedAttribute[UUID],
    fraga: Sidfraga,
    objekttyp: str,
) -> Utsnitt[Any]:
    """One page of rows of ``sats``, each with its ``id``; whose the order is is asked once, not for each row."""
    om_ordern = (
        select(kolumn).where(Bestallning.id == bestallning_id).scalar_subquery().label(namn)
        for kolumn, namn in ((Bestallning.handlaggare, "agare"), (Bestallning.skyddad, "ror_skyddad"))
    )
    return await _rader(arbete, bestallning_id, sats.add_columns(*om_ordern), nyckel, fraga, objekttyp)


async def rader_med_order(
    arbete: Arbete,
    bestallning_id: UUID,
    sats: Any,
    nyckel: InstrumentedAttribute[UUID],
    fraga: Sidfraga,
    objekttyp: str,
) -> Utsnitt[Any]:
    """The same, each row with its order too, which is read once and not for each row."""
    ordern = select(Bestallning).where(Bestallning.id == bestallning_id).cte("ordern").prefix_with("MATERIALIZED")
    order = aliased(Bestallning, ordern, name="Bestallning")
    om_ordern = (order.handlaggare.label("agare"), order.skyddad.label("ror_skyddad"))
    med = sats.add_columns(order, *om_ordern).join(order, order.kommunkod == nyckel.class_.kommunkod)
    return await _rader(arbete, bestallning_id, med, nyckel, fraga, objekttyp)


async def _rader(
    arbete: Arbete,
    bestallning_id: UUID,
    sats: Any,
    nyckel: InstrumentedAttribute[UUID],
    fraga: Sidfraga,
    objekttyp: str,
) -> Utsnitt[Any]:
    rader = (await arbete.session.execute(sida(sats.add_columns(nyckel.label("id")), nyckel, fraga))).all()
    if not rader or rader[0].agare is None:
        arende_id = (await bestallningar.hamta(arbete, bestallning_id, las=False)).arende_id
    else:
        arende_id = rader[0][0].arende_id
        await arenden.krav_tilldelad(arbete, arende_id, rader[0].agare)
        arbete.inom(rader[0][0])
        arbete.ror(skyddad=rader[0].ror_skyddad)
    arbete.har_last(objekttyp, arende=arende_id)
    return skar(rader, fraga)


async def sida_under(
    arbete: Arbete,
    bestallning_id: UUID,
    sats: Any,
    nyckel: InstrumentedAttribute[UUID],
    fraga: Sidfraga,
    objekttyp: str,
) -> Utsnitt[Any]:
    """The same, only the first of each row."""
    utsnitt = await rader_under(arbete, bestallning_id, sats, nyckel, fraga, objekttyp)
    return Utsnitt([rad[0] for rad in utsnitt.rader], fraga, utsnitt.nasta)


async def en_under(arbete: Arbete, bestallning_id: UUID, sats: Any, nyckel: InstrumentedAttribute[UUID]) -> Any:
    """The one row of ``sats`` with its order as the last column; raises ``Saknas``."""
    del_ = nyckel.class_
    order = and_(Bestallning.kommunkod == del_.kommunkod, Bestallning.id == del_.bestallning_id)
    rad = (await arbete.session.execute(sats.add_columns(Bestallning).join(Bestallning, order))).one_or_none()
    if rad is None:
        await bestallningar.hamta(arbete, bestallning_id, las=False)
        raise Saknas
    bestallning: Bestallning = rad[-1]
    await arenden.krav_tilldelad(arbete, bestallning.arende_id, bestallning.handlaggare)
    arbete.inom(bestallning)
    return rad
