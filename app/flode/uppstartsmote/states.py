"""Uppstartsmöte: from not yet booked to held, with three parties and a chain of times; its calendars (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.begrepp.parter import Part, Roll
from app.core.errors import Hinder
from app.core.transitions import Krav, Overgang, Tillstandsmaskin

NAMNDEN = frozenset({Roll.HANDLAGGARE, Roll.ARBETSLEDARE})
PARTERNA = NAMNDEN | {Roll.VAGLEDARE, Roll.SAMORDNARE}
HOGST_DAGAR_FRAM = 90
FAR_STARTA = "beställningen får starta"


class MoteStatus(StrEnum):
    """Where the meeting is."""

    EJ_BOKAT = "ej_bokat"
    FORESLAGET = "foreslaget"
    BOKAT = "bokat"
    GENOMFORT = "genomfort"
    UTEBLIVET = "uteblivet"
    INSTALLT = "installt"


class TidStatus(StrEnum):
    """What became of one time in the chain."""

    FORESLAGEN = "foreslagen"
    FORFALLEN = "forfallen"
    BOKAD = "bokad"
    ERSATT = "ersatt"
    INSTALLD = "installd"
    HALLEN = "hallen"
    UTEBLIVEN = "utebliven"


UPPTAGNA = frozenset({TidStatus.BOKAD.value, TidStatus.HALLEN.value})
OPPNA_TIDER = frozenset({TidStatus.FORESLAGEN.value, TidStatus.BOKAD.value})
HAR_BOKATS = frozenset(TidStatus) - {TidStatus.FORESLAGEN, TidStatus.FORFALLEN}


class Motespart(StrEnum):
    """The three who are invited."""

    INDIVID = "individ"
    VAGLEDARE = "vagledare"
    SOCIALSEKRETERARE = "socialsekreterare"


class Motessvar(StrEnum):
    """What an invited party has answered."""

    INBJUDEN = "inbjuden"
    ACCEPTERAT = "accepterat"
    AVBOJT = "avbojt"


class Motesform(StrEnum):
    """How the parties meet."""

    FYSISKT = "fysiskt"
    DIGITALT = "digitalt"
    TELEFON = "telefon"


class Tolkstatus(StrEnum):
    """Whether an interpreter comes; a time without a language needs none."""

    EJ_BESTALLD = "ej_bestalld"
    BESTALLD = "bestalld"
    AVBOKAD = "avbokad"


class Franvarobedomning(StrEnum):
    """What the nämnd finds of the person's absence from a meeting (AK-20)."""

    GODTAGBART_SKAL = "godtagbart_skal"
    INGET_GODTAGBART_SKAL = "inget_godtagbart_skal"


class Utfall(StrEnum):
    """What came of a time that has passed."""

    GENOMFORT = "genomfort"
    UTEBLIVET = "uteblivet"


@dataclass(frozen=True, slots=True)
class Lucka:
    """A time asked for; aware instants."""

    borjar: datetime
    slutar: datetime


@dataclass(frozen=True, slots=True)
class MoteLage:
    """Facts the guards look at. ``tider`` are those asked for now, ``bokad`` the one that is booked.

    ``upptagen`` says who is taken at an asked time, ``avbojd`` that a party has declined it; ``narvaro`` is what is
    reported of each party, ``franvarande`` whose absence a reason is given for. ``uteblev`` are those who stayed away
    from the time at hand, and ``redogjord`` tells that the person's own account of it is recorded. ``tolk`` is where
    the interpreter of the time stands, None when it needs none.
    """

    nu: datetime
    bestallning_oppen: bool = True
    bestallning_skickad: datetime | None = None
    vagledare_utsedd: bool = True
    tider: tuple[Lucka, ...] = ()
    bokad: Lucka | None = None
    upptagen: Motespart | None = None
    utfall: Utfall | None = None
    narvaro: Mapping[Motespart, bool] | None = None
    svarar: tuple[Part, Motespart] | None = None
    tid_finns: bool = True
    avbojd: bool = False
    franvarande: frozenset[Motespart] | None = None
    uteblev: frozenset[Motespart] = frozenset()
    redogjord: bool = False
    tolk: Tolkstatus | None = None


