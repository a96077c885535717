"""Signed tokens for the links in mails: they say what a link is about, and cannot be made up.

A token never expires, since an old mail must still work, and says nothing secret. It is a payload
preceded by an HMAC-SHA256 over its purpose and itself, so that a link of one kind is none of
another.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

_SIGNATURE_BYTES = 32

OF_A_TEST = "test"
"""Stands for a token in the links of mails that no customer gets. Nothing is signed so."""


class TokenInvalid(ValueError):
    """Not a token of ours, or changed on the way."""


def sign(purpose: bytes, payload: bytes, key: bytes) -> str:
    """A token for an address. `key` is secret and the same for as long as links shall work."""
    return urlsafe_b64encode(_signature(purpose, payload, key) + payload).rstrip(b"=").decode()


def read(purpose: bytes, token: str, keys: list[bytes]) -> bytes:
    """The payload, if one of the keys has signed it for this purpose. Raises `TokenInvalid`."""
    try:
        raw = urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
    except ValueError as error:
        raise TokenInvalid("This link is incomplete.") from error
    signature, payload = raw[:_SIGNATURE_BYTES], raw[_SIGNATURE_BYTES:]
    if not any(hmac.compare_digest(signature, _signature(purpose, payload, key)) for key in keys):
        raise TokenInvalid("This link is incomplete or was not made here.")
    return payload


def _signature(purpose: bytes, payload: bytes, key: bytes) -> bytes:
    if not key:
        raise ValueError("An empty key signs nothing.")
    return hmac.digest(key, purpose + payload, sha256)
