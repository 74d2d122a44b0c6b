"""The layout of a file to an authority, read from TOML: columns in order, their form and their codes.

A faulty layout tells all of its faults at once. Must not know persons: a value comes in and a cell goes out.
"""

import codecs
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Self

from app.vyer.rapporter.sort import Csvform, Varde

EXEMPEL = "socialstyrelsen_exempel.toml"


class Falttyp(StrEnum):
    """What a field holds, and with that how it may be written."""

    TEXT = "text"
    KOD = "kod"
    TAL = "tal"
    MANAD = "manad"
    PERSONNUMMER = "personnummer"


# The forms a value may be written in; the first one is used when the layout names none.
FORMAT: Mapping[Falttyp, tuple[str, ...]] = {
    Falttyp.MANAD: ("ÅÅÅÅ-MM", "ÅÅÅÅMM"),
    Falttyp.PERSONNUMMER: ("ÅÅÅÅMMDDNNNN", "ÅÅÅÅMMDD-NNNN"),
}
_TOPP = frozenset({"namn", "version", "skiljetecken", "teckenkodning", "rubrikrad", "kolumn"})
_KOLUMN = frozenset({"namn", "falt", "format", "koder", "bredd", "utfyllnad", "hoger", "kravs"})
_HUVUD: Mapping[str, type] = {"namn": str, "version": str, "skiljetecken": str, "teckenkodning": str, "rubrikrad": bool}
_OM_KOLUMN: Mapping[str, type] = {
    "namn": str, "falt": str, "format": str, "koder": dict, "bredd": int, "utfyllnad": str, "hoger": bool,
    "kravs": bool,
}  # fmt: skip


class OgiltigLayout(ValueError):
    """A layout with faults; ``fel`` are Swedish sentences, all of them."""

    def __init__(self, fel: Sequence[str]) -> None:
        super().__init__("; ".join(fel))
        self.fel = tuple(fel)


