"""``python -m tests.mockad_af --port 8486``: the mock as a process, on loopback unless told otherwise."""

import argparse
from collections.abc import Sequence
from pathlib import Path

import uvicorn

from tests.mockad_af.app import skapa_mock
from tests.mockad_af.ateranrop import Mottagare
from tests.mockad_af.karna import Automatik, MockadAf, Val
from tests.mockad_af.styrning import PREFIX
from tests.mockad_af.transport import Mockprotokoll
from tests.mockad_af.utfardare import Tokenkalla


def tolk() -> argparse.ArgumentParser:
    """The command line."""
    tolk = argparse.ArgumentParser("mockad_af", description="Mockad Arbetsförmedling: fiktivt kontrakt, allt i minnet")
    lagg = tolk.add_argument
    lagg("--vard", default="127.0.0.1", help="adress att lyssna på")
    lagg("--port", type=int, default=8486)
    lagg("--klient", action="append", metavar="ID:HEMLIGHET", help="klient som får hämta token (stegvis:utveckling)")
    lagg("--fragepar", action="store_true", help="godta client_id och client_secret i adressen")
    lagg("--svar", type=Automatik, choices=list(Automatik), default=Automatik.MANUELL, help="besvara samråd")
    lagg("--kvittens", type=Automatik, choices=list(Automatik), default=Automatik.MANUELL, help="händelser om övrigt")
    lagg("--tak", type=float, default=120.0, help="längsta tystnad, sekunder")
    lagg("--tillbaka-url", nargs="+", default=[], metavar="URL", help="Stegvis adress, dit händelser går")
    lagg("--tillbaka-token", help="fast åtkomsttoken för händelserna")
    lagg("--token-url", help="utfärdare som ger token för händelserna")
    lagg("--token-klient", default="arbetsformedlingen", help="klient-id hos utfärdaren")
    lagg("--token-hemlighet", help="klientens hemlighet hos utfärdaren")
    lagg("--token-nyckelfil", type=Path, help="klientens privata nyckel (JWK) hos utfärdaren")
    lagg("--token-formular", action="append", default=[], metavar="NAMN=VÄRDE", help="fler fält till utfärdaren")
    return tolk


def _mock(argument: argparse.Namespace) -> MockadAf:
    par = [klient.partition(":") for klient in argument.klient or ["stegvis:utveckling"]]
    klienter = {klient: hemlighet for klient, _, hemlighet in par}
    return MockadAf(
        Val(klienter, fragepar=argument.fragepar, svar=argument.svar, kvittens=argument.kvittens, tak=argument.tak)
    )


def _mottagare(argument: argparse.Namespace) -> Mottagare:
    formular = dict(rad.split("=", 1) for rad in argument.token_formular)
    kalla = Tokenkalla(
        fast_token=argument.tillbaka_token,
        token_url=argument.token_url,
        klient_id=argument.token_klient,
        klient_hemlighet=argument.token_hemlighet,
        nyckelfil=argument.token_nyckelfil,
        formular=formular,
    )
    return Mottagare(argument.tillbaka_url, kalla)


def main(argv: Sequence[str] | None = None) -> None:
    """Serve until stopped."""
    argument = tolk().parse_args(argv)
    bas = f"http://{argument.vard}:{argument.port}"
    print(f"Mockad Arbetsförmedling på {bas}, styrning på {bas}{PREFIX}", flush=True)
    uvicorn.run(
        skapa_mock(_mock(argument), _mottagare(argument)),
        host=argument.vard,
        port=argument.port,
        http=Mockprotokoll,
        ws="none",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )


if __name__ == "__main__":
    main()
