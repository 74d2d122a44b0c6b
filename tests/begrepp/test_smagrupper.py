"""Hidden counts stay hidden from whoever has every table (DP-30)."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.begrepp.smagrupper import Spann, cell, kolumn, sammanlagd, total

pytestmark = pytest.mark.regel("DP-30")


def offentligt(antal, grans):
    """Everything that is told of one figure, by unit."""
    return kolumn({str(i): n for i, n in enumerate(antal)}, grans)


def publicerat(antal, grans):
    k = offentligt(antal, grans)
    return (*((s.minst, s.hogst) for s in k.enheter.values()), (k.alla.minst, k.alla.hogst))


@pytest.mark.parametrize(
    ("antal", "grans", "vantat"),
    [
        (0, 5, Spann(0, 4)),
        (1, 5, Spann(0, 4)),
        (4, 5, Spann(0, 4)),
        (5, 5, Spann(5, 5)),
        (6, 5, Spann(6, 6)),
        (9, 10, Spann(0, 9)),
        (10, 10, Spann(10, 10)),
        (0, 1, Spann(0, 0)),
        (3, 1, Spann(3, 3)),
    ],
)
def test_en_liten_grupp_doljs_ocksa_nar_den_ar_tom(antal, grans, vantat):
    assert cell(antal, grans) == vantat


@pytest.mark.parametrize(
    ("antalen", "vantat"),
    [
        ([7, 9], Spann(16, 16)),
        ([4], Spann(0, 4)),
        ([7, 4], Spann(7, 11)),
        ([7, 1, 4], Spann(7, 15)),
        ([4, 4, 4], Spann(5, 12)),
        ([1, 1, 1], Spann(0, 4)),
        ([2, 2, 2, 2], Spann(5, 9)),
        ([20, 3, 3, 3, 3, 3], Spann(35, 40)),
        ([], Spann(0, 0)),
    ],
)
def test_totalen_sager_inte_mer_an_en_klass_av_de_dolda(antalen, vantat):
    assert total(antalen, 5) == vantat


@pytest.mark.parametrize(("grans", "enheter"), [(2, 1), (2, 3), (2, 5), (3, 2), (3, 4), (4, 3), (5, 2), (5, 3)])
def test_den_som_kanner_metoden_och_alla_tabeller_kan_inte_utesluta_nagot(grans, enheter):
    """Every data set there is, by what would be published of it: each hidden cell may be all that a hidden one may."""
    mojliga = defaultdict(lambda: [set() for _ in range(enheter)])
    for antal in product(range(grans + 2), repeat=enheter):
        for i, n in enumerate(antal):
            mojliga[publicerat(antal, grans)][i].add(n)
    for utgiven, per_cell in mojliga.items():
        for spann, varden in zip(utgiven, per_cell, strict=False):
            assert varden == set(range(spann[0], spann[1] + 1)), utgiven
            assert len(varden) in {1, grans}


def test_tva_kvartal_dar_nagon_har_flyttat_gar_inte_att_dra_ifran_varandra():
    """All pairs of quarters between which one person moved; the attacker has both reports, totals included."""
    grans, enheter = 3, 3
    per_rapport = defaultdict(list)
    for antal in product(range(grans + 2), repeat=enheter):
        per_rapport[publicerat(antal, grans)].append(antal)
    skillnader = defaultdict(lambda: [set() for _ in range(enheter)])
    for (fore, forut), (efter, sedan) in product(per_rapport.items(), repeat=2):
        for i in range(enheter):
            skillnader[fore, efter][i] = {y[i] - x[i] for x in forut for y in sedan}
    provade = 0
    for fore in product(range(grans + 2), repeat=enheter):
        for fran, till in product(range(enheter), repeat=2):
            efter = tuple(n - (i == fran) + (i == till) for i, n in enumerate(fore))
            if fran == till or min(efter) < 0 or max(efter) > grans + 1:
                continue
            rapporter = (publicerat(fore, grans), publicerat(efter, grans))
            for i, (x, y) in enumerate(zip(fore, efter, strict=True)):
                tal = skillnader[rapporter][i]
                if x < grans or y < grans:
                    provade += 1
                    assert max(tal) - min(tal) >= grans - 1, "what the difference may be is no narrower than a group"
                    for rapport, n in zip(rapporter, (x, y), strict=True):
                        assert n >= grans or {k[i] for k in per_rapport[rapport]} == set(range(grans))
    assert provade > 500


antalen_ = st.lists(st.integers(0, 14), min_size=1, max_size=7)


@given(antalen_, st.integers(2, 9))
@settings(max_examples=400)
def test_totalen_ar_sann_och_varje_dold_cell_kan_fortfarande_vara_vad_som_helst(antalen, grans):
    """For each hidden cell and each number, a data set is built that would have been published just the same."""
    utgivet = publicerat(antalen, grans)
    assert utgivet[-1][0] <= sum(antalen) <= utgivet[-1][1], "the total is true"
    dolda = [i for i, n in enumerate(antalen) if n < grans]
    for i in dolda:
        for varde in range(grans):
            tankbart = _tankbart(antalen, dolda, i, varde, grans)
            assert tankbart[i] == varde
            assert publicerat(tankbart, grans) == utgivet, (i, varde)


def _tankbart(antalen, dolda, i, varde, grans):
    """The same with another number in cell ``i``, and the other hidden ones moved as little as the total asks for."""
    spann = offentligt(antalen, grans).alla
    visat = sum(n for n in antalen if n >= grans)
    nytt = [varde if j == i else n for j, n in enumerate(antalen)]
    for j in (j for j in dolda if j != i):
        over = sum(nytt) - visat - (spann.hogst - visat)
        under = (spann.minst - visat) - (sum(nytt) - visat)
        if over > 0:
            nytt[j] -= min(over, nytt[j])
        elif under > 0:
            nytt[j] += min(under, grans - 1 - nytt[j])
    return nytt


def test_en_grupp_i_en_annan_avslojar_den_inte():
    """Faults of those who are open, by unit: neither count rules out any number of the other."""
    grans, mojliga = 3, defaultdict(lambda: [set(), set(), set(), set()])
    for a, b in product(range(grans + 2), repeat=2):
        for fel_a, fel_b in product(range(a + 1), range(b + 1)):
            utgivet = (publicerat((a, b), grans), publicerat((fel_a, fel_b), grans))
            for i, n in enumerate((a, b, fel_a, fel_b)):
                mojliga[utgivet][i].add(n)
    for oppna, fel in mojliga:
        for spann, varden in zip((*oppna[:2], *fel[:2]), mojliga[oppna, fel], strict=True):
            assert varden == set(range(spann[0], spann[1] + 1))


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=5))
def test_grovre_tal_ar_summan_av_det_som_visas_och_enheterna_ar_kommunen(rader):
    enheter = {str(i): rad for i, rad in enumerate(rader)}
    kolumner = [kolumn({e: rad[j] for e, rad in enheter.items()}, 5) for j in range(3)]
    alla = sammanlagd(kolumner)
    for e, rad in enheter.items():
        assert alla.enheter[e].minst <= sum(rad) <= alla.enheter[e].hogst
    assert alla.alla.minst <= sum(map(sum, rader)) <= alla.alla.hogst
    oppet = sammanlagd([kolumn({e: rad[j] for e, rad in enheter.items()}, 1) for j in range(3)])
    assert sum(s.minst for s in oppet.enheter.values()) == oppet.alla.minst == sum(map(sum, rader))
    assert all(s.exakt for s in (*oppet.enheter.values(), oppet.alla))
