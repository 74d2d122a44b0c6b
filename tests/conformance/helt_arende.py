"""One person's case through every step, with a word planted in each field that only the nämnd may read."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.begrepp.identiteter import nytt_id
from app.core.outbox import Utkorgsrad
from app.flode.bestallning import underlag
from app.flode.bestallning.models import bestallning_med, underlag_for
from app.flode.bestallning.states import Underlagsslag
from app.integrations.jobb import kor_jobb
from app.katalog import rollista
from app.katalog.delegationer import Delegation
from app.vyer.prenumerationer.models import Prenumeration
from app.vyer.rapporter.korning import rakna_rapporter
from app.vyer.registerutdrag.korning import framstall_registerutdrag
from tests.conftest import ROT, Varld
from tests.filer import lamnat
from tests.flode import platser, steg
from tests.flode.skyddat import hav, skydda
from tests.flode.slutat import INGEN, skriven
from tests.katalog.eget import fil
from tests.mockad_af import MockadAf

# Read by the nämnd alone, by where they were written (DP-02, DP-08, DP-13, DP-26).
HEMLIGA = {
    "adress": "Kanariegatan 17",
    "granskningens syfte": "Kanariegranskning av uppslag",
    "referens": "KANARIE-AKT-1029",
    "forsorjningshinder": "arbetshinder_sociala_skal",
    "bedomningens skäl": "Kanarieskäl om hushållets ekonomi",
    "bedömningens synpunkter": "Kanariesynpunkt om skulder",
    "förmåga": "Kanarieförmåga efter utredning",
    "samrådets fråga": "Kanariefråga till myndigheten",
    "samrådets anteckning": "Kanarieanteckning från samtalet",
    "AF:s kategori": "Kanariekategori 14",
    "AF:s program": "Kanarieprogrammet",
    "AF:s status": "Kanariestatus",
    "beslutets innehåll": "Kanarieinnehåll i beslutet",
    "beslutets motivering": "Kanariemotivering i beslutet",
    "kommuniceringens material": "Kanariematerial till parten",
    "undantagets kommentar": "Kanariekommentar till undantaget",
    "överlämningens text": "Kanarietext i överlämningen",
    "egna ord": "Kanarieord om vardagen",
    "önskad plats": "Kanarieplatsen",
    "barnomsorg": "Kanariekommentar om förskolan",
    "FK-frågan": "Kanariefråga om föräldrapenning",
    "FK-svaret": "Kanariesvar om föräldrapenning",
    "skäl att avstå från FK": "Kanarieskäl att inte vänta",
    "skäl till planens timmar": "Kanarieskäl till timmarna",
    "filens namn": "Kanarieunderlag.txt",
    "ärendets fil": "Kanariefil om hushållet",
    "aktivitetsbristens anteckning": "Kanarieanteckning om brist",
    "skäl för förtur": "Kanarieskäl för förtur i kön",
    "avvikelsens motivering": "Kanariemotivering om avvikelsen",
    "SSBTEK-sammanfattningen": "Kanariesammanfattning ur SSBTEK",
    "AF:s egen bedömning": "Kanariebedömning av risken",
    "AF:s bedömning som händelse": "Kanariehändelse om risken",
    "skyddets skäl": "Kanarieskäl till skyddet",
    "invändningen": "Kanarieinvändning mot planen",
    "ställningstagandet": "Kanarieställningstagande till AF",
}
NAMN = ("Kanariella", "Fågelbosdotter", "198502139804", "19850213-9804", "070-1740699")
ALLA_DAR = {"individ": True, "vagledare": True, "socialsekreterare": True}


@dataclass
class HeltArende:
    """The ids of one case by the name they have in the API's paths."""

    idn: dict[str, str] = field(default_factory=dict)

    def vag(self, mall: str, **andra: str) -> str:
        """A path template filled with this case's ids."""
        return mall.format(**(self.idn | andra))

    @property
    def spar(self) -> tuple[str, ...]:
        """What betrays the case wherever it stands: its own ids, the names, the planted words."""
        egna = (i for namn, i in self.idn.items() if namn not in {"kommunkod", "versionsnummer"})
        return (*egna, *NAMN, *HEMLIGA.values())


