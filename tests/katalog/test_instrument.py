"""Instruments as data: the shipped programmodell says what its source says, and faulty files are told every fault."""

import copy
import json
from datetime import date
from importlib.resources import files

import pytest

from app.katalog import instrument
from app.katalog.instrument_granskning import OgiltigtInstrument, granska, tolka
from app.katalog.instrument_modell import Respondent, VersionStatus, kontrollsumma

PROGRAMMODELL = "eskilstuna-programmodell"

ROD = "Aktivt missbruk, psykiskt ohälsa, fysisk ohälsa/nedsättning (saknar arbetsförmåga)"
ORANGE = (
    "Förberedande insatser; praktik, träna på att komma till aktiviteten, motivationshöjande, komma i tid, "
    "sociala sammanhang, språk"
)
GUL = (
    "Uppbyggande insatser; praktik, dagliga rutiner, fysiskt arbete, mobilitet (röra sig i staden), lagarbete, "
    "medarbetarskap"
)
GRON = "Slutliga insatser; arbetsuppgifter kopplade till reguljära arbetsmarknaden, utb. och yrkeserfarenhet"
BLA = "Studier eller reguljära arb.marknaden (ev. med anst.stöd) men med stöd av Vägledare"
NIVAER = [("Röd", ROD), ("Orange", ORANGE), ("Gul", GUL), ("Grön", GRON), ("Blå", BLA)]
OMRADEN = [
    "Språk",
    "Arbetslivserfarenhet",
    "Studierfarenhet/utbildning",
    "Arbetsmarknad och samhälle",
    "Digital kompetens",
]
SPRAK = [
    (
        "orange",
        "delmal",
        "Förmåga att förstå och använda det svenska språket.",
        [
            "Förmåga att ta emot enkla muntliga instruktioner.",
            "Förmåga att ta emot enkla skriftliga instruktioner.",
            "Förmåga att uttrycka sig enkelt och förstås av andra.",
        ],
    ),
    (
        "gul",
        "delmal",
        "Att uppnå en grundläggande nivå av svenska.",
        [
            "Förmåga att ta emot muntliga instruktioner.",
            "Förmåga att ta emot skriftliga instruktioner.",
            "Förmåga att uttrycka sig och förstås av andra.",
        ],
    ),
    (
        "gron",
        "mal",
        "Att uppnå en självständig nivå av svenska, särskilt inom yrkessvenska.",
        ["Kommunicerar självständigt på svenska inom arbetsrelaterade sammanhang."],
    ),
]


@pytest.fixture
def fil():
    text = files("app.katalog.data").joinpath("instrument").joinpath(f"{PROGRAMMODELL}.json").read_text("utf-8")
    return json.loads(text)


@pytest.fixture
def version():
    return instrument.hamta(PROGRAMMODELL).publicerad


def test_programmodellen_har_kallans_fem_nivaer_i_ordning(version):
    assert [(n.namn, n.text) for n in version.nivaer] == NIVAER
    assert version.axel == "Självständighet, ansvar, motivation, kompetens"
    assert [version.rang(n.kod) for n in version.nivaer] == [0, 1, 2, 3, 4]


def test_bara_rod_ar_skyddad(version):
    assert [n.kod for n in version.nivaer if n.skyddad] == ["rod"]


def test_programmodellen_har_kallans_fem_omraden(version):
    assert [o.namn for o in version.omraden] == OMRADEN
    assert version.omrade("studieerfarenhet").stavningar == ("Studierfarenhet och utbildning",)


def test_bara_sprak_har_mal_och_indikatorer_och_deras_niva_ar_harledd(version):
    mal = [(m.niva, m.slag, m.text, [i.text for i in m.indikatorer]) for m in version.mal]
    assert mal == SPRAK
    assert {m.omrade for m in version.mal} == {"sprak"}
    assert all(m.niva_harledd for m in version.mal)


def test_det_som_kallan_inte_sager_ar_utelamnat_eller_namnt_som_harlett(version):
    assert version.intervall_dagar is None
    assert version.nasta_senast(date(2026, 10, 12)) is None
    assert {h.galler for h in version.harledningar} == {
        "nivå på målen för språk",
        "skala",
        "respondenter",
        "skydd av Röd",
        "färgkoder",
    }


def test_den_publicerade_versionen_ar_den_som_publicerades(version, fil):
    assert version.status is VersionStatus.PUBLICERAD
    assert version.kontrollsumma == "e66ea023a896196602bcc262d3c3cba5d2f764c2c1fa28683c80cccf5bc7bfec"
    fil["versioner"][0]["nivaer"][1]["text"] += " och mer"
    assert [f.kod for f in granska(fil)] == ["andrad"]


