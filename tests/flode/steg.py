"""The way to a step's starting point, walked over HTTP as its people would."""

from typing import Any

from app.katalog import rollista
from tests.conftest import Person, Varld
from tests.scener import scen

PERSONNUMMER = (
    "19850213-9804",
    "19900107-9814",
    "20001130-9820",
    "19881102-9837",
    "19970605-9848",
    "19761224-9859",
    "19520229-9862",
    "20010228-9873",
)


async def nytt_arende(handlaggare: Person, i: int = 0, **mer: Any) -> Any:
    """An open ärende for the i-th made-up person."""
    uppgifter = {
        "personnummer": PERSONNUMMER[i],
        "fornamn": "Amina",
        "efternamn": "Exempelsson",
        "telefon": "070-1740605",
        "adress": "Provgatan 1, 632 20 Eskilstuna",
        "sprak": "arabiska",
        "tolkbehov": True,
    }
    return await handlaggare.skapa("arenden", uppgifter | mer)


async def manader(handlaggare: Person, arende: Any, *vilka: str) -> None:
    """Months with försörjningsstöd."""
    for manad in vilka or ("2026-08", "2026-09", "2026-10"):
        rad = {"manad": manad, "forsorjningsstod": True, "forsorjningshinder": "arbetslos", "kalla": "Lifecare"}
        await handlaggare.skapa(f"arenden/{arende['id']}/bistandsmanader", rad)


async def ny_bedomning(handlaggare: Person, arende: Any, **mer: Any) -> Any:
    """A final bedömning: covered, 30 hours a week, under aktivitetsplikten."""
    await manader(handlaggare, arende)
    bedomning = {
        "slag": "omfattas",
        "utfall": "omfattas",
        "avserManad": "2026-10",
        "regelverk": "aktivitetsplikt",
        "undantagProvat": True,
        "fakta": {"formaga": {"timmarPerVecka": 30, "motivering": "Klarar 30 timmar med språkstöd."}},
        "timmar": {"perVecka": 30, "egetJobbsokande": 0, "motivering": "Kan delta i 30 timmar."},
        "egnaSynpunkter": "Vill arbeta inom vården.",
        "skal": "Har försörjningsstöd och inget undantag gäller.",
    }
    ny = await handlaggare.skapa(f"arenden/{arende['id']}/bedomningar", bedomning | mer)
    return await handlaggare.gor(f"arenden/{arende['id']}/bedomningar/{ny['id']}", "faststall")


async def nytt_samrad(handlaggare: Person, arende: Any) -> Any:
    """A samråd by telephone, answered."""
    samtal = {"datum": "2026-10-12", "vem": "Maria, AF Eskilstuna", "anteckning": "Ingen lämplig insats finns."}
    samrad = {
        "kanal": "telefon",
        "syfte": "Samråd före beslut.",
        "fraga": "Finns en lämplig insats?",
        "svarSenast": "2026-10-19",
        "utlamnandeGrund": "uppgiftsskyldighet",
        "utlamnandeLagrum": "12 kap. 4 § SoL",
        "kontakt": samtal,
    }
    ny = await handlaggare.skapa(f"arenden/{arende['id']}/samrad", samrad)
    return await handlaggare.gor(f"arenden/{arende['id']}/samrad/{ny['id']}", "besvara", kontakt=samtal)


async def nytt_beslut(handlaggare: Person, arende: Any, om_bedomning: Any = None, **mer: Any) -> Any:
    """A beslut to request participation, after bedömning and samråd."""
    bedomning = await ny_bedomning(handlaggare, arende, **(om_bedomning or {}))
    await nytt_samrad(handlaggare, arende)
    beslut = {
        "typ": "begaran_att_delta",
        "lagrum": "sol_12_4",
        "regelverk": "aktivitetsplikt",
        "avserFranManad": "2026-10",
        "gallerFran": "2026-10-12",
        "gallerTom": "2027-04-11",
        "beslutsdatum": "2026-10-12",
        "innehall": "Du ska delta i aktiviteter 25 timmar i veckan.",
        "beslutsfattare": "Anna Handläggare",
        "foredragande": "Anna Handläggare",
        "ovrigaDeltagande": [],
        "motivering": "Du har försörjningsstöd och kan delta.",
        "bedomningId": bedomning["id"],
        "ingenLampligAtgard": "Arbetsförmedlingen har ingen lämplig insats nu.",
    }
    return await handlaggare.skapa(f"arenden/{arende['id']}/beslut", beslut | mer)


async def nytt_utkast(handlaggare: Person, beslut: Any, **mer: Any) -> Any:
    """A draft order to Klivet."""
    bestallning = {
        "beslutId": beslut["id"],
        "utforareId": str(rollista.KLIVET),
        "onskadStart": "2026-10-19",
        "timmarPerVecka": 25,
        "mal": "Praktik inom vård och yrkessvenska.",
        "utlamnandeGrund": "samtycke",
        "utlamnandeLagrum": "10 kap. 1 § OSL",
    }
    return await handlaggare.skapa("bestallningar", bestallning | mer)


async def ny_bestallning(handlaggare: Person, i: int = 0, **mer: Any) -> Any:
    """An order that is sent."""
    return await _bestalld(handlaggare.varld, handlaggare.namn, i, **mer)


@scen
async def _bestalld(varld: Varld, handlaggare: str, i: int, **mer: Any) -> Any:
    person = varld.som(handlaggare)
    beslut = await nytt_beslut(person, await nytt_arende(person, i))
    utkast = await nytt_utkast(person, beslut, **mer)
    return await person.gor(f"bestallningar/{utkast['id']}", "skicka")


async def bekraftad(handlaggare: Person, samordnare: Person, i: int = 0, vagledare: str = "vera.vagledare") -> Any:
    """An order that the utförare has received and confirmed."""
    return await _bekraftad(handlaggare.varld, handlaggare.namn, samordnare.namn, i, vagledare)


@scen
async def _bekraftad(varld: Varld, handlaggare: str, samordnare: str, i: int, vagledare: str) -> Any:
    vag = f"bestallningar/{(await _bestalld(varld, handlaggare, i))['id']}"
    utforaren = varld.som(samordnare)
    await utforaren.gor(vag, "ta_emot")
    return await utforaren.gor(vag, "bekrafta", startDatum="2026-10-19", vagledare=vagledare)
