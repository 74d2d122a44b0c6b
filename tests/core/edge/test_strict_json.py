import json

import pytest

from app.core.edge.strict_json import strikt_json
from app.core.errors import OgiltigBegaran

SAKER = "/stegvis/v1/0484/saker"

FEL = {
    "ej_utf8": b'{"a":"\xff"}',
    "utf16": '{"a":1}'.encode("utf-16"),
    "bom": b'\xef\xbb\xbf{"a":1}',
    "dubbel_nyckel": b'{"a":1,"a":2}',
    "dubbel_nyckel_inuti": b'{"b":[{"a":1,"\\u0061":2}]}',
    "nan": b'{"a":NaN}',
    "oandlig": b'{"a":-Infinity}',
    "for_stort_tal": b'{"a":1e999}',
    "for_litet_tal": b'{"a":-1e999}',
    "tusensiffrigt": b'{"a":' + b"9" * 5000 + b"}",
    "tusensiffrigt_decimaltal": b'{"a":0.' + b"9" * 5000 + b"}",
    "nul": b'{"a":"x\\u0000y"}',
    "nul_i_nyckel": b'{"x\\u0000y":1}',
    "ensam_surrogat": b'{"a":"\\ud800"}',
    "ensam_surrogat_i_nyckel": b'{"\\uDC00":1}',
    "ratt_nul": b'{"a":"x\x00y"}',
    "skrap_efter": b'{"a":1} {}',
    "tomt": b"",
    "enkla_citat": b"{'a':1}",
    "for_djupt": b"[" * 33 + b"]" * 33,
    "mycket_djupt": b"[" * 200_000,
    "djupt_objekt": b'{"a":' * 40 + b"1" + b"}" * 40,
    "oavslutad_text": b'"' + b'\\"' * 300_000,
}


@pytest.mark.parametrize("namn", FEL)
@pytest.mark.krav("S8", "ASVS 1.1.1", "ASVS 1.5.2")
def test_det_som_inte_ar_ren_json_vagras_utan_eko(namn):
    with pytest.raises(OgiltigBegaran) as fel:
        strikt_json(FEL[namn], max_djup=32)
    assert fel.value.felkod.kod == "ogiltig_json"
    assert fel.value.__cause__ is None
    assert fel.value.__context__ is None or fel.value.__suppress_context__


@pytest.mark.parametrize(
    "varde",
    [
        {"a": [1, -2, 0.5, None, True, "å\n\\u0000 som text, inte tecken"]},
        {"emoji": "😀", "citat": '"[{', "tom": ""},
        [[{"a": [1]}]] * 50,
        10**999,
        "[" * 100,
    ],
)
@pytest.mark.parametrize("ascii_", [True, False])
def test_giltig_json_lases_som_den_skrevs(varde, ascii_):
    assert strikt_json(json.dumps(varde, ensure_ascii=ascii_).encode(), max_djup=32) == varde


@pytest.mark.krav("S8")
def test_exakt_det_storsta_djupet_gar_bra():
    assert strikt_json(b"[" * 32 + b"]" * 32, max_djup=32)


@pytest.mark.timeout(30)
def test_elaka_kroppar_tar_linjar_tid():
    """To go through them once for each of their signs would take hours."""
    for raw in (b'"' + b'\\"' * 500_000, b'{"a":"' + b"[" * 1_000_000, b"[" * 1_000_000, b'"[' * 500_000):
        with pytest.raises(OgiltigBegaran):
            strikt_json(raw, max_djup=32)


@pytest.mark.parametrize("namn", [n for n in FEL if n not in {"tomt", "mycket_djupt", "oavslutad_text"}])
async def test_over_http_blir_varje_fel_400(klient, namn):
    svar = await klient.post(SAKER, content=FEL[namn], headers={"content-type": "application/json"})
    assert (svar.status_code, svar.json()["kod"]) == (400, "ogiltig_json")
    assert svar.headers["content-type"] == "application/problem+json"


@pytest.mark.krav("S8", "ASVS 1.4.2")
async def test_1e999_i_ett_heltal_ger_400_och_aldrig_500(klient):
    for raw in (b'{"antalDagar":1e999}', b'{"antalDagar":%s}' % (b"9" * 5000)):
        svar = await klient.post(SAKER, content=raw, headers={"content-type": "application/json"})
        assert svar.status_code == 400


@pytest.mark.parametrize(
    "mediatyp", ["text/plain", "application/xml", "application/vnd.x+json", "application/json; charset=latin-1", ""]
)
@pytest.mark.krav("ASVS 4.1.1")
async def test_annan_mediatyp_ger_415(klient, mediatyp):
    svar = await klient.post(SAKER, content=b'{"antalDagar":1}', headers={"content-type": mediatyp})
    assert (svar.status_code, svar.json()["kod"]) == (415, "fel_mediatyp")
    assert svar.headers["accept"] == "application/json"


async def test_komprimerat_innehall_ger_415(klient):
    huvuden = {"content-type": "application/json", "content-encoding": "gzip"}
    assert (await klient.post(SAKER, content=b"x", headers=huvuden)).status_code == 415


@pytest.mark.parametrize(
    "mediatyp", ["application/json", "application/JSON; charset=UTF-8", 'application/json;charset="utf-8"']
)
async def test_json_i_utf8_tas_emot(klient, mediatyp):
    svar = await klient.post(SAKER, content=b'{"antalDagar":1}', headers={"content-type": mediatyp})
    assert svar.status_code == 201


async def test_deklarerad_merge_patch_tas_emot(klient, ut):
    adress = f"{SAKER}/0199b1f4-5c2e-7a31-9d40-5f6a7b8c9d0e"
    for mediatyp in ("application/merge-patch+json", "application/json"):
        svar = await klient.patch(adress, content=b'{"antalDagar":7}', headers={"content-type": mediatyp})
        assert svar.json() == {"antal": 7}


async def test_innehall_till_en_metod_utan_innehall_vagras(klient):
    adress = f"{SAKER}/0199b1f4-5c2e-7a31-9d40-5f6a7b8c9d0e"
    assert (await klient.request("DELETE", adress, content=b'{"a":1}')).status_code == 400
    assert (await klient.request("DELETE", adress, content=b"{}")).status_code == 204
    assert (await klient.delete(adress)).status_code == 204


@pytest.mark.parametrize(
    ("fraga", "falt"),
    [
        ("okand=1", "okand"),
        ("limit=1&limit=2", "limit"),
        ("limit=5&199001079806=1", ""),
        ("a-b=1", ""),
        ("typ=%00", "typ"),
    ],
)
@pytest.mark.krav("ASVS 15.3.7")
async def test_okand_eller_upprepad_parameter_ger_400_med_namn_men_inte_varde(klient, fraga, falt):
    svar = await klient.get(f"{SAKER}?{fraga}")
    assert (svar.status_code, svar.json()["kod"]) == (400, "okand_parameter")
    assert svar.json()["fel"][0]["falt"] == falt
    assert "199001079806" not in svar.text


async def test_lista_som_parameter_far_upprepas(klient):
    svar = await klient.get(f"{SAKER}?typ=a&typ=b&limit=3")
    assert svar.json() == {"limit": 3, "typ": ["a", "b"]}


@pytest.mark.parametrize("adress", [f"{SAKER}?typ=%ff", "/stegvis/v1/%00/saker"])
@pytest.mark.krav("ASVS 1.3.3")
async def test_tecken_som_inte_gar_att_lagra_ger_400(klient, adress):
    assert (await klient.get(adress)).status_code == 400
