"""JSON of what an order is measured with now."""

from typing import Self

from pydantic import Field

from app.core.representations import Lankar, LankUt
from app.core.schema_types import Utdata
from app.katalog.instrument_schemas import InstrumentversionUt
from app.katalog.instrument_states import Ursprung
from app.katalog.instrument_uppslag import Valbart


class ValbartInstrumentUt(Utdata):
    """An instrument in the version that new measurements are made with."""

    kod: str = Field(json_schema_extra={"example": "eskilstuna-programmodell"})
    namn: str = Field(json_schema_extra={"example": "Programmodellen"})
    galler: InstrumentversionUt

    @classmethod
    def av(cls, v: Valbart, rot: str, fraga: str) -> Self:
        """From what holds; ``rot`` is where the kommun's instruments are, ``fraga`` which nämnd's."""
        version = v.gallande.version
        ursprung = Ursprung.LEVERERAD if v.gallande.egen_id is None else Ursprung.NAMNDEN
        egen = "" if v.gallande.egen_id is None else fraga
        adress = f"{rot}/{version.instrument}/versioner/{version.version}{egen}"
        return cls(kod=version.instrument, namn=v.namn, galler=InstrumentversionUt.av(version, ursprung, adress))


class ValbaraInstrumentUt(Utdata):
    """By code."""

    instrument: list[ValbartInstrumentUt]
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, valbara: list[Valbart], rot: str, adress: str, fraga: str) -> Self:
        """All of them."""
        rader = [ValbartInstrumentUt.av(v, rot, fraga) for v in valbara]
        return cls(instrument=rader, lankar={"self": LankUt(href=adress, method="GET")})
