"""What happens to avvikelser by attendance, by the acts of order and ärende, and by the clock; ``wiring`` connects."""

from collections.abc import Sequence
from uuid import UUID

from app.core.bulk import folj
from app.core.unit_of_work import Arbete
from app.flode.arende.models import Arende
from app.flode.avvikelse.jamforelse import PORTION, Ord, jamfor_bestallningar
from app.flode.avvikelse.models import Avvikelse, att_jamfora
from app.flode.bestallning.models import Bestallning, bestallningar_for
from app.flode.narvaro.actions import Uppgiven
from app.flode.narvaro.planering import foljsamt
from app.flode.narvaro.states import Narvaroutfall


async def folj_narvaron(arbete: Arbete, uppgivna: Sequence[Uppgiven]) -> None:
    """Something was reported or corrected: the patterns of those orders, where it can matter to one."""
    berorda = sorted({u.tillfalle.bestallning_id for u in uppgivna if _kan_rora(u)})
    if berorda:
        await jamfor_bestallningar(
            arbete, berorda, [_ord(u) for u in uppgivna if u.tillfalle.bestallning_id in berorda]
        )


def _kan_rora(u: Uppgiven) -> bool:
    return _avviker(u.utfall, avviker=u.avviker) or (
        u.fore is not None and _avviker(u.fore.utfall, avviker=u.fore.avviker)
    )


def _avviker(utfall: str | None, *, avviker: bool) -> bool:
    return avviker or utfall == Narvaroutfall.FRANVARO_OGILTIG.value


def _ord(u: Uppgiven) -> Ord:
    t = u.tillfalle
    return Ord(t.bestallning_id, t.id, t.dag, t.fran, u.utfall, u.avviker)


async def jamfor_portion(arbete: Arbete, efter: UUID) -> tuple[UUID | None, int]:
    """Compare the next orders after ``efter``: the last of them, or None at the end; how many avvikelser changed."""
    idn = await arbete.alla(att_jamfora(efter, PORTION))
    if not idn:
        return None, 0
    return idn[-1], await jamfor_bestallningar(arbete, idn)


async def folj_agaren(arbete: Arbete, bestallning: Bestallning) -> None:
    """The order got another vägledare or handläggare, or rights that end: so do its avvikelser (DP-04, DP-15)."""
    await folj(arbete, Avvikelse, bestallning, "bestallning_id", foljsamt(bestallning))


async def folj_arendet(arbete: Arbete, arende: Arende) -> None:
    """The ärende got another handläggare or another protection; after its orders have followed."""
    for bestallning in await arbete.alla(bestallningar_for(arende.id)):
        await folj_agaren(arbete, bestallning)
