"""Sealing of identity numbers and the keyed look-up hash.

AES-256-GCM with a key id per value and the place of the value (table, kommun, row) as
additional data, so that a sealed value moved to another row does not open (S5). The look-up
hash is an HMAC with a key of its own per kommun: an unkeyed hash of a personnummer is worthless.
The keys may be replaced while the service runs. Must not know tables or steps.
"""

import base64
import contextlib
import hashlib
import hmac
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.core.keyset import (
    FORSTA_UPPSLAG,
    NYCKELLANGD,
    Nyckel,
    Nyckelfel,
    Nyckelfil,
    Nyckelring,
    Nyckelslag,
    enkel_ring,
)
from app.settings import Settings

_NONCE = 12
_AVTRYCK = 32


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


@dataclass(frozen=True, slots=True)
class Forsegling:
    """What the values of a sealed column are sealed to: the column's name, and the row by these columns of it."""

    namn: str
    rad: tuple[str, ...] = ("id",)

    def plats(self, kommunkod: str, *rad: Any) -> Plats:
        """The place of one row's value; ``rad`` in the order of the columns."""
        return Plats(self.namn, kommunkod, "|".join(map(str, rad)))

    def plats_i(self, rad: Mapping[str, Any]) -> Plats:
        """The place of the value in a row of the table."""
        return self.plats(rad["kommunkod"], *(rad[kolumn] for kolumn in self.rad))


def nyckelhuvud(nyckel_id: str) -> bytes:
    """What a value made with a key begins with: the length of the key's id, and the id."""
    return bytes([len(nyckel_id)]) + nyckel_id.encode()


def avtryckshuvud(nyckel_id: str) -> bytes:
    """What a print made with a look-up key begins with: nothing for the first there was."""
    return b"" if nyckel_id == FORSTA_UPPSLAG else nyckelhuvud(nyckel_id)


def i_andra_facket(avtryck: bytes) -> bool:
    """Whether a print has the second of the two columns: those of every other look-up key."""
    huvud = avtryck[:-_AVTRYCK]
    return bool(huvud) and int(huvud[2:]) % 2 == 0


class _Nycklar:
    """One key set, ready for use."""

    def __init__(self, ring: Nyckelring) -> None:
        self.ring = ring
        self.aes = {n.id: AESGCM(n.nyckel) for n in ring.av(Nyckelslag.FORSEGLING)}
        self.forseglar = ring.aktiv(Nyckelslag.FORSEGLING).id
        self.uppslag = ring.av(Nyckelslag.UPPSLAG)
        self.logg = ring.av(Nyckelslag.LOGG)
        self.harled = lru_cache(maxsize=2048)(_harled)

    def tryck(self, nyckel: Nyckel, omrade: str, innehall: bytes) -> bytes:
        """32 bytes that only who has the key can make."""
        return hmac.digest(self.harled(nyckel.nyckel, omrade), innehall, hashlib.sha256)

    def person(self, nyckel: Nyckel, kommunkod: str, varde: str) -> bytes:
        """A look-up print, with the id of its key."""
        return avtryckshuvud(nyckel.id) + self.tryck(nyckel, kommunkod, varde.encode())


def _harled(nyckel: bytes, omrade: str) -> bytes:
    return hmac.digest(nyckel, f"kommun:{omrade}".encode(), hashlib.sha256)


