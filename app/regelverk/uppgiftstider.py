"""When figures about persons are due (T-09, AK-34): pure functions of months."""

from datetime import date

from app.begrepp.tid import Manad

_STATISTIKDAG = 15
_AVSLUTSORSAK_MANADER = 4


def statistik_senast(manad: Manad) -> date:
    """T-09: the 15th of the next month, whatever day that is."""
    nasta = manad.plus(1)
    return date(nasta.ar, nasta.manad, _STATISTIKDAG)


def avslutsorsak_senast(upphorde: Manad) -> Manad:
    """AK-34: the last month that the reason may be told in, counted from the month in which the support ended."""
    return upphorde.plus(_AVSLUTSORSAK_MANADER)
