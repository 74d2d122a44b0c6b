"""What if: the rulesets as they would be with other values from a month on."""

from collections.abc import Sequence

from app.begrepp.tid import Manad
from app.regelverk.modell import Regelverk
from app.regelverk.motor.fraga import Antagande
from app.regelverk.urval import REGELVERK


def antagna(antaganden: Sequence[Antagande], bland: Sequence[Regelverk] = REGELVERK) -> tuple[Regelverk, ...]:
    """The rulesets as they would be; raises ``KeyError`` for an unknown ruleset, or a value that is no number."""
    for antagande in antaganden:
        bland = _med(antagande, bland)
    return tuple(bland)


def versioner(kod: str, bland: Sequence[Regelverk]) -> tuple[Regelverk, ...]:
    """The ruleset of that code with its assumed versions, oldest first; raises ``KeyError`` if there is none."""
    funna = sorted((r for r in bland if r.kod.split("+")[0] == kod), key=lambda r: r.galler_fran)
    if not funna:
        raise KeyError(kod)
    return tuple(funna)


def vid(manad: Manad, av: Sequence[Regelverk]) -> Regelverk:
    """The version that holds for the month, or the first to come."""
    return next((r for r in reversed(av) if r.galler_fran <= manad), av[0])


def _med(a: Antagande, bland: Sequence[Regelverk]) -> tuple[Regelverk, ...]:
    """From the month on every version has the value; the one that holds then goes on until it."""
    av = versioner(a.regelverk, bland)
    _krav_tal(av[0], a.varde_kod)
    fore = [r for r in av if r.galler_fran < a.fran_manad]
    fran_da = [r for r in av if r.galler_fran >= a.fran_manad]
    nya = [r.antaget(a.varde_kod, a.varde, r.galler_fran) for r in fran_da]
    if fore and all(r.galler_fran > a.fran_manad for r in fran_da):
        nya.append(fore[-1].antaget(a.varde_kod, a.varde, a.fran_manad))
    ersatta = {r.kod for r in fran_da}
    return (*(r for r in bland if r.kod not in ersatta), *nya)


def _krav_tal(regelverk: Regelverk, kod: str) -> None:
    varde = regelverk.regelvarde(kod).varde
    if isinstance(varde, str) or (isinstance(varde, tuple) and any(isinstance(v, str) for v in varde)):
        raise KeyError(kod)
