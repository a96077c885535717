"""How a customer came into a journey, as their story says it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from engine.entry import entered_by
from engine.facts import DATE_REACHED
from engine.sentences.entered import how_entered

AT = datetime(2026, 9, 7, 22, 30, tzinfo=UTC)


def told(**properties: Any) -> dict[str, Any]:
    return entered_by(7, DATE_REACHED, AT, properties)


@pytest.mark.parametrize(
    ("day", "zone", "said"),
    [
        ("2026-12-06", "UTC", "6 Dec 2026, was 90 days ahead"),
        ("2026-12-06", "Europe/Amsterdam", "6 Dec 2026, was 89 days ahead"),
        ("2026-09-07", "UTC", "7 Sep 2026, had come"),
        ("2026-09-06", "UTC", "6 Sep 2026, was 1 day ago"),
    ],
)
def test_the_date_that_let_somebody_in_is_named(day: str, zone: str, said: str) -> None:
    """**How it broke:** the story said “Entered by “Date Reached””, and not which date."""
    found = how_entered(told(trait="account.renewal_date", date=day), zone)
    assert found == f"because the account’s renewal date, {said}"


@pytest.mark.parametrize("properties", [{}, {"trait": "account.d", "date": "soon"}, {"date": 7}])
def test_an_event_that_is_only_called_so_names_no_date(properties: dict[str, Any]) -> None:
    assert how_entered(told(**properties), "UTC") == "by “Date Reached”"


def test_another_event_is_named() -> None:
    found = entered_by(7, "Account Created", AT, {"date": "2026-12-06", "trait": "account.d"})
    assert how_entered(found, "UTC") == "by “Account Created”"
