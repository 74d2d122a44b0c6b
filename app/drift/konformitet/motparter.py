"""The other parties, played by the kit past the gateway: they bring a case to where a scenario begins, and answer.

Walks the steps of the demo for a person of its own each time. Must not know the client under test.
"""

import secrets
from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import count
from threading import Event
from time import monotonic
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from app.begrepp.identiteter import kontrollsiffra
from app.drift.demo.klient import ROT, Rollspelare
from app.drift.demo.resa import EFTER_SAMRAD, FORE_BESLUT, OK, SKAPAD, Resa, Steg
from app.drift.konformitet.anrop import IDENTITET
from app.flode.bestallning.states import BORJADE, FORE_START
from app.integrations.http_client import SynkronKlient
from app.katalog import rollista
from app.settings import Settings

SPELARE = ("anna", "bo", "cecilia", "sven", "vera")
SVARSTID = 30.0
PAUS = 0.05
ALLA_KOM = {"individ": True, "vagledare": True, "socialsekreterare": True}
FORE = tuple(s for s in FORE_BESLUT if s.vantat == SKAPAD and s.kom_ihag != "arende")
SENARE = {s.kom_ihag: s for s in EFTER_SAMRAD if s.kom_ihag}
STUDIEBESOK = {"aktivitet": "Studiebesök", "kategori": "arbetsplatsforlagd"}
RAPPORTTEXT = {"text": "Kommer i tid.", "nastaSteg": "Praktik."}
FORSTA_DAG, FLEST_DAGAR, NUMMER_PER_DAG = date(1960, 1, 1), 15_000, 20


class GickInte(RuntimeError):
    """Stegvis did not let the kit come to where the scenario begins; the message is a Swedish sentence."""


