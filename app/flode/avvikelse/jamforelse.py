"""Brings the automatic avvikelser of some orders in line with their attendance; as many statements for all.

    orders and avtal, locked ─ words that deviate ─ avvikelser ─▶ what is to be done ─▶ rows and händelser

Doing it again changes nothing. What the caller has just said, and not yet written, is handed in.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.core.unit_of_work import Arbete
from app.flode.avvikelse import models
from app.flode.avvikelse.models import Avvikelse
from app.flode.avvikelse.monster import Bevis, Flagga, Monster, Skillnad, jamfor
from app.flode.avvikelse.states import AVVIKELSE, Avvikelsekalla, Avvikelsesort, AvvikelseStatus
from app.flode.narvaro.planering import agare
from app.flode.narvaro.states import Narvaroutfall

PORTION = 200


class Ord(NamedTuple):
    """The last word on an occasion, of what the pattern looks at."""

    bestallning_id: UUID
    tillfalle_id: UUID
    dag: Any
    fran: int
    utfall: str | None
    avviker: bool


async def jamfor_bestallningar(arbete: Arbete, idn: Sequence[UUID], nytt: Iterable[Ord] = ()) -> int:
    """How many avvikelser were changed; ``nytt``: words of this transaction."""
    orderna: dict[UUID, Any] = {}
    for rad in await arbete.session.execute(models.las_bestallningar(idn, arbete.idag)):
        orderna.setdefault(rad.id, rad)
    ord_ = await _ord(arbete, idn, nytt)
    finns: dict[UUID, dict[UUID, Avvikelse]] = defaultdict(dict)
    for avvikelse in await arbete.alla(models.automatiska(idn)):
        finns[avvikelse.bestallning_id][avvikelse.id] = avvikelse
    antal = 0
    for bestallning in orderna.values():
        egna, monster = finns[bestallning.id], monster_i(bestallning)
        bevis = [_bevis(o, monster) for o in ord_.get(bestallning.id, ())]
        skillnad = jamfor(bevis, [_flagga(a) for a in egna.values()], monster)
        antal += _skriv(arbete, bestallning, monster, egna, skillnad)
    return antal


def monster_i(rad: Any) -> Monster:
    """What the avtal calls a pattern; without one in force, as most of them do."""
    if rad.avvikelse_antal is None:
        return Monster()
    return Monster(rad.avvikelse_antal, rad.avvikelse_dagar, rad.avvikelse_minuter)


async def _ord(arbete: Arbete, idn: Sequence[UUID], nytt: Iterable[Ord]) -> Mapping[UUID, Sequence[Ord]]:
    rader = (Ord(*rad) for rad in await arbete.session.execute(models.avvikande_ord(idn)))
    sista = {o.tillfalle_id: o for o in (*rader, *nytt)}
    ordnade = sorted(sista.values(), key=lambda o: o.bestallning_id)
    return {egen: list(par) for egen, par in groupby(ordnade, key=lambda o: o.bestallning_id)}


def _bevis(o: Ord, monster: Monster) -> Bevis:
    raknas = monster.raknas(o.utfall, avviker=o.avviker)
    return Bevis(o.dag, o.fran, o.tillfalle_id, raknas, sen=o.utfall != Narvaroutfall.FRANVARO_OGILTIG.value)


def _flagga(a: Avvikelse) -> Flagga:
    assert a.nyckel is not None  # every automatic one has it
    tillfallen = tuple(UUID(t) for t in a.tillfallen)
    return Flagga(a.id, a.nyckel, tillfallen, a.status, rord=a.rord, upphort=a.upphort is not None)


def _skriv(arbete: Arbete, bestallning: Any, monster: Monster, finns: Mapping[UUID, Avvikelse], s: Skillnad) -> int:
    for episod in s.nya:
        _ny(arbete, bestallning, monster, episod)
    for flagga in s.bortfaller:
        _stega(arbete, finns[flagga.id], "bortfall", till=AvvikelseStatus.BORTFALLEN)
    for flagga, fler in s.utokas:
        _utoka(arbete, finns[flagga.id], fler, "utoka")
    for flagga, fler in s.aterkommer:
        _utoka(arbete, finns[flagga.id], fler, "aterkom", till=AvvikelseStatus.OPPEN)
    for flagga in s.upphor:
        finns[flagga.id].upphort = arbete.nu
        _stega(arbete, finns[flagga.id], "upphor")
    for flagga in s.galler_igen:
        finns[flagga.id].upphort = None
        _stega(arbete, finns[flagga.id], "galler_igen")
    return s.antal


def _ny(arbete: Arbete, bestallning: Any, monster: Monster, episod: Sequence[Bevis]) -> None:
    avvikelse = Avvikelse(
        id=nytt_id(),
        **agare(bestallning),
        kalla=Avvikelsekalla.MONSTER.value,
        nyckel=episod[0].tillfalle_id,
        sort=(Avvikelsesort.SEN_ANKOMST if all(b.sen for b in episod) else Avvikelsesort.FRANVARO).value,
        status=AvvikelseStatus.OPPEN.value,
        version=1,
        tillfallen=[str(b.tillfalle_id) for b in episod],
        rord=False,
        skapad=arbete.nu,
        antal_redogorelser=0,
        antal_underlag=0,
        antal_besked=0,
    )
    uppgifter = {"antal": monster.antal, "dagar": monster.dagar, "tillfallen": len(episod)}
    arbete.fodd(avvikelse, AVVIKELSE.namn, "upptack", **uppgifter)


def _utoka(
    arbete: Arbete, a: Avvikelse, fler: Sequence[Bevis], handelse: str, till: AvvikelseStatus | None = None
) -> None:
    a.tillfallen = list(dict.fromkeys([*a.tillfallen, *(str(b.tillfalle_id) for b in fler)]))
    _stega(arbete, a, handelse, till=till, tillfallen=len(a.tillfallen))


def _stega(
    arbete: Arbete, a: Avvikelse, handelse: str, *, till: AvvikelseStatus | None = None, **uppgifter: Any
) -> None:
    """A step that follows from attendance, by the table's row but without its role; nothing is said of the person."""
    fran = a.status
    a.status = fran if till is None else till.value
    arbete.andrad(a, AVVIKELSE.namn, handelse, fran, uppgifter)
