"""Beslut: how much a nedsättning is, and what became of an appeal. Months without an activity to offer."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Row security as it was when this migration was written.
PART = "(SELECT current_setting('stegvis.part', true))"
KOMMUN = "kommunkod = (SELECT current_setting('stegvis.kommunkod', true))"
NAMND = "namnd_id::text = (SELECT current_setting('stegvis.namnd', true))"
VILLKOR = f"CASE {PART} WHEN 'kommun' THEN {KOMMUN} AND {NAMND} WHEN 'system' THEN true ELSE false END"
UTFALL = "overklagande_utfall IN ('avslag', 'andrat', 'avvisat', 'avskrivet')"


def upgrade() -> None:
    """Apply."""
    postgres = op.get_context().dialect.name == "postgresql"
    if postgres:
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    op.add_column("beslut", sa.Column("nedsatt_procent", sa.Integer(), nullable=True))
    op.add_column("beslut", sa.Column("nedsatt_kronor", sa.Integer(), nullable=True))
    op.add_column("beslut", sa.Column("overklagande_avgjort", sa.Date(), nullable=True))
    kolumn = sa.Column(
        "overklagande_utfall",
        sa.Text(),
        sa.CheckConstraint(UTFALL, name=op.f("ck_beslut_overklagande_utfall")),
        nullable=True,
    )
    op.add_column("beslut", kolumn)
    _aktivitetsbrister()
    if postgres:
        op.execute("ALTER TABLE aktivitetsbrister ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE aktivitetsbrister FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY isolering ON aktivitetsbrister USING ({VILLKOR}) WITH CHECK ({VILLKOR})")
        op.execute("GRANT SELECT, INSERT, UPDATE ON aktivitetsbrister TO stegvis_app")


def _aktivitetsbrister() -> None:
    op.create_table(
        "aktivitetsbrister",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("skapad", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("manad", sa.Text(), nullable=False),
        sa.Column("orsak", sa.Text(), nullable=False),
        sa.Column("anteckning", sa.Text(), nullable=False),
        sa.Column("atertagen_skal", sa.Text(), nullable=True),
        sa.CheckConstraint("status IN ('noterad', 'atertagen')", name=op.f("ck_aktivitetsbrister_status")),
        sa.CheckConstraint(
            "orsak IN ('ingen_ledig_plats', 'ingen_lamplig_aktivitet', 'ingen_utforare', 'barnomsorg_saknas', 'annat')",
            name=op.f("ck_aktivitetsbrister_orsak"),
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "arende_id"],
            ["arenden.kommunkod", "arenden.id"],
            name=op.f("fk_aktivitetsbrister_kommunkod_arende_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_aktivitetsbrister")),
        sqlite_strict=True,
    )
    op.create_index("ix_aktivitetsbrister_arende", "aktivitetsbrister", ["kommunkod", "arende_id", "id"], unique=False)
    op.create_index(
        "uq_aktivitetsbrister_manad",
        "aktivitetsbrister",
        ["kommunkod", "arende_id", "manad"],
        unique=True,
        sqlite_where=sa.text("status = 'noterad'"),
        postgresql_where=sa.text("status = 'noterad'"),
    )


def downgrade() -> None:
    """Take back."""
    if op.get_context().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_index("uq_aktivitetsbrister_manad", table_name="aktivitetsbrister")
    op.drop_index("ix_aktivitetsbrister_arende", table_name="aktivitetsbrister")
    op.drop_table("aktivitetsbrister")
    for kolumn in ("overklagande_utfall", "overklagande_avgjort", "nedsatt_kronor", "nedsatt_procent"):
        op.drop_column("beslut", kolumn)
