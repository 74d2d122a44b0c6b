"""S4: personnummer and names are planted through every door; they may come out where they belong and nowhere else.

Fifty test personnummer, right and wrong, in bodies, paths, parameters and headers; then logs, figures,
refusals, addresses and the database itself are searched.
"""

import hashlib
import io
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
import respx
import structlog
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from app.begrepp.identiteter import kontrollsiffra
from app.core.edge import logging as kantlogg
from app.core.idempotency import Idempotenssvar
from app.integrations.arbetare import Arbetare
from app.integrations.arbetsformedlingen.kanal import AfKanal
from tests.conftest import ROT, Provdatabas, Varld
from tests.lagrat import innehall

ANTAL = 50
FORNAMN, EFTERNAMN, TELEFON = "Kanariella", "Fågelbosdotter", "070-1740699"


def provnummer(i: int) -> str:
    """A number of the test series (980-999), of a person born on any day."""
    dag = date(1955, 3, 7) + timedelta(days=337 * i)
    nio = f"{dag:%y%m%d}{980 + i % 20}"
    return f"{dag:%Y}{nio[2:]}{kontrollsiffra(nio)}"


NUMMER = [provnummer(i) for i in range(ANTAL)]


def skrivsatt(nummer: str) -> tuple[str, ...]:
    """A personnummer as people write it."""
    return nummer, f"{nummer[:8]}-{nummer[8:]}", f"{nummer[2:8]}-{nummer[8:]}", nummer[2:]


SPAR = [form for nummer in NUMMER for form in skrivsatt(nummer)]
NAMN = [FORNAMN, EFTERNAMN, TELEFON]


def funna(text: str, *, namn: bool = True) -> list[str]:
    """The planted words in a text."""
    return [ord_ for ord_ in (*SPAR, *(NAMN if namn else ())) if ord_ in text]


@dataclass
class Spaning:
    """What has come out of the service."""

    logg: io.StringIO
    vanliga_loggar: io.StringIO
    svar: list[httpx.Response] = field(default_factory=list)

    async def minns(self, svar: httpx.Response) -> None:
        """As an event hook of httpx."""
        await svar.aread()
        self.svar.append(svar)


@pytest.fixture
def spaning(varld: Varld, monkeypatch: pytest.MonkeyPatch) -> Iterator[Spaning]:
    """The service's own log, every library's, and each answer that anybody gets."""
    fore = (logging.root.handlers, logging.root.level, kantlogg._Utgang.logg)
    spaning = Spaning(io.StringIO(), io.StringIO())
    kantlogg.konfigurera(varld.settings, ut=spaning.logg)
    logging.root.addHandler(logging.StreamHandler(spaning.vanliga_loggar))
    vanlig = varld.klient

    def klient(huvuden: dict[str, str] | None = None) -> httpx.AsyncClient:
        klient = vanlig(huvuden)
        klient.event_hooks = {"request": [], "response": [spaning.minns]}
        return klient

    monkeypatch.setattr(varld, "klient", klient)
    yield spaning
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
    logging.root.handlers, kantlogg._Utgang.logg = fore[0], fore[2]
    logging.root.setLevel(fore[1])


async def ratt_dorr(varld: Varld, nummer: str) -> str:
    """Where a personnummer belongs: in the content of two operations."""
    anna = varld.som("anna")
    person = {"personnummer": nummer, "fornamn": FORNAMN, "efternamn": EFTERNAMN, "telefon": TELEFON}
    arende = await anna.skapa("arenden", person)
    assert arende["personnummer"] == nummer
    assert len((await anna.posta("arenden/sokningar", {"personnummer": nummer})).json()["arenden"]) == 1
    await anna.gor(f"arenden/{arende['id']}", "andra", uppgifter={"telefon": TELEFON, "fornamn": FORNAMN})
    assert (await anna.posta("arenden", person)).status_code == 409
    return f"arenden/{arende['id']}"


