"""Refusals in Arbetsförmedlingen's shape: ``error_id``, ``message`` and ``cause`` with a list of field faults.

The shape and ``system: EIS`` / ``code: 1002`` are those of AF's public integration code; the other numbers are
the mock's own. A fault names the field, never the value.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from uuid import UUID

from tests.mockad_af.begaran import Svar, json_svar


class Faltkod(IntEnum):
    """``felkod`` of one field fault."""

    SAKNAS = 1001
    FORMAT = 1002
    OKANT_FALT = 1003
    KONTROLLSIFFRA = 1004
    VILLKOR = 1005


@dataclass(frozen=True, slots=True)
class Faltfel:
    """One fault: dotted path of the field (or header name), code, Swedish text."""

    falt: str
    felkod: Faltkod
    meddelande: str

    def som_kropp(self) -> dict[str, object]:
        """The nine keys of AF's own error rows."""
        return {
            "falt": self.falt,
            "felkod": int(self.felkod),
            "operation": None,
            "kravnummer": None,
            "meddelande": self.meddelande,
            "valideringsregelTyp": self.felkod.name,
            "valideringsregelvarde": None,
            "entitetTyp": None,
            "entitetId": None,
        }


class Avvisning(Exception):
    """The call is refused."""

    def __init__(
        self,
        status: int,
        meddelande: str,
        orsak: str,
        fel: Sequence[Faltfel] = (),
        huvuden: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(meddelande)
        self.status = status
        self.meddelande = meddelande
        self.orsak = orsak
        self.fel = tuple(fel)
        self.huvuden = dict(huvuden or {})

    def som_svar(self, error_id: UUID) -> Svar:
        """The answer that carries the refusal."""
        kod = "1002" if self.status == 400 else f"1{self.status}"
        cause = {
            "system": "EIS",
            "code": kod,
            "message": self.orsak,
            "error": [rad.som_kropp() for rad in self.fel],
        }
        kropp = {"error_id": str(error_id), "message": self.meddelande, "cause": cause}
        return json_svar(self.status, kropp, self.huvuden)


def datafel(fel: Sequence[Faltfel]) -> Avvisning:
    """400 with the faulty fields."""
    return Avvisning(400, "Datafel", "Uppgifterna i anropet gick inte att godta", fel)


def obehorig(orsak: str) -> Avvisning:
    """401."""
    return Avvisning(401, "Obehörig", orsak, huvuden={"www-authenticate": "Bearer"})


def saknas() -> Avvisning:
    """404."""
    return Avvisning(404, "Saknas", "Resursen finns inte")


def fel_metod(tillatna: Sequence[str]) -> Avvisning:
    """405."""
    return Avvisning(405, "Otillåten metod", "Resursen har inte metoden", huvuden={"allow": ", ".join(tillatna)})


def konflikt(falt: str, orsak: str) -> Avvisning:
    """409: the identity is taken, or the version is not the next one."""
    return Avvisning(409, "Konflikt", orsak, [Faltfel(falt, Faltkod.VILLKOR, orsak)])


def fel_mediatyp() -> Avvisning:
    """415."""
    return Avvisning(415, "Fel mediatyp", "Innehållet ska vara application/json")
