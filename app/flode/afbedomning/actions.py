"""Acts on an afbedömning: receive it from AF, note it by hand, read it, handle it. None of them touches a bedömning."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.begrepp.identiteter import nytt_id
from app.core.errors import Faltfel, OgiltigtInnehall, Saknas
from app.core.journal import Handelse, historik
from app.core.paging import Sidfraga, Utsnitt
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.flode.afbedomning.models import Afbedomning, afbedomning_med, afbedomningar_for, vi_omfattar
from app.flode.afbedomning.states import (
    AFBEDOMNING,
    NOTERA,
    TA_EMOT,
    AfbedomningLage,
    Afbedomningskod,
    AfbedomningStatus,
    Afkanal,
    skiljer_sig,
)
from app.flode.arende import actions as arenden
from app.flode.arende.models import Arende

NAMN = AFBEDOMNING.namn


@dataclass(frozen=True, slots=True)
class Afuppgift:
    """What AF has found: the day, its own reference, code and text; by hand also who at AF said it."""

    datum: date
    kod: Afbedomningskod
    text: str
    af_referens: str
    uppgiven_av: str | None = None


@dataclass(frozen=True, slots=True)
class Bild:
    """One record with its opened text, whether it differs from the nämnd's own, and what the caller may do."""

    rad: Afbedomning
    text: str
    skiljer_sig: bool
    mojligheter: Mojligheter


def _lage(rad: Afbedomning) -> AfbedomningLage:
    return AfbedomningLage(rad.kanal)


def _bild(arbete: Arbete, rad: Afbedomning, *, omfattar: bool) -> Bild:
    text = arbete.krypto.oppna(rad.text_forseglad, rad.textplats()).decode()
    mojligheter = arbete.mojligheter(AFBEDOMNING, rad, _lage(rad))
    return Bild(rad, text, skiljer_sig(Afbedomningskod(rad.kod), vi_omfattar=omfattar), mojligheter)


def _fodd(arbete: Arbete, arende: Arende, uppgift: Afuppgift, kanal: Afkanal, handelse: str) -> Afbedomning:
    rad = Afbedomning(
        id=nytt_id(),
        kommunkod=arende.kommunkod,
        namnd_id=arende.namnd_id,
        arende_id=arende.id,
        status=AfbedomningStatus.NY.value,
        version=1,
        skapad=arbete.nu,
        kanal=kanal.value,
        datum=uppgift.datum,
        kod=uppgift.kod.value,
        af_referens=uppgift.af_referens,
        uppgiven_av=uppgift.uppgiven_av,
        person=arbete.aktor.person,
    )
    rad.text_forseglad = arbete.krypto.forsegla(uppgift.text.encode(), rad.textplats())
    arbete.fodd(rad, NAMN, handelse, kanal=kanal.value)
    return rad


def ta_emot(arbete: Arbete, arende: Arende, uppgift: Afuppgift) -> Afbedomning:
    """AF has told by machine; the ärende may be closed meanwhile, the record is kept all the same (AK-16)."""
    return _fodd(arbete, arende, uppgift, Afkanal.API, TA_EMOT.handelse)


async def notera(arbete: Arbete, arende_id: UUID, uppgift: Afuppgift) -> Bild:
    """AF has told by telephone or letter; complete without any machine at AF."""
    if uppgift.datum > arbete.idag:
        raise OgiltigtInnehall(
            "Bedömningen är inte gjord än.", fel=[Faltfel("/datum", "framtid", "Ange i dag eller tidigare")]
        )
    arende = await arenden.hamta(arbete, arende_id, las=False)
    lage = AfbedomningLage(Afkanal.MANUELL.value, arende.status == "oppet")
    AFBEDOMNING.krav_skapa(arbete.aktor.roll, lage)
    omfattar = bool(await arbete.kanske(select(vi_omfattar(arende.kommunkod, arende.id))))
    return _bild(arbete, _fodd(arbete, arende, uppgift, Afkanal.MANUELL, NOTERA.handelse), omfattar=omfattar)


async def _ladda(arbete: Arbete, arende_id: UUID, afbedomning_id: UUID) -> tuple[Afbedomning, bool]:
    """A record of the caller's, and whether the nämnd has found that the person is covered."""
    arende = await arenden.hamta(arbete, arende_id, las=False)
    rad = await arbete.rad(afbedomning_med(arende.id, afbedomning_id))
    if rad is None:
        raise Saknas
    return rad[0], rad[1]


async def visa(arbete: Arbete, arende_id: UUID, afbedomning_id: UUID) -> Bild:
    """One record with AF's text."""
    rad, omfattar = await _ladda(arbete, arende_id, afbedomning_id)
    arbete.har_last(NAMN, arende=arende_id, objekt=rad.id)
    return _bild(arbete, rad, omfattar=omfattar)


async def lista(arbete: Arbete, arende_id: UUID, fraga: Sidfraga) -> Utsnitt[Afbedomning]:
    """One page of an ärende's, newest first."""
    return await arenden.sida_under(arbete, arende_id, afbedomningar_for(arende_id), Afbedomning.id, fraga, NAMN)


async def historia(arbete: Arbete, arende_id: UUID, afbedomning_id: UUID) -> list[Handelse]:
    """All händelser of one record."""
    rad, _ = await _ladda(arbete, arende_id, afbedomning_id)
    arbete.har_last(NAMN, arende=arende_id, objekt=rad.id)
    return list(await arbete.alla(historik(rad.id)))


async def stega(arbete: Arbete, arende_id: UUID, afbedomning_id: UUID, handelse: str, **falt: Any) -> Bild:
    """Read, handled or taken back; ``falt`` are the columns that the händelse fills."""
    rad, omfattar = await _ladda(arbete, arende_id, afbedomning_id)
    await arbete.utfor(AFBEDOMNING, rad, handelse, _lage(rad))
    for namn, varde in falt.items():
        setattr(rad, namn, varde)
    return _bild(arbete, rad, omfattar=omfattar)
