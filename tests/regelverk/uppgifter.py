"""Facts of nobody, in few words: months, days and questions for the engine."""

from datetime import date

from app.begrepp.tid import Manad
from app.regelverk.modell import Undantagsgrund
from app.regelverk.motor.fakta import Fakta, Forman, Formanstyp, Sysselsattning, Sysselsattningstyp, Undantag
from app.regelverk.motor.fraga import Fraga
from app.regelverk.motor.provning import prova

VUXEN = date(1990, 5, 5)
KRAV, SEED, PLIKT = "aktivitetskrav-2026-730", "aktivitetskrav-seed", "aktivitetsplikt"


def manad(text):
    return Manad.tolka(text)


def dag(text):
    return date.fromisoformat(text) if text else None


def manader(fran, tecken):
    """Months from ``fran`` on: ``x`` with support, ``-`` without, ``?`` not on record."""
    stod = {"x": True, "-": False}
    return {manad(fran).plus(n): stod[t] for n, t in enumerate(tecken) if t != "?"}


def undantag(grund, fran="2020-01-01", tom=None, grad=100):
    return Undantag(Undantagsgrund(grund), grad, dag(fran), dag(tom))


def arbete(timmar, fran="2020-01-01", tom=None, typ="arbete"):
    return Sysselsattning(dag(fran), dag(tom), Sysselsattningstyp(typ), timmar)


def forman(typ, grad, fran="2020-01-01", tom=None):
    return Forman(dag(fran), dag(tom), Formanstyp(typ), grad)


def fakta(**egna):
    """An adult with support from January 2026 on through 2027, unless something else is said."""
    return Fakta(**{"fodd": VUXEN, "manader": manader("2026-01", "x" * 24)} | egna)


def fraga(f, avser="2026-11", fran=None, kand=None, **mer):
    fran = dag(fran) or manad(avser).forsta
    return Fraga(f, manad(avser), fran, dag(kand) or fran, **mer)


def provat(f, avser="2026-11", fran=None, kand=None, **mer):
    return prova(fraga(f, avser, fran, kand, **mer))
