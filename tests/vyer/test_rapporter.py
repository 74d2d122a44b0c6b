"""AK-32: reports are ordered, counted by a job, read, frozen."""

import hashlib

import pytest

from app.vyer.rapporter.korning import rakna_rapporter
from tests.flode.beslutat import vagrat


async def bestall(varld, **mer):
    svar = await varld.som("cecilia").posta("rapporter", {"sort": "ivo_kvartal", "period": "2026-K4", **mer})
    assert svar.status_code == 202, svar.text
    return svar.headers["location"]


@pytest.mark.regel("AK-32", "AK-36", "T-08")
async def test_kvartalet_raknas_av_jobbet(varld):
    await vagrat(varld)
    cecilia, vag = varld.som("cecilia"), await bestall(varld)
    assert (await cecilia.hamta(vag)).json()["framsteg"] == {"klara": 0}
    assert (await cecilia.hamta(f"{vag}/innehall")).json()["fel"][0]["kod"] == "rapporten_inte_klar"
    assert await rakna_rapporter(varld.tjanster) == 1
    detalj = (await cecilia.hamta(vag)).json()
    assert (detalj["status"], detalj["antalRader"], detalj["antalUndantagna"]) == ("klar", 1, 2)
    innehall = await cecilia.hamta(f"{vag}/innehall")
    assert hashlib.sha256(innehall.content).hexdigest() == detalj["kontrollsumma"]
    kvartal = {rad["matt"]: rad["antal"] for rad in innehall.json()["tabeller"][0]["rader"]}
    assert kvartal == {"omfattade": 1, "anvisade": 0, "vagrade": 1, "nedsatta": 0}
    (rad,) = (await cecilia.hamta(f"{vag}/rader")).json()["rader"]
    assert (rad["varden"]["manad"], rad["varden"]["vagrade"]) == ("2026-10", 1)
    undantagna = (await cecilia.hamta(f"{vag}/undantagna")).json()["rader"]
    assert {rad["skal"] for rad in undantagna} == {"manad_saknas"}
