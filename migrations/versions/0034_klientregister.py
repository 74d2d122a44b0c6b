"""The register of delegationer: which systems may act for a nämnd or an utförare, and how strongly they prove it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0034"
down_revision: str | None = "0033"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Row security as it was when this migration was written.
PART = "(SELECT current_setting('stegvis.part', true))"
KOMMUN = "kommunkod = (SELECT current_setting('stegvis.kommunkod', true))"
NAMND = "mottagare_id::text = (SELECT current_setting('stegvis.namnd', true))"
ORGANISATION = "mottagare_id::text = (SELECT current_setting('stegvis.organisation', true))"
VILLKOR = (
    f"CASE {PART} WHEN 'kommun' THEN {KOMMUN} AND {NAMND} WHEN 'utforare' THEN {KOMMUN} AND {ORGANISATION} "
    "WHEN 'system' THEN true ELSE false END"
)
OPPNA = sa.text("status <> 'upphord'")


def lista(namn: str, *, tom: bool = False) -> sa.Column[object]:
    """A list in JSON; ``tom``: rows that are there already get an empty one."""
    typ = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    return sa.Column(namn, typ, nullable=False, server_default="[]" if tom else None)


def upgrade() -> None:
    """Apply."""
    postgres = op.get_context().dialect.name == "postgresql"
    if postgres:
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    op.add_column("klienter", sa.Column("sakerhetsniva", sa.Text(), nullable=False, server_default="grund"))
    op.add_column("klienter", lista("avtryck", tom=True))
    op.create_table(
        "delegationer",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("mottagare_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("klient_id", sa.Text(), nullable=False),
        sa.Column("system", sa.Text(), nullable=False),
        lista("roller"),
        lista("scopes"),
        sa.Column("sakerhetsniva", sa.Text(), nullable=False),
        lista("avtryck"),
        sa.Column("betrodd", sa.Boolean(), nullable=False),
        sa.Column("fran", sa.Date(), nullable=False),
        sa.Column("tom", sa.Date(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("orsak", sa.Text(), nullable=True),
        sa.Column("skapad", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "status IN ('registrerad', 'aktiv', 'sparrad', 'upphord')", name=op.f("ck_delegationer_status")
        ),
        sa.CheckConstraint("sakerhetsniva IN ('grund', 'hog')", name=op.f("ck_delegationer_sakerhetsniva")),
        sa.PrimaryKeyConstraint("kommunkod", "mottagare_id", "id", name=op.f("pk_delegationer")),
        sqlite_strict=True,
    )
    op.create_index(
        "uq_delegationer_oppen",
        "delegationer",
        ["kommunkod", "mottagare_id", "klient_id"],
        unique=True,
        sqlite_where=OPPNA,
        postgresql_where=OPPNA,
    )
    if postgres:
        op.execute("ALTER TABLE delegationer ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE delegationer FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY isolering ON delegationer USING ({VILLKOR}) WITH CHECK ({VILLKOR})")
        op.execute("GRANT SELECT, INSERT, UPDATE ON delegationer TO stegvis_app")


def downgrade() -> None:
    """Take back."""
    op.drop_table("delegationer")
    op.drop_column("klienter", "avtryck")
    op.drop_column("klienter", "sakerhetsniva")
