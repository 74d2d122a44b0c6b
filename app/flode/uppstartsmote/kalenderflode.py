"""What a secret address gives: its owner's coming meetings, in every kommun, as times that are taken.

Nobody has proven who they are: the secret is all there is. So the system reads, by two statements that name the
owner, what a calendar needs and no more; whose eyes it is read for stands in the access log of every nämnd that a
time belongs to (DP-04). An address that is unknown, revoked, replaced, or whose owner is no longer at work gives the
same 404.
"""

from collections.abc import Sequence
from datetime import datetime, time
from itertools import groupby
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Row

from app.begrepp.parter import Aktor, Part, Roll, systemaktor
from app.begrepp.tid import STOCKHOLM
from app.core.errors import Saknas
from app.core.unit_of_work import Arbete, Begaran, Transaktioner
from app.flode.uppstartsmote.kalender import Flodespost
from app.flode.uppstartsmote.kalender_actions import avtryck
from app.flode.uppstartsmote.kalender_models import HANDLAGGARENS, INNEHAVARE, VAGLEDARENS
from app.flode.uppstartsmote.states import Kalenderroll

ANDAMAL = "kalenderflode"
Rad = Row[*tuple[Any, ...]]


async def las(transaktioner: Transaktioner, hemlighet: str, spar: str) -> list[Flodespost]:
    """The times of the secret's owner; raises ``Saknas``."""
    begaran = Begaran(andamal=ANDAMAL, spar=spar)
    return await transaktioner.kor(systemaktor(ANDAMAL), "", lambda arbete: _las(arbete, hemlighet), begaran)


async def _las(arbete: Arbete, hemlighet: str) -> list[Flodespost]:
    innehavare = await arbete.rad(INNEHAVARE, avtryck=avtryck(hemlighet))
    if innehavare is None:
        raise Saknas
    rader = await _rader(arbete, innehavare)
    _logga(arbete, innehavare, rader)
    return [_post(innehavare.id, rad) for rad in rader]


async def _rader(arbete: Arbete, innehavare: Rad) -> Sequence[Rad]:
    midnatt = datetime.combine(arbete.idag, time.min, STOCKHOLM)
    varden = {"person": innehavare.person, "fran": midnatt}
    if innehavare.roll == Kalenderroll.VAGLEDARE.value:
        egna = {"organisation": innehavare.organisation_id, "idag": arbete.idag}
        return await arbete.rader(VAGLEDARENS, **varden, **egna)
    egna = {"kommun": innehavare.hemkommun, "namnd": innehavare.namnd_id}
    return await arbete.rader(HANDLAGGARENS, **varden, **egna)


def _logga(arbete: Arbete, innehavare: Rad, rader: Sequence[Rad]) -> None:
    """A row for the calendar itself, and one for each nämnd whose persons the times are of."""
    utforare = innehavare.roll == Kalenderroll.VAGLEDARE.value
    aktor = Aktor(
        part=Part.UTFORARE if utforare else Part.KOMMUN,
        roll=Roll(innehavare.roll),
        klient_id=f"{ANDAMAL}:{innehavare.id}",
        organisation_id=innehavare.organisation_id,
        person=innehavare.person,
    )

    def agare(rad: Rad) -> tuple[str, UUID]:
        return rad.kommunkod, rad.namnd_id

    arbete.har_last_for(aktor, ANDAMAL, agare(innehavare), objekt=innehavare.id)
    for (kommunkod, namnd_id), nagra in groupby(sorted(rader, key=agare), key=agare):
        arenden = sorted({rad.arende_id for rad in nagra})
        arbete.har_last_for(aktor, ANDAMAL, (kommunkod, namnd_id), objekt=innehavare.id, arenden=arenden)


def _post(kalender_id: UUID, rad: Rad) -> Flodespost:
    """Known by an id that leads back to no meeting."""
    return Flodespost(
        id=uuid5(kalender_id, str(rad.id)),
        sekvens=rad.sekvens or 0,
        andrad=rad.andrad,
        borjar=rad.borjar,
        slutar=rad.slutar,
        nummer=rad.nummer,
    )
