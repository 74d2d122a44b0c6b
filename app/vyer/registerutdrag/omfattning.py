"""What a registerutdrag is made of: every table and column about a person, or the reason why it is not there.

A table or column that is neither here nor found by ``person_rows`` with its words in ``ord`` fails the build.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import Select, false, or_, select, union_all

from app.core.journal import Atkomst
from app.core.person_rows import Person, Postslag, postslag
from app.core.tenancy import Delad
from app.vyer.atkomstlogg.models import ror

MEDARBETARNAS = "Handlar om nämndens eller utförarens medarbetare, inte om den enskilde."
EGET = "Är utdraget självt."
KOPIOR = "Kopior av det som redan finns med, som tas bort av sig själva."
UTAN_TABELL: Mapping[str, str] = MappingProxyType(
    {
        "gallringar": MEDARBETARNAS,
        "gallringsposter": "Protokoll över gallring, avidentifierat när gallringen är verkställd.",
        "idempotenssvar": KOPIOR,
        "instrumentversioner": MEDARBETARNAS,
        "kalendrar": MEDARBETARNAS,
        "logggranskningar": "Nämndens kontroll av sina egna medarbetare; uppslagen själva finns med.",
        "loggprov": "Nämndens kontroll av sina egna medarbetare; uppslagen själva finns med.",
        "manadsimporter": MEDARBETARNAS,
        "medarbetare": MEDARBETARNAS,
        "prenumerationer": "Handlar om en mottagares adress, inte om någon person.",
        "rapporter": "Summor utan enskilda; raderna bakom finns med.",
        "registerutdragsarenden": EGET,
        "registerutdragsdelar": EGET,
        "registerutdragsdolda": EGET,
        "tolkningar": MEDARBETARNAS,
        "uppfoljningar": "Frågan till utföraren, utan enskilda; svaren finns med.",
        "vagledartider": MEDARBETARNAS,
    }
)

NYCKEL = "Nyckel som bara pekar ut raden."
TEKNIK = "Tekniskt: ordning, låsning eller försök."
KONTROLL = "Kontrollvärde; det som det intygar finns med."
UTAN_FALT: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("kommunkod", "namnd_id", "nyckel", "unikt_id", "af_identitet", "arendeidentitet"), NYCKEL),
        **dict.fromkeys(
            (
                "version", "radversion", "sandversion", "paketversion", "spar", "block", "flodad", "lanad_av",
                "lanad_till", "klient_id", "sekvens", "ordning", "lopnummer", "fel_i_rad", "nasta_forsok", "forsok",
                "antal_besked", "antal_inlamningar", "antal_redogorelser", "antal_tider", "antal_underlag",
                "antal_uppgifter", "antal_delar", "antal_poster", "markor", "fel",
            ),
            TEKNIK,
        ),
        "tidigare_forseglad": "Identiteten före fingerade personuppgifter visas för ingen (DP-15).",
        **dict.fromkeys(("sigill", "sha256", "kontrollsumma"), KONTROLL),
        **dict.fromkeys(
            ("person_avtryck", "person_avtryck_andra"), "Nycklat avtryck av personnumret, som självt finns med."
        ),
    }
)  # fmt: skip
# What the nämnd alone knows, in rows that an utförare has a share in (DP-26, DP-27); the nämnd tells it.
NAMNDENS_EGNA: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "bestallningar": frozenset(
            {
                "beslut_id", "reservutforare", "erbjud_nasta", "tillkomst", "foregaende_id", "foljer_med", "kedja_id",
                "frislappt_av", "frislappt_skal",
            }
        ),
        "forslag": frozenset({"niva"}),
        "matningar": frozenset({"niva", "omraden", "skal"}),
        "planer": frozenset({"namndens_barnets_basta", "fk_avvikelse_skal", "timmar_skal"}),
        "platsbokningar": frozenset({"fortur", "fortur_skal", "skal"}),
        "progressionsinlamningar": frozenset({"underlag"}),
        "slutinlamningar": frozenset({"nivaer"}),
    }
)  # fmt: skip
FORST, SIST, ORDRAR = "arenden", "atkomstlogg", "bestallningar"


@dataclass(frozen=True, slots=True)
class Utforare:
    """Whose copy it is when it is not the nämnd's, and the orders that it may read."""

    organisation_id: UUID
    bestallningar: Sequence[UUID]


@cache
def slagen() -> tuple[Postslag, ...]:
    """Every kind of record in the order that it is told: the ärende first, who has looked last."""
    alla = {namn: slag for namn, slag in postslag().items() if namn not in UTAN_TABELL}
    mitten = (slag for namn, slag in sorted(alla.items()) if namn not in {FORST, SIST})
    return (alla[FORST], *mitten, alla[SIST])


def falten(slag: Postslag) -> tuple[str, ...]:
    """The columns of one kind that are told."""
    return tuple(k.name for k in slag.kolumner if k.name not in UTAN_FALT)


def poster(slag: Postslag, person: Person, utforare: Utforare | None, *, postgresql: bool) -> Select[Any] | None:
    """The rows of one kind; nothing where an utförare has none."""
    if slag.klass is Atkomst:
        return _uppslag(person, utforare, postgresql=postgresql)
    if utforare is None:
        return slag.poster(person)
    if not issubclass(slag.klass, Delad):
        return None
    return slag.poster(person).where(
        slag.klass.delad_med == utforare.organisation_id, *_i_ordrarna(slag, utforare.bestallningar)
    )


def _uppslag(person: Person, utforare: Utforare | None, *, postgresql: bool) -> Select[Any]:
    """Who has looked: at an ärende by itself, or in a list of many."""
    sats = select(Atkomst).where(
        Atkomst.kommunkod == person.kommunkod,
        Atkomst.namnd_id == person.namnd_id,
        or_(false(), *(ror(arende, postgresql=postgresql) for arende in sorted(person.arenden))),
    )
    return sats if utforare is None else sats.where(Atkomst.organisation_id == utforare.organisation_id)


def _i_ordrarna(slag: Postslag, bestallningar: Sequence[UUID]) -> list[Any]:
    """Only what belongs to the orders that the utförare may read."""
    klass, kolumner = slag.klass, {kolumn.name for kolumn in slag.kolumner}
    if slag.namn == ORDRAR:
        return [klass.id.in_(bestallningar)]
    if "bestallning_id" in kolumner:
        return [klass.bestallning_id.in_(bestallningar)]
    if "objekt_id" in kolumner:
        return [klass.objekt_id.in_(_ordrarnas_objekt(bestallningar))]
    return []


def _ordrarnas_objekt(bestallningar: Sequence[UUID]) -> Any:
    """The ids of the orders and of everything in them."""
    i_order = [s.klass for s in slagen() if issubclass(s.klass, Delad) and hasattr(s.klass, "bestallning_id")]
    satser = [select(klass.id).where(klass.bestallning_id.in_(bestallningar)) for klass in i_order]
    ordrar = postslag()[ORDRAR].klass
    return union_all(select(ordrar.id).where(ordrar.id.in_(bestallningar)), *satser)
