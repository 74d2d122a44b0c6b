"""S21: the start command of the container, as nobody, with one folder that can be written to."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

ROT = Path(__file__).parents[2]
INGEN = 65534
START = [sys.executable, "-m", "app.cli", "serve"]


# Nobody, who may read what only root can reach (an interpreter in root's home) but write no more than anyone.
SOM_INGEN = [
    "setpriv", f"--reuid={INGEN}", f"--regid={INGEN}", "--clear-groups", "--inh-caps=+dac_read_search",
    "--ambient-caps=+dac_read_search",
]  # fmt: skip


def gar_att_bli_ingen() -> bool:
    """Only root can start a process as somebody else."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0 or shutil.which("setpriv") is None:
        return False
    return subprocess.run([*SOM_INGEN, "true"], capture_output=True, check=False).returncode == 0


pytestmark = pytest.mark.skipif(not gar_att_bli_ingen(), reason="kräver rot och setpriv på Linux")


def ledig_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as uttag:
        return int(uttag.getsockname()[1])


def skrivna(katalog: Path) -> set[str]:
    """Every file below a folder, with when it was last changed."""
    return {f"{fil} {fil.stat().st_mtime_ns}" for fil in katalog.rglob("*") if fil.is_file()}


@pytest.mark.krav("S21", "ASVS 13.2.2")
def test_tjansten_gar_som_ingen_med_ett_enda_skrivbart_stalle(tmp_path: Path, sqlite_mall: Path) -> None:
    stalle, port = tmp_path / "data", ledig_port()
    stalle.mkdir()
    shutil.copy(sqlite_mall, stalle / "stegvis.db")
    for sak in (stalle, *stalle.iterdir()):
        os.chown(sak, INGEN, INGEN)
    for over in (tmp_path, *tmp_path.parents):
        over.chmod(over.stat().st_mode | 0o111)
    fore = skrivna(ROT / "app") | skrivna(ROT / "migrations")
    miljo = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": "/nonexistent",
        "TMPDIR": str(stalle),
        "STEGVIS_INGEN_VENV": "1",
        "STEGVIS_DATAKATALOG": str(stalle),
        "STEGVIS_PORT": str(port),
    }
    with subprocess.Popen([*SOM_INGEN, *START], env=miljo, cwd="/", stderr=subprocess.PIPE) as process:
        try:
            svarade = _svarar(f"http://127.0.0.1:{port}/halsa/live", process)
        finally:
            process.terminate()
            _, fel = process.communicate(timeout=40)
    assert (svarade, process.returncode in {0, -signal.SIGTERM}) == (200, True), fel
    assert b"PermissionError" not in fel
    assert skrivna(ROT / "app") | skrivna(ROT / "migrations") == fore
    assert (stalle / "nycklar").stat().st_uid == INGEN


def _svarar(adress: str, process: "subprocess.Popen[bytes]") -> int:
    """The status of the first answer within two minutes."""
    slut = time.monotonic() + 120
    while time.monotonic() < slut and process.poll() is None:
        try:
            return httpx.get(adress).status_code
        except httpx.TransportError:
            time.sleep(0.1)
    return 0
