"""Monthly rows to Socialstyrelsen (AK-34, AK-36, T-09): one for each person with support, or whose support ended.

The case system sends them; this is the export. The layout says which fields a row holds, and nothing else is read into
it: a personnummer only where the layout asks for it. Why support ended is told until four months after the month in
which it ended.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from app.begrepp.tid import Manad, Period
from app.core.crypto import Krypto
from app.core.errors import Faltfel, Konflikt, felkod
from app.core.unit_of_work import Arbete
from app.flode.arende.models import oppna_personnummer
from app.flode.arende.states import Forsorjningshinder
from app.flode.bestallning.states import Avslutsorsak
from app.regelverk.uppgiftstider import avslutsorsak_senast, statistik_senast
from app.settings import Settings
from app.vyer.rapporter import fakta, layouter
from app.vyer.rapporter.fakta import Insats, Manadsuppgift, Personfakta
from app.vyer.rapporter.layouter import Falt, Falttyp, Layout, OgiltigLayout
from app.vyer.rapporter.sort import Bidrag, Csvform, Fraga, Person, Rad, Rapportsort, Summor, Tabell, Varde
from app.vyer.rapporter.states import Periodform, Rapporttyp

LAYOUTEN_FELAKTIG = felkod("layouten_felaktig", 409, "Rapportens layout är felaktig", "The report's layout is faulty")
FALTEN: Mapping[str, Falt] = {
    "kommunkod": Falt(Falttyp.TEXT),
    "arendenummer": Falt(Falttyp.TEXT),
    "personnummer": Falt(Falttyp.PERSONNUMMER),
    "manad": Falt(Falttyp.MANAD),
    "forsorjningsstod": Falt(Falttyp.KOD, ("ja", "nej")),
    "forsorjningshinder": Falt(Falttyp.KOD, tuple(h.value for h in Forsorjningshinder)),
    "insats": Falt(Falttyp.KOD, ("ja", "nej")),
    "antal_insatser": Falt(Falttyp.TAL),
    "stod_upphorde": Falt(Falttyp.MANAD),
    "avslutsorsak": Falt(Falttyp.KOD, tuple(o.value for o in Avslutsorsak)),
}
SKAL = {
    "manad_saknas": "Ingen uppgift om försörjningsstöd finns för månaden.",
    "inget_forsorjningsstod": "Personen hade inget försörjningsstöd i månaden, och inget upphörde de fyra månaderna "
    "före.",
    "avslutsorsak_saknas": "Stödet har upphört, men ingen avslutsorsak är registrerad.",
    "forsorjningshinder_saknas": "Inget försörjningshinder är registrerat för månaden (AK-36).",
    "uppgift_saknas": "En uppgift som layouten kräver finns inte.",
    "ryms_inte": "En uppgift är längre än kolumnens bredd.",
}


class Manadslage(NamedTuple):
    """Whether a person has a row in the month, and why not."""

    skal: str | None = None
    upphorde: Manad | None = None
    avslutsorsak: str | None = None


@lru_cache(maxsize=8)
def _las(fil: Any, _andrad: float) -> Layout:
    return layouter.las(fil, FALTEN)


def layout(settings: Settings) -> Layout:
    """The layout of this installation, read anew when the file has changed; raises ``OgiltigLayout``."""
    fil = settings.socialstyrelsen_layout
    return _las(fil, fil.stat().st_mtime if fil is not None and fil.is_file() else 0.0)


def urval(settings: Settings) -> Mapping[str, Any]:
    """The layout as it is when the report is ordered."""
    try:
        return {"layout": layout(settings).urval}
    except OgiltigLayout as fel:
        brister = [Faltfel("", "layout", text) for text in fel.fel]
        raise Konflikt("Layouten för rapporten har fel.", kod=LAYOUTEN_FELAKTIG, fel=brister) from None


def layout_for(fraga: Fraga) -> Layout:
    """The layout that a report was ordered with."""
    return Layout.av(fraga.urval["layout"], FALTEN)


def upphorde(manader: Mapping[str, Manadsuppgift], manad: Manad) -> Manad | None:
    """The last month with support before a month without; None where it has not ended, or nobody has told."""
    if str(manad) not in manader or manader[str(manad)].forsorjningsstod:
        return None
    fore = [m for m, u in manader.items() if m < str(manad) and u.forsorjningsstod]
    return Manad.tolka(max(fore)) if fore else None


def avslutsorsak(insatser: Sequence[Insats], slut: Manad) -> str | None:
    """Why the newest order ended that ended in the month of the end or later."""
    slutade = [i for i in insatser if i.avslutsorsak and i.period.tom is not None and i.period.tom >= slut.forsta]
    senast = max(slutade, key=lambda i: (i.period.tom, i.period.fran, i.avslutsorsak), default=None)
    return senast.avslutsorsak if senast is not None else None


def lage(person: Personfakta, manad: Manad) -> Manadslage:
    """What the month is to a person."""
    uppgift = person.manader.get(str(manad))
    if uppgift is None:
        return Manadslage("manad_saknas")
    if uppgift.forsorjningsstod:
        return Manadslage(None if uppgift.forsorjningshinder else "forsorjningshinder_saknas")
    slut = upphorde(person.manader, manad)
    if slut is None or manad > avslutsorsak_senast(slut):
        return Manadslage("inget_forsorjningsstod")
    orsak = avslutsorsak(person.bestallningar, slut)
    return Manadslage(None if orsak else "avslutsorsak_saknas", slut, orsak)


Hamta = Callable[[Personfakta, Manad, Manadslage], Varde]


def _antal_insatser(person: Personfakta, manad: Manad) -> int:
    dagar = Period(manad.forsta, manad.sista)
    return sum(insats.period.overlappar(dagar) for insats in person.bestallningar)


def _ja_nej(svar: bool) -> str:  # noqa: FBT001 - as the facts have it
    return "ja" if svar else "nej"


HAMTA: Mapping[str, Hamta] = {
    "arendenummer": lambda p, _m, _i: p.person.arende.arendenummer,
    "manad": lambda _p, m, _i: str(m),
    "forsorjningsstod": lambda p, m, _i: _ja_nej(p.manader[str(m)].forsorjningsstod),
    "forsorjningshinder": lambda p, m, _i: p.manader[str(m)].forsorjningshinder,
    "insats": lambda p, m, _i: _ja_nej(_antal_insatser(p, m) > 0),
    "antal_insatser": lambda p, m, _i: _antal_insatser(p, m),
    "stod_upphorde": lambda _p, _m, i: str(i.upphorde) if i.upphorde else None,
    "avslutsorsak": lambda _p, _m, i: i.avslutsorsak,
}


def _cell(namn: str, person: Personfakta, fraga: Fraga, laget: Manadslage, krypto: Krypto) -> Varde:
    if namn == "kommunkod":
        return fraga.kommunkod
    if namn == "personnummer":
        arende = person.person.arende
        return oppna_personnummer(fraga.kommunkod, arende.id, arende.personnummer_forseglat, krypto).siffror
    return HAMTA[namn](person, fraga.manader[0], laget)


def rad(person: Personfakta, fraga: Fraga, uppdelning: Layout, krypto: Krypto) -> Rad:
    """One person: what the layout asks for, or why there is no row."""
    manad, arende = fraga.manader[0], person.person.arende
    laget = lage(person, manad)
    if laget.skal is not None:
        tomma: tuple[Varde, ...] = (None,) * len(uppdelning.kolumner)
        return Rad(arende, str(manad), tomma, laget.skal)
    celler = tuple(k.cell(_cell(k.falt, person, fraga, laget, krypto)) for k in uppdelning.kolumner)
    par = list(zip(uppdelning.kolumner, celler, strict=True))
    skal = "uppgift_saknas" if any(k.kravs and cell is None for k, cell in par) else None
    if not all(k.ryms(cell) for k, cell in par):
        skal = "ryms_inte"
    return Rad(arende, str(manad), celler if skal is None else (None,) * len(celler), skal)


async def rakna(arbete: Arbete, fraga: Fraga, personer: Sequence[Person]) -> Bidrag:
    """A batch."""
    bidrag, uppdelning = Bidrag(), layout_for(fraga)
    for person in await fakta.las(arbete, fraga, personer):
        bidrag.rader.append(ny := rad(person, fraga, uppdelning, arbete.krypto))
        bidrag.rakna(ny.skal or "rader")
    return bidrag


def tabeller(_fraga: Fraga, summor: Summor) -> Sequence[Tabell]:
    """How many rows there are, and how many persons have none for which reason."""
    rader = tuple((kod, summor.get(kod, 0)) for kod in ("rader", *SKAL))
    return (Tabell("antal", "Personer med och utan rad", ("utfall", "antal"), rader, 1),)


def _kolumner(fraga: Fraga) -> tuple[str, ...]:
    return tuple(k.namn for k in layout_for(fraga).kolumner)


def _csv(fraga: Fraga) -> Csvform:
    return layout_for(fraga).csv


SOCIALSTYRELSEN = Rapportsort(
    typ=Rapporttyp.SOCIALSTYRELSEN_MANAD,
    rubrik="Månadsuppgifter till Socialstyrelsen",
    regel="AK-34",
    periodform=Periodform.MANAD,
    kolumner=(),
    egna_kolumner=_kolumner,
    csv=_csv,
    skal=SKAL,
    rakna=rakna,
    tabeller=tabeller,
    individuell=True,
    lamnas_senast=lambda fraga: statistik_senast(fraga.manader[0]),
    urval=urval,
)
