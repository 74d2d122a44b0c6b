"""Strict reading of signed JWTs (RFC 7515, RFC 8725): one place, used for access tokens and client assertions.

Owns the list of algorithms, the size bound and the refusal ``Tokenfel``. Must not know claims, clients or clocks.
"""

import json
import re
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError, UnsupportedAlgorithmError
from joserfc.jwa import JWSAlgModel
from joserfc.jwk import Key
from joserfc.util import urlsafe_b64decode

ALGORITMER = frozenset({"ES256", "PS256", "RS256", "EdDSA"})
LANGSTA_TOKEN = 8192
# Each of these lets the sender say where the key is or how the signature shall be read (RFC 8725, 3.10).
FARLIGA_HUVUDEN = frozenset({"jku", "jwk", "x5u", "x5c", "crit", "b64"})

_TRE_DELAR = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")

Klaim = dict[str, Any]


class Tokenfel(Exception):
    """A token that does not hold. ``detalj`` is Swedish, ``beskrivning`` ASCII for WWW-Authenticate.

    Neither holds any part of the token.
    """

    def __init__(self, detalj: str, beskrivning: str) -> None:
        super().__init__(beskrivning)
        self.detalj = detalj
        self.beskrivning = beskrivning


class _Signaturregister(jws.JWSRegistry):
    """The library's checks with our allow-list.

    ``get_alg`` is replaced since the library warns on every use of EdDSA (RFC 9864 prefers the name Ed25519).
    """

    max_header_length = 2048
    max_payload_length = LANGSTA_TOKEN

    def get_alg(self, name: str) -> JWSAlgModel:
        if name not in ALGORITMER:
            raise UnsupportedAlgorithmError
        return self.algorithms[name]


# Unknown header parameters are ignored, as RFC 7515 section 4 demands; the dangerous ones are refused in las_huvud.
_REGISTER = _Signaturregister(strict_check_header=False)


def signera(huvud: dict[str, Any], klaim: Klaim, nyckel: Key) -> str:
    """Compact JWS over ``klaim``; ``huvud`` must name an algorithm of ``ALGORITMER``."""
    return jws.serialize_compact(huvud, json.dumps(klaim, ensure_ascii=False), nyckel, registry=_REGISTER)


def las_huvud(token: str, tillatna: frozenset[str] = frozenset()) -> Klaim:
    """The unverified header. Raises ``Tokenfel`` for wrong shape or size, algorithm or a dangerous parameter.

    ``tillatna`` are dangerous ones that the caller deals with itself.
    """
    if len(token) > LANGSTA_TOKEN:
        raise Tokenfel("Token är för stor.", "token too large")
    if not _TRE_DELAR.fullmatch(token):
        raise _olaslig()
    huvud = _las_json(_avkodad(token.partition(".")[0]))
    if str(huvud.get("alg")) not in ALGORITMER:
        raise Tokenfel("Signaturalgoritmen godtas inte.", "algorithm not allowed")
    if (FARLIGA_HUVUDEN - tillatna) & huvud.keys():
        raise Tokenfel("Token har ett huvud som inte godtas.", "header parameter not allowed")
    return huvud


def oppna(token: str, nyckel: Key, tillatna: frozenset[str] = frozenset()) -> Klaim:
    """The claims, after ``las_huvud`` has accepted the header and the signature holds for ``nyckel``.

    The library refuses a key whose kind, ``use`` or ``alg`` doesn't fit the algorithm of the header.
    """
    las_huvud(token, tillatna)
    try:
        objekt = jws.deserialize_compact(token, nyckel, registry=_REGISTER)
    except (JoseError, ValueError):
        raise Tokenfel("Tokens signatur stämmer inte.", "signature verification failed") from None
    return _las_json(objekt.payload or b"")


def _olaslig() -> Tokenfel:
    return Tokenfel("Token kan inte läsas.", "malformed token")


def _avkodad(del_: str) -> bytes:
    try:
        return urlsafe_b64decode(del_.encode("ascii"))
    except ValueError:
        raise _olaslig() from None


def _las_json(rad: bytes) -> Klaim:
    """One JSON object in UTF-8; duplicate names, NaN and too deep nesting are refused."""
    try:
        varde = json.loads(rad.decode(), object_pairs_hook=_utan_dubbletter, parse_constant=_vagra)
    except (ValueError, RecursionError):
        raise _olaslig() from None
    if not isinstance(varde, dict):
        raise _olaslig()
    return varde


def _utan_dubbletter(par: list[tuple[str, Any]]) -> Klaim:
    objekt = dict(par)
    if len(objekt) != len(par):
        raise ValueError
    return objekt


def _vagra(_: str) -> None:
    raise ValueError
