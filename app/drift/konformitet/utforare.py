"""Scenarios for an utförare's client; the kit is the kommun and Arbetsförmedlingen."""

from app.drift.konformitet.brott import Brottskod
from app.drift.konformitet.gemensamt import Enkelt, borta, gemensamma, har_last_flodet, har_svarat
from app.drift.konformitet.motparter import Motparter, motestid
from app.drift.konformitet.scenario import Scen, Scenario, full
from app.drift.konformitet.storningar import Storningsslag

UTFORARENS = {"samordnare": "sven.samordnare", "vagledare": "vera.vagledare"}
GRUND = {"utlamnandeGrund": "samtycke", "utlamnandeLagrum": "10 kap. 1 § OSL"}
TIMSKAL = "Eget jobbsökande ligger utanför planen."
LISTAN = "/{kommunkod}/bestallningar"
STARTAD = frozenset({"pagaende", "avslutad"})
ANDRADE_TIMMAR = [{"falt": "timmar_per_vecka", "nytt": 20, "skal": "Språkstudier på kvällstid."}]


def _andra(m: Motparter, vag: str) -> None:
    m.gor("anna", vag, "andra_bestallning", andringar=ANDRADE_TIMMAR)


TA_EMOT = Enkelt("Ta emot beställningen `bestallning` (`ta_emot`).", lambda m: m.skickad(), "mottagen", _andra)


def _den_enda(s: Scen, vag: str, samling: str, status: str) -> str | None:
    """The path of the order's newest object of a kind that has a status."""
    rader = s.m.las(f"{vag}/{samling}")[samling]
    return next((f"{vag}/{samling}/{r['id']}" for r in rader if r["status"] == status), None)


def _vanta_pa(s: Scen, vag: str, samling: str, status: str, mening: str) -> str:
    s.vanta(lambda: _den_enda(s, vag, samling, status) is not None, mening)
    return str(_den_enda(s, vag, samling, status))


# --- the journey ------------------------------------------------------------------------------------------


def _resan(s: Scen) -> None:
    s.m.klocka(flytta=3_660)
    resa = s.m.skickad()
    vag = resa.vagar["bestallning"]
    s.oppna(bestallning=full(vag))
    s.vanta_status(vag, "pagaende", "Insatsen startade aldrig: ta emot, bekräfta, håll mötet och starta.")
    plan = _vanta_pa(s, vag, "planer", "foreslagen", "Ingen plan föreslogs.")
    s.m.gor("anna", plan, "godkann", timmarSkal=TIMSKAL)
    rapport = _vanta_pa(s, vag, "progressionsrapporter", "inlamnad", "Ingen progressionsrapport lämnades in.")
    s.m.gor("anna", rapport, "godkann")
    slut = _vanta_pa(s, vag, "slutrapporter", "inlamnad", "Ingen slutrapport lämnades in (AK-40).")
    s.m.gor("anna", slut, "godkann")
    narvaro = s.m.las(f"{vag}/narvarouppgifter")["narvarouppgifter"]
    s.krav(bool(narvaro), Brottskod.UPPGIFTEN, "Ingen närvaro rapporterades.", "AK-20")
    s.krav(bool(s.m.las(f"{vag}/matningar")["matningar"]), Brottskod.UPPGIFTEN, "Ingen mätning registrerades.")
    s.m.gor("anna", vag, "avsluta", orsak="arbete", slutDatum=resa.dag(0))


def _avboj(s: Scen) -> None:
    vag = s.m.skickad().vagar["bestallning"]
    s.oppna(bestallning=full(vag))
    s.vanta_status(vag, "avbojd", "Beställningen avböjdes aldrig.")


def _avslag(s: Scen) -> None:
    s.m.klocka(flytta=3_660)
    resa = s.m.bekraftad()
    vag = resa.vagar["bestallning"]
    s.oppna(bestallning=full(vag))
    s.vanta_status(
        vag, "pagaende", "Klienten kom inte vidare efter nejet: håll mötet och starta sedan.", kod=Brottskod.PROBLEM
    )
    s.krav(
        any(a.regel == "AK-40" for a in s.anrop),
        Brottskod.PROBLEM,
        "Klienten försökte aldrig starta före mötet.",
        "AK-40",
    )


def _plan(s: Scen) -> None:
    vag = s.m.bekraftad().vagar["bestallning"]
    s.oppna(bestallning=full(vag))
    plan = _vanta_pa(s, vag, "planer", "foreslagen", "Ingen plan föreslogs.")
    s.m.gor("anna", plan, "atersand", skal="Målet för praktiken behöver bli tydligare.")
    s.vanta_status(plan, "foreslagen", "Planen som sändes tillbaka föreslogs inte på nytt.", regel="AK-13")
    s.m.gor("anna", plan, "godkann", timmarSkal=TIMSKAL)


def _ombokning(s: Scen) -> None:
    resa = s.m.bekraftad()
    mote = resa.vagar["mote"]
    s.m.gor("anna", mote, "boka", nyTid=motestid(resa.tid(2, s.timme)))
    s.oppna(bestallning=full(resa.vagar["bestallning"]), mote=full(mote))
    s.vanta(lambda: har_svarat(s, mote, 1, "vagledare"), "Vägledaren tackade aldrig ja till den första tiden.")
    s.m.gor("anna", mote, "boka_om", nyTid=motestid(resa.tid(3, s.timme)), skal="Socialsekreteraren har förhinder.")
    s.vanta(lambda: har_svarat(s, mote, 2, "vagledare"), "Klienten såg inte ombokningen: ny tid utan svar.")


