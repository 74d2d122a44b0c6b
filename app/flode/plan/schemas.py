"""JSON of the plan. Hours are minutes per week; times of the day are HH:MM."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from app.begrepp.aktiviteter import Aktivitetsform, Aktivitetskategori
from app.begrepp.parter import Part
from app.core.edge.field_faults import falttext, faltundantag
from app.core.representations import Detalj, Lankar, LankUt, Lista, hinder, lankar
from app.core.schema_types import Bool, Datum, Indata, KortText, LangText, PositivtHeltal, Tidpunkt, Utdata
from app.core.transitions import Mojligheter
from app.core.week_times import PassUt, Tider
from app.flode.bestallning.models import Bestallning
from app.flode.plan.foraldraledig import Varning
from app.flode.plan.models import Plan, Planaktivitet, poster
from app.flode.plan.states import Arbetsplatstyp, Omrade, PlanStatus
from app.flode.plan.timmar import Summarad, Summaslag, summor

PERIOD_BAKVAND = falttext("period_bakvand", "Periodens sista dag ligger före dess första.")
EGEN_SYN = "Vill bli bättre på svenska och tillbaka till vården."
BARN = "Förskolan är öppen under passen; hämtning hinns med."
AVVIKELSE = "Läkarbesök varje fredag under hösten."
FK_AVVIKELSE = "Personen tar ut föräldrapenning först efter årsskiftet."


class Arbetsplats(Indata):
    """Workplace data of AK-31; may be filled in while drafting, all of it is needed to propose."""

    namn: KortText = Field(json_schema_extra={"example": "Äldreboendet Provet"})
    typ: Arbetsplatstyp | None = Field(None, json_schema_extra={"example": "kommun"})
    handledare: KortText | None = Field(None, json_schema_extra={"example": "Hanna Handledare"})
    fran: Datum | None = Field(None, json_schema_extra={"example": "2026-10-19"})
    tom: Datum | None = Field(None, json_schema_extra={"example": "2027-01-15"})
    riskbedomd: Datum | None = Field(None, json_schema_extra={"example": "2026-10-14"})

    @model_validator(mode="after")
    def _ordning(self) -> Self:
        if self.fran and self.tom and self.tom < self.fran:
            raise faltundantag(PERIOD_BAKVAND)
        return self


class NyAktivitet(Indata):
    """One activity of a plan."""

    aktivitet: KortText = Field(json_schema_extra={"example": "Språkpraktik på äldreboende"})
    kategori: Aktivitetskategori = Field(json_schema_extra={"example": "sprak"})
    minuter_per_vecka: Annotated[PositivtHeltal, Field(le=10080)] = Field(json_schema_extra={"example": 360})
    tider: Tider = []
    form: Aktivitetsform = Aktivitetsform.PA_PLATS
    paverkar_foraldrapenning: Bool = False
    mal: LangText = Field(json_schema_extra={"example": "Ta emot muntliga instruktioner på arbetsplatsen."})
    omrade: Omrade = Field(json_schema_extra={"example": "sprak"})
    arrangor: KortText | None = Field(None, json_schema_extra={"example": "Klivet AB"})
    arbetsplats: Arbetsplats | None = None

    def falt(self) -> dict[str, Any]:
        """Columns of the activity."""
        plats = self.arbetsplats
        return {
            **{n: getattr(self, n) for n in type(self).model_fields if n not in {"tider", "arbetsplats"}},
            "tider": [p.model_dump(mode="json") for p in self.tider],
            "arbetsplats": plats and plats.namn,
            "arbetsplats_typ": plats and plats.typ,
            "handledare": plats and plats.handledare,
            "arbetsplats_fran": plats and plats.fran,
            "arbetsplats_tom": plats and plats.tom,
            "riskbedomd": plats and plats.riskbedomd,
        }


class NyPlan(Indata):
    """Content of a draft."""

    galler_fran: Datum = Field(json_schema_extra={"example": "2026-10-19"})
    egen_syn: LangText | None = Field(None, json_schema_extra={"example": EGEN_SYN})
    barnets_basta: LangText | None = Field(None, json_schema_extra={"example": BARN})
    avvikelse_skal: LangText | None = Field(None, json_schema_extra={"example": AVVIKELSE})
    aktiviteter: Annotated[list[NyAktivitet], Field(max_length=50)] = []

    def falt(self) -> dict[str, Any]:
        """By internal names, activities as columns."""
        texter = {n: getattr(self, n) for n in NyPlan.model_fields if n != "aktiviteter"}
        return texter | {"aktiviteter": [a.falt() for a in self.aktiviteter]}


class Andra(NyPlan):
    """Replace the content of a draft."""

    typ: Literal["andra"]


class _UtanFalt(Indata):
    def falt(self) -> dict[str, Any]:
        """The body's other fields."""
        return self.model_dump(exclude={"typ"})


