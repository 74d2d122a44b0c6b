"""The adapter: our words to AF's contract and AF's answers to outcomes."""

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from app.begrepp.paket import SLAPPTA
from app.core.crashpoints import Krasch, Krascher
from app.core.outbox import Utkorgsrad
from app.core.outbox_recipients import Mottagarlage
from app.integrations.arbetsformedlingen import kontrakt, tolkning
from app.integrations.bokforing import vantetid as backa
from app.integrations.utfall import Avvisat, Kvitterat, Uteblivet
from app.settings import Lage
from tests.mockad_af import MockadAf, Storning, Storningsslag
from tests.mockad_af.begaran import Begaran
from tests.mockad_af.kontrakt import Kontrakt

NU = datetime(2026, 10, 12, 8, 0, tzinfo=UTC)
HUVUD = {"personnummer": "198502139804", "kommunkod": "0484"}
AVVIKELSE = {
    "kod": 18,
    "underkod": 3,
    "forvantadFran": "2026-10-09T09:00:00+02:00",
    "forvantadTill": "2026-10-09T12:00:00+02:00",
    "franvarandeFran": "2026-10-09T09:00:00+02:00",
    "franvarandeTill": "2026-10-09T09:30:00+02:00",
}
DELTAR = HUVUD | {
    "beslut": {"typ": "begaran_att_delta", "fran": "2026-10-12", "tom": None},
    "aktivitetskategori": None,
    "timmarPerVecka": 25,
    "utforandeVerksamhet": None,
    "planSammanfattning": None,
    "start": "2026-10-12",
    "slut": None,
    "avvikelser": None,
}
# Every type of message, in each shape that its content takes.
INNEHALL = {
    "samrad": [
        HUVUD
        | {
            "myndighet": {"organisationsnummer": "2120000357", "namn": "Eskilstuna kommun", "handlaggare": "anna"},
            "syfte": "Samråd",
            "lagrum": "12 kap. 4 § SoL",
            "fraga": "Är personen inskriven?",
            "svarSenast": "2026-10-19",
        }
    ],
    "underrattelse": [HUVUD | {"datum": "2026-10-12", "bedomningskod": "kan_omfattas", "text": "Tre månader."}],
    "informationsoverlamning": [
        DELTAR,
        DELTAR | {"avvikelser": []},
        DELTAR | {"avvikelser": [AVVIKELSE, AVVIKELSE | {"kod": 15, "underkod": None}]},
        {namn: varde for namn, varde in DELTAR.items() if namn != "avvikelser"},  # queued by an earlier version
        DELTAR
        | {
            "aktivitetskategori": "sprak",
            "utforandeVerksamhet": {"namn": "Klivet AB", "organisationsnummer": "5599990016"},
            "planSammanfattning": "Språkträning.",
            "slut": "2026-12-12",
        },
    ],
    "inskrivningsuppgifter": [HUVUD],
    "genomforanden": [HUVUD],
}
FALLEN = [(typ, innehall) for typ, alla in sorted(INNEHALL.items()) for innehall in alla]


def _rad(typ="samrad"):
    return Utkorgsrad(typ=typ, unikt_id=f"{uuid4()}_0", arende_id=uuid4(), lopnummer=1, person="anna.handlaggare")


class Bevittnad:
    """The mocked AF with a witness who holds each call and each answer against the committed contract."""

    def __init__(self, **mer):
        self.af, self.kontrakt = MockadAf(klocka=lambda: NU, **mer), Kontrakt()
        form = b"grant_type=client_credentials&client_id=stegvis&client_secret=utveckling"
        svar = self.af.hantera(
            Begaran("POST", "/oauth2/token", {"content-type": "application/x-www-form-urlencoded"}, form)
        ).svar
        self.bearer = f"Bearer {json.loads(svar.innehall)['access_token']}"

    def sand(self, rad, innehall, **huvuden):
        """The outcome of a message, whatever AF does with it; ``None``: no answer at all."""
        vag, kropp = kontrakt.begaran(rad, innehall)
        huvuden = {
            "af-trackingid": str(uuid4()), "af-systemid": "STEGVIS", "af-enduserid": "*sys*", "af-environment": "U1",
            "content-type": "application/json", "authorization": self.bearer,
        } | {namn.replace("_", "-"): varde for namn, varde in huvuden.items()}  # fmt: skip
        ratt = json.dumps(kropp).encode()
        svar = self.af.hantera(Begaran("POST", vag, huvuden, ratt)).svar
        if huvuden["content-type"] == "application/json":
            assert self.kontrakt.granska_begaran("POST", vag, huvuden, ratt) == []
        if svar is None:
            return None
        svarshuvuden = {namn.lower(): varde for namn, varde in svar.huvuden.items()}
        tolkbart = _json(svar.innehall)
        if tolkbart is not None:
            assert self.kontrakt.granska_svar("POST", vag, svar.status, svarshuvuden, svar.innehall) == []
        return svar.status, kontrakt.utfall(rad, svar.status, tolkbart, huvuden["af-trackingid"], None)


