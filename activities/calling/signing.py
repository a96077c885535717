"""Signs calls by Standard Webhooks, so that a receiver knows they are ours and not replayed.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import hmac
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

_PURPOSE = b"onward outgoing calls v1"


def signing_key(secret_key: bytes) -> bytes:
    """The key calls are signed with. Who learns it learns nothing about the secret itself."""
    if not secret_key:
        raise ValueError("An empty key signs nothing.")
    return hmac.digest(secret_key, _PURPOSE, sha256)


def shareable(key: bytes) -> str:
    """The key as receivers are given it: `whsec_` and base64."""
    return f"whsec_{b64encode(key).decode()}"


def webhook_id(message_id: UUID) -> str:
    """What a receiver knows a call by."""
    return f"msg_{message_id.hex}"


def signature_headers(
    message_id: UUID, body: bytes, keys: Sequence[bytes], *, now: datetime
) -> dict[str, str]:
    """The three headers of the specification, with a signature by each key: a receiver takes any it
    knows. `now` is real time: receivers compare clocks."""
    identifier, timestamp = webhook_id(message_id), str(int(now.timestamp()))
    signed = b".".join((identifier.encode(), timestamp.encode(), body))
    signatures = (b64encode(hmac.digest(key, signed, sha256)).decode() for key in keys)
    return {
        "webhook-id": identifier,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }
