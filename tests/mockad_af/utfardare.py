"""Where the mock gets the token that it shows the service: given by hand, or fetched from an issuer."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

import httpx
from joserfc import jwt
from joserfc.jwk import JWKRegistry

from tests.mockad_af.tid import systemtid

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
MARGINAL = 30.0


@dataclass(slots=True)
class Tokenkalla:
    """A fixed token, or client credentials at ``token_url``.

    With ``nyckelfil`` (a private JWK) the client authenticates by ``private_key_jwt`` (RFC 7523), with
    ``klient_hemlighet`` by the form. ``formular`` adds fields to the request, for example ``scope``.
    """

    fast_token: str | None = None
    token_url: str | None = None
    klient_id: str = "arbetsformedlingen"
    klient_hemlighet: str | None = None
    nyckelfil: Path | None = None
    formular: dict[str, str] = field(default_factory=dict)
    _token: str | None = None
    _galler_till: float = 0.0

    def glom(self) -> None:
        """Fetch anew next time."""
        self._token = None

    async def token(self, klient: httpx.AsyncClient) -> str | None:
        """The token to show, or ``None`` when none is set up. Raises httpx.HTTPError."""
        if self.token_url is None or self.fast_token is not None:
            return self.fast_token
        if self._token is None or monotonic() >= self._galler_till:
            svar = await klient.post(self.token_url, data=self._begaran())
            svar.raise_for_status()
            self._spara(svar.json())
        return self._token

    def _spara(self, kropp: dict[str, Any]) -> None:
        self._token = kropp["access_token"]
        self._galler_till = monotonic() + float(kropp.get("expires_in", 0)) - MARGINAL

    def _begaran(self) -> dict[str, str]:
        data = {"grant_type": "client_credentials", "client_id": self.klient_id, **self.formular}
        if self.nyckelfil is not None:
            return data | {"client_assertion_type": ASSERTION, "client_assertion": self._intyg(self.nyckelfil)}
        return data | ({"client_secret": self.klient_hemlighet} if self.klient_hemlighet else {})

    def _intyg(self, nyckelfil: Path) -> str:
        jwk = json.loads(nyckelfil.read_text())
        nyckel = JWKRegistry.import_key(jwk)
        alg = jwk.get("alg", "ES256" if jwk["kty"] == "EC" else "RS256")
        huvud = {"alg": alg} | ({"kid": jwk["kid"]} if "kid" in jwk else {})
        nu = int(systemtid().timestamp())
        krav = {
            "iss": self.klient_id,
            "sub": self.klient_id,
            "aud": self.token_url,
            "iat": nu,
            "exp": nu + 60,
            "jti": str(uuid4()),
        }
        return jwt.encode(huvud, krav, nyckel)
