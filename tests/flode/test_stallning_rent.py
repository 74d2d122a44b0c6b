"""How progression stands and what is due, without a database: side by side, time at each level, indicators met."""

import json
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.begrepp.tid import ar_arbetsdag
from app.flode.narvaro.timlasning import Periodtimmar
from app.flode.narvaro.timrakning import Tid, Utfallspass, rakna, vecka_med
from app.flode.progression.bildunderlag import omradeslagen, timveckor
from app.flode.progression.forandring import Avlasning, Riktning, Slag, fall, forandringar
from app.flode.progression.frister import (
    Matt,
    Periodstatus,
    Tackt,
    Uppdrag,
    Villkor,
    luckor,
    matfrister,
    perioder,
    saknade,
)
from app.flode.progression.frysning import Matnyckel, andringar, frys, frysta_veckor
from app.flode.progression.matvarden import Matvarden, Omradesvarden, Svar, maskera
from app.flode.progression.stallning import Enighet, sammanstall, sedan
from app.katalog import instrument
from app.katalog.instrument_modell import (
    EJ_BEDOMD,
    OTILLGANGLIG,
    Avser,
    Indikator,
    Instrumentversion,
    Mal,
    Niva,
    Omrade,
    Respondent,
    Skala,
    Skaltyp,
    VersionStatus,
)
from tests.flode.matt import ENKLA

EGEN, VAGLEDARE, GEMENSAM = Respondent.EGEN, Respondent.VAGLEDARE, Respondent.GEMENSAM
PROGRAMMODELLEN = instrument.version("eskilstuna-programmodell", 1)
assert PROGRAMMODELLEN is not None
MUNTLIGT, SKRIFTLIGT, SJALV = ENKLA
NIVAER = tuple(n.kod for n in PROGRAMMODELLEN.nivaer)
IDAG = date(2026, 12, 7)
SKATTNING = Instrumentversion(
    instrument="skattning",
    version=1,
    status=VersionStatus.PUBLICERAD,
    kontrollsumma="",
    axel=None,
    respondenter=tuple(Respondent),
    intervall_dagar=30,
    skalor=(
        Skala("tio", Skaltyp.HELTAL, Avser.LAGE, 0, 10),
        Skala("andring", Skaltyp.HELTAL, Avser.FORANDRING, 0, 3),
        Skala("ja_nej", Skaltyp.JA_NEJ, Avser.LAGE),
    ),
    nivaer=(),
    omraden=(Omrade("arbete", "Arbete"),),
    mal=(
        Mal(
            "arbete", None, False, None, None,
            (Indikator("formaga", "Arbetsförmåga", "tio"), Indikator("rorelse", "Sedan sist", "andring"),
             Indikator("kommer", "Kommer i tid", "ja_nej")),
        ),
    ),
    harledningar=(),
)  # fmt: skip
FEMGRADIG = replace(
    SKATTNING,
    version=2,
    skalor=(Skala("tio", Skaltyp.HELTAL, Avser.LAGE, 1, 5), *SKATTNING.skalor[1:]),
)


def lasning(dag, respondent=VAGLEDARE, niva=None, sprak=None, version=PROGRAMMODELLEN, omrade="sprak", **svar):
    """A measurement; answers by the code of the indicator."""
    svaren = tuple(Svar(i, v) for i, v in svar.items())
    omraden = (Omradesvarden(omrade, sprak, None, svaren),) if sprak or svaren else ()
    datum = date.fromisoformat(dag) if isinstance(dag, str) else dag
    return Avlasning(UUID(int=next(_IDN)), datum, respondent, Matvarden(niva, None, omraden), version)


_IDN = iter(range(1, 10**9))


def stallning(bild, slag=Slag.NIVA, kod=None):
    return next(s for s in bild.stallningar if (s.slag, s.kod) == (slag, kod))


JAMFORDA = (
    # egen, vagledare, gemensam: agreement, and how much higher the staff are
    (("gul", "gul", None), Enighet.ENIGA, 0),
    (("gul", "orange", None), Enighet.OENIGA, -1),
    (("orange", "bla", "gul"), Enighet.OENIGA, 3),
    (("orange", None, "gul"), Enighet.OENIGA, 1),
    ((None, "gul", "gul"), Enighet.ENIGA, None),
    ((None, "gul", None), Enighet.EN_ROST, None),
    (("gul", OTILLGANGLIG, None), Enighet.EJ_JAMFORBARA, None),
)


