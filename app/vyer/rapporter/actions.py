"""Acts on rapporter: order, read, order again, freeze; and the rows for who may see single cases."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.begrepp.parter import Roll
from app.begrepp.tid import OgiltigTid
from app.core.errors import Faltfel, Forbjuden, Hinder, OgiltigtInnehall, Saknas, hindrad
from app.core.journal import Handelse, historik
from app.core.paging import Sidfraga, Utsnitt, sida, skar
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.settings import Settings
from app.vyer.rapporter.innehall import Oppnad, oppna
from app.vyer.rapporter.models import Rapport, Rapportrad, i_ordning, rader_med_rapport, rapport_med, rapportlista
from app.vyer.rapporter.sort import Rapportsort
from app.vyer.rapporter.sorter import SORTER, fraga_for, sort_for
from app.vyer.rapporter.states import RAPPORT, NamndrapportStatus, Radslag, RapportLage, Rapporttyp, dagar

PERSONRADER = "rapport:personrader"
FARDIGA = frozenset({NamndrapportStatus.KLAR.value, NamndrapportStatus.FRYST.value})
INTE_KLAR = Hinder("rapporten_inte_klar", "Rapporten är inte klar. Läs den igen när den är det.")


@dataclass
class Bild:
    """A report with what the caller may do about it."""

    rapport: Rapport
    mojligheter: Mojligheter = field(default_factory=Mojligheter)


class Oppenrad(NamedTuple):
    """A row of a case list: its own id, and what it says."""

    id: UUID
    rad: Oppnad


@dataclass(frozen=True, slots=True)
class Bestallning:
    """What is ordered."""

    typ: Rapporttyp
    period: str
    kand_vid: datetime | None = None
    ersatter: UUID | None = None


def ser_personrader(arbete: Arbete) -> bool:
    """Whether the caller may see every single case: role and permission both (DP-03)."""
    return arbete.aktor.roll is Roll.ARBETSLEDARE and PERSONRADER in arbete.aktor.scopes


def _fel(falt: str, kod: str, meddelande: str) -> OgiltigtInnehall:
    return OgiltigtInnehall("Rapporten kan inte beställas så.", fel=[Faltfel(falt, kod, meddelande)])


async def bestall(arbete: Arbete, settings: Settings, ny: Bestallning) -> Bild:
    """Order a report of a period as it was known at an instant; a job counts it."""
    arbete.krav_roll("Bara arbetsledare beställer och fryser nämndens rapporter.")
    namnd_id = arbete.sikt.namnd_id
    if namnd_id is None:
        raise Saknas
    sort = SORTER[ny.typ]
    kand_vid = ny.kand_vid or arbete.nu
    if kand_vid > arbete.nu:
        raise _fel("/kandVid", "framtid", "Vad som är känt kan bara vara till och med nu.")
    try:
        manader = sort.periodform.manader(ny.period)
    except OgiltigTid as fel:
        raise _fel("/period", fel.kod, fel.meddelande) from None
    rapport = Rapport(
        id=nytt_id(),
        kommunkod=arbete.kommunkod,
        namnd_id=namnd_id,
        sort=ny.typ.value,
        period=ny.period,
        period_tom=dagar(manader).tom,
        kand_vid=kand_vid,
        urval=dict(sort.urval(settings)),
        status=NamndrapportStatus.BESTALLD.value,
        version=1,
        utgava=await _utgava(arbete, ny),
        ersatter_id=ny.ersatter,
        bestalld=arbete.nu,
        bestalld_av=arbete.aktor.person,
        klara=0,
        summor={},
        antal_rader=0,
        antal_undantagna=0,
        forsok=0,
    )
    arbete.fodd(rapport, "rapport", "bestall", sort=rapport.sort, period=rapport.period)
    return Bild(rapport)


async def _utgava(arbete: Arbete, ny: Bestallning) -> int:
    """The number of the edition; only a frozen report of the same kind and period is corrected."""
    if ny.ersatter is None:
        return 1
    rad = await arbete.rad(rapport_med(ny.ersatter))
    tidigare = rad[0] if rad is not None else None
    if tidigare is None or (tidigare.sort, tidigare.period) != (ny.typ.value, ny.period):
        raise _fel("/ersatter", "ersatter", "Det finns ingen sådan rapport för perioden.")
    if tidigare.status != NamndrapportStatus.FRYST.value:
        raise _fel("/ersatter", "inte_fryst", "Bara en fryst rapport får en rättad utgåva.")
    return int(tidigare.utgava) + 1


async def _ladda(arbete: Arbete, rapport_id: UUID) -> tuple[Rapport, RapportLage]:
    rad = await arbete.rad(rapport_med(rapport_id))
    if rad is None:
        raise Saknas
    rapport, fryst_redan = rad
    return rapport, RapportLage(rapport.period_tom, rapport.kand_vid, fryst_redan)


async def visa(arbete: Arbete, rapport_id: UUID) -> Bild:
    """One report, however far it has come."""
    rapport, lage = await _ladda(arbete, rapport_id)
    return Bild(rapport, arbete.mojligheter(RAPPORT, rapport, lage))


async def lista(arbete: Arbete, fraga: Sidfraga) -> Utsnitt[Rapport]:
    """The nämnd's reports, the newest first."""
    return skar(await arbete.alla(sida(rapportlista(), Rapport.id, fraga)), fraga)


