"""Every column says how delicate it is, every table how it is kept apart, and every key leads with the kommun."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Column, ForeignKeyConstraint, Index, MetaData, Table, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app import wiring
from app.core.classification import Klass, intern, oppen
from app.core.database import Base
from app.core.tenancy import Delad, Isolering, Kommunagd, Mottagaragd, Namndagd, isolering_av, tabell

assert wiring.MASKINER  # loads every table

KOMMUN = "kommunkod"
# Indexes that the service's own jobs read across all kommuner; no caller's statement can use them.
OVER_KOMMUNER = {
    "ix_utkorg_att_sanda": "a worker claims what is due, whosever it is",
    "ix_handelser_att_floda": "the sequencer takes what waits, whosever it is",
    "ix_utkorg_unikt_id": "AF's answer names a message, not a kommun",
    "ix_kalendrar_avtryck": "a secret address names a calendar, not a kommun",
    "ix_rapporter_att_gora": "whoever counts reports claims the next one, whosever it is",
    "ix_registerutdrag_att_gora": "whoever makes them claims the next one, whosever it is",
    "ix_idempotenssvar_skapad": "stored answers past their time are cleared away",
}


def tabeller() -> dict[str, type[Base]]:
    """Mapped class by table name."""
    return {str(m.local_table.name): m.class_ for m in Base.registry.mappers}


def klassfel(table: Table) -> Iterator[str]:
    """Columns without a field class."""
    for kolumn in table.columns:
        if not isinstance(kolumn.info.get("klass"), Klass):
            yield f"{table.name}.{kolumn.name} saknar klass"


def leder_med_kommun(kolumner: list[str]) -> bool:
    return bool(kolumner) and kolumner[0] == KOMMUN


def nyckelfel(table: Table) -> Iterator[str]:
    """Keys, unique constraints, references and indexes of a kommun's table that do not begin with the kommun."""
    if not leder_med_kommun([k.name for k in table.primary_key.columns]):
        yield f"{table.name}: primärnyckeln"
    for villkor in table.constraints:
        if isinstance(villkor, UniqueConstraint) and not leder_med_kommun([k.name for k in villkor.columns]):
            yield f"{table.name}: {villkor.name}"
        if isinstance(villkor, ForeignKeyConstraint):
            mot = [e.target_fullname.rpartition(".")[2] for e in villkor.elements]
            if not leder_med_kommun(villkor.column_keys) or not leder_med_kommun(mot):
                yield f"{table.name}: {villkor.name}"
    for index in table.indexes:
        if not leder_med_kommun([k.name for k in index.columns]) and index.name not in OVER_KOMMUNER:
            yield f"{table.name}: {index.name}"


def isoleringsfel(klass: type[Base]) -> Iterator[str]:
    """A class whose isolation is missing, or says something else than its columns do."""
    sort, kolumner = isolering_av(klass), set(klass.__table__.columns.keys())
    if not isinstance(sort, Isolering):
        yield f"{klass.__name__} saknar isolering"
        return
    krav = {
        Isolering.NAMND: {KOMMUN, "namnd_id"},
        Isolering.DELAD: {KOMMUN, "namnd_id", "delad_med"},
        Isolering.KATALOG: {KOMMUN, "namnd_id", "delad_med", "publik"},
        Isolering.KLIENT: {KOMMUN, "klient_id"},
        Isolering.LOGG: {KOMMUN, "namnd_id"},
        Isolering.MOTTAGARE: {KOMMUN, "mottagare_id"},
        Isolering.OPPEN: set(),
    }[sort]
    if not krav <= kolumner:
        yield f"{klass.__name__}: {sort} kräver {', '.join(sorted(krav - kolumner))}"
    if sort in {Isolering.NAMND, Isolering.DELAD} and issubclass(klass, Kommunagd):
        ratt = Delad if sort is Isolering.DELAD else Namndagd
        if not issubclass(klass, ratt):
            yield f"{klass.__name__} ärver inte {ratt.__name__}"
    if sort is Isolering.MOTTAGARE and not issubclass(klass, Mottagaragd):
        yield f"{klass.__name__} ärver inte Mottagaragd"


def ar_en_kommuns(klass: type[Base]) -> bool:
    """Whether rows of the table belong to a kommun: anything but open reference data without one."""
    return isolering_av(klass) is not Isolering.OPPEN or KOMMUN in klass.__table__.primary_key.columns


def test_varje_tabell_har_en_klass_i_koden():
    assert set(Base.metadata.tables) == set(tabeller())


@pytest.mark.parametrize("namn", sorted(tabeller()))
@pytest.mark.krav("ASVS 14.1.1")
def test_varje_kolumn_har_en_klass(namn):
    assert list(klassfel(Base.metadata.tables[namn])) == []


@pytest.mark.parametrize("namn", sorted(tabeller()))
def test_varje_tabell_har_en_isolering_som_dess_kolumner_bar(namn):
    assert list(isoleringsfel(tabeller()[namn])) == []


@pytest.mark.parametrize("namn", sorted(n for n, klass in tabeller().items() if ar_en_kommuns(klass)))
def test_varje_nyckel_borjar_med_kommunen(namn):
    assert list(nyckelfel(Base.metadata.tables[namn])) == []


@pytest.mark.parametrize("namn", sorted(tabeller()))
def test_varje_tabell_ar_strict(namn):
    assert Base.metadata.tables[namn].dialect_options["sqlite"]["strict"] is True


def test_undantagen_for_index_finns():
    index = {str(i.name) for t in Base.metadata.tables.values() for i in t.indexes}
    assert set(OVER_KOMMUNER) <= index


def test_oppna_tabeller_rymmer_inget_om_enskilda():
    """Open tables reach every caller: staff's identities may be there, nothing delicate or protected."""
    oppna = [k for k in tabeller().values() if isolering_av(k) is Isolering.OPPEN]
    kansliga = {Klass.KANSLIG, Klass.SKYDDAD}
    assert [f"{k.__name__}.{c.name}" for k in oppna for c in k.__table__.columns if c.info["klass"] in kansliga] == []


class Annan(DeclarativeBase):
    """A base of its own, so that what is wrong here stays here."""


def test_en_oklassad_kolumn_marks():
    class Slarv(Annan):
        __tablename__ = "slarv"
        __table_args__ = tabell()
        kommunkod: Mapped[str] = oppen(Text, primary_key=True)
        glomd: Mapped[str] = mapped_column(Text)

    assert list(klassfel(Slarv.__table__)) == ["slarv.glomd saknar klass"]
    assert list(isoleringsfel(Slarv)) == ["Slarv saknar isolering"]


def test_en_nyckel_utan_kommun_marks():
    meta = MetaData()
    Table("ytter", meta, Column("id", Text, primary_key=True))
    fel = Table(
        "inre",
        meta,
        Column("id", Text, primary_key=True),
        Column(KOMMUN, Text, primary_key=True),
        Column("namn", Text, unique=True),
        ForeignKeyConstraint(["id"], ["ytter.id"], name="fk"),
        Index("ix", "namn"),
    )
    assert sorted(nyckelfel(fel)) == ["inre: None", "inre: fk", "inre: ix", "inre: primärnyckeln"]


def test_en_isolering_som_kolumnerna_inte_bar_marks():
    class Los(Annan):
        __tablename__ = "los"
        __isolering__ = Isolering.DELAD
        __table_args__ = tabell()
        kommunkod: Mapped[str] = intern(Text, primary_key=True)

    assert list(isoleringsfel(Los)) == ["Los: delad kräver delad_med, namnd_id"]
