"""JSON of the plan. Hours are minutes per week; times of the day are HH:MM."""

from datetime import date
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from app.begrepp.aktiviteter import Aktivitetsform, Aktivitetskategori
from app.core.edge.field_faults import falttext, faltundantag
from app.core.representations import Detalj, Lankar, LankUt, Lista, hinder, lankar
from app.core.schema_types import Bool, Datum, Identitet, Indata, KortText, LangText, PositivtHeltal, Tidpunkt, Utdata
from app.core.time_query import TidUt
from app.core.week_times import PassUt, Tider
from app.flode.plan.foraldraledig import Varning
from app.flode.plan.framover import Daterad
from app.flode.plan.klartext import klartext
from app.flode.plan.krockar import Krock
from app.flode.plan.models import Plan, Planaktivitet
from app.flode.plan.sak import Sak
from app.flode.plan.states import Arbetsplatstyp, Krockslag, Omrade, PlanStatus
from app.flode.plan.timmar import Summarad, Summaslag

PERIOD_BAKVAND = falttext("period_bakvand", "Periodens sista dag ligger före dess första.")
EGEN_SYN = "Vill bli bättre på svenska och tillbaka till vården."
BARN = "Förskolan är öppen under passen; hämtning hinns med."
AVVIKELSE = "Läkarbesök varje fredag under hösten."
AKTIVITET = "01980000-0000-7000-8000-000000000901"
FORSAKRING = "Kommunens arbetsskadeförsäkring gäller."
TIMMAR = "Resten av tiden läggs i nästa plan, när praktiken har börjat."
FK_AVVIKELSE = "Personen tar ut föräldrapenning först efter årsskiftet."


class Arbetsplats(Indata):
    """Workplace data of AK-31; may be filled in while drafting, all of it is needed to propose."""

    namn: KortText = Field(json_schema_extra={"example": "Äldreboendet Provet"})
    typ: Arbetsplatstyp | None = Field(None, json_schema_extra={"example": "kommun"})
    handledare: KortText | None = Field(None, json_schema_extra={"example": "Hanna Handledare"})
    fran: Datum | None = Field(None, json_schema_extra={"example": "2026-10-19"})
    tom: Datum | None = Field(None, json_schema_extra={"example": "2027-01-15"})
    riskbedomd: Datum | None = Field(None, json_schema_extra={"example": "2026-10-14"})
    forsakring: KortText | None = Field(None, json_schema_extra={"example": FORSAKRING})

    @model_validator(mode="after")
    def _ordning(self) -> Self:
        if self.fran and self.tom and self.tom < self.fran:
            raise faltundantag(PERIOD_BAKVAND)
        return self


