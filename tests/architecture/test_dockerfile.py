"""The Dockerfile read as data: what the image may hold and how it runs."""

import json
import re
import shlex
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.settings import Settings

ROT = Path(__file__).parents[2]
BYGGVERKTYG = re.compile(r"\b(gcc|g\+\+|make|build-essential|python3?-dev|cargo|rustc|git|curl|wget)\b")
HEMLIGT = re.compile(r"(?i)(secret|hemlighet|password|losen|token|nyck|key|database_url)")


@dataclass(frozen=True)
class Instruktion:
    ord: str
    text: str


def lasta(text: str) -> list[Instruktion]:
    """Instructions in order, continued lines joined, comments left out."""
    rader = [rad for rad in text.splitlines() if not rad.lstrip().startswith("#")]
    hela = re.sub(r"\\\n\s*", " ", "\n".join(rader)).splitlines()
    return [Instruktion(*rad.split(maxsplit=1)) for rad in hela if rad.strip()]


@pytest.fixture(scope="module")
def instruktioner() -> list[Instruktion]:
    return lasta((ROT / "Dockerfile").read_text("utf-8"))


@pytest.fixture(scope="module")
def sista(instruktioner) -> list[Instruktion]:
    """The stage that becomes the image."""
    start = max(i for i, rad in enumerate(instruktioner) if rad.ord == "FROM")
    return instruktioner[start:]


def alla(rader: list[Instruktion], ordet: str) -> list[str]:
    return [rad.text for rad in rader if rad.ord == ordet]


def miljo(rader: list[Instruktion]) -> dict[str, str]:
    return dict(par.split("=", 1) for text in alla(rader, "ENV") for par in shlex.split(text))


@pytest.mark.krav("S21")
def test_varje_bas_ar_last_till_sitt_avtryck(instruktioner):
    baser = alla(instruktioner, "FROM")
    assert len(baser) == 2
    assert all(re.match(r"python:3\.1[1-4]-slim@sha256:[0-9a-f]{64}( AS \w+)?$", bas) for bas in baser)
    assert len({bas.split()[0] for bas in baser}) == 1


@pytest.mark.krav("S21")
def test_ingen_rot_och_ett_uid_i_siffror(sista):
    anvandare = alla(sista, "USER")
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", anvandare[-1])
    efter = sista[[rad.ord for rad in sista].index("USER") + 1 :]
    assert not alla(efter, "RUN")
    assert not alla(efter, "COPY")


def test_koden_agas_av_rot_och_bara_datakatalogen_kan_skrivas(sista):
    assert all("--chown" not in text for text in alla(sista, "COPY"))
    uid, gid = alla(sista, "USER")[-1].split(":")
    assert alla(sista, "RUN") == [f"install -d -o {uid} -g {gid} -m 0700 /var/lib/stegvis"]
    assert [json.loads(text) for text in alla(sista, "VOLUME")] == [["/var/lib/stegvis"]]
    assert miljo(sista)["STEGVIS_DATAKATALOG"] == "/var/lib/stegvis"
    assert miljo(sista)["PYTHONDONTWRITEBYTECODE"] == "1"


def test_paketen_installeras_med_avtryck_och_utan_kompilering(instruktioner):
    installationer = [text for text in alla(instruktioner, "RUN") if "install " in text and "pip" in text]
    assert len(installationer) == 1
    for flagga in ("--require-hashes", "--only-binary :all:", "--no-deps", "-r requirements.lock"):
        assert flagga in installationer[0]


def test_inga_byggverktyg_i_avbilden(instruktioner, sista):
    assert not [text for text in alla(instruktioner, "RUN") if BYGGVERKTYG.search(text) or "apt" in text]
    assert "pip" not in " ".join(alla(sista, "RUN"))
    assert any("--without-pip" in text for text in alla(instruktioner, "RUN"))


@pytest.mark.krav("S21", "ASVS 13.3.1")
def test_inga_hemligheter_byggs_in(instruktioner, sista):
    namn = [*miljo(instruktioner), *(text.split("=")[0] for text in alla(instruktioner, "ARG"))]
    assert not [n for n in namn if HEMLIGT.search(n)]
    assert not alla(sista, "ADD")
    assert all(text.split()[0] != "." for text in alla(instruktioner, "COPY"))


def test_avbilden_kor_i_produktionslage_utan_egen_miljo(sista):
    varden = miljo(sista)
    assert varden["STEGVIS_LAGE"] == "produktion"
    assert varden["STEGVIS_INGEN_VENV"] == "1"
    kanda = {f"STEGVIS_{falt.upper()}" for falt in Settings.model_fields} | {"STEGVIS_INGEN_VENV"}
    assert {namn for namn in varden if namn.startswith("STEGVIS_")} <= kanda


def test_halsokontroll_fragar_tjansten_utan_skal(sista):
    [kontroll] = alla(sista, "HEALTHCHECK")
    assert "--interval=" in kontroll
    assert "--timeout=" in kontroll
    kommando = json.loads(kontroll.split("CMD", 1)[1])
    assert kommando[:2] == ["python", "-c"]
    assert "/halsa/live" in kommando[2]
    compile(kommando[2], "HEALTHCHECK", "exec")


def test_tjansten_startar_utan_skal_och_stannar_pa_sigterm(sista):
    assert json.loads(alla(sista, "CMD")[-1]) == ["python", "-m", "app.cli", "serve"]
    assert alla(sista, "STOPSIGNAL") == ["SIGTERM"]
    assert alla(sista, "EXPOSE") == [miljo(sista)["STEGVIS_PORT"]]


@pytest.mark.krav("S21", "ASVS 13.4.1")
def test_byggaren_far_bara_det_som_avbilden_haller(instruktioner):
    rader = (ROT / ".dockerignore").read_text("utf-8").splitlines()
    slapps_in = {rad[1:] for rad in rader if rad.startswith("!")}
    kopieras = {kalla for text in alla(instruktioner, "COPY") if "--from" not in text for kalla in text.split()[:-1]}
    assert "*" in rader
    assert slapps_in == {kalla.removeprefix("./") for kalla in kopieras}
    assert all((ROT / kalla).exists() for kalla in slapps_in)
