"""The one unit of work: what belongs together commits together, or not at all.

An ``Arbete`` is one transaction of one caller. Business rows, händelser, access rows, outbox rows
and the stored answer of an Idempotency-Key go in with the same commit, which happens *inside* the
endpoint call: a commit that fails reaches the client as an error. The only place that commits.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, TypeVar, TypeVarTuple
from uuid import UUID

from sqlalchemy import Row, Select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.exc import StaleDataError

from app.begrepp.identiteter import nytt_id
from app.begrepp.parter import Aktor
from app.begrepp.tid import Klocka
from app.core.crypto import Krypto
from app.core.database import Databas
from app.core.database_faults import kan_tas_om, som_problem
from app.core.errors import HOG_NIVA_KRAVS, Forbjuden, Inaktuell, Saknas, VillkorSaknas
from app.core.journal import Atkomst, Handelse, historik
from app.core.stateful import Tillstandsbarare
from app.core.tenancy import RORT_SKYDDAD, Personskyddad, Sikt, finns_pa_hog_niva, satt_sikt
from app.core.time_pictures import KLOCKA
from app.core.transitions import Mojligheter, Tillstandsmaskin

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
L = TypeVar("L")
MAX_FORSOK = 3
# A kommun and one of its ärenden that something was written about.
Berord = tuple[str, UUID]
# A nämnd and one of its ärenden.
Agare = tuple[UUID, UUID]


@dataclass(frozen=True, slots=True)
class Begaran:
    """What the unit of work needs to know of the request behind it.

    ``ser_skyddade``: an arbetsledare's work on the whole nämnd's data reaches protected persons too (DP-15);
    only for what tells nothing about them. ``rollen_far``: whether the table of permissions grants the caller's role
    the operation; see ``Arbete.krav_roll``.
    """

    andamal: str = "system"
    spar: str = ""
    forvantad_version: int | None = None
    kraver_version: bool = False
    ser_skyddade: bool = False
    rollen_far: bool = True


@dataclass
class Arbete:
    """One transaction: session, sight, clock and crypto, and the rows that follow by themselves.

    ``berorda`` are the ärenden that were written about; who listens is told of them after the commit. ``arenden`` are
    all that the log says were read or written.
    """

    session: AsyncSession
    sikt: Sikt
    klocka: Klocka
    krypto: Krypto
    begaran: Begaran = field(default_factory=Begaran)
    berorda: set[Berord] = field(default_factory=set)
    arenden: set[UUID] = field(default_factory=set)

    @property
    def aktor(self) -> Aktor:
        """Who acts."""
        return self.sikt.aktor

    @property
    def kommunkod(self) -> str:
        """The kommun of the path."""
        return self.sikt.kommunkod

    @property
    def idag(self) -> date:
        """Today in Europe/Stockholm, the same through the whole transaction."""
        return self.sikt.idag

    @property
    def nu(self) -> datetime:
        """Now, aware UTC."""
        return self.klocka.nu()

    async def rad(self, sats: Select[*Ts], **varden: Any) -> Row[*Ts] | None:
        """The one row of a statement that is a constant and takes its values by name, or nothing."""
        return (await self.session.execute(sats, varden)).one_or_none()

    async def rader(self, sats: Select[*Ts], **varden: Any) -> Sequence[Row[*Ts]]:
        """All rows of such a statement."""
        return (await self.session.execute(sats, varden)).all()

    async def en(self, sats: Select[T], detalj: str | None = None) -> T:
        """The one row of a statement; raises ``Saknas`` (404) when this caller has none."""
        rad = (await self.session.scalars(sats)).one_or_none()
        if rad is None:
            raise Saknas(detalj) if detalj else Saknas()
        self.krav_roll()
        return rad

    def krav_hog_niva(self) -> None:
        """Refuse (403) a token that anybody could have brought: protected persons are told of to its owner only."""
        if not self.aktor.hog_niva:
            detalj = (
                "Här finns skyddade uppgifter. Använd en token bunden till din nyckel (DPoP) eller ditt certifikat."
            )
            raise Forbjuden(detalj, kod=HOG_NIVA_KRAVS, regel="DP-15")

    def krav_roll(self, detalj: str | None = None) -> None:
        """Refuse (403) a role that the table of permissions does not grant the operation; ``detalj`` says who may.

        Asked when the first object is found, and at the latest before the commit: what the caller cannot see is 404
        to this role as to any other. A step asks where there is nothing to look up first.
        """
        if not self.begaran.rollen_far:
            raise rollen_nekas(self.aktor, detalj)

    async def kanske(self, sats: Select[T], **varden: Any) -> T | None:
        """The one row, or nothing; ``varden`` are the values of a statement that is a constant."""
        return (await self.session.scalars(sats, varden)).one_or_none()

    async def alla(self, sats: Select[T], **varden: Any) -> Sequence[T]:
        """All rows of a bounded statement; ``varden`` as for ``kanske``."""
        return (await self.session.scalars(sats, varden)).all()

    def ny(self, rad: T) -> T:
        """Add a row to the transaction."""
        self.session.add(rad)
        return rad

    def har_last(
        self, objekttyp: str, *, arende: UUID | None = None, objekt: UUID | None = None, arenden: Sequence[UUID] = ()
    ) -> None:
        """Record that personal data was read (DP-04); one row per request, listing all persons of a list."""
        self._atkomst("las", objekttyp, arende, objekt, arenden)

    def har_last_hos(self, objekttyp: str, agare: Iterable[Agare]) -> None:
        """Record a list of persons, an utförare's perhaps of several nämnder, each of which has its own log."""
        if not self._per_namnd("las", objekttyp, None, agare):
            self.har_last(objekttyp)

    def har_skrivit(self, objekttyp: str, arende: UUID, objekt: UUID) -> None:
        """Record that personal data was written (DP-04), and which ärende it is about."""
        self.berorda.add((self.kommunkod, arende))
        self._atkomst("skriv", objekttyp, arende, objekt, ())

    def har_skrivit_flera(
        self, objekttyp: str, objekt: UUID, agare: Collection[Agare], *, berorda: Iterable[UUID] | None = None
    ) -> None:
        """Record that ``objekt`` wrote about many persons at once; one row for each nämnd, which lists them all.

        ``berorda`` are the ärenden of which others may now compute something else; all of them unless told.
        """
        arenden = (arende for _, arende in agare) if berorda is None else berorda
        self.berorda.update((self.kommunkod, arende) for arende in arenden)
        self._per_namnd("skriv", objekttyp, objekt, agare)

    def _per_namnd(self, slag: str, objekttyp: str, objekt: UUID | None, agare: Iterable[Agare]) -> bool:
        """One access row for each nämnd; whether there was any."""
        arenden: dict[UUID, dict[UUID, None]] = {}
        for namnd, arende in agare:
            arenden.setdefault(namnd, {})[arende] = None
        for namnd, egna in arenden.items():
            self._rad(slag, objekttyp, None, objekt, list(egna), self.aktor, (self.kommunkod, namnd))
        return bool(arenden)

    def har_last_for(
        self, aktor: Aktor, objekttyp: str, agare: tuple[str, UUID], *, objekt: UUID, arenden: Sequence[UUID] = ()
    ) -> None:
        """Record what the system read for somebody else, in the log of the kommun and nämnd whose it is."""
        self._rad("las", objekttyp, None, objekt, arenden, aktor, agare)

    def _atkomst(
        self, slag: str, objekttyp: str, arende: UUID | None, objekt: UUID | None, arenden: Sequence[UUID]
    ) -> None:
        self._rad(slag, objekttyp, arende, objekt, arenden, self.aktor, (self.kommunkod, self._namnd))

    def _rad(
        self,
        slag: str,
        objekttyp: str,
        arende: UUID | None,
        objekt: UUID | None,
        arenden: Sequence[UUID],
        aktor: Aktor,
        agare: tuple[str, UUID],
    ) -> None:
        self.arenden.update(arenden if arende is None else (arende, *arenden))
        self.session.add(
            Atkomst(
                id=nytt_id(),
                kommunkod=agare[0],
                namnd_id=agare[1],
                tid=self.nu,
                slag=slag,
                objekttyp=objekttyp,
                arende_id=arende,
                objekt_id=objekt,
                arenden=[str(a) for a in arenden] or None,
                andamal=self.begaran.andamal,
                klient_id=aktor.klient_id,
                part=aktor.part.value,
                organisation_id=aktor.organisation_id,
                roll=aktor.roll.value,
                person=aktor.person,
                spar=self.begaran.spar,
                skyddad=self.ror_skyddad,
            ).besegla(self.krypto)
        )

    @property
    def ror_skyddad(self) -> bool:
        """Whether somebody with protected identity is among what the transaction has read or made (DP-15)."""
        return bool(self.session.info.get(RORT_SKYDDAD)) or any(
            isinstance(rad, Personskyddad) and rad.skyddad for rad in (*self.session.new, *self.session.dirty)
        )

    @property
    def _namnd(self) -> UUID:
        """The nämnd whose log a look belongs to; set by the first object read when an utförare looks."""
        return self.session.info.get("namnd") or self.sikt.namnd_id or UUID(int=0)

    def ror(self, *, skyddad: bool) -> None:
        """Note that what is read is about somebody with protected identity, where no row of the person tells it."""
        if skyddad:
            self.session.info[RORT_SKYDDAD] = True

    def inom(self, objekt: Any) -> None:
        """Note the nämnd of the object at hand, so that log rows of an utförare's look land with its owner."""
        self.session.info["namnd"] = objekt.namnd_id

    def fodd(self, objekt: Tillstandsbarare, objekttyp: str, handelse: str, **uppgifter: Any) -> None:
        """Add a new object with its first händelse (version 1) and its access row."""
        self.inom(objekt)
        self.session.add(objekt)
        self._skrivet(objekt, objekttyp, handelse, None, uppgifter)

    async def utfor(
        self,
        maskin: Tillstandsmaskin[L],
        objekt: Tillstandsbarare,
        handelse: str,
        lage: L,
        *,
        uppgifter: dict[str, Any] | None = None,
    ) -> None:
        """Step ``objekt`` by the table: check version, role, state and rules; set status; write the händelse.

        Raises ``VillkorSaknas`` (428), ``Inaktuell`` (412), ``Forbjuden`` (403) or ``Konflikt`` (409).
        """
        await self.krav_version(objekt)
        overgang = maskin.valj(objekt.status, handelse, self.aktor.roll, lage)
        fran = objekt.status
        objekt.status = overgang.till
        self.andrad(objekt, maskin.namn, handelse, fran, uppgifter or {})

    def andrad(
        self, objekt: Tillstandsbarare, objekttyp: str, handelse: str, fran: str, uppgifter: dict[str, Any]
    ) -> None:
        """Raise the version of a changed object and write the händelse and the access row."""
        self.inom(objekt)
        objekt.version = objekt.version + 1
        self._skrivet(objekt, objekttyp, handelse, fran, uppgifter)

    def mojligheter(self, maskin: Tillstandsmaskin[L], objekt: Tillstandsbarare, lage: L) -> Mojligheter:
        """What the caller may do next with ``objekt``."""
        return maskin.mojligheter(objekt.status, self.aktor.roll, lage)

    def _skrivet(
        self, objekt: Tillstandsbarare, objekttyp: str, typ: str, fran: str | None, uppgifter: dict[str, Any]
    ) -> None:
        self._handelse(objekt, objekttyp, typ, fran, uppgifter)
        if objekt.om_person:
            self.har_skrivit(objekttyp, objekt.historik_arende, objekt.id)

    def _handelse(
        self, objekt: Tillstandsbarare, objekttyp: str, typ: str, fran: str | None, uppgifter: dict[str, Any]
    ) -> None:
        self.session.add(
            Handelse(
                kommunkod=objekt.kommunkod,
                namnd_id=objekt.namnd_id,
                delad_med=objekt.historik_delad_med,
                arende_id=objekt.historik_arende,
                objekt_id=objekt.id,
                nummer=objekt.version,
                fran=fran,
                till=objekt.status,
                **self.handelsefalt(objekttyp, typ, uppgifter),
            )
        )

    def handelsefalt(self, objekttyp: str, typ: str, uppgifter: dict[str, Any]) -> dict[str, Any]:
        """What a händelse says of itself and of who acts; the rest is of the object."""
        aktor = self.aktor
        return {
            "id": nytt_id(),
            "objekttyp": objekttyp,
            "typ": typ,
            "tid": self.nu,
            "part": aktor.part.value,
            "organisation_id": aktor.organisation_id,
            "roll": aktor.roll.value,
            "person": aktor.person,
            "uppgifter": uppgifter,
            "spar": self.begaran.spar,
        }

    def utan_version(self) -> "Arbete":
        """The same transaction for what follows on another object, whose version the request does not name."""
        return replace(self, begaran=replace(self.begaran, forvantad_version=None, kraver_version=False))

    async def krav_version(self, objekt: Tillstandsbarare) -> None:
        """Compare If-Match with the object; raises ``VillkorSaknas`` (428) or ``Inaktuell`` (412)."""
        vantad = self.begaran.forvantad_version
        if vantad is None:
            if self.begaran.kraver_version:
                raise VillkorSaknas("Ange resursens ETag i huvudet If-Match.")
            return
        if vantad != objekt.version:
            raise await self._inaktuell(objekt, vantad)

    async def _inaktuell(self, objekt: Tillstandsbarare, vantad: int) -> Inaktuell:
        """The refusal of a stale caller: the current version and which händelser came between."""
        rader = await self.alla(historik(objekt.id, efter=max(vantad, 0), antal=50))
        return Inaktuell(
            "Resursen har ändrats sedan du läste den. Hämta den igen.",
            extra={
                "aktuellVersion": objekt.version,
                "andringar": [{"nummer": h.nummer, "typ": h.typ, "till": h.till} for h in rader],
            },
        )


