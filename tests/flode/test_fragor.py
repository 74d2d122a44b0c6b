"""G6 and G7: how PostgreSQL answers every list of the API when the tables are large.

The app is asked for each list, by each kind of caller, with each filter, the first page and a later one; its
statements are kept. Then every table is filled and each statement is explained as the service's own role.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from sqlalchemy import JSON, Boolean, Date, Integer, LargeBinary, Table, Text, Uuid, event, make_url

from app import wiring
from app.begrepp.tid import StallbarKlocka
from app.core import paging
from app.core.auth import StatiskNyckelkalla
from app.core.crypto import krypto_for
from app.core.database import Base, Tid
from app.core.paging import Sidfraga
from app.core.representations import Handelser, Lista
from app.core.unit_of_work import Arbete
from app.katalog.register import RIKET
from app.katalog.rollista import ESKILSTUNA, KLIVET, NAMND_ESKILSTUNA
from app.main import create_app
from app.settings import Lage, Settings
from app.vyer.gallring.models import Gallring
from app.vyer.handelseflode.models import Flodeshuvud
from app.vyer.handelseflode.schemas import Handelseflode
from app.vyer.prenumerationer.models import Prenumeration
from app.vyer.rapporter.models import Rapport
from bench import fro
from tests import postgres
from tests.conftest import INGEN_BEVAKNING, NU, NYCKEL, ROT, Varld

# The full tables are filled once, by one process.
pytestmark = [pytest.mark.langsam, pytest.mark.postgres, pytest.mark.timeout(600), pytest.mark.xdist_group("fragor")]

RADER, FYLLDA, SIDA, MARGINAL = 100_000, 20_000, 50, 15
TALAMOD = 500  # seconds to fill and to explain, of the 600 that the first test has
SENARE = paging._kod(fro.rad_id(fro.BESTALLNING, RADER // 2))
# Order 0 and its ärende are Anna's, and have a long history.
I_ADRESSEN = {
    "{kommunkod}": ESKILSTUNA,
    "{arendeId}": str(fro.rad_id(fro.ARENDE, 0)),
    "{bestallningId}": str(fro.rad_id(fro.BESTALLNING, 0)),
    "{organisationId}": str(KLIVET),
    "{namndrapportId}": str(fro.rad_id("7005", 0)),
    "{prenumerationId}": str(fro.rad_id("7005", 0)),
    "{gallringId}": str(fro.rad_id("7005", 0)),
}
# Bevakningar and tillfällen go in order of days, so their cursors hold one.
SENARE_DAG = paging.dagkod(date(2026, 8, 3), fro.rad_id("7005", FYLLDA // 2))
MARKORER = {
    "/{kommunkod}/bevakningar": SENARE_DAG,
    # Today is where both of its lists are: what is to come and what is over.
    "/{kommunkod}/tillfallen": paging.dagkod(NU.date(), fro.rad_id("7005", FYLLDA // 2)),
    "/{kommunkod}/bestallningar/{bestallningId}/tillfallen": SENARE_DAG,
}
# The event feed goes by its own number.
FLODET, SENARE_NUMMER = "/handelser", FYLLDA // 2
FILTER = {
    "status": (
        "utkast",
        "pagaende",
        "oppet",
        "gallande",
        "oppen",
        "vantar",
        "publicerad",
        "planerat",
        "kommande",
        "omarkerat",
        "begard",
        "parkerad",
    ),
    "forsenade": ("true",),
    "obesvarade": ("true",),
    "objektId": (str(fro.rad_id("7006", 0)),),
    "egna": ("true",),
    "typ": ("kommun", "privat"),
    "agare": ("anna.handlaggare",),
    "sort": ("delgivning",),
    "forfallerSenast": ("2026-10-12",),
    "arendeId": (I_ADRESSEN["{arendeId}"],),
    "kravManad": ("2026-10",),
    "kategori": ("sprak",),
    "niva": ("orange",),
    "deltagandeform": ("deltid",),
    "sprak": ("svenska",),
    "form": ("distans",),
    "arrangorstyp": ("kommun",),
    "ledigaPlatser": ("true",),
    "paverkarForaldrapenning": ("false",),
    "barnomsorg": ("true",),
    "arbetslivsanknytning": ("true",),
    "fritext": ("odling",),
    "olasta": ("true",),
    "manad": ("2026-08",),
    "vantarPaSlutredovisning": ("true",),
    "tolkning": ("okand_referens",),
    "utanNamnd": ("true",),
}
ANROPARE = ("anna", "cecilia", "sven", "vera", "sara", "gunilla")
# Who sees nothing of the rest: a list without rows is read in no order.
BARA = {
    "sara": ("/{kommunkod}/utkorg/meddelanden", "/{kommunkod}/afhandelser", "/prenumerationer", "/delegationer"),
    "gunilla": ("/{kommunkod}/logggranskningar", "/{kommunkod}/gallringar"),
}
# A list that goes backwards by id, or forwards by day and id.
MARKOR = re.compile(r" < |nummer > |ROW\(.*\) > ROW\(")
SORTERAR = frozenset({"Sort", "Incremental Sort"})
# Reference data with a few rows each: an index is there, but reading it would cost more than the table.
SMA = frozenset(
    {"avtal", "organisationer", "namnder", "enheter", "medarbetare", "klienter", "stangda_perioder", "flodeshuvuden"}
)
# Filled although the cast, or the one record made through the API, has rows in them.
HAR_RADER = frozenset({"prenumerationer", "behov", "behovsversioner", "aktiviteter", "rapporter", "gallringar"})
# A search by words finds its rows by the index of words and sorts the hits: what it costs goes with the hits, and at
# worst with the catalogue of one nämnd, which here is a hundred times a real one.
SOKORD, SOKBUFFERTAR = "aktivitetsord", 1_500
# The hours of a page read what each of its orders is counted from, and sum it: buffers go with the orders of the page.
TIMMAR, TIMBUFFERTAR = ("/timrakningar", "/rapporteringar"), 40
# Whether the person of each row is protected by now is read from the ärende.
MED_ARENDET, ARENDEBUFFERTAR = ("/rader", "/undantagna"), 4
UTAN_GENVAGAR = "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off"
# Most are open, some are Anna's, on days before and after the one that is asked for.
BEVAKNINGAR = f"""
    UPDATE bevakningar SET
        status = CASE WHEN n % 5 = 0 THEN 'klar' ELSE 'oppen' END,
        handlaggare = CASE WHEN n % 3 = 0 THEN '{fro.ANNA}' ELSE 'handlaggare.' || n % 40 END,
        sort = CASE WHEN n % 7 < 2 THEN 'delgivning' ELSE 'plan_godkannande' END,
        forfaller = date '2026-06-01' + n * 7919 % 300
    FROM (SELECT id AS egen, substr(nyckel, 2)::int AS n FROM bevakningar) nummer WHERE id = egen
