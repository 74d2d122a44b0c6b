"""Isolation: one predicate per kind of party, put on every ORM statement, failing closed.

A session belongs to one ``Sikt`` (party, kommun, nämnd, person) for its whole life. Without one,
every statement raises; for an unknown kind of caller every statement answers nothing (DP-04,
DP-07, DP-10). On PostgreSQL the same boundaries are drawn once more as FORCE row security, fed by
``set_config(…, true)`` at the start of each transaction. Must not know any step.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any, ClassVar, TypeVar, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Text, Uuid, and_, bindparam, event, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, UOWTransaction, declared_attr, with_loader_criteria
from sqlalchemy.sql.base import ExecutableOption

from app.begrepp.identiteter import nytt_id
from app.begrepp.parter import Aktor, Part, Roll
from app.core.classification import intern, oppen, personuppgift
from app.core.database import Base, StangdSession

SIKT = "sikt"
_FASTA_SATSER = 512
FAST = "stegvis_fast"
S = TypeVar("S")


class IsoleringSaknas(RuntimeError):
    """A statement was run in a session that belongs to no party."""


class Isolering(StrEnum):
    """How a table is kept apart; every table carries one."""

    NAMND = "namnd"
    DELAD = "delad"
    KATALOG = "katalog"
    KLIENT = "klient"
    LOGG = "logg"
    OPPEN = "oppen"


@dataclass(frozen=True, slots=True)
class Sikt:
    """What one session may see."""

    aktor: Aktor
    kommunkod: str
    namnd_id: UUID | None
    idag: date
    ser_skyddade: bool = False

    @classmethod
    def for_aktor(cls, aktor: Aktor, kommunkod: str, idag: date, *, ser_skyddade: bool = False) -> "Sikt":
        """The sight of a caller inside the kommun of the path."""
        return cls(aktor, kommunkod, aktor.namnd_id, idag, ser_skyddade)


class Kommunagd:
    """Key that leads with the kommun, so that the database can be split by it."""

    __isolering__: ClassVar[Isolering]
    kommunkod: Mapped[str] = oppen(Text, primary_key=True, sort_order=-100)
    id: Mapped[UUID] = intern(Uuid, primary_key=True, default=nytt_id, sort_order=-99)
    namnd_id: Mapped[UUID] = intern(Uuid, sort_order=-98)

    @declared_attr.directive
    def __table_args__(cls) -> Any:  # noqa: N805 - SQLAlchemy's form
        """STRICT on SQLite; steps add their own constraints with ``tabell(…)``."""
        return tabell()


class Namndagd(Kommunagd):
    """A row that only its nämnd may see."""

    __isolering__ = Isolering.NAMND


class Delad(Kommunagd):
    """A row that its nämnd sees, and the utförare it is released to."""

    __isolering__ = Isolering.DELAD
    delad_med: Mapped[UUID | None] = intern(Uuid, sort_order=-97)


class Katalogagd(Kommunagd):
    """A row of a nämnd's catalogue: its utförare, if one registered it, changes it; any utförare reads it if public."""

    __isolering__ = Isolering.KATALOG
    delad_med: Mapped[UUID | None] = intern(Uuid, sort_order=-97)
    publik: Mapped[bool] = intern(default=False)


class Personskyddad:
    """A row about one person: with protected identity only the named handläggare sees it (DP-15)."""

    skyddad: Mapped[bool] = intern(default=False)
    handlaggare: Mapped[str] = personuppgift(Text)


class Tilldelad:
    """A row that one vägledare is assigned to; others at the utförare's floor do not see it."""

    vagledare: Mapped[str | None] = personuppgift(Text)
    mottagare: Mapped[str | None] = personuppgift(Text)
    ratt_tom: Mapped[date | None] = intern()
    skyddad: Mapped[bool] = intern(default=False)


def tabell(*delar: Any, **mer: Any) -> tuple[Any, ...]:
    """Table arguments of every table: the given constraints, and STRICT on SQLite."""
    return (*delar, {"sqlite_strict": True, **mer})


