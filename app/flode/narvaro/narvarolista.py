"""The list of a week's occasions that nobody has marked, to be filled in and sent back as a report.

Of a protected person nothing stands in it: those are reported one at a time (DP-15).
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from app.begrepp.parter import Part, Roll
from app.begrepp.tid import veckans_mandag
from app.begrepp.veckotid import klockslag
from app.core import csv_table
from app.core.edge.field_faults import FOR_MANGA
from app.core.errors import Faltfel, OgiltigtInnehall, Saknas
from app.core.unit_of_work import Arbete
from app.flode.narvaro.models import Tillfalle, att_fylla_i

FLEST_RADER = 1_000
RUBRIKER = (
    "tillfalle_id", "bestallning", "namn", "aktivitet", "dag", "fran", "till", "blev_av", "utfall", "narvarande_fran",
    "narvarande_till", "orsak", "text", "installt_av", "rattelse_skal",
)  # fmt: skip


class Listrad(NamedTuple):
    """One occasion of the list: whose, what and when."""

    tillfalle: Tillfalle
    bestallning: str
    namn: str | None

    @property
    def celler(self) -> Sequence[object]:
        """As CSV; what is to be filled in is left out."""
        t = self.tillfalle
        return t.id, self.bestallning, self.namn, t.aktivitet, t.dag, klockslag(t.fran), klockslag(t.till)


def veckans_dagar(vecka: str | None, idag: date) -> tuple[date, date]:
    """Monday and Sunday of ``2026-W42``, or of today's week; raises ``OgiltigtInnehall`` for a week that is none."""
    mandag = veckans_mandag(idag) if vecka is None else _mandag(vecka)
    return mandag, mandag + timedelta(days=6)


def _mandag(vecka: str) -> date:
    ar, _, nummer = vecka.partition("-W")
    try:
        return date.fromisocalendar(int(ar), int(nummer), 1)
    except ValueError:
        raise OgiltigtInnehall("Veckan finns inte.", fel=[Faltfel("vecka", "vecka", "Okänd vecka")]) from None


async def hamta(arbete: Arbete, vecka: str | None, *, kategori: str | None, vagledare: str | None) -> list[Listrad]:
    """A vägledare's own, or the organisation's; at most a thousand."""
    if arbete.aktor.part is not Part.UTFORARE:
        raise Saknas
    egen = arbete.aktor.person if arbete.aktor.roll is Roll.VAGLEDARE else vagledare
    sats = att_fylla_i(*veckans_dagar(vecka, arbete.idag), kategori, egen, FLEST_RADER + 1)
    rader = (await arbete.session.execute(sats)).all()
    if len(rader) > FLEST_RADER:
        text = f"Listan har fler än {FLEST_RADER} tillfällen. Välj en vägledare eller en kategori."
        raise OgiltigtInnehall(text, fel=[Faltfel("vecka", *FOR_MANGA)])
    arbete.har_last_hos("narvarolista", ((t.namnd_id, t.arende_id) for t, _, _ in rader))
    return [Listrad(t, nummer, _namn(deltagare)) for t, nummer, deltagare in rader]


def _namn(deltagare: dict[str, Any] | None) -> str | None:
    """The name, if it was released."""
    if not deltagare or "fornamn" not in deltagare:
        return None
    return f"{deltagare['fornamn']} {deltagare['efternamn']}"


def som_csv(rader: Sequence[Listrad]) -> str:
    """For a spreadsheet; every line as long as the headings."""
    tomma = [None] * (len(RUBRIKER) - 7)
    return csv_table.skriv(RUBRIKER, ([*rad.celler, *tomma] for rad in rader))
