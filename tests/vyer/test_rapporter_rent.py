"""AK-32, AK-34: what one person gives a report, on both sides of each limit; and what a layout may say."""

import io
import zipfile
from datetime import UTC, date, datetime
from uuid import UUID

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.begrepp.tid import Manad, OgiltigTid, Period
from app.core.csv_table import ofarlig
from app.flode.arende.states import Forsorjningshinder
from app.regelverk.uppgiftstider import avslutsorsak_senast, statistik_senast
from app.vyer.rapporter import former, ivo, layouter, socialstyrelsen
from app.vyer.rapporter.fakta import Arendefakta, Bedomd, Beslutad, Insats, Manadsuppgift, Personfakta
from app.vyer.rapporter.layouter import Layout, OgiltigLayout
from app.vyer.rapporter.sort import Arenderad, Bidrag, Fraga, Person
from app.vyer.rapporter.states import Periodform
from app.vyer.rapporter.utlamning import vald_form

NAMND = UUID(int=1)
SKAPAD = datetime(2026, 1, 1, 12, tzinfo=UTC)
KVARTAL = Periodform.KVARTAL.manader("2027-K1")
FRAGA = Fraga("0484", NAMND, KVARTAL, datetime(2027, 4, 7, 12, tzinfo=UTC))
RAD = Arenderad(UUID(int=2), "A-1", SKAPAD, skyddad=False, handlaggare="anna", personnummer_forseglat=b"", avtryck=b"x")
OMFATTAS = Bedomd("sol_12_4a", "omfattas", "2026-07")


def person(**fakta):
    return Personfakta(Person(b"x", (RAD,)), [Arendefakta(**fakta)])


def uppgift(hinder="arbetslos", *, stod=True):
    return Manadsuppgift(stod, hinder)


def insats(fran, tom=None, orsak=None):
    return Insats(UUID(int=3), Period(fran, tom), pagar=tom is None, avslutsorsak=orsak)


def beslut(typ, dag, lagrum="sol_12_4a"):
    return Beslutad(UUID(int=4), typ, lagrum, dag, dag, None)


def summor(person_):
    bidrag = Bidrag()
    ivo.lagg_till(bidrag, person_, FRAGA)
    return bidrag


# --- IVO ------------------------------------------------------------------------------------------


@pytest.mark.regel("T-08", "AK-32")
@pytest.mark.parametrize(
    ("fran", "tom", "ja"),
    [
        (date(2026, 10, 1), date(2026, 12, 31), False),
        (date(2026, 10, 1), date(2027, 1, 1), True),
        (date(2027, 3, 31), None, True),
        (date(2027, 4, 1), None, False),
        (date(2027, 2, 3), date(2027, 2, 3), True),
    ],
)
@pytest.mark.parametrize("slag", ["bestallningar", "planer"])
def test_en_dag_i_kvartalet_racker(fran, tom, ja, slag):
    bidrag = summor(person(bedomningar=[OMFATTAS], **{slag: [insats(fran, tom)]}))
    assert bidrag.summor.get("kvartal/anvisade", 0) == ja


@pytest.mark.regel("AK-32")
@pytest.mark.parametrize(
    ("b", "matt"),
    [
        (beslut("vagran", date(2027, 1, 1)), {"vagrade"}),
        (beslut("nedsattning", date(2027, 3, 31)), {"nedsatta"}),
        (beslut("vagran", date(2026, 12, 31)), set()),
        (beslut("vagran", date(2027, 4, 1)), set()),
        (beslut("vagran", date(2027, 2, 1), "sol_12_4"), set()),
        (beslut("begaran_att_delta", date(2027, 2, 1)), set()),
    ],
)
def test_beslut_raknas_efter_sin_dag(b, matt):
    bidrag = summor(person(bedomningar=[OMFATTAS], beslut=[b]))
    assert {n.removeprefix("kvartal/") for n in bidrag.summor if n.startswith("kvartal/")} == {"omfattade", *matt}


