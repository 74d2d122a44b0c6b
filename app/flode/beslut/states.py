"""Beslut: once taken it is never changed, only replaced, ended or set aside; ``krav`` has what comes before (pure).

Also kommunicering: the party is told the material and may answer before a burdening beslut (AK-22).
Only people in the kommun's own roles take a beslut (DP-31).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.begrepp.parter import Roll
from app.begrepp.tid import sista_dag_med_helgregel
from app.core.errors import Hinder
from app.core.transitions import Overgang, Tillstandsmaskin
from app.flode.beslut.krav import FATTA_KRAV, FL_25, FL_43, BeslutLage, Beslutstyp
from app.regelverk.urval import regelverk_med

KOMMUN = frozenset({Roll.HANDLAGGARE, Roll.ARBETSLEDARE})
SYSTEM = frozenset({Roll.SYSTEM})
OVERKLAGANDETID = timedelta(weeks=3)


class BeslutStatus(StrEnum):
    """Whether the beslut stands."""

    GALLANDE = "gallande"
    ERSATT = "ersatt"
    UPPHAVT = "upphavt"


class Overklagandeutfall(StrEnum):
    """What became of an appeal that left the beslut standing; ``upphav`` is for one that did not."""

    AVSLAG = "avslag"
    ANDRAT = "andrat"
    AVVISAT = "avvisat"
    AVSKRIVET = "avskrivet"


class Underrattelselage(StrEnum):
    """Where the notice to AF is that goes with a begäran (AK-15); it never stops the beslut."""

    SAKNAS = "saknas"
    PAGAR = "pagar"
    LAMNAD = "lamnad"


class KommuniceringStatus(StrEnum):
    """Whether the party has had its say."""

    PAGAR = "pagar"
    BESVARAD = "besvarad"
    UTAN_SVAR = "utan_svar"
    AVBRUTEN = "avbruten"


def sista_overklagandedag(delfaende: date) -> date:
    """T-07: three weeks from the day the party was told, moved to the next vardag (FL 44 §)."""
    return sista_dag_med_helgregel(delfaende + OVERKLAGANDETID)


def overklagbart(typ: Beslutstyp, regelverk: str) -> bool:
    """AK-26: which types of beslut can be appealed is a value of the ruleset."""
    valt = regelverk_med(regelverk)
    return valt is not None and typ.value in valt.overklagbara


def kan_overklagas(lage: BeslutLage) -> Hinder | None:
    """AK-26: only beslut of vägran and nedsättning can be appealed."""
    if overklagbart(lage.typ, lage.regelverk):
        return None
    return Hinder("kan_inte_overklagas", "Beslut av den här typen kan inte överklagas.", "AK-26", FL_43)


def ar_overklagat(lage: BeslutLage) -> Hinder | None:
    """AK-26: there is an outcome only of an appeal."""
    if lage.overklagat:
        return None
    return Hinder("inte_overklagat", "Beslutet är inte överklagat.", "AK-26", FL_43)


FATTA: Overgang[BeslutLage] = Overgang("fatta", (), "gallande", KOMMUN, FATTA_KRAV)

BESLUT: Tillstandsmaskin[BeslutLage] = Tillstandsmaskin(
    namn="beslut",
    start="gallande",
    slut=frozenset({"ersatt", "upphavt"}),
    overgangar=(
        FATTA,
        Overgang("delge", ("gallande",), "gallande", KOMMUN, effekt="sista dag att överklaga räknas (T-07)"),
        Overgang("overklaga", ("gallande",), "gallande", KOMMUN, (kan_overklagas,), "beslutet gäller ändå"),
        Overgang("overklaga", ("ersatt",), "ersatt", KOMMUN, (kan_overklagas,)),
        *(
            Overgang("avgor", (s,), s, KOMMUN, (ar_overklagat,), "överklagandets utgång noteras")
            for s in ("gallande", "ersatt")
        ),
        Overgang("upphav", ("gallande",), "upphavt", KOMMUN, (ar_overklagat,), "domstolen har upphävt beslutet"),
        Overgang("ersatt", ("gallande",), "ersatt", SYSTEM, effekt="ett nytt beslut rättar detta"),
    ),
)


@dataclass(frozen=True, slots=True)
class KommuniceringLage:
    """Facts the guards look at."""

    idag: date
    svar_senast: date


def svarstiden_ute(lage: KommuniceringLage) -> Hinder | None:
    """AK-22, T-06: silence is silence only the day after the reply date."""
    if lage.idag > lage.svar_senast:
        return None
    return Hinder("svarstid_pagar", "Tiden att svara har inte gått ut.", "AK-22", FL_25)


def kommunicering_klar(status: str, svar_senast: date, svar_datum: date | None) -> date | None:
    """The first day a beslut may be taken after kommunicering, or None while it is withdrawn."""
    if status == KommuniceringStatus.AVBRUTEN.value:
        return None
    return svar_datum or svar_senast + timedelta(days=1)


KOMMUNICERING: Tillstandsmaskin[KommuniceringLage] = Tillstandsmaskin(
    namn="kommunicering",
    start="pagar",
    slut=frozenset({"besvarad", "utan_svar", "avbruten"}),
    overgangar=(
        Overgang("forlang", ("pagar",), "pagar", KOMMUN, effekt="senare svarsdag (T-06)"),
        Overgang("besvara", ("pagar", "utan_svar"), "besvarad", KOMMUN, effekt="personens svar noteras"),
        Overgang("utan_svar", ("pagar",), "utan_svar", KOMMUN, (svarstiden_ute,), "tystnaden noteras"),
        Overgang("avbryt", ("pagar",), "avbruten", KOMMUN, effekt="inget betungande beslut övervägs längre"),
    ),
)
