"""The client's certificate, as a trusted proxy in front of the service passes it on (RFC 8705, RFC 9440).

The proxy has ended the TLS connection and verified the certificate; here it is only named by its thumbprint. A header
from anybody else is as good as none. Must not know tokens or clients.
"""

import ssl
from base64 import b64decode
from collections.abc import Iterable
from hashlib import sha256
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from urllib.parse import unquote

from joserfc.util import urlsafe_b64encode

Nat = IPv4Network | IPv6Network


def las_nat(text: str | None) -> tuple[Nat, ...]:
    """Addresses and networks, separated by commas; ValueError for one that can't be read."""
    return tuple(ip_network(del_.strip()) for del_ in (text or "").split(",") if del_.strip())


def ar_betrodd(vard: str | None, nat: Iterable[Nat]) -> bool:
    """Whether the connection comes from one of the proxies."""
    try:
        adress = ip_address(vard or "")
    except ValueError:
        return False
    return any(adress in n for n in nat)


def certifikatavtryck(varde: str) -> str | None:
    """``x5t#S256`` of a header's value: ``:base64:`` as in RFC 9440, or PEM with percent-encoding as nginx writes it.

    ``None`` when it is neither.
    """
    try:
        if len(varde) > 2 and varde[0] == varde[-1] == ":":
            der = b64decode(varde[1:-1], validate=True)
        else:
            der = ssl.PEM_cert_to_DER_cert(unquote(varde))
    except ValueError:
        return None
    return urlsafe_b64encode(sha256(der).digest()).decode("ascii") if der else None
