"""The prövning over HTTP: explained, stored with the bedömning, replayed, and asked without storing anything."""

import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select, update

from app.begrepp.parter import systemaktor
from app.flode.bedomning.klockor import Kravklockpost
from app.flode.bedomning.models import Bedomning
from app.integrations.bevakare import Bevakare
from app.integrations.jobb import kor_jobb
from tests.flode import beslutat, steg

pytestmark = pytest.mark.anyio

OKTOBER = {"avserManad": "2026-10"}
TRE = [{"manad": m} for m in ("2026-07", "2026-08", "2026-09")]


async def prova(person, *fall, **mer):
    """The answers, in order."""
    svar = await person.begar("POST", "bedomningar/prova", OKTOBER | {"fall": list(fall)} | mer)
    assert svar.status_code == 200, svar.text
    return svar.json()["resultat"]


async def test_en_person_som_inte_finns_provas_och_inget_sparas(varld):
    anna = varld.som("anna")
    [r] = await prova(anna, {"referens": "a", "uppgifter": {"manader": TRE, "fodelsedatum": "1985-02-13"}})
    p = r["provning"]
    assert (r["referens"], p["utfall"], p["regelverk"]) == ("a", "omfattas", "aktivitetskrav-2026-730")
    assert p["klocka"]["raknadeManader"] == ["2026-07", "2026-08", "2026-09"]
    assert (p["klocka"]["kravManad"], p["klocka"]["beslutSenast"]) == ("2026-10", "2026-10-31")
    assert sum(rad["timmar"] for rad in p["timmar"]["rader"]) == p["timmar"]["summa"] == 40
    assert {"AK-01", "AK-02", "AK-05", "AK-07", "AK-36"} <= {regel["regel"] for regel in p["regler"]}
    assert all(regel["lagrum"] and regel["grad"] for regel in p["regler"])

    async def rakna(arbete):
        return await arbete.session.scalar(select(func.count()).select_from(Bedomning))

    assert await varld.i_databasen(rakna) == 0


async def test_samma_fraga_ger_samma_bytes_hur_den_an_ordnas(varld):
    anna = varld.som("anna")
    fakta = {
        "manader": TRE,
        "sysselsattningar": [
            {"typ": "arbete", "timmarPerVecka": 8, "from": "2026-09-01"},
            {"typ": "studier", "timmarPerVecka": 4, "from": "2026-09-01", "tom": "2026-12-31"},
        ],
    }
    bakvand = {namn: list(reversed(rader)) for namn, rader in fakta.items()}
    ett, tva = await prova(anna, {"uppgifter": fakta}, {"uppgifter": bakvand})
    assert ett == tva
    assert json.dumps(ett) == json.dumps(tva)


async def test_vad_hander_om_antalet_manader_blir_tva_fran_mars(varld):
    anna = varld.som("anna")
    fall = {"uppgifter": {"manader": [{"manad": "2027-01"}, {"manad": "2027-02"}]}}
    antagande = {"regelverk": "aktivitetskrav-2026-730", "vardeKod": "manader_i_foljd", "varde": 2}
    fraga = {"avserManad": "2027-03", "kandDag": "2027-03-05"}
    [nu] = await prova(anna, fall, **fraga)
    [om] = await prova(anna, fall, **fraga, antaganden=[antagande | {"franManad": "2027-03"}])
    [sen] = await prova(anna, fall, **fraga, antaganden=[antagande | {"franManad": "2027-04"}])
    assert [r["provning"]["utfall"] for r in (nu, om, sen)] == ["avvakta", "omfattas", "avvakta"]
    assert om["provning"]["klocka"]["kravManad"] == "2027-03"


async def test_ett_arende_provas_med_det_som_ar_registrerat(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna, yngstaBarnFyllerAtta="2026-11-20", antalBarn=1)
    [r] = await prova(anna, {"arendeId": arende["id"]})
    assert (r["arendeId"], r["provning"]["timmar"]["tak"]) == (arende["id"], 30)
    assert r["provning"]["nastaAndring"]["dag"] == "2026-11-20"
    klocka = (await anna.hamta(f"arenden/{arende['id']}/kravklocka")).json()
    assert klocka["provning"]["klocka"] == r["provning"]["klocka"]


