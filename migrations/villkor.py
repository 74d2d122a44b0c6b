"""Another CHECK of a table that stands: what is allowed in a column of words.

PostgreSQL reads the rows once while others wait: a fifth of a second for a million of them, and the whole
migration stands or falls together, which a validation in a transaction of its own would not. SQLite knows
no ALTER of a constraint; its documentation's way for a CHECK is to write the table's text anew
(sqlite.org/lang_altertable.html, section 7), which touches no row and no reference to the table.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op


def ord_i(kolumn: str, varden: Sequence[str]) -> str:
    """``kolumn IN ('a', 'b')``, as the models write it."""
    return "{} IN ({})".format(kolumn, ", ".join(f"'{v}'" for v in varden))


def byt_villkor(tabell: str, namn: str, fran: str, till: str) -> None:
    """Replace the condition ``fran`` of the constraint ``namn`` by ``till``; raises when it is not there."""
    if op.get_context().dialect.name == "postgresql":
        bort = f'ALTER TABLE {tabell} DROP CONSTRAINT "{namn}"'
        op.execute(f"-- squawk-ignore ban-drop-constraint\n{bort}")
        dit = f'ALTER TABLE {tabell} ADD CONSTRAINT "{namn}" CHECK ({till})'
        op.execute(f"-- squawk-ignore constraint-missing-not-valid\n{dit}")
        return
    anslutning = op.get_bind()
    rad = sa.text("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = :tabell")
    text = anslutning.scalar(rad, {"tabell": tabell})
    if text is None or fran not in text:
        raise ValueError(f"{tabell} har inte villkoret {namn} som det antogs vara")
    version = anslutning.exec_driver_sql("PRAGMA schema_version").scalar_one()
    anslutning.exec_driver_sql("PRAGMA writable_schema = ON")
    nytt = sa.text("UPDATE sqlite_schema SET sql = :sql WHERE type = 'table' AND name = :tabell")
    anslutning.execute(nytt, {"sql": text.replace(fran, till), "tabell": tabell})
    anslutning.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    anslutning.exec_driver_sql("PRAGMA writable_schema = OFF")
