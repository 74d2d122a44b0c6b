"""JSON of a message's package: what leaves, where to, on what ground, and what a person types in."""

from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import Field

from app.begrepp.paket import att_skriva_in
from app.begrepp.sekretess import Utlamnandegrund
from app.core.schema_types import Datum, Tidpunkt, Utdata
from app.flode.samrad.utskrift import Paket


class InskrivningUt(Utdata):
    """One field to type in at AF's "Mina sidor för kommuner"."""

    falt: str = Field(json_schema_extra={"example": "timmarPerVecka"})
    rubrik: str = Field(json_schema_extra={"example": "Timmar per vecka"})
    varde: str = Field(json_schema_extra={"example": "25"})


def inskrivning(innehall: Mapping[str, Any]) -> list[InskrivningUt]:
    """What to type, field by field."""
    return [InskrivningUt(falt=r.falt, rubrik=r.rubrik, varde=r.varde) for r in att_skriva_in(innehall)]


class Paketram(Utdata):
    """What stands around the content of a package."""

    typ: str = Field(json_schema_extra={"example": "samrad"})
    mottagare: Literal["arbetsformedlingen"] = "arbetsformedlingen"
    funktionsadress: str = Field(json_schema_extra={"example": "kommunsamverkan@arbetsformedlingen.example"})
    referens: str = Field(json_schema_extra={"example": "0199d5b0-0000-7000-8000-000000000002_0"})
    version: int = Field(json_schema_extra={"example": 0})
    paketversion: int = Field(json_schema_extra={"example": 2})
    utlamnande_grund: Utlamnandegrund | None = None
    utlamnande_lagrum: str | None = Field(None, json_schema_extra={"example": "12 kap. 4 § SoL"})
    skapad: Tidpunkt
    att_skriva_in: list[InskrivningUt]

    @staticmethod
    def falt(paket: Paket) -> dict[str, Any]:
        """The values of a package around its content."""
        falt = {n: getattr(paket, n) for n in ("typ", "funktionsadress", "referens", "version", "paketversion")}
        return falt | {
            "utlamnande_grund": paket.grund,
            "utlamnande_lagrum": paket.lagrum,
            "skapad": paket.tid,
            "att_skriva_in": inskrivning(paket.innehall),
        }


class MyndighetUt(Utdata):
    """Who asks."""

    organisationsnummer: str = Field(json_schema_extra={"example": "2120000357"})
    namn: str = Field(json_schema_extra={"example": "Eskilstuna kommun, socialnämnden"})
    handlaggare: str = Field(json_schema_extra={"example": "anna.handlaggare"})


class SamradsinnehallUt(Utdata):
    """Exactly what leaves of a samråd."""

    personnummer: str = Field(json_schema_extra={"example": "198502139804"})
    myndighet: MyndighetUt
    syfte: str = Field(json_schema_extra={"example": "Samråd före beslut om aktivitet."})
    lagrum: str = Field(json_schema_extra={"example": "12 kap. 4 § SoL"})
    fraga: str = Field(json_schema_extra={"example": "Är personen inskriven och aktuell för något program?"})
    svar_senast: Datum


class SamradspaketUt(Paketram):
    """The package of a samråd."""

    innehall: SamradsinnehallUt

    @classmethod
    def av(cls, paket: Paket) -> Self:
        """From the package."""
        innehall = SamradsinnehallUt.model_validate(paket.innehall, by_alias=True)
        return cls.model_validate(cls.falt(paket) | {"innehall": innehall}, by_name=True)
