"""S11: text that means something to a database, a shell, a template or a browser is only text."""

from collections.abc import Iterator
from copy import deepcopy
from itertools import cycle
from typing import Any
from uuid import uuid4

import pytest

from tests import modulvarld
from tests.conformance.beskrivning import Operation, operationer
from tests.conformance.helt_arende import HeltArende, helt_arende
from tests.conftest import Varld
from tests.lagrat import andrat, innehall

databas, varld = modulvarld.databas, modulvarld.varld
pytestmark = pytest.mark.xdist_group("injektion")
ELAKT = (
    "' OR '1'='1", "'; DROP TABLE arenden; --", "1; SELECT pg_sleep(20)",
    "' UNION SELECT NULL,NULL --", "%' AND 1=1 --",
    "$(sleep 20)", "`id`", "| cat /etc/passwd", "{{7*7}}", "${7*7}", "%s%s%n", "<script>alert(1)</script>",
    "../../etc/passwd", "=HYPERLINK(A1)", "@SUM(1)", "\\", "\u202e", "a\nSet-Cookie: x=1", '{"$gt": ""}', "*)(uid=*",
    "\u0000",
)  # fmt: skip
OKANT = "01980000-0000-7000-8000-00000000ffff"
# What a reading may write: that it was read.
LASNINGENS_SPAR = ("atkomstlogg", "idempotenssvar")


@pytest.fixture(scope="module")
async def helt(varld: Varld) -> HeltArende:
    return await helt_arende(varld)


@pytest.fixture(scope="module")
async def ops(varld: Varld) -> list[Operation]:
    return await operationer(varld)


def adress(op: Operation, helt: HeltArende) -> str:
    """Of the case's own objects, and of none where it has none of the kind."""
    return op.adress(dict.fromkeys(op.parametrar, OKANT) | helt.idn)


def strangfalt(kropp: Any, vag: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where the texts of a body are."""
    match kropp:
        case dict():
            for namn, varde in kropp.items():
                yield from strangfalt(varde, (*vag, namn))
        case list():
            for plats, varde in enumerate(kropp):
                yield from strangfalt(varde, (*vag, plats))
        case str():
            yield vag


def med(kropp: Any, vag: tuple[Any, ...], text: str) -> Any:
    """The body with another text in one place."""
    ny = deepcopy(kropp)
    plats = ny
    for steg in vag[:-1]:
        plats = plats[steg]
    plats[vag[-1]] = text
    return ny


@pytest.mark.krav("S11", "ASVS 1.2.4", "ASVS 1.3.3")
async def test_inget_textfalt_ar_mer_an_text(varld: Varld, helt: HeltArende, ops: list[Operation]) -> None:
    elakt, antal, fel = cycle(ELAKT), 0, []
    huvuden = {"authorization": f"Bearer {varld.token('anna')}", "if-match": '"1"'}
    async with varld.klient(huvuden) as klient:
        for op in (o for o in ops if o.schema is not None and o.scope != "af:handelser"):
            for kropp in op.kroppar():
                for vag in strangfalt(kropp):
                    till, text = adress(op, helt), next(elakt)
                    sand = med(kropp, vag, text)
                    svar = await klient.request(op.metod, till, json=sand, headers={"idempotency-key": uuid4().hex})
                    antal += 1
                    if svar.status_code >= 500 or "set-cookie" in svar.headers:
                        fel.append(f"{op} {vag} {text!r}: {svar.status_code}")
    assert fel == []
    assert antal > 500


@pytest.mark.krav("S11", "ASVS 1.2.4", "ASVS 3.5.3")
async def test_ingen_parameter_andrar_nagot_eller_visar_mer(
    varld: Varld, helt: HeltArende, ops: list[Operation]
) -> None:
    """Filters, order and pages of every list; and a reading leaves nothing but that it was read."""
    fore, fel, elakt = await innehall(varld, utom=LASNINGENS_SPAR), [], cycle(ELAKT)
    async with varld.klient({"authorization": f"Bearer {varld.token('anna')}"}) as klient:
        for op in (o for o in ops if o.metod == "GET"):
            for namn in [p["name"] for p in op.op.get("parameters", ()) if p.get("in") == "query"]:
                for text in (next(elakt), next(elakt), next(elakt)):
                    svar = await klient.get(adress(op, helt), params={namn: text})
                    if svar.status_code >= 500:
                        fel.append(f"{op} {namn}={text!r}: {svar.status_code}")
            for metod in ("HEAD", "OPTIONS"):
                await klient.request(metod, adress(op, helt))
    assert fel == []
    assert andrat(fore, await innehall(varld, utom=LASNINGENS_SPAR)) == {}


@pytest.mark.krav("S11", "ASVS 1.2.3", "ASVS 1.1.2")
async def test_det_som_lagras_kommer_tillbaka_som_det_skrevs(varld: Varld, helt: HeltArende) -> None:
    anna, antal = varld.som("anna"), 0
    for text in ELAKT:
        svar = await anna.posta("arenden/sokningar", {"arendenummer": text})
        assert svar.status_code in {200, 400, 422}, svar.text
        assert svar.status_code != 200 or svar.json()["arenden"] == []
        bestallning = helt.vag("bestallningar/{bestallningId}/meddelanden")
        svar = await anna.posta(bestallning, {"text": text})
        if svar.status_code == 201:
            antal += 1
            assert svar.json()["text"] == text
            assert (await anna.hamta(svar.headers["location"])).json()["text"] == text
        else:
            assert svar.status_code in {400, 422}, svar.text
    assert antal > len(ELAKT) / 2
