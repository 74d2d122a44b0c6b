"""Aktiviteter and ärenden in number, for what is done about places."""

from typing import Any

from app.begrepp.identiteter import kontrollsiffra
from tests.conftest import Person
from tests.flode.steg import nytt_arende


def testnummer(i: int) -> str:
    """The i-th of many test numbers."""
    nio = f"9{i // 28 % 10}{i // 280 % 9 + 1:02d}{i % 28 + 1:02d}985"
    return f"19{nio}{kontrollsiffra(nio)}"


async def ny_aktivitet(handlaggare: Person, **mer: Any) -> str:
    """The id of a published aktivitet with one place."""
    ny = await handlaggare.skapa("aktiviteter", innehall(**mer))
    await handlaggare.gor(f"aktiviteter/{ny['id']}", "publicera")
    return str(ny["id"])


def innehall(**mer: Any) -> dict[str, Any]:
    """What an aktivitet is registered with."""
    return {
        "namn": "Snickarboden",
        "beskrivning": "Arbetsträning i trä.",
        "kategori": "arbetsplatsforlagd",
        "malgrupp": {"typ": "allman"},
        "minuterPerVecka": 600,
        "form": "pa_plats",
        "plats": "Hyvelgatan 1",
        "antalPlatser": 1,
        "arrangor": {"typ": "kommun"},
        "gallerFran": "2026-09-01",
    } | mer


async def arenden(handlaggare: Person, antal: int, fran: int = 100) -> list[str]:
    """Ids of so many open ärenden."""
    return [(await nytt_arende(handlaggare, personnummer=testnummer(fran + i)))["id"] for i in range(antal)]


async def boka(handlaggare: Person, arende: str, aktivitet: str, **mer: Any) -> Any:
    """A booking that must be made: its path and what it was."""
    ny = await handlaggare.skapa(f"arenden/{arende}/platsbokningar", {"aktivitetId": aktivitet, **mer})
    return f"arenden/{arende}/platsbokningar/{ny['id']}", ny
