"""The cast's clients at the development issuer, and tokens for its people. Light: two processes start by it."""

import json

from app.begrepp.tid import SystemKlocka
from app.integrations.http_client import ny_klient
from app.integrations.utvecklingsutfardare import Klientfro, hamta_token, klientfil
from app.katalog import rollista
from app.settings import Settings

TOKEN_TID = 5.0


def klientfron() -> list[Klientfro]:
    """The issuer's clients: one per party of the cast."""
    forsta = {r.klient_id: r for r in reversed(rollista.ROLLISTA)}
    egna = rollista.IMPORTSCOPES | rollista.RODSCOPES | rollista.RAPPORTSCOPES
    kommun = rollista.LAS | rollista.SKRIV | rollista.ADMINSCOPES | egna
    scopes = {
        **dict.fromkeys(forsta, rollista.UTFORARSCOPES),
        **dict.fromkeys((rollista.KLIENT_ESKILSTUNA, rollista.KLIENT_BOTKYRKA), kommun),
        rollista.KLIENT_AF: rollista.AFSCOPES,
    }
    return [
        Klientfro(klient_id=k, namn=k.split("//")[1].split(".")[0], roll=r.roll, person=r.person, scopes=scopes[k])
        for k, r in forsta.items()
    ]


async def token_for(settings: Settings, namn: str) -> str:
    """An access token for a member of the cast, from the issuer that runs."""
    r = rollista.rollinnehavare(namn)
    jwk = json.loads(klientfil(settings.datakatalog, r.klient_id).read_text(encoding="utf-8"))
    person = None if r.person == r.klient_id else r.person
    async with ny_klient(tid=TOKEN_TID) as klient:
        return await hamta_token(
            klient, settings.utfardare, jwk, r.klient_id, roll=r.roll.value, person=person, klocka=SystemKlocka()
        )
