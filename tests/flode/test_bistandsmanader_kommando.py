"""The command that takes a file straight into the database: outcome, exit code, progress, and again."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from app import cli
from app.core.journal import Atkomst
from app.flode.arende.models import Bistandsmanad, Manadsimport
from app.katalog import rollista
from tests.conftest import Varld
from tests.flode.steg import PERSONNUMMER, nytt_arende

RUBRIK = "personnummer;manad;forsorjningsstod\n"


@pytest.fixture
def kommando(varld: Varld, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Runs the command on the test's database, outside the event loop."""
    monkeypatch.setattr(cli, "_krav", lambda: varld.settings)

    async def kor(innehall: str, *mer: str, namn: str = "manader.csv") -> Any:
        fil = tmp_path / namn
        fil.write_text(innehall, "utf-8")
        givet = [
            "importera-manader",
            str(fil),
            "--kommun",
            "0484",
            "--namnd",
            str(rollista.NAMND_ESKILSTUNA),
            *mer,
        ]
        return await asyncio.to_thread(CliRunner().invoke, cli.app, givet)

    return kor


async def test_kommandot_laser_in_en_fil_och_sager_hur_det_gick(varld: Varld, kommando: Any) -> None:
    arende = await nytt_arende(varld.som("anna"), skyddsniva="fingerade")
    fil = f"{RUBRIK}{PERSONNUMMER[0]};2026-10;ja\n{PERSONNUMMER[1]};2026-10;ja\n"
    svar = await kommando(fil, "--kalla", "Lifecare")
    assert svar.exit_code == 1
    assert svar.stdout.splitlines() == [
        "rad;status;kod;falt;text",
        "1;skapad;;;",
        "2;fel;arende_saknas;personnummer;Personen har inget öppet ärende i nämnden.",
    ]
    assert "2 av 2 rader" in svar.stderr
    assert "rader/s" in svar.stderr
    utan_fel = f"{RUBRIK}{PERSONNUMMER[0]};2026-10;ja\n"
    igen = await kommando(utan_fel)
    assert (igen.exit_code, igen.stdout.splitlines()[1:]) == (0, ["1;oforandrad;;;"])

    async def steg(arbete: Any) -> list[Any]:
        fragor = (
            select(Bistandsmanad),
            select(Manadsimport),
            select(Atkomst).where(Atkomst.slag == "skriv").order_by(Atkomst.tid),
        )
        return [await arbete.alla(fraga) for fraga in fragor]

    manader, importer, skrivna = await varld.i_databasen(steg)
    assert [(m.manad, m.kalla, m.person) for m in manader] == [("2026-10", "Lifecare", "system:importera-manader")]
    assert {i.namnd_id for i in importer} == {rollista.NAMND_ESKILSTUNA}
    assert (skrivna[-1].arenden, skrivna[-1].namnd_id) == ([arende["id"]], rollista.NAMND_ESKILSTUNA)


async def test_utfallet_kan_skrivas_till_en_fil(varld: Varld, kommando: Any, tmp_path: Path) -> None:
    await nytt_arende(varld.som("anna"))
    rad = f'{{"personnummer": "{PERSONNUMMER[0]}", "manad": "2026-10", "forsorjningsstod": true}}'
    fil = f'{{"kalla": "Lifecare", "rader": [{rad}]}}'
    svar = await kommando(fil, "--resultat", str(tmp_path / "ut.csv"), "--namnd", "fel", namn="manader.json")
    assert (svar.exit_code, (tmp_path / "ut.csv").exists()) == (2, False)
    svar = await kommando(fil, "--resultat", str(tmp_path / "ut.csv"), namn="manader.json")
    assert (svar.exit_code, svar.stdout) == (0, "")
    assert (tmp_path / "ut.csv").read_text("utf-8") == "rad;status;kod;falt;text\n1;skapad;;;\n"


async def test_en_fil_som_inte_gar_att_lasa_ror_inte_databasen(kommando: Any) -> None:
    svar = await kommando("namn;alder\n")
    assert svar.exit_code == 2
    assert "manad Fältet saknas." in svar.stderr
