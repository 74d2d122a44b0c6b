import json
from enum import StrEnum
from typing import Annotated

import jsonschema
import pytest
import yaml
from fastapi import APIRouter, FastAPI, Path, Query
from openapi_spec_validator import validate
from pydantic import BaseModel, Field

from app.core.docs import dokumentationsrouter, informationsrouter
from app.core.edge.stack import install
from app.core.edge.strict_json import StriktRoute
from app.core.openapi_document import bygg_dokument
from app.core.openapi_profile import kontrollera_dokument
from app.core.openapi_yaml import som_yaml
from app.core.quota import Kvotvakt
from app.core.representations import Detalj, Lista
from app.core.schema_types import Datum, Heltal, Identitet, Indata, KortText, ParameterHeltal, Tidpunkt
from app.core.schema_types import Lista as Poster

ROT = "/stegvis/v1"
SakId = Annotated[Identitet, Path(alias="sakId")]


class Sort(StrEnum):
    STOR = "stor"


class NySak(Indata):
    namn: KortText
    sort: Sort
    antal: Annotated[Heltal, Field(ge=3, le=9)]
    dag: Datum | None = None
    rader: Poster[KortText] = []


class SakUt(Detalj):
    namn: str = Field(examples=["Ett namn", "Ett annat"])
    skapad: Tidpunkt
    dag: Datum | None = None


class Saker(Lista):
    saker: list[SakUt]


class Sida(BaseModel):
    limit: ParameterHeltal = Field(20, ge=1, le=200)
    page: ParameterHeltal | None = Field(None, ge=0)


def op(scope="sak:las", **mer):
    return {"description": "Svenska. / English.", "openapi_extra": {"x-scope": scope, **mer}}


def sakrouter():
    router = APIRouter(prefix="/{kommunkod}/saker", tags=["saker"], route_class=StriktRoute)

    @router.get("", response_model=Saker, **op())
    async def lista_saker(kommunkod: str, sida: Annotated[Sida, Query()]): ...

    @router.post("", response_model=SakUt, status_code=201, **op("sak:skriv"))
    async def skapa_sak(kommunkod: str, sak: NySak): ...

    @router.post("/sokningar", response_model=Saker, **op(**{"x-idempotens": False}))
    async def sok_saker(kommunkod: str, sak: NySak): ...

    @router.get("/{sakId}", response_model=SakUt, **op())  # noqa: FAST003 - the alias is the name
    async def hamta_sak(kommunkod: str, sak_id: SakId): ...

    @router.post("/{sakId}/handelser", response_model=SakUt, **op("sak:skriv"))  # noqa: FAST003 - same
    async def hander_sak(kommunkod: str, sak_id: SakId, sak: NySak): ...

    return router


@pytest.fixture
def bar_app():
    app = FastAPI(title="Stegvis", version="0.1.0", openapi_url=None, docs_url=None, redoc_url=None)
    app.include_router(informationsrouter(ROT, dokumentation="https://stegvis.example/dokumentation"))
    samlad = APIRouter(prefix=ROT)
    samlad.include_router(sakrouter())
    app.include_router(samlad)
    app.include_router(dokumentationsrouter(ROT))
    return app


@pytest.fixture
def dokument(bar_app):
    return bygg_dokument(bar_app)


def test_dokumentet_foljer_openapi_och_profilen(dokument):
    validate(dokument)
    assert kontrollera_dokument(dokument) == []


def test_profilkontrollen_ser_brister(dokument):
    del dokument["info"]["contact"]["email"], dokument["externalDocs"]
    dokument["servers"][0]["url"] = "http://localhost:8000"
    op_ = dokument["paths"].pop("/{kommunkod}/saker")["get"]
    dokument["paths"]["/{kommun_kod}/Saker"] = {"get": op_ | {"description": "", "parameters": []}, "parameters": []}
    op_["responses"]["200"]["content"]["application/json"].pop("example")
    fel = "\n".join(kontrollera_dokument(dokument))
    for ord_ in (
        "contact.email",
        "externalDocs",
        "localhost",
        "kommun_kod",
        "Saker",
        "beskrivning",
        "traceparent",
        "exempel",
    ):
        assert ord_ in fel, ord_