async def fel_dorrar(varld: Varld, nummer: str, vag: str) -> None:
    """Everywhere else that somebody may put one by mistake; each is refused."""
    anna, streck = varld.som("anna"), f"{nummer[:8]}-{nummer[8:]}"
    fel_siffra = nummer[:-1] + str((int(nummer[-1]) + 1) % 10)
    bra = {"personnummer": fel_siffra, "fornamn": FORNAMN, "efternamn": EFTERNAMN}
    handelser = f"{vag}/handelser"
    anrop = [
        anna.hamta(f"arenden/{streck}"),
        anna.hamta(f"arenden?personnummer={nummer}"),
        anna.hamta(f"arenden?{nummer}=1"),
        anna.hamta(f"arenden?cursor={streck}"),
        anna.hamta(f"{ROT}/{nummer}/arenden"),
        anna.hamta(f"{ROT}/0484/{EFTERNAMN}"),
        anna.hamta("arenden", stegvis_person=streck),
        anna.hamta(f"{vag}/samrad/{nummer}"),
        anna.posta("arenden", bra),
        anna.posta("arenden", bra | {"personnummer": f"{streck} {FORNAMN}"}),
        anna.posta("arenden", {nummer: FORNAMN, f"{FORNAMN}-{nummer}": 1}),
        anna.posta("arenden", [nummer]),
        anna.posta("arenden", nummer),
        anna.posta("arenden/sokningar", {"arendenummer": {"personnummer": nummer}}),
        anna.posta(handelser, {"typ": nummer}, if_match='"1"'),
        anna.posta(handelser, {"typ": "avsluta", "skal": [streck]}, if_match='"1"'),
        anna.posta(handelser, {"typ": "ateroppna", "skal": "Nej."}, if_match=f'"{nummer}"'),
        anna.posta("medarbetare", {"person": nummer, "namn": FORNAMN, "roll": "vagledare"}),
        anna.begar(nummer, "arenden"),
    ]
    for svar in anrop:
        assert 400 <= (await svar).status_code < 500
    async with varld.klient({"authorization": f"Bearer {varld.token('anna')}"}) as klient:
        for typ in ("application/json", "text/plain"):
            huvuden = {"content-type": typ, "idempotency-key": uuid4().hex, "traceparent": nummer}
            svar = await klient.post(f"{ROT}/0484/arenden", content=f'{{"{nummer}": '.encode(), headers=huvuden)
            assert svar.status_code in {400, 415}


async def trasig_databas(varld: Varld, nummer: str) -> None:
    """A driver that quotes what it was given, as they do."""
    motor = varld.tjanster.databas.engine.sync_engine

    def faller(_anslutning: Any) -> None:
        raise OperationalError(f"INSERT {nummer}", {"personnummer": nummer}, Exception(f"{FORNAMN} {nummer}"))

    event.listen(motor, "commit", faller)
    svar = await varld.som("anna").posta(
        "arenden", {"personnummer": NUMMER[0], "fornamn": FORNAMN, "efternamn": EFTERNAMN}
    )
    event.remove(motor, "commit", faller)
    assert svar.status_code in {409, 503}