def test_en_publicerad_version_far_ersattas_utan_att_andras(fil):
    ny = copy.deepcopy(fil["versioner"][0]) | {"version": 2, "status": "publicerad", "intervallDagar": 30}
    ny["kontrollsumma"] = kontrollsumma(ny)
    fil["versioner"][0]["status"] = "ersatt"
    fil["versioner"].append(ny)
    i = tolka(fil)
    assert i.publicerad.version == 2
    assert i.publicerad.nasta_senast(date(2026, 10, 12)) == date(2026, 11, 11)
    assert i.version(1).kontrollsumma != i.version(2).kontrollsumma


def test_versionen_i_minnet_gar_inte_att_andra(version):
    with pytest.raises(AttributeError):
        version.nivaer = ()
    with pytest.raises(AttributeError):
        version.nivaer[0].skyddad = False


FORANDRING = {
    "kod": "forandring",
    "typ": "heltal",
    "avser": "forandring",
    "minst": 0,
    "storst": 3,
    "underlagKravs": [1, 2, 3],
}
LAG, HOG = {"kod": "lag", "namn": "Låg"}, {"kod": "hog", "namn": "Hög"}


def litet(**mer):
    """A small instrument of another kind: no levels, a self-rating from 0 to 10, a change from 0 to 3."""
    version = {
        "version": 1,
        "status": "utkast",
        "respondenter": ["egen"],
        "intervallDagar": 30,
        "skalor": [
            {"kod": "skattning", "typ": "heltal", "avser": "lage", "minst": 0, "storst": 10},
            FORANDRING,
            {"kod": "grad", "typ": "ordnad", "avser": "lage", "varden": [LAG, HOG]},
            {"kod": "fri", "typ": "text", "avser": "lage"},
        ],
        "nivaer": [],
        "omraden": [{"kod": "halsa", "namn": "Hälsa"}],
        "mal": [
            {
                "omrade": "halsa",
                "indikatorer": [
                    {"kod": "arbetsformaga", "text": "Arbetsförmåga", "skala": "skattning"},
                    {"kod": "steg", "text": "Förändring", "skala": "forandring"},
                    {"kod": "grad", "text": "Grad", "skala": "grad"},
                    {"kod": "berattelse", "text": "Berättelse", "skala": "fri"},
                ],
            }
        ],
    } | mer  # fmt: skip
    return copy.deepcopy({"kod": "litet", "namn": "Litet", "agare": "Prov", "kalla": "Prov", "versioner": [version]})


def test_modellen_rymmer_instrument_utan_nivaer_med_andra_skalor():
    v = tolka(litet()).version(1)
    skattning, forandring, grad, fri = (v.skala(i) for i in v.indikatorer("halsa"))
    assert v.respondenter == (Respondent.EGEN,)
    assert [skattning.godtar(x) for x in (0, 10, 11, -1, True, "3")] == [True, True, False, False, False, False]
    assert (skattning.rang(4), grad.rang("hog"), forandring.rang(2), fri.rang("text")) == (4, 1, None, None)
    assert [grad.godtar(x) for x in ("lag", "mellan", 1)] == [True, False, False]
    assert forandring.underlag_kravs == (1, 2, 3)


def test_alla_fel_namns_pa_en_gang():
    fel = litet(status="klar", okand=1, respondenter=[], intervallDagar=0)
    v = fel["versioner"][0]
    v["skalor"][0]["storst"] = 0
    v["skalor"][1]["underlagKravs"] = [1, 4]
    v["skalor"][2]["varden"] = [{"kod": "lag", "namn": "Låg"}, {"kod": "lag", "namn": ""}]
    v["skalor"][3]["minst"] = 1
    v["omraden"].append({"kod": "halsa", "namn": "Hälsa igen"})
    v["mal"][0]["niva"] = "gul"
    v["mal"][0]["text"] = "Ett mål utan slag"
    v["mal"][0]["indikatorer"][0]["skala"] = "okand"
    v["mal"][0]["indikatorer"][1]["kod"] = "Å Ä Ö"
    v["mal"].append({"omrade": "annat", "indikatorer": "inga"})
    v["nivaer"].append({"kod": "ej_tillganglig_for_aktivitet", "namn": "Upptagen", "text": "Koden är upptagen"})
    del fel["agare"]
    assert {(f.falt, f.kod) for f in granska(fel)} == {
        ("/agare", "saknas"),
        ("/versioner/0/status", "ogiltigt_varde"),
        ("/versioner/0/okand", "okant_falt"),
        ("/versioner/0/respondenter", "respondenter"),
        ("/versioner/0/intervallDagar", "ogiltigt_varde"),
        ("/versioner/0/skalor/0/storst", "granser"),
        ("/versioner/0/skalor/1/underlagKravs/1", "okand"),
        ("/versioner/0/skalor/2/varden/1/kod", "dubblett"),
        ("/versioner/0/skalor/2/varden/1/namn", "ogiltigt_varde"),
        ("/versioner/0/skalor/2/varden", "for_fa"),
        ("/versioner/0/skalor/3/minst", "granser"),
        ("/versioner/0/omraden/1/kod", "dubblett"),
        ("/versioner/0/nivaer", "upptagen"),
        ("/versioner/0/mal/0/niva", "okand"),
        ("/versioner/0/mal/0/text", "saknas"),
        ("/versioner/0/mal/0/indikatorer/0/skala", "okand"),
        ("/versioner/0/mal/0/indikatorer/1/kod", "ogiltigt_varde"),
        ("/versioner/0/mal/1/omrade", "okand"),
        ("/versioner/0/mal/1/indikatorer", "ogiltigt_varde"),
    }


