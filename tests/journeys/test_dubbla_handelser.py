"""AF's events come twice and in the wrong order: each has its effect once, and AF's own time and type decide."""

import pytest

from tests.journeys.resande import Resande

pytestmark = [pytest.mark.langsam, pytest.mark.xdist_group("resor")]


def levererade(resande: Resande) -> int:
    """How many of AF's deliveries the service has accepted."""
    return sum(rad["lage"] == "levererad" for rad in resande.af("GET", "/handelser"))


def test_samradssvaret_kommer_tre_ganger_och_besvarar_en_gang(resande: Resande) -> None:
    resande.af("PUT", "/handelser/ordning", {"dubbletter": 2})
    resande.fore_beslut()
    samrad = resande.resa.vagar["samrad"]
    resande.vanta_pa(samrad, "besvarat")
    resande.vanta(lambda: levererade(resande) == 3, "händelserna kom inte fram")
    assert sorted(h["typ"] for h in resande.historia(samrad)) == ["begar", "besvara", "kvittera"]


@pytest.mark.parametrize("ordning", ["fifo", "omvand"])
def test_kvittenserna_kommer_dubbelt_och_i_vilken_ordning_som_helst(resande: Resande, ordning: str) -> None:
    resande.fore_beslut()
    resande.vanta_pa(resande.resa.vagar["samrad"], "besvarat")
    resande.till_insats()
    resande.af("PUT", "/handelser/ordning", {"samla": 4, "dubbletter": 1, "ordning": ordning})
    overlamning = resande.overlamna()
    resande.vanta(lambda: levererade(resande) == 5, "händelserna kom inte fram")
    resande.allt_sant()
    efter = resande.las(overlamning)
    assert (efter["status"], efter["af"]["handelse"]) == ("kvitterad", "godkand")
    historia = resande.historia(overlamning)
    assert [h["typ"] for h in historia].count("kvittera") == 1
    ord_fran_af = [h["uppgifter"]["afHandelse"] for h in historia if "afHandelse" in h["uppgifter"]]
    assert ord_fran_af == (["inkommen", "godkand"] if ordning == "fifo" else ["godkand"])
