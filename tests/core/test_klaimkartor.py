"""The presets against tokens as each kind of issuer writes them, with all that they carry besides."""

from typing import Any

import pytest

from app.core.auth_jwt import Tokenfel
from app.core.auth_klaim import KLAIMKARTOR, Innehall, klaimkarta, las_innehall
from tests.core.tokens import INSTALLNINGAR, KLIENT, NU, TESTNUMMER

GEMENSAMT = {"iss": "https://as.example", "aud": "https://stegvis.example/stegvis/v1", "iat": NU, "exp": NU + 300}
OIDC = "https://id.oidc.se/claim/"
TOKEN: dict[str, dict[str, Any]] = {
    "stegvis": {
        "client_id": KLIENT,
        "sub": "anna.handlaggare",
        "jti": "5b1e2c",
        "scope": "arende:las bestallning:las",
        "roll": "handlaggare",
        "enhet": "vuxen",
        "organisation": "2120000357",
    },
    "oidc-sweden": {
        "client_id": KLIENT,
        "sub": "8e4b7f0c-2f6a-4a0e-9c57-7ad0a3f7f2c1",
        "jti": "a7c1",
        "nbf": NU,
        "auth_time": NU - 20,
        "acr": "http://id.elegnamnden.se/loa/1.0/loa3",
        "scope": "openid arende:las bestallning:las",
        "roles": ["handlaggare", "chef"],
        "given_name": "Anna",
        "family_name": "Handläggare",
        f"{OIDC}personalIdentityNumber": TESTNUMMER,
        f"{OIDC}orgAffiliation": "anna.handlaggare@2120000357",
        f"{OIDC}orgNumber": "2120000357",
        f"{OIDC}orgName": "Eskilstuna kommun",
        f"{OIDC}orgUnit": "vuxen",
    },
    "inera": {
        "client_id": KLIENT,
        "sub": "TSTNMT2321000156-1039",
        "jti": "0d52",
        "acr": "http://id.sambi.se/loa/loa3",
        "amr": ["urn:inera:names:tc:authn:siths"],
        "scope": "arende:las bestallning:las",
        "systemRole": ["BIF;Spärradministratör", "STEGVIS;handlaggare"],
        "employeeHsaId": "SE2120000357-1003",
        "healthCareUnitHsaId": "SE2120000357-1000",
        "healthCareUnitName": "Försörjningsstöd",
        "personalIdentityNumber": TESTNUMMER,
        "name": "Anna Handläggare",
    },
    "entra": {
        "ver": "2.0",
        "tid": "7f1c6d2e-0b6c-4e6f-9d57-0f3f1a1d2c3b",
        "azp": KLIENT,
        "azpacr": "2",
        "oid": "0f8fad5b-d9cb-469f-a165-70867728950e",
        "sub": "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ",
        "uti": "fqiBqXLPj0eQa82S-IYFAA",
        "rh": "0.AXoA",
        "nbf": NU,
        "name": "Anna Handläggare",
        "preferred_username": "anna@eskilstuna.example",
        "scp": "arende:las bestallning:las",
        "roles": ["handlaggare"],
        "enhet": "vuxen",
    },
}
PERSON = {
    "stegvis": "anna.handlaggare",
    "oidc-sweden": "anna.handlaggare@2120000357",
    "inera": "SE2120000357-1003",
    "entra": "0f8fad5b-d9cb-469f-a165-70867728950e",
}
ENHET = dict.fromkeys(KLAIMKARTOR, "vuxen") | {"inera": "SE2120000357-1000"}
ORGANISATION = dict.fromkeys(("stegvis", "oidc-sweden"), "2120000357")


def last(karta: str, **andrat: Any) -> Innehall:
    klaim = GEMENSAMT | TOKEN[karta] | andrat
    return las_innehall({n: v for n, v in klaim.items() if v is not ...}, klaimkarta(karta), INSTALLNINGAR)


@pytest.mark.krav("ASVS 10.3.3", "ASVS 9.2.2")
@pytest.mark.parametrize("karta", KLAIMKARTOR)
def test_varje_karta_laser_sin_utfardares_token(karta: str) -> None:
    innehall = last(karta)
    assert (innehall.klient_id, innehall.person, innehall.enhet) == (KLIENT, PERSON[karta], ENHET[karta])
    assert "handlaggare" in innehall.roller
    assert {"arende:las", "bestallning:las"} <= innehall.scopes
    assert (innehall.organisation, innehall.bindning) == (ORGANISATION.get(karta), None)
    assert TESTNUMMER not in repr(innehall)

    # The client's own token names no person, and bound ones say to what.
    egen = klaimkarta(karta)
    maskin = {"sub": TOKEN[karta][egen.maskin]} | ({} if karta == "entra" else dict.fromkeys(egen.person[:-1], ...))
    assert last(karta, **maskin).person == ""
    bunden = last(karta, cnf={"jkt": "a" * 43, "x5t#S256": "b" * 43}).bindning
    assert bunden is not None
    assert bunden.avtryck == {"a" * 43, "b" * 43}
    for namn in (egen.klient, egen.tokenid, "sub"):
        with pytest.raises(Tokenfel, match="missing or invalid"):
            last(karta, **{namn: ...})
    for cnf in ({"jkt": "a" * 42}, {"jkt": 1}, {"kid": "a" * 43}, {"jkt": "a" * 43, "kid": "x"}, [], "a" * 43, {}):
        with pytest.raises(Tokenfel, match="cnf missing or invalid"):
            last(karta, cnf=cnf)
