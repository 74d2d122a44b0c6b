"""A started order under either ground, for the steps that follow a start."""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from app.flode.bestallning.models import Bestallning
from tests.flode import steg
from tests.scener import scen

KRAV = {"regelverk": "aktivitetskrav-2026-730"}


@scen
async def bekraftad(varld, i=0, *, krav=True, **person):
    """An order whose uppstartsmöte was held: ärende and the order's path."""
    anna, sven = varld.som("anna"), varld.som("sven")
    arende = await steg.nytt_arende(anna, i, **person)
    if krav:
        await steg.manader(anna, arende, "2026-07")
    mer = {"lagrum": "sol_12_4a", "ingenLampligAtgard": None, **KRAV} if krav else {}
    beslut = await steg.nytt_beslut(anna, arende, KRAV if krav else {}, **mer)
    utkast = await steg.nytt_utkast(anna, beslut)
    vag = f"bestallningar/{utkast['id']}"
    if person.get("skyddsniva"):
        await anna.gor(vag, "frislapp", skal="Prövat.", mottagare="sven.samordnare")
    await anna.gor(vag, "skicka")
    await sven.gor(vag, "ta_emot")
    await sven.gor(vag, "bekrafta", startDatum="2026-10-12", vagledare="vera.vagledare")
    await varld.i_databasen(lambda arbete: _mote_hallet(arbete, vag), "0484")
    return arende, vag


@scen
async def startad(varld, i=0, *, krav=True, **person):
    """An order that runs: ärende and the order's path."""
    arende, vag = await bekraftad(varld, i, krav=krav, **person)
    await varld.som("vera").gor(vag, "starta")
    return arende, vag


async def _mote_hallet(arbete, vag):
    sats = select(Bestallning).where(Bestallning.id == UUID(vag.split("/")[1]))
    (await arbete.session.scalars(sats)).one().mote_hallet = date(2026, 10, 12)
