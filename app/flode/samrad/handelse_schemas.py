"""JSON of what may happen to a samråd."""

from typing import Annotated, Literal

from pydantic import Field

from app.core.schema_types import Datum, Indata, KortText, KravdFritext, LangText, Tidpunkt
from app.flode.samrad.schemas import KontaktIn, SvarsuppgifterIn
from app.flode.samrad.states import Noteringskalla


class Utred(Indata):
    """AF looks into the question."""

    typ: Literal["utred"]


class Besvara(Indata):
    """AF's answer, recorded by hand."""

    typ: Literal["besvara"]
    kontakt: KontaktIn
    svar: SvarsuppgifterIn | None = None


class UtanSvar(Indata):
    """The time to answer has passed and the nämnd goes on."""

    typ: Literal["utan_svar"]
    skal: LangText = Field(json_schema_extra={"example": "Inget svar på två veckor; behovet är brådskande."})


class Aterkalla(Indata):
    """Withdraw."""

    typ: Literal["aterkalla"]
    skal: LangText = Field(json_schema_extra={"example": "Personen har fått arbete."})


class SandOm(Indata):
    """Send a refused question again, corrected where needed."""

    typ: Literal["sand_om"]
    syfte: KortText | None = Field(None, json_schema_extra={"example": "Samråd före beslut om aktivitet."})
    fraga: LangText | None = Field(None, json_schema_extra={"example": "Är personen inskriven hos er?"})


class LamnaManuellt(Indata):
    """Typed in at AF by a person, with AF's receipt number."""

    typ: Literal["lamna_manuellt"]
    datum: Datum = Field(json_schema_extra={"example": "2026-10-12"})
    kvittensnummer: KortText = Field(json_schema_extra={"example": "AF-2026-77120"})


class MarkeraSand(Indata):
    """The package has left by SDK."""

    typ: Literal["markera_sand"]
    datum: Datum = Field(json_schema_extra={"example": "2026-10-12"})


class RegistreraKvittens(Indata):
    """AF's receipt of a question sent by SDK."""

    typ: Literal["registrera_kvittens"]
    kvittensnummer: KortText = Field(json_schema_extra={"example": "SDK-2026-1042"})


class Notera(Indata):
    """A summary from another source; it never leaves the nämnd (DP-13)."""

    typ: Literal["notera"]
    kalla: Noteringskalla
    hamtad: Tidpunkt
    text: KravdFritext = Field(json_schema_extra={"example": "Ingen ersättning från Försäkringskassan."})


Leveransen = SandOm | LamnaManuellt | MarkeraSand | RegistreraKvittens
SamradHandelse = Annotated[
    Utred | Besvara | UtanSvar | Aterkalla | Leveransen | Notera,
    Field(discriminator="typ"),
]
