"""Dokument: files of an order that both parties share and of an ärende that only the nämnd has."""

import asyncio
import base64
import hashlib
import os
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import OperationalError

from app.begrepp.parter import Part
from app.core.auth import StatiskNyckelkalla
from app.core.file_types import DOCX, JPEG, PDF, PNG, TEXT
from app.core.filestore import Filplats, Skrivare
from app.flode.dokument.models import Dokument
from app.flode.dokument.states import DokumentLage, filnamn, hinder_att_ta_emot, rymmer_personnummer
from app.integrations.jobb import kor_jobb
from app.katalog.rollista import ESKILSTUNA
from app.main import create_app
from tests.conftest import NYCKEL, ROT, Varld
from tests.filer import FILER, NAMN, docx, lamna, lamnat, png
from tests.flode.bestallt import bestall
from tests.flode.steg import nytt_arende, nytt_beslut, nytt_utkast
from tests.flode.test_budget import satser
from tests.lagrat import andrat, innehall
from tests.svar import utan_spar

pytestmark = pytest.mark.anyio

IDAG = date(2026, 10, 12)


@pytest.fixture
async def vag(varld):
    return await bestall(varld)


def filer(varld):
    """Every file of documents, by its path in the catalogue."""
    mapp = varld.settings.dokumentmapp
    return sorted(str(f.relative_to(mapp)) for f in mapp.rglob("*") if f.is_file())


def fil_av(varld, dokument):
    return varld.tjanster.filarkiv.vag(Filplats(ESKILSTUNA, UUID(dokument["id"])))


async def dokumenten(person, vag):
    svar = await person.hamta(f"{vag}/dokument")
    assert svar.status_code == 200, svar.text
    return svar.json()["dokument"]


def summa(innehall):
    return f"sha-256=:{base64.b64encode(hashlib.sha256(innehall).digest()).decode()}:"


# --- pure rules --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lage", "kod"),
    [
        ({}, None),
        ({"oppen": False}, "tar_inte_emot"),
        ({"ratt_tom": IDAG}, None),
        ({"ratt_tom": IDAG - timedelta(days=1)}, "utforarens_ratt_slut"),
        ({"lagrat": 6, "storlek": 4, "kvot": 10}, None),
        ({"lagrat": 7, "storlek": 4, "kvot": 10}, "utrymmet_fullt"),
    ],
)
def test_nar_ett_dokument_tas_emot(lage, kod):
    assert [h.kod for h in hinder_att_ta_emot(DokumentLage(IDAG, Part.KOMMUN, **lage))] == ([kod] if kod else [])


