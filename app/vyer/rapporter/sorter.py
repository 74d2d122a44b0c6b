"""The kinds of report there are."""

from collections.abc import Mapping

from app.vyer.rapporter.egenkontroll import EGENKONTROLL
from app.vyer.rapporter.ivo import IVO
from app.vyer.rapporter.models import Rapport
from app.vyer.rapporter.progressionstal import PROGRESSION
from app.vyer.rapporter.socialstyrelsen import SOCIALSTYRELSEN
from app.vyer.rapporter.sort import Fraga, Rapportsort
from app.vyer.rapporter.states import Rapporttyp

ALLA = (IVO, SOCIALSTYRELSEN, EGENKONTROLL, PROGRESSION)
SORTER: Mapping[Rapporttyp, Rapportsort] = {sort.typ: sort for sort in ALLA}


def sort_for(rapport: Rapport) -> Rapportsort:
    """The kind of a stored report."""
    return SORTER[Rapporttyp(rapport.sort)]


def fraga_for(rapport: Rapport) -> Fraga:
    """What a stored report asks."""
    manader = sort_for(rapport).periodform.manader(rapport.period)
    return Fraga(rapport.kommunkod, rapport.namnd_id, manader, rapport.kand_vid, rapport.urval)
