"""S16 over HTTP on the real app: every forged token and every forged proof gets 401, and is told how to do it right."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from joserfc.jwk import ECKey, OKPKey, RSAKey
from sqlalchemy import func, select, update

from app.core.auth import StatiskNyckelkalla
from app.core.dpop_replay import Dpopbevis
from app.integrations.jobb import kor_jobb
from app.katalog.organisationer import Klientpost
from app.katalog.rollista import KLIENT_ESKILSTUNA
from app.main import create_app
from tests import modulvarld
from tests.conftest import NU, NYCKEL, ROT, Provdatabas, Varld
from tests.core.tokens import b64, ihopsatt, som_json, utan_tomma

pytestmark = [pytest.mark.anyio, pytest.mark.xdist_group("forfalskade_token")]
databas = modulvarld.databas

ANNAN = ECKey.generate_key("P-256", parameters={"kid": "test-1"})
RSA = RSAKey.generate_key(2048, {"kid": "rsa-1"})
OKP = OKPKey.generate_key("Ed25519", {"kid": "okp-1"})
TILL_KRYPTERING = ECKey.generate_key("P-256", {"kid": "enc-1", "use": "enc"})
# The key of a client, and a certificate that only has to have a thumbprint.
EGEN = ECKey.generate_key("P-256")
CERTIFIKAT = b"ett certifikat i DER"
AVTRYCK = base64.urlsafe_b64encode(hashlib.sha256(CERTIFIKAT).digest()).rstrip(b"=").decode()
HUVUD = "Client-Cert"
I_HUVUDET = f":{base64.b64encode(CERTIFIKAT).decode()}:"

SEKUND = int(NU.timestamp())
PUBLIK = "https://stegvis.example/stegvis/v1"
VAG = f"{ROT}/0484/arenden"
ADRESS = f"http://127.0.0.1:8484{VAG}"
UTMANING = re.compile(
    r'(Bearer|DPoP) realm="stegvis", error="(invalid_token|invalid_dpop_proof)", error_description="[^"\\]+"'
    r'(, algs="ES256 EdDSA PS256 RS256")?'
)
Huvuden = dict[str, str]


@pytest.fixture(scope="module")
async def varld(databas: Provdatabas, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Varld]:
    """The module's world, with a proxy that passes certificates on and an issuer with keys of every kind."""
    async for v in modulvarld.varld.__wrapped__(databas, tmp_path_factory):  # type: ignore[attr-defined]
        settings = v.settings.model_copy(update={"certifikathuvud": HUVUD, "betrodda_proxyer": "10.0.0.0/8, 127.0.0.1"})
        nycklar = StatiskNyckelkalla([NYCKEL, RSA, OKP, TILL_KRYPTERING])
        app = create_app(settings, klocka=v.klocka, nyckelkalla=nycklar)
        async with app.router.lifespan_context(app):
            yield Varld(app, settings, v.klocka, v.sort)


def huvud(**andrat: Any) -> dict[str, Any]:
    return utan_tomma({"alg": "ES256", "typ": "at+jwt", "kid": "test-1"} | andrat)


def klaim(**andrat: Any) -> dict[str, Any]:
    return utan_tomma(
        {
            "iss": "http://127.0.0.1:8485",
            "aud": PUBLIK,
            "sub": "anna.handlaggare",
            "client_id": KLIENT_ESKILSTUNA,
            "iat": SEKUND,
            "exp": SEKUND + 300,
            "jti": uuid4().hex,
            "scope": "arende:las",
            "roll": "handlaggare",
        }
        | andrat
    )


def token(huvud_: dict[str, Any] | None = None, nyckel: Any = NYCKEL, alg: str = "ES256", **andrat: Any) -> str:
    return ihopsatt(huvud(**(huvud_ or {})), klaim(**andrat), nyckel, alg)


def bytt(plats: int, varde: str) -> str:
    delar = token().split(".")
    delar[plats] = varde
    return ".".join(delar)


