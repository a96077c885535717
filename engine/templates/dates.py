"""Dates as templates write them: `d MMMM yyyy` gives 30 November 2026."""

import re
from collections.abc import Callable
from datetime import date, datetime

from engine.templates.problems import TemplateFault

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

FIELDS: dict[str, Callable[[datetime], str]] = {
    "EEEE": lambda moment: _DAYS[moment.weekday()],
    "EEE": lambda moment: _DAYS[moment.weekday()][:3],
    "dd": lambda moment: f"{moment.day:02}",
    "d": lambda moment: str(moment.day),
    "MMMM": lambda moment: _MONTHS[moment.month - 1],
    "MMM": lambda moment: _MONTHS[moment.month - 1][:3],
    "MM": lambda moment: f"{moment.month:02}",
    "M": lambda moment: str(moment.month),
    "yyyy": lambda moment: f"{moment.year:04}",
    "yy": lambda moment: f"{moment.year % 100:02}",
    "HH": lambda moment: f"{moment.hour:02}",
    "H": lambda moment: str(moment.hour),
    "mm": lambda moment: f"{moment.minute:02}",
}
_LETTERS = re.compile(r"([A-Za-z])\1*|'([^']*)'")


def formatted(moment: date | datetime, pattern: str) -> str:
    """The date as the pattern says, in English. Other letters stand in quotes: `'week of' d`."""
    if len(pattern) > 100:
        raise TemplateFault("A date’s pattern is at most 100 characters.")
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001 - nobody's clock
    return _LETTERS.sub(lambda found: _field(found, moment), pattern)


def _field(found: re.Match[str], moment: datetime) -> str:
    if found[2] is not None:
        return found[2]
    if found[0] not in FIELDS:
        raise TemplateFault(
            f"A date’s pattern does not know “{found[0]}”. It is put together from "
            f"{', '.join(FIELDS)}; other words stand in quotes."
        )
    return FIELDS[found[0]](moment)
