"""A file of months into the database: set by set, repeatable, each set of rows a transaction of its own.

    rows ─ look up whose ─▶ group by ärende and month ─ contradictions out ─▶ sets of 1,000
         set: lock the ärenden, read what is known, insert what is new, händelser, log, counts

What a set has written stays if a later one fails; sending the file again finds it ``oforandrad``. The ärenden are
locked in the order of their ids, so that two imports at once wait for each other and never write a month twice.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple, Protocol, TypeVar
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.core.bulk import andrade, infoga
from app.core.crypto import i_andra_facket
from app.core.errors import Saknas
from app.core.paging import Sidfraga, Utsnitt, sida, skar
from app.core.unit_of_work import Arbete
from app.flode.arende import models
from app.flode.arende.manadsfil import Manadsfil, Rad, Radfel
from app.flode.arende.models import Arende, Bistandsmanad, Manadsimport
from app.flode.arende.states import Radstatus

T = TypeVar("T")
Framsteg = Callable[[int, int], None]
PER_TRANSAKTION = 1_000
ARENDE_SAKNAS = "arende_saknas"
INGEN_PERSON = Radfel(ARENDE_SAKNAS, "personnummer", "Personen har inget öppet ärende i nämnden.")
INGET_ARENDE = Radfel(ARENDE_SAKNAS, "arendenummer", "Ärendet finns inte i nämnden, eller är avslutat.")
MOTSAGELSE = Radfel("motsagelse", None, "Filen säger olika saker om samma person och månad.")


class Kor(Protocol):
    """Runs one piece of work in a transaction of its own."""

    def __call__(self, steg: Callable[[Arbete], Awaitable[T]], /) -> Awaitable[T]: ...


class Utfall(NamedTuple):
    """What became of one row."""

    status: Radstatus
    fel: Radfel | None = None


class Resultat(NamedTuple):
    """The record of an import and the fate of every row, in the order of the file."""

    post: Manadsimport
    utfall: list[Utfall]


class Manadsrader(NamedTuple):
    """The rows of a file that say the same of one month of one ärende."""

    arende_id: UUID
    rader: list[Rad]

    @property
    def rad(self) -> Rad:
        return self.rader[0]


SKAPAD, OFORANDRAD = Utfall(Radstatus.SKAPAD), Utfall(Radstatus.OFORANDRAD)
RATTAD = Utfall(Radstatus.RATTAD)


def _namnd(arbete: Arbete) -> UUID:
    if arbete.sikt.namnd_id is None:
        raise Saknas
    return arbete.sikt.namnd_id


def _ingen(_klara: int, _alla: int) -> None:
    """Nobody watches."""


async def importera(kor: Kor, fil: Manadsfil, framsteg: Framsteg = _ingen) -> Resultat:
    """Take in a file; ``framsteg`` is told after each set how many rows are done."""
    import_id = await kor(partial(_borja, fil=fil))
    utfall = {i: Utfall(Radstatus.FEL, rad) for i, rad in enumerate(fil.rader) if isinstance(rad, Radfel)}
    grupper = await asyncio.to_thread(_grupper, fil, await _arenden(kor, fil), utfall)
    for del_ in _delar(grupper):
        utfall |= await kor(partial(_skriv, import_id=import_id, kalla=fil.kalla, grupper=del_))
        framsteg(len(utfall), len(fil.rader))
    ordnade = [utfall[i] for i in range(len(fil.rader))]
    return Resultat(await kor(partial(_avsluta, import_id=import_id, utfall=ordnade)), ordnade)


def _delar(allt: Sequence[T]) -> Iterator[Sequence[T]]:
    return (allt[i : i + PER_TRANSAKTION] for i in range(0, len(allt), PER_TRANSAKTION))


async def _borja(arbete: Arbete, fil: Manadsfil) -> UUID:
    post = Manadsimport(
        id=nytt_id(),
        kommunkod=arbete.kommunkod,
        namnd_id=_namnd(arbete),
        kalla=fil.kalla,
        kontrollsumma=fil.kontrollsumma,
        person=arbete.aktor.person,
        borjad=arbete.nu,
        antal=len(fil.rader),
    )
    return arbete.ny(post).id


async def _arenden(kor: Kor, fil: Manadsfil) -> dict[bytes | str, UUID]:
    """The open ärende of each print and ärendenummer that the file names."""
    nycklar = {rad.nyckel for rad in fil.rader if isinstance(rad, Rad)}
    avtryck = sorted((n for n in nycklar if isinstance(n, bytes)), key=i_andra_facket)
    nummer = sorted(n for n in nycklar if isinstance(n, str))
    funna: dict[bytes | str, UUID] = {}
    for _, egna in groupby(avtryck, i_andra_facket):
        for del_ in _delar(sorted(egna)):
            funna |= await kor(partial(_sla_upp, sats=models.oppna_med_avtryck, nycklar=del_))
    for delen in _delar(nummer):
        funna |= await kor(partial(_sla_upp, sats=models.oppna_med_nummer, nycklar=delen))
    return funna


async def _sla_upp(arbete: Arbete, sats: Callable[[UUID, Any], Any], nycklar: Sequence[Any]) -> dict[Any, UUID]:
    rader = (await arbete.session.execute(sats(_namnd(arbete), nycklar))).all()
    if rader:
        arbete.har_last("arende", arenden=[arende_id for arende_id, _ in rader])
    return {nyckel: arende_id for arende_id, nyckel in rader}


def _grupper(fil: Manadsfil, arenden: Mapping[bytes | str, UUID], utfall: dict[int, Utfall]) -> list[Manadsrader]:
    """The rows to write, by ärende and month; notes in ``utfall`` those of nobody and those that contradict."""
    per_manad: dict[tuple[UUID, str], list[Rad]] = {}
    for rad in fil.rader:
        if isinstance(rad, Radfel):
            continue
        arende_id = arenden.get(rad.nyckel)
        if arende_id is None:
            utfall[rad.plats] = _inget_arende(rad)
        else:
            per_manad.setdefault((arende_id, rad.manad), []).append(rad)
    for nyckel in [n for n, rader in per_manad.items() if len({(r.stod, r.hinder) for r in rader}) > 1]:
        utfall |= {rad.plats: Utfall(Radstatus.FEL, MOTSAGELSE) for rad in per_manad.pop(nyckel)}
    return [Manadsrader(arende_id, per_manad[arende_id, manad]) for arende_id, manad in sorted(per_manad)]


def _inget_arende(rad: Rad) -> Utfall:
    return Utfall(Radstatus.FEL, INGEN_PERSON if isinstance(rad.nyckel, bytes) else INGET_ARENDE)


async def _skriv(arbete: Arbete, import_id: UUID, kalla: str, grupper: Sequence[Manadsrader]) -> dict[int, Utfall]:
    """One set: the fate of its rows."""
    namnd, arenden = _namnd(arbete), sorted({g.arende_id for g in grupper})
    oppna = set(await arbete.alla(models.las_oppna(namnd, arenden)))
    kanda = await _kanda(arbete, namnd, arenden, sorted({g.rad.manad for g in grupper}))
    nya: list[dict[str, Any]] = []
    utfall: dict[int, Utfall] = {}
    for grupp in grupper:
        fore = kanda.get((grupp.arende_id, grupp.rad.manad))
        status = _provad(grupp.rad, fore) if grupp.arende_id in oppna else _inget_arende(grupp.rad)
        utfall |= _radernas(grupp, status)
        if status in {SKAPAD, RATTAD}:
            nya.append(_manad(arbete, grupp, kalla, fore.nummer + 1 if fore else 1))
    await _spara(arbete, import_id, nya, utfall.values())
    return utfall


async def _kanda(
    arbete: Arbete, namnd: UUID, arenden: Sequence[UUID], manader: Sequence[str]
) -> dict[tuple[UUID, str], Any]:
    """The last word on each month; corrections come in order, so the last one stays."""
    rader = await arbete.session.execute(models.fore(namnd, arenden, manader))
    return {(rad.arende_id, rad.manad): rad for rad in rader}


def _provad(rad: Rad, fore: Any) -> Utfall:
    """Against what is known; a row that says nothing of försörjningshinder does not contradict one."""
    if fore is None:
        return SKAPAD
    samma = fore.forsorjningsstod == rad.stod and rad.hinder in {None, fore.forsorjningshinder}
    return OFORANDRAD if samma else RATTAD


def _radernas(grupp: Manadsrader, status: Utfall) -> dict[int, Utfall]:
    """The first row has its effect; the same said again changes nothing."""
    igen = status if status.fel else OFORANDRAD
    return {rad.plats: igen if i else status for i, rad in enumerate(grupp.rader)}


def _manad(arbete: Arbete, grupp: Manadsrader, kalla: str, nummer: int) -> dict[str, Any]:
    return {
        "id": nytt_id(),
        "arende_id": grupp.arende_id,
        "manad": grupp.rad.manad,
        "nummer": nummer,
        "forsorjningsstod": grupp.rad.stod,
        "forsorjningshinder": grupp.rad.hinder,
        "kalla": kalla,
        "registrerad": arbete.nu,
        "person": arbete.aktor.person,
        "skal": None,
    }


async def _spara(arbete: Arbete, import_id: UUID, nya: Sequence[dict[str, Any]], utfall: Iterable[Utfall]) -> None:
    """Months, a händelse per ärende, one row in the access log, the import's counts so far."""
    rakna(await arbete.en(models.import_med(import_id)), utfall)
    manader: dict[UUID, list[str]] = {}
    for rad in nya:
        manader.setdefault(rad["arende_id"], []).append(rad["manad"])
    if not manader:
        return
    await infoga(arbete, Bistandsmanad, nya)
    handelser = {a: {"manader": m, "importId": str(import_id)} for a, m in manader.items()}
    await andrade(arbete, Arende, "arende", "manader_importerade", handelser)
    namnd_id = arbete.sikt.namnd_id
    assert namnd_id is not None  # ``infoga`` asked for it
    arbete.har_skrivit_flera("manadsimport", import_id, [(namnd_id, arende) for arende in manader])


