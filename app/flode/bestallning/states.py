"""Beställning: from draft to end, who may do what, and the rules that stop it (pure)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from app.begrepp.parter import Roll
from app.core.errors import Hinder
from app.core.transitions import Krav, Overgang, Tillstandsmaskin

KOMMUN = frozenset({Roll.HANDLAGGARE, Roll.ARBETSLEDARE})
UTFORARE = frozenset({Roll.VAGLEDARE, Roll.SAMORDNARE})
SAMORDNARE = frozenset({Roll.SAMORDNARE})
SYSTEM = frozenset({Roll.SYSTEM})
ARBETSLEDARE = frozenset({Roll.ARBETSLEDARE})


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
    FLYTTAD = "flyttad"
    UTGANGEN = "utgangen"


OPPNA = frozenset({"skickad", "mottagen", "bekraftad", "pagaende", "pausad"})
FORE_START = frozenset({"skickad", "mottagen", "bekraftad"})
OBESVARADE = ("skickad", "mottagen")
FLYTTBARA = ("bekraftad", "pagaende", "pausad")
BORJADE = frozenset({"pagaende", "pausad"})


class Tillkomst(StrEnum):
    """How an order came out of the one before it in its chain."""

    ERBJUDEN = "erbjuden"
    FLYTT = "flytt"


class Underlagsslag(StrEnum):
    """What of an earlier utförare's work may be released to the next one."""

    PLAN = "plan"
    MATNINGAR = "matningar"
    RAPPORTER = "rapporter"


class Slutanteckningsorsak(StrEnum):
    """Why nothing came of an order that had begun, as the utförare saw it."""

    KOM_INTE = "kom_inte"
    FICK_ARBETE = "fick_arbete"
    FICK_STUDIEPLATS = "fick_studieplats"
    AVBROTS_AV_KOMMUNEN = "avbrots_av_kommunen"
    PASSADE_INTE = "passade_inte"
    ANNAT = "annat"


class Avslutsslag(StrEnum):
    """How an order ended, by what was delivered; derived, never typed in."""

    AVBOJD = "avbojd"
    OBESVARAD = "obesvarad"
    ALDRIG_SKICKAD = "aldrig_skickad"
    ATERKALLAD_FORE_START = "aterkallad_fore_start"
    VANTAR_PA_SLUTANTECKNING = "vantar_pa_slutanteckning"
    VANTAR_PA_SLUTRAPPORT = "vantar_pa_slutrapport"
    AVBRUTEN = "avbruten"
    FULLFOLJD = "fullfoljd"
    FLYTTAD = "flyttad"


UTAN_LEVERANS = {
    "avbojd": Avslutsslag.AVBOJD,
    "utgangen": Avslutsslag.OBESVARAD,
    "forfallen": Avslutsslag.ALDRIG_SKICKAD,
    "flyttad": Avslutsslag.FLYTTAD,
}


FORKLARING = {
    Avslutsslag.AVBOJD: "Utföraren avböjde. Ingenting har levererats.",
    Avslutsslag.OBESVARAD: "Ingen svarade i tid. Ingenting har levererats.",
    Avslutsslag.ALDRIG_SKICKAD: "Utkastet skickades aldrig.",
    Avslutsslag.ATERKALLAD_FORE_START: "Återkallad innan aktiviteterna hade börjat. Ingenting har levererats.",
    Avslutsslag.VANTAR_PA_SLUTANTECKNING: "Aktiviteterna hade börjat, men personen deltog inte i något tillfälle. "
    "Utförarens slutanteckning saknas.",
    Avslutsslag.VANTAR_PA_SLUTRAPPORT: "Personen har deltagit. Utförarens slutrapport saknas.",
    Avslutsslag.AVBRUTEN: "Aktiviteterna hade börjat och slutade i förtid. Utföraren har redovisat.",
    Avslutsslag.FULLFOLJD: "Personen har deltagit, slutrapporten är inlämnad och beställningen är avslutad.",
    Avslutsslag.FLYTTAD: "En annan utförare har tagit över.",
}


@dataclass(frozen=True, slots=True)
class Leverans:
    """What came of an order: whether it began, how often the person was there, what was written at the end."""

    status: str
    borjade: bool = False
    narvaro: int = 0
    slutrapport: bool = False
    slutanteckning: bool = False

    @property
    def saknar_slutrapport(self) -> bool:
        """Whether the person has taken part in something that nobody has accounted for."""
        return bool(self.narvaro) and not self.slutrapport


def avslutsslag(leverans: Leverans) -> Avslutsslag | None:
    """The kind of ending; None while the order has not ended."""
    if leverans.status in UTAN_LEVERANS:
        return UTAN_LEVERANS[leverans.status]
    if leverans.status not in {"aterkallad", "avslutad"}:
        return None
    if not leverans.borjade:
        return Avslutsslag.ATERKALLAD_FORE_START
    if leverans.slutrapport:
        return Avslutsslag.FULLFOLJD if leverans.status == "avslutad" else Avslutsslag.AVBRUTEN
    if leverans.narvaro:
        return Avslutsslag.VANTAR_PA_SLUTRAPPORT
    return Avslutsslag.AVBRUTEN if leverans.slutanteckning else Avslutsslag.VANTAR_PA_SLUTANTECKNING


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
    stangd_fran: str | None = None
    annan_i_kedjan: bool = False
    efterfoljare: UUID | None = None
    flyttas: date | None = None
    tar_over: date | None = None
    svar_senast: date | None = None
    slag: Avslutsslag | None = None
    slutrapport_saknas: bool = False


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


