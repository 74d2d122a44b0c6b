"""Gallring from the dry run to nothing left: the canary's whole case goes, and nobody else's row changes."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NoReturn
from uuid import UUID

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.ext.asyncio import create_async_engine

from app.core.crashpoints import Krasch
from app.core.crypto import Krypto
from app.core.database import FAR_RADERAS, Base, RaderarInte
from app.core.keyset import Nyckelring, Nyckelslag, Nyckelstatus, enkel_ring
from app.core.log_chain import Loggfynd
from app.core.log_erasure import BORTA, Loggallring
from app.drift.gallring import torrkor
from app.drift.loggverifiering import Kedjeutfall, Verifierare
from app.integrations.jobb import kor_jobb
from app.katalog.rollista import ESKILSTUNA, NAMND_ESKILSTUNA
from app.vyer.gallring.kandidater import hela_akten, nasta_akter
from app.vyer.gallring.rackvidd import SARSKILT, UTAN_PERSON, nadda
from tests.conformance.helt_arende import HEMLIGA, NAMN, HeltArende, helt_arende
from tests.conformance.test_openapi import OPERATIONER
from tests.conftest import Varld
from tests.core.test_log_chain import bakvagen
from tests.filer import lamnat
from tests.flode import steg
from tests.flode.startat import startad

FORFALLET = datetime(2031, 10, 20, 8, tzinfo=UTC)
# Ids of the case that are nobody's, or somebody else's.
INTE_PERSONENS = {
    "kommunkod", "versionsnummer", "avtalId", "importId", "namndenhetId", "aktivitetId", "instrumentId", "kalenderId",
    "hemlighet", "prenumerationId", "leveransId", "uppfoljningId", "namndrapportId",
    "logggranskningId", "gallringId", "delegationId",
}  # fmt: skip
# A word of the law, and the purpose of a review of everybody's looks.
ALLAS_ORD = {HEMLIGA["forsorjningshinder"], HEMLIGA["granskningens syfte"]}


@pytest.fixture
def forseglat(monkeypatch: pytest.MonkeyPatch) -> dict[bytes, bytes]:
    """Everything that was sealed, by its seal."""
    alla: dict[bytes, bytes] = {}
    vanlig = Krypto.forsegla

    def forsegla(sjalv: Krypto, klartext: bytes, plats: Any) -> bytes:
        seglat = vanlig(sjalv, klartext, plats)
        alla[seglat] = klartext
        return seglat

    monkeypatch.setattr(Krypto, "forsegla", forsegla)
    return alla


async def allt_lagrat(varld: Varld) -> dict[str, list[dict[str, Any]]]:
    """Every column of every row, as the database has it."""

    async def steg_(arbete: Any) -> dict[str, list[dict[str, Any]]]:
        anslutning = await arbete.session.connection()
        tabeller = Base.metadata.sorted_tables
        return {t.name: [dict(r._mapping) for r in await anslutning.execute(select(t))] for t in tabeller}

    return await varld.i_databasen(steg_)


def spar_i(lagrat: dict[str, list[dict[str, Any]]], ord_: set[str], seglat: dict[bytes, bytes]) -> Iterator[str]:
    """Where any of the words stands, in clear text or under a seal."""
    for tabell, rader in lagrat.items():
        for rad in rader:
            for kolumn, varde in rad.items():
                text = seglat.get(varde, b"").decode(errors="replace") if isinstance(varde, bytes) else str(varde)
                yield from (f"{tabell}.{kolumn}: {o}" for o in ord_ if o in text)


def personens_ord(helt: HeltArende) -> set[str]:
    """What betrays the person."""
    egna = {str(i) for namn, i in helt.idn.items() if namn not in INTE_PERSONENS}
    return egna | set(NAMN) | (set(HEMLIGA.values()) - ALLAS_ORD)


async def avslutat_helt(varld: Varld) -> HeltArende:
    """The canary's case, ended; the receivers' logs are numbered, the access log is sealed."""
    helt = await helt_arende(varld)
    anna = varld.som("anna")
    await anna.gor(f"bestallningar/{helt.idn['bestallningId']}", "avsluta", orsak="studier", slutDatum="2026-10-13")
    await anna.gor(f"arenden/{helt.idn['arendeId']}", "avsluta", skal="Egen försörjning.")
    await kor_jobb(varld.tjanster, "handelseflode")
    await kor_jobb(varld.tjanster, "forsegla_logg")
    return helt


async def foreslagen(varld: Varld, slag: str = "namnd") -> str:
    """The path of a gallring that the job has written the protocol of."""
    svar = await varld.som("cecilia").posta("gallringar", {"slag": slag})
    assert svar.status_code == 202, svar.text
    await kor_jobb(varld.tjanster, "gallring")
    return f"gallringar/{svar.json()['id']}"


async def beslutad(varld: Varld, slag: str = "namnd") -> str:
    """Reviewed by the one who proposed it, decided by a colleague."""
    vag = await foreslagen(varld, slag)
    await varld.som("cecilia").gor(vag, "granska")
    await varld.som("carl").gor(vag, "besluta")
    return vag


@pytest.mark.regel("T-11")
@pytest.mark.krav("ASVS 14.2.7")
async def test_efter_gallringen_finns_inget_spar_av_personen_och_ingen_annans_rad_ar_rord(
    varld: Varld, forseglat: dict[bytes, bytes]
) -> None:
    annan = await steg.nytt_arende(varld.som("anna"), 1)
    helt = await avslutat_helt(varld)
    await varld.som("anna").hamta("arenden")
    ord_ = personens_ord(helt)
    varld.klocka.stall(FORFALLET)
    fore = await allt_lagrat(varld)
    assert {t.partition(".")[0] for t in spar_i(fore, ord_, forseglat)} >= {"arenden", "idempotenssvar", "af_handelser"}

    vag = await beslutad(varld)
    await kor_jobb(varld.tjanster, "gallring")
    gallring = (await varld.som("cecilia").hamta(vag)).json()
    assert (gallring["status"], gallring["antal"]["arenden"]) == ("verkstalld", 1)

    efter = await allt_lagrat(varld)
    assert list(spar_i(efter, ord_, forseglat)) == []
    avtryck = varld.tjanster.krypto.uppslag(ESKILSTUNA, NAMN[2])
    assert not [t for t, rader in efter.items() for rad in rader if avtryck in rad.values()]
    assert not [fil for fil in varld.settings.dokumentmapp.rglob("*") if fil.is_file()]
    assert rader_om(efter, annan["id"]) == rader_om(fore, annan["id"])
    utfall = await Verifierare(varld.tjanster.transaktioner).kedja(ESKILSTUNA, NAMND_ESKILSTUNA)
    assert utfall.brott is None
    assert utfall.gallrade > 0


def rader_om(lagrat: dict[str, list[dict[str, Any]]], arende_id: str) -> dict[str, list[str]]:
    """Every row that names an ärende, without lists that name several."""
    ut = {}
    for tabell, rader in lagrat.items():
        egna = [{k: v for k, v in r.items() if k != "sigill"} for r in rader if not r.get("arenden")]
        ut[tabell] = sorted(str(rad) for rad in egna if arende_id in str(rad))
    return ut


async def kedjan(varld: Varld) -> Kedjeutfall:
    """The access log of the nämnd, read from its beginning."""
    return await Verifierare(varld.tjanster.transaktioner).kedja(ESKILSTUNA, NAMND_ESKILSTUNA)


async def avslutat(varld: Varld, i: int, **mer: Any) -> str:
    """The path of an ended ärende with a file in it."""
    anna = varld.som("anna")
    vag = f"arenden/{(await steg.nytt_arende(anna, i, **mer))['id']}"
    await lamnat(anna, vag)
    await anna.gor(vag, "avsluta", skal="Egen försörjning.")
    return vag


async def posterna(varld: Varld, vag: str, namn: str = "cecilia") -> list[Any]:
    """The protocol."""
    svar = await varld.som(namn).hamta(f"{vag}/poster")
    assert svar.status_code == 200, svar.text
    return sorted(svar.json()["poster"], key=lambda post: post["nummer"])


@pytest.mark.regel("T-11", "DP-04")
@pytest.mark.krav("ASVS 2.3.5")
async def test_forslaget_sager_vad_och_varfor_och_beslutas_av_en_annan(varld: Varld) -> None:
    anna, cecilia, carl = (varld.som(namn) for namn in ("anna", "cecilia", "carl"))
    forfallna = [await avslutat(varld, i) for i in (0, 1)]
    i_urvalet, oppet = await avslutat(varld, 4), await steg.nytt_arende(anna, 3)
    varld.klocka.stall(datetime(2031, 10, 12, 8, tzinfo=UTC))
    assert (await torrkor(varld.tjanster.transaktioner, ESKILSTUNA))[0]["antal"] == {"inte_forfallna": 4}
    varld.klocka.stall(FORFALLET)
    await anna.skapa("arenden", {"personnummer": steg.PERSONNUMMER[1], "fornamn": "Amina", "efternamn": "Exempelsson"})

    vag = await foreslagen(varld)
    forslag = (await cecilia.hamta(vag)).json()
    summor = {"gallras": 1, "forskningsurval": 1, "inte_allt": 2, "inte_forfallna": 0}
    assert {n: forslag["summor"].get(n, 0) for n in summor} == summor
    poster = await posterna(varld, vag)
    (post,) = (p for p in poster if p["utfall"] == "gallras")
    nummer = (await anna.hamta(forfallna[0])).json()["arendenummer"]
    assert (post["arendenummer"], post["sistaAnteckning"], post["gallrasSenast"]) == (
        [nummer],
        "2026-10-12",
        "2032-12-31",
    )
    assert post["antal"]["dokument"] == 1
    assert ["arendenummer" in p for p in await posterna(varld, vag, "gunilla")] == [False, False, False, False]
    assert (await varld.som("david").hamta(vag)).status_code == 404
    assert (await anna.hamta(vag)).status_code == 403
    assert (await varld.som("gunilla").handelse(vag, {"typ": "granska"})).status_code == 403

    assert (await carl.handelse(vag, {"typ": "besluta"})).json()["kod"] == "otillaten_overgang"
    await cecilia.gor(vag, "granska")
    nekad = (await cecilia.handelse(vag, {"typ": "besluta"})).json()
    assert (nekad["kod"], nekad["fel"][0]["kod"], nekad["regel"]) == ("hinder", "samma_person", "T-11")
    await carl.gor(vag, "avbryt")
    assert (await posterna(varld, vag))[0]["arendenummer"] == []

    andra = await foreslagen(varld)
    (post,) = (p for p in await posterna(varld, andra) if p["utfall"] == "gallras")
    await cecilia.gor(andra, "undanta", postNummer=post["nummer"], skal="tvist")
    await cecilia.gor(andra, "granska")
    assert (await carl.handelse(andra, {"typ": "besluta"})).json()["fel"][0]["kod"] == "inget_att_gallra"
    for orord in (*forfallna, i_urvalet, f"arenden/{oppet['id']}"):
        assert (await anna.hamta(orord)).status_code == 200


@pytest.mark.regel("T-11")
async def test_den_som_far_ett_nytt_arende_efter_beslutet_gallras_inte(varld: Varld) -> None:
    vag = await avslutat(varld, 0)
    varld.klocka.stall(FORFALLET)
    gallring = await beslutad(varld)
    await varld.som("anna").gor(vag, "ateroppna", skal="Ny ansökan.")
    await kor_jobb(varld.tjanster, "gallring")
    assert (await varld.som("anna").hamta(vag)).status_code == 200
    assert [p["utfall"] for p in await posterna(varld, gallring)] == ["inte_langre"]
    assert (await varld.som("gunilla").hamta(gallring)).json()["status"] == "verkstalld"


class Avbrott(Exception):
    """The process dies here."""


def _do() -> NoReturn:
    raise Avbrott


async def test_en_gallring_som_avbryts_var_som_helst_fullfoljs(varld: Varld) -> None:
    vagar = [await avslutat(varld, i) for i in (0, 1)]
    idn = {vag.rpartition("/")[2] for vag in vagar}
    await varld.som("anna").hamta("arenden")
    varld.klocka.stall(FORFALLET)
    gallring = await beslutad(varld)
    varld.tjanster.krascher._do = _do
    filer = [f for f in varld.settings.dokumentmapp.rglob("*") if f.is_file()]
    for punkt, kvar in ((Krasch.GALLRADE_RADER, 1), (Krasch.GALLRAD_FIL, 0), (Krasch.GALLRAT_INNEHALL, 0)):
        varld.tjanster.krascher.arma(punkt)
        with pytest.raises(Avbrott):
            await kor_jobb(varld.tjanster, "gallring")
        lagrat = await allt_lagrat(varld)
        assert len(lagrat["arenden"]) == kvar
        assert all(p["spar_forseglat"] or p["nyckel"] for p in lagrat["gallringsposter"])
        assert (await varld.som("cecilia").hamta(gallring)).json()["status"] == "beslutad"
    await kor_jobb(varld.tjanster, "gallring")
    assert len(filer) == 2
    assert not [f for f in filer if f.exists()]
    assert list(spar_i(await allt_lagrat(varld), {*idn, *(str(UUID(i)) for i in idn)}, {})) == []
    klar = (await varld.som("cecilia").hamta(gallring)).json()
    assert (klar["status"], klar["antal"]["arenden"], klar["antal"]["dokument"]) == ("verkstalld", 2, 2)
    utfall = await kedjan(varld)
    assert (utfall.brott, utfall.gallrade > 0) == (None, True)


@pytest.mark.regel("T-11")
@pytest.mark.parametrize("raderas", [False, True])
async def test_utforarens_insyn_slutar_efter_tva_ar_och_namnden_har_allt_kvar(varld: Varld, *, raderas: bool) -> None:
    anna, vera = varld.som("anna"), varld.som("vera")
    _, vag = await startad(varld)
    await lamnat(vera, vag)
    plan = {"gallerFran": "2026-10-13", "egenSyn": "Vill arbeta.", "aktiviteter": []}
    utkast = f"{vag}/planer/{(await vera.skapa(f'{vag}/planer', plan))['id']}"
    await anna.gor(vag, "avsluta", orsak="studier", slutDatum="2026-10-12")
    await kor_jobb(varld.tjanster, "handelseflode")
    if raderas:
        await varld.i_databasen(lambda a: a.session.execute(text("UPDATE avtal SET aterlamning = 'raderas'")))
    varld.klocka.stall(datetime(2028, 10, 20, 8, tzinfo=UTC))
    gallring = await beslutad(varld, "utforare")
    (post,) = await posterna(varld, gallring)
    assert (post["utfall"], post["gallrasSenast"]) == ("gallras" if raderas else "aterlamnas", "2029-12-31")
    fore = nummer(await allt_lagrat(varld))
    await kor_jobb(varld.tjanster, "gallring")

    for namn in ("vera", "sven"):
        assert (await varld.som(namn).hamta(vag)).status_code == 404
        assert (await varld.som(namn).hamta("bestallningar")).json()["bestallningar"] == []
    assert (await anna.hamta(vag)).status_code == 200
    assert len((await anna.hamta(f"{vag}/dokument")).json()["dokument"]) == 1
    lagrat = await allt_lagrat(varld)
    assert nummer(lagrat) == fore
    assert len([p for p in lagrat["planer"] if str(p["id"]) == utkast.rpartition("/")[2]]) == (0 if raderas else 1)
    delade = {t: r for t, rader in lagrat.items() for r in rader if r.get("delad_med") and t != "aktiviteter"}
    assert delade == {}
    assert (await varld.som("cecilia").hamta(gallring)).json()["antal"]["bestallningar"] == 1


def nummer(lagrat: dict[str, list[dict[str, Any]]]) -> list[tuple[str, int]]:
    """The numbers of every receiver's log."""
    return sorted((str(rad["mottagare_id"]), rad["nummer"]) for rad in lagrat["flodesposter"])


