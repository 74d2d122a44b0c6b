"""Bevakningar over HTTP: seen, done, postponed and reopened by people; brought up to date by the service."""

import asyncio
from datetime import date
from uuid import UUID

import pytest

from app.core.errors import Otillganglig
from app.flode.bevakning import actions
from app.flode.bevakning.actions import rakna_om
from app.flode.bevakning.sorter import TEXTER, Bevakningssort
from app.flode.bevakning.states import BevakningLage, Forslag, ar_forsenad, foljd
from app.integrations.bevakare import Bevakare
from tests.flode import skyddat, steg
from tests.flode.bevakat import dagar, enda, kommunicerat, kor, lista, pa_dagen
from tests.flode.test_budget import FORST, satser
from tests.lagrat import andrat, innehall

pytestmark = pytest.mark.anyio

SKAL = "Parten svarade per telefon."
IDAG, SEDAN = date(2026, 10, 12), date(2026, 10, 26)


@pytest.fixture
def anna(varld):
    return varld.som("anna")


# --- the rules of recomputation -------------------------------------------------------------------

LAGEN = {
    "öppen, samma dag": ("oppen", SEDAN, None, None),
    "öppen, ny dag": ("oppen", IDAG, None, "ny_dag"),
    "öppen, inte längre": ("oppen", None, None, "bortfall"),
    "uppskjuten, dagen före": ("uppskjuten", SEDAN, date(2026, 10, 13), None),
    "uppskjuten, på dagen": ("uppskjuten", SEDAN, IDAG, "vakna"),
    "uppskjuten, långt efter": ("uppskjuten", SEDAN, date(2026, 9, 1), "vakna"),
    "uppskjuten, ny dag": ("uppskjuten", IDAG, date(2026, 10, 13), "ny_dag"),
    "uppskjuten, inte längre": ("uppskjuten", None, date(2026, 10, 13), "bortfall"),
    "klar, samma dag": ("klar", SEDAN, None, None),
    "klar, ny dag": ("klar", IDAG, None, "ny_dag"),
    "klar, inte längre": ("klar", None, None, None),
    "bortfallen, samma dag": ("bortfallen", SEDAN, None, "aterkom"),
    "bortfallen, ny dag": ("bortfallen", IDAG, None, "ny_dag"),
    "bortfallen, inte längre": ("bortfallen", None, None, None),
}


@pytest.mark.parametrize(("status", "ny_dag", "till", "vantad"), LAGEN.values(), ids=LAGEN)
def test_en_omrakning_gor_bara_det_som_skiljer(status, ny_dag, till, vantad):
    assert foljd(BevakningLage(status, SEDAN, till), ny_dag, IDAG) == vantad


def test_en_bevakning_syns_fran_sin_framforhallning():
    forslag = Forslag(UUID(int=1), Bevakningssort.TIMMAR_ANDRAS, date(2027, 3, 1))
    assert not forslag.syns(date(2027, 1, 29))
    assert forslag.syns(date(2027, 1, 30))
    assert forslag.syns(date(2029, 1, 1))


def test_bara_en_oppen_blir_forsenad_och_forst_dagen_efter():
    assert [ar_forsenad("oppen", SEDAN, date(2026, 10, d)) for d in (25, 26, 27)] == [False, False, True]
    assert not any(ar_forsenad(s, SEDAN, date(2026, 11, 1)) for s in ("uppskjuten", "klar", "bortfallen"))


def test_varje_sort_har_text_och_regel():
    assert set(TEXTER) == set(Bevakningssort)
    assert all(t.rubrik and t.att_gora.endswith(".") and t.regel[:2] in {"AK", "DP", "T-"} for t in TEXTER.values())


# --- what people see and do -----------------------------------------------------------------------


