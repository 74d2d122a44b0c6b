"""The control endpoint ``/_styr/…``: what tests and integrators set and read. No part of the contract."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.mockad_af.ateranrop import Mottagare
from tests.mockad_af.begaran import Begaran, Svar, json_svar, las_json
from tests.mockad_af.handelser import Handelsetyp, Ordning
from tests.mockad_af.karna import Automatik, MockadAf
from tests.mockad_af.personer import TILLATNA_UPPGIFTER
from tests.mockad_af.rutter import RUTTER
from tests.mockad_af.storningar import Nerslag, Storning, Storningsslag
from tests.mockad_af.tid import som_text
from tests.mockad_af.utfardare import Tokenkalla

PREFIX = "/_styr"
RESURSER = {rutt.resurs for rutt in RUTTER}


@dataclass(slots=True)
class Styrning:
    """Everything that may be set: the mock, and where its events go."""

    af: MockadAf
    mottagare: Mottagare

    def hantera(self, begaran: Begaran) -> Svar:
        """Answer one control call; a faulty one is 400 with the reason, an unknown message 404."""
        utfor = VAGAR.get((begaran.metod, begaran.vag))
        if utfor is None:
            return json_svar(404, {"fel": "okänd styrning", "vagar": [f"{metod} {vag}" for metod, vag in VAGAR]})
        try:
            return json_svar(200, utfor(self, _uppgifter(begaran)))
        except KeyError as fel:
            return json_svar(404, {"fel": f"finns inte: {fel.args[0]}"})
        except (TypeError, ValueError) as fel:
            return json_svar(400, {"fel": str(fel)})

    def lage(self, _: dict[str, Any]) -> dict[str, Any]:
        """How the mock is set now."""
        af = self.af
        return {
            "namn": "Mockad Arbetsförmedling (fiktiv)",
            "nere": af.nere,
            "svar": af.svar,
            "kvittens": af.kvittens,
            "fragepar": af.behorighet.fragepar,
            "tid": som_text(af.klocka.nu()),
            "ateranrop": self.mottagare.adresser(),
        }

    def satt_lage(self, data: dict[str, Any]) -> dict[str, Any]:
        """Set ``nere`` (true, false, bryt, 503, hang), ``svar``, ``kvittens``, ``fragepar``, ``tid``."""
        _krav_kanda(data, {"nere", "svar", "kvittens", "fragepar", "tid"})
        af = self.af
        af.nere = _nerslag(data["nere"]) if "nere" in data else af.nere
        af.svar = Automatik(data.get("svar", af.svar))
        af.kvittens = Automatik(data.get("kvittens", af.kvittens))
        af.behorighet.fragepar = bool(data.get("fragepar", af.behorighet.fragepar))
        if "tid" in data:
            af.klocka.stall(datetime.fromisoformat(data["tid"]) if data["tid"] else None)
        return self.lage({})

    def nollstall(self, _: dict[str, Any]) -> dict[str, Any]:
        """Forget everything received, set and handed out."""
        self.af.nollstall()
        return self.lage({})

    def storningar(self, _: dict[str, Any]) -> list[dict[str, object]]:
        """The faults that wait."""
        return [storning.som_kropp() for storning in self.af.storningar.ko]

    def lagg_storning(self, data: dict[str, Any]) -> list[dict[str, object]]:
        """Queue one fault, or several under ``storningar``; ``fro`` seeds the draws of ``sannolikhet``."""
        if "fro" in data:
            self.af.storningar.so_fro(int(data.pop("fro")))
        nya = [_storning(rad) for rad in data.get("storningar", [data] if data else [])]
        self.af.storningar.ko.extend(nya)
        return self.storningar({})

    def rensa_storningar(self, _: dict[str, Any]) -> list[dict[str, object]]:
        """Drop the faults that wait."""
        self.af.storningar.ko.clear()
        return []

    def raknare(self, _: dict[str, Any]) -> dict[str, Any]:
        """Exact counters."""
        return self.af.raknare()

    def mottaget(self, data: dict[str, Any]) -> list[dict[str, object]]:
        """What has come; ``resurs`` narrows, ``innehall=1`` shows the bodies."""
        rader = self.af.journal.mottaget(data.get("resurs"))
        return [rad.som_kropp(med_innehall=data.get("innehall") == "1") for rad in rader]

    def anrop(self, _: dict[str, Any]) -> list[dict[str, object]]:
        """Every call with its time and outcome, for judging how polite the caller is."""
        return [anrop.som_kropp() for anrop in self.af.journal.anrop]

    def satt_person(self, data: dict[str, Any]) -> dict[str, Any]:
        """Set what AF knows of ``personnummer``."""
        _krav_kanda(data, {"personnummer", "inskriven", "sekretessmarkering", "uppgifter", "genomforanden"})
        _krav_kanda(data.get("uppgifter", {}), set(TILLATNA_UPPGIFTER))
        self.af.personer.satt(_text(data, "personnummer"), {**data})
        return {"satt": True}

    def besvara(self, data: dict[str, Any]) -> dict[str, Any]:
        """Answer the samråd with ``unikt_id`` or ``af_referens``; ``avvisa`` turns it down."""
        _krav_kanda(data, {"unikt_id", "af_referens", "svar", "kommentar", "avvisa"})
        _krav_kanda(data.get("svar") or {}, set(TILLATNA_UPPGIFTER))
        return self.af.besvara(
            _nyckel(data), svar=data.get("svar"), kommentar=data.get("kommentar"), avvisa=bool(data.get("avvisa"))
        )

    def ny_handelse(self, data: dict[str, Any]) -> Any:
        """Queue an event of ``typ`` about a received message, with fields replaced by ``extra``; or ``ra`` as it is."""
        if "ra" in data:
            self.af.handelser.lagg(data["ra"])
            return data["ra"]
        _krav_kanda(data, {"unikt_id", "af_referens", "typ", "kommentar", "extra"})
        typ = Handelsetyp(_text(data, "typ"))
        return self.af.handelse(_nyckel(data), typ, kommentar=data.get("kommentar"), extra=data.get("extra"))

    def bedom(self, data: dict[str, Any]) -> Any:
        """Queue AF's own assessment of the person of ``kommunkod`` and ``arendeidentitet``."""
        om = ("kommunkod", "arendeidentitet", "personnummer")
        _krav_kanda(data, {*om, "kod", "text", "datum"})
        mer = {namn: _text(data, namn) for namn in ("kod", "text", "datum") if namn in data}
        return self.af.bedom({namn: _text(data, namn) for namn in om}, **mer)

    def handelser(self, _: dict[str, Any]) -> list[dict[str, object]]:
        """Events with their attempts."""
        return [rad.som_kropp() for rad in self.af.handelser.alla]

    def stall_handelser(self, data: dict[str, Any]) -> dict[str, Any]:
        """How coming events are disturbed: ``samla``, ``ordning``, ``dubbletter``, ``forlora``, ``fro``."""
        antal = ("samla", "dubbletter", "forlora", "fro")
        _krav_kanda(data, {"ordning", *antal})
        heltal = {namn: int(data[namn]) for namn in antal if namn in data}
        self.af.handelser.stall(ordning=Ordning(data.get("ordning", "fifo")), **heltal)
        return data

    def slapp_handelser(self, _: dict[str, Any]) -> list[dict[str, object]]:
        """Let the held events go."""
        self.af.handelser.slapp()
        return self.handelser({})

    def stall_ateranrop(self, data: dict[str, Any]) -> dict[str, Any]:
        """Where events go and with which token: ``urlar``, and ``token`` or the fields of an issuer."""
        _krav_kanda(data, {"urlar", "token", "token_url", "klient_id", "klient_hemlighet", "formular"})
        self.mottagare.urlar = [str(url) for url in data.get("urlar", self.mottagare.urlar)]
        if "token" in data:
            self.mottagare.tokenkalla = Tokenkalla(fast_token=data["token"])
        elif "token_url" in data:
            self.mottagare.tokenkalla = Tokenkalla(**{k: v for k, v in data.items() if k != "urlar"})
        return self.lage({})

    def aterkalla_token(self, _: dict[str, Any]) -> dict[str, Any]:
        """Make every token handed out invalid."""
        self.af.behorighet.aterkalla()
        return {"aterkallade": True}


