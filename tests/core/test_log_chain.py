"""The access log can be read by a stranger's eyes: what is changed in it is found, and the first bad row named (S6)."""

import random
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from app.core.journal import BESEGLADE, Atkomst
from app.core.log_chain import Brott, Granskning, Huvud, Loggblock, Loggfynd
from app.drift.loggverifiering import Kedjeutfall, Verifierare, las_huvuden
from app.integrations.jobb import FORSEGLA_LOGG, kor_jobb
from app.katalog.rollista import ESKILSTUNA, NAMND_ESKILSTUNA
from tests.conftest import Varld

pytestmark = pytest.mark.anyio
AMINA = {"personnummer": "19850213-9804", "fornamn": "Amina", "efternamn": "Exempelsson"}


async def titta(varld: Varld, ganger: int) -> None:
    """Some looks and writes that are logged."""
    anna = varld.som("anna")
    if not (await anna.hamta("arenden")).json()["arenden"]:
        await anna.skapa("arenden", AMINA)
    arende = (await anna.hamta("arenden")).json()["arenden"][0]["id"]
    for _ in range(ganger):
        varld.klocka.flytta(timedelta(seconds=1))
        await anna.hamta(f"arenden/{arende}")


async def forsegla(varld: Varld) -> None:
    await kor_jobb(varld.tjanster, FORSEGLA_LOGG)


async def las(varld: Varld, *huvuden: Huvud) -> Kedjeutfall:
    return await Verifierare(varld.tjanster.transaktioner, huvuden).kedja(ESKILSTUNA, NAMND_ESKILSTUNA)


async def bakvagen(varld: Varld, *satser: str, **varden: Any) -> None:
    """Whoever has got hold of the database itself."""
    assert varld.databas is not None
    url = varld.databas.superuser_url or varld.databas.url
    engine = create_async_engine(url)
    async with engine.begin() as anslutning:
        for sats in satser:
            await anslutning.execute(text(sats), {k: v for k, v in varden.items() if f":{k}" in sats})
    await engine.dispose()


async def rader(varld: Varld) -> list[Atkomst]:
    async def steg(arbete: Any) -> Any:
        from sqlalchemy import select

        return await arbete.alla(select(Atkomst).where(Atkomst.namnd_id == NAMND_ESKILSTUNA).order_by(Atkomst.id))

    return list(await varld.i_databasen(steg, ESKILSTUNA))


@pytest.mark.regel("DP-04")
async def test_loggen_forseglas_i_block_som_foljer_pa_varandra(varld: Varld) -> None:
    await titta(varld, 3)
    fore = await las(varld)
    assert (fore.block, fore.rader, fore.vantande, fore.brott) == (0, 0, 6, None)
    await forsegla(varld)
    forsta = await las(varld)
    await titta(varld, 2)
    await forsegla(varld)
    await forsegla(varld)  # nothing waits: no empty block
    sedan = await las(varld)
    assert (forsta.block, forsta.rader) == (1, 6)
    assert (sedan.block, sedan.rader, sedan.vantande, sedan.brott) == (2, 10, 0, None)
    # Ends that were kept outside are still there, also the one that is no longer the end.
    utanfor = [Huvud(ESKILSTUNA, NAMND_ESKILSTUNA, u.block, u.huvud) for u in (forsta, sedan)]
    assert (await las(varld, *utanfor)).brott is None


@dataclass(frozen=True)
class Intrang:
    """What somebody does in the database, and what is then said."""

    satser: tuple[str, ...]
    fynd: Loggfynd
    i_block: int | None
    pekar_ut: bool = True


