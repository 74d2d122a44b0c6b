"""DP-15: of a protected person nothing is told to a token that anybody could have brought, in production."""

from typing import Any

import httpx
import pytest

from app.core.auth_certifikat import certifikatavtryck
from app.settings import Lage, Settings
from app.vyer.rapporter.korning import rakna_rapporter
from tests.conftest import Person, Varld
from tests.flode.bestallt import bestall
from tests.flode.skyddat import frislapp, skydda
from tests.flode.steg import PERSONNUMMER, nytt_arende

pytestmark = [pytest.mark.anyio, pytest.mark.regel("DP-15"), pytest.mark.krav("S7", "ASVS 10.3.5")]
I_HUVUDET = ":Y2VydGlmaWthdA==:"
OKANT = "01980000-0000-7000-8000-00000000ffff"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    proxy = {"certifikathuvud": "Client-Cert", "betrodda_proxyer": "127.0.0.1"}
    return settings.model_copy(update={"lage": Lage.PRODUKTION} | proxy)


class Bunden(Person):
    """A member of the cast whose tokens are bound to a certificate."""

    async def begar(self, metod: str, vag: str, json: Any = None, **huvuden: str) -> httpx.Response:
        token = self.varld.token(self.namn, cnf={"x5t#S256": certifikatavtryck(I_HUVUDET)})
        egna = {"authorization": f"Bearer {token}", "client_cert": I_HUVUDET}
        return await super().begar(metod, vag, json, **egna | huvuden)


async def utfall(person: Person, *vagar: str) -> list[tuple[int, str | None]]:
    """Status and code of reading each path."""
    svar = [await person.hamta(vag) for vag in vagar]
    return [(s.status_code, s.json().get("kod")) for s in svar]


async def test_bara_den_vars_token_ar_bunden_ser_den_som_skyddas_och_bara_den_far_veta_varfor(varld: Varld) -> None:
    anna, bunden = varld.som("anna"), Bunden(varld, "anna")
    order = await bestall(varld)
    arende = f"arenden/{(await anna.hamta(order)).json()['arendeId']}"
    plats = {"dag": "2026-11-05", "fran": "09:00", "till": "11:00", "skal": "Besök.", "aktivitet": "Besök"}
    await varld.som("vera").skapa(f"{order}/tillfallen", plats | {"kategori": "sprak"})
    await skydda(anna, arende)  # whoever may mark somebody can, and sees no more of it then
    vagar = (arende, f"{arende}/skyddsmarkeringar", order, f"{order}/tillfallen", f"{order}/uppstartsmoten")
    assert await utfall(anna, *vagar) == [(403, "hog_niva_kravs")] * len(vagar)
    assert await utfall(bunden, *vagar) == [(200, None)] * len(vagar)
    nej = (await anna.hamta(arende)).json()
    assert (nej["regel"], "DPoP" in nej["detail"]) == ("DP-15", True)
    for namn in ("bo", "cecilia", "viktor", "david"):
        okanda = await utfall(varld.som(namn), f"arenden/{OKANT}", f"bestallningar/{OKANT}")
        assert await utfall(varld.som(namn), arende, order) == okanda
    skriv = await anna.posta(f"{arende}/handelser", {"typ": "andra", "uppgifter": {"telefon": "070-1"}}, if_match='"1"')
    assert (skriv.status_code, skriv.json()["kod"]) == (403, "hog_niva_kravs")
    # In lists and searches the person is not there at all.
    sok = {"personnummer": PERSONNUMMER[0]}
    for person, antal in ((anna, 0), (bunden, 1)):
        assert len((await person.hamta("arenden")).json()["arenden"]) == antal
        assert len((await person.posta("arenden/sokningar", sok)).json()["arenden"]) == antal
    await frislapp(bunden, order)
    for namn in ("vera", "sven"):
        assert await utfall(varld.som(namn), order) == [(403, "hog_niva_kravs")]
        assert await utfall(Bunden(varld, namn), order) == [(200, None)]


async def test_filer_med_alla_personer_lamnas_bara_mot_en_bunden_token(varld: Varld) -> None:
    """The law's own statistics hold everybody, protected or not."""
    await nytt_arende(varld.som("anna"))
    cecilia, bunden = varld.som("cecilia"), Bunden(varld, "cecilia")
    bestalld = await cecilia.posta("rapporter", {"sort": "socialstyrelsen_manad", "period": "2026-10"})
    assert bestalld.status_code == 202, bestalld.text
    await rakna_rapporter(varld.tjanster)
    innehall = f"{bestalld.headers['location']}/innehall"
    assert (await cecilia.hamta(innehall)).json()["kod"] == "hog_niva_kravs"
    assert (await bunden.hamta(innehall)).status_code == 200
