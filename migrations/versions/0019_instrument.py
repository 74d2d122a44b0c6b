"""Instruments: the versions that a nämnd writes itself, and which of them a measurement was made with."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0019"
down_revision: str | None = "0018"
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
PUBLIKT = f"CASE {PART} WHEN 'utforare' THEN {KOMMUN} AND publik ELSE false END"
UTKAST, PUBLICERAD = "status = 'utkast'", "status = 'publicerad'"


def radskydd() -> Iterator[str]:
    """A nämnd's own; to any utförare of the kommun what has been published."""
    yield "ALTER TABLE instrumentversioner ENABLE ROW LEVEL SECURITY"
    yield "ALTER TABLE instrumentversioner FORCE ROW LEVEL SECURITY"
    yield f"CREATE POLICY isolering ON instrumentversioner USING ({VILLKOR}) WITH CHECK ({VILLKOR})"
    yield f"CREATE POLICY lasning ON instrumentversioner FOR SELECT USING ({PUBLIKT})"
    yield "GRANT SELECT, INSERT, UPDATE ON instrumentversioner TO stegvis_app"


def tid(namn: str, *, nullable: bool) -> sa.Column:
    """A point in time."""
    return sa.Column(namn, sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=nullable)


def _tider() -> bool:
    """Whether this is PostgreSQL, where nobody is made to wait."""
    if op.get_context().dialect.name != "postgresql":
        return False
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    return True


def instrumentversioner() -> None:
    """The table and its keys."""
    op.create_table(
        "instrumentversioner",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("delad_med", sa.Uuid(), nullable=True),
        sa.Column("publik", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kod", sa.Text(), nullable=False),
        sa.Column("nummer", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("namn", sa.Text(), nullable=False),
        sa.Column("agare", sa.Text(), nullable=False),
        sa.Column("kalla", sa.Text(), nullable=False),
        sa.Column("innehall", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("kontrollsumma", sa.Text(), nullable=True),
        tid("skapad", nullable=False),
        sa.Column("skapad_av", sa.Text(), nullable=False),
        tid("publicerad", nullable=True),
        sa.Column("publicerad_av", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "status IN ('utkast', 'publicerad', 'ersatt', 'kastad')", name=op.f("ck_instrumentversioner_status")
        ),
        sa.CheckConstraint("nummer > 0", name=op.f("ck_instrumentversioner_nummer")),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_instrumentversioner")),
        sa.UniqueConstraint(
            "kommunkod", "namnd_id", "kod", "nummer", name=op.f("uq_instrumentversioner_kommunkod_namnd_id_kod_nummer")
        ),
        sqlite_strict=True,
    )
    for namn, villkor in (("utkast", UTKAST), ("publicerad", PUBLICERAD)):
        op.create_index(
            f"uq_instrumentversioner_{namn}",
            "instrumentversioner",
            ["kommunkod", "namnd_id", "kod"],
            unique=True,
            sqlite_where=sa.text(villkor),
            postgresql_where=sa.text(villkor),
        )


def upgrade() -> None:
    """Apply."""
    ar_postgresql = _tider()
    instrumentversioner()
    op.add_column("matningar", sa.Column("egen_version_id", sa.Uuid(), nullable=True))
    if ar_postgresql:
        for sats in radskydd():
            op.execute(sats)


def downgrade() -> None:
    """Take back."""
    _tider()
    op.drop_column("matningar", "egen_version_id")
    op.drop_table("instrumentversioner")
