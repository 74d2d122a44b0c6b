"""Händelseflödet: one numbered log for each receiving organisation.

What has happened before goes into the logs too, in order: nobody has read them yet, and a receiver that begins at
number 1 can build its own picture from the log alone. A column with a constant default rewrites nothing; the index
of what waits holds every old händelse until the service has taken them, some hundred at a time.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0027"
down_revision: str | None = "0026"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


# Row security as it was when this migration was written.
PART = "(SELECT current_setting('stegvis.part', true))"
KOMMUN = "kommunkod = (SELECT current_setting('stegvis.kommunkod', true))"
NAMND = "mottagare_id::text = (SELECT current_setting('stegvis.namnd', true))"
ORGANISATION = "mottagare_id::text = (SELECT current_setting('stegvis.organisation', true))"
VILLKOR = (
    f"CASE {PART} WHEN 'kommun' THEN {KOMMUN} AND {NAMND} WHEN 'utforare' THEN {KOMMUN} AND {ORGANISATION} "
    "WHEN 'system' THEN true ELSE false END"
)
SYSTEM = f"{PART} = 'system'"


def lopnummer() -> sa.types.TypeEngine[int]:
    """A number that never runs out; SQLite's integers are of any size."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def stang() -> None:
    """Close the logs to everyone but their receiver and the service itself; posts are only ever added."""
    for tabell, ratter in (("flodesposter", "SELECT, INSERT"), ("flodeshuvuden", "SELECT, INSERT, UPDATE")):
        op.execute(f"ALTER TABLE {tabell} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {tabell} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY isolering ON {tabell} USING ({VILLKOR}) WITH CHECK ({VILLKOR})")
        op.execute(f"GRANT {ratter} ON {tabell} TO stegvis_app")
    op.execute("ALTER TABLE flodesvakt ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE flodesvakt FORCE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY lasning ON flodesvakt FOR SELECT USING (true)")
    op.execute(f"CREATE POLICY tillagg ON flodesvakt FOR INSERT WITH CHECK ({KOMMUN} OR {SYSTEM})")
    op.execute(f"CREATE POLICY andring ON flodesvakt FOR UPDATE USING ({KOMMUN} OR {SYSTEM})")
    op.execute("GRANT SELECT, INSERT, UPDATE ON flodesvakt TO stegvis_app")
    op.execute("GRANT UPDATE (flodad) ON handelser TO stegvis_app")


def flodet() -> None:
    """The logs, their heads, and the row that is held by whoever gives numbers."""
    op.create_table(
        "flodesposter",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("mottagare_id", sa.Uuid(), nullable=False),
        sa.Column("nummer", lopnummer(), autoincrement=False, nullable=False),
        sa.Column("handelse_id", sa.Uuid(), nullable=False),
        sa.Column("tid", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("galler_kommun", sa.Text(), nullable=False),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("objekttyp", sa.Text(), nullable=False),
        sa.Column("objekt_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("typ", sa.Text(), nullable=False),
        sa.Column("amne", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kommunkod", "mottagare_id", "nummer", name=op.f("pk_flodesposter")),
        sa.UniqueConstraint(
            "kommunkod", "mottagare_id", "handelse_id", name=op.f("uq_flodesposter_kommunkod_mottagare_id_handelse_id")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "flodeshuvuden",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("mottagare_id", sa.Uuid(), nullable=False),
        sa.Column("senaste", lopnummer(), nullable=False),
        sa.PrimaryKeyConstraint("kommunkod", "mottagare_id", name=op.f("pk_flodeshuvuden")),
        sqlite_strict=True,
    )
    op.create_table(
        "flodesvakt",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kommunkod", name=op.f("pk_flodesvakt")),
        sqlite_strict=True,
    )
    op.execute("INSERT INTO flodesvakt (kommunkod) VALUES ('0000')")


def upgrade() -> None:
    """Apply."""
    postgres = op.get_context().dialect.name == "postgresql"
    if postgres:
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    op.add_column("handelser", sa.Column("flodad", sa.Boolean(), server_default=sa.false(), nullable=False))
    villkor = "NOT flodad" if postgres else "flodad = 0"
    index = f"CREATE INDEX ix_handelser_att_floda ON handelser (id) WHERE {villkor}"
    op.execute(f"-- squawk-ignore require-concurrent-index-creation\n{index}" if postgres else index)
    flodet()
    if postgres:
        stang()


def downgrade() -> None:
    """Take back."""
    for tabell in ("flodesvakt", "flodeshuvuden", "flodesposter"):
        op.drop_table(tabell)
    op.drop_index("ix_handelser_att_floda", table_name="handelser")
    op.drop_column("handelser", "flodad")
