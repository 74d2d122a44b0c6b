"""Gallring: proposals, protocol and what the access log's chain is told; the one database role that may delete.

The role reaches what row security guards, and so what may be about a person. Open reference tables it cannot delete.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0039"
down_revision: str | None = "0038"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


# Row security as it was when this migration was written.
PART = "(SELECT current_setting('stegvis.part', true))"
KOMMUN = "kommunkod = (SELECT current_setting('stegvis.kommunkod', true))"
NAMND = "namnd_id::text = (SELECT current_setting('stegvis.namnd', true))"
SYSTEM = f"{PART} = 'system'"
VILLKOR = f"CASE {PART} WHEN 'kommun' THEN {KOMMUN} AND {NAMND} WHEN 'system' THEN true ELSE false END"
PAGAR = "status IN ('bestalld', 'forslag', 'granskad', 'beslutad')"
GALLRARE = "stegvis_gallrare"
# What gallring changes besides deleting, and what it adds.
ANDRAS = (
    "arenden", "gallringar", "gallringsposter", "gallringsfiler", "flodesposter", "uppfoljningar", "rapporter",
    "atkomstlogg",
)  # fmt: skip
LAGGS_TILL = ("gallringsfiler", "handelser", "loggallringar", "atkomstlogg", "tidsbilder")
MED_RADSKYDD = (
    "SELECT c.oid::regclass AS tabell FROM pg_class c "
    "WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace"
)


def tid() -> sa.types.TypeEngine[object]:
    """An instant: text on SQLite."""
    return sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def ordlista() -> sa.types.TypeEngine[object]:
    """JSON, binary on PostgreSQL."""
    return sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")


def stang(tabell: str) -> None:
    """Close a table to everyone but its nämnd and the service itself."""
    op.execute(f"ALTER TABLE {tabell} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {tabell} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY isolering ON {tabell} USING ({VILLKOR}) WITH CHECK ({VILLKOR})")
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON {tabell} TO stegvis_app")


def stang_loggen(tabell: str) -> None:
    """What is told of the access log: added by the service, read by its nämnd."""
    op.execute(f"ALTER TABLE {tabell} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {tabell} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tillagg ON {tabell} FOR INSERT WITH CHECK ({KOMMUN} OR {SYSTEM})")
    op.execute(f"CREATE POLICY lasning ON {tabell} FOR SELECT USING (({KOMMUN} AND {NAMND}) OR {SYSTEM})")
    op.execute(f"CREATE POLICY markering ON {tabell} FOR UPDATE USING ({SYSTEM})")
    op.execute(f"GRANT SELECT, INSERT ON {tabell} TO stegvis_app")
    op.execute(f"GRANT SELECT ON {tabell} TO stegvis_granskare")


def gallringsrollen() -> None:
    """The role that erases, and what it may do; login roles are members of it."""
    op.execute(
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{GALLRARE}') "
        f"THEN CREATE ROLE {GALLRARE} NOLOGIN NOBYPASSRLS; END IF; END $$"
    )
    op.execute(
        f"DO $$ DECLARE t regclass; BEGIN FOR t IN {MED_RADSKYDD} LOOP "
        f"EXECUTE format('GRANT SELECT ON %s TO {GALLRARE}', t); END LOOP; "
        f"FOR t IN {MED_RADSKYDD} AND c.relrowsecurity AND NOT EXISTS (SELECT FROM pg_policies p "
        "WHERE p.tablename = c.relname AND p.policyname = 'andring') LOOP "
        f"EXECUTE format('GRANT DELETE ON %s TO {GALLRARE}', t); END LOOP; "
        f"FOR t IN {MED_RADSKYDD} AND EXISTS (SELECT FROM pg_attribute a "
        "WHERE a.attrelid = c.oid AND a.attname = 'delad_med') LOOP "
        f"EXECUTE format('GRANT UPDATE (delad_med) ON %s TO {GALLRARE}', t); END LOOP; END $$"
    )
    for tabell in ANDRAS:
        op.execute(f"GRANT UPDATE ON {tabell} TO {GALLRARE}")
    for tabell in LAGGS_TILL:
        op.execute(f"GRANT INSERT ON {tabell} TO {GALLRARE}")
    for tabell in ("gallringar", "gallringsposter", "loggblock", "loggallringar"):
        op.execute(f"REVOKE DELETE ON {tabell} FROM {GALLRARE}")


def upgrade() -> None:
    """Apply."""
    postgresql_ = op.get_context().dialect.name == "postgresql"
    if postgresql_:
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    _gallringar()
    _poster()
    _loggen()
    op.create_index("ix_handelser_arende", "handelser", ["kommunkod", "namnd_id", "arende_id"])
    if postgresql_:
        for tabell in ("gallringar", "gallringsposter", "gallringsfiler"):
            stang(tabell)
        stang_loggen("loggallringar")
        for tabell in ("atkomstlogg", "loggblock", "loggallringar"):
            op.execute(f"CREATE POLICY gallring ON {tabell} FOR DELETE USING ({SYSTEM})")
        gallringsrollen()


def _gallringar() -> None:
    op.create_table(
        "gallringar",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("slag", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("skapad", tid(), nullable=False),
        sa.Column("foreslagen_av", sa.Text(), nullable=False),
        sa.Column("granskad", tid(), nullable=True),
        sa.Column("granskad_av", sa.Text(), nullable=True),
        sa.Column("beslutad", tid(), nullable=True),
        sa.Column("beslutad_av", sa.Text(), nullable=True),
        sa.Column("verkstalld", tid(), nullable=True),
        sa.Column("markor", sa.LargeBinary(), nullable=True),
        sa.Column("poster", sa.Integer(), nullable=False),
        sa.Column("summor", ordlista(), nullable=False),
        sa.Column("antal", ordlista(), nullable=False),
        sa.Column("kontrollsumma", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "status IN ('bestalld', 'forslag', 'granskad', 'beslutad', 'verkstalld', 'avbruten')",
            name=op.f("ck_gallringar_status"),
        ),
        sa.CheckConstraint("slag IN ('namnd', 'utforare')", name=op.f("ck_gallringar_slag")),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_gallringar")),
        sqlite_strict=True,
    )
    op.create_index("ix_gallringar_lista", "gallringar", ["kommunkod", "namnd_id", "id"])
    op.create_index(
        "uq_gallringar_pagar",
        "gallringar",
        ["kommunkod", "namnd_id", "slag"],
        unique=True,
        sqlite_where=sa.text(PAGAR),
        postgresql_where=sa.text(PAGAR),
    )


def _poster() -> None:
    op.create_table(
        "gallringsposter",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("gallring_id", sa.Uuid(), nullable=False),
        sa.Column("nummer", sa.Integer(), nullable=False),
        sa.Column("utfall", sa.Text(), nullable=False),
        sa.Column("skal", sa.Text(), nullable=True),
        sa.Column("skede", sa.Text(), nullable=False),
        sa.Column("sista_anteckning", sa.Date(), nullable=False),
        sa.Column("far_gallras_fran", sa.Date(), nullable=False),
        sa.Column("gallras_senast", sa.Date(), nullable=False),
        sa.Column("arendenummer", ordlista(), nullable=False),
        sa.Column("dold", sa.Boolean(), nullable=False),
        sa.Column("nyckel", sa.LargeBinary(), nullable=True),
        sa.Column("spar_forseglat", sa.LargeBinary(), nullable=True),
        sa.Column("antal", ordlista(), nullable=False),
        sa.CheckConstraint(
            "utfall IN ('gallras', 'aterlamnas', 'forskningsurval', 'inte_allt', 'undantagen', 'inte_langre')",
            name=op.f("ck_gallringsposter_utfall"),
        ),
        sa.CheckConstraint("skede IN ('vantar', 'raderna_borta', 'klar')", name=op.f("ck_gallringsposter_skede")),
        sa.CheckConstraint(
            "skal IN ('tvist', 'tillsyn', 'skadestand', 'bevarandebeslut', 'oklar_sista_anteckning')",
            name=op.f("ck_gallringsposter_skal"),
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "gallring_id"],
            ["gallringar.kommunkod", "gallringar.id"],
            name=op.f("fk_gallringsposter_kommunkod_gallring_id_gallringar"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_gallringsposter")),
        sa.UniqueConstraint(
            "kommunkod", "gallring_id", "nummer", name=op.f("uq_gallringsposter_kommunkod_gallring_id_nummer")
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_gallringsposter_lista", "gallringsposter", ["kommunkod", "gallring_id", "id"])
    op.create_index("ix_gallringsposter_skede", "gallringsposter", ["kommunkod", "gallring_id", "skede", "nummer"])
    op.create_table(
        "gallringsfiler",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("gallring_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_gallringsfiler")),
        sqlite_strict=True,
    )
    op.create_index("ix_gallringsfiler_gallring", "gallringsfiler", ["kommunkod", "gallring_id", "id"])


def _loggen() -> None:
    op.create_table(
        "loggallringar",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("block", sa.Integer(), nullable=False),
        sa.Column("gallring_id", sa.Uuid(), nullable=False),
        sa.Column("skapad", tid(), nullable=False),
        sa.Column("poster", sa.LargeBinary(), nullable=False),
        sa.Column("sigill", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_loggallringar")),
        sqlite_strict=True,
    )
    op.create_index("ix_loggallringar_block", "loggallringar", ["kommunkod", "namnd_id", "block", "id"])


def downgrade() -> None:
    """Take back; the role is the server's and stays, without rights here."""
    if op.get_context().dialect.name == "postgresql":
        for tabell in ("atkomstlogg", "loggblock"):
            op.execute(f"DROP POLICY gallring ON {tabell}")
        op.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {GALLRARE}")
    op.drop_index("ix_handelser_arende", "handelser")
    for tabell in ("loggallringar", "gallringsfiler", "gallringsposter", "gallringar"):
        op.drop_table(tabell)
