"""Acts on a plan: draft, change, propose, send back, approve, take effect, end."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.begrepp.parter import Part
from app.core.aftermath import Efterspel
from app.core.errors import KROCK, Faltfel, Forbjuden, Konflikt, OgiltigtInnehall, hindrad
from app.core.journal import Handelse, historik
from app.core.paging import Sidfraga, Utsnitt, sida, skar
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.flode.bestallning import actions as bestallningar
from app.flode.bestallning.models import Bestallning
from app.flode.plan.foraldraledig import Omstandigheter, Varning, fk_besked, omstandigheter, paverkar, varningar
from app.flode.plan.models import (
    Plan,
    Planaktivitet,
    aktiviteter_i,
    levande,
    plan_med,
    planer_for,
    poster,
    senaste_nummer,
)
from app.flode.plan.states import (
    LEVANDE,
    PLAN,
    UNDER_ARBETE,
    UTFORARE,
    Aktivitetskategori,
    PlanLage,
    PlanStatus,
    bestallning_oppen,
    timmar,
)
from app.flode.plan.timmar import tidsfel, totalt

EFTER: Efterspel[Plan] = Efterspel()
EN_DAG = timedelta(days=1)
PLANERBAR = frozenset({"bekraftad", "pagaende", "pausad"})
INNEHALLSFALT = ("galler_fran", "egen_syn", "barnets_basta", "avvikelse_skal")


@dataclass
class Sak:
    """A plan with its order and the activities of its present edition."""

    bestallning: Bestallning
    plan: Plan
    aktiviteter: list[Planaktivitet] = field(default_factory=list)
    mojligheter: Mojligheter = field(default_factory=Mojligheter)
    kant: Omstandigheter | None = None
    varningar: list[Varning] = field(default_factory=list)


async def _ladda(arbete: Arbete, bestallning_id: UUID, plan_id: UUID) -> Sak:
    bestallning = await bestallningar.hamta(arbete, bestallning_id, las=False)
    plan = await arbete.en(plan_med(bestallning.id, plan_id))
    sak = Sak(bestallning, plan, list(await arbete.alla(aktiviteter_i(plan))))
    if arbete.aktor.part is Part.KOMMUN and plan.status in LEVANDE:
        sak.kant = await omstandigheter(arbete, plan, sak.aktiviteter)
    return sak


def _lage(arbete: Arbete, sak: Sak, **mer: Any) -> PlanLage:
    plan, bestallning = sak.plan, sak.bestallning
    saknar = dict.fromkeys(s for a in sak.aktiviteter for s in a.arbetsplats_saknar)
    fakta: dict[str, Any] = {
        "galler_fran": plan.galler_fran,
        "barnets_basta": bool(plan.barnets_basta or plan.namndens_barnets_basta),
    }
    fakta |= mer
    return PlanLage(
        idag=arbete.idag,
        bestallning_oppen=bestallning.status in PLANERBAR,
        antal_aktiviteter=len(sak.aktiviteter),
        totalt=totalt(poster(sak.aktiviteter)),
        bestallt=bestallning.timmar_per_vecka * 60,
        tak=bestallning.timtak * 60,
        skal_angivet=plan.avvikelse_skal is not None,
        egen_syn=plan.egen_syn is not None,
        arbetsplats_saknar=tuple(saknar),
        har_barn=bestallning.har_barn,
        person=arbete.aktor.person,
        utarbetare=frozenset(plan.utarbetare),
        fk_besked_saknas=paverkar(sak.aktiviteter) and fk_besked(sak.kant, fakta["galler_fran"]) is None,
        **fakta,
    )


def _bild(arbete: Arbete, sak: Sak) -> Sak:
    """What the caller may do next, and what the nämnd is warned of on the plan's first day or today."""
    if sak.kant is not None and sak.plan.status in LEVANDE:
        sak.varningar = varningar(sak.kant, sak.aktiviteter, max(arbete.idag, sak.plan.galler_fran))
    sak.mojligheter = arbete.mojligheter(PLAN, sak.plan, _lage(arbete, sak))
    return sak