@pytest.mark.parametrize(("nivaer", "enighet", "steg"), JAMFORDA)
def test_respondenternas_nivaer_star_bredvid_varandra(nivaer, enighet, steg):
    par = [(r, n) for r, n in zip((EGEN, VAGLEDARE, GEMENSAM), nivaer, strict=True) if n]
    sedd = stallning(sammanstall([lasning("2026-12-01", r, n) for r, n in par], IDAG))
    assert (sedd.enighet, sedd.steg) == (enighet, steg)
    assert [(r.respondent, r.varde) for r in sedd.roster] == par


def test_skillnaden_sags_i_ord_och_varje_uppgift_ar_den_senaste_med_sin_dag():
    bild = sammanstall(
        [
            lasning("2026-11-02", EGEN, "orange", sprak="orange"),
            lasning("2026-11-09", EGEN, "gron"),
            lasning("2026-11-16", VAGLEDARE, "gul", sprak="gul", **{MUNTLIGT: "ja", SKRIFTLIGT: EJ_BEDOMD}),
            lasning("2026-11-16", GEMENSAM, "gul", **{SKRIFTLIGT: "nej"}),
        ],
        IDAG,
    )
    assert stallning(bild).forklaring == (
        "Samlad nivå: personen själv Grön (2026-11-09); vägledaren Gul (2026-11-16); gemensam bedömning Gul "
        "(2026-11-16). Vägledaren är ett steg lägre än personen själv. Gemensam bedömning är ett steg lägre än "
        "personen själv."
    )
    sprak = stallning(bild, Slag.OMRADE, "sprak")
    assert [(str(r.datum), r.visat) for r in sprak.roster] == [("2026-11-02", "Orange"), ("2026-11-16", "Gul")]
    # Not assessed is a word of its own and never the lowest: nobody disagrees with it.
    skriftligt = stallning(bild, Slag.INDIKATOR, SKRIFTLIGT)
    assert [(r.visat, r.varde) for r in skriftligt.roster] == [("ej bedömd", EJ_BEDOMD), ("nej", "nej")]
    assert (skriftligt.enighet, skriftligt.steg) == (Enighet.EN_ROST, None)
    assert [s.kod for s in bild.stallningar] == [None, "sprak", MUNTLIGT, SKRIFTLIGT]
    assert [(s.respondent, s.veckor) for s in bild.senaste] == [(EGEN, 4), (VAGLEDARE, 3), (GEMENSAM, 3)]
    assert bild.senaste[0].forklaring == "Personens egen mätning gjordes senast 2026-11-09, för 4 veckor sedan."


def test_versioner_med_olika_skalor_visas_men_jamfors_inte():
    fore = lasning("2026-11-02", EGEN, version=SKATTNING, omrade="arbete", formaga=8, kommer="nej", rorelse=1)
    efter = lasning("2026-11-30", EGEN, version=FEMGRADIG, omrade="arbete", formaga=4, kommer="ja", rorelse=2)
    rorelser = {f.kod: f.sedan_forra for f in forandringar(efter, [fore])}
    assert (rorelser["formaga"].riktning, rorelser["formaga"].steg) == (Riktning.EJ_JAMFORBAR, None)
    assert rorelser["formaga"].forklaring == (
        "Arbetsförmåga: från 8 (2026-11-02) till 4 (2026-11-30), går inte att jämföra: "
        "version 1 och version 2 har olika frågor eller skalor."
    )
    # The scale of the yes and no is the same; an answer that tells a change has no order with another.
    assert (rorelser["kommer"].steg, rorelser["rorelse"].steg) == (1, None)
    assert "olika skalor" not in rorelser["rorelse"].forklaring
    staff = lasning("2026-11-30", VAGLEDARE, version=SKATTNING, omrade="arbete", formaga=6)
    bild = sammanstall([fore, efter, staff], IDAG)
    assert stallning(bild, Slag.INDIKATOR, "formaga").enighet is Enighet.EJ_JAMFORBARA
    assert bild.anmarkningar == (
        "Version 1 och version 2 har olika frågor eller skalor och jämförs inte: Arbetsförmåga.",
    )
    assert bild.version.version == 1, "the latest measurement by day, then by id"
    # No level falls against a level of another scale.
    andra = replace(PROGRAMMODELLEN, version=2, nivaer=(Niva("gul", "Gul", ""), Niva("bla", "Blå", "")))
    assert fall(lasning("2026-12-01", niva="gul", version=andra), [lasning("2026-11-01", niva="bla")]) == []
    assert fall(lasning("2026-12-01", niva="gul"), [lasning("2026-11-01", niva="bla")]) == [(Slag.NIVA, None)]


