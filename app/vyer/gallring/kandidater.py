"""Whose records are due: the last note of a person at a nämnd, and what the clock and the research sample say of it.

The last note is the newest of all that anybody wrote about the person: the history of every object, and every write
in the access log. Must not know what is done about it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, union_all

from app.begrepp.tid import svensk_dag
from app.core.journal import Atkomst, Handelse
from app.core.unit_of_work import Arbete
from app.flode.arende.models import Arende, avtryckskolumn, oppna_personnummer, sarskiljande_kolumn
from app.flode.arende.states import ArendeStatus
from app.regelverk.gallring import AR_HOS_NAMNDEN, Gallringsfrist, gallringsfrist, i_forskningsurval
from app.vyer.gallring.states import Gallringsutfall

PER_GANG = 200


@dataclass(frozen=True, slots=True)
class Akt:
    """All of one person's ärenden at a nämnd, and the day of the last note in each."""

    avtryck: bytes
    personnummer: str
    arenden: tuple[UUID, ...]
    arendenummer: tuple[str, ...]
    sista: tuple[date, ...]
    oppet: bool
    dold: bool

    @property
    def sista_anteckning(self) -> date:
        """The last note of all."""
        return max(self.sista)

    @property
    def frist(self) -> Gallringsfrist:
        """By the last note of all."""
        return gallringsfrist(self.sista_anteckning, AR_HOS_NAMNDEN)

    def utfall(self, kommunkod: str, idag: date) -> Gallringsutfall | None:
        """What is to become of the records today; nothing while no part of them is due."""
        if self.oppet or not self.frist.inne(idag):
            nagot_inne = any(gallringsfrist(dag, AR_HOS_NAMNDEN).inne(idag) for dag in self.sista)
            return Gallringsutfall.INTE_ALLT if nagot_inne else None
        if i_forskningsurval(kommunkod, self.personnummer):
            return Gallringsutfall.FORSKNINGSURVAL
        return Gallringsutfall.GALLRAS


def _efter(namnd_id: UUID, kolumn: Any, efter: bytes, antal: int) -> Select[bytes]:
    egna = select(kolumn).where(Arende.namnd_id == namnd_id, kolumn > efter)
    return egna.distinct().order_by(kolumn).limit(antal)


def _arenden(namnd_id: UUID, kolumn: Any, avtryck: Sequence[bytes]) -> Select[Arende]:
    sats = select(Arende).where(Arende.namnd_id == namnd_id, kolumn.in_(avtryck))
    return sats.order_by(kolumn, Arende.id)


def _anteckningar(namnd_id: UUID, arenden: Sequence[UUID]) -> Select[UUID, datetime]:
    """The newest instant of each kind of note, by ärende."""
    i_historiken = select(Handelse.arende_id, func.max(Handelse.tid).label("tid")).where(
        Handelse.namnd_id == namnd_id, Handelse.arende_id.in_(arenden)
    )
    i_loggen = select(Atkomst.arende_id, func.max(Atkomst.tid).label("tid")).where(
        Atkomst.namnd_id == namnd_id, Atkomst.arende_id.in_(arenden), Atkomst.slag == "skriv"
    )
    grupper = (i_historiken.group_by(Handelse.arende_id), i_loggen.group_by(Atkomst.arende_id))
    alla = union_all(*grupper).subquery()
    return select(alla.c.arende_id, func.max(alla.c.tid)).group_by(alla.c.arende_id)


async def akter(arbete: Arbete, namnd_id: UUID, avtryck: Sequence[bytes], *, las: bool = False) -> list[Akt]:
    """The records of some persons, whose prints are of one key, in order; ``las`` holds the ärenden until the end."""
    if not avtryck:
        return []
    kolumn = avtryckskolumn(avtryck[0])
    sats = _arenden(namnd_id, kolumn, avtryck)
    arenden = await arbete.alla(sats.with_for_update() if las else sats)
    rader = await arbete.rader(_anteckningar(namnd_id, [a.id for a in arenden])) if arenden else []
    sista = dict(map(_par, rader))
    return list(_grupperade(arbete, kolumn.key, arenden, sista))


async def hela_akten(arbete: Arbete, namnd_id: UUID, avtryck: bytes) -> Akt | None:
    """All of one person's records by the number itself, held until the end: a print of an older key may find a part."""
    delar = await akter(arbete, namnd_id, [avtryck])
    if not delar:
        return None
    nu = arbete.krypto.uppslag(arbete.kommunkod, delar[0].personnummer)
    return next(iter(await akter(arbete, namnd_id, [nu], las=True)), None)


def _par(rad: Any) -> tuple[UUID, datetime]:
    return rad[0], rad[1]


def _grupperade(arbete: Arbete, kolumn: str, arenden: Sequence[Arende], sista: dict[UUID, datetime]) -> Iterator[Akt]:
    for avtryck, grupp in groupby(arenden, key=attrgetter(kolumn)):
        egna = list(grupp)
        yield Akt(
            avtryck=avtryck,
            personnummer=_nummer(arbete, egna[-1]),
            arenden=tuple(a.id for a in egna),
            arendenummer=tuple(a.arendenummer for a in egna),
            sista=tuple(svensk_dag(sista.get(a.id, a.skapad)) for a in egna),
            oppet=any(a.status == ArendeStatus.OPPET.value for a in egna),
            dold=any(a.skyddad for a in egna),
        )


def _nummer(arbete: Arbete, arende: Arende) -> str:
    return oppna_personnummer(arende.kommunkod, arende.id, arende.personnummer_forseglat, arbete.krypto).siffror


async def nasta_akter(arbete: Arbete, namnd_id: UUID, efter: bytes, antal: int = PER_GANG) -> list[Akt]:
    """The records of the next persons of a nämnd."""
    kolumn = sarskiljande_kolumn(arbete.krypto, arbete.kommunkod, efter)
    return await akter(arbete, namnd_id, await arbete.alla(_efter(namnd_id, kolumn, efter, antal)))
