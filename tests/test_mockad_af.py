"""The mocked Arbetsförmedlingen against its contract: identities, callers, once-only, order, answers."""

import ast
import copy
import importlib
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import respx
from openapi_spec_validator import validate

from tests.mockad_af import Automatik, MockadAf, Storning, Storningsslag, Val, exempel, respx_rutter
from tests.mockad_af.kontrollsiffra import ar_personnummer_form, luhn_stammer
from tests.mockad_af.provning import KONTRAKT, Kommun
from tests.mockad_af.rutter import RUTTER, STAM
from tests.mockad_af.styrning import VAGAR

PAKET = Path(__file__).parent / "mockad_af"
BAS = "http://af.example"
NU = datetime(2026, 10, 1, 7, 30, tzinfo=UTC)
MEDDELANDEN: dict[str, Callable[..., dict[str, Any]]] = {
    "samrad": exempel.samrad,
    "underrattelser": exempel.underrattelse,
    "informationsoverlamningar": exempel.informationsoverlamning,
}


@pytest.fixture
def router() -> Iterator[respx.MockRouter]:
    with respx.mock(assert_all_called=False) as router:
        yield router


@pytest.fixture
def af(router: respx.MockRouter) -> MockadAf:
    return respx_rutter(router, BAS, MockadAf(klocka=lambda: NU))


@pytest.fixture
def kommun(af: MockadAf) -> Iterator[Kommun]:
    with httpx.Client(base_url=BAS) as http:
        yield Kommun(http).logga_in()


# --- the contract -----------------------------------------------------------------------------------------------


def test_kontraktet_ar_giltig_openapi_och_marks_som_fiktivt() -> None:
    validate(KONTRAKT.dokument)
    info = KONTRAKT.dokument["info"]
    assert "fiktivt" in info["title"]
    for kalla in ("2002:623", "7 d §", "2025/26:207", "odoo-sale", "RFC 6749"):
        assert kalla in info["description"]


def test_mockens_rutter_ar_kontraktets() -> None:
    assert {(rutt.metod, rutt.mall) for rutt in RUTTER} == {(op.metod, op.mall) for op in KONTRAKT.operationer}


def _exempel(nod: Any, vag: str = "") -> Iterator[tuple[str, dict[str, Any], Any]]:
    """Every example of a media type, parameter or header, with the schema it stands beside."""
    if isinstance(nod, list):
        nod = dict(enumerate(nod))
    if not isinstance(nod, dict):
        return
    if "schema" in nod and "example" in nod:
        yield vag, nod["schema"], nod["example"]
    if "schema" in nod and "examples" in nod:
        for namn, rad in nod["examples"].items():
            yield f"{vag}/{namn}", nod["schema"], rad["value"]
    for nyckel, del_ in nod.items():
        yield from _exempel(del_, f"{vag}/{nyckel}")


def test_kontraktets_exempel_foljer_sina_scheman() -> None:
    alla = list(_exempel(KONTRAKT.dokument))
    assert len(alla) > 20
    assert {vag: fel for vag, schema, varde in alla if (fel := KONTRAKT.granska(schema, varde))} == {}


def test_kontraktets_exempel_tas_emot(kommun: Kommun) -> None:
    for operation in KONTRAKT.operationer:
        media = operation.delar.get("requestBody", {}).get("content", {}).get("application/json", {})
        kroppar = [rad["value"] for rad in media.get("examples", {}).values()] or [media.get("example")]
        for kropp in kroppar if media else []:
            assert kommun.post(operation.mall.removeprefix(f"{STAM}/"), kropp).is_success, operation.mall


