"""The register of rules: whole, cited where it says it is, and the source of every refusal's section of law."""

import re

import pytest

from app.core.edge.problems import problem_document
from app.core.errors import Faltfel, Hinder, Konflikt, OgiltigtInnehall, hindrad
from app.drift import regelspar
from app.regelverk.modell import Grad, Lagrum
from app.regelverk.oppna_fragor import OPPNA_FRAGOR
from app.regelverk.regler import EFTER_GRUNDEN, OMRADEN, REGLER, lagrum_for
from app.regelverk.regler_modell import Hallning, Regel, Regelstatus
from app.regelverk.regler_tolkningar import TOLKNINGAR
from app.regelverk.urval import REGELVERK
from tests.conftest import ROT

ALLA_ID = {f"AK-{n:02}" for n in range(1, 42)} | {f"T-{n:02}" for n in range(1, 14)}
REGISTRET = [pytest.param(r, id=i) for i, r in REGLER.items()]


def med(*hallningar: Hallning) -> list[pytest.param]:
    return [pytest.param(r, id=i) for i, r in REGLER.items() if r.hallning in hallningar]


def test_varje_regel_finns_en_gang():
    assert set(REGLER) == ALLA_ID
    assert sum(len(o.regler) for o in OMRADEN) == len(REGLER)
    assert list(REGLER) == sorted(REGLER)


@pytest.mark.parametrize("regel", REGISTRET)
def test_regeln_ar_hel(regel):
    for text in (regel.text, regel.tjansten, regel.skal or "."):
        assert text[-1] == "."
        assert text[:1].upper() == text[:1] or text == "."
    assert regel.text.count(". ") == regel.text.count("kap. "), "en enda mening"
    assert regel.rubrik[-1] != "."
    assert regel.kalla
    assert regel.kalla[-1] != "."
    assert list(regel.grader) == sorted(set(regel.grader), key=list(Grad).index)
    assert regel.grader
    assert len(regel.grader) == 1 or all(f"({g.value})" in regel.kalla for g in regel.grader)


@pytest.mark.parametrize("regel", REGISTRET)
def test_det_obekraftade_sags_vara_obekraftat(regel):
    """Grade C or D, or what isn't compared with the final text, is said to a jurist in words, not by a letter only."""
    if {Grad.C, Grad.D} & set(regel.grader) and regel.status is Regelstatus.I_KRAFT:
        assert "slutsats" in regel.kalla
    if regel.foljer_grunden:
        assert regel.lagrum


@pytest.mark.parametrize("regel", REGISTRET)
def test_bara_den_som_registreras_har_ett_skal(regel):
    assert (regel.skal is not None) is (regel.hallning is Hallning.REGISTRERAR)


@pytest.mark.parametrize("regel", med(Hallning.SPARRAR))
def test_det_som_sparrar_nekar(regel):
    assert regelspar.nekanden().get(regel.id) or regelspar.obligatoriska().get(regel.id)


def _ar_varden(fil: str) -> bool:
    """A ruleset states what a rule says; it computes nothing."""
    return "\nREGELVERK = Regelverk(" in (regelspar.APP.parent / fil).read_text("utf-8")


@pytest.mark.parametrize("regel", med(Hallning.RAKNAR))
def test_det_som_raknar_ar_i_koden_men_nekar_inget(regel):
    assert [fil for fil in regelspar.anvandningar().get(regel.id, ()) if not _ar_varden(fil)] != []
    assert regel.id not in regelspar.nekanden()


@pytest.mark.parametrize("regel", med(Hallning.REGISTRERAR))
def test_det_som_bara_registreras_nekar_inget(regel):
    assert regel.id not in regelspar.nekanden()


@pytest.mark.parametrize("regel", med(Hallning.SPARRAR, Hallning.RAKNAR))
def test_det_som_sparrar_eller_raknar_har_ett_test(regel):
    assert regelspar.tester().get(regel.id), "märk ett test: @pytest.mark.regel(id)"


def test_varje_id_i_koden_och_testerna_finns():
    anvanda = set(regelspar.anvandningar()) | set(regelspar.tester())
    assert anvanda - set(REGLER) == set()


def test_hanvisningarna_mellan_reglerna_finns():
    texter = [r.text + r.kalla + r.tjansten + (r.skal or "") for r in REGLER.values()]
    texter += [t.text + " ".join(t.regler) for t in TOLKNINGAR]
    texter += [" ".join(f.regler) for f in OPPNA_FRAGOR]
    texter += [v.regel for r in REGELVERK for v in (*r.varden, *(u.varde for u in r.undantag))]
    assert set(regelspar.ID.findall(" ".join(texter))) <= set(REGLER)


def test_tolkningarna_ar_numrerade_och_hela():
    assert [t.id for t in TOLKNINGAR] == [f"TOLK-{n:02}" for n in range(1, 17)]
    assert all(t.text[-1] == t.avgor[-1] == "." and t.regler and t.rubrik[-1] != "." for t in TOLKNINGAR)


def _far_anges(regel: Regel) -> set[str | None]:
    """What a refusal may name: nothing, the rule's own section, or the ground's where the rule belongs to one."""
    av_grunden = (regel.lagrum or "").startswith(Lagrum.SOL_12_4.text.removesuffix(" § SoL"))
    return {None, regel.lagrum, *([EFTER_GRUNDEN, *(rum.text for rum in Lagrum)] if av_grunden else [])}