class _Synfalt:
    """What a session carries: its sight, the criteria of its kind of caller, and their values."""

    __slots__ = ("kriterier", "parametrar", "sikt")

    def __init__(self, sikt: Sikt) -> None:
        self.sikt = sikt
        self.kriterier = kriterier(sikt)
        self.parametrar = _parametrar(sikt)

    def med_kriterier(self, sats: Any) -> Any:
        """The statement with the criteria; for statements that are constants, made once per kind of caller."""
        if FAST not in sats.get_execution_options():
            return sats.options(*self.kriterier)
        return _fast_sats(sats, self.kriterier)


@lru_cache(maxsize=_FASTA_SATSER)
def _fast_sats(sats: Any, kriterier_: "Kriterier") -> Any:
    return sats.options(*kriterier_)


def fast(sats: S) -> S:
    """Mark a statement that is built once and takes its values as parameters (hot paths)."""
    markt: S = cast("Any", sats).execution_options(**{FAST: True})
    return markt


PERSONROLLER = frozenset({Roll.HANDLAGGARE, Roll.ARBETSLEDARE})
UTFORARROLLER = frozenset({Roll.VAGLEDARE, Roll.SAMORDNARE})


# The criteria are built once and take their values as parameters, so that every statement is compiled once too.
_KOMMUN = bindparam("sikt_kommun", type_=Text())
_NAMND = bindparam("sikt_namnd", type_=Uuid())
_ORGANISATION = bindparam("sikt_organisation", type_=Uuid())
_PERSON = bindparam("sikt_person", type_=Text())
_IDAG = bindparam("sikt_idag", type_=Date())
Kriterier = tuple[ExecutableOption, ...]


def _kriterium(slag: type[Any], villkor: Callable[[Any], ColumnElement[bool]]) -> ExecutableOption:
    return with_loader_criteria(slag, villkor, include_aliases=True)


KOMMUNENS: Kriterier = (
    _kriterium(Kommunagd, lambda cls: and_(cls.kommunkod == _KOMMUN, cls.namnd_id == _NAMND)),
    _kriterium(Personskyddad, lambda cls: or_(cls.skyddad.is_(False), cls.handlaggare == _PERSON)),
)
_UTFORARENS: Kriterier = (
    _kriterium(Namndagd, lambda _cls: false()),
    _kriterium(Delad, lambda cls: and_(cls.kommunkod == _KOMMUN, cls.delad_med == _ORGANISATION)),
    _kriterium(
        Katalogagd,
        lambda cls: and_(cls.kommunkod == _KOMMUN, or_(cls.delad_med == _ORGANISATION, cls.publik.is_(True))),
    ),
    _kriterium(Tilldelad, lambda cls: or_(cls.ratt_tom.is_(None), cls.ratt_tom >= _IDAG)),
)
# Vägledare: own orders. Samordnare: the organisation's, of protected ones only those addressed to them.
VAGLEDARENS: Kriterier = (*_UTFORARENS, _kriterium(Tilldelad, lambda cls: cls.vagledare == _PERSON))
SAMORDNARENS: Kriterier = (
    *_UTFORARENS,
    _kriterium(Tilldelad, lambda cls: or_(cls.skyddad.is_(False), cls.mottagare == _PERSON)),
)
# The nämnd's own data as a whole, for what shows none of it: protected persons are there too.
NAMNDENS: Kriterier = KOMMUNENS[:1]
SYSTEMETS_I_KOMMUN: Kriterier = (_kriterium(Kommunagd, lambda cls: cls.kommunkod == _KOMMUN),)
SYSTEMETS: Kriterier = ()
INGET: Kriterier = (_kriterium(Kommunagd, lambda _cls: false()),)


def kriterier(sikt: Sikt) -> Kriterier:
    """The one place that decides which rows a kind of caller sees."""
    part, roll = sikt.aktor.part, sikt.aktor.roll
    if part is Part.KOMMUN and roll in PERSONROLLER and sikt.namnd_id is not None:
        return NAMNDENS if sikt.ser_skyddade else KOMMUNENS
    if part is Part.UTFORARE and roll in UTFORARROLLER and sikt.aktor.organisation_id is not None:
        return VAGLEDARENS if roll is Roll.VAGLEDARE else SAMORDNARENS
    if part is Part.SYSTEM:
        return SYSTEMETS_I_KOMMUN if sikt.kommunkod else SYSTEMETS
    return INGET


