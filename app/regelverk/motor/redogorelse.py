"""The account of a prövning: each rule that was tried with its facts, and what the handläggare should look at."""

from collections.abc import Iterator
from datetime import date

from app.begrepp.tid import plus_ar
from app.regelverk.modell import Grad, Undantagsgrund
from app.regelverk.motor.fakta import EN_DAG, Fakta
from app.regelverk.motor.forklaring import Faktum, Regelprov, Regelresultat, prov
from app.regelverk.motor.lage import Lage
from app.regelverk.motor.timmar import Timmar, grader
from app.regelverk.motor.undantagsprovning import HELT, kanda_grunder, prova_grunder
from app.regelverk.undantagstider import MYNDIG, UNGDOM_TILL

_UNDER_18, _RIKTALDER = Undantagsgrund.UNDER_18, Undantagsgrund.RIKTALDER


def regler(lage: Lage, fran: date, dag: date, antal: Timmar | None) -> Iterator[Regelprov]:
    """In the order in which they settle the outcome."""
    yield _regelverk(lage, dag)
    yield _stod(lage)
    yield _undantag(lage, fran, dag)
    yield from _alder(lage, dag)
    yield _manader(lage)
    if antal is not None:
        yield _timmar(lage, antal)


def _regelverk(lage: Lage, dag: date) -> Regelprov:
    """AK-01, AK-03."""
    r, fraga = lage.regelverk, "Vilken grund och vilket regelverk gäller för månaden?"
    fakta: dict[str, Faktum] = {
        "avser_manad": str(lage.manad),
        "regelverk": r.kod,
        "galler_fran_manad": str(r.galler_fran),
    }
    if lage.manad < r.galler_fran:
        regel, svar = "AK-03" if r.antal_manader is not None else "AK-01", f"Regelverket gäller först {r.galler_fran}."
        return Regelprov(regel, fraga, Regelresultat.INTE_UPPFYLLD, svar, r.lagrum.text, Grad.B, fakta)
    if lage.kravet_gar_fore(r, dag):
        svar = f"Personen omfattas av aktivitetskravet den månaden; då används inte {r.lagrum.text}."
        return Regelprov("AK-01", fraga, Regelresultat.INTE_UPPFYLLD, svar, r.lagrum.text, Grad.D, fakta)
    return Regelprov("AK-01", fraga, Regelresultat.UPPFYLLD, f"{r.namn}.", r.lagrum.text, Grad.D, fakta)


def _stod(lage: Lage) -> Regelprov:
    """AK-36: försörjningsstöd of this adult in the month itself."""
    stod = lage.stod(lage.manad)
    resultat, svar = {
        True: (Regelresultat.UPPFYLLD, "Ja, försörjningsstöd är registrerat."),
        False: (Regelresultat.INTE_UPPFYLLD, "Nej, inget försörjningsstöd den månaden."),
        None: (
            Regelresultat.OKAND,
            "Månaden är inte registrerad."
            if lage.manad < lage.nu
            else "Månaden är inte registrerad än; prövningen förutsätter att stödet fortsätter.",
        ),
    }[stod]
    fakta: dict[str, Faktum] = {"avser_manad": str(lage.manad), "forsorjningsstod": stod}
    fraga = "Har personen försörjningsstöd den månad som prövas?"
    return Regelprov("AK-36", fraga, resultat, svar, lage.regelverk.lagrum.text, Grad.B, fakta)


def _undantag(lage: Lage, fran: date, dag: date) -> Regelprov:
    """AK-05 with each ground as a part; for a part of the month only, it is tried from the first day without."""
    helt = lage.grund(lage.undantag, dag) is not None
    svar = "Ja, ett helt undantag gäller." if helt else "Nej, inget helt undantag gäller."
    if not helt and lage.grund(lage.undantag, fran):
        svar = f"Bara till och med {dag - EN_DAG}; prövningen avser tiden därefter."
    if not lage.regelverk.undantag:
        svar = "Regelverket har inga undantag; förutsättningarna vägs i bedömningen."
    return Regelprov(
        "AK-05",
        "Gäller något undantag?",
        Regelresultat.UPPFYLLD if helt else Regelresultat.INTE_UPPFYLLD,
        svar,
        lage.regelverk.lagrum.text,
        Grad.B,
        {"provad_dag": dag.isoformat()},
        prova_grunder(lage.undantag, lage.regelverk, lage.fraga.tolkning, lage.fakta, dag),
    )


def _alder(lage: Lage, dag: date) -> Iterator[Regelprov]:
    """AK-04, AK-06 where the ruleset has no ground of exemption for them; an age is reached on the day."""
    utanfor = {u.grund for u in lage.utanfor_aldern if u.galler(dag)}
    fragor = {
        _UNDER_18: ("AK-04", "Har personen fyllt 18 år?", "Nej, personen är under 18 år."),
        _RIKTALDER: ("AK-06", "Är personen under riktåldern för pension?", "Nej, riktåldern är nådd."),
    }
    for grund, (regel, fraga, nej) in fragor.items():
        if grund in lage.regelverk.undantagsgrunder:
            continue
        resultat, svar = Regelresultat.UPPFYLLD, "Ja."
        if lage.fakta.fodd is None:
            resultat, svar = Regelresultat.OKAND, "Okänt: födelsedatum saknas."
        elif grund in utanfor:
            resultat, svar = Regelresultat.INTE_UPPFYLLD, nej
        yield Regelprov(regel, fraga, resultat, svar, lage.regelverk.lagrum.text, Grad.D)


