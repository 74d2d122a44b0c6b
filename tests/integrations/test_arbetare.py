"""The worker against every fault of AF: nothing lost, nothing doubled, order kept per ärende."""

import asyncio
import logging
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.outbox import Utkorgsrad
from app.core.outbox_recipients import lagen
from app.integrations.arbetare import Arbetare
from app.integrations.arbetsformedlingen.kanal import AfKanal
from tests.mockad_af import Nerslag, Storning, Storningsslag

pytestmark = pytest.mark.anyio


def stor(af, slag, **mer):
    af.storningar.ko.append(Storning(Storningsslag(slag), **mer))


def mottaget(af, resurs="samrad"):
    return af.raknare()["resurser"].get(resurs, {})


async def af_lage(varld):
    """How the service says that AF is."""
    return (await varld.som("sara").hamta("utkorg")).json()["afLage"]


async def tom(arbetare, varld, *, varv=60):
    """Let the worker go on, with time for every back-off to pass between its turns."""
    for _ in range(varv):
        varld.klocka.flytta(timedelta(minutes=16))
        if not await arbetare.omgang():
            return


async def test_meddelandet_levereras_och_kvittensen_star_pa_samradet(af, arbetare, fall, utkorg):
    vag = await fall.fraga()
    assert await arbetare.omgang() == 1
    samrad = await fall.las(vag)
    (rad,) = await utkorg()
    assert samrad["leverans"]["status"] == "mottagen"
    assert samrad["leverans"]["afReferens"] == rad.extern_referens == rad.kvittens["af_referens"]
    assert (rad.status, rad.forsok, rad.lanad_av, rad.lanad_till) == ("kvitterad", 1, None, None)
    (kropp,) = [m.innehall for m in af.journal.mottaget()]
    assert kropp["personnummer"] == "198502139804"
    assert kropp["arendeidentitet"] == fall.arende["id"]
    assert kropp["lopnummer"] == 1
    assert await arbetare.omgang() == 0


async def test_varje_anrop_har_nytt_sparningsid_och_afs_huvuden(af, arbetare, fall, varld):
    await fall.fraga()
    stor(af, "503")
    await tom(arbetare, varld)
    anrop = [c.request for c in af.router["samrad"].calls]
    assert len({r.headers["AF-TrackingId"] for r in anrop}) == 2
    assert {r.headers["AF-EndUserId"] for r in anrop} == {"anna.handlaggare"}
    assert {(r.headers["AF-SystemId"], r.headers["AF-Environment"]) for r in anrop} == {("STEGVIS", "U1")}
    assert all(r.headers["traceparent"] for r in anrop)
    assert len(af.router["token"].calls) == 1


@pytest.mark.parametrize(
    "slag", ["500", "503", "timeout", "timeout_efter_lagring", "bruten", "bruten_efter_lagring", "trasig_json"]
)
async def test_ett_fel_hos_af_ger_nytt_forsok_och_en_enda_verkan(af, arbetare, fall, varld, slag):
    vag = await fall.fraga()
    stor(af, slag)
    assert await arbetare.omgang() == 1
    efter_lagring = slag in {"timeout", "timeout_efter_lagring", "bruten", "bruten_efter_lagring", "trasig_json"}
    assert (await fall.las(vag))["leverans"]["status"] == ("sand" if efter_lagring else "i_ko")
    await tom(arbetare, varld)
    assert (await fall.las(vag))["leverans"]["status"] == "mottagen"
    assert af.raknare()["flest_effekter_per_unikt_id"] == 1
    assert mottaget(af)["anrop"] == 2


@pytest.mark.krav("R9")
async def test_retry_after_respekteras(af, arbetare, fall, varld, utkorg):
    await fall.fraga()
    stor(af, "429", retry_after=120)
    await arbetare.omgang()
    (rad,) = await utkorg()
    assert rad.nasta_forsok >= varld.klocka.nu() + timedelta(seconds=120)
    assert rad.fel_i_rad == 0
    varld.klocka.flytta(timedelta(seconds=119))
    assert await arbetare.omgang() == 0
    varld.klocka.flytta(timedelta(seconds=3))
    assert await arbetare.omgang() == 1
    assert (await utkorg())[0].status == "kvitterad"


@pytest.mark.krav("R9")
async def test_vantan_vaxer_med_fullt_jitter_till_taket(af, arbetare, fall, varld, utkorg):
    await fall.fraga()
    stor(af, "500", antal=None)
    arbetare._slump.uniform = lambda _lagst, hogst: hogst
    vantan = []
    for _ in range(14):
        while not await arbetare.omgang():
            varld.klocka.flytta(timedelta(seconds=1 if not vantan else 30))
        (rad,) = await utkorg()
        vantan.append((rad.nasta_forsok - varld.klocka.nu()).total_seconds())
    assert vantan[:5] == [1, 2, 4, 8, 16]
    assert vantan[-1] == 900