def hs256(hemlighet: bytes) -> str:
    text = f"{b64(som_json(huvud(alg='HS256')))}.{b64(som_json(klaim()))}"
    return f"{text}.{b64(hmac.new(hemlighet, text.encode(), hashlib.sha256).digest())}"


FORFALSKADE: dict[str, Callable[[], str]] = {
    "alg none": lambda: f"{b64(som_json(huvud(alg='none')))}.{b64(som_json(klaim()))}.",
    "alg none med signatur": lambda: f"{b64(som_json(huvud(alg='none')))}.{token().split('.', 1)[1]}",
    "HS256 med publik nyckel som PEM": lambda: hs256(NYCKEL.as_pem(private=False)),
    "HS256 med publik nyckel som JWK": lambda: hs256(json.dumps(NYCKEL.as_dict(private=False)).encode()),
    "ES256 med r och s noll": lambda: bytt(2, b64(bytes(64))),
    "RSA-nyckelns namn": lambda: token({"kid": "rsa-1"}),
    "nyckel till kryptering": lambda: token({"kid": "enc-1"}, TILL_KRYPTERING),
    "annan nyckel med samma kid": lambda: token(nyckel=ANNAN),
    "annan tokens signatur": lambda: bytt(2, token(jti="annan").rpartition(".")[2]),
    "innehåll bytt": lambda: bytt(1, b64(som_json(klaim(roll="arbetsledare")))),
    "signatur kapad": lambda: token()[:-8],
    "signatur borta": lambda: token().rpartition(".")[0] + ".",
    "typ JWT": lambda: token({"typ": "JWT"}),
    "typ dpop": lambda: token({"typ": "dpop+jwt"}),
    "typ saknas": lambda: token({"typ": ...}),
    "kid saknas": lambda: token({"kid": ...}),
    "kid okänt": lambda: token({"kid": "test-2"}),
    "kid som sökväg": lambda: token({"kid": "../../dev/null"}),
    "jku": lambda: token({"jku": "https://angripare.example/jwks"}),
    "x5u": lambda: token({"x5u": "https://angripare.example/cert"}),
    "x5c": lambda: token({"x5c": ["MIIB"]}),
    "jwk med egen nyckel": lambda: token({"jwk": ANNAN.as_dict(private=False)}, ANNAN),
    "crit": lambda: token({"crit": ["exp"]}),
    "annan utfärdare": lambda: token(iss="https://angripare.example"),
    "utfärdare med snedstreck": lambda: token(iss="http://127.0.0.1:8485/"),
    "annan mottagare": lambda: token(aud="https://annan.example"),
    "två mottagare": lambda: token(aud=[PUBLIK, "https://annan.example"]),
    "mottagare saknas": lambda: token(aud=...),
    "utgången": lambda: token(iat=SEKUND - 361, exp=SEKUND - 61),
    "exp saknas": lambda: token(exp=...),
    "nbf framåt": lambda: token(nbf=SEKUND + 61),
    "iat framåt": lambda: token(iat=SEKUND + 61, exp=SEKUND + 300),
    "för lång livslängd": lambda: token(exp=SEKUND + 301),
    "jti saknas": lambda: token(jti=...),
    "okänd klient": lambda: token(client_id="https://okand.example"),
    "klientens id i annan skrift": lambda: token(client_id=KLIENT_ESKILSTUNA.upper()),
    "roll som klienten inte har": lambda: token(roll="vagledare"),
    "rollen system": lambda: token(roll="system"),
    "flera roller": lambda: token(roll=["handlaggare", "arbetsledare"]),
    "roll saknas": lambda: token(roll=...),
    "sub är ett personnummer": lambda: token(sub="199001019802"),
    "organisation som klienten inte har": lambda: token(organisation="5599990016"),
    "klaim två gånger": lambda: ihopsatt(
        huvud(), som_json(klaim()).replace(b'"roll"', b'"roll": "arbetsledare", "roll"'), NYCKEL
    ),
    "huvud två gånger": lambda: ihopsatt(som_json(huvud()).replace(b'"alg"', b'"alg": "none", "alg"'), klaim(), NYCKEL),
    "för stor": lambda: token(fyllnad="a" * 9000),
    "fem delar": lambda: f"{token()}.AAAA.AAAA",
    "skräp": lambda: "skräp".encode().hex(),
}


