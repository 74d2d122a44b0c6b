"""The gateway: what each fault does to a call, and what is written down of it."""

import asyncio
import json
from typing import Any

import pytest

from app.drift.konformitet.mellanled import antecknat
from app.drift.konformitet.storningar import FORBRUKAD, OKANT_FALT, VERKAN, Begaran, Storning, Storningsslag, Svar

BEGARAN = Begaran("POST", "/stegvis/v1/0484/bestallningar", "", {"authorization": "Bearer a"}, b"{}")
SIDA = Svar(200, {"content-type": "application/json"}, b'{"rader": [{"id": "1"}], "_links": {}}')
pytestmark = pytest.mark.anyio


class Stegvis:
    """What lies behind the gateway: counts what comes."""

    def __init__(self) -> None:
        self.kom: list[Begaran] = []

    async def __call__(self, begaran: Begaran) -> Svar:
        self.kom.append(begaran)
        await asyncio.sleep(0)
        return SIDA


async def stort(slag: Storningsslag, begaran: Begaran = BEGARAN, **mer: Any) -> tuple[Svar | None, list[Begaran]]:
    bakom = Stegvis()
    return await VERKAN[slag](begaran, bakom, Storning(slag, **mer)), bakom.kom


@pytest.mark.parametrize(
    ("slag", "status", "framme", "huvud"),
    [
        (Storningsslag.TAPPAT, None, 1, None),
        (Storningsslag.FOR_SENT, 504, 1, None),
        (Storningsslag.OTILLGANGLIG, 503, 0, "1"),
        (Storningsslag.FOR_MANGA, 429, 0, "1"),
        (Storningsslag.DUBBLERAD, 200, 2, None),
    ],
)
async def test_storningen_verkar_fore_eller_efter_tjansten(
    slag: Storningsslag, status: int, framme: int, huvud: str
) -> None:
    svar, kom = await stort(slag)
    assert (svar.status if svar else None, len(kom)) == (status, framme)
    assert (svar.huvuden.get("retry-after") if svar else None) == huvud


async def test_den_andra_partens_andring_hinner_fore() -> None:
    handelser: list[str] = []
    svar, kom = await stort(Storningsslag.EMELLAN, emellan=lambda: handelser.append("ändrat"))
    assert (handelser, svar, kom) == (["ändrat"], SIDA, [BEGARAN])


async def test_en_ny_token_slipper_igenom_men_inte_den_gamla() -> None:
    bakom, storning = Stegvis(), Storning(Storningsslag.UTGANGEN)
    for token in ("a", "a", "b"):
        begaran = Begaran("GET", "/", "", {"authorization": f"Bearer {token}"}, b"")
        await VERKAN[Storningsslag.UTGANGEN](begaran, bakom, storning)
    assert [b.huvuden["authorization"] for b in bakom.kom] == [FORBRUKAD, FORBRUKAD, "Bearer b"]


async def test_varje_objekt_i_svaret_far_ett_okant_falt() -> None:
    svar, _ = await stort(Storningsslag.OKANT_FALT)
    assert svar is not None
    innehall = json.loads(svar.innehall)
    assert all(OKANT_FALT in o for o in (innehall, innehall["rader"][0], innehall["_links"]))


async def test_sidan_blir_en_rad_vad_klienten_an_ber_om() -> None:
    begaran = Begaran("GET", "/x", "status=skickad&limit=200&cursor=abc", {}, b"")
    _, (kom,) = await stort(Storningsslag.SMA_SIDOR, begaran)
    assert kom.fraga == "status=skickad&cursor=abc&limit=1"


def test_storningen_vantar_pa_sina_anrop_och_tar_slut() -> None:
    storning = Storning(Storningsslag.FOR_MANGA, "POST", "/{kommunkod}/bestallningar", kvar=2)
    assert not storning.galler("GET", "/{kommunkod}/bestallningar")
    assert not storning.galler("POST", "/{kommunkod}/bestallningar/{bestallningId}")
    assert [storning.galler("POST", "/{kommunkod}/bestallningar") for _ in range(3)] == [True, True, False]


@pytest.mark.parametrize(
    ("sokvag", "fraga", "ja"),
    [
        ("/arenden/19850213-9804", "", True),
        ("/arenden", "personnummer=8502139804", True),
        ("/arenden", "personnummer=19850213%2D9804", True),
        ("/arenden/01980213-9804-7000-8000-850213980412", "", False),
        ("/arenden", "limit=200&giltigVid=2026-10-12", False),
    ],
)
def test_ett_personnummer_i_adressen_marks_men_sparas_inte(sokvag: str, fraga: str, *, ja: bool) -> None:
    begaran = Begaran("GET", sokvag, fraga, {}, b"")
    rad = antecknat(begaran, SIDA, "/arenden/{arendeId}", 0.0, None)
    assert rad.personnummer_i_adressen is ja
    assert "9804" not in repr(rad).replace(rad.objekt, "")


def test_av_ett_nej_antecknas_kod_regel_och_vantan() -> None:
    innehall = b'{"kod": "hinder", "regel": "XX-1", "detail": "hemligt"}'
    svar = Svar(409, {"content-type": "application/problem+json", "retry-after": "3"}, innehall)
    rad = antecknat(BEGARAN, svar, "/beslut", 0.0, None)
    assert (rad.status, rad.kod, rad.regel, rad.retry_after) == (409, "hinder", "XX-1", 3.0)
    assert "hemligt" not in repr(rad)
