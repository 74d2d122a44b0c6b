"""The nämnd that the operator's command works for, by id or name; the command acts as system, in that nämnd's log."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import Select, select

from app.begrepp.parter import Aktor, systemaktor
from app.core.unit_of_work import Arbete, Transaktioner
from app.katalog.organisationer import Namnd


class OkandNamnd(Exception):
    """No nämnd of the kommun, or more than one, is what was asked for."""


async def aktor_for(transaktioner: Transaktioner, namn: str, kommunkod: str, namnd: str) -> Aktor:
    """The system at work for one nämnd under the name of a command; raises ``OkandNamnd``."""
    system = systemaktor(namn)

    async def steg(arbete: Arbete) -> list[Namnd]:
        return list(await arbete.alla(_namnder(kommunkod)))

    funna = [n for n in await transaktioner.kor(system, kommunkod, steg) if _ar(n, namnd)]
    if len(funna) != 1:
        raise OkandNamnd(f"Kommunen {kommunkod} har {len(funna)} nämnder som motsvarar {namnd}. Ange id eller namn.")
    return replace(system, kommunkod=kommunkod, namnd_id=funna[0].id)


def _namnder(kommunkod: str) -> Select[Namnd]:
    return select(Namnd).where(Namnd.kommunkod == kommunkod)


def _ar(namnd: Namnd, sokt: str) -> bool:
    try:
        return namnd.id == UUID(sokt)
    except ValueError:
        return namnd.namn.casefold() == sokt.strip().casefold()
