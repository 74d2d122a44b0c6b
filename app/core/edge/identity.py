"""Who calls: every request under the API's root carries a token, before its content is read.

Only what describes the service itself is open, and an address that is a secret. There is no switch.
"""

import re

from starlette.types import ASGIApp, Receive, Scope, Send

from app.core.auth import PERSONHUVUD, Tokenverifierare

OPPNA = frozenset({"/api-info", "/openapi.json", "/openapi.yaml", "/felkoder", "/regelverk"})
# Read by calendar software, which has no token: the address is a secret of its own.
HEMLIG_ADRESS = re.compile(r"/kalenderfloden/[^/]+\.ics")


class Identitet:
    """ASGI middleware: puts the ``Aktor`` in ``scope["state"]["aktor"]`` or lets the 401 rise."""

    def __init__(self, app: ASGIApp, *, verifierare: Tokenverifierare, rot: str) -> None:
        self.app = app
        self._verifierare = verifierare
        self._rot = rot

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "http" and self._skyddad(scope["path"]) and scope["method"] != "OPTIONS":
            token, person = _huvuden(scope)
            scope.setdefault("state", {})["aktor"] = await self._verifierare.aktor(token, person)
        await self.app(scope, receive, send)

    def _skyddad(self, path: str) -> bool:
        egen = path.removeprefix(self._rot)
        return path.startswith(self._rot + "/") and egen not in OPPNA and HEMLIG_ADRESS.fullmatch(egen) is None


def _huvuden(scope: Scope) -> tuple[str | None, str | None]:
    """Authorization and the acting person; a repeated one is as good as none."""
    hittade: dict[bytes, list[str]] = {b"authorization": [], PERSONHUVUD.lower().encode(): []}
    for namn, varde in scope["headers"]:
        if namn in hittade:
            hittade[namn].append(varde.decode("latin-1"))
    token, person = (v[0] if len(v) == 1 else None for v in hittade.values())
    return token, person
