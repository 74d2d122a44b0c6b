"""AK-16: Arbetsförmedlingen's assessment stands beside the nämnd's; what differs is watched, and a person decides."""

import pytest

from app.begrepp.parter import Roll
from app.flode.afbedomning.states import AFBEDOMNING, AfbedomningLage, Afbedomningskod, skiljer_sig
from tests.flode import beslutat
from tests.flode.bevakat import dagar, kor

BEDOMNING = {
    "datum": "2026-10-09",
    "bedomningskod": "kan_omfattas",
    "text": "Inget beslutat program efter november.",
    "afReferens": "AF-2026-10457",
    "uppgivenAv": "Maria, arbetsförmedlare",
}
FRAN_AF, FOR_HAND = AfbedomningLage("api"), AfbedomningLage("manuell")


@pytest.mark.regel("AK-16")
@pytest.mark.parametrize(
    ("kod", "vi_omfattar", "svar"),
    [
        ("kan_omfattas", False, True),
        ("kan_omfattas", True, False),
        ("omfattas_inte", False, False),
        ("omfattas_inte", True, True),
    ],
)
def test_nar_bedomningarna_skiljer_sig(kod, vi_omfattar, svar):
    assert skiljer_sig(Afbedomningskod(kod), vi_omfattar=vi_omfattar) is svar


def test_bara_namndens_egna_handlagger_och_det_som_kom_fran_af_tas_inte_tillbaka():
    for roll in Roll:
        egna = roll in {Roll.HANDLAGGARE, Roll.ARBETSLEDARE}
        vantat = ("markera_last", "hantera", "aterta") if egna else ()
        assert AFBEDOMNING.mojligheter("ny", roll, FOR_HAND).handelser == vantat
    fran_af = AFBEDOMNING.mojligheter("ny", Roll.HANDLAGGARE, FRAN_AF)
    assert (fran_af.handelser, fran_af.hinder[0].hinder.regel) == (("markera_last", "hantera"), "AK-16")


@pytest.mark.anyio
@pytest.mark.regel("AK-16")
async def test_en_bedomning_for_hand_bevakas_lases_och_hanteras_och_var_egen_star_kvar(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    vag = f"arenden/{arende['id']}"
    nekad = await anna.posta(f"{vag}/afbedomningar", BEDOMNING | {"datum": "2026-10-13"})
    assert (nekad.status_code, nekad.json()["fel"][0]["falt"]) == (422, "/datum")
    ny = await anna.skapa(f"{vag}/afbedomningar", BEDOMNING)
    assert {namn: ny[namn] for namn in BEDOMNING} == BEDOMNING
    assert (ny["status"], ny["kanal"], ny["skiljerSig"], ny["person"]) == ("ny", "manuell", True, "anna.handlaggare")
    await kor(varld)
    assert "afbedomning" in await dagar(anna)
    egen = await beslutat.ny_bedomning(anna, arende)
    adress = f"{vag}/afbedomningar/{ny['id']}"
    assert (await anna.hamta(adress)).json()["skiljerSig"] is False
    await kor(varld)
    assert "afbedomning" not in await dagar(anna)
    assert (await anna.gor(adress, "markera_last"))["status"] == "last"
    hanterad = await anna.gor(adress, "hantera", stallningstagande="Ingen ny bedömning behövs.")
    assert (hanterad["status"], hanterad["stallningstagande"]) == ("hanterad", "Ingen ny bedömning behövs.")
    assert set(hanterad["_links"]) == {"self", "invandningar", "handelser", "arende", "aterta"}
    assert (await anna.hamta(f"{vag}/bedomningar/{egen['id']}")).json() == egen
    historik = (await anna.hamta(f"{adress}/handelser")).json()["handelser"]
    assert [h["typ"] for h in historik] == ["notera", "markera_last", "hantera"]
    (rad,) = (await anna.hamta(f"{vag}/afbedomningar")).json()["afbedomningar"]
    assert set(rad) == {"id", "status", "kanal", "datum", "skapad", "_links"}
    assert (await anna.gor(adress, "aterta", skal="Noterad i fel ärende."))["status"] == "atertagen"


@pytest.mark.anyio
async def test_texten_ligger_forseglad_och_inget_noteras_i_ett_avslutat_arende(varld):
    from sqlalchemy import select

    from app.flode.afbedomning.models import Afbedomning

    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    await anna.skapa(f"arenden/{arende['id']}/afbedomningar", BEDOMNING)

    async def las(arbete):
        return (await arbete.session.scalars(select(Afbedomning.text_forseglad))).one()

    assert BEDOMNING["text"].encode() not in await varld.i_databasen(las)
    await anna.gor(f"arenden/{arende['id']}", "avsluta", skal="Flyttat.")
    nekad = await anna.posta(f"arenden/{arende['id']}/afbedomningar", BEDOMNING)
    assert (nekad.status_code, nekad.json()["regel"]) == (409, "AK-27")