async def test_en_bevakning_visar_regel_lagrum_dag_agare_och_vad_den_galler(varld, anna):
    arende = (await kommunicerat(varld)).rpartition("/kommuniceringar")[0]
    (rad,) = await lista(anna)
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
    lank = (await anna.hamta(arende)).json()["_links"]["bevakningar"]["href"]
    assert (await anna.hamta(lank)).json()["bevakningar"] == [rad]
    detalj = (await anna.hamta(f"bevakningar/{rad['id']}")).json()
    assert detalj["attGora"].startswith("Notera partens svar")
    assert {"klarmarkera", "skjut_upp"} <= detalj["_links"].keys()
    assert "ateroppna" not in detalj["_links"]


async def test_det_som_ar_klart_forblir_klart_sa_lange_dagen_ar_densamma(varld, anna):
    kommunicering = await kommunicerat(varld)
    vag = await enda(anna)
    svar = await anna.handelse(vag, {"typ": "klarmarkera"})
    assert (svar.status_code, svar.json()["fel"][0]["falt"]) == (422, "/klarmarkera/skal")
    assert (await anna.posta(f"{vag}/handelser", {"typ": "klarmarkera", "skal": SKAL})).status_code == 428
    klar = await anna.gor(vag, "klarmarkera", skal=SKAL)
    assert (klar["status"], klar["skal"], klar["atgardadAv"]) == ("klar", SKAL, "anna.handlaggare")
    assert await kor(varld) == 0
    assert await lista(anna) == []
    assert [r["id"] for r in await lista(anna, status="klar")] == [klar["id"]]
    await anna.gor(kommunicering, "forlang", svarSenast="2026-11-02")
    assert await kor(varld) == 1
    oppen = (await anna.hamta(vag)).json()
    assert (oppen["status"], oppen["forfaller"]) == ("oppen", "2026-11-02")
    assert not {"skal", "atgardad", "atgardadAv"} & oppen.keys()
    historik = (await anna.hamta(f"{vag}/handelser")).json()["handelser"]
    assert [(h["typ"], h["part"]) for h in historik] == [
        ("skapa", "system"),
        ("klarmarkera", "kommun"),
        ("ny_dag", "system"),
    ]
    assert historik[1]["uppgifter"] == {"skal": SKAL}


async def test_det_som_ar_klart_kan_ateroppnas_med_skal(varld, anna):
    await kommunicerat(varld)
    vag = await enda(anna)
    await anna.gor(vag, "klarmarkera", skal=SKAL)
    oppen = await anna.gor(vag, "ateroppna", skal="Markerades av misstag.")
    assert (oppen["status"], oppen["skal"]) == ("oppen", "Markerades av misstag.")
    assert "atgardad" not in oppen
    assert (await anna.handelse(vag, {"typ": "ateroppna", "skal": SKAL})).status_code == 409


async def test_det_som_skjuts_upp_kommer_igen_pa_sin_dag(varld, anna):
    await kommunicerat(varld)
    vag = await enda(anna)
    i_dag = {"typ": "skjut_upp", "till": "2026-10-12", "skal": SKAL}
    assert (await anna.handelse(vag, i_dag)).json()["fel"][0]["kod"] == "passerat"
    uppskjuten = await anna.gor(vag, "skjut_upp", till="2026-10-20", skal=SKAL)
    assert (uppskjuten["status"], uppskjuten["uppskjutenTill"]) == ("uppskjuten", "2026-10-20")
    assert await pa_dagen(varld, "2026-10-19") == 0
    assert await pa_dagen(varld, "2026-10-20") == 1
    assert (await anna.hamta(vag)).json()["status"] == "oppen"


async def test_det_som_inte_langre_raknas_fram_faller_bort_och_kommer_igen(varld, anna):
    arende = (await kommunicerat(varld)).rpartition("/kommuniceringar")[0]
    vag = await enda(anna)
    await anna.gor(arende, "avsluta", skal="Egen försörjning.")
    assert await kor(varld) == 1
    assert (await anna.hamta(vag)).json()["status"] == "bortfallen"
    assert await kor(varld) == 0
    await anna.gor(arende, "ateroppna", skal="Av misstag.")
    assert await kor(varld) == 1
    assert await enda(anna) == vag


async def test_tio_omrakningar_skriver_ingenting(varld):
    await kommunicerat(varld)
    fore = await innehall(varld)
    for _ in range(10):
        assert await kor(varld) == 0
    assert andrat(fore, await innehall(varld)) == {}


