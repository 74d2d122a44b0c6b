"""Acts on avvikelser: note, change, hear the person, hand over, answer, deal with, close, reopen; lists."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.begrepp.parter import Part
from app.core.errors import Faltfel, OgiltigtInnehall, Saknas, hindrad
from app.core.journal import Handelse, historik
from app.core.paging import Sidfraga, Utsnitt, sida, skar
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.flode.arende.actions import egna_for, krav_tilldelad
from app.flode.avvikelse import models
from app.flode.avvikelse.models import Avvikelse, Avvikelsebesked, Avvikelseunderlag, Redogorelse
from app.flode.avvikelse.states import (
    AVVIKELSE,
    Avvikelsekalla,
    AvvikelseLage,
    Avvikelsesort,
    AvvikelseStatus,
    Beskedskod,
    bestallning_igang,
)
from app.flode.avvikelse.underlag import Rattad, Underlagsbild, innehall, kontrollsumma
from app.flode.bestallning import actions as bestallningar
from app.flode.bestallning.delar import sida_under
from app.flode.bestallning.models import Bestallning
from app.flode.narvaro.planering import agare

NAMN = AVVIKELSE.namn
KAN_ANDRAS = ("text", "atgard", "ansvarig", "uppfoljning")


@dataclass
class Sak:
    """An avvikelse with its order, the accounts, and what only the nämnd sees of the kommun's answer."""

    bestallning: Bestallning
    avvikelse: Avvikelse
    redogorelser: list[Redogorelse] = field(default_factory=list)
    besked: Avvikelsebesked | None = None
    mojligheter: Mojligheter = field(default_factory=Mojligheter)


async def _ladda(arbete: Arbete, bestallning_id: UUID, avvikelse_id: UUID) -> Sak:
    rader = (await arbete.session.execute(models.avvikelse_med(bestallning_id, avvikelse_id))).all()
    if not rader:
        await bestallningar.hamta(arbete, bestallning_id, las=False)  # DP-04: 403 with the way to temporary access
        raise Saknas
    avvikelse, bestallning, _, besked = rader[0]
    await krav_tilldelad(arbete, bestallning.arende_id, bestallning.handlaggare)
    arbete.inom(avvikelse)
    return Sak(bestallning, avvikelse, [r for _, _, r, _ in rader if r is not None], besked)


def _lage(sak: Sak, besked: Beskedskod | None = None) -> AvvikelseLage:
    a = sak.avvikelse
    return AvvikelseLage(
        bestallning=sak.bestallning.status,
        hord=a.antal_redogorelser > 0,
        har_underlag=bool(a.tillfallen or a.text),
        besvarad=a.antal_besked > 0,
        besked=besked,
    )


def _bild(arbete: Arbete, sak: Sak) -> Sak:
    sak.mojligheter = arbete.mojligheter(AVVIKELSE, sak.avvikelse, _lage(sak))
    return sak


async def _stega(arbete: Arbete, sak: Sak, handelse: str, lage: AvvikelseLage | None = None, **uppgifter: Any) -> Sak:
    """Step by hand: from now on somebody has touched it."""
    await arbete.utfor(AVVIKELSE, sak.avvikelse, handelse, lage or _lage(sak), uppgifter=uppgifter)
    sak.avvikelse.rord = True
    return sak


# --- reading --------------------------------------------------------------------------------------


async def visa(arbete: Arbete, bestallning_id: UUID, avvikelse_id: UUID) -> Sak:
    """Detail of one avvikelse."""
    sak = await _ladda(arbete, bestallning_id, avvikelse_id)
    arbete.har_last(NAMN, arende=sak.avvikelse.arende_id, objekt=avvikelse_id)
    return _bild(arbete, sak)


async def historia(arbete: Arbete, bestallning_id: UUID, avvikelse_id: UUID) -> list[Handelse]:
    """All händelser of one avvikelse."""
    sak = await _ladda(arbete, bestallning_id, avvikelse_id)
    arbete.har_last(NAMN, arende=sak.avvikelse.arende_id, objekt=avvikelse_id)
    return list(await arbete.alla(historik(avvikelse_id)))


async def lista(arbete: Arbete, bestallning_id: UUID, fraga: Sidfraga) -> Utsnitt[Avvikelse]:
    """One page of an order's avvikelser, the newest first."""
    return await sida_under(arbete, bestallning_id, models.avvikelser_for(bestallning_id), Avvikelse.id, fraga, NAMN)


async def lista_alla(arbete: Arbete, fraga: Sidfraga, *, status: str | None, egna: bool) -> Utsnitt[Avvikelse]:
    """One page of the avvikelser that the caller reaches; a handläggare's own (DP-04)."""
    sats = models.avvikelselista(status, egna_for(arbete, egna=egna), vagledare=arbete.aktor.part is Part.UTFORARE)
    utsnitt = skar(await arbete.alla(sida(sats, Avvikelse.id, fraga)), fraga)
    arbete.har_last_hos(NAMN, ((a.namnd_id, a.arende_id) for a in utsnitt.rader))
    return utsnitt


