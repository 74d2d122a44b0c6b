"""Slutrapporter and what was handed in of them; orders that ended with something left to account for, by an index."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Row security as it was when this migration was written.
PART = "(SELECT current_setting('stegvis.part', true))"
KOMMUN = "kommunkod = (SELECT current_setting('stegvis.kommunkod', true))"
NAMND = "namnd_id::text = (SELECT current_setting('stegvis.namnd', true))"
ORGANISATION = "delad_med::text = (SELECT current_setting('stegvis.organisation', true))"
DELAD = (
    f"CASE {PART} WHEN 'kommun' THEN {KOMMUN} AND {NAMND} WHEN 'utforare' THEN {KOMMUN} AND {ORGANISATION} "
    "WHEN 'system' THEN true ELSE false END"
)
TABELLER = ("slutrapporter", "slutinlamningar")
ORSAKER = (
    "'arbete', 'studier', 'flytt', 'kommunens_beslut', 'deltagarens_val', 'ovriga_skal', 'planerat_utan_resultat', "
    "'uppnatt_undantag'"
)


def radskydd(tabell: str) -> Iterator[str]:
    """The policies of one table."""
    yield f"ALTER TABLE {tabell} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {tabell} FORCE ROW LEVEL SECURITY"
    yield f"CREATE POLICY isolering ON {tabell} USING ({DELAD}) WITH CHECK ({DELAD})"
    yield f"GRANT SELECT, INSERT, UPDATE ON {tabell} TO stegvis_app"


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
    yield sa.Column("delad_med", sa.Uuid(), nullable=True)


def ord_() -> Iterator[sa.Column]:
    """What a draft and what was handed in of it both say."""
    yield sa.Column("avslutsorsak", sa.Text(), nullable=False)
    yield sa.Column("sammanfattning", sa.Text(), nullable=False)
    yield sa.Column("rekommendation", sa.Text(), nullable=False)
    yield sa.Column("verifierat_av", sa.Text(), nullable=False)
    yield sa.Column("verifierat", sa.Date(), nullable=True)
    yield sa.Column("verifierat_underlag", sa.Text(), nullable=True)
    yield json("mal")


def slutrapporter() -> None:
    """The versions."""
    op.create_table(
        "slutrapporter",
        *agare(),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("bestallning_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("utgava", sa.Integer(), nullable=False),
        *ord_(),
        tid("skapad"),
        json("skribenter"),
        sa.Column("antal_inlamningar", sa.Integer(), nullable=False),
        tid("inlamnad", nullable=True),
        tid("godkand", nullable=True),
        sa.Column("godkand_av", sa.Text(), nullable=True),
        sa.Column("ersatter_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status IN ('utkast', 'inlamnad', 'komplettering_begard', 'godkand', 'inaktuell')",
            name=op.f("ck_slutrapporter_status"),
        ),
        sa.CheckConstraint(f"avslutsorsak IN ({ORSAKER})", name=op.f("ck_slutrapporter_avslutsorsak")),
        sa.CheckConstraint(
            "verifierat_av IN ('arbetsgivare', 'skola', 'ingen')", name=op.f("ck_slutrapporter_verifierat_av")
        ),
        sa.CheckConstraint(
            "(verifierat_av = 'ingen') = (verifierat IS NULL)", name=op.f("ck_slutrapporter_verifierat")
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "bestallning_id"],
            ["bestallningar.kommunkod", "bestallningar.id"],
            name=op.f("fk_slutrapporter_kommunkod_bestallning_id"),
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "ersatter_id"],
            ["slutrapporter.kommunkod", "slutrapporter.id"],
            name=op.f("fk_slutrapporter_kommunkod_ersatter_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_slutrapporter")),
        sa.UniqueConstraint(
            "kommunkod", "bestallning_id", "utgava", name=op.f("uq_slutrapporter_kommunkod_bestallning_id_utgava")
        ),
        sa.UniqueConstraint("kommunkod", "ersatter_id", name=op.f("uq_slutrapporter_kommunkod_ersatter_id")),
        sqlite_strict=True,
    )
    op.create_index("ix_slutrapporter_bestallning", "slutrapporter", ["kommunkod", "bestallning_id", "id"])


def slutinlamningar() -> None:
    """What was handed in."""
    op.create_table(
        "slutinlamningar",
        *agare(),
        sa.Column("slutrapport_id", sa.Uuid(), nullable=False),
        sa.Column("nummer", sa.Integer(), nullable=False),
        tid("inlamnad"),
        sa.Column("inlamnad_av", sa.Text(), nullable=False),
        *ord_(),
        json("nivaer"),
        json("narvaro"),
        json("rapporter"),
        sa.Column("komplettering_skal", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["kommunkod", "slutrapport_id"],
            ["slutrapporter.kommunkod", "slutrapporter.id"],
            name=op.f("fk_slutinlamningar_kommunkod_slutrapport_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_slutinlamningar")),
        sa.UniqueConstraint(
            "kommunkod", "slutrapport_id", "nummer", name=op.f("uq_slutinlamningar_kommunkod_slutrapport_id_nummer")
        ),
        sqlite_strict=True,
    )


def slutade() -> None:
    """What may wait to be accounted for."""
    slutad = sa.text("slut_datum IS NOT NULL AND status IN ('aterkallad', 'avslutad')")
    for namn, agarkolumn in (("slutade", "namnd_id"), ("utforare_slutade", "delad_med")):
        op.create_index(
            f"ix_bestallningar_{namn}",
            "bestallningar",
            ["kommunkod", agarkolumn, "id"],
            sqlite_where=slutad,
            postgresql_where=slutad,
        )


def upgrade() -> None:
    """Apply."""
    pa_postgresql = op.get_context().dialect.name == "postgresql"
    if pa_postgresql:
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    slutrapporter()
    slutinlamningar()
    slutade()
    if pa_postgresql:
        for tabell in TABELLER:
            for sats in radskydd(tabell):
                op.execute(sats)


def downgrade() -> None:
    """Take back."""
    for tabell in reversed(TABELLER):
        op.drop_table(tabell)
    for namn in ("utforare_slutade", "slutade"):
        op.drop_index(f"ix_bestallningar_{namn}", "bestallningar")
