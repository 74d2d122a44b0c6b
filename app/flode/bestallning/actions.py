"""Acts on a beställning: draft, release, send, receive, answer, start, pause, end."""

import secrets
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from app.begrepp.identiteter import nytt_id
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
from app.flode.beslut.models import Beslut
from app.flode.bestallning.models import (
    BESTALLNING_MED,
    UNDERLAG,
    Bestallning,
    bestallningar_for,
    bestallningslista,
    gamla_utkast,
    oppna_for,
)
from app.flode.bestallning.states import BESTALLNING, OPPNA, BestallningLage
from app.katalog.organisationer import AVTAL_I_KRAFT, Avtal, medarbetare_med
from app.regelverk.motor.timmar import barn_under_atta
from app.regelverk.urval import regelverk_med

EFTER: Efterspel[Bestallning] = Efterspel()
RATT_DAGAR = 30
UTKAST_DAGAR = 90
KONTAKT = frozenset({"telefon", "epost", "adress"})
# Crockford's base 32 without the letters that are misread; 40 bits, unique in the kommun by constraint.
_TECKEN = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
KAN_ANDRAS = frozenset(
    {"utforare_id", "enhet", "onskad_start", "onskat_slut", "timmar_per_vecka", "mal", "behov", "utlamnande_grund",
     "utlamnande_lagrum", "mottagare", "externa_referenser"}
)  # fmt: skip


class Bild:
    """An order with what its detail answer shows beside the row."""

    def __init__(self, bestallning: Bestallning, mojligheter: Mojligheter, handelser: list[Handelse]) -> None:
        self.bestallning = bestallning
        self.mojligheter = mojligheter
        self.handelser = handelser


def ordernummer() -> str:
    """``B-7K3M-9Q2X``: free of personal data, never reused."""
    tecken = "".join(secrets.choice(_TECKEN) for _ in range(8))
    return f"B-{tecken[:4]}-{tecken[4:]}"


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
    avtal = await _avtal(arbete, uppgifter["utforare_id"])
    bestallning = _utkast(arbete, beslut, arende, uppgifter)
    _krav_timmar(bestallning)
    arbete.fodd(bestallning, "bestallning", "skapa")
    lage = _lage(arbete, bestallning, beslut_i_kraft=i_kraft, avtal_i_kraft=avtal is not None)
    handelser = [h for h in arbete.session.new if isinstance(h, Handelse)]
    return Bild(bestallning, arbete.mojligheter(BESTALLNING, bestallning, lage), handelser)


def _tilldelad(arbete: Arbete, arende: Arende) -> bool:
    return arbete.aktor.roll is Roll.ARBETSLEDARE or arende.handlaggare == arbete.aktor.person


async def _avtal_med(arbete: Arbete, namnd_id: UUID | None, utforare_id: UUID) -> Avtal | None:
    return await arbete.kanske(
        AVTAL_I_KRAFT, kommun=arbete.kommunkod, namnd=namnd_id, utforare=utforare_id, dag=arbete.idag
    )


async def _avtal(arbete: Arbete, utforare_id: UUID) -> Avtal | None:
    return await _avtal_med(arbete, arbete.sikt.namnd_id, utforare_id)


def _utkast(arbete: Arbete, beslut: Beslut, arende: Arende, uppgifter: dict[str, Any]) -> Bestallning:
    return Bestallning(
        id=nytt_id(),
        kommunkod=arende.kommunkod,
        namnd_id=arende.namnd_id,
        nummer=ordernummer(),
        status="utkast",
        version=1,
        skapad=arbete.nu,
        arende_id=arende.id,
        beslut_id=beslut.id,
        beslut_fran=beslut.galler_fran,
        beslut_tom=beslut.galler_tom,
        skyddad=arende.skyddad,
        handlaggare=arende.handlaggare,
        har_barn=arende.har_barn,
        timtak=timtak_for(beslut, arende, arbete.idag),
        **{falt: uppgifter.get(falt) for falt in KAN_ANDRAS},
    )


def timtak_for(beslut: Beslut, arende: Arende, dag: date) -> int:
    """AK-07: the cap of the beslut's regelverk, hours a week; lower with a child under 8 in the household."""
    regelverk = regelverk_med(beslut.regelverk)
    assert regelverk is not None  # a stored beslut names a known regelverk
    return regelverk.timtak(barn_under_atta=barn_under_atta(arende.yngsta_barn_fyller_atta, dag))


def _krav_timmar(bestallning: Bestallning) -> None:
    if bestallning.timmar_per_vecka > bestallning.timtak:
        raise OgiltigtInnehall(
            f"Högst {bestallning.timtak} timmar i veckan kan begäras.",
            regel="AK-07",
            fel=[Faltfel("/timmarPerVecka", "over_taket", f"Högst {bestallning.timtak}")],
        )