def bestallning_oppen(lage: MoteLage) -> Hinder | None:
    """A meeting belongs to an order that is sent and not ended."""
    if lage.bestallning_oppen:
        return None
    return Hinder("bestallning_inte_oppen", "Beställningen är inte öppen.", "AK-40")


def vagledare_utsedd(lage: MoteLage) -> Hinder | None:
    """AK-40: the order is accepted with a vägledare, who is one of the three."""
    if lage.vagledare_utsedd:
        return None
    return Hinder("vagledare_saknas", "Utföraren har inte bekräftat beställningen med en vägledare.", "AK-40")


def efter_bestallningen(lage: MoteLage) -> Hinder | None:
    """No meeting before the order was sent."""
    skickad = lage.bestallning_skickad
    if skickad is None or all(t.borjar >= skickad for t in lage.tider):
        return None
    return Hinder("fore_bestallningen", "Mötet kan inte ligga före beställningen.", "AK-40")


def inom_rimlig_tid(lage: MoteLage) -> Hinder | None:
    """No meeting absurdly far ahead."""
    if all(t.borjar <= lage.nu + timedelta(days=HOGST_DAGAR_FRAM) for t in lage.tider):
        return None
    return Hinder("for_langt_fram", f"Mötet får ligga högst {HOGST_DAGAR_FRAM} dagar framåt.", "AK-40")


def ingen_upptagen(lage: MoteLage) -> Hinder | None:
    """Nobody is in two meetings at once; says who is taken, not by what."""
    match lage.upptagen:
        case None:
            return None
        case Motespart.VAGLEDARE:
            return Hinder("vagledare_upptagen", "Vägledaren har ett annat möte den tiden.", "AK-40")
        case _:
            return Hinder("deltagare_upptagen", "Personen har ett annat möte den tiden.", "AK-40")


def forslag_framat(lage: MoteLage) -> Hinder | None:
    """Only times to come can be proposed."""
    if all(t.borjar > lage.nu for t in lage.tider):
        return None
    return Hinder("tiden_har_passerat", "En föreslagen tid ska ligga framåt.", "AK-40")


def _passerad(lage: MoteLage) -> bool:
    return bool(lage.tider) and lage.tider[0].borjar <= lage.nu


def utfall_efter_tiden(lage: MoteLage) -> Hinder | None:
    """A time in the past is booked with its outcome, a time to come without one."""
    if lage.utfall is None and _passerad(lage):
        return Hinder("utfall_saknas", "Tiden har passerat. Ange hur mötet gick.", "AK-40")
    if lage.utfall is not None and not _passerad(lage):
        return Hinder("utfall_i_framtiden", "Mötet har inte varit än och kan inte ha något utfall.", "AK-40")
    return None


def _med_utfall(utfall: Utfall | None) -> Krav[MoteLage]:
    """The row of this outcome is the one to follow."""

    def krav(lage: MoteLage) -> Hinder | None:
        if lage.utfall is utfall:
            return None
        return Hinder("annat_utfall", "Mötet bokas med det utfall som har angetts.", "AK-40")

    return krav


def har_borjat(lage: MoteLage) -> Hinder | None:
    """No outcome before the meeting has begun."""
    if lage.bokad is None or lage.bokad.borjar <= lage.nu:
        return None
    return Hinder("utfall_i_framtiden", "Mötet har inte varit än och kan inte ha något utfall.", "AK-40")


def de_tva_var_dar(lage: MoteLage) -> Hinder | None:
    """A meeting is held when the person and the vägledare met."""
    n = lage.narvaro
    if n is None or (n[Motespart.INDIVID] and n[Motespart.VAGLEDARE]):
        return None
    return Hinder("alla_var_inte_dar", "Ett genomfört möte kräver att personen och vägledaren var där.", "AK-40")


def nagon_uteblev(lage: MoteLage) -> Hinder | None:
    """A meeting that came to nothing says who stayed away."""
    n = lage.narvaro
    if n is None or not all(n.values()):
        return None
    return Hinder("ingen_uteblev", "Ange vem som uteblev.", "AK-40")


def svarar_for_sig(lage: MoteLage) -> Hinder | None:
    """Each organisation answers for its own; both may pass on the person's answer."""
    egna = {Part.KOMMUN: Motespart.SOCIALSEKRETERARE, Part.UTFORARE: Motespart.VAGLEDARE}
    if lage.svarar is None or lage.svarar[1] in {Motespart.INDIVID, egna.get(lage.svarar[0])}:
        return None
    return Hinder("annan_parts_svar", "Den andra parten svarar själv.", "AK-40")


