"""Arbetsförmedlingen out of order in the middle of a person's journey: the kommun goes on, AF gets everything once."""

import pytest

from tests.journeys.resande import Resande

pytestmark = [pytest.mark.langsam, pytest.mark.xdist_group("resor")]


def allt_kom_fram_en_gang(resande: Resande) -> None:
    """One samråd and one överlämning, in that order, each with one effect."""
    resande.allt_sant()
    samrad, overlamning = resande.mottaget()
    assert (samrad["resurs"], samrad["lopnummer"]) == ("samrad", 1)
    assert (overlamning["resurs"], overlamning["lopnummer"]) == ("informationsoverlamningar", 2)
    assert (samrad["effekter"], overlamning["effekter"]) == (1, 1)
    raknare = resande.af("GET", "/raknare")
    assert raknare["effekter"] == 2
    assert raknare["ateranvanda_sparningsid"] == 0
    assert [ordning["luckor"] for ordning in raknare["arenden"].values()] == [[]]


@pytest.mark.parametrize("nere", ["bryt", "503"])
def test_kommunen_kommer_vidare_utan_svar_och_af_far_allt_nar_den_ar_uppe(resande: Resande, nere: str) -> None:
    resande.af("PUT", "/lage", {"nere": nere})
    resande.fore_beslut()
    samrad = resande.resa.vagar["samrad"]
    tidigt = resande.forsok(samrad, "utan_svar", skal="Inget svar.")
    assert (tidigt.status_code, tidigt.json()["regel"]) == (409, "AK-14")
    resande.resa.ga_framat(8)
    assert resande.gor(samrad, "utan_svar", skal="Inget svar på en vecka.")["status"] == "utan_svar"
    resande.till_insats()
    overlamning = resande.overlamna()
    assert resande.las(overlamning)["status"] == "i_ko"
    assert resande.mottaget() == []
    resande.af("PUT", "/lage", {"nere": None})
    resande.vanta_pa(overlamning, "kvitterad")
    assert resande.vanta_pa(samrad, "besvarat")["skal"] == "Inget svar på en vecka."
    allt_kom_fram_en_gang(resande)


@pytest.mark.parametrize("slag", ["429", "500", "503", "bruten", "bruten_efter_lagring", "trasig_json"])
def test_ett_fel_i_varje_sandning_ger_anda_en_verkan(resande: Resande, slag: str) -> None:
    for resurs in ("samrad", "informationsoverlamningar"):
        resande.stor(slag, resurs=resurs, antal=2)
    resande.fore_beslut()
    resande.vanta_pa(resande.resa.vagar["samrad"], "besvarat")
    resande.till_insats()
    resande.vanta_pa(resande.overlamna(), "kvitterad")
    allt_kom_fram_en_gang(resande)
    assert [rad["forsok"] for rad in resande.mottaget()] == [3, 3]