def test_lagrummet_i_ett_nekande_ar_regelns():
    avviker = [
        (regel, n.fil, n.kod, n.lagrum)
        for regel, nekanden in regelspar.nekanden().items()
        if regel in REGLER and not REGLER[regel].foljer_grunden
        for n in nekanden
        if n.lagrum not in _far_anges(REGLER[regel])
    ]
    assert avviker == []


@pytest.mark.parametrize("regel", REGISTRET)
def test_ett_nekande_bar_lagrum_dar_regeln_har_ett(regel):
    hinder = Hinder("kod", "Text.", regel.id)
    assert (hinder.lagrum is None) is (regel.lagrum is None)
    assert hinder.lagrum == Konflikt("Text.", regel=regel.id).lagrum == lagrum_for(regel.id)
    assert hinder.lagrum in {regel.lagrum, EFTER_GRUNDEN}


def test_den_som_vet_grunden_anger_lagrummet_sjalv():
    foljer = next(r for r in REGLER.values() if r.foljer_grunden)
    assert Hinder("kod", "Text.", foljer.id).lagrum == EFTER_GRUNDEN
    assert Hinder("kod", "Text.", foljer.id, "12 kap. 4 § SoL").lagrum == "12 kap. 4 § SoL"
    assert Konflikt("Text.", regel=foljer.id, lagrum="12 kap. 4 § SoL").lagrum == "12 kap. 4 § SoL"
    assert Hinder("kod", "Text.").lagrum is lagrum_for("okänd") is None


def test_problemdokumentet_visar_regel_och_lagrum():
    utan_grund = next(r for r in REGLER.values() if r.lagrum and not r.foljer_grunden)
    for problem in (
        hindrad([Hinder("kod", "Text.", utan_grund.id)]),
        OgiltigtInnehall("Text.", regel=utan_grund.id, fel=[Faltfel("/a", "kod", "Text.")]),
    ):
        dokument = problem_document(problem)
        assert (dokument["regel"], dokument["lagrum"]) == (utan_grund.id, utan_grund.lagrum)


@pytest.mark.anyio
async def test_ett_nekande_over_http_bar_regel_och_lagrum(varld):
    anna = varld.som("anna")
    arende = await anna.skapa("arenden", {"personnummer": "19850213-9804", "fornamn": "A", "efternamn": "B"})
    kropp = {"slag": "ny", "avserManad": "2026-10", "regelverk": "okant", "skal": "Första samtalet."}
    svar = (await anna.posta(f"arenden/{arende['id']}/bedomningar", kropp)).json()
    assert (svar["status"], svar["regel"], svar["lagrum"]) == (422, "AK-01", EFTER_GRUNDEN)


@pytest.mark.anyio
async def test_regler_och_tolkningar_ar_oppna_for_alla(varld):
    async with varld.klient() as ingen:
        svar = (await ingen.get(f"{ROT}/regelverk")).json()
    assert [r["id"] for r in svar["regler"]] == list(REGLER)
    assert [t["id"] for t in svar["tolkningar"]] == [t.id for t in TOLKNINGAR]
    for visad, regel in zip(svar["regler"], REGLER.values(), strict=True):
        assert visad["hallning"] == regel.hallning.value
        assert visad.get("lagrum") == regel.lagrum
        assert visad.get("gallerFran") == (regel.galler_fran and regel.galler_fran.isoformat())
        assert (visad["grader"], visad.get("skal")) == ([g.value for g in regel.grader], regel.skal)


HITTAS = """
from app.core.errors import Faltfel, Hinder, Konflikt, OgiltigtInnehall
A, B = "1 § A", "2 § B"
STANGT = Hinder("stangt", "Det är stängt.", "{id}")
OPPET = Hinder("oppet", "Det är öppet.", "{id}", B)

def krav(lage):
    text, regel = f"Högst {{lage}} timmar.", "{id}" if lage else "{id}"
    return Hinder("for_mycket", text, regel, _lag(lage))

def gor():
    raise OgiltigtInnehall("Fel.", regel="{id}", fel=[Faltfel("/a", "faltkod", "Fel.")])
    raise Konflikt("Nej.", regel="{id}")
    annat("inte_ett_nekande", "Text.", "{id}")
"""


def test_spararen_ser_varje_slag_av_nekande():
    import ast

    kod = HITTAS.format(id=next(iter(REGLER)))
    funna = {n.kod: n for _, n in regelspar.nekanden_i(regelspar.Kalla("x.py", kod, ast.parse(kod)))}
    assert set(funna) == {"stangt", "oppet", "for_mycket", "faltkod", "otillaten_overgang"}
    assert (funna["stangt"].lagrum, funna["oppet"].lagrum) == (None, "2 § B")
    assert (funna["for_mycket"].text, funna["for_mycket"].lagrum) == ("Högst […] timmar.", EFTER_GRUNDEN)


def test_spararen_skiljer_ett_id_fran_det_som_liknar_ett():
    assert re.findall(regelspar.ID, "AKT-12 AK-1 XT-01 T-012") == []


def test_en_regel_kan_inte_sagas_mer_an_den_gor():
    """The texts are values: a rule without a reason or a grade cannot be made by leaving it out."""
    with pytest.raises(TypeError):
        Regel(id="X", rubrik="X", text="X.")
