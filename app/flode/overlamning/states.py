"""Överlämning: drafted, queued or handed over by hand, received or refused (pure)."""

from dataclasses import dataclass
from enum import StrEnum

from app.begrepp.aktiviteter import Aktivitetskategori
from app.begrepp.parter import Roll
from app.core.errors import Hinder
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


class Slag(StrEnum):
    """What is told: that the requirement may come (AK-15), or about taking part (AK-17)."""

    UNDERRATTELSE = "underrattelse"
    INFORMATIONSOVERLAMNING = "informationsoverlamning"


class Skede(StrEnum):
    """What an informationsöverlämning tells of (AK-17)."""

    START = "start"
    ANDRING = "andring"
    SLUT = "slut"


class Kanal(StrEnum):
    """How it goes over."""

    API = "api"
    MANUELL = "manuell"
    SDK = "sdk"


class Bedomningskod(StrEnum):
    """The nämnd's assessment in an underrättelse (AK-15)."""

    OMFATTAS = "omfattas"
    KAN_OMFATTAS = "kan_omfattas"


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


OVERLAMNING: Tillstandsmaskin[OverlamningLage] = Tillstandsmaskin(
    namn="overlamning",
    start="utkast",
    slut=frozenset({"kvitterad", "manuellt_overlamnad"}),
    overgangar=(
        Overgang("andra", ("utkast",), "utkast", HANDLAGGARE),
        Overgang("lagg_i_ko", ("utkast",), "i_ko", HANDLAGGARE | SYSTEM, (genom_api, grund_angiven), "till utkorgen"),
        Overgang("markera_sand", ("utkast",), "sand", HANDLAGGARE, (genom_sdk, grund_angiven), "sänd med SDK-klienten"),
        Overgang("registrera_kvittens", ("sand",), "kvitterad", HANDLAGGARE, (genom_sdk,), "AF:s kvittens noteras"),
        Overgang(
            "lamna_manuellt",
            ("utkast", "i_ko", "sand", "avvisad"),
            "manuellt_overlamnad",
            HANDLAGGARE,
            (grund_angiven,),
            "inskrivet hos AF för hand; ett köat meddelande sänds inte",
        ),
        Overgang("sand_om", ("avvisad",), "i_ko", HANDLAGGARE, (genom_api,), "sänds igen, rättad som ny version"),
        Overgang("osakert_levererad", ("i_ko",), "sand", SYSTEM, effekt="sänd, men svaret uteblev; sänds igen"),
        Overgang("kvittera", ("i_ko", "sand"), "kvitterad", SYSTEM, effekt="AF har tagit emot"),
        Overgang("ej_levererad", ("i_ko", "sand"), "avvisad", SYSTEM, effekt="AF:s fel-id noteras"),
        Overgang("underkann", ("i_ko", "sand", "kvitterad"), "avvisad", SYSTEM, effekt="AF godkänner inte"),
        Overgang("godkann", ("avvisad",), "kvitterad", SYSTEM, effekt="AF har godkänt efter allt"),
        *(
            Overgang("notera", (s,), s, SYSTEM, effekt="en händelse hos AF noteras")
            for s in ("kvitterad", "manuellt_overlamnad")
        ),
    ),
)
