"""``python -m bench.timmar``: the hours of a whole kommun, and of one order, each beside a bare statement.

3,000 orders with 20 occasions each in a month, nine of ten marked. All pages of the list, 200 orders a page, from the
statement to the bytes of the answer, beside one bare SQL aggregate of the same occasions; and the hours of one order
with 250 occasions in a year beside a bare SELECT of them. Both sides take turns in one run, on one connection.
"""

import argparse
import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from statistics import median
from typing import Any

import asyncpg
from rich.console import Console
from rich.table import Table
from sqlalchemy import make_url, text

from app import wiring  # noqa: F401 - loads every table
from app.begrepp.parter import Aktor, Part, Roll
from app.begrepp.tid import StallbarKlocka
from app.core.crypto import krypto_for
from app.core.database import Databas
from app.core.paging import Sidfraga
from app.core.unit_of_work import Arbete, Transaktioner
from app.flode.bestallning.models import Bestallning
from app.flode.narvaro import timlasning
from app.flode.narvaro.models import Narvarouppgift, Tillfalle
from app.flode.narvaro.timrakning import Tid, manad_med
from app.flode.narvaro.timrakning_schemas import TimrakningRad, TimrakningUt
from app.katalog.rollista import ESKILSTUNA, KLIVET, KOMMUN_ESKILSTUNA, NAMND_ESKILSTUNA
from app.settings import Lage, Settings
from bench import fro
from bench.__main__ import RESULTAT, maskin
from tests import postgres, schema

ORDRAR, PER_ORDER, ENSAM = 3_000, 20, 250
SIDA = 200
NU = datetime(2026, 11, 12, 8, 0, tzinfo=UTC)
OKTOBER, ARET = manad_med(date(2026, 10, 1)), Tid("2026", date(2026, 1, 1), date(2026, 12, 31))
ORDER, PASS, ENSAMMA = "7011", "7012", "7014"
KRAV = {"hela kommunen": 10.0, "en beställning": 25.0}
LEDARE = Aktor(
    Part.KOMMUN, Roll.ARBETSLEDARE, "bench", KOMMUN_ESKILSTUNA, "bench", namnd_id=NAMND_ESKILSTUNA,
    kommuner=frozenset({ESKILSTUNA}),
)  # fmt: skip
GEMENSAMT = {
    "kommunkod": f"'{ESKILSTUNA}'",
    "namnd_id": f"'{NAMND_ESKILSTUNA}'::uuid",
    "delad_med": f"'{KLIVET}'::uuid",
}
AGD = {"skyddad": "false", "handlaggare": f"'{fro.ANNA}'", "vagledare": f"'{fro.VERA}'", "version": "1"}


def _ordrar() -> str:
    varden = {
        **GEMENSAMT, **AGD, "id": fro.id_uttryck(ORDER, "n"), "arende_id": fro.id_uttryck(fro.ARENDE, "n"),
        "utforare_id": f"'{KLIVET}'::uuid", "nummer": "'B-' || lpad(to_hex(n), 8, '0')", "status": "'pagaende'",
        "skapad": fro.TID, "onskad_start": fro.FRAN, "start_datum": fro.FRAN, "timmar_per_vecka": "20 + n % 11",
        "timtak": "40", "mal": "'Praktik.'",
    }  # fmt: skip
    return fro.insats(Bestallning.__table__, varden, f"generate_series(0, {ORDRAR}) n")


def _passen(slag: str, dag: str, antal: int, order: str) -> str:
    """``antal`` occasions, of order ``order`` and on ``dag``, both in terms of ``v``."""
    varden = {
        **GEMENSAMT, **AGD, "id": fro.id_uttryck(slag, "v"), "arende_id": fro.id_uttryck(fro.ARENDE, order),
        "bestallning_id": fro.id_uttryck(ORDER, order), "aktivitet": "'Yrkessvenska'", "dag": dag,
        "kategori": "(ARRAY['sprak', 'jobbsokande', 'arbetsplatsforlagd'])[1 + v % 3]", "fran": "540", "till": "720",
        "status": "CASE v % 10 WHEN 0 THEN 'planerat' WHEN 1 THEN 'installt' ELSE 'genomfort' END",
        "antal_uppgifter": "CASE WHEN v % 10 = 0 THEN 0 ELSE 1 END", "skapad": fro.TID,
    }  # fmt: skip
    return fro.insats(Tillfalle.__table__, varden, f"generate_series(0, {antal - 1}) v")


