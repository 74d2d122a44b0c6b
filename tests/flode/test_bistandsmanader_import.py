"""Files of months: each row by itself, the same file twice, contradictions, CSV as it comes, who may, and at once."""

import asyncio
import hashlib
from typing import Any

import pytest
from sqlalchemy import select

from app.core.journal import Atkomst
from app.flode.arende import manadsfil, manadsimport
from app.flode.arende.models import Bistandsmanad, Manadsimport
from tests.conftest import Person, Varld
from tests.flode.manadsfiler import VAG, rad, sand, sand_fil, utfall
from tests.flode.steg import PERSONNUMMER, nytt_arende

OKAND = "20010228-9873"


@pytest.fixture
async def arenden(varld: Varld) -> list[Any]:
    anna = varld.som("anna")
    return [await nytt_arende(anna, i) for i in range(3)]


@pytest.fixture
def cecilia(varld: Varld) -> Person:
    return varld.som("cecilia")


async def lagrade(varld: Varld) -> list[tuple[str, str, int, bool, str | None]]:
    """Every row of every month: ärende, month, number, stöd, hinder."""

    async def steg(arbete: Any) -> list[Any]:
        return list(await arbete.alla(select(Bistandsmanad)))

    rader = await varld.i_databasen(steg)
    return sorted((str(r.arende_id), r.manad, r.nummer, r.forsorjningsstod, r.forsorjningshinder) for r in rader)


async def alla(varld: Varld, sats: Any) -> list[Any]:
    async def steg(arbete: Any) -> list[Any]:
        return list(await arbete.alla(sats))

    return await varld.i_databasen(steg)


async def test_en_fil_blir_manader_och_samma_fil_igen_andrar_inget(
    varld: Varld, arenden: list[Any], cecilia: Person
) -> None:
    rader = [rad(PERSONNUMMER[0], f"2026-{m:02d}") for m in (8, 9, 10)]
    rader += [{"arendenummer": arenden[1]["arendenummer"], "manad": "2026-10", "forsorjningsstod": False}]
    svar = await sand(cecilia, rader)
    assert utfall(svar) == ["skapad"] * 4
    kropp = svar.json()
    assert [r["rad"] for r in kropp["rader"]] == [1, 2, 3, 4]
    assert (kropp["antal"], kropp["skapade"], kropp["felaktiga"]) == (4, 4, 0)
    efter = await lagrade(varld)
    assert utfall(await sand(cecilia, rader)) == ["oforandrad"] * 4
    assert await lagrade(varld) == efter
    manader = (await varld.som("anna").hamta(f"arenden/{arenden[0]['id']}/bistandsmanader")).json()["bistandsmanader"]
    assert [(m["manad"], m["kalla"], m["person"]) for m in manader] == [
        (f"2026-{m}", "Lifecare", "cecilia.arbetsledare") for m in ("08", "09", "10")
    ]


async def test_en_andrad_rad_rattar_och_det_forra_star_kvar(varld: Varld, arenden: list[Any], cecilia: Person) -> None:
    await sand(cecilia, [rad(PERSONNUMMER[0])])
    assert utfall(await sand(cecilia, [rad(PERSONNUMMER[0], stod=False, hinder=None)])) == ["rattad"]
    egen = str(arenden[0]["id"])
    assert await lagrade(varld) == [(egen, "2026-10", 1, True, "arbetslos"), (egen, "2026-10", 2, False, None)]


async def test_en_rad_som_tiger_om_hindret_motsager_inte_det_kanda(
    varld: Varld, arenden: list[Any], cecilia: Person
) -> None:
    await sand(cecilia, [rad(PERSONNUMMER[0])])
    assert utfall(await sand(cecilia, [rad(PERSONNUMMER[0], hinder=None)])) == ["oforandrad"]
    assert utfall(await sand(cecilia, [rad(PERSONNUMMER[0], hinder="sjukskriven")])) == ["rattad"]


