"""JSON of the beslut step."""

from datetime import date
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from app.core.edge.field_faults import falttext, faltundantag
from app.core.representations import Detalj, Lankar, LankUt, Lista, hinder, lankar
from app.core.schema_types import (
    Bool,
    Datum,
    Identitet,
    Indata,
    KortText,
    KravdFritext,
    LangText,
    ManadStr,
    Tidpunkt,
    Utdata,
)
from app.core.transitions import Mojligheter
from app.flode.arende.schemas import ExternReferens
from app.flode.beslut.models import GALLANDE, Beslut, Kommunicering
from app.flode.beslut.states import BeslutStatus, Beslutstyp, KommuniceringStatus, kommunicering_klar
from app.regelverk.modell import AfSteg, Lagrum
from app.regelverk.urval import regelverk_med

BAKVAND = falttext("period_bakvand", "Periodens sista dag ligger före dess första.")


class NyttBeslut(Indata):
    """A beslut as a person has taken it, with all that it must show (AK-23) and its reasons (AK-24)."""

    typ: Beslutstyp
    lagrum: Lagrum = Field(
        description="Grunden som beslutet vilar på (AK-01)", json_schema_extra={"example": "sol_12_4a"}
    )
    regelverk: KortText = Field(json_schema_extra={"example": "aktivitetskrav-2026-730"})
    avser_fran_manad: ManadStr
    galler_fran: Datum
    galler_tom: Datum | None = Field(None, json_schema_extra={"example": "2027-04-04"})
    beslutsdatum: Datum = Field(description="AK-23")
    innehall: LangText = Field(
        description="AK-23", json_schema_extra={"example": "Du ska delta i aktiviteter 30 timmar i veckan."}
    )
    beslutsfattare: KortText = Field(description="AK-23", json_schema_extra={"example": "Anna Handläggare"})
    foredragande: KortText = Field(description="AK-23", json_schema_extra={"example": "Bo Handläggare"})
    ovriga_deltagande: Annotated[list[KortText], Field(max_length=20)] = Field(
        description="AK-23: tom lista när ingen annan har deltagit", json_schema_extra={"example": []}
    )
    dolj_namn: Bool = Field(False, description="Namn på tjänstemän utelämnas vid hot (AK-25)")
    motivering: KravdFritext = Field(
        description="AK-24: bestämmelser och avgörande omständigheter",
        json_schema_extra={"example": "Du har haft försörjningsstöd i tre månader och inget undantag gäller."},
    )
    bedomning_id: Identitet
    barnets_basta: LangText | None = Field(None, json_schema_extra={"example": "Tiderna ryms inom förskolans."})
    ingen_lamplig_atgard: LangText | None = Field(
        None, description="AK-37", json_schema_extra={"example": "Arbetsförmedlingen har ingen lämplig insats nu."}
    )
    godtagbart_skal: LangText | None = Field(
        None, description="AK-20", json_schema_extra={"example": "Frånvaron har inget godtagbart skäl."}
    )
    kommunicering_id: Identitet | None = None
    ersatter_id: Identitet | None = None
    avser_beslut_id: Identitet | None = None
    externa_referenser: Annotated[list[ExternReferens], Field(max_length=20)] = []

    @model_validator(mode="after")
    def _ratt_vand(self) -> Self:
        if self.galler_tom is not None and self.galler_tom < self.galler_fran:
            raise faltundantag(BAKVAND)
        return self

    def falt(self) -> dict[str, Any]:
        """Fields by internal names."""
        return self.model_dump(mode="python")


class Delge(Indata):
    """The party was told of the beslut (AK-25)."""

    typ: Literal["delge"]
    delfaende_datum: Datum


class Overklaga(Indata):
    """An appeal came in (AK-26)."""

    typ: Literal["overklaga"]
    inkom: Datum


class Upphav(Indata):
    """A court has set the beslut aside."""

    typ: Literal["upphav"]
    datum: Datum
    skal: LangText = Field(json_schema_extra={"example": "Förvaltningsrätten upphävde beslutet."})


BeslutHandelse = Annotated[Delge | Overklaga | Upphav, Field(discriminator="typ")]


