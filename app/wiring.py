"""The only list of routers, state machines and followers, in the order of the flow."""

from typing import Any

from fastapi import APIRouter

from app.core.transitions import Tillstandsmaskin
from app.flode.arende import router as arende
from app.flode.arende.states import ARENDE
from app.flode.samrad import router as samrad
from app.flode.samrad.states import SAMRAD
from app.katalog import router as katalog

ROUTRAR: tuple[APIRouter, ...] = (
    katalog.organisationer,
    katalog.medarbetare,
    katalog.avtal,
    arende.router,
    samrad.router,
)

MASKINER: tuple[Tillstandsmaskin[Any], ...] = (ARENDE, SAMRAD)


def koppla() -> None:
    """Say which later step follows which earlier act."""
