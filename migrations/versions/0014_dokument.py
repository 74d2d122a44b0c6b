"""Dokument: what is known of the files of an order or an ärende."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
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


def stang() -> None:
    """Close the table to everyone but its nämnd, the utförare it is shared with and the service itself."""
    op.execute("ALTER TABLE dokument ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE dokument FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY isolering ON dokument USING ({VILLKOR}) WITH CHECK ({VILLKOR})")
    op.execute("GRANT SELECT, INSERT, UPDATE ON dokument TO stegvis_app")


def upgrade() -> None:
    """Apply."""
    postgresql = op.get_context().dialect.name == "postgresql"
    if postgresql:
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "dokument",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("delad_med", sa.Uuid(), nullable=True),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("bestallning_id", sa.Uuid(), nullable=True),
        sa.Column("hemvist_id", sa.Uuid(), nullable=False),
        sa.Column("nummer", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("filnamn", sa.Text(), nullable=False),
        sa.Column("mediatyp", sa.Text(), nullable=False),
        sa.Column("storlek", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("inkom", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("makulerat_skal", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("status IN ('gallande', 'makulerat')", name=op.f("ck_dokument_status")),
        sa.CheckConstraint("part IN ('kommun', 'utforare')", name=op.f("ck_dokument_part")),
        sa.CheckConstraint("hemvist_id = coalesce(bestallning_id, arende_id)", name=op.f("ck_dokument_hemvist")),
        sa.CheckConstraint("storlek > 0", name=op.f("ck_dokument_storlek")),
        sa.ForeignKeyConstraint(
            ["kommunkod", "arende_id"],
            ["arenden.kommunkod", "arenden.id"],
            name=op.f("fk_dokument_kommunkod_arende_id"),
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "bestallning_id"],
            ["bestallningar.kommunkod", "bestallningar.id"],
            name=op.f("fk_dokument_kommunkod_bestallning_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_dokument")),
        sa.UniqueConstraint("kommunkod", "hemvist_id", "nummer", name=op.f("uq_dokument_kommunkod_hemvist_id_nummer")),
        sqlite_strict=True,
    )
    op.create_index("ix_dokument_hemvist", "dokument", ["kommunkod", "hemvist_id", "status", "id"])
    if postgresql:
        stang()


def downgrade() -> None:
    """Take back."""
    op.drop_table("dokument")