RAD = "kommunkod = '0484' AND id = :rad"
ANDRA_FALT = "namnd_id, tid, slag, objekttyp, andamal, klient_id, part, roll, spar"
MAL, KALLA = f"kommunkod, id, person, {ANDRA_FALT}", f"kommunkod, :ny, 'oskyldig', {ANDRA_FALT}"
INTRANG = {
    "en rad får en annan person": Intrang(
        (f"UPDATE atkomstlogg SET person = 'bo' WHERE {RAD}",), Loggfynd.RAD_ANDRAD, 1
    ),
    "en rad får ett annat ärende": Intrang(
        (f"UPDATE atkomstlogg SET arende_id = NULL WHERE {RAD}",), Loggfynd.RAD_ANDRAD, 1
    ),
    "en rad tas bort": Intrang((f"DELETE FROM atkomstlogg WHERE {RAD}",), Loggfynd.RAD_SAKNAS, 1),
    "en rad flyttas till ett annat block": Intrang(
        (f"UPDATE atkomstlogg SET block = 2 WHERE {RAD}",), Loggfynd.RAD_SAKNAS, 1
    ),
    "en rad görs oförseglad": Intrang((f"UPDATE atkomstlogg SET block = NULL WHERE {RAD}",), Loggfynd.RAD_SAKNAS, 1),
    "blockets minne ändras med raden": Intrang(
        (
            f"DELETE FROM atkomstlogg WHERE {RAD}",
            "UPDATE loggblock SET poster = :kortare WHERE kommunkod = '0484' AND nummer = 1",
        ),
        Loggfynd.BLOCK_ANDRAT,
        1,
        pekar_ut=False,
    ),
    "ett block tas bort med sina rader": Intrang(
        (
            "DELETE FROM atkomstlogg WHERE kommunkod = '0484' AND block = 1",
            "DELETE FROM loggblock WHERE kommunkod = '0484' AND nummer = 1",
        ),
        Loggfynd.BLOCK_SAKNAS,
        1,
        pekar_ut=False,
    ),
    "slutet klipps av": Intrang(
        (
            "DELETE FROM atkomstlogg WHERE kommunkod = '0484' AND block = 2",
            "DELETE FROM loggblock WHERE kommunkod = '0484' AND nummer = 2",
        ),
        Loggfynd.SLUTET_SAKNAS,
        2,
        pekar_ut=False,
    ),
    "bara sista blocket klipps av": Intrang(
        ("DELETE FROM loggblock WHERE kommunkod = '0484' AND nummer = 2",), Loggfynd.SLUTET_SAKNAS, 2, pekar_ut=False
    ),
    "en förfalskad rad läggs in": Intrang(
        (f"INSERT INTO atkomstlogg ({MAL}, sigill) SELECT {KALLA}, sigill FROM atkomstlogg WHERE {RAD}",),
        Loggfynd.FRAMMANDE_RAD,
        None,
        pekar_ut=False,
    ),
    "en rad utan sigill läggs in": Intrang(
        (f"INSERT INTO atkomstlogg ({MAL}) SELECT {KALLA} FROM atkomstlogg WHERE {RAD}",),
        Loggfynd.FRAMMANDE_RAD,
        None,
        pekar_ut=False,
    ),
}


def som_lagrad(varld: Varld, rad_id: UUID) -> Any:
    """An id in the form that the database keeps."""
    return rad_id.hex if varld.sort == "sqlite" else rad_id


@pytest.mark.regel("DP-04")
async def test_det_som_gors_bakvagen_hittas_och_forsta_raden_pekas_ut(varld: Varld) -> None:
    """One world, broken in every way in turn and mended again."""
    await titta(varld, 3)
    await forsegla(varld)
    await titta(varld, 2)
    await forsegla(varld)
    sista = await las(varld)
    utanfor = Huvud(ESKILSTUNA, NAMND_ESKILSTUNA, sista.block, sista.huvud)
    rad = next(r for r in await rader(varld) if r.arende_id is not None)
    kortare = await poster_utan(varld, rad.id)
    varden = {
        "rad": som_lagrad(varld, rad.id),
        "ny": som_lagrad(varld, UUID(int=rad.id.int + 1)),
        "kortare": kortare,
    }
    for namn, intrang in INTRANG.items():
        await bakvagen(varld, *(f"CREATE TABLE spar_{t} AS SELECT * FROM {t}" for t in ("atkomstlogg", "loggblock")))
        await bakvagen(varld, *intrang.satser, **varden)
        brott = (await las(varld, utanfor)).brott
        pekar = rad.id if intrang.pekar_ut else None
        assert brott is not None, namn
        assert (namn, brott.fynd, brott.block) == (namn, intrang.fynd, intrang.i_block)
        assert pekar in {None, brott.rad}, namn
        await bakvagen(
            varld,
            *(
                sats
                for t in ("atkomstlogg", "loggblock")
                for sats in (f"DELETE FROM {t}", f"INSERT INTO {t} SELECT * FROM spar_{t}", f"DROP TABLE spar_{t}")
            ),
        )
        assert (await las(varld, utanfor)).brott is None, namn


