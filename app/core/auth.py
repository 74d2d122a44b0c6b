"""From access token to ``Aktor``: the service as a resource server for RFC 9068 tokens.

    Authorization: Bearer …  →  header, key, signature      auth_jwt, auth_nycklar
                             →  claims in our words         auth_klaim
                             →  our own register            auth_klienter
                             →  Aktor

The token narrows what the register grants and never widens it. There is no way to switch this off.
Owns the refusals (401, 403). Must not know routes, the database or which issuer is used.
"""

import hashlib
from collections import OrderedDict

from app.begrepp.parter import Aktor, Roll
from app.begrepp.tid import Klocka
from app.core.auth_jwt import Tokenfel, las_huvud, oppna
from app.core.auth_klaim import Innehall, giltigt_namn, klaimkarta, kontrollera_tid, las_innehall
from app.core.auth_klienter import Klient, Klientregister
from app.core.auth_nycklar import JwksNyckelkalla, Nyckelkalla, StatiskNyckelkalla
from app.core.errors import BEHORIGHET_SAKNAS, Faltfel, Forbjuden, Oautentiserad, OgiltigBegaran
from app.settings import Lage, Settings

__all__ = [
    "PERSONHUVUD",
    "JwksNyckelkalla",
    "Klient",
    "Klientregister",
    "Nyckelkalla",
    "StatiskNyckelkalla",
    "Tokenverifierare",
    "kraver_scope",
]

PERSONHUVUD = "Stegvis-Person"
UTVECKLINGSNYCKEL = "dev-"
MINNESPLATSER = 4096


class Tokenverifierare:
    """Verifies tokens and looks their client up. Signatures are remembered, the register is asked each time."""

    def __init__(self, settings: Settings, nyckelkalla: Nyckelkalla, register: Klientregister, klocka: Klocka) -> None:
        self._settings = settings
        self._karta = klaimkarta(settings.klaimkarta)
        self._nyckelkalla = nyckelkalla
        self._register = register
        self._klocka = klocka
        self._minne: OrderedDict[bytes, Innehall] = OrderedDict()

    async def aktor(self, authorization: str | None, person: str | None) -> Aktor:
        """The caller, from the headers ``Authorization`` and ``Stegvis-Person``.

        ``Aktor.person`` is "" when nobody is named. Raises Oautentiserad (401), Forbjuden (403: the client may not
        name the person), OgiltigBegaran (400: the named person can't be used), Otillganglig (503: no keys to be had).
        """
        token = _token(authorization)
        try:
            innehall = await self._innehall(token)
            klient = self._klient(innehall)
            roll = _roll(innehall, klient)
        except Tokenfel as fel:
            raise _avvisad(fel) from None
        return Aktor(
            part=klient.part,
            roll=roll,
            klient_id=klient.klient_id,
            organisation_id=klient.organisation_id,
            person=_person(innehall, klient, person),
            kommunkod=klient.kommunkod,
            namnd_id=klient.namnd_id,
            enhet=innehall.enhet,
            scopes=innehall.scopes & klient.scopes,
            kommuner=self._register.kommuner(klient),
        )

    async def _innehall(self, token: str) -> Innehall:
        """The token's content, with the signature verified once and the times checked always."""
        avtryck = hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
        innehall = self._minne.get(avtryck)
        if innehall is None:
            innehall = await self._verifierat(token)
        kontrollera_tid(innehall, self._klocka.nu(), self._settings.token_marginal)
        self._minns(avtryck, innehall)
        return innehall

    async def _verifierat(self, token: str) -> Innehall:
        huvud = las_huvud(token)
        if str(huvud.get("typ")).lower() not in self._karta.typer:
            raise Tokenfel("Token är inte en åtkomsttoken.", "not an access token")
        kid = huvud.get("kid")
        if not isinstance(kid, str) or not kid:
            raise Tokenfel("Token saknar nyckelns namn (kid).", "kid missing")
        if self._settings.lage is Lage.PRODUKTION and kid.startswith(UTVECKLINGSNYCKEL):
            raise Tokenfel("Utvecklingsnycklar godtas inte i produktion.", "development key")
        nyckel = await self._nyckelkalla.nyckel(kid)
        if nyckel is None:
            raise Tokenfel("Token är signerad med en okänd nyckel.", "unknown key")
        return las_innehall(oppna(token, nyckel), self._karta, self._settings)

    def _minns(self, avtryck: bytes, innehall: Innehall) -> None:
        self._minne[avtryck] = innehall
        self._minne.move_to_end(avtryck)
        if len(self._minne) > MINNESPLATSER:
            self._minne.popitem(last=False)

    def _klient(self, innehall: Innehall) -> Klient:
        klient = self._register.klient(innehall.klient_id)
        if klient is None or not klient.aktiv:
            raise Tokenfel("Klienten är inte registrerad eller är avstängd.", "client not registered")
        return klient


def kraver_scope(aktor: Aktor, scope: str, regel: str | None = None) -> None:
    """Refuse with 403 ``behorighet_saknas`` unless the caller has ``scope``; ``regel`` is the rule behind it."""
    if scope not in aktor.scopes:
        raise Forbjuden(
            f"Anropet kräver behörigheten {scope}.",
            kod=BEHORIGHET_SAKNAS,
            regel=regel,
            huvuden={"WWW-Authenticate": f'Bearer realm="stegvis", error="insufficient_scope", scope="{scope}"'},
        )


def _token(authorization: str | None) -> str:
    """The bearer token. RFC 6750, 3.1: a request without one is told how to authenticate, with no error code."""
    schema, _, token = (authorization or "").partition(" ")
    if schema.lower() != "bearer" or not token.strip(" "):
        raise Oautentiserad(
            "Anropet saknar åtkomsttoken (Authorization: Bearer).",
            huvuden={"WWW-Authenticate": 'Bearer realm="stegvis"'},
        )
    return token.strip(" ")


def _avvisad(fel: Tokenfel) -> Oautentiserad:
    utmaning = f'Bearer realm="stegvis", error="invalid_token", error_description="{fel.beskrivning}"'
    return Oautentiserad(fel.detalj, huvuden={"WWW-Authenticate": utmaning})


def _roll(innehall: Innehall, klient: Klient) -> Roll:
    """The one role that the token names and the register grants; none or several make the token unusable."""
    roller = [roll for roll in klient.mojliga_roller if roll.value in innehall.roller]
    if len(roller) != 1:
        raise Tokenfel("Token ska ange exakt en roll, och klienten ska ha den.", "exactly one granted role required")
    return roller[0]


def _person(innehall: Innehall, klient: Klient, huvud: str | None) -> str:
    """The acting person: the token's word stands, the header counts only from a trusted client."""
    namngiven = (huvud or "").strip()
    if not namngiven:
        return innehall.person
    if not klient.betrodd:
        raise Forbjuden(f"Klienten får inte ange person i {PERSONHUVUD}.", kod=BEHORIGHET_SAKNAS)
    if not giltigt_namn(namngiven):
        raise _ogiltig_person("Personen kan inte godtas; den får inte vara ett personnummer.")
    if innehall.person and innehall.person != namngiven:
        raise _ogiltig_person("Huvudet anger en annan person än token.")
    return namngiven


def _ogiltig_person(meddelande: str) -> OgiltigBegaran:
    return OgiltigBegaran(
        f"Huvudet {PERSONHUVUD} kan inte användas.", fel=[Faltfel(PERSONHUVUD, "ogiltig_person", meddelande)]
    )
