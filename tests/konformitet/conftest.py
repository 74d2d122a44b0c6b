"""One Stegvis in test mode that the tests of the kit share."""

from collections.abc import Iterator

import pytest

from app.drift.konformitet.korning import miljo
from app.settings import Settings


@pytest.fixture(scope="session")
def stegvis() -> Iterator[Settings]:
    """Real processes, in the morning of their day."""
    with miljo(Settings(), None) as settings:
        yield settings
