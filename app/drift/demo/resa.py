"""The customer's five steps as one person's case: who does what, and what must come back.

Each ``Steg`` is one HTTP call that matters; the refusals that protect a person are part of it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.drift.demo.klient import Rollspelare
from app.katalog import rollista

SKAPAD, OK, NEKAD_BEHORIGHET, FINNS_INTE, HINDRAD = 201, 200, 403, 404, 409
NAMN_PA_PART = {"individ": "Deltagaren", "vagledare": "Vägledaren", "socialsekreterare": "Socialsekreteraren"}
ALLA_KOM = {"individ": True, "vagledare": True, "socialsekreterare": True}


@dataclass
class Resa:
    """What the steps share: the callers, today, and the paths of what has been made."""

    spelare: dict[str, Rollspelare]
    idag: date
    flytta_klockan: Callable[[int], date]
    vagar: dict[str, str] = field(default_factory=dict)
    sparat: dict[str, Any] = field(default_factory=dict)

    def som(self, namn: str) -> Rollspelare:
        """A caller."""
        return self.spelare[namn]

    def ga_framat(self, dagar: int) -> None:
        """Let days pass: the control application moves the service's clock."""
        self.idag = self.flytta_klockan(dagar)

    def dag(self, dagar: int) -> str:
        """A date from today."""
        return (self.idag + timedelta(days=dagar)).isoformat()

    def tid(self, dagar: int, timme: int) -> str:
        """A time of day from today, in Swedish time."""
        t = datetime.combine(self.idag, datetime.min.time(), ZoneInfo("Europe/Stockholm"))
        return (t + timedelta(days=dagar)).replace(hour=timme).isoformat()

    def manad(self, bakat: int) -> str:
        """A calendar month, counted backwards."""
        nr = self.idag.year * 12 + self.idag.month - 1 - bakat
        return f"{nr // 12:04d}-{nr % 12 + 1:02d}"


@dataclass(frozen=True)
class Steg:
    """One call: which of the customer's steps, who, what, and the status that must come back."""

    del_: int
    vem: str
    rubrik: str
    gor: Callable[[Resa], Any]
    vantat: int
    kom_ihag: str = ""
    efter_dagar: int = 0


def _arende(r: Resa) -> Any:
    return r.som("anna").skapa(
        "arenden",
        {
            "personnummer": "19850213-9804",
            "fornamn": "Amina",
            "efternamn": "Exempelsson",
            "telefon": "070-1740605",
            "sprak": "arabiska",
            "tolkbehov": True,
            "externaReferenser": [{"system": "Lifecare", "typ": "personakt", "id": "A-1029"}],
        },
    )


def _manad(bakat: int) -> Callable[[Resa], Any]:
    def gor(r: Resa) -> Any:
        rad = {
            "manad": r.manad(bakat),
            "forsorjningsstod": True,
            "forsorjningshinder": "arbetslos",
            "kalla": "Lifecare",
        }
        return r.som("anna").skapa(f"{r.vagar['arende']}/bistandsmanader", rad)

    return gor


def _kravklocka(r: Resa) -> Any:
    return r.som("anna").hamta(f"{r.vagar['arende']}/kravklocka")


def _provning(r: Resa) -> Any:
    """Somebody with a child under eight and part-time work, and what if two months were enough."""
    antagande = {"regelverk": "aktivitetskrav-2026-730", "vardeKod": "manader_i_foljd", "varde": 2}
    fall = {
        "referens": "exempel",
        "uppgifter": {
            "manader": [{"manad": r.manad(2)}, {"manad": r.manad(1)}],
            "sysselsattningar": [{"typ": "arbete", "timmarPerVecka": 12, "from": r.dag(-60)}],
            "yngstaBarnFyllerAtta": r.dag(400),
            "antalBarn": 1,
        },
    }
    fraga = {"avserManad": r.manad(0), "antaganden": [antagande | {"franManad": r.manad(0)}], "fall": [fall]}
    return r.som("anna").skapa("bedomningar/prova", fraga)


