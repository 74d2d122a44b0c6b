"""What the database holds, for saying that nothing of it changed."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import inspect, select

from app.core.database import Base
from app.core.idempotency import Idempotenssvar
from tests.conftest import Varld

# A refusal that would be the same again is remembered with its key: the only row that a refused request may leave.
SVARSMINNE = Idempotenssvar.__tablename__


async def innehall(varld: Varld, *, utom: Iterable[str] = (SVARSMINNE,)) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, as seen by the system."""

    async def steg(arbete: Any) -> dict[str, list[tuple[Any, ...]]]:
        ut = {}
        for mapper in Base.registry.mappers:
            kolumner = [c.key for c in inspect(mapper.class_).column_attrs]
            rader = await arbete.alla(select(mapper.class_))
            ut[mapper.local_table.name] = sorted(tuple(repr(getattr(r, k)) for k in kolumner) for r in rader)
        return ut

    return {namn: rader for namn, rader in (await varld.i_databasen(steg)).items() if namn not in set(utom)}


def andrat(fore: dict[str, list[Any]], efter: dict[str, list[Any]]) -> dict[str, tuple[int, int]]:
    """Tables whose rows are not the same, with how many there were and are."""
    return {namn: (len(fore[namn]), len(efter[namn])) for namn in fore if fore[namn] != efter[namn]}