# --- who sees what --------------------------------------------------------------------------------


async def test_bevakningen_foljer_arendets_handlaggare_i_samma_stund(varld, anna):
    arende = (await kommunicerat(varld)).rpartition("/kommuniceringar")[0]
    vag, bo = await enda(anna), varld.som("bo")
    assert await lista(bo) == []
    await anna.gor(arende, "byt_handlaggare", handlaggare="anna.handlaggare")  # the same: nothing follows
    svar = await anna.handelse(arende, {"typ": "byt_handlaggare", "handlaggare": "bo.handlaggare"})
    assert svar.status_code == 200
    assert await enda(bo) == vag
    assert await lista(anna) == []
    assert (await anna.hamta(vag)).json()["kod"] == "inte_tilldelad"
    assert await kor(varld) == 0


async def test_arbetsledaren_ser_namndens_och_andra_ser_inget(varld):
    await kommunicerat(varld)
    anna, cecilia = varld.som("anna"), varld.som("cecilia")
    vag = await enda(cecilia)
    assert await lista(cecilia, agare="bo.handlaggare") == []
    assert await lista(cecilia, egna="true") == []
    assert await lista(anna, agare="bo.handlaggare") == []
    adress = anna.adress(vag)
    assert [(await varld.som(namn).hamta(adress)).status_code for namn in ("bo", "sara", "david", "vera", "af")] == [
        403,
        404,
        404,
        403,
        403,
    ]
    assert await lista(varld.som("david")) == []
    assert (await varld.som("sara").hamta("bevakningar")).status_code == 403


async def test_den_som_har_tillfallig_atkomst_ser_arendets_bevakningar(varld):
    arende = (await kommunicerat(varld)).split("/")[1]
    bo = varld.som("bo")
    assert (await bo.hamta(f"bevakningar?arendeId={arende}")).json()["kod"] == "inte_tilldelad"
    await bo.skapa(f"arenden/{arende}/tillfalligaatkomster", {"skal": "Ordinarie handläggare är sjuk."})
    assert len(await lista(bo, arendeId=arende)) == 1
    assert await lista(bo, arendeId=arende, egna="true") == []


async def test_en_skyddad_persons_bevakning_ser_bara_den_namngivna(varld, anna):
    arende = (await kommunicerat(varld)).rpartition("/kommuniceringar")[0]
    vag, cecilia = await enda(anna), varld.som("cecilia")
    await skyddat.skydda(anna, arende, "sekretessmarkering")
    assert await enda(anna) == vag
    assert await lista(cecilia) == []
    assert (await cecilia.hamta(vag)).status_code == 404
    assert (await cecilia.hamta("bevakningar/sammanstallning")).json()["perAgare"] == []
    assert await kor(varld) == 0


async def test_listan_gar_i_dagordning_och_bladdras_med_markor(varld, anna):
    for i, dag in enumerate(("2026-11-02", "2026-10-20", "2026-10-26", "2026-10-20")):
        await kommunicerat(varld, i, dag)
    sedda, adress = [], anna.adress("bevakningar?limit=1")
    while adress:
        svar = (await anna.hamta(adress)).json()
        sedda += svar["bevakningar"]
        adress = svar["_links"].get("next", {}).get("href")
    assert [r["forfaller"] for r in sedda] == ["2026-10-20", "2026-10-20", "2026-10-26", "2026-11-02"]
    assert sedda == await lista(anna)
    assert [r["id"] for r in await lista(anna, limit=2, page=2)] == [r["id"] for r in sedda[2:]]
    assert await dagar(anna, forfallerSenast="2026-10-20") == {"kommunicering_svar": "2026-10-20"}
    assert len(await lista(anna, sort="kommunicering_svar")) == 4
    assert await lista(anna, sort="delgivning") == []
    for fel in ("AAAA", "A" * 22, "_" * 27):
        assert (await anna.hamta(f"bevakningar?cursor={fel}")).json()["kod"] == "ogiltigt_innehall"


