"""What the utförare proposes of an order, what the kommun answers, and what follows."""

import asyncio
from datetime import UTC, date, datetime

import pytest

from app.begrepp.parter import Roll
from app.core.errors import Forbjuden, Konflikt
from app.flode.bestallning.states import BestallningStatus
from app.flode.bestallning.tidslinje import Andringsfalt, Faktum
from app.flode.forslag.states import FORSLAG, ForslagLage, Forslagsslag, stammer, svara_senast
from app.integrations.jobb import kor_jobb
from tests.flode.bestallt import bestall
from tests.flode.bevakat import dagar, kor, lista, pa_dagen
from tests.flode.foreslaget import SKAL, andra, andringar, foresla, forslag
from tests.flode.skyddat import skydda
from tests.flode.startat import bekraftad, startad
from tests.flode.test_budget import OVERST, satser

pytestmark = pytest.mark.anyio


def den(dag):
    return datetime.fromisoformat(dag).replace(hour=8, tzinfo=UTC)


async def korda(varld, dag):
    """The jobs of the day."""
    varld.klocka.stall(den(dag))
    return await kor_jobb(varld.tjanster, "andringar_galler") + await kor_jobb(varld.tjanster, "forslag_verkstalls")


async def sedd(person, vag):
    svar = await person.hamta(vag)
    assert svar.status_code == 200, svar.text
    return svar.json()


# --- pure -----------------------------------------------------------------------------------------

OPPEN = {"bestallning": "pagaende", "timtak": 30, "beslut_tom": date(2027, 4, 11)}


@pytest.mark.parametrize(
    ("handelse", "fakta", "kod"),
    [
        ("foresla", {"bestallning": "skickad"}, "bestallning_inte_oppen"),
        ("foresla", {"bestallning": "avslutad"}, "bestallning_inte_oppen"),
        ("foresla", {"bestallning": "mottagen"}, None),
        ("foresla", {"slag": Forslagsslag.PAUS, "bestallning": "bekraftad"}, "fel_lage"),
        ("foresla", {"slag": Forslagsslag.AVSLUT, "bestallning": "mottagen"}, "fel_lage"),
        ("foresla", {"slag": Forslagsslag.AVSLUT, "bestallning": "bekraftad"}, None),
        ("foresla", {"timmar": 30}, None),
        ("foresla", {"timmar": 31}, "over_taket"),
        ("foresla", {"andrar": False}, "ingen_andring"),
        ("foresla", {"slut": date(2027, 4, 12)}, None),
        ("godkann", {"slut": date(2027, 4, 11)}, None),
        ("godkann", {"slut": date(2027, 4, 12)}, "utanfor_beslutet"),
        ("godkann", {"slut": date(2030, 1, 1), "beslut_tom": None}, None),
        ("godkann", {"timmar": 31}, "over_taket"),
        ("godkann", {"eget": True}, "eget_forslag"),
        ("godkann", {"slag": Forslagsslag.PAUS, "bestallning": "pausad"}, "fel_lage"),
        ("godkann", {"slag": Forslagsslag.PAUS, "har_varit": True}, "pausen_har_varit"),
        ("foresla", {"slag": Forslagsslag.PAUS, "har_varit": True}, "pausen_har_varit"),
        ("avsla", {"eget": True}, "eget_forslag"),
        ("avsla", {"bestallning": "pausad"}, None),
    ],
)
def test_vad_som_far_foreslas_och_godkannas(handelse, fakta, kod):
    lage = ForslagLage(**{"slag": Forslagsslag.TIMMAR, **OPPEN, **fakta})
    (rad,) = [o for o in FORSLAG.overgangar if o.handelse == handelse]
    assert [h.kod for h in rad.hinder(lage)][:1] == ([] if kod is None else [kod])


@pytest.mark.parametrize("slag", Forslagsslag)
@pytest.mark.parametrize("status", BestallningStatus)
def test_av_en_stangd_bestallning_foreslas_inget(slag, status):
    lage = ForslagLage(slag, status.value, timtak=40)
    stangd = status.value in {"utkast", "skickad", "avbojd", "avslutad", "aterkallad", "forfallen"}
    if stangd:
        with pytest.raises(Konflikt):
            FORSLAG.krav_skapa(Roll.VAGLEDARE, lage)
    with pytest.raises(Forbjuden):
        FORSLAG.krav_skapa(Roll.HANDLAGGARE, lage)


