"""Movement between levels: what is counted of a person, and what figures of many tell (DP-27, DP-30)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.begrepp.smagrupper import Spann
from app.vyer.rapporter.rorelser import (
    EJ_TILLGANGLIG,
    Cell,
    Lasning,
    Rorelse,
    Steg,
    cell,
    celler,
    median,
    rorelsetal,
    steg_upp,
)

NIVAER = ("orange", "gul", "gron", "bla")
START = date(2026, 8, 3)


def lasningar(*nivaer, dagar=28):
    return [
        Lasning(START + timedelta(days=dagar * i), n, NIVAER.index(n))
        if n in NIVAER
        else Lasning(START + timedelta(days=dagar * i))
        for i, n in enumerate(nivaer)
    ]


@pytest.mark.parametrize(
    ("nivaer", "vantat"),
    [
        (("orange",), Rorelse.EN_MATNING),
        (("orange", "gul"), Rorelse.UPP),
        (("orange", "bla", "orange"), Rorelse.OFORANDRAD),
        (("gron", "bla", "gul"), Rorelse.NED),
        (("rod", "gul"), Rorelse.EJ_JAMFORBAR),
        (("gul", "rod"), Rorelse.EJ_JAMFORBAR),
        (("rod",), Rorelse.EJ_JAMFORBAR),
        (("rod", "rod"), Rorelse.EJ_JAMFORBAR),
    ],
)
def test_forst_mot_senast(nivaer, vantat):
    forst, senast, rorelse = cell(lasningar(*nivaer), har_nivaer=True)
    assert rorelse is vantat
    assert (forst, senast) == tuple(n if n in NIVAER else EJ_TILLGANGLIG for n in (nivaer[0], nivaer[-1]))
    assert Cell(forst, senast, rorelse) in set(celler(NIVAER))


@pytest.mark.regel("DP-27")
def test_en_skyddad_niva_ar_ingen_niva_vilken_vag_det_an_gick():
    """A person with Röd and one without any level are counted in the same cells, however often they were measured."""
    for fore, efter in (((), ("gul",)), (("gul",), ()), ((), ())):
        skyddad = cell(lasningar(*fore, "rod", *efter), har_nivaer=True)
        utan = cell([*lasningar(*fore), Lasning(START), *lasningar(*efter)], har_nivaer=True)
        assert skyddad == utan
    assert not [c for c in celler(NIVAER) if EJ_TILLGANGLIG in c[:2] and c.rorelse is not Rorelse.EJ_JAMFORBAR]


@pytest.mark.parametrize(
    ("nivaer", "vantat"),
    [
        (("orange", "gul"), [("orange", 4)]),
        (("orange", "orange", "gul", "bla"), [("orange", 8), ("gul", 4)]),
        (("orange", "gron"), [("orange", 4)]),
        (("gul", "orange", "gul"), [("orange", 4)]),
        (("gul", "rod", "gron"), []),
        (("gul",), []),
    ],
)
def test_tiden_till_en_hogre_niva(nivaer, vantat):
    assert list(steg_upp(lasningar(*nivaer))) == [Steg(*v) for v in vantat]
    kortare = list(steg_upp(lasningar(*nivaer, dagar=27)))
    assert all(k.veckor == v // 4 * 27 // 7 for k, (_, v) in zip(kortare, vantat, strict=True)), "whole weeks"


def test_utan_nivaer_raknas_svaren_som_har_en_ordning():
    def svar(**varden):
        return Lasning(START, svar=varden)

    fall = (
        ([svar(a=3)], Rorelse.EN_MATNING),
        ([svar(a=3, b=3), svar(a=4, b=3)], Rorelse.UPP),
        ([svar(a=3, b=3), svar(a=4, b=2)], Rorelse.OFORANDRAD),
        ([svar(a=3), svar(a=9), svar(a=2, b=9)], Rorelse.NED),
        ([svar(a=3), svar(b=3)], Rorelse.EJ_JAMFORBAR),
    )
    for lasta, vantat in fall:
        assert cell(lasta, har_nivaer=False) == (EJ_TILLGANGLIG, EJ_TILLGANGLIG, vantat)
    assert {c.rorelse for c in celler(())} == set(Rorelse)


@given(
    st.dictionaries(
        st.tuples(st.sampled_from(("norr", "soder", "utan")), st.sampled_from(list(celler(NIVAER)))),
        st.integers(0, 12),
        max_size=40,
    )
)
def test_talen_ar_sanna_och_hanger_ihop(antal):
    enheter = ("norr", "soder", "utan")
    oppet, dolt = (rorelsetal(NIVAER, antal, enheter, grans) for grans in (1, 5))
    for tal in (oppet, dolt):
        for delar in (tal.forst, tal.senast, tal.rorelser):
            assert sum((k.alla for k in delar.values()), Spann(0, 0)) == tal.matta.alla
    assert oppet.matta.alla == Spann(sum(antal.values()), sum(antal.values()))
    assert sum(s.minst for s in oppet.matta.enheter.values()) == oppet.matta.alla.minst
    for rorelse in Rorelse:
        for enhet in enheter:
            sant = sum(n for (e, c), n in antal.items() if e == enhet and c.rorelse is rorelse)
            visat = dolt.rorelser[rorelse].enheter[enhet]
            assert oppet.rorelser[rorelse].enheter[enhet] == Spann(sant, sant)
            assert visat.minst <= sant <= visat.hogst
            assert visat.minst == 0 or visat.minst >= 5


@pytest.mark.parametrize(
    ("veckor", "grans", "vantat"),
    [
        ([], 5, None),
        ([(4, 4)], 5, None),
        ([(4, 5)], 5, 4),
        ([(9, 2), (4, 3)], 5, 4),
        ([(9, 3), (4, 2)], 5, 9),
        ([(4, 3), (9, 3)], 5, 4),
        ([(1, 1), (2, 1), (30, 1)], 1, 2),
        ([], 1, None),
    ],
)
def test_medianen_visas_inte_for_fa(veckor, grans, vantat):
    assert median(veckor, grans) == vantat
