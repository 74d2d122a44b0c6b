"""What happens to a beslut after it was taken: notice to AF, appeal and its outcome, end, correction, over HTTP."""

from datetime import UTC, datetime

import pytest

from tests.flode import beslutat, steg

pytestmark = pytest.mark.anyio

NOTIS = {
    "slag": "underrattelse",
    "kanal": "manuell",
    "datum": "2026-10-12",
    "bedomningskod": "omfattas",
    "text": "Omfattas från oktober.",
    "utlamnandeGrund": "uppgiftsskyldighet",
    "utlamnandeLagrum": "12 kap. 4 a § SoL",
}


async def _notera_af(anna, arende, **mer):
    """A notice to AF and its path."""
    vag = f"arenden/{arende['id']}/overlamningar"
    return f"{vag}/{(await anna.skapa(vag, NOTIS | mer))['id']}"


async def _af_rad(anna, vag):
    ((rad,),) = ((await anna.hamta(vag)).json()["anmarkningar"],)
    assert (rad["regel"], rad["lagrum"]) == ("AK-15", "12 kap. 4 a § SoL")
    return rad["lage"], rad.get("datum")


async def test_underrattelsen_till_af_stoppar_inget_men_syns_pa_beslutet(varld):
    anna, arende, _ = await beslutat.begard(varld)
    rad = (await anna.hamta(f"arenden/{arende['id']}/beslut")).json()["beslut"][0]
    vag = f"arenden/{arende['id']}/beslut/{rad['id']}"
    assert await _af_rad(anna, vag) == ("saknas", None)
    assert "afUnderrattelse" not in (await anna.hamta(vag)).json()["_links"]
    notis = await _notera_af(anna, arende)
    assert await _af_rad(anna, vag) == ("pagar", None)
    assert (await anna.hamta(vag)).json()["_links"]["afUnderrattelse"]["href"].endswith(notis)
    varld.klocka.stall(datetime(2026, 10, 14, 8, tzinfo=UTC))
    await anna.gor(notis, "lamna_manuellt", datum="2026-10-13", kvittensnummer="AF-1")
    assert await _af_rad(anna, vag) == ("lamnad", "2026-10-13")
    await _notera_af(anna, arende, kanal="api")  # a later draft does not undo what AF has been told
    assert await _af_rad(anna, vag) == ("lamnad", "2026-10-13")


