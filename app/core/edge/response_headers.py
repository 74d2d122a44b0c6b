"""Headers that every answer carries unless its router chose otherwise.

Answers are about persons by default, so nothing between us and the client may keep one; and they are data, so a
browser that is led to one may load nothing with it, show it in no frame and tell no other site of it.
"""

from collections.abc import Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.settings import Lage, Settings

STANDARD: Mapping[str, str] = {
    "cache-control": "private, no-store",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}
# Two years, as the lists of sites that are https only ask for.
BARA_HTTPS = {"strict-transport-security": "max-age=63072000; includeSubDomains"}


def standardhuvuden(settings: Settings) -> dict[str, str]:
    """What an answer carries in this installation; only production is surely reached by https."""
    return {**STANDARD, **(BARA_HTTPS if settings.lage is Lage.PRODUKTION else {})}


class Svarshuvuden:
    """ASGI middleware: adds the standard headers that an answer lacks."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._standard = [(namn.encode(), varde.encode()) for namn, varde in standardhuvuden(settings).items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def skicka(message: Message) -> None:
            if message["type"] == "http.response.start":
                huvuden = list(message.get("headers", ()))
                namn = {namn.lower() for namn, _ in huvuden}
                huvuden.extend(standard for standard in self._standard if standard[0] not in namn)
                message["headers"] = huvuden
            await send(message)

        await self.app(scope, receive, skicka)
