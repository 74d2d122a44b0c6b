"""JSON of the uppföljning step."""

from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator

from app.core.representations import Detalj, Lankar, LankUt, Lista, hinder, lankar
from app.core.schema_types import Antal, Datum, Heltal, Identitet, Indata, LangText, Tidpunkt, Utdata
from app.core.transitions import Mojligheter
from app.flode.uppfoljning.models import Uppfoljning
from app.flode.uppfoljning.states import (
    Uppfoljningssyfte,
    UppfoljningStatus,
    Uppfoljningsuppgift,
    Uppgiftskalla,
    Uppgiftsniva,
)
from app.regelverk.regler import REGLER, lagrum_for

REGEL = "AK-28"
UTFORARE, BESTALLNING = "01980000-0000-7000-8000-000000000022", "01997f2e-9f00-7000-8000-000000000000"
BESKRIVNING = "Uppföljning av avtalet för tredje kvartalet."
SKAL = "Handledningen saknas för september."


class NyUppfoljning(Indata):
    """What a nämnd asks of an utförare; without ``bestallningar`` of every order that ran in the period."""

    utforare_id: Identitet = Field(json_schema_extra={"example": UTFORARE})
    period_fran: Datum = Field(json_schema_extra={"example": "2026-07-01"})
    period_tom: Datum = Field(json_schema_extra={"example": "2026-09-30"})
    syfte: Uppfoljningssyfte
    beskrivning: LangText = Field(json_schema_extra={"example": BESKRIVNING})
    uppgifter: Annotated[list[Uppfoljningsuppgift], Field(min_length=1, max_length=20)]
    bestallningar: Annotated[list[Identitet], Field(min_length=1, max_length=1000)] | None = None
    svar_senast: Datum = Field(json_schema_extra={"example": "2026-10-30"})

    @model_validator(mode="after")
    def _ordning(self) -> Self:
        if self.period_tom < self.period_fran:
            raise ValueError("perioden slutar innan den börjar")
        return self


class Siffra(Indata):
    """One figure."""

    uppgift: Uppfoljningsuppgift
    varde: Antal = Field(json_schema_extra={"example": 12})


class OrderSvar(Indata):
    """What the utförare states of one order."""

    bestallning_id: Identitet = Field(json_schema_extra={"example": BESTALLNING})
    siffror: Annotated[list[Siffra], Field(max_length=20)]


