"""Files outside the database: sealed in pieces, written whole or not at all, read only if every piece is its own.

    catalogue/kommun/pagar/id     being written        ─ fsync, rename ─▶   catalogue/kommun/xx/id     whole

A file is a mark, then pieces of ``BIT`` bytes sealed one by one. Each seal vouches for kommun, document, the
piece's number and whether it is the last, so that pieces cannot be swapped, moved, added or cut away. One
document's file is no other's, also when the content is the same: one may be taken away without the other.

Everything here blocks: call it from a thread. Must not know tables, types of content or requests.
"""

import hashlib
import io
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from app.core.crypto import Forseglingsfel, Krypto, Plats

MARKE = b"STEGVIS-DOK-1\n"
BIT = 64 * 1024
# Beside the key's id: its length, the nonce and the tag of AES-GCM.
_OMSLAG = 1 + 12 + 16
PAGAR = "pagar"


class SkadadFil(Exception):
    """The file is missing, changed, or not this document's."""


@dataclass(frozen=True, slots=True)
class Innehallsbevis:
    """What is known of a whole content: its length and its SHA-256."""

    storlek: int
    sha256: bytes


@dataclass(frozen=True, slots=True)
class Filplats:
    """Whose file it is; says where it lies and what each piece is sealed to."""

    kommunkod: str
    dokument_id: UUID

    def bit(self, nummer: int, *, sista: bool) -> Plats:
        """The place of one piece."""
        return Plats("dokument.innehall", self.kommunkod, f"{self.dokument_id}:{nummer}:{'sista' if sista else 'fler'}")


class Filarkiv:
    """The files of all kommuner under one catalogue; holds nothing open."""

    def __init__(self, katalog: Path, krypto: Krypto) -> None:
        self._katalog = katalog
        self._krypto = krypto

    def _kommun(self, kommunkod: str) -> Path:
        if len(kommunkod) != 4 or not (kommunkod.isascii() and kommunkod.isdigit()):
            raise ValueError("en kommunkod är fyra siffror")
        return self._katalog / kommunkod

    def vag(self, plats: Filplats) -> Path:
        """Where a whole file lies; spread by the random end of the id."""
        return self._kommun(plats.kommunkod) / plats.dokument_id.hex[-2:] / str(plats.dokument_id)

    def ny(self, plats: Filplats, nu: datetime) -> "Skrivare":
        """Begin a file; nobody sees it before ``ge_namn``."""
        pagar = self._kommun(plats.kommunkod) / PAGAR
        pagar.mkdir(parents=True, exist_ok=True, mode=0o700)
        return Skrivare(pagar / str(plats.dokument_id), self.vag(plats), plats, self._krypto, nu)

    def oppna(self, plats: Filplats) -> "Lasare":
        """Open a whole file for reading; raises ``SkadadFil`` when there is none."""
        try:
            fil = self.vag(plats).open("rb")
        except FileNotFoundError:
            raise SkadadFil("filen saknas") from None
        return Lasare(fil, plats, self._krypto)

    def kasta(self, plats: Filplats) -> None:
        """Take away a file that no document has; once more does nothing."""
        self.vag(plats).unlink(missing_ok=True)

    def aldre_an(self, kommunkod: str, grans: datetime) -> Iterator[UUID]:
        """Ids of the kommun's whole files from before ``grans``."""
        for mapp in sorted(self._mappar(kommunkod)):
            if mapp.name != PAGAR:
                yield from (UUID(fil.name) for fil in sorted(mapp.iterdir()) if _skriven(fil) < grans)

    def nyckel_for(self, plats: Filplats) -> str:
        """Id of the key that the file is sealed with; raises ``SkadadFil``."""
        with self.oppna(plats) as lasare:
            return lasare.nyckel_id

    def forsegla_om(self, plats: Filplats) -> None:
        """Seal a whole file with the active key, in its own place; raises ``SkadadFil`` and leaves it when it is bad.

        Who reads it meanwhile reads the old one to its end.
        """
        skriven = _skriven(self.vag(plats))
        (self._kommun(plats.kommunkod) / PAGAR / str(plats.dokument_id)).unlink(missing_ok=True)
        with self.oppna(plats) as lasare:
            skrivare = self.ny(plats, skriven)
            try:
                for bit in lasare.bitar():
                    skrivare.skriv(bit)
                skrivare.avsluta()
                skrivare.ge_namn()
            except BaseException:
                skrivare.kasta()
                raise

    def kasta_avbrutna(self, kommunkod: str, grans: datetime) -> int:
        """Take away what was begun before ``grans`` and never finished; how many."""
        pagar = self._kommun(kommunkod) / PAGAR
        gamla = [fil for fil in pagar.iterdir() if _skriven(fil) < grans] if pagar.is_dir() else []
        for fil in gamla:
            fil.unlink(missing_ok=True)
        return len(gamla)

    def _mappar(self, kommunkod: str) -> Iterator[Path]:
        kommun = self._kommun(kommunkod)
        return (mapp for mapp in kommun.iterdir() if mapp.is_dir()) if kommun.is_dir() else iter(())

    def prova(self) -> None:
        """Raise ``OSError`` unless files can be written and renamed here."""
        self._katalog.mkdir(parents=True, exist_ok=True, mode=0o700)
        prov = self._katalog / f".prov-{os.getpid()}"
        prov.write_bytes(b"")
        prov.replace(prov.with_suffix(".klar")).unlink()


