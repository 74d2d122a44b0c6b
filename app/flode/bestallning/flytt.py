"""A running order moves to another utförare, who must accept (AK-40).

The old order goes on untouched until the new one is accepted and the cut-off day comes. Only the nämnd
knows both; each utförare learns the day that concerns it and nothing of the other, but for what is released.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from app.core.delegation import som_system
from app.core.errors import Faltfel, OgiltigtInnehall, hindrad
from app.core.unit_of_work import Arbete
from app.flode.bestallning.actions import EFTER, Bild, bild, ladda, stega
from app.flode.bestallning.frislappande import notera
from app.flode.bestallning.kedja import Nasta, provad, skicka_efterfoljare, underlag
from app.flode.bestallning.models import Bestallning, att_flytta, bestallning_med, efterfoljare_till
from app.flode.bestallning.slut import folj, stang
from app.flode.bestallning.states import (
    BESTALLNING,
    BORJADE,
    FLYTTBARA,
    OBESVARADE,
    OPPNA,
    SKICKA,
    BestallningLage,
    BestallningStatus,
    Tillkomst,
    Underlagsslag,
)
from app.flode.bestallning.underlag import kopiera
from app.flode.bestallning.utkast import efterfoljare, krav_timmar
from app.flode.bestallning.utlamnande import bara_namnden

EN_DAG = timedelta(days=1)


async def flytta(
    arbete: Arbete,
    bestallning_id: UUID,
    *,
    utforare_id: UUID,
    brytdatum: date,
    skal: str,
    foljer_med: Sequence[Underlagsslag],
    frislappande: Mapping[str, Any] | None,
    **uppgifter: Any,
) -> Bild:
    """Ask another utförare to take over from a day; ``uppgifter`` are the new order's own (DP-09)."""
    medfoljande = [slag.value for slag in foljer_med]
    bestallning = await stega(
        arbete, bestallning_id, "flytta",
        till=str(utforare_id), brytdatum=brytdatum.isoformat(), foljerMed=medfoljande, skal=skal,
    )  # fmt: skip
    bara_namnden(arbete, bestallning)
    _krav_mal(arbete, bestallning, utforare_id, brytdatum)
    beslut, arende, i_kraft = await underlag(arbete, bestallning)
    ny = efterfoljare(
        arbete, bestallning, beslut, arende,
        tillkomst=Tillkomst.FLYTT, utforare_id=utforare_id, onskad_start=brytdatum, erbjud_nasta=False, **uppgifter,
    )  # fmt: skip
    krav_timmar(ny)
    ny.tar_over, ny.foljer_med = brytdatum, medfoljande
    _frislapp(arbete, ny, frislappande)
    lage, avtal = await provad(arbete, ny, arende, beslut_i_kraft=i_kraft)
    if (stopp := [h for krav in SKICKA if (h := krav(lage))]) or avtal is None:
        raise hindrad(stopp)
    await arbete.session.flush()
    await skicka_efterfoljare(arbete, Nasta(ny, arende, avtal, lage))
    return await bild(arbete, bestallning, "flytta")


def _krav_mal(arbete: Arbete, bestallning: Bestallning, utforare_id: UUID, brytdatum: date) -> None:
    if utforare_id == bestallning.utforare_id:
        raise OgiltigtInnehall(
            "Utföraren har redan beställningen.", fel=[Faltfel("/utforareId", "samma", "Ange en annan utförare")]
        )
    if brytdatum < arbete.idag:
        raise OgiltigtInnehall(
            "Brytdagen har passerat.", fel=[Faltfel("/brytdatum", "passerat", "Ange i dag eller senare")]
        )


def _frislapp(arbete: Arbete, ny: Bestallning, frislappande: Mapping[str, Any] | None) -> None:
    """DP-15: the release to the first utförare is not one to the next."""
    if frislappande is not None:
        notera(arbete, ny, **frislappande)


async def aterta_flytt(arbete: Arbete, bestallning_id: UUID, *, skal: str) -> Bild:
    """Take the question back before it is answered."""
    bestallning = await stega(arbete, bestallning_id, "aterta_flytt", skal=skal)
    bara_namnden(arbete, bestallning)
    await _dra_tillbaka(arbete, bestallning)
    return await bild(arbete, bestallning, "aterta_flytt")


