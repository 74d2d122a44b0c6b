"""The whole machine against a small independent model, on both databases.

Whoever does whatever whenever: the service does what the model does, answers as the model answers, and where the
model refuses, nothing has changed. Sized by ``STEGVIS_TILLSTANDSPROV``: ``runs x steps``, 15x25 unless it is given.
"""

import copy
import os
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, Phase, currently_in_test_context, note
from hypothesis import settings as hypotes
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.conftest import NU
from tests.flode import steg
from tests.modulvarld import databas  # noqa: F401 - a fixture
from tests.stateful import kroppar
from tests.stateful.kroppar import SKAL
from tests.stateful.modell import Modell
from tests.stateful.tabeller import FOLK, UTFORARNA, Mote, Nej, Order, Sak, Tillfalle
from tests.stateful.tjansten import HANDELSER, SAKER, TILL_AF, Tjanst

pytestmark = [pytest.mark.langsam, pytest.mark.timeout(3600)]

UNDER = (
    "andringar", "forslag", "uppstartsmoten", "planer", "tillfallen", "narvaro", "meddelanden", "dokument",
    "slutrapporter",
)  # fmt: skip
TIDER = [timedelta(hours=h) for h in (1, 4, 24, 25, 48, 72, 7 * 24, 15 * 24, 31 * 24, 95 * 24, 190 * 24)]
STARTER = ["begard", "skickad", "mottagen", "bekraftad", "pagaende", "planerad", "deltagit", "redovisad", "pausad"]
VIKT = {
    "bestall": 2, "bestallning": 12, "gammal_version": 1, "mote": 4, "foresla": 2, "besvara": 3, "utarbeta": 2,
    "plan": 6, "tillfalle": 5, "redovisa": 2, "slutrapport": 4, "tiden_gar": 3, "upprepa": 2,
}  # fmt: skip
# Of what is allowed: ends come by less than what goes on.
SALLAN = {
    "andra": 1,
    "frislapp": 1,
    "aterkalla": 1,
    "avsluta": 1,
    "byt_vagledare": 2,
    "begar": 1,
    "stall_in": 1,
}
LAGLIGT = 0.75  # how often an act is one that is allowed
STORLEK = os.environ.get("STEGVIS_TILLSTANDSPROV")
ANTAL, LANGD = (int(v) for v in (STORLEK or "15x25").split("x"))


TAL = st.integers(0, 2**64 - 1)


