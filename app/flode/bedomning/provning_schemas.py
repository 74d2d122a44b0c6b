"""JSON of the prövning: what it is asked and how it explains itself."""

from datetime import date
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field, model_validator

from app.core.edge.field_faults import falttext, faltundantag
from app.core.representations import Lankar, LankUt, Lista
from app.core.schema_types import (
    Antal,
    Bool,
    Datum,
    Identitet,
    Indata,
    KortText,
    ManadStr,
    PositivtHeltal,
    Tidpunkt,
    Utdata,
)
from app.flode.bedomning.klockor import Kravklockpost
from app.regelverk.modell import Grad, Lagrum, Undantagsgrund
from app.regelverk.motor.fakta import Formanstyp, Sysselsattningstyp
from app.regelverk.motor.forklaring import Regelresultat
from app.regelverk.motor.fraga import Orsak, Provning, Utfall

BAKVAND = falttext("period_bakvand", "Periodens sista dag ligger före dess första.")
ANTINGEN_ELLER = falttext("arende_eller_uppgifter", "Ange antingen ett ärende eller uppgifter, inte båda.")
DUBBEL_MANAD = falttext("manad_dubbel", "Samma månad är angiven mer än en gång.")
MAX_FALL = 200
TIMMAR_I_VECKAN = 168


EXEMPELFALL: dict[str, Any] = {
    "referens": "fall-1",
    "uppgifter": {
        "fodelsedatum": "1985-02-13",
        "manader": [{"manad": "2027-02"}, {"manad": "2027-03"}, {"manad": "2027-04"}],
        "sysselsattningar": [{"typ": "arbete", "timmarPerVecka": 12, "from": "2027-02-01"}],
        "formagaTimmar": 30,
        "egetJobbsokande": 5,
    },
}


class RegelprovUt(Utdata):
    """One rule tried, with its parts."""

    regel: str = Field(json_schema_extra={"example": "AK-02"})
    fraga: str = Field(json_schema_extra={"example": "Har personen haft försörjningsstöd tillräckligt länge?"})
    resultat: Regelresultat
    svar: str = Field(json_schema_extra={"example": "Ja, minst 3 månader i följd."})
    lagrum: str = Field(json_schema_extra={"example": "12 kap. 4 a § SoL"})
    grad: Grad
    fakta: list["FaktumUt"] = []
    delar: list["RegelprovUt"] = []


class FaktumUt(Utdata):
    """A fact that the rule was put to."""

    namn: str = Field(json_schema_extra={"example": "antal_manader"})
    varde: str | int | bool | list[str] | None = Field(None, json_schema_extra={"example": 3})


class TimradUt(Utdata):
    """One row of the sum of hours."""

    kod: str = Field(json_schema_extra={"example": "timtak"})
    text: str = Field(json_schema_extra={"example": "Högst 40 timmar i veckan."})
    timmar: int = Field(json_schema_extra={"example": 40})
    regel: str = Field(json_schema_extra={"example": "AK-07"})
    lagrum: str = Field(json_schema_extra={"example": "12 kap. 4 a § SoL"})
    grad: Grad


class TimmarUt(Utdata):
    """Suggested hours a week; the rows add up to ``summa``, of which ``anvisad`` is measured as attendance."""

    tak: int = Field(json_schema_extra={"example": 40})
    rader: list[TimradUt]
    summa: int = Field(json_schema_extra={"example": 30})
    eget_jobbsokande: int = Field(json_schema_extra={"example": 5})
    anvisad: int = Field(json_schema_extra={"example": 25})


class KravklockaUt(Utdata):
    """Which months counted and from when the requirement holds (T-01, T-02)."""

    kravs_manader: int | None = Field(None, json_schema_extra={"example": 3})
    antal_manader: int = Field(json_schema_extra={"example": 3})
    raknade_manader: list[str]
    overbryggade_manader: list[str] = []
    okanda_manader: list[str] = []
    krav_manad: str | None = Field(None, json_schema_extra={"example": "2026-10"})
    krav_manad_om_obruten: str | None = Field(None, json_schema_extra={"example": "2026-10"})
    beslut_senast: Datum | None = None


