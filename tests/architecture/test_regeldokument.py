"""``docs/regler.md`` is what the code says today, and readable: every link leads somewhere, no value is left out."""

import re
from itertools import zip_longest

from app.drift.regeldokument import KOMMANDO, ankare, regler_md
from app.regelverk.regler import REGLER
from app.regelverk.regler_tolkningar import TOLKNINGAR
from app.regelverk.urval import REGELVERK
from tests.architecture.kallkod import ROT

FIL = ROT / "docs" / "regler.md"


def test_reglerna_ar_gjorda_av_koden():
    """Also of the tests' names: a test that is renamed, or comes to prove a rule, changes the page."""
    par = zip_longest(FIL.read_text("utf-8").splitlines(), regler_md().splitlines())
    forsta = next((rad for rad in par if rad[0] != rad[1]), None)
    assert forsta is None, f"gör om den: {KOMMANDO}"


def test_varje_regel_tolkning_och_varde_star_pa_sidan():
    text = FIL.read_text("utf-8")
    rubriker = re.findall(r"^### (\S+)", text, re.MULTILINE)
    assert sorted(rubriker) == sorted([*REGLER, *(t.id for t in TOLKNINGAR)])
    varden = [v for r in REGELVERK for v in (*r.varden, *(u.varde for u in r.undantag))]
    assert [v.text for v in varden if v.text not in text] == []


def test_varje_lank_pa_sidan_leder_till_en_rubrik():
    text = FIL.read_text("utf-8")
    rubriker = {ankare(r) for r in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}
    lankar = set(re.findall(r"\]\(#([^)]+)\)", text))
    assert len(lankar) > len(REGLER)
    assert lankar - rubriker == set()
