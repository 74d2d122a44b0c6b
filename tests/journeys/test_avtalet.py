"""A real avtal between a nämnd and a utförare under aktivitetskravet, clause by clause, each in own words.

The clauses are those that a kommun has signed with a supplier of coaching for people with försörjningsstöd.
"""

import re
from datetime import UTC, datetime

import pytest
from icalendar import Calendar

from app.integrations.jobb import kor_jobb
from tests.conftest import ROT, Varld
from tests.flode import steg
from tests.flode.bestallt import bestall
from tests.flode.bevakat import kor, lista, pa_dagen
from tests.flode.matt import matning, rapport
from tests.flode.narvarat import tillfallen
from tests.flode.test_uppstartsmote import motet
from tests.journeys.berattat import klockan, lamnad_rapport, med_plan, motestid, motts, nej, sett

pytestmark = pytest.mark.anyio

PERSONUPPGIFTER = ("Amina", "Exempelsson", "850213", "0213-9804", "070-1740605", "Provgatan", "arabiska")


def utan_personuppgifter(text: str) -> None:
    """Nothing in a notice tells who it is about."""
    for ord_ in PERSONUPPGIFTER:
        assert ord_ not in text, ord_


async def bevakade(varld: Varld, sort: str) -> list[tuple[str, bool]]:
    """Due day and lateness of the handläggare's tasks of a kind."""
    return [(r["forfaller"], r["forsenad"]) for r in await lista(varld.som("anna"), sort=sort)]


@pytest.mark.regel("AK-40", "DP-03")
async def test_avrop_kvitteras_genast_och_ingen_notis_bar_personuppgifter(varld: Varld) -> None:
    """The order is received by machine within minutes; what is sent about it names the order and nobody."""
    anna, sven = varld.som("anna"), varld.som("sven")
    vag = f"bestallningar/{(await steg.ny_bestallning(anna))['id']}"
    varld.klocka.stall(datetime(2026, 10, 12, 8, 2, tzinfo=UTC))
    kvitto = await sven.gor(vag, "ta_emot")
    assert (kvitto["status"], kvitto["mottagen"]) == ("mottagen", "2026-10-12T08:02:00Z")
    assert (await sett(anna, vag))["mottagen"] == kvitto["mottagen"]
    await sven.skapa(f"{vag}/meddelanden", {"text": "Vi har fått beställningen om Amina."})
    await pa_dagen(varld, "2026-10-16")
    notiser = ((anna, "bevakningar?limit=200"), (anna, "meddelanden/olasta"))
    for person, notis in (*notiser, (anna, f"{vag}/handelser"), (sven, f"{vag}/handelser")):
        svar = await person.hamta(notis)
        assert svar.status_code == 200, notis
        assert vag.split("/")[1] in str(svar.json()) or notis.endswith("handelser"), notis
        utan_personuppgifter(svar.text)


SVARSDAGAR = (
    ("2026-10-30", "2026-11-02"),  # the Friday before Alla helgons dag
    ("2026-12-23", "2026-12-28"),  # the day before julafton, which is a Thursday
    ("2027-03-25", "2027-03-30"),  # skärtorsdagen: långfredagen and annandag påsk lie between
)


@pytest.mark.regel("T-12", "AK-40", "AK-38")
async def test_svar_ges_inom_en_arbetsdag_ocksa_over_en_helg(varld: Varld) -> None:
    """Yes with start and coach or no with a coded reason, by the next working day; silence is seen by the kommun."""
    anna, sven = varld.som("anna"), varld.som("sven")
    for i, (mottagen, senast) in enumerate(SVARSDAGAR):
        varld.klocka.stall(datetime(2026, 10, 12, 8, i, tzinfo=UTC))
        vag = f"bestallningar/{(await steg.ny_bestallning(anna, i))['id']}"
        klockan(varld, mottagen, 14)
        assert (await sven.gor(vag, "ta_emot"))["svarSenast"] == senast
        await pa_dagen(varld, senast)
        assert await bevakade(varld, "bestallning_svar") == [(senast, False)]
        await pa_dagen(varld, f"{senast[:-2]}{int(senast[-2:]) + 1:02d}")
        assert await bevakade(varld, "bestallning_svar") == [(senast, True)]
        assert (await sven.hamta("bevakningar")).status_code in {403, 404}
        # Late or not, an answer is an answer; a no says why, by code and in the log.
        assert (await sven.handelse(vag, {"typ": "avboj"})).status_code == 422
        await sven.gor(vag, "avboj", orsak="ingen_plats")
        (svar, *_) = (await sett(anna, vag))["handelser"]
        assert (svar["typ"], svar["person"], svar["uppgifter"]["orsak"]) == ("avboj", "sven.samordnare", "ingen_plats")
        await kor(varld)
        assert await bevakade(varld, "bestallning_svar") == []