# --- proofs ---------------------------------------------------------------------------------------------------


def ath(text: str) -> str:
    return b64(hashlib.sha256(text.encode()).digest())


def bevis(bunden: str, huvud_: dict[str, Any] | None = None, nyckel: Any = EGEN, alg: str = "ES256", **mer: Any) -> str:
    jwk = {n: v for n, v in nyckel.as_dict(private=False).items() if n not in {"kid", "use", "alg"}}
    innehall = {"jti": uuid4().hex, "htm": "GET", "htu": ADRESS, "iat": SEKUND, "ath": ath(bunden)} | mer
    return ihopsatt(
        utan_tomma({"alg": alg, "typ": "dpop+jwt", "jwk": jwk} | (huvud_ or {})), utan_tomma(innehall), nyckel, alg
    )


def bunden_token(nyckel: Any = EGEN, **mer: Any) -> str:
    return token(cnf={"jkt": nyckel.thumbprint()}, **mer)


def med(huvud_: dict[str, Any] | None = None, **mer: Any) -> Callable[[], Huvuden]:
    """A bound token, with a proof that is changed."""

    def huvuden() -> Huvuden:
        t = bunden_token()
        return {"authorization": f"DPoP {t}", "dpop": bevis(t, huvud_, **mer)}

    return huvuden


def _som_bearer() -> Huvuden:
    t = bunden_token()
    return {"authorization": f"Bearer {t}", "dpop": bevis(t)}


def _obunden_som_dpop() -> Huvuden:
    t = token()
    return {"authorization": f"DPoP {t}", "dpop": bevis(t)}


def _av_annan_nyckel() -> Huvuden:
    t = bunden_token()
    return {"authorization": f"DPoP {t}", "dpop": bevis(t, nyckel=ANNAN)}


def _bytt_innehall() -> Huvuden:
    t = bunden_token()
    delar = bevis(t, htm="POST").split(".")
    delar[1] = bevis(t).split(".")[1]
    return {"authorization": f"DPoP {t}", "dpop": ".".join(delar)}


FORFALSKADE_BEVIS: dict[str, Callable[[], Huvuden]] = {
    "bunden token som Bearer": _som_bearer,
    "obunden token som DPoP": _obunden_som_dpop,
    "beviset saknas": lambda: {"authorization": f"DPoP {bunden_token()}"},
    "bevis med annan nyckel än tokens": _av_annan_nyckel,
    "bevis med bytt innehåll": _bytt_innehall,
    "annan metod": med(htm="POST"),
    "metod i små bokstäver": med(htm="get"),
    "annan väg": med(htu=ADRESS.replace("0484/", "0127/")),
    "annan värd": med(htu=ADRESS.replace("127.0.0.1", "angripare.example")),
    "annan port": med(htu=ADRESS.replace("8484/", "8485/")),
    "https i stället för http": med(htu=ADRESS.replace("http:", "https:")),
    "användarnamn i adressen": med(htu=ADRESS.replace("//", "//anna@")),
    "htu saknas": med(htu=...),
    "htu går inte att läsa": med(htu="http://[::1"),
    "annan tokens ath": med(ath=ath("annan")),
    "ath saknas": med(ath=...),
    "för gammalt": med(iat=SEKUND - 121),
    "framåt i tiden": med(iat=SEKUND + 61),
    "iat saknas": med(iat=...),
    "iat som text": med(iat=str(SEKUND)),
    "jti saknas": med(jti=...),
    "jti orimligt långt": med(jti="a" * 201),
    "typ JWT": med({"typ": "JWT"}),
    "typ saknas": med({"typ": ...}),
    "privat nyckel i huvudet": med({"jwk": EGEN.as_dict(private=True)}),
    "symmetrisk nyckel": med({"jwk": {"kty": "oct", "k": "AAAA"}}),
    "nyckel som inte är en": med({"jwk": "AAAA"}),
    "ingen nyckel": med({"jwk": ...}),
    "jku bredvid": med({"jku": "https://angripare.example/jwks"}),
    "alg none": med({"alg": "none"}),
    "skräp": lambda: {"authorization": f"DPoP {bunden_token()}", "dpop": "skräp".encode().hex()},
    "certifikatet saknas": lambda: {"authorization": f"Bearer {token(cnf={'x5t#S256': AVTRYCK})}"},
    "annat certifikat": lambda: {
        "authorization": f"Bearer {token(cnf={'x5t#S256': AVTRYCK})}",
        HUVUD: f":{base64.b64encode(b'ett annat').decode()}:",
    },
    "certifikat som inte går att läsa": lambda: {
        "authorization": f"Bearer {token(cnf={'x5t#S256': AVTRYCK})}",
        HUVUD: ":=:",
    },
    "rätt certifikat men inget bevis": lambda: {
        "authorization": f"DPoP {token(cnf={'x5t#S256': AVTRYCK, 'jkt': EGEN.thumbprint()})}",
        HUVUD: I_HUVUDET,
    },
}


