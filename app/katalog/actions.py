"""Acts on reference data: register utförare, avtal and medarbetare (only systemadministratörer change them)."""

from datetime import date
from typing import Any
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.begrepp.parter import Part
from app.core.auth_klaim import giltigt_namn
from app.core.errors import KROCK, Faltfel, Konflikt, OgiltigtInnehall, Saknas
from app.core.paging import Sidfraga, Utsnitt, sida, skar
from app.core.unit_of_work import Arbete
from app.katalog.organisationer import (
    UTFORARTYPER,
    Avtal,
    Medarbetare,
    Organisation,
    avtal_for,
    avtal_med,
    medarbetare_hos,
    organisation_med,
    organisation_med_nummer,
    organisationslista,
)

ADMINISTRATORN = "Bara systemadministratörer ändrar registret."


async def lista_organisationer(arbete: Arbete, fraga: Sidfraga, typ: str | None) -> Utsnitt[Organisation]:
    """All parties, newest first: public facts about authorities and companies."""
    return skar(await arbete.alla(sida(organisationslista(typ), Organisation.id, fraga)), fraga)


async def hamta_organisation(arbete: Arbete, organisation_id: UUID) -> Organisation:
    """One party."""
    return await arbete.en(organisation_med(organisation_id))


async def registrera_organisation(arbete: Arbete, *, typ: str, organisationsnummer: str, **mer: Any) -> Organisation:
    """Register an utförare; the same number and kind only once."""
    arbete.krav_roll(ADMINISTRATORN)
    if typ not in UTFORARTYPER:
        raise OgiltigtInnehall(
            "Bara utförare registreras här.", fel=[Faltfel("/typ", "typ", "Ange en sort av utförare")]
        )
    if await arbete.kanske(organisation_med_nummer(organisationsnummer, typ)) is not None:
        raise Konflikt("Utföraren finns redan i registret.", kod=KROCK)
    return arbete.ny(
        Organisation(id=nytt_id(), typ=typ, organisationsnummer=organisationsnummer, skapad=arbete.nu, version=1, **mer)
    )


async def lista_avtal(arbete: Arbete, fraga: Sidfraga) -> Utsnitt[Avtal]:
    """The nämnd's avtal, or an utförare's own in this kommun."""
    aktor = arbete.aktor
    utforare = aktor.organisation_id if aktor.part is Part.UTFORARE else None
    sats = avtal_for(arbete.kommunkod, aktor.namnd_id, utforare)
    return skar(await arbete.alla(sida(sats, Avtal.id, fraga)), fraga)


async def hamta_avtal(arbete: Arbete, avtal_id: UUID) -> Avtal:
    """One avtal of the caller's own party; others' do not exist."""
    avtal = await arbete.en(avtal_med(arbete.kommunkod, avtal_id))
    aktor = arbete.aktor
    egen = avtal.namnd_id == aktor.namnd_id if aktor.part is Part.KOMMUN else avtal.utforare_id == aktor.organisation_id
    if not egen:
        raise Saknas
    return avtal


async def teckna_avtal(arbete: Arbete, *, utforare_id: UUID, fran: date, tom: date | None, **mer: Any) -> Avtal:
    """Register an avtal between the caller's nämnd and an utförare."""
    arbete.krav_roll(ADMINISTRATORN)
    utforare = await arbete.kanske(organisation_med(utforare_id))
    if utforare is None or utforare.typ not in UTFORARTYPER:
        raise OgiltigtInnehall("Utföraren finns inte.", fel=[Faltfel("/utforareId", "saknas", "Okänd utförare")])
    if tom is not None and tom < fran:
        raise OgiltigtInnehall("Avtalet slutar före det börjar.", fel=[Faltfel("/tom", "ordning", "Före fran")])
    namnd = arbete.aktor.namnd_id
    if namnd is None:
        raise Saknas
    return arbete.ny(
        Avtal(
            id=nytt_id(),
            kommunkod=arbete.kommunkod,
            namnd_id=namnd,
            utforare_id=utforare_id,
            fran=fran,
            tom=tom,
            skapad=arbete.nu,
            version=1,
            **mer,
        )
    )


async def avsluta_avtal(arbete: Arbete, avtal_id: UUID, *, tom: date) -> Avtal:
    """Set the last day of an avtal; orders on their way are not stopped by it, new ones are."""
    arbete.krav_roll(ADMINISTRATORN)
    avtal = await hamta_avtal(arbete, avtal_id)
    await arbete.krav_version(avtal)  # type: ignore[arg-type]  # has id and version, which is all that is read
    if tom < avtal.fran:
        raise OgiltigtInnehall("Avtalet slutar före det börjar.", fel=[Faltfel("/tom", "ordning", "Före fran")])
    avtal.tom, avtal.version = tom, avtal.version + 1
    return avtal


async def lista_medarbetare(arbete: Arbete) -> list[Medarbetare]:
    """People at work in the caller's own organisation."""
    return list(await arbete.alla(medarbetare_hos(arbete.aktor.organisation_id)))


async def registrera_medarbetare(
    arbete: Arbete, *, person: str, namn: str, roll: str, enhet: str | None
) -> Medarbetare:
    """Add somebody at work in the caller's own organisation, so that they can be assigned."""
    aktor = arbete.aktor
    arbete.krav_roll("Bara systemadministratörer och samordnare lägger till medarbetare.")
    assert aktor.organisation_id is not None  # every party with such roles has one
    if not giltigt_namn(person):
        raise OgiltigtInnehall(
            "Identiteten kan inte användas.",
            fel=[Faltfel("/person", "ogiltig_person", "Identiteten får inte vara ett personnummer.")],
        )
    return arbete.ny(
        Medarbetare(
            id=nytt_id(),
            organisation_id=aktor.organisation_id,
            person=person,
            namn=namn,
            roll=roll,
            enhet=enhet,
            aktiv=True,
        )
    )