def _lage(
    arbete: Arbete,
    bestallning: Bestallning,
    *,
    beslut_i_kraft: bool,
    avtal_i_kraft: bool,
    annan_aktiv: bool = False,
) -> BestallningLage:
    return BestallningLage(
        idag=arbete.idag,
        beslut_i_kraft=beslut_i_kraft,
        avtal_i_kraft=avtal_i_kraft,
        utlamnande_grund=bestallning.utlamnande_grund,
        skyddad=bestallning.skyddad,
        frislappt=bestallning.frislappt_av is not None,
        annan_aktiv_hos_utforaren=annan_aktiv,
        mote_hallet=bestallning.mote_hallet is not None,
        senast_ateroppnas=bestallning.ratt_tom,
    )


async def _ladda(arbete: Arbete, bestallning_id: UUID) -> tuple[Bestallning, BestallningLage]:
    rad = await arbete.rad(BESTALLNING_MED, bestallning=bestallning_id, dag=arbete.idag)
    if rad is None:
        raise Saknas
    bestallning, beslut, avtal, annan = rad
    if arbete.aktor.roll is Roll.HANDLAGGARE and bestallning.handlaggare != arbete.aktor.person:
        await arenden.hamta(arbete, bestallning.arende_id, las=False)  # DP-04: 403 with the way to temporary access
    arbete.inom(bestallning)
    lage = _lage(arbete, bestallning, beslut_i_kraft=beslut, avtal_i_kraft=avtal, annan_aktiv=annan)
    return bestallning, lage


async def hamta(arbete: Arbete, bestallning_id: UUID, *, las: bool = True) -> Bestallning:
    """An order that the caller reaches; 404 otherwise."""
    bestallning, _ = await _ladda(arbete, bestallning_id)
    if las:
        arbete.har_last("bestallning", arende=bestallning.arende_id, objekt=bestallning.id)
    return bestallning


async def visa(arbete: Arbete, bestallning_id: UUID) -> Bild:
    """Detail: the order, what the caller may do next, and its newest 20 händelser."""
    bestallning, lage = await _ladda(arbete, bestallning_id)
    handelser = list(await arbete.alla(SENASTE, objekt=bestallning.id))
    arbete.har_last("bestallning", arende=bestallning.arende_id, objekt=bestallning.id)
    return Bild(bestallning, arbete.mojligheter(BESTALLNING, bestallning, lage), handelser)


async def historia(arbete: Arbete, bestallning_id: UUID, efter: int) -> list[Handelse]:
    """Händelser after version ``efter``, oldest first."""
    bestallning = await hamta(arbete, bestallning_id)
    return list(await arbete.alla(historik(bestallning.id, efter=efter)))


async def lista(arbete: Arbete, fraga: Sidfraga, *, status: str | None, egna: bool) -> Utsnitt[Bestallning]:
    """One page of the orders that the caller reaches; a handläggare's own (DP-04)."""
    sats = bestallningslista(status, arenden.egna_for(arbete, egna=egna), vagledare=arbete.aktor.part is Part.UTFORARE)
    utsnitt = skar(await arbete.alla(sida(sats, Bestallning.id, fraga)), fraga)
    if utsnitt.rader:
        arbete.inom(utsnitt.rader[0])
    arbete.har_last("bestallning", arenden=[b.arende_id for b in utsnitt.rader])
    return utsnitt


async def _stega(arbete: Arbete, bestallning_id: UUID, handelse: str, **uppgifter: Any) -> Bestallning:
    """Check and step; the caller sets the fields that follow."""
    bestallning, lage = await _ladda(arbete, bestallning_id)
    await arbete.utfor(BESTALLNING, bestallning, handelse, lage, uppgifter=uppgifter)
    return bestallning


async def _bild(arbete: Arbete, bestallning: Bestallning, handelse: str) -> Bild:
    """Let the later steps follow, then read the order as the caller now sees it."""
    await EFTER.spela(handelse, arbete, bestallning)
    await arbete.session.flush()
    return await visa(arbete, bestallning.id)


async def andra(arbete: Arbete, bestallning_id: UUID, falt: dict[str, Any]) -> Bild:
    """Change a draft; the händelse names the fields."""
    bestallning = await _stega(arbete, bestallning_id, "andra", falt=sorted(falt))
    for namn in KAN_ANDRAS & falt.keys():
        setattr(bestallning, namn, falt[namn])
    _krav_timmar(bestallning)
    return await _bild(arbete, bestallning, "andra")


