"""The headers of Standard Webhooks: id, time, and one signature for each secret that holds."""

from collections.abc import Sequence
from datetime import datetime

from standardwebhooks import Webhook


def signerade_huvuden(webhook_id: str, tid: datetime, innehall: bytes, hemligheter: Sequence[str]) -> dict[str, str]:
    """What a receiver verifies the body by."""
    text = innehall.decode()
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": str(int(tid.timestamp())),
        "webhook-signature": " ".join(Webhook(h).sign(webhook_id, tid, text) for h in hemligheter),
    }