async def _dra_tillbaka(arbete: Arbete, bestallning: Bestallning) -> None:
    """Withdraw the order that another utförare has not answered."""
    ny = await arbete.kanske(efterfoljare_till(bestallning.id, OBESVARADE))
    if ny is None:
        return
    fran = ny.status
    folj(arbete, ny, "aterkalla", BestallningLage(arbete.idag), {})
    stang(arbete, ny, fran, arbete.idag)
    await EFTER.spela("aterkalla", arbete, ny)


# --- what follows from others' acts ---------------------------------------------------------------


async def fall_med_bestallningen(arbete: Arbete, bestallning: Bestallning) -> None:
    """Follower of ``aterkalla`` and ``avsluta``: nobody takes over an order that has ended."""
    await _dra_tillbaka(arbete, bestallning)


async def fall_med_efterfoljaren(arbete: Arbete, ny: Bestallning) -> None:
    """Follower of ``aterkalla``: the old order stays where it is when the one that would take over is withdrawn."""
    if ny.tillkomst != Tillkomst.FLYTT.value or ny.foregaende_id is None:
        return
    fore = await arbete.kanske(bestallning_med(ny.foregaende_id))
    if fore is not None and fore.flyttas is not None and fore.status in OPPNA:
        fore.flyttas = None
        arbete.andrad(fore, BESTALLNING.namn, "flytt_installd", fore.status, {})
        await EFTER.spela("flytt_installd", arbete, fore)


async def godta(arbete: Arbete, ny: Bestallning) -> None:
    """Follower of ``bekrafta``: the move is settled; what was released is copied; due today, it is done today."""
    if ny.tillkomst != Tillkomst.FLYTT.value or ny.foregaende_id is None or ny.tar_over is None:
        return
    async with som_system(arbete, "flytt") as system:
        fore = await system.en(bestallning_med(ny.foregaende_id))
        if fore.status not in FLYTTBARA:
            return
        fore.flyttas = max(ny.tar_over, system.idag)
        system.andrad(fore, BESTALLNING.namn, "flytt_godtagen", fore.status, {"brytdatum": fore.flyttas.isoformat()})
        await kopiera(system, fore, ny)
        await EFTER.spela("flytt_godtagen", system, fore)
        if fore.flyttas <= system.idag:
            await _verkstall(system, fore)


async def godta_igen(arbete: Arbete, ny: Bestallning) -> None:
    """Follower of ``ateroppna``: one that had been accepted takes over again."""
    if ny.status == BestallningStatus.BEKRAFTAD.value:
        await godta(arbete, ny)


async def _verkstall(arbete: Arbete, bestallning: Bestallning) -> None:
    """The old utförare's assignment ends the day before the cut-off, whenever this is run."""
    fran, dag = bestallning.status, bestallning.flyttas
    folj(arbete, bestallning, "verkstall_flytt", BestallningLage(arbete.idag, flyttas=dag), {})
    assert dag is not None  # guard flyttdagen_har_kommit
    stang(arbete, bestallning, fran, dag)
    if fran in BORJADE:
        bestallning.slut_datum = max(bestallning.start_datum or dag, dag - EN_DAG)
    await EFTER.spela("verkstall_flytt", arbete, bestallning)
    await arbete.session.flush()


# --- by the clock ---------------------------------------------------------------------------------


async def att_verkstalla(arbete: Arbete) -> list[UUID]:
    """Orders whose cut-off day has come."""
    return list(await arbete.alla(att_flytta(arbete.idag)))


async def verkstall(arbete: Arbete, bestallning_id: UUID) -> int:
    """Carry out a move whose day has come; tells whether it did. May run twice or late."""
    bestallning, lage = await ladda(arbete, bestallning_id)
    if bestallning.status not in FLYTTBARA or lage.flyttas is None or lage.flyttas > arbete.idag:
        return 0
    await _verkstall(arbete, bestallning)
    return 1
