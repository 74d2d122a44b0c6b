"""What the kit says of a client: live on the terminal, as JSON for machines, as Markdown to file.

No id, no content and no token is in it: only methods, route templates, statuses, codes and times.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from app.drift.konformitet.anrop import Anrop
from app.drift.konformitet.scenario import Dom, Provdel, Scenario, Utfall
from app.drift.konformitet.storningar import Storningsslag

NAMN = {Provdel.UTFORARE: "utförarens klient", Provdel.KOMMUN: "kommunens klient"}
ORD = {Dom.GODKAND: "godkänd", Dom.UNDERKAND: "underkänd", Dom.EJ_PROVAD: "ej prövad"}
TECKEN = {Dom.GODKAND: "[green]✓[/]", Dom.UNDERKAND: "[red]✗[/]", Dom.EJ_PROVAD: "[yellow]–[/]"}
STORT = {
    Storningsslag.TAPPAT: "svaret tappat efter verkan",
    Storningsslag.FOR_SENT: "504 efter verkan",
    Storningsslag.OTILLGANGLIG: "503 med Retry-After",
    Storningsslag.FOR_MANGA: "429 med Retry-After",
    Storningsslag.DUBBLERAD: "begäran dubblerad",
    Storningsslag.EMELLAN: "ändrad emellan",
    Storningsslag.UTGANGEN: "token har gått ut",
    Storningsslag.OKANT_FALT: "okänt fält i svaret",
    Storningsslag.SMA_SIDOR: "små sidor",
}
FLEST_ANROP = 40
KOMMUNEN = "/{kommunkod}"


def godkand(utfall: Sequence[Utfall]) -> bool:
    """Whether every scenario that this Stegvis has was passed, and there was one."""
    provade = [u for u in utfall if not u.saknas]
    return bool(provade) and all(u.dom is Dom.GODKAND for u in provade)


def halsa(ut: Console, del_: Provdel, fast: Mapping[str, Any], *, sjalv: bool) -> None:
    """What the client needs to know."""
    ut.print(f"[bold]Konformitet: {NAMN[del_]} mot Stegvis[/]")
    rader = {"Adress": fast["bas"], "Token": fast["tokenUrl"], "Klient-id": fast["klientId"]}
    if sjalv:
        rader |= {"Hemlighet": fast["hemlighet"], "Uppgift": f"{fast['bas']}/konformitet/uppgift"}
    for namn, varde in rader.items():
        ut.print(f"  {namn:<10} {varde}", highlight=False, soft_wrap=True)


def visa(ut: Console, utfall: Utfall) -> None:
    """One scenario, as soon as it is judged."""
    s = utfall.scenario
    antal = f"{len(utfall.anrop)} anrop, {utfall.sekunder:.1f} s"
    ut.print(f" {TECKEN[utfall.dom]} {s.kod:<18} {s.rubrik} [dim]({antal})[/]", highlight=False, soft_wrap=True)
    for brott in utfall.brott:
        ut.print(
            f"     [red]{escape(brott.mening)}[/] [dim]{regelord(brott.regel)}{brott.las}[/]",
            highlight=False,
            soft_wrap=True,
        )
    if utfall.skal:
        ut.print(f"     [yellow]{escape(utfall.skal)}[/]", highlight=False)
    if utfall.brott:
        _visa_anrop(ut, utfall)


def regelord(regel: str | None) -> str:
    """A rule's id before the place to read on."""
    return f"{regel}, " if regel else ""


def _visa_anrop(ut: Console, utfall: Utfall) -> None:
    """What was seen of a client that failed: the last calls."""
    tabell = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for rubrik in ("s", "Anrop", "Svar", "Mellanledet"):
        tabell.add_column(rubrik, overflow="fold")
    for anrop in utfall.anrop[-FLEST_ANROP:]:
        tabell.add_row(*anropsrad(anrop, utfall.start))
    ut.print(tabell)


def anropsrad(anrop: Anrop, start: float) -> tuple[str, str, str, str]:
    """A call as words: when, what, the answer, what the gateway did."""
    ord_ = [str(v) for v in (anrop.status, anrop.lage or anrop.regel or anrop.kod) if v]
    vad = f"{anrop.metod} {anrop.mall.removeprefix(KOMMUNEN)}"
    return (
        f"{anrop.borjade - start:.2f}",
        vad,
        " ".join(ord_) or "inget svar",
        STORT[Storningsslag(anrop.storning)] if anrop.storning else "",
    )


def sammanfatta(ut: Console, utfall: Sequence[Utfall]) -> None:
    """The last line."""
    ut.print(mening(utfall), style="bold green" if godkand(utfall) else "bold red")


def mening(utfall: Sequence[Utfall]) -> str:
    """How it went, as one sentence."""
    antal = Counter(u.dom for u in utfall)
    delar = [
        f"{antal[dom]} {ord_}{'a' if dom is not Dom.EJ_PROVAD else 'e'}" for dom, ord_ in FLERTAL.items() if antal[dom]
    ]
    return f"{', '.join(delar)} av {len(utfall)} scenarier."


FLERTAL = {Dom.GODKAND: "godkänd", Dom.UNDERKAND: "underkänd", Dom.EJ_PROVAD: "ej prövad"}


def som_json(del_: Provdel, utfall: Sequence[Utfall]) -> dict[str, Any]:
    """For machines."""
    return {
        "part": del_.value,
        "godkand": godkand(utfall),
        "scenarier": [
            _om_scenariot(u.scenario)
            | {
                "dom": u.dom.value,
                "brott": [{"kod": b.kod, "mening": b.mening, "regel": b.regel, "las": b.las} for b in u.brott],
                "skal": u.skal or None,
                "sekunder": round(u.sekunder, 2),
                "anrop": [a.rad(u.start) for a in u.anrop],
            }
            for u in utfall
        ],
    }


def _om_scenariot(scenario: Scenario) -> dict[str, Any]:
    return {"kod": scenario.kod, "rubrik": scenario.rubrik, "uppgift": scenario.uppgift, "regel": scenario.regel}


def markdown(del_: Provdel, utfall: Sequence[Utfall]) -> str:
    """For people: verdicts first, then what was asked and seen of each."""
    rader = [
        f"# Konformitet: {NAMN[del_]} mot Stegvis",
        "",
        mening(utfall),
        "",
        "| scenario | dom | anrop | sekunder |",
    ]
    rader += ["|---|---|---|---|"]
    rader += [f"| {u.scenario.kod} | {ORD[u.dom]} | {len(u.anrop)} | {u.sekunder:.1f} |" for u in utfall]
    for u in utfall:
        rader += ["", *_avsnitt(u)]
    return "\n".join(rader) + "\n"


def _avsnitt(u: Utfall) -> list[str]:
    rader = [f"## {u.scenario.rubrik} (`{u.scenario.kod}`): {ORD[u.dom]}", "", u.scenario.uppgift, ""]
    rader += [f"- **{b.mening}** {regelord(b.regel)}[{b.las}]({b.las})" for b in u.brott]
    rader += [u.skal] if u.skal else []
    rader += ["", "| s | anrop | svar | mellanledet |", "|---|---|---|---|"]
    return rader + ["| " + " | ".join(anropsrad(a, u.start)) + " |" for a in u.anrop]