def _skriven(fil: Path) -> datetime:
    """When a file was last written; one that goes away meanwhile is new."""
    try:
        return datetime.fromtimestamp(fil.stat().st_mtime, UTC)
    except FileNotFoundError:
        return datetime.max.replace(tzinfo=UTC)


class Skrivare:
    """One file being written: ``skriv`` … ``avsluta``, then ``ge_namn`` or ``kasta``."""

    def __init__(self, pagar: Path, vag: Path, plats: Filplats, krypto: Krypto, nu: datetime) -> None:
        self._pagar, self._vag = pagar, vag
        self._plats, self._krypto, self._nu = plats, krypto, nu
        self._fil: BinaryIO = os.fdopen(os.open(pagar, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")
        self._fil.write(MARKE)
        self._buffert = bytearray()
        self._nummer = self._storlek = 0
        self._summa = hashlib.sha256()

    def skriv(self, innehall: bytes) -> None:
        """Add to the content. The last piece is held back: only the end tells that it is the last."""
        self._summa.update(innehall)
        self._storlek += len(innehall)
        self._buffert += innehall
        while len(self._buffert) > BIT:
            self._forsegla(bytes(self._buffert[:BIT]), sista=False)
            del self._buffert[:BIT]

    def _forsegla(self, bit: bytes, *, sista: bool) -> None:
        self._fil.write(self._krypto.forsegla(bit, self._plats.bit(self._nummer, sista=sista)))
        self._nummer += 1

    def avsluta(self) -> Innehallsbevis:
        """The content is complete and on the disk, still without a name."""
        self._forsegla(bytes(self._buffert), sista=True)
        self._buffert.clear()
        self._fil.flush()
        tid = self._nu.timestamp()
        os.utime(self._pagar, (tid, tid))
        os.fsync(self._fil.fileno())
        self._fil.close()
        return Innehallsbevis(self._storlek, self._summa.digest())

    def lasare(self) -> "Lasare":
        """What was written, for a look at it before it gets a name."""
        return Lasare(self._pagar.open("rb"), self._plats, self._krypto)

    def ge_namn(self) -> None:
        """Let the file be found, for good: after this a power cut leaves it whole."""
        ny_mapp = not self._vag.parent.is_dir()
        self._vag.parent.mkdir(exist_ok=True, mode=0o700)
        self._pagar.rename(self._vag)
        for mapp in (self._vag.parent, *([self._vag.parent.parent] if ny_mapp else [])):
            _till_disken(mapp)

    def kasta(self) -> None:
        """Leave nothing of a file that got no name; once more does nothing."""
        with suppress(OSError):
            self._fil.close()
        self._pagar.unlink(missing_ok=True)


def _till_disken(mapp: Path) -> None:
    fd = os.open(mapp, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


class Lasare(io.RawIOBase):
    """A sealed file as a readable, seekable stream of its content; raises ``SkadadFil`` at the first wrong piece."""

    def __init__(self, fil: BinaryIO, plats: Filplats, krypto: Krypto) -> None:
        self._fil, self._plats, self._krypto = fil, plats, krypto
        self._plats_i = 0
        self._bit: tuple[int, bytes] = (-1, b"")
        try:
            self._mat()
        except BaseException:
            fil.close()
            raise

    def _mat(self) -> None:
        """Number of pieces and length of the content, from the length of the file; the seals prove them."""
        allt = self._fil.seek(0, os.SEEK_END)
        self._fil.seek(0)
        if self._fil.read(len(MARKE)) != MARKE or not (langd := self._fil.read(1)):
            raise SkadadFil("filen är ingen hel dokumentfil")
        self._huvud = langd + self._fil.read(langd[0])
        omslag = _OMSLAG + langd[0]
        self._steg = BIT + omslag
        sealed = allt - len(MARKE)
        self._antal = -(-sealed // self._steg)
        if sealed - (self._antal - 1) * self._steg < omslag:
            raise SkadadFil("filen är avkortad")
        self.storlek = sealed - self._antal * omslag

    @property
    def nyckel_id(self) -> str:
        """Id of the key that its pieces are sealed with."""
        return self._huvud[1:].decode()

    def _hamta(self, nummer: int) -> bytes:
        """One piece in clear; the latest is kept."""
        if self._bit[0] == nummer:
            return self._bit[1]
        self._fil.seek(len(MARKE) + nummer * self._steg)
        forseglat = self._fil.read(self._steg)
        if not forseglat.startswith(self._huvud):
            raise SkadadFil("en del av filen är ändrad")
        try:
            klart = self._krypto.oppna(forseglat, self._plats.bit(nummer, sista=nummer == self._antal - 1))
        except (Forseglingsfel, ValueError):
            raise SkadadFil("en del av filen är ändrad eller hör inte hit") from None
        self._bit = (nummer, klart)
        return klart

    def bitar(self) -> Iterator[bytes]:
        """The content from the beginning, piece by piece; closes when it is through or dropped."""
        with self:
            yield from map(self._hamta, range(self._antal))

    def kontrollera(self, bevis: Innehallsbevis) -> None:
        """Read everything once; raises ``SkadadFil`` unless it is exactly what was taken in."""
        summa = hashlib.sha256()
        for nummer in range(self._antal):
            summa.update(self._hamta(nummer))
        if (self.storlek, summa.digest()) != (bevis.storlek, bevis.sha256):
            raise SkadadFil("filen är inte den som togs emot")

    # A stream as the standard library's readers want it

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._plats_i

    def seek(self, plats: int, fran: int = os.SEEK_SET) -> int:
        grund = {os.SEEK_SET: 0, os.SEEK_CUR: self._plats_i, os.SEEK_END: self.storlek}[fran]
        if grund + plats < 0:
            raise ValueError("före filens början")
        self._plats_i = grund + plats
        return self._plats_i

    def readinto(self, mal: "bytearray | memoryview") -> int:  # type: ignore[override]  # the buffers zipfile uses
        if self._plats_i >= self.storlek:
            return 0
        nummer, inuti = divmod(self._plats_i, BIT)
        del_ = self._hamta(nummer)[inuti : inuti + len(mal)]
        mal[: len(del_)] = del_
        self._plats_i += len(del_)
        return len(del_)

    def close(self) -> None:
        self._fil.close()
        super().close()
