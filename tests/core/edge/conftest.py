import asyncio
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

import httpx
import pytest
import uvicorn
from fastapi import APIRouter, Body, FastAPI, Path, Query, Request, Response
from pydantic import BaseModel

from app.begrepp.parter import Aktor, Part, Roll
from app.core.edge.content import Innehall
from app.core.edge.protocol import serve
from app.core.edge.stack import TELEMETRI_AV, install
from app.core.edge.strict_json import StriktRoute
from app.core.errors import Oautentiserad, Problem, Saknas
from app.core.quota import Kvotvakt
from app.core.schema_types import Datum, Fritext, Heltal, Identitet, Indata, KortText, Lista, Tidpunkt, Utdata
from app.settings import Settings


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Rad(Indata):
    minuter: Heltal


class Sak(Indata):
    """Allt som en kropp kan ha."""

    antal_dagar: Heltal
    rubrik: KortText | None = None
    text: Fritext = ""
    dag: Datum | None = None
    tid: Tidpunkt | None = None
    rader: Lista[Rad] = []


class SakUt(Utdata):
    antal_dagar: int
    dag: Datum | None = None


class Lag(BaseModel):
    antal: int


@pytest.fixture
def settings(tmp_path, request: pytest.FixtureRequest) -> Settings:
    """With deadlines that soon pass, unless the test states others."""
    return Settings(
        datakatalog=tmp_path, port=0, **({"tid_huvud": 0.4, "tid_innehall": 0.4} | getattr(request, "param", {}))
    )


# Content that the endpoint reads itself, with limits of its own.
FIL = Innehall({"text/csv": {"schema": {"type": "string"}}}, granser="import")


def _vagar(ut: dict[str, Any]) -> APIRouter:
    router = APIRouter(route_class=StriktRoute)

    @router.get("/{kommunkod}/saker/{sakId}", response_model=SakUt)
    async def las(kommunkod: str, sak_id: Annotated[Identitet, Path(alias="sakId")]):
        ut["id"] = sak_id
        return SakUt(antal_dagar=1)

    @router.get("/{kommunkod}/saker")
    async def lista(kommunkod: str, limit: int = 20, typ: Annotated[list[str] | None, Query()] = None):
        return {"limit": limit, "typ": typ}

    @router.post("/{kommunkod}/saker", status_code=201, response_model=SakUt)
    async def skapa(kommunkod: str, sak: Sak):
        ut["sak"] = sak
        return SakUt(antal_dagar=sak.antal_dagar)

    @router.patch("/{kommunkod}/saker/{sakId}")
    async def andra(
        kommunkod: str,
        sak_id: Annotated[UUID, Path(alias="sakId")],
        sak: Annotated[Sak, Body(media_type="application/merge-patch+json")],
    ):
        return {"antal": sak.antal_dagar}

    @router.delete("/{kommunkod}/saker/{sakId}", status_code=204)
    async def ta_bort(kommunkod: str, sak_id: Annotated[UUID, Path(alias="sakId")]):
        return None

    @router.post("/{kommunkod}/filer", **FIL.pa({"openapi_extra": {}}))
    async def fil(request: Request, kommunkod: str):
        return {"byte": len(await request.body())}

    @router.get("/fel/{sort}")
    async def fel(sort: str):
        if sort == "okant":
            raise RuntimeError("hemligt 19900107-9806")
        if sort == "saknas":
            raise Saknas
        raise Problem("Tjänsten vilar.", kod="otillganglig", regel="AK-1", extra={"aktuellVersion": 3, "kod": "x"})

    return router


class Verifierare:
    """Lets one token in."""

    async def aktor(self, authorization: str | None, person: str | None) -> Aktor:
        if authorization != "Bearer ja":
            raise Oautentiserad("Nej.")
        return Aktor(Part.KOMMUN, Roll.HANDLAGGARE, "https://klient.test", None, person or "", kommunkod="0484")


@pytest.fixture
def ut() -> dict[str, Any]:
    """What the endpoints saw."""
    return {}


@pytest.fixture
def app(settings, ut) -> FastAPI:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, telemetry=TELEMETRI_AV)
    app.include_router(_vagar(ut), prefix="/stegvis/v1")

    @app.post("/lat")
    async def lat(lag: Lag):
        return lag

    @app.get("/utan-svar")
    async def utan_svar(request: Request):
        return {"kropp": len(await request.body())}

    @app.get("/skyddat/{kommunkod}/vem")
    async def vem(request: Request, kommunkod: str):
        return {"part": request.scope["state"]["aktor"].part}

    @app.get("/stort")
    async def stort():
        return Response(b"x" * 30_000_000)

    @app.get("/vantar")
    async def vantar():
        await asyncio.sleep(0.2)
        return {"klar": True}

    install(app, settings, Verifierare(), Kvotvakt(settings), "/skyddat")
    return app


@pytest.fixture
async def klient(app):
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://stegvis.test") as klient:
        yield klient


@dataclass
class Server:
    port: int
    tjanst: uvicorn.Server

    def anslut(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=8)

    def vanta_tills_alla_har_gatt(self) -> None:
        """Until the server has no connection left."""
        while self.tjanst.server_state.connections:
            threading.Event().wait(0.01)

    def fraga(self, raw: bytes) -> bytes:
        """Send ``raw`` and read until the server closes."""
        with self.anslut() as s:
            s.sendall(raw)
            return allt(s)


def allt(s: socket.socket) -> bytes:
    delar = []
    while del_ := s.recv(65536):
        delar.append(del_)
    return b"".join(delar)


@pytest.fixture
def server(app, settings) -> Iterator[Server]:
    uttag = socket.create_server(("127.0.0.1", 0))
    tjanst = serve(app, settings)
    trad = threading.Thread(target=tjanst.run, kwargs={"sockets": [uttag]}, daemon=True)
    trad.start()
    while not tjanst.started:
        assert trad.is_alive()
        threading.Event().wait(0.01)
    yield Server(uttag.getsockname()[1], tjanst)
    tjanst.should_exit = True
    trad.join(timeout=60)
    assert not trad.is_alive()
