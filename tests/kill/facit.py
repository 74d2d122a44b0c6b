"""The verdict: what was acknowledged against what Arbetsförmedlingen says that it has received."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from tests.kill.bokslut import bokslut
from tests.kill.last import Kvitterat
from tests.kill.system import System

TEXTFALT = {"samrad": "fraga", "underrattelser": "text"}


@dataclass(frozen=True)
class Facit:
    """All but the first four must be zero. ``omsanda`` is raw duplicates on the wire, which dedup makes harmless;
    ``storda`` is how many faults AF has put in.
    """

    dodade: int
    kvitterade: int
    omsanda: int
    storda: int
    forlorade: int
    dubblerade: int
    okanda: int
    i_oordning: int
    luckor: int
    obokforda: int
    dubbla_verkningar: int
    uteblivna_verkningar: int
    flodesfel: int

    @property
    def gront(self) -> bool:
        """Whether every promise held."""
        return not any(vars(self)[falt.name] for falt in fields(self)[4:])

    def __str__(self) -> str:
        return ", ".join(f"{namn} {varde}" for namn, varde in vars(self).items())


def domt(system: System, kvitterade: list[Kvitterat], dodade: int) -> Facit:
    """Compare, by AF's exact counters and by the texts that AF has read."""
    mottaget = [rad for rad in system.af("GET", "/mottaget?innehall=1") if rad["effekter"]]
    raknare, bocker = system.af("GET", "/raknare"), bokslut(system.settings)
    konflikter = sum(antal.get("konflikter", 0) for antal in raknare["resurser"].values())
    texter = Counter(_text(rad) for rad in mottaget)
    per_text = {k.text: k for k in kvitterade}
    return Facit(
        dodade=dodade,
        kvitterade=len(kvitterade),
        omsanda=sum(rad["forsok"] - 1 for rad in mottaget),
        storda=raknare["utlosta_storningar"],
        forlorade=sum(k.text not in texter for k in kvitterade),
        dubblerade=sum(texter.values()) - len(texter) + raknare["effekter"] - len(mottaget) + konflikter,
        okanda=sum(_text(rad) not in per_text or per_text[_text(rad)].unikt_id != rad["unikt_id"] for rad in mottaget),
        i_oordning=len(_i_oordning(mottaget, raknare["arenden"], kvitterade)),
        luckor=sum(len(arende["luckor"]) for arende in raknare["arenden"].values()),
        obokforda=abs(len(kvitterade) - bocker.skapade) + abs(len(kvitterade) - bocker.kvitterade) + bocker.utlanade,
        dubbla_verkningar=bocker.dubbla_verkningar,
        uteblivna_verkningar=bocker.uteblivna_verkningar,
        flodesfel=bocker.flodesfel,
    )


def _text(rad: dict[str, Any]) -> str:
    return str(rad["innehall"][TEXTFALT[rad["resurs"]]])


def _i_oordning(mottaget: list[Any], arenden: dict[str, Any], kvitterade: list[Kvitterat]) -> set[str]:
    """Ärenden whose running numbers fall, or whose messages came in another order than they were acknowledged."""
    fallande = {arende for arende, ordning in arenden.items() if not ordning["i_ordning"]}
    framme = {_text(rad) for rad in mottaget}
    kom = _per_arende((rad["arendeidentitet"], _text(rad)) for rad in mottaget)
    lovat = _per_arende((k.arende_id, k.text) for k in kvitterade if k.text in framme)
    return fallande | {arende for arende, texter in lovat.items() if kom[arende] != texter}


def _per_arende(par: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    ut: dict[str, list[str]] = {}
    for arende, text in par:
        ut.setdefault(arende, []).append(text)
    return ut
