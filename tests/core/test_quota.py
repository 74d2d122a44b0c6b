"""Rate limits: never more than the bucket allows over any number of processes, and all of it when it is asked for."""

import time
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from app.core.auth import StatiskNyckelkalla
from app.core.errors import Otillganglig
from app.core.quota import Hink, Kvotvakt
from app.core.quota_account import Konto, Kvotregel, Lan
from app.main import create_app
from app.settings import Settings
from tests.conftest import NYCKEL, ROT, Varld

REGEL = Kvotregel("klient", takt=10.0, skur=10.0)
SEGT = 3600.0


@dataclass
class Process:
    """One process's account and what it let through, by time."""

    konto: Konto
    antal: list[tuple[float, int]]

    def anropas(self, nu: float, antal: int) -> None:
        self.antal.append((nu, sum(self.konto.ta() for _ in range(antal))))


class Gemensam:
    """The shared bucket, and processes that borrow from it when they are about to run out."""

    def __init__(self, antal: int) -> None:
        self.inne, self.nar = REGEL.storst, 0.0
        self.processer = [Process(Konto(REGEL, 0.0), []) for _ in range(antal)]

    def lana(self, nu: float) -> None:
        for process in self.processer:
            if process.konto.behover(nu):
                lan = process.konto.mojligt(REGEL.inne(self.inne, nu - self.nar))
                self.inne, self.nar = lan.efter, nu
                process.konto.fa(lan, nu)


@pytest.mark.krav("S9", "ASVS 2.4.1")
@settings(max_examples=150, deadline=None)
@given(
    st.integers(1, 5),
    st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 60), st.sampled_from([0.05, 0.1, 0.7, 4.0, 30.0])), max_size=60
    ),
)
def test_i_inget_fonster_slapps_mer_in_an_hinken_och_processernas_delar(antal, steg):
    gemensam, nu = Gemensam(antal), 0.0
    for vem, anrop, vila in steg:
        gemensam.lana(nu)
        gemensam.processer[vem % antal].anropas(nu, anrop)
        nu += vila
    slappta = sorted(par for p in gemensam.processer for par in p.antal)
    for i, (fran, _) in enumerate(slappta):
        summa = 0
        for till, hur_manga in slappta[i:]:
            summa += hur_manga
            assert summa <= REGEL.storst + REGEL.takt * (till - fran) + antal * REGEL.del_ + 1e-6


@pytest.mark.parametrize("antal", [1, 4])
def test_den_som_begar_mer_an_den_far_far_precis_sa_mycket_som_den_far(antal):
    gemensam, nu = Gemensam(antal), 0.0
    while nu < 200:
        gemensam.lana(nu)
        for process in gemensam.processer:
            process.anropas(nu, 5)
        nu += 0.05
    summa = sum(n for p in gemensam.processer for _, n in p.antal)
    allt = REGEL.storst + REGEL.takt * 200
    assert allt - REGEL.takt <= summa <= allt + antal * REGEL.del_


def test_utan_databas_raknar_varje_process_for_sig_och_betalar_sedan():
    konto = Konto(REGEL, 0.0)
    while konto.ta():
        pass
    for nu in range(1, 11):
        konto.pa_kredit(float(nu))
        while konto.ta():
            pass
    assert konto.skuld == REGEL.del_ + 10 * REGEL.del_  # at most a slice at a time
    konto.pa_kredit(10.2)
    assert konto.kvar == pytest.approx(2.0)
    lan = konto.mojligt(20.0)
    assert (lan.antal, lan.efter) == (0.0, pytest.approx(20.0 - konto.skuld))
    konto.fa(lan, 11.0)
    assert (konto.skuld, konto.behover(11.0), konto.vanta(11.0)) == (0.0, False, 4)


@pytest.mark.parametrize(
    ("kvar", "i_hinken", "tidigast", "sekunder"),
    [(0.0, 0.0, 0.0, 1), (0.0, -30.0, 0.0, 4), (0.0, -500.0, 0.0, 11), (0.0, 0.0, 2.5, 3), (0.0, -30.0, 9.0, 9)],
)
def test_hur_lange_den_nekade_ska_vanta(kvar, i_hinken, tidigast, sekunder):
    konto = Konto(REGEL, 0.0)
    konto.kvar, konto.i_hinken, konto.tidigast = kvar, i_hinken, tidigast
    assert konto.vanta(0.0) == sekunder


