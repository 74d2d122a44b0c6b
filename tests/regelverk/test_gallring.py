"""The clocks of gallring and the research sample, on both sides of each limit."""

from datetime import date

import pytest

from app.regelverk.gallring import AR_HOS_NAMNDEN, AR_HOS_UTFORAREN, gallringsfrist, i_forskningsurval


@pytest.mark.regel("T-11")
@pytest.mark.parametrize(
    ("sista", "ar", "fran", "senast"),
    [
        (date(2026, 10, 12), AR_HOS_NAMNDEN, date(2031, 10, 13), date(2032, 12, 31)),
        (date(2026, 10, 12), AR_HOS_UTFORAREN, date(2028, 10, 13), date(2029, 12, 31)),
        (date(2026, 12, 30), AR_HOS_NAMNDEN, date(2031, 12, 31), date(2032, 12, 31)),
        (date(2026, 12, 31), AR_HOS_NAMNDEN, date(2032, 1, 1), date(2033, 12, 31)),
        (date(2027, 1, 1), AR_HOS_NAMNDEN, date(2032, 1, 2), date(2033, 12, 31)),
        (date(2028, 2, 28), AR_HOS_NAMNDEN, date(2033, 3, 1), date(2034, 12, 31)),
        (date(2028, 2, 29), AR_HOS_NAMNDEN, date(2033, 3, 1), date(2034, 12, 31)),
        (date(2028, 2, 29), AR_HOS_UTFORAREN, date(2030, 3, 1), date(2031, 12, 31)),
        (date(2027, 2, 28), AR_HOS_NAMNDEN, date(2032, 2, 29), date(2033, 12, 31)),
    ],
)
def test_fristen_loper_fran_den_sista_anteckningen_till_slutet_av_aret_efter(
    sista: date, ar: int, fran: date, senast: date
) -> None:
    frist = gallringsfrist(sista, ar)
    assert (frist.far_gallras_fran, frist.gallras_senast) == (fran, senast)
    assert frist.inne(fran)
    assert not frist.inne(date.fromordinal(fran.toordinal() - 1))


@pytest.mark.regel("T-11")
@pytest.mark.parametrize(
    ("kommunkod", "dag", "kvar"),
    [
        ("0484", "05", True), ("0484", "15", True), ("0484", "25", True),
        ("0484", "04", False), ("0484", "06", False), ("0484", "16", False), ("0484", "26", False),
        ("0484", "65", True), ("0484", "75", True), ("0484", "85", True),
        ("0484", "61", False), ("0484", "66", False), ("0484", "91", False),
        ("0580", "04", True), ("0980", "04", True), ("2281", "04", True), ("1480", "04", True),
        ("1481", "04", False), ("0380", "04", False), ("2180", "04", False),
    ],
)  # fmt: skip
def test_forskningen_behaller_vissa_lan_och_fodelsedagar(kommunkod: str, dag: str, *, kvar: bool) -> None:
    assert i_forskningsurval(kommunkod, f"199003{dag}9805") is kvar
