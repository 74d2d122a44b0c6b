"""S16: every forged token gets 401, and nothing of it comes back."""

import asyncio
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.begrepp.tid import StallbarKlocka
from app.core.auth import StatiskNyckelkalla, Tokenverifierare
from app.core.errors import Oautentiserad
from tests.core.tokens import (
    AVSTANGD,
    EC,
    EC_384,
    EC_ANNAN,
    INSTALLNINGAR,
    KLIENT,
    NU,
    NYCKLAR,
    RSA,
    START,
    TESTNUMMER,
    TILL_KRYPTERING,
    UTFORARE,
    Register,
    b64,
    bytt_del,
    hs256,
    ihopsatt,
    kontrollera_avslag,
    ratt_huvud,
    ratta_klaim,
    som_json,
    token,
    utan_signatur,
)

pytestmark = pytest.mark.anyio


FORFALSKADE = {
    # algorithm and signature
    "alg none": utan_signatur(""),
    "alg none med signatur": utan_signatur("AAAA"),
    "alg None": token({"alg": "None"}),
    "alg saknas": token({"alg": ...}),
    "alg som lista": token({"alg": ["ES256"]}),
    "alg som objekt": token({"alg": {"ES256": 1}}),
    "HS256 med publik nyckel som PEM": hs256(EC.as_pem(private=False)),
    "HS256 med publik nyckel som DER": hs256(EC.as_der(private=False)),
    "HS256 med publik nyckel som JWK": hs256(json.dumps(EC.as_dict(private=False)).encode()),
    "ES384": token({"alg": "ES384", "kid": "ec-384"}, EC_384, "ES384"),
    "RS512": token({"alg": "RS512", "kid": "rsa-1"}, RSA, "RS512"),
    "ES256 med P-384": token({"kid": "ec-384"}),
    "ES256 med RSA-nyckelns namn": token({"kid": "rsa-1"}),
    "RS256 med en nyckel som bara är till PS256": token({"alg": "RS256", "kid": "rsa-ps"}, RSA, "RS256"),
    "nyckel till kryptering": token({"kid": "enc-1"}, TILL_KRYPTERING),
    "annan nyckel med samma kid": token(nyckel=EC_ANNAN),
    "signatur av nollor": bytt_del(2, b64(bytes(64))),
    "signatur kapad": token()[:-8],
    "signatur i DER": bytt_del(2, b64(bytes.fromhex("3006020101020101"))),
    "innehåll bytt": bytt_del(1, b64(som_json(ratta_klaim(client_id=UTFORARE, roll="vagledare")))),
    "huvud bytt": bytt_del(0, b64(som_json(ratt_huvud(typ="application/at+jwt")))),
    # header
    "typ JWT": token({"typ": "JWT"}),
    "typ som lista": token({"typ": ["at+jwt"]}),
    "typ saknas": token({"typ": ...}),
    "typ id-token": token({"typ": "id+jwt"}),
    "kid saknas": token({"kid": ...}),
    "kid tomt": token({"kid": ""}),
    "kid okänt": token({"kid": "ec-2"}),
    "kid som tal": token({"kid": 1}),
    "kid som sökväg": token({"kid": "../../dev/null"}),
    "jku": token({"jku": "https://angripare.example/jwks"}),
    "x5u": token({"x5u": "https://angripare.example/cert"}),
    "x5c": token({"x5c": ["MIIB"]}),
    "jwk med egen nyckel": token({"jwk": EC_ANNAN.as_dict(private=False)}, EC_ANNAN),
    "crit": token({"crit": ["exp"], "exp": NU}),
    "b64 false": token({"b64": False, "crit": ["b64"]}),
    "namn två gånger i huvudet": ihopsatt(b'{"alg":"none","alg":"ES256","typ":"at+jwt","kid":"ec-1"}', ratta_klaim()),
    # issuer and audience
    "annan utfärdare": token(iss="https://angripare.example"),
    "utfärdare med snedstreck": token(iss="https://as.example/"),
    "utfärdare saknas": token(iss=...),
    "annan mottagare": token(aud="https://annan.example"),
    "två mottagare": token(aud=["https://stegvis.example/stegvis/v1", "https://annan.example"]),
    "samma mottagare två gånger": token(aud=["https://stegvis.example/stegvis/v1"] * 2),
    "inga mottagare": token(aud=[]),
    "mottagare saknas": token(aud=...),
    "mottagare som objekt": token(aud={"https://stegvis.example/stegvis/v1": 1}),
    # life
    "utgången": token(iat=NU - 600, exp=NU - 300),
    "utgången precis utanför marginalen": token(iat=NU - 360, exp=NU - 60),
    "exp saknas": token(exp=...),
    "exp som text": token(exp=str(NU + 300)),
    "exp sant": token(exp=True),
    "exp oändlig": ihopsatt(ratt_huvud(), som_json(ratta_klaim(exp=0)).replace(b'"exp": 0', b'"exp": 1e999')),
    "exp NaN": ihopsatt(ratt_huvud(), som_json(ratta_klaim(exp=0)).replace(b'"exp": 0', b'"exp": NaN')),
    "exp med 5 000 siffror": ihopsatt(
        ratt_huvud(), som_json(ratta_klaim(exp=0)).replace(b'"exp": 0', b'"exp": ' + b"9" * 5000)
    ),
    "exp med 400 siffror": ihopsatt(
        ratt_huvud(), som_json(ratta_klaim(exp=0)).replace(b'"exp": 0', b'"exp": ' + b"9" * 400)
    ),
    "exp negativ": token(iat=-301, exp=-1),
    "exp före iat": token(exp=NU, iat=NU + 30),
    "exp lika med iat": token(exp=NU),
    "nbf längre fram": token(nbf=NU + 61),
    "nbf sant": token(nbf=True),
    "nbf negativ": token(nbf=-1),
    "nbf som text": token(nbf="nu"),
    "iat längre fram": token(iat=NU + 61, exp=NU + 300),
    "iat saknas": token(iat=...),
    "för lång livslängd": token(exp=NU + 301),
    "för lång livslängd, redan gammal": token(iat=NU - 86400, exp=NU + 60),
    # client, role, person
    "client_id saknas": token(client_id=...),
    "client_id tomt": token(client_id=""),
    "client_id som lista": token(client_id=[KLIENT]),
    "okänd klient": token(client_id="https://okand.example"),
    "avstängd klient": token(client_id=AVSTANGD),
    "roll utanför klienten": token(roll="rapportor"),
    "roll som klientens slags part inte har": token(roll="vagledare"),
    "rollen system": token(roll="system"),
    "roll saknas": token(roll=...),
    "roll som inte finns": token(roll="chef"),
    "två roller": token(roll=["handlaggare", "arbetsledare"]),
    "roll som objekt": token(roll={"handlaggare": 1}),
    "roll som lista av tal": token(roll=[1]),
    "sub saknas": token(sub=...),
    "sub som tal": token(sub=7),
    "sub är ett personnummer": token(sub=TESTNUMMER),
    "sub med radbrytning": token(sub="anna\nroll: x"),
    "sub med ensamt surrogat": token(sub="\ud800"),
    "sub orimligt lång": token(sub="a" * 201),
    "enhet tom": token(enhet=""),
    "enhet med radbrytning": token(enhet="vuxen\nbarn"),
    "enhet som lista": token(enhet=["vuxen"]),
    "jti saknas": token(jti=...),
    "scope som lista": token(scope=["arende:las"]),
    "bunden till ingenting": token(cnf={}),
    "bunden på okänt vis": token(cnf={"jwk": EC.as_dict(private=False)}),
    "bunden till något som inte är ett avtryck": token(cnf={"jkt": "abc"}),
    "bunden till nyckel, som Bearer": token(cnf={"jkt": EC.thumbprint()}),
    "bunden till certifikat som inte visas": token(cnf={"x5t#S256": EC.thumbprint()}),
    # form
    "för stor": token(fyllnad="a" * 8192),
    "skräp": "skräp",
    "två delar": ".".join(token().split(".")[:2]),
    "fem delar": f"{token()}.AAAA.AAAA",
    "tomma delar": "..",
    "dubbelt": f"{token()} {token()}",
    "utfyllt": f"{token()}==",
    "vanlig base64": token().replace("-", "+").replace("_", "/") + "/",
    "huvud i UTF-16": ihopsatt(json.dumps(ratt_huvud()).encode("utf-16"), ratta_klaim()),
    "huvud som lista": ihopsatt(b"[]", ratta_klaim()),
    "innehåll som lista": ihopsatt(ratt_huvud(), b"[]"),
    "innehåll inte JSON": ihopsatt(ratt_huvud(), b"{"),
    "innehåll inte UTF-8": ihopsatt(ratt_huvud(), b'{"iss":"\xff"}'),
    "innehåll djupt": ihopsatt(ratt_huvud(), b"[" * 5000),
    "huvud djupt": ihopsatt(b"[" * 5000, ratta_klaim()),
    "klaim två gånger": ihopsatt(
        ratt_huvud(), som_json(ratta_klaim()).replace(b'"roll"', b'"roll": "arbetsledare", "roll"')
    ),
}


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture
def verifierare():
    return Tokenverifierare(INSTALLNINGAR, StatiskNyckelkalla(NYCKLAR), Register(), StallbarKlocka(START))


