"""Closed periods of utförare, occasions of plans, and what is reported of each."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def tid(namn: str, *, nullable: bool = False) -> sa.Column:
    """An instant."""
    return sa.Column(namn, sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=nullable)


def stangda_perioder() -> None:
    """Open facts about utförare."""
    op.create_table(
        "stangda_perioder",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("enhet", sa.Text(), nullable=True),
        sa.Column("fran", sa.Date(), nullable=False),
        sa.Column("tom", sa.Date(), nullable=False),
        sa.Column("skal", sa.Text(), nullable=False),
        tid("skapad"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stangda_perioder")),
        sqlite_strict=True,
    )
    op.create_index("ix_stangda_perioder_lista", "stangda_perioder", ["organisation_id", "id"])
    op.create_index("ix_stangda_perioder_tom", "stangda_perioder", ["organisation_id", "tom"])


def upgrade() -> None:
    """Apply."""
    postgresql = op.get_context().dialect.name == "postgresql"
    if postgresql:
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    stangda_perioder()
    if postgresql:
        op.execute("GRANT SELECT, INSERT, UPDATE ON stangda_perioder TO stegvis_app")


def downgrade() -> None:
    """Take back."""
    op.drop_table("stangda_perioder")
