"""JSON of the skyddsmarkeringar and of who is named for a protected person."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from app.core.representations import Detalj, Lankar, LankUt, Lista, hinder, lankar
from app.core.schema_types import Datum, Heltal, Identitet, Indata, KortText, LangText, PersonnummerIn, Tidpunkt, Utdata
from app.core.transitions import Mojligheter
from app.flode.arende.states import Skyddsniva
from app.flode.skydd.models import Namngiven, Skyddsmarkering
from app.flode.skydd.states import Namngivenstatus, Skyddskalla, Skyddsstatus

Niva = Literal["sekretessmarkering", "skyddad_folkbokforing", "fingerade"]
VIKARIE = "Ordinarie handläggare har semester."
SKAL = "Skatteverkets avisering av den 9 oktober; hotet prövat med personen."


class NyMarkering(Indata):
    """A person is protected: level, whose word it is, why, from when, and when it is to be looked at again."""

    niva: Niva
    kalla: Skyddskalla
    skal: LangText = Field(description="Skriv inte var personen finns", json_schema_extra={"example": SKAL})
    fran: Datum
    tom: Datum | None = Field(
        None, description="Beslutets sista dag, om det har en; skyddet upphör aldrig av sig själv"
    )
    omprovas: Datum | None = Field(None, description="Dagen då skyddet ska prövas på nytt")
    familj: Annotated[list[Identitet], Field(max_length=20)] = Field(
        [], description="Ärenden om familjemedlemmar som bor tillsammans med personen och får samma skydd"
    )


class Hoj(Indata):
    """More protection."""

    typ: Literal["hoj"]
    niva: Niva
    kalla: Skyddskalla
    skal: LangText = Field(json_schema_extra={"example": SKAL})


class Sank(Indata):
    """Less protection, after a new assessment."""

    typ: Literal["sank"]
    niva: Niva
    kalla: Skyddskalla
    skal: LangText = Field(json_schema_extra={"example": "Skyddad folkbokföring har upphört enligt Skatteverket."})


class Omprova(Indata):
    """It is still needed."""

    typ: Literal["omprova"]
    skal: LangText = Field(json_schema_extra={"example": "Hotet består."})
    tom: Datum | None = None
    omprovas: Datum | None = None


class BytIdentitet(Indata):
    """The made-up personal data that the person has from now on."""

    typ: Literal["byt_identitet"]
    personnummer: PersonnummerIn
    fornamn: KortText = Field(json_schema_extra={"example": "Amina"})
    efternamn: KortText = Field(json_schema_extra={"example": "Exempelsson"})


class Hav(Indata):
    """The protection ends."""

    typ: Literal["hav"]
    skal: LangText = Field(json_schema_extra={"example": "Skatteverket har hävt markeringen. Hotet finns inte kvar."})


MarkeringHandelse = Annotated[Hoj | Sank | Omprova | BytIdentitet | Hav, Field(discriminator="typ")]


class MarkeringUt(Detalj):
    """A marking; nothing in it tells where the person is."""

    status: Skyddsstatus
    niva: Skyddsniva
    kalla: Skyddskalla
    skal: str = Field(json_schema_extra={"example": SKAL})
    fran: Datum
    tom: Datum | None = None
    omprovas: Datum | None = None
    person: str = Field(json_schema_extra={"example": "anna.handlaggare"})
    skapad: Tidpunkt
    havd: Tidpunkt | None = None

    @classmethod
    def av(cls, markering: Skyddsmarkering, mojligheter: Mojligheter, arende: str) -> Self:
        """Picture of a stored marking; ``arende`` is the address of its ärende."""
        falt = {n: getattr(markering, n) for n in cls.model_fields if n not in {"lankar", "hinder"}}
        ram = {
            "lankar": lankar(f"{arende}/skyddsmarkeringar/{markering.id}", mojligheter, arende=arende),
            "hinder": hinder(mojligheter),
        }
        return cls.model_validate(falt | ram, by_name=True)


class MarkeringRad(Utdata):
    """A marking in a list: when it held, not why (DP-03)."""

    id: UUID
    status: Skyddsstatus
    fran: Datum
    omprovas: Datum | None = None
    skapad: Tidpunkt
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, markering: Skyddsmarkering, rot: str) -> Self:
        """Row of a stored marking."""
        falt = {n: getattr(markering, n) for n in cls.model_fields if n != "lankar"}
        lank = {"self": LankUt(href=f"{rot}/{markering.id}", method="GET")}
        return cls.model_validate(falt | {"lankar": lank}, by_name=True)


class Markeringar(Lista):
    """One page of an ärende's markings."""

    skyddsmarkeringar: list[MarkeringRad]


