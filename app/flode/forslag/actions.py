"""Acts on a förslag: propose, approve with what follows of it, refuse, withdraw."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.begrepp.parter import Part
from app.core.errors import Faltfel, OgiltigtInnehall
from app.core.journal import Handelse, historik
from app.core.paging import Sidfraga, Utsnitt, sida, skar
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.flode.arende.actions import egna_for
from app.flode.bestallning import actions as bestallningar
from app.flode.bestallning import andringar
from app.flode.bestallning import slut as bestallningsslut
from app.flode.bestallning.andring_models import Bestallningsandring
from app.flode.bestallning.delar import sida_under
from app.flode.bestallning.models import Bestallning
from app.flode.bestallning.states import FORE_START
from app.flode.bestallning.tidslinje import Andringsfalt, Begard, Varde
from app.flode.forslag.models import AGARE, Forslag, forslag_i, forslag_med, forslagslista, vantande
from app.flode.forslag.states import (
    FORSLAG,
    ForslagLage,
    Forslagsfoljd,
    Forslagsslag,
    ForslagStatus,
    stammer,
    svara_senast,
)
from app.katalog import instrument_uppslag


@dataclass
class Sak:
    """A proposal with its order, and what the caller may do next."""

    bestallning: Bestallning
    forslag: Forslag
    mojligheter: Mojligheter = field(default_factory=Mojligheter)


@dataclass(frozen=True, slots=True)
class Foljd:
    """What an approval led to: from which day, by which changes, and whether it is what was proposed."""

    slag: Forslagsfoljd
    fran: date | None = None
    andringar: Sequence[Bestallningsandring] = ()
    avviker: bool = False


def lage(arbete: Arbete, bestallning: Bestallning, forslag: Forslag) -> ForslagLage:
    """Facts for the guards."""
    nu = {f: getattr(bestallning, f) for f in forslag.andringar}
    return ForslagLage(
        slag=Forslagsslag(forslag.slag),
        bestallning=bestallning.status,
        timmar=forslag.timmar_per_vecka,
        timtak=bestallning.timtak,
        slut=forslag.onskat_slut,
        beslut_tom=bestallning.beslut_tom,
        andrar=not nu or forslag.andringar != nu,
        eget=forslag.foreslagen_av == arbete.aktor.person,
        har_varit=forslag.tom is not None and forslag.tom < arbete.idag,
    )


async def _ladda(arbete: Arbete, bestallning_id: UUID, forslag_id: UUID) -> Sak:
    bestallning = await bestallningar.hamta(arbete, bestallning_id, las=False)
    return Sak(bestallning, await arbete.en(forslag_med(bestallning.id, forslag_id)))


def _bild(arbete: Arbete, sak: Sak) -> Sak:
    sak.mojligheter = arbete.mojligheter(FORSLAG, sak.forslag, lage(arbete, sak.bestallning, sak.forslag))
    return sak


async def visa(arbete: Arbete, bestallning_id: UUID, forslag_id: UUID) -> Sak:
    """Detail of one proposal."""
    sak = await _ladda(arbete, bestallning_id, forslag_id)
    arbete.har_last(FORSLAG.namn, arende=sak.forslag.arende_id, objekt=sak.forslag.id)
    return _bild(arbete, sak)


async def historia(arbete: Arbete, bestallning_id: UUID, forslag_id: UUID) -> list[Handelse]:
    """All händelser of one proposal."""
    sak = await visa(arbete, bestallning_id, forslag_id)
    return list(await arbete.alla(historik(sak.forslag.id)))


async def lista(arbete: Arbete, bestallning_id: UUID, fraga: Sidfraga) -> Utsnitt[Forslag]:
    """One page of an order's proposals."""
    return await sida_under(arbete, bestallning_id, forslag_i(bestallning_id), Forslag.id, fraga, FORSLAG.namn)


async def ko(arbete: Arbete, fraga: Sidfraga, *, status: ForslagStatus, egna: bool) -> Utsnitt[Forslag]:
    """One page over all orders that the caller is assigned to (DP-04)."""
    i_uppdrag = arbete.aktor.part is Part.UTFORARE
    sats = forslagslista(status.value, egna_for(arbete, egna=egna), vagledare=i_uppdrag)
    utsnitt = skar(await arbete.alla(sida(sats, Forslag.id, fraga)), fraga)
    arbete.har_last_hos(FORSLAG.namn, ((f.namnd_id, f.arende_id) for f in utsnitt.rader))
    return utsnitt


