"""Which of our mails one that came in is about.

Our Message-IDs are made of the message's id, which nobody can guess; so whoever names one has seen
the mail. An address with a `+` says the same for mail programs that name none.
"""

import hmac
import re
from collections.abc import Iterator
from hashlib import sha256
from uuid import UUID

from engine.replies.mail import Incoming

_OURS = re.compile(
    r"<([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})@", re.IGNORECASE
)
_PLUS = re.compile(r"\+r([0-9a-f]{32})([0-9a-f]{12})@", re.IGNORECASE)
_PURPOSE = b"onward reply address v1\x00"


def candidates(mail: Incoming, key: bytes) -> list[UUID]:
    """Ids of messages it may be about, the likeliest first."""
    return list(dict.fromkeys(_candidates(mail, key)))


def _candidates(mail: Incoming, key: bytes) -> Iterator[UUID]:
    for wire in (*mail.reported, *mail.references):
        if found := _OURS.match(wire):
            yield UUID(found[1])
    for address in mail.to:
        found = _PLUS.search(address)
        if found and hmac.compare_digest(_check(UUID(found[1]), key), found[2].lower()):
            yield UUID(found[1])


def reply_address(address: str, message_id: UUID, key: bytes) -> str:
    """Where answers to this very message go: `replies+r…@in.example.com`."""
    local, _, domain = address.rpartition("@")
    return f"{local}+r{message_id.hex}{_check(message_id, key)}@{domain}"


def _check(message_id: UUID, key: bytes) -> str:
    return hmac.digest(key, _PURPOSE + message_id.bytes, sha256).hex()[:12]
