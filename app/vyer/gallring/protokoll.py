"""The dry run: looks through a nämnd some persons at a time and writes the protocol of what would be erased."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.core import erasure
from app.core.unit_of_work import Arbete
from app.vyer.gallring.kandidater import PER_GANG, Akt, nasta_akter
from app.vyer.gallring.models import Gallring, Gallringspost, efter_nummer, gallring_med
from app.vyer.gallring.rackvidd import hos, nadda
from app.vyer.gallring.states import (
    GALLRING,
    Gallringslage,
    Gallringsskede,
    Gallringsslag,
    Gallringsstatus,
    Gallringsutfall,
)
from app.vyer.gallring.utforare import Utforarakt, nasta_utforarakter

INTE_FORFALLNA = "inte_forfallna"


async def en_omgang(arbete: Arbete, gallring_id: UUID) -> bool:
    """Judge the next persons; whether more follow. The last round makes the proposal."""
    gallring = await arbete.kanske(gallring_med(gallring_id).with_for_update())
    if gallring is None or gallring.status != Gallringsstatus.BESTALLD.value:
        return False
    akter = await _nasta(arbete, gallring)
    for nyckel, akt in akter:
        await _bedom(arbete, gallring, nyckel, akt)
    if len(akter) == PER_GANG:
        gallring.markor = akter[-1][0]
        return True
    gallring.markor = None
    await arbete.utfor(GALLRING, gallring, "foresla", Gallringslage(), uppgifter=dict(gallring.summor))
    return False


async def _nasta(arbete: Arbete, gallring: Gallring) -> list[tuple[bytes, Akt | Utforarakt]]:
    """The next persons, or orders at utförare, each with what it is known by."""
    if gallring.slag == Gallringsslag.NAMND.value:
        egna = await nasta_akter(arbete, gallring.namnd_id, gallring.markor or b"", PER_GANG)
        return [(akt.avtryck, akt) for akt in egna]
    efter = UUID(bytes=gallring.markor or bytes(16))
    hos_utforare = await nasta_utforarakter(arbete, gallring.namnd_id, efter, PER_GANG)
    return [(akt.bestallning_id.bytes, akt) for akt in hos_utforare]


async def _bedom(arbete: Arbete, gallring: Gallring, nyckel: bytes, akt: Akt | Utforarakt) -> None:
    utfall = akt.utfall(gallring.kommunkod, arbete.idag)
    namn = INTE_FORFALLNA if utfall is None else utfall.value
    gallring.summor = gallring.summor | {namn: gallring.summor.get(namn, 0) + 1}
    if utfall is None:
        return
    gallring.poster += 1
    post = _post(gallring, nyckel, akt, utfall)
    if isinstance(akt, Akt) and utfall is Gallringsutfall.GALLRAS:
        post.antal = await rakna(arbete, akt.arenden)
    arbete.ny(post)


def _post(gallring: Gallring, nyckel: bytes, akt: Akt | Utforarakt, utfall: Gallringsutfall) -> Gallringspost:
    return Gallringspost(
        id=nytt_id(),
        kommunkod=gallring.kommunkod,
        namnd_id=gallring.namnd_id,
        gallring_id=gallring.id,
        nummer=gallring.poster,
        utfall=utfall.value,
        skede=Gallringsskede.VANTAR.value,
        sista_anteckning=akt.sista_anteckning,
        far_gallras_fran=akt.frist.far_gallras_fran,
        gallras_senast=akt.frist.gallras_senast,
        arendenummer=[] if akt.dold else list(akt.arendenummer),
        dold=akt.dold,
        nyckel=nyckel,
        antal={},
    )


async def rakna(arbete: Arbete, arenden: Sequence[UUID]) -> dict[str, int]:
    """How many rows about a person there are, table by table; those without any are left out."""
    antal = {}
    for tabell in nadda():
        antal[tabell.name] = await erasure.rakna(arbete, tabell, hos(tabell, arbete.kommunkod, arenden))
    return {namn: funna for namn, funna in antal.items() if funna}


def adderade(fore: dict[str, int], mer: dict[str, int]) -> dict[str, int]:
    """Counts, table by table, with more of them."""
    return fore | {namn: fore.get(namn, 0) + antal for namn, antal in mer.items()}


async def kontrollsumma(arbete: Arbete, gallring_id: UUID) -> str:
    """SHA-256 of the protocol as it stands, line by line."""
    summa, nummer = hashlib.sha256(), 0
    while poster := await arbete.alla(efter_nummer(gallring_id, nummer, PER_GANG)):
        for rad in _rader(poster):
            summa.update(rad)
        nummer = poster[-1].nummer
    return summa.hexdigest()


def _rader(poster: Iterable[Gallringspost]) -> Iterable[bytes]:
    for p in poster:
        dagar = [p.sista_anteckning.isoformat(), p.far_gallras_fran.isoformat(), p.gallras_senast.isoformat()]
        yield json.dumps([p.nummer, p.utfall, p.skal, *dagar, sorted(p.antal.items())]).encode() + b"\n"
