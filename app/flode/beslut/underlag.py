"""What a beslut is held against: the assessment, samråd, kommunicering and the ärende's other beslut.

Loads the rows and turns them into the facts of the guards; changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.begrepp.tid import Manad, Period
from app.core.errors import Faltfel, OgiltigtInnehall
from app.core.unit_of_work import Arbete
from app.flode.arende.models import Arende
from app.flode.bedomning.actions import har_barn
from app.flode.bedomning.models import Bedomning, beslutsunderlag
from app.flode.bedomning.states import BedomningStatus
from app.flode.beslut.models import (
    BEGARAN,
    GALLANDE,
    Beslut,
    Kommunicering,
    beslut_for,
    kommunicering_med,
    verklig_tid,
)
from app.flode.beslut.states import Bedomningsfakta, BeslutLage, Beslutstyp, Underlag, kommunicering_klar
from app.flode.samrad.models import Samrad, samrad_for
from app.regelverk.modell import Lagrum
from app.regelverk.motor.fakta import helt_undantagen


@dataclass(frozen=True, slots=True)
class Kring:
    """The rows around a beslut to be taken."""

    arende: Arende
    bedomning: Bedomning
    gallande_bedomningar: Sequence[Bedomning]
    tidigare: Sequence[Beslut]
    samrad: Samrad | None
    kommunicering: Kommunicering | None


def faltfel(falt: str, kod: str, text: str, regel: str | None = None) -> OgiltigtInnehall:
    """422 for one field."""
    return OgiltigtInnehall(text, regel=regel, fel=[Faltfel(f"/{falt}", kod, text)])


async def samla(arbete: Arbete, arende: Arende, uppgifter: dict[str, Any]) -> Kring:
    """Load what the beslut is held against; the assessment's row is locked until the commit."""
    bedomningar = await arbete.alla(beslutsunderlag(arende.id, uppgifter["bedomning_id"]))
    bedomning = next((b for b in bedomningar if b.id == uppgifter["bedomning_id"]), None)
    if bedomning is None:
        raise faltfel("bedomningId", "saknas", "Bedömningen finns inte i ärendet.", "AK-02")
    tidigare = await arbete.alla(beslut_for(arende.id))
    samrad = await _samrad(arbete, arende) if uppgifter["lagrum"] == Lagrum.SOL_12_4.value else None
    kommunicering = await _kommunicering(arbete, arende, uppgifter["kommunicering_id"])
    return Kring(arende, bedomning, bedomningar, tidigare, samrad, kommunicering)


async def _samrad(arbete: Arbete, arende: Arende) -> Samrad | None:
    """The latest samråd that a beslut may rest on (AK-14)."""
    klara = [s for s in await arbete.alla(samrad_for(arende.id)) if s.uppfyller_ak14]
    return max(klara, key=lambda s: s.id, default=None)


async def _kommunicering(arbete: Arbete, arende: Arende, kommunicering_id: UUID | None) -> Kommunicering | None:
    if kommunicering_id is None:
        return None
    rad = await arbete.kanske(kommunicering_med(arende.id, kommunicering_id))
    if rad is None:
        raise faltfel("kommuniceringId", "saknas", "Kommuniceringen finns inte i ärendet.", "AK-22")
    return rad


def fattandelage(kring: Kring, u: dict[str, Any]) -> BeslutLage:
    """Facts for the guards of a new beslut."""
    return BeslutLage(
        typ=Beslutstyp(u["typ"]),
        lagrum=u["lagrum"],
        regelverk=u["regelverk"],
        avser_fran_manad=Manad.tolka(u["avser_fran_manad"]),
        galler_fran=u["galler_fran"],
        beslutsdatum=u["beslutsdatum"],
        barnets_basta=u["barnets_basta"] is not None,
        ingen_lamplig_atgard=u["ingen_lamplig_atgard"] is not None,
        godtagbart_skal=u["godtagbart_skal"] is not None,
        underlag=_underlag(kring, u),
    )


