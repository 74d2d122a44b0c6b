"""JSON of the överlämning."""

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from app.begrepp.sekretess import Utlamnandegrund
from app.core.edge.field_faults import falttext, faltundantag
from app.core.representations import Detalj, Lankar, LankUt, Lista, hinder, lankar
from app.core.schema_types import Antal, Datum, Identitet, Indata, KortText, LangText, Tidpunkt, Utdata
from app.core.transitions import Mojligheter
from app.flode.overlamning.avvikelsekoder import FAR_VALJAS
from app.flode.overlamning.models import Overlamning
from app.flode.overlamning.states import (
    Anvisad,
    Avvikelsekod,
    Bedomningskod,
    Kanal,
    OverlamningStatus,
    Skede,
    Slag,
    Underkod,
)
from app.flode.samrad.paket_schemas import InskrivningUt, Paketram, inskrivning
from app.flode.samrad.schemas import OverlamnadUt
from app.flode.samrad.utskrift import Paket

TILLFALLE = falttext("tillfalle_vid_avvikelse", "Ange tillfället när skedet är avvikelse, och bara då.")
KOD = falttext("avvikelsekod", "Koden kan inte väljas. Underkod anges för kod 18 och bara för den.")
GRUND = falttext("grund_och_lagrum", "Ange både grund och lagrum för utlämnandet, eller inget av dem.")
BESTALLNING = "0199d5b0-0000-7000-8000-000000000002"
TILLFALLE_ID = "0199d5b0-0000-7000-8000-000000000003"
SAMMANFATTNING = Annotated[LangText, Field(max_length=1000)]


class MedGrund(Indata):
    """The ground for the disclosure (DP-09); may wait while it is a draft."""

    utlamnande_grund: Utlamnandegrund | None = Field(None, json_schema_extra={"example": "uppgiftsskyldighet"})
    utlamnande_lagrum: KortText | None = Field(None, json_schema_extra={"example": "12 kap. 4 a § SoL"})

    @model_validator(mode="after")
    def _bada(self) -> Self:
        if (self.utlamnande_grund is None) != (self.utlamnande_lagrum is None):
            raise faltundantag(GRUND)
        return self


class NyUnderrattelse(MedGrund):
    """Notice that an arbetssökande may come under the requirement (AK-15)."""

    slag: Literal["underrattelse"]
    kanal: Kanal = Field(json_schema_extra={"example": "api"})
    datum: Datum = Field(json_schema_extra={"example": "2026-10-12"})
    bedomningskod: Bedomningskod
    text: LangText = Field(json_schema_extra={"example": "Försörjningsstöd i tre månader i följd."})

    def uppgifter(self) -> dict[str, Any]:
        """The facts of the package."""
        return {"datum": self.datum.isoformat(), "bedomningskod": self.bedomningskod.value, "text": self.text}


class NyInformation(MedGrund):
    """Information about a person in activities (AK-17); what the order says is not repeated."""

    slag: Literal["informationsoverlamning"]
    kanal: Kanal = Field(json_schema_extra={"example": "api"})
    bestallning_id: Identitet = Field(json_schema_extra={"example": BESTALLNING})
    skede: Skede = Field(Skede.ANDRING, json_schema_extra={"example": "avvikelse"})
    tillfalle_id: Identitet | None = Field(
        None, description="Tillfället som avvikelsen gäller", json_schema_extra={"example": TILLFALLE_ID}
    )
    aktivitetskategori: Anvisad | None = Field(None, json_schema_extra={"example": "sprak"})
    plan_sammanfattning: SAMMANFATTNING | None = Field(None, json_schema_extra={"example": "Språkträning."})

    @model_validator(mode="after")
    def _tillfalle(self) -> Self:
        if (self.skede is Skede.AVVIKELSE) != (self.tillfalle_id is not None):
            raise faltundantag(TILLFALLE)
        return self

    def uppgifter(self) -> dict[str, Any]:
        """The facts of the package that the order does not hold."""
        ut = {"aktivitetskategori": self.aktivitetskategori, "planSammanfattning": self.plan_sammanfattning}
        return {namn: varde for namn, varde in ut.items() if varde is not None}


NyOverlamning = Annotated[NyUnderrattelse | NyInformation, Field(discriminator="slag")]


class Kodval(Indata):
    """Another of AF's codes for the deviation, where the handläggare knows what the attendance does not say."""

    kod: Antal = Field(json_schema_extra={"example": 18})
    underkod: Antal | None = Field(None, json_schema_extra={"example": 4})

    @model_validator(mode="after")
    def _far_valjas(self) -> Self:
        if (self.kod, self.underkod) not in FAR_VALJAS:
            raise faltundantag(KOD)
        return self


