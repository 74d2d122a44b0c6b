"""What the pictures of areas and of self against staff show a caller: rows of words and marks, out of measurements.

Protected levels are neither places nor names for who may not see them (DP-27). A measurement of a version with another
scale is told in words and has no mark.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.core.drawing import kort_dag
from app.core.unit_of_work import Arbete
from app.flode.progression.actions import avlast, gallande
from app.flode.progression.bildunderlag import Nivalasning, Omradeslage, omradeslagen
from app.flode.progression.forandring import Avlasning, Slag, antal_steg
from app.flode.progression.punktdiagram import Form, Marke, Punktrad, punktdiagram
from app.flode.progression.stallning import ROST, Enighet, Rost, Stallning, sammanstall
from app.flode.progression.tilltrade import bestallning_for, ser_skyddade
from app.katalog.instrument_modell import EJ_BEDOMD, Instrumentversion, Niva, Respondent, Skaltyp, Svarsvarde

OMRADEN, SKATTNINGAR = "Områden: nu och först", "Egen skattning och bedömning"
NU_OCH_FORST = ((Form.KVADRAT, "Först"), (Form.CIRKEL, "Nu"))
FORMER = {Respondent.EGEN: Form.ROMB, Respondent.VAGLEDARE: Form.CIRKEL, Respondent.GEMENSAM: Form.KVADRAT}
EJ_BEDOMT = "ej bedömt"


@dataclass(frozen=True, slots=True)
class Underlag:
    """An instrument's measurements of a person, as the caller may see them, and the levels that it may name."""

    version: Instrumentversion | None
    nivaer: tuple[Niva, ...]
    omraden: tuple[Omradeslage, ...]
    stallningar: tuple[Stallning, ...]

    def omradesbild(self) -> str:
        """Areas now against first."""
        return punktdiagram("omraden", OMRADEN, omradesrader(self), NU_OCH_FORST, self.om_omraden)

    def skattningsbild(self) -> str:
        """Self against staff."""
        roster = {r.respondent for s in self.stallningar for r in s.roster}
        forklaring = [(form, ROST[r].capitalize()) for r, form in FORMER.items() if r in roster]
        return punktdiagram("skattning", SKATTNINGAR, skattningsrader(self), forklaring, self.om_skattningar)

    @property
    def om_omraden(self) -> str:
        """The picture of areas in words."""
        return _i_ord(OMRADEN, omradesrader(self))

    @property
    def om_skattningar(self) -> str:
        """The picture of self against staff in words."""
        return _i_ord(SKATTNINGAR, skattningsrader(self))


def _i_ord(titel: str, rader: Iterable[Punktrad]) -> str:
    return " ".join([f"{titel}.", *([f"{r.namn}: {r.text}" for r in rader] or ["Inget att visa än."])])


async def underlag(arbete: Arbete, bestallning_id: UUID, kod: str | None) -> Underlag:
    """Of one instrument: the latest used unless ``kod`` names one."""
    bestallning = await bestallning_for(arbete, bestallning_id)
    matningar = [m for m in await gallande(arbete, bestallning_id) if kod in (None, m.instrument)]
    arbete.har_last("matning", arende=bestallning.arende_id)
    avlasta = [avlast(arbete, m) for m in matningar if m.instrument == matningar[0].instrument]
    return _underlag(avlasta, arbete.idag, rod=ser_skyddade(arbete.aktor))


def _underlag(avlasta: Sequence[Avlasning], idag: date, *, rod: bool) -> Underlag:
    if not avlasta:
        return Underlag(None, (), (), ())
    bild = sammanstall(avlasta, idag)
    nivaer = tuple(n for n in bild.version.nivaer if rod or not n.skyddad)
    return Underlag(bild.version, nivaer, tuple(omradeslagen(avlasta)), bild.stallningar)


# --- areas now against first ----------------------------------------------------------------------


def omradesrader(u: Underlag) -> list[Punktrad]:
    """A row for each area; of several respondents one each."""
    flera = len({o.respondent for o in u.omraden}) > 1
    return [_omradesrad(u.nivaer, o, flera=flera) for o in u.omraden]


