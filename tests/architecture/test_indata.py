"""What clients send is read strictly, and every operation says what it takes to call it."""

from base64 import b64encode
from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

import pytest
from pydantic import BaseModel

from app.core.edge.routing import api_routes
from app.core.edge.strict_json import StriktRoute
from app.core.schema_types import Indata, kontrollera_indata
from app.katalog import rollista
from app.main import create_app
from app.settings import Settings

NYCKEL = b64encode(bytes(32)).decode()
APP = create_app(Settings(krypteringsnycklar=f"test:{NYCKEL}", uppslagsnyckel=NYCKEL))
RUTTER = list(api_routes(APP))
# What is not in the API's description and open to everyone: health, the description itself and its rendering.
UTANFOR_API = {
    "/halsa/live", "/halsa/redo", "/docs", "/docs/redoc", "/docs/filer/{fil}", "/stegvis/v1/openapi.json",
    "/stegvis/v1/openapi.yaml",
    "/stegvis/v1/asyncapi.yaml",
}  # fmt: skip
EGNA = rollista.ADMINSCOPES | rollista.IMPORTSCOPES | rollista.RAPPORTSCOPES | rollista.LOGGSCOPES | rollista.AFSCOPES
KANDA_SCOPES = rollista.LAS | rollista.SKRIV | EGNA


def namn(rutt: Any) -> str:
    return f"{'/'.join(sorted(rutt.methods))} {rutt.path_format}"


def modeller(typ: Any) -> Iterator[type[BaseModel]]:
    """The models in an annotation: itself, the branches of a union, what is inside ``Annotated`` or a list."""
    if isinstance(typ, type) and issubclass(typ, BaseModel):
        yield typ
        return
    for del_ in get_args(typ):
        yield from modeller(del_)


def parametrar(rutt: Any, sort: str) -> list[Any]:
    """FastAPI's fields of one kind for a route, its dependencies' too."""
    funna, ko = [], [rutt.dependant]
    while ko:
        beroende = ko.pop()
        funna += getattr(beroende, sort)
        ko += beroende.dependencies
    return funna


def indatamodeller() -> dict[str, type[BaseModel]]:
    """Every model that some route reads from the content, by module and name."""
    typer = (falt.field_info.annotation for rutt in RUTTER for falt in parametrar(rutt, "body_params"))
    return {f"{m.__module__}.{m.__name__}": m for typ in typer for m in modeller(typ)}


def egna_indata(klass: type[Indata] = Indata) -> Iterator[type[Indata]]:
    """Every input model of the app, whether a route reaches it or not."""
    for under in klass.__subclasses__():
        if under.__module__.startswith("app."):
            yield under
        yield from egna_indata(under)


INDATA = indatamodeller()
I_API = [rutt for rutt in RUTTER if rutt.include_in_schema]


def test_det_finns_nagot_att_prova():
    assert len(I_API) > 10
    assert len(INDATA) > 5


def test_bara_halsa_och_dokumentation_star_utanfor_beskrivningen():
    assert {rutt.path_format for rutt in RUTTER if not rutt.include_in_schema} <= UTANFOR_API


@pytest.mark.parametrize("modell", sorted(INDATA))
def test_varje_indatamodell_som_en_rutt_laser_ar_strikt(modell):
    assert kontrollera_indata(INDATA[modell]) == []


@pytest.mark.parametrize("modell", sorted(set(egna_indata()), key=lambda m: f"{m.__module__}.{m.__name__}"))
def test_varje_indatamodell_i_koden_ar_strikt(modell):
    assert kontrollera_indata(modell) == []


@pytest.mark.parametrize("rutt", RUTTER, ids=namn)
def test_frageparametrar_tar_inget_okant(rutt):
    assert isinstance(rutt.original_route, StriktRoute) or rutt.path_format.startswith("/halsa/")
    fraga = {m for falt in parametrar(rutt, "query_params") for m in modeller(falt.field_info.annotation)}
    assert [m.__name__ for m in fraga if m.model_config.get("extra") != "forbid"] == []


@pytest.mark.parametrize("rutt", I_API, ids=namn)
def test_varje_operation_har_ett_scope_eller_ar_oppen(rutt):
    extra = rutt.openapi_extra or {}
    assert bool(extra.get("x-scope")) != bool(extra.get("x-public"))
    assert extra.get("x-public") or extra["x-scope"] in KANDA_SCOPES


@pytest.mark.parametrize("rutt", I_API, ids=namn)
def test_varje_operation_ar_beskriven_pa_svenska_och_engelska(rutt):
    assert rutt.operation_id == rutt.operation_id.lower()
    assert rutt.summary
    svenska, _, engelska = rutt.description.rpartition(" / ")
    assert svenska
    assert engelska


def test_varje_operation_har_ett_eget_id():
    idn = [rutt.operation_id for rutt in I_API]
    assert sorted(idn) == sorted(set(idn))


def test_inget_i_en_adress_ar_ett_personnummer():
    """A person is looked for in the content, never in the address (MOG.03)."""
    fraga = {
        falt_namn
        for rutt in RUTTER
        for falt in parametrar(rutt, "query_params")
        for m in modeller(falt.field_info.annotation)
        for falt_namn in get_type_hints(m)
    }
    adress = {falt.alias for rutt in RUTTER for falt in parametrar(rutt, "path_params")}
    forbjudna = {"personnummer", "samordningsnummer", "person", "namn", "fornamn", "efternamn", "telefon", "epost"}
    assert (fraga | adress) & forbjudna == set()


def test_inget_tillstand_ar_ett_indatafalt():
    """State is changed by a händelse, so no input has a field for it."""
    tillstand = {"status", "version", "id", "kommunkod", "namnd_id", "delad_med", "skapad", "nummer"}
    # The first two hold another system's id, the others AF's own status of the person and that of the child care.
    tillatna = {"ExternReferens", "Referens", "SvarsuppgifterIn", "BarnomsorgIn"}
    hittade = {
        f"{m.__name__}.{falt}"
        for m in set(egna_indata())
        if m.__name__ not in tillatna
        for falt in set(m.model_fields) & tillstand
    }
    assert hittade == set()


def test_en_slapp_modell_marks():
    class Slapp(Indata):
        tal: int

    assert kontrollera_indata(Slapp) == ["Slapp.tal: typen int är inte strikt"]
