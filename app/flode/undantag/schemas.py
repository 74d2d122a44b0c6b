"""JSON of the undantag step."""

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from app.core.edge.field_faults import falttext, faltundantag
from app.core.representations import Detalj, Lankar, LankUt, Lista, hinder, lankar
from app.core.schema_types import Datum, Indata, KortText, LangText, PositivtHeltal, Tidpunkt, Utdata
from app.core.transitions import Mojligheter
from app.flode.undantag.models import Undantagspost
from app.flode.undantag.states import UndantagStatus, Underlagstyp
from app.regelverk.modell import Undantagsgrund
from app.regelverk.urval import REGELVERK

BAKVAND = falttext("period_bakvand", "Periodens sista dag ligger före dess första.")
UNDERKOD_SAKNAS = falttext("underkod_saknas", "Ange vilken förmån det är i underkod.")
INGEN_DIAGNOS = "Skriv ingen diagnos (DP-02)"


class NyttUndantag(Indata):
    """A ground of exemption with degree, days, evidence and when it was assessed (AK-05); no diagnosis (DP-02)."""

    grund: Undantagsgrund
    underkod: KortText | None = Field(
        None,
        description="Vilken förmån, när grunden är annan_forman",
        json_schema_extra={"example": "omvardnadsbidrag"},
    )
    grad_procent: Annotated[PositivtHeltal, Field(le=100)] = Field(100, json_schema_extra={"example": 50})
    fran: Datum = Field(alias="from")
    tom: Datum | None = Field(None, description="Sista dag; utan den tills vidare")
    underlag: Underlagstyp = Field(description="Vad uppgiften vilar på; lakarintyg säger bara att intyg har lämnats")
    kommentar: LangText | None = Field(
        None, description=INGEN_DIAGNOS, json_schema_extra={"example": "Beslutet visades vid mötet."}
    )
    bedomd_datum: Datum | None = Field(None, description="Utelämnad: i dag")

    @model_validator(mode="after")
    def _ratt_vand(self) -> Self:
        if self.tom is not None and self.tom < self.fran:
            raise faltundantag(BAKVAND)
        return self

    @model_validator(mode="after")
    def _med_underkod(self) -> Self:
        if self.grund is Undantagsgrund.ANNAN_FORMAN and self.underkod is None:
            raise faltundantag(UNDERKOD_SAKNAS)
        return self


class AndraSlut(Indata):
    """Another last day, earlier or later."""

    typ: Literal["andra_slut"]
    tom: Datum
    skal: LangText = Field(description=INGEN_DIAGNOS, json_schema_extra={"example": "Sjukpenningen är förlängd."})


class TaTillbaka(Indata):
    """It should not have been recorded."""

    typ: Literal["ta_tillbaka"]
    skal: LangText = Field(description=INGEN_DIAGNOS, json_schema_extra={"example": "Beslutet gällde en annan person."})


UndantagHandelse = Annotated[AndraSlut | TaTillbaka, Field(discriminator="typ")]


class UndantagspostUt(Detalj):
    """A ground as recorded: ``tom`` is the last day, ``upphor`` the first on which it no longer holds."""

    status: UndantagStatus
    grund: Undantagsgrund
    underkod: str | None = Field(None, json_schema_extra={"example": "omvardnadsbidrag"})
    grad_procent: int = Field(json_schema_extra={"example": 50})
    helt: bool = Field(description="Helt undantag; annars minskas timmarna", json_schema_extra={"example": False})
    fran: Datum = Field(alias="from")
    tom: Datum | None = None
    upphor: Datum | None = None
    underlag: Underlagstyp
    kommentar: str | None = Field(None, json_schema_extra={"example": "Beslutet visades vid mötet."})
    regelverk: list[str] = Field(
        description="Regelverken som har grunden", json_schema_extra={"example": ["aktivitetskrav-2026-730"]}
    )
    bedomd_datum: Datum
    bedomd_av: str = Field(json_schema_extra={"example": "anna.handlaggare"})
    slutskal: str | None = Field(None, json_schema_extra={"example": "Sjukpenningen är förlängd."})
    skapad: Tidpunkt

    @classmethod
    def av(cls, post: Undantagspost, mojligheter: Mojligheter, arende: str) -> Self:
        """Picture of a stored undantag; ``arende`` is the address of its ärende."""
        raknat = {"lankar", "hinder", "helt", "upphor", "regelverk"}
        falt = {n: getattr(post, n) for n in cls.model_fields if n not in raknat}
        klocka = f"{arende}/kravklocka"
        ram = {
            "lankar": lankar(f"{arende}/undantag/{post.id}", mojligheter, arende=arende, kravklocka=klocka),
            "hinder": hinder(mojligheter),
        }
        return cls.model_validate(falt | _raknat(post) | ram, by_name=True)


def _raknat(post: Undantagspost) -> dict[str, Any]:
    """What follows from the record."""
    undantag = post.som_undantag
    return {
        "helt": undantag.helt,
        "upphor": undantag.upphor,
        "regelverk": [r.kod for r in REGELVERK if undantag.grund in r.undantagsgrunder],
    }


class UndantagspostRad(Utdata):
    """An undantag in a list: its days and whether it counts, not the ground (DP-03)."""

    id: UUID
    status: UndantagStatus
    fran: Datum = Field(alias="from")
    tom: Datum | None = None
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, post: Undantagspost, rot: str) -> Self:
        """Row of a stored undantag."""
        falt = {n: getattr(post, n) for n in cls.model_fields if n != "lankar"}
        lank = {"self": LankUt(href=f"{rot}/{post.id}", method="GET")}
        return cls.model_validate(falt | {"lankar": lank}, by_name=True)


class Undantagslista(Lista):
    """One page of an ärende's undantag."""

    undantag: list[UndantagspostRad]
