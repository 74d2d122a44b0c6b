"""Calendar feeds: a secret address that gives one's own coming meetings as taken times, and nothing to anybody else."""

import hashlib
import io
from datetime import UTC, datetime, timedelta

import pytest
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar
from sqlalchemy import select

from app.begrepp.identiteter import nytt_id
from app.core.edge import logging as begaranslogg
from app.core.journal import Atkomst
from app.flode.uppstartsmote.kalender_models import Kalender
from app.katalog.organisationer import Avtal, Medarbetare
from app.katalog.rollista import BOTKYRKA, BRYGGAN, ESKILSTUNA, KLIVET, NAMND_BOTKYRKA, NAMND_ESKILSTUNA
from tests.conftest import NU, ROT
from tests.flode.bestallt import bestall, bestall_pa
from tests.flode.steg import nytt_arende, nytt_beslut
from tests.flode.test_budget import FORST, satser
from tests.flode.test_uppstartsmote import PLATS, motet, tid
from tests.flode.test_uppstartsmote_hela import i_botkyrka

pytestmark = pytest.mark.anyio
KALENDRAR = f"{ROT}/kalendrar"
NY = {"namn": "Telefonen"}


async def prenumerera(person):
    """A new subscription: its path in the API, and the path of its feed."""
    ny = await person.skapa(KALENDRAR, NY)
    return ny["_links"]["self"]["href"], ny["adress"].partition("http://127.0.0.1:8484")[2] or ny["adress"]


async def las(varld, adress, **huvuden):
    """As calendar software does: no token."""
    async with varld.klient({k.replace("_", "-"): v for k, v in huvuden.items()}) as klient:
        return await klient.get(ROT + adress.rpartition(ROT)[2])


async def tider(varld, adress):
    """Start in UTC and text of each entry, in order."""
    svar = await las(varld, adress)
    assert svar.status_code == 200, svar.text
    kal = Calendar.from_ical(svar.content)
    lasta = [(h["dtstart"].dt.astimezone(UTC), str(h["summary"])) for h in kal.walk("VEVENT")]
    assert [h.summary for h in IcsCalendarStream.calendar_from_ics(svar.text).events] == [text for _, text in lasta]
    return lasta


async def bestallning(person, mote):
    return (await person.hamta(mote.partition("/uppstartsmoten")[0])).json()


async def test_flodet_visar_egna_kommande_moten_i_alla_kommuner_och_inget_om_vem_eller_var(varld):
    anna, vera = varld.som("anna"), varld.som("vera")
    mote = await motet(varld, await bestall(varld))
    skyddat = await motet(varld, await bestall(varld, 2, skyddsniva="skyddad_folkbokforing"))
    annans = await motet(varld, await bestall(varld, 3, vagledare="viktor.vagledare"))
    david, borta = await i_botkyrka(varld, 1)
    _, veras = await prenumerera(vera)
    _, annas = await prenumerera(anna)
    assert await tider(varld, veras) == []
    await vera.gor(mote, "foresla", tider=[tid(24)])  # proposed is not booked
    assert await tider(varld, veras) == []
    await anna.gor(skyddat, "boka", nyTid=tid(48, tolk="arabiska"))
    await david.gor(borta, "boka", nyTid=tid(72))
    await anna.gor(annans, "boka", nyTid=tid(72))
    await anna.gor(mote, "boka", tid=1)
    nummer = {m: (await bestallning(p, m))["nummer"] for p, m in ((anna, mote), (anna, annans), (david, borta))}
    t = {h: NU + timedelta(hours=h) for h in (24, 48, 72)}
    i_eskilstuna = [(t[24], f"Uppstartsmöte {nummer[mote]}")]
    assert await tider(varld, veras) == [*i_eskilstuna, (t[72], f"Uppstartsmöte {nummer[borta]}")]
    assert await tider(varld, annas) == [*i_eskilstuna, (t[72], f"Uppstartsmöte {nummer[annans]}")]
    text = (await las(varld, veras)).text
    skydd = await bestallning(anna, skyddat)
    for hemligt in (PLATS, "Amina", "arabiska", "anna.", "vera.", "LOCATION", "ATTENDEE", "DESCRIPTION", ESKILSTUNA,
                    skydd["nummer"], skydd["id"], *(m.rpartition("/")[2] for m in (mote, skyddat, borta))):  # fmt: skip
        assert hemligt not in text, hemligt
    # What is moved moves, what is called off is gone, and today's stays until the day is over.
    await anna.gor(mote, "boka_om", nyTid=tid(80), skal="Sjukdom.")
    await david.gor(borta, "stall_in", skal="Sjukdom.")
    assert [n for _, n in await tider(varld, veras)] == [f"Uppstartsmöte {nummer[mote]}"]
    varld.klocka.stall(datetime(2026, 10, 15, 21, 59, tzinfo=UTC))
    assert len(await tider(varld, veras)) == 1
    varld.klocka.stall(datetime(2026, 10, 15, 22, 1, tzinfo=UTC))
    assert await tider(varld, veras) == []


