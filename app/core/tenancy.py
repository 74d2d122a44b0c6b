"""Isolation: one predicate per kind of party, put on every ORM statement, failing closed.

A session belongs to one ``Sikt`` (party, kommun, nämnd, person) for its whole life. Without one,
every statement raises; for an unknown kind of caller every statement answers nothing (DP-04,
DP-07, DP-10). On PostgreSQL the same boundaries are drawn once more as FORCE row security, fed by
``set_config(…, true)`` at the start of each transaction. Must not know any step.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any, ClassVar, TypeVar, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Text, Uuid, and_, bindparam, event, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import (
    Mapped,
    ORMExecuteState,
    QueryContext,
    Session,
    UOWTransaction,
    declared_attr,
    with_loader_criteria,
)
from sqlalchemy.sql.base import ExecutableOption

from app.begrepp.identiteter import nytt_id
from app.begrepp.parter import Aktor, Part, Roll
from app.core.classification import intern, oppen, personuppgift
from app.core.database import Base, StangdSession
from app.core.namings import SKYDDAD_FOR, namngivnas_arenden, nas

SIKT, RORT_SKYDDAD = "sikt", "rort_skyddad"
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
    MOTTAGARE = "mottagare"
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


def i_egna_namnden(klass: Any) -> ColumnElement[bool]:
    """Rows of the caller's own nämnd."""
    return and_(klass.kommunkod == _KOMMUN, klass.namnd_id == _NAMND)


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

    @classmethod
    def for_granskare(cls) -> ColumnElement[bool]:
        """What the reviewer of the access log sees of the table: nothing, unless it says otherwise (DP-04)."""
        return false()


class Granskningsbar(Kommunagd):
    """Adds that the nämnd's reviewer of the access log sees the rows."""

    @classmethod
    def for_granskare(cls) -> ColumnElement[bool]:
        """The own nämnd's."""
        return i_egna_namnden(cls)


class Namndagd(Kommunagd):
    """A row that only its nämnd may see."""

    __isolering__ = Isolering.NAMND


class Delad(Kommunagd):
    """A row that its nämnd sees, and the utförare it is released to."""

    __isolering__ = Isolering.DELAD
    delad_med: Mapped[UUID | None] = intern(Uuid, sort_order=-97)


class Loggagd(Granskningsbar):
    """A row of a nämnd's access log: everybody's looks are written there, its granskare reads them (DP-04)."""

    __isolering__ = Isolering.LOGG


class Katalogagd(Kommunagd):
    """A row of a nämnd's catalogue: its utförare, if one registered it, changes it; any utförare reads it if public."""

    __isolering__ = Isolering.KATALOG
    delad_med: Mapped[UUID | None] = intern(Uuid, sort_order=-97)
    publik: Mapped[bool] = intern(default=False)


class Mottagaragd:
    """A row that only one receiving organisation may see: a nämnd in its kommun, an utförare in the whole country.

    Every role of it may, since no person is in such a row.
    """

    __isolering__ = Isolering.MOTTAGARE
    kommunkod: Mapped[str] = oppen(Text, primary_key=True, sort_order=-100)
    mottagare_id: Mapped[UUID] = intern(Uuid, primary_key=True, sort_order=-99)


class Personskyddad:
    """A row about one person: with protected identity only its handläggare and who is named beside see it (DP-15)."""

    skyddad: Mapped[bool] = intern(default=False)
    handlaggare: Mapped[str] = personuppgift(Text)

    @classmethod
    def arendet(cls) -> Any:
        """The column that tells whose row it is, where who is named shall see it; the mixin has none."""
        return getattr(cls, "arende_id", None)


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
    """What a session carries: its sight, the criteria of its kind of caller, their values, and what it asked last."""

    __slots__ = ("kriterier", "parametrar", "senast", "sikt")

    def __init__(self, sikt: Sikt) -> None:
        self.sikt = sikt
        self.senast: tuple[Any, Any] | None = None
        self.kriterier = kriterier(sikt)
        self.parametrar = _parametrar(sikt) | {SKYDDAD_FOR: sikt.aktor.person if sikt.aktor.hog_niva else None}

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
_MOTTAGARE = bindparam("sikt_mottagare", type_=Uuid())
_IDAG = bindparam("sikt_idag", type_=Date())
_NAMNGIVEN_FOR = namngivnas_arenden(_KOMMUN, _NAMND, _PERSON, _IDAG)
Kriterier = tuple[ExecutableOption, ...]


