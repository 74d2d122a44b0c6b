"""Where a receiver is found: asked once for each call, every answer looked at, and one of them used (S10)."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address

from app.vyer.prenumerationer.adress import Adressregler, Mottagaradress, OtillatenAdress, far_anropas

Fraga = Callable[[str, int], Awaitable[Sequence[str]]]


class NamnSaknas(Exception):
    """The name leads nowhere just now."""


async def fraga_dns(vard: str, port: int) -> Sequence[str]:
    """All addresses of a host as the machine's resolver answers; raises ``NamnSaknas``."""
    try:
        svar = await asyncio.get_running_loop().getaddrinfo(vard, port, type=socket.SOCK_STREAM)
    except OSError:
        raise NamnSaknas from None
    return [str(adress[0]) for *_, adress in svar]


async def sla_upp(adress: Mottagaradress, regler: Adressregler, fraga: Fraga = fraga_dns) -> IPv4Address | IPv6Address:
    """The address to connect to; one forbidden answer among several is enough to raise ``OtillatenAdress``."""
    funna = await fraga(adress.vard.strip("[]"), adress.port)
    if not funna:
        raise NamnSaknas
    if not all(far_anropas(ip, regler) for ip in funna):
        raise OtillatenAdress("adress_inre", "Adressens värd leder till ett nät som tjänsten inte anropar.")
    return ip_address(funna[0])
