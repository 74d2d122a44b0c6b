"""JSON of the slutrapporter."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator

from app.core.edge.field_faults import falttext, faltundantag
from app.core.representations import Detalj, Lankar, LankUt, Lista, hinder
from app.core.schema_types import Datum, Heltal, Identitet, Indata, KravdFritext, LangText, Tidpunkt, Utdata
from app.core.transitions import Mojligheter
from app.flode.bestallning.states import Avslutsorsak
from app.flode.narvaro.timrakning import Timslag
from app.flode.plan.states import Omrade
from app.flode.progression.matvarden import Matvarden
from app.flode.progression.rapport_schemas import FrystMatning
from app.flode.progression.schemas import samlingslankar
from app.flode.progression.states import RapportStatus
from app.flode.slut.models import Slutinlamning, Slutrapport
from app.flode.slut.states import Mal, Maluppfyllelse, SlutrapportStatus, Verifieringskalla, resultat_raknas

SLUTRAPPORT = "0199b1f4-5c2e-7a31-9d40-5f6a7b8c9d0f"
MAL = "Kunna ta emot instruktioner på svenska."
MALTEXT = "Tar emot muntliga instruktioner utan tolk sedan november."
SAMMANFATTNING = "Har praktiserat i köket i sex månader och fått timanställning där."
REKOMMENDATION = "Fortsatt yrkessvenska på kvällstid."
UNDERLAG = "Anställningsavtal, uppvisat av arbetsgivaren."
TOMT = falttext("inget_att_andra", "Ange minst ett fält att ändra. Inget av dem kan tömmas.")
VERIFIERAT = falttext(
    "verifiering", "Ange dag och underlag för ett resultat som någon har verifierat, och inget av dem annars."
)
DUBBLETT = falttext("samma_mal", "Samma mål anges två gånger.")
Fryst = Callable[[dict[str, Any]], Matvarden]


class MalIn(Indata):
    """A goal and what became of it; with area and words of the plan's it is the plan's."""

    omrade: Omrade | None = None
    mal: LangText = Field(json_schema_extra={"example": MAL})
    maluppfyllelse: Maluppfyllelse
    text: LangText | None = Field(None, json_schema_extra={"example": MALTEXT})


class Resultat(Indata):
    """Who has confirmed the result, which day and what was seen."""

    verifierat_av: Verifieringskalla
    datum: Datum | None = Field(None, json_schema_extra={"example": "2026-10-12"})
    underlag: LangText | None = Field(None, json_schema_extra={"example": UNDERLAG})

    @model_validator(mode="after")
    def _helt(self) -> Self:
        ingen = self.verifierat_av is Verifieringskalla.INGEN
        if {self.datum is not None, self.underlag is not None} != {not ingen}:
            raise faltundantag(VERIFIERAT)
        return self

    def falt(self) -> dict[str, Any]:
        """As columns."""
        return {
            "verifierat_av": self.verifierat_av.value,
            "verifierat": self.datum,
            "verifierat_underlag": self.underlag,
        }


Malen = Annotated[list[MalIn], Field(max_length=100)]


def _olika(mal: list[MalIn] | None) -> None:
    if mal is not None and len({(m.omrade, m.mal) for m in mal}) != len(mal):
        raise faltundantag(DUBBLETT)


def _ord(indata: "NySlutrapport | Andra") -> dict[str, Any]:
    """The given words as columns."""
    falt = {n: getattr(indata, n) for n in ("avslutsorsak", "sammanfattning", "rekommendation")}
    ut = {n: v for n, v in falt.items() if v is not None} | (indata.resultat.falt() if indata.resultat else {})
    return ut | ({} if indata.mal is None else {"mal": [m.model_dump(mode="json") for m in indata.mal]})


class NySlutrapport(Indata):
    """A draft; ``ersatterId`` makes it a new version."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "avslutsorsak": "arbete",
                "sammanfattning": SAMMANFATTNING,
                "rekommendation": REKOMMENDATION,
                "resultat": {"verifieratAv": "arbetsgivare", "datum": "2026-10-12", "underlag": UNDERLAG},
                "mal": [{"omrade": "sprak", "mal": MAL, "maluppfyllelse": "uppnatt", "text": MALTEXT}],
            }
        }
    )

    avslutsorsak: Avslutsorsak
    sammanfattning: KravdFritext = Field(json_schema_extra={"example": SAMMANFATTNING})
    rekommendation: LangText = Field(json_schema_extra={"example": REKOMMENDATION})
    resultat: Resultat
    mal: Malen = []
    ersatter_id: Identitet | None = Field(None, json_schema_extra={"example": SLUTRAPPORT})

    @model_validator(mode="after")
    def _en_gang(self) -> Self:
        _olika(self.mal)
        return self

    def ord(self) -> dict[str, Any]:
        """As columns."""
        return _ord(self)


