"""When a colleague works: days, hours, public holidays and time off. Pure: no clock, no store.

Instants are aware UTC; what clocks show is that of the colleague's own zone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from engine.definition.times import Days, TimeOfDay, as_time, weekdays
from engine.holidays import holiday_on

_DAY = timedelta(days=1)
_MOST_CLOSED = 400
"""Days in a row without work, after which work is reckoned with all the same: a deadline has to
come."""


@dataclass(frozen=True)
class TimeOff:
    """From the first day to the last, both included."""

    first: date
    last: date
    note: str | None = None


@dataclass(frozen=True)
class WorkingTime:
    """Without more said: Monday to Friday, nine to five, and no holidays."""

    zone: str
    days: Days = "mon-fri"
    opens: TimeOfDay = "09:00"
    closes: TimeOfDay = "17:00"
    region: str | None = None
    """Whose public holidays are free: `NL`, `DE-BY`. None: nobody's."""
    off: tuple[TimeOff, ...] = ()

    def works_on(self, day: date) -> bool:
        return self._is_a_working_day(day) and self.away(day) is None

    def away(self, day: date) -> TimeOff | None:
        """The time off this day falls into. None: it is none."""
        return next((each for each in self.off if each.first <= day <= each.last), None)

    def away_at(self, now: datetime) -> TimeOff | None:
        """The time off that has begun, or has by the next day on which there would be work."""
        day = self.day_of(now)
        for _ in range(_MOST_CLOSED):
            if absence := self.away(day):
                return absence
            if self._is_a_working_day(day):
                return None
            day += _DAY
        return None

    def day_of(self, instant: datetime) -> date:
        """The calendar day it is then where they are."""
        return instant.astimezone(ZoneInfo(self.zone)).date()

    def hours_after(self, start: datetime, hours: float) -> datetime:
        """When so many hours of work have passed since `start`."""
        left = timedelta(hours=hours)
        if not left:
            return start
        for opens, closes in self._spans(self.day_of(start), 1):
            begins = max(opens, start)
            if begins + left <= closes:
                return begins + left
            left -= max(closes - begins, timedelta())
        raise AssertionError("days of work never end")

    def hours_before(self, end: datetime, hours: float) -> datetime:
        """From when on so many hours of work pass until `end`."""
        left = timedelta(hours=hours)
        if not left:
            return end
        for opens, closes in self._spans(self.day_of(end), -1):
            ends = min(closes, end)
            if ends - left >= opens:
                return ends - left
            left -= max(ends - opens, timedelta())
        raise AssertionError("days of work never end")

    def hours_between(self, start: datetime, end: datetime) -> float:
        """How much work lies between two instants."""
        found = timedelta()
        for opens, closes in self._spans(self.day_of(start), 1):
            if opens >= end:
                return found / timedelta(hours=1)
            found += max(min(closes, end) - max(opens, start), timedelta())
        raise AssertionError("days of work never end")

    def days_after(self, start: datetime, days: int) -> datetime:
        """The same time of day, so many working days later."""
        shown = start.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)
        if not days:
            return start
        coming = self._working_days(shown.date() + _DAY, 1)
        day = next(day for number, day in enumerate(coming, start=1) if number == days)
        return self._instant(datetime.combine(day, shown.time()))

    def _is_a_working_day(self, day: date) -> bool:
        return day.weekday() in weekdays(self.days) and not self._is_holiday(day)

    def _is_holiday(self, day: date) -> bool:
        return self.region is not None and holiday_on(self.region, day) is not None

    def _working_days(self, day: date, step: int) -> Iterator[date]:
        closed = 0
        while True:
            closed += 1
            if self.works_on(day) or closed > _MOST_CLOSED:
                closed = 0 if closed <= _MOST_CLOSED else closed
                yield day
            day += step * _DAY

    def _spans(self, day: date, step: int) -> Iterator[tuple[datetime, datetime]]:
        """When work begins and ends, day by day."""
        opens, closes = as_time(self.opens), as_time(self.closes)
        for each in self._working_days(day, step):
            yield (
                self._instant(datetime.combine(each, opens)),
                self._instant(datetime.combine(each, closes)),
            )

    def _instant(self, wall: datetime) -> datetime:
        return wall.replace(tzinfo=ZoneInfo(self.zone), fold=0).astimezone(UTC)


@lru_cache(maxsize=256)
def office(zone: str) -> WorkingTime:
    """What business hours are where nobody's own are meant."""
    return WorkingTime(zone)