"""

# Most wait, some for Anna, some are Vera's.
FORSLAG = f"""
    UPDATE forslag SET
        status = CASE WHEN n % 5 = 0 THEN 'avslagen' ELSE 'vantar' END,
        handlaggare = CASE WHEN n % 3 = 0 THEN '{fro.ANNA}' ELSE 'handlaggare.' || n % 40 END,
        vagledare = CASE WHEN n % 3 = 1 THEN '{fro.VERA}' ELSE 'vagledare.' || n % 40 END
    FROM (SELECT id AS egen, substr(slag, 2)::int AS n FROM forslag) nummer WHERE id = egen
"""


# --- which lists there are ------------------------------------------------------------------------
KRAVKLOCKOR = f"""
    UPDATE kravklockor SET
        oppet = n % 5 > 0,
        handlaggare = CASE WHEN n % 3 = 0 THEN '{fro.ANNA}' ELSE 'handlaggare.' || n % 40 END,
        krav_manad = CASE WHEN n % 7 < 5 THEN '2026-10' ELSE '2026-11' END
    FROM (SELECT id AS egen, substr(avser_manad, 2)::int / 5 AS n FROM kravklockor) nummer WHERE id = egen
"""

# Those with even numbers are an order's, the others an ärende's.
DOKUMENT = f"""
    UPDATE dokument SET
        status = 'gallande',
        bestallning_id = CASE WHEN nummer % 2 = 0 THEN {fro.id_uttryck(fro.BESTALLNING, "nummer / 10")} END,
        hemvist_id = CASE WHEN nummer % 2 = 0 THEN {fro.id_uttryck(fro.BESTALLNING, "nummer / 10")} ELSE arende_id END
