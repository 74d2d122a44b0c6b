"""Bedömning: a draft may be changed, a final one only followed; what must be there before it is final (pure).

The socialsekreterare states outcome and reasons; nothing here decides about a person (DP-31).
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from app.begrepp.parter import Roll
from app.begrepp.tid import Manad
from app.core.errors import Hinder
from app.core.transitions import Overgang, Tillstandsmaskin
from app.regelverk.modell import Regelverk
from app.regelverk.motor.fakta import Undantag
from app.regelverk.motor.fraga import Utfall
from app.regelverk.urval import passar

KOMMUN = frozenset({Roll.HANDLAGGARE, Roll.ARBETSLEDARE})
SYSTEM = frozenset({Roll.SYSTEM})


class BedomningStatus(StrEnum):
    """Whether the assessment still holds."""

    UTKAST = "utkast"
    FASTSTALLD = "faststalld"
    ERSATT = "ersatt"
    INAKTUELL = "inaktuell"


class Slag(StrEnum):
    """What kind of assessment it is; all but ``ny`` say their outcome by their kind."""

    NY = "ny"
    UNDANTAG = "undantag"
    OMFATTAS = "omfattas"
    OMFATTAS_INTE = "omfattas_inte"
    AVVAKTA = "avvakta"
    INAKTUELL = "inaktuell"


@dataclass(frozen=True, slots=True)
class BedomningLage:
    """Facts the guards look at; hours are per week."""

    regelverk: Regelverk
    avser_manad: Manad
    slag: Slag
    utfall: Utfall | None
    arende_oppet: bool = True
    manader: int = 0
    manader_med_stod: int = 0
    undantag_provat: bool = False
    undantag: tuple[Undantag, ...] = field(default=())
    har_barn: bool = False
    barn_under_atta: bool = False
    barnets_basta: bool = False
    formaga: bool = False
    egna_synpunkter: bool = False
    timmar: int | None = None
    orsak: str | None = None
    avvakta_till: date | None = None
    foljer: UUID | None = None
    gallande: UUID | None = None
    provat: Utfall | None = None
    avvikelse_motiverad: bool = False

    @property
    def timtak(self) -> int:
        """Most hours that the ruleset allows this household."""
        return self.regelverk.timtak(barn_under_atta=self.barn_under_atta)


def _lag(lage: BedomningLage) -> str:
    return lage.regelverk.lagrum.text


def arende_oppet(lage: BedomningLage) -> Hinder | None:
    """Nothing is assessed in a closed ärende."""
    if lage.arende_oppet:
        return None
    return Hinder("arende_avslutat", "Ärendet är avslutat.", "AK-27")


def foljer_gallande(lage: BedomningLage) -> Hinder | None:
    """A final assessment isn't overwritten: the new one follows the one that holds now."""
    if lage.foljer == lage.gallande:
        return None
    return Hinder("foljer_inte_gallande", "En ny bedömning ska följa den som nu är fastställd.", "AK-27")


def nagot_att_inaktualisera(lage: BedomningLage) -> Hinder | None:
    """Kind ``inaktuell`` says that an earlier assessment no longer holds."""
    if lage.slag is not Slag.INAKTUELL or lage.foljer is not None:
        return None
    return Hinder("inget_att_folja", "Det finns ingen fastställd bedömning som kan bli inaktuell.", "AK-27")


def manadsunderlag(lage: BedomningLage) -> Hinder | None:
    """AK-02: no assessment without the months of försörjningsstöd it rests on."""
    krav = lage.manader_med_stod if lage.utfall is Utfall.OMFATTAS else lage.manader
    if krav > 0 or lage.utfall is Utfall.INAKTUELL:
        return None
    return Hinder(
        "manadsunderlag_saknas", "Registrera de biståndsmånader som bedömningen vilar på.", "AK-02", _lag(lage)
    )


def undantag_provat(lage: BedomningLage) -> Hinder | None:
    """AK-05: exemptions are tried before anything else is concluded."""
    if lage.undantag_provat or lage.utfall is Utfall.INAKTUELL:
        return None
    return Hinder(
        "undantag_inte_provat", "Pröva om något undantag gäller och ange att det är gjort.", "AK-05", _lag(lage)
    )


def utfall_angivet(lage: BedomningLage) -> Hinder | None:
    """The outcome is the socialsekreterare's to state (DP-31)."""
    if lage.utfall is not None:
        return None
    return Hinder("utfall_saknas", "Ange bedömningens utfall.", "AK-27")


def ratt_manad(lage: BedomningLage) -> Hinder | None:
    """AK-03: nobody is covered, or exempt, in a month that the ruleset doesn't reach."""
    if lage.utfall not in {Utfall.OMFATTAS, Utfall.UNDANTAG}:
        return None
    brott = passar(lage.regelverk.lagrum.value, lage.regelverk.kod, lage.avser_manad)
    return None if brott is None else Hinder(brott.kod, brott.text, brott.regel, brott.lagrum)


def kanda_undantag(lage: BedomningLage) -> Hinder | None:
    """AK-05: the grounds are those of the ruleset."""
    if {u.grund for u in lage.undantag} <= lage.regelverk.undantagsgrunder:
        return None
    return Hinder("undantag_okant", "Regelverket har inte det undantag som anges.", "AK-05", _lag(lage))


