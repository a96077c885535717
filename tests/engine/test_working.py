"""When a colleague works: hours, weekends, public holidays and time off."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.clock import deadline
from engine.definition.times import Duration
from engine.working import TimeOff, WorkingTime

DUTCH = WorkingTime("Europe/Amsterdam", region="NL")
AWAY = WorkingTime("UTC", off=(TimeOff(date(2026, 11, 30), date(2026, 12, 3)),))


def utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "duration", "comes"),
    [
        ("2026-11-27T10:00", "2 business days", "2026-12-01T10:00"),
        ("2026-11-27T15:00", "4 business hours", "2026-11-30T11:00"),
        # Both days of Christmas, and the weekend after them.
        ("2026-12-24T15:00", "4 business hours", "2026-12-28T11:00"),
        ("2026-12-24T15:00", "1 business day", "2026-12-28T15:00"),
        ("2026-11-28T12:00", "1 business hour", "2026-11-30T09:00"),
        ("2026-11-28T12:00", "2h", "2026-11-28T14:00"),
    ],
)
def test_a_deadline_is_reckoned_in_the_hours_of_whoever_keeps_it(
    start: str, duration: str, comes: str
) -> None:
    assert deadline(utc(start), Duration.parse(duration), "UTC", DUTCH) == utc(comes)


def test_time_off_is_no_time_to_work_in() -> None:
    assert AWAY.hours_after(utc("2026-11-27T16:00"), 2) == utc("2026-12-04T10:00")


@pytest.mark.parametrize(
    ("now", "is_away"),
    [("2026-11-27T10:00", False), ("2026-11-28T10:00", True), ("2026-12-03T20:00", True),
     ("2026-12-04T00:00", False)],
)  # fmt: skip
def test_whoever_will_be_away_when_work_begins_again_is_away(now: str, is_away: bool) -> None:
    assert (AWAY.away_at(utc(now)) is not None) is is_away


def test_whoever_is_away_for_years_still_has_deadlines() -> None:
    gone = WorkingTime("UTC", off=(TimeOff(date(2026, 1, 1), date(2036, 1, 1)),))
    assert gone.hours_after(utc("2026-06-01T09:00"), 8) > utc("2027-06-01T09:00")


@given(
    st.integers(0, 1_000_000),
    st.integers(1, 200),
)
def test_so_many_hours_lie_between(minutes: int, hours: int) -> None:
    start = utc("2026-01-01T00:00") + timedelta(minutes=minutes)
    end = DUTCH.hours_after(start, hours)
    assert DUTCH.hours_between(start, end) == pytest.approx(hours)
    assert DUTCH.works_on(DUTCH.day_of(end - timedelta(seconds=1)))