def tiden_galler(lage: MoteLage) -> Hinder | None:
    """An answer, or a booking of a proposal, is of a time that stands now."""
    if lage.tid_finns:
        return None
    return Hinder("tiden_galler_inte", "Tiden är inte längre föreslagen eller bokad.", "AK-40")


def ingen_avbojt(lage: MoteLage) -> Hinder | None:
    """A declined time asks for another."""
    if not lage.avbojd:
        return None
    return Hinder("tiden_avbojd", "En part har avböjt tiden. Föreslå eller boka en annan.", "AK-40")


def skal_for_franvarande(lage: MoteLage) -> Hinder | None:
    """A reason for staying away is of somebody who did."""
    if lage.franvarande is None or lage.narvaro is None or not any(lage.narvaro[p] for p in lage.franvarande):
        return None
    return Hinder("parten_var_dar", "Skäl till frånvaro kan bara anges för den som uteblev.", "AK-20")


def nagon_har_uteblivit(lage: MoteLage) -> Hinder | None:
    """There is an absence to tell or judge."""
    if lage.uteblev:
        return None
    return Hinder("ingen_har_uteblivit", "Ingen är antecknad som utebliven den tiden.", "AK-20")


def personen_uteblev(lage: MoteLage) -> Hinder | None:
    """What is judged is the person's absence alone: where another party failed too, there is nothing to judge."""
    if not lage.uteblev or lage.uteblev == {Motespart.INDIVID}:
        return None
    return Hinder(
        "annan_part_uteblev",
        "Vägledaren eller socialsekreteraren uteblev. Det läggs aldrig personen till last.",
        "AK-20",
    )


def personen_har_hort_av_sig(lage: MoteLage) -> Hinder | None:
    """AK-20: the person's own account comes before the judgement."""
    if lage.redogjord:
        return None
    return Hinder("redogorelse_saknas", "Anteckna först personens egen redogörelse, eller att ingen kom.", "AK-20")


def tolk_behovs(lage: MoteLage) -> Hinder | None:
    """An interpreter is ordered for a time that names the language."""
    if lage.tolk is not None:
        return None
    return Hinder("tolk_behovs_inte", "Tiden har inget språk för tolk.", "AK-40")


def tolk_inte_bestalld(lage: MoteLage) -> Hinder | None:
    """One interpreter is enough."""
    if lage.tolk is not Tolkstatus.BESTALLD:
        return None
    return Hinder("tolk_redan_bestalld", "Tolk är redan beställd till den tiden.", "AK-40")


def tolk_bestalld(lage: MoteLage) -> Hinder | None:
    """Only an ordered interpreter can be called off."""
    if lage.tolk is Tolkstatus.BESTALLD:
        return None
    return Hinder("tolk_inte_bestalld", "Ingen tolk är beställd till den tiden.", "AK-40")


def narvaro_stammer(lage: MoteLage) -> Hinder | None:
    """A booking in the past reports an attendance that fits its outcome."""
    match lage.utfall:
        case Utfall.GENOMFORT:
            return de_tva_var_dar(lage)
        case Utfall.UTEBLIVET:
            return nagon_uteblev(lage)
        case _:
            return None


FORESLA: tuple[Krav[MoteLage], ...] = (
    bestallning_oppen, efter_bestallningen, inom_rimlig_tid, ingen_upptagen, forslag_framat,
)  # fmt: skip
BOKA: tuple[Krav[MoteLage], ...] = (
    bestallning_oppen, vagledare_utsedd, tiden_galler, ingen_avbojt, efter_bestallningen, inom_rimlig_tid,
    ingen_upptagen, utfall_efter_tiden, narvaro_stammer, skal_for_franvarande,
)  # fmt: skip
SVARA: tuple[Krav[MoteLage], ...] = (svarar_for_sig, tiden_galler, ingen_upptagen)
BEDOM: tuple[Krav[MoteLage], ...] = (nagon_har_uteblivit, personen_uteblev, personen_har_hort_av_sig)