async def ovantat_fel(varld: Varld, nummer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of ours with a person in its message."""

    def faller(*_: Any) -> None:
        raise RuntimeError(f"{FORNAMN} {nummer}")

    with monkeypatch.context() as m:
        m.setattr(varld.tjanster.transaktioner, "kor", faller)
        assert (await varld.som("anna").hamta("arenden")).status_code == 500


async def till_af(varld: Varld, vag: str) -> list[httpx.Request]:
    """A question about the person leaves the house; AF answers with the number in its error text."""
    fraga = {
        "kanal": "api",
        "syfte": "Samråd före beslut.",
        "fraga": "Är personen inskriven?",
        "svarSenast": "2026-10-19",
        "utlamnandeGrund": "uppgiftsskyldighet",
        "utlamnandeLagrum": "12 kap. 4 § SoL",
    }
    await varld.som("anna").skapa(f"{vag}/samrad", fraga)
    sanda = []

    async def af(begaran: httpx.Request) -> httpx.Response:
        sanda.append(begaran)
        if begaran.url.path.endswith("/token"):
            return httpx.Response(200, json={"access_token": "t", "token_type": "Bearer", "expires_in": 300})
        return httpx.Response(400, json={"message": f"{NUMMER[0]} {FORNAMN} finns inte", "errorId": NUMMER[0]})

    arbetare = Arbetare(varld.tjanster, AfKanal(varld.settings, varld.klocka))
    with respx.mock(assert_all_called=False) as router:
        router.route(host="127.0.0.1").mock(side_effect=af)
        await arbetare.omgang()
    await arbetare.stang()
    return sanda


def hrefs(nod: Any) -> Iterator[str]:
    """Every link of a JSON document."""
    if isinstance(nod, dict):
        yield from (str(v) for k, v in nod.items() if k in {"href", "instance", "type"})
        for v in nod.values():
            yield from hrefs(v)
    elif isinstance(nod, list):
        for v in nod:
            yield from hrefs(v)


@pytest.mark.krav("S4", "ASVS 14.2.1", "ASVS 14.2.3", "ASVS 14.2.4", "ASVS 16.2.5")
async def test_femtio_personnummer_kommer_inte_ut_nagon_annanstans(
    varld: Varld, databas: Provdatabas, spaning: Spaning, monkeypatch: pytest.MonkeyPatch
) -> None:
    vagar = [await ratt_dorr(varld, nummer) for nummer in NUMMER]
    for nummer, vag in list(zip(NUMMER, vagar, strict=True))[:5]:
        await fel_dorrar(varld, nummer, vag)
    await trasig_databas(varld, NUMMER[5])
    await ovantat_fel(varld, NUMMER[6], monkeypatch)
    sanda = await till_af(varld, vagar[0])
    await varld.som("anna").hamta(f"{vagar[0]}/samrad")
    async with varld.klient() as klient:
        matt = await klient.get("/matvarden")

    assert funna(spaning.logg.getvalue() + spaning.vanliga_loggar.getvalue()) == []
    assert spaning.logg.getvalue().count("\n") > 100
    assert matt.status_code == 200
    assert funna(matt.text) == []
    assert [funna(f"{b.url} {b.headers}") for b in sanda if funna(f"{b.url} {b.headers}")] == []
    assert any(NUMMER[0] in b.content.decode() for b in sanda), "the question itself is about somebody"
    for svar in spaning.svar:
        assert funna(str(svar.headers)) == [], svar.request
        if svar.status_code >= 400:
            assert funna(svar.text) == [], svar.request
        elif svar.headers["content-type"] == "application/json":
            assert funna(" ".join(hrefs(svar.json()))) == [], svar.request
    assert {400, 404, 405, 409, 415, 422, 500} <= {svar.status_code for svar in spaning.svar}

    assert funna(json.dumps(await innehall(varld, utom=()), ensure_ascii=False), namn=False) == []
    if databas.sort == "sqlite":
        await varld.tjanster.databas.stang()
        filer = list(varld.settings.datakatalog.parent.glob("stegvis.db*"))
        assert filer
        for fil in filer:
            assert [n for n in SPAR if n.encode() in fil.read_bytes()] == [], fil.name


async def test_ingen_som_har_databasen_kan_rakna_fram_ett_personnummer(varld: Varld) -> None:
    """Every adult can be tried in half a minute: what is stored beside the seal must need a key (DP-28)."""
    kropp = json.dumps({"personnummer": NUMMER[0], "fornamn": FORNAMN, "efternamn": EFTERNAMN}).encode()
    async with varld.klient({"authorization": f"Bearer {varld.token('anna')}"}) as klient:
        huvuden = {"content-type": "application/json", "idempotency-key": "en"}
        assert (await klient.post(f"{ROT}/0484/arenden", content=kropp, headers=huvuden)).status_code == 201

    async def steg(arbete: Any) -> Idempotenssvar:
        return await arbete.en(select(Idempotenssvar))

    sparat = await varld.i_databasen(steg)
    begaran = b"\x00".join((b"anna.handlaggare", b"POST", f"{ROT}/0484/arenden".encode(), b"", kropp))
    assert sparat.avtryck != hashlib.sha256(begaran).digest()
    assert (sparat.avtryck,) == varld.tjanster.krypto.avtryck("0484", begaran)
    assert (sparat.avtryck,) != varld.tjanster.krypto.avtryck("0127", begaran)


def test_numren_ar_testseriens() -> None:
    assert len(set(NUMMER)) == ANTAL
    assert all(980 <= int(n[8:11]) <= 999 for n in NUMMER)
