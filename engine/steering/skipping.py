"""Ways past a wait: as if its time had come, or as if what it waits for had come about."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.steps import (
    ApproveStep,
    SurveyStep,
    TaskStep,
    UntilCondition,
    UntilDate,
    UntilEvent,
    WaitStep,
    links,
)
from engine.effects import (
    Answered,
    Happened,
    Missed,
    Outcome,
    Passed,
    SurveyAnswer,
    TaskAnswer,
    Wait,
)
from engine.interpreter import Position, advance, effect_of
from engine.reckoning import Freeze
from engine.sentences import outlet_sentence, step_title
from engine.sentences.words import name_in_words


@dataclass(frozen=True)
class WayOn:
    """One way past a wait."""

    name: str
    """What to call it by: the outlet, or an outcome of a task."""
    words: str
    """`as if the time had come`, `as if “Login” had happened`."""
    to: StepId
    to_title: str
    by_time: bool
    """It is what happens when the time comes and nothing else does."""
    outcome: Outcome
    """What leads there. It came about when the customer was steered."""
    position: Position
    """Where they then stand."""


def ways_on(
    journey: Journey, position: Position, zone: str, freezes: Sequence[Freeze], now: datetime
) -> tuple[WayOn, ...]:
    """How the customer can be led past what they wait for, the way of time first. `now` is on the
    journey's clock.

    Empty when they wait for nothing. No way of time: it would wait for ever.
    """
    effect = effect_of(journey, position, zone, freezes)
    if not isinstance(effect, Wait):
        return ()
    ways = links(journey.steps[position.step])
    found = [
        _way(journey, position, name, outcome, by_time, now)
        for name, outcome, by_time in _outcomes(effect, ways, now)
    ]
    return tuple(sorted(found, key=lambda way: not way.by_time))


def _way(
    journey: Journey,
    position: Position,
    name: str,
    outcome: Outcome,
    by_time: bool,
    now: datetime,
) -> WayOn:
    there = advance(journey, position, outcome, now)
    return WayOn(
        name=name,
        words=f"as if {_as_if(journey, position.step, name, by_time)}",
        to=there.step,
        to_title=step_title(journey, there.step),
        by_time=by_time,
        outcome=outcome,
        position=there,
    )


def _as_if(journey: Journey, step_id: StepId, name: str, by_time: bool) -> str:
    step = journey.steps[step_id]
    match step, name:
        case WaitStep(until=UntilDate()), "next":
            return "the day had come"
        case WaitStep(until=UntilDate()), "timeout":
            return "nobody had come to know the date in time"
        case WaitStep(until=UntilDate()), _:
            return "the date had passed already"
        case _ if by_time and not isinstance(step, ApproveStep):
            return "the time had come"
        case WaitStep(until=UntilEvent(event=event)), _:
            return f"“{event}” had happened"
        case WaitStep(), _:
            return "it were so"
        case _, "next":
            return "it were done"
        case ApproveStep(), _:
            silent = ", which silence means here" if by_time else ""
            return f"it were {name}{silent}"
        case _:
            said = outlet_sentence(journey, step_id, name)
            return f"the answer were “{said if said else name_in_words(name)}”"


_Way = tuple[str, Outcome, bool]


def _outcomes(wait: Wait, ways: Mapping[str, StepId], now: datetime) -> Iterator[_Way]:
    match wait.awaited:
        case None:
            yield "next", Passed(now), True
        case UntilEvent() | UntilCondition():
            if "timeout" in ways:
                yield "timeout", Passed(now), True
            yield "happened", Happened(None, now), False
        case UntilDate():
            yield "next", Passed(now, early=True), True
            if "timeout" in ways:
                yield "timeout", Passed(now), False
            if "passed" in ways:
                yield "passed", Missed(now), False
        case TaskAnswer(task=task):
            yield from _of_task(task, ways, now)
        case SurveyAnswer(survey=survey):
            yield "no_answer", Answered("no_answer", now), True
            for outlet in _answers(survey, ways):
                yield outlet, Answered(outlet, now), False
        case other:
            assert_never(other)


def _of_task(
    task: TaskStep | ApproveStep, ways: Mapping[str, StepId], now: datetime
) -> Iterator[_Way]:
    if isinstance(task, ApproveStep):
        for outcome in ("approved", "cancelled"):
            yield outcome, Answered(outcome, now), outcome == task.silence
        return
    if "overdue" in ways:
        yield "overdue", Answered("overdue", now), True
    for outcome in task.outcomes or ("next",):
        yield outcome, Answered(outcome, now), False


def _answers(survey: SurveyStep, ways: Mapping[str, StepId]) -> Iterator[str]:
    """The answers that lead somewhere of their own."""
    others = ("next", "no_answer", "skipped", "failed")
    yield from (outlet for outlet in ways if outlet not in others)