class GallandeUndantagUt(Utdata):
    """The ground that exempts, as the prövning found it."""

    grund: Undantagsgrund
    grad_procent: int = Field(json_schema_extra={"example": 100})
    fran: Datum
    tom: Datum | None = None


class AndringUt(Utdata):
    """The next day on which something changes, if nothing new is told."""

    dag: Datum
    text: str = Field(json_schema_extra={"example": "Från 2027-03-15: omfattas, 40 timmar i veckan."})


class ProvningUt(Utdata):
    """Outcome with every rule tried; a computation, never a decision (DP-31)."""

    regelverk: str = Field(json_schema_extra={"example": "aktivitetskrav-2026-730"})
    lagrum: Lagrum
    utfall: Utfall
    orsak: Orsak | None = None
    undantag: GallandeUndantagUt | None = None
    undantag_upphor: Datum | None = None
    klocka: KravklockaUt
    timmar: TimmarUt | None = None
    regler: list[RegelprovUt]
    signaler: list[RegelprovUt] = []
    nasta_andring: AndringUt | None = None

    @classmethod
    def av(cls, provning: Provning) -> Self:
        """From the engine's answer."""
        return cls.ur(provning.som_data())

    @classmethod
    def ur(cls, data: dict[str, Any]) -> Self:
        """From the answer as it is stored."""
        return cls.model_validate(data, by_name=True)


# --- what is asked --------------------------------------------------------------------------------


class _Dagar(Indata):
    fran: Datum = Field(alias="from")
    tom: Datum | None = None

    @model_validator(mode="after")
    def _ratt_vand(self) -> Self:
        if self.tom is not None and self.tom < self.fran:
            raise faltundantag(BAKVAND)
        return self


class ProvadSysselsattning(_Dagar):
    """What already takes hours of the week."""

    typ: Sysselsattningstyp
    timmar_per_vecka: Annotated[Antal, Field(le=TIMMAR_I_VECKAN)] = Field(json_schema_extra={"example": 12})


class ProvadForman(_Dagar):
    """A benefit with its degree."""

    typ: Formanstyp
    grad_procent: Annotated[PositivtHeltal, Field(le=100)] = Field(json_schema_extra={"example": 50})


class ProvatUndantag(_Dagar):
    """A ground of exemption with its degree."""

    grund: Undantagsgrund
    grad_procent: Annotated[PositivtHeltal, Field(le=100)] = Field(100, json_schema_extra={"example": 100})


class ProvadManad(Indata):
    """One month, with or without försörjningsstöd."""

    manad: ManadStr
    forsorjningsstod: Bool = True


class Uppgifter(Indata):
    """The facts of somebody who need not exist; no identity is asked for."""

    fodelsedatum: Datum | None = None
    manader: Annotated[list[ProvadManad], Field(max_length=240)] = []
    undantag: Annotated[list[ProvatUndantag], Field(max_length=20)] = []
    sysselsattningar: Annotated[list[ProvadSysselsattning], Field(max_length=20)] = []
    formaner: Annotated[list[ProvadForman], Field(max_length=20)] = []
    formaga_timmar: Annotated[Antal, Field(le=TIMMAR_I_VECKAN)] | None = Field(None, json_schema_extra={"example": 30})
    eget_jobbsokande: Annotated[Antal, Field(le=TIMMAR_I_VECKAN)] = Field(0, json_schema_extra={"example": 5})
    antal_barn: Annotated[Antal, Field(le=30)] = Field(0, json_schema_extra={"example": 1})
    yngsta_barn_fyller_ett: Datum | None = None
    yngsta_barn_fyller_atta: Datum | None = None

    @model_validator(mode="after")
    def _en_gang_per_manad(self) -> Self:
        if len({m.manad for m in self.manader}) < len(self.manader):
            raise faltundantag(DUBBEL_MANAD)
        return self

    def som_data(self) -> dict[str, Any]:
        """As the engine reads facts."""
        data = self.model_dump(mode="json")
        return data | {"fodd": data["fodelsedatum"]}


class Provningsfall(Indata):
    """One case: an ärende with what is recorded in it, or facts."""

    referens: KortText | None = Field(None, json_schema_extra={"example": "fall-1"})
    arende_id: Identitet | None = None
    uppgifter: Uppgifter | None = None

    @model_validator(mode="after")
    def _ett_av_dem(self) -> Self:
        if (self.arende_id is None) == (self.uppgifter is None):
            raise faltundantag(ANTINGEN_ELLER)
        return self