# --- what the utförare does -----------------------------------------------------------------------


async def foresla(
    arbete: Arbete,
    bestallning_id: UUID,
    *,
    slag: Forslagsslag,
    skal: str,
    egen_syn: str | None = None,
    bradskande: bool = False,
    **innehall: Any,
) -> Sak:
    """Propose a change; one of the same kind that waits gives way to it."""
    bestallning = await bestallningar.hamta(arbete, bestallning_id, las=False)
    forslag = Forslag(
        id=nytt_id(),
        kommunkod=bestallning.kommunkod,
        namnd_id=bestallning.namnd_id,
        arende_id=bestallning.arende_id,
        bestallning_id=bestallning.id,
        slag=slag.value,
        status=ForslagStatus.VANTAR.value,
        version=1,
        skapad=arbete.nu,
        svara_senast=svara_senast(arbete.idag, bradskande=bradskande),
        bradskande=bradskande,
        foreslagen_av=arbete.aktor.person,
        skal=skal,
        egen_syn=egen_syn,
        foljd_andringar=[],
        **{n: getattr(bestallning, n) for n in AGARE},
        **innehall,
    )
    FORSLAG.krav_skapa(arbete.aktor.roll, lage(arbete, bestallning, forslag))
    await _krav_niva(arbete, forslag)
    tidigare = await arbete.kanske(vantande(bestallning.id, slag))
    if tidigare is not None:
        tidigare.ersatt_av = forslag.id
        folj(arbete, tidigare, "ersatt")
    arbete.fodd(forslag, FORSLAG.namn, "foresla", slag=slag.value)
    return _bild(arbete, Sak(bestallning, forslag))


async def _krav_niva(arbete: Arbete, forslag: Forslag) -> None:
    """A level of a published instrument; protected ones are not the utförare's to name (DP-27)."""
    if forslag.niva is None or forslag.instrument is None:
        return
    galler = await instrument_uppslag.gallande(arbete, forslag.namnd_id, forslag.instrument)
    niva = galler.version.niva(forslag.niva) if galler else None
    if niva is None:
        raise OgiltigtInnehall("Nivån finns inte i instrumentet.", fel=[Faltfel("/niva", "saknas", "Okänd nivå")])
    if niva.skyddad:
        text = "Nivån handlar om hälsa och kan inte föreslås."
        raise OgiltigtInnehall(text, regel="DP-27", fel=[Faltfel("/niva", "skyddad", text)])


def folj(arbete: Arbete, forslag: Forslag, handelse: str, **uppgifter: Any) -> None:
    """A step that follows from another act, by the table's row but without its role or version check."""
    rad = next(o for o in FORSLAG.overgangar if o.handelse == handelse and forslag.status in o.fran)
    fran, forslag.status = forslag.status, rad.till
    arbete.andrad(forslag, FORSLAG.namn, handelse, fran, uppgifter)


async def aterkalla(arbete: Arbete, bestallning_id: UUID, forslag_id: UUID) -> Sak:
    """The utförare takes it back."""
    sak = await _ladda(arbete, bestallning_id, forslag_id)
    await arbete.utfor(FORSLAG, sak.forslag, "aterkalla", lage(arbete, sak.bestallning, sak.forslag))
    return _bild(arbete, sak)


# --- what the kommun answers ----------------------------------------------------------------------


async def avsla(arbete: Arbete, bestallning_id: UUID, forslag_id: UUID, *, text: str) -> Sak:
    """Refuse, and say why."""
    sak = await _ladda(arbete, bestallning_id, forslag_id)
    await arbete.utfor(FORSLAG, sak.forslag, "avsla", lage(arbete, sak.bestallning, sak.forslag))
    besvarad(arbete, sak.forslag, text)
    return _bild(arbete, sak)


def besvarad(arbete: Arbete, forslag: Forslag, text: str | None) -> None:
    """Who answered, when and with what words."""
    forslag.besvarad, forslag.besvarad_av, forslag.svar_text = arbete.nu, arbete.aktor.person, text


def notera(forslag: Forslag, foljd: Foljd) -> None:
    """What the answer led to."""
    forslag.foljd, forslag.foljd_fran, forslag.avviker = foljd.slag.value, foljd.fran, foljd.avviker
    forslag.foljd_andringar = [str(a.id) for a in foljd.andringar]