@pytest.mark.regel("AK-38")
@pytest.mark.parametrize(
    ("dag", "bradskande", "svar"),
    [
        ("2026-10-12", False, "2026-10-19"),
        ("2026-12-22", False, "2027-01-04"),
        ("2026-12-22", True, "2026-12-22"),
        ("2026-10-10", True, "2026-10-10"),
    ],
)
def test_svaret_vantas_inom_fem_svenska_arbetsdagar_eller_samma_dag(dag, bradskande, svar):
    assert svara_senast(date.fromisoformat(dag), bradskande=bradskande) == date.fromisoformat(svar)


@pytest.mark.parametrize(
    ("gjort", "dag", "som_foreslaget"),
    [
        ({"timmar_per_vecka": 20}, 2, True),
        ({"timmar_per_vecka": 20}, 3, False),
        ({"timmar_per_vecka": 22}, 2, False),
        ({"timmar_per_vecka": 20, "mal": "Annat."}, 2, False),
        ({"mal": "Annat."}, 2, False),
    ],
)
def test_en_andring_ar_den_foreslagna_bara_om_falt_varde_och_dag_ar_det(gjort, dag, som_foreslaget):
    fakta = [Faktum(1, Andringsfalt(f), date(2026, 11, dag), 25, v) for f, v in gjort.items()]
    assert stammer({Andringsfalt.TIMMAR_PER_VECKA: 20}, date(2026, 11, 2), fakta) is som_foreslaget
    assert not stammer({}, None, fakta)


# --- stories --------------------------------------------------------------------------------------


async def test_ett_godkant_forslag_andrar_bestallningen_pa_sin_dag_och_sager_hur(varld):
    anna, vera = varld.som("anna"), varld.som("vera")
    _, vag = await startad(varld, krav=False)
    fore = await sedd(vera, vag)
    egen = await foresla(vera, vag, "timmar")
    nytt = await sedd(vera, egen)
    assert (nytt["status"], nytt["svaraSenast"], nytt["timmarPerVecka"]) == ("vantar", "2026-10-19", 20)
    assert nytt["skal"] == SKAL
    assert nytt["_links"].keys() == {"self", "handelser", "aterkalla"}
    assert (await sedd(anna, egen))["_links"].keys() == {"self", "invandningar", "handelser", "godkann", "avsla"}
    assert (await sedd(vera, vag))["version"] == fore["version"], "the utförare never changes the order itself"
    godkant = await anna.gor(egen, "godkann", text="Det låter klokt.")
    assert (godkant["status"], godkant["avvikerFranForslaget"], godkant["svarText"]) == (
        "godkand", False, "Det låter klokt."
    )  # fmt: skip
    (fakta,) = await andringar(vera, vag)
    assert godkant["foljd"] == {
        "slag": "andring",
        "text": "Beställningen är ändrad enligt förslaget.",
        "gallerFran": "2026-11-02",
        "andringar": [fakta["id"]],
    }
    assert fakta.items() >= {
        "falt": "timmar_per_vecka", "gammalt": 25, "nytt": 20, "gallerFran": "2026-11-02", "forslagId": godkant["id"],
    }.items()  # fmt: skip
    assert (await sedd(vera, vag))["timmarPerVecka"] == 25
    await korda(varld, "2026-11-01")
    assert (await sedd(vera, vag))["timmarPerVecka"] == 25
    await korda(varld, "2026-11-02")
    assert (await sedd(vera, vag))["timmarPerVecka"] == 20
    igen = await anna.handelse(egen, {"typ": "avsla", "text": "Nej."})
    assert (igen.status_code, igen.json()["status"]) == (409, 409)
    historia = (await sedd(vera, f"{egen}/handelser"))["handelser"]
    assert [h["typ"] for h in historia] == ["foresla", "godkann"]
    assert SKAL not in str(historia)


