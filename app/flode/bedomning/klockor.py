"""Where each ärende's clock stands, kept so that a whole nämnd can be listed by date; derived, never a source.

Holds no more than lists and bevakningar read; which months counted is computed in the ärende as it is read (DP-03).
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Select,
    Text,
    UniqueConstraint,
    Uuid,
    or_,
    select,
)
from sqlalchemy.orm import Mapped

from app.begrepp.identiteter import nytt_id
from app.core.classification import intern, kanslig
from app.core.database import Base, textlista
from app.core.tenancy import Namndagd, Personskyddad, tabell
from app.core.time_pictures import Tidsbild, bilder_av
from app.core.unit_of_work import Arbete
from app.flode.arende.models import Arende
from app.flode.arende.states import ArendeStatus
from app.regelverk.motor.fraga import Utfall


class Kravklockpost(Namndagd, Personskyddad, Base):
    """The clock of one ärende as it was last computed (T-01, T-02); handläggare and protection are the ärende's."""

    __tablename__ = "kravklockor"
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "arende_id"], ["arenden.kommunkod", "arenden.id"]),
        UniqueConstraint("kommunkod", "arende_id"),
        CheckConstraint(textlista("utfall", Utfall), name="utfall"),
        Index("ix_kravklockor_lista", "kommunkod", "namnd_id", "oppet", "id"),
        Index("ix_kravklockor_manad", "kommunkod", "namnd_id", "oppet", "krav_manad", "id"),
        Index("ix_kravklockor_egna", "kommunkod", "namnd_id", "oppet", "handlaggare", "id"),
        Index("ix_kravklockor_egna_manad", "kommunkod", "namnd_id", "oppet", "handlaggare", "krav_manad", "id"),
    )

    arende_id: Mapped[UUID] = intern(Uuid)
    oppet: Mapped[bool] = intern(Boolean)
    avser_manad: Mapped[str] = kanslig(Text)
    utfall: Mapped[str] = kanslig(Text)
    krav_manad: Mapped[str | None] = kanslig(Text)
    krav_manad_om_obruten: Mapped[str | None] = kanslig(Text)
    beslut_senast: Mapped[date | None] = kanslig()
    nasta_andring: Mapped[date | None] = kanslig()
    beraknad: Mapped[datetime] = intern()


def klockor_for(arende_ids: Sequence[UUID]) -> Select[Kravklockpost]:
    """The stored clocks of several ärenden."""
    return select(Kravklockpost).where(Kravklockpost.arende_id.in_(arende_ids))


def att_rakna(efter: UUID, antal: int) -> Select[Arende]:
    """The next ärenden, by id, that are open or have a clock that should have been put aside with them."""
    kvar = (
        select(Kravklockpost.id)
        .where(
            Kravklockpost.kommunkod == Arende.kommunkod,
            Kravklockpost.arende_id == Arende.id,
            Kravklockpost.oppet.is_(True),
        )
        .exists()
    )
    return (
        select(Arende)
        .where(Arende.id > efter, or_(Arende.status == ArendeStatus.OPPET.value, kvar))
        .order_by(Arende.id)
        .limit(antal)
    )


def klocklista(krav_manad: str | None, handlaggare: str | None) -> Select[Kravklockpost]:
    """Clocks of open ärenden, by the month of the requirement and by handläggare (DP-04)."""
    sats = select(Kravklockpost).where(Kravklockpost.oppet.is_(True))
    if krav_manad is not None:
        sats = sats.where(Kravklockpost.krav_manad == krav_manad)
    return sats if handlaggare is None else sats.where(Kravklockpost.handlaggare == handlaggare)


# --- what it was ----------------------------------------------------------------------------------

FRIST = ("utfall", "beslut_senast")


def fristen_fore(arbete: Arbete, klocka: Kravklockpost, nya: Mapping[str, Any]) -> Tidsbild | None:
    """What a clock said of the last day for a beslut, when it will say something else; reports look back at it."""
    if all(getattr(klocka, namn) == nya[namn] for namn in FRIST):
        return None
    return Tidsbild(
        id=nytt_id(),
        kommunkod=klocka.kommunkod,
        namnd_id=klocka.namnd_id,
        delad_med=None,
        arende_id=klocka.arende_id,
        objekttyp=Kravklockpost.__tablename__,
        objekt_id=klocka.id,
        version=1,  # their ids are in order of time
        kand_fran=arbete.nu,
        giltig_fran=arbete.idag,
        fore={"utfall": klocka.utfall, "beslut_senast": _dag(klocka.beslut_senast)},
    )


async def frister_vid(arbete: Arbete, arende_ids: Sequence[UUID], kand_vid: datetime) -> dict[UUID, date]:
    """The last day for a beslut of each ärende that was covered, as its clock stood at an instant."""
    klockor = {k.id: k for k in await arbete.alla(klockor_for(arende_ids))}
    lagen = {k.id: {"utfall": k.utfall, "beslut_senast": _dag(k.beslut_senast)} for k in klockor.values()}
    senare = await arbete.alla(bilder_av(list(klockor)).where(Tidsbild.kand_fran > kand_vid)) if klockor else []
    for bild in reversed(senare):
        lagen[bild.objekt_id] = bild.fore
    return {
        klockor[klocka_id].arende_id: date.fromisoformat(lage["beslut_senast"])
        for klocka_id, lage in lagen.items()
        if lage["utfall"] == Utfall.OMFATTAS.value and lage["beslut_senast"] is not None
    }


def _dag(dag: date | None) -> str | None:
    return None if dag is None else dag.isoformat()