async def helt_arende(varld: Varld) -> HeltArende:
    """A case of Eskilstuna's, from the first month to the överlämning, carried out by vera at Klivet."""
    helt = HeltArende({"kommunkod": rollista.ESKILSTUNA, "avtalId": str(await _avtal(varld))})
    arende = await _arende(varld, helt)
    helt.idn["importId"] = await _import(varld)
    enhet = {"kod": "kanarieenhet", "namn": "Kanarieenheten", "fran": "2026-10-01"}
    helt.idn["namndenhetId"] = (await varld.som("cecilia").skapa("namndenheter", enhet))["id"]
    await _behov(varld, helt)
    await _beslut(varld, helt, arende)
    await _bestallning(varld, helt)
    await _plats(varld, helt)
    await _motet(varld, helt)
    await _forslag(varld, helt)
    await _samtal(varld, helt)
    await _plan(varld, helt)
    await _narvaro(varld, helt)
    await _avvikelse(varld, helt)
    await _progression(varld, helt)
    await _slutrapport(varld, helt)
    await _instrument(varld, helt)
    await varld.i_databasen(lambda arbete: _underlag(arbete, helt), rollista.ESKILSTUNA)
    await _overlamning(varld, helt)
    helt.idn["uppfoljningId"] = await _uppfoljning(varld)
    kalender = await varld.som("anna").skapa(f"{ROT}/kalendrar", {"namn": "Telefonen"})
    helt.idn |= {"kalenderId": kalender["id"], "hemlighet": kalender["adress"].rpartition("/")[2]}
    helt.idn["namndrapportId"] = await _rapport(varld)
    helt.idn["logggranskningId"] = await _logggranskning(varld)
    helt.idn["invandningId"] = await _invandning(varld, helt)
    helt.idn["registerutdragId"] = await _registerutdrag(varld)
    helt.idn["gallringId"] = (await varld.som("cecilia").posta("gallringar", {"slag": "utforare"})).json()["id"]
    helt.idn["bevakningId"] = await bevakning_av(varld, helt.idn["arendeId"])
    helt.idn["utkorgsmeddelandeId"] = str(await varld.i_databasen(_meddelande))
    helt.idn["prenumerationId"] = helt.idn["leveransId"] = str(await varld.i_databasen(_prenumeration))
    helt.idn["delegationId"] = str(await varld.i_databasen(_delegation))
    return helt


async def _invandning(varld: Varld, helt: HeltArende) -> str:
    """What the person holds of the plan."""
    invandning = {
        "slag": "oriktig_uppgift",
        "objekttyp": "planer",
        "objektId": helt.idn["planId"],
        "falt": "egen_syn",
        "text": HEMLIGA["invändningen"],
        "datum": "2026-10-12",
        "framfordAv": "den_enskilde",
    }
    return str((await varld.som("anna").skapa(helt.vag("arenden/{arendeId}/invandningar"), invandning))["id"])


async def _registerutdrag(varld: Varld) -> str:
    """Everything on the person, made by the job."""
    begaran = {
        "personnummer": NAMN[2],
        "begart": "2026-10-12",
        "sokande": "den_enskilde",
        "identitet": "legitimation",
        "leveranssatt": "overlamnas",
    }
    utdrag = (await varld.som("anna").posta("registerutdrag", begaran)).json()
    await framstall_registerutdrag(varld.tjanster)
    return str(utdrag["id"])


async def _meddelande(arbete: Any) -> UUID:
    """What AF is to be told of the case."""
    return (await arbete.session.scalars(select(Utkorgsrad.id).limit(1))).one()


async def _prenumeration(arbete: Any) -> UUID:
    """An address that the nämnd's events are to be sent to."""
    prenumeration_id = nytt_id()
    arbete.ny(
        Prenumeration(
            id=prenumeration_id,
            kommunkod=rollista.ESKILSTUNA,
            mottagare_id=rollista.NAMND_ESKILSTUNA,
            url="https://krok.eskilstuna.example/",
            hemligheter=b"",
            markor=0,
            skapad=arbete.nu,
        )
    )
    return prenumeration_id


