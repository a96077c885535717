"""What unsubscribe links say: who stops which topic."""

from dataclasses import dataclass
from uuid import UUID

from activities.mail.tokens import TokenInvalid, read, sign

__all__ = ["Subscription", "TokenInvalid", "read_unsubscribe_token", "unsubscribe_token"]

_PURPOSE = b"onward unsubscribe v1\x00"
_ID_BYTES = 16


@dataclass(frozen=True)
class Subscription:
    """What an unsubscribe link stops."""

    contact_id: UUID
    topic: str


def unsubscribe_token(subscription: Subscription, key: bytes) -> str:
    """A token for an address: see `activities.mail.tokens`."""
    return sign(_PURPOSE, subscription.contact_id.bytes + subscription.topic.encode(), key)


def read_unsubscribe_token(token: str, keys: list[bytes]) -> Subscription:
    """What the token stops, if one of the keys has signed it. Raises `TokenInvalid`."""
    payload = read(_PURPOSE, token, keys)
    return Subscription(UUID(bytes=payload[:_ID_BYTES]), payload[_ID_BYTES:].decode())
