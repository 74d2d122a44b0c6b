"""The development issuer: who gets a token, what it says, and where the issuer refuses to run."""

import json
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

import httpx
import pytest
from joserfc.jwk import ECKey

from app.begrepp.parter import Part, Roll
from app.begrepp.tid import StallbarKlocka
from app.core.auth import JwksNyckelkalla, Klient, Medskickat, StatiskNyckelkalla, Tokenverifierare
from app.core.auth_jwt import las_huvud, oppna, signera
from app.core.errors import Oautentiserad
from app.integrations import utvecklingsklient
from app.integrations import utvecklingsutfardare as utf
from app.integrations.utvecklingsklient import (
    INTYGSTYP,
    TokenNekad,
    dpopbevis,
    hamta_token,
    klientfil,
    klientintyg,
    klientnyckel,
)
from app.integrations.utvecklingsutfardare import (
    Klientfro,
    skapa_utfardare,
    starthinder,
    utfarda,
    utfardarnyckel,
)
from app.settings import Lage, Settings

pytestmark = pytest.mark.anyio

START = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)
NU = int(START.timestamp())
ROT = "http://127.0.0.1:8485"
KLIENT = "https://verksamhetssystem.kommun.example"
ANNAN = "https://system.utforare.example"
FRON = [
    Klientfro(KLIENT, "Verksamhetssystemet", Roll.HANDLAGGARE, "anna", frozenset({"arende:las", "arende:skriv"})),
    Klientfro(ANNAN, "Utförarens system", Roll.VAGLEDARE, "", frozenset({"bestallning:las"})),
]


class Register:
    def klient(self, klient_id, _organisation):
        if klient_id != KLIENT:
            return None
        return Klient(
            klient_id=KLIENT,
            organisation_id=UUID(int=1),
            part=Part.KOMMUN,
            kommunkod="0484",
            namnd_id=UUID(int=2),
            roller=frozenset({Roll.HANDLAGGARE, Roll.ARBETSLEDARE}),
            scopes=frozenset({"arende:las", "arende:skriv"}),
            betrodd=False,
            aktiv=True,
        )

    def kommuner(self, klient):
        return frozenset({klient.kommunkod})


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture
def klocka():
    return StallbarKlocka(START)


@pytest.fixture
def settings(tmp_path):
    return Settings(datakatalog=tmp_path / "var", utfardare=ROT)


@pytest.fixture
async def http(settings, klocka):
    app = skapa_utfardare(settings, FRON, klocka)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ROT) as klient:
        yield klient


@pytest.fixture
def jwk(settings, http):
    return json.loads(klientfil(settings.datakatalog, KLIENT).read_text())


@pytest.fixture
def nyckel(jwk):
    return ECKey.import_key(jwk)


@pytest.fixture
def verifierare(settings, http, klocka):
    async def hamta():
        return (await http.get("/jwks")).json()

    return Tokenverifierare(settings, JwksNyckelkalla(hamta, klocka), Register(), klocka)


def formular(intyg, **andrat):
    return {"grant_type": "client_credentials", "client_assertion_type": INTYGSTYP, "client_assertion": intyg} | andrat


def intyg(nyckel, huvud=None, **andrat):
    klaim = {"iss": KLIENT, "sub": KLIENT, "aud": ROT, "iat": NU, "exp": NU + 60, "jti": "1"} | andrat
    huvud = {"alg": "ES256", "kid": nyckel.kid} | (huvud or {})
    return signera(huvud, {namn: varde for namn, varde in klaim.items() if varde is not None}, nyckel)


# --- a token, from the client's key to the service ---------------------------------------------


async def test_token_fran_utfardaren_godtas_av_tjansten(verifierare, http, jwk, klocka):
    token = await hamta_token(http, ROT, jwk, KLIENT, klocka=klocka)
    aktor = await verifierare.aktor(f"Bearer {token}", None)
    assert (aktor.klient_id, aktor.roll, aktor.person) == (KLIENT, Roll.HANDLAGGARE, "anna")
    assert aktor.scopes == {"arende:las", "arende:skriv"}


