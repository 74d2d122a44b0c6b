"""A caller for tests: keeps the contract itself, and holds every answer against it."""

from uuid import uuid4

import httpx

from tests.mockad_af.kontrakt import Kontrakt
from tests.mockad_af.rutter import STAM
from tests.mockad_af.storningar import TRASIG_JSON

KONTRAKT = Kontrakt()


class Kommun:
    """A caller that keeps the contract, and holds every answer against it."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http
        http.event_hooks["response"].append(hall_mot_kontraktet)
        self.huvuden = {"AF-SystemId": "STEGVIS", "AF-EndUserId": "*sys*", "AF-Environment": "U1"}

    def logga_in(self) -> "Kommun":
        """Fetch a token."""
        data = {"grant_type": "client_credentials", "client_id": "stegvis", "client_secret": "utveckling"}
        token = self.http.post("/oauth2/token", data=data).raise_for_status().json()["access_token"]
        self.huvuden["Authorization"] = f"Bearer {token}"
        return self

    def post(self, resurs: str, kropp: object, **huvuden: str) -> httpx.Response:
        """Post a body with the AF headers; keyword arguments replace headers."""
        egna = self.huvuden | {"AF-TrackingId": str(uuid4())} | huvuden
        return self.http.post(f"{STAM}/{resurs}", json=kropp, headers=egna)

    def las(self, af_referens: str) -> httpx.Response:
        """Read a samråd."""
        return self.http.get(f"{STAM}/samrad/{af_referens}", headers=self.huvuden | {"AF-TrackingId": str(uuid4())})


def hall_mot_kontraktet(svar: httpx.Response) -> None:
    """Fail the test for an answer, or a call that was accepted, that breaks the contract."""
    begaran, vag = svar.request, svar.request.url.path
    if vag.startswith("/_styr") or svar.status_code == 405:
        return
    innehall = svar.read()
    if innehall == TRASIG_JSON:
        return
    huvuden = {namn.lower(): varde for namn, varde in svar.headers.items()}
    assert KONTRAKT.granska_svar(begaran.method, vag, svar.status_code, huvuden, innehall) == []
    if svar.is_success:
        sanda = {namn.lower(): varde for namn, varde in begaran.headers.items()}
        assert KONTRAKT.granska_begaran(begaran.method, vag, sanda, begaran.content) == []