async def _delegation(arbete: Any) -> UUID:
    """A system that is to act for the nämnd."""
    delegation = Delegation(
        id=nytt_id(),
        kommunkod=rollista.ESKILSTUNA,
        mottagare_id=rollista.NAMND_ESKILSTUNA,
        organisation_id=rollista.KOMMUN_ESKILSTUNA,
        klient_id="https://system.leverantor.example/stegvis",
        system="Leverantörens system",
        roller=["handlaggare"],
        scopes=["arende:las"],
        fran=arbete.idag,
        skapad=arbete.nu,
    )
    arbete.ny(delegation)
    return delegation.id


async def _uppfoljning(varld: Varld) -> str:
    """What the nämnd asks of Klivet about a time in which the order runs."""
    fraga = {
        "utforareId": str(rollista.KLIVET),
        "periodFran": "2026-10-01",
        "periodTom": "2026-12-31",
        "syfte": "uppfoljning",
        "beskrivning": "Sista kvartalet.",
        "uppgifter": ["narvarande_minuter", "handledningsminuter", "synpunkter"],
        "svarSenast": "2027-01-29",
    }
    return str((await varld.som("cecilia").skapa("uppfoljningar", fraga))["id"])


async def _logggranskning(varld: Varld) -> str:
    period = {"fran": "2026-10-01", "tom": "2026-10-31"}
    urval = {"syfte": HEMLIGA["granskningens syfte"], "urval": "slump", "antal": 10}
    return str((await varld.som("gunilla").skapa("logggranskningar", period | urval))["id"])


async def _rapport(varld: Varld) -> str:
    """A report in which the person is."""
    svar = await varld.som("cecilia").posta("rapporter", {"sort": "ivo_kvartal", "period": "2026-K4"})
    await rakna_rapporter(varld.tjanster)
    return str(svar.json()["id"])


async def bevakning_av(varld: Varld, arende_id: str) -> str:
    """A task of an ärende of Anna's."""
    await kor_jobb(varld.tjanster, "bevakningar")
    rader = (await varld.som("anna").hamta(f"bevakningar?arendeId={arende_id}")).json()["bevakningar"]
    return str(rader[0]["id"])


async def _avtal(varld: Varld) -> Any:
    """An avtal of Eskilstuna's with somebody who has no part in the case."""
    rader = (await varld.som("sara").hamta("avtal")).json()["avtal"]
    return next(rad["id"] for rad in rader if rad["utforareId"] == str(rollista.STEGET_VIDARE))


async def _arende(varld: Varld, helt: HeltArende) -> Any:
    anna = varld.som("anna")
    namn = {"fornamn": "Kanariella", "efternamn": "Fågelbosdotter", "telefon": "070-1740699"}
    arende = await steg.nytt_arende(
        anna,
        **namn,
        adress=HEMLIGA["adress"],
        externaReferenser=[{"system": "Lifecare", "typ": "personakt", "id": HEMLIGA["referens"]}],
    )
    helt.idn["arendeId"] = arende["id"]
    await anna.skapa(
        f"arenden/{arende['id']}/bistandsmanader",
        {
            "manad": "2026-06",
            "forsorjningsstod": True,
            "forsorjningshinder": HEMLIGA["forsorjningshinder"],
            "kalla": "Lifecare",
        },
    )
    vag = f"arenden/{arende['id']}"
    helt.idn["markeringId"] = (await skydda(anna, vag, skal=HEMLIGA["skyddets skäl"]))["id"]
    namn = {"handlaggare": "bo.handlaggare", "skal": HEMLIGA["skyddets skäl"], "fran": "2026-10-12"}
    ny = await varld.som("cecilia").skapa("namngivna", namn | {"arendenummer": arende["arendenummer"]})
    helt.idn["namngivenId"] = ny["id"]
    await hav(anna, vag)
    helt.idn["undantagId"] = await _undantag(anna, f"arenden/{arende['id']}")
    return arende


