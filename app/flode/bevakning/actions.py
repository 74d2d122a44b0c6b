"""Acts on bevakningar: compute anew, mark as done, postpone, reopen; lists and counts."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.core.errors import Faltfel, OgiltigtInnehall
from app.core.journal import Handelse, historik
from app.core.paging import Dagsidfraga, Utsnitt, dagkod, dagsida, skar
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.flode.arende.actions import egna_for
from app.flode.arende.actions import hamta as hamta_arende
from app.flode.arende.models import Arende
from app.flode.arende.states import ArendeStatus
from app.flode.bevakning.models import (
    OPPEN,
    OPPNA_I_NAMNDEN,
    Bevakning,
    antal_per_agare,
    att_rakna_om,
    bevakning_med,
    bevakningar_for,
    bevakningslista,
    las_arenden,
)
from app.flode.bevakning.sorter import TEXTER
from app.flode.bevakning.states import BEVAKNING, Atgardslage, Forslag, Plats, foljd
from app.katalog.tolkningar import Tolkningspost

Kalla = Callable[[Arbete, Sequence[UUID]], Awaitable[Iterable[Forslag]]]
KALLOR: list[Kalla] = []
PORTION = 500
# A statement is prepared for each number of ids: few numbers, few statements.
JAMNA_ANTAL = (1, 16, PORTION)


def anslut(kalla: Kalla) -> None:
    """Connect a source; connecting the same one twice has no effect."""
    if kalla not in KALLOR:
        KALLOR.append(kalla)


@dataclass(frozen=True, slots=True)
class Agare:
    """Whose an ärende is: what its tasks follow."""

    arende_id: UUID
    namnd_id: UUID
    oppet: bool
    handlaggare: str
    skyddad: bool


@dataclass(frozen=True, slots=True)
class Bild:
    """A task with what the caller may do next."""

    bevakning: Bevakning
    mojligheter: Mojligheter


@dataclass(frozen=True, slots=True)
class Antal:
    """Open tasks of one owner and kind."""

    agare: str
    sort: str
    oppna: int
    forsenade: int
    snart: int


# --- computing anew -------------------------------------------------------------------------------


async def rakna_om(arbete: Arbete, arende_ids: Sequence[UUID]) -> int:
    """Bring the tasks of at most ``PORTION`` ärenden in line with the facts; how many changed.

    Reads as many statements however many the ärenden are. Doing it again changes nothing.
    """
    idn = _jamnat(arende_ids)
    agare = await _agare(arbete, idn)
    forslag = await _forslag(arbete, idn, {a.arende_id for a in agare.values() if a.oppet})
    lagrade = {b.plats: b for b in await arbete.alla(bevakningar_for(idn))}
    nya = [_ny(arbete, agare[f.arende_id], f) for plats, f in forslag.items() if plats not in lagrade]
    andrade = [
        await _folj(arbete, b, agare[b.arende_id], forslag.get(b.plats))
        for b in lagrade.values()
        if b.arende_id in agare
    ]
    arbete.berorda.clear()  # what has just been computed need not be so again
    return len(nya) + sum(andrade)


def _jamnat(arende_ids: Sequence[UUID]) -> list[UUID]:
    """The ids in order, the last one repeated up to an even number of them."""
    idn = sorted(set(arende_ids))
    antal = next(n for n in JAMNA_ANTAL if n >= len(idn))
    return idn + idn[-1:] * (antal - len(idn))


async def _agare(arbete: Arbete, idn: Sequence[UUID]) -> dict[UUID, Agare]:
    rader = await arbete.session.execute(las_arenden(idn))
    return {
        arende_id: Agare(arende_id, namnd_id, status == ArendeStatus.OPPET.value, handlaggare, skyddad)
        for arende_id, namnd_id, status, handlaggare, skyddad in rader
    }


async def _forslag(arbete: Arbete, idn: Sequence[UUID], oppna: set[UUID]) -> dict[Plats, Forslag]:
    """What every source says of the open ärenden, one per place; of two the earlier day counts."""
    alla = [f for kalla in KALLOR for f in await kalla(arbete, idn)]
    synliga = [f for f in alla if f.arende_id in oppna and f.syns(arbete.idag)]
    return {f.plats: f for f in sorted(synliga, key=lambda f: f.forfaller, reverse=True)}


def _ny(arbete: Arbete, agare: Agare, forslag: Forslag) -> Bevakning:
    bevakning = Bevakning(
        id=nytt_id(),
        kommunkod=arbete.kommunkod,
        namnd_id=agare.namnd_id,
        skyddad=agare.skyddad,
        handlaggare=agare.handlaggare,
        status=OPPEN,
        version=1,
        arende_id=forslag.arende_id,
        bestallning_id=forslag.bestallning_id,
        sort=forslag.sort.value,
        nyckel=str(forslag.nyckel),
        regel=TEXTER[forslag.sort].regel,
        forfaller=forslag.forfaller,
        skapad=arbete.nu,
    )
    arbete.fodd(bevakning, BEVAKNING.namn, "skapa")
    return bevakning


async def _folj(arbete: Arbete, bevakning: Bevakning, agare: Agare, forslag: Forslag | None) -> bool:
    """Step a stored task by what is computed now, and let it follow its ärende; tells whether it changed."""
    fore = bevakning.version
    _byt_agare(arbete, bevakning, handlaggare=agare.handlaggare, skyddad=agare.skyddad)
    handelse = foljd(bevakning.lage, forslag.forfaller if forslag else None, arbete.idag)
    if handelse is not None:
        uppgifter = {"till": forslag.forfaller.isoformat()} if forslag and handelse == "ny_dag" else {}
        await arbete.utfor(BEVAKNING, bevakning, handelse, _lage(arbete, bevakning), uppgifter=uppgifter)
        if forslag is not None:
            bevakning.forfaller, bevakning.bestallning_id = forslag.forfaller, forslag.bestallning_id
            _oppna(bevakning)
    return bevakning.version != fore


def _oppna(bevakning: Bevakning) -> None:
    """What was said of a task that was done or postponed stands in its history."""
    bevakning.uppskjuten_till = bevakning.skal = bevakning.atgardad = bevakning.atgardad_av = None


def _byt_agare(arbete: Arbete, bevakning: Bevakning, *, handlaggare: str, skyddad: bool) -> None:
    if (bevakning.handlaggare, bevakning.skyddad) != (handlaggare, skyddad):
        bevakning.handlaggare, bevakning.skyddad = handlaggare, skyddad
        arbete.andrad(bevakning, BEVAKNING.namn, "folj_arendet", bevakning.status, {})


async def folj_arendet(arbete: Arbete, arende: Arende) -> None:
    """The ärende got another handläggare or another protection: its tasks follow at once (DP-04, DP-15)."""
    for bevakning in await arbete.alla(bevakningar_for([arende.id])):
        _byt_agare(arbete, bevakning, handlaggare=arende.handlaggare, skyddad=arende.skyddad)


async def folj_tolkningen(arbete: Arbete, _post: Tolkningspost) -> None:
    """The nämnd reads the law otherwise: all its open ärenden are computed anew."""
    arbete.berorda.update((arbete.kommunkod, i) for i in await arbete.alla(OPPNA_I_NAMNDEN))


async def rakna_om_portion(arbete: Arbete, efter: UUID) -> tuple[UUID | None, int]:
    """Compute the next ``PORTION`` ärenden after ``efter``: the last of them, or None at the end; how many changed."""
    idn = await arbete.alla(att_rakna_om(efter, PORTION))
    if not idn:
        return None, 0
    return idn[-1], await rakna_om(arbete, idn)


# --- what people do -------------------------------------------------------------------------------


async def _ladda(arbete: Arbete, bevakning_id: UUID) -> Bevakning:
    """A task of an ärende that the caller is assigned to."""
    bevakning = await arbete.en(bevakning_med(bevakning_id))
    await hamta_arende(arbete, bevakning.arende_id, las=False)
    return bevakning


def _lage(arbete: Arbete, bevakning: Bevakning) -> Atgardslage:
    return Atgardslage(bevakning.sort, arbete.aktor.roll)


def _bild(arbete: Arbete, bevakning: Bevakning) -> Bild:
    return Bild(bevakning, arbete.mojligheter(BEVAKNING, bevakning, _lage(arbete, bevakning)))


async def visa(arbete: Arbete, bevakning_id: UUID) -> Bild:
    """Detail of one task."""
    bevakning = await _ladda(arbete, bevakning_id)
    arbete.har_last(BEVAKNING.namn, arende=bevakning.arende_id, objekt=bevakning.id)
    return _bild(arbete, bevakning)


async def historia(arbete: Arbete, bevakning_id: UUID) -> list[Handelse]:
    """All händelser of one task."""
    bevakning = await _ladda(arbete, bevakning_id)
    arbete.har_last(BEVAKNING.namn, arende=bevakning.arende_id, objekt=bevakning.id)
    return list(await arbete.alla(historik(bevakning.id)))


async def lista(
    arbete: Arbete,
    fraga: Dagsidfraga,
    *,
    status: str,
    arende_id: UUID | None,
    agare: str | None,
    egna: bool,
    sort: str | None,
    forfaller_senast: date | None,
) -> Utsnitt[Bevakning]:
    """One page, soonest first: a handläggare's own, or those of one ärende that the caller reaches (DP-04)."""
    if arende_id is not None:
        await hamta_arende(arbete, arende_id, las=False)
    egen = egna_for(arbete, egna=egna) if egna or arende_id is None else None
    personer = [person for person in (agare, egen) if person]
    sats = bevakningslista(
        status=status, arende_id=arende_id, agare=personer, sort=sort, forfaller_senast=forfaller_senast
    )
    rader = await arbete.alla(dagsida(sats, Bevakning.forfaller, Bevakning.id, fraga))
    utsnitt = skar(rader, fraga, lambda b: dagkod(b.forfaller, b.id))
    arbete.har_last(BEVAKNING.namn, arenden=[b.arende_id for b in utsnitt.rader])
    return utsnitt


