"""The fixed cast of development and test: two kommuner, four utförare, Arbetsförmedlingen, people at work.

Ids, names and clients never change, so that integrators may build their own tests on them.
All numbers and names are made up. Never planted in production.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from app.begrepp.parter import Part, Roll
from app.core.unit_of_work import Arbete
from app.katalog.organisationer import Avtal, Enhet, Klientpost, Medarbetare, Namnd, Organisation

ESKILSTUNA, BOTKYRKA = "0484", "0127"
SKAPAD = datetime(2026, 7, 1, tzinfo=UTC)
AVTAL_FRAN = date(2026, 7, 1)
SLAPPTA_FALT = ["namn", "telefon", "epost", "sprak", "tolkbehov", "anpassningar", "personnummer"]


def _id(nummer: int) -> UUID:
    """Fixed ids in the form of UUIDv7, counted from 1."""
    return UUID(f"01980000-0000-7000-8000-{nummer:012d}")


KOMMUN_ESKILSTUNA, KOMMUN_BOTKYRKA = _id(1), _id(2)
NAMND_ESKILSTUNA, NAMND_BOTKYRKA = _id(11), _id(12)
VUXENUTBILDNINGEN, KLIVET, STEGET_VIDARE, BRYGGAN = _id(21), _id(22), _id(23), _id(24)
ARBETSFORMEDLINGEN = _id(31)

LAS = frozenset(
    {
        "arende:las", "bedomning:las", "samrad:las", "beslut:las", "bestallning:las", "mote:las", "plan:las",
        "progression:las", "overlamning:las", "organisation:las",
    }
)  # fmt: skip
SKRIV = frozenset(s.replace(":las", ":skriv") for s in LAS) - {"organisation:skriv"}
UTFORARSCOPES = frozenset(
    {
        "bestallning:las", "bestallning:skriv", "mote:las", "mote:skriv", "plan:las", "plan:skriv", "progression:las",
        "progression:skriv", "organisation:las",
    }
)  # fmt: skip
# DP-27: colour Röd is health data and has a permission of its own.
RODSCOPES = frozenset({"progression:rod"})
ADMINSCOPES = frozenset({"organisation:las", "organisation:skriv"})
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


def _klient(namn: str) -> str:
    return f"https://{namn}.example/stegvis"


KLIENT_ESKILSTUNA, KLIENT_BOTKYRKA = _klient("eskilstuna"), _klient("botkyrka")
KLIENT_AF = _klient("arbetsformedlingen")

_U = (
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
        "vera", _klient("klivet"), "vera.vagledare", Roll.VAGLEDARE, "Vera Vägledare", KLIVET, "klivet-centrum"
    ),
    Rollinnehavare(
        "sven", _klient("klivet"), "sven.samordnare", Roll.SAMORDNARE, "Sven Samordnare", KLIVET, "klivet-centrum"
    ),
    Rollinnehavare(
        "viktor", _klient("klivet"), "viktor.vagledare", Roll.VAGLEDARE, "Viktor Vägledare", KLIVET, "klivet-centrum"
    ),
    Rollinnehavare("britta", _klient("bryggan"), "britta.samordnare", Roll.SAMORDNARE, "Britta Samordnare", BRYGGAN),
    Rollinnehavare("bertil", _klient("bryggan"), "bertil.vagledare", Roll.VAGLEDARE, "Bertil Vägledare", BRYGGAN),
    Rollinnehavare(
        "eva", _klient("vuxenutbildningen"), "eva.samordnare", Roll.SAMORDNARE, "Eva Samordnare", VUXENUTBILDNINGEN
    ),
    Rollinnehavare(
        "egil", _klient("vuxenutbildningen"), "egil.vagledare", Roll.VAGLEDARE, "Egil Vägledare", VUXENUTBILDNINGEN
    ),
    Rollinnehavare(
        "stina", _klient("stegetvidare"), "stina.samordnare", Roll.SAMORDNARE, "Stina Samordnare", STEGET_VIDARE
    ),
    Rollinnehavare("af", KLIENT_AF, KLIENT_AF, Roll.AF_SYSTEM, "Arbetsförmedlingen", ARBETSFORMEDLINGEN),
)


def _organisationer() -> list[Organisation]:
    fasta = [
        (KOMMUN_ESKILSTUNA, "kommun", "2120000357", "Eskilstuna kommun", ESKILSTUNA),
        (KOMMUN_BOTKYRKA, "kommun", "2120002882", "Botkyrka kommun", BOTKYRKA),
        (ARBETSFORMEDLINGEN, "arbetsformedlingen", "2021002114", "Arbetsförmedlingen", None),
        *((oid, typ, nummer, namn, None) for oid, typ, nummer, namn, _ in _U),
    ]
    return [
        Organisation(id=oid, typ=typ, organisationsnummer=nr, namn=namn, kommunkod=kod, skapad=SKAPAD, version=1)
        for oid, typ, nr, namn, kod in fasta
    ]


def _avtal() -> list[Avtal]:
    par = [
        (ESKILSTUNA, NAMND_ESKILSTUNA, KLIVET, "personuppgiftsbitrade"),
        (ESKILSTUNA, NAMND_ESKILSTUNA, VUXENUTBILDNINGEN, "personuppgiftsansvarig"),
        (ESKILSTUNA, NAMND_ESKILSTUNA, STEGET_VIDARE, "personuppgiftsbitrade"),
        (BOTKYRKA, NAMND_BOTKYRKA, BRYGGAN, "personuppgiftsbitrade"),
        (BOTKYRKA, NAMND_BOTKYRKA, KLIVET, "personuppgiftsbitrade"),
    ]
    return [
        Avtal(
            id=_id(41 + i), kommunkod=kommun, namnd_id=namnd, utforare_id=utforare, fran=AVTAL_FRAN, tom=None,
            data_roll=roll, slappta_falt=SLAPPTA_FALT, svar_arbetsdagar=1, mote_bokas_dagar=7, mote_halls_dagar=14,
            aterlamning="aterlamnas", skapad=SKAPAD, version=1,
        )
        for i, (kommun, namnd, utforare, roll) in enumerate(par)
    ]  # fmt: skip


def _klientposter() -> list[Klientpost]:
    kommunroller = [r.value for r in (Roll.HANDLAGGARE, Roll.ARBETSLEDARE, Roll.SYSTEMADMINISTRATOR)]
    kommunscopes = sorted(LAS | SKRIV | ADMINSCOPES | RODSCOPES)
    utforarroller = [r.value for r in (Roll.VAGLEDARE, Roll.SAMORDNARE)]
    return [
        Klientpost(klient_id=KLIENT_ESKILSTUNA, organisation_id=KOMMUN_ESKILSTUNA, part=Part.KOMMUN.value,
                   kommunkod=ESKILSTUNA, namnd_id=NAMND_ESKILSTUNA, roller=kommunroller, scopes=kommunscopes,
                   betrodd=True),
        Klientpost(klient_id=KLIENT_BOTKYRKA, organisation_id=KOMMUN_BOTKYRKA, part=Part.KOMMUN.value,
                   kommunkod=BOTKYRKA, namnd_id=NAMND_BOTKYRKA, roller=kommunroller, scopes=kommunscopes,
                   betrodd=False),
        Klientpost(klient_id=KLIENT_AF, organisation_id=ARBETSFORMEDLINGEN, part=Part.ARBETSFORMEDLINGEN.value,
                   roller=[Roll.AF_SYSTEM.value], scopes=sorted(AFSCOPES), betrodd=False),
        *(
            Klientpost(klient_id=_klient(kort), organisation_id=oid, part=Part.UTFORARE.value, roller=utforarroller,
                       scopes=sorted(UTFORARSCOPES), betrodd=False)
            for oid, _, _, _, kort in _U
        ),
    ]  # fmt: skip


def _medarbetare() -> list[Medarbetare]:
    return [
        Medarbetare(
            id=_id(101 + i), organisation_id=r.organisation_id, person=r.person, namn=r.visningsnamn,
            roll=r.roll.value, enhet=r.enhet, aktiv=True,
        )
        for i, r in enumerate(ROLLISTA)
        if r.roll is not Roll.AF_SYSTEM
    ]  # fmt: skip


async def satt_in(arbete: Arbete) -> bool:
    """Plant the cast in an empty register; does nothing, and answers no, when it is there already."""
    if await arbete.session.get(Organisation, KOMMUN_ESKILSTUNA) is not None:
        return False
    namnder = [
        Namnd(id=NAMND_ESKILSTUNA, kommunkod=ESKILSTUNA, organisation_id=KOMMUN_ESKILSTUNA, namn="Socialnämnden"),
        Namnd(id=NAMND_BOTKYRKA, kommunkod=BOTKYRKA, organisation_id=KOMMUN_BOTKYRKA, namn="Socialnämnden"),
    ]
    enheter = [
        Enhet(id=_id(51), organisation_id=KLIVET, namn="Klivet centrum", adress="Provgatan 5, Eskilstuna", kapacitet=60)
    ]
    arbete.session.add_all([*_organisationer(), *namnder, *enheter, *_avtal(), *_klientposter(), *_medarbetare()])
    return True


def rollinnehavare(namn: str) -> Rollinnehavare:
    """A member of the cast by first name; raises ``KeyError``."""
    return {r.namn: r for r in ROLLISTA}[namn]
