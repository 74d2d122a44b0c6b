"""A small issuer of access tokens for development, as a process of its own on loopback.

    python -m app.integrations.utvecklingsutfardare

    GET  /jwks                                    the public key; its kid begins with ``dev-``
    GET  /.well-known/oauth-authorization-server  RFC 8414
    POST /token                                   client_credentials with private_key_jwt (RFC 7523), nothing else

Keys are made on the first start: the issuer's own and one for each client, files that only their owner may read.
The parameters ``roll``, ``person``, ``enhet`` and ``organisation`` let one client act for any of its people; what the
client may truly do is decided by the service's register. With the header ``DPoP`` the token is bound to the proof's
key (RFC 9449), with the parameter ``certifikat`` to the certificate of that thumbprint (RFC 8705), which a real issuer
would read from the connection. There are no refresh tokens. Refuses to start in production.
Must not know the database or the routes of the service.
"""

import ipaddress
import secrets
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import uvicorn
from joserfc.jwk import ECKey, Key
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from app.begrepp.parter import Roll
from app.begrepp.tid import Klocka, SystemKlocka
from app.core.auth import UTVECKLINGSNYCKEL
from app.core.auth_dpop import Begart, Bevisfel, las_bevis
from app.core.auth_jwt import ALGORITMER, Klaim, Tokenfel, las_huvud, oppna, signera
from app.core.auth_klaim import AVTRYCK
from app.integrations.utvecklingsklient import INTYGSTYP, klientnyckel, las_eller_skapa
from app.settings import Lage, Settings

INTYG_LANGSTA_LIV = 300
MARGINAL = 30
STORSTA_FORMULAR = 16_384
_INTYGSTYPER = frozenset({"jwt", "client-authentication+jwt", "none"})


@dataclass(frozen=True, slots=True)
class Klientfro:
    """A client that the issuer knows from the start: who it is and what its tokens say unless asked otherwise."""

    klient_id: str
    namn: str
    roll: Roll
    person: str
    scopes: frozenset[str]


class _Nekad(Exception):
    """An error answer of RFC 6749, 5.2."""

    def __init__(self, error: str, beskrivning: str) -> None:
        super().__init__(error)
        self.error = error
        self.beskrivning = beskrivning


def utfardarnyckel(datakatalog: Path) -> ECKey:
    """The issuer's private key, made the first time it is asked for."""
    return las_eller_skapa(datakatalog / "utfardare" / "nyckel.jwk", UTVECKLINGSNYCKEL)


def utfarda(
    nyckel: Key,
    settings: Settings,
    klient_id: str,
    person: str,
    roll: str,
    scope: str,
    enhet: str | None,
    nu: datetime,
    **mer: Any,
) -> str:
    """An RFC 9068 access token as the preset ``stegvis`` reads it; an empty ``person`` means the client itself.

    ``mer`` are further claims, such as ``cnf`` and ``organisation``.
    """
    sekund = int(nu.timestamp())
    klaim: Klaim = {
        "iss": settings.utfardare,
        "aud": settings.publik,
        "sub": person or klient_id,
        "client_id": klient_id,
        "iat": sekund,
        "exp": sekund + settings.token_livslangd,
        "jti": secrets.token_urlsafe(16),
        "scope": scope,
        "roll": roll,
    }
    if enhet:
        klaim["enhet"] = enhet
    klaim |= mer
    return signera({"alg": nyckel.alg or "ES256", "typ": "at+jwt", "kid": nyckel.kid}, klaim, nyckel)


