"""Kvoter: the token buckets of the rate limits, shared by all processes (S9). No person is in them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0040"
down_revision: str | None = "0039"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


# Row security as it was when this migration was written.
PART = "(SELECT current_setting('stegvis.part', true))"
KOMMUN = "kommunkod = (SELECT current_setting('stegvis.kommunkod', true))"
KLIENT = "klient_id = (SELECT current_setting('stegvis.klient', true))"
VILLKOR = f"({KOMMUN} AND {KLIENT}) OR {PART} = 'system'"


def upgrade() -> None:
    """Apply."""
    postgresql = op.get_context().dialect.name == "postgresql"
    if postgresql:
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "kvoter",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("klient_id", sa.Text(), nullable=False),
        sa.Column("kvar", sa.Float(), nullable=False),
        sa.Column("raknad", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("kommunkod", "klient_id", name=op.f("pk_kvoter")),
        sqlite_strict=True,
    )
    if postgresql:
        op.execute("ALTER TABLE kvoter ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE kvoter FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY isolering ON kvoter USING ({VILLKOR}) WITH CHECK ({VILLKOR})")
        op.execute("GRANT SELECT, INSERT, UPDATE ON kvoter TO stegvis_app")


def downgrade() -> None:
    """Take back."""
    op.drop_table("kvoter")