@pytest.mark.parametrize(
    ("givet", "blir"),
    [
        ("Närvarointyg.pdf", "Närvarointyg.pdf"),
        ("Na\u0308rvaro.pdf", "Närvaro.pdf"),
        ("../../etc/passwd.txt", "etc_passwd.txt"),
        ("C:\\mapp\\fil.txt", "C_mapp_fil.txt"),
        (" .dold.pdf. ", "dold.pdf"),
        ("a\r\nb\0c\u202efdp.pdf", "a_b_c_fdp.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("...", ""),
    ],
)
@pytest.mark.krav("ASVS 5.4.1", "ASVS 5.4.2", "ASVS 5.3.2")
def test_ett_filnamn_blir_bara_ett_namn(givet, blir):
    assert filnamn(givet) == blir


@pytest.mark.regel("DP-28")
@pytest.mark.parametrize(
    ("namn", "rymmer"),
    [
        ("intyg 19850213-9804.pdf", True),
        ("198502139804.pdf", True),
        ("850213-9804_intyg.pdf", True),
        ("850213+9804.pdf", True),
        ("8502139804.pdf", True),
        ("IMG_850213 9804.jpg", True),
        ("850213-9805.pdf", False),
        ("IMG_20261012_080000.jpg", False),
        ("1985021398041.pdf", False),
        ("avtal 556677.pdf", False),
    ],
)
def test_ett_personnummer_i_ett_filnamn_hittas(namn, rymmer):
    assert rymmer_personnummer(namn) is rymmer


# --- in and out --------------------------------------------------------------------------------------


@pytest.mark.regel("DP-04", "DP-19")
async def test_ett_dokument_delas_bada_vagarna_och_kommer_tillbaka_byte_for_byte(varld, vag):
    anna, vera = varld.som("anna"), varld.som("vera")
    stort = b"%PDF-1.7\n" + os.urandom(300_000) + b"\n%%EOF\n"
    dokument = await lamnat(vera, vag, stort, typ=PDF, namn="Närvaro, oktober.pdf", repr_digest=summa(stort))
    assert (dokument["filnamn"], dokument["mediatyp"], dokument["storlek"]) == ("Närvaro, oktober.pdf", PDF, len(stort))
    assert dokument["kontrollsumma"] == hashlib.sha256(stort).hexdigest()
    assert (dokument["nummer"], dokument["part"], dokument["person"]) == (1, "utforare", "vera.vagledare")
    assert "arendeId" not in dokument

    (rad,) = await dokumenten(anna, vag)
    detalj = await anna.hamta(rad["_links"]["self"]["href"])
    assert detalj.headers["etag"].startswith('"1-')
    assert detalj.json()["_links"].keys() == {"self", "invandningar", "handelser", "innehall"}
    assert [(h["handelse"], h["kod"]) for h in detalj.json()["hinder"]] == [("makulera", "motpartens_dokument")]
    fil = await anna.hamta(detalj.json()["_links"]["innehall"]["href"])
    assert (fil.status_code, fil.content) == (200, stort)
    assert {
        n: fil.headers[n] for n in ("content-type", "content-length", "x-content-type-options", "cache-control")
    } == {
        "content-type": PDF,
        "content-length": str(len(stort)),
        "x-content-type-options": "nosniff",
        "cache-control": "private, no-store",
    }
    assert fil.headers["content-disposition"] == (
        "attachment; filename=\"N_rvaro_oktober.pdf\"; filename*=UTF-8''N%C3%A4rvaro%2C%20oktober.pdf"
    )
    assert fil.headers["repr-digest"] == summa(stort)
    assert fil.headers["etag"] == f'"{dokument["kontrollsumma"]}"'
    igen = await anna.hamta(f"{vag}/dokument/{dokument['id']}/innehall", if_none_match=fil.headers["etag"])
    assert (igen.status_code, igen.content) == (304, b"")
    huvud = await anna.begar("HEAD", f"{vag}/dokument/{dokument['id']}/innehall")
    assert (huvud.status_code, huvud.content, huvud.headers["etag"]) == (200, b"", fil.headers["etag"])

    # Nothing of it stands in clear on the disk, nor its name.
    assert filer(varld) == [f"{ESKILSTUNA}/{dokument['id'][-2:]}/{dokument['id']}"]
    assert stort[100:200] not in fil_av(varld, dokument).read_bytes()
    historia = (await vera.hamta(f"{vag}/dokument/{dokument['id']}/handelser")).json()["handelser"]
    assert [(h["typ"], h["person"], h["uppgifter"]) for h in historia] == [
        ("lamna", "vera.vagledare", {"mediatyp": PDF, "storlek": len(stort)})
    ]

    async def logg(arbete):
        fraga = (
            "SELECT slag, objekttyp, person FROM atkomstlogg WHERE objekttyp LIKE 'dokument%' AND objekt_id IS NOT NULL"
        )
        return (await (await arbete.session.connection()).execute(text(fraga))).all()

    sedda = {tuple(rad) for rad in await varld.i_databasen(logg)}
    assert sedda >= {
        ("skriv", "dokument", "vera.vagledare"),
        ("las", "dokument", "anna.handlaggare"),
        ("las", "dokumentinnehall", "anna.handlaggare"),
    }


async def test_varje_tillaten_typ_tas_emot_i_ett_arende_som_bara_namnden_ser(varld):
    anna = varld.som("anna")
    vag = f"arenden/{(await nytt_arende(anna))['id']}"
    for typ, innehall_ in FILER.items():
        dokument = await lamnat(anna, vag, typ=typ)
        fil = await anna.hamta(f"{vag}/dokument/{dokument['id']}/innehall")
        assert fil.content == innehall_
        assert fil.headers["content-type"] == (f"{TEXT}; charset=utf-8" if typ == TEXT else typ)
    assert [d["nummer"] for d in await dokumenten(anna, vag)] == [6, 5, 4, 3, 2, 1]
    assert {d["filnamn"] for d in await dokumenten(anna, vag)} == set(NAMN.values())
    for namn, status in (("bo", 403), ("sven", 404), ("vera", 404), ("david", 404), ("cecilia", 200)):
        person = varld.som(namn)
        rot = f"{ROT}/{ESKILSTUNA}/{vag}/dokument"
        for svar in (
            await person.hamta(rot),
            await person.hamta(f"{rot}/{dokument['id']}"),
            await person.hamta(f"{rot}/{dokument['id']}/innehall"),
        ):
            assert svar.status_code == status, (namn, svar.text)
    await anna.gor(vag, "avsluta", skal="Klart.")
    assert (await lamna(anna, vag)).json()["fel"][0]["kod"] == "tar_inte_emot"


@pytest.mark.krav("ASVS 5.2.2")
async def test_det_som_inte_ar_vad_det_sags_vara_tas_inte_emot_och_lamnar_inget(varld, vag):
    anna = varld.som("anna")
    fall = [
        (FILER[PNG], {"typ": PDF}, 415, "filtyp_stammer_inte"),
        (FILER[PDF], {"typ": TEXT}, 415, "filtyp_stammer_inte"),
        (b"MZ\0\0", {"typ": PDF}, 415, "filtyp_otillaten"),
        (FILER[PDF], {"typ": PDF, "namn": "intyg.png"}, 422, "ogiltigt_innehall"),
        (FILER[PDF], {"typ": PDF, "namn": "intyg.pdf.exe"}, 422, "ogiltigt_innehall"),
        (FILER[PDF], {"typ": PDF, "namn": "19850213-9804.pdf"}, 422, "ogiltigt_innehall"),
        (FILER[PDF], {"typ": PDF, "stegvis_filnamn": "%FF.pdf"}, 422, "ogiltigt_innehall"),
        (FILER[PDF], {"typ": PDF, "stegvis_filnamn": "a/b.pdf"}, 422, "ogiltigt_innehall"),
        (b"", {"typ": PDF}, 422, "fil_otillaten"),
        (docx(**{"word/vbaProject.bin": b"x"}), {"typ": DOCX}, 422, "fil_otillaten"),
        (png(efter=docx()), {"typ": PNG}, 422, "fil_otillaten"),
        (FILER[PDF], {"typ": PDF, "repr_digest": summa(b"annat")}, 422, "ogiltigt_innehall"),
        (FILER[PDF], {"typ": PDF, "content_type": "application/zip"}, 415, "fel_mediatyp"),
        (FILER[PDF], {"typ": PDF, "content_encoding": "gzip"}, 415, "fel_mediatyp"),
        (FILER[PDF], {"typ": PDF, "idempotency_key": ""}, 400, "idempotensnyckel_saknas"),
    ]
    fore = await innehall(varld)
    for kropp, mer, status, kod in fall:
        svar = await lamna(anna, vag, kropp, **mer)
        assert (svar.status_code, svar.json()["kod"]) == (status, kod), (mer, svar.text)
        assert "9804" not in utan_spar(svar)
    assert (filer(varld), andrat(fore, await innehall(varld))) == ([], {})
    utan = await lamna(anna, vag, typ=JPEG, repr_digest="sha-512=:AAAA:")
    assert utan.status_code == 201, "a checksum that isn't looked at stops nothing"


# --- how much ----------------------------------------------------------------------------------------


@pytest.mark.krav("ASVS 5.2.1", "ASVS 5.2.4")
async def test_storleken_har_en_egen_grans_och_utrymmet_en_annan(settings, klocka, databas):
    settings = settings.model_copy(update={"max_innehall": 2_000, "max_dokument": 5_000, "dokument_kvot": 9_000})
    app = create_app(settings, klocka=klocka, nyckelkalla=StatiskNyckelkalla([NYCKEL]))
    async with app.router.lifespan_context(app):
        varld = Varld(app, settings, klocka, databas.sort)
        anna = varld.som("anna")
        vag = f"arenden/{(await nytt_arende(anna))['id']}"

        async def bitvis(antal):
            for _ in range(antal):
                yield b"a" * 1_000

        await lamnat(anna, vag, b"a" * 5_000)
        for for_stort in (b"a" * 5_001, bitvis(6)):
            svar = await lamna(anna, vag, for_stort)
            assert (svar.status_code, svar.json()["kod"]) == (413, "for_stor")
        await lamnat(anna, vag, bitvis(3))
        fullt = await lamna(anna, vag, b"a" * 1_001)
        assert (fullt.status_code, fullt.json()["fel"][0]["kod"]) == (409, "utrymmet_fullt")
        # Two at once for the last place: the space is not exceeded.
        tva = await asyncio.gather(*(lamna(anna, vag, b"a" * 900) for _ in range(2)))
        assert sorted(s.status_code for s in tva) == [201, 409]
        assert sum(d["storlek"] for d in await dokumenten(anna, vag)) == 8_900
        assert len(filer(varld)) == 3
        assert (await anna.posta("arenden", {"x": "a" * 2_000})).status_code == 413, "JSON keeps its own limit"


async def test_samma_uppladdning_tva_ganger_ger_ett_dokument_och_en_fil(varld, vag):
    anna = varld.som("anna")
    forsta = await lamna(anna, vag, idempotency_key="samma")
    igen = await lamna(anna, vag, idempotency_key="samma")
    assert (igen.status_code, igen.content) == (201, forsta.content)
    annat = await lamna(anna, vag, b"annat", idempotency_key="samma")
    assert (annat.status_code, annat.json()["kod"]) == (422, "idempotensnyckel_ateranvand")
    samtidigt = await asyncio.gather(*(lamna(anna, vag, idempotency_key="tva") for _ in range(3)))
    assert {s.status_code for s in samtidigt} <= {201, 409}
    assert len({s.content for s in samtidigt if s.status_code == 201}) == 1
    assert len(await dokumenten(anna, vag)) == len(filer(varld)) == 2
    flera = await asyncio.gather(*(lamna(varld.som(namn), vag) for namn in ("anna", "vera", "sven") * 2))
    assert {s.status_code for s in flera} == {201}
    assert sorted(d["nummer"] for d in await dokumenten(anna, vag)) == list(range(1, 9))
    # An answer once given is given again, also when it could not be given now.
    await anna.gor(vag, "aterkalla", skal="Fel person.")
    varld.klocka.flytta(timedelta(days=31))
    assert (await lamna(anna, vag, idempotency_key="samma")).content == forsta.content
    assert (await lamna(anna, vag)).status_code == 409
    assert len(filer(varld)) == 8


async def test_den_som_avbryter_eller_inte_far_lamnar_inget(varld, vag, monkeypatch):
    anna, lasta = varld.som("anna"), []

    async def avbrutet():
        yield b"a" * 200_000
        lasta.append("forsta")
        raise ConnectionResetError

    assert (await lamna(anna, vag, avbrutet())).status_code >= 400
    assert lasta == ["forsta"]
    assert filer(varld) == []

    # Who has no business there is told before any content is read.
    utkast = await nytt_utkast(anna, await nytt_beslut(anna, await nytt_arende(anna, 1)))
    for person, var, status in (("viktor", vag, 404), ("bo", vag, 403), ("anna", f"bestallningar/{utkast['id']}", 409)):
        assert (await lamna(varld.som(person), var, avbrutet())).status_code == status
    assert lasta == ["forsta"]

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Skrivare, "avsluta", full)
    svar = await lamna(anna, vag)
    assert (svar.status_code, svar.json()["kod"]) == (507, "lagring_full")
    assert filer(varld) == []


