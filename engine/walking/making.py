"""What would have to happen for a condition to hold: the simplest things that make it so."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from engine.clock import after, before
from engine.coming import date_triggers
from engine.definition.conditions import (
    AllOf,
    AnyOf,
    Condition,
    EventHappened,
    HealthIs,
    MessageWas,
    Not,
    PropertyIs,
    SegmentIs,
    TaskWas,
    TraitIs,
)
from engine.definition.journey import Journey
from engine.definition.steps import TaskStep
from engine.evaluation import evaluate, folded
from engine.facts import HEALTH_TRAITS
from engine.needs import needs_of
from engine.simulation.customers import Customer
from engine.simulation.facts import View, gather
from engine.simulation.happenings import (
    Event,
    Happening,
    MessageMarked,
    SegmentChanged,
    TaskAnswered,
)
from engine.simulation.log import Log
from engine.simulation.values import value_against, value_for
from engine.validation.asked import asks

Values = dict[str, Any]
Had = Mapping[str, Sequence[str]]
"""Values of a trait, by its path, the most frequent first."""
NOTHING_HAD: Had = MappingProxyType({})

_MOST_TIMES = 100
_NAMING = ("is", "is_not", "in", "not_in")
"""What names a value somebody may have."""


@dataclass(frozen=True)
class Making:
    """`at` is when it is to happen, aware UTC; `contact` is who does it."""

    journey: Journey
    at: datetime
    contact: UUID | None
    holds: Callable[[Condition], bool]
    """Whether something is so already, and need not be made."""
    had: Had
    """The values customers have, where anybody has looked."""

    def to_hold(self, condition: Condition) -> list[Happening]:
        """Empty when nobody can say: for what looks back over time, or at the calendar."""
        match condition:
            case TraitIs():
                return self._trait(
                    condition.trait, value_for(condition, self.at, self._usual(condition))
                )
            case HealthIs():
                path = f"account.{HEALTH_TRAITS[condition.health]}"
                return self._trait(path, value_for(condition, self.at))
            case EventHappened() if _is_simple(condition):
                properties = properties_for(condition.where, self.at)
                times = condition.at_least or condition.exactly or 1
                event = Event(self.at, condition.event, properties, self.contact)
                return [event] * min(times, _MOST_TIMES)
            case SegmentIs():
                return [SegmentChanged(self.at, condition.segment, member=True)]
            case MessageWas(
                was=(
                    "delivered"
                    | "opened"
                    | "clicked"
                    | "replied"
                    | "bounced"
                    | "dismissed"
                    | "completed"
                ) as mark
            ):
                return [MessageMarked(self.at, condition.message, mark)]
            case TaskWas():
                return self._task(condition)
            case Not():
                return self.not_to_hold(condition.not_)
            case AllOf():
                return self._all(
                    self.to_hold(part) for part in condition.all if not self.holds(part)
                )
            case AnyOf():
                return next(filter(None, map(self.to_hold, condition.any)), [])
            case _:
                return []

    def not_to_hold(self, condition: Condition) -> list[Happening]:
        """So that it holds no longer. What has happened cannot be undone."""
        match condition:
            case TraitIs():
                return self._trait(
                    condition.trait, value_against(condition, self.at, self._usual(condition))
                )
            case HealthIs():
                path = f"account.{HEALTH_TRAITS[condition.health]}"
                return self._trait(path, value_against(condition, self.at))
            case SegmentIs():
                return [SegmentChanged(self.at, condition.segment, member=False)]
            case Not():
                return self.to_hold(condition.not_)
            case AllOf():
                return next(filter(None, map(self.not_to_hold, condition.all)), [])
            case AnyOf():
                return self._all(
                    self.not_to_hold(part) for part in condition.any if self.holds(part)
                )
            case _:
                return []

    def _all(self, parts: Iterable[list[Happening]]) -> list[Happening]:
        made = list(parts)
        return [each for part in made for each in part] if all(made) else []

    def _trait(self, path: str, value: tuple[Any] | None) -> list[Happening]:
        return [] if value is None else [changed(path, value[0], self.at, self.contact)]

    def _usual(self, asked: TraitIs) -> list[str]:
        """Values of this trait that customers have, then those the journey asks for elsewhere; but
        none with which it would be over for them."""
        ending, named = set[str](), list[str]()
        for each in asks(self.journey):
            leaf = each.leaf
            if isinstance(leaf, TraitIs) and leaf.trait == asked.trait:
                if leaf.operator in ("is", "in") and each.path[0] in ("goal", "exit"):
                    ending |= set(map(folded, _listed(leaf)))
                elif leaf.operator in _NAMING:
                    named += _listed(leaf)
        known = (*self.had.get(asked.trait, ()), *named)
        return [each for each in known if each and folded(each) not in ending]

    def _task(self, asked: TaskWas) -> list[Happening]:
        if asked.outcome is None and asked.was != "done":
            return []
        task = self.journey.steps.get(asked.task)
        buttons = (task.outcomes or ()) if isinstance(task, TaskStep) else ("approved",)
        outcome = asked.outcome or next(iter(buttons), None)
        return [TaskAnswered(self.at, asked.task, outcome)]


def _listed(leaf: TraitIs) -> list[str]:
    """The texts it is compared with."""
    expected = leaf.expected if isinstance(leaf.expected, tuple) else (leaf.expected,)
    return [each for each in expected if isinstance(each, str)]


def changed(path: str, value: Any, at: datetime, contact: UUID | None) -> Event:
    """A trait is given a value, as a customer's systems tell it."""
    whose, _, name = path.partition(".")
    call = "group" if whose == "account" else "identify"
    return Event(at, call, {name: value}, contact, {path: value})


