"""The statements of gallring: the only deletes there are, straight at the tables (DP-19).

They pass by the isolation hook, since what is erased is told by keys and not by who may see it; row security draws
the nämnd's line beneath, and only a connection that gallring opened can delete at all (``Databas``). Must not know
what is due, nor which tables hold what.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, delete, func, select, update

from app.core.database import Base
from app.core.unit_of_work import Arbete

Villkor = ColumnElement[bool]


def tabellen(klass: type[Base]) -> Table:
    """The table of a mapped class."""
    return Base.metadata.tables[klass.__tablename__]


async def radera(arbete: Arbete, tabell: Table, *villkor: Villkor) -> int:
    """Delete rows; how many. Raises ``RaderarInte`` outside gallring."""
    resultat = await (await arbete.session.connection()).execute(delete(tabell).where(*villkor))
    return int(resultat.rowcount)


async def skriv_over(arbete: Arbete, tabell: Table, varden: Mapping[str, Any], *villkor: Villkor) -> int:
    """Let rows that stay say something else; how many."""
    resultat = await (await arbete.session.connection()).execute(update(tabell).where(*villkor).values(varden))
    return int(resultat.rowcount)


async def las_rader(arbete: Arbete, sats: Select[Any]) -> Sequence[Any]:
    """Rows of a bounded statement, whoever may see them."""
    rader: Sequence[Any] = (await (await arbete.session.connection()).execute(sats)).all()
    return rader


async def rakna(arbete: Arbete, tabell: Table, *villkor: Villkor) -> int:
    """How many rows there are."""
    sats = select(func.count()).select_from(tabell).where(*villkor)
    return int((await (await arbete.session.connection()).execute(sats)).scalar_one())