def alla() -> Iterator[tuple[str, Huvuden]]:
    for namn, gor in FORFALSKADE.items():
        yield namn, {"authorization": f"Bearer {gor()}"}
    for namn, gor_bevis in FORFALSKADE_BEVIS.items():
        yield f"bevis: {namn}", gor_bevis()


async def svar_pa(varld: Varld, huvuden: Huvuden, vag: str = VAG) -> Any:
    async with varld.klient(huvuden) as klient:
        return await klient.get(vag)


@pytest.mark.krav("S16", "ASVS 9.1.1", "ASVS 9.1.2", "ASVS 9.1.3", "ASVS 9.2.1", "ASVS 9.2.3", "ASVS 10.3.5")
async def test_varje_forfalskning_avvisas_med_401_och_sager_hur_man_gor(varld: Varld) -> None:
    # The true ones first: what is refused below is refused for what is false in it.
    assert (await svar_pa(varld, {"authorization": f"Bearer {token()}"})).status_code == 200
    assert (await svar_pa(varld, med()())).status_code == 200
    fall = list(alla())
    assert len(fall) >= 75
    for namn, huvuden in fall:
        svar = await svar_pa(varld, huvuden)
        assert svar.status_code == 401, namn
        assert UTMANING.fullmatch(svar.headers["www-authenticate"]), (namn, svar.headers["www-authenticate"])
        assert svar.headers["content-type"] == "application/problem+json", namn
        assert not any(bit in svar.text for bit in re.split(r"[.\s]+", huvuden["authorization"]) if len(bit) > 20), namn
    # A header sent twice is as good as none: nobody chooses which of them counts.
    ratt = med()()
    for namn in ratt:
        async with varld.klient() as klient:
            svar = await klient.get(VAG, headers=[*ratt.items(), (namn, ratt[namn])])
        assert svar.status_code == 401, namn
    utan = await svar_pa(varld, {})
    assert utan.headers["www-authenticate"] == (
        'Bearer realm="stegvis", DPoP realm="stegvis", algs="ES256 EdDSA PS256 RS256"'
    )


@pytest.mark.krav("S16")
async def test_fel_behorighet_ar_403_och_sager_vilken_som_saknas(varld: Varld) -> None:
    for huvuden in ({"authorization": f"Bearer {token(scope='beslut:las')}"}, _med_scope("beslut:las")):
        svar = await svar_pa(varld, huvuden)
        assert svar.status_code == 403
        assert svar.headers["www-authenticate"] == (
            f'{huvuden["authorization"].partition(" ")[0]} realm="stegvis", error="insufficient_scope", '
            'scope="arende:las"'
        )