async def frislapp(arbete: Arbete, bestallning_id: UUID, *, skal: str, mottagare: str) -> Bild:
    """Release an order for a protected person to a named receiver, after sekretessprövning (DP-15)."""
    bestallning = await _stega(arbete, bestallning_id, "frislapp")
    bestallning.frislappt_av, bestallning.frislappt_skal = arbete.aktor.person, skal
    bestallning.mottagare = mottagare
    return await _bild(arbete, bestallning, "frislapp")


async def skicka(arbete: Arbete, bestallning_id: UUID) -> Bild:
    """Send: the utförare sees the order from now on, with a copy of what the avtal releases (DP-26)."""
    bestallning = await _stega(arbete, bestallning_id, "skicka")
    arende = await arbete.en(arende_med(bestallning.arende_id))
    avtal = await _avtal(arbete, bestallning.utforare_id)
    assert avtal is not None  # guard avtal_i_kraft
    bestallning.delad_med, bestallning.skickad = bestallning.utforare_id, arbete.nu
    bestallning.skyddad = arende.skyddad
    _slapp(arbete, bestallning, arende, {str(f) for f in avtal.slappta_falt})
    _dela_historiken(arbete, bestallning)
    return await _bild(arbete, bestallning, "skicka")


def _dela_historiken(arbete: Arbete, bestallning: Bestallning) -> None:
    """The utförare reads the order's history from ``skicka`` on, not its life as a draft."""
    for rad in arbete.session.new:
        if isinstance(rad, Handelse) and rad.objekt_id == bestallning.id:
            rad.delad_med = bestallning.delad_med


def _slapp(arbete: Arbete, bestallning: Bestallning, arende: Arende, falt: set[str]) -> None:
    """Copy what the avtal releases; of a protected person nothing that tells where they are (DP-14)."""
    kontakt = frozenset() if arende.skyddad else KONTAKT
    slappta = falt & ({"sprak", "tolkbehov", "anpassningar"} | kontakt)
    bestallning.deltagare = {n: v for n in sorted(slappta) if (v := getattr(arende, n)) not in (None, "")}
    if "namn" in falt:
        bestallning.deltagare |= {"fornamn": arende.fornamn, "efternamn": arende.efternamn}
    if "personnummer" in falt and not arende.skyddad:
        bestallning.slapp_personnummer(arende.personnummer(arbete.krypto), arbete.krypto)


async def ta_emot(arbete: Arbete, bestallning_id: UUID) -> Bild:
    """Machine receipt: the clocks of the avtal start (T-12, AK-40)."""
    bestallning = await _stega(arbete, bestallning_id, "ta_emot")
    avtal = await _avtal_med(arbete, bestallning.namnd_id, bestallning.utforare_id)
    bestallning.mottagen = arbete.nu
    dag = svensk_dag(arbete.nu)
    bestallning.svar_senast = plus_arbetsdagar(dag, avtal.svar_arbetsdagar if avtal else 1)
    bestallning.mote_bokas_senast = dag + timedelta(days=avtal.mote_bokas_dagar if avtal else 7)
    bestallning.mote_halls_senast = dag + timedelta(days=avtal.mote_halls_dagar if avtal else 14)
    return await _bild(arbete, bestallning, "ta_emot")


async def _krav_vagledare(arbete: Arbete, vagledare: str) -> None:
    funnen = await arbete.kanske(medarbetare_med(arbete.aktor.organisation_id, vagledare))
    if funnen is None or funnen.roll != Roll.VAGLEDARE.value:
        raise OgiltigtInnehall(
            "Vägledaren finns inte hos utföraren.", fel=[Faltfel("/vagledare", "saknas", "Okänd vägledare")]
        )


async def bekrafta(arbete: Arbete, bestallning_id: UUID, *, start_datum: date, vagledare: str) -> Bild:
    """Accept with a start date and one vägledare."""
    await _krav_vagledare(arbete, vagledare)
    bestallning = await _stega(arbete, bestallning_id, "bekrafta", startDatum=start_datum.isoformat())
    if start_datum < arbete.idag:
        raise OgiltigtInnehall(
            "Startdatum har passerat.", fel=[Faltfel("/startDatum", "passerat", "Ange i dag eller senare")]
        )
    bestallning.start_datum, bestallning.vagledare = start_datum, vagledare
    return await _bild(arbete, bestallning, "bekrafta")


async def avboj(arbete: Arbete, bestallning_id: UUID, *, orsak: str, text: str | None) -> Bild:
    """Decline with a coded reason."""
    bestallning = await _stega(arbete, bestallning_id, "avboj", orsak=orsak, **({"text": text} if text else {}))
    bestallning.avbojd_orsak = orsak
    _slut(arbete, bestallning)
    return await _bild(arbete, bestallning, "avboj")


