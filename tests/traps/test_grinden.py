"""The gate before the pool: nobody starves, nobody waits in vain, and what cannot be taken is said at once."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from anyio.lowlevel import checkpoint

from app.core.database import Grind
from app.core.errors import Otillganglig
from app.settings import Settings
from tests.conftest import INGEN_BEVAKNING, Provdatabas, Varld
from tests.flode.steg import nytt_arende


@pytest.fixture
def settings(databas: Provdatabas, tmp_path: Any) -> Settings:
    """A pool as small as it gets; waiting is free, so that a slow machine changes nothing."""
    return Settings(
        lage="test",
        datakatalog=tmp_path,
        database_url=databas.url,
        arbetare_i_servern=False,
        pool_storlek=2,
        pool_ko=200,
        pool_vantetid=90,
        bevakning_intervall=INGEN_BEVAKNING,
    )


async def nar(villkor: Callable[[], bool]) -> None:
    """Let the others run until something is so."""
    while not villkor():
        await checkpoint()


async def test_etthundratjugo_samtidiga_lyckas_med_tva_anslutningar(varld: Varld) -> None:
    """With a session held while the answer is made, 80 of 120 failed; here none waits for another's answer."""
    anna, pool = varld.som("anna"), varld.tjanster.databas.engine.pool
    vag = f"arenden/{(await nytt_arende(anna))['id']}"
    topp = 0

    async def ett(i: int) -> int:
        nonlocal topp
        svar = await (anna.hamta(vag) if i % 3 else anna.posta("arenden/sokningar", {"efternamn": "Exempelsson"}))
        topp = max(topp, pool.checkedout())
        return svar.status_code

    assert set(await asyncio.gather(*(ett(i) for i in range(120)))) == {200}
    assert topp <= 2
    assert (pool.checkedout(), varld.tjanster.databas.grind.vantande) == (0, 0)


async def test_full_ko_ger_503_genast_och_de_som_redan_vantar_far_sitt_svar(varld: Varld) -> None:
    anna, grind = varld.som("anna"), varld.tjanster.databas.grind
    grind._ko = 3
    platser = grind._platser._value
    async with asyncio.timeout(60):
        for _ in range(platser):
            await grind._platser.acquire()
        anrop = [asyncio.create_task(anna.hamta("arenden")) for _ in range(8)]
        await nar(lambda: sum(a.done() for a in anrop) == 5)
        nekade = [a.result() for a in anrop if a.done()]
        assert grind.vantande == 3
        for _ in range(platser):
            grind._platser.release()
        svar = await asyncio.gather(*anrop)
    assert sorted(s.status_code for s in svar) == [200] * 3 + [503] * 5
    for nej in nekade:
        assert (nej.json()["kod"], nej.headers["retry-after"]) == ("otillganglig", "1")
        assert nej.headers["content-type"] == "application/problem+json"
    assert (await anna.hamta("arenden")).status_code == 200


async def test_de_som_vantar_far_komma_i_tur_och_ordning() -> None:
    grind, ordning = Grind(1, 50, 5.0), []

    async def ett(i: int) -> None:
        async with grind.plats():
            ordning.append(i)
            await checkpoint()

    async with grind.plats():
        uppgifter = [asyncio.create_task(ett(i)) for i in range(20)]
        await nar(lambda: grind.vantande == 20)
    await asyncio.gather(*uppgifter)
    assert ordning == list(range(20))


async def test_den_som_vantat_for_lange_far_veta_det_och_lamnar_platsen() -> None:
    grind = Grind(1, 50, 0.01)
    async with grind.plats():
        with pytest.raises(Otillganglig) as nej:
            async with grind.plats():
                pass
        assert nej.value.huvuden == {"Retry-After": "1"}
    async with grind.plats():
        assert grind.vantande == 0


async def test_ett_avbrott_i_samma_stund_som_platsen_ges_ar_ett_avbrott() -> None:
    """A task that is told to stop just as it gets its place must not go on: a process would never end."""
    grind, kom_in = Grind(1, 50, 5.0), []

    async def ett() -> None:
        async with grind.plats():
            kom_in.append(True)

    async with asyncio.timeout(5):
        async with grind.plats():
            vantar = asyncio.create_task(ett())
            await nar(lambda: grind.vantande == 1)
        vantar.cancel()
        await asyncio.gather(vantar, return_exceptions=True)
        async with grind.plats():
            assert (vantar.cancelled(), kom_in, grind.vantande) == (True, [], 0)


@pytest.mark.parametrize("slut", ["fel", "avbrott i kön", "avbrott inne"])
async def test_en_plats_gar_aldrig_forlorad(slut: str) -> None:
    grind, inne = Grind(1, 50, 5.0), asyncio.Event()

    async def ett() -> None:
        async with grind.plats():
            inne.set()
            await (checkpoint() if slut == "fel" else asyncio.Event().wait())
            raise ValueError("fel")

    async with asyncio.timeout(5):
        if slut == "avbrott i kön":
            async with grind.plats():
                vantar = asyncio.create_task(ett())
                await nar(lambda: grind.vantande == 1)
                vantar.cancel()
                await asyncio.gather(vantar, return_exceptions=True)
        else:
            uppgift = asyncio.create_task(ett())
            await inne.wait()
            if slut == "avbrott inne":
                uppgift.cancel()
            await asyncio.gather(uppgift, return_exceptions=True)
        async with grind.plats():
            assert grind.vantande == 0
