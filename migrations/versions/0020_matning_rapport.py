"""When measurements and reports are due by the avtal, and the hours that a handed-in report was frozen with."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def kolumner() -> Iterator[tuple[str, sa.Column]]:
    """Each new column and its table."""
    for namn, forvalt in (("rapport_intervall_manader", "1"), ("rapport_dagar", "7"), ("matning_forsta_dagar", "30")):
        yield "avtal", sa.Column(namn, sa.Integer(), nullable=False, server_default=forvalt)
    yield "avtal", sa.Column("matning_intervall_dagar", sa.Integer(), nullable=True)
    yield "matningar", sa.Column("intervall_dagar", sa.Integer(), nullable=True)
    yield "progressionsrapporter", sa.Column("lamnas_senast", sa.Date(), nullable=True)
    tid = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
    yield "progressionsrapporter", sa.Column("forst_inlamnad", tid, nullable=True)
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    yield "progressionsinlamningar", sa.Column("narvaro", json, nullable=True)


def upgrade() -> None:
    """Apply."""
    if op.get_context().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
    for tabell, kolumn in kolumner():
        op.add_column(tabell, kolumn)


def downgrade() -> None:
    """Take back."""
    for tabell, kolumn in reversed(tuple(kolumner())):
        op.drop_column(tabell, kolumn.name)
