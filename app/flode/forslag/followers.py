"""What the order's and the ärende's acts mean for proposals, and what the calendar does; ``wiring`` connects them."""

from uuid import UUID

from app.core.errors import Faltfel, Konflikt, OgiltigtInnehall
from app.core.unit_of_work import Arbete
from app.flode.arende.models import Arende
from app.flode.bestallning import actions as bestallningar
from app.flode.bestallning.andringar import Svar
from app.flode.bestallning.models import Bestallning, bestallningar_for
from app.flode.bestallning.states import BestallningStatus
from app.flode.forslag.actions import Foljd, besvarad, folj, lage, notera
from app.flode.forslag.models import AGARE, Forslag, arendets_forslag, att_verkstalla, forslag_i, forslag_med
from app.flode.forslag.states import Forslagsfoljd, ForslagStatus, inte_eget, stammer


async def besvara_med_andring(arbete: Arbete, svar: Svar) -> None:
    """The kommun changed the order and points at the proposal that this answers."""
    forslag = await _att_besvara(arbete, svar.bestallning, svar.forslag_id)
    if not svar.andringar:
        raise OgiltigtInnehall(
            "Ändringen ändrar inget och kan inte besvara ett förslag.",
            fel=[Faltfel("/forslagId", "ingen_andring", "Godkänn eller avslå förslaget")],
        )
    avviker = not stammer(forslag.andringar, forslag.galler_fran, [a.faktum for a in svar.andringar])
    slag = Forslagsfoljd.ANNAN_ANDRING if avviker else Forslagsfoljd.ANDRING
    folj(arbete, forslag, "godkann", avvikerFranForslaget=avviker)
    besvarad(arbete, forslag, None)
    notera(forslag, Foljd(slag, svar.andringar[0].galler_fran, svar.andringar, avviker))


async def _att_besvara(arbete: Arbete, bestallning: Bestallning, forslag_id: UUID) -> Forslag:
    forslag = await arbete.kanske(forslag_med(bestallning.id, forslag_id))
    if forslag is None:
        raise OgiltigtInnehall(
            "Förslaget finns inte på beställningen.", fel=[Faltfel("/forslagId", "saknas", "Okänt förslag")]
        )
    if forslag.status != ForslagStatus.VANTAR.value:
        raise Konflikt("Förslaget väntar inte på svar.", extra={"status": forslag.status})
    if stoppar := inte_eget(lage(arbete, bestallning, forslag)):
        raise Konflikt(stoppar.meddelande, regel=stoppar.regel)
    return forslag


async def folj_bestallningen(arbete: Arbete, bestallning: Bestallning) -> None:
    """Who reaches the order reaches its proposals; of one that ends, nothing is waited for any longer."""
    for forslag in await arbete.alla(forslag_i(bestallning.id)):
        _folj_agaren(forslag, bestallning)
        if bestallningar.ar_oppen(bestallning):
            continue
        if forslag.status == ForslagStatus.VANTAR.value:
            folj(arbete, forslag, "forfall")
        if forslag.verkstalls is not None:
            _paus_uteblev(arbete, forslag)


def _folj_agaren(forslag: Forslag, bestallning: Bestallning) -> None:
    for namn in AGARE:
        setattr(forslag, namn, getattr(bestallning, namn))


def _paus_uteblev(arbete: Arbete, forslag: Forslag) -> None:
    forslag.verkstalls, forslag.foljd = None, Forslagsfoljd.PAUS_UTEBLEV.value
    folj(arbete, forslag, "verkstall", foljd=forslag.foljd)


async def folj_arendet(arbete: Arbete, arende: Arende) -> None:
    """Another handläggare or another protection reaches the proposals at once (DP-04, DP-15)."""
    bestallningar_ = {b.id: b for b in await arbete.alla(bestallningar_for(arende.id))}
    for forslag in await arbete.alla(arendets_forslag(arende.id)):
        _folj_agaren(forslag, bestallningar_[forslag.bestallning_id])


async def folj_kalendern(arbete: Arbete) -> int:
    """Begin approved pauses whose day has come; how many proposals that were. May run twice, or late."""
    antal = 0
    while forfallna := await arbete.alla(att_verkstalla(arbete.idag)):
        for forslag in forfallna:
            await _verkstall(arbete, forslag)
        antal += len(forfallna)
        await arbete.session.flush()
    return antal


async def _verkstall(arbete: Arbete, forslag: Forslag) -> None:
    bestallning = await bestallningar.hamta(arbete, forslag.bestallning_id, las=False)
    if bestallning.status != BestallningStatus.PAGAENDE.value:
        _paus_uteblev(arbete, forslag)
        return
    forslag.verkstalls, forslag.foljd = None, Forslagsfoljd.PAUSAD.value
    folj(arbete, forslag, "verkstall", foljd=forslag.foljd)
    skal = f"Godkänt förslag från utföraren, {forslag.id}."
    await bestallningar.pausa(arbete, bestallning.id, skal=skal, till=forslag.ater(arbete.idag))
    bestallning.paus_till = forslag.ater(forslag.fran or arbete.idag)  # late, its end is overdue and not unknown