class _Utfardare:
    """The issuer's state: keys, clients and the assertions already used."""

    def __init__(self, settings: Settings, klienter: Iterable[Klientfro], klocka: Klocka) -> None:
        self._settings = settings
        self._klocka = klocka
        self._nyckel = utfardarnyckel(settings.datakatalog)
        self._klienter = _per_fil(settings.datakatalog, klienter)
        self._brukade: dict[tuple[str, str], float] = {}

    async def jwks(self, _: Request) -> JSONResponse:
        return JSONResponse({"keys": [self._nyckel.as_dict(private=False)]})

    async def metadata(self, _: Request) -> JSONResponse:
        """RFC 8414."""
        rot = self._settings.utfardare
        return JSONResponse(
            {
                "issuer": rot,
                "token_endpoint": f"{rot}/token",
                "jwks_uri": f"{rot}/jwks",
                "response_types_supported": [],
                "grant_types_supported": ["client_credentials"],
                "token_endpoint_auth_methods_supported": ["private_key_jwt"],
                "token_endpoint_auth_signing_alg_values_supported": ["ES256"],
                "dpop_signing_alg_values_supported": sorted(ALGORITMER),
                "scopes_supported": sorted({s for fro, _ in self._klienter.values() for s in fro.scopes}),
            }
        )

    async def token(self, request: Request) -> JSONResponse:
        """RFC 6749, 4.4 and 5."""
        try:
            return self._beviljad(await _formular(request), request.headers.getlist("dpop"))
        except _Nekad as fel:
            status = 401 if fel.error == "invalid_client" else 400
            return _osparat({"error": fel.error, "error_description": fel.beskrivning}, status)

    def _beviljad(self, formular: Mapping[str, str], bevis: list[str]) -> JSONResponse:
        if formular.get("grant_type") != "client_credentials":
            raise _Nekad("unsupported_grant_type", "only client_credentials is supported")
        fro = self._klient(formular)
        scope = _scope(fro, formular.get("scope"))
        cnf = self._bindning(bevis, formular.get("certifikat"))
        mer = {"organisation": formular.get("organisation"), "cnf": cnf or None}
        token = utfarda(
            self._nyckel,
            self._settings,
            fro.klient_id,
            formular.get("person", fro.person),
            _roll(formular.get("roll", fro.roll.value)),
            scope,
            formular.get("enhet"),
            self._klocka.nu(),
            **{namn: varde for namn, varde in mer.items() if varde is not None},
        )
        schema = "DPoP" if "jkt" in cnf else "Bearer"
        svar = {"access_token": token, "token_type": schema, "expires_in": self._settings.token_livslangd}
        return _osparat(svar | {"scope": scope}, 200)

    def _bindning(self, bevis: list[str], certifikat: str | None) -> dict[str, str]:
        """What the token is bound to: the key of the proof, the certificate, both or nothing."""
        cnf = {"jkt": self._bevisad(bevis)} if bevis else {}
        if certifikat is None:
            return cnf
        if not AVTRYCK.fullmatch(certifikat):
            raise _Nekad("invalid_request", "certifikat must be the SHA-256 of a certificate in base64url")
        return cnf | {"x5t#S256": certifikat}

    def _bevisad(self, bevis: list[str]) -> str:
        """RFC 9449, 5."""
        nu, begart = self._klocka.nu(), Begart("POST", f"{self._settings.utfardare}/token")
        try:
            last = las_bevis(bevis[0] if len(bevis) == 1 else None, begart, nu, MARGINAL)
        except Bevisfel as fel:
            raise _Nekad("invalid_dpop_proof", fel.beskrivning) from None
        if (last.jkt, last.jti) in self._brukade:
            raise _Nekad("invalid_dpop_proof", "proof used before")
        self._brukade[(last.jkt, last.jti)] = last.utgar.timestamp()
        return last.jkt

    def _klient(self, formular: Mapping[str, str]) -> Klientfro:
        """The client that the assertion proves."""
        if formular.get("client_assertion_type") != INTYGSTYP:
            raise _Nekad("invalid_client", "client_assertion_type must be jwt-bearer")
        intyg = formular.get("client_assertion", "")
        try:
            huvud = las_huvud(intyg)
            fro, nyckel = self._klienter[str(huvud.get("kid"))]
            klaim = oppna(intyg, nyckel)
        except (Tokenfel, KeyError):
            raise _Nekad("invalid_client", "unreadable assertion, unknown kid or wrong signature") from None
        if str(huvud.get("typ")).lower() not in _INTYGSTYPER:
            raise _Nekad("invalid_client", "wrong typ")
        if [klaim.get("iss"), klaim.get("sub"), formular.get("client_id", fro.klient_id)] != [fro.klient_id] * 3:
            raise _Nekad("invalid_client", "iss, sub and client_id must be the client")
        self._kontrollera_mottagare(klaim)
        self._forbruka(fro, klaim)
        return fro

    def _kontrollera_mottagare(self, klaim: Klaim) -> None:
        aud = klaim.get("aud")
        publik = aud[0] if isinstance(aud, list) and len(aud) == 1 else aud
        if publik not in (self._settings.utfardare, f"{self._settings.utfardare}/token"):
            raise _Nekad("invalid_client", "aud must be the issuer or the token endpoint")

    def _forbruka(self, fro: Klientfro, klaim: Klaim) -> None:
        """Check the life of the assertion and that it is used for the first time."""
        nu = self._klocka.nu().timestamp()
        exp, jti = klaim.get("exp"), klaim.get("jti")
        if type(exp) is not int or not nu - MARGINAL < exp <= nu + INTYG_LANGSTA_LIV + MARGINAL:
            raise _Nekad("invalid_client", "exp must be at most five minutes ahead")
        self._brukade = {nyckel: till for nyckel, till in self._brukade.items() if till > nu - MARGINAL}
        if not isinstance(jti, str) or not jti or (fro.klient_id, jti) in self._brukade:
            raise _Nekad("invalid_client", "jti missing or used before")
        self._brukade[(fro.klient_id, jti)] = exp


