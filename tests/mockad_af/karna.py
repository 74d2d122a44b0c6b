"""The mocked Arbetsförmedlingen itself: one call in, one delivery out, everything in memory.

Pure request handling: no sockets, no waiting, no framework. ``app`` drives it under uvicorn and
``respx_rutter`` in unit tests. It imports nothing from the service that it stands opposite.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

from tests.mockad_af import meddelanden
from tests.mockad_af.begaran import Begaran, Leverans, Svar, json_svar, las_json
from tests.mockad_af.behorighet import Behorighet, eko, krav_huvuden
from tests.mockad_af.falt import Kontroll
from tests.mockad_af.felsvar import Avvisning, Faltfel, Faltkod, datafel, fel_mediatyp, fel_metod, saknas
from tests.mockad_af.handelser import Handelseko, Handelsetyp, handelse
from tests.mockad_af.journal import Anrop, Journal, Mottaget
from tests.mockad_af.personer import Personregister
from tests.mockad_af.rutter import STAM, Rutt, finn
from tests.mockad_af.storningar import Nerslag, Storning, Storningsko, Storningsslag, efter_lagring, fore_lagring, nere
from tests.mockad_af.tid import Klocka, Mockklocka, som_text, systemtid


class Automatik(StrEnum):
    """Whether AF acts by itself when a message has come, or waits for the control endpoint."""

    AUTO = "auto"
    MANUELL = "manuell"


@dataclass(frozen=True, slots=True)
class Val:
    """How the mock is set up. ``tak`` is the longest silence or slowness in seconds.

    ``svar``: samråd are answered at once; ``kvittens``: the other messages get the events ``inkommen``, ``godkand``.
    """

    klienter: dict[str, str] = field(default_factory=lambda: {"stegvis": "utveckling"})
    token_livslangd: timedelta = timedelta(hours=1)
    fragepar: bool = False
    svar: Automatik = Automatik.MANUELL
    kvittens: Automatik = Automatik.MANUELL
    tak: float = 120.0
    fro: int = 1


MEDDELANDEN: dict[str, Kontroll] = {
    "samrad": meddelanden.SAMRAD,
    "underrattelser": meddelanden.UNDERRATTELSE,
    "informationsoverlamningar": meddelanden.INFORMATIONSOVERLAMNING,
}


@dataclass(slots=True)
class _Lage:
    """One call on its way through."""

    begaran: Begaran
    rutt: Rutt
    parametrar: dict[str, str]
    anrop: Anrop
    innehall: Any = None
    rad: Mottaget | None = None
    storning: Storning | None = None

    @property
    def skyddad(self) -> bool:
        return self.storning is not None and self.storning.slag is Storningsslag.SKYDDAD


BEDOMNINGSTEXT = "Personen har inget beslutat program och bedöms sakna tillräcklig sysselsättning framöver."


class MockadAf:
    """The whole mock. ``klocka`` gives aware times, ``nytt_id`` the identities of answers and events."""

    def __init__(
        self, val: Val | None = None, *, klocka: Klocka = systemtid, nytt_id: Callable[[], UUID] = uuid4
    ) -> None:
        self.val = val or Val()
        self.klocka = Mockklocka(klocka)
        self.nytt_id = nytt_id
        self.nollstall()

    def nollstall(self) -> None:
        """Forget everything but the set-up and where events go."""
        val = self.val
        self.svar, self.kvittens = val.svar, val.kvittens
        self.nere: Nerslag | None = None
        self.behorighet = Behorighet(val.klienter, val.token_livslangd, fragepar=val.fragepar)
        self.storningar = Storningsko(val.fro)
        self.journal = Journal()
        self.personer = Personregister()
        self.handelser = Handelseko()
        self.klocka.stall(None)
        self._samradssvar: dict[str, dict[str, Any]] = {}
        self._skyddade: set[str] = set()

    def hantera(self, begaran: Begaran) -> Leverans:
        """Answer one call to a resource of the contract."""
        borjan = perf_counter()
        rutt, parametrar, metoder = finn(begaran.metod, begaran.vag)
        if rutt is None:
            return Leverans(self._felsvar(begaran, fel_metod(metoder) if metoder else saknas(), borjan))
        lage = _Lage(begaran, rutt, parametrar, self.journal.nytt_anrop(rutt.resurs, self.klocka.nu()))
        leverans = self._leverera(lage, borjan)
        lage.anrop.status = leverans.svar.status if leverans.svar else None
        lage.anrop.storning = lage.storning.slag.value if lage.storning else None
        return leverans

    def _leverera(self, lage: _Lage, borjan: float) -> Leverans:
        try:
            if self.nere is not None:
                self.journal.per_resurs[lage.rutt.resurs]["nere"] += 1
                return nere(self.nere, self.val.tak)
            return self._behandla(lage, borjan)
        except Avvisning as avvisning:
            self._rakna_avvisning(lage, avvisning)
            return Leverans(self._felsvar(lage.begaran, avvisning, borjan))

    def _felsvar(self, begaran: Begaran, avvisning: Avvisning, borjan: float) -> Svar:
        return self._rama_in(begaran, avvisning.som_svar(self.nytt_id()), borjan)

    def _rama_in(self, begaran: Begaran, svar: Svar, borjan: float) -> Svar:
        millisekunder = round((perf_counter() - borjan) * 1000)
        return svar.med_huvuden(eko(begaran) | {"AF-ResponseTime": str(millisekunder)})

    def _behandla(self, lage: _Lage, borjan: float) -> Leverans:
        """Credentials, headers, faults before the effect, the effect, faults after it."""
        self._ta_emot(lage)
        lage.storning = self.storningar.ta(lage.rutt.resurs, lage.innehall if isinstance(lage.innehall, dict) else {})
        stopp = fore_lagring(lage.storning, self.val.tak) if lage.storning else None
        if stopp is not None:
            return stopp
        svar = self._rama_in(lage.begaran, self._utfor(lage), borjan)
        return efter_lagring(lage.storning, svar, self.val.tak) if lage.storning else Leverans(svar)

    def _rakna_avvisning(self, lage: _Lage, avvisning: Avvisning) -> None:
        slag = "storda" if avvisning.status >= 429 else "avvisade"
        self.journal.per_resurs[lage.rutt.resurs][slag] += 1
        if lage.rad is not None and avvisning.status == 400:
            lage.rad.avvisningar += 1

    def _ta_emot(self, lage: _Lage) -> None:
        """Check who calls, read the body, note the attempt."""
        if lage.rutt.resurs == "token":
            return
        self.behorighet.krav(lage.begaran, self.klocka.nu())
        krav_huvuden(lage.begaran)
        self.journal.sparningsid[lage.begaran.huvud("AF-TrackingId").lower()] += 1
        if lage.rutt.metod == "POST":
            lage.innehall = _las_innehall(lage.begaran)
        if lage.rutt.resurs in MEDDELANDEN and isinstance(lage.innehall, dict):
            lage.rad = self.journal.forsok(lage.rutt.resurs, lage.innehall)
            lage.anrop.unikt_id = lage.rad.unikt_id if lage.rad else None

    def _utfor(self, lage: _Lage) -> Svar:
        resurs = lage.rutt.resurs
        if resurs in MEDDELANDEN:
            return self._meddelande(lage)
        if resurs == "token":
            return self.behorighet.utfarda(lage.begaran, self.klocka.nu())
        if resurs == "samrad_lasning":
            return self._las_samrad(lage.parametrar["af_referens"])
        return self._sok(lage)

    def _sok(self, lage: _Lage) -> Svar:
        _krav(meddelanden.SOKNING, lage.innehall)
        personnummer = lage.innehall["personnummer"]
        if lage.rutt.resurs == "genomforanden":
            return json_svar(200, self.personer.genomforanden(personnummer, skyddad=lage.skyddad))
        idag = self.klocka.nu().date()
        return json_svar(200, self.personer.uppgifter(personnummer, idag, skyddad=lage.skyddad))

    def _meddelande(self, lage: _Lage) -> Svar:
        """Store once; the same message again gets the same kvittens."""
        _krav(MEDDELANDEN[lage.rutt.resurs], lage.innehall)
        if fel := meddelanden.inte_slut(lage.innehall, self.klocka.nu()):
            raise datafel(fel)
        rad = lage.rad
        assert rad is not None
        if not self.journal.tidigare(rad, lage.innehall):
            self._lagra(lage, rad)
        vag = f"{STAM}/{rad.resurs}/{rad.kvittens['af_referens']}"
        return json_svar(201, rad.kvittens, {"location": vag} if rad.resurs == "samrad" else {})

    def _lagra(self, lage: _Lage, rad: Mottaget) -> None:
        nu = self.klocka.nu()
        kvittens = {
            "unikt_id": rad.unikt_id,
            "af_referens": f"AF-{self.nytt_id().hex[:12].upper()}",
            "mottagen_tid": som_text(nu),
            "status": "INKOMMEN",
        }
        self.journal.lagra(rad, lage.innehall, kvittens, nu)
        if lage.skyddad:
            self._skyddade.add(rad.unikt_id)
        self._automatik(rad)

    def _automatik(self, rad: Mottaget) -> None:
        if rad.resurs == "samrad":
            if self.svar is Automatik.AUTO:
                self.besvara(rad.unikt_id)
        elif self.kvittens is Automatik.AUTO:
            self.handelse(rad.unikt_id, Handelsetyp.INKOMMEN)
            self.handelse(rad.unikt_id, Handelsetyp.GODKAND)

    def _las_samrad(self, af_referens: str) -> Svar:
        rad = self.journal.sok(af_referens)
        if rad is None or rad.resurs != "samrad" or rad.kvittens["af_referens"] != af_referens:
            raise saknas()
        obesvarad = {"kommentar": None, "besvarad_tid": None, "svar": None}
        return json_svar(200, rad.kvittens | obesvarad | self._samradssvar.get(af_referens, {}))

    def besvara(
        self, nyckel: str, *, svar: dict[str, Any] | None = None, kommentar: str | None = None, avvisa: bool = False
    ) -> dict[str, Any]:
        """Answer a received samråd (by ``unikt_id`` or reference), or turn it down; the event is queued.

        ``svar`` replaces some of the allowed items. Raises KeyError when there is no such samråd.
        """
        rad = self._krav_mottaget(nyckel)
        if rad.resurs != "samrad":
            raise KeyError(nyckel)
        kropp = None if avvisa else self._uppgifter_om(rad) | (svar or {})
        self._samradssvar[rad.kvittens["af_referens"]] = {
            "status": "AVVISAD" if avvisa else "BESVARAD",
            "besvarad_tid": som_text(self.klocka.nu()),
            "kommentar": kommentar,
            "svar": kropp,
        }
        typ = Handelsetyp.EJ_GODKAND if avvisa else Handelsetyp.SAMRAD_BESVARAT
        return self.handelse(nyckel, typ, kommentar=kommentar, extra={} if avvisa else {"svar": kropp})

    def _uppgifter_om(self, rad: Mottaget) -> dict[str, Any]:
        skyddad = rad.unikt_id in self._skyddade
        return self.personer.uppgifter(rad.innehall["personnummer"], self.klocka.nu().date(), skyddad=skyddad)

    def _krav_mottaget(self, nyckel: str) -> Mottaget:
        rad = self.journal.sok(nyckel)
        if rad is None:
            raise KeyError(nyckel)
        return rad

    def handelse(
        self, nyckel: str, typ: Handelsetyp, *, kommentar: str | None = None, extra: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Queue an event about a received message; ``extra`` adds or replaces fields of its body."""
        rad = self._krav_mottaget(nyckel)
        om = {"af_referens": rad.kvittens["af_referens"], "unikt_id": rad.unikt_id}
        kropp = handelse(self.nytt_id(), typ, self.klocka.nu(), **om, kommentar=kommentar) | (extra or {})
        self.handelser.lagg(kropp)
        return kropp

    def bedom(
        self, arende: dict[str, str], *, kod: str = "kan_omfattas", text: str = BEDOMNINGSTEXT, datum: str | None = None
    ) -> dict[str, Any]:
        """Queue an event with AF's own assessment; ``arende``: kommunkod, arendeidentitet and personnummer."""
        nu = self.klocka.nu()
        om = {"af_referens": f"AF-{self.nytt_id().hex[:12].upper()}", "unikt_id": None}
        kropp = handelse(self.nytt_id(), Handelsetyp.BEDOMNING, nu, **om, kommentar=None)
        kropp["bedomning"] = arende | {"datum": datum or nu.date().isoformat(), "bedomningskod": kod, "text": text}
        self.handelser.lagg(kropp)
        return kropp

    def raknare(self) -> dict[str, Any]:
        """Exact counters; see ``Journal.raknare``."""
        return self.journal.raknare() | {
            "utlosta_storningar": self.storningar.utlosta,
            "vantande_handelser": len(self.handelser.vantande()),
        }


def _las_innehall(begaran: Begaran) -> Any:
    if begaran.huvud("content-type").partition(";")[0].strip().lower() != "application/json":
        raise fel_mediatyp()
    try:
        return las_json(begaran.innehall)
    except ValueError:
        raise datafel([Faltfel("innehåll", Faltkod.FORMAT, "ska vara JSON")]) from None


def _krav(kontroll: Kontroll, innehall: Any) -> None:
    fel = kontroll("", innehall)
    if fel:
        raise datafel(fel)
