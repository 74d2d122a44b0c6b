"""Plant the fixed cast in an empty register. Never in production."""

from datetime import UTC, date, datetime

from app.begrepp.parter import Part, Roll
from app.core.unit_of_work import Arbete
from app.katalog.organisationer import Avtal, Enhet, Klientpost, Medarbetare, Namnd, Organisation
from app.katalog.plantering_utbud import plantera_utbud
from app.katalog.rollista import (
    ADMINSCOPES,
    AFSCOPES,
    ARBETSFORMEDLINGEN,
    BOTKYRKA,
    BRYGGAN,
    ESKILSTUNA,
    IMPORTSCOPES,
    KLIENT_AF,
    KLIENT_BOTKYRKA,
    KLIENT_ESKILSTUNA,
    KLIVET,
    KOMMUN_BOTKYRKA,
    KOMMUN_ESKILSTUNA,
    LAS,
    LOGGSCOPES,
    NAMND_BOTKYRKA,
    NAMND_ESKILSTUNA,
    RAPPORTSCOPES,
    RODSCOPES,
    ROLLISTA,
    SKRIV,
    SLAPPTA_FALT,
    STEGET_VIDARE,
    UTFORARE,
    UTFORARSCOPES,
    VUXENUTBILDNINGEN,
    fast_id,
    klient_for,
)  # fmt: skip

SKAPAD = datetime(2026, 6, 1, tzinfo=UTC)
AVTAL_FRAN = date(2026, 6, 1)


def _organisationer() -> list[Organisation]:
    fasta = [
        (KOMMUN_ESKILSTUNA, "kommun", "2120000357", "Eskilstuna kommun", ESKILSTUNA),
        (KOMMUN_BOTKYRKA, "kommun", "2120002882", "Botkyrka kommun", BOTKYRKA),
        (ARBETSFORMEDLINGEN, "arbetsformedlingen", "2021002114", "Arbetsförmedlingen", None),
        *((oid, typ, nummer, namn, None) for oid, typ, nummer, namn, _ in UTFORARE),
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
            id=fast_id(41 + i), kommunkod=kommun, namnd_id=namnd, utforare_id=utforare, fran=AVTAL_FRAN, tom=None,
            data_roll=roll, slappta_falt=SLAPPTA_FALT, svar_arbetsdagar=1, mote_bokas_dagar=7, mote_halls_dagar=14,
            aterlamning="aterlamnas", skapad=SKAPAD, version=1,
        )
        for i, (kommun, namnd, utforare, roll) in enumerate(par)
    ]  # fmt: skip


def _klientposter() -> list[Klientpost]:
    kommunroller = [r.value for r in (Roll.HANDLAGGARE, Roll.ARBETSLEDARE, Roll.SYSTEMADMINISTRATOR, Roll.GRANSKARE)]
    kommunscopes = sorted(LAS | SKRIV | ADMINSCOPES | IMPORTSCOPES | RODSCOPES | RAPPORTSCOPES | LOGGSCOPES)
    utforarroller = [r.value for r in (Roll.VAGLEDARE, Roll.SAMORDNARE, Roll.SYSTEMADMINISTRATOR)]
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
            Klientpost(klient_id=klient_for(kort), organisation_id=oid, part=Part.UTFORARE.value, roller=utforarroller,
                       scopes=sorted(UTFORARSCOPES), betrodd=False)
            for oid, _, _, _, kort in UTFORARE
        ),
    ]  # fmt: skip


def _medarbetare() -> list[Medarbetare]:
    return [
        Medarbetare(
            id=fast_id(101 + i), organisation_id=r.organisation_id, person=r.person, namn=r.visningsnamn,
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
        Enhet(
            id=fast_id(51),
            organisation_id=KLIVET,
            namn="Klivet centrum",
            adress="Provgatan 5, Eskilstuna",
            kapacitet=60,
        )
    ]
    arbete.session.add_all([*_organisationer(), *namnder, *enheter, *_avtal(), *_klientposter(), *_medarbetare()])
    await plantera_utbud(arbete)
    return True