class Skyddade(Utdata):
    """How many there are, and nothing else."""

    antal: Heltal = Field(json_schema_extra={"example": 3})


class NyNamngiven(Indata):
    """One more handläggare of a protected person, why, and between which days."""

    arendenummer: KortText = Field(json_schema_extra={"example": "EKB-2026-000001"})
    handlaggare: KortText = Field(json_schema_extra={"example": "bo.handlaggare"})
    skal: LangText = Field(description="Skriv inget om personen", json_schema_extra={"example": VIKARIE})
    fran: Datum = Field(description="Första dagen som den namngivna når ärendet")
    tom: Datum | None = Field(None, description="Sista dagen; utan den tills vidare")

    @model_validator(mode="after")
    def _i_ordning(self) -> Self:
        if self.tom is not None and self.tom < self.fran:
            raise ValueError("den sista dagen ligger före den första")
        return self


class Avnamnge(Indata):
    """Named no longer."""

    typ: Literal["avnamnge"]
    skal: LangText = Field(json_schema_extra={"example": "Ordinarie handläggare är tillbaka."})


class NamngivenUt(Detalj):
    """Who is named for which ärende, by whom and why; nothing in it is about the person."""

    status: Namngivenstatus
    arendenummer: str = Field(json_schema_extra={"example": "EKB-2026-000001"})
    handlaggare: str = Field(json_schema_extra={"example": "bo.handlaggare"})
    skal: str = Field(json_schema_extra={"example": VIKARIE})
    fran: Datum
    tom: Datum | None = None
    person: str = Field(json_schema_extra={"example": "cecilia.arbetsledare"})
    skapad: Tidpunkt
    upphord: Tidpunkt | None = None

    @classmethod
    def av(cls, namngiven: Namngiven, mojligheter: Mojligheter, rot: str, arende: str | None) -> Self:
        """Picture of a stored naming; ``arende`` is the address of its ärende, for who reaches it."""
        falt = {n: getattr(namngiven, n) for n in cls.model_fields if n not in {"lankar", "hinder"}}
        vagar = {} if arende is None else {"arende": arende}
        ram = {"lankar": lankar(f"{rot}/{namngiven.id}", mojligheter, **vagar), "hinder": hinder(mojligheter)}
        return cls.model_validate(falt | ram, by_name=True)


class NamngivenRad(Utdata):
    """A naming in a list: who and when, not why (DP-03)."""

    id: UUID
    status: Namngivenstatus
    arendenummer: str = Field(json_schema_extra={"example": "EKB-2026-000001"})
    handlaggare: str = Field(json_schema_extra={"example": "bo.handlaggare"})
    fran: Datum
    tom: Datum | None = None
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, namngiven: Namngiven, rot: str, arende: str | None) -> Self:
        """Row of a stored naming."""
        falt = {n: getattr(namngiven, n) for n in cls.model_fields if n != "lankar"}
        vagar = {"self": f"{rot}/{namngiven.id}"} | ({} if arende is None else {"arende": arende})
        lank = {namn: LankUt(href=vag, method="GET") for namn, vag in vagar.items()}
        return cls.model_validate(falt | {"lankar": lank}, by_name=True)


class Namngivna(Lista):
    """One page of namings."""

    namngivna: list[NamngivenRad]
