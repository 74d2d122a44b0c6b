"""Instruments as files: every fault in words, loaded as drafts, the same file again changes nothing."""

import asyncio
import copy
import json
import re
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from app import cli
from app.flode.progression.matvarden import Matvarden, Omradesvarden, Svar
from app.flode.progression.matvarden import granska as granska_matning
from app.katalog import instrument, rollista
from app.katalog.instrument_granskning import granska, granska_innehall, granska_uppladdning, tolka_innehall
from app.katalog.instrument_modell import Skaltyp, VersionStatus
from tests.katalog.eget import PROGRAMMODELL, fil, innehall

KOMMUN = ("--kommun", "0484", "--namnd", str(rollista.NAMND_ESKILSTUNA))


def kor(*givet):
    return CliRunner().invoke(cli.app, [str(g) for g in givet])


@pytest.fixture
def skriv(tmp_path):
    """Writes a file of JSON."""

    def skriv(namn, data):
        vag = tmp_path / namn
        vag.write_text(data if isinstance(data, str) else json.dumps(data, ensure_ascii=False), "utf-8")
        return vag

    return skriv


def test_granskningen_sager_alla_fel_i_alla_filer(skriv):
    trasig = fil("Å", innehall=innehall(storst=0))
    trasig["innehall"]["mal"][0]["indikatorer"][1]["kod"] = "rutiner"
    hel, fel = skriv("hel.json", fil()), skriv("fel.json", trasig)
    svar = kor("granska-instrument", hel, fel)
    assert svar.exit_code == 1
    assert svar.stdout == f"{hel}: inga fel\n"
    assert svar.stderr.splitlines() == [
        f"{fel}: 3 fel",
        "  /kod: Värdet ska vara en kod: a till z och siffror, med - eller _ mellan orden, högst 60 tecken.",
        "  /innehall/skalor/0/storst: En heltalsskala har minst och storst, där storst är större.",
        "  /innehall/mal/0/indikatorer/1/kod: Värdet finns redan.",
    ]
    assert kor("granska-instrument", hel).exit_code == 0
    levererad = files("app.katalog.data").joinpath("instrument").joinpath(f"{PROGRAMMODELL}.json")
    assert kor("granska-instrument", levererad).exit_code == 0


@pytest.mark.parametrize("data", ["{", '{"kod": 1, "kod": 2}', "[]", "null", '"text"', "1e999", '{"versioner": 3}'])
def test_en_fil_som_inte_ar_ett_instrument_sager_det(skriv, data):
    svar = kor("granska-instrument", skriv("fel.json", data))
    assert svar.exit_code in {1, 2}
    assert "fel.json: " in svar.stderr


def test_en_fil_som_inte_finns_ar_inget_att_granska(tmp_path):
    svar = kor("granska-instrument", tmp_path / "saknas.json")
    assert (svar.exit_code, svar.stdout) == (2, "")


@pytest.mark.anyio
async def test_filer_lases_in_som_ett_och_samma_fil_andrar_inget(varld, skriv, monkeypatch):
    monkeypatch.setattr(cli, "_krav", lambda: varld.settings)

    async def ladda(*givet):
        return await asyncio.to_thread(kor, "ladda-instrument", *givet)

    cecilia = varld.som("cecilia")
    ett, tva = skriv("ett.json", fil()), skriv("tva.json", fil("andra", innehall=innehall(respondenter=[])))
    nekat = await ladda(ett, tva, *KOMMUN)
    assert (nekat.exit_code, "respondenter" in nekat.stderr) == (1, True)
    assert (await cecilia.hamta("instrument/egen-skala")).status_code == 404

    assert (await ladda(ett, *KOMMUN)).stdout == f"{ett}: egen-skala version 1, nytt utkast, utkast\n"
    assert (await ladda(ett, *KOMMUN)).stdout == f"{ett}: egen-skala version 1, oförändrat, utkast\n"
    nytt = skriv("ett.json", fil(innehall=innehall(storst=5)))
    svar = await ladda(nytt, *KOMMUN, "--publicera")
    assert svar.stdout == f"{ett}: egen-skala version 1, utkastet är ändrat, publicerad\n"
    assert (await ladda(nytt, *KOMMUN, "--publicera")).stdout.endswith("oförändrat, publicerad\n")
    skriv("ett.json", fil(innehall=innehall(storst=7)))
    assert (await ladda(ett, *KOMMUN, "--publicera")).stdout.endswith("version 2, nytt utkast, publicerad\n")
    historia = (await cecilia.hamta("instrument/egen-skala/versioner/1/handelser")).json()["handelser"]
    assert [(h["typ"], h["person"]) for h in historia] == [
        (typ, "system:ladda-instrument") for typ in ("skapa", "andra", "publicera", "ersatt")
    ]

    oskyddad = copy.deepcopy(instrument.innehall(PROGRAMMODELL, 1))
    del oskyddad["nivaer"][0]["skyddad"]
    fortsatt = skriv("fortsatt.json", fil(PROGRAMMODELL, innehall=oskyddad))
    svar = await ladda(fortsatt, *KOMMUN)
    assert (svar.exit_code, "/innehall/nivaer/0/skyddad" in svar.stderr) == (1, True)
    svar = await ladda(ett, "--kommun", "0484", "--namnd", "Ingen nämnd")
    assert (svar.exit_code, "0 nämnder" in svar.stderr) == (2, True)


