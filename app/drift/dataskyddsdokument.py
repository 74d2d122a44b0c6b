"""``docs/dataskydd.md``: what is kept, why, how long and for whom, for the kommun's dataskyddsombud.

Purposes are those of ``dataskydd_andamal``, words those of the word list, and everything else is read from the tables:
the class of each column and how the table is kept apart.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import yaml
from sqlalchemy import Column

import app.main  # noqa: F401 - loads every table
from app.core.classification import Klass
from app.core.database import Base
from app.core.tenancy import Isolering, Kommunagd, Personskyddad, Tilldelad, isolering_av
from app.drift.dataskydd_andamal import ANDAMAL, Andamal
from app.drift.markdown import tabell
from app.drift.regelspar import APP

KOMMANDO = "python3 -m app dataskydd docs/dataskydd.md"
KLASSER: Mapping[Klass, tuple[str, str]] = {
    Klass.OPPEN: ("Får vara känt av vem som helst.", "Inga särskilda krav."),
    Klass.INTERN: (
        "Säger inget om en enskild, men är inte för utomstående.",
        "Bara den egna parten. Får stå i loggar som id och kod.",
    ),
    Klass.PERSONUPPGIFT: (
        "Säger vem någon är eller hur personen nås.",
        "Bara behöriga roller; varje läsning loggas. Aldrig i adresser, driftlogg, mätvärden eller händelser.",
    ),
    Klass.KANSLIG: (
        "Bedömningar, skäl, hälsa och annat ömtåligt (DP-02, DP-03).",
        "Som personuppgift, och aldrig i listor. Till utföraren bara det uppdraget kräver.",
    ),
    Klass.SKYDDAD: (
        "Identitetsnummer, och det som säger var en skyddad person finns (DP-14, DP-15).",
        "Som känslig, och krypterad i databasen med nyckel-id eller dold för alla utom namngiven handläggare.",
    ),
}
SYNS: Mapping[Isolering, str] = {
    Isolering.NAMND: "den egna nämnden",
    Isolering.DELAD: "den egna nämnden, och den utförare som raden är delad med",
    Isolering.KATALOG: "den egna nämnden, utföraren som äger raden, och andra utförare när den är publik",
    Isolering.KLIENT: "den klient som raden gäller",
    Isolering.LOGG: "nämndens granskare",
    Isolering.MOTTAGARE: "den mottagande organisationen",
    Isolering.OPPEN: "alla parter",
}
_INLEDNING = f"""# Dataskydd

Den här sidan är till för kommunens dataskyddsombud. Den säger vad tjänsten lagrar, varför, hur länge och vem som ser
det, och är råmaterial till en konsekvensbedömning (dataskyddsförordningen 35) och till ett
personuppgiftsbiträdesavtal (28). Bedömningarna är kommunens egna: sidan beskriver hur tjänsten är byggd och ersätter
ingen jurist.

Sidan görs av koden och ändras inte för hand: `{KOMMANDO}`. Ändamål, grund och gallring står i
`app/drift/dataskydd_andamal.py`, fälten och deras klasser i tabellerna. En tabell utan ändamål stoppar bygget. Vad
reglernas id betyder står i [regler.md](regler.md) (AK och T); DP är reglerna om dataskydd som sidan namnger där de
gäller."""
_PARTER = """## Vem som ansvarar, och för vilka

Varje nämnd är personuppgiftsansvarig för sin egen behandling (DP-06), och den som driver tjänsten är dess biträde. En
utförare är ansvarig för sin egen dokumentation eller biträde åt nämnden, enligt vad avtalet säger (`dataRoll`).
Arbetsförmedlingen är ansvarig för det som den tagit emot. En enhet i kommunen under en annan nämnd är en annan part
(DP-10).

De registrerade är den som ansöker om eller får försörjningsstöd och den som är make eller sambo i ärendet, barn bara
som antal och åldersgräns (DP-25), och anställda hos nämnd och utförare genom den identitet de loggar in med.

Det som gäller all behandling:

- Varje part når bara sitt eget, i tjänsten och en gång till i databasens radskydd. Andras objekt finns inte (404).
- Personnummer lagras krypterade (AES-256-GCM) och söks med en nycklad hash; nycklarna byts utan avbrott.
- Varje läsning och skrivning om en person står i åtkomstloggen, som inte kan ändras utan att det syns:
  [atkomstlogg.md](atkomstlogg.md).
