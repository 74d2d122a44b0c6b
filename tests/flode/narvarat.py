"""An order that runs with a plan in force, and its occasions."""

from typing import Any

from tests.conftest import Person, Varld
from tests.flode.startat import startad
from tests.flode.test_plan import aktivitet, innehall, pass_

# Monday and Wednesday; the clock of the tests stands on a Monday morning at ten by the clock on the wall.
SVENSKA = aktivitet(360, tider=[pass_("mandag", "09:00", "12:00"), pass_("onsdag", "13:00", "16:00")])
EGET = aktivitet(300, "eget_jobbsokande", aktivitet="Eget jobbsökande", omrade="arbetsmarknad_samhalle")
UTAN_TIDER = aktivitet(240, "jobbsokande", aktivitet="Jobbsökarkurs", omrade="arbetsmarknad_samhalle")
AVVIKER = "Läkarbesök på fredagar."


async def planerad(varld: Varld, i: int = 0, *aktiviteter: Any, dag: str = "2026-10-12", **person: Any) -> str:
    """The path of an order that runs with a plan in force from a day."""
    _, vag = await startad(varld, i, krav=False, **person)
    await ny_plan(varld, vag, *(aktiviteter or (SVENSKA, EGET, UTAN_TIDER)), dag=dag)
    return vag


async def ny_plan(varld: Varld, vag: str, *aktiviteter: Any, dag: str) -> str:
    """The path of a plan that the nämnd has approved."""
    vera, anna = varld.som("vera"), varld.som("anna")
    ny = innehall(*aktiviteter, gallerFran=dag, avvikelseSkal=AVVIKER)
    plan = f"{vag}/planer/{(await vera.skapa(f'{vag}/planer', ny))['id']}"
    await vera.gor(plan, "foresla")
    await anna.gor(plan, "godkann")
    return plan


async def tillfallen(person: Person, vag: str, fraga: str = "") -> list[Any]:
    """All occasions of an order, page by page."""
    ut, lank = [], f"{vag}/tillfallen?limit=200{fraga}"
    while lank:
        svar = await person.hamta(lank)
        assert svar.status_code == 200, svar.text
        ut += svar.json()["tillfallen"]
        lank = svar.json()["_links"].get("next", {}).get("href")
    return ut


def dagar(rader: list[Any], *status: str) -> list[str]:
    """Days of the occasions in some states."""
    return [r["dag"] for r in rader if not status or r["status"] in status]
