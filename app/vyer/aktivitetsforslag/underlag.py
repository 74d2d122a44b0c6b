"""What a proposal rests on: the person's needs, assessment, level and answers, and what is offered. Reads only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import aliased

from app.begrepp.aktiviteter import Aktivitetsform, Aktivitetskategori, Deltagandeform
from app.begrepp.veckotid import pass_av
from app.core.errors import Faltfel, OgiltigtInnehall, Saknas
from app.core.unit_of_work import Arbete
from app.flode.arende.actions import krav_tilldelning
from app.flode.arende.models import Arende
from app.flode.bedomning.models import Bedomning
from app.flode.bedomning.states import BedomningStatus
from app.flode.behov.models import Behov, Behovsversion, FkAvstamning
from app.flode.behov.states import Barnomsorgsstatus, FkStatus, FkSvar, ger_besked
from app.flode.bestallning.models import Bestallning
from app.flode.platsbokning.models import har_plats
from app.flode.progression.actions import las_versioner, synliga_varden, varden_i, version_av
from app.flode.progression.models import Matning
from app.flode.progression.states import MatningStatus
from app.katalog.aktivitet_sokord import ord_i
from app.katalog.aktiviteter import Aktivitet, publicerade
from app.regelverk.motor.timmar import barn_under_atta
from app.regelverk.skolalder import barn_fore_skolalder
from app.vyer.aktivitetsforslag.rangordning import Barnomsorg, Kandidat, Ordning, Person, rangordna

FLEST = 500
# Built once: a new alias for each statement would be a new statement to compile.
_BEDOMNING, _SVAR, _MATNING, _ORDER = aliased(Bedomning), aliased(FkAvstamning), aliased(Matning), aliased(Bestallning)


@dataclass(frozen=True, slots=True)
class Fraga:
    """What the caller asks: from which day, for which categories, at which level where none is measured."""

    start: date
    kategorier: frozenset[Aktivitetskategori]
    niva: str | None


@dataclass(frozen=True, slots=True)
class Fakta:
    """What is recorded of the person, the newest of each kind."""

    arende: Arende
    behov: Behovsversion | None
    bedomning: Bedomning | None
    fk_svar: FkAvstamning | None
    matning: Matning | None


@dataclass(frozen=True, slots=True)
class Forslag:
    """The order, what it rests on, and whether the catalogue had more than was looked at."""

    arende_id: UUID
    person: Person
    utfall: str | None
    ordning: Ordning
    fler_finns: bool


async def foresla(arbete: Arbete, arende_id: UUID, fraga: Fraga) -> Forslag:
    """Rank what is offered for the person of an ärende; nothing is stored, a person decides (DP-31)."""
    rad = await arbete.rad(_fakta(arende_id))
    if rad is None:
        raise Saknas
    fakta = Fakta(*rad)
    arende = fakta.arende
    await krav_tilldelning(arbete, arende)
    arbete.inom(arende)
    if fraga.start < arbete.idag:
        raise OgiltigtInnehall("Dagen har passerat.", fel=[Faltfel("/fran", "passerat", "Ange i dag eller senare")])
    utbud = await arbete.rader(_utbud(arbete.kommunkod, arende.id, fraga.start))
    har = frozenset(a.id for a, plats in utbud if plats)
    person = _person(fakta, fraga, har, await _niva(arbete, fakta.matning))
    arbete.har_last("aktivitetsforslag", arende=arende.id)
    ordning = rangordna(person, [_kandidat(a, fraga.start) for a, _ in utbud[:FLEST]])
    utfall = fakta.bedomning.utfall if fakta.bedomning else None
    return Forslag(arende.id, person, utfall, ordning, len(utbud) > FLEST)


def _utbud(kommunkod: str, arende_id: UUID, dag: date) -> Select[Aktivitet, bool]:
    """What is offered from a day on, and whether the person is there already."""
    return publicerade(dag, FLEST + 1).add_columns(har_plats(kommunkod, arende_id, Aktivitet.id))


def _fakta(arende_id: UUID) -> Select[Arende, Behovsversion, Bedomning, FkAvstamning, Matning]:
    """An ärende with its needs, and the assessment, FK's answer and the measurement that came last."""
    bedomning = (
        select(_BEDOMNING.id)
        .where(_BEDOMNING.kommunkod == Arende.kommunkod, _BEDOMNING.arende_id == Arende.id)
        .where(_BEDOMNING.status == BedomningStatus.FASTSTALLD.value)
        .order_by(_BEDOMNING.faststalld.desc(), _BEDOMNING.id.desc())
    )
    svar = (
        select(_SVAR.id)
        .where(_SVAR.kommunkod == Arende.kommunkod, _SVAR.arende_id == Arende.id)
        .where(_SVAR.status == FkStatus.BESVARAD.value)
        .order_by(_SVAR.svar_datum.desc(), _SVAR.besvarad.desc(), _SVAR.id.desc())
    )
    matning = (
        select(_MATNING.id)
        .join(_ORDER, and_(_ORDER.kommunkod == _MATNING.kommunkod, _ORDER.id == _MATNING.bestallning_id))
        .where(_ORDER.kommunkod == Arende.kommunkod, _ORDER.arende_id == Arende.id)
        .where(_MATNING.status == MatningStatus.REGISTRERAD.value, _MATNING.kalla_id.is_(None))
        .where(_MATNING.niva.is_not(None))
        .order_by(_MATNING.datum.desc(), _MATNING.id.desc())
    )
    nu = and_(
        Behovsversion.kommunkod == Behov.kommunkod,
        Behovsversion.behov_id == Behov.id,
        Behovsversion.nummer == Behov.version,
    )
    return (
        select(Arende, Behovsversion, Bedomning, FkAvstamning, Matning)
        .outerjoin(Behov, and_(Behov.kommunkod == Arende.kommunkod, Behov.arende_id == Arende.id))
        .outerjoin(Behovsversion, nu)
        .outerjoin(Bedomning, _den(Bedomning, bedomning))
        .outerjoin(FkAvstamning, _den(FkAvstamning, svar))
        .outerjoin(Matning, _den(Matning, matning))
        .where(Arende.id == arende_id)
    )


