"""A message to Arbetsförmedlingen as a package of its own: for the kommun's SDK client, or for who types it in.

What is in it is what the other channels would carry, and nothing else.
"""

from collections.abc import Awaitable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.begrepp.paket import INGEN_AVVIKELSE, PAKETVERSION, RUBRIKER, avvikelserad, klartext
from app.begrepp.sekretess import Utlamnandegrund
from app.core.printed_page import Avsnitt, Blad, Tabell
from app.core.unit_of_work import Arbete
from app.flode.samrad import actions

MOTTAGARE = "Arbetsförmedlingen"
TITEL = {
    "samrad": "Samråd före beslut",
    "underrattelse": "Underrättelse",
    "informationsoverlamning": "Information om deltagande i aktiviteter",
}
GRUND = {
    Utlamnandegrund.UPPGIFTSSKYLDIGHET: "uppgiftsskyldighet",
    Utlamnandegrund.SAMTYCKE: "samtycke",
    Utlamnandegrund.NODVANDIGT: "nödvändigt för verksamheten",
    Utlamnandegrund.PARTSINSYN: "partsinsyn",
}
_LANGA = ("syfte", "fraga", "text", "planSammanfattning")
# Of what is in the package, what stands in a place of its own on the page.
_EGEN_PLATS = frozenset({"avvikelser", *_LANGA})


@dataclass(frozen=True, slots=True)
class Paket:
    """What leaves, with where to and on what ground; ``tid`` is when it was drafted."""

    typ: str
    funktionsadress: str
    referens: str
    version: int
    paketversion: int
    grund: str | None
    lagrum: str | None
    tid: datetime
    innehall: Mapping[str, Any]

    def blad(self) -> Blad:
        """The page."""
        return Blad(
            titel=TITEL[self.typ],
            tid=self.tid,
            fakta=tuple(self._fakta()),
            avsnitt=(
                Avsnitt("Uppgifter", punkter=tuple(_rader(self.innehall))),
                *_texter(self.innehall),
                *_avvikelser(self.innehall.get("avvikelser")),
            ),
            sidfot=f"Referens {self.referens}",
        )

    def _fakta(self) -> Iterator[tuple[str, str]]:
        yield "Till", MOTTAGARE
        yield "Funktionsadress", self.funktionsadress
        yield "Referens", self.referens
        yield "Meddelandets version", str(self.version)
        yield "Paketets version", str(self.paketversion)
        if self.grund and self.lagrum:
            yield "Lämnas ut med stöd av", f"{GRUND[Utlamnandegrund(self.grund)]}, {self.lagrum}"


def _rader(innehall: Mapping[str, Any]) -> Iterator[str]:
    for namn, varde in innehall.items():
        if namn not in _EGEN_PLATS and varde is not None:
            yield f"{RUBRIKER[namn]}: {klartext(varde)}"


def _texter(innehall: Mapping[str, Any]) -> Iterator[Avsnitt]:
    for namn in _LANGA:
        if innehall.get(namn):
            yield Avsnitt(RUBRIKER[namn], (innehall[namn],))


def _avvikelser(rader: list[Mapping[str, Any]] | None) -> Iterator[Avsnitt]:
    if rader is None:
        return
    if not rader:
        yield Avsnitt(RUBRIKER["avvikelser"], (INGEN_AVVIKELSE,))
        return
    tabell = Tabell(("Orsak", "Dag", "Förväntad", "Frånvarande"), tuple(avvikelserad(rad) for rad in rader))
    yield Avsnitt(RUBRIKER["avvikelser"], tabell=tabell)


async def samradets_paket(arbete: Arbete, arende_id: UUID, samrad_id: UUID, funktionsadress: str) -> Paket:
    """The question in its present version; a read like any other of it."""
    arende, samrad = await actions.ladda(arbete, arende_id, samrad_id)
    arbete.har_last("samrad", arende=arende_id, objekt=samrad.id)
    return Paket(
        typ="samrad",
        funktionsadress=funktionsadress,
        referens=samrad.unikt_id,
        version=samrad.sandversion,
        paketversion=PAKETVERSION,
        grund=samrad.grund,
        lagrum=samrad.lagrum,
        tid=samrad.skapad,
        innehall=await actions.paket(arbete, arende, samrad),
    )


async def som_blad(paket: Awaitable[Paket]) -> Blad:
    """The page of a package that is being read."""
    return (await paket).blad()
