"""The fixed cast of development and test: two kommuner, four utförare, Arbetsförmedlingen, people at work.

Ids, names and clients never change, so that integrators may build their own tests on them.
All numbers and names are made up. Never planted in production.
"""

from dataclasses import dataclass
from uuid import UUID

from app.begrepp.parter import Roll

ESKILSTUNA, BOTKYRKA = "0484", "0127"
SLAPPTA_FALT = ["namn", "telefon", "epost", "sprak", "tolkbehov", "anpassningar", "personnummer"]


def fast_id(nummer: int) -> UUID:
    """Fixed ids in the form of UUIDv7, counted from 1."""
    return UUID(f"01980000-0000-7000-8000-{nummer:012d}")


KOMMUN_ESKILSTUNA, KOMMUN_BOTKYRKA = fast_id(1), fast_id(2)
NAMND_ESKILSTUNA, NAMND_BOTKYRKA = fast_id(11), fast_id(12)
VUXENUTBILDNINGEN, KLIVET, STEGET_VIDARE, BRYGGAN = fast_id(21), fast_id(22), fast_id(23), fast_id(24)
ARBETSFORMEDLINGEN = fast_id(31)

LAS = frozenset(
    {
        "arende:las", "bedomning:las", "samrad:las", "beslut:las", "bestallning:las", "mote:las", "plan:las",
        "progression:las", "overlamning:las", "bevakning:las", "organisation:las", "behov:las", "forslag:las",
        "narvaro:las", "utbud:las", "plats:las", "meddelande:las", "dokument:las", "avvikelse:las",
        "slutrapport:las",
        "rapport:las",
        "registerutdrag:las",
        "uppfoljning:las",
        "handelse:las",
        "prenumeration:las",
        "gallring:las",
    }
)  # fmt: skip
SKRIV = frozenset(s.replace(":las", ":skriv") for s in LAS) - {"organisation:skriv", "handelse:skriv"} | {
    "tolkning:skriv",
    "namndenhet:skriv",
    "instrument:skriv",
}
UTFORARSCOPES = frozenset(
    {
        "bestallning:las", "bestallning:skriv", "mote:las", "mote:skriv", "plan:las", "plan:skriv", "progression:las",
        "progression:skriv", "organisation:las", "forslag:las", "forslag:skriv", "utbud:las", "utbud:skriv",
        "plats:las", "narvaro:las", "narvaro:skriv", "meddelande:las", "meddelande:skriv", "dokument:las",
        "dokument:skriv", "avvikelse:las", "avvikelse:skriv", "slutrapport:las", "slutrapport:skriv",
        "uppfoljning:las", "uppfoljning:skriv", "handelse:las",
        "prenumeration:las", "prenumeration:skriv",
        "delegation:las", "delegation:skriv",
        "registerutdrag:las", "registerutdrag:skriv",
    }
)  # fmt: skip
# DP-27: colour Röd is health data and has a permission of its own.
RODSCOPES = frozenset({"progression:rod"})
ADMINSCOPES = frozenset(
    {"organisation:las", "organisation:skriv", "utkorg:skriv", "delegation:las", "delegation:skriv"}
)
# Months of a whole nämnd at once: for the arbetsledare and for the system that sends the files.
IMPORTSCOPES = frozenset({"bistandsmanad:importera"})
# DP-03: rows about single persons in a report of the nämnd.
RAPPORTSCOPES = frozenset({"rapport:personrader"})
# DP-04: the access log and the reviews of it, for the granskare.
LOGGSCOPES = frozenset({"logg:las", "logg:skriv"})
AFSCOPES = frozenset({"af:handelser"})


@dataclass(frozen=True, slots=True)
class Rollinnehavare:
    """One named member of the cast: how to get a token for them."""

    namn: str
    klient_id: str
    person: str
    roll: Roll
    visningsnamn: str
    organisation_id: UUID
    enhet: str | None = None


def klient_for(namn: str) -> str:
    """The client id of a party of the cast."""
    return f"https://{namn}.example/stegvis"


KLIENT_ESKILSTUNA, KLIENT_BOTKYRKA = klient_for("eskilstuna"), klient_for("botkyrka")
KLIENT_AF = klient_for("arbetsformedlingen")

