"""Sources that follow from a person's months, age and exemptions: the clock, undantag, FK-avstämning."""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select

from app.begrepp.tid import plus_ar, svensk_dag
from app.core.unit_of_work import Arbete
from app.flode.arende.models import Arende, arenden_med
from app.flode.bedomning.klockor import Kravklockpost
from app.flode.bedomning.models import Bedomning
from app.flode.bedomning.states import BedomningStatus
from app.flode.behov.models import obesvarade_avstamningar
from app.flode.beslut.krav import Beslutstyp
from app.flode.beslut.models import GALLANDE, Beslut
from app.flode.bevakning.sorter import FRIST, Bevakningssort
from app.flode.bevakning.states import Forslag
from app.flode.undantag.models import Undantagspost
from app.flode.undantag.states import UndantagStatus
from app.regelverk.modell import Lagrum
from app.regelverk.motor.fraga import Utfall
from app.regelverk.riktalder import nar_riktalder
from app.regelverk.undantagstider import MYNDIG

AVGOR = (Beslutstyp.BEGARAN_ATT_DELTA.value, Beslutstyp.UNDANTAG.value)
ANNAT_AN_OMFATTAS = (Utfall.UNDANTAG.value, Utfall.AVVAKTA.value, Utfall.OMFATTAS_INTE.value)


async def klockor(arbete: Arbete, arenden: Sequence[UUID]) -> Iterable[Forslag]:
    """T-02: the month of the requirement, and neither beslut nor an assessment that says why not."""
    sats = select(Kravklockpost.arende_id, Kravklockpost.krav_manad, Kravklockpost.beslut_senast).where(
        Kravklockpost.arende_id.in_(arenden),
        Kravklockpost.utfall == Utfall.OMFATTAS.value,
        Kravklockpost.beslut_senast.is_not(None),
        ~_beslutat(),
        ~_bedomt_annat(),
    )
    rader = await arbete.session.execute(sats)
    return [Forslag(a, Bevakningssort.BESLUT_SENAST, dag, manad) for a, manad, dag in rader if dag is not None]


def _beslutat() -> ColumnElement[bool]:
    return exists().where(
        Beslut.kommunkod == Kravklockpost.kommunkod,
        Beslut.arende_id == Kravklockpost.arende_id,
        Beslut.status == GALLANDE,
        Beslut.lagrum == Lagrum.SOL_12_4A.value,
        Beslut.typ.in_(AVGOR),
    )


def _bedomt_annat() -> ColumnElement[bool]:
    return exists().where(
        Bedomning.kommunkod == Kravklockpost.kommunkod,
        Bedomning.arende_id == Kravklockpost.arende_id,
        Bedomning.status == BedomningStatus.FASTSTALLD.value,
        Bedomning.lagrum == Lagrum.SOL_12_4A.value,
        Bedomning.utfall.in_(ANNAT_AN_OMFATTAS),
    )


async def undantag(arbete: Arbete, arenden: Sequence[UUID]) -> Iterable[Forslag]:
    """T-04: an exemption that ends; the same key as one told in an assessment, so that it is one task."""
    sats = select(Undantagspost.arende_id, Undantagspost.grund, Undantagspost.fran, Undantagspost.tom).where(
        Undantagspost.arende_id.in_(arenden),
        Undantagspost.status == UndantagStatus.GALLANDE.value,
        Undantagspost.tom.is_not(None),
        Undantagspost.tom >= Undantagspost.bedomd_datum,
    )
    return [
        Forslag(arende_id, Bevakningssort.OMPROVNING, tom, f"{grund}:{fran.isoformat()}")
        for arende_id, grund, fran, tom in await arbete.session.execute(sats)
        if tom is not None
    ]


async def aldrar(arbete: Arbete, arenden: Sequence[UUID]) -> Iterable[Forslag]:
    """T-04, T-05: the 18th birthday and riktålder, when they come after the ärende was opened."""
    return [f for arende in await arbete.alla(arenden_med(arenden)) for f in _alder(arbete, arende)]


def _alder(arbete: Arbete, arende: Arende) -> Iterator[Forslag]:
    fodd, oppnat = arende.personnummer(arbete.krypto).fodelsedag, svensk_dag(arende.skapad)
    if (arton := plus_ar(fodd, MYNDIG)) >= oppnat:
        yield Forslag(arende.id, Bevakningssort.OMPROVNING, arton, "arton")
    if (dag := nar_riktalder(fodd)) >= oppnat:
        yield Forslag(arende.id, Bevakningssort.RIKTALDER, dag)


async def fkavstamningar(arbete: Arbete, arenden: Sequence[UUID]) -> Iterable[Forslag]:
    """AK-30: a question to Försäkringskassan that waits for its answer."""
    frist = FRIST[Bevakningssort.FK_SVAR]
    rader = await arbete.alla(obesvarade_avstamningar(arenden))
    return [Forslag(r.arende_id, Bevakningssort.FK_SVAR, r.fraga_datum + frist, r.id) for r in rader]
