"""Many ärenden, beslut, beställningar and händelser at once, written by the superuser past every rule.

    ärende j ── beslut j ── orders 5j … 5j+4 ── two händelser each, 25 on those that are read by id

Every tenth ärende is Botkyrka's, the others are Eskilstuna's. Ids are UUIDv7 in the order of the rows.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import JSON, Boolean, Integer, Table, Text, Uuid, make_url

from app.core.crypto import Krypto, Plats
from app.core.journal import Handelse
from app.flode.arende.models import Arende
from app.flode.beslut.models import Beslut
from app.flode.bestallning.models import Bestallning
from app.katalog.rollista import (
    BOTKYRKA,
    ESKILSTUNA,
    KLIVET,
    KOMMUN_ESKILSTUNA,
    NAMND_BOTKYRKA,
    NAMND_ESKILSTUNA,
    VUXENUTBILDNINGEN,
)
from app.regelverk.aktivitetsplikt import REGELVERK
from app.regelverk.modell import Lagrum

PER_ARENDE = 5
HETA, HETA_HANDELSER = 400, 25
NUMMER = b"198502139804"
SKAPAD = datetime(2026, 8, 3, 7, tzinfo=UTC)
BAS = 1_784_000_000_000  # milliseconds of the first id; the others follow one a second
ARENDE, BESLUT, BESTALLNING, HANDELSE, UTFORARE = "7001", "7002", "7003", "7004", "7009"
STATUS = "utkast skickad mottagen bekraftad pagaende pagaende pausad avslutad avbojd aterkallad"
DELTAGARE = '{"fornamn":"Amina","efternamn":"Exempelsson","telefon":"070-1740605","sprak":"arabiska","tolkbehov":true}'
TOMT: dict[type, str] = {Text: "''", Integer: "0", Boolean: "false", Uuid: "gen_random_uuid()", JSON: "'[]'::jsonb"}
ANNA, DAVID, VERA = "anna.handlaggare", "david.handlaggare", "vera.vagledare"
TID, FRAN = f"'{SKAPAD.isoformat()}'::timestamptz", f"'{SKAPAD.date()}'::date"

# Each row of these is an order: its number n, its ärende's number j and what follows from them.
ORDER = f"""
    (SELECT n, j, CASE WHEN j % 10 = 9 THEN '{BOTKYRKA}' ELSE '{ESKILSTUNA}' END AS kommunkod,
        CASE WHEN j % 10 = 9 THEN '{NAMND_BOTKYRKA}' ELSE '{NAMND_ESKILSTUNA}' END::uuid AS namnd_id,
        CASE WHEN j % 10 = 9 OR j % 2 = 0 THEN '{KLIVET}' ELSE '{VUXENUTBILDNINGEN}' END::uuid AS utforare_id,
        CASE WHEN j % 10 = 9 THEN '{DAVID}' WHEN j % 8 = 0 THEN '{ANNA}'
            ELSE 'handlaggare.' || j % 40 END AS handlaggare,
        (string_to_array('{STATUS}', ' '))[1 + n / 3 % 10] AS status
    FROM (SELECT n, n / {PER_ARENDE} AS j FROM generate_series($1::bigint, $2::bigint - 1) n) nummer) o
"""


@dataclass(frozen=True, slots=True)
class Frodda:
    """What a load may ask for: Anna's orders with a long history, her beslut, and places in the list."""

    rader: int
    heta: list[UUID]
    beslut: list[UUID]
    stallen: list[UUID]


def rad_id(slag: str, n: int) -> UUID:
    """The id of row ``n`` of a kind, as ``id_uttryck`` writes it in SQL."""
    return UUID(f"{BAS + n * 1000:012x}{slag}8000{n:012x}")


def id_uttryck(slag: str, n: str) -> str:
    tid, nummer = (f"lpad(to_hex(({varde})::bigint), 12, '0')" for varde in (f"{BAS} + ({n}) * 1000::bigint", n))
    return f"({tid} || '{slag}8000' || {nummer})::uuid"


