"""Acts on one occasion: add by hand, report, call off, correct, ask for the report; lists."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.begrepp.parter import Part, Roll
from app.begrepp.tid import STOCKHOLM
from app.core.aftermath import Efterspel
from app.core.errors import KROCK, Faltfel, Hinder, Konflikt, OgiltigtInnehall, Saknas, hindrad
from app.core.journal import Handelse, historik
from app.core.paging import Dagsidfraga, Sidfraga, Utsnitt, dagkod, dagsida, skar
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.flode.arende.actions import krav_tilldelad
from app.flode.bestallning import actions as bestallningar
from app.flode.bestallning.delar import sida_under
from app.flode.bestallning.models import Bestallning
from app.flode.bestallning.slut import RATT_DAGAR
from app.flode.bestallning.states import OPPNA
from app.flode.narvaro import models
from app.flode.narvaro.models import Attrapportera, Narvarouppgift, Tillfalle
from app.flode.narvaro.planering import agare
from app.flode.narvaro.states import TILLFALLE, TillfalleLage, TillfalleStatus, Tillfallesurval
from app.flode.narvaro.uppgifter import (
    Enstaka,
    Motsagelse,
    Utsaga,
    avviker,
    handelse_for,
    kompletterad,
    missade_minuter,
    motsagelser,
)

LANGST_FRAM = timedelta(days=366)
UR_TILLFALLET = ("kommunkod", "namnd_id", "delad_med", "arende_id", "bestallning_id", "dag", "fran", "till")
TAR_EMOT = frozenset({"bekraftad", "pagaende"})


@dataclass(frozen=True, slots=True)
class Rattelse:
    """A correction: the occasion, what was said of it, and what is said now."""

    tillfalle_id: UUID
    fore: Narvarouppgift
    efter: Narvarouppgift


# ``narvaro_rattad``: whoever has acted on the old word is told.
RATTAD: Efterspel[Sequence[Rattelse]] = Efterspel()
NARVARO_RATTAD = "narvaro_rattad"


class Uppgiven(NamedTuple):
    """A word on an occasion, and the one that it corrects."""

    tillfalle: Tillfalle | Attrapportera
    utfall: str | None
    avviker: bool
    fore: Narvarouppgift | None


# ``narvaro_uppgiven``: every word, before or after it is written, for what is computed from attendance.
UPPGIVEN: Efterspel[Sequence[Uppgiven]] = Efterspel()
NARVARO_UPPGIVEN = "narvaro_uppgiven"


@dataclass
class Sak:
    """An occasion with its order and every word on it, oldest first."""

    bestallning: Bestallning
    tillfalle: Tillfalle
    uppgifter: list[Narvarouppgift] = field(default_factory=list)
    mojligheter: Mojligheter = field(default_factory=Mojligheter)

    @property
    def gallande(self) -> Narvarouppgift | None:
        """The last word."""
        return self.uppgifter[-1] if self.uppgifter else None


async def _ladda(arbete: Arbete, bestallning_id: UUID, tillfalle_id: UUID) -> Sak:
    rader = (await arbete.session.execute(models.tillfalle_med(bestallning_id, tillfalle_id))).all()
    if not rader:
        await bestallningar.hamta(arbete, bestallning_id, las=False)  # DP-04: 403 with the way to temporary access
        raise Saknas
    tillfalle, bestallning, _ = rader[0]
    await krav_tilldelad(arbete, bestallning.arende_id, bestallning.handlaggare)
    arbete.inom(tillfalle)
    return Sak(bestallning, tillfalle, [u for _, _, u in rader if u is not None])


def avslutad(status: str, slut_datum: date | None, ratt_tom: date | None) -> tuple[date | None, date | None]:
    """On which day an order ended and which day was its last; rights run from the day it was ended."""
    if ratt_tom is None or status in OPPNA:
        return None, None
    dag = ratt_tom - timedelta(days=RATT_DAGAR)
    return dag, slut_datum or dag


def _lage(arbete: Arbete, sak: Sak, sena_dagar: int) -> TillfalleLage:
    t, b = sak.tillfalle, sak.bestallning
    dag, sista = avslutad(b.status, b.slut_datum, b.ratt_tom)
    return TillfalleLage(arbete.nu, arbete.idag, t.dag, t.till, dag, sista, t.begard is not None, sena_dagar)


def _bild(arbete: Arbete, sak: Sak, sena_dagar: int) -> Sak:
    sak.mojligheter = arbete.mojligheter(TILLFALLE, sak.tillfalle, _lage(arbete, sak, sena_dagar))
    return sak


async def visa(arbete: Arbete, bestallning_id: UUID, tillfalle_id: UUID, sena_dagar: int) -> Sak:
    """Detail of one occasion, with every word on it."""
    sak = await _ladda(arbete, bestallning_id, tillfalle_id)
    arbete.har_last("tillfalle", arende=sak.tillfalle.arende_id, objekt=sak.tillfalle.id)
    return _bild(arbete, sak, sena_dagar)


async def historia(arbete: Arbete, bestallning_id: UUID, tillfalle_id: UUID) -> list[Handelse]:
    """All händelser of one occasion."""
    sak = await _ladda(arbete, bestallning_id, tillfalle_id)
    arbete.har_last("tillfalle", arende=sak.tillfalle.arende_id, objekt=sak.tillfalle.id)
    return list(await arbete.alla(historik(sak.tillfalle.id)))


async def lista(arbete: Arbete, bestallning_id: UUID, fraga: Dagsidfraga, *, status: str | None) -> Utsnitt[Tillfalle]:
    """One page of an order's occasions, the first day first."""
    sats = models.tillfallen_for(bestallning_id, status)
    rader = await arbete.alla(dagsida(sats, Tillfalle.dag, Tillfalle.id, fraga))
    if rader:
        await krav_tilldelad(arbete, rader[0].arende_id, rader[0].handlaggare)
        arbete.inom(rader[0])
        arbete.har_last("tillfalle", arende=rader[0].arende_id)
    else:
        bestallning = await bestallningar.hamta(arbete, bestallning_id, las=False)
        arbete.har_last("tillfalle", arende=bestallning.arende_id)
    return skar(rader, fraga, lambda t: dagkod(t.dag, t.id))


