"""JSON of the beslut step."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, ModelWrapValidatorHandler, ValidationError, model_validator
from pydantic.alias_generators import to_camel

from app.core.edge.field_faults import faltfel, falttext, faltundantag
from app.core.errors import Faltfel, OgiltigtInnehall
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
    PositivtHeltal,
    Tidpunkt,
    Utdata,
)
from app.core.transitions import Mojligheter
from app.flode.arende.schemas import ExternReferens
from app.flode.bedomning.models import Bedomning
from app.flode.beslut.krav import OBLIGATORISKA, Beslutstyp
from app.flode.beslut.models import GALLANDE, Beslut, Underrattelse
from app.flode.beslut.states import BeslutStatus, Overklagandeutfall, Underrattelselage, overklagbart
from app.regelverk.modell import AfSteg, Lagrum
from app.regelverk.urval import regelverk_med

BAKVAND = falttext("period_bakvand", "Periodens sista dag ligger före dess första.")


def _ofullstandigt(fel: ValidationError) -> OgiltigtInnehall | None:
    """The refusal when a part that the law demands is missing or can't be read (AK-23, AK-24), else nothing."""
    alla = [_med_regel(f) for f in faltfel(fel.errors())]
    brutna = [_REGEL[f.falt] for f in alla if f.falt in _REGEL]
    if not brutna:
        return None
    regel, lagrum = min(brutna)
    return OgiltigtInnehall("Beslutet saknar något som det ska innehålla.", regel=regel, lagrum=lagrum, fel=alla)


_REGEL = {f"/{to_camel(falt)}": regel for falt, regel in OBLIGATORISKA.items()}


def _med_regel(fel: Faltfel) -> Faltfel:
    """A fault of a part that the law demands says by which section."""
    if fel.falt not in _REGEL:
        return fel
    regel, lagrum = _REGEL[fel.falt]
    return Faltfel(fel.falt, fel.kod, f"{fel.meddelande} Krävs enligt {lagrum} ({regel}).")


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
    nedsatt_procent: Annotated[PositivtHeltal, Field(le=99)] | None = Field(
        None, description="Hur mycket försörjningsstödet sätts ned, i procent", json_schema_extra={"example": 20}
    )
    nedsatt_kronor: PositivtHeltal | None = Field(
        None, description="Hur mycket försörjningsstödet sätts ned, i kronor i månaden"
    )
    kommunicering_id: Identitet | None = Field(None, description="AK-22: krävs före vägran och nedsättning")
    ersatter_id: Identitet | None = Field(None, description="Beslutet som detta rättar")
    avser_beslut_id: Identitet | None = Field(None, description="Beslutet som ett upphörande avslutar")
    externa_referenser: Annotated[list[ExternReferens], Field(max_length=20)] = []

    @model_validator(mode="wrap")
    @classmethod
    def _fullstandigt(cls, varde: Any, las: ModelWrapValidatorHandler[Self]) -> Self:
        try:
            return las(varde)
        except ValidationError as fel:
            raise (_ofullstandigt(fel) or fel) from None

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


class Avgor(Indata):
    """What became of an appeal that left the beslut standing (AK-26)."""

    typ: Literal["avgor"]
    utfall: Overklagandeutfall = Field(json_schema_extra={"example": "avslag"})
    datum: Datum


class Upphav(Indata):
    """A court has set the beslut aside."""

    typ: Literal["upphav"]
    datum: Datum
    skal: LangText = Field(json_schema_extra={"example": "Förvaltningsrätten upphävde beslutet."})


BeslutHandelse = Annotated[Delge | Overklaga | Avgor | Upphav, Field(discriminator="typ")]


