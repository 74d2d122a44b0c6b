"""R15: SIGTERM in the middle of the work: what has begun is finished, no lease is left, the next start goes on."""

import json
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from app.settings import Settings
from tests.kill.bokslut import bokslut
from tests.kill.facit import domt
from tests.kill.last import BAS, Arbetslag, personnummer
from tests.kill.system import ANDRA_SERVERN, ARBETARE, SERVER, Moder, System, vanta

TID = 30.0
pytestmark = [pytest.mark.langsam, pytest.mark.ensam]
PA_VARJE = ("sqlite", "postgresql")


@pytest.fixture(params=PA_VARJE)
def system(request: pytest.FixtureRequest, moder: Moder, katalog: Path) -> Iterator[System]:
    """The service on each database. Time enough for a slow AF; a lease left behind would hold up the whole test."""
    url = request.getfixturevalue("pg_url") if request.param == "postgresql" else ""
    with System(moder, katalog, url, AF_TID="10.0", AF_LAN="60.0", TID_AVSLUT="10.0") as system:
        yield system


class HalvBegaran:
    """A request whose body has not all been sent: the service has begun to work on it."""

    def __init__(self, system: System) -> None:
        person = {"personnummer": personnummer(500), "fornamn": "Amina", "efternamn": "Exempelsson"}
        kropp = json.dumps(person).encode()
        huvuden = (  # the service asks for the body when it has begun
            f"POST {BAS}/arenden HTTP/1.1\r\nhost: stegvis\r\nauthorization: Bearer {system.token('anna')}\r\n"
            f"idempotency-key: {uuid4().hex}\r\ncontent-type: application/json\r\nexpect: 100-continue\r\n"
            f"content-length: {len(kropp)}\r\n\r\n"
        )
        self._resten = kropp[20:]
        self._uttag = socket.create_connection(("127.0.0.1", system.settings.port), timeout=TID)
        self._uttag.sendall(huvuden.encode() + kropp[:20])
        assert b"100 Continue" in self._uttag.recv(1024)

    def avsluta(self) -> str:
        """Send the rest; the status line of the answer."""
        with self._uttag as uttag:
            uttag.sendall(self._resten)
            return uttag.makefile("r", encoding="utf-8").readline().strip()


def tar_emot(settings: Settings) -> bool:
    """Whether somebody listens on the service's port."""
    with socket.socket() as uttag:
        return uttag.connect_ex(("127.0.0.1", settings.port)) == 0


def test_sigterm_mitt_i_arbetet_avbryter_inget(system: System) -> None:
    system.starta_alla()
    lag = Arbetslag(system)
    lag.starta()
    vanta(lambda: len(lag.kvitterade) >= 10, TID, "arbetet")
    system.af("POST", "/storningar", {"slag": "langsam", "sekunder": 0.5, "antal": None})
    langsamma = len(system.af("GET", "/anrop"))
    vanta(lambda: len(system.af("GET", "/anrop")) > langsamma, TID, "en långsam sändning")
    halv = HalvBegaran(system)
    borjan = time.monotonic()
    for namn in system.tjanstens:
        system.signalera(namn, signal.SIGTERM)
    vanta(lambda: not tar_emot(system.settings), TID, "stängningen")
    assert system.lever(SERVER)
    assert halv.avsluta() == "HTTP/1.1 201 Created"
    assert all(system.dog(namn, TID) for namn in system.tjanstens)
    stopp = time.monotonic() - borjan
    assert bokslut(system.settings).utlanade == 0
    system.af("DELETE", "/storningar")
    fore = len(lag.kvitterade)
    system.starta_alla()
    vanta(lambda: bool(lag.fel) or len(lag.kvitterade) >= fore + 10, TID, "fortsättningen")
    lag.sluta()
    system.vanta_ut(TID)
    facit = domt(system, lag.kvitterade, 0)
    print(f"\n{facit}, stopp {stopp:.1f} s, omtag {lag.omtag}")
    assert facit.gront
    assert facit.omsanda == 0
    assert "Traceback" not in system.loggar()


@pytest.mark.krav("R15")
def test_tva_servrar_startas_om_var_for_sig_utan_att_nagon_begaran_misslyckas(
    moder: Moder, katalog: Path, pg_url: str
) -> None:
    with System(moder, katalog, pg_url, AF_TID="10.0", AF_LAN="60.0", TID_AVSLUT="10.0") as system:
        system.starta_alla()
        system.starta(ANDRA_SERVERN)
        lag = Arbetslag(system, laser=True, adresser=system.adresser)
        lag.starta()
        for namn in (SERVER, ANDRA_SERVERN, *ARBETARE):
            fore = len(lag.kvitterade)
            vanta(lambda fore=fore: bool(lag.fel) or len(lag.kvitterade) >= fore + 5, TID, "arbetet")
            system.signalera(namn, signal.SIGTERM)
            assert system.dog(namn, TID)
            system.starta(namn)
        lag.sluta()
        system.vanta_ut(TID)
        facit = domt(system, lag.kvitterade, 0)
    print(f"\n{facit}, omtag {lag.omtag}")
    assert [svar.text for svar in lag.nej] == []
    assert facit.gront
    assert facit.omsanda == 0
