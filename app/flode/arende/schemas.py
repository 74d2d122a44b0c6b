"""JSON of the ärende step."""

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from app.core.crypto import Krypto
from app.core.representations import Detalj, Lankar, LankUt, Lista, hinder, lankar
from app.core.schema_types import (
    Antal,
    Bool,
    Datum,
    Indata,
    KortText,
    LangText,
    PersonnummerIn,
    Tidpunkt,
    Utdata,
)
from app.core.time_query import TidUt
from app.core.transitions import Mojligheter
from app.flode.arende.models import Arende, TillfalligAtkomst
from app.flode.arende.states import ArendeStatus, Skyddsniva

UNDER_ARENDET = (
    "skyddsmarkeringar",
    "bistandsmanader",
    "undantag",
    "kravklocka",
    "bedomningar",
    "behov",
    "fkavstamningar",
    "samrad",
    "aktivitetsbrister",
    "invandningar",
    "kommuniceringar",
    "beslut",
    "overlamningar",
)
KRAVDA = frozenset({"fornamn", "efternamn", "tolkbehov", "antal_barn", "externa_referenser"})


class ExternReferens(Indata):
    """The same thing in another system."""

    system: KortText = Field(json_schema_extra={"example": "Lifecare"})
    typ: KortText = Field(json_schema_extra={"example": "personakt"})
    id: KortText = Field(json_schema_extra={"example": "A-1029"})


class Deltagaruppgifter(Indata):
    """What is known of the deltagare and the household beside the name (DP-25: no child is named)."""

    telefon: KortText | None = Field(None, json_schema_extra={"example": "070-1740605"})
    epost: KortText | None = Field(None, json_schema_extra={"example": "amina@example.se"})
    adress: KortText | None = Field(None, json_schema_extra={"example": "Provgatan 1, 632 20 Eskilstuna"})
    sprak: KortText | None = Field(None, json_schema_extra={"example": "arabiska"})
    tolkbehov: Bool = False
    anpassningar: LangText | None = Field(None, json_schema_extra={"example": "Behöver hiss."})
    antal_barn: Annotated[Antal, Field(le=30)] = 0
    yngsta_barn_fyller_ett: Datum | None = None
    yngsta_barn_fyller_atta: Datum | None = None
    externa_referenser: Annotated[list[ExternReferens], Field(max_length=20)] = []

    def falt(self, *, satta: bool = False) -> dict[str, Any]:
        """Fields by their internal names; only those given when ``satta``."""
        return self.model_dump(mode="python", exclude={"personnummer"}, exclude_unset=satta) | _referenser(
            self, satta=satta
        )


def _referenser(indata: Deltagaruppgifter, *, satta: bool) -> dict[str, Any]:
    if satta and "externa_referenser" not in indata.model_fields_set:
        return {}
    return {"externa_referenser": [r.model_dump() for r in indata.externa_referenser]}


class NyttArende(Deltagaruppgifter):
    """Open an ärende."""

    fornamn: KortText = Field(json_schema_extra={"example": "Amina"})
    efternamn: KortText = Field(json_schema_extra={"example": "Exempelsson"})
    personnummer: PersonnummerIn
    skyddsniva: Skyddsniva = Skyddsniva.INGEN
    enhet: KortText | None = Field(None, json_schema_extra={"example": "forsorjning-norr"})


class AndradeUppgifter(Deltagaruppgifter):
    """Change some of what is known: only the given fields change; null empties a field that may be empty."""

    fornamn: KortText | None = Field(None, json_schema_extra={"example": "Amina"})
    efternamn: KortText | None = Field(None, json_schema_extra={"example": "Exempelsson"})

    @model_validator(mode="after")
    def _namn_finns(self) -> Self:
        if {n for n in self.model_fields_set if getattr(self, n) is None} & KRAVDA or not self.model_fields_set:
            raise ValueError("ett obligatoriskt fält kan inte tömmas")
        return self


class Sokning(Indata):
    """The search terms that DP-05 allows; in the body, so that they end in no log."""

    personnummer: PersonnummerIn | None = None
    arendenummer: KortText | None = Field(None, json_schema_extra={"example": "EKB-2026-000001"})
    fornamn: KortText | None = Field(None, json_schema_extra={"example": "Amina"})
    efternamn: KortText | None = Field(None, json_schema_extra={"example": "Exempelsson"})


class Andra(Indata):
    """Change what is known of the deltagare."""

    typ: Literal["andra"]
    uppgifter: AndradeUppgifter
    galler_fran: Datum | None = Field(
        None,
        description="Dagen som uppgifterna har gällt från, om de får veta i efterhand; annars i dag",
        json_schema_extra={"example": "2026-10-12"},
    )


class BytHandlaggare(Indata):
    """Assign to another handläggare."""

    typ: Literal["byt_handlaggare"]
    handlaggare: KortText = Field(json_schema_extra={"example": "bo.handlaggare"})


class BytEnhet(Indata):
    """Let it belong to another unit of the nämnd; null for none."""

    typ: Literal["byt_enhet"]
    enhet: KortText | None = Field(json_schema_extra={"example": "forsorjning-norr"})


class Avsluta(Indata):
    """Close."""

    typ: Literal["avsluta"]
    skal: LangText = Field(json_schema_extra={"example": "Egen försörjning genom arbete."})


