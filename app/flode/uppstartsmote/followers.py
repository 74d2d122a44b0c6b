"""What the order's acts mean for its meeting; ``wiring`` connects them to the order."""

from app.begrepp.identiteter import nytt_id
from app.core.unit_of_work import Arbete
from app.flode.bestallning.models import Bestallning
from app.flode.uppstartsmote import krockar
from app.flode.uppstartsmote.actions import installt
from app.flode.uppstartsmote.models import Uppstartsmote
from app.flode.uppstartsmote.sak import Sak, ladda_alla, lage
from app.flode.uppstartsmote.states import MOTE, Motespart, Motessvar, MoteStatus

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
    """The order's vägledare is the one invited; a new one has answered nothing yet.

    A booked time goes over with the order, also to one who is taken then: whoever has two times asks for another.
    """
    for sak in await ladda_alla(arbete, bestallning):
        if sak.mote.status != MoteStatus.GENOMFORT.value:
            sak.mote.vagledare = bestallning.vagledare
            _kalla_anyo(arbete, sak)
            krockar.folj(arbete, sak)
            arbete.andrad(sak.mote, MOTE.namn, "satt_vagledare", sak.mote.status, {})


def _kalla_anyo(arbete: Arbete, sak: Sak) -> None:
    for tid in sak.oppna:
        kallelse = sak.kallad(tid, Motespart.VAGLEDARE)
        kallelse.svar, kallelse.skal = Motessvar.INBJUDEN.value, None
        kallelse.svarad, kallelse.svarad_av = None, None
        tid.andrad = arbete.nu


async def stall_in_for(arbete: Arbete, bestallning: Bestallning) -> None:
    """An order that ends before its start takes the meeting with it."""
    for sak in await ladda_alla(arbete, bestallning):
        fran = sak.mote.status
        if fran not in VANTANDE:
            continue
        # The If-Match of the request is the order's, so the step is taken without comparing it with the meeting.
        sak.mote.status = MOTE.valj(fran, "stall_in", arbete.aktor.roll, lage(arbete, sak)).till
        installt(arbete, sak, None, "Beställningen har upphört.")
        arbete.andrad(sak.mote, MOTE.namn, "stall_in", fran, {})
