"""The manners of a client, as rules over what the gateway saw: each breach is one sentence and a place to read on.

Pure: a rule takes the calls of a scenario in order and gives the breaches it finds.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.core.errors import IDEMPOTENSNYCKEL_ATERANVAND, IDEMPOTENSNYCKEL_SAKNAS, PAGAR_REDAN
from app.drift.konformitet.anrop import Anrop
from app.drift.konformitet.storningar import Storningsslag

DOKUMENT = "docs/konformitet.md"
OMSANDS = frozenset({Storningsslag.TAPPAT, Storningsslag.FOR_SENT, Storningsslag.OTILLGANGLIG, Storningsslag.FOR_MANGA})
FLEST_LIKA = 2
NADARTID = 0.1


class Brottskod(StrEnum):
    """What may be wrong; each has its place in the documentation."""

    SAMMA_NYCKEL = "samma_nyckel"
    RETRY_AFTER = "retry_after"
    LAS_OM = "las_om"
    IDEMPOTENCY_KEY = "idempotency_key"
    IF_MATCH = "if_match"
    PERSONNUMMER_I_ADRESSEN = "personnummer_i_adressen"
    TAR_NEJ = "tar_nej"
    GER_INTE_UPP = "ger_inte_upp"
    OMSANDNING = "omsandning"
    DUBBEL_VERKAN = "dubbel_verkan"
    NY_TOKEN = "ny_token"  # noqa: S105 - the name of a rule
    OKANDA_FALT = "okanda_falt"
    MISSAT = "missat"
    SKYDDAD = "skyddad"
    PROBLEM = "problem"
    UPPGIFTEN = "uppgiften"
    KLIENTEN_FOLL = "klienten_foll"


@dataclass(frozen=True, slots=True)
class Brott:
    """What the client did wrong: ``regel`` names the rule of the service where there is one."""

    kod: Brottskod
    mening: str
    regel: str | None = None

    @property
    def las(self) -> str:
        """Where in the documentation the rule stands."""
        return f"{DOKUMENT}#{self.kod.replace('_', '-')}"


Regel = Callable[[Sequence[Anrop]], Iterator[Brott]]


def _nasta(anrop: Sequence[Anrop], efter: int) -> Anrop | None:
    """The next call with the same method on the same object."""
    detta = anrop[efter]
    return next((a for a in anrop[efter + 1 :] if (a.metod, a.objekt) == (detta.metod, detta.objekt)), None)


def samma_nyckel(anrop: Sequence[Anrop]) -> Iterator[Brott]:
    """A request whose answer was lost is sent again as it was."""
    for i, a in enumerate(anrop):
        igen = _nasta(anrop, i)
        ska_sandas_om = a.storning in OMSANDS or a.kod == PAGAR_REDAN
        if a.metod != "POST" or not ska_sandas_om or igen is None:
            continue
        if igen.nyckel != a.nyckel:
            yield Brott(Brottskod.SAMMA_NYCKEL, "Begäran sändes om med en ny Idempotency-Key i stället för samma.")
        elif igen.kropp != a.kropp:
            yield Brott(Brottskod.SAMMA_NYCKEL, "Begäran sändes om med samma Idempotency-Key men annat innehåll.")


def haller_retry_after(anrop: Sequence[Anrop]) -> Iterator[Brott]:
    """Who is asked to wait waits."""
    for i, a in enumerate(anrop):
        igen = _nasta(anrop, i)
        if a.retry_after is None or igen is None:
            continue
        vantat = igen.borjade - a.slutade
        if vantat < a.retry_after - NADARTID:
            sade = f"Svaret bad klienten vänta {a.retry_after:g} s (Retry-After), men den kom tillbaka efter"
            yield Brott(Brottskod.RETRY_AFTER, f"{sade} {vantat:.1f} s.")


def laser_om(anrop: Sequence[Anrop]) -> Iterator[Brott]:
    """After 412 the object is read again before anything more is done to it."""
    inaktuella: set[str] = set()
    for a in anrop:
        if a.metod == "GET" and a.status == 200:
            inaktuella.discard(a.objekt)
        elif a.metod == "POST" and a.objekt in inaktuella:
            inaktuella.discard(a.objekt)
            yield Brott(Brottskod.LAS_OM, "Efter 412 sändes händelsen igen utan att resursen lästes om.")
        if a.status == 412:
            inaktuella.add(a.objekt)


def har_nyckel(anrop: Sequence[Anrop]) -> Iterator[Brott]:
    """Every POST that does something has a key."""
    if any(a.kod == IDEMPOTENSNYCKEL_SAKNAS for a in anrop):
        yield Brott(Brottskod.IDEMPOTENCY_KEY, "En POST saknade huvudet Idempotency-Key.")
    if any(a.kod == IDEMPOTENSNYCKEL_ATERANVAND for a in anrop):
        yield Brott(Brottskod.IDEMPOTENCY_KEY, "Samma Idempotency-Key användes för två olika begäranden.")


def har_if_match(anrop: Sequence[Anrop]) -> Iterator[Brott]:
    """Every händelse says which version it is about."""
    if any(a.status == 428 for a in anrop):
        yield Brott(Brottskod.IF_MATCH, "En händelse saknade huvudet If-Match.")


def utan_personnummer(anrop: Sequence[Anrop]) -> Iterator[Brott]:
    """Nobody's number stands in an address."""
    if any(a.personnummer_i_adressen for a in anrop):
        yield Brott(Brottskod.PERSONNUMMER_I_ADRESSEN, "Ett personnummer stod i adressen till ett anrop.", "DP-05")


def tar_nej(anrop: Sequence[Anrop]) -> Iterator[Brott]:
    """A refusal that is final is not asked for again and again."""
    antal: dict[tuple[str, str, str | None], int] = {}
    for a in anrop:
        slutligt = a.status in {400, 403, 404, 422} or (a.status == 409 and a.kod != PAGAR_REDAN)
        if slutligt and a.metod == "POST":
            antal[a.begaran] = antal.get(a.begaran, 0) + 1
    if any(n > FLEST_LIKA for n in antal.values()):
        yield Brott(Brottskod.TAR_NEJ, f"Samma begäran sändes mer än {FLEST_LIKA} gånger trots ett slutligt nej.")


ALLTID: tuple[Regel, ...] = (
    samma_nyckel, haller_retry_after, laser_om, har_nyckel, har_if_match, utan_personnummer, tar_nej,
)  # fmt: skip


def granska(anrop: Sequence[Anrop], regler: Sequence[Regel] = ALLTID) -> list[Brott]:
    """Every breach, each told once."""
    return list(dict.fromkeys(b for regel in regler for b in regel(anrop)))
