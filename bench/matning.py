"""Rounds in pairs: the same requests to the service and to the limit, and what each charged the processor."""

import base64
import contextlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

from joserfc.jwk import ECKey

from app.core.crypto import Krypto
from app.core.keyset import enkel_ring
from app.integrations.utvecklingsutfardare import utfarda
from app.katalog import rollista
from app.settings import Settings
from bench.fro import Frodda, fro
from bench.processer import Process, process
from tests import postgres, schema

# The limits are in force, but no load reaches them.
OBEGRANSAT = 1e6
LISTA = f"/stegvis/v1/{rollista.ESKILSTUNA}/bestallningar"
SIDA = 50
SIDOR = ("vart", "grans")
Begaranden = list[tuple[str, str, str | None]]


@dataclass(frozen=True, slots=True)
class Val:
    """How much is measured: rows, pairs of rounds, requests per round, connections, months to import."""

    rader: int = 100_000
    par: int = 15
    antal: int = 200
    klienter: int = 4
    manader: int = 100_000


@dataclass(frozen=True, slots=True)
class Matt:
    """One promise: its name, what is asked for, the answer that must come, and the figures to reach."""

    kod: str
    text: str
    begaranden: Begaranden
    status: str
    krav: float
    mal: float
    vem: str = "cecilia"  # an arbetsledare lists the whole nämnd
    scope: str = "bestallning:las bestallning:skriv"


@dataclass
class Tal:
    """What one server showed."""

    cpu: list[float] = field(default_factory=list)
    tider: list[float] = field(default_factory=list)
    innehall: int = 0

    def sammanfattat(self) -> dict[str, float]:
        """Milliseconds: processor time per request (median round), and how long the client waited."""
        delar = quantiles(self.tider, n=100)
        ms = {"cpu_ms": median(self.cpu), "p50_ms": delar[49], "p99_ms": delar[98]}
        return {namn: round(varde * 1000, 3) for namn, varde in ms.items()} | {
            "svar_byte": round(self.innehall / len(self.tider))
        }


def _ny(beslut: Any) -> str:
    return (
        f'{{"beslutId":"{beslut}","utforareId":"{rollista.KLIVET}","onskadStart":"2027-01-11","onskatSlut":"2027-06-18",'
        '"timmarPerVecka":25,"mal":"Praktik inom vård och yrkessvenska.","behov":"Språkstöd i början.",'
        '"utlamnandeGrund":"samtycke","utlamnandeLagrum":"10 kap. 1 § OSL"}'
    )


def matt(frodda: Frodda) -> list[Matt]:
    """G1 to G3 over what was seeded."""
    markorer = [base64.urlsafe_b64encode(rad.bytes).decode().rstrip("=") for rad in frodda.stallen]
    skapa: Begaranden = [("POST", LISTA, _ny(beslut)) for beslut in frodda.beslut]
    hamta: Begaranden = [("GET", f"{LISTA}/{rad}", None) for rad in frodda.heta]
    lista: Begaranden = [("GET", f"{LISTA}?limit={SIDA}&cursor={markor}", None) for markor in markorer]
    return [
        Matt("G3", f"lista {SIDA} beställningar av {frodda.rader:,}".replace(",", " "), lista, "200", 3.0, 2.2),
        Matt("G2", "hämta en beställning med 20 händelser", hamta, "200", 3.5, 2.5),
        Matt("G1", "skapa en beställning", skapa, "201", 3.5, 2.5),
    ]


