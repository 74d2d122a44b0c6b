"""Utkorgen: several receivers, each with its own order and its state, and messages whose answer is missing."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from migrations.ombyggnad import bygg_om
from migrations.villkor import byt_villkor, ord_i

revision: str = "0026"
down_revision: str | None = "0025"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

INGEN = "00000000-0000-0000-0000-000000000000"
FORE = ("koad", "kvitterad", "parkerad", "aterkallad")
EFTER = ("koad", "skickad", "kvitterad", "parkerad", "aterkallad")
NUMMER_FORE = ("uq_utkorg_kommunkod_arende_id_lopnummer", "kommunkod, arende_id, lopnummer")
NUMMER_EFTER = ("uq_utkorg_lopnummer", "kommunkod, arende_id, mottagare, mottagare_id, lopnummer")
OFARDIG = sa.text("status IN ('koad', 'skickad', 'parkerad')")

# Row security as it was when this migration was written.
KOMMUN = "kommunkod = (SELECT current_setting('stegvis.kommunkod', true))"
SYSTEM = "(SELECT current_setting('stegvis.part', true)) = 'system'"


def tid(namn: str) -> sa.Column[object]:
    """An instant or nothing: text on SQLite."""
    return sa.Column(namn, sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=True)


def antal(namn: str) -> sa.Column[int]:
    """A count."""
    return sa.Column(namn, sa.Integer(), server_default=sa.text("0"), nullable=False)


def pa_postgresql() -> bool:
    """Which of the two databases."""
    return op.get_context().dialect.name == "postgresql"


def mottagarlagen() -> None:
    """How each receiver is: read by all, written by the service itself."""
    op.create_table(
        "mottagarlagen",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("mottagare", sa.Text(), nullable=False),
        sa.Column("mottagare_id", sa.Uuid(), nullable=False),
        antal("fel_i_rad"),
        sa.Column("senaste_fel", sa.Text(), nullable=True),
        tid("nere_sedan"),
        tid("stangt_till"),
        sa.Column("platser", sa.Integer(), nullable=True),
        tid("senast_hord"),
        tid("senast_tyst"),
        antal("kvitterade"),
        antal("avvisade"),
        antal("uteblivna"),
        sa.PrimaryKeyConstraint("kommunkod", "mottagare", "mottagare_id", name=op.f("pk_mottagarlagen")),
        sqlite_strict=True,
    )
    if pa_postgresql():
        op.execute("ALTER TABLE mottagarlagen ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE mottagarlagen FORCE ROW LEVEL SECURITY")
        op.execute("CREATE POLICY lasning ON mottagarlagen FOR SELECT USING (true)")
        op.execute(f"CREATE POLICY tillagg ON mottagarlagen FOR INSERT WITH CHECK ({KOMMUN} OR {SYSTEM})")
        op.execute(f"CREATE POLICY andring ON mottagarlagen FOR UPDATE USING ({KOMMUN} OR {SYSTEM})")
        op.execute("GRANT SELECT, INSERT, UPDATE ON mottagarlagen TO stegvis_app")


def byt(fran: tuple[tuple[str, ...], tuple[str, str]], till: tuple[tuple[str, ...], tuple[str, str]]) -> None:
    """Other statuses, and other columns that a running number is unique within."""
    (status_fore, nummer_fore), (status_efter, nummer_efter) = fran, till
    fore, efter = ord_i("status", status_fore), ord_i("status", status_efter)
    unikt_fore, unikt_efter = (f"CONSTRAINT {namn} UNIQUE ({kol})" for namn, kol in (nummer_fore, nummer_efter))
    if not pa_postgresql():
        bygg_om("utkorg", ((fore, efter), (unikt_fore, unikt_efter)))
        return
    byt_villkor("utkorg", "ck_utkorg_status", fore, efter)
    op.execute(f"-- squawk-ignore ban-drop-constraint\nALTER TABLE utkorg DROP CONSTRAINT {nummer_fore[0]}")
    # The outbox is short beside the rest, and the migration stands or falls together.
    op.execute(f"-- squawk-ignore disallowed-unique-constraint\nALTER TABLE utkorg ADD {unikt_efter}")


def upgrade() -> None:
    """Apply."""
    if pa_postgresql():
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    mottagarlagen()
    # The version before writes messages without them.
    op.add_column("utkorg", sa.Column("mottagare_id", sa.Uuid(), server_default=sa.text(ingen()), nullable=False))
    op.add_column("utkorg", sa.Column("radversion", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.add_column("utkorg", tid("senast_sand"))
    op.execute("-- squawk-ignore require-concurrent-index-deletion\nDROP INDEX ix_utkorg_att_sanda")
    byt((FORE, NUMMER_FORE), (EFTER, NUMMER_EFTER))
    kolumner = ["mottagare", "nasta_forsok", "id", "status"]
    op.create_index("ix_utkorg_att_sanda", "utkorg", kolumner, sqlite_where=OFARDIG, postgresql_where=OFARDIG)
    kolumner = ["kommunkod", "namnd_id", "status", "id"]
    op.create_index("ix_utkorg_lista", "utkorg", kolumner, sqlite_where=OFARDIG, postgresql_where=OFARDIG)


def ingen() -> str:
    """The id of a receiver that there is only one of, as each database writes it."""
    return f"'{INGEN}'" if pa_postgresql() else "'{}'".format(INGEN.replace("-", ""))


def downgrade() -> None:
    """Take back; messages to receivers that the version before does not know go with it."""
    op.drop_index("ix_utkorg_lista", table_name="utkorg")
    op.drop_index("ix_utkorg_att_sanda", table_name="utkorg")
    op.execute(f"DELETE FROM utkorg WHERE mottagare_id <> {ingen()}")
    op.execute("UPDATE utkorg SET status = 'koad' WHERE status = 'skickad'")
    byt((EFTER, NUMMER_EFTER), (FORE, NUMMER_FORE))
    for kolumn in ("senast_sand", "radversion", "mottagare_id"):
        op.drop_column("utkorg", kolumn)
    op.create_index("ix_utkorg_att_sanda", "utkorg", ["status", "nasta_forsok"])
    op.drop_table("mottagarlagen")
