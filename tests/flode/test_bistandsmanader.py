"""Months one at a time: the last word counts, every word is kept, and nobody's is lost."""

import asyncio
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypotes
from hypothesis import strategies as st
from sqlalchemy import select

from app.flode.arende.models import Bistandsmanad
from tests.conftest import Varld
from tests.flode.manadsfiler import rad, sand, utfall
from tests.flode.steg import PERSONNUMMER, nytt_arende

JA = {"manad": "2026-10", "forsorjningsstod": True, "forsorjningshinder": "arbetslos", "kalla": "Lifecare"}


@pytest.fixture
async def vag(varld: Varld) -> str:
    return f"arenden/{(await nytt_arende(varld.som('anna')))['id']}"


async def test_historiken_visar_varje_ord_med_vem_nar_och_varfor(varld: Varld, vag: str) -> None:
    anna = varld.som("anna")
    await anna.skapa(f"{vag}/bistandsmanader", JA)
    await anna.skapa(f"{vag}/bistandsmanader", JA | {"forsorjningsstod": False, "skal": "Återkallad."})
    nu = (await anna.hamta(f"{vag}/bistandsmanader")).json()
    assert [m["nummer"] for m in nu["bistandsmanader"]] == [2]
    allt = (await anna.hamta(nu["_links"]["historik"]["href"])).json()["bistandsmanader"]
    assert [(m["nummer"], m["forsorjningsstod"], m.get("skal"), m["person"], m["kalla"]) for m in allt] == [
        (1, True, None, "anna.handlaggare", "Lifecare"),
        (2, False, "Återkallad.", "anna.handlaggare", "Lifecare"),
    ]
    assert all(m["registrerad"] for m in allt)
    assert (await anna.hamta(f"{vag}/bistandsmanader?historik=ja")).status_code == 422


async def test_en_registrerad_manad_ar_en_handelse_pa_arendet_utan_vad_den_sager(varld: Varld, vag: str) -> None:
    anna = varld.som("anna")
    await anna.skapa(f"{vag}/bistandsmanader", JA)
    svar = await anna.hamta(f"{vag}/handelser")
    sista = svar.json()["handelser"][-1]
    assert (sista["nummer"], sista["typ"], sista["till"]) == (2, "manad_registrerad", "oppet")
    assert sista["uppgifter"] == {"manad": "2026-10"}
    assert "arbetslos" not in svar.text
    assert (await anna.hamta(vag)).json()["version"] == 2


async def test_tva_som_rattar_samma_manad_pa_en_gang_blir_bada_kvar(varld: Varld, vag: str) -> None:
    anna = varld.som("anna")
    egna = [JA | {"forsorjningsstod": bool(i % 2), "kalla": f"nr {i}"} for i in range(3)]
    svar = await asyncio.gather(*(anna.posta(f"{vag}/bistandsmanader", kropp) for kropp in egna))
    assert [s.status_code for s in svar] == [201] * 3
    allt = (await anna.hamta(f"{vag}/bistandsmanader?historik=true")).json()["bistandsmanader"]
    assert [m["nummer"] for m in allt] == [1, 2, 3]
    assert {m["kalla"] for m in allt} == {"nr 0", "nr 1", "nr 2"}


ar = count(1950)
rader = st.lists(st.tuples(st.integers(0, 1), st.sampled_from(("08", "09")), st.booleans()), min_size=1, max_size=6)


filer = rader.flatmap(lambda fil: st.tuples(st.just(fil), st.permutations(fil + fil[::2])))


def sagt(rader_: list[tuple[int, str, bool]]) -> dict[tuple[int, str], bool]:
    """The months that a file says one thing of."""
    per_manad: dict[tuple[int, str], set[bool]] = {}
    for person, manad, stod in rader_:
        per_manad.setdefault((person, manad), set()).add(stod)
    return {nyckel: stod.pop() for nyckel, stod in per_manad.items() if len(stod) == 1}


@pytest.fixture
async def fyra(varld: Varld) -> dict[str, int]:
    """Two pairs of persons; the number in the pair by ärende."""
    arenden = [await nytt_arende(varld.som("anna"), i) for i in range(4)]
    return {a["id"]: i % 2 for i, a in enumerate(arenden)}


@pytest.mark.langsam
@hypotes(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(filen=filer)
async def test_ordning_och_upprepning_andrar_inte_vilka_manader_det_blir(
    varld: Varld, fyra: dict[str, int], filen: tuple[list[tuple[int, str, bool]], list[tuple[int, str, bool]]]
) -> None:
    """Contradictions included: which rows are refused does not depend on which came first."""
    (fil, blandad), aret = filen, next(ar)
    for forsta, ordning in ((0, fil), (2, blandad)):
        kropp = [rad(PERSONNUMMER[forsta + p], f"{aret}-{m}", stod=s) for p, m, s in ordning]
        vantat = ["fel" if (p, m) not in sagt(fil) else "ok" for p, m, _ in ordning]
        assert [
            "fel" if kod == "motsagelse" else "ok" for kod in utfall(await sand(varld.som("cecilia"), kropp))
        ] == vantat

    async def steg(arbete: Any) -> list[Bistandsmanad]:
        return list(await arbete.alla(select(Bistandsmanad).where(Bistandsmanad.manad.startswith(str(aret)))))

    idn = list(fyra)
    for par in (idn[:2], idn[2:]):
        egna = [m for m in await varld.i_databasen(steg) if str(m.arende_id) in par]
        assert {(fyra[str(m.arende_id)], m.manad[5:]): m.forsorjningsstod for m in egna} == sagt(fil)
        assert {m.nummer for m in egna} <= {1}