@pytest.mark.krav("R7")
async def test_giftigt_meddelande_parkeras_och_hindrar_bara_sitt_eget_arende(af, arbetare, fall, annat_fall, utkorg):
    vag = await fall.fraga()
    stor(af, "400", arendeidentitet=fall.arende["id"])
    await fall.underratta()
    annans = await annat_fall.fraga()
    while await arbetare.omgang():
        pass
    samrad = await fall.las(vag)
    assert samrad["leverans"]["status"] == "parkerad"
    assert samrad["leverans"]["felkod"] == "af_400"
    assert samrad["leverans"]["afErrorId"]
    assert samrad["leverans"]["afTrackingId"]
    assert "Framkallat" not in str(samrad)
    assert {"sand_om", "aterkalla"} <= set(samrad["_links"])
    assert [r.status for r in await utkorg()] == ["parkerad", "koad", "kvitterad"]
    assert (await annat_fall.las(annans))["leverans"]["status"] == "mottagen"


async def test_parkerat_sands_om_ororat_under_samma_id(af, arbetare, fall, utkorg):
    vag = await fall.fraga()
    stor(af, "400")
    await arbetare.omgang()
    await fall.anna.gor(vag, "sand_om")
    await arbetare.omgang()
    (rad,) = await utkorg()
    assert (rad.status, rad.sandversion) == ("kvitterad", 0)
    assert (await fall.las(vag))["leverans"]["status"] == "mottagen"


async def test_parkerat_rattas_och_sands_i_ny_version(af, arbetare, fall, utkorg):
    vag = await fall.fraga()
    stor(af, "400")
    await arbetare.omgang()
    samrad = await fall.anna.gor(vag, "sand_om", fraga="Är personen inskriven?")
    leverans = samrad["leverans"]
    assert (leverans["status"], leverans["version"]) == ("i_ko", 1)
    assert leverans["uniktId"].endswith("_1")
    await arbetare.omgang()
    assert [(r.sandversion, r.status) for r in await utkorg()] == [(0, "aterkallad"), (1, "kvitterad")]
    (kropp,) = [m.innehall for m in af.journal.mottaget() if m.effekter]
    assert (kropp["unikt_id"][-2:], kropp["fraga"]) == ("_1", "Är personen inskriven?")


async def test_ordningen_halls_per_arende_men_arenden_vantar_inte_pa_varandra(af, arbetare, fall, annat_fall, varld):
    forsta = await fall.fraga()
    await fall.underratta()
    await annat_fall.fraga()
    await annat_fall.underratta()
    stor(af, "503", arendeidentitet=fall.arende["id"], antal=2)
    assert await arbetare.omgang() == 2
    await arbetare.omgang()
    assert (await fall.las(forsta))["leverans"]["status"] == "i_ko"
    assert af.raknare()["arenden"][annat_fall.arende["id"]]["lopnummer"] == [1, 2]
    await tom(arbetare, varld)
    arenden = af.raknare()["arenden"].values()
    assert [(a["lopnummer"], a["i_ordning"], a["luckor"]) for a in arenden] == [([1, 2], True, [])] * 2


async def test_aterkallat_meddelande_sands_inte_och_slapper_fram_nasta(af, arbetare, fall, utkorg):
    vag = await fall.fraga()
    await fall.underratta()
    await fall.anna.gor(vag, "aterkalla", skal="Personen har fått arbete.")
    while await arbetare.omgang():
        pass
    assert [r.status for r in await utkorg()] == ["aterkallad", "kvitterad"]
    assert "samrad" not in af.raknare()["resurser"]


@pytest.mark.krav("R8")
async def test_brytaren_oppnar_efter_fem_fel_och_provar_ett_i_taget(af, arbetare, varld, fall, utkorg):
    for _ in range(3):
        await fall.underratta()
    await fall.fraga()
    af.nere = Nerslag.BRYT
    for _ in range(5):
        while not await arbetare.omgang():
            varld.klocka.flytta(timedelta(seconds=5))
    assert await af_lage(varld) == "nere"
    fore = len(af.router["token"].calls)
    for _ in range(30):
        await arbetare.omgang()
        varld.klocka.flytta(timedelta(seconds=60))
    assert len(af.router["token"].calls) - fore <= 30
    af.nere = None
    varld.klocka.flytta(timedelta(minutes=20))
    await tom(arbetare, varld)
    assert await af_lage(varld) == "uppe"
    assert [r.status for r in await utkorg()] == ["kvitterad"] * 4


async def test_fjorton_dagars_avbrott_parkerar_inget_och_ingen_behover_trycka(af, arbetare, varld, fall, utkorg):
    await fall.fraga()
    af.nere = Nerslag.OTILLGANGLIG
    for _ in range(14 * 2):
        await arbetare.omgang()
        varld.klocka.flytta(timedelta(hours=12))
    (rad,) = await utkorg()
    assert rad.status == "koad"
    af.nere = None
    varld.klocka.flytta(timedelta(minutes=16))
    await tom(arbetare, varld)
    assert (await utkorg())[0].status == "kvitterad"


