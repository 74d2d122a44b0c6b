"""Behov: one record per ärende that is changed as a whole. FK-avstämning: asked, then answered or withdrawn (pure)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.begrepp.parter import Roll
from app.core.errors import Hinder
from app.core.transitions import Overgang, Tillstandsmaskin

HANDLAGGARE = frozenset({Roll.HANDLAGGARE, Roll.ARBETSLEDARE})


class BehovStatus(StrEnum):
    """There is a record; what it says is in its versions."""

    REGISTRERAT = "registrerat"


class Barnomsorgsstatus(StrEnum):
    """Where the household's need for barnomsorg stands with the kommun's förskola or fritidshem (AK-30)."""

    INGET_BEHOV = "inget_behov"
    EJ_SOKT = "ej_sokt"
    SOKT = "sokt"
    I_KO = "i_ko"
    BEVILJAD = "beviljad"
    NEKAD = "nekad"


class FkStatus(StrEnum):
    """Where the question to Försäkringskassan is."""

    FRAGA_STALLD = "fraga_stalld"
    BESVARAD = "besvarad"
    ATERKALLAD = "aterkallad"


class FkKanal(StrEnum):
    """How the nämnd asked."""

    TELEFON = "telefon"
    E_TJANST = "e_tjanst"
    BREV = "brev"
    MOTE = "mote"


class FkSvar(StrEnum):
    """What taking part does to föräldrapenning, as Försäkringskassan sees it."""

    PAVERKAR_INTE = "paverkar_inte"
    PAVERKAR = "paverkar"
    OKLART = "oklart"


@dataclass(frozen=True, slots=True)
class BehovLage:
    """Facts the guards look at."""

    arende_oppet: bool = True


def arende_oppet(lage: BehovLage) -> Hinder | None:
    """Needs are recorded while the nämnd handles the matter."""
    if lage.arende_oppet:
        return None
    return Hinder("arende_avslutat", "Ärendet är avslutat.", "AK-27")


def ger_besked(svar: str, galler_tom: date | None, dag: date) -> bool:
    """Whether an answer tells, for ``dag``, what taking part does; an unclear one does not."""
    return svar != FkSvar.OKLART.value and (galler_tom is None or dag <= galler_tom)


BEHOV: Tillstandsmaskin[BehovLage] = Tillstandsmaskin(
    namn="behov",
    start="registrerat",
    slut=frozenset({"registrerat"}),
    beskrivning="Ett behov per ärende. Varje ändring ersätter hela innehållet och ger en ny version.",
    overgangar=(
        Overgang("andra", ("registrerat",), "registrerat", HANDLAGGARE, (arende_oppet,), "en ny version av innehållet"),
    ),
)

FK_AVSTAMNING: Tillstandsmaskin[BehovLage] = Tillstandsmaskin(
    namn="fk_avstamning",
    start="fraga_stalld",
    slut=frozenset({"besvarad", "aterkallad"}),
    beskrivning="Frågan till Försäkringskassan om föräldrapenning och svaret, antecknade för hand.",
    overgangar=(
        Overgang(
            "besvara", ("fraga_stalld",), "besvarad", HANDLAGGARE,
            effekt="en plan med aktivitet som påverkar föräldrapenningen får godkännas, om svaret inte är oklart",
        ),
        Overgang("aterkalla", ("fraga_stalld",), "aterkallad", HANDLAGGARE),
    ),
)  # fmt: skip