MALLAR = [innehall(), instrument.innehall(PROGRAMMODELL, 1), instrument.innehall("manadsforandring-0-3", 1)]
VARDEN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 12),
    st.sampled_from(
        [
            "",
            "a",
            "rod",
            "egen",
            "ja",
            "heltal",
            "ordnad",
            "text",
            "ja_nej",
            "forandring",
            "ej_bedomd",
            "Å\n",
            "x" * 600,
        ]
    ),
    st.floats(allow_nan=False, allow_infinity=False),
    st.just([]),
    st.just({}),
    st.lists(st.sampled_from(["egen", "vagledare", 1, None]), max_size=3),
)


def noder(data, vag=()):
    yield vag
    delar = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for nyckel, varde in delar:
        yield from noder(varde, (*vag, nyckel))


@st.composite
def muterade(draw):
    """A valid content with one to four places changed, taken away or doubled."""
    data = copy.deepcopy(draw(st.sampled_from(MALLAR)))
    for _ in range(draw(st.integers(1, 4))):
        platser = [v for v in noder(data) if v]
        if not platser:
            break
        *vag, sist = draw(st.sampled_from(platser))
        nod = data
        for nyckel in vag:
            nod = nod[nyckel]
        match draw(st.sampled_from(["byt", "bort", "dubbla", "nytt"])):
            case "byt":
                nod[sist] = draw(VARDEN)
            case "bort":
                del nod[sist]
            case "dubbla" if isinstance(nod, list):
                nod.append(copy.deepcopy(nod[sist]))
            case _ if isinstance(nod, dict):
                nod[draw(st.text(max_size=4))] = draw(VARDEN)
            case _:
                nod.append(draw(VARDEN))
    return data


def svar_pa(version, indikator):
    """An answer at the top of the scale."""
    skala = version.skala(indikator)
    match skala.typ:
        case Skaltyp.HELTAL:
            varde = skala.storst
        case Skaltyp.TEXT:
            varde = "Bra."
        case _:
            varde = skala.tillatna[-1]
    return Svar(indikator.kod, varde, "Sett i köket.")


def krav_matbar(data):
    """What the granskning lets through can be measured with in full by each of its respondents."""
    version = tolka_innehall("prov", 1, VersionStatus.PUBLICERAD, data)
    niva = version.nivaer[-1].kod if version.nivaer else None
    omraden = tuple(
        Omradesvarden(o.kod, niva, svar=tuple(svar_pa(version, i) for i in version.indikatorer(o.kod)))
        for o in version.omraden
    )
    assert version.respondenter
    for respondent in version.respondenter:
        assert granska_matning(version, respondent, Matvarden(niva, None, omraden)) == []


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(muterade())
def test_det_som_granskningen_slapper_igenom_gar_att_mata_med(data):
    fel = granska_innehall(data)
    assert all(f.falt == "" or f.falt.startswith("/") for f in fel)
    assert all(f.meddelande.endswith(".") for f in fel)
    assert granska_uppladdning(fil(innehall=data)) == [] or fel or not isinstance(data, dict)
    if not fel:
        krav_matbar(data)


