"""Acts on an ärende: open, change, assign, close; temporary access."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Select, and_
from sqlalchemy.orm import InstrumentedAttribute

from app.begrepp.identiteter import Personnummer, nytt_id
from app.begrepp.parter import Roll
from app.core.aftermath import Efterspel, Rakningar
from app.core.errors import INTE_TILLDELAD, KROCK, Faltfel, Forbjuden, Konflikt, OgiltigtInnehall, Saknas
from app.core.journal import Handelse, historik
from app.core.numbering import nasta_nummer
from app.core.paging import Sidfraga, Utsnitt, sida, skar
from app.core.time_pictures import haller_fran
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.flode.arende.models import (
    Arende,
    TillfalligAtkomst,
    arende_med,
    arendelista,
    atkomster,
    enhet_och_oppet,
    oppet_for,
    oppet_for_kollega,
    sok,
)
from app.flode.arende.states import ARENDE, ArendeLage, Skyddsniva
from app.katalog.namndenheter import krav_enhet, krav_galler
from app.katalog.organisationer import medarbetare_med

PAGAENDE: Rakningar[Arende] = Rakningar()
EFTER: Efterspel[Arende] = Efterspel()
ATKOMST_TIMMAR = 24
# What others follow; in the histories, which receivers are told of, they are changes like any other.
SKYDDAT, NY_IDENTITET = "skydd_andrat", "identitet_bytt"
KAN_ANDRAS = frozenset(
    {
        "fornamn",
        "efternamn",
        "telefon",
        "epost",
        "adress",
        "sprak",
        "tolkbehov",
        "anpassningar",
        "antal_barn",
        "yngsta_barn_fyller_ett",
        "yngsta_barn_fyller_atta",
        "externa_referenser",
    }
)


class AnnanPerson(Exception):
    """What somebody outside tells is about another person than the ärende."""


def krav_samma_person(arbete: Arbete, arende: Arende, personnummer: str) -> None:
    """Raise ``AnnanPerson`` unless the number is that of the ärende's person."""
    if personnummer != arende.personnummer(arbete.krypto).siffror:
        raise AnnanPerson


async def _lage(arbete: Arbete, arende: Arende) -> ArendeLage:
    """Facts for the guards."""
    return ArendeLage(await PAGAENDE.summa(arbete, arende))


class Bild:
    """An ärende with what the caller may do next."""

    def __init__(self, arende: Arende, mojligheter: Mojligheter) -> None:
        self.arende = arende
        self.mojligheter = mojligheter


async def _bild(arbete: Arbete, arende: Arende) -> Bild:
    return Bild(arende, arbete.mojligheter(ARENDE, arende, await _lage(arbete, arende)))


async def visa(arbete: Arbete, arende_id: UUID) -> Bild:
    """Detail of one ärende."""
    return await _bild(arbete, await hamta(arbete, arende_id))


async def oppna(
    arbete: Arbete,
    *,
    personnummer: Personnummer,
    arende_id: UUID | None = None,
    enhet: str | None = None,
    **uppgifter: Any,
) -> Bild:
    """Open an ärende for a person; raises ``Konflikt`` when the nämnd has an open one."""
    finns = await _oppet(arbete, arbete.krypto.uppslag(arbete.kommunkod, personnummer.siffror), enhet)
    if finns is not None:
        raise Konflikt("Personen har redan ett öppet ärende i nämnden.", kod=KROCK, extra={"arendeId": str(finns)})
    arende = _nytt(arbete, arende_id or nytt_id(), await _nummer(arbete), uppgifter)
    arende.enhet = enhet
    arende.satt_personnummer(personnummer, arbete.krypto)
    arbete.fodd(arende, "arende", "oppna")
    await EFTER.spela("oppna", arbete, arende)
    return Bild(arende, arbete.mojligheter(ARENDE, arende, ArendeLage()))


async def _oppet(arbete: Arbete, avtryck: bytes, enhet: str | None) -> UUID | None:
    """The person's open ärende; the unit that is asked for is looked up with it."""
    if enhet is None:
        finns = await arbete.kanske(oppet_for(avtryck))
        return finns.id if finns is not None else None
    rad = await arbete.rad(enhet_och_oppet(enhet, avtryck))
    krav_galler(arbete, rad[0] if rad is not None else None, "/enhet")
    return rad[1] if rad is not None else None