"""
# A long conversation on one order, short ones on the rest; read by turns.
MEDDELANDEN = f"""
    UPDATE meddelanden SET
        part = CASE WHEN nummer % 2 = 0 THEN 'kommun' ELSE 'utforare' END,
        bestallning_id = CASE WHEN nummer < 500 THEN {fro.id_uttryck(fro.BESTALLNING, "0")} ELSE bestallning_id END;
    UPDATE lasmarkeringar SET part = CASE WHEN till_och_med % 2 = 0 THEN 'kommun' ELSE 'utforare' END
"""


# Half are the nämnd's, most are unanswered, a third Anna's, those of Klivet for Sven.
REGISTERUTDRAG = f"""
    UPDATE registerutdrag SET
        delad_med = CASE WHEN n % 2 = 0 THEN delad_med END,
        status = CASE WHEN n % 7 = 0 THEN 'utlamnat' ELSE 'framstallt' END,
        handlaggare = CASE WHEN n % 3 = 0 THEN '{fro.ANNA}' ELSE 'handlaggare.' || n % 5 END
    FROM (SELECT id AS egen, utgava AS n FROM registerutdrag) nummer WHERE id = egen
"""

# One report has every row; most are counted, a third are Anna's.
RAPPORTRADER = f"""
    UPDATE rapportrader SET
        rapport_id = '{fro.rad_id("7005", 0)}',
        slag = CASE WHEN n % 7 < 2 THEN 'undantagen' ELSE 'raknad' END,
        handlaggare = CASE WHEN n % 3 = 0 THEN '{fro.ANNA}' ELSE 'handlaggare.' || n % 40 END
    FROM (SELECT id AS egen, substr(handlaggare, 2)::int AS n FROM rapportrader) nummer WHERE id = egen
"""

# A catalogue far larger than any nämnd's: most is offered, a third suits the level, one in four hundred has the word.
AKTIVITETER = f"""
    UPDATE aktiviteter SET
        status = CASE WHEN n % 5 = 0 THEN 'utkast' ELSE 'publicerad' END, publik = n % 5 > 0, utgava = 1,
        delad_med = CASE WHEN n % 9 = 0 THEN delad_med END,
        kategori = CASE WHEN n % 4 = 0 THEN 'sprak' ELSE 'jobbsokande' END,
        form = CASE WHEN n % 3 = 0 THEN 'distans' ELSE 'pa_plats' END,
        arrangor_typ = CASE WHEN n % 2 = 0 THEN 'kommun' ELSE 'utforare' END,
        deltid = n % 2 = 0, barnomsorg_pa_plats = n % 4 = 0, arbetslivsanknytning = n % 2 = 1,
        oppen_for_anmalan = true, antal_platser = 10, upptagna = n % 11, i_ko = 0
    FROM (SELECT id AS egen, substr(namn, 2)::int AS n FROM aktiviteter WHERE namn ~ '^x[0-9]') nummer WHERE id = egen;
    INSERT INTO aktivitetsord (kommunkod, ord, aktivitet_id, utgava)
    SELECT '{ESKILSTUNA}', ord, id, 1
    FROM (SELECT id, substr(namn, 2)::int AS n FROM aktiviteter WHERE namn ~ '^x[0-9]') a,
        LATERAL (VALUES ('sprak:svenska', 1), ('niva:orange', 3), ('odling', 400), ('ord' || n % 997, 1)) o (ord, var)
    WHERE n % var = 0
"""


# A third is still planned, on days before and after the one that is asked for, and some of it is Vera's.
TILLFALLEN = f"""
    UPDATE tillfallen SET
        status = CASE WHEN n % 3 = 0 THEN 'planerat' ELSE 'genomfort' END,
        vagledare = CASE WHEN n % 5 < 2 THEN '{fro.VERA}' ELSE 'vagledare.' || n % 40 END,
        till = 700,
        bestallning_id = CASE WHEN n % 50 = 0 THEN '{fro.rad_id(fro.BESTALLNING, 0)}' ELSE bestallning_id END,
        dag = date '2026-06-01' + n * 7919 % 300
    FROM (SELECT id AS egen, substr(aktivitet, 2)::int AS n FROM tillfallen) nummer WHERE id = egen
"""


# Most have arrived; of the rest some were set aside.
UTKORG = """
    UPDATE utkorg SET status = CASE WHEN n % 5 = 0 THEN 'parkerad' WHEN n % 5 = 1 THEN 'koad' ELSE 'kvitterad' END
    FROM (SELECT id AS egen, substr(unikt_id, 2)::int AS n FROM utkorg) nummer WHERE id = egen
