"""The material that is handed over: what was known then, its checksum, and a draft of what the party is told (pure).

The names are those of the API, so that whoever reads the answer can compute the checksum anew.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from app.begrepp.veckotid import klockslag
from app.flode.avvikelse.models import Avvikelse, Avvikelseunderlag, Redogorelse
from app.flode.narvaro.models import Narvarouppgift, Tillfalle

Innehall = dict[str, Any]
MANADER = (
    "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november",
    "december",
)  # fmt: skip
UTFALL = {
    "narvarande": "närvarande",
    "sen": "sen",
    "franvaro_giltig": "frånvarande; utföraren har bedömt frånvaron som giltig",
    "franvaro_ogiltig": "frånvarande; utföraren har bedömt frånvaron som ogiltig",
    "sjuk_med_intyg": "sjuk med intyg",
    "annan_aktivitet": "i en annan aktivitet",
}
LANGST = 8_000


@dataclass(frozen=True, slots=True)
class Rattad:
    """An occasion of the material that something was said of since."""

    tillfalle_id: UUID
    nummer: int
    registrerad: datetime


@dataclass(frozen=True, slots=True)
class Underlagsbild:
    """What was handed over once, what is known since, and every time it was done, the newest first."""

    underlag: Avvikelseunderlag
    alla: Sequence[Avvikelseunderlag]
    rattade: Sequence[Rattad]


def innehall(
    avvikelse: Avvikelse,
    rader: Iterable[tuple[Tillfalle, Narvarouppgift | None]],
    redogorelser: Sequence[Redogorelse],
) -> Innehall:
    """What is frozen: the avvikelse, its occasions with every word on each, and the person's own account."""
    return {
        "avvikelse": _utan_tomma(
            id=str(avvikelse.id),
            bestallningId=str(avvikelse.bestallning_id),
            sort=avvikelse.sort,
            kalla=avvikelse.kalla,
            text=avvikelse.text,
            atgard=avvikelse.atgard,
        ),
        "tillfallen": [_tillfalle(t, [n for _, n in par if n]) for t, par in groupby(rader, key=lambda rad: rad[0])],
        "redogorelser": [
            {"hord": r.hord, "text": r.text, "datum": r.datum.isoformat(), "person": r.person} for r in redogorelser
        ],
    }


def _utan_tomma(**falt: Any) -> Innehall:
    return {namn: varde for namn, varde in falt.items() if varde is not None}


def _tillfalle(t: Tillfalle, uppgifter: Sequence[Narvarouppgift]) -> Innehall:
    return {
        "tillfalleId": str(t.id),
        "aktivitet": t.aktivitet,
        "kategori": t.kategori,
        "dag": t.dag.isoformat(),
        "fran": klockslag(t.fran),
        "till": klockslag(t.till),
        "status": t.status,
        "uppgifter": [_uppgift(u) for u in uppgifter],
    }


def _uppgift(u: Narvarouppgift) -> Innehall:
    return _utan_tomma(
        id=str(u.id),
        nummer=u.nummer,
        rattarId=None if u.rattar_id is None else str(u.rattar_id),
        rattelseSkal=u.rattelse_skal,
        blevAv=u.blev_av,
        utfall=u.utfall,
        installtAv=u.installt_av,
        narvarandeFran=None if u.narvarande_fran is None else klockslag(u.narvarande_fran),
        narvarandeTill=None if u.narvarande_till is None else klockslag(u.narvarande_till),
        missadeMinuter=u.missade_minuter,
        avviker=u.avviker,
        orsak=u.orsak,
        text=u.text,
        registrerad=u.registrerad.strftime("%Y-%m-%dT%H:%M:%SZ"),
        person=u.person,
    )


def kontrollsumma(fryst: Mapping[str, Any]) -> str:
    """SHA-256 of the content as JSON with sorted names, no spaces, UTF-8."""
    text = json.dumps(fryst, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


# --- a draft of the kommunicering -----------------------------------------------------------------


def kommuniceringstext(fryst: Mapping[str, Any]) -> str:
    """AK-22: what the material says, in words for the party; it names no consequence and weighs nothing (DP-31)."""
    delar = ["Det här har utföraren rapporterat:", *_rader(fryst["tillfallen"])]
    if text := fryst["avvikelse"].get("text"):
        delar += ["", "Om avvikelsen står det:", text]
    delar += ["", *_redogorelser(fryst["redogorelser"])]
    delar += ["", "Nämnden har inte tagit ställning. Du kan lämna synpunkter och berätta vilka skäl du hade."]
    return "\n".join(delar)


def _rader(tillfallen: Sequence[Innehall]) -> Iterator[str]:
    langd = 0
    for i, t in enumerate(tillfallen):
        rad = f"– {_dag(t['dag'])} kl. {t['fran']}–{t['till']}, {t['aktivitet']}: {_vad(t['uppgifter'])}."
        langd += len(rad) + 1
        if langd > LANGST // 2:
            yield f"– Och {len(tillfallen) - i} tillfällen till."
            return
        yield rad
    if not tillfallen:
        yield "– Inga enskilda tillfällen."


def _dag(text: str) -> str:
    dag = date.fromisoformat(text)
    return f"{dag.day} {MANADER[dag.month - 1]} {dag.year}"


def _vad(uppgifter: Sequence[Innehall]) -> str:
    if not uppgifter:
        return "inget är rapporterat, vilket inte är frånvaro"
    sista = uppgifter[-1]
    if not sista["blevAv"]:
        return "tillfället blev inte av"
    vad = UTFALL[sista["utfall"]]
    if "narvarandeFran" in sista and sista["missadeMinuter"]:
        vad += (
            f", på plats {sista['narvarandeFran']}–{sista['narvarandeTill']} ({sista['missadeMinuter']} minuter borta)"
        )
    return vad


def _redogorelser(redogorelser: Sequence[Innehall]) -> Iterator[str]:
    egna = [r for r in redogorelser if r["hord"]]
    if not egna:
        yield "Din egen bild har vi inte fått än."
        return
    yield "Du har själv berättat:"
    for r in egna:
        yield f"– {_dag(r['datum'])}: {r['text']}"
