"""JSON of the samråd step."""

from typing import Any, Self
from uuid import UUID

from pydantic import Field, model_validator

from app.begrepp.paket import PAKETVERSION
from app.begrepp.sekretess import Utlamnandegrund
from app.core.edge.field_faults import falttext, faltundantag
from app.core.representations import Detalj, Lankar, LankUt, Lista, hinder, lankar
from app.core.schema_types import (
    Bool,
    Datum,
    Indata,
    KortText,
    LangText,
    PersonnummerIn,
    Tidpunkt,
    Utdata,
)
from app.core.transitions import Mojligheter
from app.flode.samrad.models import Samrad, Samradsnotering
from app.flode.samrad.states import Kanal, Leverans, Noteringskalla, SamradStatus

KONTAKT = falttext(
    "kontakt_efter_kanal",
    "Kontakten med Arbetsförmedlingen anges för de kanaler där ni har talats vid, inte för api och manuell.",
)


class KontaktIn(Indata):
    """A talk with AF, recorded by hand."""

    datum: Datum = Field(json_schema_extra={"example": "2026-10-12"})
    vem: KortText = Field(json_schema_extra={"example": "Maria, arbetsförmedlare i Eskilstuna"})
    anteckning: LangText = Field(json_schema_extra={"example": "Inget program är aktuellt just nu."})


class NyttSamrad(Indata):
    """Ask AF. Channel ``api`` queues the question, ``manuell`` and ``sdk`` wait for a person to hand it over.

    The others record the talk in ``kontakt``; one that has been sent by ``sdk`` already may.
    """

    kanal: Kanal = Field(json_schema_extra={"example": "telefon"})
    syfte: KortText = Field(json_schema_extra={"example": "Samråd före beslut om aktivitet."})
    fraga: LangText = Field(json_schema_extra={"example": "Är personen inskriven och aktuell för något program?"})
    svar_senast: Datum = Field(json_schema_extra={"example": "2026-10-19"})
    utlamnande_grund: Utlamnandegrund = Field(json_schema_extra={"example": "uppgiftsskyldighet"})
    utlamnande_lagrum: KortText = Field(json_schema_extra={"example": "12 kap. 4 § SoL"})
    kontakt: KontaktIn | None = None

    @model_validator(mode="after")
    def _efter_kanal(self) -> Self:
        if self.kanal is Kanal.SDK:
            return self
        if (self.kanal in {Kanal.API, Kanal.MANUELL}) == (self.kontakt is not None):
            raise faltundantag(KONTAKT)
        return self


class PersonIn(Indata):
    """Item 1: name and number."""

    fornamn: KortText = Field(json_schema_extra={"example": "Amina"})
    efternamn: KortText = Field(json_schema_extra={"example": "Exempelsson"})
    personnummer: PersonnummerIn


class ArbetssokandeIn(Indata):
    """Item 2: registered from and until which day (AK-18: a signal, never a refusal)."""

    inskriven_fran: Datum = Field(json_schema_extra={"example": "2026-03-02"})
    inskriven_till: Datum | None = None


class SokandekategoriIn(Indata):
    """Item 4: öppet arbetslös, with hinder, or another category."""

    kod: KortText = Field(json_schema_extra={"example": "11"})
    text: KortText = Field(json_schema_extra={"example": "Öppet arbetslös"})
    oppet_arbetslos: Bool = Field(json_schema_extra={"example": True})
    hinder: KortText | None = None


class ProgramIn(Indata):
    """Item 5: programme and period."""

    namn: KortText = Field(json_schema_extra={"example": "Jobb- och utvecklingsgarantin"})
    fran: Datum = Field(json_schema_extra={"example": "2026-06-01"})
    tom: Datum | None = None


class StatusIn(Indata):
    """AF's status code and text."""

    kod: KortText = Field(json_schema_extra={"example": "INSKRIVEN"})
    text: KortText = Field(json_schema_extra={"example": "Personen är inskriven som arbetssökande"})


