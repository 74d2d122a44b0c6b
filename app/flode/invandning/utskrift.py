"""The person's own view on a printed page, beside what it is about, in the person's words and with the answer (DP-20).

It is the nämnd's: what an utförare prints has none of it (DP-26).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from uuid import UUID

from app.core.printed_page import Avsnitt, dag, stycken
from app.flode.invandning.models import Invandning
from app.flode.invandning.states import Framforare, Invandningsslag, InvandningStatus

RUBRIK = "Vad du själv har sagt"
_VEM = {
    Framforare.DEN_ENSKILDE: "sade du",
    Framforare.STALLFORETRADARE: "sade din ställföreträdare",
    Framforare.OMBUD: "sade ditt ombud",
}
_VAD = {
    Invandningsslag.ORIKTIG_UPPGIFT: "att något är fel",
    Invandningsslag.RADERING: "att något ska tas bort",
    Invandningsslag.BEGRANSNING: "att uppgifterna ska användas mindre",
    Invandningsslag.MOT_BEHANDLINGEN: "att uppgifterna inte ska användas",
}
_SVAR = {
    InvandningStatus.NOTERAD: "Kommunen har inte svarat ännu.",
    InvandningStatus.RATTAD: "Kommunen har rättat uppgiften.",
    InvandningStatus.KVARSTAR: "Kommunen har inte ändrat uppgiften.",
}


def synpunkter(invandningar: Collection[Invandning], om: Mapping[UUID, str]) -> Iterator[Avsnitt]:
    """What was said of the records of a page, each with what it is called there; nothing where nothing was."""
    rader = sorted((i for i in invandningar if i.objekt_id in om), key=lambda i: i.id)
    if rader:
        yield Avsnitt(RUBRIK, tuple(stycke for rad in rader for stycke in _sagt(rad, om[rad.objekt_id])))


def _sagt(rad: Invandning, om: str) -> Iterable[str]:
    yield f"Den {dag(rad.datum)} {_VEM[Framforare(rad.framford_av)]} om {om} {_VAD[Invandningsslag(rad.slag)]}:"
    yield from stycken(rad.text)
    svar = " ".join(stycken(rad.svar or ""))
    lagrum = f" ({rad.lagrum})" if rad.status == InvandningStatus.KVARSTAR.value else ""
    yield f"{_SVAR[InvandningStatus(rad.status)]} {svar}{lagrum}".strip()