@pytest.mark.regel("AK-36")
@pytest.mark.parametrize(
    ("fakta", "skal"),
    [
        ({"avslutat": date(2026, 12, 31)}, "arendet_inte_oppet"),
        ({"manader": {}}, "manad_saknas"),
        ({"manader": {"2027-01": uppgift(stod=False)}}, "inget_forsorjningsstod"),
        ({"bedomningar": []}, "omfattas_inte"),
        ({"bedomningar": [Bedomd("sol_12_4a", "undantag", "2026-12"), OMFATTAS]}, "omfattas_inte"),
        ({"bedomningar": [Bedomd("sol_12_4a", "omfattas", "2027-02")]}, "omfattas_inte"),
        ({"bedomningar": [Bedomd("sol_12_4", "omfattas", "2026-10")]}, "omfattas_inte"),
        ({"manader": {"2027-01": uppgift(None)}}, "forsorjningshinder_saknas"),
        ({"avslutat": date(2027, 1, 1)}, None),
        ({}, None),
    ],
)
def test_varje_manad_raknas_eller_har_ett_skal(fakta, skal):
    hel = {"manader": {"2027-01": uppgift()}, "bedomningar": [OMFATTAS]}
    assert ivo.manadsrad(person(**(hel | fakta)), Manad(2027, 1)).skal == skal


manader = st.dictionaries(
    st.sampled_from([str(m) for m in KVARTAL]),
    st.builds(Manadsuppgift, st.booleans(), st.none() | st.sampled_from([h.value for h in Forsorjningshinder])),
)
dagar = st.dates(date(2026, 9, 1), date(2027, 6, 30))
personer = st.builds(
    person,
    avslutat=st.none() | dagar,
    manader=manader,
    bedomningar=st.lists(
        st.builds(Bedomd, st.just("sol_12_4a"), st.sampled_from(["omfattas", "undantag"]), st.just("2026-12"))
    ),
    beslut=st.lists(st.builds(beslut, st.sampled_from(["vagran", "nedsattning"]), dagar), max_size=2),
    bestallningar=st.lists(st.builds(insats, dagar), max_size=2),
)


@pytest.mark.regel("AK-32", "AK-36")
@given(st.lists(personer, max_size=6))
def test_raknade_och_undantagna_ar_tillsammans_alla(alla):
    bidrag = Bidrag()
    for en in alla:
        ivo.lagg_till(bidrag, en, FRAGA)
    tabell = {t.namn: t.rader for t in ivo.tabeller(FRAGA, bidrag.summor)}
    for manad in map(str, KVARTAL):
        raknade = sum(rad[2] for rad in tabell["hinder"] if rad[0] == manad)
        undantagna = sum(rad[2] for rad in tabell["undantagna"] if rad[0] == manad)
        assert raknade + undantagna == len(alla) == dict(tabell["personmanader"])[manad]
        # No figure of a month is of more persons than are covered in it.
        assert all(max(rad[3:]) <= rad[2] for rad in tabell["hinder"])
    assert len(bidrag.rader) == len(alla) * 3
    omvant = Bidrag()
    for en in reversed(alla):
        ivo.lagg_till(omvant, en, FRAGA)
    assert omvant.summor == bidrag.summor


# --- Socialstyrelsen ------------------------------------------------------------------------------


@pytest.mark.regel("AK-34", "T-09")
def test_tiderna_for_statistiken():
    assert statistik_senast(Manad(2026, 12)) == date(2027, 1, 15)
    assert avslutsorsak_senast(Manad(2026, 10)) == Manad(2027, 2)


SLUT = {"2026-10": uppgift(), "2026-11": uppgift(stod=False), "2026-12": uppgift(stod=False)}
ARBETE = insats(date(2026, 8, 1), date(2026, 11, 3), "arbete")