async def visa(arbete: Arbete, bestallning_id: UUID, plan_id: UUID) -> Sak:
    """Detail of one version."""
    sak = await _ladda(arbete, bestallning_id, plan_id)
    arbete.har_last("plan", arende=sak.plan.arende_id, objekt=sak.plan.id)
    return _bild(arbete, sak)


async def lista(arbete: Arbete, bestallning_id: UUID, fraga: Sidfraga, *, status: str | None) -> Utsnitt[Plan]:
    """One page of the versions, newest first."""
    bestallning = await bestallningar.hamta(arbete, bestallning_id, las=False)
    rader = await arbete.alla(sida(planer_for(bestallning.id, status), Plan.id, fraga))
    arbete.har_last("plan", arende=bestallning.arende_id)
    return skar(rader, fraga)


async def historia(arbete: Arbete, bestallning_id: UUID, plan_id: UUID) -> list[Handelse]:
    """All händelser of one version."""
    sak = await visa(arbete, bestallning_id, plan_id)
    return list(await arbete.alla(historik(sak.plan.id)))


async def skapa(
    arbete: Arbete, bestallning_id: UUID, *, aktiviteter: Sequence[Mapping[str, Any]], **innehall: Any
) -> Sak:
    """Draft a new version; what is approved stays in force meanwhile."""
    bestallning = await bestallningar.hamta(arbete, bestallning_id, las=False)
    if arbete.aktor.roll not in UTFORARE:
        raise Forbjuden("Utföraren utarbetar planen; nämnden godkänner den.", regel="AK-13")
    await _krav_plats_for_utkast(arbete, bestallning)
    sak = Sak(bestallning, _utkast(arbete, bestallning, await _nasta_nummer(arbete, bestallning)))
    _satt_innehall(arbete, sak, aktiviteter, innehall)
    arbete.fodd(sak.plan, "plan", "skapa")
    await arbete.session.flush()  # the version before its activities, which refer to it
    arbete.session.add_all(sak.aktiviteter)
    return _bild(arbete, sak)


async def _krav_plats_for_utkast(arbete: Arbete, bestallning: Bestallning) -> None:
    """One version at a time is drafted, and only under an accepted order."""
    lage = PlanLage(arbete.idag, arbete.idag, bestallning_oppen=bestallning.status in PLANERBAR)
    if (hinder := bestallning_oppen(lage)) is not None:
        raise hindrad([hinder])
    pagar = [p for p in await arbete.alla(levande(bestallning.id)) if p.status in UNDER_ARBETE]
    if pagar:
        raise Konflikt("En plan utarbetas redan.", kod=KROCK, regel="AK-13", extra={"planId": str(pagar[0].id)})


async def _nasta_nummer(arbete: Arbete, bestallning: Bestallning) -> int:
    return (await arbete.session.scalar(senaste_nummer(bestallning.id)) or 0) + 1


def _utkast(arbete: Arbete, bestallning: Bestallning, nummer: int) -> Plan:
    return Plan(
        id=nytt_id(),
        kommunkod=bestallning.kommunkod,
        namnd_id=bestallning.namnd_id,
        delad_med=bestallning.delad_med,
        arende_id=bestallning.arende_id,
        bestallning_id=bestallning.id,
        nummer=nummer,
        status=PlanStatus.UTKAST.value,
        version=1,
        utgava=0,
        skapad=arbete.nu,
        utarbetare=[],
        slutade_med_bestallningen=False,
    )


def _satt_innehall(
    arbete: Arbete, sak: Sak, aktiviteter: Sequence[Mapping[str, Any]], innehall: Mapping[str, Any]
) -> None:
    """A new edition: its texts and its activities; earlier editions stay."""
    plan = sak.plan
    plan.utgava = plan.utgava + 1
    for namn in INNEHALLSFALT:
        setattr(plan, namn, innehall[namn])
    agare = {"kommunkod": plan.kommunkod, "namnd_id": plan.namnd_id, "delad_med": plan.delad_med, "plan_id": plan.id}
    sak.aktiviteter = [
        Planaktivitet(id=nytt_id(), **agare, **a, utgava=plan.utgava, nummer=i) for i, a in enumerate(aktiviteter, 1)
    ]
    _krav_innehall(sak)
    _har_utarbetat(arbete, plan)


