"""Acts on an överlämning: draft, send, hand over by hand; and what AF's system tells of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.begrepp.paket import ARBETSFORMEDLINGEN, PAKETVERSION, packa
from app.begrepp.parter import Part
from app.begrepp.sekretess import Utlamnandegrund
from app.core.errors import Faltfel, Konflikt, OgiltigtInnehall
from app.core.journal import Handelse, historik
from app.core.outbox import Meddelande, koa_igen, lagg_at_sidan, lagg_i_utkorg
from app.core.paging import Sidfraga, Utsnitt
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.flode.arende import actions as arende_actions
from app.flode.arende.models import Arende
from app.flode.overlamning.models import (
    Overlamning,
    overlamning_med,
    overlamningar_for,
    planerade_kategorier,
    senaste_om,
    underlag,
)
from app.flode.overlamning.states import (
    OVERLAMNING,
    SKICKAS_SJALV,
    Kanal,
    OverlamningLage,
    OverlamningStatus,
    Skede,
    Slag,
)
from app.flode.samrad.utskrift import Paket
from app.regelverk.modell import Lagrum

KAN_RATTAS = {
    Slag.UNDERRATTELSE: frozenset({"datum", "bedomningskod", "text"}),
    Slag.INFORMATIONSOVERLAMNING: frozenset({"aktivitetskategori", "timmarPerVecka", "planSammanfattning"}),
}
AVVIKELSEKOD = "avvikelsekod"


@dataclass(frozen=True, slots=True)
class Utlamnande:
    """The ground for telling somebody outside (DP-09)."""

    grund: Utlamnandegrund
    lagrum: str


@dataclass(frozen=True, slots=True)
class Bild:
    """An överlämning with its opened package and what may be done next."""

    overlamning: Overlamning
    innehall: dict[str, Any]
    mojligheter: Mojligheter


def enligt_lagen(lagrum: str) -> Utlamnande | None:
    """The ground that the law itself lays down for telling AF of taking part, where it does."""
    if lagrum not in SKICKAS_SJALV:
        return None
    return Utlamnande(Utlamnandegrund.UPPGIFTSSKYLDIGHET, Lagrum(lagrum).text)


def lage(overlamning: Overlamning, *, skyddad: bool = False) -> OverlamningLage:
    """Facts for the guards; ``skyddad`` as the ärende is."""
    return OverlamningLage(
        overlamning.kanal,
        overlamning.grund,
        overlamning.slag,
        overlamning.sandversion,
        dold_avvikelse=skyddad and overlamning.tillfalle_id is not None,
        identitet_bytt=overlamning.identitet_bytt,
    )


def oppna(arbete: Arbete, overlamning: Overlamning) -> dict[str, Any]:
    """The package."""
    innehall: dict[str, Any] = json.loads(arbete.krypto.oppna(overlamning.paket_forseglat, overlamning.plats()))
    return innehall


def forsegla(arbete: Arbete, overlamning: Overlamning, innehall: Mapping[str, Any]) -> None:
    """Keep the package, closed."""
    klartext = json.dumps(innehall, ensure_ascii=False, separators=(",", ":")).encode()
    overlamning.paket_forseglat = arbete.krypto.forsegla(klartext, overlamning.plats())


def bild(arbete: Arbete, arende: Arende, overlamning: Overlamning) -> Bild:
    """The picture of an överlämning for the caller."""
    mojligheter = arbete.mojligheter(OVERLAMNING, overlamning, lage(overlamning, skyddad=arende.skyddad))
    return Bild(overlamning, oppna(arbete, overlamning), mojligheter)


async def underratta(
    arbete: Arbete, arende_id: UUID, *, kanal: Kanal, utlamnande: Utlamnande | None, uppgifter: Mapping[str, Any]
) -> Bild:
    """Draft a notice that an arbetssökande may come under the requirement (AK-15); it never stops a beslut."""
    arende = await arende_actions.hamta(arbete, arende_id, las=False)
    overlamning = _ny(arbete, arende, Slag.UNDERRATTELSE, kanal, utlamnande)
    fakta = _person(arbete, arende) | dict(uppgifter)
    forsegla(arbete, overlamning, packa(overlamning.mottagare, Slag.UNDERRATTELSE, fakta, skyddad=arende.skyddad))
    arbete.fodd(overlamning, "overlamning", "skapa", slag=overlamning.slag)
    return bild(arbete, arende, overlamning)


async def informera(
    arbete: Arbete,
    arende_id: UUID,
    bestallning_id: UUID,
    *,
    kanal: Kanal,
    utlamnande: Utlamnande | None,
    skede: Skede,
    uppgifter: Mapping[str, Any],
) -> Bild:
    """Draft information about a person in activities (AK-17); the facts are those of the order and its beslut."""
    rad = await startad(arbete, arende_id, bestallning_id)
    overlamning = om_bestallning(arbete, rad, kanal=kanal, utlamnande=utlamnande, skede=skede, uppgifter=uppgifter)
    return bild(arbete, rad[2], overlamning)


async def startad(arbete: Arbete, arende_id: UUID, bestallning_id: UUID) -> Any:
    """The row of ``underlag`` of an order of the ärende's; AF is told of one that has begun."""
    await arende_actions.hamta(arbete, arende_id, las=False)
    rad = (await arbete.session.execute(underlag(bestallning_id))).one_or_none()
    if rad is None or rad[0].arende_id != arende_id:
        raise OgiltigtInnehall(
            "Beställningen hör inte till ärendet.", fel=[Faltfel("/bestallningId", "saknas", "Okänd beställning")]
        )
    if rad[0].start_datum is None:
        raise Konflikt("Beställningen har inte startat.", regel="AK-17", extra={"status": rad[0].status})
    return rad


