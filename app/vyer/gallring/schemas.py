"""JSON of the gallringar."""

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field
from pydantic.config import JsonDict

from app.core.representations import Detalj, Lankar, LankUt, Lista, hinder, lankar
from app.core.schema_types import Antal, Datum, Heltal, Indata, PositivtHeltal, Tidpunkt, Utdata
from app.vyer.gallring.actions import Bild
from app.vyer.gallring.models import Gallring, Gallringspost
from app.vyer.gallring.states import (
    Bevarandeskal,
    Gallringsskede,
    Gallringsslag,
    Gallringsstatus,
    Gallringsutfall,
)

_SUMMA: JsonDict = {"example": {"gallras": 12, "forskningsurval": 2, "inte_forfallna": 4031}}
_ANTAL: JsonDict = {"example": {"arenden": 1, "handelser": 212, "beslut": 2}}


class NyGallring(Indata):
    """What is ordered."""

    slag: Gallringsslag = Field(Gallringsslag.NAMND, json_schema_extra={"example": "namnd"})


class Undanta(Indata):
    """Keep one line's records after the sakprövning."""

    typ: Literal["undanta"]
    post_nummer: PositivtHeltal = Field(description="Postens nummer i protokollet", json_schema_extra={"example": 3})
    skal: Bevarandeskal = Field(json_schema_extra={"example": "tvist"})


class GranskaGallring(Indata):
    """The sakprövning is done."""

    typ: Literal["granska"]


class BeslutaGallring(Indata):
    """Decide; another person than the one who proposed it."""

    typ: Literal["besluta"]


class AvbrytGallring(Indata):
    """Erase nothing."""

    typ: Literal["avbryt"]


GallringHandelse = Annotated[Undanta | GranskaGallring | BeslutaGallring | AvbrytGallring, Field(discriminator="typ")]


class Gallringsfalt(Utdata):
    """What is told of a gallring wherever it is shown."""

    slag: Gallringsslag
    status: Gallringsstatus = Field(json_schema_extra={"example": "forslag"})
    skapad: Tidpunkt
    foreslagen_av: str = Field(json_schema_extra={"example": "cecilia.arbetsledare"})
    granskad: Tidpunkt | None = None
    granskad_av: str | None = Field(None, json_schema_extra={"example": "cecilia.arbetsledare"})
    beslutad: Tidpunkt | None = None
    beslutad_av: str | None = Field(None, json_schema_extra={"example": "carl.arbetsledare"})
    verkstalld: Tidpunkt | None = None
    poster: Antal = Field(description="Antal poster i protokollet", json_schema_extra={"example": 14})
    summor: dict[str, Antal] = Field(description="Antal prövade, efter vad som blir av dem", json_schema_extra=_SUMMA)


def _falt(g: Gallring) -> dict[str, Any]:
    return {namn: getattr(g, namn) for namn in Gallringsfalt.model_fields}


class GallringUt(Gallringsfalt, Detalj):
    """One gallring."""

    antal: dict[str, Antal] = Field(description="Raderade rader, tabell för tabell", json_schema_extra=_ANTAL)
    kontrollsumma: str | None = Field(
        None, description="SHA-256 av det verkställda protokollet", json_schema_extra={"example": "9f86d081" * 8}
    )

    @classmethod
    def av(cls, bild: Bild, adress: str) -> Self:
        """Detail for this caller."""
        g = bild.gallring
        mer = {n: getattr(g, n) for n in ("id", "version", "antal", "kontrollsumma")} | {
            "lankar": lankar(adress, bild.mojligheter, protokoll=f"{adress}/poster"),
            "hinder": hinder(bild.mojligheter),
        }
        return cls.model_validate(_falt(g) | mer, by_name=True)


class GallringRad(Gallringsfalt):
    """One gallring in a list."""

    id: UUID
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, g: Gallring, rot: str) -> Self:
        """Row of a stored gallring."""
        mer = {"id": g.id, "lankar": {"self": LankUt(href=f"{rot}/{g.id}", method="GET")}}
        return cls.model_validate(_falt(g) | mer, by_name=True)


class Gallringar(Lista):
    """One page of gallringar."""

    gallringar: list[GallringRad]


class GallringspostUt(Utdata):
    """One line of the protocol: the reference number, the clocks, what becomes of it and why."""

    nummer: Heltal = Field(json_schema_extra={"example": 3})
    utfall: Gallringsutfall = Field(json_schema_extra={"example": "gallras"})
    skal: Bevarandeskal | None = Field(None, json_schema_extra={"example": "tvist"})
    skede: Gallringsskede = Field(json_schema_extra={"example": "vantar"})
    sista_anteckning: Datum
    far_gallras_fran: Datum
    gallras_senast: Datum
    arendenummer: list[str] | None = Field(
        None,
        description="Visas för arbetsledare tills gallringen är verkställd; aldrig för skyddade personer",
        json_schema_extra={"example": ["2021-000123"]},
    )
    antal: dict[str, Antal] = Field(description="Rader, tabell för tabell", json_schema_extra=_ANTAL)

    @classmethod
    def av(cls, p: Gallringspost) -> Self:
        """From the stored line."""
        return cls.model_validate({namn: getattr(p, namn) for namn in cls.model_fields}, by_name=True)


class Gallringsprotokoll(Lista):
    """One page of a protocol."""

    poster: list[GallringspostUt]
