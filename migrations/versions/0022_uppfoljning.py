"""Uppföljning: what a nämnd asks of an utförare about a time that is over, and each answer as it was given."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0022"
down_revision: str | None = "0021"
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
INDEX = {
    "namnd": ["namnd_id", "id"],
    "namnd_status": ["namnd_id", "status", "id"],
    "utforare": ["delad_med", "id"],
    "utforare_status": ["delad_med", "status", "id"],
}


def tid() -> sa.types.TypeEngine[object]:
    """An instant: text on SQLite."""
    return sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def som_json() -> sa.types.TypeEngine[object]:
    """A value as JSON."""
    return sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def delad(tabell: str) -> tuple[sa.schema.SchemaItem, ...]:
    """Key and sharing."""
    return (
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("delad_med", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f(f"pk_{tabell}")),
    )


def uppfoljningar() -> None:
    """What was asked."""
    op.create_table(
        "uppfoljningar",
        *delad("uppfoljningar"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("utforare_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("syfte", sa.Text(), nullable=False),
        sa.Column("beskrivning", sa.Text(), nullable=False),
        sa.Column("period_fran", sa.Date(), nullable=False),
        sa.Column("period_tom", sa.Date(), nullable=False),
        sa.Column("uppgifter", som_json(), nullable=False),
        sa.Column("alla", sa.Boolean(), nullable=False),
        sa.Column("bestallningar", som_json(), nullable=False),
        sa.Column("svar_senast", sa.Date(), nullable=False),
        sa.Column("skapad", tid(), nullable=False),
        sa.Column("begard_av", sa.Text(), nullable=False),
        sa.Column("utgava", sa.Integer(), nullable=False),
        sa.Column("besvarad", tid(), nullable=True),
        sa.Column("besvarad_av", sa.Text(), nullable=True),
        sa.Column("komplettering_skal", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "status IN ('begard', 'besvarad', 'komplettering_begard', 'avslutad', 'aterkallad')",
            name=op.f("ck_uppfoljningar_status"),
        ),
        sa.CheckConstraint("syfte IN ('kvalitet', 'uppfoljning')", name=op.f("ck_uppfoljningar_syfte")),
        sa.CheckConstraint("period_tom >= period_fran", name=op.f("ck_uppfoljningar_period")),
        sqlite_strict=True,
    )
    for namn, kolumner in INDEX.items():
        op.create_index(f"ix_uppfoljningar_{namn}", "uppfoljningar", ["kommunkod", *kolumner])
    vantar = sa.text("status IN ('begard', 'komplettering_begard')")
    for namn, agare in {"vantar": "namnd_id", "vantar_hos": "delad_med"}.items():
        op.create_index(
            f"ix_uppfoljningar_{namn}",
            "uppfoljningar",
            ["kommunkod", agare, "id"],
            sqlite_where=vantar,
            postgresql_where=vantar,
        )


def uppfoljningssvar() -> None:
    """What was answered."""
    op.create_table(
        "uppfoljningssvar",
        *delad("uppfoljningssvar"),
        sa.Column("uppfoljning_id", sa.Uuid(), nullable=False),
        sa.Column("utgava", sa.Integer(), nullable=False),
        sa.Column("arende_id", sa.Uuid(), nullable=True),
        sa.Column("bestallning_id", sa.Uuid(), nullable=True),
        sa.Column("varden", som_json(), nullable=False),
        sa.ForeignKeyConstraint(
            ["kommunkod", "uppfoljning_id"],
            ["uppfoljningar.kommunkod", "uppfoljningar.id"],
            name=op.f("fk_uppfoljningssvar_kommunkod_uppfoljning_id"),
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "bestallning_id"],
            ["bestallningar.kommunkod", "bestallningar.id"],
            name=op.f("fk_uppfoljningssvar_kommunkod_bestallning_id"),
        ),
        sa.UniqueConstraint(
            "kommunkod",
            "uppfoljning_id",
            "utgava",
            "bestallning_id",
            name=op.f("uq_uppfoljningssvar_kommunkod_uppfoljning_id_utgava_bestallning_id"),
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_uppfoljningssvar_lista", "uppfoljningssvar", ["kommunkod", "uppfoljning_id", "utgava", "id"])


def stang(tabell: str, ratter: str) -> None:
    """Close a table to everyone but its two parties and the service itself."""
    op.execute(f"ALTER TABLE {tabell} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {tabell} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY isolering ON {tabell} USING ({VILLKOR}) WITH CHECK ({VILLKOR})")
    op.execute(f"GRANT {ratter} ON {tabell} TO stegvis_app")


def upgrade() -> None:
    """Apply."""
    pa_postgresql = op.get_context().dialect.name == "postgresql"
    if pa_postgresql:
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    uppfoljningar()
    uppfoljningssvar()
    if pa_postgresql:
        stang("uppfoljningar", "SELECT, INSERT, UPDATE")
        stang("uppfoljningssvar", "SELECT, INSERT")


def downgrade() -> None:
    """Take back."""
    op.drop_table("uppfoljningssvar")
    op.drop_table("uppfoljningar")
