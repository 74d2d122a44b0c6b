"""Aktiviteter: a nämnd's catalogue, and the words that its aktiviteter are found by."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


# Row security as it was when this migration was written.
PART = "(SELECT current_setting('stegvis.part', true))"
KOMMUN = "kommunkod = (SELECT current_setting('stegvis.kommunkod', true))"
NAMND = "namnd_id::text = (SELECT current_setting('stegvis.namnd', true))"
DELAD = "delad_med::text = (SELECT current_setting('stegvis.organisation', true))"
SYSTEM = f"{PART} = 'system'"
VILLKOR = (
    f"CASE {PART} WHEN 'kommun' THEN {KOMMUN} AND {NAMND} WHEN 'utforare' THEN {KOMMUN} AND {DELAD} "
    "WHEN 'system' THEN true ELSE false END"
)
PUBLIKT = f"CASE {PART} WHEN 'utforare' THEN {KOMMUN} AND publik ELSE false END"


def radskydd() -> Iterator[str]:
    """Of the catalogue: a nämnd's own, an utförare's own, and to any utförare what is public. Of its words: open."""
    for tabell in ("aktiviteter", "aktivitetsord"):
        yield f"ALTER TABLE {tabell} ENABLE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {tabell} FORCE ROW LEVEL SECURITY"
    yield f"CREATE POLICY isolering ON aktiviteter USING ({VILLKOR}) WITH CHECK ({VILLKOR})"
    yield f"CREATE POLICY lasning ON aktiviteter FOR SELECT USING ({PUBLIKT})"
    yield "CREATE POLICY lasning ON aktivitetsord FOR SELECT USING (true)"
    yield f"CREATE POLICY tillagg ON aktivitetsord FOR INSERT WITH CHECK ({KOMMUN} OR {SYSTEM})"
    yield f"CREATE POLICY andring ON aktivitetsord FOR UPDATE USING ({KOMMUN} OR {SYSTEM})"
    yield "GRANT SELECT, INSERT, UPDATE ON aktiviteter TO stegvis_app"
    yield "GRANT SELECT, INSERT ON aktivitetsord TO stegvis_app"


def lista(namn: str) -> sa.Column:
    """A list as JSON."""
    return sa.Column(namn, sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False)


def upgrade() -> None:
    """Apply."""
    pa_postgresql = op.get_context().dialect.name == "postgresql"
    if pa_postgresql:
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "aktiviteter",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("delad_med", sa.Uuid(), nullable=True),
        sa.Column("publik", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("utgava", sa.Integer(), nullable=False),
        sa.Column("skapad", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("stangd_av_namnden", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("namn", sa.Text(), nullable=False),
        sa.Column("beskrivning", sa.Text(), nullable=False),
        sa.Column("kategori", sa.Text(), nullable=False),
        lista("nivaer"),
        sa.Column("malgrupp", sa.Text(), nullable=False),
        sa.Column("malgrupp_text", sa.Text(), nullable=True),
        sa.Column("ta_med_barn", sa.Boolean(), nullable=False),
        sa.Column("deltid", sa.Boolean(), nullable=False),
        sa.Column("distans", sa.Boolean(), nullable=False),
        sa.Column("enbart_kvinnor", sa.Boolean(), nullable=False),
        sa.Column("minuter_per_vecka", sa.Integer(), nullable=False),
        lista("tider"),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("plats", sa.Text(), nullable=True),
        lista("sprak"),
        sa.Column("antal_platser", sa.Integer(), nullable=True),
        sa.Column("vantetid_veckor", sa.Integer(), nullable=False),
        lista("stangda_perioder"),
        sa.Column("barnomsorg_pa_plats", sa.Boolean(), nullable=False),
        sa.Column("oppen_for_anmalan", sa.Boolean(), nullable=False),
        sa.Column("paverkar_foraldrapenning", sa.Boolean(), nullable=False),
        sa.Column("arbetslivsanknytning", sa.Boolean(), nullable=False),
        sa.Column("arrangor_typ", sa.Text(), nullable=False),
        sa.Column("arrangor_namn", sa.Text(), nullable=True),
        sa.Column("utforare_id", sa.Uuid(), nullable=True),
        sa.Column("galler_fran", sa.Date(), nullable=False),
        sa.Column("galler_tom", sa.Date(), nullable=True),
        sa.Column("upptagna", sa.Integer(), nullable=False),
        sa.Column("i_ko", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status IN ('utkast', 'publicerad', 'stangd', 'avvecklad')", name=op.f("ck_aktiviteter_status")
        ),
        sa.CheckConstraint(
            "kategori IN ('motivation_formaga', 'sprak', 'jobbsokande', 'arbetsplatsforlagd', 'eget_jobbsokande')",
            name=op.f("ck_aktiviteter_kategori"),
        ),
        sa.CheckConstraint("form IN ('pa_plats', 'distans', 'kombinerat')", name=op.f("ck_aktiviteter_form")),
        sa.CheckConstraint("malgrupp IN ('allman', 'specifik')", name=op.f("ck_aktiviteter_malgrupp")),
        sa.CheckConstraint(
            "arrangor_typ IN ('kommun', 'studieforbund', 'frivilligorganisation', 'utforare')",
            name=op.f("ck_aktiviteter_arrangor_typ"),
        ),
        sa.CheckConstraint("minuter_per_vecka > 0", name=op.f("ck_aktiviteter_minuter")),
        sa.CheckConstraint("upptagna >= 0 AND i_ko >= 0", name=op.f("ck_aktiviteter_raknare")),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_aktiviteter")),
        sqlite_strict=True,
    )
    op.create_index("ix_aktiviteter_lista", "aktiviteter", ["kommunkod", "namnd_id", "id"])
    op.create_index("ix_aktiviteter_status", "aktiviteter", ["kommunkod", "namnd_id", "status", "id"])
    op.create_index("ix_aktiviteter_kategori", "aktiviteter", ["kommunkod", "namnd_id", "kategori", "id"])
    op.create_index("ix_aktiviteter_utforare", "aktiviteter", ["kommunkod", "delad_med", "status", "id"])
    op.create_table(
        "aktivitetsord",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("ord", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("aktivitet_id", sa.Uuid(), nullable=False),
        sa.Column("utgava", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["kommunkod", "aktivitet_id"],
            ["aktiviteter.kommunkod", "aktiviteter.id"],
            name=op.f("fk_aktivitetsord_kommunkod_aktivitet_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "ord", "aktivitet_id", "utgava", name=op.f("pk_aktivitetsord")),
        sqlite_strict=True,
    )
    if pa_postgresql:
        for sats in radskydd():
            op.execute(sats)


def downgrade() -> None:
    """Take back."""
    op.drop_table("aktivitetsord")
    op.drop_table("aktiviteter")
