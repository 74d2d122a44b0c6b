"""What is delivered: no secret in the source or its history, a bill of materials, and no code that runs text."""

import ast
import json
import math
import os
import re
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.settings import Settings
from tests.architecture.kallkod import ROT, filer
from tests.architecture.test_packaging import last, version

HEMLIGHETER = {
    "privat nyckel": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s*(?:\\n)?[A-Za-z0-9+/=]{40}",
    "nyckel hos ett moln": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "token hos en kodvärd": r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|glpat-[A-Za-z0-9_-]{20}|github_pat_[A-Za-z0-9_]{60,})",
    "token till ett paketregister": r"\bpypi-AgEI[A-Za-z0-9_-]{50,}",
    "webhook till en chatt": r"https://hooks\.slack\.com/services/T[A-Z0-9]+/B[A-Z0-9]+/[A-Za-z0-9]{20,}",
    "privat JWK": r"\"d\"\s*:\s*\"[A-Za-z0-9_-]{43}\"",
    "åtkomsttoken": r"\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{40,}",
    "lösenord i en adress": r"\b[a-z+]{4,}://[^\s:/@{}\"']+:(?!hemligt@|\*\*\*@|\{)[^\s@/{}\"'<>]{8,}@[a-z0-9.-]+\.(?!example)",
}
MONSTER = re.compile("|".join(f"(?:{m})" for m in HEMLIGHETER.values()))
TILLDELAD = re.compile(
    r"(?i)(?:secret|hemlighet|password|losenord|api_?key|nyckel)\w*\s*[=:]\s*[\"']([A-Za-z0-9+/_-]{32,}=*)[\"']"
)
KOR_TEXT = frozenset({"eval", "exec", "compile", "__import__"})
UNDANTAG = re.compile(r"#\s*(?:noqa|type: ignore|nosec|pragma: no cover)(.*)")
SKAL = re.compile(r"^(?::\s*[A-Z0-9, ]+|\[[a-z0-9, -]+\])?\s*[-#]\W*\w+")
# A secret of these has letters as even as noise; words and paths have not.
BRUS = 4.2


def git(*argument: str) -> str:
    return subprocess.run(["git", *argument], cwd=ROT, capture_output=True, check=True).stdout.decode(
        "utf-8", "replace"
    )


def brus(text: str) -> float:
    """Bits of Shannon entropy per character."""
    return -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values())


def hemligheter(text: str) -> list[str]:
    """What looks like a secret."""
    tilldelade = [v for v in TILLDELAD.findall(text) if brus(v) > BRUS]
    return [m.group(0)[:40] for m in MONSTER.finditer(text)] + tilldelade


@pytest.mark.krav("S18", "ASVS 13.3.1")
def test_inga_hemligheter_i_kallkoden_eller_dess_historik():
    if not (ROT / ".git").exists():
        pytest.fail("hemligheter söks i versionshistoriken: kör i en klon")
    filer_ = [ROT / namn for namn in git("ls-files").splitlines()]
    texter = {fil.name: fil.read_bytes().decode("utf-8", "replace") for fil in filer_ if fil.is_file()}
    assert {namn: funna for namn, text in texter.items() if (funna := hemligheter(text))} == {}
    tillagt = "\n".join(
        rad[1:] for rad in git("log", "-p", "--no-color", "--no-ext-diff").splitlines() if rad[:1] == "+"
    )
    assert len(tillagt) > 100_000
    assert hemligheter(tillagt) == []


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN PRIVATE KEY-----\n" + "QUJD" * 16,
        "AKIA" + "ABCDEFGHIJ234567",
        "ghp_" + "a1B2" * 9,
        "eyJ" + "hbGciOiJFUzI1NiJ9abcd" + ".eyJ" + "zdWIiOiJhbm5hIn0abcdef" + "." + "x" * 43,
        "postgresql://stegvis:" + "Kx92mQpL@db.kommun.se/x",
        'klient_hemlighet = "' + "q8Zr2LwX0aPmT5vNc7YbE1uHkD9sJf4G" + '"',
    ],
)
def test_sokningen_hittar_hemligheter(text):
    assert hemligheter(text)


@pytest.mark.krav("S18", "ASVS 13.3.1")
def test_installningarna_visar_aldrig_sina_hemligheter():
    hemliga = [namn for namn, falt in Settings.model_fields.items() if "SecretStr" in str(falt.annotation)]
    assert {"krypteringsnycklar", "uppslagsnyckel", "database_url", "af_klient_hemlighet"} <= set(hemliga)
    settings = Settings(**{namn: SecretStr("mycket-hemligt") for namn in hemliga})
    assert "mycket-hemligt" not in f"{settings} {settings!r} {settings.model_dump()} {settings.model_dump_json()}"


@pytest.mark.krav("ASVS 1.2.5", "ASVS 1.3.2", "ASVS 1.5.2")
def test_ingen_text_kors_som_kod_eller_kommando():
    fynd = []
    for namn, trad in filer().items():
        for nod in ast.walk(trad):
            if not isinstance(nod, ast.Call):
                continue
            anrop = ast.unparse(nod.func)
            skal = any(k.arg == "shell" and getattr(k.value, "value", True) for k in nod.keywords)
            farligt = anrop in KOR_TEXT or anrop in {
                "os.system",
                "os.popen",
                "pickle.loads",
                "pickle.load",
                "yaml.load",
            }
            if farligt or skal:
                fynd.append(f"{namn}:{nod.lineno} {anrop}")
    assert fynd == []


@pytest.mark.krav("S19", "ASVS 15.1.2")
def test_varje_utgava_har_en_forteckning_over_paketen(tmp_path: Path):
    fil = tmp_path / "sbom.json"
    miljo = os.environ | {"STEGVIS_PYTHON": sys.executable}
    subprocess.run([ROT / ".ci" / "sbom", fil], check=True, env=miljo, capture_output=True)
    sbom = json.loads(fil.read_text("utf-8"))
    assert (sbom["bomFormat"], sbom["specVersion"]) == ("CycloneDX", "1.6")
    assert sbom["metadata"]["component"]["name"] == "stegvis"
    paket = {k["name"]: k for k in sbom["components"]}
    assert {namn: k["version"] for namn, k in paket.items()} == {
        krav.name: version(krav) for krav in last("requirements.lock").values()
    }
    utan = [namn for namn, k in paket.items() if not any(r.get("hashes") for r in k["externalReferences"])]
    assert utan == []


@pytest.mark.krav("S20")
def test_varje_undantag_i_koden_har_ett_skal():
    """Beside it, or in a comment on the line above."""
    utan = []
    for fil in sorted((ROT / "app").rglob("*.py")):
        rader = fil.read_text("utf-8").splitlines()
        for nummer, (fore, rad) in enumerate(pairwise(["", *rader]), 1):
            markt = UNDANTAG.search(rad)
            if markt and not SKAL.search(markt[1]) and not fore.lstrip().startswith("# "):
                utan.append(f"{fil.relative_to(ROT)}:{nummer}")
    assert utan == []
