"""Where bevakningar come from: each source reads the facts of some ärenden in one statement.

A source says what follows from the facts, whatever day it is; ``Forslag.syns`` decides from when it
shows. What only later steps know is connected as one more source (``wiring``).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, exists, or_, select
from sqlalchemy.orm import aliased

from app.begrepp.tid import plus_arbetsdagar, svensk_dag
from app.core.outbox import Utkorgsrad
from app.core.outbox_states import OFARDIGA
from app.core.unit_of_work import Arbete
from app.flode.arende.models import Arende
from app.flode.bedomning.models import Bedomning
from app.flode.bedomning.states import BedomningStatus
from app.flode.beslut.models import BEGARAN, GALLANDE, Beslut, Kommunicering
from app.flode.beslut.states import KommuniceringStatus
from app.flode.bestallning.models import Bestallning
from app.flode.bestallning.states import OPPNA, BestallningStatus
from app.flode.bevakning.sorter import FRIST, Bevakningssort
from app.flode.bevakning.states import Forslag
from app.flode.overlamning.models import Overlamning
from app.flode.overlamning.states import Kanal, OverlamningStatus, Slag
from app.flode.progression.models import Inlamning, Rapport
from app.flode.progression.states import RapportStatus
from app.flode.samrad.models import Samrad
from app.flode.samrad.states import OPPNA as SAMRAD_OPPNA
from app.flode.uppstartsmote.models import Uppstartsmote
from app.regelverk.modell import Lagrum, Undantagsgrund
from app.regelverk.uppgiftstider import verkstalls_senast

STARTADE = (BestallningStatus.PAGAENDE, BestallningStatus.PAUSAD, BestallningStatus.AVSLUTAD)
UNDERRATTAD = (OverlamningStatus.SAND, OverlamningStatus.KVITTERAD, OverlamningStatus.MANUELLT_OVERLAMNAD)
# Built once: a new alias for each statement would be a new statement to compile.
_SLUT = aliased(Beslut)


async def hushallet(arbete: Arbete, arenden: Sequence[UUID]) -> Iterable[Forslag]:
    """T-03, T-04: birthdays of the youngest child that come after the ärende was opened."""
    sats = select(Arende.id, Arende.skapad, Arende.yngsta_barn_fyller_ett, Arende.yngsta_barn_fyller_atta).where(
        Arende.id.in_(arenden),
        or_(Arende.yngsta_barn_fyller_ett.is_not(None), Arende.yngsta_barn_fyller_atta.is_not(None)),
    )
    ut = []
    for arende_id, skapad, ett, atta in await arbete.session.execute(sats):
        if ett is not None and ett >= svensk_dag(skapad):
            ut.append(Forslag(arende_id, Bevakningssort.OMPROVNING, ett, "barn_ett"))
        if atta is not None and atta >= svensk_dag(skapad):
            ut.append(Forslag(arende_id, Bevakningssort.TIMMAR_ANDRAS, atta))
    return ut


async def bedomningar(arbete: Arbete, arenden: Sequence[UUID]) -> Iterable[Forslag]:
    """AK-02, AK-27, T-04: a wait that is over, a draft that lies, an exemption that ends."""
    sats = select(
        Bedomning.arende_id, Bedomning.id, Bedomning.status, Bedomning.skapad, Bedomning.avvakta_till,
        Bedomning.faststalld, Bedomning.undantag,
    ).where(
        Bedomning.arende_id.in_(arenden),
        Bedomning.status.in_([BedomningStatus.UTKAST.value, BedomningStatus.FASTSTALLD.value]),
    )  # fmt: skip
    ut: list[Forslag] = []
    for arende_id, egen, status, skapad, avvakta_till, faststalld, undantag in await arbete.session.execute(sats):
        if status == BedomningStatus.UTKAST.value:
            dag = svensk_dag(skapad) + FRIST[Bevakningssort.BEDOMNING_UTKAST]
            ut.append(Forslag(arende_id, Bevakningssort.BEDOMNING_UTKAST, dag, egen))
            continue
        if avvakta_till is not None:
            ut.append(Forslag(arende_id, Bevakningssort.BEDOMNING_AVVAKTAN, avvakta_till, egen))
        ut += _undantag(arende_id, undantag, svensk_dag(faststalld))
    return ut


def _undantag(arende_id: UUID, undantag: Iterable[dict[str, Any]], bedomd: date) -> Iterator[Forslag]:
    """Known by ground and first day, so that one that a later assessment prolongs is the same (AK-06: no end)."""
    for u in undantag:
        tom = date.fromisoformat(u["tom"]) if u.get("tom") else None
        if tom is not None and tom >= bedomd and u["grund"] != Undantagsgrund.RIKTALDER.value:
            yield Forslag(arende_id, Bevakningssort.OMPROVNING, tom, f"{u['grund']}:{u['fran']}")


async def samrad(arbete: Arbete, arenden: Sequence[UUID]) -> Iterable[Forslag]:
    """AK-14: a question to AF that is not answered."""
    sats = select(Samrad.arende_id, Samrad.id, Samrad.svar_senast).where(
        Samrad.arende_id.in_(arenden), Samrad.status.in_(SAMRAD_OPPNA)
    )
    return [Forslag(a, Bevakningssort.SAMRAD_SVAR, dag, egen) for a, egen, dag in await arbete.session.execute(sats)]


async def kommuniceringar(arbete: Arbete, arenden: Sequence[UUID]) -> Iterable[Forslag]:
    """T-06: the day set for the party's answer."""
    sats = select(Kommunicering.arende_id, Kommunicering.id, Kommunicering.svar_senast).where(
        Kommunicering.arende_id.in_(arenden), Kommunicering.status == KommuniceringStatus.PAGAR.value
    )
    rader = await arbete.session.execute(sats)
    return [Forslag(a, Bevakningssort.KOMMUNICERING_SVAR, dag, egen) for a, egen, dag in rader]


