"""Measuring an account from its events and traits, all in memory.

This is what is meant by each measure; whatever measures in a database must come to the same.
"""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, assert_never
from uuid import UUID

from engine.definition.base import Scalar
from engine.definition.times import Duration
from engine.evaluation import evaluate, folded
from engine.facts import (
    DATE_REACHED,
    HEALTH_CHANGED,
    HEALTH_SCORED,
    MARK_EVENTS,
    SEGMENT_ENTERED,
    SEGMENT_LEFT,
    SURVEY_ANSWERED,
    TRAITS_UPDATED,
    Facts,
    dig,
)
from engine.health.card import Component, Scorecard
from engine.health.measures import Count, Distinct, Latest, OfEvents, Share, Trait
from engine.health.results import Measured
from engine.written import number

TOLD_BY_US = frozenset(
    {
        DATE_REACHED,
        HEALTH_CHANGED,
        HEALTH_SCORED,
        SEGMENT_ENTERED,
        SEGMENT_LEFT,
        SURVEY_ANSWERED,
        TRAITS_UPDATED,
        *MARK_EVENTS.values(),
    }
)
"""What Onward itself tells. It does not show that anything is heard from the account."""

DESCRIBING = frozenset({"identify", "group", "alias"})
"""Calls that say who is who, as any list of customers does."""

NOT_HEARD = TOLD_BY_US | DESCRIBING
"""What does not show that anything ever happened in the account."""


@dataclass(frozen=True)
class Event:
    """Something that happened in the account."""

    name: str
    at: datetime
    contact: UUID | str | None = None
    """Whoever did it. None: nobody in particular."""
    properties: Mapping[str, Any] = field(default_factory=dict)


def measured(
    card: Scorecard,
    history: Iterable[Event],
    traits: Mapping[str, Any],
    now: datetime,
    *,
    set_at: Mapping[str, datetime] | None = None,
    sent: Collection[str] | None = None,
) -> dict[str, Measured | None]:
    """The value of each component, by its key. None: there are no data.

    `history` are all events of the account, in any order; of several at once, the later in the
    list is the later. What is after `now` has not happened yet. `traits` are the account's, and
    `set_at` says of those for which it is known, by their path, since when they are what they are.
    `sent` are events that have ever come in from other accounts; None: all that are asked for.
    """
    account = _Account(history, traits, now, set_at or {}, sent)
    return {each.key: _measured(each, account) for each in card.components}


def turns(
    card: Scorecard, history: Iterable[Event], traits: Mapping[str, Any], now: datetime
) -> dict[str, datetime]:
    """When the value of a component is next another although nothing happens, by its key: what was
    counted leaves the window. Components that time does not change are left out."""
    events = list(history)
    account = _Account(events, traits, now, {}, None)
    found = dict[str, datetime]()
    for component in card.components:
        if isinstance(component.measure, Trait):
            continue
        coming = min(_still_to_come(component.measure, account, events), default=None)
        leaving = min(_leaving(component.measure, account), default=None)
        if instants := [each for each in (coming, leaving) if each is not None]:
            found[component.key] = min(instants)
    return found


class _Account:
    """What is known of the account at one moment."""

    def __init__(
        self,
        history: Iterable[Event],
        traits: Mapping[str, Any],
        now: datetime,
        set_at: Mapping[str, datetime],
        sent: Collection[str] | None,
    ) -> None:
        known = list(history)
        self.events = sorted((each for each in known if each.at <= now), key=lambda e: e.at)
        self.sent = None if sent is None else {*sent, *(each.name for each in known)}
        self.set_at, self.now = set_at, now
        self.facts = Facts(now, traits={"account": traits})
        heard = (each.at for each in self.events if each.name not in NOT_HEARD)
        self.heard = max(heard, default=None)
        """When anything was last heard to happen in it. None: never."""

    def can_tell(self, measure: OfEvents) -> bool:
        """Whether anybody sends what is counted, so that none of it means that there was none."""
        return self.sent is None or not self.sent.isdisjoint(measure.events)

    def of(self, measure: OfEvents) -> Iterator[tuple[int, Event]]:
        """The events of a measure that lie in its window, numbered, the oldest first."""
        since = self.now - _length(measure.within)
        for place, event in enumerate(self.events):
            if event.at > since and event.name in measure.events and self._passes(measure, event):
                yield place, event

    def _passes(self, measure: OfEvents, event: Event) -> bool:
        if measure.where is None:
            return True
        seen = Facts(self.now, traits=self.facts.traits, properties=event.properties)
        return evaluate(measure.where, seen).holds is True