def _bedomning(r: Resa) -> Any:
    return r.som("anna").skapa(
        f"{r.vagar['arende']}/bedomningar",
        {
            "slag": "omfattas",
            "utfall": "omfattas",
            "avserManad": r.manad(0),
            "regelverk": "aktivitetsplikt",
            "undantagProvat": True,
            "fakta": {"formaga": {"timmarPerVecka": 30, "motivering": "Klarar 30 timmar med språkstöd."}},
            "timmar": {"perVecka": 30, "egetJobbsokande": 5, "motivering": "30 timmar enligt förmåga."},
            "egnaSynpunkter": "Vill arbeta inom vården.",
            "skal": "Försörjningsstöd i tre månader; inget undantag gäller.",
        },
    )


def _beslut(r: Resa) -> Any:
    return r.som("anna").skapa(
        f"{r.vagar['arende']}/beslut",
        {
            "typ": "begaran_att_delta",
            "lagrum": "sol_12_4",
            "regelverk": "aktivitetsplikt",
            "avserFranManad": r.manad(0),
            "gallerFran": r.dag(0),
            "gallerTom": r.dag(182),
            "beslutsdatum": r.dag(0),
            "innehall": "Du ska delta i aktiviteter 25 timmar i veckan.",
            "beslutsfattare": "Anna Handläggare",
            "foredragande": "Anna Handläggare",
            "ovrigaDeltagande": [],
            "motivering": "Du har försörjningsstöd, kan delta 30 timmar i veckan och inget undantag gäller.",
            "bedomningId": r.sparat["bedomning"]["id"],
            "ingenLampligAtgard": "Arbetsförmedlingen har ingen lämplig insats att erbjuda nu.",
        },
    )


def _samrad(r: Resa) -> Any:
    return r.som("anna").skapa(
        f"{r.vagar['arende']}/samrad",
        {
            "kanal": "api",
            "syfte": "Samråd före beslut om aktivitet.",
            "fraga": "Är personen inskriven hos er, och finns en lämplig insats?",
            "svarSenast": r.dag(7),
            "utlamnandeGrund": "uppgiftsskyldighet",
            "utlamnandeLagrum": "12 kap. 4 § SoL",
        },
    )


def _bestallning(r: Resa) -> Any:
    return r.som("anna").skapa(
        "bestallningar",
        {
            "beslutId": r.sparat["beslut"]["id"],
            "utforareId": str(rollista.KLIVET),
            "onskadStart": r.dag(0),
            "onskatSlut": r.dag(182),
            "timmarPerVecka": 25,
            "mal": "Praktik inom vård och yrkessvenska.",
            "utlamnandeGrund": "samtycke",
            "utlamnandeLagrum": "10 kap. 1 § OSL",
        },
    )


def _mote(r: Resa) -> str:
    """The uppstartsmöte that came with the order."""
    if "mote" not in r.vagar:
        rader = r.som("sven").hamta(f"{r.vagar['bestallning']}/uppstartsmoten").json()["uppstartsmoten"]
        r.vagar["mote"] = f"{r.vagar['bestallning']}/uppstartsmoten/{rader[0]['id']}"
    return r.vagar["mote"]


def _motestid(dagar: int) -> Callable[[Resa], Any]:
    return lambda r: {"borjar": r.tid(dagar, 9), "slutar": r.tid(dagar, 10), "plats": "Klivet, Provgatan 5"}


def _kallelse(r: Resa) -> Any:
    return r.som("vera").hamta(_mote(r), accept="text/calendar")