async def test_en_loggrad_som_tas_bort_vid_sidan_av_gallringen_syns(varld: Varld) -> None:
    """Also when whoever did it leaves a note that looks like gallring's."""
    await avslutat(varld, 0)
    await kor_jobb(varld.tjanster, "forsegla_logg")
    rad = (await allt_lagrat(varld))["atkomstlogg"][0]
    logg = Base.metadata.tables["atkomstlogg"]

    async def tjansten(arbete: Any) -> None:
        await (await arbete.session.connection()).execute(delete(logg).where(logg.c.id == rad["id"]))

    with pytest.raises(RaderarInte, match="DP-19"):
        await varld.i_databasen(tjansten)
    namn = {n: rad[n] for n in ("kommunkod", "namnd_id", "block")}
    falsk = Loggallring(**namn, id=rad["id"], gallring_id=rad["id"], skapad=rad["tid"])
    falsk.satt({rad["id"]: BORTA}, Krypto(enkel_ring({"x": bytes(32)}, bytes(32))))
    await varld.i_databasen(lambda arbete: _lagg_till(arbete, falsk))
    assert (await kedjan(varld)).brott is None
    som_lagrat = rad["id"].hex if varld.sort == "sqlite" else str(rad["id"])
    await bakvagen(varld, "DELETE FROM loggprov", "DELETE FROM atkomstlogg WHERE id = :rad", rad=som_lagrat)
    utfall = await kedjan(varld)
    assert utfall.brott is not None
    assert (utfall.brott.fynd, utfall.brott.rad, utfall.gallrade) == (Loggfynd.RAD_SAKNAS, rad["id"], 0)


