"""The receivers' logs: who is told what, in which order, and that nothing is lost or told twice."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from anyio.lowlevel import checkpoint
from hypothesis import given, settings
from hypothesis import strategies as st

from app.begrepp.parter import Mottagare
from app.core import feed_notice
from app.core.edge.protocol import serve
from app.core.errors import Otillganglig
from app.core.feed_notice import Flodesbud
from app.core.journal import Handelse
from app.core.unit_of_work import Arbete
from app.flode.bestallning.models import bestallning_med
from app.integrations.runtime import Drift
from app.katalog import rollista
from app.katalog.register import RIKET
from app.vyer.handelseflode import actions, sekvenserare
from app.vyer.handelseflode.models import Flodespost, las_efter, senaste_nummer
from app.vyer.handelseflode.sekvenserare import Sekvenserare
from tests.conformance.helt_arende import helt_arende
from tests.conftest import NU, ROT, Person, Varld
from tests.core.test_row_security import AMINA
from tests.flode import steg
from tests.flode.test_budget import FORST, satser

FLODET = f"{ROT}/handelser"
# DP-13, DP-26: what only the nämnd may know of.
NAMNDENS_EGNA = {
    "arende", "undantag", "bedomning", "behov", "fk_avstamning", "samrad", "aktivitetsbrist", "kommunicering",
    "beslut", "overlamning", "bevakning", "rapport", "instrumentversion",
}  # fmt: skip


async def numrera(varld: Varld) -> int:
    return await Sekvenserare(varld.tjanster).omgang()


async def allt(person: Person, efter: str = "0") -> list[dict[str, Any]]:
    """The reader's whole log, a few at a time along ``next``."""
    handelser: list[dict[str, Any]] = []
    vag = f"{FLODET}?efter={efter}&limit=7"
    while True:
        svar = await person.hamta(vag)
        assert svar.status_code == 200, svar.text
        kropp = svar.json()
        if not kropp["handelser"]:
            return handelser
        handelser += kropp["handelser"]
        vag = kropp["_links"]["next"]["href"]


def sorter(handelser: list[dict[str, Any]]) -> set[str]:
    return {h["data"]["objekttyp"] for h in handelser}


@pytest.mark.regel("DP-13")
async def test_ett_helt_arende_i_mottagarnas_floden(varld: Varld) -> None:
    """Numbers without gaps, each subject readable by its receiver, nothing of the nämnd's own at the utförare."""
    helt = await helt_arende(varld)
    await numrera(varld)
    floden = {namn: await allt(varld.som(namn)) for namn in ("cecilia", "sven", "david", "eva")}
    for namn, lasare in (("cecilia", ("anna", "cecilia")), ("sven", ("vera", "sven"))):
        handelser = floden[namn]
        assert [int(h["sequence"]) for h in handelser] == list(range(1, len(handelser) + 1))
        assert len({h["id"] for h in handelser}) == len(handelser)
        for amne in {h["subject"] for h in handelser}:
            assert 200 in [(await varld.som(vem).hamta(amne)).status_code for vem in lasare], amne
        ord_ = str(handelser)
        assert [s for s in helt.spar if s not in helt.idn.values() and s in ord_] == []
    assert sorter(floden["cecilia"]) >= NAMNDENS_EGNA - {"fk_avstamning"} | {"bestallning", "plan", "avvikelse"}
    assert sorter(floden["sven"]).isdisjoint(NAMNDENS_EGNA)
    assert helt.idn["arendeId"] not in str(floden["sven"])
    egna = {h["data"]["handelse"] for h in floden["sven"] if h["data"]["objekttyp"] == "bestallning"}
    assert "skapa" not in egna
    assert {"skicka", "bekrafta"} <= egna
    assert (floden["david"], floden["eva"]) == ([], [])


async def _bestalld(varld: Varld) -> str:
    """An order that Klivet has got, and that every log tells of."""
    vag = f"bestallningar/{(await steg.ny_bestallning(varld.som('anna')))['id']}"
    await numrera(varld)
    return vag


