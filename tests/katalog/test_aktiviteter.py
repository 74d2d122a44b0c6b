"""The catalogue over HTTP: who sees, searches and changes what, and how words are found."""

from typing import Any

import pytest

from app.katalog import rollista
from app.katalog.plantering_utbud import BOTKYRKAS, DATASTUGAN, FORSKOLAN, KVINNOGRUPPEN, PRAKTIKEN
from tests.conftest import Person, Varld

NAMN = {"forskola": "Öppen förskola Tallkotten med svenska", "praktik": "Praktik i kök och service"}


def aktivitet(**mer: Any) -> dict[str, Any]:
    return {
        "namn": "Trädgårdsgruppen Rabatten",
        "beskrivning": "Odling och skötsel av planteringar, med rutiner och lagarbete.",
        "kategori": "motivation_formaga",
        "nivaer": ["orange"],
        "malgrupp": {"typ": "allman"},
        "deltagandeformer": ["deltid"],
        "minuterPerVecka": 600,
        "tider": [{"veckodag": "mandag", "fran": "09:00", "till": "12:00"}],
        "form": "pa_plats",
        "plats": "Rabattvägen 4",
        "sprak": ["Svenska"],
        "antalPlatser": 5,
        "arrangor": {"typ": "kommun", "namn": "Parkenheten"},
        "gallerFran": "2026-10-01",
    } | mer


async def namn(person: Person, fraga: str = "") -> list[str]:
    svar = await person.hamta(f"aktiviteter{fraga}")
    assert svar.status_code == 200, svar.text
    return [a["namn"] for a in svar.json()["aktiviteter"]]


async def test_ett_utkast_blir_utbud_andras_stangs_och_avvecklas(varld: Varld) -> None:
    anna, vera = varld.som("anna"), varld.som("vera")
    ny = await anna.skapa("aktiviteter", aktivitet())
    vag = f"aktiviteter/{ny['id']}"
    assert (ny["status"], ny["ledigaPlatser"], ny["sprak"]) == ("utkast", 5, ["svenska"])
    assert (await vera.hamta(vag)).status_code == 404
    assert "Trädgårdsgruppen Rabatten" not in await namn(vera)
    assert (await anna.posta(f"{vag}/handelser", {"typ": "publicera"})).status_code == 428
    publicerad = await anna.gor(vag, "publicera")
    assert {"andra", "stang", "avveckla"} <= publicerad["_links"].keys()
    synlig = (await vera.hamta(vag)).json()
    assert synlig["namn"] == ny["namn"]
    assert {"andra", "stang"} & synlig["_links"].keys() == set()
    assert (await vera.handelse(vag, {"typ": "stang", "skal": "x"})).status_code == 403
    for inaktuell in ({"typ": "stang", "skal": "x"},):
        svar = await anna.posta(f"{vag}/handelser", inaktuell, if_match='"1"')
        assert (svar.status_code, [a["typ"] for a in svar.json()["andringar"]]) == (412, ["publicera"])
    await anna.gor(vag, "andra", **aktivitet(namn="Biodlargruppen", beskrivning="Skötsel av bin.", antalPlatser=None))
    assert await namn(anna, "?fritext=biodlare") == ["Biodlargruppen"]
    assert await namn(anna, "?fritext=odling") == []
    await anna.gor(vag, "stang", skal="Bina vilar.")
    await anna.gor(vag, "oppna")
    slut = await anna.gor(vag, "avveckla", skal="Ersatt.")
    assert {"andra", "publicera"} & slut["_links"].keys() == set()
    historik = (await anna.hamta(f"{vag}/handelser")).json()["handelser"]
    assert [h["typ"] for h in historik] == ["registrera", "publicera", "andra", "stang", "oppna", "avveckla"]
    assert historik[2]["uppgifter"]["falt"] == ["antal_platser", "beskrivning", "namn"]
    assert (await vera.hamta(vag)).status_code == 404


async def test_utforaren_skoter_sina_egna_och_namnden_kan_stanga_dem(varld: Varld) -> None:
    sven, vera, eva, anna = (varld.som(n) for n in ("sven", "vera", "eva", "anna"))
    egen = aktivitet(namn="Lagerkursen", arrangor={"typ": "utforare"})
    fel = await sven.posta("aktiviteter", aktivitet())
    assert [f["falt"] for f in fel.json()["fel"]] == ["/arrangor"]
    assert (await vera.posta("aktiviteter", egen)).status_code == 403
    assert (await varld.som("sara").posta("aktiviteter", egen)).status_code == 403
    ny = await sven.skapa("aktiviteter", egen)
    vag = f"aktiviteter/{ny['id']}"
    assert ny["arrangor"]["utforareId"] == str(rollista.KLIVET)
    assert (await eva.hamta(vag)).status_code == 404
    assert (await anna.hamta(vag)).json()["hinder"][0]["kod"] == "utforarens_aktivitet"
    await sven.gor(vag, "publicera")
    assert (await eva.hamta(vag)).status_code == 200
    assert (await eva.handelse(vag, {"typ": "stang", "skal": "x"})).status_code == 403
    assert (await eva.hamta(f"{vag}/handelser")).json()["handelser"] == []
    assert (await anna.handelse(vag, {"typ": "andra", **egen})).json()["fel"][0]["kod"] == "utforarens_aktivitet"
    await anna.gor(vag, "stang", skal="Kvaliteten utreds.")
    svar = await sven.handelse(vag, {"typ": "oppna"})
    assert (svar.status_code, svar.json()["fel"][0]["kod"]) == (409, "stangd_av_namnden")
    await anna.gor(vag, "oppna")
    typer = [h["typ"] for h in (await sven.hamta(f"{vag}/handelser")).json()["handelser"]]
    assert typer == ["registrera", "publicera", "stang", "oppna"]


