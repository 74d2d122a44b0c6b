"""What the README and the guide tell a stranger to type, typed: each command as it is written there, in one window."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.drift.demo.miljo import instans
from app.settings import Settings

ROT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```bash\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# What a command answers is said beside it, in one word.
SAGT = re.compile(r"^[^#\n]*\S +# (\w+)$", re.MULTILINE)
GRANS = "--- nästa ---"
# A reader has read on for a moment before the next step.
SVARET = 'until las "$ANNA" $ARENDE/samrad/$SAMRAD | grep -q \'"status":"besvarat"\'; do sleep 0.1; done'
pytestmark = [pytest.mark.langsam, pytest.mark.timeout(120)]


def steg() -> list[str]:
    """The blocks of the walk: the README's journey, and the guide that goes on from it."""
    resan = (ROT / "README.md").read_text("utf-8").partition("## The journey by curl")[2].partition("\n## ")[0]
    guider = [(ROT / "docs" / namn).read_text("utf-8") for namn in ("genomforandet.md", "identitet.md")]
    return [block for text in (resan, *guider) for block in BLOCK.findall(text)]


def skriv_in(rader: list[str], settings: Settings, katalog: Path) -> list[str]:
    """What each block printed, in bash, on a machine where ``python3`` is this Python."""
    vantar = [f"{rad}\n{SVARET if 'SAMRAD=' in rad else ''}" for rad in rader]
    skript = f"\necho '{GRANS}'\n".join(vantar)
    for skrivet, verkligt in (
        ("8484", settings.publik_adress),
        ("8485", settings.utfardare),
        ("8486", settings.af_url),
    ):
        skript = skript.replace(f"http://127.0.0.1:{skrivet}", verkligt)
    bindestreck = katalog / "python3"
    bindestreck.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    bindestreck.chmod(0o700)
    bas = {k: v for k, v in os.environ.items() if not k.startswith("STEGVIS_")}
    miljo = bas | {
        "PATH": f"{katalog}:{bas['PATH']}",
        "PYTHONPATH": str(ROT),
        "TZ": "Europe/Stockholm",
        "STEGVIS_INGEN_VENV": "1",
        "STEGVIS_UTFARDARE": settings.utfardare,
        "STEGVIS_DATAKATALOG": str(settings.datakatalog),
    }
    svar = subprocess.run(["bash"], input=skript, env=miljo, cwd=katalog, capture_output=True, text=True, check=False)
    assert (svar.returncode, "Traceback" in svar.stderr) == (0, False), svar.stderr
    return svar.stdout.split(GRANS)


def test_varje_kommando_i_readme_och_guiden_svarar_som_det_star(tmp_path: Path) -> None:
    alla = steg()
    assert len(alla) > 20
    with instans() as settings:
        svar = skriv_in(alla, settings, tmp_path)
    for block, utskrift in zip(alla, svar, strict=True):
        for ord_ in SAGT.findall(block):
            # What Arbetsförmedlingen answers comes when it comes.
            if ord_ not in {"besvarat", "kvitterad"}:
                assert ord_ in utskrift, (ord_, block, utskrift)
        nekade = {int(status) for status in re.findall(r'"status":(4\d\d|5\d\d)', utskrift)}
        assert nekade <= {403, 404, 409}, (block, utskrift)
