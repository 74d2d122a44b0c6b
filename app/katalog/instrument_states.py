"""A nämnd's own version of an instrument: drafted, published, replaced by the next one (pure)."""

from dataclasses import dataclass
from enum import StrEnum

from app.begrepp.parter import Roll
from app.core.errors import Hinder
from app.core.transitions import Overgang, Tillstandsmaskin

# The nämnd's arbetsledare, and the operator's command that loads a file.
SKOTER = frozenset({Roll.ARBETSLEDARE, Roll.SYSTEM})
SYSTEM = frozenset({Roll.SYSTEM})
FLEST_VERSIONER, FLEST_INSTRUMENT = 100, 100
HAR_FEL = "instrumentet_har_fel"


class EgenStatus(StrEnum):
    """Where a version is; a draft that was thrown away was never measured with."""

    UTKAST = "utkast"
    PUBLICERAD = "publicerad"
    ERSATT = "ersatt"
    KASTAD = "kastad"


class Ursprung(StrEnum):
    """Whether a version ships with the service or is the nämnd's own."""

    LEVERERAD = "levererad"
    NAMNDEN = "namnden"


# Measured with, now or before.
MATTA = frozenset({EgenStatus.PUBLICERAD.value, EgenStatus.ERSATT.value})


@dataclass(frozen=True, slots=True)
class VersionLage:
    """Facts the guards look at.

    ``utkast``: the number of the draft that there is already; ``nummer``: of the version; ``levererade``: the numbers
    of the instrument that ship with the service; ``i_bruk``: how many instruments of its own the nämnd has.
    """

    nummer: int = 1
    utkast: int | None = None
    levererade: frozenset[int] = frozenset()
    antal_fel: int = 0
    i_bruk: int = 0


def inget_utkast(lage: VersionLage) -> Hinder | None:
    """One draft at a time, so that what is published next is the newest."""
    if lage.utkast is None:
        return None
    return Hinder(
        "utkast_finns", f"Version {lage.utkast} är redan ett utkast. Ändra det, publicera det eller kasta det."
    )


def plats_kvar(lage: VersionLage) -> Hinder | None:
    """The lists of a nämnd and of an instrument have an end."""
    if lage.nummer <= FLEST_VERSIONER and lage.i_bruk < FLEST_INSTRUMENT:
        return None
    text = f"En nämnd har högst {FLEST_INSTRUMENT} egna instrument, med högst {FLEST_VERSIONER} versioner var."
    return Hinder("for_manga_instrument", text)


def utan_fel(lage: VersionLage) -> Hinder | None:
    """What is published can be measured with."""
    if lage.antal_fel == 0:
        return None
    antal = "ett fel" if lage.antal_fel == 1 else f"{lage.antal_fel} fel"
    return Hinder(HAR_FEL, f"Utkastet har {antal}, som står i dess fel. Rätta och försök igen.")


def numret_ledigt(lage: VersionLage) -> Hinder | None:
    """A measurement names its version: no two have the same number."""
    if lage.nummer not in lage.levererade:
        return None
    text = f"Tjänsten har fått en egen version {lage.nummer}. Kasta utkastet och gör ett nytt."
    return Hinder("numret_upptaget", text)


INSTRUMENTVERSION: Tillstandsmaskin[VersionLage] = Tillstandsmaskin(
    namn="instrumentversion",
    start="utkast",
    slut=frozenset({"ersatt", "kastad"}),
    beskrivning="Nämndens egna versioner av ett instrument. Den publicerade mäts det med; den ändras aldrig.",
    overgangar=(
        Overgang("skapa", (), "utkast", SKOTER, (inget_utkast, plats_kvar)),
        Overgang("andra", ("utkast",), "utkast", SKOTER, effekt="hela innehållet byts"),
        Overgang(
            "publicera", ("utkast",), "publicerad", SKOTER, (utan_fel, numret_ledigt),
            "nya mätningar görs med den; den förra ersätts",
        ),
        Overgang("kasta", ("utkast",), "kastad", SKOTER),
        Overgang("ersatt", ("publicerad",), "ersatt", SYSTEM, effekt="en nyare version är publicerad"),
        Overgang("ta_ur_bruk", ("publicerad",), "ersatt", SKOTER, effekt="inga nya mätningar görs med den"),
    ),
)  # fmt: skip
