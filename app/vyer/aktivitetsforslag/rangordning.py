"""Which aktiviteter suit a person's needs, in which order and why, and why others fall out (pure).

Wishes only order; what falls out does so by facts, so that no wish can cost the person a proposal. The weights stand in
one table. Nothing here decides about a person (DP-31).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from app.begrepp.aktiviteter import Aktivitetsform, Aktivitetskategori, Deltagandeform
from app.begrepp.veckotid import Pass, utanfor
from app.flode.behov.states import Barnomsorgsstatus, FkSvar

SFB = "12 kap. 2 § SFB"
# How much each reason weighs; what is not here only informs.
VIKT: Mapping[str, int] = {
    "niva_passar": 3,
    "timmar_passar": 2,
    "timmar_fa": -1,
    "onskad_form": 2,
    "onskad_form_saknas": -2,
    "sprak_passar": 3,
    "sprak_saknas": -2,
    "plats_passar": 2,
    "tider_passar": 2,
    "tider_utanfor": -2,
    "barnomsorg_pa_plats": 2,
    "barn_kan_folja_med": 2,
    "barnomsorg_racker": 1,
    "barnomsorg_racker_inte": -2,
    "barnomsorg_okand": -1,
    "hemifran": 1,
    "foraldrapenning_paverkas": -3,
    "ledig_plats": 3,
    "fullt": -3,
    "vantetid": -1,
    "borjar_senare": -1,
    "stangd_vid_start": -1,
    "arbetslivsanknytning": 1,
}
FORMTEXT = {
    Deltagandeform.TA_MED_BARN: "barnet får följa med",
    Deltagandeform.DELTID: "deltid",
    Deltagandeform.DISTANS: "distans",
    Deltagandeform.ENBART_KVINNOR: "enbart kvinnor",
}


@dataclass(frozen=True, slots=True)
class Barnomsorg:
    """What is known of the household's barnomsorg on the first day; minutes per week."""

    status: Barnomsorgsstatus | None = None
    beviljat: int = 0
    tider: tuple[Pass, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """What the order rests on; nothing of it tells who the person is.

    ``minuter``: assessed per week without own job search (AK-12), if there is an assessment. ``niva`` is the newest
    measured, as far as the caller may see it. ``plats`` are the words of the wished place. ``har``: where the person
    has a place already.
    """

    start: date
    minuter: int | None = None
    niva: str | None = None
    onskar: frozenset[Deltagandeform] = frozenset()
    sprak: str | None = None
    plats: frozenset[str] = frozenset()
    tider: tuple[Pass, ...] = ()
    smabarn: bool = False
    barn_under_atta: bool = False
    barnomsorg: Barnomsorg = field(default_factory=Barnomsorg)
    fk_svar: FkSvar | None = None
    kategorier: frozenset[Aktivitetskategori] = frozenset()
    har: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Kandidat:
    """An aktivitet that is offered. ``lediga`` None: as many as come. ``stangd_tom``: closed on the day, till then."""

    id: UUID
    namn: str
    kategori: Aktivitetskategori
    minuter: int
    galler_fran: date
    galler_tom: date | None = None
    nivaer: frozenset[str] = frozenset()
    former: frozenset[Deltagandeform] = frozenset()
    tider: tuple[Pass, ...] = ()
    form: Aktivitetsform = Aktivitetsform.PA_PLATS
    plats: frozenset[str] = frozenset()
    sprak: frozenset[str] = frozenset()
    malgrupp: str | None = None
    lediga: int | None = None
    i_ko: int = 0
    vantetid: int = 0
    stangd_tom: date | None = None
    barnomsorg: bool = False
    paverkar_foraldrapenning: bool = False
    arbetslivsanknytning: bool = False
    tar_emot: bool = True


@dataclass(frozen=True, slots=True)
class Skal:
    """One reason, coded and in words, with its rule and what it weighs."""

    kod: str
    text: str
    regel: str | None = None
    lagrum: str | None = None

    @property
    def vikt(self) -> int:
        """What it weighs in the order; 0 only informs."""
        return VIKT.get(self.kod, 0)


@dataclass(frozen=True, slots=True)
class Rangordnad:
    """One that is proposed, with its sum and every reason."""

    kandidat: Kandidat
    skal: tuple[Skal, ...]

    @property
    def summa(self) -> int:
        """The weights together."""
        return sum(s.vikt for s in self.skal)


@dataclass(frozen=True, slots=True)
class Bortfallen:
    """One that is not proposed, and why."""

    kandidat: Kandidat
    skal: tuple[Skal, ...]


@dataclass(frozen=True, slots=True)
class Ordning:
    """What is proposed, best first, and what fell out, by name."""

    forslag: tuple[Rangordnad, ...]
    bortfall: tuple[Bortfallen, ...]


Prov = Callable[[Person, Kandidat], Iterator[Skal]]


def rangordna(person: Person, kandidater: Iterable[Kandidat]) -> Ordning:
    """The same facts give the same order, in whatever order they come."""
    forslag, bortfall = [], []
    for kandidat in kandidater:
        if ute := tuple(_skal(BORTFALL, person, kandidat)):
            bortfall.append(Bortfallen(kandidat, ute))
        else:
            forslag.append(Rangordnad(kandidat, tuple(_skal(RANG, person, kandidat))))
    forslag.sort(key=lambda r: (-r.summa, r.kandidat.vantetid, r.kandidat.namn, r.kandidat.id))
    bortfall.sort(key=lambda b: (b.kandidat.namn, b.kandidat.id))
    return Ordning(tuple(forslag), tuple(bortfall))


def _skal(prov: Iterable[Prov], person: Person, kandidat: Kandidat) -> Iterator[Skal]:
    for ett in prov:
        yield from ett(person, kandidat)


# --- why one falls out ----------------------------------------------------------------------------


def har_redan_plats(p: Person, k: Kandidat) -> Iterator[Skal]:
    """The person is there, or waits to be."""
    if k.id in p.har:
        yield Skal("har_redan_plats", "Personen har redan plats eller köplats.", "AK-10")


def annan_kategori(p: Person, k: Kandidat) -> Iterator[Skal]:
    """Other categories are asked for."""
    if p.kategorier and k.kategori not in p.kategorier:
        yield Skal("annan_kategori", "Förslaget gäller andra kategorier.", "AK-11")


def tar_inte_emot(p: Person, k: Kandidat) -> Iterator[Skal]:  # noqa: ARG001 - one signature for all
    """Nobody is taken in now."""
    if not k.tar_emot:
        yield Skal("tar_inte_emot", "Aktiviteten är inte öppen för anmälan.", "AK-10")


def har_upphort(p: Person, k: Kandidat) -> Iterator[Skal]:
    """It has ended when the person is to begin."""
    if k.galler_tom is not None and k.galler_tom < p.start:
        yield Skal("har_upphort", f"Aktiviteten upphör {k.galler_tom.isoformat()}.", "AK-10")


def fel_niva(p: Person, k: Kandidat) -> Iterator[Skal]:
    """It suits other levels than the one that was measured."""
    if p.niva is not None and k.nivaer and p.niva not in k.nivaer:
        yield Skal("fel_niva", f"Passar nivåerna {', '.join(sorted(k.nivaer))}, inte den senast mätta.")


def for_manga_timmar(p: Person, k: Kandidat) -> Iterator[Skal]:
    """AK-09: more hours than the person is assessed to manage, and not to be had part time."""
    if p.minuter is not None and k.minuter > p.minuter and Deltagandeform.DELTID not in k.former:
        text = f"Kräver {_timmar(k.minuter)} i veckan; bedömningen medger {_timmar(p.minuter)}."
        yield Skal("for_manga_timmar", text, "AK-09")


def barnomsorg_saknas(p: Person, k: Kandidat) -> Iterator[Skal]:
    """AK-30: a small child and no barnomsorg, and no way to take part with the child near."""
    if p.smabarn and not _nara_barnet(k) and _saknar(p.barnomsorg):
        text = "Barnomsorg är inte beviljad, och barnet kan inte vara med."
        yield Skal("barnomsorg_saknas", text, "AK-30")


def fk_avstamning_saknas(p: Person, k: Kandidat) -> Iterator[Skal]:
    """What touches föräldrapenning enters no plan before Försäkringskassan has answered."""
    if k.paverkar_foraldrapenning and p.barn_under_atta and p.fk_svar is None:
        text = "Kan påverka föräldrapenningen. Stäm först av med Försäkringskassan."
        yield Skal("fk_avstamning_saknas", text, lagrum=SFB)


def _timmar(minuter: int) -> str:
    timmar, rest = divmod(minuter, 60)
    return f"{timmar} h {rest} min" if rest else f"{timmar} h"


def _nara_barnet(k: Kandidat) -> bool:
    return k.barnomsorg or Deltagandeform.TA_MED_BARN in k.former or k.form is Aktivitetsform.DISTANS


def _saknar(b: Barnomsorg) -> bool:
    """Whether it is known that there is none; not known is not the same."""
    return b.status not in {None, Barnomsorgsstatus.INGET_BEHOV} and b.beviljat == 0


BORTFALL: tuple[Prov, ...] = (
    har_redan_plats, annan_kategori, tar_inte_emot, har_upphort, fel_niva, for_manga_timmar, barnomsorg_saknas,
    fk_avstamning_saknas,
)  # fmt: skip


# --- how well one suits ---------------------------------------------------------------------------


def niva(p: Person, k: Kandidat) -> Iterator[Skal]:
    """Made for the measured level; where none is known, somebody looks."""
    if not k.nivaer:
        return
    if p.niva is None:
        yield Skal("niva_okand", f"Passar nivåerna {', '.join(sorted(k.nivaer))}. Personens nivå är inte känd.")
    else:
        yield Skal("niva_passar", "Passar den senast mätta nivån.")


def timmar(p: Person, k: Kandidat) -> Iterator[Skal]:
    """How its hours stand to the assessed ones (AK-07, AK-09)."""
    if p.minuter is None:
        yield Skal("timmar_okanda", "Det finns ingen fastställd bedömning av timmarna.", "AK-09")
    elif k.minuter > p.minuter:
        text = f"{_timmar(k.minuter)} i veckan; kan tas på deltid inom {_timmar(p.minuter)}."
        yield Skal("timmar_pa_deltid", text, "AK-09")
    elif k.minuter * 2 >= p.minuter:
        yield Skal("timmar_passar", f"{_timmar(k.minuter)} av bedömda {_timmar(p.minuter)} i veckan.", "AK-09")
    else:
        text = f"Bara {_timmar(k.minuter)} av bedömda {_timmar(p.minuter)}; behöver kompletteras."
        yield Skal("timmar_fa", text, "AK-09")


def onskade_former(p: Person, k: Kandidat) -> Iterator[Skal]:
    """AK-39: the person's own wishes."""
    for form in Deltagandeform:
        if form in p.onskar and form in k.former:
            yield Skal("onskad_form", f"Önskemålet {FORMTEXT[form]} uppfylls.", "AK-39")
        elif form in p.onskar:
            yield Skal("onskad_form_saknas", f"Önskemålet {FORMTEXT[form]} uppfylls inte.", "AK-39")


def kontrollera_gruppen(p: Person, k: Kandidat) -> Iterator[Skal]:
    """Whom it is for is for a person to see."""
    if Deltagandeform.ENBART_KVINNOR in k.former and Deltagandeform.ENBART_KVINNOR not in p.onskar:
        yield Skal("enbart_kvinnor", "Gruppen är bara för kvinnor. Kontrollera att den passar.")
    if k.malgrupp is not None:
        yield Skal("malgrupp", f"Målgrupp: {k.malgrupp}. Kontrollera att den passar.")


def sprak(p: Person, k: Kandidat) -> Iterator[Skal]:
    """AK-39: a language the person wishes for."""
    if p.sprak is None:
        return
    if p.sprak in k.sprak:
        yield Skal("sprak_passar", f"Finns på {p.sprak}.", "AK-39")
    else:
        yield Skal("sprak_saknas", f"Finns inte på {p.sprak}.", "AK-39")


def plats(p: Person, k: Kandidat) -> Iterator[Skal]:
    """AK-39: near where the person wishes, or no way to travel at all."""
    if p.plats & k.plats:
        yield Skal("plats_passar", "Ligger där personen önskar.", "AK-39")


def tider(p: Person, k: Kandidat) -> Iterator[Skal]:
    """AK-39: inside the wished times, where both are known."""
    if not p.tider or not k.tider:
        return
    if ute := utanfor(k.tider, p.tider):
        yield Skal("tider_utanfor", f"Utanför önskade tider: {ute[0]}.", "AK-39")
    else:
        yield Skal("tider_passar", "Ligger inom önskade tider.", "AK-39")


def barnen(p: Person, k: Kandidat) -> Iterator[Skal]:
    """AK-30: what becomes of a small child meanwhile."""
    if not p.smabarn:
        return
    if k.barnomsorg:
        yield Skal("barnomsorg_pa_plats", "Barnomsorg finns på plats.", "AK-30")
    elif Deltagandeform.TA_MED_BARN in k.former:
        yield Skal("barn_kan_folja_med", "Barnet får följa med.", "AK-30")
    elif k.form is not Aktivitetsform.DISTANS:
        yield from _barnomsorg(p.barnomsorg, k)


def _barnomsorg(b: Barnomsorg, k: Kandidat) -> Iterator[Skal]:
    if b.status is None:
        yield Skal("barnomsorg_okand", "Det är inte antecknat om barnet har barnomsorg.", "AK-30")
    elif b.status is Barnomsorgsstatus.BEVILJAD:
        ute = utanfor(k.tider, b.tider) if b.tider else []
        if k.minuter <= b.beviljat and not ute:
            yield Skal("barnomsorg_racker", f"Ryms i beviljad barnomsorg, {_timmar(b.beviljat)}.", "AK-30")
        else:
            vad = f"tiden {ute[0]}" if ute else _timmar(b.beviljat)
            yield Skal("barnomsorg_racker_inte", f"Ryms inte i beviljad barnomsorg: {vad}.", "AK-30")


def hemifran(p: Person, k: Kandidat) -> Iterator[Skal]:
    """At a distance with a child under eight."""
    if p.barn_under_atta and k.form is not Aktivitetsform.PA_PLATS:
        yield Skal("hemifran", "Kan göras hemifrån, helt eller delvis.", "AK-39")


def foraldrapenning(p: Person, k: Kandidat) -> Iterator[Skal]:
    """What Försäkringskassan has answered."""
    if not k.paverkar_foraldrapenning:
        return
    match p.fk_svar:
        case FkSvar.PAVERKAR:
            text = "Enligt Försäkringskassan påverkas föräldrapenningen."
            yield Skal("foraldrapenning_paverkas", text, lagrum=SFB)
        case FkSvar.PAVERKAR_INTE:
            text = "Enligt Försäkringskassan påverkas inte föräldrapenningen."
            yield Skal("foraldrapenning_paverkas_inte", text, lagrum=SFB)
        case _:
            text = "Kan påverka föräldrapenning; planen kräver avstämning med Försäkringskassan."
            yield Skal("fk_avstamning_kravs", text, lagrum=SFB)


def platser(p: Person, k: Kandidat) -> Iterator[Skal]:  # noqa: ARG001 - one signature for all
    """AK-10: whether it can be had now."""
    if k.lediga is None or k.lediga > 0:
        antal = "Tar emot alla som kommer." if k.lediga is None else f"{k.lediga} lediga platser."
        yield Skal("ledig_plats", antal, "AK-10")
    else:
        yield Skal("fullt", f"Ingen ledig plats; {k.i_ko} står i kö.", "AK-10")


def nar(p: Person, k: Kandidat) -> Iterator[Skal]:
    """AK-10: what comes between the wished day and the first one."""
    if k.vantetid:
        yield Skal("vantetid", f"Väntetid {k.vantetid} veckor.", "AK-10")
    if k.galler_fran > p.start:
        yield Skal("borjar_senare", f"Börjar {k.galler_fran.isoformat()}.", "AK-10")
    if k.stangd_tom is not None:
        yield Skal("stangd_vid_start", f"Stängd till och med {k.stangd_tom.isoformat()}.", "AK-10")


def arbetslivet(p: Person, k: Kandidat) -> Iterator[Skal]:  # noqa: ARG001 - one signature for all
    """Close to work."""
    if k.arbetslivsanknytning:
        yield Skal("arbetslivsanknytning", "Har anknytning till arbetslivet.")


RANG: tuple[Prov, ...] = (
    niva, timmar, onskade_former, kontrollera_gruppen, sprak, plats, tider, barnen, hemifran, foraldrapenning, platser,
    nar, arbetslivet,
)  # fmt: skip