async def test_en_klient_som_lagger_pa_mitt_i_lamnar_inget(varld, vag):
    delar = [{"type": "http.request", "body": b"a" * 100_000, "more_body": True}, {"type": "http.disconnect"}]
    sant = []

    async def ta():
        return delar.pop(0)

    async def sand(meddelande):
        sant.append(meddelande)

    huvuden = {
        "authorization": f"Bearer {varld.token('anna')}",
        "content-type": TEXT,
        "stegvis-filnamn": "a.txt",
        "idempotency-key": "k",
    }
    scope = {
        "type": "http", "method": "POST", "path": f"{ROT}/{ESKILSTUNA}/{vag}/dokument", "query_string": b"",
        "headers": [(n.encode(), v.encode()) for n, v in huvuden.items()], "http_version": "1.1", "scheme": "http",
        "server": ("stegvis.test", 80), "client": ("127.0.0.1", 1), "root_path": "", "asgi": {"version": "3.0"},
    }  # fmt: skip
    await varld.app(scope, ta, sand)
    assert delar == sant == filer(varld) == []


# --- the file and its row ----------------------------------------------------------------------------


async def test_en_andrad_utbytt_eller_saknad_fil_lamnas_aldrig_ut(varld, vag):
    anna = varld.som("anna")
    ett, annat = await lamnat(anna, vag, b"ett" * 50_000), await lamnat(anna, vag, b"tva" * 50_000)
    fil, frammande = fil_av(varld, ett), fil_av(varld, annat)
    hel = fil.read_bytes()

    async def nekas():
        svar = await anna.hamta(f"{vag}/dokument/{ett['id']}/innehall")
        assert (svar.status_code, svar.json()["kod"]) == (500, "dokument_skadat")
        assert svar.headers["content-type"] == "application/problem+json"

    for skadad in (hel[:-1] + bytes([hel[-1] ^ 1]), hel[:-1], frammande.read_bytes(), b""):
        fil.write_bytes(skadad)
        await nekas()
    fil.unlink()
    await nekas()
    fil.write_bytes(hel)
    assert (await anna.hamta(f"{vag}/dokument/{ett['id']}/innehall")).content == b"ett" * 50_000


