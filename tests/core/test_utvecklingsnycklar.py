"""The development keys when several processes start at once on a fresh machine."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor

from app.core import crypto
from app.settings import Lage, Settings


def test_den_som_kommer_mitt_i_den_forstas_start_far_samma_nycklar(tmp_path, monkeypatch):
    settings = Settings(lage=Lage.TEST, datakatalog=tmp_path / "var")
    riktig, forst, fritt = os.urandom, threading.Event(), threading.Event()

    def slump(antal: int) -> bytes:
        if not forst.is_set():
            forst.set()
            assert fritt.wait(10)
        return riktig(antal)

    monkeypatch.setattr(crypto.os, "urandom", slump)
    with ThreadPoolExecutor(1) as pool:
        langsam = pool.submit(crypto.krypto_for, settings)
        assert forst.wait(10)
        try:
            snabb = crypto.krypto_for(settings)
        finally:
            fritt.set()
        assert snabb.uppslag("0484", "198502139804") == langsam.result().uppslag("0484", "198502139804")
    assert [f.name for f in settings.datakatalog.iterdir()] == ["nycklar"]
    assert (settings.datakatalog / "nycklar").stat().st_mode & 0o777 == 0o600
