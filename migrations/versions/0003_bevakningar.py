"""Bevakningar: computed dates and waiting answers as tasks."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


# Row security as it was when this migration was written.
PART = "(SELECT current_setting('stegvis.part', true))"
KOMMUN = "kommunkod = (SELECT current_setting('stegvis.kommunkod', true))"
NAMND = "namnd_id::text = (SELECT current_setting('stegvis.namnd', true))"
VILLKOR = f"CASE {PART} WHEN 'kommun' THEN {KOMMUN} AND {NAMND} WHEN 'system' THEN true ELSE false END"
SORTER = (
    "kommunicering_svar", "overklagandetid", "delgivning", "samrad_svar", "underrattelse_af", "ej_paborjat",
    "bestallning_mottagande", "bestallning_svar", "mote_bokning", "mote_genomforande", "bedomning_avvaktan",
    "bedomning_utkast", "plan_godkannande", "rapport_inlamning", "rapport_godkannande", "overlamning_utkast",
    "overlamning_kvittens", "meddelande_af", "timmar_andras", "omprovning", "beslut_senast", "riktalder", "fk_svar",
)  # fmt: skip


def stang() -> None:
    """Close the table to everyone but its nämnd and the service itself."""
    op.execute("ALTER TABLE bevakningar ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE bevakningar FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY isolering ON bevakningar USING ({VILLKOR}) WITH CHECK ({VILLKOR})")
    op.execute("GRANT SELECT, INSERT, UPDATE ON bevakningar TO stegvis_app")


def upgrade() -> None:
    """Apply."""
    postgresql = op.get_context().dialect.name == "postgresql"
    if postgresql:
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "bevakningar",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("bestallning_id", sa.Uuid(), nullable=True),
        sa.Column("sort", sa.Text(), nullable=False),
        sa.Column("nyckel", sa.Text(), nullable=False),
        sa.Column("regel", sa.Text(), nullable=False),
        sa.Column("forfaller", sa.Date(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("skapad", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("uppskjuten_till", sa.Date(), nullable=True),
        sa.Column("skal", sa.Text(), nullable=True),
        sa.Column("atgardad", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=True),
        sa.Column("atgardad_av", sa.Text(), nullable=True),
        sa.Column("skyddad", sa.Boolean(), nullable=False),
        sa.Column("handlaggare", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status IN ('oppen', 'uppskjuten', 'klar', 'bortfallen')", name=op.f("ck_bevakningar_status")
        ),
        sa.CheckConstraint(
            "sort IN ({})".format(", ".join(f"'{s}'" for s in SORTER)), name=op.f("ck_bevakningar_sort")
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "arende_id"],
            ["arenden.kommunkod", "arenden.id"],
            name=op.f("fk_bevakningar_kommunkod_arende_id"),
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "bestallning_id"],
            ["bestallningar.kommunkod", "bestallningar.id"],
            name=op.f("fk_bevakningar_kommunkod_bestallning_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_bevakningar")),
        sa.UniqueConstraint(
            "kommunkod", "arende_id", "sort", "nyckel", name=op.f("uq_bevakningar_kommunkod_arende_id_sort_nyckel")
        ),
        sqlite_strict=True,
    )
    slut, agare = ["forfaller", "id"], ["kommunkod", "namnd_id", "handlaggare", "status"]
    op.create_index("ix_bevakningar_arende", "bevakningar", ["kommunkod", "arende_id", "status", *slut])
    op.create_index("ix_bevakningar_status", "bevakningar", ["kommunkod", "namnd_id", "status", *slut])
    op.create_index("ix_bevakningar_sort", "bevakningar", ["kommunkod", "namnd_id", "status", "sort", *slut])
    op.create_index("ix_bevakningar_agare", "bevakningar", [*agare, *slut])
    op.create_index("ix_bevakningar_agare_sort", "bevakningar", [*agare, "sort", *slut])
    if postgresql:
        stang()


def downgrade() -> None:
    """Take back."""
    op.drop_table("bevakningar")
