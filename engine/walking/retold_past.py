"""What the customer of a walk had done before, as the past of a scenario's customer."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import JsonValue

from engine.clock import before
from engine.definition.conditions import EventHappened, PropertyIs
from engine.definition.journey import Journey
from engine.definition.scenarios import MOST_DAYS_BEFORE
from engine.definition.times import Duration
from engine.facts import MISSING, dig
from engine.simulation.customers import Customer
from engine.simulation.happenings import Event
from engine.tracking.traits import with_values
from engine.validation.asked import Asked, asks
from engine.walking.outcome import Part

MOST_TOLD = 100
"""Of more than these the newest of each kind are told: a scenario is to be read."""

_LONGEST = 99_999
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Past:
    events: Sequence[Event]
    """Those that count, by time; the newest of them, where they are too many."""
    count: int
    """How many count."""
    begins: datetime
    zone: str
    asked: dict[str, frozenset[str]]
    """By event: which of its properties are asked about."""

    def told(self, *, exact: bool) -> list[Part]:
        """To the minute, where a duration has as many; else by hours and days, as people say it."""
        return [self._told(each, exact) for each in self.events]

    def _told(self, event: Event, exact: bool) -> Part:
        known = _properties(event, self.asked.get(event.name, ()))
        ago = _exactly(self, event.at) if exact else _nearly(self.begins - event.at)
        return {"event": event.name, **({"properties": known} if known else {}), "ago": ago}

    @property
    def cut(self) -> str | None:
        if self.count == len(self.events):
            return None
        return (
            f"They had done {self.count:,} things before that count here. "
            f"The newest {len(self.events)} of all kinds go along."
        )


def past_of(customer: Customer, journey: Journey, begins: datetime, zone: str) -> Past:
    """What of their past the journey counts. `begins` is aware UTC."""
    found = list(asks(journey))
    looking = [each for each in found if _looks_back(each)]
    events = [
        each
        for each in customer.happenings
        if isinstance(each, Event) and not each.changes and each.at <= begins
        if any(_counts(asked, each, begins, zone) for asked in looking)
    ]
    return Past(_newest(events), len(events), begins, zone, _asked_of_events(found))


def _newest(events: Iterable[Event]) -> list[Event]:
    """Of each kind as many, so that what is frequent leaves room for what is not."""
    seen = Counter[str]()
    ranked: list[tuple[int, Event]] = []
    for each in sorted(events, key=_when, reverse=True):
        seen[each.name] += 1
        ranked.append((seen[each.name], each))
    ranked.sort(key=lambda each: each[0])
    return sorted((each for _, each in ranked[:MOST_TOLD]), key=_when)


def _when(event: Event) -> datetime:
    return event.at


def looks_back_for(journey: Journey, event: str) -> bool:
    """Whether it asks for this event also from before a customer entered."""
    return any(
        isinstance(each.leaf, EventHappened) and each.leaf.event == event and _looks_back(each)
        for each in asks(journey)
    )


def _looks_back(asked: Asked) -> bool:
    leaf = asked.leaf
    if not isinstance(leaf, EventHappened):
        return False
    # Whoever is not in the journey yet has nothing but a past.
    outside = asked.path[:2] == ("entry", "audience")
    since_entry = leaf.within in ("enrollment", "step")
    return outside or not since_entry or bool(leaf.first or leaf.last)


def _counts(asked: Asked, event: Event, begins: datetime, zone: str) -> bool:
    """Whether it asks for this event, and looks back so far."""
    leaf = asked.leaf
    if not isinstance(leaf, EventHappened) or leaf.event != event.name:
        return False
    period = leaf.within
    return not isinstance(period, Duration) or event.at > before(begins, period, zone)


def _asked_of_events(found: Iterable[Asked]) -> dict[str, frozenset[str]]:
    names: dict[str, set[str]] = {}
    for each in found:
        if isinstance(each.leaf, PropertyIs) and each.event is not None:
            names.setdefault(each.event, set()).add(each.leaf.property)
    return {event: frozenset(asked) for event, asked in names.items()}


def _properties(event: Event, asked: Iterable[str]) -> dict[str, JsonValue]:
    known: dict[str, Any] = {}
    for path in sorted(asked):
        value: Any = dig(event.properties, path)
        if value is not MISSING:
            known |= with_values(known, {path: value})
    return known


# So long ago


def _nearly(since: timedelta) -> str:
    """As people say it; at least a minute, so that it stays before entry."""
    if since >= 2 * _DAY:
        return f"{min(round(since / _DAY), MOST_DAYS_BEFORE)}d"
    return f"{round(since / _HOUR)}h" if since >= 2 * _HOUR else _minutes(since)


def _exactly(past: Past, at: datetime) -> str:
    since = past.begins - at
    ways = (f"{round(since / _DAY)}d", f"{since // _HOUR}h", _minutes(since))
    if not since:  # nothing is told as no time before
        return _minutes(since)
    return next(filter(lambda way: _is(past, way, at), ways), None) or _longest(since)


def _is(past: Past, way: str, at: datetime) -> bool:
    return (
        len(way) <= 6
        and Duration.parse(way).days <= MOST_DAYS_BEFORE
        and before(past.begins, Duration.parse(way), past.zone) == at
    )


def _longest(since: timedelta) -> str:
    minutes = _minutes(since)
    return minutes if len(minutes) <= 6 else f"{min(-(-since // _HOUR), _LONGEST)}h"


def _minutes(since: timedelta) -> str:
    return f"{max(-(-since // _MINUTE), 1)}m"


def several(past: Past) -> Iterator[list[Part]]:
    """The ways to tell it, the one that reads best first."""
    yield past.told(exact=False)
    if past.events:
        yield past.told(exact=True)
