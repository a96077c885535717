"""Nobody gets so much at once that they stop reading.

Looks at the fastest way through the journey: events happen and answers come at once, and only what
takes time by itself does. What a sending window puts off is left out of account.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from heapq import heappop, heappush
from itertools import count

from engine.arbiter import Cap
from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.moving import ByDate, Limit, MovingDate
from engine.definition.problems import Problem
from engine.definition.steps import (
    EmailStep,
    InAppStep,
    Step,
    SurveyStep,
    TaskStep,
    UntilDate,
    UntilTime,
    WaitStep,
    links,
)
from engine.definition.times import DayOfJourney, Duration, Moment, as_time
from engine.validation.finding import warning
from engine.validation.known import Known
from engine.validation.touches import by_mail

USUAL = Cap(at_most=5, days=7)
"""More messages than this to one contact are warned of where no cap is set, in mail and in the
product together. docs/validation.md names both numbers."""

_DAY, _NOTHING = timedelta(days=1), timedelta()
_NOT_SENT = ("skipped", "failed")


def problems(journey: Journey, known: Known) -> Iterator[Problem]:
    set_here = [cap for cap in known.caps or () if cap.who == "contact"]
    for cap in set_here or [USUAL]:
        if found := _crowded(journey, cap, allowed=bool(set_here)):
            yield found
            return


def _crowded(journey: Journey, cap: Cap, *, allowed: bool) -> Problem | None:
    """`allowed`: the cap is set here, and what is more than it will wait or be left out."""
    for first in _arrivals(journey, cap):
        sent = _many(journey, first, cap)
        if sent:
            times = Counter(sent)
            names = ", ".join(
                f"“{name}”" if count == 1 else f"“{name}” {count} times"
                for name, count in times.items()
            )
            span = "one day" if cap.days == 1 else f"{cap.days} days"
            message = f"A contact may get {len(sent)} messages within {span}: {names}."
            if allowed:
                message += f" {cap.in_words()}: the last waits, or is left out."
            hint = (
                "Leave more time between them, or leave some of them out when a condition is met."
            )
            return warning("many_messages", ("steps", sent[-1]), message, hint)
    return None


@dataclass(frozen=True)
class _Moment:
    """How somebody who loses no time stands at a step. Times count from entry."""

    step: StepId
    at: timedelta
    dates: tuple[tuple[str, timedelta], ...] = ()
    """When the dates of the customer come that were waited for: taken to be just then."""
    clock: tuple[timedelta, timedelta] | None = None
    """A moment at which the time of day was waited for, and what it was."""
    sent: tuple[StepId, ...] = field(default=(), compare=False)
    """The messages since the one it is counted from."""


def _counts(step: Step | None, cap: Cap) -> bool:
    match step:
        case EmailStep() | InAppStep() | SurveyStep():
            return cap.covers("email" if by_mail(step) else "in_app")
        case _:
            return False


def _arrivals(journey: Journey, cap: Cap) -> Iterator[_Moment]:
    """Every message at the earliest moment it can be sent, the earliest first."""
    for here in _earliest(journey, _Moment(journey.start, _NOTHING), None, cap):
        if _counts(journey.steps.get(here.step), cap):
            yield here


def _many(journey: Journey, first: _Moment, cap: Cap) -> tuple[StepId, ...]:
    """The messages within the days that begin with this one, if they are too many."""
    start = replace(first, sent=(first.step,))
    for here in _earliest(journey, start, first.at + cap.days * _DAY, cap):
        if len(here.sent) > cap.at_most:
            return here.sent
    return ()


def _earliest(
    journey: Journey, start: _Moment, before: timedelta | None, cap: Cap
) -> Iterator[_Moment]:
    """How every step is come to at the earliest, in order; with `before`, once for each number of
    messages on the way there, and no later than that."""
    numbers = count()
    waiting = [(start.at, next(numbers), start)]
    seen = set[tuple[StepId, int]]()
    while waiting:
        _, _, here = heappop(waiting)
        state = (here.step, len(here.sent))
        step = journey.steps.get(here.step)
        if state in seen or step is None:
            continue
        seen.add(state)
        yield here
        for outlet, target in links(step).items():
            if outlet in _NOT_SENT:
                continue
            there = _left(step, outlet, here)
            if before is not None:
                if there.at >= before:
                    continue
                if _counts(journey.steps.get(target), cap):
                    there = replace(there, sent=(*there.sent, target))
            heappush(waiting, (there.at, next(numbers), replace(there, step=target)))


def _left(step: Step, outlet: str, here: _Moment) -> _Moment:
    """The moment at which the step is left by a way, at the earliest."""
    match step, outlet:
        case WaitStep(until=UntilTime() as until), _:
            return _shown(until, here)
        case WaitStep(until=UntilDate() as until), "next":
            return _dated(until.date, here)
        case WaitStep(until=DayOfJourney() as day), _:
            return replace(here, at=_ends(day, here.at))
        case WaitStep(for_=Duration() as duration), _:
            return replace(here, at=here.at + duration.least)
        case WaitStep(), "timeout" if step.at_most is not None:
            return _limited(step.at_most, here)
        case SurveyStep(), "no_answer":
            return _limited(step.at_most, here)
        case TaskStep(), "overdue" if step.due is not None:
            return replace(here, at=here.at + step.due.least)
        case _:
            return here


def _limited(limit: Limit, here: _Moment) -> _Moment:
    if isinstance(limit, ByDate):
        return _dated(limit.date, here)
    return replace(here, at=_ends(limit, here.at))


def _ends(limit: Moment, since: timedelta) -> timedelta:
    if isinstance(limit, DayOfJourney):
        return max(since, (limit.day - 1) * _DAY)
    return since + limit.least


def _shown(until: UntilTime, here: _Moment) -> _Moment:
    """What time it is on entry nobody knows: the first time waited for is taken to be at once."""
    written = as_time(until.time)
    wanted = timedelta(hours=written.hour, minutes=written.minute)
    if here.clock is None:
        return replace(here, clock=(here.at, wanted))
    then, showed = here.clock
    ahead = (wanted - showed - (here.at - then)) % _DAY
    return replace(here, at=here.at + (ahead or _DAY))


def _dated(moving: MovingDate, here: _Moment) -> _Moment:
    """The first moment waited for is taken to be at once; others lie as far from it as they do."""
    length = moving.offset.duration.least if moving.offset else _NOTHING
    offset = -length if moving.offset and moving.offset.before else length
    known = dict(here.dates)
    if moving.trait not in known:
        return replace(here, dates=(*here.dates, (moving.trait, here.at - offset)))
    return replace(here, at=max(here.at, known[moving.trait] + offset))
