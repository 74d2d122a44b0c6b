"""The collector rests while the service is loaded, and works afterwards."""

import gc

import pytest

from app.drift.minne import inlasning, stada_minnet


@pytest.fixture
def skrapsamlaren():
    provens = gc.get_threshold()
    gc.set_threshold(700, 10, 10)  # Python's own
    yield
    gc.set_threshold(*provens)
    gc.enable()


@pytest.mark.usefixtures("skrapsamlaren")
def test_inlasningen_samlar_inget_och_slapper_igenom_fel():
    with inlasning():
        assert not gc.isenabled()
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0
    with pytest.raises(ImportError), inlasning():
        raise ImportError
    assert gc.isenabled()


@pytest.mark.usefixtures("skrapsamlaren")
def test_en_tjanst_som_ar_igang_samlar_skrap_men_mer_sallan():
    fore = gc.get_threshold()[0]
    stada_minnet()
    assert gc.isenabled()
    assert gc.get_threshold()[0] > fore