def _underlag(kring: Kring, u: dict[str, Any]) -> Underlag:
    kommunicering = kring.kommunicering
    return Underlag(
        bedomning=_bedomningsfakta(kring.bedomning, u["galler_fran"]),
        arende_oppet=kring.arende.status == "oppet",
        har_barn=har_barn(kring.arende),
        omfattas_av_kravet=any(_under_kravet(b, u["avser_fran_manad"]) for b in kring.gallande_bedomningar),
        samrad_klart=kring.samrad is not None,
        kommunicering_angiven=kommunicering is not None,
        kommunicering_klar=_klar(kommunicering),
        kommunicering_anvand=_anvand(kring.tidigare, u["kommunicering_id"], u["ersatter_id"]),
        begaran_finns=_har_begaran(kring.tidigare, u),
        begaran_krockar=_krockar(kring.tidigare, u),
        avser_gallande=_star_sig(kring.tidigare, u["avser_beslut_id"]) not in {None, Beslutstyp.UPPHOR.value},
        ersatter_gallande=u["ersatter_id"] is None or _star_sig(kring.tidigare, u["ersatter_id"]) == u["typ"],
    )


def _bedomningsfakta(bedomning: Bedomning, galler_fran: date) -> Bedomningsfakta:
    manadens_sista = Manad.for_dag(galler_fran).sista
    return Bedomningsfakta(
        faststalld=bedomning.status == BedomningStatus.FASTSTALLD.value,
        utfall=bedomning.utfall,
        lagrum=bedomning.lagrum,
        regelverk=bedomning.regelverk,
        manad=Manad.tolka(bedomning.avser_manad),
        timmar=bedomning.timmar_per_vecka or 0,
        helt_undantagen=helt_undantagen(bedomning.undantagsgrunder, galler_fran, manadens_sista),
    )


def _under_kravet(bedomning: Bedomning, manad: str) -> bool:
    """A final assessment that the person is covered by aktivitetskravet by that month (AK-01)."""
    galler = bedomning.status == BedomningStatus.FASTSTALLD.value and bedomning.lagrum == Lagrum.SOL_12_4A.value
    return galler and bedomning.utfall == "omfattas" and bedomning.avser_manad <= manad


def _klar(rad: Kommunicering | None) -> date | None:
    return None if rad is None else kommunicering_klar(rad.status, rad.svar_senast, rad.svar_datum)


def _anvand(tidigare: Sequence[Beslut], kommunicering_id: UUID | None, ersatter_id: UUID | None) -> bool:
    """Whether another beslut, not one that this corrects, rests on the same kommunicering."""
    per_id, rattade = {b.id: b for b in tidigare}, set()
    while ersatter_id in per_id and ersatter_id not in rattade:
        rattade.add(ersatter_id)
        ersatter_id = per_id[ersatter_id].ersatter_id
    return kommunicering_id is not None and any(
        b.kommunicering_id == kommunicering_id and b.id not in rattade for b in tidigare
    )


def _har_begaran(tidigare: Sequence[Beslut], u: dict[str, Any]) -> bool:
    """Whether a request on the same ground came before (AK-19)."""
    return any(
        b.typ == BEGARAN and b.status == GALLANDE and b.lagrum == u["lagrum"] and b.galler_fran <= u["galler_fran"]
        for b in tidigare
    )


def _krockar(tidigare: Sequence[Beslut], u: dict[str, Any]) -> bool:
    """Whether another standing request holds on some of the same days."""
    tid = Period(u["galler_fran"], u["galler_tom"])
    andra = (b for b in tidigare if b.typ == BEGARAN and b.status == GALLANDE and b.id != u["ersatter_id"])
    return any((deras := verklig_tid(b, tidigare)) is not None and tid.overlappar(deras) for b in andra)


def _star_sig(tidigare: Sequence[Beslut], beslut_id: UUID | None) -> str | None:
    """Type of a standing beslut that nothing has ended, else None."""
    beslut = next((b for b in tidigare if b.id == beslut_id and b.status == GALLANDE), None)
    upphort = any(b.avser_beslut_id == beslut_id and b.status == GALLANDE for b in tidigare)
    return None if beslut is None or upphort else beslut.typ
