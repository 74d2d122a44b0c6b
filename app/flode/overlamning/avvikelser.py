"""Deviations told to AF: drafted of occasions, sent by a handläggare, kept true when attendance is corrected (AK-17).

One message for each occasion. Of a person with protected identity none: a deviation is times (DP-15).
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from app.core.errors import Hinder, Konflikt, hindrad
from app.core.unit_of_work import Arbete
from app.flode.narvaro.models import Narvarouppgift
from app.flode.overlamning.actions import (
    Bild,
    Utlamnande,
    bild,
    enligt_lagen,
    lage,
    om_bestallning,
    startad,
    tidigare_sagt,
)
from app.flode.overlamning.avvikelsekoder import Ord, som_avvikelser
from app.flode.overlamning.models import Overlamning, gallande_om, rattbara_om, sagt_om, underlag
from app.flode.overlamning.states import PA_VAG, Kanal, Skede, visar_inga_tider
from app.flode.overlamning.versioner import med, ratta_ej_lamnad, ratta_lamnad

RATTAD = "narvaro_rattad"


async def informera(
    arbete: Arbete,
    arende_id: UUID,
    bestallning_id: UUID,
    tillfalle_id: UUID,
    *,
    kanal: Kanal,
    utlamnande: Utlamnande | None,
) -> Bild:
    """Draft by hand, of one occasion."""
    rad = await startad(arbete, arende_id, bestallning_id)
    sagt = await arbete.kanske(sagt_om(bestallning_id, [tillfalle_id]))
    avvikelser = som_avvikelser(Ord.av(sagt)) if sagt else []
    if not avvikelser:
        text = "Tillfället har ingen frånvaro som lämnas till Arbetsförmedlingen."
        raise hindrad([Hinder("ingen_avvikelse", text, "AK-20")])
    if (finns := await arbete.kanske(gallande_om([tillfalle_id]))) is not None:
        raise Konflikt("Avvikelsen har redan en överlämning.", extra={"overlamningId": str(finns.id)})
    uppgifter = await tidigare_sagt(arbete, bestallning_id) | {"avvikelser": avvikelser}
    overlamning = om_bestallning(
        arbete,
        rad,
        kanal=kanal,
        utlamnande=utlamnande,
        skede=Skede.AVVIKELSE,
        uppgifter=uppgifter,
        tillfalle_id=tillfalle_id,
    )
    if (nej := visar_inga_tider(lage(overlamning, skyddad=rad[2].skyddad))) is not None:
        raise hindrad([nej])
    return bild(arbete, rad[2], overlamning)


async def utkast_for(arbete: Arbete, bestallning_id: UUID, tillfallen: Sequence[UUID]) -> int:
    """Drafts of the occasions that are deviations in AF's sense and have none yet; how many."""
    redan = {o.tillfalle_id for o in await arbete.alla(gallande_om(tillfallen))}
    sagda = [s for s in await arbete.alla(sagt_om(bestallning_id, tillfallen)) if s.tillfalle_id not in redan]
    avvikande = [(s.tillfalle_id, a) for s in sagda if (a := som_avvikelser(Ord.av(s)))]
    if not avvikande:
        return 0
    rad = (await arbete.session.execute(underlag(bestallning_id))).one()
    tidigare = await tidigare_sagt(arbete, bestallning_id)
    for tillfalle_id, avvikelser in avvikande:
        om_bestallning(
            arbete,
            rad,
            kanal=Kanal.API,
            utlamnande=enligt_lagen(rad[1].lagrum),
            skede=Skede.AVVIKELSE,
            uppgifter=tidigare | {"avvikelser": avvikelser},
            tillfalle_id=tillfalle_id,
        )
    return len(avvikande)


async def folj_rattelser(arbete: Arbete, sagda: Mapping[UUID, Narvarouppgift]) -> None:
    """Attendance was corrected: what was told, or is to be, of those occasions."""
    for overlamning in await arbete.alla(rattbara_om(list(sagda))):
        assert overlamning.tillfalle_id is not None
        await _folj(arbete, overlamning, Ord.av(sagda[overlamning.tillfalle_id]))


async def _folj(arbete: Arbete, overlamning: Overlamning, sagt: Ord) -> None:
    avvikelser = som_avvikelser(sagt)
    innehall = med(arbete, overlamning, avvikelser=avvikelser)
    if overlamning.status not in PA_VAG:
        await ratta_lamnad(arbete, overlamning, innehall)
    else:
        tas_bort = not avvikelser and overlamning.sandversion == 0
        await ratta_ej_lamnad(arbete, overlamning, innehall, orsak=RATTAD, tas_bort=tas_bort)
