"""Cells as values: numbers, dates and lists as people write them, once they have said how."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Literal

from pydantic import JsonValue

from engine import written

ValueType = Literal["text", "number", "boolean", "date", "list", "as_sent"]
Dates = Literal["iso", "day_first", "month_first"]
Numbers = Literal["plain", "comma", "grouped"]

DATES = {
    "iso": "2026-05-31",
    "day_first": "31.05.2026, day first",
    "month_first": "05/31/2026, month first",
}
NUMBERS = {"plain": "1234.5", "comma": "1.234,5", "grouped": "1,234.5"}
"""How each way is shown to people."""

_YES = frozenset(("true", "yes", "y", "t", "1", "ja", "oui", "si", "sí"))
_NO = frozenset(("false", "no", "n", "f", "0", "nein", "nee", "non"))
_PATTERNS = {
    "plain": re.compile(r"[+-]?(\d+(\.\d+)?|\.\d+)"),
    "comma": re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?"),
    "grouped": re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?"),
}
_TURNED = re.compile(
    r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:,?[ T]+(\d{1,2}):(\d\d)(?::(\d\d))?)?", re.ASCII
)
_LIKE_NUMBER = re.compile(r"[+-]?\d[\d.,]*", re.ASCII)
_LONGEST_NUMBER = 15


class BadValue(Exception):
    """A cell that is not what its column is said to hold. `str()` says what is wrong with it."""


def value_of(cell: JsonValue, kind: ValueType, dates: Dates, numbers: Numbers) -> JsonValue:
    """The cell as a value of this type; None: it is empty. Raises BadValue."""
    if isinstance(cell, str):
        cell = cell.strip()
    if cell is None or cell == "":
        return None
    match kind:
        case "number":
            return _number(cell, numbers)
        case "boolean":
            return _boolean(cell)
        case "date":
            return _date(cell, dates)
        case "list":
            return _list(cell)
        case "text":
            return _text(cell)
        case "as_sent":
            return cell


def instant_of(cell: JsonValue, dates: Dates) -> JsonValue:
    """When something happened: a date, a time or seconds since 1970. Raises BadValue."""
    if isinstance(cell, bool):
        raise BadValue(f"{_shown(cell)} is not a time.")
    if isinstance(cell, int | float):
        return cell
    if isinstance(cell, str) and re.fullmatch(r"\d{10}|\d{13}", cell.strip(), re.ASCII):
        return int(cell.strip())
    return value_of(cell, "date", dates, "plain")


def guess(values: Iterable[JsonValue]) -> ValueType:
    """What all of these are; text when in doubt. Codes such as 00042 are text."""
    cells = [each.strip() if isinstance(each, str) else each for each in values]
    texts = [each for each in cells if isinstance(each, str) and each]
    if any(not isinstance(each, str) for each in cells):
        return "as_sent"
    if not texts:
        return "text"
    if all(each.lower() in _YES | _NO for each in texts) and not _all_digits(texts):
        return "boolean"
    if all(written.instant(each) or _TURNED.fullmatch(each) for each in texts):
        return "date"
    return "number" if all(map(_is_number_like, texts)) else "text"


def _all_digits(texts: Sequence[str]) -> bool:
    return all(each.isdigit() for each in texts)


def _is_number_like(text: str) -> bool:
    plain = text.lstrip("-")
    is_code = len(plain) > 1 and plain[0] == "0" and plain[1].isdigit()
    fits = len(text) <= _LONGEST_NUMBER and not text.startswith("+")
    written_so = any(pattern.fullmatch(text) for pattern in _PATTERNS.values())
    return fits and not is_code and written_so and bool(_LIKE_NUMBER.fullmatch(text))


def _number(cell: JsonValue, numbers: Numbers) -> JsonValue:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return cell
    text = cell.replace("\xa0", "").replace(" ", "") if isinstance(cell, str) else ""
    if len(text) > written.MOST_DIGITS or not _PATTERNS[numbers].fullmatch(text):
        raise BadValue(f"{_shown(cell)} is not a number such as {NUMBERS[numbers]}.")
    plain = text.replace(".", "").replace(",", ".") if numbers == "comma" else text.replace(",", "")
    whole = "." not in plain
    return int(plain) if whole and len(plain) < 19 else float(plain)


def _boolean(cell: JsonValue) -> bool:
    if isinstance(cell, bool):
        return cell
    text = str(cell).lower()
    if text not in _YES | _NO:
        raise BadValue(f"{_shown(cell)} is neither yes nor no.")
    return text in _YES


def _date(cell: JsonValue, dates: Dates) -> str:
    """As ISO 8601, whatever it was: that is what conditions compare."""
    if isinstance(cell, str):
        if written.instant(cell):
            return cell
        if dates != "iso" and (found := _TURNED.fullmatch(cell)):
            turned = _turned(found, day_first=dates == "day_first")
            if turned is not None:
                return turned
    raise BadValue(f"{_shown(cell)} is not a date such as {DATES[dates].partition(',')[0]}.")


def _turned(found: re.Match[str], *, day_first: bool) -> str | None:
    one, other, year, hour, minute, second = (int(each) if each else 0 for each in found.groups())
    day, month = (one, other) if day_first else (other, one)
    try:
        if found[4] is None:
            return date(year, month, day).isoformat()
        # What is written is kept as written; without a zone it is UTC wherever it is read.
        return datetime(year, month, day, hour, minute, second).isoformat()  # noqa: DTZ001
    except ValueError:
        return None


def _list(cell: JsonValue) -> JsonValue:
    if isinstance(cell, str):
        return [part.strip() for part in re.split(r"[;,|\n]", cell) if part.strip()]
    return cell if isinstance(cell, list) else [cell]


def _text(cell: JsonValue) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        return str(cell)
    raise BadValue(f"{_shown(cell)} is not text.")


def _shown(cell: JsonValue) -> str:
    match cell:
        case str():
            return f"“{cell if len(cell) <= 60 else cell[:59] + '…'}”"
        case dict():
            return "A group of values"
        case list():
            return "A list"
        case _:
            return str(cell)
