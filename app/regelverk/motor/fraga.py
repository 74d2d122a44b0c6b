"""What a prövning is asked and what it answers, each as values that can be kept as plain JSON data."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Self

from app.begrepp.tid import Manad
from app.regelverk.modell import Regelverk
from app.regelverk.motor.fakta import Fakta, Undantag
from app.regelverk.motor.forklaring import Regelprov
from app.regelverk.motor.klocka import Kravklocka
from app.regelverk.motor.timmar import Timmar
from app.regelverk.motor.tolkning import STANDARD, Tolkning


class Utfall(StrEnum):
    """What an assessment comes to."""

    OMFATTAS = "omfattas"
    UNDANTAG = "undantag"
    AVVAKTA = "avvakta"
    OMFATTAS_INTE = "omfattas_inte"
    INAKTUELL = "inaktuell"


class Orsak(StrEnum):
    """Why somebody is not covered, or why the assessment waits."""

    MANAD_FORE_KRAVET = "manad_fore_kravet"
    UTAN_FORSORJNINGSSTOD = "utan_forsorjningsstod"
    INTE_VUXEN = "inte_vuxen"
    MANADER_SAKNAS = "manader_saknas"
    OKAND_MANAD = "okand_manad"
    UPPGIFTER_SAKNAS = "uppgifter_saknas"
    ANNAT = "annat"


@dataclass(frozen=True, slots=True)
class Antagande:
    """What if a value of a ruleset were another from a month on."""

    regelverk: str
    varde_kod: str
    varde: int
    fran_manad: Manad

    def som_data(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "regelverk": self.regelverk,
            "varde_kod": self.varde_kod,
            "varde": self.varde,
            "fran_manad": str(self.fran_manad),
        }

    @classmethod
    def ur(cls, data: Mapping[str, Any]) -> Self:
        """From plain data."""
        return cls(data["regelverk"], data["varde_kod"], data["varde"], Manad.tolka(data["fran_manad"]))


@dataclass(frozen=True, slots=True)
class Fraga:
    """What is asked: the facts, the month it is for, from which day in it, and what is known as of which day.

    ``regelverk`` None takes the one of the month. ``kanda_regelverk`` are the codes that were there to choose among
    when the question was put; without them all are.
    """

    fakta: Fakta
    avser_manad: Manad
    fran: date
    kand_dag: date
    regelverk: str | None = None
    tolkning: Tolkning = STANDARD
    antaganden: tuple[Antagande, ...] = ()
    kanda_regelverk: tuple[str, ...] = ()

    def som_data(self) -> dict[str, Any]:
        """Plain data, enough to ask the same again in years."""
        return {
            "fakta": self.fakta.som_data(),
            "avser_manad": str(self.avser_manad),
            "fran": self.fran.isoformat(),
            "kand_dag": self.kand_dag.isoformat(),
            "regelverk": self.regelverk,
            "tolkning": self.tolkning.som_data(),
            "antaganden": [a.som_data() for a in self.antaganden],
            "kanda_regelverk": list(self.kanda_regelverk),
        }

    @classmethod
    def ur(cls, data: Mapping[str, Any]) -> Self:
        """From plain data as ``som_data`` gives it."""
        return cls(
            Fakta.ur(data["fakta"]),
            Manad.tolka(data["avser_manad"]),
            date.fromisoformat(data["fran"]),
            date.fromisoformat(data["kand_dag"]),
            data.get("regelverk"),
            Tolkning.ur(data.get("tolkning", {})),
            tuple(Antagande.ur(a) for a in data.get("antaganden", ())),
            tuple(data.get("kanda_regelverk", ())),
        )


@dataclass(frozen=True, slots=True)
class Andring:
    """The next day on which the outcome, its ground or the hours become others, if nothing new is told."""

    dag: date
    text: str

    def som_data(self) -> dict[str, Any]:
        """Plain data."""
        return {"dag": self.dag.isoformat(), "text": self.text}


@dataclass(frozen=True, slots=True)
class Provning:
    """The answer."""

    regelverk: Regelverk
    utfall: Utfall
    orsak: Orsak | None
    undantag: Undantag | None
    undantagen_till: date | None
    klocka: Kravklocka
    timmar: Timmar | None
    regler: tuple[Regelprov, ...]
    signaler: tuple[Regelprov, ...] = ()
    nasta_andring: Andring | None = None

    def som_data(self) -> dict[str, Any]:
        """Plain data: equal answers give equal data."""
        return {
            "regelverk": self.regelverk.kod,
            "lagrum": self.regelverk.lagrum.value,
            "utfall": self.utfall.value,
            "orsak": self.orsak.value if self.orsak else None,
            "undantag": self.undantag.som_data() if self.undantag else None,
            "undantag_upphor": self.undantagen_till.isoformat() if self.undantagen_till else None,
            "klocka": self.klocka.som_data(),
            "timmar": self.timmar.som_data() if self.timmar else None,
            "regler": [r.som_data() for r in self.regler],
            "signaler": [s.som_data() for s in self.signaler],
            "nasta_andring": self.nasta_andring.som_data() if self.nasta_andring else None,
        }


def kanonisk(data: Mapping[str, Any]) -> bytes:
    """The one way to write plain data as bytes."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def kontrollsumma(data: Mapping[str, Any]) -> str:
    """SHA-256 of the bytes, in hex."""
    return hashlib.sha256(kanonisk(data)).hexdigest()
