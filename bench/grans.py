"""The limit: the least program that does the same work, by hand on Starlette, msgspec and asyncpg.

The same SQL in the same transactions, the same check of tokens and the same bytes to the client, but no
rules, no isolation of its own, no history of links: what nobody who answers these requests can do without.
"""

import hashlib
import json
import os
import secrets
import zlib
from base64 import b64encode, urlsafe_b64decode, urlsafe_b64encode
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from joserfc import jws
from joserfc.jwk import ECKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from uuid_utils.compat import uuid7

from app.core.idempotency import Idempotenssvar
from app.core.journal import Atkomst, Handelse
from app.flode.arende.models import Arende
from app.flode.beslut.models import Beslut
from app.flode.bestallning.models import Bestallning
from app.katalog.organisationer import Avtal
from app.settings import Settings
from bench.grans_json import BestallningRad, BestallningUt, HandelseUt, Lank, NyBestallning
from bench.grans_narvaro import rapportera

ROT = "/stegvis/v1"
JSON_HUVUDEN = {"content-type": "application/json", "cache-control": "private, no-store"}
POST, GET = "POST", "GET"
_KODA = msgspec.json.Encoder().encode


# --- SQL ------------------------------------------------------------------------------------------


def _kolumner(modell: Any) -> list[str]:
    return [k.name for k in modell.__table__.columns]


def _alla(modell: Any, alias: str) -> str:
    return ", ".join(f"{alias}.{namn} AS {alias}_{namn}" for namn in _kolumner(modell))


def _insats(modell: Any) -> tuple[str, list[str]]:
    namn = _kolumner(modell)
    varden = ", ".join(f"${i + 1}" for i in range(len(namn)))
    return f"INSERT INTO {modell.__tablename__} ({', '.join(namn)}) VALUES ({varden})", namn


NY_BESTALLNING, NY_HANDELSE, NY_ATKOMST, NYTT_SVAR = map(_insats, (Bestallning, Handelse, Atkomst, Idempotenssvar))
SIKT = ", ".join(
    f"set_config('stegvis.{namn}', ${i + 1}, true)"
    for i, namn in enumerate(("part", "kommunkod", "namnd", "organisation", "klient"))
)
_EGEN = "b.kommunkod = $1 AND b.namnd_id = $2 AND (b.skyddad IS false OR b.handlaggare = $3)"
_I_KRAFT = """s.typ = 'begaran_att_delta' AND s.status = 'gallande' AND s.galler_fran <= $5
    AND (s.galler_tom IS NULL OR s.galler_tom >= $5) AND NOT EXISTS (SELECT FROM beslut u
    WHERE u.kommunkod = s.kommunkod AND u.avser_beslut_id = s.id AND u.status = 'gallande' AND u.galler_fran <= $5
    AND u.kommunkod = $1 AND u.namnd_id = $2)"""
_BESLUT = f"""EXISTS (SELECT FROM beslut s WHERE s.kommunkod = b.kommunkod AND s.id = b.beslut_id
    AND s.kommunkod = $1 AND s.namnd_id = $2 AND {_I_KRAFT})"""
_AVTAL = """EXISTS (SELECT FROM avtal a WHERE a.kommunkod = b.kommunkod AND a.namnd_id = b.namnd_id
    AND a.utforare_id = b.utforare_id AND a.fran <= $5 AND (a.tom IS NULL OR a.tom >= $5))"""
_ANNAN = """EXISTS (SELECT FROM bestallningar x WHERE x.kommunkod = b.kommunkod AND x.arende_id = b.arende_id
    AND x.utforare_id = b.utforare_id AND x.id <> b.id AND x.kommunkod = $1 AND x.namnd_id = $2
    AND x.status IN ('bekraftad', 'mottagen', 'pagaende', 'pausad', 'skickad'))"""
