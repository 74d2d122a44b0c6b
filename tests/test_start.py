"""``python3 -m app``: what a command line asks for, and when the environment is made anew."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app import __main__ as start

ROT = Path(__file__).parents[1]
FLERA = ("-n", "auto", "--dist", "loadgroup")


@pytest.fixture
def miljo(tmp_path) -> start.Miljo:
    """A checkout with lock files and nothing installed."""
    for namn in ("requirements.lock", "requirements-dev.lock", "requirements-boot.lock"):
        (tmp_path / namn).write_text(f"# {namn}\n", "utf-8")
    return start.Miljo(tmp_path)


@pytest.fixture
def korda(monkeypatch, miljo) -> list[tuple[str, ...]]:
    """Commands that would have been run; making the environment makes its Python."""
    lista = []

    def kor(*kommando: str) -> str:
        lista.append(kommando)
        if kommando[1:3] == ("-m", "venv"):
            miljo.python.parent.mkdir(parents=True, exist_ok=True)
            miljo.python.touch()
            version = "{}.{}.0".format(*sys.version_info)
            (miljo.katalog / "pyvenv.cfg").write_text(f"home = /usr/bin\nversion = {version}\n", "utf-8")
        return ""

    monkeypatch.setattr(start, "_kor", kor)
    return lista


def sorter(korda: list[tuple[str, ...]]) -> list[str]:
    """What each command was: venv, pip or uv."""
    return [kommando[2] for kommando in korda]


@pytest.mark.parametrize(
    ("argument", "test", "kommando"),
    [
        ([], False, ("-m", "app.cli", "start")),
        (["demo", "--json"], False, ("-m", "app.cli", "demo", "--json")),
        (["af-mock", "--port", "1"], False, ("-m", "app.cli", "af-mock", "--port", "1")),
        (["--help"], False, ("-m", "app.cli", "--help")),
        (["forbered"], False, ()),
        (["forbered", "--test"], True, ()),
        (["test"], True, ("-m", "pytest", *FLERA)),
        (["test", "-k", "avvikelse", "-x"], True, ("-m", "pytest", *FLERA, "-k", "avvikelse", "-x")),
        (["test", "--cov", "-p", "no:randomly"], True, ("-m", "pytest", *FLERA, "--cov", "-p", "no:randomly")),
        (["test", "-n", "4"], True, ("-m", "pytest", "-n", "4")),
        (["test", "-n0"], True, ("-m", "pytest", "-n0")),
        (["test", "--numprocesses=2"], True, ("-m", "pytest", "--numprocesses=2")),
        (["test", "-p", "no:xdist"], True, ("-m", "pytest", "-p", "no:xdist")),
        (["test", "--pdb"], True, ("-m", "pytest", "--pdb")),
        (["test", "--collect-only", "-q"], True, ("-m", "pytest", "--collect-only", "-q")),
        (["test", "--version"], True, ("-m", "pytest", "--version")),
    ],
)
def test_kommandoraden_tolkas(argument, test, kommando):
    assert start.tolka(argument) == start.Uppdrag(test=test, kommando=kommando)


def test_forsta_starten_gor_miljon_och_installerar_med_uv(miljo, korda, capfd):
    start.forbered(miljo, test=False)
    assert sorter(korda) == ["venv", "pip", "uv"]
    assert str(miljo.las("boot")) in korda[1]
    assert all("--require-hashes" in kommando for kommando in korda[1:])
    assert korda[2][-1] == str(miljo.rot / "requirements.lock")
    ut = capfd.readouterr()
    assert ut.out == ""
    assert ut.err.count("\n") == 1


def test_andra_starten_gor_ingenting(miljo, korda, capfd):
    start.forbered(miljo, test=False)
    korda.clear()
    capfd.readouterr()
    start.forbered(miljo, test=False)
    assert korda == []
    assert capfd.readouterr().err == ""


def test_testerna_behover_mer_an_driften(miljo, korda):
    start.forbered(miljo, test=False)
    assert not miljo.fardig(test=True)
    start.forbered(miljo, test=True)
    assert korda[-1][-1].endswith("requirements-dev.lock")
    assert miljo.fardig(test=True)


def test_testmiljon_racker_for_driften(miljo, korda):
    start.forbered(miljo, test=True)
    assert miljo.fardig(test=False)


def test_andrade_lasfiler_installeras_pa_nytt(miljo, korda):
    start.forbered(miljo, test=False)
    miljo.las("run").write_text("# annat\n", "utf-8")
    korda.clear()
    start.forbered(miljo, test=False)
    assert sorter(korda) == ["venv", "uv"]


def test_en_annan_version_av_python_ger_en_ny_miljo(miljo, korda):
    start.forbered(miljo, test=False)
    gammal = miljo.katalog / "gammal"
    gammal.touch()
    (miljo.katalog / "pyvenv.cfg").write_text("version = 3.9.1\n", "utf-8")
    miljo.marke("run").unlink()
    start.forbered(miljo, test=False)
    assert not gammal.exists()


def test_utan_uv_installerar_pip(miljo, monkeypatch):
    lista = []

    def kor(*kommando: str) -> str:
        lista.append(kommando)
        return "nej" if "uv" in kommando or kommando[-1].endswith("boot.lock") else ""

    monkeypatch.setattr(start, "_kor", kor)
    miljo.katalog.mkdir()
    (miljo.katalog / "pyvenv.cfg").write_text("version = {}.{}.0\n".format(*sys.version_info), "utf-8")
    start.forbered(miljo, test=False)
    assert sorter(lista) == ["venv", "pip", "pip"]
    assert "--require-hashes" in lista[-1]
    assert lista[-1][-1] == str(miljo.las("run"))


def test_misslyckad_installation_ger_felkod_och_inget_marke(miljo, monkeypatch):
    monkeypatch.setattr(start, "_kor", lambda *kommando: "" if "venv" in kommando else "avtrycket stämmer inte")
    miljo.katalog.mkdir()
    with pytest.raises(SystemExit, match="avtrycket stämmer inte"):
        start.forbered(miljo, test=False)
    assert not miljo.marke("run").exists()


def test_utan_venv_sags_vad_som_saknas(miljo, monkeypatch):
    monkeypatch.setattr(start, "_kor", lambda *_: "No module named ensurepip")
    with pytest.raises(SystemExit, match="apt-get install python3-venv"):
        start.forbered(miljo, test=False)


@pytest.mark.parametrize("forbjudet", [True, False])
def test_forbjuden_bytekod_laggs_i_miljon(miljo, monkeypatch, forbjudet):
    monkeypatch.setattr(start.os, "environ", {"PYTHONDONTWRITEBYTECODE": "1"} if forbjudet else {})
    start._spara_bytekod(miljo)
    vantat = {"PYTHONPYCACHEPREFIX": str(miljo.katalog / "bytekod")} if forbjudet else {}
    assert start.os.environ == vantat


def test_i_en_behallare_kors_den_python_som_finns(monkeypatch):
    sett = []
    monkeypatch.setenv("STEGVIS_INGEN_VENV", "1")
    monkeypatch.setattr(start, "forbered", lambda *_, **__: pytest.fail("inget ska installeras"))
    monkeypatch.setattr(start, "_fortsatt", lambda python, kommando: sett.append((python, kommando)))
    start.main(["serve"])
    assert sett == [(sys.executable, ("-m", "app.cli", "serve"))]


def test_for_gammal_python_far_en_mening():
    kod = (ROT / "app" / "__main__.py").read_text("utf-8")
    fore = "import sys\nsys.version_info = (3, 10, 4)\nsys.version = '3.10.4 (main)'\n"
    kommando = [sys.executable, "-c", f"{fore}__file__ = 'x'\n{kod}"]
    svar = subprocess.run(kommando, capture_output=True, text=True, check=False, timeout=60)
    assert svar.returncode == 1
    assert svar.stderr.strip() == "Stegvis behöver Python 3.11 eller senare, det här är 3.10.4."


@pytest.mark.skipif(os.name == "nt", reason="flock finns inte på Windows")
def test_bara_en_process_i_taget_installerar(tmp_path):
    lasfil = tmp_path / ".venv.lock"
    kod = (
        "import sys; from pathlib import Path; from app.__main__ import _ensam\n"
        f"with _ensam(Path({str(lasfil)!r})): print('inne', flush=True)"
    )
    with start._ensam(lasfil):
        barn = subprocess.Popen([sys.executable, "-c", kod], cwd=ROT, stdout=subprocess.PIPE, text=True)
        with pytest.raises(subprocess.TimeoutExpired):
            barn.wait(1)
    assert barn.communicate(timeout=30)[0] == "inne\n"
