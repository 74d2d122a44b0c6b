"""Logggranskningar: the record that the access log is checked, with the looks that were sampled and judged (DP-04)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0032"
down_revision: str | None = "0031"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


# Row security as it was when this migration was written.
PART = "(SELECT current_setting('stegvis.part', true))"
KOMMUN = "kommunkod = (SELECT current_setting('stegvis.kommunkod', true))"
NAMND = "namnd_id::text = (SELECT current_setting('stegvis.namnd', true))"
VILLKOR = f"CASE {PART} WHEN 'kommun' THEN {KOMMUN} AND {NAMND} WHEN 'system' THEN true ELSE false END"


def tid() -> sa.types.TypeEngine[object]:
    """An instant: text on SQLite."""
    return sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def stang(tabell: str) -> None:
    """Close a table to everyone but its nämnd and the service itself."""
    op.execute(f"ALTER TABLE {tabell} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {tabell} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY isolering ON {tabell} USING ({VILLKOR}) WITH CHECK ({VILLKOR})")
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON {tabell} TO stegvis_app")


def upgrade() -> None:
    """Apply."""
    postgresql_ = op.get_context().dialect.name == "postgresql"
    if postgresql_:
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "logggranskningar",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("skapad", tid(), nullable=False),
        sa.Column("granskare", sa.Text(), nullable=False),
        sa.Column("syfte", sa.Text(), nullable=False),
        sa.Column("fran", sa.Date(), nullable=False),
        sa.Column("tom", sa.Date(), nullable=False),
        sa.Column("urval", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("arende_id", sa.Uuid(), nullable=True),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("slutsats", sa.Text(), nullable=True),
        sa.Column("atgard", sa.Text(), nullable=True),
        sa.Column("avslutad", tid(), nullable=True),
        sa.Column("avslutad_av", sa.Text(), nullable=True),
        sa.Column("uppfoljning", sa.Text(), nullable=True),
        sa.Column("uppfoljd", tid(), nullable=True),
        sa.Column("uppfoljd_av", sa.Text(), nullable=True),
        sa.CheckConstraint("status IN ('pagar', 'avslutad', 'uppfoljd')", name=op.f("ck_logggranskningar_status")),
        sa.CheckConstraint("urval IN ('slump', 'person', 'arende')", name=op.f("ck_logggranskningar_urval")),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_logggranskningar")),
        sqlite_strict=True,
    )
    op.create_index("ix_logggranskningar_lista", "logggranskningar", ["kommunkod", "namnd_id", "id"])
    op.create_table(
        "loggprov",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("granskning_id", sa.Uuid(), nullable=False),
        sa.Column("atkomst_id", sa.Uuid(), nullable=False),
        sa.Column("utfall", sa.Text(), nullable=True),
        sa.Column("anteckning", sa.Text(), nullable=True),
        sa.Column("bedomd", tid(), nullable=True),
        sa.Column("bedomd_av", sa.Text(), nullable=True),
        sa.CheckConstraint("utfall IN ('befogad', 'obefogad', 'oklar')", name=op.f("ck_loggprov_utfall")),
        sa.ForeignKeyConstraint(
            ["kommunkod", "granskning_id"],
            ["logggranskningar.kommunkod", "logggranskningar.id"],
            name=op.f("fk_loggprov_kommunkod_granskning_id_logggranskningar"),
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "atkomst_id"],
            ["atkomstlogg.kommunkod", "atkomstlogg.id"],
            name=op.f("fk_loggprov_kommunkod_atkomst_id_atkomstlogg"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_loggprov")),
        sa.UniqueConstraint(
            "kommunkod", "granskning_id", "atkomst_id", name=op.f("uq_loggprov_kommunkod_granskning_id_atkomst_id")
        ),
        sqlite_strict=True,
    )
    if postgresql_:
        stang("logggranskningar")
        stang("loggprov")


def downgrade() -> None:
    """Take back."""
    op.drop_table("loggprov")
    op.drop_table("logggranskningar")
