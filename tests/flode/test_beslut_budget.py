"""G8: how many statements the requests about beslut cost, exactly; BEGIN and COMMIT are not counted."""

from datetime import UTC, datetime

import pytest

from tests.flode import beslutat, steg
from tests.flode.test_budget import FORST, OVERST, satser

pytestmark = pytest.mark.anyio

# The ärende comes with all that the beslut is held against, then, under its lock, the ärende's other beslut.
FRAGOR = ["SELECT idempotenssvar", "SELECT arenden", "SELECT beslut"]
RADER = ["INSERT atkomstlogg", "INSERT beslut", "INSERT handelser", "INSERT idempotenssvar"]


async def test_fatta_ett_beslut_kostar_atta_satser(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    underlag = await beslutat.ny_bedomning(anna, arende)
    with satser(varld) as sedda:
        await beslutat.nytt_beslut(anna, arende, underlag)
    fragor = [*FORST[varld.sort], *FRAGOR]
    assert sedda[: len(fragor)] == fragor
    assert sorted(sedda[len(fragor) :]) == RADER
    assert len(sedda) <= OVERST["skapa"]


async def test_ett_beslut_efter_samrad_kostar_lika_mycket(varld):
    anna = varld.som("anna")
    arende = await steg.nytt_arende(anna)
    underlag = await steg.ny_bedomning(anna, arende)
    await steg.nytt_samrad(anna, arende)
    plikt = {"lagrum": "sol_12_4", "regelverk": "aktivitetsplikt", "ingenLampligAtgard": "Ingen insats finns."}
    with satser(varld) as sedda:
        beslut = await beslutat.nytt_beslut(anna, arende, underlag, **plikt)
    assert beslut["samradId"]
    assert len(sedda) == len([*FORST[varld.sort], *FRAGOR, *RADER]) <= OVERST["skapa"]


async def test_en_vagran_efter_svar_kostar_lika_mycket(varld):
    anna, arende, underlag = await beslutat.begard(varld)
    kommunicering, adress = await beslutat.kommunicera(anna, arende)
    await anna.gor(adress, "besvara", svar="Jag var sjuk.", svarDatum="2026-10-12")
    with satser(varld) as sedda:
        await anna.skapa(f"arenden/{arende['id']}/beslut", beslutat.vagran(underlag, kommunicering, "2026-10-12"))
    assert len(sedda) == len([*FORST[varld.sort], *FRAGOR, *RADER]) <= OVERST["skapa"]


async def test_en_vagran_efter_tystnad_skriver_ocksa_kommuniceringen(varld):
    """One object more is changed, for one statement more."""
    anna, arende, underlag = await beslutat.begard(varld)
    kommunicering, _ = await beslutat.kommunicera(anna, arende)
    varld.klocka.stall(datetime(2026, 10, 20, 8, tzinfo=UTC))
    with satser(varld) as sedda:
        await anna.skapa(f"arenden/{arende['id']}/beslut", beslutat.vagran(underlag, kommunicering, "2026-10-20"))
    fragor = [*FORST[varld.sort], *FRAGOR]
    assert sorted(sedda[len(fragor) :]) == sorted([*RADER, "UPDATE kommuniceringar"])


async def test_ett_nekat_beslut_skriver_bara_nejet(varld):
    anna, arende, underlag = await beslutat.begard(varld)
    with satser(varld) as sedda:
        svar = await anna.posta(f"arenden/{arende['id']}/beslut", beslutat.beslut(underlag["id"], typ="upphor"))
    assert svar.status_code == 409
    assert [s for s in sedda if s.startswith(("INSERT", "UPDATE"))] == ["INSERT idempotenssvar"]


async def test_lasa_ett_beslut_kostar_tre_satser(varld):
    anna, arende, underlag = await beslutat.begard(varld)
    rad = (await anna.hamta(f"arenden/{arende['id']}/beslut")).json()["beslut"][0]
    await beslutat.nytt_beslut(anna, arende, underlag, typ="upphor", gallerFran="2026-11-16", avserBeslutId=rad["id"])
    for vag in ("", "/underrattelse"):
        with satser(varld) as sedda:
            await anna.hamta(f"arenden/{arende['id']}/beslut/{rad['id']}{vag}")
        assert sedda == [*FORST[varld.sort], "SELECT arenden", "INSERT atkomstlogg"]
        assert len(sedda) <= OVERST["lasa"]


async def test_en_lista_kostar_tre_satser_oavsett_antal_rader(varld):
    anna, arende, underlag = await beslutat.begard(varld)
    for manad in ("2026-11", "2026-12"):
        mer = {"typ": "upphor", "gallerFran": f"{manad}-02"}
        (senaste, *_) = (await anna.hamta(f"arenden/{arende['id']}/beslut")).json()["beslut"]
        await beslutat.nytt_beslut(anna, arende, underlag, avserBeslutId=senaste["id"], **mer)
        await beslutat.nytt_beslut(anna, arende, underlag, gallerFran=f"{manad}-02")
    await beslutat.kommunicera(anna, arende)
    brist = {"manad": "2026-09", "orsak": "annat", "anteckning": "Sommarstängt."}
    await anna.skapa(f"arenden/{arende['id']}/aktivitetsbrister", brist)
    for namn, tabell in (("beslut", "beslut"), ("kommuniceringar", "kommuniceringar"), ("aktivitetsbrister",) * 2):
        for antal in (1, 5):
            with satser(varld) as sedda:
                svar = await anna.hamta(f"arenden/{arende['id']}/{namn}?limit={antal}")
            assert svar.json()[namn]
            assert sedda == [*FORST[varld.sort], f"SELECT {tabell}", "INSERT atkomstlogg"]
            assert len(sedda) <= OVERST["lista"]
