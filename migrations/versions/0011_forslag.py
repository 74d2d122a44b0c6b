"""Changes of a sent order as facts, and what the utförare proposes."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0011"
down_revision: str | None = "0010"
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
TABELLER = (
    ("bestallningsandringar", "SELECT, INSERT"),
    ("forslag", "SELECT, INSERT, UPDATE"),
)


def radskydd(tabell: str, ratter: str) -> Iterator[str]:
    """The policies of one table that a nämnd shares with an utförare."""
    yield f"ALTER TABLE {tabell} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {tabell} FORCE ROW LEVEL SECURITY"
    yield f"CREATE POLICY isolering ON {tabell} USING ({VILLKOR}) WITH CHECK ({VILLKOR})"
    yield f"GRANT {ratter} ON {tabell} TO stegvis_app"


def tid(namn: str, *, nullable: bool = False) -> sa.Column:
    """An instant."""
    return sa.Column(namn, sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=nullable)


def som_json(namn: str) -> sa.Column:
    """A value as JSON."""
    return sa.Column(namn, sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False)


def delad(tabell: str) -> tuple[sa.schema.SchemaItem, ...]:
    """Key, sharing and order of a table under bestallningar."""
    return (
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("delad_med", sa.Uuid(), nullable=True),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("bestallning_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["kommunkod", "bestallning_id"],
            ["bestallningar.kommunkod", "bestallningar.id"],
            name=op.f(f"fk_{tabell}_kommunkod_bestallning_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f(f"pk_{tabell}")),
    )


def upgrade() -> None:
    """Apply."""
    pa_postgresql = op.get_context().dialect.name == "postgresql"
    if pa_postgresql:
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    andringar()
    forslag()
    op.add_column("bestallningar", sa.Column("andras_nasta", sa.Date(), nullable=True))
    villkor = sa.text("andras_nasta IS NOT NULL")
    op.create_index(
        "ix_bestallningar_andras",
        "bestallningar",
        ["kommunkod", "andras_nasta", "id"],
        unique=False,
        sqlite_where=villkor,
        postgresql_where=villkor,
    )
    if pa_postgresql:
        for tabell, ratter in TABELLER:
            for sats in radskydd(tabell, ratter):
                op.execute(sats)


def andringar() -> None:
    """One fact for each change."""
    op.create_table(
        "bestallningsandringar",
        *delad("bestallningsandringar"),
        sa.Column("nummer", sa.Integer(), nullable=False),
        sa.Column("falt", sa.Text(), nullable=False),
        som_json("gammalt"),
        som_json("nytt"),
        sa.Column("skal", sa.Text(), nullable=False),
        sa.Column("galler_fran", sa.Date(), nullable=False),
        tid("registrerad"),
        sa.Column("registrerad_av", sa.Text(), nullable=False),
        sa.Column("forslag_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "falt IN ('timmar_per_vecka', 'onskad_start', 'onskat_slut', 'mal', 'behov', 'enhet')",
            name=op.f("ck_bestallningsandringar_falt"),
        ),
        sa.UniqueConstraint(
            "kommunkod",
            "bestallning_id",
            "nummer",
            name=op.f("uq_bestallningsandringar_kommunkod_bestallning_id_nummer"),
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_bestallningsandringar_lista", "bestallningsandringar", ["kommunkod", "bestallning_id", "id"], unique=False
    )


def forslag() -> None:
    """What is proposed, and the answer."""
    op.create_table(
        "forslag",
        *delad("forslag"),
        sa.Column("skyddad", sa.Boolean(), nullable=False),
        sa.Column("handlaggare", sa.Text(), nullable=False),
        sa.Column("vagledare", sa.Text(), nullable=True),
        sa.Column("mottagare", sa.Text(), nullable=True),
        sa.Column("ratt_tom", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("slag", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        tid("skapad"),
        sa.Column("svara_senast", sa.Date(), nullable=False),
        sa.Column("bradskande", sa.Boolean(), nullable=False),
        sa.Column("foreslagen_av", sa.Text(), nullable=False),
        sa.Column("skal", sa.Text(), nullable=False),
        sa.Column("egen_syn", sa.Text(), nullable=True),
        sa.Column("timmar_per_vecka", sa.Integer(), nullable=True),
        sa.Column("galler_fran", sa.Date(), nullable=True),
        sa.Column("onskat_slut", sa.Date(), nullable=True),
        sa.Column("aktivitet", sa.Text(), nullable=True),
        sa.Column("fran", sa.Date(), nullable=True),
        sa.Column("tom", sa.Date(), nullable=True),
        sa.Column("orsak", sa.Text(), nullable=True),
        sa.Column("slut_datum", sa.Date(), nullable=True),
        sa.Column("instrument", sa.Text(), nullable=True),
        sa.Column("niva", sa.Text(), nullable=True),
        sa.Column("ersatt_av", sa.Uuid(), nullable=True),
        tid("besvarad", nullable=True),
        sa.Column("besvarad_av", sa.Text(), nullable=True),
        sa.Column("svar_text", sa.Text(), nullable=True),
        sa.Column("foljd", sa.Text(), nullable=True),
        sa.Column("foljd_fran", sa.Date(), nullable=True),
        som_json("foljd_andringar"),
        sa.Column("avviker", sa.Boolean(), nullable=True),
        sa.Column("verkstalls", sa.Date(), nullable=True),
        *(sa.CheckConstraint(villkor, name=op.f(f"ck_forslag_{kolumn}")) for kolumn, villkor in VARDEN.items()),
        sqlite_strict=True,
    )
    vantar, pa_sin_dag = sa.text("status = 'vantar'"), sa.text("verkstalls IS NOT NULL")
    op.create_index(
        "uq_forslag_vantar",
        "forslag",
        ["kommunkod", "bestallning_id", "slag"],
        unique=True,
        sqlite_where=vantar,
        postgresql_where=vantar,
    )
    op.create_index(
        "ix_forslag_verkstalls",
        "forslag",
        ["kommunkod", "verkstalls"],
        unique=False,
        sqlite_where=pa_sin_dag,
        postgresql_where=pa_sin_dag,
    )
    for namn, kolumner in INDEX.items():
        op.create_index(f"ix_forslag_{namn}", "forslag", ["kommunkod", *kolumner], unique=False)


VARDEN = {
    "slag": "slag IN ('timmar', 'period', 'aktivitet', 'paus', 'avslut', 'niva')",
    "status": "status IN ('vantar', 'godkand', 'avslagen', 'aterkallad', 'ersatt', 'forfallen')",
    "orsak": "orsak IN ('arbete', 'studier', 'flytt', 'kommunens_beslut', 'deltagarens_val', 'ovriga_skal', 'planerat_utan_resultat', 'uppnatt_undantag')",
    "foljd": "foljd IN ('andring', 'annan_andring', 'ingen_andring', 'pausad', 'pausas', 'paus_uteblev', 'avslutad', 'aterkallad', 'planerat_slut', 'noterat')",
}
INDEX = {
    "bestallning": ["bestallning_id", "id"],
    "arende": ["arende_id", "status"],
    "namnd": ["namnd_id", "status", "id"],
    "handlaggare": ["namnd_id", "handlaggare", "status", "id"],
    "utforare": ["delad_med", "status", "id"],
    "vagledare": ["delad_med", "vagledare", "status", "id"],
}


def downgrade() -> None:
    """Take back."""
    if op.get_context().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    op.drop_index("ix_bestallningar_andras", table_name="bestallningar")
    op.drop_column("bestallningar", "andras_nasta")
    op.drop_table("forslag")
    op.drop_table("bestallningsandringar")
