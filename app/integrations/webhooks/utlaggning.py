"""From the feed to the outbox: what each subscription is to be sent next, a bounded number at a time.

    hold the subscription ─▶ bring the outbox in line with it ─▶ read the log after its cursor ─▶ rows, cursor ─▶ commit

A crash leaves either everything or nothing; of several processes one holds a subscription at a time.
"""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from app.begrepp.parter import systemaktor
from app.core.outbox import Utkorgsrad
from app.core.outbox_recipients import Mottagarlage
from app.core.outbox_states import PA_VAG
from app.core.services import Tjanster
from app.core.unit_of_work import Arbete
from app.integrations.webhooks.avstamning import stam_av
from app.integrations.webhooks.handelser import som_handelse
from app.integrations.webhooks.rader import handelserad
from app.vyer.handelseflode.models import Flodeshuvud, las_efter
from app.vyer.prenumerationer.kvittenser import pausa_vid_tystnad
from app.vyer.prenumerationer.leveranser import MOTTAGARE, TILL_PRENUMERATION
from app.vyer.prenumerationer.models import Prenumeration, last
from app.vyer.prenumerationer.states import SANDANDE, PrenumerationStatus

SYSTEM = systemaktor("prenumerationer")
PER_LASNING = 200
# Of a subscription that was paused because nothing gets through, one event at a time is the probe.
PROV = 1


class Nyckel(NamedTuple):
    """Which subscription has something to do, how much of it is on its way, and since when its receiver is away."""

    kommunkod: str
    mottagare_id: UUID
    id: UUID
    pa_vag: int
    nere_sedan: datetime | None


class Utlaggare:
    """One that lays out; any number of processes may have one."""

    def __init__(self, tjanster: Tjanster) -> None:
        self._tjanster = tjanster
        self._tak = tjanster.settings.webhook_pa_vag
        self._publik_adress = tjanster.settings.publik_adress

    async def omgang(self) -> int:
        """Each subscription that has something to do, in a transaction of its own; how many events."""
        return sum([await self._en(nyckel) for nyckel in await self._att_gora()])

    async def _att_gora(self) -> list[Nyckel]:
        async def steg(arbete: Arbete) -> list[Nyckel]:
            tyst_sedan = arbete.nu - timedelta(hours=self._tjanster.settings.webhook_paus_timmar)
            return [Nyckel(*rad) for rad in await arbete.rader(att_gora(self._tak, tyst_sedan))]

        return await self._tjanster.transaktioner.kor(SYSTEM, "", steg)

    async def _en(self, nyckel: Nyckel) -> int:
        async def steg(arbete: Arbete) -> int:
            prenumeration = await arbete.kanske(last(nyckel.kommunkod, nyckel.mottagare_id, nyckel.id))
            return 0 if prenumeration is None else await self._lagg_ut(arbete, prenumeration, nyckel)

        return await self._tjanster.transaktioner.kor(SYSTEM, nyckel.kommunkod, steg)

    async def _lagg_ut(self, arbete: Arbete, prenumeration: Prenumeration, nyckel: Nyckel) -> int:
        await pausa_vid_tystnad(arbete, prenumeration, nyckel.nere_sedan)
        if prenumeration.att_stamma_av:
            await stam_av(arbete, prenumeration, self._publik_adress)
        if prenumeration.status not in SANDANDE:
            return 0
        fore = prenumeration.lopnummer
        aktiv = prenumeration.status == PrenumerationStatus.AKTIV.value
        await self._fyll(arbete, prenumeration, (self._tak if aktiv else PROV) - nyckel.pa_vag)
        return prenumeration.lopnummer - fore

    async def _fyll(self, arbete: Arbete, prenumeration: Prenumeration, platser: int) -> None:
        """Lay out what comes after the cursor while there is room; what was not chosen takes none."""
        till = prenumeration.lopnummer + platser
        if platser <= 0:
            return
        for post in await las_efter(arbete, prenumeration.mottagare, prenumeration.markor, PER_LASNING):
            if prenumeration.lopnummer >= till:
                return
            prenumeration.markor = post.nummer
            handelse = som_handelse(post, self._publik_adress)
            if prenumeration.vill_ha(handelse["type"]):
                handelserad(arbete, prenumeration, post.arende_id, handelse)


def att_gora(tak: int, tyst_sedan: datetime) -> Select[str, UUID, UUID, int, datetime | None]:
    """The subscriptions that were acted on, that their log has more for, or that are to be paused."""
    p, tyst = Prenumeration, and_(Prenumeration.status == PrenumerationStatus.AKTIV.value, _tyst(tyst_sedan))
    antal = _pa_vag()
    plats = case((p.status == PrenumerationStatus.AKTIV.value, tak), else_=PROV)
    mer = and_(p.status.in_(SANDANDE), Flodeshuvud.senaste > p.markor, antal < plats)
    return (
        select(p.kommunkod, p.mottagare_id, p.id, antal, case((tyst, Mottagarlage.nere_sedan)))
        .outerjoin(Flodeshuvud, _samma(Flodeshuvud))
        .outerjoin(Mottagarlage, and_(Mottagarlage.mottagare == MOTTAGARE, Mottagarlage.mottagare_id == p.id))
        .where(or_(p.att_stamma_av, mer, tyst))
        .order_by(p.id)
    )


def _tyst(sedan: datetime) -> ColumnElement[bool]:
    return Mottagarlage.nere_sedan < sedan


def _samma(typ: type[Flodeshuvud]) -> ColumnElement[bool]:
    return and_(typ.kommunkod == Prenumeration.kommunkod, typ.mottagare_id == Prenumeration.mottagare_id)


def _pa_vag() -> ColumnElement[int]:
    """How many rows of the outbox are not finished."""
    rader = select(func.count()).where(
        Utkorgsrad.kommunkod == Prenumeration.kommunkod,
        TILL_PRENUMERATION,
        Utkorgsrad.mottagare_id == Prenumeration.id,
        Utkorgsrad.status.in_(PA_VAG),
    )
    return rader.scalar_subquery()
