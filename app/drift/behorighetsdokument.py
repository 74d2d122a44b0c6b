"""``docs/behorigheter.md``: the table of permissions as a page, for those who review it at a customer's.

The decisions are those of ``core.permissions``; nothing is decided here.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from app.core.classification import Klass
from app.core.permissions import Faltrad, Faltriktning, Innehav, Operationsrad, faltrader, operationsrader
from app.drift.behorighetsinventering import komplettera, operationer
from app.main import create_app
from app.settings import Settings

KOMMANDO = "python3 -m app behorigheter docs/behorigheter.md"
_ROLLER = {
    Innehav.HANDLAGGARE: ("H", "handläggare i kommunen"),
    Innehav.ARBETSLEDARE: ("L", "arbetsledare i kommunen"),
    Innehav.KOMMUNENS_ADMINISTRATOR: ("K", "systemadministratör i kommunen; inga uppgifter om personer"),
    Innehav.GRANSKARE: ("G", "granskare i kommunen; åtkomstloggen och inget annat"),
    Innehav.RAPPORTOR: ("R", "rapportör i kommunen; når ännu bara registret över organisationer"),
    Innehav.VAGLEDARE: ("V", "vägledare hos utföraren; sina egna beställningar"),
    Innehav.SAMORDNARE: ("S", "samordnare hos utföraren; enhetens beställningar"),
    Innehav.UTFORARENS_ADMINISTRATOR: ("U", "systemadministratör hos utföraren; inga uppgifter om personer"),
    Innehav.AF_SYSTEM: ("AF", "Arbetsförmedlingens system"),
}
_KLASSER = {
    Klass.OPPEN: "får vara känd för alla",
    Klass.INTERN: "säger inget om en person, men är inte för utomstående",
    Klass.PERSONUPPGIFT: "säger vem någon är eller hur personen nås",
    Klass.KANSLIG: "ömtåligt: bedömningar, skäl, hälsa (DP-02, DP-03)",
    Klass.SKYDDAD: "personnummer, och det som visar var en skyddad person finns (DP-14, DP-15)",
}
_INLEDNING = f"""# Vem som får göra vad

Här står varje anrop som tjänsten har, vilka roller som får göra det, och för varje fält i det som skickas och besvaras
vilken klass det har och vilka roller som skriver eller läser det. Sidan är till för den som granskar behörigheterna hos
kommunen eller utföraren (DP-01, DP-04).

Tabellen är källan. Den ligger i `app/core/behorigheter` som semikolonseparerade filer som går att öppna i ett
kalkylprogram, och ett kryss som tas bort där stänger anropet eller fältet för rollen. Ett anrop eller fält utan rad
stoppar bygget och är stängt för alla. Svaren skärs efter tabellen på ett enda ställe, `app/core/permissions.py`.

Tabellen säger vad en roll *kan* få. Därutöver gäller alltid:

- **Part**: ingen når något hos en annan nämnd eller utförare. Det finns inte för den som frågar: 404, lika som för ett
  id som aldrig har funnits, även när rollen inte får göra anropet.
- **Tilldelning**: en handläggare når sina egna ärenden, en vägledare sina egna beställningar.
- **Tillfällig åtkomst**: en handläggare kan öppna en kollegas ärende i ett dygn, med skäl. Skälet och varje
  läsning står i åtkomstloggen, och åtkomsten upphör av sig själv ([atkomstlogg.md](atkomstlogg.md)).
- **Skyddade uppgifter**: bara den namngivna handläggaren, och den hos utföraren som beställningen är ställd till.
- **Läge**: vilken händelse som är tillåten när står i [diagrammen](diagram/), med roll.
- **Scope**: klientens token ska ha det scope som står vid anropet. Nivån Röd kräver dessutom `progression:rod` (DP-27).

Sidan görs av tabellen och ändras inte för hand: `{KOMMANDO}`. Nya rader föreslås av
`python3 -m app behorigheter --komplettera` och granskas innan de tas in.
"""


def komplettera_tabellen(settings: Settings) -> None:
    """A proposal for everything that the service has and the table has not."""
    komplettera(operationer(create_app(settings)))


def behorigheter_md() -> str:
    """The whole page."""
    return "\n".join([_INLEDNING, *_forklaringar(), *_operationer(), *_falt()])


def _tabell(huvud: Sequence[str], rader: Sequence[Sequence[str]]) -> str:
    alla = [huvud, ["---"] * len(huvud), *rader]
    return "\n".join("| " + " | ".join(rad) + " |" for rad in alla) + "\n"


def bokstaver(far: frozenset[str]) -> str:
    """The roles in short, in the order of the table."""
    return " ".join(kort for roll, (kort, _) in _ROLLER.items() if roll in far) or "–"


def _forklaringar() -> Iterator[str]:
    yield "## Roller och klasser\n"
    yield _tabell(("Kort", "Roll"), [(kort, text) for kort, text in _ROLLER.values()])
    yield _tabell(("Klass", "Betyder"), [(klass.value, text) for klass, text in _KLASSER.items()])


def _operationer() -> Iterator[str]:
    yield "## Anropen\n"
    per_scope: defaultdict[str, list[Operationsrad]] = defaultdict(list)
    for rad in operationsrader().values():
        per_scope[rad.scope.partition(":")[0]].append(rad)
    for omrade, rader in per_scope.items():
        yield f"### {omrade or 'öppet för alla'}\n"
        yield _tabell(
            ("Anrop", "Operation", "Scope", "Roller"),
            [
                (f"{r.metod} `{r.vag}`", r.operation, r.scope or "–", bokstaver(r.far) if r.scope else "alla")
                for r in rader
            ],
        )


def _falt() -> Iterator[str]:
    yield "## Fälten\n"
    yield "Fält som delar klass och roller står på samma rad.\n"
    per_schema: defaultdict[str, list[Faltrad]] = defaultdict(list)
    for rad in faltrader().values():
        per_schema[rad.schema].append(rad)
    for schema, rader in per_schema.items():
        yield f"### {schema}\n"
        yield _tabell(("Fält", "Klass", _rubrik(rader[0].riktning)), list(_grupper(rader)))


def _rubrik(riktning: Faltriktning) -> str:
    return {Faltriktning.BEGARAN: "Skrivs av", Faltriktning.SVAR: "Läses av", Faltriktning.BADA: "Skrivs och läses av"}[
        riktning
    ]


def _grupper(rader: list[Faltrad]) -> Iterator[tuple[str, str, str]]:
    lika: defaultdict[tuple[Klass, frozenset[str]], list[str]] = defaultdict(list)
    for rad in rader:
        lika[rad.klass, rad.far].append(rad.falt)
    for (klass, far), falten in lika.items():
        yield ", ".join(falten), klass.value, bokstaver(far)
