"""The mocked Arbetsförmedlingen as a process: real sockets, real resets, events to a real receiver."""

import json
import os
import queue
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.begrepp.parter import Roll
from app.begrepp.tid import SystemKlocka
from app.integrations.utvecklingsklient import klientfil, klientnyckel
from app.integrations.utvecklingsutfardare import Klientfro, skapa_utfardare
from app.settings import Settings
from tests.mockad_af import exempel
from tests.mockad_af.provning import KONTRAKT, Kommun
from tests.mockad_af.utfardare import Tokenkalla

ROT = Path(__file__).parents[1]
UPPSTART = 60.0


class Mottagare:
    """The service's callback address: a real HTTP server that refuses each event once and then accepts it."""

    def __init__(self) -> None:
        self.fick: queue.Queue[tuple[str, str, Any]] = queue.Queue()
        self.vagrade: set[str] = set()
        mottagare = self

        class Hanterare(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                kropp = json.loads(self.rfile.read(int(self.headers["content-length"])))
                mottagare.fick.put((self.path, self.headers["authorization"], kropp))
                self.send_response(202 if kropp["handelse_id"] in mottagare.vagrade else 503)
                mottagare.vagrade.add(kropp["handelse_id"])
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Keep quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Hanterare)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture(scope="module")
def mottagare() -> Iterator[Mottagare]:
    mottagare = Mottagare()
    yield mottagare
    mottagare.server.shutdown()
    mottagare.server.server_close()


def _ledig_port() -> int:
    with socket.socket() as uttag:
        uttag.bind(("127.0.0.1", 0))
        return int(uttag.getsockname()[1])


@contextmanager
def _process(port: int, *argument: str) -> Iterator[None]:
    """The mock, ready when the line that it prints after binding its port has come."""
    kommando = [sys.executable, "-m", "tests.mockad_af", "--port", str(port), *argument]
    miljo = {**os.environ, "PYTHONPATH": str(ROT), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(kommando, cwd=ROT, env=miljo, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        _vanta_pa(port, process)
        yield
    finally:
        process.terminate()
        utskrift, _ = process.communicate(timeout=60)
    assert b"Traceback" not in utskrift, utskrift.decode()


def _vanta_pa(port: int, process: subprocess.Popen[bytes]) -> None:
    """Poll the socket; each refused attempt is followed by a short wait for the process to end too early."""
    for _ in range(int(UPPSTART / 0.05)):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            try:
                process.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
            raise AssertionError("mocken slutade före start") from None
        return
    raise AssertionError("mocken kom inte igång")


@pytest.fixture(scope="module")
def bas(mottagare: Mottagare) -> Iterator[str]:
    port = _ledig_port()
    argument = ["--tillbaka-url", mottagare.url, "--tillbaka-token", "abc", "--tak", "5", "--svar", "auto"]
    with _process(port, *argument):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def kommun(bas: str) -> Iterator[Kommun]:
    with httpx.Client(base_url=bas, timeout=60, trust_env=False) as http:
        http.post("/_styr/nollstall").raise_for_status()
        yield Kommun(http).logga_in()


def _styr(kommun: Kommun, metod: str, vag: str, data: object = None) -> Any:
    return kommun.http.request(metod, f"/_styr{vag}", json=data).raise_for_status().json()


def test_samrad_besvaras_och_handelsen_kommer_till_tjansten(kommun: Kommun, mottagare: Mottagare) -> None:
    kvittens = kommun.post("samrad", exempel.samrad(unikt_id="s1"))
    assert kvittens.status_code == 201
    forsta, andra = (mottagare.fick.get(timeout=60) for _ in range(2))
    vag, behorighet, kropp = forsta
    assert forsta == andra
    assert (vag, behorighet) == ("/stegvis/v1/af/handelser", "Bearer abc")
    assert KONTRAKT.granska_handelse(kropp) == []
    assert kropp["af_referens"] == kvittens.json()["af_referens"]
    assert kommun.las(kropp["af_referens"]).json()["svar"] == kropp["svar"]


@pytest.mark.parametrize("slag", ["bruten", "bruten_efter_lagring"])
def test_anslutningen_bryts_pa_riktigt_och_effekten_ar_en(kommun: Kommun, slag: str) -> None:
    _styr(kommun, "POST", "/storningar", {"slag": slag})
    kropp = exempel.underrattelse()
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        kommun.post("underrattelser", kropp)
    assert _styr(kommun, "GET", "/raknare")["effekter"] == (0 if slag == "bruten" else 1)
    assert kommun.post("underrattelser", kropp).status_code == 201
    (rad,) = _styr(kommun, "GET", "/mottaget")
    assert (rad["forsok"], rad["effekter"]) == (2, 1)


def test_anslutningen_aterstalls_med_rst(kommun: Kommun, bas: str) -> None:
    _styr(kommun, "PUT", "/lage", {"nere": True})
    with socket.create_connection(("127.0.0.1", int(bas.rpartition(":")[2])), timeout=5) as uttag:
        uttag.sendall(b"POST /oauth2/token HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            uttag.recv(1)
    _styr(kommun, "PUT", "/lage", {"nere": False})
    assert kommun.post("underrattelser", exempel.underrattelse()).status_code == 201


@pytest.mark.parametrize("slag", ["timeout", "timeout_efter_lagring", "langsam"])
def test_tystnad_haller_tills_klienten_ger_upp(kommun: Kommun, slag: str) -> None:
    _styr(kommun, "POST", "/storningar", {"slag": slag})
    kommun.http.timeout = httpx.Timeout(10, read=0.2)
    with pytest.raises(httpx.ReadTimeout):
        kommun.post("underrattelser", exempel.underrattelse())
    assert _styr(kommun, "GET", "/raknare")["effekter"] == (0 if slag == "timeout" else 1)


def test_tystnad_tar_slut_vid_taket_och_langsamt_svar_kommer_fram(kommun: Kommun) -> None:
    storningar = [{"slag": "timeout", "sekunder": 0.1}, {"slag": "langsam", "sekunder": 0.1}, {"slag": "trasig_json"}]
    _styr(kommun, "POST", "/storningar", {"storningar": storningar})
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        kommun.post("underrattelser", exempel.underrattelse())
    assert kommun.post("underrattelser", exempel.underrattelse()).status_code == 201
    trasig = kommun.post("underrattelser", exempel.underrattelse())
    assert (trasig.status_code, trasig.content) == (201, b'{"unikt_id": "')


def test_hjalpen_visar_flaggorna() -> None:
    hjalp = subprocess.run(
        [sys.executable, "-m", "tests.mockad_af", "--help"],
        cwd=ROT,
        env={**os.environ, "PYTHONPATH": str(ROT)},
        capture_output=True,
        check=True,
    )
    assert b"--tillbaka-url" in hjalp.stdout


@pytest.mark.anyio
async def test_mocken_far_token_av_utvecklingsutfardaren(tmp_path: Path) -> None:
    settings = Settings(datakatalog=tmp_path)
    klient_id = "https://af.example"
    klientnyckel(tmp_path, klient_id)
    fro = Klientfro(klient_id, "Arbetsförmedlingen", Roll.AF_SYSTEM, "", frozenset({"af:handelser"}))
    app = skapa_utfardare(settings, [fro], klocka=SystemKlocka())
    url = f"{settings.utfardare}/token"
    kalla = Tokenkalla(token_url=url, klient_id=klient_id, nyckelfil=klientfil(tmp_path, klient_id))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=settings.utfardare) as http:
        forsta = await kalla.token(http)
        assert forsta
        assert await kalla.token(http) == forsta
        kalla.glom()
        assert await kalla.token(http) != forsta
