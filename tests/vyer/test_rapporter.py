"""AK-32: reports are ordered, counted by a job that may die, read by who may, frozen for good."""

import asyncio
import json
import os
import sys
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.core.journal import Atkomst
from app.core.leased_work import FLEST_FORSOK, Forlorad
from app.katalog import rollista
from app.vyer.rapporter import ivo
from app.vyer.rapporter.korning import Raknare, rakna_rapporter
from app.vyer.rapporter.models import Rapport, Rapportrad
from tests.flode import startat, steg
from tests.flode.beslutat import vagrat
from tests.flode.test_budget import satser
from tests.vyer.befolkning import EFTER_KVARTALET, befolka, bestall, innehall, manad, raknad

PERSONRADER = next(iter(rollista.RAPPORTSCOPES))


def tabellen(innehallet, namn):
    (tabell,) = [t for t in json.loads(innehallet)["tabeller"] if t["namn"] == namn]
    return tabell["rader"]


async def utan_personrader(varld, namn, vag, **huvuden):
    """The same caller without the permission to single cases."""
    token = varld.token(namn, scope="rapport:las rapport:skriv")
    return await varld.som(namn).begar("GET", vag, authorization=f"Bearer {token}", **huvuden)


# --- the way of a report --------------------------------------------------------------------------


@pytest.mark.regel("AK-32", "DP-03", "DP-04")
async def test_en_rapport_bestalls_raknas_och_lases_av_den_som_far(varld):
    await vagrat(varld)
    cecilia, vag = varld.som("cecilia"), await bestall(varld)
    assert (await cecilia.hamta(vag)).json()["framsteg"] == {"klara": 0}
    nej = await cecilia.hamta(f"{vag}/innehall")
    assert (nej.status_code, nej.json()["fel"][0]["kod"]) == (409, "rapporten_inte_klar")
    assert await rakna_rapporter(varld.tjanster) == 1
    detalj = (await cecilia.hamta(vag)).json()
    assert (detalj["status"], detalj["framsteg"]) == ("klar", {"klara": 1, "antal": 1})
    assert (detalj["antalRader"], detalj["antalUndantagna"], detalj["preliminar"]) == (1, 2, True)
    assert [h["typ"] for h in (await cecilia.hamta(f"{vag}/handelser")).json()["handelser"]] == [
        "bestall", "borja", "fardigstall",
    ]  # fmt: skip
    # The figures are for everybody in the nämnd with the scope; the cases behind them are not.
    assert tabellen(await innehall(varld, vag), "kvartal")[2] == {"matt": "vagrade", "antal": 1}
    assert tabellen(await innehall(varld, vag, som="anna"), "kvartal")[2] == {"matt": "vagrade", "minst": 0, "hogst": 4}
    for svar in (
        await utan_personrader(varld, "anna", f"{vag}/rader"),
        await utan_personrader(varld, "cecilia", f"{vag}/undantagna"),
        await varld.som("sven").hamta(vag),
    ):
        assert svar.status_code == 403
    (rad,) = (await cecilia.hamta(f"{vag}/rader")).json()["rader"]
    assert (rad["varden"]["manad"], rad["varden"]["vagrade"], "skal" in rad) == ("2026-10", 1, False)
    assert {r["skal"] for r in (await cecilia.hamta(f"{vag}/undantagna")).json()["rader"]} == {"manad_saknas"}
    # A handläggare has the own ones.
    assert len((await varld.som("anna").hamta(f"{vag}/rader")).json()["rader"]) == 1
    assert (await varld.som("bo").hamta(f"{vag}/rader")).json()["rader"] == []
    loggade = await varld.i_databasen(lambda a: a.alla(select(Atkomst).where(Atkomst.objekttyp == "rapportrad")))
    egen = [rad["arendeId"]]
    assert sorted(((post.person, post.arenden) for post in loggade), key=lambda post: post[0]) == [
        ("anna.handlaggare", egen), ("bo.handlaggare", None),
        ("cecilia.arbetsledare", egen), ("cecilia.arbetsledare", egen),
    ]  # fmt: skip


