"""The filters a template may use: `{{ contact.first_name | default('there') }}`.

Each takes the value to its left first. Unless it says otherwise a filter is not asked about a
missing value: what is missing stays missing, so `x | upper | default('you')` does what it says.
`docs/templates.md` shows every one with an example that the tests run.
"""

import math
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from engine.clock import zone_of
from engine.templates.dates import formatted
from engine.templates.limits import MAX_TEXT_CHARACTERS
from engine.templates.problems import TemplateFault
from engine.templates.values import Missing, shown

CURRENCY_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "INR": "₹", "BRL": "R$"}
_WITHOUT_CENTS = {"JPY", "KRW", "CLP", "ISK", "VND"}


def number_from(value: object) -> int | float:
    """A number, also one that was sent as text."""
    match value:
        case bool():
            pass
        case int() | float():
            return value
        case str():
            try:
                found = int(value) if value.strip().lstrip("+-").isdecimal() else float(value)
            except ValueError:
                found = math.nan
            if math.isfinite(found):
                return found
    raise TemplateFault(f"“{_brief(value)}” is not a number.")


def _brief(value: object) -> str:
    try:
        return shown(value)[:40]
    except TemplateFault:
        return "this"


def _limited(length: int) -> None:
    if length > MAX_TEXT_CHARACTERS:
        raise TemplateFault(f"A text grew beyond {MAX_TEXT_CHARACTERS} characters.")


def concat(*values: object) -> Any:
    """What `~` does: the texts after each other, missing as soon as one of them is."""
    for value in values:
        if isinstance(value, Missing):
            return value
    texts = [shown(value) for value in values]
    _limited(sum(len(text) for text in texts))
    # Not `shown` again: a space at the seam is meant.
    return "".join(
        value if isinstance(value, str) else text for value, text in zip(values, texts, strict=True)
    )


def default(value: object, replacement: object = "") -> object:
    return replacement if isinstance(value, Missing) else value


def upper(value: object) -> str:
    return shown(value).upper()


def lower(value: object) -> str:
    return shown(value).lower()


def title(value: object) -> str:
    return " ".join(word[:1].upper() + word[1:].lower() for word in shown(value).split(" "))


def capitalize(value: object) -> str:
    text = shown(value)
    return text[:1].upper() + text[1:]


def round_(value: object, digits: int = 0) -> int | float:
    found = number_from(value)
    rounded = round(found, _digits(digits))
    return int(rounded) if digits <= 0 else rounded


def number(value: object, digits: int | None = None) -> str:
    found = number_from(value)
    if digits is None:
        return f"{found:,}" if isinstance(found, int) else f"{found:,.2f}".rstrip("0").rstrip(".")
    return f"{found:,.{_digits(digits)}f}"


def _digits(digits: object) -> int:
    if not isinstance(digits, int) or not 0 <= digits <= 10:
        raise TemplateFault("Digits after the point are a number from 0 to 10.")
    return digits


def money(value: object, currency: str = "USD") -> str:
    amount = number_from(value)
    code = shown(currency).upper()
    digits = 0 if code in _WITHOUT_CENTS or float(amount).is_integer() else 2
    sign = CURRENCY_SIGNS.get(code, f"{code} ")
    return f"{'-' if amount < 0 else ''}{sign}{abs(amount):,.{digits}f}"


def plural(value: object, one: str, many: str | None = None) -> str:
    found = number_from(len(value) if isinstance(value, list) else value)
    word = shown(one) if abs(found) == 1 else shown(many or f"{one}s")
    return f"{number(found)} {word}"


def length(value: object) -> int:
    match value:
        case list():
            return len(value)
        case str():
            return len(shown(value))
        case _:
            raise TemplateFault("Only a list or a text has a length.")


def join(value: object, separator: str = ", ", last: str | None = None) -> Any:
    if not isinstance(value, list):
        raise TemplateFault("Only a list can be joined.")
    texts = [shown(item) for item in value if not isinstance(item, Missing)]
    _limited(sum(len(text) + len(separator) for text in texts))
    if not texts:
        return Missing(name="an empty list")
    if last is None or len(texts) < 2:
        return separator.join(texts)
    return separator.join(texts[:-1]) + last + texts[-1]


def first(value: object) -> Any:
    return _item(value, 0)


def last(value: object) -> Any:
    return _item(value, -1)


def _item(value: object, index: int) -> Any:
    if not isinstance(value, list):
        raise TemplateFault("Only a list has a first and a last.")
    return value[index] if value else Missing(name="an item of an empty list")


def truncate(value: object, characters: int = 80) -> str:
    text = shown(value)
    if not isinstance(characters, int) or characters < 1:
        raise TemplateFault("Truncate to a number of characters, at least 1.")
    if len(text) <= characters:
        return text
    cut = text[: characters - 1]
    whole_words = cut if text[len(cut)].isspace() else cut.rpartition(" ")[0] or cut
    return whole_words.rstrip(" ,.;:-–—") + "…"


def date_(value: object, pattern: str = "d MMMM yyyy", zone: object = None) -> str:
    """A moment is shown on the clock of `zone`; a date without a time is nobody's clock's."""
    written = shown(value)
    try:
        moment = _moment(written)
    except ValueError:
        raise TemplateFault(
            f"“{_brief(written)}” is not a date. A date is written 2026-11-30."
        ) from None
    if isinstance(moment, datetime):
        moment = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(_zone(zone))
    return formatted(moment, shown(pattern))


def _moment(written: str) -> date | datetime:
    return date.fromisoformat(written) if len(written) <= 10 else datetime.fromisoformat(written)


def _zone(name: object) -> ZoneInfo:
    return (zone_of(name) if isinstance(name, str) else None) or ZoneInfo("UTC")


FILTERS: dict[str, Callable[..., Any]] = {
    "capitalize": capitalize,
    "date": date_,
    "default": default,
    "first": first,
    "join": join,
    "last": last,
    "length": length,
    "lower": lower,
    "money": money,
    "number": number,
    "plural": plural,
    "round": round_,
    "title": title,
    "truncate": truncate,
    "upper": upper,
}

ASKED_ABOUT_MISSING = frozenset({"default"})
"""Filters that see a missing value themselves."""

TESTS = frozenset({"defined", "undefined", "number", "string", "odd", "even"})