class SvarsuppgifterIn(Indata):
    """The six items that AF may give a socialnämnd (förordning 2002:623 7 d §), contact, protection mark, status."""

    person: PersonIn | None = None
    arbetssokande: ArbetssokandeIn | None = None
    medlem_i_arbetsloshetskassa: Bool | None = Field(None, json_schema_extra={"example": False})
    sokandekategori: SokandekategoriIn | None = None
    program: ProgramIn | None = None
    senaste_aktivitetsrapport: Datum | None = Field(None, json_schema_extra={"example": "2026-09-14"})
    kontakt: KortText | None = Field(None, json_schema_extra={"example": "kommunsamverkan@arbetsformedlingen.example"})
    sekretessmarkering: Bool = False
    status: StatusIn | None = None

    def uppgifter(self) -> dict[str, Any]:
        """As stored: internal names, texts and days as text."""
        ut: dict[str, Any] = self.model_dump(mode="json", exclude={"person"})
        person = self.person
        ut["person"] = person and {
            "fornamn": person.fornamn,
            "efternamn": person.efternamn,
            "personnummer": person.personnummer.siffror,
        }
        return ut


class KontaktUt(Utdata):
    """A recorded talk."""

    datum: Datum
    vem: str = Field(json_schema_extra={"example": "Maria, arbetsförmedlare i Eskilstuna"})
    anteckning: str = Field(json_schema_extra={"example": "Inget program är aktuellt just nu."})


class PersonUt(Utdata):
    """Item 1."""

    fornamn: str = Field(json_schema_extra={"example": "Amina"})
    efternamn: str = Field(json_schema_extra={"example": "Exempelsson"})
    personnummer: str = Field(json_schema_extra={"example": "198502139804"})


class ArbetssokandeUt(Utdata):
    """Item 2."""

    inskriven_fran: Datum
    inskriven_till: Datum | None = None


class SokandekategoriUt(Utdata):
    """Item 4."""

    kod: str = Field(json_schema_extra={"example": "11"})
    text: str = Field(json_schema_extra={"example": "Öppet arbetslös"})
    oppet_arbetslos: bool
    hinder: str | None = None


class ProgramUt(Utdata):
    """Item 5."""

    namn: str = Field(json_schema_extra={"example": "Jobb- och utvecklingsgarantin"})
    fran: Datum
    tom: Datum | None = None


class StatusUt(Utdata):
    """AF's status."""

    kod: str = Field(json_schema_extra={"example": "INSKRIVEN"})
    text: str = Field(json_schema_extra={"example": "Personen är inskriven som arbetssökande"})


class SvarsuppgifterUt(Utdata):
    """AF's answer: the six allowed items, contact, protection mark and status."""

    person: PersonUt | None = None
    arbetssokande: ArbetssokandeUt | None = None
    medlem_i_arbetsloshetskassa: bool | None = None
    sokandekategori: SokandekategoriUt | None = None
    program: ProgramUt | None = None
    senaste_aktivitetsrapport: Datum | None = None
    kontakt: str | None = Field(None, json_schema_extra={"example": "kommunsamverkan@arbetsformedlingen.example"})
    sekretessmarkering: bool = False
    status: StatusUt | None = None


class OverlamnadUt(Utdata):
    """Who handed it over by hand, and when."""

    datum: Datum
    person: str = Field(json_schema_extra={"example": "anna.handlaggare"})
    kvittensnummer: str | None = Field(None, json_schema_extra={"example": "AF-2026-77120"})

    @classmethod
    def av(cls, lamnat: Any) -> Self | None:
        """Of a row that knows; nothing when nobody has."""
        if lamnat.overlamnad_datum is None:
            return None
        return cls(
            datum=lamnat.overlamnad_datum, person=str(lamnat.overlamnad_av), kvittensnummer=lamnat.kvittensnummer
        )


class LeveransUt(Utdata):
    """How the question travels; AF's own text is never shown."""

    status: Leverans
    version: int = Field(json_schema_extra={"example": 0})
    unikt_id: str = Field(json_schema_extra={"example": "0199d5b0-0000-7000-8000-000000000002_0"})
    paketversion: int = Field(json_schema_extra={"example": 2})
    overlamnad: OverlamnadUt | None = None
    af_referens: str | None = Field(None, json_schema_extra={"example": "AF-4F1C22A90B7D"})
    kvitterad: Tidpunkt | None = None
    felkod: str | None = Field(None, json_schema_extra={"example": "af_400"})
    af_error_id: str | None = Field(None, json_schema_extra={"example": "77506961-60e4-42be-aff6-123ca6d4eea3"})
    af_tracking_id: str | None = Field(None, json_schema_extra={"example": "0f1e2d3c-4b5a-4678-8796-a5b4c3d2e1f0"})