def test_sokvagar_ar_relativa_mot_servern(dokument):
    assert dokument["servers"][0]["url"] == "https://stegvis.example/stegvis/v1"
    assert list(dokument["paths"]) == [
        "/api-info",
        "/felkoder",
        "/{kommunkod}/saker",
        "/{kommunkod}/saker/sokningar",
        "/{kommunkod}/saker/{sakId}",
        "/{kommunkod}/saker/{sakId}/handelser",
    ]


def test_fastapis_egen_felmodell_ar_borta(dokument):
    assert "HTTPValidationError" not in json.dumps(dokument)
    assert "ValidationError" not in dokument["components"]["schemas"]


def namn(op_, lista="parameters"):
    return [p.get("name") or p["$ref"].rpartition("/")[2] for p in op_[lista]]


def test_huvuden_och_felsvar_folger_av_vad_operationen_gor(dokument):
    paths = dokument["paths"]
    skapa = paths["/{kommunkod}/saker"]["post"]
    assert namn(skapa) == ["kommunkod", "traceparent", "Stegvis-Person", "Idempotency-Key"]
    assert list(skapa["responses"]) == [
        "201",
        "400",
        "401",
        "403",
        "404",
        "409",
        "413",
        "415",
        "422",
        "429",
        "500",
        "503",
    ]
    assert set(skapa["responses"]["201"]["headers"]) == {"traceparent", "Location", "ETag"}
    sok = paths["/{kommunkod}/saker/sokningar"]["post"]
    assert "Idempotency-Key" not in namn(sok)
    assert "409" not in sok["responses"]
    hamta = paths["/{kommunkod}/saker/{sakId}"]["get"]
    assert list(hamta["responses"]) == ["200", "304", "400", "401", "403", "404", "422", "429", "500", "503"]
    assert "If-None-Match" in namn(hamta)
    handelse = paths["/{kommunkod}/saker/{sakId}/handelser"]["post"]
    assert "If-Match" in namn(handelse)
    assert {"412", "428"} <= handelse["responses"].keys()
    assert paths["/api-info"]["get"]["security"] == []
    assert list(paths["/api-info"]["get"]["responses"]) == ["200", "400", "429", "500", "503"]


def test_scope_blir_sakerhetskrav(dokument):
    assert dokument["paths"]["/{kommunkod}/saker"]["post"]["security"] == [
        {"oauth": ["sak:skriv"]},
        {"bearer": ["sak:skriv"]},
    ]
    flode = dokument["components"]["securitySchemes"]["oauth"]["flows"]["clientCredentials"]
    assert flode["scopes"] == {"sak:las": "Läsa sak", "sak:skriv": "Ändra sak"}
    assert not [n for n in json.dumps(dokument).split('"') if n.startswith("x-") and n != "x-status"]


def test_varje_exempel_foljer_sitt_schema(dokument):
    antal = 0
    for rad in dokument["paths"].values():
        for op_ in rad.values():
            for bararen in (op_.get("requestBody", {}), *op_["responses"].values()):
                for media in bararen.get("content", {}).values():
                    schema = {"components": dokument["components"], **media["schema"]}
                    jsonschema.Draft202012Validator(schema).validate(media["example"])
                    antal += 1
    for svar in dokument["components"]["responses"].values():
        for media in svar.get("content", {}).values():
            schema = {"components": dokument["components"], **media["schema"]}
            jsonschema.Draft202012Validator(schema).validate(media["example"])
    assert antal == 10


def test_inga_listor_av_exempel_och_alla_datum_har_ett(dokument):
    egenskaper = dokument["components"]["schemas"]["SakUt"]["properties"]
    assert egenskaper["namn"]["example"] == "Ett namn"
    assert "examples" not in egenskaper["namn"]
    assert egenskaper["skapad"]["example"] == "2026-10-05T08:00:00Z"
    assert egenskaper["dag"]["example"] == "2026-10-05"


