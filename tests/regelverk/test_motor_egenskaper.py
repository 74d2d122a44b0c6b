"""What holds for the engine whatever the facts: bounds, monotony, order, replay, and the next change day by day."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from app.begrepp.tid import Manad
from app.regelverk.modell import Undantagsgrund
from app.regelverk.motor.fakta import Fakta, Forman, Formanstyp, Sysselsattning, Sysselsattningstyp, Undantag
from app.regelverk.motor.fraga import Antagande, Fraga, Utfall, kanonisk
from app.regelverk.motor.lage import Lage
from app.regelverk.motor.provning import prova
from app.regelverk.motor.tolkning import Tolkning
from tests.regelverk.uppgifter import KRAV, PLIKT, SEED

FORSTA, KRAVETS_FORSTA = Manad(2026, 1), Manad(2026, 10)
EN_DAG = timedelta(days=1)
MANGA = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
DAG_FOR_DAG = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)

manaderna = st.integers(0, 30).map(FORSTA.plus)
dagar = st.dates(date(2026, 1, 1), date(2028, 6, 30))
grader = st.integers(1, 100)
fodda = st.one_of(
    st.none(),
    st.dates(date(1957, 1, 1), date(1962, 12, 31)),
    st.dates(date(1980, 1, 1), date(1990, 12, 31)),
    st.dates(date(2005, 1, 1), date(2010, 12, 31)),
    st.sampled_from([date(1960, 2, 29), date(2008, 2, 29), date(2008, 11, 1), date(2008, 11, 2)]),
)


@st.composite
def perioder(rita):
    fran = rita(dagar)
    return fran, rita(st.one_of(st.none(), st.dates(fran, fran + timedelta(days=400))))


@st.composite
def undantag(rita):
    fran, tom = rita(perioder())
    return Undantag(rita(st.sampled_from(Undantagsgrund)), rita(st.one_of(st.just(100), grader)), fran, tom)


@st.composite
def sysselsattningar(rita):
    return Sysselsattning(*rita(perioder()), rita(st.sampled_from(Sysselsattningstyp)), rita(st.integers(0, 45)))


@st.composite
def formaner(rita):
    return Forman(*rita(perioder()), rita(st.sampled_from(Formanstyp)), rita(grader))


@st.composite
def rackor(rita):
    """Mostly an unbroken run, with some months without support and some that nobody has told of."""
    borjan, antal = rita(st.integers(0, 16)), rita(st.integers(0, 14))
    stod = {FORSTA.plus(borjan + n): True for n in range(antal)}
    undanta = rita(st.dictionaries(st.integers(0, 29), st.sampled_from([None, False]), max_size=3))
    stod |= {FORSTA.plus(n): varde for n, varde in undanta.items() if varde is not None}
    return {m: s for m, s in stod.items() if undanta.get((m.ar - 2026) * 12 + m.manad - 1, s) is not None}


def nagra(av):
    return st.lists(av, max_size=2).map(tuple)


tolkningar = st.builds(
    Tolkning, st.booleans(), st.integers(0, 1), st.booleans(), st.booleans(), st.one_of(st.none(), st.integers(0, 45))
)
fakta = st.builds(
    Fakta,
    fodd=fodda,
    manader=rackor(),
    undantag=nagra(undantag()),
    sysselsattningar=nagra(sysselsattningar()),
    formaner=nagra(formaner()),
    formaga_timmar=st.one_of(st.none(), st.integers(0, 45)),
    eget_jobbsokande=st.integers(0, 45),
    antal_barn=st.integers(0, 3),
    yngsta_barn_fyller_ett=st.one_of(st.none(), dagar),
    yngsta_barn_fyller_atta=st.one_of(st.none(), dagar),
)
antaganden = st.lists(
    st.builds(
        Antagande,
        st.sampled_from([KRAV, SEED]),
        st.sampled_from(["manader_i_foljd", "timtak"]),
        st.integers(1, 40),
        manaderna,
    ),
    max_size=1,
).map(tuple)


@st.composite
def fragor(rita, **fast):
    manad = rita(manaderna)
    fran = manad.forsta + timedelta(days=rita(st.integers(0, 27)))
    kand = rita(st.one_of(st.just(fran), st.dates(date(2026, 1, 1), date(2028, 12, 31))))
    valda = {
        "regelverk": rita(st.sampled_from([None, None, None, KRAV, SEED, PLIKT])),
        "tolkning": rita(st.one_of(st.just(Tolkning()), tolkningar)),
        "antaganden": rita(antaganden),
    }
    return Fraga(rita(fast.pop("fakta", fakta)), manad, fran, kand, **(valda | fast))


# --- hours ------------------------------------------------------------------------------------------


def _timmar(fraga):
    return Lage(fraga).timmar(Lage(fraga).regelverk, fraga.fran)


@MANGA
@given(fragor())
def test_timmarna_ligger_mellan_noll_och_taket_och_raderna_ger_summan(fraga):
    """AK-07, AK-12."""
    t = _timmar(fraga)
    assert 0 <= t.summa <= t.tak <= 40
    assert t.summa == sum(rad.timmar for rad in t.rader)
    assert 0 <= t.eget_jobbsokande <= t.summa
    assert t.anvisad == t.summa - t.eget_jobbsokande >= 0
    assert t.rader[0].timmar <= t.tak
    assert all(rad.timmar <= 0 for rad in t.rader[1:])
    if fraga.fakta.formaga_timmar is not None:
        assert t.summa <= fraga.fakta.formaga_timmar


@MANGA
@given(fragor(), st.one_of(sysselsattningar(), formaner(), undantag()))
def test_mer_sysselsattning_eller_forman_ger_aldrig_fler_timmar(fraga, mer):
    """AK-05, AK-08."""
    falt = {Sysselsattning: "sysselsattningar", Forman: "formaner", Undantag: "undantag"}[type(mer)]
    med = replace(fraga.fakta, **{falt: (*getattr(fraga.fakta, falt), mer)})
    assert _timmar(replace(fraga, fakta=med)).summa <= _timmar(fraga).summa


@MANGA
@given(fragor(), st.integers(0, 5), st.integers(1, 100))
def test_hogre_grad_eller_fler_timmar_ger_aldrig_fler_timmar(fraga, plats, mer):
    """AK-05, AK-08: of something that is told already."""
    f = fraga.fakta
    poster = [*f.formaner, *f.sysselsattningar, *f.undantag]
    assume(poster)
    post = poster[plats % len(poster)]
    okat = (
        replace(post, timmar_per_vecka=post.timmar_per_vecka + mer)
        if isinstance(post, Sysselsattning)
        else replace(post, grad_procent=min(100, post.grad_procent + mer))
    )
    assume(isinstance(post, Sysselsattning) or okat not in poster)  # or it is one ground told twice, and counts once
    byt = {namn: tuple(okat if p is post else p for p in getattr(f, namn)) for namn in _LISTOR}
    assert _timmar(replace(fraga, fakta=replace(f, **byt))).summa <= _timmar(fraga).summa


@MANGA
@given(fragor(), st.integers(0, 45))
def test_lagre_formaga_ger_aldrig_fler_timmar(fraga, lagre):
    """AK-09."""
    hogre = fraga.fakta.formaga_timmar
    assume(hogre is None or lagre <= hogre)
    assert _timmar(replace(fraga, fakta=replace(fraga.fakta, formaga_timmar=lagre))).summa <= _timmar(fraga).summa


# --- order, bytes, replay ---------------------------------------------------------------------------

_LISTOR = ("undantag", "sysselsattningar", "formaner")


@MANGA
@given(fragor(), st.randoms(use_true_random=False))
def test_ordning_och_upprepning_andrar_varken_svar_eller_byte(fraga, slump):
    f, om = fraga.fakta, {}
    for namn in _LISTOR:
        rader = [*getattr(f, namn)] * (1 if namn == "sysselsattningar" else 2)
        slump.shuffle(rader)
        om[namn] = tuple(rader)
    manader = list(f.manader.items())
    slump.shuffle(manader)
    andra = replace(fraga, fakta=replace(f, manader=dict(manader), **om))
    assert kanonisk(andra.som_data()) == kanonisk(fraga.som_data())
    assert kanonisk(prova(andra).som_data()) == kanonisk(prova(fraga).som_data())


@MANGA
@given(fragor())
def test_omprovning_ur_sparad_fraga_ger_samma_byte(fraga):
    igen = Fraga.ur(fraga.som_data())
    assert igen == fraga
    assert kanonisk(igen.som_data()) == kanonisk(fraga.som_data())
    assert kanonisk(prova(igen).som_data()) == kanonisk(prova(fraga).som_data())


@MANGA
@given(fragor())
def test_svarets_delar_sager_detsamma(fraga):
    """AK-02, AK-05: hours for who is covered and nobody else, a ground for who is exempt, a reason for the rest."""
    svar = prova(fraga)
    assert (svar.timmar is not None) == (svar.utfall is Utfall.OMFATTAS)
    assert (svar.undantag is not None) == (svar.utfall is Utfall.UNDANTAG)
    assert (svar.orsak is not None) == (svar.utfall in {Utfall.AVVAKTA, Utfall.OMFATTAS_INTE})
    k = svar.klocka
    if svar.utfall is Utfall.OMFATTAS and svar.regelverk.antal_manader is not None:
        assert k.krav_manad is not None
        assert k.krav_manad <= fraga.avser_manad
        assert not k.okand_efter


# --- clock ------------------------------------------------------------------------------------------


def _klocka(fraga, **byt):
    return Lage(replace(fraga, **byt)).klocka


@MANGA
@given(fragor(regelverk=None, antaganden=()))
def test_kravmanaden_ar_aldrig_fore_den_forsta_och_vilar_pa_manader_som_finns(fraga):
    """T-01, T-02, AK-03."""
    k = _klocka(fraga)
    for manad in (k.krav_manad, k.krav_manad_om_obruten):
        assert manad is None or manad >= KRAVETS_FORSTA
    assert k.krav_manad in {None, k.krav_manad_om_obruten}
    assert all(fraga.fakta.manader[m] for m in k.raknade)
    assert all(fraga.fakta.manader[m] is False for m in k.overbryggade)
    assert all(m not in fraga.fakta.manader for m in k.okanda)
    if k.krav_manad is not None:
        assert k.beslut_senast == k.krav_manad.sista
        assert sum(1 for m in k.raknade if m < k.krav_manad) >= 3
        assert k.krav_manad > fraga.avser_manad or fraga.fakta.manader.get(k.krav_manad) is not False


@MANGA
@given(fragor(regelverk=None, antaganden=()), st.integers(1, 12), st.integers(0, 6))
def test_fler_manader_i_foljd_ger_aldrig_en_tidigare_kravmanad(fraga, n, fler):
    """AK-02: monotone in N."""
    farre, flera = (
        _klocka(fraga, antaganden=(Antagande(KRAV, "manader_i_foljd", antal, KRAVETS_FORSTA),))
        for antal in (n, n + fler)
    )
    assert (farre.krav_manad_om_obruten is None) == (flera.krav_manad_om_obruten is None)
    if farre.krav_manad_om_obruten is not None:
        assert farre.krav_manad_om_obruten <= flera.krav_manad_om_obruten
    if flera.krav_manad is not None:
        assert farre.krav_manad is not None
        assert farre.krav_manad <= flera.krav_manad


@MANGA
@given(fragor(regelverk=None, antaganden=()))
def test_en_aldre_manad_med_stod_flyttar_aldrig_kravmanaden_framat(fraga):
    """AK-02."""
    k = _klocka(fraga)
    assume(k.raknade)
    fore = k.raknade[0].plus(-1)
    manader = {**fraga.fakta.manader, fore: True}
    langre = _klocka(fraga, fakta=replace(fraga.fakta, manader=manader))
    assert langre.krav_manad_om_obruten <= k.krav_manad_om_obruten
    assert k.krav_manad is None or langre.krav_manad <= k.krav_manad


# --- the next change --------------------------------------------------------------------------------


@DAG_FOR_DAG
@given(fragor())
def test_nasta_andring_ar_den_forsta_dag_som_skiljer(fraga):
    """T-01, T-03 - T-05: compared with every day of 18 months; no false alarm and none missed."""
    lage = Lage(fraga)
    svar = prova(fraga)
    provad = date.fromisoformat(next(r for r in svar.regler if r.regel == "AK-05").fakta["provad_dag"])
    nu = lage.pa(provad)
    andring = svar.nasta_andring
    slut = provad + timedelta(days=550)
    dag = provad + EN_DAG
    while dag < slut and lage.pa(dag) == nu:
        dag += EN_DAG
    if andring is None or andring.dag >= slut:
        assert dag == slut
    else:
        assert andring.dag == dag
        assert andring.text.startswith(f"Från {dag.isoformat()}")
    assert andring is None or lage.pa(andring.dag) != nu


@st.composite
def pagaende(rita):
    """Asked about the month that runs, with months on record up to it or to the one before, the last with support."""
    manad = rita(manaderna)
    slut = manad.plus(-rita(st.integers(0, 1)))
    stod = {m: s for m, s in rita(rackor()).items() if m < slut} | {slut: True}
    fraga = rita(fragor(regelverk=None, antaganden=()))
    return replace(fraga, avser_manad=manad, fran=manad.forsta, kand_dag=manad.forsta, fakta=_med(fraga.fakta, stod))


def _med(fakta, manader):
    return replace(fakta, manader=manader)


@DAG_FOR_DAG
@given(pagaende(), st.integers(1, 18))
def test_laget_en_senare_dag_ar_svaret_om_man_fragar_da(fraga, fram):
    """AK-02: what the next change rests on is what a prövning says when the day has come and the support went on."""
    senare = fraga.avser_manad.plus(fram)
    fortsatt = {fraga.avser_manad.plus(n): True for n in range(fram)} | dict(fraga.fakta.manader)
    da = replace(fraga, fakta=_med(fraga.fakta, fortsatt), avser_manad=senare, fran=senare.sista, kand_dag=senare.sista)
    svar, lage = prova(da), Lage(fraga).pa(senare.sista)
    assert (svar.utfall, svar.timmar and svar.timmar.summa) == (lage.utfall, lage.timmar)
    assert (svar.undantag and svar.undantag.grund) == lage.grund


@MANGA
@given(fragor())
def test_manaden_ar_undantagen_precis_nar_varje_dag_ar_det(fraga):
    """AK-05: compared with each day from the first asked about to the month's end."""
    lage, svar = Lage(fraga), prova(fraga)
    dagar_kvar = [fraga.fran + EN_DAG * n for n in range((fraga.avser_manad.sista - fraga.fran).days + 1)]
    undantagna = [lage.pa(d).utfall is Utfall.UNDANTAG for d in dagar_kvar]
    if svar.utfall is Utfall.UNDANTAG:
        assert undantagna[0]
        assert svar.undantagen_till is None or svar.undantagen_till > fraga.fran
    else:
        assert not all(undantagna)
