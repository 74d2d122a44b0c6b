"""Pieces of JSON that every step's answers share: links, hinder, history, list frame."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from pydantic import Field

from app.core.journal import Handelse
from app.core.schema_types import Heltal, Tidpunkt, Utdata
from app.core.transitions import Mojligheter


class LankUt(Utdata):
    """Where a link leads and how."""

    href: str = Field(json_schema_extra={"example": "/stegvis/v1/0484/bestallningar"})
    method: str = Field(json_schema_extra={"example": "GET"})


class HinderUt(Utdata):
    """A händelse that the caller's role may do here, and the rule that stops it now."""

    handelse: str = Field(json_schema_extra={"example": "skicka"})
    kod: str = Field(json_schema_extra={"example": "beslut_saknas"})
    meddelande: str = Field(json_schema_extra={"example": "Det finns inget gällande beslut."})
    regel: str | None = Field(None, json_schema_extra={"example": "AK-41"})
    lagrum: str | None = Field(None, json_schema_extra={"example": "12 kap. 4 § SoL"})


class HandelseUt(Utdata):
    """One change of state: what, from and to, when and by whom."""

    nummer: Heltal = Field(json_schema_extra={"example": 2})
    typ: str = Field(json_schema_extra={"example": "skicka"})
    fran: str | None = Field(None, json_schema_extra={"example": "utkast"})
    till: str = Field(json_schema_extra={"example": "skickad"})
    tid: Tidpunkt
    part: str = Field(json_schema_extra={"example": "kommun"})
    roll: str = Field(json_schema_extra={"example": "handlaggare"})
    person: str = Field(json_schema_extra={"example": "anna.handlaggare"})
    uppgifter: dict[str, Any] = Field(default_factory=dict, json_schema_extra={"example": {}})

    @classmethod
    def av(cls, rad: Handelse) -> "HandelseUt":
        """From the stored row."""
        return cls(
            nummer=rad.nummer,
            typ=rad.typ,
            fran=rad.fran,
            till=rad.till,
            tid=rad.tid,
            part=rad.part,
            roll=rad.roll,
            person=rad.person,
            uppgifter=rad.uppgifter,
        )


class Sidmeta(Utdata):
    """Which page of a list this is."""

    page: Heltal = Field(json_schema_extra={"example": 1})
    limit: Heltal = Field(json_schema_extra={"example": 20})
    count: Heltal = Field(json_schema_extra={"example": 1})


Lankar = dict[str, LankUt]


class Lista(Utdata):
    """Frame of a list answer; a step adds its rows under their plural name."""

    meta: Sidmeta = Field(alias="_meta")
    lankar: Lankar = Field(alias="_links")


class Handelser(Utdata):
    """The history of one object, oldest first."""

    handelser: list[HandelseUt]
    lankar: Lankar = Field(alias="_links")


class Detalj(Utdata):
    """Frame of a detail answer: version (also in the ETag), links and hinder."""

    id: UUID
    version: Heltal = Field(json_schema_extra={"example": 1})
    lankar: Lankar = Field(alias="_links")
    hinder: list[HinderUt] = Field(default_factory=list)


def lankar(adress: str, mojligheter: Mojligheter, **mer: str) -> Lankar:
    """Self, history, one link per händelse the caller may post now, and named extra GET links."""
    ut = {"self": LankUt(href=adress, method="GET"), "handelser": LankUt(href=f"{adress}/handelser", method="GET")}
    ut |= {h: LankUt(href=f"{adress}/handelser", method="POST") for h in mojligheter.handelser}
    return ut | {namn: LankUt(href=href, method="GET") for namn, href in mer.items()}


def hinder(mojligheter: Mojligheter) -> list[HinderUt]:
    """The blocked händelser with their rules."""
    return [
        HinderUt(
            handelse=b.handelse,
            kod=b.hinder.kod,
            meddelande=b.hinder.meddelande,
            regel=b.hinder.regel,
            lagrum=b.hinder.lagrum,
        )
        for b in mojligheter.hinder
    ]


def historia(rader: Iterable[Handelse]) -> list[HandelseUt]:
    """Stored händelser as JSON."""
    return [HandelseUt.av(r) for r in rader]
