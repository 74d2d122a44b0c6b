"""A plan on paper for the person it is about: what is agreed, when, towards what, and whom to ask."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from app.begrepp.aktiviteter import Aktivitetskategori
from app.core.printed_page import Avsnitt, Blad, Tabell, dag, stycken
from app.core.unit_of_work import Arbete
from app.flode.bestallning import utskrift
from app.flode.bestallning.utskrift import Brevhuvud
from app.flode.plan.klartext import FORM, inledning, tid, tider
from app.flode.plan.models import Plan, Planaktivitet, plan_med

UTAN_TID = "enligt överenskommelse"
EGET = Aktivitetskategori.EGET_JOBBSOKANDE.value


async def blad(arbete: Arbete, bestallning_id: UUID, plan_id: UUID) -> Blad:
    """One version; a read like any other of it."""
    sats = plan_med(bestallning_id, [plan_id])
    rader, bestallning, huvud = await utskrift.rader(arbete, bestallning_id, sats, Plan, Planaktivitet)
    plan: Plan = rader[0][0]
    arbete.har_last("plan", arende=plan.arende_id, objekt=plan.id)
    aktiviteter = [rad[1] for rad in rader if rad[1] is not None]
    return planblad(plan, aktiviteter, huvud, skyddad=bestallning.skyddad)


def planblad(plan: Plan, aktiviteter: Sequence[Planaktivitet], huvud: Brevhuvud, *, skyddad: bool) -> Blad:
    """The page; ``skyddad``: without places and times (DP-15)."""
    return Blad(
        titel="Din plan",
        tid=plan.godkand or plan.foreslagen or plan.skapad,
        ingress=tuple(inledning(plan)),
        fakta=huvud.fakta,
        avsnitt=(
            _vecka(aktiviteter, skyddad=skyddad),
            *_arbetsplatser(() if skyddad else aktiviteter),
            *_mal(aktiviteter),
            *_egen_syn(plan),
            *huvud.slut({plan.id: "planen"} | {a.id: f"aktiviteten {a.aktivitet}" for a in aktiviteter}),
        ),
        sidfot=huvud.sidfot,
    )


def _vecka(aktiviteter: Sequence[Planaktivitet], *, skyddad: bool) -> Avsnitt:
    rubrik = "Det här ska du göra varje vecka"
    if not aktiviteter:
        return Avsnitt(rubrik, ("Planen har inga aktiviteter ännu.",))
    summa = tid(sum(a.minuter_per_vecka for a in aktiviteter))
    if skyddad:
        rader = tuple((a.aktivitet, tid(a.minuter_per_vecka)) for a in aktiviteter)
        return Avsnitt(rubrik, tabell=Tabell(("Vad", "Hur mycket"), rader, ("Sammanlagt", summa)))
    med_tid = tuple(
        (_vad(a), "\n".join(tider(a.post.tider)) or UTAN_TID, tid(a.minuter_per_vecka)) for a in aktiviteter
    )
    return Avsnitt(rubrik, tabell=Tabell(("Vad", "När", "Hur mycket"), med_tid, ("Sammanlagt", "", summa)))


def _vad(a: Planaktivitet) -> str:
    if a.kategori == EGET:
        return f"{a.aktivitet}, på egen hand"
    return f"{a.aktivitet}, {FORM[a.form]}" + (f" hos {a.arrangor}" if a.arrangor else "")


def _arbetsplatser(aktiviteter: Sequence[Planaktivitet]) -> Iterator[Avsnitt]:
    punkter = tuple(_arbetsplats(a) for a in aktiviteter if a.arbetsplats)
    if punkter:
        yield Avsnitt("Din arbetsplats", punkter=punkter)


def _arbetsplats(a: Planaktivitet) -> str:
    delar = [f"{a.arbetsplats}."]
    if a.arbetsplats_fran and a.arbetsplats_tom:
        delar.append(f"Du är där från den {dag(a.arbetsplats_fran)} till den {dag(a.arbetsplats_tom)}.")
    if a.handledare:
        delar.append(f"Din handledare är {a.handledare}.")
    if a.forsakring:
        delar.append(f"Försäkring: {a.forsakring}")
    return " ".join(delar)


def _mal(aktiviteter: Sequence[Planaktivitet]) -> Iterator[Avsnitt]:
    if aktiviteter:
        yield Avsnitt("Det här vill vi nå", punkter=tuple(f"{a.aktivitet}: {a.mal}" for a in aktiviteter))


def _egen_syn(plan: Plan) -> Iterator[Avsnitt]:
    if plan.egen_syn is not None:
        yield Avsnitt("Så här ser du själv på planen", stycken(plan.egen_syn))
