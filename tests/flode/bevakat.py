"""What a handläggare's list of bevakningar shows, and the job that brings it up to date."""

from datetime import UTC, datetime

from app.integrations.jobb import kor_jobb
from tests.flode import steg


async def kor(varld):
    """Run the job; how many tasks changed."""
    return await kor_jobb(varld.tjanster, "bevakningar")


async def pa_dagen(varld, dag):
    """Run the job on a day."""
    varld.klocka.stall(datetime.fromisoformat(dag).replace(hour=8, tzinfo=UTC))
    return await kor(varld)


async def lista(person, **filter_):
    """The rows of one long page."""
    fraga = "&".join(f"{namn}={varde}" for namn, varde in {"limit": 200, **filter_}.items())
    svar = await person.hamta(f"bevakningar?{fraga}")
    assert svar.status_code == 200, svar.text
    return svar.json()["bevakningar"]


async def dagar(person, **filter_):
    """Due date by kind."""
    return {rad["sort"]: rad["forfaller"] for rad in await lista(person, **filter_)}


async def enda(person, **filter_):
    """The path of the only task."""
    (rad,) = await lista(person, **filter_)
    return f"bevakningar/{rad['id']}"


async def kommunicerat(varld, i=0, svar_senast="2026-10-26", **arende):
    """An ärende of Anna's with one thing to watch: the path of its kommunicering."""
    anna = varld.som("anna")
    nytt = await steg.nytt_arende(anna, i, **arende)
    vag = f"arenden/{nytt['id']}/kommuniceringar"
    ny = await anna.skapa(vag, {"material": "Underlag.", "svarSenast": svar_senast})
    await kor(varld)
    return f"{vag}/{ny['id']}"
