"""Marks on a scale, a row for each thing: areas now against first, the person's own word beside the staff's.

Each row says in words what its marks show; marks differ in form, not only in colour. Two marks on one place lie inside
each other and are both seen. Pure.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from app.core.drawing import (
    BREDD,
    GRA,
    LJUS,
    MARGINAL,
    MORK,
    bild,
    bredd,
    cirkel,
    kvadrat,
    linje,
    namn_for,
    rad,
    radbrutet,
    romb,
    ruta,
    stycke,
    tal,
)

TECKEN_PER_RAD = 50
RADAVSTAND, TOPP, LUFT = 19, 40, 12
BANA, ETIKETT = 34, 22
VANSTER, HOGER = MARGINAL + 26, BREDD - MARGINAL - 26
INGET = "Inget att visa än"


class Form(Enum):
    """What a mark looks like."""

    KVADRAT = "kvadrat"
    CIRKEL = "cirkel"
    ROMB = "romb"


@dataclass(frozen=True, slots=True)
class Marke:
    """A mark on a place of its row's scale, 0 the lowest."""

    form: Form
    plats: int


@dataclass(frozen=True, slots=True)
class Punktrad:
    """One thing: its name, in words what is read of it, its scale from lowest to highest, and the marks.

    ``pil``: the first mark is where it began and the last where it is.
    """

    namn: str
    text: str
    skala: tuple[str, ...] = ()
    farger: tuple[str | None, ...] = ()
    marken: tuple[Marke, ...] = ()
    pil: bool = False


def punktdiagram(
    slag: str, titel: str, rader: Iterable[Punktrad], forklaring: Sequence[tuple[Form, str]], beskrivning: str
) -> str:
    """The picture; ``forklaring`` says what the forms mean, ``beskrivning`` all of it in words."""
    delar: list[str] = []
    y: float = TOPP
    alla = list(rader)
    for i, en in enumerate(alla):
        hojd = _hojd(en)
        if i % 2 == 0:
            delar.append(ruta(0, y, BREDD, hojd, fyllning=LJUS))
        delar += _rad(en, y)
        y += hojd
    if not alla:
        delar.append(rad(BREDD / 2, y + 30, INGET, ankare="middle"))
        y += 60
    delar += _forklaring(forklaring, y + 24)
    return bild(namn_for(slag, beskrivning), titel, beskrivning, y + 24 + 24 * len(forklaring), delar)


def _namnrader(en: Punktrad) -> list[str]:
    return radbrutet(en.namn, TECKEN_PER_RAD - 4)


def _textrader(en: Punktrad) -> list[str]:
    return radbrutet(en.text, TECKEN_PER_RAD, 4)


def _etiketter(en: Punktrad) -> dict[int, list[str]]:
    """The names under the scale: all of them where there is room, else the lowest and the highest."""
    if len(en.skala) < 2:
        return {0: radbrutet(en.skala[0], 20)} if en.skala else {}
    steg = (HOGER - VANSTER) / (len(en.skala) - 1)
    if all(bredd(namn) <= steg - 4 for namn in en.skala):
        return {i: [namn] for i, namn in enumerate(en.skala)}
    plats = int(steg / bredd("n"))
    tva_rader = {i: radbrutet(namn, plats) for i, namn in enumerate(en.skala)}
    ryms = all(len(ord_) <= plats for namn in en.skala for ord_ in namn.split())
    if ryms and not any(delen.endswith("…") for delar in tva_rader.values() for delen in delar):
        return tva_rader
    sista = len(en.skala) - 1
    return {0: radbrutet(en.skala[0], 20), sista: radbrutet(en.skala[sista], 20)}


def _hojd(en: Punktrad) -> float:
    text = (len(_namnrader(en)) + len(_textrader(en))) * RADAVSTAND + 2 * LUFT
    if not en.skala:
        return text
    return text + BANA + ETIKETT + 17 * (max(len(delar) for delar in _etiketter(en).values()) - 1)


