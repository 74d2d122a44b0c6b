"""Which ruleset holds for a month, and whether a ground, a ruleset and a month fit together.

Every module of this package with a ``REGELVERK`` is a ruleset: a new law is a new file.
"""

from collections.abc import Iterator, Sequence
from importlib import import_module
from pkgutil import iter_modules

from app import regelverk as paket
from app.begrepp.tid import Manad
from app.regelverk.modell import Lagrum, Regelbrott, Regelverk


class RegelverkSaknas(LookupError):
    """No ruleset holds for so early a month."""


def _inlasta() -> Iterator[Regelverk]:
    for modul in iter_modules(paket.__path__):
        if modul.name != "urval":
            varde = getattr(import_module(f"{paket.__name__}.{modul.name}"), "REGELVERK", None)
            if isinstance(varde, Regelverk):
                yield varde


REGELVERK: tuple[Regelverk, ...] = tuple(sorted(_inlasta(), key=lambda r: (r.galler_fran, r.kod)))


def regelverk_for(manad: Manad, bland: Sequence[Regelverk] = REGELVERK) -> Regelverk:
    """The ruleset for försörjningsstöd of ``manad``; raises ``RegelverkSaknas`` for months before the first."""
    gallande = [r for r in bland if r.standard and r.galler_fran <= manad]
    if not gallande:
        raise RegelverkSaknas(str(manad))
    return max(gallande, key=lambda r: r.galler_fran)


def regelverk_med(kod: str, bland: Sequence[Regelverk] = REGELVERK) -> Regelverk | None:
    """The ruleset of that code, or nothing."""
    return next((r for r in bland if r.kod == kod), None)


def passar(
    lagrum: str, regelverk_kod: str, avser_fran_manad: Manad, bland: Sequence[Regelverk] = REGELVERK
) -> Regelbrott | None:
    """The rule that a ground, a ruleset and the month they are used for break together (AK-01, AK-03)."""
    regelverk = regelverk_med(regelverk_kod, bland)
    if regelverk is None:
        return Regelbrott("regelverk_okant", "AK-01", "12 kap. SoL", "Regelverket finns inte.")
    if regelverk.lagrum.value != lagrum:
        return _fel_grund(regelverk)
    if avser_fran_manad < regelverk.galler_fran:
        return _for_tidigt(regelverk)
    return None


def _fel_grund(regelverk: Regelverk) -> Regelbrott:
    text = f"Lagrummet hör inte ihop med regelverket, som vilar på {regelverk.lagrum.text}."
    return Regelbrott("lagrum_passar_inte", "AK-01", regelverk.lagrum.text, text)


def _for_tidigt(regelverk: Regelverk) -> Regelbrott:
    """AK-03: the requirement has a first month; the older ground is only as old as its act (AK-01)."""
    regel = "AK-03" if regelverk.lagrum is Lagrum.SOL_12_4A else "AK-01"
    text = f"Regelverket gäller försörjningsstöd från och med {regelverk.galler_fran}."
    return Regelbrott("manad_fore_regelverket", regel, regelverk.lagrum.text, text)