async def test_adressen_visas_en_gang_byts_och_aterkallas(varld):
    vera = varld.som("vera")
    svar = await vera.posta(KALENDRAR, NY, idempotency_key="en-kalender")
    ny = svar.json()
    assert svar.status_code == 201
    adress, hemlighet = ny["adress"], ny["adress"].rpartition("/")[2].removesuffix(".ics")
    assert len(hemlighet) * 6 >= 256
    assert ny["adress"].startswith("http")
    # A client that never got the answer asks again with the same key and is given the same address.
    assert (await vera.posta(KALENDRAR, NY, idempotency_key="en-kalender")).content == svar.content
    egen = svar.headers["location"]
    assert "adress" not in (await vera.hamta(egen)).json()
    (rad,) = (await vera.hamta(KALENDRAR)).json()["kalendrar"]
    assert (rad["id"], rad["namn"], rad["status"], "adress" in rad) == (ny["id"], "Telefonen", "aktiv", False)
    assert hemlighet not in (await vera.hamta(f"{egen}/handelser")).text
    lagrad = await varld.i_databasen(lambda a: a.en(select(Kalender)))
    assert lagrad.avtryck == hashlib.sha256(hemlighet.encode()).digest()
    assert (await las(varld, adress)).status_code == 200
    bytt = await vera.gor(egen, "byt_adress")
    assert bytt["adress"] != adress
    gammal, ny_adress = await las(varld, adress), bytt["adress"]
    assert (await las(varld, ny_adress)).status_code == 200
    aterkallad = await vera.gor(egen, "aterkalla")
    assert (aterkallad["status"], "adress" in aterkallad, set(aterkallad["_links"])) == (
        "aterkallad", False, {"self", "handelser"},
    )  # fmt: skip
    historik = (await vera.hamta(f"{egen}/handelser")).json()["handelser"]
    assert [h["typ"] for h in historik] == ["skapa", "byt_adress", "aterkalla"]
    svar = await vera.handelse(egen, {"typ": "byt_adress"})
    assert (svar.status_code, svar.json()["kod"]) == (409, "otillaten_overgang")
    # Replaced, revoked and never made are one and the same.
    nej = [gammal, await las(varld, ny_adress), await las(varld, f"{ROT}/kalenderfloden/{'x' * 43}.ics")]
    utan_spar = [{k: v for k, v in s.json().items() if k not in {"traceId", "instance"}} for s in nej]
    assert [s.status_code for s in nej] == [404] * 3
    assert utan_spar[0] == utan_spar[1] == utan_spar[2]


async def test_en_kalender_ar_ens_egen(varld):
    vera, anna = varld.som("vera"), varld.som("anna")
    egen, _ = await prenumerera(vera)
    annas, _ = await prenumerera(anna)
    for namn in ("viktor", "sven", "anna", "bo", "david", "bertil"):
        person = varld.som(namn)
        assert egen.rpartition("/")[2] not in (await person.hamta(KALENDRAR)).text
        for metod, vag in (("GET", egen), ("GET", f"{egen}/handelser")):
            svar = await person.begar(metod, vag)
            assert (svar.status_code, svar.json()["kod"]) == (404, "saknas")
        svar = await person.posta(f"{egen}/handelser", {"typ": "aterkalla"}, if_match='"1"')
        assert svar.status_code == 404
    assert (await varld.som("bo").hamta(annas)).status_code == 404
    for namn in ("sven", "cecilia", "sara"):
        svar = await varld.som(namn).posta(KALENDRAR, NY)
        assert (svar.status_code, svar.json()["kod"]) == (403, "roll_far_inte"), namn


