"""Scenarios for a kommun's client; the kit is the utförare and Arbetsförmedlingen."""

from functools import partial

from app.drift.demo.avslut import AVSLUT
from app.drift.demo.resa import Resa
from app.drift.konformitet.brott import Brottskod
from app.drift.konformitet.gemensamt import Enkelt, borta, gemensamma, har_last_flodet, har_svarat
from app.drift.konformitet.motparter import Motparter, motestid
from app.drift.konformitet.scenario import Scen, Scenario, full
from app.drift.konformitet.storningar import Storningsslag
from app.katalog.rollista import VUXENUTBILDNINGEN

KOMMUNENS = {"handlaggare": "anna.handlaggare"}
ANNAN_HANDLAGGARE = "bo"
GALLER = frozenset({"godkand", "gallande"})
SLUTRAPPORT = next(s for s in AVSLUT if s.kom_ihag == "slutrapport")
OBESVARAT = "Ett förslag från tiden då klienten var borta fick inget svar."
TIMMAR = {"slag": "timmar", "timmarPerVecka": 20}
AKTIVITET = {"slag": "aktivitet", "aktivitet": "Yrkessvenska för vården"}
FORSLAGEN = "/{kommunkod}/forslag"


def _andra(m: Motparter, vag: str) -> None:
    m.gor("anna", vag, "andra", uppgifter={"mal": "Praktik inom vård, och körkort."})


SKICKA = Enkelt("Skicka beställningen `bestallning` (`skicka`).", lambda m: m.utkast(), "skickad", _andra)


def _skapad(s: Scen, mall: str, mening: str, kod: Brottskod = Brottskod.UPPGIFTEN, regel: str | None = None) -> str:
    """The path of what the client has made by a POST on a route."""
    s.vanta(lambda: s.skapad(mall) is not None, mening, kod=kod, regel=regel)
    return str(s.skapad(mall))


def _godkand(s: Scen, vag: str, vad: str) -> None:
    s.vanta(lambda: s.m.las(vag)["status"] in GALLER, f"{vad} godkändes aldrig.")


# --- the journey ------------------------------------------------------------------------------------------


def _resan(s: Scen) -> None:
    s.oppna(personnummer=s.m.ny_person(), utforare=s.m.klivet)
    vag = _skapad(s, "/bestallningar", "Ingen beställning skrevs: ärende, bedömning, samråd, beslut, beställning.")
    s.vanta_status(vag, "skickad", "Beställningen skickades aldrig.")
    resa = s.m.resa()
    resa.vagar["bestallning"] = vag
    s.m.ta_emot(resa)
    s.m.startad(resa)
    _godkand(s, s.m.plan(resa), "Planen")
    _kvitterad(s, _arendet(s, vag))
    s.m.narvaro(vag, resa)
    slutrapport = _slutrapport(s.m, resa)
    _godkand(s, slutrapport, "Slutrapporten")
    s.vanta_status(vag, "avslutad", "Beställningen avslutades aldrig.")


def _slutrapport(m: Motparter, resa: Resa) -> str:
    m.ta(resa, SLUTRAPPORT)
    m.gor("vera", resa.vagar["slutrapport"], "lamna_in")
    return resa.vagar["slutrapport"]


def _arendet(s: Scen, bestallning: str) -> str:
    return f"arenden/{s.m.las(bestallning)['arendeId']}"


def _kvitterad(s: Scen, arende: str) -> None:
    """The information has gone to Arbetsförmedlingen, and the client has seen the receipt."""
    s.vanta(
        lambda: any(r["status"] == "kvitterad" for r in s.m.las(f"{arende}/overlamningar")["overlamningar"]),
        "Ingen informationsöverlämning lämnades till Arbetsförmedlingen.",
        regel="AK-17",
    )


def _samrad(s: Scen) -> None:
    resa = s.m.resa()
    arende = s.m.arende(resa, samrad=False)
    s.oppna(arende=full(arende), bedomning=full(resa.vagar["bedomning"]))
    s.vanta(
        lambda: any(a.regel == "AK-14" for a in s.anrop), "Klienten försökte aldrig besluta före samrådet.",
        kod=Brottskod.PROBLEM, regel="AK-14",
    )  # fmt: skip
    _skapad(
        s,
        "/beslut",
        "Inget beslut fattades sedan Arbetsförmedlingen hade svarat.",
        kod=Brottskod.PROBLEM,
        regel="AK-14",
    )


