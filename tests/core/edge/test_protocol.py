import contextlib
import json
import pickle
import re
import select
import socket

import pytest

from app.core.edge.protocol import Protokoll, uvicorn_config

JSON = b"Content-Type: application/json\r\n"
SAKER = b"/stegvis/v1/0484/saker"
POST = b"POST " + SAKER + b" HTTP/1.1\r\nHost: x\r\n"


def allt(s: socket.socket) -> bytes:
    """What comes until the server closes."""
    return b"".join(iter(lambda: s.recv(65536), b""))


def ett_svar(s: socket.socket) -> bytes:
    """One answer, whose head and content may come in pieces; what has come if the server closes before its end."""
    svar = b""
    while not _helt(svar) and (mer := s.recv(65536)):
        svar += mer
    return svar


def _helt(svar: bytes) -> bool:
    huvud, slut, kropp = svar.partition(b"\r\n\r\n")
    langd = re.search(rb"content-length: (\d+)", huvud)
    return bool(slut) and len(kropp) >= (int(langd[1]) if langd else 0)


def droppa(s: socket.socket, del_: bytes) -> bytes:
    """Send a little at a time until the server has closed; what it said meanwhile."""
    sagt = b""
    with contextlib.suppress(OSError):
        while True:
            if select.select([s], [], [], 0.02)[0]:
                if not (mer := s.recv(65536)):
                    break
                sagt += mer
            s.sendall(del_)
    return sagt


def problem(raw: bytes) -> tuple[int, dict]:
    """Status and document of the first answer."""
    huvud, _, kropp = raw.partition(b"\r\n\r\n")
    rader = huvud.decode().split("\r\n")
    huvuden = {n.lower(): v for n, _, v in (rad.partition(": ") for rad in rader[1:])}
    assert huvuden["content-type"] == "application/problem+json", huvud
    assert "traceparent" in huvuden
    assert "server" not in huvuden
    return int(rader[0].split()[1]), json.loads(kropp[: int(huvuden["content-length"])])


def test_vanligt_anrop_besvaras_och_anslutningen_halls(server):
    with server.anslut() as s:
        for _ in range(3):
            s.sendall(b"GET " + SAKER + b" HTTP/1.1\r\nHost: x\r\n\r\n")
            svar = ett_svar(s)
            assert svar.startswith(b"HTTP/1.1 200 OK\r\n")
            assert b"server:" not in svar.lower()
            assert b"traceparent: 00-" in svar
            assert b"cache-control: private, no-store" in svar


@pytest.mark.krav("S8", "ASVS 15.2.2")
def test_langsamt_huvud_stangs_med_408(server):
    status, dokument = problem(server.fraga(b"GET / HTTP/1.1\r\nHost: x\r\nX-Langsam: "))
    assert (status, dokument["kod"]) == (408, "tiden_ute")


@pytest.mark.timeout(30)
def test_huvud_som_droppar_stangs_trots_att_det_rors(server):
    with server.anslut() as s:
        s.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        assert problem(droppa(s, b"X-A: b\r\n"))[0] == 408


def test_tyst_anslutning_stangs_utan_svar(server):
    assert server.fraga(b"") == b""


def test_for_stora_huvuden_ger_431(server):
    for huvud in (b"X-A: " + b"b" * 20_000, b"".join(b"X-A%d: b\r\n" % n for n in range(3000))[:-2]):
        status, dokument = problem(server.fraga(b"GET / HTTP/1.1\r\nHost: x\r\n" + huvud + b"\r\n\r\n"))
        assert (status, dokument["kod"]) == (431, "for_stora_huvuden")


def test_ett_oandligt_huvud_ger_431_innan_det_ar_slut(server):
    status, _ = problem(server.fraga(b"GET / HTTP/1.1\r\nX-A: " + b"b" * 60_000))
    assert status == 431


def test_for_lang_adress_ger_414_utan_att_komma_tillbaka(server):
    for slut in (b" HTTP/1.1\r\nHost: x\r\n\r\n", b""):
        raw = server.fraga(b"GET /19900107-9806/" + b"a" * 40_000 + slut)
        status, dokument = problem(raw)
        assert (status, dokument["kod"]) == (414, "for_lang_adress")
        assert b"19900107" not in raw


