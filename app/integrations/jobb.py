"""Everything by the clock: named jobs that can run twice, late, or after days of stand-still.

Each job runs once per kommun, as system: in a transaction of its own, or in several where one would be long.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select

from app.begrepp.parter import Aktor, systemaktor
from app.core import dpop_replay, log_chain
from app.core.edge.logging import logga
from app.core.errors import Problem
from app.core.idempotency import Idempotenssvar
from app.core.services import Tjanster
from app.core.unit_of_work import Arbete
from app.flode.avvikelse.followers import jamfor_portion
from app.flode.bedomning.provningar import rakna_om_klockor
from app.flode.bestallning import andringar, flytt, kedja
from app.flode.bestallning.actions import rensa_utkast
from app.flode.bevakning.actions import rakna_om_portion
from app.flode.dokument.stadning import rensa_filer
from app.flode.forslag import followers as forslag
from app.flode.narvaro.followers import planera_portion
from app.flode.overlamning import followers as overlamning
from app.flode.plan.followers import trad_i_kraft
from app.flode.platsbokning.followers import lopande as platser_lopande
from app.integrations.arbetsformedlingen.efterfragan import fraga_efter_svar
from app.integrations.arbetsformedlingen.mottagning import tolka_vantande
from app.katalog.organisationer import Namnd
from app.katalog.register import RIKET
from app.vyer.gallring.korning import gallra
from app.vyer.handelseflode.sekvenserare import numrera
from app.vyer.inkorg.projektion import folj_alla as folj_inkorgen
from app.vyer.registerutdrag.actions import lat_utga as lat_utdrag_utga

FORSEGLA_LOGG = "forsegla_logg"
Steg = Callable[[Tjanster, Arbete], Awaitable[int]]
# From which ärende to go on, or None when all are done, and how many rows were touched.
Portion = Callable[[Arbete, UUID], Awaitable[tuple[UUID | None, int]]]
Jobb = Callable[[Tjanster, Aktor, str], Awaitable[int]]


def _i_en_transaktion(steg: Steg) -> Jobb:
    """A job that does all of a kommun at once."""

    async def jobb(tjanster: Tjanster, aktor: Aktor, kommunkod: str) -> int:
        return await tjanster.transaktioner.kor(aktor, kommunkod, lambda arbete: steg(tjanster, arbete))

    return jobb


def _i_portioner(portion: Portion) -> Jobb:
    """A job that takes a kommun's ärenden some at a time, each time in a transaction of its own."""

    async def jobb(tjanster: Tjanster, aktor: Aktor, kommunkod: str) -> int:
        efter: UUID | None = UUID(int=0)
        antal = 0
        while efter is not None:
            efter, andrade = await tjanster.transaktioner.kor(aktor, kommunkod, _fran(portion, efter))
            antal += andrade
        return antal

    return jobb


def _fran(portion: Portion, efter: UUID) -> Callable[[Arbete], Awaitable[tuple[UUID | None, int]]]:
    return lambda arbete: portion(arbete, efter)


def _var_for_sig(
    urval: Callable[[Arbete], Awaitable[list[UUID]]], steg: Callable[[Arbete, UUID], Awaitable[int]]
) -> Jobb:
    """A job that takes each object in a transaction of its own: who acts on it meanwhile stops that one only."""

    async def jobb(tjanster: Tjanster, aktor: Aktor, kommunkod: str) -> int:
        antal = 0
        for objekt_id in await tjanster.transaktioner.kor(aktor, kommunkod, urval):
            antal += await _forsok(tjanster, aktor, kommunkod, _pa(steg, objekt_id))
        return antal

    return jobb


def _pa(steg: Callable[[Arbete, UUID], Awaitable[int]], objekt_id: UUID) -> Callable[[Arbete], Awaitable[int]]:
    return lambda arbete: steg(arbete, objekt_id)


async def _forsok(tjanster: Tjanster, aktor: Aktor, kommunkod: str, steg: Callable[[Arbete], Awaitable[int]]) -> int:
    """One that can't be done now is done by the next run."""
    try:
        return await tjanster.transaktioner.kor(aktor, kommunkod, steg)
    except Problem as problem:
        logga("jobb_uppskjutet", jobb=aktor.person, kod=problem.felkod.kod)
        return 0


@_i_en_transaktion
async def _rensa_utkast(_tjanster: Tjanster, arbete: Arbete) -> int:
    """Drafts that nobody sent."""
    return await rensa_utkast(arbete)


@_i_en_transaktion
async def _rensa_idempotens(tjanster: Tjanster, arbete: Arbete) -> int:
    """Stored answers past their time: the only rows that are deleted outside gallring, since they are copies."""
    grans = arbete.nu - timedelta(days=tjanster.settings.idempotens_dagar)
    sats = delete(Idempotenssvar).where(Idempotenssvar.kommunkod == arbete.kommunkod, Idempotenssvar.skapad < grans)
    resultat = await arbete.session.execute(sats)
    return int(getattr(resultat, "rowcount", 0))


