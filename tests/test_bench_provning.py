"""The measurement of the prövning measures what it says; nothing here looks at a clock."""

from app.regelverk.motor.fraga import Utfall
from bench.provning import fall, kor, mat, tabell


def test_fallen_ar_desamma_varje_gang_och_har_alla_utfall():
    forsta, igen = mat(1_200, 1), mat(1_200, 1)
    assert forsta["kontrollsumma"] == igen["kontrollsumma"]
    assert forsta["utfall"] == igen["utfall"]
    assert set(forsta["utfall"]) >= {Utfall.OMFATTAS, Utfall.UNDANTAG, Utfall.AVVAKTA}
    assert sum(forsta["utfall"].values()) == 1_200
    assert list(fall(5)) == list(fall(10))[:5]
    assert list(fall(5)) != list(fall(5, fro=1))


def test_en_matning_ger_kvot_och_tabell():
    resultat = kor((20, 60), 2)
    assert [m["fall"] for m in resultat["storlekar"]] == [20, 60]
    assert [len(m["omgangar_us"]) for m in resultat["storlekar"]] == [2, 1]
    assert all(m["us_per_fall"] > 0 for m in resultat["storlekar"])
    assert resultat["uppfyllt"] == (resultat["kvot"] <= resultat["krav"])
    assert tabell(resultat).row_count == 2
