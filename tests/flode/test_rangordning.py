"""The order of an aktivitetsförslag: what each fact and each wish does to it."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.begrepp.aktiviteter import Aktivitetsform, Aktivitetskategori, Deltagandeform
from app.begrepp.veckotid import Pass, Veckodag
from app.flode.behov.states import Barnomsorgsstatus, FkSvar
from app.vyer.aktivitetsforslag.rangordning import VIKT, Barnomsorg, Kandidat, Person, rangordna

START = date(2026, 10, 12)
MANDAG = Pass(Veckodag.MANDAG, 540, 720)
TISDAG = Pass(Veckodag.TISDAG, 540, 720)
F, BS = Deltagandeform, Barnomsorgsstatus
BEVILJAD = Barnomsorg(BS.BEVILJAD, 900, (MANDAG,))
NEKAD = Barnomsorg(BS.NEKAD)


def person(**mer: Any) -> Person:
    return replace(Person(START), **mer)


def kandidat(nummer: int = 1, **mer: Any) -> Kandidat:
    grund = Kandidat(UUID(int=nummer), f"Grupp {nummer}", Aktivitetskategori.SPRAK, 600, date(2026, 9, 1), lediga=3)
    return replace(grund, **mer)


BORTFALLEN = [
    (person(har=frozenset({UUID(int=1)})), kandidat(), "har_redan_plats", "AK-10"),
    (person(kategorier=frozenset({Aktivitetskategori.JOBBSOKANDE})), kandidat(), "annan_kategori", "AK-11"),
    (person(), kandidat(tar_emot=False), "tar_inte_emot", "AK-10"),
    (person(), kandidat(galler_tom=date(2026, 10, 11)), "har_upphort", "AK-10"),
    (person(niva="gul"), kandidat(nivaer=frozenset({"orange"})), "fel_niva", None),
    (person(minuter=599), kandidat(), "for_manga_timmar", "AK-09"),
    (person(smabarn=True, barnomsorg=NEKAD), kandidat(), "barnomsorg_saknas", "AK-30"),
    (person(barn_under_atta=True), kandidat(paverkar_foraldrapenning=True), "fk_avstamning_saknas", None),
]


@pytest.mark.parametrize(("vem", "vad", "kod", "regel"), BORTFALLEN, ids=[b[2] for b in BORTFALLEN])
def test_det_som_inte_gar_faller_bort_med_skal_och_regel(vem, vad, kod, regel):
    (ute,) = rangordna(vem, [vad]).bortfall
    assert [(s.kod, s.regel) for s in ute.skal] == [(kod, regel)]
    assert ute.skal[0].text.endswith(".")


GAR_ANDA = [
    (person(niva="gul"), kandidat()),
    (person(), kandidat(nivaer=frozenset({"orange"}))),
    (person(minuter=599), kandidat(former=frozenset({F.DELTID}))),
    (person(minuter=600), kandidat()),
    (person(), kandidat(galler_tom=START)),
    (person(smabarn=True, barnomsorg=NEKAD), kandidat(barnomsorg=True)),
    (person(smabarn=True, barnomsorg=NEKAD), kandidat(former=frozenset({F.TA_MED_BARN}))),
    (person(smabarn=True, barnomsorg=NEKAD), kandidat(form=Aktivitetsform.DISTANS)),
    (person(smabarn=True), kandidat()),
    (person(smabarn=True, barnomsorg=Barnomsorg(BS.INGET_BEHOV)), kandidat()),
    (person(barn_under_atta=True, fk_svar=FkSvar.PAVERKAR), kandidat(paverkar_foraldrapenning=True)),
    (person(), kandidat(lediga=0)),
]


@pytest.mark.parametrize(("vem", "vad"), GAR_ANDA)
def test_pa_andra_sidan_gransen_foreslas_det(vem, vad):
    ordning = rangordna(vem, [vad])
    assert (len(ordning.forslag), ordning.bortfall) == (1, ())


SKAL = [
    (person(niva="gul"), kandidat(nivaer=frozenset({"gul"})), "niva_passar"),
    (person(), kandidat(nivaer=frozenset({"gul"})), "niva_okand"),
    (person(minuter=1200), kandidat(), "timmar_passar"),
    (person(minuter=1201), kandidat(), "timmar_fa"),
    (person(minuter=599), kandidat(former=frozenset({F.DELTID})), "timmar_pa_deltid"),
    (person(), kandidat(), "timmar_okanda"),
    (person(onskar=frozenset({F.TA_MED_BARN})), kandidat(former=frozenset({F.TA_MED_BARN})), "onskad_form"),
    (person(onskar=frozenset({F.DISTANS})), kandidat(), "onskad_form_saknas"),
    (person(), kandidat(former=frozenset({F.ENBART_KVINNOR})), "enbart_kvinnor"),
    (person(), kandidat(malgrupp="Nyanlända"), "malgrupp"),
    (person(sprak="arabiska"), kandidat(sprak=frozenset({"arabiska"})), "sprak_passar"),
    (person(sprak="arabiska"), kandidat(sprak=frozenset({"svenska"})), "sprak_saknas"),
    (person(plats=frozenset({"nyfor"})), kandidat(plats=frozenset({"nyfor"})), "plats_passar"),
    (person(tider=(MANDAG,)), kandidat(tider=(MANDAG,)), "tider_passar"),
    (person(tider=(MANDAG,)), kandidat(tider=(TISDAG,)), "tider_utanfor"),
    (person(smabarn=True), kandidat(barnomsorg=True), "barnomsorg_pa_plats"),
    (person(smabarn=True), kandidat(former=frozenset({F.TA_MED_BARN})), "barn_kan_folja_med"),
    (person(smabarn=True), kandidat(), "barnomsorg_okand"),
    (person(smabarn=True, barnomsorg=BEVILJAD), kandidat(tider=(MANDAG,)), "barnomsorg_racker"),
    (person(smabarn=True, barnomsorg=BEVILJAD), kandidat(tider=(TISDAG,)), "barnomsorg_racker_inte"),
    (person(smabarn=True, barnomsorg=BEVILJAD), kandidat(minuter=901), "barnomsorg_racker_inte"),
    (person(barn_under_atta=True), kandidat(form=Aktivitetsform.DISTANS), "hemifran"),
    (person(fk_svar=FkSvar.PAVERKAR), kandidat(paverkar_foraldrapenning=True), "foraldrapenning_paverkas"),
    (person(fk_svar=FkSvar.PAVERKAR_INTE), kandidat(paverkar_foraldrapenning=True), "foraldrapenning_paverkas_inte"),
    (person(), kandidat(paverkar_foraldrapenning=True), "fk_avstamning_kravs"),
    (person(), kandidat(), "ledig_plats"),
    (person(), kandidat(lediga=0, i_ko=2), "fullt"),
    (person(), kandidat(vantetid=4), "vantetid"),
    (person(), kandidat(galler_fran=date(2026, 10, 13)), "borjar_senare"),
    (person(), kandidat(stangd_tom=date(2026, 10, 16)), "stangd_vid_start"),
    (person(), kandidat(arbetslivsanknytning=True), "arbetslivsanknytning"),
]


@pytest.mark.parametrize(("vem", "vad", "kod"), SKAL, ids=[s[2] for s in SKAL])
def test_varje_skal_sags_och_vager_som_tabellen(vem, vad, kod):
    (forslag,) = rangordna(vem, [vad]).forslag
    assert kod in {s.kod for s in forslag.skal}
    assert forslag.summa == sum(VIKT.get(s.kod, 0) for s in forslag.skal)


def test_alla_vikter_anvands():
    assert set(VIKT) <= {s[2] for s in SKAL}


def test_lika_summa_ordnas_efter_vantetid_och_namn():
    a, b, c = (kandidat(i, namn=n, vantetid=v) for i, n, v in ((3, "Ö", 1), (2, "A", 1), (1, "Z", 1)))
    assert [r.kandidat.namn for r in rangordna(person(), [a, c, b]).forslag] == ["A", "Z", "Ö"]


personer = st.builds(
    Person,
    start=st.just(START),
    minuter=st.none() | st.integers(0, 2400),
    niva=st.none() | st.sampled_from(["orange", "gul", "gron"]),
    onskar=st.frozensets(st.sampled_from(Deltagandeform)),
    sprak=st.none() | st.sampled_from(["arabiska", "svenska"]),
    plats=st.frozensets(st.sampled_from(["nyfor", "frosl"])),
    tider=st.sampled_from([(), (MANDAG,), (MANDAG, TISDAG)]),
    smabarn=st.booleans(),
    barn_under_atta=st.booleans(),
    barnomsorg=st.sampled_from([Barnomsorg(), BEVILJAD, NEKAD, Barnomsorg(BS.INGET_BEHOV)]),
    fk_svar=st.none() | st.sampled_from(FkSvar),
)
kandidater = st.lists(
    st.builds(
        Kandidat,
        id=st.integers(1, 10**6).map(lambda i: UUID(int=i)),
        namn=st.sampled_from(["A", "B", "C"]),
        kategori=st.sampled_from(Aktivitetskategori),
        minuter=st.integers(1, 2400),
        galler_fran=st.dates(date(2026, 9, 1), date(2026, 12, 1)),
        galler_tom=st.none() | st.dates(date(2026, 9, 1), date(2027, 12, 1)),
        nivaer=st.frozensets(st.sampled_from(["orange", "gul", "gron"])),
        former=st.frozensets(st.sampled_from(Deltagandeform)),
        tider=st.sampled_from([(), (MANDAG,), (TISDAG,)]),
        form=st.sampled_from(Aktivitetsform),
        plats=st.frozensets(st.sampled_from(["nyfor", "frosl"])),
        sprak=st.frozensets(st.sampled_from(["arabiska", "svenska"])),
        lediga=st.none() | st.integers(0, 3),
        vantetid=st.integers(0, 9),
        barnomsorg=st.booleans(),
        paverkar_foraldrapenning=st.booleans(),
        tar_emot=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda k: k.id,
)
UTAN_ONSKEMAL = {"onskar": frozenset(), "sprak": None, "plats": frozenset(), "tider": ()}


@given(personer, kandidater, st.randoms(use_true_random=False), st.sampled_from(sorted(UTAN_ONSKEMAL)))
def test_samma_uppgifter_ger_samma_ordning_och_inget_onskemal_kostar_ett_forslag(vem, vilka, slump, onskemal):
    ordning = rangordna(vem, vilka)
    omblandade = list(vilka)
    slump.shuffle(omblandade)
    assert rangordna(vem, omblandade) == ordning
    foreslagna = {r.kandidat.id for r in ordning.forslag}
    assert foreslagna | {b.kandidat.id for b in ordning.bortfall} == {k.id for k in vilka}
    assert foreslagna.isdisjoint(b.kandidat.id for b in ordning.bortfall)
    assert all(b.skal for b in ordning.bortfall)
    utan = rangordna(replace(vem, **{onskemal: UTAN_ONSKEMAL[onskemal]}), vilka)
    assert {r.kandidat.id for r in utan.forslag} >= foreslagna
    summor = [r.summa for r in ordning.forslag]
    assert summor == sorted(summor, reverse=True)