async def test_den_som_redan_ar_anmald_far_sitt_beslut_med_det(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    underlag = await beslutat.ny_bedomning(anna, arende)
    notis = await _notera_af(anna, arende)
    await anna.gor(notis, "lamna_manuellt", datum="2026-10-12", kvittensnummer="AF-1")
    beslut = await beslutat.nytt_beslut(anna, arende, underlag)
    assert [(a["lage"], a["datum"]) for a in beslut["anmarkningar"]] == [("lamnad", "2026-10-12")]
    vag = f"arenden/{arende['id']}/beslut/{beslut['id']}"
    assert (await anna.hamta(vag)).json() == beslut


async def test_andras_underrattelse_ar_ingen_underrattelse(varld):
    anna, arende, _ = await beslutat.begard(varld)
    annat = await beslutat.nytt_arende(anna, 1)
    await _notera_af(anna, annat)
    rad = (await anna.hamta(f"arenden/{arende['id']}/beslut")).json()["beslut"][0]
    assert await _af_rad(anna, f"arenden/{arende['id']}/beslut/{rad['id']}") == ("saknas", None)


async def test_overklagandet_har_dag_och_utgang_och_beslutet_star_kvar(varld):
    anna, _, _, vag = await beslutat.vagrat(varld)
    tidigt = await anna.handelse(vag, {"typ": "avgor", "utfall": "avslag", "datum": "2026-10-12"})
    assert (tidigt.status_code, tidigt.json()["regel"], tidigt.json()["lagrum"]) == (409, "AK-26", "43–44 §§ FL")
    await anna.gor(vag, "delge", delfaendeDatum="2026-10-12")
    varld.klocka.stall(datetime(2026, 11, 2, 12, tzinfo=UTC))
    overklagat = await anna.gor(vag, "overklaga", inkom="2026-11-02")
    assert (overklagat["status"], overklagat["overklagat"], overklagat["iRattTid"]) == ("gallande", "2026-11-02", True)
    varld.klocka.stall(datetime(2027, 1, 15, 12, tzinfo=UTC))
    for dag in ("2026-11-01", "2027-01-16"):
        svar = await anna.handelse(vag, {"typ": "avgor", "utfall": "avslag", "datum": dag})
        assert (svar.status_code, svar.json()["regel"], svar.json()["lagrum"]) == (422, "AK-26", "43–44 §§ FL")
    avgjort = await anna.gor(vag, "avgor", utfall="avslag", datum="2027-01-11")
    assert (avgjort["status"], avgjort["overklagandeUtfall"], avgjort["overklagandeAvgjort"]) == (
        "gallande",
        "avslag",
        "2027-01-11",
    )
    upphavt = await anna.gor(vag, "upphav", datum="2027-01-14", skal="Kammarrätten upphävde beslutet.")
    assert (upphavt["status"], upphavt["upphavtDatum"]) == ("upphavt", "2027-01-14")
    historik = (await anna.hamta(f"{vag}/handelser")).json()["handelser"]
    assert [(h["typ"], h["uppgifter"]) for h in historik] == [
        ("fatta", {}),
        ("delge", {"delfaendeDatum": "2026-10-12"}),
        ("overklaga", {"inkom": "2026-11-02"}),
        ("avgor", {"utfall": "avslag", "datum": "2027-01-11"}),
        ("upphav", {"datum": "2027-01-14"}),
    ]


async def test_ett_rattat_beslut_visar_ocksa_sitt_overklagande(varld):
    anna, arende, vagran, vag = await beslutat.vagrat(varld)
    ny = beslutat.vagran({"id": vagran["bedomningId"]}, {"id": vagran["kommuniceringId"]}, "2026-10-12")
    await anna.skapa(f"arenden/{arende['id']}/beslut", ny | {"ersatterId": vagran["id"]})
    await anna.gor(vag, "overklaga", inkom="2026-10-12")
    avgjort = await anna.gor(vag, "avgor", utfall="avskrivet", datum="2026-10-12")
    assert (avgjort["status"], avgjort["overklagandeUtfall"]) == ("ersatt", "avskrivet")


async def test_en_kedja_av_rattelser_syns_at_bada_hallen(varld):
    anna = varld.som("anna")
    arende = await beslutat.nytt_arende(anna)
    underlag = await beslutat.ny_bedomning(anna, arende)
    kedja = [await beslutat.nytt_beslut(anna, arende, underlag)]
    for text in ("Andra.", "Tredje."):
        mer = {"innehall": text, "ersatterId": kedja[-1]["id"]}
        kedja.append(await beslutat.nytt_beslut(anna, arende, underlag, **mer))
    idn = [b["id"] for b in kedja]
    nu = [(await anna.hamta(f"arenden/{arende['id']}/beslut/{i}")).json() for i in idn]
    assert [b["status"] for b in nu] == ["ersatt", "ersatt", "gallande"]
    assert [b.get("ersatterId") for b in nu] == [None, *idn[:2]]
    assert [b.get("ersattAvId") for b in nu] == [*idn[1:], None]
    lankar = [{n: b["_links"][n]["href"][-36:] for n in ("ersatter", "ersattAv") if n in b["_links"]} for b in nu]
    assert lankar == [{"ersattAv": idn[1]}, {"ersatter": idn[0], "ersattAv": idn[2]}, {"ersatter": idn[1]}]


async def test_ett_upphorande_syns_pa_det_det_avser_och_kan_rattas(varld):
    anna, arende, underlag = await beslutat.begard(varld)
    begaran = (await anna.hamta(f"arenden/{arende['id']}/beslut")).json()["beslut"][0]
    vag = f"arenden/{arende['id']}/beslut/{begaran['id']}"
    mer = {"typ": "upphor", "gallerFran": "2026-11-16", "avserBeslutId": begaran["id"]}
    upphor = await beslutat.nytt_beslut(anna, arende, underlag, **mer)
    slut = (await anna.hamta(vag)).json()
    assert (slut["status"], slut["upphorGenomId"], slut["upphorDatum"]) == ("gallande", upphor["id"], "2026-11-16")
    assert slut["_links"]["upphorGenom"]["href"].endswith(upphor["id"])
    mer |= {"gallerFran": "2026-11-20", "ersatterId": upphor["id"]}
    rattat = await beslutat.nytt_beslut(anna, arende, underlag, **mer)
    slut = (await anna.hamta(vag)).json()
    assert (slut["upphorGenomId"], slut["upphorDatum"]) == (rattat["id"], "2026-11-20")


async def test_bara_ett_upphorande_avser_ett_annat_beslut(varld):
    anna, arende, underlag = await beslutat.begard(varld)
    begaran = (await anna.hamta(f"arenden/{arende['id']}/beslut")).json()["beslut"][0]
    kropp = beslutat.beslut(underlag["id"], ersatterId=begaran["id"], avserBeslutId=begaran["id"])
    svar = await anna.posta(f"arenden/{arende['id']}/beslut", kropp)
    assert (svar.status_code, svar.json()["regel"], svar.json()["fel"][0]["kod"]) == (409, "AK-23", "avser_fel_typ")


async def test_plikten_lamnar_plats_for_kravet(varld):
    """The older beslut may end although the person is covered by the newer ground; a new one on it may not be."""
    anna = varld.som("anna")
    arende = await steg.nytt_arende(anna)
    plikt = await steg.nytt_beslut(anna, arende)
    await steg.manader(anna, arende, "2026-07")
    krav = await beslutat.ny_bedomning(anna, arende)
    vag = f"arenden/{arende['id']}/beslut"
    svar = await anna.posta(vag, beslutat.beslut(krav["id"]))
    assert (svar.status_code, svar.json()["fel"][0]["kod"]) == (409, "begaran_finns")
    mer = {"lagrum": "sol_12_4", "regelverk": "aktivitetsplikt", "typ": "upphor", "avserBeslutId": plikt["id"]}
    await anna.skapa(vag, beslutat.beslut(plikt["bedomningId"], **mer))
    beslut = await anna.skapa(vag, beslutat.beslut(krav["id"]))
    assert (beslut["lagrum"], beslut["status"]) == ("sol_12_4a", "gallande")


@pytest.mark.parametrize(("dag", "regel"), [("2026-10-11", "AK-19"), ("2026-10-12", None)])
async def test_en_vagran_dateras_inte_fore_begaran(varld, dag, regel):
    anna, arende, underlag = await beslutat.begard(varld)
    kommunicering, adress = await beslutat.kommunicera(anna, arende)
    await anna.gor(adress, "besvara", svar="Jag var sjuk.", svarDatum="2026-10-12")
    kropp = beslutat.vagran(underlag, kommunicering, "2026-10-12") | {"beslutsdatum": dag}
    svar = await anna.posta(f"arenden/{arende['id']}/beslut", kropp)
    assert (svar.status_code, svar.json().get("regel")) == ((409, regel) if regel else (201, None))


async def test_en_begaran_som_aldrig_borjade_galla_bar_ingen_vagran(varld):
    anna, arende, underlag = await beslutat.begard(varld)
    begaran = (await anna.hamta(f"arenden/{arende['id']}/beslut")).json()["beslut"][0]
    await beslutat.nytt_beslut(anna, arende, underlag, typ="upphor", avserBeslutId=begaran["id"])
    kommunicering, adress = await beslutat.kommunicera(anna, arende)
    await anna.gor(adress, "besvara", svar="Jag var sjuk.", svarDatum="2026-10-12")
    vag = f"arenden/{arende['id']}/beslut"
    svar = await anna.posta(vag, beslutat.vagran(underlag, kommunicering, "2026-10-12"))
    assert (svar.status_code, svar.json()["regel"], svar.json()["lagrum"]) == (409, "AK-19", "12 kap. 4 a § SoL")