@pytest.mark.regel("DP-10", "DP-15")
async def test_andra_namnder_och_skyddade_personer(varld):
    await steg.manader(varld.som("anna"), await steg.nytt_arende(varld.som("anna"), 0, skyddsniva="sekretessmarkering"))
    vag = await raknad(varld)
    david = varld.som("david")
    eget = vag.replace("/0484/", "/0127/")
    for annan in (vag, eget):
        for under in ("", "/innehall", "/rader", "/undantagna", "/handelser"):
            assert (await david.hamta(annan + under)).status_code == 404
    assert (await david.hamta("rapporter")).json()["rapporter"] == []
    # A protected person counts in the figures, and stands in the lists of the own handläggare only.
    assert tabellen(await innehall(varld, vag), "personmanader")[0]["antal"] == 1
    assert (await varld.som("cecilia").hamta(f"{vag}/undantagna")).json()["rader"] == []
    assert len((await varld.som("anna").hamta(f"{vag}/undantagna")).json()["rader"]) == 3
    manaden = await raknad(varld, "socialstyrelsen_manad", "2026-10")
    for nej in (
        await varld.som("anna").hamta(f"{manaden}/innehall"),
        await utan_personrader(varld, "cecilia", f"{manaden}/innehall"),
    ):
        assert (nej.status_code, nej.json()["regel"]) == (403, "DP-03")
    assert b"198502139804" in await innehall(varld, manaden)


@pytest.mark.parametrize(
    ("kropp", "falt"),
    [
        ({"period": "2026-10"}, "/period"),
        ({"period": "2026-K5"}, "/period"),
        ({"kandVid": "2026-10-12T08:00:01Z"}, "/kandVid"),
        ({"ersatter": "01980000-0000-7000-8000-000000000001"}, "/ersatter"),
        ({"sort": "ivo_ar"}, "/sort"),
    ],
)
async def test_vad_som_inte_gar_att_bestalla(varld, kropp, falt):
    svar = await varld.som("cecilia").posta("rapporter", {"sort": "ivo_kvartal", "period": "2026-K4"} | kropp)
    assert (svar.status_code, svar.json()["fel"][0]["falt"]) == (422, falt)


@pytest.mark.regel("DP-04")
async def test_bara_arbetsledare_bestaller_och_fryser(varld):
    ny = {"sort": "ivo_kvartal", "period": "2026-K3"}
    assert (await varld.som("anna").posta("rapporter", ny)).json()["regel"] == "DP-04"
    vag = await raknad(varld, period="2026-K3")
    assert (await varld.som("anna").handelse(vag, {"typ": "frys"})).status_code == 403


# --- frozen ---------------------------------------------------------------------------------------


@pytest.mark.regel("AK-32")
async def test_en_fryst_rapport_andras_aldrig_en_rattelse_ar_en_ny_utgava(varld):
    arenden = await befolka(varld)
    cecilia, vag = varld.som("cecilia"), await raknad(varld)
    await cecilia.gor(vag, "frys")
    fryst, bytes_ = (await cecilia.hamta(vag)).json(), await innehall(varld, vag)
    rattelser = (
        lambda: manad(varld, arenden["A"], "2026-12", hinder="sjukskriven"),
        lambda: manad(varld, arenden["C"], "2026-11", hinder="annat"),
        lambda: manad(varld, arenden["D"], "2026-10", stod=False, hinder=None),
        lambda: varld.som("anna").gor(f"arenden/{arenden['D']['id']}", "avsluta", skal="Arbete."),
        lambda: steg.nytt_arende(varld.som("anna"), 5),
    )
    sedda = {bytes_}
    for ratta in rattelser:
        varld.klocka.flytta(timedelta(hours=1))
        await ratta()
        nu = await raknad(varld)
        sedda.add(await innehall(varld, nu))
        assert await innehall(varld, vag) == bytes_
        assert (await cecilia.hamta(vag)).json() == fryst
    assert len(sedda) == len(rattelser) + 1  # kandVid alone makes each another
    # What was frozen is replaced by an edition that says so, and by nothing else.
    nej = await cecilia.handelse(nu, {"typ": "frys"})
    assert (nej.status_code, nej.json()["fel"][0]["kod"]) == (409, "redan_fryst")
    ny = await raknad(varld, ersatter=fryst["id"])
    detalj = await cecilia.gor(ny, "frys")
    assert (detalj["utgava"], detalj["ersatterId"], detalj["status"]) == (2, fryst["id"], "fryst")
    assert detalj["_links"].keys() == {"self", "handelser", "innehall", "rader", "undantagna"}
    assert await innehall(varld, vag) == bytes_
    assert (await cecilia.begar("DELETE", vag)).status_code == 405


@pytest.mark.regel("T-08", "T-09")
async def test_en_period_som_pagar_fryses_inte(varld):
    cecilia, vag = varld.som("cecilia"), await raknad(varld)
    assert [h["kod"] for h in (await cecilia.hamta(vag)).json()["hinder"]] == ["perioden_pagar"]
    assert (await cecilia.handelse(vag, {"typ": "frys"})).json()["fel"][0]["kod"] == "perioden_pagar"
    utan = await cecilia.posta(f"{vag}/handelser", {"typ": "frys"})
    assert utan.status_code == 428


