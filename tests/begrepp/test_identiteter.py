"""Values that hide their digits, check digits, organisationer, kommuner and ids. Only the test series 980-999."""

import copy
import json
import logging
import pickle
import traceback
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.begrepp.identiteter import (
    Kommunkod,
    OgiltigIdentitet,
    OgiltigKommunkod,
    OgiltigtOrganisationsnummer,
    OgiltigtPersonnummer,
    Organisationsnummer,
    Personnummer,
    kontrollsiffra,
    nytt_id,
)

ORDINARIE = "199001019802"
SAMORDNING = "199001619809"
IDAG = date(2026, 11, 2)

testnummer = st.integers(980, 999)
dagar = st.dates(date(1840, 1, 1), date(2026, 11, 2))


def siffror_for(dag: date, nummer: int, *, samordning: bool = False) -> str:
    elva = f"{dag:%Y%m}{dag.day + 60 * samordning:02d}{nummer:03d}"
    return f"{elva}{kontrollsiffra(elva[2:])}"


def genom_pickle(varde, protokoll=pickle.DEFAULT_PROTOCOL):
    return pickle.loads(pickle.dumps(varde, protokoll))  # noqa: S301


# --- the value ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bar:
    vem: Personnummer


VISNINGAR: list[Callable[[Personnummer], str]] = [
    repr,
    str,
    format,
    ascii,
    lambda p: f"{p}",
    lambda p: f"{p!r} {p!s} {p!a}",
    lambda p: f"{p:>30} {p:s}",
    lambda p: f"{p=}",
    lambda p: "%s %r" % (p, p),  # noqa: UP031
    lambda p: "{} {!r}".format(p, p),  # noqa: UP032
    lambda p: str([p]) + str({p: p}) + str({p}) + str((p,)),
    lambda p: str(Bar(p)),
    lambda p: str(asdict(Bar(p))),
    lambda p: json.dumps(asdict(Bar(p)), default=str),
    lambda p: json.dumps(asdict(Bar(p)), default=repr),
    lambda p: str(getattr(p, "__dict__", "")),
]


@pytest.mark.parametrize("visa", VISNINGAR)
@pytest.mark.parametrize("tolv", [ORDINARIE, SAMORDNING])
def test_siffrorna_syns_aldrig_i_text(visa: Callable[[Personnummer], str], tolv: str) -> None:
    visat = visa(Personnummer(tolv))
    assert not any(tecken.isdigit() for tecken in visat)


def test_siffrorna_syns_inte_i_loggen(caplog: pytest.LogCaptureFixture) -> None:
    nummer = Personnummer(ORDINARIE)
    with caplog.at_level(logging.INFO):
        logging.getLogger("prov").info("%s %r %s", nummer, nummer, Bar(nummer))
    assert "9802" not in caplog.text
    assert "9802" not in caplog.records[0].getMessage()


def test_bara_maskerat_visar_de_fyra_sista() -> None:
    assert Personnummer(ORDINARIE).maskerat == "********-9802"


@pytest.mark.parametrize(
    "text",
    ["199001019803", "199013019802", "199001329802", "19900101 9802", "199001019802\n", "203001019809", "abc9802"],
)
def test_felet_bar_kod_och_svensk_text_men_aldrig_indata(text: str) -> None:
    with pytest.raises(OgiltigtPersonnummer) as info:
        Personnummer.tolka(text, IDAG)
    fel = info.value
    assert fel.__cause__ is None
    assert fel.__context__ is None
    assert fel.args == (fel.kod,)
    assert str(fel) == fel.meddelande
    assert fel.meddelande.endswith(".")
    kopia = genom_pickle(fel)
    assert (kopia.kod, kopia.meddelande) == (fel.kod, fel.meddelande)
    for visat in (str(fel), repr(fel), str(fel.__dict__), *traceback.format_exception_only(fel)):
        assert text.strip() not in visat
        assert "98" not in visat


def test_konstruktorn_tar_bara_den_lagrade_formen() -> None:
    assert Personnummer(ORDINARIE) == Personnummer.tolka("19900101-9802")
    for text in ("19900101-9802", "9001019802", "199001019803", "199001019802\n"):
        with pytest.raises(OgiltigtPersonnummer):
            Personnummer(text)


def test_likhet_och_hash_foljer_siffrorna() -> None:
    ett, samma, annat = Personnummer(ORDINARIE), Personnummer.tolka("19900101-9802"), Personnummer(SAMORDNING)
    assert ett == samma
    assert hash(ett) == hash(samma)
    assert ett != annat
    assert ett != ORDINARIE
    assert {ett, samma, annat} == {ett, annat}


@given(dag=dagar, nummer=testnummer, samordning=st.booleans(), protokoll=st.integers(0, pickle.HIGHEST_PROTOCOL))
def test_pickling_och_kopior_bevarar_vardet(dag: date, nummer: int, protokoll: int, *, samordning: bool) -> None:
    varde = Personnummer(siffror_for(dag, nummer, samordning=samordning))
    for kopia in (genom_pickle(varde, protokoll), copy.copy(varde), copy.deepcopy(varde)):
        assert kopia == varde
        assert kopia.siffror == varde.siffror