async def test_en_fil_utan_rad_stadas_bort_och_en_rad_ar_aldrig_utan_fil(varld, vag):
    anna = varld.som("anna")
    kvar = await lamnat(anna, vag)
    motor, arkiv = varld.tjanster.databas.engine.sync_engine, varld.tjanster.filarkiv

    def faller(_anslutning):
        raise OperationalError("COMMIT", {}, Exception("borta"))

    skrivna = []
    event.listen(
        motor, "before_cursor_execute", lambda _a, _m, sats, *_: skrivna.append("INSERT INTO dokument" in sats)
    )
    event.listen(motor, "commit", lambda a: faller(a) if any(skrivna) else None)
    svar = await lamna(anna, vag, b"detta commitas aldrig")
    assert svar.status_code == 503
    skrivna.clear()
    assert len(await dokumenten(anna, vag)) == 1
    assert len(filer(varld)) == 2, "whether the commit came through is not known here: the file is left"
    arkiv.ny(Filplats(ESKILSTUNA, UUID(int=7)), varld.klocka.nu()).avsluta()

    assert await kor_jobb(varld.tjanster, "rensa_dokumentfiler") == 0, "it may get its row yet"
    varld.klocka.flytta(timedelta(days=1, seconds=1))
    assert await kor_jobb(varld.tjanster, "rensa_dokumentfiler") == 2
    assert await kor_jobb(varld.tjanster, "rensa_dokumentfiler") == 0
    assert filer(varld) == [f"{ESKILSTUNA}/{kvar['id'][-2:]}/{kvar['id']}"]

    async def rader(arbete):
        return [(d.kommunkod, d.id) for d in await arbete.alla(select(Dokument))]

    for kommunkod, dokument_id in await varld.i_databasen(rader):
        arkiv.oppna(Filplats(kommunkod, dokument_id)).close()