@dataclass(frozen=True, slots=True)
class Falt:
    """A field that a layout may ask for; ``koder`` are its values, when they are a closed list."""

    typ: Falttyp
    koder: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kolumn:
    """One column."""

    namn: str
    falt: str
    typ: Falttyp
    format: str | None = None
    koder: Mapping[str, str] = field(default_factory=dict)
    bredd: int | None = None
    utfyllnad: str = " "
    hoger: bool = False
    kravs: bool = False

    def cell(self, varde: Varde) -> Varde:
        """The value as the layout wants it; numbers stay numbers."""
        if varde is None or self.typ is Falttyp.TAL:
            return varde
        if self.typ is Falttyp.KOD:
            return self.koder.get(str(varde), str(varde))
        if self.typ is Falttyp.MANAD and self.format == "ÅÅÅÅMM":
            return str(varde).replace("-", "")
        if self.typ is Falttyp.PERSONNUMMER and self.format == "ÅÅÅÅMMDD-NNNN":
            return f"{str(varde)[:8]}-{str(varde)[8:]}"
        return str(varde)

    def ryms(self, cell: Varde) -> bool:
        """Whether a cell fits its width."""
        return self.bredd is None or len("" if cell is None else str(cell)) <= self.bredd


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout that can be used; ``urval`` is what is kept of it with a report, so that a later one changes nothing."""

    kolumner: tuple[Kolumn, ...]
    csv: Csvform
    urval: Mapping[str, Any]

    @classmethod
    def av(cls, urval: Mapping[str, Any], falten: Mapping[str, Falt]) -> Self:
        """From TOML or from what was kept; raises ``OgiltigLayout``."""
        if fel := list(granska(urval, falten)):
            raise OgiltigLayout(fel)
        kolumner = tuple(_kolumn(k, falten[k["falt"]]) for k in urval["kolumn"])
        form = Csvform(
            skiljetecken=urval.get("skiljetecken", ";"),
            teckenkodning=urval.get("teckenkodning", "utf-8"),
            rubrikrad=urval.get("rubrikrad", True),
            bredder=tuple((k.bredd, k.utfyllnad, k.hoger) for k in kolumner),
        )
        return cls(kolumner, form, dict(urval))


def _kolumn(k: Mapping[str, Any], falt: Falt) -> Kolumn:
    egna = {namn: varde for namn, varde in k.items() if namn in _KOLUMN}
    egna.setdefault("format", FORMAT.get(falt.typ, (None,))[0])
    return Kolumn(typ=falt.typ, **egna)


def granska(urval: Mapping[str, Any], falten: Mapping[str, Falt]) -> Iterator[str]:
    """Every fault of a layout."""
    yield from (f"okänd uppgift {namn}" for namn in sorted(urval.keys() - _TOPP))
    yield from _typfel(urval, _HUVUD, "layouten")
    yield from (f"{namn} saknas" for namn in ("namn", "version") if not urval.get(namn))
    if isinstance(kodning := urval.get("teckenkodning", "utf-8"), str) and not _kand_kodning(kodning):
        yield f"teckenkodningen {kodning} är inte känd"
    if isinstance(skilje := urval.get("skiljetecken", ";"), str) and len(skilje) > 1:
        yield "skiljetecken ska vara ett tecken, eller tomt för fasta bredder"
    kolumner = urval.get("kolumn")
    if not isinstance(kolumner, list) or not kolumner:
        yield "minst en kolumn behövs"
        return
    for nummer, kolumn in enumerate(kolumner, start=1):
        yield from (f"kolumn {nummer}: {fel}" for fel in _kolumnfel(kolumn, falten, fast=skilje == ""))
    namnen = [k.get("namn") for k in kolumner if isinstance(k, dict)]
    yield from (f"två kolumner heter {n}" for n in sorted({str(n) for n in namnen if namnen.count(n) > 1}))


def _typfel(post: Mapping[str, Any], typer: Mapping[str, type], var: str) -> Iterator[str]:
    for namn, typ in typer.items():
        if namn in post and type(post[namn]) is not typ:
            ord_ = {str: "en text", bool: "true eller false", int: "ett heltal", dict: "en tabell"}[typ]
            yield f"{namn} i {var} ska vara {ord_}"


def _kand_kodning(namn: str) -> bool:
    try:
        codecs.lookup(namn)
    except LookupError:
        return False
    return True


def _kolumnfel(kolumn: Any, falten: Mapping[str, Falt], *, fast: bool) -> Iterator[str]:
    if not isinstance(kolumn, dict):
        yield "ska vara en tabell"
        return
    yield from (f"okänd uppgift {namn}" for namn in sorted(kolumn.keys() - _KOLUMN))
    typfel = list(_typfel(kolumn, _OM_KOLUMN, "kolumnen"))
    yield from typfel
    if typfel:
        return
    if not kolumn.get("namn"):
        yield "namn saknas"
    yield from _breddfel(kolumn, fast=fast)
    falt = falten.get(kolumn.get("falt", ""))
    if falt is None:
        yield f"fältet {kolumn.get('falt', '')} finns inte; det finns {', '.join(sorted(falten))}"
        return
    yield from _formfel(kolumn, falt)


def _breddfel(kolumn: Mapping[str, Any], *, fast: bool) -> Iterator[str]:
    bredd = kolumn.get("bredd")
    if bredd is None and fast:
        yield "bredd behövs när skiljetecken är tomt"
    if bredd is not None and bredd < 1:
        yield "bredd ska vara minst 1"
    if len(kolumn.get("utfyllnad", " ")) != 1:
        yield "utfyllnad ska vara ett tecken"


def _formfel(kolumn: Mapping[str, Any], falt: Falt) -> Iterator[str]:
    tillatna = FORMAT.get(falt.typ, ())
    if "format" in kolumn and kolumn["format"] not in tillatna:
        yield f"format ska vara {' eller '.join(tillatna)}" if tillatna else "fältet har inget format"
    koder = kolumn.get("koder")
    if koder is None:
        return
    if falt.typ is not Falttyp.KOD:
        yield "fältet har inga koder"
        return
    yield from (f"koden för {varde} saknas" for varde in falt.koder if varde not in koder)
    yield from (f"{varde} är inget värde" for varde in sorted(koder.keys() - set(falt.koder)))
    yield from (f"koden för {varde} ska vara en text" for varde, kod in koder.items() if not isinstance(kod, str))


def las(fil: Path | None, falten: Mapping[str, Falt]) -> Layout:
    """The layout of a file, or the sample that ships; raises ``OgiltigLayout``."""
    return Layout.av(_toml(_exempel() if fil is None else _text(fil)), falten)


@lru_cache(maxsize=1)
def _exempel() -> str:
    return files("app.vyer.rapporter").joinpath("layout", EXEMPEL).read_text(encoding="utf-8")


def _text(fil: Path) -> str:
    try:
        return fil.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise OgiltigLayout(["filen finns inte, eller går inte att läsa som UTF-8"]) from None


def _toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fel:
        raise OgiltigLayout([f"filen är inte TOML: {fel}"]) from None
