"""Which addresses the service may call on somebody else's word (S10): form first, then what the name leads to.

Pure: it neither asks the DNS nor connects. Who connects asks ``far_anropas`` of every resolved address, and then
uses that very address.
"""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

LANGST = 500
ALLA_VARDAR = "*"
# A name of letters, digits and hyphens; the last part begins with a letter, so that no number is taken for a name.
_VARDNAMN = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_TECKEN = re.compile(r"[!$&'()*+,./:;=?@_~%\-0-9A-Za-z\[\]]+")
_EGNA_NAMN = frozenset({"localhost", "127.0.0.1", "[::1]"})
# Names that mean something on the inside of a network only, and those that clouds answer about themselves on.
_INRE_ANDELSER = (
    "localhost", "localdomain", "local", "internal", "intranet", "private", "corp", "home", "lan", "arpa", "onion",
    "metadata.goog", "metadata.azure.com", "metadata.tencentyun.com", "metadata.packet.net",
    "metadata.platformequinix.com", "svc.cluster", "localtest.me", "nip.io", "sslip.io",
)  # fmt: skip
_GLOBALA = IPv6Network("2000::/3")
# Python calls these global in some versions; clouds answer about themselves on the first (192.0.0.192).
_SARSKILDA = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"))


class OtillatenAdress(ValueError):
    """An address that the service does not call; code and Swedish text, never the address."""

    def __init__(self, kod: str, meddelande: str) -> None:
        super().__init__(kod)
        self.kod = kod
        self.meddelande = meddelande


@dataclass(frozen=True, slots=True)
class Adressregler:
    """What the installation allows.

    ``vardar`` are host names, ``.exempel.se`` for all below one, or ``*`` for any public name. ``egen_maskin`` lets
    plain http and the own machine through: for development and test.
    """

    vardar: frozenset[str]
    egen_maskin: bool = False


def regler_for(vardar: str | None, hem: str, *, egen_maskin: bool) -> Adressregler:
    """The rules for a receiver at home in ``hem``: of ``kommunkod:vard`` entries only those of its kommun."""
    delar = (del_.strip().lower().rpartition(":") for del_ in (vardar or "").split(",") if del_.strip())
    return Adressregler(frozenset(vard for kommun, _, vard in delar if kommun in ("", hem)), egen_maskin)


@dataclass(frozen=True, slots=True)
class Mottagaradress:
    """An address in the one form that it is stored and called in."""

    schema: str
    vard: str
    port: int
    vag: str

    def __str__(self) -> str:
        return f"{self._rot(self.vard)}{self.vag}"

    def vid(self, ip: IPv4Address | IPv6Address) -> str:
        """The same with the host replaced by where it was found."""
        return f"{self._rot(f'[{ip}]' if ip.version == 6 else str(ip))}{self.vag}"

    @property
    def host(self) -> str:
        """The value of the Host header."""
        return self._rot(self.vard).partition("://")[2]

    def _rot(self, vard: str) -> str:
        normal = {"https": 443, "http": 80}[self.schema]
        return f"{self.schema}://{vard}" + ("" if self.port == normal else f":{self.port}")


def granska(text: str, regler: Adressregler) -> Mottagaradress:
    """The address, if its form is one that may be called; raises ``OtillatenAdress``."""
    if len(text) > LANGST or not _TECKEN.fullmatch(text):
        raise OtillatenAdress("adress_tecken", "Adressen ska skrivas med ASCII-tecken, utan blanksteg och fragment.")
    adress = _delar(text)
    if regler.egen_maskin and adress.vard in _EGNA_NAMN and adress.schema in ("http", "https"):
        return adress
    _krav_allman(adress)
    if not _ar_tillaten(adress.vard, regler.vardar):
        raise OtillatenAdress("adress_ej_tillaten", "Adressens värd är inte tillåten i den här installationen.")
    return adress


def _delar(text: str) -> Mottagaradress:
    try:
        delar = urlsplit(text)
        schema, port = delar.scheme.lower(), delar.port
    except ValueError:
        raise OtillatenAdress("adress_form", "Adressen går inte att läsa.") from None
    if "@" in delar.netloc:
        raise OtillatenAdress("adress_inloggning", "Adressen får inte innehålla namn eller lösenord.")
    vard = delar.netloc.rpartition(":")[0] if port is not None else delar.netloc.removesuffix(":")
    vag = (delar.path or "/") + (f"?{delar.query}" if delar.query else "")
    return Mottagaradress(schema, vard.lower(), port if port is not None else _normalport(schema), vag)


def _normalport(schema: str) -> int:
    return 80 if schema == "http" else 443


def _krav_allman(adress: Mottagaradress) -> None:
    """HTTPS at its own port, to a name that the whole world knows."""
    if adress.schema != "https":
        raise OtillatenAdress("adress_schema", "Adressen ska börja med https://.")
    if adress.port != 443:
        raise OtillatenAdress("adress_port", "Adressen ska använda port 443.")
    if not _VARDNAMN.fullmatch(adress.vard):
        raise OtillatenAdress("adress_vard", "Adressen ska ha ett fullständigt värdnamn, inte ett tal.")
    if any(adress.vard == namn or adress.vard.endswith(f".{namn}") for namn in _INRE_ANDELSER):
        raise OtillatenAdress("adress_inre", "Adressens värd finns inte på det öppna internet.")


def _ar_tillaten(vard: str, vardar: frozenset[str]) -> bool:
    return ALLA_VARDAR in vardar or vard in vardar or any(v.startswith(".") and vard.endswith(v) for v in vardar)


def far_anropas(funnen: str, regler: Adressregler) -> bool:
    """Whether a resolved address is one of the open internet."""
    try:
        ip = ip_address(funnen)
    except ValueError:
        return False
    if regler.egen_maskin and ip.is_loopback:
        return True
    if ip.is_multicast or ip.is_reserved or not ip.is_global:
        return False
    return _egen_ipv6(ip) if isinstance(ip, IPv6Address) else not any(ip in nat for nat in _SARSKILDA)


def _egen_ipv6(ip: IPv6Address) -> bool:
    """Not an IPv4 address in disguise (mapped, 6to4, Teredo, NAT64), which could be any."""
    return ip in _GLOBALA and ip.ipv4_mapped is None and ip.sixtofour is None and ip.teredo is None
