"""Acts on a samråd: ask, answer, go on without answer, withdraw; and what AF's system tells of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.begrepp.paket import packa
from app.core.errors import Faltfel, Konflikt, OgiltigtInnehall
from app.core.journal import Handelse, historik
from app.core.outbox import ARBETSFORMEDLINGEN, Avvisning, Kvittens, Meddelande, koa_igen, lagg_at_sidan, lagg_i_utkorg
from app.core.paging import Sidfraga, Utsnitt
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.flode.arende import actions as arende_actions
from app.flode.arende.actions import AnnanPerson, krav_samma_person
from app.flode.arende.models import Arende, arende_med
from app.flode.samrad.models import Samrad, Samradsnotering, avsandare, noteringar, samrad_for, samrad_med
from app.flode.samrad.states import SAMRAD, Kanal, Leverans, SamradLage, SamradStatus


@dataclass(frozen=True, slots=True)
class Kontakt:
    """One talk with AF, recorded by hand: when, with whom and what was said."""

    datum: date
    vem: str
    anteckning: str


@dataclass(frozen=True, slots=True)
class Bild:
    """A samråd with what its detail answer shows beside the row."""

    samrad: Samrad
    noteringar: tuple[Samradsnotering, ...]
    mojligheter: Mojligheter


def lage(arbete: Arbete, samrad: Samrad) -> SamradLage:
    """Facts for the guards."""
    return SamradLage(arbete.idag, samrad.svar_senast, samrad.leverans, samrad.kanal)


def svar(arbete: Arbete, samrad: Samrad) -> dict[str, Any] | None:
    """AF's answer by the names of ``schemas.Svarsuppgifter``, if there is one."""
    if samrad.svar_forseglat is None:
        return None
    innehall: dict[str, Any] = json.loads(arbete.krypto.oppna(samrad.svar_forseglat, samrad.svarsplats()))
    return innehall


async def begar(
    arbete: Arbete, arende_id: UUID, *, kanal: Kanal, svar_senast: date, kontakt: Kontakt | None, **uppgifter: str
) -> Bild:
    """Ask AF before a beslut (AK-14): by ``api`` the question is queued, otherwise the talk is recorded.

    ``uppgifter``: syfte, fraga, grund and lagrum (DP-09).
    """
    arende = await arende_actions.hamta(arbete, arende_id, las=False)
    _krav_begaran(arbete, arende, svar_senast, kontakt)
    samrad = _nytt(arbete, arende, uppgifter, kanal=kanal.value, svar_senast=svar_senast)
    if kontakt is not None:
        samrad.kontakt_datum, samrad.kontakt_vem, samrad.kontakt_anteckning = (
            kontakt.datum,
            kontakt.vem,
            kontakt.anteckning,
        )
    arbete.fodd(samrad, "samrad", "begar", kanal=kanal.value)
    if kanal is Kanal.API:
        await _sand(arbete, arende, samrad)
    elif kontakt is None:
        samrad.leverans = Leverans.ATT_LAMNA.value
    return _bild(arbete, samrad)


def _krav_begaran(arbete: Arbete, arende: Arende, svar_senast: date, kontakt: Kontakt | None) -> None:
    if arende.status != "oppet":
        raise Konflikt("Ärendet är avslutat.", extra={"status": arende.status})
    if svar_senast < arbete.idag:
        raise OgiltigtInnehall(
            "Svarsdagen har passerat.", fel=[Faltfel("/svarSenast", "passerat", "Ange i dag eller senare")]
        )
    _krav_kontakt(arbete, kontakt)


def _krav_kontakt(arbete: Arbete, kontakt: Kontakt | None) -> None:
    if kontakt is not None and kontakt.datum > arbete.idag:
        raise OgiltigtInnehall(
            "Kontakten har inte skett än.", fel=[Faltfel("/kontakt/datum", "framtid", "Ange i dag eller tidigare")]
        )


