"""Typed changes of a sent order: registered as facts, in effect on their day, told only if something changes."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.core.aftermath import Efterspel
from app.core.errors import OgiltigtInnehall
from app.core.paging import Sidfraga, Utsnitt
from app.core.unit_of_work import Arbete
from app.flode.beslut.models import Beslut
from app.flode.bestallning import actions as bestallningar
from app.flode.bestallning.andring_models import (
    Bestallningsandring,
    andring_med,
    andringar_for,
    att_folja,
    fakta,
    lista_for,
    som_json,
)
from app.flode.bestallning.delar import sida_under
from app.flode.bestallning.models import UNDERLAG, Bestallning
from app.flode.bestallning.states import BESTALLNING, FORE_START, BestallningLage
from app.flode.bestallning.tidslinje import (
    Andringsfalt,
    Begard,
    Faktum,
    Ramar,
    Timperiod,
    brott,
    dagar_att_folja,
    nasta_dag,
    timperioder,
    varde_pa,
)
from app.flode.bestallning.utkast import timtak_for

HANDELSE = "andra_bestallning"


@dataclass(frozen=True, slots=True)
class Svar:
    """Changes that answer a proposal."""

    bestallning: Bestallning
    forslag_id: UUID
    andringar: list[Bestallningsandring]


SVAR: Efterspel[Svar] = Efterspel()


async def andra_bestallning(
    arbete: Arbete,
    bestallning_id: UUID,
    *,
    andringar: Sequence[Begard],
    galler_fran: date | None = None,
    forslag_id: UUID | None = None,
) -> bestallningar.Bild:
    """Change a sent order; what is as asked for already is answered without a händelse."""
    bestallning = await bestallningar.hamta(arbete, bestallning_id, las=False)
    gjorda = await gor(arbete, bestallning, andringar, galler_fran or arbete.idag, forslag_id)
    if forslag_id is not None:
        await SVAR.spela(HANDELSE, arbete, Svar(bestallning, forslag_id, gjorda))
    await arbete.session.flush()
    return await bestallningar.visa(arbete, bestallning.id)


async def gor(
    arbete: Arbete,
    bestallning: Bestallning,
    begarda: Sequence[Begard],
    galler_fran: date,
    forslag_id: UUID | None = None,
) -> list[Bestallningsandring]:
    """Register the changes that change anything, and let them take effect if their day is here."""
    underlag = await arbete.rad(UNDERLAG, beslut=bestallning.beslut_id, dag=galler_fran)
    await arbete.krav_version(bestallning)
    lage = BestallningLage(arbete.idag, beslut_i_kraft=underlag is not None and underlag[2])
    BESTALLNING.valj(bestallning.status, HANDELSE, arbete.aktor.roll, lage)
    assert underlag is not None  # guard beslut_i_kraft
    beslut, arende, _ = underlag
    kanda = fakta(await arbete.alla(andringar_for(bestallning.id)))
    await _ikapp(arbete, bestallning, kanda, arbete.idag)
    timtak = timtak_for(beslut, arende, galler_fran)
    _krav(begarda, _ramar(arbete, bestallning, kanda, beslut, timtak, galler_fran))
    nya = _fakta_om(bestallning, kanda, begarda, galler_fran)
    if nya:
        uppgifter = {"falt": sorted(f.falt for f in nya), "gallerFran": galler_fran.isoformat()}
        uppgifter |= {"forslagId": str(forslag_id)} if forslag_id else {}
        arbete.andrad(bestallning, BESTALLNING.namn, HANDELSE, bestallning.status, uppgifter)
        await _lat_galla(arbete, bestallning, [*kanda, *nya], galler_fran, timtak)
    skal = {b.falt: b.skal for b in begarda}
    return [arbete.ny(_rad(arbete, bestallning, f, skal[f.falt], forslag_id)) for f in nya]


def _ramar(
    arbete: Arbete, bestallning: Bestallning, kanda: Sequence[Faktum], beslut: Beslut, timtak: int, dag: date
) -> Ramar:
    slut = varde_pa(kanda, Andringsfalt.ONSKAT_SLUT, bestallning.onskat_slut, dag)
    return Ramar(
        idag=arbete.idag,
        galler_fran=dag,
        fore_start=bestallning.status in FORE_START,
        timtak=timtak,
        beslut_fran=beslut.galler_fran,
        beslut_tom=beslut.galler_tom,
        start=bestallning.start_datum or bestallning.onskad_start,
        slut=slut if isinstance(slut, date) else None,
    )


def _krav(begarda: Sequence[Begard], ramar: Ramar) -> None:
    if alla := list(brott(begarda, ramar)):
        raise OgiltigtInnehall(alla[0].fel.meddelande, regel=alla[0].regel, fel=[b.fel for b in alla])


def _fakta_om(bestallning: Bestallning, kanda: Sequence[Faktum], begarda: Sequence[Begard], dag: date) -> list[Faktum]:
    """The changes whose new value is another than the one that would have held on the day."""
    gamla = {b.falt: varde_pa(kanda, b.falt, getattr(bestallning, b.falt), dag) for b in begarda}
    andrar = [b for b in begarda if b.nytt != gamla[b.falt]]
    return [Faktum(n, b.falt, dag, gamla[b.falt], b.nytt) for n, b in enumerate(andrar, len(kanda) + 1)]


def _rad(
    arbete: Arbete, bestallning: Bestallning, faktum: Faktum, skal: str, forslag_id: UUID | None
) -> Bestallningsandring:
    return Bestallningsandring(
        id=nytt_id(),
        kommunkod=bestallning.kommunkod,
        namnd_id=bestallning.namnd_id,
        delad_med=bestallning.delad_med,
        arende_id=bestallning.arende_id,
        bestallning_id=bestallning.id,
        nummer=faktum.nummer,
        falt=faktum.falt.value,
        gammalt=som_json(faktum.gammalt),
        nytt=som_json(faktum.nytt),
        skal=skal,
        galler_fran=faktum.galler_fran,
        registrerad=arbete.nu,
        registrerad_av=arbete.aktor.person,
        forslag_id=forslag_id,
    )


# --- taking effect --------------------------------------------------------------------------------


async def _lat_galla(arbete: Arbete, bestallning: Bestallning, alla: Sequence[Faktum], dag: date, timtak: int) -> None:
    """New facts hold from today, or wait for their day."""
    if dag <= arbete.idag:
        _satt(bestallning, alla, dag, timtak)
        await bestallningar.EFTER.spela(HANDELSE, arbete, bestallning)
    bestallning.andras_nasta = nasta_dag(alla, arbete.idag)


def _satt(bestallning: Bestallning, alla: Sequence[Faktum], dag: date, timtak: int) -> list[Andringsfalt]:
    """Give the order the values of a day; which fields became others."""
    nya = {f.falt: varde_pa(alla, f.falt, None, dag) for f in alla if f.galler_fran == dag}
    andrade = sorted(falt for falt, varde in nya.items() if getattr(bestallning, falt) != varde)
    for falt in andrade:
        setattr(bestallning, falt, nya[falt])
    if Andringsfalt.TIMMAR_PER_VECKA in andrade:
        bestallning.timtak = timtak
    return andrade


async def _ikapp(arbete: Arbete, bestallning: Bestallning, alla: Sequence[Faktum], tom: date) -> None:
    """Let what has become due take effect day by day, as if somebody had looked each day."""
    if bestallning.andras_nasta is None or bestallning.andras_nasta > tom:
        return
    for dag in dagar_att_folja(alla, bestallning.andras_nasta, tom):
        andrade = _satt(bestallning, alla, dag, await _timtak(arbete, bestallning, dag))
        if andrade:
            uppgifter = {"falt": andrade, "gallerFran": dag.isoformat()}
            arbete.andrad(bestallning, BESTALLNING.namn, "andring_galler", bestallning.status, uppgifter)
            await bestallningar.EFTER.spela(HANDELSE, arbete, bestallning)
    bestallning.andras_nasta = nasta_dag(alla, tom)


async def _timtak(arbete: Arbete, bestallning: Bestallning, dag: date) -> int:
    """The person's cap on the day (AK-07)."""
    underlag = await arbete.rad(UNDERLAG, beslut=bestallning.beslut_id, dag=dag)
    return bestallning.timtak if underlag is None else timtak_for(underlag[0], underlag[1], dag)