async def _import(varld: Varld) -> Any:
    """A file of the nämnd's months in which the person is."""
    rad = {"personnummer": steg.PERSONNUMMER[0], "manad": "2026-05", "forsorjningsstod": True}
    svar = await varld.som("cecilia").skapa("bistandsmanader/importer", {"kalla": "Lifecare", "rader": [rad]})
    return svar["id"]


async def _behov(varld: Varld, helt: HeltArende) -> None:
    """Wishes and barnomsorg; Försäkringskassan has answered that it cannot say."""
    anna, vag = varld.som("anna"), f"arenden/{helt.idn['arendeId']}"
    behov = {
        "onskemal": {"deltid": True, "plats": HEMLIGA["önskad plats"]},
        "egnaOrd": HEMLIGA["egna ord"],
        "barnomsorg": {"status": "i_ko", "kommentar": HEMLIGA["barnomsorg"]},
    }
    helt.idn["behovId"] = (await anna.skapa(f"{vag}/behov", behov))["id"]
    (version,) = (await anna.hamta(f"{vag}/behov/versioner")).json()["versioner"]
    fraga = {
        "fragaDatum": "2026-10-12",
        "kanal": "telefon",
        "fraga": HEMLIGA["FK-frågan"],
        "utlamnandeGrund": "samtycke",
        "utlamnandeLagrum": "10 kap. 1 § OSL",
    }
    avstamning = await anna.skapa(f"{vag}/fkavstamningar", fraga)
    helt.idn |= {"versionId": version["id"], "avstamningId": avstamning["id"]}
    svar = {"svarDatum": "2026-10-12", "svar": "oklart", "svarText": HEMLIGA["FK-svaret"], "svarVem": "Karin, FK"}
    await anna.gor(f"{vag}/fkavstamningar/{avstamning['id']}", "besvara", **svar)


async def _undantag(anna: Any, vag: str) -> str:
    """Half, and not until next year: it changes nothing in the case."""
    undantag = {
        "grund": "sjukersattning",
        "gradProcent": 50,
        "from": "2027-06-01",
        "underlag": "beslut_fran_myndighet",
        "kommentar": HEMLIGA["undantagets kommentar"],
    }
    return str((await anna.skapa(f"{vag}/undantag", undantag))["id"])


async def _beslut(varld: Varld, helt: HeltArende, arende: Any) -> None:
    anna = varld.som("anna")
    formaga = {"timmarPerVecka": 25, "motivering": HEMLIGA["förmåga"]}
    om_bedomning = {
        "skal": HEMLIGA["bedomningens skäl"],
        "egnaSynpunkter": HEMLIGA["bedömningens synpunkter"],
        "fakta": {"formaga": formaga},
    }
    vag = f"arenden/{arende['id']}"
    helt.idn["samradId"] = await _samrad(anna, vag)
    await _afbedomning(varld, helt)
    beslut = await steg.nytt_beslut(
        anna,
        arende,
        om_bedomning,
        innehall=HEMLIGA["beslutets innehåll"],
        motivering=HEMLIGA["beslutets motivering"],
    )
    helt.idn |= {"beslutId": beslut["id"], "bedomningId": beslut["bedomningId"]}
    material = {"material": HEMLIGA["kommuniceringens material"], "svarSenast": "2026-10-19"}
    helt.idn["kommuniceringId"] = (await anna.skapa(f"{vag}/kommuniceringar", material))["id"]
    brist = {"manad": "2026-09", "orsak": "ingen_ledig_plats", "anteckning": HEMLIGA["aktivitetsbristens anteckning"]}
    helt.idn["aktivitetsbristId"] = (await anna.skapa(f"{vag}/aktivitetsbrister", brist))["id"]


