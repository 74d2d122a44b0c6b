"""By unit of the nämnd: which units figures are told of, where an ärende belonged, and columns as rows of a table.

The units are those that the nämnd had in the period, whoever belongs to them, and one more for ärenden of none: that
a unit is there says nothing about its ärenden (DP-30).
"""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from app.begrepp.smagrupper import Kolumn
from app.core.bulk import bland
from app.core.journal import Handelse
from app.core.unit_of_work import Arbete
from app.flode.arende.models import Arende
from app.katalog.namndenheter import Namndenhet
from app.settings import Settings
from app.vyer.rapporter.sort import Bidrag, Fraga, Summor, Varde

# No unit has these codes.
MINSTA_GRUPP = "minsta_grupp"
UTAN_ENHET, HELA_NAMNDEN = "utan_enhet", "hela_namnden"
_ENHET = "enhet/"


async def las_enheter(arbete: Arbete, fraga: Fraga) -> list[str]:
    """The units that the nämnd had by the end of the period, as it was known."""
    sats = select(Namndenhet.kod).where(
        Namndenhet.kommunkod == fraga.kommunkod,
        Namndenhet.namnd_id == fraga.namnd_id,
        Namndenhet.fran <= fraga.period.tom,
        Namndenhet.skapad <= fraga.kand_vid,
    )
    return [*sorted((await arbete.session.scalars(sats)).all()), UTAN_ENHET]


async def enhet_per_arende(
    arbete: Arbete, fraga: Fraga, arenden: Sequence[UUID], enheter: Sequence[str]
) -> Mapping[UUID, str]:
    """Where each ärende belonged at the instant: what it has now, or had before the first move after that."""
    nu = select(Arende.id, Arende.enhet).where(bland(Arende.id, arenden))
    hor_till: dict[UUID, str | None] = {rad.id: rad.enhet for rad in await arbete.session.execute(nu)}
    flyttar = (
        select(Handelse.objekt_id, Handelse.uppgifter)
        .where(bland(Handelse.objekt_id, arenden), Handelse.typ == "byt_enhet", Handelse.tid > fraga.kand_vid)
        .order_by(Handelse.objekt_id, Handelse.nummer.desc())
    )
    for rad in await arbete.session.execute(flyttar):
        hor_till[rad.objekt_id] = rad.uppgifter.get("fran")
    return {egen: kod if kod is not None and kod in enheter else UTAN_ENHET for egen, kod in hor_till.items()}


def rakna_enheter(bidrag: Bidrag, enheter: Sequence[str]) -> None:
    """Let every unit be there, also those without anything to count."""
    for kod in enheter:
        bidrag.rakna(f"{_ENHET}{kod}", 0)


def enheter_i(summor: Summor) -> list[str]:
    """The units that figures are told of."""
    return sorted((n.removeprefix(_ENHET) for n in summor if n.startswith(_ENHET)), key=lambda e: (e == UTAN_ENHET, e))


def minsta_grupp(settings: Settings) -> dict[str, int]:
    """What a kind with hidden figures asks for: the smallest count that is told."""
    return {MINSTA_GRUPP: settings.minsta_grupp}


def grans(fraga: Fraga) -> int:
    """The smallest count that is told of a report."""
    return int(fraga.urval[MINSTA_GRUPP])


def matt(*, dolj: bool) -> tuple[str, ...]:
    """The columns of a figure."""
    return ("minst", "hogst") if dolj else ("antal",)


def kolumnrader(fore: Sequence[Varde], kolumn: Kolumn, *, dolj: bool) -> Iterator[tuple[Varde, ...]]:
    """A figure as rows: each unit, and the whole nämnd last."""
    for enhet, spann in (*kolumn.enheter.items(), (HELA_NAMNDEN, kolumn.alla)):
        yield (*fore, enhet, spann.minst, spann.hogst) if dolj else (*fore, enhet, spann.minst)
