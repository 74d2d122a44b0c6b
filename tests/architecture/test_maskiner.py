"""The transition tables hold together, are all wired, and the diagrams in the documentation show them as they are."""

import importlib
from pathlib import Path

import pytest

from app import flode, wiring
from app.begrepp.parter import Roll
from app.core.transitions import Overgang, Tillstandsmaskin
from app.drift.dokument import diagramtexter

ROT = Path(__file__).parents[2]
DIAGRAM = ROT / "docs" / "diagram"
NAMN = [m.namn for m in wiring.MASKINER]


def maskiner_i_stegen() -> dict[str, Tillstandsmaskin]:
    """Every transition table that a step's ``states.py`` makes, by module and name."""
    funna = {}
    for fil in sorted(Path(flode.__path__[0]).glob("*/states.py")):
        modul = importlib.import_module(f"app.flode.{fil.parent.name}.states")
        funna |= {f"{fil.parent.name}.{namn}": v for namn, v in vars(modul).items() if isinstance(v, Tillstandsmaskin)}
    return funna


def test_varje_maskin_i_ett_steg_ar_inkopplad():
    inkopplade = {id(m) for m in wiring.MASKINER}
    assert [namn for namn, maskin in maskiner_i_stegen().items() if id(maskin) not in inkopplade] == []


def test_varje_maskin_har_ett_eget_namn():
    assert len(NAMN) == len(set(NAMN))


@pytest.mark.parametrize("maskin", wiring.MASKINER, ids=NAMN)
def test_maskinen_ar_utan_fel(maskin):
    assert maskin.fel() == []


@pytest.mark.parametrize("maskin", wiring.MASKINER, ids=NAMN)
def test_varje_overgang_har_en_roll_och_ett_mal(maskin):
    for overgang in maskin.overgangar:
        assert overgang.roller, overgang.handelse
        assert overgang.roller <= set(Roll), overgang.handelse
        assert overgang.till in maskin.tillstand, overgang.handelse


def test_diagrammen_ar_gjorda_av_maskinerna():
    """Make them anew with ``python3 -m app diagram``."""
    filer = {fil.name: fil.read_text("utf-8") for fil in DIAGRAM.glob("*.md")}
    texter = diagramtexter()
    assert set(filer) == set(texter)
    assert [namn for namn, text in texter.items() if filer[namn] != text] == []


def test_en_maskin_med_fel_marks():
    roller = frozenset({Roll.HANDLAGGARE})
    trasig = Tillstandsmaskin(
        namn="trasig",
        start="a",
        slut=frozenset({"borta"}),
        overgangar=(Overgang("x", ("a",), "b", roller), Overgang("y", ("c",), "a", roller)),
    )
    assert sorted(trasig.fel()) == [
        "trasig: b är en återvändsgränd",
        "trasig: c nås aldrig",
        "trasig: slutläget borta finns inte",
    ]
