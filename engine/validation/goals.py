"""A goal that counts for some time leaves customers that time: they can still reach it."""

from collections.abc import Iterator
from math import ceil

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.problems import Problem
from engine.definition.steps import (
    ExitStep,
    Step,
    TaskStep,
    UntilCondition,
    UntilEvent,
    WaitStep,
    links,
)
from engine.ruler import Reach, ruler
from engine.sentences import step_title
from engine.sentences.words import joined
from engine.validation.finding import warning
from engine.validation.known import Known

_HELD_BACK = 3
"""Days that are no matter: a sending window may hold the last message back over a weekend, which
the ruler leaves out."""
_NAMED = 3
"""So many steps are named; of more, how many there are."""


def problems(journey: Journey, _: Known) -> Iterator[Problem]:
    within = journey.goal.within if journey.goal else None
    if within is None or isinstance(journey.steps.get(journey.start), ExitStep):
        return
    reached = ruler(journey)
    endless = [name for name in reached if _is_endless(journey.steps[name])]
    end = _end(journey, endless)
    if end is None or end.latest is None or end.latest + _HELD_BACK >= within.days:
        return
    if endless and end.latest < max(1.0, *(reached[name].typical or 0.0 for name in endless)):
        return  # What is waited for without end lies on the main way; aside of it, few leave soon.
    message = (
        f"The goal counts {within.in_words()} from entry, but {_who(journey, endless)} has left by "
        f"day {end.latest_day}: what happens later does not count."
    )
    hint = f"Add a wait until day {ceil(within.days)} at the end, or give the goal less time."
    yield warning("goal_after_end", ("goal", "within"), message, hint)


def _is_endless(step: Step) -> bool:
    """Whether customers may wait there for as long as nothing happens."""
    match step:
        case WaitStep(until=UntilEvent() | UntilCondition(), at_most=None):
            return True
        case TaskStep():
            return bool(step.outcomes) and "overdue" not in links(step)
        case _:
            return False


def _end(journey: Journey, endless: list[StepId]) -> Reach | None:
    """The last end of those who come to none of these steps. None: there is none, or nobody can
    say when."""
    steps = {name: step for name, step in journey.steps.items() if name not in endless}
    reached = ruler(journey.model_copy(update={"steps": steps}))
    ends = [reach for name, reach in reached.items() if isinstance(steps[name], ExitStep)]
    if not ends or any(reach.latest is None for reach in reached.values()):
        return None
    return max(ends, key=lambda reach: reach.latest or 0.0)


def _who(journey: Journey, endless: list[StepId]) -> str:
    if not endless:
        return "everybody"
    titles = [f"“{step_title(journey, name)}”" for name in endless]
    more = len(titles) - _NAMED
    named = [*titles[:_NAMED], f"{more} more"] if more > 0 else titles
    return f"whoever does not come to {joined(named, 'or')}"
