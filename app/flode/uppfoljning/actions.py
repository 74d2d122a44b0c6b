"""Acts on an uppföljning: ask, answer, ask for more, close, withdraw; and what is counted for the answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.begrepp.parter import Roll
from app.core.errors import Faltfel, OgiltigtInnehall, Saknas
from app.core.journal import Handelse, historik
from app.core.paging import Sidfraga, Utsnitt, sida, skar
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.flode.uppfoljning.models import (
    RAKNADE,
    Uppfoljning,
    Uppfoljningssvar,
    avtal_under,
    helheten,
    hos,
    med_underlag,
    svarsrader,
    underlag,
    uppfoljning_med,
    uppfoljningslista,
)
from app.flode.uppfoljning.states import (
    FLEST_BESTALLNINGAR,
    LASARE,
    UPPFOLJNING,
    UppfoljningLage,
    Uppfoljningsuppgift,
    Uppgiftskalla,
    Uppgiftsniva,
)

Varden = dict[str, int]


@dataclass(frozen=True, slots=True)
class Orderrad:
    """An order that is asked about, with what the service counts or what was answered."""

    bestallning_id: UUID
    arende_id: UUID
    namnd_id: UUID
    varden: Varden


@dataclass
class Bild:
    """An uppföljning with its last answer of the whole, and what the caller may do next."""

    uppfoljning: Uppfoljning
    helhet: Varden | None = None
    mojligheter: Mojligheter = field(default_factory=Mojligheter)


def _krav_roll(arbete: Arbete) -> None:
    """A vägledare has no part in it: it is about the utförare's work, not about the vägledare's persons (DP-04)."""
    if arbete.aktor.roll not in LASARE:
        raise Saknas


def _egna(arbete: Arbete) -> str | None:
    """A handläggare sees the rows of the own ärenden."""
    return arbete.aktor.person if arbete.aktor.roll is Roll.HANDLAGGARE else None


def _lage(arbete: Arbete, u: Uppfoljning) -> UppfoljningLage:
    return UppfoljningLage(arbete.idag, u.period_tom)


async def _hamta(arbete: Arbete, uppfoljning_id: UUID) -> Uppfoljning:
    _krav_roll(arbete)
    u = await arbete.en(uppfoljning_med(uppfoljning_id))
    arbete.inom(u)
    return u


async def _bild(arbete: Arbete, u: Uppfoljning) -> Bild:
    """Detail; what the answer says of the whole is read with it."""
    rad = await arbete.kanske(helheten(u.id, u.utgava)) if u.utgava else None
    return _visad(arbete, u, None if rad is None else rad.varden)


def _visad(arbete: Arbete, u: Uppfoljning, helhet: Varden | None) -> Bild:
    return Bild(u, helhet, arbete.mojligheter(UPPFOLJNING, u, _lage(arbete, u)))


async def visa(arbete: Arbete, uppfoljning_id: UUID) -> Bild:
    """One, with the sums of its last answer."""
    return await _bild(arbete, await _hamta(arbete, uppfoljning_id))


async def historia(arbete: Arbete, uppfoljning_id: UUID) -> list[Handelse]:
    """All händelser of one."""
    return list(await arbete.alla(historik((await _hamta(arbete, uppfoljning_id)).id)))


async def lista(arbete: Arbete, fraga: Sidfraga, *, status: str | None, forsenade: bool) -> Utsnitt[Uppfoljning]:
    """One page of the caller's; none for a vägledare."""
    if arbete.aktor.roll not in LASARE:
        return Utsnitt((), fraga, None)
    sats = uppfoljningslista(status, forsenad=arbete.idag if forsenade else None)
    return skar(await arbete.alla(sida(sats, Uppfoljning.id, fraga)), fraga)


# --- what the nämnd does ---------------------------------------------------------------------------