def _har_utarbetat(arbete: Arbete, plan: Plan) -> None:
    if arbete.aktor.person not in plan.utarbetare:
        plan.utarbetare = [*plan.utarbetare, arbete.aktor.person]


def _krav_innehall(sak: Sak) -> None:
    """Raise ``OgiltigtInnehall`` for hours above the cap, and for times or a workplace that cannot be."""
    tak, summa = sak.bestallning.timtak * 60, totalt(poster(sak.aktiviteter))
    if summa > tak:
        raise OgiltigtInnehall(
            f"Planen har {timmar(summa)} i veckan. Högst {timmar(tak)} får planeras.",
            regel="AK-07",
            fel=[Faltfel("/aktiviteter", "over_taket", f"Högst {timmar(tak)} i veckan")],
        )
    if fel := list(_innehallsfel(sak.aktiviteter)):
        raise OgiltigtInnehall("Aktiviteterna går inte ihop.", fel=fel)


def _innehallsfel(aktiviteter: Sequence[Planaktivitet]) -> Iterator[Faltfel]:
    for index, kod, text in tidsfel(poster(aktiviteter)):
        yield Faltfel(f"/aktiviteter/{index}/tider", kod, text)
    for index, rad in enumerate(aktiviteter):
        if rad.arbetsplats is not None and rad.kategori != Aktivitetskategori.ARBETSPLATSFORLAGD.value:
            text = "Bara arbetsplatsförlagd aktivitet har arbetsplats."
            yield Faltfel(f"/aktiviteter/{index}/arbetsplats", "fel_kategori", text)


async def andra(
    arbete: Arbete, bestallning_id: UUID, plan_id: UUID, *, aktiviteter: Sequence[Mapping[str, Any]], **innehall: Any
) -> Sak:
    """Replace the content of a draft by a new edition."""
    sak = await _ladda(arbete, bestallning_id, plan_id)
    uppgifter = {"utgava": sak.plan.utgava + 1, "antalAktiviteter": len(aktiviteter)}
    await arbete.utfor(PLAN, sak.plan, "andra", _lage(arbete, sak), uppgifter=uppgifter)
    _satt_innehall(arbete, sak, aktiviteter, innehall)
    arbete.session.add_all(sak.aktiviteter)
    return _bild(arbete, sak)


async def _stega(arbete: Arbete, bestallning_id: UUID, plan_id: UUID, handelse: str, **uppgifter: Any) -> Sak:
    """Check and step; the caller sets the fields that follow."""
    sak = await _ladda(arbete, bestallning_id, plan_id)
    await arbete.utfor(PLAN, sak.plan, handelse, _lage(arbete, sak), uppgifter=uppgifter)
    return sak


async def foresla(arbete: Arbete, bestallning_id: UUID, plan_id: UUID) -> Sak:
    """Hand the draft to the nämnd."""
    sak = await _ladda(arbete, bestallning_id, plan_id)
    uppgifter = {"utgava": sak.plan.utgava}
    await arbete.utfor(PLAN, sak.plan, "foresla", _lage(arbete, sak), uppgifter=uppgifter)
    sak.plan.foreslagen, sak.plan.atersand_skal = arbete.nu, None
    _har_utarbetat(arbete, sak.plan)
    return _bild(arbete, sak)


async def atersand(arbete: Arbete, bestallning_id: UUID, plan_id: UUID, *, skal: str) -> Sak:
    """Send the proposal back with what is to change."""
    sak = await _stega(arbete, bestallning_id, plan_id, "atersand")
    sak.plan.atersand_skal = skal
    return _bild(arbete, sak)


