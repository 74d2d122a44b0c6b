"""Reading one's log: from a number, from now on, and with patience."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from app.begrepp.parter import Mottagare
from app.core.errors import Faltfel, OgiltigtInnehall
from app.core.feed_notice import Flodesbud
from app.core.unit_of_work import Arbete
from app.vyer.handelseflode.models import Flodespost, las_efter, senaste_nummer

SENASTE = "senaste"
# Seconds between two looks of one who waits: another process may have written, or the client hung up.
MELLAN_BLICKAR = 2.0


@dataclass(frozen=True, slots=True)
class Utdrag:
    """Posts of one log, and the number that they come after."""

    efter: int
    poster: Sequence[Flodespost] = ()

    @property
    def till(self) -> int:
        """Where to go on."""
        return self.poster[-1].nummer if self.poster else self.efter


async def las(arbete: Arbete, mottagare: Mottagare, efter: str, antal: int) -> Utdrag:
    """At most ``antal`` posts after a number; of the word for "from now on" only the number that it means."""
    if efter == SENASTE:
        return Utdrag(await senaste_nummer(arbete, mottagare))
    nummer = int(efter)
    poster = await las_efter(arbete, mottagare, nummer, antal)
    if not poster and nummer > await senaste_nummer(arbete, mottagare):
        raise OgiltigtInnehall(
            "Flödet har inte kommit så långt. Börja om från ett nummer som du har läst, eller från början.",
            fel=[Faltfel("efter", "efter_slutet", "Efter flödets slut")],
        )
    return Utdrag(nummer, poster)


async def las_med_talamod(
    las_fran: Callable[[str], Awaitable[Utdrag]],
    efter: str,
    bud: Flodesbud,
    mottagare: Mottagare,
    *,
    vanta: float,
    har_gatt: Callable[[], Awaitable[bool]],
) -> Utdrag:
    """Read, and read again at each word of new posts, until there is one or ``vanta`` seconds have gone.

    Each read is a transaction of its own; between them nothing is held but the place to wait in. Without one, when
    the process stops, or when the caller has hung up (``har_gatt``), the answer is what there is.
    """
    if not vanta:
        return await las_fran(efter)
    slut = asyncio.get_running_loop().time() + vanta
    with bud.vantar(mottagare) as vantan:
        utdrag = await las_fran(efter)
        while vantan is not None and not utdrag.poster and not bud.stangt:
            kvar = slut - asyncio.get_running_loop().time()
            if kvar <= 0 or await har_gatt():
                break
            await vantan.hogst(min(kvar, MELLAN_BLICKAR))
            utdrag = await las_fran(str(utdrag.efter))
    return utdrag