async def test_en_felaktig_rad_stoppar_ingen_annan_och_upprepas_inte(
    varld: Varld, arenden: list[Any], cecilia: Person
) -> None:
    fel = {
        "personnummer_kontrollsiffra": rad("19850213-9805"),
        "manad": rad(PERSONNUMMER[0], "2026-13"),
        "arende_saknas": rad(OKAND),
        "sant_eller_falskt": rad(PERSONNUMMER[0]) | {"forsorjningsstod": "ja"},
        "otillatet_val": rad(PERSONNUMMER[0], hinder="okynne"),
        "en_identitet": {"manad": "2026-10", "forsorjningsstod": True},
        "okant_falt": rad(PERSONNUMMER[0]) | {"namn": "Amina"},
        "objekt": "rad",
        "saknas": {"personnummer": PERSONNUMMER[0], "manad": "2026-10"},
    }
    svar = await sand(cecilia, [*fel.values(), rad(PERSONNUMMER[0])])
    assert utfall(svar) == [*fel, "skapad"]
    kropp = svar.json()
    assert (kropp["skapade"], kropp["felaktiga"]) == (1, len(fel))
    assert all(r["text"] and r["status"] == "fel" for r in kropp["rader"][:-1])
    assert [kropp["rader"][i].get("falt") for i in (0, 1, 2, 5)] == ["personnummer", "manad", "personnummer", None]
    for hemligt in ("850213", "9805", "010228", "okynne", "Amina"):
        assert hemligt not in svar.text


async def test_rader_som_motsager_varandra_tas_inte_och_samma_sak_igen_raknas_en_gang(
    varld: Varld, arenden: list[Any], cecilia: Person
) -> None:
    nummer = arenden[0]["arendenummer"]
    samma = {"arendenummer": nummer, "manad": "2026-10", "forsorjningsstod": True, "forsorjningshinder": "arbetslos"}
    motsatt = {"arendenummer": nummer, "manad": "2026-09", "forsorjningsstod": False}
    rader = [rad(PERSONNUMMER[0]), rad(PERSONNUMMER[0], "2026-09"), samma, motsatt, rad(PERSONNUMMER[1])]
    assert utfall(await sand(cecilia, rader)) == ["skapad", "motsagelse", "oforandrad", "motsagelse", "skapad"]
    assert [r[1] for r in await lagrade(varld)] == ["2026-10", "2026-10"]


async def test_ett_avslutat_arende_tar_inte_emot_fler_manader(
    varld: Varld, arenden: list[Any], cecilia: Person
) -> None:
    await varld.som("anna").gor(f"arenden/{arenden[0]['id']}", "avsluta", skal="Arbete.")
    avslutat = {"arendenummer": arenden[0]["arendenummer"], "manad": "2026-10", "forsorjningsstod": True}
    svar = await sand(cecilia, [rad(PERSONNUMMER[0]), avslutat])
    assert utfall(svar) == ["arende_saknas", "arende_saknas"]
    assert await lagrade(varld) == []


RUBRIK = "personnummer;manad;forsorjningsstod;forsorjningshinder"
CSV = {
    "semikolon": f"{RUBRIK}\n{PERSONNUMMER[0]};2026-10;ja;arbetslos\n".encode(),
    "komma": f"{RUBRIK}\n{PERSONNUMMER[0]};2026-10;true;arbetslos\n".replace(";", ",").encode(),
    "excel": b"\xef\xbb\xbf" + f"{RUBRIK}\r\n{PERSONNUMMER[0]};2026-10;1;arbetslos\r\n\r\n".encode(),
    "utan slut": f"{RUBRIK}\n{PERSONNUMMER[0].replace('-', '')};2026-10;JA;arbetslos".encode(),
    "svenska": "Personnummer;Månad;Försörjningsstöd;Försörjningshinder\n"
    f"{PERSONNUMMER[0]};2026-10;Ja;Arbetslös\n".encode(),
    "citerat": f'{RUBRIK}\n"{PERSONNUMMER[0]}";"2026-10";" ja ";"arbetslos";\n'.encode(),
    "annan ordning": f"manad;forsorjningsstod;arendenummer;personnummer;forsorjningshinder\n"
    f"2026-10;ja;;{PERSONNUMMER[0]};arbetslos\n".encode(),
}