"""
# An utförare's own, of which one in four is over.
INKORG = f"""
    UPDATE inkorgsposter SET kommunkod = '{RIKET}', mottagare_id = '{KLIVET}', oppen = last::integer % 4 <> 0,
        nasta = nasta + last::integer % 300
"""
# Every other one is for a subscription, of which one has many.
WEBHOOKS = f"""
    UPDATE utkorg SET mottagare = 'prenumeration', objekttyp = 'prenumeration',
        mottagare_id = CASE WHEN n % 20 = 0 THEN '{fro.rad_id("7005", 0)}'::uuid ELSE id END
    FROM (SELECT id AS egen, substr(unikt_id, 2)::int AS n FROM utkorg) nummer WHERE id = egen AND n % 2 = 0
"""


@dataclass(frozen=True)
class Listrutt:
    """A path that answers a list, and the filters it takes."""

    path: str
    filter: tuple[str, ...]
    bladdras: bool

    @property
    def adress(self) -> str:
        delar = [I_ADRESSEN.get(del_, del_) for del_ in self.path.split("/")]
        return ROT + "/".join(delar)

    def adresser(self) -> Iterator[str]:
        """The plain list, each filter by itself, all filters at once; each as a first and as a later page."""
        if not self.bladdras:
            yield self.adress
            return
        if self.path == FLODET:
            yield from (f"{self.adress}?limit={SIDA}&efter={nummer}" for nummer in (0, SENARE_NUMMER))
            return
        en = [[f"{namn}={varde}"] for namn in self.filter for varde in FILTER[namn]]
        alla = [[f"{namn}={FILTER[namn][0]}" for namn in self.filter]] if len(self.filter) > 1 else []
        for fraga in [[], *en, *alla]:
            yield "&".join([f"{self.adress}?limit={SIDA}", *fraga])
            yield "&".join([f"{self.adress}?limit={SIDA}", *fraga, f"cursor={MARKORER.get(self.path, SENARE)}"])


def _filter(rutt: Any) -> tuple[str, ...]:
    modeller = [p.field_info.annotation for p in rutt.dependant.query_params]
    falt = [
        f.alias or n
        for m in modeller
        if isinstance(m, type) and issubclass(m, Sidfraga)
        for n, f in m.model_fields.items()
    ]
    return tuple(n for n in falt if n not in {*Sidfraga.model_fields, "efter"})


def _listor() -> list[Listrutt]:
    """Every GET that answers ``Lista``, and the histories whose objects are seeded."""
    ut = []
    for rutt in (r for router in wiring.ROUTRAR for r in router.routes):
        modell = getattr(rutt, "response_model", None)
        if "GET" not in rutt.methods or not isinstance(modell, type):
            continue
        kand = {del_ for del_ in rutt.path.split("/") if del_.startswith("{")} <= I_ADRESSEN.keys()
        bladdras = issubclass(modell, Lista | Handelseflode)
        if bladdras or (modell is Handelser and kand):
            assert kand, f"{rutt.path}: I_ADRESSEN saknar en parameter"
            ut.append(Listrutt(rutt.path, _filter(rutt), bladdras))
    return ut


LISTOR = _listor()


# --- what the app asks ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Sats:
    """A SELECT as it was sent, and the statement that told row security who asks."""

    anropare: str
    adress: str
    text: str
    varden: tuple[Any, ...]
    sikt: tuple[str, tuple[Any, ...]]

    @property
    def ar_lista(self) -> bool:
        """Whether it reads the rows of the page; others look up what belongs to them."""
        return "ORDER BY" in self.text and "LIMIT" in self.text


async def _fragor(settings: Settings) -> list[Sats]:
    klocka = StallbarKlocka(NU)
    # The register is read whole, now and then; that is no statement of a list.
    settings = settings.model_copy(update={"register_intervall": 3600.0})
    app = create_app(settings, klocka=klocka, nyckelkalla=StatiskNyckelkalla([NYCKEL]))
    sedda: list[tuple[str, tuple[Any, ...]]] = []
    motor = app.state.tjanster.databas.engine.sync_engine
    event.listen(motor, "before_cursor_execute", lambda _a, _m, text, varden, *_: sedda.append((text, varden)))
    ut: list[Sats] = []
    async with app.router.lifespan_context(app):
        varld = Varld(app, settings, klocka, "postgresql")
        # The one record of an ärende, without which it has no history.
        await varld.som("anna").skapa(f"arenden/{I_ADRESSEN['{arendeId}']}/behov", {})
        await varld.i_databasen(_rapport, ESKILSTUNA)
        await varld.i_databasen(_gallring, ESKILSTUNA)
        await varld.i_databasen(_prenumeration, ESKILSTUNA)
        await varld.i_databasen(_huvud, ESKILSTUNA)
        for lista in LISTOR:
            for namn in (n for n in ANROPARE if lista.path.startswith(BARA.get(n, "/"))):
                for adress in lista.adresser():
                    sedda.clear()
                    svar = await varld.som(namn).hamta(adress)
                    if svar.status_code == 422:  # a value of another list's filter of the same name
                        continue
                    assert svar.status_code in {200, 403, 404}, (adress, svar.text)
                    ut += _satser(namn, adress, sedda) if svar.status_code == 200 else []
    return ut


async def _rapport(arbete: Arbete) -> None:
    """A report that can be read; to count one over all of the rows would take its time."""
    arbete.ny(
        Rapport(
            kommunkod=ESKILSTUNA,
            id=fro.rad_id("7005", 0),
            namnd_id=NAMND_ESKILSTUNA,
            sort="ivo_kvartal",
            period="2026-K3",
            period_tom=date(2026, 9, 30),
            kand_vid=NU,
            status="klar",
            bestalld=NU,
            bestalld_av="cecilia.arbetsledare",
        )
    )


async def _gallring(arbete: Arbete) -> None:
    """One that is decided, with its protocol to read."""
    arbete.ny(
        Gallring(
            kommunkod=ESKILSTUNA,
            id=fro.rad_id("7005", 0),
            namnd_id=NAMND_ESKILSTUNA,
            slag="namnd",
            status="beslutad",
            skapad=NU,
            foreslagen_av="cecilia.arbetsledare",
        )
    )


async def _prenumeration(arbete: Arbete) -> None:
    """A subscription of the nämnd's, in no state to send anything."""
    arbete.ny(
        Prenumeration(
            kommunkod=ESKILSTUNA,
            mottagare_id=NAMND_ESKILSTUNA,
            id=fro.rad_id("7005", 0),
            url="https://krok.exempel.se/",
            status="pausad",
            hemligheter=b"x",
            markor=0,
            att_stamma_av=False,
            skapad=NU,
        )
    )


