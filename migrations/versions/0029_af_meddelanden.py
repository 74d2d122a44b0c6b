"""More messages to Arbetsförmedlingen: deviations, questions of fact, the package for SDK."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from migrations.villkor import byt_villkor, ord_i

revision: str = "0029"
down_revision: str | None = "0028"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Row security as it was when this migration was written.
PART = "(SELECT current_setting('stegvis.part', true))"
KOMMUN = "kommunkod = (SELECT current_setting('stegvis.kommunkod', true))"
NAMND = "namnd_id::text = (SELECT current_setting('stegvis.namnd', true))"
VILLKOR = f"CASE {PART} WHEN 'kommun' THEN {KOMMUN} AND {NAMND} WHEN 'system' THEN true ELSE false END"

# Table, column, what it held before, what it may hold as well.
ORD = (
    ("overlamningar", "skede", ("start", "andring", "slut"), ("avvikelse",)),
    (
        "overlamningar", "status", ("utkast", "i_ko", "sand", "kvitterad", "avvisad", "manuellt_overlamnad"),
        ("aterkallad",),
    ),
    ("samrad", "kanal", ("api", "telefon", "af_webb", "sdk", "brev", "mote"), ("manuell",)),
    ("samrad", "leverans", ("ingen", "i_ko", "sand", "mottagen", "parkerad", "avvisad"), ("att_lamna",)),
    (
        "bevakningar", "sort",
        (
            "kommunicering_svar", "overklagandetid", "delgivning", "samrad_svar", "underrattelse_af", "ej_paborjat",
            "bestallning_mottagande", "bestallning_svar", "mote_bokning", "mote_genomforande", "bedomning_avvaktan",
            "bedomning_utkast", "plan_godkannande", "rapport_inlamning", "rapport_godkannande", "overlamning_utkast",
            "overlamning_kvittens", "meddelande_af", "timmar_andras", "omprovning", "beslut_senast", "riktalder",
            "fk_svar", "bestallning_flytt", "slutredovisning", "forslag_svar", "mote_uppfoljning", "narvaro_inlamning",
            "narvaro_rattad", "avvikelse_beslut", "avvikelse_uppfoljning", "plats_erbjuden", "meddelande_olast",
            "bestallning_utforare", "bestallning_paus", "plan_eskalering", "matning_senast", "rapport_senast",
            "slutrapport_inlamning", "slutrapport_godkannande",
        ),
        ("overlamning_inaktuell", "skydd_hos_af"),
    ),
)  # fmt: skip


def tid() -> sa.types.TypeEngine[object]:
    """An instant: text on SQLite."""
    return sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Apply."""
    postgresql = op.get_context().dialect.name == "postgresql"
    if postgresql:
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    for tabell, kolumn, fore, nya in ORD:
        byt_villkor(tabell, f"ck_{tabell}_{kolumn}", ord_i(kolumn, fore), ord_i(kolumn, fore + nya))
    _overlamningar()
    _samrad()
    _avvikelser()
    _afuppgifter()
    if postgresql:
        op.execute("ALTER TABLE afuppgifter ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE afuppgifter FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY isolering ON afuppgifter USING ({VILLKOR}) WITH CHECK ({VILLKOR})")
        op.execute("GRANT SELECT, INSERT, UPDATE ON afuppgifter TO stegvis_app")


def _overlamningar() -> None:
    op.add_column("overlamningar", sa.Column("tillfalle_id", sa.Uuid(), nullable=True))
    op.add_column("overlamningar", sa.Column("inaktuell", tid(), nullable=True))
    op.add_column("overlamningar", sa.Column("skal", sa.Text(), nullable=True))
    op.create_index("ix_overlamningar_tillfalle", "overlamningar", ["kommunkod", "tillfalle_id"])


def _samrad() -> None:
    op.add_column("samrad", sa.Column("overlamnad_datum", sa.Date(), nullable=True))
    op.add_column("samrad", sa.Column("overlamnad_av", sa.Text(), nullable=True))
    op.add_column("samrad", sa.Column("kvittensnummer", sa.Text(), nullable=True))
    op.add_column("samrad", sa.Column("skydd_hos_af", sa.Boolean(), nullable=False, server_default=sa.false()))


def _avvikelser() -> None:
    op.add_column("avvikelser", sa.Column("nytt_underlag", sa.Boolean(), nullable=False, server_default=sa.false()))
    nytt = sa.text("nytt_underlag")
    op.create_index(
        "ix_avvikelser_nytt_underlag", "avvikelser", ["kommunkod", "id"], sqlite_where=nytt, postgresql_where=nytt
    )


def _afuppgifter() -> None:
    grunder = "grund IN ('uppgiftsskyldighet', 'samtycke', 'nodvandigt', 'partsinsyn')"
    op.create_table(
        "afuppgifter",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("slag", sa.Text(), nullable=False),
        sa.Column("skapad", tid(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("grund", sa.Text(), nullable=False),
        sa.Column("lagrum", sa.Text(), nullable=False),
        sa.Column("besvarad", tid(), nullable=True),
        sa.Column("svar_forseglat", sa.LargeBinary(), nullable=True),
        sa.Column("skydd_hos_af", sa.Boolean(), nullable=False),
        sa.Column("af_felkod", sa.Text(), nullable=True),
        sa.Column("af_fel_id", sa.Text(), nullable=True),
        sa.Column("af_sparnings_id", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "status IN ('begard', 'besvarad', 'avvisad', 'aterkallad')", name=op.f("ck_afuppgifter_status")
        ),
        sa.CheckConstraint("slag IN ('inskrivningsuppgifter', 'genomforanden')", name=op.f("ck_afuppgifter_slag")),
        sa.CheckConstraint(grunder, name=op.f("ck_afuppgifter_grund")),
        sa.ForeignKeyConstraint(
            ["kommunkod", "arende_id"],
            ["arenden.kommunkod", "arenden.id"],
            name=op.f("fk_afuppgifter_kommunkod_arende_id_arenden"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_afuppgifter")),
        sqlite_strict=True,
    )
    op.create_index("ix_afuppgifter_arende", "afuppgifter", ["kommunkod", "arende_id", "id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("afuppgifter")
    op.drop_index("ix_avvikelser_nytt_underlag", table_name="avvikelser")
    op.drop_column("avvikelser", "nytt_underlag")
    for kolumn in ("skydd_hos_af", "kvittensnummer", "overlamnad_av", "overlamnad_datum"):
        op.drop_column("samrad", kolumn)
    op.drop_index("ix_overlamningar_tillfalle", table_name="overlamningar")
    for kolumn in ("skal", "inaktuell", "tillfalle_id"):
        op.drop_column("overlamningar", kolumn)
    for tabell, kolumn, fore, nya in ORD:
        byt_villkor(tabell, f"ck_{tabell}_{kolumn}", ord_i(kolumn, fore + nya), ord_i(kolumn, fore))