def _json(innehall):
    try:
        return json.loads(innehall)
    except ValueError:
        return None


@pytest.mark.parametrize(("typ", "innehall"), FALLEN)
def test_varje_meddelande_och_dess_svar_haller_kontraktet(typ, innehall):
    """And AF's answer is understood: a kvittens of the message, or the answer to the question."""
    status, utfall = Bevittnad().sand(_rad(typ), innehall)
    assert isinstance(utfall, Kvitterat)
    assert (status, utfall.kvittens.uppgifter is not None) == ((200, True) if typ in kontrakt.FRAGOR else (201, False))


FELSVAR = {
    "400": (400, Avvisat),
    "429": (429, Uteblivet),
    "500": (500, Uteblivet),
    "503": (503, Uteblivet),
    "trasig_json": (None, Uteblivet),
    "skyddad_identitet": (None, Kvitterat),
    "timeout": (None, None),
    "timeout_efter_lagring": (None, None),
    "bruten": (None, None),
    "bruten_efter_lagring": (None, None),
}


@pytest.mark.parametrize("fel", sorted(FELSVAR))
@pytest.mark.parametrize("typ", sorted(INNEHALL))
def test_varje_felsvar_haller_kontraktet_och_forstas(typ, fel):
    vittne, (vantat, sort) = Bevittnad(), FELSVAR[fel]
    vittne.af.storningar.ko.append(Storning(Storningsslag(fel), retry_after=2 if fel in {"429", "503"} else None))
    svaret = vittne.sand(_rad(typ), INNEHALL[typ][0])
    if sort is None:
        assert svaret is None
        return
    status, utfall = svaret
    assert isinstance(utfall, sort)
    assert vantat in {None, status}


def test_fler_avslag_haller_kontraktet():
    """401 without a token that counts, 409 for a taken id, 415; and every fault has a test above."""
    vittne, rad = Bevittnad(), _rad("informationsoverlamning")
    assert set(FELSVAR) == {s.value for s in Storningsslag} - {"langsam"}
    assert vittne.sand(rad, DELTAR, authorization="Bearer okand")[0] == 401
    assert vittne.sand(rad, DELTAR, content_type="text/plain")[0] == 415
    assert vittne.sand(rad, DELTAR)[0] == 201
    status, utfall = vittne.sand(rad, DELTAR | {"slut": "2026-12-12"})
    assert (status, utfall.avvisning.kod) == (409, "af_409")
    ej_over = AVVIKELSE | {n: f"2026-10-12T{t}:00+02:00" for n, t in (("forvantadTill", "23:00"),)}
    assert vittne.sand(_rad("informationsoverlamning"), DELTAR | {"avvikelser": [ej_over]})[0] == 400


def test_varje_typ_av_meddelande_har_en_prov_och_ett_urval_av_falt():
    typer = set(kontrakt.TYPER) | set(kontrakt.FRAGOR)
    assert typer == set(INNEHALL) == {typ for _, typ in SLAPPTA}


@pytest.mark.parametrize(
    "kropp",
    [
        None, [], {"genomforanden": None}, {"genomforanden": [1]}, {"sekretessmarkering": False, "status": 5},
        {"genomforanden": [{"insats": "x", "fran": "i dag", "omfattning_procent": 50, "fas": "PAGAENDE"}]},
        {"genomforanden": [{"insats": "x", "fran": "2026-10-01", "omfattning_procent": 101, "fas": "PAGAENDE"}]},
    ],
)  # fmt: skip
@pytest.mark.parametrize("typ", sorted(kontrakt.FRAGOR))
def test_ett_svar_som_inte_gar_att_lasa_raknas_inte(typ, kropp):
    if typ == "inskrivningsuppgifter" and isinstance(kropp, dict):
        kropp = {"arbetssokande": kropp}
    utfall = kontrakt.utfall(_rad(typ), 200, kropp, "t", None)
    assert utfall == Uteblivet("af_svar_otolkbart", "t")


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