@pytest.mark.parametrize(
    "raw",
    [
        b"HEJ\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: a\x00b\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00",
    ],
)
@pytest.mark.krav("ASVS 4.2.1")
def test_det_som_inte_ar_http_ger_400_en_gang(server, raw):
    svar = server.fraga(raw)
    assert svar.count(b"HTTP/1.1 ") == 1
    status, dokument = problem(svar)
    assert (status, dokument["kod"]) == (400, "ogiltig_begaran")


@pytest.mark.parametrize("slut", [b"", b"Connection: close\r\n"])
def test_for_stort_innehall_ger_413_som_klienten_hinner_lasa(server, slut):
    kropp = b"x" * 8_000_000
    raw = (
        b"POST "
        + SAKER
        + b" HTTP/1.1\r\nHost: x\r\n"
        + JSON
        + slut
        + b"Content-Length: %d\r\n\r\n" % len(kropp)
        + kropp
    )
    with server.anslut() as s:
        s.sendall(raw)
        status, dokument = problem(ett_svar(s))
    assert (status, dokument["kod"]) == (413, "for_stor")


def test_en_operation_med_egna_granser_tar_emot_mer_over_en_riktig_anslutning(server, settings):
    kropp = b"x" * settings.max_import
    assert len(kropp) > 8 * settings.max_innehall
    huvud = b"POST /stegvis/v1/0484/filer HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\n"
    with server.anslut() as s:
        s.sendall(huvud + b"Content-Length: %d\r\n\r\n" % len(kropp) + kropp)
        assert ett_svar(s).startswith(b"HTTP/1.1 200 OK\r\n")


def test_for_stort_innehall_i_delar_ger_413(server):
    bit = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
    raw = (
        b"POST "
        + SAKER
        + b" HTTP/1.1\r\nHost: x\r\n"
        + JSON
        + b"Transfer-Encoding: chunked\r\n\r\n"
        + bit * 40
        + b"0\r\n\r\n"
    )
    with server.anslut() as s:
        s.sendall(raw)
        assert problem(ett_svar(s))[0] == 413


@pytest.mark.krav("S8")
def test_langsamt_innehall_ger_408(server):
    with server.anslut() as s:
        s.sendall(POST + JSON + b"Content-Length: 100\r\n\r\n{")
        assert problem(ett_svar(s))[0] == 408


@pytest.mark.timeout(60)
def test_innehall_som_ingen_laser_haller_inte_anslutningen_oppen(server):
    with server.anslut() as s:
        s.sendall(b"POST /finns-inte HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n")
        assert problem(ett_svar(s))[0] == 404
        droppa(s, b"x")


def test_delar_med_pahang_utan_slut_avbryts(server):
    with server.anslut() as s:
        s.sendall(POST + JSON + b"Transfer-Encoding: chunked\r\n\r\n1;")
        mottaget = b""
        with contextlib.suppress(OSError):
            for _ in range(400):
                s.sendall(b"a" * 65_536)
        s.settimeout(3)
        with contextlib.suppress(OSError):
            mottaget = ett_svar(s)
    assert mottaget == b"" or problem(mottaget)[0] in {400, 408, 413}


@pytest.mark.timeout(60)
def test_klient_som_inte_tar_emot_svaret_stangs(server):
    with server.anslut() as s:
        s.sendall(b"GET /stort HTTP/1.1\r\nHost: x\r\n\r\n")
        mottaget = len(s.recv(1))
        server.vanta_tills_alla_har_gatt()
        with contextlib.suppress(OSError):
            while del_ := s.recv(1_000_000):
                mottaget += len(del_)
    assert mottaget < 30_000_000


