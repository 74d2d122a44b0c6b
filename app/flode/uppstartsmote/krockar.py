"""Nobody is in two meetings at once: who is taken when, said without saying by what (AK-40, DP-10).

A person's meetings are looked for where the caller sees them. A vägledare's are looked for everywhere, also in other
kommuner: the register of when a vägledare is taken tells nothing but that.

Of two bookings at once for one vägledare the second must see the first. Both take hold of the vägledare's row in the
register of staff before they look, so that one waits for the other to commit; a constraint cannot do it, since times
overlap without being equal, and the rows that would collide lie in different kommuner. SQLite has one writer at a
time as it is.
"""

from collections.abc import Sequence
from uuid import UUID

from app.core.unit_of_work import Arbete
from app.flode.uppstartsmote.models import (
    Motestid,
    Uppstartsmote,
    Vagledartid,
    las_personens_moten,
    las_vagledaren,
    upptagna,
)
from app.flode.uppstartsmote.sak import Sak
from app.flode.uppstartsmote.states import UPPTAGNA, Lucka, Motespart

INGEN = UUID(int=0)


async def las(arbete: Arbete, mote: Uppstartsmote) -> None:
    """Take hold of the vägledare and of the person's meetings, until the end of the transaction."""
    await arbete.alla(las_vagledaren(mote.delad_med, mote.vagledare))
    await arbete.alla(las_personens_moten(mote.arende_id))


async def upptagen(arbete: Arbete, sak: Sak, luckor: Sequence[Lucka]) -> Motespart | None:
    """Who is taken at any of the times."""
    egen = next((t.id for t in sak.vagledartider.values() if t.galler), INGEN)
    rad = (await arbete.session.execute(upptagna(sak.mote, egen, luckor))).one()
    personen, vagledaren = rad
    if personen:
        return Motespart.INDIVID
    return Motespart.VAGLEDARE if vagledaren else None


def folj(arbete: Arbete, sak: Sak) -> None:
    """Bring what the register says of the vägledare in line with the times of the meeting."""
    tagen = next((t for t in sak.tider if t.status in UPPTAGNA), None)
    for rad in sak.vagledartider.values():
        rad.galler = tagen is not None and rad.id == tagen.id
    if tagen is not None and sak.mote.delad_med and sak.mote.vagledare:
        _ta(arbete, sak, tagen, sak.mote.delad_med, sak.mote.vagledare)


def _ta(arbete: Arbete, sak: Sak, tid: Motestid, organisation_id: UUID, vagledare: str) -> None:
    rad = sak.vagledartider.get(tid.id)
    if rad is not None:
        rad.vagledare = vagledare
        return
    sak.vagledartider[tid.id] = arbete.ny(
        Vagledartid(
            id=tid.id,
            organisation_id=organisation_id,
            vagledare=vagledare,
            borjar=tid.borjar,
            slutar=tid.slutar,
            galler=True,
        )
    )
