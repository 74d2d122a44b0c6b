"""Imports run one way: the contracts hold, they would notice a fault, and nothing stands outside them."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROT = Path(__file__).parents[2]
APP = ROT / "app"
LINT = Path(sys.executable).with_name("lint-imports")
RIKTNING = "Imports run one way"
STEGORDNING = "A later step of the flow"
I_STEGET = "Inside a step"
UTAN_RAMVERK = "Words, law and transition tables"

# Each folder breaks one contract: files with their text, and the contract that must say so.
BROTT = {
    "core_kanner_flode": ({"core/x.py": "import app.flode.arende.models"}, RIKTNING),
    "katalog_kanner_vyer": ({"katalog/x.py": "from app import vyer"}, RIKTNING),
    "ny_modul_utan_plats": ({"hjalp/__init__.py": ""}, RIKTNING),
    "tidigare_steg_kanner_senare": ({"flode/arende/actions.py": "import app.flode.plan.models"}, STEGORDNING),
    "nytt_steg_utan_plats": ({"flode/nytt/__init__.py": ""}, STEGORDNING),
    "schemas_kanner_actions": ({"flode/plan/schemas.py": "import app.flode.plan.actions"}, I_STEGET),
    "models_kanner_router": ({"flode/plan/models.py": "import app.flode.plan.router"}, I_STEGET),
    "states_kanner_sqlalchemy": ({"flode/plan/states.py": "import sqlalchemy"}, UTAN_RAMVERK),
    "regelverk_kanner_pydantic": ({"regelverk/x.py": "from pydantic import BaseModel"}, UTAN_RAMVERK),
    "begrepp_kanner_fastapi": ({"begrepp/x.py": "import fastapi"}, UTAN_RAMVERK),
}


def lint(katalog: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT, "--no-logo", "--no-cache"], cwd=katalog, capture_output=True, text=True, check=False, timeout=60
    )


def kontrakt() -> list[dict]:
    return tomllib.loads((ROT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]


def litet_trad(katalog: Path, filer: dict[str, str]) -> None:
    """A small app with two steps, under the project's own contracts."""
    steg = {f"flode/{s}/{m}.py": "" for s in ("arende", "plan") for m in ("router", "schemas", "actions", "models")}
    paket = ("begrepp", "regelverk", "core", "katalog", "flode", "flode/arende", "flode/plan", "vyer", "integrations")
    tomma = {f"{p}/__init__.py": "" for p in paket} | {"__init__.py": ""} | steg
    for namn, text in {**tomma, **filer}.items():
        fil = katalog / "app" / namn
        fil.parent.mkdir(parents=True, exist_ok=True)
        fil.write_text(text + "\n", "utf-8")
    (katalog / "pyproject.toml").write_text((ROT / "pyproject.toml").read_text("utf-8"), "utf-8")


def importer(fil: Path) -> set[str]:
    """Top-level names that a file imports, also inside functions."""
    namn = set()
    for nod in ast.walk(ast.parse(fil.read_text("utf-8"))):
        if isinstance(nod, ast.Import):
            namn |= {alias.name.split(".")[0] for alias in nod.names}
        elif isinstance(nod, ast.ImportFrom) and nod.module:
            namn.add(nod.module.split(".")[0])
    return namn


def test_kontrakten_halls():
    svar = lint(ROT)
    assert svar.returncode == 0, svar.stdout + svar.stderr


def test_ett_litet_trad_utan_fel_gar_igenom(tmp_path):
    litet_trad(tmp_path, {"flode/plan/actions.py": "import app.flode.arende.actions"})
    svar = lint(tmp_path)
    assert svar.returncode == 0, svar.stdout + svar.stderr


@pytest.mark.parametrize("namn", BROTT)
def test_kontrakten_marker_ett_brott(tmp_path, namn):
    filer, brutet = BROTT[namn]
    litet_trad(tmp_path, filer)
    svar = lint(tmp_path)
    brutna = " ".join(svar.stdout.split()).split("BROKEN")[:-1]
    assert svar.returncode == 1
    assert len(brutna) == 1
    assert brutet in brutna[0].rsplit("KEPT", 1)[-1]


def test_varje_steg_har_en_plats_i_ordningen():
    ordning = next(k for k in kontrakt() if k.get("containers") == ["app.flode"])
    steg = {p.name for p in (APP / "flode").iterdir() if p.is_dir() and not p.name.startswith("_")}
    assert steg <= {lager.strip("()") for lager in ordning["layers"]}
    assert ordning["exhaustive"]


def test_httpx_importeras_i_en_enda_modul():
    med_httpx = {str(fil.relative_to(APP)) for fil in APP.rglob("*.py") if {"httpx", "httpx2"} & importer(fil)}
    assert med_httpx <= {"integrations/http_client.py"}


def test_ingen_modul_heter_nagot_som_rymmer_allt():
    namn = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "handler", "handlers", "managers"}
    assert not [str(fil) for fil in APP.rglob("*.py") if fil.stem in namn or fil.parent.name in namn]


def test_start_i_en_tom_miljo_behover_bara_standardbiblioteket():
    tredje_part = importer(APP / "__main__.py") - set(sys.stdlib_module_names)
    assert tredje_part == set()
    assert importer(APP / "__init__.py") <= set(sys.stdlib_module_names)