def test_vardet_kan_inte_andras() -> None:
    nummer = Personnummer(ORDINARIE)
    for namn in ("siffror", "_siffror", "annat"):
        with pytest.raises(AttributeError) as fel:
            setattr(nummer, namn, SAMORDNING)
        assert SAMORDNING not in str(fel.value)
        with pytest.raises(AttributeError):
            delattr(nummer, namn)
    assert nummer.siffror == ORDINARIE


def test_kodare_for_json_far_inte_ut_siffrorna() -> None:
    with pytest.raises(TypeError) as fel:
        json.dumps(Personnummer(ORDINARIE))
    assert "9802" not in str(fel.value)


# --- the check digit ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("nio", "siffra"), [("000000000", 0), ("900101980", 2), ("212000014", 2), ("212000035", 7), ("999999999", 9)]
)
def test_kontrollsiffra(nio: str, siffra: int) -> None:
    assert kontrollsiffra(nio) == siffra


@pytest.mark.parametrize(
    "text", ["", "12345678", "1234567890", "12345678\n", "１２３４５６７８９", "12345678a", " 12345678"]
)
def test_kontrollsiffra_kraver_nio_siffror(text: str) -> None:
    with pytest.raises(ValueError, match="nine digits"):
        kontrollsiffra(text)


@given(st.text("0123456789", min_size=9, max_size=9))
def test_kontrollsiffra_gor_luhnsumman_jamnt_delbar_med_tio(nio: str) -> None:
    summa = 0
    for plats, tecken in enumerate(reversed(nio + str(kontrollsiffra(nio)))):
        produkt = int(tecken) * (2 if plats % 2 else 1)
        summa += produkt - 9 if produkt > 9 else produkt
    assert summa % 10 == 0


@given(st.text("0123456789", min_size=9, max_size=9), st.integers(0, 7))
def test_kontrollsiffra_upptacker_omkastade_grannar(nio: str, plats: int) -> None:
    a, b = nio[plats : plats + 2]
    assume(a != b and {a, b} != {"0", "9"})  # 09 and 90 are Luhn's known blind spot
    assert kontrollsiffra(nio[:plats] + b + a + nio[plats + 2 :]) != kontrollsiffra(nio)


# --- organisationer and kommuner ----------------------------------------------------------------


@pytest.mark.parametrize("text", ["212000-0357", "2120000357"])
def test_organisationsnummer_lases_till_tio_siffror(text: str) -> None:
    nummer = Organisationsnummer.tolka(text)
    assert nummer == "2120000357"
    assert json.loads(json.dumps({"organisationsnummer": nummer})) == {"organisationsnummer": "2120000357"}
    assert genom_pickle(nummer) == nummer
    assert type(genom_pickle(nummer)) is Organisationsnummer


@pytest.mark.parametrize(
    ("text", "kod"),
    [
        ("", "organisationsnummer_form"),
        ("212000-035", "organisationsnummer_form"),
        ("16212000-0357", "organisationsnummer_form"),
        ("162120000357", "organisationsnummer_form"),
        ("212000+0357", "organisationsnummer_form"),
        ("212000 0357", "organisationsnummer_form"),
        ("2120000357\n", "organisationsnummer_form"),
        ("２120000357", "organisationsnummer_form"),
        ("212000-0358", "organisationsnummer_kontrollsiffra"),
        ("900101-9802", "organisationsnummer_fysisk_person"),
        ("900161-9809", "organisationsnummer_fysisk_person"),
        ("901201-9808", "organisationsnummer_fysisk_person"),
    ],
)
def test_organisationsnummer_som_inte_hor_till_en_juridisk_person_nekas(text: str, kod: str) -> None:
    with pytest.raises(OgiltigtOrganisationsnummer) as fel:
        Organisationsnummer.tolka(text)
    assert fel.value.kod == kod
    assert not text or text.strip() not in str(fel.value)


@given(dag=dagar, nummer=testnummer, samordning=st.booleans())
def test_inget_personnummer_kan_bli_organisationsnummer(dag: date, nummer: int, *, samordning: bool) -> None:
    with pytest.raises(OgiltigIdentitet):
        Organisationsnummer.tolka(siffror_for(dag, nummer, samordning=samordning)[2:])


def test_kommunkod_ar_fyra_siffror_och_beter_sig_som_text() -> None:
    kod = Kommunkod.tolka("0484")
    assert kod == "0484"
    assert f"/{kod}/" == "/0484/"
    assert {"0484": "Eskilstuna"}[kod] == "Eskilstuna"
    assert type(copy.deepcopy(kod)) is Kommunkod
    assert type(genom_pickle(kod)) is Kommunkod


@pytest.mark.parametrize("text", ["", "484", "00484", "048a", " 484", "0484\n", "０484", "-484", "04 4"])
def test_annan_kommunkod_nekas(text: str) -> None:
    with pytest.raises(OgiltigKommunkod) as fel:
        Kommunkod(text)
    assert fel.value.kod == "kommunkod_form"
    assert fel.value.meddelande == "En kommunkod är fyra siffror."


# --- ids ----------------------------------------------------------------------------------------


def test_nytt_id_ar_en_vanlig_uuid_av_version_sju() -> None:
    ett = nytt_id()
    assert type(ett) is uuid.UUID
    assert ett.version == 7
    assert ett.variant == uuid.RFC_4122
    assert uuid.UUID(str(ett)) == ett


def test_nya_id_ar_olika() -> None:
    assert len({nytt_id() for _ in range(2000)}) == 2000