def _med_scope(scope: str) -> Huvuden:
    t = bunden_token(scope=scope)
    return {"authorization": f"DPoP {t}", "dpop": bevis(t)}


@pytest.mark.krav("S16")
async def test_det_som_far_variera_i_ett_bevis(varld: Varld) -> None:
    fall: dict[str, Callable[[], Huvuden]] = {
        "adressen normaliseras": med(htu="HTTP://127.0.0.1:8484" + VAG.replace("arenden", "%61renden") + "?x=1#y"),
        "gammalt inom marginalen": med(iat=SEKUND - 119),
        "framåt inom marginalen": med(iat=SEKUND + 60),
        "okänt huvud": med({"nytt": 1}),
        "nonce som ingen bett om": med(nonce="x"),
    }
    for nyckel, alg in ((RSA, "PS256"), (RSA, "RS256"), (OKP, "EdDSA")):
        fall[alg] = lambda n=nyckel, a=alg: _med_nyckel(n, a)  # type: ignore[misc]  # bound at once
    for namn, gor in fall.items():
        assert (await svar_pa(varld, gor())).status_code == 200, namn
    for text in (I_HUVUDET, quote(_pem())):
        huvuden = {"authorization": f"Bearer {token(cnf={'x5t#S256': AVTRYCK})}", HUVUD: text}
        assert (await svar_pa(varld, huvuden)).status_code == 200, text
    t = token(cnf={"x5t#S256": AVTRYCK, "jkt": EGEN.thumbprint()})
    bada = {"authorization": f"DPoP {t}", "dpop": bevis(t), HUVUD: I_HUVUDET}
    assert (await svar_pa(varld, bada)).status_code == 200


def _med_nyckel(nyckel: Any, alg: str) -> Huvuden:
    t = bunden_token(nyckel)
    return {"authorization": f"DPoP {t}", "dpop": bevis(t, nyckel=nyckel, alg=alg)}


def _pem() -> str:
    return f"-----BEGIN CERTIFICATE-----\n{base64.b64encode(CERTIFIKAT).decode()}\n-----END CERTIFICATE-----\n"


@pytest.mark.krav("S16")
async def test_ett_bevis_godtas_en_gang_aven_av_en_annan_process(varld: Varld) -> None:
    huvuden = med()()
    annan = create_app(varld.settings, klocka=varld.klocka, nyckelkalla=StatiskNyckelkalla([NYCKEL]))
    async with annan.router.lifespan_context(annan):
        andra = Varld(annan, varld.settings, varld.klocka, varld.sort)
        assert (await svar_pa(varld, huvuden)).status_code == 200
        for v in (varld, andra, andra):
            svar = await svar_pa(v, huvuden)
            assert svar.status_code == 401
            assert (
                'error="invalid_dpop_proof", error_description="proof used before"' in svar.headers["www-authenticate"]
            )
    # The same name by another client's key is another proof.
    jti, tokens = uuid4().hex, (bunden_token(), bunden_token(ANNAN))
    for t, nyckel in zip(tokens, (EGEN, ANNAN), strict=True):
        huvuden = {"authorization": f"DPoP {t}", "dpop": bevis(t, nyckel=nyckel, jti=jti)}
        assert (await svar_pa(varld, huvuden)).status_code == 200


async def antal_bevis(arbete: Any) -> int:
    return int(await arbete.session.scalar(select(func.count()).select_from(Dpopbevis)))


