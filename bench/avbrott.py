"""``python -m bench.avbrott``: Arbetsförmedlingen is away for fourteen days, then comes back (R8).

Messages of many ärenden are queued and the clock is moved: two hours in steps of half a minute, so that every
probe is seen, the rest six hours at a time. Then two workers deliver all of it in real time, while one answer in twenty
is lost; the largest burst is what is sent in one second, as a share of the queue (R9). The receiver is in this process:
what is measured is the outbox, not a network. ``--antal`` for other sizes.
"""

import argparse
import asyncio
import json
import os
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, insert, select

from app.begrepp.identiteter import nytt_id
from app.begrepp.parter import systemaktor
from app.begrepp.tid import StallbarKlocka, SystemKlocka
from app.core.journal import Handelse
from app.core.outbox import ARBETSFORMEDLINGEN, Kvittens, Utkorgsrad
from app.core.services import Tjanster
from app.core.unit_of_work import Arbete
from app.flode.arende.models import Arende
from app.flode.overlamning.models import Overlamning
from app.integrations.arbetare import Arbetare
from app.integrations.kanal import Sandregler
from app.integrations.utfall import Kvitterat, Uteblivet, Utfall
from app.katalog.rollista import ESKILSTUNA, NAMND_ESKILSTUNA
from app.main import create_app
from app.settings import Lage, Settings
from bench.__main__ import RESULTAT, maskin
from bench.klockor import arenderader
from tests import postgres, schema

NU = datetime(2026, 10, 12, 8, 0, tzinfo=UTC)
SYSTEM = systemaktor("bench")
DYGN, FINT = timedelta(days=1), timedelta(hours=2)
PROVSTEG, GROVT_STEG = timedelta(seconds=30), timedelta(hours=6)
PORTION, ALLA = 500, 50_000
# What is promised.
MINST_PER_SEKUND, FLEST_ANROP_PER_DYGN, FLEST_PROV_PER_MINUT = 50, 3_000, 2
STORSTA_SKUR = 0.10
ARBETARE = 2


@dataclass
class Mottagare:
    """AF as a channel in the same process; remembers every call, and takes in each id once."""

    klocka: StallbarKlocka
    regler: Sandregler
    mottagare: str = ARBETSFORMEDLINGEN
    samtidighet: int = 4
    nere: bool = False
    tappar_var: int = 0
    anrop: list[datetime] = field(default_factory=list)
    fatt: Counter[str] = field(default_factory=Counter)
    ordning: dict[UUID, list[int]] = field(default_factory=dict)
    pagar: int = 0
    flest_pa_en_gang: int = 0

    async def sand(self, rad: Utkorgsrad, innehall: Mapping[str, Any]) -> Utfall:  # noqa: ARG002 - of the protocol
        """Away, or one effect per id; every ``tappar_var``th answer is lost."""
        self.anrop.append(self.klocka.nu())
        nummer = len(self.anrop)
        self.pagar += 1
        self.flest_pa_en_gang = max(self.pagar, self.flest_pa_en_gang)
        await asyncio.sleep(0)
        self.pagar -= 1
        if self.nere:
            return Uteblivet("af_nas_inte", "prov")
        self.fatt[rad.unikt_id] += 1
        if self.fatt[rad.unikt_id] == 1:
            self.ordning.setdefault(rad.arende_id, []).append(rad.lopnummer)
        if self.tappar_var and nummer % self.tappar_var == 0 and self.fatt[rad.unikt_id] == 1:
            return Uteblivet("af_svarar_inte", "prov", kan_vara_framme=True)
        return Kvitterat(Kvittens(f"AF-{rad.unikt_id}", self.klocka.nu(), {}))

    async def stang(self) -> None:
        """Nothing to close."""

    def flest_inom(self, langd: timedelta, fran: datetime = NU) -> int:
        """Calls of the busiest stretch of time by the clock, counted from each call since ``fran``."""
        start, flest = 0, 0
        anrop = [tid for tid in self.anrop if tid >= fran]
        for i, tid in enumerate(anrop):
            while tid - anrop[start] >= langd:
                start += 1
            flest = max(flest, i - start + 1)
        return flest


