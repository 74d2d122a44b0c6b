"""Faults on demand: a queue of things that shall go wrong, matched against the calls as they come."""

import random
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from tests.mockad_af.begaran import Leverans, Satt, Svar
from tests.mockad_af.felsvar import Avvisning, Faltfel, Faltkod, datafel

TRASIG_JSON = b'{"unikt_id": "'


class Storningsslag(StrEnum):
    """What goes wrong. ``*_efter_lagring``: the message has had its effect, the answer is lost."""

    FOR_MANGA = "429"
    SERVERFEL = "500"
    OTILLGANGLIG = "503"
    DATAFEL = "400"
    TIMEOUT = "timeout"
    TIMEOUT_EFTER_LAGRING = "timeout_efter_lagring"
    BRUTEN = "bruten"
    BRUTEN_EFTER_LAGRING = "bruten_efter_lagring"
    TRASIG_JSON = "trasig_json"
    LANGSAM = "langsam"
    SKYDDAD = "skyddad_identitet"


@dataclass(slots=True)
class Storning:
    """One fault. An empty ``resurs`` fits every resource but the token; ``antal=None`` never runs out.

    ``sannolikhet`` is drawn per call from a seeded generator; ``sekunder`` is the length of a slow answer or of
    a silence (``None``: the mock's limit); ``retry_after`` goes with 429 and 503.
    """

    slag: Storningsslag
    resurs: str | None = None
    unikt_id: str | None = None
    arendeidentitet: str | None = None
    antal: int | None = 1
    sannolikhet: float = 1.0
    retry_after: int | None = None
    sekunder: float | None = None

    def passar(self, resurs: str, innehall: Mapping[str, Any]) -> bool:
        """Whether the fault is meant for this call."""
        ratt_resurs = resurs == self.resurs if self.resurs else resurs != "token"
        ratt_id = self.unikt_id in (None, innehall.get("unikt_id"))
        ratt_arende = self.arendeidentitet in (None, innehall.get("arendeidentitet"))
        return ratt_resurs and ratt_id and ratt_arende

    def som_kropp(self) -> dict[str, object]:
        """As the control endpoint shows it."""
        return asdict(self)


class Storningsko:
    """Faults in order; the first that fits a call is used."""

    def __init__(self, fro: int = 1) -> None:
        self.ko: list[Storning] = []
        self.utlosta = 0
        self.so_fro(fro)

    def so_fro(self, fro: int) -> None:
        """Start the draws of ``sannolikhet`` anew."""
        self._slump = random.Random(fro)

    def ta(self, resurs: str, innehall: Mapping[str, Any]) -> Storning | None:
        """The fault for this call, counted down and dropped when it has run out."""
        for storning in self.ko:
            if storning.passar(resurs, innehall) and self._slump.random() < storning.sannolikhet:
                self._rakna_ner(storning)
                return storning
        return None

    def _rakna_ner(self, storning: Storning) -> None:
        self.utlosta += 1
        if storning.antal is not None:
            storning.antal -= 1
            if storning.antal <= 0:
                self.ko = [rad for rad in self.ko if rad is not storning]


FORE_LAGRING = {
    Storningsslag.FOR_MANGA: (429, "För många anrop"),
    Storningsslag.SERVERFEL: (500, "Internt fel"),
    Storningsslag.OTILLGANGLIG: (503, "Tjänsten är inte tillgänglig"),
}


def fore_lagring(storning: Storning, tak: float) -> Leverans | None:
    """What happens before the message is read; raises Avvisning for the plain error answers."""
    if storning.slag in FORE_LAGRING:
        status, text = FORE_LAGRING[storning.slag]
        huvuden = {} if storning.retry_after is None else {"retry-after": str(storning.retry_after)}
        raise Avvisning(status, text, "Framkallat av styrningen", huvuden=huvuden)
    if storning.slag is Storningsslag.DATAFEL:
        raise datafel([Faltfel("innehåll", Faltkod.VILLKOR, "framkallat av styrningen")])
    if storning.slag is Storningsslag.TIMEOUT:
        return Leverans(None, Satt.HANG, _sekunder(storning, tak))
    return Leverans(None, Satt.BRYT) if storning.slag is Storningsslag.BRUTEN else None


def efter_lagring(storning: Storning, svar: Svar, tak: float) -> Leverans:
    """What happens to the answer of a message that has had its effect."""
    if storning.slag is Storningsslag.BRUTEN_EFTER_LAGRING:
        return Leverans(None, Satt.BRYT)
    if storning.slag is Storningsslag.TIMEOUT_EFTER_LAGRING:
        return Leverans(None, Satt.HANG, _sekunder(storning, tak))
    if storning.slag is Storningsslag.TRASIG_JSON:
        return Leverans(Svar(svar.status, svar.huvuden, TRASIG_JSON))
    langsam = storning.slag is Storningsslag.LANGSAM
    return Leverans(svar, vantan=_sekunder(storning, tak) if langsam else 0.0)


def _sekunder(storning: Storning, tak: float) -> float:
    return tak if storning.sekunder is None else min(storning.sekunder, tak)


class Nerslag(StrEnum):
    """How AF is down: cuts every connection, answers 503, or keeps silent."""

    BRYT = "bryt"
    OTILLGANGLIG = "503"
    HANG = "hang"


def nere(slag: Nerslag, tak: float) -> Leverans:
    """What an AF that is down does with any call; raises Avvisning for the plain 503."""
    if slag is Nerslag.OTILLGANGLIG:
        raise Avvisning(503, "Tjänsten är inte tillgänglig", "Nedtagen av styrningen")
    return Leverans(None, Satt.BRYT) if slag is Nerslag.BRYT else Leverans(None, Satt.HANG, tak)