def _plan(r: Resa) -> Any:
    tider = [{"veckodag": d, "fran": "09:00", "till": "12:00"} for d in ("mandag", "tisdag", "onsdag")]
    aktiviteter = [
        {
            "aktivitet": "Språkgrupp med vårdsvenska",
            "kategori": "sprak",
            "minuterPerVecka": 540,
            "tider": tider,
            "mal": "Ta emot muntliga instruktioner på en arbetsplats.",
            "omrade": "sprak",
            "arrangor": "Klivet AB",
        },
        {
            "aktivitet": "Praktik på äldreboende",
            "kategori": "arbetsplatsforlagd",
            "minuterPerVecka": 960,
            "tider": [{"veckodag": d, "fran": "08:00", "till": "16:00"} for d in ("torsdag", "fredag")],
            "mal": "Pröva yrket och få referenser.",
            "omrade": "arbetslivserfarenhet",
            "arrangor": "Eskilstuna kommun",
            "arbetsplats": {
                "namn": "Äldreboendet Provet",
                "typ": "kommun",
                "handledare": "Hanna Handledare",
                "fran": r.dag(0),
                "tom": r.dag(90),
                "riskbedomd": r.dag(0),
                "forsakring": "Kommunens arbetsskadeförsäkring gäller.",
            },
        },
    ]
    plan = {"gallerFran": r.dag(0), "egenSyn": "Jag vill arbeta inom vården.", "aktiviteter": aktiviteter}
    return r.som("vera").skapa(f"{r.vagar['bestallning']}/planer", plan)


def _handelse(vem: str, vad: str, typ: str, **falt: Any) -> Callable[[Resa], Any]:
    """A händelse on something that has been made; callables among the fields are asked for their value."""

    def gor(r: Resa) -> Any:
        varden = {k: v(r) if callable(v) else v for k, v in falt.items()}
        vag = _mote(r) if vad == "mote" else r.vagar[vad]
        return r.som(vem).handelse(vag, typ, **varden)

    return gor


def _hamta(vem: str, vad: str) -> Callable[[Resa], Any]:
    return lambda r: r.som(vem).hamta(f"/stegvis/v1/0484/{r.vagar[vad]}")


def _matning(niva: str, svar: tuple[str, ...], respondent: str = "vagledare", **ovriga: str) -> Callable[[Resa], Any]:
    def gor(r: Resa) -> Any:
        indikatorer = r.sparat["indikatorer"][niva]
        svaren = [{"indikator": i, "varde": v} for i, v in zip(indikatorer, svar, strict=False)]
        return r.som("vera").skapa(
            f"{r.vagar['bestallning']}/matningar",
            {
                "instrument": "eskilstuna-programmodell",
                "instrumentVersion": 1,
                "datum": r.dag(0),
                "respondent": respondent,
                "niva": niva,
                "omraden": [
                    {"omrade": "sprak", "niva": niva, "svar": svaren},
                    *({"omrade": omrade, "niva": n} for omrade, n in ovriga.items()),
                ],
            },
        )

    return gor


def _rapport(r: Resa) -> Any:
    return r.som("vera").skapa(
        f"{r.vagar['bestallning']}/progressionsrapporter",
        {
            "periodFran": r.dag(-60),
            "periodTom": r.dag(0),
            "text": "Amina förstår enkla muntliga instruktioner och kommer i tid.",
            "nastaSteg": "Skriftliga instruktioner på praktikplatsen.",
        },
    )


FORST = {
    "arbetslivserfarenhet": "orange",
    "studieerfarenhet": "gul",
    "arbetsmarknad_samhalle": "orange",
    "digital_kompetens": "gul",
}
SEDAN = FORST | {"arbetslivserfarenhet": "gron", "arbetsmarknad_samhalle": "gul"}
FORE_BESLUT: tuple[Steg, ...] = (
    Steg(1, "anna", "Socialsekreteraren öppnar ett ärende", _arende, SKAPAD, "arende"),
    Steg(1, "anna", "Första biståndsmånaden", _manad(2), SKAPAD),
    Steg(1, "anna", "Andra biståndsmånaden", _manad(1), SKAPAD),
    Steg(1, "anna", "Tredje biståndsmånaden", _manad(0), SKAPAD),
    Steg(1, "anna", "Kravklockan: vilka månader som räknas", _kravklocka, OK),
    Steg(1, "anna", "Prövning utan att spara: om två månader räckte", _provning, OK),
    Steg(1, "anna", "Bedömning: omfattas, 30 timmar", _bedomning, SKAPAD, "bedomning"),
    Steg(1, "anna", "Bedömningen fastställs", _handelse("anna", "bedomning", "faststall"), OK),
    Steg(1, "david", "Nekas: kommun B läser ärendet", _hamta("david", "arende"), FINNS_INTE),
    Steg(2, "anna", "Nekas: beslut före samråd (AK-14)", _beslut, HINDRAD),
    Steg(2, "anna", "Samråd med Arbetsförmedlingen begärs", _samrad, SKAPAD, "samrad"),
)