def om_bestallning(
    arbete: Arbete,
    rad: Any,
    *,
    kanal: Kanal,
    utlamnande: Utlamnande | None,
    skede: Skede,
    uppgifter: Mapping[str, Any],
    tillfalle_id: UUID | None = None,
) -> Overlamning:
    """Draft from a row of ``underlag``; ``tillfalle_id``: the occasion that it tells a deviation of."""
    bestallning, beslut, arende, utforare = rad
    overlamning = _ny(arbete, arende, Slag.INFORMATIONSOVERLAMNING, kanal, utlamnande)
    overlamning.bestallning_id, overlamning.skede = bestallning.id, skede.value
    overlamning.tillfalle_id = tillfalle_id
    fakta = _person(arbete, arende) | {
        "beslut": {"typ": beslut.typ, "fran": _dag(beslut.galler_fran), "tom": _dag(beslut.galler_tom)},
        "timmarPerVecka": bestallning.timmar_per_vecka,
        "utforandeVerksamhet": {"namn": utforare.namn, "organisationsnummer": utforare.organisationsnummer},
        "start": _dag(bestallning.start_datum),
        "slut": _dag(bestallning.slut_datum),
    }
    innehall = packa(
        overlamning.mottagare, Slag.INFORMATIONSOVERLAMNING, fakta | dict(uppgifter), skyddad=arende.skyddad
    )
    forsegla(arbete, overlamning, innehall)
    arbete.fodd(overlamning, "overlamning", "skapa", slag=overlamning.slag, skede=skede.value)
    return overlamning


async def tidigare_sagt(arbete: Arbete, bestallning_id: UUID) -> dict[str, Any]:
    """What was told about the order before goes along; a kind of activity is told when the plan has just one."""
    fore = await arbete.kanske(senaste_om(bestallning_id))
    innehall = oppna(arbete, fore) if fore else {}
    ut = {namn: innehall[namn] for namn in ("aktivitetskategori", "planSammanfattning") if innehall.get(namn)}
    kategorier = await arbete.alla(planerade_kategorier(bestallning_id))
    return ({"aktivitetskategori": kategorier[0]} if len(kategorier) == 1 else {}) | ut


def _person(arbete: Arbete, arende: Arende) -> dict[str, Any]:
    return {"personnummer": arende.personnummer(arbete.krypto).siffror, "kommunkod": arende.kommunkod}


def _dag(dag: date | None) -> str | None:
    return dag.isoformat() if dag else None


def _ny(arbete: Arbete, arende: Arende, slag: Slag, kanal: Kanal, utlamnande: Utlamnande | None) -> Overlamning:
    return Overlamning(
        id=nytt_id(),
        kommunkod=arende.kommunkod,
        namnd_id=arende.namnd_id,
        arende_id=arende.id,
        status=OverlamningStatus.UTKAST.value,
        version=1,
        skapad=arbete.nu,
        person=arbete.aktor.person,
        automatisk=arbete.aktor.part is Part.SYSTEM,
        mottagare=ARBETSFORMEDLINGEN,
        slag=slag.value,
        kanal=kanal.value,
        identitet_bytt=False,
        grund=utlamnande.grund.value if utlamnande else None,
        lagrum=utlamnande.lagrum if utlamnande else None,
        paketversion=PAKETVERSION,
        sandversion=0,
    )


