"""The secrets that a receiver knows us by: made here, shown once, kept sealed.

Two may hold at a time. What is sealed is the list of those that sign, the newest first.
"""

import base64
import json
import secrets
from collections.abc import Sequence

from app.core.crypto import Krypto, Plats

PREFIX = "whsec_"
BYTE = 32


def ny_hemlighet() -> str:
    """A secret in the form of Standard Webhooks."""
    return PREFIX + base64.b64encode(secrets.token_bytes(BYTE)).decode()


def forsegla(hemligheter: Sequence[str], krypto: Krypto, plats: Plats) -> bytes:
    """The secrets as they are stored."""
    return krypto.forsegla(json.dumps(list(hemligheter)).encode(), plats)


def oppna(forseglat: bytes, krypto: Krypto, plats: Plats) -> list[str]:
    """The secrets again, the newest first."""
    hemligheter: list[str] = json.loads(krypto.oppna(forseglat, plats))
    return hemligheter
