"""The committed description is the served one, is sound, and every example in it is one the service would take."""

import json
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Annotated, Any

import jsonschema
import pytest
from openapi_spec_validator import validate
from pydantic import TypeAdapter
from pydantic.fields import FieldInfo

from app.core.edge.routing import api_routes
from app.core.openapi_document import SERVER, bygg_dokument
from app.core.openapi_profile import kontrollera_dokument
from app.drift.dokument import openapi_yaml
from app.flode.arende.manad_schemas import Importkropp
from app.flode.narvaro.rapport_schemas import Rapportkropp
from app.main import create_app
from app.settings import Lage, Settings
from tests.conformance.beskrivning import Operation, operationer_i
from tests.conftest import ROT

FIL = Path(__file__).parents[2] / "openapi" / "openapi.yaml"
APP = create_app(Settings(lage=Lage.TEST))
DOKUMENT: dict[str, Any] = bygg_dokument(APP)
OPERATIONER = operationer_i(DOKUMENT)
MED_INNEHALL = [o for o in OPERATIONER if o.schema is not None]


def test_den_incheckade_beskrivningen_ar_den_som_tjansten_ger() -> None:
    # Line by line: pytest would take minutes to draw the difference between two texts of this size.
    par = zip_longest(FIL.read_text("utf-8").splitlines(), openapi_yaml().splitlines())
    forsta = next((rad for rad in par if rad[0] != rad[1]), None)
    assert forsta is None, "gör om den: python3 -m app openapi openapi/openapi.yaml"


def test_beskrivningen_foljer_openapi() -> None:
    validate(json.loads(json.dumps(DOKUMENT)))


def test_beskrivningen_foljer_den_nationella_profilen() -> None:
    assert kontrollera_dokument(DOKUMENT) == []


def test_adressen_ar_inte_en_utvecklares_maskin() -> None:
    assert [s["url"] for s in DOKUMENT["servers"]] == [SERVER]
    assert SERVER.startswith("https://")
    assert "localhost" not in FIL.read_text("utf-8")


def test_varje_operation_har_ett_eget_id_som_duger_som_metodnamn() -> None:
    idn = [o.op["operationId"] for o in OPERATIONER]
    assert len(idn) == len(set(idn)) > 60
    assert [i for i in idn if not i.isidentifier() or i != i.lower()] == []


@pytest.mark.krav("S3", "ASVS 8.2.1")
def test_varje_operation_sager_vem_som_far_anropa_den() -> None:
    oppna = {str(o) for o in OPERATIONER if o.scope is None}
    assert oppna == {"GET /api-info", "GET /felkoder", "GET /kalenderfloden/{hemlighet}", "GET /regelverk"}
    scopes = set(DOKUMENT["components"]["securitySchemes"]["oauth"]["flows"]["clientCredentials"]["scopes"])
    assert {o.scope for o in OPERATIONER if o.scope} == scopes
    for o in OPERATIONER:
        assert o.scope is None or {"401", "403"} <= o.op["responses"].keys(), str(o)


def test_varje_skrivning_tar_en_idempotensnyckel() -> None:
    """All but search, prövning and proposal, which change nothing, and AF's events, which carry a key of their own."""
    utan = {str(o) for o in OPERATIONER if o.metod == "POST" and "Idempotency-Key" not in huvuden(o)}
    assert utan == {
        "POST /{kommunkod}/arenden/sokningar",
        "POST /{kommunkod}/arenden/{arendeId}/aktivitetsforslag",
        "POST /{kommunkod}/atkomstlogg/signaler",
        "POST /{kommunkod}/atkomstlogg/sokningar",
        "POST /{kommunkod}/atkomstlogg/tillfalligaatkomster/sokningar",
        "POST /{kommunkod}/bedomningar/prova",
        "POST /{kommunkod}/instrument/granska",
        "POST /af/handelser",
    }