async def test_en_klient_kan_handla_for_vem_som_helst_av_sina(verifierare, http, jwk, klocka):
    token = await hamta_token(
        http, ROT, jwk, KLIENT, roll="arbetsledare", person="bo", scope="arende:las", klocka=klocka
    )
    aktor = await verifierare.aktor(f"Bearer {token}", None)
    assert (aktor.roll, aktor.person, aktor.scopes) == (Roll.ARBETSLEDARE, "bo", {"arende:las"})


async def test_utan_person_handlar_klienten_sjalv(verifierare, http, jwk, klocka):
    token = await hamta_token(http, ROT, jwk, KLIENT, person="", klocka=klocka)
    assert (await verifierare.aktor(f"Bearer {token}", None)).person == ""


async def test_registret_avgor_vilken_roll_klienten_har(verifierare, http, jwk, klocka):
    token = await hamta_token(http, ROT, jwk, KLIENT, roll="rapportor", klocka=klocka)
    with pytest.raises(Oautentiserad):
        await verifierare.aktor(f"Bearer {token}", None)


async def test_svaret_foljer_standarden(http, nyckel, settings):
    svar = await http.post("/token", data=formular(intyg(nyckel), enhet="vuxen", client_id=KLIENT))
    assert svar.headers["cache-control"] == "no-store"
    innehall = svar.json()
    token = innehall.pop("access_token")
    assert innehall == {"token_type": "Bearer", "expires_in": 300, "scope": "arende:las arende:skriv"}
    assert las_huvud(token)["typ"] == "at+jwt"
    assert las_huvud(token)["kid"].startswith("dev-")
    klaim = oppna(token, utfardarnyckel(settings.datakatalog))
    jti = klaim.pop("jti")
    assert len(jti) > 16
    assert klaim == {
        "iss": ROT,
        "aud": settings.publik,
        "sub": "anna",
        "client_id": KLIENT,
        "iat": NU,
        "exp": NU + 300,
        "scope": "arende:las arende:skriv",
        "roll": "handlaggare",
        "enhet": "vuxen",
    }


async def test_utfarda_ger_en_token_som_tjansten_godtar(settings, klocka):
    nyckel = utfardarnyckel(settings.datakatalog)
    token = utfarda(nyckel, settings, KLIENT, "anna", "handlaggare", "arende:las", None, klocka.nu())
    verifierare = Tokenverifierare(settings, StatiskNyckelkalla([nyckel]), Register(), klocka)
    aktor = await verifierare.aktor(f"Bearer {token}", None)
    assert (aktor.scopes, aktor.enhet) == ({"arende:las"}, None)


async def test_metadata_och_nycklar(http):
    metadata = (await http.get("/.well-known/oauth-authorization-server")).json()
    assert (metadata["issuer"], metadata["token_endpoint"]) == (ROT, f"{ROT}/token")
    assert metadata["token_endpoint_auth_methods_supported"] == ["private_key_jwt"]
    assert metadata["scopes_supported"] == ["arende:las", "arende:skriv", "bestallning:las"]
    (nyckel,) = (await http.get(metadata["jwks_uri"])).json()["keys"]
    assert nyckel.keys() == {"kty", "crv", "x", "y", "kid", "use", "alg"}


@pytest.mark.parametrize("aud", [ROT, f"{ROT}/token", [ROT], [f"{ROT}/token"]])
@pytest.mark.parametrize("huvud", [{}, {"typ": "JWT"}, {"typ": "client-authentication+jwt"}])
async def test_intyg_som_godtas(http, nyckel, aud, huvud):
    assert (await http.post("/token", data=formular(intyg(nyckel, huvud, aud=aud)))).status_code == 200