@pytest.mark.regel("DP-19")
async def test_ett_makulerat_dokument_syns_inte_men_finns_kvar_med_skal(varld, vag):
    anna, vera, sven = varld.som("anna"), varld.som("vera"), varld.som("sven")
    dokument = await lamnat(vera, vag)
    ett = f"{vag}/dokument/{dokument['id']}"
    nej = await anna.handelse(ett, {"typ": "makulera", "skal": "Fel."})
    assert (nej.status_code, nej.json()["fel"][0]["kod"]) == (409, "motpartens_dokument")
    assert (await sven.posta(f"{ett}/handelser", {"typ": "makulera", "skal": "Fel."})).status_code == 428
    makulerat = await sven.gor(ett, "makulera", skal="Fel person.")
    assert (makulerat["status"], makulerat["makuleratSkal"]) == ("makulerat", "Fel person.")
    assert "innehall" not in makulerat["_links"]
    for person in (anna, vera):
        assert await dokumenten(person, vag) == []
        svar = await person.hamta(f"{ett}/innehall")
        assert (svar.status_code, svar.json()["kod"]) == (410, "dokument_makulerat")
        assert (await person.hamta(ett)).json()["status"] == "makulerat"
    assert (await vera.handelse(ett, {"typ": "makulera", "skal": "Igen."})).status_code == 409
    historia = (await anna.hamta(f"{ett}/handelser")).json()["handelser"]
    assert [h["typ"] for h in historia] == ["lamna", "makulera"]
    for metod in ("PUT", "PATCH", "DELETE"):
        assert (await vera.begar(metod, ett, {})).status_code == 405
    varld.klocka.flytta(timedelta(days=9))
    await kor_jobb(varld.tjanster, "rensa_dokumentfiler")
    assert fil_av(varld, dokument).is_file(), "only gallring takes it away"


