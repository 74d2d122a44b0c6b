"""Skyddsmarkering: holds until a person takes it away; time alone never does (pure).

Namngiven: who else than the handläggare reaches the protected person, by an arbetsledare's act.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.begrepp.parter import Roll
from app.core.errors import Hinder
from app.core.transitions import Overgang, Tillstandsmaskin
from app.flode.arende.states import Skyddsniva

KOMMUN = frozenset({Roll.HANDLAGGARE, Roll.ARBETSLEDARE})
LAGRUM = "21 kap. 3 § OSL"
# From the weakest to the strongest.
STYRKA = {niva: styrka for styrka, niva in enumerate(Skyddsniva)}


class Skyddsstatus(StrEnum):
    """Whether the marking holds."""

    GALLER = "galler"
    HAVD = "havd"


class Skyddskalla(StrEnum):
    """Whose word the protection rests on."""

    SKATTEVERKET = "skatteverket"
    FOLKBOKFORINGEN = "folkbokforingen"
    EGEN_HOTBEDOMNING = "egen_hotbedomning"
    ARBETSFORMEDLINGEN = "arbetsformedlingen"
    VID_OPPNANDET = "vid_oppnandet"


@dataclass(frozen=True, slots=True)
class SkyddLage:
    """Facts the guards look at; ``ny`` is the level that is asked for, ``omprovas`` the day of the next review."""

    idag: date
    niva: Skyddsniva
    ny: Skyddsniva | None = None
    omprovas: date | None = None
    redan_markerad: bool = False


def inte_redan_markerad(lage: SkyddLage) -> Hinder | None:
    """One marking at a time: another level is a händelse on the one there is."""
    if not lage.redan_markerad:
        return None
    return Hinder("redan_markerad", "Personen har redan en skyddsmarkering. Ändra den i stället.", "DP-15", LAGRUM)


def starkare(lage: SkyddLage) -> Hinder | None:
    """To raise is to give more protection."""
    if lage.ny is None or STYRKA[lage.ny] > STYRKA[lage.niva]:
        return None
    return Hinder("inte_starkare", "Nivån ger inte starkare skydd än den som gäller.", "DP-15", LAGRUM)


def svagare(lage: SkyddLage) -> Hinder | None:
    """To lower is to give less protection, but some: none at all is to take the marking away."""
    if lage.ny is None or (lage.ny != Skyddsniva.INGEN and STYRKA[lage.ny] < STYRKA[lage.niva]):
        return None
    return Hinder("inte_svagare", "Nivån ger inte svagare skydd än den som gäller.", "DP-15", LAGRUM)


def omprovas_framat(lage: SkyddLage) -> Hinder | None:
    """A review that is planned lies ahead."""
    if lage.omprovas is None or lage.omprovas > lage.idag:
        return None
    return Hinder("omprovning_passerad", "Ange en dag efter i dag för nästa omprövning.", "DP-15", LAGRUM)


def fingerad(lage: SkyddLage) -> Hinder | None:
    """A new identity belongs to fingerade personuppgifter only."""
    if lage.niva is Skyddsniva.FINGERADE:
        return None
    return Hinder("inte_fingerad", "Identiteten byts bara när personen har fingerade personuppgifter.", "DP-15")


SKYDDSMARKERING: Tillstandsmaskin[SkyddLage] = Tillstandsmaskin(
    namn="skyddsmarkering",
    start="galler",
    slut=frozenset({"havd"}),
    beskrivning="En tidsbegränsad markering faller aldrig av sig själv: någon omprövar den eller häver den.",
    overgangar=(
        Overgang(
            "markera", (), "galler", KOMMUN, (inte_redan_markerad, omprovas_framat),
            "ärendet syns genast bara för den namngivna handläggaren; pågående beställningar göms för utföraren",
        ),
        Overgang("hoj", ("galler",), "galler", KOMMUN, (starkare,), "starkare skydd gäller genast"),
        Overgang("sank", ("galler",), "galler", KOMMUN, (svagare,), "svagare skydd, efter ny prövning"),
        Overgang("omprova", ("galler",), "galler", KOMMUN, (omprovas_framat,), "skyddet behövs än; ny dag sätts"),
        Overgang(
            "byt_identitet", ("galler",), "galler", KOMMUN, (fingerad,),
            "den förra identiteten förseglas och går inte att söka på",
        ),
        Overgang("hav", ("galler",), "havd", KOMMUN, effekt="skyddet upphör; beställningarna syns som förut"),
    ),
)  # fmt: skip


class Namngivenstatus(StrEnum):
    """Whether a naming has been ended; its days may be over although it has not."""

    GALLER = "galler"
    UPPHORD = "upphord"


@dataclass(frozen=True, slots=True)
class Namngivenlage:
    """Facts the guards look at; ``person`` is the one to be named, ``av`` who names."""

    idag: date
    skyddad: bool = True
    person: str = ""
    av: str = ""
    handlaggare: str = ""
    tom: date | None = None
    redan_namngiven: bool = False


def ar_skyddad(lage: Namngivenlage) -> Hinder | None:
    """Of others, any colleague may ask for temporary access."""
    if lage.skyddad:
        return None
    return Hinder("inte_skyddad", "Personen har inte skyddad identitet. Begär tillfällig åtkomst i stället.", "DP-15")


def nagon_annan(lage: Namngivenlage) -> Hinder | None:
    """Nobody lets themselves in to a protected person."""
    if lage.person != lage.av:
        return None
    return Hinder("namnger_sig_sjalv", "Du kan inte namnge dig själv. Det gör en annan arbetsledare.", "DP-15", LAGRUM)


def inte_redan_namngiven(lage: Namngivenlage) -> Hinder | None:
    """One naming at a time of each."""
    if lage.person != lage.handlaggare and not lage.redan_namngiven:
        return None
    return Hinder("redan_namngiven", "Personen är redan namngiven för ärendet.", "DP-15", LAGRUM)


def slutar_framat(lage: Namngivenlage) -> Hinder | None:
    """A naming whose days are over names nobody."""
    if lage.tom is None or lage.tom >= lage.idag:
        return None
    return Hinder("tiden_ute", "Ange en sista dag som inte har passerat.", "DP-15")


LEDARE = frozenset({Roll.ARBETSLEDARE})
NAMNGIVEN: Tillstandsmaskin[Namngivenlage] = Tillstandsmaskin(
    namn="namngiven",
    start="galler",
    slut=frozenset({"upphord"}),
    beskrivning="Den namngivna når ärendet som handläggaren gör, från första till sista dagen.",
    overgangar=(
        Overgang(
            "namnge", (), "galler", LEDARE, (ar_skyddad, nagon_annan, inte_redan_namngiven, slutar_framat),
            "en till når den skyddade personens ärende",
        ),
        Overgang("avnamnge", ("galler",), "upphord", LEDARE, effekt="ärendet finns inte längre för personen"),
        Overgang("upphor", ("galler",), "upphord", frozenset({Roll.SYSTEM}), effekt="skyddet har hävts"),
    ),
)  # fmt: skip