def _kriterium(slag: type[Any], villkor: Callable[[Any], ColumnElement[bool]]) -> ExecutableOption:
    return with_loader_criteria(slag, villkor, include_aliases=True)


_MOTTAGARENS = _kriterium(Mottagaragd, lambda cls: and_(cls.kommunkod == _KOMMUN, cls.mottagare_id == _MOTTAGARE))
# The nämnd's own data as a whole, for what shows none of it: protected persons are there too.
NAMNDENS: Kriterier = (
    _kriterium(Kommunagd, i_egna_namnden),
    _MOTTAGARENS,
)
KOMMUNENS: Kriterier = (
    *NAMNDENS,
    _kriterium(Personskyddad, lambda cls: nas(cls, _PERSON, _NAMNGIVEN_FOR)),
)
_UTFORARENS: Kriterier = (
    _MOTTAGARENS,
    _kriterium(Namndagd, lambda _cls: false()),
    _kriterium(Delad, lambda cls: and_(cls.kommunkod == _KOMMUN, cls.delad_med == _ORGANISATION)),
    _kriterium(
        Katalogagd,
        lambda cls: and_(cls.kommunkod == _KOMMUN, or_(cls.delad_med == _ORGANISATION, cls.publik.is_(True))),
    ),
    _kriterium(Tilldelad, lambda cls: or_(cls.ratt_tom.is_(None), cls.ratt_tom >= _IDAG)),
)
# Vägledare: own orders. Samordnare: the organisation's, of protected ones only those addressed to them. Of a protected
# person nobody sees what is not released to somebody named (DP-15).
VAGLEDARENS: Kriterier = (
    *_UTFORARENS,
    _kriterium(
        Tilldelad, lambda cls: and_(cls.vagledare == _PERSON, or_(cls.skyddad.is_(False), cls.mottagare.is_not(None)))
    ),
)
SAMORDNARENS: Kriterier = (
    *_UTFORARENS,
    _kriterium(Tilldelad, lambda cls: or_(cls.skyddad.is_(False), cls.mottagare == _PERSON)),
)
# The reviewer sees the log and the reviews of it, never what the looks were at (DP-04).
GRANSKARENS: Kriterier = (
    _kriterium(Kommunagd, lambda cls: cls.for_granskare()),
    _kriterium(Mottagaragd, lambda _cls: false()),
)
SYSTEMETS_I_KOMMUN: Kriterier = (
    _kriterium(Kommunagd, lambda cls: cls.kommunkod == _KOMMUN),
    _kriterium(Mottagaragd, lambda cls: cls.kommunkod == _KOMMUN),
)
SYSTEMETS: Kriterier = ()
# Who has not shown that the token is its own reaches no protected person, named or not.
_INGEN_SKYDDAD: Kriterier = (
    _kriterium(Personskyddad, lambda cls: cls.skyddad.is_(False)),
    _kriterium(Tilldelad, lambda cls: cls.skyddad.is_(False)),
)
UTAN_HOG_NIVA: Mapping[Kriterier, Kriterier] = {
    fulla: (*fulla, *_INGEN_SKYDDAD) for fulla in (KOMMUNENS, VAGLEDARENS, SAMORDNARENS)
}
_INGEN_PERSON = _kriterium(Kommunagd, lambda _cls: false())
BARA_SOM_MOTTAGARE: Kriterier = (_INGEN_PERSON, _MOTTAGARENS)
INGET: Kriterier = (_INGEN_PERSON, _kriterium(Mottagaragd, lambda _cls: false()))


def kriterier(sikt: Sikt) -> Kriterier:
    """The one place that decides which rows a caller sees."""
    fulla = _partens(sikt)
    return fulla if sikt.aktor.hog_niva else UTAN_HOG_NIVA.get(fulla, fulla)


