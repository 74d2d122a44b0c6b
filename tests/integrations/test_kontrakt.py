"""The adapter: our words to AF's contract and AF's answers to outcomes."""

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from app.begrepp.tid import StallbarKlocka
from app.core.crashpoints import Krasch, Krascher
from app.core.outbox import Utkorgsrad
from app.integrations.arbetare import vantetid as backa
from app.integrations.arbetsformedlingen import kontrakt
from app.integrations.brytare import Brytare
from app.integrations.utfall import Avvisat, Kvitterat, Uteblivet
from app.settings import Lage
from tests.mockad_af.kontrakt import Kontrakt

NU = datetime(2026, 10, 12, 8, 0, tzinfo=UTC)
HUVUD = {"personnummer": "198502139804", "kommunkod": "0484"}
INNEHALL = {
    "samrad": HUVUD
    | {
        "myndighet": {"organisationsnummer": "2120000357", "namn": "Eskilstuna kommun", "handlaggare": "anna"},
        "syfte": "Samråd",
        "lagrum": "12 kap. 4 § SoL",
        "fraga": "Är personen inskriven?",
        "svarSenast": "2026-10-19",
    },
    "underrattelse": HUVUD | {"datum": "2026-10-12", "bedomningskod": "kan_omfattas", "text": "Tre månader."},
    "informationsoverlamning": HUVUD
    | {
        "beslut": {"typ": "begaran_att_delta", "fran": "2026-10-12", "tom": None},
        "aktivitetskategori": None,
        "timmarPerVecka": 25,
        "utforandeVerksamhet": None,
        "planSammanfattning": None,
        "start": "2026-10-12",
        "slut": None,
    },
}


def _rad(typ="samrad"):
    return Utkorgsrad(typ=typ, unikt_id=f"{uuid4()}_0", arende_id=uuid4(), lopnummer=1, person="anna.handlaggare")


@pytest.mark.parametrize("typ", sorted(INNEHALL))
def test_varje_meddelande_haller_kontraktet(typ):
    vag, kropp = kontrakt.begaran(_rad(typ), INNEHALL[typ])
    huvuden = {
        "af-trackingid": str(uuid4()), "af-systemid": "STEGVIS", "af-enduserid": "*sys*", "af-environment": "U1",
        "content-type": "application/json",
    }  # fmt: skip
    assert Kontrakt().granska_begaran("POST", vag, huvuden, json.dumps(kropp).encode()) == []


def test_varje_typ_av_meddelande_har_en_prov():
    assert set(kontrakt.TYPER) == set(INNEHALL)


@pytest.mark.parametrize(
    ("person", "signatur"),
    [
        ("anna.handlaggare", "anna.handlaggare"),
        ("", "*sys*"),
        ("198502139804", "*sys*"),
        ("19850213-9804", "*sys*"),
        ("åsa", "*sys*"),
        ("x" * 65, "*sys*"),
        ("a\nb", "*sys*"),
    ],
)
def test_signaturen_ar_aldrig_ett_personnummer(person, signatur):
    assert kontrakt.signatur(person) == signatur


def _kvittens(rad, **mer):
    kropp = {"unikt_id": rad.unikt_id, "af_referens": "AF-1", "mottagen_tid": "2026-10-12T08:00:00.000Z"}
    return kropp | {"status": "INKOMMEN"} | mer


def test_kvittens_som_gar_att_lasa_och_galler_meddelandet_raknas():
    rad = _rad()
    utfall = kontrakt.utfall(rad, 201, _kvittens(rad, anteckning="Amina"), "t", None)
    assert isinstance(utfall, Kvitterat)
    assert (utfall.kvittens.referens, utfall.kvittens.mottagen) == ("AF-1", NU)
    assert "Amina" not in repr(utfall)