EN = f"SELECT {_alla(Bestallning, 'b')}, {_BESLUT}, {_AVTAL}, {_ANNAN} FROM bestallningar b WHERE b.id = $4 AND {_EGEN}"
SENASTE = f"""SELECT {_alla(Handelse, "h")} FROM handelser h WHERE h.objekt_id = $1 AND h.kommunkod = $2
    AND h.namnd_id = $3 ORDER BY h.nummer DESC LIMIT 20"""
SIDA = f"SELECT {_alla(Bestallning, 'b')} FROM bestallningar b WHERE b.id < $4 AND {_EGEN} ORDER BY b.id DESC LIMIT $5"
UNDERLAG = f"""SELECT {_alla(Beslut, "s")}, {_alla(Arende, "b")}, {_I_KRAFT} FROM beslut s JOIN arenden b
    ON b.kommunkod = s.kommunkod AND b.id = s.arende_id
    WHERE s.id = $4 AND s.kommunkod = $1 AND s.namnd_id = $2 AND {_EGEN}"""
AVTAL = f"""SELECT {_alla(Avtal, "a")} FROM avtal a WHERE a.kommunkod = $1 AND a.namnd_id = $2 AND a.utforare_id = $3
    AND a.fran <= $4 AND (a.tom IS NULL OR a.tom >= $4) ORDER BY a.fran DESC, a.id DESC LIMIT 1"""
SPARAT = f"""SELECT {_alla(Idempotenssvar, "i")} FROM idempotenssvar i
    WHERE i.kommunkod = $1 AND i.klient_id = $2 AND i.rutt = $3 AND i.nyckel = $4"""


_FALT = set(BestallningUt.__struct_fields__) - {"lankar", "hinder", "handelser", "deltagare"}
_LASTA = _FALT | {"deltagare", "kommunkod", "personnummer_forseglat"}
_LAS = msgspec.json.Decoder(NyBestallning).decode


# --- token ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Anropare:
    """Who calls, as the token and the register say."""

    klient_id: str
    person: str
    roll: str
    scopes: frozenset[str]
    exp: float
    kommunkod: str | None
    namnd_id: UUID | None
    organisation_id: UUID


class Token:
    """ES256 checked once per token, its time each time; the same memory as the service has."""

    def __init__(self, nyckel: ECKey, settings: Settings, klienter: dict[str, Any]) -> None:
        self._nyckel, self._settings, self._klienter = nyckel, settings, klienter
        self._minne: OrderedDict[bytes, Anropare] = OrderedDict()

    def anropare(self, request: Request) -> Anropare:
        token = request.headers["authorization"].removeprefix("Bearer ")
        avtryck = hashlib.sha256(token.encode()).digest()
        anropare = self._minne.get(avtryck) or self._verifierad(token)
        if anropare.exp + self._settings.token_marginal <= datetime.now(UTC).timestamp():
            raise PermissionError("expired")
        self._minne[avtryck] = anropare
        self._minne.move_to_end(avtryck)
        return anropare

    def _verifierad(self, token: str) -> Anropare:
        objekt = jws.deserialize_compact(token, self._nyckel, algorithms=["ES256"])
        klaim = json.loads(objekt.payload or b"")
        if klaim["iss"] != self._settings.utfardare or klaim["aud"] != self._settings.publik:
            raise PermissionError("wrong issuer or audience")
        klient = self._klienter[klaim["client_id"]]
        scopes = frozenset(klaim["scope"].split()) & frozenset(json.loads(klient["scopes"]))
        return Anropare(
            klaim["client_id"],
            klaim["sub"],
            klaim["roll"],
            scopes,
            klaim["exp"],
            klient["kommunkod"],
            klient["namnd_id"],
            klient["organisation_id"],
        )


# --- requests -------------------------------------------------------------------------------------


