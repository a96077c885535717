"""Who comes in by a publish itself, in words."""

from datetime import UTC, datetime, timedelta

from engine.migrating.entering import Upcoming, who_enters
from tests.migrating.journeys import journey

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


def said(*, all_looked_at: bool) -> str:
    upcoming = Upcoming("Acme", NOW + timedelta(days=3), "UTC")
    whole = journey({"end": {"type": "exit"}})
    day = timedelta(days=1)
    entering = who_enters(whole, [], NOW, day, upcoming=upcoming, all_looked_at=all_looked_at)
    return entering.said


def test_where_nobody_enters_it_is_said_who_comes_next() -> None:
    assert said(all_looked_at=True) == (
        "Nobody enters at once. The first by date is Acme, on Thu 5 Mar 2026, 10:00 (UTC)."
    )


def test_of_customers_that_were_not_looked_at_it_is_not_said_that_they_stay_outside() -> None:
    """**How it broke:** of 100,000 customers 20,000 were looked at, and it was said of all that
    nobody enters, and who comes first."""
    assert said(all_looked_at=False) == (
        "Nobody enters at once of the customers that were looked at. So many have such a date that"
        " not all of them were: others may."
    )