async def _samrad(anna: Any, vag: str) -> str:
    """A samråd by telephone with all that AF may tell."""
    samtal = {"datum": "2026-10-12", "vem": "Maria, AF", "anteckning": HEMLIGA["samrådets anteckning"]}
    fraga = {
        "kanal": "telefon",
        "syfte": "Samråd före beslut.",
        "fraga": HEMLIGA["samrådets fråga"],
        "svarSenast": "2026-10-19",
        "utlamnandeGrund": "uppgiftsskyldighet",
        "utlamnandeLagrum": "12 kap. 4 § SoL",
        "kontakt": samtal,
    }
    svar = {
        "sokandekategori": {"kod": "14", "text": HEMLIGA["AF:s kategori"], "oppetArbetslos": False},
        "program": {"namn": HEMLIGA["AF:s program"], "fran": "2026-06-01"},
        "status": {"kod": "INSKRIVEN", "text": HEMLIGA["AF:s status"]},
    }
    samrad = await anna.skapa(f"{vag}/samrad", fraga)
    notering = {"kalla": "ssbtek", "hamtad": "2026-10-12T07:00:00Z", "text": HEMLIGA["SSBTEK-sammanfattningen"]}
    await anna.gor(f"{vag}/samrad/{samrad['id']}", "besvara", kontakt=samtal, svar=svar)
    await anna.gor(f"{vag}/samrad/{samrad['id']}", "notera", **notering)
    return str(samrad["id"])


async def _afbedomning(varld: Varld, helt: HeltArende) -> None:
    """What AF itself has found: told by telephone and handled, told by an event, and an event nobody understood."""
    anna, arende_id = varld.som("anna"), helt.idn["arendeId"]
    uppgift = {
        "datum": "2026-10-12",
        "bedomningskod": "kan_omfattas",
        "text": HEMLIGA["AF:s egen bedömning"],
        "afReferens": "AF-2026-10457",
        "uppgivenAv": "Maria, AF",
    }
    vag = f"arenden/{arende_id}/afbedomningar"
    helt.idn["afbedomningId"] = (await anna.skapa(vag, uppgift))["id"]
    stallning = HEMLIGA["ställningstagandet"]
    await anna.gor(f"{vag}/{helt.idn['afbedomningId']}", "hantera", stallningstagande=stallning)
    af = MockadAf(klocka=varld.klocka.nu)
    om = {"kommunkod": rollista.ESKILSTUNA, "arendeidentitet": arende_id, "personnummer": "198502139804"}
    for kod in ("kan_omfattas", "okand_kod"):
        kropp = af.bedom(om, kod=kod, text=HEMLIGA["AF:s bedömning som händelse"])
        svar = await varld.som("af").begar("POST", f"{ROT}/af/handelser", kropp)
        assert svar.status_code == 202
    helt.idn["afhandelseId"] = kropp["handelse_id"]


async def _bestallning(varld: Varld, helt: HeltArende) -> None:
    anna, sven = varld.som("anna"), varld.som("sven")
    utkast = await steg.nytt_utkast(anna, {"id": helt.idn["beslutId"]})
    helt.idn["bestallningId"] = utkast["id"]
    vag = f"bestallningar/{utkast['id']}"
    await anna.gor(vag, "skicka")
    await sven.gor(vag, "ta_emot")
    await sven.gor(vag, "bekrafta", startDatum="2026-10-13", vagledare="vera.vagledare")


async def _plats(varld: Varld, helt: HeltArende) -> None:
    """A place in line for what anybody may see; and a draft of the catalogue, which is the nämnd's alone."""
    anna = varld.som("anna")
    full = await platser.ny_aktivitet(anna, antalPlatser=0)
    onskan = {"bestallningId": helt.idn["bestallningId"], "stallIKo": True, "forturSkal": HEMLIGA["skäl för förtur"]}
    _, bokning = await platser.boka(anna, helt.idn["arendeId"], full, **onskan)
    utkast = await anna.skapa("aktiviteter", platser.innehall(namn="Kanariekursen"))
    helt.idn |= {"platsbokningId": bokning["id"], "aktivitetId": utkast["id"]}