def rakna(post: Manadsimport, utfall: Iterable[Utfall]) -> None:
    """Add the outcomes to the counts."""
    antal = Counter(u.status for u in utfall)
    post.skapade += antal[Radstatus.SKAPAD]
    post.rattade += antal[Radstatus.RATTAD]
    post.oforandrade += antal[Radstatus.OFORANDRAD]
    post.felaktiga += antal[Radstatus.FEL]


async def _avsluta(arbete: Arbete, import_id: UUID, utfall: Sequence[Utfall]) -> Manadsimport:
    """The counts of all rows; those of the sets are part of them."""
    post = await arbete.en(models.import_med(import_id))
    post.skapade = post.rattade = post.oforandrade = post.felaktiga = 0
    rakna(post, utfall)
    post.avslutad = arbete.nu
    return post


async def lista(arbete: Arbete, fraga: Sidfraga) -> Utsnitt[Manadsimport]:
    """One page of the nämnd's imports, newest first."""
    rader = await arbete.alla(sida(models.importlista(), Manadsimport.id, fraga))
    arbete.har_last("manadsimport")
    return skar(rader, fraga)


async def visa(arbete: Arbete, import_id: UUID) -> Manadsimport:
    """One import."""
    post = await arbete.en(models.import_med(import_id))
    arbete.har_last("manadsimport", objekt=post.id)
    return post
