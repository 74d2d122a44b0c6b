"""Gallring: when what is written about a person is to be erased, and whose records research keeps (T-11).

Pure: the figures of the law and the days that follow from them. Must not know where records lie.
"""

from calendar import isleap
from dataclasses import dataclass
from datetime import date, timedelta

# 12 kap. 1 § and 7 kap. 3 § of the old SoL, now chapters 16 and 17.
AR_HOS_NAMNDEN = 5
AR_HOS_UTFORAREN = 2
# Socialtjänstförordning 2025:468 13 kap. 1 §: Östergötlands, Gotlands and Västernorrlands län, and Göteborg.
URVALSLAN = frozenset({"05", "09", "22"})
URVALSKOMMUNER = frozenset({"1480"})
URVALSDAGAR = frozenset({5, 15, 25})
# What is added to the day in a samordningsnummer.
SAMORDNING = 60


@dataclass(frozen=True, slots=True)
class Gallringsfrist:
    """From which day records may be erased, and the day when it is to be done at the latest."""

    far_gallras_fran: date
    gallras_senast: date

    def inne(self, dag: date) -> bool:
        """Whether the records may be erased on the day."""
        return dag >= self.far_gallras_fran


def gallringsfrist(sista_anteckning: date, ar: int) -> Gallringsfrist:
    """The days that follow from the day of the last note.

    The years are over at the end of the same day ``ar`` years later: 29 February ends with 28 February.
    """
    slut = sista_anteckning.year + ar
    skottdag = (sista_anteckning.month, sista_anteckning.day) == (2, 29) and not isleap(slut)
    arsdag = date(slut, 2, 28) if skottdag else sista_anteckning.replace(year=slut)
    fran = arsdag + timedelta(days=1)
    return Gallringsfrist(fran, date(fran.year + 1, 12, 31))


def i_forskningsurval(kommunkod: str, personnummer: str) -> bool:
    """Whether the person's records are kept for research: by the place, else by the day digits of the number."""
    if kommunkod[:2] in URVALSLAN or kommunkod in URVALSKOMMUNER:
        return True
    dag = int(personnummer[6:8])
    return (dag - SAMORDNING if dag > SAMORDNING else dag) in URVALSDAGAR
