"""Acts on a beställning: draft, release, send, receive, accept, start, pause; how it is loaded and shown."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from app.begrepp.parter import Part, Roll
from app.begrepp.tid import plus_arbetsdagar, svensk_dag
from app.core.aftermath import Efterspel
from app.core.errors import Faltfel, OgiltigtInnehall, Saknas
from app.core.journal import SENASTE, Handelse, historik
from app.core.paging import Sidfraga, Utsnitt, sida, skar
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.flode.arende import actions as arenden
from app.flode.arende.models import Arende, arende_med
from app.flode.bestallning.models import (
    BESTALLNING_MED,
    NARVARO,
    SLUTRAPPORT,
    UNDERLAG,
    Bestallning,
    att_slutredovisa,
    bestallningslista,
    gamla_utkast,
    oppna_for,
)
from app.flode.bestallning.states import BESTALLNING, OPPNA, BestallningLage, avslutsslag
from app.flode.bestallning.utkast import KAN_ANDRAS, krav_reserver, krav_timmar, nytt_utkast
from app.flode.bestallning.utlamnande import lamna_ut
from app.katalog.organisationer import AVTAL_I_KRAFT, Avtal, medarbetare_med

EFTER: Efterspel[Bestallning] = Efterspel()
UTKAST_DAGAR = 90
TILL_VEM = frozenset({"utforare_id", "enhet", "mottagare"})


@dataclass(frozen=True, slots=True)
class Bild:
    """An order with what its detail answer shows beside the row."""

    bestallning: Bestallning
    lage: BestallningLage
    mojligheter: Mojligheter
    handelser: list[Handelse]


async def skapa(arbete: Arbete, *, beslut_id: UUID, **uppgifter: Any) -> Bild:
    """Draft an order that rests on a beslut of an ärende the caller is assigned to."""
    rad = await arbete.rad(UNDERLAG, beslut=beslut_id, dag=arbete.idag)
    if rad is None or not _tilldelad(arbete, rad[1]):
        raise OgiltigtInnehall(
            "Beslutet finns inte bland dina ärenden.",
            fel=[Faltfel("/beslutId", "saknas", "Okänt beslut")],
            regel="AK-41",
        )
    beslut, arende, i_kraft = rad
    avtal = await avtal_med(arbete, arbete.sikt.namnd_id, uppgifter["utforare_id"])
    bestallning = nytt_utkast(arbete, beslut, arende, uppgifter)
    krav_timmar(bestallning)
    krav_reserver(bestallning)
    arbete.fodd(bestallning, "bestallning", "skapa")
    lage = lage_for(arbete, bestallning, beslut_i_kraft=i_kraft, avtal_i_kraft=avtal is not None)
    handelser = [h for h in arbete.session.new if isinstance(h, Handelse)]
    return Bild(bestallning, lage, arbete.mojligheter(BESTALLNING, bestallning, lage), handelser)


def _tilldelad(arbete: Arbete, arende: Arende) -> bool:
    """Of who finds a protected ärende, everybody is named for it."""
    leder = arbete.aktor.roll is Roll.ARBETSLEDARE
    return leder or arende.skyddad or arende.handlaggare == arbete.aktor.person


async def avtal_med(arbete: Arbete, namnd_id: UUID | None, utforare_id: UUID) -> Avtal | None:
    """The nämnd's avtal in force today with an utförare."""
    return await arbete.kanske(
        AVTAL_I_KRAFT, kommun=arbete.kommunkod, namnd=namnd_id, utforare=utforare_id, dag=arbete.idag
    )


def lage_for(
    arbete: Arbete, bestallning: Bestallning, *, beslut_i_kraft: bool, avtal_i_kraft: bool, **mer: Any
) -> BestallningLage:
    """Facts for the guards, of the row and of what was read beside it."""
    return BestallningLage(
        idag=arbete.idag,
        beslut_i_kraft=beslut_i_kraft,
        avtal_i_kraft=avtal_i_kraft,
        utlamnande_grund=bestallning.utlamnande_grund,
        skyddad=bestallning.skyddad,
        frislappt=bestallning.frislappt_av is not None,
        mote_hallet=bestallning.mote_hallet is not None,
        senast_ateroppnas=bestallning.ratt_tom,
        stangd_fran=bestallning.fore_slutet,
        flyttas=bestallning.flyttas,
        tar_over=bestallning.tar_over,
        svar_senast=bestallning.svar_senast,
        **mer,
    )


async def ladda(arbete: Arbete, bestallning_id: UUID) -> tuple[Bestallning, BestallningLage]:
    """An order that the caller reaches, with the facts of its guards; 404 or 403 otherwise."""
    sats = SLUTRAPPORT.till(NARVARO.till(BESTALLNING_MED))
    rad = await arbete.rad(sats, bestallning=bestallning_id, dag=arbete.idag)
    if rad is None:
        raise Saknas
    bestallning, beslut, avtal, annan, annan_i_kedjan, efterfoljare, narvaro, slutrapport = rad
    await arenden.krav_tilldelad(arbete, bestallning.arende_id, bestallning.handlaggare)
    arbete.inom(bestallning)
    leverans = bestallning.leverans(NARVARO.las(narvaro), SLUTRAPPORT.las(slutrapport))
    lage = lage_for(
        arbete,
        bestallning,
        beslut_i_kraft=beslut,
        avtal_i_kraft=avtal,
        annan_aktiv_hos_utforaren=annan,
        annan_i_kedjan=annan_i_kedjan,
        efterfoljare=efterfoljare,
        slag=avslutsslag(leverans),
        slutrapport_saknas=leverans.saknar_slutrapport,
    )
    return bestallning, lage


