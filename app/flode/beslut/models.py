"""Tables of the beslut step: the beslut and the kommunicering before it, with their named queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as klockslag
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ColumnElement,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    exists,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, aliased

from app.begrepp.tid import STOCKHOLM, Period
from app.core.aftermath import Tillagg
from app.core.classification import intern, kanslig, personuppgift
from app.core.database import JSON_TYP, Base, Tid, textlista
from app.core.stateful import Tillstandsagd
from app.core.tenancy import Namndagd, fast, tabell
from app.flode.aktivitetsbrist.models import Aktivitetsbrist
from app.flode.aktivitetsbrist.states import BristStatus
from app.flode.arende.models import Arende
from app.flode.bedomning.models import Bedomning
from app.flode.bedomning.states import BedomningStatus
from app.flode.beslut.krav import Beslutstyp
from app.flode.beslut.states import BeslutStatus, KommuniceringStatus, Overklagandeutfall, Underrattelselage
from app.flode.samrad.models import Samrad
from app.flode.samrad.states import UPPFYLLER_AK14, SamradStatus
from app.flode.undantag.models import Undantagspost
from app.flode.undantag.states import UndantagStatus
from app.regelverk.modell import Lagrum
from app.regelverk.motor.fraga import Utfall

GALLANDE = BeslutStatus.GALLANDE.value
BEGARAN = Beslutstyp.BEGARAN_ATT_DELTA.value


@dataclass(frozen=True, slots=True)
class Underrattelse:
    """The notice to AF of AK-15 as a later step tells of it."""

    id: UUID
    lage: Underrattelselage
    datum: date | None


# Connected by ``wiring``: the newest notice to AF about the ärende.
UNDERRATTELSE: Tillagg[Underrattelse] = Tillagg()


class Kommunicering(Namndagd, Tillstandsagd, Base):
    """The material told to the party, the reply date, and the answer or the silence (AK-22)."""

    __tablename__ = "kommuniceringar"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "arende_id"], ["arenden.kommunkod", "arenden.id"]),
        CheckConstraint(textlista("status", KommuniceringStatus), name="status"),
        Index("ix_kommuniceringar_arende", "kommunkod", "arende_id", "id"),
    )

    arende_id: Mapped[UUID] = intern(Uuid)
    status: Mapped[str] = intern(Text, default=KommuniceringStatus.PAGAR.value)
    skapad: Mapped[datetime] = intern()
    material: Mapped[str] = kanslig(Text)
    skickad: Mapped[date] = intern()
    svar_senast: Mapped[date] = intern()
    svar: Mapped[str | None] = kanslig(Text)
    svar_datum: Mapped[date | None] = intern()
    avbruten_skal: Mapped[str | None] = kanslig(Text)


class Beslut(Namndagd, Tillstandsagd, Base):
    """One formal decision; its content never changes (AK-23)."""

    __tablename__ = "beslut"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "arende_id"], ["arenden.kommunkod", "arenden.id"]),
        ForeignKeyConstraint(["kommunkod", "bedomning_id"], ["bedomningar.kommunkod", "bedomningar.id"]),
        ForeignKeyConstraint(["kommunkod", "samrad_id"], ["samrad.kommunkod", "samrad.id"]),
        ForeignKeyConstraint(["kommunkod", "kommunicering_id"], ["kommuniceringar.kommunkod", "kommuniceringar.id"]),
        ForeignKeyConstraint(["kommunkod", "ersatter_id"], ["beslut.kommunkod", "beslut.id"]),
        ForeignKeyConstraint(["kommunkod", "ersatt_av_id"], ["beslut.kommunkod", "beslut.id"]),
        ForeignKeyConstraint(["kommunkod", "avser_beslut_id"], ["beslut.kommunkod", "beslut.id"]),
        CheckConstraint(textlista("status", BeslutStatus), name="status"),
        CheckConstraint(textlista("typ", Beslutstyp), name="typ"),
        CheckConstraint(textlista("lagrum", Lagrum), name="lagrum"),
        CheckConstraint(textlista("overklagande_utfall", Overklagandeutfall), name="overklagande_utfall"),
        Index("ix_beslut_arende", "kommunkod", "arende_id", "id"),
        Index("ix_beslut_avser", "kommunkod", "avser_beslut_id"),
    )

    arende_id: Mapped[UUID] = intern(Uuid)
    bedomning_id: Mapped[UUID] = intern(Uuid)
    samrad_id: Mapped[UUID | None] = intern(Uuid)
    kommunicering_id: Mapped[UUID | None] = intern(Uuid)
    ersatter_id: Mapped[UUID | None] = intern(Uuid)
    ersatt_av_id: Mapped[UUID | None] = intern(Uuid)
    avser_beslut_id: Mapped[UUID | None] = intern(Uuid)
    typ: Mapped[str] = intern(Text)
    status: Mapped[str] = intern(Text, default=GALLANDE)
    skapad: Mapped[datetime] = intern()
    lagrum: Mapped[str] = intern(Text)
    regelverk: Mapped[str] = intern(Text)
    avser_fran_manad: Mapped[str] = intern(Text)
    galler_fran: Mapped[date] = intern()
    galler_tom: Mapped[date | None] = intern()
    beslutsdatum: Mapped[date] = intern()
    innehall: Mapped[str] = kanslig(Text)
    beslutsfattare: Mapped[str] = personuppgift(Text)
    foredragande: Mapped[str] = personuppgift(Text)
    ovriga_deltagande: Mapped[list[Any]] = personuppgift(JSON_TYP, default=list)
    dolj_namn: Mapped[bool] = intern(Boolean, default=False)
    motivering: Mapped[str] = kanslig(Text)
    barnets_basta: Mapped[str | None] = kanslig(Text)
    ingen_lamplig_atgard: Mapped[str | None] = kanslig(Text)
    godtagbart_skal: Mapped[str | None] = kanslig(Text)
    nedsatt_procent: Mapped[int | None] = kanslig(Integer)
    nedsatt_kronor: Mapped[int | None] = kanslig(Integer)
    delfaende_datum: Mapped[date | None] = intern()
    sista_overklagandedag: Mapped[date | None] = intern()
    overklagat: Mapped[date | None] = intern()
    overklagande_utfall: Mapped[str | None] = intern(Text)
    overklagande_avgjort: Mapped[date | None] = intern()
    upphavt_datum: Mapped[date | None] = intern()
    upphavt_skal: Mapped[str | None] = kanslig(Text)
    externa_referenser: Mapped[list[Any]] = intern(JSON_TYP, default=list)


def beslut_med(beslut_id: UUID) -> Select[Beslut]:
    """One beslut by id."""
    return select(Beslut).where(Beslut.id == beslut_id)


def beslut_for(arende_id: UUID) -> Select[Beslut]:
    """All beslut of an ärende."""
    return select(Beslut).where(Beslut.arende_id == arende_id)


# Built once: a new alias for each statement would be a new statement to compile.
_SLUT = aliased(Beslut)


def i_kraft(dag: date | ColumnElement[date]) -> ColumnElement[bool]:
    """A request to take part that stands on ``dag`` and that no beslut ``upphor`` has ended by then."""
    upphort = exists().where(
        _SLUT.kommunkod == Beslut.kommunkod,
        _SLUT.avser_beslut_id == Beslut.id,
        _SLUT.status == GALLANDE,
        _SLUT.galler_fran <= dag,
    )
    return and_(
        Beslut.typ == BEGARAN,
        Beslut.status == GALLANDE,
        Beslut.galler_fran <= dag,
        or_(Beslut.galler_tom.is_(None), Beslut.galler_tom >= dag),
        ~upphort,
    )


_DAG = bindparam("dag", type_=Date())
_ARENDE = bindparam("arende", type_=Uuid())
_FORE = aliased(Samrad)
_STAENDE = aliased(Bedomning)


def _samrad_fore(dag: ColumnElement[date], slut: ColumnElement[datetime]) -> Any:
    """The newest samråd of the ärende that was answered, or out of time, by the day of the beslut (AK-14)."""
    i_tid = or_(
        _FORE.svar_datum <= dag,
        and_(_FORE.svar_datum.is_(None), _FORE.besvarad < slut),
        and_(_FORE.status == SamradStatus.UTAN_SVAR.value, _FORE.svar_senast < dag),
    )
    fran = select(_FORE.id).where(_FORE.kommunkod == Arende.kommunkod, _FORE.arende_id == Arende.id, i_tid)
    return fran.where(_FORE.status.in_(sorted(UPPFYLLER_AK14))).order_by(_FORE.id.desc()).limit(1).scalar_subquery()


def _under_kravet(manad: ColumnElement[str]) -> ColumnElement[bool]:
    """A final assessment that the person is covered by aktivitetskravet by that month (AK-01)."""
    return exists().where(
        _STAENDE.kommunkod == Arende.kommunkod,
        _STAENDE.arende_id == Arende.id,
        _STAENDE.status == BedomningStatus.FASTSTALLD.value,
        _STAENDE.lagrum == Lagrum.SOL_12_4A.value,
        _STAENDE.utfall == Utfall.OMFATTAS.value,
        _STAENDE.avser_manad <= manad,
    )


def _aktivitet_saknades(manad: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether the nämnd has noted that it had nothing to offer that month (AK-10)."""
    return exists().where(
        Aktivitetsbrist.kommunkod == Arende.kommunkod,
        Aktivitetsbrist.arende_id == Arende.id,
        Aktivitetsbrist.manad == manad,
        Aktivitetsbrist.status == BristStatus.NOTERAD.value,
    )