async def test_minnet_av_bevis_rensas_forst_nar_de_ar_for_gamla(varld: Varld) -> None:
    await kor_jobb(varld.tjanster, "rensa_dpop")
    fore = await varld.i_databasen(antal_bevis)
    await svar_pa(varld, med(iat=SEKUND - 100)())
    await svar_pa(varld, med()())
    try:
        varld.klocka.flytta(timedelta(seconds=60))
        assert await kor_jobb(varld.tjanster, "rensa_dpop") >= 1
        assert 1 <= await varld.i_databasen(antal_bevis) < fore + 2
        varld.klocka.flytta(timedelta(seconds=180))
        await kor_jobb(varld.tjanster, "rensa_dpop")
        assert await varld.i_databasen(antal_bevis) == 0
    finally:
        varld.klocka.stall(NU)


async def test_bara_ett_riktigt_bevis_ror_databasen_fore_anropet(varld: Varld, monkeypatch: pytest.MonkeyPatch) -> None:
    transaktioner = varld.tjanster.transaktioner
    egen, korda = transaktioner.kor, []

    async def raknad(aktor: Any, *mer: Any) -> Any:
        korda.append(aktor.klient_id)
        return await egen(aktor, *mer)

    fore = await varld.i_databasen(antal_bevis)
    monkeypatch.setattr(transaktioner, "kor", raknad)
    for gor in FORFALSKADE_BEVIS.values():
        await svar_pa(varld, gor())
    t = bunden_token(client_id="https://okand.example")
    await svar_pa(varld, {"authorization": f"DPoP {t}", "dpop": bevis(t)})
    assert korda == []
    await svar_pa(varld, {"authorization": f"Bearer {token()}"})
    assert korda == [KLIENT_ESKILSTUNA]
    await svar_pa(varld, med()())
    assert korda[1:] == ["system:dpop", KLIENT_ESKILSTUNA]
    monkeypatch.undo()
    assert await varld.i_databasen(antal_bevis) == fore + 1


@pytest.mark.krav("S16")
async def test_klienten_pa_hog_niva_och_det_som_ar_registrerat(varld: Varld) -> None:
    async def satt(**varden: Any) -> None:
        async def steg(arbete: Any) -> None:
            await arbete.session.execute(
                update(Klientpost).where(Klientpost.klient_id == KLIENT_ESKILSTUNA).values(**varden)
            )

        await varld.i_databasen(steg)
        await varld.tjanster.register.las_om(varld.tjanster.transaktioner)

    certifikat = {"authorization": f"Bearer {token(cnf={'x5t#S256': AVTRYCK})}", HUVUD: I_HUVUDET}
    try:
        await satt(sakerhetsniva="hog")
        svar = await svar_pa(varld, {"authorization": f"Bearer {token()}"})
        assert (svar.status_code, svar.headers["www-authenticate"].partition(" ")[0]) == (401, "DPoP")
        assert (await svar_pa(varld, med()())).status_code == 200
        assert (await svar_pa(varld, certifikat)).status_code == 200
        await satt(avtryck=[EGEN.thumbprint()])
        assert (await svar_pa(varld, med()())).status_code == 200
        assert (await svar_pa(varld, certifikat)).status_code == 401
        assert (await svar_pa(varld, _med_nyckel(RSA, "RS256"))).status_code == 401
    finally:
        await satt(sakerhetsniva="grund", avtryck=[])


@pytest.mark.krav("S16")
async def test_certifikathuvudet_raknas_bara_fran_en_betrodd_proxy(varld: Varld) -> None:
    huvuden = {"authorization": f"Bearer {token(cnf={'x5t#S256': AVTRYCK})}", HUVUD: I_HUVUDET}
    assert (await svar_pa(varld, huvuden)).status_code == 200
    for andrat in ({"betrodda_proxyer": "192.0.2.0/24"}, {"betrodda_proxyer": None}, {"certifikathuvud": None}):
        settings = varld.settings.model_copy(update=andrat)
        app = create_app(settings, klocka=varld.klocka, nyckelkalla=StatiskNyckelkalla([NYCKEL]))
        async with app.router.lifespan_context(app):
            svar = await svar_pa(Varld(app, settings, varld.klocka, varld.sort), huvuden)
        assert svar.status_code == 401, andrat
        assert "certificate mismatch" in svar.headers["www-authenticate"]
