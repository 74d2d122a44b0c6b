"""JSON of the bevakningar."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field

from app.core.representations import Detalj, Lankar, LankUt, Lista, hinder, lankar
from app.core.schema_types import Datum, Heltal, Indata, LangText, Tidpunkt, Utdata
from app.core.transitions import Mojligheter
from app.flode.bevakning.models import Bevakning
from app.flode.bevakning.sorter import TEXTER, Bevakningssort
from app.flode.bevakning.states import BevakningStatus, ar_forsenad

ARENDE = "0199d5b0-0000-7000-8000-000000000001"
BESTALLNING = "0199d5b0-0000-7000-8000-000000000002"


class Klarmarkera(Indata):
    """Done."""

    typ: Literal["klarmarkera"]
    skal: LangText = Field(json_schema_extra={"example": "Parten fick del av beslutet per telefon."})


class SkjutUpp(Indata):
    """Take it up on a later day."""

    typ: Literal["skjut_upp"]
    till: Datum = Field(json_schema_extra={"example": "2026-11-02"})
    skal: LangText = Field(json_schema_extra={"example": "Läkarintyg är begärt och väntas i slutet av månaden."})


class Ateroppna(Indata):
    """Open again."""

    typ: Literal["ateroppna"]
    skal: LangText = Field(json_schema_extra={"example": "Markerades som klar av misstag."})


BevakningHandelse = Annotated[Klarmarkera | SkjutUpp | Ateroppna, Field(discriminator="typ")]


class Bevakningsfalt(Utdata):
    """What a list and a detail answer both show; the reason is the detail's alone (DP-03)."""

    sort: Bevakningssort
    rubrik: str = Field(json_schema_extra={"example": "Beslut utan delfåendedatum"})
    regel: str = Field(json_schema_extra={"example": "AK-25"})
    lagrum: str | None = Field(None, json_schema_extra={"example": "33 § FL"})
    status: BevakningStatus
    forfaller: Datum
    forsenad: bool
    uppskjuten_till: Datum | None = None
    agare: str = Field(json_schema_extra={"example": "anna.handlaggare"})
    arende_id: UUID = Field(json_schema_extra={"example": ARENDE})
    bestallning_id: UUID | None = Field(None, json_schema_extra={"example": BESTALLNING})
    skapad: Tidpunkt


def _falt(b: Bevakning, idag: date) -> dict[str, Any]:
    text = TEXTER[Bevakningssort(b.sort)]
    egna = ("id", "sort", "regel", "status", "forfaller", "uppskjuten_till", "arende_id", "bestallning_id", "skapad")
    return {namn: getattr(b, namn) for namn in egna} | {
        "rubrik": text.rubrik,
        "lagrum": text.lagrum,
        "forsenad": ar_forsenad(b.status, b.forfaller, idag),
        "agare": b.handlaggare,
    }


def _om(b: Bevakning, rot: str) -> dict[str, str]:
    """Where to read what the task is about."""
    ut = {"arende": f"{rot}/arenden/{b.arende_id}"}
    return ut if b.bestallning_id is None else ut | {"bestallning": f"{rot}/bestallningar/{b.bestallning_id}"}


class BevakningUt(Detalj, Bevakningsfalt):
    """One task with what to do about it."""

    att_gora: str = Field(json_schema_extra={"example": "Underrätta parten om beslutet."})
    skal: str | None = Field(None, json_schema_extra={"example": "Läkarintyg är begärt."})
    atgardad: Tidpunkt | None = None
    atgardad_av: str | None = Field(None, json_schema_extra={"example": "anna.handlaggare"})

    @classmethod
    def av(cls, b: Bevakning, mojligheter: Mojligheter, idag: date, rot: str) -> Self:
        """Picture of a stored task; ``rot`` is the kommun's path."""
        mer = {
            "version": b.version,
            "att_gora": TEXTER[Bevakningssort(b.sort)].att_gora,
            "skal": b.skal,
            "atgardad": b.atgardad,
            "atgardad_av": b.atgardad_av,
            "lankar": lankar(f"{rot}/bevakningar/{b.id}", mojligheter, **_om(b, rot)),
            "hinder": hinder(mojligheter),
        }
        return cls.model_validate(_falt(b, idag) | mer, by_name=True)


class BevakningRad(Bevakningsfalt):
    """A task in a list."""

    id: UUID
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, b: Bevakning, idag: date, rot: str) -> Self:
        """Row of a stored task."""
        vagar = {"self": f"{rot}/bevakningar/{b.id}"} | _om(b, rot)
        ut = {namn: LankUt(href=href, method="GET") for namn, href in vagar.items()}
        return cls.model_validate(_falt(b, idag) | {"lankar": ut}, by_name=True)


class Bevakningar(Lista):
    """One page of tasks."""

    bevakningar: list[BevakningRad]


class Antal(Utdata):
    """How many tasks are open, late and due within a week."""

    oppna: Heltal = Field(json_schema_extra={"example": 12})
    forsenade: Heltal = Field(json_schema_extra={"example": 3})
    snart: Heltal = Field(json_schema_extra={"example": 4})


class AntalPerSort(Antal):
    """The same of one kind."""

    sort: Bevakningssort
    rubrik: str = Field(json_schema_extra={"example": "Beslut utan delfåendedatum"})
    regel: str = Field(json_schema_extra={"example": "AK-25"})


class AntalPerAgare(Antal):
    """The same of one owner, and of each kind that the owner has."""

    agare: str = Field(json_schema_extra={"example": "anna.handlaggare"})
    sorter: list[AntalPerSort]


class Sammanstallning(Utdata):
    """Open tasks of the nämnd, by owner."""

    per_agare: list[AntalPerAgare]
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, rader: Iterable[Any], adress: str) -> Self:
        """From rows with ``agare``, ``sort`` and counts, in the order of the owners."""
        per_agare = [_per_agare(agare, list(egna)) for agare, egna in groupby(rader, key=lambda rad: rad.agare)]
        return cls(per_agare=per_agare, lankar={"self": LankUt(href=adress, method="GET")})


def _per_agare(agare: str, rader: list[Any]) -> AntalPerAgare:
    sorter = [
        AntalPerSort(
            sort=Bevakningssort(rad.sort),
            rubrik=TEXTER[Bevakningssort(rad.sort)].rubrik,
            regel=TEXTER[Bevakningssort(rad.sort)].regel,
            oppna=rad.oppna,
            forsenade=rad.forsenade,
            snart=rad.snart,
        )
        for rad in rader
    ]
    summor = {namn: sum(getattr(s, namn) for s in sorter) for namn in Antal.model_fields}
    return AntalPerAgare(agare=agare, sorter=sorter, **summor)