def _nytt(arbete: Arbete, arende_id: UUID, nummer: str, uppgifter: dict[str, Any]) -> Arende:
    arende = Arende(
        id=arende_id,
        kommunkod=arbete.kommunkod,
        namnd_id=_namnd(arbete),
        arendenummer=nummer,
        handlaggare=arbete.aktor.person,
        skapad=arbete.nu,
        status="oppet",
        version=1,
    )
    _satt(arende, uppgifter)
    _skydda(arende, Skyddsniva(uppgifter.get("skyddsniva") or Skyddsniva.INGEN))
    return arende


def _satt(arende: Arende, uppgifter: dict[str, Any]) -> None:
    for falt in KAN_ANDRAS & uppgifter.keys():
        setattr(arende, falt, uppgifter[falt])


def _skydda(arende: Arende, niva: Skyddsniva) -> None:
    arende.skyddsniva, arende.skyddad = niva.value, niva is not Skyddsniva.INGEN


def _namnd(arbete: Arbete) -> UUID:
    if arbete.sikt.namnd_id is None:
        raise Saknas
    return arbete.sikt.namnd_id


async def _nummer(arbete: Arbete) -> str:
    """``EKB-2026-000123``: unique in the nämnd, without personal data (DP-29)."""
    namnd, ar = _namnd(arbete), arbete.idag.year
    nummer = await nasta_nummer(arbete.session, arbete.kommunkod, namnd, namnd, f"arende:{ar}")
    return f"EKB-{ar}-{nummer:06d}"


async def hamta(arbete: Arbete, arende_id: UUID, *, las: bool = True) -> Arende:
    """An ärende that the caller is assigned to; 404 for others' nämnder, 403 with the way to temporary access."""
    arende = await arbete.en(arende_med(arende_id))
    await krav_tilldelning(arbete, arende)
    arbete.inom(arende)
    if las:
        arbete.har_last("arende", arende=arende.id, objekt=arende.id)
    return arende


async def krav_tilldelning(arbete: Arbete, arende: Arende) -> None:
    """Raise 403 as ``krav_tilldelad`` does."""
    await krav_tilldelad(arbete, arende.id, arende.handlaggare)


async def krav_tilldelad(arbete: Arbete, arende_id: UUID, handlaggare: str) -> None:
    """Raise 403, with the way to temporary access, for a handläggare that the ärende isn't assigned to (DP-04).

    What belongs to an ärende carries its ``handlaggare``, so that the ärende need not be read for the question.
    """
    aktor = arbete.aktor
    if aktor.roll is not Roll.HANDLAGGARE or handlaggare == aktor.person:
        return
    if not await arbete.kanske(oppet_for_kollega(arbete.sikt, arende_id, arbete.nu)):
        adress = f"/stegvis/v1/{arbete.kommunkod}/arenden/{arende_id}/tillfalligaatkomster"
        raise Forbjuden(
            "Ärendet är tilldelat en annan handläggare. Begär tillfällig åtkomst med skäl.",
            kod=INTE_TILLDELAD,
            regel="DP-04",
            extra={"_links": {"tillfalligAtkomst": {"href": adress, "method": "POST"}}},
        )


async def rader_under(
    arbete: Arbete,
    arende_id: UUID,
    sats: Select[*tuple[Any, ...]],
    nyckel: InstrumentedAttribute[UUID],
    fraga: Sidfraga,
    objekttyp: str,
) -> Utsnitt[Any]:
    """One page of what belongs to an ärende, each row with the ärende last; 404 and 403 as for the ärende."""
    del_ = nyckel.class_
    hor_ihop = and_(Arende.kommunkod == del_.kommunkod, Arende.id == del_.arende_id)
    med = sats.add_columns(Arende, nyckel.label("id")).join(Arende, hor_ihop)
    rader = (await arbete.session.execute(sida(med, nyckel, fraga))).all()
    if rader:
        await krav_tilldelning(arbete, rader[0].Arende)
        arbete.inom(rader[0].Arende)
    else:
        await hamta(arbete, arende_id, las=False)
    arbete.har_last(objekttyp, arende=arende_id)
    return skar(rader, fraga)


