"""Acts of the prövning: try cases without storing anything; compute and keep the clocks of a nämnd."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.begrepp.tid import Manad
from app.core.errors import Faltfel, OgiltigtInnehall
from app.core.paging import Sidfraga, Utsnitt, sida, skar
from app.core.unit_of_work import Arbete
from app.flode.arende import actions as arenden
from app.flode.arende.models import Arende, Bistandsmanad, arenden_med, gallande, manader_for
from app.flode.arende.states import ArendeStatus
from app.flode.bedomning.fakta import fakta_for
from app.flode.bedomning.klockor import Kravklockpost, att_rakna, fristen_fore, klocklista, klockor_for
from app.flode.bedomning.models import Bedomning, faststallda_for
from app.flode.undantag.models import Undantagspost, gallande_undantag
from app.katalog.tolkningar import senaste_for, tolkning_nu
from app.regelverk.motor.fakta import Fakta
from app.regelverk.motor.fraga import Antagande, Fraga, Provning, kontrollsumma
from app.regelverk.motor.provning import prova
from app.regelverk.motor.tolkning import STANDARD, Tolkning
from app.regelverk.urval import RegelverkSaknas

BATCH = 500


@dataclass(frozen=True, slots=True)
class Fall:
    """One case: an ärende, or facts as plain data."""

    referens: str | None
    arende_id: UUID | None
    uppgifter: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Begaran:
    """What is to be tried."""

    avser_manad: str
    fran: date | None
    kand_dag: date | None
    regelverk: str | None
    antaganden: Sequence[dict[str, Any]]
    fall: Sequence[Fall]


@dataclass(frozen=True, slots=True)
class Provat:
    """A case with its answer."""

    fall: Fall
    provning: Provning

    @property
    def kontrollsumma(self) -> str:
        """Of the answer's bytes."""
        return kontrollsumma(self.provning.som_data())


@dataclass(frozen=True, slots=True)
class _Grund:
    """What several ärenden's facts are made of, loaded in a fixed number of statements."""

    manader: dict[UUID, list[Bistandsmanad]]
    undantag: dict[UUID, list[Undantagspost]]
    bedomningar: dict[UUID, Bedomning]


async def _grund(arbete: Arbete, ids: Sequence[UUID]) -> _Grund:
    per_manad: dict[UUID, list[Bistandsmanad]] = defaultdict(list)
    for manad in await arbete.alla(manader_for(ids)):
        per_manad[manad.arende_id].append(manad)
    undantag: dict[UUID, list[Undantagspost]] = defaultdict(list)
    for post in await arbete.alla(gallande_undantag(ids)):
        undantag[post.arende_id].append(post)
    # Of the assessments that hold, on one ground or two, the latest tells of occupation and förmåga.
    bedomningar = {b.arende_id: b for b in await arbete.alla(faststallda_for(ids))}
    return _Grund(per_manad, undantag, bedomningar)


def _fakta(arbete: Arbete, arende: Arende, grund: _Grund) -> Fakta:
    bedomning = grund.bedomningar.get(arende.id)
    angivet = bedomning.angivet if bedomning else {}
    manader = gallande(grund.manader.get(arende.id, []))
    return fakta_for(arende, manader, grund.undantag.get(arende.id, []), angivet, arbete.krypto)


async def prova_fall(arbete: Arbete, begaran: Begaran) -> list[Provat]:
    """Try each case; nothing is stored, reading an ärende is logged."""
    manad = Manad.tolka(begaran.avser_manad)
    _krav_dag_i_manaden(begaran.fran, manad)
    tolkning = await tolkning_nu(arbete)
    fakta = await _fakta_per_fall(arbete, begaran.fall)
    mall = Fraga(
        Fakta(),
        manad,
        begaran.fran or manad.forsta,
        begaran.kand_dag or arbete.idag,
        begaran.regelverk,
        tolkning,
        tuple(Antagande.ur(a) for a in begaran.antaganden),
    )
    return [Provat(fall, _prova(mall, f)) for fall, f in zip(begaran.fall, fakta, strict=True)]


def _krav_dag_i_manaden(fran: date | None, manad: Manad) -> None:
    if fran is not None and not manad.forsta <= fran <= manad.sista:
        raise OgiltigtInnehall(
            "Dagen ligger inte i månaden.", fel=[Faltfel("/fran", "utanfor_manaden", "Ange en dag i avserManad")]
        )


def _prova(mall: Fraga, fakta: Fakta) -> Provning:
    try:
        return prova(replace(mall, fakta=fakta))
    except (RegelverkSaknas, KeyError) as fel:
        raise OgiltigtInnehall(
            "Det finns inget sådant regelverk eller värde för månaden.",
            regel="AK-01",
            fel=[Faltfel("/regelverk", "regelverk_saknas", "Inget regelverk")],
        ) from fel


async def _fakta_per_fall(arbete: Arbete, fall: Sequence[Fall]) -> list[Fakta]:
    """Facts in the order asked; an ärende that isn't the caller's is 404 or 403 as everywhere."""
    egna = {f.arende_id for f in fall if f.arende_id is not None}
    lasta = {i: await arenden.hamta(arbete, i, las=False) for i in sorted(egna)}
    if lasta:
        arbete.har_last("bedomning", arenden=list(lasta))
    grund = await _grund(arbete, list(lasta)) if lasta else _Grund({}, {}, {})
    return [
        Fakta.ur(f.uppgifter or {}) if f.arende_id is None else _fakta(arbete, lasta[f.arende_id], grund) for f in fall
    ]


