"""One person's journey through a running instance, with Arbetsförmedlingen under the test's control."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from threading import Event
from types import TracebackType
from typing import Any, Self

from app.drift.demo.klient import Rollspelare
from app.drift.demo.korning import GRUND, ROLLER
from app.drift.demo.resa import EFTER_SAMRAD, FORE_BESLUT, Resa, Steg
from app.integrations.http_client import synkron_klient
from app.settings import Settings
from tests.kill.last import personnummer

TID = 60.0
DYGN = 86_400
FLER = ("sara", "eva", "egil")
NASTA_PERSON = count(1000)
UPPGIFTER = {"aktivitetskategori": "sprak", "planSammanfattning": "Vårdsvenska och praktik."}

INAKTUELL = 412


class Resande:
    """Walks the steps of the demo as a person of its own; every answer must be the one that is written there.

    Each journey begins on the day that the one before it ended: a vägledare meets one person at a time.
    """

    def __init__(self, settings: Settings) -> None:
        self._stack = ExitStack()
        self._http = self._stack.enter_context(synkron_klient(settings.publik_adress, tid=TID))
        self._kontroll = self._stack.enter_context(synkron_klient(f"http://127.0.0.1:{settings.kontrollport}", tid=TID))
        self._paus = Event()
        self._spelare = {namn: Rollspelare(settings, self._http, namn) for namn in (*ROLLER, *FLER)}

    def __enter__(self) -> Self:
        self.af("POST", "/nollstall")
        self.resa = Resa(self._spelare, date.fromisoformat(self.styr("GET", "/klocka")["idag"]), self._ga_framat)
        return self

    def __exit__(self, typ: type[BaseException] | None, fel: BaseException | None, spar: TracebackType | None) -> None:
        self.af("POST", "/nollstall")  # whatever is wrong at AF would follow the next traveller
        self.allt_sant()
        self._stack.close()

    # --- control ----------------------------------------------------------------------------------

    def styr(self, metod: str, vag: str, innehall: Any = None) -> Any:
        """A call to the control application of test mode."""
        svar = self._kontroll.begar(metod, vag, json=innehall)
        assert svar.status_code == 200, svar.text
        return svar.json()

    def af(self, metod: str, vag: str, innehall: Any = None) -> Any:
        """A call to the mocked AF, through the control application."""
        return self.styr(metod, f"/af{vag}", innehall)

    def stor(self, slag: str, **mer: Any) -> None:
        """Let AF's next answer to a message go wrong."""
        self.af("POST", "/storningar", {"slag": slag, **mer})

    def mottaget(self) -> list[Any]:
        """What AF has let have its effect, in order of arrival."""
        return [rad for rad in self.af("GET", "/mottaget") if rad["effekter"]]

    def allt_sant(self) -> None:
        """Wait until nothing is left to send."""
        sara = self._spelare["sara"]
        self.vanta(lambda: sara.hamta("utkorg").json()["vantande"] == 0, "utkorgen blev aldrig tom")

    def _ga_framat(self, dagar: int) -> date:
        return date.fromisoformat(self.styr("PUT", "/klocka", {"flytta": dagar * DYGN})["idag"])

    # --- steps ------------------------------------------------------------------------------------

    def ga(self, steg: tuple[Steg, ...]) -> None:
        """Take the steps; the ärende is opened for a person that no other journey has."""
        for ett in steg:
            if ett.efter_dagar:
                self.resa.ga_framat(ett.efter_dagar)
            self._ta(replace(ett, gor=self._oppna) if ett.kom_ihag == "arende" else ett)

    def _ta(self, steg: Steg) -> None:
        svar = steg.gor(self.resa)
        assert svar.status_code == steg.vantat, f"{steg.rubrik}: {svar.text}"
        if steg.kom_ihag:
            self.resa.sparat[steg.kom_ihag] = svar.json()
            self.resa.vagar[steg.kom_ihag] = svar.headers["location"].split("/0484/")[1]

    def _oppna(self, resa: Resa) -> Any:
        person = {"personnummer": personnummer(next(NASTA_PERSON)), "fornamn": "Amina", "efternamn": "Exempelsson"}
        return resa.som("anna").skapa("arenden", person)

    def fore_beslut(self) -> None:
        """From the first contact to the question to AF."""
        self.ga(FORE_BESLUT)

    def till_insats(self) -> None:
        """From the beslut until the insats has started, which makes the draft of the överlämning."""
        self.till("Insatsen startar")

    def till(self, rubrik: str) -> None:
        """From the beslut to the step with this heading."""
        rubriker = [steg.rubrik for steg in EFTER_SAMRAD]
        self.ga(EFTER_SAMRAD[: rubriker.index(rubrik) + 1])

    def gor(self, vag: str, typ: str, vem: str = "anna", **falt: Any) -> Any:
        """A händelse, by the handläggare unless somebody is named, that must be accepted."""
        svar = self.forsok(vag, typ, vem, **falt)
        assert svar.status_code == 200, svar.text
        return svar.json()

    def forsok(self, vag: str, typ: str, vem: str = "anna", **falt: Any) -> Any:
        """The answer to a händelse. What the outbox learned meanwhile means that the object is read once more."""
        while (svar := self.resa.som(vem).handelse(vag, typ, **falt)).status_code == INAKTUELL:
            pass
        return svar

    def skapa(self, vem: str, vag: str, innehall: Any) -> Any:
        """Something new that must be created."""
        svar = self.resa.som(vem).skapa(vag, innehall)
        assert svar.status_code == 201, svar.text
        return svar.json()

    def overlamna(self) -> str:
        """Queue the draft of the informationsöverlämning; its path."""
        bas = f"{self.resa.vagar['arende']}/overlamningar"
        (utkast,) = self.las(bas)["overlamningar"]
        vag = f"{bas}/{utkast['id']}"
        self.gor(vag, "andra", uppgifter=UPPGIFTER, **GRUND)
        self.gor(vag, "lagg_i_ko")
        return vag

    # --- looking ----------------------------------------------------------------------------------

    def las(self, vag: str, vem: str = "anna") -> Any:
        """What the handläggare, or somebody who is named, sees."""
        svar = self.resa.som(vem).hamta(vag)
        assert svar.status_code == 200, svar.text
        return svar.json()

    def historia(self, vag: str) -> list[Any]:
        """The object's händelser, oldest first."""
        return sorted(self.las(f"{vag}/handelser")["handelser"], key=lambda h: h["nummer"])

    def vanta(self, klart: Callable[[], bool], vad: str) -> None:
        """Ask until the answer is yes, while the service's clock runs faster: back-off and rests are soon over."""
        slut = time.monotonic() + TID
        while not klart():
            assert time.monotonic() < slut, vad
            self.styr("PUT", "/klocka", {"flytta": timedelta(seconds=5).total_seconds()})
            self._paus.wait(0.05)

    def vanta_pa(self, vag: str, status: str) -> Any:
        """The object, once it has the status that AF brings about."""
        self.vanta(lambda: self.las(vag)["status"] == status, f"{vag} fick aldrig status {status}: {self.las(vag)}")
        return self.las(vag)
