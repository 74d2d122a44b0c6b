"""Acts on an uppstartsmöte until it has been: propose, book, rebook, answer, call off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.begrepp.parter import Part
from app.core.journal import Handelse, historik
from app.core.paging import Sidfraga, Utsnitt
from app.core.unit_of_work import Arbete
from app.flode.bestallning.delar import rader_med_order
from app.flode.bestallning.models import Bestallning
from app.flode.uppstartsmote import krockar
from app.flode.uppstartsmote.frister import Motesfrist
from app.flode.uppstartsmote.models import Kallelse, Motestid, Uppstartsmote, moten_med_tid
from app.flode.uppstartsmote.sak import Sak, bild, enda, frist, ladda, lage
from app.flode.uppstartsmote.states import MOTE, Lucka, Motespart, Motessvar, TidStatus
from app.flode.uppstartsmote.utfall import TID_EFTER, avsluta, ha_varit


@dataclass
class Moterad:
    """A meeting in a list."""

    bestallning: Bestallning
    mote: Uppstartsmote
    bokad: Motestid | None

    @property
    def frist(self) -> Motesfrist:
        """The facts of its clock."""
        return frist(self.bestallning, self.mote)


async def visa(arbete: Arbete, bestallning_id: UUID, mote_id: UUID) -> Sak:
    """Detail of one meeting."""
    sak = await ladda(arbete, bestallning_id, mote_id)
    arbete.har_last("uppstartsmote", arende=sak.mote.arende_id, objekt=sak.mote.id)
    return bild(arbete, sak)


async def lista(arbete: Arbete, bestallning_id: UUID, fraga: Sidfraga) -> Utsnitt[Moterad]:
    """One page of an order's meetings."""
    sats = moten_med_tid(bestallning_id)
    utsnitt = await rader_med_order(arbete, bestallning_id, sats, Uppstartsmote.id, fraga, "uppstartsmote")
    moten = [Moterad(rad.Bestallning, rad.Uppstartsmote, rad.Motestid) for rad in utsnitt.rader]
    return Utsnitt(moten, fraga, utsnitt.nasta)


async def historia(arbete: Arbete, bestallning_id: UUID, mote_id: UUID) -> list[Handelse]:
    """All händelser of the meeting."""
    sak = await visa(arbete, bestallning_id, mote_id)
    return list(await arbete.alla(historik(sak.mote.id)))


def _ny_tid(arbete: Arbete, sak: Sak, uppgifter: Mapping[str, Any], begard_av: str, skal: str | None) -> Motestid:
    """A new time at the end of the chain, with three invitations."""
    mote = sak.mote
    mote.antal_tider = mote.antal_tider + 1
    agare = {"kommunkod": mote.kommunkod, "namnd_id": mote.namnd_id, "delad_med": mote.delad_med, "mote_id": mote.id}
    tid = Motestid(
        id=nytt_id(),
        **agare,
        **uppgifter,
        nummer=mote.antal_tider,
        status=TidStatus.FORESLAGEN.value,
        begard_av=begard_av,
        skal=skal,
        registrerad=arbete.nu,
        registrerad_av=arbete.aktor.person,
        andrad=arbete.nu,
    )
    kallade = [
        Kallelse(id=nytt_id(), **agare, tid_nummer=tid.nummer, part=p.value, svar=Motessvar.INBJUDEN.value)
        for p in Motespart
    ]
    sak.tider.append(arbete.ny(tid))
    sak.kallelser += [arbete.ny(k) for k in kallade]
    return tid


def _begard_av(arbete: Arbete, angiven: Motespart | None) -> str:
    """Who asked; the caller's own party when nobody is named."""
    egen = Motespart.VAGLEDARE if arbete.aktor.part is Part.UTFORARE else Motespart.SOCIALSEKRETERARE
    return (angiven or egen).value


def _avsluta_oppna(arbete: Arbete, sak: Sak, bokad: TidStatus, begart_av: str | None, skal: str | None) -> None:
    for tid in sak.oppna:
        var_bokad = tid.status == TidStatus.BOKAD.value
        avsluta(arbete, tid, bokad if var_bokad else TidStatus.FORFALLEN, begart_av, skal)


async def foresla(
    arbete: Arbete,
    bestallning_id: UUID,
    mote_id: UUID,
    *,
    tider: Sequence[Mapping[str, Any]],
    begard_av: Motespart | None = None,
    skal: str | None = None,
) -> Sak:
    """Propose times; earlier proposals lapse."""
    sak = await ladda(arbete, bestallning_id, mote_id)
    luckor = tuple(Lucka(t["borjar"], t["slutar"]) for t in tider)
    fakta = lage(arbete, sak, tider=luckor, upptagen=await krockar.upptagen(arbete, sak, luckor))
    vem = _begard_av(arbete, begard_av)
    await arbete.utfor(MOTE, sak.mote, "foresla", fakta, uppgifter={"antalTider": len(luckor), "begardAv": vem})
    _avsluta_oppna(arbete, sak, TidStatus.ERSATT, vem, skal)
    for uppgifter in tider:
        _ny_tid(arbete, sak, uppgifter, vem, skal)
    return bild(arbete, sak)