def _kvittens(s: Scen) -> None:
    resa = s.m.bekraftad()
    s.m.startad(resa)
    arende = resa.vagar["arende"]
    (utkast,) = s.m.las(f"{arende}/overlamningar")["overlamningar"]
    s.oppna(arende=full(arende), overlamning=full(f"{arende}/overlamningar/{utkast['id']}"))
    _kvitterad(s, arende)
    s.vanta(
        lambda: any(a.mall.endswith("{overlamningId}") and a.lage == "kvitterad" for a in s.anrop),
        "Klienten läste aldrig Arbetsförmedlingens kvittens.",
        regel="AK-17",
    )


def _avbojd(s: Scen) -> None:
    resa = s.m.skickad()
    vag = resa.vagar["bestallning"]
    s.m.gor("sven", vag, "ta_emot")
    s.m.gor("sven", vag, "avboj", orsak="ingen_plats")
    s.oppna(bestallning=full(vag), beslut=full(resa.vagar["beslut"]), annanUtforare=str(VUXENUTBILDNINGEN))
    ny = _skapad(s, "/bestallningar", "Ingen ny beställning skrevs efter att utföraren hade avböjt.")
    s.vanta_status(ny, "skickad", "Den nya beställningen skickades aldrig.")
    s.krav(
        s.m.las(ny)["utforareId"] == str(VUXENUTBILDNINGEN),
        Brottskod.UPPGIFTEN,
        "Beställningen gick till fel utförare.",
    )


def _plan(s: Scen) -> None:
    resa = s.m.bekraftad()
    plan = s.m.plan(resa)
    s.oppna(bestallning=full(resa.vagar["bestallning"]), plan=full(plan))
    s.vanta_status(plan, "utkast", "Planen sändes aldrig tillbaka.", regel="AK-13")
    s.m.gor("vera", plan, "foresla")
    _godkand(s, plan, "Planen som föreslogs på nytt")


def _ombokning(s: Scen) -> None:
    resa = s.m.bekraftad()
    mote = resa.vagar["mote"]
    s.m.gor("vera", mote, "boka", nyTid=motestid(resa.tid(2, s.timme)))
    nya = {"borjar": resa.tid(3, s.timme), "slutar": resa.tid(3, s.timme + 1)}
    s.oppna(bestallning=full(resa.vagar["bestallning"]), mote=full(mote), **nya)
    s.vanta(lambda: len(s.m.las(mote)["tider"]) == 2, "Mötet bokades aldrig om.")
    s.m.gor("vera", mote, "boka_om", nyTid=motestid(resa.tid(4, s.timme)), skal="Vägledaren har förhinder.")
    s.vanta(
        lambda: har_svarat(s, mote, 3, "socialsekreterare"),
        "Klienten såg inte vägledarens ombokning: den nya tiden fick inget svar.",
    )


def _rattelse(s: Scen) -> None:
    resa = s.m.bekraftad()
    s.m.startad(resa)
    vag = resa.vagar["bestallning"]
    tillfalle, rapport = s.m.narvaro(vag, resa), s.m.rapport(vag, resa)
    s.oppna(bestallning=full(vag), rapport=full(rapport))
    s.vanta_status(rapport, "godkand", "Rapporten godkändes aldrig.")
    s.m.gor("vera", tillfalle, "ratta", utfall="franvaro_giltig", orsak="vard_av_barn", rattelseSkal="Hade ringt.")
    ny = s.m.rapport(vag, resa, ersatterId=rapport.rsplit("/", 1)[1])
    s.vanta_status(ny, "godkand", "Den nya versionen av rapporten godkändes aldrig.", regel="AK-20")


# --- what the client was not there to see -----------------------------------------------------------------


def _forslag(m: Motparter, resa: Resa, **innehall: object) -> str:
    allt = {"gallerFran": resa.dag(0), "skal": "Läkaren har sagt nej till mer just nu."} | innehall
    return m.skapa("vera", f"{resa.vagar['bestallning']}/forslag", allt)


def _besvarat(s: Scen, forslag: str) -> bool:
    return bool(s.m.las(forslag)["status"] != "vantar")