class NyAktivitet(Indata):
    """One activity of a plan."""

    aktivitet: KortText = Field(json_schema_extra={"example": "Språkpraktik på äldreboende"})
    aktivitet_id: Identitet | None = Field(
        None, description="Aktivitet i nämndens utbud", json_schema_extra={"example": AKTIVITET}
    )
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
            "forsakring": plats and plats.forsakring,
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
    Försäkringskassan has not answered; it is kept only where that was so. ``timmarSkal``: why the plan's hours are
    not those of the assessment.
    """

    typ: Literal["godkann"]
    galler_fran: Datum | None = Field(None, json_schema_extra={"example": "2026-10-19"})
    barnets_basta: LangText | None = Field(None, json_schema_extra={"example": BARN})
    fk_avvikelse_skal: LangText | None = Field(None, json_schema_extra={"example": FK_AVVIKELSE})
    timmar_skal: LangText | None = Field(None, json_schema_extra={"example": TIMMAR})


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
    forsakring: str | None = Field(None, json_schema_extra={"example": FORSAKRING})


class AktivitetUt(Utdata):
    """One activity of a plan."""

    id: UUID
    nummer: int = Field(json_schema_extra={"example": 1})
    aktivitet: str = Field(json_schema_extra={"example": "Språkpraktik på äldreboende"})
    aktivitet_id: UUID | None = Field(None, json_schema_extra={"example": AKTIVITET})
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
        forsakring=rad.forsakring,
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


class KrockUt(Utdata):
    """Something that the times run into; ``hindrar`` says whether it stops the approval.

    The utförare is told of the person's other plans only that a time is taken (DP-07, DP-10).
    """

    slag: Krockslag
    hindrar: bool
    meddelande: str = Field(json_schema_extra={"example": "Måndag 09:00–12:00 krockar med något annat."})
    aktivitet: int | None = Field(None, description="Aktivitetens nummer", json_schema_extra={"example": 1})
    fran: date | None = Field(None, json_schema_extra={"example": "2026-12-21"})
    tom: date | None = Field(None, json_schema_extra={"example": "2027-01-03"})

    @classmethod
    def av(cls, krock: Krock) -> Self:
        """From what was found."""
        return cls.model_validate({n: getattr(krock, n) for n in cls.model_fields}, by_name=True)


class DateradUt(Utdata):
    """Something that changes by itself while the plan holds."""

    dag: date = Field(json_schema_extra={"example": "2027-03-01"})
    kod: str = Field(json_schema_extra={"example": "timtaket_andras"})
    meddelande: str = Field(json_schema_extra={"example": "Timtaket är 40 timmar i veckan från 2027-03-01."})
    regel: str = Field(json_schema_extra={"example": "T-03"})

    @classmethod
    def av(cls, rad: Daterad) -> Self:
        """From the computed row."""
        return cls(dag=rad.dag, kod=rad.kod, meddelande=rad.meddelande, regel=rad.regel)


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
    timmar_skal: str | None = Field(None, json_schema_extra={"example": TIMMAR})
    utarbetare: list[str] = Field(json_schema_extra={"example": ["vera.vagledare"]})
    foreslagen: Tidpunkt | None = None
    svar_senast: date | None = Field(
        None, description="Nämndens sista dag att svara på förslaget", json_schema_extra={"example": "2026-10-19"}
    )
    forsenad: bool = Field(description="Förslaget väntar på nämnden efter svarsdagen")
    atersand_skal: str | None = Field(None, json_schema_extra={"example": "Målet behöver bli tydligare."})
    godkand: Tidpunkt | None = None
    godkand_av: str | None = Field(None, json_schema_extra={"example": "anna.handlaggare"})
    avslut_skal: str | None = Field(None, json_schema_extra={"example": "Personen har fått arbete."})
    ersatt_av: UUID | None = None
    aktiviteter: list[AktivitetUt]
    summor: list[SummaUt]
    krockar: list[KrockUt]
    framover: list[DateradUt]
    klartext: list[str] = Field(
        description="Planen med vanliga ord, för den som den gäller",
        json_schema_extra={"example": ["Planen gäller sedan den 19 oktober 2026."]},
    )
    varningar: list[VarningUt] | None = None
    tid: TidUt | None = Field(None, alias="_tid")

    @classmethod
    def av(cls, sak: Sak, adress: str, idag: date) -> Self:
        """From the stored rows; what the nämnd knows of the household stays with it by ``permissions`` (DP-26)."""
        plan = sak.plan
        return cls.model_validate(
            {n: getattr(plan, n) for n in _EGNA}
            | {
                "svar_senast": plan.besvaras_senast,
                "forsenad": plan.forsenad(idag),
                "aktiviteter": [AktivitetUt.av(a) for a in sak.aktiviteter],
                "summor": [SummaUt.av(s) for s in sak.summor(idag)],
                "krockar": [KrockUt.av(k) for k in sak.krockar(idag)],
                "framover": [DateradUt.av(r) for r in sak.framover(idag)],
                "klartext": klartext(plan, sak.aktiviteter),
                "varningar": [VarningUt.av(v) for v in sak.varningar],
                "lankar": lankar(adress, sak.mojligheter),
                "hinder": hinder(sak.mojligheter),
            },
            by_name=True,
        )


_RAKNADE = {"svar_senast", "forsenad", "krockar", "framover", "klartext"}
_EGNA = PlanUt.model_fields.keys() - {"aktiviteter", "summor", "varningar", "tid", "lankar", "hinder"} - _RAKNADE


class PlanRad(Utdata):
    """A version in a list: where it stands and from when; nothing of its content (DP-03)."""

    id: UUID
    nummer: int = Field(json_schema_extra={"example": 1})
    status: PlanStatus
    galler_fran: date = Field(json_schema_extra={"example": "2026-10-19"})
    galler_tom: date | None = Field(None, json_schema_extra={"example": "2027-04-18"})
    skapad: Tidpunkt
    svar_senast: date | None = Field(None, json_schema_extra={"example": "2026-10-19"})
    forsenad: bool
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, plan: Plan, rot: str, idag: date) -> Self:
        """Row of a stored version."""
        falt = {n: getattr(plan, n) for n in cls.model_fields if n not in {"lankar", "svar_senast", "forsenad"}}
        falt |= {"svar_senast": plan.besvaras_senast, "forsenad": plan.forsenad(idag)}
        lank = {"self": LankUt(href=f"{rot}/{plan.id}", method="GET")}
        return cls.model_validate(falt | {"lankar": lank}, by_name=True)


class Planer(Lista):
    """One page of versions."""

    planer: list[PlanRad]
