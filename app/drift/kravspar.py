"""Which tests and measurements show a figure of quality (S, R, G) or a requirement of OWASP ASVS, read from the source.

A test shows what its mark ``krav(…)`` says; a mark of a module counts for each of its tests. A figure is shown too by a
test or a measurement whose own words cite it.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain

from app.drift.regelspar import APP, TESTER, Funktion, Kalla, las_kallor

MARKE = "krav"
ASVS = "ASVS "
SIFFRA = re.compile(r"\b[SRG]\d{1,2}\b")
# Where measurements are: of the service, and of its tests.
MATNINGAR = (APP.parent / "bench", APP.parent / ".ci")


def _markta(noder: Iterable[ast.AST]) -> Iterator[str]:
    """What the marks among the nodes say."""
    for nod in noder:
        if isinstance(nod, ast.Call) and isinstance(nod.func, ast.Attribute) and nod.func.attr == MARKE:
            yield from (arg.value for arg in nod.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str))


def _marken(funktion: Funktion) -> set[str]:
    return {namn for dekorator in funktion.decorator_list for namn in _markta(ast.walk(dekorator))}


def _modulens(kalla: Kalla) -> set[str]:
    """Marks that the module sets for all its tests."""
    satser = (s for s in kalla.trad.body if isinstance(s, ast.Assign))
    egna = (s for s in satser if any(isinstance(m, ast.Name) and m.id == "pytestmark" for m in s.targets))
    return {namn for sats in egna for namn in _markta(ast.walk(sats))}


@cache
def tester() -> dict[str, list[str]]:
    """Tests by what they show."""
    funna: dict[str, list[str]] = defaultdict(list)
    for kalla in las_kallor(TESTER) if TESTER.is_dir() else ():
        modulens = _modulens(kalla)
        for funktion in (f for f in kalla.funktioner if f.name.startswith("test_")):
            citerade = set(SIFFRA.findall(kalla.avsnitt(funktion)))
            for namn in modulens | _marken(funktion) | citerade:
                funna[namn].append(f"{kalla.namn}::{funktion.name}")
    return {namn: sorted(set(visas)) for namn, visas in funna.items()}


@cache
def matningar() -> dict[str, list[str]]:
    """Measurements by the figure that they cite, by file."""
    funna: dict[str, list[str]] = defaultdict(list)
    for kalla in chain.from_iterable(las_kallor(mapp) for mapp in MATNINGAR if mapp.is_dir()):
        for namn in sorted(set(SIFFRA.findall(kalla.text))):
            funna[namn].append(kalla.namn)
    return funna