def skyddad_person(lage: BestallningLage) -> Hinder | None:
    """DP-15: of anybody else there is nothing to release."""
    if lage.skyddad:
        return None
    return Hinder("inte_skyddad", "Personen har inga skyddade uppgifter att frisläppa.", "DP-15")


def nagot_frislappt(lage: BestallningLage) -> Hinder | None:
    """DP-15: only what was released can be taken back."""
    if lage.frislappt:
        return None
    return Hinder("inte_frislappt", "Beställningen är inte frisläppt.", "DP-15")


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


def overtagen(lage: BestallningLage) -> Hinder | None:
    """Of a chain one order at a time goes on; what follows a move must end before it is taken back."""
    if not lage.annan_i_kedjan:
        return None
    return Hinder("overtagen", "En annan utförare har beställningen nu. Avsluta den först.", "AK-40")


def slutade_som(status: str) -> Krav[BestallningLage]:
    """The row that leads back to where the order was when it ended."""

    def krav(lage: BestallningLage) -> Hinder | None:
        if lage.stangd_fran == status:
            return None
        return Hinder("annat_lage", "Beställningen var i ett annat läge när den upphörde.")

    return krav


def ingen_flytt_vantar(lage: BestallningLage) -> Hinder | None:
    """One move at a time."""
    if lage.efterfoljare is None:
        return None
    return Hinder("flytt_pagar", "En annan utförare har redan fått frågan om att ta över.", "AK-40")


def flytt_vantar(lage: BestallningLage) -> Hinder | None:
    """A move is taken back before the next utförare has accepted; after that its order is withdrawn."""
    if lage.efterfoljare is not None and lage.flyttas is None:
        return None
    return Hinder("ingen_flytt_vantar", "Ingen flytt väntar på svar.", "AK-40")


def brytdagen_har_kommit(lage: BestallningLage) -> Hinder | None:
    """Who takes over begins on the cut-off day, not before."""
    if lage.tar_over is None or lage.tar_over <= lage.idag:
        return None
    return Hinder("brytdagen_har_inte_kommit", "Den förra utföraren har uppdraget till brytdagen.", "AK-40")


def flyttdagen_har_kommit(lage: BestallningLage) -> Hinder | None:
    """A move that was accepted is carried out on its day."""
    if lage.flyttas is not None and lage.flyttas <= lage.idag:
        return None
    return Hinder("brytdagen_har_inte_kommit", "Flytten gäller från en senare dag.", "AK-40")


def svarstiden_ute(lage: BestallningLage) -> Hinder | None:
    """An answer may come to the end of its last day."""
    if lage.svar_senast is not None and lage.svar_senast < lage.idag:
        return None
    return Hinder("svarstid_kvar", "Utförarens svarstid har inte gått ut.", "T-12")


def slutanteckning_vantar(lage: BestallningLage) -> Hinder | None:
    """A closing note is for an order that began without the person taking part in anything."""
    if lage.slag is Avslutsslag.VANTAR_PA_SLUTANTECKNING:
        return None
    if lage.slag is Avslutsslag.VANTAR_PA_SLUTRAPPORT:
        return Hinder("slutrapport_kravs", "Personen har deltagit. Lämna en slutrapport.", "AK-40")
    return Hinder("inget_att_redovisa", "Det finns inget att lämna en slutanteckning om.", "AK-40")


def slutredovisad(lage: BestallningLage) -> Hinder | None:
    """AK-40: what the person has taken part in is accounted for before it is ended; ``aterkalla`` stops it at once."""
    if not lage.slutrapport_saknas:
        return None
    text = "Personen har deltagit. Avsluta när utförarens slutrapport är inlämnad, eller återkalla för att stanna nu."
    return Hinder("slutrapport_saknas", text, "AK-40")


def inom_fonstret(lage: BestallningLage) -> Hinder | None:
    """Reopening is for mistakes, while the utförare's rights last."""
    if lage.senast_ateroppnas is not None and lage.idag <= lage.senast_ateroppnas:
        return None
    return Hinder("for_sent", "Tiden för att återöppna beställningen har gått ut.")


# An utförare has them, or may have had.
DELADE = (*sorted(OPPNA), "avslutad", "aterkallad")
SKICKA = (beslut_i_kraft, avtal_i_kraft, grund_angiven, frislappt, ensam_hos_utforaren)
ATEROPPNA = (inom_fonstret, overtagen, beslut_i_kraft, avtal_i_kraft, ensam_hos_utforaren)


