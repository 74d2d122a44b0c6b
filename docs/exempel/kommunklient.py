"""A kommun's system in small: what it does in each scenario of ``stegvis konformitet --part kommun``.

stegvis konformitet --part kommun --klient 'python docs/exempel/kommunklient.py'
"""

from typing import Any

from stegvisklient import Nekad, Stegvis, kor

GRUND = {"utlamnandeGrund": "uppgiftsskyldighet", "utlamnandeLagrum": "12 kap. 4 § SoL"}
SAMTYCKE = {"utlamnandeGrund": "samtycke", "utlamnandeLagrum": "10 kap. 1 § OSL"}
TIMSKAL = "Eget jobbsökande ligger utanför planen."


def bedom(s: Stegvis, arende: str) -> str:
    """The month that the assessment rests on, and the assessment, made final."""
    manad = s.uppgift["idag"][:7]
    stod = {"forsorjningsstod": True, "forsorjningshinder": "arbetslos", "kalla": "Eget system"}
    s.skapa(f"{arende}/bistandsmanader", {"manad": manad} | stod)
    bedomning = s.skapa(
        f"{arende}/bedomningar",
        {
            "slag": "omfattas",
            "utfall": "omfattas",
            "avserManad": manad,
            "regelverk": "aktivitetsplikt",
            "undantagProvat": True,
            "fakta": {"formaga": {"timmarPerVecka": 30, "motivering": "Klarar 30 timmar med språkstöd."}},
            "timmar": {"perVecka": 30, "egetJobbsokande": 5, "motivering": "30 timmar enligt förmåga."},
            "egnaSynpunkter": "Vill arbeta inom vården.",
            "skal": "Försörjningsstöd; inget undantag gäller.",
        },
    )
    s.handelse(bedomning, "faststall")
    return bedomning


def samrad(s: Stegvis, arende: str) -> None:
    fraga = {
        "kanal": "api",
        "syfte": "Samråd före beslut om aktivitet.",
        "fraga": "Är personen inskriven hos er, och finns en lämplig insats?",
        "svarSenast": s.uppgift["idag"],
    }
    s.vanta_pa(s.skapa(f"{arende}/samrad", fraga | GRUND), lambda o: o["status"] == "besvarat")


def besluta(s: Stegvis, arende: str, bedomning: str) -> str:
    idag = s.uppgift["idag"]
    return s.skapa(
        f"{arende}/beslut",
        {
            "typ": "begaran_att_delta",
            "lagrum": "sol_12_4",
            "regelverk": "aktivitetsplikt",
            "avserFranManad": idag[:7],
            "gallerFran": idag,
            "beslutsdatum": idag,
            "innehall": "Du ska delta i aktiviteter 25 timmar i veckan.",
            "beslutsfattare": "Anna Handläggare",
            "foredragande": "Anna Handläggare",
            "ovrigaDeltagande": [],
            "motivering": "Du har försörjningsstöd, kan delta 30 timmar i veckan och inget undantag gäller.",
            "bedomningId": bedomning.rsplit("/", 1)[1],
            "ingenLampligAtgard": "Arbetsförmedlingen har ingen lämplig insats att erbjuda nu.",
        },
    )


def bestall(s: Stegvis, beslut: str, utforare: str) -> str:
    innehall = {
        "beslutId": beslut.rsplit("/", 1)[1],
        "utforareId": utforare,
        "onskadStart": s.uppgift["idag"],
        "timmarPerVecka": 25,
        "mal": "Praktik inom vård och yrkessvenska.",
    }
    bestallning = s.skapa(s.rot("bestallningar"), innehall | SAMTYCKE)
    skicka(s, bestallning)
    return bestallning


def skicka(s: Stegvis, bestallning: str) -> None:
    s.handelse(bestallning, "skicka", annu=lambda b: b["status"] == "utkast")


def vanta_pa_rad(s: Stegvis, vag: str, samling: str, **villkor: str) -> str:
    """The path of the first row of a list that is as asked, once there is one."""

    def traff(lista: dict[str, Any]) -> list[dict[str, Any]]:
        return [r for r in lista[samling] if all(r.get(namn) == varde for namn, varde in villkor.items())]

    return f"{vag}/{traff(s.vanta_pa(vag, lambda lista: bool(traff(lista))))[0]['id']}"


def godkann_plan(s: Stegvis, plan: str) -> None:
    s.handelse(plan, "godkann", timmarSkal=TIMSKAL)


def godkann_forslag(s: Stegvis, forslag: str) -> None:
    s.handelse(forslag, "godkann", annu=lambda f: f["status"] == "vantar", text="Det låter klokt.")