def _nytt(arbete: Arbete, arende: Arende, uppgifter: Mapping[str, str], **mer: Any) -> Samrad:
    return Samrad(
        id=nytt_id(),
        kommunkod=arende.kommunkod,
        namnd_id=arende.namnd_id,
        arende_id=arende.id,
        status=SamradStatus.BEGART.value,
        version=1,
        skapad=arbete.nu,
        person=arbete.aktor.person,
        leverans=Leverans.INGEN.value,
        skydd_hos_af=False,
        sandversion=0,
        **uppgifter,
        **mer,
    )


async def paket(arbete: Arbete, arende: Arende, samrad: Samrad) -> dict[str, Any]:
    """What leaves for AF of the question as it is now."""
    myndighet, namnd = (await arbete.session.execute(avsandare(arende.namnd_id))).one()
    fakta = {
        "personnummer": arende.personnummer(arbete.krypto).siffror,
        "myndighet": {
            "organisationsnummer": myndighet.organisationsnummer,
            "namn": f"{myndighet.namn}, {namnd.namn.lower()}",
            "handlaggare": samrad.person,
        },
        "syfte": samrad.syfte,
        "lagrum": samrad.lagrum,
        "fraga": samrad.fraga,
        "svarSenast": samrad.svar_senast.isoformat(),
    }
    return packa(ARBETSFORMEDLINGEN, "samrad", fakta, skyddad=arende.skyddad)


async def _sand(arbete: Arbete, arende: Arende, samrad: Samrad) -> None:
    """Queue the question in its present version."""
    samrad.leverans = Leverans.I_KO.value
    await lagg_i_utkorg(
        arbete,
        Meddelande(
            mottagare=ARBETSFORMEDLINGEN,
            typ="samrad",
            objekt=samrad,
            objekttyp="samrad",
            innehall=await paket(arbete, arende, samrad),
            version=samrad.sandversion,
            arendeidentitet=arende.af_identitet,
        ),
    )


async def ladda(arbete: Arbete, arende_id: UUID, samrad_id: UUID) -> tuple[Arende, Samrad]:
    """An ärende of the caller's and one samråd of it; not logged as read."""
    arende = await arende_actions.hamta(arbete, arende_id, las=False)
    return arende, await arbete.en(samrad_med(samrad_id, arende.id))


def _bild(arbete: Arbete, samrad: Samrad, rader: tuple[Samradsnotering, ...] = ()) -> Bild:
    return Bild(samrad, rader, arbete.mojligheter(SAMRAD, samrad, lage(arbete, samrad)))


async def _ny_bild(arbete: Arbete, samrad: Samrad) -> Bild:
    await arbete.session.flush()
    return _bild(arbete, samrad, tuple(await arbete.alla(noteringar(samrad.id))))


async def visa(arbete: Arbete, arende_id: UUID, samrad_id: UUID) -> Bild:
    """One samråd with AF's answer and its summaries."""
    _, samrad = await ladda(arbete, arende_id, samrad_id)
    arbete.har_last("samrad", arende=arende_id, objekt=samrad.id)
    return _bild(arbete, samrad, tuple(await arbete.alla(noteringar(samrad.id))))


async def lista(arbete: Arbete, arende_id: UUID, fraga: Sidfraga) -> Utsnitt[Samrad]:
    """One page of an ärende's samråd."""
    return await arende_actions.sida_under(arbete, arende_id, samrad_for(arende_id), Samrad.id, fraga, "samrad")


async def historia(arbete: Arbete, arende_id: UUID, samrad_id: UUID) -> list[Handelse]:
    """All händelser of a samråd."""
    _, samrad = await ladda(arbete, arende_id, samrad_id)
    arbete.har_last("samrad", arende=arende_id, objekt=samrad.id)
    return list(await arbete.alla(historik(samrad.id)))


