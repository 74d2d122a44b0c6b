"""The steps of a key's life in the key set: made, taken into use, taken away. What the rows say comes from elsewhere.

Nothing is used before every process has read of it: a step is refused until the one before is ``vantan`` old.
"""

import os
import secrets
from datetime import datetime, timedelta

from app.core.keyset import NYCKELLANGD, Nyckel, Nyckelring, Nyckelslag, Nyckelstatus

LOGGEN_BEHOVER = "Loggens nycklar tas aldrig bort: utan dem kan loggen inte kontrolleras."


class Nej(Exception):
    """A step that cannot be taken now, and why."""


def ny(ring: Nyckelring, slag: Nyckelslag, nu: datetime) -> tuple[Nyckelring, Nyckel]:
    """A new key of a kind, known and not used yet."""
    egna = ring.av(slag)
    if any(n.status is Nyckelstatus.LASBAR for n in egna):
        raise Nej("Det finns redan en ny nyckel som inte är aktiverad.")
    if slag is Nyckelslag.UPPSLAG and len(egna) > 1:
        raise Nej("Ta först bort uppslagsnyckeln som är avlöst.")
    nyckel = Nyckel(
        id=f"u{ring.aktiv(slag).nummer + 1}" if slag is Nyckelslag.UPPSLAG else f"{nu:%Y%m%d}-{secrets.token_hex(3)}",
        slag=slag,
        status=Nyckelstatus.LASBAR,
        nyckel=os.urandom(NYCKELLANGD),
        skapad=nu,
    )
    return _med(ring, nyckel), nyckel


def aktivera(ring: Nyckelring, slag: Nyckelslag, nu: datetime, vantan: timedelta) -> tuple[Nyckelring, Nyckel]:
    """Let the new key make what is new; the one before stays for what it has made."""
    nya = [n for n in ring.av(slag) if n.status is Nyckelstatus.LASBAR]
    if not nya:
        raise Nej("Det finns ingen ny nyckel. Gör en med: nyckelrotation ny")
    _krav_vantan(nya[0].skapad, nu, vantan)
    fore = ring.aktiv(slag).model_copy(update={"status": Nyckelstatus.AVLOST})
    aktiv = nya[0].model_copy(update={"status": Nyckelstatus.AKTIV, "aktiverad": nu})
    return _med(_med(ring, fore), aktiv), aktiv


def ta_bort(ring: Nyckelring, slag: Nyckelslag, nyckel_id: str, nu: datetime, vantan: timedelta) -> Nyckelring:
    """The set without a key that is not active."""
    nyckel = ring.med(slag, nyckel_id)
    if slag is Nyckelslag.LOGG:
        raise Nej(LOGGEN_BEHOVER)
    if nyckel.status is Nyckelstatus.AKTIV:
        raise Nej("Nyckeln är aktiv. Gör en ny och aktivera den först.")
    if nyckel.status is Nyckelstatus.AVLOST:
        _krav_vantan(ring.aktiv(slag).aktiverad or nyckel.skapad, nu, vantan)
    return Nyckelring(nycklar=tuple(n for n in ring.nycklar if n is not nyckel))


def _krav_vantan(sedan: datetime, nu: datetime, vantan: timedelta) -> None:
    """All processes have read the set since."""
    if nu < sedan + vantan:
        kvar = (sedan + vantan - nu).total_seconds()
        raise Nej(f"Alla processer har inte läst nycklarna än. Försök igen om {kvar:.0f} sekunder.")


def _med(ring: Nyckelring, nyckel: Nyckel) -> Nyckelring:
    """The set with a key put in, or in the place of the one with its id."""
    andra = tuple(n for n in ring.nycklar if (n.slag, n.id) != (nyckel.slag, nyckel.id))
    return Nyckelring.model_construct(nycklar=(*andra, nyckel))
