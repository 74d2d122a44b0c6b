"""Where a transaction begins and ends: never open over the network, never half, never after the answer."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import httpx
import pytest
import respx
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from app.core.journal import Handelse
from app.core.outbox import Utkorgsrad
from app.flode.samrad.models import Samrad
from app.integrations.arbetare import Arbetare
from app.integrations.arbetsformedlingen.kanal import AfKanal
from tests.conftest import ROT, Varld
from tests.flode.steg import nytt_arende
from tests.lagrat import andrat, innehall

FRAGA = {
    "kanal": "api",
    "syfte": "Samråd före beslut.",
    "fraga": "Är personen inskriven hos er?",
    "svarSenast": "2026-10-19",
    "utlamnandeGrund": "uppgiftsskyldighet",
    "utlamnandeLagrum": "12 kap. 4 § SoL",
}


@contextmanager
def lyssna(varld: Varld, vad: str, gor: Callable[..., None]) -> Iterator[None]:
    """Listen to the engine for a while."""
    motor = varld.tjanster.databas.engine.sync_engine
    event.listen(motor, vad, gor)
    try:
        yield
    finally:
        event.remove(motor, vad, gor)


@pytest.fixture
async def samrad(varld: Varld) -> str:
    """Where samråd of an ärende are."""
    return f"arenden/{(await nytt_arende(varld.som('anna')))['id']}/samrad"


async def test_ingen_transaktion_ar_oppen_medan_af_anropas(varld: Varld, samrad: str) -> None:
    await varld.som("anna").skapa(samrad, FRAGA)
    databas, oppna = varld.tjanster.databas, []

    async def af(begaran: httpx.Request) -> httpx.Response:
        oppna.append((begaran.url.path, databas.engine.pool.checkedout()))
        # The same moment a handläggare works on; with a connection held by the worker, SQLite would wait for ever.
        oppna.append(("anna", (await varld.som("anna").hamta("arenden")).status_code - 200))
        if begaran.url.path.endswith("/token"):
            return httpx.Response(200, json={"access_token": "t", "token_type": "Bearer", "expires_in": 300})
        return httpx.Response(503)

    arbetare = Arbetare(varld.tjanster, AfKanal(varld.settings, varld.klocka))
    with respx.mock(assert_all_called=False) as router:
        router.route(host="127.0.0.1").mock(side_effect=af)
        assert await arbetare.omgang() == 1
    await arbetare.stang()
    assert len(oppna) >= 4
    assert {antal for _, antal in oppna} == {0}


async def test_svaret_gar_ivag_forst_efter_commit(varld: Varld) -> None:
    ordning: list[str] = []
    kropp = b'{"personnummer":"19850213-9804","fornamn":"Amina","efternamn":"Exempelsson"}'
    huvuden = {
        b"authorization": f"Bearer {varld.token('anna')}".encode(),
        b"content-type": b"application/json",
        b"idempotency-key": b"en",
    }
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": f"{ROT}/0484/arenden",
        "query_string": b"",
        "headers": list(huvuden.items()),
    }

    async def ta_emot() -> dict[str, Any]:
        return {"type": "http.request", "body": kropp, "more_body": False}

    async def skicka(message: Any) -> None:
        ordning.append(str(message.get("status", message["type"])))

    with lyssna(varld, "commit", lambda _: ordning.append("commit")):
        await varld.app(scope, ta_emot, skicka)
    assert ordning == ["commit", "201", "http.response.body"]


async def test_fraga_och_utskick_skrivs_bada_eller_ingendera(varld: Varld, samrad: str) -> None:
    """A dual write would leave a message about nothing, or a question that nobody is asked."""
    anna, nyckel, kvar = varld.som("anna"), uuid4().hex, [1]
    fore = await innehall(varld, utom=())

    def faller(_anslutning: Any) -> None:
        if kvar.pop(0) if kvar else 0:
            raise OperationalError("COMMIT", {}, Exception("borta"))

    with lyssna(varld, "commit", faller):
        nej = await anna.posta(samrad, FRAGA, idempotency_key=nyckel)
    assert (nej.status_code, nej.json()["kod"]) == (503, "otillganglig")
    assert andrat(fore, await innehall(varld, utom=())) == {}
    assert (await anna.posta(samrad, FRAGA, idempotency_key=nyckel)).status_code == 201
    efter = andrat(fore, await innehall(varld, utom=()))
    for modell in (Samrad, Utkorgsrad):
        assert efter[modell.__tablename__] == (0, 1)
    antal, nya = efter[Handelse.__tablename__]
    assert nya == antal + 1


@pytest.mark.krav("ASVS 15.2.2")
async def test_legitimationen_ror_inte_databasen(varld: Varld) -> None:
    satser: list[str] = []
    vagar = {"0127/arenden": "anna", "0484/arenden": "vera", "0484/bestallningar": "af", "0484/finns-inte": "anna"}
    with lyssna(varld, "before_cursor_execute", lambda *a: satser.append(a[2])):
        for vag, namn in vagar.items():
            assert (await varld.som(namn).hamta(f"{ROT}/{vag}")).status_code in {403, 404}
        async with varld.klient() as klient:
            assert (await klient.get(f"{ROT}/0484/arenden")).status_code == 401
            assert (await klient.get(f"{ROT}/api-info")).status_code == 200
    assert satser == []
