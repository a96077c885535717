"""Reading numbers, dates and times as customers' systems write them.

PostgreSQL reads the same texts the same way, by the functions of `engine.store.migrations.reading`:
what is read here as a date must be read there as one, or conditions would come out differently.
"""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any

MOST_DIGITS = 100
"""A longer text is no number: nobody means it, and PostgreSQL would have to compute with it."""

NUMBER = r"[ \t\n\r\f\v]*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?[ \t\n\r\f\v]*"
TIME = r"([01][0-9]|2[0-3]):[0-5][0-9]"
DATE = r"([0-9]{4})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
INSTANT = (
    DATE + r"(?:[T ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.,]([0-9]{1,9}))?)?"
    r"(?:Z|([+-])([01][0-9]|2[0-3])(?::?([0-5][0-9]))?)?)?"
)
"""ISO 8601: `2026-12-24`, `2026-12-24T10:00Z`, `2026-12-24 10:00:00.5+01:00`."""

_NUMBER, _TIME, _DATE, _INSTANT = map(re.compile, (NUMBER, TIME, DATE, INSTANT))


def number(value: Any) -> int | Decimal | None:
    """A number, also one that was sent as text, exactly as it was written. None: it is none."""
    if isinstance(value, int):
        return None if isinstance(value, bool) else value
    if isinstance(value, float):
        return Decimal(repr(value)) if isfinite(value) else None
    if not isinstance(value, str) or len(value) > MOST_DIGITS or not _NUMBER.fullmatch(value):
        return None
    return Decimal(value)


def is_time(value: Any) -> bool:
    """Whether it is a time of day such as `09:00`."""
    return isinstance(value, str) and bool(_TIME.fullmatch(value))


def day(value: Any) -> date | None:
    """The calendar day named by `2026-12-24`. None: it names none, or a moment of one."""
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:  # the 30th of February
        return None


def instant(value: Any) -> datetime | None:
    """A date or time written as ISO 8601; without a zone it is UTC. None: it is none."""
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
