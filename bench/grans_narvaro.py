"""The limit of a report on attendance: the rows read from JSON and sent by COPY, with an answer per row.

The rows that the service writes, and nothing else: what was said, a händelse of each occasion, the log, the stored
answer. No look at the occasions, no rule, no step. The many go to tables of their own without row security, since COPY
does not go together with it.
"""

import hashlib
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from uuid_utils.compat import uuid7

from app.core.idempotency import Idempotenssvar
from app.core.journal import Atkomst, Handelse
from app.flode.narvaro.models import Narvarouppgift
from app.katalog.rollista import NAMND_ESKILSTUNA

TABELL, HISTORIK = "narvaro_gransen", "handelser_gransen"
SKAPA = "; ".join(
    f"CREATE TABLE {ny} (LIKE {gammal} INCLUDING INDEXES INCLUDING CONSTRAINTS); GRANT INSERT ON {ny} TO stegvis_app"
    for ny, gammal in ((TABELL, "narvarouppgifter"), (HISTORIK, "handelser"))
)
HANDELSE = [k.name for k in Handelse.__table__.columns]
ATKOMST = [k.name for k in Atkomst.__table__.columns]
KOLUMNER = [k.name for k in Narvarouppgift.__table__.columns]
SPARADE = [k.name for k in Idempotenssvar.__table__.columns]


def _insats(tabell: str, namn: list[str]) -> str:
    varden = ", ".join(f"${i + 1}" for i in range(len(namn)))
    return f"INSERT INTO {tabell} ({', '.join(namn)}) VALUES ({varden})"


SPARA, LOGGA = _insats("idempotenssvar", SPARADE), _insats("atkomstlogg", ATKOMST)
SPARAT = "SELECT * FROM idempotenssvar WHERE kommunkod = $1 AND klient_id = $2 AND rutt = $3 AND nyckel = $4"
HUVUDEN = {"content-type": "application/json", "cache-control": "private, no-store"}
DAG = date(2026, 10, 12)
_KODA = msgspec.json.Encoder().encode


class Rad(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    tillfalle_id: UUID
    utfall: str | None = None
    blev_av: bool = True
    narvarande_fran: str | None = None
    narvarande_till: str | None = None
    utanfor_tiden: bool = False
    installt_av: str | None = None
    orsak: str | None = None
    text: str | None = None
    rad_id: str | None = None
    rattelse_skal: str | None = None


class Rapport(msgspec.Struct, forbid_unknown_fields=True):
    rader: list[Rad]


class RadUt(msgspec.Struct, rename="camel", omit_defaults=True):
    rad: int
    tillfalle_id: UUID
    status: str
    http: int


class RapportUt(msgspec.Struct, rename="camel"):
    id: UUID
    antal: int
    skapade: int
    rattade: int
    oforandrade: int
    omarkerade: int
    felaktiga: int
    rader: list[RadUt]
    lankar: dict[str, dict[str, str]] = msgspec.field(name="_links")


_LAS = msgspec.json.Decoder(Rapport).decode


def _minuter(tid: str | None) -> int | None:
    return None if tid is None else int(tid[:2]) * 60 + int(tid[3:])


async def rapportera(egen: Any, request: Request) -> Response:
    """One transaction: who asks, the stored answer, the rows, the answer stored."""
    vem = egen.vem(request, "narvaro:skriv")
    kropp = await request.body()
    rader = _LAS(kropp).rader
    kommun, nyckel, nu = request.path_params["kommunkod"], request.headers["idempotency-key"], datetime.now(UTC)
    rutt = "POST /stegvis/v1/{kommunkod}/narvarorapporter"
    async with egen.transaktion(vem, kommun) as anslutning:
        await anslutning.fetchrow(SPARAT, kommun, vem.klient_id, rutt, nyckel)
        fasta = {
            "kommunkod": kommun, "namnd_id": NAMND_ESKILSTUNA, "delad_med": vem.organisation_id, "nummer": 1,
            "dag": DAG, "fran": 540, "till": 720, "missade_minuter": 0, "avviker": False, "sen_inlamning": False,
            "registrerad": nu, "person": vem.person, "rattar_id": None, "rattelse_skal": None,
        }  # fmt: skip
        poster = [_post(fasta, rad) for rad in rader]
        await anslutning.copy_records_to_table(TABELL, columns=KOLUMNER, records=poster)
        historik = [_handelse(fasta, rad) for rad in rader]
        await anslutning.copy_records_to_table(HISTORIK, columns=HANDELSE, records=historik)
        logg = {
            "id": uuid7(), "kommunkod": kommun, "namnd_id": NAMND_ESKILSTUNA, "tid": nu, "slag": "skriv",
            "objekttyp": "narvarorapport", "objekt_id": uuid7(), "andamal": "narvaro:skriv", "part": "utforare",
            "arenden": _KODA([str(rad.tillfalle_id) for rad in rader]).decode(), "klient_id": vem.klient_id,
            "organisation_id": vem.organisation_id, "roll": vem.roll, "person": vem.person, "spar": "0" * 32,
            "sigill": bytes(32), "skyddad": False,
        }  # fmt: skip
        await anslutning.execute(LOGGA, *(logg.get(namn) for namn in ATKOMST))
        antal = len(rader)
        ut = [RadUt(i, rad.tillfalle_id, "skapad", 201) for i, rad in enumerate(rader, 1)]
        lank = {"self": {"href": request.url.path, "method": "GET"}}
        svar = _KODA(RapportUt(uuid7(), antal, antal, 0, 0, 0, 0, ut, lank))
        plats = f"idempotenssvar\x1f{kommun}\x1f{vem.klient_id}|{rutt}|{nyckel}"
        sparat = {
            "kommunkod": kommun, "klient_id": vem.klient_id, "rutt": rutt, "nyckel": nyckel, "status": 200,
            "avtryck": hashlib.sha256(b"\x00".join((vem.person.encode(), b"POST", kropp))).digest(),
            "huvuden": _KODA(HUVUDEN).decode(), "innehall": egen.forseglat(svar, plats), "skapad": nu,
            "arenden": logg["arenden"],
        }  # fmt: skip
        await anslutning.execute(SPARA, *(sparat[namn] for namn in SPARADE))
    return Response(svar, 200, HUVUDEN)


def _post(fasta: dict[str, Any], rad: Rad) -> list[Any]:
    egna = {
        "id": uuid7(), "arende_id": rad.tillfalle_id, "bestallning_id": rad.tillfalle_id,
        "tillfalle_id": rad.tillfalle_id, "blev_av": rad.blev_av, "utfall": rad.utfall,
        "installt_av": rad.installt_av, "narvarande_fran": _minuter(rad.narvarande_fran),
        "narvarande_till": _minuter(rad.narvarande_till), "orsak": rad.orsak, "text": rad.text,
    }  # fmt: skip
    alla = {**fasta, **egna}
    return [alla[namn] for namn in KOLUMNER]


def _handelse(fasta: dict[str, Any], rad: Rad) -> list[Any]:
    egna = {
        "id": uuid7(), "arende_id": rad.tillfalle_id, "objekttyp": "tillfalle", "objekt_id": rad.tillfalle_id,
        "typ": "rapportera", "fran": "planerat", "till": "genomfort", "tid": fasta["registrerad"], "part": "utforare",
        "organisation_id": fasta["delad_med"], "roll": "samordnare", "uppgifter": "{}", "spar": "0" * 32,
        "flodad": False,
    }  # fmt: skip
    alla = {**fasta, **egna}
    return [alla[namn] for namn in HANDELSE]
