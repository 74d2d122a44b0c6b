"""Plan: the nämnd's day to answer, its escalation, hours against the assessment, insurance, times taken elsewhere."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0016"
down_revision: str | None = "0015"
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
NYA_KOLUMNER: tuple[tuple[str, str, type[sa.types.TypeEngine[object]]], ...] = (
    ("planer", "svar_senast", sa.Date),
    ("planer", "timmar_skal", sa.Text),
    ("planaktiviteter", "forsakring", sa.Text),
    ("planaktiviteter", "aktivitet_id", sa.Uuid),
)


def _tider() -> bool:
    """Whether this is PostgreSQL, where nobody is made to wait."""
    if op.get_context().dialect.name != "postgresql":
        return False
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    return True


def upptagna_tider() -> None:
    """What each order is told of the times that the person has elsewhere."""
    op.create_table(
        "upptagna_tider",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("delad_med", sa.Uuid(), nullable=True),
        sa.Column("bestallning_id", sa.Uuid(), nullable=False),
        sa.Column("tider", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(
            ["kommunkod", "bestallning_id"],
            ["bestallningar.kommunkod", "bestallningar.id"],
            name=op.f("fk_upptagna_tider_kommunkod_bestallning_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_upptagna_tider")),
        sa.UniqueConstraint("kommunkod", "bestallning_id", name=op.f("uq_upptagna_tider_kommunkod_bestallning_id")),
        sqlite_strict=True,
    )


def stang() -> None:
    """Close the new table to other parties."""
    op.execute("ALTER TABLE upptagna_tider ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE upptagna_tider FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY isolering ON upptagna_tider USING ({VILLKOR}) WITH CHECK ({VILLKOR})")
    op.execute("GRANT SELECT, INSERT, UPDATE ON upptagna_tider TO stegvis_app")


def upgrade() -> None:
    """Apply."""
    ar_postgresql = _tider()
    op.add_column("avtal", sa.Column("plan_svar_arbetsdagar", sa.Integer(), server_default="5", nullable=False))
    for tabell, namn, typ in NYA_KOLUMNER:
        op.add_column(tabell, sa.Column(namn, typ(), nullable=True))
    op.create_index("ix_planer_arende", "planer", ["kommunkod", "arende_id", "status"], unique=False)
    upptagna_tider()
    if ar_postgresql:
        stang()


def downgrade() -> None:
    """Take back."""
    _tider()
    op.drop_table("upptagna_tider")
    op.drop_index("ix_planer_arende", table_name="planer")
    for tabell, namn, _ in reversed(NYA_KOLUMNER):
        op.drop_column(tabell, namn)
    op.drop_column("avtal", "plan_svar_arbetsdagar")
