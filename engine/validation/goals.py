"""A goal that counts for some time leaves customers that time: they can still reach it."""

from collections.abc import Iterator
from math import ceil

from engine.definition.journey import Journey
from engine.definition.problems import Problem
from engine.definition.steps import ExitStep
from engine.ruler import ruler
from engine.validation.finding import warning
from engine.validation.known import Known

_HELD_BACK = 3
"""Days that are no matter: a sending window may hold the last message back over a weekend, which
the ruler leaves out."""


def problems(journey: Journey, _: Known) -> Iterator[Problem]:
    within = journey.goal.within if journey.goal else None
    if within is None or isinstance(journey.steps.get(journey.start), ExitStep):
        return
    latest = {each.latest: each.latest_day for each in ruler(journey).values()}
    ends = [days for days in latest if days is not None]
    if not ends or None in latest or max(ends) + _HELD_BACK >= within.days:
        return
    message = (
        f"The goal counts {within.in_words()} from entry, but everybody has left by day "
        f"{latest[max(ends)]}: what happens later does not count."
    )
    hint = f"Add a wait until day {ceil(within.days)} at the end, or give the goal less time."
    yield warning("goal_after_end", ("goal", "within"), message, hint)