def _partens(sikt: Sikt) -> Kriterier:
    part, roll = sikt.aktor.part, sikt.aktor.roll
    if part is Part.KOMMUN and roll in PERSONROLLER and sikt.namnd_id is not None:
        return NAMNDENS if sikt.ser_skyddade else KOMMUNENS
    if part is Part.KOMMUN and roll is Roll.GRANSKARE and sikt.namnd_id is not None:
        return GRANSKARENS
    if part is Part.UTFORARE and roll in UTFORARROLLER and sikt.aktor.organisation_id is not None:
        return VAGLEDARENS if roll is Roll.VAGLEDARE else SAMORDNARENS
    if part is Part.SYSTEM:
        return SYSTEMETS_I_KOMMUN if sikt.kommunkod else SYSTEMETS
    return INGET if sikt.aktor.mottagare_id is None else BARA_SOM_MOTTAGARE


def _parametrar(sikt: Sikt) -> dict[str, Any]:
    """The values of the criteria for one caller."""
    return {
        "sikt_kommun": sikt.kommunkod,
        "sikt_namnd": sikt.namnd_id,
        "sikt_organisation": sikt.aktor.organisation_id,
        "sikt_person": sikt.aktor.person,
        "sikt_mottagare": sikt.aktor.mottagare_id,
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
    synfalt.senast = laget.statement, laget.parameters
    laget.statement = synfalt.med_kriterier(laget.statement)
    laget.parameters = {**(laget.parameters or {}), **synfalt.parametrar}  # type: ignore[dict-item]  # one set


def _vakta_sats(laget: ORMExecuteState) -> None:
    """Rows that belong to somebody are changed one at a time, under the guard of the flush."""
    if any(issubclass(m.class_, Kommunagd | Mottagaragd) for m in laget.all_mappers):
        raise IsoleringSaknas("massändring av rader som tillhör en part")


@event.listens_for(Personskyddad, "load", propagate=True)
def _rort(rad: Personskyddad, sammanhang: QueryContext) -> None:
    """Remember that a session has read somebody with protected identity, whatever becomes of the row (DP-15)."""
    if rad.__dict__.get("skyddad"):
        sammanhang.session.info[RORT_SKYDDAD] = True


@event.listens_for(StangdSession, "before_flush")
def _vakta(session: Session, _sammanhang: UOWTransaction, _objekt: Any) -> None:
    synfalt: _Synfalt | None = session.info.get(SIKT)
    if synfalt is None:
        raise IsoleringSaknas("sessionen tillhör ingen part")
    if session.deleted:
        raise IsoleringSaknas("inget raderas utom genom gallring (DP-19)")
    for rad in (*session.new, *session.dirty):
        if isinstance(rad, Kommunagd):
            delad_med = getattr(rad, "delad_med", None)
            krav_inom(type(rad), synfalt.sikt, rad.kommunkod, rad.namnd_id, delad_med)
        elif isinstance(rad, Mottagaragd):
            _vakta_mottagarrad(rad, synfalt.sikt)


def _vakta_mottagarrad(rad: Mottagaragd, sikt: Sikt) -> None:
    egen = rad.mottagare_id == sikt.aktor.mottagare_id or sikt.aktor.part is Part.SYSTEM
    if not egen or (sikt.kommunkod and rad.kommunkod != sikt.kommunkod):
        raise IsoleringSaknas(f"{type(rad).__name__} hör till en annan mottagare")


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


async def finns_pa_hog_niva(session: AsyncSession) -> bool:
    """Whether the caller would have found what it asked for last, with a token that is bound to it."""
    info = session.sync_session.info
    synfalt: _Synfalt = info[SIKT]
    if synfalt.senast is None or synfalt.kriterier is _partens(synfalt.sikt):
        return False
    sats, varden = synfalt.senast
    info[SIKT] = _Synfalt(replace(synfalt.sikt, aktor=replace(synfalt.sikt.aktor, hog_niva=True)))
    try:
        return (await session.execute(sats, varden)).first() is not None
    finally:
        info[SIKT] = synfalt


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
