"""The calls at once agreed with a receiver are shared by all workers, whoever comes, stops or dies."""

import asyncio
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.begrepp.tid import StallbarKlocka
from app.core.outbox_recipients import Mottagarlage
from app.integrations.arbetare import Arbetare
from app.integrations.kanal import Sandregler
from app.main import create_app
from app.settings import Lage, Settings
from bench.avbrott import NU, Mottagare, koa

AVTALAT = 4
REGLER = Sandregler(forsta_vantan=1.0, langsta_vantan=900.0, lan=60.0, delad_samtidighet=True)
STEG = st.tuples(st.sampled_from("abcdef"), st.sampled_from(["fornyar", "slutar", "dor"]), st.integers(0, AVTALAT))


@pytest.mark.krav("R8")
@given(st.lists(STEG, max_size=40))
def test_andelarna_ar_aldrig_fler_an_avtalat_och_alla_far_sin_nar_det_blir_lugnt(stegen):
    lage, har, nu = Mottagarlage(), {}, 0.0
    for namn, vad, pa_vag in stegen:
        if vad == "fornyar":
            har[namn] = lage.dela_ut(namn, min(pa_vag, har.get(namn, 0)), AVTALAT, nu, nu + 60)
        elif vad == "slutar":
            lage.ta_tillbaka(namn)
            har.pop(namn, None)
        elif namn in har:
            lage.andelar[namn] = [har.pop(namn), nu]  # its time has run out
        assert sum(har.values()) <= AVTALAT
    for _ in range(2):
        for namn in har:
            har[namn] = lage.dela_ut(namn, 0, AVTALAT, nu + 1, nu + 61)
    if har:
        assert sum(har.values()) == AVTALAT
        assert max(har.values()) - min(har.values()) <= 1


class Haller(Mottagare):
    """Keeps every call on the wire until it is told to let go."""

    def __init__(self, klocka):
        super().__init__(klocka, REGLER, samtidighet=AVTALAT)
        self.lat_ga, self.halls = asyncio.Event(), 0

    async def sand(self, rad, innehall):
        self.halls += 1
        await self.lat_ga.wait()
        return await super().sand(rad, innehall)


@pytest.mark.anyio
@pytest.mark.krav("R8")
async def test_en_arbetare_vantar_pa_att_en_annan_lamnar_plats(databas, tmp_path):
    klocka = StallbarKlocka(NU)
    egna = Settings(lage=Lage.TEST, database_url=databas.url, datakatalog=tmp_path, arbetare_i_servern=False)
    en, annan = (create_app(egna, klocka=klocka).state.tjanster for _ in range(2))
    af = Haller(klocka)
    await koa(en, 2 * AVTALAT, per_arende=1)
    klocka.flytta(timedelta(seconds=1))
    forsta, andra = Arbetare(en, af), Arbetare(annan, af)
    uppgift = asyncio.create_task(forsta.omgang())
    async with asyncio.timeout(20):
        while af.halls < AVTALAT:  # noqa: ASYNC110 - each look is a turn of the loop
            await asyncio.sleep(0)
    assert (await andra.omgang(), af.halls) == (0, AVTALAT)
    af.lat_ga.set()
    assert await uppgift == AVTALAT
    assert await andra.omgang() == AVTALAT
    for tjanster in (en, annan):
        await tjanster.databas.stang()
