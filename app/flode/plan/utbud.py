"""What a plan takes from the catalogue: its activities' days, childcare on site, what touches föräldrapenning.

An activity may name an aktivitet of the nämnd's catalogue; its content is the plan's own, the facts are the
catalogue's as they are today.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from app.core.errors import Faltfel, OgiltigtInnehall
from app.core.unit_of_work import Arbete
from app.flode.bestallning.models import Bestallning
from app.flode.plan.krockar import Stangt
from app.flode.plan.models import Planaktivitet
from app.katalog.aktivitet_states import AktivitetStatus
from app.katalog.aktiviteter import Aktivitet, aktiviteter_med, ar_publik

# The catalogue's aktivitet by the number of the plan's activity.
Utbud = Mapping[int, Aktivitet]
EN_DAG = timedelta(days=1)


async def hamta(arbete: Arbete, bestallning: Bestallning, aktiviteter: Sequence[Planaktivitet]) -> dict[int, Aktivitet]:
    """What the activities name; raises ``OgiltigtInnehall`` for what is not offered or of another category."""
    idn = {a.aktivitet_id for a in aktiviteter if a.aktivitet_id is not None}
    if not idn:
        return {}
    funna = {a.id: a for a in await arbete.alla(aktiviteter_med(sorted(idn))) if _erbjuds(a, bestallning)}
    if fel := [f for i, a in enumerate(aktiviteter) for f in _fel(i, a, funna)]:
        raise OgiltigtInnehall("Aktiviteterna stämmer inte med utbudet.", fel=fel, regel="AK-11")
    return {a.nummer: funna[a.aktivitet_id] for a in aktiviteter if a.aktivitet_id is not None}


def _erbjuds(aktivitet: Aktivitet, bestallning: Bestallning) -> bool:
    return ar_publik(aktivitet.status) and aktivitet.namnd_id == bestallning.namnd_id


def _fel(index: int, rad: Planaktivitet, funna: Mapping[UUID, Aktivitet]) -> Iterator[Faltfel]:
    if rad.aktivitet_id is None:
        return
    if (aktivitet := funna.get(rad.aktivitet_id)) is None:
        yield Faltfel(f"/aktiviteter/{index}/aktivitetId", "saknas", "Aktiviteten finns inte i nämndens utbud.")
    elif aktivitet.kategori != rad.kategori:
        text = "Aktiviteten har en annan kategori i utbudet."
        yield Faltfel(f"/aktiviteter/{index}/kategori", "fel_kategori", text)


def paverkar(aktiviteter: Iterable[Planaktivitet], utbud: Utbud) -> bool:
    """Whether any activity touches föräldrapenning, by the plan's own word or by the catalogue's."""
    return any(a.paverkar_foraldrapenning for a in aktiviteter) or any(
        u.paverkar_foraldrapenning for u in utbud.values()
    )


def utan_barnomsorg(aktiviteter: Iterable[Planaktivitet], utbud: Utbud) -> list[Planaktivitet]:
    """Activities during which the children are elsewhere (AK-30)."""
    return [a for a in aktiviteter if a.nummer not in utbud or not utbud[a.nummer].barnomsorg_pa_plats]


def slutar(rad: Planaktivitet, utbud: Utbud) -> date | None:
    """The last day of an activity: its workplace's or the catalogue's, whichever comes first."""
    dagar = [rad.slutar, utbud[rad.nummer].galler_tom if rad.nummer in utbud else None]
    return min((d for d in dagar if d is not None), default=None)


def stangt(utbud: Utbud, fran: date, tom: date) -> Iterator[Stangt]:
    """Days from ``fran`` to ``tom`` when the catalogue's aktivitet is not held."""
    for nummer, aktivitet in utbud.items():
        for period in aktivitet.stangda_perioder:
            yield Stangt(date.fromisoformat(period["fran"]), date.fromisoformat(period["tom"]), "aktiviteten", nummer)
        if aktivitet.status == AktivitetStatus.AVVECKLAD.value:
            yield Stangt(fran, tom, "aktiviteten", nummer)
            continue
        if aktivitet.galler_fran > fran:
            yield Stangt(fran, aktivitet.galler_fran - EN_DAG, "aktiviteten", nummer)
        if aktivitet.galler_tom is not None and aktivitet.galler_tom < tom:
            yield Stangt(aktivitet.galler_tom + EN_DAG, tom, "aktiviteten", nummer)