async def koa(arbete: Arbete, arende: Arende, overlamning: Overlamning) -> None:
    """Put the package as it is now in the outbox."""
    await lagg_i_utkorg(
        arbete,
        Meddelande(
            mottagare=overlamning.mottagare,
            typ=overlamning.slag,
            objekt=overlamning,
            objekttyp="overlamning",
            innehall=oppna(arbete, overlamning),
            version=overlamning.sandversion,
            arendeidentitet=arende.af_identitet,
        ),
    )


async def ladda(arbete: Arbete, arende_id: UUID, overlamning_id: UUID) -> tuple[Arende, Overlamning]:
    """An ärende of the caller's and one överlämning of it; not logged as read."""
    arende = await arende_actions.hamta(arbete, arende_id, las=False)
    return arende, await arbete.en(overlamning_med(overlamning_id, arende.id))


async def visa(arbete: Arbete, arende_id: UUID, overlamning_id: UUID) -> Bild:
    """One överlämning with its package."""
    arende, overlamning = await ladda(arbete, arende_id, overlamning_id)
    arbete.har_last("overlamning", arende=arende_id, objekt=overlamning.id)
    return bild(arbete, arende, overlamning)


async def paket(arbete: Arbete, arende_id: UUID, overlamning_id: UUID, funktionsadress: str) -> Paket:
    """The package as it is now; a read like any other of the överlämning."""
    _, overlamning = await ladda(arbete, arende_id, overlamning_id)
    arbete.har_last("overlamning", arende=arende_id, objekt=overlamning.id)
    return Paket(
        typ=overlamning.slag,
        funktionsadress=funktionsadress,
        referens=overlamning.unikt_id,
        version=overlamning.sandversion,
        paketversion=overlamning.paketversion,
        grund=overlamning.grund,
        lagrum=overlamning.lagrum,
        tid=overlamning.skapad,
        innehall=oppna(arbete, overlamning),
    )


async def lista(arbete: Arbete, arende_id: UUID, fraga: Sidfraga) -> Utsnitt[Overlamning]:
    """One page of an ärende's överlämningar."""
    sats = overlamningar_for(arende_id)
    return await arende_actions.sida_under(arbete, arende_id, sats, Overlamning.id, fraga, "overlamning")


async def historia(arbete: Arbete, arende_id: UUID, overlamning_id: UUID) -> list[Handelse]:
    """All händelser of an överlämning."""
    _, overlamning = await ladda(arbete, arende_id, overlamning_id)
    arbete.har_last("overlamning", arende=arende_id, objekt=overlamning.id)
    return list(await arbete.alla(historik(overlamning.id)))


async def stega(
    arbete: Arbete, arende_id: UUID, overlamning_id: UUID, handelse: str, utlamnande: Utlamnande | None = None
) -> tuple[Arende, Overlamning]:
    """Step by the table; a ground given with the act counts for its guard."""
    arende, overlamning = await ladda(arbete, arende_id, overlamning_id)
    if utlamnande is not None:
        overlamning.grund, overlamning.lagrum = utlamnande.grund.value, utlamnande.lagrum
    await arbete.utfor(OVERLAMNING, overlamning, handelse, lage(overlamning, skyddad=arende.skyddad))
    return arende, overlamning


def _ratta(arbete: Arbete, arende: Arende, overlamning: Overlamning, uppgifter: Mapping[str, Any]) -> None:
    """Corrections; what the order and its beslut say is corrected there."""
    tillatna = KAN_RATTAS[Slag(overlamning.slag)] | ({AVVIKELSEKOD} if overlamning.tillfalle_id else set())
    fel = sorted(uppgifter.keys() - tillatna)
    if fel:
        raise OgiltigtInnehall(
            "Uppgiften hör inte till den här sortens överlämning.",
            fel=[Faltfel(f"/uppgifter/{namn}", "okant_falt", "Fältet finns inte här") for namn in fel],
        )
    packa_om(arbete, arende, overlamning, _med_kod(arbete, overlamning, uppgifter))


def _med_kod(arbete: Arbete, overlamning: Overlamning, uppgifter: Mapping[str, Any]) -> dict[str, Any]:
    """The facts, with another code of AF's on the deviation where one is given; its times are the attendance's."""
    ut = dict(uppgifter)
    vald = ut.pop(AVVIKELSEKOD, None)
    if vald is not None:
        ut["avvikelser"] = [rad | vald for rad in oppna(arbete, overlamning)["avvikelser"] or ()]
    return ut