async def _huvud(arbete: Arbete) -> None:
    """A log that is as long as it will be, so that it can be read from its middle."""
    arbete.ny(Flodeshuvud(kommunkod=ESKILSTUNA, mottagare_id=NAMND_ESKILSTUNA, senaste=FYLLDA))


def _satser(namn: str, adress: str, sedda: list[tuple[str, tuple[Any, ...]]]) -> Iterator[Sats]:
    sikt: tuple[str, tuple[Any, ...]] = ("", ())
    for text, varden in sedda:
        if "set_config" in text:
            sikt = text, varden
        elif text.startswith(("SELECT", "WITH")) and "(1 != 1)" not in text:  # looks up nothing for an empty page
            yield Sats(namn, adress, text, tuple(varden), sikt)


# --- the tables -----------------------------------------------------------------------------------


async def _fyll(anslutning: asyncpg.Connection) -> None:
    """Rows in every table of a kommun that has none: five for each ärende and order, where so many may be."""
    await anslutning.execute("SET session_replication_role = replica")
    for tabell in Base.metadata.sorted_tables:
        antal = await anslutning.fetchval(f"SELECT count(*) FROM {tabell.name}")
        if "kommunkod" in tabell.columns and (antal == 0 or tabell.name in HAR_RADER):
            for check in await anslutning.fetch(
                "SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid = $1::text::regclass", tabell.name
            ):
                await anslutning.execute(f"ALTER TABLE {tabell.name} DROP CONSTRAINT {check['conname']}")
            await anslutning.execute(_rader(tabell))
    await anslutning.execute(BEVAKNINGAR)
    await anslutning.execute(KRAVKLOCKOR)
    await anslutning.execute(FORSLAG)
    await anslutning.execute(AKTIVITETER)
    await anslutning.execute(DOKUMENT)
    await anslutning.execute(MEDDELANDEN)
    await anslutning.execute(TILLFALLEN)
    await anslutning.execute(RAPPORTRADER)
    await anslutning.execute(REGISTERUTDRAG)
    await anslutning.execute(UTKORG)
    await anslutning.execute(WEBHOOKS)
    await anslutning.execute(INKORG)
    await anslutning.execute("VACUUM (ANALYZE)")


