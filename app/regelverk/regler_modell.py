"""What a rule, and a ruling on how it is read, are made of: types only, no rules."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.regelverk.modell import Grad


class Regelstatus(StrEnum):
    """Whether a rule holds now."""

    I_KRAFT = "i_kraft"
    I_KRAFT_LYDELSEN_KONTROLLERAS = "i_kraft_lydelsen_kontrolleras"
    KOMMANDE = "kommande"
    LOKAL = "lokal"
    OKLAR = "oklar"

    @property
    def text(self) -> str:
        """As a jurist reads it."""
        return {
            "i_kraft": "i kraft",
            "i_kraft_lydelsen_kontrolleras": "i kraft, lydelsen kontrolleras",
            "kommande": "kommande",
            "lokal": "lokal",
            "oklar": "oklar",
        }[self.value]

    @property
    def innebord(self) -> str:
        """What it means, as a sentence."""
        return {
            "i_kraft": "Regeln gäller.",
            "i_kraft_lydelsen_kontrolleras": "Regeln gäller, men texten är inte jämförd med lagens slutliga lydelse.",
            "kommande": "Regeln gäller ännu inte.",
            "lokal": "Regeln följer av kommunens avtal eller riktlinjer, inte av lag.",
            "oklar": "Det är oklart om regeln gäller här, eller hur den ska läsas.",
        }[self.value]


class Hallning(StrEnum):
    """What the service does about a rule; ``REGISTRERAR`` always says why it does no more."""

    SPARRAR = "sparrar"
    RAKNAR = "raknar"
    REGISTRERAR = "registrerar"

    @property
    def text(self) -> str:
        """As a jurist reads it."""
        return {"sparrar": "spärrar", "raknar": "räknar", "registrerar": "registrerar"}[self.value]

    @property
    def innebord(self) -> str:
        """What it means, as a sentence."""
        return {
            "sparrar": "Tjänsten nekar det som strider mot regeln och anger regeln i svaret.",
            "raknar": "Tjänsten räknar ut eller visar vad regeln ger i det enskilda ärendet, men hindrar inget.",
            "registrerar": "Tjänsten tar på sin höjd emot de uppgifter som regeln handlar om. Skälet står vid regeln.",
        }[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Regel:
    """One rule that code, tests and refusals cite by ``id``.

    ``grader`` are those of its sources, ``kalla`` says which has which. ``lagrum`` is none where no
    statute is known to have the rule. With ``foljer_grunden`` the section depends on the ground of the
    case, so a refusal that knows the ground names it itself. ``galler_fran`` is none for what held
    before the service began, and where no day is known.
    """

    id: str
    rubrik: str
    text: str
    kalla: str
    lagrum: str | None = None
    foljer_grunden: bool = False
    grader: tuple[Grad, ...]
    galler_fran: date | None = None
    status: Regelstatus = Regelstatus.I_KRAFT
    hallning: Hallning
    tjansten: str
    skal: str | None = None


@dataclass(frozen=True, slots=True)
class Omrade:
    """Rules that belong together, under one heading."""

    rubrik: str
    regler: tuple[Regel, ...]


@dataclass(frozen=True, slots=True)
class Tolkning:
    """How the service reads a rule where its source leaves room."""

    id: str
    rubrik: str
    text: str
    avgor: str
    regler: tuple[str, ...]