async def koa(tjanster: Tjanster, antal: int, per_arende: int) -> None:
    """Put ``antal`` överlämningar of different ärenden in the outbox, as many in each."""
    arenden = list(arenderader(tjanster.krypto, antal // per_arende))

    async def om_arenden(arbete: Arbete) -> None:
        await (await arbete.session.connection()).execute(insert(Arende.__table__), arenden)

    await tjanster.transaktioner.kor(SYSTEM, ESKILSTUNA, om_arenden)
    alla = [(arende["id"], nummer) for nummer in range(1, per_arende + 1) for arende in arenden]
    for i in range(0, len(alla), PORTION):

        async def portion(arbete: Arbete, fran: int = i) -> None:
            for arende_id, nummer in alla[fran : fran + PORTION]:
                _koa_en(arbete, arende_id, nummer)

        await tjanster.transaktioner.kor(SYSTEM, ESKILSTUNA, portion)


def _koa_en(arbete: Arbete, arende_id: UUID, nummer: int) -> None:
    agare = {"kommunkod": ESKILSTUNA, "namnd_id": NAMND_ESKILSTUNA, "arende_id": arende_id, "person": "bench"}
    overlamning = Overlamning(
        **agare, id=nytt_id(), status="i_ko", version=1, skapad=arbete.nu, mottagare=ARBETSFORMEDLINGEN,
        slag="underrattelse", kanal="api", paketversion=1, paket_forseglat=b"",
    )  # fmt: skip
    rad = Utkorgsrad(
        **agare, id=nytt_id(), mottagare=ARBETSFORMEDLINGEN, typ="underrattelse", unikt_id=f"{overlamning.id}_0",
        lopnummer=nummer, objekttyp="overlamning", objekt_id=overlamning.id, spar="", skapad=arbete.nu,
        nasta_forsok=arbete.nu,
    )  # fmt: skip
    rad.innehall = arbete.krypto.forsegla(b"{}", rad.plats())
    arbete.session.add_all([overlamning, rad])


async def borta(arbetare: Arbetare, klocka: StallbarKlocka, *, helt: timedelta, dagar: int) -> None:
    """Time goes: ``helt`` in steps of a probe, the rest of ``dagar`` roughly."""
    slut, fint_till = klocka.nu() + timedelta(days=dagar), klocka.nu() + helt
    while klocka.nu() < slut:
        await arbetare.omgang()
        klocka.flytta(PROVSTEG if klocka.nu() < fint_till else GROVT_STEG)


async def tom(arbetare: Sequence[Arbetare], tjanster: Tjanster, antal: int) -> float:
    """Deliver until all is acknowledged; how many seconds it took."""
    stopp, borjan = asyncio.Event(), time.perf_counter()
    uppgifter = [asyncio.create_task(en.kor(stopp)) for en in arbetare]
    while await kvitterade(tjanster) < antal:  # noqa: ASYNC110 - the database has no event
        await asyncio.sleep(0.5)
    sekunder = time.perf_counter() - borjan
    stopp.set()
    await asyncio.gather(*uppgifter)
    return sekunder


async def kvitterade(tjanster: Tjanster) -> int:
    """How many överlämningar know that they have arrived."""
    return await _antal(tjanster, select(func.count()).where(Overlamning.status == "kvitterad"))


async def verkningar(tjanster: Tjanster) -> int:
    """How many times an överlämning was told so."""
    return await _antal(tjanster, select(func.count()).where(Handelse.typ == "kvittera"))


async def _antal(tjanster: Tjanster, sats: Select[int]) -> int:
    async def steg(arbete: Arbete) -> int:
        return (await arbete.session.scalars(sats)).one()

    return await tjanster.transaktioner.kor(SYSTEM, ESKILSTUNA, steg)


async def utfall(af: Mottagare, tjanster: Tjanster, antal: int) -> dict[str, Any]:
    """What was lost, doubled or out of order, at the receiver and in the service."""
    framme = await kvitterade(tjanster)
    return {
        "forlorade": antal - len(af.fatt),
        "inte_kvitterade": antal - framme,
        "dubbel_verkan": await verkningar(tjanster) - framme,
        "arenden_i_oordning": sum(nummer != sorted(nummer) for nummer in af.ordning.values()),
        "sanda_mer_an_en_gang": sum(n > 1 for n in af.fatt.values()),
        "flest_samtidiga_anrop": af.flest_pa_en_gang,
    }


async def mat(url: str, katalog: Path, antal: int, fint: timedelta = FINT) -> dict[str, Any]:
    """The outage and the return, on one database; ``fint`` is the time in which every probe is seen."""
    klocka = StallbarKlocka(NU)
    tjanster: Tjanster = create_app(
        Settings(lage=Lage.TEST, database_url=url, datakatalog=katalog, arbetare_i_servern=False), klocka=klocka
    ).state.tjanster
    af = Mottagare(
        klocka, Sandregler(forsta_vantan=1.0, langsta_vantan=900.0, lan=60.0, delad_samtidighet=True), nere=True
    )
    arbetare = Arbetare(tjanster, af)
    await koa(tjanster, antal, per_arende=2)
    await borta(arbetare, klocka, helt=fint, dagar=14)
    fore = {
        "anrop_per_dygn": sum(tid < NU + fint for tid in af.anrop) * (DYGN // fint),
        "flest_anrop_pa_en_minut": af.flest_inom(timedelta(minutes=1)),
        "anrop_alla_dagar": len(af.anrop),
    }
    # From here the clock goes by itself; the longest back-off has passed.
    af.klocka = StallbarKlocka(klocka.nu() + timedelta(minutes=16), grund=SystemKlocka())
    tjanster.klocka = tjanster.transaktioner.klocka = af.klocka
    af.nere, af.tappar_var = False, 20
    ater, arbetarna = af.klocka.nu(), [Arbetare(tjanster, af) for _ in range(ARBETARE)]
    cpu = time.process_time()
    sekunder = await tom(arbetarna, tjanster, antal)
    cpu = time.process_time() - cpu
    efter = await utfall(af, tjanster, antal)
    await tjanster.databas.stang()
    takt = {
        "sekunder": round(sekunder, 1),
        "per_sekund": round(antal / sekunder, 1),
        "storsta_skur": round(af.flest_inom(timedelta(seconds=1), ater) / antal, 4),
    }
    return {"antal": antal, **fore, **efter, **takt, "per_processorsekund": round(antal / cpu, 1)}


def haller(r: dict[str, Any]) -> bool:
    """Whether every promise is kept."""
    noll = ("forlorade", "inte_kvitterade", "dubbel_verkan", "arenden_i_oordning")
    return (
        not any(r[n] for n in noll)
        and r["per_sekund"] >= ARBETARE * MINST_PER_SEKUND
        and r["storsta_skur"] <= STORSTA_SKUR
        and r["anrop_per_dygn"] <= FLEST_ANROP_PER_DYGN
        and r["flest_samtidiga_anrop"] <= Mottagare.samtidighet
    )


def main() -> None:
    """Measure, write ``bench/resultat/<day>-avbrott.json``, tell."""
    tolk = argparse.ArgumentParser(prog="python -m bench.avbrott", description=__doc__)
    tolk.add_argument("--antal", type=int, default=ALLA)
    antal, fore = tolk.parse_args().antal, maskin()
    with postgres.med_postgres() as server, tempfile.TemporaryDirectory() as katalog:
        databas = postgres.ny_databas(server, "avbrott")
        schema.bygg(databas.agare_url)
        resultat = asyncio.run(mat(databas.app_url, Path(katalog), antal))
    resultat["uppfyllt"] = haller(resultat)
    RESULTAT.mkdir(exist_ok=True)
    storlek = "" if antal == ALLA else f"-{antal}"
    fil = RESULTAT / f"{fore['tid'][:10]}-avbrott{storlek}.json"
    efter = [round(tal, 2) for tal in os.getloadavg()]
    innehall = {"maskin": fore | {"belastning_efter": efter}, "avbrott": resultat}
    fil.write_text(json.dumps(innehall, indent=2, ensure_ascii=False) + "\n", "utf-8")
    print(json.dumps(resultat, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
