"""Reports about many occasions at once: each row by itself, the same again changes nothing, lists out and in."""

import asyncio
import csv
import io
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from app.core.journal import Handelse
from app.flode.narvaro.models import Narvarouppgift
from tests.conftest import Varld
from tests.flode.narvarat import SVENSKA, grupp, planerad, tillfallen
from tests.flode.test_budget import FORST, satser
from tests.lagrat import andrat, innehall

pytestmark = pytest.mark.anyio
OKANT = "01980000-0000-7000-8000-00000000ffff"


async def rapportera(varld: Varld, namn: str, rader: list[Any], **huvuden: str) -> Any:
    """The answer's counts and what became of each row."""
    svar = await varld.som(namn).posta("narvarorapporter", {"rader": rader}, **huvuden)
    assert svar.status_code == 200, svar.text
    return svar.json()


def utfall(resultat: Any) -> list[tuple[str, int, str | None]]:
    return [(r["status"], r["http"], r.get("kod")) for r in resultat["rader"]]


async def lagrade(varld: Varld) -> tuple[int, int]:
    """How many words, and how many steps of occasions."""

    async def steg(arbete: Any) -> tuple[int, int]:
        ord_ = await arbete.session.scalar(select(func.count()).select_from(Narvarouppgift))
        steg_ = select(func.count()).select_from(Handelse).where(Handelse.objekttyp == "tillfalle")
        return ord_, await arbete.session.scalar(steg_)

    return await varld.i_databasen(steg)


async def test_varje_rad_far_sitt_utfall_och_ingen_stoppar_de_andra(varld: Varld) -> None:
    vera, anna = varld.som("vera"), varld.som("anna")
    vag = await planerad(varld)
    rader = await tillfallen(vera, vag)
    annans = (await grupp(varld, vag, 1, "viktor.vagledare"))["viktor.vagledare"][0]
    varld.klocka.flytta(timedelta(days=9))
    ett, tva, tre, framtida = (r["id"] for r in rader[:4])
    rapport = [
        {"radId": "a", "tillfalleId": ett, "utfall": "sen", "narvarandeFran": "09:16", "narvarandeTill": "12:00"},
        {"tillfalleId": tva, "blevAv": False, "installtAv": "utforare"},
        {"tillfalleId": framtida, "utfall": "narvarande"},
        {"tillfalleId": annans, "utfall": "narvarande"},
        {"tillfalleId": OKANT, "utfall": "narvarande"},
        {"radId": "b", "tillfalleId": tre, "utfall": "kanske"},
        {"tillfalleId": tre, "utfall": "franvaro_giltig"},
        {"tillfalleId": ett, "utfall": "narvarande"},
        {"tillfalleId": tva, "blevAv": False, "installtAv": "utforare"},
        "rad",
        {"utfall": "narvarande"},
    ]
    resultat = await rapportera(varld, "vera", rapport)
    assert utfall(resultat) == [
        ("skapad", 201, None), ("skapad", 201, None), ("fel", 409, "inte_slut"), ("fel", 404, "saknas"),
        ("fel", 404, "saknas"), ("fel", 422, "otillatet_val"), ("fel", 422, "saknas"), ("fel", 409, "motsagelse"),
        ("oforandrad", 200, None), ("fel", 422, "objekt"), ("fel", 422, "saknas"),
    ]  # fmt: skip
    assert [(r["rad"], r.get("radId"), r.get("falt")) for r in resultat["rader"][4:8]] == [
        (5, None, "tillfalleId"), (6, None, "utfall"), (7, None, "orsak"), (8, None, None),
    ]  # fmt: skip
    assert [resultat[n] for n in ("antal", "skapade", "rattade", "oforandrade", "felaktiga")] == [11, 2, 0, 1, 8]
    sedd = (await anna.hamta(f"{vag}/tillfallen/{ett}")).json()
    assert (sedd["status"], sedd["narvaro"]["missadeMinuter"], sedd["narvaro"]["avviker"]) == ("genomfort", 16, True)
    (handelse,) = (await anna.hamta(f"{vag}/tillfallen/{ett}/handelser")).json()["handelser"]
    assert (handelse["nummer"], handelse["typ"], handelse["uppgifter"]) == (
        1,
        "rapportera",
        {"rapportId": resultat["id"]},
    )
    # Again: the same changes nothing, something else is a conflict, unless it says why it corrects.
    fore = await lagrade(varld)
    assert utfall(await rapportera(varld, "vera", rapport[:2])) == [("oforandrad", 200, None)] * 2
    annat = {"tillfalleId": ett, "utfall": "narvarande"}
    assert utfall(await rapportera(varld, "vera", [annat])) == [("fel", 409, "redan_rapporterat")]
    assert await lagrade(varld) == fore
    rattelse = annat | {"rattelseSkal": "Fel person."}
    holls = {"tillfalleId": tva, "utfall": "narvarande", "rattelseSkal": "Vikarie kom."}
    assert utfall(await rapportera(varld, "vera", [rattelse, holls])) == [("rattad", 201, None)] * 2
    assert utfall(await rapportera(varld, "vera", [rattelse, holls])) == [("oforandrad", 200, None)] * 2
    sedd = (await anna.hamta(f"{vag}/tillfallen/{ett}")).json()
    assert sedd["narvaro"]["rattarId"] == sedd["tidigare"][0]["id"]
    assert (sedd["version"], sedd["narvaro"]["rattelseSkal"]) == (2, "Fel person.")


