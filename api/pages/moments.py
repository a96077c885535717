"""Instants as people read them, on the clock of whoever reads."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def zone_named(*names: str | None) -> ZoneInfo:
    """The first of the names that is a zone; UTC when none is."""
    return ZoneInfo(next((name for name in names if name and name in _zones()), "UTC"))


def clock(instant: datetime, zone: ZoneInfo) -> str:
    """`Sun 22 Nov 2026, 10:13:46`, on the clock of `zone`."""
    there = instant.astimezone(zone)
    return f"{there:%a} {there.day} {there:%b %Y, %H:%M:%S}"


def minute(instant: datetime, zone: ZoneInfo, now: datetime) -> str:
    """`22 Nov, 10:13`, with the year when it is another one."""
    there = instant.astimezone(zone)
    year = "" if there.year == now.astimezone(zone).year else f" {there:%Y}"
    return f"{there.day} {there:%b}{year}, {there:%H:%M}"


def day(instant: datetime, zone: ZoneInfo) -> str:
    """`22 Nov 2026`."""
    there = instant.astimezone(zone)
    return f"{there.day} {there:%b %Y}"


def iso(instant: datetime) -> str:
    """For `<time datetime>`: UTC to the second."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


_UNITS = (
    (timedelta(minutes=1), 60, "minute"),
    (timedelta(hours=1), 24, "hour"),
    (timedelta(days=1), 60, "day"),
    (timedelta(days=30), 12, "month"),
)
"""Each with how many of it are said in the next."""
_YEAR = timedelta(days=365)


def ago(instant: datetime, now: datetime) -> str:
    """`3 hours ago`, `in 2 days`, `just now`. To the nearest: 3 days less a moment are 3."""
    apart = abs(now - instant)
    if apart < _UNITS[0][0]:
        return "just now" if instant <= now else "in a moment"
    count, unit = _counted(apart)
    said = f"{count} {unit}{'' if count == 1 else 's'}"
    return f"{said} ago" if instant <= now else f"in {said}"


def _counted(apart: timedelta) -> tuple[int, str]:
    for length, below, unit in _UNITS:
        count = _nearest(apart, length)
        if count < below:
            return count, unit
    return _nearest(apart, _YEAR), "year"


def _nearest(apart: timedelta, length: timedelta) -> int:
    return max(1, (apart + length / 2) // length)
