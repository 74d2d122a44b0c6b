"""What a beslut is held against: the assessment, samråd, kommunicering and the ärende's other beslut.

Loads the rows and turns them into the facts of the guards; changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.begrepp.tid import Manad, Period
from app.core.errors import Faltfel, OgiltigtInnehall, Saknas
from app.core.unit_of_work import Arbete
from app.flode.arende.actions import krav_tilldelning
from app.flode.arende.models import Arende
from app.flode.bedomning.models import Bedomning
from app.flode.bedomning.states import BedomningStatus
from app.flode.beslut.krav import FL_25, Bedomningsfakta, BeslutLage, Beslutstyp, Underlag
from app.flode.beslut.models import (
    BEGARAN,
    FATTANDE,
    GALLANDE,
    UNDERRATTELSE,
    Beslut,
    Kommunicering,
    Underrattelse,
    beslut_for,
    dagens_slut,
    verklig_tid,
)
from app.flode.beslut.states import kommunicering_klar
from app.flode.samrad.models import Samrad
from app.regelverk.modell import Lagrum
from app.regelverk.motor.fakta import Undantag, helt_undantagen


@dataclass(frozen=True, slots=True)
class Kring:
    """The rows around a beslut to be taken."""

    arende: Arende
    bedomning: Bedomning
    undantag: tuple[Undantag, ...]
    tidigare: Sequence[Beslut]
    samrad: Samrad | None
    kommunicering: Kommunicering | None
    omfattas_av_kravet: bool
    aktivitet_saknades: bool
    underrattelse: Underrattelse | None


def faltfel(falt: str, kod: str, text: str, regel: str | None = None, lagrum: str | None = None) -> OgiltigtInnehall:
    """422 for one field."""
    return OgiltigtInnehall(text, regel=regel, lagrum=lagrum, fel=[Faltfel(f"/{falt}", kod, text)])


def krav_dag(falt: str, dag: date, fran: date, idag: date, regel: tuple[str, str]) -> None:
    """A day that something happened: not before ``fran``, not in the future; ``regel`` with its section of law."""
    if not fran <= dag <= idag:
        raise faltfel(falt, "dag_utanfor", f"Dagen ska ligga mellan {fran} och {idag}.", *regel)


async def samla(arbete: Arbete, arende_id: UUID, u: dict[str, Any]) -> Kring:
    """Load what the beslut is held against; the ärende's row is locked until the commit."""
    dag, manad = u["beslutsdatum"], u["avser_fran_manad"]
    rader = await arbete.rader(
        UNDERRATTELSE.till(FATTANDE),
        arende=arende_id,
        bedomning=u["bedomning_id"],
        kommunicering=u["kommunicering_id"],
        lagrum=u["lagrum"],
        manad=manad,
        dag=dag,
        slut=dagens_slut(dag),
    )
    if not rader:
        raise Saknas
    arende, bedomning, samrad, kommunicering, omfattas, saknades, _, notis = rader[0]
    await krav_tilldelning(arbete, arende)
    arbete.inom(arende)
    if bedomning is None:
        raise faltfel("bedomningId", "saknas", "Bedömningen finns inte i ärendet.", "AK-02", Lagrum(u["lagrum"]).text)
    if kommunicering is None and u["kommunicering_id"] is not None:
        raise faltfel("kommuniceringId", "saknas", "Kommuniceringen finns inte i ärendet.", "AK-22", FL_25)
    tidigare = await arbete.alla(beslut_for(arende.id))
    undantag = tuple(post.som_undantag for *_, post, _notis in rader if post is not None)
    las = UNDERRATTELSE.las(notis)
    return Kring(arende, bedomning, undantag, tidigare, samrad, kommunicering, omfattas, saknades, las)


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
        nedsattningar=sum(u[falt] is not None for falt in ("nedsatt_procent", "nedsatt_kronor")),
        underlag=_underlag(kring, u),
    )


def _underlag(kring: Kring, u: dict[str, Any]) -> Underlag:
    # What is replaced steps aside: it neither clashes with the new one nor ends anything.
    kvar = [b for b in kring.tidigare if b.id != u["ersatter_id"]]
    kommunicering = kring.kommunicering
    return Underlag(
        bedomning=_bedomningsfakta(kring, u["galler_fran"]),
        arende_oppet=kring.arende.status == "oppet",
        har_barn=kring.arende.har_barn,
        omfattas_av_kravet=kring.omfattas_av_kravet,
        samrad_klart=kring.samrad is not None,
        aktivitet_saknades=kring.aktivitet_saknades,
        kommunicering_angiven=kommunicering is not None,
        kommunicering_klar=_klar(kommunicering),
        kommunicering_anvand=_anvand(kring.tidigare, u["kommunicering_id"], u["ersatter_id"]),
        begaran_finns=_har_begaran(kvar, u),
        begaran_krockar=_krockar(kvar, u),
        avser_angivet=u["avser_beslut_id"] is not None,
        avser_gallande=_star_sig(kvar, u["avser_beslut_id"]) not in {None, Beslutstyp.UPPHOR.value},
        ersatter_gallande=u["ersatter_id"] is None or _star_sig(kring.tidigare, u["ersatter_id"]) == u["typ"],
    )


def _bedomningsfakta(kring: Kring, galler_fran: date) -> Bedomningsfakta:
    """The assessment, and with its exemptions those that were recorded in the ärende after it (AK-05)."""
    bedomning, manadens_sista = kring.bedomning, Manad.for_dag(galler_fran).sista
    undantag = (*bedomning.undantagsgrunder, *kring.undantag)
    return Bedomningsfakta(
        faststalld=bedomning.status == BedomningStatus.FASTSTALLD.value,
        utfall=bedomning.utfall,
        lagrum=bedomning.lagrum,
        regelverk=bedomning.regelverk,
        manad=Manad.tolka(bedomning.avser_manad),
        timmar=bedomning.timmar_per_vecka or 0,
        helt_undantagen=helt_undantagen(undantag, galler_fran, manadens_sista),
    )


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
    """Whether a request on the same ground was taken before and came into force (AK-19)."""
    return any(
        b.typ == BEGARAN
        and b.status == GALLANDE
        and b.lagrum == u["lagrum"]
        and b.beslutsdatum <= u["beslutsdatum"]
        and b.galler_fran <= u["galler_fran"]
        and verklig_tid(b, tidigare) is not None
        for b in tidigare
    )


def _krockar(tidigare: Sequence[Beslut], u: dict[str, Any]) -> bool:
    """Whether another standing request holds on some of the same days."""
    tid = Period(u["galler_fran"], u["galler_tom"])
    andra = (b for b in tidigare if b.typ == BEGARAN and b.status == GALLANDE)
    return any((deras := verklig_tid(b, tidigare)) is not None and tid.overlappar(deras) for b in andra)


def _star_sig(tidigare: Sequence[Beslut], beslut_id: UUID | None) -> str | None:
    """Type of a standing beslut that nothing has ended, else None."""
    beslut = next((b for b in tidigare if b.id == beslut_id and b.status == GALLANDE), None)
    upphort = any(b.avser_beslut_id == beslut_id and b.status == GALLANDE for b in tidigare)
    return None if beslut is None or upphort else beslut.typ