def test_parametrar_har_inget_null_och_page_borjar_pa_ett(dokument):
    parametrar = {
        p["name"]: p["schema"] for p in dokument["paths"]["/{kommunkod}/saker"]["get"]["parameters"] if "name" in p
    }
    assert parametrar["page"]["default"] == 1
    assert parametrar["page"]["minimum"] == 0
    assert parametrar["limit"]["default"] == 20
    assert "anyOf" not in parametrar["page"]


def test_yaml_ar_densamma_varje_gang_och_betyder_samma(bar_app, dokument):
    text = som_yaml(dokument)
    assert text == som_yaml(bygg_dokument(bar_app))
    assert yaml.safe_load(text) == json.loads(json.dumps(dokument))
    assert "&id" not in text
    assert "description: |" in text
    assert all(rad == rad.rstrip() for rad in text.splitlines())


@pytest.mark.parametrize(
    ("extra", "brist"),
    [
        ({}, "x-scope"),
        ({"x-scope": "a", "x-public": True}, "x-scope"),
        ({"x-scope": "a", "description": ""}, "beskrivning"),
    ],
)
def test_en_operation_utan_scope_eller_beskrivning_stoppar_bygget(bar_app, extra, brist):
    @bar_app.get(ROT + "/glomd", tags=["x"], description="Text.", openapi_extra=extra)
    async def glomd(): ...

    with pytest.raises(ValueError, match=brist):
        bygg_dokument(bar_app)


def test_en_operation_utanfor_roten_stoppar_bygget(bar_app):
    @bar_app.get("/annan")
    async def annan(): ...

    with pytest.raises(ValueError, match="utanför"):
        bygg_dokument(bar_app)


@pytest.fixture
def app(bar_app, settings):
    install(bar_app, settings, None, Kvotvakt(settings), "/skyddat")
    return bar_app


async def test_api_info(klient):
    svar = (await klient.get(ROT + "/api-info")).json()
    assert svar["apiName"] == "stegvis"
    assert svar["apiVersion"] == "0.1.0"
    assert svar["apiStatus"] == "beta"
    assert len(svar["apiReleased"]) == 10
    assert svar["_links"]["self"] == {"href": ROT + "/api-info", "method": "GET"}


async def test_felkoder_ar_hela_registret(klient):
    from app.core.errors import FELKODER

    svar = (await klient.get(ROT + "/felkoder")).json()
    assert {(f["kod"], f["status"], f["titel"]) for f in svar["felkoder"]} == {
        (f.kod, f.status, f.titel) for f in FELKODER.values()
    }


async def test_beskrivningen_ges_som_json_och_yaml(klient, dokument):
    assert (await klient.get(ROT + "/openapi.json")).json() == json.loads(json.dumps(dokument))
    svar = await klient.get(ROT + "/openapi.yaml")
    assert svar.headers["content-type"].startswith("application/yaml")
    assert yaml.safe_load(svar.text) == json.loads(json.dumps(dokument))


@pytest.mark.parametrize("adress", ["/docs", "/docs/redoc"])
@pytest.mark.krav("ASVS 3.6.1", "ASVS 14.2.3")
async def test_dokumentationen_nar_ingen_annan_vard(klient, adress):
    svar = await klient.get(adress)
    assert svar.status_code == 200
    assert "http" not in svar.text.replace("http-equiv", "")
    policy = svar.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "http" not in policy
    assert "unsafe-eval" not in policy
    assert "<script>" not in svar.text
    for del_ in svar.text.split('"'):
        if del_.startswith("/docs/filer/"):
            fil = await klient.get(del_)
            assert fil.status_code == 200, del_
            assert len(fil.content) > 50


@pytest.mark.krav("ASVS 13.4.3")
async def test_bara_de_kanda_filerna_ges_ut(klient):
    for fil in ("../__init__.py", "%2e%2e%2f__init__.py", "hemlig"):
        assert (await klient.get(f"/docs/filer/{fil}")).status_code == 404
