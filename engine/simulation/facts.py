"""What conditions look at, answered from memory as `engine.store.facts` answers from PostgreSQL."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice, takewhile
from typing import Any

from engine.clock import before
from engine.definition.base import StepId
from engine.definition.conditions import (
    Condition,
    EventHappened,
    HealthIs,
    MessageWas,
    SegmentIs,
    TaskWas,
    leaves,
)
from engine.definition.kept import kept
from engine.definition.times import Duration
from engine.evaluation import evaluate
from engine.facts import Facts, MessageState, Occurrences, TaskState, health_of
from engine.simulation.log import Log, Logged


@dataclass(slots=True)
class View:
    """From whose point of view, and at which moment, facts are gathered. One is made for every
    question, so it is not frozen, which would take three times as long."""

    now: datetime
    zone: str
    log: Log
    """The subject's events."""
    traits: Mapping[str, Mapping[str, Any]]
    segments: frozenset[str] | set[str] = frozenset()
    enrolled_at: datetime | None = None
    since: datetime | None = None
    """From when on events are events in this enrollment. None: there is none, and all of them
    are; so with `step_since`."""
    entered_event: int | None = None
    step_since: datetime | None = None
    messages: Mapping[StepId, MessageState] = field(default_factory=dict)
    tasks: Mapping[StepId, TaskState] = field(default_factory=dict)
    until: datetime | None = None
    """Up to when events count. None: all of them do."""
    properties: Mapping[str, Any] | None = None


def gather(conditions: Iterable[Condition], view: View) -> Facts:
    """The facts these conditions need."""
    occurrences: dict[EventHappened, Occurrences] = {}
    messages: dict[StepId, MessageState | None] = {}
    tasks: dict[StepId, TaskState | None] = {}
    segments: set[str] = set()
    health: Mapping[str, Any] = {}
    for condition in conditions:
        asked = _questions(condition)
        for leaf in asked.events:
            occurrences[leaf] = _occurrences(leaf, view)
        for step in asked.messages:
            messages[step] = view.messages.get(step)
        for step in asked.tasks:
            tasks[step] = view.tasks.get(step)
        if asked.segments:
            segments |= asked.segments & view.segments
        if asked.health:
            health = health_of(view.traits.get("account", {}))
    return Facts(
        now=view.now,
        zone=view.zone,
        enrolled_at=view.enrolled_at,
        traits=view.traits,
        occurrences=occurrences,
        messages=messages,
        tasks=tasks,
        segments=frozenset(segments),
        health=health,
        properties=view.properties,
    )


@dataclass(frozen=True)
class _Questions:
    """What a condition asks beside traits, which are all there."""

    events: tuple[EventHappened, ...]
    messages: tuple[StepId, ...]
    tasks: tuple[StepId, ...]
    segments: frozenset[str]
    health: bool


@kept
def _questions(condition: Condition) -> _Questions:
    asked = leaves(condition)
    return _Questions(
        events=tuple(leaf for leaf in asked if isinstance(leaf, EventHappened)),
        messages=tuple(leaf.message for leaf in asked if isinstance(leaf, MessageWas)),
        tasks=tuple(leaf.task for leaf in asked if isinstance(leaf, TaskWas)),
        segments=frozenset(leaf.segment for leaf in asked if isinstance(leaf, SegmentIs)),
        health=any(isinstance(leaf, HealthIs) for leaf in asked),
    )


def passing(where: Condition | None, events: Sequence[Logged], view: View) -> Iterator[Logged]:
    """The events that pass a filter on their properties, and on what else it asks."""
    if where is None:
        yield from events
        return
    known = gather([where], view)
    for event in events:
        if evaluate(where, replace(known, properties=event.properties)).holds:
            yield event


_NEVER = Occurrences()


def _occurrences(leaf: EventHappened, view: View) -> Occurrences:
    named = view.log.named(leaf.event)
    times, events = named.times, named.events
    if view.until is not None:
        end = bisect_right(times, view.until)
        times, events = times[:end], events[:end]
    if not times:
        return _NEVER
    start = _start(leaf, times, view)
    entered = view.entered_event if leaf.within in ("enrollment", "step") else None
    if leaf.where is not None or _among(entered, events, start):
        passed = passing(leaf.where, events[start:], view)
        times = [event.at for event in passed if event.id != entered]
        start = 0
    count = len(times) - start
    if not count:
        return _NEVER
    return Occurrences(count, times[start], times[-1], _pivots(leaf, times, count))


def _start(leaf: EventHappened, times: list[datetime], view: View) -> int:
    """From which of the events on they lie in the leaf's window."""
    match leaf.within:
        case "step" if view.step_since is not None:
            return bisect_right(times, view.step_since)
        case "enrollment" | "step" if view.since is not None:
            return bisect_left(times, view.since)
        case Duration() as period:
            return bisect_right(times, before(view.now, period, view.zone))
        case _:
            return 0


def _among(entered: int | None, events: Sequence[Logged], start: int) -> bool:
    """Whether the event that let the customer in is one of these: it would be at the beginning."""
    if entered is None or start == len(events):
        return False
    at_once = takewhile(lambda event: event.at == events[start].at, islice(events, start, None))
    return any(event.id == entered for event in at_once)


def _pivots(leaf: EventHappened, times: list[datetime], count: int) -> tuple[datetime, ...]:
    if not isinstance(leaf.within, Duration):
        return ()
    asked = next((n for n in (leaf.at_least, leaf.at_most, leaf.exactly) if n is not None), 1)
    return tuple(times[-back] for back in (asked, asked + 1) if 0 < back <= count)
