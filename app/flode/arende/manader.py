"""Acts on the months of one ärende: record, correct, show; a correction never removes the earlier word."""

from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.core.unit_of_work import Arbete
from app.flode.arende.actions import hamta
from app.flode.arende.models import Bistandsmanad, gallande, las, manader


async def registrera(
    arbete: Arbete,
    arende_id: UUID,
    *,
    manad: str,
    forsorjningsstod: bool,
    forsorjningshinder: str | None,
    kalla: str,
    skal: str | None,
) -> Bistandsmanad:
    """Record or correct one month; of two at once, the second waits for the first."""
    await arbete.kanske(las(arende_id))
    arende = await hamta(arbete, arende_id, las=False)
    tidigare = [r for r in await arbete.alla(manader(arende.id)) if r.manad == manad]
    rad = arbete.ny(
        Bistandsmanad(
            id=nytt_id(),
            kommunkod=arende.kommunkod,
            namnd_id=arende.namnd_id,
            arende_id=arende.id,
            manad=manad,
            nummer=len(tidigare) + 1,
            forsorjningsstod=forsorjningsstod,
            forsorjningshinder=forsorjningshinder,
            kalla=kalla,
            registrerad=arbete.nu,
            person=arbete.aktor.person,
            skal=skal,
        )
    )
    arbete.andrad(arende, "arende", "manad_registrerad", arende.status, {"manad": manad})
    arbete.har_skrivit("bistandsmanad", arende.id, rad.id)
    return rad


async def lista(arbete: Arbete, arende_id: UUID, *, historik: bool) -> list[Bistandsmanad]:
    """The months as now known, or every word ever said of them; oldest first."""
    arende = await hamta(arbete, arende_id)
    rader = await arbete.alla(manader(arende.id))
    return list(rader) if historik else gallande(rader)
