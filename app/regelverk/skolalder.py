"""When a child goes from förskola to school: what a need for barnomsorg in the daytime rests on (AK-30).

Skolplikt begins with the autumn term of the calendar year in which the child turns six (7 kap. 10 §
skollagen); the autumn term begins in August. Grade D: read by the project, and no act rests on it,
it only decides whether the service warns.
"""

from datetime import date

AR_VID_SKOLSTART = 6
HOSTTERMIN = (8, 1)


def barn_fore_skolalder(antal: int, fyller_ett: date | None, fyller_atta: date | None, dag: date) -> bool:
    """Whether the youngest child has not begun school on ``dag``.

    A child in the household whose age nobody has recorded is taken to be that young.
    """
    fodelsear = _fodelsear(fyller_ett, fyller_atta)
    if fodelsear is None:
        return antal > 0
    return dag < date(fodelsear + AR_VID_SKOLSTART, *HOSTTERMIN)


def _fodelsear(fyller_ett: date | None, fyller_atta: date | None) -> int | None:
    if fyller_atta is not None:
        return fyller_atta.year - 8
    return None if fyller_ett is None else fyller_ett.year - 1
