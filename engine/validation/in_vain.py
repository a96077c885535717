"""Waits in vain: for a day that is past when customers come to it, or for what ends the journey."""

from collections.abc import Iterator
from typing import assert_never

from engine.definition.base import StepId
from engine.definition.conditions import AllOf, AnyOf, Condition, EventHappened
from engine.definition.journey import Exit, Goal, Journey
from engine.definition.problems import Problem
from engine.definition.steps import (
    ByDate,
    ExitStep,
    SurveyStep,
    UntilCondition,
    UntilEvent,
    WaitStep,
    links,
)
from engine.definition.times import DayOfJourney, Duration
from engine.ruler import Reach, comes, ruler
from engine.validation.finding import Path, named, warning
from engine.validation.graph import graph_of, reachable
from engine.validation.known import Known


def problems(journey: Journey, known: Known) -> Iterator[Problem]:
    reaches = ruler(journey)
    for name, step in journey.steps.items():
        reach = reaches.get(name)
        if reach is None:  # nobody comes there, which is said already
            continue
        if isinstance(step, WaitStep | SurveyStep):
            yield from _day(("steps", name), step, reach)
        if isinstance(step, WaitStep):
            yield from _ended_by(journey, name, step, reach)


def _day(path: Path, step: WaitStep | SurveyStep, reach: Reach) -> Iterator[Problem]:
    until = getattr(step, "until", None)
    key, day = ("until", until) if isinstance(until, DayOfJourney) else ("at_most", step.at_most)
    here = reach.earliest_day
    # Whoever is at the first step has come on day 1, as early or late as it may be.
    if not isinstance(day, DayOfJourney) or not reach.earliest or here is None:
        return
    if reach.earliest < comes(day):
        return
    passed = "is past" if here > day.day else "is past for most"
    message = f"Customers come here on day {here} at the earliest, when day {day.day} {passed}."
    hint = "Wait for a later day, or for some days from here."
    yield warning("day_already_past", (*path, key, "day"), message, hint)


def _ended_by(journey: Journey, name: StepId, step: WaitStep, reach: Reach) -> Iterator[Problem]:
    """What ends a journey is looked at before what is waited for: who does it has left."""
    event = _event_of(step)
    then = journey.steps.get(links(step).get("happened", ""))
    if event is None or then is None or isinstance(then, ExitStep):  # as good as what ends it
        return
    goal = journey.goal
    if goal is not None and goal.exit and _in_time(goal, step, reach) and _brings(event, goal.when):
        hint = (
            "Let the goal not end the journey (“It ends the journey for them” under “The goal”; "
            "“exit: false” in its text), or wait for something else."
        )
        yield _comes_first(journey, name, event, "reach the goal", hint)
    elif any(_brings(event, each.when) for each in journey.exit if isinstance(each, Exit)):
        hint = "Wait for something else, or let something else take them out."
        yield _comes_first(journey, name, event, "are taken out", hint)


def _comes_first(
    journey: Journey, name: StepId, event: EventHappened, what: str, hint: str
) -> Problem:
    message = f"Nobody goes on by “{event.event}” from here: by it they {what}, and leave."
    if missed := _missed(journey, name):
        message += f" So nobody comes to {named(journey, missed, 'or')}."
    return warning("ends_before", ("steps", name, "until"), message, hint)


def _missed(journey: Journey, name: StepId) -> list[StepId]:
    """What nobody comes to where nobody goes on by what this step waits for; ends apart."""
    leads, graph = links(journey.steps[name]), graph_of(journey)
    others = frozenset(target for outlet, target in leads.items() if outlet != "happened")
    missed = reachable(graph, journey.start) - reachable({**graph, name: others}, journey.start)
    steps = journey.steps.items()
    return [each for each, it in steps if each in missed and not isinstance(it, ExitStep)]


def _event_of(step: WaitStep) -> EventHappened | None:
    """The event by which the wait is over: nothing else but it, at least once."""
    match step.until:
        case UntilEvent(event=event, where=where):
            return EventHappened(event=event, where=where)
        case UntilCondition(when=EventHappened() as leaf) if _is_once_or_more(leaf):
            return leaf
        case _:
            return None


def _is_once_or_more(leaf: EventHappened) -> bool:
    return leaf.exactly is None and leaf.at_most is None and not (leaf.first or leaf.last)


def _brings(event: EventHappened, when: Condition) -> bool:
    """Whether the condition holds as soon as that has happened to somebody in the journey."""
    match when:
        case EventHappened(event=event.event, within="enrollment" | "ever", where=where):
            once = _is_once_or_more(when) and (when.at_least or 1) == 1
            return once and _is_narrower(event.where, where)
        case AnyOf():
            return any(_brings(event, part) for part in when.any)
        case AllOf():
            return all(_brings(event, part) for part in when.all)
        case _:
            return False


def _is_narrower(one: Condition | None, other: Condition | None) -> bool:
    """Whether nothing passes one filter that the other does not let pass, as far as is seen."""
    return other is None or one == other or (isinstance(one, AllOf) and other in one.all)


def _in_time(goal: Goal, step: WaitStep, reach: Reach) -> bool:
    """Whether the wait is over, whatever happens, before the goal no longer counts."""
    if goal.within is None:
        return True
    if reach.latest is None or step.at_most is None:
        return False
    match step.at_most:
        case Duration() as length:
            ends = reach.latest + length.days
        case DayOfJourney() as day:
            ends = comes(day)
        case ByDate():
            return False
        case _:
            assert_never(step.at_most)
    return ends <= goal.within.days
