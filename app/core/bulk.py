"""Many rows of one nämnd in one statement, closed as the hook and the flush would close them.

The hook of ``tenancy`` sees neither a bulk insert nor a bulk update, so the kommun and the nämnd are put in here,
from the sight of the session, and are never the caller's. Row security draws the same line beneath.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Table, insert, update

from app.core.journal import Handelse
from app.core.stateful import Tillstandsagd
from app.core.tenancy import IsoleringSaknas, Kommunagd
from app.core.unit_of_work import Arbete

Falt = Mapping[str, Any]


def _agare(arbete: Arbete) -> dict[str, Any]:
    """The kommun and nämnd that every row gets; raises ``IsoleringSaknas`` for a session of neither."""
    sikt = arbete.sikt
    if not sikt.kommunkod or sikt.namnd_id is None:
        raise IsoleringSaknas("sessionen hör inte till någon nämnd")
    return {"kommunkod": sikt.kommunkod, "namnd_id": sikt.namnd_id}


def _tabell(typ: type[Kommunagd]) -> Table:
    tabell: Table = typ.__table__  # type: ignore[attr-defined]  # every mapped class has one
    return tabell


async def infoga(arbete: Arbete, typ: type[Kommunagd], rader: Sequence[Falt]) -> None:
    """Add rows to the transaction, in one round to the database."""
    agare = _agare(arbete)
    if rader:
        anslutning = await arbete.session.connection()
        await anslutning.execute(insert(_tabell(typ)), [{**rad, **agare} for rad in rader])


async def andrade(
    arbete: Arbete, typ: type[Kommunagd], objekttyp: str, handelse: str, uppgifter: Mapping[UUID, dict[str, Any]]
) -> None:
    """Raise the version of many objects of their own history and write a händelse on each; the status stays.

    The caller holds the rows locked. The range of ids says nothing new, but keeps the planner at the index also
    before a table has statistics.
    """
    if not issubclass(typ, Tillstandsagd):
        raise TypeError(f"{typ.__name__} har ingen version")
    if not uppgifter:
        return
    agare, kolumner = _agare(arbete), _tabell(typ).c
    sats = (
        update(_tabell(typ))
        .where(*(kolumner[namn] == varde for namn, varde in agare.items()))
        .where(kolumner.id.between(min(uppgifter), max(uppgifter)), kolumner.id.in_(list(uppgifter)))
        .values(version=kolumner.version + 1)
        .returning(kolumner.id, kolumner.version, kolumner.status)
    )
    anslutning = await arbete.session.connection()
    rader = await anslutning.execute(sats)
    await infoga(
        arbete,
        Handelse,
        [
            {
                **arbete.handelsefalt(objekttyp, handelse, uppgifter[rad.id]),
                "delad_med": None,
                "arende_id": rad.id,
                "objekt_id": rad.id,
                "nummer": rad.version,
                "fran": rad.status,
                "till": rad.status,
            }
            for rad in rader
        ],
    )
