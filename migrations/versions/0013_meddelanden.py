"""Meddelanden on an order and how far each receiver has read; rows are only ever added."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
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
PARTER = "part IN ('kommun', 'utforare')"
REFERENSER = (
    "referens_typ IN ('uppstartsmote', 'plan', 'matning', 'progressionsrapport', 'dokument', 'forslag', 'avvikelse')"
)


def tid() -> sa.types.TypeEngine[object]:
    """An instant: text on SQLite."""
    return sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def stang(tabell: str) -> None:
    """Close a table to everyone but its two parties and the service itself; nothing is changed in it."""
    op.execute(f"ALTER TABLE {tabell} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {tabell} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY isolering ON {tabell} USING ({VILLKOR}) WITH CHECK ({VILLKOR})")
    op.execute(f"GRANT SELECT, INSERT ON {tabell} TO stegvis_app")


def meddelanden() -> None:
    """What was written."""
    op.create_table(
        "meddelanden",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("delad_med", sa.Uuid(), nullable=True),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("bestallning_id", sa.Uuid(), nullable=False),
        sa.Column("nummer", sa.Integer(), nullable=False),
        sa.Column("skickat", tid(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("roll", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("svar_pa_id", sa.Uuid(), nullable=True),
        sa.Column("rattar_id", sa.Uuid(), nullable=True),
        sa.Column("referens_typ", sa.Text(), nullable=True),
        sa.Column("referens_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(PARTER, name=op.f("ck_meddelanden_part")),
        sa.CheckConstraint(REFERENSER, name=op.f("ck_meddelanden_referens_typ")),
        sa.CheckConstraint("(referens_typ IS NULL) = (referens_id IS NULL)", name=op.f("ck_meddelanden_referens")),
        sa.ForeignKeyConstraint(
            ["kommunkod", "bestallning_id"],
            ["bestallningar.kommunkod", "bestallningar.id"],
            name=op.f("fk_meddelanden_kommunkod_bestallning_id"),
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "svar_pa_id"],
            ["meddelanden.kommunkod", "meddelanden.id"],
            name=op.f("fk_meddelanden_kommunkod_svar_pa_id"),
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "rattar_id"],
            ["meddelanden.kommunkod", "meddelanden.id"],
            name=op.f("fk_meddelanden_kommunkod_rattar_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_meddelanden")),
        sa.UniqueConstraint(
            "kommunkod", "bestallning_id", "nummer", name=op.f("uq_meddelanden_kommunkod_bestallning_id_nummer")
        ),
        sa.UniqueConstraint("kommunkod", "rattar_id", name=op.f("uq_meddelanden_kommunkod_rattar_id")),
        sqlite_strict=True,
    )
    op.create_index("ix_meddelanden_bestallning", "meddelanden", ["kommunkod", "bestallning_id", "id"])
    op.create_index("ix_meddelanden_arende", "meddelanden", ["kommunkod", "arende_id", "part"])


def lasmarkeringar() -> None:
    """How far it was read."""
    op.create_table(
        "lasmarkeringar",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("delad_med", sa.Uuid(), nullable=True),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("bestallning_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("till_och_med", sa.Integer(), nullable=False),
        sa.Column("tid", tid(), nullable=False),
        sa.CheckConstraint(PARTER, name=op.f("ck_lasmarkeringar_part")),
        sa.ForeignKeyConstraint(
            ["kommunkod", "bestallning_id"],
            ["bestallningar.kommunkod", "bestallningar.id"],
            name=op.f("fk_lasmarkeringar_kommunkod_bestallning_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_lasmarkeringar")),
        sa.UniqueConstraint(
            "kommunkod",
            "bestallning_id",
            "part",
            "person",
            "till_och_med",
            name=op.f("uq_lasmarkeringar_kommunkod_bestallning_id_part_person_till_och_med"),
        ),
        sqlite_strict=True,
    )


def upgrade() -> None:
    """Apply."""
    postgresql = op.get_context().dialect.name == "postgresql"
    if postgresql:
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    meddelanden()
    lasmarkeringar()
    if postgresql:
        stang("meddelanden")
        stang("lasmarkeringar")


def downgrade() -> None:
    """Take back."""
    op.drop_table("lasmarkeringar")
    op.drop_table("meddelanden")
