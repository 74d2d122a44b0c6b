"""The key set: what it must hold, how a key lives in it, and that a process reads it anew by itself (S5)."""

import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.core.crypto import Krypto, Plats, i_andra_facket
from app.core.keyset import Nyckelfel, Nyckelfil, Nyckelring, Nyckelslag, Nyckelstatus, enkel_ring
from app.drift import nyckelbyte
from app.drift.nyckelbyte import Nej
from tests.conftest import NU

VANTAN = timedelta(seconds=30)
FORSEGLING, UPPSLAG, LOGG = Nyckelslag
FORST = enkel_ring({"k1": bytes(range(32))}, bytes(range(1, 33)))
PLATS = Plats("arenden.personnummer", "0484", "1")


def bytt(ring: Nyckelring, slag: Nyckelslag, nu: datetime = NU) -> tuple[Nyckelring, str]:
    """A new key of a kind, active; the set and the id of the one before."""
    fore = ring.aktiv(slag).id
    ring, _ = nyckelbyte.ny(ring, slag, nu)
    return nyckelbyte.aktivera(ring, slag, nu + VANTAN, VANTAN)[0], fore


def en_ny(slag: Nyckelslag) -> Nyckelring:
    return nyckelbyte.ny(FORST, slag, NU)[0]


NEJ: dict[str, Callable[[], object]] = {
    "en ny är inte läst av alla": lambda: nyckelbyte.aktivera(en_ny(FORSEGLING), FORSEGLING, NU, VANTAN),
    "det finns ingen ny": lambda: nyckelbyte.aktivera(FORST, FORSEGLING, NU, VANTAN),
    "en väntar redan": lambda: nyckelbyte.ny(en_ny(FORSEGLING), FORSEGLING, NU),
    "två uppslagsnycklar finns": lambda: nyckelbyte.ny(bytt(FORST, UPPSLAG)[0], UPPSLAG, NU),
    "den är aktiv": lambda: nyckelbyte.ta_bort(FORST, FORSEGLING, "k1", NU, VANTAN),
    "den avlöstes nyss": lambda: nyckelbyte.ta_bort(bytt(FORST, FORSEGLING)[0], FORSEGLING, "k1", NU + VANTAN, VANTAN),
    "loggen behöver den": lambda: nyckelbyte.ta_bort(
        bytt(FORST, LOGG)[0], LOGG, "ursprunglig", NU + 9 * VANTAN, VANTAN
    ),
}


@pytest.mark.parametrize("steg", NEJ.values(), ids=NEJ)
def test_ett_steg_tas_inte_fore_det_innan(steg: Callable[[], object]) -> None:
    with pytest.raises(Nej):
        steg()


@pytest.mark.krav("S5", "ASVS 11.2.2")
def test_uppslagsnycklarna_gar_i_tva_kolumner_turvis() -> None:
    """Whoever writes knows one of two neighbouring sets; the prints of both meet in a column."""
    ringar = [FORST]
    for varv in range(3):
        nu = NU + varv * timedelta(days=1)
        ny, _ = nyckelbyte.ny(ringar[-1], UPPSLAG, nu)
        aktiv, _ = nyckelbyte.aktivera(ny, UPPSLAG, nu + VANTAN, VANTAN)
        fore = ringar[-1].aktiv(UPPSLAG).id
        ringar += [ny, aktiv, nyckelbyte.ta_bort(aktiv, UPPSLAG, fore, nu + 2 * VANTAN, VANTAN)]
    rader = [Krypto(ring).uppslag_i_facken("0484", "198502139804") for ring in ringar]
    for fore, efter in itertools.pairwise(rader):
        assert any(a is not None and a == b for a, b in zip(fore, efter, strict=True))
    for ring, rad in zip(ringar, rader, strict=True):
        sokt = Krypto(ring).uppslag("0484", "198502139804")
        assert rad[i_andra_facket(sokt)] == sokt
    assert [ring.aktiv(UPPSLAG).id for ring in ringar] == ["u1", "u1", "u2", "u2", "u2", "u3", "u3", "u3", "u4", "u4"]
    assert len({avtryck for rad in rader for avtryck in rad if avtryck}) == 4


@pytest.mark.krav("S5", "ASVS 13.3.4")
def test_en_process_laser_nycklarna_nar_den_behover_dem(tmp_path: Path) -> None:
    fil = tmp_path / "nycklar.json"
    Nyckelfil(fil).skriv(FORST)
    assert fil.stat().st_mode & 0o777 == 0o600
    gammal = Krypto(Nyckelfil(fil).las(), Nyckelfil(fil).las)
    assert not gammal.las_om()
    ring, _ = bytt(FORST, FORSEGLING)
    Nyckelfil(fil).skriv(ring)
    nytt = Krypto(ring).forsegla(b"hemligt", PLATS)
    assert gammal.oppna(nytt, PLATS) == b"hemligt", "a key that is not known is looked for in the file"
    assert gammal.ring == ring
    assert gammal.oppna(Krypto(FORST).forsegla(b"gammalt", PLATS), PLATS) == b"gammalt"
    # Idempotency answers and log rows from before are known again.
    ny, _ = bytt(bytt(ring, LOGG)[0], UPPSLAG)
    assert Krypto(FORST).avtryck("0484", b"x")[0] in Krypto(ny).avtryck("0484", b"x")
    assert Krypto(ny).ar_loggsigill("0484", b"x", Krypto(FORST).loggsigill("0484", b"x"))
    assert not Krypto(FORST).ar_loggsigill("0484", b"x", Krypto(ny).loggsigill("0484", b"x"))


@pytest.mark.parametrize("fel", ["trasig", "öppen", "borta"])
def test_en_fil_som_inte_gar_att_lasa_rubbar_inte_den_som_kor(tmp_path: Path, fel: str) -> None:
    fil = tmp_path / "nycklar.json"
    Nyckelfil(fil).skriv(FORST)
    krypto = Krypto(FORST, Nyckelfil(fil).las)
    if fel == "trasig":
        fil.write_text('{"nycklar": [{"nyckel": "aGVtbGlndA=="}]}')
    elif fel == "öppen":
        fil.chmod(0o644)
    else:
        fil.unlink()
    with pytest.raises(Nyckelfel) as nej:
        krypto.las_om()
    assert "aGVtbGlndA" not in str(nej.value)
    assert krypto.oppna(krypto.forsegla(b"hemligt", PLATS), PLATS) == b"hemligt"


def test_nycklarna_syns_inte_nar_ringen_skrivs_ut() -> None:
    assert repr(FORST).count("id='") == 3
    assert "\\x01\\x02" not in repr(FORST)
    assert FORST.aktiv(LOGG).status is Nyckelstatus.AKTIV
    assert FORST.aktiv(LOGG).skapad == datetime(1970, 1, 1, tzinfo=UTC)
