"""Why something secret may be told to somebody else (DP-09)."""

from enum import StrEnum


class Utlamnandegrund(StrEnum):
    """The secrecy-breaking ground that every disclosure carries; the general clause does not do (DP-09)."""

    UPPGIFTSSKYLDIGHET = "uppgiftsskyldighet"
    SAMTYCKE = "samtycke"
    NODVANDIGT = "nodvandigt"
    PARTSINSYN = "partsinsyn"


class Frislapptfalt(StrEnum):
    """What of a protected person may be released with an order."""

    NAMN = "namn"
    PERSONNUMMER = "personnummer"
    TELEFON = "telefon"
    EPOST = "epost"
    ADRESS = "adress"
    SPRAK = "sprak"
    TOLKBEHOV = "tolkbehov"
    ANPASSNINGAR = "anpassningar"
