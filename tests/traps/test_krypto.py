"""Personnummer at rest: sealed to their place, found by a keyed hash of each kommun's own, keys replaceable."""

import base64
import hashlib
import hmac
from pathlib import Path
from uuid import uuid4

import pytest

from app.core.crypto import (
    Forsegling,
    Forseglingsfel,
    Krypto,
    Plats,
    avtryckshuvud,
    i_andra_facket,
    krypto_for,
    las_nyckelring,
)
from app.core.keyset import enkel_ring
from app.settings import Settings

NUMMER = b"198502139804"
ETT, TVA = bytes(32), bytes(range(32))
PLATS = Plats("arenden", "0484", uuid4())


@pytest.fixture
def krypto() -> Krypto:
    return Krypto(enkel_ring({"a": ETT}, TVA))


@pytest.mark.krav("ASVS 11.3.4", "ASVS 11.5.1")
def test_samma_nummer_forseglas_aldrig_lika(krypto: Krypto) -> None:
    forseglade = {krypto.forsegla(NUMMER, PLATS) for _ in range(50)}
    assert len(forseglade) == 50
    assert {krypto.oppna(f, PLATS) for f in forseglade} == {NUMMER}
    assert not any(NUMMER in f or NUMMER[2:] in f for f in forseglade)


@pytest.mark.parametrize(
    "annan",
    [Plats("beslut", "0484", PLATS.rad), Plats("arenden", "0127", PLATS.rad), Plats("arenden", "0484", uuid4())],
)
@pytest.mark.krav("S5", "ASVS 11.3.3")
def test_ett_flyttat_varde_gar_inte_att_oppna(krypto: Krypto, annan: Plats) -> None:
    with pytest.raises(Forseglingsfel):
        krypto.oppna(krypto.forsegla(NUMMER, PLATS), annan)


@pytest.mark.krav("ASVS 11.3.1", "ASVS 11.3.2", "ASVS 11.3.3", "ASVS 11.2.1")
def test_varje_andrad_byte_marks(krypto: Krypto) -> None:
    forseglat = krypto.forsegla(NUMMER, PLATS)
    for i in range(1, len(forseglat)):
        andrat = forseglat[:i] + bytes([forseglat[i] ^ 1]) + forseglat[i + 1 :]
        with pytest.raises((Forseglingsfel, UnicodeDecodeError)):
            krypto.oppna(andrat, PLATS)


@pytest.mark.krav("S5", "ASVS 11.2.2")
def test_en_ny_nyckel_forseglar_och_den_gamla_oppnar_tills_den_tas_bort(krypto: Krypto) -> None:
    gammalt = krypto.forsegla(NUMMER, PLATS)
    bada = Krypto(enkel_ring({"b": TVA, "a": ETT}, TVA))
    nytt = bada.forsegla(bada.oppna(gammalt, PLATS), PLATS)
    utan_gammal = Krypto(enkel_ring({"b": TVA}, TVA))
    assert utan_gammal.oppna(nytt, PLATS) == NUMMER
    with pytest.raises(Forseglingsfel):
        utan_gammal.oppna(gammalt, PLATS)
    assert utan_gammal.uppslag("0484", "198502139804") == krypto.uppslag("0484", "198502139804")


@pytest.mark.krav("ASVS 11.4.1", "ASVS 11.4.3")
def test_uppslaget_kraver_nyckel_och_ar_varje_kommuns_eget(krypto: Krypto) -> None:
    """Without a key all adults are tried in half a minute, and one kommun could look for another's."""
    uppslag = krypto.uppslag("0484", NUMMER.decode())
    assert len(uppslag) == 32
    assert uppslag != krypto.uppslag("0127", NUMMER.decode())
    assert uppslag != Krypto(enkel_ring({"a": ETT}, ETT)).uppslag("0484", NUMMER.decode())
    assert uppslag not in krypto.avtryck("0484", NUMMER)
    assert uppslag not in {hashlib.new(namn, NUMMER).digest() for namn in ("sha256", "sha3_256", "blake2s")}


@pytest.mark.parametrize(
    ("nycklar", "uppslag"), [({}, TVA), ({"a": b"kort"}, TVA), ({"a": ETT}, b""), ({"a": ETT, "b": b"x" * 31}, TVA)]
)
@pytest.mark.krav("ASVS 11.2.3")
def test_korta_nycklar_vagras(nycklar: dict[str, bytes], uppslag: bytes) -> None:
    with pytest.raises(ValueError, match=r"32 byte|ska vara aktiv"):
        Krypto(enkel_ring(nycklar, uppslag))


@pytest.mark.parametrize("text", ["hemlig", ":aGVtbGln", "a:hemlig!", ""])
def test_en_trasig_nyckelring_visar_inte_nyckeln(text: str) -> None:
    with pytest.raises(ValueError) as fel:
        las_nyckelring(text)
    assert "aGVtbGln" not in str(fel.value)
    assert "hemlig!" not in str(fel.value)


