"""Bedömning: what must be there before it is final, and that a final one is followed, never overwritten."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select, update

from app.begrepp.parter import Roll
from app.begrepp.tid import Manad
from app.core.journal import Handelse
from app.flode.bedomning.models import Bedomning
from app.flode.bedomning.states import BEDOMNING, FARDIG, BedomningLage, Slag
from app.katalog.organisationer import Klientpost
from app.regelverk.modell import Undantagsgrund
from app.regelverk.motor.fakta import Undantag, helt_undantagen
from app.regelverk.motor.fraga import Utfall
from app.regelverk.urval import regelverk_med
from tests.flode import beslutat

pytestmark = pytest.mark.anyio

EN, TVA = UUID(int=1), UUID(int=2)
OKTOBER = Manad(2026, 10)
KRAV, SEED, PLIKT = map(regelverk_med, ("aktivitetskrav-2026-730", "aktivitetskrav-seed", "aktivitetsplikt"))
HEL = Undantag(Undantagsgrund.HELTID_ARBETE, 100, date(2026, 10, 1))
HALV = Undantag(Undantagsgrund.SJUKERSATTNING, 50, date(2026, 10, 1))
SJUKPENNING = Undantag(Undantagsgrund.SJUKPENNING, 100, date(2026, 10, 1))
HEL_LAGE = BedomningLage(
    KRAV,
    OKTOBER,
    Slag.OMFATTAS,
    Utfall.OMFATTAS,
    manader=4,
    manader_med_stod=3,
    undantag_provat=True,
    formaga=True,
    egna_synpunkter=True,
    timmar=30,
)

ANNAT_UTFALL = {"avvikelseMotivering": "Nytt underlag som inte är registrerat än."}


def _utfall(slag, **mer):
    return replace(HEL_LAGE, slag=Slag(slag), utfall=Utfall(slag), **mer)


FALL = {
    "allt finns": (HEL_LAGE, None),
    "som prövningen": (replace(HEL_LAGE, provat=Utfall.OMFATTAS), None),
    "annat än prövningen": (replace(HEL_LAGE, provat=Utfall.AVVAKTA), ("avviker_fran_provningen", "AK-24")),
    "annat än prövningen med skäl": (replace(HEL_LAGE, provat=Utfall.AVVAKTA, avvikelse_motiverad=True), None),
    "inaktuell prövas inte": (
        _utfall("inaktuell", foljer=TVA, gallande=TVA, provat=Utfall.OMFATTAS),
        None,
    ),
    "avslutat ärende": (replace(HEL_LAGE, arende_oppet=False), ("arende_avslutat", "AK-27")),
    "följer inte den gällande": (replace(HEL_LAGE, foljer=EN, gallande=TVA), ("foljer_inte_gallande", "AK-27")),
    "följer ingen fast en gäller": (replace(HEL_LAGE, gallande=TVA), ("foljer_inte_gallande", "AK-27")),
    "följer den gällande": (replace(HEL_LAGE, foljer=TVA, gallande=TVA), None),
    "inaktuell utan tidigare": (_utfall("inaktuell"), ("inget_att_folja", "AK-27")),
    "inaktuell efter tidigare": (
        _utfall("inaktuell", foljer=TVA, gallande=TVA, manader=0, manader_med_stod=0, undantag_provat=False),
        None,
    ),
    "utan utfall": (replace(HEL_LAGE, slag=Slag.NY, utfall=None), ("utfall_saknas", "AK-27")),
    "utan månader": (replace(HEL_LAGE, manader=0, manader_med_stod=0), ("manadsunderlag_saknas", "AK-02")),
    "omfattas utan månad med stöd": (replace(HEL_LAGE, manader_med_stod=0), ("manadsunderlag_saknas", "AK-02")),
    "omfattas inte utan stöd": (_utfall("omfattas_inte", manader_med_stod=0, orsak="utan_forsorjningsstod"), None),
    "undantag ej prövat": (replace(HEL_LAGE, undantag_provat=False), ("undantag_inte_provat", "AK-05")),
    "september": (replace(HEL_LAGE, avser_manad=Manad(2026, 9)), ("manad_fore_regelverket", "AK-03")),
    "september omfattas inte": (
        _utfall("omfattas_inte", avser_manad=Manad(2026, 9), orsak="manad_fore_kravet"),
        None,
    ),
    "september under plikten": (replace(HEL_LAGE, regelverk=PLIKT, avser_manad=Manad(2026, 9)), None),
    "okänt undantag": (
        replace(HEL_LAGE, regelverk=SEED, undantag=(SJUKPENNING,)),
        ("undantag_okant", "AK-05"),
    ),
    "undantag utan grund": (_utfall("undantag"), ("undantag_saknas", "AK-05")),
    "undantag på halvtid": (_utfall("undantag", undantag=(HALV,)), ("undantag_saknas", "AK-05")),
    "undantag på heltid": (_utfall("undantag", undantag=(HALV, HEL), timmar=None), None),
    "på taket": (replace(HEL_LAGE, timmar=40), None),
    "över taket": (replace(HEL_LAGE, timmar=41), ("over_timtaket", "AK-07")),
    "på taket med barn": (replace(HEL_LAGE, timmar=30, barn_under_atta=True), None),
    "över taket med barn": (replace(HEL_LAGE, timmar=31, barn_under_atta=True), ("over_timtaket", "AK-07")),
    "utan timmar": (replace(HEL_LAGE, timmar=None), ("timmar_saknas", "AK-09")),
    "noll timmar": (replace(HEL_LAGE, timmar=0), None),
    "utan förmåga": (replace(HEL_LAGE, formaga=False), ("formaga_saknas", "AK-09")),
    "utan egna synpunkter": (replace(HEL_LAGE, egna_synpunkter=False), ("egna_synpunkter_saknas", "AK-39")),
    "barn utan barnets bästa": (replace(HEL_LAGE, har_barn=True), ("barnets_basta_saknas", "AK-29")),
    "barn med barnets bästa": (replace(HEL_LAGE, har_barn=True, barnets_basta=True), None),
    "omfattas inte utan orsak": (_utfall("omfattas_inte"), ("orsak_saknas", "AK-27")),
    "avvakta utan orsak": (_utfall("avvakta", avvakta_till=date(2026, 11, 2)), ("orsak_saknas", "AK-27")),
    "avvakta utan dag": (_utfall("avvakta", orsak="manader_saknas"), ("avvakta_till_saknas", "AK-02")),
    "avvakta": (_utfall("avvakta", orsak="manader_saknas", avvakta_till=date(2026, 11, 2)), None),
}


@pytest.mark.parametrize(("lage", "hinder"), FALL.values(), ids=FALL)
def test_vad_som_hindrar_att_en_bedomning_faststalls(lage, hinder):
    funna = [(h.kod, h.regel) for krav in FARDIG if (h := krav(lage)) is not None]
    assert funna == ([] if hinder is None else [hinder])


@pytest.mark.regel("AK-05", "AK-06")
@pytest.mark.parametrize(
    ("undantag", "helt"),
    [
        ([], False),
        ([HEL], True),
        ([HALV, HALV], False),
        ([replace(HEL, tom=date(2026, 10, 31))], True),
        ([replace(HEL, tom=date(2026, 10, 30))], False),
        ([replace(HEL, fran=date(2026, 10, 13))], False),
        ([replace(HEL, tom=date(2026, 10, 20)), replace(SJUKPENNING, fran=date(2026, 10, 21))], True),
        ([replace(HEL, tom=date(2026, 10, 20)), replace(SJUKPENNING, fran=date(2026, 10, 22))], False),
        ([Undantag(Undantagsgrund.RIKTALDER, 100, date(2026, 9, 1), date(2026, 9, 30))], True),
    ],
)
def test_helt_undantagen_ar_den_som_ar_det_varje_dag(undantag, helt):
    assert helt_undantagen(undantag, date(2026, 10, 12), date(2026, 10, 31)) is helt


def test_ingen_maskin_faststaller():
    assert BEDOMNING.mojligheter("utkast", Roll.SYSTEM, HEL_LAGE).handelser == ()
    assert BEDOMNING.mojligheter("utkast", Roll.VAGLEDARE, HEL_LAGE).handelser == ()


async def test_utkastet_visar_vad_som_hindrar_och_andras_tills_det_faststalls(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna, antalBarn=1, yngstaBarnFyllerAtta="2026-10-02")
    vag = f"arenden/{arende['id']}/bedomningar"
    utkast = await anna.skapa(vag, {"slag": "ny", "avserManad": "2026-10", "skal": "Första samtalet."})
    assert (utkast["status"], utkast["timtak"], utkast["regelverk"]) == ("utkast", 30, "aktivitetskrav-2026-730")
    assert set(utkast["_links"]) == {
        "self",
        "invandningar",
        "handelser",
        "andra",
        "inaktualisera",
        "arende",
        "omprovning",
    }
    assert [(h["handelse"], h["kod"], h["regel"]) for h in utkast["hinder"]] == [
        ("faststall", "utfall_saknas", "AK-27")
    ]

    adress = f"{vag}/{utkast['id']}"
    innehall = beslutat.bedomning(slag="ny", utfall="omfattas", barnetsBasta="Tiderna ryms inom förskolans.")
    andrad = await anna.gor(adress, "andra", uppgifter=innehall)
    assert andrad["hinder"] == []
    faststalld = await anna.gor(adress, "faststall")
    assert (faststalld["status"], faststalld["faststalldAv"]) == ("faststalld", "anna.handlaggare")
    assert faststalld["manadsunderlag"] == [{"manad": m, "forsorjningsstod": True} for m in beslutat.MANADER]
    assert (faststalld["timmar"]["perVecka"], faststalld["narvaromal"]) == (30, 25)
    assert set(faststalld["_links"]) == {"self", "invandningar", "handelser", "inaktualisera", "arende", "omprovning"}

    svar = await anna.handelse(adress, {"typ": "andra", "uppgifter": innehall})
    assert (svar.status_code, svar.json()["regel"]) == (409, "AK-27")
    historik = (await anna.hamta(f"{adress}/handelser")).json()["handelser"]
    assert [h["typ"] for h in historik] == ["uppratta", "andra", "faststall"]
    assert all(h["uppgifter"] == {} for h in historik)


@pytest.mark.regel("AK-07", "T-03")
@pytest.mark.parametrize(("fyller_atta", "timtak"), [("2026-10-02", 30), ("2026-10-01", 40)])
async def test_barnets_attaarsdag_hojer_taket_den_dagen(varld, fyller_atta, timtak):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna, antalBarn=1, yngstaBarnFyllerAtta=fyller_atta)
    mer = {"slag": "ny", "avserManad": "2026-10", "skal": "Första samtalet."}
    assert (await anna.skapa(f"arenden/{arende['id']}/bedomningar", mer))["timtak"] == timtak


async def test_fakta_och_undantag_kommer_tillbaka_som_de_gavs(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    fakta = {
        "sysselsattningar": [{"typ": "arbete", "timmarPerVecka": 12, "from": "2026-09-01", "tom": "2026-12-31"}],
        "formaner": [{"typ": "sjukersattning", "gradProcent": 50, "from": "2026-01-01", "underlag": "lakarintyg"}],
        "formaga": {"timmarPerVecka": 8, "motivering": "Utöver arbetet."},
    }
    undantag = {"grund": "sjukersattning", "gradProcent": 50, "from": "2026-01-01", "underlag": "beslut_fran_myndighet"}
    timmar = {"perVecka": 8, "motivering": "Halv sjukersättning och tolv timmars arbete."}
    svar = await beslutat.ny_bedomning(anna, arende, fakta=fakta, undantag=[undantag], timmar=timmar)
    assert svar["fakta"] == fakta
    assert svar["undantag"] == [undantag | {"bedomdDatum": "2026-10-12", "bedomdAv": "anna.handlaggare"}]
    assert svar["timmar"] == timmar | {"egetJobbsokande": 0}


async def test_en_ny_bedomning_foljer_den_gallande_och_ersatter_den(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    vag = f"arenden/{arende['id']}/bedomningar"
    forsta = await beslutat.ny_bedomning(anna, arende)
    rad = {"grund": "heltid_arbete", "from": "2026-10-19", "underlag": "anstallningsbevis"}
    andra = await beslutat.ny_bedomning(anna, arende, slag="undantag", undantag=[rad], timmar=None, **ANNAT_UTFALL)
    assert andra["foljerId"] == forsta["id"]
    assert andra["_links"]["foljer"]["href"].endswith(f"{vag}/{forsta['id']}")
    forsta = (await anna.hamta(f"{vag}/{forsta['id']}")).json()
    assert (forsta["status"], forsta["version"]) == ("ersatt", 3)
    assert "handelser" in forsta["_links"]
    historik = (await anna.hamta(f"{vag}/{forsta['id']}/handelser")).json()["handelser"]
    assert historik[-1]["typ"] == "ersatt"
    assert historik[-1]["uppgifter"] == {"ersattAv": andra["id"]}

    svar = await anna.posta(vag, beslutat.bedomning(foljerId=forsta["id"]))
    assert (svar.status_code, svar.json()["kod"], svar.json()["regel"]) == (409, "hinder", "AK-27")


async def test_av_tva_utkast_kan_bara_det_ena_folja_samma_bedomning(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    vag = f"arenden/{arende['id']}/bedomningar"
    ett, tva = [await anna.skapa(vag, beslutat.bedomning()) for _ in range(2)]
    await anna.gor(f"{vag}/{ett['id']}", "faststall")
    svar = await anna.handelse(f"{vag}/{tva['id']}", {"typ": "faststall"})
    assert (svar.status_code, svar.json()["regel"]) == (409, "AK-27")
    assert svar.json()["fel"][0]["kod"] == "foljer_inte_gallande"
    # Changing the draft links it to the one that holds now.
    await anna.gor(f"{vag}/{tva['id']}", "andra", uppgifter=beslutat.bedomning())
    await anna.gor(f"{vag}/{tva['id']}", "faststall")


async def test_grunderna_har_var_sin_foljd(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    krav = await beslutat.ny_bedomning(
        anna, arende, slag="avvakta", orsak="manader_saknas", avvaktaTill="2026-11-02", timmar=None, **ANNAT_UTFALL
    )
    plikt = await beslutat.ny_bedomning(anna, arende, regelverk="aktivitetsplikt", **ANNAT_UTFALL)
    assert (krav["lagrum"], plikt["lagrum"]) == ("sol_12_4a", "sol_12_4")
    assert "foljerId" not in plikt
    rader = (await anna.hamta(f"arenden/{arende['id']}/bedomningar")).json()["bedomningar"]
    assert [r["status"] for r in rader] == ["faststalld", "faststalld"]
    assert set(rader[0]) == {"id", "status", "lagrum", "regelverk", "skapad", "faststalld", "_links"}


async def test_ingen_bedomning_utan_manader_och_provade_undantag(varld):
    anna = varld.som("anna")
    arende = await anna.skapa("arenden", {"personnummer": "19850213-9804", "fornamn": "A", "efternamn": "B"})
    vag = f"arenden/{arende['id']}/bedomningar"
    utkast = await anna.skapa(vag, beslutat.bedomning(undantagProvat=False))
    svar = await anna.handelse(f"{vag}/{utkast['id']}", {"typ": "faststall"})
    assert (svar.status_code, svar.json()["regel"], svar.json()["lagrum"]) == (409, "AK-02", "12 kap. 4 a § SoL")
    assert [f["kod"] for f in svar.json()["fel"]] == [
        "manadsunderlag_saknas",
        "undantag_inte_provat",
        "avviker_fran_provningen",
    ]


NEKAS = (
    ({"timmar": {"perVecka": 41, "motivering": "Mer."}}, 409, "AK-07", "over_timtaket"),
    ({"regelverk": "okant"}, 422, "AK-01", "regelverk_saknas"),
    ({"avserManad": "2025-06"}, 422, "AK-01", "regelverk_saknas"),
    ({"utfall": "undantag"}, 422, "AK-27", "utfall_mot_slag"),
    ({"timmar": {"perVecka": 5, "egetJobbsokande": 6, "motivering": "x"}}, 422, None, "eget_jobbsokande"),
    (
        {"undantag": [{"grund": "annan_forman", "from": "2026-10-01", "underlag": "annat"}]},
        422,
        None,
        "underkod_saknas",
    ),
    (
        {"undantag": [{"grund": "riktalder", "from": "2026-10-02", "tom": "2026-10-01", "underlag": "annat"}]},
        422,
        None,
        "period_bakvand",
    ),
    (
        {"undantag": [{"grund": "riktalder", "from": "2026-10-02", "underlag": "annat", "bedomdDatum": "2026-10-13"}]},
        422,
        None,
        "framtid",
    ),
    ({"skal": None}, 422, None, "text"),
    ({"status": "faststalld"}, 422, None, "okant_falt"),
    ({"foljerId": str(EN)}, 409, "AK-27", "foljer_inte_gallande"),
)


async def test_det_som_inte_kan_bedomas_nekas_och_inget_skrivs(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    vag = f"arenden/{arende['id']}/bedomningar"
    for mer, status, regel, kod in NEKAS:
        svar = await anna.posta(vag, beslutat.bedomning(**mer))
        assert (svar.status_code, svar.json().get("regel")) == (status, regel)
        assert [f["kod"] for f in svar.json()["fel"]] == [kod]
    assert (await anna.hamta(vag)).json()["bedomningar"] == []


async def test_en_bedomning_kan_bli_inaktuell_med_skal(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    faststalld = await beslutat.ny_bedomning(anna, arende)
    adress = f"arenden/{arende['id']}/bedomningar/{faststalld['id']}"
    inaktuell = await anna.gor(adress, "inaktualisera", skal="Personen har flyttat.")
    assert (inaktuell["status"], inaktuell["inaktuellSkal"]) == ("inaktuell", "Personen har flyttat.")
    svar = await anna.handelse(adress, {"typ": "faststall"})
    assert (svar.status_code, svar.json()["kod"]) == (409, "otillaten_overgang")


async def test_samma_nyckel_ger_samma_bedomning(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    vag = f"arenden/{arende['id']}/bedomningar"
    forsta = await anna.posta(vag, beslutat.bedomning(), idempotency_key="b-1")
    andra = await anna.posta(vag, beslutat.bedomning(), idempotency_key="b-1")
    assert forsta.status_code == 201
    assert (andra.status_code, andra.content, andra.headers["location"]) == (
        201,
        forsta.content,
        forsta.headers["location"],
    )
    assert len((await anna.hamta(vag)).json()["bedomningar"]) == 1


async def test_bara_den_egna_namnden_ser_en_bedomning(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    bedomning = await beslutat.ny_bedomning(anna, arende)
    vagar = [f"arenden/{arende['id']}/bedomningar", f"arenden/{arende['id']}/bedomningar/{bedomning['id']}"]
    for vag in [*vagar, f"{vagar[1]}/handelser"]:
        assert (await varld.som("david").hamta(vag)).status_code == 404
        assert (await varld.som("david").hamta(anna.adress(vag))).status_code == 404
        assert (await varld.som("bo").hamta(vag)).status_code == 403
        assert (await varld.som("cecilia").hamta(vag)).status_code == 200
    annat = await beslutat.nytt_arende(anna, 1)
    assert (await anna.hamta(f"arenden/{annat['id']}/bedomningar/{bedomning['id']}")).status_code == 404


async def test_utforaren_ser_aldrig_en_bedomning(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    bedomning = await beslutat.ny_bedomning(anna, arende)
    vag = f"arenden/{arende['id']}/bedomningar"
    for namn in ("vera", "sven"):
        assert (await varld.som(namn).hamta(vag)).status_code == 403
    await ge_utforare_scope(varld, "bedomning:las", "bedomning:skriv")
    for namn in ("vera", "sven"):
        assert (await varld.som(namn).hamta(vag)).status_code == 404
        assert (await varld.som(namn).hamta(f"{vag}/{bedomning['id']}")).status_code == 404
        assert (await varld.som(namn).posta(vag, beslutat.bedomning())).status_code == 404


async def ge_utforare_scope(varld, *scopes):
    """A register that by mistake grants more than it should."""

    async def steg_(arbete):
        await arbete.session.execute(
            update(Klientpost).where(Klientpost.part == "utforare").values(scopes=list(scopes))
        )

    await varld.i_databasen(steg_)
    await varld.tjanster.register.las_om(varld.tjanster.transaktioner)


async def test_varje_lasning_loggas_och_historiken_delas_med_ingen(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    bedomning = await beslutat.ny_bedomning(anna, arende)
    await anna.hamta(f"arenden/{arende['id']}/bedomningar/{bedomning['id']}")

    async def las(arbete):
        rad = (await arbete.session.scalars(select(Bedomning))).one()
        handelser = (await arbete.session.scalars(select(Handelse).where(Handelse.objekt_id == rad.id))).all()
        return rad, handelser

    rad, handelser = await varld.i_databasen(las, anna.kommunkod)
    assert rad.skal.startswith("Försörjningsstöd")
    assert [h.delad_med for h in handelser] == [None, None]
