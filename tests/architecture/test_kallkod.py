"""Rules for the source that no linter has, and proof that each of them sees what it forbids."""

import ast
import re
import statistics
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from app.core.errors import FELKODER
from app.main import create_app
from app.settings import Settings
from tests.architecture import kallkod
from tests.architecture.kallkod import APP, ROT, Fynd

# What stands outside ``core`` and ``drift`` although it passes by the isolation hook, and why it may.
BREDVID = {
    ("integrations/halsa.py", "engine"): "readiness asks the database nothing but whether it answers",
    ("integrations/halsa.py", "text"): "same: SELECT 1",
    (
        "vyer/rapporter/models.py",
        "__table__",
    ): "the ärende of a row that is the caller's already, and who may see it now",
    ("integrations/jobb.py", "delete"): "stored answers past their time, one kommun at a time, as system",
}
ENDA_COMMIT = {"core/unit_of_work.py"}
FORBJUDNA_NAMN = re.compile(r"(utils?|helpers?|common|misc|managers?|handlers?|hjalp|diverse)", re.IGNORECASE)


def fynd(regel: Callable[[ast.Module], Iterator[Fynd]], *utom: str) -> dict[tuple[str, str], list[int]]:
    """What a rule finds, as lines by file and finding."""
    funna: dict[tuple[str, str], list[int]] = {}
    for namn, modul in kallkod.filer(*utom).items():
        for rad, vad in regel(modul):
            funna.setdefault((namn, vad), []).append(rad)
    return funna


def lagens_dagar() -> set[str]:
    moduler = (kallkod.trad(fil) for fil in (APP / "regelverk").glob("*.py"))
    return {iso for modul in moduler for _, iso in kallkod.datum_i(modul)}


def test_inget_utanfor_karnan_gar_bredvid_isoleringen():
    funna = fynd(kallkod.bredvid_isoleringen, "core/", "drift/")
    assert {plats: rader for plats, rader in funna.items() if plats not in BREDVID} == {}


def test_undantagen_fran_isoleringen_behovs():
    assert set(BREDVID) <= set(fynd(kallkod.bredvid_isoleringen))


def test_bara_arbetsenheten_borjar_och_avslutar_transaktioner():
    assert {namn for namn, _ in fynd(kallkod.egna_commit)} == ENDA_COMMIT


def test_lagens_datum_star_bara_i_regelverket():
    dagar = lagens_dagar()
    assert len(dagar) >= 3
    funna = fynd(lambda modul: kallkod.lagdatum(modul, dagar), "regelverk/")
    assert funna == {}


@pytest.mark.parametrize(
    ("regel", "kod", "vad"),
    [
        (kallkod.bredvid_isoleringen, "from sqlalchemy import text as t\nt('SELECT 1')", "text"),
        (kallkod.bredvid_isoleringen, "import sqlalchemy\nsqlalchemy.insert(x)", "insert"),
        (
            kallkod.bredvid_isoleringen,
            "from sqlalchemy import text\nA = text('a')\nIndex(sqlite_where=A)\nf(A)",
            "text",
        ),
        (kallkod.bredvid_isoleringen, "await arbete.session.connection()", "connection"),
        (kallkod.bredvid_isoleringen, "select(Arende.__table__)", "__table__"),
        (kallkod.bredvid_isoleringen, "session.bulk_save_objects(rader)", "bulk_save_objects"),
        (kallkod.egna_commit, "await session.commit()", "commit"),
        (kallkod.egna_commit, "async with session.begin(): pass", "begin"),
        (lambda m: kallkod.lagdatum(m, {"2026-10-01"}), "if dag >= date(2026, 10, 1): pass", "2026-10-01"),
        (lambda m: kallkod.lagdatum(m, {"2026-10-01"}), "Manad(2026, 10)", "2026-10-01"),
        (lambda m: kallkod.lagdatum(m, {"2026-10-01"}), "x = '2026-10'", "2026-10"),
        (lambda m: kallkod.lagdatum(m, {"2026-10-01"}), "if dag.year >= 2026: pass", "jämför med 2026"),
    ],
)
def test_reglerna_ser_det_de_forbjuder(regel, kod, vad):
    assert [f.vad for f in regel(ast.parse(kod))] == [vad]


@pytest.mark.parametrize(
    ("regel", "kod"),
    [
        (kallkod.bredvid_isoleringen, "from sqlalchemy import text\nIndex(sqlite_where=text('a'))"),
        (kallkod.bredvid_isoleringen, "from sqlalchemy import text\nA, B = text('a'), 1\nIndex(sqlite_where=A)"),
        (kallkod.bredvid_isoleringen, "def text(): pass\ntext()"),
        (lambda m: kallkod.lagdatum(m, {"2026-10-01"}), "Field(json_schema_extra={'example': '2026-10'})"),
        (lambda m: kallkod.lagdatum(m, {"2026-10-01"}), "'''2026-10'''\nx = date(2026, 11, 1)"),
    ],
)
def test_reglerna_lamnar_resten_i_fred(regel, kod):
    assert list(regel(ast.parse(kod))) == []


def test_ingen_fil_heter_nagot_som_rymmer_allt():
    delar = {del_ for fil in filer_i_forradet() if fil.suffix == ".py" for del_ in fil.relative_to(ROT).parts}
    assert {del_ for del_ in delar if FORBJUDNA_NAMN.fullmatch(del_.removesuffix(".py"))} == set()


def test_funktionerna_ar_korta():
    langder = {
        f"{namn}:{funktion}": antal
        for namn, modul in kallkod.filer().items()
        for funktion, antal in kallkod.funktioner(modul)
    }
    assert {namn: antal for namn, antal in langder.items() if antal > 50} == {}
    assert statistics.median(langder.values()) < 10


