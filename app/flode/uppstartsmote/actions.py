"""Acts on an uppstartsmöte: propose, book, rebook, answer, hold, stay away, call off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.begrepp.parter import Part
from app.begrepp.tid import svensk_dag
from app.core.errors import Faltfel, OgiltigtInnehall
from app.core.journal import Handelse, historik
from app.core.paging import Sidfraga, Utsnitt, sida, skar
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.flode.bestallning import actions as bestallningar
from app.flode.bestallning.models import Bestallning
from app.flode.uppstartsmote.models import (
    Kallelse,
    Motestid,
    Uppstartsmote,
    kallelser_for,
    mote_med,
    moten_for,
    samma_personer,
    tider_for,
    upptagna,
)
from app.flode.uppstartsmote.states import (
    MOTE,
    OPPNA_TIDER,
    Lucka,
    MoteLage,
    Motespart,
    Motessvar,
    MoteStatus,
    TidStatus,
)

Narvaro = Mapping[Motespart, bool]
TID_EFTER = {
    MoteStatus.BOKAT.value: TidStatus.BOKAD.value,
    MoteStatus.GENOMFORT.value: TidStatus.HALLEN.value,
    MoteStatus.UTEBLIVET.value: TidStatus.UTEBLIVEN.value,
}


@dataclass
class Sak:
    """A meeting with its order, times and invitations."""

    bestallning: Bestallning
    mote: Uppstartsmote
    tider: list[Motestid] = field(default_factory=list)
    kallelser: list[Kallelse] = field(default_factory=list)
    mojligheter: Mojligheter = field(default_factory=Mojligheter)

    @property
    def bokad(self) -> Motestid | None:
        """The time that is booked now."""
        return next((t for t in self.tider if t.status == TidStatus.BOKAD.value), None)

    @property
    def oppna(self) -> list[Motestid]:
        """Times that are proposed or booked now."""
        return [t for t in self.tider if t.status in OPPNA_TIDER]

    def oppen(self, nummer: int | None) -> Motestid | None:
        """The open time of a number."""
        return next((t for t in self.oppna if t.nummer == nummer), None)

    def kallade(self, tid: Motestid) -> list[Kallelse]:
        """The three invitations of one time."""
        return [k for k in self.kallelser if k.tid_nummer == tid.nummer]


@dataclass
class Moterad:
    """A meeting in a list."""

    bestallning: Bestallning
    mote: Uppstartsmote
    bokad: Motestid | None
    id: UUID = field(init=False)

    def __post_init__(self) -> None:
        self.id = self.mote.id


async def _ladda(arbete: Arbete, bestallning_id: UUID, mote_id: UUID) -> Sak:
    bestallning = await bestallningar.hamta(arbete, bestallning_id, las=False)
    mote = await arbete.en(mote_med(bestallning.id, mote_id))
    tider, kallelser = await arbete.alla(tider_for([mote.id])), await arbete.alla(kallelser_for(mote.id))
    return Sak(bestallning, mote, list(tider), list(kallelser))


def lage(arbete: Arbete, sak: Sak, **mer: Any) -> MoteLage:
    """Facts for the guards."""
    bokad = sak.bokad
    return MoteLage(
        nu=arbete.nu,
        bestallning_oppen=bestallningar.ar_oppen(sak.bestallning),
        bestallning_skickad=sak.bestallning.skickad,
        vagledare_utsedd=sak.bestallning.vagledare is not None,
        bokad=bokad.lucka if bokad else None,
        **mer,
    )


def _bild(arbete: Arbete, sak: Sak) -> Sak:
    """What the caller may do next."""
    sak.mojligheter = arbete.mojligheter(MOTE, sak.mote, lage(arbete, sak))
    return sak


async def _upptagen(arbete: Arbete, mote: Uppstartsmote, luckor: Sequence[Lucka]) -> Motespart | None:
    """Who is taken at any of the times, as far as the caller's party can see (DP-10)."""
    await arbete.alla(samma_personer(mote.arende_id, mote.vagledare))
    rad = (await arbete.session.execute(upptagna(mote, luckor))).first()
    if rad is None:
        return None
    return Motespart.INDIVID if rad.arende_id == mote.arende_id else Motespart.VAGLEDARE


