"""The only list of routers, state machines, followers and sources of bevakningar, in the order of the flow."""

from typing import Any

from fastapi import APIRouter

from app.core.aftermath import Foljd
from app.core.transitions import Tillstandsmaskin
from app.flode.aktivitetsbrist import router as aktivitetsbrist
from app.flode.aktivitetsbrist.states import AKTIVITETSBRIST
from app.flode.arende import actions as arendeacts
from app.flode.arende import manad_router as manader
from app.flode.arende import router as arende
from app.flode.arende.models import Arende
from app.flode.arende.states import ARENDE
from app.flode.avvikelse import followers as avvikelsefoljder
from app.flode.avvikelse import router as avvikelse
from app.flode.avvikelse.models import Avvikelse
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
from app.flode.bestallning import andring_router, andringar, flytt, kedja, underlag_router
from app.flode.bestallning import router as bestallning
from app.flode.bestallning import underlag as overlamnat
from app.flode.bestallning.models import NARVARO, SLUTRAPPORT, Bestallning
from app.flode.bestallning.states import BESTALLNING, Underlagsslag
from app.flode.bevakning import actions as bevakningsacts
from app.flode.bevakning import (
    kallor,
    kallor_avvikelse,
    kallor_bestallning,
    kallor_forslag,
    kallor_klocka,
    kallor_matn,
    kallor_meddelande,
    kallor_mote,
    kallor_narvaro,
    kallor_plan,
    kallor_platsbokning,
    kallor_slut,
)
from app.flode.bevakning import router as bevakning
from app.flode.bevakning.states import BEVAKNING
from app.flode.dokument import router as dokument
from app.flode.dokument.models import Dokument
from app.flode.dokument.states import DOKUMENT
from app.flode.forslag import followers as forslagsfoljder
from app.flode.forslag import router as forslag
from app.flode.forslag.models import Forslag
from app.flode.forslag.states import FORSLAG
from app.flode.meddelande import actions as meddelandeacts
from app.flode.meddelande import router as meddelande
from app.flode.meddelande.states import MEDDELANDE, Referenstyp
from app.flode.narvaro import actions as narvaroacts
from app.flode.narvaro import followers as narvarofoljder
from app.flode.narvaro import rapport_router as narvarorapporter
from app.flode.narvaro import router as narvaro
from app.flode.narvaro import timdiagram_router as timdiagram
from app.flode.narvaro import timrakning_router as timrakning
from app.flode.narvaro.states import TILLFALLE
from app.flode.overlamning import followers as overlamningsfoljder
from app.flode.overlamning import router as overlamning
from app.flode.overlamning.states import OVERLAMNING
from app.flode.plan import actions as planacts
from app.flode.plan import followers as planfoljder
from app.flode.plan import router as plan
from app.flode.plan import underlag as planunderlag
from app.flode.plan import upptagna
from app.flode.plan.models import Plan
from app.flode.plan.states import PLAN
from app.flode.platsbokning import followers as platsfoljder
from app.flode.platsbokning import router as platsbokning
from app.flode.platsbokning.states import PLATSBOKNING
from app.flode.progression import bild_router as progressionsbilder
from app.flode.progression import router as progression
from app.flode.progression import sammanstallning_router as sammanstallning
from app.flode.progression import underlag as progressionsunderlag
from app.flode.progression.models import Matning, Rapport
from app.flode.progression.states import MATNING, RAPPORT
from app.flode.samrad import router as samrad
from app.flode.samrad.states import SAMRAD
from app.flode.slut import followers as slutfoljder
from app.flode.slut import router as slut
from app.flode.slut.states import SLUTRAPPORT as SLUTRAPPORTEN
from app.flode.undantag import router as undantag
from app.flode.undantag.states import UNDANTAG
from app.flode.uppstartsmote import followers as motesfoljder
from app.flode.uppstartsmote import kalender_router as kalendrar
from app.flode.uppstartsmote import router as uppstartsmote
from app.flode.uppstartsmote.models import Uppstartsmote
from app.flode.uppstartsmote.states import KALENDER, MOTE
from app.integrations.arbetsformedlingen import inkommande as af
from app.katalog import aktivitet_actions, aktivitet_router, instrument, instrument_router
from app.katalog import router as katalog
from app.katalog import stangd_router as stangda
from app.katalog import tolkning_actions as tolkningsacts
from app.katalog import tolkning_router as tolkningar
from app.katalog.aktivitet_states import AKTIVITET
from app.vyer import regelverk, utkorg
from app.vyer.aktivitetsforslag import router as aktivitetsforslag

