"""``stegvis nyckelrotation``: keys made, taken into use, and taken away while the service runs (S5, DP-28)."""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from sqlalchemy import ColumnElement, func, select

from app import wiring
from app.begrepp.tid import SystemKlocka
from app.core.crypto import krypto_for, ring_ur_installningar
from app.core.database import Databas
from app.core.filestore import Filarkiv
from app.core.idempotency import Idempotenssvar
from app.core.keyset import Nyckel, Nyckelfel, Nyckelfil, Nyckelring, Nyckelslag
from app.core.resealing import Upptagen, forseglade, forseglingshuvuden, rader_per_nyckel
from app.core.unit_of_work import Arbete, Transaktioner
from app.drift import nyckelbyte
from app.drift.driftmiljo import krav_databasroll
from app.drift.nyckelbyte import Nej
from app.drift.omforsegling import FILER, SYSTEM, Omforsegling, filer_med_nyckel
from app.flode.arende.models import Arende
from app.flode.arende.omtryck import saknar_avtryck, tryckt_med
from app.settings import Settings
from app.vyer.rapporter.models import Rapport
from app.vyer.rapporter.states import NamndrapportStatus

T = TypeVar("T")
Rader = dict[str, dict[str, int]]
# A process that has just read the file is left to read it twice more before it has to have done so.
OMLASNINGAR = 3
AVTRYCKEN = (Arende.person_avtryck, Arende.person_avtryck_andra)


@dataclass
class Rotation:
    """The key file and the database that its keys are for."""

    settings: Settings
    fil: Nyckelfil
    transaktioner: Transaktioner

    @property
    def ring(self) -> Nyckelring:
        """The key set as it is."""
        return self.transaktioner.krypto.ring

    @property
    def arkiv(self) -> Filarkiv:
        """The files of documents."""
        return Filarkiv(self.settings.dokumentmapp, self.transaktioner.krypto)

    async def i_databasen(self, steg: Callable[[Arbete], Awaitable[T]]) -> T:
        """A transaction over all kommuner."""
        return await self.transaktioner.kor(SYSTEM, "", steg)


def vantan(settings: Settings) -> timedelta:
    """How long it takes until every process has read the file."""
    return timedelta(seconds=OMLASNINGAR * settings.nyckel_intervall)


def _kor(settings: Settings, steg: Callable[[Rotation], Awaitable[int]]) -> int:
    """Exit code of a step; 1 with one sentence on standard error when it cannot be taken."""
    try:
        return asyncio.run(_med_databas(settings, steg))
    except Upptagen:
        sys.stderr.write("En annan process håller på att försegla om. Försök igen om en stund.\n")
    except (Nej, Nyckelfel) as fel:
        sys.stderr.write(f"{fel}\n")
    return 1


def _fil(settings: Settings) -> Nyckelfil:
    if settings.nyckelfil is None:
        raise Nej("Ange filen med nycklarna i STEGVIS_NYCKELFIL.")
    return Nyckelfil(settings.nyckelfil)


async def _med_databas(settings: Settings, steg: Callable[[Rotation], Awaitable[int]]) -> int:
    wiring.koppla()
    fil, databas = _fil(settings), Databas(settings)
    try:
        await krav_databasroll(settings, databas.engine)
        return await steg(Rotation(settings, fil, Transaktioner(databas, SystemKlocka(), krypto_for(settings))))
    finally:
        await databas.stang()


def ny(settings: Settings, slag: Nyckelslag) -> int:
    """Add a new key to the file; the first time the file is made of the keys that are in the settings."""
    try:
        fil = _fil(settings)
        ring = fil.las() if fil.fil.exists() else ring_ur_installningar(settings)
        ring, nyckel = nyckelbyte.ny(ring, slag, _nu())
        fil.skriv(ring)
    except (Nej, Nyckelfel) as fel:
        sys.stderr.write(f"{fel}\n")
        return 1
    sys.stdout.write(f"{_namn(nyckel)} är gjord och kan läsas av alla processer om {_sekunder(settings)} sekunder.\n")
    return 0


