"""Check digits and dates of Swedish identities, written anew here so that the mock is an independent judge."""

import re
from datetime import date

_PERSONNUMMER = re.compile(r"(?:19|20)[0-9]{10}")
_ORGANISATIONSNUMMER = re.compile(r"[0-9]{2}[2-9][0-9]{7}")
_DATUM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def luhn_stammer(siffror: str) -> bool:
    """Whether the last of ten digits is the right check digit (modulus 10)."""
    dubblade = (int(siffra) * (2 - plats % 2) for plats, siffra in enumerate(siffror))
    return sum(tal // 10 + tal % 10 for tal in dubblade) % 10 == 0


def ar_datum(text: str) -> bool:
    """``YYYY-MM-DD`` of a day that exists."""
    if not _DATUM.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def ar_personnummer_form(text: str) -> bool:
    """Twelve digits that hold a day; samordningsnummer have the day plus 60."""
    if not _PERSONNUMMER.fullmatch(text):
        return False
    dag = int(text[6:8])
    return ar_datum(f"{text[:4]}-{text[4:6]}-{dag - 60 if dag > 60 else dag:02d}")


def ar_organisationsnummer_form(text: str) -> bool:
    """Ten digits, the third at least 2."""
    return _ORGANISATIONSNUMMER.fullmatch(text) is not None
