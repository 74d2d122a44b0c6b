"""What Arbetsförmedlingen has told, for the systemadministratör: when and what came of it, never a content or a person.

One that was flagged is interpreted anew when the fault is mended, or written off; who did it stands in its history.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import Path, Query, Response
from pydantic import Field

from app.begrepp.parter import RIKET, Part
from app.core.errors import Saknas
from app.core.http import Anrop, Kommunanrop, historik, op, rutter
from app.core.inbox import (
    AFHANDELSE,
    INGEN_NAMND,
    AfHandelse,
    Tolkning,
    TolkningLage,
    handelser_for,
    namndens_handelse,
)
from app.core.journal import Handelse
from app.core.journal import historik as historik_for
from app.core.paging import Sidfraga, Utsnitt, sida, skar
from app.core.representations import Detalj, Handelser, Lankar, LankUt, Lista, hinder, lankar
from app.core.schema_types import Indata, ParameterBool, Tidpunkt, Utdata
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete

router = rutter("/{kommunkod}/afhandelser", "afhandelser")
LAS, SKRIV = "organisation:las", "organisation:skriv"
ADMINISTRATORN = "Händelserna från Arbetsförmedlingen visas för systemadministratören."
AfhandelseId = Annotated[UUID, Path(alias="afhandelseId")]


class Avskrivningsskal(StrEnum):
    """Why nothing more is done about an event; a code, since a text could name a person."""

    UTREDD_MED_AF = "utredd_med_af"
    GALLER_INTE_OSS = "galler_inte_oss"
    REDAN_NOTERAD = "redan_noterad"


class TolkaOm(Indata):
    """The fault is mended: interpret it again."""

    typ: Literal["tolka_om"]


class Avskriv(Indata):
    """Nothing more is done about it."""

    typ: Literal["avskriv"]
    skal: Avskrivningsskal = Field(json_schema_extra={"example": "utredd_med_af"})


AfhandelseHandelse = Annotated[TolkaOm | Avskriv, Field(discriminator="typ")]


class Afhandelsefraga(Sidfraga):
    """Filters of the list. ``utanNamnd``: those that refer to nothing of ours, whose nämnd nobody knows."""

    tolkning: Tolkning | None = None
    utan_namnd: ParameterBool = Field(default=False, alias="utanNamnd")


@dataclass(frozen=True, slots=True)
class Bild:
    """An event with what the caller may do."""

    rad: AfHandelse
    mojligheter: Mojligheter


class AfhandelseUt(Detalj):
    """An event: when it came and what it led to. ``spar`` is the trace id of its receipt."""

    tolkning: Tolkning
    mottagen: Tidpunkt
    objekttyp: str | None = Field(None, json_schema_extra={"example": "samrad"})
    spar: str = Field(json_schema_extra={"example": "0af7651916cd43dd8448eb211c80319c"})

    @classmethod
    def av(cls, bild: Bild, adress: str) -> Self:
        """Picture without the content."""
        rad = bild.rad
        falt = {namn: getattr(rad, namn) for namn in ("id", "version", "tolkning", "mottagen", "objekttyp", "spar")}
        ram = {"lankar": lankar(adress, bild.mojligheter), "hinder": hinder(bild.mojligheter)}
        return cls.model_validate(falt | ram, by_name=True)


class AfhandelseRad(Utdata):
    """An event in the list."""

    id: UUID
    tolkning: Tolkning
    mottagen: Tidpunkt
    objekttyp: str | None = Field(None, json_schema_extra={"example": "samrad"})
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, rad: AfHandelse, rot: str) -> Self:
        """Row of a stored event; of one without a nämnd there is no more to see."""
        egen = {} if rad.namnd_id == INGEN_NAMND else {"self": LankUt(href=f"{rot}/{rad.id}", method="GET")}
        falt = {namn: getattr(rad, namn) for namn in ("id", "tolkning", "mottagen", "objekttyp")}
        return cls.model_validate(falt | {"lankar": egen}, by_name=True)


class Afhandelser(Lista):
    """One page of events."""

    afhandelser: list[AfhandelseRad]


def _namnd(anrop: Anrop) -> UUID:
    """The caller's nämnd; another kind of party has no such list."""
    if anrop.aktor.part is not Part.KOMMUN or anrop.aktor.namnd_id is None:
        raise Saknas
    return anrop.aktor.namnd_id


def _med_systemets_syn(anrop: Anrop, kommunkod: str) -> Anrop:
    """The administrator's own sight holds no ärenden; the act is still theirs, in the log and in the history."""
    return anrop.med_syn(replace(anrop.aktor, part=Part.SYSTEM), kommunkod)


