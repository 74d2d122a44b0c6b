"""One throw-away instance that the journeys share: ``stegvis start`` with its issuer and mocked Arbetsförmedlingen."""

from collections.abc import Iterator

import pytest

from app.drift.demo.miljo import instans
from app.settings import Settings
from tests.journeys.resande import Resande
from tests.kill.conftest import moder

__all__ = ["installation", "moder", "resande"]


@pytest.fixture(scope="session")
def installation() -> Iterator[Settings]:
    """Real processes, in test mode."""
    with instans() as settings:
        yield settings


@pytest.fixture
def resande(installation: Settings) -> Iterator[Resande]:
    """A new person's journey, with nothing wrong at AF."""
    with Resande(installation) as resande:
        yield resande