async def _slutar(arbete, person):
    (await arbete.en(select(Medarbetare).where(Medarbetare.person == person))).aktiv = False


async def _byter_roll(arbete, person):
    (await arbete.en(select(Medarbetare).where(Medarbetare.person == person))).roll = "samordnare"


async def _avtalen_borjar_senare(arbete, kommunkod):
    for avtal in await arbete.alla(select(Avtal).where(Avtal.utforare_id == KLIVET, Avtal.kommunkod == kommunkod)):
        avtal.fran = avtal.fran.replace(year=2027)


@pytest.mark.parametrize("handelse", [_slutar, _byter_roll])
async def test_den_som_har_slutat_har_inget_flode(varld, handelse):
    _, adress = await prenumerera(varld.som("vera"))
    assert (await las(varld, adress)).status_code == 200
    await varld.i_databasen(lambda a: handelse(a, "vera.vagledare"))
    assert (await las(varld, adress)).status_code == 404
    svar = await varld.som("vera").posta(KALENDRAR, NY)
    assert (svar.status_code, svar.json()["regel"]) == (403, "DP-04")


async def test_det_som_inte_langre_ar_ens_eget_syns_inte_i_flodet(varld):
    anna, vera, sven = varld.som("anna"), varld.som("vera"), varld.som("sven")
    vag = await bestall(varld)
    mote = await motet(varld, vag)
    david, borta = await i_botkyrka(varld, 1)
    _, veras = await prenumerera(vera)
    _, annas = await prenumerera(anna)
    await anna.gor(mote, "boka", nyTid=tid(72))
    await david.gor(borta, "boka", nyTid=tid(96))
    assert (len(await tider(varld, veras)), len(await tider(varld, annas))) == (2, 1)
    await varld.i_databasen(lambda a: _avtalen_borjar_senare(a, BOTKYRKA))
    assert [t for t, _ in await tider(varld, veras)] == [NU + timedelta(hours=72)]
    await sven.gor(vag, "byt_vagledare", vagledare="viktor.vagledare", skal="Ledig.")
    assert (len(await tider(varld, veras)), len(await tider(varld, annas))) == (0, 1)
    arende = f"arenden/{(await anna.hamta(vag)).json()['arendeId']}"
    await varld.som("cecilia").gor(arende, "byt_handlaggare", handlaggare="bo.handlaggare")
    assert await tider(varld, annas) == []
    _, bos = await prenumerera(varld.som("bo"))
    assert len(await tider(varld, bos)) == 1


async def _en_till_vera(arbete):
    ny = {"person": "vera.vagledare", "namn": "Vera Annan", "roll": "vagledare", "aktiv": True}
    arbete.ny(Medarbetare(id=nytt_id(), organisation_id=BRYGGAN, **ny))


@pytest.mark.regel("DP-07", "DP-10")
async def test_samma_identitet_hos_en_annan_utforare_ar_en_annan_vagledare(varld):
    """Neither taken by the other's meetings nor shown them."""
    anna, vera, david, britta = (varld.som(namn) for namn in ("anna", "vera", "david", "britta"))
    britta.kommunkod = BOTKYRKA
    await varld.i_databasen(_en_till_vera)
    beslut = await nytt_beslut(david, await nytt_arende(david, 1))
    annans = await motet(varld, await bestall_pa(david, britta, beslut, vagledare="vera.vagledare"), "david")
    mote = await motet(varld, await bestall(varld))
    _, adress = await prenumerera(vera)
    await david.gor(annans, "boka", nyTid=tid(72))
    assert await tider(varld, adress) == []
    await anna.gor(mote, "boka", nyTid=tid(72))
    assert await tider(varld, adress) == [
        (NU + timedelta(hours=72), f"Uppstartsmöte {(await bestallning(anna, mote))['nummer']}")
    ]