def _rattelse(s: Scen) -> None:
    resa = s.m.bekraftad()
    s.m.startad(resa)
    vag = resa.vagar["bestallning"]
    tillfalle, rapport = s.m.narvaro(vag, resa), s.m.rapport(vag, resa)
    s.m.gor("anna", rapport, "godkann")
    s.oppna(bestallning=full(vag), tillfalle=full(tillfalle), rapport=full(rapport))
    s.vanta(
        lambda: bool(s.m.las(tillfalle)["narvaro"].get("utfall") == "franvaro_giltig"),
        "Närvaron rättades aldrig.",
        regel="AK-20",
    )
    s.vanta(lambda: _ersatt(s, vag, rapport), "Ingen ny version av rapporten lämnades in (ersatterId).")


def _ersatt(s: Scen, vag: str, rapport: str) -> bool:
    rader = s.m.las(f"{vag}/progressionsrapporter")["progressionsrapporter"]
    gammal = rapport.rsplit("/", 1)[1]
    return any(r.get("ersatterId") == gammal and r["status"] == "inlamnad" for r in rader)


# --- what the client was not there to see -----------------------------------------------------------------


def _missade(s: Scen) -> None:
    forsta, aterkallad, andrad = (s.m.skickad(egen=True).vagar["bestallning"] for _ in range(3))
    s.m.gor("anna", aterkallad, "aterkalla", orsak="kommunens_beslut", skal="Personen har fått arbete.")
    _andra(s.m, andrad)
    s.stor(Storningsslag.SMA_SIDOR, "GET", mall=LISTAN, kvar=None)
    s.oppna()
    for vag in (andrad, forsta):
        s.vanta_status(
            vag, "mottagen", "En beställning från tiden då klienten var borta togs aldrig emot.", kod=Brottskod.MISSAT
        )


def _flode(s: Scen) -> None:
    efter = borta(s, "sven")
    vag = s.m.skickad().vagar["bestallning"]
    s.m.vanta_pa_flodet("sven", efter, vag)
    s.oppna(efter=efter)
    s.vanta_status(vag, "mottagen", "En beställning som flödet berättar om togs aldrig emot.", kod=Brottskod.MISSAT)
    har_last_flodet(s)


def _skyddad(s: Scen) -> None:
    resa = s.m.utkast(skyddsniva="sekretessmarkering")
    vag = resa.vagar["bestallning"]
    s.m.gor(
        "anna", vag, "frislapp", skal="Prövat; mottagaren kan skydda uppgifterna.", mottagare=UTFORARENS["samordnare"]
    )
    s.m.gor("anna", vag, "skicka")
    s.oppna(bestallning=full(vag))
    s.vanta_status(
        vag, "mottagen", "Klienten stannade vid det som den inte fick se (404 eller saknade fält).",
        kod=Brottskod.SKYDDAD, regel="DP-15",
    )  # fmt: skip
    s.krav(any(a.status == 404 for a in s.anrop), Brottskod.SKYDDAD, "Klienten läste aldrig som vägledare.", "DP-15")


UTFORARE: tuple[Scenario, ...] = (
    Scenario(
        "resan",
        "Hela resan, från beställning till slutrapport",
        "Ta emot och bekräfta beställningen `bestallning` med vägledaren i `personer`, håll uppstartsmötet nu (`boka` "
        "med `utfall`), starta, föreslå en plan. När den är godkänd: lägg till ett tillfälle i dag 00:00-00:01, "
        "rapportera närvaro, registrera en mätning, lämna in progressionsrapport och slutrapport.",
        _resan,
    ),
    Scenario(
        "avboj", "Utföraren avböjer", "Ta emot beställningen `bestallning` och avböj den (`ingen_plats`).", _avboj
    ),
    Scenario(
        "avslag",
        "En regel hindrar: problemdokument",
        "Försök starta `bestallning` fast mötet inte är hållet. Svaret är 409 med regeln AK-40. Håll mötet nu och "
        "starta sedan.",
        _avslag,
        "AK-40",
    ),
    Scenario(
        "plan-atersand",
        "Planen sänds tillbaka",
        "Föreslå en plan i `bestallning`. Kommunen sänder tillbaka den med skäl: ändra den och föreslå igen.",
        _plan,
        "AK-13",
    ),
    Scenario(
        "ombokning",
        "Uppstartsmötet bokas om",
        "Tacka ja som vägledare till den bokade tiden i `mote`. Kommunen bokar sedan om: följ mötet och tacka ja till "
        "den nya tiden.",
        _ombokning,
    ),
    Scenario(
        "rattelse",
        "Närvaron rättas efter rapporten",
        "Närvaron i `tillfalle` var fel: rätta den till giltig frånvaro (vård av barn). Lämna in en ny version av "
        "`rapport` (`ersatterId`).",
        _rattelse,
        "AK-20",
    ),
    *gemensamma(TA_EMOT),
    Scenario(
        "missade-handelser",
        "Klienten har varit borta",
        "Medan klienten var borta kom beställningar. Hämta ifatt ur listan, sida för sida (`_links.next`), och ta emot "
        "dem som väntar på svar. En är återkallad: rör den inte.",
        _missade,
    ),
    Scenario(
        "handelseflode",
        "Klienten hämtar ifatt ur händelseflödet",
        "Läs händelseflödet (`GET /handelser`) från numret `efter`, sida för sida, och ta emot de beställningar som "
        "det berättar om och som väntar på svar.",
        _flode,
    ),
    Scenario(
        "skyddad-person",
        "Skyddad person",
        "Läs `bestallning` som vägledare: svaret är 404. Läs den som samordnare, och ta emot den.",
        _skyddad,
        "DP-15",
    ),
)