class AntagandeIn(Indata):
    """What if a value of a ruleset were another from a month on."""

    regelverk: KortText = Field(json_schema_extra={"example": "aktivitetskrav-2026-730"})
    varde_kod: KortText = Field(json_schema_extra={"example": "manader_i_foljd"})
    varde: Annotated[Antal, Field(le=TIMMAR_I_VECKAN)] = Field(json_schema_extra={"example": 2})
    fran_manad: ManadStr


class Provningsbegaran(Indata):
    """What is to be tried, for which month, as known on which day."""

    avser_manad: ManadStr
    fran: Datum | None = None
    kand_dag: Datum | None = None
    regelverk: KortText | None = Field(None, json_schema_extra={"example": "aktivitetskrav-2026-730"})
    antaganden: Annotated[list[AntagandeIn], Field(max_length=10)] = []
    fall: Annotated[list[Provningsfall], Field(min_length=1, max_length=MAX_FALL)] = Field(
        json_schema_extra={"example": [EXEMPELFALL]}
    )

    @property
    def antaganden_som_data(self) -> list[dict[str, Any]]:
        """As the engine reads them."""
        return [a.model_dump(mode="json") for a in self.antaganden]


class Provningsresultat(Utdata):
    """The answer for one case, in the order they were asked."""

    referens: str | None = Field(None, json_schema_extra={"example": "fall-1"})
    arende_id: UUID | None = None
    kontrollsumma: str = Field(json_schema_extra={"example": "9f86d081884c7d65"})
    provning: ProvningUt


class Provningar(Utdata):
    """The answers; nothing was stored."""

    resultat: list[Provningsresultat]


class OmprovningUt(Utdata):
    """A stored assessment's question put again: whether the answer is the same, byte for byte."""

    lika: bool
    kontrollsumma: str = Field(json_schema_extra={"example": "9f86d081884c7d65"})
    kontrollsumma_nu: str = Field(json_schema_extra={"example": "9f86d081884c7d65"})
    provning: ProvningUt
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, omprovning: Any, adress: str) -> Self:
        """From the stored answer and today's."""
        sparad, nu = str(omprovning.bedomning.kontrollsumma), omprovning.kontrollsumma_nu
        return cls(
            lika=sparad == nu,
            kontrollsumma=sparad,
            kontrollsumma_nu=nu,
            provning=ProvningUt.av(omprovning.nu),
            lankar={
                "self": LankUt(href=f"{adress}/omprovning", method="GET"),
                "bedomning": LankUt(href=adress, method="GET"),
            },
        )


class ArendeklockaUt(Utdata):
    """Where one ärende stands today."""

    provning: ProvningUt
    lankar: Lankar = Field(alias="_links")


class KlockradUt(Utdata):
    """An ärende's clock in a list, as last computed."""

    id: UUID
    arende_id: UUID
    krav_manad: str | None = Field(None, json_schema_extra={"example": "2026-10"})
    krav_manad_om_obruten: str | None = Field(None, json_schema_extra={"example": "2026-10"})
    beslut_senast: Datum | None = None
    forsenad: bool
    nasta_andring: Datum | None = None
    beraknad: Tidpunkt
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, rad: Kravklockpost, arenden: str, idag: date) -> Self:
        """From the stored row; what the person's months were is read in the ärende (DP-03)."""
        return cls(
            id=rad.id,
            arende_id=rad.arende_id,
            krav_manad=rad.krav_manad,
            krav_manad_om_obruten=rad.krav_manad_om_obruten,
            beslut_senast=rad.beslut_senast,
            forsenad=rad.beslut_senast is not None and rad.beslut_senast < idag,
            nasta_andring=rad.nasta_andring,
            beraknad=rad.beraknad,
            lankar={
                "arende": LankUt(href=f"{arenden}/{rad.arende_id}", method="GET"),
                "kravklocka": LankUt(href=f"{arenden}/{rad.arende_id}/kravklocka", method="GET"),
            },
        )


class Kravklockor(Lista):
    """One page of clocks."""

    kravklockor: list[KlockradUt]
