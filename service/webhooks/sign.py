"""Signatures after the Standard Webhooks specification. Pure."""

import base64
import secrets
from datetime import datetime

from standardwebhooks.webhooks import Webhook as Signer

MARK = "whsec_"


def new_secret() -> str:
    """A secret of 32 random bytes in the form that receivers' libraries take."""
    return MARK + base64.b64encode(secrets.token_bytes(32)).decode()


def signed_headers(secret: str, message_id: str, body: str, *, now: datetime) -> dict[str, str]:
    """What goes with a body: its id, the time, and the signature over all three."""
    return {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Signer(secret).sign(message_id, now, body),
    }