async def _lagg_till(arbete: Any, rad: Any) -> None:
    arbete.ny(rad)


@pytest.mark.regel("T-11")
async def test_inget_annat_an_gallringen_kan_radera(varld: Varld) -> None:
    """By the API, by the service's own connections, and on PostgreSQL by its role."""
    assert not [o for o in OPERATIONER if o.metod == "DELETE"]
    assert {"idempotenssvar", "dpopbevis"} == FAR_RADERAS
    if varld.sort == "sqlite":
        return
    fraga = text(
        "SELECT grantee, table_name FROM information_schema.role_table_grants "
        "WHERE privilege_type = 'DELETE' AND grantee IN ('stegvis_app', 'stegvis_gallrare', 'stegvis_granskare')"
    )
    assert varld.databas is not None
    engine = create_async_engine(varld.databas.superuser_url)
    async with engine.connect() as anslutning:
        ratter = {(rad[0], rad[1]) for rad in await anslutning.execute(fraga)}
    await engine.dispose()
    assert {t for roll, t in ratter if roll != "stegvis_gallrare"} == FAR_RADERAS
    far = {t for roll, t in ratter if roll == "stegvis_gallrare"}
    assert {t.name for t in nadda()} | {"atkomstlogg", "idempotenssvar", "nummerserier", "gallringsfiler"} <= far
    assert not far & {"gallringar", "gallringsposter", "loggblock", "loggallringar", "avtal", "organisationer"}


