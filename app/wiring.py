"""The only list of routers, state machines, followers and sources of bevakningar, in the order of the flow."""

from typing import Any

from fastapi import APIRouter

from app.core.transitions import Tillstandsmaskin
from app.flode.aktivitetsbrist import router as aktivitetsbrist
from app.flode.aktivitetsbrist.states import AKTIVITETSBRIST
from app.flode.arende import actions as arendeacts
from app.flode.arende import manad_router as manader
from app.flode.arende import router as arende
from app.flode.arende.states import ARENDE
from app.flode.avvikelse import followers as avvikelsefoljder
from app.flode.avvikelse import router as avvikelse
from app.flode.avvikelse.states import AVVIKELSE
from app.flode.bedomning import provning_router as provning
from app.flode.bedomning import provningar
from app.flode.bedomning import router as bedomning
from app.flode.bedomning.states import BEDOMNING
from app.flode.behov import router as behov
from app.flode.behov.states import BEHOV, FK_AVSTAMNING
from app.flode.beslut import router as beslut
from app.flode.beslut.models import UNDERRATTELSE
from app.flode.beslut.states import BESLUT, KOMMUNICERING
from app.flode.bestallning import actions as bestallningsacts
from app.flode.bestallning import router as bestallning
from app.flode.bestallning.states import BESTALLNING
from app.flode.bevakning import actions as bevakningsacts
from app.flode.bevakning import kallor, kallor_avvikelse, kallor_klocka, kallor_narvaro
from app.flode.bevakning import router as bevakning
from app.flode.bevakning.states import BEVAKNING
from app.flode.narvaro import actions as narvaroacts
from app.flode.narvaro import followers as narvarofoljder
from app.flode.narvaro import rapport_router as narvarorapporter
from app.flode.narvaro import router as narvaro
from app.flode.narvaro.states import TILLFALLE
from app.flode.overlamning import followers as overlamningsfoljder
from app.flode.overlamning import router as overlamning
from app.flode.overlamning.states import OVERLAMNING
from app.flode.plan import actions as planacts
from app.flode.plan import followers as planfoljder
from app.flode.plan import router as plan
from app.flode.plan.states import PLAN
from app.flode.progression import router as progression
from app.flode.progression.states import MATNING, RAPPORT
from app.flode.samrad import router as samrad
from app.flode.samrad.states import SAMRAD
from app.flode.undantag import router as undantag
from app.flode.undantag.states import UNDANTAG
from app.flode.uppstartsmote import followers as motesfoljder
from app.flode.uppstartsmote import router as uppstartsmote
from app.flode.uppstartsmote.states import MOTE
from app.integrations.arbetsformedlingen import inkommande as af
from app.katalog import instrument, instrument_router
from app.katalog import router as katalog
from app.katalog import stangd_router as stangda
from app.katalog import tolkning_actions as tolkningsacts
from app.katalog import tolkning_router as tolkningar
from app.vyer import regelverk, utkorg

ROUTRAR: tuple[APIRouter, ...] = (
    regelverk.router,
    katalog.organisationer,
    stangda.router,
    katalog.medarbetare,
    katalog.avtal,
    instrument_router.router,
    tolkningar.galler,
    tolkningar.router,
    arende.router,
    *manader.ROUTRAR,
    undantag.router,
    provning.provning,
    provning.arendeklocka,
    provning.klockor,
    bedomning.router,
    behov.router,
    behov.fkavstamningar,
    samrad.router,
    aktivitetsbrist.router,
    beslut.kommuniceringar,
    beslut.router,
    beslut.forslag_router,
    bestallning.router,
    uppstartsmote.router,
    plan.router,
    narvaro.arbetslista,
    narvaro.router,
    narvaro.uppgifter,
    narvarorapporter.rapport,
    narvarorapporter.lista,
    avvikelse.arbetslista,
    avvikelse.router,
    *progression.ROUTRAR,
    overlamning.router,
    bevakning.router,
    utkorg.router,
    af.router,
)

