"""Numbers that name persons, organisations and kommuner, and the ids the service makes itself.

A value of these types is valid: there is no other way to get one. Errors carry a code and a
Swedish sentence, never the text that was refused. Must not know tables, encryption or HTTP.
"""

import re
from datetime import date
from typing import NoReturn, Self, final
from uuid import UUID

import uuid_utils

_FORSTA_AR = 1840
_SAMORDNING = 60
_TESTSERIE = range(980, 1000)

_PERSONNUMMER = re.compile(r"([0-9]{8})([-+]?)([0-9]{4})")
_PERSONNUMMER_LAGRAT = re.compile(r"[0-9]{12}")
_ORGANISATIONSNUMMER = re.compile(r"([0-9]{6})-?([0-9]{4})")
_NIO = re.compile(r"[0-9]{9}")
_KOMMUNKOD = re.compile(r"[0-9]{4}")

_TEXTER = {
    "personnummer_form": "Personnummer skrivs ÅÅÅÅMMDD-NNNN eller ÅÅÅÅMMDDNNNN, med siffrorna 0-9.",
    "personnummer_datum": "Personnumret innehåller inget giltigt datum.",
    "personnummer_fodelsenummer": "Personnumrets födelsenummer finns inte.",
    "personnummer_kontrollsiffra": "Personnumrets kontrollsiffra stämmer inte.",
    "personnummer_framtid": "Personnumrets datum ligger i framtiden.",
    "personnummer_tecken": "Plustecken används först från det år då personen fyller 100 år.",
    "organisationsnummer_form": "Organisationsnummer skrivs NNNNNN-NNNN eller NNNNNNNNNN, med siffrorna 0-9.",
    "organisationsnummer_fysisk_person": "Numret hör till en fysisk person; ett organisationsnummer krävs.",
    "organisationsnummer_kontrollsiffra": "Organisationsnumrets kontrollsiffra stämmer inte.",
    "kommunkod_form": "En kommunkod är fyra siffror.",
}


class OgiltigIdentitet(ValueError):
    """A refused number: a stable ``kod`` and a Swedish ``meddelande``, never the input."""

    def __init__(self, kod: str) -> None:
        super().__init__(kod)
        self.kod = kod
        self.meddelande = _TEXTER[kod]

    def __str__(self) -> str:
        return self.meddelande


class OgiltigtPersonnummer(OgiltigIdentitet):
    """Not a personnummer or samordningsnummer."""


class OgiltigtOrganisationsnummer(OgiltigIdentitet):
    """Not a juridisk person's number."""


class OgiltigKommunkod(OgiltigIdentitet):
    """Not four digits."""


def kontrollsiffra(nio: str) -> int:
    """The tenth digit by the Luhn formula with weights 2, 1, 2 ...; other than nine ASCII digits raise ValueError."""
    if not _NIO.fullmatch(nio):
        raise ValueError("a check digit is computed from nine digits")
    produkter = (int(siffra) * (2 - plats % 2) for plats, siffra in enumerate(nio))
    return -sum(sum(divmod(produkt, 10)) for produkt in produkter) % 10


def _dag(siffror: str) -> date:
    """The day that the first eight digits state (DP-23, DP-24); ValueError if it doesn't exist."""
    ar, manad, dag = int(siffror[:4]), int(siffror[4:6]), int(siffror[6:8])
    return date(ar, manad, dag - _SAMORDNING if dag > _SAMORDNING else dag)


def _har_dag(siffror: str) -> bool:
    # Newer Pythons put the year, month and day into this ValueError. It is swallowed here, so that
    # it does not follow as the context of the error that is raised.
    try:
        return _dag(siffror).year >= _FORSTA_AR
    except ValueError:
        return False


def _personnummerfel(siffror: str) -> str | None:
    if not _PERSONNUMMER_LAGRAT.fullmatch(siffror):
        return "personnummer_form"
    if not _har_dag(siffror):
        return "personnummer_datum"
    if siffror[8:11] == "000":
        return "personnummer_fodelsenummer"
    if kontrollsiffra(siffror[2:11]) != int(siffror[11]):
        return "personnummer_kontrollsiffra"
    return None