async def fro(superuser_url: str, krypto: Krypto, rader: int) -> Frodda:
    """Fill an empty schema with ``rader`` orders and what they rest on."""
    dsn = make_url(superuser_url).set(drivername="postgresql").render_as_string(hide_password=False)
    anslutning = await asyncpg.connect(dsn)
    heta = [n for n in range(0, rader, PER_ARENDE) if _handlaggare(n // PER_ARENDE) == ANNA][:HETA]
    try:
        # Without the checks of foreign keys: they take longer than the rows, and the bedömningar are left out.
        await anslutning.execute("SET session_replication_role = replica")
        await _arenden(anslutning, krypto, rader // PER_ARENDE)
        await anslutning.execute(_beslut(), 0, rader)
        await anslutning.execute(_bestallningar(), 0, rader)
        await anslutning.execute(_handelser(1, 2), 0, rader)
        for n in heta:
            await _varm(anslutning, krypto, n)
        await anslutning.execute("VACUUM (ANALYZE)")
    finally:
        await anslutning.close()
    stallen = [rad_id(BESTALLNING, n) for n in range(rader // 10, rader, max(1, rader // 500))]
    beslut = [rad_id(BESLUT, n // PER_ARENDE) for n in heta]
    return Frodda(rader, [rad_id(BESTALLNING, n) for n in heta], beslut, stallen)


def insats(tabell: Any, uttryck: dict[str, str], fran: str) -> str:
    """INSERT … SELECT; other columns that must have a value get an empty one of their type."""
    assert isinstance(tabell, Table)
    alla = {k.name: TOMT[type(k.type)] for k in tabell.columns if not k.nullable and k.name not in uttryck} | uttryck
    return f"INSERT INTO {tabell.name} ({', '.join(alla)}) SELECT {', '.join(alla.values())} FROM {fran}"


def _handlaggare(j: int) -> str:
    if j % 10 == 9:
        return DAVID
    return ANNA if j % 8 == 0 else f"handlaggare.{j % 40}"


async def _arenden(anslutning: asyncpg.Connection, krypto: Krypto, antal: int) -> None:
    kolumner = [
        "kommunkod", "id", "namnd_id", "skyddad", "handlaggare", "arendenummer", "status", "version", "skapad",
        "person_avtryck", "personnummer_forseglat", "fornamn", "efternamn", "tolkbehov", "skyddsniva", "antal_barn",
        "externa_referenser",
    ]  # fmt: skip
    rader = _arenderader(krypto, antal)
    await anslutning.copy_records_to_table(Arende.__tablename__, columns=kolumner, records=rader)


def _arenderader(krypto: Krypto, antal: int) -> Iterator[tuple[Any, ...]]:
    for j in range(antal):
        kommun, namnd = (BOTKYRKA, NAMND_BOTKYRKA) if j % 10 == 9 else (ESKILSTUNA, NAMND_ESKILSTUNA)
        egen, nummer = rad_id(ARENDE, j), f"EKB-2026-{j:06d}"
        avtryck = hashlib.sha256(nummer.encode()).digest()
        forseglat = krypto.forsegla(NUMMER, Plats("arenden.personnummer", kommun, egen))
        yield (
            kommun, egen, namnd, False, _handlaggare(j), nummer, "oppet", 1, SKAPAD, avtryck, forseglat,
            "Amina", f"Exempelsson-{j % 1000}", False, "ingen", 0, "[]",
        )  # fmt: skip


def _beslut() -> str:
    uttryck = {
        "kommunkod": "kommunkod",
        "id": id_uttryck(BESLUT, "j"),
        "namnd_id": "namnd_id",
        "arende_id": id_uttryck(ARENDE, "j"),
        "typ": "'begaran_att_delta'",
        "status": "'gallande'",
        "version": "1",
        "skapad": TID,
        "lagrum": f"'{Lagrum.SOL_12_4}'",
        "regelverk": f"'{REGELVERK.kod}'",
        "galler_fran": FRAN,
        "beslutsdatum": FRAN,
    }
    return insats(Beslut.__table__, uttryck, f"{ORDER} WHERE n % {PER_ARENDE} = 0")


def _bestallningar() -> str:
    i_arbete = "status IN ('bekraftad', 'pagaende', 'pausad', 'avslutad')"
    uttryck = {
        "kommunkod": "kommunkod",
        "id": id_uttryck(BESTALLNING, "n"),
        "namnd_id": "namnd_id",
        "delad_med": "CASE WHEN status <> 'utkast' THEN utforare_id END",
        "handlaggare": "handlaggare",
        "vagledare": f"CASE WHEN {i_arbete} THEN CASE WHEN n % 7 = 0 THEN '{VERA}' ELSE 'vagledare.' || n % 40 END END",
        "nummer": "'B-' || lpad(to_hex(n), 8, '0')",
        "status": "status",
        "version": "2",
        "skapad": TID,
        "arende_id": id_uttryck(ARENDE, "j"),
        "beslut_id": id_uttryck(BESLUT, "j"),
        # A person has one active order at an utförare; who may read them is what counts here.
        "utforare_id": f"CASE WHEN n % {PER_ARENDE} = 0 THEN utforare_id ELSE {id_uttryck(UTFORARE, 'n')} END",
        "kedja_id": id_uttryck(BESTALLNING, f"(j * {PER_ARENDE})"),
        "utlamnande_grund": "'samtycke'",
        "onskad_start": FRAN,
        "start_datum": f"CASE WHEN {i_arbete} THEN {FRAN} END",
        "beslut_fran": FRAN,
        "timmar_per_vecka": "25",
        "timtak": "40",
        "mal": "'Praktik inom vård och yrkessvenska.'",
        "deltagare": f"CASE WHEN status <> 'utkast' THEN '{DELTAGARE}'::jsonb END",
    }
    return insats(Bestallning.__table__, uttryck, ORDER)


def _handelser(forsta: int, sista: int) -> str:
    """Händelser number ``forsta`` to ``sista`` of each order."""
    uttryck = {
        "kommunkod": "kommunkod",
        "id": id_uttryck(HANDELSE, "n * 32 + v"),
        "namnd_id": "namnd_id",
        "delad_med": "CASE WHEN status <> 'utkast' THEN utforare_id END",
        "arende_id": id_uttryck(ARENDE, "j"),
        "objekttyp": "'bestallning'",
        "objekt_id": id_uttryck(BESTALLNING, "n"),
        "nummer": "v",
        "typ": "'andra'",
        "fran": "CASE WHEN v > 1 THEN 'utkast' END",
        "till": "'utkast'",
        "tid": TID,
        "part": "'kommun'",
        "organisation_id": f"'{KOMMUN_ESKILSTUNA}'::uuid",
        "roll": "'handlaggare'",
        "person": "handlaggare",
        "uppgifter": """'{"falt": ["mal"]}'::jsonb""",
        "spar": "repeat('0', 32)",
        "flodad": "true",
    }
    return insats(Handelse.__table__, uttryck, f"{ORDER}, generate_series({forsta}, {sista}) v")


async def _varm(anslutning: asyncpg.Connection, krypto: Krypto, n: int) -> None:
    """Make order ``n`` a running one with its released number and a long history."""
    egen = rad_id(BESTALLNING, n)
    forseglat = krypto.forsegla(NUMMER, Plats("bestallningar.personnummer", ESKILSTUNA, egen))
    sats = f"""
        UPDATE bestallningar SET status = 'pagaende', delad_med = utforare_id, version = $3, vagledare = '{VERA}',
            personnummer_forseglat = $4, deltagare = '{DELTAGARE}'::jsonb
        WHERE kommunkod = $1 AND id = $2
    """
    await anslutning.execute(sats, ESKILSTUNA, egen, HETA_HANDELSER, forseglat)
    await anslutning.execute(_handelser(3, HETA_HANDELSER), n, n + 1)
