"""JSON of a plan as it was: what the version said, without what it would be held against today."""

from datetime import date

from app.core.time_pictures import Vid
from app.core.time_query import forfluten
from app.flode.plan.sak import Sak
from app.flode.plan.schemas import PlanUt
from app.flode.plan.timmar import Summaslag

# Sums of its own activities; the others measure it against an order and an assessment of today.
EGNA_SUMMOR = frozenset({Summaslag.KATEGORI, Summaslag.ANVISAT, Summaslag.EGET_JOBBSOKANDE, Summaslag.TOTALT})


def plan_da(sak: Sak, vid: Vid, adress: str, dag: date) -> PlanUt:
    """The version without what is computed of today."""
    ut = PlanUt.av(sak, adress, dag)
    egna = [s for s in ut.summor if s.slag in EGNA_SUMMOR]
    return forfluten(ut, vid, adress, summor=egna, krockar=[], framover=[], varningar=None)
