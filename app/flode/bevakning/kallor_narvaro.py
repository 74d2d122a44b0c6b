"""Bevakningar that attendance gives: weeks that nobody has marked, and corrections of what was acted on."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import aliased

from app.begrepp.tid import isovecka, svensk_dag, veckans_mandag
from app.core.unit_of_work import Arbete
from app.flode.bevakning.sorter import FRIST, Bevakningssort
from app.flode.bevakning.states import Forslag
from app.flode.narvaro.models import Narvarouppgift, Tillfalle, ar_planerat
from app.flode.progression.models import Inlamning, Rapport

EN_VECKA = timedelta(days=7)
# Built once: a new alias for each statement would be a new statement to compile.
_RATTAD = aliased(Narvarouppgift)
_NY_UTGAVA = aliased(Rapport)


async def omarkerade_veckor(arbete: Arbete, arenden: Sequence[UUID]) -> Iterable[Forslag]:
    """AK-40: attendance of a week is owed on the Monday after it; one task per order and week."""
    denna = veckans_mandag(arbete.idag)
    sats = (
        select(Tillfalle.arende_id, Tillfalle.bestallning_id, Tillfalle.dag)
        .where(
            Tillfalle.arende_id.in_(arenden),
            ar_planerat(),
            Tillfalle.dag < denna,
        )
        .distinct()
    )
    veckor = {(a, b, veckans_mandag(dag)) for a, b, dag in await arbete.session.execute(sats)}
    return [
        Forslag(a, Bevakningssort.NARVARO_INLAMNING, mandag + EN_VECKA, f"{b}:{_vecka(mandag)}", b)
        for a, b, mandag in veckor
    ]


def _vecka(mandag: date) -> str:
    ar, vecka = isovecka(mandag)
    return f"{ar}-W{vecka:02d}"


async def rattad_narvaro(arbete: Arbete, arenden: Sequence[UUID]) -> Iterable[Forslag]:
    """Who acted on a word that was corrected: a report of the period was handed in meanwhile, and not since."""
    sats = (
        select(
            Narvarouppgift.arende_id, Narvarouppgift.bestallning_id, Narvarouppgift.tillfalle_id,
            Narvarouppgift.registrerad,
        )
        .join(_RATTAD, and_(_RATTAD.kommunkod == Narvarouppgift.kommunkod, _RATTAD.id == Narvarouppgift.rattar_id))
        .where(Narvarouppgift.arende_id.in_(arenden), _anvand_i_rapport())
    )  # fmt: skip
    frist = FRIST[Bevakningssort.NARVARO_RATTAD]
    return [
        Forslag(a, Bevakningssort.NARVARO_RATTAD, svensk_dag(nar) + frist, tillfalle, b)
        for a, b, tillfalle, nar in await arbete.session.execute(sats)
    ]


def _anvand_i_rapport() -> ColumnElement[bool]:
    """The last that was handed in of a report on the day lies between the old word and the new one.

    A report whose new version is handed in is not what anybody goes by; the new one is asked for itself.
    """
    ersatt = exists().where(
        _NY_UTGAVA.kommunkod == Rapport.kommunkod,
        _NY_UTGAVA.ersatter_id == Rapport.id,
        _NY_UTGAVA.antal_inlamningar > 0,
    )
    return exists().where(
        Rapport.kommunkod == Narvarouppgift.kommunkod,
        Rapport.bestallning_id == Narvarouppgift.bestallning_id,
        Inlamning.kommunkod == Rapport.kommunkod,
        Inlamning.rapport_id == Rapport.id,
        Inlamning.nummer == Rapport.antal_inlamningar,
        Inlamning.period_fran <= Narvarouppgift.dag,
        Inlamning.period_tom >= Narvarouppgift.dag,
        Inlamning.inlamnad >= _RATTAD.registrerad,
        Inlamning.inlamnad < Narvarouppgift.registrerad,
        ~ersatt,
    )