def _parametrar(sikt: Sikt) -> dict[str, Any]:
    """The values of the criteria for one caller."""
    return {
        "sikt_kommun": sikt.kommunkod,
        "sikt_namnd": sikt.namnd_id,
        "sikt_organisation": sikt.aktor.organisation_id,
        "sikt_person": sikt.aktor.person,
        "sikt_idag": sikt.idag,
    }


@event.listens_for(StangdSession, "do_orm_execute")
def _isolera(laget: ORMExecuteState) -> None:
    synfalt: _Synfalt | None = laget.session.info.get(SIKT)
    if synfalt is None:
        raise IsoleringSaknas("sessionen tillhör ingen part")
    if laget.is_column_load or laget.is_relationship_load:
        return
    if not laget.is_select:
        _vakta_sats(laget)
        return
    laget.statement = synfalt.med_kriterier(laget.statement)
    laget.parameters = {**(laget.parameters or {}), **synfalt.parametrar}  # type: ignore[dict-item]  # one set


def _vakta_sats(laget: ORMExecuteState) -> None:
    """Rows that belong to somebody are changed one at a time, under the guard of the flush."""
    if any(issubclass(m.class_, Kommunagd) for m in laget.all_mappers):
        raise IsoleringSaknas("massändring av rader som tillhör en part")


@event.listens_for(StangdSession, "before_flush")
def _vakta(session: Session, _sammanhang: UOWTransaction, _objekt: Any) -> None:
    synfalt: _Synfalt | None = session.info.get(SIKT)
    if synfalt is None:
        raise IsoleringSaknas("sessionen tillhör ingen part")
    if session.deleted:
        raise IsoleringSaknas("inget raderas utom genom gallring (DP-19)")
    for rad in (*session.new, *session.dirty):
        if isinstance(rad, Kommunagd):
            _vakta_rad(rad, synfalt.sikt)


def _vakta_rad(rad: Kommunagd, sikt: Sikt) -> None:
    krav_inom(type(rad), sikt, rad.kommunkod, rad.namnd_id, getattr(rad, "delad_med", None))


def krav_inom(typ: type[Kommunagd], sikt: Sikt, kommunkod: str, namnd_id: UUID, delad_med: UUID | None) -> None:
    """A row may only be written where the session could read it."""
    aktor = sikt.aktor
    ratt = {
        Part.KOMMUN: namnd_id == sikt.namnd_id,
        Part.UTFORARE: issubclass(typ, Delad | Katalogagd) and delad_med == aktor.organisation_id,
        Part.SYSTEM: True,
    }.get(aktor.part, False) or typ.__isolering__ is Isolering.LOGG  # everybody's looks are logged
    if not ratt or (sikt.kommunkod and kommunkod != sikt.kommunkod):
        raise IsoleringSaknas(f"{typ.__name__} hör till en annan part")


async def satt_sikt(session: AsyncSession, sikt: Sikt) -> None:
    """Bind the session to its party; on PostgreSQL also tell row security, for this transaction only."""
    session.sync_session.info[SIKT] = _Synfalt(sikt)
    if session.bind is not None and session.bind.dialect.name == "postgresql":
        await (await session.connection()).execute(_installningar(), _varden(sikt))


@lru_cache(maxsize=1)
def _installningar() -> Any:
    namn = ("part", "kommunkod", "namnd", "organisation", "klient")
    return select(*(func.set_config(f"stegvis.{n}", bindparam(n), True) for n in namn))


def _varden(sikt: Sikt) -> dict[str, str]:
    aktor = sikt.aktor
    return {
        "part": aktor.part.value,
        "kommunkod": sikt.kommunkod,
        "namnd": str(sikt.namnd_id or ""),
        "organisation": str(aktor.organisation_id or ""),
        "klient": aktor.klient_id,
    }


def isolering_av(tabell_: type[Base]) -> Isolering | None:
    """The isolation class of a mapped class, or nothing, which fails the build."""
    return getattr(tabell_, "__isolering__", None)
