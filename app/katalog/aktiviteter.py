"""Tables of the catalogue: aktiviteter and the words they are found by; and their named queries.

Says nothing of who has a place, only how many are taken. Must not know any step of the flow.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ColumnElement,
    ForeignKeyConstraint,
    Index,
    Integer,
    Select,
    Text,
    Uuid,
    exists,
    false,
    or_,
    select,
)
from sqlalchemy.orm import Mapped

from app.begrepp.aktiviteter import Aktivitetsform, Aktivitetskategori, Deltagandeform
from app.begrepp.veckotid import Pass, pass_av
from app.core.classification import intern, oppen
from app.core.database import JSON_TYP, Base, textlista
from app.core.stateful import Katalogpost
from app.core.tenancy import Isolering, Katalogagd, tabell
from app.katalog.aktivitet_sokord import Sokord, markning, ord_i, sokord
from app.katalog.aktivitet_states import PUBLIKA, AktivitetStatus, Arrangorstyp, Malgrupp
from app.katalog.organisationer import Avtal

# Compared byte by byte, so that a beginning of a word is a range of the index whatever the database's language is.
ORDNAD = Text().with_variant(Text(collation="C"), "postgresql")


class Aktivitet(Katalogagd, Katalogpost, Base):
    """Something that a nämnd can offer. ``delad_med``: the utförare that registered it.

    ``antal_platser`` None: as many as come. ``upptagna`` and ``i_ko`` are stepped by the bookings under a condition,
    without a new version. ``utgava`` counts the contents; its words carry it.
    """

    __tablename__ = "aktiviteter"
    __table_args__ = tabell(
        CheckConstraint(textlista("status", AktivitetStatus), name="status"),
        CheckConstraint(textlista("kategori", Aktivitetskategori), name="kategori"),
        CheckConstraint(textlista("form", Aktivitetsform), name="form"),
        CheckConstraint(textlista("malgrupp", Malgrupp), name="malgrupp"),
        CheckConstraint(textlista("arrangor_typ", Arrangorstyp), name="arrangor_typ"),
        CheckConstraint("minuter_per_vecka > 0", name="minuter"),
        CheckConstraint("upptagna >= 0 AND i_ko >= 0", name="raknare"),
        Index("ix_aktiviteter_lista", "kommunkod", "namnd_id", "id"),
        Index("ix_aktiviteter_status", "kommunkod", "namnd_id", "status", "id"),
        Index("ix_aktiviteter_kategori", "kommunkod", "namnd_id", "kategori", "id"),
        Index("ix_aktiviteter_utforare", "kommunkod", "delad_med", "status", "id"),
    )

    status: Mapped[str] = oppen(Text, default=AktivitetStatus.UTKAST.value)
    utgava: Mapped[int] = intern(Integer, default=1)
    skapad: Mapped[datetime] = intern()
    stangd_av_namnden: Mapped[bool] = intern(Boolean, default=False, server_default=false())
    namn: Mapped[str] = oppen(Text)
    beskrivning: Mapped[str] = oppen(Text)
    kategori: Mapped[str] = oppen(Text)
    nivaer: Mapped[list[Any]] = oppen(JSON_TYP)
    malgrupp: Mapped[str] = oppen(Text)
    malgrupp_text: Mapped[str | None] = oppen(Text)
    ta_med_barn: Mapped[bool] = oppen(Boolean)
    deltid: Mapped[bool] = oppen(Boolean)
    distans: Mapped[bool] = oppen(Boolean)
    enbart_kvinnor: Mapped[bool] = oppen(Boolean)
    minuter_per_vecka: Mapped[int] = oppen(Integer)
    tider: Mapped[list[Any]] = oppen(JSON_TYP)
    form: Mapped[str] = oppen(Text)
    plats: Mapped[str | None] = oppen(Text)
    sprak: Mapped[list[Any]] = oppen(JSON_TYP)
    antal_platser: Mapped[int | None] = oppen(Integer)
    vantetid_veckor: Mapped[int] = oppen(Integer, default=0)
    stangda_perioder: Mapped[list[Any]] = oppen(JSON_TYP)
    barnomsorg_pa_plats: Mapped[bool] = oppen(Boolean)
    oppen_for_anmalan: Mapped[bool] = oppen(Boolean)
    paverkar_foraldrapenning: Mapped[bool] = oppen(Boolean)
    arbetslivsanknytning: Mapped[bool] = oppen(Boolean)
    arrangor_typ: Mapped[str] = oppen(Text)
    arrangor_namn: Mapped[str | None] = oppen(Text)
    utforare_id: Mapped[UUID | None] = oppen(Uuid)
    galler_fran: Mapped[date] = oppen()
    galler_tom: Mapped[date | None] = oppen()
    upptagna: Mapped[int] = oppen(Integer, default=0)
    i_ko: Mapped[int] = oppen(Integer, default=0)

    @property
    def lediga_platser(self) -> int | None:
        """Places that can be booked now; None where any number can come. A free place is first for who waits."""
        if self.antal_platser is None:
            return None
        return 0 if self.i_ko else max(0, self.antal_platser - self.upptagna)

    @property
    def pass_i_veckan(self) -> tuple[Pass, ...]:
        """Its times of the week."""
        return pass_av(self.tider)

    @property
    def deltagandeformer(self) -> list[Deltagandeform]:
        """The forms of participation it has."""
        return [f for f in Deltagandeform if getattr(self, f.value)]


class Aktivitetsord(Base):
    """A word of one content of an aktivitet; those of earlier contents are never found."""

    __tablename__ = "aktivitetsord"
    __isolering__ = Isolering.OPPEN
    __table_args__ = tabell(
        ForeignKeyConstraint(["kommunkod", "aktivitet_id"], ["aktiviteter.kommunkod", "aktiviteter.id"]),
        info={"bara_tillagg": True},
    )

    kommunkod: Mapped[str] = oppen(Text, primary_key=True)
    ord: Mapped[str] = oppen(ORDNAD, primary_key=True)
    aktivitet_id: Mapped[UUID] = oppen(Uuid, primary_key=True)
    utgava: Mapped[int] = oppen(Integer, primary_key=True)


def ord_av(aktivitet: Aktivitet) -> list[Aktivitetsord]:
    """The words of its content: its texts, its languages and levels."""
    texter = (
        aktivitet.namn, aktivitet.beskrivning, aktivitet.malgrupp_text, aktivitet.plats, aktivitet.arrangor_namn,
        *aktivitet.sprak,
    )  # fmt: skip
    markta = {markning("niva", n) for n in aktivitet.nivaer} | {markning("sprak", s) for s in aktivitet.sprak}
    return [
        Aktivitetsord(kommunkod=aktivitet.kommunkod, ord=o, aktivitet_id=aktivitet.id, utgava=aktivitet.utgava)
        for o in sorted(ord_i(texter) | markta)
    ]


@dataclass(frozen=True, slots=True)
class Aktivitetsfilter:
    """What a search asks for; nothing said is nothing asked."""

    status: str | None = None
    kategori: str | None = None
    niva: str | None = None
    deltagandeform: str | None = None
    sprak: str | None = None
    form: str | None = None
    arrangorstyp: str | None = None
    lediga_platser: bool | None = None
    paverkar_foraldrapenning: bool | None = None
    barnomsorg: bool | None = None
    arbetslivsanknytning: bool | None = None
    fritext: str | None = None


LIKA = {
    "status": Aktivitet.status, "kategori": Aktivitet.kategori, "form": Aktivitet.form,
    "arrangorstyp": Aktivitet.arrangor_typ, "paverkar_foraldrapenning": Aktivitet.paverkar_foraldrapenning,
    "barnomsorg": Aktivitet.barnomsorg_pa_plats, "arbetslivsanknytning": Aktivitet.arbetslivsanknytning,
}  # fmt: skip


def _nabar(utforare: UUID | None, dag: date) -> list[ColumnElement[bool]]:
    """An utförare reaches the catalogue of a nämnd that it has an avtal with; a nämnd its own by the hook."""
    if utforare is None:
        return []
    return [
        exists().where(
            Avtal.kommunkod == Aktivitet.kommunkod,
            Avtal.namnd_id == Aktivitet.namnd_id,
            Avtal.utforare_id == utforare,
            Avtal.fran <= dag,
            or_(Avtal.tom.is_(None), Avtal.tom >= dag),
        )
    ]


def aktivitet_med(aktivitet_id: UUID, utforare: UUID | None, dag: date) -> Select[Aktivitet]:
    """One aktivitet that the caller reaches."""
    return select(Aktivitet).where(Aktivitet.id == aktivitet_id, *_nabar(utforare, dag))


def aktivitetslista(filter_: Aktivitetsfilter, utforare: UUID | None, dag: date) -> Select[Aktivitet]:
    """Aktiviteter that the caller reaches and that meet every condition."""
    sats = select(Aktivitet).where(*_nabar(utforare, dag))
    if utforare is not None and filter_.status is not None and filter_.status not in PUBLIKA:
        sats = sats.where(Aktivitet.delad_med == utforare)  # no other's are seen; said here, the index finds them
    for namn, kolumn in LIKA.items():
        if (varde := getattr(filter_, namn)) is not None:
            sats = sats.where(kolumn == varde)
    if filter_.deltagandeform is not None:
        sats = sats.where(getattr(Aktivitet, filter_.deltagandeform).is_(True))
    if filter_.lediga_platser is not None:
        ledig = ledig_plats()
        sats = sats.where(ledig if filter_.lediga_platser else ~ledig)
    return sats.where(*_med_ord(filter_))


def ledig_plats() -> ColumnElement[bool]:
    """Whether a place can be booked now."""
    fri = or_(Aktivitet.antal_platser.is_(None), (Aktivitet.upptagna < Aktivitet.antal_platser) & (Aktivitet.i_ko == 0))
    return fri & (Aktivitet.status == AktivitetStatus.PUBLICERAD.value) & Aktivitet.oppen_for_anmalan.is_(True)


def _med_ord(filter_: Aktivitetsfilter) -> list[ColumnElement[bool]]:
    hela = [Sokord(markning(s, v), None) for s in ("niva", "sprak") if (v := getattr(filter_, s)) is not None]
    return [_har_ord(o) for o in (*hela, *(sokord(filter_.fritext) if filter_.fritext else ()))]


def _har_ord(ord_: Sokord) -> ColumnElement[bool]:
    stam = Aktivitetsord.ord
    traff = stam == ord_.fran if ord_.till is None else (stam >= ord_.fran) & (stam < ord_.till)
    return exists().where(
        Aktivitetsord.kommunkod == Aktivitet.kommunkod,
        Aktivitetsord.aktivitet_id == Aktivitet.id,
        Aktivitetsord.utgava == Aktivitet.utgava,
        traff,
    )


def publicerade(dag: date, antal: int) -> Select[Aktivitet]:
    """What the nämnd offers and that has not ended on ``dag``, the newest first."""
    return (
        select(Aktivitet)
        .where(
            Aktivitet.status == AktivitetStatus.PUBLICERAD.value,
            or_(Aktivitet.galler_tom.is_(None), Aktivitet.galler_tom >= dag),
        )
        .order_by(Aktivitet.id.desc())
        .limit(antal)
    )


def ar_publik(status: str) -> bool:
    """Whether others than who registered it see it."""
    return status in PUBLIKA


def aktiviteter_med(idn: Sequence[UUID]) -> Select[Aktivitet]:
    """Several by id."""
    return select(Aktivitet).where(Aktivitet.id.in_(idn))