def _omradesrad(nivaer: Sequence[Niva], o: Omradeslage, *, flera: bool) -> Punktrad:
    koder = [n.kod for n in nivaer]
    lasta = [(Form.KVADRAT, o.forsta)] * (o.jamforbar and o.forsta != o.nu) + [(Form.CIRKEL, o.nu)]
    return Punktrad(
        namn=f"{o.namn}, {ROST[o.respondent]}" if flera else o.namn,
        text=omradestext(o),
        skala=tuple(n.namn for n in nivaer),
        farger=tuple(n.farg for n in nivaer),
        marken=tuple(Marke(form, koder.index(n.niva)) for form, n in lasta if n.niva in koder),
        pil=True,
    )


def omradestext(o: Omradeslage) -> str:
    """``Först Orange 12 okt 2026, nu Grön 7 dec 2026: två steg upp.``."""
    if o.forsta == o.nu:
        return f"{_last(o.nu)}. Mätt en gång."
    return f"Först {_last(o.forsta)}, nu {_last(o.nu)}: {_rorelse(o)}."


def _last(n: Nivalasning) -> str:
    return f"{n.namn} {kort_dag(n.datum)}"


def _rorelse(o: Omradeslage) -> str:
    steg = omradessteg(o)
    if steg is None:
        return "går inte att jämföra"
    return f"{antal_steg(steg)} {'upp' if steg > 0 else 'ned'}" if steg else "oförändrat"


def omradessteg(o: Omradeslage) -> int | None:
    """How many steps up; none where the two cannot be compared."""
    if not o.jamforbar or o.forsta.rang is None or o.nu.rang is None:
        return None
    return o.nu.rang - o.forsta.rang


# --- self against staff ---------------------------------------------------------------------------


def skattningsrader(u: Underlag) -> list[Punktrad]:
    """A row for each thing that anybody has read."""
    return [_skattningsrad(u, s) for s in u.stallningar] if u.version else []


def _skattningsrad(u: Underlag, s: Stallning) -> Punktrad:
    skala = _skala(u, s)
    koder = [kod for kod, _ in skala]
    roster = [r for r in s.roster if r.varde in koder and _samma_skala(u, s, r)]
    return Punktrad(
        namn=s.namn,
        text=skattningstext(s),
        skala=tuple(namn for _, namn in skala),
        farger=() if s.slag is Slag.INDIKATOR else tuple(n.farg for n in u.nivaer),
        marken=tuple(Marke(FORMER[r.respondent], koder.index(r.varde)) for r in roster),
    )


def _samma_skala(u: Underlag, s: Stallning, r: Rost) -> bool:
    return s.enighet is not Enighet.EJ_JAMFORBARA or (u.version is not None and r.version == u.version.version)


def _skala(u: Underlag, s: Stallning) -> list[tuple[Svarsvarde, str]]:
    """What a thing is read on, lowest first, with names; empty where answers have no order."""
    if s.slag is not Slag.INDIKATOR:
        return [(n.kod, n.namn) for n in u.nivaer]
    indikator = u.version and u.version.indikator(str(s.kod))
    if not indikator or u.version is None:
        return []
    skala = u.version.skala(indikator)
    match skala.typ:
        case Skaltyp.HELTAL:
            return [(n, str(n)) for n in range(skala.minst or 0, (skala.storst or 0) + 1)]
        case Skaltyp.ORDNAD:
            return [(v.kod, v.namn) for v in skala.varden]
        case Skaltyp.JA_NEJ:
            return [(kod, kod.capitalize()) for kod in skala.tillatna]
        case _:
            return []


def skattningstext(s: Stallning) -> str:
    """``Personen själv Gul, vägledaren Orange. Det skiljer ett steg.``."""
    roster = ", ".join(f"{ROST[r.respondent]} {_visat(r)}" for r in s.roster)
    return f"{roster[:1].upper()}{roster[1:]}. {_enighet(s)}"


def _visat(r: Rost) -> str:
    return EJ_BEDOMT if r.varde == EJ_BEDOMD else r.visat


def _enighet(s: Stallning) -> str:
    match s.enighet:
        case Enighet.ENIGA:
            return "De är lika."
        case Enighet.OENIGA:
            return f"Det skiljer {antal_steg(s.steg)}." if s.steg else "De är olika."
        case Enighet.EJ_JAMFORBARA:
            return "De går inte att jämföra."
        case _:
            return "Bara en har bedömt."
