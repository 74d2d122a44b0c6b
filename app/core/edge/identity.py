"""Who calls: every request under the API's root carries a token, before its content is read.

Only what describes the service itself is open, and an address that is a secret. There is no switch.
"""

import re
from urllib.parse import quote

from starlette.types import ASGIApp, Receive, Scope, Send

from app.core.auth import ORGANISATIONSHUVUD, PERSONHUVUD, Medskickat, Tokenverifierare
from app.core.auth_certifikat import ar_betrodd, certifikatavtryck, las_nat
from app.settings import Settings

OPPNA = frozenset({"/api-info", "/openapi.json", "/openapi.yaml", "/asyncapi.yaml", "/felkoder", "/regelverk"})
# Read by calendar software, which has no token: the address is a secret of its own.
HEMLIG_ADRESS = re.compile(r"/kalenderfloden/[^/]+\.ics")


class Identitet:
    """ASGI middleware: puts the ``Aktor`` in ``scope["state"]["aktor"]`` or lets the 401 rise."""

    def __init__(self, app: ASGIApp, *, verifierare: Tokenverifierare, settings: Settings, rot: str) -> None:
        self.app = app
        self._verifierare = verifierare
        self._rot = rot
        self._adress = settings.publik_adress.rstrip("/")
        self._certifikathuvud = (settings.certifikathuvud or "").lower()
        self._proxyer = las_nat(settings.betrodda_proxyer)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "http" and self._skyddad(scope["path"]) and scope["method"] != "OPTIONS":
            huvuden = _enda(scope)
            aktor = await self._verifierare.aktor(huvuden.get("authorization"), self._medskickat(scope, huvuden))
            scope.setdefault("state", {})["aktor"] = aktor
        await self.app(scope, receive, send)

    def _skyddad(self, path: str) -> bool:
        egen = path.removeprefix(self._rot)
        return path.startswith(self._rot + "/") and egen not in OPPNA and HEMLIG_ADRESS.fullmatch(egen) is None

    def _medskickat(self, scope: Scope, huvuden: dict[str, str]) -> Medskickat:
        return Medskickat(
            metod=scope["method"],
            adress=self._adress + quote(scope["path"]),
            person=huvuden.get(PERSONHUVUD.lower()),
            organisation=huvuden.get(ORGANISATIONSHUVUD.lower()),
            bevis=huvuden.get("dpop"),
            certifikat=self._certifikat(scope, huvuden),
        )

    def _certifikat(self, scope: Scope, huvuden: dict[str, str]) -> str | None:
        varde = huvuden.get(self._certifikathuvud) if self._certifikathuvud else None
        if varde is None or not ar_betrodd((scope.get("client") or (None,))[0], self._proxyer):
            return None
        return certifikatavtryck(varde)


def _enda(scope: Scope) -> dict[str, str]:
    """Headers by name in lower case; a repeated one is as good as none."""
    hittade: dict[str, str] = {}
    upprepade: set[str] = set()
    for namn, varde in scope["headers"]:
        nyckel = namn.decode("latin-1")
        if nyckel in hittade:
            upprepade.add(nyckel)
        hittade[nyckel] = varde.decode("latin-1")
    return {namn: varde for namn, varde in hittade.items() if namn not in upprepade}
