"""When figures about persons are due (T-09, AK-34), and when a beslut must have been carried out (T-10); pure."""

from datetime import date

from app.begrepp.tid import Manad, plus_manader

_STATISTIKDAG = 15
_AVSLUTSORSAK_MANADER = 4
_VERKSTALLS_MANADER = 3


def statistik_senast(manad: Manad) -> date:
    """T-09: the 15th of the next month, whatever day that is."""
    nasta = manad.plus(1)
    return date(nasta.ar, nasta.manad, _STATISTIKDAG)


def avslutsorsak_senast(upphorde: Manad) -> Manad:
    """AK-34: the last month that the reason may be told in, counted from the month in which the support ended."""
    return upphorde.plus(_AVSLUTSORSAK_MANADER)


def verkstalls_senast(beslutsdatum: date) -> date:
    """T-10, AK-35: the last day on which a beslut is carried out in time; passed the day after."""
    return plus_manader(beslutsdatum, _VERKSTALLS_MANADER)
