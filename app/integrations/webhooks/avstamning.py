"""The outbox brought in line with what somebody did to a subscription: asked again, paused, ended, replayed."""

from collections.abc import Sequence
from uuid import UUID

from app.core.outbox import TILLS_VIDARE, Utkorgsrad, stega
from app.core.unit_of_work import Arbete
from app.integrations.webhooks.handelser import utmaning
from app.integrations.webhooks.rader import bekraftelserad
from app.vyer.prenumerationer.leveranser import BEKRAFTELSE, pa_vag, uppgivna
from app.vyer.prenumerationer.models import Prenumeration
from app.vyer.prenumerationer.states import SANDANDE, PrenumerationStatus


async def stam_av(arbete: Arbete, prenumeration: Prenumeration, publik_adress: str) -> None:
    """Do what the subscription says; it is held by this transaction."""
    rader = await arbete.alla(pa_vag(prenumeration.kommunkod, prenumeration.id))
    if _stam_av_bekraftelsen(prenumeration, [r for r in rader if r.objekttyp == BEKRAFTELSE]):
        bekraftelserad(arbete, prenumeration, utmaning(prenumeration, publik_adress, arbete.nu))
        prenumeration.utmanad = prenumeration.utmaning
    for rad in rader:
        if rad.objekttyp != BEKRAFTELSE:
            _stam_av_handelsen(arbete, prenumeration, rad)
    await _sand_om(arbete, prenumeration)
    prenumeration.att_stamma_av = False


def _stam_av_bekraftelsen(prenumeration: Prenumeration, rader: Sequence[Utkorgsrad]) -> bool:
    """One challenge at a time, and only while the address has not answered; whether a new one is wanted."""
    vantar = prenumeration.status == PrenumerationStatus.VANTAR_PA_BEKRAFTELSE.value
    for rad in rader:
        if not vantar or rad.sandversion != prenumeration.utmaning:
            stega(rad, "aterkalla")
    return vantar and prenumeration.utmaning > prenumeration.utmanad


def _stam_av_handelsen(arbete: Arbete, prenumeration: Prenumeration, rad: Utkorgsrad) -> None:
    """Taken back where it is over or will be laid out again; else sent, or kept until the subscription goes on."""
    if prenumeration.status == PrenumerationStatus.AVSLUTAD.value or _laggs_ut_igen(arbete, prenumeration, rad):
        stega(rad, "aterkalla")
    elif prenumeration.status not in SANDANDE:
        rad.nasta_forsok = TILLS_VIDARE
    elif rad.nasta_forsok == TILLS_VIDARE:
        rad.nasta_forsok = arbete.nu


def _laggs_ut_igen(arbete: Arbete, prenumeration: Prenumeration, rad: Utkorgsrad) -> bool:
    gammal = rad.sandversion < prenumeration.omgang
    return gammal and rad.oppna(arbete.krypto)["nummer"] > prenumeration.markor


async def _sand_om(arbete: Arbete, prenumeration: Prenumeration) -> None:
    """Deliveries that were given up, asked for again: same id, same content, a new time to try."""
    if not prenumeration.sand_om:
        return
    idn = [UUID(leverans) for leverans in prenumeration.sand_om]
    for rad in await arbete.alla(uppgivna(prenumeration.kommunkod, prenumeration.id, idn)):
        stega(rad, "sand_om")
        rad.fel_i_rad = 0
        rad.nasta_forsok = arbete.nu if prenumeration.status in SANDANDE else TILLS_VIDARE
    prenumeration.sand_om = []
