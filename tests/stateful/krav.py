"""What must hold for an act of the model: who reaches what, the row of the table, and its conditions."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.stateful.tabeller import (
    BESLUTET,
    BORJAD,
    EN_DAG,
    FLYTTBAR,
    FOLK,
    HELG,
    LORDAG,
    MOTE_FRAM,
    RATT_DAGAR,
    SENA_DAGAR,
    Forslag,
    Mote,
    Nej,
    Order,
    Plan,
    Rad,
    Sak,
    Slutrapport,
    Tillfalle,
)

STOCKHOLM = ZoneInfo("Europe/Stockholm")
SALLSYNTA = {"frislapp", "aterta_frislappande"}  # of orders that are not released: nothing is told
OM = 2  # hours to a meeting, where nothing is said


class Krav:
    """Two persons with a beslut in force, and what has been done about them."""

    def __init__(self, nu: datetime) -> None:
        self.nu = nu
        self.ordrar: list[Order] = []
        self.vem, self.falt = "", dict[str, Any]()
        self.nummer = 0

    @property
    def idag(self) -> date:
        return svensk_dag(self.nu)

    def alla(self) -> list[Sak]:
        """Every object."""
        ut: list[Sak] = []
        for o in self.ordrar:
            ut += [o, *([o.mote] if o.mote else []), *o.forslag, *o.planer, *o.tillfallen.values(), *o.slutrapporter]
        return ut

    # --- who reaches what, and what a caller may do ---

    def nar(self, vem: str, o: Order) -> None:
        """Raise 404 or 403 for who does not reach an order, and thereby nothing of it."""
        m = FOLK[vem]
        if m.hos == "annan_kommun":
            raise Nej(404)
        if m.hos == "otilldelad":
            raise Nej(403)
        if m.hos == "namnden":
            return
        ratten_ute = o.stangd is not None and self.idag > o.stangd + RATT_DAGAR * EN_DAG
        if m.hos != o.utforare or o.skickad is None or ratten_ute:
            raise Nej(404)
        if m.roll == "vagledare" and o.vagledare != vem:
            raise Nej(404)

    def svarar(self, vem: str, o: Order) -> int:
        """The status of the answer to who asks for an order."""
        try:
            self.nar(vem, o)
        except Nej as nej:
            (status,) = nej.args
            return int(status)
        return 200

    def valj(self, vem: str, sak: Sak, typ: str, **falt: Any) -> Rad:
        """The row of the table that an act follows; 403 for a wrong role, 409 for a wrong state or a rule."""
        self.vem, self.falt = vem, falt
        rader, roll = [r for r in sak.tabell if r[0] == typ], FOLK[vem].roll
        if not any(roll in r[3] for r in rader):
            raise Nej(403)
        har = [r for r in rader if sak.status in r[1]]
        if not har:
            raise Nej(409)
        mina = [r for r in har if roll in r[3]]
        if not mina:
            raise Nej(403)
        if not all(getattr(self, f"_{krav}")(sak) for krav in mina[0][4]):
            raise Nej(409)
        return mina[0]

    def far(self, vem: str, sak: Sak, typ: str) -> bool:
        """Whether an act is open to somebody now, whatever it contains."""
        try:
            self.nar(vem, sak if isinstance(sak, Order) else sak.order)
            self.valj(vem, sak, typ)
        except Nej:
            return False
        return True

    def lankar(self, vem: str, sak: Sak) -> tuple[set[str], set[str]]:
        """What the role may do in this state: what is open now, and what a rule stops."""
        mina = {r[0] for r in sak.tabell if sak.status in r[1] and FOLK[vem].roll in r[3]}
        fria = {typ for typ in mina if self.far(vem, sak, typ)}
        return fria, mina - fria - SALLSYNTA

    # --- what must hold ---

    def _beslut_i_kraft(self, _: Order) -> bool:
        return self.beslut_galler(self.falt.get("dag", self.idag))

    def beslut_galler(self, dag: date) -> bool:
        """Whether the beslut is in force on a day."""
        return BESLUTET[0] <= dag <= BESLUTET[1]

    def _grund(self, o: Order) -> bool:
        return o.grund

    def _skyddad(self, _: Order) -> bool:
        return False  # nobody here is

    def _frislappt(self, o: Order) -> bool:
        return o.frislappt

    def _ensam(self, o: Order) -> bool:
        return self.ledig_hos(o.person, o.utforare, o)

    def ledig_hos(self, person: int, utforare: str, utom: Order | None = None) -> bool:
        """At most one active order per person and utförare."""
        return not any(a.oppen and (a.person, a.utforare) == (person, utforare) for a in self.ordrar if a is not utom)

    def _mote_hallet(self, o: Order) -> bool:
        return o.mote_hallet is not None

    def _brytdagen_inne(self, o: Order) -> bool:
        return o.tar_over is None or o.tar_over <= self.idag

    def efter(self, o: Order) -> Order | None:
        """The open order that has come out of another."""
        return next((a for a in self.ordrar if a.fore is o and a.oppen), None)

    def _ingen_flytt_vantar(self, o: Order) -> bool:
        return self.efter(o) is None

    def _flytt_vantar(self, o: Order) -> bool:
        return self.efter(o) is not None and o.flyttas is None

    def var_dar(self, o: Order) -> bool:
        """Whether the person has taken part in something."""
        return any(t.status == "genomfort" and t.narvarande for t in o.tillfallen.values())

    def redovisad(self, o: Order) -> bool:
        """Whether a slutrapport lies with the kommun that tells of this end."""
        return any(s.status in ("inlamnad", "godkand") for s in o.slutrapporter)

    def _slutredovisad(self, o: Order) -> bool:
        return self.redovisad(o) or not self.var_dar(o)

    def slag(self, o: Order) -> str | None:
        """How an order that began and ended did so, by what was delivered."""
        if o.status not in ("avslutad", "aterkallad") or o.slut is None:
            return None
        if self.redovisad(o):
            return "fullfoljd" if o.status == "avslutad" else "avbruten"
        if self.var_dar(o):
            return "vantar_pa_slutrapport"
        return "avbruten" if o.slutanteckning else "vantar_pa_slutanteckning"

    def _slutanteckning_vantar(self, o: Order) -> bool:
        return self.slag(o) == "vantar_pa_slutanteckning"

    def _slutredovisas(self, s: Slutrapport) -> bool:
        o = s.order
        return o.status in BORJAD or (o.status in ("avslutad", "aterkallad") and o.slut is not None)

    def _sist(self, s: Slutrapport) -> bool:
        return s.order.slutrapporter[-1] is s

    def _inom_fonstret(self, o: Order) -> bool:
        return o.stangd is not None and self.idag <= o.stangd + RATT_DAGAR * EN_DAG

    def _ingen_har_tagit_over(self, o: Order) -> bool:
        """Of a chain one goes on; one that is to take over may wait beside the one it takes over from."""
        andra = [a for a in self.ordrar if a.kedja == o.kedja and a is not o and a.oppen]
        vantar = o.tillkomst == "flytt" and o.var not in BORJAD
        return not [a for a in andra if not (vantar and a is o.fore)]

    def _order_i_ratt_lage(self, f: Forslag) -> bool:
        return f.order.status in (("pagaende",) if f.slag == "paus" else ("mottagen", *FLYTTBAR))

    def _beslut_pa_dagen(self, f: Forslag) -> bool:
        return f.slag == "paus" or self.beslut_galler(max(f.fran, self.idag))

    def _order_oppen(self, m: Mote) -> bool:
        return m.order.oppen

    def _har_vagledare(self, m: Mote) -> bool:
        return m.order.vagledare != ""

    def _tiden_gar_an(self, m: Mote) -> bool:
        """After the order was sent, not too far ahead, with an outcome exactly when it has been."""
        borjar, varit = self.lucka()[0], self.falt.get("om", OM) <= 0
        assert m.order.skickad is not None
        i_tid = m.order.skickad <= borjar <= self.nu + MOTE_FRAM * EN_DAG
        return i_tid and varit == bool(self.falt.get("utfall"))

    def _ingen_upptagen(self, m: Mote) -> bool:
        """Neither the person, as far as the caller knows, nor the vägledare is in another meeting."""
        borjar, slutar = self.lucka()
        for a in (o.mote for o in self.ordrar if o.mote and o.mote is not m):
            if a.status not in ("bokat", "genomfort") or not a.tid or a.tid[0] >= slutar or a.tid[1] <= borjar:
                continue
            syns = FOLK[self.vem].hos in ("namnden", a.order.utforare)
            if a.vagledare == m.vagledare or (syns and a.order.person == m.order.person):
                return False
        return True

    def lucka(self) -> tuple[datetime, datetime]:
        """The hour that is asked for."""
        borjar = self.nu + timedelta(hours=self.falt.get("om", OM))
        return borjar, borjar + timedelta(hours=1)

    def _har_borjat(self, m: Mote) -> bool:
        return m.tid is not None and m.tid[0] <= self.nu

    def _planerbar(self, p: Plan) -> bool:
        return p.order.status in FLYTTBAR

    def _galler_framat(self, p: Plan) -> bool:
        return p.fran >= self.idag

    def _dagen_inne(self, p: Plan) -> bool:
        return p.fran <= self.idag

    def _har_slutat(self, t: Tillfalle) -> bool:
        return klockan(t.dag, t.till) <= self.nu

    def _fore_slutet(self, t: Tillfalle) -> bool:
        o = t.order
        return o.oppen or o.stangd is None or t.dag <= (o.slut or o.stangd)

    def _i_tid(self, t: Tillfalle) -> bool:
        o = t.order
        return o.oppen or o.stangd is None or t.begard or self.idag <= o.stangd + SENA_DAGAR * EN_DAG


def svensk_dag(nar: datetime) -> date:
    """The day by the clock on the wall."""
    return nar.astimezone(STOCKHOLM).date()


def klockan(dag: date, tid: str) -> datetime:
    """The instant of a time by the clock on the wall."""
    return datetime.combine(dag, time.fromisoformat(tid), STOCKHOLM)


def arbetsdag(dag: date, antal: int) -> date:
    """The ``antal``:th working day after a day (T-12)."""
    while antal:
        dag += EN_DAG
        antal -= dag.weekday() < LORDAG and dag not in HELG
    return dag
