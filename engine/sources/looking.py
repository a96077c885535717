"""Finding a value in what was sent, by a path of names and places: `data.items.0.email`."""

import math

from pydantic import JsonValue

from engine.sources.delivery import Unreadable
from engine.tracking.ids import number_as_text

_MOST_PARTS = 12
LONGEST_PATH = 200


def at(data: JsonValue, path: str) -> JsonValue:
    """What is there; None when nothing is. An empty path is all of it.

    A name with dots in it is found as well, when it is written out and nothing nearer fits.
    """
    if path == "":
        return data
    return _found(data, path[:LONGEST_PATH].split(".", _MOST_PARTS))


def _found(data: JsonValue, parts: list[str]) -> JsonValue:
    if not parts:
        return data
    match data:
        case dict():
            for taken in range(1, len(parts) + 1):
                name = ".".join(parts[:taken])
                if name in data and (found := _found(data[name], parts[taken:])) is not None:
                    return found
            return None
        case list() if _is_place(parts[0]) and int(parts[0]) < len(data):
            return _found(data[int(parts[0])], parts[1:])
        case _:
            return None


def _is_place(part: str) -> bool:
    return part.isascii() and part.isdigit() and len(part) <= 6


def text_at(data: JsonValue, *paths: str) -> str | None:
    """The first of these that is text with something in it; numbers are written out.

    Raises `Unreadable` for a number whose digits are lost: as an id, it would be that of others.
    """
    for path in paths:
        match at(data, path):
            case str() as found if found.strip():
                return found.strip()
            case bool():
                continue
            case int() | float() as number if number % 1 == 0:
                written = number_as_text(number)
                if written is None:
                    raise Unreadable(
                        "bad_id",
                        f"{path} is a number with more digits than are kept of numbers. Have ids"
                        " sent as text.",
                    )
                return written
            case _:
                continue
    return None


def number_at(data: JsonValue, *paths: str) -> int | float | None:
    """The first of these that is a number, or text that is one."""
    for path in paths:
        match at(data, path):
            case bool():
                continue
            case int() | float() as number:
                return number
            case str() as written:
                if (read := _number(written.strip())) is not None:
                    return read
            case _:
                continue
    return None


def _number(written: str) -> int | float | None:
    try:
        return int(written) if written.lstrip("-").isdigit() else _finite(float(written))
    except ValueError:
        return None


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


def object_at(data: JsonValue, path: str) -> dict[str, JsonValue]:
    """The object there; an empty one when there is none."""
    found = at(data, path)
    return found if isinstance(found, dict) else {}


def list_at(data: JsonValue, path: str) -> list[JsonValue]:
    found = at(data, path)
    return found if isinstance(found, list) else []
