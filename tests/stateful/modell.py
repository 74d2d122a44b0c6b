"""A model of an order's life, written from the rules and not from the service: nothing of ``app`` is imported.

The tables in ``tabeller`` say who may do what, ``krav`` what must hold; the methods here say what follows. All that
happens to an object is kept as ``"händelse:status"`` in its ``historia``, which is what the service must show, row by
row. An act does what follows, or raises ``Nej`` with the status of the answer.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from tests.stateful import tabeller
from tests.stateful.krav import OM, Krav, arbetsdag, klockan, svensk_dag
from tests.stateful.tabeller import (
    BORJAD,
    EN_DAG,
    FLYTTBAR,
    FOLK,
    HELG,
    HORISONT,
    KVAR,
    OBESVARAD,
    OPPEN,
    PASS,
    SAMMA,
    UTFORARE,
    UTFORARNA,
    UTKAST_DAGAR,
    Forslag,
    Mote,
    Nej,
    Order,
    Plan,
    Slutrapport,
    Tillfalle,
)


class Modell(Krav):
    """Two persons with a beslut in force, and what is done about them."""

    # --- acts on the order ---

    def _ny(self, **falt: Any) -> Order:
        self.nummer += 1
        namn = f"b{self.nummer}"
        o = Order(namn, "utkast", tabell=tabeller.BESTALLNING, skapad=self.nu, **{"kedja": namn} | falt)
        o.steg("skapa")
        self.ordrar.append(o)
        return o

    def bestall(self, vem: str, person: int, **falt: Any) -> Order:
        """A draft. For who does not have the ärende there is no such beslut to rest it on."""
        if FOLK[vem].hos != "namnden":
            raise Nej(422)
        return self._ny(person=person, **falt)

    def gor(self, vem: str, o: Order, typ: str, **falt: Any) -> None:
        """An act on an order: check, step, and what follows (``_vid_…``)."""
        if "vagledare" in falt and falt["vagledare"] not in UTFORARNA.get(FOLK[vem].hos, ()):
            raise Nej(422)
        self.nar(vem, o)
        rad = self.valj(vem, o, typ, **{"dag": falt["fran"]} if typ == "andra_bestallning" else {})
        getattr(self, f"_krav_{typ}", _inget)(o, **falt)
        fore = o.status
        if typ != "andra_bestallning":
            o.steg(typ, {KVAR: "", SAMMA: o.var}.get(rad[2], rad[2]))
        slutade = fore in OPPEN and not o.oppen
        if slutade:
            o.var, o.stangd = fore, self.idag
        getattr(self, f"_vid_{typ}", _inget)(o, **falt)
        if slutade:
            self._sluta(o, typ)
        self.planera()

    def _krav_bekrafta(self, o: Order, start: date, **_: Any) -> None:
        if start < max(self.idag, o.tar_over or self.idag):
            raise Nej(422)

    def _krav_avsluta(self, o: Order, slut: date) -> None:
        if slut > self.idag or (o.start and slut < o.start):
            raise Nej(422)

    def _krav_flytta(self, o: Order, till: str, brytdag: date) -> None:
        if till == o.utforare or brytdag < self.idag:
            raise Nej(422)
        if not self.ledig_hos(o.person, till):
            raise Nej(409)

    def _vid_andra(self, o: Order, timmar: int) -> None:
        o.timmar = timmar

    def _vid_frislapp(self, o: Order) -> None:
        o.frislappt = True

    def _vid_aterta_frislappande(self, o: Order) -> None:
        o.frislappt = False

    def _vid_skicka(self, o: Order) -> None:
        o.skickad = self.nu
        o.mote = Mote(f"{o.namn}.mote", "ej_bokat", tabell=tabeller.MOTE, order=o)
        o.mote.steg("skapa")

    def _vid_ta_emot(self, o: Order) -> None:
        o.svar_senast = arbetsdag(self.idag, 1)

    def _vid_bekrafta(self, o: Order, vagledare: str, start: date) -> None:
        o.start = start
        self._vid_byt_vagledare(o, vagledare)
        self._godta_flytt(o)

    def _vid_byt_vagledare(self, o: Order, vagledare: str) -> None:
        o.vagledare = vagledare
        if o.mote and o.mote.status != "genomfort":
            o.mote.vagledare = vagledare
            o.mote.steg("satt_vagledare")

    def _vid_starta(self, o: Order) -> None:
        """The true start: not before the meeting that frees it, not ahead of today."""
        planerad = o.start or self.idag
        o.start = min(self.idag, max(planerad, o.mote_hallet or planerad))
        o.till_af.append("start")

    def _vid_pausa(self, o: Order) -> None:
        o.pauser.append([self.nu, None])

    def _vid_ateruppta(self, o: Order) -> None:
        o.pauser[-1][1] = self.nu

    def _vid_andra_bestallning(self, o: Order, timmar: int, fran: date) -> None:
        """A fact from a day; what changes nothing is no händelse."""
        self._folj_andringar(o, self.idag)
        if timmar == self._timmar_pa(o, fran):
            return
        o.andringar = [*(o.andringar or [(date.min, o.timmar)]), (fran, timmar)]
        o.steg("andra_bestallning")
        o.timmar = self._timmar_pa(o, self.idag)

    def _timmar_pa(self, o: Order, dag: date) -> int:
        """The fact with the latest first day up to then; of several from one day the last."""
        return max(((d, n, t) for n, (d, t) in enumerate(o.andringar) if d <= dag), default=(0, 0, o.timmar))[2]

    def _folj_andringar(self, o: Order, tom: date) -> None:
        """What has become due takes effect, day by day, whenever it is looked at."""
        for dag in sorted({d for d, _ in o.andringar if o.foljd < d <= tom}):
            if o.timmar != self._timmar_pa(o, dag):
                o.timmar = self._timmar_pa(o, dag)
                o.steg("andring_galler")
        o.foljd = max(o.foljd, tom)

    def _vid_flytta(self, o: Order, till: str, brytdag: date) -> None:
        self._efterfoljare(o, till, tillkomst="flytt", tar_over=brytdag)

    def _vid_aterta_flytt(self, o: Order) -> None:
        self._dra_tillbaka(o)

    def _vid_aterkalla(self, o: Order) -> None:
        if o.var in BORJAD:
            o.slut = self.idag

    def _vid_avsluta(self, o: Order, slut: date) -> None:
        """It is reopened as running, so that a pause is over for good."""
        o.slut = slut
        if o.var == "pausad":
            o.pauser[-1][1] = self.nu

    def _vid_lamna_slutanteckning(self, o: Order) -> None:
        o.slutanteckning = True

    def _vid_ateroppna(self, o: Order) -> None:
        """As if it had not ended; AF, who was told that it had, is told that it goes on."""
        o.slut = o.stangd = o.flyttas = None
        o.slutanteckning, o.ateroppnad = False, self.nu
        for s in o.slutrapporter:
            if s.status in {"inlamnad", "godkand"}:
                s.steg("bli_inaktuell", "inaktuell")
        if o.status == "mottagen":
            o.svar_senast = arbetsdag(self.idag, 1)
        for p in o.planer:
            if p.foll_med_ordern:
                p.steg("ateroppna", "gallande")
                p.foll_med_ordern, p.tom = False, None
        if o.status in BORJAD:
            o.till_af.append("andring")
        if o.status == "bekraftad":
            self._godta_flytt(o)

    # --- the chain ---

    def _efterfoljare(self, o: Order, till: str, **falt: Any) -> None:
        """The same assignment to another utförare, sent at once."""
        ny = self._ny(person=o.person, utforare=till, timmar=o.timmar, fore=o, kedja=o.kedja, **falt)
        ny.steg("skicka", "skickad")
        self._vid_skicka(ny)

    def _nasta(self, o: Order) -> str | None:
        """The first of the kommun's list that may have the order today."""
        if not self.beslut_galler(self.idag):
            return None
        return next((u for u in o.reserver if self.ledig_hos(o.person, u)), None)

    def _erbjud_nasta(self, o: Order) -> None:
        if till := self._nasta(o):
            kvar = o.reserver[o.reserver.index(till) + 1 :]
            self._efterfoljare(o, till, tillkomst="erbjuden", reserver=kvar)

    def _godta_flytt(self, ny: Order) -> None:
        """Who is to take over has accepted: the old order ends on the cut-off day, which may be today."""
        fore = ny.fore
        if ny.tillkomst != "flytt" or not fore or fore.status not in FLYTTBAR:
            return
        fore.flyttas = max(ny.tar_over or self.idag, self.idag)
        fore.steg("flytt_godtagen")
        if fore.flyttas <= self.idag:
            self._verkstall_flytt(fore)

    def _verkstall_flytt(self, o: Order) -> None:
        """The old one's assignment ends the day before the cut-off."""
        fore, dag = o.status, o.flyttas or self.idag
        o.steg("verkstall_flytt", "flyttad")
        o.var, o.stangd = fore, dag
        if fore in BORJAD:
            o.slut = max(o.start or dag, dag - EN_DAG)
        self._sluta(o, "verkstall_flytt")

    def _dra_tillbaka(self, o: Order) -> None:
        """Nobody is asked any longer to take over."""
        ny = self.efter(o)
        if ny and ny.status in OBESVARAD:
            ny.var, ny.stangd = ny.status, self.idag
            ny.steg("aterkalla", "aterkallad")
            self._sluta(ny, "aterkalla")

    def _sluta(self, o: Order, typ: str) -> None:
        """Proposals lapse, the meeting is called off, plans end, AF is told of what had begun, the chain follows."""
        if typ in {"aterkalla", "avsluta", "verkstall_flytt"}:
            self._folj_andringar(o, min(self.idag, o.slut or self.idag))
        for f in o.forslag:
            if f.status == "vantar":
                f.steg("forfall", "forfallen")
            self._paus_uteblev(f)
        if o.mote and o.mote.status in {"ej_bokat", "bokat"}:
            o.mote.steg("stall_in", "installt")
        for p in o.planer:
            p.foll_med_ordern = p.status == "gallande"
            self._avsluta_plan(p, o.slut or self.idag)
        if o.slut:
            o.till_af.append("slut")
        if typ == "aterkalla" and o.tillkomst == "flytt" and o.fore and o.fore.oppen and o.fore.flyttas:
            o.fore.flyttas = None
            o.fore.steg("flytt_installd")
        if typ in {"aterkalla", "avsluta"}:
            self._dra_tillbaka(o)
        if typ == "avboj":
            self._erbjud_nasta(o)

    # --- proposals ---

    def foresla(self, vem: str, o: Order, slag: str, **falt: Any) -> Forslag:
        """Hours or a pause from a day; one of the same kind that waits gives way."""
        self.nar(vem, o)
        f = Forslag(f"{o.namn}.f{len(o.forslag) + 1}", "vantar", tabell=tabeller.FORSLAG, order=o, slag=slag, **falt)
        if FOLK[vem].roll not in UTFORARE:
            raise Nej(403)
        if not self._order_i_ratt_lage(f) or (slag == "timmar" and f.timmar == o.timmar):
            raise Nej(409)
        for annat in o.forslag:
            if (annat.slag, annat.status) == (slag, "vantar"):
                annat.steg("ersatt", "ersatt")
        o.forslag.append(f)
        f.steg("foresla")
        return f

    def besvara(self, vem: str, f: Forslag, typ: str) -> None:
        """Approve, refuse or withdraw; what is approved is done at once, or on its day."""
        self.nar(vem, f.order)
        f.steg(typ, self.valj(vem, f, typ)[2])
        if typ != "godkann":
            return
        if f.slag == "timmar":
            self._vid_andra_bestallning(f.order, f.timmar, max(f.fran, self.idag))
        elif f.fran > self.idag:
            f.vantar_pa_dagen = True
        else:
            self._pausa(f.order)
        self.planera()

    def _pausa(self, o: Order) -> None:
        o.steg("pausa", "pausad")
        self._vid_pausa(o)

    def _paus_uteblev(self, f: Forslag) -> None:
        if f.vantar_pa_dagen:
            f.vantar_pa_dagen = False
            f.steg("verkstall")

    # --- the uppstartsmöte ---

    def mota(self, vem: str, m: Mote, typ: str, om: int = OM, utfall: str = "") -> None:
        """Book in some hours, or with its outcome when it has been; held, missed or called off."""
        self.nar(vem, m.order)
        till = self.valj(vem, m, typ, om=om, utfall=utfall)[2]
        m.steg(typ, (utfall or "bokat") if till == "utfall" else till)
        if typ in {"boka", "boka_om"}:
            m.tid = self.lucka()
        if m.status == "genomfort" and m.tid:
            m.order.mote_hallet = svensk_dag(m.tid[0])
            m.order.steg("mote_hallet")

    # --- the plan ---

    def utarbeta(self, vem: str, o: Order, fran: date) -> Plan:
        """A new version; one at a time is under work."""
        self.nar(vem, o)
        if FOLK[vem].roll not in UTFORARE:
            raise Nej(403)
        if o.status not in FLYTTBAR or any(p.status in {"utkast", "foreslagen"} for p in o.planer):
            raise Nej(409)
        p = Plan(f"{o.namn}.p{len(o.planer) + 1}", "utkast", tabell=tabeller.PLAN, order=o, fran=fran)
        p.steg("skapa")
        o.planer.append(p)
        return p

    def handlagg_plan(self, vem: str, p: Plan, typ: str, fran: date | None = None) -> None:
        """An act on a version; one that is approved takes effect on its day."""
        self.nar(vem, p.order)
        till = self.valj(vem, p, typ)[2]
        if typ == "avsluta":
            self._avsluta_plan(p, self.idag)
        elif typ == "trad_i_kraft":
            self._trad_i_kraft(p)
        else:
            p.steg(typ, "" if till == KVAR else till)
        if typ == "andra":
            p.fran = fran or p.fran
        if typ == "godkann":
            for annan in p.order.planer:
                if annan is not p and annan.status == "godkand" and annan.fran >= p.fran:
                    annan.steg("ersatt", "ersatt")
            if p.fran <= self.idag:
                self._trad_i_kraft(p)
        self.planera()

    def _trad_i_kraft(self, p: Plan) -> None:
        """The one in force before it was so to the day before."""
        for annan in p.order.planer:
            if annan.status == "gallande":
                annan.steg("ersatt", "ersatt")
                annan.tom = p.fran - EN_DAG
        p.steg("trad_i_kraft", "gallande")
        p.gallde = True

    def _avsluta_plan(self, p: Plan, dag: date) -> None:
        if p.status in {"utkast", "foreslagen", "godkand", "gallande"}:
            p.tom = max(p.fran, dag)
            p.steg("avsluta", "avslutad")

    # --- occasions ---

    def planera(self) -> None:
        """The occasions are those that plans, pauses and the order's days call for; what is marked stands."""
        for o in self.ordrar:
            vill = set(self._onskade(o))
            for nyckel in sorted(vill - o.tillfallen.keys(), key=lambda n: (n[1], n[2])):
                plan, dag, fran = nyckel
                till = next(t for _, f, t in PASS[o.utforare] if f == fran)
                o.tillfallen[nyckel] = Tillfalle(
                    f"{o.namn}.t{len(o.tillfallen) + 1}", "planerat", tabell=tabeller.TILLFALLE,
                    order=o, plan=plan, dag=dag, fran=fran, till=till,
                )  # fmt: skip
            for nyckel, t in o.tillfallen.items():
                if t.status == "planerat" and nyckel not in vill:
                    t.steg("stryk", "struket")
                elif t.status == "struket" and nyckel in vill:
                    t.steg("aterta", "planerat")

    def _onskade(self, o: Order) -> Iterator[tuple[Plan, date, str]]:
        """Every time of the week of each plan, on the days that it and no later one is in force and the order runs."""
        if o.start is None or (o.oppen and o.status not in BORJAD) or (not o.oppen and o.slut is None):
            return
        marken = {(t.dag, t.fran): t.plan for t in o.tillfallen.values() if t.status in tabeller.MARKERAT}
        gallde = [p for p in o.planer if p.gallde]
        for p, nasta in zip(gallde, [*gallde[1:], None], strict=False):
            avlost = nasta.fran - EN_DAG if nasta else date.max
            dag = max(p.fran, o.start)
            sist = min(p.tom or date.max, avlost, o.slut or date.max, self.idag + HORISONT)
            while dag <= sist:
                for veckodag, fran, _ in PASS[o.utforare]:
                    annans = marken.get((dag, fran), p) is not p
                    ledig = dag in HELG or annans or self._pausat(o, klockan(dag, fran))
                    if veckodag == dag.weekday() and not ledig:
                        yield p, dag, fran
                dag += EN_DAG

    def _pausat(self, o: Order, nar: datetime) -> bool:
        return any(fran <= nar and (till is None or nar < till) for fran, till in o.pauser)

    def rapportera(self, vem: str, t: Tillfalle, typ: str, *, narvarande: bool = False) -> None:
        """A report, its correction, or the kommun's wish to have it. What nobody has marked says nothing (AK-20)."""
        self.nar(vem, t.order)
        till = self.valj(vem, t, typ)[2]
        t.steg(typ, "" if till == KVAR else till)
        if typ == "begar":
            t.begard = True
        else:
            t.narvarande = narvarande and t.status == "genomfort"
        self.planera()

    # --- the slutrapport ---

    def redovisa(self, vem: str, o: Order) -> Slutrapport:
        """A draft: the first of an order, or a new version of the last one."""
        ny = Slutrapport(f"{o.namn}.s{len(o.slutrapporter) + 1}", "utkast", tabell=tabeller.SLUTRAPPORT, order=o)
        self.nar(vem, o)
        if FOLK[vem].roll != "vagledare":
            raise Nej(403)
        if o.slutrapporter:
            forra = o.slutrapporter[-1]
            self.valj(vem, forra, "ratta")
            forra.steg("ratta")
        elif not self._slutredovisas(ny):
            raise Nej(409)
        o.slutrapporter.append(ny)
        ny.steg("skapa")
        return ny

    def handlagg_slutrapport(self, vem: str, s: Slutrapport, typ: str) -> None:
        """Handed in, sent back, approved. The kommun reaches what it has been given."""
        self.nar(vem, s.order)
        if FOLK[vem].hos == "namnden" and not s.lamnad:
            raise Nej(404)
        till = self.valj(vem, s, typ)[2]
        s.steg(typ, "" if till == KVAR else till)
        s.lamnad = s.lamnad or typ == "lamna_in"

    # --- by the clock ---

    def tiden_gar(self, tid: timedelta) -> None:
        """Time passes and the jobs run, late or not."""
        self.nu += tid
        while self._jobb():
            pass
        self.planera()

    def _jobb(self) -> bool:
        """One run of every job; whether it did anything."""
        gjort = len([rad for s in self.alla() for rad in s.historia])
        for o in self.ordrar:
            if o.oppen:
                self._folj_andringar(o, self.idag)
        for f in [f for o in self.ordrar for f in o.forslag if f.vantar_pa_dagen and f.fran <= self.idag]:
            self._paus_uteblev(f)
            if f.order.status == "pagaende":
                self._pausa(f.order)
        for o in [o for o in self.ordrar if o.status in FLYTTBAR and o.flyttas and o.flyttas <= self.idag]:
            self._verkstall_flytt(o)
        for o in [o for o in self.ordrar if o.status in OBESVARAD]:
            self._lat_utga(o)
        godkanda = [p for o in self.ordrar for p in o.planer if p.status == "godkand" and p.fran <= self.idag]
        for p in sorted(godkanda, key=lambda p: p.fran):
            self._trad_i_kraft(p)
        for o in [o for o in self.ordrar if o.status == "utkast" and o.skapad < self.nu - UTKAST_DAGAR * EN_DAG]:
            o.steg("forfall", "forfallen")
        return gjort != len([rad for s in self.alla() for rad in s.historia])

    def _lat_utga(self, o: Order) -> None:
        """Nobody answered: the next is asked, and a move falls. With nobody to ask, an answer may still come."""
        frist = o.svar_senast
        if o.status == "skickad" and o.skickad:
            frist = arbetsdag(svensk_dag(max(o.skickad, o.ateroppnad or o.skickad)), 2)
        if frist is None or frist >= self.idag or not (o.tillkomst == "flytt" or self._nasta(o)):
            return
        o.var, o.stangd = o.status, frist + EN_DAG
        o.steg("lat_utga", "utgangen")
        self._sluta(o, "lat_utga")
        self._erbjud_nasta(o)


def _inget(*_: Any, **__: Any) -> None:
    """Nothing more follows."""
