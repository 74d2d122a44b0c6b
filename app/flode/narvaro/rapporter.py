"""A report about many occasions of many orders, in one transaction: each row by itself, nothing half-written.

    rows ─ lock the occasions by id ─ the last word on each ─▶ what each row means
        new words in one statement, a step per kind of act, händelser, the log

The occasion is what names a row: the same said again changes nothing, something else is a conflict unless it says
why it corrects. Two who report the same list at once wait for each other.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from app.begrepp.identiteter import nya_id, nytt_id
from app.begrepp.parter import Part
from app.begrepp.tid import veckans_mandag
from app.core.bulk import Foljande, Handelsefakta, infoga_foljande, stegade
from app.core.errors import Problem, Saknas
from app.core.unit_of_work import Arbete
from app.flode.narvaro import models
from app.flode.narvaro.actions import (
    NARVARO_RATTAD,
    NARVARO_UPPGIVEN,
    RATTAD,
    UPPGIVEN,
    UR_TILLFALLET,
    Rattelse,
    Uppgiven,
    avslutad,
    ordalydelse,
)
from app.flode.narvaro.models import Attrapportera, Narvarouppgift, Tillfalle
from app.flode.narvaro.states import TILLFALLE, Rapportradsutfall, TillfalleLage
from app.flode.narvaro.uppgifter import Utsaga, handelse_for, kompletterad, motsagelser


class Radfel(NamedTuple):
    """Why a row was not taken: code, field and sentence, never what stood there; and its HTTP status."""

    kod: str
    falt: str | None
    text: str
    http: int = 422


class Rad(NamedTuple):
    """A row that can be read."""

    rad_id: str | None
    tillfalle_id: UUID
    utsaga: Utsaga
    rattelse_skal: str | None


class Tomrad(NamedTuple):
    """A row of a list that nobody filled in."""

    rad_id: str | None


class Radresultat(NamedTuple):
    """What became of one row."""

    rad_id: str | None
    tillfalle_id: UUID | None
    status: Rapportradsutfall
    http: int
    fel: Radfel | None = None


class Rapportresultat(NamedTuple):
    """The fate of every row, in the order of the report."""

    id: UUID
    rader: list[Radresultat]


OKANT = Radfel("saknas", "tillfalleId", "Tillfället finns inte, eller så når du det inte.", 404)
MOTSAGELSE = Radfel("motsagelse", None, "Rapporten säger olika saker om samma tillfälle.", 409)
REDAN = Radfel("redan_rapporterat", None, "Tillfället är redan rapporterat. Ange rattelseSkal för att rätta.", 409)


@dataclass(frozen=True, slots=True)
class _Bedomt:
    """What a row says of an occasion at some hours; the same for all of a group."""

    sagt: Utsaga
    fel: Radfel | None
    ord: dict[str, Any]


class _Nytt(NamedTuple):
    """A word to be written, and what it corrects."""

    tillfalle: Attrapportera
    sagt: Utsaga
    eget: dict[str, Any]
    fore: Narvarouppgift | None


@dataclass
class _Skriver:
    """What is known of the occasions of a report, and what is to be written of them."""

    arbete: Arbete
    sena_dagar: int
    nu: datetime
    tillfallen: Mapping[UUID, Attrapportera]
    sista: Mapping[UUID, Narvarouppgift]
    idn: Iterator[str]
    nya: dict[UUID, _Nytt] = field(default_factory=dict)
    steg: dict[tuple[str, str], list[Attrapportera]] = field(default_factory=lambda: defaultdict(list))
    bedomda: dict[Any, _Bedomt] = field(default_factory=dict)
    provade: dict[Any, Radfel | None] = field(default_factory=dict)

    def rad(self, rad: Rad) -> Radresultat:
        """What one row comes to."""
        t = self.tillfallen.get(rad.tillfalle_id)
        if t is None:
            return _fel(rad, OKANT)
        bedomt = self._bedomt(rad.utsaga, t.fran, t.till)
        if bedomt.fel is not None:
            return _fel(rad, bedomt.fel)
        if (forut := self._forut(t)) is not None and _lika(forut, bedomt.sagt):
            return Radresultat(rad.rad_id, t.id, Rapportradsutfall.OFORANDRAD, 200)
        return self._ny(rad, t, bedomt)

    def _bedomt(self, utsaga: Utsaga, fran: int, till: int) -> _Bedomt:
        fraga = (utsaga, fran, till)
        bedomt = self.bedomda.get(fraga)
        if bedomt is None:
            sagt = kompletterad(utsaga, (fran, till))
            fel = [Radfel(m.kod, m.falt, m.text) for m in motsagelser(sagt, (fran, till))]
            ord_ = {} if fel else ordalydelse(sagt, (fran, till))
            bedomt = _Bedomt(sagt, fel[0] if fel else None, {n: v for n, v in ord_.items() if v is not None})
            self.bedomda[fraga] = bedomt
        return bedomt

    def _forut(self, t: Attrapportera) -> Utsaga | None:
        """What the report itself, or somebody before it, has said."""
        if t.id in self.nya:
            return self.nya[t.id].sagt
        return models.utsaga_av(self.sista[t.id]) if t.id in self.sista else None

    def _ny(self, rad: Rad, t: Attrapportera, bedomt: _Bedomt) -> Radresultat:
        fore = self.sista.get(t.id)
        if t.id in self.nya:
            return _fel(rad, MOTSAGELSE)
        if fore is not None and rad.rattelse_skal is None:
            return _fel(rad, REDAN)
        handelse = handelse_for(bedomt.sagt, rattar=rad.rattelse_skal is not None)
        if (fel := self._provad(t, handelse)) is not None:
            return _fel(rad, fel)
        eget = {"id": next(self.idn), "sen_inlamning": t.ratt_tom is not None and self._lage(t).sent, **bedomt.ord}
        if fore is not None:
            eget |= {"rattar_id": str(fore.id), "rattelse_skal": rad.rattelse_skal}
        self.nya[t.id] = _Nytt(t, bedomt.sagt, eget, fore)
        self.steg[handelse, t.status].append(t)
        return Radresultat(rad.rad_id, t.id, Rapportradsutfall.RATTAD if fore else Rapportradsutfall.SKAPAD, 201)

    def _lage(self, t: Attrapportera) -> TillfalleLage:
        dag, sista = avslutad(t.bestallning_status, t.slut_datum, t.ratt_tom)
        begard = t.begard is not None
        return TillfalleLage(self.nu, self.arbete.idag, t.dag, t.till, dag, sista, begard, self.sena_dagar)

    def _provad(self, t: Attrapportera, handelse: str) -> Radfel | None:
        """Whether the table lets it; the same for all of a group at the same time."""
        fraga = (handelse, t.status, t.dag, t.till, t.bestallning_status, t.slut_datum, t.ratt_tom, t.begard is None)
        if fraga not in self.provade:
            self.provade[fraga] = self._prova(t, handelse)
        return self.provade[fraga]

    def _prova(self, t: Attrapportera, handelse: str) -> Radfel | None:
        try:
            TILLFALLE.valj(t.status, handelse, self.arbete.aktor.roll, self._lage(t))
        except Problem as nej:
            kod = nej.fel[0].kod if nej.fel else nej.felkod.kod
            return Radfel(kod, None, nej.detalj, nej.status)
        return None


def _fel(rad: Rad, fel: Radfel) -> Radresultat:
    return Radresultat(rad.rad_id, rad.tillfalle_id, Rapportradsutfall.FEL, fel.http, fel)


def _lika(en: Utsaga, annan: Utsaga) -> bool:
    """Whether two say the same; that presence lies outside the time is said by the times themselves."""
    return _innehall(en) == _innehall(annan)


def _innehall(u: Utsaga) -> tuple[Any, ...]:
    return u.blev_av, u.utfall, u.installt_av, u.fran, u.till, u.orsak, u.text


async def rapportera(arbete: Arbete, rader: Sequence[Rad | Radfel | Tomrad], sena_dagar: int) -> Rapportresultat:
    """Take in a report; what of it can be, is written."""
    if arbete.aktor.part is not Part.UTFORARE:
        raise Saknas
    idn = sorted({rad.tillfalle_id for rad in rader if isinstance(rad, Rad)})
    funna = map(Attrapportera._make, await arbete.rader(models.ATT_RAPPORTERA, idn=idn))
    tillfallen = {t.id: t for t in funna}
    sagda = [t.id for t in tillfallen.values() if t.antal_uppgifter]
    sista = {u.tillfalle_id: u for u in await arbete.alla(models.sista_uppgifterna(sagda))} if sagda else {}
    skriver = _Skriver(arbete, sena_dagar, arbete.nu, tillfallen, sista, iter(nya_id(len(idn))))
    resultat = Rapportresultat(nytt_id(), [_utfall(skriver, rad) for rad in rader])
    await _skriv(skriver, resultat.id)
    return resultat


def _utfall(skriver: _Skriver, rad: Rad | Radfel | Tomrad) -> Radresultat:
    if isinstance(rad, Rad):
        return skriver.rad(rad)
    if isinstance(rad, Tomrad):
        return Radresultat(rad.rad_id, None, Rapportradsutfall.OMARKERAD, 200)
    return Radresultat(None, None, Rapportradsutfall.FEL, rad.http, rad)


# A word has from its occasion, when that has been stepped, whose and when it is; the rest is said.
ORDALYDELSE = tuple(ordalydelse(Utsaga(), (0, 0)))
UPPGIFTER = Foljande(
    Narvarouppgift,
    Tillfalle,
    (
        *((namn, namn) for namn in ("delad_med", "arende_id", "bestallning_id", "dag", "fran", "till")),
        ("tillfalle_id", "id"),
        ("nummer", "antal_uppgifter"),
    ),
    ("registrerad", "person"),
    ("id", "rattar_id", "rattelse_skal", "sen_inlamning", *ORDALYDELSE),
)


async def _skriv(skriver: _Skriver, rapport_id: UUID) -> None:
    """First the occasions, then what is said of them, which counts from how many words there were."""
    arbete, nya = skriver.arbete, list(skriver.nya.values())
    if not nya:
        return
    for (handelse, _), tillfallen in skriver.steg.items():
        till = next(o.till for o in TILLFALLE.overgangar if o.handelse == handelse)
        fakta = Handelsefakta(TILLFALLE.namn, handelse, till, {"rapportId": str(rapport_id)})
        await stegade(arbete, Tillfalle, tillfallen, fakta, okas=("antal_uppgifter",))
    fasta = {"registrerad": skriver.nu, "person": arbete.aktor.person}
    await infoga_foljande(arbete, UPPGIFTER, [n.tillfalle for n in nya], fasta, [n.eget for n in nya])
    _logga(skriver, rapport_id)
    if rattelser := [_rattelse(skriver, n) for n in nya if n.fore is not None]:
        await RATTAD.spela(NARVARO_RATTAD, arbete, rattelser)
    uppgivna = [Uppgiven(n.tillfalle, n.eget.get("utfall"), n.eget["avviker"], n.fore) for n in nya]
    await UPPGIVEN.spela(NARVARO_UPPGIVEN, arbete, uppgivna)


def _rattelse(skriver: _Skriver, n: _Nytt) -> Rattelse:
    """The new word as it was written, beside the old."""
    fore = n.fore
    assert fore is not None
    falt = {namn: getattr(fore, namn) for namn in (*UR_TILLFALLET, "tillfalle_id")} | ordalydelse(
        n.sagt, (fore.fran, fore.till)
    )
    egna = {"id": UUID(n.eget["id"]), "nummer": fore.nummer + 1, "rattar_id": fore.id}
    sagt = {namn: n.eget[namn] for namn in ("rattelse_skal", "sen_inlamning")}
    vem = {"registrerad": skriver.nu, "person": skriver.arbete.aktor.person}
    return Rattelse(fore.tillfalle_id, fore, Narvarouppgift(**falt | egna | sagt | vem))


def _logga(skriver: _Skriver, rapport_id: UUID) -> None:
    """Whose persons the report is about."""
    nya, mandag = skriver.nya.values(), veckans_mandag(skriver.arbete.idag)
    agare = [(ny.tillfalle.namnd_id, ny.tillfalle.arende_id) for ny in nya]
    # Nothing waits for what is reported in its own week; what is late or corrected does (AK-40).
    vantat = {ny.tillfalle.arende_id for ny in nya if ny.fore is not None or ny.tillfalle.dag < mandag}
    skriver.arbete.har_skrivit_flera("narvarorapport", rapport_id, agare, berorda=vantat)
