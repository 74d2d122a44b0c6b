"""Scenarios that are the same for both parts: what the network and other people do to a client's simplest act."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from app.drift.demo.resa import Resa
from app.drift.konformitet.brott import Brott, Brottskod
from app.drift.konformitet.motparter import Motparter
from app.drift.konformitet.scenario import FinnsInte, Scen, Scenario, Uteblev, full
from app.drift.konformitet.storningar import OKANT_FALT, Storningsslag

HANDELSE = "/{kommunkod}/bestallningar/{bestallningId}/handelser"
FLODET = "/handelser"
MEDDELANDEN = "/{kommunkod}/bestallningar/{bestallningId}/meddelanden"
FLER_NEJ = 3


@dataclass(frozen=True, slots=True)
class Enkelt:
    """A part's simplest act: how an order comes to where it can be done, and where it leads."""

    uppgift: str
    forbered: Callable[[Motparter], Resa]
    status: str
    andra: Callable[[Motparter, str], None]


TAPPAT = (
    "Skriv ett meddelande i beställningen `bestallning`. Det första svaret kommer bort och det andra blir 504, fast "
    "meddelandet är sparat. Sänd om samma begäran med samma Idempotency-Key tills ett svar kommer."
)
UPPTAGEN = "{} De två första svaren ber klienten vänta. Vänta så länge som Retry-After säger och försök igen."
DUBBLERAD = (
    "{} Nätet sänder begäran två gånger. Blir svaret 409 `pagar_redan`: vänta och fråga igen med samma Idempotency-Key."
)
SAMTIDIG = (
    "{} Någon annan ändrar beställningen just innan. Svaret blir 412: läs om den, avgör om det fortfarande ska göras "
    "och sänd då en ny händelse med den nya ETag:en."
)
UTGANGEN = "{} Den token som klienten börjar med har gått ut. Hämta en ny och gör om begäran."
OKANDA = "{} Svaren har fält som klienten aldrig har sett. De ska inte hindra den."
ALDRIG = "Klienten gjorde aldrig det som scenariot bad om."


def gemensamma(enkelt: Enkelt) -> tuple[Scenario, ...]:
    """The scenarios of the network, for one part."""
    return tuple(
        Scenario(kod, rubrik, uppgift.format(enkelt.uppgift), partial(spela, enkelt))
        for kod, rubrik, uppgift, spela in (
            ("tappat-svar", "Svaret kommer bort", TAPPAT, _tappat_svar),
            ("otillganglig", "Upptagen: 503 med Retry-After", UPPTAGEN, _otillganglig),
            ("for-manga", "För många anrop: 429 med Retry-After", UPPTAGEN, _for_manga),
            ("dubblerad", "Nätet dubblerar en begäran", DUBBLERAD, _dubblerad),
            ("samtidig-andring", "Någon annan ändrar emellan: 412", SAMTIDIG, _samtidig),
            ("utgangen-token", "Token går ut: 401", UTGANGEN, _utgangen_token),
            ("okanda-falt", "Svaren har nya fält", OKANDA, _okanda_falt),
        )
    )


def _spela(enkelt: Enkelt, s: Scen, mening: str, kod: Brottskod) -> None:
    """The simplest act, with the faults that wait for it; who never gets as far as to meet one is told just that."""
    vag = enkelt.forbered(s.m).vagar["bestallning"]
    s.oppna(bestallning=full(vag))
    s.vanta_status(vag, enkelt.status, mening, kod=kod, om_ostord=ALDRIG)


def _otillganglig(enkelt: Enkelt, s: Scen) -> None:
    s.stor(Storningsslag.OTILLGANGLIG, mall=HANDELSE, kvar=2)
    _spela(enkelt, s, "Klienten gav upp efter 503 i stället för att försöka igen.", Brottskod.GER_INTE_UPP)


def _for_manga(enkelt: Enkelt, s: Scen) -> None:
    s.stor(Storningsslag.FOR_MANGA, mall=HANDELSE, kvar=2)
    _spela(enkelt, s, "Klienten gav upp efter 429 i stället för att försöka igen.", Brottskod.GER_INTE_UPP)


