"""The needs of a parent on leave: one record per ärende, changed as a whole, every version kept."""

import asyncio

import pytest
from sqlalchemy import select, text

from app.core.journal import Atkomst
from app.flode.behov.models import Behovsversion
from tests.flode.steg import nytt_arende

pytestmark = pytest.mark.anyio

FORMIDDAG = {"veckodag": "mandag", "fran": "09:00", "till": "12:00"}
ONSKEMAL = {
    "taMedBarn": True,
    "deltid": True,
    "distans": False,
    "enbartKvinnor": True,
    "sprak": "arabiska",
    "plats": "Nära Fröslunda",
    "tider": [FORMIDDAG],
}
BEVILJAT = {"minuterPerVecka": 900, "tider": [FORMIDDAG], "fran": "2026-10-19", "tom": "2027-06-11"}
BARNOMSORG = {
    "status": "beviljad",
    "behov": {"minuterPerVecka": 1500, "fran": "2026-10-19"},
    "beviljat": BEVILJAT,
    "kommentar": "Samma förskola för båda.",
}
HELT = {"onskemal": ONSKEMAL, "egnaOrd": "Vill läsa svenska på förmiddagarna.", "barnomsorg": BARNOMSORG}
TOMMA_ONSKEMAL = {"taMedBarn": False, "deltid": False, "distans": False, "enbartKvinnor": False, "tider": []}


@pytest.fixture
def anna(varld):
    return varld.som("anna")


@pytest.fixture
async def arende(anna):
    return f"arenden/{(await nytt_arende(anna))['id']}"


@pytest.fixture
def vag(arende):
    return f"{arende}/behov"


async def test_det_som_skrivs_in_ar_det_som_syns(anna, arende, vag):
    svar = await anna.posta(vag, HELT)
    assert svar.status_code == 201, svar.text
    assert svar.headers["location"] == f"/stegvis/v1/0484/{vag}"
    behov = svar.json()
    assert {k: behov[k] for k in HELT} == HELT
    assert (behov["version"], behov["person"]) == (1, "anna.handlaggare")
    assert set(behov["_links"]) == {"self", "invandningar", "handelser", "andra", "versioner"}
    assert (await anna.hamta(vag)).json() == behov
    lankar = (await anna.hamta(arende)).json()["_links"]
    assert lankar["behov"] == {"href": f"/stegvis/v1/0484/{vag}", "method": "GET"}
    assert lankar["fkavstamningar"]["href"].endswith("/fkavstamningar")


async def test_inget_ar_antecknat_forran_det_registreras(anna, vag):
    assert (await anna.hamta(vag)).status_code == 404
    assert (await anna.hamta(f"{vag}/versioner")).json()["versioner"] == []
    assert (await anna.posta(f"{vag}/handelser", {"typ": "andra"}, if_match='"1"')).status_code == 404
    behov = await anna.skapa(vag, {})
    assert behov["onskemal"] == TOMMA_ONSKEMAL
    assert not {"egnaOrd", "barnomsorg"} & set(behov)


async def test_ett_arende_har_ett_behov(anna, vag):
    await anna.skapa(vag, {})
    svar = await anna.posta(vag, HELT)
    assert (svar.status_code, svar.json()["kod"]) == (409, "krock")
    assert (await anna.hamta(vag)).json()["version"] == 1


async def test_tva_som_registrerar_samtidigt_ger_ett_behov(varld, anna, vag):
    cecilia = varld.som("cecilia")
    svar = await asyncio.gather(*(person.posta(vag, {}) for person in (anna, cecilia, anna, cecilia)))
    assert sorted(s.status_code for s in svar) == [201, 409, 409, 409]