class Anmarkning(Utdata):
    """What the law asks for beside the beslut, and that never stops it."""

    regel: str = Field(json_schema_extra={"example": "AK-15"})
    text: str = Field(json_schema_extra={"example": "Arbetsförmedlingen ska underrättas."})


class BeslutUt(Detalj):
    """A beslut with its content and what has happened to it."""

    typ: Beslutstyp
    status: BeslutStatus
    lagrum: Lagrum
    regelverk: str = Field(json_schema_extra={"example": "aktivitetskrav-2026-730"})
    avser_fran_manad: str = Field(json_schema_extra={"example": "2026-10"})
    galler_fran: Datum
    galler_tom: Datum | None = None
    beslutsdatum: Datum
    innehall: str = Field(json_schema_extra={"example": "Du ska delta i aktiviteter 30 timmar i veckan."})
    beslutsfattare: str = Field(json_schema_extra={"example": "Anna Handläggare"})
    foredragande: str = Field(json_schema_extra={"example": "Bo Handläggare"})
    ovriga_deltagande: list[str] = Field(json_schema_extra={"example": []})
    dolj_namn: bool
    motivering: str = Field(json_schema_extra={"example": "Du har haft försörjningsstöd i tre månader."})
    bedomning_id: UUID
    samrad_id: UUID | None = None
    kommunicering_id: UUID | None = None
    ersatter_id: UUID | None = None
    ersatt_av_id: UUID | None = None
    avser_beslut_id: UUID | None = None
    barnets_basta: str | None = Field(None, json_schema_extra={"example": "Tiderna ryms inom förskolans."})
    ingen_lamplig_atgard: str | None = Field(None, json_schema_extra={"example": "Ingen lämplig insats finns nu."})
    godtagbart_skal: str | None = Field(None, json_schema_extra={"example": "Frånvaron har inget godtagbart skäl."})
    delfaende_datum: Datum | None = None
    sista_overklagandedag: Datum | None = None
    overklagat: Datum | None = None
    i_ratt_tid: bool | None = None
    upphavt_datum: Datum | None = None
    upphavt_skal: str | None = Field(None, json_schema_extra={"example": "Förvaltningsrätten upphävde beslutet."})
    anmarkningar: list[Anmarkning] = []
    externa_referenser: list[ExternReferens] = []
    skapad: Tidpunkt

    @classmethod
    def av(cls, beslut: Beslut, mojligheter: Mojligheter, arende: str) -> Self:
        """Picture of a stored beslut; ``arende`` is the address of its ärende."""
        raknat = {"lankar", "hinder", "i_ratt_tid", "anmarkningar"}
        falt = {n: getattr(beslut, n) for n in cls.model_fields if n not in raknat}
        ram = {
            "lankar": lankar(f"{arende}/beslut/{beslut.id}", mojligheter, arende=arende, **_grannar(beslut, arende)),
            "hinder": hinder(mojligheter),
            "i_ratt_tid": _i_ratt_tid(beslut),
            "anmarkningar": _anmarkningar(beslut),
        }
        return cls.model_validate(falt | ram, by_name=True)


def _grannar(beslut: Beslut, arende: str) -> dict[str, str]:
    """Addresses of what the beslut rests on and is tied to."""
    par = {
        "bedomning": ("bedomningar", beslut.bedomning_id),
        "samrad": ("samrad", beslut.samrad_id),
        "kommunicering": ("kommuniceringar", beslut.kommunicering_id),
        "ersatter": ("beslut", beslut.ersatter_id),
        "ersattAv": ("beslut", beslut.ersatt_av_id),
        "avserBeslut": ("beslut", beslut.avser_beslut_id),
    }
    return {namn: f"{arende}/{vag}/{vem}" for namn, (vag, vem) in par.items() if vem is not None}


def _i_ratt_tid(beslut: Beslut) -> bool | None:
    """Whether the appeal came by the last day; unknown until both days are known (T-07)."""
    if beslut.overklagat is None or beslut.sista_overklagandedag is None:
        return None
    return beslut.overklagat <= beslut.sista_overklagandedag


