"""Clients with one fault each, and the scenario that must find it.

Each is the reference client with a single habit changed, as it is seen in the wild.
"""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tests.konformitet.exempel import Stegvis


class NyNyckel(Stegvis):
    """Takes a lost answer for an act that never was, and begins anew."""

    def nyckel_igen(self, nyckel: str, svar: Any) -> str:
        return str(uuid4()) if svar is None else nyckel


class VantarInte(Stegvis):
    """Has a pace of its own, whatever the service asks for."""

    def vila(self, svar: Any, forsok: int) -> None:
        super().vila(None if svar is not None and svar.status_code == 429 else svar, forsok)


class GerUpp(Stegvis):
    """Takes 503 for a final answer."""

    def sand_igen(self, svar: Any) -> bool:
        return (svar is None or svar.status_code != 503) and super().sand_igen(svar)


class SkriverOver(Stegvis):
    """Takes the current version from wherever it gets it, and never looks at what has changed."""

    def las_for_andring(self, vag: str, forsok: int) -> Any:
        if forsok == 0:
            self._sett, self._etag = super().las_for_andring(vag, forsok)
        version, _, rest = self._etag.strip('"').partition("-")
        return self._sett, f'"{int(version) + forsok}-{rest}"'


class ForstaSidan(Stegvis):
    """Reads the first page of a list and takes it for all of it."""

    def alla(self, vag: str, samling: str) -> Any:
        yield from self.las(vag)[samling]


class BorjarOm(Stegvis):
    """Reads its log from now on, as if nothing had happened while it was away."""

    def handelser(self, efter: str) -> Any:  # noqa: ARG002 - that is the fault
        yield from super().handelser("senaste")


class StrangaSvar(Stegvis):
    """Knows every field there is, and breaks on the one it does not."""

    def tolka(self, svar: Any) -> Any:
        innehall = super().tolka(svar)
        if "infortEfterAttKlientenSkrevs" in innehall:
            raise ValueError("okänt fält")
        return innehall


class SammaToken(Stegvis):
    """Fetches a token once and never again."""

    def token(self) -> str:
        self._forst = getattr(self, "_forst", None) or super().token()
        return self._forst


class TjatarPaNej(Stegvis):
    """Tries again whatever the answer was."""

    def sand_igen(self, svar: Any) -> bool:
        return super().sand_igen(svar) or (svar.status_code == 409 and svar.request.method == "POST")

    def vila(self, svar: Any, forsok: int) -> None:
        """At once."""


class TalInteNej(Stegvis):
    """Takes 404 for a fault of its own and tries for ever."""

    def sand_igen(self, svar: Any) -> bool:
        return super().sand_igen(svar) or svar.status_code == 404

    def vila(self, svar: Any, forsok: int) -> None:  # noqa: ARG002 - never slower
        super().vila(svar, 0)


@dataclass(frozen=True)
class Fel:
    """A faulty client, the scenario and the rule that find it, and scenarios beside it that must not."""

    klient: type
    scenario: str
    kod: str
    grannar: tuple[str, ...]


FELAKTIGA = (
    Fel(NyNyckel, "tappat-svar", "samma_nyckel", ("otillganglig",)),
    Fel(VantarInte, "for-manga", "retry_after", ("otillganglig",)),
    Fel(GerUpp, "otillganglig", "ger_inte_upp", ("for-manga",)),
    Fel(SkriverOver, "samtidig-andring", "las_om", ("okanda-falt",)),
    Fel(ForstaSidan, "missade-handelser", "missat", ("avboj",)),
    Fel(BorjarOm, "handelseflode", "missat", ("missade-handelser",)),
    Fel(StrangaSvar, "okanda-falt", "okanda_falt", ("utgangen-token",)),
    Fel(SammaToken, "utgangen-token", "ny_token", ("samtidig-andring",)),
    Fel(TjatarPaNej, "avslag", "tar_nej", ("tappat-svar",)),
    Fel(TalInteNej, "skyddad-person", "skyddad", ("avslag",)),
)
