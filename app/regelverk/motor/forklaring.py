"""How an outcome is explained: each rule that was tried, with its facts, result, source and grade."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.regelverk.modell import Grad, Regelvarde

Faktum = str | int | bool | list[str] | None


class Regelresultat(StrEnum):
    """What trying a rule came to."""

    UPPFYLLD = "uppfylld"
    INTE_UPPFYLLD = "inte_uppfylld"
    OKAND = "okand"
    INTE_AKTUELL = "inte_aktuell"


@dataclass(frozen=True, slots=True)
class Regelprov:
    """One rule tried: the question, the facts it was put to, the answer and where the rule comes from."""

    regel: str
    fraga: str
    resultat: Regelresultat
    svar: str
    lagrum: str
    grad: Grad
    fakta: Mapping[str, Faktum] = field(default_factory=dict)
    delar: tuple["Regelprov", ...] = ()

    def som_data(self) -> dict[str, Any]:
        """Plain data, parts included."""
        return {
            "regel": self.regel,
            "fraga": self.fraga,
            "resultat": self.resultat.value,
            "svar": self.svar,
            "lagrum": self.lagrum,
            "grad": self.grad.value,
            "fakta": [{"namn": namn, "varde": varde} for namn, varde in self.fakta.items()],
            "delar": [d.som_data() for d in self.delar],
        }


def prov(
    varde: Regelvarde,
    fraga: str,
    resultat: Regelresultat,
    svar: str,
    fakta: Mapping[str, Faktum] | None = None,
    delar: tuple[Regelprov, ...] = (),
) -> Regelprov:
    """One rule tried, by a value of the ruleset."""
    return Regelprov(varde.regel, fraga, resultat, svar, varde.lagrum, varde.grad, fakta or {}, delar)
