"""People of many nämnder with what the reports read of them, written by the superuser past every rule.

    person n ── ärende ── months, bedömning, beslut, order (four of five) ── plan (three of five), mätningar (half)

The kommuner are of very different size, as they are.
"""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import make_url

from app.core.journal import Handelse
from app.flode.arende.models import Arende, Bistandsmanad
from app.flode.bedomning.klockor import Kravklockpost
from app.flode.bedomning.models import Bedomning
from app.flode.beslut.models import Beslut
from app.flode.bestallning.models import Bestallning
from app.flode.plan.models import Plan, Planaktivitet
from app.flode.progression.models import Matning
from app.katalog.namndenheter import Namndenhet
from bench.fro import id_uttryck, insats

START = datetime(2026, 9, 1, 7, tzinfo=UTC)
TID, DAG = f"'{START.isoformat()}'::timestamptz", f"'{START.date()}'::date"
ARENDE, BEDOMNING, BESLUT, ORDER, PLAN, AKTIVITET = "7201", "7202", "7203", "7204", "7205", "7206"
MATNING, HANDELSE, MANAD, ENHET, KLOCKA = "7207", "7208", "7209", "7210", "7211"
UTFORARE = "'01980000-0000-7000-8000-000000000022'::uuid"
NIVAER = "ARRAY['orange', 'gul', 'gron', 'bla', 'rod']"
TOMT = "'[]'::jsonb"


def namnd_id(i: int) -> UUID:
    """The nämnd of the ``i``-th kommun."""
    return UUID(f"01980000-0000-7000-9000-{i:012d}")


def kommuner(antal: int, folk: int) -> list[tuple[str, UUID, int]]:
    """The first ``antal`` kommuner with their nämnd and how many people; at least one person each."""
    with files("app.katalog.data").joinpath("kommuner.csv").open(encoding="utf-8") as fil:
        koder = [rad["kommunkod"] for rad in csv.DictReader(fil)][:antal]
    vikter = [1 / (i + 8) for i in range(len(koder))]
    antalen = [1 + int((folk - len(koder)) * vikt / sum(vikter)) for vikt in vikter]
    antalen[0] += folk - sum(antalen)
    return [(kod, namnd_id(i), n) for i, (kod, n) in enumerate(zip(koder, antalen, strict=True))]


def _folk(alla: list[tuple[str, UUID, int]]) -> Iterator[tuple[Any, ...]]:
    n = 0
    for kod, namnd, antal in alla:
        for _ in range(antal):
            yield n, kod, namnd
            n += 1


def _gemensamt(slag: str, n: str = "n") -> dict[str, str]:
    return {"kommunkod": "kommunkod", "id": id_uttryck(slag, n), "namnd_id": "namnd_id"}


def _under(slag: str, n: str = "n") -> dict[str, str]:
    return _gemensamt(slag, n) | {"arende_id": id_uttryck(ARENDE, "n")}


def _arenden() -> str:
    uttryck = _gemensamt(ARENDE) | {
        "skyddad": "false", "handlaggare": "'handlaggare.' || n % 40", "arendenummer": "'EKB-2026-' || n",
        "status": "'oppet'", "version": "1", "skapad": TID, "person_avtryck": "sha256(convert_to(n::text, 'UTF8'))",
        "personnummer_forseglat": r"'\x00'::bytea", "fornamn": "'Amina'", "efternamn": "'Exempelsson'",
        "skyddsniva": "'ingen'", "externa_referenser": TOMT, "enhet": "'enhet-' || n % 3",
    }  # fmt: skip
    return insats(Arende.__table__, uttryck, "folk")