async def underlag(arbete: Arbete, bestallning_id: UUID, avvikelse_id: UUID, nummer: int | None) -> Underlagsbild:
    """What was handed over, the last time or time ``nummer``; for the nämnd alone."""
    if arbete.aktor.part is not Part.KOMMUN:
        raise Saknas
    sak = await _ladda(arbete, bestallning_id, avvikelse_id)
    alla = await arbete.alla(models.underlag_for(avvikelse_id))
    valt = next((u for u in alla if nummer in {None, u.nummer}), None)
    if valt is None:
        raise Saknas
    fanns = {UUID(t["tillfalleId"]): len(t["uppgifter"]) for t in valt.innehall["tillfallen"]}
    nu = (await arbete.session.execute(models.sagt_sedan(bestallning_id, list(fanns)))).all() if fanns else []
    arbete.har_last(NAMN, arende=sak.avvikelse.arende_id, objekt=avvikelse_id)
    return Underlagsbild(valt, alla, [Rattad(*rad) for rad in nu if rad[1] > fanns[rad[0]]])


# --- by hand --------------------------------------------------------------------------------------


async def registrera(
    arbete: Arbete,
    bestallning_id: UUID,
    *,
    sort: Avvikelsesort,
    text: str,
    tillfallen: Sequence[UUID],
    **falt: Any,
) -> Sak:
    """Note an avvikelse; its occasions are the order's own."""
    bestallning = await bestallningar.hamta(arbete, bestallning_id, las=False)
    if (nej := bestallning_igang(AvvikelseLage(bestallning.status))) is not None:
        raise hindrad([nej])
    _krav_uppfoljning(arbete, falt.get("uppfoljning"))
    avvikelse = Avvikelse(
        id=nytt_id(),
        **agare(bestallning),
        kalla=Avvikelsekalla.MANUELL.value,
        sort=sort.value,
        status=AvvikelseStatus.OPPEN.value,
        version=1,
        tillfallen=await _kanda(arbete, bestallning_id, tillfallen),
        text=text,
        rord=True,
        skapad=arbete.nu,
        antal_redogorelser=0,
        antal_underlag=0,
        antal_besked=0,
        **{namn: falt.get(namn) for namn in ("atgard", "ansvarig", "uppfoljning")},
    )
    arbete.fodd(avvikelse, NAMN, "registrera", tillfallen=len(avvikelse.tillfallen))
    return _bild(arbete, Sak(bestallning, avvikelse))


async def _kanda(arbete: Arbete, bestallning_id: UUID, idn: Sequence[UUID]) -> list[str]:
    unika = list(dict.fromkeys(idn))
    kanda = set(await arbete.alla(models.orderns_tillfallen(bestallning_id, unika))) if unika else set()
    fel = [Faltfel(f"/tillfallen/{i}", "saknas", "Okänt tillfälle") for i, t in enumerate(unika) if t not in kanda]
    if fel:
        raise OgiltigtInnehall("Alla tillfällen hör inte till beställningen.", fel=fel)
    return [str(t) for t in unika]


def _krav_uppfoljning(arbete: Arbete, dag: date | None) -> None:
    if dag is not None and dag < arbete.idag:
        raise OgiltigtInnehall(
            "Uppföljningen ligger före i dag.", fel=[Faltfel("/uppfoljning", "for_tidigt", "Ange i dag eller senare")]
        )


async def andra(
    arbete: Arbete,
    bestallning_id: UUID,
    avvikelse_id: UUID,
    *,
    tillfallen: Sequence[UUID] = (),
    **falt: Any,
) -> Sak:
    """Set what is named in ``falt``; occasions are added, since what was once shown stays."""
    sak = await _ladda(arbete, bestallning_id, avvikelse_id)
    namngivna = sorted([*falt, *(["tillfallen"] if tillfallen else [])])
    await _stega(arbete, sak, "andra", falt=namngivna)
    _krav_uppfoljning(arbete, falt.get("uppfoljning"))
    a = sak.avvikelse
    if tillfallen:
        a.tillfallen = list(dict.fromkeys([*a.tillfallen, *await _kanda(arbete, bestallning_id, tillfallen)]))
    for namn in KAN_ANDRAS:
        if namn in falt:
            setattr(a, namn, falt[namn])
    return _bild(arbete, sak)


async def hor(arbete: Arbete, bestallning_id: UUID, avvikelse_id: UUID, *, redogorelse: str, datum: date) -> Sak:
    """The person's own account, and on which day the caller heard it."""
    if datum > arbete.idag:
        raise OgiltigtInnehall(
            "Dagen har inte varit.", fel=[Faltfel("/datum", "framtid", "Ange i dag eller tidigare")], regel="AK-20"
        )
    sak = await _ladda(arbete, bestallning_id, avvikelse_id)
    await _stega(arbete, sak, "hor")
    return _redogor(arbete, sak, redogorelse, datum, hord=True)