def test_tiden_pa_varje_niva_raknas_fran_matningen_som_borjade_den():
    forsta, andra, tredje = (
        lasning("2026-10-12", niva="orange", sprak="orange"),
        lasning("2026-11-02", GEMENSAM, niva="orange"),
        lasning("2026-11-16", niva="gul"),
    )
    bild = sammanstall([tredje, forsta, andra, lasning("2026-10-12", EGEN, niva="gul")], IDAG)
    samlad = [t for t in bild.nivatider if t.omrade is None and not t.egen]
    assert [(t.niva, str(t.fran), t.tom and str(t.tom), t.dagar, t.matning_id) for t in samlad] == [
        ("orange", "2026-10-12", "2026-11-15", 35, forsta.id),
        ("gul", "2026-11-16", None, 22, tredje.id),
    ]
    assert samlad[0].forklaring == (
        "Samlad nivå: Orange från 2026-10-12 till 2026-11-15, 35 dagar. Började med vägledarens mätning 2026-10-12."
    )
    assert [(t.omrade, t.egen, t.dagar) for t in bild.nivatider if t not in samlad] == [
        (None, True, 57),
        ("sprak", False, 57),
    ]
    # An order that has ended counts to its last day.
    slutad = sammanstall([forsta], IDAG, date(2026, 10, 31)).nivatider
    assert [t.dagar for t in slutad] == [20, 20]


MAL = (
    ({MUNTLIGT: "ja", SKRIFTLIGT: "nej", SJALV: EJ_BEDOMD}, "orange", (3, 1, 1, 1, 0, 33)),
    ({MUNTLIGT: "ja", SKRIFTLIGT: "ja", SJALV: "ja"}, "orange", (3, 3, 0, 0, 0, 100)),
    ({MUNTLIGT: "ja"}, "orange", (3, 1, 0, 0, 2, 33)),
    ({MUNTLIGT: "ja"}, "gul", (3, 0, 0, 0, 3, 0)),
    ({MUNTLIGT: "ja"}, "bla", None),
    ({MUNTLIGT: "ja"}, OTILLGANGLIG, None),
)


@pytest.mark.parametrize(("svar", "niva", "vantat"), MAL)
def test_uppfyllda_indikatorer_raknas_pa_nivans_mal_och_ej_bedomt_star_for_sig(svar, niva, vantat):
    bild = sammanstall([lasning("2026-12-01", niva=niva, **svar)], IDAG)
    egna = [(m.antal, m.uppfyllda, m.ej_uppfyllda, m.ej_bedomda, m.obesvarade, m.andel) for m in bild.mal]
    assert egna == ([] if vantat is None else [vantat])


def test_omradets_niva_gar_fore_den_samlade_och_senare_svar_fore_tidigare():
    bild = sammanstall(
        [
            lasning("2026-11-01", niva="orange", **{MUNTLIGT: "ja", SKRIFTLIGT: "ja"}),
            lasning("2026-12-01", niva="bla", sprak="orange", **{SKRIFTLIGT: "nej"}),
        ],
        IDAG,
    )
    (mal,) = bild.mal
    assert mal.forklaring == "Språk på nivån Orange: 1 av 3 indikatorer uppfyllda, 1 inte uppfyllda, 1 utan svar."
    # A scale that does not say when it is met gives no share.
    skattad = lasning("2026-12-01", EGEN, version=SKATTNING, omrade="arbete", formaga=10, kommer="ja")
    (mal,) = sammanstall([skattad], IDAG).mal
    assert (mal.antal, mal.uppfyllda, mal.utan_grans, mal.obesvarade, mal.andel) == (3, 1, 1, 1, 100)


@pytest.mark.regel("DP-27")
def test_en_maskerad_niva_namns_ingenstans():
    rod = lasning("2026-11-01", niva="rod", sprak="rod", **{MUNTLIGT: "ja"})
    maskerad = replace(rod, varden=maskera(PROGRAMMODELLEN, rod.varden))
    bild = sammanstall([maskerad, lasning("2026-12-01", niva="orange", sprak="orange")], IDAG)
    text = str((bild.stallningar, bild.nivatider, bild.mal, bild.serier, omradeslagen([maskerad]))).lower()
    assert "'rod'" not in text
    assert "röd" not in text
    assert OTILLGANGLIG in text
    assert [t.niva for t in bild.nivatider if t.omrade is None] == [OTILLGANGLIG, "orange"]
    assert bild.serier[0].forandringar[0].sedan_forra.riktning is Riktning.EJ_JAMFORBAR


