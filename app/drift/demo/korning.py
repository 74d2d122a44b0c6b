"""Run the journey: live progress, the table of what happened, what AF received, the pictures and pages."""

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from app.begrepp.tid import SystemKlocka
from app.drift.demo.avslut import AVSLUT
from app.drift.demo.genomforandet import GENOMFORANDE
from app.drift.demo.klient import Rollspelare
from app.drift.demo.miljo import instans
from app.drift.demo.resa import EFTER_SAMRAD, FORE_BESLUT, PROGRESSION, Resa, Steg
from app.integrations.http_client import SynkronKlient, synkron_klient
from app.settings import Settings

TID = 15.0
VANTETID = 20.0
DYGN = 86_400
GRUND = {"utlamnandeGrund": "uppgiftsskyldighet", "utlamnandeLagrum": "12 kap. 4 § SoL"}
OK, UTEBLEV = 200, 0
SLUTLAGEN = frozenset({"avvisad", "aterkallat"})
ROLLER = ("anna", "sven", "vera", "david")
SVG, PNG, PDF = "image/svg+xml", "image/png", "application/pdf"
# What the demo leaves behind: what is fetched, in which form, and the file that it is written to.
UTSKRIFTER = (
    ("Stegdiagrammet", "bestallning", "/stegdiagram", SVG, "demo-stegdiagram.svg"),
    ("Stegdiagrammet som pixlar", "bestallning", "/stegdiagram", PNG, "demo-stegdiagram.png"),
    ("Områdena nu mot först", "bestallning", "/omradesdiagram", SVG, "demo-omradesdiagram.svg"),
    ("Egen skattning mot vägledarens", "bestallning", "/skattningsdiagram", SVG, "demo-skattningsdiagram.svg"),
    ("Timmarna vecka för vecka", "bestallning", "/timdiagram", SVG, "demo-timdiagram.svg"),
    ("Planen att ta med hem", "plan", "", PDF, "demo-plan.pdf"),
    ("Rapporten att ta med hem", "rapport", "", PDF, "demo-progressionsrapport.pdf"),
    ("Slutrapporten att ta med hem", "slutrapport", "", PDF, "demo-slutrapport.pdf"),
)
NAMN_PA_STEG = {
    1: "Bedömning",
    2: "Samråd",
    3: "Beslut och beställning",
    4: "Uppstartsmöte",
    5: "Plan, närvaro och progression",
    6: "Överlämning",
    7: "Slutrapport och avslut",
}


@dataclass(frozen=True)
class Utfall:
    """How one step went."""

    steg: int
    vem: str
    rubrik: str
    status: int
    vantat: int
    ms: int
    kod: str | None = None

    @property
    def gront(self) -> bool:
        """Whether the answer was the one that must come."""
        return self.status == self.vantat


