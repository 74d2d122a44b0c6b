"""How often a client may call: 429 with when to try again, and on every answer what is left.

``RateLimit`` and ``RateLimit-Policy`` are those of the IETF draft (draft-ietf-httpapi-ratelimit-headers).
"""

from collections.abc import Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.begrepp.parter import Aktor
from app.core.errors import ForManga, Problem
from app.core.quota import Kassa, Kvotvakt
from app.core.quota_account import Konto, Kvotregel

TEXTER = {
    "klient": "Klienten har gjort fler anrop än den får. Vänta den tid som står i Retry-After.",
    "kommun": "Klienterna har tillsammans gjort fler anrop i kommunen än tjänsten tar emot. "
    "Vänta den tid som står i Retry-After.",
}


class Kvoter:
    """ASGI middleware: counts the calls of known clients; what is open to all is not counted."""

    def __init__(self, app: ASGIApp, *, vakt: Kvotvakt, rot: str) -> None:
        self.app = app
        self._vakt = vakt
        self._rot = rot
        self._policy = ", ".join(_policy(regel) for regel in vakt.regler.values()).encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        aktor: Aktor | None = scope.get("state", {}).get("aktor")
        kassor = [] if aktor is None else self._vakt.konton(aktor.klient_id, self._kommun(scope["path"], aktor))
        if not kassor:
            await self.app(scope, receive, send)
            return
        if (konto := await self._vakt.nekad(kassor)) is not None:
            raise self._nekande(konto, kassor)

        async def skicka(message: Message) -> None:
            if message["type"] == "http.response.start":
                kvar = (b"ratelimit", _kvar(kassor).encode())
                message["headers"] = [*message.get("headers", ()), (b"ratelimit-policy", self._policy), kvar]
            await send(message)

        await self.app(scope, receive, skicka)

    def _kommun(self, path: str, aktor: Aktor) -> str | None:
        """The kommun that a call is about: the caller's own, else that of the path if the caller reaches it."""
        if aktor.kommunkod is not None:
            return aktor.kommunkod
        forsta = path[len(self._rot) + 1 :].partition("/")[0]
        ar_kod = len(forsta) == 4 and forsta.isascii() and forsta.isdigit()
        return forsta if ar_kod and aktor.nar(forsta) else None

    def _nekande(self, konto: Konto, kassor: Sequence[Kassa]) -> Problem:
        huvuden = {
            "Retry-After": str(self._vakt.vanta(konto)),
            "RateLimit-Policy": self._policy.decode(),
            "RateLimit": _kvar(kassor),
        }
        return ForManga(TEXTER[konto.regel.namn], huvuden=huvuden)


def _policy(regel: Kvotregel) -> str:
    return f'"{regel.namn}";q={int(regel.storst)};w={max(1, round(regel.skur))}'


def _kvar(kassor: Sequence[Kassa]) -> str:
    return ", ".join(f'"{kassa.konto.regel.namn}";r={kassa.konto.synligt}' for kassa in kassor)
