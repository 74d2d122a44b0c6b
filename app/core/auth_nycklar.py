"""The issuer's public keys: which key a ``kid`` names, fetched and kept.

Owns the cache of the JWKS (RFC 7517) and its ages. Must not know HTTP: the fetching function is handed in.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from joserfc.errors import JoseError
from joserfc.jwk import Key, import_key
from joserfc.util import urlsafe_b64decode

from app.begrepp.tid import Klocka
from app.core.errors import Otillganglig

FORNYAS_EFTER = timedelta(minutes=5)
TATAST = timedelta(minutes=1)
TATAST_UTAN_NYCKLAR = timedelta(seconds=5)
GALLER_UTAN_UTFARDAREN = timedelta(hours=72)
# A key that the issuer no longer lists signs nothing new, but its last tokens live for their full life.
EFTERSLAPNING = timedelta(minutes=6)  # a life of five minutes, and the difference between clocks
HAMTNINGSTID = 5.0
FLEST_NYCKLAR = 50
MINSTA_RSA_BYTE = 256


class Nyckelkalla(Protocol):
    """Where the verifier finds the issuer's keys."""

    async def nyckel(self, kid: str) -> Key | None:
        """The public key, or ``None`` when the issuer has none of that name; Otillganglig when that can't be known."""
        ...


class StatiskNyckelkalla:
    """A fixed set of keys, found by their ``kid``."""

    def __init__(self, nycklar: Iterable[Key]) -> None:
        self._nycklar = {nyckel.kid: nyckel for nyckel in nycklar}

    async def nyckel(self, kid: str) -> Key | None:
        """The key of that name."""
        return self._nycklar.get(kid)


@dataclass(frozen=True, slots=True)
class _Kand:
    nyckel: Key
    utgar: datetime | None = None

    def galler(self, nu: datetime) -> bool:
        return self.utgar is None or nu < self.utgar


class JwksNyckelkalla:
    """Keys from the issuer's JWKS.

    A known key is answered at once, and the set is renewed in the background every five minutes. An unknown ``kid``
    fetches, at most once a minute. While the issuer is down the known keys hold for three days. There is never more
    than one fetch at a time; those who need it share it.
    """

    def __init__(
        self,
        hamta: Callable[[], Awaitable[Mapping[str, Any]]],
        klocka: Klocka,
        efterslapning: timedelta = EFTERSLAPNING,
    ) -> None:
        self._hamta = hamta
        self._klocka = klocka
        self._efterslapning = efterslapning
        self._nycklar: dict[str, _Kand] = {}
        self._pagar: asyncio.Task[None] | None = None
        self._forsokt: datetime | None = None
        self.senast_hamtad: datetime | None = None
        self.senaste_fel: str | None = None

    async def nyckel(self, kid: str) -> Key | None:
        """See ``Nyckelkalla``; ``Otillganglig`` (503) while no usable keys have been fetched."""
        nu = self._klocka.nu()
        kand = self._kand(kid, nu)
        if kand is not None:
            if self._ar_gammal(self.senast_hamtad, nu, FORNYAS_EFTER) and self._far_hamta(nu):
                self._hamtning()
            return kand
        if self._hamtar() or self._far_hamta(nu):
            await self.uppdatera()
        if not self._har_nycklar(self._klocka.nu()):
            raise _utan_nycklar()
        return self._kand(kid, self._klocka.nu())

    async def uppdatera(self) -> None:
        """Fetch now, or wait for the fetch that is under way; a failure is kept in ``senaste_fel``, not raised."""
        await asyncio.shield(self._hamtning())

    async def stang(self) -> None:
        """Give up a fetch that is under way."""
        if self._pagar is not None:
            self._pagar.cancel()
            with suppress(asyncio.CancelledError):
                await self._pagar

    def _kand(self, kid: str, nu: datetime) -> Key | None:
        kand = self._nycklar.get(kid)
        return kand.nyckel if kand and kand.galler(nu) and self._har_nycklar(nu) else None

    def _har_nycklar(self, nu: datetime) -> bool:
        return not self._ar_gammal(self.senast_hamtad, nu, GALLER_UTAN_UTFARDAREN)

    def _far_hamta(self, nu: datetime) -> bool:
        return self._ar_gammal(self._forsokt, nu, TATAST if self._nycklar else TATAST_UTAN_NYCKLAR)

    @staticmethod
    def _ar_gammal(nar: datetime | None, nu: datetime, alder: timedelta) -> bool:
        """Whether ``nar`` lies ``alder`` or more away; ahead counts too, or a clock set back would stop the renewal."""
        return nar is None or abs(nu - nar) >= alder

    def _hamtar(self) -> bool:
        return self._pagar is not None and not self._pagar.done()

    def _hamtning(self) -> asyncio.Task[None]:
        if self._pagar is None or self._pagar.done():
            self._forsokt = self._klocka.nu()
            self._pagar = asyncio.create_task(self._hamta_en_gang())
        return self._pagar

    async def _hamta_en_gang(self) -> None:
        try:
            async with asyncio.timeout(HAMTNINGSTID):
                jwks = await self._hamta()
            self._ta_emot(jwks, self._klocka.nu())
        except Exception as fel:  # noqa: BLE001 - whatever ails the issuer, the known keys stay in force
            self.senaste_fel = type(fel).__name__

    def _ta_emot(self, jwks: Mapping[str, Any], nu: datetime) -> None:
        nya = {kid: _Kand(nyckel) for kid, nyckel in publika_nycklar(jwks).items()}
        if not nya:
            raise ValueError("nyckelmängden är tom")
        for kid, kand in self._nycklar.items():
            if kid not in nya and kand.galler(nu):
                nya[kid] = _Kand(kand.nyckel, kand.utgar or nu + self._efterslapning)
        self._nycklar, self.senast_hamtad, self.senaste_fel = nya, nu, None


def publika_nycklar(jwks: Mapping[str, Any]) -> dict[str, Key]:
    """The usable public keys of a JWKS by ``kid``; keys for other uses, weak or faulty ones are passed over."""
    nycklar: dict[str, Key] = {}
    for jwk in list(jwks["keys"])[:FLEST_NYCKLAR]:
        with suppress(JoseError, ValueError, TypeError, KeyError, AttributeError):
            if isinstance(jwk.get("kid"), str) and jwk["kid"] and ar_publik_signaturnyckel(jwk):
                nycklar[jwk["kid"]] = import_key(jwk)
    return nycklar


def ar_publik_signaturnyckel(jwk: Mapping[str, Any]) -> bool:
    """Whether a JWK is public, for signatures, and of a kind that the allowed algorithms use; KeyError if faulty."""
    if "d" in jwk or jwk.get("use", "sig") != "sig":
        return False
    match jwk.get("kty"):
        case "EC":
            return bool(jwk["crv"] == "P-256")
        case "OKP":
            return bool(jwk["crv"] == "Ed25519")
        case "RSA":
            return len(urlsafe_b64decode(jwk["n"].encode("ascii")).lstrip(b"\0")) >= MINSTA_RSA_BYTE
    return False


def _utan_nycklar() -> Otillganglig:
    vanta = str(int(TATAST_UTAN_NYCKLAR.total_seconds()))
    return Otillganglig("Utfärdarens nycklar kan inte hämtas just nu.", huvuden={"Retry-After": vanta})
