"""The prövning: outcome, the rules that were tried and why, hours and the next day something changes.

Pure: the same question gives the same answer, byte for byte. It computes and explains; it decides nothing
about a person (DP-31).
"""

from collections.abc import Sequence

from app.regelverk.modell import Regelverk
from app.regelverk.motor.andring import nasta_andring
from app.regelverk.motor.antaganden import antagna
from app.regelverk.motor.fakta import Undantag, undantagen_till
from app.regelverk.motor.fraga import Fraga, Provning, Utfall
from app.regelverk.motor.klocka import Kravklocka
from app.regelverk.motor.lage import Lage
from app.regelverk.motor.redogorelse import regler, signaler
from app.regelverk.urval import REGELVERK

__all__ = ["antagna", "klocka_for", "prova", "undantag_i"]


def prova(fraga: Fraga, bland: Sequence[Regelverk] = REGELVERK) -> Provning:
    """Try the rules on the facts; raises ``RegelverkSaknas`` or ``KeyError`` where there is no ruleset.

    Who is exempt for a part of the month only is tried from the first day that is not.
    """
    lage = Lage(fraga, _att_valja_bland(fraga, bland))
    fran = min(max(fraga.fran, lage.manad.forsta), lage.manad.sista)
    dag = lage.fri_fran(lage.regelverk, fran) or fran
    utfall, orsak = lage.utfall(lage.regelverk, dag)
    antal = lage.timmar(lage.regelverk, dag) if utfall is Utfall.OMFATTAS else None
    undantagen = utfall is Utfall.UNDANTAG
    return Provning(
        regelverk=lage.regelverk,
        utfall=utfall,
        orsak=orsak,
        undantag=lage.grund(lage.undantag, dag) if undantagen else None,
        undantagen_till=undantagen_till(lage.undantag, dag) if undantagen else None,
        klocka=lage.klocka,
        timmar=antal,
        regler=tuple(regler(lage, fran, dag, antal)),
        signaler=tuple(signaler(lage, dag)),
        nasta_andring=nasta_andring(lage, dag),
    )


def _att_valja_bland(fraga: Fraga, bland: Sequence[Regelverk]) -> tuple[Regelverk, ...]:
    """Those that were known when the question was put."""
    return tuple(r for r in bland if not fraga.kanda_regelverk or r.kod in fraga.kanda_regelverk)


def klocka_for(fraga: Fraga, bland: Sequence[Regelverk] = REGELVERK) -> Kravklocka:
    """The clock alone."""
    return Lage(fraga, _att_valja_bland(fraga, bland)).klocka


def undantag_i(fraga: Fraga, bland: Sequence[Regelverk] = REGELVERK) -> tuple[Undantag, ...]:
    """The grounds of exemption told in the question or following from its facts."""
    return Lage(fraga, _att_valja_bland(fraga, bland)).undantag