def test_forseglingens_form_star_fast(krypto: Krypto) -> None:
    """What is stored was sealed and keyed like this; another form would leave it unreadable."""
    assert Plats("arenden", "0484", "rad").bytes("a") == b"arenden\x1f0484\x1frad\x1fa"
    forseglat = krypto.forsegla(NUMMER, PLATS)
    assert (forseglat[:2], len(forseglat)) == (b"\x01a", 2 + 12 + len(NUMMER) + 16)
    nyckel = hmac.digest(TVA, b"kommun:0484", "sha256")
    assert krypto.uppslag("0484", "x") == hmac.digest(nyckel, b"x", "sha256")
    for slag, gjort in {"avtryck": krypto.avtryck("0484", b"x")[0], "logg": krypto.loggsigill("0484", b"x")}.items():
        egen = hmac.digest(TVA, f"kommun:0484:{slag}".encode(), "sha256")
        assert gjort == hmac.digest(egen, b"x", "sha256")


def test_fel_i_forsegling_och_nyckelring_sags_i_klartext_utan_innehall(krypto: Krypto) -> None:
    with pytest.raises(Forseglingsfel, match=r"^okänd nyckel b$"):
        krypto.oppna(Krypto(enkel_ring({"b": TVA}, TVA)).forsegla(NUMMER, PLATS), PLATS)
    with pytest.raises(Forseglingsfel, match=r"^värdet hör inte hit eller är ändrat$"):
        krypto.oppna(krypto.forsegla(NUMMER, PLATS), Plats("beslut", "0484", PLATS.rad))
    with pytest.raises(ValueError, match=r"^nyckelringen ska skrivas id:base64,id:base64$"):
        las_nyckelring("a")
    with pytest.raises(ValueError, match=r"^Precis en nyckel av slaget forsegling ska vara aktiv\.$"):
        Krypto(enkel_ring({}, TVA))


def test_en_nyckelring_lases_i_ordning_och_med_luft() -> None:
    ett, tva = (base64.b64encode(nyckel).decode() for nyckel in (ETT, TVA))
    assert list(las_nyckelring(f" a:{ett} , b:{tva}").items()) == [("a", ETT), ("b", TVA)]
    with pytest.raises(ValueError, match="base64"):
        las_nyckelring(f"a:{ett[:-4]}*{ett[-4:]}")


@pytest.mark.krav("ASVS 11.5.1")
def test_nycklarna_ar_installningarnas_annars_egna_som_gors_en_gang(tmp_path: Path) -> None:
    tva = base64.b64encode(TVA).decode()
    givna = Settings(krypteringsnycklar=f"k1:{tva}", uppslagsnyckel=tva, datakatalog=tmp_path / "givna")
    assert krypto_for(givna).forsegla(NUMMER, PLATS)[1:3] == b"k1"
    assert krypto_for(givna).uppslag("0484", "x") == Krypto(enkel_ring({"k": ETT}, TVA)).uppslag("0484", "x")
    assert not (tmp_path / "givna").exists()
    egna = Settings(datakatalog=tmp_path / "djupt" / "egna")
    forseglat = krypto_for(egna).forsegla(NUMMER, PLATS)
    assert (forseglat[1:6], krypto_for(egna).oppna(forseglat, PLATS)) == (b"dev-1", NUMMER)
    fil = egna.datakatalog / "nycklar"
    assert (fil.stat().st_size, fil.stat().st_mode & 0o777) == (64, 0o600)
    assert [f.name for f in egna.datakatalog.iterdir()] == ["nycklar"]
    bara_en = Settings(krypteringsnycklar=f"k1:{tva}", datakatalog=egna.datakatalog)
    assert krypto_for(bara_en).oppna(forseglat, PLATS) == NUMMER


def test_ett_varde_forseglas_till_sin_kolumn_och_raden_efter_kolumnerna() -> None:
    forsegling = Forsegling("utkast", ("arende_id", "nummer"))
    assert forsegling.plats("0484", "a", 7) == Plats("utkast", "0484", "a|7")
    assert forsegling.plats_i({"nummer": 7, "kommunkod": "0484", "arende_id": "a"}) == Plats("utkast", "0484", "a|7")


@pytest.mark.parametrize(
    ("nyckel_id", "huvud", "andra"), [("u1", b"", False), ("u2", b"\x02u2", True), ("u13", b"\x03u13", False)]
)
def test_varannan_uppslagsnyckels_avtryck_har_det_andra_facket(nyckel_id: str, huvud: bytes, *, andra: bool) -> None:
    assert avtryckshuvud(nyckel_id) == huvud
    assert i_andra_facket(huvud + bytes(32)) is andra


def test_ett_loggsigill_ar_kommunens_och_innehallets(krypto: Krypto) -> None:
    sigill = krypto.loggsigill("0484", b"rad")
    assert krypto.ar_loggsigill("0484", b"rad", sigill)
    assert not krypto.ar_loggsigill("0127", b"rad", sigill)
    assert not krypto.ar_loggsigill("0484", b"annan", sigill)
    assert not krypto.ar_loggsigill("0484", b"rad", None)


def test_nycklarna_byts_nar_de_lases_om_och_en_okand_nyckel_soks_i_de_nya(krypto: Krypto) -> None:
    ringar = [krypto.ring]
    egen = Krypto(krypto.ring, lambda: ringar[-1])
    assert not Krypto(krypto.ring).las_om()
    assert not egen.las_om()
    ringar.append(enkel_ring({"b": TVA, "a": ETT}, TVA))
    nytt = Krypto(ringar[-1]).forsegla(NUMMER, PLATS)
    assert egen.oppna(nytt, PLATS) == NUMMER
    assert egen.ring == ringar[-1]
    assert not egen.las_om()
    ringar.append(enkel_ring({"c": ETT}, TVA))
    assert egen.las_om()
    assert egen.ring == ringar[-1]
