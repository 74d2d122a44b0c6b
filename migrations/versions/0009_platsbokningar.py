"""Platsbokningar: places in aktiviteter, and the line in front of them."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
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


def radskydd() -> Iterator[str]:
    """Its nämnd's, and the utförare's of its order."""
    yield "ALTER TABLE platsbokningar ENABLE ROW LEVEL SECURITY"
    yield "ALTER TABLE platsbokningar FORCE ROW LEVEL SECURITY"
    yield f"CREATE POLICY isolering ON platsbokningar USING ({VILLKOR}) WITH CHECK ({VILLKOR})"
    yield "GRANT SELECT, INSERT, UPDATE ON platsbokningar TO stegvis_app"


def tid(namn: str, *, nullable: bool = True) -> sa.Column:
    """An instant."""
    return sa.Column(namn, sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=nullable)


def hor_till(kolumn: str, tabell: str) -> sa.ForeignKeyConstraint:
    """A reference inside the kommun."""
    return sa.ForeignKeyConstraint(
        ["kommunkod", kolumn],
        [f"{tabell}.kommunkod", f"{tabell}.id"],
        name=op.f(f"fk_platsbokningar_kommunkod_{kolumn}"),
    )


def upgrade() -> None:
    """Apply."""
    pa_postgresql = op.get_context().dialect.name == "postgresql"
    if pa_postgresql:
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "platsbokningar",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("delad_med", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("aktivitet_id", sa.Uuid(), nullable=False),
        sa.Column("bestallning_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        tid("skapad", nullable=False),
        sa.Column("onskad_start", sa.Date(), nullable=False),
        sa.Column("fortur", sa.Boolean(), nullable=False),
        sa.Column("fortur_skal", sa.Text(), nullable=True),
        tid("ko_sedan"),
        tid("erbjuden"),
        sa.Column("svar_senast", sa.Date(), nullable=True),
        tid("bokad"),
        sa.Column("slut_datum", sa.Date(), nullable=True),
        sa.Column("skal", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "status IN ('i_ko', 'erbjuden', 'bokad', 'avbokad', 'avslutad', 'forfallen')",
            name=op.f("ck_platsbokningar_status"),
        ),
        hor_till("arende_id", "arenden"),
        hor_till("aktivitet_id", "aktiviteter"),
        hor_till("bestallning_id", "bestallningar"),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_platsbokningar")),
        sqlite_strict=True,
    )
    op.create_index("ix_platsbokningar_arende", "platsbokningar", ["kommunkod", "arende_id", "id"])
    op.create_index("ix_platsbokningar_bestallning", "platsbokningar", ["kommunkod", "bestallning_id", "id"])
    op.create_index("ix_platsbokningar_aktivitet", "platsbokningar", ["kommunkod", "aktivitet_id", "status"])
    op.create_index("ix_platsbokningar_svar", "platsbokningar", ["kommunkod", "status", "svar_senast"])
    levande = sa.text("status IN ('i_ko', 'erbjuden', 'bokad')")
    op.create_index(
        "uq_platsbokningar_levande",
        "platsbokningar",
        ["kommunkod", "arende_id", "aktivitet_id"],
        unique=True,
        sqlite_where=levande,
        postgresql_where=levande,
    )
    if pa_postgresql:
        for sats in radskydd():
            op.execute(sats)


def downgrade() -> None:
    """Take back."""
    op.drop_table("platsbokningar")