@pytest.mark.regel("DP-10", "DP-15")
async def test_skyddade_personers_dokument_och_utforarens_ratt(varld):
    anna, sven = varld.som("anna"), varld.som("sven")
    vag = await bestall(varld, vagledare="vera.vagledare", skyddsniva="skyddad_folkbokforing")
    dokument = await lamnat(sven, vag)
    for namn in ("bo", "cecilia", "viktor", "britta", "eva"):
        for del_ in ("", f"/{dokument['id']}", f"/{dokument['id']}/innehall"):
            assert (await varld.som(namn).hamta(f"{vag}/dokument{del_}")).status_code == 404, namn
    assert len(await dokumenten(varld.som("vera"), vag)) == 1
    await anna.gor(vag, "aterkalla", skal="Flyttar.")
    varld.klocka.flytta(timedelta(days=30))
    await lamnat(sven, vag)
    varld.klocka.flytta(timedelta(days=1))
    assert (await lamna(sven, vag)).status_code == (await sven.hamta(f"{vag}/dokument")).status_code == 404
    assert (await lamna(anna, vag)).json()["fel"][0]["kod"] == "utforarens_ratt_slut"
    assert len(await dokumenten(anna, vag)) == 2


async def test_vad_dokument_kostar_i_satser(varld, vag):
    anna = varld.som("anna")
    dokument = await lamnat(anna, vag)

    async def kostar(antal, anrop):
        with satser(varld) as sedda:
            svar = await anrop
        assert len(sedda) <= antal - (varld.sort == "sqlite"), sedda
        return svar

    await kostar(3, anna.hamta(f"{vag}/dokument"))
    await kostar(4, anna.hamta(f"{vag}/dokument/{dokument['id']}"))
    await kostar(4, anna.hamta(f"{vag}/dokument/{dokument['id']}/innehall"))
    # Asked first, in two transactions: whether the key has an answer, and whether the caller may.
    uppladdning = await kostar(12 if varld.sort == "postgresql" else 11, lamna(anna, vag))
    assert uppladdning.status_code == 201
    etag = (await anna.hamta(f"{vag}/dokument/{dokument['id']}")).headers["etag"]
    handelse = anna.posta(
        f"{vag}/dokument/{dokument['id']}/handelser", {"typ": "makulera", "skal": "Fel."}, if_match=etag
    )
    assert (await kostar(8, handelse)).status_code == 200
