"""Sealing of identity numbers and the keyed look-up hash.

AES-256-GCM with a key id per value and the place of the value (table, kommun, row) as
additional data, so that a sealed value moved to another row does not open (S5). The look-up
hash is an HMAC with a key of its own per kommun: an unkeyed hash of a personnummer is worthless.
Must not know tables or steps.
"""

import base64
import contextlib
import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.settings import Settings

NYCKELLANGD = 32
_NONCE = 12


class Forseglingsfel(Exception):
    """A sealed value could not be opened: wrong place, unknown key or changed bytes."""


@dataclass(frozen=True, slots=True)
class Plats:
    """Where a sealed value lives; part of what the seal vouches for."""

    tabell: str
    kommunkod: str
    rad: UUID | str

    def bytes(self, nyckel_id: str) -> bytes:
        """Additional authenticated data."""
        return "\x1f".join((self.tabell, self.kommunkod, str(self.rad), nyckel_id)).encode()


class Krypto:
    """Key ring (first key seals, all keys open) and look-up key of one process."""

    def __init__(self, nycklar: Mapping[str, bytes], uppslagsnyckel: bytes) -> None:
        if not nycklar or any(len(n) != NYCKELLANGD for n in nycklar.values()) or len(uppslagsnyckel) < NYCKELLANGD:
            raise ValueError("krypteringsnycklar ska vara 32 byte")
        self._aes = {nyckel_id: AESGCM(nyckel) for nyckel_id, nyckel in nycklar.items()}
        self._aktiv = next(iter(nycklar))
        self._uppslag = uppslagsnyckel
        self._kommunnyckel = lru_cache(maxsize=512)(self._harled)

    def forsegla(self, klartext: bytes, plats: Plats) -> bytes:
        """``key id length | key id | nonce | ciphertext``."""
        nyckel_id = self._aktiv
        nonce = os.urandom(_NONCE)
        text = self._aes[nyckel_id].encrypt(nonce, klartext, plats.bytes(nyckel_id))
        huvud = nyckel_id.encode()
        return bytes([len(huvud)]) + huvud + nonce + text

    def oppna(self, forseglat: bytes, plats: Plats) -> bytes:
        """The clear text; raises ``Forseglingsfel``."""
        langd = forseglat[0]
        nyckel_id = forseglat[1 : 1 + langd].decode()
        nonce = forseglat[1 + langd : 1 + langd + _NONCE]
        if nyckel_id not in self._aes:
            raise Forseglingsfel(f"okänd nyckel {nyckel_id}")
        try:
            return self._aes[nyckel_id].decrypt(nonce, forseglat[1 + langd + _NONCE :], plats.bytes(nyckel_id))
        except InvalidTag as fel:
            raise Forseglingsfel("värdet hör inte hit eller är ändrat") from fel

    def uppslag(self, kommunkod: str, varde: str) -> bytes:
        """32 bytes for exact look-up inside one kommun."""
        return hmac.digest(self._kommunnyckel(kommunkod), varde.encode(), hashlib.sha256)

    def avtryck(self, kommunkod: str, innehall: bytes) -> bytes:
        """32 bytes that tell whether two requests are the same; keyed, since they may hold a personnummer."""
        return hmac.digest(self._kommunnyckel(f"{kommunkod}:avtryck"), innehall, hashlib.sha256)

    def _harled(self, kommunkod: str) -> bytes:
        return hmac.digest(self._uppslag, f"kommun:{kommunkod}".encode(), hashlib.sha256)


def las_nyckelring(text: str) -> dict[str, bytes]:
    """``id:base64,id:base64`` to a ring; raises ``ValueError`` without showing the keys."""
    ring: dict[str, bytes] = {}
    for del_ in text.split(","):
        nyckel_id, skilje, varde = del_.strip().partition(":")
        if not skilje or not nyckel_id:
            raise ValueError("nyckelringen ska skrivas id:base64,id:base64")
        ring[nyckel_id] = base64.b64decode(varde, validate=True)
    return ring


def krypto_for(settings: Settings) -> Krypto:
    """The crypto of this process: keys from settings, else development keys kept in the data folder."""
    if settings.krypteringsnycklar is not None and settings.uppslagsnyckel is not None:
        uppslag = base64.b64decode(settings.uppslagsnyckel.get_secret_value(), validate=True)
        return Krypto(las_nyckelring(settings.krypteringsnycklar.get_secret_value()), uppslag)
    return _utvecklingskrypto(settings)


def _skriv_en_gang(fil: Path, innehall: bytes) -> None:
    """Whole or not at all: of several processes that start at once the first one's file stays, and is read by all."""
    egen = fil.with_name(f"{fil.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(egen, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as ut:
        ut.write(innehall)
    with contextlib.suppress(FileExistsError):
        os.link(egen, fil)
    egen.unlink()


def _utvecklingskrypto(settings: Settings) -> Krypto:
    fil = settings.datakatalog / "nycklar"
    settings.datakatalog.mkdir(parents=True, exist_ok=True)
    if not fil.exists():
        _skriv_en_gang(fil, os.urandom(NYCKELLANGD * 2))
    material = fil.read_bytes()
    return Krypto({"dev-1": material[:NYCKELLANGD]}, material[NYCKELLANGD:])
