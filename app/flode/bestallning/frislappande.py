"""Release of an order for a protected person: explicit, for this order only, to somebody named (DP-14, DP-15).

Without it the utförare has nothing: no row of the order is anybody's there until a receiver is named.
"""

from collections.abc import Sequence
from uuid import UUID

from app.begrepp.sekretess import Frislapptfalt
from app.core.unit_of_work import Arbete
from app.flode.arende.models import Arende, arende_med
from app.flode.bestallning.actions import Bild, avtal_med, bild, stega
from app.flode.bestallning.models import Bestallning, bestallningar_for
from app.flode.bestallning.utlamnande import bara_namnden, byt_namn, dolj, slapp

# What a release holds that names no fields: nothing that tells where the person is.
STANDARD = (Frislapptfalt.NAMN, Frislapptfalt.SPRAK, Frislapptfalt.TOLKBEHOV, Frislapptfalt.ANPASSNINGAR)


async def frislapp(
    arbete: Arbete,
    bestallning_id: UUID,
    *,
    skal: str,
    mottagare: str,
    falt: Sequence[Frislapptfalt] | None = None,
    lagrum: str | None = None,
) -> Bild:
    """The named receiver may have these fields; at once, if the order is sent already."""
    bestallning = await stega(arbete, bestallning_id, "frislapp")
    bara_namnden(arbete, bestallning)
    notera(arbete, bestallning, skal=skal, mottagare=mottagare, falt=falt, lagrum=lagrum)
    if bestallning.delad_med is not None:
        await _slapp_pa_nytt(arbete, bestallning)
    return await bild(arbete, bestallning, "frislapp")


def notera(
    arbete: Arbete,
    bestallning: Bestallning,
    *,
    skal: str,
    mottagare: str,
    falt: Sequence[Frislapptfalt] | None = None,
    lagrum: str | None = None,
) -> None:
    """Record who has released what to whom, on which ground."""
    bestallning.frislappt_av, bestallning.frislappt = arbete.aktor.person, arbete.nu
    bestallning.frislappt_skal, bestallning.frislappt_lagrum = skal, lagrum or bestallning.utlamnande_lagrum
    bestallning.frislappta_falt = [f.value for f in (STANDARD if falt is None else falt)]
    bestallning.mottagare = mottagare


async def aterta_frislappande(arbete: Arbete, bestallning_id: UUID, *, skal: str) -> Bild:
    """The utförare sees nothing of the order from now on."""
    bestallning = await stega(arbete, bestallning_id, "aterta_frislappande", skal=skal)
    bara_namnden(arbete, bestallning)
    upphor(bestallning)
    return await bild(arbete, bestallning, "aterta_frislappande")


def upphor(bestallning: Bestallning) -> None:
    """Nothing is released any longer, to nobody."""
    bestallning.frislappt_av = bestallning.frislappt_skal = bestallning.frislappt_lagrum = None
    bestallning.frislappt = bestallning.frislappta_falt = bestallning.mottagare = None
    dolj(bestallning)


async def folj_arendet(arbete: Arbete, arende: Arende) -> None:
    """The ärende got another handläggare, another protection or another name: its orders follow at once (DP-15)."""
    for bestallning in await arbete.alla(bestallningar_for(arende.id)):
        fore = _agare(bestallning)
        bestallning.handlaggare = arende.handlaggare
        if bestallning.skyddad != arende.skyddad:
            await _folj_skyddet(arbete, bestallning, arende)
        byt_namn(bestallning, arende)
        if fore != _agare(bestallning):
            arbete.andrad(bestallning, "bestallning", "folj_arendet", bestallning.status, {})


def _agare(bestallning: Bestallning) -> tuple[object, ...]:
    return bestallning.handlaggare, bestallning.skyddad, bestallning.deltagare


async def _folj_skyddet(arbete: Arbete, bestallning: Bestallning, arende: Arende) -> None:
    """The person became protected: what was sent before is released anew, or not at all. Or no longer is so."""
    bestallning.skyddad = arende.skyddad
    if arende.skyddad:
        upphor(bestallning)
    elif bestallning.delad_med is not None:
        await _slapp_pa_nytt(arbete, bestallning)


async def _slapp_pa_nytt(arbete: Arbete, bestallning: Bestallning) -> None:
    """The copy of what is released, made again of what is known today."""
    avtal = await avtal_med(arbete, bestallning.namnd_id, bestallning.utforare_id)
    if avtal is not None:
        arende = await arbete.en(arende_med(bestallning.arende_id))
        slapp(arbete, bestallning, arende, {str(f) for f in avtal.slappta_falt})