async def begar(
    arbete: Arbete,
    *,
    utforare_id: UUID,
    uppgifter: Sequence[Uppfoljningsuppgift],
    bestallningar: Sequence[UUID] | None = None,
    **fraga: Any,
) -> Bild:
    """Ask for figures of a time; raises 409 without an avtal and 422 for orders that the utförare does not have."""
    namnd, fran, tom = arbete.sikt.namnd_id, fraga["period_fran"], fraga["period_tom"]
    avtal = await arbete.kanske(avtal_under(namnd, utforare_id, arbete.kommunkod, fran, tom))
    UPPFOLJNING.krav_skapa(arbete.aktor.roll, UppfoljningLage(arbete.idag, tom, har_avtal=avtal is not None))
    _krav_svarsdag(fraga["svar_senast"], max(arbete.idag, tom))
    if bestallningar is not None:
        await _krav_hos(arbete, utforare_id, bestallningar)
    u = Uppfoljning(
        id=nytt_id(),
        kommunkod=arbete.kommunkod,
        namnd_id=namnd,
        delad_med=utforare_id,
        utforare_id=utforare_id,
        version=1,
        status=UPPFOLJNING.start,
        uppgifter=[x.value for x in Uppfoljningsuppgift if x in uppgifter],
        alla=bestallningar is None,
        bestallningar=[b.hex for b in bestallningar or ()],
        skapad=arbete.nu,
        begard_av=arbete.aktor.person,
        utgava=0,
        **fraga,
    )
    arbete.fodd(u, UPPFOLJNING.namn, "begar", syfte=u.syfte, svarSenast=u.svar_senast.isoformat())
    return _visad(arbete, u, None)


def _krav_svarsdag(svar_senast: date, efter: date) -> None:
    if svar_senast <= efter:
        fel = Faltfel("/svarSenast", "for_tidigt", "Svarsdagen ska ligga efter i dag och efter perioden.")
        raise OgiltigtInnehall("Svarsdagen går inte att hålla.", fel=[fel])


async def _krav_hos(arbete: Arbete, utforare_id: UUID, bestallningar: Sequence[UUID]) -> None:
    funna = set(await arbete.alla(hos(utforare_id, bestallningar)))
    fel = [
        Faltfel(f"/bestallningar/{i}", "saknas", "Beställningen finns inte hos utföraren.")
        for i, b in enumerate(bestallningar)
        if b not in funna
    ]
    if fel:
        raise OgiltigtInnehall("Alla beställningar finns inte hos utföraren.", fel=fel)


async def stega(arbete: Arbete, uppfoljning_id: UUID, handelse: str, *, skal: str) -> Bild:
    """``begar_komplettering``, ``avsluta`` or ``aterkalla``."""
    u = await _hamta(arbete, uppfoljning_id)
    await arbete.utfor(UPPFOLJNING, u, handelse, _lage(arbete, u), uppgifter={"skal": skal})
    if handelse == "begar_komplettering":
        u.komplettering_skal = skal
    return await _bild(arbete, u)


async def komplettera(arbete: Arbete, uppfoljning_id: UUID, *, skal: str, svar_senast: date) -> Bild:
    """Ask for more, by another day."""
    _krav_svarsdag(svar_senast, arbete.idag)
    bild = await stega(arbete, uppfoljning_id, "begar_komplettering", skal=skal)
    bild.uppfoljning.svar_senast = svar_senast
    return bild


# --- what the utförare does ------------------------------------------------------------------------


async def besvara(
    arbete: Arbete,
    uppfoljning_id: UUID,
    *,
    helhet: Mapping[Uppfoljningsuppgift, int],
    bestallningar: Mapping[UUID, Mapping[Uppfoljningsuppgift, int]],
) -> Bild:
    """Answer: the service counts what it knows, the utförare states the rest; frozen as a new edition."""
    _krav_roll(arbete)
    rader = await arbete.rader(med_underlag(uppfoljning_id))
    if not rader:
        raise Saknas
    u: Uppfoljning = rader[0][0]
    arbete.inom(u)
    await arbete.utfor(UPPFOLJNING, u, "besvara", _lage(arbete, u), uppgifter={"utgava": u.utgava + 1})
    orders = [_orderrad(u, rad) for rad in rader if rad[1] is not None]
    _krav_svar(u, orders, helhet, bestallningar)
    u.utgava, u.besvarad, u.besvarad_av = u.utgava + 1, arbete.nu, arbete.aktor.person
    fullstandiga = [_ifylld(rad, bestallningar.get(rad.bestallning_id, {})) for rad in orders]
    summa = _summor(u, fullstandiga) | {x.value: varde for x, varde in helhet.items()}
    await arbete.session.flush()  # the uppföljning before its answer
    arbete.session.add_all([_svar(u, None, summa), *(_svar(u, rad, rad.varden) for rad in fullstandiga)])
    if orders:
        arbete.har_last(UPPFOLJNING.namn, objekt=u.id, arenden=[rad.arende_id for rad in orders])
    return _visad(arbete, u, summa)


