"""Where a person stands by one instrument: the person's own word, the staff's and the joint one side by side.

Computed and explained, never stored as a judgement. Each thing (level, area, indicator) is shown as it was last read
by each respondent, with its day and its measurement: "not assessed" is a reading, and not the lowest one. Readings of
versions with other scales stand beside each other but are not compared. Pure; what it is given is already without
what the caller may not see.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import combinations
from uuid import UUID

from app.flode.progression.forandring import (
    Avlasning,
    Forandring,
    Last,
    Nyckel,
    Slag,
    antal_steg,
    egen_serie,
    lasningar,
    namn_pa,
    nivanamn,
    samma_skala,
    serieforandringar,
    stegen,
    visat,
)
from app.flode.progression.matvarden import Matvarden
from app.katalog.instrument_modell import EJ_BEDOMD, JA, Instrumentversion, Mal, Respondent, Skaltyp, Svarsvarde

EN_DAG = timedelta(days=1)
ROST = {
    Respondent.EGEN: "personen själv",
    Respondent.VAGLEDARE: "vägledaren",
    Respondent.GEMENSAM: "gemensam bedömning",
}


class Enighet(StrEnum):
    """How the respondents' latest readings of one thing agree; ``en_rost``: fewer than two have assessed it."""

    ENIGA = "eniga"
    OENIGA = "oeniga"
    EJ_JAMFORBARA = "ej_jamforbara"
    EN_ROST = "en_rost"


@dataclass(frozen=True, slots=True)
class Rost:
    """How a respondent last read one thing."""

    respondent: Respondent
    datum: date
    matning_id: UUID
    varde: Svarsvarde
    visat: str
    version: int


@dataclass(frozen=True, slots=True)
class Stallning:
    """One thing as each respondent last read it; ``steg``: how much higher the staff are than the person."""

    slag: Slag
    kod: str | None
    namn: str
    roster: tuple[Rost, ...]
    enighet: Enighet
    steg: int | None
    forklaring: str


@dataclass(frozen=True, slots=True)
class Nivatid:
    """A time at one level, as a whole or of an area; ``tom`` None: it goes on. The first and the last day count."""

    egen: bool
    omrade: str | None
    namn: str
    niva: str
    niva_namn: str
    fran: date
    tom: date | None
    dagar: int
    matning_id: UUID
    forklaring: str


@dataclass(frozen=True, slots=True)
class Maluppfyllelse:
    """How many of the indicators of an area's goal, on the level that the respondent names, are met.

    ``utan_grans``: answered on a scale that does not say when it is met. ``andel`` in whole per cent of all that can
    be met, the unassessed and the unanswered among them.
    """

    respondent: Respondent
    omrade: str
    namn: str
    niva: str | None
    mal: str | None
    antal: int
    uppfyllda: int
    ej_uppfyllda: int
    ej_bedomda: int
    obesvarade: int
    utan_grans: int
    andel: int | None
    forklaring: str


@dataclass(frozen=True, slots=True)
class Senast:
    """The latest measurement of a respondent, and how long ago it was made."""

    respondent: Respondent
    datum: date
    matning_id: UUID
    version: int
    veckor: int
    forklaring: str


@dataclass(frozen=True, slots=True)
class Serie:
    """How everything in one series has moved."""

    egen: bool
    forandringar: tuple[Forandring, ...]


@dataclass(frozen=True, slots=True)
class Instrumentbild:
    """Where the person stands by one instrument; ``version`` is the latest that was measured with."""

    version: Instrumentversion
    senaste: tuple[Senast, ...]
    stallningar: tuple[Stallning, ...]
    serier: tuple[Serie, ...]
    nivatider: tuple[Nivatid, ...]
    mal: tuple[Maluppfyllelse, ...]
    anmarkningar: tuple[str, ...]


def sammanstall(avlasningar: Sequence[Avlasning], idag: date, slut: date | None = None) -> Instrumentbild:
    """One instrument's measurements together; there is at least one. ``slut``: the order's last day."""
    alla = sorted(avlasningar, key=lambda a: a.ordning)
    serier = {egen: [a for a in alla if egen_serie(a.respondent) is egen] for egen in (True, False)}
    per_respondent = {r: [a for a in alla if a.respondent is r] for r in Respondent}
    return Instrumentbild(
        version=alla[-1].version,
        senaste=tuple(_senast(egna[-1], idag) for egna in per_respondent.values() if egna),
        stallningar=tuple(_stallningar(alla[-1].version, {r: _roster(egna) for r, egna in per_respondent.items()})),
        serier=tuple(Serie(egen, tuple(serieforandringar(s))) for egen, s in serier.items() if s),
        nivatider=tuple(t for egen, s in serier.items() for t in _nivatider(egen, s, min(slut or idag, idag))),
        mal=tuple(m for r, egna in per_respondent.items() if egna for m in _mal(r, egna)),
        anmarkningar=tuple(_anmarkningar(alla)),
    )


# --- side by side ---------------------------------------------------------------------------------

_Lasta = dict[Nyckel, tuple[Avlasning, Svarsvarde]]


