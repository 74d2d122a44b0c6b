"""From access token to ``Aktor``: the service as a resource server for RFC 9068 tokens.

    Authorization: Bearer …  →  header, key, signature      auth_jwt, auth_nycklar
                             →  claims in our words         auth_klaim
                             →  bound to key or certificate auth_dpop, auth_certifikat
                             →  our own register            auth_klienter
                             →  Aktor

The token narrows what the register grants and never widens it. There is no way to switch this off.
Owns the refusals (401, 403). Must not know routes, the database or which issuer is used.
"""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass

from app.begrepp.parter import Aktor, Part, Roll
from app.begrepp.tid import Klocka
from app.core.auth_dpop import Begart, Bevis, Bevisfel, Bevisminne, las_bevis
from app.core.auth_jwt import ALGORITMER, Tokenfel, las_huvud, oppna
from app.core.auth_klaim import Innehall, giltigt_namn, klaimkarta, kontrollera_tid, las_innehall
from app.core.auth_klienter import Klient, Klientregister, Sakerhetsniva
from app.core.auth_nycklar import JwksNyckelkalla, Nyckelkalla, StatiskNyckelkalla
from app.core.errors import BEHORIGHET_SAKNAS, Faltfel, Forbjuden, Oautentiserad, OgiltigBegaran
from app.settings import Lage, Settings

__all__ = [
    "ORGANISATIONSHUVUD",
    "PERSONHUVUD",
    "JwksNyckelkalla",
    "Klient",
    "Klientregister",
    "Medskickat",
    "Nyckelkalla",
    "StatiskNyckelkalla",
    "Tokenverifierare",
    "kraver_scope",
]

PERSONHUVUD = "Stegvis-Person"
ORGANISATIONSHUVUD = "Stegvis-Organisation"
UTVECKLINGSNYCKEL = "dev-"
MINNESPLATSER = 4096
_UTAN_TOKEN = f'Bearer realm="stegvis", DPoP realm="stegvis", algs="{" ".join(sorted(ALGORITMER))}"'


class Bindningsfel(Tokenfel):
    """A token that is not bound as it should be, or not sent as what it is."""


@dataclass(frozen=True, slots=True)
class Medskickat:
    """What a request says of its sender beside Authorization; ``certifikat`` is a thumbprint from a trusted proxy."""

    metod: str = ""
    adress: str = ""
    person: str | None = None
    organisation: str | None = None
    bevis: str | None = None
    certifikat: str | None = None