@pytest.mark.regel("AK-32")
async def test_det_som_registrerats_efter_brytpunkten_raknas_inte(varld):
    """Every kind of fact, told after the cut-off, as if it had not been told; and told before it, it counts."""
    anna, arende, _, beslut = await vagrat(varld)
    await anna.skapa(
        f"arenden/{arende['id']}/bistandsmanader",
        {"manad": "2026-09", "forsorjningsstod": True, "forsorjningshinder": "annat", "kalla": "Lifecare"},
    )
    fore = varld.klocka.nu()
    brytpunkt = fore.isoformat().replace("+00:00", "Z")
    sedan = await innehall(varld, await raknad(varld))
    varld.klocka.stall(datetime(2026, 12, 1, 8, 0, tzinfo=UTC))
    await anna.gor(beslut, "overklaga", inkom="2026-10-20")
    await anna.gor(beslut, "upphav", datum="2026-11-20", skal="Förvaltningsrätten upphävde beslutet.")
    await manad(varld, arende, "2026-10", hinder="sjukskriven")
    await steg.nytt_arende(anna, 4)
    assert await innehall(varld, await raknad(varld, kandVid=brytpunkt)) == sedan
    nu = await innehall(varld, await raknad(varld))
    assert tabellen(nu, "kvartal") != tabellen(sedan, "kvartal")
    assert [r["antal"] for r in tabellen(nu, "personmanader")] == [2, 2, 2]


@pytest.mark.regel("AK-32")
async def test_en_start_och_ett_slut_som_flyttas_senare_andrar_inte_vad_som_var_kant(varld):
    arende, vag = await startat.bekraftad(varld)
    anna, vera = varld.som("anna"), varld.som("vera")
    kanda = {}

    async def minns():
        kanda[varld.klocka.nu()] = await innehall(varld, await raknad(varld))

    await minns()
    varld.klocka.stall(datetime(2026, 11, 3, 8, 0, tzinfo=UTC))
    await vera.gor(vag, "starta", startDatum="2026-11-02")
    await minns()
    varld.klocka.stall(datetime(2026, 11, 20, 8, 0, tzinfo=UTC))
    await manad(varld, arende, "2026-11")
    await anna.gor(vag, "avsluta", orsak="studier", slutDatum="2026-11-04")
    await minns()
    varld.klocka.flytta(timedelta(days=1))
    await anna.gor(vag, "ateroppna", skal="Studierna blev inte av.")
    await minns()
    for da, bytes_ in kanda.items():
        igen = await raknad(varld, kandVid=da.isoformat().replace("+00:00", "Z"))
        assert await innehall(varld, igen) == bytes_, da
    oktober = [
        next(r["anvisade"] for r in tabellen(b, "hinder") if r["forsorjningshinder"] == "arbetslos")
        for b in kanda.values()
    ]
    assert oktober == [1, 0, 0, 0]


# --- the job --------------------------------------------------------------------------------------


@pytest.mark.regel("R3")
async def test_en_dod_process_tas_over_utan_dubbla_rader(varld, monkeypatch):
    await befolka(varld)
    hel = await raknad(varld)
    kand_vid = (await varld.som("cecilia").hamta(hel)).json()["kandVid"]
    vag = await bestall(varld, kandVid=kand_vid)
    dod = Raknare(varld.tjanster, per_gang=1, lan=-1.0)
    lanad = await dod._lana()
    await dod._kor(lanad.kommunkod, lambda a: dod._steg(a, lanad.id))
    # Killed in the middle of the next batch: nothing of it is there.
    monkeypatch.setattr(ivo.fakta, "las", _dor)
    with pytest.raises(Dod):
        await dod._kor(lanad.kommunkod, lambda a: dod._steg(a, lanad.id))
    monkeypatch.undo()
    assert (await varld.som("cecilia").hamta(vag)).json()["framsteg"] == {"klara": 1, "antal": 4}
    arvinge = Raknare(varld.tjanster, per_gang=2)
    assert await arvinge.omgang() == 1
    assert await innehall(varld, vag) == await innehall(varld, hel)
    detaljer = [(await varld.som("cecilia").hamta(v)).json() for v in (vag, hel)]
    assert len({d["radernasKontrollsumma"] for d in detaljer}) == 1
    per_rapport = select(func.count(Rapportrad.id)).group_by(Rapportrad.rapport_id)
    assert await varld.i_databasen(lambda a: a.alla(per_rapport)) == [12, 12]
    with pytest.raises(Forlorad):
        await dod._kor(lanad.kommunkod, lambda a: dod._steg(a, lanad.id))


