"""Whether an item fits: its size, its depth, and text that PostgreSQL can hold."""

from collections.abc import Callable

import orjson
from pydantic import JsonValue

from engine.tracking.calls import BadItem, JsonObject

MAX_CALL_BYTES = 32 * 1024
MAX_DEPTH = 32
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def inspect(item: JsonObject) -> None:
    """Raise BadItem when the item cannot be kept as it is."""
    try:
        encoded = orjson.dumps(item)
    except TypeError:
        # orjson refuses lone surrogates, nesting over 254 levels and integers over 64 bits.
        _check_depth(item)
        check_text(item)
        raise BadItem("bad_json", "The call holds a value that JSON cannot carry.") from None
    if len(encoded) > MAX_CALL_BYTES:
        raise BadItem(
            "too_large",
            f"The call is {len(encoded):,} bytes; at most {MAX_CALL_BYTES:,} (32 KB) are kept."
            " Send less with it, or a link to it.",
        )
    if encoded.count(b"{") + encoded.count(b"[") > MAX_DEPTH:
        _check_depth(item)
    if b"\\u0000" in encoded:
        check_text(item)


def keepable(value: JsonValue, levels: int = MAX_DEPTH) -> JsonValue:
    """The same value made fit to be kept: what is nested deeper than `levels` becomes an ellipsis,
    and characters that cannot be stored become �."""
    return _fitted(value, levels, _clean)


def shortened(value: JsonValue, levels: int = MAX_DEPTH) -> JsonValue:
    """As `keepable`, with all text as it came."""
    return _fitted(value, levels, str)


def _fitted(value: JsonValue, levels: int, text: Callable[[str], str]) -> JsonValue:
    match value:
        case str():
            return text(value)
        case dict() | list() if levels == 0:
            return "…"
        case dict():
            return {text(key): _fitted(inner, levels - 1, text) for key, inner in value.items()}
        case list():
            return [_fitted(inner, levels - 1, text) for inner in value]
        case _:
            return value


def _clean(text: str) -> str:
    # Halves that belong together become one character, and each that stands alone one �.
    halves = text.replace("\0", _REPLACEMENT).encode("utf-16-le", "surrogatepass")
    return halves.decode("utf-16-le", "replace")


def _check_depth(item: JsonValue) -> None:
    level = [item]
    for _ in range(MAX_DEPTH + 1):
        level = [inner for value in level for inner in _inside(value)]
        if not level:
            return
    raise BadItem(
        "too_deep", f"The call is nested deeper than {MAX_DEPTH} levels. Send flatter data."
    )


def _inside(value: JsonValue) -> list[JsonValue]:
    match value:
        case dict():
            return list(value.values())
        case list():
            return value
        case _:
            return []


def check_text(value: JsonValue) -> None:
    """Raise BadItem for text that cannot be stored."""
    match value:
        case str():
            if "\0" in value or _has_surrogate(value):
                raise BadItem(
                    "bad_text",
                    "The call holds a NUL character or half of a character pair (a lone"
                    " surrogate), which cannot be stored. Remove it.",
                )
        case dict():
            for key, inner in value.items():
                check_text(key)
                check_text(inner)
        case list():
            for inner in value:
                check_text(inner)


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)
