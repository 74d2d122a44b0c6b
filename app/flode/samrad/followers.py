"""What becomes of the questions to AF when the person gets a new identity (DP-15); ``wiring`` connects it.

A question that nobody has tried to send goes with the new one. Of any other AF may know the old one: its id may never
come with the new.
"""

from app.core.delegation import som_system
from app.core.outbox import byt_innehall, lagg_at_sidan
from app.core.unit_of_work import Arbete
from app.flode.arende.models import Arende
from app.flode.samrad.actions import lage, paket
from app.flode.samrad.models import Samrad, samrad_for
from app.flode.samrad.states import OPPNA, SAMRAD, Leverans

NY_IDENTITET = "Personen har fått nya personuppgifter. Ställ frågan på nytt om den behövs."
INTE_HOS_AF = frozenset({Leverans.INGEN.value, Leverans.ATT_LAMNA.value})


async def folj_identiteten(arbete: Arbete, arende: Arende) -> None:
    """Follower of a new identity."""
    async with som_system(arbete, "samrad") as system:
        for samrad in await system.alla(samrad_for(arende.id)):
            if samrad.leverans not in INTE_HOS_AF:
                await _folj(system, arende, samrad)


async def _folj(arbete: Arbete, arende: Arende, samrad: Samrad) -> None:
    oppen = samrad.status in OPPNA
    if oppen and samrad.sandversion == 0 and await _skrivs_om(arbete, arende, samrad):
        await arbete.utfor(SAMRAD, samrad, "skriv_om", lage(arbete, samrad))
        return
    if oppen:
        await arbete.utfor(SAMRAD, samrad, "aterkalla", lage(arbete, samrad))
        samrad.skal = NY_IDENTITET
    await lagg_at_sidan(arbete, samrad)


async def _skrivs_om(arbete: Arbete, arende: Arende, samrad: Samrad) -> bool:
    return await byt_innehall(arbete, samrad, await paket(arbete, arende, samrad), arende.af_identitet)
