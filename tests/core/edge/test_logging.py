import io
import json
import logging
import warnings

import pytest
import structlog

from app.core.edge import logging as edge_logging
from app.core.edge.logging import BORTFALL, konfigurera, logga, logga_undantag, varna

PNR = "19900107-9806"
EN = "0199b1f4-5c2e-7a31-9d40-5f6a7b8c9d0e"


@pytest.fixture
def ut(settings):
    """Configured as the service is, with everything put back afterwards."""
    fore = (logging.root.handlers, logging.root.level, edge_logging._Utgang.logg)
    strom = io.StringIO()
    # Another test may have had the warnings caught, and pytest has taken them back without saying so.
    logging.captureWarnings(capture=False)
    konfigurera(settings, ut=strom)
    yield strom
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
    logging.root.handlers, edge_logging._Utgang.logg = fore[0], fore[2]
    logging.root.setLevel(fore[1])


def rader(strom):
    return [json.loads(rad) for rad in strom.getvalue().splitlines()]


@pytest.mark.krav("ASVS 16.2.5")
def test_bara_listade_nycklar_kommer_med_och_resten_raknas(ut):
    fore = BORTFALL.antal
    logga("jobb.klart", jobb="utkorg", antal=3, personnummer=PNR, adress="Gatan 1")
    (rad,) = rader(ut)
    assert rad["handelse"] == "jobb.klart"
    assert (rad["jobb"], rad["antal"], rad["niva"]) == ("utkorg", 3, "info")
    assert len(rad["trace_id"]) == 32
    assert rad["tid"].endswith("Z")
    assert "Gatan" not in ut.getvalue()
    assert PNR not in ut.getvalue()
    assert BORTFALL.antal == fore + 2


@pytest.mark.krav("ASVS 16.4.1")
def test_en_handelse_ar_ett_ord_och_ingen_text(ut):
    varna(f"personen {PNR} saknas")
    assert rader(ut)[0]["handelse"] == "otillaten_handelse"
    assert PNR not in ut.getvalue()


def test_ett_varde_av_annat_slag_visas_bara_som_typ(ut):
    logga("prov", antal={"pnr": PNR}, ramar=["a", {"b": PNR}], jobb="x" * 5000)
    rad = rader(ut)[0]
    assert (rad["antal"], rad["ramar"]) == ("dict", ["a", "dict"])
    assert len(rad["jobb"]) == 300


@pytest.mark.krav("ASVS 16.2.3")
def test_andra_biblioteks_meddelanden_lamnas_utanfor(ut):
    logging.getLogger("sqlalchemy.engine").warning("INSERT %s", PNR)
    logging.getLogger("uvicorn.error").error(f"GET /{PNR}", exc_info=ValueError(PNR))  # noqa: G004 - the sin itself
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(PNR, UserWarning, stacklevel=1)
    assert PNR not in ut.getvalue()
    ett, tva, tre = rader(ut)
    assert (ett["handelse"], ett["loggare"], ett["niva"]) == ("bibliotek", "sqlalchemy.engine", "warning")
    assert (tva["loggare"], tva["undantag"]) == ("uvicorn.error", "ValueError")
    assert tre["loggare"] == "py.warnings"


def test_en_ovanlig_niva_avrundas(ut):
    logging.getLogger("uvicorn").log(25, PNR)
    assert rader(ut)[0]["niva"] == "info"


def test_en_full_disk_stoppar_ingenting(settings, ut):
    class Full(io.StringIO):
        def write(self, _text):
            raise OSError(28, "No space left on device")

    konfigurera(settings, ut=Full())
    logga("jobb.klart")


@pytest.mark.krav("ASVS 16.3.4", "ASVS 1.3.10")
def test_undantag_visas_med_typ_och_plats_utan_innehall(ut):
    def inre():
        hemlig = PNR
        raise KeyError(hemlig)

    try:
        try:
            inre()
        except KeyError as fel:
            raise RuntimeError(PNR) from fel
    except RuntimeError as fel:
        logga_undantag(fel)
    rad = rader(ut)[0]
    assert rad["undantag"] == "RuntimeError < KeyError"
    assert rad["ramar"][0].endswith("test_undantag_visas_med_typ_och_plats_utan_innehall")
    assert PNR not in ut.getvalue()


def test_grupp_av_undantag_namns(ut):
    logga_undantag(ExceptionGroup(PNR, [ValueError(PNR), KeyError()]))
    assert rader(ut)[0]["undantag"] == "ExceptionGroup < ValueError < KeyError"


@pytest.mark.krav("ASVS 16.2.1", "ASVS 16.2.2", "ASVS 16.2.4", "ASVS 16.3.1", "ASVS 16.3.2")
async def test_en_rad_per_anrop_med_mall_i_stallet_for_adress(ut, klient):
    await klient.get(f"/stegvis/v1/0484/saker/{EN}?x={PNR}")
    await klient.get("/skyddat/0484/vem", headers={"authorization": "Bearer ja"})
    await klient.get(f"/nej/{PNR}")
    ett, tva, tre = rader(ut)
    assert {k: ett[k] for k in ("handelse", "metod", "rutt", "status", "kommunkod", "kod", "part")} == {
        "handelse": "begaran",
        "metod": "GET",
        "rutt": "/stegvis/v1/{kommunkod}/saker/{sakId}",
        "status": 400,
        "kommunkod": "0484",
        "kod": "okand_parameter",
        "part": None,
    }
    assert (tva["klient_id"], tva["part"], tva["kommunkod"]) == ("https://klient.test", "kommun", "0484")
    assert (tre["rutt"], tre["status"]) == (None, 404)
    assert PNR not in ut.getvalue()
    assert EN not in ut.getvalue()
    assert tva["ms"] >= 0


async def test_ett_personnummer_pa_kommunkodens_plats_loggas_inte(ut, klient):
    await klient.get(f"/stegvis/v1/{PNR}/saker")
    assert rader(ut)[0]["kommunkod"] is None
    assert PNR not in ut.getvalue()


async def test_head_loggas_som_head_med_mall(ut, klient):
    await klient.head("/stegvis/v1/0484/saker")
    assert (rader(ut)[0]["metod"], rader(ut)[0]["rutt"]) == ("HEAD", "/stegvis/v1/{kommunkod}/saker")


async def test_matvarden_loggas_inte(ut, klient):
    await klient.get("/matvarden")
    assert ut.getvalue() == ""


async def test_okant_fel_ger_en_felrad_och_en_anropsrad_med_samma_spar(ut, klient):
    svar = await klient.get("/stegvis/v1/fel/okant")
    fel, anrop = rader(ut)
    assert fel["undantag"] == "RuntimeError"
    assert (anrop["status"], anrop["kod"]) == (500, "internt_fel")
    assert fel["trace_id"] == anrop["trace_id"] == svar.json()["traceId"]
