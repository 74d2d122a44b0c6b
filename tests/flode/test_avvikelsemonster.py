"""Which avvikelser attendance calls for, without a database: the edges of the days, and that doing it again is safe."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.flode.avvikelse.monster import BORTFALLEN, OPPEN, Bevis, Flagga, Monster, Skillnad, jamfor

START = date(2026, 10, 12)
OGILTIG, SEN, PA_PLATS = "franvaro_ogiltig", "sen", "narvarande"


def bevis(ord_: dict[int, str], monster: Monster) -> list[Bevis]:
    """Words by the number of their day, as the pattern sees them."""
    return [
        Bevis(START + timedelta(dag), 540, UUID(int=dag), monster.raknas(vad, avviker=True), sen=vad == SEN)
        for dag, vad in ord_.items()
        if vad != PA_PLATS
    ]


# Days with their words, the pattern, and the days of each avvikelse.
TABELL: tuple[tuple[dict[int, str], Monster, list[list[int]]], ...] = (
    ({0: OGILTIG}, Monster(), []),
    ({0: OGILTIG, 13: OGILTIG}, Monster(), [[0, 13]]),
    ({0: OGILTIG, 14: OGILTIG}, Monster(), []),
    ({0: OGILTIG, 14: OGILTIG, 20: OGILTIG}, Monster(), [[14, 20]]),
    ({0: OGILTIG, 14: OGILTIG}, Monster(dagar=15), [[0, 14]]),
    ({0: OGILTIG, 1: OGILTIG}, Monster(antal=3), []),
    ({0: OGILTIG, 1: OGILTIG, 13: OGILTIG}, Monster(antal=3), [[0, 1, 13]]),
    ({0: OGILTIG, 7: OGILTIG, 13: OGILTIG, 14: OGILTIG}, Monster(), [[0, 7, 13]]),
    ({0: OGILTIG, 7: OGILTIG, 14: OGILTIG, 20: OGILTIG}, Monster(), [[0, 7], [14, 20]]),
    # Missed minutes are shown beside absence, and count by themselves only where the avtal says so.
    ({0: SEN, 1: SEN, 2: SEN}, Monster(), []),
    ({0: OGILTIG, 1: SEN, 2: OGILTIG}, Monster(), [[0, 1, 2]]),
    ({0: OGILTIG, 1: SEN}, Monster(), []),
    ({0: OGILTIG, 1: SEN}, Monster(minuter=True), [[0, 1]]),
    ({0: OGILTIG, 1: PA_PLATS}, Monster(), []),
)


@pytest.mark.regel("AK-19", "AK-20")
@pytest.mark.parametrize(("ord_", "monster", "vantat"), TABELL)
def test_monstret_i_fjorton_dagar(ord_: dict[int, str], monster: Monster, vantat: list[list[int]]) -> None:
    nya = jamfor(bevis(ord_, monster), [], monster).nya
    assert [[b.tillfalle_id.int for b in episod] for episod in nya] == vantat


def test_det_omarkerade_och_det_giltiga_raknas_aldrig() -> None:
    for utfall in (None, "franvaro_giltig", "sjuk_med_intyg", "annan_aktivitet", PA_PLATS):
        assert not Monster(minuter=True).raknas(utfall, avviker=False), utfall


class Lagrat:
    """What a database would hold of one order: words and avvikelser, after each step brought in line."""

    def __init__(self, monster: Monster) -> None:
        self.monster = monster
        self.ord: dict[int, str] = {}
        self.flaggor: dict[UUID, Flagga] = {}

    def jamfor(self) -> Skillnad:
        return jamfor(bevis(self.ord, self.monster), list(self.flaggor.values()), self.monster)

    def folj(self) -> None:
        """Do what the comparison says."""
        s = self.jamfor()
        for f in s.bortfaller:
            self._satt(f, status=BORTFALLEN)
        for f, fler in (*s.utokas, *s.aterkommer):
            status = OPPEN if (f, fler) in s.aterkommer else f.status
            egna = self.flaggor[f.id].tillfallen
            self._satt(f, status=status, tillfallen=tuple(dict.fromkeys([*egna, *(b.tillfalle_id for b in fler)])))
        for f in s.upphor:
            self._satt(f, upphort=True)
        for f in s.galler_igen:
            self._satt(f, upphort=False)
        for episod in s.nya:
            egen = UUID(int=1000 + len(self.flaggor))
            self.flaggor[egen] = Flagga(egen, episod[0].tillfalle_id, tuple(b.tillfalle_id for b in episod))

    def _satt(self, f: Flagga, **falt: Any) -> None:
        self.flaggor[f.id] = replace(self.flaggor[f.id], **falt)

    def ror(self, status: str) -> None:
        """Somebody does something with the newest."""
        oppna = [f for f in self.flaggor.values() if f.status == OPPEN]
        if oppna:
            self._satt(oppna[-1], rord=True, status=status)


STEG = st.tuples(
    st.integers(0, 30),
    st.sampled_from([OGILTIG, OGILTIG, SEN, PA_PLATS]),
    st.sampled_from([None, None, OPPEN, "hos_kommun", "stangd"]),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(STEG, max_size=25), st.integers(2, 3), st.integers(2, 14))
def test_hur_narvaron_an_andras_blir_inget_dubbelt_och_inget_monster_utan_avvikelse(
    steg: list[tuple[int, str, str | None]], antal: int, dagar: int
) -> None:
    lagrat = Lagrat(Monster(antal, dagar))
    for dag, vad, rors in steg:
        lagrat.ord[dag] = vad
        lagrat.folj()
        assert lagrat.jamfor() == Skillnad()
        flaggor = lagrat.flaggor.values()
        assert len({f.nyckel for f in flaggor}) == len(flaggor)
        tagna = [t for f in flaggor if f.status != BORTFALLEN for t in f.tillfallen]
        assert len(set(tagna)) == len(tagna)
        lediga = sorted(d for d, v in lagrat.ord.items() if v == OGILTIG and UUID(int=d) not in tagna)
        assert all(b - a >= dagar for a, b in zip(lediga, lediga[antal - 1 :], strict=False))
        if rors:
            lagrat.ror(rors)
