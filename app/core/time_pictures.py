"""The past of rows that are changed in place: what was known at an instant, and what held on a day.

Of each change of a marked row the values that it replaced are kept, in the same commit, with the instant from
which the new ones are known and the day from which they hold. The row itself is the last word, so a row that
never changed costs nothing and no value is stored twice. Facts that never change need none of this: they carry
when they were registered (``cutoff``). Must not know any step.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Index, Integer, Select, Text, Uuid, event, inspect, select
from sqlalchemy.orm import Mapped, Session, UOWTransaction

from app.begrepp.tid import Klocka, svensk_dag
from app.core.classification import intern, skyddad
from app.core.database import JSON_TYP, Base, StangdSession
from app.core.tenancy import Delad, tabell

KLOCKA, GILTIG_FRAN = "klocka", "giltig_fran"
R = TypeVar("R", bound="Tidsbildad")


class Tidsbildad:
    """Marks a row whose changes leave pictures; it has a ``version`` and says when it was made (``skapad``).

    ``avbildas_inte`` are columns whose change at hand leaves none.
    """

    avbildas_inte: frozenset[str] = frozenset()

    def giltig_fran(self, andrade: Collection[str], dag: date) -> date:  # noqa: ARG002 - a row may look at what changed
        """The day from which a change holds: the day it is registered, where the row knows no other."""
        return dag


class Tidsbild(Delad, Base):
    """What one change replaced: ``fore`` holds the columns that changed, as they were.

    As delicate as the most delicate column of any row; read only through the row itself, which decides who may.
    """

    __tablename__ = "tidsbilder"
    __table_args__ = tabell(
        Index("ix_tidsbilder_objekt", "kommunkod", "objekt_id", "version", "id"),
        Index("ix_tidsbilder_arende", "kommunkod", "arende_id"),
        info={"bara_tillagg": True},
    )

    arende_id: Mapped[UUID] = intern(Uuid)
    objekttyp: Mapped[str] = intern(Text)
    objekt_id: Mapped[UUID] = intern(Uuid)
    version: Mapped[int] = intern(Integer)
    kand_fran: Mapped[datetime] = intern()
    giltig_fran: Mapped[date] = intern()
    fore: Mapped[dict[str, Any]] = skyddad(JSON_TYP)


# --- taking them -----------------------------------------------------------------------------------


def haller_fran(info: MutableMapping[Any, Any], objekt_id: UUID, dag: date) -> None:
    """Say from which day the change at hand holds, in the ``info`` of its session, when it is another than today."""
    info.setdefault(GILTIG_FRAN, {})[objekt_id] = dag


@event.listens_for(StangdSession, "before_flush")
def _ta_bilder(session: Session, _sammanhang: UOWTransaction, _objekt: Any) -> None:
    for rad in list(session.dirty):
        if isinstance(rad, Tidsbildad) and (fore := _ersatt(rad)):
            session.add(_bild(session, rad, fore))


def _ersatt(rad: Tidsbildad) -> dict[str, Any]:
    """The columns that changed, with the values they had."""
    laget: Any = inspect(rad)
    andrade = ((n, laget.attrs[n].history) for n in _kolumner(type(rad)) if n not in rad.avbildas_inte)
    return {namn: h.deleted[0] for namn, h in andrade if h.deleted}


def _kolumner(typ: type[Any]) -> list[str]:
    return [c.key for c in inspect(typ).column_attrs]


def _bild(session: Session, rad: Any, fore: dict[str, Any]) -> Tidsbild:
    klocka: Klocka = session.info[KLOCKA]
    uttalad = session.info.get(GILTIG_FRAN, {}).get(rad.id)
    return Tidsbild(
        kommunkod=rad.kommunkod,
        namnd_id=rad.namnd_id,
        delad_med=rad.historik_delad_med,
        arende_id=rad.historik_arende,
        objekttyp=rad.__tablename__,
        objekt_id=rad.id,
        version=rad.version,
        kand_fran=klocka.nu(),
        giltig_fran=uttalad or rad.giltig_fran(fore.keys(), klocka.idag()),
        fore={namn: _som_json(varde) for namn, varde in fore.items()},
    )


def _som_json(varde: Any) -> Any:
    if isinstance(varde, (date, datetime)):
        return varde.isoformat()
    if isinstance(varde, bytes):
        return varde.hex()
    return str(varde) if isinstance(varde, UUID) else varde


_UR_JSON: dict[type[Any], Callable[[Any], Any]] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    bytes: bytes.fromhex,
    UUID: UUID,
}


def _ur_json(typ: type[Any], fore: Mapping[str, Any]) -> dict[str, Any]:
    """The values as the columns of ``typ`` hold them."""
    kolumner = inspect(typ).columns
    return {n: v if v is None else _UR_JSON.get(kolumner[n].type.python_type, _sjalv)(v) for n, v in fore.items()}


def _sjalv(varde: Any) -> Any:
    return varde


# --- looking at them -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Vid:
    """A time to look at: a day that something held on, an instant that something was known at, or both."""

    giltig: date | None = None
    kand: datetime | None = None

    def dag(self, idag: date) -> date:
        """The day to count from."""
        return self.giltig or (svensk_dag(self.kand) if self.kand else idag)


@dataclass(frozen=True, slots=True)
class Andring:
    """One change of a row, as it is computed with."""

    kand_fran: datetime
    giltig_fran: date
    fore: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Da:
    """The values of a row at a time, whether the row was there, and the version from which its past is known."""

    varden: dict[str, Any]
    fanns: bool
    forsta_version: int


def da(nu: Mapping[str, Any], andringar: Sequence[Andring], vid: Vid) -> Da:
    """The values at ``vid`` of a row that is ``nu`` now; ``andringar`` in order of version.

    A later change says more than an earlier one of every day from its own day on: it is what is known last.
    """
    kanda = list(takewhile(lambda a: vid.kand is None or a.kand_fran <= vid.kand, andringar))
    varden, efter = dict(nu), []
    for andring in reversed(andringar):
        efter.append({namn: varden[namn] for namn in andring.fore})
        varden |= andring.fore
    forsta = varden["version"]
    haller = [a.giltig_fran for a in kanda]
    for andring, nya in zip(kanda, reversed(efter), strict=False):
        if vid.giltig is None or andring.giltig_fran <= vid.giltig:
            varden |= nya
    borjan = min([svensk_dag(nu["skapad"]), *haller])
    fanns = (vid.kand is None or nu["skapad"] <= vid.kand) and (vid.giltig is None or borjan <= vid.giltig)
    return Da(varden, fanns, forsta)


def bilder_av(objekt_ids: Collection[UUID]) -> Select[Tidsbild]:
    """The pictures of some rows, in order of version."""
    return select(Tidsbild).where(Tidsbild.objekt_id.in_(list(objekt_ids))).order_by(*I_ORDNING)


I_ORDNING: tuple[Any, ...] = (Tidsbild.version, Tidsbild.id)


def andringar(typ: type[Any], bilder: Iterable[Tidsbild]) -> list[Andring]:
    """The changes that some pictures of one row of ``typ`` tell of."""
    return [Andring(b.kand_fran, b.giltig_fran, _ur_json(typ, b.fore)) for b in bilder]


def vid_tiden(rad: R, bilder: Iterable[Tidsbild], vid: Vid) -> tuple[R, Da]:
    """A copy of the row as it was, which belongs to no session, and what is known of that time."""
    nu = {namn: getattr(rad, namn) for namn in _kolumner(type(rad))}
    laget = da(nu, andringar(type(rad), bilder), vid)
    return type(rad)(**laget.varden), laget


def per_rad(bilder: Iterable[Tidsbild]) -> dict[UUID, list[Tidsbild]]:
    """Pictures by the row that they are of."""
    ut: dict[UUID, list[Tidsbild]] = {}
    for bild in bilder:
        ut.setdefault(bild.objekt_id, []).append(bild)
    return ut