def test_trasigt_innehall_efter_svaret_ger_inget_andra_svar(server):
    with server.anslut() as s:
        s.sendall(b"POST /finns-inte HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        assert problem(ett_svar(s))[0] == 404
        s.sendall(b"zz\r\n")
        assert allt(s) == b""


def test_tillagg_efter_innehallet_nar_inte_fram(server):
    slut = b"0\r\nauthorization: Bearer ja\r\n\r\n"
    raw = POST + JSON + b"Transfer-Encoding: chunked\r\n\r\n10\r\n" + b'{"antalDagar":1}' + b"\r\n" + slut
    with server.anslut() as s:
        s.sendall(raw)
        assert ett_svar(s).startswith(b"HTTP/1.1 201 ")


def test_den_som_bara_fortsatter_sanda_kasseras_till_en_grans(server):
    with server.anslut() as s:
        s.sendall(b"GET / HTTP/1.1\r\n" + b"X" * 30_000)
        with pytest.raises(OSError):  # noqa: PT012 - it is the repetition that fails in the end
            for _ in range(1000):
                s.sendall(b"x" * 65_536)


def test_skrap_efter_ett_anrop_forstor_inte_svaret_pa_det(server):
    svar = server.fraga(b"GET /vantar HTTP/1.1\r\nHost: x\r\n\r\nSKRAP\r\n\r\n")
    assert svar.startswith(b"HTTP/1.1 200 OK\r\n")
    assert svar.endswith(b'{"klar":true}')


def test_tva_anrop_i_rad_besvaras_i_ordning(server):
    ett = b"GET /vantar HTTP/1.1\r\nHost: x\r\n\r\n"
    tva = b"GET /finns-inte HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    svar = server.fraga(ett + tva)
    assert svar.index(b"200 OK") < svar.index(b"404 Not Found")


def test_ofardigt_andra_anrop_avbryter_inte_det_forsta(server):
    svar = server.fraga(b"GET /vantar HTTP/1.1\r\nHost: x\r\n\r\nGET /a HTTP/1.1\r\nX:")
    assert svar.startswith(b"HTTP/1.1 200 OK\r\n")


def test_hundra_ar_fortsatt(server):
    with server.anslut() as s:
        s.sendall(
            b"POST "
            + SAKER
            + b" HTTP/1.1\r\nHost: x\r\n"
            + JSON
            + b"Expect: 100-continue\r\nContent-Length: 16\r\n\r\n"
        )
        assert ett_svar(s).startswith(b"HTTP/1.1 100 ")
        s.sendall(b'{"antalDagar":1}')
        assert ett_svar(s).startswith(b"HTTP/1.1 201 ")


def test_head_har_inget_innehall_pa_traden(server):
    svar = server.fraga(b"HEAD " + SAKER + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert svar.startswith(b"HTTP/1.1 200 OK\r\n")
    assert svar.endswith(b"\r\n\r\n")
    assert b"content-length: 23" in svar


@pytest.mark.parametrize("settings", [{"tid_huvud": 4.0}], indirect=True, ids=["fyra_sekunder"])
@pytest.mark.krav("S8", "ASVS 15.2.2")
def test_manga_langsamma_hindrar_inte_en_arlig(server):
    trog = [server.anslut() for _ in range(100)]
    for s in trog:
        s.sendall(b"GET / HTTP/1.1\r\nX")
    svar = server.fraga(b"GET " + SAKER + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert svar.startswith(b"HTTP/1.1 200 OK\r\n")
    assert select.select(trog, [], [], 0)[0] == []  # none of them has been answered: nobody waited for their time-outs
    for s in trog:
        assert ett_svar(s).startswith(b"HTTP/1.1 408 ")
        s.close()


@pytest.mark.krav("ASVS 4.2.1", "ASVS 13.4.6", "ASVS 4.1.3")
def test_servern_ar_httptools_utan_h11_och_utan_spar_av_sig_sjalv(settings):
    config = uvicorn_config("app.main:app", settings)
    assert config.http is Protokoll
    assert (config.server_header, config.access_log, config.proxy_headers) == (False, False, False)
    assert config.limit_concurrency is None
    assert pickle.loads(pickle.dumps(config)).settings == settings  # noqa: S301 - a worker process gets it this way


def test_en_klient_som_gar_mitt_i_far_hela_svaret_eller_inget_och_andra_marker_det_inte(server):
    with server.anslut() as s:
        s.sendall(b"GET /vantar HTTP/1.1\r\nHost: x\r\n\r\n")
        s.shutdown(socket.SHUT_WR)
        svar = ett_svar(s)
    assert svar == b"" or (svar.startswith(b"HTTP/1.1 200 OK\r\n") and svar.endswith(b'{"klar":true}'))
    andras = server.fraga(b"GET /vantar HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert andras.startswith(b"HTTP/1.1 200 OK\r\n")
    assert andras.endswith(b'{"klar":true}')