async def sammanstallning(arbete: Arbete) -> list[Antal]:
    """Open tasks of the nämnd per owner and kind, for who leads the work."""
    arbete.krav_roll("Sammanställningen är till för arbetsledare.")
    return [Antal(*rad) for rad in await arbete.session.execute(antal_per_agare(arbete.idag))]


async def klarmarkera(arbete: Arbete, bevakning_id: UUID, *, skal: str) -> Bild:
    """Done, and why."""
    return await _satt(arbete, bevakning_id, "klarmarkera", skal, None)


async def skjut_upp(arbete: Arbete, bevakning_id: UUID, *, till: date, skal: str) -> Bild:
    """Not now, but on a later day, and why."""
    if till <= arbete.idag:
        raise OgiltigtInnehall(
            "Bevakningen kan bara skjutas upp till en senare dag.",
            fel=[Faltfel("/till", "passerat", "Ange en dag efter i dag")],
        )
    return await _satt(arbete, bevakning_id, "skjut_upp", skal, till)


async def ateroppna(arbete: Arbete, bevakning_id: UUID, *, skal: str) -> Bild:
    """It was not done, or can't wait."""
    bild = await _satt(arbete, bevakning_id, "ateroppna", skal, None)
    bild.bevakning.atgardad = bild.bevakning.atgardad_av = None
    return bild


async def _satt(arbete: Arbete, bevakning_id: UUID, handelse: str, skal: str, till: date | None) -> Bild:
    bevakning = await _ladda(arbete, bevakning_id)
    uppgifter = {"skal": skal} | ({"till": till.isoformat()} if till else {})
    await arbete.utfor(BEVAKNING, bevakning, handelse, _lage(arbete, bevakning), uppgifter=uppgifter)
    bevakning.skal, bevakning.uppskjuten_till = skal, till
    bevakning.atgardad, bevakning.atgardad_av = arbete.nu, arbete.aktor.person
    return _bild(arbete, bevakning)