async def _motet(varld: Varld, helt: HeltArende) -> None:
    """Booked for the day after and held, so that the order may start."""
    vera = varld.som("vera")
    vag = f"bestallningar/{helt.idn['bestallningId']}"
    (mote,) = (await vera.hamta(f"{vag}/uppstartsmoten")).json()["uppstartsmoten"]
    helt.idn["moteId"] = mote["id"]
    tid = {"borjar": "2026-10-13T08:00:00Z", "slutar": "2026-10-13T09:00:00Z", "plats": "Klivet, Provgatan 5"}
    await vera.gor(f"{vag}/uppstartsmoten/{mote['id']}", "boka", nyTid=tid)
    varld.klocka.stall(datetime(2026, 10, 13, 12, 0, tzinfo=UTC))
    await vera.gor(f"{vag}/uppstartsmoten/{mote['id']}", "genomfor", narvaro=ALLA_DAR)
    await vera.gor(vag, "starta")


async def _forslag(varld: Varld, helt: HeltArende) -> None:
    """A proposal that waits, and a change that the kommun made by itself."""
    vag = f"bestallningar/{helt.idn['bestallningId']}"
    forslag = {"slag": "period", "onskatSlut": "2027-02-28", "skal": "Målet nås tidigare."}
    helt.idn["forslagId"] = (await varld.som("vera").skapa(f"{vag}/forslag", forslag))["id"]
    andring = {"falt": "behov", "nytt": "Språkstöd.", "skal": "Behövs i början."}
    await varld.som("anna").gor(vag, "andra_bestallning", andringar=[andring])
    (rad,) = (await varld.som("anna").hamta(f"{vag}/andringar")).json()["andringar"]
    helt.idn["andringId"] = rad["id"]


async def _samtal(varld: Varld, helt: HeltArende) -> None:
    """A message and a file between the parties, and a file of the nämnd's own."""
    vera, anna = varld.som("vera"), varld.som("anna")
    vag = f"bestallningar/{helt.idn['bestallningId']}"
    helt.idn["meddelandeId"] = (await vera.skapa(f"{vag}/meddelanden", {"text": "Mötet blev av."}))["id"]
    helt.idn["dokumentId"] = (await lamnat(vera, vag))["id"]
    eget = await lamnat(
        anna, f"arenden/{helt.idn['arendeId']}", HEMLIGA["ärendets fil"].encode(), namn=HEMLIGA["filens namn"]
    )
    helt.idn["arendeDokumentId"] = eget["id"]


async def _plan(varld: Varld, helt: HeltArende) -> None:
    vera = varld.som("vera")
    aktivitet = {
        "aktivitet": "Yrkessvenska",
        "kategori": "sprak",
        "minuterPerVecka": 1500,
        "mal": "Ta emot muntliga instruktioner.",
        "omrade": "sprak",
        "arrangor": "Klivet AB",
        "paverkarForaldrapenning": True,
    }
    innehall = {"gallerFran": "2026-10-13", "egenSyn": "Vill tillbaka till vården.", "aktiviteter": [aktivitet]}
    vag = f"bestallningar/{helt.idn['bestallningId']}/planer"
    helt.idn["planId"] = (await vera.skapa(vag, innehall))["id"]
    await vera.gor(f"{vag}/{helt.idn['planId']}", "foresla")
    skal = {
        "fkAvvikelseSkal": HEMLIGA["skäl att avstå från FK"],
        "timmarSkal": HEMLIGA["skäl till planens timmar"],
    }
    await varld.som("anna").gor(f"{vag}/{helt.idn['planId']}", "godkann", **skal)


async def _narvaro(varld: Varld, helt: HeltArende) -> None:
    """An occasion of the day, and how it went."""
    vera, vag = varld.som("vera"), f"bestallningar/{helt.idn['bestallningId']}/tillfallen"
    pass_ = {"dag": "2026-10-13", "fran": "09:00", "till": "11:00", "skal": "Studiebesök."}
    nytt = await vera.skapa(vag, pass_ | {"aktivitet": "Studiebesök", "kategori": "arbetsplatsforlagd"})
    helt.idn["tillfalleId"] = nytt["id"]
    await vera.gor(f"{vag}/{nytt['id']}", "rapportera", utfall="franvaro_giltig", orsak="annat", text="Ringde.")


