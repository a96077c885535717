"""Times that come again."""

from datetime import UTC, datetime

import pytest

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
    ],
)
def test_the_next_time_is_on_the_clock_that_is_meant(cron: str, zone: str, comes: datetime) -> None:
    assert next_time(checked_cron(cron), zone, SATURDAY) == comes
    after = next_time(cron, zone, comes)
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
        ("every day", "five"),
    ],
)
def test_what_is_no_schedule_is_refused_with_what_is_wrong(cron: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        checked_cron(cron)


def test_of_the_times_in_a_stretch_the_last_is_found() -> None:
    week_before = datetime(2026, 11, 21, 12, tzinfo=UTC)
    last = datetime(2026, 11, 28, 9, tzinfo=UTC)
    assert last_time("0 9 * * *", "UTC", week_before, SATURDAY) == last
    assert last_time("0 13 * * *", "UTC", SATURDAY, SATURDAY) is None
