"""Which grounds of exemption hold, told or following from the facts (AK-04 - AK-06)."""

from collections.abc import Iterator
from datetime import date

from app.begrepp.tid import plus_ar
from app.regelverk.modell import Regelverk, Undantagsgrund
from app.regelverk.modell import Undantag as Grundregel
from app.regelverk.motor.fakta import EN_DAG, Fakta, Formanstyp, Sysselsattningstyp, Undantag
from app.regelverk.motor.forklaring import Faktum, Regelprov, Regelresultat, prov
from app.regelverk.motor.tolkning import Tolkning
from app.regelverk.riktalder import nar_riktalder

HELT = 100
_HELTID: dict[Sysselsattningstyp, Undantagsgrund] = {
    Sysselsattningstyp.ARBETE: Undantagsgrund.HELTID_ARBETE,
    Sysselsattningstyp.STUDIER: Undantagsgrund.HELTID_STUDIER,
    Sysselsattningstyp.INSATS: Undantagsgrund.HELTID_INSATS,
}
_FORMANSGRUND: dict[Formanstyp, Undantagsgrund] = {
    Formanstyp.SJUKERSATTNING: Undantagsgrund.SJUKERSATTNING,
    Formanstyp.SJUKPENNING: Undantagsgrund.SJUKPENNING,
}


def alla_undantag(fakta: Fakta, regelverk: Regelverk, tolkning: Tolkning) -> tuple[Undantag, ...]:
    """Those told and those that follow from the facts, if the ruleset knows the ground; each once."""
    kanda = _kanda(regelverk, tolkning)
    funna = (*fakta.undantag, *_av_alder(fakta), *_av_sysselsattning(fakta, regelverk), *_av_formaner(fakta))
    return tuple(dict.fromkeys(u for u in funna if u.grund in kanda))


def _kanda(regelverk: Regelverk, tolkning: Tolkning) -> frozenset[Undantagsgrund]:
    bort = frozenset() if tolkning.foraldraledig_undantagen else {Undantagsgrund.FORALDRALEDIG_BARN_UNDER_1}
    return regelverk.undantagsgrunder - bort


def _av_alder(fakta: Fakta) -> Iterator[Undantag]:
    if fakta.fodd is None:
        return
    arton = plus_ar(fakta.fodd, 18)
    yield Undantag(Undantagsgrund.UNDER_18, HELT, fakta.fodd, arton - EN_DAG)
    yield Undantag(Undantagsgrund.RIKTALDER, HELT, nar_riktalder(fakta.fodd))


def _av_sysselsattning(fakta: Fakta, regelverk: Regelverk) -> Iterator[Undantag]:
    """Occupation that fills the whole week is full time."""
    heltid = regelverk.timtak(barn_under_atta=False)
    for s in fakta.sysselsattningar:
        if s.timmar_per_vecka >= heltid:
            yield Undantag(_HELTID[s.typ], HELT, s.fran, s.tom)


def _av_formaner(fakta: Fakta) -> Iterator[Undantag]:
    """A benefit that the law names, in the part it is; föräldrapenning in whole while the child is under one."""
    for f in fakta.formaner:
        if f.typ in _FORMANSGRUND:
            yield Undantag(_FORMANSGRUND[f.typ], f.grad_procent, f.fran, f.tom)
        ett = fakta.yngsta_barn_fyller_ett
        hel = f.typ is Formanstyp.FORALDRAPENNING and f.grad_procent >= HELT
        if hel and ett is not None and f.fran < ett:
            tom = min(f.tom, ett - EN_DAG) if f.tom else ett - EN_DAG
            yield Undantag(Undantagsgrund.FORALDRALEDIG_BARN_UNDER_1, HELT, f.fran, tom)


def prova_grunder(undantag: tuple[Undantag, ...], regelverk: Regelverk, dag: date) -> tuple[Regelprov, ...]:
    """Each ground of the ruleset tried on one day, in the ruleset's order."""
    return tuple(_prova_grund(grund, undantag, dag) for grund in regelverk.undantag)


def _prova_grund(grund: Grundregel, undantag: tuple[Undantag, ...], dag: date) -> Regelprov:
    galler = [u for u in undantag if u.grund is grund.grund and u.galler(dag)]
    if not galler:
        return prov(grund.varde, grund.varde.text, Regelresultat.INTE_UPPFYLLD, "Nej, inget i underlaget visar det.")
    hogst = max(galler, key=lambda u: (u.grad_procent, u.fran))
    slut = hogst.dagar.upphor
    fakta: dict[str, Faktum] = {
        "grad_procent": hogst.grad_procent,
        "fran": hogst.fran.isoformat(),
        "upphor": slut.isoformat() if slut else None,
    }
    if hogst.helt:
        return prov(grund.varde, grund.varde.text, Regelresultat.UPPFYLLD, "Ja, helt undantagen.", fakta)
    svar = f"Till {hogst.grad_procent} procent; det minskar timmarna men undantar inte."
    return prov(grund.varde, grund.varde.text, Regelresultat.INTE_UPPFYLLD, svar, fakta)