async def arbetslista(arbete: Arbete, fraga: Dagsidfraga, *, urval: Tillfallesurval, egna: bool) -> Utsnitt[Tillfalle]:
    """One page of what an utförare has before it, or has not marked; a vägledare's own."""
    if arbete.aktor.part is not Part.UTFORARE:
        raise Saknas
    lokal = arbete.nu.astimezone(STOCKHOLM)
    vagledare = arbete.aktor.person if egna or arbete.aktor.roll is Roll.VAGLEDARE else None
    sats = models.arbetslista(urval, arbete.idag, lokal.hour * 60 + lokal.minute, vagledare)
    utsnitt = skar(
        await arbete.alla(dagsida(sats, Tillfalle.dag, Tillfalle.id, fraga)), fraga, lambda t: dagkod(t.dag, t.id)
    )
    arbete.har_last_hos("tillfalle", ((t.namnd_id, t.arende_id) for t in utsnitt.rader))
    return utsnitt


async def narvarohistorik(arbete: Arbete, bestallning_id: UUID, fraga: Sidfraga) -> Utsnitt[Narvarouppgift]:
    """One page of every word on an order's occasions, the newest first."""
    sats = models.uppgifter_for(bestallning_id)
    return await sida_under(arbete, bestallning_id, sats, Narvarouppgift.id, fraga, "narvaro")


# --- by hand --------------------------------------------------------------------------------------


async def lagg_till(arbete: Arbete, bestallning_id: UUID, sena_dagar: int, nytt: Enstaka) -> Sak:
    """A single occasion, with its reason: of an activity in the plan in force (AK-13), or of its own."""
    bestallning = await bestallningar.hamta(arbete, bestallning_id, las=False)
    arbete.krav_roll("Utföraren lägger till enstaka tillfällen.")
    _krav_oppen(bestallning)
    if nytt.dag > arbete.idag + LANGST_FRAM or (bestallning.start_datum and nytt.dag < bestallning.start_datum):
        raise OgiltigtInnehall(
            "Tillfället ligger utanför beställningen.", fel=[Faltfel("/dag", "datum", "Efter start, högst ett år fram")]
        )
    plan_id, namn, kategori = await _ur_planen(arbete, bestallning, nytt)
    tillfalle = Tillfalle(
        id=nytt_id(),
        **agare(bestallning),
        aktivitet_id=nytt.planaktivitet_id,
        aktivitet=namn,
        kategori=kategori,
        dag=nytt.dag,
        fran=nytt.fran,
        till=nytt.till,
        skal=nytt.skal,
        status=TillfalleStatus.PLANERAT.value,
        version=1,
        antal_uppgifter=0,
        skapad=arbete.nu,
    )
    await _krav_ledigt(arbete, tillfalle)
    uppgifter = {"dag": nytt.dag.isoformat()} | ({"planId": str(plan_id)} if plan_id else {})
    arbete.fodd(tillfalle, TILLFALLE.namn, "lagg_till", **uppgifter)
    return _bild(arbete, Sak(bestallning, tillfalle), sena_dagar)


def _krav_oppen(bestallning: Bestallning) -> None:
    if bestallning.status not in TAR_EMOT:
        raise hindrad([Hinder("bestallning_inte_igang", "Beställningen är inte igång.", "AK-40")])