@pytest.mark.parametrize("dialekt", CSV)
async def test_csv_las_som_den_kommer(varld: Varld, arenden: list[Any], cecilia: Person, dialekt: str) -> None:
    svar = await sand_fil(cecilia, CSV[dialekt], "text/csv; charset=utf-8", "?kalla=Procapita")
    assert utfall(svar) == ["skapad"]
    assert svar.json()["kalla"] == "Procapita"
    assert svar.json()["kontrollsumma"] == hashlib.sha256(CSV[dialekt]).hexdigest()
    assert await lagrade(varld) == [(arenden[0]["id"], "2026-10", 1, True, "arbetslos")]


async def test_csvns_rader_har_sina_egna_fel(varld: Varld, arenden: list[Any], cecilia: Person) -> None:
    rader = [
        f"{PERSONNUMMER[0]};2026-10;kanske;",
        f"{PERSONNUMMER[0]};2026-10;ja;;;extra",
        f"{PERSONNUMMER[0]};2026-10",
        f"{PERSONNUMMER[0]};2026-10;nej;",
    ]
    svar = await sand_fil(cecilia, "\n".join([RUBRIK, *rader]).encode())
    assert utfall(svar) == ["ja_eller_nej", "kolumner", "saknas", "skapad"]
    assert "kanske" not in svar.text


@pytest.mark.parametrize(
    ("innehall", "typ", "status", "koder"),
    [
        (b"personnummer;manad\n", "text/csv", 422, ["saknas"]),
        (b"manad;forsorjningsstod\n", "text/csv", 422, ["saknas"]),
        (f"{RUBRIK};namn\n".encode(), "text/csv", 422, ["okand_kolumn"]),
        (f"{RUBRIK};manad\n".encode(), "text/csv", 422, ["okand_kolumn"]),
        (b"", "text/csv", 422, ["saknas", "saknas", "saknas"]),
        (f"{RUBRIK}\n".encode("utf-16"), "text/csv", 400, []),
        (f'{RUBRIK}\n"198502'.encode(), "text/csv", 400, []),
        (b'{"rader": []}', "application/json", 422, ["saknas"]),
        (b'{"kalla": "x", "rader": {}}', "application/json", 422, ["lista"]),
        (b'{"kalla": "x", "rader": [], "mer": 1}', "application/json", 422, ["okant_falt"]),
        (b"[]", "application/json", 422, ["objekt"]),
        (b"{", "application/json", 400, []),
        (b"x", "application/octet-stream", 415, []),
        (b"x", "text/csv; charset=latin1", 415, []),
        (b"", "", 415, []),
    ],
)
async def test_en_fil_som_inte_ar_en_fil_med_manader_tas_inte_alls(
    varld: Varld, cecilia: Person, innehall: bytes, typ: str, status: int, koder: list[str]
) -> None:
    svar = await sand_fil(cecilia, innehall, typ)
    assert svar.status_code == status, svar.text
    assert [f["kod"] for f in svar.json().get("fel", [])] == koder
    assert await alla(varld, select(Manadsimport)) == []


async def test_for_manga_rader_vagras_innan_nagon_skrivs(
    varld: Varld, arenden: list[Any], cecilia: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manadsfil, "FLEST_RADER", 2)
    svar = await sand(cecilia, [rad(PERSONNUMMER[0], f"2026-{m:02d}") for m in (8, 9, 10)])
    assert (svar.status_code, [f["kod"] for f in svar.json()["fel"]]) == (422, ["for_manga"])
    assert await lagrade(varld) == []


async def test_bara_importen_far_vara_storre_an_andra_begaranden(
    varld: Varld, arenden: list[Any], cecilia: Person
) -> None:
    stor = (RUBRIK + "\n" + f"{PERSONNUMMER[0]};2026-10;ja;arbetslos\n" * 40_000).encode()
    assert len(stor) > varld.settings.max_innehall
    svar = await sand_fil(cecilia, stor)
    assert utfall(svar) == ["skapad", *["oforandrad"] * 39_999]
    assert (await sand_fil(cecilia, b" " * (varld.settings.max_import + 1))).status_code == 413
    annan = await varld.som("anna").posta("arenden", {"fornamn": "a" * (varld.settings.max_innehall + 1)})
    assert annan.status_code == 413


