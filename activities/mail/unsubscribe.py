"""Signed tokens for unsubscribe links: they say who stops which topic, and cannot be made up.

A token never expires, since an old mail must still be stoppable, and says nothing secret. It is
the contact's id and the topic, followed by an HMAC-SHA256 over both.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

_PURPOSE = b"onward unsubscribe v1\x00"
_SIGNATURE_BYTES = 32
_ID_BYTES = 16


@dataclass(frozen=True)
class Subscription:
    """What an unsubscribe link stops."""

    contact_id: UUID
    topic: str


class TokenInvalid(ValueError):
    """Not a token of ours, or changed on the way."""


def unsubscribe_token(subscription: Subscription, key: bytes) -> str:
    """A token for an address. `key` is secret and the same for as long as links shall work."""
    payload = subscription.contact_id.bytes + subscription.topic.encode()
    return urlsafe_b64encode(_signature(payload, key) + payload).rstrip(b"=").decode()


def read_unsubscribe_token(token: str, keys: list[bytes]) -> Subscription:
    """What the token stops, if one of the keys has signed it. Raises `TokenInvalid`."""
    try:
        raw = urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
    except ValueError as error:
        raise TokenInvalid("This link is incomplete.") from error
    signature, payload = raw[:_SIGNATURE_BYTES], raw[_SIGNATURE_BYTES:]
    if not any(hmac.compare_digest(signature, _signature(payload, key)) for key in keys):
        raise TokenInvalid("This link is incomplete or was not made here.")
    return Subscription(UUID(bytes=payload[:_ID_BYTES]), payload[_ID_BYTES:].decode())


def _signature(payload: bytes, key: bytes) -> bytes:
    if not key:
        raise ValueError("An empty key signs nothing.")
    return hmac.digest(key, _PURPOSE + payload, sha256)