class Andra(Indata):
    """Change the draft; only the given fields do."""

    typ: Literal["andra"]
    avslutsorsak: Avslutsorsak | None = None
    sammanfattning: KravdFritext | None = Field(None, json_schema_extra={"example": SAMMANFATTNING})
    rekommendation: LangText | None = Field(None, json_schema_extra={"example": REKOMMENDATION})
    resultat: Resultat | None = None
    mal: Malen | None = None

    @model_validator(mode="after")
    def _nagot(self) -> Self:
        satta = self.model_fields_set - {"typ"}
        if not satta or any(getattr(self, n) is None for n in satta):
            raise faltundantag(TOMT)
        _olika(self.mal)
        return self

    def ord(self) -> dict[str, Any]:
        """The given fields as columns."""
        return _ord(self)


class LamnaIn(Indata):
    """Hand in to the kommun."""

    typ: Literal["lamna_in"]


class BegarKomplettering(Indata):
    """Send back with a reason."""

    typ: Literal["begar_komplettering"]
    skal: LangText = Field(json_schema_extra={"example": "Beskriv hur målet om studier följdes upp."})


class Godkann(Indata):
    """Approve what was handed in."""

    typ: Literal["godkann"]


SlutrapportHandelse = Annotated[Andra | LamnaIn | BegarKomplettering | Godkann, Field(discriminator="typ")]


class MalUt(Utdata):
    """A goal and what became of it; one of the plan's that is left to assess has neither outcome nor text."""

    omrade: Omrade | None = None
    mal: str = Field(json_schema_extra={"example": MAL})
    ur_planen: bool = Field(json_schema_extra={"example": True})
    maluppfyllelse: Maluppfyllelse | None = None
    text: str | None = Field(None, json_schema_extra={"example": MALTEXT})

    @classmethod
    def av(cls, mal: Mal) -> Self:
        """As the step has it."""
        return cls.model_validate({n: getattr(mal, n) for n in cls.model_fields}, by_name=True)


class ResultatUt(Utdata):
    """Who has confirmed the result; ``raknas``: it is work or studies that the employer or the school has confirmed."""

    verifierat_av: Verifieringskalla
    datum: date | None = Field(None, json_schema_extra={"example": "2026-10-12"})
    underlag: str | None = Field(None, json_schema_extra={"example": UNDERLAG})
    raknas: bool = Field(json_schema_extra={"example": True})

    @classmethod
    def av(cls, rad: Slutrapport | Slutinlamning) -> Self:
        """From a draft or what was handed in."""
        return cls(
            verifierat_av=Verifieringskalla(rad.verifierat_av),
            datum=rad.verifierat,
            underlag=rad.verifierat_underlag,
            raknas=resultat_raknas(rad.avslutsorsak, rad.verifierat_av),
        )


class FrystSumma(Utdata):
    """Minutes and occasions of one kind, and how they came about."""

    slag: Timslag
    minuter: int = Field(json_schema_extra={"example": 4320})
    antal: int | None = Field(None, json_schema_extra={"example": 24})
    forklaring: str = Field(json_schema_extra={"example": "Tid på plats inom tillfällets tider: 24 tillfällen."})


class FrystNarvaro(Utdata):
    """Attendance and hours of the whole order."""

    fran: date = Field(json_schema_extra={"example": "2026-10-12"})
    tom: date = Field(json_schema_extra={"example": "2027-04-11"})
    summor: list[FrystSumma]


class FrystRapport(Utdata):
    """A progressionsrapport that was handed in."""

    rapport_id: UUID
    utgava: int = Field(json_schema_extra={"example": 1})
    status: RapportStatus
    period_fran: date = Field(json_schema_extra={"example": "2026-10-01"})
    period_tom: date = Field(json_schema_extra={"example": "2026-10-31"})