# --- refusals ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "andrat",
    [
        {"iss": ANNAN},
        {"sub": ANNAN},
        {"iss": [KLIENT]},
        {"sub": None},
        {"aud": "https://stegvis.example/stegvis/v1"},
        {"aud": [ROT, ANNAN]},
        {"aud": None},
        {"exp": NU - 30},
        {"exp": NU + 331},
        {"exp": None},
        {"exp": True},
        {"exp": "snart"},
        {"jti": None},
        {"jti": ""},
        {"jti": 1},
    ],
    ids=str,
)
async def test_intyg_som_inte_halls(http, nyckel, andrat):
    svar = await http.post("/token", data=formular(intyg(nyckel, **andrat)))
    assert (svar.status_code, svar.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize("fel", ["annan nyckel", "okänt kid", "utan kid", "fel typ", "åtkomsttoken", "skräp", "inget"])
async def test_intyg_som_inte_bevisar_nagot(http, nyckel, settings, klocka, fel):
    framling = ECKey.generate_key("P-256", {"kid": nyckel.kid})
    rad = {
        "annan nyckel": lambda: intyg(framling),
        "okänt kid": lambda: intyg(nyckel, {"kid": "x"}),
        "utan kid": lambda: signera({"alg": "ES256"}, {}, nyckel),
        "fel typ": lambda: intyg(nyckel, {"typ": "at+jwt"}),
        "åtkomsttoken": lambda: utfarda(nyckel, settings, KLIENT, "", "handlaggare", "", None, klocka.nu()),
        "skräp": lambda: "skräp",
        "inget": lambda: "",
    }[fel]()
    svar = await http.post("/token", data=formular(rad))
    assert (svar.status_code, svar.json()["error"]) == (401, "invalid_client")


async def test_ett_intyg_galler_en_gang(http, nyckel, klocka):
    en_gang = formular(klientintyg(nyckel, KLIENT, ROT, klocka.nu()))
    assert (await http.post("/token", data=en_gang)).status_code == 200
    for sekunder in [0, 59, 30]:
        klocka.flytta(timedelta(seconds=sekunder))
        assert (await http.post("/token", data=en_gang)).status_code == 401


@pytest.mark.parametrize(
    ("andrat", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": ""}, "unsupported_grant_type"),
        ({"client_assertion_type": "annan"}, "invalid_client"),
        ({"client_id": ANNAN}, "invalid_client"),
        ({"scope": "arende:las gallring:skriv"}, "invalid_scope"),
        ({"roll": "chef"}, "invalid_request"),
        ({"roll": "system"}, "invalid_request"),
        ({"fyllnad": "a" * 16_384}, "invalid_request"),
    ],
    ids=str,
)
async def test_begaran_som_avslas(http, nyckel, andrat, error):
    svar = await http.post("/token", data=formular(intyg(nyckel)) | andrat)
    assert svar.json()["error"] == error
    assert svar.headers["cache-control"] == "no-store"


async def test_klienthemlighet_och_basic_racker_inte(http):
    data = {"grant_type": "client_credentials", "client_id": KLIENT, "client_secret": "x"}
    for svar in [await http.post("/token", data=data), await http.post("/token", data=data, auth=(KLIENT, "x"))]:
        assert (svar.status_code, svar.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize(
    ("innehall", "typ"),
    [
        (b"{}", "application/json"),
        (urlencode([("grant_type", "client_credentials")] * 2).encode(), "application/x-www-form-urlencoded"),
        (b"&".join(b"a%d=1" % i for i in range(21)), "application/x-www-form-urlencoded"),
        (b"\xff=1", "application/x-www-form-urlencoded; charset=utf-8"),
    ],
)
async def test_begaran_som_inte_ar_ett_formular(http, innehall, typ):
    svar = await http.post("/token", content=innehall, headers={"Content-Type": typ})
    assert (svar.status_code, svar.json()["error"]) == (400, "invalid_request")


async def test_token_hamtas_bara_med_post(http):
    assert (await http.get("/token")).status_code == 405


async def test_nekad_token_sags_pa_svenska(http, jwk, klocka):
    with pytest.raises(TokenNekad, match="nekade token: invalid_scope"):
        await hamta_token(http, ROT, jwk, KLIENT, scope="gallring:skriv", klocka=klocka)
    with pytest.raises(TokenNekad, match="Ingen utfärdare svarar på"):
        await hamta_token(http, f"{ROT}/annat", jwk, KLIENT, klocka=klocka)


# --- keys and start ------------------------------------------------------------------------------


def rattigheter(fil):
    return stat.S_IMODE(fil.stat().st_mode)


def test_nycklar_gors_en_gang_och_ar_bara_agarens(settings, klocka):
    gammal_mask = os.umask(0)
    try:
        skapa_utfardare(settings, FRON, klocka)
    finally:
        os.umask(gammal_mask)
    filer = sorted(fil for fil in settings.datakatalog.rglob("*") if fil.is_file())
    assert [fil.relative_to(settings.datakatalog).as_posix() for fil in filer] == [
        "klienter/system-utforare-example.jwk",
        "klienter/verksamhetssystem-kommun-example.jwk",
        "utfardare/nyckel.jwk",
    ]
    assert {rattigheter(fil) for fil in filer} == {0o600}
    assert {rattigheter(fil.parent) for fil in filer} == {0o700}
    forst = [fil.read_bytes() for fil in filer]
    skapa_utfardare(settings, FRON, klocka)
    assert [fil.read_bytes() for fil in filer] == forst


def test_den_som_kommer_efter_tar_den_nyckel_som_redan_finns(settings):
    nyckel = klientnyckel(settings.datakatalog, KLIENT)
    utvecklingsklient._skapa(klientfil(settings.datakatalog, KLIENT), "")
    assert klientnyckel(settings.datakatalog, KLIENT) == nyckel


def test_tva_klienter_far_inte_dela_fil(settings, klocka):
    tvilling = Klientfro(f"{KLIENT}/", "Tvilling", Roll.HANDLAGGARE, "", frozenset())
    with pytest.raises(ValueError, match="delar nyckelfil"):
        skapa_utfardare(settings, [*FRON, tvilling], klocka)


@pytest.mark.parametrize(
    "adress",
    [
        "https://127.0.0.1:8485",
        "http://0.0.0.0:8485",
        "http://10.0.0.1:8485",
        "http://utfardare.example:8485",
        "http://127.0.0.1.angripare.example:8485",
        "http://a@127.0.0.1:8485",
        "http://127.0.0.1",
        "http://127.0.0.1:8485/",
        "http://127.0.0.1:8485?a",
        "http://127.0.0.1:hej",
        "",
    ],
)
def test_utfardaren_lyssnar_bara_pa_loopback(settings, klocka, adress):
    installningar = settings.model_copy(update={"utfardare": adress})
    assert "STEGVIS_UTFARDARE" in str(starthinder(installningar))
    with pytest.raises(ValueError, match="loopback"):
        skapa_utfardare(installningar, FRON, klocka)


@pytest.mark.parametrize("adress", ["http://127.0.0.1:8485", "http://localhost:9", "http://[::1]:8485"])
@pytest.mark.parametrize("lage", [Lage.UTVECKLING, Lage.TEST])
def test_utfardaren_far_starta(settings, adress, lage):
    assert starthinder(settings.model_copy(update={"utfardare": adress, "lage": lage})) is None


def test_processen_lyssnar_dar_installningen_sager(settings, monkeypatch):
    korningar = []
    monkeypatch.setattr(utf.uvicorn, "run", lambda app, **val: korningar.append((app, val)))
    assert utf.main(FRON, settings) == 0
    ((app, val),) = korningar
    assert {route.path for route in app.routes} == {"/jwks", "/.well-known/oauth-authorization-server", "/token"}
    assert (val["host"], val["port"], val["http"]) == ("127.0.0.1", 8485, "httptools")


def test_i_produktion_vagrar_processen_med_en_mening_och_kod_2(tmp_path):
    miljo = {**os.environ, "STEGVIS_LAGE": "produktion", "STEGVIS_DATAKATALOG": str(tmp_path / "var")}
    svar = subprocess.run(
        [sys.executable, "-m", "app.integrations.utvecklingsutfardare"],
        env=miljo,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert svar.returncode == 2
    assert svar.stderr == "Utvecklingsutfärdaren startar inte när STEGVIS_LAGE är produktion.\n"
    assert not (tmp_path / "var").exists()


# --- bound tokens -------------------------------------------------------------------------------


class Minne:
    """Proofs used, in one process."""

    def __init__(self):
        self.anvanda = set()

    async def forsta_gangen(self, klient_id, bevis):
        ny = (klient_id, bevis.avtryck) not in self.anvanda
        self.anvanda.add((klient_id, bevis.avtryck))
        return ny


@pytest.mark.krav("ASVS 10.4.14")
async def test_en_token_bunden_till_klientens_nyckel_eller_certifikat(settings, http, jwk, nyckel, klocka):
    async def hamta():
        return (await http.get("/jwks")).json()

    nycklar = JwksNyckelkalla(hamta, klocka)
    verifierare = Tokenverifierare(settings, nycklar, Register(), klocka, Minne())
    adress = "http://127.0.0.1:8484/stegvis/v1/0484/arenden"
    token = await hamta_token(http, ROT, jwk, KLIENT, dpop=True, klocka=klocka)
    bevis = dpopbevis(nyckel, "GET", adress, klocka.nu(), token)
    begaran = Medskickat(metod="GET", adress=adress, bevis=bevis)
    assert (await verifierare.aktor(f"DPoP {token}", begaran)).nyckelbunden
    for schema, sammanhang in (("DPoP", begaran), ("Bearer", begaran), ("DPoP", Medskickat("GET", adress))):
        with pytest.raises(Oautentiserad):
            await verifierare.aktor(f"{schema} {token}", sammanhang)

    token = await hamta_token(http, ROT, jwk, KLIENT, certifikat="c" * 43, klocka=klocka)
    assert not (await verifierare.aktor(f"Bearer {token}", Medskickat(certifikat="c" * 43))).nyckelbunden
    with pytest.raises(TokenNekad, match="invalid_request"):
        await hamta_token(http, ROT, jwk, KLIENT, certifikat="c" * 42, klocka=klocka)


async def test_utfardaren_provar_beviset_och_tar_det_en_gang(http, nyckel, klocka):
    nu = klocka.nu()
    ratt = dpopbevis(nyckel, "POST", f"{ROT}/token", nu)
    fall = {
        "invalid_dpop_proof: htm": [dpopbevis(nyckel, "GET", f"{ROT}/token", nu)],
        "invalid_dpop_proof: htu": [dpopbevis(nyckel, "POST", f"{ROT}/jwks", nu)],
        "invalid_dpop_proof: iat": [dpopbevis(nyckel, "POST", f"{ROT}/token", nu - timedelta(hours=1))],
        "invalid_dpop_proof: två": [ratt, ratt],
        "invalid_dpop_proof: tomt": [""],
    }
    for namn, bevisen in fall.items():
        svar = await http.post(
            "/token",
            data=formular(klientintyg(nyckel, KLIENT, ROT, nu)),
            headers=[("content-type", "application/x-www-form-urlencoded"), *(("dpop", b) for b in bevisen)],
        )
        assert (svar.status_code, svar.json()["error"]) == (400, "invalid_dpop_proof"), namn
    for vantat in ((200, "DPoP"), (400, None)):
        svar = await http.post("/token", data=formular(klientintyg(nyckel, KLIENT, ROT, nu)), headers={"dpop": ratt})
        assert (svar.status_code, svar.json().get("token_type")) == vantat
        assert "refresh_token" not in svar.json()
    assert (
        "ES256"
        in (await http.get("/.well-known/oauth-authorization-server")).json()["dpop_signing_alg_values_supported"]
    )
