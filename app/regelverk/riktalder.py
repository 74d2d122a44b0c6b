"""T-05, AK-06: the day a person reaches riktålder for pension (SFB 2 kap. 10 a-d §§)."""

from datetime import date

from app.begrepp.tid import plus_ar
from app.regelverk.modell import Grad, Regelvarde

_LAGRUM = "2 kap. 10 a–d §§ SFB"
# Age by the first calendar year it holds for; whoever reached an older limit keeps it.
RIKTALDRAR: tuple[Regelvarde, ...] = (
    Regelvarde("riktalder", "Riktåldern var 65 år före 2023.", 65, _LAGRUM, date.min, Grad.D, "AK-06"),
    Regelvarde("riktalder", "Riktåldern är 66 år för 2023–2025.", 66, _LAGRUM, date(2023, 1, 1), Grad.D, "AK-06"),
    Regelvarde("riktalder", "Riktåldern är 67 år från 2026.", 67, _LAGRUM, date(2026, 1, 1), Grad.D, "AK-06"),
)


def riktalder(dag: date) -> Regelvarde:
    """The value that holds for the year of the day."""
    return max((r for r in RIKTALDRAR if r.galler_fran <= dag), key=lambda r: r.galler_fran)


def nar_riktalder(fodd: date) -> date:
    """The birthday on which the age is reached that holds for that year."""
    alder = next(a for a in _ALDRAR if a >= _tal(riktalder(date(fodd.year + a, 1, 1))))
    return plus_ar(fodd, alder)


def _tal(varde: Regelvarde) -> int:
    assert isinstance(varde.varde, int)
    return varde.varde


_ALDRAR = sorted({_tal(r) for r in RIKTALDRAR})
