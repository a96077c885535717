"""How long a journey takes, at the longest, as far as that can be said without a customer."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.steps import (
    ApproveStep,
    ByDate,
    Limit,
    Step,
    SurveyStep,
    TaskStep,
    UntilDate,
    UntilTime,
    WaitStep,
    dates_of,
    links,
)
from engine.definition.times import DayOfJourney, Duration


@dataclass(frozen=True)
class Lasting:
    days: int
    """From entry to the last step, when each wait takes as long as it may, and windows aside."""
    date: str | None
    """The trait by whose date it goes, so that the days say little."""
    repeats: bool
    """Whether customers may come by a step again, so that there is no telling."""


def lasting(journey: Journey) -> Lasting:
    """Ways back are not followed; waits without an end count as none."""
    order = _forwards(journey)
    place = {step: number for number, step in enumerate(order)}
    arrival = dict.fromkeys(order, 0.0)
    repeats = False
    for name in order:
        after = _after(journey.steps[name], arrival[name])
        for target in links(journey.steps[name]).values():
            if target in place and place[target] <= place[name]:
                repeats = True
            elif target in place:
                arrival[target] = max(arrival[target], after)
    dates = (moving.trait for step in journey.steps.values() for moving in dates_of(step))
    longest = max((_after(journey.steps[name], arrival[name]) for name in order), default=0)
    return Lasting(math.ceil(longest), next(dates, None), repeats)


def _forwards(journey: Journey) -> list[StepId]:
    """The steps that can be reached, each before those it leads to, ways back aside."""
    seen: set[StepId] = set()
    done: list[StepId] = []
    waiting: list[tuple[StepId, Iterator[StepId]]] = []

    def enter(name: StepId) -> None:
        if name in journey.steps and name not in seen:
            seen.add(name)
            waiting.append((name, iter(links(journey.steps[name]).values())))

    enter(journey.start)
    while waiting:
        name, targets = waiting[-1]
        target = next(targets, None)
        if target is None:
            done.append(name)
            waiting.pop()
        else:
            enter(target)
    return done[::-1]


def _after(step: Step, arrival: float) -> float:
    """When a customer who came at `arrival` leaves the step, both in days since entry."""
    match step:
        case WaitStep(for_=Duration() as length):
            return arrival + length.days
        case WaitStep(until=DayOfJourney(day=day)):
            return max(arrival, day - 1)
        case WaitStep(until=UntilTime()):
            return arrival + 1
        case WaitStep(until=UntilDate()):
            return arrival
        case WaitStep(at_most=limit) | SurveyStep(at_most=limit):
            return _limited(limit, arrival)
        case TaskStep(outcomes=tuple(), due=due) | ApproveStep(due=due):
            return _limited(due, arrival)
        case _:
            return arrival


def _limited(limit: Limit | None, arrival: float) -> float:
    match limit:
        case Duration():
            return arrival + limit.days
        case DayOfJourney(day=day):
            return max(arrival, day - 1)
        case ByDate() | None:
            return arrival
