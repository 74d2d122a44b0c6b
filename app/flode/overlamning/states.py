"""Överlämning: drafted, queued or handed over by hand, received or refused (pure)."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from app.begrepp.aktiviteter import Aktivitetskategori
from app.begrepp.parter import Roll
from app.core.errors import Hinder
from app.core.outbox_states import OPERATOR
from app.core.transitions import Overgang, Tillstandsmaskin
from app.regelverk.modell import Lagrum

HANDLAGGARE = frozenset({Roll.HANDLAGGARE, Roll.ARBETSLEDARE})
SYSTEM = frozenset({Roll.SYSTEM})

# Only the newer ground has information to AF about people in activities laid down (AK-17); under the
# older one a handläggare states the ground for the disclosure (DP-09) before anything leaves.
SKICKAS_SJALV = frozenset({Lagrum.SOL_12_4A.value})


class OverlamningStatus(StrEnum):
    """Where the message is; ``sand`` means that it has left, but no receipt has come."""

    UTKAST = "utkast"
    I_KO = "i_ko"
    SAND = "sand"
    KVITTERAD = "kvitterad"
    AVVISAD = "avvisad"
    MANUELLT_OVERLAMNAD = "manuellt_overlamnad"
    ATERKALLAD = "aterkallad"


class Slag(StrEnum):
    """What is told: that the requirement may come (AK-15), or about taking part (AK-17)."""

    UNDERRATTELSE = "underrattelse"
    INFORMATIONSOVERLAMNING = "informationsoverlamning"


class Skede(StrEnum):
    """What an informationsöverlämning tells of (AK-17)."""

    START = "start"
    ANDRING = "andring"
    SLUT = "slut"
    AVVIKELSE = "avvikelse"


class Kanal(StrEnum):
    """How it goes over."""

    API = "api"
    MANUELL = "manuell"
    SDK = "sdk"


class Bedomningskod(StrEnum):
    """The nämnd's assessment in an underrättelse (AK-15)."""

    OMFATTAS = "omfattas"
    KAN_OMFATTAS = "kan_omfattas"


class Avvikelsekod(IntEnum):
    """AF's own codes for deviations, as its suppliers have used them."""

    SJUK = 15
    ARBETE = 16
    OKAND_ORSAK = 17
    ANNAN_KAND_ORSAK = 18
    TACKAT_NEJ_INSATS = 19
    TACKAT_NEJ_ARBETE = 20
    KUNDE_INTE_TILLGODOGORA_SIG = 21
    MISSKOTT_SIG = 22
    VARD_AV_BARN = 26
    UTBILDNING = 27
    MEDVETET_INTE_FA_JOBB = 28


class Underkod(IntEnum):
    """What code 18, another known cause, is more closely."""

    LAKARE = 1
    FAMILJEANGELAGENHET = 2
    MYNDIGHETSMOTE = 3
    ANSTALLNINGSINTERVJU = 4
    ANNAN = 5


class Anvisad(StrEnum):
    """The four kinds of activity that AF is told of; own job search is not one of them (AK-11, AK-12)."""

    MOTIVATION_FORMAGA = Aktivitetskategori.MOTIVATION_FORMAGA.value
    SPRAK = Aktivitetskategori.SPRAK.value
    JOBBSOKANDE = Aktivitetskategori.JOBBSOKANDE.value
    ARBETSPLATSFORLAGD = Aktivitetskategori.ARBETSPLATSFORLAGD.value


@dataclass(frozen=True, slots=True)
class OverlamningLage:
    """Facts the guards look at."""

    kanal: str
    grund: str | None = None
    slag: str = Slag.INFORMATIONSOVERLAMNING.value
    sandversion: int = 0
    dold_avvikelse: bool = False
    identitet_bytt: bool = False


def grund_angiven(lage: OverlamningLage) -> Hinder | None:
    """DP-09: every disclosure carries a named ground."""
    if lage.grund is not None:
        return None
    return Hinder("utlamnandegrund_saknas", "Ange med vilken grund uppgifterna lämnas ut.", "DP-09", "10 kap. 27 § OSL")


def genom_api(lage: OverlamningLage) -> Hinder | None:
    """Only channel ``api`` has a queue."""
    return None if lage.kanal == Kanal.API.value else Hinder("fel_kanal", "Överlämningen går inte genom API.")


def genom_sdk(lage: OverlamningLage) -> Hinder | None:
    """By SDK the state is kept by hand."""
    return None if lage.kanal == Kanal.SDK.value else Hinder("fel_kanal", "Överlämningen går inte genom SDK.")


