"""Plan: drafted by the utförare, approved by the nämnd, in force from its day until replaced (pure)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.begrepp.parter import Roll
from app.core.errors import Hinder
from app.core.transitions import Krav, Overgang, Tillstandsmaskin

KOMMUN = frozenset({Roll.HANDLAGGARE, Roll.ARBETSLEDARE})
UTFORARE = frozenset({Roll.VAGLEDARE, Roll.SAMORDNARE})
SYSTEM = frozenset({Roll.SYSTEM})


class PlanStatus(StrEnum):
    """Where a version of the plan is."""

    UTKAST = "utkast"
    FORESLAGEN = "foreslagen"
    GODKAND = "godkand"
    GALLANDE = "gallande"
    ERSATT = "ersatt"
    AVSLUTAD = "avslutad"


LEVANDE = frozenset({"utkast", "foreslagen", "godkand", "gallande"})
UNDER_ARBETE = frozenset({"utkast", "foreslagen"})


class Omrade(StrEnum):
    """The five areas of the programmodell that an activity serves."""

    SPRAK = "sprak"
    ARBETSLIVSERFARENHET = "arbetslivserfarenhet"
    STUDIEERFARENHET = "studieerfarenhet"
    ARBETSMARKNAD_SAMHALLE = "arbetsmarknad_samhalle"
    DIGITAL_KOMPETENS = "digital_kompetens"


class Arbetsplatstyp(StrEnum):
    """Kind of workplace."""

    KOMMUN = "kommun"
    REGION = "region"
    CIVILSAMHALLE = "civilsamhalle"
    FORETAG = "foretag"


class Andringsslag(StrEnum):
    """What happened to an activity between two versions; of the plan itself only ``andrad``."""

    TILLAGD = "tillagd"
    BORTTAGEN = "borttagen"
    ANDRAD = "andrad"


class Krockslag(StrEnum):
    """What a plan's times run into; the utförare is told of another's only that the time is taken."""

    ANNAN_PLAN = "annan_plan"
    UPPTAGEN_TID = "upptagen_tid"
    UPPSTARTSMOTE = "uppstartsmote"
    STANGT = "stangt"
    STANGT_HELA_TIDEN = "stangt_hela_tiden"


@dataclass(frozen=True, slots=True)
class PlanLage:
    """Facts the guards look at; hours as minutes per week.

    ``andras``, ``bedomt`` and ``krockar`` are known to the nämnd only: what the person's other plans take, what
    the assessment behind the beslut says, and why the times cannot be held.
    """

    idag: date
    galler_fran: date
    bestallning_oppen: bool = True
    antal_aktiviteter: int = 1
    totalt: int = 0
    bestallt: int = 0
    tak: int = 0
    andras: int = 0
    bedomt: int | None = None
    skal_angivet: bool = False
    timmar_skal: bool = False
    krockar: tuple[str, ...] = ()
    egen_syn: bool = False
    arbetsplats_saknar: tuple[str, ...] = ()
    har_barn: bool = False
    barnets_basta: bool = False
    fk_besked_saknas: bool = False
    fk_avvikelse_skal: bool = False
    person: str = ""
    utarbetare: frozenset[str] = frozenset()


def timmar(minuter: int) -> str:
    """``25 h`` or ``7 h 30 min``."""
    h, m = divmod(abs(minuter), 60)
    return f"{h} h {m} min" if m else f"{h} h"


def bestallning_oppen(lage: PlanLage) -> Hinder | None:
    """A plan belongs to an order that is sent and not ended."""
    if lage.bestallning_oppen:
        return None
    return Hinder("bestallning_inte_oppen", "Beställningen är inte öppen.", "AK-13")


def har_aktiviteter(lage: PlanLage) -> Hinder | None:
    """AK-13: a plan says what the person is to do."""
    if lage.antal_aktiviteter:
        return None
    return Hinder("plan_tom", "Planen har inga aktiviteter.", "AK-13")


def under_taket(lage: PlanLage) -> Hinder | None:
    """AK-07: never above the cap, own job search included."""
    if lage.totalt + lage.andras <= lage.tak:
        return None
    planen = f"Planen har {timmar(lage.totalt)} i veckan{_andras(lage)}."
    return Hinder("over_taket", f"{planen} Högst {timmar(lage.tak)} får planeras.", "AK-07")


def _andras(lage: PlanLage) -> str:
    return f" och personens andra planer {timmar(lage.andras)}" if lage.andras else ""


def bedomning_motiverad(lage: PlanLage) -> Hinder | None:
    """AK-09: fewer or more hours than assessed, all plans together, need a reason: the utförare's or the nämnd's."""
    if lage.bedomt is None or lage.skal_angivet or lage.timmar_skal:
        return None
    skillnad = lage.totalt + lage.andras - lage.bedomt
    if skillnad == 0:
        return None
    riktning = "mer" if skillnad > 0 else "mindre"
    return Hinder(
        "bedomning_avviker",
        f"Planen har {timmar(lage.totalt)} i veckan{_andras(lage)}: {timmar(skillnad)} {riktning} än de "
        f"{timmar(lage.bedomt)} som bedömningen anger. Ange skäl.",
        "AK-09",
    )


def utan_krockar(lage: PlanLage) -> Hinder | None:
    """AK-13: a plan that cannot be held as it stands is sent back, not approved."""
    if not lage.krockar:
        return None
    fler = f" Det finns {len(lage.krockar) - 1} till." if len(lage.krockar) > 1 else ""
    return Hinder("plan_krockar", f"{lage.krockar[0]}{fler}", "AK-13")


def avvikelse_motiverad(lage: PlanLage) -> Hinder | None:
    """Fewer or more hours than ordered need a reason."""
    skillnad = lage.totalt - lage.bestallt
    if skillnad == 0 or lage.skal_angivet:
        return None
    riktning = "mer" if skillnad > 0 else "mindre"
    return Hinder(
        "timmar_avviker",
        f"Planen har {timmar(lage.totalt)} i veckan, {timmar(skillnad)} {riktning} än de {timmar(lage.bestallt)} "
        "som är beställda. Ange skäl.",
        "AK-09",
    )


def egen_syn(lage: PlanLage) -> Hinder | None:
    """AK-39: planned with the person, whose own view is written down."""
    if lage.egen_syn:
        return None
    return Hinder("egen_syn_saknas", "Personens egen syn på planen saknas.", "AK-39")


def arbetsplats_beskriven(lage: PlanLage) -> Hinder | None:
    """AK-31: workplace, handledare, dates and risk check on every workplace activity."""
    if not lage.arbetsplats_saknar:
        return None
    vad = ", ".join(lage.arbetsplats_saknar)
    return Hinder("arbetsplats_ofullstandig", f"Arbetsplatsförlagd aktivitet saknar {vad}.", "AK-31")


def barnets_basta(lage: PlanLage) -> Hinder | None:
    """AK-29: asked of the nämnd, since the utförare is not told of the household (DP-26)."""
    if not lage.har_barn or lage.barnets_basta:
        return None
    return Hinder("barnets_basta_saknas", "Det finns barn i hushållet. Bedöm och anteckna barnets bästa.", "AK-29")


def fk_avstamd(lage: PlanLage) -> Hinder | None:
    """What touches föräldrapenning is planned when Försäkringskassan has said what it means, or for a stated reason."""
    if not lage.fk_besked_saknas or lage.fk_avvikelse_skal:
        return None
    return Hinder(
        "fk_avstamning_saknas",
        "En aktivitet påverkar föräldrapenning. Stäm av med Försäkringskassan, eller ange skäl att avstå.",
        lagrum="12 kap. 2 § SFB",
    )


def inte_egen(lage: PlanLage) -> Hinder | None:
    """Who drafted a plan may not approve it, in-house neither."""
    if lage.person not in lage.utarbetare:
        return None
    return Hinder("egen_plan", "Den som har utarbetat planen får inte godkänna den.", "AK-13")


def galler_framat(lage: PlanLage) -> Hinder | None:
    """AK-13: a plan is not in force before it is approved."""
    if lage.galler_fran >= lage.idag:
        return None
    return Hinder("galler_fran_passerat", "Dagen som planen skulle gälla från har passerat. Ange en ny.", "AK-13")


def dagen_ar_inne(lage: PlanLage) -> Hinder | None:
    """A future-dated plan takes effect on its day."""
    if lage.galler_fran <= lage.idag:
        return None
    return Hinder("inte_an", f"Planen gäller från {lage.galler_fran.isoformat()}.", "AK-13")


INNEHALL: tuple[Krav[PlanLage], ...] = (
    bestallning_oppen, har_aktiviteter, under_taket, avvikelse_motiverad, arbetsplats_beskriven, egen_syn,
)  # fmt: skip
GODKANN: tuple[Krav[PlanLage], ...] = (
    inte_egen, *INNEHALL, bedomning_motiverad, utan_krockar, fk_avstamd, barnets_basta, galler_framat,
)  # fmt: skip

PLAN: Tillstandsmaskin[PlanLage] = Tillstandsmaskin(
    namn="plan",
    start="utkast",
    slut=frozenset({"ersatt", "avslutad"}),
    beskrivning="Vägledaren utarbetar, nämnden godkänner. Den senast godkända gäller medan en ny utarbetas (AK-13).",
    overgangar=(
        Overgang("andra", ("utkast",), "utkast", UTFORARE, (bestallning_oppen,), "en ny utgåva av innehållet"),
        Overgang("foresla", ("utkast",), "foreslagen", UTFORARE, INNEHALL, "nämnden ska ta ställning"),
        Overgang("atersand", ("foreslagen",), "utkast", KOMMUN, effekt="vägledaren får skälet"),
        Overgang("godkann", ("foreslagen",), "godkand", KOMMUN, GODKANN, "träder i kraft på sin dag"),
        Overgang(
            "trad_i_kraft", ("godkand",), "gallande", KOMMUN | SYSTEM, (bestallning_oppen, dagen_ar_inne),
            "den tidigare planen ersätts",
        ),
        Overgang("ersatt", ("godkand", "gallande"), "ersatt", SYSTEM, effekt="av en senare godkänd plan"),
        Overgang("avsluta", ("utkast",), "avslutad", UTFORARE, effekt="utkastet läggs ned"),
        Overgang("avsluta", ("foreslagen", "godkand", "gallande"), "avslutad", KOMMUN),
        Overgang("ateroppna", ("avslutad",), "gallande", SYSTEM, effekt="när beställningen återöppnas"),
    ),
)  # fmt: skip
