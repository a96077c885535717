"""From the bytes of a body to JSON: gzip by its magic bytes, and the JSON that SDKs really send."""

import json
import math
import zlib

import orjson
from pydantic import JsonValue

from engine.tracking.calls import BadItem, JsonObject

GZIP = b"\x1f\x8b"
_GZIP_WINDOW = 31
_INTEGERS = range(-(2**63), 2**64)
_MOST_DIGITS = len(str(2**64))


def decode(body: bytes, limit: int) -> JsonObject:
    """The JSON object in `body`, at most `limit` bytes once unpacked. Raises BadItem.

    Content-Type and Content-Encoding are not asked: SDKs and proxies set both wrongly.
    """
    decoded = loads(unpack(body, limit))
    if not isinstance(decoded, dict):
        raise BadItem("not_an_object", "The body must be one JSON object.")
    return decoded


def unpack(body: bytes, limit: int) -> bytes:
    """The text in `body`, gzipped or not, at most `limit` bytes of it. Raises BadItem."""
    text = _unzip(body, limit) if body.startswith(GZIP) else body
    check_size(len(text), limit)
    return text


def check_size(size: int, limit: int) -> None:
    """Raise BadItem when a body of `size` bytes is over its `limit`."""
    if size > limit:
        raise BadItem(
            "too_large", f"The body is over {limit // 1024} KB. Send it as several smaller ones."
        )


def _unzip(body: bytes, limit: int) -> bytes:
    """At most one byte more than `limit` is ever unpacked, however much is packed in there."""
    unpacker = zlib.decompressobj(wbits=_GZIP_WINDOW)
    try:
        text = unpacker.decompress(body, limit + 1)
    except zlib.error:
        raise BadItem("bad_gzip", "The body starts like gzip but cannot be unpacked.") from None
    if not unpacker.eof and len(text) <= limit:
        raise BadItem("bad_gzip", "The gzip body is cut off.")
    return text


def loads(text: bytes) -> JsonValue:
    """The JSON in `text`. Raises BadItem."""
    try:
        return orjson.loads(text)  # type: ignore[no-any-return]
    except orjson.JSONDecodeError:
        return _loads_leniently(text)


def _loads_leniently(text: bytes) -> JsonValue:
    """A strict parser drops a whole batch over one NaN or half an emoji; this one keeps the rest.

    NaN and infinite numbers become null, as browsers write them. Lone surrogates stay, for the one
    item that holds them to be refused.
    """
    try:
        return json.loads(  # type: ignore[no-any-return]
            text.decode("utf-8-sig"),
            parse_constant=lambda _: None,
            parse_float=_finite,
            parse_int=_integer,
        )
    except RecursionError:
        raise BadItem("too_deep", "The body is nested too deeply. Send flatter data.") from None
    except UnicodeDecodeError:
        raise BadItem("not_utf8", "The body is not UTF-8 text.") from None
    except json.JSONDecodeError as error:
        raise BadItem("not_json", _not_json(error)) from None


def _not_json(error: json.JSONDecodeError) -> str:
    if not error.doc.strip():
        return "The body is empty, and should be JSON."
    where = f"line {error.lineno}, character {error.colno}"
    return f"The body is not JSON: it cannot be read from {where} on."


def _finite(literal: str) -> float | None:
    value = float(literal)
    return value if math.isfinite(value) else None


def _integer(literal: str) -> int | float | None:
    """As the strict parser has it: exact up to 64 bits, and the nearest float beyond."""
    if len(literal) <= _MOST_DIGITS and (exact := int(literal)) in _INTEGERS:
        return exact
    return _finite(literal)