class Krypto:
    """The keys of one process; ``las`` gives the key set as it is now, and is asked again when it may have changed."""

    def __init__(self, ring: Nyckelring, las: Callable[[], Nyckelring] | None = None) -> None:
        self._nycklar = _Nycklar(ring)
        self._las = las

    @property
    def ring(self) -> Nyckelring:
        """The key set in use."""
        return self._nycklar.ring

    def las_om(self) -> bool:
        """Take the key set as it is now into use; whether it had changed. Raises ``Nyckelfel`` and keeps the old."""
        ring = self._las() if self._las is not None else self.ring
        if ring == self.ring:
            return False
        self._nycklar = _Nycklar(ring)
        return True

    def forsegla(self, klartext: bytes, plats: Plats) -> bytes:
        """``key id length | key id | nonce | ciphertext``."""
        nycklar = self._nycklar
        nyckel_id, nonce = nycklar.forseglar, os.urandom(_NONCE)
        text = nycklar.aes[nyckel_id].encrypt(nonce, klartext, plats.bytes(nyckel_id))
        return nyckelhuvud(nyckel_id) + nonce + text

    def oppna(self, forseglat: bytes, plats: Plats) -> bytes:
        """The clear text; raises ``Forseglingsfel``."""
        langd = forseglat[0]
        nyckel_id = forseglat[1 : 1 + langd].decode()
        nonce = forseglat[1 + langd : 1 + langd + _NONCE]
        aes = self._som_oppnar(nyckel_id)
        try:
            return aes.decrypt(nonce, forseglat[1 + langd + _NONCE :], plats.bytes(nyckel_id))
        except InvalidTag as fel:
            raise Forseglingsfel("värdet hör inte hit eller är ändrat") from fel

    def _som_oppnar(self, nyckel_id: str) -> AESGCM:
        """A key by its id; one that is not known may have been added since the set was read."""
        if nyckel_id not in self._nycklar.aes:
            with contextlib.suppress(Nyckelfel):
                self.las_om()
        try:
            return self._nycklar.aes[nyckel_id]
        except KeyError:
            raise Forseglingsfel(f"okänd nyckel {nyckel_id}") from None

    def uppslag(self, kommunkod: str, varde: str) -> bytes:
        """The print for exact look-up inside one kommun."""
        nycklar = self._nycklar
        return nycklar.person(nycklar.uppslag[0], kommunkod, varde)

    def uppslag_i_facken(self, kommunkod: str, varde: str) -> tuple[bytes, bytes | None]:
        """What a row keeps: while one key takes over, the prints of both, each in the column of its key.

        Whoever writes knows one of two neighbouring key sets, so two that write the same person at once meet in
        one of the columns. The first column always has a print.
        """
        nycklar = self._nycklar
        tryck = [nycklar.person(nyckel, kommunkod, varde) for nyckel in nycklar.uppslag]
        andra = next((t for t in tryck if i_andra_facket(t)), None)
        return next((t for t in tryck if not i_andra_facket(t)), tryck[0]), andra

    def avtryck(self, kommunkod: str, innehall: bytes) -> tuple[bytes, ...]:
        """32 bytes that tell whether two requests are the same; keyed, since they may hold a personnummer.

        The first is what is kept of a new request, the others what may have been kept of an earlier one.
        """
        nycklar = self._nycklar
        return tuple(nycklar.tryck(nyckel, f"{kommunkod}:avtryck", innehall) for nyckel in nycklar.uppslag)

    def loggsigill(self, kommunkod: str, innehall: bytes) -> bytes:
        """32 bytes that vouch for a row of the access log, or for a block of its chain: nobody makes one keyless."""
        nycklar = self._nycklar
        return nycklar.tryck(nycklar.logg[0], f"{kommunkod}:logg", innehall)

    def ar_loggsigill(self, kommunkod: str, innehall: bytes, sigill: bytes | None) -> bool:
        """Whether the service made the seal, with the key of now or one before it."""
        nycklar = self._nycklar
        return any(nycklar.tryck(nyckel, f"{kommunkod}:logg", innehall) == sigill for nyckel in nycklar.logg)


def las_nyckelring(text: str) -> dict[str, bytes]:
    """``id:base64,id:base64`` to keys by id; raises ``ValueError`` without showing the keys."""
    ring: dict[str, bytes] = {}
    for del_ in text.split(","):
        nyckel_id, skilje, varde = del_.strip().partition(":")
        if not skilje or not nyckel_id:
            raise ValueError("nyckelringen ska skrivas id:base64,id:base64")
        ring[nyckel_id] = base64.b64decode(varde, validate=True)
    return ring


def krypto_for(settings: Settings) -> Krypto:
    """The crypto of this process: keys from the key file, or from settings, else for development in the data folder.

    Raises ``Nyckelfel`` when the file cannot be used.
    """
    if settings.nyckelfil is None:
        return Krypto(ring_ur_installningar(settings))
    fil = Nyckelfil(settings.nyckelfil)
    return Krypto(fil.las(), fil.las)


def ring_ur_installningar(settings: Settings) -> Nyckelring:
    """The key set of a service without a key file; raises ``ValueError``."""
    if settings.krypteringsnycklar is not None and settings.uppslagsnyckel is not None:
        uppslag = base64.b64decode(settings.uppslagsnyckel.get_secret_value(), validate=True)
        return enkel_ring(las_nyckelring(settings.krypteringsnycklar.get_secret_value()), uppslag)
    return _utvecklingsnycklar(settings)


def _skriv_en_gang(fil: Path, innehall: bytes) -> None:
    """Whole or not at all: of several processes that start at once the first one's file stays, and is read by all."""
    egen = fil.with_name(f"{fil.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(egen, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as ut:
        ut.write(innehall)
    with contextlib.suppress(FileExistsError):
        os.link(egen, fil)
    egen.unlink()


def _utvecklingsnycklar(settings: Settings) -> Nyckelring:
    fil = settings.datakatalog / "nycklar"
    settings.datakatalog.mkdir(parents=True, exist_ok=True)
    if not fil.exists():
        _skriv_en_gang(fil, os.urandom(NYCKELLANGD * 2))
    material = fil.read_bytes()
    return enkel_ring({"dev-1": material[:NYCKELLANGD]}, material[NYCKELLANGD:])