def _varianter(kropp: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The body itself, and with one thing changed at a time, at every place."""
    yield "oförändrad", copy.deepcopy(kropp)
    for vag in _vagar(kropp):
        for namn, gor in ANDRINGAR.items():
            ny = copy.deepcopy(kropp)
            mal = ny
            for steg in vag[:-1]:
                mal = mal[steg]
            gor(mal, vag[-1])
            yield f"{'.'.join(map(str, vag))} {namn}", ny


def _vagar(kropp: dict[Any, Any], stam: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for namn, varde in kropp.items():
        if isinstance(namn, str):
            yield (*stam, namn)
        if isinstance(varde, dict | list):
            yield from _vagar(varde if isinstance(varde, dict) else dict(enumerate(varde)), (*stam, namn))


VARDEN: list[object] = [None, "", "x", "X" * 5000, "a b", 0, 1, 18, 2**40, 1.5, 3.0, -1, True, [], {}]
VARDEN += ["2026-02-30", "20261001", "2026-10-01T25:00:00Z", "2026-10-14T12:00:00", "å", "½", "١٢٣٤"]
VARDEN += ["X" * langd for langd in (40, 41, 64, 65, 200, 201, 1000, 1001, 2000, 2001, 4000, 4001)]
VARDEN += [40, 40.5, 41, 2**31 - 1, 2**31, 15, 23, 5, 6, "x" * 40, "x" * 41, "x_0", "x_01", "x_9999", "x_10000"]
VARDEN += ["199001019803", "199013019801", "5560360794"]


def _satt(varde: object, mal: dict[str, Any], namn: str) -> None:
    mal[namn] = copy.deepcopy(varde)


ANDRINGAR: dict[str, Callable[[dict[str, Any], str], Any]] = {
    "saknas": lambda mal, namn: mal.pop(namn),
    "okänt bredvid": lambda mal, namn: mal.update({f"{namn}_x": mal[namn]}),
    **{f"= värde {nr}": partial(_satt, varde) for nr, varde in enumerate(VARDEN)},
}


@pytest.mark.parametrize("resurs", [*MEDDELANDEN, "inskrivningsuppgifter/sok"])
def test_mock_och_kontrakt_domer_lika(kommun: Kommun, resurs: str) -> None:
    extra = {"avvikelser": [exempel.avvikelse()]} if resurs == "informationsoverlamningar" else {}
    grund = MEDDELANDEN[resurs](**extra) if resurs in MEDDELANDEN else {"personnummer": exempel.TESTPERSON}
    schema = KONTRAKT.operation("POST", f"{STAM}/{resurs}").delar["requestBody"]["content"]["application/json"][
        "schema"
    ]
    olika, domar = [], set()
    for namn, kropp in _varianter(grund):
        if resurs in MEDDELANDEN and kropp.get("unikt_id") == grund["unikt_id"]:
            kropp["unikt_id"] = f"{uuid4()}_0"
        godtagen = kommun.post(resurs, kropp).status_code != 400
        domar.add(godtagen)
        if godtagen != (KONTRAKT.granska(schema, kropp) == []):
            olika.append(namn)
    assert olika == []
    assert domar == {True, False}


# --- identities -------------------------------------------------------------------------------------------------


def test_kontrollsiffran_stammer_med_ett_annat_bibliotek() -> None:
    facit = importlib.import_module("personnummer.personnummer")
    for nummer in range(980, 1000):
        ratt = exempel.provnummer("19850228", nummer)
        for siffra in range(10):
            forsok = f"{ratt[:11]}{siffra}"
            assert (ar_personnummer_form(forsok) and luhn_stammer(forsok[2:])) == facit.valid(forsok)


def test_samordningsnummer_godtas_men_inte_dagar_som_inte_finns(kommun: Kommun) -> None:
    def sok(nummer: str) -> int:
        return kommun.post("inskrivningsuppgifter/sok", {"personnummer": nummer}).status_code

    assert sok(exempel.provnummer("19900161")) == 200
    assert [sok(exempel.provnummer(dag)) for dag in ("19900231", "19900100", "19900192", "18900101")] == [400] * 4


def test_felet_namner_faltet_men_inte_vardet(kommun: Kommun) -> None:
    svar = kommun.post("inskrivningsuppgifter/sok", {"personnummer": "199001019803", "fodelseort": "Kiruna"})
    rader = svar.json()["cause"]["error"]
    assert svar.json()["message"] == "Datafel"
    assert [(rad["falt"], rad["felkod"]) for rad in rader] == [("fodelseort", 1003), ("personnummer", 1004)]
    assert "199001019803" not in svar.text
    assert "Kiruna" not in svar.text


# --- who calls --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "status", "fel"),
    [
        ({"grant_type": "client_credentials", "client_id": "stegvis", "client_secret": "fel"}, 401, "invalid_client"),
        ({"grant_type": "client_credentials", "client_id": "okänd"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"client_id": "stegvis"}, 400, "invalid_request"),
    ],
)
def test_token_vagras_enligt_rfc_6749(kommun: Kommun, data: dict[str, str], status: int, fel: str) -> None:
    svar = kommun.http.post("/oauth2/token", data=data)
    assert (svar.status_code, svar.json()) == (status, {"error": fel})


def test_token_med_basic_i_json_och_med_trasig_basic(kommun: Kommun) -> None:
    data = {"grant_type": "client_credentials"}
    assert kommun.http.post("/oauth2/token", data=data, auth=("stegvis", "utveckling")).is_success
    assert kommun.http.post("/oauth2/token", json=data).json() == {"error": "invalid_request"}
    trasig = kommun.http.post("/oauth2/token", data=data, headers={"Authorization": "Basic %%"})
    assert trasig.status_code == 401


def test_utan_token_med_utgangen_och_med_aterkallad_ar_401(kommun: Kommun, af: MockadAf) -> None:
    assert kommun.post("samrad", exempel.samrad()).status_code == 201
    assert kommun.post("samrad", exempel.samrad(), Authorization="").status_code == 401
    assert kommun.post("samrad", exempel.samrad(), Authorization="Bearer x").status_code == 401
    af.klocka.stall(NU + timedelta(hours=1))
    assert kommun.post("samrad", exempel.samrad()).status_code == 401
    af.klocka.stall(NU)
    af.behorighet.aterkalla()
    assert kommun.post("samrad", exempel.samrad()).headers["www-authenticate"] == "Bearer"


def test_det_aldre_paret_i_adressen_bara_nar_det_ar_paslaget(kommun: Kommun, af: MockadAf) -> None:
    resurs = "genomforanden/sok?client_id=stegvis&client_secret=utveckling"
    kropp = {"personnummer": exempel.TESTPERSON}
    assert kommun.post(resurs, kropp, Authorization="").status_code == 401
    af.behorighet.fragepar = True
    assert kommun.post(resurs, kropp, Authorization="").status_code == 200


@pytest.mark.parametrize(
    ("namn", "varde"),
    [
        ("AF-TrackingId", "1"),
        ("AF-TrackingId", ""),
        ("AF-SystemId", ""),
        ("AF-SystemId", "x" * 65),
        ("AF-EndUserId", ""),
        ("AF-Environment", "T3"),
    ],
)
def test_huvudena_provas_och_felet_namner_dem(kommun: Kommun, namn: str, varde: str) -> None:
    svar = kommun.post("samrad", exempel.samrad(), **{namn: varde})
    assert svar.status_code == 400
    assert [rad["falt"] for rad in svar.json()["cause"]["error"]] == [namn]


def test_svaret_har_sparningsid_system_och_tid(kommun: Kommun) -> None:
    spar = str(uuid4())
    svar = kommun.post("samrad", exempel.samrad(), **{"AF-TrackingId": spar})
    assert (svar.headers["AF-TrackingId"], svar.headers["AF-SystemId"]) == (spar, "STEGVIS")
    assert svar.headers["AF-ResponseTime"].isdecimal()


def test_okand_vag_fel_metod_fel_mediatyp_och_trasig_json(kommun: Kommun) -> None:
    assert httpx.get(f"{BAS}/okand").status_code == 404
    fel_metod = httpx.delete(f"{BAS}{STAM}/samrad")
    assert (fel_metod.status_code, fel_metod.headers["allow"]) == (405, "POST")
    assert kommun.post("samrad", {}, **{"Content-Type": "text/plain"}).status_code == 415
    huvuden = kommun.huvuden | {"AF-TrackingId": str(uuid4()), "Content-Type": "application/json"}
    dubbel = json.dumps(exempel.samrad()).replace("{", '{"lopnummer": 1, ', 1).encode()
    for trasig in (b"{", dubbel, b'{"a":NaN}', b"\xff", b"[" * 100_000, b"1" * 5000):
        assert kommun.http.post(f"{STAM}/samrad", content=trasig, headers=huvuden).status_code == 400


# --- once, versions, order --------------------------------------------------------------------------------------


@pytest.mark.parametrize("resurs", MEDDELANDEN)
def test_samma_meddelande_ger_samma_kvittens_och_annat_innehall_409(kommun: Kommun, af: MockadAf, resurs: str) -> None:
    kropp = MEDDELANDEN[resurs]()
    forsta = kommun.post(resurs, kropp)
    af.klocka.stall(NU + timedelta(days=14))
    kommun.logga_in()
    igen = kommun.post(resurs, dict(reversed(kropp.items())))
    assert (forsta.status_code, igen.status_code, igen.content) == (201, 201, forsta.content)
    assert igen.headers.get("location") == forsta.headers.get("location")
    assert kommun.post(resurs, kropp | {"arendeidentitet": "ett annat"}).status_code == 409
    antal = af.raknare()
    assert antal["resurser"][resurs] == {"anrop": 3, "effekter": 1, "dubbletter": 1, "konflikter": 1, "avvisade": 1}
    assert (antal["flest_forsok_per_unikt_id"], antal["flest_effekter_per_unikt_id"]) == (3, 1)


def test_ny_version_bara_med_nasta_suffix(kommun: Kommun) -> None:
    def skicka(version: str) -> int:
        kropp = exempel.informationsoverlamning(unikt_id=f"a1{version}", timmar_per_vecka=len(version))
        return kommun.post("informationsoverlamningar", kropp).status_code

    assert [skicka(v) for v in ("", "_1", "_0", "_2", "_1", "_2", "_01")] == [400, 409, 201, 409, 201, 201, 400]


def test_en_avvisad_version_kan_rattas_med_nasta(kommun: Kommun) -> None:
    fel = exempel.informationsoverlamning(unikt_id="a1_0", timmar_per_vecka=41)
    assert kommun.post("informationsoverlamningar", fel).status_code == 400
    assert kommun.post("informationsoverlamningar", fel | {"unikt_id": "a1_1", "timmar_per_vecka": 40}).is_success


def test_raknarna_visar_ordning_och_luckor_per_arende(kommun: Kommun, af: MockadAf) -> None:
    for arende, nummer in (("a", 1), ("b", 1), ("a", 2), ("b", 4), ("b", 2)):
        kommun.post("underrattelser", exempel.underrattelse(arendeidentitet=arende, lopnummer=nummer))
    arenden = af.raknare()["arenden"]
    assert arenden["a"] == {"lopnummer": [1, 2], "i_ordning": True, "luckor": []}
    assert arenden["b"] == {"lopnummer": [1, 4, 2], "i_ordning": False, "luckor": [3]}
    assert [rad.ankomst for rad in af.journal.mottaget("underrattelser")] == [1, 2, 3, 4, 5]


def test_regler_mellan_falt(kommun: Kommun) -> None:
    def fel(**andrat: Any) -> list[str]:
        svar = kommun.post("informationsoverlamningar", exempel.informationsoverlamning(**andrat))
        return [rad["falt"] for rad in svar.json().get("cause", {"error": []})["error"]]

    def avvikelsefel(*rader: dict[str, Any]) -> list[str]:
        return [falt.removeprefix("avvikelser") for falt in fel(avvikelser=[exempel.avvikelse(**rad) for rad in rader])]

    sent, tidigt = {"franvarande_till": "2026-09-30T09:15:00+02:00"}, {"franvarande_fran": "2026-09-30T11:59:00+02:00"}
    assert avvikelsefel(sent) == [""]
    assert avvikelsefel(sent, tidigt) == []
    assert avvikelsefel() == []
    assert avvikelsefel({"kod": 15}) == [".0.underkod"]
    assert avvikelsefel({}, {"underkod": None}) == [".1.underkod"]
    assert avvikelsefel({"kod": 15, "underkod": None}) == []
    assert avvikelsefel({"franvarande_fran": "2026-09-30T08:59:00+02:00"}) == [".0.franvarande_fran"]
    assert avvikelsefel({"franvarande_till": "2026-09-30T12:01:00+02:00"}) == [".0.franvarande_till"]
    framtid = {n: f"2027-10-14T{t}:00:00+02:00" for n, t in (("forvantad_till", 12), ("franvarande_till", 12))}
    assert avvikelsefel(framtid) == [".0.forvantad_till"]
    assert fel(slut="2026-10-11") == ["slut"]
    assert fel(beslut={"typ": "a", "fran": "2026-10-01", "tom": "2026-09-30"}) == ["beslut.tom"]


# --- what AF answers --------------------------------------------------------------------------------------------


def test_samrad_besvaras_pa_begaran_med_de_sex_uppgifterna(kommun: Kommun, af: MockadAf) -> None:
    kvittens = kommun.post("samrad", exempel.samrad(unikt_id="s1")).json()
    assert kommun.las(kvittens["af_referens"]).json()["status"] == "INKOMMEN"
    af.besvara("s1", svar={"program": None})
    svar = kommun.las(kvittens["af_referens"]).json()
    sex = ["person", "arbetssokande", "medlem_i_arbetsloshetskassa", "sokandekategori", "program"]
    sex += ["senaste_aktivitetsrapport"]
    assert list(svar["svar"]) == [*sex, "kontakt", "sekretessmarkering", "status"]
    assert (svar["status"], svar["svar"]["program"]) == ("BESVARAD", None)
    (handelse,) = af.handelser.alla
    assert KONTRAKT.granska_handelse(handelse.kropp) == []
    assert (handelse.kropp["typ"], handelse.kropp["svar"]) == ("samrad_besvarat", svar["svar"])


def test_avvisat_samrad_okand_referens_och_annan_resurs(kommun: Kommun, af: MockadAf) -> None:
    kvittens = kommun.post("samrad", exempel.samrad(unikt_id="s1")).json()
    annan = kommun.post("underrattelser", exempel.underrattelse(unikt_id="u1")).json()
    af.besvara(kvittens["af_referens"], avvisa=True, kommentar="Fel myndighet")
    assert kommun.las(kvittens["af_referens"]).json()["status"] == "AVVISAD"
    assert af.handelser.alla[0].kropp["typ"] == "ej_godkand"
    assert [kommun.las(r).status_code for r in (annan["af_referens"], "s1", "AF-000000000000")] == [404] * 3
    with pytest.raises(KeyError):
        af.besvara("u1")


def test_automatik_svarar_och_kvitterar(router: respx.MockRouter) -> None:
    af = respx_rutter(router, BAS, MockadAf(Val(svar=Automatik.AUTO, kvittens=Automatik.AUTO)))
    with httpx.Client(base_url=BAS) as http:
        kommun = Kommun(http).logga_in()
        for resurs, skapa in MEDDELANDEN.items():
            kropp = skapa()
            assert kommun.post(resurs, kropp).content == kommun.post(resurs, kropp).content
    typer = [rad.kropp["typ"] for rad in af.handelser.alla]
    assert typer == ["samrad_besvarat", "inkommen", "godkand", "inkommen", "godkand"]
    assert [KONTRAKT.granska_handelse(rad.kropp) for rad in af.handelser.alla] == [[]] * 5


def test_skyddad_person_ger_bara_kontaktvag(kommun: Kommun, af: MockadAf) -> None:
    af.personer.satt(exempel.TESTPERSON, {"sekretessmarkering": True, "genomforanden": [{"hemlig": 1}]})
    svar = kommun.post("inskrivningsuppgifter/sok", {"personnummer": exempel.TESTPERSON}).json()
    ifyllda = {namn for namn, varde in svar.items() if varde is not None}
    assert ifyllda == {"kontakt", "sekretessmarkering", "status"}
    assert kommun.post("genomforanden/sok", {"personnummer": exempel.TESTPERSON}).json()["genomforanden"] == []


def test_skyddad_identitet_som_storning_foljer_samradet(kommun: Kommun, af: MockadAf) -> None:
    af.storningar.ko.append(Storning(Storningsslag.SKYDDAD, resurs="samrad"))
    kommun.post("samrad", exempel.samrad(unikt_id="s1"))
    kommun.post("samrad", exempel.samrad(unikt_id="s2", lopnummer=2))
    svar = [af.besvara(nyckel)["svar"]["sekretessmarkering"] for nyckel in ("s1", "s2")]
    assert svar == [True, False]


def test_insatser_och_den_som_inte_ar_inskriven(kommun: Kommun, af: MockadAf) -> None:
    insats: dict[str, Any] = {"genomforande_referens": "1", "insats": "Praktik", "fran": "2026-09-01", "tom": None}
    insats |= {"omfattning_procent": 100, "fas": "PAGAENDE"}
    af.personer.satt(exempel.TESTPERSON, {"genomforanden": [insats]})
    andra = exempel.provnummer(nummer=999)
    af.personer.satt(andra, {"inskriven": False})
    assert kommun.post("genomforanden/sok", {"personnummer": exempel.TESTPERSON}).json()["genomforanden"] == [insats]
    assert kommun.post("inskrivningsuppgifter/sok", {"personnummer": andra}).json()["status"]["kod"] == "EJ_INSKRIVEN"


def test_mocken_importerar_inget_fran_tjansten() -> None:
    for fil in PAKET.glob("*.py"):
        for nod in ast.walk(ast.parse(fil.read_text())):
            namn = [a.name for a in nod.names] if isinstance(nod, ast.Import) else []
            namn += [nod.module or ""] if isinstance(nod, ast.ImportFrom) else []
            assert not [rad for rad in namn if rad.split(".")[0] == "app"], fil.name


def test_sidan_om_mocken_namner_all_styrning_och_alla_fel() -> None:
    """What an integrator reads is what there is."""
    sida = (Path(__file__).parents[1] / "docs" / "arbetsformedlingen.md").read_text("utf-8")
    skrivna = set(re.findall(r"^\| `(GET|POST|PUT|DELETE) (/_styr[a-z/]*)` \|", sida, re.MULTILINE))
    assert skrivna == set(VAGAR)
    assert [slag for slag in Storningsslag if f"`{slag.value}`" not in sida] == []