async def aterkalla(arbete: Arbete, bestallning_id: UUID, *, skal: str) -> Bild:
    """Withdraw before the start."""
    bestallning = await _stega(arbete, bestallning_id, "aterkalla", skal=skal)
    _slut(arbete, bestallning)
    return await _bild(arbete, bestallning, "aterkalla")


async def starta(arbete: Arbete, bestallning_id: UUID) -> Bild:
    """The activities begin; needs a held uppstartsmöte."""
    bestallning = await _stega(arbete, bestallning_id, "starta")
    # The true start: never before the meeting that frees it, never ahead of today.
    planerad = bestallning.start_datum or arbete.idag
    bestallning.start_datum = min(arbete.idag, max(planerad, bestallning.mote_hallet or planerad))
    return await _bild(arbete, bestallning, "starta")


async def byt_vagledare(arbete: Arbete, bestallning_id: UUID, *, vagledare: str, skal: str) -> Bild:
    """Another vägledare, with a reason that the kommun sees."""
    await _krav_vagledare(arbete, vagledare)
    bestallning = await _stega(arbete, bestallning_id, "byt_vagledare", till=vagledare, skal=skal)
    bestallning.vagledare = vagledare
    return await _bild(arbete, bestallning, "byt_vagledare")


async def pausa(arbete: Arbete, bestallning_id: UUID, *, skal: str) -> Bild:
    """Stop for a while."""
    return await _bild(arbete, await _stega(arbete, bestallning_id, "pausa", skal=skal), "pausa")


async def ateruppta(arbete: Arbete, bestallning_id: UUID) -> Bild:
    """Go on after a pause."""
    return await _bild(arbete, await _stega(arbete, bestallning_id, "ateruppta"), "ateruppta")


async def avsluta(arbete: Arbete, bestallning_id: UUID, *, orsak: str, slut_datum: date) -> Bild:
    """End; the utförare's rights run out after a time."""
    bestallning = await _stega(arbete, bestallning_id, "avsluta", slutDatum=slut_datum.isoformat())
    if slut_datum > arbete.idag or (bestallning.start_datum and slut_datum < bestallning.start_datum):
        raise OgiltigtInnehall(
            "Slutdatum ska ligga mellan start och i dag.", fel=[Faltfel("/slutDatum", "datum", "Ogiltigt slutdatum")]
        )
    bestallning.avslutsorsak, bestallning.slut_datum = orsak, slut_datum
    _slut(arbete, bestallning)
    return await _bild(arbete, bestallning, "avsluta")


async def ateroppna(arbete: Arbete, bestallning_id: UUID, *, skal: str) -> Bild:
    """Undo an end by mistake, while the utförare's rights last; the closing date stays in the history."""
    bestallning = await _stega(arbete, bestallning_id, "ateroppna", skal=skal)
    bestallning.ratt_tom, bestallning.avslutsorsak, bestallning.slut_datum = None, None, None
    return await _bild(arbete, bestallning, "ateroppna")


def _slut(arbete: Arbete, bestallning: Bestallning) -> None:
    """An order that ends gives the utförare's rights a last day."""
    bestallning.ratt_tom = arbete.idag + timedelta(days=RATT_DAGAR)


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


async def folj_arendet(arbete: Arbete, arende: Arende) -> None:
    """The ärende got another handläggare or another protection: its orders follow at once (DP-15).

    Of a person who becomes protected the released copy loses what tells where they are.
    """
    for bestallning in await arbete.alla(bestallningar_for(arende.id)):
        if (bestallning.handlaggare, bestallning.skyddad) == (arende.handlaggare, arende.skyddad):
            continue
        bestallning.handlaggare, bestallning.skyddad = arende.handlaggare, arende.skyddad
        if arende.skyddad:
            _dolj(bestallning)
        arbete.andrad(bestallning, "bestallning", "folj_arendet", bestallning.status, {})


def _dolj(bestallning: Bestallning) -> None:
    bestallning.personnummer_forseglat = None
    if bestallning.deltagare is not None:
        bestallning.deltagare = {n: v for n, v in bestallning.deltagare.items() if n not in KONTAKT}


async def antal_oppna(arbete: Arbete, arende: Arende) -> int:
    """Orders of an ärende that are sent and not ended; an ärende that has any stays open."""
    return int(await arbete.session.scalar(oppna_for(arende.id)) or 0)


def ar_oppen(bestallning: Bestallning) -> bool:
    """Whether the order is sent and not ended."""
    return bestallning.status in OPPNA
