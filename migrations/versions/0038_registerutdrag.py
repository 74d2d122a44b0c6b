"""Registerutdrag with what they tell of, their content and what is hidden in it; the person's own views of records."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0038"
down_revision: str | None = "0037"
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
    ("registerutdrag", DELAD, "SELECT, INSERT, UPDATE"),
    ("registerutdragsarenden", DELAD, "SELECT, INSERT"),
    ("registerutdragsdelar", DELAD, "SELECT, INSERT, UPDATE"),
    ("registerutdragsdolda", DELAD, "SELECT, INSERT, UPDATE"),
    ("invandningar", NAMNDENS, "SELECT, INSERT, UPDATE"),
)
ATT_GORA = sa.text("status IN ('begart', 'framstalls')")
OBESVARAT = sa.text("status NOT IN ('utlamnat', 'avslaget')")


def radskydd(tabell: str, villkor: str, ratter: str) -> Iterator[str]:
    """The policies of one table."""
    yield f"ALTER TABLE {tabell} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {tabell} FORCE ROW LEVEL SECURITY"
    yield f"CREATE POLICY isolering ON {tabell} USING ({villkor}) WITH CHECK ({villkor})"
    yield f"GRANT {ratter} ON {tabell} TO stegvis_app"


def tid() -> sa.types.TypeEngine[object]:
    """An instant: text on SQLite."""
    return sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def utdraget() -> None:
    """The requests."""
    op.create_table(
        "registerutdrag",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("delad_med", sa.Uuid(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("skapad", tid(), nullable=False),
        sa.Column("arende_id", sa.Uuid(), nullable=True),
        sa.Column("personnummer_forseglat", sa.LargeBinary(), nullable=True),
        sa.Column("bestallning_id", sa.Uuid(), nullable=True),
        sa.Column("begart", sa.Date(), nullable=False),
        sa.Column("begart_av", sa.Text(), nullable=False),
        sa.Column("sokande", sa.Text(), nullable=False),
        sa.Column("identitet", sa.Text(), nullable=False),
        sa.Column("leveranssatt", sa.Text(), nullable=False),
        sa.Column("svar_senast", sa.Date(), nullable=False),
        sa.Column("forlangt", tid(), nullable=True),
        sa.Column("forlangt_skal", sa.Text(), nullable=True),
        sa.Column("utgava", sa.Integer(), nullable=False),
        sa.Column("markor", sa.Text(), nullable=True),
        sa.Column("antal_delar", sa.Integer(), nullable=False),
        sa.Column("antal_poster", sa.Integer(), nullable=False),
        sa.Column("framstallt", tid(), nullable=True),
        sa.Column("kontrollsumma", sa.Text(), nullable=True),
        sa.Column("utgar", sa.Date(), nullable=True),
        sa.Column("utgatt", tid(), nullable=True),
        sa.Column("granskat", tid(), nullable=True),
        sa.Column("granskat_av", sa.Text(), nullable=True),
        sa.Column("avslutat", tid(), nullable=True),
        sa.Column("avslutat_av", sa.Text(), nullable=True),
        sa.Column("utlamnat_till", sa.Text(), nullable=True),
        sa.Column("avslag_skal", sa.Text(), nullable=True),
        sa.Column("avslag_lagrum", sa.Text(), nullable=True),
        sa.Column("fel", sa.Text(), nullable=True),
        sa.Column("forsok", sa.Integer(), nullable=False),
        sa.Column("lanad_till", sa.Float(), nullable=True),
        sa.Column("lanad_av", sa.Text(), nullable=True),
        sa.Column("skyddad", sa.Boolean(), nullable=False),
        sa.Column("handlaggare", sa.Text(), nullable=False),
        sa.Column("vagledare", sa.Text(), nullable=True),
        sa.Column("mottagare", sa.Text(), nullable=True),
        sa.Column("ratt_tom", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status IN ('begart', 'framstalls', 'misslyckat', 'framstallt', 'granskat', 'utlamnat', 'avslaget')",
            name=op.f("ck_registerutdrag_status"),
        ),
        sa.CheckConstraint(
            "sokande IN ('den_enskilde', 'stallforetradare', 'ombud')",
            name=op.f("ck_registerutdrag_sokande"),
        ),
        sa.CheckConstraint(
            "leveranssatt IN ('e_tjanst', 'overlamnas', 'rekommenderat_brev')",
            name=op.f("ck_registerutdrag_leveranssatt"),
        ),
        sa.CheckConstraint(
            "identitet IN ('e_legitimation', 'legitimation', 'kand', 'fullmakt')",
            name=op.f("ck_registerutdrag_identitet"),
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "arende_id"],
            ["arenden.kommunkod", "arenden.id"],
            name=op.f("fk_registerutdrag_kommunkod_arende_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_registerutdrag")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_registerutdrag_att_gora",
        "registerutdrag",
        ["status", "id"],
        sqlite_where=ATT_GORA,
        postgresql_where=ATT_GORA,
    )
    op.create_index("ix_registerutdrag_delad", "registerutdrag", ["kommunkod", "delad_med", "id"])
    op.create_index(
        "ix_registerutdrag_handlaggare", "registerutdrag", ["kommunkod", "namnd_id", "delad_med", "handlaggare", "id"]
    )
    op.create_index("ix_registerutdrag_lista", "registerutdrag", ["kommunkod", "namnd_id", "delad_med", "id"])
    op.create_index(
        "ix_registerutdrag_obesvarade",
        "registerutdrag",
        ["kommunkod", "namnd_id", "delad_med", "id"],
        sqlite_where=OBESVARAT,
        postgresql_where=OBESVARAT,
    )
    op.create_index("ix_registerutdrag_arende", "registerutdrag", ["kommunkod", "arende_id", "id"])
    op.create_index("ix_registerutdrag_utgar", "registerutdrag", ["kommunkod", "utgar"])


def delarna() -> None:
    """What they tell of, their content, and what is hidden."""
    op.create_table(
        "registerutdragsarenden",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("delad_med", sa.Uuid(), nullable=True),
        sa.Column("registerutdrag_id", sa.Uuid(), nullable=False),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("bestallning_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["kommunkod", "registerutdrag_id"],
            ["registerutdrag.kommunkod", "registerutdrag.id"],
            name=op.f("fk_registerutdragsarenden_kommunkod_registerutdrag_id"),
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "arende_id"],
            ["arenden.kommunkod", "arenden.id"],
            name=op.f("fk_registerutdragsarenden_kommunkod_arende_id"),
        ),
        sa.UniqueConstraint(
            "kommunkod",
            "registerutdrag_id",
            "arende_id",
            "bestallning_id",
            name=op.f("uq_registerutdragsarenden_kommunkod_registerutdrag_id_arende_id_bestallning_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_registerutdragsarenden")),
        sqlite_strict=True,
    )

    op.create_table(
        "registerutdragsdelar",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("delad_med", sa.Uuid(), nullable=True),
        sa.Column("registerutdrag_id", sa.Uuid(), nullable=False),
        sa.Column("utgava", sa.Integer(), nullable=False),
        sa.Column("nummer", sa.Integer(), nullable=False),
        sa.Column("slag", sa.Text(), nullable=False),
        sa.Column("innehall_forseglat", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["kommunkod", "registerutdrag_id"],
            ["registerutdrag.kommunkod", "registerutdrag.id"],
            name=op.f("fk_registerutdragsdelar_kommunkod_registerutdrag_id"),
        ),
        sa.UniqueConstraint(
            "kommunkod",
            "registerutdrag_id",
            "utgava",
            "nummer",
            name=op.f("uq_registerutdragsdelar_kommunkod_registerutdrag_id_utgava_nummer"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_registerutdragsdelar")),
        sqlite_strict=True,
    )

    op.create_table(
        "registerutdragsdolda",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("delad_med", sa.Uuid(), nullable=True),
        sa.Column("registerutdrag_id", sa.Uuid(), nullable=False),
        sa.Column("slag", sa.Text(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("falt", sa.Text(), nullable=True),
        sa.Column("lagrum", sa.Text(), nullable=False),
        sa.Column("skal", sa.Text(), nullable=False),
        sa.Column("dold", tid(), nullable=False),
        sa.Column("dold_av", sa.Text(), nullable=False),
        sa.Column("framtagen", tid(), nullable=True),
        sa.Column("framtagen_av", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["kommunkod", "registerutdrag_id"],
            ["registerutdrag.kommunkod", "registerutdrag.id"],
            name=op.f("fk_registerutdragsdolda_kommunkod_registerutdrag_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_registerutdragsdolda")),
        sqlite_strict=True,
    )
    op.create_index("ix_registerutdragsdolda_utdrag", "registerutdragsdolda", ["kommunkod", "registerutdrag_id", "id"])


def invandningarna() -> None:
    """The person's own views."""
    op.create_table(
        "invandningar",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("slag", sa.Text(), nullable=False),
        sa.Column("objekttyp", sa.Text(), nullable=False),
        sa.Column("objekt_id", sa.Uuid(), nullable=False),
        sa.Column("falt", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("datum", sa.Date(), nullable=False),
        sa.Column("framford_av", sa.Text(), nullable=False),
        sa.Column("skapad", tid(), nullable=False),
        sa.Column("noterad_av", sa.Text(), nullable=False),
        sa.Column("svar", sa.Text(), nullable=True),
        sa.Column("lagrum", sa.Text(), nullable=True),
        sa.Column("besvarad", tid(), nullable=True),
        sa.Column("besvarad_av", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "framford_av IN ('den_enskilde', 'stallforetradare', 'ombud')",
            name=op.f("ck_invandningar_framford_av"),
        ),
        sa.CheckConstraint(
            "slag IN ('oriktig_uppgift', 'radering', 'begransning', 'mot_behandlingen')",
            name=op.f("ck_invandningar_slag"),
        ),
        sa.CheckConstraint(
            "status IN ('noterad', 'rattad', 'kvarstar')",
            name=op.f("ck_invandningar_status"),
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "arende_id"],
            ["arenden.kommunkod", "arenden.id"],
            name=op.f("fk_invandningar_kommunkod_arende_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_invandningar")),
        sqlite_strict=True,
    )
    op.create_index("ix_invandningar_arende", "invandningar", ["kommunkod", "arende_id", "id"])
    op.create_index("ix_invandningar_objekt", "invandningar", ["kommunkod", "arende_id", "objekt_id", "id"])


def upgrade() -> None:
    """Apply."""
    postgresql_ = op.get_context().dialect.name == "postgresql"
    if postgresql_:
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    utdraget()
    delarna()
    invandningarna()
    for tabell, villkor, ratter in TABELLER if postgresql_ else ():
        for sats in radskydd(tabell, villkor, ratter):
            op.execute(sats)


def downgrade() -> None:
    """Take back."""
    for tabell, _, _ in reversed(TABELLER):
        op.drop_table(tabell)