async def poster_utan(varld: Varld, rad_id: UUID) -> bytes:
    async def steg(arbete: Any) -> bytes:
        from app.core.log_chain import blocken

        block = (await arbete.alla(blocken(NAMND_ESKILSTUNA, 0, 1)))[0]
        return b"".join(i + sigill for i, sigill in block.rader().items() if i != rad_id.bytes)

    svar: bytes = await varld.i_databasen(steg, ESKILSTUNA)
    return svar


async def test_en_rad_som_forfalskas_fore_forseglingen_star_inte_sig(varld: Varld) -> None:
    """The seal is there from the first moment: the sealer does not make a forged row genuine."""
    await titta(varld, 2)
    rad = (await rader(varld))[1]
    await bakvagen(varld, f"UPDATE atkomstlogg SET person = 'bo' WHERE {RAD}", rad=som_lagrad(varld, rad.id))
    assert (await las(varld)).brott == Brott(Loggfynd.FRAMMANDE_RAD, None, rad.id)
    await forsegla(varld)
    assert (await las(varld)).brott == Brott(Loggfynd.RAD_ANDRAD, 1, rad.id)


def test_huvuden_lases_ur_tjanstens_logg(tmp_path):
    fil = tmp_path / "logg"
    huvud = Huvud(ESKILSTUNA, NAMND_ESKILSTUNA, 7, "ab" * 32)
    rad = f'{{"kommunkod": "0484", "namnd_id": "{NAMND_ESKILSTUNA}", "nummer": 7, "hash": "{"ab" * 32}"'
    fil.write_text(f'{{"handelse": "begaran", "status": 200}}\n{rad}, "handelse": "logg_forseglad"}}\n{rad}}}\n')
    assert list(las_huvuden(fil)) == [huvud, huvud]
    fil.write_text("inget\n")
    with pytest.raises(ValueError, match="logg, rad 1"):
        list(las_huvuden(fil))


# --- a thousand tamperings of a copy ------------------------------------------------------------------


class Nyckelhallare:
    """The key that nobody in the database has."""

    def loggsigill(self, kommunkod: str, innehall: bytes) -> bytes:
        import hashlib
        import hmac

        return hmac.digest(b"n" * 32, kommunkod.encode() + innehall, hashlib.sha256)

    def ar_loggsigill(self, kommunkod: str, innehall: bytes, sigill: bytes) -> bool:
        return self.loggsigill(kommunkod, innehall) == sigill


KRYPTO: Any = Nyckelhallare()


@dataclass(frozen=True)
class Kopia:
    """A log as somebody has it before them: blocks, and rows by block."""

    block: tuple[dict[str, Any], ...]
    rader: tuple[dict[str, Any], ...]


def hel_kopia() -> Kopia:
    """Five blocks of six rows."""
    rader_, block, foregaende = [], [], bytes(32)
    for nummer in range(1, 6):
        egna = [_rad(nummer, plats) for plats in range(6)]
        lank = Loggblock(
            kommunkod="0484", id=UUID(int=nummer), namnd_id=UUID(int=1), nummer=nummer, fore_kedjan=0,
            poster=b"".join(r["id"].bytes + r["sigill"] for r in egna), foregaende=foregaende,
        )  # fmt: skip
        lank.hash = foregaende = KRYPTO.loggsigill(lank.kommunkod, lank.beseglat())
        block.append({n: getattr(lank, n) for n in BLOCKFALT})
        rader_ += egna
    return Kopia(tuple(block), tuple(rader_))


BLOCKFALT = ("kommunkod", "id", "namnd_id", "nummer", "fore_kedjan", "poster", "foregaende", "hash")


def _rad(nummer: int, plats: int) -> dict[str, Any]:
    from tests.conftest import NU

    falt = dict.fromkeys(BESEGLADE, "x") | {"kommunkod": "0484", "id": UUID(int=nummer * 100 + plats), "tid": NU}
    return falt | {"block": nummer, "sigill": Atkomst(**falt).besegla(KRYPTO).sigill}


