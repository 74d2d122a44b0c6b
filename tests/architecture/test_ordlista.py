"""The word list knows every word that the code uses for the domain, and spells each of them the one right way."""

import importlib
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
import yaml

import app
from app import flode
from app.core.database import Base
from app.core.edge.routing import api_routes
from app.main import create_app
from app.settings import Settings

ROT = Path(__file__).parents[2]
ORDLISTA = yaml.safe_load((ROT / "openapi" / "ordlista.yaml").read_text("utf-8"))
TERMER: list[dict[str, Any]] = ORDLISTA["termer"]
KODVERK: list[dict[str, Any]] = ORDLISTA["kodverk"]
ALLA = [*TERMER, *KODVERK]
VIKNING = str.maketrans("åäöé", "aaoe")
FALT = {"term", "identifierare", "definition", "kalla", "engelska"}
TERMFALT = FALT | {"plural", "tabell", "steg", "tagg"}
KODVERKSFALT = FALT | {"enum", "varden"}


def vikt(text: str) -> str:
    """As an identifier: å and ä to a, ö to o, é to e and nothing else; words apart by one underscore."""
    return re.sub(r"[^a-zà-ÿ0-9]+", "_", text.lower().translate(VIKNING)).strip("_")


def sammansatt(identifierare: str) -> re.Pattern[str]:
    """The identifier as one Swedish compound: its parts may be joined with an s."""
    return re.compile("s?".join(identifierare.split("_")))


def alla_moduler() -> Iterator[str]:
    for modul in pkgutil.walk_packages(app.__path__, "app."):
        if not modul.name.endswith("__main__"):
            importlib.import_module(modul.name)
            yield modul.name


def klasser(klass: type[StrEnum] = StrEnum) -> Iterator[type[StrEnum]]:
    for under in klass.__subclasses__():
        if under.__module__.startswith("app."):
            yield under
        yield from klasser(under)


MODULER = list(alla_moduler())
ENUM = {f"{e.__module__.removeprefix('app.')}.{e.__name__}": e for e in klasser()}
STEG = {fil.parent.name for fil in Path(flode.__path__[0]).glob("*/__init__.py")}


def taggar(tmp: Path) -> set[str]:
    rutter = api_routes(create_app(Settings(datakatalog=tmp)))
    return {tagg for rutt in rutter if rutt.include_in_schema for tagg in rutt.tags}


def ur(namn: str) -> set[str]:
    return {post[namn] for post in ALLA if namn in post}


def test_varje_tabell_har_ett_ord():
    assert ur("tabell") == set(Base.metadata.tables)


def test_varje_kodlista_har_ett_ord():
    assert ur("enum") == set(ENUM)


def test_varje_tagg_har_ett_ord(tmp_path):
    assert ur("tagg") == taggar(tmp_path)


def test_varje_steg_har_ett_ord():
    assert ur("steg") == STEG


@pytest.mark.parametrize("post", ALLA, ids=lambda p: p["identifierare"])
def test_posten_ar_hel(post):
    tillatna = KODVERKSFALT if "enum" in post else TERMFALT
    assert FALT <= set(post) <= tillatna
    assert all(isinstance(post[namn], str) and post[namn].strip() for namn in FALT)
    assert post["definition"].endswith(".")
    assert post["kalla"] in ORDLISTA["kallor"]


@pytest.mark.parametrize("post", TERMER, ids=lambda p: p["identifierare"])
def test_termen_ar_ratt_vikt(post):
    assert post["identifierare"] == vikt(post["term"])
    former = {vikt(post["term"]), vikt(post.get("plural", post["term"]))}
    assert {post[namn] for namn in ("tabell", "steg") if namn in post} <= former
    if "tagg" in post:
        assert post["tagg"] in {form.replace("_", "") for form in former} | former


@pytest.mark.parametrize("post", KODVERK, ids=lambda p: p["enum"])
def test_kodlistan_ar_ratt_vikt(post):
    namn = post["enum"].rpartition(".")[2]
    assert post["identifierare"] == re.sub(r"(?<=[a-z])(?=[A-Z])", "_", namn).lower()
    assert sammansatt(post["identifierare"]).fullmatch(vikt(post["term"]).replace("_", ""))


@pytest.mark.parametrize("post", KODVERK, ids=lambda p: p["enum"])
def test_varje_varde_star_i_listan_och_ar_ratt_vikt(post):
    varden = {v.value for v in ENUM.get(post["enum"], ())}
    assert set(post["varden"]) == varden
    assert {kod: text for kod, text in post["varden"].items() if vikt(text) != kod.lower()} == {}


def test_termerna_star_en_gang_och_i_ordning():
    namn = [post["identifierare"] for post in TERMER]
    assert [n for n, antal in Counter(namn).items() if antal > 1] == []
    assert namn == sorted(namn)
    enum = [post["enum"] for post in KODVERK]
    assert enum == sorted(set(enum))


def test_varje_kalla_anvands():
    assert set(ORDLISTA["kallor"]) == ur("kalla")


@pytest.mark.parametrize(
    ("ord_", "identifierare"),
    [
        ("uppstartsmöte", "uppstartsmote"),
        ("godtagbart skäl", "godtagbart_skal"),
        ("idé", "ide"),
        ("AF-webb", "af_webb"),
        ("Müller", "müller"),
    ],
)
def test_vikningen_ror_bara_fyra_bokstaver(ord_, identifierare):
    assert vikt(ord_) == identifierare


@pytest.mark.parametrize(("ord_", "gar"), [("beställningsstatus", True), ("bestaellningstatus", False)])
def test_en_sammansattning_far_ha_ett_bindande_s(ord_, gar):
    assert bool(sammansatt("bestallning_status").fullmatch(vikt(ord_))) is gar
