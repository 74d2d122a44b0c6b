"""The only list of routers, state machines, followers and sources of bevakningar, in the order of the flow."""

from typing import Any

from fastapi import APIRouter

from app.begrepp.parter import Part
from app.core import beside, replays
from app.core.aftermath import Foljd
from app.core.inbox import AFHANDELSE
from app.core.outbox_states import UTKORGSMEDDELANDE
from app.core.outbox_steps import STEG, Objektsteg
from app.core.resealing import Kolumnarbete, forseglingsarbeten
from app.core.transitions import Tillstandsmaskin
from app.flode.afbedomning import router as afbedomning
from app.flode.afbedomning.states import AFBEDOMNING
from app.flode.afuppgift import actions as afuppgiftsacts
from app.flode.afuppgift import router as afuppgift
from app.flode.afuppgift.states import AFUPPGIFT
from app.flode.aktivitetsbrist import router as aktivitetsbrist
from app.flode.aktivitetsbrist.states import AKTIVITETSBRIST
from app.flode.arende import actions as arendeacts
from app.flode.arende import manad_router as manader
from app.flode.arende import router as arende
from app.flode.arende.models import Arende
from app.flode.arende.omtryck import AVTRYCK
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
from app.flode.bestallning import andring_router, andringar, flytt, frislappande, kedja, underlag_router
from app.flode.bestallning import router as bestallning
from app.flode.bestallning import underlag as overlamnat
from app.flode.bestallning.models import NARVARO, SLUTRAPPORT, Bestallning
from app.flode.bestallning.states import BESTALLNING, Underlagsslag
from app.flode.bevakning import actions as bevakningsacts
from app.flode.bevakning import (
    kallor,
    kallor_af,
    kallor_avvikelse,
    kallor_bestallning,
    kallor_forslag,
    kallor_inkorg,
    kallor_klocka,
    kallor_matn,
    kallor_meddelande,
    kallor_mote,
    kallor_narvaro,
    kallor_plan,
    kallor_platsbokning,
    kallor_skydd,
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
from app.flode.invandning import router as invandning
from app.flode.invandning.states import INVANDNING
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
from app.flode.overlamning import kvittenser
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
from app.flode.progression import instrumentval_router as instrumentval
from app.flode.progression import niva_router
from app.flode.progression import router as progression
from app.flode.progression import sammanstallning_router as sammanstallning
from app.flode.progression import underlag as progressionsunderlag
from app.flode.progression.models import Matning, Rapport
from app.flode.progression.states import MATNING, RAPPORT
from app.flode.samrad import actions as samradsacts
from app.flode.samrad import followers as samradsfoljder
from app.flode.samrad import router as samrad
from app.flode.samrad.states import SAMRAD
from app.flode.skydd import actions as skyddsacts
from app.flode.skydd import namngiven_router as namngivna
from app.flode.skydd import router as skydd
from app.flode.skydd.states import NAMNGIVEN, SKYDDSMARKERING
from app.flode.slut import followers as slutfoljder
from app.flode.slut import router as slut
from app.flode.slut.states import SLUTRAPPORT as SLUTRAPPORTEN
from app.flode.undantag import router as undantag
from app.flode.undantag.states import UNDANTAG
from app.flode.uppfoljning import router as uppfoljning
from app.flode.uppfoljning.states import UPPFOLJNING
from app.flode.uppstartsmote import followers as motesfoljder
from app.flode.uppstartsmote import kalender_router as kalendrar
from app.flode.uppstartsmote import router as uppstartsmote
from app.flode.uppstartsmote.models import Uppstartsmote
from app.flode.uppstartsmote.states import KALENDER, MOTE
from app.integrations.arbetsformedlingen import inkommande as af
from app.katalog import aktivitet_actions, aktivitet_router, instrument, instrument_router
from app.katalog import delegation_router as delegationer
from app.katalog import namndenhet_router as namndenheter
from app.katalog import router as katalog
from app.katalog import stangd_router as stangda
from app.katalog import tolkning_actions as tolkningsacts
from app.katalog import tolkning_router as tolkningar
from app.katalog.aktivitet_states import AKTIVITET
from app.katalog.delegation_states import DELEGATION
from app.katalog.instrument_states import INSTRUMENTVERSION
from app.vyer import afhandelser, regelverk
from app.vyer.aktivitetsforslag import router as aktivitetsforslag
from app.vyer.atkomstlogg import router as atkomstlogg
from app.vyer.atkomstlogg.states import LOGGGRANSKNING
from app.vyer.gallring import router as gallring
from app.vyer.gallring.states import GALLRING
from app.vyer.handelseflode import router as handelseflode
from app.vyer.inkorg import router as inkorg
from app.vyer.prenumerationer import router as prenumerationer
from app.vyer.prenumerationer.kvittenser import Bekraftelsesteg, Handelsesteg
from app.vyer.prenumerationer.leveranser import BEKRAFTELSE, HANDELSE
from app.vyer.prenumerationer.states import PRENUMERATION
from app.vyer.rapporter import router as rapporter
from app.vyer.rapporter.states import RAPPORT as NAMNDRAPPORT
from app.vyer.registerutdrag import router as registerutdrag
from app.vyer.registerutdrag.followers import folj_arendet as folj_med_registerutdrag
from app.vyer.registerutdrag.states import REGISTERUTDRAG
from app.vyer.utkorg import router as utkorg

ROUTRAR: tuple[APIRouter, ...] = (
    regelverk.router,
    katalog.organisationer,
    stangda.router,
    katalog.medarbetare,
    katalog.avtal,
    delegationer.router,
    instrument_router.router,
    aktivitet_router.router,
    tolkningar.galler,
    tolkningar.router,
    namndenheter.router,
    arende.router,
    *manader.ROUTRAR,
    skydd.router,
    skydd.antal_router,
    namngivna.router,
    undantag.router,
    provning.provning,
    provning.arendeklocka,
    provning.klockor,
    bedomning.router,
    behov.router,
    behov.fkavstamningar,
    samrad.router,
    afbedomning.router,
    afuppgift.router,
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
    niva_router.router,
    uppfoljning.router,
    instrumentval.router,
    overlamning.router,
    invandning.router,
    bevakning.router,
    rapporter.router,
    handelseflode.router,
    *atkomstlogg.ROUTRAR,
    gallring.router,
    registerutdrag.router,
    utkorg.router,
    afhandelser.router,
    inkorg.router,
    prenumerationer.router,
    af.router,
)

MASKINER: tuple[Tillstandsmaskin[Any], ...] = (
    AKTIVITET,
    INSTRUMENTVERSION,
    ARENDE,
    NAMNGIVEN,
    SKYDDSMARKERING,
    UNDANTAG,
    BEDOMNING,
    BEHOV,
    FK_AVSTAMNING,
    SAMRAD,
    AFBEDOMNING,
    AFUPPGIFT,
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
    UPPFOLJNING,
    OVERLAMNING,
    INVANDNING,
    BEVAKNING,
    NAMNDRAPPORT,
    AFHANDELSE,
    PRENUMERATION,
    UTKORGSMEDDELANDE,
    LOGGGRANSKNING,
    GALLRING,
    DELEGATION,
    REGISTERUTDRAG,
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
    kallor_af.inaktuella,
    kallor_af.skyddade,
    kallor_skydd.omprovningar,
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
    kallor_inkorg.bedomningar,
    kallor_inkorg.otolkade,
)


# What ends an order that may have begun, and what ends any order.


def omforseglas() -> list[Kolumnarbete]:
    """What replaced keys have made, and is made anew."""
    return [AVTRYCK, *forseglingsarbeten()]


AVBRYTER = ("aterkalla", "avsluta", "verkstall_flytt")
FRISLAPPER = ("frislapp", "aterta_frislappande")
SLUTAR = ("avboj", "lat_utga", *AVBRYTER)

# Who follows when an ärende's facts or its handläggare change.
EFTER_ARENDET: tuple[Foljd[Arende], ...] = (
    frislappande.folj_arendet,
    forslagsfoljder.folj_arendet,
    narvarofoljder.folj_arendet,
    avvikelsefoljder.folj_arendet,
    overlamningsfoljder.folj_arendet,
    provningar.folj_arendet,
    bevakningsacts.folj_arendet,
)

# What is on its way to AF when the person gets a new identity; before what follows any change.
EFTER_NY_IDENTITET: tuple[Foljd[Arende], ...] = (
    samradsfoljder.folj_identiteten,
    afuppgiftsacts.folj_identiteten,
    overlamningsfoljder.folj_identiteten,
)

# What follows an act on an order, in the order that it is told; last what it means for the others of its chain.
EFTER_BESTALLNINGEN: tuple[tuple[tuple[str, ...], Foljd[Bestallning]], ...] = (
    (AVBRYTER, andringar.ikapp_vid_slut),
    (("bekrafta", "byt_vagledare", *FRISLAPPER, *SLUTAR, "ateroppna"), forslagsfoljder.folj_bestallningen),
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
    (FRISLAPPER, narvarofoljder.folj_agaren),
    (("byt_vagledare", *FRISLAPPER, *AVBRYTER, "ateroppna"), avvikelsefoljder.folj_agaren),
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


# Who is told of what becomes of the messages about each kind of object.
MEDDELAR: dict[str, Objektsteg] = {
    "samrad": samradsacts,
    "afuppgift": afuppgiftsacts,
    "overlamning": kvittenser,
    HANDELSE: Handelsesteg(),
    BEKRAFTELSE: Bekraftelsesteg(),
}


def _koppla_arendet() -> None:
    """Say what follows the acts on an ärende."""
    for foljd in EFTER_NY_IDENTITET:
        arendeacts.EFTER.vid(arendeacts.NY_IDENTITET, foljd)
    for foljd in EFTER_ARENDET:
        for handelse in ("andra", "byt_handlaggare", arendeacts.SKYDDAT, arendeacts.NY_IDENTITET):
            arendeacts.EFTER.vid(handelse, foljd)
    for handelse in ("byt_handlaggare", arendeacts.SKYDDAT):
        arendeacts.EFTER.vid(handelse, folj_med_registerutdrag)
    arendeacts.EFTER.vid("oppna", skyddsacts.vid_oppnandet)


def koppla() -> None:
    """Say which later step follows which earlier act, and what the bevakningar are computed from."""
    instrument.alla()  # a faulty instrument file stops the process
    beside.anslut(invandning.INTILL)
    replays.anslut(Part.KOMMUN, Arende.id)
    replays.anslut(Part.UTFORARE, Bestallning.arende_id)
    _koppla_arendet()
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
    narvaroacts.RATTAD.vid(narvaroacts.NARVARO_RATTAD, overlamningsfoljder.vid_rattad_narvaro)
    narvaroacts.UPPGIVEN.vid(narvaroacts.NARVARO_UPPGIVEN, avvikelsefoljder.folj_narvaron)
    tolkningsacts.EFTER.vid(tolkningsacts.ANDRAD, bevakningsacts.folj_tolkningen)
    for typ, klass in REFERENSER.items():
        meddelandeacts.REFERENSER.anslut(typ, klass)
    for kalla in KALLOR:
        bevakningsacts.anslut(kalla)
    STEG.update(MEDDELAR)
