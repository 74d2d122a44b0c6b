"""AF's register as the mock plays it: only what förordning (2002:623) 7 d § lets a socialnämnd have.

Anyone not set through the control endpoint gets an answer made from the digits, the same every time.
"""

from datetime import date, timedelta
from typing import Any

FUNKTIONSBREVLADA = "kommunsamverkan@arbetsformedlingen.example"
FORNAMN = ("Alva", "Bilal", "Cecilia", "Dawit", "Elin", "Farah", "Gustav", "Hodan", "Ivan", "Jasmina")
EFTERNAMN = ("Andersson", "Berg", "Demir", "Ekström", "Farsi", "Holm", "Lind", "Nur", "Sjöberg", "Warsame")
TILLATNA_UPPGIFTER = (
    "person",
    "arbetssokande",
    "medlem_i_arbetsloshetskassa",
    "sokandekategori",
    "program",
    "senaste_aktivitetsrapport",
)
STATUSTEXT = {
    "INSKRIVEN": "Personen är inskriven som arbetssökande",
    "EJ_INSKRIVEN": "Personen är inte inskriven som arbetssökande",
    "SKYDDAD": "Personen har skyddade personuppgifter. Ta kontakt genom funktionsbrevlådan",
}


class Personregister:
    """People by personnummer."""

    def __init__(self) -> None:
        self.satta: dict[str, dict[str, Any]] = {}

    def satt(self, personnummer: str, varden: dict[str, Any]) -> None:
        """Set what AF knows of a person: ``inskriven``, ``sekretessmarkering``, ``uppgifter``, ``genomforanden``."""
        self.satta[personnummer] = varden

    def skyddad(self, personnummer: str) -> bool:
        """Whether the person's data are protected."""
        return bool(self.satta.get(personnummer, {}).get("sekretessmarkering"))

    def uppgifter(self, personnummer: str, idag: date, *, skyddad: bool = False) -> dict[str, Any]:
        """The six allowed items, contact, protection mark, status. All six are null when AF may say nothing."""
        varden = self.satta.get(personnummer, {})
        skyddad = skyddad or self.skyddad(personnummer)
        if skyddad or not varden.get("inskriven", True):
            kod = "SKYDDAD" if skyddad else "EJ_INSKRIVEN"
            return dict.fromkeys(TILLATNA_UPPGIFTER) | _ram(kod, skyddad=skyddad)
        egna: dict[str, Any] = varden.get("uppgifter", {})
        return _standarduppgifter(personnummer, idag) | egna | _ram("INSKRIVEN", skyddad=False)

    def genomforanden(self, personnummer: str, *, skyddad: bool = False) -> dict[str, Any]:
        """AF's ongoing insatser for the person; none unless set."""
        skyddad = skyddad or self.skyddad(personnummer)
        varden = self.satta.get(personnummer, {})
        kod = "SKYDDAD" if skyddad else ("INSKRIVEN" if varden.get("inskriven", True) else "EJ_INSKRIVEN")
        return {"genomforanden": [] if skyddad else varden.get("genomforanden", [])} | _ram(kod, skyddad=skyddad)


def _ram(kod: str, *, skyddad: bool) -> dict[str, Any]:
    return {
        "kontakt": {"funktionsbrevlada": FUNKTIONSBREVLADA},
        "sekretessmarkering": skyddad,
        "status": {"kod": kod, "text": STATUSTEXT[kod]},
    }


def _standarduppgifter(personnummer: str, idag: date) -> dict[str, Any]:
    tal = int(personnummer[2:])
    fran = idag - timedelta(days=90 + tal % 200)
    i_program = tal % 2 == 0
    return {
        "person": {
            "fornamn": FORNAMN[tal % 10],
            "efternamn": EFTERNAMN[tal // 10 % 10],
            "personnummer": personnummer,
        },
        "arbetssokande": {"inskriven_fran": fran.isoformat(), "inskriven_till": None},
        "medlem_i_arbetsloshetskassa": tal % 3 == 0,
        "sokandekategori": _sokandekategori(i_program=i_program),
        "program": _program(fran) if i_program else None,
        "senaste_aktivitetsrapport": idag.replace(day=1).isoformat(),
    }


def _sokandekategori(*, i_program: bool) -> dict[str, Any]:
    if i_program:
        return {"kod": "70", "text": "I program", "oppet_arbetslos": False, "hinder": None}
    return {"kod": "11", "text": "Öppet arbetslös", "oppet_arbetslos": True, "hinder": None}


def _program(fran: date) -> dict[str, Any]:
    start = fran + timedelta(days=60)
    return {
        "namn": "Jobb- och utvecklingsgarantin",
        "fran": start.isoformat(),
        "tom": (start + timedelta(days=364)).isoformat(),
    }