async def test_en_annan_kommuns_utbud_finns_inte(varld: Varld) -> None:
    anna, david, sven, bertil = (varld.som(n) for n in ("anna", "david", "sven", "bertil"))
    assert "Språkkafé Fjärilen" not in await namn(anna)
    assert await namn(david) == ["Språkkafé Fjärilen"]
    assert (await anna.hamta(f"aktiviteter/{BOTKYRKAS}")).status_code == 404
    assert (await anna.hamta(f"/stegvis/v1/0127/aktiviteter/{BOTKYRKAS}")).status_code == 404
    assert (await sven.hamta(f"/stegvis/v1/0127/aktiviteter/{BOTKYRKAS}")).status_code == 200
    assert (await sven.hamta(f"/stegvis/v1/0127/aktiviteter/{FORSKOLAN}")).status_code == 404
    assert (await bertil.hamta(f"/stegvis/v1/0484/aktiviteter/{FORSKOLAN}")).status_code == 404


SOKNINGAR = (
    ("?kategori=arbetsplatsforlagd", {PRAKTIKEN}),
    ("?niva=orange&kategori=motivation_formaga", {KVINNOGRUPPEN}),
    ("?deltagandeform=enbart_kvinnor", {KVINNOGRUPPEN}),
    ("?sprak=Arabiska", {FORSKOLAN}),
    ("?form=kombinerat", {DATASTUGAN}),
    ("?arrangorstyp=utforare&paverkarForaldrapenning=true", {PRAKTIKEN}),
    ("?barnomsorg=true&ledigaPlatser=true&status=publicerad", {FORSKOLAN}),
    ("?ledigaPlatser=false", set()),
    ("?fritext=praktiken", {PRAKTIKEN}),
    ("?fritext=PRAKT", {PRAKTIKEN}),
    ("?fritext=kokets service", {PRAKTIKEN}),
    ("?fritext=forskolor", {FORSKOLAN}),
    ("?fritext=förskolan barnens", {FORSKOLAN}),
    ("?fritext=Öppen svensk arabisk", {FORSKOLAN}),
    ("?fritext=solrosornas", {KVINNOGRUPPEN}),
    ("?fritext=digitala e-tjänst", {DATASTUGAN}),
    ("?fritext=praktik förskola", set()),
    ("?fritext=och", set()),
    ("?fritext=aktik", set()),
)


async def test_sokningen_finner_ratt_med_filter_och_fria_ord(varld: Varld) -> None:
    anna, fel = varld.som("anna"), {}
    for fraga, vantade in SOKNINGAR:
        svar = await anna.hamta(f"aktiviteter{fraga}")
        funna = {a["id"] for a in svar.json().get("aktiviteter", [])}
        if funna != {str(v) for v in vantade}:
            fel[fraga] = svar.text
    assert fel == {}
    sida = (await anna.hamta("aktiviteter?fritext=språk och svenska&limit=1")).json()
    sedda = [sida["aktiviteter"][0]["id"]]
    while lank := sida["_links"].get("next", {}).get("href"):
        sida = (await anna.hamta(lank)).json()
        sedda += [a["id"] for a in sida["aktiviteter"]]
    assert len(sedda) == len(set(sedda)) > 1
    assert (await anna.hamta("aktiviteter?fritext=19850213-9804")).status_code == 422


@pytest.mark.parametrize(
    ("andring", "falt"),
    [
        ({"malgrupp": {"typ": "specifik"}}, "/malgrupp"),
        ({"deltagandeformer": ["distans"]}, ""),
        ({"plats": None}, ""),
        ({"gallerTom": "2026-09-30"}, ""),
        ({"stangdaPerioder": [{"fran": "2026-12-24", "tom": "2026-12-23", "skal": "Jul"}]}, "/stangdaPerioder/0"),
        ({"arrangor": {"typ": "kommun", "utforareId": str(rollista.KLIVET)}}, "/arrangor"),
        ({"arrangor": {"typ": "utforare", "utforareId": str(rollista.BRYGGAN)}}, "/arrangor/utforareId"),
        ({"nivaer": ["lila"]}, "/nivaer"),
        ({"status": "publicerad"}, "/status"),
    ],
)
async def test_det_som_inte_hanger_ihop_tas_inte_emot(varld: Varld, andring: dict[str, Any], falt: str) -> None:
    svar = await varld.som("anna").posta("aktiviteter", aktivitet(**andring))
    assert (svar.status_code, svar.json()["fel"][0]["falt"]) == (422, falt), svar.text