async def hamta(arbete: Arbete, bestallning_id: UUID, *, las: bool = True) -> Bestallning:
    """An order that the caller reaches; 404 otherwise."""
    bestallning, _ = await ladda(arbete, bestallning_id)
    if las:
        arbete.har_last("bestallning", arende=bestallning.arende_id, objekt=bestallning.id)
    return bestallning


async def visa(arbete: Arbete, bestallning_id: UUID) -> Bild:
    """Detail: the order, what the caller may do next, and its newest 20 händelser."""
    bestallning, lage = await ladda(arbete, bestallning_id)
    handelser = list(await arbete.alla(SENASTE, objekt=bestallning.id))
    arbete.har_last("bestallning", arende=bestallning.arende_id, objekt=bestallning.id)
    return Bild(bestallning, lage, arbete.mojligheter(BESTALLNING, bestallning, lage), handelser)


async def historia(arbete: Arbete, bestallning_id: UUID, efter: int) -> list[Handelse]:
    """Händelser after version ``efter``, oldest first."""
    bestallning = await hamta(arbete, bestallning_id)
    return list(await arbete.alla(historik(bestallning.id, efter=efter)))


async def lista(
    arbete: Arbete, fraga: Sidfraga, *, status: str | None, egna: bool, vantar_pa_slutredovisning: bool = False
) -> Utsnitt[Bestallning]:
    """One page of the orders that the caller reaches; a handläggare's own (DP-04)."""
    sats = bestallningslista(status, arenden.egna_for(arbete, egna=egna), vagledare=arbete.aktor.part is Part.UTFORARE)
    if vantar_pa_slutredovisning:
        sats = att_slutredovisa(sats)
    utsnitt = skar(await arbete.alla(sida(sats, Bestallning.id, fraga)), fraga)
    arbete.har_last_hos("bestallning", ((b.namnd_id, b.arende_id) for b in utsnitt.rader))
    return utsnitt


async def stega(arbete: Arbete, bestallning_id: UUID, handelse: str, **uppgifter: Any) -> Bestallning:
    """Check and step; the caller sets the fields that follow."""
    bestallning, lage = await ladda(arbete, bestallning_id)
    await arbete.utfor(BESTALLNING, bestallning, handelse, lage, uppgifter=uppgifter)
    return bestallning


async def bild(arbete: Arbete, bestallning: Bestallning, handelse: str) -> Bild:
    """Let the later steps follow, then read the order as the caller now sees it."""
    await EFTER.spela(handelse, arbete, bestallning)
    await arbete.session.flush()
    return await visa(arbete, bestallning.id)


async def andra(arbete: Arbete, bestallning_id: UUID, falt: dict[str, Any]) -> Bild:
    """Change a draft; the händelse names the fields."""
    bestallning = await stega(arbete, bestallning_id, "andra", falt=sorted(falt))
    if TILL_VEM & falt.keys():  # what was released to one is not released to another (DP-15)
        bestallning.frislappt_av = None
    for namn in KAN_ANDRAS & falt.keys():
        setattr(bestallning, namn, falt[namn])
    krav_timmar(bestallning)
    krav_reserver(bestallning)
    return await bild(arbete, bestallning, "andra")


async def skicka(arbete: Arbete, bestallning_id: UUID) -> Bild:
    """Send: the utförare sees the order from now on, with a copy of what the avtal releases (DP-26)."""
    bestallning = await stega(arbete, bestallning_id, "skicka")
    arende = await arbete.en(arende_med(bestallning.arende_id))
    avtal = await avtal_med(arbete, bestallning.namnd_id, bestallning.utforare_id)
    assert avtal is not None  # guard avtal_i_kraft
    lamna_ut(arbete, bestallning, arende, avtal)
    return await bild(arbete, bestallning, "skicka")


async def ta_emot(arbete: Arbete, bestallning_id: UUID) -> Bild:
    """Machine receipt: the clocks of the avtal start (T-12, AK-40)."""
    bestallning = await stega(arbete, bestallning_id, "ta_emot")
    avtal = await avtal_med(arbete, bestallning.namnd_id, bestallning.utforare_id)
    bestallning.mottagen = arbete.nu
    dag = svensk_dag(arbete.nu)
    bestallning.svar_senast = plus_arbetsdagar(dag, avtal.svar_arbetsdagar if avtal else 1)
    bestallning.mote_bokas_senast = dag + timedelta(days=avtal.mote_bokas_dagar if avtal else 7)
    bestallning.mote_halls_senast = dag + timedelta(days=avtal.mote_halls_dagar if avtal else 14)
    return await bild(arbete, bestallning, "ta_emot")


