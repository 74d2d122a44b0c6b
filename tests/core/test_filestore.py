"""The file store: what goes in comes out, sealed piece by piece, and nothing else ever does."""

import hashlib
import io
import os
import stat
import tracemalloc
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from app.core import filestore
from app.core.crypto import Krypto
from app.core.filestore import BIT, MARKE, Filarkiv, Filplats, Innehallsbevis, SkadadFil
from app.core.keyset import enkel_ring

NU = datetime(2026, 10, 12, 8, 0, tzinfo=UTC)
EN, ANNAN = (Filplats("0484", UUID(int=i)) for i in (1, 2))
NYCKEL = bytes(range(32))


@pytest.fixture
def arkiv(tmp_path: Path) -> Filarkiv:
    return Filarkiv(tmp_path / "dokument", Krypto(enkel_ring({"k1": NYCKEL}, NYCKEL)))


def skriv(arkiv: Filarkiv, plats: Filplats, innehall: bytes, bit: int = 10_000) -> Innehallsbevis:
    skrivare = arkiv.ny(plats, NU)
    for i in range(0, len(innehall), bit):
        skrivare.skriv(innehall[i : i + bit])
    bevis = skrivare.avsluta()
    skrivare.ge_namn()
    return bevis


def las(arkiv: Filarkiv, plats: Filplats, bevis: Innehallsbevis) -> bytes:
    lasare = arkiv.oppna(plats)
    lasare.kontrollera(bevis)
    return b"".join(lasare.bitar())


def filer(arkiv: Filarkiv) -> list[str]:
    return sorted(str(f.relative_to(arkiv._katalog)) for f in arkiv._katalog.rglob("*") if f.is_file())


@pytest.mark.parametrize("langd", [1, BIT - 1, BIT, BIT + 1, 2 * BIT, 3 * BIT + 17])
def test_det_som_lagras_kommer_tillbaka_helt(arkiv, langd):
    innehall = os.urandom(langd)
    bevis = skriv(arkiv, EN, innehall)
    assert bevis == Innehallsbevis(langd, hashlib.sha256(innehall).digest())
    assert las(arkiv, EN, bevis) == innehall
    lagrat = arkiv.vag(EN).read_bytes()
    assert lagrat.startswith(MARKE)
    assert innehall[:16] not in lagrat or langd < 16
    assert (arkiv.vag(EN).stat().st_mode & 0o777, filer(arkiv)) == (0o600, [f"0484/01/{EN.dokument_id}"])


def test_en_lagrad_fil_kan_lasas_varsomhelst(arkiv):
    """As the reader of an archive does: from the end, back and forth."""
    ut = io.BytesIO()
    delar = {f"del{i}": os.urandom(30_000) for i in range(9)}
    with zipfile.ZipFile(ut, "w") as fil:
        for namn, innehall in delar.items():
            fil.writestr(namn, innehall)
    skriv(arkiv, EN, ut.getvalue())
    with zipfile.ZipFile(io.BufferedReader(arkiv.oppna(EN))) as fil:
        assert {n: fil.read(n) for n in reversed(fil.namelist())} == delar
    lasare = arkiv.oppna(EN)
    with lasare:
        assert lasare.seek(-3, os.SEEK_END) == lasare.tell() == len(ut.getvalue()) - 3
        assert (lasare.read(9), lasare.read(9)) == (ut.getvalue()[-3:], b"")
        with pytest.raises(ValueError, match="början"):
            lasare.seek(-1)


STEG = BIT + 1 + 2 + 12 + 16


def andra(i: int):
    def gor(data: bytearray) -> None:
        data[i] ^= 1

    return gor


def byt_bitar(data: bytearray) -> None:
    a, b = slice(len(MARKE), len(MARKE) + STEG), slice(len(MARKE) + STEG, len(MARKE) + 2 * STEG)
    data[a], data[b] = data[b], data[a]


def korta(antal: int):
    def gor(data: bytearray) -> None:
        del data[-antal:]

    return gor


def till_sista_hela(data: bytearray) -> None:
    del data[len(MARKE) + 2 * STEG :]


@pytest.mark.parametrize(
    "skada",
    [
        andra(0), andra(len(MARKE)), andra(len(MARKE) + 1), andra(len(MARKE) + 5), andra(-1), andra(len(MARKE) + STEG),
        andra(len(MARKE) + STEG + 500), byt_bitar, korta(1), korta(70), till_sista_hela, korta(STEG),
        lambda d: d.extend(b"x"), lambda d: d.extend(d[len(MARKE) :]), lambda d: d.clear(),
        lambda d: d.__setitem__(slice(None), MARKE),
    ],
)  # fmt: skip
@pytest.mark.krav("ASVS 5.3.1", "ASVS 11.3.3")
def test_varje_andring_i_en_fil_marks_innan_nagot_av_den_lamnas(arkiv, skada):
    bevis = skriv(arkiv, EN, os.urandom(2 * BIT + 100))
    data = bytearray(arkiv.vag(EN).read_bytes())
    skada(data)
    arkiv.vag(EN).write_bytes(data)
    with pytest.raises(SkadadFil):
        las(arkiv, EN, bevis)
    with pytest.raises(SkadadFil):  # by the seals alone
        list(arkiv.oppna(EN).bitar())