async def test_filtren_foljer_med_i_nasta_lank(varld, anna):
    for i in range(2):
        arende = (await kommunicerat(varld, i)).split("/")[1]
        await anna.skapa(f"arenden/{arende}/kommuniceringar", {"material": "Mer.", "svarSenast": "2026-10-30"})
    await kor(varld)
    fraga = f"bevakningar?limit=1&arendeId={arende}&sort=kommunicering_svar&forfallerSenast=2026-10-31"
    forsta = (await anna.hamta(fraga)).json()
    andra = (await anna.hamta(forsta["_links"]["next"]["href"])).json()
    rader = forsta["bevakningar"] + andra["bevakningar"]
    assert [(r["arendeId"], r["forfaller"]) for r in rader] == [(arende, "2026-10-26"), (arende, "2026-10-30")]
    assert "next" not in andra["_links"]


async def test_sammanstallningen_raknar_per_handlaggare_och_sort(varld, anna):
    for i, dag in enumerate(("2026-10-13", "2026-10-21", "2026-10-22")):
        await kommunicerat(varld, i, dag)
    await pa_dagen(varld, "2026-10-14")
    assert (await anna.hamta("bevakningar/sammanstallning")).status_code == 403
    (rad,) = (await varld.som("cecilia").hamta("bevakningar/sammanstallning")).json()["perAgare"]
    antal = {"oppna": 3, "forsenade": 1, "snart": 1}
    sort = {"sort": "kommunicering_svar", "rubrik": "Svarsdag för kommunicering", "regel": "T-06"}
    assert rad == {"agare": "anna.handlaggare", "sorter": [antal | sort]} | antal


# --- soon after a change, and by the clock --------------------------------------------------------


async def test_en_andring_syns_efter_bevakarens_nasta_omgang(varld, anna):
    bevakare = Bevakare(varld.tjanster)
    arende = await steg.nytt_arende(anna)
    vag = f"arenden/{arende['id']}/kommuniceringar"
    ny = await anna.skapa(vag, {"material": "Underlag.", "svarSenast": "2026-10-26"})
    assert await lista(anna) == []
    assert await bevakare.omgang() == 1
    assert await dagar(anna) == {"kommunicering_svar": "2026-10-26"}
    assert bevakare._berorda == set()
    await anna.gor(f"{vag}/{ny['id']}", "besvara", svar="Jag var sjuk.", svarDatum="2026-10-12")
    assert await bevakare.omgang() == 1
    assert await lista(anna) == []
    await anna.hamta(vag)
    with satser(varld) as sedda:
        assert await bevakare.omgang() == 0
    assert sedda == []


async def test_det_som_inte_gick_att_rakna_om_raknas_nasta_gang(varld, anna, monkeypatch):
    bevakare = Bevakare(varld.tjanster)
    arende = await steg.nytt_arende(anna)
    await anna.skapa(f"arenden/{arende['id']}/kommuniceringar", {"material": "Mer.", "svarSenast": "2026-10-26"})

    async def nere(*_):
        raise Otillganglig("Databasen svarar inte.")

    with monkeypatch.context() as m:
        m.setattr(varld.tjanster.transaktioner, "kor", nere)
        with pytest.raises(Otillganglig):
            await bevakare.omgang()
    assert await bevakare.omgang() == 1


async def test_en_transaktion_som_faller_beror_ingenting(varld, anna):
    bevakare = Bevakare(varld.tjanster)
    arende = await steg.nytt_arende(anna)
    await bevakare.omgang()
    svar = await anna.skapa(f"arenden/{arende['id']}/kommuniceringar", {"material": "Mer.", "svarSenast": "2026-10-26"})
    await bevakare.omgang()
    vag = f"arenden/{arende['id']}/kommuniceringar/{svar['id']}"
    assert (await anna.handelse(vag, {"typ": "utan_svar"})).status_code == 409
    assert bevakare._berorda == set()


