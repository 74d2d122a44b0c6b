"""One run of the kit: a Stegvis in test mode, the gateway before it, and the scenarios one after the other."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any

from rich.console import Console

from app.begrepp.tid import STOCKHOLM
from app.drift.demo.miljo import instans
from app.drift.klienter import token_for
from app.drift.konformitet import rapport
from app.drift.konformitet.anrop import Mallar
from app.drift.konformitet.delar import DELAR, Part
from app.drift.konformitet.klientdrift import Klientdrift, Kommando, OgiltigtKommando, Sjalvgaende, loggfil
from app.drift.konformitet.mellanled import Mellanled
from app.drift.konformitet.motparter import Motparter
from app.drift.konformitet.scenario import ROT, Provdel, Scen, Scenario, Utfall, fasta_uppgifter
from app.integrations.http_client import Fel, SynkronKlient, synkron_klient
from app.settings import Settings

SVARSTID = 20.0
MORGON = time(5)


class KanInteKoras(RuntimeError):
    """The kit cannot run as asked; the message is a Swedish sentence."""


@dataclass(frozen=True, slots=True)
class Val:
    """What the kit is asked to do."""

    del_: Provdel
    mot: str | None = None
    klient: str | None = None
    scenarier: tuple[str, ...] = ()
    tid: float = 30.0
    port: int = 0
    as_json: bool = False
    rapport: Path | None = None
    klientlogg: Path | None = None


def lista(del_: Provdel) -> str:
    """The scenarios of a part, one a line."""
    return "\n".join(f"{s.kod:<20} {s.rubrik}" for s in DELAR[del_].scenarier)


def valda(part: Part, koder: tuple[str, ...]) -> tuple[Scenario, ...]:
    """The scenarios that are asked for, in their own order; all when none is named."""
    okanda = set(koder) - {s.kod for s in part.scenarier}
    if okanda:
        raise KanInteKoras(f"Okänt scenario: {', '.join(sorted(okanda))}. Se --lista.")
    return tuple(s for s in part.scenarier if not koder or s.kod in koder)


@contextmanager
def miljo(settings: Settings, mot: str | None) -> Iterator[Settings]:
    """A Stegvis in test mode: one of our own that begins its day in the morning, or the one that is named."""
    if mot is not None:
        yield settings.model_copy(update={"publik_url": mot.rstrip("/")})
        return
    with instans() as egen:
        with _kontroll(egen) as kontroll:
            idag = datetime.fromisoformat(kontroll.begar("GET", "/klocka").json()["idag"]).date()
            morgon = datetime.combine(idag, MORGON, STOCKHOLM).isoformat()
            kontroll.begar("PUT", "/klocka", json={"stall": morgon})
        yield egen


def _kontroll(settings: Settings) -> SynkronKlient:
    return synkron_klient(f"http://127.0.0.1:{settings.kontrollport}", tid=SVARSTID)


@contextmanager
def provbank(settings: Settings, part: Part, klient: Klientdrift, *, tid: float, port: int = 0) -> Iterator[Scen]:
    """Everything that a scenario stands on, against a Stegvis that runs."""
    with ExitStack() as stack:
        http = stack.enter_context(synkron_klient(settings.publik_adress, tid=SVARSTID))
        kontroll = stack.enter_context(_kontroll(settings))
        vagar = _vagar(http, kontroll)
        led = Mellanled(
            settings.publik_adress,
            Mallar(vagar, ROT),
            part.klient_id,
            lambda person: token_for(settings, part.namn_for(person)),
            livslangd=settings.token_livslangd,
        )
        stack.enter_context(led.igang(port))
        stack.callback(klient.avsluta, 0.0)  # whatever happens, no command is left running
        fast = fasta_uppgifter(led, part.personer, flode="/handelser" in vagar)
        yield Scen(Motparter(settings, http, kontroll), led, klient, fast=fast, tid=tid)


def _vagar(http: SynkronKlient, kontroll: SynkronKlient) -> list[str]:
    """The routes of the API; refuses a service that is not in test mode."""
    try:
        dokument = http.begar("GET", f"{ROT}/openapi.json").json()
        kontroll.begar("GET", "/klocka").raise_for_status()
    except (Fel, ValueError):
        raise KanInteKoras(
            "Tjänsten svarar inte, eller går inte i testläge. Starta den med STEGVIS_LAGE=test python3 -m app."
        ) from None
    return list(dokument["paths"])


def kor_scenarier(scen: Scen, scenarier: tuple[Scenario, ...], visa: Callable[[Utfall], None]) -> list[Utfall]:
    """Play them in order; each is shown as it is judged."""
    utfall = []
    for nummer, scenario in enumerate(scenarier, start=1):
        utfall.append(scen.spela(scenario, nummer))
        visa(utfall[-1])
    return utfall


def kor_konformitet(settings: Settings, val: Val) -> int:
    """Run the kit; 0 if the client passed all that this Stegvis has, 2 if the kit could not be run."""
    ut = Console(stderr=val.as_json)
    part = DELAR[val.del_]
    try:
        scenarier = valda(part, val.scenarier)
        with ExitStack() as stack:
            klient = _klient(stack, val)
            mal = stack.enter_context(miljo(settings, val.mot))
            scen = stack.enter_context(provbank(mal, part, klient, tid=val.tid, port=val.port))
            rapport.halsa(ut, part.del_, scen.fast, sjalv=val.klient is None)
            utfall = kor_scenarier(scen, scenarier, lambda u: rapport.visa(ut, u))
    except (KanInteKoras, OgiltigtKommando) as fel:
        ut.print(str(fel), style="red")
        return 2
    return _redovisa(ut, val, utfall)


def _klient(stack: ExitStack, val: Val) -> Klientdrift:
    if val.klient is None:
        return Sjalvgaende()
    return Kommando(val.klient, stack.enter_context(loggfil(val.klientlogg)))


def _redovisa(ut: Console, val: Val, utfall: list[Utfall]) -> int:
    rapport.sammanfatta(ut, utfall)
    if val.rapport is not None:
        val.rapport.write_text(rapport.markdown(val.del_, utfall), encoding="utf-8")
    if val.as_json:
        _skriv(rapport.som_json(val.del_, utfall))
    return 0 if rapport.godkand(utfall) else 1


def _skriv(innehall: Any) -> None:
    sys.stdout.write(json.dumps(innehall, ensure_ascii=False, indent=2) + "\n")
