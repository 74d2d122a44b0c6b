"""A meeting as the acts have it at hand: its order, its times, who was invited, what the caller may do next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row

from app.begrepp.tid import svensk_dag
from app.core.errors import Faltfel, OgiltigtInnehall, Saknas
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.flode.bestallning import actions as bestallningar
from app.flode.bestallning.models import Bestallning
from app.flode.uppstartsmote.frister import Motesfrist, Uteblivanden
from app.flode.uppstartsmote.models import (
    HELA,
    HELT,
    Franvaroprovning,
    Kallelse,
    Moterader,
    Motestid,
    Uppstartsmote,
    Vagledartid,
)
from app.flode.uppstartsmote.states import MOTE, OPPNA_TIDER, MoteLage, Motespart, Motessvar, TidStatus

R = TypeVar("R", Motestid, Kallelse, Franvaroprovning)


@dataclass
class Sak:
    """A meeting with its order, times and invitations."""

    bestallning: Bestallning
    mote: Uppstartsmote
    tider: list[Motestid] = field(default_factory=list)
    kallelser: list[Kallelse] = field(default_factory=list)
    vagledartider: dict[UUID, Vagledartid] = field(default_factory=dict)
    provningar: list[Franvaroprovning] = field(default_factory=list)
    mojligheter: Mojligheter = field(default_factory=Mojligheter)

    @property
    def bokad(self) -> Motestid | None:
        """The time that is booked now."""
        return next((t for t in self.tider if t.status == TidStatus.BOKAD.value), None)

    @property
    def oppna(self) -> list[Motestid]:
        """Times that are proposed or booked now."""
        return [t for t in self.tider if t.status in OPPNA_TIDER]

    def oppen(self, nummer: int | None) -> Motestid | None:
        """The open time of a number."""
        return next((t for t in self.oppna if t.nummer == nummer), None)

    def tid(self, nummer: int) -> Motestid | None:
        """The time of a number, whatever became of it."""
        return next((t for t in self.tider if t.nummer == nummer), None)

    @property
    def uteblivna(self) -> list[Motestid]:
        """Times that somebody stayed away from."""
        return [t for t in self.tider if t.status == TidStatus.UTEBLIVEN.value]

    def kallade(self, tid: Motestid) -> list[Kallelse]:
        """The three invitations of one time."""
        return [k for k in self.kallelser if k.tid_nummer == tid.nummer]

    def kallad(self, tid: Motestid, part: Motespart) -> Kallelse:
        """One of them."""
        return next(k for k in self.kallade(tid) if k.part == part.value)

    def avbojd(self, tid: Motestid) -> bool:
        """Whether a party has declined it."""
        return any(k.svar == Motessvar.AVBOJT.value for k in self.kallade(tid))

    def borta(self, tid: Motestid) -> frozenset[Motespart]:
        """Who is recorded as not there; unmarked is not absent."""
        return frozenset(Motespart(k.part) for k in self.kallade(tid) if k.narvaro is False)

    def provad(self, tid: Motestid) -> Franvaroprovning | None:
        """The newest judgement of the person's absence, for who may see it."""
        return next((p for p in reversed(self.provningar) if p.tid_nummer == tid.nummer), None)

    @property
    def frist(self) -> Motesfrist:
        """The facts of its clock."""
        return frist(self.bestallning, self.mote)

    @property
    def behover_ny_tid(self) -> bool:
        """Whether somebody must find another time."""
        return self.frist.behover_ny_tid(self.avbojd(t) for t in self.oppna)

    @property
    def uteblivanden(self) -> Uteblivanden:
        """How often who stayed away."""
        return Uteblivanden.av((self.borta(t), p.bedomning if (p := self.provad(t)) else None) for t in self.uteblivna)


def frist(bestallning: Bestallning, mote: Uppstartsmote) -> Motesfrist:
    """The clock of one meeting."""
    return Motesfrist(
        status=mote.status,
        oppen=bestallningar.ar_oppen(bestallning),
        bokas_senast=bestallning.mote_bokas_senast,
        halls_senast=bestallning.mote_halls_senast,
        bokat=svensk_dag(mote.bokad) if mote.bokad else None,
    )


async def ladda(arbete: Arbete, bestallning_id: UUID, mote_id: UUID) -> Sak:
    """A meeting of an order that the caller reaches; raises ``Saknas``."""
    bestallning = await bestallningar.hamta(arbete, bestallning_id, las=False)
    saker = _saker(bestallning, await arbete.rader(HELT, bestallning=bestallning.id, mote=mote_id))
    if not saker:
        raise Saknas
    return saker[0]


async def ladda_alla(arbete: Arbete, bestallning: Bestallning) -> list[Sak]:
    """Every meeting of an order."""
    return _saker(bestallning, await arbete.rader(HELA, bestallning=bestallning.id))


def _saker(bestallning: Bestallning, rader: Iterable[Row[*Moterader]]) -> list[Sak]:
    """Rows of the joined statement as meetings; each row once, in the order read."""
    per: dict[UUID, Sak] = {}
    sedda: set[UUID] = set()
    for mote, tid, kallelse, taget, provning in rader:
        sak = per.setdefault(mote.id, Sak(bestallning, mote))
        _lagg_till(sak.tider, tid, sedda)
        _lagg_till(sak.kallelser, kallelse, sedda)
        _lagg_till(sak.provningar, provning, sedda)
        if taget is not None:
            sak.vagledartider[taget.id] = taget
    return list(per.values())


def _lagg_till(rader: list[R], rad: R | None, sedda: set[UUID]) -> None:
    if rad is not None and rad.id not in sedda:
        sedda.add(rad.id)
        rader.append(rad)


def lage(arbete: Arbete, sak: Sak, **mer: Any) -> MoteLage:
    """Facts for the guards."""
    bokad = sak.bokad
    return MoteLage(
        nu=arbete.nu,
        bestallning_oppen=bestallningar.ar_oppen(sak.bestallning),
        bestallning_skickad=sak.bestallning.skickad,
        vagledare_utsedd=sak.bestallning.vagledare is not None,
        bokad=bokad.lucka if bokad else None,
        **mer,
    )


def franvarofakta(sak: Sak, tid: Motestid | None) -> dict[str, Any]:
    """Facts about who stayed away from one time."""
    if tid is None:
        return {}
    borta = sak.borta(tid)
    return {"uteblev": borta, "redogjord": sak.kallad(tid, Motespart.INDIVID).redogorelse_noterad is not None}


def bild(arbete: Arbete, sak: Sak) -> Sak:
    """The meeting with what the caller may do next, about the newest time that it can be done with."""
    uteblivna, med_tolk = sak.uteblivna, [t for t in sak.oppna if t.tolk]
    fakta = franvarofakta(sak, uteblivna[-1] if uteblivna else None)
    tolk = med_tolk[-1].tolkstatus if med_tolk else None
    sak.mojligheter = arbete.mojligheter(MOTE, sak.mote, lage(arbete, sak, tolk=tolk, **fakta))
    return sak


def enda(tider: Sequence[Motestid]) -> Motestid | None:
    """The only one of some times; raises 422 when the caller must say which."""
    if len(tider) > 1:
        raise OgiltigtInnehall(
            "Flera tider är möjliga. Ange vilken.", fel=[Faltfel("/tid", "saknas", "Ange tidens nummer")]
        )
    return next(iter(tider), None)