async def _ur_planen(arbete: Arbete, bestallning: Bestallning, nytt: Enstaka) -> tuple[UUID | None, str, str]:
    """Plan, name and category of the activity that the occasion is of."""
    if nytt.planaktivitet_id is None:
        return None, nytt.aktivitet, nytt.kategori
    for plan, rad, _ in await arbete.session.execute(models.planer_i_kraft([bestallning.id])):
        i_kraft = plan.galler_fran <= nytt.dag and (plan.galler_tom is None or nytt.dag <= plan.galler_tom)
        if i_kraft and rad is not None and rad.id == nytt.planaktivitet_id:
            return plan.id, rad.aktivitet, rad.kategori
    raise hindrad([Hinder("plan_saknas", "Aktiviteten finns inte i en plan som gäller den dagen.", "AK-13")])


async def _krav_ledigt(arbete: Arbete, ny: Tillfalle) -> None:
    for annat in await arbete.alla(models.pa_dagen(ny.bestallning_id, ny.dag)):
        if annat.fran < ny.till and ny.fran < annat.till:
            raise Konflikt(
                "Personen har redan ett tillfälle den tiden.", kod=KROCK, extra={"tillfalleId": str(annat.id)}
            )


# --- what is reported -----------------------------------------------------------------------------


async def rapportera(arbete: Arbete, bestallning_id: UUID, tillfalle_id: UUID, sena: int, utsaga: Utsaga) -> Sak:
    """How it went: held and how the person attended, or not held and on whose account."""
    return await _uppge(arbete, await _ladda(arbete, bestallning_id, tillfalle_id), sena, utsaga, None)


async def ratta(
    arbete: Arbete, bestallning_id: UUID, tillfalle_id: UUID, sena: int, utsaga: Utsaga, *, rattelse_skal: str
) -> Sak:
    """A correction: a new word that points at the old, with its reason."""
    return await _uppge(arbete, await _ladda(arbete, bestallning_id, tillfalle_id), sena, utsaga, rattelse_skal)


async def _uppge(arbete: Arbete, sak: Sak, sena: int, utsaga: Utsaga, rattelse_skal: str | None) -> Sak:
    lage, tillfalle, fore = _lage(arbete, sak, sena), sak.tillfalle, sak.gallande
    handelse = handelse_for(utsaga, rattar=rattelse_skal is not None)
    sagt = kompletterad(utsaga, tillfalle.vantad)
    if fel := list(motsagelser(sagt, tillfalle.vantad)):
        raise OgiltigtInnehall("Uppgifterna går inte ihop.", fel=[_faltfel(m) for m in fel])
    await arbete.utfor(TILLFALLE, tillfalle, handelse, lage, uppgifter={"nummer": tillfalle.antal_uppgifter + 1})
    uppgift = arbete.ny(
        Narvarouppgift(
            id=nytt_id(),
            **{namn: getattr(tillfalle, namn) for namn in UR_TILLFALLET},
            tillfalle_id=tillfalle.id,
            nummer=tillfalle.antal_uppgifter + 1,
            rattar_id=fore.id if fore else None,
            rattelse_skal=rattelse_skal,
            sen_inlamning=lage.sent,
            registrerad=arbete.nu,
            person=arbete.aktor.person,
            **ordalydelse(sagt, tillfalle.vantad),
        )
    )
    tillfalle.antal_uppgifter = uppgift.nummer
    sak.uppgifter.append(uppgift)
    if fore is not None:
        await RATTAD.spela(NARVARO_RATTAD, arbete, [Rattelse(tillfalle.id, fore, uppgift)])
    await UPPGIVEN.spela(NARVARO_UPPGIVEN, arbete, [Uppgiven(tillfalle, uppgift.utfall, uppgift.avviker, fore)])
    return _bild(arbete, sak, sena)


def _faltfel(m: Motsagelse) -> Faltfel:
    return Faltfel(f"/{m.falt}", m.kod, m.text)


def ordalydelse(sagt: Utsaga, vantad: tuple[int, int]) -> dict[str, Any]:
    """The columns that tell what was said, and what of the time was missed."""
    narvarande = None if sagt.fran is None or sagt.till is None else (sagt.fran, sagt.till)
    missade = missade_minuter(vantad, narvarande) if sagt.blev_av else 0
    return {
        "blev_av": sagt.blev_av,
        "utfall": sagt.utfall.value if sagt.utfall else None,
        "installt_av": sagt.installt_av.value if sagt.installt_av else None,
        "narvarande_fran": sagt.fran,
        "narvarande_till": sagt.till,
        "missade_minuter": missade,
        "avviker": avviker(sagt.utfall, missade),
        "orsak": sagt.orsak.value if sagt.orsak else None,
        "text": sagt.text,
    }


async def begar(arbete: Arbete, bestallning_id: UUID, tillfalle_id: UUID, sena: int, *, skal: str) -> Sak:
    """The kommun asks for the report, or its correction, also when it is late."""
    sak = await _ladda(arbete, bestallning_id, tillfalle_id)
    await arbete.utfor(TILLFALLE, sak.tillfalle, "begar", _lage(arbete, sak, sena), uppgifter={"skal": skal})
    sak.tillfalle.begard = arbete.nu
    return _bild(arbete, sak, sena)
