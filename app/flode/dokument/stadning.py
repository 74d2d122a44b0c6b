"""Files that no row knows: what is left of a commit that failed, or of a process that died in between."""

import asyncio
from datetime import timedelta
from functools import partial
from itertools import islice
from uuid import UUID

from app.begrepp.parter import Aktor
from app.core.filestore import Filplats
from app.core.services import Tjanster
from app.core.unit_of_work import Arbete
from app.flode.dokument.models import med_id

# Longer than any upload: what is younger may get its row yet.
KVAR = timedelta(days=1)
PER_GANG = 500


async def rensa_filer(tjanster: Tjanster, aktor: Aktor, kommunkod: str) -> int:
    """Take away a kommun's files without a row, and what was never finished; may run twice, late, or in two places."""
    arkiv, grans = tjanster.filarkiv, tjanster.klocka.nu() - KVAR
    antal = await asyncio.to_thread(arkiv.kasta_avbrutna, kommunkod, grans)
    gamla = iter(await asyncio.to_thread(lambda: list(arkiv.aldre_an(kommunkod, grans))))
    while idn := list(islice(gamla, PER_GANG)):
        utan_rad = await tjanster.transaktioner.kor(aktor, kommunkod, partial(_utan_rad, idn=idn))
        for dokument_id in utan_rad:
            await asyncio.to_thread(arkiv.kasta, Filplats(kommunkod, dokument_id))
        antal += len(utan_rad)
    return antal


async def _utan_rad(arbete: Arbete, idn: list[UUID]) -> list[UUID]:
    kanda = set(await arbete.alla(med_id(idn)))
    return [i for i in idn if i not in kanda]
