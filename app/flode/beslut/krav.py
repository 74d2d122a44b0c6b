"""What the law demands before a beslut is taken: the facts, and one guard for each rule (pure)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.begrepp.tid import Manad
from app.core.errors import Hinder
from app.regelverk.modell import Lagrum
from app.regelverk.urval import passar


class Beslutstyp(StrEnum):
    """What is decided."""

    BEGARAN_ATT_DELTA = "begaran_att_delta"
    UNDANTAG = "undantag"
    VAGRAN = "vagran"
    NEDSATTNING = "nedsattning"
    UPPHOR = "upphor"


BETUNGANDE = frozenset({Beslutstyp.VAGRAN, Beslutstyp.NEDSATTNING})
KRAVER_DELTAGANDE = BETUNGANDE | {Beslutstyp.BEGARAN_ATT_DELTA}
UTFALL_SOM_BAR: dict[Beslutstyp, frozenset[str]] = {
    Beslutstyp.BEGARAN_ATT_DELTA: frozenset({"omfattas"}),
    Beslutstyp.UNDANTAG: frozenset({"undantag"}),
    Beslutstyp.VAGRAN: frozenset({"omfattas"}),
    Beslutstyp.NEDSATTNING: frozenset({"omfattas"}),
    Beslutstyp.UPPHOR: frozenset({"omfattas", "undantag", "avvakta", "omfattas_inte", "inaktuell"}),
}


@dataclass(frozen=True, slots=True)
class Bedomningsfakta:
    """The assessment that a beslut rests on, as far as the guards care."""

    faststalld: bool = True
    utfall: str | None = "omfattas"
    lagrum: str = Lagrum.SOL_12_4A.value
    regelverk: str = ""
    manad: Manad | None = None
    timmar: int = 0
    helt_undantagen: bool = False


@dataclass(frozen=True, slots=True)
class Underlag:
    """What a beslut is held against when it is taken; the ärende's other beslut included."""

    bedomning: Bedomningsfakta = Bedomningsfakta()
    arende_oppet: bool = True
    har_barn: bool = False
    omfattas_av_kravet: bool = False
    samrad_klart: bool = False
    aktivitet_saknades: bool = False
    kommunicering_angiven: bool = False
    kommunicering_klar: date | None = None
    kommunicering_anvand: bool = False
    begaran_finns: bool = False
    begaran_krockar: bool = False
    avser_angivet: bool = False
    avser_gallande: bool = False
    ersatter_gallande: bool = True


@dataclass(frozen=True, slots=True)
class BeslutLage:
    """Facts the guards look at: the beslut itself and its underlag."""

    typ: Beslutstyp
    lagrum: str
    regelverk: str
    avser_fran_manad: Manad
    galler_fran: date
    beslutsdatum: date
    barnets_basta: bool = False
    ingen_lamplig_atgard: bool = False
    godtagbart_skal: bool = False
    nedsattningar: int = 0
    overklagat: bool = False
    underlag: Underlag = Underlag()


# What the rules of a beslut cite beside the ground it rests on.
FL_25, FL_27, FL_31, FL_32, FL_33, FL_43 = (f"{p} FL" for p in ("25 §", "27 §", "31 §", "32 §", "33 §", "43–44 §§"))
SOL_12_5 = "12 kap. 5 § SoL"
BARNETS_BASTA = "4 kap. SOSFS 2014:5"
ARENDE_AVSLUTAT = Hinder("arende_avslutat", "Ärendet är avslutat.", "AK-27", FL_27)

AVSER_FEL_TYP = Hinder("avser_fel_typ", "Bara ett upphörande avser ett annat beslut.", "AK-23", FL_31)

# AK-23 and AK-24: the parts without which it is no written beslut, with the rule and the section that ask for each.
OBLIGATORISKA: dict[str, tuple[str, str]] = {
    "beslutsdatum": ("AK-23", FL_31),
    "innehall": ("AK-23", FL_31),
    "beslutsfattare": ("AK-23", FL_31),
    "foredragande": ("AK-23", FL_31),
    "ovriga_deltagande": ("AK-23", FL_31),
    "motivering": ("AK-24", FL_32),
}


def _lag(lage: BeslutLage) -> str:
    return Lagrum(lage.lagrum).text


def arende_oppet(lage: BeslutLage) -> Hinder | None:
    """No beslut in a closed ärende."""
    if lage.underlag.arende_oppet:
        return None
    return ARENDE_AVSLUTAT


def grund_och_manad(lage: BeslutLage) -> Hinder | None:
    """AK-01 and AK-03: ground, ruleset and month belong together."""
    brott = passar(lage.lagrum, lage.regelverk, lage.avser_fran_manad)
    return None if brott is None else Hinder(brott.kod, brott.text, brott.regel, brott.lagrum)