def lamna_till_af(s: Stegvis, overlamning: str) -> None:
    s.handelse(overlamning, "lagg_i_ko", **GRUND)
    s.vanta_pa(overlamning, lambda o: o["status"] == "kvitterad")


# --- the scenarios ----------------------------------------------------------------------------------------


def resan(s: Stegvis, ider: dict[str, str]) -> None:
    person = {"personnummer": ider["personnummer"], "fornamn": "Amina", "efternamn": "Exempelsson"}
    arende = s.skapa(s.rot("arenden"), person)
    bedomning = bedom(s, arende)
    samrad(s, arende)
    bestallning = bestall(s, besluta(s, arende, bedomning), ider["utforare"])
    godkann_plan(s, vanta_pa_rad(s, f"{bestallning}/planer", "planer", status="foreslagen"))
    lamna_till_af(s, vanta_pa_rad(s, f"{arende}/overlamningar", "overlamningar", status="utkast"))
    slutrapport = vanta_pa_rad(s, f"{bestallning}/slutrapporter", "slutrapporter", status="inlamnad")
    s.handelse(slutrapport, "godkann")
    s.handelse(bestallning, "avsluta", orsak="arbete", slutDatum=s.uppgift["idag"])


def samrad_fore_beslut(s: Stegvis, ider: dict[str, str]) -> None:
    try:
        besluta(s, ider["arende"], ider["bedomning"])
    except Nekad as nej:
        if nej.regel != "AK-14":
            raise
        samrad(s, ider["arende"])
        besluta(s, ider["arende"], ider["bedomning"])


def kvittens(s: Stegvis, ider: dict[str, str]) -> None:
    lamna_till_af(s, ider["overlamning"])
    s.las(ider["overlamning"])


def avbojd(s: Stegvis, ider: dict[str, str]) -> None:
    if s.las(ider["bestallning"])["status"] == "avbojd":
        bestall(s, ider["beslut"], ider["annanUtforare"])


def plan(s: Stegvis, ider: dict[str, str]) -> None:
    s.handelse(ider["plan"], "atersand", skal="Målet för praktiken behöver bli tydligare.")
    s.vanta_pa(ider["plan"], lambda p: p["status"] == "foreslagen")
    godkann_plan(s, ider["plan"])


def ombokning(s: Stegvis, ider: dict[str, str]) -> None:
    tid = {"borjar": ider["borjar"], "slutar": ider["slutar"], "plats": "Klivet"}
    s.handelse(ider["mote"], "boka_om", nyTid=tid, skal="Socialsekreteraren har förhinder.")
    s.vanta_pa(ider["mote"], lambda m: len(m["tider"]) == 3)
    s.handelse(ider["mote"], "svara", part="socialsekreterare", svar="accepterat")


def rattelse(s: Stegvis, ider: dict[str, str]) -> None:
    s.handelse(ider["rapport"], "godkann")
    samling, gammal = ider["rapport"].rsplit("/", 1)
    s.handelse(vanta_pa_rad(s, samling, "progressionsrapporter", status="inlamnad", ersatterId=gammal), "godkann")


def enkel(s: Stegvis, ider: dict[str, str]) -> None:
    skicka(s, ider["bestallning"])


def meddelande(s: Stegvis, ider: dict[str, str]) -> None:
    s.skapa(f"{ider['bestallning']}/meddelanden", {"text": "Hör av er om startdagen."})


def missade(s: Stegvis, _: dict[str, str]) -> None:
    for rad in list(s.alla(s.rot("forslag"), "forslag")):
        godkann_forslag(s, rad["_links"]["self"]["href"])


def flode(s: Stegvis, ider: dict[str, str]) -> None:
    for handelse in list(s.handelser(ider["efter"])):
        if handelse["data"]["objekttyp"] == "forslag":
            godkann_forslag(s, handelse["subject"])


def skyddad(s: Stegvis, ider: dict[str, str]) -> None:
    try:
        s.las(ider["arende"])
    except Nekad as nej:
        if nej.status != 404:
            raise
    skicka(s, ider["bestallning"])


SCENARIER = {
    "resan": resan,
    "samrad-fore-beslut": samrad_fore_beslut,
    "kvittens": kvittens,
    "avbojd": avbojd,
    "plan": plan,
    "ombokning": ombokning,
    "rattelse": rattelse,
    "tappat-svar": meddelande,
    "otillganglig": enkel,
    "for-manga": enkel,
    "dubblerad": enkel,
    "samtidig-andring": enkel,
    "utgangen-token": enkel,
    "okanda-falt": enkel,
    "missade-handelser": missade,
    "handelseflode": flode,
    "skyddad-person": skyddad,
}

if __name__ == "__main__":
    raise SystemExit(kor(SCENARIER))