async def godkann(
    arbete: Arbete, bestallning_id: UUID, forslag_id: UUID, *, text: str | None = None, slut_datum: date | None = None
) -> Sak:
    """Approve, and do what follows in the same transaction; ``slut_datum`` is another end than the proposed one."""
    sak = await _ladda(arbete, bestallning_id, forslag_id)
    if slut_datum is not None and sak.forslag.slag != Forslagsslag.AVSLUT.value:
        raise OgiltigtInnehall(
            "Slutdatum anges bara när förslaget gäller avslut.",
            fel=[Faltfel("/slutDatum", "otillatet", "Gäller bara avslut")],
        )
    await arbete.utfor(FORSLAG, sak.forslag, "godkann", lage(arbete, sak.bestallning, sak.forslag))
    besvarad(arbete, sak.forslag, text)
    await arbete.session.flush()  # what follows on the order no longer finds it waiting
    notera(sak.forslag, await UTFOR[Forslagsslag(sak.forslag.slag)](arbete.utan_version(), sak, slut_datum))
    return _bild(arbete, sak)


def _skal(forslag: Forslag) -> str:
    return f"Godkänt förslag från utföraren, {forslag.id}."


async def _gor(
    arbete: Arbete, sak: Sak, nya: dict[Andringsfalt, Varde], galler_fran: date | None
) -> list[Bestallningsandring]:
    """Change the order, from the proposed day or from today when that has passed."""
    dag = max(arbete.idag, galler_fran or arbete.idag)
    begarda = [Begard(falt, nytt, _skal(sak.forslag)) for falt, nytt in nya.items()]
    return await andringar.gor(arbete, sak.bestallning, begarda, dag, sak.forslag.id)


async def _andra(arbete: Arbete, sak: Sak, _slut: date | None) -> Foljd:
    forslag = sak.forslag
    gjorda = await _gor(arbete, sak, forslag.andringar, forslag.galler_fran)
    if not gjorda:
        return Foljd(Forslagsfoljd.INGEN_ANDRING)
    avviker = not stammer(forslag.andringar, forslag.galler_fran, [a.faktum for a in gjorda])
    return Foljd(Forslagsfoljd.ANDRING, gjorda[0].galler_fran, gjorda, avviker)


async def _pausa(arbete: Arbete, sak: Sak, _slut: date | None) -> Foljd:
    """Now, or on the proposed day by the calendar."""
    forslag = sak.forslag
    if forslag.fran is not None and forslag.fran > arbete.idag:
        forslag.verkstalls = forslag.fran
        return Foljd(Forslagsfoljd.PAUSAS, forslag.fran)
    await bestallningar.pausa(arbete, sak.bestallning.id, skal=_skal(forslag), till=forslag.ater(arbete.idag))
    return Foljd(Forslagsfoljd.PAUSAD, arbete.idag)


async def _avsluta(arbete: Arbete, sak: Sak, slut_datum: date | None) -> Foljd:
    """An order that has not started is withdrawn; an end to come moves the planned end."""
    bestallning, forslag = sak.bestallning, sak.forslag
    slut, avviker = slut_datum or forslag.slut_datum or arbete.idag, slut_datum not in {None, forslag.slut_datum}
    if bestallning.status in FORE_START:
        await bestallningsslut.aterkalla(arbete, bestallning.id, skal=_skal(forslag), orsak=forslag.orsak)
        return Foljd(Forslagsfoljd.ATERKALLAD, arbete.idag, (), avviker)
    if slut > arbete.idag:
        gjorda = await _gor(arbete, sak, {Andringsfalt.ONSKAT_SLUT: slut}, None)
        return Foljd(Forslagsfoljd.PLANERAT_SLUT, slut, gjorda, avviker)
    assert forslag.orsak is not None  # every proposal of an end has one
    await bestallningsslut.avsluta(arbete, bestallning.id, orsak=forslag.orsak, slut_datum=slut)
    return Foljd(Forslagsfoljd.AVSLUTAD, slut, (), avviker)


async def _notera(_arbete: Arbete, sak: Sak, _slut: date | None) -> Foljd:
    """The order says nothing of activities and levels: the plan does."""
    return Foljd(Forslagsfoljd.NOTERAT, sak.forslag.galler_fran)


UTFOR: dict[Forslagsslag, Callable[[Arbete, Sak, date | None], Awaitable[Foljd]]] = {
    Forslagsslag.TIMMAR: _andra,
    Forslagsslag.PERIOD: _andra,
    Forslagsslag.AKTIVITET: _notera,
    Forslagsslag.PAUS: _pausa,
    Forslagsslag.AVSLUT: _avsluta,
    Forslagsslag.NIVA: _notera,
}
