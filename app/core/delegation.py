"""A part of a transaction that runs in the service's own name.

When an utförare's act has a consequence that only the nämnd may see (a message to AF), the
consequence belongs to the same transaction but not to the utförare's sight. Knows no step.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from app.begrepp.parter import systemaktor
from app.core.tenancy import Sikt, satt_sikt
from app.core.unit_of_work import Arbete


@asynccontextmanager
async def som_system(arbete: Arbete, namn: str) -> AsyncIterator[Arbete]:
    """The same transaction with the system's sight of the same kommun; the access log shows ``system:namn``.

    An exception inside ends the transaction, so the caller's sight is only given back on success.
    """
    await arbete.session.flush()
    sikt = Sikt.for_aktor(systemaktor(namn), arbete.kommunkod, arbete.idag)
    await satt_sikt(arbete.session, sikt)
    yield replace(arbete.utan_version(), sikt=sikt)
    await arbete.session.flush()
    await satt_sikt(arbete.session, arbete.sikt)
