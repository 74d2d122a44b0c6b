"""Acts on an överlämning: draft, send, hand over by hand; and what AF's system tells of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.begrepp.identiteter import nytt_id
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
from app.flode.overlamning.models import Overlamning, overlamning_med, overlamningar_for, underlag
from app.flode.overlamning.paket import ARBETSFORMEDLINGEN, PAKETVERSION, packa
from app.flode.overlamning.states import (
    OVERLAMNING,
    Kanal,
    OverlamningLage,
    OverlamningStatus,
    Skede,
    Slag,
)

KAN_RATTAS = {
    Slag.UNDERRATTELSE: frozenset({"datum", "bedomningskod", "text"}),
    Slag.INFORMATIONSOVERLAMNING: frozenset({"aktivitetskategori", "timmarPerVecka", "planSammanfattning"}),
}


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


def lage(overlamning: Overlamning) -> OverlamningLage:
    """Facts for the guards."""
    return OverlamningLage(overlamning.kanal, overlamning.grund)


def oppna(arbete: Arbete, overlamning: Overlamning) -> dict[str, Any]:
    """The package."""
    innehall: dict[str, Any] = json.loads(arbete.krypto.oppna(overlamning.paket_forseglat, overlamning.plats()))
    return innehall


def _forsegla(arbete: Arbete, overlamning: Overlamning, innehall: Mapping[str, Any]) -> None:
    klartext = json.dumps(innehall, ensure_ascii=False, separators=(",", ":")).encode()
    overlamning.paket_forseglat = arbete.krypto.forsegla(klartext, overlamning.plats())


def _bild(arbete: Arbete, overlamning: Overlamning) -> Bild:
    mojligheter = arbete.mojligheter(OVERLAMNING, overlamning, lage(overlamning))
    return Bild(overlamning, oppna(arbete, overlamning), mojligheter)


async def underratta(
    arbete: Arbete, arende_id: UUID, *, kanal: Kanal, utlamnande: Utlamnande | None, uppgifter: Mapping[str, Any]
) -> Bild:
    """Draft a notice that an arbetssökande may come under the requirement (AK-15); it never stops a beslut."""
    arende = await arende_actions.hamta(arbete, arende_id, las=False)
    overlamning = _ny(arbete, arende, Slag.UNDERRATTELSE, kanal, utlamnande)
    fakta = _person(arbete, arende) | dict(uppgifter)
    _forsegla(arbete, overlamning, packa(overlamning.mottagare, Slag.UNDERRATTELSE, fakta, skyddad=arende.skyddad))
    arbete.fodd(overlamning, "overlamning", "skapa", slag=overlamning.slag)
    return _bild(arbete, overlamning)


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
    await arende_actions.hamta(arbete, arende_id, las=False)
    rad = (await arbete.session.execute(underlag(bestallning_id))).one_or_none()
    if rad is None or rad[0].arende_id != arende_id:
        raise OgiltigtInnehall(
            "Beställningen hör inte till ärendet.", fel=[Faltfel("/bestallningId", "saknas", "Okänd beställning")]
        )
    if rad[0].start_datum is None:
        raise Konflikt("Beställningen har inte startat.", regel="AK-17", extra={"status": rad[0].status})
    overlamning = om_bestallning(arbete, rad, kanal=kanal, utlamnande=utlamnande, skede=skede, uppgifter=uppgifter)
    return _bild(arbete, overlamning)


def om_bestallning(
    arbete: Arbete,
    rad: Any,
    *,
    kanal: Kanal,
    utlamnande: Utlamnande | None,
    skede: Skede,
    uppgifter: Mapping[str, Any],
) -> Overlamning:
    """Draft from a row of ``underlag``."""
    bestallning, beslut, arende, utforare = rad
    overlamning = _ny(arbete, arende, Slag.INFORMATIONSOVERLAMNING, kanal, utlamnande)
    overlamning.bestallning_id, overlamning.skede = bestallning.id, skede.value
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
    _forsegla(arbete, overlamning, innehall)
    arbete.fodd(overlamning, "overlamning", "skapa", slag=overlamning.slag, skede=skede.value)
    return overlamning


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
        grund=utlamnande.grund.value if utlamnande else None,
        lagrum=utlamnande.lagrum if utlamnande else None,
        paketversion=PAKETVERSION,
        sandversion=0,
    )


async def koa(arbete: Arbete, overlamning: Overlamning) -> None:
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
        ),
    )


async def _ladda(arbete: Arbete, arende_id: UUID, overlamning_id: UUID) -> tuple[Arende, Overlamning]:
    arende = await arende_actions.hamta(arbete, arende_id, las=False)
    return arende, await arbete.en(overlamning_med(overlamning_id, arende.id))


async def visa(arbete: Arbete, arende_id: UUID, overlamning_id: UUID) -> Bild:
    """One överlämning with its package."""
    _, overlamning = await _ladda(arbete, arende_id, overlamning_id)
    arbete.har_last("overlamning", arende=arende_id, objekt=overlamning.id)
    return _bild(arbete, overlamning)


async def lista(arbete: Arbete, arende_id: UUID, fraga: Sidfraga) -> Utsnitt[Overlamning]:
    """One page of an ärende's överlämningar."""
    sats = overlamningar_for(arende_id)
    return await arende_actions.sida_under(arbete, arende_id, sats, Overlamning.id, fraga, "overlamning")


