"""Why a month was corrected, and the imports that brought months in."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Row security as it was when this migration was written.
PART = "(SELECT current_setting('stegvis.part', true))"
KOMMUN = "kommunkod = (SELECT current_setting('stegvis.kommunkod', true))"
NAMND = "namnd_id::text = (SELECT current_setting('stegvis.namnd', true))"
VILLKOR = f"CASE {PART} WHEN 'kommun' THEN {KOMMUN} AND {NAMND} WHEN 'system' THEN true ELSE false END"


def stang(tabell: str) -> None:
    """Row security of a table that only its nämnd sees."""
    op.execute(f"ALTER TABLE {tabell} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {tabell} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY isolering ON {tabell} USING ({VILLKOR}) WITH CHECK ({VILLKOR})")
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON {tabell} TO stegvis_app")


def _tid(namn: str, *, nullable: bool) -> sa.Column[str]:
    return sa.Column(namn, sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=nullable)


def upgrade() -> None:
    """Apply."""
    postgres = op.get_context().dialect.name == "postgresql"
    if postgres:
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    op.add_column("bistandsmanader", sa.Column("skal", sa.Text(), nullable=True))
    op.create_table(
        "manadsimporter",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("kalla", sa.Text(), nullable=False),
        sa.Column("kontrollsumma", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        _tid("borjad", nullable=False),
        _tid("avslutad", nullable=True),
        sa.Column("antal", sa.Integer(), nullable=False),
        sa.Column("skapade", sa.Integer(), nullable=False),
        sa.Column("rattade", sa.Integer(), nullable=False),
        sa.Column("oforandrade", sa.Integer(), nullable=False),
        sa.Column("felaktiga", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_manadsimporter")),
        sqlite_strict=True,
    )
    op.create_index("ix_manadsimporter_lista", "manadsimporter", ["kommunkod", "namnd_id", "id"], unique=False)
    if postgres:
        stang("manadsimporter")


def downgrade() -> None:
    """Take back."""
    if op.get_context().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_index("ix_manadsimporter_lista", table_name="manadsimporter")
    op.drop_table("manadsimporter")
    op.drop_column("bistandsmanader", "skal")
