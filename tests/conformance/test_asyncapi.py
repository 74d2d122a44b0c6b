"""The AsyncAPI document: valid, as committed, served, and with every händelse that the code can write."""

import ast
import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
import yaml

from app.drift.dokument import asyncapi_yaml
from app.main import create_app
from app.settings import Settings
from app.vyer.handelseflode.amnen import AMNEN
from app.vyer.handelseflode.asyncapi import handelsetyper
from app.wiring import MASKINER
from tests.architecture import kallkod

DOKUMENT = yaml.load(asyncapi_yaml(), Loader=yaml.CSafeLoader)
SCHEMA = Path(__file__).parent / "asyncapi" / "3.0.0.json"
TYPER = {(objekttyp, handelse) for objekttyp, handelse, _ in handelsetyper(MASKINER)}
# Which arguments of a call say the kind of object and the händelse.
SKRIVER = {"fodd": (1, 2), "andrad": (1, 2), "andrade": (2, 3), "handelsefalt": (0, 1), "Handelsefakta": (0, 1)}


def test_dokumentet_ar_giltig_asyncapi() -> None:
    jsonschema.Draft7Validator(json.loads(SCHEMA.read_text("utf-8"))).validate(DOKUMENT)


def test_en_felaktig_beskrivning_marks() -> None:
    granskare = jsonschema.Draft7Validator(json.loads(SCHEMA.read_text("utf-8")))
    for fel in ({"channels": {"x": {"adress": "/x"}}}, {"operations": {"x": {"action": "skicka"}}}, {"info": {}}):
        assert not granskare.is_valid(DOKUMENT | fel)


def test_det_som_ligger_i_forradet_ar_det_som_koden_beskriver() -> None:
    assert (kallkod.ROT / "openapi" / "handelser.asyncapi.yaml").read_text("utf-8") == asyncapi_yaml()


async def test_tjansten_lamnar_ut_det_till_vem_som_helst(tmp_path: Path) -> None:
    transport = httpx.ASGITransport(create_app(Settings(datakatalog=tmp_path)))
    async with httpx.AsyncClient(transport=transport, base_url="http://stegvis.test") as klient:
        svar = await klient.get("/stegvis/v1/asyncapi.yaml")
    assert (svar.status_code, svar.headers["content-type"]) == (200, "application/yaml")
    assert svar.text == asyncapi_yaml()


@pytest.mark.parametrize("namn", DOKUMENT["components"]["messages"])
def test_varje_exempel_foljer_sitt_schema(namn: str) -> None:
    meddelande = DOKUMENT["components"]["messages"][namn]
    schema = meddelande["payload"] | {"components": DOKUMENT["components"]}
    granskare = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    for exempel in meddelande["examples"]:
        granskare.validate(exempel["payload"])
    if namn != "handelseflode":
        assert not granskare.is_valid(meddelande["examples"][0]["payload"] | {"type": "se.stegvis.annat.andra"})


def test_varje_maskin_har_ett_amne_och_varje_handelse_ett_meddelande() -> None:
    assert set(AMNEN) == {maskin.namn for maskin in MASKINER}
    webhook = set(DOKUMENT["channels"]["webhook"]["messages"])
    assert webhook == {f"{objekttyp}.{handelse}" for objekttyp, handelse in TYPER}
    i_tabellerna = {(m.namn, o.handelse) for m in MASKINER if AMNEN[m.namn] for o in m.overgangar}
    assert i_tabellerna <= TYPER


def skrivna() -> Iterator[tuple[str, str, str]]:
    """Kind of object and händelse of every call that writes one, where they are no variables; and the file."""
    for fil, modul in kallkod.filer("core/").items():
        namn = vars(
            importlib.import_module("app." + fil.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
        )
        for anrop in (n for n in ast.walk(modul) if isinstance(n, ast.Call)):
            kallad = getattr(anrop.func, "attr", getattr(anrop.func, "id", ""))
            if kallad in SKRIVER and len(anrop.args) > SKRIVER[kallad][1]:
                par = [_varde(anrop.args[plats], namn) for plats in SKRIVER[kallad]]
                if None not in par:
                    yield par[0], par[1], fil


def _varde(uttryck: ast.expr, namn: dict[str, Any]) -> Any:
    """What an expression of the module's own names is; nothing for one of a function's variables."""
    try:
        return eval(compile(ast.Expression(uttryck), "", "eval"), dict(namn))  # noqa: S307 - our own source
    except NameError:
        return None


def test_varje_handelse_som_koden_skriver_finns_i_dokumentet() -> None:
    funna = list(skrivna())
    assert len(funna) > 40
    saknas = {(objekttyp, handelse) for objekttyp, handelse, _ in funna} - TYPER
    assert {par for par in saknas if AMNEN[par[0]] is not None} == set()