def personnummer(nummer: int) -> str:
    """Made-up people with the birth numbers of the test series, 980 to 999."""
    dag = FORSTA_DAG + timedelta(days=nummer // NUMMER_PER_DAG % FLEST_DAGAR)
    elva = f"{dag:%Y%m%d}{980 + nummer % NUMMER_PER_DAG}"
    return f"{elva}{kontrollsiffra(elva[2:])}"


class Motparter:
    """The cast at work against one Stegvis in test mode."""

    def __init__(self, settings: Settings, http: SynkronKlient, kontroll: SynkronKlient) -> None:
        self._spelare = {namn: Rollspelare(settings, http, namn) for namn in SPELARE}
        self._kontroll = kontroll
        self._personer = count(secrets.randbelow(FLEST_DAGAR * NUMMER_PER_DAG))
        self._paus = Event()
        self._forra: Resa | None = None
        self.klivet = str(rollista.KLIVET)

    # --- acts -------------------------------------------------------------------------------------

    def las(self, vag: str, vem: str = "anna") -> Any:
        """What somebody sees."""
        return self._godtaget(self._spelare[vem].hamta(vag), OK, vag).json()

    def skapa(self, vem: str, vag: str, innehall: Any) -> str:
        """The path of something new."""
        return _vag(self._godtaget(self._spelare[vem].skapa(vag, innehall), SKAPAD, vag))

    def gor(self, vem: str, vag: str, typ: str, **falt: Any) -> Any:
        """A händelse that must be accepted."""
        return self._godtaget(self._spelare[vem].handelse(vag, typ, **falt), OK, f"{vag} {typ}").json()

    def _godtaget(self, svar: Any, status: int, vad: str) -> Any:
        if svar.status_code != status:
            raise GickInte(
                f"Förberedelsen kom inte fram: {IDENTITET.sub('…', vad)} gav {svar.status_code}{_skal(svar)}."
            )
        return svar

    def vanta(self, klart: Callable[[], bool], mening: str) -> None:
        """Until the worker and Arbetsförmedlingen have done their part."""
        slut = monotonic() + SVARSTID
        while not klart():
            if monotonic() > slut:
                raise GickInte(mening)
            self._paus.wait(PAUS)

    def flodets_slut(self, vem: str) -> str:
        """The number of the newest event in the log of somebody's organisation."""
        nasta = self.las(f"{ROT}/handelser?efter=senaste", vem)["_links"]["next"]["href"]
        return str(dict(parse_qsl(urlsplit(nasta).query))["efter"])

    def vanta_pa_flodet(self, vem: str, efter: str, vag: str) -> None:
        """Until the log of somebody's organisation tells of an object; it is numbered soon after, not at once."""

        def star_dar() -> bool:
            poster = self.las(f"{ROT}/handelser?efter={efter}&limit=200", vem)["handelser"]
            return any(post["subject"].endswith(vag) for post in poster)

        self.vanta(star_dar, "Händelseflödet berättade aldrig om det nya.")

    # --- time -------------------------------------------------------------------------------------

    def klocka(self, **satt: Any) -> dict[str, str]:
        """The service's clock, moved first if told to."""
        svar = self._kontroll.begar("PUT" if satt else "GET", "/klocka", json=satt or None)
        tid: dict[str, str] = svar.json()
        return tid

    def ny_person(self) -> str:
        """The number of a made-up person whom nobody has met."""
        return personnummer(next(self._personer))

    # --- the case, as far as a scenario needs -----------------------------------------------------

    def resa(self) -> Resa:
        """A new case, for a new person."""
        return Resa(self._spelare, date.fromisoformat(self.klocka()["idag"]), lambda _: date.min)

    def oppna(self, vem: str, **uppgifter: Any) -> str:
        """An ärende for a new person."""
        person = {"personnummer": self.ny_person(), "fornamn": "Amina", "efternamn": "Exempelsson"}
        return self.skapa(vem, "arenden", person | uppgifter)

    def arende(self, resa: Resa, *, samrad: bool = True, **uppgifter: Any) -> str:
        """An ärende with its assessment, and the question to Arbetsförmedlingen on its way."""
        resa.vagar["arende"] = self.oppna("anna", **uppgifter)
        for steg in FORE:
            if samrad or steg.kom_ihag != "samrad":
                self.ta(resa, steg)
            if steg.kom_ihag == "bedomning":
                self.gor("anna", resa.vagar["bedomning"], "faststall")
        return resa.vagar["arende"]

    def beslut(self, **uppgifter: Any) -> Resa:
        """A case with a beslut in force."""
        resa = self.resa()
        self.arende(resa, **uppgifter)
        samrad = resa.vagar["samrad"]
        self.vanta(
            lambda: bool(self.las(samrad)["status"] == "besvarat"), "Arbetsförmedlingen svarade inte på samrådet."
        )
        self.ta(resa, SENARE["beslut"])
        return resa

    def utkast(self, *, egen: bool = False, **uppgifter: Any) -> Resa:
        """A case with an order that is drafted: the last one's person again, unless somebody new is asked for."""
        resa = None if egen or uppgifter else self._fran_forra()
        if resa is None:
            resa = self.beslut(**uppgifter)
        self.ta(resa, SENARE["bestallning"])
        if not (egen or uppgifter):
            self._forra = resa
        return resa

    def _fran_forra(self) -> Resa | None:
        """The case of the scenario before, its order taken back; None when it had gone too far for that."""
        forra, self._forra = self._forra, None
        if forra is None:
            return None
        vag = forra.vagar["bestallning"]
        status = self.las(vag)["status"]
        if status in BORJADE:
            return None
        if status in FORE_START:
            self.gor("anna", vag, "aterkalla", skal="Prövas på nytt.")
        ny = self.resa()
        ny.vagar |= {namn: forra.vagar[namn] for namn in ("arende", "bedomning", "beslut")}
        ny.sparat |= forra.sparat
        return ny

    def skickad(self, *, egen: bool = False, **uppgifter: Any) -> Resa:
        """A case with an order that the utförare has not answered."""
        resa = self.utkast(egen=egen, **uppgifter)
        self.gor("anna", resa.vagar["bestallning"], "skicka")
        return resa

    def bekraftad(self) -> Resa:
        """A case with an order that the utförare has accepted."""
        resa = self.skickad()
        self.ta_emot(resa)
        return resa

    def ta_emot(self, resa: Resa) -> None:
        """The utförare receives and accepts."""
        vag = resa.vagar["bestallning"]
        self.gor("sven", vag, "ta_emot")
        self.gor("sven", vag, "bekrafta", startDatum=resa.dag(0), vagledare="vera.vagledare")
        (mote,) = self.las(f"{vag}/uppstartsmoten")["uppstartsmoten"]
        resa.vagar["mote"] = f"{vag}/uppstartsmoten/{mote['id']}"

    def startad(self, resa: Resa) -> None:
        """The meeting has been held and the insats begins; an hour goes, since nobody is at two meetings at once."""
        tid = self.klocka(flytta=3_660)["nu"]
        utfall = {"typ": "genomfort", "narvaro": ALLA_KOM}
        self.gor("vera", resa.vagar["mote"], "boka", nyTid=motestid(tid), utfall=utfall)
        self.gor("vera", resa.vagar["bestallning"], "starta")

    def plan(self, resa: Resa) -> str:
        """A plan that is proposed."""
        self.ta(resa, SENARE["plan"])
        self.gor("vera", resa.vagar["plan"], "foresla")
        return resa.vagar["plan"]

    def narvaro(self, vag: str, resa: Resa) -> str:
        """An occasion of today that the person came to."""
        tillfalle = {"dag": resa.dag(0), "fran": "00:00", "till": "00:01", "skal": "Studiebesök.", **STUDIEBESOK}
        ny = self.skapa("vera", f"{vag}/tillfallen", tillfalle)
        self.gor("vera", ny, "rapportera", utfall="narvarande")
        return ny

    def rapport(self, vag: str, resa: Resa, **mer: Any) -> str:
        """A progressionsrapport about today that is handed in."""
        period = {"periodFran": resa.dag(0), "periodTom": resa.dag(0)}
        ny = self.skapa("vera", f"{vag}/progressionsrapporter", period | RAPPORTTEXT | mer)
        self.gor("vera", ny, "lamna_in")
        return ny

    def ta(self, resa: Resa, steg: Steg) -> None:
        """One step of the demo, that must come out as it does there."""
        svar = self._godtaget(steg.gor(resa), steg.vantat, steg.rubrik)
        if steg.kom_ihag:
            resa.sparat[steg.kom_ihag], resa.vagar[steg.kom_ihag] = svar.json(), _vag(svar)


def _skal(svar: Any) -> str:
    """The codes of a refusal; never its input."""
    problem = svar.json() if "json" in svar.headers.get("content-type", "") else {}
    fel = [f"{f.get('falt', '')} {f['kod']}" for f in problem.get("fel", [])]
    return "".join(f", {ord_}" for ord_ in (problem.get("kod"), problem.get("regel"), *fel) if ord_)


def motestid(borjar: str) -> dict[str, str]:
    """An hour at the utförare's from an instant."""
    slutar = datetime.fromisoformat(borjar) + timedelta(hours=1)
    return {"borjar": borjar, "slutar": slutar.isoformat(), "plats": "Klivet, Provgatan 5"}


def _vag(svar: Any) -> str:
    """The path below the kommun of what was made."""
    return str(svar.headers["location"]).split("/0484/")[1]
