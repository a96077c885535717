"""Times that come again."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from engine.definition.triggers import Schedule
from engine.schedules import checked_cron, last_time, next_time

SATURDAY = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cron", "zone", "comes"),
    [
        ("0 9 1 * *", "Europe/Amsterdam", datetime(2026, 12, 1, 8, tzinfo=UTC)),
        ("0 9 * * 0", "UTC", datetime(2026, 11, 29, 9, tzinfo=UTC)),
        ("0 9 * * 1-5", "UTC", datetime(2026, 11, 30, 9, tzinfo=UTC)),
        ("0 9 * * sat-mon", "UTC", datetime(2026, 11, 29, 9, tzinfo=UTC)),
        ("0 9 29 2 *", "UTC", datetime(2028, 2, 29, 9, tzinfo=UTC)),
        ("0 9 * * mon#1", "UTC", datetime(2026, 12, 7, 9, tzinfo=UTC)),
        ("0 9 * * 2#3", "UTC", datetime(2026, 12, 15, 9, tzinfo=UTC)),
        ("0 9 * * friL", "UTC", datetime(2026, 12, 25, 9, tzinfo=UTC)),
        ("0 9 L * *", "UTC", datetime(2026, 11, 30, 9, tzinfo=UTC)),
    ],
)
def test_the_next_time_is_on_the_clock_that_is_meant(cron: str, zone: str, comes: datetime) -> None:
    schedule = Schedule(cron=checked_cron(cron), time_zone=zone)
    assert next_time(schedule, SATURDAY) == comes
    after = next_time(schedule, comes)
    assert after is not None
    assert after > comes


@pytest.mark.parametrize(
    ("cron", "said"),
    [
        ("* * * * *", "at most once an hour"),
        ("0 9 1 * mon", "either the day of the month or the weekday"),
        ("0 9 30 2 *", "never comes"),
        ("0 25 * * *", "cannot be read"),
        ("0 9 * * 8", "cannot be read"),
        ("0 9 * * mon#6", "cannot be read"),
        ("0 9 1 * mon#1", "either the day of the month or the weekday"),
        ("every day", "five"),
    ],
)
def test_what_is_no_schedule_is_refused_with_what_is_wrong(cron: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        checked_cron(cron)


@pytest.mark.parametrize(
    "zone", ["Europe/Amsterdam", "America/Havana", "Australia/Lord_Howe", "UTC"]
)
@pytest.mark.parametrize("at", ["0 0", "30 0", "59 0", "30 1", "30 2", "0 3", "45 23"])
@pytest.mark.parametrize(
    ("days", "meant"),
    [
        ("* * *", lambda _: True),
        ("* * mon", lambda day: day.weekday() == 0),
        ("1 * *", lambda day: day.day == 1),
        ("31 * *", lambda day: day.day == 31),
        ("* * sun#1", lambda day: day.weekday() == 6 and day.day <= 7),
    ],
)
def test_whatever_is_done_to_the_clock_each_day_has_its_time_once(
    zone: str, at: str, days: str, meant: Callable[[date], bool]
) -> None:
    """**Invariant:** no time is lost and none comes twice, whenever a clock is changed.

    **How it broke:** the library adds a day or a month as so many hours. After the change in spring
    `5 0 1 * *` went from 1 March to 1 May, and in autumn 31 October 02:00 came twice.
    """
    begins = datetime(2027, 1, 1, tzinfo=ZoneInfo(zone))
    year = (begins.date() + timedelta(days=ahead) for ahead in range(365))
    schedule = Schedule(cron=f"{at} {days}", time_zone=zone)
    found = _until(schedule, begins - timedelta(seconds=1), begins.replace(year=2028))
    assert [each.astimezone(ZoneInfo(zone)).date() for each in found] == [*filter(meant, year)]


def _until(schedule: Schedule, moment: datetime, end: datetime) -> Iterator[datetime]:
    while (coming := next_time(schedule, moment)) is not None and coming < end:
        yield coming
        moment = coming


def test_what_the_clock_leaves_out_comes_an_hour_later_also_when_asked_meanwhile() -> None:
    schedule = Schedule(cron="30 2 * * *", time_zone="Europe/Amsterdam")
    later = datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert next_time(schedule, datetime(2027, 3, 28, tzinfo=UTC)) == later
    assert next_time(schedule, datetime(2027, 3, 28, 1, 5, tzinfo=UTC)) == later
    assert next_time(schedule, later) == datetime(2027, 3, 29, 0, 30, tzinfo=UTC)


def test_what_would_begin_after_all_dates_never_comes() -> None:
    """One such schedule must not keep those of all journeys from coming."""
    schedule = Schedule(cron="0 9 * * mon", weeks=52, starting=date(9999, 12, 1))
    assert next_time(schedule, SATURDAY) is None


def test_of_the_times_in_a_stretch_the_last_is_found() -> None:
    week_before = datetime(2026, 11, 21, 12, tzinfo=UTC)
    last = datetime(2026, 11, 28, 9, tzinfo=UTC)
    assert last_time(Schedule(cron="0 9 * * *"), week_before, SATURDAY) == last
    assert last_time(Schedule(cron="0 13 * * *"), SATURDAY, SATURDAY) is None


def test_only_every_second_week_counts_from_the_one_it_starts_in() -> None:
    schedule = Schedule(cron="0 9 * * tue,fri", weeks=2, starting=date(2026, 12, 3))
    found, moment = list[str](), SATURDAY
    for _ in range(5):
        coming = next_time(schedule, moment)
        assert coming is not None
        moment = coming
        found.append(f"{moment:%m-%d}")
    # 1 December is before it starts; its week counts all the same.
    assert found == ["12-04", "12-15", "12-18", "12-29", "01-01"]


def test_weeks_are_those_of_the_clock_that_is_meant_and_years_end_anywhere() -> None:
    """Years of 53 weeks do not break the rhythm, as even and odd weeks would."""
    schedule = Schedule(
        cron="30 0 * * mon", time_zone="Asia/Tokyo", weeks=2, starting=date(2026, 12, 28)
    )
    first = next_time(schedule, SATURDAY)
    assert first == datetime(2026, 12, 27, 15, 30, tzinfo=UTC)
    second = next_time(schedule, first)
    assert second == datetime(2027, 1, 10, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"cron": "0 9 * * tue"}, "from which day on"),
        ({"cron": "0 9 1 * *", "starting": date(2026, 12, 1)}, "Only times on days of the week"),
        ({"cron": "0 9 * * tue#1", "starting": date(2026, 12, 1)}, "Only times on days"),
    ],
)
def test_weeks_that_cannot_be_counted_are_refused(more: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Schedule.model_validate({"weeks": 2, **more})