@pytest.mark.parametrize(
    "mer",
    [
        {"unikt_id": "annan_0"},
        {"af_referens": ""},
        {"af_referens": "AF\x00"},
        {"mottagen_tid": "igår"},
        {"mottagen_tid": "2026-10-12"},
    ],
)
def test_annan_kvittens_kan_vara_framme_men_raknas_inte(mer):
    rad = _rad()
    for kropp in (_kvittens(rad, **mer), None, [], "ja"):
        utfall = kontrakt.utfall(rad, 201, kropp, "t", None)
        assert utfall == Uteblivet("af_svar_otolkbart", "t", kan_vara_framme=True)


@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 415, 422])
def test_fyrahundra_ar_avvisning_med_fel_id_men_utan_afs_text(status):
    fel = str(uuid4())
    utfall = kontrakt.utfall(_rad(), status, {"error_id": fel, "message": "Amina 198502139804"}, "t", None)
    assert isinstance(utfall, Avvisat)
    assert (utfall.avvisning.kod, utfall.avvisning.fel_id) == (f"af_{status}", fel)
    assert "Amina" not in repr(utfall)
    assert kontrakt.utfall(_rad(), status, {"error_id": "198502139804"}, "t", None).avvisning.fel_id is None


@pytest.mark.parametrize("status", [301, 401, 408, 425, 429, 500, 502, 503, 504])
def test_ovriga_statusar_ger_nytt_forsok(status):
    utfall = kontrakt.utfall(_rad(), status, None, "t", 7.0)
    assert utfall == Uteblivet(f"af_{status}", "t", vanta=7.0, ber_om_paus=status == 429)


@pytest.mark.parametrize(
    ("rad", "sekunder"),
    [
        (None, None),
        ("120", 120.0),
        (" 0 ", 0.0),
        ("999999999999", 86400.0),
        ("Mon, 12 Oct 2026 08:02:00 GMT", 120.0),
        ("Mon, 12 Oct 2026 07:00:00 GMT", 0.0),
        ("-5", None),
        ("snart", None),
        ("٣", None),
    ],
)
def test_retry_after(rad, sekunder):
    assert kontrakt.vantetid(rad, NU) == sekunder


def test_vantan_dubblas_till_taket_och_spiller_aldrig_over():
    class Storst:
        def uniform(self, _lagst, hogst):
            return hogst

    assert [backa(n, 1.0, 900.0, Storst()) for n in (0, 1, 9, 10, 5000)] == [1.0, 2.0, 512.0, 900.0, 900.0]


def test_brytaren():
    klocka = StallbarKlocka(NU)
    klocka.frys()
    brytare = Brytare(klocka, fel=2, vila=30)
    assert (brytare.plats(1, 4), brytare.nere, brytare.svarar) == (3, False, False)
    brytare.svarade()
    brytare.teg()
    assert (brytare.plats(0, 4), brytare.svarar) == (4, True)
    brytare.teg()
    assert (brytare.plats(0, 4), brytare.nere, brytare.svarar) == (0, True, False)
    klocka.flytta(timedelta(seconds=30))
    assert (brytare.plats(0, 4), brytare.plats(1, 4)) == (1, 0)
    brytare.teg()
    assert brytare.plats(0, 4) == 0
    klocka.flytta(timedelta(seconds=30))
    brytare.svarade()
    assert (brytare.plats(0, 4), brytare.nere) == (4, False)
    brytare.pausa(10)
    assert brytare.plats(0, 4) == 0


def test_krascher_armas_bara_i_testlage_och_utloses_en_gang():
    doda = []
    krascher = Krascher(Lage.TEST, lambda: doda.append(1))
    krascher.vid(Krasch.FORE_SANDNING)
    krascher.arma(Krasch.FORE_SANDNING, vid=2)
    for _ in range(4):
        krascher.vid(Krasch.FORE_SANDNING)
        krascher.vid(Krasch.EFTER_COMMIT)
    assert doda == [1]
    with pytest.raises(RuntimeError):
        Krascher(Lage.PRODUKTION).arma(Krasch.FORE_SANDNING)