class Anmarkning(Utdata):
    """What the law asks for beside the beslut, and that never stops it."""

    regel: str = Field(json_schema_extra={"example": "AK-15"})
    text: str = Field(json_schema_extra={"example": "Arbetsförmedlingen ska underrättas."})
    lagrum: str = Field(json_schema_extra={"example": "12 kap. 4 a § SoL"})
    lage: Underrattelselage = Field(json_schema_extra={"example": "saknas"})
    datum: Datum | None = None


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
    upphor_genom_id: UUID | None = None
    upphor_datum: Datum | None = None
    barnets_basta: str | None = Field(None, json_schema_extra={"example": "Tiderna ryms inom förskolans."})
    ingen_lamplig_atgard: str | None = Field(None, json_schema_extra={"example": "Ingen lämplig insats finns nu."})
    godtagbart_skal: str | None = Field(None, json_schema_extra={"example": "Frånvaron har inget godtagbart skäl."})
    nedsatt_procent: int | None = Field(None, json_schema_extra={"example": 20})
    nedsatt_kronor: int | None = Field(None, json_schema_extra={"example": 1200})
    delfaende_datum: Datum | None = None
    sista_overklagandedag: Datum | None = None
    overklagat: Datum | None = None
    i_ratt_tid: bool | None = None
    overklagande_utfall: Overklagandeutfall | None = None
    overklagande_avgjort: Datum | None = None
    upphavt_datum: Datum | None = None
    upphavt_skal: str | None = Field(None, json_schema_extra={"example": "Förvaltningsrätten upphävde beslutet."})
    anmarkningar: list[Anmarkning] = []
    externa_referenser: list[ExternReferens] = []
    skapad: Tidpunkt

    @classmethod
    def av(
        cls,
        beslut: Beslut,
        mojligheter: Mojligheter,
        arende: str,
        slut: Beslut | None = None,
        notis: Underrattelse | None = None,
    ) -> Self:
        """Picture of a stored beslut; ``slut`` has ended it, ``notis`` is the notice to AF, ``arende`` an address."""
        adress = f"{arende}/beslut/{beslut.id}"
        grannar = _grannar(beslut, arende, slut, notis) | {"underrattelse": f"{adress}/underrattelse"}
        raknat = {
            "lankar": lankar(adress, mojligheter, arende=arende, **grannar),
            "hinder": hinder(mojligheter),
            "i_ratt_tid": _i_ratt_tid(beslut),
            "anmarkningar": _anmarkningar(beslut, notis),
            "upphor_genom_id": slut.id if slut else None,
            "upphor_datum": slut.galler_fran if slut else None,
        }
        falt = {n: getattr(beslut, n) for n in cls.model_fields if n not in raknat}
        return cls.model_validate(falt | raknat, by_name=True)


def _grannar(beslut: Beslut, arende: str, slut: Beslut | None, notis: Underrattelse | None) -> dict[str, str]:
    """Addresses of what the beslut rests on and is tied to, in both directions."""
    par = {
        "bedomning": ("bedomningar", beslut.bedomning_id),
        "samrad": ("samrad", beslut.samrad_id),
        "kommunicering": ("kommuniceringar", beslut.kommunicering_id),
        "ersatter": ("beslut", beslut.ersatter_id),
        "ersattAv": ("beslut", beslut.ersatt_av_id),
        "avserBeslut": ("beslut", beslut.avser_beslut_id),
        "upphorGenom": ("beslut", slut.id if slut else None),
        "afUnderrattelse": ("overlamningar", notis.id if notis and _ska_underrattas(beslut) else None),
    }
    return {namn: f"{arende}/{vag}/{vem}" for namn, (vag, vem) in par.items() if vem is not None}


def _i_ratt_tid(beslut: Beslut) -> bool | None:
    """Whether the appeal came by the last day; unknown until both days are known (T-07)."""
    if beslut.overklagat is None or beslut.sista_overklagandedag is None:
        return None
    return beslut.overklagat <= beslut.sista_overklagandedag


def _ska_underrattas(beslut: Beslut) -> bool:
    """AK-15: a standing begäran under a ruleset by which AF is told."""
    regelverk = regelverk_med(beslut.regelverk)
    berors = beslut.typ == Beslutstyp.BEGARAN_ATT_DELTA.value and beslut.status == GALLANDE
    return berors and regelverk is not None and regelverk.af_steg is not AfSteg.SAMRAD


def _anmarkningar(beslut: Beslut, notis: Underrattelse | None) -> list[Anmarkning]:
    """AK-15: whether AF has been told; the beslut doesn't wait for it."""
    regelverk = regelverk_med(beslut.regelverk)
    if regelverk is None or not _ska_underrattas(beslut):
        return []
    varde, lage = regelverk.regelvarde("af_steg"), notis.lage if notis else Underrattelselage.SAKNAS
    datum = notis.datum if notis else None
    return [Anmarkning(regel=varde.regel, text=varde.text, lagrum=varde.lagrum, lage=lage, datum=datum)]


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


class Overklagandehanvisning(Utdata):
    """How the beslut is appealed (33 § FL), or that it can't be."""

    kan_overklagas: bool
    text: str = Field(json_schema_extra={"example": "Överklagandet ställs till förvaltningsrätten."})
    sista_dag: Datum | None = None


