"""The next day on which the outcome, its ground, the hours or the ruleset become others, if nothing new is told."""

from collections.abc import Iterator
from datetime import date

from app.begrepp.tid import Manad
from app.regelverk.modell import Lagrum
from app.regelverk.motor.fraga import Andring, Orsak, Utfall
from app.regelverk.motor.lage import Dagslage, Lage
from app.regelverk.motor.undantagsprovning import GRUND_TEXT

_UTFALL_TEXT = {
    Utfall.OMFATTAS: "omfattas",
    Utfall.UNDANTAG: "undantagen",
    Utfall.AVVAKTA: "avvaktar",
    Utfall.OMFATTAS_INTE: "omfattas inte",
}
_ORSAK_TEXT = {
    Orsak.MANAD_FORE_KRAVET: "regelverket gäller inte än",
    Orsak.UTAN_FORSORJNINGSSTOD: "inget försörjningsstöd",
    Orsak.INTE_VUXEN: "under 18 år",
    Orsak.MANADER_SAKNAS: "för få månader i följd",
    Orsak.OKAND_MANAD: "uppgift om en månad saknas",
}


def nasta_andring(lage: Lage, dag: date) -> Andring | None:
    """The first day after ``dag`` on which something is another, with both told in words."""
    nu = lage.pa(dag)
    for kandidat in sorted({d for d in _brytdagar(lage) if d > dag}):
        sedan = lage.pa(kandidat)
        if sedan != nu:
            return Andring(kandidat, _text(lage, (dag, nu), (kandidat, sedan)))
    return None


def _text(lage: Lage, fore: tuple[date, Dagslage], efter: tuple[date, Dagslage]) -> str:
    (dag, nu), (kandidat, sedan) = fore, efter
    fran = f"Från {kandidat.isoformat()}"
    if sedan.regelverk != nu.regelverk:
        fran += f" gäller {lage.regelverk_for(Manad.for_dag(kandidat)).namn}"
    return f"{fran}: {_i_ord(lage, kandidat, sedan)}. Före det: {_i_ord(lage, dag, nu)}."


def _i_ord(lage: Lage, dag: date, da: Dagslage) -> str:
    if da.timmar is not None:
        return f"{_UTFALL_TEXT[da.utfall]}, {da.timmar} timmar i veckan"
    return f"{_UTFALL_TEXT[da.utfall]} ({_varfor(lage, dag, da)})"


def _varfor(lage: Lage, dag: date, da: Dagslage) -> str:
    if da.grund is not None:
        return GRUND_TEXT[da.grund]
    if da.orsak in _ORSAK_TEXT:
        return _ORSAK_TEXT[da.orsak]
    return "riktåldern är nådd" if lage.grund(lage.utanfor_aldern, dag) else "aktivitetskravet gäller i stället"


def _brytdagar(lage: Lage) -> Iterator[date]:
    """Every day on which something in the facts or the law begins or ends."""
    dagar = {*_av_fakta(lage), *_av_manader(lage)}
    yield from dagar
    if lage.regelverk.lagrum is Lagrum.SOL_12_4:
        # Whether the other ground covers somebody is a matter of the whole month.
        yield from (Manad.for_dag(d).forsta for d in dagar)


def _av_fakta(lage: Lage) -> Iterator[date]:
    f = lage.fakta
    undantag = [u for r in lage.kommande for u in lage.undantag_enligt(r)]
    perioder = [(u.fran, u.upphor) for u in (*undantag, *lage.utanfor_aldern, *f.undantag)]
    perioder += [(d.fran, d.upphor) for d in (*f.sysselsattningar, *f.formaner)]
    for fran, upphor in perioder:
        yield fran
        if upphor is not None:
            yield upphor
    yield from (d for d in (f.yngsta_barn_fyller_ett, f.yngsta_barn_fyller_atta) if d)


def _av_manader(lage: Lage) -> Iterator[date]:
    """Months told of, months that should have been, first months of rulesets and of the requirement."""
    yield from (r.galler_fran.forsta for r in lage.kommande)
    yield lage.nu.forsta
    # Of the months after the last one on record only the first can be a change by itself.
    manad, slut = lage.manad, max([lage.manad, *lage.fakta.manader]).plus(1)
    while manad < slut:
        manad = manad.plus(1)
        yield manad.forsta
    klocka = lage.klocka_for(slut)
    for antal in {r.antal_manader for r in lage.kommande}:
        efter = klocka.efter(antal) if antal is not None else None
        if efter is not None:
            yield efter.forsta
