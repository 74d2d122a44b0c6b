"""A proof of possession (RFC 9449): what it must say, of which request and how old it may be."""

from datetime import timedelta
from typing import Any

import pytest
from joserfc.jwk import OctKey

from app.core.auth_dpop import Begart, Bevis, Bevisfel, las_bevis, tokenavtryck
from tests.core.tokens import EC, NU, START, TILL_KRYPTERING, ihopsatt

pytestmark = pytest.mark.krav("ASVS 10.3.5")
ADRESS = "https://stegvis.example/stegvis/v1/0484/arenden"
BEGART = Begart("POST", ADRESS, "token")
PUBLIK = EC.as_dict(private=False)
ATH = "PEaenWxYddN6Q_NT1PiOYfz4EsZu7jRXRlpAsNpBU-A"


def bevis(huvud: Any = None, **andrat: Any) -> str:
    """A proof of the request, with what is given changed."""
    klaim = {"htm": "POST", "htu": ADRESS, "iat": NU, "jti": "j-1", "ath": tokenavtryck("token")} | andrat
    return ihopsatt({"alg": "ES256", "typ": "dpop+jwt", "jwk": PUBLIK} | (huvud or {}), klaim)


def las(text: str | None, begart: Begart = BEGART, *, efter: float = 0) -> Bevis:
    """The proof, read so many seconds after it was made with 10 s between clocks granted."""
    return las_bevis(text, begart, START + timedelta(seconds=efter), 10)


def test_ett_bevis_ger_nyckelns_avtryck_sitt_namn_och_nar_det_gar_ut() -> None:
    last = las(bevis())
    assert (last.jkt, last.jti, last.utgar) == (EC.thumbprint(), "j-1", START + timedelta(seconds=70))
    assert last.avtryck != las(bevis(jti="j-2")).avtryck


@pytest.mark.parametrize(
    ("huvud", "andrat", "beskrivning"),
    [
        ({"typ": "at+jwt"}, {}, "typ is not dpop+jwt"),
        ({"typ": "DPOP+JWT"}, {}, "typ is not dpop+jwt"),
        ({"jwk": "ec-1"}, {}, "jwk is not a public key that is allowed"),
        ({"jwk": EC.as_dict(private=True)}, {}, "jwk is not a public key that is allowed"),
        ({"jwk": OctKey.generate_key(256).as_dict()}, {}, "jwk is not a public key that is allowed"),
        ({"jwk": PUBLIK | {"x": "kort"}}, {}, "jwk cannot be read"),
        ({}, {"htm": "GET"}, "htm is not the method"),
        ({}, {"htm": "post"}, "htm is not the method"),
        ({}, {"htu": f"{ADRESS}/1"}, "htu is not the address"),
        ({}, {"htu": 7}, "htu is not the address"),
        ({}, {"htu": "https://[stegvis"}, "htu is not the address"),
        ({}, {"htu": ADRESS.replace("https", "http")}, "htu is not the address"),
        ({}, {"htu": ADRESS.replace("example", "example:8443")}, "htu is not the address"),
        ({}, {"htu": ADRESS.replace("//", "//anna@")}, "htu is not the address"),
        ({}, {"ath": tokenavtryck("annan")}, "ath does not match the token"),
        ({}, {"ath": None}, "ath does not match the token"),
        ({}, {"jti": ""}, "jti missing or invalid"),
        ({}, {"jti": 7}, "jti missing or invalid"),
        ({}, {"jti": "a" * 201}, "jti missing or invalid"),
        ({}, {"jti": "a\nb"}, "jti missing or invalid"),
        ({}, {"iat": True}, "iat missing or invalid"),
        ({}, {"iat": None}, "iat missing or invalid"),
        ({}, {"iat": str(NU)}, "iat missing or invalid"),
        ({}, {"iat": NU + 10.5}, "iat too old or in the future"),
        ({}, {"iat": NU - 70}, "iat too old or in the future"),
    ],
)
def test_ett_bevis_som_inte_haller_avvisas_med_skalet(huvud: Any, andrat: Any, beskrivning: str) -> None:
    with pytest.raises(Bevisfel) as fangat:
        las(bevis(huvud, **andrat))
    assert fangat.value.beskrivning == beskrivning
    assert fangat.value.detalj.startswith("Beviset (DPoP) godtas inte: ")
    assert fangat.value.detalj.count("Beviset") == 1


@pytest.mark.parametrize("text", [None, "", "skräp"])
def test_det_som_inte_ar_ett_bevis_avvisas(text: str | None) -> None:
    with pytest.raises(Bevisfel) as fangat:
        las(text)
    assert (fangat.value.beskrivning == "proof missing or repeated") == (not text)


@pytest.mark.parametrize(
    "andrat",
    [
        {"htu": ADRESS.replace("example", "example:443")},
        {"htu": ADRESS.replace("https://stegvis", "HTTPS://STEGVIS")},
        {"htu": ADRESS.replace("arenden", "%61renden")},
        {"htu": f"{ADRESS}?sida=2#topp"},
        {"jti": "a" * 200},
        {"jti": "a"},
        {"iat": NU + 10},
        {"iat": NU + 9.5},
        {"iat": NU - 69},
    ],
)
def test_det_som_betyder_detsamma_eller_ar_inom_gransen_godtas(andrat: dict[str, Any]) -> None:
    assert las(bevis(**andrat)).jkt == EC.thumbprint()


def test_ett_bevis_galler_till_och_med_sista_stunden() -> None:
    assert las(bevis(), efter=-10) == las(bevis(), efter=69.9)
    for efter in (-10.1, 70):
        with pytest.raises(Bevisfel):
            las(bevis(), efter=efter)


def test_utan_token_behovs_inget_avtryck_av_den_och_roten_ar_en_adress() -> None:
    rot = Begart("POST", "http://stegvis.example")
    assert las(bevis(htu="http://stegvis.example:80/", ath="annat"), rot)
    assert tokenavtryck("token") == ATH


def test_ett_bevis_signerat_med_en_annan_nyckel_an_sin_egen_avvisas() -> None:
    with pytest.raises(Bevisfel, match="signature verification failed"):
        las(bevis({"jwk": TILL_KRYPTERING.as_dict(private=False) | {"use": "sig"}}))