def _vid(
    handelse: str, lagen: tuple[str, ...], roller: frozenset[Roll], krav: tuple[Krav[MoteLage], ...], effekt: str = ""
) -> tuple[Overgang[MoteLage], ...]:
    """A händelse that adds to the meeting and leaves it where it is."""
    return tuple(Overgang(handelse, (lage,), lage, roller, krav, effekt) for lage in lagen)


def _bokningar(handelse: str, fran: tuple[str, ...], effekt: str) -> tuple[Overgang[MoteLage], ...]:
    """A booking ahead, and the two outcomes of one in the past."""
    holl, uteblev = _med_utfall(Utfall.GENOMFORT), _med_utfall(Utfall.UTEBLIVET)
    return (
        Overgang(handelse, fran, "bokat", PARTERNA, (*BOKA, _med_utfall(None)), effekt),
        Overgang(handelse, fran, "genomfort", PARTERNA, (*BOKA, holl), FAR_STARTA),
        Overgang(handelse, fran, "uteblivet", PARTERNA, (*BOKA, uteblev), effekt),
    )


OPPET_FOR_STALL_IN = ("ej_bokat", "foreslaget", "bokat")
EFTER_EN_TID = ("foreslaget", "bokat", "uteblivet", "installt")

MOTE: Tillstandsmaskin[MoteLage] = Tillstandsmaskin(
    namn="uppstartsmote",
    start="ej_bokat",
    slut=frozenset({"genomfort", "uteblivet", "installt"}),
    beskrivning="Skapas med beställningen, så att ett obokat möte syns och har en frist (T-12).",
    overgangar=(
        Overgang(
            "foresla", ("ej_bokat", "foreslaget", "uteblivet", "installt"), "foreslaget", PARTERNA, FORESLA,
            "tidigare förslag förfaller",
        ),
        *_bokningar("boka", ("ej_bokat", "foreslaget"), "de tre parterna kallas"),
        *_bokningar("boka_om", ("bokat", "uteblivet", "installt"), "den gamla tiden ersätts, med skäl"),
        *_vid("svara", ("foreslaget", "bokat"), PARTERNA, SVARA),
        Overgang(
            "genomfor", ("bokat",), "genomfort", PARTERNA, (har_borjat, de_tva_var_dar, skal_for_franvarande),
            FAR_STARTA,
        ),
        Overgang(
            "utebli", ("bokat",), "uteblivet", PARTERNA, (har_borjat, nagon_uteblev, skal_for_franvarande),
            "en ny tid bevakas; ingenting annat följer av sig självt (AK-20)",
        ),
        *_vid("redogor", EFTER_EN_TID, PARTERNA, (nagon_har_uteblivit,), "personens egen redogörelse noteras"),
        *_vid("bedom_franvaro", EFTER_EN_TID, NAMNDEN, BEDOM, "nämndens bedömning noteras (AK-20)"),
        *_vid("bestall_tolk", ("foreslaget", "bokat"), PARTERNA, (tiden_galler, tolk_behovs, tolk_inte_bestalld)),
        *_vid("avboka_tolk", EFTER_EN_TID, PARTERNA, (tolk_behovs, tolk_bestalld)),
        Overgang("stall_in", OPPET_FOR_STALL_IN, "installt", PARTERNA | {Roll.SYSTEM}, effekt="kallelsen återtas"),
    ),
)  # fmt: skip


class KalenderStatus(StrEnum):
    """Whether a calendar's address answers."""

    AKTIV = "aktiv"
    ATERKALLAD = "aterkallad"


class Kalenderroll(StrEnum):
    """Who has a calendar of meetings of their own."""

    HANDLAGGARE = Roll.HANDLAGGARE.value
    VAGLEDARE = Roll.VAGLEDARE.value


KALENDERROLLER = frozenset(Roll(roll) for roll in Kalenderroll)
KALENDER: Tillstandsmaskin[None] = Tillstandsmaskin(
    namn="kalender",
    start="aktiv",
    slut=frozenset({"aterkallad"}),
    beskrivning="En hemlig adress som den egna kalendern prenumererar på.",
    overgangar=(
        Overgang("byt_adress", ("aktiv",), "aktiv", KALENDERROLLER, effekt="den gamla adressen slutar svara"),
        Overgang("aterkalla", ("aktiv",), "aterkallad", KALENDERROLLER, effekt="adressen slutar svara"),
    ),
)
