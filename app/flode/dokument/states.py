"""Dokument: taken in once and never changed; what was wrong is annulled with a reason (pure)."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.begrepp.identiteter import OgiltigtPersonnummer, Personnummer
from app.begrepp.parter import Part, Roll
from app.core.errors import Hinder
from app.core.transitions import Krav, Overgang, Tillstandsmaskin

PARTERNA = frozenset({Roll.HANDLAGGARE, Roll.ARBETSLEDARE, Roll.VAGLEDARE, Roll.SAMORDNARE})
LANGSTA_NAMN = 120
_FORBJUDNA = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]+')
_SOM_NUMMER = re.compile(r"(?<![0-9])((?:[0-9]{2})?[0-9]{6})[-+_ .]?([0-9]{4})(?![0-9])")
_SEKEL = ("18", "19", "20")


class DokumentStatus(StrEnum):
    """Whether a document counts."""

    GALLANDE = "gallande"
    MAKULERAT = "makulerat"


@dataclass(frozen=True, slots=True)
class DokumentLage:
    """Facts the guards look at.

    ``oppen``: the ärende is open, or the order is sent. ``uppladdat_av`` is None for a document that is not there yet.
    """

    idag: date
    part: Part
    oppen: bool = True
    ratt_tom: date | None = None
    uppladdat_av: Part | None = None
    lagrat: int = 0
    storlek: int = 0
    kvot: int | None = None


def oppen(lage: DokumentLage) -> Hinder | None:
    """A draft is nobody else's yet, a closed ärende takes nothing new."""
    if lage.oppen:
        return None
    return Hinder("tar_inte_emot", "Beställningen är inte skickad, eller ärendet är avslutat.", "AK-40")


def utforaren_har_ratt(lage: DokumentLage) -> Hinder | None:
    """After the utförare's rights have ended nothing is shared with it, and it shares nothing."""
    if lage.ratt_tom is None or lage.idag <= lage.ratt_tom:
        return None
    return Hinder("utforarens_ratt_slut", "Utföraren når inte längre beställningen.", "AK-40")


def ryms(lage: DokumentLage) -> Hinder | None:
    """There is room for so much and no more in one ärende or order."""
    if lage.kvot is None or lage.lagrat + lage.storlek <= lage.kvot:
        return None
    return Hinder("utrymmet_fullt", "Dokumenten tar tillsammans mer plats än som får användas här.")


def eget(lage: DokumentLage) -> Hinder | None:
    """Each party answers for what it has handed in."""
    if lage.uppladdat_av is None or lage.uppladdat_av is lage.part:
        return None
    return Hinder("motpartens_dokument", "Bara den part som har lämnat dokumentet kan makulera det.")


TA_EMOT: tuple[Krav[DokumentLage], ...] = (oppen, utforaren_har_ratt, ryms)


def hinder_att_ta_emot(lage: DokumentLage) -> list[Hinder]:
    """The rules that stop a new document."""
    return [h for krav in TA_EMOT if (h := krav(lage)) is not None]


DOKUMENT: Tillstandsmaskin[DokumentLage] = Tillstandsmaskin(
    namn="dokument",
    start="gallande",
    slut=frozenset({"makulerat"}),
    beskrivning="Ett dokument ändras aldrig och raderas bara genom gallring (DP-19).",
    overgangar=(
        Overgang(
            "makulera", ("gallande",), "makulerat", PARTERNA, (utforaren_har_ratt, eget),
            "visas inte längre i listor och lämnas inte ut; skälet noteras",
        ),
    ),
)  # fmt: skip


def filnamn(text: str) -> str:
    """A name that no system reads as a path or a command; empty when nothing is left."""
    rent = _FORBJUDNA.sub("_", unicodedata.normalize("NFC", text))
    stam, punkt, andelse = rent.strip(" ._").rpartition(".")
    if not punkt:
        return andelse[:LANGSTA_NAMN]
    return f"{stam.strip()[: LANGSTA_NAMN - len(andelse) - 1]}.{andelse}"


def rymmer_personnummer(namn: str) -> bool:
    """Whether digits in a name are somebody's number, as people write them, with or without century."""
    return any(_ar_nummer(f"{dag}{slut}") for dag, slut in _SOM_NUMMER.findall(namn))


def _ar_nummer(siffror: str) -> bool:
    forsok = [siffror] if len(siffror) == 12 else [sekel + siffror for sekel in _SEKEL]
    for ett in forsok:
        try:
            Personnummer(ett)
        except OgiltigtPersonnummer:
            continue
        return True
    return False
