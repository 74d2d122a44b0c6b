"""An utförare's system in small: what it does in each scenario of ``stegvis konformitet --part utforare``.

stegvis konformitet --part utforare --klient 'python docs/exempel/utforarklient.py'
"""

from datetime import datetime, timedelta
from typing import Any

from stegvisklient import Nekad, Stegvis, kor

AKTIVITET = {
    "aktivitet": "Språkgrupp med vårdsvenska",
    "kategori": "sprak",
    "minuterPerVecka": 1500,
    "omrade": "sprak",
    "arrangor": "Klivet AB",
    "mal": "Ta emot muntliga instruktioner på en arbetsplats.",
}
ALLA_KOM = {"individ": True, "vagledare": True, "socialsekreterare": True}


def _vantar(bestallning: dict[str, Any]) -> bool:
    return bestallning["status"] == "skickad"


def ta_emot(s: Stegvis, bestallning: str) -> None:
    s.handelse(bestallning, "ta_emot", annu=_vantar)


def bekrafta(s: Stegvis, bestallning: str) -> None:
    ta_emot(s, bestallning)
    vagledare = s.uppgift["personer"]["vagledare"]
    s.handelse(bestallning, "bekrafta", startDatum=s.uppgift["idag"], vagledare=vagledare)


def hall_motet(s: Stegvis, bestallning: str) -> None:
    """The meeting that came with the order is held now."""
    (mote,) = s.alla(f"{bestallning}/uppstartsmoten", "uppstartsmoten")
    borjar = datetime.fromisoformat(s.uppgift["nu"])
    tid = {"borjar": borjar.isoformat(), "slutar": (borjar + timedelta(hours=1)).isoformat(), "plats": "Klivet"}
    utfall = {"typ": "genomfort", "narvaro": ALLA_KOM}
    s.handelse(f"{bestallning}/uppstartsmoten/{mote['id']}", "boka", nyTid=tid, utfall=utfall)


def foresla_plan(s: Stegvis, bestallning: str) -> str:
    innehall = {"gallerFran": s.uppgift["idag"], "egenSyn": "Jag vill arbeta inom vården.", "aktiviteter": [AKTIVITET]}
    plan = s.skapa(f"{bestallning}/planer", innehall)
    s.handelse(plan, "foresla")
    return plan


def narvaro_i_dag(s: Stegvis, bestallning: str) -> None:
    tillfalle = {"dag": s.uppgift["idag"], "fran": "00:00", "till": "00:01", "skal": "Studiebesök."}
    ny = s.skapa(f"{bestallning}/tillfallen", tillfalle | {"aktivitet": "Studiebesök", "kategori": "sprak"})
    rad = {"tillfalleId": ny.rsplit("/", 1)[1], "utfall": "narvarande"}
    s.begar("POST", s.rot("narvarorapporter"), {"rader": [rad]})


def progressionsrapport(s: Stegvis, bestallning: str, **mer: Any) -> None:
    idag = s.uppgift["idag"]
    innehall = {"periodFran": idag, "periodTom": idag, "text": "Kommer i tid.", "nastaSteg": "Praktik."}
    s.handelse(s.skapa(f"{bestallning}/progressionsrapporter", innehall | mer), "lamna_in")


def slutrapport(s: Stegvis, bestallning: str, plan: str) -> None:
    mal = [
        {"omrade": a["omrade"], "mal": a["mal"], "maluppfyllelse": "uppnatt", "text": "Så som planen såg ut."}
        for a in s.las(plan)["aktiviteter"]
    ]
    innehall = {
        "avslutsorsak": "arbete",
        "sammanfattning": "Praktiken gav ett vikariat.",
        "rekommendation": "Yrkessvenska på kvällstid.",
        "resultat": {"verifieratAv": "arbetsgivare", "datum": s.uppgift["idag"], "underlag": "Avtalet, uppvisat."},
        "mal": mal,
    }
    s.handelse(s.skapa(f"{bestallning}/slutrapporter", innehall), "lamna_in")


# --- the scenarios ----------------------------------------------------------------------------------------