async def historia(arbete: Arbete, rapport_id: UUID) -> list[Handelse]:
    """All händelser of a report."""
    await _ladda(arbete, rapport_id)
    return list(await arbete.alla(historik(rapport_id)))


async def bestall_om(arbete: Arbete, rapport_id: UUID) -> Bild:
    """Let the job go on where it failed."""
    rapport, lage = await _ladda(arbete, rapport_id)
    await arbete.utfor(RAPPORT, rapport, "bestall_om", lage)
    rapport.forsok, rapport.fel = 0, None
    return Bild(rapport, arbete.mojligheter(RAPPORT, rapport, lage))


async def frys(arbete: Arbete, rapport_id: UUID) -> Bild:
    """It has been sent: from now on it is what it is."""
    rapport, lage = await _ladda(arbete, rapport_id)
    await arbete.utfor(RAPPORT, rapport, "frys", lage, uppgifter={"kontrollsumma": rapport.kontrollsumma})
    rapport.fryst, rapport.fryst_av = arbete.nu, arbete.aktor.person
    return Bild(rapport, arbete.mojligheter(RAPPORT, rapport, lage))


def _krav_fardig(rapport: Rapport) -> Rapport:
    if rapport.status not in FARDIGA:
        raise hindrad([INTE_KLAR])
    return rapport


async def fardig(arbete: Arbete, rapport_id: UUID) -> Rapport:
    """A report whose content can be read; one that has no hidden form only by who may see single persons."""
    rapport, _ = await _ladda(arbete, rapport_id)
    if sort_for(rapport).dolda is None:
        if not ser_personrader(arbete):
            raise Forbjuden("Rader om enskilda är för arbetsledare med behörighet till dem.", regel="DP-03")
        arbete.krav_hog_niva()  # everybody is in it
    return _krav_fardig(rapport)


async def rader(arbete: Arbete, rapport: Rapport, efter: bytes, antal: int) -> tuple[list[Oppnad], bytes]:
    """The next rows that count, as they are written out, and where to go on; each person's ärende is logged as read."""
    funna = await arbete.alla(i_ordning(rapport.id, Radslag.RAKNAD, efter, antal))
    if not funna:
        return [], b""
    arbete.har_last("rapportrad", objekt=rapport.id, arenden=list(dict.fromkeys(rad.arende_id for rad in funna)))
    return [oppna(rad, arbete.krypto) for rad in funna], funna[-1].ordning


class Radsida(NamedTuple):
    """One page of a case list, and of which kind of report."""

    sort: Rapportsort
    kolumner: tuple[str, ...]
    utsnitt: Utsnitt[Oppenrad]


async def radsida(arbete: Arbete, rapport_id: UUID, slag: Radslag, fraga: Sidfraga) -> Radsida:
    """One page of the rows: a handläggare's own, an arbetsledare's all but other people's protected ones (DP-15)."""
    egna = None if arbete.aktor.roll is Roll.ARBETSLEDARE else arbete.aktor.person
    funna = await arbete.rader(sida(rader_med_rapport(rapport_id, slag, egna), Rapportrad.id, fraga))
    rapport = _krav_fardig(funna[0][1] if funna else (await _ladda(arbete, rapport_id))[0])
    snitt = skar([rad for rad, _ in funna], fraga)
    arenden = list(dict.fromkeys(rad.arende_id for rad in snitt.rader))
    arbete.har_last("rapportrad", objekt=rapport.id, arenden=arenden)
    oppnade = [Oppenrad(rad.id, oppna(rad, arbete.krypto)) for rad in snitt.rader]
    sort = sort_for(rapport)
    return Radsida(sort, sort.kolumner_for(fraga_for(rapport)), Utsnitt(oppnade, fraga, snitt.nasta))