def kan_fa_ny_version(lage: OverlamningLage) -> Hinder | None:
    """What was told of taking part can be told anew; a notice (AK-15) is told once, and the next is another."""
    if lage.slag == Slag.INFORMATIONSOVERLAMNING.value:
        return None
    return Hinder("bara_information", "En underrättelse har inga versioner. Gör en ny underrättelse.")


def forsta_versionen(lage: OverlamningLage) -> Hinder | None:
    """What AF has is corrected, not left as it is."""
    if lage.sandversion == 0:
        return None
    return Hinder("tidigare_version_lamnad", "En tidigare version har lämnats. Lämna den rättade.", "AK-17")


def visar_inga_tider(lage: OverlamningLage) -> Hinder | None:
    """A deviation is times, and AF is not told the times of a person with protected identity (DP-15)."""
    if not lage.dold_avvikelse:
        return None
    return Hinder(
        "skyddade_tider", "Personen har skyddade uppgifter. Tider lämnas inte till Arbetsförmedlingen.", "DP-15"
    )


def samma_identitet(lage: OverlamningLage) -> Hinder | None:
    """What AF has under an earlier identity is never told again under the new one: that would tell whose it is."""
    if not lage.identitet_bytt:
        return None
    return Hinder(
        "identitet_bytt", "Lämnad under en tidigare identitet. Gör en ny överlämning.", "DP-15", "22 kap. 2 § OSL"
    )


LAMNA = (grund_angiven, visar_inga_tider)
PA_VAG = ("utkast", "i_ko", "sand")

OVERLAMNING: Tillstandsmaskin[OverlamningLage] = Tillstandsmaskin(
    namn="overlamning",
    start="utkast",
    slut=frozenset({"kvitterad", "manuellt_overlamnad", "aterkallad"}),
    overgangar=(
        Overgang("andra", ("utkast",), "utkast", HANDLAGGARE),
        Overgang("lagg_i_ko", ("utkast",), "i_ko", HANDLAGGARE | SYSTEM, (genom_api, *LAMNA), "till utkorgen"),
        Overgang("markera_sand", ("utkast",), "sand", HANDLAGGARE, (genom_sdk, *LAMNA), "sänd med SDK-klienten"),
        Overgang("registrera_kvittens", ("sand",), "kvitterad", HANDLAGGARE, (genom_sdk,), "AF:s kvittens noteras"),
        Overgang(
            "lamna_manuellt",
            ("utkast", "i_ko", "sand", "avvisad"),
            "manuellt_overlamnad",
            HANDLAGGARE,
            LAMNA,
            "inskrivet hos AF för hand; ett köat meddelande sänds inte",
        ),
        Overgang(
            "sand_om",
            ("avvisad",),
            "i_ko",
            HANDLAGGARE,
            (genom_api, visar_inga_tider, samma_identitet),
            "sänds igen, rättad som ny version",
        ),
        Overgang(
            "ny_version",
            ("kvitterad", "manuellt_overlamnad", "avvisad"),
            "utkast",
            HANDLAGGARE | SYSTEM,
            (kan_fa_ny_version, visar_inga_tider, samma_identitet),
            "ett utkast till nästa version",
        ),
        Overgang("aterkalla", ("utkast",), "aterkallad", HANDLAGGARE, (forsta_versionen,), "lämnas inte"),
        Overgang("aterkalla", (*PA_VAG, "avvisad"), "aterkallad", SYSTEM, effekt="lämnas inte; tas ur kön"),
        *(
            Overgang("uppgift_andrad", (s,), s, SYSTEM, effekt="det som inte har lämnats rättas, annars bevakas det")
            for s in PA_VAG
        ),
        Overgang("koad_igen", ("avvisad",), "i_ko", OPERATOR, (genom_api,), "driften sänder om den som den är"),
        Overgang("osakert_levererad", ("i_ko",), "sand", SYSTEM, effekt="sänd, men svaret uteblev; sänds igen"),
        Overgang("kvittera", ("i_ko", "sand"), "kvitterad", SYSTEM, effekt="AF har tagit emot"),
        Overgang("ej_levererad", ("i_ko", "sand"), "avvisad", SYSTEM, effekt="AF:s fel-id noteras"),
        Overgang("underkann", ("i_ko", "sand", "kvitterad"), "avvisad", SYSTEM, effekt="AF godkänner inte"),
        Overgang("godkann", ("avvisad",), "kvitterad", SYSTEM, effekt="AF har godkänt efter allt"),
        *(
            Overgang("notera", (s,), s, SYSTEM, effekt="en händelse hos AF noteras")
            for s in ("kvitterad", "avvisad", "manuellt_overlamnad")
        ),
    ),
)
