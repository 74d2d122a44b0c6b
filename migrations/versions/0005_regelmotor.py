"""The engine's tables: undantag, a nämnd's readings of the law, clocks; the question and answer of a bedömning."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Row security as it was when this migration was written.
PART = "(SELECT current_setting('stegvis.part', true))"
KOMMUN = "kommunkod = (SELECT current_setting('stegvis.kommunkod', true))"
NAMND = "namnd_id::text = (SELECT current_setting('stegvis.namnd', true))"
VILLKOR = f"CASE {PART} WHEN 'kommun' THEN {KOMMUN} AND {NAMND} WHEN 'system' THEN true ELSE false END"
KLOCKINDEX: dict[str, tuple[str, ...]] = {
    "ix_kravklockor_lista": (),
    "ix_kravklockor_manad": ("krav_manad",),
    "ix_kravklockor_egna": ("handlaggare",),
    "ix_kravklockor_egna_manad": ("handlaggare", "krav_manad"),
}


def stang() -> None:
    """Close the new tables to other nämnder."""
    for tabell in ("tolkningar", "kravklockor", "undantag"):
        op.execute(f"ALTER TABLE {tabell} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {tabell} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY isolering ON {tabell} USING ({VILLKOR}) WITH CHECK ({VILLKOR})")
        # A reading of the law is followed by a new one, never changed.
        ratter = "SELECT, INSERT" if tabell == "tolkningar" else "SELECT, INSERT, UPDATE"
        op.execute(f"GRANT {ratter} ON {tabell} TO stegvis_app")


def upgrade() -> None:
    """Apply."""
    if op.get_context().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "tolkningar",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("nummer", sa.Integer(), nullable=False),
        sa.Column("varden", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("skal", sa.Text(), nullable=False),
        sa.Column("skapad", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_tolkningar")),
        sa.UniqueConstraint("kommunkod", "namnd_id", "nummer", name=op.f("uq_tolkningar_kommunkod_namnd_id_nummer")),
        sqlite_strict=True,
        info={"bara_tillagg": True},
    )
    op.create_index("ix_tolkningar_lista", "tolkningar", ["kommunkod", "namnd_id", "id"], unique=False)
    op.create_table(
        "kravklockor",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("oppet", sa.Boolean(), nullable=False),
        sa.Column("avser_manad", sa.Text(), nullable=False),
        sa.Column("utfall", sa.Text(), nullable=False),
        sa.Column("krav_manad", sa.Text(), nullable=True),
        sa.Column("krav_manad_om_obruten", sa.Text(), nullable=True),
        sa.Column("beslut_senast", sa.Date(), nullable=True),
        sa.Column("nasta_andring", sa.Date(), nullable=True),
        sa.Column("beraknad", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("skyddad", sa.Boolean(), nullable=False),
        sa.Column("handlaggare", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "utfall IN ('omfattas', 'undantag', 'avvakta', 'omfattas_inte', 'inaktuell')",
            name=op.f("ck_kravklockor_utfall"),
        ),
        sa.ForeignKeyConstraint(
            ["kommunkod", "arende_id"],
            ["arenden.kommunkod", "arenden.id"],
            name=op.f("fk_kravklockor_kommunkod_arende_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_kravklockor")),
        sa.UniqueConstraint("kommunkod", "arende_id", name=op.f("uq_kravklockor_kommunkod_arende_id")),
        sqlite_strict=True,
    )
    for namn, kolumner in KLOCKINDEX.items():
        op.create_index(namn, "kravklockor", ["kommunkod", "namnd_id", "oppet", *kolumner, "id"], unique=False)
    op.create_table(
        "undantag",
        sa.Column("kommunkod", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("namnd_id", sa.Uuid(), nullable=False),
        sa.Column("arende_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("skapad", sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("grund", sa.Text(), nullable=False),
        sa.Column("underkod", sa.Text(), nullable=True),
        sa.Column("grad_procent", sa.Integer(), nullable=False),
        sa.Column("fran", sa.Date(), nullable=False),
        sa.Column("tom", sa.Date(), nullable=True),
        sa.Column("underlag", sa.Text(), nullable=False),
        sa.Column("kommentar", sa.Text(), nullable=True),
        sa.Column("bedomd_datum", sa.Date(), nullable=False),
        sa.Column("bedomd_av", sa.Text(), nullable=False),
        sa.Column("slutskal", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "grund IN ('heltid_arbete', 'heltid_studier', 'heltid_insats', 'riktalder', 'sjukersattning', 'sjukpenning', 'annan_forman', 'under_18', 'ungdom_i_skola', 'foraldraledig_barn_under_1')",
            name=op.f("ck_undantag_grund"),
        ),
        sa.CheckConstraint("status IN ('gallande', 'atertaget')", name=op.f("ck_undantag_status")),
        sa.CheckConstraint(
            "underlag IN ('beslut_fran_myndighet', 'anstallningsbevis', 'studieintyg', 'lakarintyg', 'folkbokforing', 'muntlig_uppgift', 'annat')",
            name=op.f("ck_undantag_underlag"),
        ),
        sa.CheckConstraint("grad_procent BETWEEN 1 AND 100", name=op.f("ck_undantag_grad_procent")),
        sa.ForeignKeyConstraint(
            ["kommunkod", "arende_id"],
            ["arenden.kommunkod", "arenden.id"],
            name=op.f("fk_undantag_kommunkod_arende_id"),
        ),
        sa.PrimaryKeyConstraint("kommunkod", "id", name=op.f("pk_undantag")),
        sqlite_strict=True,
    )
    op.create_index("ix_undantag_arende", "undantag", ["kommunkod", "arende_id", "id"], unique=False)
    op.add_column("bedomningar", sa.Column("avvikelse_motivering", sa.Text(), nullable=True))
    op.add_column(
        "bedomningar",
        sa.Column("provningsfraga", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
    )
    op.add_column(
        "bedomningar", sa.Column("provning", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True)
    )
    op.add_column("bedomningar", sa.Column("kontrollsumma", sa.Text(), nullable=True))
    if op.get_context().dialect.name == "postgresql":
        stang()


def downgrade() -> None:
    """Take back."""
    op.drop_column("bedomningar", "kontrollsumma")
    op.drop_column("bedomningar", "provning")
    op.drop_column("bedomningar", "provningsfraga")
    op.drop_column("bedomningar", "avvikelse_motivering")
    op.drop_index("ix_undantag_arende", table_name="undantag")
    op.drop_table("undantag")
    for namn in KLOCKINDEX:
        op.drop_index(namn, table_name="kravklockor")
    op.drop_table("kravklockor")
    op.drop_index("ix_tolkningar_lista", table_name="tolkningar")
    op.drop_table("tolkningar")