async def boka(
    arbete: Arbete,
    bestallning_id: UUID,
    mote_id: UUID,
    *,
    tid: int | None = None,
    ny_tid: Mapping[str, Any] | None = None,
    begard_av: Motespart | None = None,
    skal: str | None = None,
    utfall: Mapping[str, Any] | None = None,
) -> Sak:
    """Book a proposed time or a new one; one in the past carries its outcome."""
    sak = await ladda(arbete, bestallning_id, mote_id)
    forslag = sak.oppen(tid)
    vem = forslag.begard_av if forslag else _begard_av(arbete, begard_av)
    await _boka(arbete, sak, "boka", forslag, ny_tid, vem, utfall)
    _avsluta_oppna(arbete, sak, TidStatus.ERSATT, vem, skal)
    return await _bokat(arbete, sak, forslag or _ny_tid(arbete, sak, ny_tid or {}, vem, skal), utfall)


async def boka_om(
    arbete: Arbete,
    bestallning_id: UUID,
    mote_id: UUID,
    *,
    ny_tid: Mapping[str, Any],
    skal: str,
    begard_av: Motespart | None = None,
    utfall: Mapping[str, Any] | None = None,
) -> Sak:
    """Another time supersedes the old one, which keeps who asked and why."""
    sak = await ladda(arbete, bestallning_id, mote_id)
    vem = _begard_av(arbete, begard_av)
    await _boka(arbete, sak, "boka_om", None, ny_tid, vem, utfall)
    _avsluta_oppna(arbete, sak, TidStatus.ERSATT, vem, skal)
    return await _bokat(arbete, sak, _ny_tid(arbete, sak, ny_tid, vem, skal), utfall)


async def _boka(
    arbete: Arbete,
    sak: Sak,
    handelse: str,
    forslag: Motestid | None,
    ny_tid: Mapping[str, Any] | None,
    begard_av: str,
    utfall: Mapping[str, Any] | None,
) -> None:
    """Check and step to ``bokat``, or to the outcome of a time that has passed."""
    luckor = (forslag.lucka,) if forslag else (Lucka(ny_tid["borjar"], ny_tid["slutar"]),) if ny_tid else ()
    fakta = lage(
        arbete,
        sak,
        tider=luckor,
        tid_finns=bool(luckor),
        avbojd=forslag is not None and sak.avbojd(forslag),
        upptagen=await _fri(arbete, sak, luckor) if luckor else None,
        utfall=utfall["typ"] if utfall else None,
        narvaro=utfall["narvaro"] if utfall else None,
        franvarande=frozenset(utfall["franvaroskal"]) if utfall else None,
    )
    nummer = forslag.nummer if forslag else sak.mote.antal_tider + 1
    await arbete.utfor(MOTE, sak.mote, handelse, fakta, uppgifter={"tid": nummer, "begardAv": begard_av})


async def _fri(arbete: Arbete, sak: Sak, luckor: Sequence[Lucka]) -> Motespart | None:
    """Who is taken, known for certain: whoever else books the same two waits for this booking."""
    await krockar.las(arbete, sak.mote)
    return await krockar.upptagen(arbete, sak, luckor)


async def _bokat(arbete: Arbete, sak: Sak, tid: Motestid, utfall: Mapping[str, Any] | None) -> Sak:
    """Set what a booking means: the time stands, the calendar gets a new revision, an outcome is recorded."""
    mote = sak.mote
    mote.bokad = mote.bokad or arbete.nu
    mote.sekvens = 0 if mote.sekvens is None else mote.sekvens + 1
    avsluta(arbete, tid, TidStatus(TID_EFTER[mote.status]), None, None)
    krockar.folj(arbete, sak)
    if utfall:
        await ha_varit(arbete, sak, tid, utfall["narvaro"], utfall["franvaroskal"])
    return bild(arbete, sak)


async def svara(
    arbete: Arbete,
    bestallning_id: UUID,
    mote_id: UUID,
    *,
    part: Motespart,
    svar: str,
    tid: int | None = None,
    skal: str | None = None,
) -> Sak:
    """One party's answer to a proposed or booked time."""
    sak = await ladda(arbete, bestallning_id, mote_id)
    vald = sak.oppen(tid) if tid is not None else enda(sak.oppna)
    krock = await krockar.upptagen(arbete, sak, [vald.lucka]) if vald and svar == Motessvar.ACCEPTERAT.value else None
    fakta = lage(arbete, sak, svarar=(arbete.aktor.part, part), tid_finns=vald is not None, upptagen=krock)
    nummer = vald.nummer if vald else 0
    uppgifter = {"tid": nummer, "part": part.value, "svar": svar}
    await arbete.utfor(MOTE, sak.mote, "svara", fakta, uppgifter=uppgifter)
    assert vald is not None  # guard tiden_galler
    kallelse = sak.kallad(vald, part)
    kallelse.svar, kallelse.skal = svar, skal
    kallelse.svarad, kallelse.svarad_av = arbete.nu, arbete.aktor.person
    return bild(arbete, sak)


async def stall_in(
    arbete: Arbete, bestallning_id: UUID, mote_id: UUID, *, skal: str, begard_av: Motespart | None = None
) -> Sak:
    """Call off, with who asked and why."""
    sak = await ladda(arbete, bestallning_id, mote_id)
    vem = _begard_av(arbete, begard_av)
    await arbete.utfor(MOTE, sak.mote, "stall_in", lage(arbete, sak), uppgifter={"begardAv": vem})
    installt(arbete, sak, vem, skal)
    return bild(arbete, sak)


def installt(arbete: Arbete, sak: Sak, begart_av: str | None, skal: str) -> None:
    """A booked time is withdrawn with a new revision in the calendar; proposals lapse."""
    if sak.bokad is not None and sak.mote.sekvens is not None:
        sak.mote.sekvens = sak.mote.sekvens + 1
    _avsluta_oppna(arbete, sak, TidStatus.INSTALLD, begart_av, skal)
    krockar.folj(arbete, sak)
