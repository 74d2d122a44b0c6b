"""T-01, T-03 - T-05: the next day on which the outcome, its ground, the hours or the ruleset become others."""

import pytest

from app.regelverk.motor.fraga import Utfall
from tests.regelverk.uppgifter import PLIKT, arbete, dag, fakta, forman, manader, provat, undantag

NAMN = "Aktivitetskrav enligt 12 kap. 4 a § socialtjänstlagen, SFS 2026:730"


@pytest.mark.parametrize(
    ("egna", "avser", "nasta", "text"),
    [
        ({"fodd": None}, "2026-11", None, None),
        ({"yngsta_barn_fyller_atta": dag("2027-03-15")}, "2026-11", "2027-03-15",
         "Från 2027-03-15: omfattas, 40 timmar i veckan. Före det: omfattas, 30 timmar i veckan."),
        ({"undantag": (undantag("sjukpenning", "2026-10-01", "2026-12-14"),)}, "2026-11", "2026-12-15",
         "Från 2026-12-15: omfattas, 40 timmar i veckan. Före det: undantagen (sjukpenning)."),
        ({"manader": manader("2026-10", "x")}, "2026-11", "2027-01-01",
         "Från 2027-01-01: omfattas, 40 timmar i veckan. Före det: avvaktar (för få månader i följd)."),
        ({"manader": manader("2026-08", "xxx-")}, "2026-10", "2026-11-01",
         "Från 2026-11-01: omfattas inte (inget försörjningsstöd). Före det: avvaktar (för få månader i följd)."),
        # Told twice, it changes nothing; a benefit that ends while the work fills the week changes nothing either.
        ({"fodd": None, "sysselsattningar": (arbete(40),), "formaner": (forman("annan", 50, tom="2026-12-31"),)},
         "2026-11", None, None),
        # The older ground ends as the ground of the month when the requirement begins.
        ({}, "2026-09", "2026-10-01",
         f"Från 2026-10-01 gäller {NAMN}: omfattas, 40 timmar i veckan. Före det: omfattas, 30 timmar i veckan."),
        ({"undantag": (undantag("heltid_arbete", "2026-01-01", "2026-11-15"),), "manader": manader("2026-05", "xxxxx")},
         "2026-10", "2026-11-16",
         "Från 2026-11-16: omfattas, 40 timmar i veckan. Före det: undantagen (arbete på heltid)."),
        ({"fodd": dag("2006-03-20"), "undantag": (undantag("ungdom_i_skola", "2026-01-01"),)}, "2026-11", "2027-03-20",
         "Från 2027-03-20: omfattas, 40 timmar i veckan. Före det: undantagen (18–20 år i skola)."),
        # Riktålder, and 18 years, on the day.
        ({"fodd": dag("1960-03-15")}, "2027-03", "2027-03-15",
         "Från 2027-03-15: undantagen (riktåldern för pension). Före det: omfattas, 40 timmar i veckan."),
        ({"fodd": dag("2008-12-15"), "manader": manader("2026-08", "xxx")}, "2026-11", "2026-12-15",
         "Från 2026-12-15: avvaktar (för få månader i följd). Före det: undantagen (under 18 år)."),
    ],
)  # fmt: skip
def test_nasta_andring(egna, avser, nasta, text):
    """T-01, T-03 - T-05: the first day on which something is another, and what."""
    andring = provat(fakta(**egna), avser).nasta_andring
    assert (andring and andring.dag, andring and andring.text) == (dag(nasta), text)


@pytest.mark.parametrize(
    ("tecken", "avser", "kand", "nasta"),
    [
        # Nothing told since April: the month that runs is presumed again, and October has another ruleset.
        ("xxxx", "2026-05", "2026-08-10", "2026-08-01"),
        ("xxxx", "2026-05", "2026-05-10", "2026-10-01"),
        # November told ahead, October not: the run begins in November.
        ("--------x?x", "2026-10", "2026-10-10", "2027-02-01"),
    ],
)
def test_nasta_andring_av_manaderna(tecken, avser, kand, nasta):
    """T-01: from January 2026 on."""
    svar = provat(fakta(manader=manader("2026-01", tecken)), avser, kand=kand)
    assert svar.nasta_andring.dag == dag(nasta)


def test_nar_undantaget_fran_kravet_tar_slut_mitt_i_en_manad_ar_hela_manaden_kravets():
    """AK-01, AK-05: 12 kap. 4 § can't be used in March, of which a part is covered by the requirement."""
    sjuk = undantag("sjukpenning", "2026-11-01", "2027-03-14")
    f = fakta(manader=manader("2026-01", "x" * 11), undantag=(sjuk,), fodd=None)
    assert provat(f, "2026-12", regelverk=PLIKT).nasta_andring.dag == dag("2027-03-01")


def test_en_manad_som_blivit_okand_ar_en_andring():
    """AK-02: asked in December about October, with November not on record."""
    svar = provat(fakta(manader=manader("2026-06", "xxxxx")), "2026-10", kand="2026-12-05")
    assert svar.nasta_andring.dag == dag("2026-11-01")
    assert svar.nasta_andring.text.startswith("Från 2026-11-01: avvaktar (uppgift om en månad saknas).")


def test_aktivitetsplikten_upphor_att_vara_anvandbar_nar_kravet_borjar():
    """AK-01: 12 kap. 4 § named in November, the months full in January."""
    svar = provat(fakta(manader=manader("2026-10", "x")), "2026-11", regelverk=PLIKT)
    assert (svar.utfall, svar.nasta_andring.dag) == (Utfall.OMFATTAS, dag("2027-01-01"))
    assert svar.nasta_andring.text == (
        "Från 2027-01-01: omfattas inte (aktivitetskravet gäller i stället). Före det: omfattas, 30 timmar i veckan."
    )


def test_riktaldern_under_aktivitetsplikten():
    """AK-06: the older ground has no exemptions, but an end."""
    f = fakta(fodd=dag("1959-09-15"), manader=manader("2025-07", "xxx"))
    svar = provat(f, "2025-09", kanda_regelverk=(PLIKT,))
    assert svar.utfall is Utfall.OMFATTAS
    assert svar.nasta_andring.text == (
        "Från 2025-09-15: omfattas inte (riktåldern är nådd). Före det: omfattas, 30 timmar i veckan."
    )