def packa_om(arbete: Arbete, arende: Arende, overlamning: Overlamning, uppgifter: Mapping[str, Any]) -> None:
    """Seal the package anew, with other facts and without what may no longer leave."""
    fakta = oppna(arbete, overlamning) | dict(uppgifter)
    forsegla(arbete, overlamning, packa(overlamning.mottagare, overlamning.slag, fakta, skyddad=arende.skyddad))
    overlamning.paketversion = PAKETVERSION


async def andra(
    arbete: Arbete,
    arende_id: UUID,
    overlamning_id: UUID,
    *,
    utlamnande: Utlamnande | None,
    uppgifter: Mapping[str, Any],
) -> Bild:
    """Complete a draft."""
    arende, overlamning = await stega(arbete, arende_id, overlamning_id, "andra", utlamnande)
    _ratta(arbete, arende, overlamning, uppgifter)
    return bild(arbete, arende, overlamning)


async def lagg_i_ko(arbete: Arbete, arende_id: UUID, overlamning_id: UUID, *, utlamnande: Utlamnande | None) -> Bild:
    """Queue for AF."""
    arende, overlamning = await stega(arbete, arende_id, overlamning_id, "lagg_i_ko", utlamnande)
    _ratta(arbete, arende, overlamning, {})
    await koa(arbete, arende, overlamning)
    return bild(arbete, arende, overlamning)


async def markera_sand(
    arbete: Arbete, arende_id: UUID, overlamning_id: UUID, *, datum: date, utlamnande: Utlamnande | None
) -> Bild:
    """The package has left with the kommun's SDK client."""
    arende, overlamning = await stega(arbete, arende_id, overlamning_id, "markera_sand", utlamnande)
    _overlamnad(arbete, overlamning, datum)
    return bild(arbete, arende, overlamning)


async def registrera_kvittens(arbete: Arbete, arende_id: UUID, overlamning_id: UUID, *, kvittensnummer: str) -> Bild:
    """AF's receipt of a package sent by SDK."""
    arende, overlamning = await stega(arbete, arende_id, overlamning_id, "registrera_kvittens")
    overlamning.kvittensnummer = kvittensnummer
    return bild(arbete, arende, overlamning)


async def lamna_manuellt(
    arbete: Arbete,
    arende_id: UUID,
    overlamning_id: UUID,
    *,
    datum: date,
    kvittensnummer: str | None,
    utlamnande: Utlamnande | None,
) -> Bild:
    """Somebody has typed it in at AF; a queued message is taken back."""
    arende, overlamning = await stega(arbete, arende_id, overlamning_id, "lamna_manuellt", utlamnande)
    _overlamnad(arbete, overlamning, datum)
    overlamning.kvittensnummer = kvittensnummer
    await lagg_at_sidan(arbete, overlamning)
    return bild(arbete, arende, overlamning)


def _overlamnad(arbete: Arbete, overlamning: Overlamning, datum: date) -> None:
    if datum > arbete.idag:
        raise OgiltigtInnehall(
            "Överlämningen har inte skett än.", fel=[Faltfel("/datum", "framtid", "Ange i dag eller tidigare")]
        )
    overlamning.overlamnad_datum, overlamning.overlamnad_av = datum, arbete.aktor.person


async def sand_om(arbete: Arbete, arende_id: UUID, overlamning_id: UUID, *, uppgifter: Mapping[str, Any]) -> Bild:
    """Send again: as it was when AF could not take it, else as a new version.

    That is when it is corrected, when AF has turned it down, and when the person may have been protected since.
    """
    arende, overlamning = await ladda(arbete, arende_id, overlamning_id)
    ny_version = bool(uppgifter) or overlamning.af_referens is not None or arende.skyddad
    nu = lage(overlamning, skyddad=arende.skyddad)
    await arbete.utfor(OVERLAMNING, overlamning, "sand_om", nu, uppgifter={"nyVersion": ny_version})
    overlamning.glom_avvisning()
    if ny_version:
        await lagg_at_sidan(arbete, overlamning)
        _ratta(arbete, arende, overlamning, uppgifter)
        overlamning.sandversion += 1
        overlamning.af_referens, overlamning.af_kvitterad = None, None
        overlamning.af_handelse = overlamning.af_handelse_tid = None
        overlamning.af_besked = overlamning.af_besked_tid = None
        await koa(arbete, arende, overlamning)
    else:
        await koa_igen(arbete, overlamning)
    return bild(arbete, arende, overlamning)