def _den(klass: Any, senaste: Select[UUID]) -> ColumnElement[bool]:
    """The one row that a statement finds first."""
    return and_(klass.kommunkod == Arende.kommunkod, klass.id == senaste.limit(1).correlate(Arende).scalar_subquery())


# --- the person -----------------------------------------------------------------------------------


def _person(fakta: Fakta, fraga: Fraga, har: frozenset[UUID], niva: str | None) -> Person:
    arende, behov = fakta.arende, fakta.behov
    barn = arende.antal_barn, arende.yngsta_barn_fyller_ett, arende.yngsta_barn_fyller_atta
    return Person(
        start=fraga.start,
        minuter=_minuter(fakta.bedomning),
        niva=niva or fraga.niva,
        sprak=_sprak(arende, behov),
        smabarn=barn_fore_skolalder(*barn, fraga.start),
        barn_under_atta=barn_under_atta(arende.yngsta_barn_fyller_atta, fraga.start),
        fk_svar=_fk_svar(fakta.fk_svar, fraga.start),
        kategorier=fraga.kategorier,
        har=har,
        **(_onskemal(behov, fraga.start) if behov else {}),
    )


def _minuter(bedomning: Bedomning | None) -> int | None:
    """What is assessed beside own job search, which is not assigned (AK-12)."""
    if bedomning is None or bedomning.timmar_per_vecka is None:
        return None
    return 60 * max(0, bedomning.timmar_per_vecka - (bedomning.eget_jobbsokande or 0))


async def _niva(arbete: Arbete, matning: Matning | None) -> str | None:
    """The newest measured level as this caller may see it (DP-27)."""
    if matning is None:
        return None
    await las_versioner(arbete, [matning])
    return synliga_varden(arbete, version_av(arbete, matning), varden_i(matning)).niva


def _sprak(arende: Arende, behov: Behovsversion | None) -> str | None:
    """The language wished for, else the person's own where an interpreter is needed."""
    onskat = (behov and behov.sprak) or (arende.sprak if arende.tolkbehov else None)
    return onskat.lower() if onskat else None


def _fk_svar(avstamning: FkAvstamning | None, dag: date) -> FkSvar | None:
    if avstamning is None or avstamning.svar is None:
        return None
    return FkSvar(avstamning.svar) if ger_besked(avstamning.svar, avstamning.galler_tom, dag) else None


def _onskemal(behov: Behovsversion, dag: date) -> dict[str, Any]:
    return {
        "onskar": frozenset(f for f in Deltagandeform if getattr(behov, f.value)),
        "plats": frozenset(ord_i([behov.plats])),
        "tider": pass_av(behov.tider),
        "barnomsorg": _barnomsorg(behov, dag),
    }


def _barnomsorg(behov: Behovsversion, dag: date) -> Barnomsorg:
    status, fran, tom = behov.barnomsorg_status, behov.barnomsorg_fran, behov.barnomsorg_tom
    inne = fran is not None and fran <= dag and (tom is None or dag <= tom)
    beviljat = (behov.barnomsorg_beviljat or 0) if inne else 0
    return Barnomsorg(Barnomsorgsstatus(status) if status else None, beviljat, behov.beviljade_pass if inne else ())


# --- the catalogue --------------------------------------------------------------------------------


def _kandidat(a: Aktivitet, start: date) -> Kandidat:
    return Kandidat(
        id=a.id,
        namn=a.namn,
        kategori=Aktivitetskategori(a.kategori),
        minuter=a.minuter_per_vecka,
        galler_fran=a.galler_fran,
        galler_tom=a.galler_tom,
        nivaer=frozenset(a.nivaer),
        former=frozenset(a.deltagandeformer),
        tider=a.pass_i_veckan,
        form=Aktivitetsform(a.form),
        plats=frozenset(ord_i([a.plats])),
        sprak=frozenset(a.sprak),
        malgrupp=a.malgrupp_text,
        lediga=a.lediga_platser,
        i_ko=a.i_ko,
        vantetid=a.vantetid_veckor,
        stangd_tom=_stangd_tom(a.stangda_perioder, start),
        barnomsorg=a.barnomsorg_pa_plats,
        paverkar_foraldrapenning=a.paverkar_foraldrapenning,
        arbetslivsanknytning=a.arbetslivsanknytning,
        tar_emot=a.oppen_for_anmalan,
    )


def _stangd_tom(perioder: Sequence[Mapping[str, str]], start: date) -> date | None:
    """The last day of the closed period that the first day lies in."""
    i_dem = [date.fromisoformat(p["tom"]) for p in perioder if p["fran"] <= start.isoformat() <= p["tom"]]
    return max(i_dem, default=None)