class Grans:
    """The three operations."""

    def __init__(self, settings: Settings, nyckel: ECKey, kryptonyckel: bytes) -> None:
        self._settings, self._nyckel = settings, nyckel
        self._aes = AESGCM(kryptonyckel)

    @asynccontextmanager
    async def liv(self, _app: Starlette) -> AsyncIterator[None]:
        async def behall(_anslutning: Any) -> None:
            """The service's pool sends nothing either when a connection comes back."""

        dsn = self._settings.databas.replace("+asyncpg", "")
        antal = self._settings.pool_storlek
        installningar = {"jit": "off", "timezone": "UTC"}
        pool = asyncpg.create_pool(
            dsn, min_size=antal, max_size=antal, reset=behall, server_settings=installningar, statement_cache_size=256
        )
        async with pool as self._pool:
            rader = await self._pool.fetch("SELECT * FROM klienter")
            self._token = Token(self._nyckel, self._settings, {r["klient_id"]: r for r in rader})
            yield

    @asynccontextmanager
    async def transaktion(self, vem: Anropare, kommun: str | None = None) -> AsyncIterator[asyncpg.Connection]:
        async with self._pool.acquire() as anslutning, anslutning.transaction():
            varden = ("kommun", kommun or vem.kommunkod, str(vem.namnd_id), str(vem.organisation_id), vem.klient_id)
            await anslutning.execute(f"SELECT {SIKT}", *varden)
            yield anslutning

    def vem(self, request: Request, scope: str) -> Anropare:
        vem = self._token.anropare(request)
        if scope not in vem.scopes or vem.kommunkod not in {request.path_params["kommunkod"], None}:
            raise PermissionError(scope)
        return vem

    async def hamta(self, request: Request) -> Response:
        vem = self.vem(request, "bestallning:las")
        egen = UUID(request.path_params["id"])
        async with self.transaktion(vem) as anslutning:
            rad = await anslutning.fetchrow(EN, vem.kommunkod, vem.namnd_id, vem.person, egen, datetime.now(UTC).date())
            handelser = await anslutning.fetch(SENASTE, egen, vem.kommunkod, vem.namnd_id)
            kropp = _KODA(self._bild({namn: rad[f"b_{namn}"] for namn in _LASTA}, handelser))
            await _skriv(anslutning, NY_ATKOMST, _atkomst(vem, "las", rad["b_arende_id"], egen, None))
        return Response(kropp, headers=JSON_HUVUDEN | {"etag": _etag(rad["b_version"], kropp)})

    async def lista(self, request: Request) -> Response:
        vem = self.vem(request, "bestallning:las")
        antal, markor = int(request.query_params["limit"]), request.query_params["cursor"]
        efter = UUID(bytes=urlsafe_b64decode(markor + "=="))
        async with self.transaktion(vem) as anslutning:
            rader = await anslutning.fetch(SIDA, vem.kommunkod, vem.namnd_id, vem.person, efter, antal + 1)
            nasta = urlsafe_b64encode(rader[antal - 1]["b_id"].bytes).decode().rstrip("=")
            bas = f"{request.url.path}?limit={antal}"
            kropp = _KODA(
                {
                    "bestallningar": [_rad(rad, request.url.path) for rad in rader[:antal]],
                    "_meta": {"page": 1, "limit": antal, "count": antal},
                    "_links": {
                        "self": Lank(f"{bas}&cursor={markor}", GET),
                        "first": Lank(f"{bas}&page=1", GET),
                        "next": Lank(f"{bas}&cursor={nasta}", GET),
                    },
                }
            )
            arenden = _KODA([str(rad["b_arende_id"]) for rad in rader[:antal]]).decode()
            await _skriv(anslutning, NY_ATKOMST, _atkomst(vem, "las", None, None, arenden))
        return Response(kropp, headers=JSON_HUVUDEN)

    async def skapa(self, request: Request) -> Response:
        vem = self.vem(request, "bestallning:skriv")
        kropp = await request.body()
        indata = _LAS(kropp)
        nyckel = request.headers["idempotency-key"]
        delar = (vem.person, POST, request.url.path, "")
        avtryck = hashlib.sha256(b"\x00".join((*(d.encode() for d in delar), kropp))).digest()
        rutt = f"POST {ROT}/{{kommunkod}}/bestallningar"
        async with self.transaktion(vem) as anslutning:
            await anslutning.fetchrow(SPARAT, vem.kommunkod, vem.klient_id, rutt, nyckel)
            egna = (vem.kommunkod, vem.namnd_id, vem.person)
            rad = await anslutning.fetchrow(UNDERLAG, *egna, indata.beslut_id, datetime.now(UTC).date())
            await anslutning.fetchrow(AVTAL, vem.kommunkod, vem.namnd_id, indata.utforare_id, datetime.now(UTC).date())
            ny, handelse = _ny(vem, indata, rad)
            svar = _KODA(self._bild(ny, [handelse]))
            huvuden = JSON_HUVUDEN | {"etag": _etag(1, svar), "location": f"{request.url.path}/{ny['id']}"}
            forseglat = self.forseglat(svar, f"idempotenssvar\x1f{vem.kommunkod}\x1f{vem.klient_id}|{rutt}|{nyckel}")
            sparat = {
                "kommunkod": vem.kommunkod, "klient_id": vem.klient_id, "rutt": rutt, "nyckel": nyckel,
                "avtryck": avtryck, "status": 201, "huvuden": _KODA(huvuden).decode(), "innehall": forseglat,
                "arenden": _KODA([str(ny["arende_id"])]).decode(), "skapad": datetime.now(UTC),
            }  # fmt: skip
            await _skriv(anslutning, NY_BESTALLNING, ny)
            await _skriv(anslutning, NY_HANDELSE, {n.removeprefix("h_"): v for n, v in handelse.items()})
            await _skriv(anslutning, NY_ATKOMST, _atkomst(vem, "skriv", ny["arende_id"], ny["id"], None))
            await _skriv(anslutning, NYTT_SVAR, sparat)
        return Response(svar, 201, huvuden)

    def forseglat(self, text: bytes, plats: str) -> bytes:
        nonce = os.urandom(12)
        return b"\x05bench" + nonce + self._aes.encrypt(nonce, text, f"{plats}\x1fbench".encode())

    def _bild(self, rad: dict[str, Any], handelser: Any) -> BestallningUt:
        adress = f"{ROT}/{rad['kommunkod']}/bestallningar/{rad['id']}"
        falt = {namn: rad[namn] for namn in _FALT if namn in rad}
        if rad.get("deltagare") is not None:
            falt["deltagare"] = json.loads(rad["deltagare"]) | {"personnummer": self._nummer(rad)}
        return BestallningUt(
            **falt, lankar=_lankar(adress), hinder=[], handelser=[_handelse(handelse) for handelse in handelser]
        )

    def _nummer(self, rad: dict[str, Any]) -> str:
        text, plats = rad["personnummer_forseglat"], f"bestallningar.personnummer\x1f{rad['kommunkod']}\x1f{rad['id']}"
        return self._aes.decrypt(text[6:18], text[18:], f"{plats}\x1fbench".encode()).decode()


