"""Acts on delegationer: the systemadministratör's, for the own organisation and within what it has."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.begrepp.parter import Mottagare, Roll
from app.core.auth_klienter import ROLLER, Sakerhetsniva
from app.core.errors import KROCK, Faltfel, Konflikt, OgiltigtInnehall
from app.core.paging import Sidfraga, Utsnitt, sida, skar
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.katalog.delegation_states import DELEGATION, DelegationStatus
from app.katalog.delegationer import Delegation, delegation_med, delegationslista, egna_klienter, oppen_for
from app.katalog.rolltak import tak_for


@dataclass
class Bild:
    """A delegation with what the caller may do about it."""

    delegation: Delegation
    mojligheter: Mojligheter = field(default_factory=Mojligheter)


@dataclass(frozen=True, slots=True)
class NyDelegation:
    """What is to be registered."""

    klient_id: str
    system: str
    roller: Collection[Roll]
    scopes: Collection[str]
    fran: date
    tom: date | None
    sakerhetsniva: Sakerhetsniva
    avtryck: Collection[str]
    betrodd: bool


async def _krav_inom_taket(arbete: Arbete, roller: Collection[Roll], scopes: Collection[str]) -> None:
    """Nothing that the organisation lacks, and nothing above the ceiling of the roles; raises ``OgiltigtInnehall``."""
    aktor = arbete.aktor
    egna = await arbete.alla(egna_klienter(aktor.organisation_id, aktor.namnd_id))
    egna_roller = {Roll(r) for k in egna for r in k.roller} & ROLLER[aktor.part]
    tak = tak_for(set(roller) & egna_roller) & {s for k in egna for s in k.scopes}
    fel = [Faltfel("/roller", "roll_saknas", f"Organisationen har inte rollen {r}.") for r in set(roller) - egna_roller]
    fel += [Faltfel("/scopes", "over_taket", f"Rollerna kan inte få {s}.") for s in sorted(set(scopes) - tak)]
    if fel:
        raise OgiltigtInnehall("Delegationen går utöver vad organisationen har.", regel="DP-04", fel=fel)


def _krav_period(fran: date, tom: date | None) -> None:
    if tom is not None and tom < fran:
        raise OgiltigtInnehall("Perioden slutar före den börjar.", fel=[Faltfel("/tom", "ordning", "Före fran")])


async def _krav_ledig(arbete: Arbete, klient_id: str) -> None:
    """One delegation at a time, and none to a client that acts for the organisation anyway."""
    aktor = arbete.aktor
    egna = await arbete.alla(egna_klienter(aktor.organisation_id, aktor.namnd_id))
    if klient_id in {k.klient_id for k in egna}:
        raise Konflikt("Klienten är organisationens egen och behöver ingen delegation.", kod=KROCK)
    if await arbete.kanske(oppen_for(klient_id)) is not None:
        raise Konflikt("Klienten har redan en delegation. Ändra den, eller avsluta den först.", kod=KROCK)


async def registrera(arbete: Arbete, mottagare: Mottagare, ny: NyDelegation) -> Bild:
    """Note what a system may do; it does nothing until the delegation is made active."""
    arbete.krav_roll()
    _krav_period(ny.fran, ny.tom)
    await _krav_ledig(arbete, ny.klient_id)
    await _krav_inom_taket(arbete, ny.roller, ny.scopes)
    delegation = Delegation(
        id=nytt_id(),
        kommunkod=mottagare.kommunkod,
        mottagare_id=mottagare.id,
        organisation_id=arbete.aktor.organisation_id,
        klient_id=ny.klient_id,
        system=ny.system,
        roller=sorted(ny.roller),
        scopes=sorted(ny.scopes),
        sakerhetsniva=ny.sakerhetsniva.value,
        avtryck=sorted(ny.avtryck),
        betrodd=ny.betrodd,
        fran=ny.fran,
        tom=ny.tom,
        status=DelegationStatus.REGISTRERAD.value,
        version=1,
        skapad=arbete.nu,
    )
    DELEGATION.krav_skapa(arbete.aktor.roll, delegation.lage(arbete.idag))
    arbete.fodd(delegation, DELEGATION.namn, "registrera", klientId=ny.klient_id, scopes=delegation.scopes)
    return _bild(arbete, delegation)


def _bild(arbete: Arbete, delegation: Delegation) -> Bild:
    return Bild(delegation, arbete.mojligheter(DELEGATION, delegation, delegation.lage(arbete.idag)))


async def ladda(arbete: Arbete, delegation_id: UUID) -> Delegation:
    """One of the own organisation's; raises ``Saknas``."""
    return await arbete.en(delegation_med(delegation_id))


async def visa(arbete: Arbete, delegation_id: UUID) -> Bild:
    """One delegation."""
    return _bild(arbete, await ladda(arbete, delegation_id))


async def lista(arbete: Arbete, fraga: Sidfraga) -> Utsnitt[Delegation]:
    """The organisation's own, the newest first."""
    return skar(await arbete.alla(sida(delegationslista(), Delegation.id, fraga)), fraga)


async def stega(arbete: Arbete, delegation_id: UUID, handelse: str, **uppgifter: Any) -> Bild:
    """A händelse that changes the state alone; ``orsak`` says why."""
    delegation = await ladda(arbete, delegation_id)
    await arbete.utfor(DELEGATION, delegation, handelse, delegation.lage(arbete.idag), uppgifter=uppgifter)
    delegation.orsak = uppgifter.get("orsak")
    return _bild(arbete, delegation)


async def andra(arbete: Arbete, delegation_id: UUID, andringar: dict[str, Any]) -> Bild:
    """Another period, other roles, scopes, level or keys; what is not named stays."""
    delegation = await ladda(arbete, delegation_id)
    await arbete.utfor(
        DELEGATION, delegation, "andra", delegation.lage(arbete.idag), uppgifter={"nytt": _text(andringar)}
    )
    for falt, varde in andringar.items():
        setattr(delegation, falt, sorted(varde) if isinstance(varde, list) else varde)
    _krav_period(delegation.fran, delegation.tom)
    await _krav_inom_taket(arbete, [Roll(r) for r in delegation.roller], delegation.scopes)
    return _bild(arbete, delegation)


def _text(andringar: dict[str, Any]) -> dict[str, Any]:
    """The new values as the history keeps them."""
    return {falt: varde.isoformat() if isinstance(varde, date) else varde for falt, varde in andringar.items()}
