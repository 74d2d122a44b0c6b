"""Acts on an undantag: record, set another last day, take back."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.begrepp.tid import Period
from app.core.errors import Faltfel, OgiltigtInnehall, hindrad
from app.core.journal import Handelse, historik
from app.core.paging import Sidfraga, Utsnitt
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.flode.arende.actions import hamta as hamta_arende
from app.flode.arende.actions import sida_under
from app.flode.arende.models import Arende
from app.flode.undantag.models import Undantagspost, gallande_undantag, tur, undantag_for, undantag_med
from app.flode.undantag.states import REGISTRERA, UNDANTAG, Slutprov, UndantagLage, UndantagStatus
from app.regelverk.modell import Undantagsgrund
from app.regelverk.undantagstider import sista_mojliga_dag
from app.regelverk.urval import REGELVERK


@dataclass(frozen=True, slots=True)
class Bild:
    """An undantag with what the caller may do next."""

    post: Undantagspost
    mojligheter: Mojligheter


def _lage(arende: Arende, post: Undantagspost, slut: Slutprov | None = None, *, krockar: bool = False) -> UndantagLage:
    """Facts for the guards."""
    grund = Undantagsgrund(post.grund)
    return UndantagLage(
        grund,
        post.grad_procent,
        post.fran,
        slut,
        arende_oppet=arende.status == "oppet",
        kand=any(grund in regelverk.undantagsgrunder for regelverk in REGELVERK),
        krockar=krockar,
    )


async def _lage_med_slut(arbete: Arbete, arende: Arende, post: Undantagspost, tom: date | None) -> UndantagLage:
    """Facts for the guards when a last day is set; waits for its turn in the ärende."""
    await arbete.kanske(tur(arende.id))
    andra = [u for u in await arbete.alla(gallande_undantag([arende.id])) if u.id != post.id and u.samma_grund(post)]
    framat = tom is None or tom >= post.fran
    krockar = framat and any(Period(post.fran, tom).overlappar(u.period) for u in andra)
    fodd = arende.personnummer(arbete.krypto).fodelsedag
    senast = sista_mojliga_dag(Undantagsgrund(post.grund), fodd, arende.yngsta_barn_fyller_ett)
    return _lage(arende, post, Slutprov(tom, senast), krockar=krockar)


def _bild(arbete: Arbete, arende: Arende, post: Undantagspost) -> Bild:
    return Bild(post, arbete.mojligheter(UNDANTAG, post, _lage(arende, post)))


async def registrera(arbete: Arbete, arende_id: UUID, *, bedomd_datum: date | None, **uppgifter: Any) -> Bild:
    """Record a ground with period, degree and evidence; raises ``Konflikt`` with every rule that stops it."""
    arende = await hamta_arende(arbete, arende_id, las=False)
    _krav_bedomd(arbete, bedomd_datum)
    post = Undantagspost(
        id=nytt_id(),
        kommunkod=arende.kommunkod,
        namnd_id=arende.namnd_id,
        arende_id=arende.id,
        status=UndantagStatus.GALLANDE.value,
        version=1,
        skapad=arbete.nu,
        bedomd_datum=bedomd_datum or arbete.idag,
        bedomd_av=arbete.aktor.person,
        **uppgifter,
    )
    if hinder := REGISTRERA.hinder(await _lage_med_slut(arbete, arende, post, post.tom)):
        raise hindrad(hinder)
    arbete.fodd(post, UNDANTAG.namn, REGISTRERA.handelse)
    return _bild(arbete, arende, post)


def _krav_bedomd(arbete: Arbete, dag: date | None) -> None:
    if dag is not None and dag > arbete.idag:
        raise OgiltigtInnehall(
            "Undantaget kan inte vara bedömt i framtiden.",
            fel=[Faltfel("/bedomdDatum", "framtid", "Ange i dag eller tidigare")],
        )


async def _ladda(arbete: Arbete, arende_id: UUID, undantag_id: UUID) -> tuple[Arende, Undantagspost]:
    arende = await hamta_arende(arbete, arende_id, las=False)
    return arende, await arbete.en(undantag_med(arende.id, undantag_id))


async def hamta(arbete: Arbete, arende_id: UUID, undantag_id: UUID) -> Bild:
    """One undantag."""
    arende, post = await _ladda(arbete, arende_id, undantag_id)
    arbete.har_last(UNDANTAG.namn, arende=arende.id, objekt=post.id)
    return _bild(arbete, arende, post)


async def lista(arbete: Arbete, arende_id: UUID, fraga: Sidfraga) -> Utsnitt[Undantagspost]:
    """One page of an ärende's undantag, newest first, those taken back too."""
    return await sida_under(arbete, arende_id, undantag_for(arende_id), Undantagspost.id, fraga, UNDANTAG.namn)


async def historia(arbete: Arbete, arende_id: UUID, undantag_id: UUID) -> list[Handelse]:
    """All händelser of one undantag."""
    arende, post = await _ladda(arbete, arende_id, undantag_id)
    arbete.har_last(UNDANTAG.namn, arende=arende.id, objekt=post.id)
    return list(await arbete.alla(historik(post.id)))


async def andra_slut(arbete: Arbete, arende_id: UUID, undantag_id: UUID, *, tom: date, skal: str) -> Bild:
    """Set another last day, earlier or later; the history keeps the one before with the reason."""
    arende, post = await _ladda(arbete, arende_id, undantag_id)
    lage = await _lage_med_slut(arbete, arende, post, tom)
    uppgifter = {"tom": tom.isoformat(), "tidigareTom": post.tom.isoformat() if post.tom else None, "skal": skal}
    await arbete.utfor(UNDANTAG, post, "andra_slut", lage, uppgifter=uppgifter)
    post.tom, post.slutskal = tom, skal
    return _bild(arbete, arende, post)


async def ta_tillbaka(arbete: Arbete, arende_id: UUID, undantag_id: UUID, *, skal: str) -> Bild:
    """It should never have been recorded: it counts no longer, for any day."""
    arende, post = await _ladda(arbete, arende_id, undantag_id)
    await arbete.utfor(UNDANTAG, post, "ta_tillbaka", _lage(arende, post), uppgifter={"skal": skal})
    post.slutskal = skal
    return _bild(arbete, arende, post)