async def folj_kalendern(arbete: Arbete) -> int:
    """Let changes take effect whose day has come; how many orders they were on.

    May run twice, late or after days of stand-still: values and history are those of daily runs.
    """
    antal = 0
    while forfallna := await arbete.alla(att_folja(arbete.idag)):
        per_bestallning = await _fakta_per_bestallning(arbete, forfallna)
        for bestallning in forfallna:
            await _ikapp(arbete, bestallning, per_bestallning[bestallning.id], arbete.idag)
        antal += len(forfallna)
        await arbete.session.flush()
    return antal


async def ikapp_vid_slut(arbete: Arbete, bestallning: Bestallning) -> None:
    """Follower of an end: what became due before it had taken effect, whether the job has run or not."""
    if bestallning.andras_nasta is not None:
        tom = min(arbete.idag, bestallning.slut_datum or arbete.idag)
        await _ikapp(arbete, bestallning, fakta(await arbete.alla(andringar_for(bestallning.id))), tom)


# --- reading --------------------------------------------------------------------------------------


async def _fakta_per_bestallning(arbete: Arbete, valda: Sequence[Bestallning]) -> dict[UUID, list[Faktum]]:
    per_bestallning: dict[UUID, list[Faktum]] = defaultdict(list)
    for rad in await arbete.alla(andringar_for(*(b.id for b in valda))):
        per_bestallning[rad.bestallning_id].append(rad.faktum)
    return per_bestallning


async def timperioder_for(arbete: Arbete, valda: Sequence[Bestallning]) -> dict[UUID, tuple[Timperiod, ...]]:
    """Ordered hours over time of many orders, in one statement; read them with ``tidslinje.timmar_pa``."""
    per_bestallning = await _fakta_per_bestallning(arbete, valda)
    return {b.id: timperioder(per_bestallning[b.id], b.timmar_per_vecka) for b in valda}


async def lista(arbete: Arbete, bestallning_id: UUID, fraga: Sidfraga) -> Utsnitt[Bestallningsandring]:
    """One page of an order's changes, newest first."""
    sats = lista_for(bestallning_id)
    return await sida_under(arbete, bestallning_id, sats, Bestallningsandring.id, fraga, "bestallningsandring")


async def visa(arbete: Arbete, bestallning_id: UUID, andring_id: UUID) -> Bestallningsandring:
    """One change with its reason."""
    bestallning = await bestallningar.hamta(arbete, bestallning_id, las=False)
    andring = await arbete.en(andring_med(bestallning.id, andring_id))
    arbete.har_last("bestallningsandring", arende=bestallning.arende_id, objekt=andring.id)
    return andring
