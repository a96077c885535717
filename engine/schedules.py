"""Times that come again, written as cron does: `0 9 * * mon` is 09:00 on Mondays.

Five fields: minute, hour, day of the month, month, weekday. As in crontab 0 and 7 are Sunday. Also,
`mon#1` is the first Monday of the month, `friL` the last Friday, and `L` as the day the last
of the month. That only every so many weeks count cron cannot say; it stands beside it, and so does
which clock is meant.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

from engine.clock import zone_of
from engine.crontab import of_month

_FIELDS = ("minute", "hour", "day of the month", "month", "weekday")
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_RANGE = re.compile(r"(?P<first>[0-7]|[a-z]{3})(-(?P<last>[0-7]|[a-z]{3}))?", re.ASCII)
_POSITIONS = {1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 5: "5th", None: "last"}
_INSTANT = timedelta(microseconds=1)
_DAY = timedelta(days=1)


class Times(Protocol):
    """What says when it comes: `engine.definition.triggers.Schedule`."""

    @property
    def cron(self) -> str: ...
    @property
    def time_zone(self) -> str: ...
    @property
    def weeks(self) -> int: ...
    @property
    def starting(self) -> date | None: ...


def next_time(times: Times, after: datetime) -> datetime | None:
    """The first time after an instant, aware UTC. None: it never comes again, such as 30 February.

    A time that the clock leaves out in spring comes an hour later; of one that comes twice in
    autumn only the first counts.
    """
    zone = ZoneInfo(times.time_zone)
    try:
        shown = _next_counted(times, _shown(after, zone))
        while shown is not None:
            coming = shown.replace(tzinfo=zone).astimezone(UTC)
            if coming > after:
                return coming
            shown = _next_counted(times, shown)
    except OverflowError:
        # Beyond the year 9999 there are no dates.
        pass
    return None


def last_time(times: Times, after: datetime, until: datetime) -> datetime | None:
    """The last time after one instant and up to another. None: it does not come in between."""
    last, coming = None, next_time(times, after)
    while coming is not None and coming <= until:
        last, coming = coming, next_time(times, coming)
    return last


# What a clock shows is reckoned with as if it stood in UTC: of clocks that are changed the library
# loses times just after midnight in spring, and has some of autumn come twice.


def _shown(instant: datetime, zone: ZoneInfo) -> datetime:
    """What the clock shows. Where it was put forward within the last day, what it would show
    otherwise: what it left out may still come."""
    now, before = (each.astimezone(zone).utcoffset() for each in (instant, instant - _DAY))
    assert now is not None
    assert before is not None
    return instant.astimezone(UTC) + min(now, before)


def _next_counted(times: Times, shown: datetime) -> datetime | None:
    """The next time in a week that counts."""
    coming = _next(times.cron, shown)
    while coming is not None and (first := _first_counted(times, coming.date())) > coming.date():
        coming = _next(times.cron, datetime.combine(first, time.min, UTC) - _INSTANT)
    return coming


def _first_counted(times: Times, day: date) -> date:
    """The day itself, if it is in a week that counts; else the first of the next one."""
    if times.starting is None:
        return day
    if day < times.starting:
        return times.starting
    first = times.starting - timedelta(days=times.starting.weekday())
    beyond = (day - first).days // 7 % times.weeks
    return day + timedelta(weeks=times.weeks - beyond, days=-day.weekday()) if beyond else day


def _next(cron: str, shown: datetime) -> datetime | None:
    coming: datetime | None = _trigger(cron).get_next_fire_time(shown, shown)
    if coming is not None and coming <= shown:
        coming = _trigger(cron).get_next_fire_time(coming, coming)
    return coming


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
    if _next(cron, datetime(2024, 1, 1, tzinfo=UTC)) is None:
        raise ValueError(f"“{cron}” never comes.")
    return cron


def checked_zone(name: str) -> str:
    """The name itself, if it is a time zone's. Raises ValueError."""
    if zone_of(name) is None:
        raise ValueError(f"“{name}” is not a time zone. Write one such as Europe/Amsterdam.")
    return name


@lru_cache(maxsize=512)
def _trigger(cron: str) -> CronTrigger:
    minute, hour, day, month, weekday = cron.lower().split()
    one = of_month(weekday)
    try:
        if one is not None:
            weekday, day = "*", f"{_POSITIONS[one.number]} {one.day}"
        return CronTrigger(
            minute=minute,
            hour=hour,
            day="last" if day == "l" else day,
            month=month,
            day_of_week=_weekdays(weekday),
            timezone=UTC,
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
