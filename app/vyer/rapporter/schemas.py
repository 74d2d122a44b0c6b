"""JSON of the rapporter."""

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field

from app.begrepp.tid import svensk_dag
from app.core.representations import Detalj, Lankar, LankUt, Lista, hinder, lankar
from app.core.schema_types import Antal, Bool, Datum, Heltal, Identitet, Indata, KortText, Tidpunkt, Utdata
from app.core.transitions import Mojligheter
from app.vyer.rapporter.actions import FARDIGA, Oppenrad, Radsida
from app.vyer.rapporter.fordelning import Fordelning
from app.vyer.rapporter.models import Rapport
from app.vyer.rapporter.sorter import fraga_for, sort_for
from app.vyer.rapporter.states import NamndrapportStatus, Rapporttyp


class NyNamndrapport(Indata):
    """What is ordered."""

    sort: Rapporttyp = Field(json_schema_extra={"example": "ivo_kvartal"})
    period: KortText = Field(
        description="Kvartal (ÅÅÅÅ-K1 till ÅÅÅÅ-K4) eller månad (ÅÅÅÅ-MM), efter sort",
        json_schema_extra={"example": "2027-K1"},
    )
    kand_vid: Tidpunkt | None = Field(
        None, description="Det som registrerats senare räknas inte; utelämnad: nu / cut-off"
    )
    ersatter: Identitet | None = Field(None, description="Den frysta rapport som detta är en rättad utgåva av")


class BestallOm(Indata):
    """Let the job go on with a report that failed."""

    typ: Literal["bestall_om"]


class Frys(Indata):
    """The report has been sent."""

    typ: Literal["frys"]


NamndrapportHandelse = Annotated[BestallOm | Frys, Field(discriminator="typ")]


class Framsteg(Utdata):
    """How far the job has come."""

    klara: Antal = Field(json_schema_extra={"example": 1500})
    antal: Antal | None = Field(None, json_schema_extra={"example": 4210})


class Rapportfalt(Utdata):
    """What is told of a report wherever it is shown."""

    sort: Rapporttyp = Field(json_schema_extra={"example": "ivo_kvartal"})
    period: str = Field(json_schema_extra={"example": "2027-K1"})
    kand_vid: Tidpunkt
    status: NamndrapportStatus = Field(json_schema_extra={"example": "pagar"})
    utgava: Heltal = Field(json_schema_extra={"example": 1})
    bestalld: Tidpunkt
    bestalld_av: str = Field(json_schema_extra={"example": "cecilia.arbetsledare"})
    framsteg: Framsteg


def _falt(r: Rapport) -> dict[str, Any]:
    enkla = {n: getattr(r, n) for n in Rapportfalt.model_fields if n != "framsteg"}
    return enkla | {"framsteg": Framsteg(klara=r.klara, antal=r.antal)}


class NamndrapportUt(Rapportfalt, Detalj):
    """One report: what it is of, how far it has come, and its checksums."""

    rubrik: str = Field(json_schema_extra={"example": "Kvartalsuppgifter till IVO"})
    regel: str = Field(json_schema_extra={"example": "AK-32"})
    fran: Datum
    tom: Datum
    lamnas_senast: Datum | None = None
    preliminar: Bool = Field(description="Uppgifterna är kända innan perioden var slut")
    ersatter_id: UUID | None = None
    antal_rader: Antal = Field(json_schema_extra={"example": 312})
    antal_undantagna: Antal = Field(json_schema_extra={"example": 12})
    fel: str | None = Field(None, description="Felkod när den misslyckades", json_schema_extra={"example": "krock"})
    fardig: Tidpunkt | None = None
    kontrollsumma: str | None = Field(
        None, description="SHA-256 av innehållet som JSON, hexadecimalt", json_schema_extra={"example": "9f86d081" * 8}
    )
    radernas_kontrollsumma: str | None = Field(
        None, description="SHA-256 av raderna bakom, hexadecimalt", json_schema_extra={"example": "9f86d081" * 8}
    )
    fryst: Tidpunkt | None = None
    fryst_av: str | None = Field(None, json_schema_extra={"example": "cecilia.arbetsledare"})

    @classmethod
    def av(cls, r: Rapport, mojligheter: Mojligheter, adress: str) -> Self:
        """Detail for this caller."""
        sort, fraga = sort_for(r), fraga_for(r)
        under = ("innehall", "rader", "undantagna") if r.status in FARDIGA else ()
        egna = (
            "id", "version", "ersatter_id", "antal_rader", "antal_undantagna", "fel", "fardig", "kontrollsumma",
            "radernas_kontrollsumma", "fryst", "fryst_av",
        )  # fmt: skip
        mer = {n: getattr(r, n) for n in egna} | {
            "rubrik": sort.rubrik,
            "regel": sort.regel,
            "fran": fraga.period.fran,
            "tom": r.period_tom,
            "lamnas_senast": sort.lamnas_senast(fraga) if sort.lamnas_senast else None,
            "preliminar": not slut(r),
            "lankar": lankar(adress, mojligheter, **{n: f"{adress}/{n}" for n in under}),
            "hinder": hinder(mojligheter),
        }
        return cls.model_validate(_falt(r) | mer, by_name=True)