@pytest.mark.parametrize("forfalskad", FORFALSKADE.values(), ids=FORFALSKADE.keys())
@pytest.mark.krav("S16", "ASVS 9.1.1", "ASVS 9.1.2", "ASVS 9.1.3", "ASVS 9.2.1", "ASVS 9.2.2", "ASVS 9.2.3")
@pytest.mark.krav("ASVS 6.8.2", "ASVS 7.2.1", "ASVS 10.3.1", "ASVS 11.6.1")
async def test_en_forfalskad_token_avvisas_med_401_och_utan_eko(verifierare, forfalskad):
    with pytest.raises(Oautentiserad) as fangat:
        await verifierare.aktor(f"Bearer {forfalskad}", None)
    kontrollera_avslag(fangat.value, forfalskad)
    assert TESTNUMMER not in fangat.value.detalj


@pytest.mark.parametrize(
    ("namn", "skal"),
    [
        ("alg none med signatur", "algorithm not allowed"),
        ("jku", "header parameter not allowed"),
        ("typ JWT", "not an access token"),
        ("kid saknas", "kid missing"),
        ("kid tomt", "kid missing"),
        ("kid som tal", "kid missing"),
        ("kid okänt", "unknown key"),
        ("annan nyckel med samma kid", "signature verification failed"),
        ("annan utfärdare", "wrong issuer"),
        ("två mottagare", "wrong audience"),
        ("utgången", "token expired"),
        ("nbf längre fram", "token not yet valid"),
        ("för lång livslängd", "token lifetime too long"),
        ("exp saknas", "claim exp missing or invalid"),
        ("okänd klient", "client not registered"),
        ("roll utanför klienten", "exactly one granted role required"),
        ("bunden på okänt vis", "claim cnf missing or invalid"),
        ("bunden till certifikat som inte visas", "certificate mismatch"),
        ("för stor", "token too large"),
        ("skräp", "malformed token"),
    ],
)
async def test_skalet_sags(verifierare, namn, skal):
    with pytest.raises(Oautentiserad) as fangat:
        await verifierare.aktor(f"Bearer {FORFALSKADE[namn]}", None)
    assert fangat.value.huvuden["WWW-Authenticate"].endswith(f'error_description="{skal}"')