VAGAR: dict[tuple[str, str], Callable[[Styrning, dict[str, Any]], Any]] = {
    ("GET", PREFIX): Styrning.lage,
    ("PUT", f"{PREFIX}/lage"): Styrning.satt_lage,
    ("POST", f"{PREFIX}/nollstall"): Styrning.nollstall,
    ("GET", f"{PREFIX}/storningar"): Styrning.storningar,
    ("POST", f"{PREFIX}/storningar"): Styrning.lagg_storning,
    ("DELETE", f"{PREFIX}/storningar"): Styrning.rensa_storningar,
    ("GET", f"{PREFIX}/raknare"): Styrning.raknare,
    ("GET", f"{PREFIX}/mottaget"): Styrning.mottaget,
    ("GET", f"{PREFIX}/anrop"): Styrning.anrop,
    ("PUT", f"{PREFIX}/personer"): Styrning.satt_person,
    ("POST", f"{PREFIX}/samrad/besvara"): Styrning.besvara,
    ("POST", f"{PREFIX}/bedomningar"): Styrning.bedom,
    ("GET", f"{PREFIX}/handelser"): Styrning.handelser,
    ("POST", f"{PREFIX}/handelser"): Styrning.ny_handelse,
    ("PUT", f"{PREFIX}/handelser/ordning"): Styrning.stall_handelser,
    ("POST", f"{PREFIX}/handelser/leverera"): Styrning.slapp_handelser,
    ("PUT", f"{PREFIX}/ateranrop"): Styrning.stall_ateranrop,
    ("POST", f"{PREFIX}/token/aterkalla"): Styrning.aterkalla_token,
}


def _uppgifter(begaran: Begaran) -> dict[str, Any]:
    if begaran.metod == "GET":
        return begaran.fraga()
    data = las_json(begaran.innehall) if begaran.innehall else {}
    if not isinstance(data, dict):
        raise TypeError("innehållet ska vara ett objekt")
    return data


def _krav_kanda(data: dict[str, Any], kanda: set[str]) -> None:
    if okanda := sorted(set(data) - kanda):
        raise ValueError(f"okända uppgifter: {', '.join(okanda)}")


def _text(data: dict[str, Any], namn: str) -> str:
    varde = data.get(namn)
    if not isinstance(varde, str):
        raise TypeError(f"{namn} saknas")
    return varde


def _nyckel(data: dict[str, Any]) -> str:
    return _text(data, "unikt_id" if "unikt_id" in data else "af_referens")


def _nerslag(varde: object) -> Nerslag | None:
    if isinstance(varde, bool):
        return Nerslag.BRYT if varde else None
    return Nerslag(str(varde)) if varde is not None else None


def _storning(data: dict[str, Any]) -> Storning:
    slag = Storningsslag(str(data.get("slag")))
    if data.get("resurs") not in RESURSER | {None}:
        raise ValueError("okänd resurs")
    return Storning(**{**data, "slag": slag})