class Rattelser(Indata):
    """Corrected facts; only the given ones change, and only those of the kind at hand."""

    datum: Datum | None = Field(None, json_schema_extra={"example": "2026-10-12"})
    bedomningskod: Bedomningskod | None = None
    text: LangText | None = Field(None, json_schema_extra={"example": "Försörjningsstöd i tre månader i följd."})
    aktivitetskategori: Anvisad | None = Field(None, json_schema_extra={"example": "sprak"})
    timmar_per_vecka: Annotated[Antal, Field(le=40)] | None = Field(None, json_schema_extra={"example": 25})
    plan_sammanfattning: SAMMANFATTNING | None = Field(None, json_schema_extra={"example": "Språkträning."})
    avvikelsekod: Kodval | None = None

    def uppgifter(self) -> dict[str, Any]:
        """The given facts by their names in the package."""
        ut = self.model_dump(mode="json", by_alias=True, exclude_none=True)
        return ut if self.avvikelsekod is None else ut | {"avvikelsekod": self.avvikelsekod.model_dump(by_alias=True)}


class Andra(MedGrund):
    """Complete a draft."""

    typ: Literal["andra"]
    uppgifter: Rattelser = Rattelser()


class LaggIKo(MedGrund):
    """Queue for AF."""

    typ: Literal["lagg_i_ko"]


class MarkeraSand(MedGrund):
    """The package has left by SDK."""

    typ: Literal["markera_sand"]
    datum: Datum = Field(json_schema_extra={"example": "2026-10-12"})


class RegistreraKvittens(Indata):
    """AF's receipt of a package sent by SDK."""

    typ: Literal["registrera_kvittens"]
    kvittensnummer: KortText = Field(json_schema_extra={"example": "SDK-2026-1042"})


class LamnaManuellt(MedGrund):
    """Typed in at AF by a person."""

    typ: Literal["lamna_manuellt"]
    datum: Datum = Field(json_schema_extra={"example": "2026-10-12"})
    kvittensnummer: KortText = Field(json_schema_extra={"example": "AF-2026-77120"})


class SandOm(Indata):
    """Send again, corrected where needed."""

    typ: Literal["sand_om"]
    uppgifter: Rattelser = Rattelser()


class NyVersion(Indata):
    """A draft of the next version of what AF has, or has turned down."""

    typ: Literal["ny_version"]


class Aterkalla(Indata):
    """The draft is not to be sent."""

    typ: Literal["aterkalla"]
    skal: LangText = Field(json_schema_extra={"example": "Frånvaron är utredd och behöver inte lämnas."})


OverlamningHandelse = Annotated[
    Andra | LaggIKo | MarkeraSand | RegistreraKvittens | LamnaManuellt | SandOm | NyVersion | Aterkalla,
    Field(discriminator="typ"),
]


class BeslutUt(Utdata):
    """The beslut behind the activities."""

    typ: str = Field(json_schema_extra={"example": "begaran_att_delta"})
    fran: Datum
    tom: Datum | None = None


class VerksamhetUt(Utdata):
    """The utförare."""

    namn: str = Field(json_schema_extra={"example": "Klivet AB"})
    organisationsnummer: str = Field(json_schema_extra={"example": "5599990016"})


class AvvikelseUt(Utdata):
    """One absence in AF's codes, with the times expected and absent; nothing more is told of the cause."""

    kod: Avvikelsekod = Field(json_schema_extra={"example": 18})
    underkod: Underkod | None = None
    forvantad_fran: Tidpunkt
    forvantad_till: Tidpunkt
    franvarande_fran: Tidpunkt
    franvarande_till: Tidpunkt


class PaketUt(Utdata):
    """Exactly what leaves the nämnd; a field that is absent is not told."""

    personnummer: str = Field(json_schema_extra={"example": "198502139804"})
    kommunkod: str = Field(json_schema_extra={"example": "0484"})
    datum: Datum | None = None
    bedomningskod: Bedomningskod | None = None
    text: str | None = Field(None, json_schema_extra={"example": "Försörjningsstöd i tre månader i följd."})
    beslut: BeslutUt | None = None
    aktivitetskategori: Anvisad | None = None
    timmar_per_vecka: int | None = Field(None, json_schema_extra={"example": 25})
    utforande_verksamhet: VerksamhetUt | None = None
    plan_sammanfattning: str | None = Field(None, json_schema_extra={"example": "Språkträning."})
    start: Datum | None = None
    slut: Datum | None = None
    avvikelser: list[AvvikelseUt] | None = Field(None, description="Tom lista: det som lämnats tidigare gäller inte")