def resan(s: Stegvis, ider: dict[str, str]) -> None:
    bestallning = ider["bestallning"]
    bekrafta(s, bestallning)
    s.som("vagledare")
    hall_motet(s, bestallning)
    s.handelse(bestallning, "starta")
    plan = foresla_plan(s, bestallning)
    s.vanta_pa(plan, lambda p: p["status"] in {"godkand", "gallande"})
    narvaro_i_dag(s, bestallning)
    matning = {"instrument": "eskilstuna-programmodell", "datum": s.uppgift["idag"], "respondent": "vagledare"}
    s.skapa(f"{bestallning}/matningar", matning | {"niva": "gul"})
    progressionsrapport(s, bestallning)
    slutrapport(s, bestallning, plan)


def avboj(s: Stegvis, ider: dict[str, str]) -> None:
    ta_emot(s, ider["bestallning"])
    s.handelse(ider["bestallning"], "avboj", orsak="ingen_plats")


def avslag(s: Stegvis, ider: dict[str, str]) -> None:
    s.som("vagledare")
    try:
        s.handelse(ider["bestallning"], "starta")
    except Nekad as nej:
        if nej.regel != "AK-40":
            raise
        hall_motet(s, ider["bestallning"])
        s.handelse(ider["bestallning"], "starta")


def plan_atersand(s: Stegvis, ider: dict[str, str]) -> None:
    s.som("vagledare")
    plan = foresla_plan(s, ider["bestallning"])
    s.vanta_pa(plan, lambda p: p["status"] == "utkast")
    tydligare = AKTIVITET | {"mal": "Ta emot och återge muntliga instruktioner på praktikplatsen."}
    innehall = {"gallerFran": s.uppgift["idag"], "egenSyn": "Jag vill arbeta inom vården.", "aktiviteter": [tydligare]}
    s.handelse(plan, "andra", **innehall)
    s.handelse(plan, "foresla")


def tacka_ja(s: Stegvis, mote: str, part: str, antal: int) -> None:
    """Accept the newest time, once there are so many in the chain."""
    s.vanta_pa(mote, lambda m: len(m["tider"]) >= antal and m["status"] == "bokat")
    s.handelse(mote, "svara", part=part, svar="accepterat")


def ombokning(s: Stegvis, ider: dict[str, str]) -> None:
    s.som("vagledare")
    for antal in (1, 2):
        tacka_ja(s, ider["mote"], "vagledare", antal)


def rattelse(s: Stegvis, ider: dict[str, str]) -> None:
    s.som("vagledare")
    ratt = {"utfall": "franvaro_giltig", "orsak": "vard_av_barn", "rattelseSkal": "Hade ringt."}
    s.handelse(ider["tillfalle"], "ratta", **ratt)
    progressionsrapport(s, ider["bestallning"], ersatterId=ider["rapport"].rsplit("/", 1)[1])


def enkel(s: Stegvis, ider: dict[str, str]) -> None:
    ta_emot(s, ider["bestallning"])


def meddelande(s: Stegvis, ider: dict[str, str]) -> None:
    s.skapa(f"{ider['bestallning']}/meddelanden", {"text": "Vi återkommer om startdag."})


def missade(s: Stegvis, _: dict[str, str]) -> None:
    for rad in list(s.alla(s.rot("bestallningar"), "bestallningar")):
        if _vantar(rad):
            ta_emot(s, rad["_links"]["self"]["href"])


def flode(s: Stegvis, ider: dict[str, str]) -> None:
    for handelse in list(s.handelser(ider["efter"])):
        if handelse["type"] == "se.stegvis.bestallning.skicka":
            ta_emot(s, handelse["subject"])


def skyddad(s: Stegvis, ider: dict[str, str]) -> None:
    try:
        s.som("vagledare").las(ider["bestallning"])
    except Nekad as nej:
        if nej.status != 404:
            raise
    ta_emot(s.som("samordnare"), ider["bestallning"])


SCENARIER = {
    "resan": resan,
    "avboj": avboj,
    "avslag": avslag,
    "plan-atersand": plan_atersand,
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
