"""What kind of ground an exemption is: tied to an age and ending with it, whole or in part (AK-04 - AK-08, T-04)."""

from datetime import date, timedelta

from app.begrepp.tid import plus_ar
from app.regelverk.modell import Undantagsgrund

MYNDIG = 18
UNGDOM_TILL = 21
_EN_DAG = timedelta(days=1)
# Grounds that follow from the date of birth and are never told by hand.
AV_ALDERN = frozenset({Undantagsgrund.UNDER_18, Undantagsgrund.RIKTALDER})
# Grounds without a degree: occupation on part time is hours (AK-08), not a part of a full-time ground.
BARA_HELA = AV_ALDERN | {
    Undantagsgrund.HELTID_ARBETE,
    Undantagsgrund.HELTID_STUDIER,
    Undantagsgrund.HELTID_INSATS,
    Undantagsgrund.UNGDOM_I_SKOLA,
}
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