async def _hamta(anrop: Anrop, arbete: Arbete, handelse_id: UUID) -> AfHandelse:
    """An event of the caller's nämnd: 404 for another's, 403 for another role."""
    rad = await arbete.en(namndens_handelse(_namnd(anrop), handelse_id))
    arbete.inom(rad)
    return rad


def _bild(arbete: Arbete, rad: AfHandelse) -> Bild:
    return Bild(rad, arbete.mojligheter(AFHANDELSE, rad, TolkningLage()))


@router.get(
    "",
    **op(
        LAS,
        "lista_afhandelser",
        "Lista händelser från Arbetsförmedlingen",
        "När de kom och vad det blev av dem, i ordning efter Arbetsförmedlingens id; inga innehåll och inga personer. "
        "/ Events, no contents.",
        Afhandelser,
    ),
)
async def lista_afhandelser(anrop: Kommunanrop, fraga: Annotated[Afhandelsefraga, Query()]) -> Response:
    """For the systemadministratör."""
    namnd = _namnd(anrop)
    anrop.krav_roll(ADMINISTRATORN)
    agare, kommunkod = (INGEN_NAMND, RIKET) if fraga.utan_namnd else (namnd, anrop.kommunkod)

    async def steg(arbete: Arbete) -> Utsnitt[AfHandelse]:
        sats = handelser_for(agare, fraga.tolkning and fraga.tolkning.value)
        return skar(await arbete.alla(sida(sats, AfHandelse.id, fraga)), fraga)

    rot = anrop.lank("afhandelser")
    kvar = {"tolkning": fraga.tolkning and fraga.tolkning.value, "utanNamnd": "true" if fraga.utan_namnd else None}
    return await _med_systemets_syn(anrop, kommunkod).lista(
        steg, lambda _arbete, rad: AfhandelseRad.av(rad, rot), Afhandelser, namn="afhandelser", filter_=kvar
    )


@router.get(
    "/{afhandelseId}",
    **op(
        LAS,
        "hamta_afhandelse",
        "Hämta händelse från Arbetsförmedlingen",
        "En händelse utan innehåll, och vad som kan göras med den. / One event.",
        AfhandelseUt,
    ),
)
async def hamta_afhandelse(anrop: Kommunanrop, handelse_id: AfhandelseId) -> Response:
    """Detail answer with ``_links`` and ``hinder``."""

    async def steg(arbete: Arbete) -> Bild:
        return _bild(arbete, await _hamta(anrop, arbete, handelse_id))

    adress = anrop.lank("afhandelser", handelse_id)
    return await _med_systemets_syn(anrop, anrop.kommunkod).las(steg, lambda _arbete, b: AfhandelseUt.av(b, adress))


@router.get(
    "/{afhandelseId}/handelser",
    **op(
        LAS,
        "lista_afhandelsens_handelser",
        "Historik för en händelse från Arbetsförmedlingen",
        "När den togs emot, tolkades och av vem den skrevs av. / History.",
        Handelser,
    ),
)
async def lista_afhandelsens_handelser(anrop: Kommunanrop, handelse_id: AfhandelseId) -> Response:
    """Every step of the event."""

    async def steg(arbete: Arbete) -> list[Handelse]:
        rad = await _hamta(anrop, arbete, handelse_id)
        return list(await arbete.alla(historik_for(rad.id)))

    return await _med_systemets_syn(anrop, anrop.kommunkod).las(steg, historik(anrop))


@router.post(
    "/{afhandelseId}/handelser",
    **op(
        SKRIV,
        "handelse_afhandelse",
        "Händelse på en händelse från Arbetsförmedlingen",
        "Tolka om när felet är rättat (görs vid nästa körning av jobben), eller skriv av. / Interpret again or write "
        "off.",
        AfhandelseUt,
    ),
)
async def handelse_afhandelse(anrop: Kommunanrop, handelse_id: AfhandelseId, indata: AfhandelseHandelse) -> Response:
    """Needs If-Match; the interpretation itself is done by the next job (``af_tolkning``), at least every hour."""
    anrop.krav_roll(ADMINISTRATORN)

    async def steg(arbete: Arbete) -> Bild:
        rad = await _hamta(anrop, arbete, handelse_id)
        uppgifter = {"skal": indata.skal.value} if isinstance(indata, Avskriv) else {}
        await arbete.utfor(AFHANDELSE, rad, indata.typ, TolkningLage(), uppgifter=uppgifter)
        return _bild(arbete, rad)

    adress = anrop.lank("afhandelser", handelse_id)
    return await _med_systemets_syn(anrop, anrop.kommunkod).skriv(
        steg, lambda _arbete, b: AfhandelseUt.av(b, adress), kraver_version=True
    )
