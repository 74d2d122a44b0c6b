"""What a plan is held against for a parent on leave: barnomsorg (AK-30) and Försäkringskassan's answer.

The gate stops an approval; the warnings stop nothing, nor does what the person wished. All is read for the nämnd
only, together with the assessment that the plan is held against.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, select

from app.begrepp.aktiviteter import Aktivitetskategori
from app.begrepp.veckotid import Pass, pass_av, utanfor
from app.core.unit_of_work import Arbete
from app.flode.arende.models import Arende
from app.flode.bedomning.models import Bedomning
from app.flode.behov.models import Behovsversion, FkAvstamning, arende_med_behov, senaste_svar
from app.flode.behov.states import Barnomsorgsstatus, FkSvar, ger_besked
from app.flode.beslut.models import Beslut
from app.flode.bestallning.models import Bestallning
from app.flode.plan.models import Planaktivitet, poster
from app.flode.plan.states import timmar
from app.flode.plan.timmar import Post, totalt
from app.flode.plan.utbud import Utbud, paverkar, utan_barnomsorg
from app.regelverk.skolalder import barn_fore_skolalder

FLEST_TIDER = 3
EJ_BEVILJAD = {
    Barnomsorgsstatus.EJ_SOKT.value: "inte sökt",
    Barnomsorgsstatus.SOKT.value: "sökt men inte beviljad",
    Barnomsorgsstatus.I_KO.value: "i kö",
    Barnomsorgsstatus.NEKAD.value: "nekad",
}


@dataclass(frozen=True, slots=True)
class Varning:
    """Something that the nämnd should look at before the plan; it stops nothing."""

    kod: str
    meddelande: str
    regel: str = "AK-30"


@dataclass(frozen=True, slots=True)
class Omstandigheter:
    """What the nämnd knows: the ärende, its needs, what Försäkringskassan answered last, the assessment behind it."""

    arende: Arende
    behov: Behovsversion | None
    fk_svar: FkAvstamning | None
    bedomning: Bedomning | None = None


async def omstandigheter(arbete: Arbete, bestallning: Bestallning, *, las: bool = False) -> Omstandigheter | None:
    """Read for the nämnd in one statement; ``las`` lets two approvals for the same person take turns."""
    arende_id = bestallning.arende_id
    vilan = select(Beslut.bedomning_id).where(Beslut.id == bestallning.beslut_id).scalar_subquery()
    svaret = senaste_svar(arende_id).with_only_columns(FkAvstamning.id).correlate(None).scalar_subquery()
    sats = (
        arende_med_behov(arende_id)
        .add_columns(Bedomning, FkAvstamning)
        .outerjoin(Bedomning, and_(Bedomning.kommunkod == Arende.kommunkod, Bedomning.id == vilan))
        .outerjoin(FkAvstamning, and_(FkAvstamning.kommunkod == Arende.kommunkod, FkAvstamning.id == svaret))
    )
    rad = await arbete.rad(sats.with_for_update(of=Arende, key_share=True) if las else sats)
    if rad is None:
        return None
    arende, behov, bedomning, fk_svar = rad
    return Omstandigheter(arende, behov, fk_svar, bedomning)


def fk_besked(kant: Omstandigheter | None, dag: date) -> FkSvar | None:
    """What FK's latest answer says for ``dag``; nothing when it is unclear, no longer holds or isn't there."""
    svar = kant.fk_svar if kant else None
    if svar is None or svar.svar is None or not ger_besked(svar.svar, svar.galler_tom, dag):
        return None
    return FkSvar(svar.svar)


def varningar(kant: Omstandigheter, aktiviteter: Sequence[Planaktivitet], utbud: Utbud, dag: date) -> list[Varning]:
    """All warnings of a plan as it is on ``dag``; where there is childcare on site, none else is needed."""
    ut = []
    if paverkar(aktiviteter, utbud) and fk_besked(kant, dag) is FkSvar.PAVERKAR:
        ut.append(Varning("foraldrapenning_paverkas", "Enligt Försäkringskassan påverkas föräldrapenningen."))
    ensamma = poster(utan_barnomsorg(aktiviteter, utbud))
    return [*ut, *_barnomsorg(kant, ensamma, dag), *_onskade_tider(kant.behov, poster(aktiviteter))]


def _onskade_tider(behov: Behovsversion | None, alla: Sequence[Post]) -> Iterator[Varning]:
    """Times when the person has not said that they can."""
    kan = pass_av(behov.tider) if behov is not None else ()
    ute = utanfor([t for p in alla for t in p.tider], kan) if kan else []
    if ute:
        yield Varning(
            "tider_utanfor_onskemal", f"Utanför de tider som personen har angett: {_uppraknat(ute)}.", "AK-39"
        )


def _barnomsorg(kant: Omstandigheter, alla: Sequence[Post], dag: date) -> Iterator[Varning]:
    """Assigned hours against granted ones; own job search fits round the children (AK-12)."""
    anvisade = [p for p in alla if p.kategori is not Aktivitetskategori.EGET_JOBBSOKANDE]
    behov, status = kant.behov, kant.behov and kant.behov.barnomsorg_status
    if not anvisade or status == Barnomsorgsstatus.INGET_BEHOV.value or not _har_smabarn(kant.arende, dag):
        return
    if behov is None or status is None:
        yield Varning("barnomsorg_okand", "Det är inte antecknat om barnen har barnomsorg under aktiviteterna.")
        return
    beviljat = _beviljat(behov, dag)
    if totalt(anvisade) > beviljat:
        yield Varning("barnomsorg_racker_inte", _racker_inte(behov, totalt(anvisade), dag))
    if beviljat:
        yield from _utanfor(behov, anvisade)


def _har_smabarn(arende: Arende, dag: date) -> bool:
    return barn_fore_skolalder(arende.antal_barn, arende.yngsta_barn_fyller_ett, arende.yngsta_barn_fyller_atta, dag)


def _beviljat(behov: Behovsversion, dag: date) -> int:
    """Minutes a week that are granted on ``dag``."""
    fran, tom = behov.barnomsorg_fran, behov.barnomsorg_tom
    inne = fran is not None and fran <= dag and (tom is None or dag <= tom)
    return behov.barnomsorg_beviljat or 0 if inne else 0


def _racker_inte(behov: Behovsversion, anvisat: int, dag: date) -> str:
    planen = f"Planen har {timmar(anvisat)} anvisad tid i veckan."
    if (lage := EJ_BEVILJAD.get(behov.barnomsorg_status or "")) is not None:
        return f"{planen} Barnomsorg är {lage}."
    if beviljat := _beviljat(behov, dag):
        return f"{planen} Barnomsorg är beviljad med {timmar(beviljat)}."
    return f"{planen} Barnomsorg är inte beviljad {dag.isoformat()}."


def _utanfor(behov: Behovsversion, anvisade: Sequence[Post]) -> Iterator[Varning]:
    """Where both times are known."""
    ramar = behov.beviljade_pass
    ute = utanfor([t for p in anvisade for t in p.tider], ramar) if ramar else []
    if ute:
        yield Varning("tider_utanfor_barnomsorg", f"Utanför tiden med barnomsorg: {_uppraknat(ute)}.")


def _uppraknat(tider: Sequence[Pass]) -> str:
    forsta = ", ".join(map(str, tider[:FLEST_TIDER]))
    return forsta + (f" och {len(tider) - FLEST_TIDER} till" if len(tider) > FLEST_TIDER else "")
