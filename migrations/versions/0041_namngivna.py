"""Namngivna: who else than the handläggare reaches a person with protected identity, why and for how long (DP-15).

Temporary accesses are read by the granskare and in the order they were given. An ärende has another name at
Arbetsförmedlingen when its person has got a new identity.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0041"
down_revision: str | None = "0040"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


# Row security as it was when this migration was written.
PART = "(SELECT current_setting('stegvis.part', true))"
KOMMUN = "kommunkod = (SELECT current_setting('stegvis.kommunkod', true))"
NAMND = "namnd_id::text = (SELECT current_setting('stegvis.namnd', true))"
VILLKOR = f"CASE {PART} WHEN 'kommun' THEN {KOMMUN} AND {NAMND} WHEN 'system' THEN true ELSE false END"


def tid() -> sa.types.TypeEngine[object]:
    """An instant: text on SQLite."""
    return sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Apply."""
    i_postgresql = op.get_context().dialect.name == "postgresql"
    if i_postgresql:
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "namngivna",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("arendenummer", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("skapad", tid(), nullable=False),
        sa.Column("handlaggare", sa.Text(), nullable=False),
        sa.Column("skal", sa.Text(), nullable=False),
        sa.Column("fran", sa.Date(), nullable=False),
        sa.Column("tom", sa.Date(), nullable=True),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("upphord", tid(), nullable=True),
        sa.CheckConstraint("status IN ('galler', 'upphord')", name=op.f("ck_namngivna_status")),
        sa.CheckConstraint("tom >= fran", name=op.f("ck_namngivna_tom")),
        sa.ForeignKeyConstraint(
            ["kommunkod", "arende_id"],
            ["arenden.kommunkod", "arenden.id"],
            name=op.f("fk_namngivna_kommunkod_arende_id_arenden"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_namngivna")),
        sqlite_strict=True,
    )
    op.create_index("ix_namngivna_lista", "namngivna", ["kommunkod", "namnd_id", "id"])
    op.create_index("ix_namngivna_egna", "namngivna", ["kommunkod", "namnd_id", "handlaggare", "id"])
    op.create_index("ix_namngivna_arende", "namngivna", ["kommunkod", "arende_id", "id"])
    galler = sa.text("status = 'galler'")
    op.create_index(
        "uq_namngivna_galler", "namngivna", ["kommunkod", "arende_id", "handlaggare"], unique=True,
        sqlite_where=galler, postgresql_where=galler,
    )  # fmt: skip
    if i_postgresql:
        op.execute("ALTER TABLE namngivna ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE namngivna FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY isolering ON namngivna USING ({VILLKOR}) WITH CHECK ({VILLKOR})")
        op.execute("GRANT SELECT, INSERT, UPDATE ON namngivna TO stegvis_app")
        op.execute("GRANT SELECT, DELETE ON namngivna TO stegvis_gallrare")
    op.add_column("arenden", sa.Column("af_identitet", sa.Uuid(), nullable=True))
    op.create_index("ix_arenden_af_identitet", "arenden", ["kommunkod", "af_identitet"])
    op.add_column("utkorg", sa.Column("arendeidentitet", sa.Uuid(), nullable=True))
    op.add_column("overlamningar", sa.Column("identitet_bytt", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("ix_tillfalliga_atkomster_arende", "tillfalliga_atkomster", ["kommunkod", "arende_id", "id"])


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_tillfalliga_atkomster_arende", "tillfalliga_atkomster")
    op.drop_column("overlamningar", "identitet_bytt")
    op.drop_column("utkorg", "arendeidentitet")
    op.drop_index("ix_arenden_af_identitet", "arenden")
    op.drop_column("arenden", "af_identitet")
    op.drop_table("namngivna")
