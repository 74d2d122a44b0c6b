"""Avvikelser, the accounts of the persons, what is handed over and what the kommun answers; the avtal's pattern."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0017"
down_revision: str | None = "0016"
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
NAMNDENS = f"CASE {PART} WHEN 'kommun' THEN {KOMMUN} AND {NAMND} WHEN 'system' THEN true ELSE false END"
TABELLER = (
    ("avvikelser", DELAD, "SELECT, INSERT, UPDATE"),
    ("redogorelser", DELAD, "SELECT, INSERT"),
    ("avvikelseunderlag", DELAD, "SELECT, INSERT"),
    ("avvikelsebesked", NAMNDENS, "SELECT, INSERT"),
)
BESKED = "'ingen_atgard', 'samtal', 'ny_planering', 'andrad_insats', 'utredning_inleds'"
PER_NAMND = {"lista": [], "status": ["status"], "handlaggare": ["handlaggare"]}
PER_UTFORARE = {"utforare": [], "utforare_status": ["status"], "vagledare": ["vagledare"]}


def radskydd(tabell: str, villkor: str, ratter: str) -> Iterator[str]:
    """The policies of one table."""
    yield f"ALTER TABLE {tabell} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {tabell} FORCE ROW LEVEL SECURITY"
    yield f"CREATE POLICY isolering ON {tabell} USING ({villkor}) WITH CHECK ({villkor})"
    yield f"GRANT {ratter} ON {tabell} TO stegvis_app"


def tid(namn: str, *, nullable: bool = False) -> sa.Column:
    """An instant."""
    return sa.Column(namn, sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=nullable)


def json(namn: str) -> sa.Column:
    """A document."""
    return sa.Column(namn, sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False)


def agare(*, delad: bool) -> Iterator[sa.Column]:
    """Whose a row is."""
    yield sa.Column("kommunkod", sa.Text(), nullable=False)
    yield sa.Column("id", sa.Uuid(), nullable=False)
    yield sa.Column("namnd_id", sa.Uuid(), nullable=False)
    if delad:
        yield sa.Column("delad_med", sa.Uuid(), nullable=True)


def monster() -> None:
    """What the avtal calls a pattern."""
    op.add_column("avtal", sa.Column("avvikelse_antal", sa.Integer(), nullable=False, server_default="2"))
    op.add_column("avtal", sa.Column("avvikelse_dagar", sa.Integer(), nullable=False, server_default="14"))
    op.add_column("avtal", sa.Column("avvikelse_minuter", sa.Boolean(), nullable=False, server_default=sa.false()))


def avvikelser() -> None:
    """The avvikelser."""
    op.create_table(
        "avvikelser",
        *agare(delad=True),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("bestallning_id", sa.Uuid(), nullable=False),
        sa.Column("kalla", sa.Text(), nullable=False),
        sa.Column("nyckel", sa.Uuid(), nullable=True),
        sa.Column("sort", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        json("tillfallen"),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("atgard", sa.Text(), nullable=True),
        sa.Column("ansvarig", sa.Text(), nullable=True),
        sa.Column("uppfoljning", sa.Date(), nullable=True),
        sa.Column("rord", sa.Boolean(), nullable=False),
        tid("upphort", nullable=True),
        sa.Column("antal_redogorelser", sa.Integer(), nullable=False),
        sa.Column("antal_underlag", sa.Integer(), nullable=False),
        sa.Column("antal_besked", sa.Integer(), nullable=False),
        sa.Column("besked", sa.Text(), nullable=True),
        sa.Column("svar", sa.Text(), nullable=True),
        tid("skapad"),
        sa.Column("skyddad", sa.Boolean(), nullable=False),
        sa.Column("handlaggare", sa.Text(), nullable=False),
        sa.Column("vagledare", sa.Text(), nullable=True),
        sa.Column("mottagare", sa.Text(), nullable=True),
        sa.Column("ratt_tom", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status IN ('oppen', 'hos_kommun', 'atgardad', 'stangd', 'bortfallen')", name=op.f("ck_avvikelser_status")
        ),
        sa.CheckConstraint(
            "sort IN ('franvaro', 'sen_ankomst', 'plan_foljs_inte', 'planstatus', 'annat')",
            name=op.f("ck_avvikelser_sort"),
        ),
        sa.CheckConstraint("kalla IN ('monster', 'manuell')", name=op.f("ck_avvikelser_kalla")),
        sa.CheckConstraint(
            "ansvarig IN ('individ', 'vagledare', 'samordnare', 'handlaggare')", name=op.f("ck_avvikelser_ansvarig")
        ),
        sa.CheckConstraint(f"besked IN ({BESKED})", name=op.f("ck_avvikelser_besked")),
        sa.CheckConstraint("(kalla = 'monster') = (nyckel IS NOT NULL)", name=op.f("ck_avvikelser_nyckel")),
        sa.ForeignKeyConstraint(
            ["kommunkod", "bestallning_id"],
            ["bestallningar.kommunkod", "bestallningar.id"],
            name=op.f("fk_avvikelser_kommunkod_bestallning_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_avvikelser")),
        sa.UniqueConstraint(
            "kommunkod", "bestallning_id", "nyckel", name=op.f("uq_avvikelser_kommunkod_bestallning_id_nyckel")
        ),
        sqlite_strict=True,
    )


def index() -> None:
    """What the lists are read from."""
    op.create_index("ix_avvikelser_bestallning", "avvikelser", ["kommunkod", "bestallning_id", "id"])
    op.create_index("ix_avvikelser_arende", "avvikelser", ["kommunkod", "arende_id", "id"])
    namnd = {**PER_NAMND, "handlaggare_status": ["handlaggare", "status"]}
    utforare = {**PER_UTFORARE, "vagledare_status": ["vagledare", "status"]}
    for agarkolumn, vilka in (("namnd_id", namnd), ("delad_med", utforare)):
        for namn, kolumner in vilka.items():
            op.create_index(f"ix_avvikelser_{namn}", "avvikelser", ["kommunkod", agarkolumn, *kolumner, "id"])


def del_av(tabell: str, *kolumner: sa.Column | sa.CheckConstraint, delad: bool) -> None:
    """A table of what belongs to an avvikelse, numbered from 1."""
    op.create_table(
        tabell,
        *agare(delad=delad),
        sa.Column("avvikelse_id", sa.Uuid(), nullable=False),
        sa.Column("nummer", sa.Integer(), nullable=False),
        *kolumner,
        sa.ForeignKeyConstraint(
            ["kommunkod", "avvikelse_id"],
            ["avvikelser.kommunkod", "avvikelser.id"],
            name=op.f(f"fk_{tabell}_kommunkod_avvikelse_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f(f"pk_{tabell}")),
        sa.UniqueConstraint(
            "kommunkod", "avvikelse_id", "nummer", name=op.f(f"uq_{tabell}_kommunkod_avvikelse_id_nummer")
        ),
        sqlite_strict=True,
    )


def delar() -> None:
    """Accounts, what was handed over, answers."""
    del_av(
        "redogorelser",
        sa.Column("hord", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("datum", sa.Date(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        tid("registrerad"),
        delad=True,
    )
    del_av(
        "avvikelseunderlag",
        json("innehall"),
        sa.Column("kontrollsumma", sa.Text(), nullable=False),
        tid("lamnat"),
        sa.Column("person", sa.Text(), nullable=False),
        delad=True,
    )
    del_av(
        "avvikelsebesked",
        sa.Column("kod", sa.Text(), nullable=False),
        sa.Column("svar", sa.Text(), nullable=True),
        sa.Column("motivering", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        tid("tid"),
        sa.CheckConstraint(f"kod IN ({BESKED})", name=op.f("ck_avvikelsebesked_kod")),
        delad=False,
    )


def upgrade() -> None:
    """Apply."""
    pa_postgresql = op.get_context().dialect.name == "postgresql"
    if pa_postgresql:
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    monster()
    avvikelser()
    index()
    delar()
    if pa_postgresql:
        for tabell, villkor, ratter in TABELLER:
            for sats in radskydd(tabell, villkor, ratter):
                op.execute(sats)


def downgrade() -> None:
    """Take back."""
    for tabell, _, _ in reversed(TABELLER):
        op.drop_table(tabell)
    for kolumn in ("avvikelse_minuter", "avvikelse_dagar", "avvikelse_antal"):
        op.drop_column("avtal", kolumn)