async def test_en_rapport_skrivs_en_gang_och_bara_av_utforaren(varld: Varld) -> None:
    vera = varld.som("vera")
    vag = await planerad(varld)
    ett = (await tillfallen(vera, vag))[0]["id"]
    varld.klocka.flytta(timedelta(hours=2))
    rader, nyckel = [{"tillfalleId": ett, "utfall": "narvarande"}], uuid4().hex
    svar = [await vera.posta("narvarorapporter", {"rader": rader}, idempotency_key=nyckel) for _ in range(2)]
    assert svar[0].content == svar[1].content
    assert (await lagrade(varld)) == (1, 1)
    fore = await innehall(varld)
    for namn, status in (("anna", 404), ("sara", 404), ("david", 404), ("eva", 200)):
        assert (await varld.som(namn).posta("narvarorapporter", {"rader": rader})).status_code == status, namn
    for kropp in ({"rader": []}, {"rader": rader * 1001}, {"rad": rader}, {"rader": rader, "namn": "x"}, [], {}):
        nej = await vera.posta("narvarorapporter", kropp)
        assert (nej.status_code, nej.json()["kod"]) == (422, "ogiltigt_innehall"), kropp
    assert andrat(fore, await innehall(varld)) == {}


async def test_en_rapport_kostar_lika_manga_satser_hur_manga_den_an_ar_om(varld: Varld) -> None:
    vag = await planerad(varld, 0, SVENSKA)
    idn = (await grupp(varld, vag, 30, "vera.vagledare"))["vera.vagledare"]
    varld.klocka.flytta(timedelta(hours=2))
    for del_ in (idn[:1], idn[1:]):
        with satser(varld) as sedda:
            await rapportera(varld, "vera", [{"tillfalleId": i, "utfall": "narvarande"} for i in del_])
        assert sedda == [
            *FORST[varld.sort], "SELECT idempotenssvar", "SELECT tillfallen", "UPDATE tillfallen",
            "INSERT handelser", "INSERT narvarouppgifter", "INSERT atkomstlogg", "INSERT idempotenssvar",
        ]  # fmt: skip
        assert len(sedda) <= 8


async def test_tvahundra_i_grupp_rapporteras_av_tre_vagledare_samtidigt(varld: Varld) -> None:
    """Each their own, the samordnare all of them at the same moment: each occasion gets one word."""
    vag = await planerad(varld, 0, SVENSKA)
    vagledare = ("vera.vagledare", "viktor.vagledare", "nils.vagledare")
    idn = await grupp(varld, vag, 200, *vagledare)
    varld.klocka.flytta(timedelta(hours=2))

    def rader(tillfallen_: list[str]) -> list[Any]:
        return [{"tillfalleId": i, "utfall": "narvarande"} for i in tillfallen_]

    alla = [i for del_ in idn.values() for i in reversed(del_)]
    svar = await asyncio.gather(
        rapportera(varld, "vera", rader(idn["vera.vagledare"])),
        rapportera(varld, "viktor", rader(idn["viktor.vagledare"])),
        rapportera(varld, "sven", rader(alla)),
        rapportera(varld, "vera", rader(list(reversed(idn["vera.vagledare"])))),
        rapportera(varld, "sven", rader(list(reversed(alla)))),
    )
    assert {u for s in svar for u in utfall(s)} <= {("skapad", 201, None), ("oforandrad", 200, None)}
    assert sum(s["skapade"] for s in svar) == 200
    assert await lagrade(varld) == (200, 200)