UTFORARE = (
    (
        VUXENUTBILDNINGEN,
        "egen_regi",
        "2120000357",
        "Arbetsmarknads- och vuxenutbildningsförvaltningen",
        "vuxenutbildningen",
    ),
    (KLIVET, "privat", "5599990016", "Klivet AB", "klivet"),
    (STEGET_VIDARE, "ideburen", "8999990024", "Föreningen Steget vidare", "stegetvidare"),
    (BRYGGAN, "privat", "5599990032", "Bryggan Utbildning AB", "bryggan"),
)

ROLLISTA: tuple[Rollinnehavare, ...] = (
    Rollinnehavare(
        "anna", KLIENT_ESKILSTUNA, "anna.handlaggare", Roll.HANDLAGGARE, "Anna Handläggare", KOMMUN_ESKILSTUNA
    ),
    Rollinnehavare("bo", KLIENT_ESKILSTUNA, "bo.handlaggare", Roll.HANDLAGGARE, "Bo Handläggare", KOMMUN_ESKILSTUNA),
    Rollinnehavare(
        "cecilia",
        KLIENT_ESKILSTUNA,
        "cecilia.arbetsledare",
        Roll.ARBETSLEDARE,
        "Cecilia Arbetsledare",
        KOMMUN_ESKILSTUNA,
    ),
    Rollinnehavare(
        "sara",
        KLIENT_ESKILSTUNA,
        "sara.administrator",
        Roll.SYSTEMADMINISTRATOR,
        "Sara Administratör",
        KOMMUN_ESKILSTUNA,
    ),
    Rollinnehavare(
        "david", KLIENT_BOTKYRKA, "david.handlaggare", Roll.HANDLAGGARE, "David Handläggare", KOMMUN_BOTKYRKA
    ),
    Rollinnehavare(
        "vera", klient_for("klivet"), "vera.vagledare", Roll.VAGLEDARE, "Vera Vägledare", KLIVET, "klivet-centrum"
    ),
    Rollinnehavare(
        "sven", klient_for("klivet"), "sven.samordnare", Roll.SAMORDNARE, "Sven Samordnare", KLIVET, "klivet-centrum"
    ),
    Rollinnehavare(
        "viktor", klient_for("klivet"), "viktor.vagledare", Roll.VAGLEDARE, "Viktor Vägledare", KLIVET, "klivet-centrum"
    ),
    Rollinnehavare("britta", klient_for("bryggan"), "britta.samordnare", Roll.SAMORDNARE, "Britta Samordnare", BRYGGAN),
    Rollinnehavare("bertil", klient_for("bryggan"), "bertil.vagledare", Roll.VAGLEDARE, "Bertil Vägledare", BRYGGAN),
    Rollinnehavare(
        "eva", klient_for("vuxenutbildningen"), "eva.samordnare", Roll.SAMORDNARE, "Eva Samordnare", VUXENUTBILDNINGEN
    ),
    Rollinnehavare(
        "egil", klient_for("vuxenutbildningen"), "egil.vagledare", Roll.VAGLEDARE, "Egil Vägledare", VUXENUTBILDNINGEN
    ),
    Rollinnehavare(
        "stina", klient_for("stegetvidare"), "stina.samordnare", Roll.SAMORDNARE, "Stina Samordnare", STEGET_VIDARE
    ),
    Rollinnehavare("af", KLIENT_AF, KLIENT_AF, Roll.AF_SYSTEM, "Arbetsförmedlingen", ARBETSFORMEDLINGEN),
    Rollinnehavare(
        "kajsa", klient_for("klivet"), "kajsa.administrator", Roll.SYSTEMADMINISTRATOR, "Kajsa Administratör", KLIVET
    ),
    Rollinnehavare(
        "boel", klient_for("bryggan"), "boel.administrator", Roll.SYSTEMADMINISTRATOR, "Boel Administratör", BRYGGAN
    ),
    Rollinnehavare(
        "disa", KLIENT_BOTKYRKA, "disa.administrator", Roll.SYSTEMADMINISTRATOR, "Disa Administratör", KOMMUN_BOTKYRKA
    ),
    Rollinnehavare(
        "gunilla", KLIENT_ESKILSTUNA, "gunilla.granskare", Roll.GRANSKARE, "Gunilla Granskare", KOMMUN_ESKILSTUNA
    ),
    Rollinnehavare(
        "carl", KLIENT_ESKILSTUNA, "carl.arbetsledare", Roll.ARBETSLEDARE, "Carl Arbetsledare", KOMMUN_ESKILSTUNA
    ),
)


def rollinnehavare(namn: str) -> Rollinnehavare:
    """A member of the cast by first name; raises ``KeyError``."""
    return {r.namn: r for r in ROLLISTA}[namn]