def admitted(
    customer: Customer, journey: Journey, at: datetime, had: Had = NOTHING_HAD
) -> Customer:
    """A customer made up, as they must be to enter: with the date that lets them in, so that the
    journey's audience admits them, and in the roles it writes to. `had`: as in `Making`."""
    roles = needs_of(journey).roles
    people = tuple(replace(one, roles=one.roles or roles) for one in customer.people)
    customer = replace(customer, people=people)
    person = next(iter(people), None)
    contact = person.id if person else None
    dated = _dated(journey, at, contact)
    traits = {
        "account": dict(customer.account.traits) if customer.account else {},
        "contact": dict(person.traits) if person else {},
    }
    for event in dated:
        for path, value in event.changes.items():
            whose, _, name = path.partition(".")
            traits[whose][name] = value
    view = View(now=at, zone="UTC", log=Log(), traits=traits, segments=customer.segments)

    def holds(condition: Condition) -> bool:
        return bool(evaluate(condition, gather([condition], view)).holds)

    audience = journey.entry.audience
    wanted = audience if audience and not holds(audience) else None
    made = Making(journey, at, contact, holds, had).to_hold(wanted) if wanted else []
    return replace(customer, happenings=(*customer.happenings, *dated, *made))


def _dated(journey: Journey, at: datetime, contact: UUID | None) -> list[Event]:
    """A date that lets a customer in at that moment, where a date does."""
    for trigger in date_triggers(journey):
        offset = trigger.date.offset
        shift = after if offset and offset.before else before
        day = shift(at, offset.duration, "UTC") if offset else at
        return [changed(trigger.date.trait, day.date().isoformat(), at, contact)]
    return []


def _is_simple(leaf: EventHappened) -> bool:
    """Whether one more event can make it hold."""
    return leaf.first is None and leaf.last is None and leaf.at_most is None and leaf.exactly != 0


def properties_for(where: Condition | None, at: datetime) -> Values:
    """Properties of an event that fit, as far as that can be said."""
    match where:
        case PropertyIs():
            value = value_for(where, at)
            return {where.property: value[0]} if value is not None else {}
        case AllOf():
            return {
                name: value
                for part in where.all
                for name, value in properties_for(part, at).items()
            }
        case AnyOf():
            return properties_for(where.any[0], at)
        case Not(not_=PropertyIs() as unwanted):
            value = value_against(unwanted, at)
            return {unwanted.property: value[0]} if value is not None else {}
        case _:
            return {}


def fits(given: Mapping[str, Any], where: Condition | None, at: datetime) -> Values:
    """The properties somebody gave, filled up with what the filter asks for."""
    return properties_for(where, at) | dict(given)