@dataclass
class Bana:
    """Two servers on one database, and the load."""

    servrar: dict[str, Process]
    portar: dict[str, int]
    last: Process
    nyckel: ECKey
    settings: Settings
    databas: postgres.Databas
    frodda: Frodda

    def _token(self, ett: Matt) -> str:
        r = rollista.rollinnehavare(ett.vem)
        return utfarda(
            self.nyckel, self.settings, r.klient_id, r.person, r.roll.value, ett.scope, r.enhet, datetime.now(UTC)
        )

    def rond(self, sida: str, ett: Matt, antal: int, klienter: int, fran: int) -> tuple[float, dict[str, Any]]:
        """Processor seconds and the load's result of one round; RuntimeError unless every answer was the right one."""
        jobb = {"port": self.portar[sida], "token": self._token(ett), "begaranden": ett.begaranden}
        fore = self.servrar[sida].processortid()
        svar = self.last.fraga(jobb | {"antal": antal, "klienter": klienter, "fran": fran})
        tid = self.servrar[sida].processortid() - fore
        if svar["status"] != {ett.status: antal}:
            raise RuntimeError(f"{ett.kod} {sida}: svaren var {svar['status']}")
        return tid, svar


@contextlib.contextmanager
def bana(server: postgres.PgServer, rader: int, **installningar: Any) -> Iterator[Bana]:
    """A fresh database on ``server`` with ``rader`` orders, and everything started with more settings."""
    nyckel, kryptonyckel = (
        ECKey.generate_key("P-256", parameters={"kid": "bench", "alg": "ES256"}),
        secrets.token_bytes(32),
    )
    databas = postgres.ny_databas(server, f"bench_{secrets.token_hex(4)}")
    with TemporaryDirectory() as katalog, contextlib.ExitStack() as stack:
        stack.callback(postgres.slang_databas, databas)
        schema.bygg(databas.agare_url)
        krypto = Krypto(enkel_ring({"bench": kryptonyckel}, kryptonyckel))
        frodda = postgres.kor(fro(databas.superuser_url, krypto, rader))
        val = _settings(databas.app_url, kryptonyckel, Path(katalog)) | installningar
        servrar = {sida: stack.enter_context(process("bench.server", sida)) for sida in SIDOR}
        given = {"settings": val, "nyckel": nyckel.as_dict(private=False)}
        portar = {sida: s.fraga(given) for sida, s in servrar.items()}
        last = stack.enter_context(process("bench.last"))
        yield Bana(servrar, portar, last, nyckel, Settings(**val), databas, frodda)


def _settings(url: str, kryptonyckel: bytes, katalog: Path) -> dict[str, Any]:
    text = base64.b64encode(kryptonyckel).decode()
    return {
        "database_url": url,
        "datakatalog": str(katalog),
        "krypteringsnycklar": f"bench:{text}",
        "uppslagsnyckel": text,
        "arbetare_i_servern": False,
        "kvot_klient": OBEGRANSAT,
        "kvot_kommun": OBEGRANSAT,
    }


def mat(bana: Bana, ett: Matt, val: Val) -> dict[str, Any]:
    """The ratio of one promise: the median of the pairs' ratios, after a round of each that is not counted."""
    tal, kvoter = {sida: Tal() for sida in SIDOR}, []
    for i in range(-1, val.par):
        cpu = {}
        for sida in SIDOR if i % 2 else reversed(SIDOR):
            tid, svar = bana.rond(sida, ett, val.antal, val.klienter, (i + 1) * val.antal)
            cpu[sida] = tid / val.antal
            if i >= 0:
                tal[sida].cpu.append(cpu[sida])
                tal[sida].tider += svar["tider"]
                tal[sida].innehall += svar["innehall"]
        if i >= 0:
            kvoter.append(cpu["vart"] / cpu["grans"])
    kvot = median(kvoter)
    return {
        "kod": ett.kod,
        "text": ett.text,
        "kvot": round(kvot, 2),
        "krav": ett.krav,
        "mal": ett.mal,
        "uppfyllt": kvot <= ett.krav,
        "kvoter": [round(k, 3) for k in kvoter],
        **{sida: tal[sida].sammanfattat() for sida in SIDOR},
    }


def kor(server: postgres.PgServer, val: Val) -> list[dict[str, Any]]:
    """All promises, in the order of their names."""
    with bana(server, val.rader) as igang:
        matta = [mat(igang, ett, val) for ett in matt(igang.frodda)]
    return sorted(matta, key=lambda m: str(m["kod"]))