class Transaktioner:
    """Runs a piece of work in one transaction, again where that is right: see ``kan_tas_om``."""

    def __init__(self, databas: Databas, klocka: Klocka, krypto: Krypto) -> None:
        self._databas = databas
        self.klocka = klocka
        self.krypto = krypto
        self._lyssnare: list[Callable[[Collection[Berord]], None]] = []

    def lyssna(self, lyssnare: Callable[[Collection[Berord]], None]) -> None:
        """Tell ``lyssnare``, after each commit of this process, which ärenden it was about."""
        self._lyssnare.append(lyssnare)

    async def kor(
        self, aktor: Aktor, kommunkod: str, steg: Callable[[Arbete], Awaitable[T]], begaran: Begaran | None = None
    ) -> T:
        """Open, run, flush and commit; database faults come out as ``Problem``."""
        for forsok in range(1, MAX_FORSOK + 1):
            try:
                return await self._en_gang(aktor, kommunkod, steg, begaran or Begaran())
            except (StaleDataError, DBAPIError, PoolTimeout, OSError) as fel:
                fri = begaran is None or begaran.forvantad_version is None
                if forsok == MAX_FORSOK or not kan_tas_om(fel, fri=fri):
                    raise som_problem(fel) from fel
        raise AssertionError("kan inte nås")

    async def _en_gang(
        self, aktor: Aktor, kommunkod: str, steg: Callable[[Arbete], Awaitable[T]], begaran: Begaran
    ) -> T:
        async with self._databas.session() as session, session.begin():
            sikt = Sikt.for_aktor(aktor, kommunkod, self.klocka.idag(), ser_skyddade=begaran.ser_skyddade)
            await satt_sikt(session, sikt)
            session.info[KLOCKA] = self.klocka
            arbete = Arbete(session, sikt, self.klocka, self.krypto, begaran)
            try:
                svar = await steg(arbete)
            except Saknas:
                if await finns_pa_hog_niva(session):
                    arbete.krav_hog_niva()
                raise
            arbete.krav_roll()
        for lyssnare in self._lyssnare:
            lyssnare(arbete.berorda)
        return svar


def rollen_nekas(aktor: Aktor, detalj: str | None = None) -> Forbjuden:
    """The refusal of a role that the table does not grant the operation."""
    return Forbjuden(detalj or f"Rollen {aktor.roll} får inte göra detta.", regel="DP-04")


async def avbrytbar(uppgift: Awaitable[T]) -> T:
    """Shield a commit from a client that hangs up: the work is finished either way."""
    return await asyncio.shield(asyncio.ensure_future(uppgift))
