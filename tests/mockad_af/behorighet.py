"""Who calls: OAuth2 client credentials, the old query pair behind a switch, and AF's four request headers."""

import base64
import binascii
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from tests.mockad_af.begaran import Begaran, Svar, json_svar
from tests.mockad_af.felsvar import Faltfel, Faltkod, datafel, obehorig

MILJOER = frozenset({"U1", "I1", "T1", "T2", "PROD"})
TOKENMEDIATYP = "application/x-www-form-urlencoded"
LANGSTA_HUVUD = 64


class Behorighet:
    """Registered clients and the tokens handed out. Tokens die with the process, as a restart of AF may do."""

    def __init__(self, klienter: Mapping[str, str], livslangd: timedelta, *, fragepar: bool = False) -> None:
        self.klienter = dict(klienter)
        self.livslangd = livslangd
        self.fragepar = fragepar
        self._token: dict[str, datetime] = {}

    def aterkalla(self) -> None:
        """Make every token handed out invalid."""
        self._token.clear()

    def utfarda(self, begaran: Begaran, nu: datetime) -> Svar:
        """Answer ``POST /oauth2/token`` (RFC 6749 sections 4.4 and 5)."""
        if not begaran.huvud("content-type").startswith(TOKENMEDIATYP):
            return _tokenfel(400, "invalid_request")
        formular = begaran.formular()
        if formular.get("grant_type") != "client_credentials":
            return _tokenfel(400, "unsupported_grant_type" if "grant_type" in formular else "invalid_request")
        if not self._ratt_klient(*_klientuppgifter(begaran, formular)):
            return _tokenfel(401, "invalid_client")
        return self._nytt_token(nu)

    def _nytt_token(self, nu: datetime) -> Svar:
        token = secrets.token_urlsafe(32)
        self._token[token] = nu + self.livslangd
        sekunder = int(self.livslangd.total_seconds())
        return json_svar(200, {"access_token": token, "token_type": "Bearer", "expires_in": sekunder})

    def _ratt_klient(self, klient: str, hemlighet: str) -> bool:
        ratt = self.klienter.get(klient)
        return ratt is not None and secrets.compare_digest(ratt.encode(), hemlighet.encode())

    def krav(self, begaran: Begaran, nu: datetime) -> None:
        """Refuse with 401 unless the call carries a live token, or the query pair where that is allowed."""
        satt, _, token = begaran.huvud("authorization").partition(" ")
        if satt.lower() == "bearer":
            if self._token.get(token.strip(), nu) > nu:
                return
            raise obehorig("Åtkomsttoken gäller inte")
        fraga = begaran.fraga()
        if self.fragepar and self._ratt_klient(fraga.get("client_id", ""), fraga.get("client_secret", "")):
            return
        raise obehorig("Behörighetsuppgifter saknas eller gäller inte")


def _tokenfel(status: int, kod: str) -> Svar:
    huvuden = {"www-authenticate": 'Basic realm="oauth2"'} if status == 401 else {}
    return json_svar(status, {"error": kod}, huvuden)


def _klientuppgifter(begaran: Begaran, formular: Mapping[str, str]) -> tuple[str, str]:
    satt, _, kodat = begaran.huvud("authorization").partition(" ")
    if satt.lower() != "basic":
        return formular.get("client_id", ""), formular.get("client_secret", "")
    try:
        klient, _, hemlighet = base64.b64decode(kodat, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return klient, hemlighet


def ar_sparningsid(varde: str) -> bool:
    """Whether the value is a UUID in its usual form."""
    try:
        return str(UUID(varde)) == varde.lower()
    except ValueError:
        return False


def krav_huvuden(begaran: Begaran) -> None:
    """Refuse with 400 Datafel unless the four AF headers are there and right."""
    kontroller = {
        "AF-TrackingId": ar_sparningsid,
        "AF-SystemId": _kort,
        "AF-EndUserId": _kort,
        "AF-Environment": MILJOER.__contains__,
    }
    fel = [_huvudfel(namn, begaran) for namn, ratt in kontroller.items() if not ratt(begaran.huvud(namn))]
    if fel:
        raise datafel(fel)


def _kort(varde: str) -> bool:
    return 0 < len(varde) <= LANGSTA_HUVUD and varde.isprintable()


def _huvudfel(namn: str, begaran: Begaran) -> Faltfel:
    if begaran.huvud(namn):
        return Faltfel(namn, Faltkod.FORMAT, "har fel form")
    return Faltfel(namn, Faltkod.SAKNAS, "saknas")


def eko(begaran: Begaran) -> dict[str, str]:
    """The headers that go back: tracking id and system id, when they are well-formed."""
    svar = {}
    if ar_sparningsid(begaran.huvud("AF-TrackingId")):
        svar["AF-TrackingId"] = begaran.huvud("AF-TrackingId")
    if _kort(begaran.huvud("AF-SystemId")):
        svar["AF-SystemId"] = begaran.huvud("AF-SystemId")
    return svar
