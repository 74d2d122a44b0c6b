import asyncio

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse

from app.core.edge import limits
from app.core.edge.limits import Granser
from app.core.edge.problems import Felfangare

SAKER = "/stegvis/v1/0484/saker"


@pytest.mark.krav("S8")
async def test_langd_i_huvudet_over_gransen_ger_413_utan_att_lasas(klient):
    huvuden = {"content-type": "application/json", "content-length": "1048577"}
    svar = await klient.post(SAKER, content=b"{}", headers=huvuden)
    assert (svar.status_code, svar.json()["kod"]) == (413, "for_stor")


@pytest.mark.parametrize("adress", [SAKER, "/lat"])
async def test_innehall_utan_angiven_langd_raknas(klient, adress):
    async def delar():
        for _ in range(20):
            yield b" " * 65_536

    svar = await klient.post(adress, content=delar(), headers={"content-type": "application/json"})
    assert (svar.status_code, svar.json()["kod"]) == (413, "for_stor")


@pytest.mark.parametrize("adress", [SAKER, "/lat"])
@pytest.mark.krav("S8", "ASVS 15.2.2")
async def test_innehall_som_inte_kommer_ger_408(klient, adress):
    async def delar():
        yield b"{"
        await asyncio.sleep(5)

    svar = await klient.post(adress, content=delar(), headers={"content-type": "application/json"})
    assert (svar.status_code, svar.json()["kod"]) == (408, "tiden_ute")


async def test_exakt_det_storsta_tas_emot(klient):
    kropp = b'{"antalDagar":1}'
    svar = await klient.post(
        SAKER, content=kropp + b" " * (1_048_576 - len(kropp)), headers={"content-type": "application/json"}
    )
    assert svar.status_code == 201


@pytest.mark.krav("S8")
async def test_for_lang_adress_ger_414(klient):
    svar = await klient.get(SAKER + "?limit=" + "1" * 9000)
    assert (svar.status_code, svar.json()["kod"]) == (414, "for_lang_adress")


async def test_for_stora_huvuden_ger_431(klient):
    svar = await klient.get(SAKER, headers={"x-stor": "a" * 17_000})
    assert (svar.status_code, svar.json()["kod"]) == (431, "for_stora_huvuden")


async def test_ogiltig_langd_ger_400(klient):
    for langd in ("abc", "-1", "1_0"):
        svar = await klient.post(
            SAKER, content=b"{}", headers={"content-type": "application/json", "content-length": langd}
        )
        assert svar.status_code == 400


async def test_klient_som_gar_sin_vag_ar_inget_fel(settings, capsys):
    async def app(scope, receive, send):
        await JSONResponse({"kropp": len(await Request(scope, receive).body())})(scope, receive, send)

    async def receive():
        return {"type": "http.disconnect"}

    skickat = []
    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": []}
    await Felfangare(Granser(app, settings))(scope, receive, skickat.append)
    assert skickat == []
    assert capsys.readouterr().err == ""


async def test_fristen_galler_inte_efter_att_innehallet_ar_last(settings):
    vantat = []

    async def app(scope, receive, send):
        await receive()
        vantat.append(await receive())

    svar = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive():
        if (message := next(svar, None)) is not None:
            return message
        await asyncio.sleep(settings.tid_innehall + 0.1)
        return {"type": "http.disconnect"}

    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []}
    await Granser(app, settings)(scope, receive, None)
    assert vantat == [{"type": "http.disconnect"}]


FILER = "/stegvis/v1/0484/filer"


async def test_en_operation_med_egna_granser_tar_emot_mer_an_andra(klient, settings):
    huvuden = {"content-type": "text/csv; charset=utf-8"}
    svar = await klient.post(FILER, content=b" " * settings.max_import, headers=huvuden)
    assert (svar.status_code, svar.json()) == (200, {"byte": settings.max_import})
    assert (await klient.post(FILER, content=b" " * (settings.max_import + 1), headers=huvuden)).status_code == 413
    assert (await klient.post(SAKER, content=b" " * settings.max_import, headers=huvuden)).status_code == 413


async def test_en_operation_med_egna_granser_far_ta_langre_tid(klient, settings):
    async def delar():
        yield b"a;b"
        await asyncio.sleep(settings.tid_innehall + 0.2)
        yield b"c"

    svar = await klient.post(FILER, content=delar(), headers={"content-type": "text/csv"})
    assert (svar.status_code, svar.json()) == (200, {"byte": 4})


@pytest.mark.parametrize("typ", ["application/json", "text/plain", "text/csv; charset=latin-1", ""])
async def test_operationen_tar_bara_de_medietyper_den_namner(klient, typ):
    svar = await klient.post(FILER, content=b"a", headers={"content-type": typ} if typ else {})
    assert (svar.status_code, svar.headers["accept"]) == (415, "text/csv")


@pytest.mark.parametrize(
    ("problem", "status", "detalj"),
    [
        (limits.for_lang_adress, 414, "Adressen är längre än tjänsten tar emot."),
        (limits.for_stora_huvuden, 431, "Huvudena är tillsammans större än tjänsten tar emot."),
        (limits.for_stort_innehall, 413, "Innehållet är större än tjänsten tar emot."),
        (limits.tiden_ute, 408, "Begäran kom inte fram inom den tid som tjänsten väntar."),
    ],
)
def test_nekandet_sager_vad_som_ar_for_mycket(problem, status, detalj):
    assert (problem().status, problem().detalj) == (status, detalj)