@pytest.mark.parametrize(
    ("namn", "kod"), [("anna", "roll_far_inte"), ("sara", "roll_far_inte"), ("vera", "behorighet_saknas")]
)
async def test_bara_arbetsledare_importerar(varld: Varld, arenden: list[Any], namn: str, kod: str) -> None:
    person = varld.som(namn)
    svar = await person.posta(f"/stegvis/v1/0484/{VAG}", {"kalla": "x", "rader": [rad(PERSONNUMMER[0])]})
    assert (svar.status_code, svar.json()["kod"]) == (403, kod)
    assert await lagrade(varld) == []


async def test_annan_kommuns_personer_och_importer_finns_inte(
    varld: Varld, arenden: list[Any], cecilia: Person
) -> None:
    davids = await nytt_arende(varld.som("david"), 5)
    nummer = {"arendenummer": davids["arendenummer"], "manad": "2026-10", "forsorjningsstod": True}
    svar = await sand(cecilia, [rad(PERSONNUMMER[5]), nummer])
    # The numbers run in each nämnd: the same ärendenummer is Eskilstuna's own ärende.
    assert utfall(svar) == ["arende_saknas", "skapad"]
    assert {r[0] for r in await lagrade(varld)} == {arenden[0]["id"]}
    david = varld.som("david")
    assert (await david.hamta(f"{VAG}/{svar.json()['id']}")).status_code == 404
    assert (await david.hamta(VAG)).json()["manadsimporter"] == []
    assert (await sand_fil(cecilia, b"x", fraga="")).status_code == 422
    assert (await cecilia.posta(f"/stegvis/v1/0127/{VAG}", {"kalla": "x", "rader": []})).status_code == 404


async def test_en_skyddad_persons_manader_skrivs_utan_att_arendet_syns(
    varld: Varld, arenden: list[Any], cecilia: Person
) -> None:
    anna = varld.som("anna")
    skyddat = await nytt_arende(anna, 4, skyddsniva="skyddad_folkbokforing")
    assert (await cecilia.hamta(f"arenden/{skyddat['id']}")).status_code == 404
    svar = await sand(cecilia, [rad(PERSONNUMMER[4])])
    assert svar.json()["rader"] == [{"rad": 1, "status": "skapad"}]
    assert skyddat["id"] not in svar.text
    assert len((await anna.hamta(f"arenden/{skyddat['id']}/bistandsmanader")).json()["bistandsmanader"]) == 1
    assert (await cecilia.hamta(f"arenden/{skyddat['id']}")).status_code == 404


async def test_importen_star_i_arendets_historik_i_atkomstloggen_och_i_listan(
    varld: Varld, arenden: list[Any], cecilia: Person
) -> None:
    svar = await sand(cecilia, [rad(PERSONNUMMER[i], m) for i in (0, 1) for m in ("2026-09", "2026-10")])
    import_id = svar.json()["id"]
    handelser = (await varld.som("anna").hamta(f"arenden/{arenden[0]['id']}/handelser")).json()["handelser"]
    assert [(h["nummer"], h["typ"], h["till"]) for h in handelser] == [
        (1, "oppna", "oppet"),
        (2, "manader_importerade", "oppet"),
    ]
    assert handelser[1]["uppgifter"] == {"manader": ["2026-09", "2026-10"], "importId": import_id}
    assert handelser[1]["person"] == "cecilia.arbetsledare"
    rader = await alla(varld, select(Atkomst).where(Atkomst.andamal == "bistandsmanad:importera"))
    berorda = sorted(a["id"] for a in arenden[:2])
    assert sorted((r.slag, r.objekttyp, r.roll, sorted(r.arenden)) for r in rader) == [
        ("las", "arende", "arbetsledare", berorda),
        ("skriv", "manadsimport", "arbetsledare", berorda),
    ]
    for namn in ("anna", "cecilia"):
        person = varld.som(namn)
        egen = {k: v for k, v in svar.json().items() if k != "rader"}
        assert (await person.hamta(svar.headers["location"])).json() == egen
        assert (await person.hamta(VAG)).json()["manadsimporter"] == [egen]
    assert svar.json()["avslutad"]