async def _krav_vagledare(arbete: Arbete, vagledare: str) -> None:
    funnen = await arbete.kanske(medarbetare_med(arbete.aktor.organisation_id, vagledare))
    if funnen is None or funnen.roll != Roll.VAGLEDARE.value:
        raise OgiltigtInnehall(
            "Vägledaren finns inte hos utföraren.", fel=[Faltfel("/vagledare", "saknas", "Okänd vägledare")]
        )


async def bekrafta(arbete: Arbete, bestallning_id: UUID, *, start_datum: date, vagledare: str) -> Bild:
    """Accept with a start date and one vägledare."""
    await _krav_vagledare(arbete, vagledare)
    bestallning = await stega(arbete, bestallning_id, "bekrafta", startDatum=start_datum.isoformat())
    if start_datum < arbete.idag:
        raise OgiltigtInnehall(
            "Startdatum har passerat.", fel=[Faltfel("/startDatum", "passerat", "Ange i dag eller senare")]
        )
    if bestallning.tar_over is not None and start_datum < bestallning.tar_over:
        raise OgiltigtInnehall(
            "Den förra utföraren har uppdraget till brytdagen.",
            fel=[Faltfel("/startDatum", "fore_brytdagen", "Ange brytdagen eller senare")],
        )
    bestallning.start_datum, bestallning.vagledare = start_datum, vagledare
    return await bild(arbete, bestallning, "bekrafta")


async def starta(arbete: Arbete, bestallning_id: UUID, *, start_datum: date | None) -> Bild:
    """The activities begin; needs a held uppstartsmöte. A day is given when they began on another than was said."""
    sagt = {"startDatum": start_datum.isoformat()} if start_datum else {}
    bestallning = await stega(arbete, bestallning_id, "starta", **sagt)
    # The true start: never before the meeting that frees it, never ahead of today.
    planerad = bestallning.start_datum or arbete.idag
    mote = bestallning.mote_hallet or planerad
    if start_datum is not None and not max(mote, bestallning.tar_over or mote) <= start_datum <= arbete.idag:
        raise OgiltigtInnehall(
            "Startdatum ska ligga mellan uppstartsmötet och i dag.",
            fel=[Faltfel("/startDatum", "datum", "Ogiltigt startdatum")],
        )
    bestallning.start_datum = start_datum or min(arbete.idag, max(planerad, mote))
    return await bild(arbete, bestallning, "starta")


async def byt_vagledare(arbete: Arbete, bestallning_id: UUID, *, vagledare: str, skal: str) -> Bild:
    """Another vägledare, with a reason that the kommun sees."""
    await _krav_vagledare(arbete, vagledare)
    bestallning = await stega(arbete, bestallning_id, "byt_vagledare", till=vagledare, skal=skal)
    bestallning.vagledare = vagledare
    return await bild(arbete, bestallning, "byt_vagledare")


async def pausa(arbete: Arbete, bestallning_id: UUID, *, skal: str, till: date | None) -> Bild:
    """Stop for a while, perhaps to a day on which it is expected to go on."""
    dag = {"till": till.isoformat()} if till else {}
    bestallning = await stega(arbete, bestallning_id, "pausa", skal=skal, **dag)
    if till is not None and till <= arbete.idag:
        raise OgiltigtInnehall(
            "Pausen ska vara till en senare dag.", fel=[Faltfel("/till", "passerat", "Ange en dag efter i dag")]
        )
    bestallning.paus_till = till
    return await bild(arbete, bestallning, "pausa")


async def ateruppta(arbete: Arbete, bestallning_id: UUID) -> Bild:
    """Go on after a pause."""
    bestallning = await stega(arbete, bestallning_id, "ateruppta")
    bestallning.paus_till = None
    return await bild(arbete, bestallning, "ateruppta")


async def notera_mote(arbete: Arbete, bestallning: Bestallning, dag: date) -> None:
    """The uppstartsmöte tells that it was held, which frees ``starta``; the order's history says so."""
    bestallning.mote_hallet = dag
    arbete.andrad(bestallning, "bestallning", "mote_hallet", bestallning.status, {"dag": dag.isoformat()})


async def rensa_utkast(arbete: Arbete) -> int:
    """Let drafts fall that nobody sent in three months; may run twice or late."""
    gamla = await arbete.alla(gamla_utkast(arbete.nu - timedelta(days=UTKAST_DAGAR)))
    for bestallning in gamla:
        await arbete.utfor(BESTALLNING, bestallning, "forfall", BestallningLage(arbete.idag))
    return len(gamla)


async def antal_oppna(arbete: Arbete, arende: Arende) -> int:
    """Orders of an ärende that are sent and not ended; an ärende that has any stays open."""
    return int(await arbete.session.scalar(oppna_for(arende.id)) or 0)


def ar_oppen(bestallning: Bestallning) -> bool:
    """Whether the order is sent and not ended."""
    return bestallning.status in OPPNA