@pytest.mark.regel("T-12", "AK-40")
async def test_forsta_motet_ar_bokat_inom_sju_dagar(varld: Varld) -> None:
    """Seven days from the receipt the first meeting is booked; on the eighth it is late, until it is."""
    anna, vera = varld.som("anna"), varld.som("vera")
    vag = await bestall(varld)
    mote = await motet(varld, vag)
    assert (await sett(vera, vag))["moteBokasSenast"] == "2026-10-19"
    await pa_dagen(varld, "2026-10-19")
    assert await bevakade(varld, "mote_bokning") == [("2026-10-19", False)]
    await pa_dagen(varld, "2026-10-20")
    assert await bevakade(varld, "mote_bokning") == [("2026-10-19", True)]
    assert (await sett(anna, mote))["forsening"] == "bokning"
    bokat = await vera.gor(mote, "boka", nyTid=motestid("2026-10-22"))
    assert (bokat["bokat"], bokat["bokasSenast"], bokat["forsenat"]) == ("2026-10-20", "2026-10-19", False)
    await kor(varld)
    assert await bevakade(varld, "mote_bokning") == []


@pytest.mark.regel("AK-40", "DP-26")
async def test_ordernumret_ar_unikt_ateranvands_aldrig_och_sager_inget_om_personen(varld: Varld) -> None:
    """Several orders over time, never two active at the same supplier; a number belongs to one order for good."""
    anna, sven = varld.som("anna"), varld.som("sven")
    beslut = await steg.nytt_beslut(anna, await steg.nytt_arende(anna))
    forsta, andra = [await steg.nytt_utkast(anna, beslut) for _ in range(2)]
    await anna.gor(f"bestallningar/{forsta['id']}", "skicka")
    assert await nej(anna, f"bestallningar/{andra['id']}", "skicka") == (409, "redan_aktiv")
    await anna.gor(f"bestallningar/{forsta['id']}", "aterkalla", skal="Fel start.")
    await anna.gor(f"bestallningar/{andra['id']}", "skicka")
    varld.klocka.stall(datetime(2027, 1, 20, 8, tzinfo=UTC))
    await kor_jobb(varld.tjanster, "rensa_utkast")
    tredje = await steg.nytt_utkast(anna, beslut)
    nummer = [b["nummer"] for b in (forsta, andra, tredje)]
    assert len(set(nummer)) == 3
    for ett in nummer:
        assert re.fullmatch(r"B-[0-9A-Z]{4}-[0-9A-Z]{4}", ett)
        utan_personuppgifter(ett)
    # The number of the order that ended is still its own.
    assert (await sett(anna, f"bestallningar/{forsta['id']}"))["nummer"] == nummer[0]
    assert (await sett(sven, f"bestallningar/{andra['id']}"))["nummer"] == nummer[1]


@pytest.mark.regel("AK-40", "DP-04")
async def test_samma_coach_hela_vagen_och_ett_byte_har_ett_skal_som_handlaggaren_ser(varld: Varld) -> None:
    """A change of coach is a step with a reason in the log; the old one no longer reads, the new one does."""
    anna, sven, vera, viktor = (varld.som(n) for n in ("anna", "sven", "vera", "viktor"))
    vag = await med_plan(varld)
    assert (await sven.handelse(vag, {"typ": "byt_vagledare", "vagledare": "viktor.vagledare"})).status_code == 422
    await sven.gor(vag, "byt_vagledare", vagledare="viktor.vagledare", skal="Vera går i pension.")
    sedd = await sett(anna, vag)
    assert sedd["vagledare"] == "viktor.vagledare"
    (bytet,) = [h for h in sedd["handelser"] if h["typ"] == "byt_vagledare"]
    assert bytet["uppgifter"] == {"till": "viktor.vagledare", "skal": "Vera går i pension."}
    assert (bytet["person"], bytet["tid"][:10]) == ("sven.samordnare", "2026-10-12")
    assert ((await vera.hamta(vag)).status_code, (await viktor.hamta(vag)).status_code) == (404, 200)


@pytest.mark.regel("AK-20", "AK-40")
async def test_narvaron_redovisas_per_tillfalle_och_vecka(varld: Varld) -> None:
    """Per occasion; a week is owed on its Monday; lawful absence is another thing than the unlawful, and than late."""
    vera = varld.som("vera")
    vag = await med_plan(varld)
    forsta, andra, tredje, fjarde = (f"{vag}/tillfallen/{t['id']}" for t in (await tillfallen(vera, vag))[:4])
    await pa_dagen(varld, "2026-10-18")
    assert await bevakade(varld, "narvaro_inlamning") == []
    await pa_dagen(varld, "2026-10-19")
    assert await bevakade(varld, "narvaro_inlamning") == [("2026-10-19", False)]
    await pa_dagen(varld, "2026-10-20")
    assert await bevakade(varld, "narvaro_inlamning") == [("2026-10-19", True)]
    klockan(varld, "2026-10-22")
    await vera.gor(forsta, "rapportera", utfall="franvaro_giltig", orsak="vard_av_barn")
    await vera.gor(andra, "rapportera", utfall="sen", narvarandeFran="13:16", narvarandeTill="16:00")
    await vera.gor(tredje, "rapportera", utfall="sen", narvarandeFran="09:15", narvarandeTill="12:00")
    await vera.gor(fjarde, "rapportera", utfall="franvaro_ogiltig")
    sagt = [(await sett(varld.som("anna"), t))["narvaro"] for t in (forsta, andra, tredje, fjarde)]
    assert [(n["utfall"], n["missadeMinuter"], n["avviker"]) for n in sagt] == [
        ("franvaro_giltig", 180, False), ("sen", 16, True), ("sen", 15, False), ("franvaro_ogiltig", 180, True),
    ]  # fmt: skip
    await pa_dagen(varld, "2026-10-26")
    assert await bevakade(varld, "narvaro_inlamning") == []


