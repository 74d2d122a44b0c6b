"""The first schema: all tables, and row security on PostgreSQL."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


# Row security as it was when this migration was written.
PART = "(SELECT current_setting('stegvis.part', true))"
KOMMUN = "kommunkod = (SELECT current_setting('stegvis.kommunkod', true))"
NAMND = "namnd_id::text = (SELECT current_setting('stegvis.namnd', true))"
DELAD = "delad_med::text = (SELECT current_setting('stegvis.organisation', true))"
KLIENT = "klient_id = (SELECT current_setting('stegvis.klient', true))"
SYSTEM = f"{PART} = 'system'"
VILLKOR = {
    "namnd": f"CASE {PART} WHEN 'kommun' THEN {KOMMUN} AND {NAMND} WHEN 'system' THEN true ELSE false END",
    "delad": (
        f"CASE {PART} WHEN 'kommun' THEN {KOMMUN} AND {NAMND} WHEN 'utforare' THEN {KOMMUN} AND {DELAD} "
        "WHEN 'system' THEN true ELSE false END"
    ),
    "klient": f"({KOMMUN} AND {KLIENT}) OR {SYSTEM}",
}
TABELLER: tuple[tuple[str, str, str], ...] = (
    ("af_handelser", "namnd", "SELECT, INSERT, UPDATE"),
    ("arenden", "namnd", "SELECT, INSERT, UPDATE"),
    ("atkomstlogg", "logg", "SELECT, INSERT"),
    ("avtal", "oppen", "SELECT, INSERT, UPDATE"),
    ("enheter", "riket", "SELECT, INSERT, UPDATE"),
    ("handelser", "delad", "SELECT, INSERT"),
    ("idempotenssvar", "klient", "SELECT, INSERT, UPDATE, DELETE"),
    ("klienter", "riket", "SELECT, INSERT, UPDATE"),
    ("medarbetare", "riket", "SELECT, INSERT, UPDATE"),
    ("namnder", "oppen", "SELECT, INSERT, UPDATE"),
    ("nummerserier", "namnd", "SELECT, INSERT, UPDATE"),
    ("organisationer", "riket", "SELECT, INSERT, UPDATE"),
    ("utkorg", "namnd", "SELECT, INSERT, UPDATE"),
    ("bedomningar", "namnd", "SELECT, INSERT, UPDATE"),
    ("bistandsmanader", "namnd", "SELECT, INSERT, UPDATE"),
    ("kommuniceringar", "namnd", "SELECT, INSERT, UPDATE"),
    ("samrad", "namnd", "SELECT, INSERT, UPDATE"),
    ("tillfalliga_atkomster", "namnd", "SELECT, INSERT, UPDATE"),
    ("beslut", "namnd", "SELECT, INSERT, UPDATE"),
    ("samradsnoteringar", "namnd", "SELECT, INSERT, UPDATE"),
    ("bestallningar", "delad", "SELECT, INSERT, UPDATE"),
    ("matningar", "delad", "SELECT, INSERT, UPDATE"),
    ("overlamningar", "namnd", "SELECT, INSERT, UPDATE"),
    ("planer", "delad", "SELECT, INSERT, UPDATE"),
    ("progressionsrapporter", "delad", "SELECT, INSERT, UPDATE"),
    ("uppstartsmoten", "delad", "SELECT, INSERT, UPDATE"),
    ("kallelser", "delad", "SELECT, INSERT, UPDATE"),
    ("motestider", "delad", "SELECT, INSERT, UPDATE"),
    ("planaktiviteter", "delad", "SELECT, INSERT, UPDATE"),
    ("progressionsinlamningar", "delad", "SELECT, INSERT, UPDATE"),
)


def radskydd(tabell: str, slag: str) -> Iterator[str]:
    """The policies of one table; national lists without a kommun have none."""
    if slag == "riket":
        return
    yield f"ALTER TABLE {tabell} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {tabell} FORCE ROW LEVEL SECURITY"
    if slag in VILLKOR:
        yield f"CREATE POLICY isolering ON {tabell} USING ({VILLKOR[slag]}) WITH CHECK ({VILLKOR[slag]})"
    elif slag == "logg":
        yield f"CREATE POLICY tillagg ON {tabell} FOR INSERT WITH CHECK ({KOMMUN} OR {SYSTEM})"
        yield f"CREATE POLICY lasning ON {tabell} FOR SELECT USING (({KOMMUN} AND {NAMND}) OR {SYSTEM})"
    else:
        yield f"CREATE POLICY lasning ON {tabell} FOR SELECT USING (true)"
        yield f"CREATE POLICY tillagg ON {tabell} FOR INSERT WITH CHECK ({KOMMUN} OR {SYSTEM})"
        yield f"CREATE POLICY andring ON {tabell} FOR UPDATE USING ({KOMMUN} OR {SYSTEM})"


def stang() -> None:
    """Make the group roles where they are missing, then close every table."""
    for roll in ("stegvis_app", "stegvis_granskare"):
        op.execute(
            f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{roll}') "
            f"THEN CREATE ROLE {roll} NOLOGIN NOBYPASSRLS; END IF; END $$"
        )
    for tabell, slag, ratter in TABELLER:
        for sats in radskydd(tabell, slag):
            op.execute(sats)
        op.execute(f"GRANT {ratter} ON {tabell} TO stegvis_app")
    op.execute("GRANT SELECT ON atkomstlogg TO stegvis_granskare")


def upgrade() -> None:
    """Apply."""
    if op.get_context().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "af_handelser",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("mottagen", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("innehall", sa.LargeBinary(), nullable=False),
        sa.Column("tolkning", sa.Text(), nullable=False),
        sa.Column("arende_id", sa.Uuid(), nullable=True),
        sa.Column("objekttyp", sa.Text(), nullable=True),
        sa.Column("objekt_id", sa.Uuid(), nullable=True),
        sa.Column("spar", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "tolkning IN ('vantar', 'verkan', 'utan_verkan', 'okand_referens', 'otolkbar', 'fel_person')",
            name=op.f("ck_af_handelser_tolkning"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_af_handelser")),
        sqlite_strict=True,
    )
    op.create_index("ix_af_handelser_arende", "af_handelser", ["kommunkod", "arende_id", "id"], unique=False)
    op.create_index("ix_af_handelser_tolkning", "af_handelser", ["kommunkod", "namnd_id", "tolkning"], unique=False)
    op.create_table(
        "arenden",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("arendenummer", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("skapad", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("person_avtryck", sa.LargeBinary(), nullable=False),
        sa.Column("personnummer_forseglat", sa.LargeBinary(), nullable=False),
        sa.Column("fornamn", sa.Text(), nullable=False),
        sa.Column("efternamn", sa.Text(), nullable=False),
        sa.Column("telefon", sa.Text(), nullable=True),
        sa.Column("epost", sa.Text(), nullable=True),
        sa.Column("adress", sa.Text(), nullable=True),
        sa.Column("sprak", sa.Text(), nullable=True),
        sa.Column("tolkbehov", sa.Boolean(), nullable=False),
        sa.Column("anpassningar", sa.Text(), nullable=True),
        sa.Column("skyddsniva", sa.Text(), nullable=False),
        sa.Column("antal_barn", sa.Integer(), nullable=False),
        sa.Column("yngsta_barn_fyller_ett", sa.Date(), nullable=True),
        sa.Column("yngsta_barn_fyller_atta", sa.Date(), nullable=True),
        sa.Column("externa_referenser", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("skyddad", sa.Boolean(), nullable=False),
        sa.Column("handlaggare", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "skyddsniva IN ('ingen', 'sekretessmarkering', 'skyddad_folkbokforing', 'fingerade')",
            name=op.f("ck_arenden_skyddsniva"),
        ),
        sa.CheckConstraint("status IN ('oppet', 'avslutat')", name=op.f("ck_arenden_status")),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_arenden")),
        sa.UniqueConstraint(
            "kommunkod", "namnd_id", "arendenummer", name=op.f("uq_arenden_kommunkod_namnd_id_arendenummer")
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_arenden_handlaggare", "arenden", ["kommunkod", "namnd_id", "handlaggare", "id"], unique=False)
    op.create_index("ix_arenden_lista", "arenden", ["kommunkod", "namnd_id", "id"], unique=False)
    op.create_index("ix_arenden_namn", "arenden", ["kommunkod", "namnd_id", "efternamn", "fornamn"], unique=False)
    op.create_index("ix_arenden_status", "arenden", ["kommunkod", "namnd_id", "status", "id"], unique=False)
    op.create_index(
        "uq_arenden_oppet_per_person",
        "arenden",
        ["kommunkod", "namnd_id", "person_avtryck"],
        unique=True,
        sqlite_where=sa.text("status = 'oppet'"),
        postgresql_where=sa.text("status = 'oppet'"),
    )
    op.create_table(
        "atkomstlogg",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("tid", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("slag", sa.Text(), nullable=False),
        sa.Column("objekttyp", sa.Text(), nullable=False),
        sa.Column("arende_id", sa.Uuid(), nullable=True),
        sa.Column("objekt_id", sa.Uuid(), nullable=True),
        sa.Column("arenden", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("andamal", sa.Text(), nullable=False),
        sa.Column("klient_id", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("roll", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("spar", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_atkomstlogg")),
        info={"bara_tillagg": True},
        sqlite_strict=True,
    )
    op.create_index("ix_atkomstlogg_arende", "atkomstlogg", ["kommunkod", "namnd_id", "arende_id", "id"], unique=False)
    op.create_table(
        "avtal",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("utforare_id", sa.Uuid(), nullable=False),
        sa.Column("fran", sa.Date(), nullable=False),
        sa.Column("tom", sa.Date(), nullable=True),
        sa.Column("data_roll", sa.Text(), nullable=False),
        sa.Column("svar_arbetsdagar", sa.Integer(), nullable=False),
        sa.Column("mote_bokas_dagar", sa.Integer(), nullable=False),
        sa.Column("mote_halls_dagar", sa.Integer(), nullable=False),
        sa.Column("aterlamning", sa.Text(), nullable=False),
        sa.Column("slappta_falt", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("skapad", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "data_roll IN ('personuppgiftsansvarig', 'personuppgiftsbitrade')", name=op.f("ck_avtal_data_roll")
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_avtal")),
        sqlite_strict=True,
    )
    op.create_index("ix_avtal_namnd", "avtal", ["kommunkod", "namnd_id", "id"], unique=False)
    op.create_index("ix_avtal_utforare", "avtal", ["kommunkod", "utforare_id", "id"], unique=False)
    op.create_table(
        "enheter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("namn", sa.Text(), nullable=False),
        sa.Column("adress", sa.Text(), nullable=True),
        sa.Column("kapacitet", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enheter")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_enheter_organisation_id"), "enheter", ["organisation_id"], unique=False)
    op.create_table(
        "handelser",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("delad_med", sa.Uuid(), nullable=True),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("objekttyp", sa.Text(), nullable=False),
        sa.Column("objekt_id", sa.Uuid(), nullable=False),
        sa.Column("nummer", sa.Integer(), nullable=False),
        sa.Column("typ", sa.Text(), nullable=False),
        sa.Column("fran", sa.Text(), nullable=True),
        sa.Column("till", sa.Text(), nullable=False),
        sa.Column("tid", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("roll", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("uppgifter", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("spar", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_handelser")),
        sa.UniqueConstraint("kommunkod", "objekt_id", "nummer", name=op.f("uq_handelser_kommunkod_objekt_id_nummer")),
        info={"bara_tillagg": True},
        sqlite_strict=True,
    )
    op.create_table(
        "idempotenssvar",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("klient_id", sa.Text(), nullable=False),
        sa.Column("rutt", sa.Text(), nullable=False),
        sa.Column("nyckel", sa.Text(), nullable=False),
        sa.Column("avtryck", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("huvuden", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("innehall", sa.LargeBinary(), nullable=False),
        sa.Column("skapad", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("kommunkod", "klient_id", "rutt", "nyckel", name=op.f("pk_idempotenssvar")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_idempotenssvar_skapad"), "idempotenssvar", ["skapad"], unique=False)
    op.create_table(
        "klienter",
        sa.Column("klient_id", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("kommunkod", sa.Text(), nullable=True),
        sa.Column("namnd_id", sa.Uuid(), nullable=True),
        sa.Column("roller", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("scopes", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("betrodd", sa.Boolean(), nullable=False),
        sa.Column("aktiv", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("klient_id", name=op.f("pk_klienter")),
        sqlite_strict=True,
    )
    op.create_table(
        "medarbetare",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("namn", sa.Text(), nullable=False),
        sa.Column("roll", sa.Text(), nullable=False),
        sa.Column("enhet", sa.Text(), nullable=True),
        sa.Column("aktiv", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_medarbetare")),
        sa.UniqueConstraint("organisation_id", "person", name=op.f("uq_medarbetare_organisation_id_person")),
        sqlite_strict=True,
    )
    op.create_table(
        "namnder",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("namn", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_namnder")),
        sqlite_strict=True,
    )
    op.create_table(
        "nummerserier",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("agare_id", sa.Uuid(), nullable=False),
        sa.Column("serie", sa.Text(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("senaste", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kommunkod", "agare_id", "serie", name=op.f("pk_nummerserier")),
        sqlite_strict=True,
    )
    op.create_table(
        "organisationer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("typ", sa.Text(), nullable=False),
        sa.Column("organisationsnummer", sa.Text(), nullable=False),
        sa.Column("namn", sa.Text(), nullable=False),
        sa.Column("kommunkod", sa.Text(), nullable=True),
        sa.Column("epost", sa.Text(), nullable=True),
        sa.Column("telefon", sa.Text(), nullable=True),
        sa.Column("sdk_adress", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("skapad", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "typ IN ('kommun', 'egen_regi', 'privat', 'ideburen', 'arbetsformedlingen')",
            name=op.f("ck_organisationer_typ"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisationer")),
        sa.UniqueConstraint("organisationsnummer", "typ", name=op.f("uq_organisationer_organisationsnummer_typ")),
        sqlite_strict=True,
    )
    op.create_table(
        "utkorg",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("mottagare", sa.Text(), nullable=False),
        sa.Column("typ", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unikt_id", sa.Text(), nullable=False),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("lopnummer", sa.Integer(), nullable=False),
        sa.Column("objekttyp", sa.Text(), nullable=False),
        sa.Column("objekt_id", sa.Uuid(), nullable=False),
        sa.Column("innehall", sa.LargeBinary(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("spar", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("skapad", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("forsok", sa.Integer(), nullable=False),
        sa.Column("fel_i_rad", sa.Integer(), nullable=False),
        sa.Column("nasta_forsok", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("lanad_till", sa.Float(), nullable=True),
        sa.Column("lanad_av", sa.Text(), nullable=True),
        sa.Column("kvitterad", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=True),
        sa.Column("extern_referens", sa.Text(), nullable=True),
        sa.Column("kvittens", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("felkod", sa.Text(), nullable=True),
        sa.CheckConstraint("status IN ('koad', 'kvitterad', 'parkerad', 'aterkallad')", name=op.f("ck_utkorg_status")),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_utkorg")),
        sa.UniqueConstraint(
            "kommunkod", "arende_id", "lopnummer", name=op.f("uq_utkorg_kommunkod_arende_id_lopnummer")
        ),
        sa.UniqueConstraint("kommunkod", "unikt_id", name=op.f("uq_utkorg_kommunkod_unikt_id")),
        sqlite_strict=True,
    )
    op.create_index("ix_utkorg_att_sanda", "utkorg", ["status", "nasta_forsok"], unique=False)
    op.create_index("ix_utkorg_objekt", "utkorg", ["kommunkod", "objekt_id"], unique=False)
    op.create_index("ix_utkorg_unikt_id", "utkorg", ["unikt_id"], unique=False)
    op.create_table(
        "bedomningar",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("foljer_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("skapad", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("slag", sa.Text(), nullable=False),
        sa.Column("utfall", sa.Text(), nullable=True),
        sa.Column("lagrum", sa.Text(), nullable=False),
        sa.Column("regelverk", sa.Text(), nullable=False),
        sa.Column("avser_manad", sa.Text(), nullable=False),
        sa.Column("manadsunderlag", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("undantag_provat", sa.Boolean(), nullable=False),
        sa.Column("undantag", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("fakta", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("timmar_per_vecka", sa.Integer(), nullable=True),
        sa.Column("eget_jobbsokande", sa.Integer(), nullable=True),
        sa.Column("timmar_motivering", sa.Text(), nullable=True),
        sa.Column("timtak", sa.Integer(), nullable=False),
        sa.Column("egna_synpunkter", sa.Text(), nullable=True),
        sa.Column("barnets_basta", sa.Text(), nullable=True),
        sa.Column("skal", sa.Text(), nullable=False),
        sa.Column("orsak", sa.Text(), nullable=True),
        sa.Column("avvakta_till", sa.Date(), nullable=True),
        sa.Column("faststalld", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=True),
        sa.Column("faststalld_av", sa.Text(), nullable=True),
        sa.Column("inaktuell_skal", sa.Text(), nullable=True),
        sa.CheckConstraint("lagrum IN ('sol_12_4', 'sol_12_4a')", name=op.f("ck_bedomningar_lagrum")),
        sa.CheckConstraint(
            "orsak IN ('manad_fore_kravet', 'utan_forsorjningsstod', 'inte_vuxen', 'manader_saknas', 'okand_manad', 'uppgifter_saknas', 'annat')",
            name=op.f("ck_bedomningar_orsak"),
        ),
        sa.CheckConstraint(
            "slag IN ('ny', 'undantag', 'omfattas', 'omfattas_inte', 'avvakta', 'inaktuell')",
            name=op.f("ck_bedomningar_slag"),
        ),
        sa.CheckConstraint(
            "status IN ('utkast', 'faststalld', 'ersatt', 'inaktuell')", name=op.f("ck_bedomningar_status")
        ),
        sa.CheckConstraint(
            "utfall IN ('omfattas', 'undantag', 'avvakta', 'omfattas_inte', 'inaktuell')",
            name=op.f("ck_bedomningar_utfall"),
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "arende_id"],
            ["arenden.kommunkod", "arenden.id"],
            name=op.f("fk_bedomningar_kommunkod_arende_id"),
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "foljer_id"],
            ["bedomningar.kommunkod", "bedomningar.id"],
            name=op.f("fk_bedomningar_kommunkod_foljer_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_bedomningar")),
        sqlite_strict=True,
    )
    op.create_index("ix_bedomningar_arende", "bedomningar", ["kommunkod", "arende_id", "id"], unique=False)
    op.create_index(
        "uq_bedomningar_faststalld",
        "bedomningar",
        ["kommunkod", "arende_id", "lagrum"],
        unique=True,
        sqlite_where=sa.text("status = 'faststalld'"),
        postgresql_where=sa.text("status = 'faststalld'"),
    )
    op.create_table(
        "bistandsmanader",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("manad", sa.Text(), nullable=False),
        sa.Column("nummer", sa.Integer(), nullable=False),
        sa.Column("forsorjningsstod", sa.Boolean(), nullable=False),
        sa.Column("forsorjningshinder", sa.Text(), nullable=True),
        sa.Column("kalla", sa.Text(), nullable=False),
        sa.Column("registrerad", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "forsorjningshinder IN ('arbetslos', 'arbetslos_etableringsersattning', 'sjukskriven', 'sjuk_eller_aktivitetsersattning', 'arbetshinder_sociala_skal', 'foraldraledig', 'arbetar_deltid', 'arbetar_heltid_otillracklig_inkomst', 'sprakhinder', 'utan_forsorjningshinder', 'annat')",
            name=op.f("ck_bistandsmanader_forsorjningshinder"),
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "arende_id"],
            ["arenden.kommunkod", "arenden.id"],
            name=op.f("fk_bistandsmanader_kommunkod_arende_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_bistandsmanader")),
        sa.UniqueConstraint(
            "kommunkod",
            "arende_id",
            "manad",
            "nummer",
            name=op.f("uq_bistandsmanader_kommunkod_arende_id_manad_nummer"),
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "kommuniceringar",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("skapad", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("material", sa.Text(), nullable=False),
        sa.Column("skickad", sa.Date(), nullable=False),
        sa.Column("svar_senast", sa.Date(), nullable=False),
        sa.Column("svar", sa.Text(), nullable=True),
        sa.Column("svar_datum", sa.Date(), nullable=True),
        sa.Column("avbruten_skal", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "status IN ('pagar', 'besvarad', 'utan_svar', 'avbruten')", name=op.f("ck_kommuniceringar_status")
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "arende_id"],
            ["arenden.kommunkod", "arenden.id"],
            name=op.f("fk_kommuniceringar_kommunkod_arende_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_kommuniceringar")),
        sqlite_strict=True,
    )
    op.create_index("ix_kommuniceringar_arende", "kommuniceringar", ["kommunkod", "arende_id", "id"], unique=False)
    op.create_table(
        "samrad",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("skapad", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("kanal", sa.Text(), nullable=False),
        sa.Column("syfte", sa.Text(), nullable=False),
        sa.Column("fraga", sa.Text(), nullable=False),
        sa.Column("svar_senast", sa.Date(), nullable=False),
        sa.Column("grund", sa.Text(), nullable=False),
        sa.Column("lagrum", sa.Text(), nullable=False),
        sa.Column("kontakt_datum", sa.Date(), nullable=True),
        sa.Column("kontakt_vem", sa.Text(), nullable=True),
        sa.Column("kontakt_anteckning", sa.Text(), nullable=True),
        sa.Column("leverans", sa.Text(), nullable=False),
        sa.Column("sandversion", sa.Integer(), nullable=False),
        sa.Column("af_referens", sa.Text(), nullable=True),
        sa.Column("af_kvitterad", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=True),
        sa.Column("af_felkod", sa.Text(), nullable=True),
        sa.Column("af_fel_id", sa.Text(), nullable=True),
        sa.Column("af_sparnings_id", sa.Text(), nullable=True),
        sa.Column("besvarad", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=True),
        sa.Column("svar_datum", sa.Date(), nullable=True),
        sa.Column("svar_vem", sa.Text(), nullable=True),
        sa.Column("svar_anteckning", sa.Text(), nullable=True),
        sa.Column("af_svar_tid", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=True),
        sa.Column("svar_forseglat", sa.LargeBinary(), nullable=True),
        sa.Column("skal", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "grund IN ('uppgiftsskyldighet', 'samtycke', 'nodvandigt', 'partsinsyn')", name=op.f("ck_samrad_grund")
        ),
        sa.CheckConstraint(
            "kanal IN ('api', 'telefon', 'af_webb', 'sdk', 'brev', 'mote')", name=op.f("ck_samrad_kanal")
        ),
        sa.CheckConstraint(
            "leverans IN ('ingen', 'i_ko', 'sand', 'mottagen', 'parkerad', 'avvisad')", name=op.f("ck_samrad_leverans")
        ),
        sa.CheckConstraint(
            "status IN ('begart', 'under_utredning', 'besvarat', 'utan_svar', 'aterkallat')",
            name=op.f("ck_samrad_status"),
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "arende_id"], ["arenden.kommunkod", "arenden.id"], name=op.f("fk_samrad_kommunkod_arende_id")
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_samrad")),
        sqlite_strict=True,
    )
    op.create_index("ix_samrad_arende", "samrad", ["kommunkod", "arende_id", "id"], unique=False)
    op.create_table(
        "tillfalliga_atkomster",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("skal", sa.Text(), nullable=False),
        sa.Column("fran", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("till", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["kommunkod", "arende_id"],
            ["arenden.kommunkod", "arenden.id"],
            name=op.f("fk_tillfalliga_atkomster_kommunkod_arende_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_tillfalliga_atkomster")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_tillfalliga_atkomster_person", "tillfalliga_atkomster", ["kommunkod", "arende_id", "person"], unique=False
    )
    op.create_table(
        "beslut",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("bedomning_id", sa.Uuid(), nullable=False),
        sa.Column("samrad_id", sa.Uuid(), nullable=True),
        sa.Column("kommunicering_id", sa.Uuid(), nullable=True),
        sa.Column("ersatter_id", sa.Uuid(), nullable=True),
        sa.Column("ersatt_av_id", sa.Uuid(), nullable=True),
        sa.Column("avser_beslut_id", sa.Uuid(), nullable=True),
        sa.Column("typ", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("skapad", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("lagrum", sa.Text(), nullable=False),
        sa.Column("regelverk", sa.Text(), nullable=False),
        sa.Column("avser_fran_manad", sa.Text(), nullable=False),
        sa.Column("galler_fran", sa.Date(), nullable=False),
        sa.Column("galler_tom", sa.Date(), nullable=True),
        sa.Column("beslutsdatum", sa.Date(), nullable=False),
        sa.Column("innehall", sa.Text(), nullable=False),
        sa.Column("beslutsfattare", sa.Text(), nullable=False),
        sa.Column("foredragande", sa.Text(), nullable=False),
        sa.Column("ovriga_deltagande", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("dolj_namn", sa.Boolean(), nullable=False),
        sa.Column("motivering", sa.Text(), nullable=False),
        sa.Column("barnets_basta", sa.Text(), nullable=True),
        sa.Column("ingen_lamplig_atgard", sa.Text(), nullable=True),
        sa.Column("godtagbart_skal", sa.Text(), nullable=True),
        sa.Column("delfaende_datum", sa.Date(), nullable=True),
        sa.Column("sista_overklagandedag", sa.Date(), nullable=True),
        sa.Column("overklagat", sa.Date(), nullable=True),
        sa.Column("upphavt_datum", sa.Date(), nullable=True),
        sa.Column("upphavt_skal", sa.Text(), nullable=True),
        sa.Column("externa_referenser", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.CheckConstraint("lagrum IN ('sol_12_4', 'sol_12_4a')", name=op.f("ck_beslut_lagrum")),
        sa.CheckConstraint("status IN ('gallande', 'ersatt', 'upphavt')", name=op.f("ck_beslut_status")),
        sa.CheckConstraint(
            "typ IN ('begaran_att_delta', 'undantag', 'vagran', 'nedsattning', 'upphor')", name=op.f("ck_beslut_typ")
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "arende_id"], ["arenden.kommunkod", "arenden.id"], name=op.f("fk_beslut_kommunkod_arende_id")
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "avser_beslut_id"],
            ["beslut.kommunkod", "beslut.id"],
            name=op.f("fk_beslut_kommunkod_avser_beslut_id"),
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "bedomning_id"],
            ["bedomningar.kommunkod", "bedomningar.id"],
            name=op.f("fk_beslut_kommunkod_bedomning_id"),
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "ersatt_av_id"],
            ["beslut.kommunkod", "beslut.id"],
            name=op.f("fk_beslut_kommunkod_ersatt_av_id"),
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "ersatter_id"],
            ["beslut.kommunkod", "beslut.id"],
            name=op.f("fk_beslut_kommunkod_ersatter_id"),
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "kommunicering_id"],
            ["kommuniceringar.kommunkod", "kommuniceringar.id"],
            name=op.f("fk_beslut_kommunkod_kommunicering_id"),
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "samrad_id"], ["samrad.kommunkod", "samrad.id"], name=op.f("fk_beslut_kommunkod_samrad_id")
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_beslut")),
        sqlite_strict=True,
    )
    op.create_index("ix_beslut_arende", "beslut", ["kommunkod", "arende_id", "id"], unique=False)
    op.create_index("ix_beslut_avser", "beslut", ["kommunkod", "avser_beslut_id"], unique=False)
    op.create_table(
        "samradsnoteringar",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("samrad_id", sa.Uuid(), nullable=False),
        sa.Column("kalla", sa.Text(), nullable=False),
        sa.Column("hamtad", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("registrerad", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kalla IN ('ssbtek', 'arbetsformedlingen', 'annan')", name=op.f("ck_samradsnoteringar_kalla")
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "samrad_id"],
            ["samrad.kommunkod", "samrad.id"],
            name=op.f("fk_samradsnoteringar_kommunkod_samrad_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_samradsnoteringar")),
        sqlite_strict=True,
    )
    op.create_index("ix_samradsnoteringar_samrad", "samradsnoteringar", ["kommunkod", "samrad_id", "id"], unique=False)
    op.create_table(
        "bestallningar",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("delad_med", sa.Uuid(), nullable=True),
        sa.Column("nummer", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("skapad", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("beslut_id", sa.Uuid(), nullable=False),
        sa.Column("utforare_id", sa.Uuid(), nullable=False),
        sa.Column("enhet", sa.Text(), nullable=True),
        sa.Column("utlamnande_grund", sa.Text(), nullable=True),
        sa.Column("utlamnande_lagrum", sa.Text(), nullable=True),
        sa.Column("frislappt_av", sa.Text(), nullable=True),
        sa.Column("frislappt_skal", sa.Text(), nullable=True),
        sa.Column("onskad_start", sa.Date(), nullable=False),
        sa.Column("onskat_slut", sa.Date(), nullable=True),
        sa.Column("timmar_per_vecka", sa.Integer(), nullable=False),
        sa.Column("timtak", sa.Integer(), nullable=False),
        sa.Column("har_barn", sa.Boolean(), nullable=False),
        sa.Column("mal", sa.Text(), nullable=False),
        sa.Column("behov", sa.Text(), nullable=True),
        sa.Column("beslut_fran", sa.Date(), nullable=True),
        sa.Column("beslut_tom", sa.Date(), nullable=True),
        sa.Column("deltagare", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("personnummer_forseglat", sa.LargeBinary(), nullable=True),
        sa.Column("skickad", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=True),
        sa.Column("mottagen", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=True),
        sa.Column("svar_senast", sa.Date(), nullable=True),
        sa.Column("mote_bokas_senast", sa.Date(), nullable=True),
        sa.Column("mote_halls_senast", sa.Date(), nullable=True),
        sa.Column("mote_hallet", sa.Date(), nullable=True),
        sa.Column("start_datum", sa.Date(), nullable=True),
        sa.Column("slut_datum", sa.Date(), nullable=True),
        sa.Column("avbojd_orsak", sa.Text(), nullable=True),
        sa.Column("avslutsorsak", sa.Text(), nullable=True),
        sa.Column("externa_referenser", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("skyddad", sa.Boolean(), nullable=False),
        sa.Column("handlaggare", sa.Text(), nullable=False),
        sa.Column("vagledare", sa.Text(), nullable=True),
        sa.Column("mottagare", sa.Text(), nullable=True),
        sa.Column("ratt_tom", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "avslutsorsak IN ('arbete', 'studier', 'flytt', 'kommunens_beslut', 'deltagarens_val', 'ovriga_skal', 'planerat_utan_resultat', 'uppnatt_undantag')",
            name=op.f("ck_bestallningar_avslutsorsak"),
        ),
        sa.CheckConstraint(
            "status IN ('utkast', 'skickad', 'mottagen', 'bekraftad', 'avbojd', 'pagaende', 'pausad', 'avslutad', 'aterkallad', 'forfallen')",
            name=op.f("ck_bestallningar_status"),
        ),
        sa.CheckConstraint(
            "utlamnande_grund IN ('uppgiftsskyldighet', 'samtycke', 'nodvandigt', 'partsinsyn')",
            name=op.f("ck_bestallningar_utlamnande_grund"),
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "arende_id"],
            ["arenden.kommunkod", "arenden.id"],
            name=op.f("fk_bestallningar_kommunkod_arende_id"),
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "beslut_id"],
            ["beslut.kommunkod", "beslut.id"],
            name=op.f("fk_bestallningar_kommunkod_beslut_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_bestallningar")),
        sa.UniqueConstraint("kommunkod", "nummer", name=op.f("uq_bestallningar_kommunkod_nummer")),
        sqlite_strict=True,
    )
    op.create_index("ix_bestallningar_arende", "bestallningar", ["kommunkod", "arende_id", "id"], unique=False)
    op.create_index(
        "ix_bestallningar_handlaggare", "bestallningar", ["kommunkod", "namnd_id", "handlaggare", "id"], unique=False
    )
    op.create_index(
        "ix_bestallningar_handlaggare_status",
        "bestallningar",
        ["kommunkod", "namnd_id", "handlaggare", "status", "id"],
        unique=False,
    )
    op.create_index(
        "ix_bestallningar_vagledare_status",
        "bestallningar",
        ["kommunkod", "delad_med", "vagledare", "status", "id"],
        unique=False,
    )
    op.create_index("ix_bestallningar_lista", "bestallningar", ["kommunkod", "namnd_id", "id"], unique=False)
    op.create_index("ix_bestallningar_status", "bestallningar", ["kommunkod", "namnd_id", "status", "id"], unique=False)
    op.create_index("ix_bestallningar_utforare", "bestallningar", ["kommunkod", "delad_med", "id"], unique=False)
    op.create_index(
        "ix_bestallningar_utforare_status", "bestallningar", ["kommunkod", "delad_med", "status", "id"], unique=False
    )
    op.create_index(
        "ix_bestallningar_vagledare", "bestallningar", ["kommunkod", "delad_med", "vagledare", "id"], unique=False
    )
    op.create_table(
        "matningar",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("delad_med", sa.Uuid(), nullable=True),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("bestallning_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("instrument", sa.Text(), nullable=False),
        sa.Column("instrument_version", sa.Integer(), nullable=False),
        sa.Column("datum", sa.Date(), nullable=False),
        sa.Column("respondent", sa.Text(), nullable=False),
        sa.Column("niva", sa.Text(), nullable=True),
        sa.Column("skal", sa.Text(), nullable=True),
        sa.Column("omraden", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("registrerad", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("registrerad_av", sa.Text(), nullable=False),
        sa.Column("rattar_id", sa.Uuid(), nullable=True),
        sa.Column("kalla_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("respondent IN ('egen', 'vagledare', 'gemensam')", name=op.f("ck_matningar_respondent")),
        sa.CheckConstraint("status IN ('registrerad', 'rattad')", name=op.f("ck_matningar_status")),
        sa.ForeignKeyConstraint(
            ["kommunkod", "bestallning_id"],
            ["bestallningar.kommunkod", "bestallningar.id"],
            name=op.f("fk_matningar_kommunkod_bestallning_id"),
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "kalla_id"],
            ["matningar.kommunkod", "matningar.id"],
            name=op.f("fk_matningar_kommunkod_kalla_id"),
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "rattar_id"],
            ["matningar.kommunkod", "matningar.id"],
            name=op.f("fk_matningar_kommunkod_rattar_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_matningar")),
        sa.UniqueConstraint("kommunkod", "kalla_id", name=op.f("uq_matningar_kommunkod_kalla_id")),
        sa.UniqueConstraint("kommunkod", "rattar_id", name=op.f("uq_matningar_kommunkod_rattar_id")),
        sqlite_strict=True,
    )
    op.create_index("ix_matningar_bestallning", "matningar", ["kommunkod", "bestallning_id", "id"], unique=False)
    op.create_table(
        "overlamningar",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("bestallning_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("skapad", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("automatisk", sa.Boolean(), nullable=False),
        sa.Column("mottagare", sa.Text(), nullable=False),
        sa.Column("slag", sa.Text(), nullable=False),
        sa.Column("skede", sa.Text(), nullable=True),
        sa.Column("kanal", sa.Text(), nullable=False),
        sa.Column("grund", sa.Text(), nullable=True),
        sa.Column("lagrum", sa.Text(), nullable=True),
        sa.Column("paketversion", sa.Integer(), nullable=False),
        sa.Column("paket_forseglat", sa.LargeBinary(), nullable=False),
        sa.Column("sandversion", sa.Integer(), nullable=False),
        sa.Column("af_referens", sa.Text(), nullable=True),
        sa.Column("af_kvitterad", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=True),
        sa.Column("af_felkod", sa.Text(), nullable=True),
        sa.Column("af_fel_id", sa.Text(), nullable=True),
        sa.Column("af_sparnings_id", sa.Text(), nullable=True),
        sa.Column("af_handelse", sa.Text(), nullable=True),
        sa.Column("af_handelse_tid", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=True),
        sa.Column("overlamnad_datum", sa.Date(), nullable=True),
        sa.Column("overlamnad_av", sa.Text(), nullable=True),
        sa.Column("kvittensnummer", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "grund IN ('uppgiftsskyldighet', 'samtycke', 'nodvandigt', 'partsinsyn')",
            name=op.f("ck_overlamningar_grund"),
        ),
        sa.CheckConstraint("kanal IN ('api', 'manuell', 'sdk')", name=op.f("ck_overlamningar_kanal")),
        sa.CheckConstraint("skede IN ('start', 'andring', 'slut')", name=op.f("ck_overlamningar_skede")),
        sa.CheckConstraint("slag IN ('underrattelse', 'informationsoverlamning')", name=op.f("ck_overlamningar_slag")),
        sa.CheckConstraint(
            "status IN ('utkast', 'i_ko', 'sand', 'kvitterad', 'avvisad', 'manuellt_overlamnad')",
            name=op.f("ck_overlamningar_status"),
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "arende_id"],
            ["arenden.kommunkod", "arenden.id"],
            name=op.f("fk_overlamningar_kommunkod_arende_id"),
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "bestallning_id"],
            ["bestallningar.kommunkod", "bestallningar.id"],
            name=op.f("fk_overlamningar_kommunkod_bestallning_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_overlamningar")),
        sqlite_strict=True,
    )
    op.create_index("ix_overlamningar_arende", "overlamningar", ["kommunkod", "arende_id", "id"], unique=False)
    op.create_index(
        "ix_overlamningar_bestallning", "overlamningar", ["kommunkod", "bestallning_id", "id"], unique=False
    )
    op.create_table(
        "planer",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("delad_med", sa.Uuid(), nullable=True),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("bestallning_id", sa.Uuid(), nullable=False),
        sa.Column("nummer", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("utgava", sa.Integer(), nullable=False),
        sa.Column("skapad", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("galler_fran", sa.Date(), nullable=False),
        sa.Column("galler_tom", sa.Date(), nullable=True),
        sa.Column("egen_syn", sa.Text(), nullable=True),
        sa.Column("barnets_basta", sa.Text(), nullable=True),
        sa.Column("namndens_barnets_basta", sa.Text(), nullable=True),
        sa.Column("avvikelse_skal", sa.Text(), nullable=True),
        sa.Column("utarbetare", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("foreslagen", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=True),
        sa.Column("atersand_skal", sa.Text(), nullable=True),
        sa.Column("godkand", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=True),
        sa.Column("godkand_av", sa.Text(), nullable=True),
        sa.Column("avslut_skal", sa.Text(), nullable=True),
        sa.Column("slutade_med_bestallningen", sa.Boolean(), nullable=False),
        sa.Column("ersatt_av", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "status IN ('utkast', 'foreslagen', 'godkand', 'gallande', 'ersatt', 'avslutad')",
            name=op.f("ck_planer_status"),
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "bestallning_id"],
            ["bestallningar.kommunkod", "bestallningar.id"],
            name=op.f("fk_planer_kommunkod_bestallning_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_planer")),
        sa.UniqueConstraint(
            "kommunkod", "bestallning_id", "nummer", name=op.f("uq_planer_kommunkod_bestallning_id_nummer")
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_planer_lista", "planer", ["kommunkod", "bestallning_id", "id"], unique=False)
    op.create_index("ix_planer_trader_i_kraft", "planer", ["kommunkod", "status", "galler_fran"], unique=False)
    op.create_index(
        "uq_planer_gallande",
        "planer",
        ["kommunkod", "bestallning_id"],
        unique=True,
        sqlite_where=sa.text("status = 'gallande'"),
        postgresql_where=sa.text("status = 'gallande'"),
    )
    op.create_index(
        "uq_planer_under_arbete",
        "planer",
        ["kommunkod", "bestallning_id"],
        unique=True,
        sqlite_where=sa.text("status IN ('utkast', 'foreslagen')"),
        postgresql_where=sa.text("status IN ('utkast', 'foreslagen')"),
    )
    op.create_table(
        "progressionsrapporter",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("delad_med", sa.Uuid(), nullable=True),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("bestallning_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("utgava", sa.Integer(), nullable=False),
        sa.Column("period_fran", sa.Date(), nullable=False),
        sa.Column("period_tom", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("nasta_steg", sa.Text(), nullable=False),
        sa.Column("skapad", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("skribenter", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("antal_inlamningar", sa.Integer(), nullable=False),
        sa.Column("godkand", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=True),
        sa.Column("godkand_av", sa.Text(), nullable=True),
        sa.Column("ersatter_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "status IN ('utkast', 'inlamnad', 'komplettering_begard', 'godkand')",
            name=op.f("ck_progressionsrapporter_status"),
        ),
        sa.CheckConstraint("period_tom >= period_fran", name=op.f("ck_progressionsrapporter_period")),
        sa.ForeignKeyConstraint(
            ["kommunkod", "bestallning_id"],
            ["bestallningar.kommunkod", "bestallningar.id"],
            name=op.f("fk_progressionsrapporter_kommunkod_bestallning_id"),
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "ersatter_id"],
            ["progressionsrapporter.kommunkod", "progressionsrapporter.id"],
            name=op.f("fk_progressionsrapporter_kommunkod_ersatter_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_progressionsrapporter")),
        sa.UniqueConstraint("kommunkod", "ersatter_id", name=op.f("uq_progressionsrapporter_kommunkod_ersatter_id")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_progressionsrapporter_bestallning",
        "progressionsrapporter",
        ["kommunkod", "bestallning_id", "id"],
        unique=False,
    )
    op.create_table(
        "uppstartsmoten",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("delad_med", sa.Uuid(), nullable=True),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("bestallning_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("skapad", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("vagledare", sa.Text(), nullable=True),
        sa.Column("bokad", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=True),
        sa.Column("antal_tider", sa.Integer(), nullable=False),
        sa.Column("sekvens", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "status IN ('ej_bokat', 'foreslaget', 'bokat', 'genomfort', 'uteblivet', 'installt')",
            name=op.f("ck_uppstartsmoten_status"),
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "bestallning_id"],
            ["bestallningar.kommunkod", "bestallningar.id"],
            name=op.f("fk_uppstartsmoten_kommunkod_bestallning_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_uppstartsmoten")),
        sqlite_strict=True,
    )
    op.create_index("ix_uppstartsmoten_arende", "uppstartsmoten", ["kommunkod", "arende_id", "status"], unique=False)
    op.create_index(
        "ix_uppstartsmoten_bestallning", "uppstartsmoten", ["kommunkod", "bestallning_id", "id"], unique=False
    )
    op.create_index("ix_uppstartsmoten_vagledare", "uppstartsmoten", ["kommunkod", "vagledare", "status"], unique=False)
    op.create_table(
        "kallelser",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("delad_med", sa.Uuid(), nullable=True),
        sa.Column("mote_id", sa.Uuid(), nullable=False),
        sa.Column("tid_nummer", sa.Integer(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("svar", sa.Text(), nullable=False),
        sa.Column("svarad", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=True),
        sa.Column("svarad_av", sa.Text(), nullable=True),
        sa.Column("skal", sa.Text(), nullable=True),
        sa.Column("narvaro", sa.Boolean(), nullable=True),
        sa.CheckConstraint("part IN ('individ', 'vagledare', 'socialsekreterare')", name=op.f("ck_kallelser_part")),
        sa.CheckConstraint("svar IN ('inbjuden', 'accepterat', 'avbojt')", name=op.f("ck_kallelser_svar")),
        sa.ForeignKeyConstraint(
            ["kommunkod", "mote_id"],
            ["uppstartsmoten.kommunkod", "uppstartsmoten.id"],
            name=op.f("fk_kallelser_kommunkod_mote_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_kallelser")),
        sa.UniqueConstraint(
            "kommunkod", "mote_id", "tid_nummer", "part", name=op.f("uq_kallelser_kommunkod_mote_id_tid_nummer_part")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "motestider",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("delad_med", sa.Uuid(), nullable=True),
        sa.Column("mote_id", sa.Uuid(), nullable=False),
        sa.Column("nummer", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("borjar", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("slutar", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("plats", sa.Text(), nullable=True),
        sa.Column("tolk", sa.Text(), nullable=True),
        sa.Column("begard_av", sa.Text(), nullable=False),
        sa.Column("skal", sa.Text(), nullable=True),
        sa.Column("slut_begart_av", sa.Text(), nullable=True),
        sa.Column("slut_skal", sa.Text(), nullable=True),
        sa.Column("registrerad", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("registrerad_av", sa.Text(), nullable=False),
        sa.Column("andrad", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "begard_av IN ('individ', 'vagledare', 'socialsekreterare')", name=op.f("ck_motestider_begard_av")
        ),
        sa.CheckConstraint("form IN ('fysiskt', 'digitalt', 'telefon')", name=op.f("ck_motestider_form")),
        sa.CheckConstraint(
            "status IN ('foreslagen', 'forfallen', 'bokad', 'ersatt', 'installd', 'hallen', 'utebliven')",
            name=op.f("ck_motestider_status"),
        ),
        sa.CheckConstraint("slutar > borjar", name=op.f("ck_motestider_ordning")),
        sa.ForeignKeyConstraint(
            ["kommunkod", "mote_id"],
            ["uppstartsmoten.kommunkod", "uppstartsmoten.id"],
            name=op.f("fk_motestider_kommunkod_mote_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_motestider")),
        sa.UniqueConstraint("kommunkod", "mote_id", "nummer", name=op.f("uq_motestider_kommunkod_mote_id_nummer")),
        sqlite_strict=True,
    )
    op.create_table(
        "planaktiviteter",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("delad_med", sa.Uuid(), nullable=True),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("utgava", sa.Integer(), nullable=False),
        sa.Column("nummer", sa.Integer(), nullable=False),
        sa.Column("aktivitet", sa.Text(), nullable=False),
        sa.Column("kategori", sa.Text(), nullable=False),
        sa.Column("minuter_per_vecka", sa.Integer(), nullable=False),
        sa.Column("tider", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("mal", sa.Text(), nullable=False),
        sa.Column("omrade", sa.Text(), nullable=False),
        sa.Column("arrangor", sa.Text(), nullable=True),
        sa.Column("arbetsplats", sa.Text(), nullable=True),
        sa.Column("arbetsplats_typ", sa.Text(), nullable=True),
        sa.Column("handledare", sa.Text(), nullable=True),
        sa.Column("arbetsplats_fran", sa.Date(), nullable=True),
        sa.Column("arbetsplats_tom", sa.Date(), nullable=True),
        sa.Column("riskbedomd", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "arbetsplats_typ IN ('kommun', 'region', 'civilsamhalle', 'foretag')",
            name=op.f("ck_planaktiviteter_arbetsplats_typ"),
        ),
        sa.CheckConstraint("form IN ('pa_plats', 'distans', 'kombinerat')", name=op.f("ck_planaktiviteter_form")),
        sa.CheckConstraint(
            "kategori IN ('motivation_formaga', 'sprak', 'jobbsokande', 'arbetsplatsforlagd', 'eget_jobbsokande')",
            name=op.f("ck_planaktiviteter_kategori"),
        ),
        sa.CheckConstraint(
            "omrade IN ('sprak', 'arbetslivserfarenhet', 'studieerfarenhet', 'arbetsmarknad_samhalle', 'digital_kompetens')",
            name=op.f("ck_planaktiviteter_omrade"),
        ),
        sa.CheckConstraint("minuter_per_vecka > 0", name=op.f("ck_planaktiviteter_minuter")),
        sa.ForeignKeyConstraint(
            ["kommunkod", "plan_id"],
            ["planer.kommunkod", "planer.id"],
            name=op.f("fk_planaktiviteter_kommunkod_plan_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_planaktiviteter")),
        sa.UniqueConstraint(
            "kommunkod", "plan_id", "utgava", "nummer", name=op.f("uq_planaktiviteter_kommunkod_plan_id_utgava_nummer")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "progressionsinlamningar",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("delad_med", sa.Uuid(), nullable=True),
        sa.Column("rapport_id", sa.Uuid(), nullable=False),
        sa.Column("nummer", sa.Integer(), nullable=False),
        sa.Column("inlamnad", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("inlamnad_av", sa.Text(), nullable=False),
        sa.Column("period_fran", sa.Date(), nullable=False),
        sa.Column("period_tom", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("nasta_steg", sa.Text(), nullable=False),
        sa.Column("underlag", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("komplettering_skal", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["kommunkod", "rapport_id"],
            ["progressionsrapporter.kommunkod", "progressionsrapporter.id"],
            name=op.f("fk_progressionsinlamningar_kommunkod_rapport_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_progressionsinlamningar")),
        sa.UniqueConstraint(
            "kommunkod", "rapport_id", "nummer", name=op.f("uq_progressionsinlamningar_kommunkod_rapport_id_nummer")
        ),
        sqlite_strict=True,
    )
    if op.get_context().dialect.name == "postgresql":
        stang()


def downgrade() -> None:
    """Take back; the roles stay, since other databases of the server may use them."""
    if op.get_context().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    op.drop_table("progressionsinlamningar")
    op.drop_table("planaktiviteter")
    op.drop_table("motestider")
    op.drop_table("kallelser")
    op.drop_index("ix_uppstartsmoten_vagledare", table_name="uppstartsmoten")
    op.drop_index("ix_uppstartsmoten_bestallning", table_name="uppstartsmoten")
    op.drop_index("ix_uppstartsmoten_arende", table_name="uppstartsmoten")
    op.drop_table("uppstartsmoten")
    op.drop_index("ix_progressionsrapporter_bestallning", table_name="progressionsrapporter")
    op.drop_table("progressionsrapporter")
    op.drop_index(
        "uq_planer_under_arbete",
        table_name="planer",
        sqlite_where=sa.text("status IN ('utkast', 'foreslagen')"),
        postgresql_where=sa.text("status IN ('utkast', 'foreslagen')"),
    )
    op.drop_index(
        "uq_planer_gallande",
        table_name="planer",
        sqlite_where=sa.text("status = 'gallande'"),
        postgresql_where=sa.text("status = 'gallande'"),
    )
    op.drop_index("ix_planer_trader_i_kraft", table_name="planer")
    op.drop_index("ix_planer_lista", table_name="planer")
    op.drop_table("planer")
    op.drop_index("ix_overlamningar_bestallning", table_name="overlamningar")
    op.drop_index("ix_overlamningar_arende", table_name="overlamningar")
    op.drop_table("overlamningar")
    op.drop_index("ix_matningar_bestallning", table_name="matningar")
    op.drop_table("matningar")
    op.drop_index("ix_bestallningar_vagledare", table_name="bestallningar")
    op.drop_index("ix_bestallningar_utforare_status", table_name="bestallningar")
    op.drop_index("ix_bestallningar_utforare", table_name="bestallningar")
    op.drop_index("ix_bestallningar_status", table_name="bestallningar")
    op.drop_index("ix_bestallningar_vagledare_status", table_name="bestallningar")
    op.drop_index("ix_bestallningar_handlaggare_status", table_name="bestallningar")
    op.drop_index("ix_bestallningar_lista", table_name="bestallningar")
    op.drop_index("ix_bestallningar_handlaggare", table_name="bestallningar")
    op.drop_index("ix_bestallningar_arende", table_name="bestallningar")
    op.drop_table("bestallningar")
    op.drop_index("ix_samradsnoteringar_samrad", table_name="samradsnoteringar")
    op.drop_table("samradsnoteringar")
    op.drop_index("ix_beslut_avser", table_name="beslut")
    op.drop_index("ix_beslut_arende", table_name="beslut")
    op.drop_table("beslut")
    op.drop_index("ix_tillfalliga_atkomster_person", table_name="tillfalliga_atkomster")
    op.drop_table("tillfalliga_atkomster")
    op.drop_index("ix_samrad_arende", table_name="samrad")
    op.drop_table("samrad")
    op.drop_index("ix_kommuniceringar_arende", table_name="kommuniceringar")
    op.drop_table("kommuniceringar")
    op.drop_table("bistandsmanader")
    op.drop_index(
        "uq_bedomningar_faststalld",
        table_name="bedomningar",
        sqlite_where=sa.text("status = 'faststalld'"),
        postgresql_where=sa.text("status = 'faststalld'"),
    )
    op.drop_index("ix_bedomningar_arende", table_name="bedomningar")
    op.drop_table("bedomningar")
    op.drop_index("ix_utkorg_unikt_id", table_name="utkorg")
    op.drop_index("ix_utkorg_objekt", table_name="utkorg")
    op.drop_index("ix_utkorg_att_sanda", table_name="utkorg")
    op.drop_table("utkorg")
    op.drop_table("organisationer")
    op.drop_table("nummerserier")
    op.drop_table("namnder")
    op.drop_table("medarbetare")
    op.drop_table("klienter")
    op.drop_index(op.f("ix_idempotenssvar_skapad"), table_name="idempotenssvar")
    op.drop_table("idempotenssvar")
    op.drop_table("handelser")
    op.drop_index(op.f("ix_enheter_organisation_id"), table_name="enheter")
    op.drop_table("enheter")
    op.drop_index("ix_avtal_utforare", table_name="avtal")
    op.drop_index("ix_avtal_namnd", table_name="avtal")
    op.drop_table("avtal")
    op.drop_index("ix_atkomstlogg_arende", table_name="atkomstlogg")
    op.drop_table("atkomstlogg")
    op.drop_index(
        "uq_arenden_oppet_per_person",
        table_name="arenden",
        sqlite_where=sa.text("status = 'oppet'"),
        postgresql_where=sa.text("status = 'oppet'"),
    )
    op.drop_index("ix_arenden_status", table_name="arenden")
    op.drop_index("ix_arenden_namn", table_name="arenden")
    op.drop_index("ix_arenden_lista", table_name="arenden")
    op.drop_index("ix_arenden_handlaggare", table_name="arenden")
    op.drop_table("arenden")
    op.drop_index("ix_af_handelser_tolkning", table_name="af_handelser")
    op.drop_index("ix_af_handelser_arende", table_name="af_handelser")
    op.drop_table("af_handelser")