def galler_inte_fore_manaden(lage: BeslutLage) -> Hinder | None:
    """AK-03: a beslut can't reach back before the month it concerns."""
    if lage.galler_fran >= lage.avser_fran_manad.forsta:
        return None
    return Hinder("galler_fore_manaden", "Beslutet kan inte gälla före den månad det avser.", "AK-03", _lag(lage))


def ersatter_gallande(lage: BeslutLage) -> Hinder | None:
    """AK-23: only a standing beslut of the same type is replaced."""
    if lage.underlag.ersatter_gallande:
        return None
    return Hinder("ersatter_fel", "Det beslut som ska ersättas gäller inte, eller är av annan typ.", "AK-23", FL_31)


def bedomning_faststalld(lage: BeslutLage) -> Hinder | None:
    """AK-02: a beslut rests on a final assessment that still holds."""
    return None if lage.underlag.bedomning.faststalld else inte_faststalld(lage.lagrum)


def inte_faststalld(lagrum: str) -> Hinder:
    """AK-02: neither a beslut nor a draft of one comes of an assessment that does not hold."""
    text = "Bedömningen är inte fastställd eller gäller inte längre."
    return Hinder("bedomning_inte_faststalld", text, "AK-02", Lagrum(lagrum).text)


def utfallet_bar(lage: BeslutLage) -> Hinder | None:
    """AK-02: the outcome must carry the beslut."""
    if lage.underlag.bedomning.utfall in UTFALL_SOM_BAR[lage.typ]:
        return None
    return Hinder("utfallet_bar_inte", "Bedömningens utfall leder inte till ett sådant beslut.", "AK-02", _lag(lage))


def samma_grund(lage: BeslutLage) -> Hinder | None:
    """AK-01: assessment and beslut rest on the same ground and ruleset."""
    bedomning = lage.underlag.bedomning
    if (bedomning.lagrum, bedomning.regelverk) == (lage.lagrum, lage.regelverk):
        return None
    return Hinder("annan_grund", "Bedömningen är gjord enligt ett annat lagrum eller regelverk.", "AK-01", _lag(lage))


def manaden_bedomd(lage: BeslutLage) -> Hinder | None:
    """AK-02: an assessment of a later month carries no beslut for an earlier one."""
    manad = lage.underlag.bedomning.manad
    if manad is None or manad <= lage.avser_fran_manad:
        return None
    return Hinder("manaden_inte_bedomd", "Bedömningen avser en senare månad än beslutet.", "AK-02", _lag(lage))


def inte_under_kravet(lage: BeslutLage) -> Hinder | None:
    """AK-01: the older ground is for whom the requirement doesn't cover; what rests on it may always end."""
    berors = lage.lagrum == Lagrum.SOL_12_4.value and lage.typ is not Beslutstyp.UPPHOR
    if not berors or not lage.underlag.omfattas_av_kravet:
        return None
    text = "Personen omfattas av aktivitetskravet; då är det grunden för beslutet."
    return Hinder("omfattas_av_kravet", text, "AK-01", Lagrum.SOL_12_4A.text)


def samrad_klart(lage: BeslutLage) -> Hinder | None:
    """AK-14: under 12 kap. 4 § samråd comes before the beslut; the notice of AK-15 never stops one."""
    if lage.lagrum != Lagrum.SOL_12_4.value or lage.underlag.samrad_klart:
        return None
    return Hinder("samrad_saknas", "Samråd med Arbetsförmedlingen ska ske före beslutet.", "AK-14", _lag(lage))


def ingen_lamplig_atgard(lage: BeslutLage) -> Hinder | None:
    """AK-37: only who couldn't be offered a suitable arbetsmarknadspolitisk åtgärd is asked under 12 kap. 4 §."""
    berors = lage.lagrum == Lagrum.SOL_12_4.value and lage.typ is Beslutstyp.BEGARAN_ATT_DELTA
    if not berors or lage.ingen_lamplig_atgard:
        return None
    text = "Ange varför ingen lämplig arbetsmarknadspolitisk åtgärd har kunnat erbjudas."
    return Hinder("atgardsprovning_saknas", text, "AK-37", _lag(lage))


def inte_helt_undantagen(lage: BeslutLage) -> Hinder | None:
    """AK-05: nothing is asked of anybody, or follows, for days that are all under a full exemption."""
    if lage.typ not in KRAVER_DELTAGANDE or not lage.underlag.bedomning.helt_undantagen:
        return None
    text = "Personen är helt undantagen från dagen då beslutet börjar gälla till månadens slut."
    return Hinder("helt_undantagen", text, "AK-05", _lag(lage))


def timmar_att_begara(lage: BeslutLage) -> Hinder | None:
    """AK-08: with no hours left there is nothing to ask for."""
    if lage.typ is not Beslutstyp.BEGARAN_ATT_DELTA or lage.underlag.bedomning.timmar > 0:
        return None
    return Hinder("inga_timmar", "Bedömningen ger inga timmar att begära.", "AK-08", _lag(lage))


