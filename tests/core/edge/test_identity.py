"""What a request says of its sender: repeated headers say nothing, and a certificate only through a trusted proxy."""

import ssl
from base64 import b64encode, urlsafe_b64encode
from hashlib import sha256
from typing import Any
from urllib.parse import quote

import pytest

from app.core.auth import Medskickat
from app.core.auth_certifikat import ar_betrodd, certifikatavtryck, las_nat
from app.core.edge.identity import Identitet
from tests.core.tokens import INSTALLNINGAR

pytestmark = [pytest.mark.anyio, pytest.mark.krav("S16")]
DER = b"ett certifikat"
AVTRYCK = urlsafe_b64encode(sha256(DER).digest()).rstrip(b"=").decode()
RFC9440, PEM = f":{b64encode(DER).decode()}:", quote(ssl.DER_cert_to_PEM_cert(DER))
ROT = "/stegvis/v1"


class Verifierare:
    """Remembers what it was asked."""

    fragor: tuple[tuple[str | None, Medskickat], ...] = ()

    async def aktor(self, authorization: str | None, medskickat: Medskickat) -> str:
        self.fragor += ((authorization, medskickat),)
        return "aktor"


async def fraga(path: str = f"{ROT}/0484/saker", metod: str = "GET", **mer: Any) -> tuple[Verifierare, dict[str, Any]]:
    """One request; what the verifier was asked, and the scope that the app behind got."""
    verifierare, fatt = Verifierare(), {}

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        fatt.update(scope)

    installningar = INSTALLNINGAR.model_copy(
        update={"certifikathuvud": "Client-Cert", "betrodda_proxyer": "10.0.0.0/8, 192.0.2.1"} | mer.pop("andrat", {})
    )
    identitet = Identitet(app, verifierare=verifierare, settings=installningar, rot=ROT)  # type: ignore[arg-type]
    scope = {"type": "http", "path": path, "method": metod, "headers": [], "client": ("10.1.2.3", 1)} | mer
    await identitet(scope, None, None)  # type: ignore[arg-type]
    return verifierare, fatt


async def test_det_som_skickas_med_kommer_fran_huvudena() -> None:
    huvuden = [
        (b"authorization", b"Bearer abc"),
        (b"stegvis-person", "åsa".encode("latin-1")),
        (b"stegvis-organisation", b"org"),
        (b"dpop", b"bevis"),
        (b"client-cert", RFC9440.encode()),
    ]
    verifierare, fatt = await fraga(f"{ROT}/0484/sak å", "POST", headers=huvuden)
    adress = INSTALLNINGAR.publik_adress.rstrip("/") + f"{ROT}/0484/sak%20%C3%A5"
    assert verifierare.fragor == (
        ("Bearer abc", Medskickat("POST", adress, person="åsa", organisation="org", bevis="bevis", certifikat=AVTRYCK)),
    )
    assert fatt["state"] == {"aktor": "aktor"}


async def test_ett_upprepat_huvud_ar_som_inget() -> None:
    huvuden = [(b"authorization", b"Bearer a"), (b"dpop", b"1"), (b"authorization", b"Bearer b"), (b"dpop", b"2")]
    verifierare, _ = await fraga(headers=[*huvuden, (b"stegvis-person", b"anna")])
    ((authorization, medskickat),) = verifierare.fragor
    assert (authorization, medskickat.bevis, medskickat.person) == (None, None, "anna")


@pytest.mark.parametrize(
    ("path", "metod", "oppen"),
    [
        (f"{ROT}/api-info", "GET", True),
        (f"{ROT}/kalenderfloden/hemlig.ics", "GET", True),
        (f"{ROT}/kalenderfloden/a/hemlig.ics", "GET", False),
        (f"{ROT}/0484/saker", "OPTIONS", True),
        (f"{ROT}/0484/saker", "GET", False),
        (f"{ROT}/0484/api-info", "GET", False),
        ("/halsa/live", "GET", True),
        (ROT, "GET", True),
        (f"{ROT}2/saker", "GET", True),
    ],
)
async def test_bara_det_som_beskriver_tjansten_ar_oppet(path: str, metod: str, *, oppen: bool) -> None:
    verifierare, fatt = await fraga(path, metod)
    assert (not verifierare.fragor) is oppen
    assert ("state" not in fatt) is oppen


@pytest.mark.parametrize(
    ("mer", "avtryck"),
    [
        ({}, AVTRYCK),
        ({"client": ("192.0.2.1", 1)}, AVTRYCK),
        ({"client": ("192.0.2.2", 1)}, None),
        ({"client": None}, None),
        ({"andrat": {"certifikathuvud": None}}, None),
        ({"andrat": {"betrodda_proxyer": None}}, None),
    ],
)
async def test_certifikatet_raknas_bara_fran_en_betrodd_proxy(mer: dict[str, Any], avtryck: str | None) -> None:
    verifierare, _ = await fraga(headers=[(b"client-cert", PEM.encode()), (b"", b"x"), (b"xxxx", b"x")], **mer)
    assert verifierare.fragor[0][1].certifikat == avtryck


@pytest.mark.parametrize("varde", ["", ":", "::", ":a:", ":!!!!:", f"{RFC9440}:x", RFC9440[:-1], "skräp", ":YWJj!:"])
def test_det_som_inte_ar_ett_certifikat_har_inget_avtryck(varde: str) -> None:
    assert certifikatavtryck(varde) is None


def test_naten_skiljs_med_komma() -> None:
    assert [str(n) for n in las_nat(" 10.0.0.0/8,2001:db8::/32 , ,192.0.2.1")] == [
        "10.0.0.0/8",
        "2001:db8::/32",
        "192.0.2.1/32",
    ]
    assert las_nat(None) == las_nat("") == ()
    for vard in (None, "", "proxy"):
        assert not ar_betrodd(vard, las_nat("0.0.0.0/0"))
