"""What differs between two versions of a plan, so that the nämnd sees what it approves; typed rows (pure).

Two activities are the same one when they have the same name and category; of several alike the order decides.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.begrepp.veckotid import pass_av
from app.flode.plan.models import Plan, Planaktivitet
from app.flode.plan.states import Andringsslag

PLANFALT = ("galler_fran", "egen_syn", "barnets_basta", "avvikelse_skal")
AKTIVITETSFALT = (
    "aktivitet_id", "minuter_per_vecka", "tider", "form", "paverkar_foraldrapenning", "mal", "omrade", "arrangor",
    "arbetsplats", "arbetsplats_typ", "handledare", "arbetsplats_fran", "arbetsplats_tom", "riskbedomd", "forsakring",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Skillnad:
    """One row: what happened to which activity (None: the plan itself), and the field with both values as text."""

    slag: Andringsslag
    aktivitet: str | None = None
    falt: str | None = None
    fore: str | None = None
    efter: str | None = None


def skillnader(
    fore: Plan, fores: Sequence[Planaktivitet], efter: Plan, efters: Sequence[Planaktivitet]
) -> list[Skillnad]:
    """Rows from ``fore`` to ``efter``: of the plan, then its activities in their new order, then what went."""
    ut = [*_falt(fore, efter, PLANFALT, None)]
    gamla = dict(zip(_nycklar(fores), fores, strict=True))
    for nyckel, ny in zip(_nycklar(efters), efters, strict=True):
        gammal = gamla.pop(nyckel, None)
        if gammal is None:
            ut.append(
                Skillnad(Andringsslag.TILLAGD, ny.aktivitet, "minuter_per_vecka", None, str(ny.minuter_per_vecka))
            )
        else:
            ut += _falt(gammal, ny, AKTIVITETSFALT, ny.aktivitet)
    return ut + [
        Skillnad(Andringsslag.BORTTAGEN, a.aktivitet, "minuter_per_vecka", str(a.minuter_per_vecka))
        for a in gamla.values()
    ]


def _nycklar(aktiviteter: Sequence[Planaktivitet]) -> list[tuple[str, str, int]]:
    """Name, category, and which of those alike."""
    sedda: dict[tuple[str, str], int] = {}
    ut = []
    for a in aktiviteter:
        nyckel = (a.aktivitet.casefold(), a.kategori)
        sedda[nyckel] = sedda.get(nyckel, 0) + 1
        ut.append((*nyckel, sedda[nyckel]))
    return ut


def _falt(fore: object, efter: object, falt: Sequence[str], aktivitet: str | None) -> Iterator[Skillnad]:
    for namn in falt:
        gammalt, nytt = (_text(getattr(o, namn)) for o in (fore, efter))
        if gammalt != nytt:
            yield Skillnad(Andringsslag.ANDRAD, aktivitet, namn, gammalt, nytt)


def _text(varde: Any) -> str | None:
    """A value as it is read: times as weekdays, yes and no, else its own text."""
    if varde is None or varde == []:
        return None
    if isinstance(varde, list):
        return ", ".join(sorted(map(str, pass_av(varde)))) if isinstance(varde[0], dict) else str(varde)
    if isinstance(varde, bool):
        return "ja" if varde else "nej"
    return str(varde)