- Personer med skyddade uppgifter ses bara av namngiven handläggare (DP-15).
- Inget raderas på annat sätt än genom gallring (DP-19), och inget beslut fattas av tjänsten (DP-31).
- Driftlogg, mätvärden, händelser och fel rymmer inga personuppgifter.
"""
_UTANFOR = """## Utanför databasen

| Vad | Var | Hur länge |
| --- | --- | --- |
| Dokumentens filer, krypterade med egen nyckel | `STEGVIS_DOKUMENTKATALOG` | som dokumentets rad |
| Driftlogg: tid, rutt, klient och utfall, aldrig person eller innehåll | där driften samlar den | driftens beslut |
| Åtkomstloggens kedjehuvuden, utan personuppgifter | driftloggen | tills loggen de vittnar om är gallrad |
| Nycklar | hemlighetsmapp eller miljö, aldrig i databasen | tills ingen rad bär dem |
| Säkerhetskopior av databasen, personnummer krypterade | driftens lager | driftens beslut, med gallringen inräknad |
"""


@cache
def definitioner() -> dict[str, str]:
    """What each table holds, in the words of the word list."""
    text = (APP.parent / "openapi" / "ordlista.yaml").read_text("utf-8")
    termer: list[dict[str, Any]] = yaml.safe_load(text)["termer"]
    return {term["tabell"]: term["definition"] for term in termer if "tabell" in term}


def klasser() -> dict[str, type[Base]]:
    """Mapped class by table."""
    return {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}


def utan_andamal() -> set[str]:
    """Tables that nobody has said the purpose of."""
    return set(klasser()) - {namn for andamal in ANDAMAL for namn in andamal.tabeller}


def syns_for(klass: type[Base]) -> str:
    """Who sees the rows of a table."""
    isolering = isolering_av(klass)
    assert isolering is not None
    delar = [SYNS[isolering]]
    if issubclass(klass, Tilldelad):
        delar.append("hos utföraren bara tilldelad vägledare och samordnaren, tills rätten upphör")
    if issubclass(klass, Personskyddad):
        delar.append("med skyddade uppgifter bara namngiven handläggare (DP-15)")
    if isolering is not Isolering.LOGG and issubclass(klass, Kommunagd) and _for_granskare(klass):
        delar.append("nämndens granskare")
    return "; ".join(delar)


def _for_granskare(klass: type[Kommunagd]) -> bool:
    return str(klass.for_granskare()) != "false"


def _falt(kolumner: Iterable[Column[Any]]) -> Iterator[tuple[str, str]]:
    for klass in reversed(Klass):
        if namn := [f"`{k.name}`" for k in kolumner if k.info["klass"] is klass]:
            yield klass.value, ", ".join(namn)


def _tabellen(namn: str) -> Iterator[str]:
    klass = klasser()[namn]
    yield f"#### {namn}\n"
    yield f"{definitioner().get(namn, '')}\n"
    yield f"Syns för {syns_for(klass)}.\n"
    yield tabell(("Klass", "Fält"), list(_falt(Base.metadata.tables[namn].columns)))


def _avsnitt(andamal: Andamal) -> Iterator[str]:
    yield f"### {andamal.rubrik}\n"
    yield f"{andamal.andamal}\n"
    yield (
        f"- **Rättslig grund:** {andamal.grund}.\n- **Hur länge:** {andamal.gallring}.\n"
        f"- **Lämnas till:** {andamal.lamnas_till}.\n"
    )
    for namn in andamal.tabeller:
        yield from _tabellen(namn)


def _klasstabell() -> Iterator[str]:
    yield "## Skyddsklasser\n"
    yield "Varje kolumn har en klass. Den avgör vad som får stå i loggar och listor och vad en utförare får.\n"
    yield tabell(("Klass", "Betyder", "Kräver"), [(k.value, *KLASSER[k]) for k in Klass])


def dataskydd_md() -> str:
    """The whole page, the same bytes each time."""
    delar = [_INLEDNING, _PARTER, *_klasstabell(), "## Vad som lagras\n"]
    delar += [del_ for andamal in ANDAMAL for del_ in _avsnitt(andamal)]
    return "\n".join([*delar, _UTANFOR])
