"""JSON of the platsbokning step."""

from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from app.core.edge.field_faults import falttext, faltundantag
from app.core.representations import Detalj, Lankar, LankUt, Lista, hinder, lankar
from app.core.schema_types import Bool, Datum, Identitet, Indata, LangText, Tidpunkt, Utdata
from app.core.transitions import Mojligheter
from app.flode.platsbokning.models import Platsbokning
from app.flode.platsbokning.states import PlatsStatus

FORTUR = falttext("fortur_utan_ko", "Förtur anges för den som ställs i kö.")


class NyPlatsbokning(Indata):
    """A place in an aktivitet; ``stallIKo``: where there is none, stand in line."""

    aktivitet_id: Identitet
    bestallning_id: Identitet | None = None
    onskad_start: Datum | None = Field(
        None, description="Utelämnad: i dag", json_schema_extra={"example": "2026-10-19"}
    )
    stall_i_ko: Bool = Field(False, json_schema_extra={"example": True})
    fortur_skal: LangText | None = Field(
        None, description="Förtur i kön, och varför", json_schema_extra={"example": "Har avbrutits av sjukdom."}
    )

    @model_validator(mode="after")
    def _fortur_i_ko(self) -> Self:
        if self.fortur_skal is not None and not self.stall_i_ko:
            raise faltundantag(FORTUR)
        return self


class TackaJa(Indata):
    """Take the offered place."""

    typ: Literal["tacka_ja"]


class TackaNej(Indata):
    """Leave the offered place to the next."""

    typ: Literal["tacka_nej"]
    skal: LangText = Field(json_schema_extra={"example": "Har fått praktik på annat håll."})


class Avboka(Indata):
    """Give back a place, or leave the line."""

    typ: Literal["avboka"]
    skal: LangText = Field(json_schema_extra={"example": "Tiderna passar inte förskolan."})


class Avsluta(Indata):
    """The person is done."""

    typ: Literal["avsluta"]
    slut_datum: Datum = Field(json_schema_extra={"example": "2026-10-12"})
    skal: LangText | None = Field(None, json_schema_extra={"example": "Målet är nått."})


class Prioritera(Indata):
    """First in line for a reason, or no longer."""

    typ: Literal["prioritera"]
    fortur: Bool
    skal: LangText = Field(json_schema_extra={"example": "Barnomsorgen är beviljad bara under hösten."})


PlatsHandelse = Annotated[TackaJa | TackaNej | Avboka | Avsluta | Prioritera, Field(discriminator="typ")]


class BokadAktivitet(Utdata):
    """What it is a place in."""

    id: UUID
    namn: str = Field(json_schema_extra={"example": "Öppen förskola med svenska"})


class PlatsbokningUt(Detalj):
    """A booking; ``koplats`` counts from 1 for who stands in line."""

    status: PlatsStatus
    aktivitet: BokadAktivitet
    bestallning_id: UUID | None = None
    skapad: Tidpunkt
    onskad_start: date = Field(json_schema_extra={"example": "2026-10-19"})
    koplats: int | None = Field(None, json_schema_extra={"example": 1})
    ko_sedan: Tidpunkt | None = None
    fortur: bool
    fortur_skal: str | None = Field(None, json_schema_extra={"example": "Har avbrutits av sjukdom."})
    erbjuden: Tidpunkt | None = None
    svar_senast: date | None = Field(None, json_schema_extra={"example": "2026-10-15"})
    bokad: Tidpunkt | None = None
    slut_datum: date | None = Field(None, json_schema_extra={"example": "2026-10-12"})
    skal: str | None = Field(None, json_schema_extra={"example": "Tiderna passar inte förskolan."})

    @classmethod
    def av(
        cls, rad: Platsbokning, aktivitet: str, koplats: int | None, mojligheter: Mojligheter, adresser: tuple[str, str]
    ) -> Self:
        """Picture of a stored booking; ``adresser`` are those of its ärende and of its aktivitet."""
        arende, om = adresser
        egna = {n: getattr(rad, n) for n in _EGNA}
        ram = {
            "aktivitet": {"id": rad.aktivitet_id, "namn": aktivitet},
            "koplats": koplats,
            "lankar": lankar(f"{arende}/platsbokningar/{rad.id}", mojligheter, arende=arende, aktivitet=om),
            "hinder": hinder(mojligheter),
        }
        return cls.model_validate(egna | ram, by_name=True)


_EGNA = PlatsbokningUt.model_fields.keys() - {"aktivitet", "koplats", "lankar", "hinder"}


class PlatsbokningRad(Utdata):
    """A booking in a list: where it stands and what it is a place in.

    Of a protected person not the latter: the catalogue says where and when it is held (DP-15).
    """

    id: UUID
    status: PlatsStatus
    aktivitet_id: UUID | None = None
    skapad: Tidpunkt
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, rad: Platsbokning, *, skyddad: bool, **adresser: str) -> Self:
        """Row of a stored booking with the links that the caller may follow."""
        dolda = {"aktivitet", "aktivitet_id"} if skyddad else set()
        falt = {n: getattr(rad, n) for n in cls.model_fields if n not in {"lankar", *dolda}}
        lank = {namn: LankUt(href=href, method="GET") for namn, href in adresser.items() if namn not in dolda}
        return cls.model_validate(falt | {"lankar": lank}, by_name=True)


class Platsbokningar(Lista):
    """One page of bookings."""

    platsbokningar: list[PlatsbokningRad]