def slut(r: Rapport) -> bool:
    """Whether the period was over when the facts were known."""
    return svensk_dag(r.kand_vid) > r.period_tom


class NamndrapportRad(Rapportfalt):
    """A report among those of the nämnd."""

    id: UUID
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, r: Rapport, rot: str) -> Self:
        """Row of a stored report."""
        mer = {"id": r.id, "lankar": {"self": LankUt(href=f"{rot}/{r.id}", method="GET")}}
        return cls.model_validate(_falt(r) | mer, by_name=True)


class Namndrapporter(Lista):
    """One page of reports."""

    rapporter: list[NamndrapportRad]


class NamndrapportradUt(Utdata):
    """One row of a case list: which ärende, the values by column, and why it was left out if it was."""

    arende_id: UUID
    arendenummer: str = Field(json_schema_extra={"example": "EKB-2026-000001"})
    varden: dict[str, str | int] = Field(json_schema_extra={"example": {"manad": "2027-01", "anvisade": 1}})
    skal: str | None = Field(None, json_schema_extra={"example": "forsorjningshinder_saknas"})
    skal_text: str | None = Field(
        None, json_schema_extra={"example": "Inget försörjningshinder är registrerat för månaden (AK-36)."}
    )
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, sida: Radsida, oppen: Oppenrad, arenderot: str) -> Self:
        """From an opened row."""
        rad = oppen.rad
        varden = {n: v for n, v in zip(sida.kolumner, rad.varden, strict=True) if v is not None}
        falt = {
            "arende_id": rad.arende_id,
            "arendenummer": rad.arendenummer,
            "varden": varden,
            "skal": rad.skal,
            "skal_text": sida.sort.skal.get(rad.skal) if rad.skal else None,
            "lankar": {"arende": LankUt(href=f"{arenderot}/{rad.arende_id}", method="GET")},
        }
        return cls.model_validate(falt, by_name=True)


class Namndrapportrader(Lista):
    """One page of a case list."""

    rader: list[NamndrapportradUt]


class NivaantalUt(Utdata):
    """How many have a level; ``antal`` is left out where it is hidden (DP-30)."""

    niva: str = Field(json_schema_extra={"example": "orange"})
    namn: str = Field(json_schema_extra={"example": "Orange"})
    antal: Antal | None = Field(None, json_schema_extra={"example": 12})


class EnhetsnivaerUt(Utdata):
    """A unit, or the whole nämnd, with its levels, lowest first."""

    enhet: str = Field(json_schema_extra={"example": "norr"})
    namn: str = Field(json_schema_extra={"example": "Norr"})
    nivaer: list[NivaantalUt]


class FordelningUt(Utdata):
    """What the picture of levels by unit shows, as a table and in words."""

    instrument: str = Field(json_schema_extra={"example": "eskilstuna-programmodell"})
    period: str = Field(json_schema_extra={"example": "2027-K1"})
    minsta_grupp: Antal = Field(json_schema_extra={"example": 5})
    beskrivning: str = Field(
        json_schema_extra={"example": "Nivåer per enhet, 2027-K1. Norr: Orange 12, Gul visas inte."}
    )
    enheter: list[EnhetsnivaerUt]
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, f: Fordelning, adress: str) -> Self:
        """The same content as the picture."""
        return cls.model_validate(
            {
                "instrument": f.instrument,
                "period": f.period,
                "minsta_grupp": f.minst,
                "beskrivning": f.beskrivning,
                "enheter": [EnhetsnivaerUt.model_validate(e) for e in f.enheter],
                "lankar": {"self": LankUt(href=adress, method="GET")},
            },
            by_name=True,
        )