_MANAD = bindparam("manad", type_=Text())

# What a beslut is held against, one row for each undantag of the ärende that counts, but for the ärende's other
# beslut: those are read when the lock is held. The lock on the ärende makes two beslut in it come one after the other;
# it lets others add what refers to the ärende.
FATTANDE = fast(
    select(Arende, Bedomning, Samrad, Kommunicering, _under_kravet(_MANAD), _aktivitet_saknades(_MANAD), Undantagspost)
    .select_from(Arende)
    .outerjoin(
        Undantagspost,
        and_(
            Undantagspost.kommunkod == Arende.kommunkod,
            Undantagspost.arende_id == Arende.id,
            Undantagspost.status == UndantagStatus.GALLANDE.value,
        ),
    )
    .outerjoin(
        Bedomning,
        and_(
            Bedomning.kommunkod == Arende.kommunkod,
            Bedomning.arende_id == Arende.id,
            Bedomning.id == bindparam("bedomning", type_=Uuid()),
        ),
    )
    .outerjoin(
        Samrad,
        and_(
            Samrad.kommunkod == Arende.kommunkod,
            bindparam("lagrum", type_=Text()) == Lagrum.SOL_12_4.value,
            Samrad.id == _samrad_fore(_DAG, bindparam("slut", type_=Tid())),
        ),
    )
    .outerjoin(
        Kommunicering,
        and_(
            Kommunicering.kommunkod == Arende.kommunkod,
            Kommunicering.arende_id == Arende.id,
            Kommunicering.id == bindparam("kommunicering", type_=Uuid()),
        ),
    )
    .where(Arende.id == _ARENDE)
    .with_for_update(of=Arende, key_share=True)
)

