"""What can be said of one occasion: minutes, outcome and cause that go together, and what is missed (pure).

Minutes missed at both ends of an occasion are added; more than 15 in all is a deviation in Arbetsförmedlingen's sense.
Which absence is valid is judged by staff and read from the outcome alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.flode.narvaro.states import PA_PLATS, Franvaroorsak, InstalltAv, Narvaroutfall

TOLERANS = 15


@dataclass(frozen=True, slots=True)
class Utsaga:
    """What a report says of an occasion; ``fran`` and ``till`` are the presence, in minutes since midnight."""

    blev_av: bool = True
    utfall: Narvaroutfall | None = None
    installt_av: InstalltAv | None = None
    fran: int | None = None
    till: int | None = None
    utanfor_tiden: bool = False
    orsak: Franvaroorsak | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Enstaka:
    """An occasion that somebody adds: of an activity in the plan, or with a name and a category of its own."""

    dag: date
    fran: int
    till: int
    skal: str
    planaktivitet_id: UUID | None = None
    aktivitet: str = ""
    kategori: str = ""


@dataclass(frozen=True, slots=True)
class Motsagelse:
    """Why a report can't be: field, code and Swedish sentence."""

    falt: str
    kod: str
    text: str


def handelse_for(utsaga: Utsaga, *, rattar: bool) -> str:
    """What saying so does to the occasion."""
    if rattar:
        return "ratta" if utsaga.blev_av else "ratta_installt"
    return "rapportera" if utsaga.blev_av else "stall_in"


def missade_minuter(vantad: tuple[int, int], narvarande: tuple[int, int] | None) -> int:
    """Minutes of the occasion that the person was not there: late, early, or all of it."""
    fran, till = vantad
    if narvarande is None:
        return till - fran
    borjade, slutade = max(narvarande[0], fran), min(narvarande[1], till)
    return till - fran if slutade <= borjade else (borjade - fran) + (till - slutade)


def avviker(utfall: Narvaroutfall | None, missade: int) -> bool:
    """More than 15 minutes missed; what staff judged as valid never is a deviation, nor what nobody has marked."""
    return utfall in {*PA_PLATS, Narvaroutfall.FRANVARO_OGILTIG} and missade > TOLERANS


def kompletterad(u: Utsaga, vantad: tuple[int, int]) -> Utsaga:
    """Present without times is present from beginning to end."""
    if u.utfall is not Narvaroutfall.NARVARANDE or not u.blev_av:
        return u
    fran = vantad[0] if u.fran is None else u.fran
    till = vantad[1] if u.till is None else u.till
    return Utsaga(True, u.utfall, None, fran, till, u.utanfor_tiden, u.orsak, u.text)


def motsagelser(u: Utsaga, vantad: tuple[int, int]) -> Iterator[Motsagelse]:
    """What of a report contradicts itself or the occasion's times."""
    yield from _installt(u) if not u.blev_av else _genomfort(u)
    if u.fran is not None and u.till is not None:
        yield from _tider(u, u.fran, u.till, vantad)


def _installt(u: Utsaga) -> Iterator[Motsagelse]:
    if u.installt_av is None:
        yield Motsagelse("installtAv", "saknas", "Ange av vems skäl tillfället inte blev av.")
    if u.utfall is not None:
        yield Motsagelse("utfall", "blev_inte_av", "Ett tillfälle som inte blev av har inget utfall.")
    if u.fran is not None or u.till is not None:
        yield Motsagelse("narvarandeFran", "blev_inte_av", "Ett tillfälle som inte blev av har ingen närvaro.")


def _genomfort(u: Utsaga) -> Iterator[Motsagelse]:
    if u.installt_av is not None:
        yield Motsagelse("installtAv", "blev_av", "Bara ett tillfälle som inte blev av är inställt.")
    if u.utfall is None:
        yield Motsagelse("utfall", "saknas", "Ange utfallet.")
    elif u.utfall in PA_PLATS:
        yield from _pa_plats(u)
    elif u.fran is not None or u.till is not None:
        yield Motsagelse("narvarandeFran", "franvarande", "Den som var frånvarande har inga tider.")
    if u.utfall is Narvaroutfall.FRANVARO_GILTIG and u.orsak is None:
        yield Motsagelse("orsak", "saknas", "Ange orsaken till att frånvaron bedöms som giltig.")


def _pa_plats(u: Utsaga) -> Iterator[Motsagelse]:
    if u.fran is None or u.till is None:
        yield Motsagelse("narvarandeFran", "saknas", "Ange från och till när personen var på plats.")


def _tider(u: Utsaga, fran: int, till: int, vantad: tuple[int, int]) -> Iterator[Motsagelse]:
    if till <= fran:
        yield Motsagelse("narvarandeTill", "ordning", "Närvaron slutar efter att den börjar.")
    elif (fran < vantad[0] or till > vantad[1]) and not u.utanfor_tiden:
        yield Motsagelse("narvarandeTill", "utanfor_tiden", "Närvaron ligger utanför tillfället. Ange om det stämmer.")
    elif u.utfall is Narvaroutfall.SEN and missade_minuter(vantad, (fran, till)) == 0:
        yield Motsagelse("utfall", "inte_sen", "Den som var på plats hela tiden var inte sen.")
