"""DPoP (RFC 9449): the caller's proof, made anew for each request, that it holds the key its token is bound to.

Owns the reading of a proof; that each is used once is kept by a ``Bevisminne``. Must not know clients or tables.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from joserfc.errors import JoseError
from joserfc.jwk import Key, import_key
from joserfc.util import urlsafe_b64encode

from app.core.auth_jwt import Klaim, Tokenfel, las_huvud, oppna
from app.core.auth_nycklar import ar_publik_signaturnyckel

BEVISTYP = "dpop+jwt"
# How old a proof may be, besides the difference between clocks that is granted.
BEVISETS_LIV = 60
_LANGSTA_JTI = 200
_PORTAR = {"http": 80, "https": 443}
_MED_NYCKEL = frozenset({"jwk"})


class Bevisfel(Tokenfel):
    """A proof that is missing or doesn't hold."""


@dataclass(frozen=True, slots=True)
class Begart:
    """The request that a proof is for: method and absolute address, and the access token sent with it."""

    metod: str
    adress: str
    token: str | None = None


@dataclass(frozen=True, slots=True)
class Bevis:
    """A proof that holds: the thumbprint of its key, its name, and how long the name has to be remembered."""

    jkt: str
    jti: str
    utgar: datetime

    @property
    def avtryck(self) -> bytes:
        """One print of key and name together."""
        return sha256(f"{self.jkt} {self.jti}".encode()).digest()


class Bevisminne(Protocol):
    """Which proofs have been used, the same for all processes."""

    async def forsta_gangen(self, klient_id: str, bevis: Bevis) -> bool:
        """Remember the proof; no when it was used before."""
        ...


def las_bevis(text: str | None, begart: Begart, nu: datetime, marginal: float) -> Bevis:
    """The proof, checked as in RFC 9449, 4.3, but not whether it was used before. Raises ``Bevisfel``."""
    if not text:
        raise Bevisfel("Begäran saknar bevis (huvudet DPoP, exakt ett).", "proof missing or repeated")
    try:
        huvud = las_huvud(text, _MED_NYCKEL)
        nyckel = _nyckel(huvud)
        klaim = oppna(text, nyckel, _MED_NYCKEL)
    except Bevisfel:
        raise
    except Tokenfel as fel:
        raise Bevisfel(f"Beviset (DPoP) godtas inte. {fel.detalj}", fel.beskrivning) from None
    _kontrollera_begart(klaim, begart)
    return Bevis(nyckel.thumbprint(), _jti(klaim), _utgar(klaim, nu, marginal))


def tokenavtryck(token: str) -> str:
    """``ath``: the print of an access token."""
    return urlsafe_b64encode(sha256(token.encode("ascii", "replace")).digest()).decode("ascii")


def _nyckel(huvud: Klaim) -> Key:
    if huvud.get("typ") != BEVISTYP:
        raise _fel("typ ska vara dpop+jwt", "typ is not dpop+jwt")
    jwk: Any = huvud.get("jwk")
    try:
        if not isinstance(jwk, dict) or not ar_publik_signaturnyckel(jwk):
            raise _fel("jwk ska vara en publik nyckel", "jwk is not a public key that is allowed")
        return import_key(jwk)
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        raise _fel("jwk kan inte läsas", "jwk cannot be read") from None


def _kontrollera_begart(klaim: Klaim, begart: Begart) -> None:
    if klaim.get("htm") != begart.metod:
        raise _fel("htm är inte begärans metod", "htm is not the method")
    if not _samma_adress(klaim.get("htu"), begart.adress):
        raise _fel("htu är inte adressen som anropas", "htu is not the address")
    if begart.token is not None and klaim.get("ath") != tokenavtryck(begart.token):
        raise _fel("ath hör inte till token", "ath does not match the token")


def _samma_adress(htu: Any, adress: str) -> bool:
    """Whether two addresses are the same, query and fragment aside, normalised as in RFC 3986, 6.2.2 and 6.2.3."""
    if not isinstance(htu, str):
        return False
    try:
        return _normal(urlsplit(htu)) == _normal(urlsplit(adress))
    except ValueError:
        return False


def _normal(delar: SplitResult) -> tuple[str, str | None, int | None, str]:
    if "@" in delar.netloc:
        raise ValueError("användarnamn i adressen")
    return delar.scheme, delar.hostname, delar.port or _PORTAR.get(delar.scheme), unquote(delar.path) or "/"


def _jti(klaim: Klaim) -> str:
    jti = klaim.get("jti")
    if not isinstance(jti, str) or not 0 < len(jti) <= _LANGSTA_JTI or not jti.isprintable():
        raise _fel("jti saknas eller är ogiltig", "jti missing or invalid")
    return jti


def _utgar(klaim: Klaim, nu: datetime, marginal: float) -> datetime:
    """When a proof made at ``iat`` is too old."""
    iat = klaim.get("iat")
    if isinstance(iat, bool) or not isinstance(iat, int | float):
        raise _fel("iat saknas eller är ogiltig", "iat missing or invalid")
    utgar = iat + BEVISETS_LIV + marginal
    if not iat - marginal <= nu.timestamp() < utgar:
        raise _fel("iat är för gammal eller ligger framåt i tiden", "iat too old or in the future")
    return datetime.fromtimestamp(utgar, UTC)


def _fel(text: str, beskrivning: str) -> Bevisfel:
    return Bevisfel(f"Beviset (DPoP) godtas inte: {text}.", beskrivning)