@pytest.mark.regel("AK-34", "AK-36")
@pytest.mark.parametrize(
    ("manad", "fakta", "vantat"),
    [
        ("2026-10", {}, (None, None, None)),
        ("2026-11", {}, (None, "2026-10", "arbete")),
        ("2027-02", {"2027-02": uppgift(stod=False)}, (None, "2026-10", "arbete")),
        ("2027-03", {"2027-03": uppgift(stod=False)}, ("inget_forsorjningsstod", None, None)),
        ("2027-01", {}, ("manad_saknas", None, None)),
        ("2027-01", {"2027-01": uppgift()}, (None, None, None)),
        ("2027-01", {"2027-01": uppgift(None)}, ("forsorjningshinder_saknas", None, None)),
    ],
)
def test_avslutsorsaken_lamnas_till_och_med_den_fjarde_manaden(manad, fakta, vantat):
    en = person(manader=SLUT | fakta, bestallningar=[ARBETE])
    skal, upphorde, orsak = socialstyrelsen.lage(en, Manad.tolka(manad))
    assert (skal, upphorde and str(upphorde), orsak) == vantat


@pytest.mark.regel("AK-34")
def test_avslutsorsaken_ar_den_bestallnings_som_slutade_med_stodet():
    tidigare = insats(date(2026, 2, 1), date(2026, 9, 30), "flytt")
    utan = socialstyrelsen.lage(person(manader=SLUT, bestallningar=[tidigare]), Manad(2026, 11))
    assert (utan.skal, str(utan.upphorde)) == ("avslutsorsak_saknas", "2026-10")
    bada = person(manader=SLUT, bestallningar=[ARBETE, insats(date(2026, 11, 1), date(2026, 12, 4), "studier")])
    assert socialstyrelsen.lage(bada, Manad(2026, 11)).avslutsorsak == "studier"
    aldrig = person(manader={"2026-11": uppgift(stod=False)}, bestallningar=[ARBETE])
    assert socialstyrelsen.lage(aldrig, Manad(2026, 11)).skal == "inget_forsorjningsstod"


# --- layouts --------------------------------------------------------------------------------------


def las(text, tmp_path):
    fil = tmp_path / "layout.toml"
    fil.write_text(text, "utf-8")
    return layouter.las(fil, socialstyrelsen.FALTEN)


def test_en_felaktig_layout_sager_alla_sina_fel(tmp_path):
    text = """
        version = 1
        teckenkodning = "klingon"
        skiljetecken = ""
        farg = "rod"
        [[kolumn]]
        namn = "A"
        falt = "manad"
        format = "MMÅÅ"
        bredd = 0
        [[kolumn]]
        namn = "A"
        falt = "forsorjningsstod"
        bredd = 3
        utfyllnad = "--"
        koder = { ja = 1, kanske = "2" }
        [[kolumn]]
        namn = "B"
        falt = "halsa"
        bredd = 4
        [[kolumn]]
        namn = "C"
        falt = "antal_insatser"
        koder = { ett = "1" }
    """
    with pytest.raises(OgiltigLayout) as fel:
        las(text, tmp_path)
    assert set(fel.value.fel) >= {
        "okänd uppgift farg",
        "version i layouten ska vara en text",
        "namn saknas",
        "teckenkodningen klingon är inte känd",
        "kolumn 1: format ska vara ÅÅÅÅ-MM eller ÅÅÅÅMM",
        "kolumn 1: bredd ska vara minst 1",
        "kolumn 2: utfyllnad ska vara ett tecken",
        "kolumn 2: koden för nej saknas",
        "kolumn 2: kanske är inget värde",
        "kolumn 2: koden för ja ska vara en text",
        "kolumn 4: bredd behövs när skiljetecken är tomt",
        "kolumn 4: fältet har inga koder",
        "två kolumner heter A",
    }
    assert any(f.startswith("kolumn 3: fältet halsa finns inte") for f in fel.value.fel)


