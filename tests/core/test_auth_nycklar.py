"""The issuer's keys: fetched once and shared, rotated without a gap, kept while the issuer is down."""

import asyncio
from datetime import timedelta

import pytest
from joserfc.jwk import ECKey, OctKey, OKPKey

from app.begrepp.tid import StallbarKlocka
from app.core.auth import JwksNyckelkalla, Tokenverifierare
from app.core.auth_nycklar import publika_nycklar
from app.core.errors import Otillganglig
from tests.core.tokens import EC, EC_384, INSTALLNINGAR, NU, OKP, RSA, START, TILL_KRYPTERING, Register, b64, token

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


class Utfardare:
    """An issuer whose JWKS the test decides; with ``grind`` closed a fetch hangs until it opens."""

    def __init__(self, *nycklar):
        self.nycklar = list(nycklar)
        self.nere = False
        self.antal = 0
        self.grind = asyncio.Event()
        self.grind.set()

    async def hamta(self):
        self.antal += 1
        await self.grind.wait()
        if self.nere:
            raise OSError("nere")
        return {"keys": [nyckel.as_dict(private=False) for nyckel in self.nycklar]}


def nyckel(kid):
    return ECKey.generate_key("P-256", {"kid": kid})


def kid_for(funnen):
    return funnen and funnen.kid


async def test_nycklarna_hamtas_en_gang_och_delas(klocka):
    utfardare = Utfardare(nyckel("a"), nyckel("b"))
    kalla = JwksNyckelkalla(utfardare.hamta, klocka)
    utfardare.grind.clear()
    fragor = [asyncio.create_task(kalla.nyckel(kid)) for kid in ["a", "b", "c"] * 10]
    await asyncio.sleep(0)
    utfardare.grind.set()
    svar = [kid_for(funnen) for funnen in await asyncio.gather(*fragor)]
    assert svar == ["a", "b", None] * 10
    assert utfardare.antal == 1


async def test_en_ny_nyckel_godtas_genast_och_okanda_hamtar_hogst_en_gang_i_minuten(klocka):
    utfardare = Utfardare(nyckel("a"))
    kalla = JwksNyckelkalla(utfardare.hamta, klocka)
    assert await kalla.nyckel("a")
    klocka.flytta(timedelta(minutes=1))
    utfardare.nycklar.append(nyckel("ny"))
    assert kid_for(await kalla.nyckel("ny")) == "ny"
    assert utfardare.antal == 2
    for _ in range(59):
        assert await kalla.nyckel("okand") is None
        klocka.flytta(timedelta(seconds=1))
    assert utfardare.antal == 2
    klocka.flytta(timedelta(seconds=1))
    assert await kalla.nyckel("okand") is None
    assert utfardare.antal == 3


async def test_mangden_fornyas_var_femte_minut_utan_att_nagon_far_vanta(klocka):
    utfardare = Utfardare(nyckel("a"))
    kalla = JwksNyckelkalla(utfardare.hamta, klocka)
    await kalla.nyckel("a")
    klocka.flytta(timedelta(minutes=4, seconds=59))
    await kalla.nyckel("a")
    await asyncio.sleep(0)
    assert utfardare.antal == 1
    klocka.flytta(timedelta(seconds=1))
    utfardare.grind.clear()
    for _ in range(5):
        assert await kalla.nyckel("a")
        await asyncio.sleep(0)
    assert utfardare.antal == 2
    utfardare.grind.set()
    await kalla.uppdatera()
    assert utfardare.antal == 2
    assert kalla.senast_hamtad == klocka.nu()


async def test_en_utfardare_som_ar_nere_fragas_hogst_en_gang_i_minuten(klocka):
    utfardare = Utfardare(nyckel("a"))
    kalla = JwksNyckelkalla(utfardare.hamta, klocka)
    await kalla.nyckel("a")
    utfardare.nere = True
    for _ in range(600):
        klocka.flytta(timedelta(seconds=1))
        assert await kalla.nyckel("a")
        await asyncio.sleep(0)
    assert utfardare.antal == 1 + 6


async def test_en_nyckel_som_bytts_under_samma_namn_ersatts(klocka):
    utfardare = Utfardare(nyckel("a"))
    kalla = JwksNyckelkalla(utfardare.hamta, klocka)
    await kalla.nyckel("a")
    utfardare.nycklar = [nyckel("a")]
    await kalla.uppdatera()
    assert (await kalla.nyckel("a")).thumbprint() == utfardare.nycklar[0].thumbprint()


async def test_en_borttagen_nyckel_galler_tills_dess_sista_token_gatt_ut(klocka):
    utfardare = Utfardare(nyckel("gammal"))
    kalla = JwksNyckelkalla(utfardare.hamta, klocka)
    await kalla.nyckel("gammal")
    utfardare.nycklar = [nyckel("ny")]
    klocka.flytta(timedelta(minutes=5))
    await kalla.uppdatera()
    klocka.flytta(timedelta(minutes=5))
    await kalla.uppdatera()
    assert await kalla.nyckel("gammal")
    klocka.flytta(timedelta(minutes=1))
    assert await kalla.nyckel("gammal") is None
    assert await kalla.nyckel("ny")
    await kalla.uppdatera()
    assert set(kalla._nycklar) == {"ny"}


