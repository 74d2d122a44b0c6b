"""What each part of an instrument's JSON is made of: field by field, and said to the one who wrote it.

Pure; must not know what the fields mean together.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.katalog.instrument_modell import Avser, Malslag, Respondent, Skaltyp, VersionStatus

STORST = 500
_KOD = re.compile(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*")
_FARG = re.compile(r"#[0-9a-f]{6}")
_SUMMA = re.compile(r"[0-9a-f]{64}")
_STYRTECKEN = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Krav:
    """What a value must be, and that said to the one who wrote the file."""

    galler: Callable[[object], bool]
    text: str

    def eller_null(self) -> "Krav":
        """The same, or nothing."""
        return Krav(lambda varde: varde is None or self.galler(varde), self.text)


def _text(varde: object) -> bool:
    return isinstance(varde, str) and 0 < len(varde.strip()) <= STORST and not _STYRTECKEN.search(varde)


def _kod(varde: object) -> bool:
    return isinstance(varde, str) and len(varde) <= 60 and _KOD.fullmatch(varde) is not None


def _heltal(varde: object) -> bool:
    return type(varde) is int and abs(varde) <= 1_000_000


def _positivt(varde: object) -> bool:
    return _heltal(varde) and isinstance(varde, int) and varde > 0


def _lista_av(galler: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda varde: isinstance(varde, list) and len(varde) <= STORST and all(map(galler, varde))


def _i(typ: type[StrEnum]) -> Callable[[object], bool]:
    return lambda varde: isinstance(varde, str) and varde in set(typ)


def _monster(monster: re.Pattern[str]) -> Callable[[object], bool]:
    return lambda varde: isinstance(varde, str) and monster.fullmatch(varde) is not None


def _val(typ: type[StrEnum]) -> Krav:
    return Krav(_i(typ), f"Värdet ska vara något av {', '.join(typ)}.")


TEXT = Krav(_text, f"Värdet ska vara en text på en rad med 1 till {STORST} tecken.")
KOD = Krav(_kod, "Värdet ska vara en kod: a till z och siffror, med - eller _ mellan orden, högst 60 tecken.")
HELTAL = Krav(_heltal, "Värdet ska vara ett heltal mellan -1000000 och 1000000.")
POSITIVT = Krav(_positivt, "Värdet ska vara ett heltal mellan 1 och 1000000.")
BOOL = Krav(lambda varde: isinstance(varde, bool), "Värdet ska vara true eller false.")
FARG = Krav(_monster(_FARG), "Värdet ska vara en färg som #1565c0.")
SUMMA = Krav(_monster(_SUMMA), "Värdet ska vara en kontrollsumma, 64 hexadecimala tecken.")
LISTA = Krav(_lista_av(lambda _: True), f"Värdet ska vara en lista med högst {STORST} rader.")
TEXTER = Krav(_lista_av(_text), f"Värdet ska vara en lista med texter på högst {STORST} tecken.")
SVAR = Krav(_lista_av(lambda v: _heltal(v) or _kod(v)), "Värdet ska vara en lista med heltal eller koder.")
RESPONDENTER = Krav(_lista_av(_i(Respondent)), f"Värdet ska vara en lista med några av {', '.join(Respondent)}.")

# Field → what its value must be; a name with ? may be left out.
HUVUD: Mapping[str, Krav] = {"kod": KOD, "namn": TEXT, "agare": TEXT, "kalla": TEXT}
INSTRUMENT: Mapping[str, Krav] = {**HUVUD, "versioner": LISTA}
UPPLADDNING: Mapping[str, Krav] = {
    **HUVUD,
    "innehall": Krav(lambda varde: isinstance(varde, dict), "Värdet ska vara ett objekt."),
}
INNEHALL: Mapping[str, Krav] = {
    "axel?": TEXT.eller_null(),
    "respondenter": RESPONDENTER,
    "intervallDagar?": POSITIVT.eller_null(),
    "skalor": LISTA,
    "nivaer": LISTA,
    "omraden": LISTA,
    "mal": LISTA,
    "harledningar?": LISTA,
}
VERSION: Mapping[str, Krav] = {
    "version": POSITIVT,
    "status": _val(VersionStatus),
    "kontrollsumma?": SUMMA.eller_null(),
    **INNEHALL,
}
SKALA: Mapping[str, Krav] = {
    "kod": KOD,
    "typ": _val(Skaltyp),
    "avser": _val(Avser),
    "minst?": HELTAL,
    "storst?": HELTAL,
    "varden?": LISTA,
    "underlagKravs?": SVAR,
}
SKALVARDE: Mapping[str, Krav] = {"kod": KOD, "namn": TEXT}
NIVA: Mapping[str, Krav] = {
    "kod": KOD,
    "namn": TEXT,
    "text": TEXT,
    "skyddad?": BOOL,
    "farg?": FARG.eller_null(),
}
OMRADE: Mapping[str, Krav] = {"kod": KOD, "namn": TEXT, "stavningar?": TEXTER}
MAL: Mapping[str, Krav] = {
    "omrade": KOD,
    "niva?": KOD.eller_null(),
    "nivaHarledd?": BOOL,
    "slag?": _val(Malslag).eller_null(),
    "text?": TEXT.eller_null(),
    "indikatorer": LISTA,
}
INDIKATOR: Mapping[str, Krav] = {"kod": KOD, "text": TEXT, "skala": KOD}
HARLEDNING: Mapping[str, Krav] = {"galler": TEXT, "text": TEXT}