async def test_ett_nyare_forslag_ersatter_det_vantande_och_utforaren_kan_aterkalla(varld):
    anna, sven, vera = varld.som("anna"), varld.som("sven"), varld.som("vera")
    vag = await bestall(varld)
    forsta = await foresla(vera, vag, "timmar")
    andra_ = await foresla(sven, vag, "timmar", timmarPerVecka=15)
    period = await foresla(vera, vag, "period")
    ersatt = await sedd(vera, forsta)
    assert (ersatt["status"], ersatt["ersattAv"]) == ("ersatt", andra_.rsplit("/", 1)[1])
    assert (await anna.handelse(forsta, {"typ": "godkann"})).status_code == 409
    vantar = (await sedd(anna, "forslag"))["forslag"]
    assert [(r["slag"], r["status"]) for r in vantar] == [("period", "vantar"), ("timmar", "vantar")]
    assert SKAL not in str(vantar)
    assert vantar[0].keys() == {
        "id", "bestallningId", "slag", "status", "skapad", "svaraSenast", "_links"
    }  # fmt: skip
    assert (await anna.handelse(andra_, {"typ": "aterkalla"})).status_code == 403
    assert (await vera.gor(andra_, "aterkalla"))["status"] == "aterkallad"
    assert (await anna.handelse(period, {"typ": "avsla"})).status_code == 422, "a refusal says why"
    avslag = await anna.gor(period, "avsla", text="Beslutet omprövas först.")
    assert (avslag["status"], avslag["svarText"]) == ("avslagen", "Beslutet omprövas först.")
    assert "foljd" not in avslag
    assert [r["status"] for r in (await sedd(vera, f"{vag}/forslag"))["forslag"]] == [
        "avslagen", "aterkallad", "ersatt",
    ]  # fmt: skip
    assert (await sedd(vera, "forslag"))["forslag"] == []
    assert [r["slag"] for r in (await sedd(vera, "forslag?status=avslagen"))["forslag"]] == ["period"]
    assert await andringar(anna, vag) == []


async def test_kommunen_kan_gora_en_annan_andring_som_svar(varld):
    anna, vera = varld.som("anna"), varld.som("vera")
    vag = await bestall(varld)
    egen = await foresla(vera, vag, "timmar")
    forslag_id = egen.rsplit("/", 1)[1]
    tom = await anna.handelse(vag, andra(forslag_id=forslag_id, timmar_per_vecka=25))
    assert (tom.status_code, tom.json()["fel"][0]["falt"]) == (422, "/forslagId")
    okant = await anna.handelse(vag, andra(forslag_id="01980000-0000-7000-8000-00000000ffff", timmar_per_vecka=22))
    assert (okant.status_code, okant.json()["fel"][0]["kod"]) == (422, "saknas")
    assert await andringar(anna, vag) == []
    svar = await anna.handelse(vag, andra(forslag_id=forslag_id, timmar_per_vecka=22))
    assert (svar.status_code, svar.json()["timmarPerVecka"]) == (200, 22)
    (fakta,) = await andringar(anna, vag)
    besvarat = await sedd(vera, egen)
    assert (besvarat["status"], besvarat["avvikerFranForslaget"], besvarat["besvaradAv"]) == (
        "godkand", True, "anna.handlaggare"
    )  # fmt: skip
    assert (besvarat["foljd"]["slag"], besvarat["foljd"]["andringar"]) == ("annan_andring", [fakta["id"]])
    igen = await anna.handelse(vag, andra(forslag_id=forslag_id, timmar_per_vecka=21))
    assert igen.status_code == 409
    assert (await sedd(anna, vag))["timmarPerVecka"] == 22
    som_foreslaget = await foresla(vera, vag, "period")
    svar = await anna.handelse(vag, andra(forslag_id=som_foreslaget.rsplit("/", 1)[1], onskat_slut="2027-02-28"))
    assert svar.json()["onskatSlut"] == "2027-02-28"
    assert (await sedd(vera, som_foreslaget))["foljd"]["slag"] == "andring"
    passerat = await foresla(vera, vag, "timmar", timmarPerVecka=18, gallerFran="2026-10-12")
    varld.klocka.stall(den("2026-10-14"))
    sent = await anna.gor(passerat, "godkann")
    assert (sent["foljd"]["gallerFran"], sent["avvikerFranForslaget"]) == ("2026-10-14", True)
    nytt = await foresla(vera, vag, "timmar", timmarPerVecka=10, gallerFran="2026-10-14")
    await anna.handelse(vag, andra(timmar_per_vecka=10))
    redan = await anna.gor(nytt, "godkann")
    assert (redan["foljd"]["slag"], redan["foljd"]["andringar"]) == ("ingen_andring", [])


