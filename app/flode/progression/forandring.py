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
from app.katalog.instrument_modell import EJ_BEDOMD, OTILLGANGLIG, Instrumentversion, Respondent, Skala, Svarsvarde

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


def _lasningar(varden: Matvarden) -> Iterator[tuple[Nyckel, Svarsvarde]]:
    if varden.niva is not None:
        yield (Slag.NIVA, None), varden.niva
    for o in varden.omraden:
        if o.niva is not None:
            yield (Slag.OMRADE, o.omrade), o.niva
        yield from (((Slag.INDIKATOR, s.indikator), s.varde) for s in o.svar if s.varde != EJ_BEDOMD)


def forandringar(version: Instrumentversion, nu: Avlasning, tidigare: Sequence[Avlasning]) -> list[Forandring]:
    """The movement of everything that ``nu`` reads; ``tidigare`` oldest first."""
    ut = []
    for (slag, kod), varde in _lasningar(nu.varden):
        funna = [(t, v) for t in tidigare for nyckel, v in _lasningar(t.varden) if nyckel == (slag, kod)]
        namn = _namn(version, slag, kod)
        jamforda = [_jamfor(version, (slag, kod), namn, fran, (nu.datum, varde)) for fran in funna]
        forsta, forra = (jamforda[0], jamforda[-1]) if jamforda else (None, None)
        ut.append(Forandring(slag, kod, namn, varde, forsta, forra))
    return ut


def fall(version: Instrumentversion, nu: Avlasning, tidigare: Sequence[Avlasning]) -> list[Nyckel]:
    """The levels that are lower than when they were last read."""
    rorelser = forandringar(version, nu, tidigare)
    return [
        (f.slag, f.kod)
        for f in rorelser
        if f.slag is not Slag.INDIKATOR and f.sedan_forra is not None and f.sedan_forra.riktning is Riktning.NED
    ]


def _jamfor(
    version: Instrumentversion,
    nyckel: Nyckel,
    namn: str,
    fran: tuple[Avlasning, Svarsvarde],
    till: tuple[date, Svarsvarde],
) -> Jamforelse:
    da, varde = fran
    a, b = _rang(da.version, nyckel, varde), _rang(version, nyckel, till[1])
    steg = None if a is None or b is None or not jamforbara(da.version, version, nyckel) else b - a
    fran_text, till_text = visat(da.version, nyckel, varde), visat(version, nyckel, till[1])
    slut = _utgang(steg)
    text = f"{namn}: från {fran_text} ({da.datum}) till {till_text} ({till[0]}), {slut}."
    return Jamforelse(da.datum, varde, _riktning(steg), steg, text)


def jamforbara(fore: Instrumentversion, nu: Instrumentversion, nyckel: Nyckel) -> bool:
    """Whether a reading means the same in two versions: the same levels in order, the same question and scale."""
    if fore is nu:
        return True
    if nyckel[0] is not Slag.INDIKATOR:
        return [n.kod for n in fore.nivaer] == [n.kod for n in nu.nivaer]
    da, sedan = fore.indikator(str(nyckel[1])), nu.indikator(str(nyckel[1]))
    if da is None or sedan is None or da.text != sedan.text:
        return False
    return _skalans_form(fore.skala(da)) == _skalans_form(nu.skala(sedan))


def _skalans_form(skala: Skala) -> tuple[object, ...]:
    return skala.typ, skala.avser, skala.minst, skala.storst, skala.tillatna


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
    antal = _RAKNEORD[abs(steg)] if abs(steg) < len(_RAKNEORD) else str(abs(steg))
    return f"{antal} steg {'upp' if steg > 0 else 'ned'}"


def _rang(version: Instrumentversion, nyckel: Nyckel, varde: Svarsvarde) -> int | None:
    if nyckel[0] is not Slag.INDIKATOR:
        return version.rang(str(varde))
    indikator = version.indikator(str(nyckel[1]))
    return None if indikator is None else version.skala(indikator).rang(varde)


def _namn(version: Instrumentversion, slag: Slag, kod: str | None) -> str:
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