EFTER_SAMRAD: tuple[Steg, ...] = (
    Steg(2, "vera", "Nekas: utföraren läser samrådet (DP-13)", _hamta("vera", "samrad"), NEKAD_BEHORIGHET),
    Steg(3, "anna", "Beslut: begäran att delta", _beslut, SKAPAD, "beslut"),
    Steg(3, "anna", "Beställning skrivs", _bestallning, SKAPAD, "bestallning"),
    Steg(3, "anna", "Beställningen skickas till Klivet", _handelse("anna", "bestallning", "skicka"), OK),
    Steg(4, "sven", "Utföraren tar emot", _handelse("sven", "bestallning", "ta_emot"), OK),
    Steg(
        4,
        "sven",
        "Utföraren bekräftar med vägledare",
        _handelse("sven", "bestallning", "bekrafta", startDatum=lambda r: r.dag(0), vagledare="vera.vagledare"),
        OK,
    ),
    Steg(4, "vera", "Uppstartsmötet bokas", _handelse("vera", "mote", "boka", nyTid=_motestid(2)), OK),
    Steg(
        4,
        "anna",
        "Socialsekreteraren har förhinder: bokas om",
        _handelse("anna", "mote", "boka_om", nyTid=_motestid(3), skal="Förhinder."),
        OK,
    ),
    *(
        Steg(
            4, vem, f"{NAMN_PA_PART[part]} tackar ja", _handelse(vem, "mote", "svara", part=part, svar="accepterat"), OK
        )
        for vem, part in (("vera", "vagledare"), ("anna", "socialsekreterare"), ("vera", "individ"))
    ),
    Steg(4, "vera", "Kallelsen som kalenderfil", _kallelse, OK),
    Steg(4, "vera", "Uppstartsmötet hölls", _handelse("vera", "mote", "genomfor", narvaro=ALLA_KOM), OK, efter_dagar=4),
    Steg(4, "vera", "Insatsen startar", _handelse("vera", "bestallning", "starta"), OK),
    Steg(5, "vera", "Vägledare och deltagare skriver plan", _plan, SKAPAD, "plan"),
    Steg(5, "vera", "Planen föreslås", _handelse("vera", "plan", "foresla"), OK),
    Steg(
        5,
        "anna",
        "Nämnden godkänner planen (AK-13)",
        _handelse(
            "anna", "plan", "godkann", timmarSkal="Eget jobbsökande, fem timmar i veckan, ligger utanför planen."
        ),
        OK,
    ),
)

PROGRESSION: tuple[Steg, ...] = (
    Steg(5, "vera", "Mätning: orange i språk", _matning("orange", ("ja", "nej", "ja"), **FORST), SKAPAD),
    Steg(5, "vera", "Mätning efter fyra veckor: gul", _matning("gul", ("ja", "ja", "nej")), SKAPAD, efter_dagar=28),
    Steg(5, "vera", "Mätning efter åtta veckor: grön", _matning("gron", ("ja",), **SEDAN), SKAPAD, efter_dagar=28),
    Steg(5, "vera", "Deltagarens egen skattning: gul", _matning("gul", ("ja", "ja", "nej"), "egen"), SKAPAD),
    Steg(5, "vera", "Progressionsrapport", _rapport, SKAPAD, "rapport"),
    Steg(5, "vera", "Rapporten lämnas in", _handelse("vera", "rapport", "lamna_in"), OK),
    Steg(5, "anna", "Rapporten godkänns", _handelse("anna", "rapport", "godkann"), OK),
)