def _length(window: Duration) -> timedelta:
    return timedelta(days=window.days)


def _measured(component: Component, account: _Account) -> Measured | None:
    match component.measure:
        case Trait(trait=path):
            value = scalar(account.facts.trait(path))
            as_of = account.set_at.get(path)
            return None if value is None else Measured(value, as_of, component.source)
        case Latest(property=name) as measure:
            last = _answer(measure, account)
            value = None if last is None else scalar(dig(last.properties, name))
            if last is None or value is None:
                return None
            return Measured(value, last.at, component.source)
        case Count() | Distinct() | Share() as measure:
            return _counted(measure, component.source, account)
        case _:
            assert_never(component.measure)


def _counted(measure: Count | Distinct | Share, source: str, account: _Account) -> Measured | None:
    if account.heard is None:
        return None
    seen = _seen(measure, account)
    if not seen and not account.can_tell(measure):
        return unsent(measure, source, account.facts)
    as_of = max(seen.values(), default=account.heard)
    if not isinstance(measure, Share):
        return Measured(len(seen), as_of, source)
    whole = whole_of(measure, account.facts)
    if whole is None:
        return None
    return Measured(float(100 * len(seen) / Fraction(whole)), as_of, source)


def unsent(measure: Count | Distinct | Share, source: str, facts: Facts) -> Measured | None:
    """What is measured where nobody has ever sent what is counted."""
    if isinstance(measure, Share) and whole_of(measure, facts) is None:
        return None
    return Measured(None, None, source)


def whole_of(measure: Share, facts: Facts) -> int | Decimal | None:
    """What the share is taken of. None: it is not known, or is none that anything is a share of."""
    whole = number(facts.trait(measure.of))
    return None if whole is None or whole < 1 else whole


def _seen(measure: Count | Distinct | Share, account: _Account) -> dict[Hashable, datetime]:
    """What is counted, each once, and when it was last seen."""
    seen = dict[Hashable, datetime]()
    for place, event in account.of(measure):
        one = _one(measure, place, event)
        if one is not None:
            seen[one] = event.at
    return seen


def _one(measure: Count | Distinct | Share, place: int, event: Event) -> Hashable | None:
    """What an event counts as; None: it does not count."""
    match measure:
        case Count():
            return place
        case Share():
            return event.contact
        case Distinct(property=None):
            return event.name
        case Distinct(property=str() as name):
            value = scalar(dig(event.properties, name))
            return None if value is None else folded(str(value))
        case _:
            raise AssertionError("a property is a name or None")


def _answer(measure: Latest, account: _Account) -> Event | None:
    """The latest event that has the property."""
    answers = [
        event
        for _, event in account.of(measure)
        if scalar(dig(event.properties, measure.property)) is not None
    ]
    return answers[-1] if answers else None


def scalar(value: Any) -> Scalar | None:
    """A single value. None: there is none, or it is a list or a group."""
    return value if isinstance(value, bool | int | float | str) else None


def _leaving(measure: OfEvents, account: _Account) -> Iterator[datetime]:
    """When what is counted now will have left the window."""
    if isinstance(measure, Latest):
        last = _answer(measure, account)
        seen = [last.at] if last is not None else []
    else:
        seen = list(_seen(measure, account).values())
    return (at + _length(measure.within) for at in seen)


def _still_to_come(
    measure: OfEvents, account: _Account, events: Iterable[Event]
) -> Iterator[datetime]:
    """When events that are dated later than now, by a clock that is fast, will count."""
    first = account.heard is None and not isinstance(measure, Latest)
    for event in events:
        if event.at > account.now and (
            event.name in measure.events or (first and event.name not in NOT_HEARD)
        ):
            yield event.at