def _per_fil(datakatalog: Path, klienter: Iterable[Klientfro]) -> dict[str, tuple[Klientfro, ECKey]]:
    """Clients and their keys by kid; two clients that would share a file are a fault in the seed."""
    per_kid: dict[str, tuple[Klientfro, ECKey]] = {}
    for fro in klienter:
        nyckel = klientnyckel(datakatalog, fro.klient_id)
        if str(nyckel.kid) in per_kid:
            raise ValueError(f"{fro.klient_id} delar nyckelfil med en annan klient")
        per_kid[str(nyckel.kid)] = (fro, nyckel)
    return per_kid


async def _formular(request: Request) -> dict[str, str]:
    """The form of the request; each parameter at most once (RFC 6749, 3.2)."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
        raise _Nekad("invalid_request", "the body must be a form")
    rad = bytearray()
    async for del_ in request.stream():
        rad += del_
        if len(rad) > STORSTA_FORMULAR:
            raise _Nekad("invalid_request", "the body is too large")
    try:
        par = parse_qsl(rad.decode(), keep_blank_values=True, max_num_fields=20)
    except ValueError:
        raise _Nekad("invalid_request", "the body is no form") from None
    formular = dict(par)
    if len(formular) != len(par):
        raise _Nekad("invalid_request", "a parameter is repeated")
    return formular


def _scope(fro: Klientfro, begard: str | None) -> str:
    scopes = fro.scopes if begard is None else frozenset(begard.split())
    if not scopes <= fro.scopes:
        raise _Nekad("invalid_scope", "the client does not have that scope")
    return " ".join(sorted(scopes))


def _roll(namn: str) -> str:
    if namn not in set(Roll) - {Roll.SYSTEM}:
        raise _Nekad("invalid_request", "unknown roll")
    return namn


def _osparat(innehall: dict[str, Any], status: int) -> JSONResponse:
    return JSONResponse(innehall, status, headers={"Cache-Control": "no-store"})


def skapa_utfardare(settings: Settings, klienter: Iterable[Klientfro], klocka: Klocka) -> Starlette:
    """The application; makes the keys that are missing. ValueError where it may not run (see ``starthinder``)."""
    hinder = starthinder(settings)
    if hinder:
        raise ValueError(hinder)
    utfardare = _Utfardare(settings, klienter, klocka)
    return Starlette(
        routes=[
            Route("/jwks", utfardare.jwks),
            Route("/.well-known/oauth-authorization-server", utfardare.metadata),
            Route("/token", utfardare.token, methods=["POST"]),
        ]
    )


def starthinder(settings: Settings) -> str | None:
    """Why the issuer may not run with these settings, as one Swedish sentence, or ``None``."""
    if settings.lage is Lage.PRODUKTION:
        return "Utvecklingsutfärdaren startar inte när STEGVIS_LAGE är produktion."
    if not _ar_loopback(settings.utfardare):
        return "Utvecklingsutfärdaren lyssnar bara på loopback: STEGVIS_UTFARDARE ska vara http://127.0.0.1:<port>."
    return None


def _ar_loopback(url: str) -> bool:
    """Whether ``url`` is plain http://<loopback>:<port> with nothing after."""
    adress = urlsplit(url)
    vard = adress.hostname or ""
    try:
        loopback = vard == "localhost" or ipaddress.ip_address(vard).is_loopback
        return loopback and bool(adress.port) and url == f"http://{adress.netloc}" and "@" not in adress.netloc
    except ValueError:
        return False


def main(klienter: Iterable[Klientfro] = (), settings: Settings | None = None) -> int:
    """Serve until stopped; the exit code, 2 when the settings forbid it."""
    settings = settings or Settings()
    hinder = starthinder(settings)
    if hinder:
        sys.stderr.write(f"{hinder}\n")
        return 2
    adress = urlsplit(settings.utfardare)
    uvicorn.run(
        skapa_utfardare(settings, klienter, SystemKlocka()),
        host=str(adress.hostname),
        port=int(adress.port or 0),
        http="httptools",
        log_level="warning",
        server_header=False,
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
