"""Which rows are about one person, found from the tables: by the ärende, or a parent.

Nothing here names a table: a new one that hangs on an ärende is found the day it is mapped. Must not know any step.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKeyConstraint, Select, Table, and_, select

from app.core.database import Base
from app.core.tenancy import Kommunagd

# The root is the table that a person is looked up in; the others point at it.
AVTRYCK, ROT, ARENDE = "person_avtryck", "id", "arende_id"


@dataclass(frozen=True, slots=True)
class Person:
    """Whose rows are sought: the person's ärenden in one nämnd."""

    kommunkod: str
    namnd_id: UUID
    arenden: Collection[UUID]


@dataclass(frozen=True, slots=True)
class Postslag:
    """One table with rows about persons, and how a row of it is known to be about somebody.

    ``kolumn`` is the ärende's, or with ``moder`` the column that names the parent's row.
    """

    klass: type[Any]
    kolumn: str
    moder: "Postslag | None" = None

    @property
    def namn(self) -> str:
        """The table."""
        return str(self.klass.__tablename__)

    @property
    def kolumner(self) -> tuple[Any, ...]:
        """Its columns, each with its class of delicacy."""
        return tuple(self.klass.__table__.columns)

    def om(self, person: Person) -> ColumnElement[bool]:
        """The condition for a row that is about ``person``."""
        i_namnden = and_(self.klass.kommunkod == person.kommunkod, self.klass.namnd_id == person.namnd_id)
        return and_(i_namnden, self._villkor(person))

    def _villkor(self, person: Person) -> ColumnElement[bool]:
        kolumn = getattr(self.klass, self.kolumn)
        if self.moder is not None:
            villkor: ColumnElement[bool] = kolumn.in_(select(self.moder.klass.id).where(self.moder.om(person)))
        else:
            villkor = kolumn.in_(sorted(person.arenden))
        return villkor

    def arende(self, rad: Any) -> UUID | None:
        """The ärende that a row says it is of; one that only its parent tells says none."""
        return getattr(rad, self.kolumn) if self.moder is None else None

    def posten(self, person: Person, objekt_id: UUID) -> Select[UUID]:
        """The id of one row, if it is about ``person``."""
        sats: Select[UUID] = select(self.klass.id).where(self.om(person), self.klass.id == objekt_id)
        return sats

    def poster(self, person: Person) -> Select[Any]:
        """The rows about ``person``."""
        return select(self.klass).where(self.om(person))


def _moder(tabell: Table, slag: Mapping[str, Postslag]) -> Postslag | None:
    """By the first reference to a table that is about persons."""
    klass = _klasser()[tabell.name]
    for nyckel in _nycklar(tabell):
        moder = slag.get(nyckel.referred_table.name)
        if moder is not None and nyckel.referred_table is not tabell:
            return Postslag(klass, nyckel.column_keys[-1], moder)
    return None


def _nycklar(tabell: Table) -> Iterator[ForeignKeyConstraint]:
    yield from sorted(tabell.foreign_key_constraints, key=lambda nyckel: tuple(nyckel.column_keys))


def _klasser() -> dict[str, type[Any]]:
    """The mapped classes that belong to a nämnd, by table."""
    mappade = [m for m in Base.registry.mappers if issubclass(m.class_, Kommunagd)]
    return {str(m.class_.__table__.name): m.class_ for m in mappade}


@cache
def postslag() -> Mapping[str, Postslag]:
    """Every kind of row about persons, by table; parents before those that hang on them."""
    klasser, slag = _klasser(), dict[str, Postslag]()
    for tabell in Base.metadata.sorted_tables:
        klass = klasser.get(tabell.name)
        if klass is not None and AVTRYCK in tabell.columns:
            slag[tabell.name] = Postslag(klass, ROT)
        elif klass is not None and ARENDE in tabell.columns:
            slag[tabell.name] = Postslag(klass, ARENDE)
    vantar = [t for t in Base.metadata.sorted_tables if t.name in klasser and t.name not in slag]
    slag |= {t.name: funnen for t in vantar if (funnen := _moder(t, slag)) is not None}
    return slag
