"""Bevakningar over HTTP: seen, done, postponed and reopened by people; brought up to date by the service."""

from datetime import timedelta

import pytest

from app.integrations.bevakare import Bevakare
from app.integrations.jobb import kor_jobb
from tests.flode import beslutat, steg
from tests.flode.startat import startad

pytestmark = pytest.mark.anyio

SKAL = "Parten fick del av beslutet per telefon."


@pytest.fixture
async def anna(varld):
    return varld.som("anna")


async def lista(person, **filter_):
    fraga = "&".join(f"{namn}={varde}" for namn, varde in {"limit": 200, **filter_}.items())
    svar = await person.hamta(f"bevakningar?{fraga}")
    assert svar.status_code == 200, svar.text
    return svar.json()["bevakningar"]


async def sorter(person, **filter_):
    return {rad["sort"]: rad["forfaller"] for rad in await lista(person, **filter_)}


async def kor(varld):
    return await kor_jobb(varld.tjanster, "bevakningar")


async def kommunicerat(varld, anna, svar_senast="2026-10-26"):
    """An ärende with one thing to watch: its path."""
    arende = await steg.nytt_arende(anna)
    vag = f"arenden/{arende['id']}/kommuniceringar"
    await anna.skapa(vag, {"material": "Underlag.", "svarSenast": svar_senast})
    await kor(varld)
    return f"arenden/{arende['id']}"


async def enda(anna, **filter_):
    (rad,) = await lista(anna, **filter_)
    return f"bevakningar/{rad['id']}", rad


async def test_en_bevakning_visar_regel_lagrum_dag_agare_och_vad_den_galler(varld, anna):
    arende = await kommunicerat(varld, anna)
    vag, rad = await enda(anna)
    assert {n: rad[n] for n in ("sort", "regel", "lagrum", "status", "forfaller", "forsenad", "agare")} == {
        "sort": "kommunicering_svar",
        "regel": "T-06",
        "lagrum": "25 § FL",
        "status": "oppen",
        "forfaller": "2026-10-26",
        "forsenad": False,
        "agare": "anna.handlaggare",
    }
    assert rad["_links"]["arende"]["href"].endswith(arende)
    detalj = (await anna.hamta(vag)).json()
    assert detalj["attGora"].startswith("Notera partens svar")
    assert {"klarmarkera", "skjut_upp"} <= detalj["_links"].keys()
    assert "ateroppna" not in detalj["_links"]
