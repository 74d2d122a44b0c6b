"""A receiver that costs next to nothing: ``python -m bench.mottagare``; tells its port, then answers until SIGTERM.

Takes messages as Arbetsförmedlingen's contract has them and gives tokens; each answer comes after the seconds that
the path begins with: ``/0.05/kommunsamverkan/v1/samrad``. After ``0.05:100`` one message in a hundred is refused
whenever it comes (``giftig``). A line on its input, ``true`` or ``false``, says whether it is away: then it hangs up.
"""

import asyncio
import json
import sys
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import uvloop

TOKEN = {"access_token": "bench", "token_type": "Bearer", "expires_in": 3600}


class Mottagare(asyncio.Protocol):
    """One kept-alive connection; one request at a time on it."""

    borta = False

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._buffert = bytearray()

    def data_received(self, data: bytes) -> None:
        self._buffert += data
        slut = self._buffert.find(b"\r\n\r\n")
        if slut < 0:
            return
        huvud = bytes(self._buffert[:slut])
        langd = int(huvud.lower().partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0] or 0)
        if len(self._buffert) < slut + 4 + langd:
            return
        kropp = bytes(self._buffert[slut + 4 :])
        self._buffert.clear()
        vag = huvud.split(b" ", 2)[1].decode()
        if self.borta:
            self._transport.abort()
            return
        vantan, _, var = vag.split("/", 2)[1].partition(":")
        asyncio.get_running_loop().call_later(float(vantan), self._transport.write, svar(vag, kropp, int(var or 0)))


def giftig(unikt_id: str, var: int) -> bool:
    """Whether a message is one of those that are always refused: one in ``var`` by its id, none for 0."""
    return var > 0 and UUID(unikt_id.partition("_")[0]).int % var == 0


def svar(vag: str, kropp: bytes, var: int) -> bytes:
    """The bytes of an answer: a token, the kvittens of a message, or that it is refused."""
    if vag.endswith("/token"):
        return _http("200 OK", TOKEN)
    unikt_id = json.loads(kropp)["unikt_id"]
    if giftig(unikt_id, var):
        return _http("400 Bad Request", {"error_id": unikt_id, "message": "Datafel"})
    nu = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    kvittens = {"unikt_id": unikt_id, "af_referens": f"AF-{unikt_id[-14:]}", "mottagen_tid": nu, "status": "INKOMMEN"}
    return _http("201 Created", kvittens)


def _http(status: str, innehall: dict[str, Any]) -> bytes:
    kropp = json.dumps(innehall).encode()
    return (
        f"HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {len(kropp)}\r\n\r\n".encode() + kropp
    )


async def _ta_emot() -> None:
    server = await asyncio.get_running_loop().create_server(Mottagare, "127.0.0.1", 0)
    print(json.dumps(server.sockets[0].getsockname()[1]), flush=True)
    asyncio.get_running_loop().add_reader(sys.stdin, _lyd)
    await server.serve_forever()


def _lyd() -> None:
    """One order; answered when it is obeyed."""
    Mottagare.borta = json.loads(sys.stdin.readline() or "false")
    print(json.dumps(Mottagare.borta), flush=True)


if __name__ == "__main__":
    uvloop.run(_ta_emot())
