"""What a ruleset is made of: types only, no values and no dates of the law."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.begrepp.tid import Manad

Varde = int | str | tuple[int, ...] | tuple[str, ...] | None


class Lagrum(StrEnum):
    """The two legal grounds, which live side by side (AK-01)."""

    SOL_12_4 = "sol_12_4"
    SOL_12_4A = "sol_12_4a"

    @property
    def text(self) -> str:
        """As it is written in a beslut."""
        return {"sol_12_4": "12 kap. 4 § SoL", "sol_12_4a": "12 kap. 4 a § SoL"}[self.value]


class Grad(StrEnum):
    """How certain a value is."""

    A = "A"
    B = "B"
    C = "C"
    S = "S"
    D = "D"

    @property
    def text(self) -> str:
        """What the grade means, for a jurist."""
        return {
            "A": "ur lagens eller förordningens text",
            "B": "ur en officiell text från regering eller riksdag",
            "C": "från dem som bygger för lagen",
            "S": "ur kommunens eget underlag",
            "D": "slutsats",
        }[self.value]


class AfSteg(StrEnum):
    """What passes between nämnden and Arbetsförmedlingen around a beslut."""

    SAMRAD = "samrad"
    UNDERRATTELSE = "underrattelse"
    INFORMATION = "information"


class Undantagsgrund(StrEnum):
    """Why somebody is exempt, in whole or for a part (AK-04, AK-05, AK-06)."""

    HELTID_ARBETE = "heltid_arbete"
    HELTID_STUDIER = "heltid_studier"
    HELTID_INSATS = "heltid_insats"
    RIKTALDER = "riktalder"
    SJUKERSATTNING = "sjukersattning"
    SJUKPENNING = "sjukpenning"
    ANNAN_FORMAN = "annan_forman"
    UNDER_18 = "under_18"
    UNGDOM_I_SKOLA = "ungdom_i_skola"
    FORALDRALEDIG_BARN_UNDER_1 = "foraldraledig_barn_under_1"


@dataclass(frozen=True, slots=True)
class Regelvarde:
    """One value of the law with where it comes from, since when and how certain it is."""

    kod: str
    text: str
    varde: Varde
    lagrum: str
    galler_fran: date
    grad: Grad
    regel: str


@dataclass(frozen=True, slots=True)
class Undantag:
    """A ground of exemption that a ruleset knows; ``varde.kod`` is the ground."""

    grund: Undantagsgrund
    varde: Regelvarde


@dataclass(frozen=True, slots=True)
class Regelverk:
    """The law as it reads for försörjningsstöd from the month ``galler_fran`` on.

    ``standard`` says whether it is chosen by the month alone; others must be named. The figures
    are read from ``varden``, so each has its source; hours are whole hours a week.
    """

    kod: str
    namn: str
    lagrum: Lagrum
    galler_fran: Manad
    standard: bool
    af_steg: AfSteg
    varden: tuple[Regelvarde, ...]
    undantag: tuple[Undantag, ...] = ()

    def regelvarde(self, kod: str) -> Regelvarde:
        """The value of that code; raises ``KeyError``."""
        for varde in self.varden:
            if varde.kod == kod:
                return varde
        raise KeyError(kod)

    def _heltal(self, kod: str) -> int | None:
        varde = self.regelvarde(kod).varde
        return varde if isinstance(varde, int) else None

    @property
    def antal_manader(self) -> int | None:
        """Months in a row before the requirement, or None where the law names none (AK-02)."""
        return self._heltal("manader_i_foljd")

    @property
    def ikraft(self) -> Manad:
        """The month in which the act came into force, which may be before ``galler_fran``."""
        return min(Manad.for_dag(v.galler_fran) for v in self.varden)

    @property
    def maltimmar(self) -> int | None:
        """The kommun's own target where the law names no hours (AK-07): the upper bound of its guideline."""
        varde = next((v.varde for v in self.varden if v.kod == "maltimmar"), None)
        hogst = varde[-1] if isinstance(varde, tuple) else varde
        return hogst if isinstance(hogst, int) else None

    def undantag_med(self, grund: Undantagsgrund) -> Undantag | None:
        """The ground as this ruleset words it."""
        return next((u for u in self.undantag if u.grund is grund), None)

    def antaget(self, kod: str, varde: Varde, galler_fran: Manad) -> "Regelverk":
        """The same ruleset with one value changed from a month on; raises ``KeyError`` for an unknown value."""
        gammalt = self.regelvarde(kod)
        nytt = replace(gammalt, varde=varde, text=f"Antagande: {gammalt.kod} = {varde} från {galler_fran}.")
        return replace(
            self,
            kod=f"{self.kod}+{kod}={varde}",
            namn=f"{self.namn} (antagande: {kod} = {varde})",
            galler_fran=galler_fran,
            varden=tuple(nytt if v.kod == kod else v for v in self.varden),
        )

    def timtak(self, *, barn_under_atta: bool) -> int:
        """Most hours a week, assigned and own job search together (AK-07)."""
        tak = self._heltal("timtak_barn_under_atta" if barn_under_atta else "timtak")
        if tak is None:
            raise ValueError(f"{self.kod} saknar timtak")
        return tak

    @property
    def overklagbara(self) -> frozenset[str]:
        """Types of beslut that can be appealed (AK-26)."""
        varde = self.regelvarde("overklagbara_beslut").varde
        return frozenset(str(typ) for typ in varde) if isinstance(varde, tuple) else frozenset()

    @property
    def undantagsgrunder(self) -> frozenset[Undantagsgrund]:
        """The grounds of exemption it knows."""
        return frozenset(u.grund for u in self.undantag)


@dataclass(frozen=True, slots=True)
class Regelbrott:
    """A rule that is broken: stable code, rule id, section of law and a Swedish sentence."""

    kod: str
    regel: str
    lagrum: str
    text: str


@dataclass(frozen=True, slots=True)
class OppenFraga:
    """What the final text of the law still must answer, and what the service does meanwhile."""

    nummer: int
    fraga: str
    standard: str
    regler: tuple[str, ...] = ()
