"""The package as others meet it: locked requirements, licences, metadata and the scripts of the repository."""

import importlib.metadata
import importlib.util
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import app

ROT = Path(__file__).parents[2]
PROJEKT = tomllib.loads((ROT / "pyproject.toml").read_text("utf-8"))
LAS = ("requirements.lock", "requirements-dev.lock", "requirements-boot.lock")
# Licences that may be combined with EUPL-1.2 in what is run and delivered.
TILLATNA = re.compile(
    r"\b(MIT|BSD|Apache|PSF|Python Software Foundation|PSF-2\.0|ISC|MPL-2\.0|Mozilla Public License 2\.0|Unlicense)\b"
)


def last(namn: str) -> dict[str, Requirement]:
    """Requirements of a lock file by name."""
    rader = re.sub(r"\\\n\s*", " ", (ROT / namn).read_text("utf-8")).splitlines()
    krav = [rad.split(" --hash=")[0] for rad in rader if rad and not rad.lstrip().startswith("#")]
    return {canonicalize_name(k.name): k for k in map(Requirement, krav)}


def version(krav: Requirement) -> str:
    [exakt] = krav.specifier
    assert exakt.operator == "=="
    return exakt.version


def granskaren():
    spec = importlib.util.spec_from_file_location("audit", ROT / ".ci" / "audit.py")
    modul = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(modul)
    return modul


@pytest.mark.parametrize("namn", LAS)
@pytest.mark.krav("S19", "ASVS 15.2.4")
def test_varje_last_paket_har_avtryck_och_exakt_version(namn):
    text = re.sub(r"\\\n\s*", " ", (ROT / namn).read_text("utf-8"))
    rader = [rad for rad in text.splitlines() if rad and not rad.lstrip().startswith("#")]
    assert rader
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}\b", rad) for rad in rader)
    assert all(version(krav) for krav in last(namn).values())


@pytest.mark.parametrize("namn", LAS)
def test_lasfilen_namnger_ingen_vard(namn):
    text = (ROT / namn).read_text("utf-8")
    assert not re.search(r"://|index-url|find-links|trusted-host|@ ?file", text)


def test_lasfilerna_foljer_projektets_krav():
    utveckling = PROJEKT["dependency-groups"]["dev"]
    fall = [(k, "requirements.lock") for k in PROJEKT["project"]["dependencies"]]
    fall += [(k, "requirements-dev.lock") for k in [*PROJEKT["project"]["dependencies"], *utveckling]]
    fall += [(k, "requirements-boot.lock") for k in PROJEKT["dependency-groups"]["boot"]]
    fel = []
    for text, fil in fall:
        krav, lasta = Requirement(text), last(fil)
        har = lasta.get(canonicalize_name(krav.name))
        if har is None or not krav.specifier.contains(version(har), prereleases=True):
            fel.append(f"{fil}: {text}")
    assert fel == []


def test_det_som_provas_ar_det_som_kors():
    drift, utveckling = last("requirements.lock"), last("requirements-dev.lock")
    assert {namn: version(k) for namn, k in drift.items()} == {namn: version(utveckling[namn]) for namn in drift}


def test_varje_krav_har_en_undre_grans():
    grupper = PROJEKT["dependency-groups"]
    alla = [*PROJEKT["project"]["dependencies"], *grupper["dev"], *grupper["boot"]]
    assert not [k for k in alla if not any(s.operator == ">=" for s in Requirement(k).specifier)]


@pytest.mark.krav("S19")
def test_drift_har_bara_tillatna_licenser():
    fel = {}
    for namn, krav in last("requirements.lock").items():
        if krav.marker and not krav.marker.evaluate():
            continue
        meta = importlib.metadata.metadata(namn)
        klasser = [k for k in meta.get_all("Classifier") or [] if k.startswith("License ::")]
        text = " ".join([meta.get("License-Expression") or "", (meta.get("License") or "")[:200], *klasser])
        if not TILLATNA.search(text):
            fel[namn] = text
    assert fel == {}