class SlutinlamningUt(Utdata):
    """What was handed in, frozen; ``kompletteringSkal`` is why the kommun asked for more."""

    nummer: Heltal = Field(json_schema_extra={"example": 1})
    inlamnad: Tidpunkt
    inlamnad_av: str = Field(json_schema_extra={"example": "vera.vagledare"})
    avslutsorsak: Avslutsorsak
    sammanfattning: str = Field(json_schema_extra={"example": SAMMANFATTNING})
    rekommendation: str = Field(json_schema_extra={"example": REKOMMENDATION})
    resultat: ResultatUt
    mal: list[MalUt]
    nivaer: list[FrystMatning]
    narvaro: FrystNarvaro
    rapporter: list[FrystRapport]
    komplettering_skal: str | None = Field(None, json_schema_extra={"example": "Beskriv hur målet följdes upp."})

    @classmethod
    def av(cls, rad: Slutinlamning, fryst: Fryst) -> Self:
        """From the stored row; ``fryst`` says what the caller may see of a measurement (DP-27)."""
        return cls.model_validate(
            {n: getattr(rad, n) for n in _INLAMNAT}
            | {
                "resultat": ResultatUt.av(rad),
                "mal": [MalUt.av(Mal.las(m)) for m in rad.mal],
                "nivaer": [FrystMatning.av(m, fryst(m)) for m in rad.nivaer],
                "narvaro": FrystNarvaro.model_validate(rad.narvaro, by_name=True),
                "rapporter": [FrystRapport.model_validate(r, by_name=True) for r in rad.rapporter],
            },
            by_name=True,
        )


_INLAMNAT = {
    "nummer", "inlamnad", "inlamnad_av", "avslutsorsak", "sammanfattning", "rekommendation", "komplettering_skal",
}  # fmt: skip


class SlutrapportUt(Detalj):
    """A slutrapport. The utförare reads its draft, the kommun what was handed in last."""

    status: SlutrapportStatus
    bestallning_id: UUID
    utgava: int = Field(json_schema_extra={"example": 1})
    avslutsorsak: Avslutsorsak
    sammanfattning: str = Field(json_schema_extra={"example": SAMMANFATTNING})
    rekommendation: str = Field(json_schema_extra={"example": REKOMMENDATION})
    resultat: ResultatUt
    mal: list[MalUt]
    skapad: Tidpunkt
    inlamnad: Tidpunkt | None = None
    inlamningar: list[SlutinlamningUt]
    godkand: Tidpunkt | None = None
    godkand_av: str | None = Field(None, json_schema_extra={"example": "anna.handlaggare"})
    ersatter_id: UUID | None = None
    ersatt_av_id: UUID | None = None

    @classmethod
    def av(
        cls,
        rapport: Slutrapport,
        last: Slutrapport | Slutinlamning,
        mal: list[Mal],
        inlamningar: list[SlutinlamningUt],
        ersatt_av: UUID | None,
        mojligheter: Mojligheter,
        samling: str,
    ) -> Self:
        """Picture of a version; ``last`` is the row whose words the caller reads."""
        return cls.model_validate(
            {n: getattr(rapport, n) for n in _EGNA}
            | {n: getattr(last, n) for n in ("avslutsorsak", "sammanfattning", "rekommendation")}
            | {
                "resultat": ResultatUt.av(last),
                "mal": [MalUt.av(m) for m in mal],
                "inlamningar": inlamningar,
                "ersatt_av_id": ersatt_av,
                "lankar": samlingslankar(samling, rapport.id, mojligheter),
                "hinder": hinder(mojligheter),
            },
            by_name=True,
        )


_EGNA = {
    "id", "version", "status", "bestallning_id", "utgava", "skapad", "inlamnad", "godkand", "godkand_av", "ersatter_id",
}  # fmt: skip


class SlutrapportRad(Utdata):
    """A slutrapport in a list: where it stands, not what it says (DP-03)."""

    id: UUID
    status: SlutrapportStatus
    utgava: int = Field(json_schema_extra={"example": 1})
    skapad: Tidpunkt
    antal_inlamningar: int = Field(json_schema_extra={"example": 1})
    inlamnad: Tidpunkt | None = None
    godkand: Tidpunkt | None = None
    ersatter_id: UUID | None = None
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, rapport: Slutrapport, samling: str) -> Self:
        """Row of a stored version."""
        falt = {n: getattr(rapport, n) for n in cls.model_fields if n != "lankar"}
        lank = {"self": LankUt(href=f"{samling}/{rapport.id}", method="GET")}
        return cls.model_validate(falt | {"lankar": lank}, by_name=True)


class Slutrapporter(Lista):
    """One page of versions."""

    slutrapporter: list[SlutrapportRad]
