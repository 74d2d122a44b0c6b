"""The inbox of utförare over all kommuner, and the workers' shares of the calls at once agreed with a receiver."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0033"
down_revision: str | None = "0032"
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


def json_typ() -> sa.types.TypeEngine[object]:
    """JSON: text on SQLite."""
    return sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def inkorgsposter() -> None:
    """One row for each order of an utförare, kept with the receivers."""
    op.create_table(
        "inkorgsposter",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("mottagare_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("galler_kommun", sa.Text(), nullable=False),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("oppen", sa.Boolean(), nullable=False),
        sa.Column("nasta", sa.Date(), nullable=False),
        sa.Column("frister", json_typ(), nullable=False),
        sa.Column("last", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("kommunkod", "mottagare_id", "id", name=op.f("pk_inkorgsposter")),
        sqlite_strict=True,
    )
    lista = ["kommunkod", "mottagare_id", "oppen", "nasta", "id"]
    op.create_index("ix_inkorgsposter_lista", "inkorgsposter", lista)
    op.create_index("ix_inkorgsposter_arende", "inkorgsposter", ["kommunkod", "galler_kommun", "arende_id"])


def upgrade() -> None:
    """Apply."""
    postgresql_ = op.get_context().dialect.name == "postgresql"
    if postgresql_:
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    op.add_column("mottagarlagen", sa.Column("andelar", json_typ(), nullable=True))
    inkorgsposter()
    if postgresql_:
        op.execute("ALTER TABLE inkorgsposter ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE inkorgsposter FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY isolering ON inkorgsposter USING ({VILLKOR}) WITH CHECK ({VILLKOR})")
        op.execute("GRANT SELECT, INSERT, UPDATE ON inkorgsposter TO stegvis_app")


def downgrade() -> None:
    """Take back."""
    op.drop_table("inkorgsposter")
    op.drop_column("mottagarlagen", "andelar")
