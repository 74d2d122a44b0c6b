"""S12: no field of the service's own can be sent; it is refused by name and never ignored."""

from typing import Any
from uuid import uuid4

import pytest

from app.core.edge.strict_json import MAX_DJUP
from tests import modulvarld
from tests.conformance.beskrivning import Operation, operationer
from tests.conftest import Varld
from tests.lagrat import andrat, innehall

databas, varld = modulvarld.databas, modulvarld.varld
pytestmark = pytest.mark.xdist_group("indata")
EGNA = ("status", "version", "id", "kommunkod", "namndId", "deladMed", "skapad", "skapadAv", "handlaggareId", "_links")
EGNA_PARAMETRAR = ("status", "version", "namndId", "offset", "sort", "filter", "personnummer", "fields")
IDN = {
    "kommunkod": "0484",
    "organisationId": "01980000-0000-7000-8000-000000000022",
    "instrumentId": "eskilstuna-programmodell",
}


def adress(op: Operation) -> str:
    return op.adress({namn: IDN.get(namn, "01980000-0000-7000-8000-00000000ffff") for namn in op.parametrar})


@pytest.fixture(scope="module")
async def ops(varld: Varld) -> list[Operation]:
    return await operationer(varld)


@pytest.mark.krav("S12", "ASVS 15.3.3")
async def test_inget_eget_falt_tas_emot_i_nagot_innehall(varld: Varld, ops: list[Operation]) -> None:
    fore, fel, antal = await innehall(varld, utom=()), [], 0
    async with varld.klient({"if-match": '"1"'}) as klient:
        for op in ops:
            if op.schema is None or op.mall == "/af/handelser":
                continue
            # Whether the role may import is asked before the file is read.
            vem = {"authorization": f"Bearer {varld.token('cecilia' if op.mall.endswith('/importer') else 'anna')}"}
            for kropp in op.kroppar():
                for falt in set(EGNA) - kropp.keys():
                    huvuden = {"idempotency-key": uuid4().hex} | vem
                    svar = await klient.request(op.metod, adress(op), json=kropp | {falt: "x"}, headers=huvuden)
                    antal += 1
                    okanda = [f["falt"] for f in svar.json().get("fel", []) if f["kod"] == "okant_falt"]
                    if svar.status_code != 422 or not any(o.endswith(f"/{falt}") for o in okanda):
                        fel.append(f"{op} {falt}: {svar.status_code} {svar.text}")
    assert fel == []
    assert antal > 400
    assert andrat(fore, await innehall(varld, utom=())) == {}


@pytest.mark.krav("S12", "ASVS 15.3.7")
async def test_ingen_okand_parameter_tas_emot_i_nagon_adress(varld: Varld, ops: list[Operation]) -> None:
    fel = []
    async with varld.klient({"authorization": f"Bearer {varld.token('anna')}"}) as klient:
        for op in ops:
            deklarerade = {p.get("name") for p in op.op.get("parameters", ()) if p.get("in") == "query"}
            for namn in set(EGNA_PARAMETRAR) - deklarerade:
                huvuden = {"idempotency-key": uuid4().hex}
                svar = await klient.request(op.metod, f"{adress(op)}?{namn}=x", headers=huvuden)
                vantat = (403, 400) if op.mall == "/af/handelser" else (400,)
                if svar.status_code not in vantat:
                    fel.append(f"{op} {namn}: {svar.status_code}")
    assert fel == []


def djupt(djup: int) -> Any:
    kropp: Any = 1
    for _ in range(djup):
        kropp = {"a": kropp}
    return kropp


@pytest.mark.parametrize("kropp", [{}, [], None, "text", 1, True, djupt(MAX_DJUP), {"a" * 5000: 1}, [[]] * 500])
@pytest.mark.krav("S11", "ASVS 2.2.1", "ASVS 2.2.2", "ASVS 15.3.5")
async def test_vilken_form_som_helst_far_en_fyrahundra(varld: Varld, ops: list[Operation], kropp: Any) -> None:
    async with varld.klient({"authorization": f"Bearer {varld.token('anna')}", "if-match": '"1"'}) as klient:
        for op in (o for o in ops if o.schema is not None and o.scope != "af:handelser"):
            svar = await klient.request(op.metod, adress(op), json=kropp, headers={"idempotency-key": uuid4().hex})
            assert 400 <= svar.status_code < 500, (str(op), svar.text)
            assert svar.headers["content-type"] == "application/problem+json"