async def _skriv(anslutning: asyncpg.Connection, insats: tuple[str, list[str]], rad: dict[str, Any]) -> None:
    sats, namn = insats
    await anslutning.execute(sats, *(rad.get(n) for n in namn))


def _ny(vem: Anropare, indata: NyBestallning, rad: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The order and its first händelse."""
    tecken = b64encode(secrets.token_bytes(6)).decode()
    ny = {namn: getattr(indata, namn) for namn in indata.__struct_fields__} | {
        "id": uuid7(), "kommunkod": vem.kommunkod, "namnd_id": vem.namnd_id, "nummer": f"B-{tecken[:4]}-{tecken[4:]}",
        "status": "utkast", "version": 1, "skapad": datetime.now(UTC), "arende_id": rad["b_id"],
        "beslut_fran": rad["s_galler_fran"], "beslut_tom": rad["s_galler_tom"], "skyddad": rad["b_skyddad"],
        "handlaggare": rad["b_handlaggare"], "har_barn": rad["b_antal_barn"] > 0, "timtak": 40,
        "externa_referenser": _KODA(indata.externa_referenser).decode(), "erbjud_nasta": False,
    }  # fmt: skip
    ny["kedja_id"] = ny["id"]
    handelse = {
        "h_id": uuid7(), "h_kommunkod": vem.kommunkod, "h_namnd_id": vem.namnd_id, "h_arende_id": rad["b_id"],
        "h_objekttyp": "bestallning", "h_objekt_id": ny["id"], "h_nummer": 1, "h_typ": "skapa", "h_fran": None,
        "h_till": "utkast", "h_tid": ny["skapad"], "h_part": "kommun", "h_organisation_id": vem.organisation_id,
        "h_roll": vem.roll, "h_person": vem.person, "h_uppgifter": "{}", "h_spar": secrets.token_hex(16),
        "h_flodad": False,
    }  # fmt: skip
    return ny, handelse


def _atkomst(vem: Anropare, slag: str, arende: Any, objekt: Any, arenden: str | None) -> dict[str, Any]:
    return {
        "id": uuid7(), "kommunkod": vem.kommunkod, "namnd_id": vem.namnd_id, "tid": datetime.now(UTC), "slag": slag,
        "objekttyp": "bestallning", "arende_id": arende, "objekt_id": objekt, "arenden": arenden,
        "andamal": f"bestallning:{slag}", "klient_id": vem.klient_id, "part": "kommun",
        "organisation_id": vem.organisation_id, "roll": vem.roll, "person": vem.person, "spar": secrets.token_hex(16),
        "sigill": secrets.token_bytes(32), "skyddad": False,
    }  # fmt: skip


def _handelse(rad: Any) -> HandelseUt:
    uppgifter = msgspec.Raw(rad["h_uppgifter"].encode())
    fasta = (rad["h_nummer"], rad["h_typ"], rad["h_till"], rad["h_tid"], rad["h_part"], rad["h_roll"], rad["h_person"])
    return HandelseUt(*fasta, uppgifter, rad["h_fran"])


def _rad(rad: Any, adress: str) -> BestallningRad:
    deltagare = json.loads(rad["b_deltagare"]) if rad["b_deltagare"] else {}
    return BestallningRad(
        rad["b_id"],
        rad["b_nummer"],
        rad["b_status"],
        rad["b_utforare_id"],
        rad["b_handlaggare"],
        rad["b_onskad_start"],
        rad["b_skapad"],
        {"self": Lank(f"{adress}/{rad['b_id']}", GET)},
        f"{deltagare['fornamn']} {deltagare['efternamn']}" if deltagare else None,
        rad["b_vagledare"],
        rad["b_svar_senast"],
    )


def _lankar(adress: str) -> dict[str, Lank]:
    under = (
        "andringar", "forslag", "uppstartsmoten", "planer", "matningar", "progressionsrapporter", "overlamnadeunderlag",
        "meddelanden", "dokument", "kedja",
    )  # fmt: skip
    lankar = {"self": Lank(adress, GET), "handelser": Lank(f"{adress}/handelser", GET)}
    lankar |= {namn: Lank(f"{adress}/handelser", POST) for namn in ("pausa", "avsluta")}
    return lankar | {namn: Lank(f"{adress}/{namn}", GET) for namn in under}


def _etag(version: int, kropp: bytes) -> str:
    return f'"{version}-{zlib.crc32(kropp):08x}"'


def grans(settings: Settings, nyckel: ECKey, kryptonyckel: bytes) -> Starlette:
    """The limit as an ASGI app."""
    egen = Grans(settings, nyckel, kryptonyckel)
    bas = f"{ROT}/{{kommunkod}}/bestallningar"
    rutter = [
        Route(bas, egen.lista, methods=[GET]),
        Route(bas, egen.skapa, methods=[POST]),
        Route(f"{bas}/{{id}}", egen.hamta, methods=[GET]),
    ]
    rutter.append(Route(f"{ROT}/{{kommunkod}}/narvarorapporter", partial(rapportera, egen), methods=[POST]))
    return Starlette(routes=rutter, lifespan=egen.liv)
