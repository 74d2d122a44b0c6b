"""Acts on a plan: draft, change, propose, send back, approve, take effect, end."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from app.begrepp.aktiviteter import Aktivitetskategori
from app.begrepp.identiteter import nytt_id
from app.begrepp.tid import plus_arbetsdagar
from app.core.aftermath import Efterspel
from app.core.errors import KROCK, Faltfel, Forbjuden, Konflikt, OgiltigtInnehall, Saknas, hindrad
from app.core.journal import Handelse, historik
from app.core.paging import Sidfraga, Utsnitt
from app.core.unit_of_work import Arbete
from app.flode.bestallning import actions as bestallningar
from app.flode.bestallning.delar import sida_under
from app.flode.bestallning.models import Bestallning
from app.flode.plan import utbud
from app.flode.plan.jamforelse import Skillnad, skillnader
from app.flode.plan.models import (
    Plan,
    Planaktivitet,
    levande,
    plan_att_jamfora_med,
    plan_med,
    planer_for,
    poster,
    senaste_nummer,
)
from app.flode.plan.sak import PLANERBAR, Sak, bild, ladda, lage, omge
from app.flode.plan.states import (
    PLAN,
    UNDER_ARBETE,
    PlanLage,
    PlanStatus,
    bestallning_oppen,
    timmar,
)
from app.flode.plan.timmar import tidsfel, totalt
from app.flode.plan.upptagna import sprid
from app.katalog.organisationer import AVTAL_I_KRAFT, PLAN_SVAR

EFTER: Efterspel[Plan] = Efterspel()
EN_DAG = timedelta(days=1)
INNEHALLSFALT = ("galler_fran", "egen_syn", "barnets_basta", "avvikelse_skal")


async def visa(arbete: Arbete, bestallning_id: UUID, plan_id: UUID) -> Sak:
    """Detail of one version."""
    sak = await ladda(arbete, bestallning_id, plan_id)
    arbete.har_last("plan", arende=sak.plan.arende_id, objekt=sak.plan.id)
    return bild(arbete, sak)


async def lista(arbete: Arbete, bestallning_id: UUID, fraga: Sidfraga, *, status: str | None) -> Utsnitt[Plan]:
    """One page of the versions, newest first."""
    return await sida_under(arbete, bestallning_id, planer_for(bestallning_id, status), Plan.id, fraga, "plan")


async def historia(arbete: Arbete, bestallning_id: UUID, plan_id: UUID) -> list[Handelse]:
    """All händelser of one version."""
    sak = await visa(arbete, bestallning_id, plan_id)
    return list(await arbete.alla(historik(sak.plan.id)))


async def jamfor(
    arbete: Arbete, bestallning_id: UUID, plan_id: UUID, med: UUID | None
) -> tuple[Plan, Plan | None, list[Skillnad]]:
    """A version beside another one of the same order: the named one, else the one that it is to replace."""
    bestallning = await bestallningar.hamta(arbete, bestallning_id, las=False)
    rader = await arbete.rader(plan_med(bestallning.id, [plan_id, med] if med else [plan_id]))
    versioner = {plan.id: (plan, [a for p, a, _ in rader if p.id == plan.id and a is not None]) for plan, *_ in rader}
    if plan_id not in versioner or (med is not None and med not in versioner):
        raise Saknas
    plan, aktiviteter = versioner[plan_id]
    arbete.har_last("plan", arende=plan.arende_id, objekt=plan.id)
    if med is None:
        versioner |= await _forra(arbete, plan)
        med = next((i for i in versioner if i != plan_id), None)
    if med is None:
        return plan, None, []
    fore, fores = versioner[med]
    return plan, fore, skillnader(fore, fores, plan, aktiviteter)


async def _forra(arbete: Arbete, plan: Plan) -> dict[UUID, tuple[Plan, list[Planaktivitet]]]:
    """The version that ``plan`` replaces, or is to replace."""
    nyckel = await arbete.kanske(plan_att_jamfora_med(plan.bestallning_id, plan.nummer))
    rader = await arbete.rader(plan_med(plan.bestallning_id, [nyckel])) if nyckel else []
    return {rader[0][0].id: (rader[0][0], [a for _, a, _ in rader if a is not None])} if rader else {}


async def skapa(
    arbete: Arbete, bestallning_id: UUID, *, aktiviteter: Sequence[Mapping[str, Any]], **innehall: Any
) -> Sak:
    """Draft a new version; what is approved stays in force meanwhile."""
    bestallning = await bestallningar.hamta(arbete, bestallning_id, las=False)
    if not arbete.begaran.rollen_far:
        raise Forbjuden("Utföraren utarbetar planen; nämnden godkänner den.", regel="AK-13")
    await _krav_plats_for_utkast(arbete, bestallning)
    sak = Sak(bestallning, _utkast(arbete, bestallning, await _nasta_nummer(arbete, bestallning)))
    await _satt_innehall(arbete, sak, aktiviteter, innehall)
    arbete.fodd(sak.plan, "plan", "skapa")
    await arbete.session.flush()  # the version before its activities, which refer to it
    arbete.session.add_all(sak.aktiviteter)
    await omge(arbete, sak)
    return bild(arbete, sak)


async def _krav_plats_for_utkast(arbete: Arbete, bestallning: Bestallning) -> None:
    """One version at a time is drafted, and only under an accepted order."""
    nu = PlanLage(arbete.idag, arbete.idag, bestallning_oppen=bestallning.status in PLANERBAR)
    if (hinder := bestallning_oppen(nu)) is not None:
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


async def _satt_innehall(
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
    sak.utbud = await utbud.hamta(arbete, sak.bestallning, sak.aktiviteter)
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
    sak = await ladda(arbete, bestallning_id, plan_id)
    uppgifter = {"utgava": sak.plan.utgava + 1, "antalAktiviteter": len(aktiviteter)}
    await arbete.utfor(PLAN, sak.plan, "andra", lage(arbete, sak), uppgifter=uppgifter)
    await _satt_innehall(arbete, sak, aktiviteter, innehall)
    arbete.session.add_all(sak.aktiviteter)
    return bild(arbete, sak)


async def _stega(arbete: Arbete, bestallning_id: UUID, plan_id: UUID, handelse: str, **uppgifter: Any) -> Sak:
    """Check and step; the caller sets the fields that follow."""
    sak = await ladda(arbete, bestallning_id, plan_id)
    await arbete.utfor(PLAN, sak.plan, handelse, lage(arbete, sak), uppgifter=uppgifter)
    return sak


async def foresla(arbete: Arbete, bestallning_id: UUID, plan_id: UUID) -> Sak:
    """Hand the draft to the nämnd, which from now has its working days to answer (AK-13)."""
    sak = await ladda(arbete, bestallning_id, plan_id)
    svar_senast = plus_arbetsdagar(arbete.idag, await _svarsdagar(arbete, sak.bestallning))
    uppgifter = {"utgava": sak.plan.utgava, "svarSenast": svar_senast.isoformat()}
    await arbete.utfor(PLAN, sak.plan, "foresla", lage(arbete, sak), uppgifter=uppgifter)
    sak.plan.foreslagen, sak.plan.svar_senast, sak.plan.atersand_skal = arbete.nu, svar_senast, None
    _har_utarbetat(arbete, sak.plan)
    return bild(arbete, sak)


async def _svarsdagar(arbete: Arbete, bestallning: Bestallning) -> int:
    avtal = await arbete.kanske(
        AVTAL_I_KRAFT,
        kommun=bestallning.kommunkod,
        namnd=bestallning.namnd_id,
        utforare=bestallning.utforare_id,
        dag=arbete.idag,
    )
    return PLAN_SVAR if avtal is None else avtal.plan_svar_arbetsdagar


def _sent(arbete: Arbete, sak: Sak) -> dict[str, Any]:
    """What the history keeps of an answer that came after its day."""
    return {"forsenad": True} if sak.plan.forsenad(arbete.idag) else {}


async def atersand(arbete: Arbete, bestallning_id: UUID, plan_id: UUID, *, skal: str) -> Sak:
    """Send the proposal back with what is to change."""
    sak = await ladda(arbete, bestallning_id, plan_id)
    await arbete.utfor(PLAN, sak.plan, "atersand", lage(arbete, sak), uppgifter=_sent(arbete, sak))
    sak.plan.atersand_skal = skal
    return bild(arbete, sak)


async def godkann(
    arbete: Arbete,
    bestallning_id: UUID,
    plan_id: UUID,
    *,
    galler_fran: date | None = None,
    barnets_basta: str | None = None,
    fk_avvikelse_skal: str | None = None,
    timmar_skal: str | None = None,
) -> Sak:
    """The nämnd approves (AK-13); the plan takes effect on its day, which may be today."""
    sak = await ladda(arbete, bestallning_id, plan_id, las=True)
    plan, dag = sak.plan, galler_fran or sak.plan.galler_fran
    bedomt = bool(barnets_basta or plan.barnets_basta or plan.namndens_barnets_basta)
    skal = {"fk_avvikelse_skal": fk_avvikelse_skal is not None, "timmar_skal": timmar_skal is not None}
    nu = lage(arbete, sak, galler_fran=dag, barnets_basta=bedomt, **skal)
    avsteg = {"avsteg": ["fk_avstamning_saknas"]} if nu.fk_besked_saknas else {}
    uppgifter = {"utgava": plan.utgava, "gallerFran": dag.isoformat()} | avsteg | _sent(arbete, sak)
    await arbete.utfor(PLAN, plan, "godkann", nu, uppgifter=uppgifter)
    plan.timmar_skal = timmar_skal
    plan.fk_avvikelse_skal = fk_avvikelse_skal if avsteg else None
    plan.galler_fran, plan.godkand, plan.godkand_av = dag, arbete.nu, arbete.aktor.person
    plan.namndens_barnets_basta = barnets_basta or plan.namndens_barnets_basta
    await _ersatt_vantande(arbete, plan)
    if dag <= arbete.idag:
        await bli_gallande(arbete, plan)
        await EFTER.spela("trad_i_kraft", arbete, plan)
    await sprid(arbete, plan.arende_id)
    return bild(arbete, sak)


async def borja_galla(arbete: Arbete, bestallning_id: UUID, plan_id: UUID) -> Sak:
    """Let an approved plan take effect when its day has come."""
    sak = await _stega(arbete, bestallning_id, plan_id, "trad_i_kraft")
    await _i_stallet_for_tidigare(arbete, sak.plan)
    await EFTER.spela("trad_i_kraft", arbete, sak.plan)
    return bild(arbete, sak)


async def avsluta(arbete: Arbete, bestallning_id: UUID, plan_id: UUID, *, skal: str) -> Sak:
    """End a plan, or lay down a draft."""
    sak = await ladda(arbete, bestallning_id, plan_id)
    gallde = sak.plan.status == PlanStatus.GALLANDE.value
    await arbete.utfor(PLAN, sak.plan, "avsluta", lage(arbete, sak))
    sak.plan.avslut_skal = skal
    sak.plan.galler_tom = arbete.idag if gallde else None
    await EFTER.spela("avsluta", arbete, sak.plan)
    await sprid(arbete, sak.plan.arende_id)
    return bild(arbete, sak)


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