def test_en_annans_fil_oppnas_inte_ens_med_samma_innehall(arkiv):
    innehall = b"samma" * 30_000
    bevis = skriv(arkiv, EN, innehall)
    assert skriv(arkiv, ANNAN, innehall) == bevis
    assert arkiv.vag(EN).read_bytes() != arkiv.vag(ANNAN).read_bytes()
    i_annan_kommun = Filplats("0127", EN.dokument_id)
    for plats in (ANNAN, i_annan_kommun):
        arkiv.vag(plats).parent.mkdir(parents=True, exist_ok=True)
        arkiv.vag(plats).write_bytes(arkiv.vag(EN).read_bytes())
        with pytest.raises(SkadadFil):
            las(arkiv, plats, bevis)
    assert las(arkiv, EN, bevis) == innehall
    # An older, genuine file in its own place: every seal holds, but it is not what the row says.
    skriv(arkiv, EN, b"tidigare")
    with pytest.raises(SkadadFil, match="inte den som togs emot"):
        las(arkiv, EN, bevis)


def test_okand_nyckel_och_saknad_fil_ar_skador_och_gamla_nycklar_oppnar(arkiv, tmp_path):
    bevis = skriv(arkiv, EN, b"innehall".rjust(BIT * 2))
    assert las(Filarkiv(arkiv._katalog, Krypto(enkel_ring({"k2": bytes(32), "k1": NYCKEL}, NYCKEL))), EN, bevis)
    with pytest.raises(SkadadFil):
        las(Filarkiv(arkiv._katalog, Krypto(enkel_ring({"k2": bytes(32)}, NYCKEL))), EN, bevis)
    with pytest.raises(SkadadFil, match="saknas"):
        arkiv.oppna(ANNAN)
    with pytest.raises(ValueError, match="fyra siffror"):
        arkiv.vag(Filplats("../x", EN.dokument_id))


def test_inget_syns_forran_filen_ar_hel_och_en_avbruten_lamnar_inget(arkiv):
    skrivare = arkiv.ny(EN, NU)
    skrivare.skriv(b"x" * BIT * 2)
    with pytest.raises(SkadadFil):
        arkiv.oppna(EN)
    with pytest.raises(FileExistsError):
        arkiv.ny(EN, NU)
    skrivare.kasta()
    skrivare.kasta()
    assert filer(arkiv) == []
    klar = arkiv.ny(EN, NU)
    klar.skriv(b"hel")
    bevis = klar.avsluta()
    assert b"".join(klar.lasare().bitar()) == b"hel"
    with pytest.raises(SkadadFil):
        arkiv.oppna(EN)
    klar.ge_namn()
    klar.kasta()
    assert las(arkiv, EN, bevis) == b"hel"


def test_innehallet_ligger_pa_disken_innan_det_far_sitt_namn(arkiv, monkeypatch):
    ordning: list[str] = []
    fsync, byt = os.fsync, Path.rename

    def synkad(fd: int) -> None:
        ordning.append("mapp" if stat.S_ISDIR(os.fstat(fd).st_mode) else "fil")
        fsync(fd)

    def dopt(fran: Path, till: Path) -> Path:
        ordning.append("namn")
        return byt(fran, till)

    monkeypatch.setattr(filestore.os, "fsync", synkad)
    monkeypatch.setattr(Path, "rename", dopt)
    skriv(arkiv, EN, b"x")
    assert ordning == ["fil", "namn", "mapp", "mapp"]


def test_gamla_filer_och_avbrutna_hittas_for_stadning(arkiv):
    skriv(arkiv, EN, b"x")
    arkiv.ny(ANNAN, NU).avsluta()
    assert list(arkiv.aldre_an("0484", NU)) == []
    assert list(arkiv.aldre_an("0484", NU + timedelta(seconds=1))) == [EN.dokument_id]
    assert list(arkiv.aldre_an("0127", NU + timedelta(days=9))) == []
    assert arkiv.kasta_avbrutna("0484", NU) == arkiv.kasta_avbrutna("0127", NU) == 0
    assert arkiv.kasta_avbrutna("0484", NU + timedelta(seconds=1)) == 1
    arkiv.kasta(EN)
    arkiv.kasta(EN)
    assert filer(arkiv) == []


def test_minnet_ar_lika_litet_for_tio_mebibyte(arkiv):
    del_ = os.urandom(BIT)
    tracemalloc.start()
    try:
        skrivare = arkiv.ny(EN, NU)
        for _ in range(160):
            skrivare.skriv(del_)
        bevis = skrivare.avsluta()
        skrivare.ge_namn()
        lasare = arkiv.oppna(EN)
        lasare.kontrollera(bevis)
        assert sum(map(len, lasare.bitar())) == bevis.storlek == 10 * 1024 * 1024
        _, topp = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert topp < 1024 * 1024


def test_en_katalog_som_inte_kan_skrivas_marks(tmp_path):
    (tmp_path / "fil").write_text("x")
    krypto = Krypto(enkel_ring({"k1": NYCKEL}, NYCKEL))
    with pytest.raises(OSError, match="directory"):
        Filarkiv(tmp_path / "fil" / "inuti", krypto).prova()
    Filarkiv(tmp_path / "ny", krypto).prova()
    assert list((tmp_path / "ny").iterdir()) == []
