"""Hours over HTTP: of an order, of a person and of a nämnd, as they are reported, corrected and asked for."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from pydantic.alias_generators import to_camel
from sqlalchemy import select

from app.begrepp.aktiviteter import Aktivitetskategori
from app.begrepp.identiteter import nytt_id
from app.flode.arende.models import Arende
from app.flode.bestallning.models import Bestallning
from app.flode.narvaro.actions import UR_TILLFALLET, ordalydelse
from app.flode.narvaro.models import Narvarouppgift, Tillfalle, tillfallen_for
from app.flode.narvaro.states import Franvaroorsak, InstalltAv, Narvaroutfall
from app.flode.narvaro.uppgifter import Utsaga
from tests.conftest import Person, Varld
from tests.flode.narvarat import kopia, planerad, tillfallen
from tests.flode.test_budget import FORST, satser

pytestmark = pytest.mark.anyio

OKTOBER = "manad=2026-10"
DELAR = (
    "narvaro", "missat", "giltig_franvaro", "ogiltig_franvaro", "omarkerat", "installt", "installt_av_deltagare",
)  # fmt: skip


def summor(rad: dict[str, Any]) -> dict[str, int]:
    """The sums of a row by what they count."""
    return {s["slag"]: s["minuter"] for s in rad["summor"]}


def text(rad: dict[str, Any], slag: str) -> str:
    """How a sum came about."""
    return next(s["forklaring"] for s in rad["summor"] if s["slag"] == slag)


async def timmar(vem: Person, vag: str, fraga: str = OKTOBER) -> dict[str, Any]:
    """The hours of an order or a person."""
    svar = await vem.hamta(f"{vag}/timrakning?{fraga}")
    assert svar.status_code == 200, svar.text
    return svar.json()


def kod(svar: Any) -> tuple[int, str]:
    """Status, and the code of the fault."""
    return svar.status_code, svar.json()["fel"][0]["kod"]


@pytest.mark.regel("AK-07", "AK-11", "AK-12", "AK-20")
async def test_timmarna_foljer_det_som_rapporteras_och_rattas(varld: Varld) -> None:
    vera, anna = varld.som("vera"), varld.som("anna")
    vag = await planerad(varld)
    svar = await timmar(vera, vag)
    # Six occasions of three hours in October, five hours of own job search a week, 25 ordered hours from Monday 12th.
    fore = summor(svar["summa"])
    assert (fore["planerat"], fore["omarkerat"], fore["kommande"], fore["narvaro"]) == (6 * 180, 6 * 180, 6 * 180, 0)
    assert (fore["krav"], fore["eget_jobbsokande"], fore["narvaromal"]) == (15 * 300, 15 * 60, 15 * 240)
    assert (fore["planeringsskillnad"], fore["narvaroskillnad"]) == (1080 - 3600, -3600)
    assert "2026-10-12–2026-10-30: 25 h i veckan beställda, 15 arbetsdagar ger 75 h" in text(svar["summa"], "krav")
    assert "2026-10-01–2026-10-09: 7 arbetsdagar utan krav" in text(svar["summa"], "krav")
    assert text(svar["summa"], "planerat") == "6 tillfällen i de fyra anvisade kategorierna (sprak 6)."
    assert [r["period"] for r in svar["veckor"]] == [f"2026-W{n}" for n in range(40, 45)]
    assert [r["period"] for r in svar["manader"]] == ["2026-10"]
    # 1 hour late, then ill with valid absence, one called off by the utförare, one by the person, one invalid.
    varld.klocka.flytta(timedelta(days=30))
    forsta, andra, tredje, fjarde, femte, _ = [f"{vag}/tillfallen/{p['tillfalleId']}" for p in svar["tillfallen"]]
    await vera.gor(forsta, "rapportera", utfall="sen", narvarandeFran="10:00", narvarandeTill="12:00")
    await vera.gor(andra, "rapportera", utfall="franvaro_giltig", orsak="sjukdom")
    await vera.gor(tredje, "stall_in", installtAv="utforare")
    await vera.gor(fjarde, "stall_in", installtAv="deltagare")
    await vera.gor(femte, "rapportera", utfall="franvaro_ogiltig")
    svar = await timmar(anna, vag)
    nu = summor(svar["summa"])
    assert [nu[d] for d in DELAR] == [120, 60, 180, 180, 180, 180, 180]
    assert (sum(nu[d] for d in DELAR), nu["kommande"], nu["narvaroskillnad"]) == (nu["planerat"], 0, 480 - 3600)
    assert "Utanför står ogiltig frånvaro 3 h, missad tid 1 h, omarkerat 3 h" in text(svar["summa"], "narvaroskillnad")
    assert [p["slag"] for p in svar["tillfallen"]] == [
        "narvaro", "giltig_franvaro", "installt", "installt_av_deltagare", "ogiltig_franvaro", "omarkerat",
    ]  # fmt: skip
    # A correction moves its minutes and no others, at once.
    await vera.gor(femte, "ratta", utfall="sjuk_med_intyg", orsak="sjukdom", rattelseSkal="Intyg kom in.")
    rattat = summor((await timmar(anna, vag))["summa"])
    assert {s: rattat[s] - nu[s] for s in nu if rattat[s] != nu[s]} == {
        "ogiltig_franvaro": -180, "giltig_franvaro": 180, "narvaroskillnad": 180,
    }  # fmt: skip
    # The list says the same as the order's own account; it tells no reasons (DP-03).
    (rad,) = (await anna.hamta(f"timrakningar?{OKTOBER}")).json()["timrakningar"]
    assert {s: rad["anvisat"][to_camel(s)] for s in DELAR} == {s: rattat[s] for s in DELAR}
    assert (rad["krav"], rad["egetJobbsokande"], rad["narvaromal"]) == (4500, 900, 3600)
    assert not {"sjuk", "orsak", "namn", "utforare"} & set(str(rad).replace("'", " ").split())
    assert (await anna.hamta("timrakningar?manad=2026-09")).json()["timrakningar"] == []
    assert (await vera.hamta(f"timrakningar?{OKTOBER}")).status_code == 404


@pytest.mark.regel("AK-09", "AK-12", "DP-26")
async def test_personens_manad_mats_mot_bedomningen_och_visas_bara_for_namnden(varld: Varld) -> None:
    vera, anna = varld.som("vera"), varld.som("anna")
    vag = await planerad(varld)
    arende = f"arenden/{(await anna.hamta(vag)).json()['arendeId']}"
    svar = await timmar(anna, arende)
    (bedomning,) = (await anna.hamta(f"{arende}/bedomningar")).json()["bedomningar"]
    bedomd = (await anna.hamta(f"{arende}/bedomningar/{bedomning['id']}")).json()
    beslut = (await anna.hamta(f"{arende}/beslut")).json()["beslut"][0]
    dagar = sum(
        1 for n in range(31) if date(2026, 10, 1 + n).weekday() < 5 and f"2026-10-{n + 1:02d}" >= beslut["gallerFran"]
    )
    nu = summor(svar["summa"])
    assert nu["krav"] == dagar * bedomd["timmar"]["perVecka"] * 12
    assert nu["eget_jobbsokande"] == dagar * bedomd["timmar"]["egetJobbsokande"] * 12
    assert (nu["planerat"], "bedömda" in text(svar["summa"], "krav")) == (1080, True)
    assert [o["bestallningId"] for o in svar["bestallningar"]] == [vag.split("/")[1]]
    assert (await vera.hamta(f"{arende}/timrakning")).status_code == 404
    assert (await varld.som("viktor").hamta(f"{vag}/timrakning")).status_code == 404
    assert (await varld.som("cecilia").hamta(f"{arende}/timrakning")).status_code == 200


async def test_krav_for_delar_av_veckor(varld: Varld) -> None:
    """Paused, ended, changed hours: a working day is a fifth of the week."""
    vera, anna = varld.som("vera"), varld.som("anna")
    vag = await planerad(varld)
    andring = {"falt": "timmar_per_vecka", "nytt": 20, "skal": "Orkar mindre."}
    await anna.gor(vag, "andra_bestallning", andringar=[andring], gallerFran="2026-10-21")
    varld.klocka.flytta(timedelta(days=1))
    await anna.gor(vag, "pausa", skal="Utredning.")  # Tuesday 13th
    varld.klocka.flytta(timedelta(days=6))
    await anna.gor(vag, "ateruppta")  # Monday 19th
    svar = await timmar(vera, vag, "vecka=2026-W42")
    assert (summor(svar["summa"])["krav"], svar["summa"]["fran"]) == (300, "2026-10-12")
    assert "2026-10-13–2026-10-16: 4 arbetsdagar utan krav: beställningen hade uppehåll" in text(svar["summa"], "krav")
    oktober = summor((await timmar(vera, vag))["summa"])["krav"]
    assert oktober == 3 * 300 + 8 * 240
    (rad,) = (await anna.hamta(f"timrakningar?{OKTOBER}")).json()["timrakningar"]
    assert rad["krav"] == oktober
    varld.klocka.flytta(timedelta(days=4))
    await anna.gor(vag, "avsluta", orsak="arbete", slutDatum="2026-10-22")
    assert summor((await timmar(anna, vag))["summa"])["krav"] == 3 * 300 + 2 * 240
    # A week over the turn of a month: whole as a week, its days in each month.
    svar = await timmar(anna, vag, "vecka=2026-W40")
    assert [(r["period"], r["fran"], r["tom"]) for r in svar["manader"]] == [
        ("2026-09", "2026-09-01", "2026-09-30"), ("2026-10", "2026-10-01", "2026-10-31"),
    ]  # fmt: skip


FEL = (
    ("vecka=2026-W42&manad=2026-10", "en_period"), ("vecka=2026-W54", "vecka"), ("vecka=2025-W53", "vecka"),
    ("vecka=42", "vecka"), ("vecka=9999-W01", "vecka"), ("fran=2026-10-01", "saknas"), ("tom=2026-10-01", "saknas"),
    ("fran=2026-10-02&tom=2026-10-01", "period"), ("fran=2026-01-01&tom=2027-10-01", "period"),
    ("manad=2026-13", "manad"),
)  # fmt: skip


async def test_en_period_i_taget_och_hogst_ett_ar(varld: Varld) -> None:
    vera = varld.som("vera")
    vag = await planerad(varld)
    for fraga, vantat in FEL:
        assert kod(await vera.hamta(f"{vag}/timrakning?{fraga}")) == (422, vantat), fraga
    for fraga, period in (("", "2026-10"), ("vecka=2026-W53", "2026-W53"), ("fran=2026-10-01&tom=2027-10-02", None)):
        svar = await timmar(vera, vag, fraga)
        assert svar["summa"]["period"] == (period or "2026-10-01–2027-10-02")
    assert len(svar["veckor"]) == 53


# --- the database against the pure rule ------------------------------------------------------------


async def test_databasens_summor_ar_desamma_som_regelns(varld: Varld) -> None:
    """Random occasions, words and corrections of many orders: the list against each order's own account."""
    anna = varld.som("anna")
    vag = await planerad(varld)
    await varld.i_databasen(lambda arbete: _slumpa(arbete, UUID(vag.split("/")[1]), 9), "0484")
    lank: str | None = f"timrakningar?{OKTOBER}&limit=4"
    rader: list[dict[str, Any]] = []
    while lank:
        svar = (await anna.hamta(lank)).json()
        rader += svar["timrakningar"]
        lank = svar["_links"].get("next", {}).get("href")
    assert len({r["bestallningId"] for r in rader}) == len(rader) == 10
    assert {d["kategori"] for r in rader for d in r["kategorier"]} == {k.value for k in Aktivitetskategori}
    for rad in rader:
        eget = (await timmar(anna, f"bestallningar/{rad['bestallningId']}"))["summa"]
        assert rad["kategorier"] == eget["kategorier"]
        s = summor(eget)
        assert {d: rad["anvisat"][to_camel(d)] for d in DELAR} == {d: s[d] for d in DELAR}
        assert s["planerat"] == sum(s[d] for d in DELAR)
        for falt in ("krav", "narvaromal", "planeringsskillnad", "narvaroskillnad"):
            assert rad[falt] == s[falt]