async def test_en_andring_ersatter_allt_och_den_forra_versionen_finns_kvar(varld, anna, vag):
    forsta = await anna.skapa(vag, HELT)
    ny = await anna.gor(vag, "andra", barnomsorg={"status": "i_ko"}, onskemal={"deltid": True})
    assert (ny["version"], ny["barnomsorg"]) == (2, {"status": "i_ko"})
    assert ny["onskemal"] == TOMMA_ONSKEMAL | {"deltid": True}
    assert "egnaOrd" not in ny
    lista = (await anna.hamta(f"{vag}/versioner")).json()["versioner"]
    assert [(v["nummer"], v["person"]) for v in lista] == [(2, "anna.handlaggare"), (1, "anna.handlaggare")]
    assert set(lista[0]) == {"id", "nummer", "registrerad", "person", "_links"}
    gammal = (await anna.hamta(lista[1]["_links"]["self"]["href"])).json()
    assert {k: gammal[k] for k in HELT} == HELT
    assert gammal["registrerad"] == forsta["registrerad"]


async def test_versionerna_bladdras(anna, vag):
    await anna.skapa(vag, {})
    for minuter in (60, 120):
        await anna.gor(
            vag, "andra", barnomsorg={"status": "sokt", "behov": {"minuterPerVecka": minuter, "fran": "2026-10-19"}}
        )
    sida = (await anna.hamta(f"{vag}/versioner?limit=2")).json()
    nasta = (await anna.hamta(sida["_links"]["next"]["href"])).json()
    assert [v["nummer"] for v in (*sida["versioner"], *nasta["versioner"])] == [3, 2, 1]


async def test_historiken_namner_falten_men_inte_vad_som_star_i_dem(anna, vag):
    await anna.skapa(vag, HELT)
    await anna.gor(
        vag, "andra", **(HELT | {"egnaOrd": "Hemliga ord.", "onskemal": ONSKEMAL | {"plats": "Hemlig plats"}})
    )
    svar = await anna.hamta(f"{vag}/handelser")
    historik = svar.json()["handelser"]
    assert [h["typ"] for h in historik] == ["registrera", "andra"]
    assert historik[1]["uppgifter"] == {"falt": ["plats", "egna_ord"]}
    assert "Hemlig" not in svar.text


async def test_handelser_kraver_etag_och_stoppar_en_gammal(anna, vag):
    await anna.skapa(vag, {})
    assert (await anna.posta(f"{vag}/handelser", {"typ": "andra"})).status_code == 428
    await anna.gor(vag, "andra", **HELT)
    svar = await anna.posta(f"{vag}/handelser", {"typ": "andra"}, if_match='"1"')
    assert (svar.status_code, svar.json()["aktuellVersion"]) == (412, 2)
    assert (await anna.hamta(vag)).json()["egnaOrd"] == HELT["egnaOrd"]


async def test_i_ett_avslutat_arende_antecknas_inget(anna, arende, vag):
    await anna.skapa(vag, {})
    await anna.gor(arende, "avsluta", skal="Egen försörjning.")
    nej = await anna.handelse(vag, {"typ": "andra", **HELT})
    assert (nej.status_code, nej.json()["fel"][0]["kod"], nej.json()["regel"]) == (409, "arende_avslutat", "AK-27")
    behov = (await anna.hamta(vag)).json()
    assert [(h["handelse"], h["kod"]) for h in behov["hinder"]] == [("andra", "arende_avslutat")]
    annat = f"arenden/{(await nytt_arende(anna, 1))['id']}"
    await anna.gor(annat, "avsluta", skal="Egen försörjning.")
    for under, kropp in (("behov", {}), ("fkavstamningar", FRAGA)):
        svar = await anna.posta(f"{annat}/{under}", kropp)
        assert (svar.status_code, svar.json()["fel"][0]["kod"]) == (409, "arende_avslutat")


FRAGA = {
    "fragaDatum": "2026-10-12",
    "kanal": "telefon",
    "fraga": "Påverkas föräldrapenningen?",
    "utlamnandeGrund": "samtycke",
    "utlamnandeLagrum": "10 kap. 1 § OSL",
}


