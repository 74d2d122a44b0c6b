"""``docs/asvs.md`` is what the marks of the tests say today, and every requirement that applies is shown."""

import re

import pytest

from app.drift import asvsdokument, kravspar, kvalitetsdokument
from app.drift.asvsdokument import KOMMANDO, asvs_md, galler, galler_inte, kanda, markta, visas_av
from tests.architecture.kallkod import ROT

# Requirements of level 1 and 2 in ASVS 5.0.0.
ANTAL = 253


def test_sidan_ar_gjord_av_markena():
    assert (ROT / "docs" / "asvs.md").read_text("utf-8") == asvs_md(), f"gör om den: {KOMMANDO}"


def test_kvaliteten_ar_gjord_av_markena():
    fil = ROT / "docs" / "kvalitet.md"
    assert fil.read_text("utf-8") == kvalitetsdokument.kvalitet_md(), f"gör om den: {kvalitetsdokument.KOMMANDO}"


def test_varje_krav_pa_niva_ett_och_tva_ar_provat_mot_tjansten_en_gang():
    ratt = [k.id for k in galler() if k.niva < 3]
    assert len(ratt) + len(galler_inte()) == ANTAL
    assert set(ratt) & set(galler_inte()) == set()
    assert all(re.fullmatch(r"\d{1,2}\.\d+\.\d+", krav) for krav in kanda())
    assert all(len(skal) > 20 for skal in galler_inte().values())


def test_varje_krav_som_galler_visas():
    assert [k.id for k in galler() if not visas_av(k)] == []
    assert [k.dokument for k in galler() if k.dokument and not (ROT / k.dokument).is_file()] == []


def test_varje_marke_ar_ett_krav_som_finns():
    assert markta() - kanda() == set()
    siffror = {namn for namn in kravspar.tester() if not namn.startswith(kravspar.ASVS)}
    assert {s for s in siffror if re.fullmatch(r"[SRG]\d+", s)} == siffror


def test_ett_krav_utan_test_och_ett_okant_marke_marks(monkeypatch: pytest.MonkeyPatch):
    utan = {namn: t for namn, t in kravspar.tester().items() if namn != "ASVS 1.2.10"} | {"ASVS 99.1.1": ["x"]}
    monkeypatch.setattr(asvsdokument.kravspar, "tester", lambda: utan)
    assert [k.id for k in galler() if not visas_av(k)] == ["1.2.10"]
    assert markta() - kanda() == {"99.1.1"}
