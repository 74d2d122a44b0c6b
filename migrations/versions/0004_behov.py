"""Behov with its versions, FK-avstämningar, and what a plan keeps of them."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


# Row security as it was when this migration was written.
PART = "(SELECT current_setting('stegvis.part', true))"
KOMMUN = "kommunkod = (SELECT current_setting('stegvis.kommunkod', true))"
NAMND = "namnd_id::text = (SELECT current_setting('stegvis.namnd', true))"
VILLKOR = f"CASE {PART} WHEN 'kommun' THEN {KOMMUN} AND {NAMND} WHEN 'system' THEN true ELSE false END"
TABELLER = (
    ("behov", "SELECT, INSERT, UPDATE"),
    ("behovsversioner", "SELECT, INSERT"),
    ("fk_avstamningar", "SELECT, INSERT, UPDATE"),
)


def radskydd(tabell: str, ratter: str) -> Iterator[str]:
    """The policies of one table that only its nämnd may see."""
    yield f"ALTER TABLE {tabell} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {tabell} FORCE ROW LEVEL SECURITY"
    yield f"CREATE POLICY isolering ON {tabell} USING ({VILLKOR}) WITH CHECK ({VILLKOR})"
    yield f"GRANT {ratter} ON {tabell} TO stegvis_app"


def tid(namn: str, *, nullable: bool = False) -> sa.Column:
    """An instant."""
    return sa.Column(namn, sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=nullable)


def lista(namn: str) -> sa.Column:
    """A list as JSON."""
    return sa.Column(namn, sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False)


def upgrade() -> None:
    """Apply."""
    pa_postgresql = op.get_context().dialect.name == "postgresql"
    if pa_postgresql:
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "behov",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        tid("skapad"),
        sa.CheckConstraint("status IN ('registrerat')", name=op.f("ck_behov_status")),
        sa.ForeignKeyConstraint(
            ["kommunkod", "arende_id"], ["arenden.kommunkod", "arenden.id"], name=op.f("fk_behov_kommunkod_arende_id")
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_behov")),
        sa.UniqueConstraint("kommunkod", "arende_id", name=op.f("uq_behov_kommunkod_arende_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "behovsversioner",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("behov_id", sa.Uuid(), nullable=False),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("nummer", sa.Integer(), nullable=False),
        tid("registrerad"),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("ta_med_barn", sa.Boolean(), nullable=False),
        sa.Column("deltid", sa.Boolean(), nullable=False),
        sa.Column("distans", sa.Boolean(), nullable=False),
        sa.Column("enbart_kvinnor", sa.Boolean(), nullable=False),
        sa.Column("sprak", sa.Text(), nullable=True),
        sa.Column("plats", sa.Text(), nullable=True),
        lista("tider"),
        sa.Column("egna_ord", sa.Text(), nullable=True),
        sa.Column("barnomsorg_status", sa.Text(), nullable=True),
        sa.Column("barnomsorg_behov", sa.Integer(), nullable=True),
        sa.Column("barnomsorg_behov_fran", sa.Date(), nullable=True),
        sa.Column("barnomsorg_beviljat", sa.Integer(), nullable=True),
        lista("barnomsorg_tider"),
        sa.Column("barnomsorg_fran", sa.Date(), nullable=True),
        sa.Column("barnomsorg_tom", sa.Date(), nullable=True),
        sa.Column("barnomsorg_kommentar", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "barnomsorg_status IN ('inget_behov', 'ej_sokt', 'sokt', 'i_ko', 'beviljad', 'nekad')",
            name=op.f("ck_behovsversioner_barnomsorg_status"),
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "behov_id"],
            ["behov.kommunkod", "behov.id"],
            name=op.f("fk_behovsversioner_kommunkod_behov_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_behovsversioner")),
        sa.UniqueConstraint(
            "kommunkod", "behov_id", "nummer", name=op.f("uq_behovsversioner_kommunkod_behov_id_nummer")
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_behovsversioner_arende", "behovsversioner", ["kommunkod", "arende_id", "id"], unique=False)
    fk_avstamningar()
    op.add_column("planer", sa.Column("fk_avvikelse_skal", sa.Text(), nullable=True))
    # The version before writes activities without it.
    op.add_column(
        "planaktiviteter",
        sa.Column("paverkar_foraldrapenning", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    if pa_postgresql:
        for tabell, ratter in TABELLER:
            for sats in radskydd(tabell, ratter):
                op.execute(sats)


def fk_avstamningar() -> None:
    """The questions to Försäkringskassan."""
    op.create_table(
        "fk_avstamningar",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        tid("skapad"),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("fraga_datum", sa.Date(), nullable=False),
        sa.Column("kanal", sa.Text(), nullable=False),
        sa.Column("fraga", sa.Text(), nullable=False),
        sa.Column("grund", sa.Text(), nullable=False),
        sa.Column("lagrum", sa.Text(), nullable=False),
        sa.Column("svar_datum", sa.Date(), nullable=True),
        sa.Column("svar", sa.Text(), nullable=True),
        sa.Column("svar_text", sa.Text(), nullable=True),
        sa.Column("svar_vem", sa.Text(), nullable=True),
        sa.Column("galler_tom", sa.Date(), nullable=True),
        tid("besvarad", nullable=True),
        sa.Column("besvarad_av", sa.Text(), nullable=True),
        sa.Column("skal", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "status IN ('fraga_stalld', 'besvarad', 'aterkallad')", name=op.f("ck_fk_avstamningar_status")
        ),
        sa.CheckConstraint("kanal IN ('telefon', 'e_tjanst', 'brev', 'mote')", name=op.f("ck_fk_avstamningar_kanal")),
        sa.CheckConstraint(
            "grund IN ('uppgiftsskyldighet', 'samtycke', 'nodvandigt', 'partsinsyn')",
            name=op.f("ck_fk_avstamningar_grund"),
        ),
        sa.CheckConstraint("svar IN ('paverkar_inte', 'paverkar', 'oklart')", name=op.f("ck_fk_avstamningar_svar")),
        sa.ForeignKeyConstraint(
            ["kommunkod", "arende_id"],
            ["arenden.kommunkod", "arenden.id"],
            name=op.f("fk_fk_avstamningar_kommunkod_arende_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_fk_avstamningar")),
        sqlite_strict=True,
    )
    op.create_index("ix_fk_avstamningar_arende", "fk_avstamningar", ["kommunkod", "arende_id", "id"], unique=False)


def downgrade() -> None:
    """Take back."""
    if op.get_context().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    op.drop_column("planaktiviteter", "paverkar_foraldrapenning")
    op.drop_column("planer", "fk_avvikelse_skal")
    op.drop_index("ix_fk_avstamningar_arende", table_name="fk_avstamningar")
    op.drop_table("fk_avstamningar")
    op.drop_index("ix_behovsversioner_arende", table_name="behovsversioner")
    op.drop_table("behovsversioner")
    op.drop_table("behov")
