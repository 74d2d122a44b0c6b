"""S17: production does not start unsafely, and says in one sentence which setting is wrong."""

import os
import subprocess
import sys
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import create_async_engine
from typer.testing import CliRunner

from app import cli
from app.core.crypto import Krypto
from app.core.filestore import Filarkiv
from app.core.keyset import Nyckelfil, enkel_ring
from app.drift.driftmiljo import krav_databasroll, krav_dokumentkatalog, krav_layout
from app.drift.produktion import OsakerInstallning, brister, krav
from app.settings import Lage, Settings
from tests.conftest import Provdatabas

ROT = Path(__file__).parents[2]
NYCKEL, ANNAN_NYCKEL, TREDJE = (b64encode(sha256(text).digest()).decode() for text in (b"en", b"en annan", b"tre"))
STEGE, LIKA, TEXT = (
    b64encode(svag).decode() for svag in (bytes(range(32)), b"\x07" * 32, b"korrekt hast batteri haftklammer!"[:32])
)
BRA = {
    "LAGE": "produktion",
    "DATABASE_URL": "postgresql+asyncpg://stegvis_app:hemligt@db.kommun.example/stegvis",
    "KRYPTERINGSNYCKLAR": f"k1:{NYCKEL}",
    "UPPSLAGSNYCKEL": ANNAN_NYCKEL,
    "PUBLIK_URL": "https://stegvis.kommun.example",
    "PUBLIK": "https://stegvis.kommun.example/stegvis/v1",
    "UTFARDARE": "https://idp.kommun.example",
    "AF_URL": "https://api.arbetsformedlingen.example",
    "AF_KLIENT_HEMLIGHET": "en-egen-hemlighet",
}
# What a refusal must not wait for.
TUNGA = {"fastapi", "sqlalchemy.orm", "app.main", "app.wiring"}
DALIGA = [
    ("DATABASE_URL", None),
    ("DATABASE_URL", "sqlite+aiosqlite:///stegvis.db"),
    ("DATABASE_URL", "postgresql://db.kommun.example/stegvis"),
    ("DATABASE_URL", "mysql+aiomysql://db.kommun.example/stegvis"),
    ("DATABASE_URL", "en databas med hemligt@lösenord"),
    ("DATABASE_URL", "postgresql+asyncpg:db.kommun.example/stegvis"),
    ("DATABASE_URL", "postgresql+asyncpg://db.kommun.example:hemligt/stegvis"),
    ("KRYPTERINGSNYCKLAR", None),
    ("KRYPTERINGSNYCKLAR", f"dev-1:{NYCKEL}"),
    ("KRYPTERINGSNYCKLAR", f"k1:{NYCKEL},dev-1:{TREDJE}"),
    ("KRYPTERINGSNYCKLAR", f"k1:{NYCKEL},k2:{NYCKEL}"),
    ("KRYPTERINGSNYCKLAR", f"k1:{ANNAN_NYCKEL}"),
    *(("KRYPTERINGSNYCKLAR", f"k1:{svag}") for svag in (STEGE, LIKA, TEXT)),
    ("NYCKELFIL", "/finns/inte"),
    ("KRYPTERINGSNYCKLAR", "hemligt"),
    ("KRYPTERINGSNYCKLAR", "k1:aGVtbGlndA=="),
    ("KRYPTERINGSNYCKLAR", ""),
    ("UPPSLAGSNYCKEL", None),
    ("UPPSLAGSNYCKEL", ""),
    ("UPPSLAGSNYCKEL", "hemligt"),
    ("UTFARDARE", None),
    ("UTFARDARE", "http://idp.kommun.example"),
    ("UTFARDARE", "https://localhost:8485"),
    ("UTFARDARE", "https://127.0.0.2"),
    ("UTFARDARE", "https://[::1]:8485"),
    ("UTFARDARE", "https://idp.localhost."),
    ("UTFARDARE", "https:"),
    ("JWKS_URL", "http://idp.kommun.example/jwks"),
    ("JWKS_URL", "https://0.0.0.0/jwks"),
    ("AF_URL", None),
    ("AF_URL", "http://api.arbetsformedlingen.example"),
    ("AF_TOKEN_URL", "http://api.arbetsformedlingen.example/token"),
    ("AF_KLIENT_HEMLIGHET", None),
    ("AF_KLIENT_HEMLIGHET", ""),
    ("AF_LAN", "20"),
    ("AF_BRYTARE_VILA", "10"),
    ("WEBHOOK_LAN", "5"),
    ("WEBHOOK_EGEN_MASKIN", "true"),
    ("PUBLIK_URL", None),
    ("PUBLIK_URL", "http://stegvis.kommun.example"),
    ("PUBLIK", None),
    ("LOGG_NIVA", "debug"),
    ("TOKEN_MARGINAL", "61"),
    ("CERTIFIKATHUVUD", "Client-Cert"),
    ("BETRODDA_PROXYER", "proxy.kommun.example"),
    ("BETRODDA_PROXYER", "10.0.0.1, 0.0.0.0/0"),
    ("BETRODDA_PROXYER", "::/0"),
]