@pytest.mark.krav("S16", "ASVS 16.5.2")
async def test_kanda_nycklar_galler_tre_dygn_utan_utfardare_och_den_lamnas_i_fred(klocka):
    utfardare = Utfardare(nyckel("a"))
    kalla = JwksNyckelkalla(utfardare.hamta, klocka)
    await kalla.nyckel("a")
    utfardare.nere = True
    for _ in range(72 * 60 - 1):
        klocka.flytta(timedelta(minutes=1))
        assert await kalla.nyckel("a")
        assert await kalla.nyckel("okand") is None
    assert utfardare.antal <= 72 * 60
    assert kalla.senaste_fel == "OSError"
    klocka.flytta(timedelta(minutes=1))
    with pytest.raises(Otillganglig):
        await kalla.nyckel("a")
    utfardare.nere = False
    klocka.flytta(timedelta(minutes=1))
    assert await kalla.nyckel("a")
    assert kalla.senaste_fel is None


@pytest.mark.krav("ASVS 16.5.3")
async def test_innan_nycklar_finns_svaras_503_och_tatare_forsok_gors(klocka):
    utfardare = Utfardare(nyckel("a"))
    utfardare.nere = True
    kalla = JwksNyckelkalla(utfardare.hamta, klocka)
    for _ in range(3):
        with pytest.raises(Otillganglig) as fangat:
            await kalla.nyckel("a")
    assert (fangat.value.status, fangat.value.huvuden["Retry-After"]) == (503, "5")
    assert utfardare.antal == 1
    utfardare.nere = False
    klocka.flytta(timedelta(seconds=5))
    assert await kalla.nyckel("a")


@pytest.mark.parametrize("svar", [{}, {"keys": []}, {"keys": None}, {"keys": [1, "a", {}]}, [], None])
async def test_en_trasig_nyckelmangd_ersatter_inte_de_kanda(klocka, svar):
    svarar = [{"keys": [nyckel("a").as_dict(private=False)]}, svar]

    async def hamta():
        return svarar.pop(0)

    kalla = JwksNyckelkalla(hamta, klocka)
    await kalla.nyckel("a")
    klocka.flytta(timedelta(minutes=1))
    await kalla.uppdatera()
    assert kalla.senaste_fel
    assert await kalla.nyckel("a")


async def test_klockan_bakat_hindrar_inte_ny_hamtning(klocka):
    utfardare = Utfardare(nyckel("a"))
    kalla = JwksNyckelkalla(utfardare.hamta, klocka)
    await kalla.nyckel("a")
    klocka.flytta(timedelta(hours=-1))
    utfardare.nycklar.append(nyckel("ny"))
    assert await kalla.nyckel("a")
    assert await kalla.nyckel("ny")


async def test_den_som_ger_upp_avbryter_inte_hamtningen_for_andra(klocka):
    utfardare = Utfardare(nyckel("a"))
    utfardare.grind.clear()
    kalla = JwksNyckelkalla(utfardare.hamta, klocka)
    otalig, talig = (asyncio.create_task(kalla.nyckel("a")) for _ in range(2))
    await asyncio.sleep(0)
    otalig.cancel()
    utfardare.grind.set()
    assert kid_for(await talig) == "a"
    assert otalig.cancelled()
    assert utfardare.antal == 1


async def test_stang_avbryter_en_pagaende_hamtning(klocka):
    utfardare = Utfardare(nyckel("a"))
    kalla = JwksNyckelkalla(utfardare.hamta, klocka)
    await kalla.stang()
    utfardare.grind.clear()
    fraga = asyncio.create_task(kalla.uppdatera())
    await asyncio.sleep(0)
    await kalla.stang()
    with pytest.raises(asyncio.CancelledError):
        await fraga


@pytest.mark.krav("ASVS 9.1.2", "ASVS 11.6.1")
def test_bara_publika_signaturnycklar_av_ratt_slag_tas_in():
    svag = RSA.as_dict(private=False, kid="svag")
    svag["n"] = b64(b"\xff" * 128)
    mangd = [
        EC.as_dict(private=False),
        RSA.as_dict(private=False),
        OKP.as_dict(private=False),
        nyckel("privat").as_dict(private=True),
        TILL_KRYPTERING.as_dict(private=False),
        EC_384.as_dict(private=False),
        OKPKey.generate_key("X25519", {"kid": "x25519"}).as_dict(private=False),
        OctKey.generate_key(256, {"kid": "hemlig"}).as_dict(private=True),
        svag,
        {"kty": "EC", "crv": "P-256", "kid": "trasig", "x": "AA", "y": "AA"},
        {"kty": "EC", "kid": "utan kurva"},
        {"kty": "LWE", "kid": "framtida"},
        nyckel("x").as_dict(private=False, kid=None),
        nyckel("x").as_dict(private=False, kid=""),
        nyckel("x").as_dict(private=False, kid=7),
        "skräp",
    ]
    assert set(publika_nycklar({"keys": mangd})) == {"ec-1", "rsa-1", "okp-1"}


async def test_verifieraren_med_hamtade_nycklar_genom_en_rotation(klocka, register):
    gammal, ny = nyckel("2026-10"), nyckel("2026-11")
    utfardare = Utfardare(gammal)
    verifierare = Tokenverifierare(INSTALLNINGAR, JwksNyckelkalla(utfardare.hamta, klocka), register, klocka)
    assert await verifierare.aktor(f"Bearer {token({'kid': '2026-10'}, gammal)}", None)
    klocka.flytta(timedelta(seconds=60))
    utfardare.nycklar = [ny]
    assert await verifierare.aktor(f"Bearer {token({'kid': '2026-11'}, ny)}", None)
    assert await verifierare.aktor(f"Bearer {token({'kid': '2026-10'}, gammal, jti='sen')}", None)
    utfardare.nere = True
    klocka.flytta(timedelta(hours=24))
    sedan = NU + 86460
    assert await verifierare.aktor(f"Bearer {token({'kid': '2026-11'}, ny, iat=sedan, exp=sedan + 300)}", None)
