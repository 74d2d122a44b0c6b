"""``docs/kvalitet.md``: the promises with figures, and which tests and measurements show each."""

import tomllib
from collections.abc import Mapping

from app.drift import kravspar
from app.drift.markdown import tabell
from app.drift.regelspar import TESTER

KOMMANDO = "python3 -m app kvalitet docs/kvalitet.md"
_RUBRIKER = {"S": "Säkerhet", "R": "Tillförlitlighet", "G": "Fart"}
_INLEDNING = f"""# Löften med siffror

Varje löfte visas av tester som har märket `@pytest.mark.krav("S5")` eller nämner det, eller av en mätning i `bench/`
eller `.ci/`, vars resultat ligger i `bench/resultat/`. Ett streck betyder att inget visar löftet ännu.

Sidan görs av `tests/kvalitet.toml` och märkena, och ändras inte för hand: `{KOMMANDO}`.
"""


def loften() -> Mapping[str, Mapping[str, str]]:
    """The promises by kind."""
    return tomllib.loads((TESTER / "kvalitet.toml").read_text("utf-8"))


def visas_av(nummer: str) -> list[str]:
    """Tests and measurements."""
    return [*kravspar.tester().get(nummer, ()), *kravspar.matningar().get(nummer, ())]


def kvalitet_md() -> str:
    """The whole page, the same bytes each time."""
    delar = [_INLEDNING]
    for slag, rader in loften().items():
        visade = [(nr, text, "<br>".join(f"`{v}`" for v in visas_av(nr)) or "–") for nr, text in rader.items()]
        delar += [f"## {_RUBRIKER[slag]}\n", tabell(("Nr", "Löfte", "Visas av"), visade)]
    return "\n".join(delar)