class Korning:
    """One run against one instance."""

    def __init__(self, settings: Settings, klient: SynkronKlient, ut: Console) -> None:
        self._settings = settings
        self._ut = ut
        spelare = {namn: Rollspelare(settings, klient, namn) for namn in ROLLER}
        self.resa = Resa(spelare, SystemKlocka().idag(), self._flytta_klockan)
        self.utfall: list[Utfall] = []
        self.kvittenser: list[dict[str, Any]] = []
        self.filer: dict[str, bytes] = {}

    def kor(self) -> bool:
        """All steps in order; stops at the first that goes wrong."""
        gront = self._alla(FORE_BESLUT) and self._svar_fran_af() and self._indikatorer()
        gront = gront and self._alla((*EFTER_SAMRAD, *GENOMFORANDE, *PROGRESSION))
        return gront and self._overlamning() and self._alla(AVSLUT) and self._utskrifter()

    def _styr(self, metod: str, vag: str, innehall: Any = None) -> Any:
        """One call to the control application of test mode."""
        with synkron_klient(f"http://127.0.0.1:{self._settings.kontrollport}", tid=TID) as kontroll:
            return kontroll.begar(metod, vag, json=innehall).json()

    def _flytta_klockan(self, dagar: int) -> date:
        return date.fromisoformat(self._styr("PUT", "/klocka", {"flytta": dagar * DYGN})["idag"])

    def _alla(self, steg: tuple[Steg, ...]) -> bool:
        return all(self._ett(s) for s in steg)

    def _ett(self, steg: Steg) -> bool:
        borjan = time.perf_counter()
        if steg.efter_dagar:
            self.resa.ga_framat(steg.efter_dagar)
            self._ut.print(f"   [dim]… {steg.efter_dagar} dagar går[/]")
        svar = steg.gor(self.resa)
        if steg.kom_ihag and svar.status_code == steg.vantat:
            self.resa.sparat[steg.kom_ihag] = svar.json()
            self.resa.vagar[steg.kom_ihag] = svar.headers["location"].split("/0484/")[1]
        return self._skriv(steg.del_, steg.vem, steg.rubrik, svar, steg.vantat, borjan)

    def _skriv(self, del_: int, vem: str, rubrik: str, svar: Any, vantat: int, borjan: float) -> bool:
        problem = svar.json() if "problem+json" in svar.headers.get("content-type", "") else {}
        ms = round((time.perf_counter() - borjan) * 1000)
        utfall = Utfall(del_, vem, rubrik, svar.status_code, vantat, ms, problem.get("regel") or problem.get("kod"))
        self.utfall.append(utfall)
        tecken = "[green]✓[/]" if utfall.gront else "[red]✗[/]"
        self._ut.print(f" {tecken} {del_}. {rubrik} [dim]({vem}, {svar.status_code}, {ms} ms)[/]", highlight=False)
        if not utfall.gront:
            self._ut.print(f"   väntade {vantat}: {problem.get('detail', svar.text[:300])} {problem.get('fel', '')}")
        return utfall.gront

    def _vanta(self, vem: str, vag: str, klar: str, rubrik: str, del_: int) -> bool:
        """Read until the object has the status, which the worker and AF bring about."""
        borjan = time.perf_counter()
        while True:
            svar = self.resa.som(vem).hamta(vag)
            status = svar.json().get("status")
            if status == klar or status in SLUTLAGEN or time.perf_counter() - borjan > VANTETID:
                break
            time.sleep(0.1)
        if status != klar:
            self._ut.print(f"   väntade på status {klar}, fick {status}; Arbetsförmedlingens logg:")
            self._ut.print({k: v for k, v in svar.json().items() if not k.startswith("_")})
        return self._skriv(del_, "af", rubrik, svar, OK if status == klar else UTEBLEV, borjan)

    def _svar_fran_af(self) -> bool:
        return self._vanta("anna", self.resa.vagar["samrad"], "besvarat", "Arbetsförmedlingen svarar på samrådet", 2)

    def _indikatorer(self) -> bool:
        """Which indicators the instrument has per level, read from the API."""
        borjan = time.perf_counter()
        svar = self.resa.som("vera").hamta("instrument/eskilstuna-programmodell")
        if svar.status_code == 200:
            self.resa.sparat["indikatorer"] = indikatorer_per_niva(svar.json())
        return self._skriv(5, "vera", "Programmodellen läses", svar, 200, borjan)

    def _overlamning(self) -> bool:
        """The draft that the start made is sent with its ground, and AF's kvittens comes back."""
        anna, borjan = self.resa.som("anna"), time.perf_counter()
        lista = anna.hamta(f"{self.resa.vagar['arende']}/overlamningar")
        if not self._skriv(6, "anna", "Utkastet till informationsöverlämning finns", lista, 200, borjan):
            return False
        vag = f"{self.resa.vagar['arende']}/overlamningar/{lista.json()['overlamningar'][0]['id']}"
        borjan = time.perf_counter()
        sakuppgifter = {"aktivitetskategori": "sprak", "planSammanfattning": "Vårdsvenska och praktik."}
        svar = anna.handelse(vag, "andra", uppgifter=sakuppgifter, **GRUND)
        if not self._skriv(6, "anna", "Handläggaren fyller i kategori och sammanfattning", svar, OK, borjan):
            return False
        borjan = time.perf_counter()
        svar = anna.handelse(vag, "lagg_i_ko", **GRUND)
        return self._skriv(6, "anna", "Informationen läggs i utkorgen (AK-17)", svar, 200, borjan) and self._vanta(
            "anna", vag, "kvitterad", "Arbetsförmedlingen kvitterar", 6
        )

    def _utskrifter(self) -> bool:
        """Every picture and page of the journey, kept to be written to files."""
        self.kvittenser = mottaget_av_af(self._styr("GET", "/af/mottaget"))
        return all(self._utskrift(*rad) for rad in UTSKRIFTER)

    def _utskrift(self, rubrik: str, vad: str, under: str, form: str, fil: str) -> bool:
        borjan = time.perf_counter()
        fraga = f"?fran={self.resa.dag(-70)}&tom={self.resa.dag(0)}" if under == "/timdiagram" else ""
        svar = self.resa.som("vera").hamta(f"{self.resa.vagar[vad]}{under}{fraga}", accept=form)
        if svar.status_code == OK:
            self.filer[fil] = svar.content
        return self._skriv(5, "vera", rubrik, svar, OK, borjan)


