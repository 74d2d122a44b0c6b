"""What a true token becomes, whose word counts for the person, the presets and the memory of signatures."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from joserfc.jwk import ECKey

from app.begrepp.parter import Part, Roll
from app.begrepp.tid import StallbarKlocka
from app.core import auth
from app.core.auth import Medskickat, StatiskNyckelkalla, Tokenverifierare, kraver_scope
from app.core.auth_klaim import giltigt_namn, klaimkarta
from app.core.errors import Forbjuden, Oautentiserad, OgiltigBegaran
from app.settings import Lage
from tests.core.tokens import (
    BETRODD,
    EC,
    INSTALLNINGAR,
    KLIENT,
    NU,
    NYCKLAR,
    OKP,
    RSA,
    RSA_BARA_PS,
    START,
    TESTNUMMER,
    UTFORARE,
    Rakneverk,
    Register,
    kontrollera_avslag,
    token,
)

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture
def klocka():
    return StallbarKlocka(START)


@pytest.fixture
def register():
    return Register()


@pytest.fixture
def nyckelkalla():
    return Rakneverk(NYCKLAR)


@pytest.fixture
def verifierare(nyckelkalla, register, klocka):
    return Tokenverifierare(INSTALLNINGAR, nyckelkalla, register, klocka)


# Tokens are put together by hand, so that a fault in the library's writer can't hide one in its reader.


@pytest.mark.parametrize(
    ("alg", "nyckel"), [("ES256", EC), ("RS256", RSA), ("PS256", RSA), ("PS256", RSA_BARA_PS), ("EdDSA", OKP)]
)
async def test_de_fyra_algoritmerna_godtas(verifierare, alg, nyckel):
    aktor = await verifierare.aktor(f"Bearer {token({'alg': alg, 'kid': nyckel.kid}, nyckel, alg)}", None)
    assert aktor.klient_id == KLIENT


async def test_token_blir_en_aktor_med_registrets_uppgifter(verifierare):
    aktor = await verifierare.aktor(f"Bearer {token(enhet='vuxen', kommunkod='0180', part='utforare')}", None)
    assert (aktor.part, aktor.roll, aktor.person) == (Part.KOMMUN, Roll.HANDLAGGARE, "anna.handlaggare")
    assert (aktor.kommunkod, aktor.namnd_id, aktor.organisation_id) == ("0484", UUID(int=2), UUID(int=1))
    assert aktor.enhet == "vuxen"
    assert aktor.kommuner == {"0484"}


async def test_en_utforare_har_ingen_kommunkod(verifierare):
    aktor = await verifierare.aktor(f"Bearer {token(client_id=UTFORARE, roll='vagledare')}", None)
    assert (aktor.part, aktor.kommunkod, aktor.roll) == (Part.UTFORARE, None, Roll.VAGLEDARE)


@pytest.mark.parametrize(
    "andrat",
    [
        {"aud": ["https://stegvis.example/stegvis/v1"]},
        {"iat": NU - 359, "exp": NU - 59},
        {"iat": NU + 60, "exp": NU + 360, "nbf": NU + 60},
        {"iat": NU + 0.5, "exp": NU + 300.25},
        {"roll": ["handlaggare", "roll i ett annat system", "vagledare"]},
        {"scope": ...},
        {"enhet": None},
        {"sub": "a" * 200},
        {"exp": NU + 1},
    ],
    ids=str,
)
async def test_det_som_far_variera(verifierare, andrat):
    assert (await verifierare.aktor(f"Bearer {token(**andrat)}", None)).roll is Roll.HANDLAGGARE


@pytest.mark.parametrize(
    ("huvud", "schema"),
    [({"typ": "AT+JWT"}, "Bearer"), ({"typ": "application/at+jwt"}, "bearer"), ({"x5t": "AAAA", "nytt": 1}, "BEARER")],
)
async def test_skrivsatt_som_standarden_tillater(verifierare, huvud, schema):
    assert await verifierare.aktor(f"{schema} {token(huvud)}", None)


@pytest.mark.krav("ASVS 10.3.2", "ASVS 8.2.1")
async def test_scope_ar_det_som_bade_token_och_klienten_har(verifierare):
    aktor = await verifierare.aktor(f"Bearer {token(scope='arende:las gallring:skriv')}", None)
    assert aktor.scopes == {"arende:las"}
    kraver_scope(aktor, "arende:las")
    with pytest.raises(Forbjuden) as fangat:
        kraver_scope(aktor, "bestallning:skriv")
    assert (fangat.value.status, fangat.value.felkod.kod) == (403, "behorighet_saknas")
    assert fangat.value.huvuden["WWW-Authenticate"] == (
        'Bearer realm="stegvis", error="insufficient_scope", scope="bestallning:skriv"'
    )


@pytest.mark.parametrize(
    ("klient", "sub", "huvud", "person"),
    [
        (KLIENT, "anna", None, "anna"),
        (KLIENT, "anna", "", "anna"),
        (KLIENT, KLIENT, None, ""),
        (BETRODD, BETRODD, None, ""),
        (BETRODD, BETRODD, "  bo.ek ", "bo.ek"),
        (BETRODD, "anna", "anna", "anna"),
    ],
)
@pytest.mark.krav("ASVS 10.3.3")
async def test_vem_som_handlar(verifierare, klient, sub, huvud, person):
    assert (
        await verifierare.aktor(f"Bearer {token(client_id=klient, sub=sub)}", Medskickat(person=huvud))
    ).person == person


@pytest.mark.parametrize("sub", [KLIENT, "anna"])
async def test_en_klient_som_inte_ar_betrodd_far_inte_ange_person(verifierare, sub):
    with pytest.raises(Forbjuden) as fangat:
        await verifierare.aktor(f"Bearer {token(sub=sub)}", Medskickat(person="anna"))
    assert fangat.value.felkod.kod == "behorighet_saknas"
    assert "anna" not in fangat.value.detalj


@pytest.mark.parametrize(
    ("sub", "huvud"),
    [
        ("anna", "bo"),
        (BETRODD, TESTNUMMER),
        (BETRODD, "19900101-9802"),
        (BETRODD, "900101-9802"),
        (BETRODD, f"{TESTNUMMER}@2120000357"),
        (BETRODD, "a\x00b"),
        (BETRODD, "a" * 201),
    ],
)
async def test_en_person_som_inte_kan_godtas_ger_400_utan_eko(verifierare, sub, huvud):
    with pytest.raises(OgiltigBegaran) as fangat:
        await verifierare.aktor(f"Bearer {token(client_id=BETRODD, sub=sub)}", Medskickat(person=huvud))
    assert fangat.value.fel[0].falt == "Stegvis-Person"
    assert "98" not in f"{fangat.value.detalj} {fangat.value.fel}"


async def test_huvudet_raddar_ingen_utan_token(verifierare):
    with pytest.raises(Oautentiserad):
        await verifierare.aktor(None, Medskickat(person="anna"))


@pytest.mark.parametrize(
    "namn",
    [
        "SE2120000357-1003",
        "anna.ek@2120000357",
        "0f8fad5b-d9cb-469f-a165-900101980200",
        "0f8fad5b-d9cb-469f-a165-199001019802",
        "900101-9803",
        "12345",
        "Åsa Öberg",
    ],
)
def test_tjansteid_ar_inga_personnummer(namn):
    assert giltigt_namn(namn)


def med_karta(karta, klocka, register):
    return Tokenverifierare(
        INSTALLNINGAR.model_copy(update={"klaimkarta": karta}), StatiskNyckelkalla(NYCKLAR), register, klocka
    )


async def test_oidc_sweden(klocka, register):
    rot = "https://id.oidc.se/claim/"
    klaim = {
        "roll": ...,
        "roles": ["handlaggare"],
        f"{rot}orgAffiliation": "anna@2120000357",
        f"{rot}orgUnit": "vuxen",
        f"{rot}personalIdentityNumber": TESTNUMMER,
    }
    aktor = await med_karta("oidc-sweden", klocka, register).aktor(f"Bearer {token(**klaim)}", None)
    assert (aktor.person, aktor.enhet, aktor.roll) == ("anna@2120000357", "vuxen", Roll.HANDLAGGARE)


async def test_inera(klocka, register):
    klaim = {
        "roll": ...,
        "systemRole": ["BIF;arbetsledare", "STEGVIS;handlaggare"],
        "employeeHsaId": "SE2120000357-1003",
        "healthCareUnitHsaId": "SE2120000357-1000",
    }
    aktor = await med_karta("inera", klocka, register).aktor(f"Bearer {token(**klaim)}", None)
    assert (aktor.person, aktor.enhet) == ("SE2120000357-1003", "SE2120000357-1000")
    assert aktor.roll is Roll.HANDLAGGARE


@pytest.mark.parametrize(("oid", "person"), [("0f8fad5b", "0f8fad5b"), ("parvis", "")])
async def test_entra(klocka, register, oid, person):
    klaim = {
        "roll": ...,
        "client_id": ...,
        "scope": ...,
        "jti": ...,
        "roles": ["handlaggare"],
        "azp": KLIENT,
        "scp": "arende:las",
        "uti": "x",
        "sub": "parvis",
        "oid": oid,
    }
    aktor = await med_karta("entra", klocka, register).aktor(f"Bearer {token({'typ': 'JWT'}, **klaim)}", None)
    assert (aktor.klient_id, aktor.person, aktor.scopes) == (KLIENT, person, {"arende:las"})


@pytest.mark.krav("ASVS 10.3.3", "ASVS 6.8.1")
async def test_entra_utan_oid_har_ingen_person_att_lita_pa(klocka, register):
    klaim = {"roll": ..., "roles": ["handlaggare"], "azp": KLIENT, "uti": "x", "scope": ...}
    with pytest.raises(Oautentiserad) as fangat:
        await med_karta("entra", klocka, register).aktor(f"Bearer {token({'typ': 'JWT'}, **klaim)}", None)
    assert "unacceptable person" in fangat.value.huvuden["WWW-Authenticate"]


@pytest.mark.parametrize("karta", ["oidc-sweden", "inera", "entra"])
async def test_en_annan_karta_ger_ingen_roll(klocka, register, karta):
    with pytest.raises(Oautentiserad) as fangat:
        await med_karta(karta, klocka, register).aktor(f"Bearer {token()}", None)
    kontrollera_avslag(fangat.value)


def test_okand_klaimkarta_namner_installningen():
    with pytest.raises(ValueError, match="STEGVIS_KLAIMKARTA"):
        klaimkarta("okta")


@pytest.mark.parametrize("lage", Lage)
@pytest.mark.parametrize("kid", ["dev-1", "2026-10"])
@pytest.mark.krav("S17", "ASVS 6.3.2")
async def test_utvecklingsnyckel_avvisas_i_produktion_aven_om_den_ar_kand(klocka, register, lage, kid):
    kalla = StatiskNyckelkalla([ECKey.import_key(EC.as_dict(private=True, kid=kid))])
    verifierare = Tokenverifierare(INSTALLNINGAR.model_copy(update={"lage": lage}), kalla, register, klocka)
    ratt = f"Bearer {token({'kid': kid})}"
    if (lage, kid) != (Lage.PRODUKTION, "dev-1"):
        assert await verifierare.aktor(ratt, None)
        return
    with pytest.raises(Oautentiserad) as fangat:
        await verifierare.aktor(ratt, None)
    kontrollera_avslag(fangat.value)


@pytest.mark.krav("ASVS 7.4.2", "ASVS 8.3.2")
async def test_signaturen_provas_en_gang_men_registret_fragas_varje_gang(verifierare, nyckelkalla, register):
    ratt = f"Bearer {token()}"
    await verifierare.aktor(ratt, None)
    register.natt = {"0484", "0180"}
    assert (await verifierare.aktor(ratt, None)).kommuner == {"0484", "0180"}
    assert nyckelkalla.antal == 1
    register.klienter[KLIENT] = replace(register.klienter[KLIENT], aktiv=False)
    with pytest.raises(Oautentiserad):
        await verifierare.aktor(ratt, None)


@pytest.mark.krav("ASVS 7.4.1", "ASVS 7.3.2")
async def test_en_ihagkommen_token_gar_anda_ut(verifierare, klocka):
    ratt = f"Bearer {token()}"
    await verifierare.aktor(ratt, None)
    klocka.flytta(timedelta(seconds=359))
    await verifierare.aktor(ratt, None)
    klocka.flytta(timedelta(seconds=1))
    with pytest.raises(Oautentiserad, match="oautentiserad"):
        await verifierare.aktor(ratt, None)


async def test_en_ihagkommen_token_galler_inte_om_klockan_stalls_tillbaka(verifierare, klocka):
    ratt = f"Bearer {token()}"
    await verifierare.aktor(ratt, None)
    klocka.flytta(timedelta(hours=-1))
    with pytest.raises(Oautentiserad):
        await verifierare.aktor(ratt, None)


async def test_minnet_ar_begransat_och_glommer_den_aldsta(verifierare, nyckelkalla, monkeypatch):
    monkeypatch.setattr(auth, "MINNESPLATSER", 2)
    a, b, c = (f"Bearer {token(jti=jti)}" for jti in "abc")
    for ratt in [a, b, a, c, a]:
        await verifierare.aktor(ratt, None)
    assert nyckelkalla.antal == 3
    await verifierare.aktor(b, None)
    assert nyckelkalla.antal == 4


async def test_en_avvisad_token_tar_ingen_plats(verifierare):
    for forfalskad in [token(iss="https://x.example"), token(iat=NU - 600, exp=NU - 300)]:
        with pytest.raises(Oautentiserad):
            await verifierare.aktor(f"Bearer {forfalskad}", None)
    assert not verifierare._minne


async def test_afs_klienter_ar_alltid_pa_hog_niva_i_produktion(klocka, register):
    af = replace(register.klienter[KLIENT], part=Part.ARBETSFORMEDLINGEN, roller=frozenset({Roll.AF_SYSTEM}))
    register.klienter[KLIENT] = af
    ratt = f"Bearer {token(roll='af_system')}"
    for lage in (Lage.UTVECKLING, Lage.TEST):
        installningar = INSTALLNINGAR.model_copy(update={"lage": lage})
        verifierare = Tokenverifierare(installningar, StatiskNyckelkalla(NYCKLAR), register, klocka)
        assert (await verifierare.aktor(ratt)).roll is Roll.AF_SYSTEM
    installningar = INSTALLNINGAR.model_copy(update={"lage": Lage.PRODUKTION})
    verifierare = Tokenverifierare(installningar, StatiskNyckelkalla(NYCKLAR), register, klocka)
    with pytest.raises(Oautentiserad) as fangat:
        await verifierare.aktor(ratt)
    kontrollera_avslag(fangat.value)
    assert "sender-constrained token required" in fangat.value.huvuden["WWW-Authenticate"]
    bunden = f"Bearer {token(roll='af_system', cnf={'x5t#S256': 'a' * 43})}"
    assert (await verifierare.aktor(bunden, Medskickat(certifikat="a" * 43))).roll is Roll.AF_SYSTEM


async def test_token_och_huvud_sager_samma_organisation(klocka, register):
    verifierare = Tokenverifierare(INSTALLNINGAR, StatiskNyckelkalla(NYCKLAR), register, klocka)
    ratt, annan = str(UUID(int=2)), str(UUID(int=3))
    for i_token, i_huvud, godtas in ((ratt, None, True), (ratt, ratt, True), (None, ratt, True), (ratt, annan, False)):
        anrop = f"Bearer {token(organisation=i_token)}"
        if godtas:
            assert (await verifierare.aktor(anrop, Medskickat(organisation=i_huvud))).namnd_id == UUID(int=2)
            continue
        with pytest.raises(Oautentiserad, match="oautentiserad"):
            await verifierare.aktor(anrop, Medskickat(organisation=i_huvud))


@pytest.mark.parametrize(
    ("lage", "cnf", "hog"),
    [
        (Lage.PRODUKTION, ..., False),
        (Lage.PRODUKTION, {"x5t#S256": "a" * 43}, True),
        (Lage.TEST, ..., True),
        (Lage.TEST, {"x5t#S256": "a" * 43}, True),
    ],
)
async def test_i_produktion_nar_bara_den_med_bunden_token_skyddade(klocka, register, lage, cnf, hog):
    installningar = INSTALLNINGAR.model_copy(update={"lage": lage})
    verifierare = Tokenverifierare(installningar, StatiskNyckelkalla(NYCKLAR), register, klocka)
    aktor = await verifierare.aktor(f"Bearer {token(cnf=cnf)}", Medskickat(certifikat="a" * 43))
    assert aktor.hog_niva is hog
    assert aktor.nyckelbunden is False


async def test_ett_ombud_far_bara_det_som_delegationen_ger_rollen(verifierare, register):
    register.klienter[KLIENT] = replace(
        register.klienter[KLIENT], delegation=UUID(int=9), rolltak={Roll.HANDLAGGARE: frozenset({"arende:las"})}
    )
    aktor = await verifierare.aktor(f"Bearer {token()}")
    assert (aktor.delegation, aktor.scopes) == (UUID(int=9), {"arende:las"})
    utan_tak = await verifierare.aktor(f"Bearer {token(roll='arbetsledare')}")
    assert utan_tak.scopes == frozenset()
