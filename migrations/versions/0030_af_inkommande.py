"""What Arbetsförmedlingen tells: its own assessments (AK-16), and answers that are asked for again.

Events get a version and a history. An överlämning keeps AF's latest yes or no beside its latest word, a samråd when
it was last asked about.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from migrations.villkor import byt_villkor, ord_i

revision: str = "0030"
down_revision: str | None = "0029"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Row security as it was when this migration was written.
PART = "(SELECT current_setting('stegvis.part', true))"
KOMMUN = "kommunkod = (SELECT current_setting('stegvis.kommunkod', true))"
NAMND = "namnd_id::text = (SELECT current_setting('stegvis.namnd', true))"
VILLKOR = f"CASE {PART} WHEN 'kommun' THEN {KOMMUN} AND {NAMND} WHEN 'system' THEN true ELSE false END"

TOLKNINGAR = ("vantar", "verkan", "utan_verkan", "okand_referens", "otolkbar", "fel_person")
NYA_TOLKNINGAR = ("orimlig_tid", "annat_innehall", "avskriven")
SORTER = (
    "kommunicering_svar", "overklagandetid", "delgivning", "samrad_svar", "underrattelse_af", "ej_paborjat",
    "bestallning_mottagande", "bestallning_svar", "mote_bokning", "mote_genomforande", "bedomning_avvaktan",
    "bedomning_utkast", "plan_godkannande", "rapport_inlamning", "rapport_godkannande", "overlamning_utkast",
    "overlamning_kvittens", "meddelande_af", "timmar_andras", "omprovning", "beslut_senast", "riktalder", "fk_svar",
    "bestallning_flytt", "slutredovisning", "forslag_svar", "mote_uppfoljning", "narvaro_inlamning", "narvaro_rattad",
    "avvikelse_beslut", "avvikelse_uppfoljning", "plats_erbjuden", "meddelande_olast", "bestallning_utforare",
    "bestallning_paus", "plan_eskalering", "matning_senast", "rapport_senast", "slutrapport_inlamning",
    "slutrapport_godkannande", "overlamning_inaktuell", "skydd_hos_af",
)  # fmt: skip
NYA_SORTER = ("afbedomning", "afhandelse")
KOLUMNER = (
    ("samrad", "af_efterfragad", None),
    ("overlamningar", "af_besked", sa.Text()),
    ("overlamningar", "af_besked_tid", None),
)
# The first takes the place of the one on the outcome alone: the list is paged by id.
INDEX = (
    ("ix_af_handelser_utfall", "af_handelser", ("kommunkod", "namnd_id", "tolkning", "id")),
    ("ix_af_handelser_namnd", "af_handelser", ("kommunkod", "namnd_id", "id")),
    ("ix_samrad_obesvarade", "samrad", ("kommunkod", "leverans", "status")),
)


def tid() -> sa.types.TypeEngine[object]:
    """An instant: text on SQLite."""
    return sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def afbedomningar() -> None:
    """AF's own assessments."""
    op.create_table(
        "afbedomningar",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("skapad", tid(), nullable=False),
        sa.Column("kanal", sa.Text(), nullable=False),
        sa.Column("datum", sa.Date(), nullable=False),
        sa.Column("kod", sa.Text(), nullable=False),
        sa.Column("af_referens", sa.Text(), nullable=False),
        sa.Column("text_forseglad", sa.LargeBinary(), nullable=False),
        sa.Column("uppgiven_av", sa.Text(), nullable=True),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("stallningstagande", sa.Text(), nullable=True),
        sa.Column("atertagen_skal", sa.Text(), nullable=True),
        sa.CheckConstraint("status IN ('ny', 'last', 'hanterad', 'atertagen')", name=op.f("ck_afbedomningar_status")),
        sa.CheckConstraint("kanal IN ('api', 'manuell')", name=op.f("ck_afbedomningar_kanal")),
        sa.CheckConstraint("kod IN ('kan_omfattas', 'omfattas_inte')", name=op.f("ck_afbedomningar_kod")),
        sa.ForeignKeyConstraint(
            ["kommunkod", "arende_id"],
            ["arenden.kommunkod", "arenden.id"],
            name=op.f("fk_afbedomningar_kommunkod_arende_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_afbedomningar")),
        sqlite_strict=True,
    )
    op.create_index("ix_afbedomningar_arende", "afbedomningar", ["kommunkod", "arende_id", "id"])


def stang() -> None:
    """Close the table to everyone but its nämnd and the service itself."""
    op.execute("ALTER TABLE afbedomningar ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE afbedomningar FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY isolering ON afbedomningar USING ({VILLKOR}) WITH CHECK ({VILLKOR})")
    op.execute("GRANT SELECT, INSERT, UPDATE ON afbedomningar TO stegvis_app")


def villkor(fran: tuple[str, ...], till: tuple[str, ...], sorter: tuple[str, ...], dit: tuple[str, ...]) -> None:
    """What may come of an event, and what is watched."""
    byt_villkor("af_handelser", "ck_af_handelser_tolkning", ord_i("tolkning", fran), ord_i("tolkning", till))
    byt_villkor("bevakningar", "ck_bevakningar_sort", ord_i("sort", sorter), ord_i("sort", dit))


def _tidsgranser() -> bool:
    """Bound the locks on PostgreSQL; whether it is."""
    postgresql = op.get_context().dialect.name == "postgresql"
    if postgresql:
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    return postgresql


def upgrade() -> None:
    """Apply."""
    postgresql = _tidsgranser()
    afbedomningar()
    villkor(TOLKNINGAR, TOLKNINGAR + NYA_TOLKNINGAR, SORTER, SORTER + NYA_SORTER)
    for tabell, namn, typ in KOLUMNER:
        op.add_column(tabell, sa.Column(namn, typ or tid(), nullable=True))
    # The version before writes events without it.
    op.add_column("af_handelser", sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.execute("-- squawk-ignore require-concurrent-index-deletion\nDROP INDEX ix_af_handelser_tolkning")
    for namn, tabell, kolumner in INDEX:
        sats = f"CREATE INDEX {namn} ON {tabell} ({', '.join(kolumner)})"
        op.execute(f"-- squawk-ignore require-concurrent-index-creation\n{sats}")
    if postgresql:
        stang()


def downgrade() -> None:
    """Take back; events and tasks of kinds that the version before does not know must not be there."""
    _tidsgranser()
    for namn, tabell, _ in INDEX:
        op.drop_index(namn, table_name=tabell)
    op.create_index("ix_af_handelser_tolkning", "af_handelser", ["kommunkod", "namnd_id", "tolkning"])
    op.drop_column("af_handelser", "version")
    for tabell, namn, _ in reversed(KOLUMNER):
        op.drop_column(tabell, namn)
    villkor(TOLKNINGAR + NYA_TOLKNINGAR, TOLKNINGAR, SORTER + NYA_SORTER, SORTER)
    op.drop_table("afbedomningar")