async def visa(arbete: Arbete, bestallning_id: UUID, mote_id: UUID) -> Sak:
    """Detail of one meeting."""
    sak = await _ladda(arbete, bestallning_id, mote_id)
    arbete.har_last("uppstartsmote", arende=sak.mote.arende_id, objekt=sak.mote.id)
    return _bild(arbete, sak)


async def lista(arbete: Arbete, bestallning_id: UUID, fraga: Sidfraga) -> Utsnitt[Moterad]:
    """One page of an order's meetings."""
    bestallning = await bestallningar.hamta(arbete, bestallning_id, las=False)
    moten = await arbete.alla(sida(moten_for(bestallning.id), Uppstartsmote.id, fraga))
    tider = await arbete.alla(tider_for([m.id for m in moten]))
    bokade = {t.mote_id: t for t in tider if t.status == TidStatus.BOKAD.value}
    arbete.har_last("uppstartsmote", arende=bestallning.arende_id)
    return skar([Moterad(bestallning, m, bokade.get(m.id)) for m in moten], fraga)


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


def _avsluta(arbete: Arbete, tid: Motestid, status: TidStatus, begart_av: str | None, skal: str | None) -> None:
    """A time that no longer stands keeps who asked for the change and why."""
    tid.status, tid.slut_begart_av, tid.slut_skal, tid.andrad = status.value, begart_av, skal, arbete.nu


def _avsluta_oppna(arbete: Arbete, sak: Sak, bokad: TidStatus, begart_av: str | None, skal: str | None) -> None:
    for tid in sak.oppna:
        var_bokad = tid.status == TidStatus.BOKAD.value
        _avsluta(arbete, tid, bokad if var_bokad else TidStatus.FORFALLEN, begart_av, skal)


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
    sak = await _ladda(arbete, bestallning_id, mote_id)
    luckor = tuple(Lucka(t["borjar"], t["slutar"]) for t in tider)
    fakta = lage(arbete, sak, tider=luckor, upptagen=await _upptagen(arbete, sak.mote, luckor))
    vem = _begard_av(arbete, begard_av)
    await arbete.utfor(MOTE, sak.mote, "foresla", fakta, uppgifter={"antalTider": len(luckor), "begardAv": vem})
    _avsluta_oppna(arbete, sak, TidStatus.ERSATT, vem, skal)
    for uppgifter in tider:
        _ny_tid(arbete, sak, uppgifter, vem, skal)
    return _bild(arbete, sak)


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
    sak = await _ladda(arbete, bestallning_id, mote_id)
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
    sak = await _ladda(arbete, bestallning_id, mote_id)
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
        upptagen=await _upptagen(arbete, sak.mote, luckor) if luckor else None,
        utfall=utfall["typ"] if utfall else None,
        narvaro=utfall["narvaro"] if utfall else None,
    )
    nummer = forslag.nummer if forslag else sak.mote.antal_tider + 1
    await arbete.utfor(MOTE, sak.mote, handelse, fakta, uppgifter={"tid": nummer, "begardAv": begard_av})


async def _bokat(arbete: Arbete, sak: Sak, tid: Motestid, utfall: Mapping[str, Any] | None) -> Sak:
    """Set what a booking means: the time stands, the calendar gets a new revision, an outcome is recorded."""
    mote = sak.mote
    mote.bokad = mote.bokad or arbete.nu
    mote.sekvens = 0 if mote.sekvens is None else mote.sekvens + 1
    _avsluta(arbete, tid, TidStatus(TID_EFTER[mote.status]), None, None)
    if utfall:
        await _ha_varit(arbete, sak, tid, utfall["narvaro"])
    return _bild(arbete, sak)


