"""Närvaro in Arbetsförmedlingen's codes for deviations: the only place that says what of it may be told.

The code is all that is told of the cause: no text of anybody's, no diagnosis, no intyg, no level of progression.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from app.begrepp.tid import STOCKHOLM, tidpunkt
from app.flode.avvikelse.states import Avvikelsesort
from app.flode.narvaro.models import Narvarouppgift, utsaga_av
from app.flode.narvaro.states import Franvaroorsak, Narvaroutfall
from app.flode.narvaro.uppgifter import TOLERANS, missade_minuter
from app.flode.overlamning.states import Avvikelsekod, Underkod


@dataclass(frozen=True, slots=True)
class Kod:
    """AF's code; ``underkod`` for 18 and only for that."""

    kod: Avvikelsekod
    underkod: Underkod | None = None

    @property
    def par(self) -> tuple[int, int | None]:
        """As numbers."""
        return self.kod.value, self.underkod.value if self.underkod else None


EFTER_ORSAK: dict[Franvaroorsak | None, Kod] = {
    None: Kod(Avvikelsekod.OKAND_ORSAK),
    Franvaroorsak.SJUKDOM: Kod(Avvikelsekod.SJUK),
    Franvaroorsak.VARD_AV_BARN: Kod(Avvikelsekod.VARD_AV_BARN),
    Franvaroorsak.MYNDIGHETSBESOK: Kod(Avvikelsekod.ANNAN_KAND_ORSAK, Underkod.MYNDIGHETSMOTE),
    Franvaroorsak.ANNAT: Kod(Avvikelsekod.ANNAN_KAND_ORSAK, Underkod.ANNAN),
}
# That there is an intyg is not told: sick is sick. None: no absence, and never told.
EFTER_UTFALL: dict[Narvaroutfall, Mapping[Franvaroorsak | None, Kod] | None] = {
    Narvaroutfall.NARVARANDE: EFTER_ORSAK,
    Narvaroutfall.SEN: EFTER_ORSAK,
    Narvaroutfall.FRANVARO_GILTIG: EFTER_ORSAK,
    Narvaroutfall.FRANVARO_OGILTIG: EFTER_ORSAK,
    Narvaroutfall.SJUK_MED_INTYG: dict.fromkeys((None, *Franvaroorsak), Kod(Avvikelsekod.SJUK)),
    Narvaroutfall.ANNAN_AKTIVITET: None,
}
# Which avvikelser are told by their occasions. The others are judgements of how it goes, which AF is never told.
BERATTAS: dict[Avvikelsesort, bool] = {
    Avvikelsesort.FRANVARO: True,
    Avvikelsesort.SEN_ANKOMST: True,
    Avvikelsesort.PLAN_FOLJS_INTE: False,
    Avvikelsesort.PLANSTATUS: False,
    Avvikelsesort.ANNAT: False,
}
# What no närvaro of ours says; a handläggare who knows may choose it. A visit to a doctor is health (DP-02).
FOR_HAND = frozenset(
    {
        Kod(Avvikelsekod.ARBETE),
        Kod(Avvikelsekod.UTBILDNING),
        Kod(Avvikelsekod.ANNAN_KAND_ORSAK, Underkod.FAMILJEANGELAGENHET),
        Kod(Avvikelsekod.ANNAN_KAND_ORSAK, Underkod.ANSTALLNINGSINTERVJU),
        Kod(Avvikelsekod.TACKAT_NEJ_INSATS),
        Kod(Avvikelsekod.TACKAT_NEJ_ARBETE),
        Kod(Avvikelsekod.KUNDE_INTE_TILLGODOGORA_SIG),
        Kod(Avvikelsekod.MISSKOTT_SIG),
        Kod(Avvikelsekod.MEDVETET_INTE_FA_JOBB),
    }
)
BERATTAS_ALDRIG = frozenset({Kod(Avvikelsekod.ANNAN_KAND_ORSAK, Underkod.LAKARE)})
FAR_VALJAS = frozenset(kod.par for kod in (*FOR_HAND, *EFTER_ORSAK.values()))


@dataclass(frozen=True, slots=True)
class Ord:
    """What was said of one occasion; times are minutes since midnight by the clock on the wall."""

    dag: date
    vantad: tuple[int, int]
    narvarande: tuple[int, int] | None
    utfall: Narvaroutfall | None
    orsak: Franvaroorsak | None

    @classmethod
    def av(cls, u: Narvarouppgift) -> Self:
        """Of a word as it is stored."""
        narvarande = None
        if u.narvarande_fran is not None and u.narvarande_till is not None:
            narvarande = u.narvarande_fran, u.narvarande_till
        sagt = utsaga_av(u)
        return cls(u.dag, (u.fran, u.till), narvarande, sagt.utfall, sagt.orsak)


def kod_for(utfall: Narvaroutfall | None, orsak: Franvaroorsak | None) -> Kod | None:
    """AF's code of what was said, or None when AF is not told: not held, not absent."""
    koder = None if utfall is None else EFTER_UTFALL[utfall]
    return None if koder is None else koder[orsak]


def som_avvikelser(o: Ord) -> list[dict[str, Any]]:
    """Expected and absent from-to, a row for each end that was missed; empty when AF is not told.

    More than 15 minutes in all, as the attendance counts it.
    """
    kod = kod_for(o.utfall, o.orsak)
    if kod is None or missade_minuter(o.vantad, o.narvarande) <= TOLERANS:
        return []
    return [
        {
            "kod": kod.par[0],
            "underkod": kod.par[1],
            "forvantadFran": _tid(o.dag, o.vantad[0]),
            "forvantadTill": _tid(o.dag, o.vantad[1]),
            "franvarandeFran": _tid(o.dag, fran),
            "franvarandeTill": _tid(o.dag, till),
        }
        for fran, till in _borta(o.vantad, o.narvarande)
    ]


def _borta(vantad: tuple[int, int], narvarande: tuple[int, int] | None) -> Iterator[tuple[int, int]]:
    fran, till = vantad
    if narvarande is None or min(narvarande[1], till) <= max(narvarande[0], fran):
        yield vantad
        return
    if narvarande[0] > fran:
        yield fran, narvarande[0]
    if narvarande[1] < till:
        yield narvarande[1], till


def _tid(dag: date, minuter: int) -> str:
    return tidpunkt(dag, minuter).astimezone(STOCKHOLM).isoformat()
