"""Rapporter and the rows that they are counted from; the persons of a nämnd in an order to count them in."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Row security as it was when this migration was written.
PART = "(SELECT current_setting('stegvis.part', true))"
KOMMUN = "kommunkod = (SELECT current_setting('stegvis.kommunkod', true))"
NAMND = "namnd_id::text = (SELECT current_setting('stegvis.namnd', true))"
NAMNDENS = f"CASE {PART} WHEN 'kommun' THEN {KOMMUN} AND {NAMND} WHEN 'system' THEN true ELSE false END"
TABELLER = (("rapporter", "SELECT, INSERT, UPDATE"), ("rapportrader", "SELECT, INSERT"))
ATT_GORA = sa.text("status IN ('bestalld', 'pagar')")
FRYST = sa.text("status = 'fryst'")


def radskydd(tabell: str, ratter: str) -> Iterator[str]:
    """The policies of one table."""
    yield f"ALTER TABLE {tabell} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {tabell} FORCE ROW LEVEL SECURITY"
    yield f"CREATE POLICY isolering ON {tabell} USING ({NAMNDENS}) WITH CHECK ({NAMNDENS})"
    yield f"GRANT {ratter} ON {tabell} TO stegvis_app"


def tid(namn: str, *, nullable: bool = False) -> sa.Column:
    """An instant."""
    return sa.Column(namn, sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=nullable)


def json(namn: str) -> sa.Column:
    """A document."""
    return sa.Column(namn, sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False)


def agare() -> Iterator[sa.Column]:
    """Whose a row is."""
    yield sa.Column("kommunkod", sa.Text(), nullable=False)
    yield sa.Column("id", sa.Uuid(), nullable=False)
    yield sa.Column("namnd_id", sa.Uuid(), nullable=False)


def rapporter() -> None:
    """The reports."""
    op.create_table(
        "rapporter",
        *agare(),
        sa.Column("sort", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("period_tom", sa.Date(), nullable=False),
        tid("kand_vid"),
        json("urval"),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("utgava", sa.Integer(), nullable=False),
        sa.Column("ersatter_id", sa.Uuid(), nullable=True),
        tid("bestalld"),
        sa.Column("bestalld_av", sa.Text(), nullable=False),
        sa.Column("antal", sa.Integer(), nullable=True),
        sa.Column("klara", sa.Integer(), nullable=False),
        sa.Column("markor", sa.LargeBinary(), nullable=True),
        json("summor"),
        sa.Column("antal_rader", sa.Integer(), nullable=False),
        sa.Column("antal_undantagna", sa.Integer(), nullable=False),
        sa.Column("fel", sa.Text(), nullable=True),
        sa.Column("forsok", sa.Integer(), nullable=False),
        sa.Column("lanad_till", sa.Float(), nullable=True),
        sa.Column("lanad_av", sa.Text(), nullable=True),
        tid("fardig", nullable=True),
        sa.Column("kontrollsumma", sa.Text(), nullable=True),
        sa.Column("radernas_kontrollsumma", sa.Text(), nullable=True),
        tid("fryst", nullable=True),
        sa.Column("fryst_av", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status IN ('bestalld', 'pagar', 'klar', 'misslyckad', 'fryst')", name=op.f("ck_rapporter_status")
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "ersatter_id"],
            ["rapporter.kommunkod", "rapporter.id"],
            name=op.f("fk_rapporter_kommunkod_ersatter_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_rapporter")),
        sqlite_strict=True,
    )
    op.create_index("ix_rapporter_lista", "rapporter", ["kommunkod", "namnd_id", "id"])
    op.create_index("ix_rapporter_sort", "rapporter", ["kommunkod", "namnd_id", "sort", "period", "utgava"])
    op.create_index(
        "uq_rapporter_fryst",
        "rapporter",
        ["kommunkod", "namnd_id", "sort", "period", "utgava"],
        unique=True,
        sqlite_where=FRYST,
        postgresql_where=FRYST,
    )
    op.create_index(
        "ix_rapporter_att_gora", "rapporter", ["status", "id"], sqlite_where=ATT_GORA, postgresql_where=ATT_GORA
    )


def rader() -> None:
    """The rows about persons."""
    op.create_table(
        "rapportrader",
        *agare(),
        sa.Column("rapport_id", sa.Uuid(), nullable=False),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("slag", sa.Text(), nullable=False),
        sa.Column("ordning", sa.LargeBinary(), nullable=False),
        sa.Column("skal", sa.Text(), nullable=True),
        sa.Column("innehall_forseglat", sa.LargeBinary(), nullable=False),
        sa.Column("skyddad", sa.Boolean(), nullable=False),
        sa.Column("handlaggare", sa.Text(), nullable=False),
        sa.CheckConstraint("slag IN ('raknad', 'undantagen')", name=op.f("ck_rapportrader_slag")),
        sa.ForeignKeyConstraint(
            ["kommunkod", "rapport_id"],
            ["rapporter.kommunkod", "rapporter.id"],
            name=op.f("fk_rapportrader_kommunkod_rapport_id"),
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "arende_id"],
            ["arenden.kommunkod", "arenden.id"],
            name=op.f("fk_rapportrader_kommunkod_arende_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_rapportrader")),
        sa.UniqueConstraint(
            "kommunkod", "rapport_id", "slag", "ordning", name=op.f("uq_rapportrader_kommunkod_rapport_id_slag_ordning")
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_rapportrader_lista", "rapportrader", ["kommunkod", "rapport_id", "slag", "id"])
    op.create_index(
        "ix_rapportrader_handlaggare", "rapportrader", ["kommunkod", "rapport_id", "slag", "handlaggare", "id"]
    )


def upgrade() -> None:
    """Apply."""
    if op.get_context().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_index("ix_arenden_person", "arenden", ["kommunkod", "namnd_id", "person_avtryck", "skapad"])
    rapporter()
    rader()
    if op.get_context().dialect.name == "postgresql":
        for tabell, ratter in TABELLER:
            for sats in radskydd(tabell, ratter):
                op.execute(sats)


def downgrade() -> None:
    """Take back."""
    op.drop_table("rapportrader")
    op.drop_table("rapporter")
    op.drop_index("ix_arenden_person", table_name="arenden")
