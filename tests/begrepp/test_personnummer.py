"""Personnummer and samordningsnummer, read strictly. Only the test series 980-999 occurs here (DP-23, DP-24)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from personnummer import personnummer as orakel

from app.begrepp.identiteter import OgiltigtPersonnummer, Personnummer, kontrollsiffra

IDAG = date(2026, 11, 2)

testnummer = st.integers(980, 999)
dagar = st.dates(date(1840, 1, 1), date(2026, 11, 2))


def siffror_for(dag: date, nummer: int, *, samordning: bool = False) -> str:
    elva = f"{dag:%Y%m}{dag.day + 60 * samordning:02d}{nummer:03d}"
    return f"{elva}{kontrollsiffra(elva[2:])}"


def felkod(text: str, idag: date | None = None) -> str:
    with pytest.raises(OgiltigtPersonnummer) as fel:
        Personnummer.tolka(text, idag)
    return fel.value.kod


# --- what is read -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "siffror", "dag", "samordning"),
    [
        ("199001019802", "199001019802", date(1990, 1, 1), False),
        ("19900101-9802", "199001019802", date(1990, 1, 1), False),
        ("19900161-9809", "199001619809", date(1990, 1, 1), True),
        ("20000229-9816", "200002299816", date(2000, 2, 29), False),
        ("19640823-9819", "196408239819", date(1964, 8, 23), False),
        ("19260710+9820", "192607109820", date(1926, 7, 10), False),
        ("18500101+9800", "185001019800", date(1850, 1, 1), False),
    ],
)
def test_personnummer_lagras_med_tolv_siffror(text: str, siffror: str, dag: date, *, samordning: bool) -> None:
    nummer = Personnummer.tolka(text, IDAG)
    assert nummer.siffror == siffror
    assert nummer.fodelsedag == dag
    assert nummer.ar_samordningsnummer is samordning
    assert nummer.ar_testnummer


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "9001019802",
        "900101-9802",
        "900101+9802",
        "19900101-980",
        "19900101980",
        "19900101-98022",
        "1990010198022",
        "19900101--9802",
        "19900101 9802",
        "19900101–9802",
        "19900101−9802",
        "1990-01-01-9802",
        "1990 0101-9802",
        "+199001019802",
        "-19900101980",
        "19900101980O",
        "199001019802\x00",
        "\ufeff199001019802",
        "0x9900101980",
        "1_9900101980",
        "199001019TF2",
    ],
)
def test_annan_form_nekas(text: str) -> None:
    assert felkod(text) == "personnummer_form"


@pytest.mark.parametrize("blank", [" ", "\n", "\r\n", "\t", "\u00a0", "\u2028", "\v", "\u200b"])
@pytest.mark.parametrize("nummer", ["199001019802", "19900101-9802"])
def test_blanktecken_runt_eller_inuti_nekas(nummer: str, blank: str) -> None:
    for text in (nummer + blank, blank + nummer, nummer[:4] + blank + nummer[4:], nummer[:-4] + blank + nummer[-4:]):
        assert felkod(text) == "personnummer_form"


@pytest.mark.parametrize("nolla", ["０", "٠", "०", "𝟎", "๐"])
@pytest.mark.parametrize("nummer", ["199001019802", "19900101-9802"])
def test_andra_siffror_an_ascii_nekas(nummer: str, nolla: str) -> None:
    oversatt = {ord(str(n)): chr(ord(nolla) + n) for n in range(10)}
    assert felkod(nummer.translate(oversatt)) == "personnummer_form"
    assert felkod(nummer[:-1] + nummer[-1].translate(oversatt)) == "personnummer_form"


def test_biblioteket_har_fallorna_som_vi_stanger() -> None:
    assert orakel.valid("199001019802\n")
    assert orakel.valid("１９９００１０１９８０２")


@pytest.mark.parametrize(
    "dag",
    [
        "19900001",
        "19901301",
        "19900100",
        "19900132",
        "19900431",
        "19900229",
        "19000229",
        "19900160",
        "19900192",
        "19900289",
        "18391231",
        "00010101",
        "00000101",
    ],
)
def test_dag_som_inte_finns_nekas(dag: str) -> None:
    elva = f"{dag}980"
    assert felkod(f"{elva}{kontrollsiffra(elva[2:])}") == "personnummer_datum"


def test_fodelsenummer_noll_delas_aldrig_ut() -> None:
    assert felkod(siffror_for(date(1990, 1, 1), 0)) == "personnummer_fodelsenummer"


def test_framtida_dag_nekas_bara_nar_dagen_ar_kand() -> None:
    for samordning in (False, True):
        imorgon = siffror_for(date(2026, 11, 3), 980, samordning=samordning)
        assert felkod(imorgon, IDAG) == "personnummer_framtid"
        assert Personnummer.tolka(imorgon).siffror == imorgon
        assert Personnummer.tolka(siffror_for(IDAG, 980, samordning=samordning), IDAG).fodelsedag == IDAG


@pytest.mark.parametrize(("ar", "tillatet"), [(1899, True), (1925, True), (1926, True), (1927, False), (2026, False)])
def test_plus_galler_fran_aret_da_personen_fyller_hundra(ar: int, *, tillatet: bool) -> None:
    tolv = siffror_for(date(ar, 1, 31), 985)
    med_plus = f"{tolv[:8]}+{tolv[8:]}"
    assert Personnummer.tolka(med_plus).siffror == tolv
    assert Personnummer.tolka(f"{tolv[:8]}-{tolv[8:]}", IDAG).siffror == tolv
    if tillatet:
        assert Personnummer.tolka(med_plus, IDAG).siffror == tolv
    else:
        assert felkod(med_plus, IDAG) == "personnummer_tecken"


def test_testserien_ar_980_till_999() -> None:
    # A day on which nobody has been given a number yet, since 979 and 001 are outside the series.
    alla = {nummer: Personnummer(siffror_for(date(2399, 1, 1), nummer)) for nummer in (1, 979, 980, 999)}
    assert {nummer: varde.ar_testnummer for nummer, varde in alla.items()} == {
        1: False,
        979: False,
        980: True,
        999: True,
    }


# --- against the oracle -------------------------------------------------------------------------


@given(dag=dagar, nummer=testnummer, samordning=st.booleans())
def test_varje_giltigt_nummer_lases_och_exakt_en_kontrollsiffra_stammer(
    dag: date, nummer: int, *, samordning: bool
) -> None:
    ratt = siffror_for(dag, nummer, samordning=samordning)
    assert Personnummer.tolka(ratt, IDAG).fodelsedag == dag
    assert Personnummer.tolka(ratt).ar_samordningsnummer is samordning
    for sista in "0123456789":
        text = ratt[:-1] + sista
        assert orakel.valid(text) is (text == ratt)
        if text != ratt:
            assert felkod(text, IDAG) == "personnummer_kontrollsiffra"


@given(ar=st.integers(1840, 2400), manad=st.integers(0, 13), dag=st.integers(0, 99), nummer=testnummer)
def test_samma_svar_som_orakel_for_vilka_datumsiffror_som_helst(ar: int, manad: int, dag: int, nummer: int) -> None:
    elva = f"{ar:04d}{manad:02d}{dag:02d}{nummer}"
    text = f"{elva}{kontrollsiffra(elva[2:])}"
    if orakel.valid(text):
        varde, svar = Personnummer.tolka(text), orakel.parse(text)
        assert (varde.fodelsedag, varde.ar_samordningsnummer) == (svar.get_date(), svar.is_coordination_number())
    else:
        assert felkod(text) == "personnummer_datum"


@given(st.text(max_size=16) | st.text("0123456789+- \n", min_size=10, max_size=15))
def test_godtycklig_text_ger_ett_varde_eller_ratt_fel(text: str) -> None:
    try:
        varde = Personnummer.tolka(text, IDAG)
    except OgiltigtPersonnummer:
        return
    assert orakel.valid(text)
    assert varde.siffror == text.replace("-", "").replace("+", "")


@given(dag=dagar, nummer=testnummer, plats=st.integers(2, 11), steg=st.integers(1, 9))
def test_en_felskriven_siffra_upptacks(dag: date, nummer: int, plats: int, steg: int) -> None:
    ratt = siffror_for(dag, nummer)
    fel = ratt[:plats] + str((int(ratt[plats]) + steg) % 10) + ratt[plats + 1 :]
    assert felkod(fel) in {"personnummer_datum", "personnummer_kontrollsiffra"}
