"""JSON of what may be done with a beställning, each act tagged by ``typ``."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from app.begrepp.sekretess import Frislapptfalt, Utlamnandegrund
from app.core.schema_types import Datum, Identitet, Indata, KortText, LangText
from app.flode.bestallning.andring_schemas import AndraBestallning
from app.flode.bestallning.schemas import RESERV, AndradeFalt
from app.flode.bestallning.states import (
    AvbojningsOrsak,
    Avslutsorsak,
    Slutanteckningsorsak,
    Underlagsslag,
)


class Andra(Indata):
    """Change a draft."""

    typ: Literal["andra"]
    uppgifter: AndradeFalt


class Frislappt(Indata):
    """What is released of a protected person, after sekretessprövning, to whom and on which ground (DP-15)."""

    skal: LangText = Field(json_schema_extra={"example": "Prövat; mottagaren behöver uppgiften och kan skydda den."})
    mottagare: KortText = Field(json_schema_extra={"example": "sven.samordnare"})
    falt: Annotated[list[Frislapptfalt], Field(max_length=8)] | None = Field(
        None,
        description="Vilka uppgifter; utan dem namn, språk, tolkbehov och anpassningar, aldrig kontaktuppgifter",
        json_schema_extra={"example": ["namn", "sprak"]},
    )
    lagrum: KortText | None = Field(
        None, description="Annars beställningens eget", json_schema_extra={"example": "10 kap. 1 § OSL"}
    )


class Frislapp(Frislappt):
    """Release this order."""

    typ: Literal["frislapp"]


class AtertaFrislappande(Indata):
    """The utförare may have nothing of the order any longer."""

    typ: Literal["aterta_frislappande"]
    skal: LangText = Field(json_schema_extra={"example": "Hotet har flyttat närmare utförarens lokaler."})


class Skicka(Indata):
    """Send to the utförare."""

    typ: Literal["skicka"]


class TaEmot(Indata):
    """Machine receipt."""

    typ: Literal["ta_emot"]


class Bekrafta(Indata):
    """Accept with start and vägledare."""

    typ: Literal["bekrafta"]
    start_datum: Datum = Field(json_schema_extra={"example": "2026-10-19"})
    vagledare: KortText = Field(json_schema_extra={"example": "vera.vagledare"})


class Avboj(Indata):
    """Decline with a coded reason."""

    typ: Literal["avboj"]
    orsak: AvbojningsOrsak
    text: LangText | None = Field(None, json_schema_extra={"example": "Ingen plats före december."})

    @model_validator(mode="after")
    def _text(self) -> Self:
        if self.orsak is AvbojningsOrsak.ANNAT and self.text is None:
            raise ValueError("orsaken annat kräver text")
        return self


class Aterkalla(Indata):
    """Withdraw: it stops at once."""

    typ: Literal["aterkalla"]
    skal: LangText = Field(json_schema_extra={"example": "Personen har fått arbete."})
    orsak: Avslutsorsak | None = None


class Starta(Indata):
    """The activities begin."""

    typ: Literal["starta"]
    start_datum: Datum | None = Field(
        None,
        description="Dagen då insatsen verkligen började, om det inte var den bekräftade",
        json_schema_extra={"example": "2026-10-26"},
    )


class BytVagledare(Indata):
    """Another vägledare."""

    typ: Literal["byt_vagledare"]
    vagledare: KortText = Field(json_schema_extra={"example": "viktor.vagledare"})
    skal: LangText = Field(json_schema_extra={"example": "Föräldraledighet."})


class Pausa(Indata):
    """Stop for a while."""

    typ: Literal["pausa"]
    skal: LangText = Field(json_schema_extra={"example": "Sjukskriven i fyra veckor."})
    till: Datum | None = Field(None, json_schema_extra={"example": "2026-11-09"})


class Ateruppta(Indata):
    """Go on after a pause."""

    typ: Literal["ateruppta"]


class Avsluta(Indata):
    """End the order."""

    typ: Literal["avsluta"]
    orsak: Avslutsorsak
    slut_datum: Datum = Field(json_schema_extra={"example": "2026-10-12"})


class Ateroppna(Indata):
    """Undo an end by mistake."""

    typ: Literal["ateroppna"]
    skal: LangText = Field(json_schema_extra={"example": "Avslutades av misstag."})


class Flytta(Indata):
    """Move to another utförare, who must accept; what it may read of the work before is named."""

    typ: Literal["flytta"]
    utforare_id: Identitet = Field(json_schema_extra={"example": RESERV})
    brytdatum: Datum = Field(json_schema_extra={"example": "2026-11-02"})
    skal: LangText = Field(json_schema_extra={"example": "Personen har flyttat till en annan stadsdel."})
    utlamnande_grund: Utlamnandegrund = Field(json_schema_extra={"example": "samtycke"})
    utlamnande_lagrum: KortText | None = Field(None, json_schema_extra={"example": "10 kap. 1 § OSL"})
    foljer_med: Annotated[list[Underlagsslag], Field(max_length=10)] = Field(
        [], json_schema_extra={"example": ["plan"]}
    )
    enhet: KortText | None = Field(None, json_schema_extra={"example": "steget-centrum"})
    frislappande: Frislappt | None = None

    @model_validator(mode="after")
    def _en_gang(self) -> Self:
        if len(set(self.foljer_med)) != len(self.foljer_med):
            raise ValueError("foljerMed nämner samma sak två gånger")
        return self


class AtertaFlytt(Indata):
    """Take a move back before it is answered."""

    typ: Literal["aterta_flytt"]
    skal: LangText = Field(json_schema_extra={"example": "Personen stannar hos utföraren."})


class LamnaSlutanteckning(Indata):
    """A short account of an order that began and came to nothing."""

    typ: Literal["lamna_slutanteckning"]
    orsak: Slutanteckningsorsak
    text: LangText = Field(json_schema_extra={"example": "Mötet hölls, men personen fick arbete innan något började."})


BestallningHandelse = Annotated[
    Andra
    | AndraBestallning
    | Frislapp
    | AtertaFrislappande
    | Skicka
    | TaEmot
    | Bekrafta
    | Avboj
    | Aterkalla
    | Starta
    | BytVagledare
    | Pausa
    | Ateruppta
    | Avsluta
    | Ateroppna
    | Flytta
    | AtertaFlytt
    | LamnaSlutanteckning,
    Field(discriminator="typ"),
]
