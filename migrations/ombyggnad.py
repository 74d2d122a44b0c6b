"""Another constraint that SQLite keeps as an index of its own: the table is made anew under the same name.

SQLite knows no ALTER of a UNIQUE constraint. The way is that of its documentation (sqlite.org/lang_altertable.html,
section 7): a new table of the changed text, the rows, the old indexes. For tables that no other table refers to.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

TEXTER = sa.text("SELECT type, sql FROM sqlite_schema WHERE tbl_name = :tabell AND sql IS NOT NULL ORDER BY type DESC")


def bygg_om(tabell: str, byten: Sequence[tuple[str, str]]) -> None:
    """Replace each first text of ``byten`` in the table's own by the second; raises when one is not there."""
    anslutning = op.get_bind()
    (_, sql), *index = anslutning.execute(TEXTER, {"tabell": tabell}).all()
    for fran, till in byten:
        if fran not in sql:
            raise ValueError(f"{tabell} har inte villkoret som det antogs vara: {fran}")
        sql = sql.replace(fran, till)
    ny = f"{tabell}_ny"
    anslutning.exec_driver_sql(sql.replace(tabell, ny, 1))
    anslutning.exec_driver_sql(f"INSERT INTO {ny} SELECT * FROM {tabell}")  # noqa: S608 - the migration's own names
    anslutning.exec_driver_sql(f"DROP TABLE {tabell}")
    anslutning.exec_driver_sql(f"ALTER TABLE {ny} RENAME TO {tabell}")
    for _, indexsats in index:
        anslutning.exec_driver_sql(indexsats)
