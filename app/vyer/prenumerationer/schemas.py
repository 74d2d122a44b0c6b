"""JSON of the prenumerationer and of what has been sent to them."""

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field

from app.core.outbox_states import UtkorgStatus
from app.core.representations import Detalj, Lankar, LankUt, Lista, hinder, lankar
from app.core.schema_types import Antal, Identitet, Indata, KortText, LangText, PositivtHeltal, Tidpunkt, Utdata
from app.vyer.prenumerationer.actions import Bild
from app.vyer.prenumerationer.leveranser import Leverans
from app.vyer.prenumerationer.models import Prenumeration
from app.vyer.prenumerationer.states import PrenumerationStatus

URL = "https://krok.utforare.example/stegvis"
Webbadress = Annotated[
    LangText, Field(description="https, port 443, ett fullständigt värdnamn", json_schema_extra={"example": URL})
]
Typer = Annotated[
    list[KortText],
    Field(
        max_length=50,
        description="Händelsetyper eller deras början, till exempel se.stegvis.bestallning; tom lista är alla",
        json_schema_extra={"example": ["se.stegvis.bestallning"]},
    ),
]
Fran = Annotated[
    PositivtHeltal,
    Field(description="Första numret i händelseflödet som ska skickas", json_schema_extra={"example": 1200}),
]


class NyPrenumeration(Indata):
    """Where to send what."""

    url: Webbadress
    typer: Typer = []
    beskrivning: KortText | None = Field(None, json_schema_extra={"example": "Verksamhetssystemet"})
    fran: Fran | None = None


class BekraftaIgen(Indata):
    """Send a new challenge to the address."""

    typ: Literal["bekrafta_igen"]


class RoteraHemlighet(Indata):
    """A new secret; the old one signs beside it for a time."""

    typ: Literal["rotera_hemlighet"]


class AvslutaGammalHemlighet(Indata):
    """Only the newest secret signs from now on."""

    typ: Literal["avsluta_gammal_hemlighet"]


class Pausa(Indata):
    """Send nothing for now."""

    typ: Literal["pausa"]


class Ateruppta(Indata):
    """Go on where it was, or at a number."""

    typ: Literal["ateruppta"]
    fran: Fran | None = None


class SpelaOm(Indata):
    """Send again from a number."""

    typ: Literal["spela_om"]
    fran: Fran


class BytAdress(Indata):
    """Another address; it has to confirm first."""

    typ: Literal["byt_adress"]
    url: Webbadress


class Andra(Indata):
    """Another choice of events, or another description; what is left out stays."""

    typ: Literal["andra"]
    typer: Typer | None = None
    beskrivning: KortText | None = None


class Avsluta(Indata):
    """It is over; what has not arrived is taken back."""

    typ: Literal["avsluta"]


PrenumerationHandelse = Annotated[
    BekraftaIgen | RoteraHemlighet | AvslutaGammalHemlighet | Pausa | Ateruppta | SpelaOm | BytAdress | Andra | Avsluta,
    Field(discriminator="typ"),
]


class SandOm(Indata):
    """Try a delivery again that was given up."""

    typ: Literal["sand_om"]


class Prenumerationsfalt(Utdata):
    """What is told of a subscription wherever it is shown."""

    url: str = Field(json_schema_extra={"example": URL})
    typer: list[str] = Field(json_schema_extra={"example": ["se.stegvis.bestallning"]})
    beskrivning: str | None = Field(None, json_schema_extra={"example": "Verksamhetssystemet"})
    status: PrenumerationStatus = Field(json_schema_extra={"example": "aktiv"})
    markor: Antal = Field(
        description="Sista numret i flödet som är på väg eller framme", json_schema_extra={"example": 1199}
    )
    bekraftad: Tidpunkt | None = None
    felkod: str | None = Field(
        None, description="Varför adressen inte har bekräftat", json_schema_extra={"example": "fel_utmaning"}
    )
    skapad: Tidpunkt


def _falt(p: Prenumeration) -> dict[str, Any]:
    return {n: getattr(p, n) for n in Prenumerationsfalt.model_fields}


class PrenumerationUt(Prenumerationsfalt, Detalj):
    """One subscription; the secret only in the answer that made it."""

    hemlighet: str | None = Field(
        None,
        description="Visas bara när den skapas eller roteras",
        json_schema_extra={"example": "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDazfBdZ2cAbE="},
    )
    gammal_hemlighet_till: Tidpunkt | None = Field(None, description="Till dess signerar också den förra hemligheten")

    @classmethod
    def av(cls, bild: Bild, adress: str) -> Self:
        """Detail for this caller."""
        p = bild.prenumeration
        mer = {
            "id": p.id,
            "version": p.version,
            "hemlighet": bild.hemlighet,
            "gammal_hemlighet_till": p.gammal_till,
            "lankar": lankar(adress, bild.mojligheter, leveranser=f"{adress}/leveranser"),
            "hinder": hinder(bild.mojligheter),
        }
        return cls.model_validate(_falt(p) | mer, by_name=True)


class PrenumerationRad(Prenumerationsfalt):
    """One row of the list."""

    id: UUID
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, p: Prenumeration, rot: str) -> Self:
        """With a link to the whole of it."""
        sjalv = {"self": LankUt(href=f"{rot}/{p.id}", method="GET")}
        return cls.model_validate(_falt(p) | {"id": p.id, "lankar": sjalv}, by_name=True)


class Prenumerationer(Lista):
    """A page of subscriptions."""

    prenumerationer: list[PrenumerationRad]


class LeveransUt(Utdata):
    """One event on its way to one address: ids and how it went, nothing of what it is about."""

    id: Identitet
    webhook_id: Identitet = Field(description="Det `webhook-id` och CloudEvents-`id` som mottagaren ser")
    nummer: Antal = Field(description="Nummer i händelseflödet", json_schema_extra={"example": 1200})
    typ: str = Field(json_schema_extra={"example": "se.stegvis.bestallning.skicka"})
    status: UtkorgStatus = Field(json_schema_extra={"example": "parkerad"})
    forsok: Antal = Field(json_schema_extra={"example": 14})
    felkod: str | None = Field(None, description="Senaste felet", json_schema_extra={"example": "http_503"})
    skapad: Tidpunkt
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, leverans: Leverans, rot: str) -> Self:
        """With a link to try again where it was given up."""
        rad = leverans.rad
        lankar_ = {}
        if rad.status == UtkorgStatus.PARKERAD.value:
            lankar_ = {"sand_om": LankUt(href=f"{rot}/{rad.id}/handelser", method="POST")}
        mer = {n: getattr(rad, n) for n in ("id", "typ", "status", "forsok", "felkod", "skapad")}
        egna = {"webhook_id": leverans.webhook_id, "nummer": leverans.nummer, "lankar": lankar_}
        return cls.model_validate(mer | egna, by_name=True)


class Leveranser(Lista):
    """A page of deliveries."""

    leveranser: list[LeveransUt]