async def beslut(arbete: Arbete, arenden: Sequence[UUID]) -> Iterable[Forslag]:
    """AK-25, T-07, AK-15, T-10: what follows a beslut that stands."""
    sats = select(
        Beslut.arende_id, Beslut.id, Beslut.typ, Beslut.lagrum, Beslut.beslutsdatum, Beslut.delfaende_datum,
        Beslut.sista_overklagandedag, Beslut.overklagat, _upphort().label("upphort"), _startat().label("startat"),
        _underrattat().label("underrattat"),
    ).where(Beslut.arende_id.in_(arenden), Beslut.status == GALLANDE)  # fmt: skip
    rader = (await arbete.session.execute(sats)).all()
    return [f for rad in rader for f in (*_delfaende(rad), *_begaran(rad))]


def _upphort() -> ColumnElement[bool]:
    return exists().where(
        _SLUT.kommunkod == Beslut.kommunkod, _SLUT.avser_beslut_id == Beslut.id, _SLUT.status == GALLANDE
    )


def _startat() -> ColumnElement[bool]:
    """An order of the ärende has begun, and had not ended before the beslut began to hold.

    Only an order that began has a last day, however it ended.
    """
    return exists().where(
        Bestallning.kommunkod == Beslut.kommunkod,
        Bestallning.arende_id == Beslut.arende_id,
        or_(Bestallning.status.in_([s.value for s in STARTADE]), Bestallning.slut_datum.is_not(None)),
        or_(Bestallning.slut_datum.is_(None), Bestallning.slut_datum >= Beslut.galler_fran),
    )


def _underrattat() -> ColumnElement[bool]:
    """AF has had a notice about the person, by whatever way."""
    return exists().where(
        Overlamning.kommunkod == Beslut.kommunkod,
        Overlamning.arende_id == Beslut.arende_id,
        Overlamning.slag == Slag.UNDERRATTELSE.value,
        Overlamning.status.in_([s.value for s in UNDERRATTAD]),
    )


def _delfaende(b: Row[*tuple[Any, ...]]) -> Iterator[Forslag]:
    if b.delfaende_datum is None:
        dag = b.beslutsdatum + FRIST[Bevakningssort.DELGIVNING]
        yield Forslag(b.arende_id, Bevakningssort.DELGIVNING, dag, b.id)
    elif b.sista_overklagandedag is not None and b.overklagat is None:
        yield Forslag(b.arende_id, Bevakningssort.OVERKLAGANDETID, b.sista_overklagandedag, b.id)


def _begaran(b: Row[*tuple[Any, ...]]) -> Iterator[Forslag]:
    if b.typ != BEGARAN or b.upphort:
        return
    if not b.startat:
        dag = verkstalls_senast(b.beslutsdatum)
        yield Forslag(b.arende_id, Bevakningssort.EJ_PABORJAT, dag, b.id)
    if b.lagrum == Lagrum.SOL_12_4A.value and not b.underrattat:
        dag = b.beslutsdatum + FRIST[Bevakningssort.UNDERRATTELSE_AF]
        yield Forslag(b.arende_id, Bevakningssort.UNDERRATTELSE_AF, dag, b.id)


