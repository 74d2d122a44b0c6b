"""HEAD answers as GET without content, OPTIONS with the methods of the path.

An OPTIONS answer comes from the route table alone: it says nothing about any object.
"""

from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.edge.routing import egen_path, vagkarta

_MATCHNING = ("route", "fastapi", "endpoint", "path_params")


class HeadOptions:
    """ASGI middleware; goes inside logging and metrics, which see the method that was sent."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in {"HEAD", "OPTIONS"}:
            await self.app(scope, receive, send)
            return
        app: FastAPI = scope["app"]
        metoder = vagkarta(app).metoder(egen_path(scope))
        if scope["method"] == "OPTIONS" and metoder:
            await _svara_options(metoder, send)
        elif scope["method"] == "HEAD" and "GET" in metoder:
            await self._head(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _head(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the GET on a copy of the scope: the server below still needs to know that it was HEAD."""
        inre = {**scope, "method": "GET"}

        async def skicka(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {"type": message["type"], "body": b"", "more_body": message.get("more_body", False)}
            await send(message)

        try:
            await self.app(inre, receive, skicka)
        finally:
            scope.update({namn: inre[namn] for namn in _MATCHNING if namn in inre})


async def _svara_options(metoder: tuple[str, ...], send: Send) -> None:
    huvuden = [(b"allow", ", ".join(metoder).encode())]
    await send({"type": "http.response.start", "status": 204, "headers": huvuden})
    await send({"type": "http.response.body", "body": b""})