async def test_efter_trettio_dagars_stillestand_blir_det_som_efter_dagliga_korningar(varld, anna):
    """Two ärenden with the same facts and the same decisions: one computed each day, the other only at the end."""
    barn = {"yngstaBarnFyllerAtta": "2026-11-20", "yngstaBarnFyllerEtt": "2026-11-05", "antalBarn": 2}
    idn = []
    for i in range(2):
        beslut = await steg.nytt_beslut(anna, arende := await steg.nytt_arende(anna, i), barnetsBasta="Bedömt.")
        await anna.gor(f"arenden/{arende['id']}", "andra", uppgifter=barn)
        await anna.gor(f"bestallningar/{(await steg.nytt_utkast(anna, beslut))['id']}", "skicka")
        idn.append(UUID(arende["id"]))
    await kor(varld)
    for arende in idn:
        rader = {r["sort"]: f"bevakningar/{r['id']}" for r in await lista(anna, arendeId=arende)}
        await anna.gor(rader["delgivning"], "klarmarkera", skal=SKAL)
        await anna.gor(rader["bestallning_mottagande"], "skjut_upp", till="2026-10-21", skal=SKAL)
    for dag in range(13, 32):
        await _rakna(varld, f"2026-10-{dag}", idn[0])
    for dag in range(1, 12):
        await _rakna(varld, f"2026-11-{dag:02}", idn[0])
    await _rakna(varld, "2026-11-11", idn[1])
    efter = [await _lage(anna, arende) for arende in idn]
    assert efter[0] == efter[1]
    assert {(sort, status) for sort, _, status in efter[0]} == {
        ("delgivning", "klar"),
        ("bestallning_mottagande", "oppen"),
        ("timmar_andras", "oppen"),
        ("omprovning", "oppen"),
    }


async def _rakna(varld, dag, arende):
    varld.klocka.stall(varld.klocka.nu().replace(month=int(dag[5:7]), day=int(dag[8:])))
    await varld.i_databasen(lambda arbete: rakna_om(arbete, [arende]), "0484")


async def _lage(anna, arende):
    rader = [
        r for s in ("oppen", "uppskjuten", "klar", "bortfallen") for r in await lista(anna, arendeId=arende, status=s)
    ]
    return sorted((r["sort"], r["forfaller"], r["status"]) for r in rader)


async def test_jobbet_gar_igenom_alla_arenden_en_portion_i_taget(varld, anna, monkeypatch):
    for i in range(5):
        await _att_bevaka(anna, i)
    monkeypatch.setattr(actions, "PORTION", 2)
    assert await kor(varld) == 5
    assert await kor(varld) == 0
    assert len({r["arendeId"] for r in await lista(anna)}) == 5


async def test_flera_omrakningar_pa_en_gang_ger_en_bevakning(varld, anna):
    idn = [await _att_bevaka(anna, i) for i in range(3)]
    omrakningar = [varld.i_databasen(lambda arbete: rakna_om(arbete, idn), "0484") for _ in range(4)]
    assert sorted(await asyncio.gather(*omrakningar)) == [0, 0, 0, 3]
    assert len(await lista(anna)) == 3


async def _att_bevaka(anna, i):
    arende = await steg.nytt_arende(anna, i)
    await anna.skapa(f"arenden/{arende['id']}/kommuniceringar", {"material": "Mer.", "svarSenast": "2026-10-26"})
    return UUID(arende["id"])


async def test_en_omrakning_kostar_lika_manga_satser_hur_manga_arendena_an_ar(varld, anna):
    idn = [await _att_bevaka(anna, i) for i in range(7)]
    skrivs = ["INSERT atkomstlogg", "INSERT bevakningar", "INSERT handelser"]
    forst = await _satser(varld, idn[:1])
    assert sorted(forst[-3:]) == skrivs
    assert await _satser(varld, idn[:1]) == forst[:-3]
    assert sorted(await _satser(varld, idn)) == sorted(forst)
    assert await _satser(varld, idn) == forst[:-3]
    assert len(forst) == len(actions.KALLOR) + 5 + len(FORST[varld.sort]), "one for each source"


async def _satser(varld, idn):
    with satser(varld) as sedda:
        await varld.i_databasen(lambda arbete: rakna_om(arbete, idn), "0484")
    return list(sedda)
