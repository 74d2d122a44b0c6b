"""A plan in plain Swedish for the person it is about: no codes, one sentence per thing (pure)."""

from collections.abc import Iterable, Iterator, Sequence

from app.begrepp.aktiviteter import Aktivitetsform, Aktivitetskategori
from app.begrepp.veckotid import SVENSKA, VECKAN, Pass, Veckodag, klockslag
from app.core.printed_page import dag
from app.flode.plan.models import Plan, Planaktivitet
from app.flode.plan.states import PlanStatus

FORM = {
    Aktivitetsform.PA_PLATS.value: "på plats",
    Aktivitetsform.DISTANS.value: "på distans",
    Aktivitetsform.KOMBINERAT.value: "både på plats och på distans",
}
LAGE = {
    PlanStatus.UTKAST.value: "Det här är ett utkast. Planen är inte beslutad.",
    PlanStatus.FORESLAGEN.value: "Planen är ett förslag som väntar på kommunens svar.",
    PlanStatus.ERSATT.value: "Planen gäller inte längre. Den är ersatt av en nyare.",
    PlanStatus.AVSLUTAD.value: "Planen gäller inte längre.",
}


def tid(minuter: int) -> str:
    """``25 timmar``, ``1 timme och 30 minuter``."""
    h, m = divmod(minuter, 60)
    delar = [f"{h} timme" if h == 1 else f"{h} timmar"] if h else []
    if m:
        delar.append(f"{m} minut" if m == 1 else f"{m} minuter")
    return " och ".join(delar) or "0 timmar"


def uppraknat(delar: Sequence[str]) -> str:
    """``a, b och c``."""
    return delar[0] if len(delar) == 1 else f"{', '.join(delar[:-1])} och {delar[-1]}"


def klartext(plan: Plan, aktiviteter: Sequence[Planaktivitet]) -> list[str]:
    """The whole plan, sentence by sentence."""
    return [*inledning(plan), *(_aktivitet(a) for a in aktiviteter), *_summa(aktiviteter), *_egen_syn(plan)]


def inledning(plan: Plan) -> Iterator[str]:
    """Where it stands and from when it holds."""
    status = plan.status
    if status in LAGE:
        yield LAGE[status]
    if status == PlanStatus.GALLANDE.value:
        yield f"Planen gäller sedan den {dag(plan.galler_fran)}."
    elif status == PlanStatus.GODKAND.value:
        yield f"Planen är godkänd och börjar gälla den {dag(plan.galler_fran)}."
    elif status in {PlanStatus.UTKAST.value, PlanStatus.FORESLAGEN.value}:
        yield f"Den är tänkt att börja gälla den {dag(plan.galler_fran)}."
    elif plan.galler_tom is not None:
        yield f"Den gällde från den {dag(plan.galler_fran)} till den {dag(plan.galler_tom)}."


def _aktivitet(a: Planaktivitet) -> str:
    """``Yrkessvenska på plats hos Klivet AB, måndag och onsdag kl. 09:00–12:00: 6 timmar i veckan. Målet är: …``."""
    if a.kategori == Aktivitetskategori.EGET_JOBBSOKANDE.value:
        vad = f"{a.aktivitet} som du gör själv"
    else:
        vad = f"{a.aktivitet} {FORM[a.form]}" + (f" hos {a.arrangor}" if a.arrangor else "")
    nar = f", {uppraknat([*tider(a.post.tider)])}" if a.tider else ""
    return f"{vad}{nar}: {tid(a.minuter_per_vecka)} i veckan.{_arbetsplats(a)} Målet är: {_mening(a.mal)}"


def _arbetsplats(a: Planaktivitet) -> str:
    if a.arbetsplats is None:
        return ""
    handledare = f" Din handledare är {a.handledare}." if a.handledare else ""
    dagar = ""
    if a.arbetsplats_fran and a.arbetsplats_tom:
        dagar = f" från den {dag(a.arbetsplats_fran)} till den {dag(a.arbetsplats_tom)}"
    return f" Du är på {a.arbetsplats}{dagar}.{handledare}"


def tider(alla: Iterable[Pass]) -> Iterator[str]:
    """Weekdays that share a time are told together, in the order of the week."""
    per_tid: dict[tuple[int, int], list[Veckodag]] = {}
    for ett in sorted(alla, key=lambda p: (VECKAN.index(p.veckodag), p.fran)):
        per_tid.setdefault((ett.fran, ett.till), []).append(ett.veckodag)
    for (fran, till), dagar in per_tid.items():
        yield f"{uppraknat([SVENSKA[d] for d in dagar])} kl. {klockslag(fran)}–{klockslag(till)}"


def _summa(aktiviteter: Sequence[Planaktivitet]) -> Iterator[str]:
    if not aktiviteter:
        yield "Planen har inga aktiviteter ännu."
        return
    eget = sum(a.minuter_per_vecka for a in aktiviteter if a.kategori == Aktivitetskategori.EGET_JOBBSOKANDE.value)
    alla = sum(a.minuter_per_vecka for a in aktiviteter)
    varav = f" Av dem söker du jobb på egen hand {tid(eget)}." if eget else ""
    yield f"Sammanlagt är det {tid(alla)} i veckan.{varav}"


def _egen_syn(plan: Plan) -> Iterator[str]:
    if plan.egen_syn is not None:
        yield f"Så här ser du själv på planen: {_mening(plan.egen_syn)}"


def _mening(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
