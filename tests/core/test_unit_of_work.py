"""One unit of work: all or nothing, a failing commit reaches the client, no lost update, one effect per key."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import DBAPIError, OperationalError

from app.begrepp.parter import systemaktor
from app.core.idempotency import Idempotenssvar
from app.core.journal import Atkomst, Handelse
from app.core.tenancy import IsoleringSaknas
from app.flode.arende.models import Arende
from tests.conftest import Varld

AMINA = {"personnummer": "19850213-9804", "fornamn": "Amina", "efternamn": "Exempelsson"}
BEVAKADE = (Arende, Handelse, Atkomst, Idempotenssvar)


async def antal(varld: Varld) -> dict[str, int]:
    """Rows per table."""

    async def steg(arbete: Any) -> dict[str, int]:
        return {m.__tablename__: await arbete.session.scalar(select(func.count()).select_from(m)) for m in BEVAKADE}

    return await varld.i_databasen(steg)


class Trasig(Exception):
    """A database that says no."""


@pytest.fixture
def trasig_commit(varld: Varld) -> Any:
    """Let the next commit fail, as when the disk or the server is gone."""
    motor = varld.tjanster.databas.engine.sync_engine
    kvar = [1]

    def vid_commit(_anslutning: Any) -> None:
        if kvar[0]:
            kvar[0] -= 1
            raise OperationalError("COMMIT", {}, Trasig("anslutningen är borta"))

    event.listen(motor, "commit", vid_commit)
    yield
    event.remove(motor, "commit", vid_commit)


@pytest.mark.krav("ASVS 2.3.3", "ASVS 16.5.3")
async def test_en_commit_som_faller_nar_klienten_som_fel_och_lamnar_inget_efter_sig(
    varld: Varld, trasig_commit: Any
) -> None:
    svar = await varld.som("anna").posta("arenden", AMINA)
    assert (svar.status_code, svar.json()["kod"]) == (503, "otillganglig")
    assert svar.headers["retry-after"]
    assert await antal(varld) == {"arenden": 0, "handelser": 0, "atkomstlogg": 0, "idempotenssvar": 0}


@pytest.mark.krav("ASVS 2.3.3")
async def test_allt_som_hor_ihop_skrivs_i_samma_transaktion(varld: Varld) -> None:
    await varld.som("anna").skapa("arenden", AMINA)
    assert await antal(varld) == {"arenden": 1, "handelser": 1, "atkomstlogg": 1, "idempotenssvar": 1}


@pytest.mark.krav("R1")
async def test_samma_nyckel_ger_samma_svar_byte_for_byte_och_en_enda_verkan(varld: Varld) -> None:
    anna, nyckel = varld.som("anna"), uuid4().hex
    svar = [await anna.posta("arenden", AMINA, idempotency_key=nyckel) for _ in range(3)]
    assert {(s.status_code, s.content, s.headers["location"], s.headers["etag"]) for s in svar} == {
        (201, svar[0].content, svar[0].headers["location"], svar[0].headers["etag"])
    }
    assert (await antal(varld))["arenden"] == 1


async def test_samma_nyckel_med_annat_innehall_nekas(varld: Varld) -> None:
    anna, nyckel = varld.som("anna"), uuid4().hex
    await anna.skapa("arenden", AMINA, idempotency_key=nyckel)
    svar = await anna.posta("arenden", AMINA | {"fornamn": "Anna"}, idempotency_key=nyckel)
    assert (svar.status_code, svar.json()["kod"]) == (422, "idempotensnyckel_ateranvand")
    assert (await antal(varld))["arenden"] == 1


async def test_nyckeln_galler_per_klient_kommun_och_rutt(varld: Varld) -> None:
    nyckel = uuid4().hex
    await varld.som("anna").skapa("arenden", AMINA, idempotency_key=nyckel)
    assert (await varld.som("david").posta("arenden", AMINA, idempotency_key=nyckel)).status_code == 201


async def test_post_utan_nyckel_nekas(varld: Varld) -> None:
    svar = await varld.som("anna").begar("POST", "arenden", AMINA)
    assert (svar.status_code, svar.json()["kod"]) == (400, "idempotensnyckel_saknas")


async def test_ett_avslag_som_vore_detsamma_igen_minns_ocksa_sitt_svar(varld: Varld) -> None:
    anna, nyckel = varld.som("anna"), uuid4().hex
    await anna.skapa("arenden", AMINA)
    nej = [await anna.posta("arenden", AMINA, idempotency_key=nyckel) for _ in range(2)]
    assert [n.status_code for n in nej] == [409, 409]
    assert nej[0].content == nej[1].content
    assert nej[0].headers["content-type"] == nej[1].headers["content-type"] == "application/problem+json"


async def test_tjugo_samtidiga_med_samma_nyckel_far_en_verkan(varld: Varld) -> None:
    anna, nyckel = varld.som("anna"), uuid4().hex
    svar = await asyncio.gather(*(anna.posta("arenden", AMINA, idempotency_key=nyckel) for _ in range(20)))
    assert {s.status_code for s in svar} <= {201, 409}
    assert all(s.json()["kod"] == "pagar_redan" and s.headers["retry-after"] for s in svar if s.status_code == 409)
    assert (await antal(varld))["arenden"] == 1


async def test_det_sparade_svaret_ligger_forseglat(varld: Varld) -> None:
    await varld.som("anna").skapa("arenden", AMINA)

    async def steg(arbete: Any) -> Idempotenssvar:
        return await arbete.en(select(Idempotenssvar))

    rad = await varld.i_databasen(steg)
    assert b"198502139804" not in rad.innehall
    assert b"Exempelsson" not in rad.innehall


@pytest.mark.krav("R2")
async def test_av_samtidiga_andringar_med_samma_etag_vinner_exakt_en(varld: Varld) -> None:
    anna = varld.som("anna")
    vag = f"arenden/{(await anna.skapa('arenden', AMINA))['id']}"
    etag = (await anna.hamta(vag)).headers["etag"]
    andring = {"typ": "andra", "uppgifter": {"telefon": "070-1740606"}}
    svar = await asyncio.gather(*(anna.posta(f"{vag}/handelser", andring, if_match=etag) for _ in range(40)))
    assert sorted(s.status_code for s in svar) == [200] + [412] * 39
    assert (await anna.hamta(vag)).json()["version"] == 2


async def test_oforandrad_resurs_ger_304(varld: Varld) -> None:
    anna = varld.som("anna")
    vag = f"arenden/{(await anna.skapa('arenden', AMINA))['id']}"
    etag = (await anna.hamta(vag)).headers["etag"]
    svar = await anna.hamta(vag, if_none_match=etag)
    assert (svar.status_code, svar.content, svar.headers["etag"]) == (304, b"", etag)


@pytest.mark.krav("ASVS 16.5.3")
async def test_en_session_utan_part_vagrar_lasa_och_skriva(varld: Varld) -> None:
    async with varld.tjanster.databas.session() as session:
        with pytest.raises(IsoleringSaknas):
            await session.execute(select(Arende))


async def test_inget_kan_raderas_forbi_gallringen(varld: Varld) -> None:
    await varld.som("anna").skapa("arenden", AMINA)

    async def steg(arbete: Any) -> None:
        await arbete.session.delete(await arbete.en(select(Arende)))
        await arbete.session.flush()

    with pytest.raises(IsoleringSaknas, match="DP-19"):
        await varld.i_databasen(steg)


async def test_en_rad_kan_inte_skrivas_at_en_annan_namnd(varld: Varld) -> None:
    arende = await varld.som("anna").skapa("arenden", AMINA)

    async def lana_ut(arbete: Any) -> None:
        rad = await arbete.en(select(Arende))
        rad.kommunkod = "0127"
        await arbete.session.flush()

    with pytest.raises(IsoleringSaknas, match="annan part"):
        await varld.tjanster.transaktioner.kor(systemaktor("test"), "0484", lana_ut)
    assert (await varld.som("anna").hamta(f"arenden/{arende['id']}")).status_code == 200


async def test_serialiseringsfel_tas_om_hogst_tre_ganger(varld: Varld) -> None:
    forsok: list[int] = []

    class Krock(Exception):
        sqlstate = "40001"

    async def steg(_arbete: Any) -> str:
        forsok.append(1)
        if len(forsok) < 3:
            raise DBAPIError("UPDATE", {}, Krock())
        return "klart"

    assert await varld.tjanster.transaktioner.kor(systemaktor("test"), "", steg) == "klart"
    assert len(forsok) == 3