def _anmarkningar(beslut: Beslut) -> list[dict[str, str]]:
    """AK-15: under aktivitetskravet AF is told; the beslut doesn't wait for it."""
    regelverk = regelverk_med(beslut.regelverk)
    berors = beslut.typ == Beslutstyp.BEGARAN_ATT_DELTA.value and beslut.status == GALLANDE
    if regelverk is None or regelverk.af_steg is AfSteg.SAMRAD or not berors:
        return []
    return [{"regel": "AK-15", "text": regelverk.regelvarde("af_steg").text}]


class BeslutRad(Utdata):
    """A beslut in a list: type and dates (DP-03)."""

    id: UUID
    typ: Beslutstyp
    status: BeslutStatus
    beslutsdatum: Datum
    galler_fran: Datum
    galler_tom: Datum | None = None
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, beslut: Beslut, rot: str) -> Self:
        """Row of a stored beslut."""
        falt = {n: getattr(beslut, n) for n in cls.model_fields if n != "lankar"}
        lank = {"self": LankUt(href=f"{rot}/{beslut.id}", method="GET")}
        return cls.model_validate(falt | {"lankar": lank}, by_name=True)


class Beslutslista(Lista):
    """One page of an ärende's beslut."""

    beslut: list[BeslutRad]


class NyKommunicering(Indata):
    """The material that the party is told, and the last day to answer (AK-22)."""

    material: KravdFritext = Field(
        json_schema_extra={"example": "Du har uteblivit tre gånger. Nämnden överväger nedsättning."}
    )
    svar_senast: Datum


class Besvara(Indata):
    """The person's answer."""

    typ: Literal["besvara"]
    svar: KravdFritext = Field(json_schema_extra={"example": "Jag var sjuk två av dagarna."})
    svar_datum: Datum


class UtanSvar(Indata):
    """The reply date has passed in silence."""

    typ: Literal["utan_svar"]


class Forlang(Indata):
    """More time to answer."""

    typ: Literal["forlang"]
    svar_senast: Datum


class Avbryt(Indata):
    """No burdening beslut is considered any more."""

    typ: Literal["avbryt"]
    skal: LangText = Field(json_schema_extra={"example": "Frånvaron var giltig."})


KommuniceringHandelse = Annotated[Besvara | UtanSvar | Forlang | Avbryt, Field(discriminator="typ")]


class KommuniceringUt(Detalj):
    """A kommunicering, and from which day a beslut may rest on it."""

    status: KommuniceringStatus
    material: str = Field(json_schema_extra={"example": "Du har uteblivit tre gånger."})
    skickad: Datum
    svar_senast: Datum
    svar: str | None = Field(None, json_schema_extra={"example": "Jag var sjuk två av dagarna."})
    svar_datum: Datum | None = None
    avbruten_skal: str | None = Field(None, json_schema_extra={"example": "Frånvaron var giltig."})
    beslut_tidigast: Datum | None = None
    skapad: Tidpunkt

    @classmethod
    def av(cls, rad: Kommunicering, mojligheter: Mojligheter, arende: str) -> Self:
        """Picture of a stored kommunicering."""
        falt = {n: getattr(rad, n) for n in cls.model_fields if n not in {"lankar", "hinder", "beslut_tidigast"}}
        tidigast: date | None = kommunicering_klar(rad.status, rad.svar_senast, rad.svar_datum)
        ram = {
            "lankar": lankar(f"{arende}/kommuniceringar/{rad.id}", mojligheter, arende=arende),
            "hinder": hinder(mojligheter),
            "beslut_tidigast": tidigast,
        }
        return cls.model_validate(falt | ram, by_name=True)


class KommuniceringRad(Utdata):
    """A kommunicering in a list: where it stands."""

    id: UUID
    status: KommuniceringStatus
    skickad: Datum
    svar_senast: Datum
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, rad: Kommunicering, rot: str) -> Self:
        """Row of a stored kommunicering."""
        falt = {n: getattr(rad, n) for n in cls.model_fields if n != "lankar"}
        lank = {"self": LankUt(href=f"{rot}/{rad.id}", method="GET")}
        return cls.model_validate(falt | {"lankar": lank}, by_name=True)


class Kommuniceringar(Lista):
    """One page of an ärende's kommunicering."""

    kommuniceringar: list[KommuniceringRad]
