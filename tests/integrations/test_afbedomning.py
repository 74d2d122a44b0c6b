"""AF's own assessment comes as an event: a record of its own, of the right ärende and person, once (AK-16)."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.flode.bevakat import dagar, kor
from tests.integrations.test_inkommande import KONTRAKT, skicka

pytestmark = [pytest.mark.anyio, pytest.mark.regel("AK-16")]


@pytest.fixture
def avs(varld):
    return varld.som("af")


@pytest.fixture
def om(fall):
    """The person of the case, as AF names them."""
    return {"kommunkod": "0484", "arendeidentitet": fall.arende["id"], "personnummer": "198502139804"}


async def bedomningar(fall):
    return (await fall.anna.hamta(f"{fall.vag}/afbedomningar")).json()["afbedomningar"]


async def flaggade(varld, **fraga):
    adress = "&".join(f"{namn}={varde}" for namn, varde in fraga.items())
    rader = (await varld.som("sara").hamta(f"afhandelser?{adress}")).json()["afhandelser"]
    return [rad["tolkning"] for rad in rader]


async def test_handelsen_blir_en_egen_post_en_gang_och_bevakas_tills_nagon_har_hanterat_den(varld, af, fall, avs, om):
    kropp = af.bedom(om)
    assert KONTRAKT.granska_handelse(kropp) == []
    svar = await asyncio.gather(*(skicka(avs, kropp) for _ in range(3)))
    assert {s.content for s in svar} == {(await skicka(avs, kropp)).content}
    (rad,) = await bedomningar(fall)
    vag = f"{fall.vag}/afbedomningar/{rad['id']}"
    bedomning = await fall.las(vag)
    visat = {"bedomningskod": "kan_omfattas", "text": kropp["bedomning"]["text"], "afReferens": kropp["af_referens"]}
    assert {namn: bedomning[namn] for namn in visat} == visat
    assert (bedomning["kanal"], bedomning["person"], bedomning["skiljerSig"]) == ("api", "system:af_handelser", True)
    assert "aterta" not in bedomning["_links"]
    assert (await fall.anna.hamta(f"{fall.vag}/bedomningar")).json()["bedomningar"] == []
    await kor(varld)
    assert "afbedomning" in await dagar(fall.anna)
    await fall.anna.gor(vag, "hantera", stallningstagande="Ny bedömning görs.")
    await kor(varld)
    assert "afbedomning" not in await dagar(fall.anna)


async def test_senare_bedomning_ar_en_post_till_och_ett_avslutat_arende_far_sin(varld, af, fall, avs, om):
    await skicka(avs, af.bedom(om))
    await fall.anna.gor(fall.vag, "avsluta", skal="Flyttat.")
    await skicka(avs, af.bedom(om, kod="omfattas_inte", text="Har fått plats i program.\nFrån 1 november."))
    koder = [(await fall.las(f"{fall.vag}/afbedomningar/{r['id']}"))["bedomningskod"] for r in await bedomningar(fall)]
    assert koder == ["omfattas_inte", "kan_omfattas"]


@pytest.mark.parametrize(
    ("andrat", "tolkning"),
    [
        ({"personnummer": "199001079814"}, "fel_person"),
        ({"bedomningskod": "ny_kod"}, "otolkbar"),
        ({"text": ""}, "otolkbar"),
        ({"text": "x" * 4001}, "otolkbar"),
        ({"text": None}, "otolkbar"),
        ({"datum": "2026-10-32"}, "otolkbar"),
        ({"datum": "2026-10-14"}, "orimlig_tid"),
    ],
)
async def test_det_som_inte_kan_galla_flaggas_for_arendet_och_andrar_inget(varld, af, fall, avs, om, andrat, tolkning):
    kropp = af.bedom(om)
    kropp["bedomning"] |= andrat
    await skicka(avs, kropp)
    assert await flaggade(varld) == [tolkning]
    assert await bedomningar(fall) == []
    await kor(varld)
    assert "afhandelse" in await dagar(fall.anna)


@pytest.mark.parametrize(
    "andrat", [{"arendeidentitet": str(uuid4())}, {"kommunkod": "0127"}, {"arendeidentitet": "EKB-1"}, {"kommunkod": 4}]
)
async def test_okand_arendereferens_behalls_utan_namnd(varld, af, fall, avs, om, andrat):
    kropp = af.bedom(om)
    kropp["bedomning"] |= andrat
    await skicka(avs, kropp)
    assert await flaggade(varld) == []
    assert await flaggade(varld, utanNamnd="true") == [
        "otolkbar" if andrat in ({"arendeidentitet": "EKB-1"}, {"kommunkod": 4}) else "okand_referens"
    ]
    assert await bedomningar(fall) == []


async def test_afs_klocka_far_ga_fel_men_inte_hur_som_helst(varld, af, fall, avs, om):
    for dygn in (0.9, 1.1):
        tid = varld.klocka.nu() + timedelta(days=dygn)
        await skicka(avs, af.bedom(om) | {"tid": tid.isoformat()})
    assert sorted(await flaggade(varld)) == ["orimlig_tid", "verkan"]
