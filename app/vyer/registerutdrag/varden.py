"""A stored row as the person reads it: seals opened, codes in words, nothing that only the machinery needs."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import inspect

from app.core.crypto import Krypto, Plats
from app.vyer.registerutdrag import ord as orden
from app.vyer.registerutdrag.omfattning import NAMNDENS_EGNA, UTAN_FALT

# Where the seal of a column is not called after the column.
EGNA_SEGEL = {("utkorg", "innehall"): "utkorg", ("af_handelser", "innehall"): "af_handelser"}
ORGANISATIONER = frozenset({"organisation_id", "utforare_id", "delad_med", "mottagare_id"})
LASARE = "atkomstlogg"
FORE = ("tidsbilder", "fore")


def segel(tabell: str, kolumn: str) -> str:
    """The name of the place that a sealed column is sealed to."""
    return EGNA_SEGEL.get((tabell, kolumn), f"{tabell}.{kolumn.removesuffix('_forseglat').removesuffix('_forseglad')}")


def namngivna(rad: Any) -> set[UUID]:
    """The organisations that a row names."""
    return {v for namn, v in _kolumner(rad).items() if namn in ORGANISATIONER and isinstance(v, UUID)}


def _kolumner(rad: Any) -> dict[str, Any]:
    return {k.key: getattr(rad, k.key) for k in inspect(type(rad)).column_attrs}


class Uttryckare:
    """Puts rows into words. ``visar_lasare``: who looked is told by name, else by role and organisation only.

    ``hos_utforare``: what the nämnd alone knows is left out.
    """

    def __init__(
        self, krypto: Krypto, organisationer: Mapping[UUID, str], *, visar_lasare: bool, hos_utforare: bool
    ) -> None:
        self._krypto = krypto
        self._organisationer = organisationer
        self._visar_lasare = visar_lasare
        self._hos_utforare = hos_utforare

    def _utom(self, tabell: str) -> frozenset[str]:
        """The columns of a table that are not told here."""
        lasare = {"person"} if tabell == LASARE and not self._visar_lasare else set()
        namndens = NAMNDENS_EGNA.get(tabell, frozenset()) | {"arende_id"} if self._hos_utforare else set()
        return frozenset({*UTAN_FALT, *lasare, *namndens})

    def post(self, rad: Any) -> dict[str, Any]:
        """What one row says; what is not known is left out."""
        tabell = rad.__tablename__
        utom = self._utom(tabell)
        return {
            namn: ut
            for namn, varde in _kolumner(rad).items()
            if namn not in utom
            if (ut := self._varde(rad, tabell, namn, varde)) not in (None, "", [], {})
        }

    def _varde(self, rad: Any, tabell: str, namn: str, varde: Any) -> Any:
        if isinstance(varde, bytes):
            return self._oppna(varde, Plats(segel(tabell, namn), rad.kommunkod, rad.id))
        if namn in ORGANISATIONER and varde in self._organisationer:
            return self._organisationer[varde]
        if (tabell, namn) == FORE:
            return self._fore(rad, varde)
        return i_ord(varde)

    def _oppna(self, forseglat: bytes, plats: Plats) -> Any:
        """A document if it is one, else the text as it stands."""
        text = self._krypto.oppna(forseglat, plats).decode(errors="replace")
        try:
            return i_ord(json.loads(text)) if text[:1] in {"{", "["} else text
        except ValueError:
            return text

    def _fore(self, bild: Any, fore: Mapping[str, Any]) -> dict[str, Any]:
        """What a change replaced, its seals opened as the row's own are."""
        ut, utom = {}, self._utom(bild.objekttyp)
        for namn, varde in fore.items():
            if namn in utom or varde is None:
                continue
            forseglat = namn.endswith(("_forseglat", "_forseglad"))
            plats = Plats(segel(bild.objekttyp, namn), bild.kommunkod, bild.objekt_id)
            ut[orden.falt(namn)] = self._oppna(bytes.fromhex(varde), plats) if forseglat else i_ord(varde)
        return ut


def _tidpunkt(tid: datetime) -> str:
    return tid.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


_I_ORD: tuple[tuple[type[Any], Callable[[Any], Any]], ...] = (
    (bool, lambda varde: "ja" if varde else "nej"),
    (str, orden.kod),
    (datetime, _tidpunkt),
    (date, date.isoformat),
    (UUID, str),
    (dict, lambda varde: {nyckel: i_ord(del_) for nyckel, del_ in varde.items() if del_ is not None}),
    (list, lambda varde: [i_ord(del_) for del_ in varde]),
)


def i_ord(varde: Any) -> Any:
    """A value as JSON, with codes in words."""
    for typ, tolka in _I_ORD:
        if isinstance(varde, typ):
            return tolka(varde)
    return varde