def _ord() -> str:
    """One word on each that is marked: of ten one called off, one late, one ill, one invalid, the others there."""
    utfall = "(ARRAY['sen', 'sjuk_med_intyg', 'franvaro_ogiltig'])[v % 10 - 1]"
    varden = {
        **GEMENSAMT, "id": "gen_random_uuid()", "arende_id": "arende_id", "bestallning_id": "bestallning_id",
        "tillfalle_id": "id", "nummer": "1", "blev_av": "v % 10 > 1",
        "utfall": f"CASE WHEN v % 10 = 1 THEN NULL WHEN v % 10 < 5 THEN {utfall} ELSE 'narvarande' END",
        "installt_av": "CASE WHEN v % 10 = 1 THEN 'utforare' END", "dag": "dag", "fran": "fran", "till": "till",
        "missade_minuter": "CASE WHEN v % 10 = 2 THEN 20 ELSE 0 END", "registrerad": fro.TID, "person": "'bench'",
    }  # fmt: skip
    fran = "(SELECT *, ('x' || right(id::text, 12))::bit(48)::bigint AS v FROM tillfallen WHERE antal_uppgifter = 1) t"
    return fro.insats(Narvarouppgift.__table__, varden, fran)


async def _fyll(url: str) -> None:
    dsn = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    anslutning = await asyncpg.connect(dsn)
    try:
        await anslutning.execute("SET session_replication_role = replica")
        await anslutning.execute(_ordrar())
        manad = f"date '2026-10-01' + (v / {ORDRAR})::int"
        await anslutning.execute(_passen(PASS, manad, ORDRAR * PER_ORDER, f"(v % {ORDRAR})"))
        await anslutning.execute(_passen(ENSAMMA, "date '2026-01-01' + v::int", ENSAM, f"({ORDRAR})"))
        await anslutning.execute(_ord())
        await anslutning.execute("VACUUM (ANALYZE)")
    finally:
        await anslutning.close()


# --- the bare statements --------------------------------------------------------------------------

PLATS, GILTIG = "('narvarande', 'sen')", "('franvaro_giltig', 'sjuk_med_intyg', 'annan_aktivitet')"
FRAN = """FROM tillfallen t LEFT JOIN narvarouppgifter u
    ON u.kommunkod = t.kommunkod AND u.tillfalle_id = t.id AND u.nummer = t.antal_uppgifter"""
AGGREGAT = text(f"""
    SELECT t.bestallning_id, t.kategori, count(*), sum(t.till - t.fran),
        sum(CASE WHEN u.utfall IN {PLATS} THEN t.till - t.fran - u.missade_minuter ELSE 0 END),
        sum(CASE WHEN u.utfall IN {PLATS} THEN u.missade_minuter ELSE 0 END),
        sum(CASE WHEN u.utfall IN {GILTIG} THEN t.till - t.fran ELSE 0 END),
        sum(CASE WHEN u.utfall = 'franvaro_ogiltig' THEN t.till - t.fran ELSE 0 END),
        sum(CASE WHEN t.status = 'installt' THEN t.till - t.fran ELSE 0 END)
    {FRAN}
    WHERE t.kommunkod = '{ESKILSTUNA}' AND t.dag BETWEEN '{OKTOBER.fran}' AND '{OKTOBER.tom}' AND t.status <> 'struket'
    GROUP BY t.bestallning_id, t.kategori
""")
EN_ORDER = text(f"""
    SELECT t.id, t.dag, t.kategori, t.status, t.till - t.fran, u.utfall, u.installt_av, u.missade_minuter {FRAN}
    WHERE t.kommunkod = '{ESKILSTUNA}' AND t.bestallning_id = '{fro.rad_id(ORDER, ORDRAR)}'
        AND t.dag BETWEEN '{ARET.fran}' AND '{ARET.tom}' AND t.status <> 'struket'
""")


async def _bart(arbete: Arbete, sats: Any) -> int:
    return len((await (await arbete.session.connection()).execute(sats)).all())


# --- the service's own ----------------------------------------------------------------------------

Kor = Callable[[Callable[[Arbete], Awaitable[Any]]], Awaitable[Any]]


