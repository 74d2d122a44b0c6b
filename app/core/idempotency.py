"""Idempotency-Key: the same request has its effect once and gets the same answer again (R1).

Answers are kept sealed, since they hold personal data; keys are apart per client, kommun and route. What was answered
about somebody who has got protected identity since is given again only to who reaches the person today (DP-15).
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, LargeBinary, Text, bindparam, select
from sqlalchemy.orm import Mapped

from app.core.classification import forseglad, intern, oppen
from app.core.crypto import Forsegling, Krypto, Plats
from app.core.database import JSON_ELLER_INGET, JSON_TYP, Base
from app.core.errors import IDEMPOTENSNYCKEL_ATERANVAND, PAGAR_REDAN, Konflikt, OgiltigtInnehall
from app.core.tenancy import Isolering, fast, tabell

SVAR = Forsegling("idempotenssvar", ("klient_id", "rutt", "nyckel"))


class Idempotenssvar(Base):
    """The answer once given to a key."""

    __tablename__ = "idempotenssvar"
    __isolering__ = Isolering.KLIENT
    __table_args__ = tabell()

    kommunkod: Mapped[str] = oppen(Text, primary_key=True)
    klient_id: Mapped[str] = intern(Text, primary_key=True)
    rutt: Mapped[str] = intern(Text, primary_key=True)
    nyckel: Mapped[str] = intern(Text, primary_key=True)
    avtryck: Mapped[bytes] = intern(LargeBinary)
    status: Mapped[int] = intern(Integer)
    huvuden: Mapped[dict[str, Any]] = intern(JSON_TYP)
    arenden: Mapped[list[str] | None] = intern(JSON_ELLER_INGET)
    innehall: Mapped[bytes] = forseglad(SVAR)
    skapad: Mapped[datetime] = intern(index=True)


@dataclass(frozen=True, slots=True)
class Nyckel:
    """Where a key counts, and the keyed prints of the request it came with: the one to keep is the first."""

    kommunkod: str
    klient_id: str
    rutt: str
    nyckel: str
    avtryck: tuple[bytes, ...]

    @property
    def varden(self) -> dict[str, str]:
        """The key as values of a statement."""
        return {"kommun": self.kommunkod, "klient": self.klient_id, "vag": self.rutt, "kod": self.nyckel}

    @property
    def plats(self) -> Plats:
        """Place that the stored answer is sealed to."""
        return SVAR.plats(self.kommunkod, self.klient_id, self.rutt, self.nyckel)


@dataclass(frozen=True, slots=True)
class Svar:
    """A complete answer: what is stored and what is sent are the same bytes."""

    status: int
    huvuden: dict[str, str]
    innehall: bytes


def begarans_bytes(person: str, metod: str, adress: str, innehall: bytes, villkor: str) -> bytes:
    """What makes two requests the same: same key with anything else is a mistake of the client."""
    return b"\x00".join((person.encode(), metod.encode(), adress.encode(), villkor.encode(), innehall))


# The stored answer to a key; takes the values of ``Nyckel.varden``.
SPARAT = fast(
    select(Idempotenssvar).where(
        Idempotenssvar.kommunkod == bindparam("kommun"),
        Idempotenssvar.klient_id == bindparam("klient"),
        Idempotenssvar.rutt == bindparam("vag"),
        Idempotenssvar.nyckel == bindparam("kod"),
    )
)


def las_upp(rad: Idempotenssvar, nyckel: Nyckel, krypto: Krypto) -> Svar:
    """The answer again, byte for byte; raises ``OgiltigtInnehall`` when the body was another."""
    if rad.avtryck not in nyckel.avtryck:
        raise OgiltigtInnehall(
            "Nyckeln i Idempotency-Key har redan använts för en annan begäran.", kod=IDEMPOTENSNYCKEL_ATERANVAND
        )
    return Svar(rad.status, dict(rad.huvuden), krypto.oppna(rad.innehall, nyckel.plats))


def ny_rad(nyckel: Nyckel, svar: Svar, krypto: Krypto, nu: datetime, arenden: Collection[UUID] = ()) -> Idempotenssvar:
    """The row that remembers an answer; ``arenden`` are those that it is about."""
    return Idempotenssvar(
        kommunkod=nyckel.kommunkod,
        klient_id=nyckel.klient_id,
        rutt=nyckel.rutt,
        nyckel=nyckel.nyckel,
        avtryck=nyckel.avtryck[0],
        status=svar.status,
        huvuden=svar.huvuden,
        arenden=[str(arende) for arende in arenden] or None,
        innehall=krypto.forsegla(svar.innehall, nyckel.plats),
        skapad=nu,
    )


class Pagaende:
    """Keys being worked on in this process; a second request with the same key is told so at once."""

    def __init__(self) -> None:
        self._nycklar: set[tuple[str, str, str, str]] = set()

    @contextmanager
    def hall(self, nyckel: Nyckel) -> Iterator[None]:
        """Hold a key; raises ``Konflikt`` when it is held."""
        par = (nyckel.kommunkod, nyckel.klient_id, nyckel.rutt, nyckel.nyckel)
        if par in self._nycklar:
            raise Konflikt(
                "En begäran med samma Idempotency-Key behandlas just nu.",
                kod=PAGAR_REDAN,
                huvuden={"Retry-After": "1"},
            )
        self._nycklar.add(par)
        try:
            yield
        finally:
            self._nycklar.discard(par)