@pytest.mark.regel("AK-38", "AK-39")
async def test_paus_och_avslut_gors_av_kommunens_godkannande(varld):
    anna, vera = varld.som("anna"), varld.som("vera")
    _, vag = await startad(varld)
    paus = await foresla(vera, vag, "paus")
    assert (await sedd(anna, paus))["egenSyn"] == "Vill fortsätta efter operationen."
    andra_slag = [await foresla(vera, vag, slag) for slag in ("aktivitet", "niva", "period")]
    pausad = await anna.gor(paus, "godkann")
    assert (pausad["foljd"]["slag"], pausad["avvikerFranForslaget"]) == ("pausad", False)
    assert (await sedd(vera, vag))["status"] == "pausad"
    assert (await vera.posta(f"{vag}/forslag", forslag("paus"))).json()["fel"][0]["kod"] == "fel_lage"
    for egen in andra_slag[:2]:
        assert (await anna.gor(egen, "godkann"))["foljd"]["slag"] == "noterat"
    nej = await vera.posta(f"{vag}/forslag", forslag("avslut", orsak="studier", bradskande=True))
    assert nej.status_code == 422
    avslut = await foresla(vera, vag, "avslut", bradskande=True, egenSyn="Börjar i dag.")
    assert (await sedd(anna, avslut))["svaraSenast"] == "2026-10-12"
    await kor(varld)
    assert [(r["sort"], r["forfaller"]) for r in await lista(anna, sort="forslag_svar")] == [
        ("forslag_svar", "2026-10-12"),
        ("forslag_svar", "2026-10-19"),
    ]
    framat = await anna.gor(avslut, "godkann", slutDatum="2026-11-30")
    assert (framat["foljd"]["slag"], framat["foljd"]["gallerFran"]) == ("planerat_slut", "2026-11-30")
    assert framat["avvikerFranForslaget"] is True
    avslut = await foresla(vera, vag, "avslut")
    slutat = await anna.gor(avslut, "godkann")
    assert (slutat["status"], slutat["foljd"]["slag"]) == ("godkand", "avslutad")
    order = await sedd(vera, vag)
    assert (order["status"], order["avslutsorsak"], order["slutDatum"]) == ("avslutad", "arbete", "2026-10-12")
    assert (await sedd(vera, andra_slag[2]))["status"] == "forfallen"
    await kor(varld)
    assert await lista(anna, sort="forslag_svar") == []
    assert (await vera.posta(f"{vag}/forslag", forslag("timmar"))).json()["regel"] == "AK-40"
    assert (await anna.handelse(andra_slag[2], {"typ": "godkann"})).status_code == 409
    varld.klocka.stall(den("2026-11-12"))
    assert (await vera.hamta(avslut)).status_code == 404, "the utförare's right ends with the order's"
    assert (await sedd(vera, "forslag?status=godkand"))["forslag"] == []
    assert (await anna.hamta(avslut)).status_code == 200


async def test_ett_avslut_fore_starten_aterkallar_bestallningen(varld):
    anna, vera = varld.som("anna"), varld.som("vera")
    vag = await bestall(varld)
    avslut, timmar = [await foresla(vera, vag, slag) for slag in ("avslut", "timmar")]
    fel = await anna.handelse(timmar, {"typ": "godkann", "slutDatum": "2026-10-12"})
    assert (fel.status_code, fel.json()["fel"][0]["falt"]) == (422, "/slutDatum")
    assert (await anna.gor(avslut, "godkann"))["foljd"]["slag"] == "aterkallad"
    assert (await sedd(vera, vag))["status"] == "aterkallad"
    assert [h["typ"] for h in (await sedd(anna, f"{timmar}/handelser"))["handelser"]] == ["foresla", "forfall"]


async def test_en_paus_som_redan_har_varit_godkanns_inte(varld):
    anna, vera = varld.som("anna"), varld.som("vera")
    _, vag = await startad(varld, krav=False)
    paus = await foresla(vera, vag, "paus", fran="2026-10-14", tom="2026-10-16")
    varld.klocka.stall(datetime(2026, 10, 16, 8, tzinfo=UTC))
    assert "godkann" in (await sedd(anna, paus))["_links"]
    varld.klocka.stall(datetime(2026, 10, 17, 8, tzinfo=UTC))
    nej = await anna.handelse(paus, {"typ": "godkann"})
    assert (nej.status_code, nej.json()["fel"][0]["kod"]) == (409, "pausen_har_varit")
    assert (await sedd(anna, vag))["status"] == "pagaende"
    assert (await anna.gor(paus, "avsla", text="Det hann bli för sent."))["status"] == "avslagen"