def test_varje_tabell_nas_av_gallringen_eller_har_ett_skal_att_inte_gora_det() -> None:
    """A new table about a person names its ärende or a table that does; any other says why it needs not."""
    nadda_ = {tabell.name for tabell in nadda()}
    listade = set(UTAN_PERSON) | set(SARSKILT)
    assert nadda_ | listade == set(Base.metadata.tables)
    assert nadda_ & listade == set()
    assert all(UTAN_PERSON.values())
    assert not [namn for namn in UTAN_PERSON if "arende_id" in Base.metadata.tables[namn].c]


@pytest.mark.regel("DP-16")
async def test_medan_uppslagsnyckeln_byts_hittas_ingen_till_en_del(varld: Varld) -> None:
    """One ärende has the print of the key before, the other has not: the person is whole by the active key."""
    idn = [UUID((await avslutat(varld, 0)).rpartition("/")[2]) for _ in range(2)]
    krypto = varld.tjanster.krypto
    nummer = steg.PERSONNUMMER[0].replace("-", "")
    forra = krypto.uppslag(ESKILSTUNA, nummer)
    rader = [n.model_dump() for n in krypto.ring.nycklar if n.slag is not Nyckelslag.UPPSLAG]
    gammal = krypto.ring.aktiv(Nyckelslag.UPPSLAG).model_dump() | {"status": Nyckelstatus.LASBAR}
    ny = gammal | {"id": "u2", "status": Nyckelstatus.AKTIV, "nyckel": bytes(range(32))}
    krypto._nycklar = Krypto(Nyckelring.model_validate({"nycklar": [*rader, gammal, ny]}))._nycklar
    nytt = krypto.uppslag(ESKILSTUNA, nummer)
    assert nytt != forra

    async def byt(arbete: Any) -> None:
        tabell = Base.metadata.tables["arenden"]
        for arende_id, forsta in zip(idn, (forra, nytt), strict=True):
            satt = (
                update(tabell).where(tabell.c.id == arende_id).values(person_avtryck=forsta, person_avtryck_andra=nytt)
            )
            await (await arbete.session.connection()).execute(satt)

    await varld.i_databasen(byt, ESKILSTUNA)
    hel = await varld.i_databasen(lambda arbete: hela_akten(arbete, NAMND_ESKILSTUNA, forra), ESKILSTUNA)
    assert set(hel.arenden) == set(idn)
    alla = await varld.i_databasen(lambda arbete: nasta_akter(arbete, NAMND_ESKILSTUNA, b""), ESKILSTUNA)
    assert [set(akt.arenden) for akt in alla if set(akt.arenden) & set(idn)] == [set(idn)]
