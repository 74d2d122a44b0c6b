"""Closed periods of utförare, occasions of plans, and what is reported of each."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
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
TABELLER = (("tillfallen", "SELECT, INSERT, UPDATE"), ("narvarouppgifter", "SELECT, INSERT"))
PLANERAT, UR_PLAN = sa.text("status = 'planerat'"), sa.text("plan_id IS NOT NULL")
KATEGORIER = "'motivation_formaga', 'sprak', 'jobbsokande', 'arbetsplatsforlagd', 'eget_jobbsokande'"
UTFALL = "'narvarande', 'sen', 'franvaro_giltig', 'franvaro_ogiltig', 'sjuk_med_intyg', 'annan_aktivitet'"


def radskydd(tabell: str, ratter: str) -> Iterator[str]:
    """The policies of one table that its nämnd sees, and the utförare it is released to."""
    yield f"ALTER TABLE {tabell} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {tabell} FORCE ROW LEVEL SECURITY"
    yield f"CREATE POLICY isolering ON {tabell} USING ({VILLKOR}) WITH CHECK ({VILLKOR})"
    yield f"GRANT {ratter} ON {tabell} TO stegvis_app"


def tid(namn: str, *, nullable: bool = False) -> sa.Column:
    """An instant."""
    return sa.Column(namn, sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=nullable)


def stangda_perioder() -> None:
    """Open facts about utförare."""
    op.create_table(
        "stangda_perioder",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("enhet", sa.Text(), nullable=True),
        sa.Column("fran", sa.Date(), nullable=False),
        sa.Column("tom", sa.Date(), nullable=False),
        sa.Column("skal", sa.Text(), nullable=False),
        tid("skapad"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stangda_perioder")),
        sqlite_strict=True,
    )
    op.create_index("ix_stangda_perioder_lista", "stangda_perioder", ["organisation_id", "id"])
    op.create_index("ix_stangda_perioder_tom", "stangda_perioder", ["organisation_id", "tom"])


def tillfallen() -> None:
    """The occasions."""
    op.create_table(
        "tillfallen",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("delad_med", sa.Uuid(), nullable=True),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("bestallning_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=True),
        sa.Column("aktivitet_id", sa.Uuid(), nullable=True),
        sa.Column("aktivitet", sa.Text(), nullable=False),
        sa.Column("kategori", sa.Text(), nullable=False),
        sa.Column("dag", sa.Date(), nullable=False),
        sa.Column("fran", sa.Integer(), nullable=False),
        sa.Column("till", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("antal_uppgifter", sa.Integer(), nullable=False),
        sa.Column("skal", sa.Text(), nullable=True),
        tid("begard", nullable=True),
        tid("skapad"),
        sa.Column("skyddad", sa.Boolean(), nullable=False),
        sa.Column("handlaggare", sa.Text(), nullable=False),
        sa.Column("vagledare", sa.Text(), nullable=True),
        sa.Column("mottagare", sa.Text(), nullable=True),
        sa.Column("ratt_tom", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status IN ('planerat', 'genomfort', 'installt', 'struket')", name=op.f("ck_tillfallen_status")
        ),
        sa.CheckConstraint(f"kategori IN ({KATEGORIER})", name=op.f("ck_tillfallen_kategori")),
        sa.CheckConstraint("0 <= fran AND fran < till AND till <= 1440", name=op.f("ck_tillfallen_tid")),
        sa.ForeignKeyConstraint(
            ["kommunkod", "bestallning_id"],
            ["bestallningar.kommunkod", "bestallningar.id"],
            name=op.f("fk_tillfallen_kommunkod_bestallning_id"),
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "plan_id"], ["planer.kommunkod", "planer.id"], name=op.f("fk_tillfallen_kommunkod_plan_id")
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_tillfallen")),
        sqlite_strict=True,
    )
    nyckel = ["kommunkod", "plan_id", "aktivitet_id", "dag", "fran"]
    op.create_index(
        "uq_tillfallen_ur_plan", "tillfallen", nyckel, unique=True, sqlite_where=UR_PLAN, postgresql_where=UR_PLAN
    )
    op.create_index("ix_tillfallen_bestallning", "tillfallen", ["kommunkod", "bestallning_id", "dag", "id"])
    op.create_index("ix_tillfallen_status", "tillfallen", ["kommunkod", "bestallning_id", "status", "dag", "id"])
    bara_planerade = {"sqlite_where": PLANERAT, "postgresql_where": PLANERAT}
    utforare = ["kommunkod", "delad_med"]
    op.create_index("ix_tillfallen_utforare", "tillfallen", [*utforare, "dag", "id"], **bara_planerade)
    op.create_index("ix_tillfallen_vagledare", "tillfallen", [*utforare, "vagledare", "dag", "id"], **bara_planerade)
    op.create_index("ix_tillfallen_arende", "tillfallen", ["kommunkod", "arende_id", "dag"], **bara_planerade)


def narvarouppgifter() -> None:
    """What is reported of each."""
    op.create_table(
        "narvarouppgifter",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("delad_med", sa.Uuid(), nullable=True),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("bestallning_id", sa.Uuid(), nullable=False),
        sa.Column("tillfalle_id", sa.Uuid(), nullable=False),
        sa.Column("nummer", sa.Integer(), nullable=False),
        sa.Column("rattar_id", sa.Uuid(), nullable=True),
        sa.Column("rattelse_skal", sa.Text(), nullable=True),
        sa.Column("blev_av", sa.Boolean(), nullable=False),
        sa.Column("utfall", sa.Text(), nullable=True),
        sa.Column("installt_av", sa.Text(), nullable=True),
        sa.Column("dag", sa.Date(), nullable=False),
        sa.Column("fran", sa.Integer(), nullable=False),
        sa.Column("till", sa.Integer(), nullable=False),
        sa.Column("narvarande_fran", sa.Integer(), nullable=True),
        sa.Column("narvarande_till", sa.Integer(), nullable=True),
        sa.Column("missade_minuter", sa.Integer(), nullable=False),
        sa.Column("avviker", sa.Boolean(), nullable=False),
        sa.Column("orsak", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("sen_inlamning", sa.Boolean(), nullable=False),
        tid("registrerad"),
        sa.Column("person", sa.Text(), nullable=False),
        sa.CheckConstraint("(nummer = 1) = (rattar_id IS NULL)", name=op.f("ck_narvarouppgifter_rattelse")),
        sa.CheckConstraint("blev_av = (utfall IS NOT NULL)", name=op.f("ck_narvarouppgifter_utfall_nar_det_blev_av")),
        sa.CheckConstraint(
            "blev_av = (installt_av IS NULL)", name=op.f("ck_narvarouppgifter_installt_nar_det_inte_blev_av")
        ),
        sa.CheckConstraint(f"utfall IN ({UTFALL})", name=op.f("ck_narvarouppgifter_utfall")),
        sa.CheckConstraint(
            "installt_av IN ('deltagare', 'utforare', 'kommun', 'annan')", name=op.f("ck_narvarouppgifter_installt_av")
        ),
        sa.CheckConstraint(
            "orsak IN ('sjukdom', 'vard_av_barn', 'myndighetsbesok', 'annat')", name=op.f("ck_narvarouppgifter_orsak")
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "tillfalle_id"],
            ["tillfallen.kommunkod", "tillfallen.id"],
            name=op.f("fk_narvarouppgifter_kommunkod_tillfalle_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_narvarouppgifter")),
        sa.UniqueConstraint(
            "kommunkod", "tillfalle_id", "nummer", name=op.f("uq_narvarouppgifter_kommunkod_tillfalle_id_nummer")
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_narvarouppgifter_bestallning", "narvarouppgifter", ["kommunkod", "bestallning_id", "id"])


def upgrade() -> None:
    """Apply."""
    postgresql = op.get_context().dialect.name == "postgresql"
    if postgresql:
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    stangda_perioder()
    tillfallen()
    narvarouppgifter()
    if postgresql:
        op.execute("GRANT SELECT, INSERT, UPDATE ON stangda_perioder TO stegvis_app")
        for tabell, ratter in TABELLER:
            for sats in radskydd(tabell, ratter):
                op.execute(sats)


def downgrade() -> None:
    """Take back."""
    op.drop_table("narvarouppgifter")
    op.drop_table("tillfallen")
    op.drop_table("stangda_perioder")