@pytest.mark.parametrize("dagar_sent", [0, 9])
async def test_en_godkand_paus_borjar_pa_sin_dag_aven_om_jobbet_ar_sent_och_gor_det_en_gang(varld, dagar_sent):
    anna, vera = varld.som("anna"), varld.som("vera")
    _, vag = await startad(varld, krav=False)
    _, annan = await startad(varld, 1, krav=False)
    _, redan = await startad(varld, 2, krav=False)
    egna = [await foresla(vera, v, "paus", fran="2026-11-02", tom="2026-11-05") for v in (vag, annan, redan)]
    for egen in egna:
        foljd = (await anna.gor(egen, "godkann"))["foljd"]
        assert (foljd["slag"], foljd["gallerFran"]) == ("pausas", "2026-11-02")
    assert await korda(varld, "2026-11-01") == 0
    await anna.gor(annan, "avsluta", orsak="studier", slutDatum="2026-11-01")
    await anna.gor(redan, "pausa", skal="Sjuk.")
    fore = await sedd(anna, redan)
    assert await korda(varld, f"2026-11-{2 + dagar_sent:02d}") == 2
    assert await korda(varld, "2026-11-20") == 0
    assert [(await sedd(anna, v))["status"] for v in (vag, annan)] == ["pausad", "avslutad"]
    assert (await sedd(anna, vag))["pausTill"] == "2026-11-06"
    assert [(await sedd(anna, e))["foljd"]["slag"] for e in egna] == ["pausad", "paus_uteblev", "paus_uteblev"]
    assert await sedd(anna, redan) == fore
    senaste = (await sedd(anna, vag))["handelser"][0]
    assert (senaste["typ"], senaste["part"]) == ("pausa", "system")


@pytest.mark.regel("AK-07", "AK-41", "DP-27")
async def test_vad_som_inte_far_foreslas_eller_godkannas(varld):
    anna, sven, vera = varld.som("anna"), varld.som("sven"), varld.som("vera")
    vag = await bestall(varld, barn={"antalBarn": 1, "yngstaBarnFyllerAtta": "2030-01-01"})
    assert (await anna.posta(f"{vag}/forslag", forslag("timmar"))).status_code == 403
    for kropp, regel in (
        (forslag("timmar", timmarPerVecka=25), None),
        (forslag("niva", niva="rod"), "DP-27"),
        (forslag("niva", niva="lila"), None),
        (forslag("niva", instrument="inget"), None),
    ):
        nej = await vera.posta(f"{vag}/forslag", kropp)
        assert (nej.status_code in {409, 422}, nej.json().get("regel")) == (True, regel), kropp
    for kropp in (
        forslag("paus", fran="2026-11-02", tom="2026-11-01"),
        forslag("timmar", timmarPerVecka=41),
        forslag("timmar", onskatSlut="2027-01-01"),
        {**forslag("period"), "slag": "annat"},
    ):
        assert (await vera.posta(f"{vag}/forslag", kropp)).status_code == 422, kropp
    langt = await foresla(sven, vag, "period", onskatSlut="2027-04-12")
    assert [(h["handelse"], h["kod"], h["regel"]) for h in (await sedd(anna, langt))["hinder"]] == [
        ("godkann", "utanfor_beslutet", "AK-41")
    ]
    nej = await anna.handelse(langt, {"typ": "godkann"})
    assert (nej.status_code, nej.json()["regel"]) == (409, "AK-41")
    assert (await sedd(anna, langt))["status"] == "vantar"


@pytest.mark.regel("DP-04", "DP-15")
async def test_koerna_visar_bara_egna_uppdrag_och_inget_om_skyddade(varld):
    anna, sven, vera = varld.som("anna"), varld.som("sven"), varld.som("vera")
    oppet = await bestall(varld)
    skyddat = await bestall(varld, 1, skyddsniva="skyddad_folkbokforing")
    egna = [await foresla(vera, v, "timmar") for v in (oppet, skyddat)]
    bada = [e.rsplit("/", 1)[1] for e in reversed(egna)]

    async def ko(namn):
        return [r["id"] for r in (await sedd(varld.som(namn), "forslag"))["forslag"]]

    assert await ko("anna") == await ko("vera") == await ko("sven") == bada
    assert await ko("bo") == await ko("viktor") == await ko("eva") == await ko("david") == []
    assert await ko("cecilia") == bada[1:], "who leads sees the nämnd's, but no protected person's"
    await sven.gor(oppet, "byt_vagledare", vagledare="viktor.vagledare", skal="Ledig.")
    assert (await ko("viktor"), await ko("vera")) == (bada[1:], bada[:1])
    assert (await vera.hamta(egna[0])).status_code == 404
    arende = (await sedd(anna, oppet))["arendeId"]
    await skydda(anna, f"arenden/{arende}", "sekretessmarkering")
    assert (await ko("cecilia"), await ko("anna"), await ko("sven")) == ([], bada, bada[:1])
    order_utan = (await sedd(vera, egna[1])).keys() | (await sedd(vera, f"{skyddat}/forslag")).keys()
    assert "arendeId" not in order_utan