def test_kontots_siffror():
    konto = Konto(REGEL, 3.0)
    assert (REGEL.storst, REGEL.del_, konto.kvar, konto.skuld, konto.i_hinken) == (100.0, 5.0, 5.0, 5.0, 95.0)
    assert (Kvotregel("k", 0.01, 1.0).storst, Kvotregel("k", 0.01, 1.0).del_) == (1.0, 1.0)
    assert (REGEL.inne(20.0, 3.0), REGEL.inne(99.0, 3.0), REGEL.inne(20.0, -3.0)) == (50.0, 100.0, 20.0)
    assert (konto.behover(3.0), konto.synligt) == (False, 100)
    assert [konto.ta() for _ in range(6)] == [True] * 5 + [False]
    konto.lamna_tillbaka()
    assert (konto.kvar, konto.behover(3.0), konto.behover(2.9)) == (1.0, True, False)
    assert konto.mojligt(-1000.0) == Lan(0.0, 5.0, -100.0)
    konto.fa(konto.mojligt(6.5), 4.0)
    assert (konto.kvar, konto.skuld, konto.i_hinken, konto.tidigast) == (2.5, 0.0, 0.0, 4.25)
    konto.fa(konto.mojligt(50.0), 5.0)
    assert (konto.kvar, konto.i_hinken, konto.tidigast) == (5.0, 47.5, 5.0)
    konto.pa_kredit(9.0)
    assert (konto.kvar, konto.skuld) == (5.0, 0.0)
    konto.kvar = 1.0
    konto.pa_kredit(8.0)
    konto.pa_kredit(8.2)
    assert (round(konto.kvar, 6), round(konto.skuld, 6)) == (3.0, 2.0)


@contextmanager
def satser(app: Any) -> Iterator[list[str]]:
    """Statements of one app."""
    sedda: list[str] = []

    def sedd(_a: Any, _m: Any, sats: str, *_resten: Any) -> None:
        sedda.append(sats)

    motor = app.state.tjanster.databas.engine.sync_engine
    event.listen(motor, "before_cursor_execute", sedd)
    yield sedda
    event.remove(motor, "before_cursor_execute", sedd)


@pytest.fixture
def satt(settings: Settings) -> Callable[..., Settings]:
    """Settings with limits, where nothing is borrowed until the test says so."""
    grund = {"kvot_klient": 2.0, "kvot_kommun": 3.0, "kvot_skur": 10.0, "kvot_vantan": 0.0, "kvot_intervall": SEGT}
    return lambda **mer: settings.model_copy(update=grund | mer)


async def processer(stack: AsyncExitStack, settings: Settings, klocka: Any, antal: int = 2) -> list[Varld]:
    """Several processes' apps on one database."""
    varldar = []
    for _ in range(antal):
        app = create_app(settings, klocka=klocka, nyckelkalla=StatiskNyckelkalla([NYCKEL]))
        await stack.enter_async_context(app.router.lifespan_context(app))
        varldar.append(Varld(app, settings, klocka, ""))
    return varldar


async def lana(varld: Varld) -> int:
    tjanster = varld.tjanster
    return await tjanster.kvotvakt.lana(tjanster.transaktioner)