def mottaget_av_af(svar: Any) -> list[dict[str, Any]]:
    """What the mocked AF says it has received, without contents."""
    rader = svar.get("mottaget", []) if isinstance(svar, dict) else svar
    return list(rader)


def indikatorer_per_niva(instrument: Any) -> dict[str, list[str]]:
    """Codes of the språk indicators per level."""
    version = instrument["versioner"][-1] if "versioner" in instrument else instrument
    return {mal["niva"]: [i["kod"] for i in mal["indikatorer"]] for mal in version["mal"] if mal["omrade"] == "sprak"}


def kor_demo(settings: Settings, *, as_json: bool) -> int:
    """Run in a throw-away instance; the exit code, 0 only when every step came out as it must."""
    del settings  # the demo never touches the user's own instance
    ut = Console(stderr=as_json)
    borjan = time.perf_counter()
    ut.print("[bold]Stegvis: en persons väg, steg för steg[/]")
    with instans() as egen, synkron_klient(egen.publik_adress, tid=TID) as klient:
        korning = Korning(egen, klient, ut)
        gront = korning.kor()
    for fil, innehall in korning.filer.items():
        Path(fil).write_bytes(innehall)
    _visa(ut, korning)
    if as_json:
        sys.stdout.write(
            json.dumps(_sammanfattning(korning, gront, time.perf_counter() - borjan), ensure_ascii=False, indent=2)
        )
        sys.stdout.write("\n")
    return 0 if gront else 1


def _sammanfattning(korning: Korning, gront: bool, sekunder: float) -> dict[str, Any]:  # noqa: FBT001 - the result
    return {
        "gront": gront,
        "sekunder": round(sekunder, 1),
        "steg": [asdict(u) | {"gront": u.gront} for u in korning.utfall],
        "afMottaget": korning.kvittenser,
        "filer": list(korning.filer),
    }


def _rader(korning: Korning) -> Iterator[tuple[str, ...]]:
    for nr, namn in NAMN_PA_STEG.items():
        egna = [u for u in korning.utfall if u.steg == nr]
        if egna:
            nekade = sum(u.vantat >= 400 for u in egna)
            yield str(nr), namn, str(len(egna)), str(nekade), "ja" if all(u.gront for u in egna) else "NEJ"


def _visa(ut: Console, korning: Korning) -> None:
    tabell = Table("Steg", "Vad", "Anrop", "Varav ska nekas", "Som väntat", title="Vad som hände")
    for rad in _rader(korning):
        tabell.add_row(*rad)
    ut.print(tabell)
    af = Table("Resurs", "Unikt id", "Löpnummer", "Kvittens", title="Vad Arbetsförmedlingen tog emot")
    for m in korning.kvittenser:
        referens = (m.get("kvittens") or {}).get("af_referens", "")
        af.add_row(*(str(m.get(k, "")) for k in ("resurs", "unikt_id", "lopnummer")), referens)
    ut.print(af)
    filer = Table("Fil", "Vad", title="Bilder och blad")
    for rubrik, *_, fil in UTSKRIFTER:
        if fil in korning.filer:
            filer.add_row(fil, rubrik)
    ut.print(filer)
