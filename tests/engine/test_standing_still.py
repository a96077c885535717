"""What customers wait for is put off by the time for which a journey's clock stood still."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from engine.definition.times import DayOfJourney, Duration
from engine.reckoning import Freeze, after_thaw, day_after_thaw

ZONE = "Europe/Amsterdam"
"""Its clocks go forward on Sunday 29 March 2026, at 02:00."""


def at(day: int, hour: int, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


@pytest.mark.parametrize(
    ("waits", "start", "stood", "ends"),
    [
        ("36h", at(9, 9), [(at(9, 10), at(10, 10))], at(11, 21)),
        ("3d", at(9, 9), [(at(10, 10), at(11, 12))], at(13, 11)),
        ("3d", at(9, 9), [(at(10, 10), at(11, 10)), (at(13, 8), at(14, 8))], at(14, 9)),
        ("3d", at(9, 9), [(at(13, 8), at(14, 8))], at(12, 9)),
        ("3d", at(9, 9), [(at(1, 9), at(9, 9))], at(12, 9)),
        ("3d", at(9, 9), [(at(8, 9), at(10, 9))], at(13, 9)),
    ],
)
def test_what_had_so_long_to_go_has_as_long_to_go(
    waits: str, start: datetime, stood: list[tuple[datetime, datetime]], ends: datetime
) -> None:
    freezes = [Freeze(*each) for each in stood]
    assert after_thaw(start, Duration.parse(waits), ZONE, freezes) == ends


def test_nine_stays_nine_when_the_clocks_change_in_a_pause() -> None:
    """**Invariant:** days that stood still are days of the wall clock, as days of a wait are.

    **How it broke:** from Saturday to Monday the clocks went forward. The pause counted as 47
    hours: a wait of three days ended at eight, and a day of the journey came a day too early.
    """
    weekend = [Freeze(at(28, 10), at(30, 10))]
    assert after_thaw(at(27, 9), Duration.parse("3d"), ZONE, weekend) == at(1, 9, month=4)
    assert day_after_thaw(at(27, 9), DayOfJourney(day=5), ZONE, weekend) == at(2, 9, month=4)


@pytest.mark.parametrize(
    ("stood", "ends"),
    [
        ((at(10, 10), at(11, 10)), at(16, 9)),
        ((at(10, 10), at(10, 22)), at(13, 21)),
        ((at(7, 9), at(9, 0)), at(13, 9)),
        ((at(6, 9), at(9, 9)), at(13, 9)),
    ],
)
def test_business_days_end_on_a_business_day(
    stood: tuple[datetime, datetime], ends: datetime
) -> None:
    """**How it broke:** four business days from a Monday, put off by a day, ended on a Saturday."""
    waits = Duration.parse("4 business days")
    assert after_thaw(at(9, 9), waits, ZONE, [Freeze(*stood)]) == ends


def test_several_half_days_make_a_day_of_the_journey() -> None:
    halves = [Freeze(at(day, 8), at(day, 20)) for day in (10, 11)]
    assert day_after_thaw(at(9, 9), DayOfJourney(day=5), ZONE, halves[:1]) == at(13, 9)
    assert day_after_thaw(at(9, 9), DayOfJourney(day=5), ZONE, halves) == at(14, 9)