def test_bilden_far_varje_omrade_nu_och_forst_per_respondent():
    lagen = omradeslagen(
        [
            lasning("2026-12-01", sprak="gul"),
            lasning("2026-10-12", sprak="orange"),
            lasning("2026-11-01", EGEN, sprak="gron"),
            lasning("2026-11-02", omrade="digital_kompetens", sprak="gul"),
        ]
    )
    assert [(o.omrade, o.respondent, o.forsta.rang, o.nu.rang, o.jamforbar) for o in lagen] == [
        ("sprak", EGEN, 3, 3, True),
        ("sprak", VAGLEDARE, 1, 2, True),
        ("digital_kompetens", VAGLEDARE, 2, 2, True),
    ]
    assert (lagen[1].namn, lagen[1].forsta.namn, str(lagen[1].nu.datum)) == ("Språk", "Orange", "2026-12-01")
    assert omradeslagen([]) == []


@pytest.mark.parametrize(
    ("dagar", "text"),
    [
        (0, "i dag"),
        (1, "för 1 dag sedan"),
        (6, "för 6 dagar sedan"),
        (7, "för 1 vecka sedan"),
        (20, "för 2 veckor sedan"),
    ],
)
def test_hur_lange_sedan_sags_i_veckor(dagar, text):
    assert sedan(dagar) == text


DAGAR = st.dates(date(2026, 1, 1), IDAG)
SERIE = st.lists(
    st.tuples(DAGAR, st.sampled_from(Respondent), st.sampled_from([*NIVAER, None])), min_size=1, max_size=12
)


@given(SERIE)
def test_nivatiderna_tacker_serien_utan_luckor_och_utan_att_tva_galler_samtidigt(rader):
    avlasta = [lasning(dag, r, niva) for dag, r, niva in rader]
    for egen in (True, False):
        tider = [t for t in sammanstall(avlasta, IDAG).nivatider if t.egen is egen]
        lasta = [a for a in avlasta if (a.respondent is EGEN) is egen and a.varden.niva]
        assert bool(tider) is bool(lasta)
        for t, nasta in pairwise(tider):
            assert t.tom == nasta.fran - timedelta(days=1)
            assert t.niva != nasta.niva
        if tider:
            assert tider[-1].tom is None
            assert sum(t.dagar for t in tider) == (IDAG - min(a.datum for a in lasta)).days + 1


@given(SERIE, st.randoms())
def test_ordningen_som_matningar_lases_i_spelar_ingen_roll(rader, slump):
    avlasta = [lasning(dag, r, niva) for dag, r, niva in rader]
    blandade = list(avlasta)
    slump.shuffle(blandade)
    assert sammanstall(avlasta, IDAG) == sammanstall(blandade, IDAG)


# --- what is due ----------------------------------------------------------------------------------

START = date(2026, 10, 12)


def dag(text):
    return date.fromisoformat(text)


def rapportluckor(*tackta, slut=None, uppehall=(), idag="2026-12-31", **villkor):
    uppdrag = Uppdrag(START, slut and dag(slut), tuple((dag(a), b and dag(b)) for a, b in uppehall))
    lamnade = [Tackt(dag(a), dag(b)) for a, b in tackta]
    return [(str(a), str(b)) for a, b in saknade(uppdrag, lamnade, Villkor(**villkor), dag(idag))]


@pytest.mark.regel("AK-40")
def test_en_rapport_ar_skyldig_for_varje_stracka_som_ingen_tacker():
    manader = [("2026-10-12", "2026-11-11"), ("2026-11-12", "2026-12-11"), ("2026-12-12", "2027-01-11")]
    assert rapportluckor() == manader
    assert rapportluckor(idag="2026-11-11") == manader[:1]
    assert rapportluckor(idag="2026-10-11") == []
    assert rapportluckor(rapport_manader=3) == [("2026-10-12", "2027-01-11")]
    # From where a report ends the next is counted, and it may begin before the order.
    assert rapportluckor(("2026-10-01", "2026-10-31")) == [
        ("2026-11-01", "2026-11-30"), ("2026-12-01", "2026-12-31"),
    ]  # fmt: skip
    # Days between two reports are owed one; a weekend is not.
    assert rapportluckor(("2026-10-12", "2026-10-30"), ("2026-11-02", "2026-12-31")) == []
    assert rapportluckor(("2026-10-12", "2026-10-30"), ("2026-11-03", "2026-12-31")) == [("2026-10-31", "2026-11-02")]
    # A pause is owed nothing, and the days after it are counted from when the order goes on.
    assert rapportluckor(uppehall=[("2026-10-26", "2026-12-07")]) == [
        ("2026-10-12", "2026-10-25"), ("2026-12-07", "2027-01-06"),
    ]  # fmt: skip
    assert rapportluckor(uppehall=[("2026-10-26", None)]) == [("2026-10-12", "2026-10-25")]
    assert rapportluckor(slut="2026-11-20") == [("2026-10-12", "2026-11-11"), ("2026-11-12", "2026-11-20")]
    assert saknade(Uppdrag(None), [], Villkor(), dag("2026-12-31")) == []


