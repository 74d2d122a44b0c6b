"""Values made anew when a key is replaced: a batch of rows a transaction, beside everything else that goes on.

    window: which of the next rows are not as the key set says ─▶ lock those that nobody holds ─▶ open, seal, write
    ─▶ move the mark, in the same transaction

Each column has a lease and a mark in ``omforseglingar``: one process at a time works on it, and who comes after one
that died goes on from the mark. Rows that somebody holds are passed over and taken in the next round, so that nothing
ever waits for this while holding a row. Must not know which steps there are: a column says itself that it is sealed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple, cast
from uuid import UUID, uuid4

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Float,
    Integer,
    Row,
    Select,
    Table,
    Text,
    bindparam,
    case,
    func,
    literal,
    select,
    tuple_,
    type_coerce,
    update,
)
from sqlalchemy.orm import Mapped

from app.begrepp.parter import RIKET
from app.core.classification import FORSEGLING, intern, oppen
from app.core.crypto import Forsegling, Forseglingsfel, Krypto, nyckelhuvud
from app.core.database import JSON_TYP, Base, databasklocka
from app.core.keyset import Nyckelring, Nyckelslag
from app.core.tenancy import Isolering, tabell
from app.core.unit_of_work import Arbete

LAN = 30.0
I_FONSTRET = 500
# Counting every row of a large table takes longer than any request may.
RAKNETID_MS = 600_000


class Omforsegling(Base):
    """How far one column has come. ``markor`` is the key of the last row looked at, ``nyckel_id`` what for."""

    __tablename__ = "omforseglingar"
    __isolering__ = Isolering.OPPEN
    __table_args__ = tabell()

    kommunkod: Mapped[str] = oppen(Text, primary_key=True)
    kolumn: Mapped[str] = intern(Text, primary_key=True)
    nyckel_id: Mapped[str] = intern(Text)
    markor: Mapped[list[Any] | None] = intern(JSON_TYP)
    klara: Mapped[int] = intern(Integer, default=0)
    borjad: Mapped[datetime] = intern()
    lanad_till: Mapped[float | None] = intern(Float)
    lanad_av: Mapped[str | None] = intern(Text)


class Upptagen(Exception):
    """Another process works on the column."""


@dataclass(frozen=True)
class Kolumnarbete:
    """What is made anew: ``kolumner`` of the rows for which ``galler``, into what ``nya`` makes of them."""

    namn: str
    tabell: Table
    kolumner: tuple[Column[Any], ...]
    galler: Callable[[Nyckelring], ColumnElement[bool]]
    nya: Callable[[Krypto, Mapping[str, Any]], dict[str, Any]]
    nyckelslag: Nyckelslag = Nyckelslag.FORSEGLING

    @property
    def nyckel(self) -> tuple[Column[Any], ...]:
        """What tells a row from the others."""
        return tuple(self.tabell.primary_key.columns)


class Varv(NamedTuple):
    """What one batch did: rows seen, rows made anew, keys of those that did not open, and whether more follow."""

    sedda: int
    nya: int
    daliga: list[tuple[Any, ...]]
    fler: bool


# --- which columns ---------------------------------------------------------------------------------


class Forseglad(NamedTuple):
    """A sealed column, as its model declares it."""

    kolumn: Column[Any]
    forsegling: Forsegling

    @property
    def namn(self) -> str:
        """Table and column."""
        return f"{self.kolumn.table.name}.{self.kolumn.name}"


def forseglade() -> list[Forseglad]:
    """Every sealed column that there is."""
    alla = (k for t in Base.metadata.sorted_tables for k in t.columns)
    return sorted((Forseglad(k, k.info[FORSEGLING]) for k in alla if FORSEGLING in k.info), key=lambda f: f.namn)


def borjar_med(kolumn: Column[Any], huvud: bytes) -> ColumnElement[bool]:
    """Whether a value was made with the key that writes ``huvud`` first."""
    return func.substr(kolumn, 1, len(huvud)) == literal(huvud, kolumn.type)


def _omforsegla(forseglad: Forseglad, krypto: Krypto, rad: Mapping[str, Any]) -> dict[str, Any]:
    plats, namn = forseglad.forsegling.plats_i(rad), forseglad.kolumn.name
    return {namn: krypto.forsegla(krypto.oppna(rad[namn], plats), plats)}


def _med_aldre_nyckel(forseglad: Forseglad, ring: Nyckelring) -> ColumnElement[bool]:
    aktiv = nyckelhuvud(ring.aktiv(Nyckelslag.FORSEGLING).id)
    return forseglad.kolumn.is_not(None) & ~borjar_med(forseglad.kolumn, aktiv)


def tabellen(typ: type[Base]) -> Table:
    """The table of a mapped class, whose rows are made anew past it."""
    return cast("Table", typ.__table__)


def forseglingsarbeten() -> list[Kolumnarbete]:
    """The work of all sealed columns."""
    return [
        Kolumnarbete(f.namn, f.kolumn.table, (f.kolumn,), partial(_med_aldre_nyckel, f), partial(_omforsegla, f))
        for f in forseglade()
    ]


# --- one batch -------------------------------------------------------------------------------------


class Omforseglare:
    """One process at one column; each call of ``varv`` is a batch in the transaction at hand."""

    def __init__(self, arbete: Kolumnarbete, *, per_gang: int = I_FONSTRET, lan: float = LAN) -> None:
        self._arbete = arbete
        self._per_gang = per_gang
        self._lan = lan
        self._namn = uuid4().hex

    async def varv(self, arbete: Arbete) -> Varv:
        """The next batch; raises ``Upptagen`` when another process has the lease.

        After the last row it begins anew the next time.
        """
        post = await self._hall(arbete)
        fonster = (await _kor(arbete, self._fonster(arbete.krypto.ring, post.markor))).all()
        att_gora = [tuple(rad[:-1]) for rad in fonster if rad.att_gora]
        nya, daliga = await self._gor_om(arbete, att_gora) if att_gora else (0, [])
        fler = len(fonster) == self._per_gang
        post.markor = [_som_json(varde) for varde in fonster[-1][:-1]] if fler else None
        post.klara += nya
        return Varv(len(fonster), nya, daliga, fler)

    async def slapp(self, arbete: Arbete) -> None:
        """Give the lease back."""
        (await self._hall(arbete)).lanad_till = None

    async def _hall(self, arbete: Arbete) -> Omforsegling:
        """The column's row, ours for a while more."""
        nyckel_id = arbete.krypto.ring.aktiv(self._arbete.nyckelslag).id
        post = await arbete.kanske(_post(self._arbete.namn))
        if post is None:
            post = arbete.ny(Omforsegling(kommunkod=RIKET, kolumn=self._arbete.namn, nyckel_id=nyckel_id, klara=0))
            post.borjad = arbete.nu
        elif post.lanad_av != self._namn and await arbete.kanske(_lanad(self._arbete.namn)) is not None:
            raise Upptagen(self._arbete.namn)
        if post.nyckel_id != nyckel_id:
            post.nyckel_id, post.markor, post.klara, post.borjad = nyckel_id, None, 0, arbete.nu
        post.lanad_av, post.lanad_till = self._namn, cast("Any", databasklocka() + self._lan)
        return post

    def _fonster(self, ring: Nyckelring, markor: Sequence[Any] | None) -> Select[Any]:
        """The keys of the next rows, and whether each is to be made anew."""
        nyckel = self._arbete.nyckel
        att_gora = type_coerce(case((self._arbete.galler(ring), 1), else_=0), Boolean).label("att_gora")
        sats = select(*nyckel, att_gora).order_by(*nyckel).limit(self._per_gang)
        if markor is None:
            return sats
        efter = [literal(_ur_json(k, v), k.type) for k, v in zip(nyckel, markor, strict=True)]
        return sats.where(tuple_(*nyckel) > tuple_(*efter))

    async def _gor_om(self, arbete: Arbete, nycklar: Iterable[tuple[Any, ...]]) -> tuple[int, list[tuple[Any, ...]]]:
        """Make those anew that nobody else holds: how many, and which did not open and stay as they are."""
        nyckel, tabell_ = self._arbete.nyckel, self._arbete.tabell
        behovs = {k.name: k for k in (*nyckel, *self._arbete.kolumner)}
        fria = (
            select(*behovs.values())
            .where(tuple_(*nyckel).in_(list(nycklar)), self._arbete.galler(arbete.krypto.ring))
            .order_by(*nyckel)
            .with_for_update(key_share=True, skip_locked=True)
        )
        rader = (await _kor(arbete, fria)).mappings().all()
        varden = [(rad, self._nya(arbete.krypto, rad)) for rad in rader]
        if satt := [self._var(rad) | nya for rad, nya in varden if nya]:
            sats = update(tabell_).where(*(k == bindparam(f"nyckel_{k.name}", type_=k.type) for k in nyckel))
            andras: dict[str, Any] = {namn: bindparam(namn) for namn in satt[0] if not namn.startswith("nyckel_")}
            await _kor(arbete, sats.values(andras), satt)
        return len(satt), [tuple(self._var(rad).values()) for rad, nya in varden if not nya]

    def _var(self, rad: Mapping[str, Any]) -> dict[str, Any]:
        return {f"nyckel_{k.name}": rad[k.name] for k in self._arbete.nyckel}

    def _nya(self, krypto: Krypto, rad: Mapping[str, Any]) -> dict[str, Any]:
        """The new values; nothing for a row that does not open."""
        try:
            return self._arbete.nya(krypto, rad)
        except Forseglingsfel:
            return {}