async def bestallningar(arbete: Arbete, arenden: Sequence[UUID]) -> Iterable[Forslag]:
    """T-12, AK-40: the utförare's receipt and answer, the meeting booked and held within the avtal's days."""
    obokat = exists().where(
        Uppstartsmote.kommunkod == Bestallning.kommunkod,
        Uppstartsmote.bestallning_id == Bestallning.id,
        Uppstartsmote.bokad.is_(None),
    )
    sats = select(
        Bestallning.arende_id, Bestallning.id, Bestallning.status, Bestallning.skickad, Bestallning.svar_senast,
        Bestallning.mote_bokas_senast, Bestallning.mote_halls_senast, Bestallning.mote_hallet, obokat,
    ).where(Bestallning.arende_id.in_(arenden), Bestallning.status.in_(sorted(OPPNA)))  # fmt: skip
    ut = []
    for arende_id, egen, status, skickad, svar, bokas, halls, hallet, ar_obokat in await arbete.session.execute(sats):
        dagar = {
            Bevakningssort.BESTALLNING_MOTTAGANDE: (status == "skickad", _nasta_arbetsdag(skickad)),
            Bevakningssort.BESTALLNING_SVAR: (status == "mottagen", svar),
            Bevakningssort.MOTE_BOKNING: (hallet is None and ar_obokat, bokas),
            Bevakningssort.MOTE_GENOMFORANDE: (hallet is None, halls),
        }
        ut += [
            Forslag(arende_id, sort, dag, egen, egen)
            for sort, (vantas, dag) in dagar.items()
            if vantas and dag is not None
        ]
    return ut


def _nasta_arbetsdag(skickad: datetime | None) -> date | None:
    return None if skickad is None else plus_arbetsdagar(svensk_dag(skickad), 1)


async def inlamnade_rapporter(arbete: Arbete, arenden: Sequence[UUID]) -> Iterable[Forslag]:
    """AK-40: a report that was handed in and is not yet approved or sent back."""
    sats = (
        select(Bestallning.arende_id, Bestallning.id, Rapport.id, Inlamning.inlamnad)
        .join(Rapport, and_(Rapport.kommunkod == Bestallning.kommunkod, Rapport.bestallning_id == Bestallning.id))
        .join(
            Inlamning,
            and_(
                Inlamning.kommunkod == Rapport.kommunkod,
                Inlamning.rapport_id == Rapport.id,
                Inlamning.nummer == Rapport.antal_inlamningar,
            ),
        )
        .where(Bestallning.arende_id.in_(arenden), Rapport.status == RapportStatus.INLAMNAD.value)
    )
    frist = FRIST[Bevakningssort.RAPPORT_GODKANNANDE]
    return [
        Forslag(a, Bevakningssort.RAPPORT_GODKANNANDE, svensk_dag(inlamnad) + frist, rapport, bestallning)
        for a, bestallning, rapport, inlamnad in await arbete.session.execute(sats)
    ]


async def overlamningar(arbete: Arbete, arenden: Sequence[UUID]) -> Iterable[Forslag]:
    """AK-17: drafts that nobody handed over, and what AF has not acknowledged or has turned down."""
    sats = select(
        Overlamning.arende_id, Overlamning.id, Overlamning.bestallning_id, Overlamning.status, Overlamning.kanal,
        Overlamning.skapad, Overlamning.overlamnad_datum,
    ).where(
        Overlamning.arende_id.in_(arenden),
        Overlamning.status.in_(
            [OverlamningStatus.UTKAST.value, OverlamningStatus.SAND.value, OverlamningStatus.AVVISAD.value]
        ),
    )  # fmt: skip
    return [f for rad in await arbete.session.execute(sats) for f in _overlamning(rad)]


def _overlamning(rad: Row[*tuple[Any, ...]]) -> Iterator[Forslag]:
    """By API the outbox tells what has not arrived; a refusal that comes later stands on the överlämning."""
    skapad = svensk_dag(rad.skapad)
    if rad.status == OverlamningStatus.UTKAST.value:
        sort, fran = Bevakningssort.OVERLAMNING_UTKAST, skapad
    elif rad.status == OverlamningStatus.AVVISAD.value:
        sort, fran = Bevakningssort.MEDDELANDE_AF, skapad
    elif rad.kanal == Kanal.SDK.value:
        sort, fran = Bevakningssort.OVERLAMNING_KVITTENS, rad.overlamnad_datum or skapad
    else:
        return
    yield Forslag(rad.arende_id, sort, fran + FRIST[sort], rad.id, rad.bestallning_id)


async def utkorgen(arbete: Arbete, arenden: Sequence[UUID]) -> Iterable[Forslag]:
    """AK-14, AK-15, AK-17: messages to AF that wait in the outbox, or that were set aside."""
    sats = select(Utkorgsrad.arende_id, Utkorgsrad.objekt_id, Utkorgsrad.skapad).where(
        Utkorgsrad.arende_id.in_(arenden),
        Utkorgsrad.status.in_(OFARDIGA),
    )
    frist = FRIST[Bevakningssort.MEDDELANDE_AF]
    return [
        Forslag(a, Bevakningssort.MEDDELANDE_AF, svensk_dag(skapad) + frist, objekt)
        for a, objekt, skapad in await arbete.session.execute(sats)
    ]
