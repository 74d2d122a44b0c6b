"""A person's look-up prints made anew when the look-up key is replaced (S5): from the sealed number, row by row."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, func, or_

from app.core.crypto import Krypto, avtryckshuvud
from app.core.keyset import Nyckelring, Nyckelslag
from app.core.resealing import Kolumnarbete, borjar_med, tabellen
from app.flode.arende.models import Arende, oppna_personnummer

BART = 32


def tryckt_med(kolumn: Any, nyckel_id: str) -> ColumnElement[bool]:
    """Whether a print was made with a look-up key."""
    huvud = avtryckshuvud(nyckel_id)
    return borjar_med(kolumn, huvud) if huvud else func.length(kolumn) == BART


def saknar_avtryck(ring: Nyckelring, nyckel_id: str) -> ColumnElement[bool]:
    """Whether an ärende cannot be found by a key: its column has another key's print, or none."""
    kolumn = _kolumn(ring.med(Nyckelslag.UPPSLAG, nyckel_id).nummer)
    return or_(kolumn.is_(None), ~tryckt_med(kolumn, nyckel_id))


def _kolumn(nummer: int) -> Any:
    return Arende.person_avtryck if nummer % 2 else Arende.person_avtryck_andra


def _galler(ring: Nyckelring) -> ColumnElement[bool]:
    """Whether a row is not as a new one would be."""
    egna = ring.av(Nyckelslag.UPPSLAG)
    brister = [saknar_avtryck(ring, nyckel.id) for nyckel in egna]
    if all(nyckel.nummer % 2 == 0 for nyckel in egna):
        brister.append(~tryckt_med(Arende.person_avtryck, egna[0].id))
    if all(nyckel.nummer % 2 for nyckel in egna):
        brister.append(Arende.person_avtryck_andra.is_not(None))
    return or_(*brister)


def _nya(krypto: Krypto, rad: Mapping[str, Any]) -> dict[str, Any]:
    nummer = oppna_personnummer(rad["kommunkod"], rad["id"], rad["personnummer_forseglat"], krypto)
    forsta, andra = krypto.uppslag_i_facken(rad["kommunkod"], nummer.siffror)
    return {"person_avtryck": forsta, "person_avtryck_andra": andra}


_tabell = tabellen(Arende)
AVTRYCK = Kolumnarbete(
    "arenden.person_avtryck", _tabell, (_tabell.c.personnummer_forseglat,), _galler, _nya, Nyckelslag.UPPSLAG
)