@final
class Personnummer:
    """A personnummer or samordningsnummer, twelve digits (DP-23, DP-24).

    Not a dataclass, on purpose: ``asdict`` and the JSON encoders that know dataclasses would write
    the digits out. They leave this object only through ``siffror`` (and pickling).
    """

    __slots__ = ("_siffror",)
    _siffror: str

    def __init__(self, siffror: str) -> None:
        """From the stored form, twelve digits; else OgiltigtPersonnummer. Input goes through ``tolka``."""
        fel = _personnummerfel(siffror)
        if fel:
            raise OgiltigtPersonnummer(fel)
        object.__setattr__(self, "_siffror", siffror)

    @classmethod
    def tolka(cls, text: str, idag: date | None = None) -> Self:
        """Read ÅÅÅÅMMDD-NNNN, ÅÅÅÅMMDD+NNNN or ÅÅÅÅMMDDNNNN; else OgiltigtPersonnummer.

        With ``idag`` a day after it is refused, and so is a plus before the year in which the
        holder turns 100 (folkbokföringslagen 18 §): the sign then contradicts the century.
        """
        traff = _PERSONNUMMER.fullmatch(text)
        if not traff:
            raise OgiltigtPersonnummer("personnummer_form")
        nummer = cls(traff[1] + traff[3])
        if idag is not None and nummer.fodelsedag > idag:
            raise OgiltigtPersonnummer("personnummer_framtid")
        if idag is not None and traff[2] == "+" and idag.year - nummer.fodelsedag.year < 100:
            raise OgiltigtPersonnummer("personnummer_tecken")
        return nummer

    @property
    def siffror(self) -> str:
        """The twelve digits; for encryption, lookup and messages only."""
        return self._siffror

    @property
    def ar_samordningsnummer(self) -> bool:
        return int(self._siffror[6:8]) > _SAMORDNING

    @property
    def ar_testnummer(self) -> bool:
        """Whether the birth number is in Skatteverket's test series, 980-999."""
        return int(self._siffror[8:11]) in _TESTSERIE

    @property
    def fodelsedag(self) -> date:
        """The day the number states; the true birthday may be a nearby day (DP-23)."""
        return _dag(self._siffror)

    @property
    def maskerat(self) -> str:
        """Only the last four digits, as "********-NNNN"."""
        return f"********-{self._siffror[8:]}"

    @property
    def utan_slutsiffror(self) -> str:
        """The date with the last four masked, as "NNNNNNNN-****": the form of list views."""
        return f"{self._siffror[:8]}-****"

    def __str__(self) -> str:
        return "********-****"

    def __repr__(self) -> str:
        return "Personnummer(********-****)"

    def __format__(self, format_spec: str) -> str:
        return format(str(self), format_spec)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Personnummer):
            return NotImplemented
        return self._siffror == other._siffror

    def __hash__(self) -> int:
        return hash(self._siffror)

    def __reduce__(self) -> tuple[type["Personnummer"], tuple[str]]:
        return Personnummer, (self._siffror,)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("a Personnummer cannot be changed")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("a Personnummer cannot be changed")


@final
class Organisationsnummer(str):
    """A juridisk person's number: ten digits as str, third digit at least 2 (lag 1974:174).

    A sole trader's number is a personnummer and is refused: it would be personal data in open tables.
    """

    __slots__ = ()

    def __new__(cls, siffror: str) -> Self:
        """From NNNNNN-NNNN or NNNNNNNNNN; else OgiltigtOrganisationsnummer."""
        traff = _ORGANISATIONSNUMMER.fullmatch(siffror)
        if not traff:
            raise OgiltigtOrganisationsnummer("organisationsnummer_form")
        tio = traff[1] + traff[2]
        if tio[2] < "2":
            raise OgiltigtOrganisationsnummer("organisationsnummer_fysisk_person")
        if kontrollsiffra(tio[:9]) != int(tio[9]):
            raise OgiltigtOrganisationsnummer("organisationsnummer_kontrollsiffra")
        return super().__new__(cls, tio)

    @classmethod
    def tolka(cls, text: str) -> Self:
        return cls(text)


@final
class Kommunkod(str):
    """SCB's four-digit code of a kommun, as str; whether the kommun exists is for the register to say."""

    __slots__ = ()

    def __new__(cls, kod: str) -> Self:
        """Four ASCII digits; else OgiltigKommunkod."""
        if not _KOMMUNKOD.fullmatch(kod):
            raise OgiltigKommunkod("kommunkod_form")
        return super().__new__(cls, kod)

    @classmethod
    def tolka(cls, text: str) -> Self:
        return cls(text)


def nya_id(antal: int) -> list[str]:
    """Many of them as text, for rows that are sent as text."""
    return [str(uuid_utils.uuid7()) for _ in range(antal)]


def nytt_id() -> UUID:
    """A new UUIDv7: near each other in an index when made near each other. The order is no promise."""
    return UUID(int=uuid_utils.uuid7().int)