class Foresla(_UtanFalt):
    """Hand the draft to the nämnd."""

    typ: Literal["foresla"]


class Atersand(_UtanFalt):
    """Send back with what is to change."""

    typ: Literal["atersand"]
    skal: LangText = Field(json_schema_extra={"example": "Målet för praktiken behöver bli tydligare."})


class Godkann(_UtanFalt):
    """Approve; another day to take effect may be given, and the nämnd's own note of barnets bästa.

    ``fkAvvikelseSkal`` says why an activity that touches föräldrapenning is approved although
    Försäkringskassan has not answered; it is kept only where that was so.
    """

    typ: Literal["godkann"]
    galler_fran: Datum | None = Field(None, json_schema_extra={"example": "2026-10-19"})
    barnets_basta: LangText | None = Field(None, json_schema_extra={"example": BARN})
    fk_avvikelse_skal: LangText | None = Field(None, json_schema_extra={"example": FK_AVVIKELSE})


class TradIKraft(_UtanFalt):
    """Take effect, when the day has come."""

    typ: Literal["trad_i_kraft"]


class Avsluta(_UtanFalt):
    """End a plan, or lay down a draft."""

    typ: Literal["avsluta"]
    skal: LangText = Field(json_schema_extra={"example": "Personen har fått arbete."})


PlanHandelse = Annotated[Andra | Foresla | Atersand | Godkann | TradIKraft | Avsluta, Field(discriminator="typ")]


class ArbetsplatsUt(Utdata):
    """Workplace of an arbetsplatsförlagd activity (AK-31)."""

    namn: str = Field(json_schema_extra={"example": "Äldreboendet Provet"})
    typ: Arbetsplatstyp | None = None
    handledare: str | None = Field(None, json_schema_extra={"example": "Hanna Handledare"})
    fran: date | None = Field(None, json_schema_extra={"example": "2026-10-19"})
    tom: date | None = Field(None, json_schema_extra={"example": "2027-01-15"})
    riskbedomd: date | None = Field(None, json_schema_extra={"example": "2026-10-14"})


class AktivitetUt(Utdata):
    """One activity of a plan."""

    id: UUID
    nummer: int = Field(json_schema_extra={"example": 1})
    aktivitet: str = Field(json_schema_extra={"example": "Språkpraktik på äldreboende"})
    kategori: Aktivitetskategori
    minuter_per_vecka: int = Field(json_schema_extra={"example": 360})
    tider: list[PassUt]
    form: Aktivitetsform
    paverkar_foraldrapenning: bool
    mal: str = Field(json_schema_extra={"example": "Ta emot muntliga instruktioner på arbetsplatsen."})
    omrade: Omrade
    arrangor: str | None = Field(None, json_schema_extra={"example": "Klivet AB"})
    arbetsplats: ArbetsplatsUt | None = None

    @classmethod
    def av(cls, rad: Planaktivitet) -> Self:
        """From the stored row."""
        falt = {n: getattr(rad, n) for n in cls.model_fields if n != "arbetsplats"}
        return cls.model_validate(falt | {"arbetsplats": _arbetsplats(rad)}, by_name=True)


def _arbetsplats(rad: Planaktivitet) -> ArbetsplatsUt | None:
    if rad.arbetsplats is None:
        return None
    return ArbetsplatsUt(
        namn=rad.arbetsplats,
        typ=Arbetsplatstyp(rad.arbetsplats_typ) if rad.arbetsplats_typ else None,
        handledare=rad.handledare,
        fran=rad.arbetsplats_fran,
        tom=rad.arbetsplats_tom,
        riskbedomd=rad.riskbedomd,
    )


class SummaUt(Utdata):
    """One row of the sums: what, minutes a week, how it came about."""

    slag: Summaslag
    kategori: Aktivitetskategori | None = None
    minuter_per_vecka: int = Field(json_schema_extra={"example": 1500})
    forklaring: str = Field(json_schema_extra={"example": "Timmar i veckan enligt beställningen."})

    @classmethod
    def av(cls, rad: Summarad) -> Self:
        """From the computed row."""
        return cls(slag=rad.slag, kategori=rad.kategori, minuter_per_vecka=rad.minuter, forklaring=rad.forklaring)


