"""A client of the development issuer: its key, its word that it is itself, its proofs, and how it fetches a token.

Keys are files that only their owner may read, made the first time they are asked for. Must not know the service.
"""

import json
import os
import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from joserfc.jwk import ECKey, Key

from app.begrepp.tid import Klocka
from app.core.auth_dpop import BEVISTYP, tokenavtryck
from app.core.auth_jwt import Klaim, signera

INTYGSTYP = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
INTYG_LIV = 60


class TokenNekad(Exception):
    """The issuer gave no token; the message is Swedish and holds its error code."""


class HttpSvar(Protocol):
    """The part of an HTTP answer that ``hamta_token`` reads."""

    @property
    def status_code(self) -> int: ...

    def json(self) -> Any: ...


class HttpKlient(Protocol):
    """The part of an asynchronous HTTP client that ``hamta_token`` uses."""

    async def post(self, url: str, *, data: Mapping[str, str], headers: Mapping[str, str]) -> HttpSvar: ...


def klientfil(datakatalog: Path, klient_id: str) -> Path:
    """Where the private key of the client lies."""
    namn = re.sub(r"[^a-z0-9]+", "-", klient_id.lower().removeprefix("https://")).strip("-")
    return datakatalog / "klienter" / f"{namn}.jwk"


def klientnyckel(datakatalog: Path, klient_id: str) -> ECKey:
    """The client's private key, made the first time it is asked for."""
    return las_eller_skapa(klientfil(datakatalog, klient_id), "")


def las_eller_skapa(fil: Path, prefix: str) -> ECKey:
    """The private key of a file; a new one's ``kid`` begins with ``prefix``."""
    if not fil.exists():
        _skapa(fil, prefix)
    return ECKey.import_key(json.loads(fil.read_text(encoding="utf-8")))


def _skapa(fil: Path, prefix: str) -> None:
    """Write a new key whole or not at all; of two processes that try at once, the first wins."""
    fil.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    nyckel = ECKey.generate_key("P-256")
    jwk = nyckel.as_dict(private=True, kid=prefix + nyckel.thumbprint()[:16], use="sig", alg="ES256")
    utkast = fil.with_name(f".{fil.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(utkast, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as ut:
        json.dump(jwk, ut)
    try:
        fil.hardlink_to(utkast)
    except FileExistsError:
        pass
    finally:
        utkast.unlink()


def klientintyg(nyckel: Key, klient_id: str, publik: str, nu: datetime) -> str:
    """The client's signed word that it is itself (RFC 7523, 2.2), good for one minute and one use."""
    sekund = int(nu.timestamp())
    klaim = {
        "iss": klient_id,
        "sub": klient_id,
        "aud": publik,
        "iat": sekund,
        "exp": sekund + INTYG_LIV,
        "jti": secrets.token_urlsafe(16),
    }
    return signera({"alg": nyckel.alg or "ES256", "typ": "JWT", "kid": nyckel.kid}, klaim, nyckel)


def dpopbevis(nyckel: Key, metod: str, adress: str, nu: datetime, token: str | None = None) -> str:
    """A proof for one request (RFC 9449, 4.2); ``token`` is the access token that goes with it."""
    klaim: Klaim = {"jti": secrets.token_urlsafe(16), "htm": metod, "htu": adress, "iat": int(nu.timestamp())}
    if token is not None:
        klaim["ath"] = tokenavtryck(token)
    jwk = {namn: varde for namn, varde in nyckel.as_dict(private=False).items() if namn in {"kty", "crv", "x", "y"}}
    return signera({"alg": nyckel.alg or "ES256", "typ": BEVISTYP, "jwk": jwk}, klaim, nyckel)


async def hamta_token(
    http_client: HttpKlient,
    utfardare_url: str,
    klient_jwk: Mapping[str, Any],
    klient_id: str,
    *,
    klocka: Klocka,
    dpop: bool = False,
    **val: str | None,
) -> str:
    """An access token from the development issuer; what is left out of ``val`` gets the client's seeded value.

    ``val`` are ``roll``, ``person``, ``enhet``, ``organisation`` and ``scope``. With ``dpop`` the token is bound to
    the client's own key, and each request needs a proof (``dpopbevis``). ``klient_jwk`` is the private key as in the
    client's file. Raises TokenNekad when the issuer refuses.
    """
    nyckel, nu, adress = ECKey.import_key(dict(klient_jwk)), klocka.nu(), f"{utfardare_url}/token"
    intyg = klientintyg(nyckel, klient_id, utfardare_url, nu)
    formular = {"grant_type": "client_credentials", "client_assertion_type": INTYGSTYP, "client_assertion": intyg}
    formular |= {namn: varde for namn, varde in val.items() if varde is not None}
    huvuden = {"DPoP": dpopbevis(nyckel, "POST", adress, nu)} if dpop else {}
    svar = await http_client.post(adress, data=formular, headers=huvuden)
    if svar.status_code not in {200, 400, 401}:
        raise TokenNekad(f"Ingen utfärdare svarar på {utfardare_url} (status {svar.status_code}).")
    innehall = svar.json()
    if "access_token" not in innehall:
        raise TokenNekad(f"Utfärdaren nekade token: {innehall.get('error')}, {innehall.get('error_description')}.")
    return str(innehall["access_token"])