async def historia(arbete: Arbete, arende_id: UUID, overlamning_id: UUID) -> list[Handelse]:
    """All händelser of an överlämning."""
    _, overlamning = await _ladda(arbete, arende_id, overlamning_id)
    arbete.har_last("overlamning", arende=arende_id, objekt=overlamning.id)
    return list(await arbete.alla(historik(overlamning.id)))


async def _stega(
    arbete: Arbete, arende_id: UUID, overlamning_id: UUID, handelse: str, utlamnande: Utlamnande | None = None
) -> tuple[Arende, Overlamning]:
    """Step by the table; a ground given with the act counts for its guard."""
    arende, overlamning = await _ladda(arbete, arende_id, overlamning_id)
    if utlamnande is not None:
        overlamning.grund, overlamning.lagrum = utlamnande.grund.value, utlamnande.lagrum
    await arbete.utfor(OVERLAMNING, overlamning, handelse, lage(overlamning))
    return arende, overlamning


def _packa_om(arbete: Arbete, arende: Arende, overlamning: Overlamning, uppgifter: Mapping[str, Any]) -> None:
    """Seal the package anew with corrections; what the order and its beslut say is corrected there.

    A person protected since the draft was made loses the fields that tell of a place (DP-15).
    """
    slag = Slag(overlamning.slag)
    fel = sorted(uppgifter.keys() - KAN_RATTAS[slag])
    if fel:
        raise OgiltigtInnehall(
            "Uppgiften hör inte till den här sortens överlämning.",
            fel=[Faltfel(f"/uppgifter/{namn}", "okant_falt", "Fältet finns inte här") for namn in fel],
        )
    fakta = oppna(arbete, overlamning) | dict(uppgifter)
    _forsegla(arbete, overlamning, packa(overlamning.mottagare, slag, fakta, skyddad=arende.skyddad))


async def andra(
    arbete: Arbete,
    arende_id: UUID,
    overlamning_id: UUID,
    *,
    utlamnande: Utlamnande | None,
    uppgifter: Mapping[str, Any],
) -> Bild:
    """Complete a draft."""
    arende, overlamning = await _stega(arbete, arende_id, overlamning_id, "andra", utlamnande)
    _packa_om(arbete, arende, overlamning, uppgifter)
    return _bild(arbete, overlamning)


async def lagg_i_ko(arbete: Arbete, arende_id: UUID, overlamning_id: UUID, *, utlamnande: Utlamnande | None) -> Bild:
    """Queue for AF."""
    arende, overlamning = await _stega(arbete, arende_id, overlamning_id, "lagg_i_ko", utlamnande)
    _packa_om(arbete, arende, overlamning, {})
    await koa(arbete, overlamning)
    return _bild(arbete, overlamning)


async def markera_sand(
    arbete: Arbete, arende_id: UUID, overlamning_id: UUID, *, datum: date, utlamnande: Utlamnande | None
) -> Bild:
    """The package has left with the kommun's SDK client."""
    _, overlamning = await _stega(arbete, arende_id, overlamning_id, "markera_sand", utlamnande)
    _overlamnad(arbete, overlamning, datum)
    return _bild(arbete, overlamning)


async def registrera_kvittens(arbete: Arbete, arende_id: UUID, overlamning_id: UUID, *, kvittensnummer: str) -> Bild:
    """AF's receipt of a package sent by SDK."""
    _, overlamning = await _stega(arbete, arende_id, overlamning_id, "registrera_kvittens")
    overlamning.kvittensnummer = kvittensnummer
    return _bild(arbete, overlamning)


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
    _, overlamning = await _stega(arbete, arende_id, overlamning_id, "lamna_manuellt", utlamnande)
    _overlamnad(arbete, overlamning, datum)
    overlamning.kvittensnummer = kvittensnummer
    await lagg_at_sidan(arbete, overlamning)
    return _bild(arbete, overlamning)


def _overlamnad(arbete: Arbete, overlamning: Overlamning, datum: date) -> None:
    if datum > arbete.idag:
        raise OgiltigtInnehall(
            "Överlämningen har inte skett än.", fel=[Faltfel("/datum", "framtid", "Ange i dag eller tidigare")]
        )
    overlamning.overlamnad_datum, overlamning.overlamnad_av = datum, arbete.aktor.person


async def sand_om(arbete: Arbete, arende_id: UUID, overlamning_id: UUID, *, uppgifter: Mapping[str, Any]) -> Bild:
    """Send again: as it was when AF could not take it, as a new version when corrected or turned down by AF."""
    arende, overlamning = await _ladda(arbete, arende_id, overlamning_id)
    ny_version = bool(uppgifter) or overlamning.af_referens is not None
    await arbete.utfor(OVERLAMNING, overlamning, "sand_om", lage(overlamning), uppgifter={"nyVersion": ny_version})
    overlamning.af_felkod = overlamning.af_fel_id = overlamning.af_sparnings_id = None
    if ny_version:
        await lagg_at_sidan(arbete, overlamning)
        _packa_om(arbete, arende, overlamning, uppgifter)
        overlamning.sandversion += 1
        overlamning.af_referens, overlamning.af_kvitterad = None, None
        await koa(arbete, overlamning)
    else:
        await koa_igen(arbete, overlamning)
    return _bild(arbete, overlamning)
