"""JSON of the meddelanden."""

from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field

from app.core.concealment import ROJER
from app.core.representations import HinderUt, Lankar, LankUt, Lista, hinder
from app.core.schema_types import Bool, Heltal, Identitet, Indata, LangText, PositivtHeltal, Tidpunkt, Utdata
from app.core.transitions import Mojligheter
from app.flode.meddelande.models import Meddelande
from app.flode.meddelande.states import Meddelandepart, MeddelandeStatus, Referenstyp

EXEMPEL = "0199d5b0-0000-7000-8000-000000000031"


class MeddelandeReferensIn(Indata):
    """What in the order the message is about."""

    typ: Referenstyp
    objekt_id: Identitet = Field(json_schema_extra={"example": EXEMPEL})


class NyttMeddelande(Indata):
    """Write to the other party."""

    text: LangText = Field(json_schema_extra={"example": "Kan mötet flyttas till torsdag?"})
    svar_pa: Identitet | None = Field(None, json_schema_extra={"example": EXEMPEL})
    rattar: Identitet | None = Field(None, json_schema_extra={"example": EXEMPEL})
    referens: MeddelandeReferensIn | None = None

    def falt(self) -> dict[str, Any]:
        """Fields as the action takes them."""
        referens = None if self.referens is None else (self.referens.typ, self.referens.objekt_id)
        return {"text": self.text, "svar_pa": self.svar_pa, "rattar": self.rattar, "referens": referens}


class NyLasning(Indata):
    """Everything up to and including a number is read."""

    till_och_med: PositivtHeltal = Field(json_schema_extra={"example": 1})


class MeddelandeReferensUt(Utdata):
    """What in the order a message is about."""

    typ: Referenstyp
    objekt_id: UUID


class LasningUt(Utdata):
    """Who of the other party has read, and when they first had."""

    person: str = Field(json_schema_extra={"example": "vera.vagledare"})
    tid: Tidpunkt


class Meddelandefalt(Utdata):
    """What a message says, wherever it is shown."""

    id: UUID
    nummer: Heltal = Field(json_schema_extra={"example": 1})
    skickat: Tidpunkt
    part: Meddelandepart
    roll: str = Field(json_schema_extra={"example": "handlaggare"})
    person: str = Field(json_schema_extra={"example": "anna.handlaggare"})
    svar_pa: UUID | None = None
    rattar: UUID | None = None
    referens: MeddelandeReferensUt | None = None
    last: Bool = Field(description="Om den som frågar har läst meddelandet; egna räknas som lästa")


def _falt(m: Meddelande, part: Meddelandepart, mitt: int) -> dict[str, Any]:
    egna = {n: getattr(m, n) for n in ("id", "nummer", "skickat", "part", "roll", "person", "text")}
    referens = None
    if m.referens_typ is not None:
        referens = {"typ": m.referens_typ, "objekt_id": m.referens_id}
    last = m.part == part.value or m.nummer <= mitt
    return egna | {"svar_pa": m.svar_pa_id, "rattar": m.rattar_id, "referens": referens, "last": last}


class MeddelandeRad(Meddelandefalt):
    """A message in its order's conversation, which is about one person: the text is shown.

    Not of a protected person: it could tell where they are (DP-15).
    """

    text: Annotated[str | None, ROJER] = Field(None, json_schema_extra={"example": "Kan mötet flyttas till torsdag?"})
    last_av_motparten: Bool = Field(description="Om någon hos mottagaren har läst meddelandet")
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, m: Meddelande, part: Meddelandepart, mitt: int, motpartens: int, rot: str) -> Self:
        """Row for one party's person; ``motpartens`` is how far the other party has read."""
        hos_mottagaren = motpartens if m.part == part.value else mitt
        mer = {
            "last_av_motparten": m.nummer <= hos_mottagaren,
            "lankar": {"self": LankUt(href=f"{rot}/{m.id}", method="GET")},
        }
        return cls.model_validate(_falt(m, part, mitt) | mer, by_name=True)


class MeddelandeUt(Meddelandefalt):
    """One message with who has read it and what the caller may do."""

    text: str = Field(json_schema_extra={"example": "Kan mötet flyttas till torsdag?"})
    status: MeddelandeStatus
    rattad_av: UUID | None = None
    lasningar: list[LasningUt]
    lankar: Lankar = Field(alias="_links")
    hinder: list[HinderUt] = Field(default_factory=list)

    @classmethod
    def av(
        cls,
        m: Meddelande,
        part: Meddelandepart,
        mitt: int,
        lasningar: list[Any],
        rattad_av: UUID | None,
        status: MeddelandeStatus,
        mojligheter: Mojligheter,
        rot: str,
    ) -> Self:
        """Detail for one party's person."""
        mer = {
            "status": status,
            "rattad_av": rattad_av,
            "lasningar": [{"person": person, "tid": tid} for person, tid in lasningar],
            "lankar": _lankar(f"{rot}/{m.id}", rot, mojligheter),
            "hinder": hinder(mojligheter),
        }
        return cls.model_validate(_falt(m, part, mitt) | mer, by_name=True)


def _lankar(adress: str, rot: str, mojligheter: Mojligheter) -> Lankar:
    """Answering and correcting are new messages; reading is marked for the order."""
    vart = {"las": f"{rot}/lasningar", "svara": rot, "ratta": rot}
    return {"self": LankUt(href=adress, method="GET")} | {
        h: LankUt(href=vart[h], method="POST") for h in mojligheter.handelser
    }


class Meddelanden(Lista):
    """One page of an order's messages."""

    meddelanden: list[MeddelandeRad]


class LaslageUt(Utdata):
    """How far the caller has read, and how many messages of the other party are left."""

    till_och_med: Heltal = Field(json_schema_extra={"example": 1})
    olasta: Heltal = Field(json_schema_extra={"example": 0})
    lankar: Lankar = Field(alias="_links")


class OlastaIBestallning(Utdata):
    """That an order has unread messages: how many and since when, nothing of what they say (DP-29)."""

    bestallning_id: UUID
    antal: Heltal = Field(json_schema_extra={"example": 1})
    aldsta: Tidpunkt
    senaste: Tidpunkt
    lankar: Lankar = Field(alias="_links")


class Olasta(Utdata):
    """The caller's orders with unread messages, the one that has waited longest first."""

    bestallningar: list[OlastaIBestallning]
    fler: Bool = Field(description="Om det finns fler beställningar med olästa meddelanden än de som visas")
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, rader: list[Any], flest: int, rot: str, adress: str) -> Self:
        """At most ``flest`` orders."""
        return cls(
            bestallningar=[
                OlastaIBestallning(
                    bestallning_id=rad.id,
                    antal=rad.antal,
                    aldsta=rad.aldsta,
                    senaste=rad.senaste,
                    lankar={"meddelanden": LankUt(href=f"{rot}/{rad.id}/meddelanden", method="GET")},
                )
                for rad in rader[:flest]
            ],
            fler=len(rader) > flest,
            lankar={"self": LankUt(href=adress, method="GET")},
        )