def test_perioderna_sager_vad_som_ar_lamnat_sent_och_pagar():
    rapport = UUID(int=7)
    uppdrag, villkor = Uppdrag(START), Villkor()
    sedda = perioder(uppdrag, [Tackt(dag("2026-11-12"), dag("2026-12-11"), rapport)], villkor, dag("2026-12-20"))
    assert [(str(p.fran), p.status, p.lamnas_senast and str(p.lamnas_senast), p.sen, p.rapport_id) for p in sedda] == [
        ("2026-10-12", Periodstatus.SAKNAS, "2026-11-18", True, None),
        ("2026-11-12", Periodstatus.INLAMNAD, None, False, rapport),
        ("2026-12-12", Periodstatus.PAGAR, "2027-01-18", False, None),
    ]
    # Late the day after the last day, not on it; and after the end it is the slutrapport that is owed.
    (forst, *_) = perioder(uppdrag, [], villkor, dag("2026-11-18"))
    assert (forst.status, forst.sen) == (Periodstatus.SAKNAS, False)
    (slutad,) = perioder(Uppdrag(START, dag("2026-10-30")), [], villkor, dag("2027-03-01"))
    assert (slutad.status, slutad.sen, slutad.lamnas_senast) == (Periodstatus.SAKNAS, False, None)


@given(
    st.lists(st.tuples(DAGAR, st.integers(0, 90)), max_size=6),
    st.lists(st.tuples(DAGAR, st.integers(1, 60)), max_size=3),
    st.integers(1, 4),
)
def test_luckor_och_rapporter_tacker_tillsammans_varje_arbetsdag_en_gang(lamnade, pauser, manader):
    uppdrag = Uppdrag(date(2026, 3, 2), date(2026, 12, 4), tuple((a, a + timedelta(days=n)) for a, n in pauser))
    tackta = [Tackt(a, a + timedelta(days=n)) for a, n in lamnade]
    bitar = list(luckor(uppdrag, tackta, Villkor(rapport_manader=manader)))
    i_bitar = [a + timedelta(days=n) for a, b in bitar for n in range((b - a).days + 1)]
    assert len(i_bitar) == len(set(i_bitar)), "no day is owed twice"
    for n in range((date(2026, 12, 4) - date(2026, 3, 2)).days + 1):
        nu = date(2026, 3, 2) + timedelta(days=n)
        fri = any(t.fran <= nu <= t.tom for t in tackta) or any(a <= nu < b for a, b in uppdrag.uppehall)
        if fri:
            assert nu not in i_bitar
        elif ar_arbetsdag(nu):
            assert nu in i_bitar


FRISTER = (
    # measured, the avtal's interval, went on: which instrument, when
    ((), None, None, [(None, "2026-11-11")]),
    ((), None, "2026-12-01", [(None, "2026-12-31")]),
    ((("a", "2026-11-02", None),), None, None, []),
    ((("a", "2026-11-02", 14),), None, None, [("a", "2026-11-16")]),
    ((("a", "2026-11-02", 14), ("a", "2026-11-09", 14), ("b", "2026-11-02", 90)), None, None,
     [("a", "2026-11-23"), ("b", "2027-01-31")]),
    ((("a", "2026-11-02", 14),), 30, None, [("a", "2026-12-02")]),
    ((("a", "2026-11-02", 14),), None, "2026-12-01", [("a", "2026-12-15")]),
)  # fmt: skip


