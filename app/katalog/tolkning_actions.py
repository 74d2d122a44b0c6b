"""Acts on a nämnd's readings of what the law leaves open: what holds, what held before, a new one (AK-05, AK-07)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.begrepp.parter import Part
from app.core.aftermath import Efterspel
from app.core.errors import Saknas
from app.core.numbering import nasta_nummer
from app.core.paging import Sidfraga, Utsnitt, sida, skar
from app.core.permissions import far_anropa, innehav
from app.core.unit_of_work import Arbete
from app.katalog.tolkningar import SENASTE, Tolkningspost, tolkningar
from app.regelverk.motor.tolkning import STANDARD, Tolkning

SERIE = "tolkning"
ANDRAD = "andrad"
EFTER: Efterspel[Tolkningspost] = Efterspel()


@dataclass(frozen=True, slots=True)
class Galler:
    """What holds now; without a row the defaults do."""

    tolkning: Tolkning
    post: Tolkningspost | None
    far_andra: bool


def _namnd(arbete: Arbete) -> UUID:
    """The nämnd whose readings they are; other parties have none (404), other roles may not (403)."""
    aktor = arbete.aktor
    if aktor.part is not Part.KOMMUN or aktor.namnd_id is None:
        raise Saknas
    arbete.krav_roll("Bara handläggare och arbetsledare läser tolkningarna, och bara arbetsledare ändrar dem.")
    return aktor.namnd_id


def _galler(arbete: Arbete, post: Tolkningspost | None) -> Galler:
    far_andra = far_anropa(innehav(arbete.aktor), "andra_tolkning")
    return Galler(post.som_tolkning if post else STANDARD, post, far_andra)


async def galler(arbete: Arbete) -> Galler:
    """The reading that the prövning uses from now on."""
    _namnd(arbete)
    return _galler(arbete, await arbete.kanske(SENASTE))


async def lista(arbete: Arbete, fraga: Sidfraga) -> Utsnitt[Tolkningspost]:
    """One page of all readings, newest first."""
    _namnd(arbete)
    return skar(await arbete.alla(sida(tolkningar(), Tolkningspost.id, fraga)), fraga)


async def andra(arbete: Arbete, *, varden: Mapping[str, Any], skal: str) -> Galler:
    """Add a reading: what ``varden`` leaves out stays as it was.

    The number is taken first: two at once come one after the other, and the second builds on the first.
    """
    namnd = _namnd(arbete)
    nummer = await nasta_nummer(arbete.session, arbete.kommunkod, namnd, namnd, SERIE)
    forra = await arbete.kanske(SENASTE)
    tolkning = replace(forra.som_tolkning if forra else STANDARD, **varden)
    post = arbete.ny(
        Tolkningspost(
            id=nytt_id(),
            kommunkod=arbete.kommunkod,
            namnd_id=namnd,
            nummer=nummer,
            varden=tolkning.som_data(),
            skal=skal,
            skapad=arbete.nu,
            person=arbete.aktor.person,
        )
    )
    await EFTER.spela(ANDRAD, arbete, post)
    return _galler(arbete, post)
