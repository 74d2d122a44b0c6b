"""Orders: the chain of utförare, moves with what goes along, pauses to a day, how and when an order ended."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.villkor import byt_villkor, ord_i

revision: str = "0010"
down_revision: str | None = "0009"
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
AKTIV = "status IN ('skickad', 'mottagen', 'bekraftad', 'pagaende', 'pausad')"
STATUS = (
    "utkast", "skickad", "mottagen", "bekraftad", "avbojd", "pagaende", "pausad", "avslutad", "aterkallad", "forfallen",
)  # fmt: skip
NY_STATUS = ("flyttad", "utgangen")
# A column with a condition of its own: neither database can be given the condition apart from the column here.
ORD = {
    "tillkomst": ("erbjuden", "flytt"),
    "slutanteckning_orsak": (
        "kom_inte", "fick_arbete", "fick_studieplats", "avbrots_av_kommunen", "passade_inte", "annat",
    ),
}  # fmt: skip
INDEX = (
    ("uq_bestallningar_aktiv", ["kommunkod", "arende_id", "utforare_id"], AKTIV),
    ("uq_bestallningar_efterfoljare", ["kommunkod", "foregaende_id"], AKTIV),
    ("ix_bestallningar_kedja", ["kommunkod", "kedja_id", "id"], None),
)


def pa_postgresql() -> bool:
    """With short locks."""
    if op.get_context().dialect.name != "postgresql":
        return False
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    return True


def tid(namn: str, *, nullable: bool = True) -> sa.Column:
    """An instant."""
    return sa.Column(namn, sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=nullable)


def lista(namn: str, *, nullable: bool = True) -> sa.Column:
    """A list as JSON."""
    return sa.Column(namn, sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=nullable)


def kolumner() -> tuple[sa.Column, ...]:
    """What an order has besides; the version before writes orders without them."""
    return (
        lista("reservutforare"),
        sa.Column("erbjud_nasta", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("kedja_id", sa.Uuid(), nullable=True),
        sa.Column("foregaende_id", sa.Uuid(), nullable=True),
        sa.Column("tar_over", sa.Date(), nullable=True),
        lista("foljer_med"),
        sa.Column("flyttas", sa.Date(), nullable=True),
        sa.Column("paus_till", sa.Date(), nullable=True),
        tid("stangd"),
        sa.Column("stangd_fran", sa.Text(), nullable=True),
        tid("ateroppnad"),
        tid("slutanteckning"),
        sa.Column("slutanteckning_text", sa.Text(), nullable=True),
    )


def upgrade() -> None:
    """Apply."""
    postgres = pa_postgresql()
    byt_villkor(
        "bestallningar", "ck_bestallningar_status", ord_i("status", STATUS), ord_i("status", STATUS + NY_STATUS)
    )
    for kolumn in kolumner():
        op.add_column("bestallningar", kolumn)
    for namn, varden in ORD.items():
        villkor = f'CONSTRAINT "ck_bestallningar_{namn}" CHECK ({ord_i(namn, varden)})'
        op.execute(f"ALTER TABLE bestallningar ADD COLUMN {namn} TEXT {villkor}")
    op.create_table(
        "overlamnade_underlag",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("delad_med", sa.Uuid(), nullable=True),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("bestallning_id", sa.Uuid(), nullable=False),
        sa.Column("slag", sa.Text(), nullable=False),
        lista("innehall", nullable=False),
        tid("skapad", nullable=False),
        sa.CheckConstraint("slag IN ('plan', 'matningar', 'rapporter')", name=op.f("ck_overlamnade_underlag_slag")),
        sa.ForeignKeyConstraint(
            ["kommunkod", "bestallning_id"],
            ["bestallningar.kommunkod", "bestallningar.id"],
            name=op.f("fk_overlamnade_underlag_kommunkod_bestallning_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_overlamnade_underlag")),
        sa.UniqueConstraint(
            "kommunkod", "bestallning_id", "slag", name=op.f("uq_overlamnade_underlag_kommunkod_bestallning_id_slag")
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_overlamnade_underlag_bestallning", "overlamnade_underlag", ["kommunkod", "bestallning_id", "id"]
    )
    if postgres:
        for sats in radskydd("overlamnade_underlag"):
            op.execute(sats)
    index()


def radskydd(tabell: str) -> tuple[str, ...]:
    """The policies of a table that is shared with an utförare; rows are only ever added."""
    return (
        f"ALTER TABLE {tabell} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {tabell} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY isolering ON {tabell} USING ({VILLKOR}) WITH CHECK ({VILLKOR})",
        f"GRANT SELECT, INSERT ON {tabell} TO stegvis_app",
    )


def index() -> None:
    """One active order per person and utförare, one live successor per order, and the way through a chain.

    In the transaction of the rest, so that nothing is half done where two active orders already stand. It reads
    the orders once; those who write them wait that long, at most the time-outs above.
    """
    for namn, kolumnerna, villkor in INDEX:
        slag, vilka = ("UNIQUE INDEX", f" WHERE {villkor}") if villkor else ("INDEX", "")
        sats = f"CREATE {slag} {namn} ON bestallningar ({', '.join(kolumnerna)}){vilka}"
        op.execute(f"-- squawk-ignore require-concurrent-index-creation\n{sats}")


def downgrade() -> None:
    """Take back; orders in a state that the version before does not know must not be there."""
    pa_postgresql()
    for namn, _, _ in INDEX:
        op.drop_index(namn, table_name="bestallningar")
    op.drop_index("ix_overlamnade_underlag_bestallning", table_name="overlamnade_underlag")
    op.drop_table("overlamnade_underlag")
    for namn in (*reversed(ORD), *(k.name for k in reversed(kolumner()))):
        op.drop_column("bestallningar", namn)
    byt_villkor(
        "bestallningar", "ck_bestallningar_status", ord_i("status", STATUS + NY_STATUS), ord_i("status", STATUS)
    )