PROCESS = """
import asyncio, os
from app.main import create_app
from app.begrepp.tid import SystemKlocka
from app.settings import Settings
from app.vyer.rapporter.korning import Raknare

raknare = Raknare(create_app(Settings(), klocka=SystemKlocka()).state.tjanster, per_gang=1, lan=0.0)
steg, gjorda = raknare._steg, []

async def dor(arbete, rapport_id):
    svar = await steg(arbete, rapport_id)
    await arbete.session.flush()
    gjorda.append(svar)
    if len(gjorda) == 3:
        os._exit(9)
    return svar

raknare._steg = dor
asyncio.run(raknare.omgang())
"""


@pytest.mark.regel("R3")
async def test_en_process_som_dodas_mitt_i_en_omgang_lamnar_hela_omgangar(varld):
    await befolka(varld)
    vag = await bestall(varld)
    miljo = os.environ | {
        "STEGVIS_LAGE": "test",
        "STEGVIS_DATAKATALOG": str(varld.settings.datakatalog),
        "STEGVIS_DATABASE_URL": varld.databas.url,
    }
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", PROCESS, env=miljo)
    assert await process.wait() == 9
    assert (await varld.som("cecilia").hamta(vag)).json()["framsteg"] == {"klara": 2, "antal": 4}
    assert await rakna_rapporter(varld.tjanster) == 1
    assert await innehall(varld, vag) == await innehall(varld, await raknad(varld))
    assert (await varld.som("cecilia").hamta(vag)).json()["framsteg"] == {"klara": 4, "antal": 4}


async def test_en_process_som_ska_sluta_lamnar_rapporten_ifran_sig(varld):
    await befolka(varld, "ABCD")
    vag = await bestall(varld)
    svar = iter([False, True, True])
    slutar = Raknare(varld.tjanster, per_gang=1, ska_sluta=lambda: next(svar))
    assert await slutar.omgang() == 0
    assert (await varld.som("cecilia").hamta(vag)).json()["framsteg"] == {"klara": 1, "antal": 4}
    assert await rakna_rapporter(varld.tjanster) == 1


class Dod(Exception):
    pass


async def _dor(*_allt):
    raise Dod


async def test_tva_processer_raknar_varsin_rapport(varld):
    await bestall(varld, period="2026-K3")
    await bestall(varld, period="2026-K2")
    en, annan = Raknare(varld.tjanster), Raknare(varld.tjanster)
    lanade = [await en._lana(), await annan._lana(), await annan._lana()]
    assert [rapport and rapport.period for rapport in lanade] == ["2026-K3", "2026-K2", None]


async def test_en_misslyckad_rapport_sager_varfor_och_bestalls_om(varld, monkeypatch):
    await vagrat(varld)
    cecilia, vag = varld.som("cecilia"), await bestall(varld)
    monkeypatch.setattr(ivo.fakta, "las", _dor)
    assert await rakna_rapporter(varld.tjanster) == 0
    detalj = (await cecilia.hamta(vag)).json()
    assert (detalj["status"], detalj["fel"]) == ("misslyckad", "tekniskt_fel")
    (rapport,) = await varld.i_databasen(lambda a: a.alla(select(Rapport)))
    assert (rapport.forsok, rapport.lanad_av) == (FLEST_FORSOK, None)
    monkeypatch.undo()
    await cecilia.gor(vag, "bestall_om")
    assert await rakna_rapporter(varld.tjanster) == 1
    assert (await cecilia.hamta(vag)).json()["status"] == "klar"


async def test_satserna_ar_lika_manga_hur_manga_personerna_an_ar(varld):
    antal = []
    for i in range(2):
        await steg.manader(varld.som("anna"), await steg.nytt_arende(varld.som("anna"), i))
        await bestall(varld)
        with satser(varld) as sedda:
            await rakna_rapporter(varld.tjanster)
        antal.append(len(sedda))
    assert antal[0] == antal[1]


async def test_vad_det_kostar_att_bestalla_och_lasa(varld):
    varld.klocka.stall(EFTER_KVARTALET)
    with satser(varld) as sedda:
        vag = await bestall(varld)
    assert len(sedda) <= 8
    await rakna_rapporter(varld.tjanster)
    for under, mest in (("", 4), ("/handelser", 4), ("/rader", 4), ("/undantagna", 4), ("/innehall", 4)):
        with satser(varld) as sedda:
            await varld.som("cecilia").hamta(vag + under)
        assert len(sedda) <= mest, (under, sedda)
    with satser(varld) as sedda:
        await varld.som("cecilia").hamta("rapporter")
    assert len(sedda) <= 3
    with satser(varld) as sedda:
        await varld.som("cecilia").gor(vag, "frys")
    assert len(sedda) <= 8 + 4
