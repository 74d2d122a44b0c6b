"""Tables of the receivers' logs, and their named queries.

A post says what happened to which object and where it is read; never who did it, to whom or why. Posts are kept as
long as the händelser that they tell of: nothing but gallring may take them away.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Integer, Select, Text, UniqueConstraint, Uuid, bindparam, select, tuple_
from sqlalchemy.orm import Mapped

from app.begrepp.parter import Mottagare
from app.core.classification import intern, oppen
from app.core.database import Base
from app.core.journal import Handelse
from app.core.tenancy import Isolering, Mottagaragd, fast, tabell
from app.core.unit_of_work import Arbete

# SQLite's strict tables know one kind of integer, of any size.
_LOPNUMMER = BigInteger().with_variant(Integer(), "sqlite")


class Flodespost(Mottagaragd, Base):
    """One händelse in one receiver's log; ``nummer`` has no gaps.

    ``amne`` is the path below the root of the API where the receiver reads the object. ``arende_id`` is for keeping
    order per person; it is not told to an utförare.
    """

    __tablename__ = "flodesposter"
    __table_args__ = tabell(
        UniqueConstraint("kommunkod", "mottagare_id", "handelse_id"),
        info={"bara_tillagg": True},
    )

    nummer: Mapped[int] = intern(_LOPNUMMER, primary_key=True, autoincrement=False)
    handelse_id: Mapped[UUID] = intern(Uuid)
    tid: Mapped[datetime] = intern()
    galler_kommun: Mapped[str] = intern(Text)
    arende_id: Mapped[UUID] = intern(Uuid)
    objekttyp: Mapped[str] = intern(Text)
    objekt_id: Mapped[UUID] = intern(Uuid)
    version: Mapped[int] = intern(Integer)
    typ: Mapped[str] = intern(Text)
    amne: Mapped[str] = intern(Text)


class Flodeshuvud(Mottagaragd, Base):
    """The latest number in one receiver's log."""

    __tablename__ = "flodeshuvuden"
    __table_args__ = tabell()

    senaste: Mapped[int] = intern(_LOPNUMMER, default=0)


class Flodesvakt(Base):
    """The one row that whoever gives numbers holds locked: one at a time in the whole service."""

    __tablename__ = "flodesvakt"
    __isolering__ = Isolering.OPPEN
    __table_args__ = tabell()

    kommunkod: Mapped[str] = oppen(Text, primary_key=True)


# A receiver's posts after a number, in order.
_EFTER = fast(
    select(Flodespost)
    .where(
        Flodespost.kommunkod == bindparam("hos"),
        Flodespost.mottagare_id == bindparam("mottagare", type_=Uuid()),
        Flodespost.nummer > bindparam("efter", type_=BigInteger()),
    )
    .order_by(Flodespost.nummer)
    .limit(bindparam("antal", type_=Integer()))
)


async def las_efter(arbete: Arbete, mottagare: Mottagare, efter: int, antal: int) -> Sequence[Flodespost]:
    """At most ``antal`` posts of one receiver with numbers above ``efter``, in order."""
    varden = {"hos": mottagare.kommunkod, "mottagare": mottagare.id, "efter": efter, "antal": antal}
    return await arbete.alla(_EFTER, **varden)


async def senaste_nummer(arbete: Arbete, mottagare: Mottagare) -> int:
    """The latest number in one receiver's log; 0 when nothing was ever told."""
    huvud = await arbete.kanske(huvuden_for([mottagare]))
    return 0 if huvud is None else huvud.senaste


def huvuden_for(mottagare: Sequence[Mottagare]) -> Select[Flodeshuvud]:
    """The heads of some receivers' logs."""
    return select(Flodeshuvud).where(tuple_(Flodeshuvud.kommunkod, Flodeshuvud.mottagare_id).in_(mottagare))


def vakten() -> Select[Flodesvakt]:
    """The right to give numbers, until the end of the transaction; no row while another has it."""
    return select(Flodesvakt).with_for_update(skip_locked=True)


def att_floda(antal: int) -> Select[Handelse]:
    """The ``antal`` oldest händelser that are in no log, and every other one of the same objects.

    Ids are by the clocks of several processes: what came before in an object's history may have the higher one. All
    versions are read in one statement, and a version is never seen without the ones before it.
    """
    aldst = select(Handelse.kommunkod, Handelse.objekt_id).where(~Handelse.flodad).order_by(Handelse.id).limit(antal)
    return select(Handelse).where(~Handelse.flodad, tuple_(Handelse.kommunkod, Handelse.objekt_id).in_(aldst))
