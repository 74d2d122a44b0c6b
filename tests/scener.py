"""Starting points that many tests share, walked over HTTP once per process and then put back as stored rows.

A scene is walked by the real app with real commits the first time a test asks for it; its rows are kept. A
later test, whose database is as it was at first, gets the same rows and the same answer. A test that has done
anything before, or whose world is not the usual one, walks the way itself.
"""

import asyncio
import copy
import functools
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from typing import Any

from tests import postgres
from tests.conftest import INGEN_BEVAKNING, NU, Varld

Scen = Callable[..., Awaitable[Any]]
_SVAR: dict[tuple[str, str], Any] = {}
_SQLITE: dict[tuple[str, str], bytes] = {}


def scen(gang: Scen) -> Scen:
    """Keep what ``gang(varld, …)`` leads to; its other arguments and its answer are plain values."""

    @functools.wraps(gang)
    async def ga(varld: Varld, *argument: Any, **mer: Any) -> Any:
        if not _ny(varld):
            return await gang(varld, *argument, **mer)
        nyckel = (varld.sort, f"{gang.__module__}.{gang.__qualname__} {argument!r} {sorted(mer.items())!r}")
        if nyckel in _SVAR:
            await _aterstall(varld, nyckel)
            varld.antal_anrop += 1
        else:
            svar = await gang(varld, *argument, **mer)
            await _spara(varld, nyckel)
            _SVAR[nyckel] = svar
        return copy.deepcopy(_SVAR[nyckel])

    return ga


def _ny(varld: Varld) -> bool:
    """Nobody has asked for anything, the clock is where it was, and nothing is computed beside."""
    vanlig = varld.settings.bevakning_intervall == INGEN_BEVAKNING and not varld.settings.arbetare_i_servern
    return vanlig and varld.databas is not None and varld.antal_anrop == 0 and varld.klocka.nu() == NU


async def _spara(varld: Varld, nyckel: tuple[str, str]) -> None:
    assert varld.databas is not None
    if varld.databas.mall is not None:
        await postgres.vanta_pa(varld.databas.mall.spara_scen(_schemanamn(nyckel)))
        return
    _SQLITE[nyckel] = await asyncio.to_thread(_las, _fil(varld))


async def _aterstall(varld: Varld, nyckel: tuple[str, str]) -> None:
    assert varld.databas is not None
    if varld.databas.mall is not None:
        await postgres.vanta_pa(varld.databas.mall.aterstall_scen(_schemanamn(nyckel)))
        return
    await asyncio.to_thread(_skriv, _fil(varld), _SQLITE[nyckel])


# In threads of their own: each waits for what the app does beside, which the loop then must be free to end.
def _las(fil: str) -> bytes:
    with closing(sqlite3.connect(fil)) as kalla:
        return kalla.serialize()


def _skriv(fil: str, innehall: bytes) -> None:
    with closing(sqlite3.connect(":memory:")) as kopia, closing(sqlite3.connect(fil)) as mal:
        kopia.deserialize(innehall)
        kopia.backup(mal)


def _schemanamn(nyckel: tuple[str, str]) -> str:
    ordning = list(_SVAR).index(nyckel) if nyckel in _SVAR else len(_SVAR)
    return f"scen_{ordning}"


def _fil(varld: Varld) -> str:
    assert varld.databas is not None
    return varld.databas.url.partition("///")[2]