class Maskin(RuleBasedStateMachine):
    """One run: from a starting point that was walked once, with everything checked after each step."""

    def __init__(self, tjanst: Tjanst, modeller: dict[str, Modell]) -> None:
        super().__init__()
        self.tjanst, self.modeller = tjanst, modeller
        self.m = Modell(NU)
        self.sedd: Order | None = None
        self.varv = 0
        self.svar: list[tuple[tuple[Any, ...], dict[str, str], int, bytes]] = []

    @initialize(tal=TAL)
    def borja(self, tal: int) -> None:
        self.tal, self.fro = Counter[int](), tal
        start = self.lott(tal).choice(STARTER)
        anteckna(start)
        self.tjanst.aterstall(start)
        self.m = copy.deepcopy(self.modeller[start])
        self.avtryck = self.tjanst.avtryck()

    # --- a step, and what must be so after it ---

    def handla(
        self,
        vem: str,
        vag: str,
        kropp: Any,
        i_modellen: Callable[[], Any],
        sak: Sak | None = None,
        *,
        inaktuell: bool = False,
    ) -> None:
        """Send what the model does too; both do it, or neither does."""
        anteckna(f"{self.m.nu:%Y-%m-%d %H} {vem}: {sak or vag} {kropp}")
        huvuden = {"idempotency-key": uuid4().hex}
        if sak is not None:
            huvuden["if-match"] = f'"{len(sak.historia) - inaktuell}"'
        vantat = 201 if sak is None else 200
        ny: Any = None
        try:
            ny = i_modellen()
        except Nej as nej:
            (vantat,) = nej.args
        begaran = (vem, "POST", vag, kropp)
        svar = self.tjanst.anrop(*begaran, **huvuden)
        assert svar.status_code == vantat, f"{svar.status_code} och inte {vantat}: {svar.text}"
        if ny is not None:
            ny.id = UUID(svar.json()["id"]).hex
        if vantat < 300 and not isinstance(sak, Mote | None):
            assert visat(svar.json()) == self.m.lankar(vem, sak), vem
        if vantat < 300 or svar.status_code in {403, 404, 409, 422}:
            self.svar.append((begaran, huvuden, svar.status_code, svar.content))
        self.jamfor(sak, godtagen=vantat < 300)

    def jamfor(self, sak: Sak | None = None, *, godtagen: bool) -> None:
        """What is stored is what the model says; a refusal has left nothing behind."""
        nytt = self.tjanst.avtryck()
        if not godtagen:
            assert nytt == self.avtryck, "något ändrades fast det vägrades"
        self.avtryck = nytt
        if godtagen:
            self.lagrat()
        self.sedd = getattr(sak, "order", sak)

    def lagrat(self) -> None:
        """State, version and the whole history of every object; one row for each change, numbered without a gap."""
        historia: dict[str, list[str]] = {}
        for objekt, nummer, typ, till in self.tjanst.rader(HANDELSER):
            rader = historia.setdefault(objekt, [])
            rader.append(f"{typ}:{till}")
            assert nummer == len(rader), f"{objekt}: {nummer} efter {rader}"
        rader = self.tjanst.rader(SAKER)
        self.bind(rader)
        finns = {r[0]: (r[1], r[2], historia.get(r[0], [])) for r in rader}
        vantat = {s.id: (s.status, len(s.historia), s.historia) for s in self.m.alla()}
        namn = {s.id: s for s in self.m.alla()}
        skillnad = {
            str(namn.get(i, i)): (finns.get(i), vantat.get(i))
            for i in finns.keys() | vantat.keys()
            if finns.get(i) != vantat.get(i)
        }
        assert not skillnad, f"tjänsten och modellen: {skillnad}"
        nummer = [rad[0] for rad in self.tjanst.rader("SELECT nummer FROM bestallningar")]
        assert len(nummer) == len(set(nummer))
        til_af: dict[str, list[str]] = {}
        for order, skede, antal in self.tjanst.rader(TILL_AF):
            assert antal == 1
            til_af.setdefault(order, []).append(skede)
        assert til_af == {o.id: o.till_af for o in self.m.ordrar if o.till_af}

    def bind(self, rader: list[tuple[Any, ...]]) -> None:
        """Give what has followed from an act its id: orders of a chain first, then their meetings and occasions."""
        kanda = {s.id for s in self.m.alla()}
        for rad in sorted((r for r in rader if r[0] not in kanda), key=lambda r: (r[3] != "bestallning", r[0])):
            utan = [s for s in self.m.alla() if not s.id]
            sak = next((s for s in utan if kannetecken(s) == tuple(str(v or "") for v in rad[3:])), None)
            if sak is not None:
                sak.id = rad[0]

    @invariant()
    def lankar(self) -> None:
        """Each role is shown what it may do with the order that was touched, and the rules that stop the rest."""
        o, self.sedd = self.sedd, None
        if o is None:
            return
        self.varv += 1
        nagon = list(FOLK)[self.varv % len(FOLK)]
        for vem in ("anna", "cecilia", *(v for v in FOLK if FOLK[v].hos == o.utforare), nagon):
            vag = f"bestallningar/{UUID(o.id)}"
            svar = self.tjanst.anrop(vem, "GET", vag)
            vantat = self.m.svarar(vem, o)
            assert svar.status_code == vantat, (vem, svar.text)
            if vantat == 200:
                assert svar.headers["etag"].strip('"').partition("-")[0] == str(len(o.historia))
                assert visat(svar.json()) == self.m.lankar(vem, o), vem
                slag = self.m.slag(o)
                assert slag is None or svar.json()["avslutsslag"] == slag
            elif vem == nagon:
                under = self.tjanst.anrop(vem, "GET", f"{vag}/{UNDER[self.varv % len(UNDER)]}")
                assert under.status_code == vantat, (vem, under.url, under.text)

    @invariant()
    def alltid(self) -> None:
        """What holds whatever has been done."""
        oppna = [o for o in self.m.ordrar if o.oppen]
        assert len({(o.person, o.utforare) for o in oppna}) == len(oppna)
        for o in self.m.ordrar:
            assert sum(p.status == "gallande" for p in o.planer) <= 1
            kommande = [t for t in o.tillfallen.values() if t.status == "planerat" and t.dag > self.m.idag]
            assert all(t.plan.status == "gallande" and o.status == "pagaende" for t in kommande)
            assert o.till_af.count("start") + o.till_af.count("andring") - o.till_af.count("slut") in {0, 1}
        for kedja in {o.kedja for o in oppna}:
            assert sum(o.status in {"pagaende", "pausad"} for o in oppna if o.kedja == kedja) <= 1

    @rule(tal=TAL)
    def steg(self, tal: int) -> None:
        """Somebody does something. Hypothesis says how long a run is and with which numbers; what they mean is even."""
        m, lott = self.m, self.lott(tal)
        mojliga: dict[str, bool] = {
            "bestall": sum(o.status == "utkast" or o.oppen for o in m.ordrar) < 4,
            "bestallning": bool(m.ordrar),
            "gammal_version": bool(m.ordrar),
            "mote": any(o.mote for o in m.ordrar),
            "foresla": any(o.oppen for o in m.ordrar),
            "besvara": any(o.forslag for o in m.ordrar),
            "utarbeta": any(o.oppen for o in m.ordrar),
            "plan": any(o.planer for o in m.ordrar),
            "tillfalle": any(o.tillfallen for o in m.ordrar),
            "redovisa": any(o.start for o in m.ordrar),
            "slutrapport": any(o.slutrapporter for o in m.ordrar),
            "tiden_gar": True,
            "upprepa": bool(self.svar),
        }
        kan = [namn for namn, villkor in mojliga.items() if villkor]
        (namn,) = lott.choices(kan, [VIKT[n] for n in kan])
        getattr(self, namn)(lott)

    def lott(self, tal: int) -> Random:
        """A number that comes again means something else: hypothesis likes to try the same ones."""
        self.tal[tal] += 1
        return Random(f"{self.fro}:{tal}:{self.tal[tal]}")

    def valj(self, lott: Random, saker: list[Any]) -> tuple[str, Any, str]:
        """Somebody, something and an act: mostly one that is allowed, else any."""
        sak = lott.choice(saker)
        typer = sorted({r[0] for r in sak.tabell})
        lagliga = {t: v for t in typer if (v := [vem for vem in FOLK if self.m.far(vem, sak, t)])}
        if lagliga and lott.random() < LAGLIGT:
            (typ,) = lott.choices(sorted(lagliga), [SALLAN.get(t, 4) for t in sorted(lagliga)])
            return lott.choice(lagliga[typ]), sak, typ
        return self.nagon(lott, getattr(sak, "order", sak)), sak, lott.choice(typer)

    def dag(self, lott: Random, *dagar: int) -> date:
        return self.m.idag + timedelta(days=lott.choice(dagar))

    # --- the steps ---

    def bestall(self, lott: Random) -> None:
        vem = lott.choice(["anna", "anna", "anna", "cecilia", "bo", "sven", "david"])
        person, hos = lott.randrange(2), lott.choice(sorted(UTFORARNA))
        grund, reserv = lott.choice([True, True, False]), lott.random() < 0.5
        reserver = [u for u in UTFORARNA if u != hos] if reserv else []
        beslut_ = self.modeller["beslut"][person]
        kropp = kroppar.bestallning(beslut_, hos, self.m.idag, reserver=reserver, grund=grund)
        falt = {"utforare": hos, "grund": grund, "reserver": reserver}
        self.handla(vem, "bestallningar", kropp, lambda: self.m.bestall(vem, person, **falt))

    def bestallning(self, lott: Random) -> None:
        vem, o, typ = self.valj(lott, self.m.ordrar)
        self.gor(lott, vem, o, typ)

    def gor(self, lott: Random, vem: str, o: Order, typ: str) -> None:
        falt: dict[str, Any] = {}
        if typ in {"bekrafta", "byt_vagledare"}:
            egna = [v for v in FOLK if FOLK[v].roll == "vagledare" and FOLK[v].hos == o.utforare]
            falt["vagledare"] = lott.choice([*egna, *egna, "vera", "egil"])
        if typ == "bekrafta":
            falt["start"] = max(o.tar_over or self.m.idag, self.dag(lott, 0, 0, 7, -1))
        if typ in {"andra", "andra_bestallning"}:
            falt["timmar"] = lott.choice([20, 25, 30])
        if typ == "andra_bestallning":
            falt["fran"] = self.dag(lott, 0, 0, 3)
        if typ == "flytta":
            falt |= {"till": lott.choice(sorted(UTFORARNA)), "brytdag": self.dag(lott, 0, 3, 10, -1)}
        if typ == "avsluta":
            falt["slut"] = self.dag(lott, 0, 0, -2, 1)
        self.pa(vem, o, "", kroppar.handelse(typ, falt), lambda: self.m.gor(vem, o, typ, **falt))

    def pa(self, vem: str, sak: Any, del_: str, kropp: dict[str, Any], i_modellen: Callable[[], None]) -> None:
        """A händelse of an order or of something that belongs to it."""
        order = getattr(sak, "order", sak)
        vag = f"bestallningar/{UUID(order.id)}" + (f"/{del_}/{UUID(sak.id)}" if del_ else "")
        self.handla(vem, f"{vag}/handelser", kropp, i_modellen, sak)

    def gammal_version(self, lott: Random) -> None:
        """Who has not seen the last change changes nothing."""
        vem, o, typ = lott.choice(list(FOLK)), lott.choice(self.m.ordrar), "aterkalla"

        def i_modellen() -> None:
            self.m.nar(vem, o)
            raise Nej(412)

        vag = f"bestallningar/{UUID(o.id)}/handelser"
        self.handla(vem, vag, kroppar.handelse(typ, {}), i_modellen, o, inaktuell=True)

    def mote(self, lott: Random) -> None:
        vem, m, typ = self.valj(lott, [o.mote for o in self.m.ordrar if o.mote])
        falt: dict[str, Any] = {}
        if typ in {"boka", "boka_om"}:
            om = lott.choice([1, 1, 2, 26, -1, -1, 100 * 24])
            utfall = ["genomfort", "genomfort", "uteblivet", ""] if om < 0 else ["", "", "", "genomfort"]
            falt = {"om": om, "utfall": lott.choice(utfall)}
        kropp = kroppar.mote(typ, self.m.nu, **falt)
        self.pa(vem, m, "uppstartsmoten", kropp, lambda: self.m.mota(vem, m, typ, **falt))

    def foresla(self, lott: Random) -> None:
        slag = lott.choice(["timmar", "paus"])
        o = lott.choice([o for o in self.m.ordrar if o.oppen])
        vem = self.nagon(lott, o)
        fran, timmar = self.dag(lott, 0, 0, 3), lott.choice([15, 20, 25])
        eget = {"timmarPerVecka": timmar, "gallerFran": str(fran)} if slag == "timmar" else {"fran": str(fran)}
        falt = {"fran": fran, "timmar": timmar}
        vag = f"bestallningar/{UUID(o.id)}/forslag"
        self.handla(vem, vag, {"slag": slag, "skal": SKAL} | eget, lambda: self.m.foresla(vem, o, slag, **falt))

    def nagon(self, lott: Random, o: Order) -> str:
        """Mostly one of the order's two parties."""
        parterna = [v for v in FOLK if FOLK[v].hos in {o.utforare, "namnden"}]
        return lott.choice([*parterna, *parterna, *FOLK])

    def besvara(self, lott: Random) -> None:
        alla = [f for o in self.m.ordrar for f in o.forslag]
        vem, f, typ = self.valj(lott, [f for f in alla if f.status == "vantar"] or alla)
        kropp = {"typ": typ} | ({"text": SKAL} if typ == "avsla" else {})
        self.pa(vem, f, "forslag", kropp, lambda: self.m.besvara(vem, f, typ))

    def utarbeta(self, lott: Random) -> None:
        o = lott.choice([o for o in self.m.ordrar if o.oppen])
        vem, fran = self.nagon(lott, o), self.dag(lott, 0, 0, 0, 4, 14)
        vag = f"bestallningar/{UUID(o.id)}/planer"
        self.handla(vem, vag, kroppar.plan(o, fran), lambda: self.m.utarbeta(vem, o, fran))

    def plan(self, lott: Random) -> None:
        vem, p, typ = self.valj(lott, [p for o in self.m.ordrar for p in o.planer])
        fran = self.dag(lott, 0, 4) if typ == "andra" else None
        kropp = {"typ": typ} | ({"skal": SKAL} if typ in {"atersand", "avsluta"} else {})
        if fran:
            kropp |= kroppar.plan(p.order, fran)
        self.pa(vem, p, "planer", kropp, lambda: self.m.handlagg_plan(vem, p, typ, fran))

    def tillfalle(self, lott: Random) -> None:
        alla = sorted((t for o in self.m.ordrar for t in o.tillfallen.values()), key=lambda t: abs(t.dag - self.m.idag))
        vem, t, typ = self.valj(lott, alla[:6])
        narvarande = lott.random() < 0.5
        kropp = kroppar.narvaro(typ, narvarande=narvarande)
        self.pa(vem, t, "tillfallen", kropp, lambda: self.m.rapportera(vem, t, typ, narvarande=narvarande))

    def redovisa(self, lott: Random) -> None:
        """The first slutrapport of an order, or a new version of the last."""
        o = lott.choice([o for o in self.m.ordrar if o.start])
        self.ny_slutrapport(o.vagledare if lott.random() < LAGLIGT else self.nagon(lott, o), o)

    def ny_slutrapport(self, vem: str, o: Order) -> None:
        kropp = kroppar.slutrapport(str(UUID(o.slutrapporter[-1].id)) if o.slutrapporter else None)
        vag = f"bestallningar/{UUID(o.id)}/slutrapporter"
        self.handla(vem, vag, kropp, lambda: self.m.redovisa(vem, o))

    def slutrapport(self, lott: Random) -> None:
        vem, s, typ = self.valj(lott, [s for o in self.m.ordrar for s in o.slutrapporter])
        if typ == "ratta":
            self.ny_slutrapport(vem, s.order)
            return
        mer = {"andra": {"rekommendation": SKAL}, "begar_komplettering": {"skal": SKAL}}
        kropp = {"typ": typ} | mer.get(typ, {})
        self.pa(vem, s, "slutrapporter", kropp, lambda: self.m.handlagg_slutrapport(vem, s, typ))

    def tiden_gar(self, lott: Random) -> None:
        tid = lott.choice(TIDER)
        anteckna(f"{tid} går")
        self.m.tiden_gar(tid)
        self.tjanst.tiden_gar(tid)
        self.jamfor(godtagen=True)
        if self.m.ordrar:
            self.sedd = self.m.ordrar[self.varv % len(self.m.ordrar)]

    def upprepa(self, lott: Random) -> None:
        """The same request with the same key: the same bytes, and nothing happens again."""
        begaran, huvuden, status, innehall_ = lott.choice(self.svar)
        svar = self.tjanst.anrop(*begaran, **huvuden)
        assert (svar.status_code, svar.content) == (status, innehall_)
        self.jamfor(godtagen=False)


