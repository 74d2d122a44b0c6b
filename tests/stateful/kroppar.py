"""What a good client sends for each act of the model."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from app.katalog.rollista import KLIVET, VUXENUTBILDNINGEN
from tests.flode.test_plan import aktivitet, innehall, pass_
from tests.stateful.tabeller import FOLK, PASS, Order

ID = {"klivet": str(KLIVET), "vux": str(VUXENUTBILDNINGEN)}
VECKODAGAR = ("mandag", "tisdag", "onsdag", "torsdag")
SKAL = "Ett skäl."


def bestallning(beslut: str, till: str, idag: date, *, reserver: list[str], grund: bool = True) -> dict[str, Any]:
    """A draft; with others in the list, they are asked when the first declines."""
    kropp = {
        "beslutId": beslut,
        "utforareId": ID[till],
        "onskadStart": str(idag),
        "timmarPerVecka": 25,
        "mal": SKAL,
        "reservutforare": [ID[u] for u in reserver],
        "erbjudNasta": bool(reserver),
    }
    return kropp | ({"utlamnandeGrund": "samtycke"} if grund else {})


def handelse(typ: str, falt: dict[str, Any]) -> dict[str, Any]:
    """The body of an act on an order."""
    mer: dict[str, Callable[[], dict[str, Any]]] = {
        "andra": lambda: {"uppgifter": {"timmarPerVecka": falt["timmar"]}},
        "frislapp": lambda: {"skal": SKAL, "mottagare": "sven.samordnare"},
        "bekrafta": lambda: {"startDatum": str(falt["start"]), "vagledare": FOLK[falt["vagledare"]].namn},
        "byt_vagledare": lambda: {"skal": SKAL, "vagledare": FOLK[falt["vagledare"]].namn},
        "avboj": lambda: {"orsak": "ingen_plats"},
        "andra_bestallning": lambda: {
            "gallerFran": str(falt["fran"]),
            "andringar": [{"falt": "timmar_per_vecka", "nytt": falt["timmar"], "skal": SKAL}],
        },
        "flytta": lambda: {
            "utforareId": ID[falt["till"]],
            "brytdatum": str(falt["brytdag"]),
            "skal": SKAL,
            "utlamnandeGrund": "samtycke",
        },
        "avsluta": lambda: {"orsak": "arbete", "slutDatum": str(falt["slut"])},
        "lamna_slutanteckning": lambda: {"orsak": "kom_inte", "text": SKAL},
    }
    med_skal = (
        {"skal": SKAL} if typ in {"aterkalla", "pausa", "aterta_flytt", "ateroppna", "aterta_frislappande"} else {}
    )
    return {"typ": typ} | mer.get(typ, lambda: med_skal)()


def plan(o: Order, fran: date) -> dict[str, Any]:
    """Six hours a week at the utförare's own times."""
    tider = [pass_(VECKODAGAR[dag], borjar, slutar) for dag, borjar, slutar in PASS[o.utforare]]
    return innehall(aktivitet(360, tider=tider), gallerFran=str(fran), avvikelseSkal=SKAL)


def slutrapport(ersatter: str | None) -> dict[str, Any]:
    """What became of the goal that all plans here have; a new version of an earlier one."""
    ur_planen = aktivitet(360)
    mal = {"omrade": ur_planen["omrade"], "mal": ur_planen["mal"], "maluppfyllelse": "delvis"}
    ny = {"avslutsorsak": "arbete", "sammanfattning": SKAL, "rekommendation": SKAL, "mal": [mal]}
    return ny | {"resultat": {"verifieratAv": "ingen"}} | ({"ersatterId": ersatter} if ersatter else {})


def mote(typ: str, nu: datetime, om: int = 0, utfall: str = "") -> dict[str, Any]:
    """A meeting booked in some hours, with its outcome when it has been; or what came of it."""
    if typ == "stall_in":
        return {"typ": typ, "skal": SKAL}
    if typ in {"genomfor", "utebli"}:
        return {"typ": typ, "narvaro": _de_tre(var_dar=typ == "genomfor")}
    borjar = nu + timedelta(hours=om)
    tid = {"borjar": _iso(borjar), "slutar": _iso(borjar + timedelta(hours=1))}
    rapport = {"utfall": {"typ": utfall, "narvaro": _de_tre(var_dar=utfall == "genomfort")}} if utfall else {}
    return {"typ": typ, "skal": SKAL, "nyTid": tid} | rapport


def _de_tre(*, var_dar: bool) -> dict[str, bool]:
    return {"individ": var_dar, "vagledare": True, "socialsekreterare": True}


def _iso(nar: datetime) -> str:
    return nar.isoformat().replace("+00:00", "Z")


def narvaro(typ: str, *, narvarande: bool) -> dict[str, Any]:
    """A report on an occasion, or the wish to have it."""
    utfall = {"utfall": "narvarande" if narvarande else "franvaro_ogiltig"}
    mer: dict[str, dict[str, str]] = {
        "rapportera": utfall,
        "ratta": utfall | {"rattelseSkal": SKAL},
        "stall_in": {"installtAv": "utforare"},
        "ratta_installt": {"installtAv": "utforare", "rattelseSkal": SKAL},
        "begar": {"skal": SKAL},
    }
    return {"typ": typ} | mer[typ]
