"""The version that something was measured with, shipped or a nämnd's own, and the one that is measured with now.

A published version never changes, so each is read, checked against its checksum and parsed once per process; the
newest used are kept. A draft is never found here. Must not know measurements.
"""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from app.core.unit_of_work import Arbete
from app.katalog import instrument
from app.katalog.instrument_granskning import tolka_innehall
from app.katalog.instrument_modell import Instrumentversion, VersionStatus, kontrollsumma
from app.katalog.instrumentversioner import Egenversion, matta_med, publicerad_for, publicerade_med_namn

STANDARD = "eskilstuna-programmodell"
FLEST_I_MINNET = 256
# Whose it is stands in the key: ids are never reused, but a process may see more than one database.
Nyckel = tuple[str, UUID]


@dataclass(frozen=True, slots=True)
class Gallande:
    """What is measured with now; ``egen_id`` names the nämnd's own version, none one that ships."""

    version: Instrumentversion
    egen_id: UUID | None


@dataclass(frozen=True, slots=True)
class Valbart:
    """An instrument with the version that holds, and what it is called."""

    namn: str
    gallande: Gallande


class ForvanskadVersion(RuntimeError):
    """A published version is not what it was when it was published."""


class Minne:
    """The versions that were used last."""

    def __init__(self, storst: int = FLEST_I_MINNET) -> None:
        self._storst = storst
        self._versioner: OrderedDict[Nyckel, Instrumentversion] = OrderedDict()

    def __len__(self) -> int:
        return len(self._versioner)

    def hamta(self, nyckel: Nyckel) -> Instrumentversion | None:
        """One of them, now the newest used."""
        if (funnen := self._versioner.get(nyckel)) is not None:
            self._versioner.move_to_end(nyckel)
        return funnen

    def lagg(self, nyckel: Nyckel, version: Instrumentversion) -> None:
        """Keep one; the one that was used longest ago leaves."""
        self._versioner[nyckel] = version
        self._versioner.move_to_end(nyckel)
        while len(self._versioner) > self._storst:
            self._versioner.popitem(last=False)

    def tom(self) -> None:
        """Forget them."""
        self._versioner.clear()


MINNE = Minne()


def las(rad: Egenversion) -> Instrumentversion:
    """A published version out of its row; raises ``ForvanskadVersion`` if it has been changed behind the service."""
    if kontrollsumma({**rad.innehall, "version": rad.nummer}) != rad.kontrollsumma:
        raise ForvanskadVersion(f"instrumentet {rad.kod} version {rad.nummer} har ändrats efter publiceringen")
    return tolka_innehall(rad.kod, rad.nummer, VersionStatus(rad.status), rad.innehall)


async def egna(arbete: Arbete, idn: Iterable[UUID | None]) -> Mapping[UUID, Instrumentversion]:
    """A nämnd's own versions by id; those that are not in memory are read in one statement.

    They stay at hand for the transaction, whatever leaves the memory meanwhile.
    """
    ut = {i: MINNE.hamta((arbete.kommunkod, i)) for i in idn if i is not None}
    saknas: Collection[UUID] = [i for i, v in ut.items() if v is None]
    if saknas:
        for rad in await arbete.alla(matta_med(saknas)):
            ut[rad.id] = version = las(rad)
            MINNE.lagg((arbete.kommunkod, rad.id), version)
    funna = {i: v for i, v in ut.items() if v is not None}
    _vid_handen(arbete).update(funna)
    return funna


def _vid_handen(arbete: Arbete) -> dict[UUID, Instrumentversion]:
    framme: dict[UUID, Instrumentversion] = arbete.session.info.setdefault(__name__, {})
    return framme


def framlagd(arbete: Arbete, kod: str, nummer: int, egen_id: UUID | None) -> Instrumentversion:
    """The version that something was measured with, one of those that ``egna`` has been asked for, or shipped."""
    return vald(_vid_handen(arbete), kod, nummer, egen_id)


def vald(versioner: Mapping[UUID, Instrumentversion], kod: str, nummer: int, egen_id: UUID | None) -> Instrumentversion:
    """The version that something was measured with; it is never taken away."""
    funnen = instrument.version(kod, nummer) if egen_id is None else versioner.get(egen_id)
    if funnen is None:
        raise LookupError(f"instrumentet {kod} saknar version {nummer}")
    return funnen


async def version(arbete: Arbete, kod: str, nummer: int, egen_id: UUID | None) -> Instrumentversion:
    """The same for one."""
    return vald(await egna(arbete, [egen_id]), kod, nummer, egen_id)


def levereras(kod: str) -> bool:
    """Whether an instrument ships with the service, with a version to measure with or without."""
    return instrument.hamta(kod) is not None


async def gallande(arbete: Arbete, namnd_id: UUID, kod: str) -> Gallande | None:
    """What a nämnd measures with now: its own version if it has published one, else the one that ships."""
    return await gallande_av(arbete, await arbete.kanske(publicerad_for(namnd_id, kod)), kod)


async def gallande_av(arbete: Arbete, egen_id: UUID | None, kod: str) -> Gallande | None:
    """The same, where it is known which version of its own the nämnd has published."""
    if egen_id is not None:
        return Gallande((await egna(arbete, [egen_id]))[egen_id], egen_id)
    levererat = instrument.hamta(kod)
    publicerad = levererat.publicerad if levererat else None
    return Gallande(publicerad, None) if publicerad else None


async def valbara(arbete: Arbete, namnd_id: UUID) -> list[Valbart]:
    """All that a nämnd measures with now, by code."""
    rader = await arbete.rader(publicerade_med_namn(namnd_id))
    versioner = await egna(arbete, [egen_id for egen_id, _ in rader])
    ut = [Valbart(namn, Gallande(versioner[egen_id], egen_id)) for egen_id, namn in rader]
    koder = {v.gallande.version.instrument for v in ut}
    levererade = (i for i in instrument.alla().values() if i.kod not in koder)
    ut += [Valbart(i.namn, Gallande(i.publicerad, None)) for i in levererade if i.publicerad is not None]
    return sorted(ut, key=lambda v: v.gallande.version.instrument)


async def finns_nivaer(arbete: Arbete, namnd_id: UUID, koder: set[str]) -> bool:
    """Whether something can be measured in a nämnd that has all these levels."""
    if koder <= instrument.nivakoder():
        return True
    idn = [egen_id for egen_id, _ in await arbete.rader(publicerade_med_namn(namnd_id))]
    egnas = {n.kod for v in (await egna(arbete, idn)).values() for n in v.nivaer}
    return koder <= egnas | instrument.nivakoder()
