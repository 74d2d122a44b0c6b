"""The register of API clients, delegationer and avtal, held in memory so that authentication touches no database.

Read again at an interval, and at once where a delegation is changed; the database is the truth. Must not know any
step of the flow.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select

from app.begrepp.parter import RIKET, Part, Roll, systemaktor
from app.core.auth import Klient
from app.core.auth_klienter import Sakerhetsniva
from app.core.errors import Otillganglig
from app.core.unit_of_work import Arbete, Transaktioner
from app.katalog.delegation_states import DelegationStatus
from app.katalog.delegationer import Delegation
from app.katalog.organisationer import Avtal, Klientpost, Organisation
from app.katalog.rolltak import ROLLTAK

__all__ = ["RIKET", "Register", "avtal_per_utforare"]


def _klient(post: Klientpost, organisationsnummer: str) -> Klient:
    return Klient(
        klient_id=post.klient_id,
        organisation_id=post.organisation_id,
        part=Part(post.part),
        kommunkod=post.kommunkod,
        namnd_id=post.namnd_id,
        roller=frozenset(Roll(r) for r in post.roller),
        scopes=frozenset(post.scopes),
        betrodd=post.betrodd,
        aktiv=post.aktiv,
        sakerhetsniva=Sakerhetsniva(post.sakerhetsniva),
        avtryck=frozenset(post.avtryck),
        organisationsnummer=organisationsnummer,
    )


def _delegerad(d: Delegation, organisationens: Sequence[Klient]) -> Klient:
    """The system in the service of the organisation, within what the organisation itself has today."""
    i_kommun = d.kommunkod != RIKET
    return Klient(
        klient_id=d.klient_id,
        organisation_id=d.organisation_id,
        part=Part.KOMMUN if i_kommun else Part.UTFORARE,
        kommunkod=d.kommunkod if i_kommun else None,
        namnd_id=d.mottagare_id if i_kommun else None,
        roller=frozenset(Roll(r) for r in d.roller) & frozenset().union(*(k.roller for k in organisationens)),
        scopes=frozenset(d.scopes) & frozenset().union(*(k.scopes for k in organisationens)),
        betrodd=d.betrodd,
        aktiv=d.status == DelegationStatus.AKTIV.value,
        sakerhetsniva=Sakerhetsniva(d.sakerhetsniva),
        avtryck=frozenset(d.avtryck),
        delegation=d.id,
        fran=d.fran,
        tom=d.tom,
        rolltak=ROLLTAK,
    )


def avtal_per_utforare(dag: date) -> Select[UUID, str]:
    """Pairs of utförare and kommun with an avtal that has begun.

    Also one that is over: orders on their way go on, each until its own right ends, and new ones are stopped
    where they are sent.
    """
    return select(Avtal.utforare_id, Avtal.kommunkod).where(Avtal.fran <= dag).distinct()


class Register:
    """Which clients exist, for whom they act, and which kommuner each party reaches."""

    def __init__(self) -> None:
        self._klienter: dict[str, list[Klient]] = {}
        self._kommuner: dict[UUID, frozenset[str]] = {}
        self.last = False

    def klient(self, klient_id: str, organisation: str | None = None) -> Klient | None:
        """See ``Klientregister``; raises ``Otillganglig`` (503) until the register has been read."""
        if not self.last:
            raise Otillganglig("Registret över klienter är inte läst ännu. Försök igen om en stund.")
        alla = self._klienter.get(klient_id, [])
        if organisation is None:
            return next((k for k in alla if k.delegation is None), None)
        menade = [k for k in alla if k.ar_for(organisation)]
        return menade[0] if len(menade) == 1 else None

    def kommuner(self, klient: Klient) -> frozenset[str]:
        """Kommuner in which the client's party has any business."""
        if klient.part is Part.KOMMUN:
            return frozenset({klient.kommunkod} if klient.kommunkod else ())
        if klient.part is Part.UTFORARE:
            return self._kommuner.get(klient.organisation_id, frozenset())
        return frozenset()

    def fyll(self, klienter: Iterable[Klient], avtal: Iterable[tuple[UUID, str]]) -> None:
        """Replace the whole register at once."""
        per: dict[UUID, set[str]] = {}
        for utforare, kommunkod in avtal:
            per.setdefault(utforare, set()).add(kommunkod)
        alla: dict[str, list[Klient]] = {}
        for klient in klienter:
            alla.setdefault(klient.klient_id, []).append(klient)
        self._klienter = alla
        self._kommuner = {u: frozenset(k) for u, k in per.items()}
        self.last = True

    async def las_om(self, transaktioner: Transaktioner) -> None:
        """Read clients, delegationer and avtal from the database."""

        async def steg(arbete: Arbete) -> None:
            klienter = [*await _klienter(arbete)]
            klienter += await _delegationer(arbete, klienter)
            avtal = (await arbete.session.execute(avtal_per_utforare(arbete.idag))).all()
            self.fyll(klienter, ((utforare, kommun) for utforare, kommun in avtal))

        await transaktioner.kor(systemaktor("register"), "", steg)


async def _klienter(arbete: Arbete) -> list[Klient]:
    sats = select(Klientpost, Organisation.organisationsnummer).join_from(
        Klientpost, Organisation, Organisation.id == Klientpost.organisation_id
    )
    return [_klient(post, nummer) for post, nummer in (await arbete.session.execute(sats)).all()]


async def _delegationer(arbete: Arbete, klienter: Sequence[Klient]) -> list[Klient]:
    """The active ones; each is held to the ceiling that the organisation's own clients make."""
    delegerade = []
    for d in await arbete.alla(select(Delegation).where(Delegation.status == DelegationStatus.AKTIV.value)):
        egna = [k for k in klienter if k.aktiv and k.delegation is None and k.ar_for(str(d.mottagare_id))]
        if egna:
            delegerade.append(replace(_delegerad(d, egna), organisationsnummer=egna[0].organisationsnummer))
    return delegerade