def _rader(tabell: Table) -> str:
    kolumner = {k.name: _varde(k.name, k.type) for k in tabell.columns if not k.nullable or k.name == "delad_med"}
    namn, varden = ", ".join(kolumner), ", ".join(kolumner.values())
    fran = f"generate_series(0, {FYLLDA - 1}) n ON CONFLICT DO NOTHING"
    return f"INSERT INTO {tabell.name} ({namn}) SELECT {varden} FROM {fran}"


def _varde(namn: str, typ: Any) -> str:
    fasta = {
        "kommunkod": f"'{ESKILSTUNA}'",
        "namnd_id": f"'{NAMND_ESKILSTUNA}'::uuid",
        "delad_med": f"'{KLIVET}'::uuid",
        "mottagare_id": f"'{NAMND_ESKILSTUNA}'::uuid",
        "id": fro.id_uttryck("7005", "n"),
        "arende_id": fro.id_uttryck(fro.ARENDE, "n / 5"),
        "bestallning_id": fro.id_uttryck(fro.BESTALLNING, "n / 5"),
        "gallring_id": fro.id_uttryck("7005", "0"),
    }
    per_typ = {
        Text: "'x' || n",
        Integer: "n",
        Boolean: "false",
        Uuid: fro.id_uttryck("7006", "n"),
        Date: fro.FRAN,
        Tid: fro.TID,
        JSON: "'[]'::jsonb",
        LargeBinary: "int8send(n)",
    }
    if namn == "status" and isinstance(typ, Text):
        return "'s' || n % 5"
    return fasta[namn] if namn in fasta else next((v for t, v in per_typ.items() if isinstance(typ, t)), "n")


# --- how it is answered ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Plan:
    """What EXPLAIN (ANALYZE, BUFFERS) told of one statement."""

    sats: Sats
    generell: bool
    noder: tuple[dict[str, Any], ...]
    buffertar: int
    rader: int

    def fel(self) -> list[str]:
        """What breaks G6 or G7."""
        ut = [f"Seq Scan på {nod['Relation Name']}" for nod in self.noder if _laser_allt(nod)]
        if self.sats.ar_lista and SOKORD in self.sats.text:
            ut += [f"{self.buffertar} buffertar för en sökning"] * (self.buffertar > SOKBUFFERTAR)
        elif any(t in self.sats.adress for t in TIMMAR) and self.sats.ar_lista:
            ut += [f"{self.buffertar} buffertar för en sida"] * (self.buffertar > TIMBUFFERTAR * (SIDA + 1))
            ut += self._fel_vid_markoren()
        elif self.sats.ar_lista:
            ut += [nod["Node Type"] for nod in self.noder if _sorterar(nod)]
            per_rad = ARENDEBUFFERTAR if self.sats.adress.partition("?")[0].endswith(MED_ARENDET) else 1
            if self.buffertar > per_rad * self.rader + MARGINAL:
                ut.append(f"{self.buffertar} buffertar för {self.rader} rader")
            ut += self._fel_vid_markoren()
        plan = "plan för alla värden" if self.generell else "plan för värdena"
        return [f"{self.sats.anropare} {self.sats.adress} ({plan}): {fel}" for fel in ut]

    def _fel_vid_markoren(self) -> list[str]:
        markor = ("cursor=", f"efter={SENARE_NUMMER}")
        vid = not any(m in self.sats.adress for m in markor) or any(map(_borjar_vid_markoren, self.noder))
        return [] if vid else ["markören är inget indexvillkor"]


def _laser_allt(nod: dict[str, Any]) -> bool:
    return nod["Node Type"] == "Seq Scan" and nod["Relation Name"] not in SMA


def _sorterar(nod: dict[str, Any]) -> bool:
    return nod["Node Type"] in SORTERAR and not _hogst_en(nod.get("Plans", [{}])[-1])


def _borjar_vid_markoren(nod: dict[str, Any]) -> bool:
    return nod["Node Type"].startswith("Index") and (bool(MARKOR.search(nod.get("Index Cond", ""))) or _hogst_en(nod))