def _ateroppningar(
    fran: str, till: tuple[str, ...], roller: frozenset[Roll], effekt: str
) -> tuple[Overgang[BestallningLage], ...]:
    """Back to where the order was when it ended."""
    return tuple(Overgang("ateroppna", (fran,), s, roller, (*ATEROPPNA, slutade_som(s)), effekt) for s in till)


BESTALLNING: Tillstandsmaskin[BestallningLage] = Tillstandsmaskin(
    namn="bestallning",
    start="utkast",
    slut=frozenset({"avbojd", "utgangen", "aterkallad", "avslutad", "flyttad", "forfallen"}),
    beskrivning="Hur en beställning slutade räknas fram ur vad som levererades och skrivs aldrig in.",
    overgangar=(
        Overgang("andra", ("utkast",), "utkast", KOMMUN),
        Overgang("frislapp", ("utkast",), "utkast", KOMMUN, effekt="sekretessprövningen noteras (DP-15)"),
        *(
            Overgang("frislapp", (s,), s, KOMMUN, (skyddad_person,), "mottagaren ser det frisläppta", sallsynt=True)
            for s in DELADE
        ),
        Overgang("aterta_frislappande", ("utkast",), "utkast", KOMMUN, (nagot_frislappt,), sallsynt=True),
        *(
            Overgang(
                "aterta_frislappande", (s,), s, KOMMUN, (skyddad_person, nagot_frislappt),
                "utföraren ser inget längre", sallsynt=True,
            )
            for s in DELADE
        ),
        Overgang("skicka", ("utkast",), "skickad", KOMMUN | SYSTEM, SKICKA, "utföraren ser beställningen; möte skapas"),
        Overgang("forfall", ("utkast",), "forfallen", SYSTEM, effekt="gamla utkast rensas bort"),
        Overgang("ta_emot", ("skickad",), "mottagen", UTFORARE, effekt="svarstiden börjar löpa (T-12)"),
        Overgang("bekrafta", ("mottagen",), "bekraftad", SAMORDNARE, effekt="start och vägledare sätts; en flytt görs"),
        Overgang("avboj", ("mottagen",), "avbojd", SAMORDNARE, effekt="nästa utförare i kommunens lista kan få frågan"),
        Overgang("lat_utga", OBESVARADE, "utgangen", SYSTEM, (svarstiden_ute,), "som avböjd, om kommunen valt det"),
        Overgang("aterkalla", (*OBESVARADE, "bekraftad"), "aterkallad", KOMMUN),
        Overgang(
            "aterkalla", ("pagaende", "pausad"), "aterkallad", KOMMUN, effekt="stannar genast; utföraren redovisar"
        ),
        Overgang(
            "starta", ("bekraftad",), "pagaende", UTFORARE, (mote_hallet, brytdagen_har_kommit), "AF får veta (AK-17)"
        ),
        *(Overgang("byt_vagledare", (s,), s, SAMORDNARE, effekt="kräver skäl, som kommunen ser") for s in FLYTTBARA),
        Overgang("pausa", ("pagaende",), "pausad", KOMMUN | SYSTEM, effekt="ett godkänt förslag pausar på sin dag"),
        *(
            Overgang(
                "andra_bestallning", (s,), s, KOMMUN, (beslut_i_kraft,), "gäller från sin dag; kan svara ett förslag"
            )
            for s in sorted(OPPNA)
        ),
        Overgang("ateruppta", ("pausad",), "pagaende", KOMMUN, (beslut_i_kraft,)),
        *(
            Overgang("flytta", (s,), s, KOMMUN, (beslut_i_kraft, ingen_flytt_vantar), "en annan utförare får frågan")
            for s in FLYTTBARA
        ),
        *(
            Overgang("aterta_flytt", (s,), s, KOMMUN, (flytt_vantar,), "frågan till den andra utföraren återkallas")
            for s in FLYTTBARA
        ),
        Overgang("verkstall_flytt", FLYTTBARA, "flyttad", SYSTEM, (flyttdagen_har_kommit,), "utförarens rätt löper ut"),
        Overgang(
            "avsluta", ("pagaende", "pausad"), "avslutad", KOMMUN, (slutredovisad,),
            "utförarens rätt löper ut efter en tid",
        ),
        *(
            Overgang("lamna_slutanteckning", (s,), s, UTFORARE, (slutanteckning_vantar,), "beställningen är avbruten")
            for s in ("avslutad", "aterkallad")
        ),
        Overgang("ateroppna", ("avslutad",), "pagaende", KOMMUN, ATEROPPNA),
        *_ateroppningar("aterkallad", (*OBESVARADE, *FLYTTBARA), KOMMUN, "till läget före återkallelsen"),
        Overgang("ateroppna", ("avbojd",), "mottagen", ARBETSLEDARE, ATEROPPNA, "utföraren svarar på nytt"),
        *_ateroppningar("utgangen", OBESVARADE, ARBETSLEDARE, "utföraren får ny svarstid"),
        *_ateroppningar("flyttad", FLYTTBARA, ARBETSLEDARE, "till läget före flytten"),
    ),
)  # fmt: skip
