"""What a handed-in report is frozen with beside its text: the hours of its period; and what has changed since (pure).

A frozen measurement or sum is never written again. What is computed now is held against it, so that people see that
facts have changed; a new version of the report takes the new ones.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.flode.narvaro.timlasning import Periodtimmar
from app.flode.narvaro.timrakning import Delar, Timrad, Timslag
from app.flode.plan.states import timmar
from app.flode.progression.bildunderlag import Timvecka

_DELAR = tuple(Delar.__dataclass_fields__)
# An occasion that is over since then is no new fact; the sum of it is unmarked either way.
_KLOCKANS = Timslag.KOMMANDE.value
_NAMN = {
    Timslag.PLANERAT: "planerat",
    Timslag.NARVARO: "närvaro",
    Timslag.MISSAT: "missad tid",
    Timslag.GILTIG_FRANVARO: "giltig frånvaro",
    Timslag.OGILTIG_FRANVARO: "ogiltig frånvaro",
    Timslag.OMARKERAT: "omarkerat",
    Timslag.INSTALLT: "inställt",
    Timslag.INSTALLT_AV_DELTAGARE: "inställt av personens skäl",
    Timslag.KRAV: "krav",
    Timslag.NARVAROMAL: "närvaromål",
    Timslag.EGET_JOBBSOKANDE: "eget jobbsökande",
}


class Faktaslag(StrEnum):
    """What has changed since a report was handed in."""

    MATNING = "matning"
    NARVARO = "narvaro"


@dataclass(frozen=True, slots=True)
class Andring:
    """One thing that has changed since a report was handed in, in words."""

    slag: Faktaslag
    forklaring: str


@dataclass(frozen=True, slots=True)
class Matnyckel:
    """Which measurement counts in a period, of an instrument and respondent."""

    instrument: str
    respondent: str
    datum: date
    matning_id: UUID


def frys(t: Periodtimmar) -> dict[str, Any]:
    """The hours of a period as they are stored: minutes with their explanations, of it all and week by week."""
    return {"summa": _rad(t.summa), "veckor": [_rad(v) for v in t.veckor]}


def _rad(rad: Timrad) -> dict[str, Any]:
    return {
        "period": rad.tid.namn,
        "fran": rad.tid.fran.isoformat(),
        "tom": rad.tid.tom.isoformat(),
        "summor": [
            {"slag": s.slag.value, "minuter": s.minuter, "forklaring": s.forklaring, "antal": s.antal, "regel": s.regel}
            for s in rad.forklarade
        ],
        "kategorier": [
            {"kategori": k} | {n: getattr(d, n) for n in _DELAR} | {"planerat": d.planerat}
            for k, d in rad.summor.per_kategori.items()
        ],
    }


def frysta_veckor(narvaro: Mapping[str, Any] | None) -> list[Timvecka]:
    """The weeks of what was handed in, as a picture shows them."""
    return [_vecka(v, _minuter(v)) for v in (narvaro or {}).get("veckor", ())]


def _vecka(v: Mapping[str, Any], minuter: Mapping[str, int]) -> Timvecka:
    return Timvecka(
        vecka=v["period"],
        fran=date.fromisoformat(v["fran"]),
        tom=date.fromisoformat(v["tom"]),
        planerat=minuter[Timslag.PLANERAT.value],
        narvaro=minuter[Timslag.NARVARO.value],
        giltig_franvaro=minuter[Timslag.GILTIG_FRANVARO.value],
        krav=minuter[Timslag.KRAV.value],
        narvaromal=minuter[Timslag.NARVAROMAL.value],
    )


def _minuter(rad: Mapping[str, Any]) -> dict[str, int]:
    return {s["slag"]: s["minuter"] for s in rad["summor"]}


def andringar(
    underlag: Sequence[Mapping[str, Any]],
    narvaro: Mapping[str, Any] | None,
    matta: Iterable[Matnyckel],
    nu: Periodtimmar,
) -> list[Andring]:
    """What counts now and did not when the report was handed in; the other way round too."""
    ut = [Andring(Faktaslag.MATNING, text) for text in _matningar(underlag, matta)]
    if narvaro is not None:
        ut += [Andring(Faktaslag.NARVARO, text) for text in _timmar(narvaro, frys(nu))]
    return ut


def senast_i(matta: Iterable[Matnyckel]) -> dict[tuple[str, str], Matnyckel]:
    """The latest per instrument and respondent, in the order of their names."""
    ut: dict[tuple[str, str], Matnyckel] = {}
    for m in sorted(matta, key=lambda m: (m.datum, m.matning_id)):
        ut[m.instrument, m.respondent] = m
    return dict(sorted(ut.items()))


def _matningar(underlag: Sequence[Mapping[str, Any]], matta: Iterable[Matnyckel]) -> Iterator[str]:
    frysta = {(m["instrument"], m["respondent"]): str(m["matning_id"]) for m in underlag}
    nu = {nyckel: str(m.matning_id) for nyckel, m in senast_i(matta).items()}
    for instrument, respondent in sorted(frysta.keys() | nu.keys()):
        da, sedan = frysta.get((instrument, respondent)), nu.get((instrument, respondent))
        if da != sedan:
            vad = "har tillkommit" if da is None else "finns inte kvar" if sedan is None else "har ersatts av en annan"
            yield f"Periodens mätning ({instrument}, {respondent}) {vad} sedan rapporten lämnades in."


def _timmar(da: Mapping[str, Any], nu: Mapping[str, Any]) -> Iterator[str]:
    """The sums that differ; and if none does, that something has moved between weeks or categories."""
    fore, efter = _minuter(da["summa"]), _minuter(nu["summa"])
    olika = [slag for slag in _NAMN if fore.get(slag.value, 0) != efter.get(slag.value, 0)]
    for slag in olika:
        a, b = timmar(fore.get(slag.value, 0)), timmar(efter.get(slag.value, 0))
        yield f"{_NAMN[slag].capitalize()} i perioden var {a} när rapporten lämnades in och är nu {b}."
    if olika:
        return
    if _utan_klocka(da) != _utan_klocka(nu):
        yield "Timmarna har flyttats mellan veckor eller kategorier, eller ändrats i det egna jobbsökandet."


def _utan_klocka(narvaro: Mapping[str, Any]) -> list[Any]:
    """Everything that is a fact of the days, week by week."""
    return [
        (v["period"], {n: m for n, m in _minuter(v).items() if n != _KLOCKANS}, [_utan(k) for k in v["kategorier"]])
        for v in narvaro["veckor"]
    ]


def _utan(kategori: Mapping[str, Any]) -> dict[str, Any]:
    return {n: v for n, v in kategori.items() if n != _KLOCKANS}
