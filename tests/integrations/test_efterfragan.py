"""AF's word of an answer may be lost for ever: the service asks, and event and answer together have effect once."""

import json
from datetime import timedelta

import pytest

from app.begrepp.parter import RIKET
from app.core.outbox import ARBETSFORMEDLINGEN, ENDA
from app.core.outbox_recipients import lage_av
from app.integrations.jobb import kor_jobb
from tests.flode.bevakat import dagar, kor
from tests.integrations.test_inkommande import levererad, skicka
from tests.mockad_af import Storning, Storningsslag

pytestmark = [pytest.mark.anyio, pytest.mark.regel("AK-14")]
DYGN = timedelta(days=1)


@pytest.fixture
def fraga(varld):
    """One run of the job."""

    async def steg():
        return await kor_jobb(varld.tjanster, "af_svar")

    return steg


@pytest.fixture
def lasningar(af):
    """How many times AF was asked."""
    return lambda: af.router["samrad_lasning"].call_count


async def test_svaret_efterfragas_efter_en_tid_och_verkar_en_gang_fast_handelsen_kommer_sent(
    varld, af, arbetare, fall, fraga, lasningar
):
    vag, unikt_id = await levererad(fall, arbetare, af, "fraga")
    assert (await fraga(), lasningar()) == (0, 0)
    varld.klocka.flytta(DYGN)
    assert [await fraga(), await fraga(), lasningar()] == [0, 0, 1]
    af.handelser.stall(forlora=1)
    kropp = af.besvara(unikt_id)
    varld.klocka.flytta(DYGN)
    assert [await fraga(), await fraga(), lasningar()] == [1, 0, 2]
    samrad = await fall.las(vag)
    assert (samrad["status"], samrad["svar"]["person"]["personnummer"]) == ("besvarat", "198502139804")
    await skicka(varld.som("af"), kropp)
    assert await fall.las(vag) == samrad
    historik = (await fall.anna.hamta(f"{vag}/handelser")).json()["handelser"]
    assert [h["typ"] for h in historik] == ["begar", "kvittera", "besvara"]


async def test_nara_svarsdagen_fragas_varje_timme_och_avvisning_syns(varld, af, arbetare, fall, fraga, lasningar):
    vag, unikt_id = await levererad(fall, arbetare, af, "fraga", svarSenast="2026-10-13")
    varld.klocka.flytta(timedelta(minutes=59))
    assert (await fraga(), lasningar()) == (0, 0)
    varld.klocka.flytta(timedelta(minutes=1))
    assert (await fraga(), lasningar()) == (0, 1)
    af.besvara(unikt_id, avvisa=True)
    varld.klocka.flytta(timedelta(hours=1))
    assert (await fraga(), lasningar()) == (1, 2)
    assert (await fall.las(vag))["leverans"]["status"] == "avvisad"
    varld.klocka.flytta(DYGN)
    assert (await fraga(), lasningar()) == (0, 2)


async def _tystnad(arbete):
    (await lage_av(arbete, ARBETSFORMEDLINGEN, ENDA)).teg(arbete.nu, "af_nas_inte", 1, timedelta(seconds=30))


async def _svar(arbete):
    (await lage_av(arbete, ARBETSFORMEDLINGEN, ENDA)).svarade(arbete.nu, 4)


async def test_ingen_fragar_en_af_som_ar_nere_och_forsta_uteblivna_svar_avslutar_omgangen(
    varld, af, arbetare, fall, annat_fall, fraga, lasningar
):
    for ett in (fall, annat_fall):
        await levererad(ett, arbetare, af, "fraga")
    for rad in af.journal.mottaget():
        af.besvara(rad.unikt_id)
    varld.klocka.flytta(DYGN)
    await varld.i_databasen(_tystnad, RIKET)
    assert (await fraga(), lasningar()) == (0, 0)
    await varld.i_databasen(_svar, RIKET)
    af.storningar.ko.append(Storning(Storningsslag.FOR_MANGA, resurs="samrad_lasning"))
    assert (await fraga(), lasningar()) == (0, 1)
    varld.klocka.flytta(DYGN)
    assert (await fraga(), lasningar()) == (2, 3)


@pytest.mark.parametrize("kropp", [None, [], {}, {"af_referens": "AF-X", "status": "BESVARAD"}, {"status": 7}])
async def test_svar_som_inte_gar_att_lasa_andrar_inget(varld, af, arbetare, fall, fraga, kropp):
    vag, _ = await levererad(fall, arbetare, af, "fraga")
    fore = await fall.las(vag)
    varld.klocka.flytta(DYGN)
    af.router["samrad_lasning"].respond(200, content=json.dumps(kropp).encode())
    assert await fraga() == 0
    assert await fall.las(vag) == fore


async def test_handelser_som_ett_fel_hos_oss_lamnade_tolkas_av_jobbet(varld, af, arbetare, fall, monkeypatch):
    from app.integrations.arbetsformedlingen import tolkning

    vag, unikt_id = await levererad(fall, arbetare, af, "fraga")
    with monkeypatch.context() as tillfalligt:
        tillfalligt.setattr(tolkning, "_verkan", None)
        await skicka(varld.som("af"), af.besvara(unikt_id))
    assert (await fall.las(vag))["status"] == "begart"
    assert [await kor_jobb(varld.tjanster, "af_tolkning") for _ in range(2)] == [1, 0]
    assert (await fall.las(vag))["status"] == "besvarat"
    await kor(varld)
    assert "afhandelse" not in await dagar(fall.anna)