@pytest.mark.regel("AK-40")
async def test_progressionen_redovisas_varje_manad(varld: Varld) -> None:
    """A month from the start, and then a month from the last report: owed, and late when the avtal's days are over."""
    vera = varld.som("vera")
    vag = await motts(varld)
    await pa_dagen(varld, "2026-11-12")
    assert await bevakade(varld, "rapport_senast") == [("2026-11-18", False)]
    await pa_dagen(varld, "2026-11-19")
    assert await bevakade(varld, "rapport_senast") == [("2026-11-18", True)]
    await lamnad_rapport(vera, vag, periodFran="2026-10-12", periodTom="2026-11-12")
    await kor(varld)
    assert await bevakade(varld, "rapport_senast") == []
    await pa_dagen(varld, "2026-12-20")
    assert await bevakade(varld, "rapport_senast") == [("2026-12-19", True)]


@pytest.mark.regel("AK-40")
async def test_en_lamnad_rapport_ar_fryst_och_en_rattelse_ar_en_ny_version(varld: Varld) -> None:
    """What was handed in shows what was known then; later measurements and versions leave it as it was."""
    anna, vera = varld.som("anna"), varld.som("vera")
    vag = await motts(varld)
    period = {"periodFran": "2026-10-12", "periodTom": "2026-10-20"}
    klockan(varld, "2026-10-20")
    forsta = await lamnad_rapport(vera, vag, **period)
    fryst = await sett(anna, forsta)
    assert "gul" in str(fryst).lower()
    klockan(varld, "2026-10-21")
    await vera.skapa(f"{vag}/matningar", matning("2026-10-20", "gron"))
    sedan = await sett(anna, forsta)
    assert sedan | {"andratSedanDess": []} == fryst
    assert [a["slag"] for a in sedan["andratSedanDess"]] == ["matning"], "that something is otherwise now is told"
    assert await nej(vera, forsta, "andra", text="Bättre.") == (409, "otillaten_overgang")
    await anna.gor(forsta, "godkann")
    samling = f"{vag}/progressionsrapporter"
    ny = await vera.skapa(samling, rapport(text="Rättad.", ersatterId=fryst["id"], **period))
    await vera.gor(f"{samling}/{ny['id']}", "lamna_in")
    gammal, nya = await sett(anna, forsta), await sett(anna, f"{samling}/{ny['id']}")
    assert (gammal["text"], gammal["ersattAvId"]) == (fryst["text"], nya["id"])
    assert (nya["utgava"], nya["text"]) == (2, "Rättad.")
    assert "grön" in str(nya).lower() or "gron" in str(nya)


@pytest.mark.regel("DP-15", "DP-03")
async def test_den_som_har_skyddad_identitet_finns_inte_i_kalender_eller_listor(varld: Varld) -> None:
    """Not where, when or by whom in any list, nor in the list that is filled in, and no calendar at all."""
    anna, vera, sven = varld.som("anna"), varld.som("vera"), varld.som("sven")
    vag = await med_plan(varld, skyddsniva="sekretessmarkering")
    mote = await motet(varld, vag)
    assert "2026-10-12T08" in str(await sett(vera, mote)), "who is named sees the meeting itself"
    ny = await vera.skapa(f"{ROT}/kalendrar", {"namn": "Telefonen"})
    oppen = await bestall(varld, 1)
    skyddat = await bestall(varld, 2, skyddsniva="skyddad_folkbokforing")
    for i, order in enumerate((oppen, skyddat)):
        await vera.gor(await motet(varld, order), "boka", nyTid=motestid("2026-10-15", 8 + 2 * i))
    async with varld.klient() as klient:
        flode = await klient.get(ROT + ny["adress"].rpartition(ROT)[2])
    poster = [str(p["summary"]) for p in Calendar.from_ical(flode.content).walk("VEVENT")]
    assert poster == [f"Uppstartsmöte {(await sett(vera, oppen))['nummer']}"]
    assert (await sett(vera, skyddat))["nummer"] not in flode.text
    for person, lista_ in ((vera, "tillfallen"), (sven, "tillfallen"), (vera, f"{vag}/tillfallen")):
        rader = (await sett(person, lista_))["tillfallen"]
        assert rader
        for rad in rader:
            assert not {"dag", "fran", "till", "namn"} & rad.keys(), lista_
    assert (await sett(vera, "narvarolistor?vecka=2026-W42"))["rader"] == []
    await pa_dagen(varld, "2026-10-19")
    utan_personuppgifter(str(await lista(anna)))
    for namn in ("viktor", "cecilia", "bo"):
        assert (await varld.som(namn).hamta(vag)).status_code == 404, namn
