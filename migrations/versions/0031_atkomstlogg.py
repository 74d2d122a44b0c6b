"""Åtkomstloggen: each row vouched for, and sealed in blocks that follow each other.

Rows that are there already have no seal: they are older than the chain, which only counts them.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0031"
down_revision: str | None = "0030"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


# Row security as it was when this migration was written.
KOMMUN = "kommunkod = (SELECT current_setting('stegvis.kommunkod', true))"
NAMND = "namnd_id::text = (SELECT current_setting('stegvis.namnd', true))"
VANTAR = "block IS NULL AND sigill IS NOT NULL"
SYSTEM = "(SELECT current_setting('stegvis.part', true)) = 'system'"


def stang(tabell: str) -> None:
    """Everybody's looks are added, the nämnd's own read; only the service marks a row as sealed."""
    op.execute(f"ALTER TABLE {tabell} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {tabell} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tillagg ON {tabell} FOR INSERT WITH CHECK ({KOMMUN} OR {SYSTEM})")
    op.execute(f"CREATE POLICY lasning ON {tabell} FOR SELECT USING (({KOMMUN} AND {NAMND}) OR {SYSTEM})")
    op.execute(f"CREATE POLICY markering ON {tabell} FOR UPDATE USING ({SYSTEM})")
    op.execute(f"GRANT SELECT, INSERT ON {tabell} TO stegvis_app")


def upgrade() -> None:
    """Apply."""
    postgresql_ = op.get_context().dialect.name == "postgresql"
    if postgresql_:
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    op.add_column("atkomstlogg", sa.Column("sigill", sa.LargeBinary(), nullable=True))
    op.add_column("atkomstlogg", sa.Column("block", sa.Integer(), nullable=True))
    op.create_index("ix_atkomstlogg_tid", "atkomstlogg", ["kommunkod", "namnd_id", "tid", "id"])
    op.create_index("ix_atkomstlogg_block", "atkomstlogg", ["kommunkod", "namnd_id", "block", "id"])
    op.create_index(
        "ix_atkomstlogg_vantar",
        "atkomstlogg",
        ["kommunkod", "id"],
        sqlite_where=sa.text(VANTAR),
        postgresql_where=sa.text(VANTAR),
    )
    op.create_table(
        "loggblock",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("nummer", sa.Integer(), nullable=False),
        sa.Column("skapad", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("fore_kedjan", sa.Integer(), nullable=False),
        sa.Column("poster", sa.LargeBinary(), nullable=False),
        sa.Column("foregaende", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_loggblock")),
        sa.UniqueConstraint("kommunkod", "namnd_id", "nummer", name=op.f("uq_loggblock_kommunkod_namnd_id_nummer")),
        sqlite_strict=True,
    )
    op.create_index("ix_loggblock_skapad", "loggblock", ["kommunkod", "namnd_id", "skapad"])
    if postgresql_:
        op.execute(f"CREATE POLICY markering ON atkomstlogg FOR UPDATE USING ({SYSTEM})")
        op.execute("GRANT UPDATE (block) ON atkomstlogg TO stegvis_app")
        stang("loggblock")
        op.execute("GRANT SELECT ON loggblock TO stegvis_granskare")


def downgrade() -> None:
    """Take back."""
    if op.get_context().dialect.name == "postgresql":
        op.execute("REVOKE UPDATE (block) ON atkomstlogg FROM stegvis_app")
        op.execute("DROP POLICY markering ON atkomstlogg")
    op.drop_table("loggblock")
    for namn in ("vantar", "block", "tid"):
        op.drop_index(f"ix_atkomstlogg_{namn}", table_name="atkomstlogg")
    op.drop_column("atkomstlogg", "block")
    op.drop_column("atkomstlogg", "sigill")
