"""JSON of the dokument, and the content that is taken in and handed out."""

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from fastapi import Header
from pydantic import Field

from app.core.edge.content import Innehall
from app.core.file_types import ANDELSER, TEXT
from app.core.representations import Detalj, Lankar, LankUt, Lista, hinder, lankar
from app.core.schema_types import Heltal, Indata, LangText, Tidpunkt, Utdata
from app.core.transitions import Mojligheter
from app.flode.dokument.models import Dokument
from app.flode.dokument.states import DokumentStatus

_TEXTEXEMPEL = "Närvarointyg för oktober.\n"


def _media(typ: str) -> dict[str, Any]:
    """Bytes have no schema (OpenAPI 3.1)."""
    return {"schema": {"type": "string"}, "example": _TEXTEXEMPEL} if typ == TEXT else {}


FILTYPER: dict[str, dict[str, Any]] = {typ: _media(typ) for typ in ANDELSER}
# What the operation takes in, and how much of it.
FIL = Innehall(FILTYPER, granser="dokument")
Filnamn = Annotated[
    str,
    Header(
        alias="Stegvis-Filnamn",
        min_length=5,
        max_length=600,
        pattern="^([A-Za-z0-9._~-]|%[0-9A-Fa-f]{2})+$",
        description="Filens namn i UTF-8, procentkodat (RFC 3986); aldrig med personnummer / file name",
        json_schema_extra={"example": "n%C3%A4rvarointyg.txt"},
    ),
]
ReprDigest = Annotated[
    str | None,
    Header(
        alias="Repr-Digest",
        min_length=1,
        max_length=300,
        description="Filens SHA-256 (RFC 9530); stämmer den inte tas filen inte emot / checksum to hold to",
        json_schema_extra={"example": "sha-256=:n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=:"},
    ),
]


class Makulera(Indata):
    """Hide a document that was wrong."""

    typ: Literal["makulera"]
    skal: LangText = Field(json_schema_extra={"example": "Fel person. Rätt dokument lämnas i rätt ärende."})


class Dokumentfalt(Utdata):
    """What is known of a document, wherever it is shown."""

    nummer: Heltal = Field(json_schema_extra={"example": 1})
    filnamn: str = Field(json_schema_extra={"example": "närvarointyg.pdf"})
    mediatyp: str = Field(json_schema_extra={"example": "application/pdf"})
    storlek: Heltal = Field(json_schema_extra={"example": 48213})
    inkom: Tidpunkt
    part: str = Field(json_schema_extra={"example": "utforare"})
    person: str = Field(json_schema_extra={"example": "vera.vagledare"})


def _falt(d: Dokument) -> dict[str, Any]:
    return {n: getattr(d, n) for n in Dokumentfalt.model_fields}


class DokumentUt(Dokumentfalt, Detalj):
    """One document: what it is, and where its content is had."""

    status: DokumentStatus
    kontrollsumma: str = Field(description="SHA-256, hexadecimalt", json_schema_extra={"example": "9f86d081" * 8})
    makulerat_skal: str | None = Field(None, json_schema_extra={"example": "Fel person."})

    @classmethod
    def av(cls, d: Dokument, mojligheter: Mojligheter, adress: str) -> Self:
        """Detail for this caller."""
        under = {"innehall": f"{adress}/innehall"} if d.status == DokumentStatus.GALLANDE.value else {}
        mer = {
            "id": d.id,
            "version": d.version,
            "status": d.status,
            "kontrollsumma": d.sha256.hex(),
            "makulerat_skal": d.makulerat_skal,
            "lankar": lankar(adress, mojligheter, **under),
            "hinder": hinder(mojligheter),
        }
        return cls.model_validate(_falt(d) | mer, by_name=True)


class DokumentRad(Dokumentfalt):
    """A document among those of its order or ärende."""

    id: UUID
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, d: Dokument, rot: str) -> Self:
        """Row of a stored document."""
        mer = {"id": d.id, "lankar": {"self": LankUt(href=f"{rot}/{d.id}", method="GET")}}
        return cls.model_validate(_falt(d) | mer, by_name=True)


class Dokumentlista(Lista):
    """One page of documents."""

    dokument: list[DokumentRad]
