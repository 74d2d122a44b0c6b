"""Events that AF sends back: made here, held and disordered here, delivered by ``ateranrop``."""

import random
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from tests.mockad_af.tid import som_text


class Handelsetyp(StrEnum):
    """What has happened at AF."""

    INKOMMEN = "inkommen"
    GODKAND = "godkand"
    EJ_GODKAND = "ej_godkand"
    AVAKTUALISERAD = "avaktualiserad"
    INSATS_BESLUTAD = "insats_beslutad"
    SAMRAD_BESVARAT = "samrad_besvarat"
    BEDOMNING = "bedomning"


class Ordning(StrEnum):
    """In which order a collected batch is let out."""

    FIFO = "fifo"
    OMVAND = "omvand"
    BLANDAD = "blandad"


class Leveranslage(StrEnum):
    """Where an event is."""

    HALLEN = "hallen"
    VANTAR = "vantar"
    LEVERERAD = "levererad"
    AVVISAD = "avvisad"
    FORLORAD = "forlorad"


def handelse(
    handelse_id: UUID, typ: Handelsetyp, tid: datetime, *, af_referens: str, unikt_id: str | None, kommentar: str | None
) -> dict[str, Any]:
    """The body of one event."""
    return {
        "handelse_id": str(handelse_id),
        "typ": typ.value,
        "tid": som_text(tid),
        "kommentar": kommentar,
        "af_referens": af_referens,
        "unikt_id": unikt_id,
    }


@dataclass(slots=True)
class Utgaende:
    """One event on its way out, with the attempts made: receiver and status (``None``: no answer)."""

    nr: int
    kropp: Any
    lage: Leveranslage = Leveranslage.HALLEN
    forsok: list[tuple[str, int | None]] = field(default_factory=list)
    framme: set[str] = field(default_factory=set)

    def som_kropp(self) -> dict[str, object]:
        """As the control endpoint shows it."""
        forsok = [{"url": url, "status": status} for url, status in self.forsok]
        return {"nr": self.nr, "lage": self.lage.value, "forsok": forsok, "handelse": self.kropp}


class Handelseko:
    """Every event, in order of making. ``samla`` holds them until that many wait; ``dubbletter`` are extra copies.

    ``forlora`` is how many of the coming events never leave: what they told must be asked for.
    """

    def __init__(self) -> None:
        self.alla: list[Utgaende] = []
        self._hallna: list[Utgaende] = []
        self._pa_vag: list[Utgaende] = []
        self.stall()

    def stall(
        self,
        *,
        samla: int = 1,
        ordning: Ordning = Ordning.FIFO,
        dubbletter: int = 0,
        forlora: int = 0,
        fro: int = 1,
    ) -> None:
        """Choose how the coming events are disturbed."""
        self.samla = samla
        self.ordning = ordning
        self.dubbletter = dubbletter
        self.forlora = forlora
        self._slump = random.Random(fro)
        self.slapp(minst=samla)

    def lagg(self, kropp: Any) -> None:
        """Add an event, with its duplicates, unless it is to be lost."""
        if self.forlora > 0:
            self.forlora -= 1
            self.alla.append(Utgaende(len(self.alla) + 1, kropp, Leveranslage.FORLORAD))
            return
        for _ in range(1 + self.dubbletter):
            self.alla.append(Utgaende(len(self.alla) + 1, kropp))
            self._hallna.append(self.alla[-1])
        self.slapp(minst=self.samla)

    def slapp(self, *, minst: int = 1) -> None:
        """Let the held events go, in the chosen order, if there are at least ``minst``."""
        if len(self._hallna) < minst:
            return
        hallna, self._hallna = self._hallna, []
        if self.ordning is Ordning.OMVAND:
            hallna.reverse()
        elif self.ordning is Ordning.BLANDAD:
            self._slump.shuffle(hallna)
        for rad in hallna:
            rad.lage = Leveranslage.VANTAR
        self._pa_vag += hallna

    def vantande(self) -> list[Utgaende]:
        """The events to deliver now, in the order they shall leave."""
        self._pa_vag = [rad for rad in self._pa_vag if rad.lage is Leveranslage.VANTAR]
        return self._pa_vag.copy()
