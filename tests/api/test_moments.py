"""How far off a moment is, as people say it."""

from datetime import UTC, datetime, timedelta

import pytest

from api.pages.moments import ago

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
MOMENT = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("apart", "said"),
    [
        (MOMENT, "in a moment"),
        (timedelta(minutes=60) - MOMENT, "in 1 hour"),
        (timedelta(hours=13), "in 13 hours"),
        (timedelta(days=1) - MOMENT, "in 1 day"),
        (timedelta(days=1, hours=11), "in 1 day"),
        (timedelta(days=3) - MOMENT, "in 3 days"),
        (timedelta(days=2, hours=12), "in 3 days"),
        (timedelta(days=30) - MOMENT, "in 30 days"),
        (timedelta(days=46), "in 46 days"),
        (timedelta(days=60), "in 2 months"),
        (timedelta(days=364), "in 1 year"),
        (timedelta(days=730), "in 2 years"),
        (-MOMENT, "just now"),
        (-timedelta(minutes=1), "1 minute ago"),
        (-timedelta(days=2) + MOMENT, "2 days ago"),
    ],
)
def test_it_is_said_to_the_nearest(apart: timedelta, said: str) -> None:
    """**How it broke:** a wait of three days ended “in 2 days” as soon as it had begun,
    and a limit of 46 days “in 2 months”."""
    assert ago(NOW + apart, NOW) == said
