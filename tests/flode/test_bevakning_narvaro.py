"""Tasks that attendance gives: a week that nobody has marked, and a correction of what a report rests on."""

import pytest

from tests.conftest import Varld
from tests.flode.bevakat import kor, lista, pa_dagen
from tests.flode.narvarat import planerad, tillfallen

pytestmark = pytest.mark.anyio


async def av_sort(varld: Varld, sort: str) -> list[tuple[str, bool]]:
    """Due day of each open task of a kind, and whether it is late."""
    return [(r["forfaller"], r["forsenad"]) for r in await lista(varld.som("anna"), sort=sort)]


@pytest.mark.regel("AK-40")
async def test_varje_vecka_som_ingen_har_markerat_bevakas_fran_sin_mandag(varld: Varld) -> None:
    vera = varld.som("vera")
    vag = await planerad(varld)
    mandag, onsdag = (f"{vag}/tillfallen/{r['id']}" for r in (await tillfallen(vera, vag))[:2])
    await pa_dagen(varld, "2026-10-18")
    assert await av_sort(varld, "narvaro_inlamning") == []
    await vera.gor(mandag, "rapportera", utfall="narvarande")
    await pa_dagen(varld, "2026-10-19")
    assert await av_sort(varld, "narvaro_inlamning") == [("2026-10-19", False)]
    await pa_dagen(varld, "2026-10-26")
    assert await av_sort(varld, "narvaro_inlamning") == [("2026-10-19", True), ("2026-10-26", False)]
    # Not held is marked too: the first week owes nothing more.
    await vera.gor(onsdag, "stall_in", installtAv="utforare")
    await kor(varld)
    assert await av_sort(varld, "narvaro_inlamning") == [("2026-10-26", False)]


async def test_handlaggaren_far_veta_att_narvaro_i_en_lamnad_rapport_har_rattats(varld: Varld) -> None:
    vera = varld.som("vera")
    vag = await planerad(varld)
    mandag, onsdag = (f"{vag}/tillfallen/{r['id']}" for r in (await tillfallen(vera, vag))[:2])
    await pa_dagen(varld, "2026-10-15")
    await vera.gor(mandag, "rapportera", utfall="narvarande")
    await vera.gor(onsdag, "rapportera", utfall="franvaro_ogiltig")
    # Corrected before anybody has acted on it: nobody needs to know.
    ratta = {"utfall": "franvaro_giltig", "orsak": "sjukdom", "rattelseSkal": "Hade ringt."}
    await vera.gor(onsdag, "ratta", **ratta)
    matning = {
        "instrument": "eskilstuna-programmodell",
        "datum": "2026-10-15",
        "respondent": "vagledare",
        "niva": "gul",
    }
    await vera.skapa(f"{vag}/matningar", matning)
    period = {"periodFran": "2026-10-13", "periodTom": "2026-10-15", "text": "Kommer.", "nastaSteg": "Praktik."}
    rapport = f"{vag}/progressionsrapporter/{(await vera.skapa(f'{vag}/progressionsrapporter', period))['id']}"
    await vera.gor(rapport, "lamna_in")
    await kor(varld)
    assert await av_sort(varld, "narvaro_rattad") == []
    await pa_dagen(varld, "2026-10-16")
    await vera.gor(mandag, "ratta", **ratta)  # a day that the report does not tell of
    await kor(varld)
    assert await av_sort(varld, "narvaro_rattad") == []
    await vera.gor(onsdag, "ratta", utfall="narvarande", rattelseSkal="Fel person.")
    await kor(varld)
    assert await av_sort(varld, "narvaro_rattad") == [("2026-10-23", False)]
    # Handed in anew, the report rests on what is right.
    await varld.som("anna").gor(rapport, "begar_komplettering", skal="Närvaron har rättats.")
    varld.klocka.stall(varld.klocka.nu().replace(hour=12))
    await vera.gor(rapport, "lamna_in")
    await kor(varld)
    assert await av_sort(varld, "narvaro_rattad") == []
