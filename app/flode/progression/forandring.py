"""What has changed since the first and the latest measurement, with reasons in words; computed, never stored.

The person's own ratings and the staff's are two series: a difference between them is no change.
Pure; what it is given is already without what the caller may not see.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from app.flode.progression.matvarden import OTILLGANGLIG_NAMN, Matvarden
from app.katalog.instrument_modell import EJ_BEDOMD, OTILLGANGLIG, Instrumentversion, Respondent, Svarsvarde

_RAKNEORD = ("noll", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")


class Slag(StrEnum):
    """What is compared."""

    NIVA = "niva"
    OMRADE = "omrade"
    INDIKATOR = "indikator"


class Riktning(StrEnum):
    """Which way it went; ``ej_jamforbar`` where the two have no common order."""

    UPP = "upp"
    NED = "ned"
    OFORANDRAD = "oforandrad"
    EJ_JAMFORBAR = "ej_jamforbar"


@dataclass(frozen=True, slots=True)
class Avlasning:
    """One measurement as it is compared."""

    id: UUID
    datum: date
    respondent: Respondent
    varden: Matvarden
    version: Instrumentversion

    @property
    def ordning(self) -> tuple[date, UUID]:
        """In time; on the same day in the order of registration (ids are UUIDv7)."""
        return self.datum, self.id


@dataclass(frozen=True, slots=True)
class Jamforelse:
    """One earlier reading against the present; ``steg`` is signed, none where they cannot be compared."""

    datum: date
    varde: Svarsvarde
    riktning: Riktning
    steg: int | None
    forklaring: str


@dataclass(frozen=True, slots=True)
class Forandring:
    """How one level, area or indicator has moved."""

    slag: Slag
    kod: str | None
    namn: str
    varde: Svarsvarde
    sedan_forsta: Jamforelse | None
    sedan_forra: Jamforelse | None


Nyckel = tuple[Slag, str | None]


def egen_serie(respondent: Respondent) -> bool:
    """Whether a respondent belongs to the person's own ratings."""
    return respondent is Respondent.EGEN


def fore(avlasning: Avlasning, alla: Sequence[Avlasning]) -> list[Avlasning]:
    """Earlier readings of the same series, oldest first."""
    egen = egen_serie(avlasning.respondent)
    samma = (a for a in alla if egen_serie(a.respondent) == egen and a.ordning < avlasning.ordning)
    return sorted(samma, key=lambda a: a.ordning)


def lasningar(varden: Matvarden) -> Iterator[tuple[Nyckel, Svarsvarde]]:
    if varden.niva is not None:
        yield (Slag.NIVA, None), varden.niva
    for o in varden.omraden:
        if o.niva is not None:
            yield (Slag.OMRADE, o.omrade), o.niva
        yield from (((Slag.INDIKATOR, s.indikator), s.varde) for s in o.svar if s.varde != EJ_BEDOMD)


@dataclass(frozen=True, slots=True)
class Last:
    """What one measurement reads of one thing, with the version that says what it means."""

    datum: date
    varde: Svarsvarde
    version: Instrumentversion


def forandringar(nu: Avlasning, tidigare: Sequence[Avlasning]) -> list[Forandring]:
    """The movement of everything that ``nu`` reads; ``tidigare`` oldest first."""
    return [rorelse(nyckel, [*_lasta(nyckel, tidigare), *_lasta(nyckel, [nu])]) for nyckel, _ in lasningar(nu.varden)]


def serieforandringar(serie: Sequence[Avlasning]) -> list[Forandring]:
    """The movement of everything that a series has read, each up to its latest reading; ``serie`` oldest first."""
    nycklar = dict.fromkeys(nyckel for a in serie for nyckel, _ in lasningar(a.varden))
    return [rorelse(nyckel, _lasta(nyckel, serie)) for nyckel in nycklar]


def _lasta(nyckel: Nyckel, serie: Sequence[Avlasning]) -> list[Last]:
    return [Last(a.datum, varde, a.version) for a in serie for n, varde in lasningar(a.varden) if n == nyckel]


def rorelse(nyckel: Nyckel, lasta: Sequence[Last]) -> Forandring:
    """How one thing has moved over its readings, oldest first; there is at least one."""
    *tidigare, nu = lasta
    namn = namn_pa(nu.version, nyckel)
    jamforda = [_jamfor(nyckel, namn, fran, nu) for fran in tidigare[:1] + tidigare[-1:]]
    forsta, forra = (jamforda[0], jamforda[-1]) if jamforda else (None, None)
    return Forandring(*nyckel, namn, nu.varde, forsta, forra)