def _enheter() -> str:
    uttryck = {
        "kommunkod": "kommunkod", "id": id_uttryck(ENHET, "lopnummer"), "namnd_id": "namnd_id", "version": "1",
        "kod": "'enhet-' || e", "namn": "'Enhet'", "fran": DAG, "skapad": TID,
    }  # fmt: skip
    fran = """(SELECT kommunkod, namnd_id, e, row_number() OVER () AS lopnummer
        FROM (SELECT DISTINCT kommunkod, namnd_id FROM folk) k, generate_series(0, 2) e) enheter"""
    return insats(Namndenhet.__table__, uttryck, fran)


def _manader() -> str:
    uttryck = _under(MANAD, "n * 8 + m") | {
        "manad": "'2026-' || lpad((8 + m)::text, 2, '0')", "nummer": "1", "forsorjningsstod": "m <> n % 9",
        "forsorjningshinder": "'arbetslos'", "kalla": "'bench'", "registrerad": TID, "person": "'bench'",
    }  # fmt: skip
    return insats(Bistandsmanad.__table__, uttryck, "folk, generate_series(1, 4) m")


def _bedomningar() -> str:
    uttryck = _under(BEDOMNING) | {
        "status": "'faststalld'", "version": "1", "skapad": TID, "slag": "'omfattas'", "utfall": "'omfattas'",
        "lagrum": "'sol_12_4a'", "regelverk": "'aktivitetskrav-2026-730'", "avser_manad": "'2026-10'",
        "manadsunderlag": TOMT, "undantag": TOMT, "fakta": "'{}'::jsonb", "timmar_per_vecka": "25", "timtak": "40",
        "skal": "'bench'", "faststalld": TID,
    }  # fmt: skip
    return insats(Bedomning.__table__, uttryck, "folk")


def _beslut() -> str:
    uttryck = _under(BESLUT) | {
        "bedomning_id": id_uttryck(BEDOMNING, "n"), "typ": "'begaran_att_delta'", "status": "'gallande'",
        "version": "1", "skapad": TID, "lagrum": "'sol_12_4a'", "regelverk": "'aktivitetskrav-2026-730'",
        "avser_fran_manad": "'2026-10'", "galler_fran": DAG, "beslutsdatum": f"{DAG} + n % 60",
    }  # fmt: skip
    return insats(Beslut.__table__, uttryck, "folk WHERE n % 10 > 0")


def _bestallningar() -> str:
    startad = f"CASE WHEN n % 5 < 3 THEN {DAG} + n % 90 END"
    uttryck = _under(ORDER) | {
        "delad_med": UTFORARE, "handlaggare": "'handlaggare.' || n % 40", "nummer": "'B-' || lpad(to_hex(n), 8, '0')",
        "status": "CASE WHEN n % 5 < 3 THEN 'pagaende' ELSE 'bekraftad' END", "version": "1", "skapad": TID,
        "beslut_id": id_uttryck(BESLUT, "n"), "utforare_id": UTFORARE, "onskad_start": DAG, "skickad": TID,
        "mote_halls_senast": f"{DAG} + 14", "mote_hallet": f"CASE WHEN n % 4 > 0 THEN {DAG} + n % 20 END",
        "start_datum": startad, "timmar_per_vecka": "25", "timtak": "40", "mal": "'Praktik.'",
    }  # fmt: skip
    return insats(Bestallning.__table__, uttryck, "folk WHERE n % 5 < 4")


def _planer() -> str:
    uttryck = _under(PLAN) | {
        "delad_med": UTFORARE, "bestallning_id": id_uttryck(ORDER, "n"), "nummer": "1", "status": "'gallande'",
        "version": "1", "utgava": "1", "skapad": TID, "galler_fran": f"{DAG} + n * 7 % 180", "godkand": TID,
        "utarbetare": TOMT,
    }  # fmt: skip
    return insats(Plan.__table__, uttryck, "folk WHERE n % 5 < 3")


