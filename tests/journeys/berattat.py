"""Where the stories of the middle of the chain begin, walked once by the people themselves."""

from datetime import UTC, datetime
from typing import Any

from tests.conftest import Person, Varld
from tests.flode.bestallt import bestall
from tests.flode.matt import matning, rapport
from tests.flode.narvarat import EGET, SVENSKA, UTAN_TIDER, ny_plan
from tests.flode.test_uppstartsmote import ALLA_DAR, motet
from tests.scener import scen

PLATS = "Klivet, Provgatan 5"


def klockan(varld: Varld, dag: str, timme: int = 8) -> None:
    """It is that day, that hour in UTC."""
    varld.klocka.stall(datetime.fromisoformat(dag).replace(hour=timme, tzinfo=UTC))


def motestid(dag: str, timme: int = 8) -> dict[str, str]:
    """An hour at the utförare's."""
    return {"borjar": f"{dag}T{timme:02d}:00:00Z", "slutar": f"{dag}T{timme + 1:02d}:00:00Z", "plats": PLATS}


@scen
async def motts(varld: Varld, i: int = 0, **person: Any) -> str:
    """The path of an order whose uppstartsmöte was held this morning, and that runs."""
    vera = varld.som("vera")
    vag: str = await bestall(varld, i, **person)
    utfall = {"typ": "genomfort", "narvaro": ALLA_DAR}
    mote = await motet(varld, vag)
    await vera.gor(mote, "boka", nyTid=motestid("2026-10-12"), utfall=utfall)
    await vera.gor(vag, "starta")
    return vag


@scen
async def med_plan(varld: Varld, i: int = 0, **person: Any) -> str:
    """The path of an order with a plan that the nämnd has approved: svenska on Mondays and Wednesdays."""
    vag = await motts(varld, i, **person)
    await ny_plan(varld, vag, SVENSKA, EGET, UTAN_TIDER, dag="2026-10-12")
    return vag


async def lamnad_rapport(person: Person, vag: str, **mer: Any) -> str:
    """The path of a progressionsrapport that is handed in, after a measurement."""
    await person.skapa(f"{vag}/matningar", matning(mer["periodTom"], "gul"))
    samling = f"{vag}/progressionsrapporter"
    egen = f"{samling}/{(await person.skapa(samling, rapport(**mer)))['id']}"
    await person.gor(egen, "lamna_in")
    return egen


async def sett(person: Person, vag: str) -> Any:
    """What a person reads."""
    svar = await person.hamta(vag)
    assert svar.status_code == 200, svar.text
    return svar.json()


async def nej(person: Person, vag: str, typ: str, **falt: Any) -> tuple[int, str]:
    """Status and code of a händelse that is refused."""
    svar = await person.handelse(vag, {"typ": typ, **falt})
    assert svar.status_code >= 400, svar.text
    return svar.status_code, svar.json().get("fel", [{}])[0].get("kod") or svar.json()["kod"]


async def till_af(person: Person, vag: str) -> list[str]:
    """What Arbetsförmedlingen is to be told about an order's ärende."""
    arende = (await sett(person, vag))["arendeId"]
    rader = (await sett(person, f"arenden/{arende}/overlamningar"))["overlamningar"]
    return sorted(r["skede"] for r in rader if r.get("skede"))
