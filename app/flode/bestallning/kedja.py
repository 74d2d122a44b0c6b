"""The chain of an order: who is asked next when an utförare declines, or lets the time for an answer pass (T-12).

The next utförare is given an order of its own and learns nothing of those before. Of a protected person
nobody is asked by itself (DP-15). What can't go on is left to the handläggare as a bevakning.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from app.begrepp.parter import Part
from app.begrepp.tid import plus_arbetsdagar, svensk_dag
from app.core.delegation import som_system
from app.core.errors import Saknas
from app.core.paging import Sidfraga, Utsnitt, sida, skar
from app.core.unit_of_work import Arbete
from app.flode.arende.actions import krav_tilldelad
from app.flode.arende.models import Arende
from app.flode.beslut.models import Beslut
from app.flode.bestallning.actions import EFTER, avtal_med, hamta, lage_for
from app.flode.bestallning.models import (
    UNDERLAG,
    Bestallning,
    aktiv_hos,
    bestallning_med,
    kedjan_med,
    obesvarade,
)
from app.flode.bestallning.slut import folj, stang
from app.flode.bestallning.states import OBESVARADE, SKICKA, BestallningLage, BestallningStatus, Tillkomst
from app.flode.bestallning.utkast import efterfoljare, ryms
from app.flode.bestallning.utlamnande import lamna_ut
from app.katalog.organisationer import Avtal

EN_DAG = timedelta(days=1)


async def lista(arbete: Arbete, bestallning_id: UUID, fraga: Sidfraga) -> Utsnitt[Bestallning]:
    """One page of the chain that an order is part of; only the nämnd knows of it (404 for others)."""
    if arbete.aktor.part is not Part.KOMMUN:
        raise Saknas
    rader = await arbete.alla(sida(kedjan_med(bestallning_id), Bestallning.id, fraga))
    if not rader:
        await hamta(arbete, bestallning_id, las=False)
    else:
        await krav_tilldelad(arbete, rader[0].arende_id, rader[0].handlaggare)
    arbete.har_last("bestallning", arenden=[b.arende_id for b in rader[:1]])
    return skar(rader, fraga)


# --- the next utförare ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Nasta:
    """An order that may be sent, with what sending it needs."""

    bestallning: Bestallning
    arende: Arende
    avtal: Avtal
    lage: BestallningLage


async def underlag(arbete: Arbete, fore: Bestallning) -> tuple[Beslut, Arende, bool]:
    """The beslut that an order rests on, its ärende, and whether it is in force."""
    rad = await arbete.rad(UNDERLAG, beslut=fore.beslut_id, dag=arbete.idag)
    if rad is None:
        raise Saknas
    beslut, arende, i_kraft = rad
    return beslut, arende, i_kraft


async def provad(
    arbete: Arbete, ny: Bestallning, arende: Arende, *, beslut_i_kraft: bool
) -> tuple[BestallningLage, Avtal | None]:
    """The facts of an order that is about to be sent, all of them asked anew."""
    avtal = await avtal_med(arbete, ny.namnd_id, ny.utforare_id)
    annan = await arbete.kanske(aktiv_hos(arende.id, ny.utforare_id))
    lage = lage_for(
        arbete,
        ny,
        beslut_i_kraft=beslut_i_kraft,
        avtal_i_kraft=avtal is not None,
        annan_aktiv_hos_utforaren=annan is not None,
    )
    return lage, avtal


async def skicka_efterfoljare(arbete: Arbete, nasta: Nasta) -> None:
    """Make and send the next order; its life before that is the nämnd's own."""
    ny = nasta.bestallning
    arbete.fodd(ny, "bestallning", "skapa")
    folj(arbete, ny, "skicka", nasta.lage, {})
    lamna_ut(arbete, ny, nasta.arende, nasta.avtal)
    await EFTER.spela("skicka", arbete, ny)
    await arbete.session.flush()


async def _nasta(arbete: Arbete, fore: Bestallning) -> Nasta | None:
    """The first of the kommun's list that may have the order today; of a protected person nobody."""
    if not fore.erbjud_nasta or fore.skyddad:
        return None
    beslut, arende, i_kraft = await underlag(arbete, fore)
    if arende.skyddad:
        return None
    kvar = [UUID(u) for u in fore.reservutforare or []]
    while kvar:
        utforare = kvar.pop(0)
        ny = efterfoljare(
            arbete, fore, beslut, arende,
            tillkomst=Tillkomst.ERBJUDEN, utforare_id=utforare, reservutforare=[str(u) for u in kvar],
        )  # fmt: skip
        lage, avtal = await provad(arbete, ny, arende, beslut_i_kraft=i_kraft)
        if avtal is not None and ryms(ny) and not any(krav(lage) for krav in SKICKA):
            return Nasta(ny, arende, avtal, lage)
    return None


async def erbjud_nasta(arbete: Arbete, bestallning: Bestallning) -> None:
    """Follower of ``avboj``: the next in the list is asked, in the service's own name."""
    if not bestallning.erbjud_nasta:
        return
    async with som_system(arbete, "bestallning") as system:
        nasta = await _nasta(system, bestallning)
        if nasta is not None:
            await skicka_efterfoljare(system, nasta)


# --- by the clock ---------------------------------------------------------------------------------


async def att_lata_utga(arbete: Arbete) -> list[UUID]:
    """Orders whose time for an answer may have passed."""
    return list(await arbete.alla(obesvarade(arbete.idag)))


async def lat_utga(arbete: Arbete, bestallning_id: UUID) -> int:
    """End an order that was not answered in time, and ask the next in the list; tells whether it did.

    One that nobody can take after it stays: its utförare may still answer. A move falls.
    """
    bestallning = await arbete.en(bestallning_med(bestallning_id))
    frist = await _frist(arbete, bestallning)
    if bestallning.status not in OBESVARADE or frist is None or frist >= arbete.idag:
        return 0
    nasta = await _nasta(arbete, bestallning)
    if nasta is None and bestallning.tillkomst != Tillkomst.FLYTT.value:
        return 0
    fran = bestallning.status
    folj(arbete, bestallning, "lat_utga", BestallningLage(arbete.idag, svar_senast=frist), {})
    stang(arbete, bestallning, fran, frist + EN_DAG)
    await arbete.session.flush()
    await EFTER.spela("lat_utga", arbete, bestallning)
    if nasta is not None:
        await skicka_efterfoljare(arbete, nasta)
    return 1


async def _frist(arbete: Arbete, bestallning: Bestallning) -> date | None:
    """The last day for an answer; one that was never received is given a working day for that too."""
    if bestallning.status != BestallningStatus.SKICKAD.value or bestallning.skickad is None:
        return bestallning.svar_senast
    avtal = await avtal_med(arbete, bestallning.namnd_id, bestallning.utforare_id)
    fran = max(bestallning.skickad, bestallning.ateroppnad or bestallning.skickad)
    return plus_arbetsdagar(svensk_dag(fran), 1 + (avtal.svar_arbetsdagar if avtal else 1))