# One beslut with its ärende and the day from which another beslut ends it.
BESLUT_MED = fast(
    select(Arende, Beslut, _SLUT)
    .select_from(Arende)
    .outerjoin(
        Beslut,
        and_(
            Beslut.kommunkod == Arende.kommunkod,
            Beslut.arende_id == Arende.id,
            Beslut.id == bindparam("beslut", type_=Uuid()),
        ),
    )
    .outerjoin(
        _SLUT,
        and_(_SLUT.kommunkod == Beslut.kommunkod, _SLUT.avser_beslut_id == Beslut.id, _SLUT.status == GALLANDE),
    )
    .where(Arende.id == _ARENDE)
)


def dagens_slut(dag: date) -> datetime:
    """The instant when a Swedish day is over."""
    return datetime.combine(dag + timedelta(days=1), klockslag(), STOCKHOLM).astimezone(UTC)


def beslut_i_kraft(arende_id: UUID, dag: date) -> Select[Beslut]:
    """The request to take part that is in force on ``dag``, or no row."""
    return beslut_for(arende_id).where(i_kraft(dag)).order_by(Beslut.id.desc()).limit(1)


def verklig_tid(beslut: Beslut, alla: Sequence[Beslut]) -> Period | None:
    """The days a beslut holds once ``upphor`` among ``alla`` is counted in; None if it never does."""
    slut = [b.galler_fran - timedelta(days=1) for b in alla if b.avser_beslut_id == beslut.id and b.status == GALLANDE]
    tom = min([*slut, *([beslut.galler_tom] if beslut.galler_tom else [])], default=None)
    return None if tom is not None and tom < beslut.galler_fran else Period(beslut.galler_fran, tom)


def kommuniceringar_for(arende_id: UUID) -> Select[Kommunicering]:
    """All kommunicering of an ärende."""
    return select(Kommunicering).where(Kommunicering.arende_id == arende_id)


def kommunicering_med(arende_id: UUID, kommunicering_id: UUID) -> Select[Kommunicering]:
    """One kommunicering of an ärende."""
    return kommuniceringar_for(arende_id).where(Kommunicering.id == kommunicering_id)