ROUTRAR: tuple[APIRouter, ...] = (
    regelverk.router,
    katalog.organisationer,
    stangda.router,
    katalog.medarbetare,
    katalog.avtal,
    instrument_router.router,
    aktivitet_router.router,
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
    andring_router.router,
    *forslag.ROUTRAR,
    underlag_router.router,
    *dokument.ROUTRAR,
    *meddelande.ROUTRAR,
    uppstartsmote.router,
    platsbokning.router,
    platsbokning.bestallningens,
    aktivitetsforslag.router,
    *kalendrar.ROUTRAR,
    plan.router,
    narvaro.arbetslista,
    narvaro.router,
    narvaro.uppgifter,
    narvarorapporter.rapport,
    narvarorapporter.lista,
    avvikelse.arbetslista,
    avvikelse.router,
    *timrakning.ROUTRAR,
    timdiagram.router,
    *progression.ROUTRAR,
    *progressionsbilder.ROUTRAR,
    *sammanstallning.ROUTRAR,
    slut.router,
    overlamning.router,
    bevakning.router,
    utkorg.router,
    af.router,
)

MASKINER: tuple[Tillstandsmaskin[Any], ...] = (
    AKTIVITET,
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
    FORSLAG,
    DOKUMENT,
    MEDDELANDE,
    MOTE,
    PLATSBOKNING,
    KALENDER,
    PLAN,
    TILLFALLE,
    AVVIKELSE,
    MATNING,
    RAPPORT,
    SLUTRAPPORTEN,
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
    kallor_forslag.forslag,
    kallor_plan.planer,
    kallor_bestallning.bestallningar,
    kallor.inlamnade_rapporter,
    kallor_matn.matningar_och_rapporter,
    kallor.overlamningar,
    kallor.utkorgen,
    kallor_mote.nya_tider,
    kallor_klocka.klockor,
    kallor_klocka.undantag,
    kallor_klocka.aldrar,
    kallor_klocka.fkavstamningar,
    kallor_platsbokning.erbjudanden,
    kallor_meddelande.olasta,
    kallor_narvaro.omarkerade_veckor,
    kallor_narvaro.rattad_narvaro,
    kallor_avvikelse.avvikelser,
    kallor_avvikelse.rattat_underlag,
    kallor_slut.inlamnade,
)


# What ends an order that may have begun, and what ends any order.
AVBRYTER = ("aterkalla", "avsluta", "verkstall_flytt")
SLUTAR = ("avboj", "lat_utga", *AVBRYTER)

# Who follows when an ärende's facts or its handläggare change.
EFTER_ARENDET: tuple[Foljd[Arende], ...] = (
    bestallningsacts.folj_arendet,
    forslagsfoljder.folj_arendet,
    narvarofoljder.folj_arendet,
    avvikelsefoljder.folj_arendet,
    provningar.folj_arendet,
    bevakningsacts.folj_arendet,
)