@pytest.mark.krav("R7")
async def test_meddelande_som_ensamt_ger_fel_parkeras_till_slut(af, arbetare, varld, fall, annat_fall, utkorg):
    vag = await fall.fraga()
    stor(af, "500", arendeidentitet=fall.arende["id"], antal=None)
    for _ in range(varld.settings.af_flest_forsok):
        await annat_fall.underratta()
        await tom(arbetare, varld, varv=2)
    assert (await utkorg())[0].status == "parkerad"
    assert (await fall.las(vag))["leverans"]["felkod"] == "af_500"


async def test_utgangen_token_hamtas_pa_nytt_i_samma_forsok(af, arbetare, fall, annat_fall, utkorg):
    await fall.fraga()
    await arbetare.omgang()
    af.behorighet.aterkalla()
    await annat_fall.fraga()
    await arbetare.omgang()
    assert [(r.status, r.forsok) for r in await utkorg()] == [("kvitterad", 1)] * 2
    assert len(af.router["token"].calls) == 2


async def test_fel_hos_tokenadressen_ror_inget_meddelande(af, arbetare, varld, fall, utkorg):
    await fall.fraga()
    stor(af, "500", resurs="token")
    await arbetare.omgang()
    (rad,) = await utkorg()
    assert (rad.status, rad.felkod) == ("koad", "af_token_500")
    await tom(arbetare, varld)
    assert (await utkorg())[0].status == "kvitterad"


async def test_flera_arbetare_samtidigt_sander_varje_meddelande_en_gang(af, varld, fall, annat_fall, utkorg):
    for _ in range(4):
        await fall.underratta()
        await annat_fall.underratta()
    arbetare = [Arbetare(varld.tjanster, AfKanal(varld.settings, varld.klocka)) for _ in range(3)]
    while sum(await asyncio.gather(*(a.omgang() for a in arbetare))):
        pass
    for a in arbetare:
        await a.stang()
    assert {r.status for r in await utkorg()} == {"kvitterad"}
    assert af.raknare()["flest_forsok_per_unikt_id"] == 1
    assert all(a["i_ordning"] and not a["luckor"] for a in af.raknare()["arenden"].values())


async def test_utgatt_lan_tas_over_och_dubbelt_svar_har_en_verkan(af, varld, fall, utkorg):
    vag = await fall.fraga()
    forsta = Arbetare(varld.tjanster, AfKanal(varld.settings, varld.klocka))
    (rad,) = await forsta._lana(4)
    andra = Arbetare(varld.tjanster, AfKanal(varld.settings, varld.klocka))
    assert await andra.omgang() == 0

    async def lat_lanet_ga_ut(arbete):
        (aktuell,) = await arbete.alla(select(Utkorgsrad))
        aktuell.lanad_till = 1.0
        (lage,) = await arbete.alla(lagen())
        lage.andelar = {namn: [antal, 1.0] for namn, (antal, _) in lage.andelar.items()}

    await varld.i_databasen(lat_lanet_ga_ut)
    assert await andra.omgang() == 1
    await forsta._leverera(rad)
    for a in (forsta, andra):
        await a.stang()
    historik = (await fall.anna.hamta(f"{vag}/handelser")).json()["handelser"]
    assert [h["typ"] for h in historik] == ["begar", "kvittera"]
    assert (await utkorg())[0].status == "kvitterad"


async def test_samtidig_andring_av_handlaggaren_forlorar_varken_kvittens_eller_andring(af, arbetare, fall):
    vag = await fall.fraga()
    await asyncio.gather(
        arbetare.omgang(), fall.anna.handelse(vag, {"typ": "notera", "kalla": "annan", "text": "Not.",
                                                    "hamtad": "2026-10-12T07:30:00Z"}),
    )  # fmt: skip
    samrad = await fall.las(vag)
    assert samrad["leverans"]["status"] == "mottagen"


async def test_inget_innehall_hamnar_i_loggen(af, arbetare, fall, varld, capfd, caplog):
    caplog.set_level(logging.INFO)
    await fall.fraga()
    stor(af, "400")
    await arbetare.omgang()
    ut = "".join(capfd.readouterr()) + caplog.text
    assert "utkorg_parkerad" in ut
    assert "8502139804" not in ut
    assert "850213-9804" not in ut
    assert "inskriven hos er" not in ut


async def test_arbetaren_gar_tills_den_stoppas_och_lamnar_inga_lan(af, varld, fall, utkorg):
    await fall.fraga()
    stopp = asyncio.Event()
    arbetare = Arbetare(varld.tjanster, AfKanal(varld.settings, varld.klocka))
    uppgift = asyncio.create_task(arbetare.kor(stopp))
    async with asyncio.timeout(10):
        while (await utkorg())[0].status != "kvitterad":  # each look is a turn of the loop
            pass
    stopp.set()
    await uppgift
    await arbetare.stang()
    assert (await utkorg())[0].lanad_av is None
