"""Headers that every answer carries unless its router chose otherwise.

Answers are about persons by default, so nothing between us and the client may keep one.
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

STANDARD = ((b"cache-control", b"private, no-store"), (b"x-content-type-options", b"nosniff"))


class Svarshuvuden:
    """ASGI middleware: adds the standard headers that an answer lacks."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def skicka(message: Message) -> None:
            if message["type"] == "http.response.start":
                huvuden = list(message.get("headers", ()))
                namn = {namn.lower() for namn, _ in huvuden}
                huvuden.extend(standard for standard in STANDARD if standard[0] not in namn)
                message["headers"] = huvuden
            await send(message)

        await self.app(scope, receive, skicka)
