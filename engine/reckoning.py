"""When a customer's waits end. Times are on the journey's clock, aware UTC; zones are IANA names.

While a journey is paused with its clock stopped, the time does not count: a wait that had two days
to go has two days to go when it is resumed. Days of the journey move by whole days, so that what
is meant for 09:00 stays at 09:00. Dates and times of day are the world's and do not move.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from engine.clock import DAY, after, before, day_of_journey, next_opening
from engine.definition.steps import ByDate, MovingDate, UntilDate, UntilTime, Window
from engine.definition.times import DayOfJourney, Duration, Moment, Unit, as_time
from engine.definition.triggers import DateTrigger
from engine.working import office
from engine.written import day, instant

_SATURDAY = 5


@dataclass(frozen=True)
class Freeze:
    """A time during which the journey's clock stood still. `end` is when it went on."""

    start: datetime
    end: datetime


def after_thaw(
    start: datetime, duration: Duration, zone: str, freezes: Sequence[Freeze]
) -> datetime:
    """When a duration from `start` has passed on a clock that stood still at times.

    Minutes and hours stand still exactly. Days do on the customer's wall clock, so that 09:00 stays
    09:00 when the clocks change in a pause, and business days by what the pause took of them.
    """
    end = after(start, duration, zone)
    for each in sorted(freezes, key=lambda freeze: freeze.start):
        if each.start >= end:
            break
        if each.end > start:
            end = _put_off(end, max(each.start, start), each.end, duration.unit, zone)
    return end


def _put_off(
    end: datetime, stopped: datetime, went_on: datetime, unit: Unit, zone: str
) -> datetime:
    if unit in (Unit.MINUTES, Unit.HOURS):
        return end + (went_on - stopped)
    if unit is Unit.BUSINESS_HOURS:
        hours = office(zone)
        return hours.hours_after(end, hours.hours_between(stopped, went_on))
    here, shown, then = (_wall(each, zone) for each in (end, stopped, went_on))
    if unit is not Unit.BUSINESS_DAYS:
        return _instant(here + (then - shown), zone)
    days, rest = divmod(_on_business_days(shown, then), DAY)
    later = _wall(after(end, Duration(days, unit), zone), zone) + rest
    while later.weekday() >= _SATURDAY:
        later += DAY
    return _instant(later, zone)


def _on_business_days(start: datetime, end: datetime) -> timedelta:
    """How much of the time between two wall-clock moments lies on Monday to Friday."""
    found = timedelta()
    while start < end:
        midnight = datetime.combine(start.date() + DAY, time())
        if start.weekday() < _SATURDAY:
            found += min(end, midnight) - start
        start = midnight
    return found


def _wall(moment: datetime, zone: str) -> datetime:
    """What clocks of a zone show, naive."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def _instant(wall: datetime, zone: str) -> datetime:
    return wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def day_after_thaw(
    enrolled_at: datetime, day: DayOfJourney, zone: str, freezes: Sequence[Freeze]
) -> datetime:
    """When a day of the journey comes, whole days of standing still left out."""
    comes = day_of_journey(enrolled_at, day, zone)
    stood = 0
    while (days := _stood(freezes, enrolled_at, comes, zone).days) > stood:
        stood = days
        later = DayOfJourney.model_construct(day=day.day + stood, at=day.at)
        comes = day_of_journey(enrolled_at, later, zone)
    return comes


def _stood(freezes: Sequence[Freeze], start: datetime, end: datetime, zone: str) -> timedelta:
    """How long the clock stood still between two instants, by the wall clock: from nine to nine is
    a day also when it has 23 hours."""
    spans = (
        _wall(min(each.end, end), zone) - _wall(max(each.start, start), zone) for each in freezes
    )
    return sum((span for span in spans if span > timedelta()), timedelta())


def end_of(
    limit: Moment,
    *,
    enrolled_at: datetime,
    since: datetime,
    zone: str,
    freezes: Sequence[Freeze] = (),
) -> datetime:
    """When a wait that began at `since` ends at the latest."""
    if isinstance(limit, DayOfJourney):
        return day_after_thaw(enrolled_at, limit, zone, freezes)
    return after_thaw(since, limit, zone, freezes)


def next_time(until: UntilTime, since: datetime, zone: str) -> datetime:
    """The next moment after `since` at which the customer's clock shows this, on such a day."""
    minute = timedelta(minutes=1)
    shows = Window.model_construct(
        days=until.days, from_=until.time, to=_a_minute_later(until.time), zone="contact"
    )
    opens = next_opening(shows, since, zone)
    # Within the very minute it is shown now; the next one is meant.
    return next_opening(shows, since + minute, zone) if opens == since else opens


def _a_minute_later(written: str) -> str:
    moment = datetime.combine(date(2000, 1, 1), as_time(written)) + timedelta(minutes=1)
    return f"{moment:%H:%M}"


def date_of(value: Any, zone: str) -> date | None:
    """The calendar day that a trait's value names in a zone. None: it names none."""
    named = day(value)
    if named is not None:
        return named
    found = instant(value)
    try:
        return found.astimezone(ZoneInfo(zone)).date() if found else None
    except OverflowError:  # a moment at the very end of the calendar
        return None


def moment_of(until: UntilDate | DateTrigger | ByDate, value: Any, zone: str) -> datetime | None:
    """When a moving date comes, given the value of its trait. None: nobody knows."""
    day = date_of(value, zone)
    try:
        return None if day is None else _moved(day, until.date, until.at, zone)
    except OverflowError:  # the calendar ends before it
        return None


def _moved(day: date, moving: MovingDate, at: str, zone: str) -> datetime:
    here = datetime.combine(day, as_time(at), ZoneInfo(zone)).astimezone(UTC)
    if moving.offset is None:
        return here
    shift = before if moving.offset.before else after
    return shift(here, moving.offset.duration, zone)