class OverlamningspaketUt(Paketram):
    """The package of an överlämning."""

    innehall: PaketUt

    @classmethod
    def av(cls, paket: Paket) -> Self:
        """From the package."""
        innehall = PaketUt.model_validate(paket.innehall, by_alias=True)
        return cls.model_validate(cls.falt(paket) | {"innehall": innehall}, by_name=True)


class AfUt(Utdata):
    """What AF's system has told; its texts are never shown."""

    referens: str | None = Field(None, json_schema_extra={"example": "AF-4F1C22A90B7D"})
    kvitterad: Tidpunkt | None = None
    handelse: str | None = Field(None, json_schema_extra={"example": "godkand"})
    handelse_tid: Tidpunkt | None = None
    felkod: str | None = Field(None, json_schema_extra={"example": "af_400"})
    af_error_id: str | None = Field(None, json_schema_extra={"example": "77506961-60e4-42be-aff6-123ca6d4eea3"})
    af_tracking_id: str | None = Field(None, json_schema_extra={"example": "0f1e2d3c-4b5a-4678-8796-a5b4c3d2e1f0"})


DIREKT = (
    "id",
    "version",
    "status",
    "slag",
    "skede",
    "kanal",
    "mottagare",
    "automatisk",
    "bestallning_id",
    "tillfalle_id",
    "skapad",
    "person",
    "paketversion",
    "sandversion",
    "unikt_id",
    "inaktuell",
    "skal",
)


class OverlamningUt(Detalj):
    """An överlämning with its package."""

    status: OverlamningStatus
    slag: Slag
    skede: Skede | None = None
    kanal: Kanal
    mottagare: str = Field(json_schema_extra={"example": "arbetsformedlingen"})
    automatisk: bool
    bestallning_id: UUID | None = None
    tillfalle_id: UUID | None = None
    skapad: Tidpunkt
    person: str = Field(json_schema_extra={"example": "anna.handlaggare"})
    utlamnande_grund: Utlamnandegrund | None = None
    utlamnande_lagrum: str | None = Field(None, json_schema_extra={"example": "12 kap. 4 a § SoL"})
    paketversion: int = Field(json_schema_extra={"example": 1})
    sandversion: int = Field(json_schema_extra={"example": 0})
    unikt_id: str = Field(json_schema_extra={"example": "0199d5b0-0000-7000-8000-000000000002_0"})
    inaktuell: Tidpunkt | None = Field(None, description="När det som kan ha nått mottagaren slutade stämma")
    skal: str | None = Field(None, json_schema_extra={"example": "Frånvaron är utredd."})
    paket: PaketUt
    att_skriva_in: list[InskrivningUt] = []
    af: AfUt
    overlamnad: OverlamnadUt | None = None

    @classmethod
    def av(cls, overlamning: Overlamning, innehall: dict[str, Any], mojligheter: Mojligheter, adress: str) -> Self:
        """Picture for the nämnd; what to type in is shown while it can be handed over by hand."""
        for_hand = overlamning.kanal == Kanal.MANUELL.value or "lamna_manuellt" in mojligheter.handelser
        falt = {n: getattr(overlamning, n) for n in DIREKT}
        falt |= {
            "utlamnande_grund": overlamning.grund,
            "utlamnande_lagrum": overlamning.lagrum,
            "paket": PaketUt.model_validate(innehall, by_alias=True),
            "att_skriva_in": inskrivning(innehall) if for_hand else [],
            "af": _af(overlamning),
            "overlamnad": OverlamnadUt.av(overlamning),
            "lankar": lankar(adress, mojligheter),
            "hinder": hinder(mojligheter),
        }
        return cls.model_validate(falt, by_name=True)


def _af(overlamning: Overlamning) -> AfUt:
    return AfUt(
        referens=overlamning.af_referens,
        kvitterad=overlamning.af_kvitterad,
        handelse=overlamning.af_handelse,
        handelse_tid=overlamning.af_handelse_tid,
        felkod=overlamning.af_felkod,
        af_error_id=overlamning.af_fel_id,
        af_tracking_id=overlamning.af_sparnings_id,
    )


class OverlamningRad(Utdata):
    """An överlämning in a list: what and where it stands, nothing of the person."""

    id: UUID
    slag: Slag
    skede: Skede | None = None
    kanal: Kanal
    status: OverlamningStatus
    skapad: Tidpunkt
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, overlamning: Overlamning, rot: str) -> Self:
        """Row of a stored överlämning."""
        falt = {n: getattr(overlamning, n) for n in ("id", "slag", "skede", "kanal", "status", "skapad")}
        lank = {"self": LankUt(href=f"{rot}/{overlamning.id}", method="GET")}
        return cls.model_validate(falt | {"lankar": lank}, by_name=True)


class Overlamningar(Lista):
    """One page of överlämningar."""

    overlamningar: list[OverlamningRad]