async def test_flodet_lases_fran_borjan_fran_ett_nummer_och_fran_och_med_nu(varld: Varld) -> None:
    vag = await _bestalld(varld)
    sven = varld.som("sven")
    with satser(varld) as sedda:
        svar = await sven.hamta(FLODET)
    assert sedda == [*FORST[varld.sort], "SELECT flodesposter"]
    assert svar.json()["_meta"] == {"limit": 20, "count": 2}
    nu = (await sven.hamta(f"{FLODET}?efter=senaste")).json()
    assert (nu["handelser"], nu["_links"]["next"]["href"]) == ([], f"{FLODET}?efter=2&limit=20")
    await sven.gor(vag, "ta_emot")
    await numrera(varld)
    (handelse,) = await allt(sven, "2")
    assert handelse["type"] == "se.stegvis.bestallning.ta_emot"
    assert handelse["subject"] == sven.adress(vag)
    assert handelse["sequence"] == "000000000003"
    assert await allt(sven, "3") == []
    for efter in ("4", "-1", "nu", "1.5"):
        assert (await sven.hamta(f"{FLODET}?efter={efter}")).status_code == 422
    koder = {namn: (await varld.som(namn).hamta(FLODET)).status_code for namn in ("vera", "af", "sara", "britta")}
    assert koder == {"vera": 403, "af": 403, "sara": 200, "britta": 200}


async def _vantande(varld: Varld, antal: int) -> None:
    """Until that many calls wait."""
    async with asyncio.timeout(20):
        while len(varld.tjanster.flodesbud._vantande) != antal:
            await checkpoint()


async def test_den_som_vantar_far_svar_nar_nagot_hander_och_haller_inget_under_tiden(
    varld: Varld, monkeypatch: pytest.MonkeyPatch
) -> None:
    vag = await _bestalld(varld)
    sven, bud = varld.som("sven"), varld.tjanster.flodesbud

    def vanta(efter: int) -> asyncio.Task[httpx.Response]:
        return asyncio.create_task(sven.hamta(f"{FLODET}?efter={efter}&vanta=30"))

    async with asyncio.timeout(20):
        svar = vanta(2)
        await _vantande(varld, 1)
        await sven.gor(vag, "ta_emot")  # on SQLite there is one place in the pool
        await numrera(varld)
        assert (await svar).json()["handelser"][0]["data"]["handelse"] == "ta_emot"
        # Another process numbers, and says nothing here.
        monkeypatch.setattr(actions, "MELLAN_BLICKAR", 0.01)
        svar = vanta(3)
        await _vantande(varld, 1)
        await sven.gor(vag, "bekrafta", startDatum="2026-10-12", vagledare="vera.vagledare")
        await Sekvenserare(replace(varld.tjanster, flodesbud=Flodesbud())).omgang()
        senaste = int((await svar).json()["handelser"][-1]["sequence"])
        # Who finds no place to wait in is answered at once, and so is everyone when the process stops.
        monkeypatch.setattr(actions, "MELLAN_BLICKAR", 20.0)
        monkeypatch.setattr(feed_notice, "FLEST_VANTANDE", 1)
        svar = vanta(senaste)
        await _vantande(varld, 1)
        assert (await vanta(senaste)).json()["handelser"] == []
        assert not svar.done()
        bud.stang()
        assert (await svar).json()["handelser"] == []
        assert (await vanta(senaste)).json()["handelser"] == []


