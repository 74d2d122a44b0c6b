"""Idempotenssvar: which ärenden an answer is about, so that it is not given again when one has got protection (DP-15)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0042"
down_revision: str | None = "0041"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Apply; answers from before are about nobody that is known."""
    if op.get_context().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    i_json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.add_column("idempotenssvar", sa.Column("arenden", i_json, nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("idempotenssvar", "arenden")
