"""What the service answers is built when it is needed; a server builds the rest once it answers."""

import multiprocessing
import os
import sys
from types import SimpleNamespace

import pytest

from app.core.schema_types import Utdata, modeller
from app.drift import server, start


async def test_en_server_som_svarar_bygger_det_som_ingen_har_fragat_efter():
    class AldrigAnvand(Utdata):
        namn: str

    assert not AldrigAnvand.__pydantic_complete__
    await server._bygg_modeller(SimpleNamespace(started=True))
    assert AldrigAnvand.__pydantic_complete__
    assert [m.__name__ for m in modeller(Utdata) if not m.__pydantic_complete__] == []


def _hur_langt_bak(kanal):
    start._sta_tillbaka()
    kanal.send(os.nice(0))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows har ingen nice")
def test_utfardaren_och_den_mockade_af_ger_tjansten_foretrade():
    sort = multiprocessing.get_context("spawn")
    har, dar = sort.Pipe()
    barn = sort.Process(target=_hur_langt_bak, args=(dar,))
    barn.start()
    assert har.recv() == min(19, os.nice(0) + start.STAR_TILLBAKA)
    barn.join()