async def _kor(arbete: Arbete, sats: Any, varden: Any = None) -> Any:
    """Past the mapped classes, as system: nothing that a person sees is changed, no version and no history."""
    return await (await arbete.session.connection()).execute(sats, varden)


def _post(namn: str) -> Select[Omforsegling]:
    return select(Omforsegling).where(Omforsegling.kommunkod == RIKET, Omforsegling.kolumn == namn).with_for_update()


def _lanad(namn: str) -> Select[str]:
    """Who has a lease that has not run out."""
    ager = select(Omforsegling.kolumn).where(Omforsegling.kommunkod == RIKET, Omforsegling.kolumn == namn)
    return ager.where(Omforsegling.lanad_till > databasklocka())


def _som_json(varde: Any) -> Any:
    return str(varde) if isinstance(varde, UUID) else varde


def _ur_json(kolumn: Column[Any], varde: Any) -> Any:
    return UUID(varde) if kolumn.type.python_type is UUID else varde


# --- how it stands ---------------------------------------------------------------------------------


async def rader_per_nyckel(arbete: Arbete, kolumn: Any, huvuden: Mapping[str, ColumnElement[bool]]) -> dict[str, int]:
    """How many values of a column each key has made, and how many none of them (``""``)."""
    await _langre_tid(arbete)
    namn = list(huvuden)
    antal: list[ColumnElement[int]] = [func.coalesce(func.sum(case((huvuden[n], 1), else_=0)), 0) for n in namn]
    rad: Row[Any] = (await _kor(arbete, select(func.count(kolumn), *antal))).one()
    utfall = {n: int(rad[i]) for i, n in enumerate(namn, start=1)}
    return utfall | {"": int(rad[0]) - sum(utfall.values())}


async def antal_att_gora(arbete: Arbete, kolumnarbete: Kolumnarbete) -> tuple[int, int]:
    """How many rows a table has, and how many of them are not as the key set says."""
    await _langre_tid(arbete)
    kvar = func.coalesce(func.sum(case((kolumnarbete.galler(arbete.krypto.ring), 1), else_=0)), 0)
    rad = (await _kor(arbete, select(func.count(), kvar).select_from(kolumnarbete.tabell))).one()
    return int(rad[0]), int(rad[1])


async def _langre_tid(arbete: Arbete) -> None:
    if arbete.session.get_bind().dialect.name == "postgresql":
        await _kor(arbete, select(func.set_config("statement_timeout", str(RAKNETID_MS), True)))


def forseglingshuvuden(forseglad: Forseglad, ring: Nyckelring) -> Iterator[tuple[str, ColumnElement[bool]]]:
    """Each sealing key with what a value of the column begins with that it has sealed."""
    for nyckel in ring.av(Nyckelslag.FORSEGLING):
        yield nyckel.id, borjar_med(forseglad.kolumn, nyckelhuvud(nyckel.id))