def _orderrad(u: Uppfoljning, rad: Any) -> Orderrad:
    """What is asked for of what the service counts."""
    raknade = dict(zip(RAKNADE, rad[5:], strict=False))
    return Orderrad(rad[1], rad[3], rad[4], {x.value: int(raknade[x]) for x in u.fragar() if x in raknade})


def _ifylld(rad: Orderrad, egna: Mapping[Uppfoljningsuppgift, int]) -> Orderrad:
    varden = rad.varden | {x.value: varde for x, varde in egna.items()}
    return Orderrad(rad.bestallning_id, rad.arende_id, rad.namnd_id, varden)


def _summor(u: Uppfoljning, rader: Sequence[Orderrad]) -> Varden:
    """The sum of each figure over the orders that have it."""
    per_order = [x.value for x in u.fragar() if x.niva is Uppgiftsniva.BESTALLNING]
    return {x: sum(rad.varden.get(x, 0) for rad in rader) for x in per_order}


def _svar(u: Uppfoljning, rad: Orderrad | None, varden: Varden) -> Uppfoljningssvar:
    return Uppfoljningssvar(
        id=nytt_id(),
        kommunkod=u.kommunkod,
        namnd_id=u.namnd_id,
        delad_med=u.delad_med,
        uppfoljning_id=u.id,
        utgava=u.utgava,
        arende_id=rad.arende_id if rad else None,
        bestallning_id=rad.bestallning_id if rad else None,
        varden=varden,
    )


def _krav_svar(
    u: Uppfoljning,
    orders: Sequence[Orderrad],
    helhet: Mapping[Uppfoljningsuppgift, int],
    bestallningar: Mapping[UUID, Mapping[Uppfoljningsuppgift, int]],
) -> None:
    """Raise 422 with every fault: figures that were not asked for, that the service counts itself, or that lack."""
    if len(orders) > FLEST_BESTALLNINGAR:
        text = f"Högst {FLEST_BESTALLNINGAR} beställningar besvaras åt gången. Nämnden får dela upp perioden."
        raise OgiltigtInnehall(text, fel=[Faltfel("/bestallningar", "for_manga", text)])
    anges = {x for x in u.fragar() if x.kalla is Uppgiftskalla.UTFORAREN}
    om_helheten = {x for x in anges if x.niva is Uppgiftsniva.HELHET}
    kanda = {rad.bestallning_id for rad in orders}
    fel = [Faltfel("/helhet", "saknas", f"{x.value} är begärd.") for x in sorted(om_helheten - helhet.keys())]
    fel += [
        Faltfel("/helhet", "inte_begard", f"{x.value} anges inte här.") for x in sorted(helhet.keys() - om_helheten)
    ]
    for i, (bestallning_id, varden) in enumerate(bestallningar.items()):
        if bestallning_id not in kanda:
            fel.append(Faltfel(f"/bestallningar/{i}", "saknas", "Beställningen ingår inte i begäran."))
        for x in sorted(varden.keys() - (anges - om_helheten)):
            fel.append(Faltfel(f"/bestallningar/{i}", "inte_begard", f"{x.value} anges inte här."))
    if fel:
        raise OgiltigtInnehall("Svaret stämmer inte med begäran.", regel="AK-28", fel=fel)


# --- rows of orders --------------------------------------------------------------------------------


async def underlaget(arbete: Arbete, uppfoljning_id: UUID) -> list[Orderrad]:
    """The orders that it is about, with what the service counts now."""
    _krav_roll(arbete)
    rader = await arbete.rader(underlag(uppfoljning_id, _egna(arbete)))
    return await _lasta(arbete, uppfoljning_id, [_orderrad(rad[0], rad) for rad in rader])


async def svaret(arbete: Arbete, uppfoljning_id: UUID) -> list[Orderrad]:
    """The last answer, order by order."""
    _krav_roll(arbete)
    rader = await arbete.rader(svarsrader(uppfoljning_id, _egna(arbete)))
    orders = [Orderrad(s.bestallning_id, s.arende_id, namnd, s.varden) for s, namnd in rader]
    return await _lasta(arbete, uppfoljning_id, orders)


async def _lasta(arbete: Arbete, uppfoljning_id: UUID, orders: list[Orderrad]) -> list[Orderrad]:
    """404 where there is no such uppföljning; the read is logged with its nämnd."""
    if not orders:
        await _hamta(arbete, uppfoljning_id)
    arbete.har_last_hos(UPPFOLJNING.namn, ((rad.namnd_id, rad.arende_id) for rad in orders))
    return orders