@pytest.mark.krav("S9", "ASVS 2.4.1", "ASVS 16.3.3")
async def test_tva_processer_delar_en_klients_kvot_och_andra_marker_inget(satt, klocka, capfd):
    async with AsyncExitStack() as stack:
        varldar = await processer(stack, satt(), klocka)
        utfall: list[int] = []
        borjan = time.perf_counter()
        for _ in range(40):
            for varld in varldar:
                await lana(varld)
                utfall.append((await varld.som("vera").hamta("/stegvis/v1/0484/bestallningar")).status_code)
        assert set(utfall) == {200, 429}
        sekunder = time.perf_counter() - borjan
        # Twenty at once, two a second since then, and a slice for each process.
        assert 20 <= utfall.count(200) <= 20 + 2 * sekunder + 2 * 1
        nekat = await varldar[0].som("vera").hamta("/stegvis/v1/0484/bestallningar")
        assert '"status":429' in capfd.readouterr().err
        assert nekat.headers["content-type"] == "application/problem+json"
        assert (nekat.json()["kod"], nekat.json()["title"]) == ("for_manga", "För många anrop")
        assert int(nekat.headers["retry-after"]) >= 1
        assert nekat.headers["ratelimit-policy"] == '"klient";q=20;w=10, "kommun";q=30;w=10'
        assert nekat.headers["ratelimit"].startswith('"klient";r=0, "kommun";r=')
        annan = await varldar[0].som("eva").hamta("/stegvis/v1/0484/bestallningar")
        assert (annan.status_code, annan.headers["ratelimit"].partition(",")[0]) == (200, '"klient";r=19')
        assert (await varldar[0].som("david").hamta("arenden")).status_code == 200


async def test_kommunens_kvot_galler_alla_klienter_i_den_och_bara_dar(satt, klocka):
    async with AsyncExitStack() as stack:
        [varld] = await processer(stack, satt(kvot_klient=0.0, kvot_kommun=0.5, kvot_skur=4.0), klocka, 1)
        svar = [(await varld.som(namn).hamta(f"{ROT}/0484/arenden")).status_code for namn in ("anna", "bo", "anna")]
        assert svar[-1] == 429
        assert (await varld.som("david").hamta("arenden")).status_code == 200
        assert (await varld.som("anna").hamta(f"{ROT}/0484/arenden")).json()["detail"].startswith("Klienterna har")


async def test_en_begaran_kostar_ingen_sats_och_lanet_har_sin_egen_transaktion(satt, klocka):
    async with AsyncExitStack() as stack:
        [med] = await processer(stack, satt(), klocka, 1)
        [utan] = await processer(stack, satt(kvot_klient=0.0, kvot_kommun=0.0), klocka, 1)
        antal = []
        for varld in (med, utan):
            with satser(varld.app) as sedda:
                svar = await varld.som("anna").hamta("arenden")
            antal.append(len(sedda))
            assert ("ratelimit" in svar.headers) is (varld is med)
        assert antal[0] == antal[1]
        assert not any("kvoter" in s for s in sedda)
        assert await lana(med) == 2  # the client's account and its kommun's have next to nothing left
        assert await lana(med) == 0


async def test_det_som_beskriver_tjansten_och_dess_halsa_raknas_inte(satt, klocka):
    async with AsyncExitStack() as stack:
        [varld] = await processer(stack, satt(kvot_klient=0.1, kvot_skur=10.0), klocka, 1)
        async with varld.klient() as klient:
            for adress in (f"{ROT}/api-info", "/halsa/live", "/matvarden", f"{ROT}/felkoder"):
                svar = [await klient.get(adress) for _ in range(3)]
                assert {s.status_code for s in svar} == {200}
                assert not [s for s in svar if "ratelimit" in s.headers]


async def test_ett_anrop_vantar_in_lanet_och_nekas_bara_om_det_inte_racker(satt, klocka):
    async with AsyncExitStack() as stack:
        [varld] = await processer(stack, satt(kvot_kommun=0.0, kvot_vantan=30.0, kvot_intervall=0.01), klocka, 1)
        svar = [(await varld.som("anna").hamta("arenden")).status_code for _ in range(12)]
        assert set(svar) == {200}  # the first slice is one call; the others waited for theirs


class Borta:
    """A database that nothing can be borrowed from."""

    async def kor(self, *_allt: Any) -> Any:
        raise Otillganglig("borta")


async def test_nar_databasen_ar_borta_far_klienten_sin_takt_anda():
    nu = [0.0]
    vakt = Kvotvakt(Settings(kvot_klient=2.0, kvot_kommun=0.0, kvot_skur=10.0, kvot_vantan=0.0), lambda: nu[0])
    slappta = 0
    for _ in range(100):
        nu[0] += 0.25
        slappta += await vakt.nekad(vakt.konton("k", "0484")) is None
        with suppress(Otillganglig):
            await vakt.lana(Borta())  # type: ignore[arg-type]
    assert 48 <= slappta <= 52
    assert list(vakt._kassor) == [Hink("0000", "k")]
