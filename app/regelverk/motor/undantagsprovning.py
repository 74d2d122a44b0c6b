"""Which grounds of exemption hold, told or following from the facts (AK-04 - AK-06)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from app.begrepp.tid import plus_ar
from app.regelverk.modell import Regelverk, Undantagsgrund
from app.regelverk.modell import Undantag as Grundregel
from app.regelverk.motor.fakta import EN_DAG, Fakta, Formanstyp, Sysselsattningstyp, Undantag
from app.regelverk.motor.forklaring import Faktum, Regelprov, Regelresultat, prov
from app.regelverk.motor.tolkning import Tolkning
from app.regelverk.riktalder import nar_riktalder, riktalder
from app.regelverk.undantagstider import AV_ALDERN, MYNDIG

HELT = 100
GRUND_TEXT: Mapping[Undantagsgrund, str] = {
    Undantagsgrund.HELTID_ARBETE: "arbete på heltid",
    Undantagsgrund.HELTID_STUDIER: "studier på heltid",
    Undantagsgrund.HELTID_INSATS: "insats på heltid",
    Undantagsgrund.RIKTALDER: "riktåldern för pension",
    Undantagsgrund.SJUKERSATTNING: "sjukersättning",
    Undantagsgrund.SJUKPENNING: "sjukpenning",
    Undantagsgrund.ANNAN_FORMAN: "annan förmån",
    Undantagsgrund.UNDER_18: "under 18 år",
    Undantagsgrund.UNGDOM_I_SKOLA: "18–20 år i skola",
    Undantagsgrund.FORALDRALEDIG_BARN_UNDER_1: "föräldraledig med barn under ett år",
}
_HELTID: dict[Sysselsattningstyp, Undantagsgrund] = {
    Sysselsattningstyp.ARBETE: Undantagsgrund.HELTID_ARBETE,
    Sysselsattningstyp.STUDIER: Undantagsgrund.HELTID_STUDIER,
    Sysselsattningstyp.INSATS: Undantagsgrund.HELTID_INSATS,
}
_FORMANSGRUND: dict[Formanstyp, Undantagsgrund] = {
    Formanstyp.SJUKERSATTNING: Undantagsgrund.SJUKERSATTNING,
    Formanstyp.SJUKPENNING: Undantagsgrund.SJUKPENNING,
}


def alla_undantag(
    fakta: Fakta, regelverk: Regelverk, tolkning: Tolkning, av_alder: tuple[Undantag, ...]
) -> tuple[Undantag, ...]:
    """Those told and those that follow from the facts, if the ruleset knows the ground; each once.

    ``av_alder`` are those of ``utanfor_aldern``.
    """
    kanda = kanda_grunder(regelverk, tolkning)
    funna = (*angivna(fakta), *av_alder, *_av_sysselsattning(fakta, regelverk), *_av_formaner(fakta))
    return tuple(dict.fromkeys(u for u in funna if u.grund in kanda))


def kanda_grunder(regelverk: Regelverk, tolkning: Tolkning) -> frozenset[Undantagsgrund]:
    """The ruleset's grounds, as the nämnd reads them."""
    bort = frozenset() if tolkning.foraldraledig_undantagen else {Undantagsgrund.FORALDRALEDIG_BARN_UNDER_1}
    return regelverk.undantagsgrunder - bort


def angivna(fakta: Fakta) -> Iterator[Undantag]:
    """Those told, none longer than the age that it rests on (T-04)."""
    if not fakta.undantag:
        return
    arton, tjugoett = (plus_ar(fakta.fodd, ar) for ar in (18, 21)) if fakta.fodd else (None, None)
    slut = {
        Undantagsgrund.UNDER_18: arton,
        Undantagsgrund.UNGDOM_I_SKOLA: tjugoett,
        Undantagsgrund.FORALDRALEDIG_BARN_UNDER_1: fakta.yngsta_barn_fyller_ett,
    }
    for u in fakta.undantag:
        senast = slut.get(u.grund)
        if senast is None or (u.tom is not None and u.tom < senast):
            yield u
        elif u.fran < senast:
            yield replace(u, tom=senast - EN_DAG)


def utanfor_aldern(fakta: Fakta) -> tuple[Undantag, ...]:
    """AK-04, AK-06: the days before 18 and those from riktålder on."""
    if fakta.fodd is None:
        return ()
    return (
        Undantag(Undantagsgrund.UNDER_18, HELT, fakta.fodd, plus_ar(fakta.fodd, MYNDIG) - EN_DAG),
        Undantag(Undantagsgrund.RIKTALDER, HELT, nar_riktalder(fakta.fodd)),
    )


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


def prova_grunder(
    undantag: tuple[Undantag, ...], regelverk: Regelverk, tolkning: Tolkning, fakta: Fakta, dag: date
) -> tuple[Regelprov, ...]:
    """Each ground of the ruleset tried on one day, in the ruleset's order."""
    kanda = kanda_grunder(regelverk, tolkning)
    nu = [u for u in undantag if u.galler(dag)]
    return tuple(_prova_grund(g, nu, fakta) if g.grund in kanda else _bortvald(g) for g in regelverk.undantag)


def _bortvald(grund: Grundregel) -> Regelprov:
    svar = "Räknas inte som undantag enligt nämndens tolkning."
    return prov(grund.varde, grund.varde.text, Regelresultat.INTE_AKTUELL, svar)


def _prova_grund(grund: Grundregel, nu: Sequence[Undantag], fakta: Fakta) -> Regelprov:
    """Against those that hold on the day."""
    galler = [u for u in nu if u.grund is grund.grund]
    delar = _riktaldern(fakta) if grund.grund is Undantagsgrund.RIKTALDER else ()
    if not galler:
        okand = grund.grund in AV_ALDERN and fakta.fodd is None
        svar = "Okänt: födelsedatum saknas." if okand else "Nej, inget i underlaget visar det."
        resultat = Regelresultat.OKAND if okand else Regelresultat.INTE_UPPFYLLD
        return prov(grund.varde, grund.varde.text, resultat, svar, delar=delar)
    hogst = max(galler, key=lambda u: (u.grad_procent, u.fran))
    slut = hogst.upphor
    uppgifter: dict[str, Faktum] = {
        "grad_procent": hogst.grad_procent,
        "fran": hogst.fran.isoformat(),
        "upphor": slut.isoformat() if slut else None,
    }
    if hogst.helt:
        return prov(grund.varde, grund.varde.text, Regelresultat.UPPFYLLD, "Ja, helt undantagen.", uppgifter, delar)
    svar = f"Till {hogst.grad_procent} procent; det minskar timmarna men undantar inte."
    return prov(grund.varde, grund.varde.text, Regelresultat.INTE_UPPFYLLD, svar, uppgifter, delar)


def _riktaldern(fakta: Fakta) -> tuple[Regelprov, ...]:
    """T-05: which age, from which value of the law, and when it is reached."""
    if fakta.fodd is None:
        return ()
    nas = nar_riktalder(fakta.fodd)
    varde = riktalder(nas)
    svar = f"{varde.text} Den nås {nas.isoformat()}."
    uppgifter: dict[str, Faktum] = {"riktalder": nas.year - fakta.fodd.year, "nas": nas.isoformat()}
    return (prov(varde, "När nås riktåldern?", Regelresultat.UPPFYLLD, svar, uppgifter),)
