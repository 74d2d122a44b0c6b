"""A few made-up people to look at: planted once beside the cast, through the same acts as over HTTP.

One of each protection level. The numbers belong to the test series; ids and ärendenummer are fixed.
"""

from typing import Any
from uuid import UUID

from app.begrepp.identiteter import Personnummer
from app.begrepp.parter import Aktor, Part
from app.core.unit_of_work import Arbete, Transaktioner
from app.flode.arende import actions as arende
from app.flode.arende.models import arendelista
from app.katalog import rollista


def _id(nummer: int) -> UUID:
    """Fixed ids in the form of UUIDv7, counted from 1001."""
    return UUID(f"01980000-0000-7000-8000-{1000 + nummer:012d}")


PERSONER: tuple[tuple[str, dict[str, Any]], ...] = (
    ("20010228-9873", {"fornamn": "Asta", "efternamn": "Exempelström", "sprak": "finska", "tolkbehov": True}),
    ("19520229-9862", {"fornamn": "Björn", "efternamn": "Provberg", "sprak": "svenska"}),
    ("20001130-9820", {"fornamn": "Carla", "efternamn": "Testlund", "antal_barn": 1}),
    ("19881102-9837", {"fornamn": "Dawit", "efternamn": "Mönstergård", "skyddsniva": "sekretessmarkering"}),
    ("19970605-9848", {"fornamn": "Elin", "efternamn": "Påhitt", "skyddsniva": "skyddad_folkbokforing"}),
    ("19761224-9859", {"fornamn": "Farid", "efternamn": "Uppdiktad", "skyddsniva": "fingerade"}),
)


def _anna() -> Aktor:
    """The handläggare whose ärenden these are."""
    anna = rollista.rollinnehavare("anna")
    return Aktor(
        part=Part.KOMMUN,
        roll=anna.roll,
        klient_id=anna.klient_id,
        organisation_id=anna.organisation_id,
        person=anna.person,
        kommunkod=rollista.ESKILSTUNA,
        namnd_id=rollista.NAMND_ESKILSTUNA,
        kommuner=frozenset({rollista.ESKILSTUNA}),
        hog_niva=True,
    )


async def satt_in(transaktioner: Transaktioner) -> None:
    """Open the ärenden, unless the handläggare has any."""

    async def steg(arbete: Arbete) -> None:
        if await arbete.alla(arendelista(None, None).limit(1)):
            return
        for i, (nummer, uppgifter) in enumerate(PERSONER, start=1):
            await arende.oppna(arbete, personnummer=Personnummer.tolka(nummer), arende_id=_id(i), **(GRUND | uppgifter))
            await arbete.session.flush()

    await transaktioner.kor(_anna(), rollista.ESKILSTUNA, steg)


GRUND: dict[str, Any] = {
    "tolkbehov": False,
    "skyddsniva": "ingen",
    "antal_barn": 0,
    "externa_referenser": [{"system": "Lifecare", "typ": "personakt", "id": "DEMO"}],
}
