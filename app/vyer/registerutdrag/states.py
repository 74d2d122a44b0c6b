"""Registerutdrag: asked for, made by a job, read through by a person, handed over or refused (pure).

What the person may not see is hidden by somebody who has read it, never by a machine (DP-21, DP-31).
"""

from dataclasses import dataclass
from enum import StrEnum

from app.begrepp.parter import Roll
from app.core.errors import Hinder
from app.core.transitions import Overgang, Tillstandsmaskin

SVARAR = frozenset({Roll.HANDLAGGARE, Roll.ARBETSLEDARE, Roll.SAMORDNARE})
SYSTEM = frozenset({Roll.SYSTEM})
ARTIKEL_15 = "artikel 15 i dataskyddsförordningen"
OPPNA = ("begart", "framstalls", "misslyckat", "framstallt", "granskat")


class RegisterutdragStatus(StrEnum):
    """How far it has come."""

    BEGART = "begart"
    FRAMSTALLS = "framstalls"
    MISSLYCKAT = "misslyckat"
    FRAMSTALLT = "framstallt"
    GRANSKAT = "granskat"
    UTLAMNAT = "utlamnat"
    AVSLAGET = "avslaget"


class Sokande(StrEnum):
    """Who asks."""

    DEN_ENSKILDE = "den_enskilde"
    STALLFORETRADARE = "stallforetradare"
    OMBUD = "ombud"


class Identitetskontroll(StrEnum):
    """How it was made sure that it is the person, or somebody who may speak for the person."""

    E_LEGITIMATION = "e_legitimation"
    LEGITIMATION = "legitimation"
    KAND = "kand"
    FULLMAKT = "fullmakt"


class Leveranssatt(StrEnum):
    """How it reaches the person; never by ordinary mail or e-mail."""

    E_TJANST = "e_tjanst"
    OVERLAMNAS = "overlamnas"
    REKOMMENDERAT_BREV = "rekommenderat_brev"


@dataclass(frozen=True, slots=True)
class UtdragLage:
    """Facts the guards look at. ``finns``: the content has not expired."""

    finns: bool = True
    forlangt: bool = False
    i_tid: bool = True


def finns_kvar(lage: UtdragLage) -> Hinder | None:
    """What has expired is made anew before it is handed over."""
    if lage.finns:
        return None
    return Hinder("utdraget_utgatt", "Utdragets innehåll har gått ut. Framställ det igen.", "DP-21")


def forlangs_en_gang(lage: UtdragLage) -> Hinder | None:
    """The time is extended once, and the person is told before the first month is over (GDPR art. 12.3)."""
    artikel = "artikel 12.3 i dataskyddsförordningen"
    if lage.forlangt:
        return Hinder("redan_forlangt", "Tiden är redan förlängd.", "DP-21", artikel)
    if not lage.i_tid:
        return Hinder("for_sent_att_forlanga", "Den första månaden har gått.", "DP-21", artikel)
    return None


REGISTERUTDRAG: Tillstandsmaskin[UtdragLage] = Tillstandsmaskin(
    namn="registerutdrag",
    start="begart",
    slut=frozenset({"utlamnat", "avslaget"}),
    beskrivning="Den enskildes rätt till det som finns om den (DP-21). En människa går igenom det innan det lämnas ut.",
    overgangar=(
        Overgang("begar", (), "begart", SVARAR, effekt="svarsdagen räknas från den dag då begäran kom"),
        Overgang("borja", ("begart",), "framstalls", SYSTEM, effekt="samlas i omgångar, med framsteg"),
        Overgang("fardigstall", ("framstalls",), "framstallt", SYSTEM, effekt="innehållet står fast"),
        Overgang("misslyckas", ("begart", "framstalls"), "misslyckat", SYSTEM, effekt="skälet visas"),
        Overgang("dolj", ("framstallt",), "framstallt", SVARAR, (finns_kvar,), "med lagrum och skäl"),
        Overgang("ta_fram", ("framstallt",), "framstallt", SVARAR, (finns_kvar,), "det som doldes visas igen"),
        Overgang("granska", ("framstallt",), "granskat", SVARAR, (finns_kvar,), "innehållet får sin kontrollsumma"),
        Overgang("oppna", ("granskat",), "framstallt", SVARAR, effekt="granskningen görs om"),
        Overgang("framstall_om", ("misslyckat", "framstallt", "granskat"), "begart", SVARAR, effekt="samlas på nytt"),
        *(Overgang("forlang", (s,), s, SVARAR, (forlangs_en_gang,), "svarsdagen flyttas") for s in OPPNA),
        Overgang("lamna_ut", ("granskat",), "utlamnat", SVARAR, (finns_kvar,), "hur och till vem det lämnades"),
        Overgang("avsla", ("begart", "misslyckat", "framstallt", "granskat"), "avslaget", SVARAR, effekt="med skäl"),
    ),
)  # fmt: skip
