"""What the mock has received: each message once, with attempts and effects, and the order per ärende."""

import json
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from itertools import pairwise
from typing import Any

from tests.mockad_af.felsvar import konflikt
from tests.mockad_af.rutter import STAM
from tests.mockad_af.tid import som_text

LANGSTA_LOGG = 200_000


def avtryck(innehall: object) -> str:
    """A digest that is equal for equal JSON, whatever the order of its keys."""
    return sha256(json.dumps(innehall, sort_keys=True).encode()).hexdigest()


@dataclass(slots=True)
class Mottaget:
    """One ``unikt_id`` of one resource. ``effekter`` is 0 until it has been stored, and then 1."""

    resurs: str
    unikt_id: str
    arendeidentitet: str | None = None
    lopnummer: int | None = None
    forsok: int = 0
    avvisningar: int = 0
    effekter: int = 0
    ankomst: int | None = None
    tid: datetime | None = None
    avtryck: str = ""
    innehall: dict[str, Any] = field(default_factory=dict)
    kvittens: dict[str, Any] = field(default_factory=dict)

    def som_kropp(self, *, med_innehall: bool) -> dict[str, object]:
        """As the control endpoint shows it; the body, with its personnummer, only on request."""
        kropp: dict[str, object] = {
            "resurs": self.resurs,
            "unikt_id": self.unikt_id,
            "arendeidentitet": self.arendeidentitet,
            "lopnummer": self.lopnummer,
            "ankomst": self.ankomst,
            "tid": som_text(self.tid) if self.tid else None,
            "forsok": self.forsok,
            "avvisningar": self.avvisningar,
            "effekter": self.effekter,
            "kvittens": self.kvittens or None,
        }
        return kropp | ({"innehall": self.innehall} if med_innehall else {})


@dataclass(slots=True)
class Anrop:
    """One call to a resource of the contract, in the order of arrival; status ``None``: no answer was given."""

    nr: int
    tid: datetime
    resurs: str
    unikt_id: str | None = None
    status: int | None = None
    storning: str | None = None

    def som_kropp(self) -> dict[str, object]:
        """As the control endpoint shows it."""
        return {
            "nr": self.nr,
            "tid": som_text(self.tid),
            "resurs": self.resurs,
            "unikt_id": self.unikt_id,
            "status": self.status,
            "storning": self.storning,
        }


class Journal:
    """Everything received, and the counters drawn from it."""

    def __init__(self) -> None:
        self.rader: dict[tuple[str, str], Mottaget] = {}
        self.anrop: deque[Anrop] = deque(maxlen=LANGSTA_LOGG)
        self._nycklar: dict[str, Mottaget] = {}
        self.antal_anrop = 0
        self.antal_lagrade = 0
        self._pagar = self.flest_samtidiga = 0
        self.per_resurs: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.sparningsid: Counter[str] = Counter()
        self.arenden: defaultdict[str, list[int]] = defaultdict(list)

    def nytt_anrop(self, resurs: str, tid: datetime) -> Anrop:
        """Note that a call has come."""
        self.antal_anrop += 1
        self.per_resurs[resurs]["anrop"] += 1
        anrop = Anrop(self.antal_anrop, tid, resurs)
        self.anrop.append(anrop)
        return anrop

    @contextmanager
    def medan(self, metod: str, vag: str) -> Iterator[None]:
        """From when a message has been read until its answer has left: how many at once is what is agreed with AF."""
        meddelande = metod == "POST" and vag.startswith(STAM)
        self._pagar += meddelande
        self.flest_samtidiga = max(self.flest_samtidiga, self._pagar)
        try:
            yield
        finally:
            self._pagar -= meddelande

    def forsok(self, resurs: str, innehall: dict[str, Any]) -> Mottaget | None:
        """Note one more attempt for the message's ``unikt_id``, if it can be read."""
        unikt_id = innehall.get("unikt_id")
        if not isinstance(unikt_id, str):
            return None
        rad = self.rader.setdefault((resurs, unikt_id), Mottaget(resurs, unikt_id))
        rad.forsok += 1
        return rad

    def tidigare(self, rad: Mottaget, innehall: dict[str, Any]) -> bool:
        """Whether the same message has been stored already; 409 when its identity holds another body."""
        if not rad.effekter:
            self._krav_nasta_version(rad)
            return False
        if rad.avtryck != avtryck(innehall):
            self.per_resurs[rad.resurs]["konflikter"] += 1
            raise konflikt("unikt_id", "unikt_id har redan använts med annat innehåll")
        self.per_resurs[rad.resurs]["dubbletter"] += 1
        return True

    def _krav_nasta_version(self, rad: Mottaget) -> None:
        """Version n is taken when n-1 has been received: stored, or refused for its content."""
        stam, understreck, version = rad.unikt_id.rpartition("_")
        if not understreck or int(version) == 0:
            return
        fore = self.rader.get((rad.resurs, f"{stam}_{int(version) - 1}"))
        if fore is None or not (fore.effekter or fore.avvisningar):
            raise konflikt("unikt_id", "versionen är inte den nästa")

    def lagra(self, rad: Mottaget, innehall: dict[str, Any], kvittens: dict[str, Any], tid: datetime) -> None:
        """Let the message have its effect."""
        self.antal_lagrade += 1
        rad.arendeidentitet, rad.lopnummer = innehall["arendeidentitet"], int(innehall["lopnummer"])
        rad.ankomst, rad.tid = self.antal_lagrade, tid
        rad.innehall, rad.avtryck, rad.kvittens = innehall, avtryck(innehall), kvittens
        rad.effekter += 1
        self._nycklar[kvittens["af_referens"]] = rad
        self._nycklar.setdefault(rad.unikt_id, rad)
        self.per_resurs[rad.resurs]["effekter"] += 1
        self.arenden[rad.arendeidentitet].append(rad.lopnummer)

    def mottaget(self, resurs: str | None = None) -> list[Mottaget]:
        """The messages in order of arrival, those that were never stored last."""
        valda = [rad for rad in self.rader.values() if resurs in (None, rad.resurs)]
        return sorted(valda, key=lambda rad: rad.ankomst or self.antal_lagrade + 1)

    def sok(self, nyckel: str) -> Mottaget | None:
        """A stored message by its ``unikt_id`` or AF reference."""
        return self._nycklar.get(nyckel)

    def raknare(self) -> dict[str, Any]:
        """Exact counters, per resource and per ärende."""
        return {
            "anrop": self.antal_anrop,
            "effekter": self.antal_lagrade,
            "flest_effekter_per_unikt_id": max((rad.effekter for rad in self.rader.values()), default=0),
            "flest_forsok_per_unikt_id": max((rad.forsok for rad in self.rader.values()), default=0),
            "flest_samtidiga": self.flest_samtidiga,
            "ej_lagrade": sum(1 for rad in self.rader.values() if not rad.effekter),
            "ateranvanda_sparningsid": sum(antal - 1 for antal in self.sparningsid.values()),
            "resurser": {resurs: dict(antal) for resurs, antal in sorted(self.per_resurs.items())},
            "arenden": {arende: _ordning(nummer) for arende, nummer in sorted(self.arenden.items())},
        }


def _ordning(nummer: list[int]) -> dict[str, object]:
    """Running numbers of one ärende in the order of effect: whether they rise, and which are missing."""
    luckor = sorted(set(range(1, max(nummer) + 1)) - set(nummer)) if max(nummer) <= LANGSTA_LOGG else []
    return {
        "lopnummer": list(nummer),
        "i_ordning": all(a < b for a, b in pairwise(nummer)),
        "luckor": luckor,
    }