N = Narvaroutfall
SAGT = (
    *(Utsaga(utfall=u, fran=550, till=590) for u in (N.NARVARANDE, N.SEN)),
    Utsaga(utfall=N.FRANVARO_GILTIG, orsak=Franvaroorsak.ANNAT),
    *(Utsaga(utfall=u) for u in (N.FRANVARO_OGILTIG, N.SJUK_MED_INTYG, N.ANNAN_AKTIVITET)),
    *(Utsaga(blev_av=False, installt_av=av) for av in InstalltAv),
)  # fmt: skip


async def _slumpa(arbete: Any, bestallning_id: UUID, antal: int) -> None:
    slump = Random(7)
    bestallning = await arbete.en(select(Bestallning).where(Bestallning.id == bestallning_id))
    arende = await arbete.en(select(Arende).where(Arende.id == bestallning.arende_id))
    mall = (await arbete.alla(tillfallen_for(bestallning_id).order_by(Tillfalle.dag).limit(1)))[0]
    for i in range(antal):
        annat = kopia(arende, arendenummer=f"EKB-2026-9{i:05d}", person_avtryck=i.to_bytes(32, "big"))
        slut = date(2026, 10, slump.randint(12, 31)) if i % 3 == 0 else None
        andra = {"status": "avslutad", "slut_datum": slut} if slut else {}
        order = kopia(bestallning, arende_id=annat.id, nummer=f"B-{i:04d}-0000", timmar_per_vecka=10 + i, **andra)
        for rad in (annat, order):
            arbete.session.add(rad)
            await arbete.session.flush()
        for _ in range(25):
            dag = date(2026, 9, 28) + timedelta(days=slump.randint(0, 40))
            await _pass(arbete, slump, kopia(
                mall, arende_id=annat.id, bestallning_id=order.id, plan_id=None, aktivitet_id=None, dag=dag, version=1,
                kategori=slump.choice(list(Aktivitetskategori)).value, till=540 + slump.randint(1, 200),
            ))  # fmt: skip


