"""Right messages to start from, with personnummer from the tax agency's test series (birth numbers 980-999)."""

from typing import Any
from uuid import uuid4

from tests.mockad_af.kontrollsiffra import luhn_stammer

TESTPERSON = "199001019802"


def provnummer(fodelsedag: str = "19900101", nummer: int = 980) -> str:
    """Twelve digits with a right check digit. ``fodelsedag`` is YYYYMMDD, ``nummer`` 980-999."""
    stam = f"{fodelsedag}{nummer:03d}"
    return next(f"{stam}{siffra}" for siffra in range(10) if luhn_stammer(f"{stam[2:]}{siffra}"))


def _huvud(unikt_id: str, lopnummer: int) -> dict[str, Any]:
    return {
        "unikt_id": unikt_id,
        "arendeidentitet": "arende-1",
        "lopnummer": lopnummer,
        "personnummer": TESTPERSON,
    }


def samrad(**andrat: Any) -> dict[str, Any]:
    """A samråd; keyword arguments replace fields."""
    return (
        _huvud(str(uuid4()), 1)
        | {
            "avsandande_myndighet": {
                "organisationsnummer": "2120000357",
                "namn": "Eskilstuna kommun, socialnämnden",
                "handlaggare": "annlin",
            },
            "syfte": "Samråd före beslut om aktivitet",
            "lagtext": "12 kap. 4 § socialtjänstlagen (2025:400)",
            "fraga": "Är personen inskriven hos er?",
            "svar_onskas_senast": "2026-10-15",
        }
        | andrat
    )


def underrattelse(**andrat: Any) -> dict[str, Any]:
    """An underrättelse (AK-15)."""
    kropp = {"kommunkod": "0484", "datum": "2026-10-01", "bedomningskod": "omfattas", "text": "Tre månader i följd."}
    return _huvud(str(uuid4()), 2) | kropp | andrat


def informationsoverlamning(**andrat: Any) -> dict[str, Any]:
    """An informationsöverlämning (AK-17), first version, without deviation."""
    return (
        _huvud(f"{uuid4()}_0", 3)
        | {
            "kommunkod": "0484",
            "beslut": {"typ": "aktivitetskrav", "fran": "2026-10-01", "tom": None},
            "aktivitetskategori": "sprak",
            "timmar_per_vecka": 25,
            "utforande_verksamhet": {"namn": "Språkverkstan", "organisationsnummer": "5560360793"},
            "plan_sammanfattning": "Språkträning med praktik.",
            "start": "2026-10-12",
            "slut": None,
        }
        | andrat
    )


def avvikelse(**andrat: Any) -> dict[str, Any]:
    """A deviation: a whole occasion away, at a myndighetsmöte."""
    fran, till = "2026-09-30T09:00:00+02:00", "2026-09-30T12:00:00+02:00"
    return {
        "kod": 18,
        "underkod": 3,
        "forvantad_fran": fran,
        "forvantad_till": till,
        "franvarande_fran": fran,
        "franvarande_till": till,
    } | andrat
