"""Samråd: asked for, answered, gone without answer or withdrawn, and how the question travels (pure)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.begrepp.parter import Roll
from app.core.errors import Hinder
from app.core.outbox_states import OPERATOR
from app.core.transitions import Overgang, Tillstandsmaskin

HANDLAGGARE = frozenset({Roll.HANDLAGGARE, Roll.ARBETSLEDARE})
SYSTEM = frozenset({Roll.SYSTEM})


class SamradStatus(StrEnum):
    """Where the samråd is; the two in the middle of the list below satisfy AK-14."""

    BEGART = "begart"
    UNDER_UTREDNING = "under_utredning"
    BESVARAT = "besvarat"
    UTAN_SVAR = "utan_svar"
    ATERKALLAT = "aterkallat"


UPPFYLLER_AK14 = frozenset({SamradStatus.BESVARAT.value, SamradStatus.UTAN_SVAR.value})
OPPNA = ("begart", "under_utredning")


class Kanal(StrEnum):
    """How the nämnd and AF talk; only ``api`` needs any machine at AF.

    By ``manuell`` the question is typed in at AF, by ``sdk`` its package goes with the kommun's SDK client; the others
    are talks that have been held.
    """

    API = "api"
    MANUELL = "manuell"
    TELEFON = "telefon"
    AF_WEBB = "af_webb"
    SDK = "sdk"
    BREV = "brev"
    MOTE = "mote"


class Leverans(StrEnum):
    """Where the question is; ``ingen`` for a talk that was held, ``att_lamna`` until a person has handed it over."""

    INGEN = "ingen"
    ATT_LAMNA = "att_lamna"
    I_KO = "i_ko"
    SAND = "sand"
    MOTTAGEN = "mottagen"
    PARKERAD = "parkerad"
    AVVISAD = "avvisad"


class Noteringskalla(StrEnum):
    """Where a summary comes from; ``ssbtek`` never leaves the handläggare (DP-13)."""

    SSBTEK = "ssbtek"
    ARBETSFORMEDLINGEN = "arbetsformedlingen"
    ANNAN = "annan"


@dataclass(frozen=True, slots=True)
class SamradLage:
    """Facts the guards look at."""

    idag: date
    svar_senast: date
    leverans: str = Leverans.INGEN.value
    kanal: str = Kanal.TELEFON.value


def svarstiden_ute(lage: SamradLage) -> Hinder | None:
    """Going on without an answer is for when the time to answer has passed (AK-14)."""
    if lage.idag > lage.svar_senast:
        return None
    return Hinder("svarstid_pagar", "Arbetsförmedlingens tid att svara har inte gått ut.", "AK-14", "12 kap. 4 § SoL")


def inte_framme(lage: SamradLage) -> Hinder | None:
    """Only a question that AF has refused, or never could take, is sent again."""
    if lage.leverans in {Leverans.PARKERAD.value, Leverans.AVVISAD.value}:
        return None
    return Hinder("inget_att_sanda_om", "Frågan är inte avvisad av Arbetsförmedlingen.")


def kan_lamnas(lage: SamradLage) -> Hinder | None:
    """What AF has received, and what was only talked of, is not handed over."""
    if lage.leverans not in {Leverans.INGEN.value, Leverans.MOTTAGEN.value}:
        return None
    return Hinder("inget_att_lamna", "Frågan är redan framme, eller ställdes i ett samtal.")


def genom_sdk(lage: SamradLage) -> Hinder | None:
    """By SDK the state is kept by hand."""
    return None if lage.kanal == Kanal.SDK.value else Hinder("fel_kanal", "Frågan går inte genom SDK.")


def inte_sand(lage: SamradLage) -> Hinder | None:
    """It leaves once."""
    return None if lage.leverans == Leverans.ATT_LAMNA.value else Hinder("redan_sand", "Frågan är redan sänd.")


def sand(lage: SamradLage) -> Hinder | None:
    """A receipt is for what has left."""
    return None if lage.leverans == Leverans.SAND.value else Hinder("inte_sand", "Frågan är inte sänd.")


def _i_alla(handelse: str, effekt: str, roller: frozenset[Roll] = SYSTEM) -> tuple[Overgang[SamradLage], ...]:
    """What is told about the delivery is true whatever the nämnd has done meanwhile."""
    return tuple(Overgang(handelse, (s.value,), s.value, roller, effekt=effekt) for s in SamradStatus)


SAMRAD: Tillstandsmaskin[SamradLage] = Tillstandsmaskin(
    namn="samrad",
    start="begart",
    slut=frozenset({"besvarat", "utan_svar", "aterkallat"}),
    overgangar=(
        Overgang("utred", ("begart",), "under_utredning", HANDLAGGARE | SYSTEM, effekt="AF har börjat se på frågan"),
        Overgang(
            "besvara", (*OPPNA, "utan_svar"), "besvarat", HANDLAGGARE | SYSTEM, effekt="beslut får fattas (AK-14)"
        ),
        Overgang("ratta_svar", ("besvarat",), "besvarat", SYSTEM, effekt="AF:s senare svar ersätter det tidigare"),
        Overgang("utan_svar", OPPNA, "utan_svar", HANDLAGGARE, (svarstiden_ute,), "beslut får fattas (AK-14)"),
        Overgang("aterkalla", OPPNA, "aterkallat", HANDLAGGARE, effekt="en osänd fråga sänds inte"),
        Overgang("aterkalla", OPPNA, "aterkallat", SYSTEM, effekt="ställd om en tidigare identitet (DP-15)"),
        *(Overgang("skriv_om", (s,), s, SYSTEM, effekt="osänd; går med den nya identiteten (DP-15)") for s in OPPNA),
        *(Overgang("sand_om", (s,), s, HANDLAGGARE, (inte_framme,), "frågan sänds i ny version") for s in OPPNA),
        *(
            Overgang("lamna_manuellt", (s,), s, HANDLAGGARE, (kan_lamnas,), "inskriven hos AF; tas ur kön")
            for s in OPPNA
        ),
        *(
            Overgang("markera_sand", (s,), s, HANDLAGGARE, (genom_sdk, inte_sand), "sänd med SDK-klienten")
            for s in OPPNA
        ),
        *(
            Overgang("registrera_kvittens", (s.value,), s.value, HANDLAGGARE, (genom_sdk, sand), "kvittensen noteras")
            for s in SamradStatus
        ),
        *(
            Overgang("notera", (s,), s, HANDLAGGARE, effekt="en sammanfattning med källa läggs till")
            for s in ("begart", "under_utredning", "besvarat", "utan_svar")
        ),
        *_i_alla("kvittera", "AF har tagit emot frågan"),
        *_i_alla("osakert_levererad", "frågan är sänd men svaret uteblev; den sänds igen"),
        *_i_alla("ej_levererad", "frågan kom inte fram; AF:s fel-id noteras"),
        *_i_alla("koad_igen", "driften sänder om den parkerade frågan som den är", OPERATOR),
    ),
)