@pytest.fixture(autouse=True)
def ingen_miljo(monkeypatch: pytest.MonkeyPatch) -> None:
    for namn in [n for n in os.environ if n.startswith("STEGVIS_")]:
        monkeypatch.delenv(namn)


def satt(monkeypatch: pytest.MonkeyPatch, varden: dict[str, str]) -> None:
    for namn, varde in varden.items():
        monkeypatch.setenv(f"STEGVIS_{namn}", varde)


def utan_none(varden: dict[str, str | None]) -> dict[str, str]:
    return {namn: varde for namn, varde in varden.items() if varde is not None}


def test_de_goda_installningarna_godtas(monkeypatch: pytest.MonkeyPatch) -> None:
    satt(monkeypatch, BRA)
    assert list(brister(Settings())) == []
    krav(Settings())


@pytest.mark.parametrize(("namn", "varde"), DALIGA)
@pytest.mark.parametrize("kommando", ["serve", "arbetare", "jobb"])
@pytest.mark.krav("S17", "ASVS 12.2.1", "ASVS 13.2.3", "ASVS 13.4.2", "ASVS 6.3.2", "ASVS 15.2.3")
def test_en_osaker_installning_stoppar_starten_med_en_mening(
    monkeypatch: pytest.MonkeyPatch, kommando: str, namn: str, varde: str | None
) -> None:
    satt(monkeypatch, utan_none(BRA | {namn: varde}))
    svar = CliRunner().invoke(cli.app, [kommando])
    assert svar.exit_code == 2
    assert svar.stdout == ""
    (mening,) = svar.stderr.splitlines()
    assert mening.startswith(f"STEGVIS_{namn}: ")
    assert mening.endswith(".")
    assert "hemligt" not in mening
    assert NYCKEL not in mening