def aktivera(settings: Settings, slag: Nyckelslag) -> int:
    """Take the new key of a kind into use."""

    async def steg(rotation: Rotation) -> int:
        ring, nyckel = nyckelbyte.aktivera(rotation.ring, slag, _nu(), vantan(settings))
        if slag is Nyckelslag.UPPSLAG:
            await _krav_avtryck(rotation, nyckel)
        rotation.fil.skriv(ring)
        sys.stdout.write(f"{_namn(nyckel)} är aktiv.\n")
        return 0

    return _kor(settings, steg)


async def _krav_avtryck(rotation: Rotation, nyckel: Nyckel) -> None:
    """Everybody can be found by the key."""
    antal = await _antal_utan_avtryck(rotation, nyckel)
    if antal:
        raise Nej(f"{antal} ärenden saknar avtryck med {nyckel.id}. Kör först: nyckelrotation omforsegla")


async def _antal_utan_avtryck(rotation: Rotation, nyckel: Nyckel) -> int:
    sats = select(func.count()).select_from(Arende).where(saknar_avtryck(rotation.ring, nyckel.id))
    return await rotation.i_databasen(lambda arbete: arbete.en(sats))


def omforsegla(settings: Settings, takt: float) -> int:
    """Make anew what replaced keys have made; 1 when something could not be opened or was held all the time."""

    async def steg(rotation: Rotation) -> int:
        kolumner = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
        with Progress(*kolumner, console=Console(stderr=True)) as stapel:
            uppgifter = {namn: stapel.add_task(namn, total=None, visible=False) for namn in _alla_namn()}

            def framsteg(namn: str, klara: int, alla: int) -> None:
                stapel.update(uppgifter[namn], completed=klara, total=alla, visible=True)

            utfall = await Omforsegling(rotation.transaktioner, rotation.arkiv, takt, framsteg).kor()
        for dalig in utfall.daliga:
            sys.stderr.write(f"{dalig} går inte att öppna.\n")
        sys.stdout.write(f"{sum(utfall.nya.values())} värden är gjorda på nytt, {utfall.kvar} återstår.\n")
        return 1 if utfall.kvar or utfall.daliga else 0

    return _kor(settings, steg)


def _alla_namn() -> list[str]:
    return [*(arbete.namn for arbete in wiring.omforseglas()), FILER]


def status(settings: Settings, *, as_json: bool) -> int:
    """Print the keys, and how many rows each has made."""

    async def steg(rotation: Rotation) -> int:
        rader = await rader_i_allt(rotation)
        nycklar = [n.model_dump(mode="json", exclude={"nyckel"}) for n in rotation.ring.nycklar]
        if as_json:
            sys.stdout.write(json.dumps({"nycklar": nycklar, "rader": rader}, ensure_ascii=False, indent=2) + "\n")
        else:
            _skriv_status(rotation.ring, rader)
        return 0

    return _kor(settings, steg)


async def rader_i_allt(rotation: Rotation) -> Rader:
    """Rows by column and key id; those that no key of the set has made are under ``""``."""
    ring, rader = rotation.ring, Rader()
    for forseglad in forseglade():
        huvuden = dict(forseglingshuvuden(forseglad, ring))
        rader[forseglad.namn] = await _per_nyckel(rotation, forseglad.kolumn, huvuden)
    for avtryck in AVTRYCKEN:
        tryckta = {n.id: tryckt_med(avtryck, n.id) for n in ring.av(Nyckelslag.UPPSLAG)}
        rader[f"arenden.{avtryck.key}"] = await _per_nyckel(rotation, avtryck, tryckta)
    rader[FILER] = dict(Counter(nyckel_id for _, nyckel_id in await asyncio.to_thread(_filer, rotation)))
    return rader


def _filer(rotation: Rotation) -> list[tuple[object, str]]:
    return list(filer_med_nyckel(rotation.arkiv))


