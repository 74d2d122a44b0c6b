"""Instruments out of files: the same file again changes nothing, another becomes the next version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from app.core.errors import OgiltigtInnehall
from app.core.unit_of_work import Arbete
from app.katalog import instrument_actions as actions
from app.katalog.instrument_bilder import Bild, Helhet
from app.katalog.instrument_states import EgenStatus
from app.katalog.instrumentversioner import Egenversion

HUVUD = ("namn", "agare", "kalla")
# What became of a file.
Utfall = Literal["nytt utkast", "utkastet är ändrat", "oförändrat"]


@dataclass(frozen=True, slots=True)
class Laddad:
    """The version that a file is now."""

    kod: str
    nummer: int
    status: str
    utfall: Utfall


async def ladda_alla(arbete: Arbete, data: Sequence[Any], *, publicera: bool) -> list[Laddad]:
    """All in one transaction; raises 422 with the faults of the first that has some."""
    return [await ladda(arbete, d, publicera=publicera) for d in data]


async def ladda(arbete: Arbete, data: Mapping[str, Any], *, publicera: bool) -> Laddad:
    """One; with ``publicera`` it is measured with from now on."""
    if fel := await actions.prova(arbete, data):
        raise OgiltigtInnehall(f"Instrumentet {data['kod']} går inte att läsa in.", fel=fel)
    h = await actions.kand(arbete, data["kod"])
    rad, utfall = await _lagd(arbete, h, data)
    if publicera and rad.status == EgenStatus.UTKAST.value:
        await arbete.session.flush()
        await actions.publicera(arbete, rad.kod, str(rad.nummer))
    return Laddad(rad.kod, rad.nummer, rad.status, utfall)


async def _lagd(arbete: Arbete, h: Helhet | None, data: Mapping[str, Any]) -> tuple[Egenversion, Utfall]:
    """The row that says what the file says."""
    if h is None:
        return _rad(await actions.skapa(arbete, data)), "nytt utkast"
    galler = next((r for r in h.egna if r.status == EgenStatus.PUBLICERAD.value), None)
    if (lika := h.utkast or galler) is not None and _samma(lika, data):
        return lika, "oförändrat"
    falt = {n: data[n] for n in (*HUVUD, "innehall")}
    if h.utkast is not None:
        return _rad(await actions.andra(arbete, h.kod, str(h.utkast.nummer), **falt)), "utkastet är ändrat"
    huvud = {n: data[n] for n in HUVUD}
    bild = await actions.ny_version(arbete, h.kod, huvud=huvud, innehall=data["innehall"], kopiera_fran=None)
    return _rad(bild), "nytt utkast"


def _rad(bild: Bild) -> Egenversion:
    assert bild.egen is not None
    return bild.egen


def _samma(rad: Egenversion, data: Mapping[str, Any]) -> bool:
    return rad.innehall == actions.utan_tomma(data["innehall"]) and all(getattr(rad, n) == data[n] for n in HUVUD)
