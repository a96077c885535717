"""The address of a source: nobody can guess it, and nothing of it has to be kept.

It is the source's id and a number, with a code that only this installation's key makes. Another
number is another address, and makes the old one void.
"""

import base64
import binascii
import hmac
from urllib.parse import urlsplit
from uuid import UUID

_PURPOSE = b"the address of a source"
_CODE_BYTES = 16
_ID_BYTES = 16


def token_of(source_id: UUID, number: int, key: bytes) -> str:
    """The last part of the address: 43 characters."""
    raw = source_id.bytes + _code(source_id, number, key)
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def source_in(token: str) -> UUID | None:
    """Whose address it may be; None: nobody's. Not yet proven: see `fits`."""
    if len(token) > 64 or not token.isascii():
        return None
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return UUID(bytes=raw[:_ID_BYTES]) if len(raw) == _ID_BYTES + _CODE_BYTES else None


def fits(token: str, source_id: UUID, number: int, key: bytes) -> bool:
    return hmac.compare_digest(token, token_of(source_id, number, key))


def without_token(url: str) -> str:
    """The address a delivery was sent to, with its query, as others may see it: `/hooks/…?a=1`."""
    parts = urlsplit(url)
    place = f"{parts.path.rpartition('/')[0]}/…"
    return f"{place}?{parts.query}" if parts.query else place


def _code(source_id: UUID, number: int, key: bytes) -> bytes:
    message = _PURPOSE + source_id.bytes + number.to_bytes(4)
    return hmac.digest(key, message, "sha256")[:_CODE_BYTES]
