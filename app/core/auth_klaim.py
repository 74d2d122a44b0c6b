"""What a token says: presets from claims to our words, and the rules of RFC 9068 for the claims.

Owns the claim maps and the checks of issuer, audience, life and content. Must not know keys, clients or HTTP.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from app.begrepp.identiteter import kontrollsiffra
from app.core.auth_jwt import Klaim, Tokenfel
from app.settings import Settings

_OIDC_SE = "https://id.oidc.se/claim/"
# SHA-256 in base64url, as RFC 7638 and RFC 8705 write thumbprints.
AVTRYCK = re.compile(r"[A-Za-z0-9_-]{43}")
_LANGSTA_NAMN = 200
_STORSTA_TID = 2**53
# Ten or twelve digits with a day of a person or samordningsnummer, standing alone (not a group of a UUID).
_PERSONNUMMERLIKT = re.compile(
    r"(?<![0-9A-Za-z-])(?:[0-9]{2})?([0-9]{2}(?:0[1-9]|1[0-2])(?:[06][1-9]|[1278][0-9]|[39][01]))[-+]?([0-9]{4})"
    r"(?![0-9A-Za-z-])"
)


@dataclass(frozen=True, slots=True)
class Klaimkarta:
    """Where one kind of issuer puts what we need; ``organisation`` is "" where it says nothing of whom is acted for.

    ``person`` lists claims in order of preference. ``maskin`` names the claim that ``sub`` equals when no person
    acts. ``rollprefix`` is cut from each role; roles without it belong to other systems.
    """

    typer: frozenset[str] = frozenset({"at+jwt", "application/at+jwt"})
    klient: str = "client_id"
    tokenid: str = "jti"
    scope: str = "scope"
    roll: str = "roll"
    rollprefix: str = ""
    enhet: str = "enhet"
    person: tuple[str, ...] = ("sub",)
    maskin: str = "client_id"
    organisation: str = "organisation"


# Entra's access tokens are not RFC 9068: typ is always JWT, the client is azp, delegated scopes are scp. An id token
# has the client as its audience, so the check of aud keeps it out. Inera: role by system code, as in HSA.
KLAIMKARTOR: Mapping[str, Klaimkarta] = MappingProxyType(
    {
        "stegvis": Klaimkarta(),
        "oidc-sweden": Klaimkarta(
            roll="roles",
            enhet=f"{_OIDC_SE}orgUnit",
            person=(f"{_OIDC_SE}orgAffiliation", "sub"),
            organisation=f"{_OIDC_SE}orgNumber",
        ),
        "inera": Klaimkarta(
            roll="systemRole",
            rollprefix="STEGVIS;",
            enhet="healthCareUnitHsaId",
            person=("employeeHsaId", "sub"),
            organisation="",
        ),
        "entra": Klaimkarta(
            typer=frozenset({"jwt"}),
            klient="azp",
            tokenid="uti",
            scope="scp",
            roll="roles",
            person=("oid",),
            maskin="oid",
            organisation="",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Bindning:
    """What the sender has to show besides the token (RFC 7800): the key, or the certificate, of these thumbprints."""

    jkt: str | None
    x5t: str | None

    @property
    def avtryck(self) -> frozenset[str]:
        """The thumbprints."""
        return frozenset(a for a in (self.jkt, self.x5t) if a is not None)


@dataclass(frozen=True, slots=True)
class Innehall:
    """A verified token in our words; times are seconds since the epoch."""

    klient_id: str
    person: str
    enhet: str | None
    roller: frozenset[str]
    scopes: frozenset[str]
    iat: float
    nbf: float
    exp: float
    organisation: str | None = None
    bindning: Bindning | None = None

    @property
    def avtryck(self) -> frozenset[str]:
        """The thumbprints of what the token is bound to; none of a bearer token."""
        return self.bindning.avtryck if self.bindning else frozenset()


def klaimkarta(namn: str) -> Klaimkarta:
    """The preset of that name; ValueError with a Swedish sentence when there is none."""
    if namn not in KLAIMKARTOR:
        raise ValueError(f"STEGVIS_KLAIMKARTA ska vara någon av {', '.join(KLAIMKARTOR)}.")
    return KLAIMKARTOR[namn]


def las_innehall(klaim: Klaim, karta: Klaimkarta, settings: Settings) -> Innehall:
    """Everything of a token's claims that doesn't depend on what time it is. Raises ``Tokenfel``."""
    _kontrollera_avsandare(klaim, settings)
    _text(klaim, karta.tokenid)
    klient_id = _text(klaim, karta.klient)
    iat, exp = _tid(klaim, "iat"), _tid(klaim, "exp")
    nbf = _tid(klaim, "nbf") if "nbf" in klaim else iat
    if not 0 < exp - iat <= settings.token_livslangd:
        raise Tokenfel("Token har för lång livslängd.", "token lifetime too long")
    return Innehall(
        klient_id=klient_id,
        person=_person(klaim, karta),
        enhet=_text(klaim, karta.enhet) if klaim.get(karta.enhet) is not None else None,
        roller=_roller(klaim, karta),
        scopes=frozenset(_valfri_text(klaim, karta.scope).split(" ")) - {""},
        iat=iat,
        nbf=nbf,
        exp=exp,
        organisation=_valfri_text(klaim, karta.organisation) or None,
        bindning=_bindning(klaim),
    )


def kontrollera_tid(innehall: Innehall, nu: datetime, marginal: float) -> None:
    """Whether the token is in force at ``nu``, give or take ``marginal`` seconds. Raises ``Tokenfel``."""
    sekund = nu.timestamp()
    if sekund >= innehall.exp + marginal:
        raise Tokenfel("Token har gått ut.", "token expired")
    if max(innehall.iat, innehall.nbf) > sekund + marginal:
        raise Tokenfel("Token gäller inte än.", "token not yet valid")


def giltigt_namn(text: str) -> bool:
    """Whether ``text`` may identify a person: short, printable and no personnummer, since it goes into logs."""
    return 0 < len(text) <= _LANGSTA_NAMN and text.isprintable() and not _har_personnummer(text)


def _har_personnummer(text: str) -> bool:
    return any(
        kontrollsiffra(traff[1] + traff[2][:3]) == int(traff[2][3]) for traff in _PERSONNUMMERLIKT.finditer(text)
    )


def _kontrollera_avsandare(klaim: Klaim, settings: Settings) -> None:
    if klaim.get("iss") != settings.utfardare:
        raise Tokenfel("Token kommer från en annan utfärdare.", "wrong issuer")
    if klaim.get("aud") not in (settings.publik, [settings.publik]):
        raise Tokenfel("Token är inte ställd till den här tjänsten, eller till fler än den.", "wrong audience")


def _bindning(klaim: Klaim) -> Bindning | None:
    """RFC 9449, 6.1 and RFC 8705, 3.1; a way of binding that isn't known can't be checked, so the token is refused."""
    cnf = klaim.get("cnf")
    if cnf is None:
        return None
    if not isinstance(cnf, dict) or not cnf or cnf.keys() - {"jkt", "x5t#S256"}:
        raise _ogiltigt("cnf")
    if not all(isinstance(a, str) and AVTRYCK.fullmatch(a) for a in cnf.values()):
        raise _ogiltigt("cnf")
    return Bindning(cnf.get("jkt"), cnf.get("x5t#S256"))


def _person(klaim: Klaim, karta: Klaimkarta) -> str:
    """Who acts, or "" when the client acts for itself."""
    sub = _text(klaim, "sub")
    if sub == klaim.get(karta.maskin):
        return ""
    person = next((_text(klaim, namn) for namn in karta.person if klaim.get(namn) is not None), "")
    if not giltigt_namn(person):
        raise Tokenfel("Personen i token kan inte godtas; den får inte vara ett personnummer.", "unacceptable person")
    return person


def _roller(klaim: Klaim, karta: Klaimkarta) -> frozenset[str]:
    varde: Any = klaim.get(karta.roll, [])
    roller = [varde] if isinstance(varde, str) else varde
    if not isinstance(roller, list) or not all(isinstance(roll, str) for roll in roller):
        raise _ogiltigt(karta.roll)
    return frozenset(r.removeprefix(karta.rollprefix) for r in roller if r.startswith(karta.rollprefix))


def _text(klaim: Klaim, namn: str) -> str:
    varde = klaim.get(namn)
    if not isinstance(varde, str) or not varde or not varde.isprintable():
        raise _ogiltigt(namn)
    return varde


def _valfri_text(klaim: Klaim, namn: str) -> str:
    return _text(klaim, namn) if klaim.get(namn) else ""


def _tid(klaim: Klaim, namn: str) -> float:
    """A NumericDate; true, strings, infinity and times beyond a float's exact integers are none."""
    varde = klaim.get(namn)
    if isinstance(varde, bool) or not isinstance(varde, int | float) or not 0 <= varde <= _STORSTA_TID:
        raise _ogiltigt(namn)
    return varde


def _ogiltigt(namn: str) -> Tokenfel:
    """``namn`` is one of our own words or a preset's, never the sender's."""
    return Tokenfel(f"Uppgiften {namn} saknas i token eller är ogiltig.", f"claim {namn} missing or invalid")
