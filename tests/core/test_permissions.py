"""An answer is cut by the table in one place, whatever made it; what the table closes is closed."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from app.core import permissions
from app.core.permissions import Innehav, beskuren, faltrader, far_anropa, operationsrader
from app.core.representations import LankUt, Sidmeta
from app.flode.bestallning.schemas import BestallningRad
from tests.conftest import Varld
from tests.flode import steg

VERA, SVEN, ANNA = Innehav.VAGLEDARE, Innehav.SAMORDNARE, Innehav.HANDLAGGARE
OKANT = "01980000-0000-7000-8000-00000000ffff"
NAMNDENS = {"arendeId", "beslutId", "reservutforare", "erbjudNasta"}


@pytest.fixture
def utan(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The table without a role in some of its fields or operations."""
    falt, ops = dict(faltrader()), dict(operationsrader())
    monkeypatch.setattr(permissions, "faltrader", lambda: falt)
    monkeypatch.setattr(permissions, "operationsrader", lambda: ops)

    def stryk(roll: str, *nycklar: str | tuple[str, str]) -> None:
        for nyckel in nycklar:
            rader: Any = ops if isinstance(nyckel, str) else falt
            rader[nyckel] = replace(rader[nyckel], far=rader[nyckel].far - {roll})
        permissions._plan.cache_clear()

    yield stryk
    permissions._plan.cache_clear()


@pytest.mark.krav("S3", "ASVS 8.2.3", "ASVS 8.3.1")
async def test_ett_falt_som_tabellen_tar_fran_en_roll_forsvinner_ur_alla_svar_till_den(varld: Varld, utan: Any) -> None:
    anna, vera = varld.som("anna"), varld.som("vera")
    vag = f"bestallningar/{(await steg.bekraftad(anna, varld.som('sven')))['id']}"
    annas, veras = await anna.hamta(vag), await vera.hamta(vag)
    assert set(annas.json()) >= NAMNDENS
    assert not NAMNDENS & set(veras.json())
    assert veras.json()["deltagare"]["telefon"]
    utan(
        VERA, ("flode.bestallning.schemas.DeltagareUt", "telefon"), ("flode.bestallning.schemas.BestallningRad", "namn")
    )
    efter = await vera.hamta(vag)
    assert efter.json() == veras.json() | {"deltagare": _utom(veras.json()["deltagare"], "telefon")}
    assert efter.headers["etag"] != veras.headers["etag"], "a copy from before is not the same any more"
    (rad,) = (await vera.hamta("bestallningar")).json()["bestallningar"]
    assert "namn" not in rad
    assert (await anna.hamta(vag)).json() == annas.json()
    assert (await anna.hamta("bestallningar")).json()["bestallningar"][0]["namn"]


def _utom(objekt: dict[str, Any], falt: str) -> dict[str, Any]:
    return {namn: varde for namn, varde in objekt.items() if namn != falt}


@pytest.mark.krav("S3", "ASVS 8.2.1", "ASVS 8.3.1")
async def test_en_roll_som_tabellen_inte_ger_anropet_nekas_efter_uppslaget_och_andrar_inget(
    varld: Varld, utan: Any
) -> None:
    anna, sven = varld.som("anna"), varld.som("sven")
    order = await steg.ny_bestallning(anna)
    vag = f"bestallningar/{order['id']}"
    utan(SVEN, "hamta_bestallning", "handelse_bestallning", "lista_bestallningar")
    nekad = [
        await sven.hamta(vag),
        await sven.posta(f"{vag}/handelser", {"typ": "ta_emot"}, if_match=f'"{order["version"]}"'),
        await sven.hamta("bestallningar"),
    ]
    assert [(s.status_code, s.json()["kod"], s.json()["regel"]) for s in nekad] == [(403, "roll_far_inte", "DP-04")] * 3
    for frammande in (varld.som("britta"), sven):
        okand = await frammande.hamta(f"bestallningar/{OKANT}")
        assert (okand.status_code, okand.json()["kod"]) == (404, "saknas")
    assert (await anna.hamta(vag)).json()["status"] == order["status"]


def test_den_som_inte_har_nagon_kolumn_far_inget_och_en_okand_operation_ar_ingens() -> None:
    assert not any(far_anropa("kommun_vagledare", operation) for operation in operationsrader())
    assert not far_anropa(ANNA, "nagot_nytt")
    assert beskuren(Sidmeta(page=1, limit=20, count=0), "utforare_handlaggare").count is None


def test_ett_svar_som_rollen_laser_helt_ar_samma_objekt_och_ett_som_skars_lamnar_det_andra(utan: Any) -> None:
    """What is cut is a copy: an answer may be built of parts that others share."""
    lank = {"self": LankUt(href="/a", method="GET")}
    rad = BestallningRad.model_construct(nummer="B-1", namn="Amina", lankar=lank)
    assert beskuren(rad, ANNA) is rad
    utan(VERA, ("core.representations.LankUt", "method"), ("flode.bestallning.schemas.BestallningRad", "nummer"))
    skuren = beskuren(rad, VERA)
    assert (skuren.nummer, skuren.namn, skuren.lankar["self"].method) == (None, "Amina", None)
    assert (rad.nummer, rad.lankar["self"].method) == ("B-1", "GET")
