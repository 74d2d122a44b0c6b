"""JSON of the delegationer."""

from datetime import date
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field

from app.begrepp.parter import Roll
from app.core.auth_klienter import Sakerhetsniva
from app.core.representations import Detalj, Lankar, LankUt, Lista, hinder, lankar
from app.core.schema_types import Bool, Datum, Indata, KortText, LangText, Tidpunkt, Utdata
from app.katalog.delegation_actions import Bild
from app.katalog.delegation_states import DelegationStatus
from app.katalog.delegationer import Delegation

KLIENT = "https://system.leverantor.example/stegvis"
AVTRYCK = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"
# An https URL as the Ena profile wants, or the id of an application in Entra.
KlientId = Annotated[
    KortText,
    Field(
        pattern=r"^(https://[^\s@#?\"\\]+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$",
        description="Klientens id hos utfärdaren: en https-adress, eller ett program-id i Entra",
        json_schema_extra={"example": KLIENT},
    ),
]
Roller = Annotated[
    list[Roll],
    Field(
        min_length=1,
        max_length=10,
        description="Högst organisationens egna",
        json_schema_extra={"example": ["handlaggare"]},
    ),
]
Scopes = Annotated[
    list[Annotated[KortText, Field(pattern=r"^[a-z]+:[a-z]+$")]],
    Field(
        min_length=1,
        max_length=100,
        description="Högst vad organisationen har och rollerna kan få",
        json_schema_extra={"example": ["arende:las", "bestallning:las"]},
    ),
]
Avtryck = Annotated[
    list[Annotated[KortText, Field(pattern=r"^[A-Za-z0-9_-]{43}$")]],
    Field(
        max_length=20,
        description="SHA-256 i base64url av de nycklar (RFC 7638) eller certifikat (x5t#S256) som systemets token får "
        "vara bundna till; tom lista är vilka som helst",
        json_schema_extra={"example": [AVTRYCK]},
    ),
]
Niva = Annotated[
    Sakerhetsniva,
    Field(
        description="hog: bara token bundna till nyckel (DPoP) eller certifikat godtas",
        json_schema_extra={"example": "hog"},
    ),
]


class RegistreraDelegation(Indata):
    """Which system may do what, and when."""

    klient_id: KlientId
    system: KortText = Field(description="Vad systemet heter", json_schema_extra={"example": "Leverantörens system"})
    roller: Roller
    scopes: Scopes
    fran: Datum = Field(json_schema_extra={"example": "2026-10-12"})
    tom: Datum | None = Field(None, json_schema_extra={"example": "2027-12-31"})
    sakerhetsniva: Niva = Sakerhetsniva.HOG
    avtryck: Avtryck = []
    betrodd: Bool = Field(
        False, description="Om systemet får ange person i Stegvis-Person", json_schema_extra={"example": False}
    )


class Aktivera(Indata):
    """Let the system act."""

    typ: Literal["aktivera"]


class Andra(Indata):
    """Other terms; what is left out stays."""

    typ: Literal["andra"]
    system: KortText | None = Field(None, json_schema_extra={"example": "Leverantörens system"})
    roller: Roller | None = None
    scopes: Scopes | None = None
    fran: Datum | None = Field(None, json_schema_extra={"example": "2026-10-12"})
    tom: Datum | None = Field(None, json_schema_extra={"example": "2027-12-31"})
    sakerhetsniva: Niva | None = None
    avtryck: Avtryck | None = None
    betrodd: Bool | None = Field(None, json_schema_extra={"example": False})


class Sparra(Indata):
    """Stop it for now."""

    typ: Literal["sparra"]
    orsak: LangText = Field(json_schema_extra={"example": "Leverantören har anmält en säkerhetsincident."})


class HavSparr(Indata):
    """Let it act again."""

    typ: Literal["hav_sparr"]


class Avsluta(Indata):
    """It is over for good."""

    typ: Literal["avsluta"]


DelegationHandelse = Annotated[Aktivera | Andra | Sparra | HavSparr | Avsluta, Field(discriminator="typ")]


class Delegationsfalt(Utdata):
    """What is told of a delegation wherever it is shown."""

    klient_id: str = Field(json_schema_extra={"example": KLIENT})
    system: str = Field(json_schema_extra={"example": "Leverantörens system"})
    roller: list[Roll] = Field(json_schema_extra={"example": ["handlaggare"]})
    scopes: list[str] = Field(json_schema_extra={"example": ["arende:las", "bestallning:las"]})
    fran: date = Field(json_schema_extra={"example": "2026-10-12"})
    tom: date | None = Field(None, json_schema_extra={"example": "2027-12-31"})
    sakerhetsniva: Sakerhetsniva = Field(json_schema_extra={"example": "hog"})
    avtryck: list[str] = Field(json_schema_extra={"example": [AVTRYCK]})
    betrodd: bool = Field(json_schema_extra={"example": False})
    status: DelegationStatus = Field(json_schema_extra={"example": "aktiv"})
    orsak: str | None = Field(None, json_schema_extra={"example": "Leverantören har anmält en säkerhetsincident."})
    skapad: Tidpunkt


def _falt(d: Delegation) -> dict[str, Any]:
    return {n: getattr(d, n) for n in Delegationsfalt.model_fields}


class DelegationUt(Delegationsfalt, Detalj):
    """One delegation."""

    @classmethod
    def av(cls, bild: Bild, adress: str) -> Self:
        """Detail for this caller."""
        d = bild.delegation
        mer = {
            "id": d.id,
            "version": d.version,
            "lankar": lankar(adress, bild.mojligheter),
            "hinder": hinder(bild.mojligheter),
        }
        return cls.model_validate(_falt(d) | mer, by_name=True)


class DelegationRad(Delegationsfalt):
    """One row of the list."""

    id: UUID
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, d: Delegation, rot: str) -> Self:
        """With a link to the whole of it."""
        sjalv = {"self": LankUt(href=f"{rot}/{d.id}", method="GET")}
        return cls.model_validate(_falt(d) | {"id": d.id, "lankar": sjalv}, by_name=True)


class Delegationer(Lista):
    """A page of delegationer."""

    delegationer: list[DelegationRad]
