"""The register of API clients and avtal, held in memory so that authentication touches no database.

Read again at an interval; the database is the truth. Must not know any step of the flow.
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select

from app.begrepp.parter import Part, Roll, systemaktor
from app.core.auth import Klient
from app.core.errors import Otillganglig
from app.core.unit_of_work import Arbete, Transaktioner
from app.katalog.organisationer import Avtal, Klientpost

RIKET = "0000"


def _klient(post: Klientpost) -> Klient:
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
    )


def avtal_per_utforare(dag: date) -> Select[UUID, str]:
    """Pairs of utförare and kommun with an avtal that has begun.

    Also one that is over: orders on their way go on, each until its own right ends, and new ones are stopped
    where they are sent.
    """
    return select(Avtal.utforare_id, Avtal.kommunkod).where(Avtal.fran <= dag).distinct()


class Register:
    """Which clients exist and which kommuner each party reaches."""

    def __init__(self) -> None:
        self._klienter: dict[str, Klient] = {}
        self._kommuner: dict[UUID, frozenset[str]] = {}
        self.last = False

    def klient(self, klient_id: str) -> Klient | None:
        """The client, or nothing; raises ``Otillganglig`` (503) until the register has been read."""
        if not self.last:
            raise Otillganglig("Registret över klienter är inte läst ännu. Försök igen om en stund.")
        return self._klienter.get(klient_id)

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
        self._klienter = {k.klient_id: k for k in klienter}
        self._kommuner = {u: frozenset(k) for u, k in per.items()}
        self.last = True

    async def las_om(self, transaktioner: Transaktioner) -> None:
        """Read clients and avtal from the database."""

        async def steg(arbete: Arbete) -> None:
            klienter = [_klient(p) for p in await arbete.alla(select(Klientpost))]
            avtal = (await arbete.session.execute(avtal_per_utforare(arbete.idag))).all()
            self.fyll(klienter, ((utforare, kommun) for utforare, kommun in avtal))

        await transaktioner.kor(systemaktor("register"), "", steg)
