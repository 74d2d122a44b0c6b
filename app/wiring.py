"""The only list of routers, state machines and followers, in the order of the flow."""

from typing import Any

from fastapi import APIRouter

from app.core.transitions import Tillstandsmaskin
from app.flode.arende import router as arende
from app.flode.arende.states import ARENDE

ROUTRAR: tuple[APIRouter, ...] = (arende.router,)

MASKINER: tuple[Tillstandsmaskin[Any], ...] = (ARENDE,)


def koppla() -> None:
    """Say which later step follows which earlier act."""