@pytest.mark.anyio
async def test_inget_innehall_ger_ett_internt_fel_och_bara_felfria_publiceras(varld):
    """The same over HTTP: a draft takes anything, and what has faults is never measured with."""
    innehallen, cecilia, utfall = [], varld.som("cecilia"), set()

    @settings(max_examples=40, deadline=None, derandomize=True, database=None)
    @given(muterade())
    def samla(data):
        innehallen.append(data)

    samla()
    nummer = (await cecilia.skapa("instrument", fil()))["nummer"]
    for data in innehallen:
        vag = f"instrument/egen-skala/versioner/{nummer}"
        provat = await cecilia.posta("instrument/granska", fil(innehall=data))
        andrat = await cecilia.handelse(
            vag, {"typ": "andra", "namn": "N", "agare": "Ä", "kalla": "K", "innehall": data}
        )
        assert (provat.status_code, andrat.status_code) == (200, 200), data
        svar = await cecilia.handelse(vag, {"typ": "publicera"})
        utfall.add(svar.status_code)
        assert (svar.status_code == 200) == (andrat.json()["fel"] == []), data
        if svar.status_code == 200:
            krav_matbar(svar.json()["innehall"])
            nummer = (await cecilia.skapa("instrument/egen-skala/versioner", {"innehall": innehall()}))["nummer"]
        else:
            assert svar.status_code == 422
            assert svar.json()["fel"] == andrat.json()["fel"]
    assert utfall == {200, 422}


def test_mallarna_sjalva_gar_att_mata_med():
    """So that the property above is not empty."""
    for mall in MALLAR:
        assert granska_innehall(mall) == []
        krav_matbar(mall)


@pytest.mark.parametrize(
    ("andring", "falt", "kod"),
    [
        ({"mal": [], "nivaer": []}, "/mal", "saknas"),
        ({"omraden": [{"kod": f"o{i}", "namn": "O"} for i in range(51)]}, "/omraden", "for_manga"),
        ({"respondenter": ["egen", "egen"]}, "/respondenter", "respondenter"),
        ({"intervallDagar": 0}, "/intervallDagar", "ogiltigt_varde"),
        ({"status": "publicerad"}, "/status", "okant_falt"),
        ({"a/b~c": 1}, "/a~1b~0c", "okant_falt"),
        ({"skalor": []}, "/mal/0/indikatorer/0/skala", "okand"),
        (
            {"mal": [{"omrade": "vardag", "indikatorer": [
                {"kod": f"i{i}", "text": "Fråga", "skala": "skala"} for i in range(101)
            ]}]},
            "/mal/0/indikatorer",
            "for_manga",
        ),
    ],
)  # fmt: skip
def test_granskningens_fel_i_innehallet(andring, falt, kod):
    assert (falt, kod) in {(f.falt, f.kod) for f in granska_innehall(innehall() | andring)}


def test_de_tre_som_foljer_med_ar_utan_fel_och_visar_att_modellen_rymmer_olika_matt():
    skattning, forandring = (instrument.hamta(k).publicerad for k in ("egen-skattning-0-10", "manadsforandring-0-3"))
    assert set(instrument.alla()) == {PROGRAMMODELL, "egen-skattning-0-10", "manadsforandring-0-3"}
    assert [s.godtar(10) for s in skattning.skalor] == [True]
    assert (skattning.respondenter, skattning.intervall_dagar, skattning.nivaer) == (("egen",), 90, ())
    [skala] = forandring.skalor
    assert (skala.avser, skala.minst, skala.storst, skala.underlag_kravs) == ("forandring", 0, 3, (1, 2, 3))
    assert (forandring.respondenter, forandring.intervall_dagar) == (("vagledare",), 30)
    for kod in instrument.alla():
        fildata = files("app.katalog.data").joinpath("instrument").joinpath(f"{kod}.json").read_text("utf-8")
        assert granska(json.loads(fildata)) == []


def test_filen_i_beskrivningen_ar_utan_fel_och_gar_att_mata_med():
    text = (Path(__file__).parents[2] / "docs" / "instrument.md").read_text("utf-8")
    [exempel] = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    data = json.loads(exempel)
    assert granska_uppladdning(data) == []
    krav_matbar(data["innehall"])
    version = tolka_innehall("prov", 1, VersionStatus.PUBLICERAD, data["innehall"])
    assert {s.typ for s in version.skalor} == set(Skaltyp)
    for kod in instrument.alla():
        assert f"`{kod}`" in text
