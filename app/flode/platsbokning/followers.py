"""What others' acts mean for the places; ``wiring`` connects them. And what the days bring, as a job.

An utförare's act can't reach the line, which is the nämnd's: what follows from it is done by the job.
"""

from collections.abc import Sequence
from uuid import UUID

from app.begrepp.parter import Part
from app.core.unit_of_work import Arbete
from app.flode.bestallning.models import Bestallning, efterfoljare_till
from app.flode.bestallning.states import OPPNA, BestallningStatus, Tillkomst
from app.flode.platsbokning.models import (
    Platsbokning,
    aktiviteter_att_fylla,
    aktiviteter_med_obesvarade,
    att_overta,
    bokningar_under,
    overblivna,
)
from app.flode.platsbokning.platser import fyll_pa, slapp
from app.flode.platsbokning.states import LEVANDE, PLATSBOKNING
from app.katalog.aktiviteter import Aktivitet


async def dela_med(arbete: Arbete, bestallning: Bestallning) -> None:
    """A sent order tells its utförare which places go with it; one that is offered on has those of the one before."""
    if bestallning.tillkomst == Tillkomst.ERBJUDEN.value and bestallning.foregaende_id is not None:
        await _overta(arbete, bestallning.foregaende_id, bestallning)
    for bokning in await arbete.alla(bokningar_under(bestallning.id)):
        bokning.delad_med = bestallning.delad_med


async def slapp_for(arbete: Arbete, bestallning: Bestallning) -> None:
    """An order that ends gives its places back; one that has moved leaves them to the next, but for its own."""
    if arbete.aktor.part is not Part.UTFORARE:
        if bestallning.status == BestallningStatus.FLYTTAD.value:
            nasta = await arbete.kanske(efterfoljare_till(bestallning.id, sorted(OPPNA)))
            if nasta is not None:
                await _overta(arbete, bestallning.id, nasta)
        await _slapp_alla(arbete, await arbete.alla(bokningar_under(bestallning.id)))


async def _overta(arbete: Arbete, fore_id: UUID, nasta: Bestallning) -> None:
    """The person keeps a place when another utförare has the order, but not one at the earlier utförare itself."""
    for bokning in await arbete.alla(att_overta(fore_id)):
        bokning.bestallning_id, bokning.delad_med = nasta.id, nasta.delad_med
        arbete.andrad(bokning, PLATSBOKNING.namn, "folj_bestallningen", bokning.status, {})
    await arbete.session.flush()


async def _slapp_alla(arbete: Arbete, bokningar: Sequence[Platsbokning]) -> int:
    levande = [b for b in bokningar if b.status in LEVANDE]
    for bokning in levande:
        if bokning.status in LEVANDE:  # the line may have moved on meanwhile
            await slapp(arbete, bokning)
    return len(levande)


async def fyll_pa_for(arbete: Arbete, aktivitet: Aktivitet) -> None:
    """An aktivitet has more places, or takes people in again."""
    if aktivitet.i_ko and arbete.aktor.part is not Part.UTFORARE:
        await fyll_pa(arbete, aktivitet.id)


async def lopande(arbete: Arbete) -> int:
    """Ended ärenden and orders leave their places, unanswered offers fall, free places are offered to who waits.

    May run twice or late.
    """
    antal = await _slapp_alla(arbete, await arbete.alla(overblivna()))
    await arbete.session.flush()
    att_fylla = {
        *await arbete.alla(aktiviteter_med_obesvarade(arbete.idag)),
        *await arbete.alla(aktiviteter_att_fylla()),
    }
    for aktivitet_id in sorted(att_fylla):
        antal += await fyll_pa(arbete, aktivitet_id)
    return antal
