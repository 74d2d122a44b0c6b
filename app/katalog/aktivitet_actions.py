"""Acts on a nämnd's catalogue: search, register, replace, publish, close, open, take out of use."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Text, Uuid, bindparam, or_, select

from app.begrepp.identiteter import nytt_id
from app.begrepp.parter import Part
from app.core.aftermath import Efterspel
from app.core.errors import Faltfel, Forbjuden, Konflikt, OgiltigtInnehall, Saknas
from app.core.journal import Handelse, historik
from app.core.paging import Sidfraga, Utsnitt, sida, skar
from app.core.tenancy import fast
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.katalog import instrument_uppslag
from app.katalog.aktivitet_states import AKTIVITET, AktivitetLage, AktivitetStatus, Arrangorstyp
from app.katalog.aktiviteter import Aktivitet, Aktivitetsfilter, aktivitet_med, aktivitetslista, ar_publik, ord_av
from app.katalog.organisationer import AVTAL_I_KRAFT, Avtal

EFTER: Efterspel[Aktivitet] = Efterspel()
NAMN = AKTIVITET.namn
# The nämnder of a kommun that an utförare has an avtal with on a day.
AVTALSNAMNDER = fast(
    select(Avtal.namnd_id)
    .where(
        Avtal.kommunkod == bindparam("kommun", type_=Text()),
        Avtal.utforare_id == bindparam("utforare", type_=Uuid()),
        Avtal.fran <= bindparam("dag", type_=Date()),
        or_(Avtal.tom.is_(None), Avtal.tom >= bindparam("dag", type_=Date())),
    )
    .distinct()
)


@dataclass(frozen=True, slots=True)
class Bild:
    """An aktivitet with what the caller may do next."""

    aktivitet: Aktivitet
    mojligheter: Mojligheter


def utforare(arbete: Arbete) -> UUID | None:
    """The calling utförare; nobody for a nämnd."""
    return arbete.aktor.organisation_id if arbete.aktor.part is Part.UTFORARE else None


async def hamta(arbete: Arbete, aktivitet_id: UUID) -> Aktivitet:
    """One aktivitet that the caller reaches; 404 otherwise."""
    return await arbete.en(aktivitet_med(aktivitet_id, utforare(arbete), arbete.idag))


async def lista(arbete: Arbete, fraga: Sidfraga, filter_: Aktivitetsfilter) -> Utsnitt[Aktivitet]:
    """One page of what the caller reaches, newest first."""
    sats = aktivitetslista(filter_, utforare(arbete), arbete.idag)
    return skar(await arbete.alla(sida(sats, Aktivitet.id, fraga)), fraga)


async def visa(arbete: Arbete, aktivitet_id: UUID) -> Bild:
    """Detail of one aktivitet."""
    return await _bild(arbete, await hamta(arbete, aktivitet_id))


async def historia(arbete: Arbete, aktivitet_id: UUID) -> list[Handelse]:
    """All händelser of one aktivitet; those of another party's are not shown."""
    aktivitet = await hamta(arbete, aktivitet_id)
    return list(await arbete.alla(historik(aktivitet.id)))


def _annans(arbete: Arbete, aktivitet: Aktivitet) -> bool:
    """Whether an utförare looks at what it has not registered."""
    egen = utforare(arbete)
    return egen is not None and aktivitet.delad_med != egen


async def _avtal_i_kraft(arbete: Arbete, namnd_id: UUID | None, utforare_id: UUID | None) -> bool:
    """An avtal with the utförare that arranges it, if an utförare does."""
    if utforare_id is None:
        return True
    varden = {"kommun": arbete.kommunkod, "namnd": namnd_id, "utforare": utforare_id, "dag": arbete.idag}
    return await arbete.kanske(AVTAL_I_KRAFT, **varden) is not None


async def _lage(arbete: Arbete, aktivitet: Aktivitet) -> AktivitetLage:
    return AktivitetLage(
        idag=arbete.idag,
        egen=aktivitet.delad_med == utforare(arbete),
        avtal_i_kraft=await _avtal_i_kraft(arbete, aktivitet.namnd_id, aktivitet.utforare_id),
        galler_tom=aktivitet.galler_tom,
        stangd_av_namnden=aktivitet.stangd_av_namnden and aktivitet.delad_med is not None,
        platser_tagna=aktivitet.upptagna + aktivitet.i_ko,
    )


async def _bild(arbete: Arbete, aktivitet: Aktivitet) -> Bild:
    if _annans(arbete, aktivitet):
        return Bild(aktivitet, Mojligheter())
    return Bild(aktivitet, arbete.mojligheter(AKTIVITET, aktivitet, await _lage(arbete, aktivitet)))


async def registrera(arbete: Arbete, **falt: Any) -> Bild:
    """Draft an aktivitet in the caller's nämnd; a samordnare in that of its avtal, as its own."""
    namnd_id = await _namnd(arbete)
    aktivitet = Aktivitet(
        id=nytt_id(),
        kommunkod=arbete.kommunkod,
        namnd_id=namnd_id,
        delad_med=utforare(arbete),
        status=AktivitetStatus.UTKAST.value,
        publik=False,
        version=1,
        utgava=1,
        skapad=arbete.nu,
        stangd_av_namnden=False,
        upptagna=0,
        i_ko=0,
    )
    await _satt(arbete, aktivitet, falt)
    arbete.fodd(aktivitet, NAMN, "registrera")
    await arbete.session.flush()  # the aktivitet before its words, which refer to it
    arbete.session.add_all(ord_av(aktivitet))
    return await _bild(arbete, aktivitet)


