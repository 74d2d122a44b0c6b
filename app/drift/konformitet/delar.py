"""The two parts: whose client it is, who it may act as, and the scenarios it is put through."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.drift.konformitet.kommun import KOMMUN, KOMMUNENS
from app.drift.konformitet.scenario import Provdel, Scenario
from app.drift.konformitet.utforare import UTFORARE, UTFORARENS
from app.katalog import rollista


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the kit."""

    del_: Provdel
    klient_id: str
    personer: Mapping[str, str]
    scenarier: tuple[Scenario, ...]

    def namn_for(self, person: str) -> str:
        """The member of the cast whom the client wants a token for; ``KeyError`` for anybody else's people."""
        person = person or next(iter(self.personer.values()))
        return {r.person: r.namn for r in rollista.ROLLISTA if r.person in self.personer.values()}[person]


DELAR = {
    Provdel.UTFORARE: Part(Provdel.UTFORARE, rollista.klient_for("klivet"), UTFORARENS, UTFORARE),
    Provdel.KOMMUN: Part(Provdel.KOMMUN, rollista.KLIENT_ESKILSTUNA, KOMMUNENS, KOMMUN),
}