async def _pass(arbete: Any, slump: Random, t: Tillfalle) -> None:
    arbete.session.add(t)
    await arbete.session.flush()
    fore = None
    if slump.random() < 0.1:
        t.status = "struket"
        return
    for _ in range(slump.randint(0, 3)):
        sagt = slump.choice(SAGT)
        uppgift = Narvarouppgift(
            id=nytt_id(),
            **{namn: getattr(t, namn) for namn in UR_TILLFALLET},
            tillfalle_id=t.id,
            nummer=t.antal_uppgifter + 1,
            rattar_id=fore,
            rattelse_skal="Fel." if fore else None,
            sen_inlamning=False,
            registrerad=datetime.fromisoformat("2026-11-12T08:00:00Z"),
            person="vera.vagledare",
            **ordalydelse(sagt, t.vantad),
        )
        arbete.session.add(uppgift)
        await arbete.session.flush()
        fore, t.antal_uppgifter, t.status = uppgift.id, uppgift.nummer, "genomfort" if sagt.blev_av else "installt"
    await arbete.session.flush()


# --- what it costs --------------------------------------------------------------------------------


async def test_timmarna_kostar_vad_en_lasning_och_en_lista_far_kosta(varld: Varld) -> None:
    anna, vera = varld.som("anna"), varld.som("vera")
    vag = await planerad(varld)
    arende = f"arenden/{(await anna.hamta(vag)).json()['arendeId']}"
    for vem, adress, forst in (
        (vera, f"{vag}/timrakning", ["SELECT bestallningar"]),
        (anna, f"{arende}/timrakning", ["SELECT arenden"]),
        (anna, "timrakningar", []),
    ):
        with satser(varld) as sedda:
            assert (await vem.hamta(adress)).status_code == 200
        fragor = [*FORST[varld.sort], *forst]
        assert sedda[: len(fragor)] == fragor
        assert len(sedda) == len(fragor) + 2, sedda
        assert sedda[-1] == "INSERT atkomstlogg"


async def test_skyddade_ser_bara_den_namngivna(varld: Varld) -> None:
    """DP-15: an arbetsledare has no such row; the list says no place, time or utförare to anybody."""
    anna, cecilia = varld.som("anna"), varld.som("cecilia")
    vag = await planerad(varld, skyddsniva="sekretessmarkering")
    await tillfallen(anna, vag)
    assert len((await anna.hamta("timrakningar")).json()["timrakningar"]) == 1
    assert (await cecilia.hamta("timrakningar")).json()["timrakningar"] == []
    assert (await cecilia.hamta(f"{vag}/timrakning")).status_code == 404
