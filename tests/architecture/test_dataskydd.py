"""``docs/dataskydd.md`` is what the tables say today; every table has a purpose, and every column stands there."""

from collections import Counter

import pytest

from app.core.classification import Klass
from app.core.database import Base
from app.drift.dataskydd_andamal import ANDAMAL
from app.drift.dataskyddsdokument import KOMMANDO, dataskydd_md, definitioner, klasser, syns_for, utan_andamal
from tests.architecture.kallkod import ROT

FIL = ROT / "docs" / "dataskydd.md"


@pytest.mark.krav("ASVS 14.1.1")
def test_sidan_ar_gjord_av_tabellerna():
    assert FIL.read_text("utf-8") == dataskydd_md(), f"gör om den: {KOMMANDO}"


def test_varje_tabell_har_ett_andamal_och_ord():
    assert utan_andamal() == set(), "lägg till dem i app/drift/dataskydd_andamal.py"
    namnda = Counter(namn for andamal in ANDAMAL for namn in andamal.tabeller)
    assert [namn for namn, antal in namnda.items() if antal > 1 or namn not in klasser()] == []
    assert [namn for namn in klasser() if not definitioner().get(namn)] == []


def test_varje_kolumn_star_pa_sidan_under_sin_klass():
    text = FIL.read_text("utf-8")
    for namn, tabell in Base.metadata.tables.items():
        avsnitt = text[text.index(f"#### {namn}\n") :].partition("\n#")[0]
        rader = {rad.split(" | ")[0].removeprefix("| "): rad for rad in avsnitt.splitlines() if rad.startswith("| ")}
        saknas = [k.name for k in tabell.columns if f"`{k.name}`" not in rader[k.info["klass"].value]]
        assert (namn, saknas) == (namn, [])


def test_det_som_syns_ar_mer_an_tabellens_slag():
    assert "namngiven handläggare" in syns_for(klasser()["arenden"])
    assert "tilldelad vägledare" in syns_for(klasser()["bestallningar"])
    assert "granskare" in syns_for(klasser()["logggranskningar"])
    assert "granskare" not in syns_for(klasser()["beslut"])


def test_en_tabell_utan_andamal_marks(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("app.drift.dataskyddsdokument.ANDAMAL", ANDAMAL[1:])
    assert utan_andamal() == set(ANDAMAL[0].tabeller)
    assert Klass.SKYDDAD in {k.info["klass"] for k in Base.metadata.tables["arenden"].columns}
