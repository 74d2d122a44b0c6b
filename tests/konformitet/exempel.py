"""The reference clients of docs/exempel, loaded from their files as an integrator has them."""

import sys
import threading
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

EXEMPEL = Path(__file__).parents[2] / "docs" / "exempel"
sys.path.append(str(EXEMPEL))

Stegvis: Any = import_module("stegvisklient").Stegvis
Nekad: Any = import_module("stegvisklient").Nekad
SCENARIER: dict[str, Any] = import_module("utforarklient").SCENARIER


class Tradklient:
    """A client as a thread of the test, instead of a process: much the same, and started in no time."""

    def __init__(self, klass: Any = Stegvis) -> None:
        self._klass = klass
        self._trad: threading.Thread | None = None
        self._kod = 0
        self.foll = ""

    def borja(self, uppgift: Mapping[str, Any]) -> None:
        self._kod = 0
        self._trad = threading.Thread(target=self._kor, args=(uppgift,), daemon=True)
        self._trad.start()

    def _kor(self, uppgift: Mapping[str, Any]) -> None:
        try:
            with self._klass(uppgift) as stegvis:
                SCENARIER[uppgift["scenario"]](stegvis, uppgift["ider"])
        except Exception as fel:  # noqa: BLE001 - a client may fall in any way
            self._kod, self.foll = 1, repr(fel)

    def har_slutat(self) -> bool:
        return self._trad is not None and not self._trad.is_alive()

    def avsluta(self, tid: float) -> int | None:
        if self._trad is None:
            return None
        self._trad.join(tid)
        return -1 if self._trad.is_alive() else self._kod