class VarningUt(Utdata):
    """Something that the nämnd should look at; it stops nothing (AK-30)."""

    kod: str = Field(json_schema_extra={"example": "barnomsorg_racker_inte"})
    meddelande: str = Field(json_schema_extra={"example": "Planen har 25 h anvisad tid i veckan. Barnomsorg är i kö."})
    regel: str = Field(json_schema_extra={"example": "AK-30"})

    @classmethod
    def av(cls, rad: Varning) -> Self:
        """From the computed warning."""
        return cls(kod=rad.kod, meddelande=rad.meddelande, regel=rad.regel)


class PlanUt(Detalj):
    """One version of a plan."""

    bestallning_id: UUID
    nummer: int = Field(json_schema_extra={"example": 1})
    utgava: int = Field(json_schema_extra={"example": 1})
    status: PlanStatus
    skapad: Tidpunkt
    galler_fran: date = Field(json_schema_extra={"example": "2026-10-19"})
    galler_tom: date | None = Field(None, json_schema_extra={"example": "2027-04-18"})
    egen_syn: str | None = Field(None, json_schema_extra={"example": EGEN_SYN})
    barnets_basta: str | None = Field(None, json_schema_extra={"example": BARN})
    namndens_barnets_basta: str | None = Field(None, json_schema_extra={"example": BARN})
    avvikelse_skal: str | None = Field(None, json_schema_extra={"example": AVVIKELSE})
    fk_avvikelse_skal: str | None = Field(None, json_schema_extra={"example": FK_AVVIKELSE})
    utarbetare: list[str] = Field(json_schema_extra={"example": ["vera.vagledare"]})
    foreslagen: Tidpunkt | None = None
    atersand_skal: str | None = Field(None, json_schema_extra={"example": "Målet behöver bli tydligare."})
    godkand: Tidpunkt | None = None
    godkand_av: str | None = Field(None, json_schema_extra={"example": "anna.handlaggare"})
    avslut_skal: str | None = Field(None, json_schema_extra={"example": "Personen har fått arbete."})
    ersatt_av: UUID | None = None
    aktiviteter: list[AktivitetUt]
    summor: list[SummaUt]
    varningar: list[VarningUt] | None = None

    @classmethod
    def av(
        cls,
        plan: Plan,
        bestallning: Bestallning,
        aktiviteter: Iterable[Planaktivitet],
        mojligheter: Mojligheter,
        adress: str,
        part: Part,
        varnade: Iterable[Varning] = (),
    ) -> Self:
        """Picture for one of the two parties; what the nämnd knows of the household stays with it (DP-26)."""
        bort = NAMNDENS if part is Part.UTFORARE else set()
        rader = list(aktiviteter)
        sammanlagt = summor(poster(rader), bestallning.timmar_per_vecka * 60, bestallning.timtak * 60)
        return cls.model_validate(
            {n: getattr(plan, n) for n in _EGNA - bort}
            | {
                "aktiviteter": [AktivitetUt.av(a) for a in rader],
                "summor": [SummaUt.av(s) for s in sammanlagt],
                "varningar": None if part is Part.UTFORARE else [VarningUt.av(v) for v in varnade],
                "lankar": lankar(adress, mojligheter),
                "hinder": hinder(mojligheter),
            },
            by_name=True,
        )


NAMNDENS = {"namndens_barnets_basta", "fk_avvikelse_skal"}
_EGNA = PlanUt.model_fields.keys() - {"aktiviteter", "summor", "varningar", "lankar", "hinder"}


class PlanRad(Utdata):
    """A version in a list: where it stands and from when; nothing of its content (DP-03)."""

    id: UUID
    nummer: int = Field(json_schema_extra={"example": 1})
    status: PlanStatus
    galler_fran: date = Field(json_schema_extra={"example": "2026-10-19"})
    galler_tom: date | None = Field(None, json_schema_extra={"example": "2027-04-18"})
    skapad: Tidpunkt
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, plan: Plan, rot: str) -> Self:
        """Row of a stored version."""
        falt = {n: getattr(plan, n) for n in cls.model_fields if n != "lankar"}
        lank = {"self": LankUt(href=f"{rot}/{plan.id}", method="GET")}
        return cls.model_validate(falt | {"lankar": lank}, by_name=True)


class Planer(Lista):
    """One page of versions."""

    planer: list[PlanRad]
