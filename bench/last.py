"""The load, as a process of its own: ``python -m bench.last``; one job of JSON per line in, one result out.

Speaks HTTP/1.1 on kept-alive connections with ready-made bytes, so that it costs little beside the servers.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import uuid4

import uvloop


@dataclass
class Rond:
    """One round: the requests left to send and what came back."""

    kvar: Iterator[bytes]
    tider: list[float] = field(default_factory=list)
    status: Counter[str] = field(default_factory=Counter)
    innehall: int = 0


class Klient(asyncio.Protocol):
    """One connection that sends its next request when the last is answered."""

    def __init__(self, rond: Rond, klar: "asyncio.Future[None]") -> None:
        self._rond, self._klar = rond, klar
        self._buffert = bytearray()

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._nasta()

    def _nasta(self) -> None:
        begaran = next(self._rond.kvar, None)
        if begaran is None:
            self._klar.set_result(None)
            self._transport.close()
            return
        self._start = time.perf_counter()
        self._transport.write(begaran)

    def data_received(self, data: bytes) -> None:
        self._buffert += data
        slut = self._buffert.find(b"\r\n\r\n")
        if slut < 0:
            return
        langd = _langd(bytes(self._buffert[:slut]).lower())
        if len(self._buffert) < slut + 4 + langd:
            return
        rond = self._rond
        rond.tider.append(time.perf_counter() - self._start)
        rond.status[self._buffert[9:12].decode()] += 1
        rond.innehall += langd
        self._buffert.clear()
        self._nasta()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._klar.done():
            self._klar.set_exception(exc or ConnectionError("the server closed the connection"))


def _langd(huvud: bytes) -> int:
    return int(huvud.partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0] or 0)


def begaran(metod: str, adress: str, token: str, kropp: str | None) -> bytes:
    """The bytes of one request; a POST gets a key of its own."""
    huvuden = [f"{metod} {adress} HTTP/1.1", "host: stegvis.test", f"authorization: Bearer {token}"]
    innehall = (kropp or "").encode()
    if kropp is not None:
        huvuden += [f"idempotency-key: {uuid4().hex}", "content-type: application/json"]
        huvuden += [f"content-length: {len(innehall)}"]
    return "\r\n".join([*huvuden, "", ""]).encode() + innehall


async def kor(jobb: dict[str, Any]) -> dict[str, Any]:
    """Send ``antal`` of ``begaranden``, from number ``fran`` round and round, over ``klienter`` connections."""
    val = jobb["begaranden"]
    valda = (val[(jobb["fran"] + i) % len(val)] for i in range(jobb["antal"]))
    alla = [begaran(metod, adress, jobb["token"], kropp) for metod, adress, kropp in valda]
    rond, loop = Rond(iter(alla)), asyncio.get_running_loop()
    klara = [loop.create_future() for _ in range(jobb["klienter"])]
    start = time.perf_counter()
    for klar in klara:
        await loop.create_connection(partial(Klient, rond, klar), "127.0.0.1", jobb["port"])
    await asyncio.gather(*klara)
    tid = time.perf_counter() - start
    return {"tid": tid, "tider": rond.tider, "status": dict(rond.status), "innehall": rond.innehall}


def main() -> None:
    """Jobs until the input ends."""
    for rad in sys.stdin:
        print(json.dumps(uvloop.run(kor(json.loads(rad)))), flush=True)


if __name__ == "__main__":
    main()
