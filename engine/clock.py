"""Reckoning time for a customer: local days, daylight saving, sending windows, compressed time.

Instants are aware UTC; a zone is an IANA name. Nothing here asks what time it is.

Two rules decide the awkward cases, once and for all. A local time that a clock change skips
(02:30 in spring) is taken an hour later, at the instant it would have been. One that comes twice
(autumn) is the first of the two.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.definition.steps import Window
from engine.definition.times import DayOfJourney, Duration, Moment, Unit, as_time, weekdays
from engine.working import WorkingTime, office

DAY = timedelta(days=1)
_END_OF_TIME = datetime(9000, 1, 1, tzinfo=UTC)
"""Where a compressed clock stops: left alone for weeks, it would run out of calendar."""
_SATURDAY = 5


@lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo | None:
    """The zone called `name`, or None when there is no such zone."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def known_zone(*candidates: str | None) -> str:
    """The first candidate that is a zone. UTC when none is."""
    return next((name for name in candidates if name and zone_of(name)), "UTC")


def zone_of_customer(
    subject: str, account: str | None, contact: str | None, *others: str | None
) -> str:
    """The zone a customer's days go by: of a contact their own, else the account's; of an account
    its own, else that of the contact it is seen by. `others` are asked after both."""
    return known_zone(contact if subject == "contact" else None, account, contact, *others)


def _local(instant: datetime, zone: str) -> datetime:
    return instant.astimezone(ZoneInfo(zone))


def _instant(wall: datetime, zone: str) -> datetime:
    """The instant at which a naive wall-clock time comes in a zone."""
    return wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


@lru_cache(maxsize=8_192)
def _shown(day: date, moment: time, zone: str) -> datetime:
    """The instant at which clocks of a zone show this. Customers share days, so it is kept."""
    return _instant(datetime.combine(day, moment), zone)


def start_of_day(day: date, zone: str) -> datetime:
    """The instant at which a day begins in a zone."""
    return _shown(day, time.min, zone)


def after(start: datetime, duration: Duration, zone: str) -> datetime:
    """`start` plus a duration: exact for minutes and hours, wall-clock days otherwise."""
    match duration.unit:
        case Unit.MINUTES:
            return start + timedelta(minutes=duration.amount)
        case Unit.HOURS:
            return start + timedelta(hours=duration.amount)
        case Unit.DAYS | Unit.WEEKS:
            days = duration.amount * (7 if duration.unit is Unit.WEEKS else 1)
        case Unit.BUSINESS_HOURS:
            return office(zone).hours_after(start, duration.amount)
        case Unit.BUSINESS_DAYS:
            days = _business_days_ahead(_local(start, zone).weekday(), duration.amount)
    return _instant(_local(start, zone).replace(tzinfo=None) + days * DAY, zone)


def deadline(
    start: datetime, duration: Duration, zone: str, working: WorkingTime | None
) -> datetime:
    """As `after`, but business days and hours are those of whoever has to keep it. None: nobody's
    own."""
    match duration.unit:
        case Unit.BUSINESS_HOURS if working is not None:
            return working.hours_after(start, duration.amount)
        case Unit.BUSINESS_DAYS if working is not None:
            return working.days_after(start, duration.amount)
        case _:
            return after(start, duration, zone)


def before(end: datetime, duration: Duration, zone: str) -> datetime:
    """`end` less a duration, reckoned as `after` does."""
    match duration.unit:
        case Unit.MINUTES:
            return end - timedelta(minutes=duration.amount)
        case Unit.HOURS:
            return end - timedelta(hours=duration.amount)
        case Unit.DAYS | Unit.WEEKS:
            days = duration.amount * (7 if duration.unit is Unit.WEEKS else 1)
        case Unit.BUSINESS_HOURS:
            return office(zone).hours_before(end, duration.amount)
        case Unit.BUSINESS_DAYS:
            days = _business_days_back(_local(end, zone).weekday(), duration.amount)
    return _instant(_local(end, zone).replace(tzinfo=None) - days * DAY, zone)


def _business_days_back(weekday: int, amount: int) -> int:
    days = 0
    while amount:
        days += 1
        amount -= (weekday - days) % 7 < _SATURDAY
    return days


def _business_days_ahead(weekday: int, amount: int) -> int:
    """Calendar days until `amount` business days, Monday to Friday, have passed."""
    days = 0
    while amount:
        days += 1
        amount -= (weekday + days) % 7 < _SATURDAY
    return days


def day_of_journey(enrolled_at: datetime, day: DayOfJourney, zone: str) -> datetime:
    """When a day of the journey comes: day 1 is the local date of entry."""
    comes = _local(enrolled_at, zone).date() + (day.day - 1) * DAY
    return _shown(comes, as_time(day.at), zone)


def limit(limit: Moment, *, enrolled_at: datetime, since: datetime, zone: str) -> datetime:
    """When a wait that began at `since` ends at the latest."""
    if isinstance(limit, DayOfJourney):
        return day_of_journey(enrolled_at, limit, zone)
    return after(since, limit, zone)


def next_opening(window: Window, now: datetime, zone: str) -> datetime:
    """`now` when the window is open, else the instant at which it next opens.

    A window whose `to` is not after its `from` runs over midnight and belongs to the day it opens.
    """
    opens, closes = as_time(window.from_), as_time(window.to)
    days = weekdays(window.days)
    today = _local(now, zone).date()
    for ahead in range(-1, 16):
        day = today + ahead * DAY
        if day.weekday() not in days:
            continue
        end_date = day if closes > opens else day + DAY
        start = _shown(day, opens, zone)
        end = _shown(end_date, closes, zone)
        # A clock change may skip a short window altogether; then it does not open that day.
        if start < end and now < end:
            return max(now, start)
    raise AssertionError("two weeks hold every weekday twice")


@dataclass(frozen=True)
class JourneyClock:
    """How fast time runs in an enrollment: as it does for all, or compressed for a test run.

    The journey's own time starts at the instant of enrollment; `seconds_per_day` real seconds
    make one day of it. None: the journey's time is real time.
    """

    enrolled_at: datetime
    seconds_per_day: float | None = None

    @property
    def _speed(self) -> float:
        return DAY.total_seconds() / self.seconds_per_day if self.seconds_per_day else 1.0

    def journey_time(self, real: datetime) -> datetime:
        """The journey's time at a real instant."""
        if self.seconds_per_day is None:
            return real
        try:
            return self.enrolled_at + (real - self.enrolled_at) * self._speed
        except OverflowError:
            return _END_OF_TIME

    def real_time(self, journey: datetime) -> datetime:
        """The real instant at which the journey's clock shows `journey`."""
        if self.seconds_per_day is None:
            return journey
        return self.enrolled_at + (journey - self.enrolled_at) / self._speed


@lru_cache(maxsize=8_192)
def in_words(instant: datetime, zone: str) -> str:
    """An instant as a customer's calendar shows it: `Tue 3 Nov 2026, 09:00 (Europe/Amsterdam)`."""
    there = _local(instant, zone)
    return f"{there:%a} {there.day} {there:%b %Y, %H:%M} ({zone})"
