"""Beslut: what the law demands before it is taken; after that it is never changed, only replaced (pure).

Also kommunicering: the party is told the material and may answer before a burdening beslut (AK-22).
Only people in the kommun's own roles take a beslut (DP-31).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.begrepp.parter import Roll
from app.begrepp.tid import Manad, sista_dag_med_helgregel
from app.core.errors import Hinder
from app.core.transitions import Overgang, Tillstandsmaskin
from app.regelverk.modell import Lagrum
from app.regelverk.urval import passar, regelverk_med

KOMMUN = frozenset({Roll.HANDLAGGARE, Roll.ARBETSLEDARE})
SYSTEM = frozenset({Roll.SYSTEM})
OVERKLAGANDETID = timedelta(weeks=3)


class BeslutStatus(StrEnum):
    """Whether the beslut stands."""

    GALLANDE = "gallande"
    ERSATT = "ersatt"
    UPPHAVT = "upphavt"


class Beslutstyp(StrEnum):
    """What is decided."""

    BEGARAN_ATT_DELTA = "begaran_att_delta"
    UNDANTAG = "undantag"
    VAGRAN = "vagran"
    NEDSATTNING = "nedsattning"
    UPPHOR = "upphor"


BETUNGANDE = frozenset({Beslutstyp.VAGRAN, Beslutstyp.NEDSATTNING})
UTFALL_SOM_BAR: dict[Beslutstyp, frozenset[str]] = {
    Beslutstyp.BEGARAN_ATT_DELTA: frozenset({"omfattas"}),
    Beslutstyp.UNDANTAG: frozenset({"undantag"}),
    Beslutstyp.VAGRAN: frozenset({"omfattas"}),
    Beslutstyp.NEDSATTNING: frozenset({"omfattas"}),
    Beslutstyp.UPPHOR: frozenset({"omfattas", "undantag", "avvakta", "omfattas_inte", "inaktuell"}),
}


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
    kommunicering_angiven: bool = False
    kommunicering_klar: date | None = None
    kommunicering_anvand: bool = False
    begaran_finns: bool = False
    begaran_krockar: bool = False
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
    overklagat: bool = False
    underlag: Underlag = Underlag()


def _lag(lage: BeslutLage) -> str:
    return Lagrum(lage.lagrum).text


def arende_oppet(lage: BeslutLage) -> Hinder | None:
    """No beslut in a closed ärende."""
    if lage.underlag.arende_oppet:
        return None
    return Hinder("arende_avslutat", "Ärendet är avslutat.", "AK-27")


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
    return Hinder("ersatter_fel", "Det beslut som ska ersättas gäller inte, eller är av annan typ.", "AK-23", "31 § FL")


def bedomning_faststalld(lage: BeslutLage) -> Hinder | None:
    """AK-02: a beslut rests on a final assessment that still holds."""
    if lage.underlag.bedomning.faststalld:
        return None
    return Hinder(
        "bedomning_inte_faststalld", "Bedömningen är inte fastställd eller gäller inte längre.", "AK-02", _lag(lage)
    )


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
    """AK-01: the older ground is for whom the requirement doesn't cover."""
    if lage.lagrum != Lagrum.SOL_12_4.value or not lage.underlag.omfattas_av_kravet:
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
    """AK-05: nobody is asked for days that are all under a full exemption."""
    if lage.typ is not Beslutstyp.BEGARAN_ATT_DELTA or not lage.underlag.bedomning.helt_undantagen:
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
    return Hinder("begaran_finns", text, "AK-23", "31 § FL")


def begaran_att_falla_tillbaka_pa(lage: BeslutLage) -> Hinder | None:
    """AK-19: only who was asked to take part can have declined."""
    if lage.typ not in BETUNGANDE or lage.underlag.begaran_finns:
        return None
    return Hinder(
        "begaran_saknas", "Det finns ingen gällande begäran att delta som personen kan ha avböjt.", "AK-19", _lag(lage)
    )


def godtagbart_skal_provat(lage: BeslutLage) -> Hinder | None:
    """AK-20: an acceptable reason is weighed first."""
    if lage.typ not in BETUNGANDE or lage.godtagbart_skal:
        return None
    return Hinder("godtagbart_skal_inte_provat", "Pröva om personen hade godtagbart skäl.", "AK-20", "12 kap. 5 § SoL")


def kommunicerat(lage: BeslutLage) -> Hinder | None:
    """AK-22: kommunicering is finished at the answer, or the day after the reply date, and before the beslut."""
    if lage.typ not in BETUNGANDE:
        return None
    underlag = lage.underlag
    if underlag.kommunicering_anvand:
        return Hinder("kommunicering_anvand", "Kommuniceringen hör till ett annat beslut.", "AK-22", "25 § FL")
    if underlag.kommunicering_klar is not None and underlag.kommunicering_klar <= lage.beslutsdatum:
        return None
    pagar = "Kommuniceringen är inte avslutad." if underlag.kommunicering_angiven else "Kommunicera underlaget först."
    return Hinder("kommunicering_saknas", pagar, "AK-22", "25 § FL")


def avser_gallande(lage: BeslutLage) -> Hinder | None:
    """AK-23: what comes to an end is a beslut that stands."""
    if lage.typ is not Beslutstyp.UPPHOR or lage.underlag.avser_gallande:
        return None
    return Hinder("inget_upphor", "Ange vilket gällande beslut som upphör.", "AK-23", "31 § FL")


def barnets_basta_bedomt(lage: BeslutLage) -> Hinder | None:
    """AK-29: a child in the household is thought of."""
    if not lage.underlag.har_barn or lage.barnets_basta:
        return None
    return Hinder("barnets_basta_saknas", "Det finns barn i hushållet: bedöm barnets bästa.", "AK-29")


def kan_overklagas(lage: BeslutLage) -> Hinder | None:
    """AK-26: only beslut of vägran and nedsättning can be appealed."""
    if overklagbart(lage.typ, lage.regelverk):
        return None
    return Hinder("kan_inte_overklagas", "Beslut av den här typen kan inte överklagas.", "AK-26", "43–44 §§ FL")


def ar_overklagat(lage: BeslutLage) -> Hinder | None:
    """AK-26: a court sets a beslut aside only after an appeal."""
    if lage.overklagat:
        return None
    return Hinder("inte_overklagat", "Beslutet är inte överklagat.", "AK-26", "43–44 §§ FL")


FATTA: Overgang[BeslutLage] = Overgang(
    "fatta",
    (),
    "gallande",
    KOMMUN,
    (
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
        godtagbart_skal_provat,
        kommunicerat,
        avser_gallande,
        barnets_basta_bedomt,
    ),
)

BESLUT: Tillstandsmaskin[BeslutLage] = Tillstandsmaskin(
    namn="beslut",
    start="gallande",
    slut=frozenset({"ersatt", "upphavt"}),
    overgangar=(
        FATTA,
        Overgang("delge", ("gallande",), "gallande", KOMMUN, effekt="sista dag att överklaga räknas (T-07)"),
        Overgang("overklaga", ("gallande",), "gallande", KOMMUN, (kan_overklagas,), "beslutet gäller ändå"),
        Overgang("overklaga", ("ersatt",), "ersatt", KOMMUN, (kan_overklagas,)),
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
    return Hinder("svarstid_pagar", "Tiden att svara har inte gått ut.", "AK-22", "25 § FL")


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
