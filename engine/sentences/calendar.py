"""Days of the week, and months, in words."""

from engine.definition.times import WEEKDAYS

_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS = dict(zip(WEEKDAYS, _NAMES, strict=True))


def day_in_words(day: str) -> str:
    """`mon` as `Monday`; what is no day stays as it is."""
    return _DAYS.get(day.lower(), day)


def days_in_words(written: str) -> str:
    """`mon-wed,fri` as `Monday to Wednesday, Friday`."""
    parts = [" to ".join(map(day_in_words, part.split("-"))) for part in written.split(",")]
    return ", ".join(parts)
