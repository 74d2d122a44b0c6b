"""What is sent: events as they stand in the feed, and the challenge that an address has to answer. CloudEvents 1.0."""

import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from app.begrepp.identiteter import nytt_id
from app.core.http import ROT
from app.vyer.handelseflode.models import Flodespost
from app.vyer.handelseflode.schemas import TYPPREFIX, Molnhandelse
from app.vyer.prenumerationer.models import Prenumeration

BEKRAFTELSETYP = f"{TYPPREFIX}.prenumeration.bekraftelse"


def som_handelse(post: Flodespost, publik_adress: str) -> dict[str, Any]:
    """The event of a post, as it is written in the feed."""
    return Molnhandelse.av(post, publik_adress).model_dump(mode="json", by_alias=True, exclude_none=True)


def utmaning(prenumeration: Prenumeration, publik_adress: str, nu: datetime) -> dict[str, Any]:
    """The event that asks an address to answer with what it holds."""
    return {
        "specversion": "1.0",
        "id": str(nytt_id()),
        "source": f"{publik_adress}{ROT}",
        "type": BEKRAFTELSETYP,
        "subject": f"{ROT}/prenumerationer/{prenumeration.id}",
        "time": nu.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "data": {"utmaning": secrets.token_urlsafe(24)},
    }


def som_bytes(handelse: Mapping[str, Any]) -> bytes:
    """An event as it stands in the feed, byte for byte."""
    return json.dumps(handelse, ensure_ascii=False, separators=(",", ":")).encode()