async def _ha_varit(arbete: Arbete, sak: Sak, tid: Motestid, narvaro: Narvaro) -> None:
    """Attendance per party; a held meeting lets the order start."""
    for kallelse in sak.kallade(tid):
        kallelse.narvaro = narvaro[Motespart(kallelse.part)]
    if sak.mote.status == MoteStatus.GENOMFORT.value:
        await bestallningar.notera_mote(arbete, sak.bestallning, svensk_dag(tid.borjar))


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
    sak = await _ladda(arbete, bestallning_id, mote_id)
    vald = sak.oppen(tid) if tid is not None else _enda(sak)
    krock = await _upptagen(arbete, sak.mote, [vald.lucka]) if vald and svar == Motessvar.ACCEPTERAT.value else None
    fakta = lage(arbete, sak, svarar=(arbete.aktor.part, part), tid_finns=vald is not None, upptagen=krock)
    nummer = vald.nummer if vald else 0
    uppgifter = {"tid": nummer, "part": part.value, "svar": svar}
    await arbete.utfor(MOTE, sak.mote, "svara", fakta, uppgifter=uppgifter)
    kallelse = next(k for k in sak.kallelser if k.tid_nummer == nummer and k.part == part.value)
    kallelse.svar, kallelse.skal = svar, skal
    kallelse.svarad, kallelse.svarad_av = arbete.nu, arbete.aktor.person
    return _bild(arbete, sak)


def _enda(sak: Sak) -> Motestid | None:
    """The booked time, or the only proposal; raises 422 when the caller must say which."""
    if len(sak.oppna) > 1:
        raise OgiltigtInnehall(
            "Flera tider är föreslagna. Ange vilken.", fel=[Faltfel("/tid", "saknas", "Ange tidens nummer")]
        )
    return next(iter(sak.oppna), None)


async def genomfor(arbete: Arbete, bestallning_id: UUID, mote_id: UUID, *, narvaro: Narvaro) -> Sak:
    """The meeting was held; the order may start."""
    return await _utfall(arbete, bestallning_id, mote_id, "genomfor", narvaro, None)


async def utebli(
    arbete: Arbete, bestallning_id: UUID, mote_id: UUID, *, narvaro: Narvaro, skal: str | None = None
) -> Sak:
    """Somebody stayed away."""
    return await _utfall(arbete, bestallning_id, mote_id, "utebli", narvaro, skal)


async def _utfall(
    arbete: Arbete, bestallning_id: UUID, mote_id: UUID, handelse: str, narvaro: Narvaro, skal: str | None
) -> Sak:
    sak = await _ladda(arbete, bestallning_id, mote_id)
    tid = sak.bokad
    fakta = lage(arbete, sak, narvaro=narvaro)
    await arbete.utfor(MOTE, sak.mote, handelse, fakta, uppgifter={"tid": tid.nummer} if tid else {})
    assert tid is not None  # the table allows an outcome from bokat only
    _avsluta(arbete, tid, TidStatus(TID_EFTER[sak.mote.status]), None, skal)
    await _ha_varit(arbete, sak, tid, narvaro)
    return _bild(arbete, sak)


async def stall_in(
    arbete: Arbete, bestallning_id: UUID, mote_id: UUID, *, skal: str, begard_av: Motespart | None = None
) -> Sak:
    """Call off, with who asked and why."""
    sak = await _ladda(arbete, bestallning_id, mote_id)
    vem = _begard_av(arbete, begard_av)
    await arbete.utfor(MOTE, sak.mote, "stall_in", lage(arbete, sak), uppgifter={"begardAv": vem})
    installt(arbete, sak, vem, skal)
    return _bild(arbete, sak)


def installt(arbete: Arbete, sak: Sak, begart_av: str | None, skal: str) -> None:
    """A booked time is withdrawn with a new revision in the calendar; proposals lapse."""
    if sak.bokad is not None and sak.mote.sekvens is not None:
        sak.mote.sekvens = sak.mote.sekvens + 1
    _avsluta_oppna(arbete, sak, TidStatus.INSTALLD, begart_av, skal)
