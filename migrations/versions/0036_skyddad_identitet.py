"""Skyddsmarkeringar: why a person is protected; what is released of an order after sekretessprövning (DP-14, DP-15).

A look at a protected person is flagged in the access log.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.villkor import byt_villkor, ord_i

revision: str = "0036"
down_revision: str | None = "0035"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


# Row security as it was when this migration was written.
PART = "(SELECT current_setting('stegvis.part', true))"
KOMMUN = "kommunkod = (SELECT current_setting('stegvis.kommunkod', true))"
NAMND = "namnd_id::text = (SELECT current_setting('stegvis.namnd', true))"
VILLKOR = f"CASE {PART} WHEN 'kommun' THEN {KOMMUN} AND {NAMND} WHEN 'system' THEN true ELSE false END"
SORTER = (
    "kommunicering_svar", "overklagandetid", "delgivning", "samrad_svar", "underrattelse_af", "ej_paborjat",
    "bestallning_mottagande", "bestallning_svar", "mote_bokning", "mote_genomforande", "bedomning_avvaktan",
    "bedomning_utkast", "plan_godkannande", "rapport_inlamning", "rapport_godkannande", "overlamning_utkast",
    "overlamning_kvittens", "meddelande_af", "timmar_andras", "omprovning", "beslut_senast", "riktalder", "fk_svar",
    "bestallning_flytt", "slutredovisning", "forslag_svar", "mote_uppfoljning", "narvaro_inlamning", "narvaro_rattad",
    "avvikelse_beslut", "avvikelse_uppfoljning", "plats_erbjuden", "meddelande_olast", "bestallning_utforare",
    "bestallning_paus", "plan_eskalering", "matning_senast", "rapport_senast", "slutrapport_inlamning",
    "slutrapport_godkannande", "overlamning_inaktuell", "skydd_hos_af", "afbedomning", "afhandelse",
)  # fmt: skip
NY_SORT = "skydd_omprovas"
CK_SORT = "ck_bevakningar_sort"


def tid() -> sa.types.TypeEngine[object]:
    """An instant: text on SQLite."""
    return sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Apply."""
    i_postgresql = op.get_context().dialect.name == "postgresql"
    if i_postgresql:
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "skyddsmarkeringar",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("skapad", tid(), nullable=False),
        sa.Column("niva", sa.Text(), nullable=False),
        sa.Column("kalla", sa.Text(), nullable=False),
        sa.Column("skal", sa.Text(), nullable=False),
        sa.Column("fran", sa.Date(), nullable=False),
        sa.Column("tom", sa.Date(), nullable=True),
        sa.Column("omprovas", sa.Date(), nullable=True),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("havd", tid(), nullable=True),
        sa.Column("tidigare_forseglad", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("status IN ('galler', 'havd')", name=op.f("ck_skyddsmarkeringar_status")),
        sa.CheckConstraint(
            "niva IN ('ingen', 'sekretessmarkering', 'skyddad_folkbokforing', 'fingerade')",
            name=op.f("ck_skyddsmarkeringar_niva"),
        ),
        sa.CheckConstraint(
            "kalla IN ('skatteverket', 'folkbokforingen', 'egen_hotbedomning', 'arbetsformedlingen', 'vid_oppnandet')",
            name=op.f("ck_skyddsmarkeringar_kalla"),
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "arende_id"],
            ["arenden.kommunkod", "arenden.id"],
            name=op.f("fk_skyddsmarkeringar_kommunkod_arende_id_arenden"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_skyddsmarkeringar")),
        sqlite_strict=True,
    )
    op.create_index("ix_skyddsmarkeringar_arende", "skyddsmarkeringar", ["kommunkod", "arende_id", "id"])
    galler = sa.text("status = 'galler'")
    op.create_index(
        "uq_skyddsmarkeringar_galler", "skyddsmarkeringar", ["kommunkod", "arende_id"], unique=True,
        sqlite_where=galler, postgresql_where=galler,
    )  # fmt: skip
    if i_postgresql:
        op.execute("ALTER TABLE skyddsmarkeringar ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE skyddsmarkeringar FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY isolering ON skyddsmarkeringar USING ({VILLKOR}) WITH CHECK ({VILLKOR})")
        op.execute("GRANT SELECT, INSERT, UPDATE ON skyddsmarkeringar TO stegvis_app")
    op.add_column("bestallningar", sa.Column("frislappt", tid(), nullable=True))
    op.add_column("bestallningar", sa.Column("frislappt_lagrum", sa.Text(), nullable=True))
    op.add_column(
        "bestallningar",
        sa.Column("frislappta_falt", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
    )
    op.add_column("atkomstlogg", sa.Column("skyddad", sa.Boolean(), nullable=False, server_default=sa.false()))
    byt_villkor("bevakningar", CK_SORT, ord_i("sort", SORTER), ord_i("sort", (*SORTER, NY_SORT)))


def downgrade() -> None:
    """Take back."""
    byt_villkor("bevakningar", CK_SORT, ord_i("sort", (*SORTER, NY_SORT)), ord_i("sort", SORTER))
    op.drop_column("atkomstlogg", "skyddad")
    for namn in ("frislappta_falt", "frislappt_lagrum", "frislappt"):
        op.drop_column("bestallningar", namn)
    op.drop_table("skyddsmarkeringar")
