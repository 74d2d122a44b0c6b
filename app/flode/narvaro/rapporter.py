"""A report about many occasions of many orders, in one transaction: each row by itself, nothing half-written.

    rows ─ lock the occasions by id ─ the last word on each ─▶ what each row means
        new words in one statement, a step per kind of act, händelser, the log

The occasion is what names a row: the same said again changes nothing, something else is a conflict unless it says
why it corrects. Two who report the same list at once wait for each other.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.begrepp.parter import Part
from app.core.bulk import Handelsefakta, infoga_egna, stegade
from app.core.errors import Problem, Saknas
from app.core.unit_of_work import Arbete
from app.flode.narvaro import models
from app.flode.narvaro.actions import (
    NARVARO_RATTAD,
    NARVARO_UPPGIVEN,
    RATTAD,
    UPPGIVEN,
    Rattelse,
    Uppgiven,
    avslutad,
    uppgiftsfalt,
)
from app.flode.narvaro.models import Narvarouppgift, Tillfalle
from app.flode.narvaro.states import TILLFALLE, Rapportradsutfall, TillfalleLage
from app.flode.narvaro.uppgifter import Utsaga, kompletterad, motsagelser


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


@dataclass
class _Skriver:
    """What is known of the occasions of a report, and what is to be written of them."""

    arbete: Arbete
    sena_dagar: int
    tillfallen: Mapping[UUID, Any]
    sista: Mapping[UUID, Narvarouppgift]
    sagt: dict[UUID, Utsaga] = field(default_factory=dict)
    nya: list[dict[str, Any]] = field(default_factory=list)
    steg: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    provade: dict[Any, Radfel | None] = field(default_factory=dict)

    def rad(self, rad: Rad) -> Radresultat:
        """What one row comes to."""
        t = self.tillfallen.get(rad.tillfalle_id)
        if t is None:
            return self._fel(rad, OKANT)
        vantad = (t.fran, t.till)
        sagt = kompletterad(rad.utsaga, vantad)
        for fel in motsagelser(sagt, vantad):
            return self._fel(rad, Radfel(fel.kod, fel.falt, fel.text))
        if (forut := self._forut(rad.tillfalle_id)) is not None and _lika(forut, sagt):
            return Radresultat(rad.rad_id, rad.tillfalle_id, Rapportradsutfall.OFORANDRAD, 200)
        return self._ny(rad, t, sagt)

    def _fel(self, rad: Rad, fel: Radfel) -> Radresultat:
        return Radresultat(rad.rad_id, rad.tillfalle_id, Rapportradsutfall.FEL, fel.http, fel)

    def _forut(self, tillfalle_id: UUID) -> Utsaga | None:
        """What the report itself, or somebody before it, has said."""
        if tillfalle_id in self.sagt:
            return self.sagt[tillfalle_id]
        uppgift = self.sista.get(tillfalle_id)
        return None if uppgift is None else models.utsaga_av(uppgift)

    def _ny(self, rad: Rad, t: Any, sagt: Utsaga) -> Radresultat:
        fore = self.sista.get(t.id)
        if t.id in self.sagt:
            return self._fel(rad, MOTSAGELSE)
        if fore is not None and rad.rattelse_skal is None:
            return self._fel(rad, REDAN)
        handelse = _handelse(sagt, rattar=rad.rattelse_skal is not None)
        if (fel := self._provad(t, handelse)) is not None:
            return self._fel(rad, fel)
        self.sagt[t.id] = sagt
        sen = t.ratt_tom is not None and self._lage(t).sent
        rattar = fore.id if fore else None
        self.nya.append(uppgiftsfalt(self.arbete, t, sagt, rattar, rad.rattelse_skal, sen=sen))
        self.steg[handelse].append(t)
        status = Rapportradsutfall.SKAPAD if fore is None else Rapportradsutfall.RATTAD
        return Radresultat(rad.rad_id, t.id, status, 201)

    def _lage(self, t: Any) -> TillfalleLage:
        dag, sista = avslutad(t.bestallning_status, t.slut_datum, t.ratt_tom)
        arbete, begard = self.arbete, t.begard is not None
        return TillfalleLage(arbete.nu, arbete.idag, t.dag, t.till, dag, sista, begard, self.sena_dagar)

    def _provad(self, t: Any, handelse: str) -> Radfel | None:
        """Whether the table lets it; the same for all of a group at the same time."""
        fraga = (handelse, t.status, t.dag, t.till, t.bestallning_status, t.slut_datum, t.ratt_tom, t.begard is None)
        if fraga not in self.provade:
            self.provade[fraga] = self._prova(t, handelse)
        return self.provade[fraga]

    def _prova(self, t: Any, handelse: str) -> Radfel | None:
        try:
            TILLFALLE.valj(t.status, handelse, self.arbete.aktor.roll, self._lage(t))
        except Problem as nej:
            kod = nej.fel[0].kod if nej.fel else nej.felkod.kod
            return Radfel(kod, None, nej.detalj, nej.status)
        return None


def _lika(en: Utsaga, annan: Utsaga) -> bool:
    """Whether two say the same; that presence lies outside the time is said by the times themselves."""
    return _innehall(en) == _innehall(annan)


def _innehall(u: Utsaga) -> tuple[Any, ...]:
    return u.blev_av, u.utfall, u.installt_av, u.fran, u.till, u.orsak, u.text


def _handelse(sagt: Utsaga, *, rattar: bool) -> str:
    if rattar:
        return "ratta" if sagt.blev_av else "ratta_installt"
    return "rapportera" if sagt.blev_av else "stall_in"


async def rapportera(arbete: Arbete, rader: Sequence[Rad | Radfel | Tomrad], sena_dagar: int) -> Rapportresultat:
    """Take in a report; what of it can be, is written."""
    if arbete.aktor.part is not Part.UTFORARE:
        raise Saknas
    idn = sorted({rad.tillfalle_id for rad in rader if isinstance(rad, Rad)})
    tillfallen = {t.id: t for t in (await arbete.session.execute(models.att_rapportera(idn))).all()}
    sagda = [t.id for t in tillfallen.values() if t.antal_uppgifter]
    sista = {u.tillfalle_id: u for u in await arbete.alla(models.sista_uppgifterna(sagda))} if sagda else {}
    skriver = _Skriver(arbete, sena_dagar, tillfallen, sista)
    resultat = Rapportresultat(nytt_id(), [_utfall(skriver, rad) for rad in rader])
    await _skriv(skriver, resultat.id)
    return resultat


def _utfall(skriver: _Skriver, rad: Rad | Radfel | Tomrad) -> Radresultat:
    if isinstance(rad, Rad):
        return skriver.rad(rad)
    if isinstance(rad, Tomrad):
        return Radresultat(rad.rad_id, None, Rapportradsutfall.OMARKERAD, 200)
    return Radresultat(None, None, Rapportradsutfall.FEL, rad.http, rad)


async def _skriv(skriver: _Skriver, rapport_id: UUID) -> None:
    arbete = skriver.arbete
    await infoga_egna(arbete, Narvarouppgift, skriver.nya)
    for handelse, tillfallen in skriver.steg.items():
        till = next(o.till for o in TILLFALLE.overgangar if o.handelse == handelse)
        fakta = Handelsefakta(TILLFALLE.namn, handelse, till, {"rapportId": str(rapport_id)})
        await stegade(arbete, Tillfalle, tillfallen, fakta, {"antal_uppgifter": Tillfalle.antal_uppgifter + 1})
    _logga(skriver, rapport_id)
    rattelser = [
        Rattelse(skriver.tillfallen[rad["tillfalle_id"]], skriver.sista[rad["tillfalle_id"]], Narvarouppgift(**rad))
        for rad in skriver.nya
        if rad["rattar_id"] is not None
    ]
    if rattelser:
        await RATTAD.spela(NARVARO_RATTAD, arbete, rattelser)
    await UPPGIVEN.spela(NARVARO_UPPGIVEN, arbete, [_uppgiven(skriver, rad) for rad in skriver.nya])


def _uppgiven(skriver: _Skriver, rad: Mapping[str, Any]) -> Uppgiven:
    tillfalle_id = rad["tillfalle_id"]
    return Uppgiven(skriver.tillfallen[tillfalle_id], rad["utfall"], rad["avviker"], skriver.sista.get(tillfalle_id))


def _logga(skriver: _Skriver, rapport_id: UUID) -> None:
    """One row in the access log for each nämnd whose persons the report is about."""
    per_namnd: dict[UUID, list[Any]] = defaultdict(list)
    for rad in skriver.nya:
        per_namnd[rad["namnd_id"]].append(skriver.tillfallen[rad["tillfalle_id"]])
    for tillfallen in per_namnd.values():
        skriver.arbete.inom(tillfallen[0])
        arenden = list(dict.fromkeys(t.arende_id for t in tillfallen))
        skriver.arbete.har_skrivit_flera("narvarorapport", rapport_id, arenden)