async def _per_nyckel(rotation: Rotation, kolumn: Any, huvuden: dict[str, ColumnElement[bool]]) -> dict[str, int]:
    async def steg(arbete: Arbete) -> dict[str, int]:
        return await rader_per_nyckel(arbete, kolumn, huvuden)

    return {nyckel: antal for nyckel, antal in (await rotation.i_databasen(steg)).items() if antal}


def _skriv_status(ring: Nyckelring, rader: Rader) -> None:
    nycklar = Table(title="Nycklar")
    for rubrik in ("slag", "id", "läge", "skapad", "aktiverad", "värden"):
        nycklar.add_column(rubrik)
    summor = Counter[str]()
    for per_nyckel in rader.values():
        summor.update(per_nyckel)
    for n in ring.nycklar:
        tider = [tid.isoformat(timespec="seconds") if tid else "" for tid in (n.skapad, n.aktiverad)]
        antal = "" if n.slag is Nyckelslag.LOGG else str(summor[n.id])
        nycklar.add_row(n.slag.value, n.id, n.status.value, *tider, antal)
    konsol = Console(width=120)
    konsol.print(nycklar)
    if summor[""]:
        konsol.print(f"{summor['']} värden är gjorda med en nyckel som inte finns här.")


def ta_bort(settings: Settings, slag: Nyckelslag, nyckel_id: str) -> int:
    """Take a replaced key away for good, when nothing needs it."""

    async def steg(rotation: Rotation) -> int:
        ring = nyckelbyte.ta_bort(rotation.ring, slag, nyckel_id, _nu(), vantan(settings))
        nyckel = rotation.ring.med(slag, nyckel_id)
        await (_krav_inga_forseglade if slag is Nyckelslag.FORSEGLING else _krav_inga_uppslag)(rotation, nyckel)
        rotation.fil.skriv(ring)
        sys.stdout.write(f"{_namn(nyckel)} är borttagen.\n")
        return 0

    return _kor(settings, steg)


async def _krav_inga_forseglade(rotation: Rotation, nyckel: Nyckel) -> None:
    behover = {namn: n[nyckel.id] for namn, n in (await rader_i_allt(rotation)).items() if n.get(nyckel.id)}
    if behover:
        vilka = ", ".join(f"{namn} {antal}" for namn, antal in behover.items())
        raise Nej(f"Nyckeln behövs: {vilka}. Kör först: nyckelrotation omforsegla")


async def _krav_inga_uppslag(rotation: Rotation, nyckel: Nyckel) -> None:
    """Everybody is found by the active key, and what cannot be made anew has been finished or forgotten."""
    aktiv = rotation.ring.aktiv(Nyckelslag.UPPSLAG)
    await _krav_avtryck(rotation, aktiv)
    rapporter = (
        select(func.count())
        .select_from(Rapport)
        .where(Rapport.status == NamndrapportStatus.PAGAR.value, tryckt_med(Rapport.markor, nyckel.id))
    )
    if antal := await rotation.i_databasen(lambda arbete: arbete.en(rapporter)):
        raise Nej(f"{antal} rapporter räknas i nyckelns ordning. Försök igen när de är klara.")
    sedan = (aktiv.aktiverad or aktiv.skapad) + vantan(rotation.settings)
    svar = select(func.count()).select_from(Idempotenssvar).where(Idempotenssvar.skapad < sedan)
    if antal := await rotation.i_databasen(lambda arbete: arbete.en(svar)):
        dagar = rotation.settings.idempotens_dagar
        raise Nej(f"{antal} svar på Idempotency-Key jämförs med nyckeln. De glöms efter {dagar} dagar.")


def _nu() -> datetime:
    return SystemKlocka().nu()


def _sekunder(settings: Settings) -> int:
    return round(vantan(settings).total_seconds())


def _namn(nyckel: Nyckel) -> str:
    return f"Nyckeln {nyckel.id} ({nyckel.slag.value})"