# --- what may be sent ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kropp", "falt", "kod"),
    [
        ({"barn": ["Kim, född 2024"]}, "/barn", "okant_falt"),
        ({"barnomsorg": {"status": "i_ko", "barn": "Kim"}}, "/barnomsorg/barn", "okant_falt"),
        ({"barnomsorg": {}}, "/barnomsorg/status", "saknas"),
        ({"barnomsorg": {"status": "kanske"}}, "/barnomsorg/status", "otillatet_val"),
        ({"barnomsorg": {"status": "beviljad"}}, "/barnomsorg", "beviljat_efter_status"),
        ({"barnomsorg": {"status": "i_ko", "beviljat": BEVILJAT}}, "/barnomsorg", "beviljat_efter_status"),
        (
            {"barnomsorg": {"status": "inget_behov", "behov": {"minuterPerVecka": 60, "fran": "2026-10-19"}}},
            "/barnomsorg",
            "inget_behov_av_barnomsorg",
        ),
        (
            {"barnomsorg": BARNOMSORG | {"beviljat": BEVILJAT | {"tom": "2026-10-18"}}},
            "/barnomsorg/beviljat",
            "period_bakvand",
        ),
        (
            {"barnomsorg": BARNOMSORG | {"beviljat": BEVILJAT | {"minuterPerVecka": 0}}},
            "/barnomsorg/beviljat/minuterPerVecka",
            "for_litet",
        ),
        (
            {"barnomsorg": BARNOMSORG | {"beviljat": BEVILJAT | {"minuterPerVecka": 10081}}},
            "/barnomsorg/beviljat/minuterPerVecka",
            "for_stort",
        ),
        ({"barnomsorg": {"status": "i_ko", "kommentar": "x" * 2001}}, "/barnomsorg/kommentar", "for_lang"),
        ({"egnaOrd": "x" * 2001}, "/egnaOrd", "for_lang"),
        ({"egnaOrd": "  "}, "/egnaOrd", "for_kort"),
        ({"onskemal": {"plats": "x" * 201}}, "/onskemal/plats", "for_lang"),
        ({"onskemal": {"sprak": "två\nrader"}}, "/onskemal/sprak", "radbrytning"),
        ({"onskemal": {"deltid": "ja"}}, "/onskemal/deltid", "sant_eller_falskt"),
        ({"onskemal": {"tider": [FORMIDDAG] * 51}}, "/onskemal/tider", "for_manga"),
        ({"onskemal": {"tider": [FORMIDDAG | {"till": "09:00"}]}}, "/onskemal/tider/0", "pass_bakvant"),
        ({"onskemal": {"tider": [FORMIDDAG | {"till": "24:00"}]}}, "/onskemal/tider/0/till", "form"),
        (
            {"onskemal": {"tider": [FORMIDDAG | {"veckodag": "midsommar"}]}},
            "/onskemal/tider/0/veckodag",
            "otillatet_val",
        ),
    ],
)
async def test_det_som_inte_gar_ihop_tas_inte_emot(anna, vag, kropp, falt, kod):
    svar = await anna.posta(vag, kropp)
    assert svar.status_code == 422, svar.text
    assert [(f["falt"], f["kod"]) for f in svar.json()["fel"]] == [(falt, kod)]
    assert (await anna.hamta(vag)).status_code == 404


async def test_gransen_ar_med(anna, vag):
    helt = {
        "egnaOrd": "x" * 2000,
        "onskemal": {"plats": "x" * 200, "tider": [FORMIDDAG] * 50},
        "barnomsorg": BARNOMSORG | {"beviljat": BEVILJAT | {"minuterPerVecka": 10080, "tom": "2026-10-19"}},
    }
    await anna.skapa(vag, helt)


# --- who -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("namn", ["david", "vera", "sven", "eva", "britta"])
@pytest.mark.parametrize("under", ["behov", "fkavstamningar"])
async def test_ingen_annan_part_nar_behoven(varld, anna, arende, namn, under):
    await anna.skapa(f"{arende}/{under}", FRAGA if under == "fkavstamningar" else HELT)
    vag = f"/stegvis/v1/0484/{arende}/{under}"
    for svar in (await varld.som(namn).hamta(vag), await varld.som(namn).posta(vag, {})):
        assert svar.status_code in {403, 404, 422}
        assert "svenska" not in svar.text
    svar = await varld.som(namn).hamta(vag)
    assert svar.status_code == (404 if namn == "david" else 403)


