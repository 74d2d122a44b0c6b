"""What may be sent now: the statements that a worker claims messages by.

A receiver with which all is well is sent to freely; one whose breaker is open, or that is coming back, is
locked by the worker that tries it, so that all workers together try it no more than they should (R8).
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, or_, select
from sqlalchemy.orm import aliased

from app.begrepp.parter import RIKET
from app.core.database import databasklocka
from app.core.outbox import ARBETSFORMEDLINGEN, Utkorgsrad
from app.core.outbox_recipients import Mottagarlage
from app.core.outbox_states import PA_VAG, UtkorgStatus

# Built once: a new alias for each statement would be a new statement to compile.
_TIDIGARE = aliased(Utkorgsrad)
# What is set aside waits for a person before more is told of the ärende; a subscriber sees the gap and is told more.
_HALLER_ARENDET = and_(_TIDIGARE.status == UtkorgStatus.PARKERAD.value, _TIDIGARE.mottagare == ARBETSFORMEDLINGEN)
_VANTAR_PA_TIDIGARE = (
    select(_TIDIGARE.id)
    .where(
        _TIDIGARE.kommunkod == Utkorgsrad.kommunkod,
        _TIDIGARE.arende_id == Utkorgsrad.arende_id,
        _TIDIGARE.mottagare == Utkorgsrad.mottagare,
        _TIDIGARE.mottagare_id == Utkorgsrad.mottagare_id,
        _TIDIGARE.lopnummer < Utkorgsrad.lopnummer,
        or_(_TIDIGARE.status.in_(PA_VAG), _HALLER_ARENDET, _TIDIGARE.lanad_till >= databasklocka()),
    )
    .exists()
)
# Written into the statement, so that the index of unfinished messages can be used whatever the plan.
_PA_VAG = Utkorgsrad.status.in_(bindparam("pa_vag", PA_VAG, expanding=True, literal_execute=True))


def att_sanda(mottagare: str, nu: datetime, antal: int) -> Select[Utkorgsrad]:
    """The next messages to receivers of a kind with which all is well."""
    forsiktigt = (
        select(Mottagarlage.mottagare_id)
        .where(
            Mottagarlage.kommunkod == RIKET,
            Mottagarlage.mottagare == Utkorgsrad.mottagare,
            Mottagarlage.mottagare_id == Utkorgsrad.mottagare_id,
            Mottagarlage.begransad(nu),
        )
        .exists()
    )
    return _nasta(mottagare, nu, antal).where(~forsiktigt)


def att_sanda_till(lage: Mottagarlage, nu: datetime, antal: int) -> Select[Utkorgsrad]:
    """The next messages to one receiver."""
    return _nasta(lage.mottagare, nu, antal).where(Utkorgsrad.mottagare_id == lage.mottagare_id)


def nagot_att_sanda(mottagare: str, nu: datetime) -> Select[UUID]:
    """Whether anything is due to a kind of receiver."""
    return (
        select(Utkorgsrad.id).where(Utkorgsrad.mottagare == mottagare, _PA_VAG, Utkorgsrad.nasta_forsok <= nu).limit(1)
    )


def _nasta(mottagare: str, nu: datetime, antal: int) -> Select[Utkorgsrad]:
    """Due, not leased, and the lowest unfinished number of their ärende.

    One that was taken back while a worker had it on loan holds the ärende until the loan is over:
    it may be on the wire.
    """
    return (
        select(Utkorgsrad)
        .where(
            Utkorgsrad.mottagare == mottagare,
            _PA_VAG,
            Utkorgsrad.nasta_forsok <= nu,
            or_(Utkorgsrad.lanad_till.is_(None), Utkorgsrad.lanad_till < databasklocka()),
            ~_VANTAR_PA_TIDIGARE,
        )
        .order_by(Utkorgsrad.nasta_forsok, Utkorgsrad.id)
        .limit(antal)
        .with_for_update(skip_locked=True, of=Utkorgsrad)
    )


def att_prova(mottagare: str, nu: datetime, antal: int) -> Select[Mottagarlage]:
    """Receivers to be careful with that may be sent to now and have something due; each for one worker at a time."""
    nagot_att_sanda = (
        select(Utkorgsrad.id)
        .where(
            Utkorgsrad.mottagare == Mottagarlage.mottagare,
            Utkorgsrad.mottagare_id == Mottagarlage.mottagare_id,
            _PA_VAG,
            Utkorgsrad.nasta_forsok <= nu,
        )
        .exists()
    )
    return (
        select(Mottagarlage)
        .where(
            Mottagarlage.kommunkod == RIKET,
            Mottagarlage.mottagare == mottagare,
            Mottagarlage.begransad(nu),
            or_(Mottagarlage.stangt_till.is_(None), Mottagarlage.stangt_till <= nu),
            nagot_att_sanda,
        )
        .order_by(Mottagarlage.stangt_till, Mottagarlage.mottagare_id)
        .limit(antal)
        .with_for_update(skip_locked=True, of=Mottagarlage)
    )
