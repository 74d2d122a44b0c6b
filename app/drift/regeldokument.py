"""``docs/regler.md``: what the law asks and what the service does about it, made from the code for a jurist.

The words are those of ``app/regelverk``; refusals, fields and tests are found in the source.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache

from app.drift import regelspar
from app.drift.markdown import tabell
from app.drift.regelspar import Nekande
from app.regelverk.modell import Grad, Lagrum, Regelvarde, Regelverk
from app.regelverk.oppna_fragor import OPPNA_FRAGOR
from app.regelverk.regler import EFTER_GRUNDEN, OMRADEN, REGLER, lagrum_for
from app.regelverk.regler_modell import Hallning, Regel, Regelstatus
from app.regelverk.regler_tolkningar import TOLKNINGAR
from app.regelverk.urval import REGELVERK

KOMMANDO = "python3 -m app regler docs/regler.md"
_MANADER = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip
_INLEDNING = f"""# Reglerna

Här står vad lagen begär kring aktivitetsplikten och aktivitetskravet så som tjänsten läser den, och vad tjänsten gör åt
varje regel. Sidan är inte juridisk rådgivning. Den är till för kommunens jurist, som ska kunna gå från ett nekande
till dess källa och se vad som återstår att jämföra med den slutliga lagtexten innan tjänsten tas i bruk.

Varje regel har ett id. AK är regler, T är dagar och frister som räknas ur dem. Samma id står i tjänstens svar när något
nekas (`regel`, med `lagrum`) och i adressen `/stegvis/v1/regelverk`.

Sidan görs av koden och ändras inte för hand: `{KOMMANDO}`.
"""
_LASANVISNING = """Graden säger hur säker källan är. Bara det som har grad A är hämtat ur en författning. Grad C är
uppgifter från leverantörer och kommuner som förbereder sig för lagen, och grad D är tjänstens egen slutsats; båda är
obekräftade och behöver kontrolleras först. Grad S är det underlag som kommunen har lämnat. Har en regel flera källor
står graden vid var och en.

Aktivitetsplikten är läst i 2001 års socialtjänstlag. Att dess 4 kap. 4–6 §§ står i 12 kap. 4–6 §§ i 2025 års lag bygger
på kommunens underlag, och den slutliga texten till 12 kap. 4 a–6 a §§ har inte varit tillgänglig.