def _allt(varden: Matvarden) -> Iterator[tuple[Nyckel, Svarsvarde]]:
    """Everything that a measurement reads, also that an indicator was not assessed."""
    yield from lasningar(varden)
    yield from (
        ((Slag.INDIKATOR, s.indikator), s.varde) for o in varden.omraden for s in o.svar if s.varde == EJ_BEDOMD
    )


def _roster(egna: Sequence[Avlasning]) -> _Lasta:
    """The latest reading of each thing by one respondent."""
    return {nyckel: (a, varde) for a in egna for nyckel, varde in _allt(a.varden)}


def _ordning(version: Instrumentversion) -> list[Nyckel]:
    """The level, then each area with its indicators, as the instrument has them."""
    ut: list[Nyckel] = [(Slag.NIVA, None)]
    for omrade in version.omraden:
        ut.append((Slag.OMRADE, omrade.kod))
        ut += [(Slag.INDIKATOR, i.kod) for i in version.indikatorer(omrade.kod)]
    return ut


def _stallningar(version: Instrumentversion, lasta: dict[Respondent, _Lasta]) -> Iterator[Stallning]:
    nycklar = dict.fromkeys((*_ordning(version), *(n for egna in lasta.values() for n in egna)))
    for nyckel in nycklar:
        roster = {r: egna[nyckel] for r, egna in lasta.items() if nyckel in egna}
        if roster:
            yield _stallning(nyckel, roster)


def _stallning(nyckel: Nyckel, lasta: dict[Respondent, tuple[Avlasning, Svarsvarde]]) -> Stallning:
    nyast = max((a for a, _ in lasta.values()), key=lambda a: a.ordning)
    namn = namn_pa(nyast.version, nyckel)
    roster = tuple(
        Rost(r, a.datum, a.id, varde, visat(a.version, nyckel, varde), a.version.version)
        for r, (a, varde) in lasta.items()
    )
    bedomda = {r: Last(a.datum, varde, a.version) for r, (a, varde) in lasta.items() if varde != EJ_BEDOMD}
    par = {(a, b): stegen(nyckel, bedomda[a], bedomda[b]) for a, b in combinations(bedomda, 2)}
    text = "; ".join(f"{ROST[r.respondent]} {r.visat} ({r.datum})" for r in roster)
    slut = "".join(f" {mening}" for mening in _skillnader(nyckel, bedomda, par))
    return Stallning(*nyckel, namn, roster, _enighet(par), _mot_personen(par), f"{namn}: {text}.{slut}")


_Par = dict[tuple[Respondent, Respondent], int | None]


def _enighet(par: _Par) -> Enighet:
    if not par:
        return Enighet.EN_ROST
    if any(par.values()):
        return Enighet.OENIGA
    return Enighet.EJ_JAMFORBARA if None in par.values() else Enighet.ENIGA


def _mot_personen(par: _Par) -> int | None:
    """The vägledare's own word against the person's; the joint one where there is no other."""
    mot = (par.get((Respondent.EGEN, r)) for r in (Respondent.VAGLEDARE, Respondent.GEMENSAM))
    return next((steg for steg in mot if steg is not None), None)


def _skillnader(nyckel: Nyckel, bedomda: dict[Respondent, Last], par: _Par) -> Iterator[str]:
    for (a, b), steg in par.items():
        if steg:
            riktning = "högre" if steg > 0 else "lägre"
            yield f"{ROST[b].capitalize()} är {antal_steg(steg)} {riktning} än {ROST[a]}."
        elif not samma_skala(nyckel, bedomda[a].version, bedomda[b].version):
            versioner = f"version {bedomda[a].version.version} och version {bedomda[b].version.version}"
            yield f"{ROST[b].capitalize()} och {ROST[a]} kan inte jämföras: {versioner} har olika frågor eller skalor."


# --- time at each level ---------------------------------------------------------------------------


def _nivatider(egen: bool, serie: Sequence[Avlasning], sista: date) -> Iterator[Nivatid]:  # noqa: FBT001 - the series
    nycklar = dict.fromkeys(n for a in serie for n, _ in lasningar(a.varden) if n[0] is not Slag.INDIKATOR)
    for nyckel in nycklar:
        # Of several readings on one day the last one counts.
        per_dag = {a.datum: (a, str(v)) for a in serie for n, v in lasningar(a.varden) if n == nyckel}
        yield from _tider(egen, nyckel, list(per_dag.values()), sista)


def _tider(
    egen: bool,  # noqa: FBT001 - the series
    nyckel: Nyckel,
    lasta: Sequence[tuple[Avlasning, str]],
    sista: date,
) -> Iterator[Nivatid]:
    borjor = [
        (a, niva)
        for i, (a, niva) in enumerate(lasta)
        if i == 0 or niva != lasta[i - 1][1] or not samma_skala(nyckel, lasta[i - 1][0].version, a.version)
    ]
    for i, (a, niva) in enumerate(borjor):
        tom = borjor[i + 1][0].datum - EN_DAG if i + 1 < len(borjor) else None
        dagar = ((tom or max(sista, a.datum)) - a.datum).days + 1
        namn, nivan = namn_pa(a.version, nyckel), nivanamn(a.version, niva)
        nar = f"från {a.datum} till {tom}" if tom else f"sedan {a.datum}"
        text = f"{namn}: {nivan} {nar}, {antal_dagar(dagar)}. Började med {ROST_MATNING[a.respondent]} {a.datum}."
        yield Nivatid(egen, nyckel[1], namn, niva, nivan, a.datum, tom, dagar, a.id, text)


