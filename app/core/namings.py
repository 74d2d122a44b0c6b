"""Who is named for a protected person beside the handläggare, as far as isolation asks (DP-15).

The table belongs to the step of protection, which maps all of it. Must not know any step.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnCollection, ColumnElement, Date, Select, Text, Uuid, bindparam, column, or_, select, table

# Who is handläggare of the protected persons that the caller may see; nobody, of a token that is not bound.
SKYDDAD_FOR = "sikt_skyddad_for"
_NAMNGIVNA = table(
    "namngivna",
    column("kommunkod", Text()),
    column("namnd_id", Uuid()),
    column("arende_id", Uuid()),
    column("handlaggare", Text()),
    column("status", Text()),
    column("fran", Date()),
    column("tom", Date()),
)


def namngivnas_arenden(kommunkod: Any, namnd_id: Any, person: Any, idag: Any) -> Select[UUID]:
    """Ids of the nämnd's ärenden that a person is named for today beside the handläggare (DP-15)."""
    n = _NAMNGIVNA.c
    return select(n.arende_id).where(
        n.kommunkod == kommunkod,
        n.namnd_id == namnd_id,
        n.handlaggare == person,
        n.status == "galler",
        n.fran <= idag,
        or_(n.tom.is_(None), n.tom >= idag),
    )


def nas(typ: Any, person: ColumnElement[str], namngivnas: Any) -> ColumnElement[bool]:
    """Rows of nobody protected, the caller's own, and those of who the caller is named for.

    ``typ`` is a class of ``Personskyddad`` rows.
    """
    eller = [typ.skyddad.is_(False), typ.handlaggare == person]
    arendet = typ.arendet()
    return or_(*eller) if arendet is None else or_(*eller, arendet.in_(namngivnas))


def handlaggarens(kolumner: ColumnCollection[str, Any]) -> ColumnElement[bool]:
    """The same for a list of many, which who is named does not read: of nobody protected, or the handläggare's own.

    ``kolumner`` are those of the ärende, beside rows that the hook has let through; the value is the session's.
    """
    return or_(kolumner.skyddad.is_(False), kolumner.handlaggare == bindparam(SKYDDAD_FOR, type_=Text()))