async def utred(arbete: Arbete, arende_id: UUID, samrad_id: UUID) -> Bild:
    """AF has said that it looks into the question."""
    _, samrad = await ladda(arbete, arende_id, samrad_id)
    await arbete.utfor(SAMRAD, samrad, "utred", lage(arbete, samrad))
    return await _ny_bild(arbete, samrad)


async def besvara(
    arbete: Arbete, arende_id: UUID, samrad_id: UUID, *, kontakt: Kontakt, uppgifter: Mapping[str, Any] | None
) -> Bild:
    """Record by hand what AF answered; complete without any machine at AF."""
    _krav_kontakt(arbete, kontakt)
    arende, samrad = await ladda(arbete, arende_id, samrad_id)
    await arbete.utfor(SAMRAD, samrad, "besvara", lage(arbete, samrad))
    samrad.besvarad = arbete.nu
    samrad.svar_datum, samrad.svar_vem, samrad.svar_anteckning = kontakt.datum, kontakt.vem, kontakt.anteckning
    if uppgifter is not None:
        try:
            krav_svar_om_samma_person(arbete, arende, uppgifter)
        except AnnanPerson:
            raise OgiltigtInnehall(
                "Svaret gäller en annan person än ärendet.",
                fel=[Faltfel("/svar/person/personnummer", "fel_person", "Stämmer inte med ärendet")],
            ) from None
        _forsegla_svar(arbete, samrad, uppgifter)
    return await _ny_bild(arbete, samrad)


def krav_svar_om_samma_person(arbete: Arbete, arende: Arende, uppgifter: Mapping[str, Any]) -> None:
    """Raise ``AnnanPerson`` for an answer that names somebody else."""
    person: Mapping[str, str] | None = uppgifter.get("person")
    if person is not None:
        krav_samma_person(arbete, arende, person["personnummer"])


