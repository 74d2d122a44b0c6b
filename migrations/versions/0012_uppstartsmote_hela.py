"""Uppstartsmöte: absence and its judgement, interpreter, protected place; when a vägledare is taken; calendar feeds."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Row security as it was when this migration was written.
PART = "(SELECT current_setting('stegvis.part', true))"
KOMMUN = "kommunkod = (SELECT current_setting('stegvis.kommunkod', true))"
NAMND = "namnd_id::text = (SELECT current_setting('stegvis.namnd', true))"
DELAD = "delad_med::text = (SELECT current_setting('stegvis.organisation', true))"
NAMNDENS = f"CASE {PART} WHEN 'kommun' THEN {KOMMUN} AND {NAMND} WHEN 'system' THEN true ELSE false END"
DELADE = (
    f"CASE {PART} WHEN 'kommun' THEN {KOMMUN} AND {NAMND} WHEN 'utforare' THEN {KOMMUN} AND {DELAD} "
    "WHEN 'system' THEN true ELSE false END"
)
# vagledartider is open to every party: it tells that a vägledare is taken, never by what.
TAGNA = """
    INSERT INTO vagledartider (id, organisation_id, vagledare, borjar, slutar, galler)
    SELECT t.id, m.delad_med, m.vagledare, t.borjar, t.slutar, {sant}
    FROM motestider t JOIN uppstartsmoten m ON m.kommunkod = t.kommunkod AND m.id = t.mote_id
    WHERE t.status IN ('bokad', 'hallen') AND m.delad_med IS NOT NULL AND m.vagledare IS NOT NULL
"""


def radskydd(tabell: str, villkor: str, ratter: str) -> Iterator[str]:
    """The policies of one table."""
    yield f"ALTER TABLE {tabell} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {tabell} FORCE ROW LEVEL SECURITY"
    yield f"CREATE POLICY isolering ON {tabell} USING ({villkor}) WITH CHECK ({villkor})"
    yield f"GRANT {ratter} ON {tabell} TO stegvis_app"


def tid(namn: str, *, nullable: bool = False) -> sa.Column:
    """An instant."""
    return sa.Column(namn, sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=nullable)


def upgrade() -> None:
    """Apply."""
    pa_postgresql = op.get_context().dialect.name == "postgresql"
    if pa_postgresql:
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    # The version before writes times without it.
    op.add_column("motestider", sa.Column("skyddad_plats", sa.Boolean(), server_default=sa.false(), nullable=False))
    for namn in ("tolk_bestalld", "tolk_avbokad"):
        op.add_column("motestider", tid(namn, nullable=True))
        op.add_column("motestider", sa.Column(f"{namn}_av", sa.Text(), nullable=True))
    for namn in ("franvaro_skal", "redogorelse", "redogorelse_noterad_av"):
        op.add_column("kallelser", sa.Column(namn, sa.Text(), nullable=True))
    op.add_column("kallelser", tid("redogorelse_noterad", nullable=True))
    franvaroprovningar()
    vagledartider()
    kalendrar()
    if pa_postgresql:
        for sats in radskydd("franvaroprovningar", NAMNDENS, "SELECT, INSERT"):
            op.execute(sats)
        for sats in radskydd("kalendrar", DELADE, "SELECT, INSERT, UPDATE"):
            op.execute(sats)
        op.execute("GRANT SELECT, INSERT, UPDATE ON vagledartider TO stegvis_app")
        # The rows are those of every kommun, which only the system sees.
        op.execute("SELECT set_config('stegvis.part', 'system', true)")
    op.execute(TAGNA.format(sant="true" if pa_postgresql else "1"))


def franvaroprovningar() -> None:
    """How the nämnd judged an absence; for the nämnd alone."""
    op.create_table(
        "franvaroprovningar",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("mote_id", sa.Uuid(), nullable=False),
        sa.Column("tid_nummer", sa.Integer(), nullable=False),
        sa.Column("bedomning", sa.Text(), nullable=False),
        sa.Column("motivering", sa.Text(), nullable=False),
        tid("bedomd"),
        sa.Column("bedomd_av", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "bedomning IN ('godtagbart_skal', 'inget_godtagbart_skal')", name=op.f("ck_franvaroprovningar_bedomning")
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "mote_id"],
            ["uppstartsmoten.kommunkod", "uppstartsmoten.id"],
            name=op.f("fk_franvaroprovningar_kommunkod_mote_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_franvaroprovningar")),
        sqlite_strict=True,
    )
    op.create_index("ix_franvaroprovningar_mote", "franvaroprovningar", ["kommunkod", "mote_id", "id"], unique=False)


def vagledartider() -> None:
    """When a vägledare is taken."""
    op.create_table(
        "vagledartider",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("vagledare", sa.Text(), nullable=False),
        tid("borjar"),
        tid("slutar"),
        sa.Column("galler", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vagledartider")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_vagledartider_vagledare", "vagledartider", ["organisation_id", "vagledare", "slutar"], unique=False
    )


def kalendrar() -> None:
    """Addresses that calendars subscribe by; the secret itself is nowhere."""
    op.create_table(
        "kalendrar",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("delad_med", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("hemkommun", sa.Text(), nullable=True),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("roll", sa.Text(), nullable=False),
        sa.Column("namn", sa.Text(), nullable=False),
        sa.Column("avtryck", sa.LargeBinary(), nullable=False),
        tid("skapad"),
        tid("adress_fran"),
        sa.CheckConstraint("status IN ('aktiv', 'aterkallad')", name=op.f("ck_kalendrar_status")),
        sa.CheckConstraint("roll IN ('handlaggare', 'vagledare')", name=op.f("ck_kalendrar_roll")),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_kalendrar")),
        sqlite_strict=True,
    )
    op.create_index("ix_kalendrar_avtryck", "kalendrar", ["avtryck"], unique=True)
    op.create_index("ix_kalendrar_person", "kalendrar", ["kommunkod", "organisation_id", "person", "id"], unique=False)


def downgrade() -> None:
    """Take back."""
    if op.get_context().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    for index, tabell in (
        ("ix_kalendrar_person", "kalendrar"),
        ("ix_kalendrar_avtryck", "kalendrar"),
        ("ix_vagledartider_vagledare", "vagledartider"),
        ("ix_franvaroprovningar_mote", "franvaroprovningar"),
    ):
        op.drop_index(index, table_name=tabell)
    for tabell in ("kalendrar", "vagledartider", "franvaroprovningar"):
        op.drop_table(tabell)
    for namn in ("redogorelse_noterad", "redogorelse_noterad_av", "redogorelse", "franvaro_skal"):
        op.drop_column("kallelser", namn)
    for namn in ("tolk_avbokad_av", "tolk_avbokad", "tolk_bestalld_av", "tolk_bestalld", "skyddad_plats"):
        op.drop_column("motestider", namn)
