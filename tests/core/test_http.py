"""Bad input to the real service: the right problem document each time, and not one row more than before."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import uuid4

import httpx
import pytest

from app.core.errors import FELKODER
from app.integrations.utvecklingsutfardare import utfarda
from app.katalog import rollista
from tests import modulvarld
from tests.conftest import NYCKEL, ROT, Varld
from tests.flode import steg
from tests.lagrat import andrat, innehall

databas, varld = modulvarld.databas, modulvarld.varld
pytestmark = pytest.mark.xdist_group("http")

OKANT = "01980000-0000-7000-8000-00000000ffff"
AMINA = {"personnummer": "19850213-9804", "fornamn": "Amina", "efternamn": "Exempelsson"}
NY = AMINA | {"personnummer": "19900107-9814"}
ANDRING = {"typ": "andra", "uppgifter": {"telefon": "070-1740606"}}
SKRIVER = {"content-type": "application/json"}


class Begaran(NamedTuple):
    """One request: who, how, where, and what differs from a good one."""

    metod: str
    vag: str
    vem: str | None = "anna"
    json: Any = None
    innehall: bytes | None = None
    huvuden: dict[str, str | None] = {}
    tokens_alder: timedelta = timedelta()


class Fall(NamedTuple):
    """A case and an order to send bad requests about."""

    varld: Varld
    arende: str
    bestallning: str
    etag: str
    nuvarande: str
    anvand_nyckel: str

    async def sand(self, b: Begaran) -> httpx.Response:
        """As a good client would have sent it, but for what the request says itself."""
        huvuden: dict[str, str | None] = {"idempotency-key": uuid4().hex} if b.metod == "POST" else {}
        if b.vem:
            self.varld.klocka.flytta(-b.tokens_alder)
            huvuden["authorization"] = f"Bearer {self.varld.token(b.vem)}"
            self.varld.klocka.flytta(b.tokens_alder)
        alla = {n: v.format(**self._asdict()) for n, v in (huvuden | b.huvuden).items() if v is not None}
        async with self.varld.klient(alla) as klient:
            adress = ROT + b.vag.format(**self._asdict(), okant=OKANT)
            return await klient.request(b.metod, adress, json=b.json, content=b.innehall)


@pytest.fixture(scope="module")
async def fall(varld: Varld) -> Fall:
    anna, nyckel = varld.som("anna"), uuid4().hex
    arende = await steg.nytt_arende(anna)
    beslut = await steg.nytt_beslut(anna, arende)
    utkast = await steg.nytt_utkast(anna, beslut, utlamnandeGrund=None)
    vag = f"arenden/{arende['id']}"
    etag = (await anna.hamta(vag)).headers["etag"]
    # One change, so that the ETag is of an older version; with a key that is then used.
    andrat = await anna.posta(f"{vag}/handelser", ANDRING, if_match=etag, idempotency_key=nyckel)
    assert andrat.status_code == 200
    return Fall(varld, arende["id"], utkast["id"], etag, andrat.headers["etag"], nyckel)


POST_ARENDE = ("POST", "/0484/arenden")
HANDELSE = ("POST", "/0484/arenden/{arende}/handelser")
NUVARANDE = {"if-match": "{nuvarande}"}
FEL: dict[str, tuple[Begaran, str]] = {
    "okänt fält": (Begaran(*POST_ARENDE, json=NY | {"okant": 1}), "ogiltigt_innehall"),
    "status som fält": (Begaran(*POST_ARENDE, json=NY | {"status": "avslutat"}), "ogiltigt_innehall"),
    "fel typ": (Begaran(*POST_ARENDE, json=NY | {"tolkbehov": "ja"}), "ogiltigt_innehall"),
    "falskt som heltal": (Begaran(*POST_ARENDE, json=NY | {"antalBarn": False}), "ogiltigt_innehall"),
    "lista i stället för objekt": (Begaran(*POST_ARENDE, json=[NY]), "ogiltigt_innehall"),
    "inget innehåll": (Begaran(*POST_ARENDE, huvuden=SKRIVER), "ogiltigt_innehall"),
    "fel kontrollsiffra": (Begaran(*POST_ARENDE, json=NY | {"personnummer": "19900107-9815"}), "ogiltigt_innehall"),
    "för lång text": (Begaran(*POST_ARENDE, json=NY | {"fornamn": "a" * 201}), "ogiltigt_innehall"),
    "inte JSON": (Begaran(*POST_ARENDE, innehall=b'{"fornamn": ', huvuden=SKRIVER), "ogiltig_json"),
    "1e999": (Begaran(*POST_ARENDE, innehall=b'{"antalBarn": 1e999}', huvuden=SKRIVER), "ogiltig_json"),
    "dubbel nyckel": (Begaran(*POST_ARENDE, innehall=b'{"sprak":"a","sprak":"b"}', huvuden=SKRIVER), "ogiltig_json"),
    "nolltecken": (Begaran(*POST_ARENDE, innehall=b'{"sprak":"\\u0000"}', huvuden=SKRIVER), "ogiltig_json"),
    "för djupt": (Begaran(*POST_ARENDE, innehall=b"[" * 40 + b"]" * 40, huvuden=SKRIVER), "ogiltig_json"),
    "för stort": (Begaran(*POST_ARENDE, innehall=b" " * 1_048_577, huvuden=SKRIVER), "for_stor"),
    "annan medietyp": (Begaran(*POST_ARENDE, innehall=b"{}", huvuden={"content-type": "text/plain"}), "fel_mediatyp"),
    "formulär": (
        Begaran(*POST_ARENDE, innehall=b"a=b", huvuden={"content-type": "application/x-www-form-urlencoded"}),
        "fel_mediatyp",
    ),
    "ingen nyckel": (Begaran(*POST_ARENDE, json=NY, huvuden={"idempotency-key": None}), "idempotensnyckel_saknas"),
    "för lång nyckel": (Begaran(*POST_ARENDE, json=NY, huvuden={"idempotency-key": "k" * 256}), "ogiltig_begaran"),
    "återanvänd nyckel": (
        Begaran(
            *HANDELSE,
            json=ANDRING | {"uppgifter": {"telefon": "1"}},
            huvuden={"idempotency-key": "{anvand_nyckel}", "if-match": "{etag}"},
        ),
        "idempotensnyckel_ateranvand",
    ),
    "ingen ETag": (Begaran(*HANDELSE, json=ANDRING), "villkor_saknas"),
    "gammal ETag": (Begaran(*HANDELSE, json=ANDRING, huvuden={"if-match": "{etag}"}), "inaktuell_version"),
    "oläslig ETag": (Begaran(*HANDELSE, json=ANDRING, huvuden={"if-match": '"x"'}), "etag_ogiltig"),
    "okänd händelse": (Begaran(*HANDELSE, json={"typ": "flyg"}, huvuden=NUVARANDE), "ogiltigt_innehall"),
    "otillåten övergång": (
        Begaran(*HANDELSE, json={"typ": "ateroppna", "skal": "Nej."}, huvuden=NUVARANDE),
        "otillaten_overgang",
    ),
    "regel som hindrar": (
        Begaran(
            "POST", "/0484/bestallningar/{bestallning}/handelser", json={"typ": "skicka"}, huvuden={"if-match": '"1"'}
        ),
        "hinder",
    ),
    "öppet ärende finns": (Begaran(*POST_ARENDE, json=AMINA), "krock"),
    "okänd parameter": (Begaran("GET", "/0484/arenden?efternamn=Exempelsson"), "okand_parameter"),
    "upprepad parameter": (Begaran("GET", "/0484/arenden?limit=1&limit=2"), "okand_parameter"),
    "noll per sida": (Begaran("GET", "/0484/arenden?limit=0"), "ogiltigt_innehall"),
    "för många per sida": (Begaran("GET", "/0484/arenden?limit=201"), "ogiltigt_innehall"),
    "okänd markör": (Begaran("GET", "/0484/arenden?cursor=x"), "ogiltigt_innehall"),
    "inget id": (Begaran("GET", "/0484/arenden/19850213-9804"), "ogiltigt_innehall"),
    "okänt id": (Begaran("GET", "/0484/arenden/{okant}"), "saknas"),
    "okänd väg": (Begaran("GET", "/0484/finns-inte"), "saknas"),
    "snedstreck på slutet": (Begaran("GET", "/0484/arenden/"), "saknas"),
    "fel metod": (Begaran("DELETE", "/0484/arenden/{arende}"), "metod_saknas"),
    "okänd metod": (Begaran("FLYG", "/0484/arenden"), "metod_saknas"),
    "läsa en sökning": (Begaran("GET", "/0484/arenden/sokningar"), "metod_saknas"),
    "för lång adress": (Begaran("GET", "/0484/arenden?limit=" + "1" * 9000), "for_lang_adress"),
    "för stora huvuden": (Begaran("GET", "/0484/arenden", huvuden={"x-stor": "a" * 17_000}), "for_stora_huvuden"),
    "annan kommuns id": (Begaran("GET", "/0127/arenden/{arende}", "david"), "saknas"),
    "annan kommuns väg": (Begaran("GET", "/0484/arenden/{arende}", "david"), "saknas"),
    "skriva i annan kommun": (
        Begaran("POST", "/0127/arenden/{arende}/handelser", "david", json=ANDRING, huvuden=NUVARANDE),
        "saknas",
    ),
    "påhittad kommun": (Begaran("GET", "/9999/arenden"), "saknas"),
    "annan utförares beställning": (Begaran("GET", "/0484/bestallningar/{bestallning}", "eva"), "saknas"),
    "ingen token": (Begaran(*POST_ARENDE, None, json=NY), "oautentiserad"),
    "gammal token": (Begaran(*POST_ARENDE, json=NY, tokens_alder=timedelta(hours=1)), "oautentiserad"),
    "trasig token": (Begaran(*POST_ARENDE, None, json=NY, huvuden={"authorization": "Bearer a.b.c"}), "oautentiserad"),
    "basic": (Begaran(*POST_ARENDE, None, json=NY, huvuden={"authorization": "Basic YTpi"}), "oautentiserad"),
    "utan behörighet": (Begaran(*POST_ARENDE, "vera", json=NY), "behorighet_saknas"),
    "fel roll": (Begaran("POST", "/0484/avtal", json={}), "ogiltigt_innehall"),
    "annans ärende": (Begaran("GET", "/0484/arenden/{arende}", "bo"), "inte_tilldelad"),
}
"""What is sent, and the code that answers it; a name says what is wrong."""


def granska(svar: httpx.Response, kod: str) -> dict[str, Any]:
    """RFC 9457 and what our profile adds, in Swedish."""
    felkod, problem = FELKODER[kod], svar.json()
    assert (svar.status_code, problem.get("kod")) == (felkod.status, kod), svar.text
    assert svar.headers["content-type"] == "application/problem+json"
    assert svar.headers["content-language"] == "sv"
    assert svar.headers["cache-control"] == "private, no-store"
    assert problem["type"] == f"https://stegvis.example/felkoder/{kod}"
    assert problem["title"] == felkod.titel
    assert problem["status"] == felkod.status
    assert len(problem["detail"]) > 10
    assert re.fullmatch("[0-9a-f]{32}", problem["traceId"])
    assert problem["instance"] == f"urn:trace:{problem['traceId']}"
    assert problem["traceId"] in svar.headers["traceparent"]
    assert all({"falt", "kod", "meddelande"} == f.keys() for f in problem.get("fel", []))
    return problem


@pytest.mark.parametrize("namn", FEL)
@pytest.mark.krav("ASVS 2.2.3", "ASVS 2.2.1")
async def test_felaktig_begaran_far_ratt_problem_och_skriver_inget(fall: Fall, namn: str) -> None:
    begaran, kod = FEL[namn]
    fore = await innehall(fall.varld)
    svar = await fall.sand(begaran)
    granska(svar, kod)
    for sant in ("Exempelsson", "19850213", "19900107", "070-1740606", "finns-inte"):
        assert sant not in svar.text
    assert andrat(fore, await innehall(fall.varld)) == {}


def test_varje_vanlig_status_ar_provad() -> None:
    provade = {FELKODER[kod].status for _, kod in FEL.values()}
    assert provade >= {400, 401, 403, 404, 405, 409, 412, 413, 414, 415, 422, 428, 431}


MER: dict[str, Callable[[dict[str, Any], httpx.Response], bool]] = {
    "okänt fält": lambda p, _: (
        p["fel"] == [{"falt": "/okant", "kod": "okant_falt", "meddelande": "Fältet finns inte här."}]
    ),
    "fel kontrollsiffra": lambda p, _: p["fel"][0]["kod"] == "personnummer_kontrollsiffra",
    "gammal ETag": lambda p, _: [(a["nummer"], a["typ"]) for a in p["andringar"]] == [(p["aktuellVersion"], "andra")],
    "regel som hindrar": lambda p, _: p["regel"] == "DP-09" and p["fel"][0]["kod"] == "utlamnandegrund_saknas",
    "fel metod": lambda _, s: s.headers["allow"] == "GET, HEAD, OPTIONS",
    "okänd metod": lambda _, s: s.headers["allow"] == "GET, HEAD, POST, OPTIONS",
    "annan medietyp": lambda _, s: s.headers["accept"] == "application/json",
    "ingen token": lambda _, s: s.headers["www-authenticate"].startswith('Bearer realm="stegvis", DPoP '),
    "gammal token": lambda _, s: 'error="invalid_token"' in s.headers["www-authenticate"],
    "utan behörighet": lambda _, s: 'scope="arende:skriv"' in s.headers["www-authenticate"],
    "annans ärende": lambda p, _: p["_links"]["tillfalligAtkomst"]["method"] == "POST",
    "okänd parameter": lambda p, _: p["fel"][0]["falt"] == "efternamn",
}


@pytest.mark.parametrize("namn", MER)
async def test_problemet_sager_det_som_hjalper_klienten_vidare(fall: Fall, namn: str) -> None:
    svar = await fall.sand(FEL[namn][0])
    assert MER[namn](svar.json(), svar), svar.text


@pytest.mark.krav("ASVS 6.3.4")
async def test_den_som_inte_ar_inloggad_far_inte_veta_vilka_vagar_som_finns(fall: Fall) -> None:
    svar = [await fall.sand(Begaran("GET", vag, None)) for vag in ("/0484/arenden", "/0484/finns-inte", "/9999/x")]
    assert {s.status_code for s in svar} == {401}
    assert len({s.json()["detail"] for s in svar}) == 1


async def test_engelska_for_den_som_ber_om_det(fall: Fall) -> None:
    svar = await fall.sand(Begaran("GET", "/0484/arenden/{okant}", huvuden={"accept-language": "en"}))
    assert svar.json()["title"] == "The resource does not exist"
    assert svar.headers["content-language"].startswith("en")


async def test_utan_nagon_som_handlar_lases_inget(fall: Fall) -> None:
    """A client's own token on person data names nobody (DP-04)."""
    anna, v = rollista.rollinnehavare("anna"), fall.varld
    token = utfarda(NYCKEL, v.settings, anna.klient_id, "", anna.roll.value, "arende:las", None, v.klocka.nu())
    egna: dict[str, str | None] = {"authorization": f"Bearer {token}"}
    granska(await fall.sand(Begaran("GET", "/0484/arenden", None, huvuden=egna)), "person_saknas")
    for_anna = egna | {"stegvis-person": "anna.handlaggare"}
    assert (await fall.sand(Begaran("GET", "/0484/arenden", None, huvuden=for_anna))).status_code == 200
    som_nummer = egna | {"stegvis-person": "198502139804"}
    problem = granska(await fall.sand(Begaran("GET", "/0484/arenden", None, huvuden=som_nummer)), "ogiltig_begaran")
    assert "19850213" not in str(problem)


