"""Beställning: from draft to end, who may do what, and the rules that stop it (pure)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.begrepp.parter import Roll
from app.core.errors import Hinder
from app.core.transitions import Overgang, Tillstandsmaskin

KOMMUN = frozenset({Roll.HANDLAGGARE, Roll.ARBETSLEDARE})
UTFORARE = frozenset({Roll.VAGLEDARE, Roll.SAMORDNARE})
SAMORDNARE = frozenset({Roll.SAMORDNARE})
SYSTEM = frozenset({Roll.SYSTEM})


class BestallningStatus(StrEnum):
    """Where the order is."""

    UTKAST = "utkast"
    SKICKAD = "skickad"
    MOTTAGEN = "mottagen"
    BEKRAFTAD = "bekraftad"
    AVBOJD = "avbojd"
    PAGAENDE = "pagaende"
    PAUSAD = "pausad"
    AVSLUTAD = "avslutad"
    ATERKALLAD = "aterkallad"
    FORFALLEN = "forfallen"


OPPNA = frozenset({"skickad", "mottagen", "bekraftad", "pagaende", "pausad"})
FORE_START = frozenset({"skickad", "mottagen", "bekraftad"})


class AvbojningsOrsak(StrEnum):
    """Why an utförare declines."""

    INGEN_PLATS = "ingen_plats"
    FEL_MALGRUPP = "fel_malgrupp"
    SAKNAR_SPRAK = "saknar_sprak"
    JAV = "jav"
    ANNAT = "annat"


class Avslutsorsak(StrEnum):
    """Why an order ends."""

    ARBETE = "arbete"
    STUDIER = "studier"
    FLYTT = "flytt"
    KOMMUNENS_BESLUT = "kommunens_beslut"
    DELTAGARENS_VAL = "deltagarens_val"
    OVRIGA_SKAL = "ovriga_skal"
    PLANERAT_UTAN_RESULTAT = "planerat_utan_resultat"
    UPPNATT_UNDANTAG = "uppnatt_undantag"


@dataclass(frozen=True, slots=True)
class BestallningLage:
    """Facts the guards look at."""

    idag: date
    beslut_i_kraft: bool = True
    avtal_i_kraft: bool = True
    utlamnande_grund: str | None = None
    skyddad: bool = False
    frislappt: bool = False
    annan_aktiv_hos_utforaren: bool = False
    mote_hallet: bool = False
    senast_ateroppnas: date | None = None


def beslut_i_kraft(lage: BestallningLage) -> Hinder | None:
    """AK-41: no beställning without a beslut in force."""
    if lage.beslut_i_kraft:
        return None
    return Hinder("beslut_saknas", "Det finns inget gällande beslut om att delta som beställningen vilar på.", "AK-41")


def avtal_i_kraft(lage: BestallningLage) -> Hinder | None:
    """An order goes only to an utförare with an avtal in force."""
    if lage.avtal_i_kraft:
        return None
    return Hinder("avtal_saknas", "Nämnden har inget gällande avtal med utföraren.", "DP-06")


def grund_angiven(lage: BestallningLage) -> Hinder | None:
    """DP-09: every disclosure needs a named ground."""
    if lage.utlamnande_grund is not None:
        return None
    return Hinder("utlamnandegrund_saknas", "Ange med vilken grund uppgifterna lämnas ut.", "DP-09", "10 kap. OSL")


def frislappt(lage: BestallningLage) -> Hinder | None:
    """DP-15: an order for a protected person is released after sekretessprövning, by its named handläggare."""
    if not lage.skyddad or lage.frislappt:
        return None
    return Hinder(
        "frislappande_saknas",
        "Personen har skyddade uppgifter. Beställningen behöver frisläppas efter sekretessprövning.",
        "DP-15",
        "21 kap. 3 § OSL",
    )


def ensam_hos_utforaren(lage: BestallningLage) -> Hinder | None:
    """A person may have several orders over time but not two active at one utförare."""
    if not lage.annan_aktiv_hos_utforaren:
        return None
    return Hinder("redan_aktiv", "Personen har redan en aktiv beställning hos samma utförare.", "AK-40")


def mote_hallet(lage: BestallningLage) -> Hinder | None:
    """An order starts when the uppstartsmöte was held."""
    if lage.mote_hallet:
        return None
    return Hinder("uppstartsmote_saknas", "Uppstartsmötet är inte genomfört.", "AK-40")


def inom_fonstret(lage: BestallningLage) -> Hinder | None:
    """Reopening is for mistakes, while the utförare's rights last."""
    if lage.senast_ateroppnas is not None and lage.idag <= lage.senast_ateroppnas:
        return None
    return Hinder("for_sent", "Tiden för att återöppna beställningen har gått ut.")


SKICKA = (beslut_i_kraft, avtal_i_kraft, grund_angiven, frislappt, ensam_hos_utforaren)

BESTALLNING: Tillstandsmaskin[BestallningLage] = Tillstandsmaskin(
    namn="bestallning",
    start="utkast",
    slut=frozenset({"avbojd", "aterkallad", "avslutad", "forfallen"}),
    overgangar=(
        Overgang("andra", ("utkast",), "utkast", KOMMUN),
        Overgang("frislapp", ("utkast",), "utkast", KOMMUN, effekt="sekretessprövningen noteras (DP-15)"),
        Overgang("skicka", ("utkast",), "skickad", KOMMUN, SKICKA, "utföraren ser beställningen; uppstartsmöte skapas"),
        Overgang("forfall", ("utkast",), "forfallen", SYSTEM, effekt="gamla utkast rensas bort"),
        Overgang("ta_emot", ("skickad",), "mottagen", UTFORARE, effekt="svarstiden börjar löpa (T-12)"),
        Overgang("bekrafta", ("mottagen",), "bekraftad", SAMORDNARE, effekt="startdatum och vägledare sätts"),
        Overgang("avboj", ("mottagen",), "avbojd", SAMORDNARE, effekt="kommunen får orsaken"),
        Overgang("aterkalla", ("skickad", "mottagen", "bekraftad"), "aterkallad", KOMMUN),
        Overgang(
            "starta", ("bekraftad",), "pagaende", UTFORARE, (mote_hallet,), "Arbetsförmedlingen underrättas (AK-17)"
        ),
        Overgang("byt_vagledare", ("bekraftad",), "bekraftad", SAMORDNARE, effekt="kräver skäl"),
        Overgang("byt_vagledare", ("pagaende",), "pagaende", SAMORDNARE, effekt="kräver skäl"),
        *(
            Overgang(
                "andra_bestallning", (s,), s, KOMMUN, (beslut_i_kraft,), "gäller från sin dag; kan svara ett förslag"
            )
            for s in sorted(OPPNA)
        ),
        Overgang("pausa", ("pagaende",), "pausad", KOMMUN | SYSTEM, effekt="ett godkänt förslag pausar på sin dag"),
        Overgang("ateruppta", ("pausad",), "pagaende", KOMMUN, (beslut_i_kraft,)),
        Overgang("avsluta", ("pagaende", "pausad"), "avslutad", KOMMUN, effekt="utförarens rätt löper ut efter en tid"),
        Overgang(
            "ateroppna",
            ("avslutad",),
            "pagaende",
            KOMMUN,
            (inom_fonstret, beslut_i_kraft, avtal_i_kraft, ensam_hos_utforaren),
        ),
    ),
)