async def test_servern_slapper_den_som_lagger_pa_och_alla_nar_den_stannar(
    varld: Varld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MELLAN_BLICKAR", 0.02)
    uttag = socket.create_server(("127.0.0.1", 0))
    server = serve(varld.app, varld.settings.model_copy(update={"tid_avslut": 20.0}))
    server.vid_stopp = varld.tjanster.flodesbud.stang
    monkeypatch.setattr(server, "capture_signals", nullcontext)
    igang = asyncio.create_task(server.serve(sockets=[uttag]))
    fraga = (
        f"GET {FLODET}?vanta=30 HTTP/1.1\r\nhost: s\r\nauthorization: Bearer {varld.token('britta')}\r\n\r\n".encode()
    )
    async with asyncio.timeout(20):
        for lagger_pa in (True, False):
            las, skriv = await asyncio.open_connection(*uttag.getsockname())
            skriv.write(fraga)
            await _vantande(varld, 1)
            if lagger_pa:
                skriv.close()
                await skriv.wait_closed()
                await _vantande(varld, 0)
        server.should_exit = True
        assert b"200 OK" in await las.readline()
        await igang
        skriv.close()
        await skriv.wait_closed()


async def test_flodet_fylls_av_sig_sjalvt_strax_efter_en_handelse(varld: Varld) -> None:
    stopp = asyncio.Event()
    tatt = varld.settings.model_copy(update={"flode_intervall": 0.02})
    igang = asyncio.create_task(Drift(replace(varld.tjanster, settings=tatt)).floda(stopp))
    async with asyncio.timeout(20):
        svar = asyncio.create_task(varld.som("cecilia").hamta(f"{FLODET}?vanta=30"))
        await varld.som("anna").skapa("arenden", AMINA)
        assert [h["type"] for h in (await svar).json()["handelser"]] == ["se.stegvis.arende.oppna"]
        stopp.set()
        await igang


# --- many at once, skewed clocks, crashes ---------------------------------------------------------


@dataclass(frozen=True)
class Objekt:
    """Something that händelser may be about, and the receiver besides the nämnd that may know of it."""

    sort: str
    id: UUID
    hos: UUID | None
    far_veta: bool = True


async def _objekten(varld: Varld) -> list[Objekt]:
    """An ärende, a samråd, an order at Klivet, and one at Steget vidare whose right has ended."""
    anna = varld.som("anna")
    arende = await steg.nytt_arende(anna)
    beslut = await steg.nytt_beslut(anna, arende)
    idn = [
        (await steg.nytt_utkast(anna, beslut, utforareId=str(u)))["id"]
        for u in (rollista.KLIVET, rollista.STEGET_VIDARE)
    ]
    for egen in idn:
        await anna.gor(f"bestallningar/{egen}", "skicka")
    await varld.i_databasen(lambda arbete: _avsluta_ratten(arbete, UUID(idn[1])), rollista.ESKILSTUNA)
    await numrera(varld)
    return [
        Objekt("arende", UUID(arende["id"]), None),
        Objekt("samrad", uuid4(), None),
        Objekt("bestallning", UUID(idn[0]), rollista.KLIVET),
        Objekt("bestallning", UUID(idn[1]), rollista.STEGET_VIDARE, far_veta=False),
    ]


async def _avsluta_ratten(arbete: Arbete, bestallning_id: UUID) -> None:
    (await arbete.en(bestallning_med(bestallning_id))).ratt_tom = date(2026, 10, 11)


class Historia:
    """Writes händelser as processes with clocks of their own would, and remembers what each receiver should get."""

    def __init__(self, varld: Varld, objekten: list[Objekt], versioner: Iterator[int]) -> None:
        self.varld, self.objekten, self.versioner = varld, objekten, versioner
        self.vantat: dict[Mottagare, list[UUID]] = {m: [] for m in MOTTAGARE}

    async def skriv(self, i: int, klockfel: int, *, delas: bool) -> None:
        objekt = self.objekten[i % len(self.objekten)]
        delad_med = objekt.hos if delas else None
        tid = NU + timedelta(seconds=klockfel)
        egen = UUID(int=int(tid.timestamp() * 1000) << 80 | 7 << 76 | 2 << 62 | uuid4().int & (1 << 62) - 1)
        handelse = Handelse(
            kommunkod=rollista.ESKILSTUNA, id=egen, namnd_id=rollista.NAMND_ESKILSTUNA, delad_med=delad_med,
            arende_id=self.objekten[0].id, objekttyp=objekt.sort, objekt_id=objekt.id, nummer=next(self.versioner),
            typ="andra", till="oppet", tid=tid, part="kommun", roll="handlaggare", person="anna.handlaggare", spar="",
        )  # fmt: skip
        self.vantat[NAMNDEN].append(egen)
        if delad_med and objekt.far_veta:
            self.vantat[Mottagare(RIKET, delad_med)].append(egen)

        async def steg_(arbete: Arbete) -> None:
            arbete.ny(handelse)

        await self.varld.i_databasen(steg_, rollista.ESKILSTUNA)

    async def krav_ratt(self, fran: dict[Mottagare, int]) -> None:
        """Each receiver's new posts: numbers without gaps, each händelse once, versions in order."""
        for mottagare, vantat in self.vantat.items():
            poster = await _poster(self.varld, mottagare, fran[mottagare])
            assert [p.nummer for p in poster] == list(range(fran[mottagare] + 1, fran[mottagare] + 1 + len(poster)))
            assert sorted(p.handelse_id for p in poster) == sorted(vantat)
            for objekt in self.objekten:
                versioner = [p.version for p in poster if p.objekt_id == objekt.id]
                assert versioner == sorted(versioner)


NAMNDEN = Mottagare(rollista.ESKILSTUNA, rollista.NAMND_ESKILSTUNA)
MOTTAGARE = (NAMNDEN, *(Mottagare(RIKET, u) for u in (rollista.KLIVET, rollista.STEGET_VIDARE)))


async def _poster(varld: Varld, mottagare: Mottagare, efter: int) -> list[Flodespost]:
    return list(await varld.i_databasen(lambda arbete: las_efter(arbete, mottagare, efter, 10_000)))


async def _slut(varld: Varld) -> dict[Mottagare, int]:
    return {m: await varld.i_databasen(lambda arbete, m=m: senaste_nummer(arbete, m)) for m in MOTTAGARE}


HANDLING = st.tuples(st.integers(0, 3), st.integers(-600, 600), st.booleans(), st.sampled_from([0, 0, 1, 3]))


async def test_alla_floden_ar_hela_och_i_ordning_vad_som_an_hander(varld: Varld) -> None:
    """R4, R14: acts of any kind, clocks ten minutes wrong, few or many between two rounds."""
    objekten, versioner = await _objekten(varld), count(1000)

    async def prov(handlingar: list[tuple[int, int, bool, int]]) -> None:
        fran, historia = await _slut(varld), Historia(varld, objekten, versioner)
        for i, klockfel, delas, per_gang in handlingar:
            await historia.skriv(i, klockfel, delas=delas)
            if per_gang:
                await Sekvenserare(varld.tjanster, per_gang=per_gang).omgang()
        await numrera(varld)
        await historia.krav_ratt(fran)

    loop = asyncio.get_running_loop()
    egenskap = given(st.lists(HANDLING, max_size=12))(
        lambda handlingar: asyncio.run_coroutine_threadsafe(prov(handlingar), loop).result()
    )
    await asyncio.to_thread(settings(max_examples=20, deadline=None)(egenskap))


async def test_flera_numrerar_samtidigt_en_dor_mitt_i_och_inget_forsvinner_eller_dubbleras(
    varld: Varld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R3, R5, R10: writers and numberers at once; every third transaction of the numberers dies before its commit."""
    historia = Historia(varld, await _objekten(varld), count(1000))
    fran, varv = await _slut(varld), count(1)
    numrerat = sekvenserare._numrera

    async def dor_ibland(arbete: Arbete, poster: Any) -> Any:
        svar = await numrerat(arbete, poster)
        await arbete.session.flush()
        if next(varv) % 3 == 0:
            raise ConnectionAbortedError
        return svar

    monkeypatch.setattr(sekvenserare, "_numrera", dor_ibland)
    klart = asyncio.Event()

    async def numrerare() -> int:
        egen, doda = Sekvenserare(varld.tjanster, per_gang=2), 0
        while not klart.is_set():
            try:
                await egen.omgang()
            except Otillganglig:
                doda += 1
        return doda

    arbetare = [asyncio.create_task(numrerare()) for _ in range(3)]
    for n in range(40):
        await historia.skriv(n * 7, 300 - n * 13 % 600, delas=n % 2 == 0)
    klart.set()
    await asyncio.gather(*arbetare)
    monkeypatch.undo()
    await numrera(varld)
    await historia.krav_ratt(fran)
    assert await numrera(varld) == 0