@pytest.mark.regel("AK-40")
@pytest.mark.parametrize(("matta", "avtal", "ateruppta", "vantat"), FRISTER)
def test_nasta_matning_foljer_instrumentet_avtalet_och_pausen(matta, avtal, ateruppta, vantat):
    villkor = Villkor(matning_intervall=avtal)
    rader = [Matt(i, dag(d), n) for i, d, n in matta]
    frister = matfrister(START, ateruppta and dag(ateruppta), rader, villkor)
    assert [(f.instrument, str(f.senast)) for f in frister] == vantat
    assert all(("avtalet" in f.forklaring) is (avtal is not None) for f in frister if f.instrument)


# --- what is frozen -------------------------------------------------------------------------------


def timmar_i(*passen):
    """The hours of two weeks, with occasions of three hours: day, category and what was said."""
    alla = [
        Utfallspass(UUID(int=i), UUID(int=1), dag(d), 180, kategori, "genomfort", utfall)
        for i, (d, kategori, utfall) in enumerate(passen)
    ]
    tider = [Tid(v.namn, v.fran, v.tom) for v in (vecka_med(START), vecka_med(START + timedelta(days=7)))]
    hela = Tid("hela", tider[0].fran, tider[-1].tom)
    return Periodtimmar(rakna(hela, alla, ()), tuple(rakna(t, alla, ()) for t in tider))


MANDAG, ONSDAG, NASTA = "2026-10-12", "2026-10-14", "2026-10-19"
DA = ((MANDAG, "sprak", "narvarande"), (NASTA, "sprak", "franvaro_ogiltig"))
FLYTTAT = "Timmarna har flyttats mellan veckor eller kategorier, eller ändrats i det egna jobbsökandet."
SEDAN = (
    (DA, []),
    # Another day of the same week is no other hour.
    (((ONSDAG, "sprak", "narvarande"), DA[1]), []),
    (((NASTA, "sprak", "narvarande"), (MANDAG, "sprak", "franvaro_ogiltig")), [FLYTTAT]),
    (((MANDAG, "praktik", "narvarande"), DA[1]), [FLYTTAT]),
    ((*DA, (MANDAG, "eget_jobbsokande", "narvarande")), [FLYTTAT]),
    ((DA[0], (NASTA, "sprak", "franvaro_giltig")), [
        "Giltig frånvaro i perioden var 0 h när rapporten lämnades in och är nu 3 h.",
        "Ogiltig frånvaro i perioden var 3 h när rapporten lämnades in och är nu 0 h.",
    ]),
    (DA[:1], [
        "Planerat i perioden var 6 h när rapporten lämnades in och är nu 3 h.",
        "Ogiltig frånvaro i perioden var 3 h när rapporten lämnades in och är nu 0 h.",
    ]),
)  # fmt: skip


@pytest.mark.regel("AK-20")
@pytest.mark.parametrize(("nu", "vantat"), SEDAN)
def test_det_som_har_andrats_sedan_inlamningen_sags_i_timmar(nu, vantat):
    fryst = json.loads(json.dumps(frys(timmar_i(*DA))))
    assert [a.forklaring for a in andringar([], fryst, [], timmar_i(*nu))] == vantat
    assert andringar([], None, [], timmar_i(*nu)) == [], "of what was handed in without hours nothing is told"
    assert [(v.vecka, v.planerat, v.narvaro) for v in frysta_veckor(fryst)] == [
        ("2026-W42", 180, 180),
        ("2026-W43", 180, 0),
    ]
    assert frysta_veckor(fryst) == timveckor(timmar_i(*DA).veckor)
    assert frysta_veckor(None) == []


def test_det_sags_vilken_matning_som_har_kommit_till_och_gatt_bort():
    a, b, c = (Matnyckel("programmet", r, START, UUID(int=i)) for i, r in enumerate(("egen", "vagledare", "vagledare")))
    underlag = [
        {"instrument": m.instrument, "respondent": m.respondent, "matning_id": str(m.matning_id)} for m in (a, b)
    ]
    nu = timmar_i()
    assert andringar(underlag, None, [b, a], nu) == []
    texter = [x.forklaring for x in andringar(underlag, None, [b, c], nu)]
    assert texter == [
        "Periodens mätning (programmet, egen) finns inte kvar sedan rapporten lämnades in.",
        "Periodens mätning (programmet, vagledare) har ersatts av en annan sedan rapporten lämnades in.",
    ]
    (nytt,) = andringar(underlag[1:], None, [a, b], nu)
    assert nytt.forklaring == "Periodens mätning (programmet, egen) har tillkommit sedan rapporten lämnades in."
