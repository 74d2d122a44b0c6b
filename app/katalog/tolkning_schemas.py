"""JSON of a nämnd's readings of what the law leaves open."""

from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from app.core.edge.field_faults import falttext, faltundantag
from app.core.representations import Lankar, LankUt, Lista
from app.core.schema_types import Antal, Bool, Indata, LangText, PositivtHeltal, Tidpunkt, Utdata
from app.katalog.tolkningar import Tolkningspost
from app.regelverk.motor.tolkning import STANDARD, VAL, Tolkning, Val
from app.regelverk.urval import REGELVERK

INGET_VALT = falttext("inget_valt", "Ange minst ett värde.")
STORSTA_LUCKA = 1
TIMTAK = max(r.timtak(barn_under_atta=False) for r in REGELVERK)
BEHALLS = "Utelämnad: som förut"
Varde = bool | int | None


def _utan_standard(schema: dict[str, Any]) -> None:
    """What is left out keeps its value, whatever the default of the law's reading is."""
    schema.pop("default", None)


class NyaVarden(Indata):
    """The settings to choose anew."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    manader_fore_ikrafttradandet: Bool = Field(
        STANDARD.manader_fore_ikrafttradandet, description=BEHALLS, json_schema_extra=_utan_standard
    )
    lucka_manader: Annotated[Antal, Field(le=STORSTA_LUCKA)] = Field(
        STANDARD.lucka_manader, description=BEHALLS, json_schema_extra=_utan_standard
    )
    manader_fore_arton: Bool = Field(STANDARD.manader_fore_arton, description=BEHALLS, json_schema_extra=_utan_standard)
    foraldraledig_undantagen: Bool = Field(
        STANDARD.foraldraledig_undantagen, description=BEHALLS, json_schema_extra=_utan_standard
    )
    lokalt_timmal: Annotated[PositivtHeltal, Field(le=TIMTAK)] | None = Field(
        STANDARD.lokalt_timmal,
        description=f"{BEHALLS}; null: riktlinjens övre gräns",
        json_schema_extra=_utan_standard,
    )

    @model_validator(mode="after")
    def _nagot_valt(self) -> Self:
        if not self.model_fields_set:
            raise faltundantag(INGET_VALT)
        return self


class NyTolkning(Indata):
    """Another reading of one or more of the open questions, and why."""

    varden: NyaVarden
    skal: LangText = Field(json_schema_extra={"example": "Nämndens jurist har tolkat frågan så i yttrande."})

    def valda(self) -> dict[str, Any]:
        """Those that were given, by internal names."""
        return self.varden.model_dump(exclude_unset=True)


class InstallningUt(Utdata):
    """A setting: what it means, the rule and the open question it belongs to, and how it is read by default."""

    namn: str = Field(json_schema_extra={"example": "luckaManader"})
    text: str = Field(json_schema_extra={"example": "Månader före 18-årsdagen räknas med i följden."})
    regel: str = Field(json_schema_extra={"example": "AK-02"})
    fraga: int | None = Field(None, description="Den öppna frågans nummer", json_schema_extra={"example": 2})
    standard: Varde = Field(None, json_schema_extra={"example": 0})

    @classmethod
    def av(cls, val: Val) -> Self:
        """From the setting."""
        return cls(**_falt(val))


class ValdInstallningUt(InstallningUt):
    """A setting with how the nämnd reads it now."""

    varde: Varde = Field(None, json_schema_extra={"example": 1})
    avviker: bool = Field(description="Nämnden har valt annat än standard", json_schema_extra={"example": True})

    @classmethod
    def vald(cls, val: Val, tolkning: Tolkning) -> Self:
        """From the setting and the reading that holds."""
        varde = getattr(tolkning, val.namn)
        return cls(**_falt(val), varde=varde, avviker=varde != getattr(STANDARD, val.namn))


def _falt(val: Val) -> dict[str, Any]:
    return {
        "namn": to_camel(val.namn),
        "text": val.text,
        "regel": val.regel,
        "fraga": val.fraga,
        "standard": getattr(STANDARD, val.namn),
    }


class NamndensTolkningUt(Utdata):
    """How the nämnd reads the open questions now; without a number nobody has chosen anything."""

    nummer: int | None = Field(None, json_schema_extra={"example": 1})
    skal: str | None = Field(None, json_schema_extra={"example": "Nämndens jurist har tolkat frågan så i yttrande."})
    person: str | None = Field(None, json_schema_extra={"example": "cecilia.arbetsledare"})
    skapad: Tidpunkt | None = None
    installningar: list[ValdInstallningUt]
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, tolkning: Tolkning, post: Tolkningspost | None, adresser: tuple[str, str], *, far_andra: bool) -> Self:
        """From what holds; ``adresser`` are its own and that of all readings."""
        egen, alla = adresser
        lankar = {"self": LankUt(href=egen, method="GET"), "tolkningar": LankUt(href=alla, method="GET")}
        if far_andra:
            lankar["andra"] = LankUt(href=alla, method="POST")
        return cls(
            nummer=post.nummer if post else None,
            skal=post.skal if post else None,
            person=post.person if post else None,
            skapad=post.skapad if post else None,
            installningar=[ValdInstallningUt.vald(val, tolkning) for val in VAL],
            lankar=lankar,
        )


class TolkningsvardenUt(Utdata):
    """All settings of one reading."""

    manader_fore_ikrafttradandet: bool
    lucka_manader: int = Field(json_schema_extra={"example": 0})
    manader_fore_arton: bool
    foraldraledig_undantagen: bool
    lokalt_timmal: int | None = Field(None, json_schema_extra={"example": 25})


class TolkningspostUt(Utdata):
    """One reading of the nämnd's, in the order they came."""

    id: UUID
    nummer: int = Field(json_schema_extra={"example": 1})
    varden: TolkningsvardenUt
    skal: str = Field(json_schema_extra={"example": "Nämndens jurist har tolkat frågan så i yttrande."})
    person: str = Field(json_schema_extra={"example": "cecilia.arbetsledare"})
    skapad: Tidpunkt

    @classmethod
    def av(cls, post: Tolkningspost) -> Self:
        """From the stored row."""
        return cls(
            id=post.id,
            nummer=post.nummer,
            varden=TolkningsvardenUt.model_validate(post.som_tolkning),
            skal=post.skal,
            person=post.person,
            skapad=post.skapad,
        )


class Tolkningshistorik(Lista):
    """One page of a nämnd's readings."""

    tolkningar: list[TolkningspostUt]
