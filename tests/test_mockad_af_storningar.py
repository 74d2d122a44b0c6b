"""The mocked Arbetsförmedlingen's faults, events and control endpoint, without a socket."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import respx
from joserfc import jwt
from joserfc.jwk import ECKey

from tests.mockad_af import (
    Handelsetyp,
    MockadAf,
    Nerslag,
    Ordning,
    Storning,
    Storningsslag,
    exempel,
    respx_rutter,
    skapa_mock,
)
from tests.mockad_af.ateranrop import FLEST_FORSOK, Ateranrop, Mottagare
from tests.mockad_af.provning import KONTRAKT, Kommun
from tests.mockad_af.rutter import STAM
from tests.mockad_af.utfardare import Tokenkalla

BAS = "http://af.example"
STEGVIS = "http://stegvis.example"
NU = datetime(2026, 10, 1, 7, 30, tzinfo=UTC)


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


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


# --- faults -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("slag", "status"), [("429", 429), ("500", 500), ("503", 503), ("400", 400)])
def test_felsvar_pa_begaran_lagrar_inget(kommun: Kommun, af: MockadAf, slag: str, status: int) -> None:
    af.storningar.ko.append(Storning(Storningsslag(slag), antal=2, retry_after=7))
    kropp = exempel.samrad()
    svaren = [kommun.post("samrad", kropp) for _ in range(3)]
    assert [svar.status_code for svar in svaren] == [status, status, 201]
    assert svaren[0].headers.get("retry-after") == (None if slag == "400" else "7")
    (rad,) = af.journal.mottaget()
    assert (rad.forsok, rad.effekter) == (3, 1)


@pytest.mark.parametrize(
    ("slag", "undantag", "effekter"),
    [
        ("timeout", httpx.ReadTimeout, 0),
        ("timeout_efter_lagring", httpx.ReadTimeout, 1),
        ("bruten", httpx.ReadError, 0),
        ("bruten_efter_lagring", httpx.ReadError, 1),
        ("langsam", httpx.ReadTimeout, 1),
    ],
)
def test_uteblivet_svar_och_omforsok_ger_en_effekt(
    kommun: Kommun, af: MockadAf, slag: str, undantag: type[Exception], effekter: int
) -> None:
    af.storningar.ko.append(Storning(Storningsslag(slag)))
    kropp = exempel.samrad()
    with pytest.raises(undantag):
        kommun.post("samrad", kropp)
    assert af.raknare()["effekter"] == effekter
    assert kommun.post("samrad", kropp).status_code == 201
    assert af.raknare()["effekter"] == 1


def test_trasig_json_kort_langsamhet_och_urval(kommun: Kommun, af: MockadAf) -> None:
    slag = Storningsslag
    af.storningar.ko += [
        Storning(slag.TRASIG_JSON, resurs="samrad"),
        Storning(slag.LANGSAM, sekunder=0.5),
        Storning(slag.DATAFEL, unikt_id="gift", antal=None),
        Storning(slag.SERVERFEL, arendeidentitet="b", antal=None),
    ]
    trasig = kommun.post("samrad", exempel.samrad())
    assert trasig.status_code == 201
    with pytest.raises(ValueError, match="Unterminated"):
        trasig.json()
    assert kommun.post("samrad", exempel.samrad()).status_code == 201
    assert [kommun.post("samrad", exempel.samrad(unikt_id="gift")).status_code for _ in range(3)] == [400] * 3
    assert kommun.post("underrattelser", exempel.underrattelse(arendeidentitet="b")).status_code == 500
    assert kommun.post("underrattelser", exempel.underrattelse()).status_code == 201


def test_sannolikheten_ar_samma_for_samma_fro(kommun: Kommun, af: MockadAf) -> None:
    def omgang() -> list[int]:
        af.nollstall()
        kommun.logga_in()
        af.storningar.ko.append(Storning(Storningsslag.OTILLGANGLIG, antal=None, sannolikhet=0.2))
        return [kommun.post("samrad", exempel.samrad()).status_code for _ in range(100)]

    forsta = omgang()
    assert forsta == omgang()
    assert 5 < forsta.count(503) < 40


@pytest.mark.parametrize(("slag", "undantag"), [(Nerslag.BRYT, httpx.ReadError), (Nerslag.HANG, httpx.ReadTimeout)])
def test_nere_galler_allt_och_raknas(kommun: Kommun, af: MockadAf, slag: Nerslag, undantag: type[Exception]) -> None:
    af.nere = slag
    with pytest.raises(undantag):
        kommun.post("samrad", exempel.samrad())
    with pytest.raises(undantag):
        kommun.logga_in()
    af.nere = Nerslag.OTILLGANGLIG
    assert kommun.post("samrad", exempel.samrad()).status_code == 503
    assert af.raknare()["resurser"]["samrad"]["nere"] == 2
    assert [anrop.status for anrop in af.journal.anrop] == [200, None, None, 503]


# --- events -----------------------------------------------------------------------------------------------------


class Stegvis:
    """A stand-in for the service and its issuer: answers as told (0: not at all, then 202), keeps what it gets."""

    def __init__(self, *status: int) -> None:
        self.status = list(status)
        self.fick: list[httpx.Request] = []
        self.hamtade: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/token":
            self.hamtade.append(request)
            return httpx.Response(200, json={"access_token": f"t{len(self.hamtade)}", "expires_in": 300})
        self.fick.append(request)
        status = self.status.pop(0) if self.status else 202
        if not status:
            raise httpx.ConnectError("nere", request=request)
        return httpx.Response(status)

    def handelser(self) -> list[Any]:
        return [json.loads(request.content) for request in self.fick]

    def visade(self) -> list[str | None]:
        return [request.headers.get("authorization") for request in self.fick]


def _ateranrop(af: MockadAf, stegvis: Stegvis, **kalla: Any) -> Ateranrop:
    klient = httpx.AsyncClient(transport=httpx.MockTransport(stegvis))
    return Ateranrop(af, Mottagare([STEGVIS], Tokenkalla(**kalla)), klient)


@pytest.fixture
def tre_handelser(kommun: Kommun, af: MockadAf) -> list[str]:
    """Three events about one message."""
    kommun.post("informationsoverlamningar", exempel.informationsoverlamning(unikt_id="i_0"))
    typer = [Handelsetyp.INKOMMEN, Handelsetyp.GODKAND, Handelsetyp.INSATS_BESLUTAD]
    for typ in typer:
        af.handelse("i_0", typ)
    return [typ.value for typ in typer]


@pytest.mark.anyio
async def test_handelser_levereras_med_token_och_foljer_kontraktet(af: MockadAf, tre_handelser: list[str]) -> None:
    stegvis = Stegvis()
    assert await _ateranrop(af, stegvis, fast_token="abc").leverera()
    assert [rad["typ"] for rad in stegvis.handelser()] == tre_handelser
    assert [KONTRAKT.granska_handelse(rad) for rad in stegvis.handelser()] == [[]] * 3
    assert stegvis.visade() == ["Bearer abc"] * 3
    assert {str(request.url) for request in stegvis.fick} == {f"{STEGVIS}/stegvis/v1/af/handelser"}
    assert all(request.headers["af-trackingid"] for request in stegvis.fick)


@pytest.mark.anyio
async def test_handelser_forsoks_igen_tills_de_ar_framme(af: MockadAf, tre_handelser: list[str]) -> None:
    stegvis = Stegvis(0, 202, 422)
    ateranrop = _ateranrop(af, stegvis)
    assert [await ateranrop.leverera(), await ateranrop.leverera()] == [False, True]
    assert [rad["typ"] for rad in stegvis.handelser()] == [*tre_handelser, tre_handelser[0]]
    lagen = [(rad.lage.value, [status for _, status in rad.forsok]) for rad in af.handelser.alla]
    assert lagen == [("levererad", [None, 202]), ("levererad", [202]), ("avvisad", [422])]


@pytest.mark.anyio
async def test_den_som_har_fatt_handelsen_far_den_inte_igen(af: MockadAf, tre_handelser: list[str]) -> None:
    stegvis = Stegvis(202, 503)
    ateranrop = _ateranrop(af, stegvis)
    ateranrop.mottagare.urlar = ["http://a.example", "http://b.example/"]
    await ateranrop.leverera()
    await ateranrop.leverera()
    vardar = [request.url.host for request in stegvis.fick]
    assert vardar == ["a.example", "b.example"] * len(tre_handelser) + ["b.example"]


@pytest.mark.anyio
async def test_handelser_overges_efter_manga_forsok(af: MockadAf, tre_handelser: list[str]) -> None:
    stegvis = Stegvis(*[500] * len(tre_handelser) * FLEST_FORSOK)
    ateranrop = _ateranrop(af, stegvis)
    varv = [await ateranrop.leverera() for _ in range(FLEST_FORSOK)]
    assert varv == [False] * (FLEST_FORSOK - 1) + [True]


@pytest.mark.anyio
async def test_token_hamtas_en_gang_och_pa_nytt_efter_401(af: MockadAf, tre_handelser: list[str]) -> None:
    stegvis = Stegvis(202, 401)
    ateranrop = _ateranrop(
        af, stegvis, token_url=f"{STEGVIS}/token", klient_hemlighet="h", formular={"scope": "stegvis:af"}
    )
    await ateranrop.leverera()
    await ateranrop.leverera()
    assert stegvis.visade() == ["Bearer t1", "Bearer t1", "Bearer t2", "Bearer t2"]
    formular = dict(httpx.QueryParams(stegvis.hamtade[0].content.decode()))
    assert formular["client_secret"] == "h"
    assert (formular["grant_type"], formular["scope"]) == ("client_credentials", "stegvis:af")


@pytest.mark.anyio
async def test_token_hamtas_med_private_key_jwt(af: MockadAf, tre_handelser: list[str], tmp_path: Path) -> None:
    nyckel = ECKey.generate_key("P-256", {"kid": "dev-af"})
    fil = tmp_path / "af.json"
    fil.write_text(json.dumps(nyckel.as_dict(private=True)))
    stegvis = Stegvis()
    await _ateranrop(
        af, stegvis, token_url=f"{STEGVIS}/token", klient_id="https://af.example", nyckelfil=fil
    ).leverera()
    formular = dict(httpx.QueryParams(stegvis.hamtade[0].content.decode()))
    intyg = jwt.decode(formular["client_assertion"], nyckel)
    assert (intyg.header["kid"], intyg.claims["sub"]) == ("dev-af", "https://af.example")
    assert intyg.claims["aud"] == f"{STEGVIS}/token"
    assert len(stegvis.fick) == len(tre_handelser)


@pytest.mark.anyio
async def test_handelser_dubbleras_och_kastas_om(kommun: Kommun, af: MockadAf) -> None:
    kommun.post("underrattelser", exempel.underrattelse(unikt_id="u"))
    af.handelser.stall(samla=4, ordning=Ordning.OMVAND, dubbletter=1)
    stegvis = Stegvis()
    ateranrop = _ateranrop(af, stegvis)
    af.handelse("u", Handelsetyp.INKOMMEN)
    await ateranrop.leverera()
    assert stegvis.fick == []
    af.handelse("u", Handelsetyp.GODKAND)
    await ateranrop.leverera()
    assert [rad["typ"] for rad in stegvis.handelser()] == ["godkand", "godkand", "inkommen", "inkommen"]
    assert len({rad["handelse_id"] for rad in stegvis.handelser()}) == 2
    af.handelse("u", Handelsetyp.AVAKTUALISERAD)
    af.handelser.slapp()
    await ateranrop.leverera()
    assert len(stegvis.fick) == 6


# --- the control endpoint over HTTP -------------------------------------------------------------------------------


class Program:
    """The application in this process."""

    def __init__(self, af: MockadAf, stegvis: Stegvis) -> None:
        app = skapa_mock(af, klient=httpx.AsyncClient(transport=httpx.MockTransport(stegvis)))
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://mock.example")

    async def styr(self, metod: str, vag: str, data: object = None) -> Any:
        svar = await self.http.request(metod, f"/_styr{vag}", json=data)
        assert svar.status_code == 200, svar.text
        return svar.json()

    async def post(self, resurs: str, kropp: object, **huvuden: str) -> httpx.Response:
        data = {"grant_type": "client_credentials", "client_id": "stegvis", "client_secret": "utveckling"}
        token = (await self.http.post("/oauth2/token", data=data)).json().get("access_token")
        egna = {"Authorization": f"Bearer {token}", "AF-TrackingId": "0f1e2d3c-4b5a-4678-8796-a5b4c3d2e1f0"}
        egna |= {"AF-SystemId": "STEGVIS", "AF-EndUserId": "*sys*", "AF-Environment": "U1"} | huvuden
        return await self.http.post(f"{STAM}/{resurs}", json=kropp, headers=egna)


@pytest.fixture
def stegvis() -> Stegvis:
    return Stegvis()


@pytest.fixture
def program(stegvis: Stegvis) -> Program:
    return Program(MockadAf(klocka=lambda: NU), stegvis)


@pytest.mark.anyio
async def test_styrning_av_samrad_fran_fraga_till_handelse(program: Program, stegvis: Stegvis) -> None:
    await program.styr("PUT", "/ateranrop", {"urlar": [STEGVIS], "token": "abc"})
    await program.styr("PUT", "/personer", {"personnummer": exempel.TESTPERSON, "sekretessmarkering": True})
    await program.post("samrad", exempel.samrad(unikt_id="s1"))
    await program.styr("POST", "/samrad/besvara", {"unikt_id": "s1", "kommentar": "Ring oss"})
    (rad,) = await program.styr("POST", "/handelser/leverera")
    assert (rad["lage"], rad["forsok"][0]["status"]) == ("levererad", 202)
    assert rad["handelse"]["svar"]["sekretessmarkering"] is True
    assert stegvis.visade() == ["Bearer abc"]
    (mottaget,) = await program.styr("GET", "/mottaget?resurs=samrad&innehall=1")
    assert mottaget["innehall"]["unikt_id"] == "s1"
    assert "innehall" not in (await program.styr("GET", "/mottaget"))[0]


@pytest.mark.anyio
async def test_styrning_av_storningar_och_raknare(program: Program) -> None:
    await program.styr("POST", "/storningar", {"slag": "429", "resurs": "samrad", "retry_after": 3})
    kvar = await program.styr("POST", "/storningar", {"storningar": [{"slag": "500", "antal": None}], "fro": 4})
    assert [rad["slag"] for rad in kvar] == ["429", "500"]
    svar = await program.post("samrad", exempel.samrad())
    assert (svar.status_code, svar.headers["retry-after"]) == (429, "3")
    assert (await program.post("samrad", exempel.samrad())).status_code == 500
    assert await program.styr("DELETE", "/storningar") == []
    assert (await program.post("samrad", exempel.samrad())).status_code == 201
    antal = await program.styr("GET", "/raknare")
    assert (antal["effekter"], antal["ej_lagrade"], antal["utlosta_storningar"]) == (1, 2, 2)
    assert antal["ateranvanda_sparningsid"] == 2
    anrop = [(rad["resurs"], rad["status"], rad["storning"]) for rad in await program.styr("GET", "/anrop")]
    assert anrop[1::2] == [("samrad", 429, "429"), ("samrad", 500, "500"), ("samrad", 201, None)]


@pytest.mark.anyio
async def test_styrning_av_lage_och_nollstallning(program: Program) -> None:
    lage = await program.styr("PUT", "/lage", {"nere": "503", "svar": "auto", "tid": "2030-01-01T00:00:00+01:00"})
    assert (lage["nere"], lage["svar"], lage["tid"]) == ("503", "auto", "2029-12-31T23:00:00.000Z")
    assert (await program.http.get(f"{STAM}/samrad/AF-000000000000")).status_code == 503
    await program.styr("PUT", "/lage", {"nere": True})
    with pytest.raises(ConnectionResetError):
        await program.post("samrad", {})
    await program.styr("POST", "/nollstall")
    lage = await program.styr("GET", "")
    assert (lage["nere"], lage["svar"], lage["tid"]) == (None, "manuell", "2026-10-01T07:30:00.000Z")
    assert (await program.post("samrad", exempel.samrad())).status_code == 201
    await program.styr("POST", "/token/aterkalla")


@pytest.mark.anyio
async def test_styrning_av_afs_egen_bedomning_och_av_forlorade_handelser(program: Program, stegvis: Stegvis) -> None:
    await program.styr("PUT", "/ateranrop", {"urlar": [STEGVIS]})
    om = {"kommunkod": "0484", "arendeidentitet": "a", "personnummer": exempel.TESTPERSON}
    await program.styr("PUT", "/handelser/ordning", {"forlora": 1})
    for kod in ("kan_omfattas", "omfattas_inte"):
        await program.styr("POST", "/bedomningar", om | {"kod": kod, "datum": "2026-10-01"})
    lagen = await program.styr("POST", "/handelser/leverera")
    assert [(rad["lage"], rad["handelse"]["bedomning"]["bedomningskod"]) for rad in lagen] == [
        ("forlorad", "kan_omfattas"),
        ("levererad", "omfattas_inte"),
    ]
    (handelse,) = stegvis.handelser()
    assert KONTRAKT.granska_handelse(handelse) == []
    assert KONTRAKT.granska_handelse(handelse | {"unikt_id": "a_0"}) != []
    assert KONTRAKT.granska_handelse({**handelse, "typ": "godkand"}) != []


@pytest.mark.anyio
async def test_styrning_av_raa_handelser_och_deras_ordning(program: Program, stegvis: Stegvis) -> None:
    await program.styr("PUT", "/ateranrop", {"urlar": [STEGVIS]})
    await program.styr("PUT", "/handelser/ordning", {"samla": 5, "ordning": "blandad", "fro": 3})
    await program.post("underrattelser", exempel.underrattelse(unikt_id="u"))
    await program.styr("POST", "/handelser", {"typ": "godkand", "unikt_id": "u", "extra": {"handelse_id": "x"}})
    await program.styr("POST", "/handelser", {"ra": ["obegripligt"]})
    await program.styr("POST", "/handelser/leverera")
    assert {"x"} == {rad["handelse_id"] for rad in stegvis.handelser() if rad != ["obegripligt"]}
    assert len(stegvis.fick) == 2


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("metod", "vag", "data", "status"),
    [
        ("POST", "/okand", None, 404),
        ("POST", "/samrad/besvara", {"unikt_id": "finns inte"}, 404),
        ("POST", "/samrad/besvara", {}, 400),
        ("POST", "/storningar", {"slag": "jordbävning"}, 400),
        ("POST", "/storningar", {"slag": "500", "resurs": "annat"}, 400),
        ("POST", "/storningar", {"slag": "500", "mer": 1}, 400),
        ("PUT", "/lage", {"okand": 1}, 400),
        ("PUT", "/lage", [], 400),
        ("PUT", "/personer", {"personnummer": exempel.TESTPERSON, "uppgifter": {"lon": 1}}, 400),
        ("POST", "/handelser", {"typ": "annan", "unikt_id": "x"}, 400),
    ],
)
async def test_felaktig_styrning_vagras(program: Program, metod: str, vag: str, data: object, status: int) -> None:
    svar = await program.http.request(metod, f"/_styr{vag}", json=data)
    assert svar.status_code == status
    assert svar.json()["fel"]


@pytest.mark.anyio
async def test_for_stort_innehall_ar_413(program: Program) -> None:
    svar = await program.post("samrad", {"x": "y" * 1_048_576})
    assert svar.status_code == 413
    assert KONTRAKT.granska_svar("POST", f"{STAM}/samrad", 413, dict(svar.headers), svar.content) == []


def test_bas_url_med_vag_och_utan_traff(router: respx.MockRouter) -> None:
    af = respx_rutter(router, f"{BAS}/mock/", MockadAf(klocka=lambda: NU))
    assert httpx.get(f"{BAS}/mock/annat").status_code == 404
    assert httpx.post(f"{BAS}/mock/oauth2/token", data={}).json() == {"error": "invalid_request"}
    assert router["token"].call_count == 1
    assert af.raknare()["anrop"] == 1