def _hogst_en(nod: dict[str, Any]) -> bool:
    """Whether a unique index finds at most one row of the parent: nothing to sort, nowhere to begin."""
    return str(nod.get("Index Name", "")).startswith("uq_")


def _noder(nod: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield nod
    for under in nod.get("Plans", []):
        yield from _noder(under)


def _literal(varde: Any) -> str:
    if varde is None or isinstance(varde, bool | int):
        return "NULL" if varde is None else str(varde)
    if isinstance(varde, str | UUID | date | datetime):
        return "'" + str(varde).replace("'", "''") + "'"
    raise TypeError(f"{type(varde).__name__} i en fråga")


async def _forklara(anslutning: asyncpg.Connection, sats: Sats, *, generell: bool) -> Plan:
    """The plan for these values, or the one plan that a prepared statement keeps for all values."""
    async with anslutning.transaction():
        await anslutning.fetch(sats.sikt[0], *sats.sikt[1])
        lage = "force_generic_plan" if generell else "force_custom_plan"
        await anslutning.execute(f"SET LOCAL plan_cache_mode = {lage}")
        if re.findall(r"\n?FROM (\w+)", sats.text)[-1] in SMA:
            await anslutning.execute(UTAN_GENVAGAR)
        await anslutning.execute(f"PREPARE sats AS {sats.text}")
        varden = ", ".join(map(_literal, sats.varden))
        rop = f"EXECUTE sats({varden})" if varden else "EXECUTE sats"
        # Twice: the first time reads the catalogue and sets hint bits.
        for _ in range(2):
            svar = json.loads(await anslutning.fetchval(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {rop}"))[0]["Plan"]
        await anslutning.execute("DEALLOCATE sats")
    buffertar = svar["Shared Hit Blocks"] + svar["Shared Read Blocks"]
    return Plan(sats, generell, tuple(_noder(svar)), buffertar, svar["Actual Rows"])


async def _planer(databas: postgres.Databas, fragor: list[Sats]) -> list[Plan]:
    super_, app_ = [await asyncpg.connect(_dsn(url)) for url in (databas.superuser_url, databas.app_url)]
    try:
        await _fyll(super_)
        await app_.execute("SET jit = off")
        return [await _forklara(app_, sats, generell=g) for sats in fragor for g in (False, True)]
    finally:
        await super_.close()
        await app_.close()


def _dsn(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


@pytest.fixture(scope="module")
def planer(
    pg_server: postgres.PgServer, pg_mall: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Plan]]:
    databas = postgres.ny_databas(pg_server, f"fragor_{uuid4().hex[:8]}", pg_mall)
    settings = _settings(databas.app_url, tmp_path_factory.mktemp("fragor"))
    try:
        postgres.kor(fro.fro(databas.superuser_url, krypto_for(settings), RADER))
        fragor = postgres.kor(_fragor(settings))
        yield postgres.kor(_planer(databas, fragor), TALAMOD)
    finally:
        postgres.slang_databas(databas)


def _settings(url: str, katalog: Path) -> Settings:
    return Settings(
        lage=Lage.TEST,
        datakatalog=katalog,
        database_url=url,
        arbetare_i_servern=False,
        pool_storlek=2,
        bevakning_intervall=INGEN_BEVAKNING,
    )


@pytest.mark.parametrize("lista", LISTOR, ids=lambda lista: lista.path)
@pytest.mark.krav("G7")
def test_varje_lista_lases_ur_ett_index_utan_sortering(planer: list[Plan], lista: Listrutt) -> None:
    egna = [plan for plan in planer if plan.sats.adress.partition("?")[0] == lista.adress]
    assert egna, "ingen av anroparna når listan"
    assert [fel for plan in egna for fel in plan.fel()] == []


@pytest.mark.krav("G6")
def test_en_sida_kostar_lika_mycket_hur_djupt_ned_den_an_ligger(planer: list[Plan]) -> None:
    for namn in ("anna", "sven", "vera"):
        adresser = [f"{ROT}/{ESKILSTUNA}/bestallningar?limit={SIDA}{mer}" for mer in ("", f"&cursor={SENARE}")]
        sidor = [p for p in planer if p.sats.anropare == namn and p.sats.adress in adresser and p.sats.ar_lista]
        assert {p.rader for p in sidor} == {SIDA + 1}
        assert max(p.buffertar for p in sidor) - min(p.buffertar for p in sidor) <= MARGINAL