async def test_varje_felkod_i_kallkoden_visas_av_tjansten(tmp_path):
    i_koden = [kod for modul in kallkod.filer().values() for kod in kallkod.registrerade_felkoder(modul)]
    assert len(i_koden) == len(set(i_koden))
    transport = httpx.ASGITransport(create_app(Settings(datakatalog=tmp_path)))
    async with httpx.AsyncClient(transport=transport, base_url="http://stegvis.test") as klient:
        svar = await klient.get("/stegvis/v1/felkoder")
    visade = {rad["kod"]: rad for rad in svar.json()["felkoder"]}
    assert set(visade) == set(i_koden) == set(FELKODER)
    assert all(rad["titel"] and rad["titelEngelska"] and 400 <= rad["status"] < 600 for rad in visade.values())


RAD = re.compile(r"^\| `STEGVIS_(\w+)` \| (.*?) \| (.+?) \| (.+?) \|$", re.MULTILINE)


def installningstabell() -> dict[str, tuple[str, str, str]]:
    """Default, English meaning and Swedish meaning by name, from the README."""
    rader = RAD.findall((ROT / "README.md").read_text("utf-8"))
    assert len(rader) == len({namn for namn, *_ in rader})
    return {namn.lower(): (standard, engelska, svenska) for namn, standard, engelska, svenska in rader}


def standardvarde(varde: Any) -> str:
    """A default as the README writes it."""
    if varde is None:
        return "–"
    if isinstance(varde, SecretStr):
        varde = varde.get_secret_value()
    return f"`{str(varde).lower() if isinstance(varde, bool) else varde}`"


def test_readme_listar_varje_installning_med_dess_betydelse():
    tabell = installningstabell()
    assert set(tabell) == set(Settings.model_fields)
    for namn, falt in Settings.model_fields.items():
        standard, engelska, svenska = tabell[namn]
        assert standard == standardvarde(falt.default), namn
        assert svenska == (falt.description or "").replace("|", "\\|"), namn
        assert engelska, namn


def test_varje_installning_har_en_verkan():
    moduler = [*kallkod.filer().values(), kallkod.trad(ROT / "migrations" / "env.py")]
    lasta = {n.attr for modul in moduler for n in ast.walk(modul) if isinstance(n, ast.Attribute)}
    assert set(Settings.model_fields) - lasta == set()


def filer_i_forradet() -> list[Path]:
    """Files that are in the repository, or will be with the next commit."""
    git = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    svar = subprocess.run(git, cwd=ROT, capture_output=True, check=False)
    if svar.returncode == 0 and svar.stdout:
        return [fil for namn in svar.stdout.decode().split("\0") if namn and (fil := ROT / namn).is_file()]
    return [fil for fil in ROT.rglob("*") if fil.is_file() and not set(fil.parts) & {".git", ".venv", "var"}]


LANK = re.compile(r"\]\((?!https?:)([^)\s]*)\)")


def ankare(fil: Path) -> set[str]:
    """The names that a page's headings can be linked by."""
    rubriker = re.findall(r"^#+ (.+)$", fil.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", rubrik.lower()).replace(" ", "-") for rubrik in rubriker}


def test_varje_lank_i_dokumenten_leder_nagonstans():
    fel = []
    for sida in (fil for fil in filer_i_forradet() if fil.suffix == ".md"):
        for lank in LANK.findall(sida.read_text("utf-8")):
            vag, _, rubrik = lank.partition("#")
            mal = sida.parent / vag if vag else sida
            if not mal.exists() or (rubrik and rubrik not in ankare(mal)):
                fel.append(f"{sida.relative_to(ROT)}: {lank}")
    assert fel == []


# Written in pieces, so that this file holds none of them.
MASKINVAGAR = re.compile(
    "|".join(
        [
            rf"(?<![\w.}}])/{rot}/[a-z]" for rot in ("home", "root", "Users", "work", "mnt", "workspace")
        ] + [rf"(?<![\w.])/{'tmp'}/", r"\.\./" + "shared", "[A-Z]:" + r"\\Users"]
    )
)  # fmt: skip
PAKETVARDAR = re.compile(
    r"\b(?:" + "|".join(["pypi", "pythonhosted", "npm" + "js", "artifactory", "nexus", "proxy" + r"\.golang"]) + r")\."
)


def texter() -> Iterator[tuple[str, str]]:
    for fil in filer_i_forradet():
        try:
            yield fil.relative_to(ROT).as_posix(), fil.read_text("utf-8")
        except UnicodeDecodeError:
            continue


def test_inget_i_forradet_hor_till_en_viss_maskin():
    """No path of somebody's machine, no host that packages are fetched from: a clone works anywhere."""
    fel = [
        f"{namn}: {traff[0]}"
        for namn, text in texter()
        for monster in (MASKINVAGAR, PAKETVARDAR)
        for traff in monster.finditer(text)
    ]
    assert fel == []


@pytest.mark.parametrize("text", ["cd /" + "home/anna/x", "se ../" + "shared/spec", "/" + "tmp/x", "C:" + "\\Users\\a"])
def test_en_maskins_vag_marks(text):
    assert MASKINVAGAR.search(text)


@pytest.mark.parametrize(
    "text", ["/halsa/live", "/var/lib/stegvis", "app/core/x", "{rot}/hem", "https://a.example/work"]
)
def test_andra_vagar_lamnas_i_fred(text):
    assert not MASKINVAGAR.search(text)