class Tokenverifierare:
    """Verifies tokens and looks their client up. Signatures are remembered, the register is asked each time.

    ``bevisminne`` is asked for tokens bound to a key only; without one they are refused.
    """

    def __init__(
        self,
        settings: Settings,
        nyckelkalla: Nyckelkalla,
        register: Klientregister,
        klocka: Klocka,
        bevisminne: Bevisminne | None = None,
    ) -> None:
        self._settings = settings
        self._bevisminne = bevisminne
        self._karta = klaimkarta(settings.klaimkarta)
        self._nyckelkalla = nyckelkalla
        self._register = register
        self._klocka = klocka
        self._minne: OrderedDict[bytes, Innehall] = OrderedDict()

    async def aktor(self, authorization: str | None, medskickat: Medskickat | None = None) -> Aktor:
        """The caller, from the header ``Authorization`` and what else the request says of its sender.

        ``Aktor.person`` is "" when nobody is named. Raises Oautentiserad (401), Forbjuden (403: the client may not
        name the person), OgiltigBegaran (400: the named person can't be used), Otillganglig (503: no keys to be had).
        """
        medskickat = medskickat or Medskickat()
        schema, token = _token(authorization)
        try:
            innehall = await self._innehall(token)
            bevis = self._bevis(schema, token, innehall, medskickat)
            klient = self._klient(innehall, medskickat.organisation)
            roll = _roll(innehall, klient)
            await self._forbruka(klient, bevis)
        except Tokenfel as fel:
            raise _avvisad(fel, schema) from None
        return Aktor(
            part=klient.part,
            roll=roll,
            klient_id=klient.klient_id,
            organisation_id=klient.organisation_id,
            person=_person(innehall, klient, medskickat.person),
            kommunkod=klient.kommunkod,
            namnd_id=klient.namnd_id,
            enhet=innehall.enhet,
            scopes=innehall.scopes & klient.scopes_som(roll),
            kommuner=self._register.kommuner(klient),
            delegation=klient.delegation,
            nyckelbunden=bevis is not None,
            hog_niva=innehall.avtryck != frozenset() or self._settings.lage is not Lage.PRODUKTION,
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

    def _bevis(self, schema: str, token: str, innehall: Innehall, medskickat: Medskickat) -> Bevis | None:
        """Whether the sender is the one that the token is bound to; the proof of it, where there is one."""
        bindning = innehall.bindning
        if (schema == "dpop") != (bindning is not None and bindning.jkt is not None):
            raise Bindningsfel("En token bunden till en nyckel anges med DPoP, andra med Bearer.", "wrong scheme")
        if bindning is None:
            return None
        if bindning.x5t is not None and bindning.x5t != medskickat.certifikat:
            raise Tokenfel("Klientens certifikat är inte det som token är bunden till.", "certificate mismatch")
        if bindning.jkt is None:
            return None
        begart = Begart(medskickat.metod, medskickat.adress, token)
        bevis = las_bevis(medskickat.bevis, begart, self._klocka.nu(), self._settings.token_marginal)
        if bevis.jkt != bindning.jkt:
            raise Bevisfel("Beviset (DPoP) är gjort med en annan nyckel än tokens.", "proof by another key")
        return bevis

    def _klient(self, innehall: Innehall, namngiven: str | None) -> Klient:
        """The client in the service of the organisation that the token or the header names, else of its own."""
        organisation = innehall.organisation or namngiven
        klient = self._register.klient(innehall.klient_id, organisation)
        if klient is None or not klient.galler(self._klocka.idag()):
            raise Tokenfel(
                "Klienten är inte registrerad för organisationen eller är avstängd.", "client not registered"
            )
        if namngiven and not klient.ar_for(namngiven):
            raise Tokenfel(f"{ORGANISATIONSHUVUD} är en annan organisation än tokens.", "another organisation")
        self._krav_niva(klient, innehall)
        return klient

    def _krav_niva(self, klient: Klient, innehall: Innehall) -> None:
        """The high level takes only bound tokens, and only those bound to what is registered, if anything is."""
        avtryck = innehall.avtryck
        alltid_hog = klient.part is Part.ARBETSFORMEDLINGEN and self._settings.lage is Lage.PRODUKTION
        if not avtryck and (alltid_hog or klient.sakerhetsniva is Sakerhetsniva.HOG):
            raise Bindningsfel(
                "Klienten ska använda token bunden till sin nyckel (DPoP) eller sitt certifikat.",
                "sender-constrained token required",
            )
        if klient.avtryck and not avtryck <= klient.avtryck:
            raise Tokenfel("Nyckeln eller certifikatet är inte registrerat för klienten.", "unregistered key")

    async def _forbruka(self, klient: Klient, bevis: Bevis | None) -> None:
        """Last of all, so that only who has a true token fills the memory."""
        if bevis is None:
            return
        if self._bevisminne is None or not await self._bevisminne.forsta_gangen(klient.klient_id, bevis):
            raise Bevisfel("Beviset (DPoP) har redan använts. Gör ett nytt för varje begäran.", "proof used before")


def kraver_scope(aktor: Aktor, scope: str, regel: str | None = None) -> None:
    """Refuse with 403 ``behorighet_saknas`` unless the caller has ``scope``; ``regel`` is the rule behind it."""
    if scope not in aktor.scopes:
        schema = "DPoP" if aktor.nyckelbunden else "Bearer"
        raise Forbjuden(
            f"Anropet kräver behörigheten {scope}.",
            kod=BEHORIGHET_SAKNAS,
            regel=regel,
            huvuden={"WWW-Authenticate": f'{schema} realm="stegvis", error="insufficient_scope", scope="{scope}"'},
        )


def _token(authorization: str | None) -> tuple[str, str]:
    """Scheme and token. RFC 6750, 3.1: a request without one is told how to authenticate, with no error code."""
    schema, _, token = (authorization or "").partition(" ")
    if schema.lower() not in {"bearer", "dpop"} or not token.strip(" "):
        raise Oautentiserad(
            "Anropet saknar åtkomsttoken (Authorization: Bearer eller DPoP).",
            huvuden={"WWW-Authenticate": _UTAN_TOKEN},
        )
    return schema.lower(), token.strip(" ")


def _avvisad(fel: Tokenfel, schema: str) -> Oautentiserad:
    """The refusal, in the words of RFC 6750 or, where a proof is wanted, of RFC 9449, 7.1."""
    felord = "invalid_dpop_proof" if isinstance(fel, Bevisfel) else "invalid_token"
    orsak = f'realm="stegvis", error="{felord}", error_description="{fel.beskrivning}"'
    if schema == "dpop" or isinstance(fel, Bindningsfel):
        utmaning = f'DPoP {orsak}, algs="{" ".join(sorted(ALGORITMER))}"'
    else:
        utmaning = f"Bearer {orsak}"
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