async def test_samma_nyckel_ger_samma_svar_utan_ny_import(varld: Varld, arenden: list[Any], cecilia: Person) -> None:
    rader = [rad(PERSONNUMMER[0])]
    forsta = await sand(cecilia, rader, idempotency_key="samma")
    andra = await sand(cecilia, rader, idempotency_key="samma")
    assert (andra.status_code, andra.content) == (201, forsta.content)
    assert len(await alla(varld, select(Manadsimport))) == 1
    annan = await sand(cecilia, [rad(PERSONNUMMER[1])], idempotency_key="samma")
    assert (annan.status_code, annan.json()["kod"]) == (422, "idempotensnyckel_ateranvand")
    utan = await cecilia.begar("POST", VAG, {"kalla": "x", "rader": []})
    assert (utan.status_code, utan.json()["kod"]) == (400, "idempotensnyckel_saknas")


async def test_tva_importer_pa_en_gang_skriver_ingen_manad_tva_ganger(
    varld: Varld, arenden: list[Any], cecilia: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manadsimport, "PER_TRANSAKTION", 3)
    rader = [rad(PERSONNUMMER[i], f"2026-{m:02d}") for m in range(1, 11) for i in range(3)]
    svar = await asyncio.gather(sand(cecilia, rader), sand(cecilia, rader[::-1]), sand(cecilia, rader))
    assert [r[2] for r in await lagrade(varld)] == [1] * 30
    per_rad = zip(utfall(svar[0]), utfall(svar[1])[::-1], utfall(svar[2]), strict=True)
    assert all(sorted(tre) == ["oforandrad", "oforandrad", "skapad"] for tre in per_rad)


async def test_en_handlaggare_som_skriver_under_importen_forlorar_inget(
    varld: Varld, arenden: list[Any], cecilia: Person
) -> None:
    vag = f"arenden/{arenden[0]['id']}/bistandsmanader"
    egen = {"manad": "2026-10", "forsorjningsstod": False, "kalla": "Samtal"}
    svar = await asyncio.gather(
        sand(cecilia, [rad(PERSONNUMMER[0])]), *(varld.som("anna").posta(vag, egen) for _ in range(3))
    )
    assert [s.status_code for s in svar] == [201] * 4
    assert [r[2] for r in await lagrade(varld)] == [1, 2, 3, 4]


async def test_en_avbruten_import_laks_av_att_filen_sands_igen(
    varld: Varld, arenden: list[Any], cecilia: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    rader = [rad(PERSONNUMMER[i], f"2026-{m:02d}") for i in range(3) for m in (8, 9, 10)]
    monkeypatch.setattr(manadsimport, "PER_TRANSAKTION", 4)
    riktig, ganger = manadsimport.infoga, iter((True, False))

    async def faller(arbete: Any, typ: Any, nya: Any) -> None:
        if not next(ganger, True):
            raise OSError("databasen försvann")
        await riktig(arbete, typ, nya)

    monkeypatch.setattr(manadsimport, "infoga", faller)
    monkeypatch.setattr("app.core.unit_of_work.MAX_FORSOK", 1)
    svar = await sand(cecilia, rader)
    assert svar.status_code == 503
    assert len(await lagrade(varld)) == 4
    halv = (await cecilia.hamta(VAG)).json()["manadsimporter"][0]
    assert (halv["skapade"], halv.get("avslutad")) == (4, None)
    assert sorted(utfall(await sand(cecilia, rader))) == ["oforandrad"] * 4 + ["skapad"] * 5
    assert len(await lagrade(varld)) == 9