# --- clocks ---------------------------------------------------------------------------------------


async def klocka(arbete: Arbete, arende_id: UUID) -> Provning:
    """Where one ärende stands today, computed as it is read."""
    arende = await arenden.hamta(arbete, arende_id, las=False)
    arbete.har_last("bedomning", arende=arende.id)
    grund = await _grund(arbete, [arende.id])
    return prova(_dagens_fraga(_fakta(arbete, arende, grund), arbete.idag, await tolkning_nu(arbete)))


def _dagens_fraga(fakta: Fakta, idag: date, tolkning: Tolkning) -> Fraga:
    """For the month of the day, from the day on."""
    return Fraga(fakta, Manad.for_dag(idag), idag, idag, None, tolkning)


async def lista_klockor(arbete: Arbete, fraga: Sidfraga, *, krav_manad: str | None) -> Utsnitt[Kravklockpost]:
    """One page of clocks: a handläggare's own ärenden, all of the nämnd's for those who lead (DP-04)."""
    rader = await arbete.alla(sida(klocklista(krav_manad, arenden.egna_for(arbete)), Kravklockpost.id, fraga))
    utsnitt = skar(rader, fraga)
    arbete.har_last("bedomning", arenden=[k.arende_id for k in utsnitt.rader])
    return utsnitt


async def rakna_om_klockor(arbete: Arbete, efter: UUID, antal: int = BATCH) -> tuple[UUID | None, int]:
    """Compute the clocks of the next ``antal`` ärenden; where to go on from, and how many changed.

    The same day and facts change nothing, so it may run twice, late, or be broken off.
    """
    rader = list(await arbete.alla(att_rakna(efter, antal)))
    if not rader:
        return None, 0
    andrade = await rakna_om_for(arbete, rader)
    return (rader[-1].id if len(rader) == antal else None), andrade


async def rakna_om_klockor_for(arbete: Arbete, ids: Sequence[UUID]) -> int:
    """Compute the clocks of the ärenden, and put those of closed ones aside; how many changed."""
    rader = list(await arbete.alla(arenden_med(ids)))
    return await rakna_om_for(arbete, rader) if rader else 0


async def folj_arendet(arbete: Arbete, arende: Arende) -> None:
    """Who sees the clock follows the ärende at once (DP-04, DP-15)."""
    for klocka_ in await arbete.alla(klockor_for([arende.id])):
        klocka_.handlaggare, klocka_.skyddad = arende.handlaggare, arende.skyddad


async def rakna_om_for(arbete: Arbete, rader: Sequence[Arende]) -> int:
    """Compute the clocks of the given ärenden; how many changed."""
    ids = [a.id for a in rader]
    grund = await _grund(arbete, ids)
    sparade = {k.arende_id: k for k in await arbete.alla(klockor_for(ids))}
    tolkningar = await _tolkningar(arbete, {a.namnd_id for a in rader})
    andrade = 0
    for arende in rader:
        provning = prova(_dagens_fraga(_fakta(arbete, arende, grund), arbete.idag, tolkningar[arende.namnd_id]))
        andrade += _spara(arbete, arende, provning, sparade.get(arende.id))
    return andrade


async def _tolkningar(arbete: Arbete, namnder: Iterable[UUID]) -> dict[UUID, Tolkning]:
    poster = {n: await arbete.kanske(senaste_for(n)) for n in sorted(namnder)}
    return {n: post.som_tolkning if post else STANDARD for n, post in poster.items()}


def _spara(arbete: Arbete, arende: Arende, provning: Provning, sparad: Kravklockpost | None) -> int:
    """Write the clock if it says something else than before."""
    varden = _varden(arende, provning, Manad.for_dag(arbete.idag))
    if sparad is None:
        arbete.session.add(
            Kravklockpost(
                id=nytt_id(),
                kommunkod=arende.kommunkod,
                namnd_id=arende.namnd_id,
                arende_id=arende.id,
                beraknad=arbete.nu,
                **varden,
            )
        )
        return 1
    if all(getattr(sparad, namn) == varde for namn, varde in varden.items()):
        return 0
    if (fore := fristen_fore(arbete, sparad, varden)) is not None:
        arbete.session.add(fore)
    for namn, varde in varden.items():
        setattr(sparad, namn, varde)
    sparad.beraknad = arbete.nu
    return 1


def _varden(arende: Arende, provning: Provning, manad: Manad) -> dict[str, Any]:
    k = provning.klocka
    return {
        "oppet": arende.status == ArendeStatus.OPPET.value,
        "handlaggare": arende.handlaggare,
        "skyddad": arende.skyddad,
        "avser_manad": str(manad),
        "utfall": provning.utfall.value,
        "krav_manad": str(k.krav_manad) if k.krav_manad else None,
        "krav_manad_om_obruten": str(k.krav_manad_om_obruten) if k.krav_manad_om_obruten else None,
        "beslut_senast": k.beslut_senast,
        "nasta_andring": provning.nasta_andring.dag if provning.nasta_andring else None,
    }
