"""One of the two servers as a process of its own: ``python -m bench.server vart|grans``.

Reads its settings as one line of JSON, answers with the port on one line, then serves with one worker.
"""

import base64
import json
import logging
import socket
import sys
from typing import Any

import uvicorn
from joserfc.jwk import ECKey

from app.core.auth import StatiskNyckelkalla
from app.core.edge.logging import konfigurera
from app.core.edge.protocol import serve
from app.drift.minne import stada_minnet
from app.main import create_app
from app.settings import Settings
from bench.grans import grans


def vart(settings: Settings, nyckel: ECKey) -> uvicorn.Server:
    """The service, as it is started in production, with the keys at hand."""
    konfigurera(settings)
    app = create_app(settings, nyckelkalla=StatiskNyckelkalla([nyckel]))
    stada_minnet()
    return serve(app, settings)


def gransen(settings: Settings, nyckel: ECKey) -> uvicorn.Server:
    """The limit on the same server program."""
    assert settings.krypteringsnycklar is not None
    logging.basicConfig(level=logging.WARNING)
    kryptonyckel = base64.b64decode(settings.krypteringsnycklar.get_secret_value().partition(":")[2])
    app = grans(settings, nyckel, kryptonyckel)
    stada_minnet()
    val: dict[str, Any] = {"http": "httptools", "loop": "uvloop", "ws": "none", "access_log": False, "log_config": None}
    return uvicorn.Server(uvicorn.Config(app, lifespan="on", proxy_headers=False, server_header=False, **val))


def main() -> None:
    """Serve until SIGTERM."""
    given = json.loads(sys.stdin.readline())
    uttag = socket.create_server(("127.0.0.1", 0), backlog=1024)
    slag = {"vart": vart, "grans": gransen}[sys.argv[1]]
    server = slag(Settings(**given["settings"]), ECKey.import_key(given["nyckel"]))
    print(uttag.getsockname()[1], flush=True)
    server.run(sockets=[uttag])


if __name__ == "__main__":
    main()
