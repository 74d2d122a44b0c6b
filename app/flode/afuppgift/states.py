"""Afuppgift: asked for, answered, refused or withdrawn; what an answer may mean is never a verdict (pure)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from app.begrepp.parter import Roll
from app.core.errors import Hinder
from app.core.outbox_states import OPERATOR
from app.core.transitions import Overgang, Tillstandsmaskin

HANDLAGGARE = frozenset({Roll.HANDLAGGARE, Roll.ARBETSLEDARE})
SYSTEM = frozenset({Roll.SYSTEM})
HELTID_PROCENT = 100
PAGAR = "PAGAENDE"


class AfuppgiftStatus(StrEnum):
    """Where the question is."""

    BEGARD = "begard"
    BESVARAD = "besvarad"
    AVVISAD = "avvisad"
    ATERKALLAD = "aterkallad"


class Afuppgiftsslag(StrEnum):
    """What is asked: the six items of förordning 2002:623 7 d §, or AF's own ongoing insatser for the person."""

    INSKRIVNINGSUPPGIFTER = "inskrivningsuppgifter"
    GENOMFORANDEN = "genomforanden"


@dataclass(frozen=True, slots=True)
class AfuppgiftLage:
    """Facts the guards look at."""

    arende_oppet: bool = True


def arende_oppet(lage: AfuppgiftLage) -> Hinder | None:
    """DP-01: nothing is asked about somebody who is not current with the nämnd."""
    return None if lage.arende_oppet else Hinder("arende_avslutat", "Ärendet är avslutat.", "DP-01")


AFUPPGIFT: Tillstandsmaskin[AfuppgiftLage] = Tillstandsmaskin(
    namn="afuppgift",
    start="begard",
    slut=frozenset({"besvarad", "aterkallad"}),
    beskrivning="Frågan går genom utkorgen; svaret på anropet är svaret. Det är en signal, aldrig en följd (AK-18).",
    overgangar=(
        Overgang("begar", (), "begard", HANDLAGGARE, (arende_oppet,), "frågan läggs i utkorgen"),
        Overgang("besvara", ("begard",), "besvarad", SYSTEM, effekt="AF:s svar förseglas"),
        Overgang("ej_levererad", ("begard",), "avvisad", SYSTEM, effekt="AF:s fel-id noteras"),
        Overgang("sand_om", ("avvisad",), "begard", HANDLAGGARE, (arende_oppet,), "frågan ställs igen"),
        Overgang("koad_igen", ("avvisad",), "begard", OPERATOR, effekt="driften sänder om frågan som den är"),
        Overgang("aterkalla", ("begard", "avvisad"), "aterkallad", HANDLAGGARE, effekt="en osänd fråga sänds inte"),
        Overgang(
            "aterkalla",
            ("begard", "avvisad"),
            "aterkallad",
            SYSTEM,
            effekt="ställd om en tidigare identitet (DP-15)",
        ),
        Overgang("skriv_om", ("begard",), "begard", SYSTEM, effekt="osänd; går med den nya identiteten (DP-15)"),
    ),
)


class Signal(NamedTuple):
    """Something in an answer for a person to look at; nothing follows of itself."""

    kod: str
    text: str
    regel: str


SKYDD = Signal(
    "skydd_hos_af",
    "Arbetsförmedlingen har en sekretessmarkering. Pröva om personens skydd ska ändras i ärendet.",
    "DP-15",
)
INTE_INSKRIVEN = Signal(
    "inte_inskriven",
    "Arbetsförmedlingen har ingen inskrivning. Ta reda på varför; det är aldrig ensamt ett skäl att vägra.",
    "AK-18",
)
HELTIDSINSATS = Signal(
    "heltidsinsats",
    "Arbetsförmedlingen har en pågående insats på heltid. Pröva om undantag gäller.",
    "AK-05",
)


def signaler(slag: Afuppgiftsslag, svar: Mapping[str, Any]) -> Iterator[Signal]:
    """What of an answer asks for a handläggare; of a protected person AF tells nothing else."""
    if svar["sekretessmarkering"]:
        yield SKYDD
    elif slag is Afuppgiftsslag.GENOMFORANDEN:
        if any(g["fas"] == PAGAR and g["omfattning_procent"] >= HELTID_PROCENT for g in svar["genomforanden"]):
            yield HELTIDSINSATS
    elif svar["arbetssokande"] is None or svar["arbetssokande"]["inskriven_till"] is not None:
        yield INTE_INSKRIVEN
