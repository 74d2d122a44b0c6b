"""Closed periods: who closes an utförare, from when, and which days an order at an enhet meets."""

from datetime import date
from typing import Any

from app.katalog import rollista
from app.katalog.stangda import stangda
from tests.conftest import ROT, Varld
from tests.lagrat import andrat, innehall

KLIVET = f"{ROT}/organisationer/{rollista.KLIVET}/stangda-perioder"
JUL = {"fran": "2026-12-21", "tom": "2027-01-08", "skal": "Julstängt"}


async def dagar(varld: Varld, enhet: str | None, fran: str, tom: str) -> list[tuple[str, str]]:
    """What an order at an enhet meets, as first and last day."""

    async def steg(arbete: Any) -> Any:
        return await stangda(arbete, rollista.KLIVET, enhet, date.fromisoformat(fran), date.fromisoformat(tom))

    return [(p.fran.isoformat(), p.tom.isoformat()) for p in await varld.i_databasen(steg)]


async def test_samordnaren_stanger_och_alla_ser_det(varld: Varld) -> None:
    sven = varld.som("sven")
    hela = await sven.skapa(KLIVET, JUL)
    en = await sven.skapa(KLIVET, {"enhet": "klivet-centrum", "fran": "2026-10-12", "tom": "2026-10-12", "skal": "Fel"})
    sedda = (await varld.som("anna").hamta(KLIVET)).json()["stangdaPerioder"]
    assert [p["id"] for p in sedda] == [en["id"], hela["id"]]
    vag = f"{KLIVET}/{hela['id']}"
    assert (await varld.som("britta").hamta(vag)).json() == hela
    assert (await varld.som("anna").hamta(f"{ROT}/organisationer/{rollista.BRYGGAN}/stangda-perioder")).json()[
        "stangdaPerioder"
    ] == []
    okand = f"{ROT}/organisationer/01980000-0000-7000-8000-00000000ffff/stangda-perioder"
    assert (await varld.som("anna").hamta(okand)).status_code == 404
    # Both days count, the whole utförare's for every enhet, an enhet's only for that one.
    jul, dag = ("2026-12-21", "2027-01-08"), ("2026-10-12", "2026-10-12")
    assert await dagar(varld, "klivet-centrum", "2026-10-12", "2027-06-30") == [dag, jul]
    assert await dagar(varld, "klivet-soder", "2026-10-12", "2027-06-30") == [jul]
    assert await dagar(varld, None, "2026-10-12", "2027-06-30") == [jul]
    assert await dagar(varld, None, "2027-01-08", "2027-01-31") == [jul]
    assert await dagar(varld, None, "2027-01-09", "2027-01-31") == []
    assert await dagar(varld, None, "2026-11-01", "2026-12-20") == []


async def test_en_period_kortas_eller_tas_tillbaka(varld: Varld) -> None:
    sven = varld.som("sven")
    vag = f"{KLIVET}/{(await sven.skapa(KLIVET, JUL))['id']}"
    assert (await sven.posta(f"{vag}/handelser", {"typ": "oppna", "tom": "2027-01-01"})).status_code == 428
    for tom in ("2027-01-08", "2027-02-01", "2026-12-19"):
        nej = await sven.handelse(vag, {"typ": "oppna", "tom": tom})
        assert (nej.status_code, nej.json()["fel"][0]["falt"]) == (422, "/tom"), tom
    assert (await sven.gor(vag, "oppna", tom="2027-01-01"))["version"] == 2
    assert await dagar(varld, None, "2027-01-01", "2027-01-31") == [("2026-12-21", "2027-01-01")]
    assert (await sven.gor(vag, "oppna", tom="2026-12-20"))["tom"] == "2026-12-20"
    assert await dagar(varld, None, "2026-10-12", "2027-12-31") == []


async def test_bara_den_egna_utforarens_ledning_stanger(varld: Varld) -> None:
    fore = await innehall(varld)
    for namn in ("vera", "britta", "sara", "anna"):
        assert (await varld.som(namn).posta(KLIVET, JUL)).status_code == 403, namn
    for fel, falt in (({"tom": "2026-12-20"}, "/tom"), ({"fran": "2026-10-11"}, "/fran"), ({"skal": ""}, "/skal")):
        nej = await varld.som("sven").posta(KLIVET, JUL | fel)
        assert (nej.status_code, nej.json()["fel"][0]["falt"]) == (422, falt)
    assert andrat(fore, await innehall(varld)) == {}
