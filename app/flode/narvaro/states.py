"""Tillfälle: planned, then held or called off; who may report what, and until when (pure).

What is reported is a fact of its own that is never changed: a correction is a new one that points at the old.
Nothing reported is nothing known: an occasion that nobody has marked says nothing of the person (AK-20).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.begrepp.parter import Roll
from app.begrepp.tid import tidpunkt
from app.core.errors import Hinder
from app.core.transitions import Krav, Overgang, Tillstandsmaskin

KOMMUN = frozenset({Roll.HANDLAGGARE, Roll.ARBETSLEDARE})
UTFORARE = frozenset({Roll.VAGLEDARE, Roll.SAMORDNARE})
SYSTEM = frozenset({Roll.SYSTEM})


class TillfalleStatus(StrEnum):
    """Where an occasion is; ``struket``: the plan no longer calls for it."""

    PLANERAT = "planerat"
    GENOMFORT = "genomfort"
    INSTALLT = "installt"
    STRUKET = "struket"


class Tillfallesurval(StrEnum):
    """Which planned occasions a list of work shows: those to come, or those that are over and not marked."""

    KOMMANDE = "kommande"
    OMARKERAT = "omarkerat"


class Narvaroutfall(StrEnum):
    """How the person attended, as staff judge it; what is valid is never read from the cause (AK-20)."""

    NARVARANDE = "narvarande"
    SEN = "sen"
    FRANVARO_GILTIG = "franvaro_giltig"
    FRANVARO_OGILTIG = "franvaro_ogiltig"
    SJUK_MED_INTYG = "sjuk_med_intyg"
    ANNAN_AKTIVITET = "annan_aktivitet"


class Franvaroorsak(StrEnum):
    """What the person says was the cause; never a diagnosis (DP-02)."""

    SJUKDOM = "sjukdom"
    VARD_AV_BARN = "vard_av_barn"
    MYNDIGHETSBESOK = "myndighetsbesok"
    ANNAT = "annat"


class InstalltAv(StrEnum):
    """On whose account an occasion did not take place."""

    DELTAGARE = "deltagare"
    UTFORARE = "utforare"
    KOMMUN = "kommun"
    ANNAN = "annan"


class Strykorsak(StrEnum):
    """Why the plan no longer calls for an occasion."""

    PLAN = "plan"
    PAUS = "paus"
    STANGT = "stangt"


class Rapportradsutfall(StrEnum):
    """What became of one row of a report; ``omarkerad``: the row said nothing, which is not absence (AK-20)."""

    SKAPAD = "skapad"
    RATTAD = "rattad"
    OFORANDRAD = "oforandrad"
    OMARKERAD = "omarkerad"
    FEL = "fel"


PA_PLATS = frozenset({Narvaroutfall.NARVARANDE, Narvaroutfall.SEN})


@dataclass(frozen=True, slots=True)
class TillfalleLage:
    """Facts the guards look at; times are minutes since midnight, by the clock on the wall.

    ``avslutad``: the day on which the order ended or was moved. ``begard``: the kommun has asked for the report.
    """

    nu: datetime
    idag: date
    dag: date
    till: int
    avslutad: date | None = None
    slut_datum: date | None = None
    begard: bool = False
    sena_dagar: int = 14

    @property
    def sent(self) -> bool:
        """Whether what is reported now comes after the order's end."""
        return self.avslutad is not None


def har_slutat(lage: TillfalleLage) -> Hinder | None:
    """Nobody knows how it went before it is over."""
    if tidpunkt(lage.dag, lage.till) <= lage.nu:
        return None
    return Hinder("inte_slut", "Tillfället är inte slut än. Närvaron anges efteråt.", "AK-20")


def fore_slutet(lage: TillfalleLage) -> Hinder | None:
    """After the order's end only what lies before it is reported."""
    if lage.avslutad is None or lage.dag <= (lage.slut_datum or lage.avslutad):
        return None
    return Hinder("efter_slutet", "Tillfället ligger efter att beställningen upphörde.", "AK-40")


def i_tid(lage: TillfalleLage) -> Hinder | None:
    """A late report is taken for some days, then only when the kommun asks for it."""
    if lage.avslutad is None or lage.begard or lage.idag <= lage.avslutad + timedelta(days=lage.sena_dagar):
        return None
    return Hinder(
        "for_sent",
        f"Beställningen upphörde för mer än {lage.sena_dagar} dagar sedan. Närvaron anges nu bara om kommunen begär "
        "det.",
        "AK-40",
    )


INLAMNING: tuple[Krav[TillfalleLage], ...] = (fore_slutet, i_tid)
MARKERADE = ("genomfort", "installt")

TILLFALLE: Tillstandsmaskin[TillfalleLage] = Tillstandsmaskin(
    namn="tillfalle",
    start="planerat",
    slut=frozenset({"genomfort", "installt", "struket"}),
    beskrivning="Följer av planen, eller läggs till för hand. Omarkerat är inte frånvaro (AK-20).",
    overgangar=(
        Overgang(
            "rapportera", ("planerat",), "genomfort", UTFORARE, (har_slutat, *INLAMNING), "en närvarouppgift skrivs"
        ),
        Overgang("stall_in", ("planerat",), "installt", UTFORARE, INLAMNING, "det noteras av vems skäl"),
        Overgang(
            "ratta", MARKERADE, "genomfort", UTFORARE, (har_slutat, *INLAMNING), "en ny uppgift pekar på den gamla"
        ),
        Overgang("ratta_installt", MARKERADE, "installt", UTFORARE, INLAMNING, "en ny uppgift pekar på den gamla"),
        Overgang("begar", ("planerat",), "planerat", KOMMUN, effekt="utföraren får rapportera också sent"),
        Overgang("begar", ("genomfort",), "genomfort", KOMMUN, effekt="utföraren får rätta också sent"),
        Overgang("begar", ("installt",), "installt", KOMMUN, effekt="utföraren får rätta också sent"),
        Overgang("stryk", ("planerat",), "struket", SYSTEM, effekt="planen, en paus eller stängt"),
        Overgang("aterta", ("struket",), "planerat", SYSTEM, effekt="planen har tillfället igen"),
    ),
)