@_i_en_transaktion
async def _rensa_dpop(_tjanster: Tjanster, arbete: Arbete) -> int:
    """Proofs too old to be used again."""
    resultat = await arbete.session.execute(dpop_replay.utgangna(arbete.kommunkod, arbete.nu))
    return int(getattr(resultat, "rowcount", 0))


@_i_en_transaktion
async def _plan_trad_i_kraft(_tjanster: Tjanster, arbete: Arbete) -> int:
    """Approved plans whose day has come."""
    return await trad_i_kraft(arbete, arbete.idag)


@_i_en_transaktion
async def _andringar_galler(_tjanster: Tjanster, arbete: Arbete) -> int:
    """Changes of orders whose day has come."""
    return await andringar.folj_kalendern(arbete)


@_i_en_transaktion
async def _forslag_verkstalls(_tjanster: Tjanster, arbete: Arbete) -> int:
    """Approved proposals whose day has come."""
    return await forslag.folj_kalendern(arbete)


@_i_en_transaktion
async def _platser(_tjanster: Tjanster, arbete: Arbete) -> int:
    """Offers that nobody answered, and places that are free for who waits."""
    return await platser_lopande(arbete)


@_i_en_transaktion
async def _registerutdrag_utgar(_tjanster: Tjanster, arbete: Arbete) -> int:
    """Content of registerutdrag that has lived its time."""
    return await lat_utdrag_utga(arbete)


async def _handelseflode(tjanster: Tjanster, _aktor: Aktor, kommunkod: str) -> int:
    """Händelser that are in no log: of all kommuner, so once."""
    return await numrera(tjanster) if kommunkod == RIKET else 0


async def _af_tolkning(tjanster: Tjanster, _aktor: Aktor, kommunkod: str) -> int:
    """Events from AF that a fault left waiting, or that somebody wants interpreted anew."""
    return await tolka_vantande(tjanster, kommunkod)


async def _forsegla_logg(tjanster: Tjanster, aktor: Aktor, kommunkod: str) -> int:
    """Rows of the access log into blocks; the log of the service keeps the ends of the chains, outside the database."""
    antal = 0
    try:
        while huvuden := await tjanster.transaktioner.kor(aktor, kommunkod, log_chain.forsegla):
            for huvud in huvuden:
                logga("logg_forseglad", **huvud.uppgifter())
            antal += len(huvuden)
    except Problem as problem:  # another process sealed the same rows
        logga("jobb_uppskjutet", jobb=aktor.person, kod=problem.felkod.kod)
    return antal


# In the order that they follow from each other: the last sees what the others have done.
JOBB: Mapping[str, Jobb] = {
    "andringar_galler": _andringar_galler,
    "forslag_verkstalls": _forslag_verkstalls,
    "bestallning_flyttar": _var_for_sig(flytt.att_verkstalla, flytt.verkstall),
    "bestallning_svarstider": _var_for_sig(kedja.att_lata_utga, kedja.lat_utga),
    "plan_trad_i_kraft": _plan_trad_i_kraft,
    "tillfallen": _i_portioner(planera_portion),
    "avvikelser": _i_portioner(jamfor_portion),
    "avvikelser_till_af": _var_for_sig(overlamning.nya_underlag, overlamning.beratta),
    "rensa_utkast": _rensa_utkast,
    "platser": _platser,
    "rensa_idempotens": _rensa_idempotens,
    "rensa_dpop": _rensa_dpop,
    "rensa_dokumentfiler": rensa_filer,
    "registerutdrag_utgar": _registerutdrag_utgar,
    "af_tolkning": _af_tolkning,
    "af_svar": fraga_efter_svar,
    "kravklockor": _i_portioner(rakna_om_klockor),
    "bevakningar": _i_portioner(rakna_om_portion),
    "inkorg": folj_inkorgen,
    "handelseflode": _handelseflode,
    "gallring": gallra,
    FORSEGLA_LOGG: _forsegla_logg,
}


async def kor_jobb(tjanster: Tjanster, namn: str) -> int:
    """Run one job over all kommuner; how many rows it touched. Raises ``KeyError`` for an unknown name."""
    jobb, aktor = JOBB[namn], systemaktor(namn)
    antal = 0
    for kommunkod in await _kommuner(tjanster):
        antal += await jobb(tjanster, aktor, kommunkod)
    logga("jobb", jobb=namn, antal=antal)
    return antal


async def kor_alla(tjanster: Tjanster) -> None:
    """Run every job once."""
    for namn in JOBB:
        await kor_jobb(tjanster, namn)


async def _kommuner(tjanster: Tjanster) -> list[str]:
    async def steg(arbete: Arbete) -> list[str]:
        return sorted({RIKET, *await arbete.alla(select(Namnd.kommunkod))})

    return await tjanster.transaktioner.kor(systemaktor("jobb"), "", steg)