async def test_kollegan_nar_behoven_forst_med_skal_och_arbetsledaren_genast(varld, anna, arende, vag):
    await anna.skapa(vag, HELT)
    bo, cecilia = varld.som("bo"), varld.som("cecilia")
    assert (await bo.hamta(vag)).json()["kod"] == "inte_tilldelad"
    assert (await bo.posta(vag, {})).status_code == 403
    assert (await cecilia.gor(vag, "andra", egnaOrd="Nytt."))["person"] == "cecilia.arbetsledare"
    await bo.skapa(f"{arende}/tillfalligaatkomster", {"skal": "Anna är sjuk."})
    assert (await bo.hamta(vag)).json()["egnaOrd"] == "Nytt."


async def test_en_skyddad_persons_behov_finns_bara_for_den_namngivna(varld, anna):
    arende = await nytt_arende(anna, 2, skyddsniva="skyddad_folkbokforing")
    vag = f"arenden/{arende['id']}/behov"
    await anna.skapa(vag, HELT)
    for namn in ("bo", "cecilia"):
        assert (await varld.som(namn).hamta(vag)).status_code == 404


async def test_lasning_och_skrivning_loggas(varld, anna, vag):
    behov = await anna.skapa(vag, HELT)
    (version,) = (await anna.hamta(f"{vag}/versioner")).json()["versioner"]
    for adress in (vag, f"{vag}/handelser", f"{vag}/versioner/{version['id']}"):
        assert (await anna.hamta(adress)).status_code == 200

    async def rader(arbete):
        sats = select(Atkomst).where(Atkomst.objekttyp == "behov").order_by(Atkomst.id)
        return [(a.slag, a.objekt_id and str(a.objekt_id), a.andamal) for a in await arbete.alla(sats)]

    last = ("las", behov["id"], "behov:las")
    assert await varld.i_databasen(rader, "0484") == [
        ("skriv", behov["id"], "behov:skriv"), ("las", None, "behov:las"), last, last, last,
    ]  # fmt: skip


async def test_utan_scope_nas_inget(varld, anna, vag):
    await anna.skapa(vag, {})
    huvuden = {"authorization": f"Bearer {varld.token('anna', scope='behov:las arende:las')}"}
    async with varld.klient(huvuden) as klient:
        assert (await klient.get(f"/stegvis/v1/0484/{vag}")).status_code == 200
        svar = await klient.post(
            f"/stegvis/v1/0484/{vag}/handelser",
            json={"typ": "andra"},
            headers={"idempotency-key": "x", "if-match": '"1"'},
        )
        assert (svar.status_code, svar.json()["kod"]) == (403, "behorighet_saknas")


async def test_radskyddet_slapper_inte_fram_en_annan_namnds_rader(varld, anna, vag):
    """The database itself, past the application's own criteria."""
    if varld.sort != "postgresql":
        pytest.skip("SQLite has no row security")
    await anna.skapa(vag, HELT)

    async def antal(arbete):
        sats = text("SELECT (SELECT count(*) FROM behov), (SELECT count(*) FROM behovsversioner)")
        return tuple((await arbete.session.execute(sats)).one())

    async def som_utforare(arbete):
        await arbete.session.execute(text("SELECT set_config('stegvis.part', 'utforare', true)"))
        return await antal(arbete)

    assert await varld.i_databasen(antal, "0484") == (1, 1)
    assert await varld.i_databasen(som_utforare, "0484") == (0, 0)


async def test_en_version_andras_aldrig(varld, anna, vag):
    if varld.sort != "postgresql":
        pytest.skip("SQLite has no grants")
    await anna.skapa(vag, HELT)

    async def andra(arbete):
        (await arbete.alla(select(Behovsversion)))[0].egna_ord = "Något annat."
        await arbete.session.flush()

    with pytest.raises(Exception, match="permission denied"):
        await varld.i_databasen(andra, "0484")