ROST_MATNING = {
    Respondent.EGEN: "personens egen mätning",
    Respondent.VAGLEDARE: "vägledarens mätning",
    Respondent.GEMENSAM: "den gemensamma mätningen",
}


def antal_dagar(dagar: int) -> str:
    """In words."""
    return "1 dag" if dagar == 1 else f"{dagar} dagar"


# --- indicators met -------------------------------------------------------------------------------


def _mal(respondent: Respondent, egna: Sequence[Avlasning]) -> Iterator[Maluppfyllelse]:
    version, lasta = egna[-1].version, _roster(egna)
    samlad = _niva_i(version, lasta, (Slag.NIVA, None))
    for mal in version.mal:
        niva = _niva_i(version, lasta, (Slag.OMRADE, mal.omrade)) or samlad
        if mal.indikatorer and mal.niva in (None, niva):
            yield _uppfyllelse(respondent, version, mal, lasta)


def _niva_i(version: Instrumentversion, lasta: _Lasta, nyckel: Nyckel) -> str | None:
    """The level that was read last, if it is one of this version's scale."""
    if nyckel not in lasta or not samma_skala(nyckel, lasta[nyckel][0].version, version):
        return None
    return str(lasta[nyckel][1])


def _uppfyllelse(respondent: Respondent, version: Instrumentversion, mal: Mal, lasta: _Lasta) -> Maluppfyllelse:
    svar = [_svar(version, i.kod, lasta) for i in mal.indikatorer]
    granser = [version.skala(i).typ is Skaltyp.JA_NEJ for i in mal.indikatorer]
    med_grans = [s for s, grans in zip(svar, granser, strict=True) if grans]
    utan = sum(s not in (None, EJ_BEDOMD) for s, grans in zip(svar, granser, strict=True) if not grans)
    uppfyllda = med_grans.count(JA)
    ej_bedomda, obesvarade = svar.count(EJ_BEDOMD), svar.count(None)
    andel = 100 * uppfyllda // len(med_grans) if med_grans else None
    namn = namn_pa(version, (Slag.OMRADE, mal.omrade))
    rest = (
        (len(svar) - uppfyllda - utan - ej_bedomda - obesvarade, "inte uppfyllda"),
        (ej_bedomda, "ej bedömda"),
        (obesvarade, "utan svar"),
        (utan, "på en skala utan gräns för när målet är nått"),
    )
    nar = f" på nivån {nivanamn(version, mal.niva)}" if mal.niva else ""
    delar = ", ".join(f"{antal} {vad}" for antal, vad in rest if antal)
    text = f"{namn}{nar}: {uppfyllda} av {len(svar)} indikatorer uppfyllda{f', {delar}' if delar else ''}."
    return Maluppfyllelse(
        respondent, mal.omrade, namn, mal.niva, mal.text, len(svar), uppfyllda, rest[0][0], ej_bedomda, obesvarade,
        utan, andel, text,
    )  # fmt: skip


def _svar(version: Instrumentversion, indikator: str, lasta: _Lasta) -> Svarsvarde | None:
    nyckel = (Slag.INDIKATOR, indikator)
    if nyckel not in lasta or not samma_skala(nyckel, lasta[nyckel][0].version, version):
        return None
    return lasta[nyckel][1]


# --- how long ago ---------------------------------------------------------------------------------


def _senast(a: Avlasning, idag: date) -> Senast:
    dagar = (idag - a.datum).days
    text = f"{ROST_MATNING[a.respondent].capitalize()} gjordes senast {a.datum}, {sedan(dagar)}."
    return Senast(a.respondent, a.datum, a.id, a.version.version, dagar // 7, text)


def sedan(dagar: int) -> str:
    """How long ago, in weeks when there are any."""
    if dagar < 7:
        return "i dag" if dagar == 0 else f"för {antal_dagar(dagar)} sedan"
    return "för 1 vecka sedan" if dagar < 14 else f"för {dagar // 7} veckor sedan"


def _anmarkningar(alla: Sequence[Avlasning]) -> Iterator[str]:
    """That several versions were measured with, and what of them cannot be compared."""
    versioner = {a.version.version: a.version for a in alla}
    nycklar = dict.fromkeys(n for a in alla for n, _ in lasningar(a.varden))
    for a, b in combinations((versioner[n] for n in sorted(versioner)), 2):
        olika = [namn_pa(b, n) for n in nycklar if not samma_skala(n, a, b)]
        if olika:
            om = f"Version {a.version} och version {b.version} har olika frågor eller skalor och jämförs inte"
            yield f"{om}: {', '.join(olika)}."
