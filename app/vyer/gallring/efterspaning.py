"""The sweep after the rows: what no key leads to, or what other people share, is looked through for erased persons.

Stored answers and what came from Arbetsförmedlingen are sealed: they are opened and searched. The receivers' logs keep
their numbers without gaps, so a post becomes a tombstone. Every step may be done again.
"""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select, tuple_

from app.core import erasure
from app.core.crypto import Plats
from app.core.idempotency import Idempotenssvar
from app.core.inbox import AfHandelse
from app.core.journal import Handelse
from app.core.unit_of_work import Arbete
from app.flode.uppfoljning.models import Uppfoljning
from app.katalog.register import RIKET
from app.vyer.gallring.radering import Spar
from app.vyer.handelseflode.models import Flodespost
from app.vyer.rapporter.models import Rapport

PER_GANG = 200
GALLRAD = "gallrad"
INGET = UUID(int=0)
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
T = TypeVar("T")
# Runs one step in a transaction of its own, in a kommun.
Korning = Callable[[str, Callable[[Arbete], Awaitable[Any]]], Awaitable[Any]]


def gravsten(kommunkod: str) -> dict[str, Any]:
    """What a post says when nobody may know what it was about: its number and its time stand."""
    tom = {"arende_id": INGET, "objekt_id": INGET, "objekttyp": GALLRAD, "typ": GALLRAD, "version": 0}
    return tom | {"amne": f"{kommunkod}/gallringar"}


@dataclass(frozen=True, slots=True)
class Efterlysning:
    """What some erased persons are sought by."""

    arenden: frozenset[str]
    idn: frozenset[str]
    nummer: frozenset[str]

    @classmethod
    def av(cls, spar: Sequence[Spar]) -> "Efterlysning":
        """All of several persons."""
        arenden = frozenset(a for s in spar for a in s.arenden)
        former = (form for s in spar for form in (s.personnummer, f"{s.personnummer[:8]}-{s.personnummer[8:]}"))
        return cls(arenden, arenden | {o for s in spar for o in s.objekt}, frozenset(former))

    def finns_i(self, innehall: bytes) -> bool:
        """Whether a text betrays one of them."""
        text = innehall.decode(errors="replace")
        return not self.idn.isdisjoint(_ID.findall(text)) or any(nummer in text for nummer in self.nummer)


class Efterspaning:
    """One sweep for some persons of a kommun; ``kor`` runs a step in a transaction of its own."""

    def __init__(self, kommunkod: str, efterlysta: Efterlysning, kor: Korning) -> None:
        self._kommunkod = kommunkod
        self._efterlysta = efterlysta
        self._kor = kor

    async def sok(self) -> None:
        """Look through everything once."""
        await self._kor(self._kommunkod, self._gravstenar)
        await self._kor(self._kommunkod, self._listade_bestallningar)
        await self._kor(self._kommunkod, self._rapportmarken)
        await self._svar()
        for kommunkod in (self._kommunkod, RIKET):
            await self._af_handelser(kommunkod)

    async def _gravstenar(self, arbete: Arbete) -> None:
        """The posts keep their number and time, and tell of nothing."""
        poster = erasure.tabellen(Flodespost)
        om_dem = poster.c.arende_id.in_([UUID(a) for a in self._efterlysta.arenden])
        await erasure.skriv_over(arbete, poster, gravsten(self._kommunkod), om_dem)

    async def _listade_bestallningar(self, arbete: Arbete) -> None:
        for rad in await arbete.alla(select(Uppfoljning).where(Uppfoljning.kommunkod == self._kommunkod)):
            kvar = [b for b in rad.bestallningar if b not in self._efterlysta.idn]
            if kvar != rad.bestallningar:
                rad.bestallningar = kvar

    async def _rapportmarken(self, arbete: Arbete) -> None:
        """A report that failed goes on after somebody else: a part of the print is before the whole, and nobody's."""
        deras = {arbete.krypto.uppslag(self._kommunkod, nummer) for nummer in self._efterlysta.nummer}
        for rapport in await arbete.alla(select(Rapport).where(Rapport.markor.in_(deras))):
            rapport.markor = (rapport.markor or b"")[:8]

    async def _svar(self) -> None:
        """Stored answers that hold anything of them."""
        rader = erasure.tabellen(Idempotenssvar)
        nycklar = (rader.c.klient_id, rader.c.rutt, rader.c.nyckel)

        async def portion(arbete: Arbete, efter: tuple[str, str, str]) -> tuple[str, str, str] | None:
            inom = (rader.c.kommunkod == self._kommunkod, tuple_(*nycklar) > efter)
            sats = (
                select(*nycklar, rader.c.innehall, rader.c.huvuden, rader.c.arenden)
                .where(*inom)
                .order_by(*nycklar)
                .limit(PER_GANG)
            )
            funna = await erasure.las_rader(arbete, sats)
            for rad in funna:
                if self._i_svaret(arbete, rad):
                    egen = (rader.c.kommunkod == self._kommunkod, tuple_(*nycklar) == tuple(rad[:3]))
                    await erasure.radera(arbete, rader, *egen)
            return tuple(funna[-1][:3]) if len(funna) == PER_GANG else None

        await self._i_portioner(portion, ("", "", ""))

    def _i_svaret(self, arbete: Arbete, rad: Any) -> bool:
        plats = Plats("idempotenssvar", self._kommunkod, "|".join(rad[:3]))
        text = arbete.krypto.oppna(rad.innehall, plats) + str((rad.huvuden, rad.arenden)).encode()
        return self._efterlysta.finns_i(text)

    async def _af_handelser(self, kommunkod: str) -> None:
        """What came from Arbetsförmedlingen and was never understood to be about them."""
        rader, historik = erasure.tabellen(AfHandelse), erasure.tabellen(Handelse)

        async def portion(arbete: Arbete, efter: UUID) -> UUID | None:
            inom = (rader.c.kommunkod == kommunkod, rader.c.id > efter, rader.c.arende_id.is_(None))
            sats = select(rader.c.id, rader.c.innehall).where(*inom).order_by(rader.c.id).limit(PER_GANG)
            funna = await erasure.las_rader(arbete, sats)
            plats = (Plats("af_handelser", kommunkod, rad.id) for rad in funna)
            oppnade = zip(funna, plats, strict=True)
            deras = [r.id for r, p in oppnade if self._efterlysta.finns_i(arbete.krypto.oppna(r.innehall, p))]
            for tabell, kolumn in ((historik, "objekt_id"), (rader, "id")):
                egna = (tabell.c.kommunkod == kommunkod, tabell.c[kolumn].in_(deras))
                await erasure.radera(arbete, tabell, *egna)
            return funna[-1].id if len(funna) == PER_GANG else None

        await self._i_portioner(portion, INGET, kommunkod)

    async def _i_portioner(
        self, portion: Callable[..., Awaitable[T | None]], efter: T, kommunkod: str | None = None
    ) -> None:
        nasta: T | None = efter
        while nasta is not None:
            nasta = await self._kor(kommunkod or self._kommunkod, partial(portion, efter=nasta))