def _klartext(uppgifter: Mapping[str, Any]) -> bytes:
    return json.dumps(uppgifter, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def _forsegla_svar(arbete: Arbete, samrad: Samrad, uppgifter: Mapping[str, Any]) -> None:
    samrad.skydd_hos_af = bool(uppgifter.get("sekretessmarkering"))
    samrad.svar_forseglat = arbete.krypto.forsegla(_klartext(uppgifter), samrad.svarsplats())


async def ga_vidare_utan_svar(arbete: Arbete, arende_id: UUID, samrad_id: UUID, *, skal: str) -> Bild:
    """The time to answer has passed; why the nämnd goes on is on record (AK-14)."""
    _, samrad = await ladda(arbete, arende_id, samrad_id)
    await arbete.utfor(SAMRAD, samrad, "utan_svar", lage(arbete, samrad))
    samrad.skal = skal
    return await _ny_bild(arbete, samrad)


async def aterkalla(arbete: Arbete, arende_id: UUID, samrad_id: UUID, *, skal: str) -> Bild:
    """Withdraw; a question that has not left is not sent."""
    _, samrad = await ladda(arbete, arende_id, samrad_id)
    await arbete.utfor(SAMRAD, samrad, "aterkalla", lage(arbete, samrad))
    samrad.skal = skal
    await lagg_at_sidan(arbete, samrad)
    return await _ny_bild(arbete, samrad)


async def sand_om(arbete: Arbete, arende_id: UUID, samrad_id: UUID, *, syfte: str | None, fraga: str | None) -> Bild:
    """Send again: as it was when AF could not take it, as a new version when it is corrected or was turned down."""
    arende, samrad = await ladda(arbete, arende_id, samrad_id)
    ny_version = bool(syfte or fraga) or samrad.leverans == Leverans.AVVISAD.value
    await arbete.utfor(SAMRAD, samrad, "sand_om", lage(arbete, samrad), uppgifter={"nyVersion": ny_version})
    samrad.glom_avvisning()
    if ny_version:
        await lagg_at_sidan(arbete, samrad)
        samrad.syfte, samrad.fraga = syfte or samrad.syfte, fraga or samrad.fraga
        samrad.sandversion += 1
        await _sand(arbete, arende, samrad)
    else:
        await koa_igen(arbete, samrad)
        samrad.leverans = Leverans.I_KO.value
    return await _ny_bild(arbete, samrad)


async def lamna_manuellt(arbete: Arbete, arende_id: UUID, samrad_id: UUID, *, datum: date, kvittensnummer: str) -> Bild:
    """Somebody has typed the question in at AF; a queued one is taken back."""
    _, samrad = await ladda(arbete, arende_id, samrad_id)
    await arbete.utfor(SAMRAD, samrad, "lamna_manuellt", lage(arbete, samrad))
    _lamnad(arbete, samrad, datum, Leverans.MOTTAGEN)
    samrad.kvittensnummer = kvittensnummer
    samrad.glom_avvisning()
    await lagg_at_sidan(arbete, samrad)
    return await _ny_bild(arbete, samrad)


async def markera_sand(arbete: Arbete, arende_id: UUID, samrad_id: UUID, *, datum: date) -> Bild:
    """The package has left with the kommun's SDK client."""
    _, samrad = await ladda(arbete, arende_id, samrad_id)
    await arbete.utfor(SAMRAD, samrad, "markera_sand", lage(arbete, samrad))
    _lamnad(arbete, samrad, datum, Leverans.SAND)
    return await _ny_bild(arbete, samrad)


def _lamnad(arbete: Arbete, samrad: Samrad, datum: date, leverans: Leverans) -> None:
    if datum > arbete.idag:
        raise OgiltigtInnehall(
            "Frågan har inte lämnats än.", fel=[Faltfel("/datum", "framtid", "Ange i dag eller tidigare")]
        )
    samrad.overlamnad_datum, samrad.overlamnad_av = datum, arbete.aktor.person
    samrad.leverans = leverans.value


async def registrera_kvittens(arbete: Arbete, arende_id: UUID, samrad_id: UUID, *, kvittensnummer: str) -> Bild:
    """AF's receipt of a question sent by SDK."""
    _, samrad = await ladda(arbete, arende_id, samrad_id)
    await arbete.utfor(SAMRAD, samrad, "registrera_kvittens", lage(arbete, samrad))
    samrad.leverans, samrad.kvittensnummer = Leverans.MOTTAGEN.value, kvittensnummer
    return await _ny_bild(arbete, samrad)


async def notera(arbete: Arbete, arende_id: UUID, samrad_id: UUID, *, kalla: str, hamtad: datetime, text: str) -> Bild:
    """Add a summary with its source and time; it stays with the nämnd (DP-13)."""
    _, samrad = await ladda(arbete, arende_id, samrad_id)
    await arbete.utfor(SAMRAD, samrad, "notera", lage(arbete, samrad), uppgifter={"kalla": kalla})
    arbete.ny(
        Samradsnotering(
            id=nytt_id(),
            kommunkod=samrad.kommunkod,
            namnd_id=samrad.namnd_id,
            arende_id=samrad.arende_id,
            samrad_id=samrad.id,
            kalla=kalla,
            hamtad=hamtad,
            text=text,
            registrerad=arbete.nu,
            person=arbete.aktor.person,
        )
    )
    return await _ny_bild(arbete, samrad)


async def kvitterad(arbete: Arbete, samrad_id: UUID, kvittens: Kvittens) -> None:
    """AF has received the question; told twice it has effect once."""
    samrad = await arbete.en(samrad_med(samrad_id))
    if samrad.af_referens == kvittens.referens and samrad.af_kvitterad is not None:
        return
    await arbete.utfor(SAMRAD, samrad, "kvittera", lage(arbete, samrad), uppgifter={"afReferens": kvittens.referens})
    if samrad.leverans != Leverans.AVVISAD.value:  # AF's word on the question may come before its receipt
        samrad.leverans = Leverans.MOTTAGEN.value
    samrad.af_referens, samrad.af_kvitterad = kvittens.referens, kvittens.mottagen


async def osakert_levererad(arbete: Arbete, samrad_id: UUID) -> None:
    """The question was sent but no answer came; it will be sent again under the same id."""
    samrad = await arbete.en(samrad_med(samrad_id))
    if samrad.leverans == Leverans.I_KO.value:
        await arbete.utfor(SAMRAD, samrad, "osakert_levererad", lage(arbete, samrad))
        samrad.leverans = Leverans.SAND.value


async def ej_levererad(arbete: Arbete, samrad_id: UUID, avvisning: Avvisning) -> None:
    """AF cannot take the question as it is; a handläggare corrects it, withdraws it or goes another way."""
    samrad = await arbete.en(samrad_med(samrad_id))
    await arbete.utfor(SAMRAD, samrad, "ej_levererad", lage(arbete, samrad), uppgifter={"kod": avvisning.kod})
    samrad.leverans = Leverans.PARKERAD.value
    samrad.notera_avvisning(avvisning)


async def koad_igen(arbete: Arbete, samrad_id: UUID) -> None:
    """An operator lets the question that was set aside be sent once more as it is."""
    samrad = await arbete.en(samrad_med(samrad_id))
    if samrad.leverans == Leverans.PARKERAD.value:
        await arbete.utfor(SAMRAD, samrad, "koad_igen", lage(arbete, samrad))
        samrad.leverans = Leverans.I_KO.value
        samrad.glom_avvisning()


async def avvisad(arbete: Arbete, samrad_id: UUID, version: int) -> bool:
    """AF has received a version of the question and turned it down; tells whether that was news.

    Of an earlier version than the one that is sent it is none.
    """
    samrad = await arbete.en(samrad_med(samrad_id))
    if samrad.leverans == Leverans.AVVISAD.value or samrad.sandversion != version:
        return False
    await arbete.utfor(SAMRAD, samrad, "ej_levererad", lage(arbete, samrad), uppgifter={"kod": "ej_godkand"})
    samrad.leverans = Leverans.AVVISAD.value
    return True


async def ta_emot_svar(arbete: Arbete, samrad_id: UUID, uppgifter: Mapping[str, Any], tid: datetime) -> bool:
    """AF's answer by machine; an older one than that stored, or to a withdrawn question, changes nothing.

    Raises ``AnnanPerson`` when the answer is about somebody else. Tells whether it had any effect.
    """
    samrad = await arbete.en(samrad_med(samrad_id))
    arende = await arbete.en(arende_med(samrad.arende_id))
    krav_svar_om_samma_person(arbete, arende, uppgifter)
    if samrad.status == SamradStatus.ATERKALLAT.value or not _nyare_svar(arbete, samrad, uppgifter, tid):
        return False
    handelse = "ratta_svar" if samrad.status == SamradStatus.BESVARAT.value else "besvara"
    await arbete.utfor(SAMRAD, samrad, handelse, lage(arbete, samrad))
    samrad.besvarad = samrad.besvarad or arbete.nu
    samrad.af_svar_tid = tid
    _forsegla_svar(arbete, samrad, uppgifter)
    return True


def _nyare_svar(arbete: Arbete, samrad: Samrad, uppgifter: Mapping[str, Any], tid: datetime) -> bool:
    """Whether AF says something later than what is stored; the same words told again only move its time.

    Of two with the same time the one that is last by its letters counts, so that the order of arrival does not.
    """
    if samrad.af_svar_tid is None or samrad.svar_forseglat is None:
        return True
    lagrat, nytt = arbete.krypto.oppna(samrad.svar_forseglat, samrad.svarsplats()), _klartext(uppgifter)
    if nytt == lagrat:
        samrad.af_svar_tid = max(tid, samrad.af_svar_tid)
        return False
    return (tid, nytt) > (samrad.af_svar_tid, lagrat)