async def _namnd(arbete: Arbete) -> UUID:
    """The nämnd whose catalogue it is."""
    aktor = arbete.aktor
    arbete.krav_roll("Handläggare, arbetsledare och utförarens samordnare sköter utbudet.")
    if aktor.namnd_id is not None:
        return aktor.namnd_id
    varden = {"kommun": arbete.kommunkod, "utforare": aktor.organisation_id, "dag": arbete.idag}
    namnder = await arbete.alla(AVTALSNAMNDER, **varden)
    if not namnder:
        raise Saknas
    if len(namnder) > 1:
        raise Konflikt("Utföraren har avtal med flera nämnder i kommunen. Be nämnden registrera aktiviteten.")
    return namnder[0]


async def _satt(arbete: Arbete, aktivitet: Aktivitet, falt: dict[str, Any]) -> None:
    """Set the content; raises 422 for a level that no instrument has, or an utförare without an avtal."""
    await _krav_nivaer(arbete, aktivitet.namnd_id, falt["nivaer"])
    egen = aktivitet.delad_med
    if egen is not None:
        if falt["arrangor_typ"] != Arrangorstyp.UTFORARE.value or falt["utforare_id"] not in {None, egen}:
            raise _ogiltig("/arrangor", "egen", "En utförare registrerar sina egna aktiviteter")
        falt = falt | {"utforare_id": egen}
    elif not await _avtal_i_kraft(arbete, aktivitet.namnd_id, falt["utforare_id"]):
        raise _ogiltig("/arrangor/utforareId", "saknas", "Nämnden har inget gällande avtal med utföraren")
    falt = falt | {"stangda_perioder": _stamplade(falt["stangda_perioder"], aktivitet.stangda_perioder, arbete.nu)}
    for namn, varde in falt.items():
        setattr(aktivitet, namn, varde)


def _stamplade(nya: list[dict[str, Any]], fore: list[Any] | None, nu: datetime) -> list[dict[str, Any]]:
    """Closed periods with when each was registered: it closes only what begins after that."""
    kanda = {(p["fran"], p["tom"]): p.get("registrerad") for p in fore or []}
    return [p | {"registrerad": kanda.get((p["fran"], p["tom"])) or nu.isoformat()} for p in nya]


async def _krav_nivaer(arbete: Arbete, namnd_id: UUID, nivaer: list[str]) -> None:
    if not await instrument_uppslag.finns_nivaer(arbete, namnd_id, set(nivaer)):
        raise _ogiltig("/nivaer", "okand", "Ingen mätning har en sådan nivå")


def _ogiltig(falt: str, kod: str, text: str) -> OgiltigtInnehall:
    return OgiltigtInnehall("Innehållet stämmer inte.", fel=[Faltfel(falt, kod, text)])


async def _egen(arbete: Arbete, aktivitet_id: UUID) -> Aktivitet:
    """One to change; another party's published aktivitet is only read."""
    aktivitet = await hamta(arbete, aktivitet_id)
    if _annans(arbete, aktivitet):
        raise Forbjuden("Aktiviteten är någon annans.")
    return aktivitet


async def _stega(arbete: Arbete, aktivitet: Aktivitet, handelse: str, **uppgifter: Any) -> Aktivitet:
    await arbete.utfor(AKTIVITET, aktivitet, handelse, await _lage(arbete, aktivitet), uppgifter=uppgifter)
    aktivitet.publik = ar_publik(aktivitet.status)
    return aktivitet


async def _foljd(arbete: Arbete, aktivitet: Aktivitet, handelse: str) -> Bild:
    await EFTER.spela(handelse, arbete, aktivitet)
    return await _bild(arbete, aktivitet)


async def andra(arbete: Arbete, aktivitet_id: UUID, **falt: Any) -> Bild:
    """Replace the whole content; the händelse names the fields that differ."""
    aktivitet = await _egen(arbete, aktivitet_id)
    andrade = sorted(n for n, v in falt.items() if getattr(aktivitet, n) != v and n != "utforare_id")
    await _stega(arbete, aktivitet, "andra", falt=andrade)
    await _satt(arbete, aktivitet, falt)
    aktivitet.utgava = aktivitet.utgava + 1
    arbete.session.add_all(ord_av(aktivitet))
    await arbete.session.flush()
    return await _foljd(arbete, aktivitet, "andra")


async def publicera(arbete: Arbete, aktivitet_id: UUID) -> Bild:
    """Offer it from now on."""
    return await _foljd(arbete, await _stega(arbete, await _egen(arbete, aktivitet_id), "publicera"), "publicera")


async def stang(arbete: Arbete, aktivitet_id: UUID, *, skal: str) -> Bild:
    """Take nobody in for now; who has a place keeps it."""
    aktivitet = await _stega(arbete, await _egen(arbete, aktivitet_id), "stang", skal=skal)
    aktivitet.stangd_av_namnden = arbete.aktor.part is Part.KOMMUN
    return await _foljd(arbete, aktivitet, "stang")


async def oppna(arbete: Arbete, aktivitet_id: UUID) -> Bild:
    """Offer it again."""
    aktivitet = await _stega(arbete, await _egen(arbete, aktivitet_id), "oppna")
    aktivitet.stangd_av_namnden = False
    return await _foljd(arbete, aktivitet, "oppna")


async def avveckla(arbete: Arbete, aktivitet_id: UUID, *, skal: str) -> Bild:
    """Out of use for good."""
    aktivitet = await _egen(arbete, aktivitet_id)
    return await _foljd(arbete, await _stega(arbete, aktivitet, "avveckla", skal=skal), "avveckla")
