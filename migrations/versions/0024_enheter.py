"""Namndenheter: the units of a nämnd, and the unit that an ärende belongs to."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Row security as it was when this migration was written.
PART = "(SELECT current_setting('stegvis.part', true))"
KOMMUN = "kommunkod = (SELECT current_setting('stegvis.kommunkod', true))"
NAMND = "namnd_id::text = (SELECT current_setting('stegvis.namnd', true))"
VILLKOR = f"CASE {PART} WHEN 'kommun' THEN {KOMMUN} AND {NAMND} WHEN 'system' THEN true ELSE false END"


def _tider() -> bool:
    """Whether this is PostgreSQL, where nobody is made to wait."""
    if op.get_context().dialect.name != "postgresql":
        return False
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    return True


def namndenheter() -> None:
    """The catalogue."""
    op.create_table(
        "namndenheter",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kod", sa.Text(), nullable=False),
        sa.Column("namn", sa.Text(), nullable=False),
        sa.Column("fran", sa.Date(), nullable=False),
        sa.Column("tom", sa.Date(), nullable=True),
        sa.Column("skapad", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_namndenheter")),
        sa.UniqueConstraint("kommunkod", "namnd_id", "kod", name=op.f("uq_namndenheter_kommunkod_namnd_id_kod")),
        sqlite_strict=True,
    )
    op.create_index("ix_namndenheter_lista", "namndenheter", ["kommunkod", "namnd_id", "id"])


def stang() -> None:
    """Close the new table to other parties."""
    op.execute("ALTER TABLE namndenheter ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE namndenheter FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY isolering ON namndenheter USING ({VILLKOR}) WITH CHECK ({VILLKOR})")
    op.execute("GRANT SELECT, INSERT, UPDATE ON namndenheter TO stegvis_app")


def upgrade() -> None:
    """Apply."""
    ar_postgresql = _tider()
    op.add_column("arenden", sa.Column("enhet", sa.Text(), nullable=True))
    namndenheter()
    if ar_postgresql:
        stang()


def downgrade() -> None:
    """Take back."""
    _tider()
    op.drop_table("namndenheter")
    op.drop_column("arenden", "enhet")