def _planaktiviteter() -> str:
    uttryck = _gemensamt(AKTIVITET, "n * 4 + v") | {
        "delad_med": UTFORARE, "plan_id": id_uttryck(PLAN, "n"), "utgava": "1", "nummer": "v",
        "kategori": "CASE v WHEN 1 THEN 'sprak' ELSE 'jobbsokande' END", "form": "'pa_plats'",
        "minuter_per_vecka": "600 + n % 4 * 60", "tider": TOMT, "omrade": "'sprak'",
    }  # fmt: skip
    return insats(Planaktivitet.__table__, uttryck, "folk, generate_series(1, 2) v WHERE n % 5 < 3")


def _matningar() -> str:
    uttryck = _under(MATNING, "n * 4 + v") | {
        "delad_med": UTFORARE, "bestallning_id": id_uttryck(ORDER, "n"), "organisation_id": UTFORARE,
        "status": "'registrerad'", "version": "1", "instrument": "'eskilstuna-programmodell'",
        "instrument_version": "1", "datum": f"{DAG} + v * 28 + n % 7", "respondent": "'vagledare'",
        "niva": f"({NIVAER})[1 + (n / 7 + v * (n % 3)) % 5]", "omraden": TOMT, "registrerad": TID,
        "registrerad_av": "'bench'",
    }  # fmt: skip
    return insats(Matning.__table__, uttryck, "folk, generate_series(1, 3) v WHERE n % 2 = 0")


def _klockor() -> str:
    uttryck = _under(KLOCKA) | {
        "skyddad": "false", "handlaggare": "'bench'", "oppet": "true", "avser_manad": "'2026-10'",
        "utfall": "'omfattas'", "krav_manad": "'2026-10'", "beslut_senast": "date '2026-10-31'", "beraknad": TID,
    }  # fmt: skip
    return insats(Kravklockpost.__table__, uttryck, "folk")


def _handelser(i: int, objekt: str, slag: str, till: str, vilka: str = "true") -> str:
    """The one händelse of each object, so that its state at the instant is known."""
    uttryck = _under(HANDELSE, f"n * 8 + {i}") | {
        "objekttyp": f"'{objekt}'", "objekt_id": id_uttryck(slag, "n"), "nummer": "1", "typ": "'skapa'", "till": till,
        "tid": TID, "part": "'kommun'", "roll": "'handlaggare'", "person": "'bench'", "uppgifter": "'{}'::jsonb",
        "spar": "repeat('0', 32)", "flodad": "true",
    }  # fmt: skip
    return insats(Handelse.__table__, uttryck, f"folk WHERE {vilka}")


def satser() -> Iterator[str]:
    """All rows of the people in ``folk``."""
    yield from (_enheter(), _arenden(), _manader(), _bedomningar(), _beslut(), _bestallningar(), _planer())
    yield from (_planaktiviteter(), _matningar(), _klockor())
    order = "CASE WHEN n % 5 < 3 THEN 'pagaende' ELSE 'bekraftad' END"
    yield _handelser(0, "arende", ARENDE, "'oppet'")
    yield _handelser(1, "bedomning", BEDOMNING, "'faststalld'")
    yield _handelser(2, "beslut", BESLUT, "'gallande'", "n % 10 > 0")
    yield _handelser(3, "bestallning", ORDER, order, "n % 5 < 4")
    yield _handelser(4, "plan", PLAN, "'gallande'", "n % 5 < 3")


async def fro(superuser_url: str, alla: list[tuple[str, UUID, int]]) -> None:
    """Fill an empty schema."""
    dsn = make_url(superuser_url).set(drivername="postgresql").render_as_string(hide_password=False)
    anslutning = await asyncpg.connect(dsn)
    try:
        await anslutning.execute("SET session_replication_role = replica")
        await anslutning.execute("CREATE TEMP TABLE folk (n int, kommunkod text, namnd_id uuid)")
        await anslutning.copy_records_to_table("folk", records=_folk(alla))
        for sats in satser():
            await anslutning.execute(sats)
        await anslutning.execute("VACUUM (ANALYZE)")
    finally:
        await anslutning.close()
