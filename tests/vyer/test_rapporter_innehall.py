"""AK-32, AK-34: the same facts at the same instant give the same bytes, in every form; golden files hold them."""

import hashlib
import io
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from app.vyer.rapporter.former import CSV, XLSX
from tests.vyer.befolkning import befolka, innehall, raknad

FACIT = Path(__file__).parent / "facit"
JSON = "application/json"


# Of this run, whatever database and order: persons stand in the order of their prints, which go with the keys.
SEDDA = {}


def stammer(namn, innehallet, request, *, personer=False):
    """Written anew with ``--skriv-facit``: look before you commit. Lines about persons are kept in order of number."""
    fil, rader = FACIT / namn, innehallet.splitlines(keepends=True)
    i_ordning = b"".join([rader[0], *sorted(rader[1:])]) if personer else innehallet
    if request.config.getoption("--skriv-facit"):
        fil.write_bytes(i_ordning)
    assert i_ordning.decode() == fil.read_bytes().decode()
    assert SEDDA.setdefault(namn, innehallet) == innehallet


@pytest.mark.regel("AK-32", "AK-36", "T-08")
@pytest.mark.parametrize("ordning", ["ABCD", "DBAC"])
async def test_kvartalet_till_ivo_ar_samma_byte_i_vilken_ordning_uppgifterna_an_kom(varld, ordning, request):
    arenden = await befolka(varld, ordning)
    vag = await raknad(varld)
    som_json = await innehall(varld, vag)
    stammer("ivo.json", som_json, request)
    stammer("ivo.csv", await innehall(varld, vag, CSV), request)
    bok = await innehall(varld, vag, XLSX)
    kand_vid = (await varld.som("cecilia").hamta(vag)).json()["kandVid"]
    varld.klocka.flytta(timedelta(days=3))
    # Another report of the same, ordered later: known later facts do not count, the bytes are the same.
    await varld.som("anna").skapa(
        f"arenden/{arenden['C']['id']}/bistandsmanader",
        {"manad": "2026-11", "forsorjningsstod": True, "forsorjningshinder": "annat", "kalla": "Lifecare"},
    )
    igen = await raknad(varld, kandVid=kand_vid)
    detaljer = [(await varld.som("cecilia").hamta(v)).json() for v in (vag, igen)]
    assert len({d["kontrollsumma"] for d in detaljer}) == len({d["radernasKontrollsumma"] for d in detaljer}) == 1
    assert detaljer[0]["kontrollsumma"] == hashlib.sha256(som_json).hexdigest()
    assert await innehall(varld, igen) == som_json
    assert await innehall(varld, igen, XLSX) == bok
    nu = await raknad(varld)
    assert await innehall(varld, nu) != som_json
    blad = openpyxl.load_workbook(io.BytesIO(bok))
    assert blad.sheetnames == ["kvartal", "hinder", "undantagna", "personmanader"]
    assert [[c.value for c in rad] for rad in blad["kvartal"].rows] == [
        ["matt", "antal"], ["omfattade", 3], ["anvisade", 1], ["vagrade", 0], ["nedsatta", 1],
    ]  # fmt: skip
    assert list(varld.settings.datakatalog.glob("rapport-*")) == []


@pytest.mark.regel("AK-34", "AK-36", "T-09")
@pytest.mark.parametrize("ordning", ["ABCD", "CDBA"])
async def test_manaden_till_socialstyrelsen_foljer_layouten(varld, ordning, request):
    arenden = await befolka(varld, ordning)
    vag = await raknad(varld, "socialstyrelsen_manad", "2026-12")
    detalj = (await varld.som("cecilia").hamta(vag)).json()
    assert (detalj["lamnasSenast"], detalj["antalRader"], detalj["antalUndantagna"]) == ("2027-01-15", 3, 1)
    stammer("socialstyrelsen.csv", await innehall(varld, vag, CSV), request, personer=True)
    rader = openpyxl.load_workbook(io.BytesIO(await innehall(varld, vag, XLSX)))["rader"].rows
    insatser = [rad[5].value for rad in rader]
    assert (insatser[0], sorted(insatser[1:])) == ("INSATSER", [0, 0, 1])
    undantagna = (await varld.som("cecilia").hamta(f"{vag}/undantagna")).json()["rader"]
    assert [(u["arendeId"], u["skal"]) for u in undantagna] == [(arenden["C"]["id"], "forsorjningshinder_saknas")]