@pytest.mark.krav("S17", "ASVS 13.3.1")
def test_en_nyckelfil_som_andra_kan_lasa_eller_ar_trasig_vagras(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fil = tmp_path / "nycklar.json"
    hel = enkel_ring({"k1": sha256(b"ett").digest()}, sha256(b"tva").digest())
    Nyckelfil(fil).skriv(hel)
    satt(monkeypatch, BRA | {"NYCKELFIL": str(fil)})
    assert list(brister(Settings())) == []
    for rattigheter in (0o640, 0o604):
        fil.chmod(rattigheter)
        assert "sin ägare" in "".join(brister(Settings()))
    fil.chmod(0o600)
    utan_aktiv = hel.model_dump_json().replace('"aktiv"', '"lasbar"', 1)
    for innehall in ("", "{}", '{"nycklar": []}', utan_aktiv, hel.model_dump_json().replace('"k1"', '"dev-1"')):
        fil.write_text(innehall)
        (mening,) = brister(Settings())
        assert mening.startswith("STEGVIS_NYCKELFIL: ")


def test_alla_brister_sags_pa_en_gang(monkeypatch: pytest.MonkeyPatch) -> None:
    satt(monkeypatch, {"LAGE": "produktion"})
    with pytest.raises(OsakerInstallning) as fel:
        krav(Settings())
    namn = {rad.partition(":")[0].removeprefix("STEGVIS_") for rad in str(fel.value).splitlines()}
    assert namn == {n for n, varde in DALIGA if varde is None}


@pytest.mark.parametrize("lage", [Lage.UTVECKLING, Lage.TEST])
def test_utanfor_produktion_galler_inga_krav(lage: Lage) -> None:
    krav(Settings(lage=lage))


@pytest.mark.parametrize("kommando", ["start", "seed", "utfardare", "af-mock"])
@pytest.mark.krav("S17", "ASVS 15.2.3")
def test_det_som_ar_for_utveckling_gar_inte_i_produktion(monkeypatch: pytest.MonkeyPatch, kommando: str) -> None:
    """The cast, its clients and the issuer would open every door."""
    satt(monkeypatch, BRA)
    svar = CliRunner().invoke(cli.app, [kommando])
    assert svar.exit_code == 2
    assert len(svar.output.splitlines()) <= 1


def test_utan_klon_sager_mocken_var_den_finns(monkeypatch: pytest.MonkeyPatch) -> None:
    """The installed package and the container do not carry it."""
    monkeypatch.setattr("app.drift.start.AF_MOCK", "tests.finns_inte")
    svar = CliRunner().invoke(cli.app, ["af-mock", "--port", "1"])
    assert (svar.exit_code, "klon" in svar.stderr) == (2, True)


@pytest.mark.krav("S17")
def test_processen_slutar_utan_spar_och_innan_tjansten_ar_laddad(tmp_path: Path) -> None:
    """What takes seconds of a start is loading; a refusal comes before it, on a slow machine too."""
    miljo = {n: v for n, v in os.environ.items() if not n.startswith("STEGVIS_")}
    egna = {f"STEGVIS_{n}": v for n, v in (BRA | {"AF_KLIENT_HEMLIGHET": "utveckling"}).items()}
    program = (
        "import sys; from app.cli import app\n"
        "try: app(['serve'])\n"
        f"finally: print(*sorted({TUNGA} & sys.modules.keys()))"
    )
    svar = subprocess.run(
        [sys.executable, "-c", program],
        env=miljo | egna | {"PYTHONPATH": str(ROT)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (svar.returncode, svar.stdout.strip()) == (2, "")
    assert svar.stderr.startswith("STEGVIS_AF_KLIENT_HEMLIGHET: ")
    assert svar.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("roll", ["superuser", "agare", "tjanst"])
@pytest.mark.krav("S17", "ASVS 13.2.2")
async def test_en_databasroll_som_gar_forbi_radskyddet_vagras(bara_postgres: Provdatabas, roll: str) -> None:
    assert bara_postgres.server is not None
    databas = bara_postgres.url.rpartition("/")[2].partition("?")[0]
    url = {
        "superuser": bara_postgres.server.url(databas),
        "agare": bara_postgres.agare_url,
        "tjanst": bara_postgres.url,
    }[roll]
    engine = create_async_engine(url)
    settings = Settings(lage=Lage.PRODUKTION, database_url=SecretStr(url))
    try:
        if roll == "tjanst":
            await krav_databasroll(settings, engine)
        else:
            with pytest.raises(OsakerInstallning, match=r"^STEGVIS_DATABASE_URL: databasrollen .*\.$"):
                await krav_databasroll(settings, engine)
    finally:
        await engine.dispose()


def test_en_dokumentkatalog_som_inte_kan_skrivas_vagras(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("")
    krypto = Krypto(enkel_ring({"k1": bytes(32)}, bytes(32)))
    krav_dokumentkatalog(Settings(lage=Lage.PRODUKTION), Filarkiv(tmp_path / "ny" / "mapp", krypto))
    dalig = Filarkiv(tmp_path / "fil" / "mapp", krypto)
    krav_dokumentkatalog(Settings(lage=Lage.TEST), dalig)
    with pytest.raises(OsakerInstallning, match=r"^STEGVIS_DOKUMENTKATALOG: .*\.$"):
        krav_dokumentkatalog(Settings(lage=Lage.PRODUKTION), dalig)


async def test_utanfor_produktion_fragas_inte_om_rollen(bara_postgres: Provdatabas) -> None:
    engine = create_async_engine(bara_postgres.agare_url)
    await krav_databasroll(Settings(database_url=SecretStr(bara_postgres.agare_url)), engine)
    await engine.dispose()


def test_en_felaktig_layout_stoppar_starten_med_alla_fel(tmp_path):
    fil = tmp_path / "layout.toml"
    fil.write_text("namn = 3\n", "utf-8")
    with pytest.raises(OsakerInstallning, match=r"namn i layouten ska vara en text(.|\n)*minst en kolumn behövs"):
        krav_layout(Settings(socialstyrelsen_layout=fil))
    with pytest.raises(OsakerInstallning, match="filen finns inte"):
        krav_layout(Settings(socialstyrelsen_layout=tmp_path / "ingen"))
    krav_layout(Settings())