async def _avvikelse(varld: Varld, helt: HeltArende) -> None:
    """Noted, heard, handed over and answered."""
    vera, vag = varld.som("vera"), f"bestallningar/{helt.idn['bestallningId']}/avvikelser"
    ny = {"sort": "franvaro", "text": "Uteblev.", "tillfallen": [helt.idn["tillfalleId"]]}
    helt.idn["avvikelseId"] = (await vera.skapa(vag, ny))["id"]
    vag = f"{vag}/{helt.idn['avvikelseId']}"
    await vera.gor(vag, "hor", redogorelse="Bussen gick inte.", datum="2026-10-13")
    await vera.gor(vag, "lamna_underlag")
    besked = {"kod": "samtal", "svar": "Ta ett samtal.", "motivering": HEMLIGA["avvikelsens motivering"]}
    await varld.som("anna").gor(vag, "lamna_besked", **besked)


async def _instrument(varld: Varld, helt: HeltArende) -> None:
    """A draft of the nämnd's own."""
    ny = await varld.som("cecilia").skapa("instrument", fil("helt-eget"))
    helt.idn |= {"instrumentId": ny["kod"], "versionsnummer": str(ny["nummer"])}


async def _progression(varld: Varld, helt: HeltArende) -> None:
    vera = varld.som("vera")
    vag = f"bestallningar/{helt.idn['bestallningId']}"
    matning = {
        "instrument": "eskilstuna-programmodell",
        "datum": "2026-10-13",
        "respondent": "vagledare",
        "niva": "orange",
    }
    helt.idn["matningId"] = (await vera.skapa(f"{vag}/matningar", matning))["id"]
    rapport = {
        "periodFran": "2026-10-12",
        "periodTom": "2026-10-13",
        "text": "Kommer i tid.",
        "nastaSteg": "Språkpraktik.",
    }
    ny = await vera.skapa(f"{vag}/progressionsrapporter", rapport)
    helt.idn["rapportId"] = ny["id"]
    await vera.gor(f"{vag}/progressionsrapporter/{ny['id']}", "lamna_in")


async def _slutrapport(varld: Varld, helt: HeltArende) -> None:
    """Handed in while the order runs."""
    vera, order = varld.som("vera"), f"bestallningar/{helt.idn['bestallningId']}"
    skrivet = await skriven(vera, order, avslutsorsak="studier", resultat=INGEN)
    await vera.gor(skrivet, "lamna_in")
    helt.idn["slutrapportId"] = skrivet.rpartition("/")[2]


async def _underlag(arbete: Any, helt: HeltArende) -> None:
    """As if the order had come by a move: what was released of the work before it."""
    bestallning = await arbete.en(bestallning_med(UUID(helt.idn["bestallningId"])))
    bestallning.foljer_med = [Underlagsslag.RAPPORTER.value]
    await underlag.kopiera(arbete, bestallning, bestallning)
    await arbete.session.flush()
    (rad,) = await arbete.alla(underlag_for(bestallning.id))
    helt.idn["underlagId"] = str(rad.id)


async def _overlamning(varld: Varld, helt: HeltArende) -> None:
    """A notice to AF, beside what the start left by itself."""
    notis = {
        "slag": "underrattelse",
        "kanal": "api",
        "datum": "2026-10-13",
        "bedomningskod": "kan_omfattas",
        "text": HEMLIGA["överlämningens text"],
        "utlamnandeGrund": "uppgiftsskyldighet",
        "utlamnandeLagrum": "12 kap. 4 a § SoL",
    }
    fraga = {"slag": "inskrivningsuppgifter", "utlamnandeGrund": "samtycke", "utlamnandeLagrum": "10 kap. 1 § OSL"}
    fragor = f"arenden/{helt.idn['arendeId']}/afuppgifter"
    helt.idn["afuppgiftId"] = (await varld.som("anna").skapa(fragor, fraga))["id"]
    vag = f"arenden/{helt.idn['arendeId']}/overlamningar"
    helt.idn["overlamningId"] = (await varld.som("anna").skapa(vag, notis))["id"]
    await varld.som("anna").gor(f"{vag}/{helt.idn['overlamningId']}", "lagg_i_ko")
