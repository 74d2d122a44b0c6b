"""Gives each händelse a number in the log of every receiver that may know of it.

    lock the guard ─▶ read what waits ─▶ put in order ─▶ raise the heads, write the posts, mark the händelser ─▶ commit

All in one short transaction, so that a crash leaves either everything or nothing. Only one gives numbers at a time in
the whole service: numbers are given in the order of commits, a reader that has seen number n will never be shown a
lower one. A business transaction knows nothing of this and waits for nobody.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.begrepp.parter import Mottagare, systemaktor
from app.core.journal import Handelse
from app.core.services import Tjanster
from app.core.unit_of_work import Arbete, Berord
from app.flode.arende.models import skyddade_bland
from app.katalog.register import RIKET
from app.vyer.handelseflode.amnen import AMNEN, Amne, Objektlage, objektlagen, vag
from app.vyer.handelseflode.models import Flodeshuvud, Flodespost, att_floda, huvuden_for, vakten

SYSTEM = systemaktor("handelseflode")
PER_GANG = 200
# Turns between two looks at what other processes have written.
VARV_UTAN_BUD = 4


@dataclass(frozen=True, slots=True)
class Portion:
    """What one transaction did: how many händelser it took, and whose logs grew."""

    handelser: int = 0
    poster: int = 0
    mottagare: frozenset[Mottagare] = frozenset()


class Sekvenserare:
    """One that gives numbers; any number of processes may have one."""

    def __init__(self, tjanster: Tjanster, *, per_gang: int = PER_GANG) -> None:
        self._transaktioner = tjanster.transaktioner
        self._bud = tjanster.flodesbud
        self._per_gang = per_gang
        self._varv_kvar = 0

    def lyssna(self) -> None:
        """Look at the next turn when this process has written something."""
        self._transaktioner.lyssna(self._skrivet)

    def _skrivet(self, berorda: Iterable[Berord]) -> None:
        if any(True for _ in berorda):
            self._varv_kvar = 0

    async def varv(self) -> int:
        """A turn of the loop: number what waits if there may be something; how many posts."""
        self._varv_kvar -= 1
        if self._varv_kvar > 0:
            return 0
        self._varv_kvar = VARV_UTAN_BUD
        return await self.omgang()

    async def omgang(self) -> int:
        """Number all that waits, some at a time, unless another is doing so; how many posts."""
        antal = 0
        while (portion := await self._transaktioner.kor(SYSTEM, "", self._portion)).handelser:
            self._bud.beratta(portion.mottagare)
            antal += portion.poster
        return antal

    async def _portion(self, arbete: Arbete) -> Portion:
        if await arbete.kanske(vakten()) is None:
            return Portion()
        handelser = i_ordning(await arbete.alla(att_floda(self._per_gang)))
        berattas = await _utan_skyddade(arbete, handelser)
        lagen = await objektlagen(arbete, berattas)
        poster = [post for h in berattas for post in _poster(arbete, h, lagen.get(h.objekt_id))]
        mottagare = await _numrera(arbete, poster)
        for handelse in handelser:
            handelse.flodad = True
        return Portion(len(handelser), len(poster), mottagare)


async def _utan_skyddade(arbete: Arbete, handelser: Sequence[Handelse]) -> list[Handelse]:
    """Nobody is told what happens to a person with protected identity, not even that something does (DP-15)."""
    skyddade = set(await arbete.alla(skyddade_bland([h.arende_id for h in handelser]))) if handelser else set()
    return [h for h in handelser if h.arende_id not in skyddade]


def i_ordning(handelser: Iterable[Handelse]) -> list[Handelse]:
    """By id, which is about the order in time, but each object's own in the order of its versions."""
    efter_id = sorted(handelser, key=lambda h: h.id)
    versioner: dict[UUID, list[Handelse]] = {}
    for handelse in efter_id:
        versioner.setdefault(handelse.objekt_id, []).append(handelse)
    i_tur = {objekt: iter(sorted(egna, key=lambda h: h.nummer)) for objekt, egna in versioner.items()}
    return [next(i_tur[handelse.objekt_id]) for handelse in efter_id]


def _poster(arbete: Arbete, handelse: Handelse, lage: Objektlage | None) -> Iterator[Flodespost]:
    """One for the nämnd, and one for the utförare that may know of it; numbers are given later.

    None of what is in no log, or can be read nowhere: it must not stop the others.
    """
    amne = AMNEN.get(handelse.objekttyp)
    if amne is None or (lage is None and amne.typ is not None):
        return
    lage = lage or Objektlage()
    yield _post(handelse, Mottagare(handelse.kommunkod, handelse.namnd_id), vag(amne, handelse, lage))
    if lage.delas_med(handelse.delad_med, arbete.idag):
        yield _utforarens(handelse, amne, lage)


def _utforarens(handelse: Handelse, amne: Amne, lage: Objektlage) -> Flodespost:
    assert handelse.delad_med is not None
    return _post(handelse, Mottagare(RIKET, handelse.delad_med), vag(amne, handelse, lage, utforarens=True))


def _post(handelse: Handelse, mottagare: Mottagare, amne: str) -> Flodespost:
    return Flodespost(
        kommunkod=mottagare.kommunkod,
        mottagare_id=mottagare.id,
        handelse_id=handelse.id,
        tid=handelse.tid,
        galler_kommun=handelse.kommunkod,
        arende_id=handelse.arende_id,
        objekttyp=handelse.objekttyp,
        objekt_id=handelse.objekt_id,
        version=handelse.nummer,
        typ=handelse.typ,
        amne=amne,
    )


async def _numrera(arbete: Arbete, poster: Sequence[Flodespost]) -> frozenset[Mottagare]:
    """Give the posts the next numbers of their receivers' logs; whose logs grew."""
    mottagare = frozenset(Mottagare(post.kommunkod, post.mottagare_id) for post in poster)
    huvuden = await _huvuden(arbete, mottagare)
    for post in poster:
        huvud = huvuden[Mottagare(post.kommunkod, post.mottagare_id)]
        huvud.senaste += 1
        post.nummer = huvud.senaste
        arbete.ny(post)
    return mottagare


async def _huvuden(arbete: Arbete, mottagare: frozenset[Mottagare]) -> dict[Mottagare, Flodeshuvud]:
    """The heads of the logs; a log begins with its first post."""
    if not mottagare:
        return {}
    funna = await arbete.alla(huvuden_for(sorted(mottagare)))
    huvuden = {Mottagare(h.kommunkod, h.mottagare_id): h for h in funna}
    for ny in mottagare - huvuden.keys():
        huvuden[ny] = arbete.ny(Flodeshuvud(kommunkod=ny.kommunkod, mottagare_id=ny.id, senaste=0))
    return huvuden


async def numrera(tjanster: Tjanster) -> int:
    """Number what waits, once; how many posts."""
    return await Sekvenserare(tjanster).omgang()
