"""The facts that a prövning rests on: values only, each readable from and writable to plain JSON data.

Hours are whole hours a week, degrees whole percent, periods have both days included.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Self

from app.begrepp.tid import Manad
from app.regelverk.modell import Undantagsgrund

EN_DAG = timedelta(days=1)
Data = dict[str, Any]


class Sysselsattningstyp(StrEnum):
    """Occupation that takes hours of the week (AK-08)."""

    ARBETE = "arbete"
    STUDIER = "studier"
    INSATS = "insats"


class Formanstyp(StrEnum):
    """Benefit with a degree; never a diagnosis (DP-02)."""

    SJUKERSATTNING = "sjukersattning"
    AKTIVITETSERSATTNING = "aktivitetsersattning"
    SJUKPENNING = "sjukpenning"
    REHABILITERINGSPENNING = "rehabiliteringspenning"
    FORALDRAPENNING = "foraldrapenning"
    ANNAN = "annan"


def _dag(varde: str | None) -> date | None:
    return date.fromisoformat(varde) if varde else None


def _text(dag: date | None) -> str | None:
    return dag.isoformat() if dag else None


def dagen_efter(dag: date | None) -> date | None:
    """The next day; None when there is none."""
    return dag + EN_DAG if dag is not None and dag < date.max else None


@dataclass(frozen=True, slots=True)
class Dagar:
    """Days from ``fran`` to ``tom``, both included; without ``tom`` it goes on."""

    fran: date
    tom: date | None

    def galler(self, dag: date) -> bool:
        """Whether it holds that day."""
        return self.fran <= dag and (self.tom is None or dag <= self.tom)

    @property
    def upphor(self) -> date | None:
        """The first day it no longer holds."""
        return dagen_efter(self.tom)

    def _dagar(self) -> Data:
        return {"fran": self.fran.isoformat(), "tom": _text(self.tom)}


@dataclass(frozen=True, slots=True)
class Undantag:
    """A ground of exemption with its degree in percent and its days, both included."""

    grund: Undantagsgrund
    grad_procent: int
    fran: date
    tom: date | None = None

    @property
    def helt(self) -> bool:
        """Exempt, not only fewer hours."""
        return self.grad_procent >= 100

    @property
    def sista(self) -> date | None:
        """Its last day; who has reached riktålder stays exempt (AK-06)."""
        return None if self.grund is Undantagsgrund.RIKTALDER else self.tom

    @property
    def upphor(self) -> date | None:
        """The first day it no longer holds."""
        return dagen_efter(self.sista)

    def galler(self, dag: date) -> bool:
        """Whether it holds that day."""
        return self.fran <= dag and (self.sista is None or dag <= self.sista)

    def som_data(self) -> Data:
        """Plain data."""
        return {
            "grund": self.grund.value,
            "grad_procent": self.grad_procent,
            "fran": self.fran.isoformat(),
            "tom": _text(self.tom),
        }

    @classmethod
    def ur(cls, data: Mapping[str, Any]) -> Self:
        """From plain data; other keys are left unread."""
        return cls(
            Undantagsgrund(data["grund"]),
            data["grad_procent"],
            date.fromisoformat(data["fran"]),
            _dag(data.get("tom")),
        )


def helt_undantagen(undantag: Sequence[Undantag], fran: date, tom: date) -> bool:
    """Whether every day from ``fran`` to ``tom`` is under a full exemption (AK-05)."""
    slut = undantagen_till(undantag, fran)
    return slut is None or slut > tom


def undantagen_till(undantag: Iterable[Undantag], dag: date) -> date | None:
    """The first day from ``dag`` on without a full exemption (``dag`` itself if there is none), or None for never."""
    slut: date | None = dag
    for u in sorted((u for u in undantag if u.helt), key=lambda u: u.fran):
        if slut is None or u.fran > slut:
            break
        upphor = u.upphor
        slut = None if upphor is None else max(slut, upphor)
    return slut


@dataclass(frozen=True, slots=True)
class Sysselsattning(Dagar):
    """Hours a week that something already takes."""

    typ: Sysselsattningstyp
    timmar_per_vecka: int

    def som_data(self) -> Data:
        """Plain data."""
        return {"typ": self.typ.value, "timmar_per_vecka": self.timmar_per_vecka, **self._dagar()}

    @classmethod
    def ur(cls, data: Mapping[str, Any]) -> Self:
        """From plain data; other keys are left unread."""
        return cls(
            date.fromisoformat(data["fran"]),
            _dag(data.get("tom")),
            Sysselsattningstyp(data["typ"]),
            data["timmar_per_vecka"],
        )


@dataclass(frozen=True, slots=True)
class Forman(Dagar):
    """A benefit with its degree in percent."""

    typ: Formanstyp
    grad_procent: int

    def som_data(self) -> Data:
        """Plain data."""
        return {"typ": self.typ.value, "grad_procent": self.grad_procent, **self._dagar()}

    @classmethod
    def ur(cls, data: Mapping[str, Any]) -> Self:
        """From plain data; other keys are left unread."""
        return cls(
            date.fromisoformat(data["fran"]), _dag(data.get("tom")), Formanstyp(data["typ"]), data["grad_procent"]
        )


@dataclass(frozen=True, slots=True)
class Fakta:
    """What is known of one adult; ``manader`` are the months on record, with or without försörjningsstöd."""

    fodd: date | None = None
    manader: Mapping[Manad, bool] = field(default_factory=dict)
    undantag: tuple[Undantag, ...] = ()
    sysselsattningar: tuple[Sysselsattning, ...] = ()
    formaner: tuple[Forman, ...] = ()
    formaga_timmar: int | None = None
    eget_jobbsokande: int = 0
    antal_barn: int = 0
    yngsta_barn_fyller_ett: date | None = None
    yngsta_barn_fyller_atta: date | None = None

    def __post_init__(self) -> None:
        """In order, so that the same facts are the same however they were told."""
        manader = dict(sorted(self.manader.items()))
        object.__setattr__(self, "manader", manader)
        for falt in ("undantag", "sysselsattningar", "formaner"):
            rader = sorted(getattr(self, falt), key=lambda rad: sorted((k, str(v)) for k, v in rad.som_data().items()))
            # Two jobs of equal hours are two jobs; a ground or a benefit told twice is one.
            object.__setattr__(self, falt, tuple(rader if falt == "sysselsattningar" else dict.fromkeys(rader)))

    def som_data(self) -> Data:
        """Plain data: equal facts give equal data."""
        return {
            "fodd": _text(self.fodd),
            "manader": [{"manad": str(m), "forsorjningsstod": stod} for m, stod in self.manader.items()],
            "undantag": [u.som_data() for u in self.undantag],
            "sysselsattningar": [s.som_data() for s in self.sysselsattningar],
            "formaner": [f.som_data() for f in self.formaner],
            "formaga_timmar": self.formaga_timmar,
            "eget_jobbsokande": self.eget_jobbsokande,
            "antal_barn": self.antal_barn,
            "yngsta_barn_fyller_ett": _text(self.yngsta_barn_fyller_ett),
            "yngsta_barn_fyller_atta": _text(self.yngsta_barn_fyller_atta),
        }

    @classmethod
    def ur(cls, data: Mapping[str, Any]) -> Self:
        """From plain data as ``som_data`` gives it."""
        return cls(
            fodd=_dag(data.get("fodd")),
            manader={Manad.tolka(m["manad"]): bool(m["forsorjningsstod"]) for m in data.get("manader", ())},
            undantag=tuple(Undantag.ur(u) for u in data.get("undantag", ())),
            sysselsattningar=tuple(Sysselsattning.ur(s) for s in data.get("sysselsattningar", ())),
            formaner=tuple(Forman.ur(f) for f in data.get("formaner", ())),
            formaga_timmar=data.get("formaga_timmar"),
            eget_jobbsokande=data.get("eget_jobbsokande", 0),
            antal_barn=data.get("antal_barn", 0),
            yngsta_barn_fyller_ett=_dag(data.get("yngsta_barn_fyller_ett")),
            yngsta_barn_fyller_atta=_dag(data.get("yngsta_barn_fyller_atta")),
        )
