"""Nyckelrotation: a second column for the prints of a person, and how far the making anew of each column has come.

The first column of prints stays as it is: every other look-up key has the second one.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0037"
down_revision: str | None = "0036"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


# Row security as it was when this migration was written.
KOMMUN = "kommunkod = (SELECT current_setting('stegvis.kommunkod', true))"
SYSTEM = "(SELECT current_setting('stegvis.part', true)) = 'system'"
OPPET = sa.text("status = 'oppet'")


def pa_postgresql() -> bool:
    """Whether the database is PostgreSQL."""
    return op.get_context().dialect.name == "postgresql"


def omforseglingar() -> None:
    """One row for each column, written by the service itself."""
    op.create_table(
        "omforseglingar",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("kolumn", sa.Text(), nullable=False),
        sa.Column("nyckel_id", sa.Text(), nullable=False),
        sa.Column("markor", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("klara", sa.Integer(), nullable=False),
        sa.Column("borjad", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("lanad_till", sa.Float(), nullable=True),
        sa.Column("lanad_av", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("kommunkod", "kolumn", name=op.f("pk_omforseglingar")),
        sqlite_strict=True,
    )
    if pa_postgresql():
        op.execute("ALTER TABLE omforseglingar ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE omforseglingar FORCE ROW LEVEL SECURITY")
        op.execute("CREATE POLICY lasning ON omforseglingar FOR SELECT USING (true)")
        op.execute(f"CREATE POLICY tillagg ON omforseglingar FOR INSERT WITH CHECK ({KOMMUN} OR {SYSTEM})")
        op.execute(f"CREATE POLICY andring ON omforseglingar FOR UPDATE USING ({KOMMUN} OR {SYSTEM})")
        op.execute("GRANT SELECT, INSERT, UPDATE ON omforseglingar TO stegvis_app")


def upgrade() -> None:
    """Apply."""
    if pa_postgresql():
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    op.add_column("arenden", sa.Column("person_avtryck_andra", sa.LargeBinary(), nullable=True))
    op.create_index(
        "uq_arenden_oppet_per_person_andra",
        "arenden",
        ["kommunkod", "namnd_id", "person_avtryck_andra"],
        unique=True,
        sqlite_where=OPPET,
        postgresql_where=OPPET,
    )
    kolumner = ["kommunkod", "namnd_id", "person_avtryck_andra", "skapad"]
    op.create_index("ix_arenden_person_andra", "arenden", kolumner)
    omforseglingar()
    if pa_postgresql():
        op.execute("GRANT UPDATE (innehall_forseglat) ON rapportrader TO stegvis_app")


def downgrade() -> None:
    """Take back; every key but the first look-up key must have been replaced by it before."""
    if pa_postgresql():
        op.execute("REVOKE UPDATE (innehall_forseglat) ON rapportrader FROM stegvis_app")
    op.drop_table("omforseglingar")
    op.drop_index("ix_arenden_person_andra", table_name="arenden")
    op.drop_index("uq_arenden_oppet_per_person_andra", table_name="arenden")
    op.drop_column("arenden", "person_avtryck_andra")
