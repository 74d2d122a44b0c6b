"""Lists: ``limit`` and ``page`` for people, ``cursor`` for machines; the cost does not grow with depth.

Ids are UUIDv7, so newest first is order by id, and the cursor is the last id seen. A list in order
of days goes forwards in time; its cursor is the last day and id seen.
"""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Generic, TypeVar, TypeVarTuple
from urllib.parse import quote, urlencode
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Date, Select, Uuid, literal, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from app.core.database import Tid
from app.core.errors import Faltfel, OgiltigtInnehall
from app.core.schema_types import ParameterHeltal

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
STANDARD = 20
STORST = 200
_EPOK = datetime(1970, 1, 1, tzinfo=UTC)


class Sidfraga(BaseModel):
    """Query parameters that every list takes."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    limit: ParameterHeltal = Field(STANDARD, ge=1, le=STORST, description="Antal rader per sida")
    page: ParameterHeltal | None = Field(
        None, ge=0, le=1_000_000, description="Sida, från 1; utanför listan ges en tom sida"
    )
    cursor: str | None = Field(
        None,
        max_length=64,
        description="Fortsätt efter denna rad; tas ur _links.next",
        json_schema_extra={"pattern": "^[A-Za-z0-9_-]{22}$"},
    )


Sida = Annotated[Sidfraga, Query()]


class Dagsidfraga(Sidfraga):
    """The same of a list in order of days, whose cursor holds a day too."""

    cursor: str | None = Field(
        None,
        max_length=64,
        description="Fortsätt efter denna rad; tas ur _links.next",
        json_schema_extra={"pattern": "^[A-Za-z0-9_-]{27}$"},
    )


@dataclass(frozen=True, slots=True)
class Utsnitt(Generic[T]):
    """One page of rows and whether more follow."""

    rader: Sequence[T]
    fraga: Sidfraga
    nasta: str | None


def _kod(rad_id: UUID) -> str:
    return base64.urlsafe_b64encode(rad_id.bytes).decode().rstrip("=")


def _avkoda(text: str) -> UUID:
    try:
        return UUID(bytes=base64.urlsafe_b64decode(text + "=="))
    except (ValueError, binascii.Error) as fel:
        raise _okand_markor() from fel


def _okand_markor() -> OgiltigtInnehall:
    return OgiltigtInnehall(
        "Markören går inte att läsa. Använd den som _links.next ger.",
        fel=[Faltfel("cursor", "cursor", "Okänd markör")],
    )


def dagkod(dag: date, rad_id: UUID) -> str:
    """The cursor after a row of a list in order of days."""
    return base64.urlsafe_b64encode(dag.toordinal().to_bytes(4, "big") + rad_id.bytes).decode().rstrip("=")


def _avkoda_dag(text: str) -> tuple[date, UUID]:
    try:
        kod = base64.urlsafe_b64decode(text + "=")
        return date.fromordinal(int.from_bytes(kod[:4], "big")), UUID(bytes=kod[4:])
    except (ValueError, OverflowError, binascii.Error) as fel:
        raise _okand_markor() from fel


def tidkod(tid: datetime, rad_id: UUID) -> str:
    """The cursor after a row of a list in order of instants."""
    mikrosekunder = (tid - _EPOK) // timedelta(microseconds=1)
    return base64.urlsafe_b64encode(mikrosekunder.to_bytes(8, "big") + rad_id.bytes).decode()


def _avkoda_tid(text: str) -> tuple[datetime, UUID]:
    try:
        kod = base64.urlsafe_b64decode(text)
        tid = _EPOK + timedelta(microseconds=int.from_bytes(kod[:8], "big"))
        return tid, UUID(bytes=kod[8:])
    except (ValueError, OverflowError, binascii.Error) as fel:
        raise _okand_markor() from fel


def tidsida(
    sats: Select[T], tid: InstrumentedAttribute[datetime], nyckel: InstrumentedAttribute[UUID], fraga: Sidfraga
) -> Select[T]:
    """As ``sida`` in order of instants, the newest first."""
    sats = sats.order_by(tid.desc(), nyckel.desc()).limit(fraga.limit + 1)
    if fraga.cursor is None:
        return sats
    fore, rad_id = _avkoda_tid(fraga.cursor)
    return sats.where(tuple_(tid, nyckel) < tuple_(literal(fore, Tid()), literal(rad_id, Uuid())))


def sida(sats: Select[*Ts], nyckel: InstrumentedAttribute[UUID], fraga: Sidfraga) -> Select[*Ts]:
    """The statement of one page, one row longer than the page to see whether more follow."""
    sats = sats.order_by(nyckel.desc()).limit(fraga.limit + 1)
    if fraga.cursor is not None:
        return sats.where(nyckel < _avkoda(fraga.cursor))
    if fraga.page is not None and fraga.page > 1:
        return sats.offset((fraga.page - 1) * fraga.limit)
    return sats


def dagsida(
    sats: Select[T], dag: InstrumentedAttribute[date], nyckel: InstrumentedAttribute[UUID], fraga: Dagsidfraga
) -> Select[T]:
    """As ``sida`` in order of days, the first one first; rows of one day in order of their ids."""
    sats = sats.order_by(dag, nyckel).limit(fraga.limit + 1)
    if fraga.cursor is not None:
        efter, rad_id = _avkoda_dag(fraga.cursor)
        return sats.where(tuple_(dag, nyckel) > tuple_(literal(efter, Date()), literal(rad_id, Uuid())))
    if fraga.page is not None and fraga.page > 1:
        return sats.offset((fraga.page - 1) * fraga.limit)
    return sats


def _id_kod(rad: Any) -> str:
    return _kod(rad.id)


def skar(rader: Sequence[T], fraga: Sidfraga, markor: Callable[[T], str] = _id_kod) -> Utsnitt[T]:
    """Cut the extra row and remember where the next page begins."""
    if fraga.page == 0:
        return Utsnitt((), fraga, None)
    synliga = rader[: fraga.limit]
    fler = len(rader) > fraga.limit
    return Utsnitt(synliga, fraga, markor(synliga[-1]) if fler else None)


def meta(utsnitt: Utsnitt[Any]) -> dict[str, int]:
    """``_meta`` of a list answer."""
    return {"page": utsnitt.fraga.page or 1, "limit": utsnitt.fraga.limit, "count": len(utsnitt.rader)}


def lankar(utsnitt: Utsnitt[Any], adress: str, filter_: dict[str, str]) -> dict[str, dict[str, str]]:
    """``_links`` of a list answer: self, first, prev where known, next by cursor."""
    fraga = utsnitt.fraga
    har = {"cursor": fraga.cursor} if fraga.cursor else {"page": str(fraga.page or 1)}
    ut = {"self": _lank(adress, fraga, har, filter_), "first": _lank(adress, fraga, {"page": "1"}, filter_)}
    if utsnitt.nasta:
        ut["next"] = _lank(adress, fraga, {"cursor": utsnitt.nasta}, filter_)
    if fraga.page and fraga.page > 1:
        ut["prev"] = _lank(adress, fraga, {"page": str(fraga.page - 1)}, filter_)
    return ut


def _lank(adress: str, fraga: Sidfraga, mer: dict[str, str], filter_: dict[str, str]) -> dict[str, str]:
    delar = {**filter_, "limit": str(fraga.limit), **mer}
    return {"href": f"{adress}?{urlencode(delar, quote_via=quote)}", "method": "GET"}