def fall(nu: Avlasning, tidigare: Sequence[Avlasning]) -> list[Nyckel]:
    """The levels that are lower than when they were last read."""
    rorelser = forandringar(nu, tidigare)
    return [
        (f.slag, f.kod)
        for f in rorelser
        if f.slag is not Slag.INDIKATOR and f.sedan_forra is not None and f.sedan_forra.riktning is Riktning.NED
    ]


def _jamfor(nyckel: Nyckel, namn: str, fran: Last, till: Last) -> Jamforelse:
    steg = stegen(nyckel, fran, till)
    fran_text, till_text = visat(fran.version, nyckel, fran.varde), visat(till.version, nyckel, till.varde)
    slut = _utgang(steg) + ("" if samma_skala(nyckel, fran.version, till.version) else _olika_skalor(fran, till))
    text = f"{namn}: från {fran_text} ({fran.datum}) till {till_text} ({till.datum}), {slut}."
    return Jamforelse(fran.datum, fran.varde, _riktning(steg), steg, text)


def _olika_skalor(fran: Last, till: Last) -> str:
    return f": version {fran.version.version} och version {till.version.version} har olika frågor eller skalor"


def stegen(nyckel: Nyckel, fran: Last, till: Last) -> int | None:
    """How many steps up from one reading to another; none where they have no common order."""
    if not samma_skala(nyckel, fran.version, till.version):
        return None
    a, b = _rang(fran.version, nyckel, fran.varde), _rang(till.version, nyckel, till.varde)
    return None if a is None or b is None else b - a


def samma_skala(nyckel: Nyckel, a: Instrumentversion, b: Instrumentversion) -> bool:
    """Whether a thing is asked alike and read on the same scale in two versions of an instrument."""
    return a.version == b.version or _skala(nyckel, a) == _skala(nyckel, b) is not None


def _skala(nyckel: Nyckel, version: Instrumentversion) -> object:
    """What a thing asks and is read on, apart from names; none where the version does not have it."""
    slag, kod = nyckel
    nivaer = tuple(n.kod for n in version.nivaer)
    if slag is Slag.NIVA:
        return nivaer
    if slag is Slag.OMRADE:
        return nivaer if version.omrade(str(kod)) else None
    indikator = version.indikator(str(kod))
    if indikator is None:
        return None
    skala = version.skala(indikator)
    return indikator.text, skala.typ, skala.avser, skala.minst, skala.storst, skala.tillatna


def _riktning(steg: int | None) -> Riktning:
    if steg is None:
        return Riktning.EJ_JAMFORBAR
    if steg == 0:
        return Riktning.OFORANDRAD
    return Riktning.UPP if steg > 0 else Riktning.NED


def _utgang(steg: int | None) -> str:
    if steg is None:
        return "går inte att jämföra"
    if steg == 0:
        return "oförändrat"
    return f"{antal_steg(steg)} {'upp' if steg > 0 else 'ned'}"


def antal_steg(steg: int) -> str:
    """In words, whichever way."""
    return f"{_RAKNEORD[abs(steg)] if abs(steg) < len(_RAKNEORD) else abs(steg)} steg"


def _rang(version: Instrumentversion, nyckel: Nyckel, varde: Svarsvarde) -> int | None:
    if nyckel[0] is not Slag.INDIKATOR:
        return version.rang(str(varde))
    indikator = version.indikator(str(nyckel[1]))
    return None if indikator is None else version.skala(indikator).rang(varde)


def namn_pa(version: Instrumentversion, nyckel: Nyckel) -> str:
    """What a thing is called."""
    slag, kod = nyckel
    match slag:
        case Slag.NIVA:
            return "Samlad nivå"
        case Slag.OMRADE:
            omrade = version.omrade(str(kod))
            return omrade.namn if omrade else str(kod)
        case _:
            indikator = version.indikator(str(kod))
            return indikator.text.rstrip(".") if indikator else str(kod)


def visat(version: Instrumentversion, nyckel: Nyckel, varde: Svarsvarde) -> str:
    """A level by its name, an answer as people say it."""
    if varde == EJ_BEDOMD:
        return "ej bedömd"
    if nyckel[0] is Slag.INDIKATOR:
        indikator = version.indikator(str(nyckel[1]))
        varden = version.skala(indikator).varden if indikator else ()
        return next((v.namn for v in varden if v.kod == varde), str(varde))
    return nivanamn(version, str(varde))


def nivanamn(version: Instrumentversion, kod: str) -> str:
    """A level by its name."""
    if kod == OTILLGANGLIG:
        return OTILLGANGLIG_NAMN
    niva = version.niva(kod)
    return niva.namn if niva else kod