def ingen_annan_begaran(lage: BeslutLage) -> Hinder | None:
    """AK-23: two requests for the same time would contradict each other."""
    if lage.typ is not Beslutstyp.BEGARAN_ATT_DELTA or not lage.underlag.begaran_krockar:
        return None
    text = "Det finns redan en gällande begäran för tiden. Ersätt den, eller låt den upphöra."
    return Hinder("begaran_finns", text, "AK-23", FL_31)


def begaran_att_falla_tillbaka_pa(lage: BeslutLage) -> Hinder | None:
    """AK-19: only who was asked to take part can have declined."""
    if lage.typ not in BETUNGANDE or lage.underlag.begaran_finns:
        return None
    return Hinder(
        "begaran_saknas", "Det finns ingen gällande begäran att delta som personen kan ha avböjt.", "AK-19", _lag(lage)
    )


def aktivitet_kunde_erbjudas(lage: BeslutLage) -> Hinder | None:
    """AK-10: what the nämnd couldn't offer is no failing of the person's."""
    if lage.typ not in BETUNGANDE or not lage.underlag.aktivitet_saknades:
        return None
    text = "Nämnden har noterat att ingen aktivitet kunde erbjudas den månaden; det drabbar inte personen."
    return Hinder("aktivitet_kunde_inte_erbjudas", text, "AK-10", _lag(lage))


def godtagbart_skal_provat(lage: BeslutLage) -> Hinder | None:
    """AK-20: an acceptable reason is weighed first."""
    if lage.typ not in BETUNGANDE or lage.godtagbart_skal:
        return None
    return Hinder("godtagbart_skal_inte_provat", "Pröva om personen hade godtagbart skäl.", "AK-20", SOL_12_5)


def kommunicerat(lage: BeslutLage) -> Hinder | None:
    """AK-22: kommunicering is finished at the answer, or the day after the reply date, and before the beslut."""
    if lage.typ not in BETUNGANDE:
        return None
    underlag = lage.underlag
    if underlag.kommunicering_anvand:
        return Hinder("kommunicering_anvand", "Kommuniceringen hör till ett annat beslut.", "AK-22", FL_25)
    if underlag.kommunicering_klar is not None and underlag.kommunicering_klar <= lage.beslutsdatum:
        return None
    pagar = "Kommuniceringen är inte avslutad." if underlag.kommunicering_angiven else "Kommunicera underlaget först."
    return Hinder("kommunicering_saknas", pagar, "AK-22", FL_25)


def nedsattningens_storlek(lage: BeslutLage) -> Hinder | None:
    """AK-23: the content of a nedsättning is how much; of any other beslut it is nothing."""
    if lage.nedsattningar == (1 if lage.typ is Beslutstyp.NEDSATTNING else 0):
        return None
    if lage.typ is Beslutstyp.NEDSATTNING:
        text = "Ange hur mycket försörjningsstödet sätts ned, antingen i procent eller i kronor."
        return Hinder("nedsattning_saknas", text, "AK-23", FL_31)
    return Hinder("nedsattning_fel_typ", "Bara en nedsättning anger hur mycket som sätts ned.", "AK-23", FL_31)


def avser_gallande(lage: BeslutLage) -> Hinder | None:
    """AK-23: what comes to an end is a beslut that stands; other types end none."""
    if lage.typ is not Beslutstyp.UPPHOR:
        return AVSER_FEL_TYP if lage.underlag.avser_angivet else None
    if lage.underlag.avser_gallande:
        return None
    return Hinder("inget_upphor", "Ange vilket gällande beslut som upphör.", "AK-23", FL_31)


def barnets_basta_bedomt(lage: BeslutLage) -> Hinder | None:
    """AK-29: a child in the household is thought of."""
    if not lage.underlag.har_barn or lage.barnets_basta:
        return None
    return Hinder("barnets_basta_saknas", "Det finns barn i hushållet: bedöm barnets bästa.", "AK-29", BARNETS_BASTA)


FATTA_KRAV = (
    arende_oppet,
    grund_och_manad,
    galler_inte_fore_manaden,
    ersatter_gallande,
    bedomning_faststalld,
    utfallet_bar,
    samma_grund,
    manaden_bedomd,
    inte_under_kravet,
    samrad_klart,
    ingen_lamplig_atgard,
    inte_helt_undantagen,
    timmar_att_begara,
    ingen_annan_begaran,
    begaran_att_falla_tillbaka_pa,
    aktivitet_kunde_erbjudas,
    godtagbart_skal_provat,
    kommunicerat,
    nedsattningens_storlek,
    avser_gallande,
    barnets_basta_bedomt,
)
