"""The content of a registerutdrag: what was collected, less what is hidden, in one canonical form with its checksum."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.core.crypto import Krypto
from app.regelverk.registerutdrag import ANDAMAL, RATTIGHETER, lagringstid
from app.vyer.registerutdrag import ord as orden
from app.vyer.registerutdrag.models import Registerutdrag, Registerutdragsdel, Registerutdragsdold

HUVUD = "huvud"
NAMNDEN, GEMENSAMT, AF, FK = "Nämnden", "Nämnden och utföraren", "Arbetsförmedlingen", "Försäkringskassan"
_FRAN_AF = frozenset({"af_handelser", "afbedomningar", "afuppgifter"})
# Kinds that tell of what was released: the columns with ground, law, day, and who received it.
_UTLAMNANDEN: Mapping[str, tuple[str, str, str, str | None]] = {
    "bestallningar": ("utlamnande_grund", "utlamnande_lagrum", "skickad", "utforare_id"),
    "overlamningar": ("grund", "lagrum", "skapad", "mottagare"),
    "samrad": ("grund", "lagrum", "skapad", None),
    "afuppgifter": ("grund", "lagrum", "skapad", None),
    "fk_avstamningar": ("grund", "lagrum", "skapad", None),
}
_TILL = {"samrad": AF, "afuppgifter": AF, "fk_avstamningar": FK}
Post = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Avsnitt:
    """All records of one kind, and how many of them, or of their fields, are hidden."""

    slag: str
    poster: tuple[Post, ...]
    dolda: int
    hos_utforare: bool

    @property
    def rubrik(self) -> str:
        """What the records are called."""
        text = orden.tabell(self.slag).rubrik
        return text[:1].upper() + text[1:]

    @property
    def beskrivning(self) -> str:
        """What they are."""
        return orden.tabell(self.slag).beskrivning

    @property
    def kalla(self) -> str:
        """Where they come from."""
        if self.slag in _FRAN_AF:
            return AF
        return GEMENSAMT if any("delad_med" in post for post in self.poster) else NAMNDEN

    @property
    def lagringstid(self) -> str:
        """How long they are kept."""
        return lagringstid(self.slag, hos_utforare=self.hos_utforare)


@dataclass(frozen=True, slots=True)
class Utlamnande:
    """What was released to somebody, when and on which ground."""

    slag: str
    till: str
    grund: str
    lagrum: str
    nar: str


@dataclass(frozen=True, slots=True)
class Innehall:
    """The whole of it."""

    utdrag: Registerutdrag
    ansvarig: str
    personnummer: str
    avsnitt: tuple[Avsnitt, ...]

    andamal = ANDAMAL
    rattigheter = RATTIGHETER

    def har(self, slag: str, post_id: UUID) -> bool:
        """Whether a record is in it."""
        return any(post["id"] == str(post_id) for a in self.avsnitt if a.slag == slag for post in a.poster)

    @property
    def utlamnanden(self) -> tuple[Utlamnande, ...]:
        """What was released, read from the records that say so."""
        return tuple(u for avsnitt in self.avsnitt for u in _utlamnade(avsnitt))

    @property
    def kontrollsumma(self) -> str:
        """SHA-256 of the records in their canonical form."""
        poster = [[a.slag, a.dolda, list(a.poster)] for a in self.avsnitt]
        return hashlib.sha256(_bytes([self.personnummer, poster])).hexdigest()


def _utlamnade(avsnitt: Avsnitt) -> Iterable[Utlamnande]:
    if avsnitt.slag not in _UTLAMNANDEN:
        return
    grund, lagrum, nar, till = _UTLAMNANDEN[avsnitt.slag]
    for post in avsnitt.poster:
        if nar in post and grund in post:
            mottagare = post.get(till, "") if till else _TILL[avsnitt.slag]
            yield Utlamnande(avsnitt.rubrik, str(mottagare), post[grund], post.get(lagrum, ""), post[nar])


def _bytes(varde: Any) -> bytes:
    return json.dumps(varde, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def packa(poster: Sequence[Post]) -> bytes:
    """What is sealed of a part."""
    return _bytes(poster)


def sammanstall(
    utdrag: Registerutdrag,
    delar: Iterable[Registerutdragsdel],
    dolda: Iterable[Registerutdragsdold],
    krypto: Krypto,
) -> Innehall:
    """Open the parts, and leave out what is hidden."""
    samlat: dict[str, list[Post]] = {}
    for del_ in delar:
        if del_.innehall_forseglat is not None:
            oppnat = json.loads(krypto.oppna(del_.innehall_forseglat, del_.plats()))
            samlat.setdefault(del_.slag, []).extend(oppnat)
    (huvud,) = samlat.pop(HUVUD)
    doljs = _doljs(dolda)
    avsnitt = tuple(
        _avsnitt(slag, poster, doljs.get(slag, {}), hos_utforare=utdrag.delad_med is not None)
        for slag, poster in samlat.items()
    )
    return Innehall(utdrag, huvud["ansvarig"], huvud["personnummer"], avsnitt)


def _doljs(dolda: Iterable[Registerutdragsdold]) -> dict[str, dict[UUID, set[str | None]]]:
    ut: dict[str, dict[UUID, set[str | None]]] = {}
    for dold in dolda:
        ut.setdefault(dold.slag, {}).setdefault(dold.post_id, set()).add(dold.falt)
    return ut


def _avsnitt(
    slag: str, poster: Iterable[Post], doljs: Mapping[UUID, set[str | None]], *, hos_utforare: bool
) -> Avsnitt:
    kvar = []
    for post in poster:
        falt = doljs.get(UUID(post["id"]), set())
        if None not in falt:
            kvar.append({namn: varde for namn, varde in post.items() if namn not in falt})
    return Avsnitt(slag, tuple(kvar), sum(len(falt) for falt in doljs.values()), hos_utforare)