def test_brytaren_oppnar_vilar_provar_och_slapper_fram_fler_och_fler():
    vila, samtidighet = timedelta(seconds=30), 8
    lage = Mottagarlage(fel_i_rad=0)

    def teg(nu):
        lage.teg(nu, "af_503", 2, vila)

    assert (lage.frisk, lage.ledigt(samtidighet)) == (True, 8)
    teg(NU)
    assert (lage.nere, lage.frisk, lage.ledigt(samtidighet)) == (False, False, 8)
    lage.svarade(NU, samtidighet)
    teg(NU)
    teg(NU)
    assert (lage.nere_sedan, lage.stangt_till, lage.ledigt(samtidighet)) == (NU, NU + vila, 1)
    senare = NU + vila
    lage.prova(senare, vila)
    assert lage.stangt_till == senare + vila
    teg(senare + vila)
    assert (lage.nere_sedan, lage.stangt_till) == (NU, senare + 2 * vila)
    platser = []
    while not lage.frisk:
        lage.svarade(senare, samtidighet)
        platser.append(lage.ledigt(samtidighet))
    assert (platser, lage.stangt_till, lage.senast_hord) == ([1, 2, 4, 8], None, senare)


def test_den_som_ber_om_paus_far_den_helt_och_sedan_ett_anrop_i_taget():
    lage = Mottagarlage(fel_i_rad=0)
    lage.pausa(NU + timedelta(seconds=120))
    lage.pausa(NU + timedelta(seconds=60))
    lage.svarade(NU, 4)
    assert (lage.stangt_till, lage.ledigt(4), lage.nere) == (NU + timedelta(seconds=120), 2, False)
    lage.teg(NU, "af_503", 5, timedelta(seconds=30))
    assert lage.ledigt(4) == 1


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


SVAR = MockadAf().personer.uppgifter("198502139804", NU.date()) | {
    "program": {"namn": "Jobb- och utvecklingsgarantin", "fran": "2026-06-01", "tom": None}
}
TILLATNA = {
    "": {*kontrakt.DELAR, "medlem_i_arbetsloshetskassa", "senaste_aktivitetsrapport", "kontakt", "sekretessmarkering"},
    **{namn: set(falt) for namn, falt in kontrakt.DELAR.items()},
}
KANARIE = "Kanarieuppgift"
MER = st.recursive(
    st.just(KANARIE) | st.integers() | st.none(),
    lambda del_: st.lists(del_, max_size=3) | st.dictionaries(st.text(max_size=8), del_, max_size=3),
    max_leaves=6,
)
NYA_FALT = st.dictionaries(
    st.sampled_from(["adress", "telefon", "anteckning", "inkomst", "tidigare_program", "Namn"]) | st.text(max_size=12),
    MER,
    max_size=4,
)


def _tolkat(svar):
    kropp = {"typ": "samrad_besvarat", "tid": NU.isoformat(), "unikt_id": "a_0", "af_referens": "AF-1", "svar": svar}
    return tolkning._granskat(kontrakt.handelse(kropp).svar)


@pytest.mark.regel("DP-12", "AK-14")
@settings(deadline=None)
@given(NYA_FALT, st.dictionaries(st.sampled_from([*kontrakt.DELAR, "kontakt"]), NYA_FALT, max_size=3))
def test_vad_som_an_star_i_svaret_blir_bara_de_tillatna_uppgifterna_kvar(overst, inuti):
    """Förordning (2002:623) 7 d §: more than the six items, contact, protection and status never gets further."""
    svar = overst | SVAR
    svar |= {namn: nya | svar[namn] for namn, nya in inuti.items()}
    kvar = _tolkat(svar)
    assert kvar == _tolkat(SVAR)
    assert set(kvar) == TILLATNA[""]
    assert all(set(kvar[namn]) <= falt for namn, falt in TILLATNA.items() if namn and kvar[namn])
    assert KANARIE not in str(kvar)


@pytest.mark.parametrize(
    "andrat",
    [
        {"program": {"namn": "x" * 201, "fran": "2026-06-01"}},
        {"medlem_i_arbetsloshetskassa": 1},
        {"kontakt": {"funktionsbrevlada": "rad\nrad"}},
        {"status": {"kod": "A", "text": "\ud800"}},
        {"senaste_aktivitetsrapport": "2026-02-30"},
    ],
)
def test_ett_varde_av_annat_slag_gor_hela_svaret_otolkbart(andrat):
    with pytest.raises((ValidationError, kontrakt.OtolkbartSvar)):
        _tolkat(SVAR | andrat)