def _dubblerad(enkelt: Enkelt, s: Scen) -> None:
    s.stor(Storningsslag.DUBBLERAD, mall=HANDELSE)
    _spela(enkelt, s, "Begäran som nätet dubblerade blev aldrig verkställd.", Brottskod.UPPGIFTEN)
    s.vanta(lambda: _sista_svaret(s) == 200, "Klienten godtog inte svaret efter pagar_redan.", kod=Brottskod.OMSANDNING)


def _samtidig(enkelt: Enkelt, s: Scen) -> None:
    vag = enkelt.forbered(s.m).vagar["bestallning"]
    s.stor(Storningsslag.EMELLAN, mall=HANDELSE, emellan=lambda: enkelt.andra(s.m, vag))
    s.oppna(bestallning=full(vag))
    s.vanta_status(vag, enkelt.status, "Klienten kom inte vidare efter 412.", kod=Brottskod.LAS_OM, om_ostord=ALDRIG)


def _utgangen_token(enkelt: Enkelt, s: Scen) -> None:
    s.stor(Storningsslag.UTGANGEN, None, kvar=None)
    _spela(enkelt, s, "Klienten hämtade ingen ny token när den gamla hade gått ut (401).", Brottskod.NY_TOKEN)
    nekade = sum(a.status == 401 for a in s.anrop)
    s.krav(nekade <= FLER_NEJ, Brottskod.NY_TOKEN, "Klienten fortsatte med en token som nekats.")


def _okanda_falt(enkelt: Enkelt, s: Scen) -> None:
    s.stor(Storningsslag.OKANT_FALT, None, kvar=None)
    _spela(enkelt, s, f"Klienten stannade vid ett fält den inte kände till ({OKANT_FALT}).", Brottskod.OKANDA_FALT)


def _sista_svaret(s: Scen) -> int | None:
    return next((a.status for a in reversed(s.anrop) if a.metod == "POST"), None)


def _tappat_svar(enkelt: Enkelt, s: Scen) -> None:
    vag = enkelt.forbered(s.m).vagar["bestallning"]
    if enkelt.status == "skickad":
        s.m.gor("anna", vag, "skicka")
    s.stor(Storningsslag.TAPPAT, mall=MEDDELANDEN)
    s.stor(Storningsslag.FOR_SENT, mall=MEDDELANDEN)
    s.oppna(bestallning=full(vag))
    s.vanta(
        lambda: any(a.mall == MEDDELANDEN and a.status == 201 for a in s.anrop),
        "Klienten sände inte om begäran när svaret hade kommit bort.",
        kod=Brottskod.OMSANDNING,
        om_ostord=ALDRIG,
    )
    s.efterat(lambda: _ett_meddelande(s, vag))


def _ett_meddelande(s: Scen, vag: str) -> None:
    antal = len(s.m.las(f"{vag}/meddelanden")["meddelanden"])
    if antal != 1:
        raise Uteblev(Brott(Brottskod.DUBBEL_VERKAN, f"Ett meddelande skulle skrivas, det blev {antal}."))


def har_svarat(s: Scen, mote: str, nummer: int, part: str) -> bool:
    """Whether a party has accepted a time of a meeting, counted from 1."""
    tider = s.m.las(mote)["tider"]
    parter = tider[nummer - 1]["parter"] if len(tider) >= nummer else []
    return any(p["part"] == part and p["svar"] == "accepterat" for p in parter)


def borta(s: Scen, vem: str) -> str:
    """Where the party's log ends as the client goes away; what follows is read one at a time, the first answer lost."""
    if not s.har_flode:
        raise FinnsInte("Det här Stegvis har inget händelseflöde.")
    s.stor(Storningsslag.TAPPAT, "GET", mall=FLODET)
    s.stor(Storningsslag.SMA_SIDOR, "GET", mall=FLODET, kvar=None)
    return s.m.flodets_slut(vem)


def har_last_flodet(s: Scen) -> None:
    """The task was to be found in the log."""
    s.krav(any(a.mall == FLODET for a in s.anrop), Brottskod.MISSAT, "Klienten läste aldrig händelseflödet.")
