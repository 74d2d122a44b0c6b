"""The people, the tables and the objects of the model: who may do what, from where to where, and what must hold.

Written from the rules and not from the service: nothing of ``app`` is imported.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import holidays

EN_DAG = timedelta(days=1)
LORDAG = 5
HELG = {*holidays.country_holidays("SE", years=range(2026, 2030), include_sundays=False)} | {
    date(ar, 12, dag) for ar in range(2026, 2030) for dag in (24, 31)
}
BESLUTET = (date(2026, 10, 12), date(2027, 4, 11))
RATT_DAGAR, SENA_DAGAR, UTKAST_DAGAR, MOTE_FRAM, HORISONT = 30, 14, 90, 90, timedelta(weeks=5)


class Medverkande(NamedTuple):
    """Who acts: role, whose, and the name that an order carries."""

    roll: str
    hos: str
    namn: str = ""


FOLK = {
    "anna": Medverkande("handlaggare", "namnden"),
    "cecilia": Medverkande("arbetsledare", "namnden"),
    "bo": Medverkande("handlaggare", "otilldelad"),
    "david": Medverkande("handlaggare", "annan_kommun"),
    "sven": Medverkande("samordnare", "klivet"),
    "vera": Medverkande("vagledare", "klivet", "vera.vagledare"),
    "viktor": Medverkande("vagledare", "klivet", "viktor.vagledare"),
    "eva": Medverkande("samordnare", "vux"),
    "egil": Medverkande("vagledare", "vux", "egil.vagledare"),
}
UTFORARNA = {"klivet": ("vera", "viktor"), "vux": ("egil",)}
# Weekday, from, to: the two utförare never plan the same times.
PASS = {"klivet": ((0, "09:00", "12:00"), (2, "13:00", "16:00")), "vux": ((1, "09:00", "12:00"), (3, "13:00", "16:00"))}

# --- the tables: händelse, from, to, who, what must hold ------------------------------------------

KOMMUN, UTFORARE = ("handlaggare", "arbetsledare"), ("samordnare", "vagledare")
S, A, V = ("samordnare",), ("arbetsledare",), ("vagledare",)
OBESVARAD, FLYTTBAR, BORJAD = ("skickad", "mottagen"), ("bekraftad", "pagaende", "pausad"), ("pagaende", "pausad")
OPPEN = OBESVARAD + FLYTTBAR
SLUTLIG = ("avbojd", "utgangen", "aterkallad", "avslutad", "flyttad", "forfallen")
KVAR, SAMMA = "kvar", "samma"  # stays where it is; goes back to where it was when it ended
ATER = ("inom_fonstret", "ingen_har_tagit_over", "beslut_i_kraft", "ensam")
Rad = tuple[str, tuple[str, ...], str, tuple[str, ...], tuple[str, ...]]

BESTALLNING: tuple[Rad, ...] = (
    ("andra", ("utkast",), KVAR, KOMMUN, ()),
    ("frislapp", ("utkast",), KVAR, KOMMUN, ()),
    ("frislapp", (*OPPEN, "avslutad", "aterkallad"), KVAR, KOMMUN, ("skyddad",)),
    ("aterta_frislappande", ("utkast",), KVAR, KOMMUN, ("frislappt",)),
    ("aterta_frislappande", (*OPPEN, "avslutad", "aterkallad"), KVAR, KOMMUN, ("skyddad", "frislappt")),
    ("skicka", ("utkast",), "skickad", KOMMUN, ("beslut_i_kraft", "grund", "ensam")),
    ("ta_emot", ("skickad",), "mottagen", UTFORARE, ()),
    ("bekrafta", ("mottagen",), "bekraftad", S, ()),
    ("avboj", ("mottagen",), "avbojd", S, ()),
    ("aterkalla", OPPEN, "aterkallad", KOMMUN, ()),
    ("starta", ("bekraftad",), "pagaende", UTFORARE, ("mote_hallet", "brytdagen_inne")),
    ("byt_vagledare", FLYTTBAR, KVAR, S, ()),
    ("pausa", ("pagaende",), "pausad", KOMMUN, ()),
    ("ateruppta", ("pausad",), "pagaende", KOMMUN, ("beslut_i_kraft",)),
    ("andra_bestallning", OPPEN, KVAR, KOMMUN, ("beslut_i_kraft",)),
    ("flytta", FLYTTBAR, KVAR, KOMMUN, ("beslut_i_kraft", "ingen_flytt_vantar")),
    ("aterta_flytt", FLYTTBAR, KVAR, KOMMUN, ("flytt_vantar",)),
    ("avsluta", BORJAD, "avslutad", KOMMUN, ("slutredovisad",)),
    ("lamna_slutanteckning", ("avslutad", "aterkallad"), KVAR, UTFORARE, ("slutanteckning_vantar",)),
    ("ateroppna", ("avslutad",), "pagaende", KOMMUN, ATER),
    ("ateroppna", ("aterkallad",), SAMMA, KOMMUN, ATER),
    ("ateroppna", ("avbojd", "utgangen", "flyttad"), SAMMA, A, ATER),
)
FORSLAG: tuple[Rad, ...] = (
    ("godkann", ("vantar",), "godkand", KOMMUN, ("order_i_ratt_lage", "beslut_pa_dagen")),
    ("avsla", ("vantar",), "avslagen", KOMMUN, ()),
    ("aterkalla", ("vantar",), "aterkallad", UTFORARE, ()),
)
ALLA = KOMMUN + UTFORARE
BOKNING = ("order_oppen", "har_vagledare", "tiden_gar_an", "ingen_upptagen")
MOTE: tuple[Rad, ...] = (
    ("boka", ("ej_bokat",), "utfall", ALLA, BOKNING),
    ("boka_om", ("bokat", "uteblivet", "installt"), "utfall", ALLA, BOKNING),
    ("genomfor", ("bokat",), "genomfort", ALLA, ("har_borjat",)),
    ("utebli", ("bokat",), "uteblivet", ALLA, ("har_borjat",)),
    ("stall_in", ("ej_bokat", "bokat"), "installt", ALLA, ()),
)
PLAN: tuple[Rad, ...] = (
    ("andra", ("utkast",), KVAR, UTFORARE, ("planerbar",)),
    ("foresla", ("utkast",), "foreslagen", UTFORARE, ("planerbar",)),
    ("atersand", ("foreslagen",), "utkast", KOMMUN, ()),
    ("godkann", ("foreslagen",), "godkand", KOMMUN, ("planerbar", "galler_framat")),
    ("trad_i_kraft", ("godkand",), "gallande", KOMMUN, ("planerbar", "dagen_inne")),
    ("avsluta", ("utkast",), "avslutad", UTFORARE, ()),
    ("avsluta", ("foreslagen", "godkand", "gallande"), "avslutad", KOMMUN, ()),
)
MARKERAT = ("genomfort", "installt")
TILLFALLE: tuple[Rad, ...] = (
    ("rapportera", ("planerat",), "genomfort", UTFORARE, ("har_slutat", "fore_slutet", "i_tid")),
    ("stall_in", ("planerat",), "installt", UTFORARE, ("fore_slutet", "i_tid")),
    ("ratta", MARKERAT, "genomfort", UTFORARE, ("har_slutat", "fore_slutet", "i_tid")),
    ("ratta_installt", MARKERAT, "installt", UTFORARE, ("fore_slutet", "i_tid")),
    ("begar", ("planerat", *MARKERAT), KVAR, KOMMUN, ()),
)


SLUTRAPPORT: tuple[Rad, ...] = (
    ("andra", ("utkast", "komplettering_begard"), KVAR, V, ()),
    ("lamna_in", ("utkast", "komplettering_begard"), "inlamnad", V, ("slutredovisas",)),
    ("begar_komplettering", ("inlamnad",), "komplettering_begard", KOMMUN, ()),
    ("godkann", ("inlamnad",), "godkand", KOMMUN, ()),
    ("ratta", ("godkand", "inaktuell"), KVAR, V, ("slutredovisas", "sist")),
)


class Nej(Exception):
    """A refusal, with its HTTP status."""


# --- what there is --------------------------------------------------------------------------------


@dataclass(eq=False, repr=False)
class Sak:
    """Something with a state and a history; ``id`` is known when the service has told it."""

    namn: str
    status: str
    historia: list[str] = field(default_factory=list)
    id: str = ""
    tabell: tuple[Rad, ...] = ()

    def steg(self, handelse: str, till: str = "") -> None:
        """One row of history."""
        self.status = till or self.status
        self.historia.append(f"{handelse}:{self.status}")

    def __repr__(self) -> str:
        return f"{self.namn}({self.status})"

    def _repr_pretty_(self, skrivare: Any, _cykel: bool) -> None:  # noqa: FBT001 - as hypothesis calls it
        skrivare.text(repr(self))


@dataclass(eq=False, repr=False)
class Order(Sak):
    """An order with what belongs to it."""

    person: int = 0
    utforare: str = "klivet"
    grund: bool = True
    timmar: int = 25
    reserver: list[str] = field(default_factory=list)
    skapad: datetime | None = None
    fore: "Order | None" = None
    tillkomst: str = ""
    kedja: str = ""
    vagledare: str = ""
    skickad: datetime | None = None
    ateroppnad: datetime | None = None
    svar_senast: date | None = None
    mote_hallet: date | None = None
    start: date | None = None
    slut: date | None = None
    tar_over: date | None = None
    flyttas: date | None = None
    frislappt: bool = False
    var: str = ""
    stangd: date | None = None
    slutanteckning: bool = False
    pauser: list[list[Any]] = field(default_factory=list)
    andringar: list[tuple[date, int]] = field(default_factory=list)
    foljd: date = date.min
    till_af: list[str] = field(default_factory=list)
    mote: "Mote | None" = None
    forslag: list["Forslag"] = field(default_factory=list)
    planer: list["Plan"] = field(default_factory=list)
    tillfallen: dict[tuple["Plan", date, str], "Tillfalle"] = field(default_factory=dict)
    slutrapporter: list["Slutrapport"] = field(default_factory=list)

    @property
    def oppen(self) -> bool:
        return self.status in OPPEN


@dataclass(eq=False, repr=False)
class Del(Sak):
    """Something of an order."""

    order: Order = None  # type: ignore[assignment]


@dataclass(eq=False, repr=False)
class Mote(Del):
    """The uppstartsmöte; ``tid`` is the last one booked."""

    tid: tuple[datetime, datetime] | None = None
    vagledare: str = ""


@dataclass(eq=False, repr=False)
class Forslag(Del):
    """What the utförare proposes: hours or a pause, from a day."""

    slag: str = "timmar"
    fran: date = date.min
    timmar: int = 0
    vantar_pa_dagen: bool = False


@dataclass(eq=False, repr=False)
class Plan(Del):
    """A version of the plan; ``tom`` when it no longer is in force."""

    fran: date = date.min
    tom: date | None = None
    gallde: bool = False
    foll_med_ordern: bool = False


@dataclass(eq=False, repr=False)
class Tillfalle(Del):
    """An occasion; ``narvarande`` is the last word on it, None when nothing is said."""

    plan: Plan = None  # type: ignore[assignment]
    dag: date = date.min
    fran: str = ""
    till: str = ""
    narvarande: bool | None = None
    begard: bool = False


@dataclass(eq=False, repr=False)
class Slutrapport(Del):
    """A version of the account of the whole order; ``lamnad`` once it has been handed in."""

    lamnad: bool = False
