"""A page for a person to take home: what it says, in parts that are set the same way whatever it is about. Pure."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from app.core.typesetting import pdf

MANADER = (
    "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november",
    "december",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tabell:
    """Rows under headings, perhaps with a sum below; the first column is text, the others a few words or figures."""

    rubriker: tuple[str, ...]
    rader: tuple[tuple[str, ...], ...]
    summa: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Avsnitt:
    """A heading with what stands under it."""

    rubrik: str
    stycken: tuple[str, ...] = ()
    punkter: tuple[str, ...] = ()
    tabell: Tabell | None = None


@dataclass(frozen=True, slots=True)
class Blad:
    """The whole page; ``tid`` is when its facts became what they are, so that the same facts are the same bytes."""

    titel: str
    tid: datetime
    ingress: tuple[str, ...] = ()
    fakta: tuple[tuple[str, str], ...] = ()
    avsnitt: tuple[Avsnitt, ...] = ()
    sidfot: str = ""

    def innehall(self) -> dict[str, object]:
        """As the template reads it."""
        return {namn: varde for namn, varde in asdict(self).items() if namn != "tid"}

    def som_pdf(self) -> bytes:
        """Set, tagged and with title and language; to be called in a thread."""
        return pdf(self.innehall(), self.tid)


def dag(d: date) -> str:
    """``19 oktober 2026``."""
    return f"{d.day} {MANADER[d.month - 1]} {d.year}"


def stycken(text: str) -> tuple[str, ...]:
    """What somebody wrote, a paragraph for each of its lines."""
    return tuple(rad for rad in (r.strip() for r in text.splitlines()) if rad)
