"""How long a ground of exemption can hold for a person: it ends with the age it is tied to (AK-04, AK-05, T-04)."""

from datetime import date, timedelta

from app.begrepp.tid import plus_ar
from app.regelverk.modell import Undantagsgrund

MYNDIG = 18
UNGDOM_TILL = 21
_EN_DAG = timedelta(days=1)
# Grounds that always have an end, known or not.
TIDSBEGRANSADE = frozenset({Undantagsgrund.UNGDOM_I_SKOLA, Undantagsgrund.FORALDRALEDIG_BARN_UNDER_1})


def sista_mojliga_dag(grund: Undantagsgrund, fodd: date, yngsta_barn_fyller_ett: date | None) -> date | None:
    """The day before the 21st birthday for school, before the child's first for parental leave; None if unknown."""
    granser = {
        Undantagsgrund.UNGDOM_I_SKOLA: plus_ar(fodd, UNGDOM_TILL),
        Undantagsgrund.FORALDRALEDIG_BARN_UNDER_1: yngsta_barn_fyller_ett,
    }
    grans = granser.get(grund)
    return grans - _EN_DAG if grans else None