def test_versionen_star_pa_ett_stalle():
    assert PROJEKT["project"]["dynamic"] == ["version"]
    assert PROJEKT["tool"]["hatch"]["version"]["path"] == "app/__init__.py"
    kod = yaml.safe_load((ROT / "publiccode.yml").read_text("utf-8"))
    assert kod["softwareVersion"] == app.__version__


def test_kommandot_stegvis_ar_samma_program():
    assert PROJEKT["project"]["scripts"] == {"stegvis": "app.cli:main"}


def test_publiccode_har_de_obligatoriska_falten():
    kod = yaml.safe_load((ROT / "publiccode.yml").read_text("utf-8"))
    assert kod["publiccodeYmlVersion"] == "0.4"
    assert {"name", "url", "platforms", "developmentStatus", "softwareType", "description", "legal"} <= kod.keys()
    assert kod["legal"]["license"] == PROJEKT["project"]["license"] == "EUPL-1.2"
    assert kod["developmentStatus"] in {"concept", "development", "beta", "stable", "obsolete"}
    assert kod["maintenance"]["type"] == "community"
    assert kod["maintenance"]["contacts"]
    for text in kod["description"].values():
        assert 1 <= len(text["shortDescription"]) <= 150
        assert 150 <= len(text["longDescription"]) <= 10_000
        assert text["features"]
    assert {"en", "sv"} <= kod["description"].keys()


def test_licensen_ar_eupl_1_2_i_sin_helhet():
    text = (ROT / "LICENSE").read_text("utf-8")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")
    assert [int(n) for n in re.findall(r"^(\d+)\.", text, re.MULTILINE)] == list(range(1, 16))
    assert "Appendix" in text


@pytest.mark.parametrize("namn", [".ci/run", ".ci/lock"])
def test_skripten_kan_koras_och_stannar_vid_forsta_fel(namn):
    fil = ROT / namn
    assert fil.stat().st_mode & 0o111
    assert fil.read_text("utf-8").startswith("#!/usr/bin/env bash\n")
    assert "set -euo pipefail" in fil.read_text("utf-8")
    subprocess.run(["bash", "-n", fil], check=True)


def test_pre_commit_hamtar_inget_utifran():
    krokar = yaml.safe_load((ROT / ".pre-commit-config.yaml").read_text("utf-8"))
    assert [r["repo"] for r in krokar["repos"]] == ["local"]
    assert {krok["language"] for r in krokar["repos"] for krok in r["hooks"]} == {"system"}


@pytest.mark.parametrize(
    ("paket", "borjar", "kod"),
    [
        ([], "not run", 0),
        ([{"name": "a", "skip_reason": "not found"}], "not run", 0),
        ([{"name": "a", "skip_reason": "not found"}, {"name": "b", "version": "1", "vulns": []}], "not run", 0),
        ([{"name": "a", "version": "1", "vulns": []}], "ok ", 0),
        ([{"name": "a", "version": "1", "vulns": [{"id": "CVE-1"}]}, {"name": "b", "skip_reason": "x"}], "FAILED", 1),
    ],
)
def test_granskning_utan_datakalla_kallas_inte_ren(paket, borjar, kod):
    rad, svar = granskaren().verdict(paket)
    assert rad.startswith(borjar)
    assert svar == kod


@pytest.mark.krav("S20")
def test_varje_undantag_fran_lint_har_ett_skal():
    text = (ROT / "pyproject.toml").read_text("utf-8")
    block = text[text.index("[tool.ruff.lint]") : text.index("[tool.ruff.lint.flake8-tidy-imports]")]
    undantag = [rad for rad in block.splitlines() if re.match(r'\s+"[A-Z]+\d*",', rad)]
    assert len(undantag) > 20
    assert not [rad for rad in undantag if not re.search(r"#\s*\S+", rad)]
