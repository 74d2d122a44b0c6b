import asyncio

import pytest

from app.core.edge.tracing import aktuell_traceparent, aktuellt_trace_id, folj, sparad

SAKER = "/stegvis/v1/0484/saker"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
GILTIG = f"00-{TRACE}-00f067aa0ba902b7-01"


async def test_giltig_traceparent_fortsatts_med_ett_eget_spann(klient):
    svar = await klient.get(SAKER, headers={"traceparent": GILTIG})
    assert svar.headers["traceparent"].startswith(f"00-{TRACE}-")
    assert svar.headers["traceparent"] != GILTIG


@pytest.mark.parametrize(
    "huvud",
    [
        None,
        "",
        "skrap",
        GILTIG.upper(),
        f"ff-{TRACE}-00f067aa0ba902b7-01",
        f"00-{'0' * 32}-00f067aa0ba902b7-01",
        f"00-{TRACE}-{'0' * 16}-01",
        GILTIG + "-mer",
        GILTIG + "\n",
        f"01-{TRACE}-00f067aa0ba902b7-01-" + "x" * 1000,
    ],
)
def test_ogiltig_traceparent_ersatts(huvud):
    spar = folj(huvud)
    assert spar.trace_id != TRACE
    assert folj(spar.traceparent).trace_id == spar.trace_id


def test_senare_version_lases_som_den_kanda_delen():
    assert folj(f"01-{TRACE}-00f067aa0ba902b7-03-nytt").traceparent.startswith(f"00-{TRACE}-")
    assert folj(f"00-{TRACE}-00f067aa0ba902b7-00").flaggor == "00"


async def test_upprepad_traceparent_raknas_inte(klient):
    svar = await klient.get(SAKER, headers=[("traceparent", GILTIG), ("traceparent", GILTIG)])
    assert TRACE not in svar.headers["traceparent"]


@pytest.mark.parametrize(("adress", "status"), [(SAKER, 200), ("/nej", 404), ("/stegvis/v1/fel/okant", 500)])
async def test_varje_svar_har_traceparent(klient, adress, status):
    svar = await klient.get(adress, headers={"traceparent": GILTIG})
    assert svar.status_code == status
    assert TRACE in svar.headers["traceparent"]


@pytest.mark.parametrize(("varde", "kommer"), [("abc-1._Z", True), ("a b", False), ("a" * 65, False), ("å", False)])
async def test_request_id_ekas_bara_i_ofarlig_form(klient, varde, kommer):
    svar = await klient.get(SAKER, headers={"x-request-id": varde.encode()})
    assert ("x-request-id" in svar.headers) is kommer


async def test_samtidiga_anrop_har_var_sitt_spar(klient):
    svar = await asyncio.gather(*(klient.get("/stegvis/v1/fel/saknas") for _ in range(20)))
    assert all(s.json()["traceId"] in s.headers["traceparent"] for s in svar)
    assert len({s.json()["traceId"] for s in svar}) == 20


async def test_bakgrundsjobb_fortsatter_den_bestallande_begarans_spar():
    with sparad(GILTIG):
        assert aktuellt_trace_id() == TRACE
        assert TRACE in aktuell_traceparent()
    assert aktuellt_trace_id() != TRACE
    assert aktuellt_trace_id() == aktuellt_trace_id()
