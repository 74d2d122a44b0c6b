"""DP-21: nothing about a person is outside the registerutdrag without a reason; each part of it has a Swedish word."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import LargeBinary

from app import wiring
from app.core.classification import Klass
from app.core.database import Base
from app.core.person_rows import Postslag, postslag
from app.vyer.registerutdrag import ord as orden
from app.vyer.registerutdrag.omfattning import UTAN_FALT, UTAN_TABELL, falten, slagen

assert wiring.MASKINER  # loads every table
RO = Path(__file__).parents[2]
ORDLISTA = yaml.safe_load((RO / "openapi" / "ordlista.yaml").read_text("utf-8"))
OM_PERSONER = {Klass.PERSONUPPGIFT, Klass.KANSLIG, Klass.SKYDDAD}
# Columns about a person that are left out, each for the reason that ``UTAN_FALT`` gives for its name.
AVTRYCK = {"arenden.person_avtryck", "arenden.person_avtryck_andra", "rapportrader.ordning"} | {
    "skyddsmarkeringar.tidigare_forseglad"
}


def om_personer(tabell: Any) -> set[str]:
    return {f"{tabell.name}.{k.name}" for k in tabell.columns if k.info["klass"] in OM_PERSONER}


def utelamnat(tabeller: Mapping[str, Any], slag: Mapping[str, Postslag]) -> Iterator[str]:
    """What is about a person but neither told nor left out for a reason."""
    for namn, tabell in tabeller.items():
        if namn in UTAN_TABELL:
            continue
        if namn not in slag:
            yield from om_personer(tabell)
            continue
        berattade = {f"{namn}.{falt}" for falt in falten(slag[namn])}
        yield from om_personer(tabell) - berattade - AVTRYCK
        yield from (f"{namn}.{falt}: ord saknas" for falt in falten(slag[namn]) if not orden.har_falt(falt))


@pytest.mark.regel("DP-21")
def test_varje_tabell_och_kolumn_om_en_person_star_i_utdraget_eller_har_ett_skal():
    assert list(utelamnat(Base.metadata.tables, postslag())) == []
    assert set(UTAN_TABELL) <= set(Base.metadata.tables)
    funna = {slag.namn for slag in slagen()}
    assert {"arenden", "atkomstlogg", "planaktiviteter", "af_handelser", "utkorg", "invandningar"} <= funna
    assert len(funna) + len(UTAN_TABELL.keys() & postslag().keys()) == len(postslag())


def test_en_ny_tabell_utan_ord_eller_skal_faller():
    utan_en = {namn: slag for namn, slag in postslag().items() if namn != "undantag"}
    assert "undantag.kommentar" in set(utelamnat(Base.metadata.tables, utan_en))


def test_skalen_galler_bara_kolumner_som_finns():
    kolumner = {k.name for slag in slagen() for k in slag.kolumner}
    assert set(UTAN_FALT) <= kolumner
    binara = {f"{s.namn}.{k.name}" for s in slagen() for k in s.kolumner if isinstance(k.type, LargeBinary)}
    lasbara = {f"{s.namn}.{falt}" for s in slagen() for falt in falten(s)} & binara
    assert all(namn.endswith(("_forseglat", "_forseglad", ".innehall")) for namn in lasbara)


def ordlistans_ord() -> dict[str, Any]:
    """What of the word list the registerutdrag needs."""
    funna = {slag.namn for slag in slagen()}
    tabeller = {
        post["tabell"]: [post.get("plural", post["term"]), post["definition"]]
        for post in ORDLISTA["termer"]
        if post.get("tabell") in funna
    }
    koder = {kod: text for post in ORDLISTA["kodverk"] for kod, text in post["varden"].items() if kod != text}
    return {"koder": dict(sorted(koder.items())), "tabeller": dict(sorted(tabeller.items()))}


def test_orden_ar_ordlistans(request):
    fil = Path(orden.__file__).with_name("ord.json")
    nytt = json.dumps(ordlistans_ord(), ensure_ascii=False, indent=1) + "\n"
    if request.config.getoption("--skriv-facit"):
        fil.write_text(nytt, "utf-8")
    assert fil.read_text("utf-8") == nytt
    falten_i = {falt for slag in slagen() for falt in falten(slag)}
    assert set(json.loads(fil.with_name("falt.json").read_text("utf-8"))) == falten_i