async def _atkomster(arbete):
    rader = await arbete.alla(select(Atkomst).where(Atkomst.objekttyp == "kalenderflode").order_by(Atkomst.id))
    return [(r.kommunkod, r.namnd_id, len(r.arenden or ()), r.part, r.roll, r.person, r.andamal) for r in rader]


@pytest.mark.regel("DP-04")
async def test_varje_lasning_star_i_atkomstloggen_hos_den_namnd_vars_personer_det_ror(varld):
    vera = varld.som("vera")
    mote = await motet(varld, await bestall(varld))
    david, borta = await i_botkyrka(varld, 1)
    egen, adress = await prenumerera(vera)
    await varld.som("anna").gor(mote, "boka", nyTid=tid(72))
    await david.gor(borta, "boka", nyTid=tid(96))
    with satser(varld) as sedda:
        svar = await las(varld, adress)
    assert sedda == [*FORST[varld.sort], "SELECT kalendrar", "SELECT uppstartsmoten", "INSERT atkomstlogg"]
    vem = ("utforare", "vagledare", "vera.vagledare", "kalenderflode")
    rader = await varld.i_databasen(_atkomster)
    assert {(k, antal, *mer) for k, _, antal, *mer in rader} == {
        ("0000", 0, *vem), (ESKILSTUNA, 1, *vem), (BOTKYRKA, 1, *vem),
    }  # fmt: skip
    assert {namnd for k, namnd, *_ in rader if k != "0000"} == {NAMND_ESKILSTUNA, NAMND_BOTKYRKA}
    # One who has it already is told so, and that is a look too.
    etag = svar.headers["etag"]
    igen = await las(varld, adress, if_none_match=etag)
    assert (igen.status_code, igen.content, igen.headers["etag"]) == (304, b"", etag)
    assert igen.headers["cache-control"] == svar.headers["cache-control"] == "private, no-cache"
    assert svar.headers["content-type"] == "text/calendar; charset=utf-8"
    assert len(await varld.i_databasen(_atkomster)) == 2 * len(rader)
    await david.gor(borta, "boka_om", nyTid=tid(120), skal="Sjukdom.")
    assert (await las(varld, adress, if_none_match=etag)).status_code == 200
    # Who does not know the secret leaves no trace and costs one look.
    with satser(varld) as sedda:
        await las(varld, f"{ROT}/kalenderfloden/okand.ics")
    assert sedda == [*FORST[varld.sort], "SELECT kalendrar"]
    assert egen


async def test_hemligheten_star_varken_i_logg_matvarden_eller_problem(varld):
    ut = io.StringIO()
    begaranslogg.konfigurera(varld.settings, ut=ut)
    try:
        egen, adress = await prenumerera(varld.som("vera"))
        hemlighet = adress.rpartition("/")[2].removesuffix(".ics")
        await las(varld, adress)
        await varld.som("vera").gor(egen, "aterkalla")
        nej = await las(varld, adress)
        async with varld.klient() as klient:
            matt = (await klient.get("/matvarden")).text
            huvud = await klient.head(f"{ROT}/kalenderfloden/{hemlighet}.ics")
    finally:
        begaranslogg.konfigurera(varld.settings)
    assert (nej.status_code, huvud.status_code) == (404, 404)
    assert f'rutt="{ROT}/kalenderfloden/{{hemlighet}}"' in matt
    assert f'"rutt":"{ROT}/kalenderfloden/{{hemlighet}}"' in ut.getvalue()
    for text in (ut.getvalue(), matt, nej.text, str(nej.headers), str(huvud.headers)):
        assert hemlighet not in text
    lagrat = await varld.i_databasen(lambda a: a.alla(select(Atkomst)))
    assert hemlighet not in str([vars(r) for r in lagrat])


@pytest.mark.parametrize(
    "vag",
    [
        "kalenderfloden/arenden",
        "kalenderfloden/x",
        "kalenderfloden/a/b.ics",
        "kalendrar",
        "0484/x.ics",
        "kalenderfloden",
    ],
)
async def test_bara_sjalva_flodet_ar_oppet_utan_token(varld, vag):
    async with varld.klient() as klient:
        assert (await klient.get(f"{ROT}/{vag}")).status_code == 401
        assert (await klient.post(f"{ROT}/kalenderfloden/x.ics", json={})).status_code == 405
