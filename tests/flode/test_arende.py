"""Ärende: open, find, change, close; months; temporary access."""

import pytest

pytestmark = pytest.mark.anyio

AMINA = {"personnummer": "19850213-9804", "fornamn": "Amina", "efternamn": "Exempelsson", "telefon": "070-1740605"}


async def test_oppna_och_hamta(varld):
    anna = varld.som("anna")
    arende = await anna.skapa("arenden", AMINA)
    assert arende["arendenummer"] == "EKB-2026-000001"
    svar = await anna.hamta(f"arenden/{arende['id']}")
    assert svar.status_code == 200
    assert svar.json() == arende
    assert svar.headers["etag"].startswith('"1-')