async def test_ett_forslag_bevakas_till_svaret(varld):
    anna, vera = varld.som("anna"), varld.som("vera")
    vag = await bestall(varld)
    varld.klocka.stall(den("2026-12-22"))
    egen = await foresla(vera, vag, "timmar", gallerFran="2027-02-01")
    await kor(varld)
    assert (await dagar(anna))["forslag_svar"] == "2027-01-04"
    nytt = await foresla(vera, vag, "timmar", timmarPerVecka=10, gallerFran="2027-02-01")
    await pa_dagen(varld, "2027-01-05")
    (rad,) = await lista(anna, sort="forslag_svar")
    assert (rad["forsenad"], rad["regel"]) == (True, "AK-40")
    assert egen != nytt
    await anna.gor(nytt, "avsla", text="Nej.")
    await kor(varld)
    assert "forslag_svar" not in await dagar(anna)


# --- at once --------------------------------------------------------------------------------------


async def test_av_samtidiga_forslag_av_samma_slag_vantar_ett(varld):
    anna, sven, vera = varld.som("anna"), varld.som("sven"), varld.som("vera")
    vag = await bestall(varld)
    kroppar = [(vem, forslag("timmar", timmarPerVecka=n)) for n, vem in enumerate((vera, sven) * 3, 10)]
    svar = await asyncio.gather(*(vem.posta(f"{vag}/forslag", kropp) for vem, kropp in kroppar))
    statusar = [s.status_code for s in svar]
    assert set(statusar) <= {201, 412}
    assert statusar.count(201) >= 2
    rader = (await sedd(anna, f"{vag}/forslag"))["forslag"]
    assert [r["status"] for r in rader].count("vantar") == 1
    assert [r["status"] for r in rader].count("ersatt") == statusar.count(201) - 1


async def test_av_godkannande_och_aterkallelse_i_samma_stund_galler_ett(varld):
    anna, vera = varld.som("anna"), varld.som("vera")
    for i in range(3):
        vag = await bestall(varld, i)
        egen = await foresla(vera, vag, "timmar", gallerFran="2026-10-12")
        etag = (await anna.hamta(egen)).headers["etag"]
        svar = await asyncio.gather(
            anna.posta(f"{egen}/handelser", {"typ": "godkann"}, if_match=etag),
            vera.posta(f"{egen}/handelser", {"typ": "aterkalla"}, if_match=etag),
        )
        assert sorted(s.status_code for s in svar) == [200, 412]
        godkant = svar[0].status_code == 200
        assert (await sedd(anna, egen))["status"] == ("godkand" if godkant else "aterkallad")
        assert (await sedd(anna, vag))["timmarPerVecka"] == (20 if godkant else 25)
        assert len(await andringar(anna, vag)) == (1 if godkant else 0)


async def test_ett_godkannande_som_inte_gar_att_utfora_lamnar_allt_som_det_var(varld):
    anna, vera = varld.som("anna"), varld.som("vera")
    arende, vag = await bekraftad(varld, krav=False)
    egen = await foresla(vera, vag, "timmar", gallerFran="2027-04-12")
    nej = await anna.handelse(egen, {"typ": "godkann"})
    assert (nej.status_code, nej.json()["regel"]) == (409, "AK-41"), "the beslut does not hold that day"
    assert ((await sedd(anna, egen))["status"], (await sedd(anna, egen))["version"]) == ("vantar", 1)
    assert arende["status"] == "oppet"


async def test_budgeten_for_forslag_halls(varld):
    anna, vera = varld.som("anna"), varld.som("vera")
    vag = await bestall(varld)
    with satser(varld) as sedda:
        egen = await foresla(vera, vag, "timmar")
    assert len(sedda) <= OVERST["skapa"], sedda
    for vem, adress, hogst in ((anna, egen, "lasa"), (anna, "forslag", "lista"), (vera, "forslag", "lista")):
        with satser(varld) as sedda:
            await vem.hamta(adress)
        assert len(sedda) <= OVERST[hogst], sedda
    with satser(varld) as sedda:
        assert (await vera.hamta(f"{vag}/forslag")).status_code == 200
    assert len(sedda) <= OVERST["lasa"], "the order says who may look"
