"""What would have to happen for a condition to hold: the simplest things that make it so."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.definition.comparisons import Comparison
from engine.definition.conditions import (
    AllOf,
    AnyOf,
    Condition,
    EventHappened,
    PropertyIs,
    SegmentIs,
    TraitIs,
)
from engine.definition.journey import Journey
from engine.simulation.customers import Customer
from engine.simulation.happenings import Event, Happening, SegmentChanged

Values = dict[str, Any]

SOMETHING_ELSE = "something else"
"""For what must not be this or that."""


def made_to_hold(condition: Condition, at: datetime, contact: UUID | None) -> list[Happening]:
    """Empty when nobody can say: for what looks back over time, at messages, or at the calendar."""
    match condition:
        case TraitIs():
            value = value_for(condition)
            if value is None:
                return []
            whose, _, _ = condition.trait.partition(".")
            call = "group" if whose == "account" else "identify"
            return [Event(at, call, {}, contact, {condition.trait: value[0]})]
        case EventHappened() if _is_simple(condition):
            properties = properties_for(condition.where)
            times = condition.at_least or condition.exactly or 1
            return [Event(at, condition.event, properties, contact)] * min(times, 100)
        case SegmentIs():
            return [SegmentChanged(at, condition.segment, member=True)]
        case AllOf():
            parts = [made_to_hold(part, at, contact) for part in condition.all]
            return [each for part in parts for each in part] if all(parts) else []
        case AnyOf():
            ways = (made_to_hold(part, at, contact) for part in condition.any)
            return next(filter(None, ways), [])
        case _:
            return []


def admitted(customer: Customer, journey: Journey, at: datetime) -> Customer:
    """A customer made up, as they must be for the journey's audience to admit them."""
    audience = journey.entry.audience
    if audience is None:
        return customer
    who = customer.people[0].id if customer.people else None
    return replace(customer, happenings=(*customer.happenings, *made_to_hold(audience, at, who)))


def _is_simple(leaf: EventHappened) -> bool:
    """Whether one more event can make it hold."""
    return leaf.first is None and leaf.last is None and leaf.at_most is None and leaf.exactly != 0


def properties_for(where: Condition | None) -> Values:
    """Properties of an event that fit, as far as that can be said."""
    match where:
        case PropertyIs():
            value = value_for(where)
            return {where.property: value[0]} if value is not None else {}
        case AllOf():
            return {
                name: value for part in where.all for name, value in properties_for(part).items()
            }
        case AnyOf():
            return properties_for(where.any[0])
        case _:
            return {}


def value_for(comparison: Comparison) -> tuple[Any] | None:
    """A value the comparison holds for, in a tuple, since it may be nothing; None: unknown."""
    expected: Any = comparison.expected
    match comparison.operator:
        case "is" | "at_most" | "at_least" | "starts_with":
            return (expected,)
        case "in":
            return (expected[0],)
        case "is_not" | "not_in":
            return (SOMETHING_ELSE,)
        case "contains":
            return ([expected],) if not isinstance(expected, str) else (expected,)
        case "less_than" if isinstance(expected, int | float):
            return (expected - 1,)
        case "more_than" if isinstance(expected, int | float):
            return (expected + 1,)
        case "exists":
            return ("yes",) if expected else (None,)
        case _:
            return None


def fits(given: Mapping[str, Any], where: Condition | None) -> Values:
    """The properties somebody gave, filled up with what the filter asks for."""
    return properties_for(where) | dict(given)
