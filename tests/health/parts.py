"""What the tests of health share: cards of one component, and values of a given level."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from engine.definition.base import Scalar
from engine.health import (
    DEFAULT,
    Event,
    Level,
    Measured,
    Score,
    Scorecard,
    from_data,
    measured,
    score,
)

NOW = datetime(2026, 9, 7, 12, tzinfo=UTC)
EXAMPLES: Mapping[str, Mapping[Level, Scalar]] = {
    "logins": {"green": 10, "yellow": 3, "red": 2},
    "features": {"green": 5, "yellow": 2, "red": 1},
    "active-users": {"green": 75.0, "yellow": 40.0, "red": 39.9},
    "tickets": {"green": 1, "yellow": 4, "red": 5},
    "nps": {"green": 9, "yellow": 7, "red": 6},
    "payment": {"green": "auto_pay", "yellow": "manual", "red": "failed"},
    "engagement": {"green": "active", "yellow": "occasional", "red": "none"},
    "contract": {"green": "expanded", "yellow": "approaching_renewal", "red": "past_due"},
}
"""A value of each level for each component of the default scorecard, at its very threshold."""


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def values(level: Level = "green", **others: Level | Measured | None) -> dict[str, Measured | None]:
    """A value of this level for each component, and others for some: `active_users=…`."""
    named = {key.replace("_", "-"): other for key, other in others.items()}
    found = dict[str, Measured | None]()
    for key, examples in EXAMPLES.items():
        other = named.get(key, level)
        found[key] = Measured(examples[other], ago(1)) if isinstance(other, str) else other
    return found


def scored(level: Level = "green", **others: Level | Measured | None) -> Score:
    """An account's first score by the default scorecard."""
    return score(DEFAULT, values(level, **others), NOW)


def of_parts(**others: Any) -> Scorecard:
    """A scorecard in which each of a hundred parts is worth a point, and half of one."""
    parts = [
        {
            "key": f"part-{number}",
            "name": f"Part {number}",
            "weight": 1,
            "source": "CRM",
            "measure": {"type": "trait", "trait": f"account.part_{number}"},
            "levels": {"green": ["good"], "yellow": ["fair"], "red": ["bad"]},
        }
        for number in range(100)
    ]
    return from_data({"key": "parts", "name": "Parts", "components": parts} | others)


def worth(
    points: float, card: Scorecard, previous: Score | None = None, now: datetime = NOW
) -> Score:
    """The score of an account that comes to these points by `of_parts`."""
    whole, half = int(points), points % 1
    assert half in (0, 0.5)
    found: dict[str, Measured | None] = {}
    for number, component in enumerate(card.components):
        fair = half and number == whole
        found[component.key] = Measured("good" if number < whole else "fair" if fair else "bad")
    result = score(card, found, now, previous)
    assert result.value == points
    return result


def card_of(measure: Mapping[str, Any], levels: Mapping[str, Any] | None = None) -> Scorecard:
    """A scorecard of one component."""
    component = {
        "key": "one",
        "name": "One",
        "weight": 1,
        "source": "product analytics",
        "measure": measure,
        "levels": levels or {"direction": "at_least", "green": 3, "yellow": 2},
    }
    return from_data({"key": "card", "name": "Card", "components": [component]})


def one(
    measure: Mapping[str, Any],
    *events: Event,
    sent: Collection[str] | None = None,
    **traits: Any,
) -> Scalar | None:
    """What a measure comes to; None: there are no data."""
    found = measured(card_of(measure), events, traits, NOW, sent=sent)["one"]
    return None if found is None else found.value
