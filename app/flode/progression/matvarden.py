"""What one measurement says: levels, answers and reasons; its faults against an instrument; who sees what of it.

Pure; must not know tables, HTTP or other measurements.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from app.core.errors import Faltfel
from app.katalog.instrument_modell import EJ_BEDOMD, OTILLGANGLIG, Instrumentversion, Respondent, Svarsvarde

OTILLGANGLIG_NAMN = "Ej tillgänglig för aktivitet"


@dataclass(frozen=True, slots=True)
class Svar:
    """The answer to one indicator; ``ej_bedomd`` is not the lowest answer, and not the same as no answer."""

    indikator: str
    varde: Svarsvarde
    underlag: str | None = None


@dataclass(frozen=True, slots=True)
class Omradesvarden:
    """Level and answers of one area."""

    omrade: str
    niva: str | None = None
    skal: str | None = None
    svar: tuple[Svar, ...] = ()


@dataclass(frozen=True, slots=True)
class Matvarden:
    """Level as a whole and per area, each of them optional; ``skal`` says why a level fell."""

    niva: str | None = None
    skal: str | None = None
    omraden: tuple[Omradesvarden, ...] = ()

    @classmethod
    def las(cls, niva: str | None, skal: str | None, omraden: Iterable[Mapping[str, Any]]) -> Self:
        """From stored columns."""
        return cls(niva, skal, tuple(_las_omrade(o) for o in omraden))

    def lagrat(self) -> dict[str, Any]:
        """As columns."""
        return {"niva": self.niva, "skal": self.skal, "omraden": [asdict(o) for o in self.omraden]}

    @property
    def nivaer(self) -> set[str]:
        """Every level that is named."""
        return {n for n in (self.niva, *(o.niva for o in self.omraden)) if n is not None}


def _las_omrade(o: Mapping[str, Any]) -> Omradesvarden:
    svar = tuple(Svar(s["indikator"], s["varde"], s.get("underlag")) for s in o.get("svar", ()))
    return Omradesvarden(o["omrade"], o.get("niva"), o.get("skal"), svar)


def skyddade(version: Instrumentversion, varden: Matvarden) -> set[str]:
    """The protected levels that are named (DP-27)."""
    return {n.kod for n in version.nivaer if n.skyddad} & varden.nivaer


def maskera(version: Instrumentversion, varden: Matvarden) -> Matvarden:
    """The same without protected levels and the reasons that stand beside them (DP-27)."""
    dolda = skyddade(version, varden)
    omraden = tuple(replace(o, niva=OTILLGANGLIG, skal=None) if o.niva in dolda else o for o in varden.omraden)
    if varden.niva in dolda:
        return Matvarden(OTILLGANGLIG, None, omraden)
    return replace(varden, omraden=omraden)


def bara_otillganglig(version: Instrumentversion, varden: Matvarden) -> Matvarden:
    """Only that the person is not available, and nothing else of the measurement."""
    dolda = skyddade(version, varden)
    omraden = tuple(Omradesvarden(o.omrade, OTILLGANGLIG) for o in varden.omraden if o.niva in dolda)
    return Matvarden(OTILLGANGLIG if varden.niva in dolda else None, None, omraden)


def granska(version: Instrumentversion, respondent: Respondent, varden: Matvarden) -> list[Faltfel]:
    """Every fault of a measurement against its instrument, each with a pointer."""
    return [
        *_tomt(varden),
        *_okand(respondent in version.respondenter, "/respondent", "Instrumentet har ingen sådan respondent."),
        *_niva(version, varden.niva, "/niva"),
        *_dubbletter([o.omrade for o in varden.omraden], "/omraden/{}/omrade"),
        *(fel for i, o in enumerate(varden.omraden) for fel in _omrade(version, o, f"/omraden/{i}")),
    ]


def _tomt(varden: Matvarden) -> Iterator[Faltfel]:
    if varden.niva is None and not any(o.niva or o.svar for o in varden.omraden):
        yield Faltfel("/omraden", "tom", "Mätningen säger ingenting. Ange en nivå eller ett svar.")


def _okand(finns: object, plats: str, text: str) -> Iterator[Faltfel]:
    if not finns:
        yield Faltfel(plats, "okand", text)


def _niva(version: Instrumentversion, kod: str | None, plats: str) -> Iterator[Faltfel]:
    return _okand(kod is None or version.niva(kod), plats, "Instrumentet har ingen sådan nivå.")


def _dubbletter(koder: Sequence[str], plats: str) -> Iterator[Faltfel]:
    for i, kod in enumerate(koder):
        if kod in koder[:i]:
            yield Faltfel(plats.format(i), "dubblett", "Det finns redan en uppgift om detta.")


def _omrade(version: Instrumentversion, o: Omradesvarden, plats: str) -> Iterator[Faltfel]:
    if version.omrade(o.omrade) is None:
        yield Faltfel(f"{plats}/omrade", "okand", "Instrumentet har inget sådant område.")
        return
    yield from _niva(version, o.niva, f"{plats}/niva")
    yield from _dubbletter([s.indikator for s in o.svar], plats + "/svar/{}/indikator")
    for j, svar in enumerate(o.svar):
        yield from _svar(version, o.omrade, svar, f"{plats}/svar/{j}")


def _svar(version: Instrumentversion, omrade: str, svar: Svar, plats: str) -> Iterator[Faltfel]:
    indikator = version.indikator(svar.indikator, omrade)
    if indikator is None:
        yield Faltfel(f"{plats}/indikator", "okand", "Området har ingen sådan indikator.")
        return
    skala = version.skala(indikator)
    if svar.varde == EJ_BEDOMD:
        return
    if not skala.godtar(svar.varde):
        yield Faltfel(f"{plats}/varde", "utanfor_skalan", "Svaret finns inte på indikatorns skala.")
    elif svar.varde in skala.underlag_kravs and svar.underlag is None:
        yield Faltfel(f"{plats}/underlag", "saknas", "Svaret kräver ett underlag i text.")
