"""What PostHog's browser library wraps JSON into: a form's `data=`, and base64."""

import base64
import binascii
from urllib.parse import unquote_to_bytes

from pydantic import JsonValue

from engine.tracking.decoding import GZIP, loads, unpack

_FIELD = b"data="
_JSON_STARTS = (b"{", b"[")


def decode_wrapped(body: bytes, limit: int) -> JsonValue:
    """The JSON in `body`, however it is wrapped, at most `limit` bytes once unpacked.

    As with `decode`, what the request says about its body is not asked. Raises BadItem.
    """
    text = unpack(body, limit).strip()
    if text.startswith(_FIELD):
        text = _field(text)
    if text and not text.startswith(_JSON_STARTS):
        inner = _from_base64(text)
        text = unpack(inner, limit) if inner.startswith((*_JSON_STARTS, GZIP)) else text
    return loads(text)


def _field(text: bytes) -> bytes:
    value, _, _ = text.removeprefix(_FIELD).partition(b"&")
    plain = unquote_to_bytes(value)
    # A form writes + for a space, which JSON has and base64 has not.
    is_json = plain.lstrip(b"+ ").startswith(_JSON_STARTS)
    return unquote_to_bytes(value.replace(b"+", b" ")).strip() if is_json else plain


def _from_base64(text: bytes) -> bytes:
    """Empty when it is none."""
    compact = text.replace(b" ", b"+").rstrip(b"=")
    try:
        return base64.b64decode(compact + b"=" * (-len(compact) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""