async def test_en_lasning_kan_villkoras_och_huvud_ges_utan_innehall(fall: Fall) -> None:
    en = "/0484/arenden/{arende}"
    get = await fall.sand(Begaran("GET", en))
    head = await fall.sand(Begaran("HEAD", en))
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", get.headers["etag"])
    assert head.headers["content-length"] == get.headers["content-length"]
    oforandrad = await fall.sand(Begaran("GET", en, huvuden={"if-none-match": get.headers["etag"]}))
    assert (oforandrad.status_code, oforandrad.content) == (304, b"")
    assert (await fall.sand(Begaran("HEAD", "/0127/arenden/{arende}", "david"))).status_code == 404


@pytest.mark.parametrize(
    ("vag", "metoder"),
    [
        ("/0484/arenden", "GET, HEAD, POST, OPTIONS"),
        ("/0484/arenden/{arende}", "GET, HEAD, OPTIONS"),
        ("/0484/arenden/{okant}/handelser", "GET, HEAD, POST, OPTIONS"),
        ("/0484/arenden/sokningar", "POST, OPTIONS"),
        ("/af/handelser", "POST, OPTIONS"),
        ("/api-info", "GET, HEAD, OPTIONS"),
    ],
)
async def test_options_namner_metoderna_och_inget_om_objektet(fall: Fall, vag: str, metoder: str) -> None:
    svar = await fall.sand(Begaran("OPTIONS", vag, None))
    assert (svar.status_code, svar.content, svar.headers["allow"]) == (204, b"", metoder)


async def test_sparet_fortsatts_och_svaret_bar_det(fall: Fall) -> None:
    spar = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    svar = await fall.sand(
        Begaran("GET", "/0484/arenden/{okant}", huvuden={"traceparent": spar, "x-request-id": "min-1"})
    )
    assert svar.json()["traceId"] == "4bf92f3577b34da6a3ce929d0e0e4736"
    assert svar.headers["traceparent"].startswith("00-4bf92f3577b34da6a3ce929d0e0e4736-")
    assert svar.headers["x-request-id"] == "min-1"
    annat = await fall.sand(Begaran("GET", "/0484/arenden/{okant}", huvuden={"traceparent": "skrot"}))
    assert re.fullmatch("[0-9a-f]{32}", annat.json()["traceId"])
