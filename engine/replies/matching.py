"""Which of our mails one that came in is about.

Our Message-IDs carry the message's id, which can be worked out, and a proof, which cannot; so
whoever names both has seen the mail. An address with a `+` says the same for mail programs that
name none.
"""

import hmac
import re
from collections.abc import Iterator
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from engine.replies.mail import Incoming

_OURS = re.compile(
    r"<([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?:\.([0-9a-f]{16}))?@",
    re.IGNORECASE,
)
_PLUS = re.compile(r"\+r([0-9a-f]{32})([0-9a-f]{12})@", re.IGNORECASE)
_PURPOSE = b"onward reply address v1\x00"
_PROVES = b"onward message id v1\x00"


class Candidate(NamedTuple):
    """A message that a mail may be about."""

    message_id: UUID
    proven: bool
    """Whether it names what only who has seen our mail can know."""


def candidates(mail: Incoming, key: bytes) -> list[Candidate]:
    """The likeliest first."""
    found: dict[UUID, bool] = {}
    for each in _candidates(mail, key):
        found[each.message_id] = found.get(each.message_id, False) or each.proven
    return [Candidate(*each) for each in found.items()]


def _candidates(mail: Incoming, key: bytes) -> Iterator[Candidate]:
    for wire in (*mail.reported, *mail.references):
        found = _OURS.match(wire)
        if found is None:
            continue
        named, proof = UUID(found[1]), (found[2] or "").lower()
        if not proof:
            yield Candidate(named, proven=False)
        elif hmac.compare_digest(proof_of(named, key), proof):
            yield Candidate(named, proven=True)
    for address in mail.to:
        found = _PLUS.search(address)
        if found and hmac.compare_digest(_check(UUID(found[1]), key), found[2].lower()):
            yield Candidate(UUID(found[1]), proven=True)


def proof_of(message_id: UUID, key: bytes) -> str:
    """What stands beside the id in our mail's Message-ID, the same however often it goes out."""
    return hmac.digest(key, _PROVES + message_id.bytes, sha256).hex()[:16]


def has_proof(wire_message_id: str | None) -> bool:
    """Whether a mail went out with one: those of earlier versions did not."""
    found = _OURS.match(wire_message_id or "")
    return bool(found and found[2])


def reply_address(address: str, message_id: UUID, key: bytes) -> str:
    """Where answers to this very message go: `replies+r…@in.example.com`."""
    local, _, domain = address.rpartition("@")
    return f"{local}+r{message_id.hex}{_check(message_id, key)}@{domain}"


def _check(message_id: UUID, key: bytes) -> str:
    return hmac.digest(key, _PURPOSE + message_id.bytes, sha256).hex()[:12]
