"""Used DPoP proofs: the cache against replay that all processes share (RFC 9449, 11.1)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0035"
down_revision: str | None = "0034"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Row security as it was when this migration was written.
VILLKOR = (
    "(kommunkod = (SELECT current_setting('stegvis.kommunkod', true)) "
    "AND klient_id = (SELECT current_setting('stegvis.klient', true))) "
    "OR (SELECT current_setting('stegvis.part', true)) = 'system'"
)


def upgrade() -> None:
    """Apply."""
    postgres = op.get_context().dialect.name == "postgresql"
    if postgres:
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "dpopbevis",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("klient_id", sa.Text(), nullable=False),
        sa.Column("avtryck", sa.LargeBinary(), nullable=False),
        sa.Column("utgar", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("kommunkod", "klient_id", "avtryck", name=op.f("pk_dpopbevis")),
        sqlite_strict=True,
    )
    op.create_index("ix_dpopbevis_utgar", "dpopbevis", ["kommunkod", "utgar"])
    if postgres:
        op.execute("ALTER TABLE dpopbevis ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE dpopbevis FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY isolering ON dpopbevis USING ({VILLKOR}) WITH CHECK ({VILLKOR})")
        op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON dpopbevis TO stegvis_app")


def downgrade() -> None:
    """Take back."""
    op.drop_table("dpopbevis")
