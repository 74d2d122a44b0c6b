"""Takes erased persons out of the access log: their own rows go, rows that list several people are written anew.

Only rows that are in a block are touched, so that nobody seals what is about to go; the chain's notes
(``log_erasure``) say what became of each. May run again: what is gone is not found.
"""

from collections.abc import Iterable, Sequence
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from app.begrepp.identiteter import nytt_id
from app.core import erasure
from app.core.journal import MED_SIGILL, Atkomst, beseglat
from app.core.log_erasure import BORTA, FORE_KEDJAN, Loggallring
from app.core.unit_of_work import Arbete
from app.vyer.atkomstlogg.models import Loggprov

PER_GANG = 1000
# A row of the log, and the seal that it is to have; ``BORTA`` for none.
Omskriven = tuple[Any, bytes]
_logg, _prov = erasure.tabellen(Atkomst), erasure.tabellen(Loggprov)
_rader = select(*(_logg.c[namn] for namn in MED_SIGILL))


class Loggradering:
    """Takes the given ärenden and objects out of the log of one kommun, a batch a transaction."""

    def __init__(self, gallring_id: UUID, arenden: Iterable[str], objekt: Iterable[str]) -> None:
        self._gallring_id = gallring_id
        self._arenden = frozenset(arenden)
        self._objekt = frozenset(objekt)
        self.vantar = 0

    async def egna(self, arbete: Arbete) -> int:
        """The next rows that are about one of the persons alone; how many were erased."""
        om_dem = _logg.c.arende_id.in_([UUID(a) for a in self._arenden])
        sats = _rader.where(_logg.c.kommunkod == arbete.kommunkod, om_dem, _forseglad()).limit(PER_GANG)
        rader = await erasure.las_rader(arbete, sats)
        await self._skriv(arbete, [(rad, BORTA) for rad in rader])
        return len(rader)

    async def listor(self, arbete: Arbete, efter: UUID) -> UUID | None:
        """The next rows that are about several people or none; from where to go on."""
        kan_lista = or_(_logg.c.arende_id.is_(None), _logg.c.arenden.is_not(None))
        inom = (_logg.c.kommunkod == arbete.kommunkod, _logg.c.id > efter, kan_lista)
        rader = await erasure.las_rader(arbete, _rader.where(*inom).order_by(_logg.c.id).limit(PER_GANG))
        traffar = [rad for rad in rader if self._ror(rad)]
        self.vantar += sum(not _i_block(rad) for rad in traffar)
        await self._skriv(arbete, [(rad, self._nytt_sigill(arbete, rad)) for rad in traffar if _i_block(rad)])
        return rader[-1].id if len(rader) == PER_GANG else None

    async def kvar(self, arbete: Arbete) -> int:
        """How many rows wait for their block, and so for the next run."""
        om_dem = _logg.c.arende_id.in_([UUID(a) for a in self._arenden])
        return self.vantar + await erasure.rakna(arbete, _logg, _logg.c.kommunkod == arbete.kommunkod, om_dem)

    def _ror(self, rad: Any) -> bool:
        om_objekt = rad.arende_id is None and not rad.arenden and str(rad.objekt_id) in self._objekt
        return om_objekt or not self._arenden.isdisjoint(rad.arenden or ())

    def _kvarvarande(self, rad: Any) -> list[str]:
        return [arende for arende in rad.arenden or () if arende not in self._arenden]

    def _nytt_sigill(self, arbete: Arbete, rad: Any) -> bytes:
        """The seal of the row without the persons; ``BORTA`` when it is about nobody else."""
        kvar = self._kvarvarande(rad)
        if not kvar:
            return BORTA
        ny = SimpleNamespace(**{**rad._asdict(), "arenden": kvar})
        return arbete.krypto.loggsigill(rad.kommunkod, beseglat(ny))

    async def _skriv(self, arbete: Arbete, rader: Sequence[Omskriven]) -> None:
        """Erase and rewrite, and leave the notes that the chain needs."""
        borta = [rad.id for rad, sigill in rader if sigill == BORTA]
        for tabell, kolumn in ((_prov, "atkomst_id"), (_logg, "id")):
            inom = (tabell.c.kommunkod == arbete.kommunkod, tabell.c[kolumn].in_(borta))
            await erasure.radera(arbete, tabell, *inom)
        for rad, sigill in rader:
            if sigill != BORTA:
                varden = {"arenden": self._kvarvarande(rad), "sigill": sigill if rad.sigill else None}
                egen = (_logg.c.kommunkod == rad.kommunkod, _logg.c.id == rad.id)
                await erasure.skriv_over(arbete, _logg, varden, *egen)
        self._notera(arbete, rader)

    def _notera(self, arbete: Arbete, rader: Sequence[Omskriven]) -> None:
        """What became of the rows, block by block."""
        per_block: dict[tuple[UUID, int], dict[UUID, bytes]] = {}
        for rad, sigill in rader:
            per_block.setdefault((rad.namnd_id, rad.block or FORE_KEDJAN), {})[rad.id] = sigill
        for (namnd_id, block), nya in sorted(per_block.items()):
            not_ = Loggallring(
                kommunkod=arbete.kommunkod,
                id=nytt_id(),
                namnd_id=namnd_id,
                block=block,
                gallring_id=self._gallring_id,
                skapad=arbete.nu,
            )
            arbete.ny(not_.satt(nya, arbete.krypto))


def _forseglad() -> Any:
    """In a block, or older than the chain."""
    return or_(_logg.c.block.is_not(None), _logg.c.sigill.is_(None))


def _i_block(rad: Any) -> bool:
    return rad.block is not None or rad.sigill is None