FEL = (
    ({"fall": []}, "/fall", None),
    ({"fall": [{}]}, "/fall/0", None),
    ({"fall": [{"uppgifter": {"manader": [{"manad": "2026-09"}, {"manad": "2026-09"}]}}]}, "/fall/0/uppgifter", None),
    ({"fall": [{"uppgifter": {}}], "fran": "2026-11-01"}, "/fran", None),
    ({"fall": [{"uppgifter": {}}], "regelverk": "okant"}, "/regelverk", "AK-01"),
    ({"fall": [{"uppgifter": {}}], "avserManad": "2025-06"}, "/regelverk", "AK-01"),
    ({"fall": [{"uppgifter": {"personnummer": "19850213-9804"}}]}, "/fall/0/uppgifter/personnummer", None),
)


async def test_en_otydlig_fraga_far_veta_var_felet_ligger(varld):
    anna = varld.som("anna")
    for mer, falt, regel in FEL:
        svar = await anna.begar("POST", "bedomningar/prova", OKTOBER | mer)
        assert (svar.status_code, svar.json().get("regel")) == (422, regel), svar.text
        assert svar.json()["fel"][0]["falt"] == falt
        assert "9804" not in svar.text


async def test_bara_egna_arenden_provas(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    kropp = OKTOBER | {"fall": [{"arendeId": arende["id"]}]}
    for namn, status in (("bo", 403), ("david", 404), ("cecilia", 200), ("vera", 403)):
        person = varld.som(namn)
        assert (await person.begar("POST", "bedomningar/prova", kropp)).status_code == status
        assert (await person.hamta(f"arenden/{arende['id']}/kravklocka")).status_code == status


async def test_bedomningen_bar_sin_provning_och_kan_provas_igen_om_flera_ar(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    bedomning = await beslutat.ny_bedomning(anna, arende)
    vag = f"arenden/{arende['id']}/bedomningar/{bedomning['id']}"
    assert (bedomning["provning"]["utfall"], bedomning["provning"]["timmar"]["summa"]) == ("omfattas", 30)
    # Whatever is recorded later, and however much later, the question is the one that was put.
    await steg.manader(anna, arende, "2026-06", "2026-11")
    await anna.gor(f"arenden/{arende['id']}", "andra", uppgifter={"antalBarn": 2, "yngstaBarnFyllerAtta": "2030-01-01"})
    varld.klocka.stall(datetime(2031, 5, 1, 8, 0, tzinfo=UTC))
    svar = (await anna.hamta(f"{vag}/omprovning")).json()
    assert svar["lika"] is True
    assert svar["kontrollsumma"] == svar["kontrollsummaNu"] == bedomning["kontrollsumma"]
    assert svar["provning"] == bedomning["provning"]

    async def forvansk(arbete):
        await arbete.session.connection()
        await arbete.session.execute(
            update(Bedomning.__table__)
            .where(Bedomning.__table__.c.kontrollsumma.is_not(None))
            .values(kontrollsumma="x")
        )

    await varld.i_databasen(forvansk)
    assert (await anna.hamta(f"{vag}/omprovning")).json()["lika"] is False


async def test_ett_annat_utfall_an_det_provade_kraver_skal(varld):
    anna = varld.som("anna")
    arende = await steg.nytt_arende(anna)
    await steg.manader(anna, arende, "2026-09", "2026-10")
    vag = f"arenden/{arende['id']}/bedomningar"
    utkast = await anna.skapa(vag, beslutat.bedomning())
    assert utkast["provning"]["utfall"] == "avvakta"
    nej = await anna.handelse(f"{vag}/{utkast['id']}", {"typ": "faststall"})
    assert (nej.status_code, nej.json()["regel"], nej.json()["lagrum"]) == (409, "AK-24", "32 § FL")
    skal = {"avvikelseMotivering": "Augusti är beviljad men inte inläst."}
    await anna.gor(f"{vag}/{utkast['id']}", "andra", uppgifter=beslutat.bedomning(**skal))
    klar = await anna.gor(f"{vag}/{utkast['id']}", "faststall")
    assert (klar["utfall"], klar["provning"]["utfall"]) == ("omfattas", "avvakta")
    assert klar["avvikelseMotivering"] == skal["avvikelseMotivering"]


async def test_klockorna_raknas_om_utan_att_dubbleras(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    await steg.nytt_arende(anna, 1)
    antal = [await kor_jobb(varld.tjanster, "kravklockor") for _ in range(3)]
    assert antal == [2, 0, 0]
    rader = (await anna.hamta("kravklockor?kravManad=2026-10")).json()["kravklockor"]
    assert [(r["arendeId"], r["beslutSenast"], r["forsenad"]) for r in rader] == [(arende["id"], "2026-10-31", False)]
    assert len((await anna.hamta("kravklockor")).json()["kravklockor"]) == 2
    assert (await varld.som("bo").hamta("kravklockor")).json()["kravklockor"] == []
    assert len((await varld.som("cecilia").hamta("kravklockor")).json()["kravklockor"]) == 2
    assert (await varld.som("david").hamta("kravklockor")).json()["kravklockor"] == []

    varld.klocka.stall(datetime(2026, 11, 2, 8, 0, tzinfo=UTC))
    assert await kor_jobb(varld.tjanster, "kravklockor") == 2
    assert (await anna.hamta("kravklockor?kravManad=2026-10")).json()["kravklockor"][0]["forsenad"] is True


async def test_skyddade_personers_klockor_syns_bara_for_den_namngivna(varld):
    anna = varld.som("anna")
    await beslutat.nytt_arende(anna, skyddsniva="sekretessmarkering")
    await kor_jobb(varld.tjanster, "kravklockor")
    assert len((await anna.hamta("kravklockor")).json()["kravklockor"]) == 1
    assert (await varld.som("cecilia").hamta("kravklockor")).json()["kravklockor"] == []


async def test_omrakningen_gar_i_bitar_med_lika_manga_satser(varld):
    """Whatever the number of ärenden, a piece costs the same number of statements but for the rows it writes."""
    anna = varld.som("anna")
    for i in range(4):
        await steg.nytt_arende(anna, i)
    await kor_jobb(varld.tjanster, "kravklockor")

    async def alla(arbete):
        return len(await arbete.alla(select(Kravklockpost)))

    assert await varld.tjanster.transaktioner.kor(systemaktor("test"), "0484", alla) == 4


async def test_det_som_en_aldre_lag_eller_utgava_gav_raknas_om_av_jobbet(varld):
    """T-01: whatever the stored clock says, a new ruleset or release is followed at the next run, and once."""
    anna = varld.som("anna")
    await beslutat.nytt_arende(anna)
    await kor_jobb(varld.tjanster, "kravklockor")

    async def som_forr(arbete):
        (klocka,) = await arbete.alla(select(Kravklockpost))
        klocka.krav_manad, klocka.beslut_senast = "2026-09", date(2026, 9, 30)

    await varld.i_databasen(som_forr)
    assert [await kor_jobb(varld.tjanster, "kravklockor") for _ in range(2)] == [1, 0]
    (rad,) = (await anna.hamta("kravklockor")).json()["kravklockor"]
    assert (rad["kravManad"], rad["beslutSenast"]) == ("2026-10", "2026-10-31")


async def test_ett_avslutat_arendes_klocka_laggs_undan_ocksa_av_jobbet(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    await kor_jobb(varld.tjanster, "kravklockor")
    await anna.gor(f"arenden/{arende['id']}", "avsluta", skal="Flyttar.")
    assert [await kor_jobb(varld.tjanster, "kravklockor") for _ in range(2)] == [1, 0]
    assert (await anna.hamta("kravklockor")).json()["kravklockor"] == []
    await anna.gor(f"arenden/{arende['id']}", "ateroppna", skal="Ny ansökan.")
    assert await kor_jobb(varld.tjanster, "kravklockor") == 1


async def test_en_inlast_fil_syns_i_klockorna_strax_efter(varld):
    """The process that took the file in computes its ärenden anew."""
    anna, bevakare = varld.som("anna"), Bevakare(varld.tjanster)
    await steg.nytt_arende(anna)
    rader = [
        {"personnummer": steg.PERSONNUMMER[0], "manad": m, "forsorjningsstod": True}
        for m in ("2026-07", "2026-08", "2026-09")
    ]
    await varld.som("cecilia").skapa("bistandsmanader/importer", {"kalla": "Lifecare", "rader": rader})
    await bevakare.omgang()
    (rad,) = (await anna.hamta("kravklockor")).json()["kravklockor"]
    assert rad["kravManad"] == "2026-10"