KOLUMNER = [
    "tillfalle_id", "bestallning", "namn", "aktivitet", "dag", "fran", "till", "blev_av", "utfall", "narvarande_fran",
    "narvarande_till", "orsak", "text", "installt_av", "rattelse_skal",
]  # fmt: skip


async def lista(varld: Varld, namn: str, fraga: str) -> list[dict[str, str]]:
    """A list to fill in as a spreadsheet reads it."""
    svar = await varld.som(namn).hamta(f"narvarolistor?{fraga}", accept="text/csv")
    assert (svar.status_code, svar.headers["content-type"]) == (200, "text/csv; charset=utf-8"), svar.text
    assert svar.content.startswith("\ufefftillfalle_id;".encode())
    return list(csv.DictReader(io.StringIO(svar.content.decode("utf-8-sig")), delimiter=";"))


async def sand(varld: Varld, namn: str, rader: list[dict[str, str]]) -> Any:
    """A list that somebody filled in."""
    ut = io.StringIO()
    skrivare = csv.DictWriter(ut, KOLUMNER, delimiter=";")
    skrivare.writeheader()
    skrivare.writerows(rader)
    huvuden = {
        "authorization": f"Bearer {varld.token(namn)}",
        "idempotency-key": uuid4().hex,
        "content-type": "text/csv",
    }
    async with varld.klient(huvuden) as klient:
        svar = await klient.post(varld.som(namn).adress("narvarorapporter"), content=ut.getvalue().encode())
    assert svar.status_code == 200, svar.text
    return svar.json()


async def test_en_veckas_lista_fylls_i_och_sands_tillbaka(varld: Varld) -> None:
    formel = {**SVENSKA, "aktivitet": "=HYPERLINK(1)"}
    vag = await planerad(varld, 0, formel, fornamn="@Amina")
    await planerad(varld, 1, SVENSKA, skyddsniva="sekretessmarkering")
    await grupp(varld, vag, 1, "viktor.vagledare")
    veckan = await lista(varld, "vera", "vecka=2026-W42")
    assert list(veckan[0]) == KOLUMNER
    assert [(r["dag"], r["fran"], r["namn"], r["aktivitet"]) for r in veckan] == [
        ("2026-10-12", "09:00", "'@Amina Exempelsson", "'=HYPERLINK(1)"),
        ("2026-10-14", "13:00", "'@Amina Exempelsson", "'=HYPERLINK(1)"),
    ]
    assert len(await lista(varld, "sven", "vecka=2026-W42")) == 3
    assert len(await lista(varld, "sven", "vecka=2026-W42&vagledare=viktor.vagledare")) == 1
    assert await lista(varld, "sven", "vecka=2026-W42&kategori=jobbsokande") == []
    som_json = (await varld.som("vera").hamta("narvarolistor?vecka=2026-W42")).json()
    assert [r["tillfalleId"] for r in som_json["rader"]] == [r["tillfalle_id"] for r in veckan]
    for fraga in ("vecka=2026-W54", "vecka=42", "vecka=2025-W53"):
        assert (await varld.som("vera").hamta(f"narvarolistor?{fraga}")).status_code == 422, fraga
    assert (await varld.som("anna").hamta("narvarolistor?vecka=2026-W42")).status_code == 404
    varld.klocka.flytta(timedelta(days=7))
    veckan[0] |= {"utfall": "Frånvaro giltig", "orsak": "Vård av barn"}
    resultat = await sand(varld, "vera", veckan)
    assert utfall(resultat) == [("skapad", 201, None), ("omarkerad", 200, None)]
    sedd = (await varld.som("anna").hamta(f"{vag}/tillfallen/{veckan[0]['tillfalle_id']}")).json()["narvaro"]
    assert (sedd["utfall"], sedd["orsak"]) == ("franvaro_giltig", "vard_av_barn")
    veckan[0] |= {"blev_av": "kanske"}
    veckan[1] |= {"blev_av": "nej", "installt_av": "Utförare"}
    assert utfall(await sand(varld, "vera", veckan)) == [("fel", 422, "ja_eller_nej"), ("skapad", 201, None)]
    assert await lista(varld, "vera", "vecka=2026-W42") == []