def test_det_finns_minst_trettio_forfalskade_och_alla_ar_olika():
    assert len(set(FORFALSKADE.values())) == len(FORFALSKADE) >= 30


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer ", "Bearer    ", "Basic YTpi", "DPoP", token(), "Bearer\t" + token()],
    ids=["inget", "tomt", "ordet", "blanksteg", "flera_blanksteg", "basic", "dpop", "bara_token", "tabb"],
)
@pytest.mark.krav("ASVS 6.3.4", "ASVS 7.2.2", "ASVS 3.5.1")
async def test_utan_token_sags_bara_hur_man_gor(verifierare, authorization):
    with pytest.raises(Oautentiserad) as fangat:
        await verifierare.aktor(authorization, None)
    assert fangat.value.huvuden == {
        "WWW-Authenticate": 'Bearer realm="stegvis", DPoP realm="stegvis", algs="ES256 EdDSA PS256 RS256"'
    }


@pytest.mark.krav("S16", "ASVS 9.1.1")
async def test_varje_andrat_tecken_fangas(verifierare):
    ratt = token()
    for plats, tecken in enumerate(ratt):
        bytt = f"{ratt[:plats]}{'A' if tecken != 'A' else 'B'}{ratt[plats + 1 :]}"
        with pytest.raises(Oautentiserad):
            await verifierare.aktor(f"Bearer {bytt}", None)


@given(text=st.text(max_size=200), huvud=st.binary(max_size=80), innehall=st.binary(max_size=80))
def test_vad_som_an_kommer_blir_det_401(text, huvud, innehall):
    verifierare = Tokenverifierare(INSTALLNINGAR, StatiskNyckelkalla(NYCKLAR), Register(), StallbarKlocka(START))
    for skrap in [text, f"Bearer {text}", f"Bearer {b64(huvud)}.{b64(innehall)}.AAAA"]:
        with pytest.raises(Oautentiserad):
            asyncio.run(verifierare.aktor(skrap, None))