def brott_i(kopia: Kopia) -> list[Brott]:
    """What is found in a copy, the row that says which block it is of included."""
    granskning, ut = Granskning(KRYPTO), []
    for falt in kopia.block:
        egna = [Atkomst(**r) for r in kopia.rader if r["block"] == falt["nummer"]]
        ut += list(granskning.brott_i(Loggblock(**falt), egna))
    return ut


def _utbytt(delar: tuple[Any, ...], plats: int, ny: Any) -> tuple[Any, ...]:
    return (*delar[:plats], ny, *delar[plats + 1 :])


def andra(k: Kopia, slump: random.Random) -> tuple[Kopia, UUID]:
    plats = slump.randrange(len(k.rader))
    rad, falt = k.rader[plats], slump.choice([n for n in BESEGLADE if n not in {"id", "kommunkod"}])
    return replace(k, rader=_utbytt(k.rader, plats, rad | {falt: "ändrat"})), rad["id"]


def ta_bort(k: Kopia, slump: random.Random) -> tuple[Kopia, UUID]:
    plats = slump.randrange(len(k.rader))
    return replace(k, rader=k.rader[:plats] + k.rader[plats + 1 :]), k.rader[plats]["id"]


def lagg_in(k: Kopia, slump: random.Random) -> tuple[Kopia, UUID]:
    ny = slump.choice(k.rader) | {"id": UUID(int=slump.randrange(1000, 2**100))}
    return replace(k, rader=(*k.rader, ny)), ny["id"]


def byt_plats(k: Kopia, slump: random.Random) -> tuple[Kopia, UUID]:
    """Two rows of different blocks change places; the first bad row is the one that should be in the earlier block."""
    a, b = sorted(slump.sample(range(len(k.rader)), 2))
    if k.rader[a]["block"] == k.rader[b]["block"]:
        b = (a + 6) % len(k.rader)
        a, b = sorted((a, b))
    rad_a, rad_b = k.rader[a], k.rader[b]
    nya = _utbytt(k.rader, a, rad_a | {"block": rad_b["block"]})
    return replace(k, rader=_utbytt(nya, b, rad_b | {"block": rad_a["block"]})), rad_a["id"]


def kopiera_innehall(k: Kopia, slump: random.Random) -> tuple[Kopia, UUID]:
    """A row takes over what another says, its seal with it."""
    a, b = slump.sample(range(len(k.rader)), 2)
    ny = k.rader[b] | {"id": k.rader[a]["id"], "block": k.rader[a]["block"]}
    ny["person"] = "någon annan"
    return replace(k, rader=_utbytt(k.rader, a, ny)), k.rader[a]["id"]


SATT: tuple[Callable[[Kopia, random.Random], tuple[Kopia, UUID]], ...] = (
    andra,
    ta_bort,
    lagg_in,
    byt_plats,
    kopiera_innehall,
)


@pytest.mark.parametrize("satt", SATT)
@pytest.mark.krav("S6", "ASVS 16.4.2")
def test_tusen_ingrepp_i_en_kopia_hittas_och_raden_namns(satt):
    slump = random.Random(20261012)
    kopia = hel_kopia()
    assert brott_i(kopia) == []
    for _ in range(200):
        andrad, skyldig = satt(kopia, slump)
        funna = brott_i(andrad)
        assert funna, asdict(andrad)
        assert funna[0].rad == skyldig


def test_ett_block_i_en_kopia_kan_inte_skrivas_om_utan_nyckel():
    slump, kopia = random.Random(20261012), hel_kopia()
    for _ in range(200):
        plats = slump.randrange(5)
        falt = slump.choice(["poster", "foregaende", "hash", "fore_kedjan"])
        gammalt = kopia.block[plats][falt]
        nytt = 7 if falt == "fore_kedjan" else bytes(b ^ 1 if i == 3 else b for i, b in enumerate(gammalt))
        funna = brott_i(replace(kopia, block=_utbytt(kopia.block, plats, kopia.block[plats] | {falt: nytt})))
        assert funna[0].block == plats + 1