def _missade(s: Scen) -> None:
    resa = s.m.bekraftad()
    forslag = [_forslag(s.m, resa, **TIMMAR), _forslag(s.m, resa, **AKTIVITET)]
    s.stor(Storningsslag.SMA_SIDOR, "GET", mall=FORSLAGEN, kvar=None)
    s.oppna()
    for ett in forslag:
        s.vanta(partial(_besvarat, s, ett), OBESVARAT, kod=Brottskod.MISSAT)


def _flode(s: Scen) -> None:
    resa = s.m.bekraftad()
    efter = borta(s, "anna")
    forslag = _forslag(s.m, resa, **TIMMAR)
    s.m.vanta_pa_flodet("anna", efter, forslag)
    s.oppna(efter=efter)
    s.vanta(partial(_besvarat, s, forslag), OBESVARAT, kod=Brottskod.MISSAT)
    har_last_flodet(s)


def _skyddad(s: Scen) -> None:
    skyddad = s.m.oppna(ANNAN_HANDLAGGARE, skyddsniva="sekretessmarkering")
    vag = s.m.utkast().vagar["bestallning"]
    s.oppna(arende=full(skyddad), bestallning=full(vag))
    s.vanta_status(
        vag, "skickad", "Klienten stannade vid det som den inte fick se (404).", kod=Brottskod.SKYDDAD, regel="DP-15"
    )
    s.krav(any(a.status == 404 for a in s.anrop), Brottskod.SKYDDAD, "Klienten läste aldrig ärendet.", "DP-15")


KOMMUN: tuple[Scenario, ...] = (
    Scenario(
        "resan",
        "Hela resan, från ärende till avslut",
        "Öppna ett ärende för `personnummer` (en påhittad person), registrera månaden, gör och fastställ bedömningen, "
        "samråd, besluta, skriv och skicka en beställning till `utforare`. Godkänn sedan planen, lämna informationen "
        "till Arbetsförmedlingen (AK-17), godkänn slutrapporten och avsluta.",
        _resan,
    ),
    Scenario(
        "samrad-fore-beslut",
        "Beslut före samråd nekas",
        "Försök besluta i `arende` på `bedomning` innan samråd har skett. Svaret är 409 med regeln AK-14. Samråd, "
        "vänta på Arbetsförmedlingens svar och besluta sedan.",
        _samrad,
        "AK-14",
    ),
    Scenario(
        "kvittens",
        "Arbetsförmedlingens kvittens",
        "Lämna `overlamning` till Arbetsförmedlingen (`lagg_i_ko`, med grund) och läs den tills den är kvitterad.",
        _kvittens,
        "AK-17",
    ),
    Scenario(
        "avbojd",
        "Utföraren avböjer",
        "`bestallning` är avböjd. Skriv en ny på samma `beslut` till `annanUtforare` och skicka den.",
        _avbojd,
    ),
    Scenario(
        "plan",
        "Planen sänds tillbaka och godkänns sedan",
        "Sänd tillbaka `plan` med skäl (`atersand`). När utföraren föreslår den igen: godkänn.",
        _plan,
        "AK-13",
    ),
    Scenario(
        "ombokning",
        "Uppstartsmötet bokas om två gånger",
        "Boka om `mote` till `borjar`-`slutar` med skäl. Vägledaren bokar sedan om i sin tur: följ mötet och tacka ja "
        "som socialsekreterare till den tredje tiden.",
        _ombokning,
    ),
    Scenario(
        "rattelse",
        "Närvaron rättas efter rapporten",
        "Godkänn `rapport`. Sedan rättas närvaron och en ny version lämnas in (`ersatterId`): godkänn den.",
        _rattelse,
        "AK-20",
    ),
    *gemensamma(SKICKA),
    Scenario(
        "missade-handelser",
        "Klienten har varit borta",
        "Medan klienten var borta kom förslag från utföraren. Hämta ifatt ur kommunens lista (`forslag`), sida för "
        "sida (`_links.next`), och godkänn dem som väntar på svar.",
        _missade,
    ),
    Scenario(
        "handelseflode",
        "Klienten hämtar ifatt ur händelseflödet",
        "Läs händelseflödet (`GET /handelser`) från numret `efter`, sida för sida, och godkänn de förslag som det "
        "berättar om och som väntar på svar.",
        _flode,
    ),
    Scenario(
        "skyddad-person",
        "Skyddad person",
        "Läs `arende`: personen är skyddad och svaret är 404. Gå vidare och skicka `bestallning`.",
        _skyddad,
        "DP-15",
    ),
)
