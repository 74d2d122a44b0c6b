"""JSON of the limit: the same fields as the service's own schemas, as plain structs."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec

KORT = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
LANG = Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]


class Referens(msgspec.Struct, forbid_unknown_fields=True):
    system: KORT
    typ: KORT
    id: KORT


class NyBestallning(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    beslut_id: UUID
    utforare_id: UUID
    onskad_start: date
    timmar_per_vecka: Annotated[int, msgspec.Meta(ge=1, le=40)]
    mal: LANG
    enhet: KORT | None = None
    onskat_slut: date | None = None
    behov: LANG | None = None
    utlamnande_grund: KORT | None = None
    utlamnande_lagrum: KORT | None = None
    mottagare: KORT | None = None
    externa_referenser: list[Referens] = []


class Lank(msgspec.Struct):
    href: str
    method: str


class HandelseUt(msgspec.Struct, rename="camel", omit_defaults=True):
    nummer: int
    typ: str
    till: str
    tid: datetime
    part: str
    roll: str
    person: str
    uppgifter: msgspec.Raw
    fran: str | None = None


class BestallningUt(msgspec.Struct, rename="camel", omit_defaults=True):
    id: Any
    version: int
    lankar: dict[str, Lank] = msgspec.field(name="_links")
    hinder: list[str]
    nummer: str
    status: str
    arende_id: Any
    beslut_id: Any
    utforare_id: Any
    handlaggare: str
    onskad_start: date
    timmar_per_vecka: int
    mal: str
    skapad: datetime
    handelser: list[HandelseUt]
    erbjud_nasta: bool
    beslut_fran: date | None = None
    beslut_tom: date | None = None
    enhet: str | None = None
    vagledare: str | None = None
    mottagare: str | None = None
    onskat_slut: date | None = None
    behov: str | None = None
    utlamnande_grund: str | None = None
    utlamnande_lagrum: str | None = None
    deltagare: dict[str, Any] | None = None
    skickad: datetime | None = None
    mottagen: datetime | None = None
    svar_senast: date | None = None
    mote_bokas_senast: date | None = None
    mote_halls_senast: date | None = None
    mote_hallet: date | None = None
    start_datum: date | None = None
    slut_datum: date | None = None
    avbojd_orsak: str | None = None
    avslutsorsak: str | None = None


class BestallningRad(msgspec.Struct, rename="camel", omit_defaults=True):
    id: Any
    nummer: str
    status: str
    utforare_id: Any
    handlaggare: str
    onskad_start: date
    skapad: datetime
    lankar: dict[str, Lank] = msgspec.field(name="_links")
    namn: str | None = None
    vagledare: str | None = None
    svar_senast: date | None = None