async def kan_inte_horas(arbete: Arbete, bestallning_id: UUID, avvikelse_id: UUID, *, skal: str) -> Sak:
    """Why the person's account could not be had."""
    sak = await _ladda(arbete, bestallning_id, avvikelse_id)
    await _stega(arbete, sak, "kan_inte_horas")
    return _redogor(arbete, sak, skal, arbete.idag, hord=False)


def _redogor(arbete: Arbete, sak: Sak, text: str, datum: date, *, hord: bool) -> Sak:
    a = sak.avvikelse
    a.antal_redogorelser += 1
    rad = Redogorelse(
        id=nytt_id(),
        kommunkod=a.kommunkod,
        namnd_id=a.namnd_id,
        delad_med=a.delad_med,
        avvikelse_id=a.id,
        nummer=a.antal_redogorelser,
        hord=hord,
        text=text,
        datum=datum,
        person=arbete.aktor.person,
        registrerad=arbete.nu,
    )
    sak.redogorelser.append(arbete.ny(rad))
    return _bild(arbete, sak)


# --- with the kommun ------------------------------------------------------------------------------


async def lamna_underlag(arbete: Arbete, bestallning_id: UUID, avvikelse_id: UUID) -> Sak:
    """Hand the material over as it is now; it does not change afterwards (AK-19)."""
    sak = await _ladda(arbete, bestallning_id, avvikelse_id)
    a = sak.avvikelse
    await _stega(arbete, sak, "lamna_underlag", nummer=a.antal_underlag + 1)
    idn = [UUID(t) for t in a.tillfallen]
    rader = (await arbete.session.execute(models.tillfallen_med_allt(bestallning_id, idn))).all() if idn else []
    fryst = innehall(a, [(t, n) for t, n in rader], sak.redogorelser)
    a.antal_underlag += 1
    a.nytt_underlag = True
    arbete.ny(
        Avvikelseunderlag(
            id=nytt_id(),
            kommunkod=a.kommunkod,
            namnd_id=a.namnd_id,
            delad_med=a.delad_med,
            avvikelse_id=a.id,
            nummer=a.antal_underlag,
            innehall=fryst,
            kontrollsumma=kontrollsumma(fryst),
            lamnat=arbete.nu,
            person=arbete.aktor.person,
        )
    )
    return _bild(arbete, sak)


async def lamna_besked(
    arbete: Arbete,
    bestallning_id: UUID,
    avvikelse_id: UUID,
    *,
    kod: Beskedskod,
    motivering: str,
    svar: str | None,
) -> Sak:
    """The kommun's answer: the code and ``svar`` are released, the reasons stay with the nämnd (DP-26)."""
    sak = await _ladda(arbete, bestallning_id, avvikelse_id)
    a = sak.avvikelse
    await _stega(arbete, sak, "lamna_besked", _lage(sak, kod), nummer=a.antal_besked + 1)
    a.antal_besked += 1
    a.besked, a.svar = kod.value, svar
    sak.besked = arbete.ny(
        Avvikelsebesked(
            id=nytt_id(),
            kommunkod=a.kommunkod,
            namnd_id=a.namnd_id,
            avvikelse_id=a.id,
            nummer=a.antal_besked,
            kod=kod.value,
            svar=svar,
            motivering=motivering,
            person=arbete.aktor.person,
            tid=arbete.nu,
        )
    )
    return _bild(arbete, sak)


async def atgarda(arbete: Arbete, bestallning_id: UUID, avvikelse_id: UUID, *, atgard: str) -> Sak:
    """It was dealt with, and how."""
    sak = await _stega(arbete, await _ladda(arbete, bestallning_id, avvikelse_id), "atgarda")
    sak.avvikelse.atgard = atgard
    return _bild(arbete, sak)


async def _med_skal(arbete: Arbete, bestallning_id: UUID, avvikelse_id: UUID, handelse: str, skal: str) -> Sak:
    sak = await _ladda(arbete, bestallning_id, avvikelse_id)
    return _bild(arbete, await _stega(arbete, sak, handelse, skal=skal))


async def atersand(arbete: Arbete, bestallning_id: UUID, avvikelse_id: UUID, *, skal: str) -> Sak:
    """The kommun wants to know more."""
    return await _med_skal(arbete, bestallning_id, avvikelse_id, "atersand", skal)


async def stang(arbete: Arbete, bestallning_id: UUID, avvikelse_id: UUID, *, skal: str) -> Sak:
    """It was nothing, or it has been followed up."""
    return await _med_skal(arbete, bestallning_id, avvikelse_id, "stang", skal)


async def ateroppna(arbete: Arbete, bestallning_id: UUID, avvikelse_id: UUID, *, skal: str) -> Sak:
    """It was not over."""
    return await _med_skal(arbete, bestallning_id, avvikelse_id, "ateroppna", skal)