def anteckna(text: str) -> None:
    """What was done, for who reads how a run failed."""
    if currently_in_test_context():
        note(text)


def visat(bild: dict[str, Any]) -> tuple[set[str], set[str]]:
    """What an answer says may be done, and what a rule stops."""
    fria = {namn for namn, lank in bild["_links"].items() if lank["method"] == "POST"}
    return fria, {h["handelse"] for h in bild["hinder"]}


def kannetecken(s: Sak) -> tuple[str, ...]:
    """How a row is known to be of an object of the model, before it has an id."""
    match s:
        case Order():
            return ("bestallning", "", s.fore.id if s.fore else "", "", "")
        case Tillfalle():
            minut = int(s.fran[:2]) * 60 + int(s.fran[3:])
            return ("tillfalle", s.order.id, s.plan.id, str(s.dag), str(minut))
        case Mote():
            return ("uppstartsmote", s.order.id, "", "", "")
    return ()


# --- starting points ------------------------------------------------------------------------------


class Vagvisare(Maskin):
    """The way to the starting points, walked and checked as every other step."""

    def ga(self) -> dict[str, Any]:
        tjanst = self.tjanst
        anna = tjanst.varld.som("anna")
        self.modeller["beslut"] = [tjanst.kor(beslut(anna, i))["id"] for i in range(2)]
        self.avtryck = tjanst.avtryck()
        self.kvar("begard")
        kropp = kroppar.bestallning(self.modeller["beslut"][0], "klivet", self.m.idag, reserver=["vux"])
        self.handla("anna", "bestallningar", kropp, lambda: self.m.bestall("anna", 0, reserver=["vux"]))
        (o,) = self.m.ordrar
        self.steget("anna", o, "skicka")
        self.kvar("skickad")
        self.steget("sven", o, "ta_emot")
        self.kvar("mottagen")
        self.steget("sven", o, "bekrafta", vagledare="vera", start=self.m.idag)
        self.kvar("bekraftad")
        mote = kroppar.mote("boka", self.m.nu, 0, "genomfort")
        self.pa("vera", o.mote, "uppstartsmoten", mote, lambda: self.m.mota("vera", o.mote, "boka", 0, "genomfort"))
        self.steget("vera", o, "starta")
        self.kvar("pagaende")
        fran = self.m.idag
        vag = f"bestallningar/{UUID(o.id)}/planer"
        self.handla("vera", vag, kroppar.plan(o, fran), lambda: self.m.utarbeta("vera", o, fran))
        (p,) = o.planer
        for vem, typ in (("vera", "foresla"), ("anna", "godkann")):
            self.pa(vem, p, "planer", {"typ": typ}, lambda v=vem, t=typ: self.m.handlagg_plan(v, p, t))
        self.kvar("planerad")
        tid = timedelta(hours=4)
        self.m.tiden_gar(tid)
        tjanst.tiden_gar(tid)
        self.jamfor(godtagen=True)
        t = min(o.tillfallen.values(), key=lambda t: t.dag)
        var_dar = kroppar.narvaro("rapportera", narvarande=True)
        self.pa("vera", t, "tillfallen", var_dar, lambda: self.m.rapportera("vera", t, "rapportera", narvarande=True))
        self.kvar("deltagit")
        self.steget("cecilia", o, "pausa")
        self.kvar("pausad")
        self.ny_slutrapport("vera", o)
        (s,) = o.slutrapporter
        lamna_in = {"typ": "lamna_in"}
        self.pa("vera", s, "slutrapporter", lamna_in, lambda: self.m.handlagg_slutrapport("vera", s, "lamna_in"))
        self.steget("anna", o, "avsluta", slut=self.m.idag)
        self.kvar("redovisad")
        # Reopened, it has nothing that tells of its end.
        self.steget("anna", o, "ateroppna")
        self.ny_slutrapport("vera", o)
        return self.modeller

    def steget(self, vem: str, o: Order, typ: str, **falt: Any) -> None:
        self.pa(vem, o, "", kroppar.handelse(typ, falt), lambda: self.m.gor(vem, o, typ, **falt))
        self.lankar()

    def kvar(self, namn: str) -> None:
        self.tjanst.spara(namn)
        self.modeller[namn] = copy.deepcopy(self.m)


