"""An order that runs with a plan in force, and its occasions."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import inspect, select

from app.begrepp.identiteter import nytt_id
from app.core.unit_of_work import Arbete
from app.flode.arende.models import Arende
from app.flode.bestallning.models import Bestallning
from app.flode.narvaro.models import Tillfalle, tillfallen_for
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


async def grupp(varld: Varld, vag: str, antal: int, *vagledare: str) -> dict[str, list[str]]:
    """As many people more with the order's occasions, shared out among some vägledare: ids of the first day's."""
    return await varld.i_databasen(lambda arbete: _grupp(arbete, UUID(vag.split("/")[1]), antal, vagledare), "0484")


async def _grupp(arbete: Arbete, bestallning_id: UUID, antal: int, vagledare: Sequence[str]) -> dict[str, list[str]]:
    bestallning = await arbete.en(select(Bestallning).where(Bestallning.id == bestallning_id))
    arende = await arbete.en(select(Arende).where(Arende.id == bestallning.arende_id))
    mall = (await arbete.alla(tillfallen_for(bestallning_id).order_by(Tillfalle.dag).limit(1)))[0]
    ut: dict[str, list[str]] = {v: [] for v in vagledare}
    for i in range(antal):
        vem = vagledare[i % len(vagledare)]
        annat = kopia(arende, arendenummer=f"EKB-2026-9{i:05d}", person_avtryck=i.to_bytes(32, "big"))
        order = kopia(bestallning, arende_id=annat.id, nummer=f"B-{i:04d}-0000", vagledare=vem)
        eget = kopia(mall, arende_id=annat.id, bestallning_id=order.id, plan_id=None, aktivitet_id=None, vagledare=vem)
        for rad in (annat, order, eget):
            arbete.session.add(rad)
            await arbete.session.flush()
        ut[vem].append(str(eget.id))
    return ut


def kopia(rad: Any, **andra: Any) -> Any:
    """A row of its own with the same content but for some columns."""
    falt = {k.key: getattr(rad, k.key) for k in inspect(type(rad)).column_attrs}
    return type(rad)(**falt | {"id": nytt_id()} | andra)
