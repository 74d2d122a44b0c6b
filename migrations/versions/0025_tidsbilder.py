"""Tidsbilder: what each change of an ärende or a plan replaced, so that the past can be looked at.

Nothing is written of what stands already: the row itself is the last word, and its past begins with its next change.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0025"
down_revision: str | None = "0024"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


# Row security as it was when this migration was written.
PART = "(SELECT current_setting('stegvis.part', true))"
KOMMUN = "kommunkod = (SELECT current_setting('stegvis.kommunkod', true))"
NAMND = "namnd_id::text = (SELECT current_setting('stegvis.namnd', true))"
DELAD = "delad_med::text = (SELECT current_setting('stegvis.organisation', true))"
VILLKOR = (
    f"CASE {PART} WHEN 'kommun' THEN {KOMMUN} AND {NAMND} WHEN 'utforare' THEN {KOMMUN} AND {DELAD} "
    "WHEN 'system' THEN true ELSE false END"
)


def tid() -> sa.types.TypeEngine[object]:
    """An instant: text on SQLite."""
    return sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def stang(tabell: str) -> None:
    """Close a table to everyone but its two parties and the service itself; nothing is changed in it."""
    op.execute(f"ALTER TABLE {tabell} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {tabell} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY isolering ON {tabell} USING ({VILLKOR}) WITH CHECK ({VILLKOR})")
    op.execute(f"GRANT SELECT, INSERT ON {tabell} TO stegvis_app")


def upgrade() -> None:
    """Apply."""
    postgresql_ = op.get_context().dialect.name == "postgresql"
    if postgresql_:
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "tidsbilder",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("delad_med", sa.Uuid(), nullable=True),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("objekttyp", sa.Text(), nullable=False),
        sa.Column("objekt_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kand_fran", tid(), nullable=False),
        sa.Column("giltig_fran", sa.Date(), nullable=False),
        sa.Column("fore", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_tidsbilder")),
        sqlite_strict=True,
    )
    op.create_index("ix_tidsbilder_objekt", "tidsbilder", ["kommunkod", "objekt_id", "version", "id"])
    op.create_index("ix_tidsbilder_arende", "tidsbilder", ["kommunkod", "arende_id"])
    if postgresql_:
        stang("tidsbilder")


def downgrade() -> None:
    """Take back."""
    op.drop_table("tidsbilder")
