"""Progression of a quarter's end by instrument and unit: who was measured, levels, direction, time to the next level.

A person belongs to the unit of the newest ärende. The staff's measurements are counted; of an instrument that only the
person answers, the person's own. A protected level is never told of (DP-27), small groups are hidden (DP-30), and no
row is about a single person.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from app.core.bulk import bland
from app.core.unit_of_work import Arbete
from app.flode.progression.models import Matning
from app.katalog import instrument
from app.katalog import instrument_uppslag as uppslag
from app.katalog.instrument_modell import EJ_BEDOMD, Instrumentversion, Respondent
from app.vyer.rapporter.enheter import (
    HELA_NAMNDEN,
    enhet_per_arende,
    enheter_i,
    grans,
    kolumnrader,
    las_enheter,
    matt,
    minsta_grupp,
    rakna_enheter,
)
from app.vyer.rapporter.rorelser import (
    Cell,
    Lasning,
    Rorelse,
    Rorelsetal,
    cell,
    median,
    rorelsetal,
    steg_upp,
)
from app.vyer.rapporter.sort import Bidrag, Fraga, Person, Rapportsort, Summor, Tabell, Varde
from app.vyer.rapporter.states import Periodform, Rapporttyp

Versioner = Mapping[tuple[str, int], Instrumentversion]
Personrader = Mapping[UUID, Sequence[Any]]


async def _versioner(arbete: Arbete, rader: Sequence[Any]) -> Versioner:
    """Every version that ships, and those of the nämnd's own that somebody was measured with."""
    egna = await uppslag.egna(arbete, {rad.egen_version_id for rad in rader})
    levererade = (v for i in instrument.alla().values() for v in i.versioner)
    return {(v.instrument, v.version): v for v in (*levererade, *egna.values())}


def _sats(arenden: Sequence[UUID], kand_vid: datetime) -> Select[Any]:
    m = Matning
    return (
        select(
            m.id,
            m.arende_id,
            m.instrument,
            m.instrument_version,
            m.egen_version_id,
            m.datum,
            m.respondent,
            m.niva,
            m.omraden,
            m.rattar_id,
        )
        .where(bland(m.arende_id, arenden), m.registrerad <= kand_vid, m.kalla_id.is_(None))
        .order_by(m.datum, m.id)
    )


def _svar(version: Instrumentversion, omraden: Sequence[Any]) -> dict[str, int]:
    """The places of the answers that have an order."""
    ut: dict[str, int] = {}
    for svar in (s for o in omraden for s in o.get("svar", ()) if s["varde"] != EJ_BEDOMD):
        indikator = version.indikator(svar["indikator"])
        rang = None if indikator is None else version.skala(indikator).rang(svar["varde"])
        if rang is not None:
            ut[svar["indikator"]] = rang
    return ut


def lasning(version: Instrumentversion, rad: Any) -> Lasning:
    """A measurement as figures may tell of it."""
    niva = version.niva(rad.niva)
    if niva is None or niva.skyddad:
        return Lasning(rad.datum, svar=_svar(version, rad.omraden) if not version.nivaer else {})
    return Lasning(rad.datum, niva.kod, version.rang(niva.kod))


def _i_serien(version: Instrumentversion, respondent: str) -> bool:
    egen = respondent == Respondent.EGEN.value
    return egen if set(version.respondenter) == {Respondent.EGEN} else not egen


def lagg_till(bidrag: Bidrag, rader: Sequence[Any], enhet: str, versioner: Versioner) -> None:
    """What one person gives."""
    rattade = {rad.rattar_id for rad in rader}
    per_instrument: dict[str, list[tuple[Instrumentversion, Any]]] = defaultdict(list)
    for rad in rader:
        version = versioner.get((rad.instrument, rad.instrument_version))
        if rad.id not in rattade and version is not None and _i_serien(version, rad.respondent):
            per_instrument[rad.instrument].append((version, rad))
    for kod, egna in per_instrument.items():
        lasningar = [lasning(version, rad) for version, rad in egna]
        plats = cell(lasningar, har_nivaer=any(version.nivaer for version, _ in egna))
        bidrag.rakna(f"cell/{kod}/{enhet}/{plats.forst}/{plats.senast}/{plats.rorelse}")
        for steg in steg_upp(lasningar):
            bidrag.rakna(f"steg/{kod}/{enhet}/{steg.niva}/{steg.veckor}")