async def sida_under(
    arbete: Arbete,
    arende_id: UUID,
    sats: Select[Any],
    nyckel: InstrumentedAttribute[UUID],
    fraga: Sidfraga,
    objekttyp: str,
) -> Utsnitt[Any]:
    """The same without the ärende."""
    utsnitt = await rader_under(arbete, arende_id, sats, nyckel, fraga, objekttyp)
    return Utsnitt([rad[0] for rad in utsnitt.rader], fraga, utsnitt.nasta)


def egna_for(arbete: Arbete, *, egna: bool = False) -> str | None:
    """Whose ärenden a list shows (DP-04): a handläggare's own; for who leads, all unless they ask for their own."""
    return arbete.aktor.person if egna or arbete.aktor.roll is Roll.HANDLAGGARE else None


async def lista(arbete: Arbete, fraga: Sidfraga, *, status: str | None, egna: bool) -> Utsnitt[Arende]:
    """One page of the nämnd's ärenden."""
    handlaggare = egna_for(arbete, egna=egna)
    rader = await arbete.alla(sida(arendelista(status, handlaggare), Arende.id, fraga))
    utsnitt = skar(rader, fraga)
    arbete.har_last("arende", arenden=[a.id for a in utsnitt.rader])
    return utsnitt


async def sokning(
    arbete: Arbete,
    *,
    personnummer: Personnummer | None = None,
    arendenummer: str | None = None,
    fornamn: str | None = None,
    efternamn: str | None = None,
) -> list[Arende]:
    """Find ärenden in the own nämnd by the terms that DP-05 allows."""
    if not (personnummer or arendenummer or efternamn):
        raise OgiltigtInnehall(
            "Sök på personnummer, ärendenummer eller efternamn.",
            regel="DP-05",
            fel=[Faltfel("/", "sokord_saknas", "Minst ett sökord krävs")],
        )
    avtryck = arbete.krypto.uppslag(arbete.kommunkod, personnummer.siffror) if personnummer else None
    funna = list(await arbete.alla(sok(avtryck, arendenummer, efternamn, fornamn)))
    arbete.har_last("arende", arenden=[a.id for a in funna])
    return funna


async def andra(arbete: Arbete, arende_id: UUID, uppgifter: dict[str, Any], *, galler_fran: date | None = None) -> Bild:
    """Change what is known of the deltagare; the händelse names the fields, never the values."""
    arende = await hamta(arbete, arende_id, las=False)
    if galler_fran is not None:
        _hande_redan(arbete, arende, galler_fran)
    await arbete.utfor(ARENDE, arende, "andra", await _lage(arbete, arende), uppgifter={"falt": sorted(uppgifter)})
    _satt(arende, uppgifter)
    await EFTER.spela("andra", arbete, arende)
    return await _bild(arbete, arende)


async def satt_skydd(arbete: Arbete, arende: Arende, niva: Skyddsniva) -> None:
    """Another level of protection, which everything about the person follows in the same transaction (DP-15)."""
    _skydda(arende, niva)
    arbete.andrad(arende, "arende", "andra", arende.status, {"falt": ["skyddsniva"]})
    await EFTER.spela(SKYDDAT, arbete, arende)


async def byt_identitet(
    arbete: Arbete, arende: Arende, personnummer: Personnummer, fornamn: str, efternamn: str
) -> None:
    """Another number and name in the place of the old ones, of which no picture of the past is kept (DP-15)."""
    arende.avbildas_inte = frozenset(
        {"person_avtryck", "personnummer_forseglat", "fornamn", "efternamn", "af_identitet"}
    )
    arende.af_identitet = uuid4()
    arende.satt_personnummer(personnummer, arbete.krypto)
    arende.fornamn, arende.efternamn = fornamn, efternamn
    arbete.andrad(arende, "arende", "andra", arende.status, {"falt": ["efternamn", "fornamn", "personnummer"]})
    await EFTER.spela(NY_IDENTITET, arbete, arende)


