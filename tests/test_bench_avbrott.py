"""R8 and R10 on a small scale: fourteen days without AF by the clock, and two processes' workers side by side."""

import asyncio
from datetime import timedelta

import pytest

from app.begrepp.tid import StallbarKlocka
from app.integrations.arbetare import Arbetare
from app.integrations.kanal import Sandregler
from app.main import create_app
from app.settings import Lage, Settings
from bench.avbrott import FLEST_ANROP_PER_DYGN, FLEST_PROV_PER_MINUT, NU, Mottagare, koa, kvitterade, mat, tom

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(300)]
ANTAL = 80
REGLER = Sandregler(forsta_vantan=1.0, langsta_vantan=900.0, lan=60.0)


async def test_fjorton_dagar_utan_af_forlorar_inget_dubblar_inget_och_haller_ordningen(databas, tmp_path):
    r = await mat(databas.url, tmp_path, ANTAL, fint=timedelta(minutes=30))
    assert {n: r[n] for n in ("forlorade", "inte_kvitterade", "dubbel_verkan", "arenden_i_oordning")} == {
        "forlorade": 0,
        "inte_kvitterade": 0,
        "dubbel_verkan": 0,
        "arenden_i_oordning": 0,
    }
    assert r["sanda_mer_an_en_gang"] > 0, "some answers must have been lost"
    # The five that open the breaker come once in an outage, not each half hour.
    assert r["anrop_per_dygn"] - 4 * 2 * 24 <= FLEST_ANROP_PER_DYGN
    # Those that were on the wire when the breaker opened come before the first probe.
    assert r["flest_anrop_pa_en_minut"] <= 5 + Mottagare.samtidighet + FLEST_PROV_PER_MINUT
    assert r["flest_samtidiga_anrop"] <= Mottagare.samtidighet
    assert r["storsta_skur"] > 0


async def test_tva_processers_arbetare_sander_varje_meddelande_en_gang(bara_postgres, tmp_path):
    klocka = StallbarKlocka(NU)
    egna = Settings(lage=Lage.TEST, database_url=bara_postgres.url, datakatalog=tmp_path, arbetare_i_servern=False)
    forsta, andra = (create_app(egna, klocka=klocka).state.tjanster for _ in range(2))
    af = Mottagare(klocka, REGLER, samtidighet=4)
    await koa(forsta, ANTAL, per_arende=2)
    stopp = asyncio.Event()
    bredvid = asyncio.create_task(Arbetare(andra, af).kor(stopp))
    await tom([Arbetare(forsta, af)], forsta, ANTAL)
    stopp.set()
    await bredvid
    assert (set(af.fatt.values()), len(af.fatt), await kvitterade(forsta)) == ({1}, ANTAL, ANTAL)
    assert all(nummer == [1, 2] for nummer in af.ordning.values())
    for tjanster in (forsta, andra):
        await tjanster.databas.stang()
