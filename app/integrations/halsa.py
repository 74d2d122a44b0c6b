"""``/halsa/live``: the process answers. ``/halsa/redo``: it can do its work; says what is missing if not."""

import asyncio

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from sqlalchemy import text

from app.core.http import tjanster_i
from app.core.outbox import ARBETSFORMEDLINGEN
from app.core.services import Tjanster
from app.integrations.utkorgsmatare import Utkorgsmatare

VANTETID = 2.0
router = APIRouter(prefix="/halsa", include_in_schema=False)


@router.get("/live")
async def live() -> JSONResponse:
    """Alive as long as it answers at all."""
    return JSONResponse({"status": "live"})


@router.get("/redo")
async def redo(request: Request) -> JSONResponse:
    """503 while the database is out of reach or the register is unread; AF away does not make it red (R8)."""
    tjanster = tjanster_i(request)
    delar = {"databas": await _databas(tjanster), "register": _register(tjanster), "af": await _af(request)}
    klar = delar["databas"] == "ok" and delar["register"] == "ok"
    return JSONResponse({"status": "redo" if klar else "inte_redo", **delar}, status_code=200 if klar else 503)


async def _databas(tjanster: Tjanster) -> str:
    try:
        async with asyncio.timeout(VANTETID), tjanster.databas.engine.connect() as anslutning:
            await anslutning.execute(text("SELECT 1"))
    except Exception:  # noqa: BLE001 - any fault means the same here
        return "nere"
    return "ok"


async def _af(request: Request) -> str:
    """As the database last told, the same in every process."""
    matare: Utkorgsmatare = request.app.state.utkorgsmatare
    return (await matare.las()).lage_for(ARBETSFORMEDLINGEN).value


def _register(tjanster: Tjanster) -> str:
    return "ok" if getattr(tjanster.register, "last", False) else "inte_last"
