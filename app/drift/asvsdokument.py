"""``docs/asvs.md``: which requirements of OWASP ASVS 5.0 apply to the service, and the tests that show each."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.drift import kravspar
from app.drift.kravspar import ASVS
from app.drift.markdown import tabell
from app.drift.regelspar import TESTER

KOMMANDO = "python3 -m app asvs docs/asvs.md"
_INLEDNING = f"""# OWASP ASVS 5.0.0

Tjänsten följer OWASP Application Security Verification Standard 5.0.0 på nivå 2, och nivå 3 där det står. Här står
varje krav på nivå 1 och 2: de som gäller tjänsten med testerna som visar dem, och de som inte gäller med skälet.
Numren är standardens; orden är tjänstens egna, och standarden själv avgör vad kravet innebär
(https://github.com/OWASP/ASVS/tree/v5.0.0).

Ett test visar ett krav genom märket `@pytest.mark.krav("ASVS 1.2.4")`. Sidan görs av märkena och av
`tests/asvs.toml`, och ändras inte för hand: `{KOMMANDO}`."""


@dataclass(frozen=True, slots=True)
class Krav:
    """A requirement that applies; ``dokument`` is the page that shows it when it asks for something written."""

    id: str
    niva: int
    text: str
    dokument: str | None = None


def ordning(krav_id: str) -> tuple[int, ...]:
    """Numbers sort as numbers."""
    return tuple(int(del_) for del_ in krav_id.split("."))


@cache
def data() -> dict[str, Any]:
    """The reviewed list."""
    return tomllib.loads((TESTER / "asvs.toml").read_text("utf-8"))


@cache
def galler() -> tuple[Krav, ...]:
    """What applies, in order."""
    return tuple(Krav(krav_id, *data()["galler"][krav_id]) for krav_id in sorted(data()["galler"], key=ordning))


@cache
def galler_inte() -> dict[str, str]:
    """What does not apply, and why."""
    return {krav_id: grupp["skal"] for grupp in data()["galler_inte"] for krav_id in grupp["krav"]}


def kanda() -> set[str]:
    """Every id of the standard."""
    return {krav.id for krav in galler()} | set(galler_inte()) | set(data()["ovriga_niva_3"])


def visas_av(krav: Krav) -> list[str]:
    """Tests and pages that show a requirement."""
    sidor = [krav.dokument] if krav.dokument else []
    return [*sidor, *kravspar.tester().get(ASVS + krav.id, ())]


def markta() -> set[str]:
    """The ids that tests are marked with."""
    return {namn.removeprefix(ASVS) for namn in kravspar.tester() if namn.startswith(ASVS)}


def _kapitel(nummer: str, rubrik: str) -> Iterator[str]:
    krav = [k for k in galler() if k.id.split(".")[0] == nummer]
    if not krav:
        return
    yield f"## V{nummer} {rubrik}\n"
    rader = [(k.id, str(k.niva), k.text, "<br>".join(f"`{v}`" for v in visas_av(k))) for k in krav]
    yield tabell(("Krav", "Nivå", "Vad", "Visas av"), rader)


def _utover() -> Iterator[str]:
    """What tests show beside what is promised."""
    utover = sorted(markta() - {k.id for k in galler()}, key=ordning)
    if utover:
        yield "## Visas också\n"
        rader = [(i, "<br>".join(f"`{v}`" for v in kravspar.tester()[ASVS + i])) for i in utover]
        yield tabell(("Krav", "Visas av"), rader)


def _galler_inte() -> Iterator[str]:
    yield "## Gäller inte tjänsten\n"
    grupper: dict[str, list[str]] = {}
    for krav_id in sorted(galler_inte(), key=ordning):
        grupper.setdefault(galler_inte()[krav_id], []).append(krav_id)
    yield tabell(("Skäl", "Krav"), [(skal, ", ".join(idn)) for skal, idn in grupper.items()])


def asvs_md() -> str:
    """The whole page, the same bytes each time."""
    delar = [_INLEDNING]
    for nummer, rubrik in data()["kapitel"].items():
        delar += _kapitel(nummer, rubrik)
    return "\n".join([*delar, *_utover(), *_galler_inte()])
