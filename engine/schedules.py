"""Times that come again, written as cron does: `0 9 * * mon` is 09:00 on Mondays.

Five fields: minute, hour, day of the month, month, weekday. As in crontab 0 and 7 are Sunday. Which
clock is meant stands beside it.
"""

import re
from datetime import UTC, datetime
from functools import lru_cache

from apscheduler.triggers.cron import CronTrigger

from engine.clock import zone_of

_FIELDS = ("minute", "hour", "day of the month", "month", "weekday")
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_RANGE = re.compile(r"(?P<first>[0-7]|[a-z]{3})(-(?P<last>[0-7]|[a-z]{3}))?", re.ASCII)


def next_time(cron: str, zone: str, after: datetime) -> datetime | None:
    """The first time after an instant, aware UTC. None: it never comes again, such as 30 February.

    A time that the clock leaves out in spring comes an hour later; of one that comes twice in
    autumn only the first counts.
    """
    coming: datetime | None = _trigger(cron, zone).get_next_fire_time(after, after)
    if coming is not None and coming <= after:
        coming = _trigger(cron, zone).get_next_fire_time(coming, coming)
    return coming.astimezone(UTC) if coming else None


def last_time(cron: str, zone: str, after: datetime, until: datetime) -> datetime | None:
    """The last time after one instant and up to another. None: it does not come in between."""
    last, coming = None, next_time(cron, zone, after)
    while coming is not None and coming <= until:
        last, coming = coming, next_time(cron, zone, coming)
    return last


def checked_cron(cron: str) -> str:
    """The text itself, if it says times that come. Raises ValueError, which says what is wrong."""
    fields = cron.split()
    if len(fields) != len(_FIELDS):
        raise ValueError(
            f"“{cron}” has {len(fields)} parts and not five: {', '.join(_FIELDS)}. "
            "“0 9 1 * *” is 09:00 on the first of each month."
        )
    if not re.fullmatch(r"[0-5]?\d", fields[0], re.ASCII):
        raise ValueError("The minute must be one number, 0 to 59: at most once an hour.")
    if "*" not in (fields[2], fields[4]):
        raise ValueError("Say either the day of the month or the weekday, and “*” for the other.")
    if next_time(cron, "UTC", datetime(2024, 1, 1, tzinfo=UTC)) is None:
        raise ValueError(f"“{cron}” never comes.")
    return cron


def checked_zone(name: str) -> str:
    """The name itself, if it is a time zone's. Raises ValueError."""
    if zone_of(name) is None:
        raise ValueError(f"“{name}” is not a time zone. Write one such as Europe/Amsterdam.")
    return name


@lru_cache(maxsize=512)
def _trigger(cron: str, zone: str) -> CronTrigger:
    minute, hour, day, month, weekday = cron.lower().split()
    try:
        return CronTrigger(
            minute=minute,
            hour=hour,
            day=day,
            month=month,
            day_of_week=_weekdays(weekday),
            timezone=zone,
        )
    except ValueError as error:
        raise ValueError(f"“{cron}” cannot be read as times: {error}.") from error


def _weekdays(written: str) -> str:
    """By name, each for itself: the library counts from Monday, crontab from Sunday."""
    if written == "*":
        return written
    days = list[str]()
    for part in written.split(","):
        found = _RANGE.fullmatch(part)
        if not found:
            raise ValueError(f"“{written}” are no weekdays; write mon-fri or 1-5")
        first = _weekday(found["first"])
        last = _weekday(found["last"]) if found["last"] else first
        last = last if last >= first else last + 7
        days += [_WEEKDAYS[day % 7] for day in range(first, last + 1)]
    return ",".join(dict.fromkeys(days))


def _weekday(written: str) -> int:
    if written.isdigit():
        return int(written)
    if written not in _WEEKDAYS:
        raise ValueError(f"“{written}” is no weekday")
    return _WEEKDAYS.index(written)
