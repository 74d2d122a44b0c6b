"""The path of the event feed; whose it is comes from the token."""

from typing import Annotated

from fastapi import Query, Response

from app.core.http import Mottagaranrop, op, rutter
from app.vyer.handelseflode import actions, schemas

router = rutter("/handelser", "handelser")


@router.get(
    "",
    **op(
        "handelse:las",
        "lista_handelser",
        "Läs händelseflödet",
        "Allt som har hänt som den egna organisationen får veta om, numrerat utan luckor och äldst först: nämndens "
        "flöde eller utförarens, efter vem token är utställd till. Händelserna är CloudEvents 1.0 och bär bara id; mer "
        "läses på `subject`. Följ `_links.next`, som alltid finns; med `vanta` dröjer svaret tills något nytt finns. / "
        "The organisation's own log of events, numbered without gaps, oldest first. CloudEvents 1.0 with ids only; "
        "follow `_links.next`, and wait for news with `vanta`.",
        schemas.Handelseflode,
    ),
)
async def lista_handelser(anrop: Mottagaranrop, fraga: Annotated[schemas.Flodesfraga, Query()]) -> Response:
    """From the cursor on; nothing is taken away by reading."""
    anrop.krav_roll("Händelseflödet är hela organisationens: din roll ser bara en del av den.")

    async def las_fran(efter: str) -> actions.Utdrag:
        return await anrop.transaktion(lambda a: actions.las(a, anrop.mottagare, efter, fraga.limit))

    utdrag = await actions.las_med_talamod(
        las_fran,
        fraga.efter,
        anrop.tjanster.flodesbud,
        anrop.mottagare,
        vanta=min(fraga.vanta, anrop.tjanster.settings.flode_vantan),
        har_gatt=anrop.request.is_disconnected,
    )
    publik_adress = anrop.tjanster.settings.publik_adress
    return anrop.svar(schemas.Handelseflode.av(utdrag, fraga, anrop.adress, publik_adress))
