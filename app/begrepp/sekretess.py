"""Why something secret may be told to somebody else (DP-09)."""

from enum import StrEnum


class Utlamnandegrund(StrEnum):
    """The secrecy-breaking ground that every disclosure carries; the general clause does not do (DP-09)."""

    UPPGIFTSSKYLDIGHET = "uppgiftsskyldighet"
    SAMTYCKE = "samtycke"
    NODVANDIGT = "nodvandigt"
    PARTSINSYN = "partsinsyn"
