"""What five fields of cron say, read apart: for whoever puts a schedule into words.

Minute, hour, day of the month, month, weekday. Beside what crontab has: `L` as the day is the last
of the month, and a weekday may be `mon#1`, the first Monday of the month, or `friL`, the last
Friday, as Quartz and EventBridge write them. When the times come is `engine.schedules`."""

import re
from dataclasses import dataclass

HOURS = range(24)
DAYS = range(1, 32)
MONTHS = range(1, 13)
MONTH_NAMES = (
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
)
_SUNDAY_FIRST = ("sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAYS = re.compile(r"[a-z]{3}(-[a-z]{3})?(,[a-z]{3}(-[a-z]{3})?)*", re.ASCII)
_ALL_DAYS = re.compile(r"\b(0|sun)-7\b", re.ASCII)
"""From Sunday to Sunday; by their names it would be one day."""
_OF_MONTH = re.compile(r"(?P<day>[a-z]{3}|[0-7])(#(?P<number>[1-5])|(?P<last>l))", re.ASCII)
_PART = re.compile(r"(\*|(?P<first>\d+)(-(?P<last>\d+))?)(/(?P<step>\d+))?", re.ASCII)


@dataclass(frozen=True)
class OfMonth:
    """One weekday of the month: the second Tuesday."""

    day: str
    """`mon` to `sun`."""
    number: int | None
    """1 to 5. None: the last."""


@dataclass(frozen=True)
class Crontab:
    """None stands for all of them."""

    minute: int
    hours: tuple[int, ...] | None
    days: tuple[int, ...] | None
    """Of the month; empty: its last."""
    months: tuple[int, ...] | None
    weekdays: str | OfMonth | None
    """By their names, as they are written: `mon-fri`."""


def read(cron: str) -> Crontab | None:
    """None: it is no cron, or one that words would not make clearer."""
    fields = cron.lower().split()
    if len(fields) != 5 or not re.fullmatch(r"[0-5]?\d", fields[0], re.ASCII):
        return None
    minute, hour, day, month, weekday = fields
    try:
        return Crontab(
            minute=int(minute),
            hours=_numbers(hour, HOURS),
            days=() if day == "l" else _numbers(day, DAYS),
            months=_numbers(_numbered(month), MONTHS),
            weekdays=None if weekday == "*" else of_month(weekday) or _named(weekday),
        )
    except ValueError:
        return None


def of_month(weekday: str) -> OfMonth | None:
    """`mon#1`, `fril` (in small letters). None: it is no one weekday of the month."""
    found = _OF_MONTH.fullmatch(weekday)
    if not found:
        return None
    return OfMonth(_names(found["day"]), int(found["number"]) if found["number"] else None)


def _numbers(field: str, all_of_them: range) -> tuple[int, ...] | None:
    """In order. Raises ValueError."""
    found = set[int]()
    for part in field.split(","):
        matched = _PART.fullmatch(part)
        if not matched:
            raise ValueError(field)
        first = int(matched["first"]) if matched["first"] else all_of_them[0]
        single = matched["first"] is not None and matched["step"] is None
        last = int(matched["last"] or (first if single else all_of_them[-1]))
        numbers = range(first, last + 1, int(matched["step"] or 1))
        if not numbers or first not in all_of_them or last not in all_of_them:
            raise ValueError(field)
        found.update(numbers)
    return None if len(found) == len(all_of_them) else tuple(sorted(found))


def _numbered(month: str) -> str:
    """`jan,apr` as `1,4`."""
    return re.sub(
        "[a-z]+",
        lambda name: str(MONTH_NAMES.index(name[0]) + 1) if name[0] in MONTH_NAMES else name[0],
        month,
    )


def _named(weekday: str) -> str:
    """`1-5` as `mon-fri`. Raises ValueError."""
    named = _names(_ALL_DAYS.sub("mon-sun", weekday))
    days = re.findall("[a-z]+", named)
    if not _WEEKDAYS.fullmatch(named) or any(day not in _SUNDAY_FIRST for day in days):
        raise ValueError(weekday)
    return named


def _names(weekday: str) -> str:
    return re.sub("[0-7]", lambda digit: _SUNDAY_FIRST[int(digit[0])], weekday)