def undantag_helt(lage: BedomningLage) -> Hinder | None:
    """AK-05: a partial ground lowers the hours, it doesn't exempt."""
    if lage.utfall is not Utfall.UNDANTAG or any(u.helt for u in lage.undantag):
        return None
    text = "Utfallet undantag kräver en grund på 100 procent; ett delvis undantag minskar timmarna."
    return Hinder("undantag_saknas", text, "AK-05", _lag(lage))


def inom_timtaket(lage: BedomningLage) -> Hinder | None:
    """AK-07: assigned time and own job search together never go above the cap."""
    if lage.timmar is None or lage.timmar <= lage.timtak:
        return None
    return Hinder("over_timtaket", f"Högst {lage.timtak} timmar i veckan kan begäras.", "AK-07", _lag(lage))


def timmar_angivna(lage: BedomningLage) -> Hinder | None:
    """AK-09: who is covered is so to an extent, with reasons."""
    if lage.utfall is not Utfall.OMFATTAS or lage.timmar is not None:
        return None
    return Hinder("timmar_saknas", "Ange timmar per vecka med motivering.", "AK-09", _lag(lage))


def formaga_bedomd(lage: BedomningLage) -> Hinder | None:
    """AK-09: the extent follows the person's förmåga."""
    if lage.utfall is not Utfall.OMFATTAS or lage.formaga:
        return None
    return Hinder("formaga_saknas", "Bedöm personens förmåga att delta, med motivering.", "AK-09", _lag(lage))


def egna_synpunkter_noterade(lage: BedomningLage) -> Hinder | None:
    """AK-39: the person's own view is heard before a requirement is put."""
    if lage.egna_synpunkter or not (lage.utfall is Utfall.OMFATTAS or lage.slag is Slag.NY):
        return None
    return Hinder("egna_synpunkter_saknas", "Notera personens egna synpunkter.", "AK-39")


def barnets_basta_bedomt(lage: BedomningLage) -> Hinder | None:
    """AK-29: a child in the household is thought of."""
    if not lage.har_barn or lage.barnets_basta or lage.utfall is Utfall.INAKTUELL:
        return None
    return Hinder("barnets_basta_saknas", "Det finns barn i hushållet: bedöm barnets bästa.", "AK-29")


def orsak_angiven(lage: BedomningLage) -> Hinder | None:
    """AK-27: not covered, and waiting, have a coded reason beside the text."""
    if lage.utfall not in {Utfall.OMFATTAS_INTE, Utfall.AVVAKTA} or lage.orsak is not None:
        return None
    return Hinder("orsak_saknas", "Ange orsaken till utfallet.", "AK-27")


def avvakta_till_angivet(lage: BedomningLage) -> Hinder | None:
    """AK-02: what waits is taken up again on a day."""
    if lage.utfall is not Utfall.AVVAKTA or lage.avvakta_till is not None:
        return None
    return Hinder("avvakta_till_saknas", "Ange vilken dag bedömningen ska tas upp igen.", "AK-02", _lag(lage))


def avvikelse_motiverad(lage: BedomningLage) -> Hinder | None:
    """AK-24: whoever comes to another outcome than the computed one says why; the human decides (DP-31)."""
    if lage.utfall in {None, lage.provat, Utfall.INAKTUELL} or lage.provat is None or lage.avvikelse_motiverad:
        return None
    text = f"Prövningen ger utfallet {lage.provat}. Motivera varför bedömningen blir en annan."
    return Hinder("avviker_fran_provningen", text, "AK-24", "32 § FL")


INNEHALL = (arende_oppet, foljer_gallande, nagot_att_inaktualisera, inom_timtaket, kanda_undantag)
FARDIG = (
    *INNEHALL,
    utfall_angivet,
    manadsunderlag,
    undantag_provat,
    ratt_manad,
    undantag_helt,
    timmar_angivna,
    formaga_bedomd,
    egna_synpunkter_noterade,
    barnets_basta_bedomt,
    orsak_angiven,
    avvakta_till_angivet,
    avvikelse_motiverad,
)
UPPRATTA: Overgang[BedomningLage] = Overgang("uppratta", (), "utkast", KOMMUN, INNEHALL)
OFORANDERLIG = Hinder(
    "faststalld_oforanderlig", "En fastställd bedömning ändras inte; gör en ny som följer den.", "AK-27"
)

BEDOMNING: Tillstandsmaskin[BedomningLage] = Tillstandsmaskin(
    namn="bedomning",
    start="utkast",
    slut=frozenset({"ersatt", "inaktuell"}),
    overgangar=(
        UPPRATTA,
        Overgang("andra", ("utkast",), "utkast", KOMMUN, INNEHALL, "hela innehållet byts"),
        Overgang("faststall", ("utkast",), "faststalld", KOMMUN, FARDIG, "den bedömning som följs blir ersatt"),
        Overgang("inaktualisera", ("utkast", "faststalld"), "inaktuell", KOMMUN, effekt="skälet noteras"),
        Overgang("ersatt", ("faststalld",), "ersatt", SYSTEM, effekt="en ny bedömning har fastställts"),
    ),
)
