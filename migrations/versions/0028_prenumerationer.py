"""Prenumerationer: where events are sent, with which secrets, and how it went."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0028"
down_revision: str | None = "0027"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

STATUS = "status IN ('vantar_pa_bekraftelse', 'aktiv', 'pausad', 'pausad_automatiskt', 'avslutad')"

# Row security as it was when this migration was written.
PART = "(SELECT current_setting('stegvis.part', true))"
KOMMUN = "kommunkod = (SELECT current_setting('stegvis.kommunkod', true))"
NAMND = "mottagare_id::text = (SELECT current_setting('stegvis.namnd', true))"
ORGANISATION = "mottagare_id::text = (SELECT current_setting('stegvis.organisation', true))"
VILLKOR = (
    f"CASE {PART} WHEN 'kommun' THEN {KOMMUN} AND {NAMND} WHEN 'utforare' THEN {KOMMUN} AND {ORGANISATION} "
    "WHEN 'system' THEN true ELSE false END"
)


def tid(namn: str, *, nullable: bool = True) -> sa.Column[object]:
    """An instant: text on SQLite."""
    return sa.Column(namn, sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=nullable)


def lista(namn: str) -> sa.Column[object]:
    """A list in JSON."""
    return sa.Column(namn, sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False)


def antal(namn: str) -> sa.Column[int]:
    """A count."""
    return sa.Column(namn, sa.Integer(), nullable=False)


def upgrade() -> None:
    """Apply."""
    postgres = op.get_context().dialect.name == "postgresql"
    if postgres:
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "prenumerationer",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("mottagare_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        lista("typer"),
        sa.Column("beskrivning", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("hemligheter", sa.LargeBinary(), nullable=False),
        tid("gammal_till"),
        sa.Column("markor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        antal("lopnummer"),
        antal("omgang"),
        antal("utmaning"),
        antal("utmanad"),
        tid("bekraftad"),
        sa.Column("felkod", sa.Text(), nullable=True),
        sa.Column("att_stamma_av", sa.Boolean(), nullable=False),
        lista("sand_om"),
        tid("skapad", nullable=False),
        sa.CheckConstraint(STATUS, name="ck_prenumerationer_status"),
        sa.PrimaryKeyConstraint("kommunkod", "mottagare_id", "id", name=op.f("pk_prenumerationer")),
        sqlite_strict=True,
    )
    utkorg = "ON utkorg (kommunkod, mottagare_id, status, id) WHERE mottagare = 'prenumeration'"
    index = f"CREATE INDEX ix_utkorg_leveranser {utkorg}"
    # No row of the outbox is for a subscription yet: the index is empty, and made in no time.
    op.execute(f"-- squawk-ignore require-concurrent-index-creation\n{index}" if postgres else index)
    if postgres:
        op.execute("ALTER TABLE prenumerationer ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE prenumerationer FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY isolering ON prenumerationer USING ({VILLKOR}) WITH CHECK ({VILLKOR})")
        op.execute("GRANT SELECT, INSERT, UPDATE ON prenumerationer TO stegvis_app")


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_utkorg_leveranser", table_name="utkorg")
    op.drop_table("prenumerationer")