@pytest.mark.parametrize("text", ["[[kolumn", 'namn = "x"\nversion = "1"', 'namn = "x"\nversion = "1"\nkolumn = [1]'])
def test_vad_som_inte_ar_nagon_layout(text, tmp_path):
    with pytest.raises(OgiltigLayout):
        las(text, tmp_path)
    with pytest.raises(OgiltigLayout, match="finns inte"):
        layouter.las(tmp_path / "ingen.toml", socialstyrelsen.FALTEN)


FAST = """
    namn = "Fasta bredder"
    version = "2"
    skiljetecken = ""
    teckenkodning = "iso-8859-1"
    rubrikrad = false
    [[kolumn]]
    namn = "P"
    falt = "personnummer"
    format = "ÅÅÅÅMMDD-NNNN"
    bredd = 13
    [[kolumn]]
    namn = "N"
    falt = "antal_insatser"
    bredd = 3
    utfyllnad = "0"
    hoger = true
"""


def test_en_layout_med_fasta_bredder(tmp_path):
    layout = las(FAST, tmp_path)
    person_, antal = layout.kolumner
    assert layout.csv.utfylld([person_.cell("198502139804"), antal.cell(7)]) == ["19850213-9804", "007"]
    assert (antal.ryms(1000), antal.ryms(999), antal.ryms(None)) == (False, True, True)
    assert Layout.av(layout.urval, socialstyrelsen.FALTEN) == layout


def test_exemplet_haller():
    assert [k.falt for k in layouter.las(None, socialstyrelsen.FALTEN).kolumner][:2] == ["kommunkod", "personnummer"]


# --- forms ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["=1+1", "+46", "-x", "@SUM(A1)", "\tx", "\rx", "\nx"])
@pytest.mark.krav("S11", "ASVS 1.2.10")
def test_ingen_cell_blir_en_formel(text):
    assert ofarlig(text) == f"'{text}"
    assert (ofarlig(-5), ofarlig("a=1"), ofarlig(None), ofarlig("")) == (-5, "a=1", None, "")


def test_en_arbetsbok_har_text_och_tal_men_inga_formler_och_ingen_klocka(tmp_path):
    bok = former.Arbetsbok(tmp_path, SKAPAD)
    bok.blad("blad", ("=rubrik", "tal"))
    bok.rader([("=1+1", -5), (None, 7), ("http://x", 0)])
    with bok.fardig() as fil:
        innehall = fil.read()
    assert list(tmp_path.iterdir()) == []
    blad = openpyxl.load_workbook(io.BytesIO(innehall))
    assert [[(c.value, c.data_type) for c in rad] for rad in blad["blad"].rows] == [
        [("'=rubrik", "s"), ("tal", "s")], [("'=1+1", "s"), (-5, "n")], [(None, "n"), (7, "n")],
        [("http://x", "s"), (0, "n")],
    ]  # fmt: skip
    assert blad.properties.created == SKAPAD.replace(tzinfo=None)
    with zipfile.ZipFile(io.BytesIO(innehall)) as delar:
        assert {del_.date_time[0] for del_ in delar.infolist()} == {1980}


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/csv", "text/csv"),
        ("application/json;q=0.4, text/csv;q=0.5", "text/csv"),
        ("text/*, */*;q=0.1", "text/csv"),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, */*;q=0.2",
         "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("image/png", "application/json"),
    ],
)  # fmt: skip
def test_formen_valjs_efter_vikt(accept, form):
    assert vald_form(accept) == form


@pytest.mark.parametrize("text", ["2027-01", "2027-K0", "2027-K5", "K1-2027", "2027-k1", "", "2027-K1 "])
def test_ett_kvartal_skrivs_pa_ett_satt(text):
    with pytest.raises(OgiltigTid):
        Periodform.KVARTAL.manader(text)
    assert Periodform.KVARTAL.manader("2026-K4") == (Manad(2026, 10), Manad(2026, 11), Manad(2026, 12))
