"""Tokens for the tests of authentication, true and false, with the keys and the register they are judged by.

They are put together by hand, so that a fault in the library's writer can't hide one in its reader.
"""

import base64
import hashlib
import hmac
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from joserfc.jwk import ECKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

from app.begrepp.parter import Part, Roll
from app.core.auth import Klient, StatiskNyckelkalla
from app.settings import Settings

START = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)
NU = int(START.timestamp())
KLIENT = "https://verksamhetssystem.kommun.example"
UTFORARE = "https://system.utforare.example"
AVSTANGD = "https://avstangd.example"
BETRODD = "https://betrodd.example"
TESTNUMMER = "199001019802"

EC = ECKey.generate_key("P-256", {"kid": "ec-1", "use": "sig"})
EC_ANNAN = ECKey.generate_key("P-256", {"kid": "ec-1"})
EC_384 = ECKey.generate_key("P-384", {"kid": "ec-384"})
RSA = RSAKey.generate_key(2048, {"kid": "rsa-1"})
RSA_BARA_PS = RSAKey.import_key(RSA.as_dict(private=True, kid="rsa-ps", alg="PS256"))
OKP = OKPKey.generate_key("Ed25519", {"kid": "okp-1"})
TILL_KRYPTERING = ECKey.generate_key("P-256", {"kid": "enc-1", "use": "enc"})
NYCKLAR = [EC, EC_384, RSA, RSA_BARA_PS, OKP, TILL_KRYPTERING]

INSTALLNINGAR = Settings(utfardare="https://as.example", publik="https://stegvis.example/stegvis/v1")


class Register:
    def __init__(self):
        kommun = Klient(
            klient_id=KLIENT,
            organisation_id=UUID(int=1),
            part=Part.KOMMUN,
            kommunkod="0484",
            namnd_id=UUID(int=2),
            roller=frozenset({Roll.HANDLAGGARE, Roll.ARBETSLEDARE, Roll.VAGLEDARE, Roll.SYSTEM}),
            scopes=frozenset({"arende:las", "bestallning:skriv"}),
            betrodd=False,
            aktiv=True,
        )
        utforare = replace(
            kommun,
            klient_id=UTFORARE,
            part=Part.UTFORARE,
            kommunkod=None,
            namnd_id=None,
            roller=frozenset({Roll.VAGLEDARE}),
        )
        andra = [
            replace(kommun, klient_id=AVSTANGD, aktiv=False),
            replace(kommun, klient_id=BETRODD, betrodd=True),
        ]
        self.klienter = {k.klient_id: k for k in [kommun, utforare, *andra]}
        self.natt = {"0484"}

    def klient(self, klient_id, _organisation):
        return self.klienter.get(klient_id)

    def kommuner(self, klient):
        return frozenset(self.natt) if klient in self.klienter.values() else frozenset()


class Rakneverk(StatiskNyckelkalla):
    """Counts how often a key is asked for."""

    antal = 0

    async def nyckel(self, kid):
        self.antal += 1
        return await super().nyckel(kid)


def b64(rad):
    return base64.urlsafe_b64encode(rad).rstrip(b"=").decode()


def som_json(varde):
    return varde if isinstance(varde, bytes) else json.dumps(varde).encode()


def ihopsatt(huvud, klaim, nyckel=EC, alg="ES256"):
    text = f"{b64(som_json(huvud))}.{b64(som_json(klaim))}"
    return f"{text}.{b64(JWSRegistry.algorithms[alg].sign(text.encode(), nyckel))}"


def ratt_huvud(**andrat):
    return utan_tomma({"alg": "ES256", "typ": "at+jwt", "kid": "ec-1"} | andrat)


def ratta_klaim(**andrat):
    return utan_tomma(
        {
            "iss": "https://as.example",
            "aud": "https://stegvis.example/stegvis/v1",
            "sub": "anna.handlaggare",
            "client_id": KLIENT,
            "iat": NU,
            "exp": NU + 300,
            "jti": "5b1e",
            "scope": "arende:las bestallning:skriv",
            "roll": "handlaggare",
        }
        | andrat
    )


def utan_tomma(objekt):
    return {namn: varde for namn, varde in objekt.items() if varde is not ...}


def token(huvud=None, nyckel=EC, alg="ES256", **klaim):
    return ihopsatt(ratt_huvud(**(huvud or {})), ratta_klaim(**klaim), nyckel, alg)


def hs256(hemlighet):
    text = f"{b64(som_json(ratt_huvud(alg='HS256')))}.{b64(som_json(ratta_klaim()))}"
    return f"{text}.{b64(hmac.new(hemlighet, text.encode(), hashlib.sha256).digest())}"


def utan_signatur(signatur):
    return f"{b64(som_json(ratt_huvud(alg='none')))}.{b64(som_json(ratta_klaim()))}.{signatur}"


def bytt_del(plats, varde):
    delar = token().split(".")
    delar[plats] = varde
    return ".".join(delar)


def kontrollera_avslag(fel, hemligt=""):
    utmaning = fel.huvuden["WWW-Authenticate"]
    assert fel.status == 401
    assert fel.felkod.kod == "oautentiserad"
    assert re.fullmatch(
        r'(Bearer|DPoP) realm="stegvis", error="(invalid_token|invalid_dpop_proof)", '
        r'error_description="[\x20\x21\x23-\x5b\x5d-\x7e]+"(, algs="ES256 EdDSA PS256 RS256")?',
        utmaning,
    )
    assert fel.detalj.endswith(".")
    for bit in [bit for bit in re.split(r"[.\s]+", hemligt) if len(bit) > 5]:
        assert bit not in f"{fel.detalj} {utmaning} {fel!r} {fel.__cause__!r} {fel.fel} {fel.extra}"
