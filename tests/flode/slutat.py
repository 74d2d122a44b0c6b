"""A slutrapport as a good client writes it, and an order that somebody has taken part in."""

from datetime import UTC, datetime
from typing import Any

from tests.conftest import Person, Varld
from tests.flode.narvarat import planerad, tillfallen
from tests.scener import scen

TISDAG = datetime(2026, 10, 13, 8, tzinfo=UTC)
INGEN = {"verifieratAv": "ingen"}
ARBETSGIVARE = {"verifieratAv": "arbetsgivare", "datum": "2026-10-12", "underlag": "Anställningsavtal."}


def bedomda(*maluppfyllelse: str, plan: Any) -> list[Any]:
    """Each goal of a plan with what became of it, in the plan's order."""
    mal = list(dict.fromkeys((a["omrade"], a["mal"]) for a in plan["aktiviteter"]))
    return [
        {"omrade": omrade, "mal": ord_, "maluppfyllelse": hur, "text": "Som planerat."}
        for (omrade, ord_), hur in zip(mal, maluppfyllelse, strict=False)
    ]


def slutrapport(**mer: Any) -> dict[str, Any]:
    """A draft without goals."""
    return {
        "avslutsorsak": "arbete",
        "sammanfattning": "Har praktiserat i köket och fått arbete där.",
        "rekommendation": "Yrkessvenska på kvällstid.",
        "resultat": ARBETSGIVARE,
    } | mer


async def deltagit(varld: Varld, i: int = 0, **person: Any) -> str:
    """The path of an order that runs with a plan; the person was there on the first Monday, and it is Tuesday."""
    vag: str = await _deltagit(varld, i, **person)
    varld.klocka.stall(TISDAG)
    return vag


@scen
async def _deltagit(varld: Varld, i: int, **person: Any) -> str:
    vag = await planerad(varld, i, **person)
    (forsta, *_) = await tillfallen(varld.som("vera"), vag)
    varld.klocka.stall(TISDAG)
    await varld.som("vera").gor(f"{vag}/tillfallen/{forsta['id']}", "rapportera", utfall="narvarande")
    return vag


async def planen(person: Person, vag: str) -> Any:
    """The plan in force, or the one that ended with the order."""
    (rad, *_) = (await person.hamta(f"{vag}/planer")).json()["planer"]
    return (await person.hamta(f"{vag}/planer/{rad['id']}")).json()


async def skriven(person: Person, vag: str, **mer: Any) -> str:
    """The path of a draft that tells of all goals of the plan."""
    mal = bedomda("uppnatt", "delvis", "inte_uppnatt", plan=await planen(person, vag))
    samling = f"{vag}/slutrapporter"
    return f"{samling}/{(await person.skapa(samling, slutrapport(**{'mal': mal} | mer)))['id']}"


async def inlamnad(person: Person, vag: str, **mer: Any) -> str:
    """The path of a slutrapport that is handed in."""
    rapport = await skriven(person, vag, **mer)
    await person.gor(rapport, "lamna_in")
    return rapport
