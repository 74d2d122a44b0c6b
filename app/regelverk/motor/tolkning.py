"""What the law leaves open, as settings with the stated default; a nämnd's jurist may choose otherwise."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Tolkning:
    """One reading of the open questions; the defaults are those of ``OPPNA_FRAGOR``."""

    manader_fore_ikrafttradandet: bool = True
    lucka_manader: int = 0
    manader_fore_arton: bool = False
    foraldraledig_undantagen: bool = True
    lokalt_timmal: int | None = None

    def som_data(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)

    @classmethod
    def ur(cls, data: Mapping[str, Any]) -> Self:
        """From plain data; what isn't told has its default."""
        return cls(**{f.name: data[f.name] for f in fields(cls) if f.name in data})


STANDARD = Tolkning()


@dataclass(frozen=True, slots=True)
class Val:
    """One setting as a jurist reads it; ``fraga`` is the number of the open question, where there is one."""

    namn: str
    text: str
    regel: str
    fraga: int | None


VAL: tuple[Val, ...] = (
    Val(
        "manader_fore_ikrafttradandet",
        "Månader med försörjningsstöd före ikraftträdandet den 1 juli 2026 räknas med i följden.",
        "AK-02",
        2,
    ),
    Val(
        "lucka_manader",
        "Så många månader utan försörjningsstöd i rad som inte bryter följden; de räknas inte själva (0 eller 1).",
        "AK-02",
        2,
    ),
    Val("manader_fore_arton", "Månader före 18-årsdagen räknas med i följden.", "AK-02", 2),
    Val(
        "foraldraledig_undantagen",
        "Den som är föräldraledig med barn under ett år är undantagen.",
        "AK-05",
        1,
    ),
    Val(
        "lokalt_timmal",
        "Kommunens mål i timmar per vecka enligt 12 kap. 4 § SoL; utan värde gäller riktlinjens övre gräns.",
        "AK-07",
        None,
    ),
)