@pytest.mark.parametrize("data", [None, [], "text", {}, {**litet(), "versioner": [None, 1]}])
def test_vad_som_helst_far_fel_i_stallet_for_att_krascha(data):
    with pytest.raises(OgiltigtInstrument) as fel:
        tolka(data)
    assert fel.value.fel


def noder(data, vag=()):
    """The path to every value of a document."""
    yield vag
    delar = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for nyckel, varde in delar:
        yield from noder(varde, (*vag, nyckel))


@pytest.mark.parametrize("varde", [None, 0, -1, True, "", "Å\x00", [], [[]], {}, {"kod": {}}], ids=repr)
@pytest.mark.parametrize("mall", ["fil", "litet"])
def test_ett_fel_varde_pa_vilken_plats_som_helst_tal_granskningen(fil, mall, varde):
    hel = fil if mall == "fil" else litet()
    for *vag, sist in filter(None, noder(hel)):
        trasig = nod = copy.deepcopy(hel)
        for nyckel in vag:
            nod = nod[nyckel]
        nod[sist] = varde
        if not granska(trasig):
            tolka(trasig)


@pytest.mark.parametrize(
    ("statusar", "nummer", "kod"),
    [
        (["publicerad", "publicerad"], [1, 2], "ordning"),
        (["utkast", "publicerad"], [1, 2], "ordning"),
        (["publicerad", "ersatt"], [1, 2], "ordning"),
        (["ersatt", "publicerad"], [2, 1], "ordning"),
    ],
)
def test_versionernas_ordning_halls(fil, statusar, nummer, kod):
    mall = fil["versioner"][0]
    fil["versioner"] = [mall | {"status": s, "version": n} for s, n in zip(statusar, nummer, strict=True)]
    for v in fil["versioner"]:
        v["kontrollsumma"] = kontrollsumma(v)
    assert {f.kod for f in granska(fil)} == {kod}


def test_varje_fil_heter_som_sitt_instrument():
    katalog = files("app.katalog.data").joinpath("instrument")
    assert {f.name for f in katalog.iterdir()} == {f"{kod}.json" for kod in instrument.alla()}


@pytest.mark.anyio
@pytest.mark.parametrize("namn", ["anna", "vera"])
async def test_instrumenten_gar_att_lasa(varld, namn):
    person = varld.som(namn)
    lista = (await person.hamta("instrument")).json()
    rader = {r["kod"]: r for r in lista["instrument"]}
    assert set(rader) == {"egen-skattning-0-10", PROGRAMMODELL, "manadsforandring-0-3"}
    rad = rader[PROGRAMMODELL]
    assert (rad["namn"], rad["publiceradVersion"]) == ("Programmodellen", 1)
    svar = await person.hamta(rad["_links"]["self"]["href"])
    [v] = svar.json()["versioner"]
    assert svar.headers["etag"].startswith('"1-')
    assert [(n["namn"], n["text"]) for n in v["nivaer"]] == NIVAER
    assert [o["namn"] for o in v["omraden"]] == OMRADEN
    assert [(m["niva"], m["nivaHarledd"]) for m in v["mal"]] == [("orange", True), ("gul", True), ("gron", True)]
    assert v["skalor"][0]["varden"] == [{"kod": "nej", "namn": "Nej"}, {"kod": "ja", "namn": "Ja"}]


@pytest.mark.anyio
async def test_okant_instrument_och_annan_kommun_finns_inte(varld):
    anna = varld.som("anna")
    assert (await anna.hamta("instrument/okant")).status_code == 404
    assert (await anna.hamta("/stegvis/v1/0127/instrument")).status_code == 404