class UnderrattelseUt(Utdata):
    """What the party is told of the beslut (AK-25): names are left out when they are to be hidden."""

    beslut_id: UUID
    typ: Beslutstyp
    lagrum: str = Field(json_schema_extra={"example": "12 kap. 4 a § SoL"})
    beslutsdatum: Datum
    galler_fran: Datum
    galler_tom: Datum | None = None
    innehall: str = Field(json_schema_extra={"example": "Du ska delta i aktiviteter 30 timmar i veckan."})
    motivering: str = Field(json_schema_extra={"example": "Du har haft försörjningsstöd i tre månader."})
    namn_utelamnade: bool
    beslutsfattare: str | None = Field(None, json_schema_extra={"example": "Anna Handläggare"})
    foredragande: str | None = Field(None, json_schema_extra={"example": "Bo Handläggare"})
    ovriga_deltagande: list[str] | None = Field(None, json_schema_extra={"example": []})
    overklagande: Overklagandehanvisning
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, beslut: Beslut, arende: str) -> Self:
        """Draft for the party from a stored beslut; somebody sends it and then records the day."""
        adress = f"{arende}/beslut/{beslut.id}"
        lank = {n: LankUt(href=h, method="GET") for n, h in (("self", f"{adress}/underrattelse"), ("beslut", adress))}
        namn = {} if beslut.dolj_namn else {n: getattr(beslut, n) for n in _NAMN}
        samma = ("typ", "beslutsdatum", "galler_fran", "galler_tom", "innehall", "motivering")
        falt = {n: getattr(beslut, n) for n in samma} | namn
        falt |= {"beslut_id": beslut.id, "lagrum": Lagrum(beslut.lagrum).text, "namn_utelamnade": beslut.dolj_namn}
        return cls.model_validate(falt | {"overklagande": _hanvisning(beslut), "lankar": lank}, by_name=True)


_NAMN = ("beslutsfattare", "foredragande", "ovriga_deltagande")
_SA_OVERKLAGAS = (
    "Beslutet gäller genast. Det kan överklagas till förvaltningsrätten. Överklagandet ska vara skriftligt, "
    "lämnas till nämnden och ha kommit in inom tre veckor från den dag då du fick del av beslutet."
)


def _hanvisning(beslut: Beslut) -> Overklagandehanvisning:
    """By the type of beslut and its ruleset (AK-26); the last day is known once the party has been told."""
    kan = overklagbart(Beslutstyp(beslut.typ), beslut.regelverk)
    text = _SA_OVERKLAGAS if kan else "Beslutet kan inte överklagas."
    return Overklagandehanvisning(kan_overklagas=kan, text=text, sista_dag=beslut.sista_overklagandedag)


class BeslutsforslagUt(Utdata):
    """What a beslut on the assessment could say; a person weighs it, fills in the rest and takes the beslut (DP-31)."""

    typ: Beslutstyp | None = None
    lagrum: Lagrum
    regelverk: str = Field(json_schema_extra={"example": "aktivitetskrav-2026-730"})
    avser_fran_manad: str = Field(json_schema_extra={"example": "2026-10"})
    galler_fran: Datum
    galler_tom: Datum | None = None
    innehall: str | None = Field(None, json_schema_extra={"example": "Du ska delta i aktiviteter 30 timmar i veckan."})
    motivering: str = Field(json_schema_extra={"example": "Beslutet prövas enligt 12 kap. 4 a § SoL."})
    bedomning_id: UUID
    barnets_basta: str | None = Field(None, json_schema_extra={"example": "Tiderna ryms inom förskolans."})
    saknas: list[str] = Field(
        description="Fält som bara en människa kan fylla i", json_schema_extra={"example": ["beslutsfattare"]}
    )
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, bedomning: Bedomning, utkast: Mapping[str, Any], arende: str) -> Self:
        """Picture of a draft, ``utkast`` by the names of the fields; nothing of it is stored."""
        egen = f"{arende}/bedomningar/{bedomning.id}"
        av_bedomningen = {
            "lagrum": bedomning.lagrum,
            "regelverk": bedomning.regelverk,
            "avser_fran_manad": bedomning.avser_manad,
            "bedomning_id": bedomning.id,
            "barnets_basta": bedomning.barnets_basta,
        }
        ram = {
            "self": LankUt(href=f"{egen}/beslutsforslag", method="GET"),
            "bedomning": LankUt(href=egen, method="GET"),
            "fatta": LankUt(href=f"{arende}/beslut", method="POST"),
        }
        return cls.model_validate(av_bedomningen | dict(utkast) | {"lankar": ram}, by_name=True)