class NoteringUt(Utdata):
    """A summary with its source."""

    id: UUID
    kalla: Noteringskalla
    hamtad: Tidpunkt
    text: str = Field(json_schema_extra={"example": "Ingen ersättning från Försäkringskassan."})
    registrerad: Tidpunkt
    person: str = Field(json_schema_extra={"example": "anna.handlaggare"})

    @classmethod
    def av(cls, rad: Samradsnotering) -> Self:
        """From the stored row."""
        return cls.model_validate({n: getattr(rad, n) for n in cls.model_fields}, by_name=True)


DIREKT = (
    "id",
    "version",
    "status",
    "kanal",
    "syfte",
    "fraga",
    "svar_senast",
    "skapad",
    "person",
    "besvarad",
    "skal",
)


class SamradUt(Detalj):
    """A samråd with its answer."""

    status: SamradStatus
    kanal: Kanal
    syfte: str = Field(json_schema_extra={"example": "Samråd före beslut om aktivitet."})
    fraga: str = Field(json_schema_extra={"example": "Är personen inskriven och aktuell för något program?"})
    svar_senast: Datum
    utlamnande_grund: Utlamnandegrund
    utlamnande_lagrum: str = Field(json_schema_extra={"example": "12 kap. 4 § SoL"})
    skapad: Tidpunkt
    person: str = Field(json_schema_extra={"example": "anna.handlaggare"})
    kontakt: KontaktUt | None = None
    leverans: LeveransUt
    besvarad: Tidpunkt | None = None
    svarskontakt: KontaktUt | None = None
    svar: SvarsuppgifterUt | None = None
    skal: str | None = Field(None, json_schema_extra={"example": "Inget svar på två veckor."})
    noteringar: list[NoteringUt] = []

    @classmethod
    def av(
        cls,
        samrad: Samrad,
        svar: dict[str, Any] | None,
        rader: tuple[Samradsnotering, ...],
        mojligheter: Mojligheter,
        adress: str,
    ) -> Self:
        """Picture of a stored samråd for the nämnd."""
        falt = {n: getattr(samrad, n) for n in DIREKT}
        falt |= {
            "utlamnande_grund": samrad.grund,
            "utlamnande_lagrum": samrad.lagrum,
            "kontakt": _kontakt(samrad.kontakt_datum, samrad.kontakt_vem, samrad.kontakt_anteckning),
            "svarskontakt": _kontakt(samrad.svar_datum, samrad.svar_vem, samrad.svar_anteckning),
            "leverans": _leverans(samrad),
            "svar": svar and SvarsuppgifterUt.model_validate(svar, by_name=True),
            "noteringar": [NoteringUt.av(r) for r in rader],
            "lankar": lankar(adress, mojligheter),
            "hinder": hinder(mojligheter),
        }
        return cls.model_validate(falt, by_name=True)


def _kontakt(datum: Any, vem: str | None, anteckning: str | None) -> KontaktUt | None:
    if datum is None or vem is None or anteckning is None:
        return None
    return KontaktUt(datum=datum, vem=vem, anteckning=anteckning)


def _leverans(samrad: Samrad) -> LeveransUt:
    return LeveransUt(
        status=Leverans(samrad.leverans),
        version=samrad.sandversion,
        unikt_id=samrad.unikt_id,
        paketversion=PAKETVERSION,
        overlamnad=OverlamnadUt.av(samrad),
        af_referens=samrad.af_referens,
        kvitterad=samrad.af_kvitterad,
        felkod=samrad.af_felkod,
        af_error_id=samrad.af_fel_id,
        af_tracking_id=samrad.af_sparnings_id,
    )


class SamradRad(Utdata):
    """A samråd in a list: where it stands, nothing of what was said (DP-03)."""

    id: UUID
    status: SamradStatus
    kanal: Kanal
    leverans: Leverans
    svar_senast: Datum
    skapad: Tidpunkt
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, samrad: Samrad, rot: str) -> Self:
        """Row of a stored samråd."""
        return cls(
            id=samrad.id,
            status=SamradStatus(samrad.status),
            kanal=Kanal(samrad.kanal),
            leverans=Leverans(samrad.leverans),
            svar_senast=samrad.svar_senast,
            skapad=samrad.skapad,
            lankar={"self": LankUt(href=f"{rot}/{samrad.id}", method="GET")},
        )


class SamradLista(Lista):
    """One page of samråd."""

    samrad: list[SamradRad]