def _rad(en: Punktrad, y: float) -> Iterator[str]:
    y += LUFT + 12
    for text in _namnrader(en):
        yield rad(MARGINAL, y, text, fet=True)
        y += RADAVSTAND
    for text in _textrader(en):
        yield rad(MARGINAL, y, text)
        y += RADAVSTAND
    if en.skala:
        yield from _bana(en, y + 6)


def _bana(en: Punktrad, y: float) -> Iterator[str]:
    """The scale with its places, names and marks."""
    xn = _platser(len(en.skala))
    yield linje(xn[0], y, xn[-1], y, farg=GRA)
    for x in xn:
        yield linje(x, y - 5, x, y + 5, farg=GRA)
    yield from _namn(en, xn, y + 30)
    yield from _forbindelse(en, xn, y)
    for marke in sorted(en.marken, key=lambda m: _ORDNING.index(m.form)):
        farg = en.farger[marke.plats] if marke.form is Form.CIRKEL and en.farger else None
        yield _marke(marke.form, xn[marke.plats], y, farg)


def _platser(antal: int) -> list[float]:
    if antal == 1:
        return [(VANSTER + HOGER) / 2]
    return [VANSTER + i * (HOGER - VANSTER) / (antal - 1) for i in range(antal)]


def _namn(en: Punktrad, xn: Sequence[float], y: float) -> Iterator[str]:
    etiketter = _etiketter(en)
    alla = len(etiketter) == len(en.skala)
    for i, delar in etiketter.items():
        mitt = y - 5 + (len(delar) - 1) * 8.5
        if alla and 0 < i < len(en.skala) - 1:
            yield from stycke(xn[i], mitt, delar, ankare="middle")
        else:
            yield from _ytterst(xn[i], mitt, delar, len(en.skala), i)


def _ytterst(x: float, mitt: float, delar: list[str], antal: int, i: int) -> Iterator[str]:
    """The name of the first or last place, which may not reach outside of the picture."""
    halv = max(bredd(del_) for del_ in delar) / 2
    if i == 0 and x - halv < MARGINAL and antal > 1:
        yield from stycke(MARGINAL, mitt, delar)
    elif i == antal - 1 and x + halv > BREDD - MARGINAL and antal > 1:
        yield from stycke(BREDD - MARGINAL, mitt, delar, ankare="end")
    else:
        yield from stycke(x, mitt, delar, ankare="middle")


def _forbindelse(en: Punktrad, xn: Sequence[float], y: float) -> Iterator[str]:
    """From where it began to where it is; or, dashed, between marks that differ."""
    platser = [m.plats for m in en.marken]
    if len(set(platser)) < 2:
        return
    if not en.pil:
        yield linje(xn[min(platser)], y, xn[max(platser)], y, tjock=3, streck="6 4")
        return
    fran, till = xn[platser[0]], xn[platser[-1]]
    framat = 1 if till > fran else -1
    spets = till - framat * 9
    yield linje(fran, y, spets - framat * 8, y, tjock=3)
    yield f'<path d="M{tal(spets)} {tal(y)}l{-9 * framat} -6v12z" fill="{MORK}"/>'


_ORDNING = (Form.KVADRAT, Form.ROMB, Form.CIRKEL)


def _marke(form: Form, x: float, y: float, farg: str | None = None) -> str:
    match form:
        case Form.KVADRAT:
            return kvadrat(x, y, sida=22)
        case Form.ROMB:
            return romb(x, y, storlek=14)
        case _:
            return cirkel(x, y, farg=farg or MORK)


def _forklaring(forklaring: Sequence[tuple[Form, str]], y: float) -> Iterator[str]:
    for i, (form, text) in enumerate(forklaring):
        yield _marke(form, MARGINAL + 15, y + 24 * i - 5)
        yield rad(MARGINAL + 38, y + 24 * i, text)