def _hande_redan(arbete: Arbete, arende: Arende, dag: date) -> None:
    """What was told late holds from the day it happened; what has not happened is not known."""
    if dag > arbete.idag:
        fel = Faltfel("/gallerFran", "framtid", "Dagen får inte ligga framåt.")
        raise OgiltigtInnehall("Uppgifterna kan inte ändras i förväg.", fel=[fel])
    haller_fran(arbete.session.info, arende.id, dag)


async def krav_medarbetare(arbete: Arbete, person: str) -> None:
    """Refuse somebody who handles no ärenden in the kommun."""
    funnen = await arbete.kanske(medarbetare_med(arbete.aktor.organisation_id, person))
    if funnen is None or funnen.roll not in {Roll.HANDLAGGARE.value, Roll.ARBETSLEDARE.value}:
        raise OgiltigtInnehall(
            "Handläggaren finns inte i kommunen.", fel=[Faltfel("/handlaggare", "saknas", "Okänd handläggare")]
        )


async def byt_handlaggare(arbete: Arbete, arende_id: UUID, *, handlaggare: str) -> Bild:
    """Assign the ärende to another handläggare of the nämnd; somebody unknown would leave it out of reach."""
    arende = await hamta(arbete, arende_id, las=False)
    await krav_medarbetare(arbete, handlaggare)
    await arbete.utfor(ARENDE, arende, "byt_handlaggare", await _lage(arbete, arende), uppgifter={"till": handlaggare})
    arende.handlaggare = handlaggare
    await EFTER.spela("byt_handlaggare", arbete, arende)
    return await _bild(arbete, arende)


async def byt_enhet(arbete: Arbete, arende_id: UUID, *, enhet: str | None) -> Bild:
    """Let the ärende belong to another unit of the nämnd, or to none."""
    arende = await hamta(arbete, arende_id, las=False)
    if enhet is not None:
        await krav_enhet(arbete, enhet, "/enhet")
    uppgifter = {"fran": arende.enhet, "till": enhet}
    await arbete.utfor(ARENDE, arende, "byt_enhet", await _lage(arbete, arende), uppgifter=uppgifter)
    arende.enhet = enhet
    return await _bild(arbete, arende)


async def stega(arbete: Arbete, arende_id: UUID, handelse: str, *, skal: str | None = None) -> Bild:
    """``avsluta`` or ``ateroppna``."""
    arende = await hamta(arbete, arende_id, las=False)
    await arbete.utfor(ARENDE, arende, handelse, await _lage(arbete, arende), uppgifter={"skal": skal} if skal else {})
    return await _bild(arbete, arende)


async def historia(arbete: Arbete, arende_id: UUID) -> list[Handelse]:
    """All händelser of the ärende itself."""
    arende = await hamta(arbete, arende_id)
    return list(await arbete.alla(historik(arende.id)))


async def ge_tillfallig_atkomst(arbete: Arbete, arende_id: UUID, *, skal: str) -> TillfalligAtkomst:
    """Open somebody else's ärende for a day, with a reason that the log shows (DP-04)."""
    arende = await arbete.en(arende_med(arende_id))
    rad = arbete.ny(
        TillfalligAtkomst(
            id=nytt_id(),
            kommunkod=arende.kommunkod,
            namnd_id=arende.namnd_id,
            arende_id=arende.id,
            person=arbete.aktor.person,
            skal=skal,
            fran=arbete.nu,
            till=arbete.nu + timedelta(hours=ATKOMST_TIMMAR),
        )
    )
    arbete.har_skrivit("tillfallig_atkomst", arende.id, rad.id)
    return rad


async def lista_tillfalliga_atkomster(arbete: Arbete, arende_id: UUID, fraga: Sidfraga) -> Utsnitt[TillfalligAtkomst]:
    """One page of who has opened the ärende by temporary access and why, newest first (DP-04)."""
    sats = atkomster(arende_id)
    return await sida_under(arbete, arende_id, sats, TillfalligAtkomst.id, fraga, "tillfallig_atkomst")
