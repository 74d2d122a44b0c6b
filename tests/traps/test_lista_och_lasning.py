"""One rule of access: what a list shows is what can be read one by one, for every caller."""

from typing import Any

from app.katalog import rollista
from tests.conftest import Varld
from tests.flode import steg
from tests.flode.bestallt import bestall

ALLA = ("anna", "bo", "cecilia", "sara", "david", "sven", "vera", "viktor", "eva", "egil", "stina", "britta")


async def varlden(varld: Varld) -> dict[str, list[str]]:
    """Orders and ärenden of many kinds, in two kommuner, to two utförare, one of a protected person."""
    anna, david = varld.som("anna"), varld.som("david")
    bekraftad = await bestall(varld, 0)
    mottagen = await bestall(varld, 1, vagledare=None)
    hos_eva = await bestall(varld, 2, vagledare="egil.vagledare", samordnare="eva")
    skyddad = await bestall(varld, 3, skyddsniva="sekretessmarkering")
    utkast = await steg.nytt_utkast(anna, await steg.nytt_beslut(anna, await steg.nytt_arende(anna, 4)))
    await steg.nytt_arende(david, 5)
    vagar = [bekraftad, mottagen, hos_eva, skyddad, f"bestallningar/{utkast['id']}"]
    bestallningar = [(await anna.hamta(vag)).json() for vag in vagar]
    return {
        "bestallningar": [b["id"] for b in bestallningar],
        "arenden": [b["arendeId"] for b in bestallningar]
        + [a["id"] for a in (await david.hamta("arenden")).json()["arenden"]],
    }


async def i_listan(person: Any, sort: str) -> set[str]:
    svar = await person.hamta(f"{sort}?limit=200")
    return {rad["id"] for rad in svar.json()[sort]} if svar.status_code == 200 else set()


async def en_och_en(person: Any, sort: str, idn: list[str]) -> set[str]:
    return {i for i in idn if (await person.hamta(f"{sort}/{i}")).status_code == 200}


async def test_listan_och_lasningen_ger_samma_svar_for_alla(varld: Varld) -> None:
    idn = await varlden(varld)
    sedda = {}
    for namn in ALLA:
        for sort in ("bestallningar", "arenden"):
            person = varld.som(namn)
            lista, lasta = await i_listan(person, sort), await en_och_en(person, sort, idn[sort])
            assert lista == lasta, (namn, sort)
            sedda[namn, sort] = len(lista)
    assert [sedda[n, "bestallningar"] for n in ALLA] == [5, 0, 4, 0, 0, 3, 2, 0, 1, 1, 0, 0]
    assert [sedda[n, "arenden"] for n in ALLA] == [5, 0, 4, 0, 1, 0, 0, 0, 0, 0, 0, 0]


async def test_ett_filter_visar_aldrig_mer(varld: Varld) -> None:
    await varlden(varld)
    for namn in ("sven", "vera", "bo", "cecilia", "david"):
        person = varld.som(namn)
        alla = await i_listan(person, "bestallningar")
        for filter_ in ("egna=true", "egna=false", "status=utkast", "status=bekraftad", "page=2", "limit=1"):
            rader = (await person.hamta(f"bestallningar?{filter_}")).json()["bestallningar"]
            assert {r["id"] for r in rader} <= alla, (namn, filter_)


def test_rollerna_i_provet_ar_rollistans() -> None:
    # Systemadministratörer and the granskare see no ärende: Sara stands for them too.
    assert {r.namn for r in rollista.ROLLISTA} - {"af"} == set(ALLA) | {
        "bertil",
        "carl",
        "kajsa",
        "boel",
        "disa",
        "gunilla",
    }
