"""Personnummer at rest: sealed to their place, found by a keyed hash of each kommun's own, keys replaceable."""

import hashlib
from uuid import uuid4

import pytest

from app.core.crypto import Forseglingsfel, Krypto, Plats, las_nyckelring

NUMMER = b"198502139804"
ETT, TVA = bytes(32), bytes(range(32))
PLATS = Plats("arenden", "0484", uuid4())


@pytest.fixture
def krypto() -> Krypto:
    return Krypto({"a": ETT}, TVA)


def test_samma_nummer_forseglas_aldrig_lika(krypto: Krypto) -> None:
    forseglade = {krypto.forsegla(NUMMER, PLATS) for _ in range(50)}
    assert len(forseglade) == 50
    assert {krypto.oppna(f, PLATS) for f in forseglade} == {NUMMER}
    assert not any(NUMMER in f or NUMMER[2:] in f for f in forseglade)


@pytest.mark.parametrize(
    "annan",
    [Plats("beslut", "0484", PLATS.rad), Plats("arenden", "0127", PLATS.rad), Plats("arenden", "0484", uuid4())],
)
def test_ett_flyttat_varde_gar_inte_att_oppna(krypto: Krypto, annan: Plats) -> None:
    with pytest.raises(Forseglingsfel):
        krypto.oppna(krypto.forsegla(NUMMER, PLATS), annan)


def test_varje_andrad_byte_marks(krypto: Krypto) -> None:
    forseglat = krypto.forsegla(NUMMER, PLATS)
    for i in range(1, len(forseglat)):
        andrat = forseglat[:i] + bytes([forseglat[i] ^ 1]) + forseglat[i + 1 :]
        with pytest.raises((Forseglingsfel, UnicodeDecodeError)):
            krypto.oppna(andrat, PLATS)


def test_en_ny_nyckel_forseglar_och_den_gamla_oppnar_tills_den_tas_bort(krypto: Krypto) -> None:
    gammalt = krypto.forsegla(NUMMER, PLATS)
    bada = Krypto({"b": TVA, "a": ETT}, TVA)
    nytt = bada.forsegla(bada.oppna(gammalt, PLATS), PLATS)
    utan_gammal = Krypto({"b": TVA}, TVA)
    assert utan_gammal.oppna(nytt, PLATS) == NUMMER
    with pytest.raises(Forseglingsfel):
        utan_gammal.oppna(gammalt, PLATS)
    assert utan_gammal.uppslag("0484", "198502139804") == krypto.uppslag("0484", "198502139804")


def test_uppslaget_kraver_nyckel_och_ar_varje_kommuns_eget(krypto: Krypto) -> None:
    """Without a key all adults are tried in half a minute, and one kommun could look for another's."""
    uppslag = krypto.uppslag("0484", NUMMER.decode())
    assert len(uppslag) == 32
    assert uppslag != krypto.uppslag("0127", NUMMER.decode())
    assert uppslag != Krypto({"a": ETT}, ETT).uppslag("0484", NUMMER.decode())
    assert uppslag != krypto.avtryck("0484", NUMMER)
    assert uppslag not in {hashlib.new(namn, NUMMER).digest() for namn in ("sha256", "sha3_256", "blake2s")}


@pytest.mark.parametrize(
    ("nycklar", "uppslag"), [({}, TVA), ({"a": b"kort"}, TVA), ({"a": ETT}, b""), ({"a": ETT, "b": b"x" * 31}, TVA)]
)
def test_korta_nycklar_vagras(nycklar: dict[str, bytes], uppslag: bytes) -> None:
    with pytest.raises(ValueError, match="32 byte"):
        Krypto(nycklar, uppslag)


@pytest.mark.parametrize("text", ["hemlig", ":aGVtbGln", "a:hemlig!", ""])
def test_en_trasig_nyckelring_visar_inte_nyckeln(text: str) -> None:
    with pytest.raises(ValueError) as fel:
        las_nyckelring(text)
    assert "aGVtbGln" not in str(fel.value)
    assert "hemlig!" not in str(fel.value)