Under varje regel står de ord som tjänsten nekar med; […] står för ett värde ur ärendet.
"""
_FRAGOR = """Lagen ger ännu inte svar på detta. Tills en jurist har svarat gör tjänsten som det står bredvid frågan.
"""
_SIDA_VID_SIDA = """Vilket regelverk som gäller följer av den månad som försörjningsstödet avser. Det som kommunen har i
sitt äldre underlag kan väljas vid namn, till exempel för att jämföra, men väljs aldrig av månaden.
"""
_TOLKNINGAR = """Där källorna lämnar utrymme läser tjänsten dem så här.
"""


def svensk_dag(dag: date) -> str:
    """As in ``1 juli 2026``."""
    return f"{dag.day} {_MANADER[dag.month - 1]} {dag.year}"


def ankare(rubrik: str) -> str:
    """The name that a heading can be linked by."""
    return re.sub(r"[^\w\- ]", "", rubrik.lower()).replace(" ", "-")


def _rubrik(regel: Regel) -> str:
    return f"{regel.id} {regel.rubrik}"


@cache
def _lankar() -> Mapping[str, str]:
    tolkningar = {t.id: f"{t.id} {t.rubrik}" for t in TOLKNINGAR}
    rubriker = {r.id: _rubrik(r) for r in REGLER.values()} | tolkningar
    return {nyckel: f"[{nyckel}](#{ankare(rubrik)})" for nyckel, rubrik in rubriker.items()}


def lankad(text: str) -> str:
    """The text with every id of a rule or ruling as a link to its section."""
    return re.sub(r"\b(?:AK|TOLK|T)-\d{2}\b", lambda m: _lankar().get(m[0], m[0]), text)


def _grader(regel: Regel) -> str:
    return " och ".join(g.value for g in regel.grader)


def _gradtext(regel: Regel) -> str:
    return "; ".join(f"{g.value}, {g.text}" for g in regel.grader)


def _fran(regel: Regel) -> str:
    if regel.galler_fran:
        return svensk_dag(regel.galler_fran)
    return "–" if regel.status in {Regelstatus.LOKAL, Regelstatus.OKLAR} else "sedan tidigare"


def _galler(regel: Regel) -> str:
    dag = f"Från den {_fran(regel)}." if regel.galler_fran else ""
    return f"{dag} {regel.status.innebord}".strip()


def _stor(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lasanvisning() -> Iterator[str]:
    yield "## Så läser du\n"
    yield _LASANVISNING
    yield tabell(("Grad", "Källan är"), [(g.value, _stor(g.text)) for g in Grad])
    yield tabell(("Status", "Betyder"), [(_stor(s.text), s.innebord) for s in Regelstatus])
    yield tabell(("Tjänsten", "Betyder"), [(_stor(h.text), h.innebord) for h in Hallning])


def _oversikt() -> Iterator[str]:
    yield "## Översikt\n"
    for omrade in OMRADEN:
        yield f"**{omrade.rubrik}**\n"
        rader = [
            (
                lankad(r.id),
                r.rubrik,
                r.lagrum or "–",
                _grader(r),
                _fran(r),
                _stor(r.status.text),
                _stor(r.hallning.text),
            )
            for r in omrade.regler
        ]
        yield tabell(("Id", "Regel", "Lagrum", "Grad", "Från", "Status", "Tjänsten"), rader)


def _fragor() -> Iterator[str]:
    yield "## Öppna frågor\n"
    yield _FRAGOR
    rader = [(str(f.nummer), f.fraga, f.standard, lankad(", ".join(f.regler)) or "–") for f in OPPNA_FRAGOR]
    yield tabell(("Nr", "Fråga", "Så gör tjänsten", "Regler"), rader)


def _varden(regelverk: Regelverk, regel_id: str) -> list[Regelvarde]:
    alla = [*regelverk.varden, *(u.varde for u in regelverk.undantag)]
    return [v for v in alla if v.regel == regel_id]


def _sida_vid_sida() -> Iterator[str]:
    yield "## Regelverken sida vid sida\n"
    yield _SIDA_VID_SIDA
    huvud = ("", *(f"{r.kod}" for r in REGELVERK))
    om = [
        ("Namn", *(r.namn for r in REGELVERK)),
        ("Månader", *(f"från {_MANADER[r.galler_fran.manad - 1]} {r.galler_fran.ar}" for r in REGELVERK)),
        ("Väljs av månaden", *("ja" if r.standard else "nej" for r in REGELVERK)),
    ]
    rader = [
        (lankad(_rubrik(regel)), *(_cell(_varden(r, regel.id)) for r in REGELVERK))
        for regel in REGLER.values()
        if any(_varden(r, regel.id) for r in REGELVERK)
    ]
    yield tabell(huvud, [*om, *rader])


def _cell(varden: Sequence[Regelvarde]) -> str:
    return "<br>".join(f"{v.text} ({v.grad.value})" for v in varden) or "–"


def _tolkningar() -> Iterator[str]:
    yield "## Tolkningar\n"
    yield _TOLKNINGAR
    for t in TOLKNINGAR:
        yield f"### {t.id} {t.rubrik}\n"
        yield f"{lankad(t.text)}\n"
        yield f"- **Avgör:** {t.avgor}\n- **Regler:** {lankad(', '.join(t.regler))}\n"


def _avsnitt(regel: Regel) -> Iterator[str]:
    yield f"### {_rubrik(regel)}\n"
    yield f"{regel.text}\n"
    yield "\n".join(f"- **{namn}:** {text}" for namn, text in _uppgifter(regel)) + "\n"
    if varden := [(r, v) for r in REGELVERK for v in _varden(r, regel.id)]:
        rader = [(r.kod, v.text, v.lagrum, v.grad.value, svensk_dag(v.galler_fran)) for r, v in varden]
        yield tabell(("Regelverk", "Värde", "Lagrum", "Grad", "Från"), rader)
    if nekanden := regelspar.nekanden().get(regel.id):
        yield "Tjänsten nekar med orden:\n"
        yield "\n".join(_nekande(regel, n) for n in _en_gang(regel, nekanden)) + "\n"
    yield from _for_utvecklare(regel)


def _uppgifter(regel: Regel) -> Iterator[tuple[str, str]]:
    yield "Källa", lankad(regel.kalla) + "."
    yield "Lagrum", (regel.lagrum or ("inget" if regel.status is Regelstatus.LOKAL else "inte känt")) + "."
    yield "Grad", _gradtext(regel) + "."
    yield "Gäller", _galler(regel)
    yield f"Tjänsten {regel.hallning.text}", lankad(regel.tjansten)
    if regel.skal:
        yield "Varför inte mer", lankad(regel.skal)
    if tolkningar := [t.id for t in TOLKNINGAR if regel.id in t.regler]:
        yield "Tolkning", lankad(", ".join(tolkningar))
    if fragor := [str(f.nummer) for f in OPPNA_FRAGOR if regel.id in f.regler]:
        yield "Öppen fråga", f"[{', '.join(fragor)}](#öppna-frågor)"


def _en_gang(regel: Regel, nekanden: Sequence[Nekande]) -> list[Nekande]:
    """The same words from several steps are one line."""
    return list({(n.text, n.kod, _nekat_lagrum(regel, n)): n for n in nekanden}.values())


def _nekat_lagrum(regel: Regel, nekande: Nekande) -> str | None:
    """As the answer has it; where the code takes it from the ground, that of a rule with only one ground is known."""
    if nekande.lagrum == EFTER_GRUNDEN and regel.lagrum in {rum.text for rum in Lagrum} and not regel.foljer_grunden:
        return regel.lagrum
    return nekande.lagrum or lagrum_for(regel.id)


def _nekande(regel: Regel, nekande: Nekande) -> str:
    lagrum = _nekat_lagrum(regel, nekande)
    return f"- {nekande.text} (`{nekande.kod}`{', ' + lagrum if lagrum else ''})"


def _for_utvecklare(regel: Regel) -> Iterator[str]:
    delar = {
        "Obligatoriska fält": regelspar.obligatoriska().get(regel.id, ()),
        "Tester som visar regeln": regelspar.tester().get(regel.id, ()),
        "Kod som anger regeln": regelspar.anvandningar().get(regel.id, ()),
    }
    if not any(delar.values()):
        return
    yield "<details><summary>Tester och kod</summary>\n"
    for namn, rader in delar.items():
        if rader:
            yield f"{namn}:\n"
            yield "\n".join(f"- `{rad}`" for rad in rader) + "\n"
    yield "</details>\n"


def regler_md() -> str:
    """The whole page, the same bytes each time."""
    delar = [_INLEDNING, *_lasanvisning(), *_oversikt(), *_fragor(), *_sida_vid_sida(), *_tolkningar()]
    for omrade in OMRADEN:
        delar += [f"## {omrade.rubrik}\n", *(del_ for regel in omrade.regler for del_ in _avsnitt(regel))]
    return "\n".join(delar)