MASKINER: tuple[Tillstandsmaskin[Any], ...] = (
    ARENDE,
    UNDANTAG,
    BEDOMNING,
    BEHOV,
    FK_AVSTAMNING,
    SAMRAD,
    AKTIVITETSBRIST,
    KOMMUNICERING,
    BESLUT,
    BESTALLNING,
    MOTE,
    PLAN,
    TILLFALLE,
    AVVIKELSE,
    MATNING,
    RAPPORT,
    OVERLAMNING,
    BEVAKNING,
)

KALLOR: tuple[bevakningsacts.Kalla, ...] = (
    kallor.hushallet,
    kallor.bedomningar,
    kallor.samrad,
    kallor.kommuniceringar,
    kallor.beslut,
    kallor.bestallningar,
    kallor.planer,
    kallor.inlamnade_rapporter,
    kallor.saknade_rapporter,
    kallor.overlamningar,
    kallor.utkorgen,
    kallor_klocka.klockor,
    kallor_klocka.undantag,
    kallor_klocka.aldrar,
    kallor_klocka.fkavstamningar,
    kallor_narvaro.omarkerade_veckor,
    kallor_narvaro.rattad_narvaro,
    kallor_avvikelse.avvikelser,
    kallor_avvikelse.rattat_underlag,
)


def koppla() -> None:
    """Say which later step follows which earlier act, and what the bevakningar are computed from."""
    instrument.alla()  # a faulty instrument file stops the process
    for handelse in ("andra", "byt_handlaggare"):
        arendeacts.EFTER.vid(handelse, bestallningsacts.folj_arendet)
        arendeacts.EFTER.vid(handelse, narvarofoljder.folj_arendet)
        arendeacts.EFTER.vid(handelse, avvikelsefoljder.folj_arendet)
        arendeacts.EFTER.vid(handelse, provningar.folj_arendet)
        arendeacts.EFTER.vid(handelse, bevakningsacts.folj_arendet)
    arendeacts.PAGAENDE.lagg_till(bestallningsacts.antal_oppna)
    UNDERRATTELSE.anslut(*overlamningsfoljder.AF_UNDERRATTELSE)
    bestallningsacts.EFTER.vid("skicka", motesfoljder.skapa_for)
    for handelse in ("bekrafta", "byt_vagledare"):
        bestallningsacts.EFTER.vid(handelse, motesfoljder.folj_vagledare)
    for handelse in ("avboj", "aterkalla", "avsluta"):
        bestallningsacts.EFTER.vid(handelse, motesfoljder.stall_in_for)
        bestallningsacts.EFTER.vid(handelse, planfoljder.avsluta_for)
    bestallningsacts.EFTER.vid("ateroppna", planfoljder.galler_igen_for)
    for handelse in ("byt_vagledare", "starta", "pausa", "ateruppta", "aterkalla", "avsluta", "ateroppna"):
        bestallningsacts.EFTER.vid(handelse, narvarofoljder.folj_bestallningen)
        bestallningsacts.EFTER.vid(handelse, avvikelsefoljder.folj_agaren)
    for handelse in ("trad_i_kraft", "avsluta"):
        planacts.EFTER.vid(handelse, narvarofoljder.folj_planen)
    narvaroacts.UPPGIVEN.vid(narvaroacts.NARVARO_UPPGIVEN, avvikelsefoljder.folj_narvaron)
    bestallningsacts.EFTER.vid("starta", overlamningsfoljder.vid_start)
    bestallningsacts.EFTER.vid("ateroppna", overlamningsfoljder.vid_ateroppning)
    bestallningsacts.EFTER.vid("avsluta", overlamningsfoljder.vid_slut)
    tolkningsacts.EFTER.vid(tolkningsacts.ANDRAD, bevakningsacts.folj_tolkningen)
    for kalla in KALLOR:
        bevakningsacts.anslut(kalla)