async def _alla_sidor(kor: Kor) -> int:
    """Every page of the list to the bytes of its answer; how many orders."""
    antal, markor = 0, None
    while True:
        fraga = Sidfraga(limit=SIDA, cursor=markor)
        utsnitt = await kor(lambda arbete, f=fraga: timlasning.lista(arbete, f, OKTOBER, egna=False))
        antal += sum(bool(TimrakningRad.av(o, "", OKTOBER.namn).model_dump_json()) for o in utsnitt.rader)
        markor = utsnitt.nasta
        if markor is None:
            return antal


async def _en_order(kor: Kor) -> int:
    """The year of one order to the bytes of its answer; how many occasions."""
    egen = fro.rad_id(ORDER, ORDRAR)
    t = await kor(lambda arbete: timlasning.for_bestallning(arbete, egen, ARET))
    TimrakningUt.av(egen, t, "", "").model_dump_json()
    return len(t.passen)


async def _tid(vad: Callable[[], Awaitable[int]]) -> tuple[float, int]:
    borjan = time.perf_counter()
    antal = await vad()
    return time.perf_counter() - borjan, antal


async def _jamfor(namn: str, vart: Callable[[], Awaitable[int]], bart: Callable[[], Awaitable[int]], par: int) -> Any:
    """Both in turn, after a round that is not counted."""
    tider: dict[str, list[float]] = {"vart": [], "bart": []}
    antal = {}
    for omgang in range(par + 1):
        for sida, vad in (("vart", vart), ("bart", bart)) if omgang % 2 else (("bart", bart), ("vart", vart)):
            tid, antal[sida] = await _tid(vad)
            tider[sida] += [tid] if omgang else []
    kvot = median(v / b for v, b in zip(tider["vart"], tider["bart"], strict=True))
    ms = {sida: round(median(alla) * 1000, 1) for sida, alla in tider.items()}
    return {"vad": namn, "kvot": round(kvot, 2), "krav": KRAV[namn], "uppfyllt": kvot <= KRAV[namn], "ms": ms} | {
        "antal": antal
    }


async def _mat(url: str, par: int) -> list[Any]:
    settings = Settings(lage=Lage.TEST, database_url=url)
    databas = Databas(settings)
    transaktioner = Transaktioner(databas, StallbarKlocka(NU), krypto_for(settings))

    def kor(steg: Callable[[Arbete], Awaitable[Any]]) -> Awaitable[Any]:
        return transaktioner.kor(LEDARE, ESKILSTUNA, steg)

    try:
        return [
            await _jamfor(namn, vart, lambda s=sats: kor(lambda arbete: _bart(arbete, s)), par)
            for namn, vart, sats in (
                ("hela kommunen", lambda: _alla_sidor(kor), AGGREGAT),
                ("en beställning", lambda: _en_order(kor), EN_ORDER),
            )
        ]
    finally:
        await databas.stang()


def kor(server: postgres.PgServer, par: int) -> list[Any]:
    """Both comparisons in a database of their own."""
    databas = postgres.ny_databas(server, "timmar")
    try:
        schema.bygg(databas.agare_url)
        postgres.kor(_fyll(databas.superuser_url))
        return asyncio.run(_mat(databas.app_url, par))
    finally:
        postgres.slang_databas(databas)


def main() -> None:
    """Measure, write ``bench/resultat/<day>-timmar.json``, tell."""
    tolk = argparse.ArgumentParser(prog="python -m bench.timmar", description=__doc__)
    tolk.add_argument("--par", type=int, default=7)
    val = tolk.parse_args()
    vid = maskin()
    with postgres.med_postgres() as server:
        resultat = kor(server, val.par)
    fil = RESULTAT / f"{vid['tid'][:10]}-timmar.json"
    innehall = {"maskin": vid, "val": vars(val), "ordrar": ORDRAR, "per_order": PER_ORDER, "timmar": resultat}
    fil.write_text(json.dumps(innehall, indent=2, ensure_ascii=False) + "\n", "utf-8")
    tabell = Table(title="Timräkning: tjänsten mot en bar fråga")
    for rubrik in ("vad", "kvot", "krav", "tjänsten ms", "bar fråga ms", "antal"):
        tabell.add_column(rubrik)
    for m in resultat:
        tabell.add_row(
            m["vad"], f"{m['kvot']}", f"{m['krav']}", f"{m['ms']['vart']}", f"{m['ms']['bart']}", f"{m['antal']}"
        )
    Console(width=140).print(tabell)


if __name__ == "__main__":
    main()
