"""``python3 -m app``: sets up ``.venv`` from the locked requirements and starts there.

Knows only the standard library and parses on old Pythons. Owns the environment in ``.venv``; what the
commands do is ``app.cli``'s. ``STEGVIS_INGEN_VENV=1`` (containers) starts in the running Python instead.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

if sys.version_info < (3, 11):
    sys.exit(f"Stegvis behöver Python 3.11 eller senare, det här är {sys.version.split()[0]}.")

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

ROT = Path(__file__).resolve().parent.parent
EGNA_PROCESSER = ("-n", "--numprocesses", "-pno:xdist", "--dist=no")
EN_PROCESS = {
    "--pdb",
    "--trace",
    "--collect-only",
    "--co",
    "--version",
    "-V",
    "--help",
    "-h",
    "--fixtures",
    "--markers",
}


@dataclass(frozen=True)
class Uppdrag:
    """What a command line asks for: which lock it needs, and what to run after the Python executable."""

    test: bool
    kommando: tuple[str, ...]


def tolka(argument: Sequence[str]) -> Uppdrag:
    """Read the arguments after ``python3 -m app``; an empty ``kommando`` only sets up."""
    forsta, rest = (argument[0], tuple(argument[1:])) if argument else ("start", ())
    if forsta == "test":
        return Uppdrag(test=True, kommando=("-m", "pytest", *_processer(rest), *rest))
    if forsta == "forbered":
        return Uppdrag(test="--test" in rest, kommando=())
    return Uppdrag(test=False, kommando=("-m", "app.cli", forsta, *rest))


def _processer(argument: Sequence[str]) -> tuple[str, ...]:
    """One pytest process per core, unless the user said otherwise."""
    ihop = " ".join(argument).replace("-p no:xdist", "-pno:xdist").split()
    eget = any(a.startswith(EGNA_PROCESSER) or a in EN_PROCESS for a in ihop)
    return () if eget else ("-n", "auto", "--dist", "loadgroup")


@dataclass(frozen=True)
class Miljo:
    """The virtual environment of a checkout and the marks that tell what is installed in it."""

    rot: Path

    @property
    def katalog(self) -> Path:
        return self.rot / ".venv"

    @property
    def python(self) -> Path:
        return self.katalog / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    def las(self, namn: str) -> Path:
        """The lock file of ``boot``, ``run`` or ``dev``."""
        return self.rot / ("requirements.lock" if namn == "run" else f"requirements-{namn}.lock")

    def avtryck(self, namn: str) -> str:
        """Print of the lock file and of the Python that installs it."""
        version = "{}.{}".format(*sys.version_info)
        return f"{version} {hashlib.sha256(self.las(namn).read_bytes()).hexdigest()}"

    def version(self) -> str:
        """Major and minor version of the Python that the environment was made with."""
        try:
            rader = (self.katalog / "pyvenv.cfg").read_text("utf-8").splitlines()
        except FileNotFoundError:
            return ""
        varden = {nyckel.strip(): varde.strip() for nyckel, _, varde in (rad.partition("=") for rad in rader)}
        return ".".join(varden.get("version", varden.get("version_info", "")).split(".")[:2])

    def marke(self, namn: str) -> Path:
        return self.katalog / f"stegvis-{namn}"

    def har(self, namn: str) -> bool:
        """Whether the lock is installed as it reads now."""
        try:
            return self.marke(namn).read_text("ascii") == self.avtryck(namn) and self.python.exists()
        except FileNotFoundError:
            return False

    def fardig(self, *, test: bool) -> bool:
        """The development lock holds all of the runtime lock, in the same versions."""
        return self.har("dev") or (not test and self.har("run"))


def forbered(miljo: Miljo, *, test: bool) -> None:
    """Make or renew the environment if the lock asks for it; several processes may come at once."""
    if miljo.fardig(test=test):
        return
    with _ensam(miljo.rot / ".venv.lock"):
        if miljo.fardig(test=test):
            return
        namn = "dev" if test else "run"
        _sag(f"Stegvis: gör i ordning {miljo.katalog.name} från {miljo.las(namn).name} …", slut="")
        _skapa(miljo)
        _installera(miljo, namn)
        miljo.marke(namn).write_text(miljo.avtryck(namn), "ascii")
        _sag(" klart.")


def _skapa(miljo: Miljo) -> None:
    """A new environment, or the one there is completed; one of another Python version is thrown away."""
    if miljo.katalog.exists() and miljo.version() != "{}.{}".format(*sys.version_info):
        shutil.rmtree(miljo.katalog)
    fel = _kor(sys.executable, "-m", "venv", str(miljo.katalog))
    if fel:
        sys.exit(
            f"\nDet gick inte att skapa {miljo.katalog}. På Debian och Ubuntu: apt-get install python3-venv\n{fel}"
        )


def _installera(miljo: Miljo, namn: str) -> None:
    """Install a lock with uv, or with pip where uv cannot be had or does not reach the packages."""
    python, las = str(miljo.python), str(miljo.las(namn))
    pip = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r")
    uv = (
        python,
        "-m",
        "uv",
        "pip",
        "install",
        "--python",
        python,
        "--require-hashes",
        "--compile-bytecode",
        "-q",
        "-r",
    )
    if not miljo.har("boot") and not _kor(*pip, str(miljo.las("boot"))):
        miljo.marke("boot").write_text(miljo.avtryck("boot"), "ascii")
    if miljo.har("boot") and not _kor(*uv, las):
        return
    fel = _kor(*pip, las)
    if fel:
        sys.exit(f"\nDet gick inte att installera {miljo.las(namn).name}:\n{fel}")


def _kor(*kommando: str) -> str:
    """Run quietly; the output of a command that failed, else nothing."""
    svar = subprocess.run(kommando, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    return (svar.stdout + svar.stderr or f"{kommando[0]}: {svar.returncode}") if svar.returncode else ""


@contextmanager
def _ensam(fil: Path) -> Iterator[None]:
    """Hold the lock file while the block runs."""
    with fil.open("a+b") as handtag:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handtag.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(handtag, fcntl.LOCK_EX)
        yield


def _sag(text: str, slut: str = "\n") -> None:
    """Progress goes to standard error: standard output belongs to the command."""
    sys.stderr.write(text + slut)
    sys.stderr.flush()


def _fortsatt(python: str, kommando: Sequence[str]) -> None:
    """Become the command; Windows cannot, so there it runs as a child."""
    if sys.platform == "win32":
        sys.exit(subprocess.call([python, *kommando]))
    os.execv(python, [python, *kommando])


def _spara_bytekod(miljo: Miljo) -> None:
    """Who forbids byte code wants a clean source tree: ours goes into the environment, so that starts stay short."""
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        os.environ.setdefault("PYTHONPYCACHEPREFIX", str(miljo.katalog / "bytekod"))


def main(argument: Sequence[str]) -> None:
    """Set up if needed, then go on as the command."""
    uppdrag = tolka(argument)
    python = sys.executable
    if os.environ.get("STEGVIS_INGEN_VENV") != "1":
        miljo = Miljo(ROT)
        forbered(miljo, test=uppdrag.test)
        python = str(miljo.python)
        _spara_bytekod(miljo)
    if uppdrag.kommando:
        _fortsatt(python, uppdrag.kommando)


if __name__ == "__main__":
    main(sys.argv[1:])