def _manader(lage: Lage) -> Regelprov:
    """AK-02: months in a row before the month tried."""
    varde, k = lage.regelverk.regelvarde("manader_i_foljd"), lage.klocka
    antal = lage.regelverk.antal_manader
    fore = [str(m) for m in k.raknade if m < lage.manad]
    fakta: dict[str, Faktum] = {
        "antal_manader": len(fore),
        "raknade_manader": fore,
        "okanda_manader": [str(m) for m in k.okanda],
        "kravs_manader": antal,
    }
    fraga = "Har personen haft försörjningsstöd tillräckligt många månader i följd?"
    if antal is None:
        return prov(varde, fraga, Regelresultat.INTE_AKTUELL, varde.text, fakta)
    if k.nadd(antal, lage.manad, om_obruten=False) and not k.okand_efter:
        return prov(varde, fraga, Regelresultat.UPPFYLLD, f"Ja, minst {antal} månader i följd.", fakta)
    if k.okanda:
        okanda = ", ".join(str(m) for m in k.okanda)
        return prov(varde, fraga, Regelresultat.OKAND, f"Okänt: uppgift saknas för {okanda}.", fakta)
    svar = f"Nej, {len(fore)} av {antal} månader."
    if k.krav_manad_om_obruten is not None:
        svar += f" Fortsätter stödet gäller kravet från {k.krav_manad_om_obruten}."
    return prov(varde, fraga, Regelresultat.INTE_UPPFYLLD, svar, fakta)


def _timmar(lage: Lage, antal: Timmar) -> Regelprov:
    """AK-07 - AK-09, AK-12 with each row of the sum as a part."""
    delar = tuple(
        Regelprov(r.regel, r.text, Regelresultat.UPPFYLLD, f"{r.timmar:+d} timmar", r.lagrum, r.grad)
        for r in antal.rader
    )
    fakta: dict[str, Faktum] = {
        "timmar_per_vecka": antal.summa,
        "tak": antal.tak,
        "eget_jobbsokande": antal.eget_jobbsokande,
        "anvisad": antal.anvisad,
    }
    svar = f"{antal.summa} timmar i veckan."
    if antal.eget_jobbsokande:
        svar = f"{antal.summa} timmar i veckan: {antal.anvisad} anvisade och {antal.eget_jobbsokande} eget jobbsökande."
    if antal.summa == 0:
        svar = "0 timmar: det finns inget att begära (AK-08)."
    fraga = "Hur många timmar i veckan kan begäras?"
    return prov(lage.regelverk.regelvarde("timtak"), fraga, Regelresultat.UPPFYLLD, svar, fakta, delar)


def signaler(lage: Lage, dag: date) -> Iterator[Regelprov]:
    """What the handläggare should look at; none of it changes the outcome."""
    yield from _fragor_om_undantag(lage, dag)
    if _har_barn(lage.fakta):
        svar = "Bedöm och dokumentera barnets bästa."
        yield Regelprov("AK-29", "Hur påverkas barnen i hushållet?", Regelresultat.OKAND, svar, "6 kap. SoL", Grad.S)
    if lage.fakta.formaga_timmar is None:
        fraga, lag = "Vad räcker personens förmåga till?", lage.regelverk.lagrum.text
        yield Regelprov("AK-09", fraga, Regelresultat.OKAND, "Förmågan är inte bedömd.", lag, Grad.B)


def _har_barn(f: Fakta) -> bool:
    return f.antal_barn > 0 or f.yngsta_barn_fyller_ett is not None or f.yngsta_barn_fyller_atta is not None


def _fragor_om_undantag(lage: Lage, dag: date) -> Iterator[Regelprov]:
    """Grounds that the facts point at but don't show, unless one is already told."""
    f, lag = lage.fakta, lage.regelverk.lagrum.text
    oprovade = kanda_grunder(lage.regelverk, lage.fraga.tolkning) - {u.grund for u in lage.undantag if u.galler(dag)}
    ung = f.fodd is not None and plus_ar(f.fodd, MYNDIG) <= dag < plus_ar(f.fodd, UNGDOM_TILL)
    if ung and Undantagsgrund.UNGDOM_I_SKOLA in oprovade:
        fraga = "Går personen, som är 18–20 år, i grundskola, gymnasieskola eller motsvarande?"
        yield Regelprov("AK-04", fraga, Regelresultat.OKAND, "Begär intyg om skolgång.", lag, Grad.B)
    litet_barn = f.yngsta_barn_fyller_ett is not None and dag < f.yngsta_barn_fyller_ett
    if litet_barn and Undantagsgrund.FORALDRALEDIG_BARN_UNDER_1 in oprovade:
        fraga = "Är personen föräldraledig? Det yngsta barnet är under ett år."
        yield Regelprov("AK-05", fraga, Regelresultat.OKAND, "Pröva om det undantar.", lag, Grad.S)
    hela = [typ for typ, grad in grader(f, dag, lage.fraga.tolkning).items() if grad >= HELT]
    if hela and Undantagsgrund.ANNAN_FORMAN in oprovade and lage.grund(lage.undantag, dag) is None:
        fraga = "Är den hela förmånen en sådan socialförsäkringsförmån som undantar?"
        yield Regelprov(
            "AK-05",
            fraga,
            Regelresultat.OKAND,
            "Pröva det och ange i så fall undantaget.",
            lag,
            Grad.B,
            {"formaner": [typ.value for typ in hela]},
        )
