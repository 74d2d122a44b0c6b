"""JSON of what the pictures of areas and of self against staff show: the same as a table and in words."""

from datetime import date
from typing import Self

from pydantic import Field

from app.core.representations import Lankar, LankUt
from app.core.schema_types import Utdata
from app.flode.progression.bilder import Underlag, omradessteg, omradestext, skattningstext
from app.flode.progression.bildunderlag import Omradeslage
from app.flode.progression.forandring import Slag
from app.flode.progression.schemas import PROGRAMMODELL, DiagramnivaUt
from app.flode.progression.stallning import Enighet, Stallning
from app.katalog.instrument_modell import Respondent

OMRADEN = "Områden: nu och först. Språk: Först Orange 12 okt 2026, nu Gul 7 dec 2026: ett steg upp."
SKATTNINGAR = "Egen skattning och bedömning. Språk: Personen själv Gul, vägledaren Orange. Det skiljer ett steg."


class NivalasningUt(Utdata):
    """A level as it was read on a day."""

    datum: date = Field(json_schema_extra={"example": "2026-10-12"})
    niva: str = Field(json_schema_extra={"example": "orange"})
    namn: str = Field(json_schema_extra={"example": "Orange"})


class OmradeslageUt(Utdata):
    """An area now against first, by one respondent."""

    omrade: str = Field(json_schema_extra={"example": "sprak"})
    namn: str = Field(json_schema_extra={"example": "Språk"})
    respondent: Respondent
    forsta: NivalasningUt
    nu: NivalasningUt
    steg: int | None = Field(None, json_schema_extra={"example": 1})
    forklaring: str = Field(json_schema_extra={"example": "Först Orange 12 okt 2026, nu Gul 7 dec 2026: ett steg upp."})

    @classmethod
    def av(cls, o: Omradeslage) -> Self:
        """From the compared readings."""
        return cls(
            omrade=o.omrade,
            namn=o.namn,
            respondent=o.respondent,
            forsta=NivalasningUt.model_validate(o.forsta),
            nu=NivalasningUt.model_validate(o.nu),
            steg=omradessteg(o),
            forklaring=omradestext(o),
        )


class _Bild(Utdata):
    """What the pictures share; ``nivaer`` lowest first."""

    instrument: str | None = Field(None, json_schema_extra={"example": PROGRAMMODELL})
    instrument_version: int | None = Field(None, json_schema_extra={"example": 1})
    nivaer: list[DiagramnivaUt]
    lankar: Lankar = Field(alias="_links")


def _gemensamt(u: Underlag, adress: str) -> dict[str, object]:
    return {
        "instrument": u.version and u.version.instrument,
        "instrument_version": u.version and u.version.version,
        "nivaer": [DiagramnivaUt(kod=n.kod, namn=n.namn) for n in u.nivaer],
        "lankar": {"self": LankUt(href=adress, method="GET")},
    }


class OmradesdiagramUt(_Bild):
    """The areas now against first, as a table and in words."""

    beskrivning: str = Field(json_schema_extra={"example": OMRADEN})
    rader: list[OmradeslageUt]

    @classmethod
    def av(cls, u: Underlag, adress: str) -> Self:
        """The same content as the picture."""
        egna = {"beskrivning": u.om_omraden, "rader": [OmradeslageUt.av(o) for o in u.omraden]}
        return cls.model_validate(_gemensamt(u, adress) | egna, by_name=True)


class SkattningUt(Utdata):
    """How one respondent last read something."""

    respondent: Respondent
    datum: date = Field(json_schema_extra={"example": "2026-12-07"})
    varde: int | str = Field(json_schema_extra={"example": "gul"})
    visat: str = Field(json_schema_extra={"example": "Gul"})


class SkattningsradUt(Utdata):
    """One thing as each respondent last read it; ``steg``: how much higher the staff are than the person."""

    slag: Slag
    kod: str | None = Field(None, json_schema_extra={"example": "sprak"})
    namn: str = Field(json_schema_extra={"example": "Språk"})
    skattningar: list[SkattningUt]
    enighet: Enighet
    steg: int | None = Field(None, json_schema_extra={"example": -1})
    forklaring: str = Field(json_schema_extra={"example": "Personen själv Gul, vägledaren Orange."})

    @classmethod
    def av(cls, s: Stallning) -> Self:
        """From what stands side by side."""
        return cls(
            slag=s.slag,
            kod=s.kod,
            namn=s.namn,
            skattningar=[SkattningUt.model_validate(r) for r in s.roster],
            enighet=s.enighet,
            steg=s.steg,
            forklaring=skattningstext(s),
        )


class SkattningsdiagramUt(_Bild):
    """Self against staff, as a table and in words."""

    beskrivning: str = Field(json_schema_extra={"example": SKATTNINGAR})
    rader: list[SkattningsradUt]

    @classmethod
    def av(cls, u: Underlag, adress: str) -> Self:
        """The same content as the picture."""
        egna = {"beskrivning": u.om_skattningar, "rader": [SkattningsradUt.av(s) for s in u.stallningar]}
        return cls.model_validate(_gemensamt(u, adress) | egna, by_name=True)
