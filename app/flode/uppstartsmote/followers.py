"""What the order's acts mean for its meeting; ``wiring`` connects them to the order."""

from app.begrepp.identiteter import nytt_id
from app.core.unit_of_work import Arbete
from app.flode.bestallning.models import Bestallning
from app.flode.uppstartsmote.actions import Sak, installt, lage
from app.flode.uppstartsmote.models import Uppstartsmote, moten_for, tider_for, vagledarens_svar
from app.flode.uppstartsmote.states import MOTE, Motessvar, MoteStatus

VANTANDE = frozenset({MoteStatus.EJ_BOKAT.value, MoteStatus.FORESLAGET.value, MoteStatus.BOKAT.value})


async def skapa_for(arbete: Arbete, bestallning: Bestallning) -> None:
    """A sent order gets its meeting at once, so that "not yet booked" can be seen and timed (T-12)."""
    mote = Uppstartsmote(
        id=nytt_id(),
        kommunkod=bestallning.kommunkod,
        namnd_id=bestallning.namnd_id,
        delad_med=bestallning.delad_med,
        arende_id=bestallning.arende_id,
        bestallning_id=bestallning.id,
        status=MoteStatus.EJ_BOKAT.value,
        version=1,
        skapad=arbete.nu,
        vagledare=bestallning.vagledare,
        antal_tider=0,
    )
    arbete.fodd(mote, "uppstartsmote", "skapa")


async def folj_vagledare(arbete: Arbete, bestallning: Bestallning) -> None:
    """The order's vägledare is the one invited; a new one has answered nothing yet."""
    for mote in await arbete.alla(moten_for(bestallning.id)):
        if mote.status != MoteStatus.GENOMFORT.value:
            mote.vagledare = bestallning.vagledare
            for kallelse in await arbete.alla(vagledarens_svar(mote.id)):
                kallelse.svar, kallelse.skal = Motessvar.INBJUDEN.value, None
                kallelse.svarad, kallelse.svarad_av = None, None
            arbete.andrad(mote, MOTE.namn, "satt_vagledare", mote.status, {})


async def stall_in_for(arbete: Arbete, bestallning: Bestallning) -> None:
    """An order that ends before its start takes the meeting with it."""
    for mote in await arbete.alla(moten_for(bestallning.id)):
        if mote.status not in VANTANDE:
            continue
        sak = Sak(bestallning, mote, list(await arbete.alla(tider_for([mote.id]))))
        fran = mote.status
        # The If-Match of the request is the order's, so the step is taken without comparing it with the meeting.
        mote.status = MOTE.valj(fran, "stall_in", arbete.aktor.roll, lage(arbete, sak)).till
        installt(arbete, sak, None, "Beställningen har upphört.")
        arbete.andrad(mote, MOTE.namn, "stall_in", fran, {})