class Besvara(Indata):
    """Answer with what the utförare states; what the service counts is added."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"typ": "besvara", "helhet": [{"uppgift": "synpunkter", "varde": 1}], "bestallningar": []}
        }
    )

    typ: Literal["besvara"]
    helhet: Annotated[list[Siffra], Field(max_length=20)] = []
    bestallningar: Annotated[list[OrderSvar], Field(max_length=1000)] = []


class BegarKomplettering(Indata):
    """Ask for more, by another day."""

    typ: Literal["begar_komplettering"]
    skal: LangText = Field(json_schema_extra={"example": SKAL})
    svar_senast: Datum = Field(json_schema_extra={"example": "2026-11-13"})


class Avsluta(Indata):
    """The answer will do."""

    typ: Literal["avsluta"]
    skal: LangText = Field(json_schema_extra={"example": "Svaret är granskat."})


class Aterkalla(Indata):
    """Nothing is to be answered."""

    typ: Literal["aterkalla"]
    skal: LangText = Field(json_schema_extra={"example": "Fel period."})


UppfoljningHandelse = Annotated[Besvara | BegarKomplettering | Avsluta | Aterkalla, Field(discriminator="typ")]


class GrundUt(Utdata):
    """By which rule the nämnd may ask; ``lagrum`` where the section is known."""

    regel: str = Field(json_schema_extra={"example": REGEL})
    text: str = Field(json_schema_extra={"example": "Insatser ska följas upp."})
    lagrum: str | None = Field(None, json_schema_extra={"example": "12 kap. 4 § SoL"})
    kalla: str = Field(json_schema_extra={"example": "Socialtjänstlagen (2025:400)"})

    @classmethod
    def av(cls) -> Self:
        """As the register of rules has it."""
        regel = REGLER[REGEL]
        return cls(regel=REGEL, text=regel.text, lagrum=lagrum_for(REGEL), kalla=regel.kalla)


class FragaUt(Utdata):
    """A figure that is asked for, of what, and whose word it is."""

    uppgift: Uppfoljningsuppgift
    niva: Uppgiftsniva
    kalla: Uppgiftskalla


class SiffraUt(Utdata):
    """One figure."""

    uppgift: Uppfoljningsuppgift
    varde: Heltal = Field(json_schema_extra={"example": 12})


def siffror(varden: dict[str, int]) -> list[SiffraUt]:
    """In the order of the closed list."""
    return [SiffraUt(uppgift=x, varde=varden[x.value]) for x in Uppfoljningsuppgift if x.value in varden]


class UppfoljningUt(Detalj):
    """What is asked, on which ground, and what the last answer says of the whole."""

    status: UppfoljningStatus
    utforare_id: UUID
    syfte: Uppfoljningssyfte
    beskrivning: str = Field(json_schema_extra={"example": BESKRIVNING})
    grund: GrundUt
    period_fran: date = Field(json_schema_extra={"example": "2026-07-01"})
    period_tom: date = Field(json_schema_extra={"example": "2026-09-30"})
    uppgifter: list[FragaUt]
    bestallningar: list[UUID] | None = None
    svar_senast: date = Field(json_schema_extra={"example": "2026-10-30"})
    forsenad: bool
    skapad: Tidpunkt
    begard_av: str = Field(json_schema_extra={"example": "cecilia.arbetsledare"})
    utgava: Heltal = Field(description="Antal svar", json_schema_extra={"example": 1})
    besvarad: Tidpunkt | None = None
    besvarad_av: str | None = Field(None, json_schema_extra={"example": "sven.samordnare"})
    komplettering_skal: str | None = Field(None, json_schema_extra={"example": SKAL})
    helhet: list[SiffraUt] | None = None

    @classmethod
    def av(
        cls, u: Uppfoljning, helhet: dict[str, int] | None, mojligheter: Mojligheter, adress: str, idag: date
    ) -> Self:
        """The same for both parties."""
        mer = {
            "grund": GrundUt.av(),
            "uppgifter": [FragaUt(uppgift=x, niva=x.niva, kalla=x.kalla) for x in u.fragar()],
            "bestallningar": None if u.alla else [UUID(b) for b in u.bestallningar],
            "forsenad": u.forsenad(idag),
            "helhet": None if helhet is None else siffror(helhet),
            "lankar": lankar(adress, mojligheter, underlag=f"{adress}/underlag", svar=f"{adress}/svar"),
            "hinder": hinder(mojligheter),
        }
        return cls.model_validate({n: getattr(u, n) for n in cls.model_fields.keys() - mer.keys()} | mer, by_name=True)


class UppfoljningRad(Utdata):
    """One in a list: of whom, which time, and when the answer is due."""

    id: UUID
    status: UppfoljningStatus
    utforare_id: UUID
    syfte: Uppfoljningssyfte
    period_fran: date = Field(json_schema_extra={"example": "2026-07-01"})
    period_tom: date = Field(json_schema_extra={"example": "2026-09-30"})
    svar_senast: date = Field(json_schema_extra={"example": "2026-10-30"})
    forsenad: bool
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, u: Uppfoljning, rot: str, idag: date) -> Self:
        """Row of a stored one."""
        mer = {"forsenad": u.forsenad(idag), "lankar": {"self": LankUt(href=f"{rot}/{u.id}", method="GET")}}
        return cls.model_validate({n: getattr(u, n) for n in cls.model_fields.keys() - mer.keys()} | mer, by_name=True)


class Uppfoljningar(Lista):
    """One page."""

    uppfoljningar: list[UppfoljningRad]


class OrderradUt(Utdata):
    """The figures of one order; of whom it is stands in the order itself (DP-03)."""

    bestallning_id: UUID = Field(json_schema_extra={"example": BESTALLNING})
    siffror: list[SiffraUt]
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, bestallning_id: UUID, varden: dict[str, int], bestallning: str) -> Self:
        """With the way to the order."""
        lank = {"bestallning": LankUt(href=bestallning, method="GET")}
        return cls(bestallning_id=bestallning_id, siffror=siffror(varden), lankar=lank)


class Orderrader(Utdata):
    """The orders of a follow-up, at most a thousand."""

    bestallningar: list[OrderradUt]
    lankar: Lankar = Field(alias="_links")
