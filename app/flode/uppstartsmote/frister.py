"""The clock of the uppstartsmöte (T-12, AK-40): what is late, what waits for a new time, who stayed away (pure).

Two dates run from the day that the utförare received the order: booked within a week, held within the days of
the avtal. Neither moves: not when the meeting is booked anew, not when somebody stays away. A first booking meets
the first for good. An order is paused only after its start, and it starts only after the meeting, so that no pause
can stop the clock. An order that has ended has no clock.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.flode.uppstartsmote.states import Franvarobedomning, Motespart, MoteStatus

VANTAR_PA_TID = frozenset({MoteStatus.UTEBLIVET.value, MoteStatus.INSTALLT.value})


class Forsening(StrEnum):
    """Which of the two dates has passed."""

    BOKNING = "bokning"
    GENOMFORANDE = "genomforande"


@dataclass(frozen=True, slots=True)
class Motesfrist:
    """The facts of the clock; ``bokat`` is the day of the first booking."""

    status: str
    oppen: bool
    bokas_senast: date | None
    halls_senast: date | None
    bokat: date | None

    def forsening(self, idag: date) -> Forsening | None:
        """What is late on a day; the last day itself is in time."""
        if not self.oppen or self.status == MoteStatus.GENOMFORT.value:
            return None
        if self.bokat is None:
            return Forsening.BOKNING if _har_passerat(self.bokas_senast, idag) else None
        return Forsening.GENOMFORANDE if _har_passerat(self.halls_senast, idag) else None

    def behover_ny_tid(self, avbojda: Iterable[bool]) -> bool:
        """Whether no time is left that all may come to; ``avbojda`` says of each open time if a party declined it."""
        avbojda = list(avbojda)
        return self.oppen and (self.status in VANTAR_PA_TID or (bool(avbojda) and all(avbojda)))


def _har_passerat(senast: date | None, idag: date) -> bool:
    return senast is not None and idag > senast


@dataclass(frozen=True, slots=True)
class Uteblivanden:
    """How often somebody stayed away; only what is the person's alone counts, and the nämnd judges it (AK-20)."""

    personen: int = 0
    andra: int = 0
    godtagna: int = 0
    inte_godtagna: int = 0

    @classmethod
    def av(cls, uteblivna: Iterable[tuple[AbstractSet[Motespart], str | None]]) -> "Uteblivanden":
        """From who was away at each time, and how the nämnd last judged it."""
        alla = list(uteblivna)
        personens = [bedomning for borta, bedomning in alla if borta == {Motespart.INDIVID}]
        return cls(
            personen=len(personens),
            andra=sum(bool(borta - {Motespart.INDIVID}) for borta, _ in alla),
            godtagna=personens.count(Franvarobedomning.GODTAGBART_SKAL.value),
            inte_godtagna=personens.count(Franvarobedomning.INGET_GODTAGBART_SKAL.value),
        )