async def rakna(arbete: Arbete, fraga: Fraga, personer: Sequence[Person]) -> Bidrag:
    """A batch."""
    bidrag, enheter = Bidrag(), await las_enheter(arbete, fraga)
    arenden = [arende.id for person in personer for arende in person.arenden]
    alla = (await arbete.session.execute(_sats(arenden, fraga.kand_vid))).all()
    versioner = await _versioner(arbete, alla)
    rakna_enheter(bidrag, enheter)
    for (kod, nummer), version in versioner.items():
        bidrag.rakna(f"instrument/{kod}", 0)
        for i, niva in enumerate(n for n in version.nivaer if not n.skyddad):
            bidrag.rakna(f"niva/{kod}/{i:03d}/{nummer:03d}/{niva.kod}", 0)
    hor_till = await enhet_per_arende(arbete, fraga, [person.arende.id for person in personer], enheter)
    per_arende: dict[UUID, list[Any]] = defaultdict(list)
    for rad in alla:
        if fraga.period.tom is None or rad.datum <= fraga.period.tom:
            per_arende[rad.arende_id].append(rad)
    for person in personer:
        rader = sorted((r for a in person.arenden for r in per_arende[a.id]), key=lambda r: (r.datum, r.id))
        lagg_till(bidrag, rader, hor_till[person.arende.id], versioner)
    return bidrag


def _nivaer(summor: Summor, kod: str) -> list[str]:
    """The levels, lowest first; of several versions in the order in which they stand."""
    fore = f"niva/{kod}/"
    return list(dict.fromkeys(n.rpartition("/")[2] for n in sorted(summor) if n.startswith(fore)))


def _tal(summor: Summor, kod: str, enheter: Sequence[str], minst: int) -> tuple[list[str], Rorelsetal]:
    antal: dict[tuple[str, Cell], int] = {}
    for nyckel, n in summor.items():
        slag, *delar = nyckel.split("/")
        if slag == "cell" and delar[0] == kod:
            _, enhet, forst, senast, rorelse = delar
            antal[enhet, Cell(forst, senast, Rorelse(rorelse))] = n
    nivaer = _nivaer(summor, kod)
    return nivaer, rorelsetal(nivaer, antal, enheter, minst)


def _nivarader(kod: str, tal: Rorelsetal, *, dolj: bool) -> Iterator[tuple[Varde, ...]]:
    for nar, per_niva in (("forst", tal.forst), ("senast", tal.senast)):
        for niva, kolumn in per_niva.items():
            yield from kolumnrader((kod, nar, niva), kolumn, dolj=dolj)


def _tidrader(
    summor: Summor, kod: str, nivaer: Sequence[str], enheter: Sequence[str], minst: int
) -> Iterator[tuple[Varde, ...]]:
    veckor: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for nyckel, n in summor.items():
        slag, *delar = nyckel.split("/")
        if slag == "steg" and delar[0] == kod:
            _, enhet, niva, vecka = delar
            for vems in (enhet, HELA_NAMNDEN):
                veckor[vems, niva].append((int(vecka), n))
    for niva in nivaer[:-1]:
        for enhet in (*enheter, HELA_NAMNDEN):
            yield (kod, niva, enhet, median(veckor[enhet, niva], minst))


def _tabeller(summor: Summor, minst: int, *, dolj: bool) -> Sequence[Tabell]:
    enheter, antal = enheter_i(summor), matt(dolj=dolj)
    matta: list[tuple[Varde, ...]] = []
    nivarader: list[tuple[Varde, ...]] = []
    riktningar: list[tuple[Varde, ...]] = []
    tider: list[tuple[Varde, ...]] = []
    for kod in sorted(n.removeprefix("instrument/") for n in summor if n.startswith("instrument/")):
        nivaer, tal = _tal(summor, kod, enheter, minst)
        matta += kolumnrader((kod,), tal.matta, dolj=dolj)
        nivarader += _nivarader(kod, tal, dolj=dolj)
        for rorelse, kolumn in tal.rorelser.items():
            riktningar += kolumnrader((kod, rorelse.value), kolumn, dolj=dolj)
        tider += _tidrader(summor, kod, nivaer, enheter, minst)
    return (
        Tabell("matta", "Mätta personer", ("instrument", "enhet", *antal), tuple(matta), 2),
        Tabell("nivaer", "Nivå först och senast", ("instrument", "nar", "niva", "enhet", *antal), tuple(nivarader), 4),
        Tabell(
            "riktning", "Från första till senaste", ("instrument", "riktning", "enhet", *antal), tuple(riktningar), 3
        ),
        Tabell("tid", "Veckor till en högre nivå, median", ("instrument", "niva", "enhet", "veckor"), tuple(tider), 3),
    )


def tabeller(_fraga: Fraga, summor: Summor) -> Sequence[Tabell]:
    """Every figure as it is; a protected level is not told here either."""
    return _tabeller(summor, 1, dolj=False)


def dolda(fraga: Fraga, summor: Summor) -> Sequence[Tabell]:
    """Every figure from what to what."""
    return _tabeller(summor, grans(fraga), dolj=True)


PROGRESSION = Rapportsort(
    typ=Rapporttyp.PROGRESSION,
    rubrik="Progression per instrument och enhet",
    regel="DP-30",
    periodform=Periodform.KVARTAL,
    kolumner=(),
    skal={},
    rakna=rakna,
    tabeller=tabeller,
    urval=minsta_grupp,
    dolda=dolda,
)