class Ateroppna(Indata):
    """Open again."""

    typ: Literal["ateroppna"]
    skal: LangText = Field(json_schema_extra={"example": "Avslutades av misstag."})


ArendeHandelse = Annotated[Andra | BytHandlaggare | BytEnhet | Avsluta | Ateroppna, Field(discriminator="typ")]


class NyTillfalligAtkomst(Indata):
    """Why somebody else's ärende must be opened (DP-04)."""

    skal: LangText = Field(json_schema_extra={"example": "Ordinarie handläggare är sjuk; samtal från personen i dag."})


class ArendeUt(Detalj):
    """An ärende with its deltagare."""

    arendenummer: str = Field(json_schema_extra={"example": "EKB-2026-000001"})
    status: ArendeStatus
    handlaggare: str = Field(json_schema_extra={"example": "anna.handlaggare"})
    personnummer: str = Field(json_schema_extra={"example": "198502139804"})
    fornamn: str = Field(json_schema_extra={"example": "Amina"})
    efternamn: str = Field(json_schema_extra={"example": "Exempelsson"})
    telefon: str | None = Field(None, json_schema_extra={"example": "070-1740605"})
    epost: str | None = Field(None, json_schema_extra={"example": "amina@example.se"})
    adress: str | None = Field(None, json_schema_extra={"example": "Provgatan 1, 632 20 Eskilstuna"})
    sprak: str | None = Field(None, json_schema_extra={"example": "arabiska"})
    tolkbehov: bool
    anpassningar: str | None = Field(None, json_schema_extra={"example": "Behöver hiss."})
    skyddsniva: Skyddsniva
    antal_barn: int = Field(json_schema_extra={"example": 1})
    yngsta_barn_fyller_ett: Datum | None = None
    yngsta_barn_fyller_atta: Datum | None = None
    externa_referenser: list[ExternReferens] = []
    enhet: str | None = Field(None, json_schema_extra={"example": "forsorjning-norr"})
    skapad: Tidpunkt
    tid: TidUt | None = Field(None, alias="_tid")

    @classmethod
    def av(cls, arende: Arende, mojligheter: Mojligheter, krypto: Krypto, adress: str) -> Self:
        """Picture of a stored ärende for a caller that is assigned to it."""
        falt = {
            n: getattr(arende, n)
            for n in cls.model_fields
            if hasattr(arende, n) and n not in {"personnummer", "lankar"}
        }
        under = {n: f"{adress}/{n}" for n in UNDER_ARENDET}
        under["bevakningar"] = f"{adress.partition('/arenden/')[0]}/bevakningar?arendeId={arende.id}"
        return cls.model_validate(
            falt
            | {
                "personnummer": arende.personnummer(krypto).siffror,
                "lankar": lankar(adress, mojligheter, **under),
                "hinder": hinder(mojligheter),
            },
            by_name=True,
        )


class ArendeRad(Utdata):
    """An ärende in a list: who and where it stands, nothing delicate (DP-03)."""

    id: UUID
    arendenummer: str = Field(json_schema_extra={"example": "EKB-2026-000001"})
    status: ArendeStatus
    handlaggare: str = Field(json_schema_extra={"example": "anna.handlaggare"})
    personnummer: str = Field(json_schema_extra={"example": "19850213-****"})
    fornamn: str = Field(json_schema_extra={"example": "Amina"})
    efternamn: str = Field(json_schema_extra={"example": "Exempelsson"})
    skapad: Tidpunkt
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, arende: Arende, krypto: Krypto, rot: str) -> Self:
        """Row of a stored ärende; the number is masked."""
        return cls(
            id=arende.id,
            arendenummer=arende.arendenummer,
            status=ArendeStatus(arende.status),
            handlaggare=arende.handlaggare,
            personnummer=arende.personnummer(krypto).utan_slutsiffror,
            fornamn=arende.fornamn,
            efternamn=arende.efternamn,
            skapad=arende.skapad,
            lankar={"self": LankUt(href=f"{rot}/{arende.id}", method="GET")},
        )


class Arenden(Lista):
    """One page of ärenden."""

    arenden: list[ArendeRad]


class Traffar(Utdata):
    """What a search found, at most 50."""

    arenden: list[ArendeRad]


class AtkomstUt(Utdata):
    """Temporary access and how long it lasts."""

    id: UUID
    person: str = Field(json_schema_extra={"example": "bo.handlaggare"})
    fran: Tidpunkt
    till: Tidpunkt
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, rad: TillfalligAtkomst, arende: str) -> Self:
        """From the stored row, with the way to the ärende."""
        lank = {"arende": LankUt(href=arende, method="GET")}
        return cls(id=rad.id, person=rad.person, fran=rad.fran, till=rad.till, lankar=lank)


class AtkomstRad(AtkomstUt):
    """The same in a list: with the reason, since a list of accesses is read to review them (DP-03, DP-04)."""

    skal: str = Field(json_schema_extra={"example": "Ordinarie handläggare är sjuk; samtal från personen i dag."})

    @classmethod
    def av(cls, rad: TillfalligAtkomst, arende: str) -> Self:
        """From the stored row."""
        lank = {"arende": LankUt(href=arende, method="GET")}
        return cls(id=rad.id, person=rad.person, skal=rad.skal, fran=rad.fran, till=rad.till, lankar=lank)


class Atkomster(Lista):
    """One page of the temporary accesses to an ärende."""

    tillfalligaatkomster: list[AtkomstRad]
