"""A mocked Arbetsförmedlingen behind the worker's client, and cases that have something to tell it."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import respx
from sqlalchemy import select

from app.core.outbox import Utkorgsrad
from app.integrations.arbetare import Arbetare
from app.integrations.arbetsformedlingen.kanal import AfKanal
from tests.flode.steg import nytt_arende
from tests.mockad_af import MockadAf, respx_rutter

FRAGA = {
    "kanal": "api",
    "syfte": "Samråd före beslut.",
    "fraga": "Är personen inskriven hos er?",
    "svarSenast": "2026-10-19",
    "utlamnandeGrund": "uppgiftsskyldighet",
    "utlamnandeLagrum": "12 kap. 4 § SoL",
}
NOTIS = {
    "slag": "underrattelse",
    "kanal": "api",
    "datum": "2026-10-12",
    "bedomningskod": "kan_omfattas",
    "text": "Försörjningsstöd i tre månader i följd.",
    "utlamnandeGrund": "uppgiftsskyldighet",
    "utlamnandeLagrum": "12 kap. 4 a § SoL",
}


@pytest.fixture
def af(settings, klocka) -> Iterator[MockadAf]:
    """AF behind httpx, with the test's clock and nothing broken."""
    with respx.mock(assert_all_called=False) as router:
        mock = respx_rutter(router, settings.af_url, MockadAf(klocka=klocka.nu))
        mock.router = router
        yield mock


@pytest.fixture
async def arbetare(varld, af) -> AsyncIterator[Arbetare]:
    """One worker; ``omgang`` is one turn without waiting."""
    arbetare = Arbetare(varld.tjanster, AfKanal(varld.settings, varld.klocka))
    yield arbetare
    await arbetare.stang()


@dataclass
class Fall:
    """An ärende and the handläggare's acts that leave messages in the outbox."""

    varld: Any
    arende: dict[str, Any]

    @property
    def anna(self) -> Any:
        return self.varld.som("anna")

    @property
    def vag(self) -> str:
        return f"arenden/{self.arende['id']}"

    async def fraga(self, **mer: Any) -> str:
        """A samråd in the outbox; its path."""
        samrad = await self.anna.skapa(f"{self.vag}/samrad", FRAGA | mer)
        return f"{self.vag}/samrad/{samrad['id']}"

    async def underratta(self, **mer: Any) -> str:
        """An underrättelse in the outbox; its path."""
        notis = await self.anna.skapa(f"{self.vag}/overlamningar", NOTIS | mer)
        vag = f"{self.vag}/overlamningar/{notis['id']}"
        await self.anna.gor(vag, "lagg_i_ko")
        return vag

    async def las(self, vag: str) -> Any:
        """The object as the handläggare sees it."""
        return (await self.anna.hamta(vag)).json()


@pytest.fixture
async def fall(varld) -> Fall:
    """The first case."""
    return Fall(varld, await nytt_arende(varld.som("anna"), 0))


@pytest.fixture
async def annat_fall(varld) -> Fall:
    """Another person's case."""
    return Fall(varld, await nytt_arende(varld.som("anna"), 1))


@pytest.fixture
def utkorg(varld):
    """The rows of the outbox in order of number."""

    async def las():
        async def steg(arbete):
            return list((await arbete.session.scalars(select(Utkorgsrad).order_by(Utkorgsrad.id))).all())

        return await varld.i_databasen(steg)

    return las
