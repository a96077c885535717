"""When time alone may change what a condition comes out as: when to look again.

Nothing that happens to the customer is foreseen here; whatever happens wakes the enrollment.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from engine.clock import after, start_of_day
from engine.definition.conditions import (
    Condition,
    EventHappened,
    HealthIs,
    Leaf,
    NowIs,
    PropertyIs,
    TaskWas,
    TraitIs,
    leaves,
)
from engine.definition.kept import kept
from engine.definition.times import Duration, as_time
from engine.evaluation import instant_of, moment_asked, turning
from engine.facts import MISSING, Facts

_AGAIN = timedelta(hours=1)
"""For what should have turned by now and has not: calendars do not run backwards exactly."""


def next_turn(conditions: Iterable[Condition], facts: Facts) -> datetime | None:
    """The next instant, on the journey's clock, at which one of the conditions may come out
    otherwise although nothing happens. None: time changes nothing."""
    turns = (
        turn
        for condition in conditions
        for leaf in _watching_the_clock(condition)
        for turn in _turns(leaf, facts)
    )
    return min((turn for turn in turns if turn > facts.now), default=None)


@kept
def _watching_the_clock(condition: Condition) -> tuple[Leaf, ...]:
    """Those of its leaves that time alone may turn: all others need not be looked at."""
    return tuple(leaf for leaf in leaves(condition) if _watches_the_clock(leaf))


def _watches_the_clock(leaf: Leaf) -> bool:
    match leaf:
        case EventHappened():
            asked_when = leaf.first is not None or leaf.last is not None
            return asked_when or isinstance(leaf.within, Duration) or leaf.where is not None
        case TraitIs() | HealthIs():
            return isinstance(leaf.expected, Duration)
        case NowIs():
            return True
        case TaskWas():
            return leaf.was == "overdue"
        case _:
            return False


def _turns(leaf: Condition, facts: Facts) -> Iterator[datetime]:
    match leaf:
        case EventHappened():
            yield from _of_events(leaf, facts)
        case TraitIs():
            yield from _of_date(leaf, facts.trait(leaf.trait), facts)
        case HealthIs():
            yield from _of_date(leaf, facts.health.get(leaf.health, MISSING), facts)
        case NowIs():
            yield from _of_clock(leaf, facts)
        case TaskWas(was="overdue"):
            task = facts.tasks[leaf.task]
            if task is not None and task.due_at is not None:
                yield task.due_at
        case _:
            pass


def _of_events(leaf: EventHappened, facts: Facts) -> Iterator[datetime]:
    seen = facts.occurrences[leaf]
    moment = moment_asked(leaf, seen)
    age = leaf.first or leaf.last
    period = age.period if age is not None else None
    if moment is not None and period is not None:
        yield after(moment, period, facts.zone)
    if isinstance(leaf.within, Duration):
        for pivot in (*seen.pivots, *([seen.first] if seen.first else [])):
            leaves_window = after(pivot, leaf.within, facts.zone)
            yield leaves_window if leaves_window > facts.now else facts.now + _AGAIN
    for inner in leaves(leaf.where) if leaf.where is not None else ():
        if isinstance(inner, PropertyIs) and isinstance(inner.expected, Duration):
            yield _tomorrow(facts)  # of which event it is the date, only the store knows
        elif isinstance(inner, TraitIs):
            yield from _turns(inner, facts)


def _tomorrow(facts: Facts) -> datetime:
    """When the next day begins on the customer's clock."""
    today = facts.now.astimezone(ZoneInfo(facts.zone)).date()
    return start_of_day(today + timedelta(days=1), facts.zone)


def _of_date(leaf: TraitIs | HealthIs, value: object, facts: Facts) -> Iterator[datetime]:
    if not isinstance(leaf.expected, Duration):
        return
    day = instant_of(value, facts.zone)
    if day is None:
        return
    yield day
    turn = turning(leaf.operator, day, leaf.expected, facts.zone)
    if turn is not None:
        yield turn


def _of_clock(leaf: NowIs, facts: Facts) -> Iterator[datetime]:
    yield _tomorrow(facts)
    today = facts.now.astimezone(ZoneInfo(facts.zone)).date()
    tomorrow = today + timedelta(days=1)
    if leaf.now == "time":
        for moment in _times(leaf.expected):
            for day in (today, tomorrow):
                at = datetime.combine(day, moment, ZoneInfo(facts.zone))
                shown = at.astimezone(UTC)
                yield shown
                yield shown + timedelta(minutes=1)


def _times(expected: object) -> Iterator[time]:
    for each in expected if isinstance(expected, tuple) else (expected,):
        with suppress(ValueError):
            yield as_time(str(each))