# What follows an act on an order, in the order that it is told; last what it means for the others of its chain.
EFTER_BESTALLNINGEN: tuple[tuple[tuple[str, ...], Foljd[Bestallning]], ...] = (
    (AVBRYTER, andringar.ikapp_vid_slut),
    (("bekrafta", "byt_vagledare", *SLUTAR, "ateroppna"), forslagsfoljder.folj_bestallningen),
    (("skicka",), motesfoljder.skapa_for),
    (("bekrafta", "byt_vagledare"), motesfoljder.folj_vagledare),
    (SLUTAR, motesfoljder.stall_in_for),
    (("skicka",), platsfoljder.dela_med),
    (AVBRYTER, platsfoljder.slapp_for),
    (SLUTAR, planfoljder.avsluta_for),
    (("ateroppna",), planfoljder.galler_igen_for),
    (("skicka", "flytt_godtagen", "flytt_installd", *SLUTAR, "ateroppna"), upptagna.folj_bestallningen),
    (
        ("byt_vagledare", "starta", "pausa", "ateruppta", andringar.HANDELSE, *AVBRYTER, "ateroppna"),
        narvarofoljder.folj_bestallningen,
    ),
    (("byt_vagledare", *AVBRYTER, "ateroppna"), avvikelsefoljder.folj_agaren),
    (("ateroppna",), slutfoljder.galler_inte_langre),
    (("starta",), overlamningsfoljder.vid_start),
    (("ateroppna",), overlamningsfoljder.vid_ateroppning),
    (AVBRYTER, overlamningsfoljder.vid_slut),
    (("avboj",), kedja.erbjud_nasta),
    (("bekrafta",), flytt.godta),
    (("ateroppna",), flytt.godta_igen),
    (("aterkalla",), flytt.fall_med_efterfoljaren),
    (("aterkalla", "avsluta"), flytt.fall_med_bestallningen),
)


# What in an order a message may be about.
REFERENSER: dict[Referenstyp, Any] = {
    Referenstyp.DOKUMENT: Dokument,
    Referenstyp.UPPSTARTSMOTE: Uppstartsmote,
    Referenstyp.PLAN: Plan,
    Referenstyp.MATNING: Matning,
    Referenstyp.PROGRESSIONSRAPPORT: Rapport,
    Referenstyp.FORSLAG: Forslag,
    Referenstyp.AVVIKELSE: Avvikelse,
}


def koppla() -> None:
    """Say which later step follows which earlier act, and what the bevakningar are computed from."""
    instrument.alla()  # a faulty instrument file stops the process
    for foljd in EFTER_ARENDET:
        for handelse in ("andra", "byt_handlaggare"):
            arendeacts.EFTER.vid(handelse, foljd)
    arendeacts.PAGAENDE.lagg_till(bestallningsacts.antal_oppna)
    UNDERRATTELSE.anslut(*overlamningsfoljder.AF_UNDERRATTELSE)
    andringar.SVAR.vid(andringar.HANDELSE, forslagsfoljder.besvara_med_andring)
    for handelser, foljden in EFTER_BESTALLNINGEN:
        for handelse in handelser:
            bestallningsacts.EFTER.vid(handelse, foljden)
    for handelse in ("trad_i_kraft", "avsluta"):
        planacts.EFTER.vid(handelse, narvarofoljder.folj_planen)
    NARVARO.anslut(narvarofoljder.NARVARAT, None, int)
    SLUTRAPPORT.anslut(slutfoljder.INLAMNAD, None, bool)
    for handelse in ("andra", "oppna"):
        aktivitet_actions.EFTER.vid(handelse, platsfoljder.fyll_pa_for)
    overlamnat.anslut(Underlagsslag.PLAN, planunderlag.att_overlamna)
    overlamnat.anslut(Underlagsslag.MATNINGAR, progressionsunderlag.matningar)
    overlamnat.anslut(Underlagsslag.RAPPORTER, progressionsunderlag.rapporter)
    narvaroacts.UPPGIVEN.vid(narvaroacts.NARVARO_UPPGIVEN, avvikelsefoljder.folj_narvaron)
    tolkningsacts.EFTER.vid(tolkningsacts.ANDRAD, bevakningsacts.folj_tolkningen)
    for typ, klass in REFERENSER.items():
        meddelandeacts.REFERENSER.anslut(typ, klass)
    for kalla in KALLOR:
        bevakningsacts.anslut(kalla)