def test_varje_handelse_kraver_den_version_som_andras() -> None:
    ett_objekts = ("}/handelser", "/behov/handelser")
    handelser = [o for o in OPERATIONER if o.mall.endswith(ett_objekts) and o.metod == "POST"]
    assert len(handelser) > 8
    assert [str(o) for o in handelser if "If-Match" not in huvuden(o)] == []
    assert [str(o) for o in OPERATIONER if "If-Match" in huvuden(o) and o not in handelser] == []


def huvuden(op: Operation) -> set[str]:
    """Names of the header parameters."""
    return {p["$ref"].rpartition("/")[2] for p in op.op["parameters"] if "$ref" in p}


def exempel_i(nod: Any, plats: str = "") -> Iterator[tuple[str, dict[str, Any], Any]]:
    """Every example that stands beside a schema or in one: place, schema, value."""
    if isinstance(nod, list):
        for i, del_ in enumerate(nod):
            yield from exempel_i(del_, f"{plats}/{i}")
    elif isinstance(nod, dict):
        if "example" in nod and not plats.endswith("/properties"):
            yield plats, nod.get("schema", nod), nod["example"]
        for namn, del_ in nod.items():
            if namn not in {"example", "default", "enum", "const"}:
                yield from exempel_i(del_, f"{plats}/{namn}")


def test_varje_exempel_foljer_sitt_schema() -> None:
    antal, fel = 0, []
    for plats, schema, exempel in exempel_i({"paths": DOKUMENT["paths"], "components": DOKUMENT["components"]}):
        granskare = jsonschema.Draft202012Validator(
            {**schema, "components": DOKUMENT["components"]}, format_checker=jsonschema.FormatChecker()
        )
        fel += [f"{plats}: {f.message}" for f in granskare.iter_errors(exempel)]
        antal += 1
    assert fel == []
    assert antal > 500


def test_varje_svar_och_varje_innehall_har_ett_exempel() -> None:
    utan = []
    for o in OPERATIONER:
        for plats, bararen in (("innehållet", o.op.get("requestBody", {})), *o.op["responses"].items()):
            media = bararen.get("content", {}).get("application/json")
            if media is not None and media.get("example") is None:
                utan.append(f"{o}: {plats}")
    assert utan == []


MODELLER = {
    f"{metod} {rutt.path_format.removeprefix(ROT)}": rutt.dependant.body_params[0].field_info
    for rutt in api_routes(APP)
    for metod in rutt.methods
    if rutt.dependant.body_params
}
# What an operation reads itself, and the model that it puts the content through.
LASER_SJALV = {
    "POST /{kommunkod}/bistandsmanader/importer": Importkropp,
    "POST /{kommunkod}/narvarorapporter": Rapportkropp,
    # AF's words, held against AF's own contract: whatever comes is kept.
    "POST /af/handelser": Any,
}


@pytest.mark.parametrize("op", MED_INNEHALL, ids=str)
def test_tjansten_tar_emot_sina_egna_exempel(op: Operation) -> None:
    """Rules between fields stand in no schema: what is published must pass the model itself, each kind of it."""
    falt = MODELLER.get(str(op)) or FieldInfo(annotation=LASER_SJALV[str(op)])
    modell = TypeAdapter(Annotated[falt.annotation, falt] if falt.discriminator else falt.annotation)
    for kropp in op.kroppar():
        modell.validate_python(kropp)


@pytest.mark.parametrize("op", MED_INNEHALL, ids=str)
@pytest.mark.krav("S12", "ASVS 15.3.3")
def test_inget_innehall_tar_emot_okanda_falt(op: Operation) -> None:
    """S12, as published: each kind of content says ``additionalProperties: false``."""
    if op.mall == "/af/handelser":
        return  # AF writes what it writes; it is kept as it came
    schema = op.schema
    assert schema is not None
    for gren in schema.get("oneOf", [schema]):
        assert op._lost(gren).get("additionalProperties") is False
