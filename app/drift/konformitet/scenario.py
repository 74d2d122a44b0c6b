"""A scenario as data, what it is judged to be, and the stage on which it is played."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from time import monotonic
from typing import Any

from app.drift.konformitet.anrop import Anrop
from app.drift.konformitet.brott import Brott, Brottskod, granska
from app.drift.konformitet.klientdrift import Klientdrift
from app.drift.konformitet.mellanled import STYRVAG, Mellanled
from app.drift.konformitet.motparter import GickInte, Motparter
from app.drift.konformitet.storningar import Storning, Storningsslag

LYSSNA = 0.25
ROT = "/stegvis/v1"
KOMMUN = "0484"
FORSTA_TIMME, TIMMAR = 8, 9


class Provdel(StrEnum):
    """Whose client is under test."""

    UTFORARE = "utforare"
    KOMMUN = "kommun"


class Dom(StrEnum):
    """What became of a scenario."""

    GODKAND = "godkand"
    UNDERKAND = "underkand"
    EJ_PROVAD = "ej_provad"


class Uteblev(Exception):
    """The client did not do its part in time."""

    def __init__(self, brott: Brott) -> None:
        super().__init__(brott.mening)
        self.brott = brott


class FinnsInte(Exception):
    """This Stegvis does not have what the scenario is about; the message is a Swedish sentence."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One thing to prove: what the client is asked to do, and how the other parties and the gateway act meanwhile."""

    kod: str
    rubrik: str
    uppgift: str
    spela: Callable[["Scen"], None]
    regel: str | None = None


@dataclass
class Utfall:
    """How a scenario went."""

    scenario: Scenario
    dom: Dom
    brott: list[Brott] = field(default_factory=list)
    anrop: list[Anrop] = field(default_factory=list)
    skal: str = ""
    saknas: bool = False
    start: float = 0.0
    sekunder: float = 0.0


class Scen:
    """The stage: the other parties, the gateway and the client, within the time that the client is given."""

    def __init__(
        self, motparter: Motparter, led: Mellanled, klient: Klientdrift, *, fast: Mapping[str, Any], tid: float
    ) -> None:
        self.m = motparter
        self._led = led
        self._klient = klient
        self.fast = fast
        self._tid = tid
        self._oppnad = 0.0
        self._sedan: list[Callable[[], None]] = []
        self.timme = FORSTA_TIMME
        self.har_flode = bool(fast.get("flode"))

    def spela(self, scenario: Scenario, nummer: int) -> Utfall:
        """Play a scenario to its end and judge it."""
        self._led.nytt_scenario()
        self._oppnad, self._sedan = 0.0, []
        self.timme = FORSTA_TIMME + nummer % TIMMAR
        self._om = {
            "nummer": nummer,
            "scenario": scenario.kod,
            "rubrik": scenario.rubrik,
            "beskrivning": scenario.uppgift,
        }
        utfall = Utfall(scenario, Dom.GODKAND)
        self._prova(utfall, lambda: scenario.spela(self))
        self._efterat(utfall)
        return utfall

    def _prova(self, utfall: Utfall, prov: Callable[[], None]) -> None:
        try:
            prov()
        except Uteblev as fel:
            utfall.brott.append(fel.brott)
        except (GickInte, FinnsInte) as fel:
            utfall.dom, utfall.skal, utfall.saknas = Dom.EJ_PROVAD, str(fel), isinstance(fel, FinnsInte)

    def _efterat(self, utfall: Utfall) -> None:
        """Let the client come to its end, then look at all that it did."""
        if self._oppnad:
            self._foll(utfall, self._klient.avsluta(self._tid if not utfall.brott else LYSSNA))
        for prov in self._sedan:
            self._prova(utfall, prov)
        self._led.uppgift = None
        utfall.anrop = self._led.anrop
        utfall.brott += granska(utfall.anrop)
        utfall.start = self._oppnad
        utfall.sekunder = monotonic() - self._oppnad if self._oppnad else 0.0
        if utfall.brott:
            utfall.dom = Dom.UNDERKAND

    def _foll(self, utfall: Utfall, kod: int | None) -> None:
        if kod:
            utfall.brott.append(Brott(Brottskod.KLIENTEN_FOLL, f"Klientens kommando slutade med fel (kod {kod})."))

    # --- what a scenario does ---------------------------------------------------------------------

    def oppna(self, **ider: Any) -> None:
        """Tell the client what there is to do; ids are full paths or numbers that the documentation names."""
        tid = self.m.klocka()
        nu = {"idag": tid["idag"], "nu": tid["nu"], "token": self._led.ny_token()}
        self._led.uppgift = {**self._om, **self.fast, **nu, "ider": ider}
        self._oppnad = monotonic()
        self._klient.borja(self._led.uppgift)

    def stor(self, slag: Storningsslag, metod: str | None = "POST", mall: str = "", **mer: Any) -> None:
        """A fault for the client's calls to come."""
        self._led.stor(Storning(slag, metod, mall, **mer))

    def efterat(self, prov: Callable[[], None]) -> None:
        """Something to look at when the client has come to its end."""
        self._sedan.append(prov)

    @property
    def anrop(self) -> list[Anrop]:
        """What the client has done so far."""
        return self._led.anrop

    def skapad(self, mall: str) -> str | None:
        """The path below the kommun of the newest thing that the client has made on a route."""
        vag = self._led.skapat.get(mall)
        return vag and vag.split(f"/{KOMMUN}/")[1]

    def vanta(
        self,
        klart: Callable[[], bool],
        mening: str,
        *,
        kod: Brottskod = Brottskod.UPPGIFTEN,
        regel: str | None = None,
        om_ostord: str | None = None,
    ) -> None:
        """Until the client has brought something about; it has the scenario's time for each such step.

        ``om_ostord`` is what to say instead of a client that never came as far as to the fault that waits for it.
        """
        slut = monotonic() + self._tid
        while True:
            self._led.puls.clear()
            sista = self._klient.har_slutat() or monotonic() > slut
            if klart():
                return
            if sista:
                break
            self._led.puls.wait(LYSSNA)
        if om_ostord is not None and not any(a.storning for a in self.anrop):
            raise Uteblev(Brott(Brottskod.UPPGIFTEN, om_ostord))
        raise Uteblev(Brott(kod, mening, regel))

    def vanta_status(self, vag: str, status: str, mening: str, **mer: Any) -> None:
        """Until the object is where the client was to bring it, as the kommun sees it."""
        self.vanta(lambda: bool(self.m.las(vag)["status"] == status), mening, **mer)

    def krav(self, uppfyllt: bool, kod: Brottskod, mening: str, regel: str | None = None) -> None:  # noqa: FBT001 - a claim
        """Something that must hold about what was seen."""
        if not uppfyllt:
            raise Uteblev(Brott(kod, mening, regel))


def full(vag: str) -> str:
    """The path as the client under test needs it."""
    return f"{ROT}/{KOMMUN}/{vag}"


def fasta_uppgifter(led: Mellanled, personer: Mapping[str, str], *, flode: bool) -> dict[str, Any]:
    """What every task says: where to call and as whom."""
    return {
        "bas": led.adress,
        "kommun": KOMMUN,
        "tokenUrl": f"{led.adress}{STYRVAG}/token",
        "klientId": led.klient_id,
        "hemlighet": led.hemlighet,
        "personer": dict(personer),
        "flode": flode,
    }