async def godkann(
    arbete: Arbete,
    bestallning_id: UUID,
    plan_id: UUID,
    *,
    galler_fran: date | None = None,
    barnets_basta: str | None = None,
    fk_avvikelse_skal: str | None = None,
) -> Sak:
    """The nämnd approves (AK-13); the plan takes effect on its day, which may be today."""
    sak = await _ladda(arbete, bestallning_id, plan_id)
    plan, dag = sak.plan, galler_fran or sak.plan.galler_fran
    bedomt = bool(barnets_basta or plan.barnets_basta or plan.namndens_barnets_basta)
    lage = _lage(arbete, sak, galler_fran=dag, barnets_basta=bedomt, fk_avvikelse_skal=fk_avvikelse_skal is not None)
    avsteg = {"avsteg": ["fk_avstamning_saknas"]} if lage.fk_besked_saknas else {}
    uppgifter = {"utgava": plan.utgava, "gallerFran": dag.isoformat()} | avsteg
    await arbete.utfor(PLAN, plan, "godkann", lage, uppgifter=uppgifter)
    plan.fk_avvikelse_skal = fk_avvikelse_skal if avsteg else None
    plan.galler_fran, plan.godkand, plan.godkand_av = dag, arbete.nu, arbete.aktor.person
    plan.namndens_barnets_basta = barnets_basta or plan.namndens_barnets_basta
    await _ersatt_vantande(arbete, plan)
    if dag <= arbete.idag:
        await bli_gallande(arbete, plan)
        await EFTER.spela("trad_i_kraft", arbete, plan)
    return _bild(arbete, sak)


async def borja_galla(arbete: Arbete, bestallning_id: UUID, plan_id: UUID) -> Sak:
    """Let an approved plan take effect when its day has come."""
    sak = await _stega(arbete, bestallning_id, plan_id, "trad_i_kraft")
    await _i_stallet_for_tidigare(arbete, sak.plan)
    await EFTER.spela("trad_i_kraft", arbete, sak.plan)
    return _bild(arbete, sak)


async def avsluta(arbete: Arbete, bestallning_id: UUID, plan_id: UUID, *, skal: str) -> Sak:
    """End a plan, or lay down a draft."""
    sak = await _ladda(arbete, bestallning_id, plan_id)
    gallde = sak.plan.status == PlanStatus.GALLANDE.value
    await arbete.utfor(PLAN, sak.plan, "avsluta", _lage(arbete, sak))
    sak.plan.avslut_skal = skal
    sak.plan.galler_tom = arbete.idag if gallde else None
    await EFTER.spela("avsluta", arbete, sak.plan)
    return _bild(arbete, sak)


def folj(arbete: Arbete, plan: Plan, handelse: str) -> None:
    """A step that follows from another act, by the table's row but without its role or version check."""
    rad = next(o for o in PLAN.overgangar if o.handelse == handelse and plan.status in o.fran)
    fran, plan.status = plan.status, rad.till
    arbete.andrad(plan, PLAN.namn, handelse, fran, {})


async def bli_gallande(arbete: Arbete, plan: Plan) -> None:
    """An approved plan takes effect; the table holds one in force, so the old one is written first."""
    await _i_stallet_for_tidigare(arbete, plan)
    await arbete.session.flush()
    folj(arbete, plan, "trad_i_kraft")
    await arbete.session.flush()


async def _i_stallet_for_tidigare(arbete: Arbete, plan: Plan) -> None:
    """A plan that takes effect replaces the one in force, which was so to the day before."""
    for tidigare in await arbete.alla(planer_for(plan.bestallning_id, PlanStatus.GALLANDE.value)):
        if tidigare.id != plan.id:
            _ersatt(arbete, tidigare, plan)
            tidigare.galler_tom = max(tidigare.galler_fran, plan.galler_fran - EN_DAG)


async def _ersatt_vantande(arbete: Arbete, plan: Plan) -> None:
    """An approved plan that would begin later, but was approved earlier, never takes effect."""
    for annan in await arbete.alla(planer_for(plan.bestallning_id, PlanStatus.GODKAND.value)):
        if annan.id != plan.id and annan.galler_fran >= plan.galler_fran:
            _ersatt(arbete, annan, plan)


def _ersatt(arbete: Arbete, plan: Plan, av: Plan) -> None:
    folj(arbete, plan, "ersatt")
    plan.ersatt_av = av.id
