"""From when a child goes to school: both sides of the day, from either date that an ärende has."""

from datetime import date

import pytest

from app.regelverk.skolalder import barn_fore_skolalder


@pytest.mark.parametrize(
    ("fyller_ett", "fyller_atta", "dag", "fore"),
    [
        (None, date(2028, 12, 31), date(2026, 7, 31), True),
        (None, date(2028, 12, 31), date(2026, 8, 1), False),
        (None, date(2029, 1, 1), date(2026, 8, 1), True),
        (date(2021, 2, 28), None, date(2026, 7, 31), True),
        (date(2021, 2, 28), None, date(2026, 8, 1), False),
        (date(2021, 2, 28), date(2028, 2, 29), date(2026, 8, 1), False),
    ],
)
def test_skolan_borjar_hosten_det_ar_barnet_fyller_sex(fyller_ett, fyller_atta, dag, fore):
    assert barn_fore_skolalder(1, fyller_ett, fyller_atta, dag) is fore


def test_ett_barn_utan_kand_alder_kan_vara_litet():
    assert barn_fore_skolalder(1, None, None, date(2026, 10, 12))
    assert not barn_fore_skolalder(0, None, None, date(2026, 10, 12))
