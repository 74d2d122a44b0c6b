"""The cast's clients at the development issuer, and tokens for its people. Light: two processes start by it."""

import json
from typing import Any

from joserfc.jwk import ECKey

from app.begrepp.tid import SystemKlocka
from app.integrations.http_client import ny_klient
from app.integrations.utvecklingsklient import dpopbevis, hamta_token, klientfil
from app.integrations.utvecklingsutfardare import Klientfro
from app.katalog import rollista
from app.settings import Settings

TOKEN_TID = 5.0


def klientfron() -> list[Klientfro]:
    """The issuer's clients: one per party of the cast."""
    forsta = {r.klient_id: r for r in reversed(rollista.ROLLISTA)}
    egna = rollista.IMPORTSCOPES | rollista.RODSCOPES | rollista.RAPPORTSCOPES | rollista.LOGGSCOPES
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


async def token_for(settings: Settings, namn: str, *, dpop: bool = False) -> str:
    """An access token for a member of the cast, from the issuer that runs; ``dpop``: bound to the client's key."""
    r = rollista.rollinnehavare(namn)
    person = None if r.person == r.klient_id else r.person
    async with ny_klient(tid=TOKEN_TID) as klient:
        return await hamta_token(
            klient,
            settings.utfardare,
            _klientnyckel(settings, namn),
            r.klient_id,
            roll=r.roll.value,
            person=person,
            dpop=dpop,
            klocka=SystemKlocka(),
        )


async def huvuden_for(settings: Settings, namn: str, begaran: str) -> str:
    """The two headers of one request with a bound token; ``begaran`` is "METHOD address". ValueError if it isn't."""
    metod, adress = begaran.split()
    token = await token_for(settings, namn, dpop=True)
    nyckel = ECKey.import_key(_klientnyckel(settings, namn))
    bevis = dpopbevis(nyckel, metod.upper(), adress, SystemKlocka().nu(), token)
    return f"Authorization: DPoP {token}\nDPoP: {bevis}"


def _klientnyckel(settings: Settings, namn: str) -> dict[str, Any]:
    fil = klientfil(settings.datakatalog, rollista.rollinnehavare(namn).klient_id)
    jwk: dict[str, Any] = json.loads(fil.read_text(encoding="utf-8"))
    return jwk