async def beslut(anna: Any, i: int) -> Any:
    """A person with a request in force, of the kind that AF is told about by itself."""
    arende = await steg.nytt_arende(anna, i)
    await steg.manader(anna, arende, "2026-07")
    krav = {"regelverk": "aktivitetskrav-2026-730"}
    return await steg.nytt_beslut(anna, arende, krav, lagrum="sol_12_4a", ingenLampligAtgard=None, **krav)


@pytest.fixture(scope="module")
def tjanst(databas: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tjanst]:  # noqa: F811 - the fixture
    tjanst = Tjanst(databas, tmp_path_factory.mktemp("maskinen"))
    yield tjanst
    tjanst.stang()


@pytest.mark.regel("AK-13", "AK-17", "AK-20", "AK-38", "AK-40", "AK-41", "DP-04", "DP-10")
@pytest.mark.krav("S14", "ASVS 2.3.1", "ASVS 2.3.2")
def test_tjansten_gor_som_modellen_vad_an_vem_som_helst_gor(tjanst):
    modeller = Vagvisare(tjanst, {}).ga()
    storlek = hypotes(
        max_examples=ANTAL,
        stateful_step_count=LANGD,
        deadline=None,
        derandomize=STORLEK is None,
        database=None,
        # A red run is told at once, act by act; the sized one also looks for the shortest way to it.
        phases=(Phase.generate, Phase.shrink) if STORLEK and "KORT" not in os.environ else (Phase.generate,),
        report_multiple_bugs=False,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(lambda: Maskin(tjanst, modeller), settings=storlek)
